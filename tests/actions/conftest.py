"""Rows that several tests of actions start from."""

import pytest

from tests.factories import ActionFactory, ConventionFactory, EnjeuFactory


@pytest.fixture
def plan_of_three(db):
    """Three ongoing actions of one convention, the first one published."""
    convention = ConventionFactory(public=True)
    enjeu = EnjeuFactory(convention=convention)
    return [
        ActionFactory(convention=convention, enjeu=enjeu, code="1", ongoing=True, published=True),
        ActionFactory(convention=convention, enjeu=enjeu, code="2", ongoing=True),
        ActionFactory(convention=convention, enjeu=enjeu, code="3", ongoing=True),
    ]
