"""What residents write to the territory: stored first, then sent."""

from datetime import timedelta

from django.db import models

from partners.models.visitor import FromVisitor, FromVisitorQuerySet

RETENTION = timedelta(days=365)


# How a message that says so is known: the beginning of its `about`.
COMPLAINT = "l’accessibilité du site"


class ContactMessageQuerySet(FromVisitorQuerySet):
    def complaints(self):
        """Messages that tell of a page somebody could not use."""
        return self.filter(about__startswith=COMPLAINT)

    def told(self):
        """Messages whose sender may have been sent a letter: a complaint, or a copy asked for."""
        return self.filter(models.Q(about__startswith=COMPLAINT) | models.Q(wants_copy=True))

    def unsent(self):
        """Messages that no letter has carried to the territory yet."""
        return self.filter(sent_at=None)

    def to_handle(self):
        """Messages that nobody of the team has marked as handled."""
        return self.filter(handled_at=None)

    def expired(self, at):
        """Messages older than what the privacy page promises, at the datetime `at`."""
        return self.filter(received_at__lt=at - RETENTION)


class ContactMessage(FromVisitor):
    """One message. `form_key` makes a form sent twice one row."""

    form_key = models.CharField(max_length=64, unique=True, editable=False)
    name = models.CharField("nom", max_length=150, blank=True)
    email = models.EmailField("adresse de courriel")
    subject = models.CharField("sujet", max_length=200)
    body = models.TextField("message", max_length=10_000)
    about = models.CharField("page concernée", max_length=300, blank=True)
    wants_copy = models.BooleanField("copie demandée", default=False, editable=False)
    sent_at = models.DateTimeField("transmis par courriel le", null=True, blank=True)
    handled_at = models.DateTimeField("traité le", null=True, blank=True)

    objects = ContactMessageQuerySet.as_manager()

    class Meta:
        verbose_name = "message reçu"
        verbose_name_plural = "messages reçus"
        ordering = ["-received_at"]

    def __str__(self):
        return self.subject

    @property
    def is_complaint(self):
        return self.about.startswith(COMPLAINT)

    @property
    def reference(self):
        """What the sender quotes when calling: short, not guessable from another one."""
        return self.form_key[:8].upper()
