"""Money with remarks, parts and doubts: read when it can be, asked once for its kind otherwise."""

from decimal import Decimal

import pytest
from django.core.files.base import ContentFile

from actions.import_questions import WordsForm
from actions.importing.applying import apply_plan
from actions.importing.attached.amounts import A_YEAR, IN_BETWEEN, BadAmount
from actions.importing.attached.money import SaidAmount, read_amounts
from actions.importing.attached.wishes import ABOVE, ONE_FOR_SEVERAL
from actions.importing.batch import preview, receive
from actions.importing.import_plan import merged
from actions.importing.name_matching import IGNORE, word_key
from actions.models import Funding, Measure, WordKind
from tests.factories import ConventionFactory, EnjeuFactory, OrganisationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def convention():
    convention = ConventionFactory(public=True)  # from 2023 to 2026
    EnjeuFactory(convention=convention, code="1", title="Accès")
    for name in ("CAF", "MSA", "Mairie"):
        OrganisationFactory(name=name, short_name="")
    return convention


def batch_of(convention, headings, *lines):
    rows = [f"Code;Enjeu;Titre;{headings}"]
    rows += [f"1.{n};1. Accès;T{n};{line}" for n, line in enumerate(lines, start=1)]
    return receive(ContentFile("\n".join(rows).encode()), "plan.csv", convention)


def asked(batch):
    plan = preview(batch)
    return [(word.kind, word.text, word.suggestion, len(word.lines)) for word in plan.pending]


def money(batch, **answers):
    """(year, funder, planned, note) of what is written once `answers` are given: word → target."""
    given = {key.replace("_", " "): target for key, target in answers.items()}
    batch.decisions = merged(batch.decisions, {WordKind.MONEY: given})
    plan = preview(batch)
    assert ([str(fault) for fault in plan.faults], plan.pending) == ([], [])
    apply_plan(batch)
    rows = Funding.objects.select_related("action", "funder")
    rows = sorted(rows, key=lambda r: (r.action.code, r.year, r.funder.name if r.funder else "~"))
    return [(r.year, r.funder and r.funder.name, int(r.planned), r.note) for r in rows]


@pytest.mark.parametrize(
    ("cell", "wanted"),
    [
        ("12 000 € (hors personnel)", [(2023, None, 12000, "12 000 € : hors personnel")]),
        ("env. 12 000 €", [(2023, None, 12000, "env. 12 000 €")]),
        ("12 000 € en 2024", [(2024, None, 12000, "")]),
        ("2024 : 3 000 € ; 2025 : 4 000 €", [(2024, None, 3000, ""), (2025, None, 4000, "")]),
        ("CAF 3 000 € + MSA 2 k€", [(2023, "CAF", 3000, ""), (2023, "MSA", 2000, "")]),
        ("30 000 € (poste) + 5 000 € (location)", None),
        ("25 000 € dont salaires", [(2023, None, 25000, "25 000 € dont salaires")]),
    ],
)
def test_remarks_parts_and_years_beside_an_amount(convention, cell, wanted):
    found = money(batch_of(convention, "Budget", f'"{cell}"'))
    if wanted is None:
        ((*start, note),) = found
        assert start == [2023, None, 35000]
        assert "poste" in note
        assert "location" in note
    else:
        assert [(*row[:3], row[3].replace("\u202f", " ")) for row in found] == wanted


def test_parts_of_a_whole_are_told_and_the_rest_is_nobodys(convention):
    batch = batch_of(convention, "Budget", "25000 € (dont 10 000 € CAF)")

    assert asked(batch) == []
    assert money(batch) == [
        (2023, "CAF", 10000, "25000 € (dont 10 000 € CAF)"),
        (2023, None, 15000, "25000 € (dont 10 000 € CAF)"),
    ]
    again = batch_of(convention, "Budget", "25000 € (dont 10 000 € CAF)")
    assert preview(again).changes_nothing


def test_parts_above_their_whole_are_a_fault():
    with pytest.raises(BadAmount, match="dépassent"):
        read_amounts("10 000 € dont 12 000 € CAF")


@pytest.mark.parametrize("cell", ["500 €/mois", "500 € par atelier", "12 k€ + 3 k€", "1 ETP"])
def test_what_is_no_whole_amount_is_never_taken_for_one(cell):
    with pytest.raises(BadAmount):
        read_amounts(cell)


