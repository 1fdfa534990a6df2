"""Who opens which page of a partner: every address × every person × every method.

Somebody else's report, file or draft does not exist: 404 for every method.
"""

import logging

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ctg_portal.logs import JsonFormatter
from reporting.models import Letter, PersonalLink, Report, ReportEvent, ReportFile
from reporting.report.links import token_of
from reporting.urls import urlpatterns
from tests.factories import UserFactory
from tests.reading import SPACE_NAMES, body
from tests.reporting.space import enter_by_link, link_address
from tests.reporting_factories import (
    CampaignFactory,
    InvitationFactory,
    MembershipFactory,
    PersonalLinkFactory,
    ReportFactory,
    Speaker,
)
from tests.signing import sign_in_as

pytestmark = pytest.mark.django_db

OF_A_REPORT = {
    "report", "report-draft", "report-nothing-new", "report-check", "report-sent",
    "report-take-back", "report-file-add",
}  # fmt: skip
OF_A_FILE = {"report-file", "report-file-remove"}
STRANGERS = ["other partner", "former contact", "link to another campaign", "staff"]
METHODS = ["get", "head", "post"]


class Scene:
    """A report with a file, whose partner is `speaker`."""

    def __init__(self, state="draft"):
        self.speaker = Speaker()
        self.report = ReportFactory(organisation=self.speaker.organisation, **{state: True})
        self.file = ReportFile(report=self.report, kind="document", title="Affiche")
        self.file.file.save("essai.pdf", ContentFile(b"%PDF-1.4\n%%EOF\n"))

    def browser_of(self, person):
        if person == "anonymous":
            return Client()
        if person == "partner":
            return sign_in_as(self.speaker.person)
        if person == "partner by link":
            return enter_by_link(self.speaker.person, self.report.campaign)
        if person == "other partner":
            other = Speaker()
            ReportFactory(organisation=other.organisation, campaign=self.report.campaign)
            return sign_in_as(other.person)
        if person == "former contact":
            former = MembershipFactory(
                organisation=self.speaker.organisation, ended_on=timezone.localdate()
            )
            return sign_in_as(former.user)
        if person == "link to another campaign":
            campaign = CampaignFactory(open=True, convention=self.report.campaign.convention)
            ReportFactory(organisation=self.speaker.organisation, campaign=campaign)
            return enter_by_link(self.speaker.person, campaign)
        return sign_in_as(UserFactory(administration=True))

    def written(self):
        """All that somebody could have changed."""
        return [
            list(model.objects.order_by("pk").values())
            for model in (Report, ReportFile, ReportEvent, Letter)
        ]


@pytest.fixture
def scene(media):
    return Scene()


def address(name, scene):
    row = scene.file if name in OF_A_FILE else scene.report
    return reverse(name, args=[row.pk])


def test_every_page_of_answers_is_walked():
    """The pages about people are walked by test_people_doors.py."""
    walked = OF_A_REPORT | OF_A_FILE | {"space", "personal-link"}
    ours = [one for one in urlpatterns if one.callback.__module__.startswith("reporting.answers")]
    assert walked == {place.name for place in ours}
    assert walked <= SPACE_NAMES


@pytest.mark.parametrize("name", sorted(OF_A_REPORT | OF_A_FILE))
def test_what_is_somebody_elses_does_not_exist(name, scene):
    browsers = {person: scene.browser_of(person) for person in STRANGERS}
    before = scene.written()

    found = {
        (person, method): getattr(client, method)(address(name, scene)).status_code
        for person, client in browsers.items()
        for method in METHODS
    }

    assert set(found.values()) == {404}, found
    assert scene.written() == before


@pytest.mark.parametrize("name", sorted(OF_A_REPORT | OF_A_FILE | {"space"}))
def test_without_a_door_one_is_led_to_sign_in(name, scene):
    place = reverse("space") if name == "space" else address(name, scene)
    before = scene.written()

    for method in METHODS:
        answer = getattr(Client(), method)(place)
        assert (answer.status_code, answer["Location"]) == (302, f"/connexion/?next={place}")
    assert scene.written() == before


@pytest.mark.parametrize("person", ["partner", "partner by link"])
def test_one_reads_what_is_ones_own_and_reading_writes_nothing(person, scene):
    client = scene.browser_of(person)
    before = scene.written()
    pages = {name: address(name, scene) for name in OF_A_REPORT | OF_A_FILE} | {"space": "/espace/"}

    for name, place in pages.items():
        whole, head = client.get(place), client.head(place)
        away = {"report-draft", "report-sent", "report-take-back"}  # nothing to read there yet
        assert whole.status_code == (302 if name in away else 200), name
        assert head.status_code == whole.status_code
        assert body(head) == b""
        assert "no-store" in whole.headers["Cache-Control"], name
        assert "private" in whole.headers["Cache-Control"], name
        if whole.status_code == 200 and name != "report-file":
            assert '<meta name="robots" content="noindex">' in whole.text, name
        body(whole)
    assert scene.written() == before


