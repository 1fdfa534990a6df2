"""What a table would change: added, field by field, unchanged, absent, and every fault at once."""

import datetime as dt
import io

import openpyxl
import pytest

from actions.importing.batch import preview
from actions.importing.codes import CODE_IS_DATE, CODE_IS_NUMBER
from actions.importing.column_mapping import propose_mapping
from actions.importing.columns import COLUMNS
from actions.importing.diff import make_plan
from actions.importing.known_actions import ARCHIVED_ACTION
from actions.importing.level_words import Level, read_level
from actions.importing.name_matching import WHOLE
from actions.importing.reading import Sheet, open_table
from actions.importing.resolution import ARCHIVED
from actions.models import Avancement, PartnerRole
from tables.cells import column_letter
from tables.errors import TableRefused
from tests.actions.importing.files import ods
from tests.actions.importing.samples import confirmed, received
from tests.factories import (
    ActionFactory,
    ActionPartnerFactory,
    AudienceFactory,
    CommuneFactory,
    ConventionFactory,
    DomainFactory,
    EnjeuFactory,
    ObjectiveFactory,
    OrganisationFactory,
)

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 3, 2)


@pytest.fixture
def convention():
    return ConventionFactory(public=True)


@pytest.fixture
def enjeu(convention):
    return EnjeuFactory(convention=convention, code="1", title="Accès aux droits")


def xlsx(rows, merges=()):
    workbook = openpyxl.Workbook()
    for row in rows:
        workbook.active.append(row)
    for place in merges:
        workbook.active.merge_cells(place)
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def plan_of(content, convention, name="plan.csv", decisions=None):
    content = content.encode() if isinstance(content, str) else content
    sheet = open_table(io.BytesIO(content), name).best
    mapping = {sheet.name: propose_mapping(sheet, {})}
    return make_plan([sheet], mapping, decisions or {}, convention, on=TODAY)


def expected(plan):
    return [(fault.line, fault.letter, fault.expected) for fault in plan.faults]


def changes(plan):
    return {
        (row.code, change.label): (change.before, change.after)
        for row in plan.changed
        for change in row.changes
    }


# --- columns -----------------------------------------------------------------------------------


def test_every_heading_of_the_exports_is_recognised():
    row = [column.heading for column in COLUMNS]
    sheet = Sheet("", [row, ["x"] * len(row)], header=0)

    assert propose_mapping(sheet, {}) == {column.key: place for place, column in enumerate(COLUMNS)}


def test_close_heading_is_proposed_and_a_remembered_one_wins():
    sheet = Sheet("", [["Code", "Intitullé", "Tactique"], ["1", "a", "b"]], header=0)

    assert propose_mapping(sheet, {}) == {"code": 0, "title": 1}
    assert propose_mapping(sheet, {"tactique": "summary", "code": ""}) == {"title": 1, "summary": 2}


def test_unknown_headings_are_left_out():
    sheet = Sheet("", [["Code", "Titre", "Sorte", "Couleur"], list("abcd")], header=0)

    assert propose_mapping(sheet, {}) == {"code": 0, "title": 1}


@pytest.mark.parametrize(
    ("mapping", "sentence"),
    [
        ({"code": 0}, "quelle colonne du fichier contient « Titre »"),
        ({"code": 0, "title": 9}, "pas dans le fichier"),
        ({"code": 0, "title": 0}, "choisie deux fois"),
    ],
)
def test_wrong_mapping_is_refused(convention, mapping, sentence):
    sheet = open_table(io.BytesIO(b"Code;Titre\n1;a\n"), "a.csv").best
    with pytest.raises(TableRefused, match=sentence):
        make_plan([sheet], {sheet.name: mapping}, {}, convention)


