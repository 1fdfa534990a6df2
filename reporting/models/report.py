"""What a partner says about one action in one campaign.

While it is written everything is kept as typed, figures included: a draft is always saved. What is
missing or unreadable is said before sending (reporting/report/sections).
"""

from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, When
from django.urls import reverse
from django.utils import timezone

from actions.models import Action, Avancement, Update
from actions.models.action_rows import LONG_TEXTS
from conventions.models.phase import ConventionStatus
from partners.contacts import organisations_of
from partners.models import Membership, Organisation
from records.dates import PLANNED
from reporting.models.campaign import Campaign
from reviews.models.evaluation import Attainment


class ReportState(models.TextChoices):
    TODO = "a_dire", "Réponse attendue"
    DRAFT = "brouillon", "Brouillon"
    SUBMITTED = "envoyee", "Envoyée, à relire"
    RETURNED = "a_reprendre", "À compléter"
    PUBLISHED = "publiee", "Publiée"


WRITABLE = (ReportState.TODO, ReportState.DRAFT, ReportState.RETURNED)
ANSWERED = (ReportState.SUBMITTED, ReportState.PUBLISHED)
STILL_ASKED = Q(state__in=WRITABLE, action__archived_on=None)


class Fallback(models.TextChoices):
    """Why somebody else than the lead was asked at the opening; "" for the lead.

    Who has to write the answer now is to_enter(): contacts come and go.
    """

    CO_LEAD = "copilote", "Le pilote n’a pas de contact : son copilote répond"
    STAFF = "equipe", "Aucun contact : l’équipe saisit la réponse"


class PracticalSaid(models.TextChoices):
    """What a partner says of the practical information of a service; "" for nothing."""

    EXACT = "exactes", "Oui, tout est exact"
    WRONG = "a_corriger", "Non, il faut corriger"


def asked_on(on):
    """The condition of answers still asked on the date `on`: until the last day of their campaign,
    or the day that was said to their partner.

    The team may enter one after that day too, but nothing waits for it any more.
    """
    running = Q(campaign__closed_at=None, campaign__closes_on__gte=on)
    read_only = Q(campaign__convention__status=ConventionStatus.CLOSED)
    return STILL_ASKED & ~read_only & (running | Q(reopened_until__gte=on))


def without_contact():
    """The condition of answers whose organisation nobody can be reached for, today."""
    return ~Exists(Membership.objects.working().filter(organisation=OuterRef("organisation")))


def to_enter(on):
    """The condition of the answers that only the team can write, asked on the date `on`.

    Whatever was so at the opening: a contact leaves, another comes.
    """
    return asked_on(on) & without_contact()


def late_on(on):
    """The condition of the answers asked on the date `on` whose day has passed."""
    return asked_on(on) & Q(campaign__due_on__lt=on) & ~Q(reopened_until__gte=on)


class ReportQuerySet(models.QuerySet):
    def of_person(self, person):
        """Reports of the organisations that `person` speaks for today."""
        return self.filter(organisation__in=organisations_of(person))

    def unanswered(self):
        """Those that still wait for the partner; nothing is asked about an archived action."""
        return self.filter(STILL_ASKED)

    def to_review(self):
        """The queue of the team, oldest first."""
        return self.filter(state=ReportState.SUBMITTED).order_by("submitted_at", "pk")

    def for_staff_to_enter(self, on):
        """Those that nobody but the team can write, still asked on the date `on`."""
        return self.filter(to_enter(on))

    def with_to_enter(self, on):
        """Each told by `is_to_enter` whether it is one of those on the date `on`."""
        return self.annotate(is_to_enter=Case(When(to_enter(on), then=True), default=False))

    def with_labels(self):
        """What a list prints of a report, without the long texts of its action."""
        texts = [f"action__{name}" for name in LONG_TEXTS]
        found = self.select_related(
            "action", "organisation", "campaign__convention", "submitted_by"
        )
        return found.defer(*texts)


