"""What letters say: headers nobody can add to, any text in any field, an HTML twin that is safe."""

import html5lib
import pytest
from django.core.mail import get_connection
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from conventions.models import Territory
from conventions.sender import Sender
from letters.sending import message_of, send_due
from reporting.letters.html import html_of
from reporting.letters.templates import fill
from reporting.letters.writing import write_letter
from reporting.models import Letter, LetterKind, LetterState
from tests.factories import TerritoryFactory
from tests.reading import HTML
from tests.reporting.letters_written import every_letter
from tests.reporting.posting import written
from tests.reporting_factories import Speaker
from tests.smtp_server import mail_to

pytestmark = pytest.mark.django_db
INJECTION = "Bonjour\r\nBcc: all@example.org\n\u2028X-Mal: y\x0bZ: z\x85W: w"
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)


def sent(settings):
    """The letter that leaves now, as it arrives."""
    with mail_to(settings) as smtp:
        assert send_due() == {LetterState.SENT: 1}
    [arrived] = smtp.letters
    return arrived


def test_subject_and_names_add_no_header_and_no_recipient(settings):
    TerritoryFactory(
        main=True, slug="injection", name=f'{INJECTION} "<x@example.org>', email="ctg@example.org"
    )
    speaker = Speaker(full_name=INJECTION)
    written(speaker, subject=INJECTION, body=f"Bonjour {INJECTION}")

    arrived = sent(settings)

    assert set(arrived.keys()) == {
        "Content-Type", "MIME-Version", "Subject", "From", "To", "Date", "Message-ID",
        "Auto-Submitted", "Reply-To", "List-Unsubscribe", "List-Unsubscribe-Post",
    }  # fmt: skip
    assert [address.addr_spec for address in arrived["From"].addresses] == [
        "ne-pas-repondre@localhost"
    ]
    assert [address.addr_spec for address in arrived["To"].addresses] == [speaker.person.email]
    assert arrived["Subject"].startswith("Bonjour Bcc: all@example.org X-Mal: y Z: z W: w")


def test_very_long_names_do_not_stop_the_act(settings):
    TerritoryFactory(main=True, name="é" * 150, slug="long")
    written(Speaker(full_name="à" * 150), subject="ù" * 989)

    arrived = sent(settings)

    # The reader of these tests leaves a space where a folded header goes on.
    assert arrived["From"].addresses[0].display_name.replace(" ", "") == "é" * 80
    assert len(arrived["Subject"].replace(" ", "")) == 250


def test_address_that_the_library_would_refuse_does_not_stop_the_act(settings):
    speaker = Speaker(email='"a,b"@example.org')
    letter = written(speaker)

    assert (letter.to, letter.state) == (speaker.person.email, LetterState.WAITING)


def test_sender_with_a_name_of_its_own_in_the_settings(settings):
    settings.DEFAULT_FROM_EMAIL = "Le portail <portail@example.org>"
    TerritoryFactory(main=True, name="Tarn-Agout")
    written(Speaker())

    arrived = sent(settings)

    assert arrived["From"] == "Tarn-Agout <portail@example.org>"
    assert arrived["Message-ID"].endswith("@example.org>")
    assert "Reply-To" not in arrived


@given(subject=ANY_TEXT, body=ANY_TEXT, name=ANY_TEXT)
@hypothesis_settings(max_examples=60)
def test_any_text_in_any_field_makes_a_letter(subject, body, name):
    by = Sender(name, "portail@example.org", "ctg@example.org")
    Letter.objects.all().delete()

    letter = write_letter(
        LetterKind.STAFF_WORD, to="a@example.org", once="essai", subject=subject, body=body, by=by
    )

    message = message_of(letter, {})
    content = message.message().as_bytes()
    assert get_connection().send_messages([message]) == 1
    assert content.count(b"\nTo: ") == content.count(b"\nSubject: ") == 1
    assert b"\nBcc:" not in content.partition(b"\n\n")[0]
    parser = html5lib.HTMLParser()
    parser.parse(letter.html)
    # Characters that HTML knows no way to write are the only thing a strict reader may regret.
    assert {code for _where, code, _details in parser.errors} <= {"invalid-codepoint"}


