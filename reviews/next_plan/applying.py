"""What the preview of a next convention showed is written, all of it or nothing; and undone."""

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from actions.models import Action
from conventions.models import Convention, Enjeu, Objective
from records.changes import applying, undoing
from records.changes.applying import lock
from records.changes.plan import ChangeRefused, RecordedChange, Stale
from records.history.bulk import record_rows
from records.history.recording import CHANGED, one_change
from reviews.next_plan.fates import old_actions
from reviews.next_plan.models import CarryOver, CarryState
from reviews.next_plan.planning import SCOPE, NextPlan, plan_of

ALREADY = "C’est déjà appliqué."
HAS_FAULTS = "Il reste des choix à faire : rien n’est appliqué."
NOTHING = "Il n’y a rien à faire passer dans la convention suivante."
CHANGED_SINCE = (
    "Le plan ou vos choix ont changé depuis cet aperçu : rien n’a été appliqué. Regardez le nouvel "
    "aperçu, puis confirmez de nouveau."
)
NOT_APPLIED = "Ce passage n’est pas appliqué : il n’y a rien à annuler."
IN_USE = (
    "Des fiches s’appuient depuis sur les actions ajoutées : ce passage ne peut plus être annulé."
)
NAMED = 10


def act_of(carry: CarryOver) -> str:
    return f"Suite de la convention {carry.former.slug}"


def apply(carry: CarryOver, shown: str, *, by: Any = None) -> NextPlan:
    """Write the plan whose digest is `shown`, for the person `by`; return it.

    The plan is made again under lock. Raise ChangeRefused, nothing being written, when it was
    applied already, when choices are missing, or when it is no longer the one that was shown.
    """
    try:
        with transaction.atomic(), one_change(by=by):
            locked = locked_one(carry)
            if locked.state != CarryState.DRAFT:
                raise ChangeRefused(ALREADY)
            lock(Action, old_actions(locked.former, locked.convention).values_list("pk", flat=True))
            plan = plan_of(locked)
            if plan.digest != shown:
                raise ChangeRefused(CHANGED_SINCE)
            if plan.faults or plan.refused:
                raise ChangeRefused(HAS_FAULTS)
            if plan.changes_nothing:
                raise ChangeRefused(NOTHING)
            change = applying.apply(plan, by=by, act=act_of(locked))
            joined = join_levels(plan, change, by)
            locked.state, locked.applied_on, locked.by = CarryState.APPLIED, change.at, by
            locked.done = plan.counts | {"joined": joined}
            locked.save()
    except (IntegrityError, Stale) as error:
        raise ChangeRefused(CHANGED_SINCE) from error
    carry.refresh_from_db()
    return plan


def locked_one(carry: CarryOver) -> CarryOver:
    """It, as it is now; nobody else applies or undoes one of its convention meanwhile.

    Both conventions are locked, the lowest key first: two rounds never wait for each other.
    """
    locked = CarryOver.objects.select_for_update().get(pk=carry.pk)
    both = Q(pk=locked.convention_id) | Q(successor=locked.convention_id)
    lock(Convention, Convention.objects.filter(both).values_list("pk", flat=True))
    return locked


def join_levels(plan: NextPlan, change: RecordedChange, by: Any) -> list:
    """Tell the levels already there what else they come from; gives [kind, key, old key]."""
    assert plan.structure
    told: list = []
    for model in (Enjeu, Objective):
        rows = []
        for level, olds in plan.structure.joined:
            if type(level.row) is model:
                rows.append(level.row)
                level.row.origins.add(*olds)
                told += [[model.__name__, level.row.pk, old] for old in sorted(olds)]
        with one_change(change.reason, by):
            record_rows(rows, CHANGED)
    return told


def undo(carry: CarryOver, *, by: Any = None) -> list[str]:
    """Take back all that `carry` wrote; return the names of levels that stay, being used.

    One transaction. Raise ChangeRefused when an action it wrote changed since, was published, or
    serves elsewhere.
    """
    with transaction.atomic(), one_change(by=by):
        locked = locked_one(carry)
        if locked.state != CarryState.APPLIED or locked.applied_on is None:
            raise ChangeRefused(NOT_APPLIED)
        told = act_of(locked)
        back = f"Annulation : {told}"
        change = RecordedChange(locked.applied_on, told)
        try:
            kept = undoing.undo(change, SCOPE, by=by, reason=back, in_use=IN_USE)
        except Stale as stale:
            raise ChangeRefused(moved_since(stale.moved)) from stale
        part_levels(locked.done.get("joined", []), back, by)
        locked.state, locked.undone_on = CarryState.UNDONE, timezone.now()
        locked.save()
    carry.refresh_from_db()
    return [str(row) for row in kept]


def part_levels(joined: list, reason: str, by: Any) -> None:
    """The contrary of `join_levels`, where somebody did not do it since."""
    for model in (Enjeu, Objective):
        keys = {key for kind, key, _old in joined if kind == model.__name__}
        rows = list(model.objects.filter(pk__in=keys))
        for row in rows:
            olds = [old for kind, key, old in joined if (kind, key) == (model.__name__, row.pk)]
            row.origins.remove(*olds)
        with one_change(reason, by):
            record_rows(rows, CHANGED)


def moved_since(actions: list) -> str:
    names = ", ".join(f"« {action} »" for action in actions[:NAMED]) or "des actions effacées"
    more = f" et {len(actions) - NAMED} autres" if len(actions) > NAMED else ""
    return (
        f"Ce passage ne peut plus être annulé : {names}{more} ont changé depuis. Modifiez ou "
        "archivez ces fiches une à une."
    )
