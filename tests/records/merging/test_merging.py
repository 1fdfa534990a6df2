"""Two rows that are one: everything that leads to one leads to the other, in one change."""

import datetime as dt
from decimal import Decimal

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actions.models import (
    Action,
    ActionPartner,
    Audience,
    AudienceInclusion,
    Funding,
    PartnerRole,
    Update,
)
from conventions.models import Signatory
from partners.models import Invitation, MemberRole, Membership, Organisation
from records.changes.plan import ChangeRefused
from records.history.recording import is_history
from records.merging.applying import NOT_CHOSEN, MergeMoved, merge
from records.merging.plan import ALREADY_MERGED, REAL_INTO_DEMO, merge_plan
from records.merging.relations import relations_to, unhandled
from records.models import Mergeable
from reporting.models import Report
from tests.factories import (
    ActionFactory,
    ActionPartnerFactory,
    AppraisalFactory,
    AudienceFactory,
    AudienceInclusionFactory,
    FundingFactory,
    IndicatorFactory,
    InvitationFactory,
    MembershipFactory,
    OrganisationFactory,
    SignatoryFactory,
    UpdateFactory,
    UserFactory,
)
from tests.reporting_factories import ReportFactory
from tests.review_factories import PartnerOpinionFactory

pytestmark = pytest.mark.django_db
DAY = dt.date(2025, 3, 1)

# One row of each relation, by its key: a relation that is not here fails the tests.
LEADING_TO = {
    "partners.organisation.merged_into": lambda to: OrganisationFactory(
        merged_into=to, archived_on=DAY, archive_reason="Fusionnée"
    ),
    "partners.membership.organisation": lambda to: MembershipFactory(organisation=to),
    "partners.invitation.organisation": lambda to: InvitationFactory(organisation=to),
    "conventions.signatory.organisation": lambda to: SignatoryFactory(organisation=to),
    "actions.action.avancement_by": lambda to: ActionFactory(avancement_by=to),
    "actions.action.lead": lambda to: ActionFactory(lead=to),
    "actions.actionpartner.organisation": lambda to: ActionPartnerFactory(organisation=to),
    "actions.funding.funder": lambda to: FundingFactory(funder=to),
    "actions.update.organisation": lambda to: UpdateFactory(organisation=to),
    "actions.indicator.reported_by": lambda to: IndicatorFactory(reported_by=to),
    "reviews.appraisal.given_by": lambda to: AppraisalFactory(given_by=to),
    "reviews.partneropinion.organisation": lambda to: PartnerOpinionFactory(organisation=to),
    "reporting.report.organisation": lambda to: ReportFactory(organisation=to),
    "actions.audience.merged_into": lambda to: AudienceFactory(merged_into=to),
    "actions.action.audiences": lambda to: ActionFactory(audiences=[to]),
    "actions.audienceinclusion.audience": lambda to: AudienceInclusionFactory(audience=to),
    "actions.audienceinclusion.included": lambda to: AudienceInclusionFactory(included=to),
}
KINDS = {Organisation: OrganisationFactory, Audience: AudienceFactory}
RELATIONS = [relation for model in KINDS for relation in relations_to(model)]


def merge_now(kept, gone, **given):
    plan = merge_plan(kept, gone)
    return merge(kept.pk, gone.pk, type(kept), shown=plan.digest, **given)


def leading_to(relation, row):
    return list(relation.model._base_manager.filter(**{relation.field.name: row.pk}))


def test_every_kind_that_merges_is_known_here():
    models_ = {one for one in Mergeable.__subclasses__() if not one._meta.abstract}
    found = {one for one in models_ if not one.__name__.startswith("Historical")}
    assert found == set(KINDS)


@pytest.mark.parametrize("model", KINDS)
def test_every_relation_is_handled(model):
    assert unhandled(model) == []


def test_a_relation_that_nobody_handled_is_found(monkeypatch):
    monkeypatch.delattr(Funding, "take_in")
    monkeypatch.delattr(Invitation, "retire")

    assert unhandled(Organisation) == [
        "partners.invitation.organisation has no history: its twins must retire",
        "actions.funding.funder says no take_in",
    ]