@pytest.mark.parametrize(("column", "letter"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ")])
def test_letters_of_columns(column, letter):
    assert column_letter(column) == letter


# --- reading the lines -------------------------------------------------------------------------


def test_enjeu_and_objective_written_once_serve_the_lines_below(convention, enjeu):
    plan = plan_of(
        "code;axe;objectif;titre\n"
        "1.1.1;1. Accès aux droits;Premier;A\n1.1.2;;;B\n;;;\n1.2.1;;Second;C\n"
        "2.1.1;2. Santé;;D\n2.1.2;;Troisième;E\n",
        convention,
    )
    told = {
        row.code: [c.after for c in row.changes if c.name in ("enjeu", "objective")]
        for row in plan.added
    }

    assert told == {
        "1.1.1": ["1. Accès aux droits", "1.1 Premier (à créer)"],
        "1.1.2": ["1. Accès aux droits", "1.1 Premier (à créer)"],
        "1.2.1": ["1. Accès aux droits", "1.2 Second (à créer)"],
        "2.1.1": ["2 Santé (à créer)"],
        "2.1.2": ["2 Santé (à créer)", "2.1 Troisième (à créer)"],
    }


def test_merged_cells_and_repeated_headers_are_understood(convention, enjeu):
    rows = [
        ["Plan d’actions"],
        ["Code", "Enjeu", "Action", "Pilote"],
        ["1.1", "1. Accès aux droits", "A", "Mairie"],
        ["1.2", None, "B", None],
        ["Code", "Enjeu", "Action", "Pilote"],
        ["1.3", None, "C", "CAF"],
        [None, "Total", None, 3],
    ]
    plan = plan_of(xlsx(rows, ["A1:D1", "D3:D4", "B3:B4"]), convention, "plan.xlsx")
    leads = {row.code: [c.after for c in row.changes if c.name == "lead"] for row in plan.added}

    assert plan.faults == []
    assert leads == {
        "1.1": ["Mairie (à créer)"],
        "1.2": ["Mairie (à créer)"],
        "1.3": ["CAF (à créer)"],
    }
    assert [(note.line, note.text) for note in plan.ignored] == [(7, "Total 3")]


def test_merged_cells_of_libreoffice_are_understood(convention, enjeu):
    def cell(text, spanned=""):
        attributes = f'office:value-type="string"{spanned}'
        return f"<table:table-cell {attributes}><text:p>{text}</text:p></table:table-cell>"

    down = ' table:number-rows-spanned="3" table:number-columns-spanned="1"'
    covered = "<table:covered-table-cell/>"
    rows = [
        cell("Code") + cell("Enjeu") + cell("Action") + cell("Pilote"),
        cell("1.1") + cell("1. Accès aux droits", down) + cell("A") + cell("Mairie", down),
        *(cell(code) + covered + cell("B") + covered for code in ("1.2", "1.3")),
        cell("1.4") + cell("") + cell("D") + cell(""),
    ]
    lines = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
    plan = plan_of(ods([["Plan d’actions"]], rows=lines), convention, "plan.ods")
    leads = {row.code: [c.after for c in row.changes if c.name == "lead"] for row in plan.added}

    assert plan.faults == []
    assert leads == {
        "1.1": ["Mairie (à créer)"],
        "1.2": ["Mairie (à créer)"],
        "1.3": ["Mairie (à créer)"],
        "1.4": [],
    }


def test_typed_cells_of_a_spreadsheet_are_read(convention, enjeu):
    rows = [
        ["Code", "Enjeu", "Titre", "Début", "Fin", "Permanente", "Ordre"],
        ["1.1", "1", 2024, dt.datetime(2024, 2, 29), None, True, 3],
        ["1.2", 1, "B", 45000, 2026, False, None],
    ]
    first, second = plan_of(xlsx(rows), convention, "plan.xlsx").added

    assert (first.title, first.values["starts_on"], first.values["ends_on"]) == (
        "2024",
        dt.date(2024, 2, 29),
        None,
    )
    assert (first.values["is_permanent"], first.values["position"]) == (True, 3)
    assert (second.values["starts_on"], second.values["ends_on"]) == (
        dt.date(2023, 3, 15),
        dt.date(2026, 12, 31),
    )
    assert (second.values["is_permanent"], second.values["position"]) == (False, 2)


@pytest.mark.parametrize(
    ("code", "sentence"),
    [(dt.datetime(2024, 3, 1), CODE_IS_DATE), (True, CODE_IS_NUMBER)],
)
def test_code_that_a_spreadsheet_spoilt_is_refused(convention, enjeu, code, sentence):
    rows = [["Code", "Enjeu", "Titre", "Pilote"], [code, "1", "A", "CAF"], [3, "1", "B", "CAF"]]
    plan = plan_of(xlsx(rows), convention, "plan.xlsx")

    assert (2, "A", sentence) in expected(plan)


def test_whole_numbers_are_codes_when_all_of_them_are(convention, enjeu):
    rows = [["Code", "Enjeu", "Titre"], [1, "1", "A"], [10, "1", "B"]]

    assert [row.code for row in plan_of(xlsx(rows), convention, "plan.xlsx").added] == ["1", "10"]


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("Enjeu 1 : Accès aux droits", Level("1", "Accès aux droits")),
        ("1. Accès", Level("1", "Accès")),
        ("1.2 Aller vers", Level("1.2", "Aller vers")),
        ("Axe A – Santé", Level("A", "Santé")),
        ("Axe stratégique", Level("", "Axe stratégique")),
        ("0-3 ans : accueil", Level("", "0-3 ans : accueil")),
        ("Enjeu de santé", Level("", "Enjeu de santé")),
        ("3", Level("3", "")),
    ],
)
def test_levels_as_tables_write_them(text, level):
    assert read_level(text) == level


