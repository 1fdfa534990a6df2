"""What an empty form is refused for was marked as required before, in words."""

import html5lib
import pytest
from django.contrib import admin
from django.urls import reverse

from tests.factories import TerritoryFactory
from tests.reading import text_of
from tests.records.admin.forms import typed

pytestmark = pytest.mark.django_db
HTML = "{http://www.w3.org/1999/xhtml}"
OPTIONAL = "(facultatif)"
ADD = [reverse(f"admin:{m._meta.app_label}_{m._meta.model_name}_add") for m in admin.site._registry]
KEPT = ("csrfmiddlewaretoken", "once_key", "key", "_version")  # what no person fills


def labels(page):
    """Dict name of a field → the words of its label."""
    tree = html5lib.parse(page.text, treebuilder="etree")
    words = {one.get("for"): text_of(one) for one in tree.iter(f"{HTML}label")}
    named = {}
    for tag in ("input", "select", "textarea"):
        for field in tree.iter(f"{HTML}{tag}"):
            if field.get("id") in words and field.get("name"):
                named[field.get("name")] = words[field.get("id")]
    return named


def refused(page):
    """Names of the fields that the page says are wrong."""
    tree = html5lib.parse(page.text, treebuilder="etree")
    return {
        field.get("name")
        for tag in ("input", "select", "textarea")
        for field in tree.iter(f"{HTML}{tag}")
        if field.get("aria-invalid") == "true"
    }


def wrongly_optional(client, address):
    """Labels that say « (facultatif) » of a field that is refused when it is empty."""
    page = client.get(address)
    if page.status_code != 200:
        return []  # rows that nobody adds
    said = labels(page)
    return sorted(said[name] for name in sent_empty(client, page) if OPTIONAL in said.get(name, ""))


def sent_empty(client, page):
    """Names of the fields that are refused when the form of `page` is sent empty."""
    given = typed(page)
    empty = {name: value if is_kept(name) else "" for name, value in given.items()}
    return refused(client.post(page.request["PATH_INFO"], empty))


def is_kept(name):
    return name.endswith(("_FORMS", "-id")) or name in KEPT or name.startswith("_")


@pytest.mark.parametrize("address", ADD)
def test_screens_of_the_team(address, staff_client):
    TerritoryFactory(main=True)
    assert wrongly_optional(staff_client, address) == []


@pytest.mark.parametrize("address", ["/contact/", "/connexion/"])
def test_public_forms(address, reader):
    TerritoryFactory(main=True)
    assert wrongly_optional(reader, address) == []


def test_settings(staff_client):
    TerritoryFactory(main=True)
    assert wrongly_optional(staff_client, "/suivi/reglages/") == []


@pytest.mark.parametrize(
    ("address", "wanted"),
    [("/admin/actions/action/add/", "title"), ("/suivi/reglages/", "site_title")],
)
def test_refusals_are_seen(address, wanted, staff_client):
    TerritoryFactory(main=True)
    page = staff_client.get(address)

    assert wanted in sent_empty(staff_client, page)
    assert wanted in labels(page)
