"""The contact page, from the blank form to the letter."""

import datetime as dt

import pytest
from django.core import mail, signing
from django.utils import timezone

from contact.forms import ContactForm
from contact.models import ContactMessage
from partners import visitors
from partners.client_address import client_address
from tests.contact.conftest import hidden_value
from tests.factories import ActionFactory, ContactMessageFactory, PageFactory


def waiting_time(request, at):
    return visitors.waiting_time(ContactMessage.objects, request, at)


def send(reader, data, commit, **headers):
    with commit(execute=True):
        return reader.post("/contact/", data, headers=headers)


@pytest.fixture
def post(reader, django_capture_on_commit_callbacks):
    return lambda data, **headers: send(reader, data, django_capture_on_commit_callbacks, **headers)


def test_form_is_public_and_sets_no_cookie(reader, territory):
    response = reader.get("/contact/")

    assert response.status_code == 200
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")
    assert response.headers["Cache-Control"] == "private, no-cache"
    assert "csrfmiddlewaretoken" not in response.text
    assert "<title>Nous contacter – " in response.text


def test_staff_words_stand_above_the_form(reader, territory):
    PageFactory(slug="contact", title="Parlons-en", lead="Une question ?", body="Le **mardi**.")

    page = reader.get("/contact/").text

    assert "<h1>Parlons-en</h1>" in page
    assert "<strong>mardi</strong>" in page


def test_message_is_stored_then_sent(post, reader, written):
    response = post(written())

    message = ContactMessage.objects.get()
    assert response.status_code == 303
    assert not response.cookies
    assert (message.name, message.email) == ("Camille Martin", "camille@example.org")
    assert message.body == "Bonjour,\nest-il ouvert le samedi ?"
    assert message.sent_at is not None
    [letter] = mail.outbox
    assert letter.to == ["ctg@example.org"]
    assert letter.message()["Reply-To"] == "camille@example.org"
    assert letter.subject == f"[{message.reference}] Le relais petite enfance"
    assert "est-il ouvert le samedi ?" in letter.body

    confirmation = reader.get(response.headers["Location"])
    assert confirmation.status_code == 200
    assert message.reference in confirmation.text
    assert "noindex" in confirmation.text
    assert not confirmation.cookies
    for personal in ("camille", "Martin", "relais"):
        assert personal not in response.headers["Location"]


def test_message_without_a_name_is_accepted(post, written):
    assert post(written(name="")).status_code == 303
    assert "Nom : non donné" in mail.outbox[0].body


def test_letter_is_plain_text_whatever_was_typed(post, written):
    post(written(body="<script>alert(1)</script> & l’école", subject="<b>Ici</b>"))

    assert "<script>alert(1)</script> & l’école" in mail.outbox[0].body
    assert mail.outbox[0].subject.endswith("<b>Ici</b>")
    assert mail.outbox[0].message().get_content_type() == "text/plain"


def test_public_action_is_named(post, reader, written):
    action = ActionFactory(public=True, title="Un lieu pour les jeunes")
    about = f"l’action {action.number}, Un lieu pour les jeunes"

    page = reader.get(f"/contact/?action={action.number}").text
    post(written(action=str(action.number)))

    assert hidden_value(page, "action") == str(action.number)
    assert about in page
    assert ContactMessage.objects.get().about == about
    assert f"À propos de : {about}" in mail.outbox[0].body


@pytest.mark.parametrize("number", ["999999", "", "-1", "²", "1 OR 1=1", "9" * 500, "<b>"])
def test_unknown_action_is_ignored(number, post, reader, written):
    response = reader.get("/contact/", {"action": number})
    post(written(action=number))

    assert response.status_code == 200
    assert "À propos de" not in response.text
    assert ContactMessage.objects.get().about == ""


def test_draft_action_is_never_named(post, reader, written):
    action = ActionFactory(title="Projet secret")

    page = reader.get(f"/contact/?action={action.number}").text
    post(written(action=str(action.number)))

    assert "Projet secret" not in page
    assert ContactMessage.objects.get().about == ""


def test_wrong_answers_are_listed_and_kept(post, written):
    response = post(written(email="camille", subject="", body="Un CTG &lt; <b>deux</b>"))
    page = response.text

    assert ContactMessage.objects.count() == 0
    assert response.status_code == 200
    assert "<title>Erreur : Nous contacter – " in page
    assert 'role="alert" tabindex="-1" id="erreurs" autofocus' in page
    assert page.count("Donnez le sujet de votre message, en quelques mots.") == 2
    assert '<a href="#id_email">Cette adresse de courriel est incomplète.' in page
    assert 'aria-describedby="id_email_helptext id_email_error" required aria-invalid' in page
    assert 'value="camille"' in page
    assert "Un CTG &amp;lt; &lt;b&gt;deux&lt;/b&gt;" in page


