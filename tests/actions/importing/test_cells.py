"""Cells as real tables write them, in the plan: names, periods, ticks, errors, states."""

import datetime as dt
import io
import time

import openpyxl
import pytest
from openpyxl.styles import PatternFill

from actions.importing.column_mapping import propose_mapping
from actions.importing.diff import make_plan
from actions.importing.import_plan import accepted
from actions.importing.reading import open_table
from actions.importing.row_reader import IN_ERROR, NEVER_COMPUTED
from actions.importing.splitting import names_of
from actions.models import PartnerRole
from partners.models import Organisation
from tests.actions.importing.samples import sample
from tests.factories import (
    ActionFactory,
    AudienceFactory,
    CommuneFactory,
    ConventionFactory,
    EnjeuFactory,
    OrganisationFactory,
)

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 3, 2)
ENJEU = "1. Accès aux droits"


@pytest.fixture
def convention():
    convention = ConventionFactory(
        public=True, starts_on=dt.date(2023, 1, 1), ends_on=dt.date(2026, 12, 31)
    )
    EnjeuFactory(convention=convention, code="1", title="Accès aux droits")
    return convention


@pytest.fixture
def caf():
    return OrganisationFactory(name="CAF du Tarn", short_name="CAF")


def plan_of(content, convention, decisions=None, name="plan.csv"):
    content = content.encode() if isinstance(content, str) else content
    sheet = open_table(io.BytesIO(content), name).best
    mapping = {sheet.name: propose_mapping(sheet, {})}
    return make_plan([sheet], mapping, decisions or {}, convention, on=TODAY)


def row_of(headings, cells, convention, **decisions):
    """The one row of the plan, and the plan."""
    plan = plan_of(f"code;enjeu;titre;{headings}\n1.1;{ENJEU};A;{cells}\n", convention, decisions)
    return plan.rows[0] if plan.rows else None, plan


def xlsx(*rows, before=None):
    workbook = openpyxl.Workbook()
    for row in rows:
        workbook.active.append(row)
    if before:
        before(workbook.active)
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


# --- periods -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("headings", "cells", "first", "last"),
    [
        ("début;fin", "2023-2026;2023-2026", "2023-01-01", "2026-12-31"),
        ("début;fin", "2023-2026;", "2023-01-01", "2026-12-31"),
        ("début;fin", ";mars-juin 2024", "2024-03-01", "2024-06-30"),
        ("début;fin", "2023-2026;fin 2025", "2023-01-01", "2025-12-31"),
        ("début;fin", "S2 2025;mars-juin 2026", "2025-07-01", "2026-06-30"),
        ("début;fin", "2024;", "2024-01-01", None),
        ("début;fin", ";2024", None, "2024-12-31"),
        ("début;fin", "dès 2024;dès 2024", "2024-01-01", None),
        ("début;fin", "à définir;NC", None, None),
        ("début;fin", "d’ici fin 2025;", None, "2025-12-31"),
        ("échéance", "2024-2025", "2024-01-01", "2025-12-31"),
        ("calendrier", "2024-2025", "2024-01-01", "2025-12-31"),
        ("calendrier", "2024", "2024-01-01", "2024-12-31"),
        ("calendrier", "T1 2023", "2023-01-01", "2023-03-31"),
        ("calendrier;fin", "2024;mars 2026", "2024-01-01", "2026-03-31"),
        ("calendrier", "durée de la convention", "2023-01-01", "2026-12-31"),
        ("fin", "fin de la CTG", None, "2026-12-31"),
        ("début;fin", "durée de la CTG;", "2023-01-01", "2026-12-31"),
        ("2023;2024;2025;2026", "X;x;;", "2023-01-01", "2024-12-31"),
        ("2023;2024;2025;2026", "☑;☑;☐;☐", "2023-01-01", "2024-12-31"),
        ("2023;2024;2025;2026", ";oui;1;✔", "2024-01-01", "2026-12-31"),
        ("2023;2024;2025;2026", "non;;;", None, None),
        ("2023;2024;fin", "X;X;mars 2024", "2023-01-01", "2024-03-31"),
    ],
)
def test_one_cell_may_fill_both_ends(headings, cells, first, last, convention):
    row, plan = row_of(headings, cells, convention)

    assert plan.faults == []
    assert (row.row.starts_on, row.row.ends_on) == tuple(
        day and dt.date.fromisoformat(day) for day in (first, last)
    )


