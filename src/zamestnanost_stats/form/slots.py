"""The shapes of a laid-out workbook: sheets of slots that say what each cell is, asks or computes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from zamestnanost_stats.form import expression
from zamestnanost_stats.form.definition import Type
from zamestnanost_stats.keys import CellKey

KEY_COLUMN = 1
NUMBER_COLUMN, LABEL_COLUMN, HELP_COLUMN, FIRST_SERVICE_COLUMN = 2, 3, 4, 5
KEY_ROW = 1
HIDDEN = 0
"""The width of a column that holds what only programs read."""


class Style(StrEnum):
    """What a cell is; the writer decides how that looks."""

    KEY = "key"
    TITLE = "title"
    SUBTITLE = "subtitle"
    HEADING = "heading"
    TEXT = "text"
    STEP = "step"
    LABEL = "label"
    PRIOR = "prior"
    HELP = "help"
    HEADER = "header"
    ROW_NUMBER = "row_number"
    INPUT_NUMBER = "input_number"
    INPUT_TEXT = "input_text"
    NOT_ASKED = "not_asked"
    VERDICT = "verdict"
    SUMMARY = "summary"
    LINK = "link"
    CONTENT = "content"
    """What stands in another cell."""
    EXPLANATION = "explanation"


@dataclass(frozen=True, slots=True)
class Input:
    """What may be typed into a cell, and what the program says there. ``maximum`` bounds whole numbers."""

    type: Type
    prompt_title: str
    prompt: str
    alert: str
    maximum: int | None = None
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Slot:
    """One cell of a sheet; ``key`` where something is typed in, ``number`` where a number is printed, ``formula``
    (without ``=``) where Excel computes, ``link`` where a click leads in the same workbook (``'Výkaz'!E12``), ``rows``
    how many it takes.

    The ``text`` beside a ``formula`` is its result when the workbook is written."""

    row: int
    column: int
    style: Style
    text: str = ""
    key: CellKey | None = None
    input: Input | None = None
    formula: str = ""
    link: str = ""
    number: Decimal | None = None
    rows: int = 1


@dataclass(frozen=True, slots=True)
class SheetLayout:
    """``widths`` are in characters (HIDDEN: not seen), ``frozen`` is the first row and column that scroll."""

    key: str
    name: str
    slots: tuple[Slot, ...]
    widths: Mapping[int, float]
    frozen: tuple[int, int] | None = None
    landscape: bool = True
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class WorkbookLayout:
    """The whole workbook for one provider and period, without any value in it. ``created`` is an ISO date; the verdict
    ``look_at`` is only one of the sheet of fixes."""

    title: str
    language: str
    created: str
    sheets: tuple[SheetLayout, ...]
    verdicts: expression.Verdicts
    explain: str
    look_at: str = ""


@dataclass
class Page:
    """A sheet being laid out row by row."""

    slots: list[Slot] = field(default_factory=list)
    row: int = KEY_ROW

    def put(self, column: int, style: Style, text: str = "", **more: object) -> None:
        self.slots.append(Slot(self.row, column, style, text, **more))  # type: ignore[arg-type]

    def line(self, column: int, style: Style, text: str) -> None:
        """A row of its own with one text."""
        self.row += 1
        self.put(column, style, text)


def key_slots(key: str, columns: Mapping[int, str]) -> list[Slot]:
    return [
        Slot(KEY_ROW, KEY_COLUMN, Style.KEY, key),
        *(Slot(KEY_ROW, column, Style.KEY, name) for column, name in columns.items()),
    ]


def sheet_reference(name: str) -> str:
    return "'" + name.replace("'", "''") + "'!"
