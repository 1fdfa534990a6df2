"""Checking an answer, sending it, saying that nothing is new, taking it back."""

import json

from django.contrib import messages
from django.http import HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.views.decorators.http import require_http_methods

from records.editing.once_only import needs_key, unsaved
from reporting import workflow
from reporting.answers.link_session import partner_page
from reporting.models import ReportState
from reporting.models.report import ANSWERED
from reporting.report import partner_summary
from reporting.report.public_side import public_side
from reporting.report.reading import files_of, with_all
from reporting.report.sections import missing_before_submit, recorded

READ = "lu"
CHANGED = (
    "Rien n’est envoyé : cette réponse a changé pendant que vous la relisiez. La voici à jour, "
    "relisez-la puis envoyez-la."
)
SHEET_CHANGED = (
    "Rien n’est envoyé : la fiche a changé pendant que vous la lisiez. La voici à jour : "
    "dites-nous si elle est toujours exacte."
)
REVIEWED = "L’équipe a déjà relu cette réponse : elle ne peut plus être reprise."


def own(request, pk):
    return get_object_or_404(with_all(request.desk.reports()), pk=pk)


def fingerprint(report):
    """The same as long as `report` says the same: who sends it has read this."""
    value = json.dumps(recorded(report), sort_keys=True)
    return salted_hmac("reporting.check", value, algorithm="sha256").hexdigest()


def sheet_fingerprint(report):
    """The same as long as the same is public of its action: who confirms it has read this."""
    value = public_side(report, timezone.now()).sheet()
    return salted_hmac("reporting.nothing_new", value, algorithm="sha256").hexdigest()


def page(request, template, report, status=200, **context):
    context |= {
        "report": report,
        "desk": request.desk,
        "is_late": not report.takes_answers(timezone.localdate()),
    }
    return render(request, template, context, status=status)


def sent_at(report):
    return reverse("report-sent", args=[report.pk])


def act(request, report, verb, show, fingerprint_of, moved):
    """Do `verb`; `show(words)` shows its page again. Gives the answer.

    The words `moved` refuse it when `fingerprint_of` the locked row is not what was read.
    """

    def check(row):
        if not constant_time_compare(request.POST.get(READ, ""), fingerprint_of(row)):
            raise workflow.Refused(moved)

    try:
        verb(report, by=request.desk.person, at=timezone.now(), check=check)
    except workflow.Refused as refused:
        return show(str(refused))
    except workflow.WrongState:
        messages.warning(request, "Écrivez d’abord votre réponse, puis envoyez-la.")
        return unsaved(redirect("report", report.pk))
    return redirect(sent_at(report))


@partner_page
@require_http_methods(["GET", "HEAD", "POST"])
@needs_key
def check(request, pk, refusal=""):
    """What will be public, what never will, what is missing; then send."""
    report = own(request, pk)
    if report.state in ANSWERED:
        return unsaved(redirect(sent_at(report)))

    def show(words="", status=200):
        missing = missing_before_submit(report, on=timezone.localdate())
        status = 409 if words else status
        about = {
            "summary": partner_summary.summary(report),
            "missing": missing,
            "read": fingerprint(report),
        }
        template = "reporting/answers/report_check.html"
        return page(request, template, report, status, words=words, **about)

    if request.method != "POST" or refusal:
        return show(refusal)

    return act(request, report, workflow.submit, show, fingerprint, CHANGED)


@partner_page
@require_http_methods(["GET", "HEAD", "POST"])
@needs_key
def nothing_new(request, pk, refusal=""):
    """« Rien de nouveau, c’est toujours exact » : what it confirms, and the button."""
    report = own(request, pk)
    if report.state in ANSWERED:
        return unsaved(redirect(sent_at(report)))

    def show(words="", status=200):
        now = partner_summary.public_now(report.action, timezone.now())
        status = 409 if words else status
        return page(
            request,
            "reporting/answers/report_nothing_new.html",
            report,
            status,
            words=words,
            now=now,
            is_begun=report.written_at is not None,
            read=sheet_fingerprint(report),
        )

    if request.method != "POST" or refusal:
        return show(refusal)

    verb = workflow.say_nothing_new
    return act(request, report, verb, show, sheet_fingerprint, SHEET_CHANGED)


@partner_page
def sent(request, pk):
    """The confirmation of an answer sent, then where it is to be read."""
    report = own(request, pk)
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    if report.state not in ANSWERED:
        return redirect("report", pk)
    today = timezone.localdate()
    return page(
        request,
        "reporting/answers/report_sent.html",
        report,
        summary=partner_summary.summary(report),
        files=list(files_of(report)),
        is_published=report.state == ReportState.PUBLISHED,
        waiting=partner_summary.next_to_say(request.desk, today, but=report),
    )


@partner_page
@require_http_methods(["GET", "HEAD", "POST"])
@needs_key
def take_back(request, pk, refusal=""):
    """Take an answer back before the team has read it."""
    report = own(request, pk)
    if report.state not in ANSWERED:
        return unsaved(redirect("report", pk))

    def show(words="", status=200):
        return page(
            request,
            "reporting/answers/report_take_back.html",
            report,
            409 if words else status,
            words=words,
        )

    if report.state == ReportState.PUBLISHED:
        messages.warning(request, REVIEWED)
        return unsaved(redirect(sent_at(report)))
    if request.method != "POST" or refusal:
        return show(refusal)

    try:
        workflow.take_back(report, by=request.desk.person, at=timezone.now())
    except workflow.Refused as refused:
        return show(str(refused))
    except workflow.WrongState:
        messages.warning(request, REVIEWED)
        return unsaved(redirect(sent_at(report)))
    messages.success(request, "Votre réponse est reprise : c’est de nouveau un brouillon.")
    return redirect("report", pk)
