"""Places of services, and an action that is one. `factories` gives them back under its own name."""

from factory import Sequence, SubFactory, Trait

from actions.models import ActionKind, Place
from tests.factory_base import Factory

# What a service tells, each unlike any other word of a page.
SERVICE = {
    "kind": ActionKind.SERVICE,
    "use_name": "Aide aux démarches",
    "phone": "05 36 49 12 34",
    "email": "service@example.org",
    "form_url": "https://example.org/rendez-vous",
    "website": "https://example.org/service",
    "website_name": "La page du service",
    "price": "Gratuit",
    "how_to_come": "Sans rendez-vous.",
}


class PlaceFactory(Factory):
    class Meta:
        model = Place

    class Params:
        public = Trait(action__public=True)
        demo = Trait(is_demo=True)

    action = SubFactory("tests.factories.ActionFactory")
    name = Sequence(lambda n: f"Lieu {n}")
