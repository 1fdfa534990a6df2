"""Many actions changed at once: exactly the rows shown, all or nothing, with their history."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db.models import CheckConstraint
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from actions.bulk import (
    ADD,
    LINKS,
    REMOVE,
    REPLACE,
    WHOLE,
    BulkEdit,
    LinkEdit,
    apply_changes,
    plan_changes,
)
from actions.models import Action, Avancement
from actions.models.avancement import NEEDS_REASON
from records.changes.applying import apply as write_plan
from records.changes.plan import ChangeRefused, Stale
from records.constraints import refusals, truth
from tests.factories import (
    ActionFactory,
    AudienceFactory,
    CommuneFactory,
    OrganisationFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate


def everything():
    return Action.objects.order_by("pk")


def state(value, reason="", on=None, by=None):
    return {
        "avancement": value,
        "avancement_reason": reason,
        "avancement_on": on or TODAY(),
        "avancement_by_id": by,
    }


def apply(choices, by=None, reason="Décidé en comité", chosen=None, shown=None, found=None):
    found = everything() if found is None else found
    shown = plan_changes(found, choices).fingerprints if shown is None else shown
    chosen = list(shown) if chosen is None else chosen
    by = by or UserFactory(publishing=True)
    return apply_changes(found, shown, chosen, choices, by=by, reason=reason)


def changes(choices):
    """{code: {label: (before, after)}} of the preview."""
    return {
        row.row.code: {c.label: (c.before, c.after) for c in row.changes}
        for row in plan_changes(everything(), choices).rows
    }


# --- the plan ----------------------------------------------------------------------------------


def test_plan_of_a_state_says_before_and_after(plan_of_three):
    lead = OrganisationFactory(name="Caf du Tarn")
    found = changes(BulkEdit(state=state(Avancement.PAUSED, "Poste vacant", by=lead.pk)))

    assert found["1"] == {
        "Avancement": ("En cours", "En pause"),
        "Motif": ("", "Poste vacant"),
        "Avancement déclaré le": ("15 janvier 2024", found["1"]["Avancement déclaré le"][1]),
        "Avancement déclaré par": ("", "Caf du Tarn"),
    }


def test_the_plan_of_a_publication_says_what_is_online_today():
    ActionFactory(summary="Une phrase.")
    ActionFactory(summary="Une phrase.", is_published=True)

    plan = plan_changes(everything(), BulkEdit(values={"is_published": True}))

    assert [(row.was_published, bool(row.changes)) for row in plan.rows] == [
        (False, True),
        (True, False),
    ]


def test_a_row_already_in_the_state_keeps_its_date(plan_of_three):
    assert changes(BulkEdit(state=state(Avancement.ONGOING))) == {"1": {}, "2": {}, "3": {}}


def test_leaving_a_pause_clears_its_reason():
    action = ActionFactory(paused=True)

    apply(BulkEdit(state=state(Avancement.ONGOING)))

    action.refresh_from_db()
    assert (action.avancement, action.avancement_reason) == (Avancement.ONGOING, "")


@pytest.mark.parametrize(
    ("verb", "chosen", "after"),
    [
        (ADD, "bc", "abc"),
        (REMOVE, "ac", "b"),
        (REMOVE, "c", None),
        (REPLACE, "c", "c"),
        (REPLACE, "ab", None),
    ],
)
@pytest.mark.parametrize("link", LINKS)
def test_links_are_added_removed_or_replaced(link, verb, chosen, after):
    kind = AudienceFactory if link == "audiences" else CommuneFactory
    rows = {name: kind(name=name) for name in "abc"}
    action = ActionFactory(**{link: [rows["a"], rows["b"]]})
    choices = BulkEdit(**{link: LinkEdit(verb, frozenset(rows[name].pk for name in chosen))})

    plan = plan_changes(everything(), choices)
    assert [(c.before, c.after) for c in plan.rows[0].changes] == (
        [("a, b", ", ".join(after))] if after else []
    )
    apply(choices)

    assert "".join(sorted(row.name for row in getattr(action, link).all())) == (after or "ab")


def test_the_whole_territory_replaces_the_communes_and_back():
    commune = CommuneFactory(name="Lavaur")
    action = ActionFactory(communes=[commune])
    whole = BulkEdit(communes=LinkEdit(WHOLE))
    one = BulkEdit(communes=LinkEdit(REPLACE, frozenset([commune.pk])))

    assert changes(whole)[action.code] == {"Communes concernées": ("Lavaur", "Tout le territoire")}
    assert apply(whole) == 1
    action.refresh_from_db()
    assert action.whole_territory
    assert not action.communes.exists()
    assert changes(one)[action.code] == {"Communes concernées": ("Tout le territoire", "Lavaur")}
    assert apply(one) == 1
    action.refresh_from_db()
    assert not action.whole_territory
    assert list(action.communes.all()) == [commune]


def test_a_commune_added_to_the_whole_territory_changes_nothing():
    action = ActionFactory(whole_territory=True)
    choices = BulkEdit(communes=LinkEdit(ADD, frozenset([CommuneFactory().pk])))

    assert changes(choices) == {action.code: {}}


def test_rows_that_a_constraint_refuses_are_told_apart_with_its_sentence(plan_of_three):
    plan = plan_changes(everything(), BulkEdit({"is_published": True}))

    assert [row.row.code for row in plan.same] == ["1"]
    assert [row.row.code for row in plan.changing] == []
    assert {row.row.code: list(map(str, row.faults)) for row in plan.refused} == {
        code: ["Pour publier, écrivez la phrase simple de l’action."] for code in "23"
    }


def test_dates_out_of_order_with_those_of_the_row_are_refused(plan_of_three):
    Action.objects.filter(code="2").update(starts_on=dt.date(2026, 1, 1))

    plan = plan_changes(everything(), BulkEdit({"ends_on": dt.date(2025, 12, 31)}))

    assert [list(map(str, row.faults)) for row in plan.refused] == [
        ["La fin prévue doit venir après le début."]
    ]
    assert [row.row.code for row in plan.changing] == ["1", "3"]


def test_a_reason_is_needed_for_the_state_or_dates_of_a_published_action(plan_of_three):
    late = BulkEdit({"ends_on": TODAY()})
    lead = BulkEdit({"lead_id": OrganisationFactory().pk})
    drafts = Action.objects.filter(is_published=False)

    assert plan_changes(everything(), late).needs_reason
    assert not plan_changes(drafts, late).needs_reason
    assert not plan_changes(everything(), lead).needs_reason
    with pytest.raises(ChangeRefused):
        apply(late, reason="")
    assert not Action.objects.filter(ends_on=TODAY()).exists()


# --- constraints in memory ---------------------------------------------------------------------

DATES = st.none() | st.dates(dt.date(2024, 1, 1), dt.date(2024, 1, 4))


@settings(max_examples=40)
@given(
    starts_on=DATES,
    ends_on=DATES,
    avancement=st.sampled_from(Avancement.values),
    avancement_on=DATES,
    avancement_reason=st.sampled_from(["", "Poste vacant"]),
    is_published=st.booleans(),
    summary=st.sampled_from(["", "Une phrase."]),
    number=st.integers(0, 2),
    title=st.sampled_from(["", "Crèche"]),
    successor_id=st.sampled_from([None, 7, 8]),
)
def test_constraints_are_judged_in_memory_as_the_database_does(**values):
    action = Action(id=7, **values)

    for constraint in Action._meta.constraints:
        if isinstance(constraint, CheckConstraint):
            said = truth(constraint.condition, action) is not False
            assert said is accepts(constraint, action), constraint.name


def accepts(constraint, row):
    """What the database says of `row`."""
    try:
        constraint.validate(type(row), row)
    except ValidationError:
        return False
    return True


def test_bulk_changes_touch_no_field_of_a_unique_constraint():
    changed = {"avancement", "starts_on", "ends_on", "lead", "is_published", "verified_on"}
    unique = [c for c in Action._meta.constraints if not isinstance(c, CheckConstraint)]

    assert unique
    assert not any(changed & set(constraint.fields) for constraint in unique)
    assert refusals(Action(number=1, title="Crèche")) == []


# --- applying ----------------------------------------------------------------------------------


def test_apply_writes_rows_links_and_one_version_of_each(plan_of_three):
    by, audience = UserFactory(editing=True), AudienceFactory(name="Seniors")
    commune = CommuneFactory()
    plan_of_three[0].communes.add(commune)
    before = Action.history.count()
    choices = BulkEdit(
        {"verified_on": TODAY()},
        state(Avancement.DONE),
        LinkEdit(ADD, frozenset([audience.pk])),
    )

    assert apply(choices, by=by, reason="Fin du chantier") == 3

    for action in everything():
        assert (action.avancement, action.verified_on) == (Avancement.DONE, TODAY())
        assert list(action.audiences.all()) == [audience]
        version = action.history.first()
        assert (version.history_user, version.history_change_reason, version.history_type) == (
            by, "Fin du chantier", "~",
        )  # fmt: skip
        assert version.avancement == Avancement.DONE
        assert [link.audience for link in version.audiences.all()] == [audience]
        assert action.modified_on >= version.history_date - dt.timedelta(seconds=5)
    assert Action.history.count() == before + 3
    first = plan_of_three[0].history.first()
    assert [link.commune for link in first.communes.all()] == [commune]
    assert Action.history.filter(history_change_reason="Fin du chantier").values(
        "history_date"
    ).distinct().count() == 1  # fmt: skip


def test_rows_left_unticked_stay_as_they_are(plan_of_three):
    choices = BulkEdit({"verified_on": TODAY()})

    assert apply(choices, chosen=[plan_of_three[1].pk]) == 1
    assert list(Action.objects.filter(verified_on=TODAY())) == [plan_of_three[1]]


def test_a_second_application_changes_nothing_and_writes_no_history(plan_of_three):
    choices = BulkEdit({"verified_on": TODAY()})
    shown = plan_changes(everything(), choices).fingerprints

    assert apply(choices, shown=shown) == 3
    before = Action.history.count()
    assert apply(choices, shown=shown) == 0
    assert Action.history.count() == before


def test_second_application_counts_even_when_the_rows_have_left_the_filter(plan_of_three):
    choices = BulkEdit(state=state(Avancement.DONE))
    found = Action.objects.filter(avancement=Avancement.ONGOING)
    shown = plan_changes(found, choices).fingerprints

    assert apply(choices, shown=shown, found=found) == 3
    assert apply(choices, shown=shown, found=found) == 0


def test_the_slower_of_two_clicks_finds_it_done(plan_of_three, monkeypatch):
    edit = BulkEdit({"verified_on": TODAY()})

    def slower(plan, **arguments):
        monkeypatch.undo()
        assert apply(edit) == 3
        return write_plan(plan, **arguments)

    monkeypatch.setattr("actions.bulk.apply", slower)
    assert apply(edit) == 0


def entered(first, *others):
    ActionFactory(convention=first.convention, enjeu=first.enjeu, code="4")


def left(first, *others):
    first.is_published = False
    Action.objects.filter(pk=others[0].pk).delete()


def moved(first, *others):
    Action.objects.filter(pk=first.pk).update(title="Un autre titre")


def linked(first, *others):
    first.audiences.add(AudienceFactory())


@pytest.mark.parametrize("meanwhile", [entered, left, moved, linked])
@pytest.mark.parametrize("ticked", [slice(None), slice(2, 3)])
def test_rows_that_moved_since_the_preview_stop_everything(meanwhile, ticked, plan_of_three):
    choices = BulkEdit({"verified_on": TODAY()})
    shown = plan_changes(everything(), choices).fingerprints
    meanwhile(*plan_of_three)

    with pytest.raises(Stale) as stale:
        apply(choices, shown=shown, chosen=list(shown)[ticked])

    assert not Action.objects.filter(verified_on=TODAY()).exists()
    told = (len(stale.value.entered), len(stale.value.left), len(stale.value.moved))
    assert told == {entered: (1, 0, 0), left: (0, 0, 0)}.get(meanwhile, (0, 0, 1))


def test_a_refused_row_stops_everything(plan_of_three):
    Action.objects.filter(code="2").update(summary="Une phrase.")

    with pytest.raises(ChangeRefused):
        apply(BulkEdit({"is_published": True}))

    assert Action.objects.filter(is_published=True).count() == 1


def test_a_row_that_was_not_shown_is_never_changed(plan_of_three):
    choices = BulkEdit({"verified_on": TODAY()})
    shown = plan_changes(everything(), choices).fingerprints
    hidden = shown.pop(plan_of_three[0].pk)

    with pytest.raises(Stale):
        apply(choices, shown=shown)
    assert hidden
    assert not Action.objects.filter(verified_on=TODAY()).exists()


CHOICES = st.builds(
    lambda values, declared, audiences, communes: (values, declared, audiences, communes),
    st.fixed_dictionaries(
        {},
        optional={
            "starts_on": st.dates(dt.date(2023, 1, 1), dt.date(2024, 12, 31)),
            "ends_on": st.dates(dt.date(2024, 1, 1), dt.date(2026, 12, 31)),
            "verified_on": st.just(TODAY()),
            "is_published": st.booleans(),
            "lead_id": st.none(),
        },
    ),
    st.none() | st.sampled_from(Avancement.values),
    st.none() | st.tuples(st.sampled_from([ADD, REMOVE, REPLACE]), st.sets(st.integers(0, 2))),
    st.none()
    | st.tuples(st.sampled_from([ADD, REMOVE, REPLACE, WHOLE]), st.sets(st.integers(0, 2))),
)


@settings(max_examples=30)
@given(asked=CHOICES)
def test_after_applying_the_preview_is_empty(asked):
    values, declared, audiences, communes = asked
    Action.objects.all().delete()
    publics, places = AudienceFactory.create_batch(3), CommuneFactory.create_batch(3)
    for traits in (
        {"published": True},
        {"paused": True},
        {"late": True},
        {"whole_territory": True},
    ):
        ActionFactory(**traits, audiences=publics[:2], communes=places[1:])
    keys = {"audiences": publics, "communes": places}
    links = {
        name: LinkEdit(verb_and_keys[0], frozenset(keys[name][k].pk for k in verb_and_keys[1]))
        for name, verb_and_keys in (("audiences", audiences), ("communes", communes))
        if verb_and_keys
    }
    reason = "Poste vacant" if declared in NEEDS_REASON else ""
    choices = BulkEdit(values, state(declared, reason) if declared else {}, **links)
    plan = plan_changes(everything(), choices)
    chosen = [row.pk for row in plan.rows if not row.faults]

    apply(choices, chosen=chosen)

    again = plan_changes(Action.objects.filter(pk__in=chosen), choices)
    assert [row.changes for row in again.rows] == [[] for _ in chosen]
    untouched = plan_changes(Action.objects.exclude(pk__in=chosen), BulkEdit()).fingerprints
    assert untouched == {pk: d for pk, d in plan.fingerprints.items() if pk not in chosen}
