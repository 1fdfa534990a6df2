"""Lines under a form that two people change, add or remove at once."""

import pytest

from actions.models import Action
from tests.factories import ActionPartnerFactory, MilestoneFactory, OrganisationFactory
from tests.records.admin.conflicts import address, questions_of
from tests.records.admin.forms import line, typed


@pytest.fixture
def step(action):
    return MilestoneFactory(action=action, title="Choisir le lieu")


def titles(action):
    return sorted(action.milestones.values_list("title", flat=True))


def test_a_line_changed_by_both_is_chosen_field_by_field(staff_client, action, step):
    page = typed(staff_client.get(address(action)))
    type(step).objects.filter(pk=step.pk).update(title="Choisir la salle")

    response = staff_client.post(address(action), page | {"milestones-0-title": "Choisir le toit"})

    assert response.status_code == 409
    [question] = questions_of(response)
    assert question == "Étapes, « Choisir la salle » : étape"
    staff_client.post(address(action), typed(response))
    assert titles(action) == ["Choisir le toit"]


@pytest.mark.parametrize(
    ("choice", "kept"), [("enregistre", ["Choisir la salle"]), ("mien", ["Choisir le lieu"])]
)
def test_their_line_is_kept_or_put_back(choice, kept, staff_client, action, step):
    page = typed(staff_client.get(address(action)))
    type(step).objects.filter(pk=step.pk).update(title="Choisir la salle")
    response = staff_client.post(address(action), page | {"title": "Trois"})

    staff_client.post(address(action), typed(response) | {"choix-milestones-0-title": choice})

    assert titles(action) == kept


def test_a_line_they_added_stays(staff_client, action, step):
    page = typed(staff_client.get(address(action)))
    MilestoneFactory(action=action, title="Leur étape")

    response = staff_client.post(address(action), page | {"milestones-0-title": "La mienne"})

    assert "Cette ligne a été ajoutée : elle reste" in response.text
    assert "Leur étape" in response.text
    staff_client.post(address(action), typed(response))
    assert titles(action) == ["La mienne", "Leur étape"]


@pytest.mark.parametrize(("choice", "kept"), [("enregistre", []), ("mien", ["Mon étape"])])
def test_a_line_removed_by_them_and_rewritten_by_me(choice, kept, staff_client, action, step):
    page = typed(staff_client.get(address(action)))
    step.delete()

    response = staff_client.post(address(action), page | {"milestones-0-title": "Mon étape"})

    assert "Étapes : une ligne retirée entre-temps" in questions_of(response)
    answers = typed(response)
    assert answers["choix-milestones-0"] == ["mien"]
    staff_client.post(address(action), answers | {"choix-milestones-0": choice})
    assert titles(action) == kept


def test_a_line_removed_by_them_that_i_left_alone_stays_removed(staff_client, action, step):
    page = typed(staff_client.get(address(action)))
    step.delete()

    response = staff_client.post(address(action), page | {"title": "Trois"})
    answers = typed(response)
    staff_client.post(address(action), answers)

    assert answers["choix-milestones-0"] == ["enregistre"]
    action.refresh_from_db()
    assert (action.title, titles(action)) == ("Trois", [])


@pytest.mark.parametrize(("choice", "kept"), [("enregistre", ["Choisir la salle"]), ("mien", [])])
def test_a_line_i_remove_and_they_rewrite(choice, kept, staff_client, action, step):
    page = typed(staff_client.get(address(action)))
    type(step).objects.filter(pk=step.pk).update(title="Choisir la salle")

    response = staff_client.post(address(action), page | {"milestones-0-DELETE": "on"})
    answers = typed(response)
    staff_client.post(address(action), answers | {"choix-milestones-0": choice})

    assert answers["choix-milestones-0"] == ["enregistre"]
    assert titles(action) == kept


@pytest.mark.parametrize(
    ("choice", "kept"),
    [("mien", ["Choisir le lieu", "Ma nouvelle"]), ("enregistre", ["Choisir le lieu"])],
)
def test_a_line_i_add_goes_with_the_rest(choice, kept, staff_client, action, step):
    page = typed(staff_client.get(address(action)))
    Action.objects.filter(pk=action.pk).update(title="Deux")
    added = line("milestones", 1, title="Ma nouvelle", state="a_faire", position="2")

    response = staff_client.post(address(action), page | added)
    answers = typed(response)
    staff_client.post(address(action), answers | {"choix-milestones-1": choice})

    assert answers["milestones-1-title"] == "Ma nouvelle"
    assert titles(action) == kept


def test_lines_are_numbered_anew_when_one_is_gone(staff_client, action):
    first = MilestoneFactory(action=action, title="Une", position=1)
    MilestoneFactory(action=action, title="Deux", position=2)
    page = typed(staff_client.get(address(action)))
    first.delete()
    added = line("milestones", 2, title="Quatre", state="a_faire", position="4")

    response = staff_client.post(address(action), page | added | {"milestones-1-title": "Trois"})
    saved = staff_client.post(address(action), typed(response))

    assert saved.status_code == 302
    assert titles(action) == ["Quatre", "Trois"]


def test_lines_with_a_choice_of_row_are_compared(staff_client, action):
    partner, other_one = OrganisationFactory(name="CAF"), OrganisationFactory(name="Mairie")
    mine = ActionPartnerFactory(action=action, organisation=partner)
    page = typed(staff_client.get(address(action)))
    type(mine).objects.filter(pk=mine.pk).update(organisation=other_one)

    response = staff_client.post(address(action), page | {"title": "Trois"})

    theirs, before = questions_of(response)[
        f"Partenaires de l’action, « {mine_now(mine)} » : organisation"
    ]
    assert theirs.endswith("Mairie")
    assert before.endswith("CAF")


def mine_now(row):
    return type(row).objects.get(pk=row.pk)


def test_a_line_they_added_is_shown_when_i_touched_no_line(staff_client, action):
    """Hidden, it would seem that nobody wrote: the page shows it, and it stays."""
    page = typed(staff_client.get(address(action)))
    MilestoneFactory(action=action, title="Leur étape")

    response = staff_client.post(address(action), page | {"title": "Trois"})

    assert response.status_code == 409
    assert "Cette ligne a été ajoutée : elle reste" in response.text
    assert "Leur étape" in response.text
    staff_client.post(address(action), typed(response))
    action.refresh_from_db()
    assert (action.title, titles(action)) == ("Trois", ["Leur étape"])


def test_a_line_they_added_and_changed_again_is_asked_about(staff_client, action):
    page = typed(staff_client.get(address(action)))
    added = MilestoneFactory(action=action, title="Leur étape")
    response = staff_client.post(address(action), page | {"title": "Trois"})
    type(added).objects.filter(pk=added.pk).update(title="Leur étape, mieux dite")

    again = staff_client.post(address(action), typed(response))

    assert again.status_code == 409
    staff_client.post(address(action), typed(again))
    assert titles(action) == ["Leur étape, mieux dite"]
