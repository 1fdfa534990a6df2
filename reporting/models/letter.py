"""The letters of campaigns, answers and contacts: rows of the outbox, with what they are about."""

from django.conf import settings
from django.db import models

from letters.models import FAULTY, LetterState, OutboxLetter
from partners.models import Invitation
from reporting.models.campaign import Campaign, Reminder
from reporting.models.report import Report


class LetterKind(models.TextChoices):
    OPENING = "ouverture", "Ouverture d’une campagne"
    REMINDER = "rappel", "Rappel"
    RECEIVED = "recu", "Copie d’une réponse"
    SENT_BACK = "renvoi", "Réponse à compléter"
    PUBLISHED = "publication", "Réponse publiée"
    REOPENED = "reouverture", "Réponse rouverte"
    INVITATION = "invitation", "Invitation"
    STAFF_WORD = "mot", "Message de l’équipe"
    NOT_ME = "plus-moi", "Changement de contact"
    CLOSING_ACCOUNT = "compte", "Compte inutilisé"
    TEST = "essai", "Essai"
    DIGEST = "resume", "Résumé pour l’équipe"


# What a campaign asks of everybody: pointless once answered, or once closed.
ASKING = (LetterKind.OPENING, LetterKind.REMINDER)
# Every letter that asks somebody for something.
CALLING = (*ASKING, LetterKind.SENT_BACK, LetterKind.REOPENED, LetterKind.STAFF_WORD)
NEVER_LEFT = (LetterState.CANCELLED, *FAULTY)


class Letter(OutboxLetter):
    """A letter of this room: the OutboxLetter is the whole of it, here is what it is about.

    In its text « [[lien:12]] » stands for a personal link: links are put in as the letter leaves,
    so that the database holds none.
    """

    outbox = models.OneToOneField(
        OutboxLetter, models.CASCADE, parent_link=True, primary_key=True, editable=False
    )
    kind = models.CharField("type de courriel", max_length=12, choices=LetterKind)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="letters",
        verbose_name="personne",
    )
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
    # Who is told of in a letter to somebody else: what it says goes with them.
    about = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    about_invitation = models.ForeignKey(
        Invitation, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "courriel"
