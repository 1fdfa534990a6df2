"""What goes on in the next convention: levels, actions, and what hangs on them."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actions.models import Action, ActionOutcome, Avancement
from conventions.models import Convention, Enjeu, Objective
from records.changes.plan import ChangeRefused
from reviews.next_plan.applying import ALREADY, CHANGED_SINCE, HAS_FAULTS, NOTHING, apply, undo
from reviews.next_plan.beginning import begin, go_on, last_day, proposed
from reviews.next_plan.fates import PROPOSED
from reviews.next_plan.models import CarryState, Shape, Taken
from reviews.next_plan.planning import plan_of
from tests.factories import (
    ActionFactory,
    ActionPartnerFactory,
    ConventionFactory,
    EnjeuFactory,
    IndicatorFactory,
    MilestoneFactory,
    OrganisationFactory,
)
from tests.reviews.next_plans import (
    FIRST,
    LAST,
    NEXT,
    begun,
    carried,
    full_action,
    old_action,
    old_plan,
)

pytestmark = pytest.mark.django_db


def the_next(carry):
    return Action.objects.get(convention=carry.convention)


# --- the convention ----------------------------------------------------------------------------


def test_the_next_convention_starts_the_day_after_and_lasts_as_long():
    former = ConventionFactory(starts_on=FIRST, ends_on=LAST, slug="2023-2026")
    found = proposed(former)

    assert (found.starts_on, found.ends_on) == (NEXT, dt.date(2030, 12, 31))
    assert found.slug == "2027-2030"
    assert found.title == "Convention 2027-2030"
    assert found.levels == former.levels


def test_a_period_of_odd_days_is_as_long():
    former = ConventionFactory.build(starts_on=dt.date(2023, 3, 15), ends_on=LAST, territory=None)

    assert last_day(former, NEXT) - NEXT == former.ends_on - former.starts_on


def test_it_is_a_draft_that_follows_the_old_one():
    carry = begun(old_plan())
    convention = Convention.objects.get(slug="2027-2030")

    assert not convention.is_published
    assert convention.status == "preparation"
    assert convention.predecessor.slug == "2023-2026"
    assert carry.state == CarryState.DRAFT
    assert go_on(convention, by=None) == carry


# --- an action ---------------------------------------------------------------------------------


def test_an_action_goes_on_as_a_draft_that_knows_where_it_comes_from():
    old = full_action(old_plan(), starts_on=FIRST, ends_on=LAST, ongoing=True)
    carry = begun(old.convention)
    plan = carried(carry)
    new = the_next(carry)

    assert plan.counts["actions"] == 1
    assert list(new.origins.all()) == [old]
    assert (new.title, new.summary, new.code) == (old.title, old.summary, "1.1.1")
    assert not new.is_published
    assert new.number > old.number
    assert (new.avancement, new.avancement_on, new.verified_on) == (Avancement.PLANNED, None, None)
    assert (new.starts_on, new.ends_on) == (None, None)
    assert new.enjeu.origins.get() == old.enjeu
    assert new.objective.origins.get() == old.objective
    assert new.objective.code == "1.1"
    assert new.lead == old.lead
    assert [(one.organisation, one.role, one.note) for one in new.action_partners.all()] == [
        (one.organisation, one.role, one.note) for one in old.action_partners.all()
    ]
    assert list(new.audiences.all()) == list(old.audiences.all())
    assert list(new.communes.all()) == list(old.communes.all())
    assert new.places.get().name == old.places.get().name
    indicator = new.indicators.get()
    assert (indicator.baseline_value, indicator.baseline_on) == (40, dt.date(2025, 6, 30))
    assert (indicator.target_value, indicator.target_on) == (None, None)
    assert not indicator.measures.exists()
    assert [(one.title, one.planned_on) for one in new.milestones.all()] == [
        ("En retard", None),
        ("Plus tard", dt.date(2027, 3, 1)),
    ]
    assert not new.fundings.exists()
    assert not new.updates.exists()
    assert new.history.count() == 1
    assert "Suite de la convention 2023-2026" in new.history.get().history_change_reason


def test_what_is_in_place_for_good_stays_in_place():
    old = old_action(old_plan(), settled=True, is_permanent=True, lead=OrganisationFactory())
    carry = begun(old.convention)
    carried(carry)
    new = the_next(carry)

    assert (new.avancement, new.avancement_on) == (Avancement.SETTLED, old.avancement_on)
    assert new.is_permanent


def test_one_to_rewrite_waits_for_its_sentence():
    old = old_action(old_plan(), settled=True)
    carry = begun(old.convention, actions={str(old.pk): {"fate": "reecrite"}})
    carried(carry)
    new = the_next(carry)

    assert (new.title, new.summary, new.avancement) == (old.title, "", Avancement.PLANNED)


def test_only_what_was_asked_goes_on():
    old = full_action(old_plan())
    carry = begun(old.convention, take=[])
    carried(carry)
    new = the_next(carry)

    assert new.lead is None
    for name in ("action_partners", "places", "indicators", "milestones", "audiences", "communes"):
        assert not getattr(new, name).exists(), name


def test_what_was_archived_takes_part_in_nothing_new():
    gone = OrganisationFactory(archived_on=FIRST, archive_reason="Fermée")
    old = old_action(old_plan(), lead=gone)
    ActionPartnerFactory(action=old, organisation=gone)
    old_action(old.convention, "1.1.2", is_published=False, archived_on=FIRST, archive_reason="Non")
    carry = begun(old.convention)
    carried(carry)

    assert the_next(carry).lead is None
    assert not the_next(carry).action_partners.exists()


@pytest.mark.parametrize(
    ("facts", "fate"),
    [
        ({"ongoing": True}, "telle"),
        ({"done": True}, "arret"),
        ({"dropped": True}, "arret"),
        ({"ongoing": True, "outcome": ActionOutcome.ACHIEVED}, "arret"),
        ({"done": True, "outcome": ActionOutcome.CONTINUED}, "telle"),
        ({"done": True, "outcome": ActionOutcome.PERMANENT}, "telle"),
    ],
)
def test_what_becomes_of_an_action_is_proposed_from_its_outcome(facts, fate):
    old = old_action(old_plan(), **facts)

    (line,) = plan_of(begun(old.convention)).lines
    assert line.fate == fate


def test_each_outcome_proposes_something():
    assert set(PROPOSED) == set(dict(Action._meta.get_field("outcome").flatchoices)) - {""}


def test_an_indicator_in_words_has_no_start():
    old = old_action(old_plan())
    IndicatorFactory(action=old, kind="qualitatif", target_text="Des familles plus sereines")
    carry = begun(old.convention)
    carried(carry)

    indicator = the_next(carry).indicators.get()
    assert (indicator.baseline_value, indicator.target_text) == (None, "")


# --- merging -----------------------------------------------------------------------------------


def test_actions_that_merge_keep_where_they_come_from_and_who_led_them():
    plan = old_plan()
    first = full_action(plan, "1.1.1")
    second = full_action(plan, "1.1.2")
    carry = begun(plan, actions={str(second.pk): {"fate": "fusion", "with": "1.1.1"}})
    counts = carried(carry).counts
    new = the_next(carry)

    assert set(new.origins.all()) == {first, second}
    assert new.title == first.title
    assert (counts["actions"], counts["merged"], counts["merging"]) == (1, 1, 1)
    assert new.lead == first.lead
    roles = {(one.organisation, one.role) for one in new.action_partners.all()}
    assert (second.lead, "copilote") in roles
    assert new.communes.count() == new.audiences.count() == 2
    assert new.indicators.count() == 2


@pytest.mark.parametrize("code", ["", "1.1.2", "9.9", "1.1.3"])
def test_one_merges_with_an_action_that_goes_on(code):
    plan = old_plan()
    old_action(plan, "1.1.1")
    second = old_action(plan, "1.1.2")
    old_action(plan, "1.1.3", done=True)
    carry = begun(plan, actions={str(second.pk): {"fate": "fusion", "with": code}})

    (fault,) = plan_of(carry).faults
    assert str(second) in str(fault)
    with pytest.raises(ChangeRefused, match=HAS_FAULTS):
        carried(carry)


def test_one_forgotten_merges_later_with_an_action_that_was_carried():
    plan = old_plan()
    first = old_action(plan, "1.1.1")
    second = old_action(plan, "1.1.2", done=True, lead=OrganisationFactory())
    carry = begun(plan)
    carried(carry)
    again = go_on(carry.convention, by=None)
    plan = carried(again, actions={str(second.pk): {"fate": "fusion", "with": "1.1.1"}})
    new = the_next(carry)

    assert again != carry
    assert plan.counts["actions"] == 0
    assert set(new.origins.all()) == {first, second}
    assert new.action_partners.get().organisation == second.lead
    undo(again)
    assert list(new.origins.all()) == [first]
    assert not new.action_partners.exists()


# --- levels ------------------------------------------------------------------------------------


def test_levels_merge_split_change_name_and_stop():
    former = old_plan()
    one = former.enjeux.get()
    two, three, four = (
        EnjeuFactory(convention=former, code=code, title=f"Vieux {code}") for code in "234"
    )
    choices = {
        "levels": {
            f"e{one.pk}": {"fate": "garde", "code": "2", "title": "Grandir ensemble"},
            f"e{two.pk}": {"fate": f"vers:e{one.pk}"},
            f"e{three.pk}": {"fate": "arrete"},
            f"e{four.pk}": {"fate": "arrete"},
        },
        "new": [
            {"key": "n1", "title": "Nord", "origins": [f"e{three.pk}"]},
            {"key": "n2", "title": "Sud", "origins": [f"e{three.pk}"]},
            {"key": "n3", "title": "Jouer dehors", "under": f"e{one.pk}"},
        ],
    }
    moved = ActionFactory(enjeu=two, code="2.9", is_published=True, summary="x")
    split = ActionFactory(enjeu=three, code="3.1", is_published=True, summary="x")
    carry = begun(former, **choices)
    carried(carry)
    found = {one.title: one for one in Enjeu.objects.filter(convention=carry.convention)}

    assert set(found) == {"Grandir ensemble", "Nord", "Sud"}
    assert set(found["Grandir ensemble"].origins.all()) == {one, two}
    assert found["Grandir ensemble"].code == "2"
    assert list(found["Nord"].origins.all()) == list(found["Sud"].origins.all()) == [three]
    assert (found["Nord"].code, found["Sud"].code) == ("1", "3")
    objectives = Objective.objects.filter(convention=carry.convention)
    assert {(row.title, row.code) for row in objectives} == {
        ("Accueillir les enfants", "2.1"),
        ("Jouer dehors", "2.2"),
    }
    assert moved.continuations.get().enjeu == found["Grandir ensemble"]
    assert moved.continuations.get().code == "2.9"
    assert split.continuations.get().enjeu == found["Nord"]


def test_an_action_without_a_place_is_named():
    old = old_action(old_plan())
    carry = begun(old.convention, shape="vide")

    (fault,) = plan_of(carry).faults
    assert str(fault).startswith(f"« {old} » : choisissez sous quoi")


def test_objectives_stop_with_their_enjeu():
    old = old_action(old_plan(), done=True)
    said = {f"e{old.enjeu.pk}": {"fate": "arrete"}}
    carry = begun(old.convention, levels=said)

    assert not plan_of(carry).faults
    assert not plan_of(carry).structure.created


def test_a_code_given_twice_or_a_title_left_empty_is_a_fault():
    former = old_plan()
    one = former.enjeux.get()
    EnjeuFactory(convention=former, code="2")
    said = {f"e{one.pk}": {"fate": "garde", "code": "2", "title": " "}}
    faults = [str(fault) for fault in plan_of(begun(former, levels=said)).faults]

    assert any("donnez un titre" in fault for fault in faults)
    assert any("« 2 » est donné deux fois" in fault for fault in faults)


def test_a_plan_made_by_hand_takes_in_the_levels_of_the_same_name():
    old = old_action(old_plan())
    by_hand = proposed(old.convention)
    by_hand.save()
    made = EnjeuFactory(convention=by_hand, code="7", title="GRANDIR")
    carry = go_on(made.convention, by=None)
    carried(carry)

    assert the_next(carry).enjeu == made
    assert list(made.origins.all()) == [old.enjeu]
    assert Objective.objects.get(convention=made.convention).code == "7.1"
    undo(carry)
    assert not made.origins.exists()
    assert Enjeu.objects.filter(pk=made.pk).exists()


# --- applying, undoing -------------------------------------------------------------------------


def test_applied_once():
    old = old_action(old_plan())
    carry = begun(old.convention)
    carried(carry)

    with pytest.raises(ChangeRefused, match=ALREADY):
        apply(carry, "", by=None)
    assert Action.objects.filter(convention=carry.convention).count() == 1


def test_what_moved_since_the_preview_is_refused():
    old = full_action(old_plan())
    carry = begun(old.convention)
    shown = plan_of(carry).digest
    old.indicators.get().measures.create(on=dt.date(2026, 1, 1), value=41)

    with pytest.raises(ChangeRefused, match=CHANGED_SINCE):
        apply(carry, shown)
    assert not Action.objects.filter(convention=carry.convention).exists()
    assert not Enjeu.objects.filter(convention=carry.convention).exists()


def test_undone_whole_then_done_again():
    old = full_action(old_plan())
    carry = begun(old.convention)
    carried(carry)
    assert undo(carry) == []

    assert not Action.objects.filter(convention=carry.convention).exists()
    assert not Enjeu.objects.filter(convention=carry.convention).exists()
    assert not Objective.objects.filter(convention=carry.convention).exists()
    carry.refresh_from_db()
    assert carry.state == CarryState.UNDONE
    carried(go_on(carry.convention, by=None))
    assert the_next(carry).origins.get() == old


@pytest.mark.parametrize("moved", ["action", "step"])
def test_not_undone_once_something_moved(moved):
    old = full_action(old_plan())
    carry = begun(old.convention)
    carried(carry)
    new = the_next(carry)
    if moved == "action":
        new.title = "Autrement"
        new.save()
    else:
        new.milestones.first().delete()

    with pytest.raises(ChangeRefused):
        undo(carry)
    assert Action.objects.filter(pk=new.pk).exists()


def test_later_for_those_forgotten():
    plan = old_plan()
    first = old_action(plan, "1.1.1")
    late = old_action(plan, "1.1.2", done=True)
    carry = begun(plan)
    carried(carry)
    again = go_on(carry.convention, by=None)

    assert [line.action for line in plan_of(again).lines] == [late]
    with pytest.raises(ChangeRefused, match=NOTHING):
        carried(again)
    carried(again, actions={str(late.pk): {"fate": "telle"}})
    assert first.continuations.get().enjeu == late.continuations.get().enjeu
    assert late.continuations.get().code == "1.1.2"


def queries(act, *args):
    with CaptureQueriesContext(connection) as captured:
        act(*args)
    return len(captured)


def plan_of_size(slug, size):
    plan = old_plan(slug=slug)
    for number in range(size):
        full_action(plan, f"1.1.{number + 1}")
    following = proposed(plan)
    following.slug = f"suite-{slug}"
    return begin(following, plan, [], {"shape": Shape.COPIED, "take": Taken.values}, by=None)


def test_as_many_queries_whatever_the_plan():
    small, large = plan_of_size("petit", 3), plan_of_size("grand", 30)

    assert queries(plan_of, small) == queries(plan_of, large)
    # A statement writes a bounded number of rows: those of Action are the widest.
    assert queries(carried, large) - queries(carried, small) <= 2
    assert queries(undo, large) - queries(undo, small) <= 2


def test_one_whose_continuation_was_archived_is_proposed_again():
    old = full_action(old_plan())
    carry = begun(old.convention)
    carried(carry)
    Action.objects.filter(convention=carry.convention).update(
        archived_on=dt.date(2026, 11, 30), archive_reason="À reprendre"
    )

    (line,) = plan_of(go_on(carry.convention, by=None)).lines
    assert line.action == old
    assert line.action.was_continued


def test_a_provisional_title_stays_so_until_it_is_changed():
    former = old_plan()
    former.enjeux.update(title_is_provisional=True)
    Objective.objects.filter(convention=former).update(title_is_provisional=True)
    objective = Objective.objects.get(convention=former)
    carry = begun(former, levels={f"o{objective.pk}": {"title": "Choisi"}})

    created = plan_of(carry).structure.created
    assert [level.row.title_is_provisional for level in created] == [True, False]


def test_a_step_that_never_had_a_day_did_not_lose_it():
    old = full_action(old_plan())
    MilestoneFactory(action=old, title="Sans date", planned_on=None)

    assert plan_of(begun(old.convention)).counts["undated"] == 1


def test_two_people_cannot_begin_it_both():
    former = old_plan()
    begun(former)
    second = proposed(former)
    second.slug = "2027-2031"

    with pytest.raises(ChangeRefused, match="existe déjà"):
        begin(second, former, [], {}, by=None)
