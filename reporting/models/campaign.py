"""A campaign: a dated collection of news from partners, with its letters and its reminders."""

import datetime as dt

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from actions.models.selection import validate_selection
from conventions.models import Convention
from conventions.models.phase import ConventionStatus
from records.dates import PLANNED
from records.history.recording import recorded

LATE_FIGURES = (
    "Ce jour vient après la fermeture : personne ne peut encore donner ces chiffres. Vérifiez "
    "l’année."
)
NO_FIGURES_DAY = "Donnez la date des chiffres demandés."
NATURE = "nature"  # what is asked, in the address of the page that prepares a campaign
YEARS_BEFORE = 1  # that figures may date from, before the convention
OLD_FIGURES = "Ces chiffres dateraient de plus d’un an avant la convention : vérifiez l’année."


class CampaignKind(models.TextChoices):
    """What partners are asked: chosen when the campaign is created, and kept. Decision 0057."""

    NEWS = "nouvelles", "Des nouvelles des actions"
    EVALUATION = "evaluation", "Un avis sur la convention, pour son évaluation"


class CampaignQuerySet(models.QuerySet):
    def open_on(self, on):
        """Campaigns that take answers on the date `on`, the closing day included."""
        rows = self.exclude(convention__status=ConventionStatus.CLOSED)
        return rows.filter(
            opened_at__isnull=False, closed_at=None, opens_on__lte=on, closes_on__gte=on
        )

    def in_preparation(self):
        """Campaigns that no partner has heard of yet."""
        return self.filter(opened_at=None)


