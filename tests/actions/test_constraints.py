import datetime as dt
from functools import partial

import pytest
from django.apps import apps

from actions.models import (
    Avancement,
    IndicatorKind,
    MilestoneState,
    PartnerRole,
    People,
)
from tests.actions.outcome_constraints import OUTCOME_CASES
from tests.constraints import (
    Case,
    accepted,
    archive_cases,
    check_accepted,
    check_refused,
    constraints_of,
    merge_case,
    refused,
)
from tests.factories import (
    ActionDocumentFactory,
    ActionFactory,
    ActionIdeaFactory,
    ActionPartnerFactory,
    AudienceFactory,
    AudienceInclusionFactory,
    CommuneFactory,
    FundingFactory,
    ImportBatchFactory,
    ImportWordFactory,
    IndicatorFactory,
    MeasureFactory,
    MilestoneFactory,
    OrganisationFactory,
    PictureFactory,
    PlaceFactory,
    UpdateFactory,
)

pytestmark = pytest.mark.django_db

DAY, NEXT_DAY = dt.date(2024, 2, 28), dt.date(2024, 2, 29)
NOON = dt.datetime(2024, 2, 29, 12, tzinfo=dt.UTC)


def second_action():
    first = ActionFactory(code="1.1")
    return ActionFactory(enjeu=first.enjeu, code="1.2")


def second_partner():
    first = ActionPartnerFactory(role=PartnerRole.FUNDER)
    return ActionPartnerFactory(
        action=first.action, organisation=first.organisation, role=PartnerRole.PARTNER
    )


def second_idea():
    first = ActionIdeaFactory(number=1)
    return ActionIdeaFactory(action=first.action, number=2)


def second_place():
    first = PlaceFactory(name="Mairie", commune=CommuneFactory())
    return PlaceFactory(action=first.action, commune=first.commune)


def second_funding():
    first = FundingFactory(year=2024)
    return FundingFactory(action=first.action, funder=first.funder, year=2025)


def second_indicator():
    first = IndicatorFactory(code="A")
    return IndicatorFactory(action=first.action, code="B")


def second_measure():
    first = MeasureFactory(on=DAY)
    return MeasureFactory(indicator=first.indicator, on=NEXT_DAY)


def second_link():
    first = ActionDocumentFactory()
    return ActionDocumentFactory(action=first.action)


def second_word():
    ImportWordFactory(word="termine")
    return ImportWordFactory(word="fini")


def second_inclusion():
    first = AudienceInclusionFactory()
    return AudienceInclusionFactory(audience=first.audience)


