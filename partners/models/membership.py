"""Who speaks for which organisation, and who was asked to."""

from datetime import datetime, time, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from partners.models.mail_fault import MailFault
from partners.models.organisation import Organisation
from records.history.recording import recorded

INVITATION_LIFE = timedelta(days=7)
REMIND_AFTER = timedelta(days=4)
MERGED = "Deux organisations fusionnées : reste contact de celle qui les réunit."


class MemberRole(models.TextChoices):
    REFERENT = "referent", "Personne référente : répond, et invite dans son organisation"
    CONTRIBUTOR = "contributeur", "Contact : répond"


class MembershipQuerySet(models.QuerySet):
    def current(self):
        """Those that are not over."""
        return self.filter(ended_on=None)

    def working(self):
        """Those through which an organisation in use can be reached: open account, address that
        works."""
        return self.current().filter(
            user__is_active=True, user__mail_fault="", organisation__archived_on=None
        )


class Membership(models.Model):
    """A person speaks for an organisation, until the day it is over."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="memberships",
        verbose_name="personne",
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="memberships", verbose_name="organisation"
    )
    role = models.CharField(
        "rôle", max_length=12, choices=MemberRole, default=MemberRole.CONTRIBUTOR
    )
    since = models.DateField("depuis le", default=timezone.localdate)
    ended_on = models.DateField("jusqu’au", null=True, blank=True)
    end_reason = models.CharField("raison de la fin", max_length=250, blank=True)
    is_demo = models.BooleanField("donnée de démonstration", default=False, editable=False)

    objects = MembershipQuerySet.as_manager()
    history = recorded()

    class Meta:
        verbose_name = "contact d’une organisation"
        verbose_name_plural = "contacts des organisations"
        ordering = ["organisation__name", "role", "user__full_name", "user__email"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation"],
                condition=Q(ended_on__isnull=True),
                name="membership_once",
                violation_error_message="Cette personne est déjà un contact de l’organisation.",
            )
        ]

    def __str__(self):
        return f"{self.user} – {self.organisation}"

    def take_in(self, twin, way=""):
        """The same person speaks for both of two organisations that become one."""
        self.since = min(self.since, twin.since)
        if MemberRole.REFERENT in (self.role, twin.role):
            self.role = MemberRole.REFERENT

    def retire(self, at):
        """End at the datetime `at`: the same person goes on by another row."""
        self.ended_on, self.end_reason = timezone.localdate(at), MERGED


def oldest_open(at):
    """When the oldest invitation that may still be accepted at the datetime `at` was sent."""
    first = timezone.localdate(at) - INVITATION_LIFE
    return timezone.make_aware(datetime.combine(first, time.min))


class InvitationQuerySet(models.QuerySet):
    def unanswered(self):
        """Neither accepted, declined nor cancelled; their seven days may be over."""
        return self.filter(accepted_at=None, declined_at=None, cancelled_at=None)

    def open(self, at):
        """Invitations that can still be accepted at the datetime `at`."""
        return self.unanswered().filter(sent_at__gte=oldest_open(at))

    def expired(self, at):
        """Invitations whose seven days are over at the datetime `at`, without an answer."""
        return self.unanswered().filter(sent_at__lt=oldest_open(at))

    def to_remind(self, at):
        """Open invitations to recall once, at the datetime `at`."""
        return self.open(at).filter(reminded_at=None, fault="", sent_at__lte=at - REMIND_AFTER)


class Invitation(models.Model):
    """Somebody was asked, by letter, to speak for an organisation.

    The link of the letter is drawn from `nonce` (reporting/report/links.py): sent again, a
    new one, and the former link no longer opens anything.
    """

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="invitations", verbose_name="organisation"
    )
    email = models.EmailField("adresse de courriel")
    # Whose account it is, once there is one: an address may serve somebody else later.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="invitations",
        editable=False,
    )
    full_name = models.CharField("prénom et nom", max_length=150, blank=True)
    role = models.CharField(
        "rôle", max_length=12, choices=MemberRole, default=MemberRole.CONTRIBUTOR
    )
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="invitation envoyée par",
    )
    nonce = models.CharField(max_length=32, editable=False)
    sent_at = models.DateTimeField("envoyée le", default=timezone.now)
    reminded_at = models.DateTimeField("rappel envoyé le", null=True, blank=True)
    opened_at = models.DateTimeField("page ouverte le", null=True, blank=True)
    accepted_at = models.DateTimeField("acceptée le", null=True, blank=True)
    declined_at = models.DateTimeField("déclinée le", null=True, blank=True)
    declined_for = models.CharField("personne à inviter à sa place", max_length=250, blank=True)
    cancelled_at = models.DateTimeField("annulée le", null=True, blank=True)
    fault = models.CharField("défaut d’envoi", max_length=8, choices=MailFault, blank=True)
    is_demo = models.BooleanField("donnée de démonstration", default=False, editable=False)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = "invitation"
        ordering = ["-sent_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "email"],
                condition=Q(accepted_at=None, declined_at=None, cancelled_at=None),
                name="invitation_one_open",
                violation_error_message=(
                    "Cette adresse est déjà invitée : envoyez plutôt l’invitation de nouveau."
                ),
            )
        ]

    def __str__(self):
        return f"{self.full_name or self.email} – {self.organisation}"

    def take_in(self, twin, way=""):
        """Of two organisations that become one, one invitation stays open: it changes nothing."""

    def retire(self, at):
        self.cancelled_at = at

    @property
    def expires_at(self):
        """The end of its last day, in Paris: the day that letters and pages name."""
        last = timezone.localdate(self.sent_at) + INVITATION_LIFE
        return timezone.make_aware(datetime.combine(last, time.max))

    def state(self, at):
        """(slug, words) of where the invitation stands at the datetime `at`."""
        if self.accepted_at:
            return "acceptee", "acceptée"
        if self.declined_at:
            return "declinee", "déclinée"
        if self.cancelled_at:
            return "annulee", "annulée"
        if self.fault:
            return self.fault, "courriel revenu" if self.fault == "revenu" else "courriel refusé"
        if self.expires_at <= at:
            return "expiree", "expirée"
        if self.opened_at:
            return "ouverte", "page ouverte, pas encore acceptée"
        return "envoyee", "envoyée"
