"""Somebody signals a page they cannot use: a letter says that it is received, and until when the
team answers; nobody can make the portal write to others.
"""

import datetime as dt

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.utils import timezone

from contact.guard import MOST_ACKNOWLEDGED
from contact.letters import forget_letters
from contact.models import COMPLAINT, ContactMessage
from conventions.models import Territory
from letters.models import OutboxLetter
from records.french import full_date
from tests.factories import ActionFactory, ContactMessageFactory
from tests.reading import find, main_of, text_of

ADDRESS = "camille@example.org"


@pytest.fixture
def post(reader, django_capture_on_commit_callbacks):
    """A function that sends the form; gives the page of confirmation, or that of the form."""

    def send(data):
        with django_capture_on_commit_callbacks(execute=True):
            answer = reader.post("/contact/", data)
        if answer.status_code != 303:
            return text_of(main_of(answer))
        return text_of(main_of(reader.get(answer.headers["Location"])))

    return send


def receipts():
    """Letters that left for who wrote."""
    return [letter for letter in mail.outbox if letter.to != ["ctg@example.org"]]


def ticked(page):
    (box,) = [e for e in find(main_of(page), "input") if e.get("name") == "complaint"]
    return box.get("checked") is not None


def test_the_declaration_leads_to_the_form_with_its_box_ticked(reader, territory):
    links = [a.get("href") for a in find(main_of(reader.get("/accessibilite/")), "a")]
    (address,) = [link for link in links if link.startswith("/contact/")]

    assert ticked(reader.get(address))
    assert not ticked(reader.get("/contact/"))


def test_a_complaint_is_acknowledged_by_letter_and_by_the_page(post, written, territory):
    Territory.objects.update(complaint_days=14)

    page = post(written(complaint="on", subject="<b>Promo</b>", body="Achetez ici"))

    message = ContactMessage.objects.get()
    (letter,) = receipts()
    until = full_date(timezone.localdate() + dt.timedelta(days=14))
    assert (letter.to, letter.subject) == (
        [ADDRESS], f"[{message.reference}] Votre signalement est reçu",
    )  # fmt: skip
    said = letter.body.replace("\u00a0", " ")
    assert f"vous répond au plus tard le {until}." in said
    assert message.reference in said and "05 63 00 00 00" in said
    assert "Défenseur des droits" in said
    assert letter.message()["Auto-Submitted"] == "auto-replied"
    assert letter.message()["Reply-To"] == "ctg@example.org"
    for typed in ("Promo", "Achetez", "Camille"):
        assert typed not in str(letter.message())
    assert message.about == COMPLAINT
    assert "Un courriel part à cette adresse" in page
    assert "Vous ne recevrez pas de courriel" not in page
    (carried,) = [one for one in mail.outbox if one not in receipts()]
    assert f"Réponse promise au plus tard le : {until}" in carried.body.replace("\u00a0", " ")


def test_without_a_delay_in_the_settings_none_is_promised(post, written, reader):
    post(written(complaint="on"))

    assert "L’équipe de la CTG le lit et vous répond." in receipts()[0].body
    assert all("au plus tard" not in letter.body for letter in mail.outbox)
    assert "répond dans les" not in text_of(main_of(reader.get("/accessibilite/")))
    Territory.objects.update(complaint_days=14)
    said = text_of(main_of(reader.get("/accessibilite/"))).replace("\u00a0", " ")
    assert "L’équipe vous répond dans les 14 jours." in said


def test_another_message_is_confirmed_by_the_page_alone(post, written):
    page = post(written())

    assert receipts() == []
    assert "Vous ne recevrez pas de courriel de confirmation" in page


def test_a_complaint_about_an_action_names_both(post, written):
    action = ActionFactory(public=True, title="Un lieu")

    post(written(complaint="on", action=str(action.number)))

    about = f"{COMPLAINT} ; l’action {action.number}, Un lieu"
    assert ContactMessage.objects.get().about == about


def test_the_same_form_again_writes_no_second_letter(post, written):
    data = written(complaint="on")

    pages = {post(data) for _ in range(3)}

    assert len(receipts()) == 1
    assert len(pages) == 1
    assert "Un courriel part à cette adresse" in pages.pop()


def test_an_address_receives_one_a_day(post, written):
    post(written(complaint="on"))

    page = post(written(complaint="on", email="Camille@example.org"))

    assert len(receipts()) == 1
    assert "Vous ne recevrez pas de courriel" in page
    ContactMessage.objects.update(received_at=timezone.now() - dt.timedelta(hours=25))
    post(written(complaint="on"))
    assert len(receipts()) == 2


def test_few_leave_in_an_hour_whoever_asks(post, written):
    for rank in range(MOST_ACKNOWLEDGED):
        ContactMessageFactory(about=COMPLAINT, email=f"une{rank}@example.org")

    page = post(written(complaint="on"))

    assert receipts() == []
    assert "Message reçu" in page
    assert ContactMessage.objects.filter(email=ADDRESS).exists()


def test_nothing_of_it_stays_once_it_left_nor_after_the_message(post, written):
    post(written(complaint="on"))

    letter = OutboxLetter.objects.get(source="contact-receipt")
    assert (letter.to, letter.subject, letter.text) == ("", "", "")
    ContactMessage.objects.all().delete()
    forget_letters()
    assert not OutboxLetter.objects.exists()


@pytest.mark.parametrize(("days", "is_right"), [(1, True), (90, True), (0, False), (91, False)])
def test_the_delay_is_of_one_to_ninety_days(territory, days, is_right):
    territory.complaint_days = days

    if is_right:
        territory.full_clean()
    else:
        with pytest.raises(ValidationError, match="de 1 à 90 jours"):
            territory.full_clean()
