"""What an evaluation keeps: nothing hidden, the same read back, at the same cost."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actions.models import Action
from conventions.models import Convention
from reviews.evaluation.preparing import prepare
from reviews.evaluation.publishing import evaluation_of
from reviews.evaluation.shapes import EVALUATION, FinalEvaluation
from reviews.figures.frozen import frozen, read, thawed
from reviews.models import EvaluationEdition
from tests.ctg_portal.test_leaks import MARK, hide_everything
from tests.factories import ActionFactory, EvaluationEditionFactory
from tests.rich import add_actions, build_site

pytestmark = pytest.mark.django_db
QUERIES = 13


def test_preparing_costs_the_same_whatever_the_plan():
    site, size, found = build_site(actions=1), 1, {}
    for wanted in (1, 3, 12):
        add_actions(site, wanted - size)
        size = wanted
        convention = Convention.objects.select_related("territory").get(pk=site.convention.pk)
        with CaptureQueriesContext(connection) as captured:
            final = prepare(convention)
        found[wanted] = len(captured)
        assert len(final.lines) == wanted

    assert found == dict.fromkeys((1, 3, 12), QUERIES)


def test_nothing_hidden_is_in_the_data():
    site = build_site(actions=3)
    before = frozen(prepare(site.convention))
    hide_everything(site)
    after = frozen(prepare(site.convention))

    assert MARK not in str(after)
    assert after == before


def test_archived_action_is_not_told():
    action = ActionFactory(public=True, title="Rangée")
    Action.objects.update(
        is_published=False, archived_on=dt.date(2024, 1, 1), archive_reason="Doublon."
    )

    assert prepare(action.convention).lines == []


def test_what_is_frozen_is_read_back_as_it_was():
    site = build_site(actions=7)
    edition = EvaluationEditionFactory(evaluation__convention=site.convention)
    final = evaluation_of(edition.evaluation)

    assert thawed(FinalEvaluation, frozen(final)) == final
    assert read(EvaluationEdition.objects.get(pk=edition.pk), EVALUATION) == final


def test_data_of_a_later_release_are_refused_in_words():
    edition = EvaluationEditionFactory(schema=99)

    with pytest.raises(ValueError, match="schema 99"):
        read(edition, EVALUATION)
