"""The team writes the evaluation of a convention, enjeu by enjeu."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reviews.evaluation.publishing import add_parts, begin, evaluation_of
from reviews.models import Appraisal, Evaluation
from tests.factories import (
    AppraisalFactory,
    ConventionFactory,
    EnjeuFactory,
    ObjectiveFactory,
    OrganisationFactory,
)
from tests.reading import main_of, of_class, text_of
from tests.records.admin.forms import typed
from tests.reviews.test_pages import keys_of, said, send
from tests.rich import add_actions, build_site

pytestmark = pytest.mark.django_db


def part_path(evaluation):
    (part,) = evaluation.parts.all()
    return part.get_absolute_url()


def write_part(client, evaluation, **given):
    path = part_path(evaluation)
    return client.post(path, typed(client.get(path)) | given)


def test_evaluation_begins_with_a_page_by_enjeu_and_an_appraisal_by_objective(editor):
    convention = ConventionFactory(past=True)
    enjeux = EnjeuFactory.create_batch(2, convention=convention)
    for enjeu in (enjeux[0], enjeux[0], enjeux[1]):
        ObjectiveFactory(enjeu=enjeu)
    page = editor.get(reverse("year-reviews"))
    path = reverse("evaluation-begin", args=[convention.pk])
    assert path in page.text

    for _twice in range(2):
        answer = editor.post(path, keys_of(page))

    evaluation = Evaluation.objects.get()
    assert answer.headers["Location"] == evaluation.get_absolute_url()
    assert [part.appraisals.count() for part in evaluation.parts.all()] == [2, 1]
    listed = editor.get(reverse("year-reviews"))
    assert evaluation.get_absolute_url() in listed.text and path not in listed.text


def test_evaluation_is_offered_from_the_last_year_only(editor, on_day):
    convention = EnjeuFactory(convention__public=True).convention
    path = reverse("evaluation-begin", args=[convention.pk])

    on_day(dt.date(convention.ends_on.year - 1, 12, 31))
    assert path not in editor.get(reverse("year-reviews")).text
    assert editor.post(path).status_code == 404
    on_day(dt.date(convention.ends_on.year, 1, 1))
    assert path in editor.get(reverse("year-reviews")).text


def test_what_is_written_is_kept_with_its_history(editor, evaluation):
    caf = OrganisationFactory(name="CAF du Tarn")
    send(editor, "evaluation-edit", evaluation, relevance="Oui.", lessons="Se parler.")
    answer = write_part(
        editor, evaluation, **{
            "means": "Deux postes.",
            "appraisals-0-attainment": "atteint",
            "appraisals-0-argument": "Le relais est ouvert.",
            "appraisals-0-given_by": caf.pk,
        },
    )  # fmt: skip

    assert answer.headers["Location"] == part_path(evaluation)
    given = Appraisal.objects.get()
    assert (given.attainment, given.given_by) == ("atteint", caf)
    page = said(editor, reverse("evaluation-history", args=[evaluation.pk]))
    for words in ("Oui.", "Se parler.", "Deux postes.", "Le relais est ouvert.", "CAF du Tarn"):
        assert words in page
    assert "1 appréciation sur 1" in said(editor, evaluation.get_absolute_url())


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"attainment": "atteint", "given_by_words": "le comité"}, "Dites sur quoi repose cette"),
        ({"attainment": "indicible", "given_by_words": "le comité"}, "Dites pourquoi cela ne peut"),
        ({"attainment": "atteint", "argument": "Des faits."}, "Dites qui donne cette appréciation"),
        ({"argument": "Des faits."}, "Choisissez l’appréciation que ces mots expliquent."),
        ({"given_on": "2999-01-01"}, "à venir"),
    ],
)
def test_mistake_is_said_and_nothing_typed_is_lost(editor, evaluation, given, words):
    given = {f"appraisals-0-{name}": value for name, value in given.items()}
    answer = write_part(editor, evaluation, reach="Presque partout.", **given)

    page = text_of(main_of(answer))
    assert words in page
    assert "Presque partout." in page
    assert set(given.items()) <= set(typed(answer).items())
    assert Appraisal.objects.get().attainment == ""
    assert evaluation.parts.get().reach == ""


def test_second_to_save_overwrites_nothing(editor, evaluation):
    path = part_path(evaluation)
    mine = typed(editor.get(path))
    Appraisal.objects.update(
        attainment="atteint", argument="D’une collègue.", given_by_words="le comité"
    )

    answer = editor.post(path, mine | {
        "appraisals-0-attainment": "partiel", "appraisals-0-argument": "De moi.",
        "appraisals-0-given_by_words": "le comité",
    })  # fmt: skip

    assert answer.status_code == 409
    assert "D’une collègue." in text_of(main_of(answer))
    assert Appraisal.objects.get().argument == "D’une collègue."


def test_objective_added_or_moved_later_has_its_appraisal(evaluation):
    first = Appraisal.objects.get()
    AppraisalFactory._meta.model.objects.filter(pk=first.pk).update(
        attainment="atteint", argument="Oui.", given_by_words="le comité"
    )
    other = EnjeuFactory(convention=evaluation.convention)
    objective = first.objective
    objective.enjeu = other
    objective.save()
    new = ObjectiveFactory(enjeu=other)

    add_parts(evaluation)

    found = {row.objective: row for row in Appraisal.objects.select_related("part")}
    # The enjeu that it left has no objective any more: it is appraised itself.
    assert set(found) == {objective, new, None}
    assert (found[objective].part.enjeu, found[objective].argument) == (other, "Oui.")


def test_page_opened_before_an_objective_moved_is_saved(editor, evaluation):
    path = part_path(evaluation)
    mine = typed(editor.get(path)) | {"means": "Deux postes."}
    objective = Appraisal.objects.get().objective
    objective.enjeu = EnjeuFactory(convention=evaluation.convention)
    objective.save()

    answer = editor.post(path, mine)

    assert answer.status_code in (200, 302, 409)  # never lost: saved, or said
    if answer.status_code != 302:
        assert "Deux postes." in text_of(main_of(answer))


def test_what_the_plan_has_of_new_is_added_when_asked(editor, evaluation):
    page = editor.get(evaluation.get_absolute_url())
    begin_path = reverse("evaluation-begin", args=[evaluation.convention_id])
    assert begin_path not in page.text
    enjeu = EnjeuFactory(convention=evaluation.convention, title="Un enjeu de plus")
    ObjectiveFactory(enjeu=enjeu)
    page = editor.get(evaluation.get_absolute_url())
    assert begin_path in page.text and "Un enjeu de plus" not in text_of(main_of(page))

    answer = editor.post(begin_path, keys_of(page), follow=True)

    assert begin_path not in answer.content.decode()
    assert "Un enjeu de plus" in text_of(main_of(answer))
    assert Appraisal.objects.filter(part__enjeu=enjeu).count() == 1


def test_enjeu_without_an_objective_is_appraised_itself(editor):
    convention = ConventionFactory(past=True)
    with_one = ObjectiveFactory(enjeu=EnjeuFactory(convention=convention))
    alone = EnjeuFactory(convention=convention, title="Sans objectif")
    evaluation = begin(convention, by=None)
    part = evaluation.parts.get(enjeu=alone)
    page = editor.get(part.get_absolute_url())
    given = {
        "appraisals-0-attainment": "atteint", "appraisals-0-argument": "Oui.",
        "appraisals-0-given_by_words": "le comité",
    }  # fmt: skip
    editor.post(part.get_absolute_url(), typed(page) | given)

    final = evaluation_of(evaluation)
    goals = {goal.title: goal.appraisal for goal in final.appraisable}
    assert goals["Sans objectif"].attainment == "atteint"
    assert set(goals) == {"Sans objectif", with_one.title}
    ObjectiveFactory(enjeu=alone)  # from now on, its objectives are what is asked
    add_parts(evaluation)
    assert "Oui." not in text_of(main_of(editor.get(part.get_absolute_url())))


def test_way_back_is_offered_for_the_draft_itself(editor, evaluation):
    send(editor, "evaluation-edit", evaluation, lessons="Un.")
    write_part(editor, evaluation, means="Deux.")
    send(editor, "evaluation-edit", evaluation, lessons="Trois.")
    page = main_of(editor.get(reverse("evaluation-history", args=[evaluation.pk])))
    entries = [text_of(one) for one in of_class(page, "version", "article")]

    offered = [one for one in entries if "Modifier à partir de cette version" in one]
    assert offered and not any("Deux." in one for one in offered)


# --- costs ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["edit", "part", "preview", "publish", "history"])
def test_pages_of_the_team_cost_the_same_whatever_the_plan(publisher, name):
    site, size, found = build_site(actions=1), 1, {}
    OrganisationFactory.create_batch(3)
    evaluation = begin(site.convention, by=None)
    args = [evaluation.pk, *([site.enjeu.code] if name == "part" else [])]
    for wanted in (1, 3, 9):
        add_actions(site, wanted - size)
        size = wanted
        add_parts(evaluation)
        with CaptureQueriesContext(connection) as captured:
            publisher.get(reverse(f"evaluation-{name}", args=args))
        found[wanted] = len(captured)

    assert Appraisal.objects.count() > 5
    assert len(set(found.values())) == 1, found