def test_key_stays_the_same_while_correcting(post, written):
    data = written(body="")

    page = post(data).text

    assert hidden_value(page, "key") == data["key"]


@pytest.mark.parametrize(
    ("age", "words"),
    [(13 * 3600, "plus de douze heures"), (1, "robots"), (-60, "robots")],
)
def test_key_of_the_wrong_age_is_refused_with_a_fresh_one(age, words, post, written):
    data = written(age=age)

    page = post(data).text

    assert words in page
    assert "est-il ouvert le samedi ?" in page
    assert hidden_value(page, "key") != data["key"]
    assert ContactMessage.objects.count() == 0


@pytest.mark.parametrize("key", ["", "x", "é:é:é", "WyJhIiwwXQ:1xVeh5:AAAA", "a" * 20_000])
def test_forged_key_is_refused_with_a_fresh_one(key, post, written):
    page = post(written(key=key)).text

    assert "n’était plus à jour" in page
    assert signing.loads(hidden_value(page, "key"), salt=ContactForm.key_salt)
    assert ContactMessage.objects.count() == 0


def test_hidden_field_stops_robots_and_tells_people(post, written):
    page = post(written(details="https://spam.example")).text

    assert "Un champ caché était rempli" in page
    assert "spam.example" not in page
    assert "est-il ouvert le samedi ?" in page
    assert ContactMessage.objects.count() == 0


def test_hidden_field_is_hidden_from_everyone(reader, territory):
    page = reader.get("/contact/").text

    assert '<div class="trap" aria-hidden="true">' in page
    assert 'name="details" tabindex="-1" autocomplete="off"' in page


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site", "origin": "http://testserver"},
        {"origin": "https://ailleurs.example"},
        {"origin": "null"},
    ],
)
def test_form_sent_by_another_site_is_refused(headers, post, written):
    response = post(written(), **headers)

    assert response.status_code == 403
    assert "venait d’un autre site" in response.text
    assert "est-il ouvert le samedi ?" in response.text
    assert ContactMessage.objects.count() == 0


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "same-origin", "origin": "http://testserver"},
        {"sec-fetch-site": "none"},
        {"origin": "http://testserver"},
        {"origin": "https://portail.example.org"},
    ],
)
def test_form_sent_from_here_is_taken(headers, post, written, settings):
    settings.CSRF_TRUSTED_ORIGINS = ["https://portail.example.org"]

    assert post(written(), **headers).status_code == 303


def test_same_form_again_is_the_same_confirmation(post, written):
    data = written()

    addresses = {post(data).headers["Location"] for _ in range(3)}

    assert len(addresses) == 1
    assert ContactMessage.objects.count() == 1
    assert len(mail.outbox) == 1


def test_other_text_on_a_used_page_is_not_lost(post, written):
    data = written()
    post(data)

    page = post(data | {"body": "Et le dimanche ?"}).text
    post(data | {"body": "Et le dimanche ?", "key": data["key"]})

    assert "Vous avez déjà envoyé un message" in page
    assert ContactMessage.objects.get().reference in page
    assert "Et le dimanche ?" in page
    assert hidden_value(page, "key") != data["key"]


def test_eleventh_message_of_the_hour_is_refused(post, reader, written):
    for _ in range(10):
        assert post(written()).status_code == 303
    oldest = ContactMessage.objects.order_by("received_at")[0]
    ContactMessage.objects.filter(pk=oldest.pk).update(
        received_at=timezone.now() - dt.timedelta(minutes=40)
    )

    response = post(written(body="Une onzième question"))

    assert response.status_code == 429
    assert 1190 <= int(response.headers["Retry-After"]) <= 1200
    assert "envoyez-le à partir de" in response.text
    assert "Une onzième question" in response.text
    assert "05 63 00 00 00" in response.text
    assert ContactMessage.objects.count() == 10


def test_limit_is_over_after_an_hour(post, written):
    for _ in range(10):
        post(written())
    ContactMessage.objects.update(received_at=timezone.now() - dt.timedelta(minutes=61))

    assert post(written()).status_code == 303


def test_refused_sender_still_sees_an_old_confirmation(post, written):
    forms = [written() for _ in range(10)]
    for data in forms:
        post(data)

    assert post(forms[0]).status_code == 303


def test_twenty_addresses_do_not_close_the_form_to_the_others(rf, db):
    now = timezone.now()
    robots = [rf.get("/", REMOTE_ADDR=f"198.51.100.{n}") for n in range(20)]
    for robot in robots * 20:
        if not waiting_time(robot, now):
            ContactMessageFactory(sender_key=visitors.sender_key(robot, now))

    assert ContactMessage.objects.count() == 100
    assert waiting_time(robots[0], now) > 0
    assert waiting_time(rf.get("/", REMOTE_ADDR="192.0.2.7"), now) == 0


