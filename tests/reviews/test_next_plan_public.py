"""What residents read of a next convention: nothing of its draft, then where each thing goes on."""

import json

import pytest
from django.urls import reverse

from actions.models import Action
from conventions.models import Convention
from tests.factories import EnjeuFactory
from tests.reading import ONE_USE, body, main_of, text_of
from tests.reviews.next_plans import begun, carried, full_action, old_action, old_plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def old():
    return full_action(old_plan(), title="Ouvrir un jardin")


def addresses(action):
    slug = action.convention.slug
    return [
        *("/", "/conventions/", "/actions/", "/plan-du-site/", "/donnees/", "/sitemap.xml"),
        *("/actualites/", "/agenda/", "/partenaires/", "/communes/", "/recherche/?q=jardin"),
        *(reverse("data-json", args=[name]) for name in ("actions", "enjeux", "conventions")),
        reverse("convention", args=[slug]),
        reverse("plan", args=[slug]),
        action.get_absolute_url(),
        action.enjeu.get_absolute_url(),
        action.objective.get_absolute_url(),
    ]


def seen(client, action):
    return {
        address: (response.status_code, ONE_USE.sub(b"", body(response)))
        for address in addresses(action)
        for response in [client.get(address)]
    }


def said(client, row):
    return text_of(main_of(client.get(row.get_absolute_url())))


def publish(carry):
    """Publish the actions, then the convention, as the team does."""
    for row in Action.objects.filter(convention=carry.convention):
        row.is_published, row.summary = True, "Une phrase."
        row.save()
    convention = Convention.objects.get(pk=carry.convention_id)
    convention.is_published = True
    convention.save()


def test_nothing_of_the_draft_is_seen(reader, old):
    before = seen(reader, old)
    carry = begun(old.convention)
    carried(carry)
    Action.objects.filter(convention=carry.convention).update(is_published=True)

    assert {status for status, _content in before.values()} == {200}
    assert seen(reader, old) == before
    for row in (old.continuations.get(), old.enjeu.continuations.get(), carry.convention):
        assert reader.get(row.get_absolute_url()).status_code == 404


def test_each_page_says_what_goes_on_and_from_where(reader, old):
    twin = old_action(old.convention, "1.1.2", title="Semer")
    other = EnjeuFactory(convention=old.convention, code="2", title="Vivre ensemble")
    carry = begun(
        old.convention,
        actions={str(twin.pk): {"fate": "fusion", "with": "1.1.1"}},
        levels={f"e{other.pk}": {"fate": f"vers:e{old.enjeu_id}"}},
    )
    carried(carry)
    publish(carry)
    new = old.continuations.get()
    goes_on = "se poursuit dans la convention 2027-2030 : "

    for row in (old, twin):
        assert f"Cette action {goes_on}Ouvrir un jardin" in said(reader, row)
    for row in (old.enjeu, other):
        assert "Se poursuit dans la convention 2027-2030 : Grandir" in said(reader, row)
    text = said(reader, new)
    for title in ("Ouvrir un jardin", "Semer"):
        assert f"Cette action vient de la convention 2023-2026 : {title}" in text
    text = said(reader, new.enjeu)
    for title in ("Grandir", "Vivre ensemble"):
        assert f"Vient de la convention 2023-2026 : {title}" in text
    rows = json.loads(body(reader.get(reverse("data-json", args=["actions"]))))
    told = {row["numero"]: row["continue"] for row in rows}
    assert sorted(told[new.number]) == sorted([str(old.number), str(twin.number)])
    assert not told[old.number]


def test_an_old_address_stays(reader, old):
    address, versions = old.get_absolute_url(), old.history.count()
    carry = begun(old.convention)
    carried(carry)
    publish(carry)

    assert old.continuations.get().number != old.number
    assert reader.get(address).status_code == 200
    assert old.history.count() == versions
