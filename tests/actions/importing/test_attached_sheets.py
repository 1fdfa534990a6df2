"""The sheets of our own workbook come back: what was typed in them, and nothing else."""

import datetime as dt
import io

import openpyxl
import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from actions.exporting.workbook import workbook_sheets
from actions.importing.applying import CHANGED_SINCE, apply_plan, undo
from actions.importing.attached.settling import TWICE
from actions.importing.batch import preview, receive
from actions.importing.reading import NO_PLAN
from actions.models import Action, Funding, Measure, Milestone
from records.changes.applying import REASON_NEEDED
from records.changes.plan import ChangeRefused
from tables.errors import TableRefused
from tables.formats import FORMATS
from tests.dumps import dump
from tests.factories import (
    ActionFactory,
    ConventionFactory,
    FundingFactory,
    IndicatorFactory,
    MeasureFactory,
    MilestoneFactory,
    OrganisationFactory,
    UserFactory,
)
from tests.signing import sign_in_as

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 3, 1)


@pytest.fixture
def action():
    """An action with one row of each kind."""
    action = ActionFactory(convention=ConventionFactory(public=True), code="1.1", title="Lieu")
    MilestoneFactory(action=action, title="Ouverture", planned_on=dt.date(2025, 5, 1))
    indicator = IndicatorFactory(action=action, label="Familles", with_target=True)
    MeasureFactory(indicator=indicator, value=12, on=dt.date(2024, 3, 1), comment="Au printemps")
    FundingFactory(action=action, year=2024, funder=OrganisationFactory(name="CAF"), planned=1000)
    return action


class Book:
    """The workbook of a convention, to type in."""

    def __init__(self, convention, *, exact=True):
        self.convention = convention
        actions = Action.objects.filter(convention=convention).in_plan_order()
        file = io.BytesIO()
        FORMATS["xlsx"].write(file, workbook_sheets(actions, on=TODAY, exact=exact))
        self.book = openpyxl.load_workbook(file)

    def type(self, sheet, line, **cells):
        """Write in the cells of `line` (from 2) under the headings that begin like the names."""
        target = self.book[sheet]
        for name, value in cells.items():
            wanted = name.replace("_", " ")
            heading = next(c for c in target[1] if c.value.replace("’", " ").startswith(wanted))
            target.cell(line, heading.column).value = value

    def received(self):
        file = io.BytesIO()
        self.book.save(file)
        return receive(ContentFile(file.getvalue()), "plan.xlsx", self.convention)


def told(plan):
    return [
        (change.label, change.before, change.after)
        for row in plan.changed
        for change in row.changes
    ]


def faults(plan):
    return [(one.sheet, one.line, one.heading, one.value) for one in plan.faults]


def test_what_is_typed_is_shown_written_and_undone(action):
    before = dump()
    book = Book(action.convention)
    book.type("Étapes", 2, État="Faite", Faite_le=dt.date(2025, 6, 1))
    book.type("Indicateurs", 2, **{"2024": 15, "2026": 20, "Unité": "familles"})
    book.type("Financements", 2, Montant_réel="950,50 €")
    batch = book.received()

    assert told(preview(batch)) == [
        ("Étape « Ouverture », état", "À faire", "Faite"),
        ("Étape « Ouverture », faite le", "vide", "01/06/2025"),
        ("Indicateur « Familles », unité", "vide", "familles"),
        ("Indicateur « Familles », valeur au 01/03/2024", "12", "15"),
        (f"Indicateur « Familles », valeur au {timezone.localdate():%d/%m/%Y}", "vide", "20"),
        ("Financement 2024, CAF, montant réel, en euros", "vide", "950,5\u00a0€"),
    ]
    apply_plan(batch)
    assert str(Funding.objects.get().actual) == "950.50"
    measure = Measure.objects.earliest("on")
    assert (measure.value, measure.comment) == (15, "Au printemps")
    reason = measure.history.latest().history_change_reason
    assert reason == "Import de plan.xlsx"

    undo(batch)
    after = dump()
    assert {model for model in before if before[model] != after[model]} == set()


def test_new_lines_hang_on_their_action_by_number_or_by_code(action):
    book = Book(action.convention)
    book.type("Étapes", 3, Numéro=action.number, Étape="Bilan", Prévue="fin 2026")
    book.type("Étapes", 4, Code="1.1", Étape="Suite")
    book.type("Actions", 3, Code="1.2", Enjeu=str(action.enjeu), Titre="Neuve")
    book.type("Étapes", 5, Code="1.2", Étape="Première")
    batch = book.received()
    assert faults(preview(batch)) == []
    apply_plan(batch)

    found = [(row.action.code, row.title) for row in Milestone.objects.order_by("pk")]
    assert found == [
        ("1.1", "Ouverture"),
        ("1.1", "Bilan"),
        ("1.1", "Suite"),
        ("1.2", "Première"),
    ]


