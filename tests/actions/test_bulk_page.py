"""The pages that change many actions at once: choose, see, apply."""

import re

import pytest
from django.core import signing
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from actions.bulk import MOST_ROWS
from actions.models import Action
from tests.factories import ActionFactory, AudienceFactory, UserFactory
from tests.reading import find, main_of, text_of
from tests.signing import sign_in_as

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate
URL = "/suivi/actions/modifier/"


@pytest.fixture
def editor():
    user = UserFactory(editing=True)
    client = sign_in_as(user)
    client.user = user
    return client


def preview(client, query="", **answers):
    return client.post(f"{URL}?{query}", answers | {"voir": "1"})


def hidden_of(response):
    """What the preview sends again: its hidden inputs and its ticked boxes."""
    data = {}
    for box in find(main_of(response), "input"):
        ticked = box.get("type") != "checkbox" or box.get("checked") is not None
        if box.get("name") and ticked:
            data.setdefault(box.get("name"), []).append(box.get("value"))
    return data


def confirm(client, response, query="", **changed):
    return client.post(f"{URL}?{query}", hidden_of(response) | {"appliquer": "1"} | changed)


def test_from_the_list_to_the_change(editor, plan_of_three):
    page = main_of(editor.get("/suivi/actions/?publication=brouillon"))
    link = next(a for a in find(page, "a") if text_of(a).startswith("Modifier"))
    assert text_of(link) == "Modifier ces 2 actions"
    form = editor.get(link.get("href"))
    assert "Modifier ces 2 actions" in text_of(find(main_of(form), "h1")[0])

    shown = preview(editor, "publication=brouillon", verified="on")
    assert [text_of(row)[:1] for row in find(main_of(shown), "tbody th label")] == ["2", "3"]
    done = confirm(editor, shown, "publication=brouillon")

    assert (done.status_code, done.headers["Location"]) == (
        303, "/suivi/actions/?publication=brouillon",
    )  # fmt: skip
    assert "2 actions sont modifiées." in text_of(main_of(editor.get(done.headers["Location"])))
    assert {a.code for a in Action.objects.filter(verified_on=TODAY())} == {"2", "3"}
    assert plan_of_three[1].history.first().history_user == editor.user


def test_what_was_chosen_is_given_back(editor, plan_of_three):
    shown = preview(editor, verified="on", lead="aucun", reason="Décidé en comité")
    data = hidden_of(shown)
    back = main_of(editor.post(URL, data | {"choisir": "1"}))

    assert next(b for b in find(back, "input") if b.get("name") == "verified").get("checked") == ""
    reason = next(b for b in find(back, "input") if b.get("name") == "reason")
    assert reason.get("value") == "Décidé en comité"
    picked = [o.get("value") for o in find(back, "option") if o.get("selected") is not None]
    assert "aucun" in picked
    assert not Action.objects.filter(verified_on=TODAY()).exists()


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({}, "Choisissez au moins un changement."),
        ({"ends_on": "31/02/2026"}, "Donnez la date de fin, par exemple 31/12/2026."),
        ({"avancement": "en_pause"}, "Donnez la date à laquelle cet avancement est déclaré."),
        (
            {"avancement": "en_pause", "avancement_on": "2024-01-01"},
            "Dites pourquoi : ce motif sera visible sur le site.",
        ),
        (
            {"avancement": "en_cours", "avancement_on": "2999-01-01"},
            "Cette date est à venir : donnez celle d’aujourd’hui, ou d’avant.",
        ),
        ({"avancement_reason": "Vacant"}, "Choisissez l’avancement que ce motif explique."),
        ({"audiences_verb": "ajouter"}, "Cochez au moins un public."),
        ({"communes_verb": "remplacer"}, "Cochez au moins une commune."),
        (
            {"starts_on": "2026-01-02", "ends_on": "2026-01-01"},
            "La fin prévue doit venir après le début.",
        ),
        (
            {"ends_on": "2026-01-01"},
            "L’avancement ou les dates d’une action publiée vont changer : dites pourquoi.",
        ),
        ({"lead": "999999"}, "Sélectionnez un choix valide. 999999 n’en fait pas partie."),
    ],
)
def test_faults_are_said_and_nothing_is_lost(answers, sentence, editor, plan_of_three):
    response = preview(editor, **answers)

    page = main_of(response)
    errors = next(box for box in find(page, "div") if box.get("id") == "erreurs")
    assert sentence in text_of(errors)
    assert text_of(find(errors, "h2")[0]) == "Rien n’est encore modifié"
    for name, value in answers.items():
        assert value in response.content.decode(), name
    assert Action.objects.filter(modified_on__gt=timezone.now()).count() == 0


def test_boxes_ticked_without_a_verb_are_questioned(editor, plan_of_three):
    response = preview(editor, audiences=[AudienceFactory().pk])

    assert "Dites ce qu’il faut faire des cases cochées." in text_of(main_of(response))


def test_what_the_preview_did_not_show_is_not_applied(editor, plan_of_three):
    shown = preview(editor, verified="on")

    response = confirm(editor, shown, lead="aucun")

    assert response.status_code == 409
    assert "Rien n’est modifié" in text_of(main_of(response))
    assert not Action.objects.filter(verified_on=TODAY()).exists()


