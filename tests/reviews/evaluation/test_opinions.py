"""What partners think: counted as it is, quoted when the team chooses, told by no other way."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reviews.evaluation.outline import outline
from reviews.evaluation.publishing import begin, evaluation_of, publish
from reviews.evaluation.shapes import EVALUATION
from reviews.figures.frozen import frozen, read
from reviews.models import Evaluation, PartnerOpinion
from tests.factories import (
    ActionFactory,
    ConventionFactory,
    EnjeuFactory,
    ObjectiveFactory,
    OrganisationFactory,
    UserFactory,
)
from tests.reading import find, main_of, text_of
from tests.review_factories import PartnerOpinionFactory
from tests.reviews.evaluation.test_documents import file_of, pages_of
from tests.reviews.reading_files import forget_files
from tests.reviews.test_documents import FORMS, solid, text_in
from tests.signing import sign_in_as

pytestmark = pytest.mark.django_db
COUNTED = "3 avis de partenaires : 2 « En bonne voie », 1 « Non atteint »."


@pytest.fixture
def differing():
    """Three opinions on the two actions of one objective; the second is quoted."""
    objective = ObjectiveFactory(convention=ConventionFactory(past=True))
    actions = ActionFactory.create_batch(2, objective=objective, published=True, ongoing=True)
    caf = OrganisationFactory(name="CAF du Tarn")
    PartnerOpinionFactory(action=actions[0], went_well="Un secret bien gardé.")
    PartnerOpinionFactory(
        action=actions[1], organisation=caf, attainment="non_atteint", quoted=True,
        went_well="Personne\nn’est venu <b>vite</b>.", to_change="Changer de salle.",
    )  # fmt: skip
    PartnerOpinionFactory(action=actions[1], to_change="Un autre secret.")
    return begin(objective.convention, by=None)


def quote(client, evaluation, **given):
    page = client.get(reverse("evaluation-opinions", args=[evaluation.pk]))
    form = find(main_of(page), "form")[0]
    keys = {one.get("name"): one.get("value") for one in find(form, "input")}
    return client.post(
        reverse("evaluation-quote", args=[evaluation.pk]), keys | {"citer": "oui"} | given
    )


def test_opinions_that_differ_are_counted_and_the_chosen_one_is_quoted(differing):
    (goal,) = evaluation_of(differing).goals

    assert goal.opinions.counts == {"en_voie": 2, "non_atteint": 1}
    assert [one.organisation for one in goal.opinions.quotes] == ["CAF du Tarn"]


def test_every_form_counts_them_and_none_tells_what_is_not_quoted(differing):
    Evaluation.objects.update(introduction="Menée avec les partenaires.")
    edition = publish(differing)
    forget_files()
    found = {form: text_in(file_of(edition, form), form) for form in FORMS}
    found["pages"] = solid("".join(text_of(page) for page in pages_of(edition)))
    found["data"] = str(edition.data)

    for form, text in found.items():
        assert "secret" not in text, form
        if form != "data":
            assert solid(COUNTED) in text, form
            assert solid("Personne n’est venu <b>vite</b>.") in text, form
            assert solid("CAF du Tarn") in text and solid("Changer de salle.") in text, form
    assert "<b>vite" not in Client().get(edition.get_absolute_url()).text


def test_opinion_on_what_residents_cannot_read_is_not_counted(differing):
    hidden = ActionFactory(objective=PartnerOpinion.objects.first().action.objective)
    PartnerOpinionFactory(action=hidden, quoted=True, went_well="Un brouillon.")

    (goal,) = evaluation_of(differing).goals
    page = sign_in_as(UserFactory(editing=True)).get(
        reverse("evaluation-opinions", args=[differing.pk])
    )

    assert goal.opinions.total == 3
    assert "Un brouillon." not in page.text


def test_edition_frozen_before_opinions_is_still_read(differing):
    Evaluation.objects.update(introduction="Menée avec les partenaires.")
    edition = publish(differing)
    for part in edition.data["enjeux"]:
        for goal in part["goals"]:
            del goal["opinions"]
    edition.schema = 1

    final = read(edition, EVALUATION)

    assert [goal.opinions.total for goal in final.goals] == [0]
    assert "avis de partenaires" not in str(outline(final))
    assert frozen(final)["enjeux"][0]["goals"][0]["opinions"] == {"counts": {}, "quotes": []}


def test_team_reads_them_beside_the_appraisal_to_give(differing):
    (part,) = differing.parts.all()
    page = text_of(main_of(sign_in_as(UserFactory(editing=True)).get(part.get_absolute_url())))

    assert COUNTED in page
    assert "CAF du Tarn" in page and "Un secret bien gardé." in page


def test_two_levels_count_the_opinions_of_an_enjeu_as_a_whole():
    enjeu = EnjeuFactory(convention=ConventionFactory(past=True))
    PartnerOpinionFactory(action=ActionFactory(enjeu=enjeu, published=True))
    evaluation = begin(enjeu.convention, by=None)
    (part,) = evaluation.parts.all()

    page = sign_in_as(UserFactory(editing=True)).get(part.get_absolute_url())
    assert "1 avis de partenaire" in text_of(main_of(page))
    assert evaluation_of(evaluation).goals[0].opinions.total == 1


def test_quoting_is_chosen_by_who_writes_and_only_as_it_was_read(differing):
    editor, opinion = sign_in_as(UserFactory(editing=True)), PartnerOpinion.objects.first()

    page = quote(editor, differing, lu="autre")
    assert page.status_code == 302 and not PartnerOpinion.objects.get(pk=opinion.pk).is_quoted
    assert "Cet avis a changé" in editor.get(page.headers["Location"]).text
    quote(editor, differing)
    opinion.refresh_from_db()
    assert (opinion.is_quoted, opinion.history.latest().history_change_reason) == (
        True, "Avis cité.",
    )  # fmt: skip
    quote(editor, differing, citer="non")
    assert not PartnerOpinion.objects.get(pk=opinion.pk).is_quoted
    reader = sign_in_as(UserFactory(role="lecture"))
    page = reader.get(reverse("evaluation-opinions", args=[differing.pk]))
    assert page.status_code == 200 and not find(main_of(page), "form")
    assert quote(editor, differing, avis="12²").status_code == 404


def test_pages_of_the_team_cost_the_same_whatever_the_opinions(differing):
    editor, action = sign_in_as(UserFactory(editing=True)), PartnerOpinion.objects.first().action
    (part,) = differing.parts.all()
    paths = [reverse("evaluation-opinions", args=[differing.pk]), part.get_absolute_url()]
    found = []
    for more in (0, 1, 12):
        PartnerOpinionFactory.create_batch(more, action=action)
        for path in paths:
            with CaptureQueriesContext(connection) as captured:
                assert editor.get(path).status_code == 200
            found.append(len(captured))

    assert found == found[:2] * 3
