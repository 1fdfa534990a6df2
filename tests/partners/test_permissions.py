"""What each role may do, as a table."""

import pytest
from django.contrib.auth.models import AnonymousUser

from partners import permissions
from partners.permissions import Role
from tests.factories import UserFactory

PREDICATES = ("may_read", "may_edit", "may_publish", "may_administer")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "count"), [("", 0), *((role, n) for n, role in enumerate(Role, 1))]
)
def test_each_role_may_what_the_ones_before_may(role, count):
    user = UserFactory(role=role)

    assert [getattr(permissions, name)(user) for name in PREDICATES] == [
        rank < count for rank in range(4)
    ]
    assert user.is_staff is bool(role)


@pytest.mark.django_db
def test_closed_accounts_and_strangers_may_nothing():
    closed = UserFactory(administration=True, closed=True)

    for name in PREDICATES:
        assert not getattr(permissions, name)(closed)
        assert not getattr(permissions, name)(AnonymousUser())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("permission", "lowest"),
    [
        ("actions.view_action", Role.READING),
        ("actions.change_action", Role.EDITING),
        ("actions.delete_action", Role.EDITING),
        ("actions.add_update", Role.PUBLISHING),
        ("conventions.view_territory", Role.READING),
        ("conventions.change_territory", Role.ADMINISTRATION),
        ("contact.view_contactmessage", Role.EDITING),
        ("partners.view_user", Role.ADMINISTRATION),
        ("partners.change_user", Role.ADMINISTRATION),
    ],
)
def test_permissions_of_the_admin(permission, lowest):
    allowed = [role for role in Role if UserFactory(role=role).has_perm(permission)]

    assert allowed == list(Role)[list(Role).index(lowest) :]
