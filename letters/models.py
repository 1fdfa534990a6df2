"""A letter that must not be lost: written with the act, sent by `manage.py send_letters`."""

import secrets
from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone

# A sender that has not said anything for so long was killed; more than the PATIENCE of a letter.
CLAIM_LIFE = timedelta(minutes=15)
# Letters leave every minute: one that nobody tried for so long says that the timer is stopped.
STUCK_AFTER = timedelta(minutes=15)


def new_secret():
    return secrets.token_hex(8)


class LetterState(models.TextChoices):
    WAITING = "attente", "En attente"
    SENT = "partie", "Parti"
    REFUSED = "refusee", "Refusé par le serveur du destinataire"
    FAILED = "echec", "Pas parti après tous les essais"
    BOUNCED = "revenue", "Revenu"
    CANCELLED = "annulee", "Annulé"


FAULTY = (LetterState.REFUSED, LetterState.FAILED, LetterState.BOUNCED)


class OutboxQuerySet(models.QuerySet):
    """Also that of the models that inherit from OutboxLetter."""

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

    def without_texts(self):
        """The same letters, read without what they say: for lists."""
        return self.defer("text", "html", "headers")

    def in_outbox(self):
        """The same letters as rows of the outbox alone.

        An update then is one statement, condition included: by way of an inheriting model it
        would be a reading, then a writing of whatever became of the letters meanwhile.
        """
        return OutboxLetter.objects.filter(pk__in=self.order_by().values("pk"))

    def cancel(self):
        """Cancel those that have not left; gives how many."""
        waiting = self.in_outbox().filter(state=LetterState.WAITING)
        return waiting.update(state=LetterState.CANCELLED)

    def erase_texts(self):
        """Forget what the letters said, for ever; their subjects and addresses stay."""
        return self.in_outbox().update(text="", html="", headers={})


class OutboxLetter(models.Model):
    """One letter to one address. `once` makes the same act of one `source` write one letter.

    The marks in its text, if any, are replaced as it leaves: see sources.LetterSource. An empty
    text is one that was erased.
    """

    source = models.CharField(max_length=20, editable=False)  # a key of settings.LETTER_SOURCES
    once = models.CharField(max_length=120, editable=False)
    # In the Message-ID. Not to be guessed: whoever knows it can have a letter taken for returned.
    secret = models.CharField(max_length=16, default=new_secret, editable=False)
    from_email = models.CharField(max_length=350, blank=True)
    to = models.EmailField("adresse")
    subject = models.CharField("objet", max_length=250)
    text = models.TextField("texte", blank=True)
    html = models.TextField(blank=True)
    headers = models.JSONField(default=dict, blank=True)

    state = models.CharField("état", max_length=8, choices=LetterState, default=LetterState.WAITING)
    created_at = models.DateTimeField("écrit le", default=timezone.now)
    next_try_at = models.DateTimeField("prochain essai", default=timezone.now)
    tries = models.PositiveSmallIntegerField("essais", default=0)
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField("parti le", null=True, blank=True)
    fault = models.CharField("ce qui s’est passé", max_length=250, blank=True)
    handled_at = models.DateTimeField("traité le", null=True, blank=True)

    objects = OutboxQuerySet.as_manager()

    class Meta:
        verbose_name = "courriel"
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["state", "next_try_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "once"],
                name="letter_written_once",
                violation_error_message="Ce courriel est déjà écrit.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[LetterState.SENT, LetterState.BOUNCED])
                | Q(sent_at__isnull=False),
                name="letter_sent_is_dated",
                violation_error_message="Un courriel parti porte la date de son départ.",
            ),
        ]

    def __str__(self):
        return self.subject

    @property
    def message_id(self):
        """The same for every try: a mail server that already took it can drop the second."""
        domain = self.from_email.rpartition("@")[2].strip("> ") or "localhost"
        return f"<lettre-{self.pk}-{self.secret}@{domain}>"