@pytest.mark.parametrize("model", KINDS)
def test_every_foreign_key_of_the_project_is_seen(model):
    """Read the other way: from the tables, a relation without a name to come back included."""
    keys = {
        f"{owner._meta.label_lower}.{field.name}"
        for owner in apps.get_models()
        if not is_history(owner)
        for field in owner._meta.fields
        if field.is_relation and field.related_model is model
    }
    assert keys <= {relation.key for relation in relations_to(model)}


@pytest.mark.parametrize("relation", RELATIONS, ids=lambda one: one.key)
def test_every_relation_moves(relation):
    model = relation.field.related_model
    kept, gone, other = KINDS[model].create_batch(3)
    row = LEADING_TO[relation.key](gone)
    elsewhere = LEADING_TO[relation.key](other)

    merge_now(kept, gone)

    itself = {gone} if relation.model is model else set()
    assert set(leading_to(relation, kept)) == {row} | itself
    assert leading_to(relation, other) == [elsewhere]
    if relation.model is not model:
        assert leading_to(relation, gone) == []
    if hasattr(relation.model, "history"):
        reasons = set(row.history.values_list("history_change_reason", flat=True))
        assert f"Fusion de « {gone} » avec « {kept} »" in reasons


def test_everything_at_once_is_one_change_of_one_person():
    kept, gone = OrganisationFactory.create_batch(2)
    action = ActionFactory(lead=gone, avancement_by=gone)
    FundingFactory(action=action, funder=gone)
    by = UserFactory(publishing=True)

    merge_now(kept, gone, by=by, reason="Deux fois la même.")

    action.refresh_from_db()
    assert (action.lead, action.avancement_by) == (kept, kept)
    last = [one.history.latest() for one in (action, kept, gone, action.fundings.get())]
    assert len({one.history_date for one in last}) == 1
    assert {one.history_user for one in last} == {by}
    assert {one.history_change_reason for one in last} == {
        f"Fusion de « {gone} » avec « {kept} » : Deux fois la même."
    }
    assert action.history.filter(history_change_reason__startswith="Fusion").count() == 1


def test_the_one_that_leaves_is_an_archive_that_says_which():
    kept, gone = OrganisationFactory(name="CAF du Tarn"), OrganisationFactory(public=True)

    merge_now(kept, gone)

    for one in (kept, gone):
        one.refresh_from_db()
    assert (gone.merged_into, gone.is_published) == (kept, False)
    assert gone.archive_reason == "Fusionnée avec « CAF du Tarn »" and gone.archived_on
    assert kept.is_published


def test_what_is_empty_is_completed_and_what_differs_stays():
    kept = OrganisationFactory(phone="05 63 00 00 00")
    gone = OrganisationFactory(phone="05 63 11 11 11", website="https://example.org/")

    plan = merge_plan(kept, gone)
    merge_now(kept, gone)

    kept.refresh_from_db()
    assert (kept.phone, kept.website) == ("05 63 00 00 00", "https://example.org/")
    assert kept.kind == gone.kind
    assert ("Téléphone public", "05 63 00 00 00", "05 63 11 11 11") in plan.differing_words
    assert plan.completed_words == [("Site internet", "https://example.org/")]


def test_the_article_of_one_name_does_not_go_before_another():
    kept = OrganisationFactory(name="Emmaüs", article="")
    merge_now(kept, OrganisationFactory(name="Mission locale", article="la"))

    kept.refresh_from_db()
    assert kept.article == ""


# --- what both had ------------------------------------------------------------------------------


def two_in_one_action(**given):
    kept, gone = OrganisationFactory.create_batch(2)
    return kept, gone, ActionFactory(**given)


def test_one_role_of_both_stays_with_the_notes_of_both():
    kept, gone, action = two_in_one_action()
    for one, note in ((kept, "Prête une salle"), (gone, "Anime")):
        ActionPartnerFactory(action=action, organisation=one, note=note)

    merge_now(kept, gone)

    row = ActionPartner.objects.get()
    assert (row.organisation, row.note) == (kept, "Prête une salle ; Anime")
    assert ActionPartner.history.filter(history_type="-", note="Anime").count() == 1


