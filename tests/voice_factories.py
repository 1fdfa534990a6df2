"""What residents said: an opinion as received, an idea, an action born of one."""

from factory import Sequence, SubFactory, Trait

from actions.models import ActionIdea
from tests.factory_base import Factory
from voices.models import Felt, Voice, VoiceKind, VoiceState


class VoiceFactory(Factory):
    """An opinion that nobody read yet, unless told otherwise."""

    class Meta:
        model = Voice

    class Params:
        idea = Trait(kind=VoiceKind.IDEA, felt="", text="Un jardin partagé derrière l’école.")
        accepted = Trait(state=VoiceState.ACCEPTED, words="Les horaires du soir, à garder.")
        aside = Trait(state=VoiceState.ASIDE, reason="Nomme une personne.")

    convention = SubFactory("tests.factories.ConventionFactory", public=True)
    kind = VoiceKind.OPINION
    form_key = Sequence(lambda n: f"{n:032x}")
    felt = Felt.MUCH
    text = "Gardez les horaires du soir."
    sender_key = "0" * 64


class ActionIdeaFactory(Factory):
    class Meta:
        model = ActionIdea

    action = SubFactory("tests.factories.ActionFactory")
    number = Sequence(lambda n: n + 1)
    words = "Un jardin partagé derrière l’école."
