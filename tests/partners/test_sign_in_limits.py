"""Too many tries: counted for every process together, whatever the browser; nothing is slow."""

import re
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from http.client import HTTPConnection
from urllib.parse import urlencode

import pytest
from django.conf import settings as django_settings
from django.core.cache import caches
from django.test import Client

from ctg_portal import settings as portal_settings
from partners.models import SignInCode
from tests.contact.test_contact_faults import Portal
from tests.factories import UserFactory
from tests.partners.steps import (
    CODE,
    FACTOR,
    SECRET,
    ask,
    figures,
    give_code,
    up_to_the_factor,
    with_app,
)

pytestmark = pytest.mark.processes

TOO_MANY = "Trop d’essais en peu de temps"


# --- one process -------------------------------------------------------------------------------


@pytest.mark.django_db
def test_an_address_gets_five_codes_in_a_quarter_of_an_hour():
    users = UserFactory.create_batch(2)
    for _ in range(5):
        assert ask(Client(), users[0].email).status_code == 303

    refused = ask(Client(), users[0].email.upper())

    assert (refused.status_code, TOO_MANY in refused.text) == (429, True)
    assert SignInCode.objects.count() == 5
    assert ask(Client(), users[1].email).status_code == 303


@pytest.mark.django_db
def test_codes_asked_in_the_name_of_a_person_keep_out_neither_their_network_nor_their_browser():
    user, known = UserFactory(), Client(REMOTE_ADDR="192.0.2.7")
    ask(known, user.email)
    give_code(known)
    known.post("/deconnexion/")
    for n in range(8):
        for _ in range(6):
            ask(Client(REMOTE_ADDR=f"198.51.100.{n}"), user.email)
    known_network, elsewhere = Client(REMOTE_ADDR="192.0.2.7"), Client(REMOTE_ADDR="192.0.2.8")
    moved = Client(REMOTE_ADDR="192.0.2.9")
    moved.cookies = known.cookies

    answers = [ask(each, user.email).status_code for each in (known_network, elsewhere, moved)]

    assert answers == [303, 429, 303]
    assert [ask(moved, user.email).status_code for _ in range(5)] == [303] * 4 + [429]


@pytest.mark.django_db
def test_five_codes_asked_from_one_network_keep_nobody_out_elsewhere():
    user = UserFactory()
    for _ in range(5):
        ask(Client(), user.email)

    assert ask(Client(REMOTE_ADDR="192.0.2.7"), user.email).status_code == 303


@pytest.mark.django_db
def test_the_browser_of_one_person_is_not_that_of_another():
    one, other, browser = UserFactory(), UserFactory(), Client()
    ask(browser, one.email)
    give_code(browser)
    browser.post("/deconnexion/")

    answers = [ask(browser, other.email).status_code for _ in range(6)]

    assert answers == [303] * 5 + [429]


@pytest.mark.django_db
def test_unknown_addresses_are_counted_alike():
    answers = [ask(Client(), "inconnue@example.org").status_code for _ in range(6)]

    assert answers == [303] * 5 + [429]


@pytest.mark.django_db
def test_a_network_has_a_higher_limit_than_a_person():
    answers = [ask(Client(), f"personne{n}@example.org").status_code for n in range(41)]
    other = Client(REMOTE_ADDR="192.0.2.7")

    assert answers == [303] * 40 + [429]
    assert ask(other, "ailleurs@example.org").status_code == 303


@pytest.mark.django_db
def test_codes_tried_from_one_network_are_limited(client):
    for n in range(15):  # five tries for each code
        browser = Client()
        ask(browser, f"personne{n}@example.org")
        answers = [browser.post(CODE, {"code": "00000000"}).status_code for _ in range(5)]

    assert answers[0] == (200 if n < 12 else 429)


@pytest.mark.django_db
def test_ten_tries_of_a_second_factor_whatever_the_browser(client):
    user = with_app(UserFactory(editing=True))
    up_to_the_factor(client, user)
    other = Client()
    up_to_the_factor(other, user)
    for browser in [client, other] * 5:
        assert "n’est pas le bon" in browser.post(FACTOR, {"code": "000000"}).text

    assert TOO_MANY in client.post(FACTOR, {"code": figures()}).text
    assert TOO_MANY in other.post(FACTOR, {"code": figures()}).text


@pytest.mark.django_db
def test_challenges_are_limited(client):
    answers = {client.post("/connexion/cle/defi/").status_code for _ in range(60)}

    assert answers == {200}
    assert client.post("/connexion/cle/defi/").status_code == 429


@pytest.mark.django_db
def test_by_default_the_cache_is_a_table_that_migrations_create(settings):
    """What `.env.example` promises: shared by every process, nothing to install."""
    default = portal_settings.env.cache_url_config("dbcache://portal_cache?max_entries=20000")
    settings.CACHES = django_settings.CACHES | {"default": default}

    assert default["BACKEND"].endswith("DatabaseCache")
    caches["default"].set("a", 1)
    assert caches["default"].get("a") == 1


