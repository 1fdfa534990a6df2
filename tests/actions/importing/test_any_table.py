"""Whatever the file: a sentence or a table; whatever the table: applied, then no difference."""

import io
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from actions.importing.applying import apply_plan, undo
from actions.importing.batch import preview
from actions.importing.columns.base import BadCell
from actions.importing.dates import BadDate, read_cell, read_day
from actions.importing.level_words import read_level
from actions.importing.lookups import Reference
from actions.importing.name_matching import name_key
from actions.importing.reading import Workbook, open_table
from actions.importing.splitting import split_names
from actions.models import Action, Avancement, ImportWord
from tables.cells import guarded, joined, parts, unguarded
from tables.errors import TableRefused
from tests.actions.importing import files
from tests.actions.importing.samples import GOOD, REAL, confirmed, received, sample
from tests.dumps import dump
from tests.factories import (
    ActionFactory,
    AudienceFactory,
    CommuneFactory,
    ConventionFactory,
    EnjeuFactory,
    OrganisationFactory,
)

MANY = settings(max_examples=200)
WITH_ROWS = settings(max_examples=25, suppress_health_check=list(HealthCheck))

NAMES = st.one_of(
    st.sampled_from(
        ["plan.xlsx", "plan.ods", "plan.csv", "plan.txt", "plan.xls", "plan.xlsm", "plan", "",
         "../../etc/passwd.csv", "plan.XLSX", ".csv", "\0.csv"]
    ),
    st.text(max_size=20),
)  # fmt: skip


def read(content, name):
    """The workbook, or the sentence of a refusal; any other exception fails the test."""
    try:
        return open_table(io.BytesIO(content), name)
    except TableRefused as refusal:
        return str(refusal)


def check_answer(found):
    if isinstance(found, Workbook):
        for sheet in found.sheets:
            assert sheet.refusal or sheet.lines()
            assert all(heading.letter for heading in sheet.headings)
    else:
        assert found.endswith(".")


@MANY
@given(st.binary(max_size=2000), NAMES)
@example(b"PK\x05\x06" + bytes(18), "plan.xlsx")
@example(b"\xff\xfe\x00", "plan.csv")
@example(b"\xff\xfe" + "Code;Action\n1;a".encode("utf-16-le") + b"\x00", "plan.csv")
@example(b"Code,Action\r1,a\r\n\x00", "plan.csv")
def test_any_bytes_are_a_sentence_or_a_table(content, name):
    check_answer(read(content, name))


@MANY
@given(
    st.sampled_from(
        [
            (files.xlsx(), "plan.xlsx"),
            (files.ods(), "plan.ods"),
            (sample(REAL), REAL),
            (sample(GOOD), GOOD),
        ]
    ),
    st.lists(st.tuples(st.integers(0), st.binary(max_size=4)), min_size=1, max_size=4),
    st.integers(0, 400),
)
def test_damaged_files_are_a_sentence_or_a_table(file, damages, cut):
    content, name = bytearray(file[0]), file[1]
    for at, patch in damages:
        at %= len(content)
        content[at : at + len(patch)] = patch
    check_answer(read(bytes(content[: len(content) - cut] if cut < 30 else content), name))


@MANY
@given(st.text(max_size=200), st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le"]))
def test_any_text_is_a_sentence_or_a_table(text, encoding):
    content = f"Code;Intitulé\n{text}".encode(encoding, "replace")
    check_answer(read(content, "plan.csv"))


# --- cells -------------------------------------------------------------------------------------


@given(st.text())
@example("'=1")
@example("''")
def test_apostrophe_of_exports_is_undone(text):
    assert unguarded(guarded(text)) == text
    assert not guarded(text).startswith(("=", "+", "-", "@", "\t", "\r"))


@given(st.lists(st.text(alphabet='ab|" ,;\n', min_size=1).map(str.strip).filter(bool)))
def test_names_put_together_are_taken_apart(names):
    assert parts(joined(names)) == names


@given(st.lists(st.text(alphabet="ab ,;/-\n", min_size=1).map(str.strip).filter(bool)))
def test_known_names_are_never_cut(names):
    assert split_names(joined(names), lambda name: name in names) == names


@given(st.one_of(st.text(max_size=30), st.floats(), st.integers(), st.booleans()), st.booleans())
def test_any_cell_is_a_date_or_a_refusal(cell, end):
    with suppress(BadDate):
        read_cell(cell)
    with suppress(BadDate):
        read_day(cell, end=end)


@given(st.text(max_size=60))
def test_any_text_has_a_level_and_a_key(text):
    level = read_level(text)
    assert level.title or level.code or not text.strip()
    assert name_key(name_key(text)) == name_key(text)
    assert not issubclass(BadCell, TableRefused)


# --- plans -------------------------------------------------------------------------------------

WORDS = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=40)
WORDS |= st.sampled_from(["=1+1", "'=x", "-2", "<b>é</b>", "\u202eabc\u200b", "a;b,c", '"q"'])
CELLS = {
    "enjeu": st.sampled_from(["1. Premier", "Enjeu 2 : Second", "3. À créer", ""]),
    # A number that two enjeux share is asked about each time: test_any_arrangement.py has numbers.
    "objectif": st.sampled_from(["", "Objectif sans numéro", "Un autre", "Sans objectif"]),
    "intitulé": WORDS.filter(str.strip).map(lambda text: f"T{text}"),
    "résumé": WORDS,
    "description": WORDS,
    "pilote": st.sampled_from(["", "CAF", "Nouvelle association", "caf", "Double"]),
    "partenaires": st.sampled_from(["", "CAF|Mairie", "Mairie, CAF ; PMI", "A / B", "-"]),
    "publics": st.sampled_from(["", "Familles", "tous", "Ados, Familles"]),
    "communes": st.sampled_from(["", "toutes", "Lavaur", "lavaur, Saint Paul", "TOUTES|Lavaur"]),
    "début": st.sampled_from(["", "2023", "01/09/2023", "T1 2024", "sept. 2023", "45000"]),
    "fin": st.sampled_from(["", "fin 2026", "permanent", "2027-01-31", "2028"]),
    "état": st.sampled_from(["", "En cours", "Terminé", "permanent", "pas commencé", "À venir"]),
    "ordre": st.sampled_from(["", "1", "42"]),
}


