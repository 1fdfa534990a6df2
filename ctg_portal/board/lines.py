"""The lines of the board: a count, its words, and the page that shows exactly the rows counted."""

from dataclasses import dataclass
from functools import reduce
from operator import and_
from urllib.parse import urlencode

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone

from actions.models import Action
from actions.models.completeness import LEAD, OF_THE_SHEET
from actions.work_conditions import SHEET, conditions, count_each, value_years, year_expected
from contact.models import ContactMessage
from conventions.models import Document, Enjeu, Meeting, Objective, Page
from partners.models import Organisation
from partners.permissions import may_edit, may_publish
from reporting.letters.forms import STUCK
from reporting.models import Letter
from reporting.people.contacts import CONDITIONS, EXPIRED, WITHOUT, with_states
from voices.models import Voice


@dataclass(frozen=True)
class BoardLine:
    """`count` rows, `one` or `many`, and the page that shows them; `parts` tell them apart.

    `nothing` says that there is none, when that is good news.
    """

    count: int
    one: str
    many: str
    url: str
    nothing: str = ""
    parts: tuple = ()

    @property
    def words(self):
        return self.many if self.count > 1 else self.one


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


# --- actions: what filters of the working list show them, then their words -----------------------


LATE = ("action en retard", "actions en retard", "aucun retard")
UNFINISHED = ("action non achevée", "actions non achevées", "toutes les actions sont achevées")


def follow_kinds(months, *, is_over=False):
    """Actions to ask news of, `months` being the delay of the territory.

    Once the convention `is_over`, nobody is late any more.
    """
    silent = (("nouvelles", "sans"), ("publication", "en-ligne"))
    since = f"sans nouvelles depuis plus de {months} mois"
    told = "toutes les actions ont des nouvelles récentes"
    late, no_lead = (("delai", "en-retard"),), (("manque", LEAD.slug),)
    steps, overdue = (("etapes", "en-retard"),), "dont une étape devait déjà être faite"
    return [
        (silent, f"action {since}", f"actions {since}", told),
        (late, *(UNFINISHED if is_over else LATE)),
        (steps, f"action {overdue}", f"actions {overdue}", "aucune étape en retard"),
        (no_lead, "action sans pilote", "actions sans pilote", "chaque action a son pilote"),
    ]


SHEETS = (
    (("manque", SHEET),),
    "fiche incomplète",
    "fiches incomplètes",
    "toutes les fiches sont complètes",
)
LACKING = [((("manque", lack.slug),), lack.label, lack.label, "") for lack in OF_THE_SHEET]
DRAFTS = (
    (("publication", "brouillon"),),
    "action en brouillon",
    "actions en brouillon",
    "toutes les actions sont publiées",
)


def value_kinds(year):
    """Actions that owe a figure for `year`; none while no year is over."""
    if year is None:
        return []
    words = f"dont un indicateur n’a pas de valeur pour {year}"
    nothing = f"chaque indicateur a sa valeur pour {year}"
    return [((("valeur", str(year)),), f"action {words}", f"actions {words}", nothing)]


def action_groups(convention, on):
    """What waits among the actions of `convention` on the date `on`: one query for all counts."""
    months, is_over = convention.territory.silence_months, convention.is_over(on)
    follow, values = (
        follow_kinds(months, is_over=is_over),
        value_kinds(year_expected(convention, on)),
    )
    known = conditions(on=on, months=months, years=value_years(convention, on))
    counts = count_each(
        Action.objects.in_use().filter(convention=convention),
        {
            asked: reduce(and_, (known[pair] for pair in asked))
            for asked, *_words in [*follow, SHEETS, *LACKING, *values, DRAFTS]
        },
    )

    def line(kind, parts=()):
        asked, one, many, nothing = kind
        query = urlencode([("convention", convention.slug), *asked])
        url = f"{reverse('staff-actions')}?{query}"
        return BoardLine(counts[asked], one, many, url, nothing, parts)

    lacking = tuple(part for part in map(line, LACKING) if part.count)
    return [
        BoardGroup("Actions à suivre", [line(kind) for kind in follow]),
        BoardGroup("À compléter", [line(SHEETS, lacking), *map(line, values)]),
        BoardGroup("À publier", [line(DRAFTS), *draft_lines()]),
    ]


# --- everything else ------------------------------------------------------------------------------


def counted(queryset, one, many, address, query="", nothing=""):
    """The BoardLine of the rows of `queryset`, shown by the admin list `address` with `query`."""
    url = f"{reverse(f'admin:{address}_changelist')}?{query}"
    return BoardLine(queryset.count(), one, many, url, nothing)


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
            f"{one} avec un intitulé provisoire",
            f"{many} avec un intitulé provisoire",
            f"conventions_{model._meta.model_name}",
            query,
        )
        for model, one, many in names
    ]


def letter_lines(user):
    """What residents wrote, and our letters that did not arrive, for those who may read them."""
    if not may_edit(user):
        return []
    letters = Letter.objects
    return [
        BoardLine(
            letters.faulty().count(),
            "courriel n’est pas arrivé",
            "courriels ne sont pas arrivés",
            reverse("letters"),
            "tous les courriels sont arrivés",
        ),
        BoardLine(
            letters.stuck(timezone.now()).count(),
            "courriel attend : l’envoi semble arrêté",
            "courriels attendent : l’envoi semble arrêté",
            f"{reverse('letters')}?etat={STUCK}",
        ),
        counted(
            ContactMessage.objects.to_handle(),
            "message à traiter",
            "messages à traiter",
            "contact_contactmessage",
            "traitement=a-traiter",
            "aucun message en attente",
        ),
        *voice_lines(user),
    ]


def voice_lines(user):
    """What residents said and nobody decided on, for those who may."""
    if not may_publish(user):
        return []
    return [
        BoardLine(
            Voice.objects.waiting().count(),
            "parole d’habitant à lire",
            "paroles d’habitants à lire",
            reverse("voices"),
            "aucune parole d’habitant à lire",
        )
    ]


def contact_lines(at):
    """Organisations that cannot answer at the datetime `at`, for want of somebody."""
    counts = with_states(at).aggregate(
        without=Count("pk", filter=CONDITIONS[WITHOUT]),
        expired=Count("pk", filter=CONDITIONS[EXPIRED]),
    )
    address = reverse("contacts")
    return [
        BoardLine(
            counts["without"],
            "organisation sans contact",
            "organisations sans contact",
            f"{address}?etat={WITHOUT}",
            "chaque organisation attendue a un contact",
        ),
        BoardLine(
            counts["expired"],
            "organisation dont une invitation a expiré",
            "organisations dont une invitation a expiré",
            f"{address}?etat={EXPIRED}",
        ),
    ]