CASES = [
    Case(
        "action_idea_once",
        "Cette idée est déjà liée à cette action.",
        second_idea,
        wrong=[{"number": 1}],
        right=[{"number": 3}, {"number": 1, "action": lambda row: ActionFactory()}],
    ),
    *OUTCOME_CASES,
    Case(
        "audienceinclusion_once",
        "Ce public est déjà compris.",
        second_inclusion,
        wrong=[{"included": lambda row: row.audience.inclusions.earliest("pk").included}],
        right=[
            {},
            {
                "included": lambda row: row.audience.inclusions.earliest("pk").included,
                "audience": lambda row: AudienceFactory(),
            },
        ],
    ),
    Case(
        "audienceinclusion_of_another",
        "Un public se comprend déjà lui-même : choisissez-en un autre.",
        AudienceInclusionFactory,
        wrong=[{"included": lambda row: row.audience}],
        right=[{}, {"included": lambda row: AudienceFactory()}],
    ),
    Case(
        "actiondocument_once",
        "Ce document est déjà attaché à cette action.",
        second_link,
        wrong=[{"document": lambda row: row.action.document_links.earliest("pk").document}],
        right=[
            {},
            {
                "document": lambda row: row.action.document_links.earliest("pk").document,
                "action": lambda row: ActionFactory(),
            },
        ],
    ),
    Case(
        "picture_withdrawn_not_published",
        "Cette photo a été retirée : elle ne peut plus revenir.",
        lambda: PictureFactory(published=True),
        wrong=[{"withdrawn_at": NOON, "file": "", "versions": []}],
        right=[{"withdrawn_at": NOON, "file": "", "versions": [], "is_published": False}],
    ),
    Case(
        "picture_file_until_withdrawn",
        "Choisissez une image.",
        PictureFactory,
        wrong=[{"file": ""}, {"withdrawn_at": NOON}],
        right=[{"withdrawn_at": NOON, "file": ""}],
    ),
    Case(
        "picture_published_has_alt",
        "Pour publier, dites en mots ce que montre l’image.",
        PictureFactory,
        wrong=[{"is_published": True, "alt": ""}],
        right=[{"is_published": True, "alt": "x"}, {"alt": ""}],
    ),
    Case(
        "picture_has_credit",
        "Ce champ ne peut pas être vide.",
        PictureFactory,
        wrong=[{"credit": ""}],
        right=[{"credit": "x"}],
        field="credit",
    ),
    Case(
        "picture_consent_is_dated",
        "Datez l’accord des personnes reconnaissables, ou laissez la date vide si personne ne "
        "l’est.",
        PictureFactory,
        wrong=[{"people": People.AGREED}, {"consent_on": DAY}],
        right=[{"people": People.AGREED, "consent_on": DAY}, {}],
    ),
    Case(
        "action_code_unique",
        "Ce code existe déjà dans cette convention.",
        second_action,
        wrong=[{"code": "1.1"}],
        right=[{"code": "1.10"}, {"code": "2.1"}],
    ),
    Case(
        "action_number_positive",
        "Le numéro d’une action commence à 1.",
        ActionFactory,
        wrong=[{"number": 0}],
        right=[{"number": 1}],
    ),
    Case(
        "action_has_title",
        "Ce champ ne peut pas être vide.",
        ActionFactory,
        wrong=[{"title": ""}],
        right=[{"title": "x"}],
        field="title",
    ),
    Case(
        "action_dates_in_order",
        "La fin prévue doit venir après le début.",
        ActionFactory,
        wrong=[{"starts_on": NEXT_DAY, "ends_on": DAY}],
        right=[
            {"starts_on": DAY, "ends_on": DAY},
            {"starts_on": DAY, "ends_on": NEXT_DAY},
            {"starts_on": DAY, "ends_on": None},
            {"starts_on": None, "ends_on": DAY},
        ],
    ),
    Case(
        "action_permanent_has_no_end",
        "Une action permanente n’a pas de fin : videz la date de fin, ou décochez "
        "« action permanente ».",
        ActionFactory,
        wrong=[{"is_permanent": True, "ends_on": DAY}],
        right=[{"is_permanent": True}, {"ends_on": DAY}],
    ),
    Case(
        "action_stop_has_reason",
        "Dites pourquoi l’action est en pause ou abandonnée : ce motif sera visible sur le site.",
        lambda: ActionFactory(avancement_on=DAY),
        wrong=[{"avancement": Avancement.PAUSED}, {"avancement": Avancement.DROPPED}],
        right=[
            {"avancement": Avancement.PAUSED, "avancement_reason": "Poste vacant"},
            {"avancement": Avancement.DROPPED, "avancement_reason": "Plus de besoin"},
            {"avancement": Avancement.ONGOING},
            {"avancement": Avancement.DONE},
            {"avancement": Avancement.SETTLED},
        ],
    ),
    Case(
        "action_state_is_dated",
        "Donnez la date à laquelle cet avancement a été déclaré.",
        lambda: ActionFactory(avancement_reason="Motif"),
        wrong=[
            {"avancement": state, "avancement_on": None}
            for state in Avancement
            if state != Avancement.PLANNED
        ],
        right=[{"avancement": state, "avancement_on": DAY} for state in Avancement]
        + [{"avancement": Avancement.PLANNED, "avancement_on": None}],
    ),
    Case(
        "action_published_has_summary",
        "Pour publier, écrivez la phrase simple de l’action.",
        ActionFactory,
        wrong=[{"is_published": True}],
        right=[{"is_published": True, "summary": "Un lieu."}, {"is_published": False}],
    ),
    Case(
        "action_not_own_successor",
        "Une action ne peut pas se remplacer elle-même.",
        ActionFactory,
        wrong=[{"successor": lambda row: row}],
        right=[{"successor": lambda row: ActionFactory()}],
    ),
    Case(
        "place_has_name",
        "Ce champ ne peut pas être vide.",
        PlaceFactory,
        wrong=[{"name": ""}],
        right=[{"name": "x"}],
        field="name",
    ),
    Case(
        "place_once",
        "Ce lieu est déjà dans la liste, pour cette commune.",
        second_place,
        wrong=[{"name": "Mairie"}],
        right=[
            {"name": "Mairie", "commune": lambda row: CommuneFactory()},
            {"name": "Mairie", "commune": None},
            {"name": "Mairie", "action": lambda row: ActionFactory()},
        ],
    ),
    Case(
        "place_without_commune_once",
        "Ce lieu est déjà dans la liste, sans commune.",
        lambda: PlaceFactory(action=PlaceFactory(name="Mairie").action),
        wrong=[{"name": "Mairie"}],
        right=[{"name": "École"}, {"name": "Mairie", "commune": lambda row: CommuneFactory()}],
    ),
    Case(
        "actionpartner_once",
        "Cette organisation a déjà ce rôle dans l’action.",
        second_partner,
        wrong=[{"role": PartnerRole.FUNDER}],
        right=[
            {"role": PartnerRole.CO_LEAD},
            {"role": PartnerRole.PARTNER},
            {"role": PartnerRole.FUNDER, "organisation": lambda row: OrganisationFactory()},
            {"role": PartnerRole.FUNDER, "action": lambda row: ActionFactory()},
        ],
    ),
    Case(
        "milestone_done_is_dated",
        "Une étape faite a une date ; une étape à faire ou en cours n’en a pas.",
        MilestoneFactory,
        wrong=[
            {"state": MilestoneState.DONE},
            {"state": MilestoneState.TODO, "done_on": DAY},
            {"state": MilestoneState.ONGOING, "done_on": DAY},
        ],
        right=[
            {"state": MilestoneState.DONE, "done_on": DAY},
            {"state": MilestoneState.TODO},
            {"state": MilestoneState.ONGOING},
        ],
    ),
    Case(
        "funding_once_a_year",
        "Ce financeur a déjà une ligne pour cette année.",
        second_funding,
        wrong=[{"year": 2024}],
        right=[
            {"year": 2026},
            {"year": 2024, "funder": lambda row: OrganisationFactory()},
            {"year": 2024, "action": lambda row: ActionFactory()},
        ],
    ),
    Case(
        "funding_unnamed_once_a_year",
        "Cette année a déjà une ligne sans financeur.",
        lambda: FundingFactory(action=FundingFactory(year=2024, funder=None).action, year=2025),
        wrong=[{"year": 2024, "funder": None}],
        right=[{"year": 2025, "funder": None}, {"year": 2024}],
    ),
    Case(
        "funding_has_amount",
        "Donnez un montant prévu ou un montant réel.",
        FundingFactory,
        wrong=[{"planned": None, "actual": None}],
        right=[{"planned": None, "actual": 0}, {"planned": 0, "actual": None}],
    ),
    Case(
        "funding_not_negative",
        "Un montant ne peut pas être négatif.",
        FundingFactory,
        wrong=[{"planned": -1}, {"actual": -1}],
        right=[{"planned": 0, "actual": 0}],
    ),
    Case(
        "funding_year_plausible",
        "Donnez une année sur quatre chiffres, par exemple 2025.",
        FundingFactory,
        wrong=[{"year": 24}, {"year": 1999}, {"year": 2101}],
        right=[{"year": 2000}, {"year": 2100}],
    ),
    Case(
        "update_not_own_correction",
        "Une actualité ne peut pas se corriger elle-même.",
        lambda: UpdateFactory(correction_reason="Chiffre faux"),
        wrong=[{"replaces": lambda row: row}],
        right=[{"replaces": lambda row: UpdateFactory(action=row.action)}],
    ),
    Case(
        "update_says_something",
        "Écrivez ce qui a été fait, ou cochez « rien de nouveau ».",
        UpdateFactory,
        wrong=[{"body": "", "nothing_new": False}],
        right=[{"body": "", "nothing_new": True}, {"body": "x", "nothing_new": False}],
    ),
    Case(
        "update_correction_has_reason",
        "Dites en une phrase ce que cette actualité corrige.",
        UpdateFactory,
        wrong=[{"replaces": lambda row: UpdateFactory(action=row.action)}],
        right=[
            {
                "replaces": lambda row: UpdateFactory(action=row.action),
                "correction_reason": "Chiffre faux",
            }
        ],
    ),
    Case(
        "indicator_baseline_is_dated",
        "Donnez la date de la valeur de départ.",
        IndicatorFactory,
        wrong=[{"baseline_value": 0}],
        right=[{"baseline_value": 0, "baseline_on": DAY}, {"baseline_on": DAY}],
    ),
    Case(
        "indicator_target_is_dated",
        "Donnez la date de la valeur visée.",
        IndicatorFactory,
        wrong=[{"target_value": 0}],
        right=[{"target_value": 0, "target_on": DAY}, {"target_on": DAY}],
    ),
    Case(
        "indicator_words_have_no_figures",
        "Un indicateur décrit en mots n’a pas de valeur chiffrée.",
        lambda: IndicatorFactory(kind=IndicatorKind.QUALITATIVE),
        wrong=[
            {"baseline_value": 0, "baseline_on": DAY},
            {"target_value": 0, "target_on": DAY},
        ],
        right=[{"baseline_on": DAY, "target_text": "Mieux"}],
    ),
    Case(
        "indicator_dates_in_order",
        "La date visée doit venir après la date de départ.",
        IndicatorFactory,
        wrong=[
            {"baseline_on": DAY, "target_on": DAY},
            {"baseline_on": NEXT_DAY, "target_on": DAY},
        ],
        right=[{"baseline_on": DAY, "target_on": NEXT_DAY}],
    ),
    Case(
        "indicator_code_unique",
        "Ce code existe déjà dans cette action.",
        second_indicator,
        wrong=[{"code": "A"}],
        right=[{"code": "C"}, {"code": "A", "action": lambda row: ActionFactory()}],
    ),
    Case(
        "measure_once_a_day",
        "Cet indicateur a déjà une valeur à cette date.",
        second_measure,
        wrong=[{"on": DAY}],
        right=[
            {"on": dt.date(2025, 2, 28)},
            {"on": DAY, "indicator": lambda row: IndicatorFactory()},
        ],
    ),
    Case(
        "measure_says_one_thing",
        "Donnez un chiffre, ou une valeur en mots, ou cochez « non disponible » : "
        "un seul des trois. Zéro est un chiffre.",
        MeasureFactory,
        wrong=[
            {"value": None, "text": "", "is_unavailable": False},
            {"value": 0, "text": "", "is_unavailable": True},
            {"value": 0, "text": "oui", "is_unavailable": False},
            {"value": None, "text": "oui", "is_unavailable": True},
            {"value": 0, "text": "oui", "is_unavailable": True},
        ],
        right=[
            {"value": 0, "text": "", "is_unavailable": False},
            {"value": None, "text": "oui", "is_unavailable": False},
            {"value": None, "text": "", "is_unavailable": True},
        ],
    ),
    Case(
        "importbatch_applied_is_dated",
        "Un import appliqué porte la date de son application.",
        ImportBatchFactory,
        wrong=[{"state": "applique"}, {"applied_on": NOON}],
        right=[{"state": "applique", "applied_on": NOON}],
    ),
    Case(
        "importbatch_undone_is_dated",
        "Un import annulé porte la date de son annulation.",
        lambda: ImportBatchFactory(applied=True),
        wrong=[{"state": "annule"}, {"undone_on": NOON}],
        right=[{"state": "annule", "undone_on": NOON}],
    ),
    Case(
        "importword_once",
        "Ce mot est déjà connu.",
        second_word,
        wrong=[{"word": "termine"}],
        right=[{"word": "acheve"}, {"word": "termine", "kind": "public"}],
    ),
    merge_case("audience", AudienceFactory),
    *archive_cases("action", partial(ActionFactory, summary="Une phrase.")),
]


@refused(CASES)
def test_constraint_refuses(case, values):
    check_refused(case, values)


@accepted(CASES)
def test_constraint_accepts_its_neighbour(case, values):
    check_accepted(case, values)


def test_every_constraint_is_tested():
    assert {case.name for case in CASES} == constraints_of(apps.get_app_config("actions"))


def test_same_code_in_another_convention_is_accepted():
    ActionFactory(code="1.1")
    ActionFactory(code="1.1").full_clean()


def test_indicators_without_code_are_accepted_side_by_side():
    first = IndicatorFactory(code="")
    IndicatorFactory(action=first.action, code="").full_clean()
