"""A long form in parts; saving it leads back to where one was."""

import pytest
from django.contrib import admin
from django.urls import reverse

from actions.models import Action
from tests.factories import ActionFactory, EnjeuFactory, FundingFactory, MeetingFactory, UserFactory
from tests.reading import find, text_of, tree
from tests.records.admin.forms import errors_of, line, typed
from tests.records.admin.history import address
from tests.signing import sign_in_as

pytestmark = pytest.mark.django_db
HOST = "http://testserver"
LIST = "/suivi/actions/?nouvelles=sans&page=2"


@pytest.fixture
def action(db):
    return ActionFactory(public=True, ongoing=True)


def contents(response):
    """The table of contents of the page, or None."""
    return next((one for one in find(tree(response), "nav") if one.get("class") == "parts"), None)


def parts(response):
    return [link.get("href") for link in find(contents(response), "a")]


def folds(response):
    """Title of each fold of the page → whether it is open."""
    found = find(tree(response), "fieldset details")
    titles = [text_of(find(one, "summary")[0]) for one in found]
    return dict(zip(titles, [one.get("open") is not None for one in found], strict=True))


def test_the_state_comes_first_with_the_reason_and_each_part_is_named(staff_client, action):
    page = staff_client.get(address(action, "change"))

    assert parts(page)[:3] == ["#partie-ou-en-est-on", "#partie-quand", "#partie-lessentiel"]
    ids = {one.get("id") for one in tree(page).iter()}
    assert {href[1:] for href in parts(page)} <= ids
    names = list(typed(page))
    assert names.index("avancement") < names.index("change_reason") < names.index("starts_on")
    assert page.text.count('name="change_reason"') == 1


def test_on_a_new_sheet_its_place_is_asked_first(staff_client):
    page = staff_client.get("/admin/actions/action/add/")
    assert parts(page)[0] == "#partie-sa-place-dans-le-plan"
    assert "Sa place dans le plan" not in folds(page)


def test_long_parts_are_folded_and_one_with_a_fault_is_open(staff_client, action):
    page = staff_client.get(address(action, "change"))
    assert set(folds(page)) >= {"Le détail de la fiche", "Étapes (0)"}
    assert not any(folds(page).values())

    given = {"code": "1..2"} | line("fundings", 0, year="2025", planned="beaucoup")
    refused = staff_client.post(address(action, "change"), typed(page) | given)

    assert errors_of(refused)
    opened = [title for title, is_open in folds(refused).items() if is_open]
    assert opened == ["Sa place dans le plan", "Financements (0)"]
    assert "Financements à corriger" in text_of(contents(refused))


def test_staying_keeps_the_part_and_the_way_back(staff_client, action):
    page = staff_client.get(address(action, "change"), {"retour": LIST})
    sent = typed(page) | {"_part": "partie-quand"}
    sent.pop("_entree", None)

    response = staff_client.post(address(action, "change"), sent)

    assert response.url.startswith(address(action, "change"))
    assert response.url.endswith("#partie-quand")
    again = staff_client.get(response.url.partition("#")[0])
    assert typed(again)["retour"] == LIST


@pytest.mark.parametrize("before", [LIST, "/suivi/", "public"])
def test_saving_leads_back_to_the_page_before(staff_client, action, before):
    is_public = before == "public"
    before = action.get_absolute_url() if is_public else before
    page = staff_client.get(address(action, "change"), headers={"referer": HOST + before})

    response = staff_client.post(address(action, "change"), typed(page) | {"title": "Autre"})

    saved = Action.objects.get()
    assert saved.title == "Autre"
    assert response.url == (saved.get_absolute_url() if is_public else before)


def test_a_mistake_keeps_the_way_back(staff_client, action):
    page = staff_client.get(address(action, "change"), headers={"referer": HOST + LIST})
    refused = staff_client.post(address(action, "change"), typed(page) | {"title": ""})

    assert typed(refused)["retour"] == LIST


@pytest.mark.parametrize(
    "given",
    [
        "https://example.org/",
        "//example.org/",
        "/\\example.org",
        "javascript:alert(1)",
        "/admin/actions/update/",
        "/deconnexion/",
        "/suivi/" + "a" * 3000,
    ],
)
def test_nobody_is_led_elsewhere(staff_client, action, given):
    page = staff_client.get(address(action, "change"), {"retour": given})
    assert "retour" not in typed(page)

    response = staff_client.post(address(action, "change"), typed(page) | {"retour": given})

    assert response.url in ("/admin/actions/action/", "/suivi/")


@pytest.mark.parametrize("origin", ["http://example.org/suivi/", "", "nothing"])
def test_the_page_before_is_of_this_site_or_is_not(staff_client, action, origin):
    page = staff_client.get(address(action, "change"), headers={"referer": origin})
    assert "retour" not in typed(page)


def test_what_residents_read_no_more_is_not_come_back_to(staff_client, action):
    page = staff_client.get(address(action, "change"), {"retour": action.get_absolute_url()})
    sent = typed(page)
    sent.pop("is_published")

    response = staff_client.post(address(action, "change"), sent)

    assert response.url == "/admin/actions/action/"


def test_a_new_code_leads_to_the_page_at_its_new_address(staff_client):
    enjeu = EnjeuFactory(public=True, code="1")
    page = staff_client.get(address(enjeu, "change"), {"retour": enjeu.get_absolute_url()})

    response = staff_client.post(address(enjeu, "change"), typed(page) | {"code": "7"})

    assert response.url == reverse("enjeu", args=[enjeu.convention.slug, "7"])


def test_what_is_added_leads_back_too(staff_client):
    add = "/admin/conventions/meeting/add/"
    page = staff_client.get(add, {"retour": "/suivi/"})
    meeting = MeetingFactory.build()
    committee = MeetingFactory().committee
    given = {
        "committee": committee.pk, "title": meeting.title,
        "starts_at_0": "2026-03-02", "starts_at_1": "14:00",
    }  # fmt: skip
    assert staff_client.post(add, typed(page) | given).url == "/suivi/"


def test_a_reader_sees_the_parts_and_nothing_to_send(action):
    FundingFactory(action=action)
    page = sign_in_as(UserFactory(reading=True)).get(address(action, "change"))

    assert parts(page)
    assert 'name="_part"' not in page.text
    assert "change_reason" not in page.text


def test_every_list_has_a_way_back_to_the_board(staff_client):
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"
        page = staff_client.get(reverse(name))
        crumbs = next(one for one in find(tree(page), "div") if one.get("class") == "breadcrumbs")
        assert [link for link in find(crumbs, "a") if link.get("href") == "/suivi/"], name


def test_a_conflict_keeps_the_way_back(staff_client, action):
    page = typed(staff_client.get(address(action, "change"), {"retour": LIST}))
    Action.objects.filter(pk=action.pk).update(title="Écrit par une autre")

    conflict = staff_client.post(address(action, "change"), page | {"title": "Le mien"})

    assert conflict.status_code == 409 and typed(conflict)["retour"] == LIST
