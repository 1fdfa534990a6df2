"""The evaluation of a convention: published, frozen, corrected, read by residents."""

import pytest
from django.test import Client
from django.urls import reverse

from actions.models import Action
from conventions.models import Convention, Document
from reviews.editions import CannotPublish
from reviews.evaluation.publishing import NOTHING_SAID, begin, publish
from reviews.models import Evaluation, EvaluationEdition
from tests.factories import (
    ActionFactory,
    ConventionFactory,
    DocumentFactory,
    EnjeuFactory,
    EvaluationEditionFactory,
    EvaluationFactory,
)
from tests.reading import find, main_of, text_of
from tests.records.admin.forms import typed
from tests.reviews.test_pages import said, send

pytestmark = pytest.mark.django_db


def public_address(evaluation, end=""):
    return reverse("evaluation", args=[evaluation.convention.slug]) + end


def test_draft_is_read_by_the_team_alone(editor, evaluation):
    Evaluation.objects.update(introduction="Un brouillon.")

    assert "Un brouillon." in said(editor, reverse("evaluation-preview", args=[evaluation.pk]))
    assert Client().get(public_address(evaluation)).status_code == 404
    assert "valuation finale" not in said(Client(), evaluation.convention.get_absolute_url())


def test_evaluation_that_says_nothing_is_not_published(publisher, evaluation):
    page = said(publisher, reverse("evaluation-publish", args=[evaluation.pk]))
    assert "Rien n’est encore écrit" in page

    answer = send(publisher, "evaluation-publish", evaluation)

    assert answer.headers["Location"] == reverse("evaluation-publish", args=[evaluation.pk])
    assert NOTHING_SAID in said(publisher, reverse("year-reviews"))
    assert EvaluationEdition.objects.count() == 0


def test_one_word_is_enough_and_what_is_missing_is_said(publisher, evaluation):
    Evaluation.objects.update(lessons="Se parler plus tôt.")
    page = said(publisher, reverse("evaluation-publish", args=[evaluation.pk]))
    assert "sans que cela empêche de publier" in page
    assert "l’appréciation : Objectif" in page and "les recommandations" in page

    answer = send(publisher, "evaluation-publish", evaluation)

    assert answer.headers["Location"] == public_address(evaluation)
    reader = Client()
    assert "Se parler plus tôt." in said(reader, public_address(evaluation))
    for address in (evaluation.convention.get_absolute_url(), "/plan-du-site/", "/sitemap.xml"):
        assert public_address(evaluation) in reader.get(address).text


def test_double_click_publishes_once(publisher, evaluation):
    Evaluation.objects.update(lessons="Se parler.")
    path = reverse("evaluation-publish", args=[evaluation.pk])
    sent = typed(publisher.get(path))

    for _twice in range(2):
        publisher.post(path, sent)

    assert EvaluationEdition.objects.count() == 1


def test_silence_is_said_where_nobody_answered(evaluation):
    Evaluation.objects.update(lessons="Se parler.")
    publish(evaluation)

    page = said(Client(), public_address(evaluation))
    assert page.count("Personne n’a encore répondu à cette question.") == 4
    assert "Personne n’a encore fait de recommandation." in page
    code = evaluation.parts.get().enjeu.code
    detail = said(Client(), public_address(evaluation, f"enjeux/{code}/"))
    assert "Personne n’a encore donné son appréciation." in detail
    assert "Ouvrir un relais" in detail


def test_published_evaluation_does_not_move(evaluation):
    Evaluation.objects.update(introduction="Menée ensemble.")
    publish(evaluation)
    code = evaluation.parts.get().enjeu.code
    addresses = [public_address(evaluation), public_address(evaluation, f"enjeux/{code}/")]
    before = [said(Client(), address) for address in addresses]
    Action.objects.update(title="Un autre titre", avancement="realisee", outcome="achevee")
    Evaluation.objects.update(introduction="Changée après.")

    assert [said(Client(), address) for address in addresses] == before


