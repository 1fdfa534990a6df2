"""What residents say of a convention or for the next one: received, then accepted or set aside."""

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.urls import reverse

from actions.models import Action
from conventions.models import Commune, Convention, Enjeu
from partners.models.visitor import FromVisitor, FromVisitorQuerySet
from records.history.recording import recorded

# What was typed, and what nobody accepted; then the addresses. What is accepted stays.
KEPT, ADDRESSES_KEPT = timedelta(days=365), timedelta(days=2 * 365)
LONGEST = 2_000  # characters


class VoiceKind(models.TextChoices):
    OPINION = "avis", "Avis"
    IDEA = "idee", "Idée"


class VoiceState(models.TextChoices):
    RECEIVED = "recue", "À lire"
    ACCEPTED = "acceptee", "Acceptée"
    ASIDE = "ecartee", "Écartée"


class Felt(models.TextChoices):
    """What a convention changed in somebody's life: never made a number."""

    MUCH = "beaucoup", "Oui, beaucoup"
    LITTLE = "peu", "Oui, un peu"
    NOTHING = "rien", "Non, rien"
    UNKNOWN = "ne_sait_pas", "Je ne sais pas"


class AgeGroup(models.TextChoices):
    UNDER_18 = "0-17", "Moins de 18 ans"
    UNDER_30 = "18-29", "De 18 à 29 ans"
    UNDER_60 = "30-59", "De 30 à 59 ans"
    OLDER = "60", "60 ans ou plus"


class VoiceQuerySet(FromVisitorQuerySet):
    def waiting(self):
        """What nobody of the team has decided on."""
        return self.filter(state=VoiceState.RECEIVED)

    def accepted(self):
        return self.filter(state=VoiceState.ACCEPTED)

    def opinions(self):
        return self.filter(kind=VoiceKind.OPINION)

    def ideas(self):
        return self.filter(kind=VoiceKind.IDEA)

    def to_thank(self):
        """Ideas decided on whose author left an address."""
        return self.ideas().exclude(state=VoiceState.RECEIVED).exclude(email="")

    def received_before(self, at):
        return self.filter(received_at__lt=at)


class Voice(FromVisitor):
    """One opinion or one idea. `text` is what was typed, for the team alone; `words` what residents
    may read of it once accepted. `form_key` makes a form sent twice one row."""

    convention = models.ForeignKey(
        Convention, models.PROTECT, related_name="voices", verbose_name="convention"
    )
    kind = models.CharField("genre", max_length=4, choices=VoiceKind, editable=False)
    form_key = models.CharField(max_length=64, unique=True, editable=False)
    enjeu = models.ForeignKey(
        Enjeu,
        models.PROTECT,
        related_name="voices",
        null=True,
        blank=True,
        verbose_name="enjeu",
    )
    felt = models.CharField("ce que cela a changé", max_length=12, choices=Felt, blank=True)
    text = models.TextField("texte reçu", max_length=LONGEST, blank=True, editable=False)
    commune = models.ForeignKey(
        Commune,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="commune",
    )
    age = models.CharField("âge", max_length=5, choices=AgeGroup, blank=True)
    email = models.EmailField("adresse de courriel", blank=True, editable=False)
    state = models.CharField(
        "décision", max_length=8, choices=VoiceState, default=VoiceState.RECEIVED
    )
    words = models.TextField("mots publics", max_length=LONGEST, blank=True)
    is_quoted = models.BooleanField("cité dans l’évaluation", default=False)
    reason = models.CharField("pourquoi l’écarter", max_length=250, blank=True)
    is_demo = models.BooleanField("donnée de démonstration", default=False, editable=False)

    objects = VoiceQuerySet.as_manager()
    history = recorded(without=("text", "email", "sender_key", "network_key", "form_key"))

    class Meta:
        verbose_name = "parole d’habitant"
        verbose_name_plural = "paroles d’habitants"
        ordering = ["-received_at", "-pk"]
        indexes = [models.Index(fields=["state", "kind"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=VoiceKind.IDEA) | ~Q(felt=""),
                name="voice_opinion_answers",
                violation_error_message="Choisissez une réponse à la première question.",
            ),
            models.CheckConstraint(
                condition=Q(kind=VoiceKind.IDEA) | Q(email=""),
                name="voice_opinion_without_address",
                violation_error_message="Un avis ne garde aucune adresse.",
            ),
            models.CheckConstraint(
                condition=~Q(kind=VoiceKind.IDEA, state=VoiceState.ACCEPTED) | ~Q(words=""),
                name="voice_idea_has_words",
                violation_error_message="Écrivez les mots que les habitants pourront lire.",
            ),
            models.CheckConstraint(
                condition=Q(state=VoiceState.ACCEPTED) | Q(words="", is_quoted=False),
                name="voice_public_once_accepted",
                violation_error_message="Seule une parole acceptée a des mots publics.",
            ),
            models.CheckConstraint(
                condition=~Q(state=VoiceState.ASIDE) | ~Q(reason=""),
                name="voice_aside_has_reason",
                violation_error_message="Dites pourquoi cette parole est écartée.",
            ),
            models.CheckConstraint(
                condition=Q(is_quoted=False) | Q(kind=VoiceKind.OPINION) & ~Q(words=""),
                name="voice_quoted_has_words",
                violation_error_message="Écrivez les mots à citer.",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.pk}"

    def get_absolute_url(self):
        """Where the team decides."""
        return reverse("voice", args=[self.pk])

    @property
    def is_idea(self):
        return self.kind == VoiceKind.IDEA

    @property
    def about(self):
        """What it is about, in words."""
        nothing = "Autre chose" if self.is_idea else "L’ensemble de la convention"
        return str(self.enjeu) if self.enjeu else nothing

    @property
    def born_actions(self):
        """The actions that the team says were born of it, drafts included."""
        return Action.objects.filter(ideas__number=self.pk)
