"""A draft is given to read: the page of who was given a link, and where the team gives them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from conventions.models import Convention
from letters.links import drawn, opened
from partners.permissions import may_publish, may_read
from partners.staff_access import staff_page
from records.editing import form_recovery
from records.editing.once_only import needs_key
from reviews.draft_reading.forms import DraftReaderForm
from reviews.draft_reading.models import DraftReader
from reviews.draft_reading.reading import draft_sections


@never_cache
@require_safe
def read_draft(request, token):
    """The plan in preparation, for who holds a link: 410 once it ended; the true page once it is
    published."""
    row = opened(token, DraftReader.objects.select_related("convention__territory"))
    if row is not None and row.convention.is_published:
        return redirect(row.convention)
    if row is None or not row.is_open(timezone.localdate()):
        return render(request, "reviews/draft_gone.html", status=410)
    sections = draft_sections(row.convention)
    context = {"convention": row.convention, "reader": row, "sections": sections}
    return render(request, "reviews/draft_reading.html", context)


@staff_page(may_read)
@require_http_methods(["GET", "HEAD", "POST"])
@needs_key
def draft_readers(request, pk, refusal=""):
    """Who may read the draft of the convention `pk`; give one more link."""
    convention = get_object_or_404(Convention.objects.filter(is_published=False), pk=pk)
    on, publisher = timezone.localdate(), may_publish(request.user)
    form = None
    if request.method == "POST" and not publisher:
        raise PermissionDenied
    if publisher:
        row = DraftReader(convention=convention)
        form = DraftReaderForm(request.POST or None, instance=row, on=on)
        if request.method == "POST" and not refusal and form.is_valid():
            form.save()
            messages.success(request, "Le lien est prêt : copiez-le, puis envoyez-le.")
            return redirect("draft-readers", pk)
    if refusal:
        messages.warning(request, refusal)
    context = {
        "convention": convention,
        "form": form,
        "publisher": publisher,
        "is_kept": form_recovery.take_up(request, form) if form else False,
        "readers": [(row, row.is_open(on), drawn(row)) for row in convention.draft_readers.all()],
    }
    return render(request, "reviews/draft_readers.html", context)


@staff_page(may_publish)
@require_POST
def draft_reader_stop(request, pk):
    """The link of a reader opens nothing any more, from now on. Twice does no more than once."""
    row = get_object_or_404(DraftReader.objects.select_related("convention"), pk=pk)
    stopped = DraftReader.objects.filter(pk=pk, revoked_on=None)
    if stopped.update(revoked_on=timezone.localdate()):
        messages.success(request, f"Le lien donné à « {row} » ne sert plus.")
    if row.convention.is_published:  # its links serve no more, nor their page
        return redirect("next-plans")
    return redirect("draft-readers", row.convention_id)
