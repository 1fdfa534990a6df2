"""Migrations played fast for the tests make the same tables: tests/quick_migrations.py."""

import pytest
from django.db import models
from django.db.migrations import AlterField, AlterModelOptions
from django.db.migrations.state import ModelState, ProjectState

from tests.quick_migrations import only_words


def short(**options):
    return models.CharField(**{"max_length": 9} | options)


@pytest.fixture
def state():
    found = ProjectState()
    key = ("id", models.BigAutoField(primary_key=True))
    found.add_model(ModelState("room", "Row", [key, ("name", short())]))
    return found


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        (short(verbose_name="nom", help_text="Un mot."), True),
        (short(choices=[("a", "A")], blank=True), True),
        (short(max_length=10), False),
        (short(null=True), False),
        (short(unique=True), False),
        (short(db_default=""), False),
        (models.TextField(), False),
    ],
)
def test_a_change_that_the_database_sees_is_told(state, field, expected):
    assert only_words(AlterField("row", "name", field), "room", state) is expected


def test_options_of_a_model_are_words(state):
    assert only_words(AlterModelOptions("row", {"ordering": ["name"]}), "room", state)
