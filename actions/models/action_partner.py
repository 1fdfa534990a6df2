"""Who helps the lead of an action, and how."""

from django.db import models

from actions.models.action import Action, PartnerRole
from partners.models import Organisation
from records.history.recording import recorded


class ActionPartner(models.Model):
    action = models.ForeignKey(Action, models.CASCADE, related_name="action_partners")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="action_roles", verbose_name="organisation"
    )
    role = models.CharField("rôle", max_length=12, choices=PartnerRole, default=PartnerRole.PARTNER)
    note = models.CharField("précision", max_length=200, blank=True)

    history = recorded()

    class Meta:
        verbose_name = "partenaire de l’action"
        verbose_name_plural = "partenaires de l’action"
        ordering = ["role", "organisation__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["action", "organisation", "role"],
                name="actionpartner_once",
                violation_error_message="Cette organisation a déjà ce rôle dans l’action.",
            )
        ]

    def __str__(self):
        return f"{self.organisation} ({self.get_role_display()})"
