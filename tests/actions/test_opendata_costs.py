"""Open data costs the same number of queries whatever the size of the plan."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actions.opendata.catalogue import TABLES
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
    assert max(count for name, count in one.items() if name != "ctg.xlsx") <= 8
