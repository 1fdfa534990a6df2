"""Personal links outlive a change of the site's key, and nothing else."""

import pytest
from django.test import Client
from django.urls import reverse

from reporting.report.links import link_for, revoke_links, token_of
from tests.reporting.space import link_address
from tests.reporting_factories import InvitationFactory, ReportFactory, Speaker

pytestmark = pytest.mark.django_db
OLD = "old-key-5d1f8f0a7b6c4e3d2c1b0a9f8e7d6c5b4a39281706f5e4d3c2b1"


@pytest.fixture
def speaker():
    return Speaker()


@pytest.fixture
def campaign(speaker):
    """Asks something of the speaker: without an answer to give, a link opens nothing."""
    return ReportFactory(organisation=speaker.organisation).campaign


def opens(place):
    return Client().get(place).status_code == 200


@pytest.mark.parametrize("kind", ["personal-link", "invitation"])
def test_a_link_written_before_the_key_changed_still_opens(kind, settings, speaker, campaign):
    new = settings.SECRET_KEY
    settings.SECRET_KEY = OLD
    row = link_for(speaker.person, campaign) if kind == "personal-link" else InvitationFactory()
    place = reverse(kind, args=[token_of(row)])
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = new, [OLD]

    assert opens(place)
    assert reverse(kind, args=[token_of(row)]) != place  # new letters bear the new key
    settings.SECRET_KEY_FALLBACKS = []
    assert not opens(place)


def test_a_link_received_at_a_wrong_address_is_dead_once_it_is_corrected(speaker, campaign):
    place = link_address(speaker.person, campaign)

    speaker.person.email = "corrigee@example.org"
    speaker.person.save()

    assert not opens(place)
    assert opens(link_address(speaker.person, campaign))


def test_the_same_address_in_capitals_is_the_same_link(speaker, campaign):
    place = link_address(speaker.person, campaign)

    type(speaker.person).objects.update(email=speaker.person.email.upper())

    assert opens(place)


def test_a_link_closed_then_given_again_is_another_one(speaker, campaign):
    place = link_address(speaker.person, campaign)
    assert (revoke_links(speaker.person), revoke_links(speaker.person)) == (1, 0)
    assert not opens(place)

    again = link_address(speaker.person, campaign)

    assert opens(again)
    assert not opens(place)


def test_a_link_opens_its_own_row_only(speaker, campaign):
    """The proof of one row, an invitation or a link, is not that of another."""
    link, other = link_for(speaker.person, campaign), link_for(Speaker().person, campaign)
    proof = token_of(link).partition("-")[2]
    invitation = InvitationFactory(pk=link.pk, nonce=link.nonce)

    assert not opens(reverse("personal-link", args=[f"{other.pk}-{proof}"]))
    assert not opens(reverse("invitation", args=[f"{invitation.pk}-{proof}"]))
