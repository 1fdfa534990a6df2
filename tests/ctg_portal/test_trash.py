"""The corbeille: a draft deleted from a screen comes back whole, or says why it cannot."""

import pytest
from django.contrib import admin
from django.core.management import call_command
from django.db import IntegrityError
from django.urls import reverse

from actions.models import Action
from conventions.models import Page
from records.history.recording import is_recorded
from tests.factories import (
    ActionDocumentFactory,
    ActionFactory,
    ActionPartnerFactory,
    AudienceFactory,
    CommuneFactory,
    DocumentFactory,
    EnjeuFactory,
    FundingFactory,
    IndicatorFactory,
    MeasureFactory,
    MilestoneFactory,
    ObjectiveFactory,
    OrganisationFactory,
    PageFactory,
    PlaceFactory,
    TerritoryFactory,
    UserFactory,
)
from tests.reading import body, crawl, find, text_of, tree
from tests.records.admin.forms import messages_of, typed
from tests.records.admin.history import address, history, versions
from tests.records.admin.test_screens import ROWS
from tests.signing import sign_in_as

pytestmark = pytest.mark.django_db

TRASH = "/suivi/corbeille/"
TRASH_QUERIES = 31
# Never deleted from a screen: see test_doors.py. A picture is withdrawn, its file does not return.
KEPT = {"actions.picture", "conventions.commune", "conventions.glossaryentry"}
DELETED = sorted(
    label
    for label, factory in ROWS.items()
    if is_recorded(factory._meta.model) and label not in KEPT
)


def delete(client, row, reason=""):
    response = client.post(address(row, "delete"), {"post": "yes", "change_reason": reason})
    assert response.status_code == 302
    return response


def lines(client):
    """What each line of the corbeille says."""
    rows = find(tree(client.get(TRASH)), "tbody tr")
    return [text_of(row) for row in rows]


def places(client):
    return [link.get("href") for link in find(tree(client.get(TRASH)), "tbody tr th a")]


def restore(client, place, reason=""):
    return client.post(place, {"reason": reason})


def values(row):
    """What a row holds, its automatic dates left out."""
    return {
        field.attname: str(getattr(row, field.attname))
        for field in row._meta.concrete_fields
        if not getattr(field, "auto_now", False) and not getattr(field, "auto_now_add", False)
    }


def test_a_document_comes_back_with_the_actions_that_show_it(staff_client):
    action, gone = ActionFactory(), ActionFactory()
    document = DocumentFactory(convention=action.convention)
    for each in (action, gone):
        ActionDocumentFactory(action=each, document=document)
    delete(staff_client, document)
    gone.delete()

    restore(staff_client, next(one for one in places(staff_client) if "document" in one))

    assert [link.action for link in document.action_links.all()] == [action]


@pytest.mark.parametrize("label", DELETED)
def test_every_entity_comes_back_with_its_key(label, staff_client):
    factory = ROWS[label]
    draft = {"is_published": False} if hasattr(factory._meta.model, "is_published") else {}
    row = factory(**draft)
    row.refresh_from_db()
    before, key = values(row), row.pk

    delete(staff_client, row, "Saisie deux fois.")
    assert not type(row)._base_manager.filter(pk=key).exists()
    (line,) = lines(staff_client)
    assert str(row) in line
    assert "Saisie deux fois." in line
    (place,) = places(staff_client)
    response = restore(staff_client, place, "C’était une erreur.")

    back = type(row)._base_manager.get(pk=key)
    assert response.url == address(back, "change")
    assert values(back) == before
    assert lines(staff_client) == []
    newest = versions(history(staff_client, back))[0]
    assert "Restauration depuis la corbeille. C’était une erreur." in newest


def test_action_comes_back_with_its_lines_and_links(staff_client):
    audience, commune = AudienceFactory(), CommuneFactory()
    action = ActionFactory(audiences=[audience], communes=[commune])
    for factory in (MilestoneFactory, FundingFactory, ActionPartnerFactory, PlaceFactory):
        factory(action=action)
    measure = MeasureFactory(indicator=IndicatorFactory(action=action))
    before = [[values(row) for row in rows] for rows in all_lines(action)]
    earlier = MilestoneFactory(action=action, title="Retirée bien avant")
    earlier.delete()

    delete(staff_client, action)
    assert len(lines(staff_client)) == 1
    (place,) = places(staff_client)
    assert "Retirée bien avant" not in staff_client.get(place).text
    restore(staff_client, place)

    back = Action.objects.get(pk=measure.indicator.action_id)
    assert [[values(row) for row in rows] for rows in all_lines(back)] == before
    assert (back.audiences.get(), back.communes.get()) == (audience, commune)


def all_lines(action):
    indicators = list(action.indicators.all())
    return [
        list(action.milestones.all()),
        list(action.fundings.all()),
        list(action.places.all()),
        list(action.action_partners.all()),
        indicators,
        [measure for indicator in indicators for measure in indicator.measures.all()],
    ]


def test_code_taken_meanwhile_is_said(staff_client):
    action = ActionFactory(code="1.1.1", title="Première")
    enjeu = action.enjeu
    delete(staff_client, action)
    ActionFactory(code="1.1.1", enjeu=enjeu)
    (place,) = places(staff_client)

    response = restore(staff_client, place, "Je la veux.")

    page = text_of(find(tree(response), "main")[0])
    assert "Ce code existe déjà dans cette convention." in page
    assert "Je la veux." in page
    assert "Erreur" in text_of(find(tree(response), "title")[0])
    assert Action.objects.count() == 1


