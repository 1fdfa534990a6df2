"""What the tests of the pages of an evaluation start from."""

import pytest

from reviews.evaluation.publishing import begin
from tests.factories import ActionFactory, ConventionFactory, ObjectiveFactory, UserFactory
from tests.signing import sign_in_as


@pytest.fixture
def editor():
    return sign_in_as(UserFactory(editing=True))


@pytest.fixture
def publisher():
    return sign_in_as(UserFactory(publishing=True))


@pytest.fixture
def evaluation():
    """Of a convention that is over, with one enjeu, one objective and one action."""
    objective = ObjectiveFactory(convention=ConventionFactory(past=True))
    ActionFactory(objective=objective, published=True, ongoing=True, title="Ouvrir un relais")
    return begin(objective.convention, by=None)
