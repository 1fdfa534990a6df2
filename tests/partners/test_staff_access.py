"""The door of the staff pages, even for a view that forgot to ask who may use it."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import resolve

from partners.permissions import may_edit, may_sign_in
from partners.staff_access import StaffDoorMiddleware, staff_page
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
BOARD, HOME, SIGN_IN = "/suivi/", "/aide/", "/admin/login/"


def request_of(user, path=BOARD):
    request = RequestFactory().get(path)
    request.user, request.resolver_match = user, resolve(path)
    return request


def through_the_door(user, path):
    return StaffDoorMiddleware(None).process_view(request_of(user, path), None, (), {})


@pytest.mark.parametrize("path", [BOARD, "/suivi/actions/", "/admin/"])
def test_the_team_alone_enters(path):
    assert through_the_door(UserFactory(reading=True), path) is None
    with pytest.raises(PermissionDenied):
        through_the_door(UserFactory(), path)
    answer = through_the_door(AnonymousUser(), path)
    assert answer.status_code == 302
    assert answer["Location"].endswith(f"?next={path}")


@pytest.mark.parametrize("path", [HOME, SIGN_IN])
@pytest.mark.parametrize("who", [AnonymousUser, UserFactory])
def test_nobody_is_stopped_elsewhere(who, path):
    assert through_the_door(who(), path) is None


def test_a_page_of_the_team_asks_who_may_use_it_and_is_kept_nowhere():
    page = staff_page(may_edit)(lambda request: HttpResponse("page"))

    answer = page(request_of(UserFactory(editing=True)))

    assert (answer.content, "no-store" in answer["Cache-Control"]) == (b"page", True)
    with pytest.raises(PermissionDenied):
        page(request_of(UserFactory(reading=True)))
    with pytest.raises(PermissionDenied):
        page(request_of(UserFactory()))
    assert page(request_of(AnonymousUser())).status_code == 302


@pytest.mark.parametrize(
    ("fields", "demo", "may"),
    [
        ({}, False, True),
        ({}, True, True),
        ({"is_active": False}, True, False),
        ({"is_demo": True}, False, False),
        ({"is_demo": True}, True, True),
        ({"is_demo": True, "is_active": False}, True, False),
    ],
)
def test_accounts_of_the_demonstration_are_open_only_there(fields, demo, may, settings):
    settings.DEMO = demo

    assert may_sign_in(UserFactory(**fields)) is may
