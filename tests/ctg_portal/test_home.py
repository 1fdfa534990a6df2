"""The home page: what is promised and done, in sentences of counts, then where to go on."""

import datetime as dt
from urllib.parse import urlencode

import pytest
from django.utils import timezone

from tests.factories import (
    ActionFactory,
    AudienceFactory,
    CommitteeFactory,
    CommuneFactory,
    DomainFactory,
    EnjeuFactory,
    MeetingFactory,
    MilestoneFactory,
    PageFactory,
    PictureFactory,
    UpdateFactory,
)
from tests.reading import find, main_of, text_of

DAY = dt.timedelta(days=1)


@pytest.fixture
def home(reader):
    return lambda: main_of(reader.get("/"))


def cards(page):
    """Words under each enjeu."""
    return [
        [text_of(find(item, "h3")[0]), text_of(find(item, "p")[0])]
        for rows in find(page, "ul")
        if rows.get("class") == "enjeu-cards"
        for item in find(rows, "li")
    ]


def counts(page):
    return [text_of(p) for p in find(page, "p") if p.get("class") == "counts"]


def dates(page, heading):
    """Lines of the list under an h2."""
    (section,) = (s for s in find(page, "section") if text_of(find(s, "h2")[0]) == heading)
    return [text_of(item) for item in find(section, "li")]


@pytest.mark.django_db
def test_counts_of_the_enjeux_add_up_to_those_of_the_plan(home):
    first, second = (EnjeuFactory(public=True, code=code, title="T") for code in ("1", "2"))
    EnjeuFactory(public=True, code="3", title="T")
    ActionFactory.create_batch(2, enjeu=first, published=True, done=True)
    ActionFactory(enjeu=second, published=True, late=True)
    ActionFactory(enjeu=second)
    ActionFactory(published=True, convention__past=True)
    page = home()

    assert counts(page) == ["Sur 3 actions : 2 réalisées et 1 en cours. Une action est en retard."]
    assert cards(page) == [
        ["1. T", "2 actions : 2 réalisées."],
        ["2. T", "1 action : 1 en cours."],
        ["3. T", "Rien n’est encore publié ici."],
    ]


@pytest.mark.django_db
def test_plan_without_an_action_says_so(home):
    EnjeuFactory(public=True)

    assert counts(home()) == ["Rien n’est encore publié ici."]


@pytest.mark.django_db
def test_finder_leads_to_the_list_it_promises(reader, home):
    domain, audience = DomainFactory(name="Logement"), AudienceFactory(name="Jeunes")
    ActionFactory(public=True, domains=[domain], audiences=[audience], whole_territory=True)
    action = ActionFactory(public=True, whole_territory=True)
    commune = CommuneFactory(territory=action.convention.territory)
    (form,) = [form for form in find(home(), "form") if form.get("action") == "/actions/"]
    chosen = {
        select.get("name"): find(select, "option")[-1].get("value")
        for select in find(form, "select")
    }

    assert chosen == {"public": audience.slug, "commune": commune.slug, "domaine": domain.slug}
    assert form.get("action") == "/actions/"
    found = main_of(reader.get(f"/actions/?{urlencode(chosen)}"))
    assert "1 action pour vos choix" in text_of(found)
    assert "n’a pas été compris" not in text_of(found)


@pytest.mark.django_db
@pytest.mark.parametrize("size", [0, 1, 3, 9])
def test_latest_news_come_newest_first(home, size):
    action, now = ActionFactory(public=True), timezone.now()
    for turn in range(size):
        UpdateFactory(action=action, title=f"Titre {turn}", published_at=now - (turn + 1) * DAY)
    UpdateFactory(action=action, nothing=True)
    UpdateFactory(action=action, scheduled=True)
    UpdateFactory(title="Ailleurs", action__published=True, action__convention__past=True)
    page = home()
    told = [text_of(find(one, "h3")[0]) for one in find(page, "article")]

    assert told == [f"Titre {n}" for n in range(min(size, 4))]


@pytest.mark.django_db
def test_next_dates_are_those_that_residents_may_come_to(home):
    action, today = ActionFactory(public=True), timezone.localdate()
    committee = CommitteeFactory(convention=action.convention)
    MilestoneFactory(action=action, planned_on=today + 3 * DAY, title="Étape")
    for title, days, fields in (
        ("Plus tard", 9, {"is_open": True}),
        ("Bientôt", 7, {"is_open": True, "place": "Salle des fêtes"}),
        ("Fermée", 5, {}),
        ("Annulée", 5, {"is_open": True, "is_cancelled": True}),
    ):
        on = timezone.now() + days * DAY
        MeetingFactory(committee=committee, is_published=True, title=title, starts_at=on, **fields)
    lines = dates(home(), "Prochaines dates, ouvertes à tous")

    assert ["Bientôt" in line for line in lines] == [True, False]
    assert "Salle des fêtes" in lines[0]


@pytest.mark.django_db
def test_the_lead_story_has_the_picture_of_its_action(home):
    shown, now = ActionFactory(public=True), timezone.now()
    picture = PictureFactory(action=shown, published=True)
    PictureFactory(action=shown)  # a draft
    UpdateFactory(action=shown, title="À la une", body="Deux. Trois.", published_at=now - DAY)
    UpdateFactory(public=True, title="Avant", body="Avant", published_at=now - 2 * DAY)

    first, second = find(home(), "article")
    assert "À la une" in text_of(first)
    assert "Deux." in text_of(first) and "Trois" not in text_of(first)
    assert [one.get("alt") for one in find(first, "img")] == [picture.alt]
    assert text_of(second).count("Avant") == 1  # a headline is not said again


@pytest.mark.django_db
def test_words_of_the_staff_stand_at_the_top(home):
    PageFactory(slug="accueil", title="Bienvenue", lead="Un chapeau.", body="Un **texte**.")
    page = home()

    assert text_of(find(page, "h1")[0]) == "Bienvenue"
    assert "Un chapeau." in text_of(page)
    assert "Un texte." in text_of(page)


@pytest.mark.django_db
def test_every_state_leads_to_its_definition(reader, home):
    links = [a.get("href") for a in find(home(), "a") if a.get("href").startswith("/glossaire/#")]

    assert len(links) == len(set(links)) == 6


@pytest.mark.django_db
def test_demonstration_is_said_only_when_an_example_shows(reader):
    EnjeuFactory(public=True)
    assert b"demo-banner" not in reader.get("/").content

    ActionFactory(public=True, demo=True)
    assert b"demo-banner" in reader.get("/").content
