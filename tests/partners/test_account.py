"""`/compte/`: name, address with its confirmation, connections, reminders, own data."""

import re

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from letters.models import LetterState, OutboxLetter
from letters.sending import send_due
from partners.models import MailFault, User
from partners.sign_in.letters import tell
from partners.sign_in.user_sessions import browser_of
from tests.factories import MembershipFactory, UserFactory
from tests.partners.steps import ask, give_code, last_code, last_notice, wrong
from tests.reading import find, main_of, text_of
from tests.signing import sign_in_as
from tests.smtp_server import mail_to

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (Android 14; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0"
EDGE = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/139.0 Safari/537.36 Edg/139.0"


@pytest.fixture
def person(db):
    return UserFactory(email="lea@example.org", full_name="Léa")


@pytest.fixture
def browser(person):
    return sign_in_as(person)


def test_change_ones_name(browser, person):
    browser.post("/compte/nom/", {"full_name": "Léa Martin", "role": "administration"})

    person.refresh_from_db()
    assert (person.full_name, person.role) == ("Léa Martin", "")


def test_a_name_carries_no_address_into_letters(browser, person):
    page = browser.post("/compte/nom/", {"full_name": "Léa http://piege.example"})

    assert "Écrivez un nom, sans adresse" in text_of(main_of(page))
    person.refresh_from_db()
    assert person.full_name == "Léa"


def ask_address(browser, email="nouvelle@example.org"):
    return browser.post("/compte/adresse/", {"email": email})


def test_a_new_address_is_confirmed_there_and_the_old_one_told(browser, person):
    User.objects.update(mail_fault=MailFault.BOUNCED, mail_fault_on=timezone.localdate())
    other = sign_in_as(person)

    assert ask_address(browser).url == "/compte/adresse/code/"
    assert [letter.to for letter in mail.outbox] == [["nouvelle@example.org"]]
    person.refresh_from_db()
    assert person.email == "lea@example.org"  # nothing yet
    browser.post("/compte/adresse/code/", {"code": last_code()})

    person.refresh_from_db()
    assert (person.email, person.mail_fault, person.mail_fault_on) == (
        "nouvelle@example.org", "", None,
    )  # fmt: skip
    assert last_notice().to == "lea@example.org"
    assert "nouvelle@example.org" not in last_notice().text
    assert browser.get("/compte/").status_code == 200
    assert other.get("/compte/").status_code == 302


def test_a_wrong_code_moves_nothing(browser, person):
    ask_address(browser)

    page = browser.post("/compte/adresse/code/", {"code": wrong(last_code())})

    assert "Ce code n’est pas le bon" in text_of(main_of(page))
    person.refresh_from_db()
    assert person.email == "lea@example.org"


def test_an_address_of_someone_else_is_not_told_nor_taken(browser, person):
    UserFactory(email="Nouvelle@example.org")

    answer = ask_address(browser)

    assert answer.url == "/compte/adresse/code/"
    assert mail.outbox == []
    browser.post("/compte/adresse/code/", {"code": "12345678"})
    person.refresh_from_db()
    assert person.email == "lea@example.org"


def test_an_address_taken_meanwhile_is_refused_in_words(browser, person):
    ask_address(browser)
    UserFactory(email="nouvelle@example.org")

    page = browser.post("/compte/adresse/code/", {"code": last_code()})

    assert page.status_code == 200
    person.refresh_from_db()
    assert person.email == "lea@example.org"


def test_an_old_connection_must_prove_itself_first(person):
    browser = sign_in_as(person)
    session = browser.session
    session.update({"entered_at": session["entered_at"] - 3600, "proved_at": 0})
    session.save()

    answer = ask_address(browser)

    assert answer.url.startswith("/compte/confirmer/")
    assert mail.outbox == []


def test_a_sign_in_code_confirms_no_address_and_the_reverse(browser, person):
    ask_address(browser)
    code = last_code()
    other = Client()
    ask(other, "lea@example.org")

    give_code(other, code)

    assert other.get("/compte/").status_code == 302


def test_connections_are_listed_and_ended(person):
    here, phone, desk = Client(), Client(), Client()
    for client, agent in ((here, FIREFOX), (phone, EDGE), (desk, "")):
        ask(client, person.email)
        client.post("/connexion/code/", {"code": last_code()}, headers={"user-agent": agent})
    elsewhere = sign_in_as(UserFactory())

    page = main_of(here.get("/compte/"))
    assert [text_of(strong) for strong in find(page, "ul li strong")] == [
        "Firefox sur Android", "Edge sur Windows", "Navigateur inconnu",
    ]  # fmt: skip
    marks = [b.get("value") for b in find(page, "button") if b.get("name") == "connexion"]
    keys = {client.session.session_key for client in (here, phone, desk)}
    assert not keys & set(re.findall(r"[0-9a-z]{32}", here.get("/compte/").content.decode()))

    here.post("/compte/connexions/terminer/", {"connexion": marks[0]})
    assert phone.get("/compte/").status_code == 302
    assert desk.get("/compte/").status_code == 200
    here.post("/compte/connexions/terminer/", {"connexion": "autres"})
    assert [client.get("/compte/").status_code for client in (here, desk, elsewhere)] == [
        200, 302, 200,
    ]  # fmt: skip


def test_the_mark_of_someone_else_ends_nothing(person):
    theirs = sign_in_as(UserFactory())
    page = main_of(sign_in_as(person).get("/compte/"))
    assert len(find(page, "ul li strong")) == 1
    other_page = theirs.get("/compte/").content.decode()
    for mark in [*re.findall(r'value="([0-9a-f]{32})"', other_page), "0" * 32, ""]:
        sign_in_as(person).post("/compte/connexions/terminer/", {"connexion": mark})

    assert theirs.get("/compte/").status_code == 200


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (FIREFOX, "Firefox sur Android"),
        (EDGE, "Edge sur Windows"),
        ("curl/8", "navigateur inconnu"),
        ("Mozilla/5.0 (X11; Linux x86_64) Truc/1", "navigateur inconnu sur Linux"),
        ("<script>alert(1)</script>Firefox", "Firefox"),
    ],
)
def test_browsers_in_words(agent, words, rf):
    assert browser_of(rf.get("/", headers={"user-agent": agent})) == words


