"""Public pages speak of one convention: the one that their territory lives by today."""

import datetime as dt

import pytest
from django.utils import timezone

from actions.models import Action
from conventions.models.phase import ConventionStatus
from tests.factories import (
    ActionFactory,
    ActionPartnerFactory,
    CommitteeFactory,
    CommuneFactory,
    ConventionFactory,
    EnjeuFactory,
    MeetingFactory,
    MilestoneFactory,
    OrganisationFactory,
)
from tests.reading import find, main_of, text_of

DAY = dt.timedelta(days=1)


@pytest.fixture
def plans(db):
    """(the convention in force, the closed one before it), one action of each for everybody."""
    return ConventionFactory(public=True), ConventionFactory(past=True)


def both(plans, **facts):
    """The same action in both plans: (of today, of before)."""
    return tuple(ActionFactory(published=True, convention=one, **facts) for one in plans)


def test_commune_shows_what_exists_today(reader, plans):
    commune = CommuneFactory(territory=plans[0].territory)
    own, old_own = both(plans, communes=[commune])
    shared, old_shared = both(plans, whole_territory=True, late=True)

    page = text_of(main_of(reader.get(commune.get_absolute_url())))

    assert own.title in page
    assert shared.title in page
    assert old_own.title not in page
    assert old_shared.title not in page
    assert "Sur 2 actions" in page
    (row,) = find(main_of(reader.get("/communes/")), "tbody tr")
    assert text_of(find(row, "td")[-1]) == "2"


def test_whole_territory_is_where_the_convention_reaches(reader, db):
    """A convention that some communes signed promises nothing to the others."""
    convention = ConventionFactory(public=True)
    inside, outside = CommuneFactory.create_batch(2, territory=convention.territory)
    convention.communes.add(inside)
    action = ActionFactory(published=True, convention=convention, whole_territory=True)
    pages = {
        commune: text_of(main_of(reader.get(commune.get_absolute_url())))
        for commune in (inside, outside)
    }
    counts = [
        text_of(find(row, "td")[-1]) for row in find(main_of(reader.get("/communes/")), "tbody tr")
    ]
    options = [
        text_of(option)
        for option in find(main_of(reader.get("/actions/")), "option")
        if option.get("value") in (inside.slug, outside.slug)
    ]

    assert action.title in pages[inside]
    assert action.title not in pages[outside]
    assert "n’est pas engagée" in pages[outside]
    assert counts == ["1", "0"]
    assert options == [f"{inside.name} (1)", f"{outside.name} (0)"]
    assert Action.objects.in_commune(outside).count() == 0


def test_partner_is_counted_on_the_plan_of_today(reader, plans):
    partner = OrganisationFactory(public=True)
    led, old_led = both(plans, lead=partner)
    helped, old_helped = both(plans)
    for action in (helped, old_helped):
        ActionPartnerFactory(action=action, organisation=partner)

    page = main_of(reader.get(partner.get_absolute_url()))
    directory = text_of(main_of(reader.get("/partenaires/")))

    assert "Pilote d’une action" in text_of(page)
    for kept, left in ((led, old_led), (helped, old_helped)):
        assert kept.title in text_of(page)
        assert left.title not in text_of(page)
    assert "pilote d’une action, partenaire d’une action" in " ".join(directory.split())
    assert f"/conventions/{plans[1].slug}/objectifs/" in {a.get("href") for a in find(page, "a")}


def test_agenda_tells_the_steps_of_today_and_every_meeting(reader, plans):
    today = timezone.localdate()
    for action in both(plans):
        MilestoneFactory(action=action, title=f"À faire {action.pk}", planned_on=today + DAY)
        MilestoneFactory(action=action, title=f"Faite {action.pk}", done=True)
        committee = CommitteeFactory(convention=action.convention)
        MeetingFactory(committee=committee, is_published=True, title=f"Passée {action.pk}")

    page = text_of(main_of(reader.get("/agenda/")))

    new, old = Action.objects.order_by("pk")
    assert f"À faire {new.pk}" in page
    assert f"Faite {new.pk}" in page
    assert f"À faire {old.pk}" not in page
    assert f"Faite {old.pk}" not in page
    assert f"Passée {old.pk}" in page  # what was decided stays readable


def test_other_territory_has_its_own_convention(reader, db):
    ConventionFactory(public=True)
    other = ConventionFactory(published=True, status=ConventionStatus.IN_FORCE)
    before = ConventionFactory(
        published=True,
        territory=other.territory,
        starts_on=dt.date(2019, 1, 1),
        ends_on=dt.date(2022, 12, 31),
    )
    commune = CommuneFactory(territory=other.territory)
    new, old = both((other, before), whole_territory=True)

    page = text_of(main_of(reader.get(commune.get_absolute_url())))

    assert new.title in page
    assert old.title not in page


def test_enjeu_of_a_closed_convention_keeps_its_page(reader, plans):
    enjeu = EnjeuFactory(convention=plans[1])
    action = ActionFactory(published=True, enjeu=enjeu)

    assert action.title in text_of(main_of(reader.get(enjeu.get_absolute_url())))
