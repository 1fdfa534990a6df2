"""What became of a campaign, and how its earlier words and dates come back."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from records.french import full_date
from records.history.recording import one_change
from records.history.timeline import Timeline, stamp_of
from reporting.campaigns import campaigns
from reporting.models import Campaign
from tests.factories import UserFactory
from tests.reading import find, main_of, text_of
from tests.records.admin.forms import messages_of, typed
from tests.reporting.campaign import BASE, prepared, running_campaign
from tests.reporting_factories import CampaignFactory

pytestmark = pytest.mark.django_db
GONE_BACK = "Ce formulaire montre la version du"


@pytest.fixture
def running():
    return running_campaign()


def way_back(campaign):
    """The address of the page that goes back to what `campaign` and its texts are now."""
    stamp = stamp_of(Timeline(Campaign, campaign.pk).latest)
    return reverse("campaign-version", args=[campaign.pk, stamp])


def links_of(response):
    return [
        link.get("href")
        for link in find(main_of(response), "a")
        if "version=" in str(link.get("href"))
    ]


def test_history_says_who_moved_the_dates(signed_in):
    staff = UserFactory(editing=True, full_name="Camille Essai")
    campaign = CampaignFactory(open=True)
    before, after = campaign.due_on, campaign.due_on + dt.timedelta(days=3)
    with one_change("Les vacances tombent mal.", staff):
        campaign.due_on = after
        campaign.save()

    page = signed_in(staff).get(reverse("campaign-history", args=[campaign.pk])).text

    assert "par Camille Essai" in page
    assert "Les vacances tombent mal." in page
    for day in (before, after):
        assert full_date(day) in page


def test_dates_and_words_come_back_through_their_forms(running, staff_client):
    was, before = running.due_on, way_back(running)
    edit = f"{BASE}{running.pk}/modifier/"
    text = f"{BASE}{running.pk}/lettres/rappel/"
    later = typed(staff_client.get(edit)) | {"due_on": (was + dt.timedelta(days=2)).isoformat()}
    staff_client.post(edit, later)
    words = typed(staff_client.get(text))
    staff_client.post(text, words | {"subject": "Tout autre chose"})

    page = staff_client.get(before)

    said = text_of(main_of(page))
    assert f"À cette date {full_date(was)}" in said and "Tout autre chose" in said
    assert [link.partition("?")[0] for link in links_of(page)] == [edit, text]
    for link in links_of(page):
        form = staff_client.get(link)
        assert any(GONE_BACK in words for words in messages_of(form))
        staff_client.post(link, typed(form))
    running.refresh_from_db()
    assert running.due_on == was
    assert running.texts.get(kind="rappel").subject == words["subject"]
    assert "sont les mêmes aujourd’hui" in text_of(main_of(staff_client.get(before)))


def test_what_may_no_longer_change_does_not_come_back(running, staff_client):
    before = way_back(running)
    with one_change("Ouverte plus tôt."):
        running.opens_on -= dt.timedelta(days=1)
        running.title = "Bilan refait"
        running.save()

    said = text_of(main_of(staff_client.get(before)))

    assert "Bilan refait" in said and "Ouvre le" not in said


def test_only_who_edits_goes_back_and_never_in_a_closed_campaign(running, signed_in):
    with one_change("Un titre plus court."):
        running.title = "Bilan"
        running.save()
    history = reverse("campaign-history", args=[running.pk])
    reader, editor = (
        signed_in(UserFactory(**role)) for role in ({"reading": True}, {"editing": True})
    )

    assert "Revenir à cette version" in editor.get(history).text
    assert "Revenir à cette version" not in reader.get(history).text
    Campaign.objects.filter(pk=running.pk).update(closed_at=timezone.now())
    assert "Revenir à cette version" not in editor.get(history).text
    assert editor.get(way_back(running)).status_code == 404


@pytest.mark.parametrize("stamp", ["1", "x", "9" * 30, "-1"])
def test_version_that_never_was_is_not_shown(running, staff_client, stamp):
    assert staff_client.get(f"{BASE}{running.pk}/historique/{stamp}/").status_code == 404
    assert staff_client.get(f"{BASE}{running.pk}/modifier/?version={stamp}").status_code == 404


def test_a_preparation_given_up_comes_back_whole_from_the_corbeille(staff_client):
    campaign = prepared(title="Bilan de trop")
    texts, days = campaign.texts.count(), list(campaign.reminders.values_list("days", flat=True))
    discard = f"{BASE}{campaign.pk}/abandonner/"

    assert "personne n’en a rien reçu" in text_of(main_of(staff_client.get(discard)))
    response = staff_client.post(discard, {"abandonner": "1"})

    assert response.url == BASE and not Campaign.objects.exists()
    (link,) = [
        one.get("href")
        for one in find(main_of(staff_client.get(reverse("trash"))), "a")
        if "reporting.campaign/" in one.get("href", "")
    ]
    back = staff_client.post(link, typed(staff_client.get(link)))
    again = Campaign.objects.get()
    assert (back.url, again.title) == (campaign.get_absolute_url(), "Bilan de trop")
    assert (again.texts.count(), list(again.reminders.values_list("days", flat=True))) == (
        texts, days,
    )  # fmt: skip


def test_an_open_campaign_is_not_given_up(running, staff_client):
    response = staff_client.post(f"{BASE}{running.pk}/abandonner/", {"abandonner": "1"})

    assert response.url == running.get_absolute_url()
    assert not campaigns.discard(running, by=None)
    assert Campaign.objects.filter(pk=running.pk).exists()