@pytest.mark.parametrize(
    "evil",
    [
        "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "javascript:alert(1)",
        'https://example.org/"onmouseover="alert(1)', "https://example.org/<b>", "{lien}",
    ],
)  # fmt: skip
def test_html_twin_shows_any_text_as_text(evil):
    source = html_of(evil, f"{evil}\n\n- {evil}\n- {evil}")
    root = html5lib.parse(source)

    tags = {element.tag.removeprefix(HTML) for element in root.iter() if element.tag is not None}
    assert tags <= {
        "html", "head", "meta", "title", "style", "body", "main", "h1", "p", "ul", "li", "a", "br",
    }  # fmt: skip
    links = list(root.iter(f"{HTML}a"))
    assert {name for link in links for name in link.attrib} <= {"href"}
    assert all(link.get("href").startswith("https://") for link in links)


def test_nobody_can_make_a_button_that_looks_like_ours():
    ours = "http://127.0.0.1:8000/r/[[lien:7]]/"
    for address in (
        "https://mechant.example/r/[[lien:7]]/",
        "http://127.0.0.1:8000.x.y/r/[[lien:7]]/",
    ):
        assert f">{address}</a>" in html_of("Essai", address)
        assert 'class="go"' not in html_of("Essai", address)

    assert f'<p class="go"><a href="{ours}">Mes réponses</a></p>' in html_of("Essai", ours)


def test_values_are_put_in_once():
    values = {"actions": "{lien}", "lien": "https://example.org/secret"}

    assert fill("Voici : {actions}", values) == "Voici : {lien}"


def test_every_kind_of_letter_is_written_and_says_the_same_in_html():
    letters = every_letter()

    assert set(letters) == set(LetterKind)
    for kind, letter in letters.items():
        body = letter.text
        assert "{" not in body + letter.subject, kind
        assert "Confidentiel" not in body, kind
        assert "None" not in body, kind
        source = letter.html
        parser = html5lib.HTMLParser()
        root = parser.parse(source)
        assert parser.errors == [], kind
        said = "".join(root.find(f".//{HTML}main").itertext()).replace("\xa0", " ")
        for line in body.split("\n"):
            words = line.removeprefix("- ").partition("http")[0].strip()
            assert words in said, (kind, words)


def test_letters_of_partners_tell_how_to_leave_and_reminders_how_to_stop():
    letters = every_letter()

    of_partners = {
        LetterKind.OPENING, LetterKind.REMINDER, LetterKind.RECEIVED, LetterKind.SENT_BACK,
        LetterKind.PUBLISHED, LetterKind.REOPENED, LetterKind.CLOSING_ACCOUNT,
    }  # fmt: skip
    for kind in of_partners:
        assert "/plus-moi/" in letters[kind].text, kind
    unsubscribed = {kind for kind in letters if "List-Unsubscribe" in letters[kind].headers}
    assert unsubscribed == {LetterKind.OPENING, LetterKind.REMINDER}


def test_one_click_of_a_mail_program_stops_reminders(client, settings):
    """RFC 8058: a POST to the address of the header, without a cookie nor a page before it."""
    letter = every_letter()[LetterKind.REMINDER]
    Letter.objects.exclude(pk=letter.pk).delete()
    address = sent(settings)["List-Unsubscribe"].strip(" <>").removeprefix("http://127.0.0.1:8000")
    strict = type(client)(enforce_csrf_checks=True)

    strict.get(address)
    letter.person.refresh_from_db()
    assert letter.person.reminders_off_on is None

    answer = strict.post(address, {"List-Unsubscribe": "One-Click"})

    letter.person.refresh_from_db()
    assert answer.status_code == 200
    assert letter.person.reminders_off_on is not None


def test_territory_without_a_name_or_an_address_still_writes():
    assert not Territory.objects.exists()

    letter = written(Speaker())

    assert letter.from_email == "ne-pas-repondre@localhost"
    assert "Reply-To" not in letter.headers
