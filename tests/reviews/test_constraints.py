import datetime as dt

import pytest
from django.apps import apps

from reviews.models import CarryState
from tests.constraints import (
    Case,
    accepted,
    check_accepted,
    check_refused,
    constraints_of,
    refused,
)
from tests.factories import (
    AppraisalFactory,
    CarryOverFactory,
    ConventionFactory,
    DraftReaderFactory,
    EnjeuFactory,
    EvaluationEditionFactory,
    EvaluationPartFactory,
    ObjectiveFactory,
    OrganisationFactory,
    ReviewEditionFactory,
    ReviewFactory,
    ReviewWordFactory,
)
from tests.review_factories import PartnerOpinionFactory

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 30, 9, tzinfo=dt.UTC)


def second_review():
    first = ReviewFactory(year=2024)
    return ReviewFactory(convention=first.convention, year=2025)


def second_round():
    first = CarryOverFactory()
    return CarryOverFactory(convention=first.convention, applied=True)


def covering(year):
    """A convention of `year`."""
    return ConventionFactory(starts_on=dt.date(year, 1, 1), ends_on=dt.date(year, 12, 31))


def second_word():
    first = ReviewWordFactory()
    return ReviewWordFactory(review=first.review)


def second_edition():
    """A row not written yet: what is published is never written again."""
    first = ReviewEditionFactory()
    return ReviewEditionFactory.build(
        review=first.review, number=2, data=first.data, correction="Un montant était faux."
    )


def second_part():
    first = EvaluationPartFactory()
    return EvaluationPartFactory(evaluation=first.evaluation)


def second_appraisal():
    first = AppraisalFactory()
    return AppraisalFactory(part=first.part)


def second_appraisal_of_a_whole():
    first = AppraisalFactory(whole=True)
    return AppraisalFactory(part=first.part)


def second_evaluation_edition():
    """A row not written yet, as `second_edition`."""
    first = EvaluationEditionFactory()
    return EvaluationEditionFactory.build(
        evaluation=first.evaluation, number=2, data=first.data, correction="Un mot manquait."
    )


NOT_GIVEN = {
    "attainment": "",
    "argument": "",
    "given_by": None,
    "given_by_words": "",
    "given_on": None,
}