# --- comparing ---------------------------------------------------------------------------------


def test_changes_are_told_field_by_field(convention, enjeu):
    caf, city = OrganisationFactory(name="CAF"), OrganisationFactory(name="Mairie")
    OrganisationFactory(name="Département")
    action = ActionFactory(enjeu=enjeu, code="1.1", title="Avant", lead=caf, ongoing=True)
    ActionPartnerFactory(action=action, organisation=city)
    ActionFactory(enjeu=enjeu, code="1.2", title="Pareil")
    ActionFactory(enjeu=enjeu, code="1.9", title="Absente")
    plan = plan_of(
        "code;titre;pilote;partenaires;fin;avancement\n"
        "1.1;Après;Mairie;Département|CAF;fin 2026;Réalisée\n1.2;Pareil;;;;\n",
        convention,
    )

    assert changes(plan) == {
        ("1.1", "Titre"): ("Avant", "Après"),
        ("1.1", "Pilote"): ("CAF", "Mairie"),
        ("1.1", "Partenaires"): ("Mairie", "Département, CAF"),
        ("1.1", "Fin prévue"): ("vide", "31/12/2026"),
        ("1.1", "Avancement"): ("En cours", "Réalisée"),
        ("1.1", "Avancement déclaré le"): ("15/01/2024", "02/03/2026"),
    }
    assert [row.code for row in plan.unchanged] == ["1.2"]
    assert [row.code for row in plan.absent] == ["1.9"]


def test_empty_cell_keeps_what_is_there_unless_staff_empty_its_column(convention, enjeu):
    action = ActionFactory(enjeu=enjeu, code="1.1", summary="Phrase simple", description="Longue")
    action.audiences.add(AudienceFactory(name="Familles"))
    text = f"code;titre;résumé;publics;état;motif\n1.1;{action.title};;NC;;\n"
    kept = plan_of(text, convention)
    emptying = {"vider": {"summary": "+", "audiences": "+"}}
    emptied = plan_of(text, convention, decisions=emptying)

    assert (changes(kept), kept.emptied) == ({}, 0)
    assert kept.kept == {"summary": 1, "audiences": 1}
    assert changes(emptied) == {
        ("1.1", "Phrase simple"): ("Phrase simple", "vide"),
        ("1.1", "Publics"): ("Familles", "vide"),
    }
    assert (emptied.emptied, emptied.kept) == (2, {})


def test_empty_title_of_an_existing_action_is_a_fault(convention, enjeu):
    ActionFactory(enjeu=enjeu, code="1.1")

    assert expected(plan_of("code;titre\n1.1;\n1.2;x\n", convention))[0][:2] == (2, "B")


