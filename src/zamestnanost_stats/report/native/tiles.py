"""A tile map of Excel's own text boxes; a screen reader finds its description once, on the sheet of paper beneath."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from zamestnanost_stats.report.charts.tilemap import LOOKS
from zamestnanost_stats.report.document import TileMap, TileState
from zamestnanost_stats.report.native.parts import font
from zamestnanost_stats.report.palette import LIGHT

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

_SIGNS: Final[Mapping[TileState, str]] = {"covered": "●", "visited": "○", "without": "–", "unknown": "?"}
_WIDE: Final = 62
_HIGH: Final = 46
_GAP: Final = 4
_HEAD: Final = 44
_LEGEND: Final = 30
_MARGIN: Final = 24


def height(chart: TileMap) -> int:
    """Pixels from the title to the last tile or line of the legend."""
    rows = max((tile.row + 1 for tile in chart.tiles), default=0)
    return _HEAD + max(rows * (_HIGH + _GAP), len(chart.legend) * (_LEGEND + _GAP)) + 12


def insert(sheet: "Worksheet", row: int, chart: TileMap, width: int) -> None:
    """The title, the tiles from the row on, and what they mean to their right."""
    line = {"line": {"none": True}, "fill": {"none": True}}
    paper = {"width": width, "height": height(chart) - 8, "description": f"{chart.title}. {chart.alt}"}
    title = {"font": font(size=12, bold=True), "align": {"vertical": "top"}}
    sheet.insert_textbox(row, 0, chart.title, line | paper | title | {"object_position": 2})
    for tile in chart.tiles:
        place = (tile.column * (_WIDE + _GAP), _HEAD + tile.row * (_HIGH + _GAP))
        _box(sheet, row, place, (_WIDE, _HIGH), tile.state, f"{tile.short}\n{_SIGNS[tile.state]}")
    left = max((tile.column + 1 for tile in chart.tiles), default=0) * (_WIDE + _GAP) + _MARGIN
    for number, (state, words) in enumerate(chart.legend):
        down = _HEAD + number * (_LEGEND + _GAP)
        _box(sheet, row, (left, down), (_LEGEND, _LEGEND), state, _SIGNS[state])
        beside = {"x_offset": left + _LEGEND + _GAP, "y_offset": down, "width": width - left - _LEGEND - _GAP}
        text = {"height": _LEGEND, "font": font(size=10), "align": {"vertical": "middle"}, "object_position": 2}
        sheet.insert_textbox(row, 0, words, line | beside | text | {"decorative": True})


def _box(sheet: "Worksheet", row: int, at: tuple[int, int], size: tuple[int, int], state: TileState, text: str) -> None:
    fill, stroke, words = LOOKS[state]
    look: dict[str, Any] = {
        "x_offset": at[0] + 2,
        "y_offset": at[1],
        "width": size[0],
        "height": size[1],
        "fill": {"color": LIGHT[fill]},
        "line": {"color": LIGHT[stroke], "width": 1.25, "dash_type": "dash" if state == "unknown" else "solid"},
        "font": font(words, 11, bold=True),
        "align": {"horizontal": "center", "vertical": "middle", "text": "center"},
        "object_position": 2,
        "decorative": True,
    }
    sheet.insert_textbox(row, 0, text, look)
