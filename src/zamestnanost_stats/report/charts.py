"""Charts: a Vega-Lite specification as plain data, the accessible SVG drawn from it, and the table behind it.

Every position follows from the texts' lengths and every label is a literal in the data, so that nothing depends on the
fonts or the locale of the machine that draws. Colours stand in the SVG as the print palette, which a page may replace
(``palette.themes``), so that one SVG serves light, dark and paper.
"""

import json
import math
import re
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from html import escape
from itertools import count
from typing import Any, Final, TypeAlias

from zamestnanost_stats.language import Language
from zamestnanost_stats.report.document import Amount, Bars, Chart, Column, Estimate, Format, Intervals, Series, Table
from zamestnanost_stats.report.palette import FONTS, LIGHT

Spec: TypeAlias = dict[str, Any]

_SCHEMA: Final = "https://vega.github.io/schema/vega-lite/v6.json"
_VERSION: Final = "6.4"
_WIDTH: Final = 720
_LETTER: Final = 7
"""Pixels a letter of 13 px type takes at most, averaged over a label."""
_LINE: Final = 17
_LABEL_LETTERS: Final = 30
_BAR: Final = 24
_ROLES: Final[Mapping[str, tuple[str, str, str]]] = {
    "open": ("open", "open", "on-open"),
    "sheltered": ("sheltered", "sheltered", "text"),  # its fill becomes the hatching
    "neutral": ("neutral-fill", "neutral", "text"),
}
"""Of a series: fill, outline, and the label standing on it."""


def specification(chart: Chart, language: Language) -> Spec:
    """The chart as a Vega-Lite specification (schema v6), 720 px wide."""
    return _bars(chart, language) if isinstance(chart, Bars) else _intervals(chart, language)


def svg(chart: Chart, language: Language, name: str = "chart") -> str:
    """The chart as an SVG with title and description; ids in it start with ``name``, unique within a page."""
    import vl_convert

    drawn = vl_convert.vegalite_to_svg(specification(chart, language), vl_version=_VERSION)
    body = re.sub(r"<[^>]+>", lambda tag: _tidy(tag[0], name), drawn.removesuffix("</svg>").split(">", 1)[1])
    width, height = re.findall(r' (?:width|height)="([\d.]+)"', drawn.split(">", 1)[0])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        f'role="img" aria-labelledby="{name}-title {name}-desc">'
        f'<title id="{name}-title">{escape(chart.title)}</title><desc id="{name}-desc">{escape(chart.alt)}</desc>'
        f'<defs><pattern id="{name}-hatch" width="6" height="6" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)"><rect width="6" height="6" fill="{LIGHT["surface"]}"/>'
        f'<rect width="2.5" height="6" fill="{LIGHT["sheltered"]}"/></pattern></defs>{body}</svg>'
    )


def data_table(chart: Chart, language: Language) -> Table:
    """The numbers behind a chart, for those who cannot see it and those who want to count on."""
    _ = language.gettext
    caption = _("Data behind the chart: {title}").format(title=chart.title)
    if isinstance(chart, Bars):
        columns = (Column(_("Item")), *(Column(series.name, numeric=True) for series in chart.series))
        amounts = [[Amount(value, instead=_("no figure")) for value in series.values] for series in chart.series]
        return Table(caption, columns, tuple(zip(chart.categories, *amounts, strict=True)), note=chart.axis)
    titles = (_("How many of how many"), _("Share"), _("Interval from"), _("Interval to"))
    return Table(
        caption,
        (Column(_("Item")), *(Column(title, numeric=True) for title in titles)),
        tuple(
            (e.label, e.basis, *(Amount(share, Format.SHARE) for share in (e.value, e.low, e.high)))
            for e in chart.estimates
        ),
        note=chart.axis,
    )


def ticks(highest: Decimal) -> list[int]:
    """Round numbers from 0 to at least ``highest``, about five of them: the scale of a bar chart."""
    steps = (digit * 10**power for power in count() for digit in (1, 2, 5))
    step = next(step for step in steps if step * 6 >= highest)
    return list(range(0, math.ceil(max(highest, 1) / step) * step + 1, step))


def bar_labels(values: Sequence[Decimal | None], language: Language, scale: Decimal) -> tuple[list[str], str]:
    """The numbers of one bar of ``scale`` pixels a person: in its segments if all of them fit, else beside its end."""
    texts = _texts(values, language)
    if all((v or 0) * scale >= _LETTER * len(text) + 10 for v, text in zip(values, texts, strict=True)):
        return texts, ""
    known = any(value is not None for value in values)
    return [""] * len(texts), " + ".join(texts) if known else language.gettext("no figure")


def _texts(values: Sequence[Decimal | None], language: Language) -> list[str]:
    return ["?" if value is None else language.number(value) for value in values]


