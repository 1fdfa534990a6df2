"""A code and a title that do not agree: which action a line is, and codes that change hands."""

import pytest

from actions.importing.applying import apply_plan, undo
from actions.importing.batch import preview
from actions.importing.import_plan import merged
from actions.models import Action, ImportWord
from partners.permissions import Role
from tests.actions.importing.pages import press, said, sent
from tests.actions.importing.samples import received
from tests.actions.importing.test_habits import workbook
from tests.dumps import dump
from tests.factories import (
    ActionFactory,
    ConventionFactory,
    EnjeuFactory,
    MilestoneFactory,
    UserFactory,
)
from tests.signing import sign_in_as

pytestmark = pytest.mark.django_db
HEADER = "Code;Enjeu;Action"
TITLES = ("Ouvrir un guichet", "Former les bénévoles", "Éditer un guide")


@pytest.fixture
def convention():
    return ConventionFactory(public=True)


@pytest.fixture
def enjeu(convention):
    return EnjeuFactory(convention=convention, code="1", title="Accès aux droits")


@pytest.fixture
def actions(enjeu):
    """1.1, 1.2 and 1.3, in the order of TITLES."""
    return [
        ActionFactory(enjeu=enjeu, code=f"1.{n}", title=title, position=n)
        for n, title in enumerate(TITLES, start=1)
    ]


def table(enjeu, *lines):
    return "\n".join([HEADER, *(f"{code};{enjeu};{title}" for code, title in lines)])


def answered(batch, answers):
    """The plan once each question (its words → target) is answered."""
    asked = {word.text: word for word in preview(batch).pending}
    for text, target in answers.items():
        word = asked[text]
        assert str(target) in dict(word.choices)
        batch.decisions = merged(batch.decisions, {word.kind: {word.key: str(target)}})
    return preview(batch)


def codes():
    return dict(Action.objects.values_list("title", "code"))


def test_code_with_the_title_of_another_action_is_asked(convention, enjeu, actions):
    first, second, _third = actions
    batch = received(table(enjeu, ("1.1", TITLES[1])), convention=convention)
    plan = preview(batch)
    (word,) = plan.pending

    assert (word.kind, word.text, word.suggestion) == ("fiche", f"1.1 {TITLES[1]}", "")
    assert [target for target, _ in word.choices] == [str(second.pk), str(first.pk), "-"]
    assert "renumérotée ?" in word.detail
    assert [fault.value for fault in answered(batch, {word.text: second.pk}).faults] == ["1.1"]
    batch.decisions = {}
    (row,) = answered(batch, {word.text: first.pk}).changed
    assert [(c.label, c.before, c.after) for c in row.changes] == [("Titre", *TITLES[:2])]
    batch.decisions = {}
    assert answered(batch, {word.text: "-"}).changes_nothing


def test_two_codes_are_exchanged(convention, enjeu, actions):
    first, second, _third = actions
    text = table(enjeu, ("1.1", TITLES[1]), ("1.2", TITLES[0]), ("1.3", TITLES[2]))
    batch = received(text, convention=convention)
    before = dump()
    answers = {f"1.1 {TITLES[1]}": second.pk, f"1.2 {TITLES[0]}": first.pk}
    plan = answered(batch, answers)
    assert (plan.faults, plan.pending) == ([], [])
    apply_plan(batch)

    assert codes() == {TITLES[0]: "1.2", TITLES[1]: "1.1", TITLES[2]: "1.3"}
    assert [row.position for row in Action.objects.order_by("pk")] == [2, 1, 3]
    assert preview(received(text, convention=convention)).changes_nothing
    assert undo(batch) == []
    assert dump() == before


