"""A resident follows an action by e-mail, on a phone without script, until they stop."""

import re
from contextlib import ExitStack

import pytest

from tests.e2e.browser import PHONE, Watcher, open_context
from tests.e2e.public_pages import FULL_ACTION
from tests.e2e.server import portal_with_demo
from tests.smtp_server import mail_server

ADDRESS = "habitante@exemple.example"
NUMBER = 1
PUBLISH = f"""
from django.utils import timezone
from actions.models import Action, Update
Update.objects.create(
    action=Action.objects.get(number={NUMBER}), title="Une permanence de plus à Ambres",
    body="Le jeudi matin.", published_at=timezone.now(),
)
"""
LEFT = f"""
from django.apps import apps
rows = [row for model in apps.get_models() for row in model._base_manager.all()]
print(sum({ADDRESS!r} in str(vars(row)) for row in rows))
"""


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    """(portal, mail server): letters leave by SMTP, to a server on loopback."""
    with ExitStack() as stack:
        post = stack.enter_context(mail_server())
        yield (
            stack.enter_context(
                portal_with_demo(
                    tmp_path_factory.mktemp("follow") / "run",
                    EMAIL_URL=f"smtp://127.0.0.1:{post.port}",
                )
            ),
            post,
        )


@pytest.fixture
def posted(running):
    """The same two, with an empty letter box: what another test received says nothing here."""
    running[1].letters.clear()
    return running


def link_in(letter, tail=""):
    """The path of the secret link of a letter that ends by `tail`."""
    found = re.findall(
        rf"https?://[^/\s]+(/suivre/(?:confirmer/)?[0-9]+-[0-9a-f]{{40}}/{tail})(?=\s)",
        letter.get_content(),
    )
    assert len(found) == 1, letter.get_content()
    return found[0]


def letters_to(post, portal):
    """Send what waits; gives the letters that the resident received so far."""
    portal.manage("send_letters")
    return [letter for letter in post.letters if letter["To"] == ADDRESS]


def said(window):
    return window.locator("main").inner_text()


def test_follow_confirm_receive_one_letter_stop(browser, posted):
    portal, post = posted
    context = open_context(browser, portal, viewport=PHONE, java_script_enabled=False)
    watcher, window = Watcher(context, portal), context.new_page()
    window.goto(FULL_ACTION.path)
    window.get_by_label("Votre adresse de courriel").fill(ADDRESS)
    window.get_by_role("button", name="Suivre par courriel").click()
    assert "Regardez vos courriels" in said(window)

    (asked,) = letters_to(post, portal)
    window.goto(link_in(asked))
    window.reload()  # as a mail scanner reads: nothing is followed yet
    portal.manage("send_news")
    assert len(letters_to(post, portal)) == 1
    window.get_by_role("button", name="Oui, suivre par courriel").click()
    assert "Ce que vous suivez" in said(window) and ADDRESS in said(window)

    assert portal.manage("send_news").strip() == "Courriels écrits : 0."
    portal.shell(PUBLISH)
    assert portal.manage("send_news").strip() == "Courriels écrits : 1."
    _asked, news = letters_to(post, portal)
    assert "Une permanence de plus à Ambres" in news["Subject"]
    assert "Une permanence de plus à Ambres" in news.get_content()
    assert news["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert news["List-Unsubscribe"].strip("<>").endswith(link_in(news, "arreter/"))
    assert portal.manage("send_news").strip() == "Courriels écrits : 0."
    assert len(letters_to(post, portal)) == 2

    window.goto(link_in(news, "arreter/"))
    assert portal.shell(LEFT).strip() != "0"  # reading it stopped nothing
    window.get_by_role("button", name="Arrêter et tout effacer").click()
    assert "Vous ne suivez plus rien" in said(window)
    assert portal.shell(LEFT).strip() == "0"
    assert context.cookies() == [] and watcher.faults == []
    context.close()


def test_one_click_of_a_mail_reader_stops(browser, posted):
    portal, post = posted
    portal.ask("/suivre/", "POST", {"email": ADDRESS})
    (asked,) = letters_to(post, portal)
    confirmed = portal.ask(link_in(asked), "POST", {"": ""})
    assert confirmed.status == 303

    path = f"{confirmed.headers['location']}arreter/"
    for _turn in range(2):
        assert portal.ask(path, "POST", {"List-Unsubscribe": "One-Click"}).status == 200
    assert portal.ask(confirmed.headers["location"]).status == 410
    assert portal.shell(LEFT).strip() == "0"
