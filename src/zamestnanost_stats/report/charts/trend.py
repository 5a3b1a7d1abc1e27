"""A trend: shares over periods, each line named at its end."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final, NamedTuple, TypeAlias

from zamestnanost_stats.language import Language
from zamestnanost_stats.report.charts.labels import Box, along, around, free, spread
from zamestnanost_stats.report.charts.marks import (
    HALO,
    LETTER,
    LINE,
    WIDTH,
    Spec,
    frame,
    head,
    layer,
    pixels,
    text,
    width,
    word,
    wrapped,
)
from zamestnanost_stats.report.document import Trend, TrendLine
from zamestnanost_stats.report.palette import LIGHT

_HEIGHT: Final = 290
_GUTTER: Final = 58
_INSET: Final = 30
"""Pixels from the plot's edges to the first and the last period."""
_NAME: Final = 24
ROLES: Final[Mapping[str, tuple[str, str, str]]] = {
    "open": ("open", "circle", "open"),
    "sheltered": ("sheltered", "square", "surface"),
    "neutral": ("neutral", "diamond", "neutral"),
}
"""Of a line: its colour, and the shape and fill of its points; those of a dashed line are hollow."""
DASHES: Final = (6, 4)


_Scale: TypeAlias = Callable[[int, Decimal], tuple[float, float]]
"""Where a share of the period at that place lies on the paper."""


class _At(NamedTuple):
    """A value on the paper."""

    place: int
    x: float
    y: float


def shares(chart: Trend) -> list[Decimal]:
    """The scale: from 0 to a quarter, a half or the whole, as the highest value or interval needs."""
    known = [chart.highest, *(share for line in chart.lines for share in (*line.values, *line.highs))]
    highest = max((share for share in known if share is not None), default=Decimal(1))
    top = next((top for top in (Decimal("0.25"), Decimal("0.5")) if highest <= top), Decimal(1))
    return [top * part / 5 for part in range(6)] if top < 1 else [top * part / 4 for part in range(5)]