def test_what_cannot_be_read_names_its_sheet_and_its_cell(action):
    book = Book(action.convention)
    book.type("Étapes", 2, État="Peut-être")
    book.type("Étapes", 3, Numéro=999, Étape="De personne")
    book.type("Étapes", 4, Étape="De personne")
    book.type("Indicateurs", 2, **{"Date visée": "jamais", "Valeur de départ": "beaucoup"})
    book.type("Financements", 2, Montant_prévu="beaucoup")
    book.type("Financements", 6, Numéro=action.number, Année=24, Montant_prévu=5)

    assert set(faults(preview(book.received()))) == {
        ("Étapes", 2, "État de l’étape", "Peut-être"),
        ("Étapes", 3, "Numéro permanent", "999"),
        ("Étapes", 4, "Numéro permanent", ""),
        ("Indicateurs", 2, "Date visée", "jamais"),
        ("Indicateurs", 2, "Valeur de départ", "beaucoup"),
        ("Financements", 2, "Montant prévu", "beaucoup"),
        ("Financements", 6, "Année", "Financement 24, financeur non précisé"),
    }


def test_rules_of_the_rows_are_those_of_their_forms(action):
    book = Book(action.convention)
    book.type("Étapes", 2, État="Faite")
    (fault,) = preview(book.received()).faults
    assert "a une date" in fault.expected

    book = Book(action.convention)
    book.type("Indicateurs", 2, Date_du_départ=dt.date(2099, 1, 1))
    (fault,) = preview(book.received()).faults
    assert "à venir" in fault.expected


def test_a_line_that_is_missing_or_empty_removes_nothing(action):
    book = Book(action.convention)
    for sheet in ("Étapes", "Financements"):
        book.book[sheet].delete_rows(2, 9)
    book.type("Indicateurs", 2, **{"2024": None})
    plan = preview(book.received())

    assert (told(plan), faults(plan)) == ([], [])


def test_what_residents_may_not_read_comes_back_without_a_change(action):
    indicator = IndicatorFactory(
        action=action, people=True, baseline_value=2, baseline_on=dt.date(2020, 1, 1)
    )
    measure = MeasureFactory(indicator=indicator, value=3, on=dt.date(2024, 1, 1))
    book = Book(action.convention, exact=False)
    plan = preview(book.received())
    assert (told(plan), faults(plan)) == ([], [])

    measure.value = 12
    measure.save()
    assert faults(preview(book.received())) == [("Indicateurs", 3, "2024", "moins de 5")]


def test_a_column_of_ones_own_is_said_to_be_left_out(action):
    book = Book(action.convention)
    book.book["Étapes"].cell(1, 12).value = "Remarques"
    book.book["Étapes"].cell(2, 12).value = "À revoir"

    plan = preview(book.received())

    assert ("Étapes!1", "La colonne « Remarques » n’est pas lue.") in plan.notes
    assert plan.ignored == []  # nothing there is a line to take back


def test_a_line_of_our_own_sheets_may_be_left_out_and_taken_back(action):
    book = Book(action.convention)
    book.type("Financements", 2, Année="abc")
    batch = book.received()
    assert len(preview(batch).faults) == 1

    batch.decisions = {"ligne": {"Financements!2": "-"}}
    left = preview(batch)
    batch.decisions = {"ligne": {"Financements!2": "+"}}

    assert (left.faults, [line.line_id for line in left.ignored]) == ([], ["Financements!2"])
    assert len(preview(batch).faults) == 1


def test_a_funding_told_twice_is_a_fault_and_no_endless_preview(action):
    book = Book(action.convention)
    book.type("Financements", 3, Numéro=action.number, Année=2024, Financeur="CAF", Montant_prévu=1)
    book.type("Financements", 3, Action="Lieu")

    assert [fault.expected for fault in preview(book.received()).faults] == [TWICE]


def test_a_word_of_our_own_sheets_stands_on_its_line(action):
    book = Book(action.convention)
    book.type("Financements", 2, Financeur="Mme Martin")

    assert [word.places for word in preview(book.received()).pending] == [["Financements!2"]]


