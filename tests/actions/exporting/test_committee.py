"""The table for the committee: what it says, what it never says, how it prints."""

import datetime as dt
import io
import re
import zipfile
from itertools import pairwise

import openpyxl
import pytest
import python_calamine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from actions.exporting import committee_looks as looks
from actions.models import Avancement
from partners.permissions import Role
from tests.actions.listing import ask, build_plan, count
from tests.factories import (
    ActionFactory,
    ConventionFactory,
    EnjeuFactory,
    FundingFactory,
    OrganisationFactory,
    UpdateFactory,
    UserFactory,
)
from tests.signing import sign_in_as

pytestmark = pytest.mark.django_db
SUFFIXES = ["xlsx", "ods"]
HEADER = ["N°", "Action", "Pilote", "Avancement", "Échéance", "Dernière actualité", "Prévu", "Réel"]


def rows_of(response):
    book = python_calamine.load_workbook(io.BytesIO(response.getvalue()))
    return book.get_sheet_by_index(0).to_python(skip_empty_area=False)


def under_header(response):
    rows = rows_of(response)
    return rows[rows.index(HEADER) + 1 :]


def line(text, planned="", actual=""):
    """A line whose first cell covers all but the money."""
    return [text, *[""] * 5, planned, actual]


def workbook_of(client, address="/actions/comite.xlsx"):
    return openpyxl.load_workbook(io.BytesIO(client.get(address).getvalue()))


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_actions_stand_by_enjeu_with_their_sums(reader, suffix):
    lead = OrganisationFactory(name="Caisse", short_name="CAF")
    first = EnjeuFactory(public=True, code="1", title="Droits", position=1)
    second = EnjeuFactory(convention=first.convention, code="2", title="Jeunes", position=2)
    one = ActionFactory(published=True, enjeu=first, code="1.1", lead=lead, title="=1+1", late=True)
    two = ActionFactory(
        published=True, enjeu=second, code="2.1", title="B", ends_on=dt.date(2099, 12, 31)
    )
    ActionFactory(published=True, enjeu=second, code="2.2", title="C", is_permanent=True)
    FundingFactory(action=one, planned="1000.50", actual=200)
    FundingFactory(action=two, planned=100, year=2025)
    FundingFactory(action=two, planned=50, actual=1)
    UpdateFactory(action=one, title="Ouverture", told_on=dt.date(2024, 3, 1))
    UpdateFactory(action=one, nothing=True)

    late = "Une action est en retard."
    assert under_header(reader.get(f"/actions/comite.{suffix}")) == [
        line("Enjeu 1. Droits"),
        [
            "1.1",
            "=1+1",
            "CAF",
            "En cours\nen retard",
            one.ends_on,
            "01/03/2024 : Ouverture",
            1000.5,
            200,
        ],
        line(f"Sous-total : 1 action. 1\u00a0en\u00a0cours. {late}", 1000.5, 200),
        line("Enjeu 2. Jeunes"),
        ["2.1", "B", "", "À venir", dt.date(2099, 12, 31), "", 150, 1],
        ["2.2", "C", "", "À venir", "permanente", "", "", ""],
        line("Sous-total : 2 actions. 2\u00a0à\u00a0venir.", 150, 1),
        line(
            f"Total : 3 actions. 1\u00a0en\u00a0cours et 2\u00a0à\u00a0venir. {late}", 1150.5, 201
        ),
    ]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_title_says_convention_day_site_and_choices(reader, suffix):
    action = ActionFactory(public=True)
    rows = rows_of(reader.get(f"/actions/comite.{suffix}?etat=a_venir"))
    said = " ".join(str(row[0]) for row in rows[: rows.index(HEADER)])

    assert action.convention.title in said
    assert str(timezone.localdate().year) in said
    assert action.convention.territory.site_title in said
    assert "Avancement : À venir" in said


@pytest.mark.parametrize("query", ["", "etat=en_cours", "q=creche", "q=zzzz", "tri=titre&page=2"])
def test_the_list_on_screen_is_the_one_printed(reader, query):
    build_plan()
    rows = under_header(reader.get(f"/actions/comite.ods?{query}"))

    codes = [row[0] for row in rows if re.match(r"\d+(\.\d+)+$", str(row[0]))]
    assert len(codes) == count(ask(reader, query))
    total = rows[-1][0]
    assert total.startswith(f"Total : {len(codes)} action")


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_drafts_are_never_printed_even_for_the_team(reader, suffix):
    shown = ActionFactory(public=True)
    ActionFactory(enjeu=shown.enjeu, title="Brouillon")
    team = sign_in_as(UserFactory(role=Role.READING))

    for client, address in ((reader, "/actions"), (team, "/suivi")):
        rows = under_header(client.get(f"{address}/comite.{suffix}"))
        assert [row[1] for row in rows if row[1]] == [shown.title]