@pytest.mark.parametrize(
    ("headings", "cells", "first"),
    [
        ("début;fin", "en continu;en continu", None),
        ("calendrier", "pérenne", None),
        ("calendrier", "depuis 2022 en continu", dt.date(2022, 1, 1)),
        ("début;fin", "2024;annuelle", dt.date(2024, 1, 1)),
    ],
)
def test_words_of_permanence_leave_no_end(headings, cells, first, convention):
    row, _ = row_of(headings, cells, convention)

    assert (row.row.starts_on, row.row.ends_on, row.row.is_permanent) == (first, None, True)


def test_word_of_a_date_is_asked_once_and_may_be_answered(convention):
    put_off = "Juin 2024 (reporté à 2025)"
    text = f"code;enjeu;titre;début;fin\n1.1;{ENJEU};A;{put_off};\n1.2;;B;;{put_off.upper()}\n"
    (word,) = plan_of(text, convention).words

    assert (word.kind, word.lines, word.suggestion) == ("date", [2, 3], "")
    assert [target for target, _ in word.choices] == [
        *("2024-06-01/2024-06-30", "2025-01-01/2025-12-31"),
        *("permanent", "convention", "-"),
    ]
    for answer, starts, ends in [
        ("2024-06-01/2024-06-30", dt.date(2024, 6, 1), dt.date(2024, 6, 30)),
        ("convention", dt.date(2023, 1, 1), dt.date(2026, 12, 31)),
        ("-", None, None),
        ("permanent", None, None),
    ]:
        plan = plan_of(text, convention, {"date": {word.key: answer}})
        one, two = plan.rows
        assert (plan.faults, plan.pending) == ([], [])
        assert (one.row.starts_on, two.row.ends_on) == (starts, ends)
        assert two.row.is_permanent == (answer == "permanent")


def test_impossible_day_is_a_fault_and_no_question(convention):
    _, plan = row_of("début", "30/02/2024", convention)

    assert [fault.value for fault in plan.faults] == ["30/02/2024"]
    assert plan.words == []


def test_percentage_of_a_year_is_asked_as_written(convention):
    rows = [["Code", "Titre", 2023, 2024, "Enjeu"], ["1.1", "A", 0.4, "60%", ENJEU]]

    def in_percents(sheet):
        sheet["C2"].number_format = "0%"

    content = xlsx(*rows, before=in_percents)
    asked = plan_of(content, convention, name="p.xlsx").words
    plan = plan_of(content, convention, {"coche": {"40 %": "oui", "60 %": "non"}}, "p.xlsx")

    assert [(word.kind, word.text) for word in asked] == [("coche", "40 %"), ("coche", "60%")]
    assert (plan.rows[0].row.starts_on, plan.rows[0].row.ends_on) == (
        dt.date(2023, 1, 1),
        dt.date(2023, 12, 31),
    )


def test_year_without_a_tick_between_two_is_told(convention):
    row, plan = row_of("2023;2024;2025", "X;;X", convention)

    assert (row.row.starts_on.year, row.row.ends_on.year) == (2023, 2025)
    assert plan.notes == [("!2", "2024 sans croix : l’action va quand même de 2023 à 2025.")]


# --- names -------------------------------------------------------------------------------------


def led(row, plan):
    """(lead, co-leads) of a row, by name."""
    creations = {org.name for org in plan.creations if isinstance(org, Organisation)}
    lead = row.row.lead or Organisation.objects.filter(pk=row.row.lead_id).first()
    others = [line.organisation for line in row.lines if line.role == PartnerRole.CO_LEAD]
    assert {org.name for org in [lead, *others] if org and not org.pk} <= creations
    return lead and lead.name, [org.name for org in others]