def wrapped(text: str, letters: int = _LABEL_LETTERS) -> list[str]:
    """A label in lines of at most so many letters; only a longer word is broken."""
    return textwrap.wrap(text, letters) or [""]


def _tidy(tag: str, name: str) -> str:
    """Vega's own roles go (the picture is one image to a screen reader), the hatching and the halo come."""
    tag = re.sub(r' (?:role|aria-[a-z]+|pointer-events)="[^"]*"', "", tag)
    tag = tag.replace(f'fill="{LIGHT["sheltered"]}"', f'fill="url(#{name}-hatch)"')
    return tag.replace("<text ", '<text paint-order="stroke" ') if ' stroke="' in tag else tag


def _bars(chart: Bars, language: Language) -> Spec:
    labels = [wrapped(language.typeset(category)) for category in chart.categories]
    rows = _rows(labels)
    totals = [sum((s.values[place] or Decimal(0) for s in chart.series), Decimal(0)) for place in range(len(rows))]
    scale = ticks(max(totals, default=Decimal(0)))
    gutter = _width(line for lines in labels for line in lines) + 12
    longest = _width(" + ".join(_texts(row, language)) for row in zip(*(s.values for s in chart.series), strict=True))
    plot = _WIDTH - gutter - max(40, 16 + longest)
    x = _axis(scale, {value: language.number(value) for value in scale})

    segments: list[list[Spec]] = [[] for _ in chart.series]
    beside: list[Spec] = []
    for place, row in enumerate(rows):
        values = [series.values[place] for series in chart.series]
        inside, outside = bar_labels(values, language, Decimal(plot) / scale[-1])
        start = Decimal(0)
        for segment, value, text in zip(segments, values, inside, strict=True):
            end = start + (value or 0)
            if value:
                span = {"start": float(start), "end": float(end), "middle": float((start + end) / 2)}
                segment.append(row | span | {"text": text})
            start = end
        beside.append(row | {"end": float(start), "text": outside})

    layers = [_layer("rule", [{"zero": 0}], {"x": {"field": "zero", **x}}, color=LIGHT["muted"])]
    for series, data in zip(chart.series, segments, strict=True):
        fill, outline, label = (LIGHT[colour] for colour in _ROLES[series.role])
        box = {"x": {"field": "start", **x}, "x2": {"field": "end"}, "y": _y("top"), "y2": _y("bottom")}
        halo = {"stroke": LIGHT["surface"], "strokeWidth": 6, "strokeJoin": "round"}
        layers.append(_layer("rect", data, box, fill=fill, stroke=outline))
        layers.append(
            _text(
                data,
                {"x": {"field": "middle", **x}},
                color=label,
                align="center",
                **(halo if series.role == "sheltered" else {}),
            )
        )
    layers.append(_text(beside, {"x": {"field": "end", **x}}, dx=8))
    top, head = _head(chart.axis, chart.series if len(chart.series) > 1 else (), gutter, language)
    return _frame(chart, rows, gutter, plot, top, [*layers, _names(labels, rows, gutter), *head])


def _intervals(chart: Intervals, language: Language) -> Spec:
    labels = [wrapped(language.typeset(estimate.label)) for estimate in chart.estimates]
    rows = _rows(labels)
    gutter = _width(line for lines in labels for line in lines) + 20
    basis = 24 + _width(estimate.basis for estimate in chart.estimates)
    share, interval = basis + 66, basis + 78
    plot = _WIDTH - gutter - interval - _LETTER * len("100,0–100,0 %")
    scale = [0, 0.25, 0.5, 0.75, 1]
    x = _axis(scale, {value: language.percent(value, 0) for value in scale})

    def column(texts: Iterable[str], right: int, **mark: Any) -> Spec:
        data = [row | {"text": text} for row, text in zip(rows, texts, strict=True)]
        return _text(data, {"x": {"value": plot + right}}, **mark)

    def between(estimate: Estimate) -> str:
        return f"{language.number(estimate.low * 100, 1)}–{language.percent(estimate.high)}"

    data = [
        row | {"value": float(e.value), "low": float(e.low), "high": float(e.high)}
        for row, e in zip(rows, chart.estimates, strict=True)
    ]
    across = {"x": {"value": -gutter}, "x2": {"value": _WIDTH - gutter}, "y": _y("below")}
    line = {"x": {"field": "low", **x}, "x2": {"field": "high"}, "y": _y("y")}
    ends = [
        _layer("rule", data, {"x": {"field": end, **x}, "y": _y("cap"), "y2": _y("foot")}, color=LIGHT["open"])
        for end in ("low", "high")
    ]
    point = {"x": {"field": "value", **x}, "y": _y("y")}
    layers = [
        _layer("rule", data, across, color=LIGHT["line"]),
        _layer("rule", data, line, color=LIGHT["open"], strokeWidth=2),
        *ends,
        _layer("point", data, point, size=60, opacity=1, fill=LIGHT["open"], stroke=LIGHT["open"]),
        column((e.basis for e in chart.estimates), basis, align="right"),
        column((language.percent(e.value) for e in chart.estimates), share, align="right", fontWeight="bold"),
        column(map(between, chart.estimates), interval, color=LIGHT["muted"]),
    ]
    top, head = _head(chart.axis, (), gutter, language)
    return _frame(chart, rows, gutter, plot, top, [*layers, _names(labels, rows, gutter), *head])


