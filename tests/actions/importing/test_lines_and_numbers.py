"""Which lines are actions, which action each is, and under what number: what staff may correct."""

import pytest

from actions.importing.applying import apply_plan, undo
from actions.importing.batch import preview
from actions.importing.import_plan import merged
from actions.importing.numbering import code_in, number_and_title
from actions.importing.places import cell_id, line_id, read_cell_id
from actions.importing.walking import CHOSEN, NOTE
from actions.models import Action, ImportWord
from tests.actions.importing.pages import form, lead, press, sent
from tests.actions.importing.samples import confirmed, received
from tests.actions.importing.test_habits import workbook
from tests.dumps import dump
from tests.factories import ActionFactory, ConventionFactory, EnjeuFactory, OrganisationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def convention():
    return ConventionFactory(public=True)


@pytest.fixture
def enjeu(convention):
    return EnjeuFactory(convention=convention, code="1", title="Accès aux droits")


def table(*lines, header="Code;Enjeu;Action"):
    return "\n".join([header, *lines])


def answered(batch, kind, key, target):
    batch.decisions = merged(batch.decisions, {kind: {key: target}})
    return preview(batch)


# --- names of lines and cells --------------------------------------------------------------------


@pytest.mark.parametrize("sheet", ["", "Plan", "A!B", "Plan!C12", "2024\n2025"])
def test_names_of_cells_are_read_back(sheet):
    assert read_cell_id(cell_id(sheet, 12, 27)) == (sheet, 12, 27)
    assert cell_id(sheet, 12, 27) == f"{sheet}!AB12"
    assert read_cell_id(line_id(sheet, 12)) is None


@pytest.mark.parametrize("text", ["", "C12", "Plan!c12", "Plan!C0", "Plan!C", "Plan!ABCD1"])
def test_other_texts_name_no_cell(text):
    assert read_cell_id(text) is None


# --- numbers in words ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code", "title"),
    [
        ("Fiche action 2. Ouvrir un guichet", "2", "Ouvrir un guichet"),
        ("Fiche action n°1 – Ouvrir", "1", "Ouvrir"),
        ("FICHE-ACTION N° 12 : Ouvrir", "12", "Ouvrir"),
        ("FA 3 : Ouvrir", "3", "Ouvrir"),
        ("FA 3 Ouvrir", "3", "Ouvrir"),
        ("FA 1.2 Ouvrir", "1.2", "Ouvrir"),
        ("Action 1.2 Ouvrir", "1.2", "Ouvrir"),
        ("Fiche n°1.2 Ouvrir", "1.2", "Ouvrir"),
        ("FA1.2 - Ouvrir", "1.2", "Ouvrir"),
        ("1-1 Ouvrir", "1-1", "Ouvrir"),
        ("1.1 bis Ouvrir", "1.1bis", "Ouvrir"),
        ("1.1.2. Ouvrir", "1.1.2", "Ouvrir"),
        ("n° 3 Ouvrir", "3", "Ouvrir"),
        ("Action n°1 : Ouvrir", "1", "Ouvrir"),
        ("Action 4 – Ouvrir", "4", "Ouvrir"),
        ("3. Ouvrir", "3", "Ouvrir"),
        ("3) Ouvrir", "3", "Ouvrir"),
        *((text, "", text) for text in (
            "Ouvrir", "3-6 ans : accueillir", "0-3 ans", "1 000 premiers jours", "2024-2025 : x",
            "Action 1", "Action jeunes", "24 heures du sport", "3 places de crèche", "FA 3",
            "5 km à vélo", "1,5 ETP", "50 % de repas bio", "1er accueil", "Mesure de l’air",
        )),
    ],
)  # fmt: skip
def test_number_is_taken_off_the_title(text, code, title):
    assert number_and_title(text) == (code, title)


@pytest.mark.parametrize(
    ("cell", "code"),
    [("FA 3", "3"), ("1-1", "1-1"), ("1.1 bis", "1.1bis"), ("n° 4", "4"), ("Action n°2", "2"),
     ("1.2.", "1.2"), ("Fiche 7", "7"), ("A.1", "A.1"), ("1.2A", "1.2A"), ("x y", "x y")],
)  # fmt: skip
def test_codes_in_cells(cell, code):
    assert code_in(cell) == code


