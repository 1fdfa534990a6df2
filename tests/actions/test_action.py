"""Which actions: late, silent, public, counted; and what one action says of itself."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError
from hypothesis import given
from hypothesis import strategies as st

from actions.list_rows import list_rows
from actions.models import Action, Avancement
from actions.models.avancement import EXPECTS_NEWS, HAS_DEADLINE
from actions.progress import progress_of
from tests.factories import (
    ActionFactory,
    ActionPartnerFactory,
    AudienceFactory,
    CommuneFactory,
    ConventionFactory,
    DomainFactory,
    EnjeuFactory,
    MilestoneFactory,
    ObjectiveFactory,
    OrganisationFactory,
    UpdateFactory,
)

ON = dt.date(2024, 5, 31)
DAY = dt.timedelta(days=1)
STATED = {"avancement_on": dt.date(2024, 1, 15), "avancement_reason": "Motif"}

some_dates = st.dates(dt.date(1990, 1, 1), dt.date(2060, 12, 31))


# --- délai -------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("ends_on", "late"), [(ON - DAY, True), (ON, False), (ON + DAY, False), (None, False)]
)
@pytest.mark.parametrize("avancement", HAS_DEADLINE)
def test_action_is_late_only_after_its_last_day(avancement, ends_on, late):
    action = ActionFactory(avancement=avancement, ends_on=ends_on, **STATED)

    assert action.is_late(ON) is late
    assert list(Action.objects.late(ON)) == [action] * late
    assert list(Action.objects.on_time(ON)) == [action] * (not late)


@pytest.mark.django_db
@pytest.mark.parametrize("avancement", sorted(set(Avancement) - set(HAS_DEADLINE)))
def test_action_without_deadline_is_neither_late_nor_on_time(avancement):
    action = ActionFactory(avancement=avancement, ends_on=ON - DAY, **STATED)

    assert action.is_late(ON) is False
    assert not Action.objects.late(ON).exists()
    assert not Action.objects.on_time(ON).exists()


# --- fraîcheur ---------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("on", "months", "last_fresh_day"),
    [
        (dt.date(2024, 5, 15), 6, dt.date(2023, 11, 15)),
        (dt.date(2024, 3, 31), 1, dt.date(2024, 2, 29)),
        (dt.date(2024, 5, 31), 6, dt.date(2023, 11, 30)),
        (dt.date(2024, 2, 29), 12, dt.date(2023, 2, 28)),
        (dt.date(2024, 1, 1), 1, dt.date(2023, 12, 1)),
    ],
)
def test_action_is_silent_only_after_that_many_months(on, months, last_fresh_day):
    fresh = ActionFactory(verified_on=last_fresh_day)
    silent = ActionFactory(verified_on=last_fresh_day - DAY)
    never = ActionFactory(verified_on=None)

    assert list(Action.objects.silent(on, months)) == [silent, never]
    assert [row.is_silent(on, months) for row in (fresh, silent, never)] == [False, True, True]


@pytest.mark.django_db
@pytest.mark.parametrize("avancement", Avancement)
def test_only_live_actions_are_silent(avancement):
    action = ActionFactory(avancement=avancement, **STATED)
    expected = avancement in EXPECTS_NEWS

    assert action.is_silent(ON, 6) is expected
    assert Action.objects.silent(ON, 6).exists() is expected
    assert (avancement in (Avancement.DONE, Avancement.DROPPED)) is not expected


@pytest.mark.parametrize(
    ("verified_on", "on", "months"),
    [
        (None, ON, None),
        (ON, ON, 0),
        (ON + DAY, ON, 0),
        (dt.date(2024, 4, 30), dt.date(2024, 5, 29), 0),
        (dt.date(2024, 4, 30), dt.date(2024, 5, 30), 1),
        (dt.date(2024, 1, 31), dt.date(2024, 2, 29), 0),
        (dt.date(2024, 1, 31), dt.date(2024, 3, 1), 1),
        (dt.date(2023, 8, 15), dt.date(2024, 5, 15), 9),
    ],
)
def test_months_of_silence(verified_on, on, months):
    assert Action(verified_on=verified_on).months_of_silence(on) == months


@given(some_dates, some_dates, st.integers(1, 60))
def test_silent_action_has_at_least_that_many_months_of_silence(verified_on, on, months):
    """« Sans nouvelle depuis 5 mois » must never be printed of an action silent for 6."""
    action = Action(verified_on=verified_on)
    if action.is_silent(on, months):
        assert action.months_of_silence(on) >= months


# --- which actions -----------------------------------------------------------------------------


@pytest.mark.django_db
def test_public_needs_a_published_action_and_a_published_convention():
    shown = ActionFactory(public=True)
    ActionFactory(enjeu=shown.enjeu)
    ActionFactory(published=True)
    ActionFactory()

    assert list(Action.objects.public()) == [shown]


@pytest.mark.django_db
def test_counts_give_every_state():
    ActionFactory.create_batch(2, ongoing=True)
    ActionFactory(dropped=True)

    assert progress_of(Action.objects.all(), dt.date(2025, 1, 1)).counts == {
        "a_venir": 0,
        "en_cours": 2,
        "realisee": 0,
        "en_place": 0,
        "en_pause": 0,
        "abandonnee": 1,
    }


@pytest.mark.django_db
def test_counts_of_nothing_are_zeros():
    assert set(progress_of(Action.objects.all(), dt.date(2025, 1, 1)).counts.values()) == {0}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "factory"),
    [("communes", CommuneFactory), ("audiences", AudienceFactory), ("domains", DomainFactory)],
)
def test_counts_do_not_count_twice_an_action_found_twice(field, factory):
    links = factory.create_batch(3)
    ActionFactory(**{field: links})
    ActionFactory(done=True, **{field: links[:1]})

    counts = progress_of(
        Action.objects.filter(**{f"{field}__in": links}), dt.date(2025, 1, 1)
    ).counts
    assert (counts["a_venir"], counts["realisee"]) == (1, 1)


@pytest.mark.django_db
def test_counts_ignore_the_order_and_the_columns_of_the_list():
    ActionFactory(communes=CommuneFactory.create_batch(2))
    ActionFactory()

    assert (
        progress_of(Action.objects.in_plan_order().with_labels(), dt.date(2025, 1, 1)).counts[
            "a_venir"
        ]
        == 2
    )


@pytest.mark.django_db
def test_counts_cost_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        progress_of(Action.objects.all(), dt.date(2025, 1, 1))


@pytest.mark.django_db
def test_in_commune_keeps_its_own_actions_and_those_of_its_whole_territory():
    convention = ConventionFactory()
    here, elsewhere = CommuneFactory.create_batch(2, territory=convention.territory)
    own = ActionFactory(convention=convention, communes=[here, elsewhere])
    whole = ActionFactory(convention=convention, whole_territory=True, communes=[here])
    ActionFactory(convention=convention, communes=[elsewhere])
    ActionFactory(convention=convention)
    ActionFactory(whole_territory=True)  # of another territory

    assert list(Action.objects.in_commune(here)) == [own, whole]


@pytest.mark.django_db
def test_plan_order_of_three_levels():
    convention = ConventionFactory()
    second, tenth = (EnjeuFactory(convention=convention, code=code) for code in ("2", "10"))
    objective = ObjectiveFactory(enjeu=second, code="2.1")
    later = ObjectiveFactory(enjeu=second, code="2.10")
    codes = ["10.1", "2.10.1", "2.1.10", "2.1.2", "2.5"]
    for code, parent in zip(
        codes,
        [
            {"enjeu": tenth},
            {"objective": later},
            {"objective": objective},
            {"objective": objective},
            {"enjeu": second},
        ],
        strict=True,
    ):
        ActionFactory(code=code, **parent)

    ordered = Action.objects.in_plan_order().values_list("code", flat=True)
    assert list(ordered) == ["2.5", "2.1.2", "2.1.10", "2.10.1", "10.1"]


@pytest.mark.django_db
def test_plan_order_of_two_levels():
    convention = ConventionFactory(two_levels=True)
    for enjeu_code, codes in (("2", ["2.10", "2.2"]), ("1", ["1.1"])):
        enjeu = EnjeuFactory(convention=convention, code=enjeu_code)
        for code in codes:
            ActionFactory(enjeu=enjeu, code=code)

    ordered = Action.objects.in_plan_order().values_list("code", flat=True)
    assert list(ordered) == ["1.1", "2.2", "2.10"]
    assert not convention.has_objectives


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 3])
def test_with_labels_costs_one_query_for_all_that_lines_print(rows, django_assert_num_queries):
    ActionFactory.create_batch(rows, lead=OrganisationFactory(short_name="CAF"))
    ActionFactory()

    with django_assert_num_queries(1):
        printed = [
            (row.get_absolute_url(), row.period, row.lead.label if row.lead else "")
            for row in list_rows(Action.objects.with_labels(), ON)
        ]
    assert [lead for _, _, lead in printed] == ["CAF"] * rows + [""]


@pytest.mark.django_db
def test_next_number_follows_the_greatest():
    assert Action.objects.next_number() == 1
    ActionFactory(number=41)
    assert Action.objects.filter(number=0).next_number() == 42


# --- one action --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Ouvrir un accueil à Azas", "ouvrir-un-accueil-a-azas"),
        ("", "action"),
        ("🎉🎉", "action"),
        ("«  … »", "action"),
        ("x" * 250, "x" * 70),
        ("x" * 69 + " suite", "x" * 69),
    ],
)
def test_slug(title, slug):
    assert Action(title=title).slug == slug


@given(st.text(max_size=250))
def test_slug_fits_an_address(title):
    slug = Action(title=title).slug

    assert 0 < len(slug) <= 70
    assert not slug.endswith("-")
    assert not slug.startswith("-")
    assert slug.isascii()
    assert slug.replace("-", "").replace("_", "").isalnum() or set(slug) <= {"_", "-"}


@pytest.mark.django_db
def test_enjeu_of_another_convention_is_refused():
    action = ActionFactory()
    action.enjeu = EnjeuFactory()

    with pytest.raises(ValidationError) as refusal:
        action.full_clean()
    assert refusal.value.message_dict == {
        "enjeu": ["Choisissez un enjeu de la même convention que l’action."]
    }


@pytest.mark.django_db
def test_objective_of_another_enjeu_is_refused():
    action = ActionFactory(with_objective=True)
    action.objective = ObjectiveFactory(enjeu=EnjeuFactory(convention=action.convention))

    with pytest.raises(ValidationError) as refusal:
        action.full_clean()
    assert refusal.value.message_dict == {
        "objective": ["Choisissez un objectif qui dépend de l’enjeu de l’action."]
    }


@pytest.mark.parametrize("code", ["1", "1.2.3", "A.2", "1-2", "FA12"])
def test_code_is_accepted(code):
    Action._meta.get_field("code").run_validators(code)


@pytest.mark.parametrize("code", ["1.", ".1", "1..2", "1/2", "1 2", "é", "<b>"])
def test_code_is_refused(code):
    with pytest.raises(ValidationError):
        Action._meta.get_field("code").run_validators(code)


@pytest.mark.django_db
@pytest.mark.parametrize("link", ["lead", "avancement_by", "partners", "updates", "successor"])
def test_what_is_published_is_not_deleted_with_its_neighbours(link):
    """An organisation or an action that a page names cannot be deleted under it."""
    action = ActionFactory()
    organisation = ActionPartnerFactory(action=action).organisation
    target = organisation
    if link in ("lead", "avancement_by"):
        action.action_partners.all().delete()
        Action.objects.filter(pk=action.pk).update(**{link: organisation})
    elif link == "updates":
        UpdateFactory(action=action)
        target = action
    elif link == "successor":
        ActionFactory(successor=action)
        target = action

    with pytest.raises(ProtectedError):
        target.delete()


@pytest.mark.django_db
def test_deleted_draft_takes_its_details_with_it():
    milestone = MilestoneFactory()
    milestone.action.delete()

    assert not type(milestone).objects.exists()