# --- two servers -------------------------------------------------------------------------------

PEOPLE = """
from partners.models import User
for name in "abcdefgh":
    User.objects.create_user(f"{name}@example.org")
from allauth.mfa.totp.internal.auth import TOTP
user = User.objects.create_user("equipe@example.org", role="redaction")
TOTP.activate(user, "{SECRET}")
"""


class Browser:
    """Keeps the cookies of one browser; asks either server."""

    def __init__(self, portal):
        self.portal, self.cookies = portal, {}

    def send(self, server, method, path, data=None):
        """Status of the answer, and where it leads or else what it says."""
        connection = HTTPConnection("127.0.0.1", self.portal.ports[server], timeout=30)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if data is not None:
            data = data | {"csrfmiddlewaretoken": self.cookies["csrftoken"]}
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, path, urlencode(data or {}), headers)
        answer = connection.getresponse()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        text = answer.read().decode()
        connection.close()
        return answer.status, answer.getheader("Location") or text

    def ask(self, server, email):
        """Status of the answer to one more code asked."""
        self.send(server, "GET", "/connexion/")
        return self.send(server, "POST", "/connexion/", {"email": email})[0]


@pytest.fixture(scope="module")
def portal(tmp_path_factory):
    with ExitStack() as stack:
        running = Portal(stack, tmp_path_factory.mktemp("sign-in"))
        running.shell(PEOPLE.replace("{SECRET}", SECRET))
        yield running


def test_two_servers_count_together(portal):
    answers = [Browser(portal).ask(n % 2, "a@example.org") for n in range(6)]

    assert answers == [303] * 5 + [429]


def test_parallel_tries_share_the_count_of_five(portal):
    browser = Browser(portal)
    assert browser.ask(0, "b@example.org") == 303

    def attempt(n):
        one = Browser(portal)
        one.cookies = dict(browser.cookies)
        return one.send(n % 2, "POST", CODE, {"code": f"{n:08}"})[1]

    with ThreadPoolExecutor(8) as pool:
        texts = list(pool.map(attempt, range(16)))

    rows = portal.sql(
        "SELECT tries FROM partners_signincode JOIN partners_user ON partners_user.id = user_id"
        " WHERE email = 'b@example.org'"
    )
    assert rows == [(5,)]
    assert sum("ne peut plus servir" in text for text in texts) >= 11


def code_for(portal, email, rank):
    """The code of the letter number `rank` sent to `email`, once it has arrived."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        letters = [letter for letter in portal.smtp.letters if letter["To"] == email]
        if len(letters) >= rank:
            return re.search(r"\d{4} \d{4}", letters[rank - 1].get_content()).group()
        time.sleep(0.05)
    raise AssertionError("the letter did not arrive in ten seconds")


def test_one_code_of_the_app_shown_five_times_at_once_opens_one_session(portal):
    browsers = [Browser(portal) for _ in range(5)]
    for rank, browser in enumerate(browsers, 1):
        browser.ask(0, "equipe@example.org")
        code = code_for(portal, "equipe@example.org", rank)
        assert browser.send(0, "POST", CODE, {"code": code}) == (303, FACTOR)
    shown = figures()

    with ThreadPoolExecutor(5) as pool:
        answers = list(
            pool.map(
                lambda n: browsers[n].send(n % 2, "POST", FACTOR, {"code": shown})[1], range(5)
            )
        )

    assert answers.count("/suivi/") == 1


def test_the_right_code_sent_five_times_at_once_opens_one_session(portal):
    browser = Browser(portal)
    assert browser.ask(0, "c@example.org") == 303
    code = code_for(portal, "c@example.org", 1)

    def attempt(n):
        one = Browser(portal)
        one.cookies = dict(browser.cookies)
        return one.send(n % 2, "POST", CODE, {"code": code})[1]

    with ThreadPoolExecutor(5) as pool:
        answers = list(pool.map(attempt, range(5)))

    assert answers.count("/espace/") == 1


def test_a_slow_mail_server_tells_nothing_and_holds_nobody(portal):
    """The page comes while the server is silent: who waits gives up, and the code is lost."""
    portal.smtp.mode = "slow"
    try:
        for name in "def":
            portal.smtp.awake.clear()
            assert Browser(portal).ask(0, f"{name}@example.org") == 303
            portal.smtp.awake.set()
            assert code_for(portal, f"{name}@example.org", 1)
        portal.smtp.awake.clear()
        assert {Browser(portal).ask(0, f"{name}@example.org") for name in "xyz"} == {303}
    finally:
        portal.smtp.mode = "accept"
        portal.smtp.awake.set()
