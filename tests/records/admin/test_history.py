"""The history of each row: one entry a change, before → after, and the way back."""

import pytest
from django.contrib import admin
from django.utils import timezone

from actions.models import Action, Milestone
from records.history.recording import is_recorded
from records.history.timeline import Timeline
from tests.factories import (
    ActionFactory,
    ActionPartnerFactory,
    AudienceFactory,
    CommuneFactory,
    FundingFactory,
    IndicatorFactory,
    MeasureFactory,
    MilestoneFactory,
    OrganisationFactory,
    PageFactory,
    UserFactory,
)
from tests.records.admin.forms import errors_of, line, messages_of, typed
from tests.records.admin.history import address, go_back, history, save, stamps, versions
from tests.records.admin.test_screens import ROWS
from tests.signing import sign_in_as

RECORDED = sorted(model._meta.label_lower for model in admin.site._registry if is_recorded(model))
# A text of each entity: field, its label.
TEXTS = {
    "actions.action": ("context", "Pourquoi cette action"),
    "actions.audience": ("name", "Nom"),
    "actions.indicator": ("comment", "Commentaire"),
    "conventions.committee": ("mission", "Rôle"),
    "actions.picture": ("caption", "Légende"),
    "conventions.commune": ("population_source", "Source de la population"),
    "conventions.convention": ("governance", "Gouvernance"),
    "conventions.document": ("title", "Titre"),
    "conventions.domain": ("description", "Description"),
    "conventions.enjeu": ("description", "Présentation"),
    "conventions.glossaryentry": ("definition", "Définition"),
    "search.synonym": ("meant", "Mots du site"),
    "conventions.meeting": ("place", "Lieu"),
    "conventions.objective": ("description", "Présentation"),
    "conventions.page": ("lead", "Chapeau"),
    "conventions.territory": ("baseline", "Phrase sous le nom"),
    "partners.organisation": ("presentation", "Présentation"),
}
HISTORY_QUERIES = 25
pytestmark = pytest.mark.django_db
every_recorded = pytest.mark.parametrize("label", RECORDED)


def test_every_entity_but_the_append_only_is_recorded():
    assert set(TEXTS) == set(RECORDED)
    assert set(ROWS) - set(RECORDED) == {
        "actions.update",
        "contact.contactmessage",
        "partners.user",
    }


@every_recorded
def test_change_is_told_before_and_after_then_undone(label, staff_client):
    name, words = TEXTS[label]
    row = ROWS[label](**{name: "Premier texte"})
    before = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields}
    then = stamps(row)[0]

    save(staff_client, row, **{name: "Second texte"})

    entries = versions(history(staff_client, row))
    assert len(entries) == 2
    assert f"{words} Avant Premier texte Après Second texte" in entries[0]
    assert str(UserFactory._meta.model.objects.get()) in entries[0]

    preview = staff_client.get(address(row, "revert", then)).text
    assert "Second texte" in preview
    response = go_back(staff_client, row, then)
    assert response.status_code == 302, errors_of(response)

    row.refresh_from_db()
    after = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields}
    before.pop("modified_on", None)
    assert before.items() <= after.items()
    assert len(versions(history(staff_client, row))) == 3


def test_one_save_of_a_form_is_one_entry(staff_client):
    action = ActionFactory(title="Avant")
    audience = AudienceFactory(name="Seniors")

    save(
        staff_client, action, title="Après", audiences=[audience.pk],
        **line("milestones", 0, title="Ouverture", state="a_faire", position="0"),
    )  # fmt: skip

    entries = versions(history(staff_client, action))
    assert len(entries) == 2
    assert "Titre Avant Avant Après Après" in entries[0]
    assert "Publics concernés Ajouté Seniors" in entries[0]
    assert "Étape « Ouverture » : ajout" in entries[0]
    assert "Version actuelle" in entries[0]
    assert "Création de la fiche" in entries[1]


def test_values_are_said_in_french(staff_client):
    lead, other = OrganisationFactory(name="La Caf"), OrganisationFactory(name="La mairie")
    audience = AudienceFactory(name="Seniors")
    action = ActionFactory(lead=lead, audiences=[audience], avancement="a_venir")

    save(
        staff_client, action, lead=other.pk, audiences=[], avancement="en_cours",
        avancement_on="03/03/2026", is_permanent="on",
    )  # fmt: skip

    newest = versions(history(staff_client, action))[0]
    assert "Avancement Avant À venir Après En cours" in newest
    assert "Avancement déclaré le Avant vide Après 3 mars 2026" in newest
    assert "Action permanente Avant Non Après Oui" in newest
    assert "Pilote Avant La Caf Après La mairie" in newest
    assert "Publics concernés Retiré Seniors" in newest