class Campaign(models.Model):
    """Partners are asked about the actions of a convention, between two dates: news, or opinions.

    Dates are days in Paris; the last one counts until its end. `selection` chooses the actions
    (see actions/models/selection.py); empty, all those in force are covered.
    """

    convention = models.ForeignKey(
        Convention, models.PROTECT, related_name="campaigns", verbose_name="convention"
    )
    title = models.CharField("titre", max_length=150)
    kind = models.CharField(
        "ce qui est demandé", max_length=10, choices=CampaignKind, default=CampaignKind.NEWS
    )
    opens_on = models.DateField("ouvre le", validators=PLANNED)
    due_on = models.DateField(
        "réponses attendues pour le",
        help_text="Les rappels se comptent à partir de cette date.",
        validators=PLANNED,
    )
    closes_on = models.DateField(
        "ferme le",
        help_text="Après ce jour, plus aucune réponse ne part ; l’équipe peut rouvrir.",
        validators=PLANNED,
    )
    figures_on = models.DateField(
        "chiffres à la date du",
        null=True,
        blank=True,
        help_text="La date des valeurs d’indicateurs demandées, par exemple le 31 décembre.",
        validators=PLANNED,
    )
    intro = models.TextField(
        "introduction",
        blank=True,
        help_text="Deux ou trois phrases, en haut du courriel et de la page que son lien ouvre.",
    )
    selection = models.JSONField(
        "actions concernées",
        default=dict,
        blank=True,
        editable=False,
        validators=[validate_selection],
    )
    opened_at = models.DateTimeField("ouverte le", null=True, blank=True, editable=False)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )
    closed_at = models.DateTimeField("fermée le", null=True, blank=True, editable=False)
    is_demo = models.BooleanField("donnée de démonstration", default=False, editable=False)
    created_on = models.DateTimeField("créée le", auto_now_add=True)
    modified_on = models.DateTimeField("modifiée le", auto_now=True)

    objects = CampaignQuerySet.as_manager()
    history = recorded()

    class Meta:
        verbose_name = "campagne de suivi"
        verbose_name_plural = "campagnes de suivi"
        ordering = ["-opens_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(title=""),
                name="campaign_has_title",
                violation_error_message="Donnez un titre à la campagne.",
            ),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("opens_on")),
                name="campaign_due_after_opening",
                violation_error_message="La date attendue doit venir après l’ouverture.",
            ),
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("due_on")),
                name="campaign_closes_after_due",
                violation_error_message="La fermeture doit venir après la date attendue.",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(opened_at__isnull=False),
                name="campaign_closed_was_open",
                violation_error_message="Une campagne se ferme après avoir été ouverte.",
            ),
            models.CheckConstraint(
                condition=Q(kind=CampaignKind.EVALUATION, figures_on__isnull=True)
                | Q(kind=CampaignKind.NEWS, figures_on__isnull=False),
                name="campaign_news_dates_figures",
                violation_error_message=NO_FIGURES_DAY,
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("campaign", args=[self.pk])

    def clean(self):
        convention = getattr(self, "convention", None)  # not chosen yet
        first = convention.starts_on.year - YEARS_BEFORE if convention else 0
        if self.figures_on and self.closes_on and self.figures_on > self.closes_on:
            raise ValidationError({"figures_on": LATE_FIGURES})
        if self.figures_on and self.figures_on.year < first:
            raise ValidationError({"figures_on": OLD_FIGURES})

    @property
    def is_evaluation(self):
        """True when it asks for opinions: nothing becomes news."""
        return self.kind == CampaignKind.EVALUATION

    def is_open(self, on):
        """True when partners may send their answers on the date `on`."""
        return (
            self.opened_at is not None
            and self.closed_at is None
            and self.opens_on <= on <= self.closes_on
            and not self.convention.is_read_only
        )

    @property
    def closed_day(self):
        """The day from which no answer left any more: the closing of its convention may be it."""
        if self.closed_at:
            return timezone.localdate(self.closed_at)
        if self.convention.is_read_only and self.convention.closed_on:
            return min(self.convention.closed_on, self.closes_on)
        return self.closes_on

    def state(self, on):
        """(slug, words) of where the campaign stands on the date `on`."""
        if self.opened_at is None:
            return "preparation", "en préparation"
        if self.closed_at or on > self.closes_on or self.convention.is_read_only:
            return "fermee", "fermée"
        return "ouverte", "ouverte"


class TextKind(models.TextChoices):
    """The letters whose words belong to the campaign."""

    OPENING = "ouverture", "Courriel d’ouverture"
    REMINDER = "rappel", "Rappel"
    LAST_REMINDER = "dernier-rappel", "Dernier rappel"
    RECEIVED = "recu", "Copie de la réponse envoyée"
    SENT_BACK = "renvoi", "Réponse à compléter"
    PUBLISHED = "publication", "Réponse publiée"


class CampaignText(models.Model):
    """The words of one letter of a campaign; « {lien} » and its like are filled in later."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="texts")
    kind = models.CharField("courriel", max_length=14, choices=TextKind)
    subject = models.CharField("objet", max_length=150)
    body = models.TextField("texte", max_length=5_000)

    history = recorded()

    class Meta:
        verbose_name = "texte de courriel"
        verbose_name_plural = "textes des courriels"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "kind"],
                name="campaigntext_once",
                violation_error_message="Ce courriel a déjà son texte dans la campagne.",
            )
        ]

    def __str__(self):
        return f"{self.get_kind_display()} – {self.campaign}"


class Reminder(models.Model):
    """A letter to those who have not answered, `days` after the due date; negative, before it.

    Counted from the due date, it moves with it.
    """

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="reminders")
    days = models.SmallIntegerField("jours après la date attendue")
    kind = models.CharField(
        "texte",
        max_length=14,
        choices=[
            (TextKind.REMINDER.value, TextKind.REMINDER.label),
            (TextKind.LAST_REMINDER.value, TextKind.LAST_REMINDER.label),
        ],
        default=TextKind.REMINDER,
    )
    spared = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        related_name="+",
        blank=True,
        editable=False,
        verbose_name="personnes qui ne le reçoivent pas",
    )
    # By staff; with `ran_at`, by the portal because its day was missed.
    skipped_at = models.DateTimeField("annulé le", null=True, blank=True, editable=False)
    ran_at = models.DateTimeField("parti le", null=True, blank=True, editable=False)
    letters_count = models.PositiveIntegerField("courriels écrits", default=0, editable=False)

    history = recorded(spared)

    class Meta:
        verbose_name = "rappel"
        ordering = ["days", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "days"],
                condition=Q(ran_at=None),  # what has left holds no day: the due date may move
                name="reminder_once_a_day",
                violation_error_message="Un rappel est déjà prévu ce jour-là.",
            )
        ]

    def __str__(self):
        return f"{self.get_kind_display()} du {self.on:%d/%m/%Y}"

    @property
    def on(self):
        """The date it leaves; reads `campaign`."""
        return self.campaign.due_on + dt.timedelta(days=self.days)
