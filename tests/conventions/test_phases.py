"""Time passes by itself: the phase of a convention, which one is shown, and what is said of it."""

import datetime as dt

import pytest

from conventions.between import situation_of
from conventions.models import Convention, Territory
from conventions.models.phase import BetweenPlans, ConventionStatus, Phase
from tests.factories import ActionFactory, ConventionFactory, MilestoneFactory
from tests.reading import main_of, text_of

pytestmark = pytest.mark.django_db
FIRST, LAST = dt.date(2023, 1, 1), dt.date(2026, 12, 31)
BEFORE, AFTER = FIRST - dt.timedelta(days=1), LAST + dt.timedelta(days=1)
PREPARED, AGREED, CLOSED = ConventionStatus
IN_FORCE, EVALUATED = Phase.IN_FORCE, Phase.EVALUATION

PHASES = [
    (PREPARED, BEFORE, Phase.PREPARATION),
    (PREPARED, FIRST, Phase.PREPARATION),
    (PREPARED, AFTER, EVALUATED),
    (AGREED, BEFORE, Phase.PREPARATION),
    (AGREED, FIRST, IN_FORCE),
    (AGREED, LAST, IN_FORCE),
    (AGREED, AFTER, EVALUATED),
    (AGREED, dt.date(2028, 2, 29), EVALUATED),
    (CLOSED, LAST, Phase.CLOSED),
    (CLOSED, AFTER, Phase.CLOSED),
]


@pytest.mark.parametrize(("status", "on", "phase"), PHASES)
def test_a_phase_comes_from_dates_and_status_alike_in_python_and_in_the_base(status, on, phase):
    made = ConventionFactory(status=status, starts_on=FIRST, ends_on=LAST)

    assert made.phase_on(on) == phase
    assert Convention.objects.with_phase(on).get().phase == phase
    assert made.is_over(on) is (phase in (EVALUATED, Phase.CLOSED))


@pytest.fixture
def two_plans():
    """The convention that ends, and the next one, published and agreed before its first day."""
    old = ConventionFactory(public=True, starts_on=FIRST, ends_on=LAST)
    new = ConventionFactory(
        published=True,
        territory=old.territory,
        predecessor=old,
        status=AGREED,
        slug="2027-2030",
        starts_on=AFTER,
        ends_on=dt.date(2030, 12, 31),
    )
    return old, new


def shown(on):
    return Convention.objects.of_today(on).get()


def test_the_new_convention_is_shown_from_its_first_day(two_plans):
    old, new = two_plans

    assert [shown(on) for on in (LAST, AFTER)] == [old, new]
    assert list(Convention.objects.public()) == [new, old]  # both keep their pages


def test_a_territory_may_keep_the_old_one_until_it_is_closed(two_plans):
    old, new = two_plans
    Territory.objects.update(between_plans=BetweenPlans.OLD)

    assert [shown(on) for on in (LAST, AFTER)] == [old, old]
    Convention.objects.filter(pk=old.pk).update(status=CLOSED)
    assert shown(AFTER) == new


@pytest.mark.parametrize(("setting", "rank"), [(BetweenPlans.OLD, 0), (BetweenPlans.NEW, 1)])
def test_of_two_in_force_the_setting_chooses(two_plans, setting, rank):
    Convention.objects.filter(slug="2023-2026").update(ends_on=dt.date(2027, 6, 30))
    Territory.objects.update(between_plans=setting)

    assert shown(dt.date(2027, 3, 28)) == two_plans[rank]


def test_a_plan_in_preparation_does_not_hide_the_one_being_evaluated(two_plans):
    old, new = two_plans
    Convention.objects.filter(pk=new.pk).update(status=PREPARED)

    assert shown(AFTER) == old
    Convention.objects.filter(pk=old.pk).update(status=CLOSED)
    assert shown(AFTER) == new


def test_a_situation_names_what_comes_before_and_after(two_plans):
    old, new = two_plans

    during, between = situation_of(old, LAST), situation_of(new, AFTER)
    assert (during.phase, during.next, during.next_has_begun) == (IN_FORCE, new, False)
    assert (between.phase, between.former, between.next) == (IN_FORCE, old, None)
    after = situation_of(old, AFTER)
    assert (after.is_over, after.next, after.next_has_begun) == (True, new, True)
    assert situation_of(None, AFTER) is None


def said(reader, address):
    return text_of(main_of(reader.get(address)))


def test_the_home_page_says_until_when_then_where_we_are(reader, on_day):
    old = ConventionFactory(public=True, starts_on=FIRST, ends_on=LAST)
    ActionFactory(convention=old, is_published=True, summary="Une phrase.", ends_on=LAST)

    on_day(LAST)
    assert "dure jusqu’au 31 décembre 2026" in said(reader, "/")
    on_day(AFTER)
    page = said(reader, "/")
    assert "Entre deux conventions" in page
    assert "est finie depuis le 31 décembre 2026" in page
    assert "L’évaluation est en cours" in page
    assert "La convention suivante n’est pas encore publiée" in page
    assert "dure jusqu’au" not in page
    assert "À la fin de la convention, sur 1 action : 1 non commencée." in page
    assert "Une action n’a pas été achevée." in page


def test_an_action_that_was_not_finished_is_no_longer_late(reader, on_day):
    old = ConventionFactory(public=True, starts_on=FIRST, ends_on=LAST)
    action = ActionFactory(convention=old, is_published=True, summary="Une phrase.", ongoing=True)
    MilestoneFactory(action=action, planned_on=LAST)

    on_day(LAST)
    assert "Non achevée" not in said(reader, action.get_absolute_url())
    on_day(AFTER)
    page = said(reader, action.get_absolute_url())
    assert "Non achevée" in page
    assert "En retard" not in page
    assert "Ce qui restait à faire" in page
    assert "Son évaluation est en cours." in page
    assert "Non achevée (1)" in said(reader, "/actions/")


def test_an_old_page_leads_to_the_new_convention_and_to_what_continues(reader, on_day, two_plans):
    old, new = two_plans
    facts = {"is_published": True, "summary": "Une phrase."}
    first = ActionFactory(convention=old, **facts)
    second = ActionFactory(convention=new, title="La suite", origins=[first], **facts)

    on_day(AFTER)
    page = reader.get(first.get_absolute_url()).content.decode()
    assert f'La suite : <a href="{new.get_absolute_url()}">' in page
    assert "Cette action se poursuit" in page
    assert second.get_absolute_url() in page
    assert "Cette action se poursuit" not in said(reader, second.get_absolute_url())
