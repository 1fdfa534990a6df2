"""Sessions end: on time, on leaving, when an account changes."""

import json
import logging
import time

import pytest
from django.conf import settings as django_settings
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.test import Client

from ctg_portal.logs import JsonFormatter
from partners.models import User
from partners.sign_in.user_sessions import open_sessions
from tests.factories import UserFactory
from tests.partners.steps import FACTOR, ask, figures, give_code, up_to_the_factor, with_app
from tests.records.admin.forms import typed

pytestmark = pytest.mark.django_db
HOUR = 3600


def change(client, **values):
    session = client.session
    session.update(values)
    session.save()


def inside(client):
    return client.get("/suivi/").status_code == 200


@pytest.mark.parametrize(("idle", "lives"), [(2 * HOUR - 10, True), (2 * HOUR + 1, False)])
def test_two_hours_without_a_page_end_a_session(idle, lives, signed_in):
    client = signed_in(UserFactory(reading=True))
    change(client, seen_at=time.time() - idle)

    assert inside(client) is lives
    assert Session.objects.exists() is lives


@pytest.mark.parametrize(("age", "lives"), [(12 * HOUR - 10, True), (12 * HOUR + 1, False)])
def test_twelve_hours_end_a_session_whatever_one_does(age, lives, signed_in):
    client = signed_in(UserFactory(reading=True))
    change(client, entered_at=time.time() - age)

    assert inside(client) is lives


def test_a_page_keeps_the_session_alive_but_not_beyond_twelve_hours(signed_in):
    client = signed_in(UserFactory(reading=True))
    now = time.time()
    change(client, entered_at=now - 11 * HOUR, seen_at=now - HOUR)

    assert inside(client)
    assert client.session["seen_at"] >= now
    assert client.session.get_expiry_age() <= HOUR + 1
    assert django_settings.SESSION_COOKIE_AGE == 12 * HOUR


def test_a_session_without_second_factor_does_not_live_in_the_team(signed_in):
    client = signed_in(UserFactory(administration=True))
    change(client, proved_at=0)

    for path in ("/suivi/", "/admin/", "/compte/"):
        assert client.get(path).headers["Location"].startswith("/connexion/?next="), path
    assert not Session.objects.exists()


def test_leaving_ends_the_session_on_the_server(signed_in):
    client = signed_in(UserFactory(reading=True))
    key = client.cookies["sessionid"].value
    assert client.get("/deconnexion/").status_code == 405
    assert inside(client)

    assert client.post("/deconnexion/", follow=True).status_code == 200

    client.cookies["sessionid"] = key
    assert not inside(client)
    assert not Session.objects.exists()


def test_the_base_holds_no_key_that_opens_a_session(signed_in):
    client = signed_in(UserFactory(reading=True))
    key, row = client.cookies["sessionid"].value, Session.objects.get()
    assert key not in {row.session_key, row.session_data}

    thief = Client()
    thief.cookies["sessionid"] = row.session_key

    assert (inside(client), inside(thief)) == (True, False)


def test_sessions_are_listed_from_nowhere(signed_in):
    user = UserFactory(reading=True)
    signed_in(user)

    assert [one["current"] for one in open_sessions(user, None)] == [False]


def test_leaving_everywhere_ends_every_session(signed_in):
    user = UserFactory(reading=True)
    here, there, other = signed_in(user), signed_in(user), signed_in(UserFactory(reading=True))

    here.post("/compte/deconnecter-partout/")

    assert (inside(here), inside(there), inside(other)) == (False, False, True)


@pytest.mark.parametrize(
    "sent", [{"role": "publication"}, {"role": ""}, {"is_active": ""}, {"email": "b@example.org"}]
)
def test_what_administrators_change_ends_the_sessions(sent, staff_client, signed_in):
    user = UserFactory(editing=True, email="a@example.org")
    client = signed_in(user)
    address = f"/admin/partners/user/{user.pk}/change/"
    page = typed(staff_client.get(address)) | sent
    page = {name: value for name, value in page.items() if value != ""} | (
        {"role": ""} if sent == {"role": ""} else {}
    )
    assert staff_client.post(address, page).status_code == 302

    assert not inside(client)
    assert client.get("/compte/").status_code == 302


def test_nobody_shuts_themselves_out(signed_in):
    user = UserFactory(administration=True)
    client = signed_in(user)
    address = f"/admin/partners/user/{user.pk}/change/"

    client.post(address, typed(client.get(address)) | {"role": "lecture", "is_active": ""})

    user.refresh_from_db()
    assert (user.role, user.is_active) == ("administration", True)
    assert inside(client)


