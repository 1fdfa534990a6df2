"""Habits met in tables of the field, each alone: a role beside a name, a rank, a card, words."""

import io

import pytest

from actions.importing.attached.amounts import read_amount
from actions.importing.column_mapping import propose_mapping
from actions.importing.reading import NOT_A_PLAN, open_table
from actions.importing.splitting import names_of
from actions.models import WordKind
from tables.errors import TableRefused
from tests.actions.importing.test_habits import workbook


def opened(rows):
    return open_table(io.BytesIO(workbook({"Feuil1": (rows, [])})), "plan.xlsx")


def test_role_beside_a_name_is_no_part_of_it():
    names = names_of(
        WordKind.ORGANISATION, "CCTA (pilote), CAF (co-pilote), MSA (Tarn)", str.isalpha
    )

    assert names == (["CCTA", "CAF", "MSA (Tarn)"], [])


@pytest.mark.parametrize(
    ("cells", "key"),
    [
        ("123", ""),
        (["Haute", "basse", ""], ""),
        (["P1", "P2", ""], ""),
        (["Santé", "2", ""], "enjeu"),
    ],
)
def test_priority_that_is_a_rank_is_no_enjeu(cells, key):
    head = ["Priorité", "Action", "Pilote"]
    banner = ["ORIENTATION 1 – VIVRE ENSEMBLE"]
    (sheet,) = opened(
        [head, banner, *([cell, f"A{n}", "CAF"] for n, cell in enumerate(cells))]
    ).sheets
    found = propose_mapping(sheet, {})

    assert ("enjeu" if "enjeu" in found else "") == key


def test_few_labels_make_no_card():
    with pytest.raises(TableRefused) as refused:
        opened([["Thématique", "x"], ["Pilote", "y"]])
    assert str(refused.value) == NOT_A_PLAN


@pytest.mark.parametrize("text", ["à voir", "Sur devis", "devis en cours", "à estimer"])
def test_amount_that_nobody_knows_yet(text):
    assert read_amount(text) is None
