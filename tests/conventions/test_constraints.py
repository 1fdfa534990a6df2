import datetime as dt

import pytest
from django.apps import apps

from tests.constraints import (
    Case,
    accepted,
    archive_cases,
    check_accepted,
    check_refused,
    constraints_of,
    refused,
)
from tests.factories import (
    CommitteeFactory,
    ConventionFactory,
    DocumentFactory,
    EnjeuFactory,
    MeetingFactory,
    ObjectiveFactory,
    OrganisationFactory,
    PageFactory,
    SignatoryFactory,
    TerritoryFactory,
)

pytestmark = pytest.mark.django_db

DAY, NEXT_DAY = dt.date(2024, 2, 28), dt.date(2024, 2, 29)
YEAR_LATER = dt.date(2025, 2, 27)
NOON = dt.datetime(2024, 12, 10, 12, tzinfo=dt.UTC)


def second_territory():
    TerritoryFactory(main=True)
    return TerritoryFactory()


def second_signatory():
    first = SignatoryFactory(organisation__name="CAF")
    return SignatoryFactory(convention=first.convention)


def second_enjeu():
    first = EnjeuFactory(code="1")
    return EnjeuFactory(convention=first.convention, code="2")


def second_objective():
    """Under another enjeu: the code is unique in the whole convention."""
    first = ObjectiveFactory(code="1.1")
    return ObjectiveFactory(enjeu=EnjeuFactory(convention=first.convention), code="1.2")


def second_committee():
    first = CommitteeFactory(name="COPIL")
    return CommitteeFactory(convention=first.convention, name="COTECH")


CASES = [
    Case(
        "territory_one_main",
        "Un autre territoire est déjà le territoire principal.",
        second_territory,
        wrong=[{"is_main": True}],
        right=[{"is_main": False}],
    ),
    Case(
        "territory_rate_at_most_100",
        "Le taux de critères respectés va de 0 à 100.",
        TerritoryFactory,
        wrong=[{"accessibility_rate": 101}],
        right=[
            {"accessibility_rate": 100},
            {"accessibility_rate": 0},
            {"accessibility_rate": None},
        ],
    ),
    Case(
        "territory_complaint_days_bounded",
        "Le délai de réponse va de 1 à 90 jours.",
        TerritoryFactory,
        wrong=[{"complaint_days": 0}, {"complaint_days": 91}],
        right=[{"complaint_days": 1}, {"complaint_days": 90}, {"complaint_days": None}],
    ),
    Case(
        "territory_answer_days_bounded",
        "Le délai de réponse va de 1 à 90 jours.",
        TerritoryFactory,
        wrong=[{"answer_days": 0}, {"answer_days": 91}],
        right=[{"answer_days": 1}, {"answer_days": 90}, {"answer_days": None}],
    ),
    Case(
        "territory_silence_positive",
        "Le délai avant « sans nouvelles » est d’au moins un mois.",
        TerritoryFactory,
        wrong=[{"silence_months": 0}],
        right=[{"silence_months": 1}],
    ),
    Case(
        "convention_dates_in_order",
        "La convention doit finir après avoir commencé.",
        ConventionFactory,
        wrong=[{"starts_on": DAY, "ends_on": DAY}, {"starts_on": NEXT_DAY, "ends_on": DAY}],
        right=[{"starts_on": DAY, "ends_on": YEAR_LATER}],
    ),
    Case(
        "convention_dates_plausible",
        "Donnez des dates entre 2000 et 2100.",
        ConventionFactory,
        wrong=[
            {"starts_on": dt.date(1999, 12, 31), "ends_on": dt.date(2003, 12, 31)},
            {"starts_on": dt.date(2099, 1, 1), "ends_on": dt.date(2101, 1, 1)},
        ],
        right=[
            {"starts_on": dt.date(2000, 1, 1), "ends_on": dt.date(2003, 12, 31)},
            {"starts_on": dt.date(2097, 1, 1), "ends_on": dt.date(2100, 12, 31)},
        ],
    ),
    Case(
        "convention_not_own_predecessor",
        "Une convention ne peut pas être sa propre suite.",
        ConventionFactory,
        wrong=[{"predecessor": lambda row: row}],
        right=[{"predecessor": lambda row: ConventionFactory()}],
    ),
    Case(
        "signatory_once",
        "Cette organisation est déjà signataire.",
        second_signatory,
        wrong=[{"organisation": lambda row: row.convention.signatories.first().organisation}],
        right=[
            {"organisation": lambda row: OrganisationFactory()},
            {"convention": lambda row: ConventionFactory()},
        ],
    ),
    Case(
        "enjeu_code_unique",
        "Ce numéro existe déjà dans cette convention.",
        second_enjeu,
        wrong=[{"code": "1"}],
        right=[{"code": "3"}, {"code": "1", "convention": lambda row: ConventionFactory()}],
    ),
    Case(
        "enjeu_has_title",
        "Ce champ ne peut pas être vide.",
        EnjeuFactory,
        wrong=[{"title": ""}],
        right=[{"title": "x"}],
        field="title",
    ),
    Case(
        "objective_code_unique",
        "Ce code existe déjà dans cette convention.",
        second_objective,
        wrong=[{"code": "1.1"}],
        right=[
            {"code": "1.3"},
            {
                "code": "1.1",
                "enjeu": lambda row: EnjeuFactory(),
                "convention": lambda row: row.enjeu.convention,
            },
        ],
    ),
    Case(
        "objective_has_title",
        "Ce champ ne peut pas être vide.",
        ObjectiveFactory,
        wrong=[{"title": ""}],
        right=[{"title": "x"}],
        field="title",
    ),
    Case(
        "committee_name_unique",
        "Cette instance existe déjà dans la convention.",
        second_committee,
        wrong=[{"name": "COPIL"}],
        right=[
            {"name": "Groupe parentalité"},
            {"name": "COPIL", "convention": lambda row: ConventionFactory()},
        ],
    ),
    Case(
        "meeting_times_in_order",
        "La réunion doit finir après avoir commencé.",
        lambda: MeetingFactory(starts_at=NOON),
        wrong=[{"ends_at": NOON}, {"ends_at": NOON - dt.timedelta(hours=1)}],
        right=[{"ends_at": NOON + dt.timedelta(seconds=1)}, {"ends_at": None}],
    ),
    *(
        Case(
            f"convention_{name}_in_order",
            f"Donnez les deux dates {words}, dans l’ordre, ou aucune.",
            lambda: ConventionFactory(ends_on=dt.date(2024, 12, 31)),
            wrong=[
                {f"{name}_from": DAY},
                {f"{name}_until": DAY},
                {f"{name}_from": DAY, f"{name}_until": DAY - dt.timedelta(days=1)},
            ],
            right=[{f"{name}_from": DAY, f"{name}_until": DAY}],
        )
        for name, words in (("opinions", "des avis"), ("ideas", "de la boîte à idées"))
    ),
    *archive_cases("page", PageFactory),
    *archive_cases("meeting", MeetingFactory),
    *archive_cases("document", DocumentFactory),
]


@refused(CASES)
def test_constraint_refuses(case, values):
    check_refused(case, values)


@accepted(CASES)
def test_constraint_accepts_its_neighbour(case, values):
    check_accepted(case, values)


def test_every_constraint_is_tested():
    assert {case.name for case in CASES} == constraints_of(apps.get_app_config("conventions"))