def test_long_texts_are_compared_word_by_word(staff_client):
    text = "Un long texte que tout le monde lit. " * 20
    page = PageFactory(draft=True, body=f"{text}Le lundi. {text}")

    save(staff_client, page, body=f"{text}Le mardi. {text}")

    shown = " ".join(history(staff_client, page).text.split())
    assert '<del><span class="visually-hidden">retiré : </span>lundi.</del>' in shown
    assert '<ins><span class="visually-hidden">ajouté : </span>mardi.</ins>' in shown
    assert "[…]" in shown


def test_markup_of_a_version_is_text(staff_client):
    page = PageFactory(draft=True, body="<script>alert(1)</script>")
    save(staff_client, page, body="<b>gras</b>")

    assert "<script>alert" not in history(staff_client, page).text
    assert "&lt;b&gt;gras" in history(staff_client, page).text


def test_name_of_a_row_that_is_gone_stays_readable(staff_client):
    lead = OrganisationFactory(name="Maison disparue")
    action = ActionFactory(lead=lead)
    then = stamps(action)[0]
    save(staff_client, action, lead="")
    lead.delete()

    assert "Pilote Avant Maison disparue Après vide" in versions(history(staff_client, action))[0]

    response = go_back(staff_client, action, then)
    assert errors_of(response) == [
        "Pilote : « Maison disparue » n’existe plus (organisation). Rétablissez d’abord cette "
        "ligne, ou modifiez la fiche à la main."
    ]
    action.refresh_from_db()
    assert action.lead is None


def full_action(versions_count=1):
    action = ActionFactory(lead=OrganisationFactory())
    for rank in range(versions_count):
        MilestoneFactory(action=action)
        FundingFactory(action=action)
        ActionPartnerFactory(action=action)
        MeasureFactory(indicator=IndicatorFactory(action=action))
        action.title = f"Titre {rank}"
        action.save()
        action.audiences.add(AudienceFactory())
        action.communes.add(CommuneFactory())
    return action


@pytest.mark.parametrize("count", [1, 3, 12])
def test_history_costs_the_same_whatever_the_versions(
    count, staff_client, django_assert_num_queries
):
    action = full_action(count)

    with django_assert_num_queries(HISTORY_QUERIES):
        page = history(staff_client, action)

    assert len(versions(page)) == min(8 * count + 1, 20)


def test_long_history_is_read_page_by_page(staff_client):
    action = full_action(5)

    pages = [staff_client.get(address(action, "history"), {"page": n}) for n in (1, 2, 3)]

    assert [len(versions(page)) for page in pages] == [20, 20, 1]
    assert "Création de la fiche" in versions(pages[2])[0]


# --- going back --------------------------------------------------------------------------------


def test_links_come_back_with_their_row(staff_client):
    audience, commune = AudienceFactory(), CommuneFactory()
    action = ActionFactory(title="Avant", audiences=[audience], communes=[commune])
    then = stamps(action)[0]
    save(staff_client, action, title="Après", audiences=[], communes=[])

    response = go_back(staff_client, action, then, reason="une erreur de saisie.")

    assert messages_of(response)[0].startswith("La version choisie est revenue.")
    action.refresh_from_db()
    assert action.title == "Avant"
    assert (action.audiences.get(), action.communes.get()) == (audience, commune)
    newest = versions(history(staff_client, action))[0]
    assert "Retour à la version du" in newest
    assert "Une erreur de saisie." in newest


def test_link_to_a_lost_row_is_left_out_and_said(staff_client):
    kept, lost = AudienceFactory(name="Seniors"), AudienceFactory(name="Perdus")
    action = ActionFactory(audiences=[kept, lost])
    then = stamps(action)[0]
    save(staff_client, action, audiences=[])
    lost.delete()

    preview = staff_client.get(address(action, "revert", then)).text
    assert "Liens impossibles à rétablir, car ces fiches n’existent plus : Perdus." in preview
    go_back(staff_client, action, then)

    assert list(action.audiences.all()) == [kept]


def test_lines_come_back_when_ticked_and_new_ones_stay(staff_client):
    action = ActionFactory()
    changed = MilestoneFactory(action=action, title="Ancien nom")
    removed = MeasureFactory(indicator=IndicatorFactory(action=action, label="Places")).indicator
    then = stamps(action)[0]
    changed.title = "Nouveau nom"
    changed.save()
    key = removed.pk
    removed.delete()
    added = MilestoneFactory(action=action, title="Ajoutée")

    page = staff_client.get(address(action, "revert", then))
    assert "Indicateur « Places » : n’est plus dans la fiche" in " ".join(page.text.split())
    assert "garderez aussi ce qui a été ajouté depuis : Étape « Ajoutée »" in " ".join(
        page.text.split()
    )
    ticked = typed(page)["returns"]
    assert len(ticked) == 3
    go_back(staff_client, action, then, returns=[k for k in ticked if "milestone" not in k])

    changed.refresh_from_db()
    assert changed.title == "Nouveau nom"
    assert action.indicators.get().pk == key
    assert action.indicators.get().measures.count() == 1

    go_back(staff_client, action, then)
    changed.refresh_from_db()
    assert changed.title == "Ancien nom"
    assert Milestone.objects.filter(pk=added.pk).exists()


