"""One factory per model: the smallest valid row, unpublished; states are traits.

`public=True` gives what residents may read. For a convention it is *the* convention in force of
the main territory (asked twice, the same row), so that `ActionFactory.create_batch(3, public=True)`
puts three actions in one plan; `past=True` is the closed one before it. Parents agree with each
other: give an objective, its enjeu and its convention follow.

ContentVersion has no factory: only the triggers of the database write it.
"""

import datetime as dt

import factory
from django.contrib.auth.hashers import make_password
from django.core.files.base import ContentFile
from django.utils import timezone
from django.utils.text import slugify
from factory import LazyAttribute, SelfAttribute, Sequence, SubFactory, Trait

from actions.models import (
    Action,
    ActionPartner,
    Avancement,
    Funding,
    Indicator,
    IndicatorKind,
    Measure,
    Milestone,
    MilestoneState,
    Update,
)
from contact.models import ContactMessage
from conventions.models import (
    Committee,
    Commune,
    Convention,
    Document,
    Enjeu,
    Meeting,
    Objective,
    Page,
    Signatory,
    Territory,
)
from conventions.models.levels import natural_position
from conventions.models.phase import ConventionStatus
from partners.models import Organisation, User
from partners.permissions import Role
from records.models import KeptForm, Submission
from tests.audience_factories import AudienceFactory as AudienceFactory
from tests.audience_factories import AudienceInclusionFactory as AudienceInclusionFactory
from tests.audience_factories import DomainFactory as DomainFactory
from tests.factory_base import Factory
from tests.file_factories import ActionDocumentFactory as ActionDocumentFactory
from tests.file_factories import LoadedRowFactory as LoadedRowFactory
from tests.file_factories import PictureFactory as PictureFactory
from tests.follow_factories import FollowerFactory as FollowerFactory
from tests.follow_factories import FollowFactory as FollowFactory
from tests.follow_factories import FollowRequestFactory as FollowRequestFactory
from tests.import_factories import ImportBatchFactory as ImportBatchFactory
from tests.import_factories import ImportWordFactory as ImportWordFactory
from tests.practical_factories import SERVICE
from tests.practical_factories import PlaceFactory as PlaceFactory
from tests.reporting_factories import InvitationFactory as InvitationFactory
from tests.reporting_factories import MembershipFactory as MembershipFactory
from tests.review_factories import AppraisalFactory as AppraisalFactory
from tests.review_factories import CarryOverFactory as CarryOverFactory
from tests.review_factories import DraftReaderFactory as DraftReaderFactory
from tests.review_factories import EvaluationEditionFactory as EvaluationEditionFactory
from tests.review_factories import EvaluationFactory as EvaluationFactory
from tests.review_factories import EvaluationPartFactory as EvaluationPartFactory
from tests.review_factories import ReviewEditionFactory as ReviewEditionFactory
from tests.review_factories import ReviewFactory as ReviewFactory
from tests.review_factories import ReviewWordFactory as ReviewWordFactory
from tests.voice_factories import ActionIdeaFactory as ActionIdeaFactory
from tests.voice_factories import VoiceFactory as VoiceFactory
from tests.word_factories import GlossaryEntryFactory as GlossaryEntryFactory
from tests.word_factories import SynonymFactory as SynonymFactory

SMALLEST_PDF = b"%PDF-1.4\n%%EOF\n"


def set_links(name):
    """A post-generation hook that fills the many-to-many field `name` with the rows given."""

    def hook(self, create, extracted, **kwargs):
        if create and extracted:
            getattr(self, name).set(extracted)

    return factory.post_generation(hook)


def days_from_today(days):
    """A declaration: the date `days` after today, in Paris."""
    return factory.LazyFunction(lambda: timezone.localdate() + dt.timedelta(days=days))


# --- partners ----------------------------------------------------------------------------------


