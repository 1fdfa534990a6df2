"""Days, hours and figures of the administration, written as on the site."""

import datetime as dt

import pytest
from django.contrib.admin.utils import display_for_value

from tests.factories import CommuneFactory
from tests.reading import main_of, text_of


def test_moment_of_a_list_is_written_as_on_the_site():
    at = dt.datetime(2026, 11, 29, 16, 4, tzinfo=dt.UTC)

    assert display_for_value(at, "") == "29 novembre 2026 à 17 h 04"
    assert display_for_value(dt.date(2026, 11, 29), "") == "29 novembre 2026"


@pytest.mark.django_db
def test_inhabitants_are_counted_with_a_space(staff_client):
    CommuneFactory(population=10830)

    assert "10 830" in text_of(main_of(staff_client.get("/admin/conventions/commune/")))
