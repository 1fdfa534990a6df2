import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import ActionFactory, UserFactory


@pytest.fixture
def count_queries():
    """A function: number of queries that a page costs this browser."""

    def count(client, path):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        return len(queries)

    return count


@pytest.fixture
def other(signed_in):
    """The browser of somebody else, with every right."""
    return signed_in(UserFactory(administration=True, full_name="Dominique Autre"))


@pytest.fixture
def action(db):
    return ActionFactory(title="Ouvrir un relais", summary="Une phrase.", context="Le contexte.")
