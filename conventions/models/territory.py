"""Where: the territory that signs, its communes, and the settings that belong to it."""

import datetime as dt

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

from conventions.models.phase import BetweenPlans
from records.dates import TOLD
from records.history.recording import recorded

AUDIT_YEARS = 3  # decree 2019-768: then the declaration is made again
LONGEST_ANSWER = 90  # days, to who writes


class AccessibilityStatus(models.TextChoices):
    """The three wordings the law allows on a home page; none is chosen, the audit decides."""

    NOT = "non", "non conforme"
    PARTLY = "partielle", "partiellement conforme"
    FULLY = "totale", "totalement conforme"


class DataLicence(models.TextChoices):
    """The licences that article D323-2-1 lets an administration choose for its information."""

    ETALAB = "etalab-2.0", "Licence Ouverte 2.0"
    ODBL = "ODbL-1.0", "Licence ODbL 1.0"


LICENCE_PAGES = {
    DataLicence.ETALAB: "https://www.etalab.gouv.fr/licence-ouverte-open-licence/",
    DataLicence.ODBL: "https://opendatacommons.org/licenses/odbl/1-0/",
}


def years_after(day, years):
    """The same day `years` later; the 1st of March for a 29th of February that is not there."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return dt.date(day.year + years, 3, 1)


class Territory(models.Model):
    """The community of communes, its level names and the facts its legal pages print.

    What is unknown stays empty: the launch check-list lists it, no page invents it.
    """

    name = models.CharField("nom complet", max_length=150)
    short_name = models.CharField("sigle", max_length=40, blank=True)
    slug = models.SlugField("nom dans les adresses", unique=True)
    siren = models.CharField(
        "numéro SIREN", max_length=9, blank=True, validators=[RegexValidator(r"^\d{9}\Z")]
    )
    is_main = models.BooleanField(
        "territoire principal du site",
        default=False,
        help_text="Son nom et ses réglages sont ceux de tout le site.",
    )
    site_title = models.CharField(
        "nom du site",
        max_length=60,
        help_text="En haut de chaque page et à la fin de chaque titre d’onglet.",
    )
    baseline = models.CharField(
        "phrase sous le nom", max_length=120, blank=True, help_text="Une ligne, en haut du site."
    )
    address = models.TextField("adresse postale", blank=True)
    phone = models.CharField("téléphone de la CTG", max_length=30, blank=True)
    email = models.EmailField(
        "adresse de courriel qui reçoit les messages",
        blank=True,
        help_text="Reçoit les messages du formulaire. Dite dans nos courriels, jamais sur le site.",
    )
    answer_days = models.PositiveSmallIntegerField(
        "délai de réponse à un message",
        null=True,
        blank=True,
        help_text="En jours. Dit à la personne qui écrit, et à l’équipe.",
    )
    website = models.URLField("site de la collectivité", blank=True)
    project_name = models.CharField(
        "projet de territoire",
        max_length=150,
        blank=True,
        help_text="Le projet plus large dans lequel la convention s’inscrit.",
    )
    project_url = models.URLField("adresse du projet de territoire", blank=True)

    enjeu_name = models.CharField("premier niveau, au singulier", max_length=40, default="enjeu")
    enjeu_names = models.CharField("premier niveau, au pluriel", max_length=40, default="enjeux")
    objective_name = models.CharField(
        "deuxième niveau, au singulier", max_length=40, default="objectif"
    )
    objective_names = models.CharField(
        "deuxième niveau, au pluriel", max_length=40, default="objectifs"
    )
    action_name = models.CharField("dernier niveau, au singulier", max_length=40, default="action")
    action_names = models.CharField("dernier niveau, au pluriel", max_length=40, default="actions")
    silence_months = models.PositiveSmallIntegerField(
        "délai avant « sans nouvelles »",
        default=6,
        help_text="En mois. Ensuite, la page d’une action dit depuis quand on ne sait plus rien.",
    )

    publication_director = models.CharField(
        "directeur ou directrice de la publication", max_length=150, blank=True
    )
    host = models.TextField("hébergeur : nom, adresse, téléphone", blank=True)
    dpo = models.TextField("délégué à la protection des données : comment le joindre", blank=True)
    accessibility_audited_on = models.DateField(
        "date de l’audit", null=True, blank=True, validators=TOLD
    )
    accessibility_auditor = models.CharField("auteur de l’audit", max_length=150, blank=True)
    accessibility_rate = models.PositiveSmallIntegerField(
        "critères respectés, en %", null=True, blank=True
    )
    accessibility_contact = models.TextField("à qui signaler un défaut d’accessibilité", blank=True)
    complaint_days = models.PositiveSmallIntegerField(
        "délai de réponse à un défaut d’accessibilité",
        null=True,
        blank=True,
        help_text="En jours. Dit à la personne qui signale un défaut, et à l’équipe.",
    )
    accessibility_scheme_url = models.URLField("schéma pluriannuel (adresse)", blank=True)
    accessibility_plan_url = models.URLField("plan d’actions de l’année (adresse)", blank=True)
    security_contact = models.CharField(
        "contact pour signaler une faille",
        max_length=200,
        blank=True,
        help_text="Adresse de la forme mailto:… ou https://…, publiée dans security.txt.",
        validators=[RegexValidator(r"^(mailto:|https://|tel:)\S+\Z")],
    )
    data_licence = models.CharField(
        "licence des données ouvertes",
        max_length=12,
        choices=DataLicence,
        default=DataLicence.ETALAB,
        help_text="Ce que chacun peut faire des fichiers de la page « Données ouvertes ».",
    )
    between_plans = models.CharField(
        "entre deux conventions, le site montre",
        max_length=10,
        choices=BetweenPlans,
        default=BetweenPlans.NEW,
        help_text="L’autre garde toutes ses pages, à la même adresse.",
    )
    modified_on = models.DateTimeField("modifié le", auto_now=True)

    history = recorded()

    class Meta:
        verbose_name = "territoire et réglages"
        verbose_name_plural = "territoires et réglages"
        ordering = ["-is_main", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_main"],
                condition=Q(is_main=True),
                name="territory_one_main",
                violation_error_message="Un autre territoire est déjà le territoire principal.",
            ),
            models.CheckConstraint(
                condition=Q(accessibility_rate__isnull=True) | Q(accessibility_rate__lte=100),
                name="territory_rate_at_most_100",
                violation_error_message="Le taux de critères respectés va de 0 à 100.",
            ),
            models.CheckConstraint(
                condition=Q(complaint_days__isnull=True)
                | Q(complaint_days__gte=1, complaint_days__lte=LONGEST_ANSWER),
                name="territory_complaint_days_bounded",
                violation_error_message="Le délai de réponse va de 1 à 90 jours.",
            ),
            models.CheckConstraint(
                condition=Q(answer_days__isnull=True)
                | Q(answer_days__gte=1, answer_days__lte=LONGEST_ANSWER),
                name="territory_answer_days_bounded",
                violation_error_message="Le délai de réponse va de 1 à 90 jours.",
            ),
            models.CheckConstraint(
                condition=Q(silence_months__gte=1),
                name="territory_silence_positive",
                violation_error_message="Le délai avant « sans nouvelles » est d’au moins un mois.",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def label(self):
        return self.short_name or self.name

    @property
    def data_licence_url(self):
        """Where the chosen licence is read."""
        return LICENCE_PAGES[self.data_licence]

    @property
    def audit_ends_on(self):
        """The first day on which the audit proves nothing any more, or None without one."""
        audited = self.accessibility_audited_on
        return audited and years_after(audited, AUDIT_YEARS)

    def accessibility_on(self, day):
        """The AccessibilityStatus that the audit proves on `day`."""
        rate, audited = self.accessibility_rate or 0, self.accessibility_audited_on
        if rate < 50 or not audited or not audited <= day < self.audit_ends_on:
            return AccessibilityStatus.NOT
        return AccessibilityStatus.FULLY if rate == 100 else AccessibilityStatus.PARTLY


class CommuneQuerySet(models.QuerySet):
    def public(self):
        """Communes of the territories that have a published convention."""
        published = Territory.objects.filter(conventions__is_published=True)
        return self.filter(territory__in=published)


class Commune(models.Model):
    """A member commune; its INSEE code may start with any department."""

    territory = models.ForeignKey(
        Territory, models.PROTECT, related_name="communes", verbose_name="territoire"
    )
    name = models.CharField("nom", max_length=100)
    slug = models.SlugField("nom dans l’adresse", max_length=80, unique=True)
    insee = models.CharField(
        "code INSEE",
        max_length=5,
        unique=True,
        validators=[RegexValidator(r"^(\d{5}|2[AB]\d{3})\Z", "Un code INSEE a cinq caractères.")],
        error_messages={"unique": "Une commune a déjà ce code INSEE."},
    )
    siren = models.CharField(
        "numéro SIREN",
        max_length=9,
        blank=True,
        validators=[RegexValidator(r"^\d{9}\Z", "Un numéro SIREN a neuf chiffres.")],
    )
    department = models.CharField("département", max_length=60, blank=True)
    population = models.PositiveIntegerField("population municipale", null=True, blank=True)
    population_source = models.CharField("source de la population", max_length=60, blank=True)
    website = models.URLField("site internet", blank=True)

    objects = CommuneQuerySet.as_manager()
    history = recorded()
    public_with = ""
    public_place = ("territory_id",)

    class Meta:
        verbose_name = "commune"
        ordering = ["name"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("commune", args=[self.slug])


class Domain(models.Model):
    """A field of action of the CAF, transverse to the enjeux."""

    name = models.CharField("nom", max_length=120, unique=True)
    slug = models.SlugField("nom dans les adresses", unique=True)
    position = models.PositiveSmallIntegerField("ordre", default=0)
    description = models.TextField("description", blank=True)

    history = recorded()

    class Meta:
        verbose_name = "thème (domaine d’intervention)"
        verbose_name_plural = "thèmes (domaines d’intervention)"
        ordering = ["position", "name"]

    def __str__(self):
        return self.name
