"""News and agenda: what happened, newest first; what comes next, soonest first."""

import datetime as dt

import pytest
from django.utils import timezone

from tests.factories import (
    ActionFactory,
    CommitteeFactory,
    MeetingFactory,
    MilestoneFactory,
    OrganisationFactory,
    UpdateFactory,
)
from tests.reading import find, main_of, text_of

DAY = dt.timedelta(days=1)


def news_titles(client, query=""):
    page = main_of(client.get(f"/actualites/{query}"))
    return [text_of(find(article, "h2")[0]) for article in find(page, "article")]


def under(page, heading):
    """Text between an h2 of the page and the next one."""
    whole = text_of(page)
    headings = [text_of(h) for h in find(page, "h2")]
    after = headings[headings.index(heading) + 1 :]
    part = whole.split(heading, 1)[1]
    return part.split(after[0], 1)[0] if after else part


# --- news --------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [1, 3, 10, 11, 25])
def test_news_are_cut_in_pages_newest_first(reader, db, size):
    action, now = ActionFactory(public=True), timezone.now()
    for turn in range(size):
        UpdateFactory(action=action, title=f"Nouvelle {turn}", published_at=now - (turn + 1) * DAY)
    pages = [news_titles(reader, f"?page={n}") for n in range(1, 2 + (size - 1) // 10)]

    assert [title for page in pages for title in page] == [f"Nouvelle {n}" for n in range(size)]
    assert max(map(len, pages)) <= 10


def test_news_leave_out_what_says_nothing_is_replaced_or_comes_later(reader, db):
    action = ActionFactory(public=True)
    UpdateFactory(action=action, nothing=True)
    UpdateFactory(action=action, scheduled=True)
    UpdateFactory(replaces=UpdateFactory(action=action, title="Fausse"), title="Juste")
    UpdateFactory(title="D’une action cachée")

    assert news_titles(reader) == ["Juste"]
    assert "Corrige l’actualité du" in text_of(main_of(reader.get("/actualites/")))


def test_scheduled_correction_leaves_the_first_news_until_then(reader, db):
    first = UpdateFactory(public=True, title="Première")
    UpdateFactory(replaces=first, scheduled=True, title="Correction")

    assert news_titles(reader) == ["Première"]


def test_news_name_their_action_and_who_tells(reader, db):
    update = UpdateFactory(
        public=True, organisation=OrganisationFactory(name="Caisse", short_name="CAF")
    )
    page = main_of(reader.get("/actualites/"))

    assert update.action.title in text_of(page)
    assert "CAF" in text_of(page)
    assert find(page, "article a")[0].get("href") == update.get_absolute_url()


def test_the_page_of_an_action_keeps_the_places_of_its_news(reader, db):
    update = UpdateFactory(public=True)
    page = reader.get(update.action.get_absolute_url())

    assert f'id="actualite-{update.pk}"' in page.content.decode()
    assert update.get_absolute_url() in {link.get("href") for link in find(main_of(page), "a")}


def test_no_news_is_said(reader, db):
    assert "Aucune actualité n’est encore publiée." in text_of(main_of(reader.get("/actualites/")))


@pytest.mark.parametrize(
    ("number", "words", "hidden"),
    [(45, "45 personnes aidées ou accueillies", None), (3, "moins de 5 personnes", "3 personnes")],
)
def test_people_reached_are_told_with_the_news(number, words, hidden, reader, db):
    update = UpdateFactory(public=True, title="Ouverture", people_reached=number)

    for path in ("/actualites/", update.action.get_absolute_url()):
        said = text_of(main_of(reader.get(path))).replace("\u00a0", " ")
        assert words in said
        assert hidden is None or hidden not in said


# --- agenda ------------------------------------------------------------------------------------


def test_agenda_announces_only_open_published_meetings(reader, db):
    committee = CommitteeFactory(public=True)
    for title, fields in {
        "Ouverte": {"is_open": True, "is_published": True},
        "Fermée": {"is_published": True},
        "Brouillon": {"is_open": True},
        "Annulable": {"is_open": True, "is_published": True, "is_cancelled": True},
    }.items():
        MeetingFactory(committee=committee, upcoming=True, title=title, **fields)
    coming = under(main_of(reader.get("/agenda/")), "Réunions ouvertes à tous")

    assert [word for word in ("Ouverte", "Fermée", "Brouillon") if word in coming] == ["Ouverte"]
    assert "Annulée : Annulable" in " ".join(coming.split())


def test_meeting_of_today_stays_announced_until_it_ends(reader, db):
    now = timezone.now()
    committee, hour = CommitteeFactory(public=True), dt.timedelta(hours=1)
    common = {"committee": committee, "is_open": True, "is_published": True}
    MeetingFactory(title="En cours", starts_at=now - hour, ends_at=now + hour, **common)
    MeetingFactory(title="Finie", starts_at=now - 2 * hour, ends_at=now - hour, **common)
    page = main_of(reader.get("/agenda/"))

    assert "En cours" in under(page, "Réunions ouvertes à tous")
    assert "En cours" not in under(page, "Réunions passées")
    assert "Finie" in under(page, "Réunions passées")


def test_meeting_is_said_in_paris_time(reader, db):
    MeetingFactory(
        public=True,
        is_open=True,
        starts_at=dt.datetime(2035, 7, 1, 16, 30, tzinfo=dt.UTC),
        ends_at=dt.datetime(2035, 7, 1, 18, 0, tzinfo=dt.UTC),
        place="Salle des fêtes",
    )
    said = under(main_of(reader.get("/agenda/")), "Réunions ouvertes à tous")

    assert "1er juillet 2035, de 18 h 30 à 20 h · Salle des fêtes" in said


@pytest.mark.parametrize("size", [1, 3, 40])
def test_steps_to_come_are_soonest_first(reader, db, size):
    action, today = ActionFactory(public=True), timezone.localdate()
    for turn in reversed(range(size)):
        MilestoneFactory(action=action, planned_on=today + turn * DAY, title=f"Étape {turn:02}")
    MilestoneFactory(action=action, planned_on=today - DAY, title="Passée")
    MilestoneFactory(action=action, done=True, title="Faite")
    page = main_of(reader.get("/agenda/"))
    lists = [ul for ul in find(page, "ul") if ul.get("class") == "dates"]
    coming = [text_of(item) for item in find(lists[0], "li")]

    assert len(coming) == min(size, 15)
    assert ["Étape" in item and f"{n:02} –" in item for n, item in enumerate(coming)] == [
        True
    ] * len(coming)
    assert "Faite" in under(page, "Étapes faites")
    assert "Passée" in under(page, "Étapes en retard")


def test_empty_agenda_says_so(reader, db):
    said = text_of(main_of(reader.get("/agenda/")))

    assert said.count("Aucune") == 5
