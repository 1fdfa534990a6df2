"""The grid of values: each cell read, refused, doubted or saved, and nothing typed is lost."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from actions.models import IndicatorKind, Measure
from actions.values_grid import REASON
from records.editing.form_page import UP_TO_DATE
from records.editing.idempotency import FIELD
from records.editing.once_only import TWICE
from tests.factories import (
    ActionFactory,
    ConventionFactory,
    EnjeuFactory,
    IndicatorFactory,
    MeasureFactory,
    UserFactory,
)
from tests.reading import find, main_of, text_of
from tests.records.admin.forms import messages_of, typed
from tests.signing import sign_in_as

pytestmark = pytest.mark.django_db
YEAR = timezone.localdate().year
LAST, BEFORE = YEAR - 1, YEAR - 2


@pytest.fixture
def convention():
    return ConventionFactory(
        public=True, starts_on=dt.date(BEFORE, 1, 1), ends_on=dt.date(YEAR + 1, 12, 31)
    )


@pytest.fixture
def action(convention):
    return ActionFactory(convention=convention, code="1.1", published=True)


@pytest.fixture
def indicator(action):
    return IndicatorFactory(action=action, label="Familles")


def door(action):
    return reverse("action-values", args=[action.number])


def cell(indicator, year=LAST):
    return f"v-{indicator.pk}-{year}"


def send(client, address, **cells):
    return client.post(address, typed(client.get(address)) | cells)


def values(indicator):
    return {row.on: row.value for row in indicator.measures.all()}


def said(answer):
    return text_of(main_of(answer)).replace("\u00a0", " ")


# --- what is read and saved ----------------------------------------------------------------------


def test_a_year_that_is_over_is_dated_its_last_day_and_this_one_today(staff_client, indicator):
    answer = send(
        staff_client,
        door(indicator.action),
        **{cell(indicator): "1\u202f234,5", cell(indicator, YEAR): "1300"},
    )

    assert messages_of(answer)[-1] == "2 valeurs sont enregistrées."
    assert values(indicator) == {
        dt.date(LAST, 12, 31): Decimal("1234.5"),
        timezone.localdate(): Decimal(1300),
    }
    assert Measure.history.first().history_change_reason == REASON


def test_an_empty_cell_is_not_given_and_zero_is_a_figure(staff_client, indicator):
    send(staff_client, door(indicator.action), **{cell(indicator): "0"})
    send(staff_client, door(indicator.action), **{cell(indicator, YEAR): ""})

    assert values(indicator) == {dt.date(LAST, 12, 31): Decimal(0)}


def test_nd_says_that_nobody_knows(staff_client, indicator):
    send(staff_client, door(indicator.action), **{cell(indicator): " N.D. "})

    assert indicator.measures.get().is_unavailable
    assert 'value="nd"' in staff_client.get(door(indicator.action)).content.decode()


def test_an_indicator_in_words_takes_words(staff_client, action):
    indicator = IndicatorFactory(action=action, in_words=True)

    send(staff_client, door(action), **{cell(indicator): "Plutôt bien"})

    assert indicator.measures.get().text == "Plutôt bien"


def test_the_last_value_of_a_year_is_corrected_in_its_place(staff_client, indicator):
    for month, value in ((3, 10), (6, 12)):
        MeasureFactory(indicator=indicator, on=dt.date(LAST, month, 1), value=value)
    assert "au 01/06" in said(staff_client.get(door(indicator.action)))

    send(staff_client, door(indicator.action), **{cell(indicator): "14"})

    assert values(indicator) == {
        dt.date(LAST, 3, 1): Decimal(10),
        dt.date(LAST, 6, 1): Decimal(14),
    }


def test_saving_what_is_already_saved_writes_nothing(staff_client, indicator):
    MeasureFactory(indicator=indicator, on=dt.date(LAST, 12, 31), value=1234)
    versions = Measure.history.count()

    answer = send(staff_client, door(indicator.action), **{cell(indicator): "1 234,0"})

    assert messages_of(answer)[-1] == UP_TO_DATE
    assert Measure.history.count() == versions


def test_sent_twice_it_counts_once(staff_client, indicator):
    form = typed(staff_client.get(door(indicator.action))) | {cell(indicator): "5"}

    staff_client.post(door(indicator.action), form)
    second = staff_client.post(door(indicator.action), form)

    assert TWICE in messages_of(second)
    assert Measure.history.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_key_too_old_to_serve_still_saves(staff_client, indicator):
    form = typed(staff_client.get(door(indicator.action))) | {cell(indicator): "5"}
    form.pop(FIELD)

    assert staff_client.post(door(indicator.action), form).status_code == 302
    assert list(values(indicator).values()) == [5]


def test_words_on_two_lines_are_the_same_however_the_browser_ends_them(staff_client, action):
    words = IndicatorFactory(action=action, kind=IndicatorKind.QUALITATIVE)
    MeasureFactory(indicator=words, on=dt.date(LAST, 12, 31), value=None, text="Un.\nDeux.")

    send(staff_client, door(action), **{cell(words): "Un.\r\nDeux."})

    assert Measure.history.count() == 1


# --- what is refused -----------------------------------------------------------------------------


def test_a_wrong_cell_is_told_in_its_place_and_nothing_is_saved_nor_lost(staff_client, indicator):
    answer = send(
        staff_client,
        door(indicator.action),
        **{cell(indicator): "douze", cell(indicator, YEAR): "7"},
    )

    assert answer.status_code == 200
    assert "Écrivez un chiffre, par exemple 12" in said(answer)
    assert typed(answer)[cell(indicator)] == "douze"
    assert typed(answer)[cell(indicator, YEAR)] == "7"
    assert values(indicator) == {}


def test_people_are_never_negative(staff_client, action):
    indicator = IndicatorFactory(action=action, counts_people=True)

    answer = send(staff_client, door(action), **{cell(indicator): "-3"})

    assert "ne peut pas être négatif" in said(answer)


def test_too_long_a_figure_is_refused(staff_client, indicator):
    answer = send(staff_client, door(indicator.action), **{cell(indicator): "9" * 40})

    assert answer.status_code == 200
    assert values(indicator) == {}


def test_a_published_value_is_not_emptied_but_a_draft_is(staff_client, indicator):
    MeasureFactory(indicator=indicator, on=dt.date(LAST, 12, 31), value=3)

    answer = send(staff_client, door(indicator.action), **{cell(indicator): ""})
    assert "ne s’efface pas" in said(answer)

    indicator.action.is_published = False
    indicator.action.save()
    send(staff_client, door(indicator.action), **{cell(indicator): ""})
    assert values(indicator) == {}


def test_a_doubtful_value_is_asked_to_be_confirmed_and_the_box_holds_for_it_alone(
    staff_client, indicator
):
    MeasureFactory(indicator=indicator, on=dt.date(BEFORE, 12, 31), value=10)
    box = cell(indicator).replace("v-", "ok-")

    asked = send(staff_client, door(indicator.action), **{cell(indicator): "100"})
    assert "plus de trois fois la dernière valeur" in said(asked)
    assert "C’est la bonne valeur" in said(asked)

    other = typed(asked) | {cell(indicator): "1000", box: "100"}
    assert "plus de trois fois" in said(staff_client.post(door(indicator.action), other))

    staff_client.post(door(indicator.action), typed(asked) | {box: "100"})
    assert values(indicator)[dt.date(LAST, 12, 31)] == Decimal(100)


def test_a_doubt_compares_with_the_year_before_whatever_the_order_of_typing(
    staff_client, indicator
):
    MeasureFactory(indicator=indicator, on=dt.date(LAST, 12, 31), value=100)

    given = {cell(indicator, BEFORE): "10", cell(indicator, YEAR): "110"}
    answer = send(staff_client, door(indicator.action), **given)

    assert answer.status_code == 302
    assert sorted(values(indicator).values()) == [10, 100, 110]


# --- two people ----------------------------------------------------------------------------------


def test_two_people_in_two_cells_both_are_saved(staff_client, indicator):
    address = door(indicator.action)
    late = typed(staff_client.get(address)) | {cell(indicator): "5"}
    send(sign_in_as(UserFactory(editing=True)), address, **{cell(indicator, YEAR): "6"})

    assert staff_client.post(address, late).status_code == 302
    assert sorted(values(indicator).values()) == [5, 6]


def test_two_people_in_one_cell_the_second_is_told_then_chooses(staff_client, indicator):
    address = door(indicator.action)
    late = typed(staff_client.get(address)) | {cell(indicator): "5", cell(indicator, YEAR): "7"}
    send(sign_in_as(UserFactory(editing=True)), address, **{cell(indicator): "6"})

    answer = staff_client.post(address, late)

    assert answer.status_code == 409
    assert "Quelqu’un vient d’enregistrer « 6 »" in said(answer)
    assert (typed(answer)[cell(indicator)], typed(answer)[cell(indicator, YEAR)]) == ("5", "7")
    assert sorted(values(indicator).values()) == [6]

    staff_client.post(address, typed(answer))
    assert sorted(values(indicator).values()) == [5, 7]


def test_an_indicator_deleted_meanwhile_gives_back_what_was_typed(staff_client, indicator):
    other = IndicatorFactory(action=indicator.action)
    form = typed(staff_client.get(door(indicator.action)))
    indicator_cell, other_cell = cell(indicator), cell(other)
    indicator.delete()

    answer = staff_client.post(door(other.action), form | {indicator_cell: "41", other_cell: "42"})

    assert answer.status_code == 409
    assert "41" in said(answer)
    assert typed(answer)[other_cell] == "42"
    staff_client.post(door(other.action), typed(answer))
    assert list(values(other).values()) == [42]


def test_what_was_typed_when_the_session_ended_comes_back_with_what_it_started_from(indicator):
    person, address = UserFactory(editing=True), door(indicator.action)
    client = sign_in_as(person, Client())
    form = typed(client.get(address)) | {cell(indicator): "5"}
    client.session.flush()
    client.cookies.clear()
    client.post(address, form)
    send(sign_in_as(UserFactory(editing=True)), address, **{cell(indicator): "6"})

    back = sign_in_as(person, Client())
    found = back.get(address)

    assert typed(found)[cell(indicator)] == "5"
    assert back.post(address, typed(found)).status_code == 409  # the other value is told


def test_a_forged_or_missing_token_saves_nothing(staff_client, indicator):
    form = typed(staff_client.get(door(indicator.action))) | {cell(indicator): "5"}

    assert staff_client.post(door(indicator.action), form | {"_version": "x"}).status_code == 409
    assert values(indicator) == {}


def test_the_grid_of_one_action_never_writes_in_another(staff_client, indicator):
    other = IndicatorFactory(action=ActionFactory(convention=indicator.action.convention))
    form = typed(staff_client.get(door(other.action))) | {cell(other): "5"}

    staff_client.post(door(indicator.action), form)

    assert values(other) == {}


# --- the whole plan ------------------------------------------------------------------------------


def test_the_plan_is_read_by_enjeu_and_by_year(staff_client, indicator):
    first = indicator.action.enjeu
    elsewhere = EnjeuFactory(convention=indicator.action.convention)
    IndicatorFactory(
        action=ActionFactory(convention=elsewhere.convention, enjeu=elsewhere), label="Jardins"
    )
    MeasureFactory(indicator=indicator, on=dt.date(BEFORE, 12, 31), value=77)

    everything = main_of(staff_client.get("/suivi/indicateurs/"))
    assert "Familles" in text_of(everything) and "Jardins" in text_of(everything)
    columns = [text_of(one) for one in find(everything, "thead th")]
    assert columns == ["Indicateur", str(BEFORE), str(LAST), str(YEAR)]

    one = main_of(staff_client.get(f"/suivi/indicateurs/?enjeu={first.code}&annee={LAST}"))
    assert "Jardins" not in text_of(one)
    assert [text_of(row) for row in find(one, "tbody td")][:1] == ["77"]


def test_a_page_of_the_plan_saves_what_it_showed_and_comes_back_to_itself(staff_client, indicator):
    address = f"/suivi/indicateurs/?annee={LAST}"

    answer = send(staff_client, address, **{cell(indicator): "5"})

    assert answer.url == address
    assert list(values(indicator).values()) == [5]


@pytest.mark.parametrize("address", ["/suivi/indicateurs/", "one"])
def test_the_grid_costs_the_same_whatever_it_holds(staff_client, convention, address):
    action = ActionFactory(convention=convention)
    address = door(action) if address == "one" else address
    found, size = {}, 0
    for wanted in (1, 3, 30):
        for _turn in range(wanted - size):
            row = action if "actions" in address else ActionFactory(convention=convention)
            MeasureFactory(indicator=IndicatorFactory(action=row), on=dt.date(LAST, 12, 31))
        size = wanted
        staff_client.get(address)
        with CaptureQueriesContext(connection) as captured:
            staff_client.get(address)
        found[wanted] = len(captured)

    assert len(set(found.values())) == 1, found
    assert found[1] <= 16