def test_line_does_not_come_back_without_its_owner(staff_client):
    action = ActionFactory()
    indicator = MeasureFactory(indicator=IndicatorFactory(action=action)).indicator
    then = stamps(action)[0]
    indicator.delete()
    page = typed(staff_client.get(address(action, "revert", then)))

    response = go_back(
        staff_client, action, then, returns=[k for k in page["returns"] if "measure" in k]
    )

    assert "n’existe plus (indicateur)" in errors_of(response)[0]
    assert not action.indicators.exists()


def test_what_breaks_a_rule_today_is_refused_whole(staff_client):
    action = ActionFactory(code="1.1.1", title="Avant")
    then = stamps(action)[0]
    save(staff_client, action, code="1.1.2", title="Après")
    ActionFactory(code="1.1.1", enjeu=action.enjeu)

    response = go_back(staff_client, action, then, reason="Je préférais.")

    assert errors_of(response) == ["Ce code existe déjà dans cette convention."]
    assert typed(response)["reason"] == "Je préférais."
    action.refresh_from_db()
    assert (action.code, action.title) == ("1.1.2", "Après")


def test_return_seen_on_an_older_page_saves_nothing(staff_client):
    action = ActionFactory(title="Un")
    then = stamps(action)[0]
    save(staff_client, action, title="Deux")
    page = typed(staff_client.get(address(action, "revert", then)))
    save(staff_client, action, title="Trois")

    response = staff_client.post(address(action, "revert", then), page)

    assert response.status_code == 409
    assert "Quelqu’un a modifié cette fiche" in errors_of(response)[0]
    action.refresh_from_db()
    assert action.title == "Trois"
    staff_client.post(address(action, "revert", then), typed(response))
    action.refresh_from_db()
    assert action.title == "Un"


def test_nothing_ticked_is_said(staff_client):
    action = ActionFactory(title="Un")
    then = stamps(action)[0]
    save(staff_client, action, title="Deux")

    response = go_back(staff_client, action, then, returns=[])

    assert errors_of(response) == ["Ce qui revient : Cochez au moins une ligne à faire revenir."]


def test_going_back_asks_why_when_a_published_date_moves(staff_client):
    action = ActionFactory(public=True, ends_on="2026-06-30")
    then = stamps(action)[0]
    action.ends_on = "2026-12-31"
    action.save()

    refused = go_back(staff_client, action, then)
    assert "Dites pourquoi" in errors_of(refused)[0]
    assert go_back(staff_client, action, then, reason="Date confirmée.").status_code == 302


def test_who_may_not_publish_does_not_publish_by_going_back(client):
    sign_in_as(UserFactory(editing=True), client)
    action = ActionFactory(public=True, title="Un")
    then = stamps(action)[0]
    action.title, action.is_published = "Deux", False
    action.save()

    go_back(client, action, then)

    action.refresh_from_db()
    assert (action.title, action.is_published) == ("Un", False)


def test_number_and_address_never_come_back(staff_client):
    organisation = OrganisationFactory(slug="ancien", name="Un")
    then = stamps(organisation)[0]
    organisation.slug, organisation.name, organisation.is_published = "nouveau", "Deux", True
    organisation.save()

    go_back(staff_client, organisation, then)

    organisation.refresh_from_db()
    assert (organisation.slug, organisation.name) == ("nouveau", "Un")


@pytest.mark.parametrize("stamp", [1, 10**15, 10**30])
def test_unknown_version_is_not_found(stamp, staff_client):
    assert staff_client.get(address(ActionFactory(), "revert", stamp)).status_code == 404


def test_reader_reads_the_history_and_changes_nothing(client):
    sign_in_as(UserFactory(reading=True), client)
    action = ActionFactory(title="Un")
    then = stamps(action)[0]
    action.save()

    page = history(client, action)

    assert page.status_code == 200
    assert "Revenir à cette version" not in page.text
    assert client.get(address(action, "revert", then)).status_code == 403
    assert client.post(address(action, "revert", then)).status_code == 403


def test_history_is_no_entity_of_its_own():
    assert [model for model in admin.site._registry if "istorical" in model.__name__] == []


def test_timeline_of_a_lost_row_can_still_be_read():
    action = ActionFactory()
    key = action.pk
    action.delete()

    timeline = Timeline(Action, key)

    assert timeline.latest <= timezone.now()
    assert [row.kind for row in timeline.entries(timeline.moments)[0].rows] == ["-"]
