"""Drafts get their simple sentences and are published, on one page."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actions.models import Action
from partners.permissions import Role
from tests.actions.importing.pages import errors, form, press, said
from tests.factories import ActionFactory, EnjeuFactory, UserFactory
from tests.reading import main_of, text_of
from tests.signing import sign_in_as

pytestmark = pytest.mark.django_db
PAGE = "/suivi/actions/phrases/"
SAVE = "Enregistrer ces phrases"


@pytest.fixture
def enjeu():
    return EnjeuFactory(public=True)


@pytest.fixture
def publisher():
    return sign_in_as(UserFactory(role=Role.PUBLISHING))


def drafts(enjeu, count, **values):
    return [ActionFactory(enjeu=enjeu, code=f"1.{n}", summary="", **values) for n in range(count)]


def test_two_drafts_are_published_and_a_third_only_written(publisher, enjeu):
    one, two, three = drafts(enjeu, 3)

    answer = press(
        publisher,
        PAGE,
        SAVE,
        **{
            f"phrase-{one.pk}": " Une phrase\n claire. ",
            f"publier-{one.pk}": "on",
            f"phrase-{two.pk}": "Deux.",
            f"publier-{two.pk}": "on",
            f"phrase-{three.pk}": "Trois.",
        },
    )

    assert answer.status_code == 302
    rows = list(Action.objects.order_by("code").values_list("summary", "is_published"))
    assert rows == [("Une phrase claire.", True), ("Deux.", True), ("Trois.", False)]
    page = said(publisher, PAGE)
    assert "Actions enregistrées : 3. Publiées : 2." in page
    assert "1 brouillon de la convention" in page
    assert one.history.first().history_user.role == Role.PUBLISHING


def test_all_that_have_their_sentence_are_published_at_once(publisher, enjeu):
    one, two = drafts(enjeu, 2)

    press(publisher, PAGE, SAVE, **{f"phrase-{one.pk}": "Une.", "tout-publier": "on"})

    assert list(Action.objects.filter(is_published=True)) == [one]
    two.refresh_from_db()
    assert not two.is_published


def test_publishing_without_a_sentence_is_told_and_nothing_typed_is_lost(publisher, enjeu):
    one, two = drafts(enjeu, 2)
    typed = {f"phrase-{one.pk}": "Une.", f"publier-{two.pk}": "on"}

    answer = press(publisher, PAGE, SAVE, **typed)

    assert answer.status_code == 400
    assert errors(answer) == [
        "Écrivez la phrase simple de cette action : elle est nécessaire pour la publier."
    ]
    kept = form(answer, SAVE)[1]
    assert kept[f"phrase-{one.pk}"] == "Une."
    assert kept[f"publier-{two.pk}"] == "on"
    assert not Action.objects.exclude(summary="").exists()


def test_too_long_a_sentence_names_its_action(publisher, enjeu):
    (one,) = drafts(enjeu, 1)

    answer = press(publisher, PAGE, SAVE, **{f"phrase-{one.pk}": "x" * 301})

    assert errors(answer) == ["Raccourcissez la phrase de l’action 1.0 : 300 caractères au plus."]


def test_what_a_colleague_changed_meanwhile_is_named_and_the_text_stays(publisher, enjeu):
    one, two = drafts(enjeu, 2)
    _action, data = form(publisher.get(PAGE), SAVE)
    Action.objects.filter(pk=one.pk).update(title="Un autre titre")

    answer = publisher.post(PAGE, data | {f"phrase-{two.pk}": "Deux."})

    assert answer.status_code == 409
    words = text_of(main_of(answer))
    assert "ces actions ont changé entre-temps" in words
    assert "Un autre titre" in words
    kept = form(answer, SAVE)[1]
    assert kept[f"phrase-{two.pk}"] == "Deux."
    publisher.post(PAGE, kept)
    two.refresh_from_db()
    assert two.summary == "Deux."


def test_an_old_page_writes_nothing_and_keeps_what_was_typed(publisher, enjeu):
    (one,) = drafts(enjeu, 1)
    data = form(publisher.get(PAGE), SAVE)[1] | {f"phrase-{one.pk}": "Une.", "shown": "vieux"}

    answer = publisher.post(PAGE, data)

    assert answer.status_code == 409
    assert form(answer, SAVE)[1][f"phrase-{one.pk}"] == "Une."
    one.refresh_from_db()
    assert one.summary == ""


def test_saving_nothing_is_said(publisher, enjeu):
    drafts(enjeu, 1)

    assert errors(press(publisher, PAGE, SAVE)) == [
        "Rien n’a changé : écrivez une phrase, ou cochez une action à publier."
    ]


def test_the_form_sent_twice_counts_once(publisher, enjeu):
    (one,) = drafts(enjeu, 1)
    data = form(publisher.get(PAGE), SAVE)[1] | {f"phrase-{one.pk}": "Une."}

    first, again = (publisher.post(PAGE, data) for _ in range(2))

    assert (first.status_code, again.status_code) == (302, 302)
    assert one.history.filter(summary="Une.").count() == 1


def test_who_may_not_publish_writes_only(enjeu):
    (one,) = drafts(enjeu, 1)
    editor = sign_in_as(UserFactory(role=Role.EDITING))
    names = form(editor.get(PAGE), SAVE)[1]
    assert not [name for name in names if "publier" in name]

    press(
        editor,
        PAGE,
        SAVE,
        **{f"phrase-{one.pk}": "Une.", f"publier-{one.pk}": "on", "tout-publier": "on"},
    )

    one.refresh_from_db()
    assert (one.summary, one.is_published) == ("Une.", False)


def test_only_drafts_of_the_list_are_asked(publisher, enjeu):
    ActionFactory(enjeu=enjeu, code="1.8", published=True, title="Déjà publiée")
    drafts(enjeu, 1, title="En brouillon")

    page = said(publisher, PAGE)

    assert "En brouillon" in page
    assert "Déjà publiée" not in page
    Action.objects.update(is_published=True, summary="Une.")
    assert "Aucun brouillon ici" in said(publisher, PAGE)


def test_queries_do_not_grow_with_the_drafts(publisher, enjeu):
    counts = []
    for count in (1, 2, 12):
        for n in range(Action.objects.count(), count):
            ActionFactory(enjeu=enjeu, code=f"2.{n}", summary="")
        publisher.get(PAGE)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            publisher.get(PAGE)
        counts.append(len(asked))

    assert counts[0] == counts[1] == counts[2]
