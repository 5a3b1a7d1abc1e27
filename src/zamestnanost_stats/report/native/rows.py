"""Native charts of rows: stacked bars, and intervals as bars."""

import textwrap
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from zamestnanost_stats.language import NBSP, Language
from zamestnanost_stats.report.charts.marks import ticks
from zamestnanost_stats.report.charts.rows import bar_labels
from zamestnanost_stats.report.document import Bars, Intervals, Series
from zamestnanost_stats.report.native.parts import FONT, NOTHING, Aside, axis, font, literal, percent
from zamestnanost_stats.report.palette import LIGHT

if TYPE_CHECKING:
    from xlsxwriter.chart import Chart as Drawing

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


def height(chart: Bars | Intervals) -> int:
    """Pixels from the title to the axis."""
    names = chart.categories if isinstance(chart, Bars) else [estimate.label for estimate in chart.estimates]
    return 130 + sum(max(36, 16 * len(textwrap.wrap(name, 34)) + 8) for name in names)


def bars(drawn: "Drawing", chart: Bars, language: Language, table: tuple[str, int], aside: Aside) -> None:
    """Stacked bars over the table's cells, their numbers in or beside them."""
    name, first = table
    last = first + len(chart.categories) - 1
    rows = [[series.values[row] for series in chart.series] for row in range(len(chart.categories))]
    scale = ticks(max((sum((value or Decimal(0) for value in row), Decimal(0)) for row in rows), default=Decimal(0)))
    labels = [bar_labels(chart, place, language, Decimal(_PLOT) / scale[-1]) for place in range(len(rows))]
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
                "values": _values(series, [name, first, place + 1, last, place + 1], aside),
                "gap": 45,
                "data_labels": shown,
                **_FILLS[series.role],
            }
        )
    room = aside.add([[scale[-1] / 6] for _ in rows])
    _beside(drawn, (name, first), (aside.name, room, 0), [outside for _, outside in labels])
    drawn.set_legend(
        {"position": "top", "font": {"name": FONT, "size": 10}} if len(chart.series) > 1 else {"none": True}
    )
    _axes(drawn, axis(chart.axis, scale[-1] * (1.25 if chart.labels else 1.1), scale[1], "#,##0"))


def _values(series: Series, cells: list[str | int], aside: Aside) -> list[str | int]:
    """The table's cells; where words stand in some of them, which a chart takes for 0, cells aside with no more than
    the numbers."""
    if None not in series.values:
        return cells
    first = aside.add([[None if value is None else float(value)] for value in series.values])
    return [aside.name, first, 0, first + len(series.values) - 1, 0]


def intervals(drawn: "Drawing", chart: Intervals, language: Language, aside: Aside) -> None:
    """Bars from the lower to the upper end, the estimate a dark stroke in them.

    Points with error bars would be the picture's equal on paper, but LibreOffice draws no error bars from cells and
    breaks the labels of points into narrow lines; the names of bars stand whole in every program.
    """
    half = 0.004
    pieces: list[list[str | float | None]] = []
    for estimate in chart.estimates:
        low, value, high = float(estimate.low), float(estimate.value), float(estimate.high)
        left, right = max(low, value - half), min(high, value + half)
        pieces.append([f"{estimate.label} ({estimate.basis})", low, left - low, right - left, high - right, 0.1])
    first = aside.add(pieces)
    last = first + len(pieces) - 1
    names = [aside.name, first, 0, last, 0]
    band = {"fill": {"color": LIGHT["neutral-fill"]}, "border": {"color": LIGHT["neutral"]}}
    for column, look in enumerate((NOTHING, band, _FILLS["open"], band), 1):
        values = [aside.name, first, column, last, column]
        drawn.add_series({"name": NBSP, "categories": names, "values": values, "gap": 220, **look})
    _beside(drawn, (aside.name, first), (aside.name, first, 5), [language.percent(e.value) for e in chart.estimates])
    drawn.set_legend({"none": True})
    _axes(drawn, axis(chart.axis, 1.1, 0.25, percent(language)))


def _axes(drawn: "Drawing", values: dict[str, Any]) -> None:
    """The names run downwards, so that the high end of their axis is the foot, where the values stand."""
    drawn.set_x_axis(values | {"label_position": "high"})
    drawn.set_y_axis(
        {"reverse": True, "num_font": font(), "line": {"color": LIGHT["muted"]}, "major_tick_mark": "none"}
    )


def _beside(drawn: "Drawing", names: tuple[str, int], room: tuple[str, int, int], texts: list[str]) -> None:
    """Labels just behind the bars' ends, standing in an invisible last piece of each bar."""
    sheet, row, column = room
    end = len(texts) - 1
    drawn.add_series(
        {
            "name": NBSP,
            "categories": [names[0], names[1], 0, names[1] + end, 0],
            "values": [sheet, row, column, row + end, column],
            **NOTHING,
            "data_labels": {
                "value": True,
                "position": "inside_base",
                "font": {"name": FONT, "size": 9, "color": LIGHT["text"]},
                "custom": [{"value": literal(text)} if text else {"delete": True} for text in texts],
            },
        }
    )