def test_two_codes_are_exchanged_by_permanent_numbers_with_their_steps(convention, enjeu, actions):
    MilestoneFactory(action=actions[0], title="Signer")
    header = ["Numéro permanent", "Code", "Titre"]
    lines = [[row.number, code, row.title] for row, code in zip(actions, "213", strict=True)]
    rows = [header, *([number, f"1.{code}", title] for number, code, title in lines)]
    steps = [
        ["Numéro permanent", "Code", "Étape", "État de l’étape", "Prévue le"],
        [None, "1.2", "Ouvrir", "", "2025-01-01"],
    ]
    sheets = {"Actions": (rows, []), "Étapes": (steps, [])}
    batch = received(workbook(sheets), "plan.xlsx", convention)
    assert preview(batch).faults == []
    apply_plan(batch)

    assert codes() == {TITLES[0]: "1.2", TITLES[1]: "1.1", TITLES[2]: "1.3"}
    assert [one.title for one in actions[0].milestones.order_by("pk")] == ["Signer", "Ouvrir"]


def test_action_inserted_above_pushes_the_others_down(convention, enjeu, actions):
    lines = [("1.1", "Créer une maison"), *zip(("1.2", "1.3", "1.4"), TITLES, strict=True)]
    text = table(enjeu, *lines)
    batch = received(text, convention=convention)
    before = dump()
    asked = [f"{code} {title}" for code, title in lines[1:]]
    assert [word.text for word in preview(batch).pending] == asked
    answers = dict(zip(asked, (row.pk for row in actions), strict=True))
    plan = answered(batch, answers)
    assert (plan.faults, plan.pending) == ([], [])
    assert [row.code for row in plan.added] == ["1.1"]
    apply_plan(batch)

    assert codes() == {title: code for code, title in lines}
    assert preview(received(text, convention=convention)).changes_nothing
    assert undo(batch) == []
    assert dump() == before


def test_code_with_quite_another_title_is_asked(convention, enjeu, actions):
    other = "Former les bénévoles du club"
    text = table("2. Mobilité", ("1.1", "Prêter des vélos"), ("1.2", other))
    EnjeuFactory(convention=convention, code="2", title="Mobilité")
    batch = received(text, convention=convention)
    (word,) = preview(batch).pending

    assert word.text == "1.1 Prêter des vélos"
    assert [target for target, _ in word.choices] == [str(actions[0].pk), "-"]
    plan = answered(batch, {word.text: actions[0].pk})
    assert [(row.code, row.title) for row in plan.changed] == [
        ("1.1", "Prêter des vélos"),
        ("1.2", other),
    ]
    batch.decisions = {}
    plan = answered(batch, {word.text: "-"})
    assert [(n.code, n.is_proposed) for n in plan.numbers] == [("2.1", True)]
    ImportWord.objects.create(kind="fiche", word=word.key, target="-")  # as the page keeps it
    apply_plan(batch)
    assert preview(received(text, convention=convention)).changes_nothing


def test_title_written_anew_under_the_same_enjeu_is_shown(convention, enjeu, actions):
    plan = preview(received(table(enjeu, ("1.1", "Prêter des vélos")), convention=convention))

    assert plan.pending == []
    ((change,),) = [row.changes for row in plan.changed]
    assert (change.label, change.before) == ("Titre", TITLES[0])


def test_answer_about_other_actions_is_asked_again(convention, enjeu, actions):
    ImportWord.objects.create(kind="fiche", word="1 1 preter des velos", target=str(actions[2].pk))
    plan = preview(received(table("", ("1.1", "Prêter des vélos")), convention=convention))

    assert [word.text for word in plan.pending] == ["1.1 Prêter des vélos"]


def test_one_tick_says_that_all_are_renumbered(convention, enjeu, actions):
    editor = sign_in_as(UserFactory(role=Role.PUBLISHING))
    lines = [("1.1", "Créer une maison"), *zip(("1.2", "1.3", "1.4"), TITLES, strict=True)]
    address, _ = sent(editor, table(enjeu, *lines), convention=convention)
    assert "Ce sont les mêmes actions, renumérotées (3)" in said(editor, address)

    press(editor, address, "Enregistrer ces réponses", **{"tous-0": "on"})
    page = said(editor, address)
    assert "1 action ajoutée, 3 modifiées" in page
    assert "1.2 Ouvrir un guichet (avant : 1.1 Ouvrir un guichet) : code" in page