def test_reminders_off_and_on(browser, person):
    MembershipFactory(user=person)
    browser.post("/compte/rappels/", {"acte": "arreter"})
    person.refresh_from_db()
    assert person.reminders_off_on == timezone.localdate()
    assert "Vous n’en recevez plus depuis" in text_of(main_of(browser.get("/compte/")))

    browser.post("/compte/rappels/", {"acte": "reprendre"})

    person.refresh_from_db()
    assert person.reminders_off_on is None


def test_queries_do_not_depend_on_organisations_nor_connections(browser, person):
    def count():
        with CaptureQueriesContext(connection) as captured:
            browser.get("/compte/")
        return len(captured)

    MembershipFactory(user=person)
    one = count()
    for _ in range(5):
        MembershipFactory(user=person)
        sign_in_as(person)

    assert count() == one


# --- letters about the account -------------------------------------------------------------------


def test_a_notice_leaves_with_the_act_and_nothing_of_it_stays(
    browser, person, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        tell(person, "Un second facteur a été ajouté.", "testserver")

    [arrived] = mail.outbox
    assert (arrived.to, arrived.subject) == ([person.email], "La connexion à votre compte a changé")
    assert "Un second facteur a été ajouté." in arrived.body
    row = last_notice()
    assert (row.state, row.to, row.subject, row.text) == (LetterState.SENT, "", "", "")


def test_a_notice_that_the_mail_server_does_not_take_is_tried_again(settings, person):
    with mail_to(settings) as server:
        server.mode = "4xx"
        tell(person, "Un second facteur a été ajouté.", "testserver")
        assert send_due() == {LetterState.WAITING: 1}

        OutboxLetter.objects.update(next_try_at=timezone.now())
        server.mode = "accept"
        assert send_due() == {LetterState.SENT: 1}

    assert [letter["To"] for letter in server.letters] == [person.email]


def test_a_code_is_never_in_the_outbox(browser, person):
    ask_address(browser)

    assert last_code() and not OutboxLetter.objects.exists()
