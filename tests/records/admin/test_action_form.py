"""The sheet of an action as staff fill it: what the portal adds, refuses, and gives back."""

from decimal import Decimal

import pytest
from django.urls import reverse

from actions.models import Action, Avancement
from tests.factories import (
    ActionFactory,
    ConventionFactory,
    EnjeuFactory,
    IndicatorFactory,
    MilestoneFactory,
    ObjectiveFactory,
    OrganisationFactory,
)
from tests.records.admin.forms import errors_of, line, typed

ADD = "/admin/actions/action/add/"


def change(action):
    return reverse("admin:actions_action_change", args=[action.pk])


@pytest.fixture
def enjeu(db):
    return EnjeuFactory(public=True)


@pytest.fixture
def sheet(staff_client, enjeu):
    """The add form, filled with the least that is needed."""
    given = {"enjeu": enjeu.pk, "code": "1.2.7", "title": "Ouvrir un relais"}
    return typed(staff_client.get(ADD)) | given


def test_new_action_takes_the_next_number_and_its_place(staff_client, sheet, enjeu):
    ActionFactory(number=41, enjeu=enjeu)

    response = staff_client.post(ADD, sheet)

    action = Action.objects.get(code="1.2.7")
    assert response["Location"] == "/admin/actions/action/"
    assert (action.number, action.position) == (42, 7)
    assert action.convention == enjeu.convention  # proposed: the one in force
    assert not action.is_published


def test_number_typed_by_hand_is_ignored(staff_client, sheet):
    staff_client.post(ADD, sheet | {"number": 999, "is_demo": "on"})

    action = Action.objects.get(code="1.2.7")
    assert (action.number, action.is_demo) == (1, False)


def test_order_follows_the_code_until_someone_sets_it(staff_client):
    action = ActionFactory(code="1.2.3")

    page = typed(staff_client.get(change(action)))
    staff_client.post(change(action), page | {"code": "1.2.9"})
    action.refresh_from_db()
    assert action.position == 9

    page = typed(staff_client.get(change(action)))
    staff_client.post(change(action), page | {"code": "1.2.4", "position": "2"})
    action.refresh_from_db()
    assert action.position == 2


def test_saving_as_it_stands_changes_nothing(staff_client):
    action = ActionFactory(
        published=True, paused=True, ends_on="2026-06-30", number=1234, position=5, demo=True
    )
    MilestoneFactory(action=action, done=True)
    IndicatorFactory(action=action, with_target=True)
    before = Action.objects.filter(pk=action.pk).values().get()

    response = staff_client.post(change(action), typed(staff_client.get(change(action))))

    assert response.status_code == 302
    after = Action.objects.filter(pk=action.pk).values().get()
    assert {k: v for k, v in after.items() if k != "modified_on"} == {
        k: v for k, v in before.items() if k != "modified_on"
    }


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"title": ""}, "Titre : Ce champ est obligatoire."),
        ({"code": "1..2"}, "Code : Un code est fait de chiffres ou de lettres séparés par des"),
        ({"is_published": "on"}, "Pour publier, écrivez la phrase simple de l’action."),
        (
            {"avancement": Avancement.PAUSED, "avancement_on": "01/02/2026"},
            "Dites pourquoi l’action est en pause ou abandonnée",
        ),
        (
            {"starts_on": "02/01/2026", "ends_on": "01/01/2026"},
            "La fin prévue doit venir après le début.",
        ),
        ({"starts_on": "30/02/2026"}, "Commence le : Saisissez une date valide."),
    ],
)
def test_refusal_says_why_and_keeps_everything(given, said, staff_client, sheet):
    sent = sheet | {"description": "Ligne 1\n\nLigne 2", "ends_on": "31/12/2026"} | given

    response = staff_client.post(ADD, sent)

    assert response.status_code == 200
    assert "<title>Erreur\N{NO-BREAK SPACE}: " in response.text
    assert any(said in sentence for sentence in errors_of(response))
    kept = typed(response)
    assert {name: kept[name] for name in ("description", "ends_on")} == {
        name: sent[name] for name in ("description", "ends_on")
    }
    assert {name: str(kept.get(name, "")) for name in given if name != "is_published"} == {
        name: str(value) for name, value in given.items() if name != "is_published"
    }
    assert not Action.objects.exists()


def test_code_already_taken_is_said(staff_client, sheet, enjeu):
    ActionFactory(code="1.2.7", enjeu=enjeu)

    response = staff_client.post(ADD, sheet)

    assert errors_of(response) == ["Ce code existe déjà dans cette convention."]


def test_levels_that_disagree_are_said(staff_client, sheet):
    other = EnjeuFactory(convention=ConventionFactory(past=True))
    objective = ObjectiveFactory()

    response = staff_client.post(ADD, sheet | {"enjeu": other.pk, "objective": objective.pk})

    assert errors_of(response) == [
        "Enjeu : Choisissez un enjeu de la même convention que l’action.",
        "Objectif : Choisissez un objectif qui dépend de l’enjeu de l’action.",
    ]


