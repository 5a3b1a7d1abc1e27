"""A tile map: every territory as an equal tile, what is there told by a sign and an outline as well as by colour."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from zamestnanost_stats.language import Language
from zamestnanost_stats.report.charts.marks import LINE, Spec, frame, layer, pixels, text, width, word, wrapped
from zamestnanost_stats.report.document import TileMap, TileState
from zamestnanost_stats.report.palette import LIGHT

_TILE: Final = 52
_STEP: Final = 56
_ACROSS: Final = 7 * _STEP
"""Narrow enough for a phone."""
_LETTERS: Final = 50
"""In a line of the legend."""
LOOKS: Final[Mapping[TileState, tuple[str, str, str]]] = {
    "covered": ("open", "open", "on-open"),
    "visited": ("visited", "open", "text"),
    "without": ("surface", "neutral", "text"),
    "unknown": ("surface", "neutral", "text"),
}
"""Of a tile: its fill, outline and words."""
_SIGNS: Final[Mapping[TileState, str]] = {
    "covered": "circle",
    "visited": "circle",
    "without": "M-0.9,0L0.9,0",
}
"""The shapes of the signs, full for what is covered; that of what is not known is a question mark."""
DASHES: Final = (5, 4)


def tilemap(chart: TileMap, language: Language) -> Spec:
    """The specification of a tile map: the tiles, and the legend below them."""
    columns = max((tile.column + 1 for tile in chart.tiles), default=1)
    across = max(_ACROSS, columns * _STEP)
    left = (across - columns * _STEP + _STEP - _TILE) / 2
    tiles: dict[TileState, list[Spec]] = {state: [] for state in LOOKS}
    for tile in chart.tiles:
        x, y = left + tile.column * _STEP, float(tile.row * _STEP)
        place = {"x": x, "x2": x + _TILE, "y": y, "y2": y + _TILE, "middle": x + _TILE / 2}
        rows = {"upper": y + 19, "lower": y + 37}
        tiles[tile.state].append({"id": tile.id, "text": tile.short, "state": tile.state, **place, **rows})
    layers = [mark for state, data in tiles.items() if data for mark in _drawn(state, data, _TILE)]
    edge = max((tile.row + 1 for tile in chart.tiles), default=0) * _STEP + 16.0
    for state, words in chart.legend:
        lines = wrapped(language.typeset(words), _LETTERS)
        place = {"x": 1, "x2": 23, "y": edge, "y2": edge + 22, "middle": 12, "lower": edge + 11}
        layers += _drawn(state, [place], 22)
        layers.append(word(lines, 34, edge + 12))
        edge += max(22, LINE * len(lines)) + 8
    return frame(chart.alt, edge, {"left": 0, "right": 0, "top": 4, "bottom": 4}, layers, across)


def _drawn(state: TileState, data: list[Spec], size: int) -> Iterator[Spec]:
    """Tiles of one state: box, name and sign."""
    fill, stroke, words = (LIGHT[colour] for colour in LOOKS[state])
    box = {"x": pixels("x"), "x2": {"field": "x2"}, "y": pixels("y"), "y2": {"field": "y2"}}
    dash: dict[str, Any] = {"strokeDash": list(DASHES)} if state == "unknown" else {}
    yield layer("rect", data, box, fill=fill, stroke=stroke, strokeWidth=1.5, cornerRadius=3, **dash)
    if size == _TILE:
        small = width(row["text"] for row in data) > size - 4
        yield text(
            data,
            {"x": pixels("middle"), "y": pixels("upper")},
            align="center",
            color=words,
            fontWeight="bold",
            fontSize=11 if small else 15,
        )
    at = {"x": pixels("middle"), "y": pixels("lower")}
    if state == "unknown":
        signs = [row | {"text": "?"} for row in data]
        yield text(signs, at, align="center", color=words, fontSize=15, fontWeight="bold")
    else:
        sign = {"shape": _SIGNS[state], "size": 90, "fill": words if state == "covered" else None}
        yield layer("point", data, at, opacity=1, stroke=words, strokeWidth=2.2, **sign)
