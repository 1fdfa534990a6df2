"""Tables made by hand, good and hostile, byte by byte."""

import io
import struct
import zipfile

XLSX_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Default Extension="rels"'
    ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
ROOT_RELS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
    "</Relationships>"
)
WORKBOOK = (
    f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
    '<sheet name="Plan" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
WORKBOOK_RELS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    "</Relationships>"
)
ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
HEADER = ("Code", "Enjeu", "Intitulé")
LINES = [HEADER, ("1.1", "1. Accès", "Tenir des permanences")]


def sheet_xml(lines, before=""):
    rows = "".join(
        f'<row r="{number}">'
        + "".join(
            f'<c r="{chr(65 + column)}{number}" t="inlineStr"><is><t>{cell}</t></is></c>'
            for column, cell in enumerate(line)
        )
        + "</row>"
        for number, line in enumerate(lines, start=1)
    )
    return f'<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData></worksheet>'


def archive(parts, method=zipfile.ZIP_DEFLATED):
    """A zip of name → text or bytes; the first part is stored, as ODS asks."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as made:
        for index, (name, content) in enumerate(parts.items()):
            made.writestr(name, content, zipfile.ZIP_STORED if index == 0 else None)
    return file.getvalue()


def xlsx(lines=LINES, *, sheet=None, **parts):
    """A small XLSX workbook; `sheet` replaces the XML of its sheet, `parts` adds others."""
    return archive(
        {
            "[Content_Types].xml": XLSX_TYPES,
            "_rels/.rels": ROOT_RELS,
            "xl/workbook.xml": WORKBOOK,
            "xl/_rels/workbook.xml.rels": WORKBOOK_RELS,
            "xl/worksheets/sheet1.xml": sheet or sheet_xml(lines),
            **parts,
        }
    )


def ods(lines=LINES, *, rows="", manifest="", **parts):
    """A small ODS workbook; `rows` is XML added after the lines."""
    table = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p>'
            "</table:table-cell>"
            for cell in line
        )
        + "</table:table-row>"
        for line in lines
    )
    space = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        f'<office:document-content xmlns:office="{space}:office:1.0"'
        f' xmlns:table="{space}:table:1.0" xmlns:text="{space}:text:1.0">'
        f'<office:body><office:spreadsheet><table:table table:name="Plan">{table}{rows}'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    return archive(
        {
            "mimetype": ODS_TYPE,
            "content.xml": content,
            "META-INF/manifest.xml": manifest or "<manifest/>",
            **parts,
        }
    )


def lying(content, part):
    """The zip `content` where `part` announces 10 bytes, in both of its headers."""
    found = bytearray(content)
    name = part.encode()
    for signature, size_at, name_at in ((b"PK\3\4", 22, 30), (b"PK\1\2", 24, 46)):
        at = found.find(signature)
        while at >= 0:
            if found[at + name_at : at + name_at + len(name)] == name:
                struct.pack_into("<L", found, at + size_at, 10)
            at = found.find(signature, at + 4)
    return bytes(found)


def marked_encrypted(content):
    """The zip `content` where every part says it is encrypted."""
    found = bytearray(content)
    for signature, flags_at in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        at = found.find(signature)
        while at >= 0:
            found[at + flags_at] |= 1
            at = found.find(signature, at + 4)
    return bytes(found)


def old_office(*streams):
    """What begins like a container of old Office files and names these streams."""
    names = b"".join(name.encode("utf-16-le").ljust(64, b"\0") for name in streams)
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + names


def many_rows(count, columns=8):
    """The XML of a sheet of `count` rows, made fast."""
    cells = "".join(f'<c t="inlineStr"><is><t>mot {n}</t></is></c>' for n in range(columns))
    rows = f"<row>{cells}</row>" * count
    return f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'
