"""Money, indicators and steps written in the lines of a plan become rows of the action."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from actions.import_forms import ColumnsForm
from actions.importing.applying import apply_plan, undo
from actions.importing.attached.settling import TWICE
from actions.importing.batch import preview, receive, table_of
from actions.importing.reading.headings import heading_index
from actions.models import Action, Funding, Measure
from partners.permissions import Role
from tests.actions.importing.pages import said
from tests.dumps import dump
from tests.factories import (
    ActionFactory,
    ConventionFactory,
    EnjeuFactory,
    FundingFactory,
    IndicatorFactory,
    MeasureFactory,
    OrganisationFactory,
    UserFactory,
)
from tests.signing import sign_in_as

pytestmark = pytest.mark.django_db


@pytest.fixture
def convention():
    convention = ConventionFactory(public=True)
    EnjeuFactory(convention=convention, code="1", title="Accès")
    OrganisationFactory(name="CAF")
    OrganisationFactory(name="Mairie")
    return convention


def batch_of(convention, headings, *lines):
    rows = [f"Code;Enjeu;Titre;{headings}", *(f"1.{n};1. Accès;T;{x}" for n, x in enumerate(lines))]
    content = "\n".join(rows).encode()
    return receive(ContentFile(content), "plan.csv", convention)


def previewed(convention, headings, *lines):
    return preview(batch_of(convention, headings, *lines))


def money(convention, headings, *lines):
    """(year, funder, planned, actual) of what is written, the faults of the preview being none."""
    batch = batch_of(convention, headings, *lines)
    plan = preview(batch)
    assert [str(fault) for fault in plan.faults] == []
    apply_plan(batch)
    assert preview(batch_of(convention, headings, *lines)).changes_nothing
    rows = Funding.objects.order_by("action__code", "year", "funder__name")
    return [(row.year, row.funder and row.funder.name, row.planned, row.actual) for row in rows]


def test_a_budget_without_a_funder_names_nobody(convention):
    found = money(convention, "Début;Budget;Budget réalisé", "2024;3 000 €;1 234,50 €", ";12 k€;NC")

    assert found == [
        (2024, None, Decimal(3000), Decimal("1234.50")),
        (2023, None, Decimal(12000), None),
    ]


def test_the_only_funder_of_the_line_is_the_one_who_pays(convention):
    assert money(convention, "Financeur;Budget", "CAF;3000") == [(2023, "CAF", Decimal(3000), None)]


def test_one_amount_for_several_funders_is_nobodys(convention):
    assert money(convention, "Financeurs;Budget", "CAF, Mairie;3000") == [
        (2023, None, Decimal(3000), None)
    ]
    assert [told for _, told in previewed(convention, "Financeurs;Budget", "CAF, Mairie;1").notes]


def test_an_amount_beside_its_funder_is_theirs(convention):
    found = money(convention, "Financeur 1;Montant;Financeur 2;Montant", "CAF;6 000 €;Mairie;2500")

    assert found == [
        (2023, "CAF", Decimal(6000), None),
        (2023, "Mairie", Decimal(2500), None),
    ]


def test_money_told_by_year_and_by_funder_is_not_counted_twice(convention):
    headings = "Budget 2024;Budget 2025;Financeur 1;Montant 1"
    plan = previewed(convention, headings, "12 000;8 k€;CAF;6000")

    (fault,) = plan.faults
    assert fault.heading == "Montant 1"
    assert "gardez l’un des deux" in fault.expected


def test_numbered_funders_have_their_own_amounts(convention):
    headings = "Début;Financeur 1;Montant 1;Financeur 2;Montant 2;Budget total"
    found = money(convention, headings, "2025;CAF;1 000 €;Mairie;500;1 500")

    assert found == [(2025, "CAF", Decimal(1000), None), (2025, "Mairie", Decimal(500), None)]


def test_a_whole_that_is_not_the_sum_of_its_parts_is_said(convention):
    headings = "Financeur 1;Montant 1;Budget total"
    plan = previewed(convention, headings, "CAF;1 000 €;500")

    assert [(fault.heading, fault.value) for fault in plan.faults] == [("Budget total", "500.00")]


def test_years_are_columns(convention):
    headings = "Budget 2024;Budget 2025;Réalisé 2024"
    assert money(convention, headings, "100;200;90") == [
        (2024, None, Decimal(100), Decimal(90)),
        (2025, None, Decimal(200), None),
    ]


def test_what_is_no_amount_is_a_fault_of_its_cell(convention):
    (fault,) = previewed(convention, "Budget", "beaucoup").faults

    assert (fault.line, fault.heading, fault.value) == (2, "Budget", "beaucoup")


def test_an_unknown_funder_is_asked(convention):
    plan = previewed(convention, "Budget", "Département : 300 €")

    assert [word.text for word in plan.pending] == ["Département"]


def test_money_of_several_years_is_never_overwritten_by_a_whole(convention):
    action = ActionFactory(convention=convention, enjeu=convention.enjeux.get(), code="1.0")
    for year in (2024, 2025):
        FundingFactory(action=action, year=year, funder=None, planned=100)

    assert not previewed(convention, "Budget", "200").faults
    (fault,) = previewed(convention, "Budget", "300").faults
    assert "l’année" in fault.expected


def test_indicators_of_a_cell_get_their_value_of_today(convention):
    batch = batch_of(convention, "Indicateurs", "Nombre de familles : 12", "Satisfaction")
    plan = preview(batch)
    assert [change.label for change in plan.added[0].changes if change.name == "measures"]
    apply_plan(batch)

    first, second = Action.objects.order_by("code")
    measure = Measure.objects.get()
    assert first.indicators.get().label == "Nombre de familles"
    assert (measure.value, measure.on) == (12, timezone.localdate())
    assert (second.indicators.get().label, second.indicators.get().measures.count()) == (
        "Satisfaction",
        0,
    )
    again = previewed(convention, "Indicateurs", "Nombre de familles : 12", "Satisfaction")
    assert again.changes_nothing


def test_values_of_years_belong_to_the_only_indicator_of_the_line(convention):
    batch = batch_of(convention, "Indicateur;Valeur 2023;Valeur 2024", "Places;10;12")
    preview(batch)
    apply_plan(batch)
    found = [(row.on.isoformat(), row.value) for row in Measure.objects.order_by("on")]
    assert found == [("2023-12-31", 10), ("2024-12-31", 12)]


def test_steps_of_a_cell_get_their_day_and_are_found_again(convention):
    batch = batch_of(convention, "Étapes", '"09/2024 : Ouverture\nBilan"')
    preview(batch)
    apply_plan(batch)

    steps = Action.objects.get().milestones.order_by("pk")
    assert [(row.title, row.planned_on) for row in steps] == [
        ("Ouverture", dt.date(2024, 9, 30)),
        ("Bilan", None),
    ]
    assert previewed(convention, "Étapes", '"09/2024 : Ouverture\nBilan"').changes_nothing


def test_all_of_it_is_undone(convention):
    action = ActionFactory(convention=convention, enjeu=convention.enjeux.get(), code="1.0")
    action.title = "T"
    action.save()
    indicator = IndicatorFactory(action=action, label="Places")
    FundingFactory(action=action, year=2023, funder=None, planned=5)
    MeasureFactory(indicator=indicator, value=10, on=dt.date(2024, 1, 1))
    before = dump()
    batch = batch_of(convention, "Budget;Indicateurs;Étapes", '9;"Places : 11 ; Autre : 2";A', ";;")
    preview(batch)
    apply_plan(batch)
    assert Measure.objects.count() == 3
    undo(batch)

    after = dump()
    assert {model for model in before if before[model] != after[model]} == set()


def test_a_column_with_a_year_may_be_left_out_and_taken_back(convention):
    batch = batch_of(convention, "Budget 2024", "100")
    assert batch.mapping[""]["planned_2024"] == 3
    for mapping in (batch.mapping, {"": {"code": 0, "enjeu": 1, "title": 2}}):
        field = ColumnsForm([table_of(batch).best], mapping).fields["colonne-0-3"]
        assert ("planned_2024", "Budget prévu 2024") in field.choices


@pytest.mark.parametrize("heading", ["Budget", "Budget 2024", "Indicateurs", "Étapes"])
def test_an_empty_cell_of_a_known_action_says_nothing(convention, heading):
    full = {"Indicateurs": "Familles : 12", "Étapes": "Ouvrir"}.get(heading, "3000")
    apply_plan_of(convention, f"{heading};Pilote", f"{full};CAF")

    plan = previewed(convention, f"{heading};Pilote", ";CAF")

    assert (plan.changes_nothing, plan.faults, plan.kept) == (True, [], {})


def test_an_endless_amount_is_a_fault(convention):
    (fault,) = previewed(convention, "Budget", "1" * 30).faults

    assert "9 999 999 999,99" in fault.expected


def test_two_values_of_one_day_are_a_fault_and_no_endless_preview(convention):
    headings = f"Indicateurs;Valeur {timezone.localdate().year}"
    plan = previewed(convention, headings, "Nombre de familles : 12;15")

    assert [fault.expected for fault in plan.faults] == [TWICE]


def apply_plan_of(convention, headings, *lines):
    batch = batch_of(convention, headings, *lines)
    preview(batch)
    apply_plan(batch)


def test_heading_says_the_unit_of_its_numbers(convention):
    found = money(
        convention, "Coût 2024 (k€);Montant 2025 en € TTC;Début", "10,5;500;", "12 k€;1 000 €;"
    )

    assert found == [
        (2024, None, Decimal(10500), None),
        (2025, None, Decimal(500), None),
        (2024, None, Decimal(12000), None),
        (2025, None, Decimal(1000), None),
    ]


@pytest.mark.parametrize(
    ("heading", "key"),
    [
        ("Montant € TTC", "planned"),
        ("Budget prévisionnel total € TTC", "planned"),
        ("Coûts 2024 en k€", "planned_2024"),
        ("Coût réel total", "actual"),
        ("Total", ""),
        ("Financement", ""),
    ],
)
def test_words_about_money_are_put_together_as_one_likes(heading, key):
    assert heading_index().key(heading) == key


@pytest.mark.parametrize("heading", ["Budget", "Calendrier", "2024", "Étapes"])
def test_cell_in_error_of_a_known_action_is_a_fault(convention, heading):
    ActionFactory(enjeu=convention.enjeux.get(), code="1.0", title="T")
    plan = previewed(convention, heading, "#REF!")

    assert [(fault.line, fault.value) for fault in plan.faults] == [(2, "#REF!")]


def test_columns_that_are_not_taken_are_named_on_the_page(convention):
    editor = sign_in_as(UserFactory(role=Role.EDITING))
    batch = batch_of(convention, "Météo;Freins;;Élu référent", "beau;;x;")
    page = said(editor, f"/suivi/import/{batch.pk}/")

    assert "2 colonnes ignorées : « Météo », « colonne F ». Dites ce que contient" in page