def test_row_whose_parent_is_gone_says_what_to_restore_first(staff_client):
    objective = ObjectiveFactory()
    enjeu = objective.enjeu
    delete(staff_client, objective)
    delete(staff_client, enjeu)
    last, first = places(staff_client)

    response = restore(staff_client, first)
    assert f"« {enjeu} » n’existe plus (enjeu). Rétablissez d’abord" in response.text

    restore(staff_client, last)
    assert restore(staff_client, first).status_code == 302
    assert type(objective).objects.get().enjeu == enjeu


def test_document_whose_file_is_lost_is_refused(staff_client):
    document = DocumentFactory()
    delete(staff_client, document)
    document.file.storage.delete(document.file.name)

    response = restore(staff_client, places(staff_client)[0])

    assert "n’est plus sur le serveur" in response.text


def test_number_of_a_deleted_action_stays_its_own(staff_client):
    action = ActionFactory(number=Action.objects.next_number())
    number = action.number
    delete(staff_client, action)

    assert Action.objects.next_number() == number + 1


def test_row_comes_back_as_a_draft(staff_client):
    page = PageFactory(is_published=True)
    page.delete()

    restore(staff_client, places(staff_client)[0])

    assert type(page).objects.get().is_published is False


def test_row_deleted_restored_and_deleted_again_is_there_once(staff_client):
    page = PageFactory(is_published=False, title="Une page")
    for _turn in range(2):
        delete(staff_client, page)
        assert len(lines(staff_client)) == 1
        restore(staff_client, places(staff_client)[0])
    delete(staff_client, page)

    assert len(lines(staff_client)) == 1


def test_what_is_back_cannot_be_restored_twice(staff_client):
    delete(staff_client, PageFactory(is_published=False))
    (place,) = places(staff_client)

    assert restore(staff_client, place).status_code == 302
    assert restore(staff_client, place).status_code == 404


def test_button_pressed_twice_leads_twice_to_what_is_back(staff_client):
    page = PageFactory(is_published=False)
    delete(staff_client, page)
    (place,) = places(staff_client)
    form = typed(staff_client.get(place))

    first, second = (staff_client.post(place, form) for _ in range(2))

    assert first.url == second.url == address(page, "change")
    assert "n’a compté qu’une fois" in messages_of(second)[-1]
    assert Page.objects.get() == page


@pytest.mark.parametrize("place", ["actions.action/1/", "actions.action/99999999999999999999/",
                                   "auth.group/1/", "x/1/"])  # fmt: skip
def test_unknown_address_is_not_found(place, staff_client):
    assert staff_client.get(f"{TRASH}{place}").status_code == 404


def test_deleting_says_where_to_find_it_again(staff_client):
    page = PageFactory(is_published=False)

    assert "tout restaurer depuis la" in staff_client.get(address(page, "delete")).text
    response = delete(staff_client, page)

    assert any(TRASH in message for message in messages_of(response))


@pytest.mark.parametrize("count", [1, 3, 20])
def test_trash_costs_the_same_whatever_it_holds(count, staff_client, django_assert_num_queries):
    for row in [*OrganisationFactory.create_batch(count), *ActionFactory.create_batch(count)]:
        row.delete()

    with django_assert_num_queries(TRASH_QUERIES):
        response = staff_client.get(TRASH)

    assert len(find(tree(response), "tbody tr")) == 2 * count


def test_settings_come_back_only_for_administration(client):
    sign_in_as(UserFactory(publishing=True), client)
    TerritoryFactory(name="Autre territoire").delete()

    assert lines(client) == []


def test_removed_demonstration_leaves_nothing_in_the_trash(demonstration, staff_client):
    Action.objects.first().indicators.first().delete()
    PageFactory(is_published=False).delete()
    assert len(lines(staff_client)) == 2

    call_command("remove_demo", verbosity=0)

    assert len(lines(staff_client)) == 1
    assert "page" in lines(staff_client)[0].lower()


def test_loaded_rows_say_where_they_come_from(demonstration, staff_client):

    shipped = versions(history(staff_client, EnjeuFactory._meta.model.objects.first()))
    example = versions(history(staff_client, Action.objects.filter(reports=None).first()))

    assert len(shipped) == len(example) == 1
    assert "par le site" in shipped[0]
    assert "Contenu livré" in shipped[0]
    assert "Données de démonstration" in example[0]


def test_nothing_of_the_trash_nor_of_history_is_public(staff_client, reader):
    action = ActionFactory(public=True, title="Titre d’avant FUITE")
    action.title = "Titre d’après"
    action.save()
    delete(staff_client, PageFactory(is_published=False, title="FUITE"), "FUITE")

    pages = crawl(reader)

    assert len(pages) > 15
    assert not [place for place, page in pages.items() if b"FUITE" in body(page)]
    private = (TRASH, address(action, "history"))
    assert [reader.get(place).status_code for place in private] == [302, 302]


def test_every_recorded_entity_is_tested_here():
    recorded = {m._meta.label_lower for m in admin.site._registry if is_recorded(m)}

    assert recorded == set(DELETED) | KEPT
    assert reverse("trash") == TRASH


def test_who_comes_second_is_told(staff_client, monkeypatch):
    delete(staff_client, PageFactory(is_published=False))
    (place,) = places(staff_client)

    def too_late(self, **kwargs):
        raise IntegrityError

    monkeypatch.setattr(Page, "save", too_late)

    assert "Quelqu’un a écrit au même moment" in restore(staff_client, place).text


def test_reason_of_a_deletion_is_plain_text(staff_client):
    delete(staff_client, PageFactory(is_published=False), "a\0b <b>" + "x" * 2000)

    (line,) = lines(staff_client)
    assert "ab <b>xxx" in line
    assert len(line) < 1200