def _rows(labels: list[list[str]]) -> list[Spec]:
    """Where each row's label, bar and lower edge lie, in pixels; a row is as high as its label needs."""
    rows: list[Spec] = []
    edge = 0.0
    for lines in labels:
        height = max(36, 18 + _LINE * len(lines))
        y, lift = edge + height / 2, _LINE / 2 * (len(lines) - 1)  # Vega centres the first line, not the block
        edge += height
        bar = {"top": y - _BAR / 2, "bottom": y + _BAR / 2, "cap": y - 5, "foot": y + 5}
        rows.append({"y": y, "first": y - lift, "below": edge, **bar})
    return rows


def _names(labels: list[list[str]], rows: list[Spec], gutter: int) -> Spec:
    names = [row | {"text": lines} for row, lines in zip(rows, labels, strict=True)]
    return _text(names, {"x": {"value": -gutter}, "y": _y("first")})


def _frame(chart: Chart, rows: list[Spec], gutter: int, plot: int, top: int, layers: list[Spec]) -> Spec:
    """The sheet of paper: a gutter for the rows' labels, the plot, and the head of ``top`` pixels above it."""
    return {
        "$schema": _SCHEMA,
        "description": chart.alt,
        "background": None,
        "width": plot,
        "height": rows[-1]["below"] if rows else 0,
        "padding": {"left": gutter, "right": _WIDTH - gutter - plot, "top": top, "bottom": 28},
        "autosize": {"type": "none"},
        "config": {"font": FONTS, "view": {"stroke": None}},
        "layer": layers,
    }


def _head(axis: str, legend: Sequence[Series], gutter: int, language: Language) -> tuple[int, list[Spec]]:
    """What stands above the plot, the axis in words and the legend; first its height."""
    lines = wrapped(language.typeset(axis), 108) if axis else []
    swatches: list[tuple[int, int, Series]] = []
    left = line = 0
    for series in legend:
        width = 44 + _LETTER * len(series.name)
        if left and left + width > _WIDTH:
            left, line = 0, line + 1
        swatches.append((left, line, series))
        left += width
    height = _LINE * len(lines) + (26 * (line + 1) if legend else 0) + 10
    upper = 10 - height

    def word(text: str, x: int, y: int, color: str) -> Spec:
        return _text([{"text": text}], {"x": {"value": x}, "y": {"value": y}}, color=LIGHT[color])

    marks = [word(text, -gutter, upper + _LINE * place, "muted") for place, text in enumerate(lines)]
    for left, line, series in swatches:
        middle = upper + _LINE * len(lines) + 26 * line + 8
        fill, outline, _ = (LIGHT[color] for color in _ROLES[series.role])
        box = {"x": left - gutter + 1, "x2": left - gutter + 23, "y": middle - 7, "y2": middle + 7}
        marks.append(_layer("rect", [{}], {}, fill=fill, stroke=outline, **box))
        marks.append(word(series.name, left - gutter + 30, middle, "text"))
    return height, marks


def _axis(values: Sequence[float], labels: Mapping[float, str]) -> Spec:
    axis = {
        "values": list(values),
        "labelExpr": f"({json.dumps({str(value): text for value, text in labels.items()})})[datum.value]",
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


def _y(field: str) -> Spec:
    """Down the page in pixels, as ``_rows`` measured them."""
    return {"field": field, "type": "quantitative", "scale": None, "axis": None}


def _layer(mark: str, data: list[Spec], encoding: Spec, **look: Any) -> Spec:
    return {"data": {"values": data}, "mark": {"type": mark, **look}, "encoding": encoding}


def _text(data: list[Spec], encoding: Spec, **look: Any) -> Spec:
    plain = {"align": "left", "baseline": "middle", "color": LIGHT["text"], "fontSize": 13, "lineHeight": _LINE}
    return _layer("text", data, {"y": _y("y"), **encoding, "text": {"field": "text"}}, **plain | {"limit": 0} | look)


def _width(texts: Iterable[str]) -> int:
    return _LETTER * max(map(len, texts), default=0)
