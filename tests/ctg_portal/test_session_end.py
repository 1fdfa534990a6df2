"""A connection says when it ends, and may be prolonged as reading a page would."""

import time

import pytest
from django.conf import settings

from tests.factories import UserFactory
from tests.reporting.space import enter_by_link
from tests.reporting_factories import ReportFactory, Speaker
from tests.signing import sign_in_as

pytestmark = pytest.mark.django_db
GO_ON = "/connexion/continuer/"


def visitors():
    speaker = Speaker()
    report = ReportFactory(organisation=speaker.organisation)
    return {
        "staff": (sign_in_as(UserFactory(editing=True)), "/suivi/"),
        "partner": (sign_in_as(speaker.person), "/espace/"),
        "link": (enter_by_link(speaker.person, report.campaign), "/espace/"),
    }


@pytest.mark.parametrize("who", ["staff", "partner", "link"])
def test_each_page_knows_when_the_connection_ends(who):
    client, place = visitors()[who]

    page = client.get(place).content.decode()

    assert f'data-idle="{settings.SESSION_IDLE_AGE}"' in page
    left = int(page.partition('data-left="')[2].partition('"')[0])
    assert settings.SESSION_COOKIE_AGE - 600 < left <= settings.SESSION_COOKIE_AGE


@pytest.mark.parametrize("who", ["staff", "partner", "link"])
def test_going_on_makes_it_last(who):
    client, _place = visitors()[who]
    session = client.session
    old = time.time() - settings.SESSION_IDLE_AGE + 200
    if who == "link":
        session["desk"] = session["desk"] | {"seen": old}
    else:
        session["seen_at"] = old
    session.save()

    assert client.get(GO_ON).json() == {"alive": True}

    after = client.session
    assert (after["desk"]["seen"] if who == "link" else after["seen_at"]) > old


def test_once_it_is_over_nothing_lasts():
    client, _place = visitors()["staff"]
    session = client.session
    session["seen_at"] = time.time() - settings.SESSION_IDLE_AGE - 5
    session.save()

    assert client.get(GO_ON).json() == {"alive": False}


def test_a_reader_without_a_connection_is_told_nothing(reader):
    assert 'id="fin"' not in reader.get("/").content.decode()
    answer = reader.get(GO_ON)
    assert (answer.json(), "no-store" in answer["Cache-Control"]) == ({"alive": False}, True)
