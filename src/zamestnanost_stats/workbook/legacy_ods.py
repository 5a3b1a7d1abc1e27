"""Looks through an .ods file before calamine reads it: may it be opened, and what is in its cells besides their values.

Its archive and its XML are held to the rules for .xlsx, so that calamine cannot find other bytes in it than we do.
"""

import re
from typing import NoReturn

from zamestnanost_stats.findings import Place, quote
from zamestnanost_stats.workbook.archive import RefusedError, entries, pieces
from zamestnanost_stats.workbook.cells import Address, Kind
from zamestnanost_stats.workbook.formats import Format, is_number
from zamestnanost_stats.workbook.legacy import MAX_MB, Marked, Marks
from zamestnanost_stats.workbook.markup import Element, Elements, Reading, named, read_part
from zamestnanost_stats.workbook.worksheet import MAX_COLUMN, MAX_ROW

_MANIFEST_PART, _CONTENT_PART = "meta-inf/manifest.xml", "content.xml"
_OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
_MANIFEST, _OFFICE, _TABLE, _TEXT = (f"{_OASIS}{name}:1.0" for name in ("manifest", "office", "table", "text"))
_CALC = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"
_FORMATS: dict[str, Format] = {
    "percentage": (Kind.NUMBER, True),
    "date": (Kind.DATE, False),
    "time": (Kind.DATE, False),
}
_SHOWN_ERROR = re.compile(r"#\D+(?:0!)?|Err:[0-9]{3}")
"""``#DIV/0!``, and the same in other languages (``#HODNOTA!``)."""


def look_into_ods(data: bytes) -> Marked:
    """What is in its sheets besides values; RefusedError where the file is not to be opened."""
    parts = entries(data)
    if not {_MANIFEST_PART, _CONTENT_PART} <= set(parts):
        raise RefusedError("file-not-workbook")
    if any(name.startswith(("basic/", "scripts/")) for name in parts):
        raise RefusedError("package-macros")
    markup = [name for name in parts if name.endswith((".xml", ".rdf"))]
    if sum(parts[name].size for name in markup) > MAX_MB * 1_000_000:
        raise RefusedError("package-limit", f"XML: > {MAX_MB} MB")
    # first the manifest: what a password hides is no XML
    read_part(_Manifest(_MANIFEST_PART, _MANIFEST_ROOT), pieces(data, parts[_MANIFEST_PART]))
    content = _Content()
    for name, entry in parts.items():
        if name == _CONTENT_PART:
            read_part(content, pieces(data, entry))
        elif name in markup:
            read_part(_Unread(name), pieces(data, entry))
        else:
            for _ in pieces(data, entry):
                pass
    return content.marked


class _Unread(Reading):
    """A part that nobody reads: still, it is XML and declares no document type."""

    def __init__(self, part: str) -> None:
        super().__init__(part, {})
        self.path = [Element()]


class _Manifest(Reading):
    def locked(self, _attributes: dict[str, str]) -> NoReturn:
        raise RefusedError("file-locked")


class _Content(Reading):
    def __init__(self) -> None:
        super().__init__(_CONTENT_PART, _CONTENT_ROOT)
        self.marked = Marked()
        self.marks = Marks("")
        self.last = Address(0, 0)
        self.row = self.rows = self.column = self.columns = self.signs = 0
        self.type = self.error = ""
        self.filled = self.formula = False

    def where(self) -> Place:
        return Place(sheet=quote(self.marks.name))

    def repeated(self, attributes: dict[str, str], what: str) -> int:
        """How many rows or columns one element stands for."""
        return self.whole(attributes.get(f"{_TABLE} number-{what}-repeated", "1")) or self.refuse(f"<{what}>")

    def open_table(self, attributes: dict[str, str]) -> None:
        self.marks = self.marked.add(attributes.get(f"{_TABLE} name", ""))
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
        self.type = attributes.get(f"{_OFFICE} value-type", "")
        if not is_number(attributes.get(f"{_OFFICE} value", "0")):
            self.refuse("<table-cell>")
        self.formula = f"{_TABLE} formula" in attributes
        self.filled = self.formula or any(name.startswith(_OFFICE) for name in attributes)
        self.signs = len(attributes.get(f"{_OFFICE} string-value", ""))
        self.error = "#" if "error" in (self.type, attributes.get(f"{_CALC} value-type")) else ""

    def open_text(self, _attributes: dict[str, str]) -> None:
        self.listen()

    def add_spaces(self, attributes: dict[str, str]) -> None:
        self.signs += self.whole(attributes.get(f"{_TEXT} c", "1"))

    def close_text(self) -> None:
        shown = self.heard()
        self.signs += len(shown)
        if self.type == "float" and shown.endswith("%"):
            self.type = "percentage"
        # Excel writes an error as the number 0 that shows #DIV/0!; what a person typed stays a text
        if self.error or ((self.formula or self.type != "string") and _SHOWN_ERROR.fullmatch(shown)):
            self.error = shown or "#"

    def close_cell(self) -> None:
        if not self.filled:
            return
        self.limit(self.row, MAX_ROW)
        self.limit(self.column, MAX_COLUMN)
        self.marked.fill(self.rows * self.columns, self.signs)
        self.last = Address(self.row, max(self.column, self.last.column))
        format_ = _FORMATS.get(self.type)
        if not self.error and not format_:
            return
        for row in range(self.row - self.rows + 1, self.row + 1):
            for column in range(self.column - self.columns + 1, self.column + 1):
                if self.error:
                    self.marks.errors[Address(row, column)] = self.error
                elif format_:
                    self.marks.formats[Address(row, column)] = format_


def _in(namespace: str, **elements: Element) -> Elements:
    return named({name.replace("_", "-"): element for name, element in elements.items()}, (namespace,))


_ENCRYPTED = _in(_MANIFEST, encryption_data=Element(opened=_Manifest.locked))
_MANIFEST_ROOT = _in(_MANIFEST, manifest=Element(_in(_MANIFEST, file_entry=Element(_ENCRYPTED))))

_INLINE = _in(_TEXT, s=Element(opened=_Content.add_spaces))
_INLINE |= _in(_TEXT, span=Element(_INLINE), a=Element(_INLINE))
_INSIDE = _in(_TEXT, p=Element(_INLINE, _Content.open_text, _Content.close_text))
_INSIDE |= _in(_TABLE, table=Element(opened=_Content.open_nested))
_CELL = Element(_INSIDE, _Content.open_cell, _Content.close_cell)
_ROWS = _in(_TABLE, table_row=Element(_in(_TABLE, table_cell=_CELL, covered_table_cell=_CELL), _Content.open_row))
_GROUP = Element(_ROWS)
_ROWS |= _in(_TABLE, table_row_group=_GROUP, table_header_rows=_GROUP, table_rows=_GROUP)
_SHEET = _ROWS | _in(_TABLE, table_source=Element(opened=_Content.open_source))
_SHEETS = _in(_TABLE, table=Element(_SHEET, _Content.open_table, _Content.close_table))
_BODY = _in(_OFFICE, body=Element(_in(_OFFICE, spreadsheet=Element(_SHEETS))))
_CONTENT_ROOT = _in(_OFFICE, document_content=Element(_BODY))