def test_state_keeps_its_date_and_a_new_one_takes_today(convention, enjeu):
    ActionFactory(enjeu=enjeu, code="1.1", title="A", ongoing=True)
    ActionFactory(enjeu=enjeu, code="1.2", title="B", ongoing=True)
    plan = plan_of(
        "code;titre;état;état au\n1.1;A;En cours;\n1.2;B;Réalisée;01/02/2026\n1.3;C;En cours;\n",
        convention,
    )

    assert [row.code for row in plan.unchanged] == ["1.1"]
    assert plan.changed[0].values["avancement_on"] == dt.date(2026, 2, 1)
    assert plan.added[0].values["avancement_on"] == TODAY


def test_permanent_gives_way_to_a_date(convention, enjeu):
    ActionFactory(enjeu=enjeu, code="1.1", title="A", is_permanent=True)
    plan = plan_of("code;titre;fin\n1.1;A;31/12/2026\n", convention)

    assert changes(plan) == {
        ("1.1", "Fin prévue"): ("vide", "31/12/2026"),
        ("1.1", "Action permanente"): ("oui", "non"),
    }


def test_objective_follows_the_enjeu(convention, enjeu):
    objective = ObjectiveFactory(enjeu=enjeu, code="1.1", title="Premier")
    ActionFactory(objective=objective, code="1.1.1", title="A")
    EnjeuFactory(convention=convention, code="2", title="Santé")
    plan = plan_of("code;enjeu;titre\n1.1.1;2. Santé;A\n", convention)

    assert changes(plan) == {
        ("1.1.1", "Enjeu"): ("1. Accès aux droits", "2. Santé"),
        ("1.1.1", "Objectif"): ("1.1 Premier", "vide"),
    }


def test_what_only_differs_by_spaces_or_line_ends_is_unchanged(convention, enjeu):
    ActionFactory(enjeu=enjeu, code="1.1", title="Un  titre ", description="a\r\nb\x0b ")
    plan = plan_of('code;titre;description\n1.1;" Un  titre";"a\nb"\n', convention)

    assert (plan.changed, plan.faults) == ([], [])


# --- words -------------------------------------------------------------------------------------


def test_one_of_two_rows_of_the_same_name_is_asked_unless_it_is_there(convention, enjeu):
    first, second = (OrganisationFactory(name="Mairie", slug=f"mairie-{n}") for n in (1, 2))
    ActionFactory(enjeu=enjeu, code="1.1", title="A", lead=second)
    text = f"code;axe;titre;pilote\n1.1;{enjeu};A;Mairie\n1.2;;B;Mairie\n"
    plan = plan_of(text, convention)

    assert [row.code for row in plan.unchanged] == ["1.1"]
    assert [(word.text, word.lines, word.suggestion) for word in plan.pending] == [
        ("Mairie", [3], "")
    ]
    decided = plan_of(text, convention, decisions={"organisation": {"mairie": str(first.pk)}})
    assert decided.added[0].values["lead"] == str(first.pk)


def test_communes_are_compared_without_hyphens_and_never_guessed(convention, enjeu):
    for name in ("Saint-Jean-de-Rives", "Lavaur", "Saint-Sulpice-la-Pointe"):
        CommuneFactory(name=name, territory=convention.territory)
    CommuneFactory(name="Ailleurs")
    plan = plan_of(
        "code;axe;titre;communes\n1.1;1. Accès aux droits;A;st jean de rives / LAVAUR\n"
        "1.2;;B;Lavaurr\n1.3;;C;Ailleurs\n1.4;;D;l’ensemble du territoire\n",
        convention,
    )

    assert len(plan.added[0].values["communes"]) == 2
    assert [(word.text, word.suggestion_label) for word in plan.pending] == [
        ("Lavaurr", "Lavaur"),
        ("Ailleurs", ""),
    ]
    assert [(fault.line, fault.value) for fault in plan.faults] == [(4, "Ailleurs")]
    assert plan.added[-1].values["communes"] == [WHOLE]


