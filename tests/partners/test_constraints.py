import pytest
from django.apps import apps

from tests.constraints import (
    Case,
    accepted,
    check_accepted,
    check_refused,
    constraints_of,
    refused,
)
from tests.factories import OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db


def second_user():
    UserFactory(email="jeanne@example.org")
    return UserFactory(email="paul@example.org")


CASES = [
    Case(
        "organisation_has_name",
        "Ce champ ne peut pas être vide.",
        OrganisationFactory,
        wrong=[{"name": ""}],
        right=[{"name": "x"}],
        field="name",
    ),
    Case(
        "user_email_unique",
        "Un compte existe déjà avec cette adresse.",
        second_user,
        wrong=[{"email": "Jeanne@Example.org"}],
        right=[{"email": "jeanne.b@example.org"}],
    ),
]


@refused(CASES)
def test_constraint_refuses(case, values):
    check_refused(case, values)


@accepted(CASES)
def test_constraint_accepts_its_neighbour(case, values):
    check_accepted(case, values)


def test_every_constraint_is_tested():
    assert {case.name for case in CASES} == constraints_of(apps.get_app_config("partners"))
