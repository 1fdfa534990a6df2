"""What happens in a campaign of the demonstration, act after act, through the verbs of every day.

The acts come from data/campaigns/*.toml. Their letters are written as always, and marked as gone:
nobody lives at these addresses.
"""

from datetime import timedelta

from django.core.files.base import ContentFile
from django.utils import timezone

from actions.models import IndicatorKind, Measure
from actions.models.attached import People
from conventions.files import write_file
from demonstration.content_files import paris_time, working_day
from demonstration.plan_content import example_picture
from partners.models import User
from partners.models.mail_fault import MailFault
from reporting import workflow
from reporting.campaigns import campaigns
from reporting.models import (
    FileKind,
    Letter,
    LetterState,
    PersonalLink,
    Report,
    ReportFile,
)
from reporting.models.report_rows import report_file_path
from reporting.report import publishing

UNAVAILABLE = "non disponible : "
WHY = "Le chiffre est compté en fin d’année."
FAULTS = {LetterState.BOUNCED: MailFault.BOUNCED, LetterState.REFUSED: MailFault.REFUSED}


class Story:
    """Tells the `acts` (tables of the file) of a prepared `campaign`, as lived before `today`."""

    def __init__(self, campaign, acts, today):
        self.campaign = campaign
        self.acts = acts
        self.today = today
        self.people = {person.email: person for person in User.objects.filter(is_demo=True)}
        self.team = self.people["coordination@demo.example"]

    def tell(self):
        for act in self.acts:
            at = paris_time(working_day(act["day"], self.today), act["at"])
            getattr(self, act["do"])(act, at)
            self.send_letters(at)

    # --- verbs ---------------------------------------------------------------------------------

    def open(self, act, at):
        campaigns.open_campaign(self.campaign, by=self.team, at=at)
        self.campaign.links.update(created_at=at)

    def remind(self, act, at):
        campaigns.run_reminder(self.campaign, at=at)

    def close(self, act, at):
        campaigns.close(self.campaign, by=self.team, at=at)

    def nothing_new(self, act, at):
        by = self.writer(act, at)
        for report in self.reports(act):
            workflow.say_nothing_new(report, by=by, at=at)

    def answer(self, act, at):
        """Write an answer and send it, unless it is left `unfinished`."""
        by = self.writer(act, at)
        for report in self.reports(act):
            self.fill(report, act, by, at)
            workflow.note_writing(report, by=by, at=at)
            if "unfinished" not in act:
                workflow.submit(report, by=by, at=at, told=told(act, at))

    def send_back(self, act, at):
        by = self.people[act["by"]]
        for report in self.reports(act):
            workflow.send_back(
                report, by=by, at=at, comment=act["comment"], comments=act["comments"]
            )

    def publish(self, act, at):
        by = self.people[act["by"]]
        for report in self.reports(act):
            workflow.publish(report, publishing.wording_of(report), by=by, at=at)

    def letter(self, act, at):
        """A letter that left did not arrive."""
        person = self.people[act["to"]]
        letter = Letter.objects.filter(
            campaign=self.campaign, person=person, kind=act["kind"]
        ).latest("created_at")
        letter.state, letter.fault = act["state"], act["fault"]
        if letter.state != LetterState.BOUNCED:
            letter.sent_at = None
        letter.save()
        if fault := FAULTS.get(letter.state):
            person.mail_fault, person.mail_fault_on = fault, timezone.localdate(at)
            person.save()

    # --- what they need ------------------------------------------------------------------------

    def reports(self, act):
        found = Report.objects.filter(campaign=self.campaign, action__code__in=act["actions"])
        return list(found.select_related("campaign", "action").order_by("action__number"))

    def writer(self, act, at):
        """Who answers; a contact came by the personal link of the letter."""
        by = self.people[act["by"]]
        links = PersonalLink.objects.filter(person=by, campaign=self.campaign)
        links.update(seen_at=at, used_at=at)
        return by

    def fill(self, report, act, by, at):
        for name in ("done", "next_steps", "difficulties", "message", "people_reached"):
            setattr(report, name, act.get(name, ""))
        report.save()
        for rank, line in enumerate(report.values.select_related("indicator")):
            typed = act["values"][rank] if "values" in act else known_value(line, self.campaign)
            fill_value(line, typed)
        done = report.steps.filter(milestone__title__in=act.get("steps", []))
        done.update(is_done=True, done_on=timezone.localdate(at))
        if "picture" in act:
            self.add_picture(report, act["picture"], by, at)

    def add_picture(self, report, alt, by, at):
        drawn = example_picture("permanence.png")
        row = ReportFile(report=report, kind=FileKind.PHOTO, alt=alt, added_by=by)
        row.title, row.credit, row.people = "La réunion", "dessin d’exemple", People.NOBODY
        name, content = report_file_path(row, drawn.name), ContentFile(drawn.read())
        row.file = write_file(row.file.storage, name, content, ReportFile.objects.filter(file=name))
        row.size = content.size
        row.save()

    def send_letters(self, at):
        """Mark what was just written as gone a few minutes later."""
        new = Letter.objects.filter(campaign=self.campaign, state=LetterState.WAITING)
        gone = at + timedelta(minutes=2)
        new.update(state=LetterState.SENT, created_at=at, next_try_at=at, tries=1, sent_at=gone)


def told(act, at):
    """What staff enter of somebody's words."""
    if "told_by" not in act:
        return None
    return workflow.Told(timezone.localdate(at), act["told_by"], act["told_how"])


def known_value(line, campaign):
    """The value that the examples hold already at the date of the figures, as it would be typed."""
    row = Measure.objects.filter(indicator=line.indicator, on=campaign.figures_on).first()
    if row is None or row.is_unavailable:
        return UNAVAILABLE + (row.comment if row else WHY)
    return row.text or f"{row.value.normalize():f}".replace(".", ",")


def fill_value(line, typed):
    if typed.startswith(UNAVAILABLE):
        line.is_unavailable, line.why = True, typed.removeprefix(UNAVAILABLE)
    elif line.indicator.kind == IndicatorKind.QUALITATIVE:
        line.text = typed
    else:
        line.typed = typed
    line.save()
