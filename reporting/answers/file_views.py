"""Photos and documents of an answer: added with their rights, read, withdrawn in one click."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from actions.views.files import handed_over
from records.editing.once_only import needs_key, unsaved
from records.editing.views import add
from reporting import workflow
from reporting.answers.forms import file_form
from reporting.answers.link_session import partner_page
from reporting.models import FileKind, ReportFile
from reporting.models.report import WRITABLE
from reporting.report.reading import with_all

SENT = "Cette réponse est déjà envoyée : choisissez d’abord « Modifier ma réponse »."
PUBLISHED = "Ce fichier est publié : écrivez à l’équipe, elle le retire aussitôt."


def own_file(request, pk):
    """The file `pk` of an answer of this desk; Http404 otherwise."""
    rows = ReportFile.objects.filter(report__in=request.desk.reports().values("pk"))
    return get_object_or_404(rows.select_related("report__action", "report__campaign"), pk=pk)


@partner_page
@needs_key
def file_add(request, pk, refusal=""):
    """Add a photo, or with « ?nature=document » a document."""
    report = get_object_or_404(with_all(request.desk.reports()), pk=pk)
    person = request.desk.person
    wanted = request.GET.get("nature")
    kind = FileKind.DOCUMENT if wanted == FileKind.DOCUMENT else FileKind.PHOTO

    def done(row):
        workflow.note_writing(row.report, by=person, at=timezone.now())
        return f"{reverse('report', args=[pk])}#fichiers"

    words = "Le document est ajouté." if kind == FileKind.DOCUMENT else "La photo est ajoutée."
    context = {"report": report, "desk": request.desk, "kind": kind.value}
    form, template = file_form(kind, report, person), "reporting/answers/file_add.html"
    try:
        if report.state not in WRITABLE:
            raise workflow.WrongState
        return add(request, form, template, done, words=words, context=context, refusal=refusal)
    except workflow.WrongState:
        messages.warning(request, SENT)
        return unsaved(redirect("report-sent", pk))


@partner_page
def file(request, pk):
    """The file itself, as an attachment."""
    row = own_file(request, pk)
    if not row.file:
        raise Http404
    return hand_over(request, row, as_attachment=True)


def hand_over(request, row, *, as_attachment):
    """The file of the ReportFile `row`, for who may read its answer."""
    return handed_over(
        request,
        row,
        row.file.name,
        is_public=False,
        as_attachment=as_attachment,
        filename=row.download_name,
        content_type=row.media_type,
    )


@partner_page
@needs_key
def file_remove(request, pk, refusal=""):
    """Withdraw a file that is not published: its row and what the storage holds."""
    row = own_file(request, pk)
    page = "report" if row.report.state in WRITABLE else "report-sent"
    back = f"{reverse(page, args=[row.report_id])}#fichiers"
    if row.is_published:
        messages.warning(request, PUBLISHED)
        return unsaved(redirect(back))

    def show(words=""):
        context = {"file": row, "report": row.report, "desk": request.desk, "words": words}
        context["back"], status = back, 409 if words else 200
        return render(request, "reporting/answers/file_remove.html", context, status=status)

    if request.method != "POST" or refusal:
        return show(refusal)
    by, at = request.desk.person, timezone.now()
    is_withdrawn = workflow.withdraw_file(row.report, row.pk, by=by, at=at)
    if not is_withdrawn and ReportFile.objects.filter(pk=row.pk).exists():
        messages.warning(request, PUBLISHED)  # the team published it a moment ago
        return unsaved(redirect(back))
    messages.success(request, "Le fichier est retiré et effacé.")
    return redirect(back)
