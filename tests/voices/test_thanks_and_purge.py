"""Who left an address is written to once, then forgotten; what is kept has an end."""

import datetime as dt

import pytest
from django.core import mail
from django.urls import reverse

from actions.models import ActionIdea
from letters.models import OutboxLetter
from letters.sending import send_due
from tests.factories import (
    ActionFactory,
    ConventionFactory,
    EnjeuFactory,
    UserFactory,
    VoiceFactory,
)
from tests.reading import main_of, text_of
from tests.reviews.test_pages import keys_of
from tests.signing import sign_in_as
from voices.models import ADDRESSES_KEPT, KEPT, Voice
from voices.purging import purge_voices

LATE = dt.timedelta(minutes=1)


@pytest.fixture
def publisher(db):
    return sign_in_as(UserFactory(publishing=True))


@pytest.fixture
def ideas(convention):
    """Three ideas of two addresses, decided on, and one that still waits."""
    mine = {"convention": convention, "idea": True}
    return [
        VoiceFactory(**mine, accepted=True, words="Un jardin", email="lou@example.org"),
        VoiceFactory(**mine, aside=True, text="Une injure", email="LOU@example.org"),
        VoiceFactory(**mine, accepted=True, words="Un bus", email="sam@example.org"),
        VoiceFactory(**mine, text="Pas lue", email="ana@example.org"),
    ]


def test_each_address_gets_one_letter_then_goes(publisher, convention, ideas):
    page = reverse("voices-thanks", args=[convention.pk])
    draft = ConventionFactory(slug="2027-2030", predecessor=convention)
    assert "Publiez d’abord" in text_of(main_of(publisher.get(page)))
    publisher.post(page, {})
    assert not OutboxLetter.objects.exists()

    draft.is_published = True
    draft.save()
    action = ActionFactory(
        enjeu=EnjeuFactory(convention=draft), title="Le jardin de tous", published=True
    )
    hidden = ActionFactory(enjeu=EnjeuFactory(convention=draft), title="Un brouillon")
    for one in (action, hidden):
        ActionIdea.objects.create(action=one, number=ideas[0].pk, words="Un jardin")
    shown = publisher.get(page)
    assert "2 personnes ont laissé" in text_of(main_of(shown)).replace("\u00a0", " ")
    sent = keys_of(shown)
    for _turn in range(2):
        publisher.post(page, sent)
    assert "personne à remercier" in text_of(main_of(publisher.get(page)))

    assert OutboxLetter.objects.count() == 2
    assert list(Voice.objects.exclude(email="").values_list("email", flat=True)) == [
        "ana@example.org"
    ]
    mail.outbox.clear()
    send_due()
    by_address = {letter.to[0]: letter.body for letter in mail.outbox}
    assert set(by_address) == {"lou@example.org", "sam@example.org"}
    lou = by_address["lou@example.org"]
    assert (
        "« Un jardin »" in lou and "Le jardin de tous" in lou and action.get_absolute_url() in lou
    )
    assert "n’a pas été retenue" in lou and "injure" not in lou and "brouillon" not in lou
    assert "n’a pas encore donné d’action" in by_address["sam@example.org"]
    assert not OutboxLetter.objects.exclude(to="").exists()


def test_what_is_kept_has_an_end(convention, ideas):
    accepted, aside, _other, waiting = ideas
    received = accepted.received_at

    purge_voices(received + KEPT - LATE)
    assert Voice.objects.get(pk=waiting.pk).text == "Pas lue"

    purge_voices(received + KEPT + LATE)
    accepted.refresh_from_db()
    assert (accepted.text, accepted.words, accepted.email) == ("", "Un jardin", "lou@example.org")
    assert not accepted.history.exists()
    assert not Voice.objects.filter(pk=waiting.pk).exists()
    assert not Voice.history.filter(id=waiting.pk).exists()
    assert Voice.objects.get(pk=aside.pk).text == ""

    purge_voices(received + ADDRESSES_KEPT + LATE)
    assert not Voice.objects.exclude(email="").exists()
    assert not Voice.objects.filter(pk=aside.pk).exists()
