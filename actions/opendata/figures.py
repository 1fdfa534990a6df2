"""The tables of what is counted: indicators and their values.

Small counts of people are hidden by the rule of the pages (`Indicator.is_small`).
"""

from actions.models import Action, Indicator, IndicatorKind, IndicatorType, Measure
from actions.opendata.declaring import EXAMPLE, KEY, Field, Table, codes, name_of, page, plain
from actions.opendata.plan import OF_ACTION, TO_ACTION, action_page, of_public_actions

FIGURE, WORDS, UNAVAILABLE, SMALL = "chiffre", "mots", "non_disponible", "moins_de_5"
READINGS = (
    (FIGURE, "un nombre, zéro compris"),
    (WORDS, "des mots"),
    (UNAVAILABLE, "personne ne le sait : ce n’est pas zéro"),
    (SMALL, "de 1 à 4 personnes, nombre caché"),
)


def indicators(at):
    rows = of_public_actions(Indicator).select_related("action", "reported_by")
    return rows.order_by("action__number", "position", "pk")


def told(indicator, value):
    """(the number that may be told or None, True when it is hidden)."""
    return (None, True) if indicator.is_small(value) else (plain(value), False)


def indicator_values(row, base):
    return [
        row.pk,
        row.action.number,
        row.label,
        row.unit,
        row.kind,
        row.type,
        row.counts_people,
        *told(row, row.baseline_value),
        row.baseline_on,
        *told(row, row.target_value),
        row.target_on,
        row.target_text,
        row.source,
        name_of(row.reported_by),
        row.comment,
        row.is_demo,
        action_page(row.action, base),
    ]


INDICATORS = Table(
    "indicateurs",
    "Indicateurs",
    "Ce qui est compté, d’où l’on part, où l’on veut arriver.",
    (
        KEY,
        OF_ACTION,
        Field("titre", "Titre.", required=True),
        Field("unite", "Unité."),
        Field("forme", "Chiffré, ou décrit en mots.", choices=codes(IndicatorKind)),
        Field("type", "Ce que l’indicateur mesure.", choices=codes(IndicatorType)),
        Field("compte_des_personnes", "Vrai : les nombres de 1 à 4 sont cachés.", "boolean"),
        Field("depart", "Valeur de départ.", "number"),
        Field("depart_moins_de_5", "Vrai quand cette valeur est cachée.", "boolean"),
        Field("depart_le", "Date de la valeur de départ.", "date"),
        Field("but", "Valeur visée.", "number"),
        Field("but_moins_de_5", "Vrai quand cette valeur est cachée.", "boolean"),
        Field("but_le", "Date de la valeur visée.", "date"),
        Field("but_en_mots", "Le but, en mots."),
        Field("source", "Source."),
        Field("donne_par", "Organisation qui donne la valeur."),
        Field("commentaire", "Commentaire."),
        EXAMPLE,
        page("de l’action"),
    ),
    indicators,
    indicator_values,
    foreign=(TO_ACTION,),
)


def measures(at):
    rows = Measure.objects.filter(indicator__action__in=Action.objects.public())
    return rows.select_related("indicator__action").order_by(
        "indicator__action__number", "indicator__position", "indicator__pk", "on", "pk"
    )


def reading_of(measure):
    """Which of READINGS a measure is."""
    if measure.is_unavailable:
        return UNAVAILABLE
    if measure.value is None:
        return WORDS
    return SMALL if measure.indicator.is_small(measure.value) else FIGURE


def measure_values(row, base):
    return [
        row.pk,
        row.indicator_id,
        row.indicator.action.number,
        row.on,
        reading_of(row),
        told(row.indicator, row.value)[0],
        row.text,
        row.comment,
        row.source or row.indicator.source,
        row.is_demo,
        action_page(row.indicator.action, base),
    ]


MEASURES = Table(
    "valeurs",
    "Valeurs des indicateurs",
    "Chaque valeur connue, à sa date. « Non disponible » n’est pas zéro : lisez la colonne "
    "« nature ».",
    (
        KEY,
        Field("indicateur", "Identifiant de l’indicateur.", "integer", required=True, minimum=1),
        OF_ACTION,
        Field("date", "Date de la valeur.", "date", required=True),
        Field("nature", "Ce que dit la ligne.", required=True, choices=READINGS),
        Field("valeur", "Le nombre ; vide quand la nature n’est pas « chiffre ».", "number"),
        Field("valeur_en_mots", "La valeur, en mots."),
        Field("commentaire", "Commentaire."),
        Field("source", "Source."),
        EXAMPLE,
        page("de l’action"),
    ),
    measures,
    measure_values,
    foreign=(("indicateur", "indicateurs", "identifiant"), TO_ACTION),
)