def test_archived_rows_are_not_written_to(convention, enjeu):
    closed = OrganisationFactory(name="Fermée", archived_on=TODAY, archive_reason="Dissoute")
    ActionFactory(enjeu=enjeu, code="1.1", title="A", lead=closed)
    ActionFactory(enjeu=enjeu, code="1.2", archived_on=TODAY, archive_reason="Doublon")
    ActionFactory(enjeu=enjeu, code="1.4", archived_on=TODAY, archive_reason="Doublon")
    plan = plan_of("code;titre;pilote\n1.1;A;Fermée\n1.2;B;\n1.3;C;Fermée\n", convention)

    assert [row.code for row in plan.unchanged] == ["1.1"]
    assert expected(plan) == [(3, "A", ARCHIVED_ACTION), (4, "C", ARCHIVED)]
    assert plan.absent == []
    assert str(closed.pk) not in dict(plan.choices["organisation"])


def test_word_left_out_is_left_out(convention, enjeu):
    plan = plan_of(
        f"code;axe;titre;partenaires\n1.1;{enjeu};A;associations, CAF\n",
        convention,
        decisions={"organisation": {"associations": "-", "caf": "+"}},
    )

    assert plan.pending == []
    assert [creation.name for creation in plan.creations] == ["CAF"]


# --- faults ------------------------------------------------------------------------------------


def test_each_fault_says_where_what_and_what_was_expected(convention, enjeu):
    DomainFactory(name="Logement")
    ActionFactory(enjeu=enjeu, code="1.7", title="Publiée", summary="x", is_published=True)
    long = "x" * 301
    plan = plan_of(
        "code;titre;résumé;description;pilote;domaines;permanente;ordre;motif;état\n"
        f"1.1;A;{long};;;;;;;\n"
        "1.2;B;;a\x01b;;;;;;\n"
        "1.3;C;;;CAF|MSA;;;;;\n"
        "1.4;D;;;;Cuisine;;;;\n"
        "1.5;E;;;;;peut-être;;;\n"
        "1.6;F;;;;;;-3;;\n"
        "1.7;Publiée;;;;;;;;\n"
        "1.8;H;;;;;;;;Abandonnée\n"
        "x y;I;;;;;;;;\n"
        ";J;;;CAF;;;;;\n",
        convention,
    )
    found = [(fault.line, fault.letter) for fault in plan.faults]

    assert found == [
        *((2, "C"), (3, "D"), (5, "F"), (6, "G"), (7, "H"), (9, "I")),
        (10, "A"),
    ]
    assert "300 caractères" in plan.faults[0].expected
    assert all(fault.expected.endswith(".") for fault in plan.faults)
    assert not plan.can_apply


# --- roles and cost ----------------------------------------------------------------------------


def test_roles_have_each_their_column(convention, enjeu):
    caf = OrganisationFactory(name="CAF")
    action = ActionFactory(enjeu=enjeu, code="1.1", title="A")
    for role in (PartnerRole.FUNDER, PartnerRole.PARTNER):
        ActionPartnerFactory(action=action, organisation=caf, role=role)
    text = "code;titre;financeurs;co-pilotes\n1.1;A;;CAF\n"
    plan = plan_of(text, convention, decisions={"vider": {"funders": "+"}})

    assert changes(plan) == {
        ("1.1", "Financeurs"): ("CAF", "vide"),
        ("1.1", "Copilotes"): ("vide", "CAF"),
    }


@pytest.mark.parametrize("count", [1, 3, 60])
def test_preview_costs_the_same_whatever_the_size(
    convention, enjeu, count, django_assert_num_queries
):
    ActionFactory.create_batch(count, enjeu=enjeu)
    lines = "".join(f"9.{n}.{n};1. Accès aux droits;Titre;O{n};Lavaur\n" for n in range(count))
    batch = received("code;enjeu;titre;pilote;partenaires\n" + lines, convention=convention)
    confirmed(batch)
    batch.refresh_from_db()

    with django_assert_num_queries(19):
        plan = preview(batch)
    assert len(plan.added) == count
    assert plan.added[0].values["avancement"] == Avancement.PLANNED
