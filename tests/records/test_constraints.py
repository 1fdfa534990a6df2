import pytest
from django.apps import apps

from tests.constraints import Case, accepted, check_accepted, check_refused, constraints_of, refused
from tests.factories import KeptFormFactory, SubmissionFactory, UserFactory

pytestmark = pytest.mark.django_db


def second_of_one_person(factory, **first):
    return factory(user=factory(**first).user)


CASES = [
    Case(
        "submission_counts_once",
        "Ce formulaire a déjà été enregistré.",
        lambda: second_of_one_person(SubmissionFactory, key="a"),
        wrong=[{"key": "a"}],
        right=[{"key": "b"}, {"key": "a", "user": lambda row: UserFactory()}],
    ),
    Case(
        "kept_form_one_per_person_and_path",
        "Un texte est déjà gardé pour cette page.",
        lambda: second_of_one_person(KeptFormFactory, path="/admin/a/"),
        wrong=[{"path": "/admin/a/"}],
        right=[{"path": "/admin/b/"}, {"path": "/admin/a/", "user": lambda row: UserFactory()}],
    ),
]


@refused(CASES)
def test_constraint_refuses(case, values):
    check_refused(case, values)


@accepted(CASES)
def test_constraint_accepts_its_neighbour(case, values):
    check_accepted(case, values)


def test_every_constraint_is_tested():
    assert {case.name for case in CASES} == constraints_of(apps.get_app_config("records"))