@st.composite
def tables(draw):
    """A table without fault, as CSV text: any of the columns, unique codes."""
    kept = draw(st.lists(st.sampled_from(sorted(set(CELLS) - {"intitulé", "enjeu"})), unique=True))
    columns = ["enjeu", "intitulé", *kept]
    codes = draw(
        st.lists(st.from_regex(r"[1-3]\.[1-9]\.[1-9]", fullmatch=True), unique=True, max_size=6)
    )
    lines = [["code", *columns]]
    for number, code in enumerate(codes):
        line = {name: draw(CELLS[name]) for name in columns}
        if number == 0 and not line["enjeu"]:
            line["enjeu"] = "1. Premier"
        lines.append([code, *line.values()])
    return "\n".join(
        "\t".join('"' + guarded(cell).replace('"', '""') + '"' for cell in line) for line in lines
    )


@pytest.fixture
def convention(db):
    """A plan with two enjeux and three actions, one of them published."""
    convention = ConventionFactory(public=True)
    first = EnjeuFactory(convention=convention, code="1", title="Premier")
    EnjeuFactory(convention=convention, code="2", title="Second")
    organisation = OrganisationFactory(name="Caisse d’allocations", short_name="CAF")
    OrganisationFactory(name="Mairie")
    OrganisationFactory(name="Double", slug="double-1")
    OrganisationFactory(name="Double", slug="double-2")
    AudienceFactory(name="Familles")
    AudienceFactory(name="Tout public")
    CommuneFactory(name="Lavaur", territory=convention.territory)
    CommuneFactory(name="Saint-Paul", territory=convention.territory)
    ActionFactory(enjeu=first, code="1.1.1", lead=organisation, ongoing=True)
    ActionFactory(enjeu=first, code="1.1.2", paused=True, communes=convention.communes.all())
    ActionFactory(enjeu=first, code="1.1.3", done=True, summary="Une phrase.", is_published=True)
    return convention


@WITH_ROWS
@given(table=tables())
def test_applied_plan_leaves_no_difference_and_undone_leaves_no_trace(table, convention):
    ImportWord.objects.all().delete()  # what an earlier example remembered
    before = dump()
    try:
        batch = received(table, convention=convention)
    except TableRefused:
        return  # no line under the header
    plan = confirmed(batch)
    chosen = {"organisation": {"double": str(Action.objects.first().lead_id)}}
    batch.decisions = {**batch.decisions, **{
        kind: {**batch.decisions.get(kind, {}), **words} for kind, words in chosen.items()
    }}  # fmt: skip
    plan = preview(batch)
    assert plan.pending == []
    allowed = ("publiée", "Dites pourquoi", "après le début")
    assert all(any(word in fault.expected for word in allowed) for fault in plan.faults)
    if plan.faults or plan.changes_nothing:
        return
    apply_plan(batch, reason="Mise à jour")

    again = preview(received(table, convention=convention))
    assert (again.faults, again.pending) == ([], [])
    assert [change for row in again.changed for change in row.changes] == []
    assert again.changes_nothing

    assert undo(batch) == []
    assert dump() == before


@WITH_ROWS
@given(
    st.lists(
        st.lists(st.text(max_size=12) | st.sampled_from(["1.1", "x|y", "En pause"]), max_size=14),
        max_size=5,
    )
)
def test_any_cells_are_faults_or_a_plan(convention, lines):
    header = "code;enjeu;objectif;intitulé;résumé;pilote;partenaires;publics;domaines;communes"
    rows = [
        ";".join('"' + cell.replace('"', '""') + '"' for cell in line).replace("\n", " ")
        for line in lines
    ]
    content = "\n".join([f"{header};début;fin;avancement;motif", *rows]).encode("utf-8", "replace")
    try:
        plan = confirmed(received(content, convention=convention))
    except TableRefused:
        return
    assert len(plan.added) + len(plan.changed) + len(plan.unchanged) <= len(lines)
    assert all(fault.expected and fault.line > 1 for fault in plan.faults)
    assert all(row.values.get("avancement") in (None, *Avancement) for row in plan.added)


def test_archived_organisation_hides_no_row_of_another_kind(convention):
    audience = AudienceFactory(pk=10_000, name="Jeunes parents")
    OrganisationFactory(pk=10_000, archived_on="2026-03-02", archive_reason="Dissoute")
    reference = Reference(convention)

    assert reference.names["public"].nearest("Jeune parent") == str(audience.pk)
    assert (str(audience.pk), "Jeunes parents") in reference.choices("public")