def test_amounts_by_year_are_asked_once_and_remembered(convention):
    lines = ("2024;2025;90 k€/an", "2026;2026;1 000 € par an")
    batch = batch_of(convention, "Début;Fin;Budget", *lines)

    assert asked(batch) == [(WordKind.MONEY, A_YEAR, "", 2)]
    assert [fault.value for fault in preview(batch).faults] == [A_YEAR] * 2
    assert money(batch, montants_par_an="chaque") == [
        (2024, None, 90000, "90 k€/an"),
        (2025, None, 90000, "90 k€/an"),
        (2026, None, 1000, "1 000 € par an"),
    ]
    assert asked(batch_of(convention, "Début;Fin;Budget", *lines)) == []


def test_amount_by_year_in_the_column_of_a_year_is_no_doubt(convention):
    assert money(batch_of(convention, "Budget 2024", "90 k€/an")) == [
        (2024, None, 90000, "90 k€/an")
    ]


@pytest.mark.parametrize(("answer", "amounts"), [("haut", [15000]), ("bas", [12000]), ("-", [])])
def test_ranges_are_asked_once(convention, answer, amounts):
    batch = batch_of(convention, "Budget", "12 000 à 15 000 €")

    assert asked(batch) == [(WordKind.MONEY, IN_BETWEEN, "", 1)]
    assert [row[2] for row in money(batch, fourchettes_de_montants=answer)] == amounts


def test_whole_above_its_funders_is_asked_once(convention):
    headings = "Financeur 1;Montant 1;Financeur 2;Montant 2;Budget total"
    batch = batch_of(convention, headings, "CAF;1000;MSA;500;2 000", "CAF;10;;;30")

    assert asked(batch) == [(WordKind.MONEY, ABOVE, "", 2)]
    form = WordsForm(preview(batch), preview(batch).pending)
    assert "Par exemple : 2" in str(form)
    batch.decisions = {WordKind.MONEY: {word_key(ABOVE): "reste"}}
    assert [row[1:3] for row in money(batch, **{})] == [
        ("CAF", 1000),
        ("MSA", 500),
        (None, 500),
        ("CAF", 10),
        (None, 20),
    ]


def test_note_of_staff_is_not_written_over(convention):
    money(batch_of(convention, "Budget", "12 000 €"))
    Funding.objects.update(note="Vote du 3 mars")
    batch = batch_of(convention, "Budget", "env. 13 000 €")
    preview(batch)
    apply_plan(batch)

    assert Funding.objects.get().note == "Vote du 3 mars"
    assert Funding.objects.get().planned == 13000


# --- values of several indicators ---------------------------------------------------------------


def values(batch):
    plan = preview(batch)
    assert ([str(fault) for fault in plan.faults], plan.pending) == ([], [])
    apply_plan(batch)
    rows = Measure.objects.order_by("indicator__pk", "on")
    return [(row.indicator.label, row.on.year, row.value) for row in rows]


def test_values_by_year_of_several_indicators_of_a_cell(convention):
    batch = batch_of(convention, "Indicateurs;2023;2024", '"Familles\nHeures";"10\n100";"12\n–"')

    assert values(batch) == [("Familles", 2023, 10), ("Familles", 2024, 12), ("Heures", 2023, 100)]


def test_indicators_numbered_with_their_years(convention):
    headings = "Indicateur 1;2023;2024;Indicateur 2;2023;2024"
    batch = batch_of(convention, headings, "Familles;10;12;Heures;100;120", "Places;3;4;;;")

    assert values(batch) == [
        *(("Familles", 2023, 10), ("Familles", 2024, 12)),
        *(("Heures", 2023, 100), ("Heures", 2024, 120)),
        *(("Places", 2023, 3), ("Places", 2024, 4)),
    ]


def test_values_of_years_written_in_the_cell(convention):
    batch = batch_of(convention, "Indicateurs", '"Familles : 10 (2023), 12 (2024)\nTaux : 45 %"')

    assert values(batch)[:2] == [("Familles", 2023, 10), ("Familles", 2024, 12)]


def test_one_value_for_several_indicators_is_asked_once(convention):
    lines = ('"Familles\nHeures";10', '"A\nB";11')
    batch = batch_of(convention, "Indicateurs;Valeur 2023", *lines)

    assert asked(batch) == [(WordKind.VALUE, ONE_FOR_SEVERAL, "", 2)]
    batch.decisions = {WordKind.VALUE: {word_key(ONE_FOR_SEVERAL): "premier"}}
    assert values(batch) == [("Familles", 2023, 10), ("A", 2023, 11)]
    again = batch_of(convention, "Indicateurs;Valeur 2023", *lines)
    again.decisions = {WordKind.VALUE: {word_key(ONE_FOR_SEVERAL): IGNORE}}
    assert not preview(again).faults


def test_amounts_of_a_cell_are_equal_whatever_they_say_aside():
    assert read_amounts("3 000 € (CAF)") == [SaidAmount("CAF", Decimal(3000))]
