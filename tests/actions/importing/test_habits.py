"""Tables of the kinds coordinators keep are read as they mean, the creations being accepted."""

import io

import openpyxl
import pytest

from tests.actions.importing.habits import HABITS
from tests.actions.importing.samples import confirmed, received
from tests.factories import ConventionFactory, OrganisationFactory

pytestmark = pytest.mark.django_db


def workbook(sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, (rows, merges) in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        for place in merges:
            sheet.merge_cells(place)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def actions(plan):
    """(code, title, enjeu, objective) of each action added, as the plan prints them."""
    found = []
    for row in plan.added:
        told = {change.name: change.after.removesuffix(" (à créer)") for change in row.changes}
        enjeu = str(row.row.enjeu) if row.row.enjeu else ""
        found.append((row.code, row.title, enjeu, told.get("objective", "")))
    return found


@pytest.mark.parametrize("habit", HABITS)
def test_table_is_read_as_it_means(habit):
    sheets, wanted = HABITS[habit]
    convention = ConventionFactory(public=True)
    for name in ("CAF", "MSA", "Mairie", "CCTA"):
        OrganisationFactory(name=name, short_name="")
    batch = received(workbook(sheets), "plan.xlsx", convention)
    plan = confirmed(batch)

    assert [str(fault) for fault in plan.faults] == []
    assert [(word.kind, word.text) for word in plan.pending] == []
    assert actions(plan) == wanted
