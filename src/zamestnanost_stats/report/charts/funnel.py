"""A funnel: shares over their denominators, with the limits of what chance alone explains."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from zamestnanost_stats.language import Language
from zamestnanost_stats.report.charts.labels import Box, Spot, along, around, farther, free
from zamestnanost_stats.report.charts.marks import (
    HALO,
    LINE,
    WIDTH,
    Spec,
    Swatch,
    frame,
    head,
    layer,
    pixels,
    text,
    ticks,
    width,
    word,
    wrapped,
)
from zamestnanost_stats.report.document import Funnel, FunnelPoint, FunnelStanding
from zamestnanost_stats.report.palette import LIGHT

_HEIGHT: Final = 370
_GUTTER: Final = 58
_PLOT: Final = WIDTH - _GUTTER - 24
_PAPER: Final = Box(0, 0, _PLOT, _HEIGHT)
_NAME: Final = 34
"""Letters in a line of a point's name; twice as many where there is no other room."""
_CLEAR: Final = 100
"""Pixels from its point within which a name is kept off the lines."""
_MOST_NAMED: Final = 60
"""Of more points than this, only so many outside the limits are named, and none inside."""
ALL_NAMED: Final = 12
"""So many points are all named, with a leader where need be."""
LOOKS: Final[Mapping[FunnelStanding, tuple[str, int, str, str]]] = {
    "inside": ("circle", 70, "open", "surface"),
    "outside95": ("diamond", 150, "text", "surface"),
    "outside998": ("square", 130, "text", "surface"),
    "too_small": ("circle", 60, "surface", "neutral"),
}
"""Of a point: its shape, area in square pixels, fill and outline; neighbours stay apart by theirs."""
DASHES: Final = (7, 4)


def standings(language: Language) -> dict[FunnelStanding, str]:
    """How a point stands to the limits, in words."""
    _ = language.gettext
    return {
        "inside": _("Within the limits"),
        "outside95": _("Outside the 95% limits"),
        "outside998": _("Outside the 99.8% limits"),
        "too_small": _("Too few to tell"),
    }


def scale(chart: Funnel) -> list[int]:
    """The denominators written under the plot."""
    trials = [*(one.trials for one in chart.points), *(one.trials for one in chart.limits)]
    return ticks(max(trials, default=Decimal(1)))


def funnel(chart: Funnel, language: Language) -> Spec:
    """The specification of a funnel; what lies outside its limits is named on it, the rest where there is room."""
    values = scale(chart)

    def at(trials: Decimal, share: Decimal) -> tuple[float, float]:
        return float(trials) / values[-1] * _PLOT, (1 - float(share)) * _HEIGHT

    centre = at(Decimal(0), chart.pooled)[1]
    lines = {
        name: [at(one.trials, getattr(one, name)) for one in chart.limits]
        for name in ("low95", "high95", "low998", "high998")
    }
    marks: list[Spec] = [
        layer("rule", [{}], {"x": {"value": 0}, "x2": {"value": _PLOT}, "y": {"value": centre}}, **_pooled()),
        *(
            layer(
                "line",
                [
                    {"x": x, "y": y, "trials": float(one.trials), "limit": float(getattr(one, name))}
                    for one, (x, y) in zip(chart.limits, line, strict=True)
                ],
                {"x": pixels("x"), "y": pixels("y")},
                **_limit(name),
            )
            for name, line in lines.items()
        ),
    ]
    drawn = {
        standing: [
            {"x": x, "y": y, "label": one.label, "trials": float(one.trials), "value": float(one.value)}
            for one in chart.points
            for x, y in [at(one.trials, one.value)]
            if one.standing == standing
        ]
        for standing in LOOKS
    }
    points = [
        layer("point", data, {"x": pixels("x"), "y": pixels("y")}, **look(standing))
        for standing, data in drawn.items()
        if data
    ]
    places = [at(one.trials, one.value) for one in chart.points]
    obstacles = [box for line in (*lines.values(), [(0.0, centre), (_PLOT, centre)]) for box in along(line)]
    names = _names(chart.points, places, obstacles, language)

    words = standings(language)
    _ = language.gettext
    legend = [
        *(Swatch(words[standing], "point", look(standing)) for standing, data in drawn.items() if data),
        Swatch(_("All together: {share}").format(share=language.percent(chart.pooled)), "rule", _pooled()),
        Swatch(_("95% limits"), "rule", _limit("low95")),
        Swatch(_("99.8% limits"), "rule", _limit("low998")),
    ]
    top, above = head(chart.axis_y, legend, _GUTTER, language, gap=18)
    below = wrapped(language.typeset(chart.axis_x), 92)
    padding = {"left": _GUTTER, "right": WIDTH - _GUTTER - _PLOT, "top": top, "bottom": 40 + LINE * len(below)}
    foot = [word(line, 0, _HEIGHT + 42 + LINE * place, color=LIGHT["muted"]) for place, line in enumerate(below)]
    return frame(chart.alt, _HEIGHT, padding, [*_grid(values, language), *marks, *points, *names, *above, *foot])


