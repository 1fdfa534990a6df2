"""The fact sheet of each objective: what is published of its actions, over the whole period."""

import datetime as dt
from collections import defaultdict

from django.utils import timezone

from actions.models import Action, Milestone
from reviews.evaluation.opinions import opinions_by_action, opinions_of
from reviews.evaluation.shapes import Goal, GoalAction, ResultLine
from reviews.figures.indicators import told_until, values_of
from reviews.figures.money import fundings_of, money_among
from reviews.figures.news import news_between, people_in
from reviews.figures.states import Past
from reviews.figures.steps import day_of, kind_of, step_line


class Facts:
    """What is published of the actions of a convention on the date `on`: nine queries.

    Nothing of after its end, nor of after `on`, is counted, save what partners think of it.
    """

    def __init__(self, convention, on):
        last = self.last = min(on, convention.ends_on)
        self.is_over = convention.is_over(on)
        plan = Action.objects.of(convention).in_plan_order()
        actions = list(plan.defer("context", "description", "expected_results", "perspectives"))
        past = Past(convention, actions)
        self.ends = {row.pk: past.state(row, last) for row in actions}
        # An action written after the end tells nothing of the convention.
        self.actions = [row for row in actions if self.ends[row.pk] or not past.is_new(row, last)]
        for row in self.actions:
            row.convention = convention
        self.outcomes = {row.pk: row.public_outcome(on) for row in self.actions}
        self.news, self.results = defaultdict(list), defaultdict(list)
        self.fundings, self.steps = defaultdict(list), steps_of(convention, last, self.ends)
        for update in news_between(convention, convention.starts_on, last):
            self.news[update.action_id].append(update)
        for indicator, view in told_until(convention, last):
            self.results[indicator.action_id].append(result(indicator, view))
        for row in fundings_of(convention):
            if row.year in convention.years:
                self.fundings[row.action_id].append(row)
        self.opinions = opinions_by_action(self.actions)
        self.all_fundings = [row for one in self.actions for row in self.fundings[one.pk]]

    def goal(self, code, title, actions, appraisal=None):
        """The Goal of the fetched `actions`."""
        keys = [row.pk for row in actions]
        news = [update for key in keys for update in self.news[key]]
        people, small = people_in(news)
        steps = [step for key in keys for step in self.steps[key]]

        def of_kind(kind):
            found = [line for found, line in steps if found == kind]
            return tuple(sorted(found, key=lambda line: (day_of(line) or dt.date.max, line.action)))

        return Goal(
            code=code,
            title=title,
            is_over=self.is_over,
            appraisal=appraisal,
            lines=tuple(
                GoalAction(
                    row.number, row.code, row.title, self.ends[row.pk], self.outcomes[row.pk]
                )
                for row in actions
            ),
            results=tuple(one for key in keys for one in self.results[key]),
            money=money_among(row for key in keys for row in self.fundings[key]),
            kept=len(of_kind("kept")),
            late=of_kind("late"),
            dropped=of_kind("dropped"),
            news=sum(not update.nothing_new for update in news),
            people=people,
            small=small,
            opinions=opinions_of(one for key in keys for one in self.opinions[key]),
        )


def result(indicator, view):
    """The ResultLine of an `indicator` whose `view` tells what was known."""
    by_role = {line.role: line for line in values_of(view)}  # the last value of each role
    return ResultLine(
        action=indicator.action.number,
        action_title=indicator.action.title,
        label=indicator.label,
        unit=indicator.unit,
        in_words=view["in_words"],
        start=by_role.get("Départ"),
        last=by_role.get("Valeur"),
        goal=by_role.get("But"),
        way=view["way"],
    )


def promised_days(convention):
    """Key of a step → the earliest day planned for it when a year of `convention` began.

    The same promise as in the reviews of its years: what was moved within a year is not held
    against it. One query.
    """
    opened = [timezone.make_aware(dt.datetime(year, 1, 1)) for year in convention.years]
    rows = Milestone.history.filter(
        action__convention=convention, history_date__lt=opened[-1]
    ).order_by("history_date", "history_id")
    planned = [{} for _year in opened]
    for key, day, at in rows.values_list("id", "planned_on", "history_date"):
        for place, first in enumerate(opened):
            if at < first:
                planned[place][key] = day
    found = {}
    for year, days in zip(convention.years, planned, strict=True):
        for key, day in days.items():
            if day and day.year == year:
                found[key] = min(day, found.get(key, day))
    return found


def steps_of(convention, last, ends):
    """Key of an action → (kind, StepLine) of its steps until the date `last`: two queries.

    `kind` is "kept", "late" or "dropped"; `ends` gives the state of each public action, by its key.
    """
    promises = promised_days(convention)
    rows = Milestone.objects.of(convention).select_related("action").order_by("pk")
    found = defaultdict(list)
    for row in rows:
        promised = min(filter(None, (promises.get(row.pk), row.planned_on)), default=None)
        # Told done after the end: it was not, when the convention ended.
        done_on = row.done_on if row.done_on and row.done_on <= last else None
        if kind := kind_of(promised, done_on, last, ends.get(row.action_id)):
            found[row.action_id].append((kind, step_line(row, promised, done_on)))
    return found
