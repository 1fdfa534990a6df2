"""Dates and periods as French action plans write them: what each says, what is asked."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.importing.columns.dates import lapse_column, lapse_key, lapse_of
from actions.importing.dates import (
    BadDate,
    as_target,
    candidates,
    from_target,
    in_words,
    read_cell,
    read_day,
)

MOMENTS = """
31/12/2026: 2026-12-31 2026-12-31
31/12/26: 2026-12-31 2026-12-31
1/2/2025: 2025-02-01 2025-02-01
03.03.2025: 2025-03-03 2025-03-03
03-03-2025: 2025-03-03 2025-03-03
2025-03-03: 2025-03-03 2025-03-03
2025-03-03 00:00:00: 2025-03-03 2025-03-03
2025-03-03T00:00: 2025-03-03 2025-03-03
3 mars 2025: 2025-03-03 2025-03-03
le 3 mars 2025: 2025-03-03 2025-03-03
lundi 3 mars 2025: 2025-03-03 2025-03-03
1er janvier 2024: 2024-01-01 2024-01-01
au 1er septembre 2024: 2024-09-01 2024-09-01
1 janv. 24: 2024-01-01 2024-01-01
45000: 2023-03-15 2023-03-15
Septembre 2024: 2024-09-01 2024-09-30
sept. 2023: 2023-09-01 2023-09-30
sept 24: 2024-09-01 2024-09-30
sept’24: 2024-09-01 2024-09-30
Sept-24: 2024-09-01 2024-09-30
janv.-23: 2023-01-01 2023-01-31
janv-25: 2025-01-01 2025-01-31
janv/25: 2025-01-01 2025-01-31
JANVIER 2025: 2025-01-01 2025-01-31
février 2024: 2024-02-01 2024-02-29
fév. 2024: 2024-02-01 2024-02-29
fev-25: 2025-02-01 2025-02-28
févr.-25: 2025-02-01 2025-02-28
avr. 2025: 2025-04-01 2025-04-30
mai 2025: 2025-05-01 2025-05-31
juin-25: 2025-06-01 2025-06-30
juil. 2024: 2024-07-01 2024-07-31
juill. 2024: 2024-07-01 2024-07-31
août 2024: 2024-08-01 2024-08-31
aout-24: 2024-08-01 2024-08-31
oct.-24: 2024-10-01 2024-10-31
nov. 2024: 2024-11-01 2024-11-30
déc 2025: 2025-12-01 2025-12-31
Déc.-25: 2025-12-01 2025-12-31
09/24: 2024-09-01 2024-09-30
9/24: 2024-09-01 2024-09-30
09-24: 2024-09-01 2024-09-30
12/2025: 2025-12-01 2025-12-31
12-2025: 2025-12-01 2025-12-31
2024-05: 2024-05-01 2024-05-31
2024/05: 2024-05-01 2024-05-31
mois de mars 2024: 2024-03-01 2024-03-31
en mars 2024: 2024-03-01 2024-03-31
courant mars 2024: 2024-03-01 2024-03-31
fin juin 2024: 2024-06-01 2024-06-30
mi-juin 2024: 2024-06-01 2024-06-30
début septembre 2025: 2025-09-01 2025-09-30
T1 2023: 2023-01-01 2023-03-31
T1-2023: 2023-01-01 2023-03-31
T1/23: 2023-01-01 2023-03-31
t4 24: 2024-10-01 2024-12-31
2024 T3: 2024-07-01 2024-09-30
2024-T3: 2024-07-01 2024-09-30
1T 2024: 2024-01-01 2024-03-31
2T2024: 2024-04-01 2024-06-30
Q1 2024: 2024-01-01 2024-03-31
1er trim. 2024: 2024-01-01 2024-03-31
1er trimestre 2024: 2024-01-01 2024-03-31
premier trimestre 2024: 2024-01-01 2024-03-31
2ème trimestre 2025: 2025-04-01 2025-06-30
2nd trimestre 2025: 2025-04-01 2025-06-30
3e trim 24: 2024-07-01 2024-09-30
quatrième trimestre de 2024: 2024-10-01 2024-12-31
4e trimestre de l’année 2024: 2024-10-01 2024-12-31
trimestre 2 2024: 2024-04-01 2024-06-30
S2 2025: 2025-07-01 2025-12-31
S1-2025: 2025-01-01 2025-06-30
2025 S2: 2025-07-01 2025-12-31
1er semestre 2024: 2024-01-01 2024-06-30
2e semestre 2024: 2024-07-01 2024-12-31
2ème semestre 2024: 2024-07-01 2024-12-31
second semestre 2025: 2025-07-01 2025-12-31
deuxième semestre 2025: 2025-07-01 2025-12-31
courant 1er semestre 2025: 2025-01-01 2025-06-30
au cours du 1er semestre 2025: 2025-01-01 2025-06-30
2023: 2023-01-01 2023-12-31
Année 2024: 2024-01-01 2024-12-31
exercice 2024: 2024-01-01 2024-12-31
en 2024: 2024-01-01 2024-12-31
sur 2024: 2024-01-01 2024-12-31
courant 2025: 2025-01-01 2025-12-31
courant de l’année 2025: 2025-01-01 2025-12-31
dans le courant de l’année 2025: 2025-01-01 2025-12-31
au cours de l’année 2024: 2024-01-01 2024-12-31
toute l’année 2024: 2024-01-01 2024-12-31
fin 2026: 2026-10-01 2026-12-31
fin d’année 2024: 2024-10-01 2024-12-31
fin de l’année 2024: 2024-10-01 2024-12-31
début 2025: 2025-01-01 2025-03-31
mi-2024: 2024-06-01 2024-06-30
fin du 1er semestre 2025: 2025-05-01 2025-06-30
fin du premier semestre 2025: 2025-05-01 2025-06-30
fin 1er trimestre 2025: 2025-03-01 2025-03-31
début T3 2025: 2025-07-01 2025-07-31
été 2024: 2024-06-01 2024-08-31
Été 24: 2024-06-01 2024-08-31
printemps 2025: 2025-03-01 2025-05-31
automne 2025: 2025-09-01 2025-11-30
hiver 2024-2025: 2024-12-01 2025-02-28
hiver 2024/25: 2024-12-01 2025-02-28
fin d’été 2025: 2025-08-01 2025-08-31
rentrée 2024: 2024-09-01 2024-09-30
rentrée scolaire 2024: 2024-09-01 2024-09-30
rentrée de septembre 2024: 2024-09-01 2024-09-30
à la rentrée 2024: 2024-09-01 2024-09-30
rentrée 2025-2026: 2025-09-01 2025-09-30
Vacances d’automne 2024: 2024-10-01 2024-11-30
vacances de la Toussaint 2025: 2025-10-01 2025-11-30
vacances scolaires d’été 2025: 2025-07-01 2025-08-31
fin d’année scolaire 2024/2025: 2025-06-01 2025-08-31
vacances d’été 2025: 2025-07-01 2025-08-31
vacances de Noël 2024: 2024-12-01 2025-01-31
année scolaire 2024-2025: 2024-09-01 2025-08-31
année scolaire 2024/2025: 2024-09-01 2025-08-31
année scolaire 24/25: 2024-09-01 2025-08-31
2024-2025 (année scolaire): 2024-09-01 2025-08-31
24/25: 2024-09-01 2025-08-31
24-25: 2024-09-01 2025-08-31
"""
BOTH = """
2023-2026: 2023-01-01 2026-12-31
2023/2026: 2023-01-01 2026-12-31
2024 - 2025: 2024-01-01 2025-12-31
2024–2025: 2024-01-01 2025-12-31
2024 → 2026: 2024-01-01 2026-12-31
2024-26: 2024-01-01 2026-12-31
2023 à 2026: 2023-01-01 2026-12-31
de 2023 à 2026: 2023-01-01 2026-12-31
entre 2023 et 2026: 2023-01-01 2026-12-31
courant 2025-2026: 2025-01-01 2026-12-31
années 2024 et 2025: 2024-01-01 2025-12-31
2024 et 2025: 2024-01-01 2025-12-31
2024, 2025 et 2026: 2024-01-01 2026-12-31
2023-2024-2025: 2023-01-01 2025-12-31
2023 2024 2025: 2023-01-01 2025-12-31
mars-juin 2024: 2024-03-01 2024-06-30
mars/juin 2024: 2024-03-01 2024-06-30
mars à juin 2024: 2024-03-01 2024-06-30
de mars à juin 2024: 2024-03-01 2024-06-30
entre mars et juin 2024: 2024-03-01 2024-06-30
mars et avril 2024: 2024-03-01 2024-04-30
mars 2024 - juin: 2024-03-01 2024-06-30
mars – juin 2024: 2024-03-01 2024-06-30
nov-déc 2024: 2024-11-01 2024-12-31
nov-fév 2025: 2024-11-01 2025-02-28
septembre-juin 2025: 2024-09-01 2025-06-30
nov. 2024-fév. 2025: 2024-11-01 2025-02-28
sept. 2024 à juin 2025: 2024-09-01 2025-06-30
de septembre 2024 à juin 2025: 2024-09-01 2025-06-30
octobre 2024/mars 2025: 2024-10-01 2025-03-31
09/2024-06/2025: 2024-09-01 2025-06-30
09/24 à 06/25: 2024-09-01 2025-06-30
du 01/03/2024 au 30/06/2024: 2024-03-01 2024-06-30
01/03/2024 - 30/06/2024: 2024-03-01 2024-06-30
01/03/24-30/06/24: 2024-03-01 2024-06-30
01-03-2024/30-06-2024: 2024-03-01 2024-06-30
du 01/03 au 30/06/2024: 2024-03-01 2024-06-30
du 1er mars au 30 juin 2024: 2024-03-01 2024-06-30
du 1er au 15 mars 2024: 2024-03-01 2024-03-15
du 3 au 7 mars 2025: 2025-03-03 2025-03-07
du 1er janvier 2023 au 31 décembre 2026: 2023-01-01 2026-12-31
T1-T2 2024: 2024-01-01 2024-06-30
T3/T4 2024: 2024-07-01 2024-12-31
1er et 2e trimestre 2024: 2024-01-01 2024-06-30
2e et 3e trimestres 2024: 2024-04-01 2024-09-30
2e trimestre 2024 – 1er trimestre 2026: 2024-04-01 2026-03-31
S2 2024 - S1 2025: 2024-07-01 2025-06-30
S2 2024 et S1 2025: 2024-07-01 2025-06-30
fin 2024 - début 2025: 2024-10-01 2025-03-31
été/automne 2024: 2024-06-01 2024-11-30
janv-25 - mars-25: 2025-01-01 2025-03-31
sept.-24/juin-25: 2024-09-01 2025-06-30
S1 & S2 2025: 2025-01-01 2025-12-31
exercices 2024 et 2025: 2024-01-01 2025-12-31
fin 2025 début 2026: 2025-10-01 2026-03-31
mi-2025 à fin 2026: 2025-06-01 2026-12-31
15 septembre au 30 octobre 2024: 2024-09-15 2024-10-30
2024 T1 à T4: 2024-01-01 2024-12-31
Printemps-été 2025: 2025-03-01 2025-08-31
été 2024 - été 2026: 2024-06-01 2026-08-31
de la rentrée 2024 à juin 2025: 2024-09-01 2025-06-30
2024 jusqu’à juin 2026: 2024-01-01 2026-06-30
depuis 2022 jusqu’en 2025: 2022-01-01 2025-12-31
dès 2024: 2024-01-01 -
2021 =>: 2021-01-01 -
sept. 2024 →: 2024-09-01 -
dès la rentrée 2024: 2024-09-01 -
à partir de 2025: 2025-01-01 -
à partir de septembre 2024: 2024-09-01 -
à partir du 1er mars 2025: 2025-03-01 -
à compter du 1er septembre 2024: 2024-09-01 -
depuis 2022: 2022-01-01 -
Début : septembre 2024: 2024-09-01 -
2024 – en cours: 2024-01-01 -
d’ici 2026: - 2026-12-31
d’ici fin 2026: - 2026-12-31
d’ici à la fin de l’année 2025: - 2025-12-31
jusqu’à juin 2025: - 2025-06-30
jusqu’en 2026: - 2026-12-31
jusqu’au 31/12/2025: - 2025-12-31
avant fin 2025: - 2025-12-31
avant le 30/06/2025: - 2025-06-30
avant juin 2025: - 2025-05-31
au plus tard fin 2025: - 2025-12-31
30/06/2025 au plus tard: - 2025-06-30
pour la rentrée 2025: - 2025-09-30
en cours – 2026: - 2026-12-31
En cours jusqu’en 2026: - 2026-12-31
Échéance : fin 1er trimestre 2025: - 2025-03-31
"""
PERMANENT = """
permanent, Permanente, En continu, continu, pérenne, annuelle, Annuel, chaque année, tous les ans,
toute l’année, tout au long de l’année, sans fin, récurrent, au fil de l’eau, en permanence
"""
UNKNOWN = """
NC, NR, ND, ?, ???, -, –, à définir, À déterminer, (à définir), à préciser, non renseigné, inconnue,
date à définir, à confirmer, non défini
"""
ASKED = """
Juin 2024 (reporté à 2025), hiver 2024, ponctuel, 2023 et 2025, mars et juin 2024, 2024 ?,
septembre, 1er semestre, N+1, reporté en 2026, maintenance 2024, mardi 2024, jui 2024, 30/02/2024,
2026-2023, 12/03, 99/24,
selon budget, 2025 (année scolaire), En cours, 13/2024, T5 2024
"""


def written(table):
    """(text, first, last) of each line of a table; « - » is an open end."""
    lines = (line.rpartition(": ") for line in table.strip().splitlines())
    return [(text, *days.split()) for text, _, days in lines]


def listed(table):
    return [word.strip() for word in table.replace("\n", " ").split(",") if word.strip()]


def days(period):
    return tuple(str(day) if day else "-" for day in (period.first, period.last))


@pytest.mark.parametrize(("text", "first", "last"), written(MOMENTS))
def test_moment_is_the_days_it_lies_between(text, first, last):
    period = read_cell(text)

    assert days(period) == (first, last)
    assert not period.says_both
    assert str(read_day(text)) == first
    assert str(read_day(text, end=True)) == last


@pytest.mark.parametrize(("text", "first", "last"), written(BOTH))
def test_range_says_both_ends_even_when_one_is_open(text, first, last):
    period = read_cell(text)

    assert days(period) == (first, last)
    assert period.says_both
    with pytest.raises(BadDate):
        read_day(text)


@pytest.mark.parametrize("text", listed(PERMANENT))
def test_words_of_what_goes_on_every_year(text):
    assert read_cell(text).is_permanent
    assert days(read_cell(text)) == ("-", "-")


@pytest.mark.parametrize("text", listed(UNKNOWN))
def test_words_of_a_date_nobody_knows(text):
    assert read_cell(text).says_nothing
    assert read_day(text) is None


@pytest.mark.parametrize("text", listed(ASKED))
def test_what_has_two_meanings_or_none_is_not_guessed(text):
    with pytest.raises(BadDate):
        read_cell(text)


@pytest.mark.parametrize(
    ("text", "first"),
    [("permanent depuis 2022", 2022), ("2024 – en continu", 2024), ("2023 puis permanent", 2023)],
)
def test_permanent_may_have_a_beginning(text, first):
    period = read_cell(text)

    assert (period.first, period.last) == (dt.date(first, 1, 1), None)
    assert period.is_permanent


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        *((text, "whole") for text in ("Durée de la convention", "toute la durée de la CTG")),
        ("fin de la convention", "end"),
    ],
)
def test_days_of_the_convention(text, kind):
    first, last = dt.date(2023, 1, 1), dt.date(2026, 12, 31)
    period = read_cell(text)

    assert period.convention == kind
    assert period.in_convention(first, last).last == last
    assert period.in_convention(first, last).first == (first if kind == "whole" else None)


@pytest.mark.parametrize(
    ("text", "proposed"),
    [
        (
            "Juin 2024 (reporté à 2025)",
            ["du 01/06/2024 au 30/06/2024", "du 01/01/2025 au 31/12/2025"],
        ),
        ("hiver 2024", ["du 01/12/2023 au 29/02/2024", "du 01/12/2024 au 28/02/2025"]),
        ("2024 ?", ["du 01/01/2024 au 31/12/2024"]),
        ("ponctuel", []),
        ("selon budget, dès 2025", ["à partir du 01/01/2025"]),
    ],
)
def test_what_is_asked_comes_with_the_periods_it_speaks_of(text, proposed):
    found = candidates(text)

    assert [in_words(period) for period in found] == proposed
    assert [days(from_target(as_target(period))) for period in found] == [*map(days, found)]


@pytest.mark.parametrize("text", ["-" * 100_000, "1 a " * 25_000, "2024, " * 20_000, "é" * 50_000])
def test_long_text_is_refused_at_once(text):
    with pytest.raises(BadDate):
        read_cell(text)
    assert len(candidates(text)) <= 4


@pytest.mark.parametrize("target", ["", "/", "x", "2024-01-01", "2025-01-01/2024-01-01", "a/b"])
def test_odd_answer_says_no_period(target):
    assert from_target(target) is None


# --- any period, in any form -------------------------------------------------------------------

NAMES = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)
SHORT = (
    *("janv.", "févr.", "mars", "avr.", "mai", "juin"),
    *("juil.", "août", "sept.", "oct.", "nov.", "déc."),
)
TO = ["{}-{}", "{} - {}", "{} – {}", "{}/{}", "{} à {}", "de {} à {}", "du {} au {}", "{} → {}"]


def last_day(year, month):
    return (dt.date(year + month // 12, month % 12 + 1, 1)) - dt.timedelta(days=1)


def spans(first, last):
    """Every way to write the whole months from `first` to `last`, pairs (year, month)."""
    (year, month), (end, last_month) = first, last
    ways = [f"du 01/{month:02}/{year} au {last_day(end, last_month):%d/%m/%Y}"]
    for names in (NAMES, SHORT):
        left, right = names[month - 1], f"{names[last_month - 1]} {end}"
        ways += [way.format(f"{left} {year}", right) for way in TO]
        if year == end and month != last_month:
            ways += [way.format(left, right) for way in TO]
    ways += [f"{month:02}/{year} à {last_month:02}/{end}"]
    ways += [f"{SHORT[month - 1]}-{year % 100} - {SHORT[last_month - 1]}-{end % 100}"]
    if (month, last_month) == (1, 12):
        ways += [f"{year}-{end}", f"{year}/{end}", f"{year} à {end}", f"{year}-{end % 100}"]
    return ways


def singles(year, month, count):
    """Every way to write `count` months from a month that begins a year, a half or a quarter."""
    rank, ordinals = (month - 1) // count + 1, ("1er", "2e", "3ème", "4e")
    if count == 1:
        names = {NAMES[month - 1], SHORT[month - 1], NAMES[month - 1].upper()}
        return [
            *(f"{name} {year}" for name in names),
            *(f"{name}-{year % 100}" for name in names),
            *(f"{month:02}/{year}", f"{month}/{year}", f"{month:02}/{year % 100}"),
            *(f"{year}-{month:02}", f"courant {NAMES[month - 1]} {year}"),
        ]
    if count == 12:
        return [f"{year}", f"année {year}", f"courant {year}", f"en {year}", f"exercice {year}"]
    letter, word = ("T", "trimestre") if count == 3 else ("S", "semestre")
    return [
        *(f"{letter}{rank} {year}", f"{letter}{rank}-{year % 100}", f"{year} {letter}{rank}"),
        *(f"{ordinals[rank - 1]} {word} {year}", f"{word} {rank} {year}"),
    ]


years = st.integers(2016, 2041)


@given(years, st.sampled_from([1, 3, 6, 12]), st.data())
def test_any_moment_reads_to_the_same_days_in_each_form(year, count, data):
    month = data.draw(st.sampled_from(range(1, 13, count)))
    expected = (dt.date(year, month, 1), last_day(year, month + count - 1))

    for text in singles(year, month, count):
        period = read_cell(text)
        assert (text, period.first, period.last) == (text, *expected)


@given(years, st.integers(1, 12), st.integers(1, 40))
def test_any_period_reads_to_the_same_days_in_each_form(year, month, length):
    end = divmod(year * 12 + month - 1 + length, 12)
    last = (end[0], end[1] + 1)
    expected = (dt.date(year, month, 1), last_day(*last))

    for text in spans((year, month), last):
        period = read_cell(text)
        assert (text, period.first, period.last) == (text, *expected)
        assert period.says_both


@given(st.text(alphabet="0123456789/-. àetduTS1eranrsiml", max_size=24))
def test_any_text_is_days_in_order_or_a_refusal(text):
    try:
        period = read_cell(text)
    except BadDate:
        assert all(one.first or one.last for one in candidates(text))
    else:
        assert not (period.first and period.last) or period.first <= period.last


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("2024 t1", ("2024-01-01", "2024-03-31")),
        ("t4 2025", ("2025-10-01", "2025-12-31")),
        ("calendrier 2024 2e semestre", ("2024-07-01", "2024-12-31")),
        ("2024 janv", ("2024-01-01", "2024-01-31")),
        ("juin 2025", ("2025-06-01", "2025-06-30")),
        ("2024", None),
        ("t1", None),
        ("bilan 2024", None),
        ("budget 2024", None),
        ("01 02 2024", None),
    ],
)
def test_lapse_that_heads_a_column(words, days):
    key = lapse_key(words)

    assert key == (f"ticks_{days[0]}_{days[1]}" if days else "")
    column = lapse_column(key)
    assert (column and tuple(map(str, lapse_of(column.key)))) == days