def test_lines_follow_an_action_to_its_new_code(action):
    book = Book(action.convention)
    book.type("Actions", 2, Code="1.7")
    book.type("Financements", 2, Numéro=None, Code="1.7", Montant_réel=5)
    plan = preview(book.received())

    assert plan.faults == []
    assert ("Financement 2024, CAF, montant réel, en euros", "vide", "5\u00a0€") in told(plan)


def test_a_fault_of_a_new_action_accuses_no_other_line(action):
    book = Book(action.convention)
    book.type("Actions", 3, Code="1.9", Enjeu=str(action.enjeu), Titre="Neuf", Début="30/02/2024")
    book.type("Financements", 3, Code="1.9", Année=2024, Montant_prévu=1)

    assert [fault.heading for fault in preview(book.received()).faults] == ["Début"]


def test_the_annotated_workbook_says_the_faults_of_every_sheet(action):
    book = Book(action.convention)
    book.type("Financements", 2, Année="abc")
    batch = book.received()
    client = sign_in_as(UserFactory(editing=True))

    answer = client.get(f"/suivi/import/{batch.pk}/annote/")
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))["Financements"]

    assert any("année" in str(cell.value).lower() for cell in sheet[2] if cell.value)
    assert any(cell.comment for cell in sheet[2])


def test_an_unknown_funder_is_asked_once(action):
    book = Book(action.convention)
    for line, year in ((3, 2025), (4, 2026)):
        book.type(
            "Financements", line, Numéro=action.number, Année=year, Financeur="MSA", Montant_prévu=1
        )
        book.type("Financements", line, Action="Lieu")

    assert [word.text for word in preview(book.received()).pending] == ["MSA"]


def test_steps_of_a_published_action_ask_for_a_reason(action):
    Action.objects.update(is_published=True, summary="Une phrase.")
    book = Book(action.convention)
    book.type("Étapes", 2, Prévue=dt.date(2027, 1, 1))
    batch = book.received()
    assert preview(batch).needs_reason

    with pytest.raises(ChangeRefused, match=REASON_NEEDED):
        apply_plan(batch)
    apply_plan(batch, by=UserFactory(), reason="Décidé en comité")


def test_a_row_that_changed_since_the_preview_is_never_overwritten(action):
    book = Book(action.convention)
    book.type("Financements", 2, Montant_réel=5)
    batch = book.received()
    preview(batch)
    Funding.objects.update(actual=7)

    with pytest.raises(ChangeRefused, match=CHANGED_SINCE):
        apply_plan(batch)


def test_undoing_looks_only_at_the_kinds_of_rows_the_import_wrote(action):
    book = Book(action.convention)
    book.type("Étapes", 2, Étape="Ouverture", Prévue=dt.date(2027, 1, 1))
    batch = book.received()
    preview(batch)
    apply_plan(batch)
    MeasureFactory(indicator=action.indicators.get(), on=dt.date(2025, 1, 1))
    undo(batch)  # a value told since is no obstacle
    assert Milestone.objects.get().planned_on == dt.date(2025, 5, 1)

    batch = book.received()
    preview(batch)
    apply_plan(batch)
    MilestoneFactory(action=action)
    with pytest.raises(ChangeRefused, match="ont changé depuis"):
        undo(batch)


def test_an_indicator_added_by_the_import_stays_when_it_was_measured_since(action):
    book = Book(action.convention)
    book.type("Indicateurs", 3, Numéro=action.number, Indicateur="Neuf")
    batch = book.received()
    preview(batch)
    apply_plan(batch)
    MeasureFactory(indicator=action.indicators.get(label="Neuf"))

    with pytest.raises(ChangeRefused):
        undo(batch)


def test_a_file_without_actions_is_refused_in_words(action):
    book = Book(action.convention)
    del book.book["Actions"]

    with pytest.raises(TableRefused, match=NO_PLAN[:30]):
        book.received()


@pytest.mark.parametrize("count", [1, 3, 40])
def test_queries_do_not_depend_on_the_number_of_rows(action, count, django_assert_num_queries):
    MilestoneFactory.create_batch(count, action=action)
    FundingFactory.create_batch(count, action=action)
    for indicator in IndicatorFactory.create_batch(count, action=action):
        MeasureFactory(indicator=indicator)
    book = Book(action.convention)
    for line in range(2, 2 + count):
        book.type("Étapes", line, Prévue=dt.date(2027, 1, 1))
        book.type("Indicateurs", line, **{"2024": 99})
        book.type("Financements", line, Montant_réel=3)
    batch = book.received()

    with django_assert_num_queries(22):
        preview(batch)
