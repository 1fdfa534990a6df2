"""The tables of `terrain/`: what their cells give, whatever the shape around them."""

import datetime as dt
import io

import openpyxl
import pytest

from actions.importing.dates import BadDate, read_cell
from actions.importing.splitting import names_of
from actions.models import WordKind
from tests.actions.importing.samples import sample

KNOWN = {"CAF", "MSA", "PMI", "RPE", "MJC", "CCTA", "Lavaur", "Ambres", "Saint-Sulpice-la-Pointe"}


def column(name, heading):
    """The values under `heading` in the first sheet of a sample."""
    rows = openpyxl.load_workbook(io.BytesIO(sample(f"terrain/{name}"))).worksheets[0].values
    found = None
    for row in rows:
        if found is not None and row[found]:
            yield row[found]
        elif heading in row and found is None:
            found = row.index(heading)


def days(text):
    try:
        period = read_cell(text)
    except BadDate:
        return "asked"
    if period.is_permanent or period.says_nothing:
        return "permanent" if period.is_permanent else "unknown"
    return tuple(str(day) if day else None for day in (period.first, period.last))


def test_every_date_of_the_table_of_dates():
    assert {text: days(text) for text in column("06-dates.xlsx", "Début")} == {
        "rentrée 2024": ("2024-09-01", "2024-09-30"),
        "S2 2025": ("2025-07-01", "2025-12-31"),
        "mars-juin 2024": ("2024-03-01", "2024-06-30"),
        "2023/2026": ("2023-01-01", "2026-12-31"),
        "2023-2026": ("2023-01-01", "2026-12-31"),
        "Septembre 2024": ("2024-09-01", "2024-09-30"),
        "09/24": ("2024-09-01", "2024-09-30"),
        "déc 2025": ("2025-12-01", "2025-12-31"),
        "courant 2025": ("2025-01-01", "2025-12-31"),
        "été 2024": ("2024-06-01", "2024-08-31"),
        "fin du 1er semestre 2025": ("2025-05-01", "2025-06-30"),
        "2024 - 2025": ("2024-01-01", "2025-12-31"),
        "En continu": "permanent",
        "31/12/2026": ("2026-12-31", "2026-12-31"),
        "à définir": "unknown",
        "NC": "unknown",
        "dès 2024": ("2024-01-01", None),
        "janv.-23": ("2023-01-01", "2023-01-31"),
        "automne 2025": ("2025-09-01", "2025-11-30"),
        "Juin 2024 (reporté à 2025)": "asked",
    }


@pytest.mark.parametrize("heading", ["Début", "Fin"])
def test_every_date_under_a_group_of_headings_is_read(heading):
    found = [days(text) for text in column("01-fusion-deux-entetes.xlsx", heading)]

    assert len(found) == 5
    assert "asked" not in found


@pytest.mark.parametrize(
    ("name", "heading", "kind", "names"),
    [
        (
            "01-fusion-deux-entetes.xlsx",
            "Partenaires",
            WordKind.ORGANISATION,
            [["CAF", "MSA", "PMI"], ["CAF", "MSA"], ["CAF", "MSA"], ["CAF", "MSA"]],
        ),
        (
            "04-annees.xlsx",
            "Responsable",
            WordKind.ORGANISATION,
            [["CCTA"], ["RPE", "CAF"], ["MJC", "CAF"], ["Mairie de Lavaur", "MJC"]],
        ),
        (
            "15-responsables.xlsx",
            "Responsable",
            WordKind.ORGANISATION,
            [["CAF", "MSA"], ["CAF", "MSA"], ["CAF", "MJC"]],
        ),
        (
            "15-responsables.xlsx",
            "Commune(s)",
            WordKind.COMMUNE,
            [["Lavaur", "St Sulpice", "Ambres"], ["Toutes"], ["Lavaur", "Ambres"]],
        ),
        (
            "15-responsables.xlsx",
            "Public(s)",
            WordKind.AUDIENCE,
            [["0-3 ans"], ["parents"], ["ados 11-17 ans"]],
        ),
        (
            "21-et-et-total.xlsx",
            "Communes",
            WordKind.COMMUNE,
            [["Lavaur", "St Sulpice la Pointe", "Ambres"]],
        ),
        (
            "21-et-et-total.xlsx",
            "Partenaires",
            WordKind.ORGANISATION,
            [["CCAS de Lavaur", "CCAS de Saint-Sulpice"]],
        ),
        ("21-et-et-total.xlsx", "Publics", WordKind.AUDIENCE, [["3/6 ans"]]),
    ],
)
def test_every_name_is_apart(name, heading, kind, names):
    found = [names_of(kind, text, KNOWN.__contains__) for text in column(name, heading)]

    assert [one for one, _ in found] == names


def test_no_person_of_the_table_is_kept():
    told = [
        note
        for text in column("15-responsables.xlsx", "Responsable")
        for note in names_of(WordKind.ORGANISATION, text, KNOWN.__contains__)[1]
    ]

    assert told == [
        "« Mme Martin (CAF) » : seule l’organisation CAF est gardée, pas la personne.",
        "« M. Durand (MJC) » : seule l’organisation MJC est gardée, pas la personne.",
    ]


def test_range_of_one_cell_lasts_what_it_says():
    (texts,) = {tuple(column("03-feuille-par-enjeu.xlsx", "Calendrier"))}

    assert set(texts) == {"2024-2025"}
    assert read_cell(texts[0]).says_both
    assert read_cell(texts[0]).last - read_cell(texts[0]).first == dt.timedelta(days=730)