def test_number_said_in_its_column_and_in_the_title_is_said_once(convention, enjeu):
    lines = (f"1.1;{enjeu};1.1 - Ouvrir", f"1.2;{enjeu};1.3 - Former", f"3;{enjeu};Fiche n°3 Voir")
    plan = preview(received(table(*lines), convention=convention))

    assert [row.title for row in plan.added] == ["Ouvrir", "1.3 - Former", "Voir"]


def test_number_typed_after_nine_is_asked_once_for_the_column(convention, enjeu):
    rows = [
        ["N°", "Axe", "Action"],
        *([float(f"1.{n}"), str(enjeu), f"T{n}"] for n in range(1, 10)),
    ]
    rows += [[1.1, str(enjeu), "T10"], [1.11, str(enjeu), "T11"]]
    rows += [[float(f"1.{n}"), str(enjeu), f"T{n}"] for n in range(12, 20)]
    rows += [[1.2, str(enjeu), "T20"]]
    batch = received(workbook({"Plan": (rows, [])}), "plan.xlsx", convention)
    plan = preview(batch)
    (word,) = plan.pending

    assert (word.kind, word.places) == ("code", ["Plan!11", "Plan!21"])
    assert word.suggestion == ""
    plan = answered(batch, "code", word.key, "10")
    assert plan.can_apply
    assert [row.code for row in plan.added] == [f"1.{n}" for n in range(1, 21)]
    plan = answered(batch, "code", word.key, "1")
    assert [(fault.line, fault.value) for fault in plan.faults] == [(11, "1.1"), (21, "1.2")]


def test_number_chosen_by_staff_is_judged_like_any_other(convention, enjeu):
    batch = received(table(f"1.1;{enjeu};A", f";{enjeu};B", f";{enjeu};C"), convention=convention)
    assert [n.code for n in preview(batch).numbers] == ["1.1", "1.2", "1.3"]

    plan = answered(batch, "numero", "!3", "1.3")
    assert [n.code for n in plan.numbers] == ["1.1", "1.3", "1.2"]
    assert [n.is_proposed for n in plan.numbers] == [False, False, True]
    assert answered(batch, "numero", "!3", "x y").faults[0].value == "x y"
    assert "ligne 2" in answered(batch, "numero", "!3", "1.1").faults[0].expected


# --- the same action -----------------------------------------------------------------------------


def test_table_without_numbers_finds_its_actions_by_title(convention, enjeu):
    ActionFactory(enjeu=enjeu, code="1.4", title="Ouvrir un guichet")
    ActionFactory(enjeu=enjeu, code="1.5", title="Autre")
    plan = preview(
        received(table(f"{enjeu};OUVRIR un guichet", header="Enjeu;Action"), convention=convention)
    )

    assert [row.code for row in plan.changed] == ["1.4"]  # its capitals
    assert [row.code for row in plan.absent] == ["1.5"]


def test_same_title_under_another_code_is_asked_and_renumbers(convention, enjeu):
    action = ActionFactory(enjeu=enjeu, code="1.4", title="Ouvrir", position=4)
    text = table(f"1.7;{enjeu};Ouvrir")
    batch = received(text, convention=convention)
    before = dump()
    plan = preview(batch)
    (word,) = plan.pending

    assert (word.kind, word.text, word.suggestion) == ("fiche", "1.7 Ouvrir", "")
    assert [target for target, _ in word.choices] == [str(action.pk), "-"]
    assert [row.code for row in answered(batch, "fiche", word.key, "-").added] == ["1.7"]
    plan = answered(batch, "fiche", word.key, str(action.pk))
    assert [(c.label, c.before, c.after) for c in plan.changed[0].changes] == [
        ("Code", "1.4", "1.7"),
        ("Ordre", "4", "7"),
    ]
    apply_plan(batch)
    action.refresh_from_db()
    assert (action.code, action.code_order) == ("1.7", "000001000007")
    assert preview(received(text, convention=convention)).changes_nothing
    assert undo(batch) == []
    assert dump() == before


