"""Why letters do not arrive at an address."""

from django.db import models


class MailFault(models.TextChoices):
    """What is known against an address; "" when nothing is."""

    BOUNCED = "revenu", "Le courriel est revenu : l’adresse n’existe plus ou ne reçoit plus"
    REFUSED = "refuse", "Le serveur du destinataire a refusé le courriel"