CASES = [
    Case(
        "review_once_a_year",
        "Le bilan de cette année est déjà commencé.",
        second_review,
        wrong=[{"year": 2024}],
        right=[{"year": 2026}, {"year": 2024, "convention": lambda row: ConventionFactory()}],
    ),
    Case(
        "review_year_plausible",
        # No convention goes so far: what it covers is said before.
        "Cette année n’est pas dans la convention.",
        ReviewFactory,
        wrong=[{"year": 24}, {"year": 1999}, {"year": 2101}],
        right=[
            {"year": 2000, "convention": lambda row: covering(2000)},
            {"year": 2100, "convention": lambda row: covering(2100)},
        ],
        field="year",
    ),
    Case(
        "reviewword_once",
        "Cet enjeu a déjà son mot dans ce bilan.",
        second_word,
        wrong=[{"enjeu": lambda row: row.review.words.earliest("pk").enjeu}],
        right=[
            {},
            {"enjeu": lambda row: EnjeuFactory(convention=row.review.convention)},
            {
                "enjeu": lambda row: row.review.words.earliest("pk").enjeu,
                "review": lambda row: ReviewFactory(),
            },
        ],
    ),
    Case(
        "reviewedition_number_once",
        "Cette version existe déjà.",
        second_edition,
        wrong=[{"number": 1}],
        right=[{}, {"number": 1, "review": lambda row: ReviewFactory()}],
    ),
    Case(
        "reviewedition_number_positive",
        "La première version porte le numéro 1.",
        second_edition,
        wrong=[{"number": 0}],
        right=[{"number": 3}],
    ),
    Case(
        "reviewedition_correction_said",
        "Dites en une phrase ce que cette version corrige.",
        second_edition,
        wrong=[{"correction": ""}],
        right=[{"correction": "x"}],
    ),
    Case(
        "carryover_one_draft",
        "Cette convention est déjà en train d’être préparée.",
        second_round,
        wrong=[{"state": CarryState.DRAFT, "applied_on": None}],
        right=[{"state": CarryState.UNDONE, "undone_on": NOW}],
    ),
    Case(
        "carryover_applied_is_dated",
        "Un passage appliqué porte la date de son application.",
        CarryOverFactory,
        wrong=[{"state": CarryState.APPLIED}, {"applied_on": NOW}],
        right=[{"state": CarryState.APPLIED, "applied_on": NOW}],
    ),
    Case(
        "carryover_undone_is_dated",
        "Un passage annulé porte la date de son annulation.",
        CarryOverFactory,
        wrong=[{"state": CarryState.UNDONE, "applied_on": NOW}],
        right=[{"state": CarryState.UNDONE, "applied_on": NOW, "undone_on": NOW}],
    ),
    Case(
        "evaluationpart_once",
        "Cet enjeu a déjà ses réponses dans cette évaluation.",
        second_part,
        wrong=[{"enjeu": lambda row: row.evaluation.parts.earliest("pk").enjeu}],
        right=[{}, {"enjeu": lambda row: EnjeuFactory(convention=row.evaluation.convention)}],
    ),
    Case(
        "appraisal_once",
        "Cet objectif a déjà son appréciation.",
        second_appraisal,
        wrong=[{"objective": lambda row: row.part.appraisals.earliest("pk").objective}],
        right=[{}, {"objective": lambda row: ObjectiveFactory(enjeu=row.part.enjeu)}],
    ),
    Case(
        "appraisal_of_whole_once",
        "Cet enjeu a déjà son appréciation.",
        second_appraisal_of_a_whole,
        wrong=[{"objective": None}],
        right=[{}],
    ),
    Case(
        "appraisal_is_argued",
        "Dites sur quoi repose cette appréciation.",
        AppraisalFactory,
        wrong=[{"argument": ""}, {"argument": "", "attainment": "non_atteint"}],
        right=[{}, NOT_GIVEN],
    ),
    Case(
        "appraisal_unknown_says_why",
        "Dites pourquoi cela ne peut pas être dit.",
        AppraisalFactory,
        wrong=[{"argument": "", "attainment": "indicible"}],
        right=[{"attainment": "indicible"}],
    ),
    Case(
        "appraisal_has_author",
        "Dites qui donne cette appréciation : une organisation, ou quelques mots.",
        AppraisalFactory,
        wrong=[{"given_by_words": ""}],
        right=[
            {},
            {"given_by_words": "", "given_by": lambda row: OrganisationFactory()},
            {"given_by": lambda row: OrganisationFactory()},
        ],
    ),
    Case(
        "appraisal_is_given",
        "Choisissez l’appréciation que ces mots expliquent.",
        AppraisalFactory,
        wrong=[
            {**NOT_GIVEN, "argument": "Des faits."},
            {**NOT_GIVEN, "given_by_words": "le comité"},
            {**NOT_GIVEN, "given_by": lambda row: OrganisationFactory()},
            {**NOT_GIVEN, "given_on": dt.date(2024, 1, 1)},
        ],
        right=[NOT_GIVEN],
    ),
    Case(
        "partneropinion_once",
        "Cette organisation a déjà son avis sur cette action.",
        lambda: PartnerOpinionFactory(action=PartnerOpinionFactory().action),
        wrong=[{"organisation": lambda row: row.action.opinions.earliest("pk").organisation}],
        right=[{}],
    ),
    Case(
        "partneropinion_is_given",
        "Ce champ ne peut pas être vide.",
        PartnerOpinionFactory,
        wrong=[{"attainment": ""}],
        right=[{"attainment": "indicible"}],
        field="attainment",
    ),
    Case(
        "partneropinion_is_argued",
        "Ce champ ne peut pas être vide.",
        PartnerOpinionFactory,
        wrong=[{"went_well": ""}],
        right=[{}],
        field="went_well",
    ),
    Case(
        "evaluationedition_number_once",
        "Cette version existe déjà.",
        second_evaluation_edition,
        wrong=[{"number": 1}],
        right=[{}],
    ),
    Case(
        "evaluationedition_number_positive",
        "La première version porte le numéro 1.",
        second_evaluation_edition,
        wrong=[{"number": 0}],
        right=[{"number": 3}],
    ),
    Case(
        "evaluationedition_correction_said",
        "Dites en une phrase ce que cette version corrige.",
        second_evaluation_edition,
        wrong=[{"correction": ""}],
        right=[{"correction": "x"}],
    ),
    Case(
        "draftreader_has_name",
        "Ce champ ne peut pas être vide.",
        DraftReaderFactory,
        wrong=[{"name": ""}],
        right=[{"name": "Mairie"}],
        field="name",
    ),
    Case(
        "draftreader_dates_in_order",
        "Donnez la date d’aujourd’hui ou une date à venir.",
        DraftReaderFactory,
        wrong=[{"expires_on": lambda row: row.given_on - dt.timedelta(days=1)}],
        right=[{"expires_on": lambda row: row.given_on}],
    ),
]


@refused(CASES)
def test_constraint_refuses(case, values):
    check_refused(case, values)


@accepted(CASES)
def test_constraint_accepts_its_neighbour(case, values):
    check_accepted(case, values)


def test_every_constraint_is_tested():
    assert {case.name for case in CASES} == constraints_of(apps.get_app_config("reviews"))
