"""« make bench » compares the portal with a bare Django, that the same gunicorn has to serve."""

import urllib.request

import pytest

from tests.bench.__main__ import bare_environment
from tests.bench.servers import gunicorn


@pytest.mark.processes
def test_the_floor_starts_and_answers():
    with (
        gunicorn("tests.bench.bare:application", bare_environment()) as port,
        urllib.request.urlopen(f"http://127.0.0.1:{port}/") as answer,
    ):
        assert b"Bonjour" in answer.read()