def test_permanent_number_comes_before_the_code(convention, enjeu):
    first = ActionFactory(enjeu=enjeu, code="1.1", title="A")
    other = ActionFactory(enjeu=enjeu, code="1.2", title="B")
    header = "Code;Action;Numéro permanent"
    batch = received(table(f"1.9;Autre;{first.number}", header=header), convention=convention)
    (row,) = preview(batch).changed
    assert (row.pk, row.code, row.title) == (first.pk, "1.9", "Autre")

    batch = received(table(f"1.2;A;{first.number}", header=header), convention=convention)
    assert str(other) in preview(batch).faults[0].expected
    batch = received(table("1.8;A;99999", header=header), convention=convention)
    assert "permanent" in preview(batch).faults[0].expected
    lines = (f"1.1;A;{first.number}", f";A;{first.number}")
    batch = received(table(*lines, header=header), convention=convention)
    assert "ligne 2" in preview(batch).faults[0].expected


def test_code_in_two_sheets_names_both(convention, enjeu):
    rows = [["Code", "Enjeu", "Action"], ["1.1", str(enjeu), "A"]]
    sheets = {"Nord": (rows, []), "Sud": ([rows[0], ["1.1", str(enjeu), "B"]], [])}
    batch = received(workbook(sheets), "plan.xlsx", convention)
    (fault,) = preview(batch).faults

    assert batch.sheets == ["Nord", "Sud"]
    assert (fault.sheet, fault.cell_id) == ("Sud", "Sud!A2")
    assert "ligne 2 de la feuille « Nord »" in fault.expected


# --- lines and cells -----------------------------------------------------------------------------


def test_any_line_is_ignored_or_taken_back(convention, enjeu):
    text = table(f"1.1;{enjeu};A", ";;;", "Mise à jour en mai;;", f"1.2;{enjeu};B")
    batch = received(text, convention=convention)
    assert [(note.line_id, note.why) for note in preview(batch).ignored] == [("!4", NOTE)]

    plan = answered(batch, "ligne", "!2", "-")
    assert [row.code for row in plan.added] == ["1.2"]
    assert [(note.line_id, note.why) for note in plan.ignored] == [("!2", CHOSEN), ("!4", NOTE)]
    plan = answered(batch, "ligne", "!4", "+")
    assert [(fault.line, fault.heading) for fault in plan.faults] == [(4, "Code"), (4, "Action")]
    plan = answered(batch, "case", "!A4", "1.3")
    plan = answered(batch, "case", "!C4", "C")
    assert [row.code for row in plan.added] == ["1.3", "1.2"]


def test_cell_typed_again_replaces_that_of_the_file(convention, enjeu):
    OrganisationFactory(name="CAF")
    batch = received(
        table(f"1.1;{enjeu};A;32/13/2024", header="Code;Enjeu;Action;Début"), convention=convention
    )
    (fault,) = preview(batch).faults
    assert fault.cell_id == "!D2"

    plan = answered(batch, "case", "!D2", "01/03/2024")
    assert str(plan.added[0].values["starts_on"]) == "2024-03-01"
    (correction,) = plan.corrections
    assert (correction.cell_id, correction.before, correction.after) == (
        *("!D2", "32/13/2024"),
        "01/03/2024",
    )
    apply_plan(batch)
    assert str(Action.objects.get().starts_on) == "2024-03-01"
    for place in ("!A1", "!Z2", "!D9", "Autre!D2", "x"):  # no cell under the header
        plan = answered(
            received(table(f"1.1;{enjeu};A"), convention=convention), "case", place, "b"
        )
        assert plan.corrections == []


def test_levels_asked_about_wait_without_faults(convention, enjeu):
    batch = received(table("1.1;1;A", "1.2;Enjeu 1;B", "1.3;Acces droit;C"), convention=convention)
    plan = preview(batch)

    assert plan.faults == []
    assert [(word.text, word.suggestion) for word in plan.pending] == [
        ("1", ""),
        ("Enjeu 1", ""),
        ("Acces droit", ""),
    ]
    assert not confirmed(batch).can_apply
    for word in plan.pending:
        plan = answered(batch, "enjeu", word.key, str(enjeu.pk))
    assert [row.row.enjeu_id for row in plan.added] == [enjeu.pk] * 3
    assert plan.can_apply


# --- the words of the territory ------------------------------------------------------------------


