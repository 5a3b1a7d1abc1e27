"""Looks through .ods and .xls files for what calamine passes over: passwords, macros, errors, percents, dates.

Without it a cell that shows ``#DIV/0!`` would be blank (or 0, where Excel wrote the .ods) and 100 % the number 1.
What no filled template comes near is refused here, before calamine gets the file, so that it needs little memory.
"""

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NoReturn

from zamestnanost_stats.findings import Place, quote
from zamestnanost_stats.workbook.archive import Entry, RefusedError, entries, pieces
from zamestnanost_stats.workbook.cells import Address, Kind
from zamestnanost_stats.workbook.formats import PLAIN, Format, number_format
from zamestnanost_stats.workbook.markup import Element, Elements, Reading, named, read_part
from zamestnanost_stats.workbook.worksheet import MAX_COLUMN, MAX_ROW

MAX_BYTES = 8 * 2**20
"""Of all XML in an .ods, of the workbook in an .xls: what is looked through here in about two seconds."""
MAX_CELLS = 50_000
MAX_AREA = 1_000_000
"""Rows times columns: calamine holds the blank cells between the filled ones too."""

_DATE: Format = (Kind.DATE, False)
_PERCENT: Format = (Kind.NUMBER, True)


@dataclass(slots=True)
class Marks:
    """What calamine does not tell of a sheet: cells in the format of a percent or a date, and errors.

    ``linked``: not a sheet of this workbook but what was last seen in another.
    """

    name: str
    linked: bool = False
    formats: dict[Address, Format] = field(default_factory=dict)
    errors: dict[Address, str] = field(default_factory=dict)


class Marked:
    """A workbook looked through: its worksheets in order, and whether it refers to other files."""

    def __init__(self) -> None:
        self.sheets: list[Marks] = []
        self.external = False
        self.cells = self.area = 0

    def fill(self, count: int) -> None:
        """So many more filled cells."""
        self.cells += count
        if self.cells > MAX_CELLS:
            raise RefusedError("package-limit", f"> {MAX_CELLS}")

    def measure(self, last: Address) -> None:
        """One more sheet, with that cell in its lower right corner."""
        self.area += last.row * last.column
        if self.area > MAX_AREA:
            raise RefusedError("package-limit", f"{last}: > {MAX_AREA}")


# --- .ods: a zip archive whose content.xml holds all sheets


def look_into_ods(data: bytes) -> Marked:
    """The archive is confirmed as for .xlsx; RefusedError where it is not to be opened."""
    parts = entries(data)
    if not {"mimetype", _MANIFEST_PART, _CONTENT_PART} <= set(parts):
        raise RefusedError("file-not-workbook")
    # first of all: what a password hides is no XML
    read_part(Reading(_MANIFEST_PART, _MANIFEST), _limited(data, parts[_MANIFEST_PART]))
    if any(name.startswith(("basic/", "scripts/")) for name in parts):
        raise RefusedError("package-macros")
    room = MAX_BYTES
    for name, entry in parts.items():
        if name.endswith((".xml", ".rdf")):
            room -= entry.size
            if room < 0:
                raise RefusedError("package-limit", f"XML: > {MAX_BYTES >> 20} MB")
            if name != _CONTENT_PART:
                read_part(_Other(name), pieces(data, entry))
        else:
            for _ in pieces(data, entry):
                pass
    content = _Content(_CONTENT_PART, _CONTENT)
    read_part(content, pieces(data, parts[_CONTENT_PART]))
    return content.marked


_MANIFEST_PART, _CONTENT_PART = "meta-inf/manifest.xml", "content.xml"
_OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
_OFFICE, _TABLE, _TEXT = f"{_OASIS}office:1.0", f"{_OASIS}table:1.0", f"{_OASIS}text:1.0"
_CALC = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"
_SHOWN_ERROR = re.compile(r"#\D+(?:0!)?|Err:[0-9]{3}")


class _Other(Reading):
    """A part that nobody reads: it is XML, and declares no document type."""

    def __init__(self, part: str) -> None:
        super().__init__(part, {})
        self.path = [Element()]


class _Manifest(Reading):
    def locked(self, _attributes: dict[str, str]) -> NoReturn:
        raise RefusedError("file-locked")