def test_rows_that_moved_answer_409_and_keep_the_choices(editor, plan_of_three):
    shown = preview(editor, verified="on")
    Action.objects.filter(code="1").update(title="Un titre plus clair")
    ActionFactory(convention=plan_of_three[0].convention, enjeu=plan_of_three[0].enjeu, code="4")
    kept = [str(action.pk) for action in plan_of_three[:2]]

    response = confirm(editor, shown, lignes=kept)

    assert response.status_code == 409
    said = text_of(main_of(response))
    assert "Rien n’est enregistré : ces actions ont changé entre-temps" in said
    assert "Modifiée par quelqu’un d’autre : 1 Un titre plus clair" in said
    assert "Nouvelle dans votre choix : 4 Action 4" in said
    assert not Action.objects.filter(verified_on=TODAY()).exists()
    again = hidden_of(response)
    assert again["verified"] == ["on"]
    assert str(plan_of_three[2].pk) not in again["lignes"]
    assert confirm(editor, response).status_code == 303
    assert {a.code for a in Action.objects.filter(verified_on=TODAY())} == {"1", "2", "4"}


def test_sent_twice_applies_once(editor, plan_of_three):
    shown = preview(editor, verified="on")

    first, second = confirm(editor, shown), confirm(editor, shown)

    assert (first.status_code, second.status_code) == (303, 303)
    assert plan_of_three[0].history.count() == 2
    assert "Ces actions sont déjà comme vous le demandez." in text_of(
        main_of(editor.get(second.headers["Location"]))
    )


def test_nothing_ticked_changes_nothing(editor, plan_of_three):
    shown = preview(editor, verified="on")

    response = confirm(editor, shown, lignes=[])

    assert "Cochez au moins une action" in text_of(main_of(response))
    assert not Action.objects.filter(verified_on=TODAY()).exists()


@pytest.mark.parametrize("shown", ["", "faux", "1:2:3"])
def test_a_preview_made_up_is_shown_again(shown, editor, plan_of_three):
    answers = {"verified": "on", "appliquer": "1", "shown": shown}
    response = editor.post(URL, answers | {"lignes": [plan_of_three[0].pk]})

    assert response.status_code == 200
    assert "Ce qui va changer" in text_of(main_of(response))
    assert not Action.objects.filter(verified_on=TODAY()).exists()


def test_the_preview_of_someone_else_is_not_applied(editor, plan_of_three):
    shown = preview(editor, verified="on")
    other = sign_in_as(UserFactory(editing=True))

    confirm(other, shown)

    assert not Action.objects.filter(verified_on=TODAY()).exists()


def test_only_those_who_publish_are_offered_to_publish(editor, plan_of_three):
    Action.objects.update(summary="Une phrase.")
    names = {box.get("name") for box in find(main_of(editor.get(URL)), "select")}
    assert "publication" not in names

    shown = preview(editor, publication="publier", verified="on")
    confirm(editor, shown, publication="publier")
    assert Action.objects.filter(is_published=True).count() == 1

    publisher = sign_in_as(UserFactory(publishing=True))
    confirm(publisher, preview(publisher, publication="publier"))
    assert Action.objects.filter(is_published=True).count() == 3


def test_refused_rows_are_shown_with_why_and_cannot_be_ticked(plan_of_three):
    Action.objects.filter(code="2").update(summary="Une phrase.")
    publisher = sign_in_as(UserFactory(publishing=True))

    shown = preview(publisher, publication="publier")

    refused = [text_of(li) for ul in find(main_of(shown), "ul") if ul.get("class") == "refused"
               for li in find(ul, "li")]  # fmt: skip
    assert refused == ["3 Action 3 : Pour publier, écrivez la phrase simple de l’action."]
    assert hidden_of(shown)["lignes"] == [str(plan_of_three[1].pk)]
    forced = confirm(publisher, shown, lignes=[action.pk for action in plan_of_three])
    assert forced.status_code == 409
    assert Action.objects.filter(is_published=True).count() == 1
    confirm(publisher, shown)
    assert Action.objects.filter(is_published=True).count() == 2


def test_filter_without_rows_and_filter_with_too_many(editor, plan_of_three, monkeypatch):
    assert "Aucune action ne répond" in text_of(main_of(editor.get(f"{URL}?q=zzz")))

    monkeypatch.setattr("actions.views.bulk.MOST_ROWS", 2)
    page = main_of(preview(editor, verified="on"))
    assert "3 actions, c’est trop" in text_of(page)
    assert MOST_ROWS == 500


def test_preview_does_not_say_its_secret(editor, plan_of_three):
    shown = signing.loads(
        hidden_of(preview(editor, verified="on"))["shown"][0], salt="actions.bulk"
    )

    assert set(shown) == {"rows", "by", "asked"}
    assert all(re.fullmatch(r"[0-9a-f]{24}", digest) for digest in shown["rows"].values())


def test_queries_do_not_depend_on_the_number_of_rows(editor, plan_of_three):
    convention, enjeu, found = plan_of_three[0].convention, plan_of_three[0].enjeu, {}
    audience = AudienceFactory()
    for wanted in (3, 20):
        Action.objects.all().delete()
        ActionFactory.create_batch(wanted, convention=convention, enjeu=enjeu)
        answers = {"lead": "aucun", "audiences_verb": "ajouter", "audiences": audience.pk}
        with CaptureQueriesContext(connection) as captured:
            shown = preview(editor, verified="on", **answers)
        with CaptureQueriesContext(connection) as applied:
            assert confirm(editor, shown).status_code == 303
        found[wanted] = (len(captured), len(applied))

    assert len(set(found.values())) == 1, found
