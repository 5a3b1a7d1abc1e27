"""Charts of rows: stacked bars, and points with interval lines."""

import json
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from zamestnanost_stats.language import Language
from zamestnanost_stats.report.charts.marks import (
    HALO,
    LETTER,
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
    wrapped,
)
from zamestnanost_stats.report.document import Bars, Estimate, Intervals
from zamestnanost_stats.report.palette import LIGHT

_BAR: Final = 24
_ROLES: Final[Mapping[str, tuple[str, str, str]]] = {
    "open": ("open", "open", "on-open"),
    "sheltered": ("sheltered", "sheltered", "text"),  # its fill becomes the hatching
    "neutral": ("neutral-fill", "neutral", "text"),
}
"""Of a series: fill, outline, and the label standing on it."""


def bars(chart: Bars, language: Language) -> Spec:
    """The specification of stacked bars."""
    labels = [wrapped(language.typeset(category)) for category in chart.categories]
    rows = _rows(labels)
    totals = [sum((s.values[place] or Decimal(0) for s in chart.series), Decimal(0)) for place in range(len(rows))]
    scale = ticks(max(totals, default=Decimal(0)))
    gutter = width(line for lines in labels for line in lines) + 12
    longest = width(chart.labels or (" + ".join(_texts(chart, place, language)) for place in range(len(rows))))
    plot = WIDTH - gutter - max(40, 16 + longest)
    x = _axis(scale, {value: language.number(value) for value in scale})

    segments: list[list[Spec]] = [[] for _ in chart.series]
    beside: list[Spec] = []
    for place, row in enumerate(rows):
        values = [series.values[place] for series in chart.series]
        inside, outside = bar_labels(chart, place, language, Decimal(plot) / scale[-1])
        start = Decimal(0)
        for segment, value, number in zip(segments, values, inside, strict=True):
            end = start + (value or 0)
            if value:
                span = {"start": float(start), "end": float(end), "middle": float((start + end) / 2)}
                segment.append(row | span | {"text": number})
            start = end
        beside.append(row | {"end": float(start), "text": outside})

    layers = [layer("rule", [{"zero": 0}], {"x": {"field": "zero", **x}}, color=LIGHT["muted"])]
    for series, data in zip(chart.series, segments, strict=True):
        fill, outline, label = (LIGHT[colour] for colour in _ROLES[series.role])
        box = {"x": {"field": "start", **x}, "x2": {"field": "end"}, "y": pixels("top"), "y2": pixels("bottom")}
        layers.append(layer("rect", data, box, fill=fill, stroke=outline))
        halo = HALO if series.role == "sheltered" else {}
        layers.append(text(data, {"x": {"field": "middle", **x}}, color=label, align="center", **halo))
    layers.append(text(beside, {"x": {"field": "end", **x}}, dx=8))
    legend = [
        Swatch(series.name, "rect", {"fill": LIGHT[fill], "stroke": LIGHT[outline]})
        for series in chart.series
        for fill, outline, _ in [_ROLES[series.role]]
    ]
    top, above = head(chart.axis, legend if len(legend) > 1 else (), gutter, language)
    return _framed(chart, rows, (gutter, plot, top), [*layers, _names(labels, rows, gutter), *above])


