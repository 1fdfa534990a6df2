"""The blank table: every column explained, lists to choose from, and the import reads it."""

import io
import zipfile

import openpyxl
import pytest
import python_calamine

from actions.exporting.template import template_sheets
from actions.importing.columns import BY_HEADING, COLUMNS, heading_key
from actions.importing.columns.lists import NO_OBJECTIVE, WHOLE_TERRITORY
from actions.importing.reading import NO_LINE, open_table
from actions.models import Avancement
from tables.errors import TableRefused
from tests.factories import (
    AudienceFactory,
    CommuneFactory,
    ConventionFactory,
    DomainFactory,
    EnjeuFactory,
    ObjectiveFactory,
    OrganisationFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def convention():
    convention = ConventionFactory(public=True)
    enjeu = EnjeuFactory(convention=convention, code="1", title="Accès aux droits")
    ObjectiveFactory(enjeu=enjeu, code="1.1", title="Aller vers")
    EnjeuFactory(title="D’une autre convention")
    OrganisationFactory(name="CAF du Tarn")
    AudienceFactory(name="Seniors")
    DomainFactory(name="Logement")
    CommuneFactory(name="Lavaur", territory=convention.territory)
    CommuneFactory(name="Ailleurs")
    return convention


def test_every_column_is_explained_with_an_example():
    assert all(column.help.endswith(".") and column.example for column in COLUMNS)


@pytest.mark.parametrize("suffix", ["xlsx", "ods"])
def test_sheets_of_the_template(staff_client, convention, suffix):
    response = staff_client.get(f"/suivi/import/modele.{suffix}")
    book = python_calamine.load_workbook(io.BytesIO(response.getvalue()))

    assert book.sheet_names == ["Plan d’actions", "Notice", "Listes"]
    plan = book.get_sheet_by_name("Plan d’actions").to_python()
    assert plan == [[column.heading for column in COLUMNS]]
    notice = book.get_sheet_by_name("Notice").to_python()
    assert [row[0] for row in notice[1:]] == [column.heading for column in COLUMNS]
    lists = list(zip(*book.get_sheet_by_name("Listes").to_python(), strict=True))
    assert [[value for value in values[1:] if value] for values in lists] == [
        [state.label for state in Avancement],
        ["oui", "non"],
        ["1. Accès aux droits"],
        ["1.1 Aller vers", NO_OBJECTIVE],
        ["CAF du Tarn"],
        ["Seniors"],
        ["Logement"],
        [WHOLE_TERRITORY, "Lavaur"],
        ["Projet", "Service"],
        ["Achevée", "À poursuivre", "Pérennisée", "Arrêtée"],
    ]


def test_excel_offers_each_list_in_its_columns(staff_client, convention):
    content = staff_client.get("/suivi/import/modele.xlsx").getvalue()
    plan = openpyxl.load_workbook(io.BytesIO(content))["Plan d’actions"]
    headings = [cell.value for cell in plan[1]]
    offered = {
        headings[next(iter(rule.sqref.ranges)).min_col - 1]: (rule.formula1, rule.showErrorMessage)
        for rule in plan.data_validations.dataValidation
    }

    assert offered == {
        "Enjeu": ("'Listes'!$C$2:$C$2", False),
        "Objectif": ("'Listes'!$D$2:$D$3", False),
        "Pilote": ("'Listes'!$E$2:$E$2", False),
        "Copilotes": ("'Listes'!$E$2:$E$2", False),
        "Partenaires": ("'Listes'!$E$2:$E$2", False),
        "Financeurs": ("'Listes'!$E$2:$E$2", False),
        "Publics": ("'Listes'!$F$2:$F$2", False),
        "Thèmes": ("'Listes'!$G$2:$G$2", False),
        "Communes": ("'Listes'!$H$2:$H$3", False),
        "Action permanente": ("'Listes'!$B$2:$B$3", True),
        "Avancement": ("'Listes'!$A$2:$A$7", True),
        "Avancement déclaré par": ("'Listes'!$E$2:$E$2", False),
        "Suite donnée": ("'Listes'!$J$2:$J$5", True),
        "Projet ou service": ("'Listes'!$I$2:$I$3", True),
    }


def test_libreoffice_offers_the_lists_on_empty_lines(staff_client, convention):
    content = staff_client.get("/suivi/import/modele.ods").getvalue()
    xml = zipfile.ZipFile(io.BytesIO(content)).read("content.xml").decode()

    assert xml.count("<table:content-validation ") == 10
    assert 'table:number-rows-repeated="500"' in xml


def test_no_line_of_the_notice_or_of_the_lists_looks_like_a_header(convention):
    for sheet in template_sheets(convention)[1:]:
        for row in [[column.label for column in sheet.columns], *sheet.rows]:
            known = {heading_key(str(cell)) for cell in row} & set(BY_HEADING)
            assert len(known) < 2, row


@pytest.mark.parametrize("suffix", ["xlsx", "ods"])
def test_template_sent_back_blank_is_told_so(staff_client, convention, suffix):
    blank = staff_client.get(f"/suivi/import/modele.{suffix}").getvalue()

    with pytest.raises(TableRefused) as refusal:
        open_table(io.BytesIO(blank), f"modele.{suffix}")

    assert str(refusal.value) == NO_LINE


@pytest.mark.parametrize("address", ["modele.csv", "modele.xlsx?convention=jamais"])
def test_other_templates_do_not_exist(staff_client, convention, address):
    assert staff_client.get(f"/suivi/import/{address}").status_code == 404


def test_without_a_convention_there_is_no_template(staff_client):
    assert staff_client.get("/suivi/import/modele.xlsx").status_code == 404
