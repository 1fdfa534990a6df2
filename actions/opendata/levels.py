"""The tables of what was agreed: conventions, enjeux, objectives."""

from django.db.models import Prefetch

from actions.opendata.declaring import EXAMPLE, LIST, Field, Table, codes, page
from conventions.models import Convention, Enjeu, Objective, Signatory
from conventions.models.phase import ConventionStatus

CONVENTION = Field("convention", "Période de la convention, par exemple 2023-2026.", required=True)
TEXT = "Texte en Markdown."


def level_key(convention, level):
    """« 2023-2026/1.2 »: codes are unique within a convention, keys across all of them."""
    return f"{convention.slug}/{level.code}"


# --- conventions ---------------------------------------------------------------------------------


def conventions(at):
    signatories = Signatory.objects.select_related("organisation")
    return (
        Convention.objects.public()
        .select_related("territory", "predecessor")
        .prefetch_related("communes", "domains", Prefetch("signatories", signatories))
        .order_by("starts_on", "pk")
    )


def convention_values(row, base):
    before = row.predecessor
    return [
        row.slug,
        row.title,
        row.territory.name,
        row.territory.siren or None,
        row.status,
        row.starts_on,
        row.ends_on,
        row.signed_on,
        row.frozen_on,
        row.levels,
        row.summary,
        row.introduction,
        row.governance,
        [one.organisation.name for one in row.signatories.all()],
        [one.insee for one in row.communes.all()],
        [one.name for one in row.domains.all()],
        before.slug if before and before.is_published else None,
        base + row.get_absolute_url(),
    ]


CONVENTIONS = Table(
    "conventions",
    "Conventions",
    "Chaque période de la convention territoriale globale.",
    (
        Field("identifiant", "Période : 2023-2026. Elle ne change jamais.", required=True),
        Field("titre", "Titre.", required=True),
        Field("territoire", "Nom du territoire.", required=True),
        Field("siren_territoire", "Numéro SIREN du territoire.", pattern=r"\d{9}"),
        Field(
            "situation",
            "Ce que la collectivité déclare ; la date de fin dit le reste.",
            choices=codes(ConventionStatus),
        ),
        Field("debut", "Premier jour.", "date", required=True),
        Field("fin", "Dernier jour.", "date", required=True),
        Field("signee_le", "Jour de la signature.", "date"),
        Field("etats_au", "Date des avancements, une fois la convention close.", "date"),
        Field("niveaux", "Niveaux du plan : 2 (sans objectifs) ou 3.", "integer", minimum=2),
        Field("resume", "La convention en une phrase."),
        Field("presentation", f"Présentation. {TEXT}"),
        Field("gouvernance", f"Qui décide, qui pilote. {TEXT}"),
        Field("signataires", "Organisations qui ont signé.", LIST),
        Field("communes_insee", "Communes engagées ; vide : toutes celles du territoire.", LIST),
        Field("themes", "Thèmes (domaines d’intervention).", LIST),
        Field("convention_precedente", "Période d’avant."),
        page("de la convention"),
    ),
    conventions,
    convention_values,
    foreign=(("convention_precedente", "conventions", "identifiant"),),
)


# --- levels --------------------------------------------------------------------------------------


def enjeux(at):
    rows = Enjeu.objects.public().select_related("convention").with_before_and_after(("origins",))
    return rows.order_by("convention__starts_on", "position", "code_order", "pk")


def enjeu_values(row, base):
    return [
        level_key(row.convention, row),
        row.convention.slug,
        row.code,
        row.title,
        row.title_is_provisional,
        row.summary,
        row.description,
        [level_key(one.convention, one) for one in row.public_origins],
        row.is_demo,
        base + row.get_absolute_url(),
    ]


LEVEL_KEY = Field("identifiant", "Période et code : 2023-2026/1.", required=True)
TITLE = Field("titre", "Titre.", required=True)
BEFORE = Field("continue", "Identifiants d’avant, dans une autre convention.", LIST)
PROVISIONAL = Field("titre_provisoire", "Vrai tant que le titre peut changer.", "boolean")

ENJEUX = Table(
    "enjeux",
    "Enjeux",
    "Le premier niveau du plan.",
    (
        LEVEL_KEY,
        CONVENTION,
        Field("code", "Numéro dans la convention.", required=True),
        TITLE,
        PROVISIONAL,
        Field("resume", "L’enjeu en une phrase."),
        Field("presentation", f"Présentation. {TEXT}"),
        BEFORE,
        EXAMPLE,
        page("de l’enjeu"),
    ),
    enjeux,
    enjeu_values,
    foreign=(("convention", "conventions", "identifiant"),),
)


def objectives(at):
    rows = Objective.objects.public().select_related("convention", "enjeu")
    return rows.with_before_and_after(("origins",)).order_by(
        "convention__starts_on", "enjeu__position", "position", "code_order", "pk"
    )


def objective_values(row, base):
    return [
        level_key(row.convention, row),
        row.convention.slug,
        level_key(row.convention, row.enjeu),
        row.code,
        row.title,
        row.title_is_provisional,
        row.description,
        [level_key(one.convention, one) for one in row.public_origins],
        row.is_demo,
        base + row.get_absolute_url(),
    ]


OBJECTIVES = Table(
    "objectifs",
    "Objectifs",
    "Le deuxième niveau du plan, dans les conventions qui en ont un.",
    (
        LEVEL_KEY,
        CONVENTION,
        Field("enjeu", "Identifiant de l’enjeu.", required=True),
        Field("code", "Numéro dans la convention : 1.2.", required=True),
        TITLE,
        PROVISIONAL,
        Field("presentation", f"Présentation. {TEXT}"),
        BEFORE,
        EXAMPLE,
        page("de l’objectif"),
    ),
    objectives,
    objective_values,
    foreign=(
        ("convention", "conventions", "identifiant"),
        ("enjeu", "enjeux", "identifiant"),
    ),
)
