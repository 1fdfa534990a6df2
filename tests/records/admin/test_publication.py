"""Publishing from a list, addresses that last, and what may be deleted."""

import pytest
from django.urls import reverse

from actions.models import Action
from tests import factories
from tests.factories import (
    ActionFactory,
    ContactMessageFactory,
    ConventionFactory,
    DocumentFactory,
    IndicatorFactory,
    MeetingFactory,
    MilestoneFactory,
    OrganisationFactory,
    PageFactory,
    UpdateFactory,
    UserFactory,
)
from tests.records.admin.forms import messages_of, typed
from tests.records.admin.history import versions
from tests.signing import sign_in_as

PUBLISHED = {
    "actions.action": lambda published: ActionFactory(
        is_published=published, summary="Une phrase simple."
    ),
    "conventions.convention": lambda published: ConventionFactory(is_published=published),
    "conventions.document": lambda published: DocumentFactory(is_published=published),
    "conventions.meeting": lambda published: MeetingFactory(is_published=published),
    "conventions.page": lambda published: PageFactory(is_published=published),
    "partners.organisation": lambda published: OrganisationFactory(is_published=published),
}
every_published = pytest.mark.parametrize("label", sorted(PUBLISHED))


def address(row, verb):
    name = row._meta.label_lower.replace(".", "_")
    return reverse(f"admin:{name}_{verb}", args=[] if verb == "changelist" else [row.pk])


def act(client, verb, *rows):
    """Tick `rows` in their list and apply `verb`."""
    path = address(rows[0], "changelist")
    return client.post(path, ticked(client, verb, *rows))


def ticked(client, verb, *rows):
    """What the list of `rows` sends once they are ticked and `verb` is chosen."""
    page = client.get(address(rows[0], "changelist"))
    states = page.context["shown_states"] if page.status_code == 200 else ""
    return {"action": verb, "_selected_action": [row.pk for row in rows], "_etats": states}


@pytest.mark.django_db
@every_published
def test_who_may_not_publish_edits_and_leaves_the_publication_as_it_is(label, client):
    row, online = PUBLISHED[label](False), PUBLISHED[label](True)
    sign_in_as(UserFactory(editing=True), client)

    act(client, "publish", row)
    act(client, "withdraw", online)
    for each in (row, online):
        change = address(each, "change")
        page = client.get(change)
        assert "is_published" not in typed(page)
        # Unticked for the one online, ticked for the draft.
        client.post(change, typed(page) | ({} if each.is_published else {"is_published": "on"}))

    row.refresh_from_db()
    online.refresh_from_db()
    assert (row.is_published, online.is_published) == (False, True)


@every_published
def test_a_draft_is_published_then_withdrawn(label, staff_client):
    row = PUBLISHED[label](False)

    response = act(staff_client, "publish", row)
    row.refresh_from_db()
    assert row.is_published
    assert messages_of(response)[0] == f"Publication faite : « {row} »."

    response = act(staff_client, "withdraw", row)
    row.refresh_from_db()
    assert not row.is_published
    assert messages_of(response)[-1] == f"Retrait fait, de nouveau en brouillon : « {row} »."


def test_an_action_without_summary_is_refused_by_name_and_the_others_published(staff_client):
    convention = ConventionFactory(public=True)
    ready = [ActionFactory(convention=convention, summary="Une phrase.") for _ in range(2)]
    bare = ActionFactory(convention=convention, code="9.9")
    already = ActionFactory(convention=convention, published=True)

    response = act(staff_client, "publish", *ready, bare, already)

    assert set(Action.objects.filter(is_published=True)) == {*ready, already}
    assert messages_of(response) == [
        f"Publication faite : « {ready[0]} », « {ready[1]} ».",
        f"« {bare} » reste en brouillon. Pour publier, écrivez la phrase simple de l’action.",
        f"Publication déjà faite : « {already} ».",
    ]


def test_many_rows_are_counted_rather_than_named(staff_client):
    pages = PageFactory.create_batch(7, draft=True)

    response = act(staff_client, "publish", *pages)

    assert messages_of(response)[0].endswith(" et 2 autres.")


def test_publishing_inside_a_hidden_convention_says_what_is_missing(staff_client):
    action = ActionFactory(summary="Une phrase.")

    response = act(staff_client, "publish", action)

    assert messages_of(response)[1] == (
        "Visible seulement quand la convention sera publiée elle aussi."
    )


def test_publication_is_written_in_the_history(staff_client):
    page = PageFactory(draft=True)

    act(staff_client, "publish", page)

    assert "Publiée Avant Non Après Oui" in versions(staff_client.get(address(page, "history")))[0]


def test_published_rows_lead_to_the_site(staff_client):
    shown, draft = ActionFactory(public=True), ActionFactory(code="8")
    hidden = ActionFactory(published=True, code="7")

    text = staff_client.get(address(shown, "changelist")).text

    assert f'href="{shown.get_absolute_url()}"' in text
    assert draft.get_absolute_url() not in text
    assert hidden.get_absolute_url() not in text
    assert "Pas encore visible" in text


@every_published
def test_a_published_row_cannot_be_deleted(label, staff_client):
    row = PUBLISHED[label](True)

    assert staff_client.get(address(row, "delete")).status_code == 403
    assert staff_client.post(address(row, "delete"), {"post": "yes"}).status_code == 403
    assert "deletelink" not in staff_client.get(address(row, "change")).text
    row.refresh_from_db()


