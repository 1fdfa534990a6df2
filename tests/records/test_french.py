"""Dates and hours in French, in Paris."""

import datetime as dt
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.french import clock, de, full_date, le, moment, plural, typeset, usual_article

PARIS_SUMMER = dt.timezone(dt.timedelta(hours=2))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        ("", ""),
        (dt.date(2023, 3, 1), "1er mars 2023"),
        (dt.date(2023, 3, 21), "21 mars 2023"),
        (dt.date(2024, 2, 29), "29 février 2024"),
        (dt.date(2026, 8, 1), "1er août 2026"),
        (dt.date(2026, 12, 31), "31 décembre 2026"),
        (dt.date(2026, 8, 11), "11 août 2026"),
        # A datetime is read in Paris, on the nights the clock changes too.
        (dt.datetime(2023, 12, 31, 23, 30, tzinfo=dt.UTC), "1er janvier 2024"),
        (dt.datetime(2024, 3, 30, 23, 30, tzinfo=dt.UTC), "31 mars 2024"),
        (dt.datetime(2024, 10, 26, 21, 59, tzinfo=dt.UTC), "26 octobre 2024"),
        (dt.datetime(2024, 10, 26, 22, 0, tzinfo=dt.UTC), "27 octobre 2024"),
        (dt.datetime(2024, 7, 1, 1, 0, tzinfo=PARIS_SUMMER), "1er juillet 2024"),
    ],
)
def test_full_date(value, text):
    assert full_date(value) == text


@given(st.dates(dt.date(1000, 1, 1)))
def test_full_date_is_the_day_itself(day):
    number, _month, year = full_date(day).split()

    assert (number, int(year)) == ("1er" if day.day == 1 else str(day.day), day.year)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (dt.datetime(2024, 12, 10, 13, 30, tzinfo=dt.UTC), "14\u00a0h\u00a030"),
        (dt.datetime(2024, 7, 10, 16, 0, tzinfo=dt.UTC), "18\u00a0h"),
        (dt.datetime(2024, 7, 10, 16, 5, tzinfo=dt.UTC), "18\u00a0h\u00a005"),
        (dt.datetime(2024, 3, 31, 0, 59, tzinfo=dt.UTC), "1\u00a0h\u00a059"),
        (dt.datetime(2024, 3, 31, 1, 0, tzinfo=dt.UTC), "3\u00a0h"),
        (dt.datetime(2024, 10, 27, 0, 30, tzinfo=dt.UTC), "2\u00a0h\u00a030"),
        (dt.datetime(2024, 10, 27, 1, 30, tzinfo=dt.UTC), "2\u00a0h\u00a030"),
        (dt.datetime(2024, 12, 31, 23, 0, tzinfo=dt.UTC), "0\u00a0h"),
    ],
)
def test_clock_is_read_in_paris(value, text):
    assert clock(value) == text


def test_moment_is_the_day_and_the_hour_of_paris():
    assert (
        moment(dt.datetime(2024, 2, 29, 23, 5, tzinfo=dt.UTC)) == "1er mars 2024 à 0\u00a0h\u00a005"
    )
    assert moment(None) == moment("") == ""


@dataclass
class Named:
    label: str
    spoken_article: str = ""


@pytest.mark.parametrize(
    ("named", "with_article", "of_it"),
    [
        ("Inès", "Inès", "d’Inès"),
        ("Maud", "Maud", "de Maud"),
        ("Hugo", "Hugo", "d’Hugo"),
        ("Accès aux droits", "Accès aux droits", "d’Accès aux droits"),
        ("", "", "de "),
        (Named("CCTA"), "CCTA", "de CCTA"),
        (Named("CAF du Tarn", "la"), "la CAF du Tarn", "de la CAF du Tarn"),
        (Named("Association X", "la"), "l’Association X", "de l’Association X"),
        (Named("Hôpital", "le"), "l’Hôpital", "de l’Hôpital"),
        (Named("Halte-garderie", "la"), "la Halte-garderie", "de la Halte-garderie"),
        (
            Named("Relais petite enfance", "le"),
            "le Relais petite enfance",
            "du Relais petite enfance",
        ),
        (Named("Écoles", "les"), "les Écoles", "des Écoles"),
    ],
)
def test_names_in_a_sentence(named, with_article, of_it):
    assert (le(named), de(named)) == (with_article, of_it)


@pytest.mark.parametrize(
    ("name", "article"),
    [
        ("CAF du Tarn", "la"),
        ("Centre social", "le"),
        ("Amis du lac", "les"),
        ("Lieu d’accueil enfants-parents", "le"),
        ("CCTA", ""),
        ("", ""),
    ],
)
def test_usual_article(name, article):
    assert usual_article(name) == article


@pytest.mark.parametrize(
    ("typed", "set_"),
    [
        ("Quoi ? Oui !", "Quoi\u00a0? Oui\u00a0!"),
        ("« oui »", "«\u00a0oui\u00a0»"),
        ("à 18 h, 87 % en 8 mois", "à 18\u00a0h, 87\u00a0% en 8\u00a0mois"),
        ("en 2026 mars", "en 2026 mars"),
        ("3 mains, 12 monts", "3 mains, 12 monts"),
        ("https://exemple.fr/?a=1", "https://exemple.fr/?a=1"),
        ("deux\n: lignes", "deux\u00a0: lignes"),
    ],
)
def test_spaces_that_do_not_break(typed, set_):
    assert typeset(typed) == set_ == typeset(set_)


@pytest.mark.parametrize(
    ("one", "many"),
    [
        ("centre communal d’action sociale", "centres communaux d’action sociale"),
        ("caisse d’allocations familiales", "caisses d’allocations familiales"),
        ("relais petite enfance", "relais petite enfance"),
        ("protection maternelle et infantile", "protections maternelles et infantiles"),
        ("réseau d’aide", "réseaux d’aide"),
    ],
)
def test_plural_of_a_noun_and_its_adjectives(one, many):
    assert plural(one) == many
