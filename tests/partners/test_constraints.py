import datetime as dt

import pytest
from django.apps import apps
from django.utils import timezone

from tests.constraints import (
    Case,
    accepted,
    archive_cases,
    check_accepted,
    check_refused,
    constraints_of,
    merge_case,
    refused,
)
from tests.factories import (
    InvitationFactory,
    MembershipFactory,
    OrganisationFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def second_user():
    UserFactory(email="jeanne@example.org")
    return UserFactory(email="paul@example.org")


def second_of_one_person(factory, **first):
    return factory(user=factory(**first).user)


def archived_organisation(**given):
    return OrganisationFactory(archived_on=dt.date(2026, 1, 1), archive_reason="Double", **given)


def other_of(membership):
    """The organisation of the other membership of the same person."""
    return membership.user.memberships.exclude(pk=membership.pk).get().organisation


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
    Case(
        "membership_once",
        "Cette personne est déjà un contact de l’organisation.",
        lambda: second_of_one_person(MembershipFactory),
        wrong=[{"organisation": other_of}],
        right=[
            {},
            {
                "organisation": other_of,
                "ended_on": dt.date(2026, 1, 1),
            },
            {"organisation": other_of, "user": lambda row: UserFactory()},
        ],
    ),
    Case(
        "invitation_one_open",
        "Cette adresse est déjà invitée : envoyez plutôt l’invitation de nouveau.",
        lambda: InvitationFactory(
            organisation=InvitationFactory(email="a@example.org").organisation
        ),
        wrong=[{"email": "a@example.org"}],
        right=[
            {},
            {"email": "a@example.org", "declined_at": timezone.now()},
            {"email": "a@example.org", "accepted_at": timezone.now()},
            {"email": "a@example.org", "cancelled_at": timezone.now()},
            {"email": "a@example.org", "organisation": lambda row: OrganisationFactory()},
        ],
    ),
    Case(
        "organisation_merged_is_archived",
        "Une organisation fusionnée avec une autre est archivée.",
        lambda: archived_organisation(merged_into=OrganisationFactory()),
        wrong=[{"archived_on": None}],
        right=[{}, {"archived_on": None, "merged_into": None}],
    ),
    merge_case("organisation", archived_organisation),
    *archive_cases("organisation", OrganisationFactory),
]


@refused(CASES)
def test_constraint_refuses(case, values):
    check_refused(case, values)


@accepted(CASES)
def test_constraint_accepts_its_neighbour(case, values):
    check_accepted(case, values)


def test_every_constraint_is_tested():
    assert {case.name for case in CASES} == constraints_of(apps.get_app_config("partners"))
