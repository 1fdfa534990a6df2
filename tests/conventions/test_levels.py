"""Levels that must belong to the same convention."""

import pytest
from django.core.exceptions import ValidationError

from tests.factories import (
    ConventionFactory,
    DocumentFactory,
    EnjeuFactory,
    MeetingFactory,
    ObjectiveFactory,
)

pytestmark = pytest.mark.django_db


def test_objective_of_another_convention_is_refused():
    objective = ObjectiveFactory()
    objective.full_clean()
    objective.enjeu = EnjeuFactory(convention=ConventionFactory())

    with pytest.raises(ValidationError) as refusal:
        objective.full_clean()

    assert list(refusal.value.message_dict) == ["enjeu"]


def test_document_of_a_meeting_of_another_convention_is_refused():
    meeting = MeetingFactory()
    document = DocumentFactory(convention=meeting.committee.convention, meeting=meeting)
    document.full_clean()
    document.convention = ConventionFactory()

    with pytest.raises(ValidationError) as refusal:
        document.full_clean()

    assert list(refusal.value.message_dict) == ["meeting"]
