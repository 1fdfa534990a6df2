"""A table becomes the plan, in the browser: upload, columns, words, preview, apply, undo."""

from pathlib import PurePosixPath

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from actions.exporting import annotated
from actions.import_forms import ApplyForm, UploadForm
from actions.importing.applying import CHANGED_SINCE, apply_plan, undo
from actions.importing.batch import drop, plan_of, receive, table_of
from actions.models import ImportBatch, ImportState
from actions.views.exports import download
from actions.views.import_preview import PreviewPage
from actions.views.staff import say_closed
from conventions.models import Convention
from partners.permissions import may_edit
from partners.staff_access import staff_page
from records.changes.plan import ChangeRefused
from records.editing import form_recovery, idempotency
from records.editing.once_only import recognises_repeats
from tables.errors import TableRefused
from tables.file_limits import TOO_HEAVY

IMPORTS_PER_PAGE = 20
SAVED = "Vos réponses sont enregistrées."


def the_import(pk):
    """The import `pk` with what its pages name, or 404."""
    return get_object_or_404(
        ImportBatch.objects.select_related("convention__territory", "by"), pk=pk
    )


@staff_page(may_edit)
@require_http_methods(["GET", "HEAD", "POST"])
@recognises_repeats
def import_upload(request):
    """Send a table, and find the imports of before."""
    current = Convention.objects.current()
    if request.method != "POST":
        return upload_page(request, UploadForm(initial={"convention": current}))
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return upload_page(request, form, status=400)
    file, convention = form.cleaned_data["file"], form.cleaned_data["convention"]
    try:
        batch = receive(file, file.name, convention, by=request.user)
    except TableRefused as refused:
        form.add_error("file", str(refused))
        return upload_page(request, form, status=413 if str(refused) == TOO_HEAVY else 400)
    form_recovery.forget(request)
    return redirect(sent_once(request, batch))


def sent_once(request, batch):
    """The address of `batch`, just received; that of the first one when a form came twice.

    The file is read before: the database is held only for the time of the claim.
    """
    address = reverse("import-batch", args=[batch.pk])
    key = idempotency.read_key(request.POST)
    if key is None:
        return address
    with transaction.atomic():
        submission, is_first = idempotency.claim(request.user, key, request.POST, request.FILES)
        if is_first:
            idempotency.settle(submission, address)
            return address
    # Names and weights are not enough: a digit corrected in the file changes neither.
    twins = ImportBatch.objects.filter(sha256=batch.sha256, convention=batch.convention_id)
    if submission.led_to in {reverse("import-batch", args=[twin.pk]) for twin in twins}:
        batch.file.delete(save=False)
        batch.delete()
        return submission.led_to
    return address


def upload_page(request, form, status=200):
    imports = ImportBatch.objects.select_related("convention", "by").defer("decisions")
    page = Paginator(imports, IMPORTS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "is_kept": form_recovery.take_up(request, form),
        "form": form,
        "page": page,
        "current": Convention.objects.current(),
    }
    return render(request, "actions/import_upload.html", context, status=status)


@staff_page(may_edit)
@require_http_methods(["GET", "HEAD", "POST"])
@recognises_repeats
def import_batch(request, pk):
    """One import: its questions and its preview, or what became of it."""
    batch = the_import(pk)
    if batch.state != ImportState.PREVIEW:
        return done_page(request, batch)
    try:
        workbook = table_of(batch)
    except TableRefused as refused:
        return render(request, "actions/import_gone.html", {"batch": batch, "refusal": refused})
    page = PreviewPage(request, batch, workbook)
    if request.method != "POST":
        say_closed(request, batch.convention)
        return page.render()
    saved = page.save()
    if "garder" in request.POST:  # a script sent one answer; the person stays on the page
        return HttpResponse(status=204 if saved else 400)
    if not saved:
        return page.render(status=400)
    messages.success(request, SAVED)
    form_recovery.forget(request)
    return redirect("import-batch", batch.pk)