@pytest.mark.parametrize(
    ("cell", "lead", "others"),
    [
        ("CAF", "CAF du Tarn", []),
        ("CAF / MSA", "CAF du Tarn", ["MSA"]),
        ("MSA/CAF", "MSA", ["CAF du Tarn"]),
        ("CAF, MSA", "CAF du Tarn", ["MSA"]),
        ("CAF et MSA", "CAF du Tarn", ["MSA"]),
        ("CAF & MSA", "CAF du Tarn", ["MSA"]),
        ("CAF + MSA", "CAF du Tarn", ["MSA"]),
        ("CAF et/ou MSA", "CAF du Tarn", ["MSA"]),
        ("CAF|MSA", "CAF du Tarn", ["MSA"]),
        ('"CAF\n- MSA\n- PMI"', "CAF du Tarn", ["MSA", "PMI"]),
        ("CAF - MSA", "CAF du Tarn", ["MSA"]),
        ("Mairie de Lavaur et MJC", "Mairie de Lavaur", ["MJC"]),
        ("CCAS de Lavaur et CCAS de Saint-Sulpice", "CCAS de Lavaur", ["CCAS de Saint-Sulpice"]),
        ("Mme Martin (CAF)", "CAF du Tarn", []),
        ("CAF (Mme Martin)", "CAF du Tarn", []),
        ("Mme Martin - CAF", "CAF du Tarn", []),
        ("CAF : M. Durand", "CAF du Tarn", []),
        ("Mme Martin (CAF) et M. Durand (MJC)", "CAF du Tarn", ["MJC"]),
        ("Maison Enfance et Jeunesse", "Maison Enfance et Jeunesse", []),
        ("Caisse d’allocations familiales (CAF)", "Caisse d’allocations familiales (CAF)", []),
        ("à définir", None, []),
    ],
)
def test_several_leads_of_a_cell(cell, lead, others, convention, caf):
    _, asked = row_of("pilote", cell, convention)
    every = {word.key: word.suggestion or "+" for word in asked.words}
    row, plan = row_of("pilote", cell, convention, organisation=every)

    assert plan.faults == []
    assert led(row, plan) == (lead, others)


def test_second_lead_is_told_and_co_leads_already_there_stay(convention, caf):
    msa, pmi = OrganisationFactory(name="MSA"), OrganisationFactory(name="PMI")
    action = ActionFactory(code="1.1", title="A", enjeu=convention.enjeux.get(), lead=msa)
    action.action_partners.create(organisation=pmi, role=PartnerRole.CO_LEAD)
    row, plan = row_of("pilote", "CAF / MSA", convention)

    assert plan.notes == [
        ("!2", "Plusieurs noms dans « Pilote » : le premier reste pilote, MSA devient copilote.")
    ]
    assert row.row.lead_id == caf.pk
    assert [line.organisation_id for line in row.lines] == [msa.pk]
    assert row.dropped == []


def test_person_is_told_never_kept_never_created(convention, caf):
    _, plan = row_of("pilote;partenaires", "Mme Martin (CAF);Mme Martin", convention)
    (word,) = plan.words

    assert plan.notes == [
        ("!2", "« Mme Martin (CAF) » : seule l’organisation CAF est gardée, pas la personne.")
    ]
    assert (word.text, word.suggestion) == ("Mme Martin", "")
    assert "+" not in dict(word.choices)
    assert accepted(plan) == {}
    _, created = row_of("pilote", "Mme Martin", convention, organisation={"mme martin": "+"})
    assert created.creations == []
    assert created.pending


@pytest.mark.parametrize("text", ["a et " * 6000, "(a, " * 8000, "a : " * 2400 + "(", "/" * 30_000])
def test_long_cell_of_names_costs_little(text):
    started = time.process_time()
    names_of("organisation", text, {"a"}.__contains__)

    assert time.process_time() - started < 2


@pytest.mark.parametrize("cell", ["Familles Rurales et Loisirs", "Mairies de Lavaur et Ambres"])
def test_name_that_may_be_two_is_never_created_by_one_tick_for_all(cell, convention):
    _, plan = row_of("partenaires", cell, convention)

    assert [(word.text, word.suggestion) for word in plan.words] == [(cell, "")]
    assert accepted(plan) == {}


