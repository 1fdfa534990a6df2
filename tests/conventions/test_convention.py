"""Periods, plans and territories: which one is current, what each says of itself."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from conventions.models import Commune, Convention, Enjeu, Objective, Territory
from conventions.models.levels import natural_position
from conventions.models.phase import ConventionStatus
from tests.factories import (
    ActionFactory,
    CommuneFactory,
    ConventionFactory,
    EnjeuFactory,
    ObjectiveFactory,
    TerritoryFactory,
)

# --- positions ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "position"),
    [
        ("7", 7),
        ("1.2.3", 3),
        ("1.10", 10),
        ("1-12", 12),
        ("A", 0),
        ("1.a", 0),
        ("FA12", 12),
        ("1.2bis", 2),
        ("", 0),
        ("1.", 0),
        ("1.²", 0),
        ("1.٣", 0),
        ("32767", 32767),
        ("32768", 0),
    ],
)
def test_natural_position(code, position):
    assert natural_position(code) == position


@given(st.text(max_size=50))
def test_natural_position_fits_its_column(code):
    assert 0 <= natural_position(code) <= 32767


@given(st.integers(0, 32766))
def test_natural_position_keeps_the_order_of_numbers(number):
    assert natural_position(f"1.{number}") < natural_position(f"1.{number + 1}")


# --- the current convention --------------------------------------------------------------------


@pytest.mark.django_db
def test_current_convention_is_the_one_in_force_even_beside_a_later_one():
    in_force = ConventionFactory(public=True)
    ConventionFactory(past=True)
    ConventionFactory(
        published=True,
        territory=in_force.territory,
        starts_on=dt.date(2027, 1, 1),
        ends_on=dt.date(2030, 12, 31),
    )

    assert Convention.objects.current() == in_force


@pytest.mark.django_db
def test_current_convention_is_the_latest_when_none_is_in_force():
    past = ConventionFactory(past=True)
    latest = ConventionFactory(
        published=True, territory=past.territory, status=ConventionStatus.CLOSED
    )

    assert Convention.objects.current() == latest


@pytest.mark.django_db
def test_current_convention_is_published_and_of_the_main_territory():
    main = TerritoryFactory(main=True)
    ConventionFactory(territory=main, status=ConventionStatus.IN_FORCE)
    ConventionFactory(published=True, status=ConventionStatus.IN_FORCE)

    assert Convention.objects.current() is None
    assert Convention.objects.public().count() == 1


@pytest.mark.django_db
def test_current_convention_costs_one_query(django_assert_num_queries):
    ConventionFactory(public=True)

    with django_assert_num_queries(1):
        assert Convention.objects.current().territory.name == "Territoire principal"


@pytest.mark.django_db
def test_next_period_of_a_closed_convention_is_its_published_successor():
    past = ConventionFactory(past=True)
    current = ConventionFactory(public=True)
    assert past.next_period is None

    Convention.objects.filter(pk=current.pk).update(predecessor=past)
    assert past.next_period == current
    assert current.next_period is None

    Convention.objects.filter(pk=current.pk).update(is_published=False)
    assert past.next_period is None


@pytest.mark.django_db
def test_convention_in_force_shows_no_next_period():
    current = ConventionFactory(public=True)
    ConventionFactory(published=True, predecessor=current)

    assert current.next_period is None


@pytest.mark.django_db
def test_convention_has_one_successor():
    past = ConventionFactory(past=True)
    ConventionFactory(predecessor=past)
    second = ConventionFactory()
    second.predecessor = past

    with pytest.raises(ValidationError) as refusal:
        second.full_clean()
    assert set(refusal.value.message_dict) == {"predecessor"}
    with pytest.raises(IntegrityError), transaction.atomic():
        second.save()


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "years"),
    [
        (dt.date(2023, 1, 1), dt.date(2026, 12, 31), [2023, 2024, 2025, 2026]),
        (dt.date(2023, 12, 31), dt.date(2024, 1, 1), [2023, 2024]),
        (dt.date(2024, 3, 1), dt.date(2024, 9, 1), [2024]),
    ],
)
def test_years_are_those_the_period_touches(starts_on, ends_on, years):
    assert list(Convention(starts_on=starts_on, ends_on=ends_on).years) == years


# --- other plans, other territories ------------------------------------------------------------


@pytest.mark.django_db
def test_two_territories_have_their_own_words_plans_and_conventions():
    """A second territory with a two-level plan of « axes » fits without code."""
    here = ConventionFactory(public=True)
    there = ConventionFactory(
        two_levels=True,
        status=ConventionStatus.IN_FORCE,
        territory=TerritoryFactory(
            enjeu_name="axe", enjeu_names="axes", action_name="fiche", action_names="fiches"
        ),
    )
    with_objective = ActionFactory(
        code="1.1.1", objective=ObjectiveFactory(convention=here, enjeu__code="1", code="1.1")
    )
    without = ActionFactory(code="1.1.1", enjeu=EnjeuFactory(convention=there, code="1"))

    for row in (here, there, with_objective, with_objective.objective, without, without.enjeu):
        row.full_clean()
    assert (here.has_objectives, there.has_objectives) == (True, False)
    assert (here.goal_names, there.goal_names) == ("objectifs", "axes")
    assert {with_objective.convention, without.convention} == {here, there}
    assert with_objective.number != without.number


@pytest.mark.django_db
def test_territories_are_listed_with_the_main_one_first():
    TerritoryFactory(name="Albigeois")
    main = TerritoryFactory(main=True)

    assert Territory.objects.first() == main


@pytest.mark.django_db
def test_plan_is_read_in_the_order_of_numbers():
    convention = ConventionFactory()
    for code in ("10", "9", "1"):
        enjeu = EnjeuFactory(convention=convention, code=code)
        for number in ("11", "2"):
            ObjectiveFactory(enjeu=enjeu, code=f"{code}.{number}")

    assert [row.code for row in Enjeu.objects.all()] == ["1", "9", "10"]
    assert [row.code for row in Objective.objects.all()] == [
        "1.2",
        "1.11",
        "9.2",
        "9.11",
        "10.2",
        "10.11",
    ]


@pytest.mark.parametrize(
    ("short_name", "label"), [("CCTA", "CCTA"), ("", "Communauté de communes")]
)
def test_territory_is_called_by_its_acronym(short_name, label):
    assert Territory(name="Communauté de communes", short_name=short_name).label == label


@pytest.mark.django_db
@pytest.mark.parametrize("insee", ["81271", "31038", "2A004"])
def test_insee_code_of_any_department_is_accepted(insee):
    CommuneFactory(insee=insee).full_clean()


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("insee", "8127", "Un code INSEE a cinq caractères."),
        ("insee", "2C004", "Un code INSEE a cinq caractères."),
        ("siren", "20003402", "Un numéro SIREN a neuf chiffres."),
        ("siren", "20003402A", "Un numéro SIREN a neuf chiffres."),
    ],
)
def test_codes_of_a_commune_are_refused_in_words(field, value, message):
    with pytest.raises(ValidationError) as refusal:
        Commune._meta.get_field(field).run_validators(value)
    assert refusal.value.messages == [message]


@pytest.mark.parametrize(
    ("value", "valid"),
    [
        ("mailto:securite@example.org", True),
        ("https://example.org/faille", True),
        ("http://example.org/faille", False),
        ("securite@example.org", False),
        ("mailto:a b", False),
    ],
)
def test_security_contact_is_an_address_machines_read(value, valid):
    field = Territory._meta.get_field("security_contact")
    if valid:
        field.run_validators(value)
    else:
        with pytest.raises(ValidationError):
            field.run_validators(value)
