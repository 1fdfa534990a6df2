"""« En profiter »: the first block of a service, nothing of a project; its twin for machines."""

import datetime as dt
import json
import re

import pytest

from actions.models import Action, ActionKind, Avancement
from actions.models.use import Use, use_case, use_of
from ctg_portal.templatetags.practical import days_and_hours
from tests.factories import ActionFactory, CommuneFactory, OrganisationFactory, PlaceFactory
from tests.practical_factories import SERVICE
from tests.reading import find, main_of, text_of

HOSTILE = '</script><script>alert(1)</script>&<!--"'
BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


def service(**fields):
    return ActionFactory(public=True, settled=True, service=True, **fields)


def block(client, action):
    """The element « En profiter » of the page of `action`, or None."""
    page = main_of(client.get(action.get_absolute_url()))
    found = [one for one in find(page, "section") if one.get("class") == "enjoy"]
    return found[0] if found else None


def data_of(response):
    (found,) = BLOCK.findall(response.content.decode())
    return json.loads(found)


@pytest.mark.django_db
def test_a_service_starts_with_how_to_use_it(reader):
    action = service(title="Tenir des permanences", practical_verified_on=dt.date(2026, 3, 1))
    lavaur = CommuneFactory(name="Lavaur")
    PlaceFactory(
        action=action, name="Mairie annexe", commune=lavaur, address="2, rue de l’Exemple",
        hours="mardi, 9 h – 12 h", accessibility="De plain-pied",
    )  # fmt: skip
    PlaceFactory(action=action, name="À domicile")
    page = main_of(reader.get(action.get_absolute_url()))

    assert [text_of(one) for one in find(page, "h1")] == ["Aide aux démarches"]
    assert [text_of(one) for one in find(page, "h2")][:2] == [
        "En profiter",
        "Où en est cette action",
    ]
    assert "Dans le plan, elle s’appelle « Tenir des permanences »." in text_of(page)
    (enjoy,) = (one for one in find(page, "section") if one.get("class") == "enjoy")
    assert [[text_of(one) for one in row] for row in find(enjoy, "tr")][1:] == [
        ["Lavaur Mairie annexe, 2, rue de l’Exemple", "mardi 9 h – 12 h"],
        ["À domicile", "à préciser"],
    ]
    said = text_of(enjoy)
    for words in ("Gratuit", "Sans rendez-vous.", "De plain-pied (Lavaur)", "La page du service"):
        assert words in said
    assert "Informations vérifiées le 1er mars 2026." in said


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("mardi, 9 h – 12 h", "mardi\n9\u00a0h\u00a0–\u00a012\u00a0h"),
        (
            "lundi, 9 h 30 - 11 h, et jeudi",
            "lundi\n9\u00a0h\u00a030\u00a0-\u00a011\u00a0h, et jeudi",
        ),
        ("sur rendez-vous, le matin", "sur rendez-vous, le matin"),
        ("<b>, 9 h", "<b>\n9\u00a0h"),
    ],
)
def test_hours_are_read_in_one_piece(typed, shown):
    assert days_and_hours(typed) == shown


@pytest.mark.django_db
def test_each_way_to_reach_it_is_a_link(reader):
    action = service()
    enjoy = block(reader, action)

    assert {text_of(one): one.get("href") for one in find(enjoy, "a")} == {
        "Appeler le 05 36 49 12 34": "tel:0536491234",
        "Écrire à service@example.org": "mailto:service@example.org",
        "Remplir le formulaire": "https://example.org/rendez-vous",
        "La page du service": "https://example.org/service",
        "Une erreur ? Nous contacter": f"/contact/?action={action.number}",
    }
    page = reader.get(action.get_absolute_url()).content.decode()
    assert "05\u00a036\u00a049\u00a012\u00a034" in page  # in one piece


@pytest.mark.django_db
def test_a_project_shows_nothing_of_it(reader):
    action = service(title="Tenir des permanences")
    PlaceFactory(action=action, name="Mairie annexe")
    Action.objects.update(kind=ActionKind.PROJECT)
    page = reader.get(action.get_absolute_url()).content.decode()

    told = {*SERVICE.values(), "Mairie annexe", "En profiter", "ld+json"} - {ActionKind.SERVICE}
    assert {words for words in told if words in page} == set()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("trait", "notice", "is_told"),
    [
        ({}, "Ce service n’est pas encore ouvert.", False),
        ({"paused": True}, "Ce service est en pause : demandez avant de venir.", False),
        ({"ongoing": True}, "", True),
        ({"done": True}, "", True),
    ],
)
def test_what_is_not_open_says_so(reader, trait, notice, is_told):
    response = reader.get(ActionFactory(public=True, service=True, **trait).get_absolute_url())
    (enjoy,) = (one for one in find(main_of(response), "section") if one.get("class") == "enjoy")

    assert text_of(find(enjoy, "h2")[0]) == ("En profiter" if trait else "Bientôt")
    assert ("Ce service" in text_of(enjoy)) is bool(notice)
    assert notice in text_of(enjoy)
    assert bool(BLOCK.search(response.content.decode())) is is_told


@pytest.mark.django_db
def test_what_is_over_invites_nobody(reader):
    assert block(reader, ActionFactory(public=True, service=True, dropped=True)) is None


