"""Nobody overwrites anybody in the back-office: the second to save chooses, field by field."""

import pytest
from django.contrib import admin
from django.core.signing import dumps

from actions.models import Action
from tests import factories
from tests.factories import ActionFactory, CommuneFactory, MilestoneFactory, UserFactory
from tests.records.admin.conflicts import address, questions_of
from tests.records.admin.forms import errors_of, messages_of, typed

REFUSAL_QUERIES = 44
# For each screen: its factory, a text that can be changed, what somebody else writes, what I write.
TEXTS = {
    "actions.action": (factories.ActionFactory, "summary"),
    "actions.audience": (factories.AudienceFactory, "name"),
    "actions.indicator": (factories.IndicatorFactory, "label"),
    "actions.picture": (factories.PictureFactory, "caption"),
    "conventions.committee": (factories.CommitteeFactory, "name"),
    "conventions.commune": (factories.CommuneFactory, "website"),
    "conventions.convention": (factories.ConventionFactory, "summary"),
    "conventions.document": (factories.DocumentFactory, "title"),
    "conventions.domain": (factories.DomainFactory, "name"),
    "conventions.enjeu": (factories.EnjeuFactory, "title"),
    "conventions.glossaryentry": (factories.GlossaryEntryFactory, "definition"),
    "search.synonym": (factories.SynonymFactory, "meant"),
    "conventions.meeting": (factories.MeetingFactory, "title"),
    "conventions.objective": (factories.ObjectiveFactory, "title"),
    "conventions.page": (factories.PageFactory, "lead"),
    "conventions.territory": (factories.TerritoryFactory, "baseline"),
    "partners.organisation": (factories.OrganisationFactory, "name"),
    "partners.user": (factories.UserFactory, "full_name"),
}
THEIRS, MINE = "https://exemple.fr/eux", "https://exemple.fr/moi"


# --- every screen ------------------------------------------------------------------------------


def test_every_screen_that_changes_rows_is_here():
    only_read = {"actions.update"}
    one_date = {"contact.contactmessage"}  # below
    labels = {model._meta.label_lower for model in admin.site._registry}
    assert labels - only_read - one_date == set(TEXTS)


@pytest.mark.parametrize("label", sorted(TEXTS))
def test_second_save_chooses_then_saves(label, staff_client):
    factory, name = TEXTS[label]
    row = factory()
    page = typed(staff_client.get(address(row)))
    type(row).objects.filter(pk=row.pk).update(**{name: THEIRS})  # no history, no modified_on

    refused = staff_client.post(address(row), page | {name: MINE})

    assert refused.status_code == 409
    row.refresh_from_db()
    assert getattr(row, name) == THEIRS
    again = typed(refused)
    assert again[name] == MINE
    assert again[f"choix-{name}"] == ["mien"]
    assert THEIRS in refused.text

    saved = staff_client.post(address(row), again)

    assert saved.status_code == 302
    row.refresh_from_db()
    assert getattr(row, name) == MINE


def test_a_message_marked_meanwhile_is_not_marked_twice(staff_client):
    message = factories.ContactMessageFactory()
    page = typed(staff_client.get(address(message)))
    message.handled_at = "2026-03-02T08:00:00Z"
    message.save()

    response = staff_client.post(
        address(message), page | {"handled_at_0": "03/03/2026", "handled_at_1": "10:00"}
    )

    assert response.status_code == 409
    assert (typed(response)["handled_at_0"], typed(response)["handled_at_1"]) == (
        "03/03/2026",
        "10:00",
    )
    assert "02/03/2026 09:00" in response.text
    staff_client.post(address(message), typed(response))
    message.refresh_from_db()
    assert message.handled_at.isoformat() == "2026-03-03T09:00:00+00:00"


# --- one action, two people --------------------------------------------------------------------


def save(client, row, **given):
    """Open the form of `row`, change what is `given`, save."""
    page = typed(client.get(address(row)))
    response = client.post(address(row), page | given)
    assert response.status_code == 302, response.text
    return response


def test_page_says_who_when_and_both_versions(staff_client, other, action):
    page = typed(staff_client.get(address(action)))
    save(other, action, title="Ouvrir deux relais", context="Leur contexte.")

    response = staff_client.post(
        address(action), page | {"title": "Ouvrir trois relais", "summary": "Ma phrase."}
    )

    assert response.status_code == 409
    assert "Dominique Autre a enregistré une autre version le" in response.text
    assert questions_of(response) == {
        "Titre": [
            "Garder ce qui est enregistré Ouvrir deux relais",
            "Garder ce que vous avez écrit Titre Ouvrir trois relais",
        ],
        "Pourquoi cette action": [
            "Garder ce qui est enregistré Leur contexte.",
            "Revenir à ce qu’il y avait avant Le contexte.",
        ],
        "Phrase simple": [
            "Garder ce qui est enregistré Une phrase.",
            "Garder ce que vous avez écrit Phrase simple "
            "Pour quelqu’un qui ne connaît pas la CTG. Nécessaire pour publier. Ma phrase.",
        ],
    }
    answers = typed(response)
    assert (answers["choix-title"], answers["choix-context"], answers["choix-summary"]) == (
        ["mien"], ["enregistre"], ["mien"]
    )  # fmt: skip


