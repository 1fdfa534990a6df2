"""What somebody without an account sent by a form: counted, never traced back."""

from django.db import models


class FromVisitorQuerySet(models.QuerySet):
    def since(self, at):
        return self.filter(received_at__gte=at)

    def from_sender(self, keys):
        """Rows whose sender bore one of the keyed addresses `keys`."""
        return self.filter(sender_key__in=keys)

    def from_network(self, keys):
        """Rows from one of the wide networks whose keyed addresses are `keys`."""
        return self.filter(network_key__in=keys)


class FromVisitor(models.Model):
    """The keyed addresses change every day: partners/visitors.py."""

    sender_key = models.CharField(max_length=64, editable=False, db_index=True)
    # That of the wide network of an IPv6 address; "" for another one.
    network_key = models.CharField(max_length=64, blank=True, editable=False, db_index=True)
    received_at = models.DateTimeField("reçu le", auto_now_add=True)

    class Meta:
        abstract = True