def look(standing: FunnelStanding) -> Spec:
    """How a point is drawn."""
    shape, size, fill, stroke = LOOKS[standing]
    return {
        "shape": shape,
        "size": size,
        "fill": LIGHT[fill],
        "stroke": LIGHT[stroke],
        "strokeWidth": 1.5,
        "opacity": 1,
    }


def _pooled() -> Spec:
    return {"color": LIGHT["open"], "strokeWidth": 2}


def _limit(name: str) -> Spec:
    plain = {"color": LIGHT["neutral"], "strokeWidth": 1.5}
    return plain | ({"strokeDash": list(DASHES)} if name.endswith("95") else {})


def _grid(values: list[int], language: Language) -> list[Spec]:
    """The scales: shares to the left, denominators below."""
    across = [{"y": _HEIGHT * part / 4} for part in range(5)]
    shares = [row | {"text": language.percent(Decimal(4 - part) / 4, 0)} for part, row in enumerate(across)]
    numbers = [{"x": _PLOT * value / values[-1], "text": language.number(value)} for value in values]
    small = {"color": LIGHT["muted"], "fontSize": 12}
    return [
        layer("rule", across, {"x": {"value": 0}, "x2": {"value": _PLOT}, "y": pixels("y")}, color=LIGHT["line"]),
        text(shares, {"x": {"value": -10}}, align="right", **small),
        text(numbers, {"x": pixels("x"), "y": {"value": _HEIGHT + 16}}, align="center", **small),
    ]


def _names(
    points: tuple[FunnelPoint, ...], places: list[tuple[float, float]], lines: list[Box], language: Language
) -> list[Spec]:
    """The names that find room: first of those outside the limits, with a leader if need be, then of the others; of a
    few points, all."""
    taken = [Box(x - 8, y - 8, x + 8, y + 8) for x, y in places]
    found: list[tuple[Spot, list[str], bool]] = []
    leaders: list[Spec] = []
    apart = {"outside998": 0, "outside95": 1}
    for place in sorted(range(len(points)), key=lambda place: apart.get(points[place].standing, 2)):
        outside = points[place].standing in apart
        must = outside or len(points) <= ALL_NAMED
        if len(points) > _MOST_NAMED and (len(found) == _MOST_NAMED or not outside):
            break
        name = language.typeset(points[place].label)
        x, y = places[place]
        spot, shown = _beside(name, x, y, [*taken, *lines])
        if must and spot is None:
            spot = _somewhere(shown, x, y, taken, lines)
        if spot is None:
            continue
        taken.append(spot.box)
        found.append((spot, shown, outside))
        if spot.far:
            taken += along([(x, y), spot.end(x, y)])
            leaders.append({"x": x, "y": y, **dict(zip(("x2", "y2"), spot.end(x, y), strict=True))})
    edges = {"x": pixels("x"), "y": pixels("y"), "x2": {"field": "x2"}, "y2": {"field": "y2"}}
    return [
        layer("rule", leaders, edges, color=LIGHT["muted"]),
        *_labels(found),
    ]


def _size(shown: list[str]) -> tuple[float, float]:
    return float(width(shown)), float(LINE * len(shown))


def _beside(name: str, x: float, y: float, taken: list[Box]) -> tuple[Spot | None, list[str]]:
    """A place at the point itself that meets nothing, for the name in short lines or else in long ones."""
    short, long = wrapped(name, _NAME), wrapped(name, 2 * _NAME)
    for shown in (short, long):
        spot = free(around(x, y, _size(shown)), _PAPER, taken)
        if spot:
            return spot, shown
    return None, short


def _somewhere(shown: list[str], x: float, y: float, taken: list[Box], lines: list[Box]) -> Spot | None:
    """A place for a name that must stand; the halo of one on a line would wipe that out."""
    size = _size(shown)
    clear = free(farther(x, y, size, _CLEAR), _PAPER, taken, (x, y), lines)
    spot = clear or free(around(x, y, size), _PAPER, taken)
    if spot:
        return spot
    away = list(farther(x, y, size))
    return free(away, _PAPER, taken, (x, y)) or free(away, _PAPER, taken)


def _labels(found: list[tuple[Spot, list[str], bool]]) -> list[Spec]:
    """The names, those of one look together: drawing takes time by the layer."""
    data: dict[tuple[str, bool], list[Spec]] = {}
    for spot, shown, bold in found:
        box = spot.box
        x = {"left": box.left, "right": box.right, "center": (box.left + box.right) / 2}[spot.align]
        data.setdefault((spot.align, bold), []).append({"x": x, "y": box.top + LINE / 2, "text": shown})
    return [
        text(
            rows, {"x": pixels("x")}, align=align, **HALO | {"strokeWidth": 3}, fontWeight="bold" if bold else "normal"
        )
        for (align, bold), rows in data.items()
    ]
