"""Factories of reviews. An edition holds real data: those of its review, as published today."""

import datetime as dt

import factory
from django.utils import timezone
from factory import SelfAttribute, Sequence, SubFactory, Trait

from reviews.evaluation.publishing import evaluation_of
from reviews.figures.frozen import frozen
from reviews.models import (
    Appraisal,
    CarryOver,
    CarryState,
    DraftReader,
    Evaluation,
    EvaluationEdition,
    EvaluationPart,
    PartnerOpinion,
    Review,
    ReviewEdition,
    ReviewWord,
)
from reviews.models.evaluation import Attainment
from reviews.publishing import year_of
from tests.factory_base import Factory


class ReviewFactory(Factory):
    class Meta:
        model = Review

    class Params:
        public = Trait(convention=SubFactory("tests.factories.ConventionFactory", public=True))
        demo = Trait(is_demo=True)

    convention = SubFactory("tests.factories.ConventionFactory")
    year = factory.LazyAttribute(lambda o: o.convention.starts_on.year + 1)


class ReviewWordFactory(Factory):
    class Meta:
        model = ReviewWord

    review = SubFactory(ReviewFactory)
    enjeu = SubFactory(
        "tests.factories.EnjeuFactory", convention=SelfAttribute("..review.convention")
    )
    text = "Les familles viennent plus nombreuses."


class ReviewEditionFactory(Factory):
    class Meta:
        model = ReviewEdition

    class Params:
        public = Trait(review__public=True)
        demo = Trait(is_demo=True)

    review = SubFactory(ReviewFactory)
    number = 1
    data = factory.LazyAttribute(lambda o: frozen(year_of(o.review)))
    correction = factory.LazyAttribute(lambda o: "Un montant était faux." if o.number > 1 else "")
    published_at = factory.LazyFunction(timezone.now)


class CarryOverFactory(Factory):
    class Meta:
        model = CarryOver

    class Params:
        applied = Trait(
            state=CarryState.APPLIED, applied_on=factory.LazyFunction(timezone.now), done={}
        )

    convention = SubFactory(
        "tests.factories.ConventionFactory",
        slug=Sequence(lambda n: f"suite-{n}"),
        predecessor=SubFactory("tests.factories.ConventionFactory"),
        territory=SelfAttribute("predecessor.territory"),
    )


class DraftReaderFactory(Factory):
    """A link that opens from today on, for a month."""

    class Meta:
        model = DraftReader

    convention = SubFactory("tests.factories.ConventionFactory")
    name = Sequence(lambda n: f"Organisation {n}")
    given_on = factory.LazyFunction(timezone.localdate)
    expires_on = factory.LazyAttribute(lambda o: o.given_on + dt.timedelta(days=30))


class EvaluationFactory(Factory):
    class Meta:
        model = Evaluation

    class Params:
        public = Trait(convention=SubFactory("tests.factories.ConventionFactory", public=True))
        demo = Trait(is_demo=True)

    convention = SubFactory("tests.factories.ConventionFactory")
    introduction = "Menée avec les partenaires."


class EvaluationPartFactory(Factory):
    class Meta:
        model = EvaluationPart

    evaluation = SubFactory(EvaluationFactory)
    enjeu = SubFactory(
        "tests.factories.EnjeuFactory", convention=SelfAttribute("..evaluation.convention")
    )
    relevance = "Ces buts répondaient aux besoins."


class AppraisalFactory(Factory):
    class Meta:
        model = Appraisal

    class Params:
        whole = Trait(objective=None)
        demo = Trait(is_demo=True)

    part = SubFactory(EvaluationPartFactory)
    objective = SubFactory("tests.factories.ObjectiveFactory", enjeu=SelfAttribute("..part.enjeu"))
    attainment = Attainment.ON_WAY
    argument = "Trois lieux sur quatre sont ouverts."
    given_by_words = "le comité technique"


class PartnerOpinionFactory(Factory):
    class Meta:
        model = PartnerOpinion

    class Params:
        quoted = Trait(is_quoted=True)
        demo = Trait(is_demo=True)

    action = SubFactory("tests.factories.ActionFactory", published=True)
    organisation = SubFactory("tests.factories.OrganisationFactory")
    attainment = Attainment.ON_WAY
    went_well = "Trois lieux ont ouvert."
    given_on = factory.LazyFunction(timezone.localdate)


class EvaluationEditionFactory(Factory):
    class Meta:
        model = EvaluationEdition

    class Params:
        public = Trait(evaluation__public=True)
        demo = Trait(is_demo=True)

    evaluation = SubFactory(EvaluationFactory)
    number = 1
    data = factory.LazyAttribute(lambda o: frozen(evaluation_of(o.evaluation)))
    correction = factory.LazyAttribute(lambda o: "Un montant était faux." if o.number > 1 else "")
    published_at = factory.LazyFunction(timezone.now)
