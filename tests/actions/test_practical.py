"""What makes an action a service, and the rules of what it tells."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from actions.models import ActionKind
from actions.models.practical import PHONE_EXPECTED, is_phone
from tests.factories import ActionFactory, PlaceFactory

DAY = dt.date(2026, 3, 1)


@pytest.mark.django_db
def test_an_action_is_a_project_until_somebody_says_otherwise():
    settled = ActionFactory(settled=True, phone="05 36 49 12 34")

    assert settled.kind == ActionKind.PROJECT
    assert not settled.is_service


@pytest.mark.parametrize(
    "typed", ["05 36 49 12 34", "0536491234", "05.36.49.12.34", "+33 (0)5 36 49 12 34", "3646"]
)
def test_a_telephone_is_what_people_type(typed):
    is_phone(typed)


@pytest.mark.parametrize(
    "typed", ["Mairie", "05 36 49 12 34 (accueil)", "12", "05 36 49 12 34 / 05 36", "05 36\n49 12"]
)
def test_a_telephone_calls_one_number(typed):
    with pytest.raises(ValidationError) as refusal:
        is_phone(typed)
    assert refusal.value.messages == [PHONE_EXPECTED]


@pytest.mark.django_db
def test_the_name_of_use_is_that_of_a_service():
    service = ActionFactory(service=True, title="Tenir des permanences")

    assert service.called == "Aide aux démarches"
    assert ActionFactory.build(use_name="Aide", title="Tenir").called == "Tenir"
    service.use_name = ""
    assert service.called == "Tenir des permanences"


@pytest.mark.django_db
def test_what_was_exact_stays_so_and_a_project_tells_nothing():
    service, project = ActionFactory(service=True), ActionFactory()
    for day in (DAY, DAY - dt.timedelta(days=1)):
        service.verify_practical(day)
        project.verify_practical(day)

    assert service.practical_verified_on == DAY
    assert project.practical_verified_on is None


@pytest.mark.django_db
def test_nobody_verifies_tomorrow():
    action = ActionFactory(service=True)
    action.practical_verified_on = timezone.localdate() + dt.timedelta(days=1)

    with pytest.raises(ValidationError) as refusal:
        action.full_clean()
    assert list(refusal.value.message_dict) == ["practical_verified_on"]


@pytest.mark.django_db
def test_a_place_keeps_its_history_when_it_closes():
    place = PlaceFactory(name="Mairie")
    key = place.pk
    place.delete()

    versions = place.history.model.objects.filter(id=key).order_by("history_id")
    assert [(row.name, row.history_type) for row in versions] == [("Mairie", "+"), ("Mairie", "-")]