@every_published
def test_a_draft_can_be_deleted(label, staff_client):
    row = PUBLISHED[label](False)

    response = staff_client.post(address(row, "delete"), {"post": "yes"})

    assert response.status_code == 302
    assert not type(row).objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize(
    "make",
    [*PUBLISHED.values(), lambda _: factories.GlossaryEntryFactory(), lambda _: UserFactory()],
)
def test_no_list_deletes_several_rows_at_once(make, staff_client):
    row = make(False)

    response = act(staff_client, "delete_selected", row)

    assert response.status_code in (200, 302)
    assert "delete_selected" not in staff_client.get(address(row, "changelist")).text
    row.refresh_from_db()


@pytest.mark.parametrize(
    "make",
    [
        lambda: factories.EnjeuFactory(public=True),
        lambda: factories.ObjectiveFactory(public=True),
        lambda: factories.CommitteeFactory(public=True),
        lambda: IndicatorFactory(public=True),
        factories.CommuneFactory,
        factories.GlossaryEntryFactory,
        lambda: factories.TerritoryFactory(main=True),
        lambda: ActionFactory(audiences=[factories.AudienceFactory()]).audiences.get(),
        lambda: ActionFactory(domains=[factories.DomainFactory()]).domains.get(),
    ],
)
def test_what_residents_read_cannot_be_deleted(make, staff_client):
    row = make()

    assert staff_client.post(address(row, "delete"), {"post": "yes"}).status_code == 403
    row.refresh_from_db()


@pytest.mark.parametrize(
    "make",
    [
        factories.EnjeuFactory,
        factories.CommitteeFactory,
        IndicatorFactory,
        factories.AudienceFactory,
        factories.DomainFactory,
        ContactMessageFactory,
    ],
)
def test_what_nobody_reads_can_be_deleted(make, staff_client):
    row = make()

    assert staff_client.post(address(row, "delete"), {"post": "yes"}).status_code == 302
    assert not type(row).objects.exists()


def test_a_row_others_depend_on_says_so_in_french(staff_client):
    action = UpdateFactory().action

    response = staff_client.get(address(action, "delete"))
    refused = staff_client.post(address(action, "delete"), {"post": "yes"})

    assert response.status_code == 200
    assert "suppression" in response.text
    assert "Would" not in response.text
    assert refused.status_code in (200, 403)
    action.refresh_from_db()


def test_steps_of_a_published_action_are_corrected_not_removed(staff_client):
    step = MilestoneFactory(public=True)
    path = address(step.action, "change")
    page = typed(staff_client.get(path))

    staff_client.post(path, page | {"milestones-0-DELETE": "on", "milestones-0-title": "Mieux dit"})

    step.refresh_from_db()
    assert step.title == "Mieux dit"


def test_steps_of_a_draft_can_be_removed(staff_client):
    step = MilestoneFactory()
    path = address(step.action, "change")

    staff_client.post(path, typed(staff_client.get(path)) | {"milestones-0-DELETE": "on"})

    assert not step.action.milestones.exists()


def test_address_of_a_published_row_is_frozen(staff_client):
    page, draft = PageFactory(slug="aide-locale"), PageFactory(draft=True)

    assert "slug" not in typed(staff_client.get(address(page, "change")))
    assert "slug" in typed(staff_client.get(address(draft, "change")))


@pytest.mark.parametrize("label", ["conventions.page", "partners.organisation"])
def test_a_refused_form_that_unticks_the_publication_is_shown_again(label, staff_client):
    row = PUBLISHED[label](True)
    change = address(row, "change")
    given = typed(staff_client.get(change)) | {"title": "", "name": ""}
    given.pop("is_published")

    page = staff_client.post(change, given)

    assert page.status_code == 200
    assert "slug" not in typed(page)


@every_published
def test_a_list_acts_only_on_the_state_it_showed(label, staff_client):
    row = PUBLISHED[label](True)
    path = address(row, "changelist")
    type(row).objects.filter(pk=row.pk).update(is_published=False)
    form = ticked(staff_client, "withdraw", row) | {"action": "publish"}
    type(row).objects.filter(pk=row.pk).update(is_published=True)
    form_when_online = ticked(staff_client, "publish", row)
    type(row).objects.filter(pk=row.pk).update(is_published=False)  # somebody withdrew it

    refused = staff_client.post(path, form_when_online)

    row.refresh_from_db()
    assert not row.is_published
    assert messages_of(refused) == [
        f"Rien n’a été fait pour « {row} » : quelqu’un y a touché depuis que cette liste est "
        "affichée. Relisez, puis recommencez."
    ]

    assert staff_client.post(path, form).status_code == 302
    row.refresh_from_db()
    assert row.is_published


@pytest.mark.parametrize("states", ["", "forged"])
def test_a_list_that_does_not_say_what_it_showed_does_nothing(states, staff_client):
    action = ActionFactory(is_published=False, summary="Une phrase simple.")

    form = ticked(staff_client, "publish", action) | {"_etats": states}
    staff_client.post(address(action, "changelist"), form)

    action.refresh_from_db()
    assert not action.is_published


def test_a_draft_rewritten_since_the_list_is_not_published(staff_client):
    action = ActionFactory(is_published=False, summary="Une phrase simple.")
    form = ticked(staff_client, "publish", action)
    action.summary = "Une autre phrase."
    action.save()

    staff_client.post(address(action, "changelist"), form)

    action.refresh_from_db()
    assert not action.is_published


def test_everything_found_is_published_beyond_the_page(staff_client):
    drafts = ActionFactory.create_batch(52, is_published=False, summary="Une phrase simple.")

    form = ticked(staff_client, "publish", *drafts[:3]) | {"select_across": "1"}
    staff_client.post(address(drafts[0], "changelist"), form)

    assert Action.objects.filter(is_published=True).count() == 52
