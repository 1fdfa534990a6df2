"""No door opens on half a sign-in; every address of signing in and of the account is listed."""

import re

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.urls import Resolver404, get_resolver, resolve, reverse

from partners.staff_access import STAFF_PREFIXES
from partners.urls import urlpatterns
from tests.factories import UserFactory
from tests.partners.steps import up_to_the_factor, with_app
from tests.reading import ACCOUNT_NAMES

pytestmark = pytest.mark.django_db

# Who may use each address: "anyone", "midway" (right code, factor to show or choose), "member".
DOORS = {
    "sign-in": "anyone",
    "sign-in-code": "anyone",
    "sign-in-passkey": "anyone",
    "passkey-challenge": "anyone",
    "sign-in-again": "anyone",
    "sign-out": "anyone",
    "signed-out": "anyone",
    "second-factor": "midway",
    "factor-choice": "midway",
    "add-app": "member",
    "app-picture": "member",
    "add-passkey": "member",
    "new-passkey-challenge": "member",
    "account": "member",
    "confirm": "member",
    "sign-out-everywhere": "member",
    "recovery-codes": "member",
    "recovery-codes-file": "member",
    "remove-factor": "member",
    "account-name": "member",
    "account-email": "member",
    "account-email-code": "member",
    "account-reminders": "member",
    "account-session-end": "member",
    "account-kept": "member",
}


def test_every_address_is_listed():
    assert set(DOORS) == ACCOUNT_NAMES == {pattern.name for pattern in urlpatterns}


def address(name):
    return reverse(name, args=[1] if name == "remove-factor" else [])


@pytest.mark.parametrize("name", [name for name, who in DOORS.items() if who != "anyone"])
@pytest.mark.parametrize("method", ["get", "head", "post"])
def test_a_visitor_is_led_to_sign_in(name, method, client):
    answer = getattr(client, method)(address(name))

    if answer.status_code != 405:
        assert answer.headers["Location"].partition("?")[0] == "/connexion/"


# --- half a sign-in: every address of the staff pages --------------------------------------------


def every_pattern(resolver, prefix="/"):
    """(route, view) of every address below `resolver`."""
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern)
        if hasattr(entry, "url_patterns"):
            yield from every_pattern(entry, route)
        else:
            yield route, entry.callback


def staff_addresses():
    """The route of every address under the staff prefixes."""
    routes = [route for route, _view in every_pattern(get_resolver())]
    return [route for route in routes if route.startswith(STAFF_PREFIXES)]


def concrete(route):
    """`route` as an address that resolves to it; fails when no value fits what varies."""
    plain = re.sub(r"\(\?P<\w+>(\w+)\|[^)]*\)", r"\1", route)
    plain = plain.replace("(?P<url>.*)", "nulle-part")
    plain = re.sub(r"[\^$]|\\Z", "", plain)
    for value in ("1", "csv", "a-1"):
        try:
            match = resolve(path := re.sub(r"<[^>]+>", value, plain))
        except Resolver404:
            continue
        if f"/{match.route}".replace("^", "") == route.replace("^", ""):
            return path
    raise AssertionError(f"no address for {route}: give the walk a value that fits")


def test_the_walk_finds_the_staff_pages():
    routes = staff_addresses()

    assert len(routes) > 80
    assert {"/suivi/", "/suivi/lancement/", "/admin/", "/admin/actions/action/add/"} <= set(routes)


@pytest.fixture(params=["nobody", "code asked", "factor to show", "factor to choose", "no proof"])
def half_signed_in(request):
    """A browser of an administrator who has not finished signing in."""
    client = Client()
    user = UserFactory(administration=True)
    if request.param == "code asked":
        client.post("/connexion/", {"email": user.email})
    if request.param == "factor to show":
        up_to_the_factor(client, with_app(user))
    if request.param == "factor to choose":
        up_to_the_factor(client, user)
    if request.param == "no proof":  # a session that no page of ours can open
        client.force_login(user)
    return client


def test_half_a_sign_in_opens_no_staff_page(half_signed_in):
    cookie = half_signed_in.cookies.get("sessionid")
    opened = []
    for route in staff_addresses():
        path = concrete(route)
        for method in ("get", "head", "post", "put", "patch", "delete", "options"):
            if cookie:
                half_signed_in.cookies["sessionid"] = cookie.value
            answer = getattr(half_signed_in, method)(path)
            led_away = answer.status_code == 302 and answer.url.startswith("/connexion/?next=")
            if not led_away and answer.status_code != 404:
                opened.append((path, method, answer.status_code))

    assert opened == []


@pytest.mark.parametrize("path", ["/suivi/lancement/", "/admin/", "/admin/partners/user/"])
def test_each_door_opens_once_the_factor_is_shown(path, signed_in):
    assert signed_in(UserFactory(administration=True)).get(path).status_code == 200


def test_the_sign_in_page_of_the_admin_is_ours(client, signed_in):
    answer = client.get("/admin/login/?next=/admin/actions/action/")
    assert answer.headers["Location"] == "/connexion/?next=/admin/actions/action/"
    assert client.post("/admin/login/").headers["Location"] == "/connexion/?next=/admin/"
    assert signed_in(UserFactory()).get("/admin/login/").status_code == 403


@pytest.mark.parametrize(
    "path",
    [
        *("/admin/password_change/", "/accounts/login/", "/accounts/signup/"),
        *("/connexion/inscription/", "/accounts/password/reset/"),
        *("/admin/mfa/authenticator/", "/admin/account/emailaddress/", "/admin/auth/group/"),
    ],
)
def test_what_nobody_needs_is_not_there(path, staff_client):
    assert staff_client.get(path).status_code in (302, 404)
    assert staff_client.get(path, follow=True).status_code == 404


def test_no_address_is_about_passwords_or_comes_from_allauth():
    patterns = list(every_pattern(get_resolver()))

    assert not [route for route, _view in patterns if "password" in route]
    modules = {getattr(view, "__module__", "") for _route, view in patterns}
    assert not [name for name in modules if name.startswith("allauth")]
    assert django_settings.LOGIN_URL == "sign-in"


def test_the_sign_in_leads_back_with_the_query_string(client):
    for address in ("/compte/", "/compte/donnees.json", "/suivi/"):
        answer = client.get(f"{address}?page=2")
        assert answer.headers["Location"] == f"/connexion/?next={address}%3Fpage%3D2"
