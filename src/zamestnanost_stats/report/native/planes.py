"""Native funnels and trends; what they draw stands in cells of the hidden sheet."""

from decimal import Decimal
from textwrap import wrap
from typing import TYPE_CHECKING, Any, Final

from zamestnanost_stats.language import NBSP, Language
from zamestnanost_stats.report.charts import funnel as funnels
from zamestnanost_stats.report.charts import trend as trends
from zamestnanost_stats.report.charts.labels import Box, along, around, free
from zamestnanost_stats.report.charts.marks import LINE, width
from zamestnanost_stats.report.document import Funnel, Trend, TrendLine
from zamestnanost_stats.report.native.parts import Aside, axis, font, literal, percent
from zamestnanost_stats.report.palette import LIGHT

if TYPE_CHECKING:
    from xlsxwriter.chart import Chart as Drawing

HEIGHT: Final = 460
_FUNNEL: Final = {"x": 0.06, "y": 0.2, "width": 0.92, "height": 0.64}
"""Of the chart, where the plot lies."""
_PLOT: Final = (860, 294)
"""Pixels of a funnel's plot, at least."""
_SIDES: Final = ("right", "left", "above", "below")
_NAME: Final = 26
"""Letters in a line of a name, which has two (LibreOffice breaks longer ones); the table has it whole."""
_LEGEND: Final[dict[str, Any]] = {"position": "top", "font": font(size=10)}


def funnel(drawn: "Drawing", chart: Funnel, language: Language, aside: Aside) -> None:
    """Points by where they stand, the pooled line, and each limit as its own series."""
    _ = language.gettext
    values = funnels.scale(chart)
    words = funnels.standings(language)
    hidden: list[int] = []

    def line(name: str, points: list[tuple[Decimal, Decimal]], look: dict[str, Any]) -> None:
        cells = _columns(aside, [[float(x), float(y)] for x, y in points])
        drawn.add_series({"name": name, **cells, "marker": {"type": "none"}, "line": look})

    ends = [(Decimal(value), chart.pooled) for value in (0, values[-1])]
    pooled = _("All together: {share}").format(share=language.percent(chart.pooled))
    line(pooled, ends, {"color": LIGHT["open"], "width": 1.5})
    count = 1
    for title, share, dash in ((_("95% limits"), "95", "dash"), (_("99.8% limits"), "998", "solid")):
        for place, side in enumerate(("low", "high")):
            points = [(one.trials, getattr(one, side + share)) for one in chart.limits]
            if points:
                line(title, points, {"color": LIGHT["neutral"], "width": 1, "dash_type": dash})
                hidden += [count] * place  # the legend names a pair of limits once
                count += 1
    for standing, (shape, _size, fill, _stroke) in funnels.LOOKS.items():
        rows: list[list[str | float | None]] = [
            [float(one.trials), float(one.value), one.label] for one in chart.points if one.standing == standing
        ]
        if rows:
            # LibreOffice draws no outline: a hollow point would not be seen
            plain = {"fill": LIGHT["neutral-fill"], "border": LIGHT["neutral"]}
            colours = plain if standing == "too_small" else {"fill": LIGHT[fill], "border": LIGHT[fill]}
            marker = {"type": shape, "size": 8, **{part: {"color": colour} for part, colour in colours.items()}}
            none = {"line": {"none": True}}
            drawn.add_series({"name": words[standing], **_columns(aside, rows), "marker": marker, **none})
            count += 1
    hidden += range(count, count + _names(drawn, chart, values[-1], aside))
    drawn.set_legend(_LEGEND | {"delete_series": hidden})
    drawn.set_x_axis(axis(chart.axis_x, values[-1], values[1], "#,##0") | {"major_gridlines": {"visible": False}})
    drawn.set_y_axis(axis("", 1, 0.25, percent(language)))
    drawn.set_plotarea({"layout": _FUNNEL})


