"""What every native chart needs: a hidden sheet aside, fonts, axes."""

import re
from typing import TYPE_CHECKING, Any, Final

from zamestnanost_stats.language import NBSP, Language
from zamestnanost_stats.report.palette import LIGHT

if TYPE_CHECKING:
    from xlsxwriter import Workbook

FONT: Final = "Arial"
SHEET: Final = "_charts"
NOTHING: Final[dict[str, Any]] = {"fill": {"none": True}, "border": {"none": True}}


class Aside:
    """A hidden sheet with what only the charts need: room for labels, intervals cut into pieces, limits."""

    def __init__(self, workbook: "Workbook", name: str) -> None:
        self.name = name
        self.sheet = workbook.add_worksheet(name)
        self.sheet.hide()
        self.row = 0

    def add(self, rows: list[list[str | float | None]]) -> int:
        """Writes these rows, leaving a cell empty for ``None``, and returns the first one's number."""
        first = self.row
        for row in rows:
            for column, value in enumerate(row):
                if isinstance(value, str):
                    self.sheet.write_string(self.row, column, value)
                elif value is not None:
                    self.sheet.write_number(self.row, column, value)
            self.row += 1
        return first


def font(colour: str = "text", size: float = 9, **more: Any) -> dict[str, Any]:
    """Plain type of a colour of the palette."""
    return {"name": FONT, "size": size, "bold": False, "color": LIGHT[colour]} | more


def axis(words: str, highest: float, step: float, pattern: str) -> dict[str, Any]:
    """A scale from 0 with its words."""
    return {
        "name": literal(words),
        "name_font": font("muted"),
        "num_font": font("muted"),
        "num_format": pattern,
        "min": 0,
        "max": highest,
        "major_unit": step,
        "line": {"none": True},
        "major_tick_mark": "none",
        "major_gridlines": {"visible": True, "line": {"color": LIGHT["line"], "width": 0.75}},
    }


def percent(language: Language) -> str:
    """Excel's format of whole per cents on an axis; its own would stand without the space that Czech has."""
    return f'0"{NBSP}"%' if language.code == "cs" else "0%"


def literal(text: str) -> str:
    """XlsxWriter takes ``Sheet!A1`` at a title's beginning for a reference, even without ``=``; a space prevents it."""
    return re.sub(r"!(?=\$?[A-Z]+\$?\d)", "! ", text)