def test_the_team_has_its_own_filters(staff_client):
    silent = ActionFactory(public=True)
    ActionFactory(public=True, verified=True, enjeu=silent.enjeu, lead=OrganisationFactory())
    response = staff_client.get("/suivi/comite.xlsx?manque=pilote")

    assert [row[1] for row in under_header(response) if row[1]] == [silent.title]
    assert "no-store" in response["Cache-Control"]


def test_it_prints_on_landscape_pages_one_page_wide_with_its_header(reader):
    ActionFactory(public=True)
    book = workbook_of(reader)
    (sheet,) = book.worksheets
    header = [cell.value for row in sheet.iter_rows() for cell in row].index("N°") // 8 + 1

    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.print_title_rows == f"${header}:${header}"
    assert sheet.oddFooter.right.text == "Page &P / &N"


def test_every_line_of_a_file_for_excel_is_as_high_as_its_text(reader):
    short = ActionFactory(public=True, title="Court")
    long = ActionFactory(enjeu=short.enjeu, published=True, title="Un titre très long " * 12)
    sheet = workbook_of(reader).active

    heights = {
        row[1].value: sheet.row_dimensions[row[0].row].height
        for row in sheet.iter_rows()
        if row[1].value
    }
    # 228 letters in a column of 40: six lines at least of ten points.
    assert heights[long.title] >= 6 * 12
    assert heights["Court"] < 30
    spanned = {str(one) for one in sheet.merged_cells.ranges}
    assert all(sheet.row_dimensions[int(one[1:].split(":")[0])].height for one in spanned)


def test_libreoffice_repeats_the_header_on_landscape_pages(reader):
    ActionFactory(public=True)
    content = reader.get("/actions/comite.ods").getvalue()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        cells, styles = (archive.read(f"{name}.xml").decode() for name in ("content", "styles"))

    header = cells.partition("<table:table-header-rows>")[2].partition("</table:table-header")[0]
    assert "Dernière actualité" in header
    assert 'table:style-name="printed"' in cells
    assert 'style:print-orientation="landscape"' in styles
    assert 'style:scale-to-X="1"' in styles
    assert "<text:page-number>" in styles


def luminance(colour):
    parts = [int(colour[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("look", looks.LOOKS)
def test_every_ink_stands_out_on_its_ground(look):
    pale, dark = sorted(map(luminance, (look.fill or "FFFFFF", look.ink)), reverse=True)

    assert (pale + 0.05) / (dark + 0.05) >= 7


def test_every_state_has_its_colour():
    assert set(looks.STATES) == set(Avancement)
    fills = sorted(look.fill for look in looks.STATES.values())
    assert all(one != other for one, other in pairwise(fills))


def test_queries_do_not_depend_on_the_number_of_lines(reader):
    enjeu, found = EnjeuFactory(public=True), set()
    for size in (1, 3, 40):
        for _ in range(size):
            action = ActionFactory(published=True, enjeu=enjeu, lead=OrganisationFactory())
            FundingFactory(action=action)
            UpdateFactory(action=action)
        with CaptureQueriesContext(connection) as captured:
            reader.get("/actions/comite.xlsx").getvalue()
        found.add(len(captured))

    assert len(found) == 1


def test_without_a_convention_it_is_empty_and_never_a_csv(reader):
    assert under_header(reader.get("/actions/comite.ods"))[-1][0] == "Total : 0 action."
    assert reader.get("/actions/comite.csv").status_code == 404


def test_lists_offer_it_with_their_filters(reader, staff_client):
    convention = ConventionFactory(public=True)
    ActionFactory(public=True, convention=convention)
    public = reader.get("/actions/?etat=a_venir").content.decode()
    team = staff_client.get("/suivi/actions/?etat=a_venir").content.decode()

    for suffix in SUFFIXES:
        assert f'href="/actions/comite.{suffix}?etat=a_venir"' in public
        assert f'href="/suivi/comite.{suffix}?etat=a_venir"' in team
