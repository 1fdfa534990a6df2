"""The code by letter: one use, ten minutes, five tries, one browser; nothing says who exists."""

import datetime as dt
import re

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from partners.models import SignInCode
from partners.models.sign_in import LIFE
from partners.sign_in import codes
from tests.factories import UserFactory
from tests.partners.steps import CODE, ask, give_code, last_code, with_app, wrong

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 3, 1, 9, tzinfo=dt.UTC)
SECOND = dt.timedelta(seconds=1)
CLOSED = "Ce code ne peut plus servir"


@pytest.mark.parametrize(("age", "works"), [(LIFE - SECOND, True), (LIFE, False)])
def test_a_code_lives_ten_minutes(age, works):
    user = UserFactory()
    row, key, code = codes.ask(user.email, AT)

    assert dt.timedelta(minutes=10) == LIFE
    assert (codes.redeem(row.pk, key, code, AT + age) == user) is works


def test_an_old_code_says_to_ask_another(client):
    ask(client, UserFactory().email)
    SignInCode.objects.update(asked_at=timezone.now() - LIFE)

    assert CLOSED in give_code(client).text


def test_a_code_serves_once(client):
    user = UserFactory()
    ask(client, user.email)
    before = client.session["sign_in"]
    code = last_code()
    assert give_code(client, code).status_code == 302

    again = Client()
    session = again.session
    session["sign_in"] = before
    session.save()
    again.cookies["sessionid"] = session.session_key
    assert CLOSED in give_code(again, code).text


def test_five_tries_and_no_more(client):
    ask(client, UserFactory().email)
    code = last_code()
    pages = [give_code(client, wrong(code)).text for _ in range(5)]

    assert "n’est pas le bon" in pages[3]
    assert CLOSED in pages[4]
    assert CLOSED in give_code(client, code).text
    assert client.get("/compte/").status_code == 302


def test_the_fifth_try_may_be_the_right_one(client):
    ask(client, UserFactory().email)
    code = last_code()
    for _ in range(4):
        give_code(client, wrong(code))

    assert give_code(client, code).headers["Location"] == "/espace/"


def test_another_browser_cannot_use_the_code(client):
    user = UserFactory()
    ask(client, user.email)
    code = last_code()
    other = Client()
    ask(other, user.email)

    assert "n’est pas le bon" in give_code(other, code).text
    assert other.get("/compte/").headers["Location"] == "/connexion/?next=/compte/"
    assert Client().post(CODE, {"code": code}).headers["Location"] == "/connexion/"
    assert give_code(client, code).status_code == 302


def test_nothing_stored_tells_the_code(client):
    ask(client, UserFactory().email)
    code = last_code().replace(" ", "")
    stored = f"{SignInCode.objects.values().get()} {client.session.items()}"

    assert code not in stored
    assert re.search(rf"{code[:4]}.?{code[4:]}", stored) is None


@pytest.mark.parametrize("method", ["get", "head"])
def test_a_mail_scanner_consumes_nothing(method, client):
    ask(client, UserFactory().email)
    code = last_code()
    assert "http" not in mail.outbox[0].body  # nothing to follow either
    for path in ("/connexion/", CODE, f"{CODE}?code={code}", "/connexion/second-facteur/"):
        getattr(client, method)(path, {"code": code})

    assert SignInCode.objects.get().tries == 0
    assert give_code(client, code).status_code == 302


@pytest.mark.parametrize(
    "typed", ["{0}", "{1}{2}", " {1}  {2} ", "{1}-{2}", "{1}.{2}", "{1}\u00a0{2}", "{1}\u202f{2}"]
)
def test_spaces_do_not_count(typed, client):
    ask(client, UserFactory().email)
    code = last_code()

    assert give_code(client, typed.format(code, code[:4], code[5:])).status_code == 302


@pytest.mark.parametrize(
    "typed", ["", "12345", "123456789", "abcdefgh", "\u0661" * 8, "1234\x005678", "é" * 5000]
)
def test_what_is_no_code_counts_no_try(typed, client):
    ask(client, UserFactory().email)

    page = client.post(CODE, {"code": typed})

    assert page.status_code == 200
    assert "<title>Erreur : " in page.text
    assert SignInCode.objects.get().tries == 0


# --- nobody learns who exists ------------------------------------------------------------------


@pytest.fixture(params=["unknown", "closed", "demonstration"])
def stranger(request, settings):
    """An address with which nobody can sign in."""
    settings.DEMO = False
    if request.param == "closed":
        UserFactory(email="a@example.org", closed=True, editing=True)
    if request.param == "demonstration":
        with_app(UserFactory(email="a@example.org", is_demo=True, administration=True))
    return "a@example.org"


def answer_to(email):
    """What a new browser is told when it asks, tries, and tries too often; and what it costs."""
    client = Client()
    with CaptureQueriesContext(connection) as queries:
        asked = ask(client, email)
    page = client.get(CODE)
    tries = [client.post(CODE, {"code": "00000000"}) for _ in range(6)]
    texts = [answer.text.replace(email, "") for answer in (page, *tries)]
    token = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"')
    shapes = [re.sub(r"\d+", "#", query["sql"].split(" WHERE ")[0])[:60] for query in queries]
    return (
        (asked.status_code, asked.headers["Location"], sorted(asked.cookies)),
        [answer.status_code for answer in tries],
        [token.sub("", text) for text in texts],
        shapes,
    )


def test_who_cannot_sign_in_gets_the_same_answer_and_no_letter(stranger):
    known = answer_to(UserFactory(email="b@example.org").email)
    assert len(mail.outbox) == 1

    assert answer_to(stranger) == known
    assert len(mail.outbox) == 1


def test_who_cannot_sign_in_has_no_right_code(stranger):
    row, key, code = codes.ask(stranger, AT)

    assert codes.redeem(row.pk, key, code, AT) is None


def test_an_account_closed_after_the_code_left_stays_out(client):
    user = UserFactory(editing=True)
    ask(client, user.email)
    user.is_active = False
    user.save()

    assert "n’est pas le bon" in give_code(client).text


@pytest.mark.parametrize("email", ["", "a", "a@b", "a@example.org\nBcc: b@example.org", "\0@a.fr"])
def test_what_is_no_address_says_so(email, client):
    page = client.post("/connexion/", {"email": email})

    assert page.status_code == 200
    assert "<title>Erreur : Se connecter" in page.text
    assert not SignInCode.objects.exists()


def test_old_codes_go_with_the_next_one():
    codes.ask("a@example.org", AT)
    codes.ask("a@example.org", AT + dt.timedelta(days=1, seconds=1))

    assert SignInCode.objects.count() == 1


# --- when no letter leaves ---------------------------------------------------------------------


def test_the_operator_reads_a_code_aloud(client, capsys):
    user = UserFactory()
    with pytest.raises(CommandError, match="Aucune demande"):
        call_command("sign_in_code", user.email)
    ask(client, user.email)
    by_letter = last_code()
    call_command("sign_in_code", user.email.upper())
    aloud = re.search(r"\d{4} \d{4}", capsys.readouterr().out).group()

    assert "n’est pas le bon" in give_code(client, by_letter).text
    other = Client()
    ask(other, user.email)
    assert "n’est pas le bon" in give_code(other, aloud).text
    assert give_code(client, aloud).status_code == 302
