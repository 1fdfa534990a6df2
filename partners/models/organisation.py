"""The organisations that sign, lead, help or fund."""

from django.db import models
from django.urls import reverse

from records.french import usual_article
from records.history.recording import recorded
from records.models.archive import Archivable, archive_constraints
from records.models.merged import Mergeable, merge_constraints


class OrganisationKind(models.TextChoices):
    CAF = "caf", "Caisse d’allocations familiales"
    EPCI = "epci", "Intercommunalité"
    COMMUNE = "commune", "Commune"
    DEPARTMENT = "departement", "Département"
    STATE = "etat", "Service de l’État"
    CCAS = "ccas", "Centre communal d’action sociale"
    HEALTH = "sante", "Santé et protection sociale"
    EMPLOYMENT = "emploi", "Emploi et insertion"
    ASSOCIATION = "association", "Association"
    SERVICE = "service", "Service d’accueil ou centre social"
    OTHER = "autre", "Autre"


class OrganisationQuerySet(models.QuerySet):
    def public(self):
        """Organisations whose page residents may read."""
        return self.filter(is_published=True)


class Organisation(Mergeable, Archivable, models.Model):
    """One organisation, known by its permanent `slug` in addresses."""

    name = models.CharField("nom", max_length=200)
    slug = models.SlugField(
        "nom dans l’adresse",
        max_length=80,
        unique=True,
        error_messages={
            "unique": "Une organisation a déjà cette adresse : choisissez-en une autre."
        },
        help_text="Partie de l’adresse de la page : /partenaires/…/. Ne la changez plus ensuite.",
    )
    short_name = models.CharField("sigle", max_length=40, blank=True)
    article = models.CharField(
        "article",
        max_length=3,
        blank=True,
        choices=[("la", "la"), ("le", "le"), ("les", "les")],
        help_text="Devant le nom, dans une phrase : « selon la CAF ». Sans choix, le site le "
        "déduit du premier mot, ou s’en passe.",
    )
    kind = models.CharField(
        "type d’organisation",
        max_length=20,
        choices=OrganisationKind,
        default=OrganisationKind.OTHER,
    )
    presentation = models.TextField(
        "présentation",
        blank=True,
        help_text="Ce que fait cette organisation, pour les habitants. Mise en forme Markdown.",
    )
    website = models.URLField("site internet", blank=True)
    phone = models.CharField("téléphone public", max_length=30, blank=True)
    email = models.EmailField(
        "adresse de courriel publique",
        blank=True,
        help_text="Une adresse de service, visible sur le site : jamais celle d’une personne.",
    )
    address = models.TextField("adresse postale", blank=True)
    is_published = models.BooleanField("publiée", default=False)
    is_demo = models.BooleanField("donnée de démonstration", default=False, editable=False)
    created_on = models.DateTimeField("créée le", auto_now_add=True)
    modified_on = models.DateTimeField("modifiée le", auto_now=True)

    objects = OrganisationQuerySet.as_manager()
    history = recorded()

    class Meta:
        verbose_name = "organisation"
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(name=""),
                name="organisation_has_name",
                violation_error_message="Donnez un nom à l’organisation.",
            ),
            models.CheckConstraint(
                condition=models.Q(merged_into__isnull=True) | models.Q(archived_on__isnull=False),
                name="organisation_merged_is_archived",
                violation_error_message="Une organisation fusionnée avec une autre est archivée.",
            ),
            *merge_constraints("organisation"),
            *archive_constraints("organisation"),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("partner", args=[self.slug])

    @property
    def label(self):
        """The shortest name residents know: the acronym if there is one."""
        return self.short_name or self.name

    @property
    def spoken_article(self):
        """« la », « le », « les », or "" when nothing tells."""
        return self.article or usual_article(self.label) or usual_article(self.name)