def test_known_name_with_a_comma_and_an_and_is_one(convention):
    name = "Éducation nationale, jeunesse et sports"
    known = OrganisationFactory(name=name)
    row, _ = row_of("partenaires", f"{name}, MSA", convention, organisation={"msa": "+"})

    assert [line.organisation_id or line.organisation.name for line in row.lines] == [
        known.pk,
        "MSA",
    ]


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("Lavaur, St Sulpice la Pointe et Ambres", {"Lavaur", "Saint-Sulpice-la-Pointe", "Ambres"}),
        ("Lavaur + Ambres", {"Lavaur", "Ambres"}),
        ("Lavaur - Ambres", {"Lavaur", "Ambres"}),
        ("Lavaur/Ambres", {"Lavaur", "Ambres"}),
        ("Toutes", "whole"),
        ("CCX", "whole"),
        ("C.C. Exemple", "whole"),
    ],
)
def test_communes_of_a_cell(cell, names, convention):
    territory = convention.territory
    territory.name, territory.short_name = "C.C. Exemple", "CCX"
    territory.save()
    for name in ("Lavaur", "Saint-Sulpice-la-Pointe", "Ambres"):
        CommuneFactory(territory=territory, name=name)
    row, plan = row_of("communes", cell, convention)

    assert (plan.faults, plan.words) == ([], [])
    assert row.row.whole_territory == (names == "whole")
    if names != "whole":
        told = next(change.after for change in row.changes if change.name == "communes")
        assert set(told.split(", ")) == names


@pytest.mark.parametrize(
    ("cell", "suggested"),
    [
        ("3/6 ans", "Créer"),
        ("11-17 ans", "Créer"),
        ("ados 11 - 18 ans", "11–18 ans"),
        ("60 ans et +", "Créer"),
    ],
)
def test_ages_are_one_audience_and_their_numbers_count(cell, suggested, convention):
    for name in ("Familles", "3–11 ans", "11–18 ans", "60–80 ans"):
        AudienceFactory(name=name)
    _, plan = row_of("publics", f"{cell}, familles", convention)

    assert [(word.text, word.suggestion_label) for word in plan.words] == [(cell, suggested)]


# --- states ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "text"),
    [("50%", "50%"), ("☑", "☑"), ("✔", "✔"), ("En cours mais en retard", None), ("NR", None)],
)
def test_state_is_asked_as_written_and_each_mark_has_its_answer(cell, text, convention):
    _, plan = row_of("état", cell, convention)
    (word,) = plan.words
    row, answered = row_of("état", cell, convention, avancement={word.key: "realisee"})

    assert (word.kind, word.text, word.suggestion) == ("avancement", text or cell, "")
    assert word.key
    assert (answered.faults, row.row.avancement) == ([], "realisee")


def test_percentage_of_a_state_is_what_its_sheet_shows(convention):
    def in_percents(sheet):
        sheet["C2"].number_format = "0%"
        sheet["C3"].number_format = "0.0%"

    states = [("1.1", 0.5), ("1.2", 0.255), ("1.3", "50 %")]
    rows = [["Code", "Titre", "État", "Enjeu"], *([c, "A", cell, ENJEU] for c, cell in states)]
    plan = plan_of(xlsx(*rows, before=in_percents), convention, name="p.xlsx")

    assert [(word.text, word.lines) for word in plan.words] == [("50 %", [2, 4]), ("25,5 %", [3])]


def test_colour_without_a_word_is_said_not_to_be_read(convention):
    def coloured(sheet):
        sheet["C2"].fill = PatternFill("solid", fgColor="FF00B050")

    rows = [["Code", "Titre", "État"], ["1.1", "A", None], ["1.2", "B", None]]
    plan = plan_of(xlsx(*rows, before=coloured), convention, name="p.xlsx")

    assert plan.notes == [
        ("Sheet!2", "La couleur de la case « Avancement » n’est pas lue : écrivez un mot.")
    ]


# --- errors ------------------------------------------------------------------------------------


def test_cells_in_error_are_faults_that_name_them(convention):
    enjeu = EnjeuFactory(convention=convention, code="2")
    ActionFactory(
        enjeu=enjeu, code="2.1.1", title="Observer l’offre et la demande d’accueil des 0-3 ans"
    )
    plan = plan_of(sample("terrain/20-cellules-en-erreur.xlsx"), convention, name="t.xlsx")

    assert [(fault.letter, fault.line, fault.value) for fault in plan.faults] == [
        ("D", 2, "#REF!"),
        ("E", 2, "#N/A"),
        ("F", 2, "#VALUE!"),
        ("G", 2, "#NAME?"),
    ]
    assert {fault.expected for fault in plan.faults} == {IN_ERROR}
    assert plan.rows == []


