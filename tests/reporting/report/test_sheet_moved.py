"""« Rien de nouveau » is true of what was shown: neither said nor published once that changed."""

import datetime as dt

import pytest
from django.utils import timezone

from actions.models import Action, Milestone, Update
from reporting import workflow
from reporting.models import Report, ReportState
from tests.factories import MilestoneFactory, UserFactory
from tests.reading import HTML, find, main_of, text_of
from tests.records.admin.forms import typed
from tests.reporting.answer_pages import form_of, quiet_report
from tests.reporting.space import page_of
from tests.reporting_factories import ReportFactory, Speaker
from tests.signing import sign_in_as

pytestmark = pytest.mark.django_db
TOGETHER, PUBLISH = "/suivi/remontees/rien-de-nouveau/", {"publier": "1"}
MOVED = "La fiche a changé depuis la réponse du partenaire."


@pytest.fixture
def reviewer(signed_in):
    return signed_in(UserFactory(publishing=True))


def quiet(**fields):
    """A « rien de nouveau » about an action that has a step."""
    speaker = Speaker()
    report = ReportFactory(organisation=speaker.organisation, **fields)
    MilestoneFactory(action=report.action, title="Ouvrir la salle")
    workflow.say_nothing_new(report, by=speaker.person, at=timezone.now())
    report.refresh_from_db()
    return report


def move_sheet(report):
    Milestone.objects.filter(action=report.action).update(state="faite", done_on="2026-01-05")


def ticked(response):
    boxes = [i for i in main_of(response).iter(f"{HTML}input") if i.get("type") == "checkbox"]
    return {int(box.get("value")): box.get("checked") is not None for box in boxes}


def test_a_sheet_that_moves_between_the_list_and_the_click_stops_them_all(reviewer):
    first, second = quiet(), quiet()
    form = form_of(reviewer.get(TOGETHER)) | PUBLISH | {"r": [first.pk, second.pk]}
    move_sheet(second)

    answer = reviewer.post(TOGETHER, form)

    assert answer.status_code == 409
    assert "une fiche a changé depuis que cette liste" in str(
        next(iter(answer.context["messages"]))
    )
    assert Update.objects.count() == 0
    assert ticked(answer) == {first.pk: True, second.pk: False}
    again = form_of(answer) | PUBLISH | {"r": [first.pk, second.pk]}
    assert reviewer.post(TOGETHER, again).status_code == 302
    assert Update.objects.count() == 2


def test_a_sheet_that_moved_since_the_answer_is_said_and_left_unticked(reviewer):
    first, second = quiet(), quiet()
    move_sheet(second)

    page = reviewer.get(TOGETHER)

    assert ticked(page) == {first.pk: True, second.pk: False}
    cells = [text_of(row) for row in find(main_of(page), "tbody tr")]
    assert [MOVED in cell for cell in cells] == [False, True]
    one = {r: text_of(main_of(reviewer.get(f"/suivi/remontees/{r.pk}/"))) for r in (first, second)}
    assert [MOVED in one[r] for r in (first, second)] == [False, True]


def test_a_verification_by_another_answer_is_no_change_of_the_sheet(reviewer):
    report = quiet()
    Action.objects.update(verified_on=timezone.localdate())

    assert ticked(reviewer.get(TOGETHER)) == {report.pk: True}


def test_who_says_nothing_is_new_has_read_the_sheet_as_it_is():
    speaker = Speaker()
    report = ReportFactory(organisation=speaker.organisation)
    MilestoneFactory(action=report.action, title="Ouvrir la salle")
    client, page = sign_in_as(speaker.person), page_of("report-nothing-new", report)
    form = typed(client.get(page))
    move_sheet(report)

    answer = client.post(page, form)

    assert answer.status_code == 409
    assert "la fiche a changé pendant que vous la lisiez" in text_of(main_of(answer))
    assert Report.objects.get().state == ReportState.TODO
    assert client.post(page, typed(answer)).status_code == 302
    assert Report.objects.get().state == ReportState.SUBMITTED


def test_what_was_told_by_phone_is_verified_the_day_of_the_call_on_every_page(reviewer):
    report = quiet_report()
    Report.objects.update(told_on=dt.date(2026, 3, 1))
    Action.objects.update(verified_on=None)

    together = text_of(main_of(reviewer.get(TOGETHER)))
    alone = text_of(main_of(reviewer.get(f"/suivi/remontees/{report.pk}/")))
    reviewer.post(TOGETHER, form_of(reviewer.get(TOGETHER)) | PUBLISH)

    assert "(jamais) → devient 1er mars 2026" in together
    assert "dira aussi « Vérifiée le 1er mars 2026 »." in alone
    assert Action.objects.get().verified_on == dt.date(2026, 3, 1)


def test_the_day_of_an_answer_is_that_of_paris():
    late = dt.datetime(2026, 3, 1, 23, 30, tzinfo=dt.UTC)

    assert Report(submitted_at=late).answered_on == dt.date(2026, 3, 2)
    assert Report().answered_on is None
