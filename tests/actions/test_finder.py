"""The finder means what it says: for whom, where, and the address that one keeps."""

import io
import re

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command

from actions.models import Audience, AudienceInclusion
from tests.actions.listing import active_links, ask, count, options, titles
from tests.factories import (
    ActionFactory,
    AudienceFactory,
    AudienceInclusionFactory,
    CommuneFactory,
    ConventionFactory,
    DomainFactory,
)
from tests.reading import find, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(db):
    """Families include children, who include newborns; one audience is everybody; two communes."""
    convention = ConventionFactory(public=True)
    names = ("Familles", "Enfants", "Bébés", "Seniors", "Tous")
    rows = {name: AudienceFactory(name=name) for name in names}
    Audience.objects.filter(name="Tous").update(for_everybody=True)
    Audience.objects.filter(name="Familles").update(in_sentence="les familles")
    AudienceInclusionFactory(audience=rows["Familles"], included=rows["Enfants"])
    AudienceInclusionFactory(audience=rows["Enfants"], included=rows["Bébés"])
    here, there = (
        CommuneFactory(territory=convention.territory, name=name) for name in ("Azas", "Lavaur")
    )
    for name, row in rows.items():
        given = {"convention": convention, "published": True, "audiences": [row]}
        ActionFactory(**given, title=f"{name} partout", whole_territory=True)
        ActionFactory(**given, title=f"{name} à Azas", communes=[here])
        ActionFactory(**given, title=f"{name} à Lavaur", communes=[there])
    both = [rows["Familles"], rows["Enfants"], rows["Tous"]]
    ActionFactory(
        convention=convention, published=True, title="À la fois", audiences=both, communes=[here]
    )
    ActionFactory(convention=convention, published=True, title="Sans public", whole_territory=True)
    return convention


def whom(found):
    """First words of the titles of the page."""
    return sorted({title.split()[0] for title in titles(found)} - {"À"})


def test_for_whom_holds_what_is_for_everybody_and_what_the_table_includes(reader, plan):
    assert whom(ask(reader, "public=familles")) == ["Enfants", "Familles", "Tous"]
    assert whom(ask(reader, "public=enfants")) == ["Bébés", "Enfants", "Tous"]
    assert whom(ask(reader, "public=seniors")) == ["Seniors", "Tous"]
    assert whom(ask(reader, "public=tous")) == ["Tous"]


def test_where_holds_what_serves_the_whole_territory(reader, plan):
    found = titles(ask(reader, "public=seniors&commune=azas"))

    assert sorted(found) == [
        *("Seniors partout", "Seniors à Azas", "Tous partout", "Tous à Azas", "À la fois")
    ]


def test_an_action_of_several_audiences_is_there_once_and_counted_once(reader, plan):
    page = ask(reader, "public=familles&commune=azas")
    offered = {value: n for name, value, n in options(ask(reader)) if name == "public"}

    assert titles(page).count("À la fois") == 1
    assert count(page) == len(titles(page)) == 7
    assert offered == {"familles": 10, "enfants": 10, "bebes": 7, "seniors": 7, "tous": 4}
    assert all(count(ask(reader, f"public={value}")) == n for value, n in offered.items())


def test_the_file_holds_the_list_shown(reader, plan):
    query = "public=familles&commune=azas"
    content = b"".join(reader.get(f"/actions/export.csv?{query}").streaming_content)

    lines = content.decode("utf-8-sig").splitlines()[1:]
    assert len(lines) == count(ask(reader, query))


def test_the_page_says_what_it_adds(reader, plan):
    said = text_of(ask(reader, "public=familles&commune=azas")).replace("\u00a0", " ")

    assert (
        "Cette liste comprend aussi les actions pour le public « Enfants », pour le public "
        "« Tous » et pour tout le territoire." in said
    )
    assert "comprend aussi" not in text_of(ask(reader, "delai=en-retard"))


