"""A visit by link: how it ends when its campaign closes, and what it leaves behind."""

import pytest
from django.utils import timezone

from reporting.models import Campaign, Report
from tests.reading import main_of, text_of
from tests.reporting.space import enter_by_link, form_of, page_of
from tests.reporting_factories import ReportFactory, Speaker

pytestmark = pytest.mark.django_db
SPACE = "/espace/"


@pytest.fixture
def speaker():
    return Speaker()


@pytest.fixture
def report(speaker):
    return ReportFactory(organisation=speaker.organisation)


@pytest.fixture
def browser(speaker, report):
    return enter_by_link(speaker.person, report.campaign)


def close():
    Campaign.objects.update(closed_at=timezone.now())


def is_led_to_sign_in(browser):
    answer = browser.get(SPACE)
    return answer.status_code == 302 and answer["Location"].startswith("/connexion/")


def test_a_visit_ends_for_good_once_its_campaign_is_closed(browser):
    close()

    assert "La campagne est fermée" in text_of(main_of(browser.get(SPACE)))
    assert is_led_to_sign_in(browser)


def test_what_was_being_written_is_saved_then_the_visit_ends(browser, report):
    sent = form_of(browser, report, done="Trois matins.")
    close()

    answer = browser.post(page_of("report", report), sent)

    assert "La campagne est fermée" in text_of(main_of(answer))
    assert Report.objects.get().done == "Trois matins."
    assert is_led_to_sign_in(browser)


def test_a_form_to_correct_keeps_the_visit_until_it_is_saved(browser, report):
    sent = form_of(browser, report, done="Trois matins.")
    Report.objects.update(done="Deux matins.")  # somebody else wrote meanwhile
    close()

    answer = browser.post(page_of("report", report), sent)

    assert answer.status_code == 409
    assert "Trois matins." in answer.text


@pytest.mark.parametrize(("name", "age"), [("at", "COOKIE"), ("seen", "IDLE")])
def test_a_visit_too_long_or_too_idle_ends(name, age, browser, settings):
    limit = getattr(settings, f"SESSION_{age}_AGE")

    def aged(seconds):
        session = browser.session
        state = session["desk"]
        session["desk"] = state | {name: state[name] - seconds}
        session.save()

    aged(limit - 60)
    assert browser.get(SPACE).status_code == 200
    aged(120 if name == "at" else limit + 60)
    assert is_led_to_sign_in(browser)
