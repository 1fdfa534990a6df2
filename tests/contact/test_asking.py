"""From an action: no subject is asked; a copy that carries nothing a spammer wants; the delay."""

import datetime as dt

import pytest
from django.core import mail
from django.utils import timezone

from contact.letters import TAKEN_OUT, quoted
from contact.models import ContactMessage
from conventions.models import Territory
from records.french import full_date
from tests.factories import ActionFactory
from tests.reading import body, find, main_of, text_of

pytestmark = pytest.mark.django_db
ADDRESS = "camille@example.org"


@pytest.fixture
def action(territory):
    return ActionFactory(public=True, title="Ouvrir un jardin")


@pytest.fixture
def send(reader, django_capture_on_commit_callbacks):
    """A function that sends the form; gives the last page, redirection followed."""

    def post(data):
        with django_capture_on_commit_callbacks(execute=True):
            return reader.post("/contact/", data, follow=True)

    return post


def inputs(page):
    return {box.get("name") for box in find(main_of(page), "input")}


def copies():
    return [letter for letter in mail.outbox if letter.to == [ADDRESS]]


def test_the_action_is_known_shown_and_names_the_message(reader, send, written, action):
    shown = reader.get(f"/contact/?action={action.number}")
    assert "subject" not in inputs(shown) and "subject" in inputs(reader.get("/contact/"))
    assert f"Votre message porte sur l’action {action.number}, Ouvrir un jardin" in text_of(
        main_of(shown)
    )

    page = send(written(action=str(action.number), subject=""))

    message = ContactMessage.objects.get()
    assert message.subject == f"Question sur l’action {action.number}, Ouvrir un jardin"
    (letter,) = mail.outbox
    assert letter.subject == f"[{message.reference}] {message.subject}"
    links = [link.get("href") for link in find(main_of(page), "a")]
    assert action.get_absolute_url() in links


def test_a_subject_sent_beside_an_action_is_not_believed(send, written, action):
    send(written(action=str(action.number), subject="Promo"))

    assert "Promo" not in ContactMessage.objects.get().subject


def test_a_long_title_still_makes_a_subject(send, written, action):
    type(action).objects.update(title="Long " * 50)

    send(written(action=str(action.number), subject=""))

    assert len(ContactMessage.objects.get().subject) == 200


def test_an_action_withdrawn_meanwhile_asks_for_a_subject_and_keeps_the_text(send, written, action):
    type(action).objects.update(is_published=False)

    page = send(written(action=str(action.number), subject=""))

    assert "Donnez le sujet de votre message" in text_of(main_of(page))
    assert "est-il ouvert le samedi" in body(page).decode()
    assert not ContactMessage.objects.exists()


def test_a_copy_leaves_only_when_it_is_asked_for(send, written):
    page = send(written())
    assert copies() == []
    assert "Vous ne recevrez pas de courriel" in text_of(main_of(page))

    page = send(written(copy="on", name="ACHETEZ", subject="ACHETEZ"))

    message = ContactMessage.objects.get(wants_copy=True)
    (copy,) = copies()
    assert copy.subject == f"[{message.reference}] Copie de votre message"
    assert "> Bonjour,\n> est-il ouvert le samedi ?" in copy.body.replace("\u00a0", " ")
    assert "ACHETEZ" not in str(copy.message()) and "Défenseur" not in copy.body
    assert copy.extra_headers["Auto-Submitted"] == "auto-replied"
    assert "Un courriel part à cette adresse" in text_of(main_of(page))


@pytest.mark.parametrize(
    "text",
    [
        "https://arnaque.example/x?y",
        "HTTP://ARNAQUE.EXAMPLE",
        "www.arnaque.example",
        "arnaque.example/gagner",
        "x@arnaque.example",
        "[ici](https://arnaque.example)",
        "<a href='//arnaque.example'>ici</a>",
    ],
)
def test_a_copy_leads_nowhere(text):
    said = quoted(f"Lisez {text} vite\nMerci. Bonsoir")

    assert "arnaque.example" not in said.lower() and TAKEN_OUT in said
    assert all(line.startswith(">") for line in said.splitlines())
    assert "> Merci. Bonsoir" in said


def test_a_complaint_and_a_copy_make_one_letter_a_day(send, written):
    send(written(complaint="on", copy="on"))
    page = send(written(copy="on", email="Camille@example.org"))

    (letter,) = copies()
    assert "Votre signalement est reçu" in letter.subject
    assert "> Bonjour," in letter.body and "Défenseur des droits" in letter.body
    assert "Vous ne recevrez pas de courriel" in text_of(main_of(page))
    ContactMessage.objects.update(received_at=timezone.now() - dt.timedelta(hours=25))
    send(written(copy="on"))
    assert len(copies()) == 2


def test_the_delay_is_said_everywhere_or_nowhere(reader, send, written):
    silent = send(written())
    assert "au plus tard" not in text_of(main_of(silent))
    assert "vous répond dans les" not in text_of(main_of(reader.get("/contact/")))
    Territory.objects.update(answer_days=10)
    mail.outbox.clear()

    page = text_of(main_of(send(written(copy="on"))))

    until = full_date(timezone.localdate() + dt.timedelta(days=10))
    assert f"au plus tard le {until}" in page
    assert len(mail.outbox) == 2
    assert all(until in letter.body.replace("\u00a0", " ") for letter in mail.outbox)
    assert "vous répond dans les 10 jours" in text_of(main_of(reader.get("/contact/"))).replace(
        "\u00a0", " "
    )
    assert "Il est effacé au bout d’un an." in page


def test_a_complaint_has_its_own_delay(send, written):
    Territory.objects.update(answer_days=10, complaint_days=3)

    page = text_of(main_of(send(written(complaint="on"))))

    assert full_date(timezone.localdate() + dt.timedelta(days=3)) in page
