"""Signing in, through the pages: the code by letter, then the second factor."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.test import Client

from partners.models import User
from tests.factories import UserFactory
from tests.partners.steps import (
    APP,
    CHOICE,
    CODE,
    CODES,
    FACTOR,
    ask,
    figures,
    give_code,
    up_to_the_factor,
    with_app,
)

pytestmark = pytest.mark.django_db


def test_a_member_of_the_team_enters_with_a_code_and_an_app(client):
    user = with_app(UserFactory(editing=True))

    first = client.get("/suivi/lancement/")
    assert first.headers["Location"] == "/connexion/?next=/suivi/lancement/"
    assert ask(client, user.email, "/suivi/lancement/").headers["Location"] == CODE
    assert give_code(client).headers["Location"] == FACTOR
    last = client.post(FACTOR, {"code": figures()})

    assert last.headers["Location"] == "/suivi/lancement/"
    assert client.get("/suivi/lancement/").status_code == 200


def test_a_member_of_the_team_without_factor_sets_one_up_first(client):
    user = UserFactory(administration=True)
    assert up_to_the_factor(client, user, "/admin/").headers["Location"] == CHOICE
    assert client.get(CHOICE).status_code == 200
    assert client.get("/admin/").headers["Location"] == "/connexion/?next=/admin/"
    assert client.get("/connexion/?next=/admin/").headers["Location"] == CHOICE

    page = client.get(APP)
    secret = re.search(r'class="secret">([A-Z2-7 ]+)<', page.text).group(1).replace(" ", "")
    assert secret not in "".join(str(row.get_decoded()) for row in Session.objects.all())
    picture = client.get(f"{APP}qr.svg")
    assert picture.headers["Content-Type"] == "image/svg+xml"
    assert picture.headers["Cache-Control"].startswith("max-age=0, no-cache, no-store")
    answer = client.post(APP, {"code": figures(secret)})
    assert answer.headers["Location"] == CODES
    codes = re.findall(r"<code>(\d{8})</code>", client.get(CODES).text)
    assert len(codes) == 10
    assert codes[0] in client.get("/compte/securite/codes-de-secours.txt").text
    assert client.post(CODES, {"noted": "oui"}).headers["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200
    assert client.get("/compte/securite/codes-de-secours.txt").status_code == 404
    assert codes[0] not in client.get(CODES).text


def test_a_wrong_code_of_a_new_app_adds_nothing(client):
    up_to_the_factor(client, UserFactory(editing=True))
    client.get(APP)

    page = client.post(APP, {"code": "000000"})

    assert "Erreur : Relier une application" in page.text
    assert "n’est pas celui que l’application affiche" in page.text
    assert not Authenticator.objects.exists()


def test_someone_outside_the_team_enters_with_the_code_alone(client):
    user = UserFactory()
    assert up_to_the_factor(client, user).headers["Location"] == "/espace/"

    assert user.email in client.get("/compte/").text
    assert client.get("/admin/").status_code == 403


def test_someone_outside_the_team_who_has_a_factor_shows_it(client):
    user = with_app(UserFactory())

    assert up_to_the_factor(client, user).headers["Location"] == FACTOR
    assert client.get("/compte/").status_code == 302
    assert client.post(FACTOR, {"code": figures()}).headers["Location"] == "/espace/"


def test_the_address_is_found_in_any_case(client):
    user = UserFactory(email="lea@example.org")

    assert up_to_the_factor(client, User(email=" LEA@Example.ORG ")).headers["Location"]
    assert client.session["_auth_user_id"] == str(user.pk)


# --- where one was going -----------------------------------------------------------------------

INSIDE = ["/suivi/lancement/", "/admin/actions/action/?q=a&p=2", "/suivi/?a=1#b"]
OUTSIDE = [
    "https://ailleurs.example/",
    "//ailleurs.example/",
    r"/\ailleurs.example",
    "javascript:alert(1)",
    "http:///ailleurs.example",
    "\t//ailleurs.example",
]


@pytest.mark.parametrize("wanted", INSIDE)
def test_every_step_remembers_where_one_was_going(wanted, client):
    user = with_app(UserFactory(administration=True))
    page = client.get("/connexion/", {"next": wanted})
    kept = re.search(r'name="next" value="([^"]*)"', page.text).group(1).replace("&amp;", "&")

    up_to_the_factor(client, user, kept)
    client.post(FACTOR, {"code": "000000"})

    assert client.post(FACTOR, {"code": figures()}).headers["Location"] == wanted


@pytest.mark.parametrize("wanted", OUTSIDE)
def test_nobody_is_led_outside(wanted, client, signed_in):
    user = with_app(UserFactory(administration=True))
    up_to_the_factor(client, user, wanted)

    assert client.post(FACTOR, {"code": figures()}).headers["Location"] == "/suivi/"
    for browser in (client, signed_in(UserFactory())):
        place = browser.get("/connexion/", {"next": wanted}).headers["Location"]
        assert place in ("/suivi/", "/espace/")
    again = client.post("/compte/confirmer/", {"code": figures(later=1), "next": wanted})
    assert again.headers["Location"] == "/compte/"


def test_a_door_found_later_replaces_where_one_was_going(client):
    user = with_app(UserFactory(administration=True))
    up_to_the_factor(client, user, "/suivi/lancement/")
    client.get("/connexion/?next=/admin/")

    assert client.post(FACTOR, {"code": figures()}).headers["Location"] == "/admin/"


# --- the key of the session --------------------------------------------------------------------


def test_each_step_changes_the_key_of_the_session(client):
    user = with_app(UserFactory(reading=True))
    keys = []
    ask(client, user.email)
    keys.append(client.cookies["sessionid"].value)
    give_code(client)
    keys.append(client.cookies["sessionid"].value)
    client.post(FACTOR, {"code": figures()})
    keys.append(client.cookies["sessionid"].value)

    assert len(set(keys)) == 3
    assert Session.objects.count() == 1
    stolen = Client()
    stolen.cookies["sessionid"] = keys[1]
    assert stolen.get("/suivi/").status_code == 302


def test_starting_again_forgets_the_code_that_was_right(client):
    up_to_the_factor(client, with_app(UserFactory(reading=True)))

    assert client.get("/connexion/recommencer/").status_code == 405
    assert client.post("/connexion/recommencer/").headers["Location"] == "/connexion/"
    assert client.get(FACTOR).headers["Location"] == "/connexion/"
    assert client.get("/connexion/").status_code == 200


def test_public_pages_stay_without_cookie_and_know_nobody(reader, signed_in):
    user = UserFactory(editing=True, full_name="Camille Reconnue")

    public, mine = reader.get("/"), signed_in(user).get("/")

    assert not public.cookies
    assert "Cookie" not in public.headers.get("Vary", "")
    assert "Se déconnecter" not in public.text
    assert "Camille Reconnue" in mine.text
    assert mine.headers["Cache-Control"] == "private, no-store"
