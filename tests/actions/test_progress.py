"""Roll-ups are sentences of counts, then a bar whose parts fill it."""

import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.models import Action, Avancement
from actions.progress import BAR_WIDTH, Progress, progress_of
from tests.factories import ActionFactory, EnjeuFactory

NB = "\u00a0"
ON = dt.date(2025, 6, 1)
counts = st.fixed_dictionaries({state.value: st.integers(0, 200) for state in Avancement})


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, ""),
        ({"realisee": 1}, "1_réalisée"),
        ({"realisee": 2}, "2_réalisées"),
        ({"en_place": 1}, "1_en_place et continue"),
        ({"en_place": 3}, "3_en_place et continues"),
        ({"a_venir": 1, "en_cours": 1}, "1_en_cours et 1_à_venir"),
        ({"abandonnee": 1, "en_pause": 2}, "2_en_pause et 1_abandonnée"),
        (
            {"realisee": 2, "en_cours": 9, "abandonnee": 2},
            "2_réalisées, 9_en_cours et 2_abandonnées",
        ),
        (
            dict.fromkeys(Avancement.values, 1),
            "1_réalisée, 1_en_place et continue, 1_en_cours, 1_à_venir, 1_en_pause et 1_abandonnée",
        ),
    ],
)
def test_words(given, words):
    assert Progress(given).words == words.replace("_", NB)


@pytest.mark.parametrize(
    ("late", "words"),
    [(0, ""), (1, "une action est en retard"), (2, f"2{NB}actions sont en retard")],
)
def test_late_words(late, words):
    assert Progress({}, late).late_words == words


@given(counts)
def test_words_name_each_state_that_has_actions(given):
    words = Progress(given).words

    assert words.count(NB) >= sum(1 for n in given.values() if n)
    assert sum(int(piece) for piece in words.replace(NB, " ").split() if piece.isdigit()) == sum(
        given.values()
    )


@given(counts)
def test_parts_fill_the_bar(given):
    progress = Progress(given)
    parts = progress.parts

    assert sum(part.count for part in parts) == progress.total
    assert all(part.count and part.width > 0 for part in parts)
    if parts:
        assert parts[0].x == 0
        assert sum(part.width for part in parts) == pytest.approx(BAR_WIDTH, abs=0.4)
        assert parts[-1].x + parts[-1].width == pytest.approx(BAR_WIDTH, abs=0.11)
    for before, after in itertools.pairwise(parts):
        assert before.x + before.width == pytest.approx(after.x, abs=0.11)


def test_width_of_the_bar_is_the_frame_of_the_template():
    assert BAR_WIDTH == 600


def test_rows_list_every_state_even_at_zero():
    rows = Progress({"realisee": 2}).rows

    assert len(rows) == len(Avancement)
    assert {value: count for value, _label, count in rows} == dict.fromkeys(
        Avancement.values, 0
    ) | {"realisee": 2}


@pytest.mark.django_db
@pytest.mark.parametrize("size", [0, 1, 3])
def test_progress_of_counts_states_and_late_actions_in_one_query(size, django_assert_num_queries):
    enjeu = EnjeuFactory(public=True)
    for _turn in range(size):
        ActionFactory(enjeu=enjeu, published=True, late=True, ends_on=ON - dt.timedelta(days=1))
        ActionFactory(enjeu=EnjeuFactory(public=True), published=True, done=True)
    ActionFactory(enjeu=enjeu, late=True)

    with django_assert_num_queries(1):
        progress = progress_of(Action.objects.public(), ON)

    assert progress.total == 2 * size
    assert (progress.counts["en_cours"], progress.counts["realisee"]) == (size, size)
    assert progress.late == size