def test_correction_is_another_version_that_says_so(publisher, evaluation):
    Evaluation.objects.update(introduction="D’abord.")
    send(publisher, "evaluation-publish", evaluation)
    Evaluation.objects.update(introduction="Corrigée.")
    refused = send(publisher, "evaluation-publish", evaluation)
    assert "Dites en une phrase ce que cette version corrige." in text_of(main_of(refused))
    send(publisher, "evaluation-publish", evaluation, correction="Il manquait un mot.")

    page = said(Client(), public_address(evaluation))
    assert "Corrigée." in page and "Il manquait un mot." in page
    code = evaluation.parts.get().enjeu.code
    for end in ("version-1/", f"version-1/enjeux/{code}/"):
        older = Client().get(public_address(evaluation, end))
        assert "a été corrigée depuis" in text_of(main_of(older))
        assert "Corrigée." not in older.text
        assert '<meta name="robots" content="noindex">' in older.text
    for end in ("version-3/", "enjeux/inconnu/", "version-1/enjeux/inconnu/"):
        assert Client().get(public_address(evaluation, end)).status_code == 404


def test_evaluation_of_a_hidden_convention_is_not_published():
    evaluation = EvaluationFactory(convention=ConventionFactory())

    with pytest.raises(CannotPublish, match="Publiez d’abord la convention"):
        publish(evaluation)


def test_evaluation_is_hidden_with_its_convention():
    edition = EvaluationEditionFactory(public=True)
    assert Client().get(edition.get_absolute_url()).status_code == 200

    Convention.objects.update(is_published=False)

    assert Client().get(edition.get_absolute_url()).status_code == 404
    assert edition.get_absolute_url() not in Client().get("/sitemap.xml").text


def test_example_is_marked_and_told_to_no_search_engine():
    edition = EvaluationEditionFactory(evaluation__public=True, evaluation__demo=True, demo=True)
    page = Client().get(edition.get_absolute_url())

    assert "Données de démonstration" in page.text
    assert '<meta name="robots" content="noindex">' in page.text
    assert edition.get_absolute_url() not in Client().get("/sitemap.xml").text


def test_page_leads_only_to_what_is_still_there():
    action = ActionFactory(public=True, ongoing=True)
    document = DocumentFactory(convention=action.convention, public=True, title="La signature")
    edition = EvaluationEditionFactory(evaluation__convention=action.convention)
    detail = f"{edition.get_absolute_url()}enjeux/{action.enjeu.code}/"
    assert action.get_absolute_url() in Client().get(detail).text
    assert document.get_absolute_url() in Client().get(edition.get_absolute_url()).text

    Action.objects.update(is_published=False)
    Document.objects.update(is_published=False)

    page = Client().get(detail)
    assert action.title in page.text and action.get_absolute_url() not in page.text
    page = Client().get(edition.get_absolute_url())
    assert "La signature" in page.text and document.get_absolute_url() not in page.text


def test_convention_known_by_its_documents_has_no_table_nor_figure(editor):
    convention = ConventionFactory(past=True)
    DocumentFactory(convention=convention, public=True, title="La convention signée")
    evaluation = begin(convention, by=None)
    Evaluation.objects.update(reach="D’après le rapport de 2022, presque tous.")
    assert "Le plan de cette convention n’est pas" in said(editor, evaluation.get_absolute_url())
    edition = publish(evaluation)

    page = main_of(Client().get(edition.get_absolute_url()))
    assert find(page, "table") == []
    for words in ("presque tous", "La convention signée", "n’est pas sur le site"):
        assert words in text_of(page)
    for words in ("L’argent", "Les chiffres", "étape"):
        assert words not in text_of(page)


def test_plan_of_two_levels_is_appraised_and_read_by_enjeu(editor):
    enjeu = EnjeuFactory(convention=ConventionFactory(past=True, two_levels=True))
    ActionFactory(enjeu=enjeu, convention=enjeu.convention, published=True, title="Agir ici")
    evaluation = begin(enjeu.convention, by=None)
    path = evaluation.parts.get().get_absolute_url()
    given = {"attainment": "partiel", "argument": "Des faits.", "given_by_words": "le comité"}
    given = {f"appraisals-0-{name}": value for name, value in given.items()}
    editor.post(path, typed(editor.get(path)) | given)
    publish(evaluation)

    page = said(Client(), public_address(evaluation))
    assert f"{enjeu.code} {enjeu.title} Partiellement atteint" in page
    detail = said(Client(), public_address(evaluation, f"enjeux/{enjeu.code}/"))
    assert "Appréciation donnée par le comité." in detail and "Agir ici" in detail


def test_what_is_published_is_never_changed_nor_deleted():
    edition = EvaluationEditionFactory(public=True)

    with pytest.raises(Exception, match="publiez une version qui la corrige"):
        edition.save()
    for act in (
        edition.delete,
        EvaluationEdition.objects.all().delete,
        lambda: EvaluationEdition.objects.update(number=2),
    ):
        with pytest.raises(TypeError):
            act()
