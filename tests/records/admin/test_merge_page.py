"""Merging from the screens: choose, read, merge; and what leads from the old one to the new."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actions.models import Funding
from conventions.loading import Loader
from partners.models import Organisation
from partners.permissions import Role
from records.merging.applying import MOVED_SINCE, merge
from records.merging.plan import merge_plan
from tests.factories import (
    ActionFactory,
    AudienceFactory,
    FundingFactory,
    OrganisationFactory,
    UserFactory,
)
from tests.reading import main_of, text_of
from tests.records.admin.forms import errors_of, messages_of, typed
from tests.records.admin.history import address, history, versions
from tests.signing import sign_in_as

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(db):
    return (
        OrganisationFactory(name="CAF du Tarn", public=True),
        OrganisationFactory(name="Caisse d’allocations familiales 81", short_name="CAF81"),
    )


def door(obj, other, stays="celle-ci"):
    return f"{address(obj, 'merge')}?avec={other.pk}&garde={stays}"


def test_the_page_of_a_row_leads_to_the_choice_and_near_names_come_first(staff_client):
    caf, other = OrganisationFactory(name="CAF du Tarn"), OrganisationFactory(name="CAF Tarn")
    OrganisationFactory(name="Mairie de Lavaur")

    page = text_of(main_of(staff_client.get(address(caf, "change"))))
    choice = staff_client.get(address(caf, "merge"))

    assert "Fusionner avec une autre fiche" in page
    assert choice.context["proposed"] == [(other.pk, "CAF Tarn")]
    assert "Mairie de Lavaur" in choice.content.decode()


def test_what_would_move_is_read_then_written(staff_client, pair):
    kept, gone = pair
    ActionFactory(title="Ouvrir un relais", code="1.1.1", lead=gone)

    page = staff_client.get(door(kept, gone))
    said = text_of(main_of(page))
    assert "Actions (pilote) : 1" in said and "1.1.1 Ouvrir un relais" in said
    assert Organisation.objects.filter(archived_on=None).count() == 2

    response = staff_client.post(door(kept, gone), typed(page) | {"reason": "La même."})

    assert response.url == address(kept, "change")
    assert "tout mène ici désormais" in messages_of(response)[-1]
    assert kept.led_actions.count() == 1
    last = versions(history(staff_client, kept))[0]
    assert (
        "Fusion de « Caisse d’allocations familiales 81 » avec « CAF du Tarn » : La même." in last
    )


def test_the_other_may_be_the_one_that_stays(staff_client, pair):
    first, second = pair
    page = staff_client.get(door(first, second, "autre"))
    staff_client.post(door(first, second, "autre"), typed(page))

    first.refresh_from_db()
    assert first.merged_into == second


@pytest.mark.parametrize("stays", ["celle-ci", "autre"])
def test_sent_twice_it_is_done_once(staff_client, pair, stays):
    form = typed(staff_client.get(door(*pair, stays)))
    staff_client.post(door(*pair, stays), form)
    second = staff_client.post(door(*pair, stays), form)

    assert second.status_code == 302
    assert "déjà fusionnée" in messages_of(second)[-1]
    assert Organisation.objects.exclude(merged_into=None).count() == 1


def test_what_somebody_changed_meanwhile_is_shown_before_anything_is_written(staff_client, pair):
    kept, gone = pair
    form = typed(staff_client.get(door(kept, gone))) | {"reason": "La même."}
    ActionFactory(title="Arrivée entre-temps", lead=gone)

    again = staff_client.post(door(kept, gone), form)

    assert errors_of(again) == [MOVED_SINCE]
    assert "Arrivée entre-temps" in again.content.decode()
    assert typed(again)["reason"] == "La même."
    assert gone.led_actions.count() == 1
    staff_client.post(door(kept, gone), typed(again))
    assert kept.led_actions.count() == 1


def test_what_only_a_person_knows_is_asked_and_nothing_typed_is_lost(staff_client, pair):
    kept, gone = pair
    action = ActionFactory()
    for funder in pair:
        FundingFactory(action=action, funder=funder, year=2025, planned=500)
    page = staff_client.get(door(kept, gone))
    name = page.context["form"].questions[0].name

    refused = staff_client.post(door(kept, gone), typed(page) | {"reason": "La même."})
    assert "Dites quoi garder." in errors_of(refused)[0]
    assert typed(refused)["reason"] == "La même."
    staff_client.post(door(kept, gone), typed(refused) | {name: "somme"})

    assert Funding.objects.get().planned == 1000


@pytest.mark.parametrize("role", [None, *Role])
def test_only_those_who_publish_merge(role, pair):
    client = sign_in_as(UserFactory(role=role or ""))
    may = role in (Role.PUBLISHING, Role.ADMINISTRATION)

    assert (client.get(door(*pair)).status_code == 200) is may
    client.post(door(*pair), {"vu": merge_plan(*pair).digest})

    assert Organisation.objects.exclude(merged_into=None).exists() is may


def test_a_row_that_is_not_there_is_asked_again(staff_client, pair):
    page = staff_client.get(f"{address(pair[0], 'merge')}?avec=999999&garde=celle-ci")
    assert page.status_code == 200 and errors_of(page)


# --- afterwards ---------------------------------------------------------------------------------


@pytest.fixture
def merged(pair):
    kept, gone = pair
    Organisation.objects.filter(pk=gone.pk).update(is_published=True)
    gone.refresh_from_db()
    merge(kept.pk, gone.pk, Organisation, shown=merge_plan(kept, gone).digest)
    return pair


def test_the_old_address_leads_to_the_new(reader, merged):
    kept, gone = merged
    response = reader.get(f"{gone.get_absolute_url()}?page=2")
    assert (response.status_code, response.url) == (301, f"{kept.get_absolute_url()}?page=2")


def test_the_old_value_of_a_filter_leads_to_the_new(reader, merged):
    kept, gone = merged
    action = ActionFactory(lead=kept, public=True)
    ActionFactory(public=True)

    page = reader.get("/actions/", {"pilote": gone.slug})

    assert [line.pk for line in page.context["page"]] == [action.pk]


def test_the_old_name_finds_the_new_one(staff_client, merged):
    kept, _gone = merged
    page = staff_client.get(reverse("admin:partners_organisation_changelist"), {"q": "CAF81"})
    assert list(page.context["cl"].queryset) == [kept]


def test_the_old_name_finds_the_actions_and_the_contacts_of_the_new_one(
    reader, staff_client, merged
):
    kept, _gone = merged
    action = ActionFactory(lead=kept, public=True)
    ActionFactory(public=True)

    found = reader.get("/actions/", {"q": "caisse 81"})
    contacts = text_of(main_of(staff_client.get("/suivi/contacts/", {"q": "CAF81"})))

    assert [line.pk for line in found.context["page"]] == [action.pk]
    assert "CAF du Tarn" in contacts


def test_the_page_of_contacts_leads_to_the_new_one(staff_client, merged):
    kept, gone = merged
    led = staff_client.get(f"/suivi/contacts/{gone.slug}/")
    assert led.url == f"/suivi/contacts/{kept.slug}/"


def test_what_is_shipped_again_goes_to_the_one_that_stays(merged):
    kept, gone = merged
    loader = Loader()

    found = loader.load(Organisation, gone.slug, {"slug": gone.slug}, {"name": "Nom livré"})

    gone.refresh_from_db()
    assert found == kept and gone.name != "Nom livré"


@pytest.mark.parametrize("count", [1, 3, 20])
def test_the_preview_costs_the_same_whatever_moves(count, staff_client, pair):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            staff_client.get(door(*pair))
        return len(queries)

    ActionFactory(lead=pair[1])
    cost()
    before = cost()
    ActionFactory.create_batch(count, lead=pair[1])

    assert cost() == before


def test_each_page_names_the_other(staff_client, merged):
    kept, gone = merged
    assert "Réunit aussi : Caisse d’allocations familiales 81." in text_of(
        main_of(staff_client.get(address(kept, "change")))
    )
    assert "Cette fiche est fusionnée avec CAF du Tarn" in text_of(
        main_of(staff_client.get(address(gone, "change")))
    )
    assert staff_client.get(address(gone, "merge")).url == address(kept, "change")


def test_put_back_it_stands_for_itself(staff_client, merged):
    _kept, gone = merged
    form = typed(staff_client.get(address(gone, "archive")))
    staff_client.post(address(gone, "archive"), form)

    gone.refresh_from_db()
    assert (gone.archived_on, gone.merged_into) == (None, None)


def test_a_merged_audience_leaves_the_lists_and_the_choices(staff_client):
    kept, gone = AudienceFactory(name="Familles"), AudienceFactory(name="Les familles")
    page = staff_client.get(door(kept, gone))
    staff_client.post(door(kept, gone), typed(page))
    listing = reverse("admin:actions_audience_changelist")

    assert list(staff_client.get(listing).context["cl"].queryset) == [kept]
    assert staff_client.get(listing, {"fusions": "tous"}).context["cl"].queryset.count() == 2
    form = staff_client.get(reverse("admin:actions_action_add")).context["adminform"].form
    assert list(form.fields["audiences"].queryset) == [kept]


# --- a name already known -----------------------------------------------------------------------

ADD = "/admin/partners/organisation/add/"
NEW = {"slug": "la-caf", "kind": "autre"}


def add(client, **given):
    return client.post(ADD, typed(client.get(ADD)) | NEW | given)


def test_a_near_name_is_asked_about_then_confirmed(staff_client):
    known = OrganisationFactory(name="CAF du Tarn")

    asked = add(staff_client, name="La CAF du Tarn", phone="05 63 00 00 00")
    said = errors_of(asked)
    assert any("Il existe déjà « CAF du Tarn » : est-ce la même fiche ?" in one for one in said)
    assert address(known, "change") in asked.content.decode()
    assert typed(asked)["phone"] == "05 63 00 00 00"
    staff_client.post(ADD, typed(asked) | {"is_another": "on"})

    assert Organisation.objects.filter(name="La CAF du Tarn", phone="05 63 00 00 00").exists()


@pytest.mark.parametrize(
    "name", ["caf tarn", "C.A.F. du Tarn", "CAF", "Caf du Tarnn", "CCAS de St-Sulpice"]
)
def test_near_names(staff_client, name):
    OrganisationFactory(name="CAF du Tarn", short_name="CAF")
    OrganisationFactory(name="CCAS de Saint-Sulpice")
    add(staff_client, name=name)
    assert not Organisation.objects.filter(name=name).exists()


@pytest.mark.parametrize("name", ["MSA du Tarn", "CCAS de Lavaur", "École 2"])
def test_other_names_pass(staff_client, name):
    for known in ("CAF du Tarn", "CCAS de Saint-Sulpice", "École 1"):
        OrganisationFactory(name=known)
    add(staff_client, name=name)
    assert Organisation.objects.filter(name=name).exists()


def test_a_row_saved_under_its_own_name_is_not_asked(staff_client):
    OrganisationFactory(name="CAF du Tarn")
    row = OrganisationFactory(name="La CAF du Tarn")
    place = address(row, "change")
    assert staff_client.post(place, typed(staff_client.get(place))).status_code == 302