@staff_page(may_edit)
@require_http_methods(["GET", "HEAD", "POST"])
@recognises_repeats
def import_apply(request, pk):
    """Write what the preview showed, once, whatever the number of clicks.

    Whoever comes back here after signing in again finds the preview, nothing being written.
    """
    batch = the_import(pk)
    if request.method != "POST" or batch.state != ImportState.PREVIEW:
        return redirect("import-batch", batch.pk)
    form = ApplyForm(request.POST, needs_reason="reason" in request.POST)
    status, refusal = 400, ""
    if form.is_valid():
        shown, reason = form.cleaned_data["digest"], form.cleaned_data.get("reason", "")
        try:
            apply_plan(batch, shown=shown, by=request.user, reason=reason)
            batch.refresh_from_db()
            counts = render_to_string("actions/_import_counts.html", {"batch": batch})
            messages.success(request, f"L’import est appliqué : {counts.strip()}.")
            form_recovery.forget(request)
            return redirect("import-batch", batch.pk)
        except (ChangeRefused, TableRefused) as refused:
            refusal = str(refused)
        status = 409 if refusal == CHANGED_SINCE else 400
        form.add_error(None, refusal)
    batch.refresh_from_db()
    if batch.state != ImportState.PREVIEW:  # the other click of a double one was faster
        return redirect("import-batch", batch.pk)
    return refused_page(request, batch, form, status)


def refused_page(request, batch, form, status):
    """The preview again, made anew, with the errors of `form` and what was typed in it."""
    try:
        page = PreviewPage(request, batch, table_of(batch))
    except TableRefused as refused:
        return render(request, "actions/import_gone.html", {"batch": batch, "refusal": refused})
    page.make_plan()
    form.data = form.data.copy()
    form.data["digest"] = batch.digest
    page.apply_form = form
    return page.render(status=status)


def done_page(request, batch, refusal="", status=200):
    context = {"batch": batch, "refusal": refusal}
    return render(request, "actions/import_done.html", context, status=status)


@staff_page(may_edit)
@require_http_methods(["GET", "HEAD", "POST"])
def import_undo(request, pk):
    """Give back to every row what it was before the import; a GET only leads to its page."""
    batch = the_import(pk)
    if request.method == "POST" and batch.state == ImportState.APPLIED:
        try:
            still_used = undo(batch, by=request.user)
        except ChangeRefused as refused:
            return done_page(request, batch, str(refused), status=409)
        messages.success(request, "L’import est annulé : le plan est comme avant lui.")
        if still_used:
            messages.warning(
                request, "Non supprimé, car utilisé ailleurs : " + ", ".join(still_used) + "."
            )
    return redirect("import-batch", batch.pk)


@staff_page(may_edit)
@require_http_methods(["GET", "HEAD", "POST"])
def import_drop(request, pk):
    """Forget a preview and its file; a GET only leads to its page.

    The second click of a double one finds nothing any more: it leads where the first one led.
    """
    batch = ImportBatch.objects.filter(pk=pk).first()
    if batch is None:
        return redirect("import")
    if request.method != "POST" or not drop(batch):
        return redirect("import-batch", batch.pk)
    messages.success(
        request,
        f"L’aperçu de « {batch.file_name} » est abandonné, son fichier effacé. Rien n’a changé "
        "dans le plan. Vos réponses sur les mots et les colonnes serviront au prochain fichier.",
    )
    return redirect("import")


@staff_page(may_edit)
@require_safe
def import_annotated(request, pk):
    """The file received, each fault written beside its cell."""
    batch = the_import(pk)
    try:
        workbook = table_of(batch)
        faults = plan_of(batch, workbook).faults
    except TableRefused as refused:
        return render(request, "actions/import_gone.html", {"batch": batch, "refusal": refused})
    suffix = annotated.SUFFIXES[batch.kind]
    names = list(dict.fromkeys([*batch.sheets, *(fault.sheet for fault in faults)]))

    def write(out):
        with batch.file.open("rb") as source:
            annotated.annotate(source, out, batch.kind, workbook, names, faults)

    return download(write, f"{PurePosixPath(batch.file_name).stem}-annote.{suffix}", suffix)
