"""The lines of the board: a count, its words, and the page that shows exactly the rows counted."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from actions.models import Action
from actions.models.completeness import LEAD, OF_THE_SHEET
from actions.work_conditions import SHEET, conditions, count_each, value_years, year_expected
from contact.models import ContactMessage
from conventions.models import Document, Enjeu, Meeting, Objective, Page
from partners.models import Organisation
from partners.permissions import may_edit
from reporting.letters.forms import STUCK
from reporting.models import Letter
from reporting.people.contacts import CONDITIONS, EXPIRED, WITHOUT, with_states


@dataclass(frozen=True)
class BoardLine:
    """`count` rows, and the page that shows them; `parts` are the lines that tell them apart.

    `nothing` says that there is none, when that is good news.
    """

    count: int
    words: str
    url: str
    nothing: str = ""
    parts: tuple = ()


@dataclass(frozen=True)
class BoardGroup:
    """Lines of one subject."""

    title: str
    lines: list

    @property
    def waiting(self):
        return [line for line in self.lines if line.count]

    @property
    def quiet(self):
        """What is in order, in one sentence; "" when everything waits."""
        said = ", ".join(line.nothing for line in self.lines if not line.count and line.nothing)
        return f"{said[0].upper()}{said[1:]}." if said else ""


@dataclass(frozen=True)
class WaitingActions:
    """Actions that wait: the filters of the working list that show them, and their words."""

    asked: tuple  # pairs (name of a filter, value)
    one: str
    many: str
    nothing: str = ""

    def condition(self, known):
        """Its rows, from the conditions of the filters (actions/work_conditions.py)."""
        rows = Q()
        for pair in self.asked:
            rows &= known[pair]
        return rows

    def line(self, count, convention, parts=()):
        query = urlencode([("convention", convention.slug), *self.asked])
        words = self.many if count > 1 else self.one
        return BoardLine(count, words, f"{reverse('staff-actions')}?{query}", self.nothing, parts)


def follow_kinds(months):
    """Actions to ask news of, `months` being the delay of the territory."""
    return [
        WaitingActions(
            (("nouvelles", "sans"), ("publication", "en-ligne")),
            f"action sans nouvelle depuis plus de {months} mois",
            f"actions sans nouvelle depuis plus de {months} mois",
            "toutes les actions ont des nouvelles récentes",
        ),
        WaitingActions(
            (("delai", "en-retard"),), "action en retard", "actions en retard", "aucun retard"
        ),
        WaitingActions(
            (("manque", LEAD.slug),),
            "action sans pilote",
            "actions sans pilote",
            "chaque action a son pilote",
        ),
    ]


SHEETS = WaitingActions(
    (("manque", SHEET),),
    "fiche incomplète",
    "fiches incomplètes",
    "toutes les fiches sont complètes",
)
LACKING = [
    WaitingActions((("manque", lack.slug),), lack.label, lack.label) for lack in OF_THE_SHEET
]
DRAFTS = WaitingActions(
    (("publication", "brouillon"),),
    "action en brouillon",
    "actions en brouillon",
    "toutes les actions sont en ligne",
)


def value_kinds(year):
    """Actions that owe a figure for `year`; none while no year is over."""
    if year is None:
        return []
    words = f"dont un indicateur n’a pas de valeur pour {year}"
    nothing = f"chaque indicateur a sa valeur pour {year}"
    return [
        WaitingActions((("valeur", str(year)),), f"action {words}", f"actions {words}", nothing)
    ]


def action_groups(convention, on):
    """What waits among the actions of `convention` on the date `on`: one query for all counts."""
    months = convention.territory.silence_months
    follow, values = follow_kinds(months), value_kinds(year_expected(convention, on))
    kinds = [*follow, SHEETS, *LACKING, *values, DRAFTS]
    known = conditions(on=on, months=months, years=value_years(convention, on))
    counts = count_each(
        Action.objects.in_use().filter(convention=convention),
        {kind.asked: kind.condition(known) for kind in kinds},
    )

    def line(kind, parts=()):
        return kind.line(counts[kind.asked], convention, parts)

    lacking = tuple(part for part in map(line, LACKING) if part.count)
    return [
        BoardGroup("À relancer", [line(kind) for kind in follow]),
        BoardGroup("À compléter", [line(SHEETS, lacking), *map(line, values)]),
        BoardGroup("À publier", [line(DRAFTS), *draft_lines()]),
    ]


def counted(queryset, one, many, address, query="", nothing=""):
    """The BoardLine of the rows of `queryset`, shown by the admin list `address` with `query`."""
    count = queryset.count()
    url = f"{reverse(f'admin:{address}_changelist')}?{query}"
    return BoardLine(count, many if count > 1 else one, url, nothing)


def draft_lines():
    """What else residents do not see yet."""
    drafts = [
        (Meeting, "réunion en brouillon", "réunions en brouillon"),
        (Document, "document en brouillon", "documents en brouillon"),
        (Page, "page en brouillon", "pages en brouillon"),
        (Organisation, "organisation sans page publiée", "organisations sans page publiée"),
    ]
    return [
        counted(
            model.objects.filter(is_published=False, archived_on=None),
            one,
            many,
            f"{model._meta.app_label}_{model._meta.model_name}",
            "is_published__exact=0",
        )
        for model, one, many in drafts
    ]


def provisional_lines(convention):
    """Titles that residents see written « provisoire » in `convention`, which may be None."""
    if convention is None:
        return []
    query = urlencode({"convention__id__exact": convention.pk, "title_is_provisional__exact": 1})
    territory = convention.territory
    names = [
        (Enjeu, territory.enjeu_name, territory.enjeu_names),
        (Objective, territory.objective_name, territory.objective_names),
    ]
    return [
        counted(
            model.objects.filter(convention=convention, title_is_provisional=True),
            f"{one} à l’intitulé provisoire",
            f"{many} à l’intitulé provisoire",
            f"conventions_{model._meta.model_name}",
            query,
        )
        for model, one, many in names
    ]


def letter_lines(user):
    """What residents wrote, and our letters that did not arrive, for those who may read them."""
    if not may_edit(user):
        return []
    lost, stuck = Letter.objects.faulty().count(), Letter.objects.stuck(timezone.now()).count()
    words = "lettres ne sont pas arrivées" if lost > 1 else "lettre n’est pas arrivée"
    blocked = f"lettre{'s attendent' if stuck > 1 else ' attend'} : l’envoi semble arrêté"
    return [
        BoardLine(lost, words, reverse("letters"), "toutes les lettres sont arrivées"),
        BoardLine(stuck, blocked, f"{reverse('letters')}?etat={STUCK}"),
        counted(
            ContactMessage.objects.to_handle(),
            "message d’habitant à traiter",
            "messages d’habitants à traiter",
            "contact_contactmessage",
            "traitement=a-traiter",
            "aucun message en attente",
        ),
    ]


def contact_lines(at):
    """Organisations that cannot answer at the datetime `at`, for want of somebody."""
    kinds = [
        (
            WITHOUT,
            "organisation sans contact joignable",
            "organisations sans contact joignable",
            "chaque organisation attendue a un contact",
        ),
        (
            EXPIRED,
            "organisation dont une invitation a expiré",
            "organisations dont une invitation a expiré",
            "",
        ),
    ]
    counts = with_states(at).aggregate(
        **{state.replace("-", "_"): Count("pk", filter=CONDITIONS[state]) for state, *_ in kinds}
    )
    address = reverse("contacts")
    return [
        BoardLine(
            counts[state.replace("-", "_")],
            many if counts[state.replace("-", "_")] > 1 else one,
            f"{address}?etat={state}",
            nothing,
        )
        for state, one, many, nothing in kinds
    ]
