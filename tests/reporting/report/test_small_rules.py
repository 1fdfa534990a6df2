"""Rules whose breaking no other test would see."""

import datetime as dt

import pytest
from django.utils import timezone

from actions.models import Measure, People
from reporting import workflow
from reporting.models import ReportEvent, ReportFile
from reporting.report.publishing import wording_of
from reporting.report.sections.files import rights
from reporting.report.sections.shapes import difference
from tests.factories import IndicatorFactory, MeasureFactory, UserFactory
from tests.reporting_factories import ReportFactory, ReportValueFactory

YEAR_END = dt.date(2025, 12, 31)


@pytest.mark.parametrize(("before", "after"), [("", "x"), ("x", ""), ("a", "a")])
def test_there_is_no_difference_to_show_from_nothing_nor_between_the_same(before, after):
    assert difference(before, after) == []


def test_two_texts_alike_show_their_difference():
    found = difference("La salle ouvre lundi.", "La salle ouvre mardi.")

    assert [piece.kind for piece in found if piece.kind != "same"]


@pytest.mark.parametrize(
    ("people", "consent_on", "words"),
    [
        ("", None, "Rien n’est dit des personnes."),
        (People.NOBODY, None, f"{People.NOBODY.label}."),
        (People.AGREED, dt.date(2026, 1, 5), f"{People.AGREED.label}, le 5 janvier 2026."),
    ],
)
def test_the_rights_of_a_photo_say_what_was_said_of_the_people(people, consent_on, words):
    one = ReportFile(
        kind="photo", alt="Une salle.", credit="Mairie", people=people, consent_on=consent_on
    )

    assert rights(one) == f"En mots : Une salle. Crédit : Mairie. {words}"


@pytest.mark.django_db
def test_publishing_a_value_leaves_the_measures_of_other_dates_alone():
    report = ReportFactory(sent=True, campaign__figures_on=YEAR_END)
    indicator = IndicatorFactory(action=report.action)
    other = MeasureFactory(indicator=indicator, on=dt.date(2024, 12, 31), value=7)
    ReportValueFactory(report=report, indicator=indicator, typed="12")

    by = UserFactory(publishing=True)
    workflow.publish(report, wording_of(report), by=by, at=timezone.now())

    found = Measure.objects.order_by("on").values_list("on", "value")
    assert list(found) == [(other.on, 7), (YEAR_END, 12)]


@pytest.mark.django_db
def test_writing_again_after_a_reopening_by_the_same_person_is_the_same_round():
    staff, report = UserFactory(publishing=True), ReportFactory()
    for act in ("write", "reopen", "write", "write"):
        report.refresh_from_db()
        if act == "reopen":
            workflow.reopen(report, by=staff, at=timezone.now(), until=timezone.localdate())
        else:
            workflow.note_writing(report, by=staff, at=timezone.now())

    verbs = ReportEvent.objects.order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["write", "reopen"]