@pytest.mark.parametrize(
    ("choice", "written", "kept"),
    [
        ("mien", "Ouvrir trois relais", "Ouvrir trois relais"),
        ("mien", "Ouvrir deux ou trois relais", "Ouvrir deux ou trois relais"),
        ("enregistre", "Ouvrir trois relais", "Ouvrir deux relais"),
    ],
)
def test_choice_of_a_field_is_followed(choice, written, kept, staff_client, other, action):
    page = typed(staff_client.get(address(action)))
    save(other, action, title="Ouvrir deux relais", context="Leur contexte.")
    refused = staff_client.post(address(action), page | {"title": "Ouvrir trois relais"})

    staff_client.post(address(action), typed(refused) | {"choix-title": choice, "title": written})

    action.refresh_from_db()
    assert (action.title, action.context) == (kept, "Leur contexte.")


def test_what_they_changed_alone_can_be_put_back(staff_client, other, action):
    page = typed(staff_client.get(address(action)))
    save(other, action, context="Leur contexte.")
    refused = staff_client.post(address(action), page | {"title": "Ouvrir trois relais"})

    staff_client.post(address(action), typed(refused) | {"choix-context": "mien"})

    action.refresh_from_db()
    assert (action.title, action.context) == ("Ouvrir trois relais", "Le contexte.")


def test_a_third_version_is_a_new_conflict(staff_client, other, action):
    page = typed(staff_client.get(address(action)))
    save(other, action, title="Deux", context="Leur contexte.")
    refused = staff_client.post(address(action), page | {"title": "Trois"})
    save(other, action, context="Encore autre chose.")

    again = staff_client.post(address(action), typed(refused) | {"title": "Trois et demi"})

    assert again.status_code == 409
    action.refresh_from_db()
    assert (action.title, action.context) == ("Deux", "Encore autre chose.")
    assert typed(again)["title"] == "Trois et demi"
    staff_client.post(address(action), typed(again))
    action.refresh_from_db()
    assert (action.title, action.context) == ("Trois et demi", "Encore autre chose.")


def test_choices_go_through_the_checks_of_the_form(staff_client, other, action):
    page = typed(staff_client.get(address(action)))
    save(other, action, context="Leur contexte.")
    refused = staff_client.post(address(action), page | {"title": "Trois"})

    wrong = staff_client.post(address(action), typed(refused) | {"title": ""})

    assert wrong.status_code == 200
    assert errors_of(wrong) == ["Titre : Ce champ est obligatoire."]
    assert typed(wrong)["context"] == "Leur contexte."
    staff_client.post(address(action), typed(wrong) | {"title": "Corrigé"})
    action.refresh_from_db()
    assert (action.title, action.context) == ("Corrigé", "Leur contexte.")


def test_a_form_with_mistakes_stays_on_the_version_it_was_opened_on(staff_client, other, action):
    page = typed(staff_client.get(address(action)))
    wrong = staff_client.post(address(action), page | {"title": ""})
    save(other, action, context="Leur contexte.")

    response = staff_client.post(address(action), typed(wrong) | {"title": "Corrigé"})

    assert response.status_code == 409
    action.refresh_from_db()
    assert (action.title, action.context) == ("Ouvrir un relais", "Leur contexte.")


@pytest.mark.parametrize("version", ["", "forged", "signed elsewhere", None, "another row"])
def test_unknown_version_is_never_an_overwrite(version, staff_client, action):
    page = typed(staff_client.get(address(action)))
    if version == "signed elsewhere":
        version = dumps({"row": "actions.action:0"}, salt="other")
    if version == "another row":
        version = typed(staff_client.get(address(ActionFactory())))["_version"]
    del page["_version"]
    sent = page | {"title": "Trois"} | ({} if version is None else {"_version": version})

    response = staff_client.post(address(action), sent)

    assert response.status_code == 409
    assert "Nous ne savons pas quelle version votre page montrait." in response.text
    action.refresh_from_db()
    assert action.title == "Ouvrir un relais"
    staff_client.post(address(action), typed(response))
    action.refresh_from_db()
    assert action.title == "Trois"


def test_what_is_already_saved_is_said_saved(staff_client, other, action):
    page = typed(staff_client.get(address(action)))
    save(other, action, title="Deux")

    response = staff_client.post(address(action), page | {"title": "Deux"})

    assert response.status_code == 302
    assert messages_of(response)[-1].startswith("Rien à enregistrer")


