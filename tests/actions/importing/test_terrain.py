"""What the shape of each table of `samples/terrain` gives: sheets, levels, numbers, lines."""

import pytest

from actions.importing.batch import preview, table_of
from actions.importing.import_plan import merged
from actions.importing.walking import NOTE, TOTAL
from actions.models import WordKind
from conventions.models import Convention
from tests.actions.importing.samples import received, sample

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shipped_content")]
LEVELS = (WordKind.ENJEU, WordKind.OBJECTIVE)


def sent(name):
    return received(sample(f"terrain/{name}"), name)


def with_new_levels(batch):
    """The plan once staff answered that every level asked about is a new one."""
    for _ in range(2):  # an objective is asked about once its enjeu is known
        asked = [word for word in preview(batch).pending if word.kind in LEVELS]
        for word in asked:
            batch.decisions = merged(batch.decisions, {word.kind: {word.key: "+"}})
    return preview(batch)


def headings(batch, name):
    """Key of a column → what heads it, in the sheet `name`."""
    texts = {one.column: one.text for one in table_of(batch).sheet(name).headings}
    return {key: texts[column] for key, column in batch.mapping[name].items()}


def levels(plan):
    return [(number.code, number.is_proposed) for number in plan.numbers]


def set_aside(plan):
    return [(note.line_id, note.why) for note in plan.ignored]


def test_header_over_two_lines_with_a_banner_and_a_total():
    batch = sent("01-fusion-deux-entetes.xlsx")
    named = headings(batch, "Plan CTG")
    plan = preview(batch)
    asked = [word for word in plan.pending if word.kind == WordKind.ENJEU]

    assert named["lead"] == "Pilotage – Porteur"
    assert (named["starts_on"], named["ends_on"]) == ("Calendrier – Début", "Calendrier – Fin")
    assert [(word.text, word.suggestion) for word in asked] == [
        ("1. Petite enfance", ""),
        ("2. Jeunesse", ""),
    ]
    assert [number.code for number in plan.numbers] == ["1.1", "1.2", "1.3", "2.1", "2.2"]
    assert set_aside(plan) == [("Plan CTG!10", NOTE), ("Plan CTG!13", TOTAL)]


def test_one_sheet_for_each_enjeu():
    batch = sent("03-feuille-par-enjeu.xlsx")
    plan = with_new_levels(batch)

    assert batch.sheets == ["Petite enfance", "Jeunesse", "Parentalité", "Accès aux droits"]
    assert len(plan.added) == 16
    assert {row.row.enjeu.title for row in plan.added} == set(batch.sheets)
    assert len({row.row.enjeu.code for row in plan.added}) == 4
    assert {row.row.enjeu.code for row in plan.added}.isdisjoint(
        Convention.objects.current().enjeux.values_list("code", flat=True)
    )
    objectives = [row.row.objective for row in plan.added]
    assert {row.title for row in objectives} == {f"Objectif {n}.1" for n in range(1, 5)}
    assert all(row.title_is_provisional for row in objectives)


def test_years_as_columns_keep_their_headings():
    batch = sent("04-annees.xlsx")
    found = [one.text for one in table_of(batch).sheet("Sheet").headings]

    assert headings(batch, "Sheet")["title"] == "Intitulé de l’action"
    assert found[4:8] == ["2023", "2024", "2025", "2026"]
    assert len(preview(batch).numbers) == 4


def test_numbers_are_proposed_from_the_place_in_the_plan():
    batch = sent("10-sans-numero.xlsx")
    assert {number.code for number in preview(batch).numbers} == {""}
    plan = with_new_levels(batch)
    taken = Convention.objects.current().enjeux.count()
    first, second = (f"{taken + n}.1" for n in (1, 2))

    assert levels(plan) == [
        *((f"{first}.{n}", True) for n in (1, 2, 3)),
        *((f"{second}.{n}", True) for n in (1, 2)),
    ]
    batch.decisions = merged(batch.decisions, {"numero": {"Sheet!3": "7.7.7"}})
    assert preview(batch).numbers[1].code == "7.7.7"
    assert preview(batch).numbers[2].code == f"{first}.2"


def test_codes_are_read_whatever_stands_before_them():
    plan = preview(sent("15-responsables.xlsx"))

    assert [number.code for number in plan.numbers] == ["1-1", "1-2", "3"]


def test_an_axis_of_the_same_number_is_another_enjeu():
    plan = preview(sent("21-et-et-total.xlsx"))
    (asked,) = [word for word in plan.pending if word.kind == WordKind.ENJEU]
    numbers = Convention.objects.current().enjeux.values_list("code", flat=True)

    assert (asked.text, asked.suggestion) == ("Axe 1. Coordination du contrat", "+")
    assert "1" in numbers
    assert plan.added[0].row.enjeu.code not in numbers
    assert set_aside(plan) == [("Plan!3", TOTAL)]