@pytest.mark.django_db
def test_a_service_that_tells_nothing_yet_says_so(reader):
    enjoy = block(reader, ActionFactory(public=True, settled=True, kind=ActionKind.SERVICE))

    assert text_of(enjoy) == (
        "En profiter Les lieux, les horaires et le téléphone ne sont pas encore donnés. "
        "Informations pas encore vérifiées. Une erreur ? Nous contacter"
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("told", "said"),
    [
        (["De plain-pied", "De plain-pied"], "De plain-pied"),
        (["De plain-pied", "Une marche"], "De plain-pied (Ambres) Une marche (Lavaur)"),
        (["", "Une marche"], "Une marche (Lavaur)"),
    ],
)
def test_accessibility_is_said_once(reader, told, said):
    action = service()
    for name, words in zip(("Ambres", "Lavaur"), told, strict=True):
        PlaceFactory(action=action, commune=CommuneFactory(name=name), accessibility=words)
    enjoy = block(reader, action)
    terms = [text_of(one) for one in find(enjoy, "dt")]

    assert text_of(find(enjoy, "dd")[terms.index("Accessibilité")]) == said


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3, 20])
def test_cost_is_the_same_whatever_the_places(reader, count, django_assert_num_queries):
    action = service(communes=[CommuneFactory()], lead=OrganisationFactory())
    for _turn in range(count):
        PlaceFactory(action=action, commune=CommuneFactory())
    reader.get("/aide/")

    with django_assert_num_queries(SERVICE_QUERIES):
        reader.get(action.get_absolute_url())


SERVICE_QUERIES = 26


# --- for machines ------------------------------------------------------------------------------


@pytest.mark.django_db
def test_search_engines_read_the_same(reader):
    action = service(
        title="Tenir des permanences",
        communes=[CommuneFactory(name="Lavaur")],
        lead=OrganisationFactory(name="CCTA"),
    )
    PlaceFactory(
        action=action, name="Mairie", commune=CommuneFactory(name="Ambres"), address="Place",
        hours="lundi", accessibility="De plain-pied",
    )  # fmt: skip

    assert data_of(reader.get(action.get_absolute_url())) == {
        "@context": "https://schema.org",
        "@type": "Service",
        "name": "Aide aux démarches",
        "alternateName": "Tenir des permanences",
        "description": "Une phrase simple.",
        "url": f"http://testserver{action.get_absolute_url()}",
        "areaServed": [{"@type": "AdministrativeArea", "name": "Lavaur"}],
        "provider": {"@type": "Organization", "name": "CCTA"},
        "offers": {"@type": "Offer", "description": "Gratuit"},
        "availableChannel": [
            {
                "@type": "ServiceChannel",
                "serviceLocation": {
                    "@type": "Place",
                    "name": "Mairie",
                    "address": {
                        "@type": "PostalAddress",
                        "streetAddress": "Place",
                        "addressLocality": "Ambres",
                        "addressCountry": "FR",
                    },
                    "description": "lundi. De plain-pied",
                },
                "servicePhone": {
                    "@type": "ContactPoint",
                    "telephone": "05 36 49 12 34",
                    "email": "service@example.org",
                    "url": "https://example.org/rendez-vous",
                },
                "serviceUrl": "https://example.org/service",
            }
        ],
    }


@pytest.mark.django_db
def test_a_service_without_place_is_reached_all_the_same(reader):
    action = service(whole_territory=True, email="", form_url="", website="", website_name="")
    data = data_of(reader.get(action.get_absolute_url()))

    assert data["availableChannel"] == [
        {
            "@type": "ServiceChannel",
            "servicePhone": {"@type": "ContactPoint", "telephone": "05 36 49 12 34"},
        }
    ]
    assert data["areaServed"] == [{"@type": "AdministrativeArea", "name": "Territoire principal"}]


@pytest.mark.django_db
def test_nothing_typed_leaves_the_data_block_nor_is_run(reader):
    action = service(use_name=HOSTILE, price=HOSTILE)
    PlaceFactory(action=action, name=HOSTILE, hours=HOSTILE)
    response = reader.get(action.get_absolute_url())

    data = data_of(response)
    assert (data["name"], data["offers"]["description"]) == (HOSTILE, HOSTILE)
    assert "alert(1)</script>" not in response.content.decode()
    assert "unsafe-inline" not in response.headers["Content-Security-Policy"]


# --- now, soon, over ---------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "uses"),
    [
        (ActionKind.SERVICE, {"a_venir": Use.SOON, "en_pause": Use.SOON, "abandonnee": Use.OVER}),
        (
            ActionKind.PROJECT,
            {
                "a_venir": Use.SOON, "en_cours": Use.SOON, "en_pause": Use.SOON,
                "en_place": Use.BEHIND, "realisee": Use.OVER, "abandonnee": Use.OVER,
            },
        ),
    ],
)  # fmt: skip
def test_a_project_is_never_what_one_enjoys(kind, uses):
    traits = ("ongoing", "done", "settled", "paused", "dropped")
    for fields in ({}, *({trait: True} for trait in traits)):
        ActionFactory(kind=kind, **fields)
    rows = list(Action.objects.annotate(use=use_case()))

    assert {row.avancement: row.use for row in rows} == {
        state: uses.get(state, Use.NOW) for state in Avancement.values
    }
    assert [use_of(row) for row in rows] == [row.use for row in rows]
