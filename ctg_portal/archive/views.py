"""The team takes the archive of a convention."""

from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from conventions.models import Convention
from ctg_portal.archive.contents import entries
from ctg_portal.archive.zipping import zipped
from partners.permissions import may_read
from partners.staff_access import staff_page


@staff_page(may_read)
@require_safe
def convention_archive(request, slug):
    """Everything public of a convention, as a zip that is written while it is sent."""
    public = Convention.objects.public().select_related("territory")
    convention = get_object_or_404(public, slug=slug)
    at = timezone.localtime()
    base = f"{request.scheme}://{request.get_host()}"
    chunks = zipped(entries(convention, at, base), at)
    if request.method == "HEAD":
        chunks = ()
    response = StreamingHttpResponse(chunks, content_type="application/zip")
    name = f"convention-{slug}-{at:%Y-%m-%d}.zip"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
