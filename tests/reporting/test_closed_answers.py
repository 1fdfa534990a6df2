"""The pages of answers once their convention is closed: nothing is offered that is refused."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from records.french import full_date
from reporting.closing import close
from reporting.models import ReportState
from tests.actions.importing.pages import sent
from tests.factories import UserFactory
from tests.reading import main_of, text_of
from tests.records.admin.forms import typed
from tests.reporting.space import enter_by_link, link_address, page_of, write
from tests.reporting_factories import CampaignFactory, ReportFactory, Speaker
from tests.signing import sign_in_as

pytestmark = pytest.mark.django_db
ASK = "Demandez à l’équipe ce qu’il faut en faire"


@pytest.fixture
def speaker():
    return Speaker()


def asked(speaker, **values):
    values = {"campaign": CampaignFactory(open=True)} | values
    return ReportFactory(organisation=speaker.organisation, **values)


def closed(report):
    close(report.campaign.convention, by=None)
    return type(report).objects.get(pk=report.pk)


def read(client, path):
    return text_of(main_of(client.get(path, follow=True)))


def test_what_the_team_enters_stays_a_draft_and_the_page_says_why(speaker):
    report = closed(asked(speaker))
    team, path = sign_in_as(UserFactory(editing=True)), reverse("review-enter", args=[report.pk])
    told = {"told_on": timezone.localdate().isoformat(), "done": "Ouvert.", "suite": "envoyer"}

    answer = team.post(path, typed(team.get(path)) | told)

    assert answer.headers["Location"] == path
    page = team.get(path).content.decode()
    assert "est close depuis le" in page and "attend d’être relue" not in page
    report.refresh_from_db()
    assert (report.state, report.done) == (ReportState.DRAFT, "Ouvert.")


def test_partner_is_not_told_to_ask_for_what_is_refused(speaker):
    report = closed(asked(speaker, draft=True))
    partner, form = sign_in_as(speaker.person), page_of("report", report)

    for path in ("/espace/", form, page_of("report-check", report)):
        page = read(partner, path)
        assert "La convention est close" in page and ASK in page
        assert "rouvrir" not in page
    write(partner, report, done="Autrement.")
    assert "La convention est close : il ne peut pas partir." in partner.get(form).content.decode()
    type(report).objects.update(state=ReportState.RETURNED)
    assert "Demandez-lui ce qu’il faut en faire" in read(partner, "/espace/")


def test_day_said_to_a_partner_is_that_of_the_closing(speaker):
    report = closed(asked(speaker, draft=True))
    today, campaign = timezone.localdate(), report.campaign

    assert f"fermée depuis le {full_date(today)}" in read(sign_in_as(speaker.person), "/espace/")
    campaign.closes_on = today - dt.timedelta(days=1)
    assert campaign.closed_day == campaign.closes_on
    campaign.closed_at = timezone.now() - dt.timedelta(days=3)
    assert campaign.closed_day == timezone.localdate(campaign.closed_at)


def test_link_of_a_letter_opens_nothing_even_reopened(speaker, client):
    report = asked(speaker, reopened_until=timezone.localdate())
    visit = enter_by_link(speaker.person, report.campaign)
    closed(report)

    for page in (
        read(visit, "/espace/"),
        read(client, link_address(speaker.person, report.campaign)),
    ):
        assert f"a fermé le {full_date(timezone.localdate())}" in page
        assert ASK in page and "de le rouvrir" not in page


def test_review_offers_neither_to_enter_nor_to_reopen(speaker):
    report = closed(asked(speaker, draft=True))
    reviewer, path = sign_in_as(UserFactory(publishing=True)), reverse("review", args=[report.pk])

    page = read(reviewer, path)
    assert "Saisir la réponse" not in page and "Rouvrir cette réponse" not in page
    type(report).objects.update(state=ReportState.SUBMITTED, submitted_at=timezone.now())
    page = read(reviewer, path)
    assert "est close depuis" in page
    assert "Demander une précision" not in page and "réponse possible jusqu’au" not in page


@pytest.mark.parametrize("name", ["staff-actions-edit", "staff-sentences"])
def test_pages_of_many_actions_open_with_why_nothing_changes(speaker, name):
    closed(asked(speaker))
    page = sign_in_as(UserFactory(publishing=True)).get(reverse(name))

    assert "est close depuis le" in page.content.decode()


def test_preview_of_an_import_opens_with_why_nothing_changes(speaker):
    editor = sign_in_as(UserFactory(editing=True))
    report = asked(speaker)
    page, _batch = sent(editor, "Titre;Pilote\nUn lieu;CAF\n")
    closed(report)

    assert "est close depuis le" in editor.get(page).content.decode()
