"""Imports kept from before several sheets made one plan are still read."""

from importlib import import_module
from types import SimpleNamespace

import pytest

MOVE = import_module("actions.migrations.0005_import_sheets")


class KeptRows:
    """What the migration asks of the rows of before and after."""

    def __init__(self, rows):
        self.rows = rows

    def get_model(self, *names):
        return SimpleNamespace(objects=self)

    def only(self, *names):
        return self

    def iterator(self):
        return iter(self.rows)


@pytest.mark.parametrize(("sheet", "mapping"), [("Plan", {"code": 0, "title": 2}), ("", {})])
def test_sheet_and_columns_are_carried_over_and_back(sheet, mapping):
    row = SimpleNamespace(sheet=sheet, mapping=mapping, save=lambda **fields: None)

    MOVE.one_to_several(KeptRows([row]), None)
    assert (row.sheets, row.mapping) == ([sheet], {sheet: mapping})
    row.sheet = None
    MOVE.several_to_one(KeptRows([row]), None)
    assert (row.sheet, row.mapping) == (sheet, mapping)
