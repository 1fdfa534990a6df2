"""The letters of a campaign on the team's pages: words, previews, reminders, a word to a few."""

import pytest
from django.utils import timezone

from partners.models import Membership, User
from reporting.letters import templates
from reporting.models import (
    CampaignText,
    Letter,
    LetterKind,
    TextKind,
)
from tests.reading import find, main_of, text_of
from tests.records.admin.forms import messages_of, typed
from tests.reporting.campaign import (
    BASE,
    DAY,
    page_of,
    running_campaign,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def running():
    return running_campaign()


# --- letters -------------------------------------------------------------------------------------


def test_names_that_no_letter_knows_are_refused_in_words(running, staff_client):
    address = f"{BASE}{running.pk}/lettres/rappel/"
    data = typed(staff_client.get(address)) | {"body": "Bonjour {prenom}"}

    response = staff_client.post(address, data)

    assert response.context["form"].errors["body"] == [
        "« {prenom} » n’existe pas dans ce courriel : retirez-le ou corrigez-le.",
        "Il manque « {lien} » : le lien personnel qui ouvre les réponses.",
    ]


def test_words_are_changed_shown_with_real_data_and_brought_back(running, staff_client):
    address = f"{BASE}{running.pk}/lettres/rappel/"
    data = typed(staff_client.get(address)) | {"body": "Chère {personne}, {lien}\n\n{actions}"}

    staff_client.post(address, data)

    said = text_of(main_of(staff_client.get(address)))
    assert "Chère Anne," in said and "=SOMME(Anne)" in said
    assert "Revenir au texte d’origine" in said
    staff_client.post(f"{address}origine/")
    text = CampaignText.objects.get(campaign=running, kind="rappel")
    assert (text.subject, text.body) == templates.DEFAULTS[TextKind.REMINDER]
    assert text.history.count() == 3


def test_preview_opens_no_answers_and_lets_only_its_sheet_through(running, staff_client):
    response = staff_client.get(f"{BASE}{running.pk}/lettres/ouverture/apercu/")

    page = response.content.decode()
    assert "/r/" not in page and "[[" not in page and "/suivi/campagnes/essai/" in page
    policy = response.headers["Content-Security-Policy"]
    assert "style-src 'sha256-" in policy and "default-src 'none'" in policy
    others = [part for part in policy.split("; ") if not part.startswith("style-src")]
    assert {part.split(" ", 1)[1] for part in others} == {"'none'"}


def keys_of(page):
    """The keys of the forms of a page, in order."""
    inputs = find(main_of(page), "form input")
    return [one.get("value") for one in inputs if one.get("name") == "_cle"]


def test_the_test_letter_goes_to_oneself_once(running, staff_client):
    address = f"{BASE}{running.pk}/lettres/ouverture/"
    page = staff_client.get(address)
    _text, test = keys_of(page)

    for _ in range(2):
        assert staff_client.post(f"{address}essai/", {"_cle": test}).url == address

    letter = Letter.objects.get(kind=LetterKind.TEST)
    assert letter.to == page.wsgi_request.user.email
    assert letter.subject.startswith("[Essai] Bilan 2026")
    body = letter.text
    assert "Bonjour Anne" in body and "[[" not in body and "/suivi/campagnes/essai/" in body


# --- reminders -----------------------------------------------------------------------------------


def test_the_calendar_names_who_receives_what(running, staff_client):
    said = text_of(main_of(page_of(staff_client, running, "rappels/")))

    assert "Cette personne recevra ce texte : « Rappel »." in said
    assert "Bruno : a répondu" in said
    assert "Bonjour Anne" in said


def test_reminders_are_set_aside_put_back_moved_and_added(running, staff_client):
    address = f"{BASE}{running.pk}/rappels/"
    first = running.reminders.first()

    def post(**data):
        response = staff_client.post(address, data)
        first.refresh_from_db()
        return response

    post(ecarter=first.pk)
    assert first.skipped_at is not None
    post(remettre=first.pk)
    assert first.skipped_at is None
    day = (running.due_on - 3 * DAY).isoformat()
    post(**{"deplacer": first.pk, f"{first.pk}-day": day})
    assert first.days == -3
    refused = post(ajouter="1", day=day, kind="rappel")
    assert "Un rappel est déjà prévu ce jour-là" in text_of(main_of(refused))
    (key,) = keys_of(refused)
    later = (running.due_on + 2 * DAY).isoformat()
    for _ in range(2):
        post(ajouter="1", day=later, kind="dernier-rappel", _cle=key)
    assert [one.days for one in running.reminders.all()] == [-3, 1, 2, 8]
    anne = User.objects.get(full_name="Anne")
    post(laisser=first.pk, montre=[anne.pk])
    assert list(first.spared.all()) == [anne]
    post(laisser=first.pk, montre=[anne.pk], recoit=[anne.pk])
    assert list(first.spared.all()) == []


@pytest.mark.parametrize("verb", ["ecarter", "remettre", "deplacer", "laisser"])
@pytest.mark.parametrize("value", ["", "x", "0", "²", "9" * 30])
def test_a_reminder_that_does_not_exist_is_said(verb, value, running, staff_client):
    response = staff_client.post(f"{BASE}{running.pk}/rappels/", {verb: value}, follow=True)

    assert response.status_code == 200
    assert running.reminders.filter(skipped_at=None).count() == 3


# --- writing -------------------------------------------------------------------------------------


def test_a_word_is_written_seen_then_sent_once_to_those_ticked(running, staff_client):
    address = f"{BASE}{running.pk}/ecrire/?organisation=structure-anne"
    data = typed(staff_client.get(address))
    assert data["recoit"] == [str(User.objects.get(full_name="Anne").pk)]
    data |= {"subject": "Un mot sur {campagne}", "body": "Bonjour {personne},\n\n{actions}"}

    preview = staff_client.post(address, data | {"voir": "1"})

    assert "Bonjour Anne," in text_of(main_of(preview))
    assert not Letter.objects.filter(kind=LetterKind.STAFF_WORD).exists()
    sent = typed(preview) | {"envoyer": "1"}
    for _ in range(2):
        assert staff_client.post(address, sent).url == running.get_absolute_url()
    letter = Letter.objects.get(kind=LetterKind.STAFF_WORD)
    assert letter.subject == "Un mot sur Bilan 2026"
    assert "=SOMME(Anne)" in letter.text


def test_a_word_being_written_outlives_the_session(running, staff_client):
    address = f"{BASE}{running.pk}/ecrire/"
    page = staff_client.get(address)
    data = typed(page) | {"subject": "Un mot", "body": "Long à écrire", "recoit": []}
    cookies = {name: morsel.value for name, morsel in staff_client.cookies.items()}
    staff_client.cookies.clear()

    led = staff_client.post(address, data | {"voir": "1"})

    assert led.url.startswith("/connexion/")
    for name, value in cookies.items():
        staff_client.cookies[name] = value
    found = typed(staff_client.get(address))
    assert (found["subject"], found["body"]) == ("Un mot", "Long à écrire")
    assert "recoit" not in found


def test_a_list_that_moved_since_the_preview_is_shown_again(running, staff_client):
    address = f"{BASE}{running.pk}/ecrire/"
    data = typed(staff_client.get(address)) | {"subject": "Un mot", "body": "Bonjour"}
    assert len(data["recoit"]) == 2
    preview = typed(staff_client.post(address, data | {"voir": "1"}))
    Membership.objects.filter(user__full_name="Bruno").update(ended_on=timezone.localdate())

    response = staff_client.post(address, preview | {"envoyer": "1"})

    assert response.status_code == 409
    assert not Letter.objects.filter(kind=LetterKind.STAFF_WORD).exists()
    assert "Bruno" not in text_of(main_of(response))


def test_a_word_to_nobody_or_with_an_unknown_name_does_not_leave(running, staff_client):
    address = f"{BASE}{running.pk}/ecrire/"
    data = typed(staff_client.get(address)) | {"subject": "Un mot", "body": "{reference}"}

    response = staff_client.post(address, data | {"voir": "1"})
    nobody = staff_client.post(address, data | {"voir": "1", "body": "Bonjour", "recoit": []})

    assert "« {reference} » n’existe pas" in text_of(main_of(response))
    assert messages_of(nobody)[-1].startswith("Cochez au moins une personne")