class _Content(Reading):
    def __init__(self, part: str, root: Elements) -> None:
        super().__init__(part, root)
        self.marked = Marked()
        self.marks = Marks("")
        self.last = Address(0, 0)
        self.row = self.column = self.rows = self.columns = 0
        self.kind = self.shown = ""
        self.filled = self.formula = False

    def where(self) -> Place:
        return Place(sheet=quote(self.marks.name))

    def repeated(self, attributes: dict[str, str], what: str) -> int:
        return self.whole(attributes.get(f"{_TABLE} number-{what}-repeated", "1")) or self.refuse(f"<{what}>")

    def open_table(self, attributes: dict[str, str]) -> None:
        self.marks = Marks(attributes.get(f"{_TABLE} name", ""))
        self.marked.sheets.append(self.marks)
        self.row, self.last = 0, Address(0, 0)

    def open_source(self, _attributes: dict[str, str]) -> None:
        self.marks.linked = self.marked.external = True

    def open_nested(self, _attributes: dict[str, str]) -> NoReturn:
        self.refuse("<table>", "package-unsafe")

    def close_table(self) -> None:
        self.marked.measure(self.last)

    def open_row(self, attributes: dict[str, str]) -> None:
        self.rows = self.repeated(attributes, "rows")
        self.row += self.rows
        self.column = 0

    def open_cell(self, attributes: dict[str, str]) -> None:
        self.columns = self.repeated(attributes, "columns")
        self.column += self.columns
        self.kind = attributes.get(f"{_OFFICE} value-type", "")
        self.formula = f"{_TABLE} formula" in attributes
        self.filled = self.formula or any(name.startswith(_OFFICE) for name in attributes)
        self.shown = "#" if attributes.get(f"{_CALC} value-type") == "error" else ""

    def open_text(self, _attributes: dict[str, str]) -> None:
        self.listen()

    def close_text(self) -> None:
        text = self.heard()
        # a person's own "#" is a text; Excel writes an error as the number 0 that shows "#DIV/0!"
        if self.shown or ((self.formula or self.kind != "string") and _SHOWN_ERROR.fullmatch(text)):
            self.shown = text

    def close_cell(self) -> None:
        if not self.filled:
            return
        self.limit(self.row, MAX_ROW)
        self.limit(self.column, MAX_COLUMN)
        self.marked.fill(self.rows * self.columns)
        self.last = Address(self.row, max(self.column, self.last.column))
        format_ = _ODS_FORMATS.get(self.kind)
        for row in range(self.row - self.rows + 1, self.row + 1):
            for column in range(self.column - self.columns + 1, self.column + 1):
                if self.shown:
                    self.marks.errors[Address(row, column)] = self.shown
                elif format_:
                    self.marks.formats[Address(row, column)] = format_


_ODS_FORMATS = {"percentage": _PERCENT, "date": _DATE, "time": _DATE}
_ENCRYPTED = named({"encryption-data": Element(opened=_Manifest.locked)}, (f"{_OASIS}manifest:1.0",))
_ENTRY = named({"file-entry": Element(_ENCRYPTED)}, (f"{_OASIS}manifest:1.0",))
_MANIFEST = named({"manifest": Element(_ENTRY)}, (f"{_OASIS}manifest:1.0",))
_SHOWN = named({"p": Element(opened=_Content.open_text, closed=_Content.close_text)}, (_TEXT,))
_NESTED = named({"table": Element(opened=_Content.open_nested)}, (_TABLE,))
_CELL = Element(_SHOWN | _NESTED, _Content.open_cell, _Content.close_cell)
_ROW = Element(named({"table-cell": _CELL, "covered-table-cell": _CELL}, (_TABLE,)), _Content.open_row)
_ROWS = named({"table-row": _ROW}, (_TABLE,))
# groups of rows stand in one another
_ROWS |= named({f"table-{group}": Element(_ROWS) for group in ("row-group", "header-rows", "rows")}, (_TABLE,))
_SOURCE = named({"table-source": Element(opened=_Content.open_source)}, (_TABLE,))
_SHEETS = named({"table": Element(_ROWS | _SOURCE, _Content.open_table, _Content.close_table)}, (_TABLE,))
_BODY = named({"body": Element(named({"spreadsheet": Element(_SHEETS)}, (_OFFICE,)))}, (_OFFICE,))
_CONTENT = named({"document-content": Element(_BODY)}, (_OFFICE,))


# --- .xls: a compound file (MS-CFB) whose stream Workbook is a row of records (MS-XLS)


def look_into_xls(data: bytes) -> Marked:
    """RefusedError where it is not to be opened."""
    try:
        return _book(_stream(data))
    except (struct.error, UnicodeDecodeError):
        raise RefusedError("package-damaged", "XLS") from None


_END_OF_CHAIN = 0xFFFFFFFE
_SHORTEST = 4096
"""Bytes of a stream; shorter ones are kept elsewhere, and no workbook of ours is that short."""
# the records' numbers in MS-XLS 2.3
_BOF, _EOF, _FILE_PASS, _FORMAT, _XF, _SHEET, _LINK = 0x809, 0x0A, 0x2F, 0x41E, 0xE0, 0x85, 0x1AE
_FORMULA, _NUMBER, _TEXT_CELL, _BOOL_OR_ERROR, _INTEGER, _INTEGERS, _SHARED = 0x06, 0x203, 0x204, 0x205, 0x27E, 0xBD, 0xFD
_CELLS = {_FORMULA, _NUMBER, _TEXT_CELL, _BOOL_OR_ERROR, _INTEGER, _INTEGERS, _SHARED}
_ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}
_WORKSHEET, _CHART = 0, 2


