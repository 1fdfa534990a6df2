"""What a file says of dates and ends, as it is read in the plan once applied."""

import datetime as dt

import pytest
from django.utils import timezone

from actions.models import Action
from tests.actions.importing.samples import confirmed, imported, received
from tests.factories import ActionFactory, ConventionFactory, EnjeuFactory

pytestmark = pytest.mark.django_db
DAY, NEXT = dt.date(2026, 3, 2), dt.date(2026, 3, 3)


@pytest.fixture
def convention():
    return ConventionFactory(public=True)


@pytest.fixture
def enjeu(convention):
    return EnjeuFactory(convention=convention, code="1", title="Accès aux droits")


def action(enjeu, **fields):
    return ActionFactory(enjeu=enjeu, code="1.1", title="A", **fields)


def apply(headings, *lines):
    """The action 1.1 once a file of these `lines` was applied."""
    text = "".join(f"{line}\n" for line in (f"code;titre;{headings}", *lines))
    imported(text, reason="Calendrier revu.")
    return Action.objects.get(code="1.1")


def test_an_action_of_one_day_ends_the_day_it_begins(convention, enjeu):
    action(enjeu)

    found = apply("début;fin", "1.1;A;02/03/2026;02/03/2026")

    assert (found.starts_on, found.ends_on) == (DAY, DAY)


def test_an_end_before_the_beginning_is_refused_even_when_only_one_is_written(convention, enjeu):
    action(enjeu, starts_on=NEXT)

    faults = confirmed(received("code;titre;fin\n1.1;A;02/03/2026\n")).faults

    assert [(fault.line, fault.expected) for fault in faults] == [
        (2, "La fin prévue doit venir après le début (03/03/2026).")
    ]


@pytest.mark.parametrize(
    ("before", "headings", "cells", "after"),
    [
        # « permanent » in place of the end: there is none any more.
        ({"ends_on": DAY}, "fin", "permanent", (None, True)),
        ({}, "fin", "permanent", (None, True)),
        # A date in place of « permanent ».
        ({"is_permanent": True}, "fin", "02/03/2026", (DAY, False)),
        ({"is_permanent": True}, "fin", "", (None, True)),
        ({"ends_on": NEXT}, "fin", "02/03/2026", (DAY, False)),
        # A day in its own column says more than « permanent » in that of the period.
        ({}, "calendrier;fin", "permanent;02/03/2026", (DAY, False)),
    ],
)
def test_permanent_and_an_end(before, headings, cells, after, convention, enjeu):
    action(enjeu, **before)

    found = apply(f"résumé;{headings}", f"1.1;A;Une phrase.;{cells}")

    assert (found.ends_on, found.is_permanent) == after


@pytest.mark.parametrize(
    ("headings", "cells", "day"),
    [
        ("état", "Réalisée", "today"),
        ("état;état au", "Réalisée;", "today"),
        ("état;état au", "Réalisée;02/03/2026", DAY),
        ("état;état au", "En cours;02/03/2026", DAY),
        ("état;état au", "En cours;", dt.date(2024, 1, 15)),
    ],
)
def test_a_state_bears_the_day_the_file_says(headings, cells, day, convention, enjeu):
    action(enjeu, ongoing=True)

    found = apply(f"résumé;{headings}", f"1.1;A;Une phrase.;{cells}")

    assert found.avancement_on == (timezone.localdate() if day == "today" else day)


def test_what_an_import_changes_is_modified_now_and_the_rest_is_not(convention, enjeu):
    before = dt.datetime(2026, 1, 5, 9, tzinfo=dt.UTC)
    changed, same = action(enjeu), ActionFactory(enjeu=enjeu, code="1.2", title="B")
    Action.objects.update(modified_on=before)

    imported("code;titre\n1.1;Autre\n1.2;B\n", reason="Calendrier revu.")

    changed.refresh_from_db()
    same.refresh_from_db()
    assert changed.modified_on > before
    assert same.modified_on == before


@pytest.mark.parametrize(
    ("cell", "before", "after"),
    [
        *((word, False, True) for word in ("oui", "O", "x", "Vrai", "true", "1", "yes")),
        *((word, True, False) for word in ("non", "N", "Faux", "false", "0", "no")),
    ],
)
def test_yes_and_no_as_people_write_them(cell, before, after, convention, enjeu):
    action(enjeu, is_permanent=before)

    assert apply("permanente", f"1.1;A;{cell}").is_permanent is after