def test_levels_are_known_by_the_names_of_the_settings(convention):
    territory = convention.territory
    territory.enjeu_name, territory.enjeu_names = "ambition", "ambitions"
    territory.objective_name, territory.objective_names = "cap", "caps"
    territory.action_name, territory.action_names = "chantier", "chantiers"
    territory.save()
    header = "N° de chantier;Ambitions;Intitulé du cap;Les chantiers"
    text = table("1.1.1;1. Santé;1.1 Soigner;Ouvrir", header=header)
    batch = received(text, convention=convention)
    assert batch.mapping == {"": {"code": 0, "enjeu": 1, "objective": 2, "title": 3}}

    text = "Pilote;Chantier\nAmbition 1 : Santé;\nCap 1.1 : Soigner;\nCAF;Ouvrir\n"
    (row,) = confirmed(received(text, convention=convention)).added
    assert (row.row.enjeu.title, row.row.objective.title) == ("Santé", "Soigner")


def test_page_asks_whether_it_is_the_same_action(staff_client, convention, enjeu):
    action = ActionFactory(enjeu=enjeu, code="1.4", title="Ouvrir")
    address, batch = sent(staff_client, table(f"1.7;{enjeu};Ouvrir"), convention=convention)
    (word,) = preview(batch).pending
    page = staff_client.get(address)
    assert "Même titre que 1.4" in page.text
    _, given = form(page, "Enregistrer ces réponses")
    (name,) = [name for name in given if name and name.startswith("mot-")]

    press(staff_client, address, "Enregistrer ces réponses", **{name: str(action.pk)})
    batch.refresh_from_db()
    assert batch.decisions == {"fiche": {word.key: str(action.pk)}}
    assert "1.4 Ouvrir" not in lead(staff_client.get(address))


def test_new_action_without_enjeu_is_asked_by_the_start_of_its_number(convention, enjeu):
    batch = received("code;titre\n1.1;A\n1.2;B\n9.1;C\n", convention=convention)
    plan = preview(batch)

    assert plan.faults == []
    assert [(word.text, word.lines, word.suggestion) for word in plan.pending] == [
        ("Actions sans enjeu : numéros 1", [2, 3], ""),
        ("Actions sans enjeu : numéros 9", [4], ""),
    ]
    given = (str(enjeu.pk), "+")
    answers = {word.key: target for word, target in zip(plan.words, given, strict=True)}
    batch.decisions = {"enjeu": answers}
    plan = preview(batch)
    assert plan.can_apply
    (created,) = plan.creations
    assert created.title_is_provisional
    assert [row.row.enjeu_id for row in plan.added][:2] == [enjeu.pk] * 2
    apply_plan(batch)
    assert not ImportWord.objects.filter(kind="enjeu").exists()  # it is about one file


@pytest.mark.parametrize("line", ["1.1;Ouvrir;CAF;50 %", "1.1;Ouvrir;CAF;\n;;50 %;"])
def test_a_percentage_is_no_level_that_breaks_the_page(line, convention):
    plan = preview(
        received(f"Code;Titre;Pilote;Enjeu\n{line}\n1.2;Fermer;CAF;\n", convention=convention)
    )

    assert plan.faults == []
    assert "50 %" in [word.text for word in plan.pending]  # asked, as it is written


@pytest.mark.parametrize(
    "text",
    [
        "Enjeu;Objectif;Action\n1. Santé;1. Soigner;Ouvrir\n1. Santé;2. Prévenir;Marcher\n"
        "2. Logement;1. Loger;Bâtir\n",
        "Axe;Objectif opérationnel;Fiche action\nAxe 1 - Santé;Objectif 1 : Soigner;Ouvrir\n"
        ";Objectif 2 : Prévenir;Marcher\nAxe 2 - Logement;Objectif 1 : Loger;Bâtir\n",
    ],
)
def test_objectives_counted_again_under_each_enjeu_bear_the_number_of_both(text, convention):
    batch = received(text, convention=convention)
    plan = confirmed(batch)

    rows = [(row.code, str(row.row.objective), str(row.row.enjeu)) for row in plan.added]
    assert rows == [
        ("1.1.1", "1.1 Soigner", "1. Santé"),
        ("1.2.1", "1.2 Prévenir", "1. Santé"),
        ("2.1.1", "2.1 Loger", "2. Logement"),
    ]
    apply_plan(batch)
    again = preview(received(text, convention=convention))
    assert (again.pending, again.added) == ([], [])


def test_objectives_counted_through_the_whole_plan_keep_their_numbers(convention):
    text = "Enjeu;Objectif;Action\n1. Santé;1. Soigner;Ouvrir\n2. Logement;2. Loger;Bâtir\n"
    plan = confirmed(received(text, convention=convention))
    assert [str(row.row.objective) for row in plan.added] == ["1 Soigner", "2 Loger"]
