"""A default is not a choice: what a partner left as it was shown is not stored as theirs."""

import datetime as dt
import json
from decimal import Decimal

import pytest
from django.utils import timezone

from actions.models import Action, Measure
from reporting import workflow
from reporting.models import Report
from reporting.report.partner_summary import answer_summary
from reporting.report.publishing import wording_of
from reporting.report.sections import missing_before_submit, recorded_answer
from tests.factories import IndicatorFactory, MeasureFactory, UserFactory
from tests.reading import main_of, text_of
from tests.reporting.answer_pages import form_of as review_form
from tests.reporting.space import autosave, form_of, page_of, write
from tests.reporting_factories import ReportFactory, ReportValueFactory, Speaker
from tests.signing import sign_in_as

pytestmark = pytest.mark.django_db
YEAR_END = dt.date(2025, 12, 31)


@pytest.fixture
def speaker():
    return Speaker()


@pytest.fixture
def client(speaker):
    return sign_in_as(speaker.person)


@pytest.fixture
def report(speaker):
    """Its action is « en cours », with 12 places public at the date of the figures."""
    report = ReportFactory(
        organisation=speaker.organisation,
        campaign__figures_on=YEAR_END,
        action__avancement="en_cours",
    )
    indicator = IndicatorFactory(action=report.action, label="Places")
    ReportValueFactory(report=report, indicator=indicator)
    MeasureFactory(indicator=indicator, on=YEAR_END, value=12)
    return report


def team_changes():
    Action.objects.update(avancement="en_pause", avancement_reason="Travaux.")
    Measure.objects.update(value=14)


def send_and_publish(report):
    report = Report.objects.get(pk=report.pk)
    workflow.submit(report, by=report.writer, at=timezone.now())
    report = Report.objects.get(pk=report.pk)
    by = UserFactory(publishing=True)
    workflow.publish(report, wording_of(report), by=by, at=timezone.now())


def public_now():
    return Action.objects.get().avancement, Measure.objects.get().value


def test_what_was_left_as_shown_is_not_stored_and_publishing_leaves_the_team_s_change(
    client, report
):
    write(client, report, done="La salle a ouvert.")

    assert Report.objects.get().avancement == ""
    assert report.values.get().typed == ""
    team_changes()
    send_and_publish(report)
    assert public_now() == ("en_pause", 14)
    update = Action.objects.get().updates.get()
    assert update.avancement == ""  # nobody declared it


def test_what_was_chosen_is_stored_and_published_whatever_the_team_did(client, report):
    write(client, report, done="C’est fini.", avancement="realisee", **{"values-0-typed": "13"})

    team_changes()
    send_and_publish(report)

    assert public_now() == ("realisee", 13)


def test_a_choice_put_back_to_what_is_public_is_no_choice_any_more(client, report):
    write(client, report, done="C’est fini.", avancement="realisee")
    write(client, report, avancement="en_cours")

    assert Report.objects.get().avancement == ""


def test_the_team_s_change_under_an_open_page_asks_nothing_of_who_did_not_touch_it(client, report):
    sent = form_of(client, report, done="Un")
    team_changes()

    first = json.loads(autosave(client, report, sent).content)
    again = json.loads(autosave(client, report, sent | {"_version": first["version"]}).content)
    answer = client.post(
        page_of("report", report), sent | {"done": "Un deux", "_version": again["version"]}
    )

    assert (first["kind"], again["kind"], answer.status_code) == ("saved", "saved", 302)
    found = Report.objects.get()
    assert (found.done, found.avancement, found.values.get().typed) == ("Un deux", "", "")


def test_what_one_chose_and_the_team_changed_is_still_compared(client, report):
    sent = form_of(client, report, done="Un", avancement="realisee")
    team_changes()

    assert client.post(page_of("report", report), sent).status_code == 409


def test_a_figure_left_public_lacks_nothing_and_the_partner_reads_that_it_stays(client, report):
    write(client, report, done="La salle a ouvert.")

    found = Report.objects.get()
    assert missing_before_submit(found, on=timezone.localdate()) == []
    page = text_of(main_of(client.get(page_of("report-check", report))))
    assert "Places : 12 (déjà publié)" in page


def test_the_reviewer_reads_that_nothing_is_said_of_it_and_may_still_give_one(
    client, report, signed_in
):
    write(client, report, done="La salle a ouvert.")
    workflow.submit(Report.objects.get(), by=Report.objects.get().writer, at=timezone.now())
    reviewer, here = signed_in(UserFactory(publishing=True)), f"/suivi/remontees/{report.pk}/"

    page = reviewer.get(here)

    assert "Rien de nouveau : la valeur publiée reste" in text_of(main_of(page))
    value = report.values.get().pk
    sent = review_form(page, **{f"values-{value}-typed": "15"}) | {"publier": "1"}
    assert reviewer.post(here, sent).status_code == 302
    assert public_now() == ("en_cours", Decimal(15))


def test_an_indicator_added_meanwhile_is_no_conflict(client, report):
    sent = form_of(client, report, done="Un")
    other = IndicatorFactory(action=report.action, label="Séances")
    ReportValueFactory(report=report, indicator=other)

    saved = json.loads(autosave(client, report, sent).content)

    assert saved["kind"] == "saved"
    sent |= {"_version": saved["version"], "done": "Un deux"}
    assert client.post(page_of("report", report), sent).status_code == 302
    assert Report.objects.get().done == "Un deux"


def test_a_figure_typed_before_its_indicator_asked_for_words_is_not_shown_for_words(report):
    report.values.update(typed="12")
    Measure.objects.all().delete()
    report.action.indicators.update(kind="qualitatif")

    found = Report.objects.get()
    words = [one.words for one in missing_before_submit(found, on=timezone.localdate())]

    assert any("« Places » en mots" in one for one in words)
    assert "Places : rien encore" in str(answer_summary(found))
    assert recorded_answer(found)["values"][0]["typed"] == ""
