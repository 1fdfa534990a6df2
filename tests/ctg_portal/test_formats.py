"""Days, hours and figures of the administration, written as on the site."""

import datetime as dt

import pytest
from django.contrib.admin.utils import display_for_value

from conventions.siren import SirenField
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


def test_siren_is_read_and_typed_by_three_digits():
    field = SirenField(max_length=9)

    assert field.prepare_value("200034023") == "200\u00a0034\u00a0023"
    assert field.clean(" 200 034\u00a0023 ") == "200034023"
    assert not field.has_changed("200034023", "200\u00a0034\u00a0023")


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/suivi/reglages/", "/admin/conventions/commune/{}/change/"])
def test_screens_show_it_so(staff_client, address):
    commune = CommuneFactory(siren="200034023", territory__main=True, territory__siren="200034023")

    assert "200\u00a0034\u00a0023" in staff_client.get(address.format(commune.pk)).content.decode()
