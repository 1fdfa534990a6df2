"""Addresses that somebody cut or changed lead to a page of the back-office, never to an error."""

import pytest
from django.contrib import admin
from django.urls import reverse

from tests.reading import find, tree
from tests.test_doors import LABELS

pytestmark = pytest.mark.django_db
HUGE = "9" * 22
TIMES = ["abc", HUGE, "0001-01-01T00:00+14:00", "9999-12-31T23:59-14:00"]


def screen(label):
    return next(
        one for model, one in admin.site._registry.items() if model._meta.label_lower == label
    )


def address(label, verb, *args):
    return reverse(f"admin:{label.replace('.', '_')}_{verb}", args=args)


@pytest.mark.parametrize("given", TIMES)
@pytest.mark.parametrize("label", LABELS)
def test_what_an_address_proposes_in_vain_is_left_out(label, given, staff_client):
    one = screen(label)
    if one.has_add_permission(staff_client.get("/admin/").wsgi_request):
        fields = [*one.opts.fields, *one.opts.many_to_many]
        page = staff_client.get(address(label, "add"), {field.name: given for field in fields})

        assert page.status_code == 200


@pytest.mark.parametrize("label", ["actions.update", "conventions.meeting"])
def test_a_day_that_the_address_proposes_is_in_the_form(label, staff_client):
    name = screen(label).date_hierarchy

    page = staff_client.get(address(label, "add"), {name: "2026-03-02T14:30"})

    values = {field.get("name"): field.get("value") for field in find(tree(page), "input")}
    assert (values[f"{name}_0"], values[f"{name}_1"]) == ("2026-03-02", "14:30")


def filters_of(one):
    """Names of parameters that the list of the screen `one` reads."""
    found = [each if isinstance(each, str) else each[0] for each in one.list_filter
             if isinstance(each, str | tuple)]  # fmt: skip
    return [*found, *(["archives"] if one.is_archivable else [])]


@pytest.mark.parametrize("label", LABELS)
def test_a_filter_that_no_list_can_have_leads_to_the_list(label, staff_client):
    one, path = screen(label), address(label, "changelist")
    asked = [
        {f"{name}{how}": value}
        for name in filters_of(one)
        for how, value in [("", HUGE), ("__exact", "abc"), ("__in", HUGE), ("__gte", HUGE)]
    ]
    if one.date_hierarchy:
        day = one.date_hierarchy
        asked += [{f"{day}__year": year} for year in (HUGE, "abc", "1", "9999", "0", "-1")]
        asked += [{f"{day}__year": "2026", f"{day}__month": "13"}]
        asked += [{f"{day}__year": "2026", f"{day}__month": "2", f"{day}__day": "31"}]
    asked += [{"id__range": "0"}, {"p": HUGE}, {"o": HUGE}]

    statuses = [staff_client.get(path, query, follow=True).status_code for query in asked]

    assert set(statuses) <= {200, 400}
