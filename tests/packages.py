"""Small .xlsx packages made by hand for the tests of the reader, so that every byte in them is known."""

import io
import zipfile
from collections.abc import Callable, Mapping

from zamestnanost_stats.catalogue import CATALOGUE
from zamestnanost_stats.findings import Finding, hint, message
from zamestnanost_stats.language import language
from zamestnanost_stats.workbook.cells import Address, Cell, Kind, Sheet
from zamestnanost_stats.workbook.reader import read

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_MAIN = "http://purl.oclc.org/ooxml/spreadsheetml/main"
STRICT_OFFICE = "http://purl.oclc.org/ooxml/officeDocument/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
SHEET_PART = "xl/worksheets/sheet1.xml"

Parts = dict[str, bytes]

ONE = (Sheet("List", False, {Address(1, 1): Cell(Kind.NUMBER, "27")}),)
"""What is read of ``parts()``."""


def sheet_xml(rows: str, *, before: str = "", after: str = "", main: str = MAIN) -> bytes:
    """A worksheet part around its rows."""
    head = f'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="{main}">{before}<sheetData>'
    return f"{head}{rows}</sheetData>{after}</worksheet>".encode()


def parts(
    rows: str = '<row r="1"><c r="A1"><v>27</v></c></row>',
    *,
    strings: str = "",
    formats: str = "",
    cell_formats: str = '<xf numFmtId="0"/>',
    main: str = MAIN,
    office: str = OFFICE,
    changed: Mapping[str, str | bytes | None] | None = None,
) -> Parts:
    """A workbook of one sheet called List; ``changed`` replaces parts, adds some or (None) leaves them out."""
    made: dict[str, str | bytes | None] = {
        "[Content_Types].xml": (
            f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{TYPES}.sheet.main+xml"/>'
            f'<Override PartName="/{SHEET_PART}" ContentType="{TYPES}.worksheet+xml"/></Types>'
        ),
        "_rels/.rels": relations(f'Id="rId1" Type="{office}/officeDocument" Target="xl/workbook.xml"'),
        "xl/workbook.xml": (
            f'<workbook xmlns="{main}" xmlns:r="{office}">'
            '<sheets><sheet name="List" sheetId="1" r:id="rId1"/></sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": relations(
            f'Id="rId1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"',
            f'Id="rId2" Type="{office}/styles" Target="styles.xml"',
            f'Id="rId3" Type="{office}/sharedStrings" Target="sharedStrings.xml"',
        ),
        "xl/styles.xml": (
            f'<styleSheet xmlns="{main}"><numFmts>{formats}</numFmts><cellXfs>{cell_formats}</cellXfs></styleSheet>'
        ),
        "xl/sharedStrings.xml": f'<sst xmlns="{main}">{strings}</sst>',
        SHEET_PART: sheet_xml(rows, main=main),
    }
    made |= changed or {}
    return {
        name: content.encode() if isinstance(content, str) else content
        for name, content in made.items()
        if content is not None
    }


def relations(*attributes: str) -> str:
    """A part of relationships."""
    lines = "".join(f"<Relationship {each}/>" for each in attributes)
    return f'<Relationships xmlns="{PACKAGE}/relationships">{lines}</Relationships>'


def zipped(
    content: Mapping[str, bytes],
    method: int = zipfile.ZIP_DEFLATED,
    *,
    streamed: bool = False,
    extra: Mapping[str, bytes] | None = None,
    comments: Mapping[str, bytes] | None = None,
) -> bytes:
    """The parts as a file; streamed as LibreOffice and Google write it, with the sizes after each part."""
    stream = _Unseekable() if streamed else io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as file:
        for name, data in content.items():
            info = zipfile.ZipInfo(name, (2021, 1, 7, 0, 0, 0))
            info.extra = (extra or {}).get(name, b"")
            info.comment = (comments or {}).get(name, b"")
            file.writestr(info, data, method)
    return stream.getvalue()


def workbook(rows: str, **more: str) -> bytes:
    """A file of one sheet with those rows."""
    return zipped(parts(rows, **more))  # type: ignore[arg-type]


def unzipped(data: bytes) -> Parts:
    """The parts of a file."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def many_rows(count: int, cell: Callable[[int], str] = lambda number: f"<c><v>{number}</v></c>") -> str:
    """That many cells, a hundred in a row."""
    rows = (range(first, min(first + 100, count)) for first in range(0, count, 100))
    return "".join(f"<row>{''.join(map(cell, row))}</row>" for row in rows)


def refusal(data: bytes) -> Finding:
    """The one finding why the file is not read; it can be said in both languages."""
    found, findings = read(data)
    assert found is None
    (finding,) = findings
    assert finding.code in CATALOGUE
    for spoken in (language("cs"), language("en")):
        assert message(finding, spoken)
        assert hint(finding, spoken)
    return finding


class _Unseekable(io.BytesIO):
    def seekable(self) -> bool:
        return False

    def seek(self, _offset: int, _whence: int = 0, /) -> int:
        raise io.UnsupportedOperation

    def tell(self) -> int:
        raise io.UnsupportedOperation
