"""Open data costs the same number of queries whatever the size of the plan."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actions.models import Action
from actions.opendata.catalogue import TABLES
from tests.factories import ActionFactory
from tests.reading import body
from tests.rich import add_actions, add_surroundings, build_site

pytestmark = pytest.mark.django_db


def costs(client):
    found = {}
    for name in [*(f"{table.name}.csv" for table in TABLES), "datapackage.json", "ctg.xlsx"]:
        with CaptureQueriesContext(connection) as captured:
            body(client.get(f"/donnees/{name}"))
        found[name] = len(captured)
    return found


def test_queries_do_not_depend_on_the_number_of_rows(reader):
    site = build_site(actions=1)
    one = costs(reader)
    add_actions(site, 2)
    add_surroundings(site, 2)
    three = costs(reader)
    add_actions(site, 9)
    many = costs(reader)

    assert one == three == many
    assert max(count for name, count in one.items() if name != "ctg.xlsx") <= 9


def test_a_plan_written_without_history_gives_its_state_of_today(reader):
    """What a restore or a loader writes has no version: no file fails for it."""
    action = ActionFactory(public=True)
    Action.history.filter(id=action.pk).delete()

    lines = body(reader.get("/donnees/etats.csv")).decode().splitlines()

    assert len(lines) == 2
    assert lines[1].startswith(f"{action.number}-1,{action.number},1,a_venir,")
    assert action.title.encode() in body(reader.get("/donnees/ctg.xlsx"))