def intervals(chart: Intervals, language: Language) -> Spec:
    """The specification of points with interval lines, their numbers to the right."""
    labels = [wrapped(language.typeset(estimate.label)) for estimate in chart.estimates]
    rows = _rows(labels)
    gutter = width(line for lines in labels for line in lines) + 20
    basis = 24 + width(estimate.basis for estimate in chart.estimates)
    share, interval = basis + 66, basis + 78
    plot = WIDTH - gutter - interval - LETTER * len("100,0–100,0 %")
    scale = [0, 0.25, 0.5, 0.75, 1]
    x = _axis(scale, {value: language.percent(value, 0) for value in scale})

    def column(texts: Iterable[str], right: int, **mark: Any) -> Spec:
        data = [row | {"text": shown} for row, shown in zip(rows, texts, strict=True)]
        return text(data, {"x": {"value": plot + right}}, **mark)

    def between(estimate: Estimate) -> str:
        return f"{language.number(estimate.low * 100, 1)}–{language.percent(estimate.high)}"

    data = [
        row | {"value": float(e.value), "low": float(e.low), "high": float(e.high)}
        for row, e in zip(rows, chart.estimates, strict=True)
    ]
    across = {"x": {"value": -gutter}, "x2": {"value": WIDTH - gutter}, "y": pixels("below")}
    line = {"x": {"field": "low", **x}, "x2": {"field": "high"}, "y": pixels("y")}
    ends = [
        layer("rule", data, {"x": {"field": end, **x}, "y": pixels("cap"), "y2": pixels("foot")}, color=LIGHT["open"])
        for end in ("low", "high")
    ]
    point = {"x": {"field": "value", **x}, "y": pixels("y")}
    layers = [
        layer("rule", data, across, color=LIGHT["line"]),
        layer("rule", data, line, color=LIGHT["open"], strokeWidth=2),
        *ends,
        layer("point", data, point, size=60, opacity=1, fill=LIGHT["open"], stroke=LIGHT["open"]),
        column((e.basis for e in chart.estimates), basis, align="right"),
        column((language.percent(e.value) for e in chart.estimates), share, align="right", fontWeight="bold"),
        column(map(between, chart.estimates), interval, color=LIGHT["muted"]),
    ]
    top, above = head(chart.axis, (), gutter, language)
    return _framed(chart, rows, (gutter, plot, top), [*layers, _names(labels, rows, gutter), *above])


def bar_labels(chart: Bars, place: int, language: Language, scale: Decimal) -> tuple[list[str], str]:
    """The numbers of one bar of ``scale`` pixels a person: in its segments if all of them fit, else beside its end;
    the chart's own label stands there always."""
    values = [series.values[place] for series in chart.series]
    texts = _texts(chart, place, language)
    if chart.labels:
        return [""] * len(texts), chart.labels[place]
    if all((v or 0) * scale >= LETTER * len(number) + 10 for v, number in zip(values, texts, strict=True)):
        return texts, ""
    known = any(value is not None or one.instead for value, one in zip(values, chart.series, strict=True))
    return [""] * len(texts), " + ".join(texts) if known else language.gettext("no figure")


def _texts(chart: Bars, place: int, language: Language) -> list[str]:
    found = ((one.values[place], one.instead[place] if one.instead else "?") for one in chart.series)
    return [instead if value is None else language.number(value) for value, instead in found]


def _rows(labels: list[list[str]]) -> list[Spec]:
    """Where each row's label, bar and lower edge lie, in pixels; a row is as high as its label needs."""
    rows: list[Spec] = []
    edge = 0.0
    for lines in labels:
        height = max(36, 18 + LINE * len(lines))
        y, lift = edge + height / 2, LINE / 2 * (len(lines) - 1)  # Vega centres the first line, not the block
        edge += height
        bar = {"top": y - _BAR / 2, "bottom": y + _BAR / 2, "cap": y - 5, "foot": y + 5}
        rows.append({"y": y, "first": y - lift, "below": edge, **bar})
    return rows


def _names(labels: list[list[str]], rows: list[Spec], gutter: int) -> Spec:
    names = [row | {"text": lines} for row, lines in zip(rows, labels, strict=True)]
    return text(names, {"x": {"value": -gutter}, "y": pixels("first")})


def _framed(chart: Bars | Intervals, rows: list[Spec], room: tuple[int, int, int], layers: list[Spec]) -> Spec:
    """A gutter for the rows' labels, the plot, and the head above it; ``room`` is their pixels."""
    gutter, plot, top = room
    padding = {"left": gutter, "right": WIDTH - gutter - plot, "top": top, "bottom": 28}
    return frame(chart.alt, rows[-1]["below"] if rows else 0, padding, layers)


def _axis(values: Sequence[float], labels: Mapping[float, str]) -> Spec:
    axis = {
        "values": list(values),
        "labelExpr": f"({json.dumps({str(value): shown for value, shown in labels.items()})})[datum.value]",
        "title": None,
        "domain": False,
        "ticks": False,
        "gridColor": LIGHT["line"],
        "labelColor": LIGHT["muted"],
        "labelFontSize": 12,
        "labelPadding": 8,
        "labelFlush": False,
        "labelOverlap": False,
    }
    return {"type": "quantitative", "scale": {"domain": [values[0], values[-1]], "nice": False}, "axis": axis}
