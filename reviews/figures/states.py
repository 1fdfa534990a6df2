"""The state of each action on a day, from what was published of it.

A state counts from the day it was declared, even when it was written later: what a campaign of
January tells of December is told of December. A state of a draft was told to nobody and counts for
nothing. Nothing is guessed: a day of which nobody told anything has no state.
"""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.utils import timezone

from actions.models import Action, Avancement

ALWAYS = dt.date.min


@dataclass(frozen=True)
class ToldState:
    """A state, from the day `since` on."""

    since: dt.date
    state: str


class Past:
    """What was told of each of the fetched `actions`; one query, whatever their number."""

    def __init__(self, convention, actions):
        versions = Action.history.filter(convention=convention).exclude(history_type="-")
        rows = versions.order_by("history_date", "history_id").values_list(
            "id", "avancement", "avancement_on", "history_date", "is_published"
        )
        self.told, self.entered, self.opened = defaultdict(list), {}, None
        for key, state, declared, at, is_published in rows:
            day = timezone.localdate(at)
            self.opened = self.opened or day
            self.entered.setdefault(key, day)
            if is_published:
                self.tell(key, state, declared, day)
        for action in actions:
            if action.pk in self.told:
                continue
            # Written without a version.
            day = timezone.localdate(action.created_on)
            self.entered.setdefault(action.pk, day)
            self.opened = min(filter(None, (self.opened, day)))
            self.tell(action.pk, action.avancement, action.avancement_on, day)

    def tell(self, key, state, declared, day):
        """Note what was told on `day`; an action to come was so ever since its plan began."""
        if declared is None and state == Avancement.PLANNED and not self.told[key]:
            declared = ALWAYS if day <= self.opened else day
        self.told[key].append(ToldState(declared or day, state))

    def state(self, action, day):
        """The state of `action` at the end of `day`, or "" when nobody can tell it."""
        known = [one.state for one in self.told[action.pk] if one.since <= day]
        return known[-1] if known else ""

    def is_new(self, action, day):
        """True when the plan was already followed here on `day`, without `action`."""
        was_told = any(one.since <= day for one in self.told[action.pk])
        return self.opened <= day < self.entered[action.pk] and not was_told
