"""The report's charts as Excel's own, drawn from the cells of the tables beneath them."""

import re
import textwrap
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, cast

from zamestnanost_stats.language import NBSP, Language
from zamestnanost_stats.report.charts import bar_labels, ticks
from zamestnanost_stats.report.document import Bars, Chart, Intervals
from zamestnanost_stats.report.palette import LIGHT

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.chart import Chart as Drawing

FONT: Final = "Arial"
SHEET: Final = "_charts"
_PLOT: Final = 560
"""Pixels that the bars get at least."""
_FILLS: Final[dict[str, dict[str, Any]]] = {
    "open": {"fill": {"color": LIGHT["open"]}, "border": {"color": LIGHT["open"]}},
    "sheltered": {
        "pattern": {
            "pattern": "wide_upward_diagonal",
            "fg_color": LIGHT["sheltered"],
            "bg_color": LIGHT["surface"],
        },
        "border": {"color": LIGHT["sheltered"]},
    },
    "neutral": {"fill": {"color": LIGHT["neutral-fill"]}, "border": {"color": LIGHT["neutral"]}},
}
_NOTHING: Final[dict[str, Any]] = {"fill": {"none": True}, "border": {"none": True}}


class Helpers:
    """A hidden sheet with what only the charts need: room for labels, and intervals cut into pieces."""

    def __init__(self, workbook: "Workbook", name: str) -> None:
        self.name = name
        self.sheet = workbook.add_worksheet(name)
        self.sheet.hide()
        self.row = 0

    def add(self, rows: list[list[str | float]]) -> int:
        """Writes these rows and returns the first one's number."""
        first = self.row
        for row in rows:
            for column, value in enumerate(row):
                if isinstance(value, str):
                    self.sheet.write_string(self.row, column, value)
                else:
                    self.sheet.write_number(self.row, column, value)
            self.row += 1
        return first


def height(chart: Chart) -> int:
    """Pixels from the title to the axis."""
    names = chart.categories if isinstance(chart, Bars) else [estimate.label for estimate in chart.estimates]
    return 130 + sum(max(36, 16 * len(textwrap.wrap(name, 34)) + 8) for name in names)


def drawing(
    workbook: "Workbook", chart: Chart, language: Language, table: tuple[str, int], helpers: Helpers
) -> "Drawing":
    """The chart over its table, given as the sheet's name and the row of the first numbers."""
    drawn = cast("Drawing", workbook.add_chart({"type": "bar", "subtype": "stacked"}))
    if isinstance(chart, Bars):
        _bars(drawn, chart, language, table, helpers)
    else:
        _intervals(drawn, chart, language, helpers)
    font = {"name": FONT, "size": 9, "bold": False, "color": LIGHT["text"]}
    title = {"name": FONT, "size": 12, "bold": True, "color": LIGHT["text"]}
    drawn.set_title({"name": _literal(chart.title), "name_font": title, "layout": {"x": 0.01, "y": 0.02}})
    drawn.set_y_axis({"reverse": True, "num_font": font, "line": {"color": LIGHT["muted"]}, "major_tick_mark": "none"})
    drawn.set_chartarea({"border": {"none": True}})
    drawn.show_hidden_data()
    return drawn


