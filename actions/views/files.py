"""Files: handed over only after asking who may, always as what they are and nothing more."""

from django.http import FileResponse, Http404, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from actions.models import Picture
from actions.models.attached import public_documents
from conventions.models import Document
from conventions.redirects import moved_to
from partners.permissions import may_read
from records.archive import public_or_gone

KEPT_SECONDS = 30 * 24 * 60 * 60


def handed_over(request, row, name, *, is_public, **options):
    """The file `name` of `row` in a sandbox. Raises Http404 when the storage has lost it."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    try:
        content = row.file.storage.open(name, "rb")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(content, **options)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    if not is_public:
        patch_cache_control(response, private=True, no_store=True)
    return response


def readable_document(request, pk):
    """(the document `pk`, whether everybody may read it): a draft only for those who may.

    Raises Http404, or Gone.
    """
    row = public_documents().filter(pk=pk).first()
    if row is not None:
        return row, True
    if may_read(request.user):
        return get_object_or_404(Document, pk=pk), False
    return public_or_gone(public_documents(), pk=pk), False


def document(request, pk, name):
    """A document as an attachment: published for everybody, a draft for those who may read it."""
    row, is_public = readable_document(request, pk)
    if name != row.download_name:
        return moved_to(request, row.get_absolute_url())
    return handed_over(
        request,
        row,
        row.file.name,
        is_public=is_public,
        as_attachment=True,
        filename=row.download_name,
        content_type=row.media_type,
    )


@require_safe
def document_text(request, pk):
    """What a document says, as a page: for those whom its file does not reach (RGAA 13.4)."""
    row, is_public = readable_document(request, pk)
    if not row.text:
        raise Http404
    page = render(request, "conventions/document_text.html", {"document": row})
    if not is_public:
        patch_cache_control(page, private=True, no_store=True)
    return page


def picture(request, pk, stamp, name):
    """One size of a picture; 410 once it is withdrawn.

    What was published stays in the reader's own browser (the address changes with the file),
    never in a cache on the way: a withdrawal must be true for everybody at once.
    """
    row = Picture.objects.public().filter(pk=pk, stamp=stamp).first()
    is_public = row is not None
    if not is_public:
        row = get_object_or_404(Picture, pk=pk, stamp=stamp)
        if row.withdrawn_at:
            return withdrawn_page(request)
        if not may_read(request.user):
            raise Http404
    version = next((version for version in row.version_list() if version.url == request.path), None)
    if version is None:
        raise Http404
    response = handed_over(
        request, row, version.name, is_public=is_public, content_type=version.media_type
    )
    if is_public and response.status_code == 200:
        patch_cache_control(response, private=True, max_age=KEPT_SECONDS, immutable=True)
    return response


def withdrawn_page(request):
    """A picture that was withdrawn: said in words, never stored."""
    response = render(request, "actions/picture_gone.html", status=410)
    patch_cache_control(response, no_store=True)
    return response