class OrganisationFactory(Factory):
    class Meta:
        model = Organisation

    class Params:
        public = Trait(is_published=True)
        demo = Trait(is_demo=True)

    name = Sequence(lambda n: f"Organisation {n}")
    slug = LazyAttribute(lambda o: slugify(o.name))


class UserFactory(Factory):
    class Meta:
        model = User

    class Params:
        reading = Trait(role=Role.READING)
        editing = Trait(role=Role.EDITING)
        publishing = Trait(role=Role.PUBLISHING)
        administration = Trait(role=Role.ADMINISTRATION)
        closed = Trait(is_active=False)

    email = Sequence(lambda n: f"personne{n}@example.org")
    password = factory.LazyFunction(lambda: make_password(None))


class ContactMessageFactory(Factory):
    class Meta:
        model = ContactMessage

    class Params:
        sent = Trait(sent_at=factory.LazyFunction(timezone.now))
        handled = Trait(handled_at=factory.LazyFunction(timezone.now))

    form_key = Sequence(lambda n: f"{n:064x}")
    sender_key = "0" * 64
    email = "habitante@example.org"
    subject = "Une question"
    body = "Bonjour, à qui m’adresser ?"


class SubmissionFactory(Factory):
    class Meta:
        model = Submission

    user = SubFactory(UserFactory)
    key = Sequence(lambda n: f"clé {n}")
    digest = "0" * 64


class KeptFormFactory(Factory):
    class Meta:
        model = KeptForm

    user = SubFactory(UserFactory)
    path = Sequence(lambda n: f"/admin/page/{n}/")
    data = "[]"


# --- conventions -------------------------------------------------------------------------------


class TerritoryFactory(Factory):
    class Meta:
        model = Territory
        django_get_or_create = ["slug"]

    class Params:
        main = Trait(is_main=True, name="Territoire principal")

    name = Sequence(lambda n: f"Territoire {n}")
    slug = LazyAttribute(lambda o: slugify(o.name))
    site_title = "Portail CTG"


class CommuneFactory(Factory):
    class Meta:
        model = Commune

    territory = SubFactory(TerritoryFactory)
    name = Sequence(lambda n: f"Commune {n}")
    slug = LazyAttribute(lambda o: slugify(o.name))
    insee = Sequence(lambda n: f"{10000 + n % 90000}")


def last_day():
    """The end of the plan in force: whatever the day of the test, it is not over."""
    return dt.date(max(2026, timezone.localdate().year), 12, 31)


class ConventionFactory(Factory):
    class Meta:
        model = Convention
        django_get_or_create = ["slug"]

    class Params:
        published = Trait(is_published=True)
        public = Trait(
            is_published=True,
            territory__main=True,
            status=ConventionStatus.IN_FORCE,
            slug="2023-2026",
        )
        past = Trait(
            is_published=True,
            territory__main=True,
            status=ConventionStatus.CLOSED,
            slug="2019-2022",
            starts_on=dt.date(2019, 1, 1),
            ends_on=dt.date(2022, 12, 31),
        )
        two_levels = Trait(levels=2)

    territory = SubFactory(TerritoryFactory)
    title = LazyAttribute(lambda o: f"Convention {o.slug}")
    slug = Sequence(lambda n: f"periode-{n}")
    starts_on = dt.date(2023, 1, 1)
    ends_on = factory.LazyFunction(last_day)

    domains = set_links("domains")
    communes = set_links("communes")


class SignatoryFactory(Factory):
    class Meta:
        model = Signatory

    convention = SubFactory(ConventionFactory)
    organisation = SubFactory(OrganisationFactory)


class EnjeuFactory(Factory):
    class Meta:
        model = Enjeu

    class Params:
        public = Trait(convention__public=True)
        provisional = Trait(title_is_provisional=True)
        demo = Trait(is_demo=True)

    convention = SubFactory(ConventionFactory)
    code = Sequence(lambda n: f"{n + 1}")
    position = LazyAttribute(lambda o: natural_position(o.code))
    title = LazyAttribute(lambda o: f"Enjeu {o.code}")


