"""The address of a new row comes from its name when nothing is written there."""

import pytest

from partners.models import Organisation
from tests.factories import OrganisationFactory
from tests.records.admin.forms import errors_of, typed

pytestmark = pytest.mark.django_db
ADD = "/admin/partners/organisation/add/"


def added(staff_client, **given):
    return staff_client.post(ADD, typed(staff_client.get(ADD)) | given)


def test_address_left_empty_comes_from_the_name(staff_client):
    answer = added(staff_client, name="Jardin de l’Agoût", slug="")

    assert answer.status_code == 302
    assert Organisation.objects.get(name="Jardin de l’Agoût").slug == "jardin-de-lagout"


def test_address_of_another_row_gets_a_number(staff_client):
    OrganisationFactory(name="Autre nom", slug="mjc-de-lavaur")
    added(staff_client, name="MJC de Lavaur", slug="")

    assert Organisation.objects.get(name="MJC de Lavaur").slug == "mjc-de-lavaur-2"


def test_address_that_is_written_is_kept_and_a_name_without_letters_needs_one(staff_client):
    added(staff_client, name="Le Relais", slug="relais")
    assert Organisation.objects.get(name="Le Relais").slug == "relais"

    assert errors_of(added(staff_client, name="…", slug=""))
