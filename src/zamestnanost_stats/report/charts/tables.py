"""The numbers behind each chart, for those who cannot see it and those who want to count on."""

from typing import Final, TypeAlias

from zamestnanost_stats.language import Language
from zamestnanost_stats.report.charts.funnel import standings
from zamestnanost_stats.report.document import (
    Amount,
    Bars,
    Chart,
    Column,
    Format,
    Funnel,
    Intervals,
    Table,
    TableCell,
    TileMap,
    Trend,
    shown,
)

_Rows: TypeAlias = tuple[tuple[TableCell, ...], ...]
_Content: TypeAlias = tuple[tuple[Column, ...], _Rows, str]
"""Columns, rows and note of a table."""
MOST_ROWS: Final = 60
"""More bars or intervals than this nobody compares by eye; drawing hundreds of them takes seconds."""


def pictured(chart: Chart) -> bool:
    """Whether the chart is drawn; one of too many rows is only its table, shown openly."""
    names = chart.categories if isinstance(chart, Bars) else chart.estimates if isinstance(chart, Intervals) else ()
    return len(names) <= MOST_ROWS


def data_table(chart: Chart, language: Language) -> Table:
    """The chart's numbers and words; the whole chart where it is not drawn."""
    match chart:
        case Bars():
            table = _bars(chart, language)
        case Intervals():
            table = _intervals(chart, language)
        case Funnel():
            table = _funnel(chart, language)
        case Trend():
            table = _trend(chart, language)
        case _:
            table = _map(chart, language)
    _ = language.gettext
    if pictured(chart):
        return Table(_("Data behind the chart: {title}").format(title=chart.title), *table)
    columns, rows, note = table
    many = _("There are too many rows for a picture, so the numbers stand in a table only.")
    return Table(chart.title, columns, rows, f"{note} {many}".strip())


def _bars(chart: Bars, language: Language) -> _Content:
    """The labels stand beside the numbers only where they say more than these."""
    _ = language.gettext
    columns = [Column(_("Item")), *(Column(series.name, numeric=True) for series in chart.series)]
    cells: list[list[TableCell]] = [
        [
            Amount(value, instead=series.instead[at] if series.instead else _("no figure"))
            for at, value in enumerate(series.values)
        ]
        for series in chart.series
    ]
    if chart.labels and [list(chart.labels)] != [[shown(cell, language) for cell in column] for column in cells]:
        columns.append(Column(_("Number and share"), numeric=True))
        cells.append(list(chart.labels))
    return tuple(columns), tuple(zip(chart.categories, *cells, strict=True)), ""


def _intervals(chart: Intervals, language: Language) -> _Content:
    _ = language.gettext
    titles = (_("How many of how many"), _("Share"), _("Interval from"), _("Interval to"))
    rows: _Rows = tuple(
        (e.label, e.basis, *(Amount(share, Format.SHARE) for share in (e.value, e.low, e.high)))
        for e in chart.estimates
    )
    return (Column(_("Item")), *(Column(title, numeric=True) for title in titles)), rows, chart.axis


def _funnel(chart: Funnel, language: Language) -> _Content:
    _ = language.gettext
    words = standings(language)
    columns = (
        Column(_("Item")),
        Column(_("How many of how many"), numeric=True),
        Column(_("Share"), numeric=True),
        Column(_("Compared with all together")),
    )
    rows = tuple((one.label, one.basis, Amount(one.value, Format.SHARE), words[one.standing]) for one in chart.points)
    pooled = _("All together: {share}").format(share=language.percent(chart.pooled))
    return columns, rows, f"{chart.axis_y}; {pooled}."


def _trend(chart: Trend, language: Language) -> _Content:
    """A row for each line and period."""
    _ = language.gettext
    titles = (_("How many of how many"), _("Share"), _("Interval from"), _("Interval to"))
    columns = (Column(_("Item")), Column(_("Period")), *(Column(title, numeric=True) for title in titles))
    rows: _Rows = tuple(
        (line.name, period, basis or _("no figure"), *(Amount(share, Format.SHARE, _("no figure")) for share in shares))
        for line in chart.lines
        for period, basis, *shares in zip(chart.periods, line.bases, line.values, line.lows, line.highs, strict=True)
    )
    return columns, rows, chart.axis


def _map(chart: TileMap, language: Language) -> _Content:
    _ = language.gettext
    words = dict(chart.legend)
    noted = any(tile.note for tile in chart.tiles)
    columns = (Column(_("District")), Column(_("Coverage")), *([Column(_("Note"))] if noted else []))
    rows = tuple(
        (tile.name, words.get(tile.state, tile.state), *([tile.note] if noted else [])) for tile in chart.tiles
    )
    return columns, rows, ""
