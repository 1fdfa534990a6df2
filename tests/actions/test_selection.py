"""Actions chosen by data: what is refused, what is kept."""

import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone

from actions.models.selection import NAMES, validate_selection
from actions.selection import select, selection_of
from actions.staff_filters import StaffFilter
from partners.models import Organisation
from records.merging.applying import merge
from records.merging.plan import merge_plan
from tests.factories import ActionFactory, ConventionFactory, OrganisationFactory


def test_names_are_the_filters_of_the_working_list():
    assert set(NAMES) == set(StaffFilter.base_fields) - {"tri", "archives"}


def test_an_address_gives_its_filters_and_nothing_else():
    query = QueryDict("enjeu=1&enjeu=2&pilote=&tri=titre&page=2&archives=oui")

    assert selection_of(query) == {"enjeu": ["1", "2"]}


@pytest.mark.parametrize("selection", [{}, {"enjeu": ["1", "2"], "q": ["garde"]}])
def test_a_selection_is_a_list_of_values_for_each_filter(selection):
    validate_selection(selection)


@pytest.mark.parametrize(
    "selection",
    [
        "enjeu=1",
        ["1"],
        {"couleur": ["rouge"]},
        {"enjeu": "1"},
        {"enjeu": [1]},
        {"enjeu": [""]},
        {"q": ["a" * 500]},
    ],
)
def test_anything_else_is_refused(selection):
    with pytest.raises(ValidationError):
        validate_selection(selection)


@pytest.mark.django_db
def test_every_filter_counts_and_any_of_its_values():
    convention = ConventionFactory(public=True)
    first, second, third = (
        ActionFactory(convention=convention, published=True, ongoing=True, title=title)
        for title in ("Garde d’enfants", "Garde de nuit", "Jardin")
    )
    codes = [first.enjeu.code, third.enjeu.code]
    on = timezone.localdate()

    found = select({"enjeu": codes, "q": ["garde"]}, convention=convention, on=on)

    expected = {one for one in (first, second) if one.enjeu.code in codes}
    assert set(found.actions) == expected
    assert [label for label, _value in found.labels if label == "Mots cherchés"]
    assert found.unknown == []


@pytest.mark.django_db
def test_a_value_that_means_nothing_chooses_no_action():
    convention = ConventionFactory(public=True)
    ActionFactory(convention=convention, published=True, ongoing=True)

    found = select({"pilote": ["disparu"]}, convention=convention, on=timezone.localdate())

    assert (list(found.actions), found.unknown) == ([], ["Pilote"])


@pytest.mark.django_db
def test_a_lead_merged_with_another_chooses_the_actions_of_the_other():
    convention = ConventionFactory(public=True)
    kept, gone = OrganisationFactory.create_batch(2)
    action = ActionFactory(convention=convention, published=True, ongoing=True, lead=gone)
    merge(kept.pk, gone.pk, Organisation, shown=merge_plan(kept, gone).digest)

    found = select({"pilote": [gone.slug]}, convention=convention, on=timezone.localdate())

    assert (list(found.actions), found.unknown) == ([action], [])
