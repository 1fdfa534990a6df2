import pytest
from django.apps import apps

from tests.constraints import (
    Case,
    accepted,
    check_accepted,
    check_refused,
    constraints_of,
    refused,
)
from tests.factories import VoiceFactory
from voices.models import VoiceKind, VoiceState

pytestmark = pytest.mark.django_db


def idea():
    return VoiceFactory(idea=True, email="lou@example.org")


def accepted_one():
    return VoiceFactory(accepted=True)


CASES = [
    Case(
        "voice_opinion_answers",
        "Choisissez une réponse à la première question.",
        VoiceFactory,
        wrong=[{"felt": ""}],
        right=[{"felt": "rien"}, {"felt": "", "kind": VoiceKind.IDEA}],
    ),
    Case(
        "voice_opinion_without_address",
        "Un avis ne garde aucune adresse.",
        idea,
        wrong=[{"kind": VoiceKind.OPINION, "felt": "rien"}],
        right=[{}, {"kind": VoiceKind.OPINION, "felt": "rien", "email": ""}],
    ),
    Case(
        "voice_idea_has_words",
        "Écrivez les mots que les habitants pourront lire.",
        idea,
        wrong=[{"state": VoiceState.ACCEPTED}],
        right=[{"state": VoiceState.ACCEPTED, "words": "Un jardin."}],
    ),
    Case(
        "voice_public_once_accepted",
        "Seule une parole acceptée a des mots publics.",
        accepted_one,
        wrong=[{"state": VoiceState.RECEIVED}, {"state": VoiceState.ASIDE, "reason": "Non."}],
        right=[{"state": VoiceState.RECEIVED, "words": ""}],
    ),
    Case(
        "voice_aside_has_reason",
        "Dites pourquoi cette parole est écartée.",
        VoiceFactory,
        wrong=[{"state": VoiceState.ASIDE}],
        right=[{"state": VoiceState.ASIDE, "reason": "Hors sujet."}],
    ),
    Case(
        "voice_quoted_has_words",
        "Écrivez les mots à citer.",
        accepted_one,
        wrong=[{"is_quoted": True, "words": ""}, {"is_quoted": True, "kind": VoiceKind.IDEA}],
        right=[{"is_quoted": True}],
    ),
]


@refused(CASES)
def test_constraint_refuses(case, values):
    check_refused(case, values)


@accepted(CASES)
def test_constraint_accepts_its_neighbour(case, values):
    check_accepted(case, values)


def test_every_constraint_is_tested():
    assert {case.name for case in CASES} == constraints_of(apps.get_app_config("voices"))
