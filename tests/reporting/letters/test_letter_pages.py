"""/suivi/lettres/: what did not arrive, and what the team does about it."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from letters.sending import send_due
from partners.models import MailFault, User
from reporting.models import Letter, LetterKind, LetterState
from reporting.report.links import link_for, token_of
from tests.factories import UserFactory
from tests.reading import find, main_of, text_of
from tests.reporting.posting import written
from tests.reporting_factories import CampaignFactory, InvitationFactory, LetterFactory, Speaker
from tests.smtp_server import mail_to

pytestmark = pytest.mark.django_db
LIST = "/suivi/lettres/"
SENT, REFUSED = LetterState.SENT, LetterState.REFUSED
FAILED, BOUNCED = LetterState.FAILED, LetterState.BOUNCED


@pytest.fixture
def editor(signed_in):
    return signed_in(UserFactory(editing=True))


def in_state(state, **values):
    """A letter that was written for somebody, then came to `state`."""
    letter = written(Speaker(**values))
    at = timezone.now() if state in (SENT, BOUNCED) else None
    Letter.objects.filter(pk=letter.pk).update(
        state=state, sent_at=at, tries=1, fault="Une raison." if state != SENT else ""
    )
    letter.refresh_from_db()
    return letter


def subjects(response):
    """Whom the rows of the list are for."""
    return [text_of(find(row, "td")[0]).split()[0] for row in find(main_of(response), "tbody tr")]


def test_list_shows_who_what_when_and_why(editor):
    letter = in_state(REFUSED, full_name="Lou Exemple")
    in_state(SENT)

    page = main_of(editor.get(LIST))

    [row] = find(page, "tbody tr")
    words = text_of(row)
    for part in ("Vos nouvelles", "Message de l’équipe", "Lou Exemple", letter.to, "Une raison."):
        assert part in words
    assert "1 courriel à traiter" in text_of(page).replace("\xa0", " ")
    organisation = letter.person.memberships.get().organisation
    links = [link.get("href") for link in find(row, "a")]
    assert links == [f"{LIST}{letter.pk}/", f"/suivi/contacts/{organisation.slug}/"]


def test_filters_find_letters_by_state_kind_campaign_and_person(editor):
    campaign = CampaignFactory(open=True)
    LetterFactory(sent=True, to="a@example.org", campaign=campaign)
    LetterFactory(sent=True, to="b@example.org", kind=LetterKind.RECEIVED)
    LetterFactory(state=FAILED, to="c@example.org", person=UserFactory(full_name="Loú Exemple"))
    LetterFactory(state=FAILED, to="d@example.org", handled_at=timezone.now())
    old = LetterFactory(sent=True, to="e@example.org")
    Letter.objects.filter(pk=old.pk).update(created_at=timezone.now() - dt.timedelta(days=367))

    def found(query):
        return sorted(word[0] for word in subjects(editor.get(f"{LIST}?{query}")))

    assert found("etat=toutes") == ["L", "a", "b", "d"]
    assert found("") == ["L"]
    assert found("etat=echec") == ["L", "d"]
    assert found("etat=partie&nature=recu") == ["b"]
    assert found(f"etat=toutes&campagne={campaign.pk}") == ["a"]
    assert found("etat=toutes&q=lou") == ["L"]
    assert found("etat=toutes&q=B@EXAMPLE") == ["b"]
    page = editor.get(f"{LIST}?etat=nimporte&campagne=0")
    assert "n’a pas été compris" in page.text


def test_send_again_sends_the_same_text_to_the_address_of_today(editor, settings):
    letter = in_state(REFUSED)
    person = letter.person
    User.objects.filter(pk=person.pk).update(
        email="nouvelle@example.org",
        mail_fault=MailFault.REFUSED,
        mail_fault_on=dt.date(2026, 1, 1),
    )

    for _ in range(2):
        answer = editor.post(f"{LIST}{letter.pk}/", {"renvoyer": "", "liste": "etat="})

    assert answer.headers["Location"] == f"{LIST}?etat="
    with mail_to(settings) as smtp:
        assert send_due() == {SENT: 1}
    [arrived] = smtp.letters
    assert arrived["To"] == "nouvelle@example.org"
    assert arrived["Message-ID"] == letter.message_id
    person.refresh_from_db()
    assert (person.mail_fault, person.mail_fault_on) == ("", None)


def test_all_that_failed_is_sent_again_in_one_click(editor):
    failed = [in_state(FAILED) for _ in range(2)]
    refused, sent = in_state(REFUSED), in_state(SENT)

    editor.post(f"{LIST}?nature=mot", {})

    states = dict(Letter.objects.values_list("pk", "state"))
    assert {states[one.pk] for one in (*failed, refused)} == {LetterState.WAITING}
    assert states[sent.pk] == SENT


def test_letter_overtaken_by_events_is_not_sent_again_and_says_why(editor):
    letter, other = in_state(FAILED), in_state(FAILED)
    User.objects.filter(pk=letter.person_id).update(is_active=False)

    answer = editor.post(f"{LIST}{letter.pk}/", {"renvoyer": ""}, follow=True)
    assert "Rien n’est envoyé. Le compte de cette personne est fermé." in answer.text

    answer = editor.post(LIST, follow=True)
    assert "1 courriel part de nouveau." in answer.text
    assert "1 courriel n’a plus de raison de partir" in answer.text
    states = dict(Letter.objects.values_list("pk", "state"))
    assert states == {letter.pk: FAILED, other.pk: LetterState.WAITING}


def test_stopped_timer_is_told(editor):
    LetterFactory(next_try_at=timezone.now() - dt.timedelta(minutes=14))
    LetterFactory(next_try_at=timezone.now() - dt.timedelta(minutes=16), tries=1)
    assert "envoi automatique est sans doute arrêté" not in editor.get(LIST).text

    LetterFactory(next_try_at=timezone.now() - dt.timedelta(minutes=16), to="a@example.org")

    assert "l’envoi automatique est sans doute arrêté" in editor.get(LIST).text
    assert subjects(editor.get(f"{LIST}?etat=bloquees")) == ["a@example.org"]


def test_dealt_with_leaves_the_list(editor):
    letter = in_state(FAILED)

    editor.post(f"{LIST}{letter.pk}/", {"regle": ""})

    assert "Rien n’attend." in editor.get(LIST).text
    assert Letter.objects.get().handled_at is not None


def test_letter_that_came_back_is_noted_and_its_address_serves_no_more(editor):
    letter = in_state(SENT)

    for _ in range(2):
        editor.post(f"{LIST}{letter.pk}/", {"revenue": ""})

    letter.refresh_from_db()
    assert letter.state == BOUNCED
    assert "Revenu, parti le" in text_of(main_of(editor.get(LIST)))
    assert letter.person.mail_fault == MailFault.BOUNCED
    assert not letter.person.memberships.working().exists()

    editor.post(f"{LIST}{letter.pk}/", {"marche": ""})
    assert letter.person.memberships.working().exists()


def test_waiting_letter_can_be_neither_resent_nor_returned(editor):
    letter = written(Speaker())
    for act in ("renvoyer", "regle", "revenue", "autre"):
        assert editor.post(f"{LIST}{letter.pk}/", {act: ""}).status_code == 302

    letter.refresh_from_db()
    assert (letter.state, letter.handled_at) == (LetterState.WAITING, None)


def test_page_of_a_letter_shows_its_text_and_hides_its_links(editor):
    letter = in_state(FAILED)

    page = editor.get(f"{LIST}{letter.pk}/").text

    assert "(lien personnel)\n" in page
    assert "/r/" not in page
    assert token_of(link_for(letter.person)) not in page
    assert "[[" not in page


def test_page_of_a_letter_of_every_kind_and_state(editor):
    for kind in LetterKind:
        letter = LetterFactory(kind=kind, campaign=CampaignFactory(open=True))
        assert "Le texte de ce courriel est effacé." in editor.get(f"{LIST}{letter.pk}/").text
    invitation = InvitationFactory()
    for state in LetterState:
        letter = in_state(state)
        Letter.objects.filter(pk=letter.pk).update(
            person=None, invitation=invitation, sent_at=letter.created_at
        )
        page = text_of(main_of(editor.get(f"{LIST}{letter.pk}/")))
        assert state.label in page
        assert str(invitation) in page


def test_links_lead_only_where_the_reader_may_go(editor, signed_in):
    invitation = InvitationFactory()
    letter = LetterFactory(state=FAILED, invitation=invitation)
    pages = [LIST, f"{LIST}{letter.pk}/"]
    for client, names in (
        (editor, "contact-organisation"),
        (signed_in(UserFactory(publishing=True)), "contact-invitation"),
    ):
        args = [invitation.organisation.slug, invitation.pk][: 1 + ("invitation" in names)]
        wanted = reverse(names, args=args)
        for page in pages:
            links = [link.get("href") for link in find(main_of(client.get(page)), "a")]
            assert [link for link in links if "/contacts/" in link] == [wanted]
        assert client.get(wanted).status_code == 200


def test_names_and_subjects_are_shown_as_text(editor):
    evil = "<script>alert(1)</script>\u202e"
    letter = in_state(FAILED, full_name=evil)
    Letter.objects.update(subject=evil)

    for address in (LIST, f"{LIST}{letter.pk}/"):
        page = editor.get(address).text
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert" in page


def test_queries_do_not_depend_on_the_number_of_letters(editor):
    found, size = {}, 0
    for wanted in (1, 3, 60):
        for _ in range(wanted - size):
            in_state(FAILED)
        size = wanted
        with CaptureQueriesContext(connection) as captured:
            editor.get(LIST)
        found[wanted] = len(captured)

    assert len(set(found.values())) == 1, found
