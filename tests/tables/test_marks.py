"""What a library hides of a cell, read on the stream: errors, formulas, percentages, colours."""

import io

import pytest

from actions.importing.reading import open_table
from tables import cell_marks, sheet_limits
from tables.cell_marks import COLOURED, PERCENT, Marks, XlsxStyles
from tables.cells import FORMULA, CellError, Coloured, Percentage, cell_text, is_error
from tables.errors import TableRefused
from tests.actions.importing.files import MAIN, ods, xlsx

STYLES = f"""<styleSheet xmlns="{MAIN}">
<numFmts><numFmt numFmtId="170" formatCode="0.0%"/>
<numFmt numFmtId="171" formatCode='0" %"'/></numFmts>
<fills><fill><patternFill patternType="none"/></fill>
<fill><patternFill patternType="gray125"/></fill>
<fill><patternFill patternType="solid"><fgColor rgb="FF00B050"/></patternFill></fill>
<fill><patternFill patternType="solid"><fgColor rgb="FFFFFFFF"/></patternFill></fill></fills>
<cellStyleXfs><xf numFmtId="9" fillId="2"/></cellStyleXfs>
<cellXfs><xf numFmtId="0"/><xf numFmtId="9"/><xf numFmtId="170"/><xf numFmtId="171"/>
<xf numFmtId="0" fillId="2"/><xf numFmtId="0" fillId="3"/></cellXfs></styleSheet>"""
HEAD = ["Code", "Titre", "État", "Fin", "Pilote"]


def of_xlsx(cells):
    """The second row of a workbook whose cells after the title are this XML."""
    heads = "".join(f'<c t="inlineStr"><is><t>{head}</t></is></c>' for head in HEAD)
    line = "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in ("1.1", "A"))
    sheet = (
        f'<worksheet xmlns="{MAIN}"><sheetData><row>{heads}</row><row>{line}{cells}</row>'
        "</sheetData></worksheet>"
    )
    return open_table(io.BytesIO(xlsx(sheet=sheet, **{"xl/styles.xml": STYLES})), "a.xlsx")


def of_ods(cells):
    """The same of a table of LibreOffice."""
    line = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
        for text in ("1.1", "A")
    )
    content = ods([HEAD], rows=f"<table:table-row>{line}{cells}</table:table-row>")
    return open_table(io.BytesIO(content), "a.ods")


def second(workbook):
    return workbook.best.rows[1][2:]


@pytest.mark.parametrize(
    ("cells", "found", "shown"),
    [
        ('<c t="e"><f>A9</f><v>#REF!</v></c>', CellError, "#REF!"),
        ('<c t="e"><v>#N/A</v></c>', CellError, "#N/A"),
        ('<c t="e"/>', CellError, "#VALUE!"),
        ("<c><f>A9</f></c>", CellError, FORMULA),
        ("<c><f>A9</f><v></v></c>", CellError, FORMULA),
        ('<c t="str"><f>A9</f><v></v></c>', str, ""),
        ("<c><f>A9</f><v>3</v></c>", float, "3"),
        ('<c s="1"><v>0.5</v></c>', Percentage, "50 %"),
        ('<c s="2"><v>0.255</v></c>', Percentage, "25,5 %"),
        ('<c s="3"><v>50</v></c>', float, "50"),
        ('<c s="4"/>', Coloured, ""),
        ('<c s="4"><v>2</v></c>', float, "2"),
        ('<c s="5"/>', str, ""),
        ('<c s="99"/>', str, ""),
    ],
)
def test_cells_of_excel(cells, found, shown):
    row = second(of_xlsx(f'{cells}<c t="inlineStr"><is><t>fin</t></is></c>'))

    assert (type(row[0]), cell_text(row[0]), row[1]) == (found, shown, "fin")


