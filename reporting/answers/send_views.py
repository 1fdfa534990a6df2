"""Checking an answer, sending it, saying that nothing is new, taking it back."""

from django.contrib import messages
from django.http import HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from records.editing.once_only import needs_key, unsaved
from reporting import workflow
from reporting.answers.link_session import partner_page
from reporting.letters.notifications import answerer_of
from reporting.models import ReportState
from reporting.models.report import ANSWERED
from reporting.report import partner_summary
from reporting.report.public_side import content_mark, public_side
from reporting.report.reading import file_rows, with_all
from reporting.report.sections import missing_before_submit, recorded_answer

READ = "lu"
CHANGED = (
    "Rien n’est envoyé : cette réponse a changé pendant que vous la relisiez. La voici à jour, "
    "relisez-la puis envoyez-la."
)
SHEET_CHANGED = (
    "Rien n’est envoyé : la fiche a changé pendant que vous la lisiez. La voici à jour : "
    "dites-nous si elle est toujours exacte."
)
NOT_WRITTEN = "Écrivez d’abord votre réponse, puis envoyez-la."
REVIEWED = "L’équipe a déjà relu cette réponse : vous ne pouvez plus la modifier."


def own(request, pk):
    return get_object_or_404(with_all(request.desk.reports()), pk=pk)


def words_mark(report):
    """The same as long as `report` says the same: who sends it has read this."""
    return content_mark(recorded_answer(report))


def sheet_mark(report):
    """The same as long as the same is public of its action: who confirms it has read this."""
    return public_side(report, timezone.now()).sheet()


def print_page(request, template, report, status=200, **context):
    context |= {
        "report": report,
        "desk": request.desk,
        "is_late": not report.takes_answers(timezone.localdate()),
    }
    return render(request, template, context, status=status)


def confirm_act(request, report, refusal, template, verb, *, mark=None, moved="", about=dict):
    """A page with one button, which does `verb`; gives the answer, None once it is done.

    `about()` is what the page prints. The words `moved` refuse the verb when `mark` of the locked
    row is not that of what was read. Raises WrongState.
    """

    def show(words):
        context = about() | ({"read": mark(report)} if mark else {})
        return print_page(request, template, report, 409 if words else 200, words=words, **context)

    def report_check(row):
        if mark and request.POST.get(READ, "") != mark(row):
            raise workflow.Refused(moved)

    if request.method != "POST" or refusal:
        return show(refusal)
    try:
        verb(report, by=request.desk.person, at=timezone.now(), check=report_check)
    except workflow.Refused as refused:
        return show(str(refused))
    return None


def ask_to_send(request, report, *page, **options):
    """One of the two ways to answer, asked by `confirm`; once sent, it is read elsewhere."""
    if report.state in ANSWERED:
        return unsaved(redirect("report-sent", report.pk))
    try:
        return confirm_act(request, report, *page, **options) or redirect("report-sent", report.pk)
    except workflow.WrongState:
        messages.warning(request, NOT_WRITTEN)
        return unsaved(redirect("report", report.pk))


@partner_page
@needs_key
def report_check(request, pk, refusal=""):
    """What will be public, what never will, what is missing; then send."""
    report = own(request, pk)
    return ask_to_send(
        request,
        report,
        refusal,
        "reporting/answers/report_check.html",
        workflow.submit,
        mark=words_mark,
        moved=CHANGED,
        about=lambda: {
            "summary": partner_summary.answer_summary(report),
            "missing": missing_before_submit(report, on=timezone.localdate()),
        },
    )


@partner_page
@needs_key
def report_nothing_new(request, pk, refusal=""):
    """« Rien de nouveau, c’est toujours exact » : what it confirms, and the button.

    It means nothing of an opinion: its page asks the questions.
    """
    report = own(request, pk)
    if report.campaign.is_evaluation:
        return unsaved(redirect("report", report.pk))
    return ask_to_send(
        request,
        report,
        refusal,
        "reporting/answers/report_nothing_new.html",
        workflow.say_nothing_new,
        mark=sheet_mark,
        moved=SHEET_CHANGED,
        about=lambda: {
            "now": partner_summary.public_now(report.action, timezone.now()),
            "is_begun": report.written_at is not None,
        },
    )


@partner_page
def report_sent(request, pk):
    """The confirmation of an answer sent, then where it is to be read."""
    report = own(request, pk)
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    if report.state not in ANSWERED:
        return redirect("report", pk)
    return print_page(
        request,
        "reporting/answers/report_sent.html",
        report,
        summary=partner_summary.answer_summary(report),
        reached=answerer_of(report),
        files=list(file_rows(report)),
        is_published=report.state == ReportState.PUBLISHED,
        waiting=partner_summary.next_to_say(request.desk, timezone.localdate(), but=report),
    )


@partner_page
@needs_key
def report_take_back(request, pk, refusal=""):
    """Take an answer back before the team has read it."""
    report = own(request, pk)
    if report.state not in ANSWERED:
        return unsaved(redirect("report", pk))
    template = "reporting/answers/report_take_back.html"
    try:
        if report.state == ReportState.PUBLISHED:
            raise workflow.WrongState
        if answer := confirm_act(request, report, refusal, template, workflow.take_back):
            return answer
    except workflow.WrongState:
        messages.warning(request, REVIEWED)
        return unsaved(redirect("report-sent", pk))
    messages.success(request, "Vous pouvez modifier votre réponse : c’est de nouveau un brouillon.")
    return redirect("report", pk)
