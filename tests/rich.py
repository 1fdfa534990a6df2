"""A site that holds one row of everything, and as many complete actions as a test asks for."""

import datetime as dt
import itertools
from dataclasses import dataclass

from django.db import models
from django.utils import timezone

from actions.models import Action, MilestoneState
from tests.factories import (
    ActionDocumentFactory,
    ActionFactory,
    ActionIdeaFactory,
    ActionPartnerFactory,
    AudienceFactory,
    CommitteeFactory,
    CommuneFactory,
    ConventionFactory,
    DocumentFactory,
    DomainFactory,
    EnjeuFactory,
    FundingFactory,
    GlossaryEntryFactory,
    IndicatorFactory,
    MeasureFactory,
    MeetingFactory,
    MilestoneFactory,
    ObjectiveFactory,
    OrganisationFactory,
    PageFactory,
    PictureFactory,
    PlaceFactory,
    SignatoryFactory,
    UpdateFactory,
)

STATES = ("planned", "ongoing", "done", "settled", "paused", "dropped", "late")
DAY = dt.timedelta(days=1)
ASKED = {"from": dt.date(2026, 1, 1), "until": dt.date(2030, 12, 31)}


@dataclass
class Site:
    """The rows that addresses are made of."""

    convention: object
    enjeu: object
    objective: object
    commune: object
    lead: object
    document: object
    page: object
    action: Action = None
    picture: object = None
    update: object = None


def build_site(actions=1):
    """A public convention with its predecessor, its meetings, its texts and complete actions."""
    past = ConventionFactory(past=True, territory__security_contact="mailto:alerte@example.org")
    asked = {f"{name}_{end}": day for name in ("opinions", "ideas") for end, day in ASKED.items()}
    convention = ConventionFactory(
        public=True, predecessor=past, domains=[DomainFactory()], **asked
    )
    enjeu = EnjeuFactory(public=True)
    SignatoryFactory(convention=convention, organisation=OrganisationFactory(public=True))
    committee = CommitteeFactory(convention=convention)
    MeetingFactory(committee=committee, public=True, is_open=True, upcoming=True)
    MeetingFactory(committee=committee, public=True)
    GlossaryEntryFactory(term="CTG", expansion="convention territoriale globale")
    site = Site(
        convention=convention,
        enjeu=enjeu,
        objective=ObjectiveFactory(enjeu=enjeu),
        commune=CommuneFactory(territory=convention.territory),
        lead=OrganisationFactory(public=True),
        document=DocumentFactory(public=True, text="Ce qui est **dit**."),
        page=PageFactory(slug="page-libre"),
    )
    convention.communes.set([site.commune])
    first, *_others = add_actions(site, actions)
    site.action = first
    site.picture = first.pictures.first()
    site.update = first.updates.exclude(replaces=None).get()
    return site


def add_actions(site, count):
    """`count` complete public actions; each brings its own objective, lead and commune."""
    return [add_action(site, turn) for turn in range(count)]


def add_action(site, turn):
    """One complete public action; `turn` decides its state and whether it is everywhere."""
    state = STATES[turn % len(STATES)]
    objective = ObjectiveFactory(enjeu=site.enjeu) if turn else site.objective
    action = ActionFactory(
        public=True,
        objective=objective,
        lead=site.lead if not turn else OrganisationFactory(public=True),
        avancement_by=OrganisationFactory(public=True),
        audiences=[AudienceFactory()],
        domains=[DomainFactory()],
        communes=[site.commune, CommuneFactory(territory=site.convention.territory)],
        whole_territory=turn % 5 == 4,
        starts_on=dt.date(2024, 1, 1),
        service=turn % 2 == 0,
        outcome="a_poursuivre",  # read by nobody before the end
        **({state: True} if state != "planned" else {}),
    )
    if action.is_service:
        PlaceFactory(action=action, commune=site.commune)
        PlaceFactory(action=action)
    ActionIdeaFactory(action=action)
    add_follow_up(action)
    return action


def add_follow_up(action, organisation=None):
    """Steps, money, figures, partners and news of `action`, all by one organisation."""
    today = timezone.localdate()
    organisation = organisation or OrganisationFactory(public=True)
    ActionPartnerFactory(action=action, organisation=organisation)
    MilestoneFactory(action=action, done=True)
    MilestoneFactory(action=action, state=MilestoneState.ONGOING, planned_on=today + DAY)
    MilestoneFactory(action=action, planned_on=today + 30 * DAY)
    FundingFactory(action=action, funder=organisation)
    indicator = IndicatorFactory(action=action, with_target=True, reported_by=organisation)
    for _turn in range(2):
        MeasureFactory(indicator=indicator)
    MeasureFactory(indicator=indicator, unavailable=True)
    MeasureFactory(indicator=IndicatorFactory(action=action, in_words=True), in_words=True)
    news = UpdateFactory(action=action, organisation=organisation)
    UpdateFactory(replaces=news, organisation=organisation)
    UpdateFactory(action=action, nothing=True, organisation=organisation)
    for _turn in range(2):
        PictureFactory(action=action, published=True)
    document = DocumentFactory(
        convention=action.convention, published=True, on_convention_page=False, needs_text=True
    )
    ActionDocumentFactory(action=action, document=document)


def add_surroundings(site, count):
    """`count` more of everything that is not an action of the plan."""
    for _turn in range(count):
        enjeu = EnjeuFactory(public=True)
        ObjectiveFactory(enjeu=enjeu)
        other = ConventionFactory(published=True, territory=site.convention.territory)
        ActionFactory(published=True, convention=other, origins=[site.action], lead=site.lead)
        ActionFactory(public=True, successor=site.action)
        organisation = OrganisationFactory(public=True)
        for convention in (site.convention, other):
            SignatoryFactory(convention=convention, organisation=organisation)
            SignatoryFactory(convention=convention)
            committee = CommitteeFactory(convention=convention)
            MeetingFactory(committee=committee, public=True, is_open=True, upcoming=True)
            meeting = MeetingFactory(committee=committee, published=True)
            DocumentFactory(convention=convention, meeting=meeting, published=True)
        site.convention.domains.add(DomainFactory())
        site.convention.communes.add(CommuneFactory(territory=site.convention.territory))
        GlossaryEntryFactory(expansion="mots en toutes lettres")
        PageFactory()
        add_follow_up(site.action)


# --- every text of a row -----------------------------------------------------------------------


def text_fields(model):
    """Fields of `model` that hold words typed by people: no choice, no address, no code."""
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField)
        and not isinstance(field, models.SlugField)
        and not field.choices
        and not set(map(type, field.validators)) - ACCEPTED_VALIDATORS
        and field.editable
    ]


def is_alone(field):
    """True when no two rows may say the same in `field`."""
    return field.unique or any(
        field.name in getattr(constraint, "fields", ())
        for constraint in field.model._meta.constraints
    )


ACCEPTED_VALIDATORS = {type(models.CharField(max_length=1).validators[0])}
_serial = itertools.count(1)


def fill(row, text):
    """Give every text field of `row` the words `text(field)`, cut to its size, then write it.

    A `text` that a form would refuse (full_clean) raises ValidationError. Constraints that join
    two fields are the caller's business.
    """
    for field in text_fields(type(row)):
        words = text(field)
        if is_alone(field):
            words = f"{next(_serial)} {words}"
        setattr(row, field.attname, words[: field.max_length])
    values = {field.attname: getattr(row, field.attname) for field in text_fields(type(row))}
    row.clean_fields(exclude=[f.name for f in row._meta.fields if f.attname not in values])
    models.QuerySet(type(row)).filter(pk=row.pk).update(**values)
    return row