def test_choices_name_the_period(staff_client, enjeu):
    past = EnjeuFactory(convention=ConventionFactory(past=True), code="1", title="Ancien")

    text = staff_client.get(ADD).text

    assert f"2023-2026 · {enjeu}" in text
    assert f"2019-2022 · {past}" in text


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("1,5", "1.5"),
        ("1.5", "1.5"),
        ("1 234,5", "1234.5"),
        ("1\u00a0234,5", "1234.5"),
        ("1\u202f234,5", "1234.5"),
        (" 12 ", "12"),
        ("0", "0"),
    ],
)
def test_amounts_are_typed_the_french_way(written, stored, staff_client, sheet):
    funder = OrganisationFactory()
    added = line("fundings", 0, year="2 025", funder=funder.pk, planned=written)

    staff_client.post(ADD, sheet | added)

    funding = Action.objects.get().fundings.get()
    assert (funding.year, funding.planned) == (2025, Decimal(stored))


def test_amount_that_is_no_number_is_kept_as_typed(staff_client, sheet):
    funder = OrganisationFactory()
    added = line("fundings", 0, year="2025", funder=funder.pk, planned="1.234,5 €")

    response = staff_client.post(ADD, sheet | added)

    assert errors_of(response) == ["Financement 1, montant prévu, en euros : Saisissez un nombre."]
    assert typed(response)["fundings-0-planned"] == "1.234,5 €"
    assert not Action.objects.exists()


def test_figures_come_back_without_useless_zeros(staff_client):
    indicator = IndicatorFactory(with_target=True, target_value=Decimal("12.500"))

    page = typed(staff_client.get(reverse("admin:actions_indicator_change", args=[indicator.pk])))

    assert (page["baseline_value"], page["target_value"]) == ("0", "12,5")


@pytest.mark.parametrize("written", ["21/03/2026", "2026-03-21", "21/03/26"])
def test_dates_are_typed_either_way(written, staff_client, sheet):
    staff_client.post(ADD, sheet | {"starts_on": written})

    assert str(Action.objects.get().starts_on) == "2026-03-21"


def test_two_new_indicators_with_one_code_are_refused(staff_client, sheet):
    added = line(
        "indicators", 0, code="A", label="Places", position=0, kind="quantitatif", type="moyen"
    )
    added |= line(
        "indicators", 1, code="A", label="Lits", position=0, kind="quantitatif", type="moyen"
    )

    response = staff_client.post(ADD, sheet | added)

    assert errors_of(response) == ["Indicateurs : Deux indicateurs ont le même code : A."]


def test_one_partner_twice_is_refused_in_french(staff_client, sheet):
    partner = OrganisationFactory()
    added = line("action_partners", 0, organisation=partner.pk, role="partenaire")
    added |= line("action_partners", 1, organisation=partner.pk, role="partenaire")

    response = staff_client.post(ADD, sheet | added)

    assert (
        "Partenaires : Deux lignes ont les mêmes valeurs (organisation et rôle) : retirez-en une."
        in errors_of(response)
    )


def test_a_line_break_in_a_sentence_becomes_a_space(staff_client, sheet):
    staff_client.post(ADD, sheet | {"summary": "Un lieu\r\npour tous."})

    assert Action.objects.get().summary == "Un lieu pour tous."


def test_markup_typed_by_staff_is_shown_as_text(staff_client, sheet):
    staff_client.post(ADD, sheet | {"title": "<script>alert(1)</script>"})

    for page in ("/admin/actions/action/", change(Action.objects.get())):
        text = staff_client.get(page).text
        assert "<script>alert" not in text
        assert "&lt;script&gt;alert" in text


def test_unseen_marks_are_explained(staff_client):
    demo, real = ActionFactory(demo=True, number=7), ActionFactory()

    text = staff_client.get(change(demo)).text

    assert "Oui : un exemple, pas un fait." in text
    assert "7 – donné par le site, il ne change jamais" in text
    assert "un exemple, pas un fait" not in staff_client.get(change(real)).text


def test_objective_takes_the_convention_of_its_enjeu(staff_client, enjeu):
    path = "/admin/conventions/objective/add/"
    page = typed(staff_client.get(path))
    assert "convention" not in page

    staff_client.post(path, page | {"enjeu": enjeu.pk, "code": "1.4", "title": "Accueillir"})

    objective = enjeu.objectives.get()
    assert (objective.convention, objective.position) == (enjeu.convention, 4)


def test_objective_code_is_unique_in_its_convention(staff_client, enjeu):
    ObjectiveFactory(enjeu=enjeu, code="1.4")
    path = "/admin/conventions/objective/add/"

    response = staff_client.post(
        path,
        typed(staff_client.get(path)) | {"enjeu": enjeu.pk, "code": "1.4", "title": "Accueillir"},
    )

    assert errors_of(response) == ["Ce code existe déjà dans cette convention."]