@pytest.mark.parametrize("leads", [0, 1])
@pytest.mark.parametrize("role", [PartnerRole.CO_LEAD, PartnerRole.PARTNER])
def test_who_leads_is_not_also_a_partner(leads, role):
    kept, gone, action = two_in_one_action()
    both = [kept, gone]
    action.lead = both[leads]
    action.save()
    ActionPartnerFactory(action=action, organisation=both[1 - leads], role=role)

    merge_now(kept, gone)

    action.refresh_from_db()
    assert action.lead == kept and not ActionPartner.objects.exists()


def test_who_funds_stays_a_funder_and_a_note_stays():
    kept, gone, action = two_in_one_action()
    action.lead = kept
    action.save()
    ActionPartnerFactory(action=action, organisation=gone, role=PartnerRole.FUNDER)
    ActionPartnerFactory(action=action, organisation=gone, note="Prête une salle")

    merge_now(kept, gone)

    assert set(ActionPartner.objects.values_list("organisation", "role")) == {
        (kept.pk, PartnerRole.FUNDER),
        (kept.pk, PartnerRole.PARTNER),
    }


def test_who_co_leads_is_not_also_a_partner():
    kept, gone, action = two_in_one_action()
    ActionPartnerFactory(action=action, organisation=kept)
    ActionPartnerFactory(action=action, organisation=gone, role=PartnerRole.CO_LEAD)

    merge_now(kept, gone)

    assert ActionPartner.objects.get().role == PartnerRole.CO_LEAD


FUNDED = [
    ("premiere", Decimal(500), Decimal(400)),
    ("deuxieme", Decimal(300), Decimal(400)),
    ("somme", Decimal(800), Decimal(400)),
]


@pytest.mark.parametrize(("way", "planned", "actual"), FUNDED)
def test_two_amounts_of_one_year_are_asked_about(way, planned, actual):
    kept, gone, action = two_in_one_action()
    FundingFactory(action=action, funder=kept, year=2025, planned=500, actual=400)
    FundingFactory(action=action, funder=gone, year=2025, planned=300, actual=None)
    FundingFactory(action=action, funder=gone, year=2024, planned=100)
    twin = merge_plan(kept, gone).questions[0]

    with pytest.raises(ChangeRefused, match=NOT_CHOSEN):
        merge_now(kept, gone)
    assert Funding.objects.filter(funder=gone).count() == 2
    merge_now(kept, gone, ways={twin.name: way})

    row = Funding.objects.get(year=2025)
    assert (row.funder, row.planned, row.actual) == (kept, planned, actual)
    assert Funding.objects.get(year=2024).funder == kept


def test_a_contact_of_both_is_a_contact_once_as_the_greater_of_its_roles():
    kept, gone = OrganisationFactory.create_batch(2)
    user = UserFactory()
    MembershipFactory(organisation=kept, user=user, since=dt.date(2025, 1, 1))
    MembershipFactory(
        organisation=gone, user=user, since=dt.date(2024, 1, 1), role=MemberRole.REFERENT
    )

    merge_now(kept, gone)

    current = Membership.objects.current().get()
    assert (current.organisation, current.role) == (kept, MemberRole.REFERENT)
    assert current.since == dt.date(2024, 1, 1)
    assert Membership.objects.exclude(ended_on=None).get().organisation == kept


def test_an_address_invited_twice_keeps_one_invitation_open():
    kept, gone = OrganisationFactory.create_batch(2)
    first = InvitationFactory(organisation=kept, email="a@example.org")
    second = InvitationFactory(organisation=gone, email="a@example.org")

    merge_now(kept, gone)

    second.refresh_from_db()
    assert list(Invitation.objects.unanswered()) == [first]
    assert second.organisation == kept and second.cancelled_at


def test_two_signatures_of_one_convention_are_one():
    kept, gone = OrganisationFactory.create_batch(2)
    first = SignatoryFactory(organisation=kept, signed_on=None)
    SignatoryFactory(organisation=gone, convention=first.convention, signed_on=DAY)

    merge_now(kept, gone)

    row = Signatory.objects.get()
    assert (row.organisation, row.signed_on) == (kept, DAY)


