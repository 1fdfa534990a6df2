"""A review and an evaluation are found by who searches, once residents may read them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from actions.searchable import Reader
from reviews.searchable import published
from tests.factories import ConventionFactory, EvaluationEditionFactory, ReviewEditionFactory
from tests.reading import main_of, text_of

pytestmark = pytest.mark.django_db


def found(reader, words):
    return text_of(main_of(reader.get("/recherche/", {"q": words})))


def test_both_are_found_by_what_people_call_them(reader):
    review = ReviewEditionFactory(public=True, review__year=2025)
    EvaluationEditionFactory(evaluation__convention=review.convention)

    assert "Bilan 2025" in found(reader, "bilan 2025")
    assert "Évaluation 2023–2026" in found(reader, "evaluation de la convention")


def test_the_last_version_alone_is_found(reader):
    first = ReviewEditionFactory(public=True, review__introduction="Le kiosque a ouvert.")
    first.review.introduction = "La maison a ouvert."
    last = ReviewEditionFactory(review=first.review, number=2)

    [document] = published(Reader(timezone.now()))

    assert document.key == last.pk
    assert "La maison a ouvert." in {text.words for text in document.texts}


def test_one_of_a_hidden_convention_is_not_found(reader):
    edition = ReviewEditionFactory(public=True, review__year=2025)
    type(edition.convention).objects.update(is_published=False)

    assert list(published(Reader(timezone.now()))) == []


@pytest.mark.parametrize("many", [1, 3])
def test_two_queries_however_many(many):
    convention = ConventionFactory(public=True)
    for rank in range(many):
        ReviewEditionFactory(review__convention=convention, review__year=2023 + rank)
    reader = Reader(timezone.now())

    with CaptureQueriesContext(connection) as captured:
        assert len(list(published(reader))) == many
    assert len(captured) == 2
