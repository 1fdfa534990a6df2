"""All that residents may read of one action: what its page and its sheet (a PDF) both say."""

from django.db.models import Prefetch
from django.utils import timezone

from actions.action_page import indicator_views, modified_on, money_rows, steps_by_state
from actions.models import Action, ActionPartner, Funding, Indicator, Measure, Picture, Update
from actions.practical_page import enjoy_of


def whole_actions():
    """The published actions, each with its links and lines: a constant number of queries."""
    public = Action.objects.public()
    rows = public.select_related("convention", "enjeu", "objective", "lead", "avancement_by")
    return rows.with_before_and_after().prefetch_related(
        "audiences",
        "communes",
        "domains",
        "ideas",
        "milestones",
        Prefetch("action_partners", ActionPartner.objects.select_related("organisation")),
        Prefetch("fundings", Funding.objects.select_related("funder")),
        Prefetch(
            "indicators",
            Indicator.objects.select_related("reported_by").prefetch_related(
                Prefetch("measures", Measure.objects.order_by("on"))
            ),
        ),
        Prefetch("pictures", Picture.objects.public(), to_attr="public_pictures"),
        Prefetch("replaced_actions", public.in_plan_order(), to_attr="public_replaced"),
    )


def page_facts(action, now):
    """What is said at the moment `now` of an `action` of `whole_actions`, as plain values."""
    today = timezone.localdate(now)
    updates = list(
        Update.objects.published(now)
        .filter(action=action)
        .select_related("organisation", "replaces", "action")
    )
    is_over = action.convention.is_over(today)
    is_silent = not is_over and action.is_silent(today, action.convention.territory.silence_months)
    return {
        "enjoy": enjoy_of(action, is_over=is_over),
        "told": {
            "modified_on": modified_on(action, is_over=is_over),
            "suite": action.public_outcome(today),
            "silence": action.months_of_silence(today) if is_silent else None,
        },
        "late": action.late_words(today),
        "is_over": is_over,
        "steps": steps_by_state(action.milestones.all()),
        "latest": next((update for update in updates if not update.nothing_new), None),
        "updates": updates,
        "indicators": indicator_views(action.indicators.all()),
        "money": money_rows(action.fundings.all()),
        "successor": public_only(action.successor),
    }


def share_convention(action):
    """Hand the fetched convention of `action` to its levels, so that nobody asks for it again."""
    action.enjeu.convention = action.convention
    if action.objective:
        action.objective.convention = action.convention


def public_only(action):
    """`action` if residents may read it, else None."""
    readable = action and action.is_published and action.convention.is_published
    return action if readable else None