@pytest.mark.parametrize(
    ("cells", "found", "shown"),
    [
        (
            '<table:table-cell table:formula="of:=1/0" office:value-type="string"'
            ' office:string-value="" calcext:value-type="error"><text:p>#DIV/0!</text:p>',
            CellError,
            "#DIV/0!",
        ),
        (
            '<table:table-cell table:formula="of:=x" office:value-type="float" office:value="0">'
            "<text:p>Err:502</text:p>",
            CellError,
            "Err:502",
        ),
        ('<table:table-cell table:formula="of:=A1">', CellError, FORMULA),
        ('<table:table-cell table:formula="of:=&quot;&quot;"><text:p/>', str, ""),
        (
            '<table:table-cell office:value-type="percentage" office:value="0.5">'
            "<text:p>50%</text:p>",
            Percentage,
            "50 %",
        ),
    ],
)
def test_cells_of_libreoffice(cells, found, shown):
    fin = '<table:table-cell office:value-type="string"><text:p>fin</text:p></table:table-cell>'
    row = second(of_ods(f"{cells}</table:table-cell>{fin}"))

    assert (type(row[0]), cell_text(row[0]), row[1]) == (found, shown, "fin")


def test_sheet_full_of_errors_is_refused(monkeypatch):
    monkeypatch.setattr(cell_marks, "MAX_ERRORS", 3)
    assert of_xlsx('<c t="e"><v>#REF!</v></c>' * 3)
    with pytest.raises(TableRefused, match="formules en erreur"):
        of_xlsx('<c t="e"><v>#REF!</v></c>' * 5)
    cell = '<table:table-cell table:formula="of:=A1"></table:table-cell>'
    with pytest.raises(TableRefused, match="formules en erreur"):
        of_ods(cell * 5)
    assert sheet_limits.TOO_MANY_ERRORS.endswith(".")


def test_colours_beyond_measure_are_not_kept(monkeypatch):
    monkeypatch.setattr(cell_marks, "MAX_MARKS", 2)
    marks = Marks()
    for column in range(1, 9):
        assert marks.add(1, column, COLOURED)
    assert len(marks.kept) == 2
    assert marks.add(1, 9, "#REF!")
    assert marks.put_back([[]]) == [["", "", "", "", "", "", "", "", "#REF!"]]


def test_error_past_the_rows_read_still_shows():
    marks = Marks()
    marks.add(3, 2, "#REF!")
    marks.add(5, 1, PERCENT)

    assert marks.put_back([["a"]]) == [["a"], [], ["", "#REF!"]]


@pytest.mark.parametrize(
    "text", ["#REF!", "#N/A", "#VALEUR!", "#NOM ?", "Err:502", "Err : 508", "#DIV/0!"]
)
def test_text_of_an_error_is_one(text):
    assert is_error(text)


@pytest.mark.parametrize(
    "text", ["", "#1", "n° 3", "Erreur de saisie", "# REF voir", 3, None, True]
)
def test_other_cells_are_no_errors(text):
    assert not is_error(text)


def test_styles_of_dialog_boxes_are_not_those_of_cells():
    styles = XlsxStyles()
    styles.start("dxfs", {})
    styles.start("patternFill", {"patternType": "solid"})
    styles.start("xf", {"numFmtId": "9"})

    assert (styles.percents, styles.colours, styles.fills) == (set(), set(), [])


def test_coloured_cells_of_libreoffice():
    reader = sheet_limits.OdsReader()
    for name, colour in (("ce1", "#00ff00"), ("ce2", "#ffffff"), ("ce3", "transparent")):
        reader.start("style:style", {"style:name": name})
        reader.start("style:table-cell-properties", {"fo:background-color": colour})
    reader.start("table:table", {"table:name": "Plan"})
    reader.start("table:table-row", {})
    for style in ("ce1", "ce2", "ce3"):
        reader.start("table:table-cell", {"table:style-name": style})
        reader.end("table:table-cell")
    repeated = {"table:style-name": "ce1", "table:number-columns-repeated": "16000"}
    reader.start("table:table-cell", repeated)
    rows = reader.extents["Plan"].marks.put_back([[""] * 5])

    assert [type(cell) for cell in rows[0]] == [Coloured, str, str, Coloured, Coloured]
    assert len(reader.extents["Plan"].marks.kept) == 1 + reader.cells.COPIES
