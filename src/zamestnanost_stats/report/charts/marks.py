"""What every chart is made of: lines of text and their widths, scales, marks, the legend and the sheet of paper."""

import math
import textwrap
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import count
from typing import Any, Final, NamedTuple, TypeAlias

from zamestnanost_stats.language import Language
from zamestnanost_stats.report.palette import FONTS, LIGHT

Spec: TypeAlias = dict[str, Any]

WIDTH: Final = 720
LETTER: Final = 7
"""Pixels a letter of 13 px type takes at most, averaged over a label."""
LINE: Final = 17
HALO: Final[Spec] = {"stroke": LIGHT["surface"], "strokeWidth": 6, "strokeJoin": "round"}
"""Keeps a label readable on what it stands on."""
_SCHEMA: Final = "https://vega.github.io/schema/vega-lite/v6.json"
_LABEL_LETTERS: Final = 30


class Swatch(NamedTuple):
    """An entry of the legend: a ``rect``, ``rule`` or ``point`` with its look."""

    name: str
    mark: str
    look: Spec


def ticks(highest: Decimal) -> list[int]:
    """Round numbers from 0 to at least ``highest``, about five of them: the scale of a bar chart."""
    steps = (digit * 10**power for power in count() for digit in (1, 2, 5))
    step = next(step for step in steps if step * 6 >= highest)
    return list(range(0, math.ceil(max(highest, 1) / step) * step + 1, step))


def wrapped(text: str, letters: int = _LABEL_LETTERS) -> list[str]:
    """A label in lines of at most so many letters; only a longer word is broken."""
    return textwrap.wrap(text, letters) or [""]


def width(texts: Iterable[str]) -> int:
    """Pixels that the longest of these texts takes."""
    return LETTER * max(map(len, texts), default=0)


def pixels(field: str) -> Spec:
    """A position measured here, in pixels of the plot."""
    return {"field": field, "type": "quantitative", "scale": None, "axis": None}


def layer(mark: str, data: list[Spec], encoding: Spec, **look: Any) -> Spec:
    """Marks of one look."""
    return {"data": {"values": data}, "mark": {"type": mark, **look}, "encoding": encoding}


def text(data: list[Spec], encoding: Spec, **look: Any) -> Spec:
    """Each row's ``text``, 13 px high, beginning at its place."""
    plain = {"align": "left", "baseline": "middle", "color": LIGHT["text"], "fontSize": 13, "lineHeight": LINE}
    return layer("text", data, {"y": pixels("y"), **encoding, "text": {"field": "text"}}, **plain | {"limit": 0} | look)


def word(shown: str | list[str], x: float, y: float, **look: Any) -> Spec:
    """One text at one place."""
    return text([{"text": shown}], {"x": {"value": x}, "y": {"value": y}}, **look)


def frame(alt: str, height: float, padding: Spec, layers: list[Spec], across: int = WIDTH) -> Spec:
    """The sheet of paper, ``across`` pixels wide with its padding on all sides, and the plot in it."""
    return {
        "$schema": _SCHEMA,
        "description": alt,
        "background": None,
        "width": across - padding["left"] - padding["right"],
        "height": height,
        "padding": padding,
        "autosize": {"type": "none"},
        "config": {"font": FONTS, "view": {"stroke": None}},
        "layer": layers,
    }


def head(axis: str, legend: Sequence[Swatch], gutter: int, language: Language, gap: int = 10) -> tuple[int, list[Spec]]:
    """What stands above the plot, the axis in words and the legend; first its height, with the ``gap`` below."""
    lines = wrapped(language.typeset(axis), 108) if axis else []
    places: list[tuple[int, int]] = []
    left = line = 0
    for swatch in legend:
        wide = 52 + LETTER * len(swatch.name)
        if left and left + wide > WIDTH:
            left, line = 0, line + 1
        places.append((left, line))
        left += wide
    height = LINE * len(lines) + (26 * (line + 1) if legend else 0) + gap
    upper = 10 - height
    marks = [word(shown, -gutter, upper + LINE * place, color=LIGHT["muted"]) for place, shown in enumerate(lines)]
    for swatch, (left, line) in zip(legend, places, strict=True):
        middle = upper + LINE * len(lines) + 26 * line + 8
        marks.append(_sample(swatch, left - gutter, middle))
        marks.append(word(swatch.name, left - gutter + 30, middle))
    return height, marks


def _sample(swatch: Swatch, left: int, middle: int) -> Spec:
    """The swatch's mark, 22 px wide."""
    if swatch.mark == "point":
        return layer("point", [{}], {"x": {"value": left + 12}, "y": {"value": middle}}, **swatch.look)
    place = {"x": {"value": left + 1}, "x2": {"value": left + 23}, "y": {"value": middle}}
    if swatch.mark == "rect":
        place |= {"y": {"value": middle - 7}, "y2": {"value": middle + 7}}
    return layer(swatch.mark, [{}], place, **swatch.look)