class Report(models.Model):
    """One answer: expected as soon as the campaign opens, published by the team in the end.

    Its state is written by reporting/workflow.py only. `organisation` speaks; None when nobody
    leads the action.
    """

    campaign = models.ForeignKey(
        Campaign, models.PROTECT, related_name="reports", verbose_name="campagne"
    )
    action = models.ForeignKey(
        Action, models.PROTECT, related_name="reports", verbose_name="action"
    )
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="reports",
        null=True,
        blank=True,
        verbose_name="organisation",
    )
    fallback = models.CharField("à la place du pilote", max_length=8, choices=Fallback, blank=True)
    state = models.CharField("état", max_length=11, choices=ReportState, default=ReportState.TODO)

    nothing_new = models.BooleanField("rien de nouveau, c’est toujours exact", default=False)
    avancement = models.CharField(
        "où en est l’action", max_length=12, choices=Avancement, blank=True
    )
    avancement_reason = models.TextField("pourquoi", blank=True)
    done = models.TextField("ce qui a été fait", blank=True)
    next_steps = models.TextField("ce qui vient ensuite", blank=True)
    difficulties = models.TextField("difficultés", blank=True)
    people_reached = models.CharField("personnes aidées ou accueillies", max_length=60, blank=True)
    message = models.TextField("un mot à l’équipe", blank=True)

    practical_said = models.CharField(
        "informations pratiques", max_length=10, choices=PracticalSaid, blank=True
    )
    practical = models.TextField("corrections des informations pratiques", blank=True)

    # Asked by an evaluation campaign, and by no other.
    attainment = models.CharField(
        "jusqu’où le but est atteint", max_length=12, choices=Attainment, blank=True
    )
    went_well = models.TextField("ce qui a marché, et ce qui a manqué", blank=True)
    to_change = models.TextField("ce qu’il faut garder ou changer", blank=True)

    submitted_at = models.DateTimeField("envoyée le", null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    published_at = models.DateTimeField("publiée le", null=True, blank=True)
    update = models.OneToOneField(
        Update, models.PROTECT, related_name="report", null=True, blank=True
    )
    reopened_until = models.DateField("rouverte jusqu’au", null=True, blank=True)

    # Entered by the team for somebody: who told it, when, how.
    told_by = models.CharField("communiqué par", max_length=150, blank=True)
    told_on = models.DateField("communiqué le", null=True, blank=True, validators=PLANNED)
    told_how = models.CharField("par quel moyen", max_length=60, blank=True)

    # Who is writing now, for colleagues who open the same answer.
    writer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    written_at = models.DateTimeField("écrite le", null=True, blank=True)
    is_demo = models.BooleanField("donnée de démonstration", default=False, editable=False)
    created_on = models.DateTimeField("attendue depuis le", auto_now_add=True)

    is_held = False  # True of a row read under lock, in the transaction that reads it

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = "réponse"
        ordering = ["campaign", "action__number"]
        indexes = [models.Index(fields=["state", "submitted_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "action"],
                name="report_once",
                violation_error_message="Cette action a déjà sa réponse dans la campagne.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=list(ANSWERED)) | Q(submitted_at__isnull=False),
                name="report_sent_is_dated",
                violation_error_message="Une réponse envoyée porte la date de son envoi.",
            ),
            models.CheckConstraint(
                condition=(
                    Q(state=ReportState.PUBLISHED, published_at__isnull=False)
                    & (
                        Q(attainment="", update__isnull=False)
                        | (~Q(attainment="") & Q(update__isnull=True))
                    )
                )
                | (
                    ~Q(state=ReportState.PUBLISHED)
                    & Q(published_at__isnull=True, update__isnull=True)
                ),
                name="report_published_is_copied",
                violation_error_message=(
                    "Une réponse publiée a sa date, et son actualité ou son appréciation."
                ),
            ),
            models.CheckConstraint(
                condition=Q(told_on__isnull=True, told_by="") | Q(told_on__isnull=False),
                name="report_told_is_dated",
                violation_error_message="Dites quand cela vous a été communiqué.",
            ),
        ]

    def __str__(self):
        return f"{self.action} – {self.campaign}"

    def get_absolute_url(self):
        """Where its partner writes it."""
        return reverse("report", args=[self.pk])

    @property
    def state_words(self):
        """Its state as people read it: an opinion is validated, its evaluation alone is public."""
        is_opinion = self.state == ReportState.PUBLISHED and self.campaign.is_evaluation
        return "Validée" if is_opinion else self.get_state_display()

    @property
    def reference(self):
        """What partner and team quote when they talk of it."""
        return f"R{self.pk:04d}"

    @property
    def answered_on(self):
        """The day when what it says was true, in Paris: told by phone, the day of the call."""
        sent_on = timezone.localdate(self.submitted_at) if self.submitted_at else None
        return self.told_on or sent_on

    def last_writing(self):
        """(who, when) of the last draft saved, or None: what a conflict tells."""
        return (self.writer, self.written_at) if self.written_at else None

    @property
    def entered_by_staff(self):
        return self.told_on is not None

    @property
    def is_visible(self):
        """True when residents can read its action; reads `action` and its convention."""
        return self.action.is_published and self.action.convention.is_published

    def takes_answers(self, on):
        """True when it may still be sent on the date `on`; reads `campaign`, its convention and
        `action`."""
        if self.action.archived_on is not None or self.campaign.convention.is_read_only:
            return False
        if self.reopened_until is not None and on <= self.reopened_until:
            return True
        return self.campaign.is_open(on)
