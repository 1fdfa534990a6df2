"""Shares typed as numbers, sheets written twice, steps called otherwise, words that name nobody."""

import datetime as dt
import io

import openpyxl
import pytest
from django.core.files.base import ContentFile

from actions.import_questions import WordsForm
from actions.importing.applying import apply_plan
from actions.importing.batch import preview, receive, table_of
from actions.importing.import_plan import accepted
from actions.importing.name_matching import IGNORE
from actions.importing.splitting import is_generic, names_of
from actions.models import Milestone, WordKind
from tests.actions.importing.samples import confirmed, received
from tests.actions.importing.test_habits import workbook
from tests.factories import (
    ActionFactory,
    ConventionFactory,
    EnjeuFactory,
    MilestoneFactory,
    OrganisationFactory,
)

pytestmark = pytest.mark.django_db
KNOWN = {"CCTA", "CAF"}


@pytest.fixture
def convention():
    convention = ConventionFactory(public=True)
    EnjeuFactory(convention=convention, code="1", title="Accès")
    for name in KNOWN:
        OrganisationFactory(name=name, short_name="")
    return convention


def csv(convention, headings, *lines):
    rows = [
        f"Code;Enjeu;Titre;{headings}",
        *(f"1.{n};1. Accès;T{n};{x}" for n, x in enumerate(lines)),
    ]
    return receive(ContentFile("\n".join(rows).encode()), "plan.csv", convention)


def asked(batch, kind):
    return [(word.text, word.suggestion) for word in preview(batch).pending if word.kind == kind]


# --- shares ----------------------------------------------------------------------------------


def test_share_typed_as_a_number_is_asked_as_the_percentage_it_is(convention):
    assert asked(csv(convention, "Avancement", "0,5", "0.25"), WordKind.STATE) == [
        ("50 %", ""),
        ("25 %", ""),
    ]


def test_numbers_among_percentages_are_percentages(convention):
    book = openpyxl.Workbook()
    book.active.append(["Code", "Enjeu", "Titre", "Avancement"])
    for number, share in enumerate((0.5, 0.75, 1, 0), start=1):
        book.active.append([f"1.{number}", "1. Accès", f"T{number}", share])
    book.active["D2"].number_format = "0%"
    file = io.BytesIO()
    book.save(file)
    batch = received(file.getvalue(), "plan.xlsx", convention)

    assert [text for text, _ in asked(batch, WordKind.STATE)] == ["50 %", "75 %", "100 %", "0 %"]


# --- sheets ----------------------------------------------------------------------------------


def test_of_two_equal_sheets_the_first_is_read_and_the_other_is_said(convention):
    rows = [["N°", "Axe", "Action", "Pilote"], ["1", "1. Accès", "Guichet", "CAF"]]
    rows += [["2", "", "Ludo", "CAF"]]
    sheets = {"Plan": (rows, []), "Plan (2)": (rows, [])}
    batch = received(workbook(sheets), "plan.xlsx", convention)

    assert batch.sheets == ["Plan"]
    assert table_of(batch).sheet("Plan (2)").aside == "elle redit les actions de « Plan »"


# --- steps -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "titles"),
    [
        ("06/2024 : ouverture du lieu", ["ouverture du lieu"]),
        ("06/2024 : inauguration", ["Ouverture", "inauguration"]),
        ("07/2024 : ouverture du lieu", ["Ouverture", "ouverture du lieu"]),
    ],
)
def test_step_of_the_same_day_in_other_words_is_renamed(convention, said, titles):
    action = ActionFactory(
        convention=convention, code="1.0", title="T0", enjeu=convention.enjeux.get()
    )
    MilestoneFactory(action=action, title="Ouverture", planned_on=dt.date(2024, 6, 30))
    batch = csv(convention, "Étapes", said)
    preview(batch)
    apply_plan(batch)

    assert list(Milestone.objects.order_by("pk").values_list("title", flat=True)) == titles


# --- names of nobody ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "names", "notes"),
    [
        ("2 conseillers (CCTA)", ["CCTA"], 1),
        ("CCTA (service mobilité)", ["CCTA"], 1),
        ("service jeunesse (CCTA), CAF", ["CCTA", "CAF"], 1),
        ("Chargée de coopération (CCAS de Lavaur)", ["CCAS de Lavaur"], 1),
        ("MSA (Tarn)", ["MSA (Tarn)"], 0),
        ("CAF et élus", ["CAF", "élus"], 0),
        ("Centre social (CAF)", ["Centre social (CAF)"], 0),
    ],
)
def test_known_part_in_brackets_is_kept_and_told(text, names, notes):
    found, told = names_of(WordKind.ORGANISATION, text, KNOWN.__contains__)

    assert (found, len(told)) == (names, notes)


@pytest.mark.parametrize(
    "text", ["élus", "Tous les partenaires", "service mobilité", "2 conseillers", "Animatrice RPE"]
)
def test_words_that_name_nobody_are_proposed_to_be_ignored(convention, text):
    batch = csv(convention, "Partenaires", f"CAF / {text}")
    plan = preview(batch)
    form = WordsForm(plan, plan.pending)

    assert asked(batch, WordKind.ORGANISATION) == [(text, IGNORE)]
    assert "Ce n’est pas une organisation : ignorer" in str(form)
    assert not any(name.startswith(("creer-", "tout-")) for name in form.fields)
    assert accepted(plan, words=False) == {}
    assert [line.organisation.name for line in confirmed(batch).added[0].lines] == ["CAF"]


@pytest.mark.parametrize(
    "text", ["Service départemental de PMI", "CAF", "Mairie de Lavaur", "Les Élus Ruraux 81"]
)
def test_organisations_are_not_taken_for_nobody(text):
    assert not is_generic(text)
