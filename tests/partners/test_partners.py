"""Organisations, people and messages."""

import datetime as dt

import pytest
from django.contrib.auth import authenticate

from contact.models import RETENTION, ContactMessage
from partners.models import Organisation, User
from tests.factories import ContactMessageFactory, OrganisationFactory

AT = dt.datetime(2025, 3, 1, 9, tzinfo=dt.UTC)
SECOND = dt.timedelta(seconds=1)


@pytest.mark.django_db
def test_public_organisations_are_the_published_ones():
    shown = OrganisationFactory(public=True)
    OrganisationFactory()

    assert list(Organisation.objects.public()) == [shown]


@pytest.mark.parametrize(("short_name", "label"), [("CAF", "CAF"), ("", "Caisse")])
def test_organisation_is_called_by_its_acronym(short_name, label):
    assert Organisation(name="Caisse", short_name=short_name).label == label


# --- people ------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_email_is_kept_in_lower_case_and_found_in_any():
    user = User.objects.create_user("Jeanne.Martin@Example.ORG")

    assert user.email == "jeanne.martin@example.org"
    assert User.objects.get_by_natural_key("JEANNE.martin@example.org") == user
    assert (user.is_staff, user.is_superuser) == (False, False)


@pytest.mark.django_db
def test_nobody_signs_in_with_a_password():
    user = User.objects.create_superuser("admin@example.org", "une phrase de passe assez longue")

    assert (user.is_staff, user.is_superuser) == (True, True)
    assert not user.has_usable_password()
    user.set_password("une phrase de passe assez longue")
    user.save()
    assert authenticate(username=user.email, password="une phrase de passe assez longue") is None


@pytest.mark.parametrize("email", ["", None])
def test_person_needs_an_email(email):
    with pytest.raises(ValueError, match="adresse de courriel"):
        User.objects.create_user(email)


@pytest.mark.parametrize(("full_name", "shown"), [("Jeanne", "Jeanne"), ("", "j@example.org")])
def test_person_is_shown_by_name_or_else_by_email(full_name, shown):
    user = User(email="j@example.org", full_name=full_name)

    assert (str(user), user.get_full_name(), user.get_short_name()) == (shown, shown, shown)


# --- messages ----------------------------------------------------------------------------------


def received(at, **fields):
    """A message received at the datetime `at` (the field fills itself)."""
    message = ContactMessageFactory(**fields)
    ContactMessage.objects.filter(pk=message.pk).update(received_at=at)
    return message


@pytest.mark.django_db
def test_messages_of_a_sender_since_a_moment():
    received(AT - SECOND, sender_key="a")
    kept = received(AT, sender_key="a")
    received(AT, sender_key="b")

    assert list(ContactMessage.objects.since(AT).from_sender({"a", "c"})) == [kept]


@pytest.mark.django_db
def test_unsent_messages_wait_for_their_letter():
    waiting = ContactMessageFactory()
    ContactMessageFactory(sent=True)

    assert list(ContactMessage.objects.unsent()) == [waiting]


@pytest.mark.django_db
def test_messages_are_kept_a_year():
    assert dt.timedelta(days=365) == RETENTION
    received(AT - RETENTION)
    expired = received(AT - RETENTION - SECOND)

    assert list(ContactMessage.objects.expired(AT)) == [expired]


def test_reference_is_short():
    assert ContactMessage(form_key="abcdef0123456789").reference == "ABCDEF01"
