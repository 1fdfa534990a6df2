"""How a constraint is tested: refused with its words by the form, refused by the database too."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, connection, models, transaction

from records import constraints


@dataclass
class Case:
    """A constraint, a valid row, values that break it (`wrong`) and its neighbours (`right`).

    A value may be a function of the row. `field` is where the message shows, when Django's own
    check of a field speaks before the constraint does.
    """

    name: str
    message: str
    row: Callable[[], models.Model]
    wrong: list[dict]
    right: list[dict]
    field: str = NON_FIELD_ERRORS


def give(row, values):
    for name, value in values.items():
        setattr(row, name, value(row) if callable(value) else value)
    return row


def check_accepted(case, values):
    """Fail unless the row of `case`, given `values`, is valid and can be written."""
    row = give(case.row(), values)
    row.full_clean()
    constraints.validate(row)
    models.Model.save(row)


def check_refused(case, values):
    """Fail unless the row of `case`, given `values`, is refused with words and by the database."""
    row = give(case.row(), values)

    with pytest.raises(ValidationError) as refusal:
        row.full_clean()
    assert case.message in refusal.value.message_dict[case.field]
    assert in_memory(row) == in_database(row)

    with pytest.raises(IntegrityError) as broken, transaction.atomic():
        models.Model.save(row)  # the plain one: an Update refuses before asking the database
    if connection.vendor == "postgresql" or "CHECK" in str(broken.value):
        assert case.name in str(broken.value)


def in_memory(row):
    """What `records.constraints` says of `row`, as field → sentences."""
    try:
        constraints.validate(row)
    except ValidationError as error:
        return error.message_dict
    return {}


def in_database(row):
    """What Django says of it, asking the database."""
    try:
        row.validate_constraints()
    except ValidationError as error:
        return error.message_dict
    return {}


def refused(cases):
    return pytest.mark.parametrize(
        ("case", "values"),
        [
            pytest.param(case, values, id=f"{case.name}-{number}")
            for case in cases
            for number, values in enumerate(case.wrong)
        ],
    )


def accepted(cases):
    return pytest.mark.parametrize(
        ("case", "values"),
        [
            pytest.param(case, values, id=f"{case.name}-{number}")
            for case in cases
            for number, values in enumerate(case.right)
        ],
    )


def constraints_of(app_config):
    """Names of all the constraints the models of a room declare."""
    return {
        constraint.name
        for model in app_config.get_models()
        for constraint in model._meta.constraints
    }


def archive_cases(name, factory):
    """The two rules of what can be archived, for the model whose constraints start with `name`."""

    def archived():
        return factory(
            is_published=False, archived_on=dt.date(2026, 1, 1), archive_reason="Terminé."
        )

    return [
        Case(
            f"{name}_archived_is_hidden",
            "Ce qui est archivé n’est pas publié : remettez-le d’abord en service.",
            archived,
            wrong=[{"is_published": True}],
            right=[{}, {"is_published": True, "archived_on": None}],
        ),
        Case(
            f"{name}_archived_has_reason",
            "Dites en quelques mots pourquoi c’est archivé.",
            archived,
            wrong=[{"archive_reason": ""}],
            right=[{"archive_reason": "x"}, {"archived_on": None, "archive_reason": ""}],
        ),
    ]


def merge_case(name, factory):
    """A row is not merged with itself; the constraint starts with `name`."""
    return Case(
        f"{name}_not_merged_into_itself",
        "Une fiche ne peut pas être fusionnée avec elle-même.",
        factory,
        wrong=[{"merged_into": lambda row: row}],
        right=[{}, {"merged_into": lambda row: factory()}],
    )
