"""What the people of a campaign do: a letter arrives, its link is followed, an answer is sent."""

import re

from playwright.sync_api import expect

from tests.e2e.server import Portal

FASTER_THAN_A_PERSON = 1_700  # milliseconds: the link refuses who presses before


def letters_to(email, site, server):
    """Send what waits through the mail `server`; gives the letters to that address so far."""
    mail = {"EMAIL_URL": f"smtp://127.0.0.1:{server.port}"}
    Portal(site.folder, site.environment | mail, 0).manage("send_letters")
    return [letter for letter in server.letters if letter["To"] == email]


def link_in(letter):
    """The path of the personal link of a letter, as its reader sees it."""
    text = letter.get_body(("plain",)).get_content()
    found = re.search(r"https?://[^/\s]+(/r/[\w-]+/)\s", text)
    assert found, text
    assert found[1] in letter.get_body(("html",)).get_content()
    return found[1]


def enter_by(letter, hands, title):
    """Follow the link of `letter`: it shows a page, and only its button opens the answers, where
    an action of that `title` waits."""
    window = hands.window
    window.goto(link_in(letter))
    expect(window.get_by_role("heading", level=1)).to_contain_text("Maya Essai")
    window.wait_for_timeout(FASTER_THAN_A_PERSON)
    hands.follow(window.get_by_role("button", name="Mes réponses"))
    expect(window.get_by_role("heading", name=title)).to_be_visible()


def send(hands):
    window = hands.window
    hands.follow(window.get_by_role("button", name="Vérifier avant d’envoyer"))
    hands.follow(window.get_by_role("button", name="Envoyer ma réponse"))
    expect(window.get_by_role("heading", level=1)).to_have_text("Merci, votre réponse est envoyée")
