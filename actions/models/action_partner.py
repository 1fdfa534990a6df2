"""Who takes part in an action beside its lead, and as what."""

from django.db import models
from django.db.models import Exists, OuterRef, Q

from actions.models.action import Action
from partners.models import Organisation
from records.history.recording import recorded
from records.models.merged import joined


class PartnerRole(models.TextChoices):
    CO_LEAD = "copilote", "Copilote"
    PARTNER = "partenaire", "Partenaire"
    FUNDER = "financeur", "Financeur"


class ActionPartner(models.Model):
    action = models.ForeignKey(Action, models.CASCADE, related_name="action_partners")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="action_roles", verbose_name="organisation"
    )
    role = models.CharField("rôle", max_length=12, choices=PartnerRole, default=PartnerRole.PARTNER)
    note = models.CharField("précision", max_length=200, blank=True)

    history = recorded()
    closed_with = "action"

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

    def take_in(self, twin, way=""):
        """Two organisations that become one had the same role."""
        self.note = joined(self.note, twin.note, 200)

    @classmethod
    def said_twice(cls, kept, gone):
        """Roles, without a note, that a greater role of the other of two organisations covers.

        Who leads is not also a co-lead or a partner, who co-leads is not also a partner.
        """
        found = Q()
        for one, other in ((kept.pk, gone.pk), (gone.pk, kept.pk)):
            of_other = cls.objects.filter(
                action=OuterRef("action"), organisation=other, role=PartnerRole.CO_LEAD
            )
            leads = Q(action__lead=other, role__in=(PartnerRole.CO_LEAD, PartnerRole.PARTNER))
            co_leads = Q(Exists(of_other), role=PartnerRole.PARTNER)
            found |= Q(organisation=one) & (leads | co_leads)
        return cls.objects.filter(found, note="")
