"""The blank table that staff fill: its columns, a notice, and the lists to choose from."""

from itertools import zip_longest

from actions.exporting.plan import WIDTHS
from actions.importing.columns import COLUMNS, Kind
from actions.models import Audience, Avancement
from conventions.models import Commune, Domain
from partners.models import Organisation
from tables.cells import NO, NO_OBJECTIVE, WHOLE_TERRITORY, YES
from tables.response import Choices, Column, Sheet

LISTS = "Listes"
ONLY_THESE = (Kind.STATE, Kind.FLAG)
SEVERAL = "Un ou plusieurs noms, séparés par une barre : CAF du Tarn|Mission locale."
# Column → (what is expected, an example).
NOTICE = {
    "code": (
        "Nécessaire. Des chiffres ou des lettres séparés par des points. C’est lui qui reconnaît "
        "l’action à l’import suivant. Mettez la colonne au format « Texte » : sinon 1.10 devient "
        "1.1.",
        "1.2.3",
    ),
    "enjeu": (
        "Nécessaire pour la première ligne ; une case vide reprend celui du dessus.",
        "1. Accès aux droits",
    ),
    "objective": (
        f"Son code et son intitulé ; une case vide reprend celui du dessus. « {NO_OBJECTIVE} » "
        "rattache l’action à l’enjeu seul.",
        "1.2 Aller vers les personnes éloignées de leurs droits",
    ),
    "title": ("Nécessaire. 250 caractères au plus.", "Tenir des permanences itinérantes"),
    "summary": (
        "Une phrase simple pour les habitants, 300 caractères au plus. Nécessaire pour publier.",
        "Une fois par mois, une équipe vient dans votre commune vous aider.",
    ),
    "lead": ("L’organisation qui conduit l’action : une seule.", "CAF du Tarn"),
    "co_leads": (SEVERAL, "Mission locale"),
    "partners": (SEVERAL, "CAF du Tarn|Mission locale"),
    "funders": (SEVERAL, "Département du Tarn"),
    "audiences": ("Un ou plusieurs publics, séparés par une barre.", "Jeunes|Seniors"),
    "domains": ("Un ou plusieurs domaines, séparés par une barre.", "Jeunesse"),
    "communes": (
        f"Une ou plusieurs communes, séparées par une barre, ou « {WHOLE_TERRITORY} ».",
        "Lavaur|Ambres",
    ),
    "starts_on": ("Une date.", "01/09/2024"),
    "ends_on": ("Une date, égale au début ou après lui.", "31/12/2026"),
    "is_permanent": (f"« {YES} » quand l’action continue d’une année sur l’autre.", NO),
    "avancement": ("Un des six états de la liste.", "En cours"),
    "avancement_reason": (
        "Nécessaire pour « En pause » et « Abandonnée ». Visible de tous.",
        "Le poste est vacant.",
    ),
    "avancement_on": (
        "Une date : le jour où cet état a été déclaré. Vide, c’est le jour de l’import.",
        "12/03/2025",
    ),
    "avancement_by": ("L’organisation qui a déclaré cet état.", "CAF du Tarn"),
    "verified_on": (
        "Une date : la dernière fois que quelqu’un a confirmé que tout est exact.",
        "12/03/2025",
    ),
    "context": ("Un texte, en autant de paragraphes qu’il faut.", "Le bus ne passe plus."),
    "description": ("Un texte, en autant de paragraphes qu’il faut.", "Un camion équipé…"),
    "expected_results": ("Un texte.", "Chaque commune a sa permanence."),
    "perspectives": ("Un texte.", "Ouvrir le samedi matin."),
    "human_means": ("Un texte.", "Une conseillère à mi-temps."),
    "position": (
        "Un nombre entier : le rang de l’action à l’affichage. Vide, c’est celui de son code.",
        "3",
    ),
}


def names(rows):
    return list(rows.values_list("name", flat=True))


def lists_of(convention):
    """Kind of a column → the values to choose from, for a plan of `convention`."""
    organisations = names(Organisation.objects.filter(archived_on=None).order_by("name"))
    return {
        Kind.STATE: [state.label for state in Avancement],
        Kind.FLAG: [YES, NO],
        Kind.ENJEU: [str(row) for row in convention.enjeux.all()],
        Kind.OBJECTIVE: [*(str(row) for row in convention.objectives.all()), NO_OBJECTIVE],
        Kind.ORGANISATION: organisations,
        Kind.AUDIENCES: names(Audience.objects.all()),
        Kind.DOMAINS: names(Domain.objects.all()),
        Kind.COMMUNES: [
            WHOLE_TERRITORY,
            *names(Commune.objects.filter(territory=convention.territory_id)),
        ],
    }


LIST_TITLES = {
    Kind.STATE: "Choix des états",
    Kind.FLAG: "Oui ou non ?",
    Kind.ENJEU: "Choix des enjeux",
    Kind.OBJECTIVE: "Choix des objectifs",
    Kind.ORGANISATION: "Choix des organisations",
    Kind.AUDIENCES: "Choix des publics",
    Kind.DOMAINS: "Choix des domaines",
    Kind.COMMUNES: "Choix des communes",
}


def template_sheets(convention):
    """The sheets of the blank table for a plan of `convention`: plan, notice, lists."""
    lists = lists_of(convention)
    places = {kind: place for place, kind in enumerate(LIST_TITLES)}
    places[Kind.ORGANISATIONS] = places[Kind.ORGANISATION]
    kinds = list(LIST_TITLES)
    columns = tuple(
        Column(
            column.heading,
            WIDTHS.get(column.kind, 30),
            Choices(
                LISTS,
                places[column.kind],
                len(lists[kinds[places[column.kind]]]),
                column.kind in ONLY_THESE,
            )
            if column.kind in places
            else None,
        )
        for column in COLUMNS
    )
    notice = [(column.heading, *NOTICE[column.key]) for column in COLUMNS]
    values = zip_longest(*(lists[kind] for kind in LIST_TITLES))
    return [
        Sheet("Plan d’actions", columns),
        Sheet(
            "Notice",
            (Column("Colonne", 24), Column("Ce qu’il faut y mettre", 80), Column("Exemple", 50)),
            notice,
            is_list=False,
        ),
        Sheet(
            LISTS,
            tuple(Column(title, 34) for title in LIST_TITLES.values()),
            values,
            is_list=False,
        ),
    ]