def test_a_new_secret_key_keeps_the_sessions_while_the_old_one_is_given(signed_in, settings):
    client = signed_in(UserFactory(reading=True))
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "y" * 60

    assert inside(client)
    settings.SECRET_KEY_FALLBACKS = []
    settings.SECRET_KEY = "z" * 60
    assert not inside(client)


def test_a_name_corrected_ends_no_session(staff_client, signed_in):
    user = UserFactory(editing=True)
    client = signed_in(user)
    address = f"/admin/partners/user/{user.pk}/change/"
    staff_client.post(address, typed(staff_client.get(address)) | {"full_name": "Léa"})

    assert User.objects.get(pk=user.pk).full_name == "Léa"
    assert inside(client)


def test_a_role_lost_before_the_second_factor_stops_the_sign_in(client):
    user = with_app(UserFactory(editing=True))
    up_to_the_factor(client, user)
    user.role = "administration"
    user.save()

    assert client.post(FACTOR, {"code": figures()}).headers["Location"] == "/connexion/"


def test_the_right_code_opens_the_next_step_for_a_quarter_of_an_hour(client):
    up_to_the_factor(client, with_app(UserFactory(editing=True)))
    session = client.session
    session["sign_in"] = session["sign_in"] | {"at": time.time() - 15 * 60 - 1}
    session.save()

    assert client.post(FACTOR, {"code": figures()}).headers["Location"] == "/connexion/"


def test_demonstration_accounts_enter_only_the_demonstration(client, settings):
    settings.DEMO = True
    call_command("demo_accounts")
    user = User.objects.get(email="lecture@demo.example")
    ask(client, user.email)
    settings.DEMO = False

    assert "n’est pas le bon" in give_code(client).text
    assert client.get("/demonstration/lettres/").status_code == 404
    assert "demonstration/lettres" not in client.get("/connexion/").text


def test_the_demonstration_shows_what_is_needed_to_enter(client, settings):
    settings.DEMO = True
    settings.EMAIL_BACKEND = "demonstration.entrance.LetterBackend"
    call_command("demo_accounts")
    assert "/demonstration/lettres/" in client.get("/connexion/").text
    ask(client, "redaction@demo.example")

    page = client.get("/demonstration/lettres/").text
    give_code(client, page.partition(" est votre code de connexion")[0][-9:])
    shown = page.partition('class="code-shown">')[2][:6]

    assert client.post(FACTOR, {"code": shown}).headers["Location"] == "/suivi/"
    assert inside(client)


# --- commands ----------------------------------------------------------------------------------


def test_the_first_administrator_needs_no_password(client):
    call_command("create_administrator", "Lea@Example.org", "--name", "Léa")
    user = User.objects.get()

    assert (user.email, user.role, str(user)) == ("lea@example.org", "administration", "Léa")
    assert not user.has_usable_password()
    call_command("create_administrator", "lea@example.org")
    assert str(User.objects.get()) == "Léa"
    assert up_to_the_factor(client, user).headers["Location"].endswith("/choisir/")


def test_an_administrator_needs_an_address():
    with pytest.raises(CommandError, match="adresse"):
        call_command("create_administrator", "lea")
    assert not User.objects.exists()


# --- events ------------------------------------------------------------------------------------


def test_every_step_is_one_line_of_the_log_that_names_nobody(client, caplog, staff_client):
    user = with_app(UserFactory(editing=True, email="secrete@example.org"))
    with caplog.at_level(logging.INFO, logger="security"):
        ask(client, "inconnue@example.org")
        ask(client, user.email)
        give_code(client, "00000000")
        give_code(client)
        client.post(FACTOR, {"code": "000000"})
        client.post(FACTOR, {"code": figures()})
        client.post("/deconnexion/")
        address = f"/admin/partners/user/{user.pk}/change/"
        page = typed(staff_client.get(address))
        page.pop("is_active")
        staff_client.post(address, page)

    lines = [json.loads(JsonFormatter().format(record)) for record in caplog.records]
    lines = [line for line in lines if line["logger"] == "security"]
    who = f"user {user.pk}"
    assert [(line["event"], line["who"]) for line in lines] == [
        ("code asked", "unknown"),
        ("code asked", who),
        ("sign-in refused", who),
        ("code accepted", who),
        ("second factor refused", who),
        ("second factor accepted", who),
        ("signed in", who),
        ("signed out", who),
        ("account closed", who),
    ]
    assert {line["where"] for line in lines} == {"127.0.0.1"}
    assert all(line["time"] for line in lines)
    assert "example.org" not in json.dumps(lines)