class ObjectiveFactory(Factory):
    class Meta:
        model = Objective

    class Params:
        public = Trait(convention__public=True)
        provisional = Trait(title_is_provisional=True)
        demo = Trait(is_demo=True)

    convention = SubFactory(ConventionFactory)
    enjeu = SubFactory(EnjeuFactory, convention=SelfAttribute("..convention"))
    code = Sequence(lambda n: f"1.{n + 1}")
    position = LazyAttribute(lambda o: natural_position(o.code))
    title = LazyAttribute(lambda o: f"Objectif {o.code}")

    @classmethod
    def _generate(cls, strategy, params):
        if enjeu := params.get("enjeu"):
            params.setdefault("convention", enjeu.convention)
        return super()._generate(strategy, params)


class CommitteeFactory(Factory):
    class Meta:
        model = Committee

    class Params:
        public = Trait(convention__public=True)
        demo = Trait(is_demo=True)

    convention = SubFactory(ConventionFactory)
    name = Sequence(lambda n: f"Instance {n}")


class MeetingFactory(Factory):
    class Meta:
        model = Meeting

    class Params:
        published = Trait(is_published=True)
        public = Trait(is_published=True, committee__public=True)
        cancelled = Trait(is_cancelled=True)
        upcoming = Trait(
            starts_at=factory.LazyFunction(lambda: timezone.now() + dt.timedelta(days=30))
        )
        demo = Trait(is_demo=True)

    committee = SubFactory(CommitteeFactory)
    title = Sequence(lambda n: f"Réunion {n}")
    starts_at = dt.datetime(2024, 12, 10, 13, 30, tzinfo=dt.UTC)


class DocumentFactory(Factory):
    class Meta:
        model = Document

    class Params:
        published = Trait(is_published=True)
        public = Trait(is_published=True, convention__public=True)
        demo = Trait(is_demo=True)

    convention = SubFactory(ConventionFactory)
    title = Sequence(lambda n: f"Document {n}")
    file = factory.LazyFunction(lambda: ContentFile(SMALLEST_PDF, name="document.pdf"))
    size = len(SMALLEST_PDF)


class PageFactory(Factory):
    """A page is published unless told otherwise: most tests read it as residents do."""

    class Meta:
        model = Page

    class Params:
        draft = Trait(is_published=False)

    slug = Sequence(lambda n: f"page-{n}")
    is_published = True
    title = LazyAttribute(lambda o: f"Page {o.slug}")


# --- actions -----------------------------------------------------------------------------------


class ActionFactory(Factory):
    """An action of a two-level plan, to come, not published; `objective=` gives it a third level.

    `number` is the next free one, as the portal gives it; `build()` leaves it empty.
    """

    class Meta:
        model = Action

    class Params:
        published = Trait(is_published=True, summary="Une phrase simple.")
        public = Trait(is_published=True, summary="Une phrase simple.", convention__public=True)
        with_objective = Trait(
            objective=SubFactory(
                ObjectiveFactory,
                convention=SelfAttribute("..convention"),
                enjeu=SelfAttribute("..enjeu"),
            )
        )
        ongoing = Trait(avancement=Avancement.ONGOING, avancement_on=dt.date(2024, 1, 15))
        done = Trait(avancement=Avancement.DONE, avancement_on=dt.date(2024, 1, 15))
        settled = Trait(avancement=Avancement.SETTLED, avancement_on=dt.date(2024, 1, 15))
        paused = Trait(
            avancement=Avancement.PAUSED,
            avancement_on=dt.date(2024, 1, 15),
            avancement_reason="Le poste est vacant.",
        )
        dropped = Trait(
            avancement=Avancement.DROPPED,
            avancement_on=dt.date(2024, 1, 15),
            avancement_reason="Le besoin a disparu.",
        )
        late = Trait(
            avancement=Avancement.ONGOING,
            avancement_on=dt.date(2024, 1, 15),
            ends_on=days_from_today(-1),
        )
        verified = Trait(verified_on=days_from_today(0))
        service = Trait(**SERVICE)
        demo = Trait(is_demo=True)

    convention = SubFactory(ConventionFactory)
    enjeu = SubFactory(EnjeuFactory, convention=SelfAttribute("..convention"))
    code = Sequence(lambda n: f"1.1.{n + 1}")
    position = LazyAttribute(lambda o: natural_position(o.code))
    title = LazyAttribute(lambda o: f"Action {o.code}")

    audiences = set_links("audiences")
    domains = set_links("domains")
    communes = set_links("communes")
    origins = set_links("origins")

    @classmethod
    def _generate(cls, strategy, params):
        if objective := params.get("objective"):
            params.setdefault("enjeu", objective.enjeu)
        if enjeu := params.get("enjeu"):
            params.setdefault("convention", enjeu.convention)
        return super()._generate(strategy, params)

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        kwargs.setdefault("number", model_class.objects.next_number())
        return super()._create(model_class, *args, **kwargs)