def test_an_audience_includes_another_once_and_never_itself(db):
    line = AudienceInclusionFactory()

    with pytest.raises(ValidationError, match="déjà compris"):
        AudienceInclusion(audience=line.audience, included=line.included).full_clean()
    with pytest.raises(ValidationError, match="lui-même"):
        AudienceInclusion(audience=line.audience, included=line.audience).full_clean()


def test_what_the_portal_ships_with(db):
    call_command("load_content", stdout=io.StringIO())
    rows = Audience.objects.all()
    reach = rows.reach()
    names = {row.pk: row.name for row in rows}

    assert all(row.in_sentence for row in rows)
    assert {names[key] for key in reach[rows.get(slug="parents-et-familles").pk]} == {
        *("Parents et familles", "0–3 ans", "3–11 ans", "11–17 ans", "Tout public")
    }
    assert {names[key] for key in reach[rows.get(slug="seniors").pk]} == {
        *("Seniors", "Adultes", "Tout public")
    }
    AudienceInclusion.objects.filter(audience__slug="seniors").delete()
    call_command("load_content", stdout=io.StringIO())
    assert not AudienceInclusion.objects.filter(audience__slug="seniors").exists()  # the team's


# --- the title, the address --------------------------------------------------------------------


def heading(page):
    return text_of(find(page, "h1")[0]).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("public=familles&commune=lavaur", "Actions pour les familles à Lavaur"),
        ("public=seniors", "Actions pour le public « Seniors »"),
        ("etat=realisee&commune=azas", "Actions réalisées à Azas"),
        ("etat=en_cours&delai=en-retard", "Actions en cours et en retard"),
        ("domaine=sports&q=piscine", "Actions, thème « Sports » : « piscine »"),
    ],
)
def test_the_title_says_what_was_asked(reader, plan, query, title):
    DomainFactory(name="Sports", slug="sports")
    answer = reader.get(f"/actions/?{query}")

    said = re.search(r"<title>(.*?)</title>", answer.text, re.DOTALL)[1]
    said = " ".join(said.replace("\u00a0", " ").split())
    assert heading(ask(reader, query)) == title
    assert said.startswith(title)


def test_the_title_says_the_page_and_the_whole_list_keeps_its_own(reader, plan):
    assert heading(ask(reader)) == "Toutes les actions"
    assert heading(ask(reader, "tri=titre")) == "Toutes les actions"


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("/actions/?public=seniors&commune=&domaine=", "/actions/?public=seniors"),
        ("/actions/?public=&commune=&domaine=", "/actions/"),
        ("/actions/?q=+&etat=realisee&page=2", "/actions/?etat=realisee&page=2"),
        ("/actions/?q=%C3%A9t%C3%A9+%26+vous&tri=", "/actions/?q=%C3%A9t%C3%A9+%26+vous"),
        ("/recherche/?q=", "/recherche/"),
    ],
)
def test_what_says_nothing_leaves_the_address(reader, plan, sent, kept):
    answer = reader.get(sent)

    assert (answer.status_code, answer["Location"]) == (301, kept)
    assert reader.get(kept).status_code == 200


def test_the_addresses_of_the_team_lose_it_too(staff_client, plan):
    answer = staff_client.get("/suivi/actions/?convention=2023-2026&q=&public=seniors")

    assert answer["Location"] == "/suivi/actions/?convention=2023-2026&public=seniors"


def test_each_chip_is_taken_away_alone_and_says_so(reader, plan):
    links = active_links(ask(reader, "public=familles&commune=lavaur&delai=en-retard"))

    assert links == {
        "Retirer le filtre : Familles ×": "/actions/?commune=lavaur&delai=en-retard",
        "Retirer le filtre : Lavaur ×": "/actions/?public=familles&delai=en-retard",
        "Retirer le filtre : Délai : En retard ×": "/actions/?public=familles&commune=lavaur",
    }
    assert list(active_links(ask(reader, "public=familles")).values()) == ["/actions/"]