def test_a_link_opens_neither_account_nor_team(scene):
    client = scene.browser_of("partner by link")

    for place in ("/compte/", "/suivi/", "/admin/"):
        answer = client.get(place)
        assert answer.status_code == 302
        assert answer["Location"].startswith("/connexion/"), place


def test_a_link_of_somebody_of_the_team_opens_no_page_of_the_team(scene):
    type(scene.speaker.person).objects.update(role="administration")
    client = scene.browser_of("partner by link")

    assert client.get("/suivi/")["Location"].startswith("/connexion/")
    assert client.get("/espace/").status_code == 200


def test_a_corrected_address_ends_the_link_that_a_stranger_received(scene):
    """The letter went to somebody else: neither its link nor a visit under way opens anything."""
    client = scene.browser_of("partner by link")
    person, place = scene.speaker.person, address("report", scene)
    received = link_address(person, scene.report.campaign)
    type(person).objects.filter(pk=person.pk).update(email="juste@example.org")
    person.refresh_from_db()

    assert Client().get(received).status_code == 404
    assert client.get(place).status_code == 302
    again = link_address(person, scene.report.campaign)
    assert again != received and Client().get(again).status_code == 200


@pytest.mark.parametrize("ends", ["revoked", "no longer a contact", "closed account"])
def test_a_visit_by_link_ends_with_what_opened_it(ends, scene):
    client = scene.browser_of("partner by link")
    place = address("report", scene)
    assert client.get(place).status_code == 200

    if ends == "revoked":
        PersonalLink.objects.update(revoked_at=timezone.now())
    elif ends == "closed account":
        type(scene.speaker.person).objects.update(is_active=False)
    else:
        scene.speaker.membership.ended_on = timezone.localdate()
        scene.speaker.membership.save()

    for method in METHODS:
        expected = 404 if ends == "no longer a contact" else 302
        assert getattr(client, method)(place).status_code == expected


def test_a_visit_by_link_is_not_longer_than_a_session(scene, settings):
    client = scene.browser_of("partner by link")
    session = client.session
    session["desk"] = session["desk"] | {"at": session["desk"]["at"] - settings.SESSION_COOKIE_AGE}
    session.save()

    assert client.get("/espace/").status_code == 302


def test_who_signs_in_over_a_visit_does_not_come_back_to_it(scene):
    client = scene.browser_of("partner by link")
    other = Speaker().person
    session = client.session
    desk = session["desk"]
    sign_in_as(other, client)
    session = client.session
    session["desk"] = desk
    session.save()
    assert client.get("/espace/").status_code == 200

    type(other).objects.filter(pk=other.pk).update(is_active=False)

    assert client.get("/espace/").status_code == 302


@pytest.mark.parametrize("page", ["personal-link", "not-me", "reminders-off", "invitation"])
def test_logs_hold_no_link_that_opens_something(page, scene, caplog):
    """A refused form is logged with its address, which is the key of the answers."""
    row = InvitationFactory() if page == "invitation" else PersonalLinkFactory()
    token = token_of(row)

    Client(enforce_csrf_checks=True).post(reverse(page, args=[token]), {"acte": "x"})
    logging.getLogger("django.request").warning("Conflict: %s", reverse(page, args=[token]))

    assert token in caplog.text  # what the library logs, before it is written
    lines = "".join(JsonFormatter().format(record) for record in caplog.records)
    assert token not in lines and token.partition("-")[2] not in lines
    assert f"/{row.pk}-…" in lines


@pytest.mark.parametrize("token", ["rien", "1-" + "0" * 40, "1-" + "é" * 40])
def test_an_unknown_link_is_said_so(token, scene):
    for method in METHODS:
        assert getattr(Client(), method)(f"/r/{token}/").status_code == 404
    assert "pas reconnu" in Client().get("/r/rien/").text


def test_a_link_without_campaign_opens_no_answer(scene):
    link = PersonalLinkFactory(person=scene.speaker.person, campaign=None)

    for method in METHODS:
        answer = getattr(Client(), method)(f"/r/{token_of(link)}/")
        assert answer.status_code == 410
