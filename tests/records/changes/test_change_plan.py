"""A plan is written exactly as it was shown, or not at all, and undone by history."""

import pytest
from django.utils import timezone

from actions.importing.import_plan import SCOPE
from actions.models import Action, ActionPartner, PartnerRole
from partners.models import Organisation
from records.changes.applying import REASON_NEEDED, SEEN_BEFORE, apply
from records.changes.fingerprints import read_states
from records.changes.plan import (
    ChangePlan,
    ChangeRefused,
    Fault,
    FieldChange,
    RowChange,
    Scope,
    Stale,
)
from records.changes.undoing import undo
from records.history.recording import FIRST_KNOWN
from tests.dumps import dump
from tests.factories import (
    ActionFactory,
    ActionPartnerFactory,
    AudienceFactory,
    OrganisationFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def retitled(action, title="Après", *, scope=SCOPE, **more):
    """The plan that gives `action` another title."""
    state = read_states(Action, [action.pk], scope.lines)[action.pk]
    changes = [FieldChange("title", "Intitulé", state.row.title, title)]
    row = RowChange(state.row, changes, {"title"}, fingerprint=state.fingerprint, **more)
    row.row.title = title
    return ChangePlan(scope, [row])


def title_of(action):
    return Action.objects.get(pk=action.pk).title


# --- writing -----------------------------------------------------------------------------------


def test_apply_writes_rows_links_and_lines_as_one_change():
    action, by = ActionFactory(title="Avant"), UserFactory()
    gone = ActionPartnerFactory(action=action)
    plan = retitled(action)
    row = plan.rows[0]
    row.links = {"audiences": [AudienceFactory(name="Ados").pk]}
    caf = Organisation(name="CAF", slug="caf-du-plan")
    plan.creations = [caf]
    row.row.lead = caf
    row.fields.add("lead")
    row.dropped = [gone]
    row.lines = [ActionPartner(action=row.row, organisation=caf, role=PartnerRole.FUNDER)]

    change = apply(plan, by=by, reason="Décidé", act="Import de x.csv")

    action.refresh_from_db()
    assert (action.title, action.lead, action.lead.name) == ("Après", caf, "CAF")
    assert [one.name for one in action.audiences.all()] == ["Ados"]
    assert [one.organisation for one in action.action_partners.all()] == [caf]
    assert change.reason == "Import de x.csv : Décidé"
    for model, kind in ((Action, "~"), (Organisation, "+"), (ActionPartner, "+")):
        version = model.history.filter(history_type=kind).latest("history_id")
        assert (version.history_date, version.history_change_reason, version.history_user) == (
            change.at,
            change.reason,
            by,
        )
    assert ActionPartner.history.get(id=gone.pk, history_type="-").history_date == change.at


@pytest.mark.parametrize("shown", [None, {}], ids=["as planned", "never shown"])
def test_a_row_that_changed_since_the_plan_stops_everything(shown):
    action = ActionFactory(title="Avant")
    plan = retitled(action)
    if shown is None:
        Action.objects.filter(pk=action.pk).update(summary="Autre")

    with pytest.raises(Stale) as stale:
        apply(plan, shown=shown)

    assert stale.value.moved == ([action] if shown is None else [])
    assert title_of(action) == "Avant"


def test_a_line_that_changed_since_the_plan_stops_it_too():
    action = ActionFactory(title="Avant")
    plan = retitled(action)
    ActionPartnerFactory(action=action)

    with pytest.raises(Stale):
        apply(plan)
    assert title_of(action) == "Avant"


def test_what_was_shown_must_be_what_the_plan_was_made_from():
    action = ActionFactory(title="Avant")
    shown = retitled(action).fingerprints
    Action.objects.filter(pk=action.pk).update(summary="Autre")

    with pytest.raises(Stale):
        apply(retitled(action), shown=shown)


@pytest.mark.parametrize(
    ("more", "reason", "refused"),
    [
        ({"faults": [Fault("Impossible.")]}, "Décidé", True),
        ({"needs_reason": True}, " ", True),
        ({"needs_reason": True}, "Décidé", False),
        ({}, "", False),
    ],
)
def test_faults_and_missing_reasons_are_refused(more, reason, refused):
    action = ActionFactory(title="Avant")
    plan = retitled(action, **more)

    if refused:
        with pytest.raises(ChangeRefused) as refusal:
            apply(plan, reason=reason)
        assert (str(refusal.value) == REASON_NEEDED) is ("needs_reason" in more)
    else:
        apply(plan, reason=reason)
    assert title_of(action) == ("Avant" if refused else "Après")


def test_digest_says_what_is_written_and_over_what():
    action = ActionFactory(title="Avant")
    first = retitled(action).digest

    assert retitled(action).digest == first
    assert retitled(action, "Autre").digest != first
    linked = retitled(action)
    linked.rows[0].links = {"audiences": [1]}
    assert linked.digest != first
    Action.objects.filter(pk=action.pk).update(title="Entre-temps")
    assert retitled(action).digest != first


# --- undoing -----------------------------------------------------------------------------------


def test_undo_gives_back_values_links_lines_and_dates():
    action = ActionFactory(title="Avant", audiences=[AudienceFactory()])
    line = ActionPartnerFactory(action=action, note="prête une salle")
    before = dump()
    plan = retitled(action)
    plan.rows[0].links = {"audiences": []}
    plan.rows[0].dropped = [line]

    assert undo(apply(plan), SCOPE, reason="Annulé") == []

    after = dump()
    assert {model for model in before if before[model] != after[model]} == set()
    assert action.history.first().history_change_reason == "Annulé"


@pytest.mark.parametrize("recorded", [True, False])
def test_what_was_written_without_history_comes_back_too(recorded):
    action = ActionFactory(title="Avant")
    if recorded:
        Action.objects.filter(pk=action.pk).update(title="Chargé")
    else:
        Action.history.filter(id=action.pk).delete()

    change = apply(retitled(action))
    noticed = Action.history.filter(id=action.pk, history_date__lt=change.at).first()
    undo(change, SCOPE)

    assert title_of(action) == ("Chargé" if recorded else "Avant")
    assert noticed.history_change_reason == (SEEN_BEFORE if recorded else FIRST_KNOWN)


def edited(action):
    Action.objects.filter(pk=action.pk).update(summary="Depuis")


def given_a_line(action):
    ActionPartnerFactory(action=action)


def deprived_of_a_line(action):
    action.action_partners.all().delete()


@pytest.mark.parametrize("since", [edited, given_a_line, deprived_of_a_line])
def test_undo_is_refused_once_a_row_changed(since):
    action = ActionFactory(title="Avant")
    ActionPartnerFactory(action=action)
    change = apply(retitled(action))
    since(action)

    with pytest.raises(Stale) as stale:
        undo(change, SCOPE)
    assert stale.value.moved == [action]
    assert title_of(action) == "Après"


def test_undo_leads_no_row_again_to_what_was_archived_meanwhile():
    old, new = OrganisationFactory(name="Ancienne"), OrganisationFactory(name="Nouvelle")
    action = ActionFactory(title="Avant", lead=old)
    plan = retitled(action)
    plan.rows[0].row.lead = new
    plan.rows[0].fields.add("lead")
    change = apply(plan)
    old.archived_on, old.archive_reason = timezone.localdate(), "Elle a fermé."
    old.save()

    with pytest.raises(ChangeRefused, match="« Ancienne » est aux archives"):
        undo(change, SCOPE)
    action.refresh_from_db()
    assert (action.title, action.lead) == ("Après", new)


def test_undo_touches_only_its_own_change():
    first, second = ActionFactory(title="Avant"), ActionFactory(title="Avant")
    change = apply(retitled(first), reason="Un")
    apply(retitled(second), reason="Deux")

    undo(change, SCOPE)

    assert [title_of(one) for one in (first, second)] == ["Avant", "Après"]


def test_created_supports_stay_when_they_changed():
    action = ActionFactory(title="Avant")
    plan = retitled(action)
    plan.creations = [Organisation(name=name, slug=name) for name in ("neuve", "retouchee")]
    change = apply(plan)
    Organisation.objects.filter(slug="retouchee").update(name="Retouchée")

    kept = undo(change, Scope(Action, supports=(Organisation,)))

    assert [row.name for row in kept] == ["Retouchée"]
    assert not Organisation.objects.filter(slug="neuve").exists()


def test_undo_ends_after_the_change():
    action = ActionFactory(title="Avant", lead=OrganisationFactory())
    change = apply(retitled(action))
    undo(change, SCOPE)

    dates = list(action.history.order_by("history_id").values_list("history_date", flat=True))
    assert dates == sorted(dates)
    assert change.at <= dates[-1] <= timezone.now()