def robots_of(rf, *networks):
    """A request from each address; what each of them got through."""
    now = timezone.now()
    taken = dict.fromkeys(networks, 0)
    for network in networks:
        for rank in range(200):
            robot = rf.get("/", REMOTE_ADDR=f"{network}:{rank:x}::1")
            if not waiting_time(robot, now):
                taken[network] += 1
                ContactMessageFactory(
                    sender_key=visitors.sender_key(robot, now),
                    network_key=visitors.network_key(robot, now),
                )
    return taken


def test_the_networks_of_one_wide_network_are_not_so_many_senders(rf, db):
    taken = robots_of(rf, "2001:db8:1")

    assert taken == {"2001:db8:1": 30}
    assert (
        visitors.waiting_time(
            ContactMessage.objects, rf.get("/", REMOTE_ADDR="2001:db8:2::1"), timezone.now()
        )
        == 0
    )
    assert (
        visitors.waiting_time(
            ContactMessage.objects, rf.get("/", REMOTE_ADDR="192.0.2.7"), timezone.now()
        )
        == 0
    )


def test_four_wide_networks_do_not_close_the_form_to_the_others(rf, db):
    taken = robots_of(rf, *(f"2001:db8:{n}" for n in range(1, 7)))

    assert sum(taken.values()) < 200
    assert (
        visitors.waiting_time(
            ContactMessage.objects, rf.get("/", REMOTE_ADDR="2001:db8:9::1"), timezone.now()
        )
        == 0
    )


def test_a_message_keeps_the_key_of_its_wide_network(post, written, reader, rf):
    for address, is_wide in (("2001:db8:1:2:3::9", True), ("192.0.2.7", False)):
        reader.defaults["REMOTE_ADDR"] = address
        post(written())
        message = ContactMessage.objects.latest("pk")
        request = rf.get("/", REMOTE_ADDR=address)
        assert message.network_key == visitors.network_key(request, timezone.now())
        assert bool(message.network_key) is is_wide
        assert address not in message.network_key


def test_messages_of_five_hundred_senders_close_the_form(post, written):
    ContactMessageFactory.create_batch(499)
    assert post(written()).status_code == 303

    assert post(written()).status_code == 429


def test_sender_key_says_nothing_and_changes_every_day(rf):
    request = rf.get("/", REMOTE_ADDR="192.0.2.7")
    monday = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)

    key = visitors.sender_key(request, monday)

    assert len(key) == 64
    assert "192.0.2" not in key
    assert key == visitors.sender_key(request, monday + dt.timedelta(hours=2))
    assert key != visitors.sender_key(request, monday + dt.timedelta(days=1))
    assert key != visitors.sender_key(rf.get("/", REMOTE_ADDR="192.0.2.8"), monday)


def test_limit_holds_over_midnight(rf, db):
    request = rf.get("/", REMOTE_ADDR="192.0.2.7")
    before = dt.datetime(2026, 3, 2, 22, 50, tzinfo=dt.UTC)  # 23:50 in Paris
    key = visitors.sender_key(request, before)
    for message in ContactMessageFactory.create_batch(10, sender_key=key):
        ContactMessage.objects.filter(pk=message.pk).update(received_at=before)

    wait = waiting_time(request, before + dt.timedelta(minutes=20))

    assert wait == 40 * 60


@pytest.mark.parametrize(
    ("proxies", "remote", "forwarded", "address"),
    [
        (0, "192.0.2.7", "", "192.0.2.7"),
        (0, "192.0.2.7", "203.0.113.9", "192.0.2.7"),
        (1, "10.0.0.1", "203.0.113.9", "203.0.113.9"),
        (1, "10.0.0.1", "1.1.1.1, 203.0.113.9", "203.0.113.9"),
        (2, "10.0.0.1", "1.1.1.1, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        (2, "10.0.0.1", "203.0.113.9", "203.0.113.9"),
        (1, "10.0.0.1", "", "10.0.0.1"),
        (1, "10.0.0.1", "2001:db8:1:2:3::9", "2001:db8:1:2::/64"),
        (1, "10.0.0.1", "::ffff:203.0.113.9", "203.0.113.9"),
        (1, "", "n'importe quoi", "n'importe quoi"),
    ],
)
def test_client_address(proxies, remote, forwarded, address, rf, settings):
    settings.TRUSTED_PROXIES = proxies
    headers = {"x-forwarded-for": forwarded} if forwarded else {}

    assert client_address(rf.get("/", REMOTE_ADDR=remote, headers=headers)) == address


@pytest.mark.parametrize("receipt", ["x", "AAAAAAAA:bad", "é", "A" * 3000])
def test_forged_receipt_is_not_found(receipt, reader, territory):
    assert reader.get(f"/contact/envoye/{receipt}/").status_code == 404


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(method, reader, territory):
    assert getattr(reader, method)("/contact/").status_code == 405