def test_an_action_for_both_audiences_is_for_the_one_that_stays():
    kept, gone, third = AudienceFactory.create_batch(3)
    action = ActionFactory(audiences=[kept, gone, third])

    plan = merge_now(kept, gone)

    assert set(action.audiences.all()) == {kept, third}
    assert plan.parts[-1].shared == {action.pk}
    assert set(Audience.objects.in_use()) == {kept, third}


def test_what_two_audiences_include_is_said_once_and_never_of_itself():
    kept, gone, child, above = AudienceFactory.create_batch(4)
    for audience, included in (
        *((kept, child), (gone, child), (above, kept), (above, gone)),
        *((kept, gone), (gone, kept), (gone, above)),
    ):
        AudienceInclusionFactory(audience=audience, included=included)

    merge_now(kept, gone)

    pairs = set(AudienceInclusion.objects.values_list("audience", "included"))
    assert pairs == {(kept.pk, child.pk), (above.pk, kept.pk), (kept.pk, above.pk)}
    assert AudienceInclusion.objects.count() == 3


# --- refused, all or nothing ---------------------------------------------------------------------


def test_what_moved_since_it_was_shown_is_not_written():
    kept, gone = OrganisationFactory.create_batch(2)
    shown = merge_plan(kept, gone).digest
    ActionFactory(lead=gone)

    with pytest.raises(MergeMoved):
        merge(kept.pk, gone.pk, Organisation, shown=shown)

    assert Action.objects.get().lead == gone


def test_a_failure_at_the_end_leaves_everything_as_it_was(monkeypatch):
    kept, gone = OrganisationFactory.create_batch(2)
    action = ActionFactory(lead=gone)
    monkeypatch.setattr(Organisation, "save", lambda self: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        merge_now(kept, gone)

    action.refresh_from_db()
    assert action.lead == gone and action.history.count() == 1


def test_one_already_merged_is_refused_and_so_is_a_real_one_into_an_example():
    kept, gone, third = OrganisationFactory.create_batch(3)
    merge_now(kept, gone)
    gone.refresh_from_db()

    with pytest.raises(ChangeRefused, match=ALREADY_MERGED):
        merge_now(third, gone)
    with pytest.raises(ChangeRefused, match=REAL_INTO_DEMO):
        merge_now(OrganisationFactory(demo=True), third)


def test_two_opinions_on_one_action_leave_the_last_one():
    kept, gone = OrganisationFactory.create_batch(2)
    opinion = PartnerOpinionFactory(organisation=kept, given_on=DAY)
    PartnerOpinionFactory(
        organisation=gone, action=opinion.action, attainment="atteint", went_well="Tout."
    )

    merge_now(kept, gone)

    opinion.refresh_from_db()
    assert (opinion.attainment, opinion.went_well) == ("atteint", "Tout.")
    assert opinion.action.opinions.count() == 1


def test_merged_in_turn_the_first_leads_to_the_last():
    first, second, third = OrganisationFactory.create_batch(3)
    merge_now(second, first)
    second.refresh_from_db()
    merge_now(third, second)

    first.refresh_from_db()
    assert first.merged_into == third


# --- what it costs ------------------------------------------------------------------------------


def world(count):
    kept, gone = OrganisationFactory.create_batch(2)
    for make in LEADING_TO.values():
        if make is LEADING_TO["actions.audience.merged_into"]:
            break
        for _ in range(count):
            make(gone)
    return kept, gone


def cost(act):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        act()
    return len(queries)


def test_it_costs_the_same_whatever_the_rows():
    worlds = [world(count) for count in (1, 3, 10)]
    plans = [cost(lambda pair=pair: merge_plan(*pair)) for pair in worlds]
    writes = [cost(lambda pair=pair: merge_now(*pair)) for pair in worlds]

    assert plans[0] == plans[1] == plans[2] <= 26
    assert writes[0] == writes[1] == writes[2]
    assert (Update.objects.count(), Report.objects.count()) == (14, 14)
