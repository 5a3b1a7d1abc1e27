"""Reads the cells of one worksheet and what kind of thing stands in each; refuses what could be read in two ways."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from sys import getsizeof
from typing import NamedTuple, NoReturn, TypeAlias

from zamestnanost_stats.findings import Place, quote
from zamestnanost_stats.keys import letters
from zamestnanost_stats.workbook.cells import Address, Cell, Kind, address
from zamestnanost_stats.workbook.formats import Format, is_number, serial
from zamestnanost_stats.workbook.markup import (
    MAX_TEXT,
    REGULAR_TEXT,
    Element,
    Regular,
    named,
    read_part,
    unquoted,
)
from zamestnanost_stats.workbook.texts import RUNS, Allowance, RichText, unescaped

MAX_ROW = 1_048_576
MAX_COLUMN = 16_384

# looked up once: attributes of an enumeration are slow
_TEXT, _BOOLEAN, _DATE, _ERROR = Kind.TEXT, Kind.BOOLEAN, Kind.DATE, Kind.ERROR
_BOOLEANS = {"1": "TRUE", "true": "TRUE", "0": "FALSE", "false": "FALSE"}


def _attributes(names: str) -> str:
    """Each once at most, in that order: a name written twice is no XML."""
    return "".join(rf'(?: {name}="[ !#-%\'-;=?-~]*")?' for name in names.split())


_ROW_ATTRIBUTES = _attributes(
    "spans s customFormat ht hidden customHeight outlineLevel collapsed thickTop thickBot x14ac:dyDescent"
)
_REGULAR_ROW = rf'<row r="([0-9]{{1,7}})"{_ROW_ATTRIBUTES}(/?)>|(</row>)'
_REGULAR_FORMULA = rf"(<f){_attributes('t aca ref ca si')}(?:/>|>({REGULAR_TEXT})</f>)"
_REGULAR_CELL = (
    r'<c r="([A-Z]{1,3})([0-9]{1,7})"(?: s="([0-9]{1,5})")?(?: t="([A-Za-z]{1,9})")?'
    rf"(?:/>|>(?:{_REGULAR_FORMULA})?(?:<v/>|<v>({REGULAR_TEXT})</v>)?</c>)"
)
_REGULAR = Regular(
    re.compile(rb"<sheetData>"), b"</sheetData>", re.compile(f"{_REGULAR_CELL}|{_REGULAR_ROW}|(.+)", re.S)
)
_COLUMNS: dict[str, int] = {}
"""Columns met so far by their letters: looking one up is most of the cost of a blank cell."""


class Shared(NamedTuple):
    """What the cells of all sheets refer to: texts by number, formats by number."""

    strings: Sequence[str]
    formats: Mapping[str, Format]


def worksheet_cells(
    part: str, name: str, pieces: Iterable[bytes], shared: Shared, allowance: Allowance
) -> dict[Address, Cell]:
    """The cells of the sheet of that name that are not blank."""
    sheet = _Worksheet(part, name, shared, allowance)
    read_part(sheet, pieces)
    return sheet.cells


Content: TypeAlias = tuple[Kind, str, bool]
"""Kind, text and whether shown as a percent."""
_NOTHING: Content = (Kind.TEXT, "", False)


class _Worksheet(RichText):
    regular = _REGULAR

    def __init__(self, part: str, name: str, shared: Shared, allowance: Allowance) -> None:
        super().__init__(part, _SHEET)
        self.name = name
        self.strings, self.formats = shared
        self.allowance = allowance
        self.cells: dict[Address, Cell] = {}
        self.opened = False
        self.row = self.column = 0
        self.row_text = ""
        self.kind = self.style = ""
        self.value: str | None = None
        self.formula: str | None = None
        self.rich: str | None = None

    def where(self) -> Place:
        cells = (str(Address(self.row, self.column)),) if self.column else ()
        return Place(sheet=quote(self.name), cells=cells)

    def take(self, children: list[tuple[str, ...]]) -> bool:
        if self.path[-1] is not _SHEET_DATA:
            return False
        for at_column, at_row, style, kind, calculated, formula, value, row, empty, _end, _ in children:
            if not at_row:
                self.take_row(row, empty)
                continue
            if at_row != self.row_text:
                self.refuse("<c>")
            column = _COLUMNS.get(at_column) or self.new_column(at_column + at_row)
            if column <= self.column:
                self.misplaced(column)
            self.column = column
            if value or calculated:
                self.kind, self.style = kind or "n", style or "0"
                self.settle(unquoted(value), unquoted(formula) if calculated else None)
        if self.row_text:
            self.refuse("<row>")
        return True

    def take_row(self, row: str, empty: str) -> None:
        """A row opens or, where there is no number, the open one closes; they never stand in one another."""
        if bool(row) == bool(self.row_text):
            self.refuse("<row>")
        if row:
            self.go_to_row(row)
        if empty or not row:
            self.row_text = ""

    def open_data(self, _attributes: dict[str, str]) -> None:
        if self.opened:
            self.refuse("<sheetData>")
        self.opened = True

    def open_row(self, attributes: dict[str, str]) -> None:
        self.go_to_row(attributes.get("r") or str(self.row + 1))

    def go_to_row(self, text: str) -> None:
        """Rows stand in order: one that stands twice, or out of order, is read differently by different programs."""
        row = self.whole(text)
        self.column = 0
        if row <= self.row:
            self.refuse("<row>", "package-twice")
        if row > MAX_ROW:
            self.refuse("<row>")
        self.row, self.row_text = row, str(row)

    def open_cell(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("r")
        column = self.column + 1
        if reference:
            column = _COLUMNS.get(reference.removesuffix(self.row_text)) or self.new_column(reference)
        if column <= self.column or column > MAX_COLUMN:
            self.misplaced(column)
        self.column = column
        self.kind = attributes.get("t", "n")
        self.style = attributes.get("s", "0")
        self.value = self.formula = self.rich = None

    def misplaced(self, column: int) -> NoReturn:
        """The cells of a row stand in order, as its rows do."""
        twice = column <= self.column
        self.column = column
        self.refuse("<c>", "package-twice" if twice else "package-damaged")

    def new_column(self, reference: str) -> int:
        """A column not met before; the cell's row must be that of the row it stands in."""
        place = address(reference)
        if place is None or place.row != self.row:
            self.refuse("<c>")
        _COLUMNS[letters(place.column)] = place.column
        return place.column

    def open_text(self, _attributes: dict[str, str]) -> None:
        self.listen()

    def close_value(self) -> None:
        if self.value is not None:
            self.refuse("<v>")
        self.value = self.heard()

    def close_formula(self) -> None:
        if self.formula is not None:
            self.refuse("<f>")
        self.formula = self.heard()

    def close_inline(self) -> None:
        if self.rich is not None:
            self.refuse("<is>")
        self.rich = self.whole_text()

    def close_cell(self) -> None:
        if self.rich is None:
            self.settle(self.value or "", self.formula)
        elif self.kind == "inlineStr" and self.value is None:
            self.keep((_TEXT, self.rich, False), self.formula)
        else:
            self.refuse("<is>")

    def settle(self, value: str, formula: str | None) -> None:
        """What the value says depends on the type of the cell."""
        if value:
            read = _READ.get(self.kind) or self.refuse("<c>")
            self.keep(read(self, value), formula)
        elif formula is not None:
            self.keep(_NOTHING, formula)

    def keep(self, content: Content, formula: str | None) -> None:
        kind, text, percent = content
        if not text and formula is None:
            return
        # named tuples are made the quick way: calling them takes twice the time
        place = tuple.__new__(Address, (self.row, self.column))
        self.cells[place] = tuple.__new__(Cell, (kind, text, formula, percent))
        allowance = self.allowance
        allowance.cells -= 1
        if self.kind != "s":
            allowance.text -= getsizeof(text)
        if formula:
            self.limit(len(formula), MAX_TEXT)
            allowance.text -= getsizeof(formula)
        if allowance.cells < 0 or allowance.text < 0:
            allowance.check(self.part)

    def read_number(self, text: str) -> Content:
        text = text.strip(" \t\r\n")
        found = self.formats.get(self.style)
        if found is None or not is_number(text):
            self.refuse("<v>")
        kind, percent = found
        return kind, text, percent

    def read_shared(self, text: str) -> Content:
        index = self.whole(text)
        if index >= len(self.strings):
            self.refuse("<v>")
        return _TEXT, self.strings[index], False

    def read_text(self, text: str) -> Content:
        self.limit(len(text), MAX_TEXT)
        return _TEXT, unescaped(text), False

    def read_boolean(self, text: str) -> Content:
        return _BOOLEAN, _BOOLEANS.get(text) or self.refuse("<v>"), False

    def read_error(self, text: str) -> Content:
        if not text.startswith("#"):
            self.refuse("<v>")
        self.limit(len(text), MAX_TEXT)
        return _ERROR, text, False

    def read_date(self, text: str) -> Content:
        return _DATE, serial(text) or self.refuse("<v>"), False

    def count_merge(self, _attributes: dict[str, str]) -> None:
        self.allowance.merges -= 1
        self.allowance.check(self.part)


_READ: dict[str, Callable[[_Worksheet, str], Content]] = {
    "n": _Worksheet.read_number,
    "s": _Worksheet.read_shared,
    "str": _Worksheet.read_text,
    "b": _Worksheet.read_boolean,
    "e": _Worksheet.read_error,
    "d": _Worksheet.read_date,
}
_IGNORED = {"extLst": Element()}
_CELL = {
    "v": Element(opened=_Worksheet.open_text, closed=_Worksheet.close_value, only=True),
    "f": Element(opened=_Worksheet.open_text, closed=_Worksheet.close_formula, only=True),
    "is": Element(RUNS, closed=_Worksheet.close_inline, only=True),
}
_ROW = {"c": Element(named(_CELL | _IGNORED), _Worksheet.open_cell, _Worksheet.close_cell, only=True)}
_DATA = {"row": Element(named(_ROW | _IGNORED), opened=_Worksheet.open_row, only=True)}
_SHEET_DATA = Element(named(_DATA), opened=_Worksheet.open_data, only=True)
_MERGES = Element(named({"mergeCell": Element(opened=_Worksheet.count_merge)}))
_SHEET = named({"worksheet": Element(named({"sheetData": _SHEET_DATA, "mergeCells": _MERGES}))})