def _names(drawn: "Drawing", chart: Funnel, highest: int, aside: Aside) -> int:
    """The names of points outside the limits, of a few points all, on whichever side is free: a series without marks
    for each side."""
    across, down = _PLOT
    places = [(float(one.trials) / highest * across, (1 - float(one.value)) * down, one) for one in chart.points]
    taken = [Box(x - 6, y - 6, x + 6, y + 6) for x, y, _ in places]
    pooled = (1 - float(chart.pooled)) * down
    centre = along([(0, pooled), (across, pooled)])
    limits = [
        box
        for limit in ("low95", "high95", "low998", "high998")
        for box in along(
            [(float(one.trials) / highest * across, (1 - float(getattr(one, limit))) * down) for one in chart.limits]
        )
    ]
    paper = Box(0, 0, across, down)
    sides: dict[str, list[list[str | float | None]]] = {}
    for x, y, one in places:
        if len(places) > funnels.ALL_NAMED and one.standing not in ("outside95", "outside998"):
            continue
        name = wrap(one.label, _NAME, max_lines=2, placeholder="…")
        between = {"above": y - 12 < pooled < y - 4, "below": y + 4 < pooled < y + 12}
        near = around(x, y, (float(width(name)), float(LINE * len(name))))
        spots = dict(zip(_SIDES, near, strict=False))
        spots = {side: spot for side, spot in spots.items() if not between.get(side)}
        rooms = ([*taken, *centre, *limits], [*taken, *centre], taken)
        spot = next((found for room in rooms if (found := free(spots.values(), paper, room))), spots["right"])
        taken.append(spot.box)
        side = next(side for side, one in spots.items() if one is spot)
        # LibreOffice breaks a longer label, and begins every one under its point
        before, after = (NBSP * 3 * (side == other) for other in ("right", "left"))
        label = "\n".join(before + literal(line.replace(" ", NBSP)) + after for line in name)
        sides.setdefault(side, []).append([float(one.trials), float(one.value), label])
    for side, rows in sides.items():
        labels = {
            "value": True,
            "position": side,
            "font": font(),
            "custom": [{"value": str(row[2])} for row in rows],
        }
        empty = {"marker": {"type": "none"}, "line": {"none": True}}
        drawn.add_series({"name": NBSP, **_columns(aside, rows), **empty, "data_labels": labels})
    return len(sides)


def _columns(aside: Aside, rows: list[list[str | float | None]]) -> dict[str, Any]:
    """Across and up, from the first two columns of these rows."""
    first = aside.add(rows)
    last = first + len(rows) - 1
    return {"categories": [aside.name, first, 0, last, 0], "values": [aside.name, first, 1, last, 1]}


def trend(drawn: "Drawing", chart: Trend, language: Language, aside: Aside) -> None:
    """A line each, broken where a cell is empty; the interval as two thin lines (LibreOffice draws no error bars)."""
    hidden: list[int] = []
    count = 0
    for line in chart.lines:
        colour, shape, fill = trends.ROLES[line.role]
        look = {"color": LIGHT[colour], "width": 2.25, "dash_type": "dash" if line.dashed else "solid"}
        marker = {
            "type": shape,
            "size": 8,
            "fill": {"color": LIGHT["surface" if line.dashed else fill]},
            "border": {"color": LIGHT[colour]},
        }
        labels = {
            "value": True,
            "position": "below" if line.dashed else "above",
            "font": font("muted" if line.dashed else "text"),
            "custom": [{"delete": True} if v is None else {"value": language.percent(v)} for v in line.values],
        }
        cells = _line(aside, chart, line.values)
        drawn.add_series({"name": literal(line.name), **cells, "marker": marker, "line": look, "data_labels": labels})
        count += 1
        for values in _interval(line):
            thin = {"color": LIGHT[colour], "width": 0.75, "dash_type": "round_dot"}
            cells = _line(aside, chart, values)
            drawn.add_series({"name": NBSP, **cells, "marker": {"type": "none"}, "line": thin})
            hidden.append(count)
            count += 1
    scale = trends.shares(chart)
    drawn.show_blanks_as("gap")
    drawn.set_legend(_LEGEND | {"position": "bottom", "delete_series": hidden})
    drawn.set_x_axis({"num_font": font(size=10), "line": {"color": LIGHT["muted"]}, "major_tick_mark": "none"})
    drawn.set_y_axis(axis("", float(scale[-1]), float(scale[1]), percent(language)))


def _interval(line: TrendLine) -> list[tuple[Decimal | None, ...]]:
    """What is drawn of the interval: nothing for a dashed line, whose interval stands in the table."""
    ends = [] if line.dashed else [line.lows, line.highs]
    return [values for values in ends if any(value is not None for value in values)]


def _line(aside: Aside, chart: Trend, values: tuple[Decimal | None, ...]) -> dict[str, Any]:
    return _columns(
        aside,
        [[period, None if v is None else float(v)] for period, v in zip(chart.periods, values, strict=True)],
    )