def _stream(data: bytes) -> bytes:
    """The one stream called Workbook."""
    (shift,) = struct.unpack_from("<H", data, 30)
    tables, first, more = (struct.unpack_from("<L", data, at)[0] for at in (44, 48, 72))
    if shift not in (9, 12):
        raise RefusedError("package-damaged", "OLE")
    if more or tables > 109:
        raise RefusedError("package-limit", f"OLE: > {MAX_BYTES >> 20} MB")
    follows: list[int] = []
    for (sector,) in struct.iter_unpack("<L", data[76 : 76 + 4 * tables]):
        follows += struct.unpack_from(f"<{1 << shift >> 2}L", data, (sector + 1) << shift)
    start, size = _workbook(_chained(data, shift, follows, first))
    if size > MAX_BYTES:
        raise RefusedError("package-limit", f"OLE: > {MAX_BYTES >> 20} MB")
    return _chained(data, shift, follows, start)[:size]


def _chained(data: bytes, shift: int, follows: list[int], sector: int) -> bytes:
    """The sectors of a stream put together."""
    found = []
    while sector < len(follows) >= len(found):
        found.append(data[(sector + 1) << shift : (sector + 2) << shift])
        sector = follows[sector]
    if sector != _END_OF_CHAIN:
        raise RefusedError("package-damaged", "OLE")
    return b"".join(found)


def _workbook(directory: bytes) -> tuple[int, int]:
    """Where the stream starts, and its size."""
    found = []
    for at in range(0, len(directory), 128):
        length, kind = struct.unpack_from("<HB", directory, at + 64)
        name = directory[at : at + min(max(length - 2, 0), 62)].decode("utf-16-le").upper() if kind else ""
        if name.startswith("_VBA_PROJECT"):
            raise RefusedError("package-macros")
        if name == "WORKBOOK":
            found.append(struct.unpack_from("<2L", directory, at + 116))
    if len(found) > 1:
        # one workbook within another: programs differ over which they take
        raise RefusedError("package-unsafe", "OLE: Workbook")
    if not found or found[0][1] < _SHORTEST:
        raise RefusedError("file-not-workbook")
    return found[0]


def _records(book: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """The records from there to the end of their part."""
    while True:
        kind, length = struct.unpack_from("<2H", book, at)
        yield kind, book[at + 4 : at + 4 + length]
        if kind == _EOF:
            return
        at += 4 + length


def _book(book: bytes) -> Marked:
    marked = Marked()
    formats: dict[int, Format] = {9: _PERCENT, 10: _PERCENT}
    styles: list[int] = []
    starts = []
    for kind, body in _records(book, 0):
        if kind == _BOF and body[:2] != b"\0\6":
            raise RefusedError("file-not-workbook")
        if kind == _FILE_PASS:
            raise RefusedError("file-locked")
        if kind == _FORMAT:
            index, _, wide = struct.unpack_from("<2HB", body)
            formats[index] = number_format(body[5:].decode("utf-16-le" if wide & 1 else "latin-1"))
        elif kind == _XF:
            styles += struct.unpack_from("<H", body, 2)
        elif kind == _LINK:
            # the workbook itself, and functions that come with Excel
            marked.external |= body[2:4] not in (b"\1\4", b"\1\x3a")
        elif kind == _SHEET:
            start, _, type_, length, wide = struct.unpack_from("<L4B", body)
            if type_ not in (_WORKSHEET, _CHART):
                raise RefusedError("package-macros")
            if type_ == _WORKSHEET:
                marked.sheets.append(Marks(body[8:].decode("utf-16-le" if wide & 1 else "latin-1")))
                starts.append(start)
    by_style = [formats.get(index, PLAIN) for index in styles]
    for marks, start in zip(marked.sheets, starts, strict=True):
        _mark_cells(marked, marks, _records(book, start), by_style)
    return marked


def _mark_cells(marked: Marked, marks: Marks, records: Iterator[tuple[int, bytes]], formats: list[Format]) -> None:
    last, widest = Address(0, 0), 0
    for kind, body in records:
        if kind not in _CELLS:
            continue
        row, first = struct.unpack_from("<2H", body)
        styles = [style for style, _ in struct.iter_unpack("<HL", body[4:-2])] if kind == _INTEGERS else [struct.unpack_from("<H", body, 4)[0]]
        marked.fill(len(styles))
        for column, style in enumerate(styles, first):
            at = Address(row + 1, column + 1)
            if at <= last:
                raise RefusedError("package-twice", place=Place(sheet=quote(marks.name), cells=(str(at),)))
            last = at
            widest = max(widest, at.column)
            format_ = formats[style]
            ...
    marked.measure(Address(last.row, widest))
