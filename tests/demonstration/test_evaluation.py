"""The example of an evaluation: published, with a silence in it; there from the last year on."""

import datetime as dt

import pytest

from conventions.loading import Loader
from conventions.models import Convention
from demonstration.evaluation_content import EvaluationDemonstration
from demonstration.removal import remove_demo_rows
from reviews.evaluation.shapes import EVALUATION
from reviews.figures.frozen import read
from reviews.models import Appraisal, Evaluation, EvaluationEdition, PartnerOpinion

pytestmark = pytest.mark.django_db


def test_example_shows_every_step_of_the_scale_and_a_silence(demonstration):
    edition = EvaluationEdition.objects.get()
    final = read(edition, EVALUATION)

    assert edition.is_demo and final.shows_demo
    assert all(count for _label, count in final.attainments)
    assert {one.given_by_words for one in Appraisal.objects.exclude(attainment="")} == {
        "le comité technique (exemple)"
    }
    differing = [one.opinions for one in final.goals if len(one.opinions.counts) > 1]
    assert differing and any(one.quotes for one in differing)
    assert not PartnerOpinion.objects.exclude(organisation__is_demo=True).exists()


def test_example_leaves_whole(demonstration):
    remove_demo_rows()

    for model in (Evaluation, Appraisal, EvaluationEdition, PartnerOpinion):
        assert model.objects.count() == 0
    assert Evaluation.history.count() == Appraisal.history.count() == 0


def test_nothing_is_judged_before_the_last_year(shipped_content):
    first = dt.date(Convention.objects.get(slug="2023-2026").ends_on.year, 1, 1)

    EvaluationDemonstration(Loader(demo=True), first - dt.timedelta(days=1)).load()

    assert Evaluation.objects.count() == 0
