"""No address of the back-office is forgotten by the walk of every door (tests/test_doors.py)."""

import re

import pytest
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.urls import URLResolver, get_resolver, reverse

from actions.models import Action
from partners.models import User
from partners.permissions import Role
from tests.factories import ActionFactory, UserFactory
from tests.signing import sign_in_as
from tests.test_doors import ADMIN_OTHERS, PLAIN, Door, browser_of, walk

__all__ = ["browser_of"]  # a fixture
READING, EDITING, PUBLISHING, ADMINISTRATION = Role
pytestmark = pytest.mark.django_db


def view_on_site():
    kind = ContentType.objects.get_for_model(Action)
    return reverse("admin:view_on_site", args=[kind.pk, ActionFactory(public=True).pk])


def reset_factors():
    return reverse("admin:partners_user_reset_factors", args=[UserFactory(editing=True).pk])


# What belongs to no verb of a model and is not in ADMIN_OTHERS: its door, and an address.
OTHERS = {
    "app_list": (Door(READING, READING), lambda: reverse("admin:app_list", args=["actions"])),
    "view_on_site": (Door(READING, READING), view_on_site),
    "partners_user_reset_factors": (Door(ADMINISTRATION, ADMINISTRATION), reset_factors),
}
LEAD_ELSEWHERE = {"login", "logout"}  # to the portal's own pages: see below
NAMELESS = {"<path:object_id>/"}  # Django's old address of a sheet: leads to the new one


def addresses(patterns):
    """(name or None, pattern) of every address under /admin/."""
    for entry in patterns:
        if isinstance(entry, URLResolver):
            yield from addresses(entry.url_patterns)
        else:
            yield entry.name, str(entry.pattern)


def test_every_address_of_the_back_office_is_listed():
    inside = next(
        entry for entry in get_resolver().url_patterns if getattr(entry, "app_name", "") == "admin"
    )
    found = set(addresses(inside.url_patterns))
    verbs = "|".join(PLAIN)
    of_models = {
        name for name, _ in found if name and re.fullmatch(rf"[a-z]+_[a-z]+_({verbs})", name)
    }
    models = {f"{m._meta.app_label}_{m._meta.model_name}" for m in admin.site._registry}

    assert {name.rpartition("_")[0] for name in of_models} == models
    assert {name for name, _ in found if name} - of_models == {
        *OTHERS,
        *LEAD_ELSEWHERE,
        *(name.removeprefix("admin:") for name in ADMIN_OTHERS),
    }
    assert {pattern for name, pattern in found if name is None} <= NAMELESS | {"(?P<url>.*)$"}


@pytest.mark.parametrize("name", sorted(OTHERS))
def test_other_addresses_of_the_back_office(name, browser_of):
    door, address = OTHERS[name]
    assert walk(door, address(), browser_of) == []


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("person", ["nobody", "closed", *Role])
def test_sign_in_of_django_is_the_one_of_the_portal(person, method, browser_of):
    answer = getattr(browser_of(person), method)(reverse("admin:login"))

    assert (answer.status_code, answer.url) == (302, "/connexion/?next=/admin/")


def test_sign_out_of_django_is_the_one_of_the_portal(client):
    sign_in_as(UserFactory(editing=True), client)

    client.post(reverse("admin:logout"))

    assert client.get("/admin/").status_code == 302
    assert User.objects.filter(is_active=True).exists()
