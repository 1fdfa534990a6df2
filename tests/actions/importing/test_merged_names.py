"""The names of an organisation or an audience that was merged lead to the one that stays."""

import pytest

from actions.importing.batch import preview
from actions.models import Audience, ImportWord, WordKind
from partners.models import Organisation
from records.merging.applying import merge
from records.merging.plan import merge_plan
from tests.actions.importing.samples import imported, received
from tests.factories import ActionFactory, AudienceFactory, ConventionFactory, OrganisationFactory

pytestmark = pytest.mark.django_db


def merged(kept, gone):
    merge(kept.pk, gone.pk, type(kept), shown=merge_plan(kept, gone).digest)
    return kept


def plan_with(*, lead="", audience=""):
    action = ActionFactory(convention=ConventionFactory(public=True), code="1.1.1")
    imported(f"code;titre;pilote;publics\n1.1.1;{action.title};{lead};{audience}\n", reason="Relu.")
    action.refresh_from_db()
    return action


def test_the_former_name_of_an_organisation():
    kept, gone = OrganisationFactory(name="CAF du Tarn"), OrganisationFactory(name="Allocations 81")
    merged(kept, gone)

    assert plan_with(lead="Allocations 81").lead == kept
    assert Organisation.objects.count() == 2


def test_the_former_name_of_an_audience():
    kept = merged(AudienceFactory(name="Familles"), AudienceFactory(name="Parents d’élèves"))

    assert list(plan_with(audience="Parents d’élèves").audiences.all()) == [kept]
    assert Audience.objects.count() == 2


def test_a_word_remembered_for_the_one_that_left():
    kept, gone = OrganisationFactory(name="CAF du Tarn"), OrganisationFactory(name="Allocations 81")
    ImportWord.objects.create(kind=WordKind.ORGANISATION, word="la caisse", target=str(gone.pk))
    merged(kept, gone)

    assert plan_with(lead="La caisse").lead == kept


@pytest.mark.parametrize(
    ("text", "said"),
    [("CAF 81", "Il existe déjà « Caisse d’allocations »"), ("Mairie de Lavaur", "")],
)
def test_a_name_to_create_that_is_near_a_known_one_says_so(text, said):
    OrganisationFactory(name="Caisse d’allocations", short_name="CAF")
    ActionFactory(convention=ConventionFactory(public=True), code="1.1.1")

    plan = preview(received(f"code;titre;pilote\n1.1.1;Un relais;{text}\n"))

    assert [(word.suggestion, word.detail) for word in plan.pending] == [("+", said)]
