"""The team writes for somebody who told it, or lets them answer late."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from partners.models.user import FORMER_CONTACT
from partners.permissions import may_edit, may_review
from partners.staff_access import staff_page
from records.editing import views as editing_views
from records.editing.once_only import needs_key, unsaved
from records.french import full_date
from reporting import workflow
from reporting.answers.forms import FORMSETS
from reporting.answers.views import LACKS, NEXT, keep_aside, mark_missing, writing_context
from reporting.letters.notifications import nobody_told
from reporting.models import Report, ReportState
from reporting.models.report import WRITABLE
from reporting.report.reading import lock_report, with_all
from reporting.review.forms import EntryForm, ReopenForm
from reporting.review.views import NO_LONGER, ReviewPage, one_report

SEND, NOTHING_NEW = "envoyer", "rien-de-nouveau"
VERBS = {SEND: workflow.submit, NOTHING_NEW: workflow.say_nothing_new}
LEFT = (
    "Cette réponse a été envoyée entre-temps. Votre texte est gardé à part : si la réponse est "
    "de nouveau à modifier ou à compléter, la page de saisie le retrouvera."
)
SAID = {
    SEND: "La réponse est enregistrée : elle attend d’être relue.",
    NOTHING_NEW: "« Rien de nouveau » est enregistré : la réponse attend d’être relue.",
    "": "Le brouillon est enregistré. Il n’attend pas encore d’être relu.",
}


@staff_page(may_edit)
@require_http_methods(["GET", "HEAD", "POST"])
def review_enter(request, pk):
    """Write the answer `pk` for its organisation: a draft, a full answer or « rien de nouveau »."""
    now, pressed = timezone.now(), request.POST.get(NEXT, "")
    shows_missing = request.method != "POST" and LACKS in request.GET
    left = []  # the refusal to send, once the draft is saved

    def verb_of(row):
        """The button pressed, "" for a draft; « rien de nouveau » means nothing of an opinion."""
        means = pressed != NOTHING_NEW or not row.campaign.is_evaluation
        return pressed if pressed in VERBS and means else ""

    def saved(row, changed):
        if changed or row.state == ReportState.TODO:
            workflow.note_writing(row, by=request.user, at=now)
        told = workflow.Told(row.told_on, row.told_by, row.told_how)
        try:
            if verb := verb_of(row):
                VERBS[verb](row, by=request.user, at=now, told=told)
        except workflow.Refused as refused:
            left.append(refused)

    def done(row):
        if left:
            here = reverse("review-enter", args=[row.pk])
            if left[0].missing:
                return f"{here}?{LACKS}=1"
            messages.warning(request, str(left[0]))
            return here
        messages.success(request, SAID[verb_of(row)])
        return reverse("review" if verb_of(row) else "review-enter", args=[row.pk])

    return editing_views.edit(
        request,
        with_all(Report.objects.filter(pk=pk, state__in=WRITABLE)),
        EntryForm,
        "reporting/review/review_enter.html",
        done,
        words="",
        formsets=FORMSETS,
        context=lambda row: writing_context(row, request.user, shows_missing),
        opened=mark_missing if shows_missing else None,
        saved=saved,
        absent=lambda page: no_longer(request, pk, page),
        read=lock_report,
    )


def no_longer(request, pk, page):
    """The answer left meanwhile: it is read; what was typed is shown, and kept aside."""
    if request.method != "POST":
        return redirect("review", pk)
    typed = keep_aside(request, page, one_report(pk), request.user)
    return ReviewPage(request, pk).show(page.row, None, refused=LEFT, typed=typed, status=409)


@staff_page(may_review)
@require_http_methods(["GET", "HEAD", "POST"])
@needs_key
def review_reopen(request, pk, refusal=""):
    """Let the partner send a late answer until a date."""
    report = one_report(pk)
    here = reverse("review", args=[pk])
    if report.state not in WRITABLE:
        messages.info(request, "Cette réponse est déjà envoyée : il n’y a rien à rouvrir.")
        return unsaved(redirect(here))

    def show(form, status=200):
        context = {
            "report": report,
            "form": form,
            "is_open": report.takes_answers(timezone.localdate()),
        }
        return render(request, "reporting/review/review_reopen.html", context, status=status)

    if request.method != "POST":
        return show(ReopenForm(label_suffix=""))

    form = ReopenForm(request.POST, label_suffix="")
    if refusal:
        messages.warning(request, refusal)
        return show(form, status=409)
    if not form.is_valid():
        return show(form)
    until = form.cleaned_data["until"]
    try:
        event = workflow.reopen(report, by=request.user, at=timezone.now(), until=until)
    except workflow.Refused as refused:
        form.add_error("until", str(refused))
        return show(form)
    except workflow.WrongState:
        messages.info(request, NO_LONGER)
        return unsaved(redirect(here))
    words = f"La réponse est rouverte jusqu’au {full_date(until)}."
    if event.reached_nobody:
        messages.warning(request, f"{words} {nobody_told(report)}")
    else:
        messages.success(request, words)
    return redirect(here)


@staff_page(may_review)
@require_POST
def review_forget(request, pk):
    """Erase the name typed in « communiqué par », once its person asked for it or left."""
    Report.objects.filter(pk=pk).exclude(told_by="").update(told_by=FORMER_CONTACT)
    messages.success(request, "Le nom est effacé.")
    return redirect("review", pk)
