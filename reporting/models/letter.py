"""A letter that must not be lost: written with the act, sent by `manage.py send_letters`."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from post_office.models import Email

from partners.models import Invitation
from reporting.models.campaign import Campaign, Reminder
from reporting.models.report import Report

# A sender that has not said anything for so long was killed; more than the PATIENCE of a letter.
CLAIM_LIFE = timedelta(minutes=15)
# Letters leave every minute: one that nobody tried for so long says that the timer is stopped.
STUCK_AFTER = timedelta(minutes=15)


class LetterKind(models.TextChoices):
    OPENING = "ouverture", "Ouverture d’une campagne"
    REMINDER = "rappel", "Rappel"
    RECEIVED = "recu", "Copie d’une réponse"
    SENT_BACK = "renvoi", "Réponse à compléter"
    PUBLISHED = "publication", "Réponse publiée"
    REOPENED = "reouverture", "Réponse rouverte"
    INVITATION = "invitation", "Invitation"
    STAFF_WORD = "mot", "Mot de l’équipe"
    NOT_ME = "plus-moi", "Changement de contact"
    CLOSING_ACCOUNT = "compte", "Compte inutilisé"
    TEST = "essai", "Essai"
    DIGEST = "resume", "Résumé pour l’équipe"


# What a campaign asks of everybody: pointless once answered, or once closed.
ASKING = (LetterKind.OPENING, LetterKind.REMINDER)
# Every letter that asks somebody for something.
CALLING = (*ASKING, LetterKind.SENT_BACK, LetterKind.REOPENED, LetterKind.STAFF_WORD)


class LetterState(models.TextChoices):
    WAITING = "attente", "En attente"
    SENT = "partie", "Partie"
    REFUSED = "refusee", "Refusée par le serveur du destinataire"
    FAILED = "echec", "Pas partie après tous les essais"
    BOUNCED = "revenue", "Revenue"
    CANCELLED = "annulee", "Annulée"


FAULTY = (LetterState.REFUSED, LetterState.FAILED, LetterState.BOUNCED)


class LetterQuerySet(models.QuerySet):
    def due(self, at):
        """Letters to send at the datetime `at`, that no living sender holds."""
        free = Q(claimed_at=None) | Q(claimed_at__lt=at - CLAIM_LIFE)
        return self.filter(free, state=LetterState.WAITING, next_try_at__lte=at)

    def stuck(self, at):
        """Letters that should have left long before the datetime `at`, and nobody tried to send."""
        late = Q(next_try_at__lt=at - STUCK_AFTER)
        return self.filter(late, state=LetterState.WAITING, tries=0)

    def faulty(self):
        """Letters that did not arrive and that nobody has dealt with."""
        return self.filter(state__in=FAULTY, handled_at=None)


class Letter(models.Model):
    """One letter to one address. `once` makes the same act write one letter.

    Its text is the post-office `email`, where « [[lien:12]] » stands for a personal link: links
    are put in as the letter leaves, so that the database holds none.
    """

    kind = models.CharField("nature", max_length=12, choices=LetterKind)
    once = models.CharField(max_length=120, unique=True, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="letters",
        verbose_name="personne",
    )
    to = models.EmailField("adresse")
    subject = models.CharField("objet", max_length=250)
    campaign = models.ForeignKey(
        Campaign, models.SET_NULL, null=True, blank=True, related_name="letters"
    )
    reminder = models.ForeignKey(
        Reminder, models.SET_NULL, null=True, blank=True, related_name="letters"
    )
    report = models.ForeignKey(
        Report, models.SET_NULL, null=True, blank=True, related_name="letters"
    )
    invitation = models.ForeignKey(
        Invitation, models.SET_NULL, null=True, blank=True, related_name="letters"
    )
    email = models.OneToOneField(
        Email, models.SET_NULL, null=True, blank=True, related_name="letter"
    )

    state = models.CharField("état", max_length=8, choices=LetterState, default=LetterState.WAITING)
    created_at = models.DateTimeField("écrite le", default=timezone.now)
    next_try_at = models.DateTimeField("prochain essai", default=timezone.now)
    tries = models.PositiveSmallIntegerField("essais", default=0)
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField("partie le", null=True, blank=True)
    fault = models.CharField("ce qui s’est passé", max_length=250, blank=True)
    handled_at = models.DateTimeField("traitée le", null=True, blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = "lettre"
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["state", "next_try_at"])]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=[LetterState.SENT, LetterState.BOUNCED])
                | Q(sent_at__isnull=False),
                name="letter_sent_is_dated",
                violation_error_message="Une lettre partie porte la date de son départ.",
            )
        ]

    def __str__(self):
        return self.subject