class ActionPartnerFactory(Factory):
    class Meta:
        model = ActionPartner

    action = SubFactory(ActionFactory)
    organisation = SubFactory(OrganisationFactory)


class MilestoneFactory(Factory):
    class Meta:
        model = Milestone

    class Params:
        public = Trait(action__public=True)
        done = Trait(state=MilestoneState.DONE, done_on=dt.date(2024, 3, 1))
        demo = Trait(is_demo=True)

    action = SubFactory(ActionFactory)
    title = Sequence(lambda n: f"Étape {n}")


class FundingFactory(Factory):
    class Meta:
        model = Funding

    class Params:
        public = Trait(action__public=True)
        demo = Trait(is_demo=True)

    action = SubFactory(ActionFactory)
    funder = SubFactory(OrganisationFactory)
    year = 2024
    planned = 1000


class UpdateFactory(Factory):
    """A piece of news published yesterday; `replaces=` makes it a correction, with its reason."""

    class Meta:
        model = Update

    class Params:
        public = Trait(action__public=True)
        nothing = Trait(nothing_new=True, body="")
        scheduled = Trait(
            published_at=factory.LazyFunction(lambda: timezone.now() + dt.timedelta(days=1))
        )
        demo = Trait(is_demo=True)

    action = SubFactory(ActionFactory)
    title = Sequence(lambda n: f"Actualité {n}")
    body = "Le lieu a ouvert."
    published_at = factory.LazyFunction(lambda: timezone.now() - dt.timedelta(days=1))
    replaces = None
    correction_reason = LazyAttribute(lambda o: "Le chiffre était faux." if o.replaces else "")

    @classmethod
    def _generate(cls, strategy, params):
        if replaced := params.get("replaces"):
            params.setdefault("action", replaced.action)
        return super()._generate(strategy, params)


class IndicatorFactory(Factory):
    class Meta:
        model = Indicator

    class Params:
        public = Trait(action__public=True)
        with_target = Trait(
            baseline_value=0,
            baseline_on=dt.date(2023, 1, 1),
            target_value=100,
            target_on=dt.date(2026, 12, 31),
        )
        in_words = Trait(kind=IndicatorKind.QUALITATIVE)
        people = Trait(counts_people=True)
        demo = Trait(is_demo=True)

    action = SubFactory(ActionFactory)
    label = Sequence(lambda n: f"Indicateur {n}")


class MeasureFactory(Factory):
    class Meta:
        model = Measure

    class Params:
        public = Trait(indicator__public=True)
        zero = Trait(value=0)
        in_words = Trait(value=None, text="Les familles sont satisfaites.")
        unavailable = Trait(value=None, is_unavailable=True)
        demo = Trait(is_demo=True)

    indicator = SubFactory(IndicatorFactory)
    on = Sequence(lambda n: dt.date(2024, 1, 1) + dt.timedelta(days=n % 700))
    value = 10
