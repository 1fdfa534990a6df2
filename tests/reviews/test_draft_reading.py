"""A draft is read by who holds a link, as long as it lasts, and by nobody else."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from actions.models import Action
from letters.links import drawn
from reviews.draft_reading.models import MOST_DAYS, DraftReader
from tests.factories import (
    ActionFactory,
    ConventionFactory,
    EnjeuFactory,
    IndicatorFactory,
    ObjectiveFactory,
)
from tests.reading import main_of, text_of
from tests.review_factories import DraftReaderFactory
from tests.reviews.test_pages import keys_of

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def reader():
    """A link to a draft that holds one action, which continues a published one."""
    past = ConventionFactory(public=True)
    old = ActionFactory(published=True, enjeu=EnjeuFactory(convention=past), title="L’ancienne")
    draft = ConventionFactory(slug="2027-2030", predecessor=past, is_published=False)
    action = ActionFactory(enjeu=EnjeuFactory(convention=draft), title="La nouvelle")
    action.origins.set([old])
    IndicatorFactory(
        action=action,
        label="Places",
        baseline_value=12,
        baseline_on=dt.date(2026, 12, 31),
        target_value=None,
        target_on=None,
    )
    return DraftReaderFactory(convention=draft)


def opened(row, **values):
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    return Client().get(reverse("read-draft", args=[drawn(row)]))


def test_link_shows_the_draft_and_where_it_comes_from(reader):
    page = opened(reader)
    said = text_of(main_of(page))

    assert page.status_code == 200
    assert "La nouvelle" in said and "L’ancienne" in said and "départ 12" in said
    assert 'name="robots" content="noindex"' in page.text
    assert "no-store" in page.headers["Cache-Control"]
    assert "<form" not in str(main_of(page).tag) and not page.cookies


def test_archived_action_is_not_in_the_draft(reader):
    Action.objects.filter(title="La nouvelle").update(
        archived_on=timezone.localdate(), archive_reason="Double"
    )

    assert "La nouvelle" not in text_of(main_of(opened(reader)))


def test_small_count_of_people_is_not_told(reader):
    action = Action.objects.get(title="La nouvelle")
    IndicatorFactory(
        action=action, label="Familles", unit="", counts_people=True, target_value=4,
        baseline_value=3, baseline_on=dt.date(2026, 12, 31), target_on=dt.date(2030, 12, 31),
    )  # fmt: skip

    assert "Familles : départ moins de 5, but moins de 5" in text_of(main_of(opened(reader)))


def test_levels_say_what_they_come_from(reader):
    old, new = (
        ObjectiveFactory(enjeu=enjeu, title=title)
        for enjeu, title in (
            (reader.convention.predecessor.enjeux.get(), "L’objectif d’avant"),
            (reader.convention.enjeux.get(), "L’objectif d’après"),
        )
    )
    new.origins.set([old])

    said = text_of(main_of(opened(reader)))
    assert "L’objectif d’après" in said and "L’objectif d’avant" in said


def test_hidden_origin_is_not_told(reader):
    Action.objects.filter(title="L’ancienne").update(is_published=False)

    assert "L’ancienne" not in text_of(main_of(opened(reader)))


@pytest.mark.parametrize("values", [
    {"revoked_on": dt.date(2026, 1, 1)},
    {"given_on": dt.date(2025, 1, 1), "expires_on": dt.date(2025, 1, 31)},
    {"nonce": "autre"},
])  # fmt: skip
def test_link_that_ended_opens_nothing(reader, values):
    token = drawn(reader)
    for name, value in values.items():
        setattr(reader, name, value)
    reader.save()
    page = Client().get(reverse("read-draft", args=[token]))

    assert page.status_code == 410
    assert "La nouvelle" not in page.text and "ne sert plus" in page.text


def test_link_serves_until_its_last_day(reader, on_day):
    on_day(reader.expires_on)
    assert opened(reader).status_code == 200
    on_day(reader.expires_on + DAY)
    assert opened(reader).status_code == 410


@pytest.mark.parametrize("token", ["1", "1-abc", "9" * 12 + "-" + "a" * 40, "x" * 3000])
def test_forged_link_opens_nothing(reader, token):
    assert Client().get(f"/lecture/{token}/").status_code == 410


def test_link_opens_one_draft_only(reader):
    other = ConventionFactory(slug="2031-2034", is_published=False)
    ActionFactory(enjeu=EnjeuFactory(convention=other), title="D’un autre plan")

    assert "D’un autre plan" not in opened(reader).text


def test_published_convention_is_read_at_its_own_address(reader):
    reader.convention.is_published = True
    reader.convention.save()
    page = opened(reader)

    assert (page.status_code, page.url) == (302, reader.convention.get_absolute_url())


def test_public_pages_say_nothing_of_the_draft(reader):
    for address in ("/", "/conventions/", "/actions/", "/sitemap.xml", "/plan-du-site/"):
        page = Client().get(address)
        assert "La nouvelle" not in page.text and "2027-2030" not in page.text


@pytest.mark.parametrize("many", [1, 3, 30])
def test_cost_does_not_depend_on_the_draft(reader, many, django_assert_max_num_queries):
    enjeu = reader.convention.enjeux.get()
    for _turn in range(many):
        IndicatorFactory(action=ActionFactory(enjeu=enjeu))
    with django_assert_max_num_queries(12):
        assert opened_quietly(reader).status_code == 200


def opened_quietly(row):
    return Client().get(reverse("read-draft", args=[drawn(row)]))


def test_team_gives_a_link_then_stops_it(staff_client):
    draft = ConventionFactory(slug="2027-2030", is_published=False)
    address = reverse("draft-readers", args=[draft.pk])
    until = timezone.localdate() + 10 * DAY
    form = staff_client.get(address).context["form"]
    assert form["expires_on"].value() == timezone.localdate() + 30 * DAY
    typed = {"name": " Maires  du territoire ", "expires_on": until}
    given = staff_client.post(address, keys_of(staff_client.get(address)) | typed)
    row = DraftReader.objects.get()

    assert given.status_code == 302
    assert (row.name, row.expires_on) == ("Maires du territoire", until)
    assert reverse("read-draft", args=[drawn(row)]) in staff_client.get(address).text
    stop = reverse("draft-reader-stop", args=[row.pk])
    for _turn in range(2):
        assert staff_client.post(stop).status_code == 302
    assert opened_quietly(row).status_code == 410
    page = staff_client.get(address)
    assert drawn(row) not in page.text and "Arrêté" in page.text


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"name": "", "expires_on": "31/12/2099"}, "Dites à qui ce lien est donné."),
        ({"name": "Mairie", "expires_on": "bientôt"}, "Donnez une date, par exemple 31/12/2026."),
        (
            {"name": "Mairie", "expires_on": "2020-01-01"},
            "Donnez la date d’aujourd’hui ou une date à venir.",
        ),
        ({"name": "Mairie", "expires_on": "2099-01-01"}, "Un lien sert six mois au plus"),
    ],
)
def test_what_cannot_be_given_is_said(staff_client, typed, words):
    draft = ConventionFactory(slug="2027-2030", is_published=False)
    address = reverse("draft-readers", args=[draft.pk])
    page = staff_client.post(address, keys_of(staff_client.get(address)) | typed)

    assert words in text_of(main_of(page))
    assert not DraftReader.objects.exists()
    assert MOST_DAYS == 180


def test_link_of_a_convention_published_since_is_stopped(staff_client, reader):
    reader.convention.is_published = True
    reader.convention.save()

    answer = staff_client.post(reverse("draft-reader-stop", args=[reader.pk]), follow=True)
    assert answer.status_code == 200
    reader.refresh_from_db()
    assert reader.revoked_on


def test_published_convention_gives_no_link(staff_client):
    public = ConventionFactory(public=True)

    assert staff_client.get(reverse("draft-readers", args=[public.pk])).status_code == 404
