"""The report's charts as Excel's own, drawn from the cells of the tables beneath them."""

from typing import TYPE_CHECKING, cast

from zamestnanost_stats.language import Language
from zamestnanost_stats.report.document import Bars, Chart, Funnel, Intervals, TileMap, Trend
from zamestnanost_stats.report.native import planes, rows, tiles
from zamestnanost_stats.report.native.parts import FONT, SHEET, Aside, literal
from zamestnanost_stats.report.palette import LIGHT

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.chart import Chart as Drawing
    from xlsxwriter.worksheet import Worksheet

__all__ = ["FONT", "SHEET", "Aside", "height", "insert"]


def height(chart: Chart) -> int:
    """Pixels from the title to the axis."""
    match chart:
        case Bars() | Intervals():
            return rows.height(chart)
        case TileMap():
            return tiles.height(chart)
        case _:
            return planes.HEIGHT


def insert(
    place: tuple["Workbook", "Worksheet", int],
    chart: Chart,
    language: Language,
    table: tuple[str, int],
    aside: Aside,
    width: int,
) -> None:
    """Draws the chart from that row of the sheet on, ``width`` pixels wide. Its table is given as the sheet's name and
    the row of the first numbers."""
    workbook, sheet, row = place
    if isinstance(chart, TileMap):
        tiles.insert(sheet, row, chart, width)
        return
    if isinstance(chart, Trend) and not (chart.lines and chart.periods):
        return  # Excel knows no chart without a series
    kinds = {Funnel: {"type": "scatter", "subtype": "straight"}, Trend: {"type": "line"}}
    drawn = cast("Drawing", workbook.add_chart(kinds.get(type(chart), {"type": "bar", "subtype": "stacked"})))
    match chart:
        case Bars():
            rows.bars(drawn, chart, language, table, aside)
        case Intervals():
            rows.intervals(drawn, chart, language, aside)
        case Funnel():
            planes.funnel(drawn, chart, language, aside)
        case Trend():
            planes.trend(drawn, chart, language, aside)
    title = {"name": FONT, "size": 12, "bold": True, "color": LIGHT["text"]}
    drawn.set_title({"name": literal(chart.title), "name_font": title, "layout": {"x": 0.01, "y": 0.02}})
    drawn.set_chartarea({"border": {"none": True}})
    drawn.show_hidden_data()
    drawn.set_size({"width": width, "height": height(chart)})
    sheet.insert_chart(row, 0, drawn, {"description": f"{chart.title}. {chart.alt}", "object_position": 2})
