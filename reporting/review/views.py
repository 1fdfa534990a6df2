"""One report in the eyes of the team: public now, proposed, published or sent back."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from partners.permissions import may_edit, may_publish_alone, may_read, may_review
from partners.staff_access import staff_page
from records.editing import form_recovery
from records.editing.form_page import unjudged
from records.editing.once_only import needs_key
from reporting import workflow
from reporting.answers.file_views import hand_over
from reporting.letters.notifications import nobody_told
from reporting.models import Report, ReportFile, ReportState
from reporting.models.report import WRITABLE
from reporting.report import public_side
from reporting.report.comparison import (
    comparisons,
    moved_since,
    published_comparisons,
    reading_token,
)
from reporting.report.reading import lock_report, with_all
from reporting.report.transitions import why_not_published
from reporting.review import history
from reporting.review.forms import ReviewForm
from reporting.review.queue import QueueFilter, days_waiting

SHOWN, PUBLISH = "_montre", "publier"
COMMENT_NEEDED = (
    "Dites ce qu’il faut compléter, dans une des parties ou ici : sans cela, le partenaire ne "
    "saura pas quoi faire."
)
NO_LONGER = "Cette réponse n’est plus à relire : quelqu’un vient de changer son état."


def is_open(report):
    """True when `report` can be reviewed now."""
    return report.state == ReportState.SUBMITTED


def one_report(pk):
    return get_object_or_404(with_all(Report.objects.select_related("update")), pk=pk)


class ReviewPage:
    """One request about one report, and the queue it is read in."""

    def __init__(self, request, pk):
        self.request, self.pk = request, pk
        self.now, self.on = timezone.now(), timezone.localdate()
        self.queue = QueueFilter(request.GET, on=self.on)

    def form(self, report, data=None, judged=True):
        form = ReviewForm(data, report=report, on=self.on)
        return form if judged else unjudged(form)

    def show(
        self, report, form, *, moved=(), refused="", typed=None, status=200, is_kept=False
    ):  # fmt: skip
        """The page of `report`, with its form while it waits for the team.

        `typed` is what was written for nothing, as (label, words).
        """
        public = public_side.public_side(report, self.now)
        user = self.request.user
        waits = is_open(report)
        reviewer = waits and may_review(user)
        asked = report.state in WRITABLE and not report.action.archived_on
        asked = asked and not report.campaign.convention.is_read_only
        after = self.queue.after(report)
        if typed is None:
            typed = [] if reviewer else self.typed(report)
        context = {
            "report": report,
            "parts": self.parts(report, public, form if reviewer else None),
            "public": public,
            "visible": report.is_visible,
            "opinion": report.campaign.is_evaluation,
            "form": form if reviewer else None,
            "sheet_moved": self.sheet_moved(report, public) if waits else "",
            "alone": reviewer and workflow.is_alone(report, user) and not may_publish_alone(user),
            "days": days_waiting(report, self.on),
            "history": history.happened(report),
            "next_url": self.queue.address("review", after.pk) if after else "",
            "left": self.queue.narrowed().to_review().exclude(pk=report.pk).count(),
            "queue_url": self.queue.address("reviews"),
            "page_url": self.request.get_full_path(),
            "moved": moved,
            "refused": refused,
            "typed": typed,
            "archived": why_not_published(report),
            "may_enter": may_edit(user) and asked,
            "may_reopen": may_review(user) and asked,
            "may_forget": may_review(user),
            "shown": (SHOWN, reading_token(report, public)),
            "is_kept": is_kept,
        }  # fmt: skip
        return render(self.request, "reporting/review/review.html", context, status=status)

    def sheet_moved(self, report, public):
        """What to say of a « rien de nouveau » whose sheet changed since; "" otherwise."""
        if not report.nothing_new:
            return ""
        sheet = public_side.sheets_confirmed([report]).get(report.pk)
        return public_side.SHEET_MOVED if public.moved_from(sheet) else ""

    def parts(self, report, public, form):
        """What there is to compare: nothing while nothing is written."""
        if report.nothing_new or report.state == ReportState.TODO:
            return []
        is_over = report.state == ReportState.PUBLISHED
        return (is_over and published_comparisons(report)) or comparisons(report, public, form)

    def typed(self, report):
        """(label, words) of what was sent for a report that takes no more review."""
        if self.request.method != "POST":
            return []
        form = self.form(report, self.request.POST, judged=False)
        pairs = [(bound.label, self.request.POST.get(bound.html_name, "")) for bound in form]
        return [(label, words) for label, words in pairs if words.strip() and words != "on"]

    def open(self):
        report = one_report(self.pk)
        row = form_recovery.kept_form(self.request) if is_open(report) else None
        if row is None:
            return self.show(report, self.form(report))
        messages.warning(self.request, form_recovery.notice(row))
        return self.show(
            report, self.form(report, form_recovery.typed_in(row), judged=False), is_kept=True
        )

    def show_again(self, words):
        messages.warning(self.request, words)
        report = one_report(self.pk)
        form = self.form(report, self.request.POST, judged=False)
        return self.show(report, form, status=409)

    def act(self):
        """Publish or send back; nothing when something moved."""
        data = self.request.POST
        report = lock_report(Report.objects.filter(pk=self.pk))
        if report is None:
            raise Http404
        public_side.lock_public([report.action_id])
        if not is_open(report):
            return self.show(report, None, refused=NO_LONGER, status=409)
        public = public_side.public_side(report, self.now)
        moved = moved_since(data.get(SHOWN), report, public)
        if moved:
            form = self.form(report, data, judged=False)
            return self.show(report, form, moved=moved, status=409)
        form = self.form(report, data)
        is_published = PUBLISH in data
        verb = self.publish if is_published else self.send_back
        comment, comments = form.comments()
        by, at = self.request.user, self.now
        try:
            event = verb(report, form, by=by, at=at, comment=comment, comments=comments)
        except workflow.Refused as refused:
            form.add_error(None, str(refused))
        if form.errors:
            return self.show(report, form)
        done = "à compléter"
        if is_published:
            done = "validée" if report.campaign.is_evaluation else "publiée"
        words = f"{report.reference} est {done} : « {report.action.title} »."
        if event.reached_nobody:
            messages.warning(self.request, f"{words} {nobody_told(report)}")
        else:
            messages.success(self.request, words)
        after = self.queue.after(report)
        queue = self.queue
        return redirect(queue.address("review", after.pk) if after else queue.address("reviews"))

    def publish(self, report, form, **about):
        form.keep_errors_of_publishing()
        return None if form.errors else workflow.publish(report, form.wording(), **about)

    def send_back(self, report, form, *, comment, comments, **about):
        form.keep_errors_of_sending_back()
        if not comment and not comments:
            form.add_error("comment", COMMENT_NEEDED)
        if form.errors:
            return None
        about |= {"comment": comment, "comments": comments}
        return workflow.send_back(report, until=form.cleaned_data.get("until"), **about)


@staff_page(may_read)
@require_http_methods(["GET", "HEAD", "POST"])
@needs_key
def review(request, pk, refusal=""):
    """One report: read by the team, published or sent back by those who review."""
    page = ReviewPage(request, pk)
    if request.method != "POST":
        return page.open()
    if not may_review(request.user):
        raise PermissionDenied
    return page.show_again(refusal) if refusal else page.act()


@staff_page(may_read)
def review_file(request, pk):
    """A file of a report: a picture shown as a picture, anything else as an attachment."""
    row = get_object_or_404(ReportFile.objects.exclude(file=""), pk=pk)
    return hand_over(request, row, as_attachment=not row.media_type.startswith("image/"))