def test_formula_without_a_value_is_a_fault(convention):
    content = xlsx(["Code", "Titre", "Pilote"], ["1.1", "A", "=Feuil2!A1"])
    plan = plan_of(content, convention, name="p.xlsx")

    assert [(fault.letter, fault.expected) for fault in plan.faults] == [("C", NEVER_COMPUTED)]


@pytest.mark.parametrize(
    "cell", ["#REF!", "#N/A", "#DIV/0!", "#NOM?", "#NOM ?", "#VALEUR !", "Err:502", "#NOMBRE!"]
)
@pytest.mark.parametrize("column", ["code", "titre", "enjeu", "pilote", "fin", "résumé"])
def test_error_in_any_column_is_its_only_fault(cell, column, convention):
    cells = {"code": "1.1", "titre": "A", "enjeu": "1", "pilote": "", "fin": "", "résumé": ""}
    cells[column] = cell
    plan = plan_of(f"{';'.join(cells)}\n{';'.join(cells.values())}\n", convention)

    assert [(fault.value, fault.expected) for fault in plan.faults] == [(cell, IN_ERROR)]
    assert [word for word in plan.words if word.text == cell] == []


def test_text_of_an_error_that_an_action_holds_is_its_text(convention):
    enjeu = convention.enjeux.get()
    ActionFactory(enjeu=enjeu, code="1.1", title="A", summary="#N/A")
    _, plan = row_of("résumé;description", "#N/A;#REF!", convention)

    assert [fault.value for fault in plan.faults] == ["#REF!"]


# --- empty cells -------------------------------------------------------------------------------


@pytest.fixture
def full(convention, caf):
    """An action with something in each column."""
    return ActionFactory(
        enjeu=convention.enjeux.get(),
        code="1.1",
        title="A",
        lead=caf,
        summary="Phrase simple.",
        starts_on=dt.date(2024, 3, 1),
        ends_on=dt.date(2025, 6, 30),
    )


@pytest.mark.parametrize("cell", ["", "NC", "à définir", "-"])
def test_nothing_is_emptied_by_the_table_of_others(cell, convention, full):
    _, plan = row_of("pilote;début;fin;calendrier", ";".join([cell] * 4), convention)

    assert (plan.rows, plan.faults, plan.emptied) == ([], [], 0)
    assert plan.kept == {"lead": 1, "starts_on": 1, "ends_on": 1, "period": 1}


def test_columns_that_staff_empty_are_counted(convention, full):
    emptying = {"lead": "+", "ends_on": "+"}
    row, plan = row_of("pilote;début;fin", ";;", convention, vider=emptying)

    assert (row.row.lead_id, row.row.starts_on, row.row.ends_on) == (
        None,
        dt.date(2024, 3, 1),
        None,
    )
    assert (plan.emptied, plan.kept) == (2, {"starts_on": 1})
    row, _ = row_of("calendrier", "", convention, vider={"period": "+"})
    assert (row.row.starts_on, row.row.ends_on) == (None, None)


def test_empty_cell_of_our_own_export_clears(convention, full):
    lines = [f"code;titre;pilote;numéro permanent\n1.1;A;;{n}\n" for n in (full.number, "")]
    own, other = (plan_of(text, convention) for text in lines)

    assert (own.emptied, own.kept) == (1, {})
    assert (other.emptied, other.kept) == (0, {"lead": 1})


def test_answer_that_a_date_is_unknown_empties_nothing(convention, full):
    _, asked = row_of("fin", "quand on pourra", convention)
    _, plan = row_of("fin", "quand on pourra", convention, date={asked.words[0].key: "-"})

    assert (plan.rows, plan.pending, plan.emptied) == ([], [], 0)


@pytest.mark.parametrize(
    ("headings", "cells", "starts", "ends"),
    [
        ("2024;2025", "X;X", dt.date(2024, 3, 1), dt.date(2025, 6, 30)),
        ("2024;2025;2026", "X;X;X", dt.date(2024, 3, 1), dt.date(2026, 12, 31)),
        ("2023;2024", "X;X", dt.date(2023, 1, 1), dt.date(2024, 12, 31)),
    ],
)
def test_tick_does_not_undo_a_day_of_its_year(headings, cells, starts, ends, convention, full):
    row, _ = row_of(headings, cells, convention)
    action = row.row if row else full

    assert (action.starts_on, action.ends_on) == (starts, ends)