def trend(chart: Trend, language: Language) -> Spec:
    """The specification of a trend."""
    scale = shares(chart)
    names = [_told(chart, line, language) for line in chart.lines]
    right = 40 + max((width(lines) for lines in names), default=0)
    plot = WIDTH - _GUTTER - right
    step = (plot - 2 * _INSET) / max(1, len(chart.periods) - 1)

    def at(place: int, share: Decimal) -> tuple[float, float]:
        x = _INSET + step * place if len(chart.periods) > 1 else plot / 2
        return x, (1 - float(share / scale[-1])) * _HEIGHT

    across = [
        {"y": _HEIGHT * (1 - place / (len(scale) - 1)), "text": language.percent(share, 0)}
        for place, share in enumerate(scale)
    ]
    every = max(1, -(-(width(chart.periods) + 12) // max(1, int(step)))) if len(chart.periods) > 1 else 1
    ends = [
        {"x": at(place, Decimal(0))[0], "text": period}
        for place, period in enumerate(chart.periods)
        if (len(chart.periods) - 1 - place) % every == 0
    ]
    small = {"color": LIGHT["muted"], "fontSize": 12}
    grid = [
        layer("rule", across, {"x": {"value": 0}, "x2": {"value": plot}, "y": pixels("y")}, color=LIGHT["line"]),
        text(across, {"x": {"value": -10}}, align="right", **small),
        text(ends, {"x": pixels("x"), "y": {"value": _HEIGHT + 18}}, align="center", **small),
    ]
    found = [
        [_At(place, *at(place, share)) for place, share in enumerate(line.values) if share is not None]
        for line in chart.lines
    ]
    bands = [band for line in chart.lines for band in _bands(line, at)]
    strokes = [stroke for line, points in zip(chart.lines, found, strict=True) for stroke in _strokes(line, points)]
    numbers = _numbers(chart, found, Box(0, 0, plot, _HEIGHT), language)
    sides = _sides(chart, found, names, plot)
    top, above = head(chart.axis, (), _GUTTER, language, gap=18)
    padding = {"left": _GUTTER, "right": right, "top": top, "bottom": 34}
    return frame(chart.alt, _HEIGHT, padding, [*grid, *bands, *strokes, *numbers, *sides, *above])


def _bands(line: TrendLine, at: _Scale) -> Iterator[Spec]:
    """The interval as a band over neighbouring periods, as a whisker where a period stands alone."""
    known: list[Spec] = [
        {"place": place, "x": x, "y": upper, "y2": at(place, low)[1], "low": float(low), "high": float(high)}
        for place, (low, high) in enumerate(zip(line.lows, line.highs, strict=True))
        if low is not None and high is not None
        for x, upper in [at(place, high)]
    ]
    if line.dashed:
        return
    color = LIGHT[ROLES[line.role][0]]
    places = {"x": pixels("x"), "y": pixels("y"), "y2": {"field": "y2"}}
    for run in runs([row["place"] for row in known]):
        rows = [row for row in known if row["place"] in run]
        if len(rows) > 1:
            yield layer("area", rows, places, fill=color, fillOpacity=0.14, line=False)
        else:
            yield layer("rule", rows, places, color=color, strokeWidth=5, opacity=0.35)


def _strokes(line: TrendLine, points: list[_At]) -> Iterator[Spec]:
    """The line, broken where a period has no figure, and its points."""
    colour, shape, fill = ROLES[line.role]
    places = {"x": pixels("x"), "y": pixels("y")}
    dash = {"strokeDash": list(DASHES)} if line.dashed else {}
    rows = [{"place": one.place, "x": one.x, "y": one.y, "value": float(line.values[one.place] or 0)} for one in points]
    for run in runs([one.place for one in points]):
        part = [row for row in rows if row["place"] in run]
        yield layer("line", part, places, color=LIGHT[colour], strokeWidth=2.5, **dash)
    look = {"fill": LIGHT["surface" if line.dashed else fill], "stroke": LIGHT[colour], "strokeWidth": 2}
    yield layer("point", rows, places, shape=shape, size=70, opacity=1, **look)


def runs(places: Sequence[int]) -> list[range]:
    """Neighbouring periods together."""
    found: list[range] = []
    for place in places:
        if found and found[-1].stop == place:
            found[-1] = range(found[-1].start, place + 1)
        else:
            found.append(range(place, place + 1))
    return found


def _numbers(chart: Trend, found: list[list[_At]], paper: Box, language: Language) -> list[Spec]:
    """The shares above or below their points, where there is room; the last one stands with the line's name."""
    lines = [box for points in found for box in along([(one.x, one.y) for one in points])]
    taken = [Box(one.x - 6, one.y - 6, one.x + 6, one.y + 6) for points in found for one in points]
    data = []
    for line, points in sorted(zip(chart.lines, found, strict=True), key=lambda pair: pair[0].dashed):
        for one in points[:-1]:
            shown = language.percent(line.values[one.place] or 0)
            size = (float(LETTER * len(shown)), float(LINE))
            spot = free(around(one.x, one.y, size)[2:4], paper, [*taken, *lines])
            if spot is not None:
                taken.append(spot.box)
                data.append({"x": one.x, "y": spot.box.top + LINE / 2, "text": shown})
    return [text(data, {"x": pixels("x")}, align="center", **HALO | {"strokeWidth": 4})] if data else []


def _told(chart: Trend, line: TrendLine, language: Language) -> list[str]:
    """What stands at a line's end: its name and its last share, with the period if others come after it."""
    lines = wrapped(language.typeset(line.name), _NAME)
    last = max((place for place, share in enumerate(line.values) if share is not None), default=None)
    if last is None:
        return [*lines, language.gettext("no figure")]
    share = language.percent(line.values[last] or 0)
    return [*lines, share if last == len(chart.periods) - 1 else f"{share} ({chart.periods[last]})"]


def _sides(chart: Trend, found: list[list[_At]], names: list[list[str]], plot: int) -> list[Spec]:
    """The lines' names beside their ends, moved apart and joined by leaders."""
    wanted = [
        (points[-1].y if points else _HEIGHT / 2, float(LINE * len(lines) + 8))
        for points, lines in zip(found, names, strict=True)
    ]
    sides: list[Spec] = []
    for line, points, lines, middle in zip(chart.lines, found, names, spread(wanted, _HEIGHT), strict=True):
        colour = LIGHT[ROLES[line.role][0]]
        if points:
            end = points[-1]
            ends = {
                "x": {"value": end.x + 9},
                "x2": {"value": plot + 12},
                "y": {"value": end.y},
                "y2": {"value": middle},
            }
            sides.append(layer("rule", [{}], ends, color=colour, strokeWidth=1, opacity=0.6))
        first = middle - LINE / 2 * (len(lines) - 1)
        sides.append(word(lines[:-1], plot + 18, first))
        sides.append(word(lines[-1], plot + 18, first + LINE * (len(lines) - 1), fontWeight="bold"))
    return sides
