"""For whom actions are, and about what; tests take these factories from tests.factories."""

from django.utils.text import slugify
from factory import LazyAttribute, Sequence, SubFactory

from actions.models import Audience, AudienceInclusion
from conventions.models import Domain
from tests.factory_base import Factory


class AudienceFactory(Factory):
    class Meta:
        model = Audience

    name = Sequence(lambda n: f"Public {n}")
    slug = LazyAttribute(lambda o: slugify(o.name))


class AudienceInclusionFactory(Factory):
    class Meta:
        model = AudienceInclusion

    audience = SubFactory(AudienceFactory)
    included = SubFactory(AudienceFactory)


class DomainFactory(Factory):
    class Meta:
        model = Domain

    name = Sequence(lambda n: f"Domaine {n}")
    slug = LazyAttribute(lambda o: slugify(o.name))
