"""What a workbook holds once it is read: sheets of cells that say what kind of thing stands in them."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from zamestnanost_stats.keys import letters


class Kind(StrEnum):
    """What stands in a cell, as the file says it; nothing is guessed."""

    NUMBER = "number"
    TEXT = "text"
    BOOLEAN = "boolean"
    DATE = "date"
    ERROR = "error"


class Address(NamedTuple):
    """Row and column of a cell, both counted from 1."""

    row: int
    column: int

    def __str__(self) -> str:
        return f"{letters(self.column)}{self.row}"


class Cell(NamedTuple):
    """One cell that is not blank.

    ``text`` is the number as the file writes it (``12``, ``1.5E3``), the text itself, ``TRUE``/``FALSE``, the date as
    its serial number, or the error (``#REF!``). ``formula`` is the formula without ``=`` where there is one; then
    ``text`` is its cached value, and an empty ``text`` says that none was stored. ``percent`` tells a percent format.
    """

    kind: Kind
    text: str
    formula: str | None = None
    percent: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """One worksheet: its name as people see it, whether it is hidden, and its cells that are not blank."""

    name: str
    hidden: bool
    cells: dict[Address, Cell]


_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")


def address(text: str) -> Address | None:
    """``E7`` -> row 7, column 5; None where it is no address of an Excel sheet (1,048,576 rows, 16,384 columns)."""
    found = _ADDRESS.fullmatch(text)
    if found is None:
        return None
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    row = int(found[2])
    return Address(row, column) if row <= 1_048_576 and column <= 16_384 else None
