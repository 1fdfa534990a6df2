"""The actions that a selection kept as data chooses (actions/models/selection.py). No HTTP."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from actions.models import Action
from actions.models.selection import NAMES
from actions.staff_filters import StaffFilter


def selection_of(query):
    """The selection that the QueryDict `query` of a working list names; the rest is left out."""
    found = {name: [value for value in query.getlist(name) if value] for name in NAMES}
    return {name: values for name, values in found.items() if values}


@dataclass(frozen=True)
class Selected:
    """`actions` is a queryset; `labels` says the filters as (label, value) in words.

    `unknown` holds the labels of the filters with a value that means nothing here: then there is
    no action, rather than all of them.
    """

    actions: QuerySet
    labels: list
    unknown: list


def select(selection, *, convention, on):
    """What `selection` chooses of the actions in use of `convention` on the date `on`: Selected."""
    everything = Action.objects.filter(convention=convention)
    form = StaffFilter(
        {}, everything=everything, convention=convention, territory=convention.territory, on=on
    )
    found, labels, unknown = form.actions, [], []
    for name, field in form.fields.items():
        asked = Q()
        for kept in selection.get(name, []):
            value = form.value_today(name, kept)
            try:
                value = field.clean(value)
            except ValidationError:
                unknown.append(field.label)
                continue
            labels.append((field.label, form.value_label(name, value)))
            asked |= Q(pk__in=form.narrow(form.actions, {name: value}).order_by().values("pk"))
        found = found.filter(asked)
    return Selected(form.actions.none() if unknown else found, labels, unknown)