def test_another_writing_of_the_same_value_is_no_conflict(staff_client):
    indicator = factories.IndicatorFactory(with_target=True, target_value="1234.5")
    page = typed(staff_client.get(address(indicator)))
    type(indicator).objects.filter(pk=indicator.pk).update(label="Places")

    response = staff_client.post(address(indicator), page | {"target_value": "1 234,50"})

    assert list(questions_of(response)) == ["Titre"]


def test_choices_of_several_rows_are_compared(staff_client, action):
    lavaur, lugan, ambres = CommuneFactory(name="Lavaur"), *CommuneFactory.create_batch(2)
    action.communes.set([lavaur])
    page = typed(staff_client.get(address(action)))
    action.communes.set([lavaur, ambres])

    response = staff_client.post(
        address(action), page | {"communes": [str(lavaur.pk), str(lugan.pk)]}
    )

    assert response.status_code == 409
    theirs, _mine = questions_of(response)["Communes concernées"]
    assert theirs == f"Garder ce qui est enregistré {ambres} ; Lavaur"
    answers = typed(response)
    assert set(answers["communes"]) == {str(lavaur.pk), str(lugan.pk)}
    staff_client.post(address(action), answers)
    assert set(action.communes.all()) == {lavaur, lugan}


def test_their_choices_of_several_rows_can_be_kept(staff_client, action):
    lavaur, lugan = CommuneFactory.create_batch(2)
    action.communes.set([lavaur])
    page = typed(staff_client.get(address(action)))
    action.communes.set([lugan])

    response = staff_client.post(address(action), page | {"title": "Trois"})
    staff_client.post(address(action), typed(response))

    action.refresh_from_db()
    assert (action.title, set(action.communes.all())) == ("Trois", {lugan})


def test_a_long_text_marks_what_changed(staff_client, action):
    words = " ".join(f"mot{n}" for n in range(60))
    Action.objects.filter(pk=action.pk).update(description=words)
    page = typed(staff_client.get(address(action)))
    Action.objects.filter(pk=action.pk).update(description=words.replace("mot30", "autre"))

    response = staff_client.post(address(action), page | {"description": f"{words} et la suite"})

    shown = " ".join(response.text.split())
    assert '<del><span class="visually-hidden">retiré : </span>mot30</del>' in shown
    assert '<ins><span class="visually-hidden">ajouté : </span>autre</ins>' in shown
    assert typed(response)["description"] == f"{words} et la suite"


def test_a_row_deleted_meanwhile_gives_the_text_back(staff_client, action):
    page = typed(staff_client.get(address(action)))
    action.delete()

    response = staff_client.post(address(action), page | {"description": "Mon long texte."})

    assert response.status_code == 409
    assert "<h1>Cette fiche n’existe plus</h1>" in response.text
    assert "Mon long texte." in response.text


def test_a_field_frozen_meanwhile_is_said(staff_client):
    page_row = factories.PageFactory(is_published=False, slug="a-propos")
    page = typed(staff_client.get(address(page_row)))
    type(page_row).objects.filter(pk=page_row.pk).update(is_published=True)

    response = staff_client.post(address(page_row), page | {"slug": "autre"})

    assert response.status_code == 409
    assert "Modification impossible. Vous aviez écrit" in response.text
    staff_client.post(address(page_row), typed(response))
    page_row.refresh_from_db()
    assert (page_row.slug, page_row.is_published) == ("a-propos", True)


def test_who_may_only_read_is_refused_before_anything(signed_in, action):
    client = signed_in(UserFactory(reading=True))

    assert "_version" not in client.get(address(action)).text
    assert client.post(address(action), {"title": "Trois"}).status_code == 403


def test_markup_in_both_versions_is_shown_as_text(staff_client, action):
    page = typed(staff_client.get(address(action)))
    Action.objects.filter(pk=action.pk).update(title="<script>a()</script>")

    response = staff_client.post(address(action), page | {"title": "<b onclick='x'>moi</b>"})

    assert "<script>a()" not in response.text
    assert "<b onclick" not in response.text
    assert typed(response)["title"] == "<b onclick='x'>moi</b>"


@pytest.mark.parametrize("lines", [1, 3, 30])
def test_saving_and_refusing_cost_the_same_whatever_the_lines(
    lines, staff_client, action, django_assert_num_queries
):
    MilestoneFactory.create_batch(lines, action=action)
    page = typed(staff_client.get(address(action)))
    Action.objects.filter(pk=action.pk).update(title="Deux")

    with django_assert_num_queries(REFUSAL_QUERIES):
        response = staff_client.post(address(action), page | {"title": "Trois"})

    assert response.status_code == 409
