"""The tables of who and where: organisations, communes."""

from actions.opendata.declaring import EXAMPLE, Field, Table, codes, page
from conventions.models import Commune
from partners.models import Organisation
from partners.models.organisation import OrganisationKind


def organisations(at):
    return Organisation.objects.public().order_by("slug")


def organisation_values(row, base):
    return [
        row.slug,
        row.name,
        row.short_name,
        row.kind,
        row.presentation,
        row.address,
        row.phone,
        row.email,
        row.website,
        row.is_demo,
        base + row.get_absolute_url(),
    ]


ORGANISATIONS = Table(
    "organisations",
    "Organisations",
    "Les partenaires qui ont une page. Leurs coordonnées sont celles d’un accueil.",
    (
        Field("identifiant", "Nom dans l’adresse de la page.", required=True),
        Field("nom", "Nom.", required=True),
        Field("sigle", "Sigle."),
        Field("type", "Type d’organisation.", required=True, choices=codes(OrganisationKind)),
        Field("presentation", "Présentation. Texte en Markdown."),
        Field("adresse", "Adresse postale."),
        Field("telephone", "Téléphone de l’accueil."),
        Field("courriel", "Adresse de courriel de l’accueil."),
        Field("site", "Site internet."),
        EXAMPLE,
        page("de l’organisation"),
    ),
    organisations,
    organisation_values,
)


def communes(at):
    return Commune.objects.public().select_related("territory").distinct().order_by("insee")


def commune_values(row, base):
    return [
        row.insee,
        row.name,
        row.department,
        row.territory.name,
        row.population,
        row.population_source,
        row.website,
        base + row.get_absolute_url(),
    ]


COMMUNES = Table(
    "communes",
    "Communes",
    "Les communes du territoire.",
    (
        Field("insee", "Code INSEE.", required=True, pattern=r"(\d{5}|2[AB]\d{3})"),
        Field("nom", "Nom.", required=True),
        Field("departement", "Département."),
        Field("territoire", "Territoire.", required=True),
        Field("population", "Habitants.", "integer", minimum=0),
        Field("population_source", "Source de la population."),
        Field("site", "Site internet."),
        page("de la commune"),
    ),
    communes,
    commune_values,
)
