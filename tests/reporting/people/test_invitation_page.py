"""`/invitation/<token>/`: what reading it does, what saying yes or no leads to."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from partners.models import Invitation, Membership, User
from reporting.models import Letter
from reporting.report.links import token_of
from tests.factories import InvitationFactory, UserFactory
from tests.partners.steps import last_code
from tests.reading import find, main_of, text_of
from tests.reporting.people.test_not_me import blind
from tests.signing import sign_in_as

pytestmark = pytest.mark.django_db
YES = {"acte": "Accepter", "form": "accepter", "full_name": "Léa Martin"}
NO = {"acte": "Décliner", "form": "decliner", "why": "autre", "instead": "Paul"}


@pytest.fixture
def row(db):
    return InvitationFactory(
        email="lea@example.org", invited_by=UserFactory(full_name="Camille Équipe")
    )


def address(row):
    return reverse("invitation", args=[token_of(row)])


def test_says_who_invites_to_what_and_notes_the_first_reading(row, reader):
    reader.head(address(row))
    row.refresh_from_db()
    assert row.opened_at is None

    page = text_of(main_of(reader.get(address(row))))
    row.refresh_from_db()
    seen = row.opened_at
    reader.get(address(row))
    row.refresh_from_db()

    assert f"Répondre pour « {row.organisation.name} »" in page
    assert "Camille Équipe vous invite" in page
    assert seen and row.opened_at == seen


def test_a_scanner_answers_nothing_and_opens_no_session(row, reader):
    blind(reader, address(row))

    row.refresh_from_db()
    assert (row.accepted_at, row.declined_at) == (None, None)
    assert "_auth_user_id" not in reader.session
    assert not Membership.objects.exists()


def test_yes_leads_to_the_sign_in_with_the_address_filled_in(row, reader):
    answer = reader.post(address(row), YES)

    assert (answer.status_code, answer.url) == (302, "/connexion/?next=%2Fespace%2F")
    inputs = find(main_of(reader.get(answer.url)), "input")
    assert "lea@example.org" in [field.get("value") for field in inputs]
    assert reader.get("/compte/").status_code == 302  # not signed in by a link that lives a week
    reader.post("/connexion/", {"email": "lea@example.org", "next": "/espace/"})
    entered = reader.post("/connexion/code/", {"code": last_code()})
    assert entered.url == "/espace/"
    assert Membership.objects.get().user == User.objects.get(email="lea@example.org")


def test_yes_twice_is_yes_once(row, reader):
    for _ in range(2):
        assert reader.post(address(row), YES).status_code == 302

    assert Membership.objects.count() == 1


def test_a_closed_account_is_told_whom_to_ask(row, reader):
    UserFactory(email="lea@example.org", is_active=False)

    page = reader.post(address(row), YES)

    assert page.status_code == 410
    assert "ne peut pas être acceptée" in text_of(main_of(page))


def test_someone_else_signed_in_is_warned_and_not_changed(row):
    other = UserFactory(full_name="Jean Autre")
    browser = sign_in_as(other)

    assert "connecté au nom de Jean Autre" in text_of(main_of(browser.get(address(row))))
    browser.post(address(row), YES)

    assert not other.memberships.exists()


def test_no_thanks_and_the_reason_is_asked(row, reader):
    page = reader.post(address(row), {"acte": "Décliner", "form": "decliner"})
    assert "Dites d’abord pourquoi" in text_of(main_of(page))
    row.refresh_from_db()
    assert row.declined_at is None

    page = reader.post(address(row), NO)

    row.refresh_from_db()
    assert (page.status_code, row.declined_for) == (200, "Paul")
    assert "C’est noté" in text_of(main_of(page))


@pytest.mark.parametrize(
    ("values", "title"),
    [
        ({"accepted_at": timezone.now()}, "a déjà été acceptée"),
        ({"declined_at": timezone.now()}, "a été déclinée"),
        ({"cancelled_at": timezone.now()}, "a été annulée"),
        ({"sent_at": timezone.now() - dt.timedelta(days=8)}, "ne sert plus"),
    ],
)
def test_a_closed_invitation_says_what_to_do(row, reader, values, title):
    Invitation.objects.update(**values)

    for answer in (reader.get(address(row)), reader.post(address(row), NO)):
        page = text_of(main_of(answer))
        assert answer.status_code == 410
        assert title in page and "Nous contacter" in page
        assert row.email not in page
    assert not Membership.objects.exists() and not Letter.objects.exists()