def _bars(drawn: "Drawing", chart: Bars, language: Language, table: tuple[str, int], helpers: Helpers) -> None:
    name, first = table
    last = first + len(chart.categories) - 1
    rows = [[series.values[row] for series in chart.series] for row in range(len(chart.categories))]
    scale = ticks(max((sum((value or Decimal(0) for value in row), Decimal(0)) for row in rows), default=Decimal(0)))
    labels = [bar_labels(row, language, Decimal(_PLOT) / scale[-1]) for row in rows]
    for place, series in enumerate(chart.series):
        inside = {"name": FONT, "size": 9, "color": LIGHT["on-open" if series.role == "open" else "text"]}
        shown: dict[str, Any] = {
            "value": True,
            "position": "center",
            "font": inside,
            "custom": [{"value": texts[place]} if texts[place] else {"delete": True} for texts, _ in labels],
        }
        if series.role == "sheltered":
            shown["fill"] = {"color": LIGHT["surface"]}
        drawn.add_series(
            {
                "name": [name, first - 1, place + 1],
                "categories": [name, first, 0, last, 0],
                "values": [name, first, place + 1, last, place + 1],
                "gap": 45,
                "data_labels": shown,
                **_FILLS[series.role],
            }
        )
    room = helpers.add([[scale[-1] / 6] for _ in rows])
    _beside(drawn, (name, first), (helpers.name, room, 0), [outside for _, outside in labels])
    drawn.set_legend(
        {"position": "top", "font": {"name": FONT, "size": 10}} if len(chart.series) > 1 else {"none": True}
    )
    drawn.set_x_axis(_scale(chart.axis, scale[-1] * 1.1, scale[1], "#,##0"))


def _intervals(drawn: "Drawing", chart: Intervals, language: Language, helpers: Helpers) -> None:
    """Bars from the lower to the upper end, the estimate a dark stroke in them.

    Points with error bars would be the picture's equal on paper, but LibreOffice draws no error bars from cells and
    breaks the labels of points into narrow lines; the names of bars stand whole in every program.
    """
    half = 0.004
    pieces: list[list[str | float]] = []
    for estimate in chart.estimates:
        low, value, high = float(estimate.low), float(estimate.value), float(estimate.high)
        left, right = max(low, value - half), min(high, value + half)
        pieces.append([f"{estimate.label} ({estimate.basis})", low, left - low, right - left, high - right, 0.1])
    first = helpers.add(pieces)
    last = first + len(pieces) - 1
    names = [helpers.name, first, 0, last, 0]
    band = {"fill": {"color": LIGHT["neutral-fill"]}, "border": {"color": LIGHT["neutral"]}}
    for column, look in enumerate((_NOTHING, band, _FILLS["open"], band), 1):
        values = [helpers.name, first, column, last, column]
        drawn.add_series({"name": NBSP, "categories": names, "values": values, "gap": 220, **look})
    _beside(
        drawn, (helpers.name, first), (helpers.name, first, 5), [language.percent(e.value) for e in chart.estimates]
    )
    drawn.set_legend({"none": True})
    percent = f'0"{NBSP}"%' if language.code == "cs" else "0%"
    drawn.set_x_axis(_scale(chart.axis, 1.1, 0.25, percent))


def _beside(drawn: "Drawing", names: tuple[str, int], room: tuple[str, int, int], texts: list[str]) -> None:
    """Labels just behind the bars' ends, standing in an invisible last piece of each bar."""
    sheet, row, column = room
    end = len(texts) - 1
    drawn.add_series(
        {
            "name": NBSP,
            "categories": [names[0], names[1], 0, names[1] + end, 0],
            "values": [sheet, row, column, row + end, column],
            **_NOTHING,
            "data_labels": {
                "value": True,
                "position": "inside_base",
                "font": {"name": FONT, "size": 9, "color": LIGHT["text"]},
                "custom": [{"value": text} if text else {"delete": True} for text in texts],
            },
        }
    )


def _scale(words: str, highest: float, step: float, pattern: str) -> dict[str, Any]:
    font = {"name": FONT, "size": 9, "bold": False, "color": LIGHT["muted"]}
    return {
        "name": _literal(words),
        "name_font": font,
        "num_font": font,
        "num_format": pattern,
        "min": 0,
        "max": highest,
        "major_unit": step,
        "label_position": "high",  # the names run downwards, so that the high end is the foot
        "line": {"none": True},
        "major_tick_mark": "none",
        "major_gridlines": {"visible": True, "line": {"color": LIGHT["line"], "width": 0.75}},
    }


def _literal(text: str) -> str:
    """XlsxWriter takes ``Sheet!A1`` at a title's beginning for a reference, even without ``=``; a space prevents it."""
    return re.sub(r"!(?=\$?[A-Z]+\$?\d)", "! ", text)
