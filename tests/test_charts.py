"""Charts say what their tables say: as a specification for the page, and as Excel's own in the workbook."""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from itertools import combinations, pairwise
from typing import Any
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from sample_report import CZECH, estimates, funnel, ranked, sample, tile_map, trend
from zamestnanost_stats.report import charts
from zamestnanost_stats.report.charts.labels import Box, along, around, farther, free, spread
from zamestnanost_stats.report.charts.marks import LETTER, LINE
from zamestnanost_stats.report.document import (
    Amount,
    Bars,
    Chart,
    Funnel,
    FunnelPoint,
    Intervals,
    Report,
    Section,
    Series,
    TileMap,
    Trend,
)
from zamestnanost_stats.report.html import to_html
from zamestnanost_stats.report.tiles import PRAGUE, positions
from zamestnanost_stats.report.xlsx import to_xlsx

SPACES = {
    "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
    "xdr": "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing",
}


def rows(chart: Chart, mark: str, *fields: str) -> list[dict[str, Any]]:
    """The data of all marks of one kind that have these fields."""
    layers = charts.specification(chart, CZECH)["layer"]
    found = [row for layer in layers if layer["mark"]["type"] == mark for row in layer["data"]["values"]]
    return [row for row in found if set(fields) <= row.keys()]


def marks(chart: Chart, mark: str) -> list[dict[str, Any]]:
    return [layer["mark"] for layer in charts.specification(chart, CZECH)["layer"] if layer["mark"]["type"] == mark]


def words(chart: Chart) -> list[str]:
    """Every text on the picture, its lines joined."""
    texts = [row["text"] for row in rows(chart, "text", "text")]
    return [(text if isinstance(text, str) else " ".join(text)).replace("\u00a0", " ") for text in texts]


def only(*blocks: Chart) -> Report:
    return replace(sample(), sections=(Section("s", "Oddíl", blocks),))


def native(*blocks: Chart) -> tuple[list[ET.Element], list[str]]:
    """The workbook's charts, and the descriptions of all that is drawn on its sheets."""
    with ZipFile(BytesIO(to_xlsx(only(*blocks), CZECH))) as package:
        parts = {
            name: ET.fromstring(package.read(name))  # noqa: S314 - written by ourselves just now
            for name in sorted(package.namelist())
            if re.match(r"xl/(charts|drawings)/\w+\.xml", name)
        }
    drawn = [part for name, part in parts.items() if name.startswith("xl/charts")]
    told = [one.get("descr", "") for part in parts.values() for one in part.iter(f"{{{SPACES['xdr']}}}cNvPr")]
    return drawn, [text for text in told if text]


def cells(*blocks: Chart) -> dict[str, Any]:
    """Every cell of the workbook by the reference that a chart uses."""
    book = load_workbook(BytesIO(to_xlsx(only(*blocks), CZECH)))
    return {f"{sheet.title}!{cell.coordinate}": cell.value for sheet in book for row in sheet for cell in row}


def series(chart: Chart) -> Iterator[tuple[str, list[Any], list[Any]]]:
    """Name, first and second numbers of each series of a native chart, read from the cells it refers to."""
    held = cells(chart)

    def read(one: ET.Element, *names: str) -> list[Any]:
        part = next(found for name in names if (found := one.find(name, SPACES)) is not None)
        sheet, area = part.findtext(".//c:f", "", SPACES).replace("$", "").split("!")
        column, *numbers = re.findall(r"[A-Z]+|\d+", re.sub(r"(?<=:)[A-Z]+", "", area))
        lines = range(int(numbers[0]), int(numbers[-1]) + 1)
        return [held.get(f"{sheet.strip(chr(39))}!{column}{line}") for line in lines]

    for one in native(chart)[0][0].iter(f"{{{SPACES['c']}}}ser"):
        yield one.findtext(".//c:tx//c:v", "", SPACES), read(one, "c:xVal", "c:cat"), read(one, "c:yVal", "c:val")


# --- funnel


def test_a_funnel_draws_its_points_and_limits() -> None:
    chart = funnel()
    drawn = {row["label"]: (row["trials"], row["value"]) for row in rows(chart, "point", "label")}
    assert drawn == {one.label: (float(one.trials), float(one.value)) for one in chart.points}
    limits = {(row["trials"], row["limit"]) for row in rows(chart, "line", "limit")}
    assert limits == {
        (float(one.trials), float(value))
        for one in chart.limits
        for value in (one.low95, one.high95, one.low998, one.high998)
    }
    assert ["strokeDash" in mark for mark in marks(chart, "line")] == [True, True, False, False]


def test_where_a_point_stands_is_told_by_its_shape() -> None:
    looks = [(mark["shape"], mark["fill"]) for mark in marks(funnel(), "point")]
    assert len(set(looks)) == 4
    assert len(looks) == 8  # the points, and the legend


def test_who_lies_outside_is_named_on_the_funnel_and_nobody_twice() -> None:
    chart = funnel()
    told = words(chart)
    for one in chart.points:
        assert told.count(one.label) == 1  # of few points everyone is named
    crowd = tuple(replace(chart.points[0], label=f"Zkouška {place}", standing="inside") for place in range(13))
    told = words(replace(chart, points=crowd))
    assert 0 < len([one for one in told if one.startswith("Zkouška")]) < len(crowd)


def named(chart: Funnel) -> list[Box]:
    """Where the names of points stand."""
    boxes = []
    for layer in charts.specification(chart, CZECH)["layer"]:
        for row in layer["data"]["values"]:
            if layer["mark"]["type"] == "text" and isinstance(row.get("text"), list):
                wide = LETTER * max(map(len, row["text"]))
                left = row["x"] - {"left": 0, "right": wide, "center": wide / 2}[layer["mark"]["align"]]
                top = row["y"] - LINE / 2
                boxes.append(Box(left, top, left + wide, top + LINE * len(row["text"])))
    return boxes


@pytest.mark.parametrize("crowd", [1, 30, 80])
def test_names_on_a_funnel_never_cover_each_other(crowd: int) -> None:
    """However many lie in one place; of very many not all find room, but the picture stays readable."""
    one = FunnelPoint("Služba s delším jménem", "60/80", Decimal(80), Decimal("0.75"), "outside998")
    many = [
        replace(
            one, label=f"{one.label} {place}", trials=one.trials + place % 5, value=one.value + Decimal(place) / 900
        )
        for place in range(crowd)
    ]
    chart = replace(funnel(), points=tuple(many))
    boxes = named(chart)
    assert len(boxes) == crowd if crowd < 80 else len(boxes) > 30
    assert not [pair for pair in combinations(boxes, 2) if pair[0].meets(pair[1])]


def test_names_of_a_few_points_wipe_out_no_limit() -> None:
    one = FunnelPoint(
        "Dům u Lípy (smyšlená): Podporované zaměstnávání", "15/39", Decimal(39), Decimal("0.385"), "inside"
    )
    other = replace(one, label="Most k práci (smyšlená): Podporované zaměstnávání", trials=Decimal(92))
    chart = replace(funnel(), points=(one, replace(other, value=Decimal("0.364"))))
    boxes = named(chart)
    limits = [Box(row["x"] - 1, row["y"] - 1, row["x"] + 1, row["y"] + 1) for row in rows(chart, "line", "limit")]
    assert len(boxes) == 2
    assert not [limit for limit in limits for box in boxes if box.meets(limit)]


def test_excels_funnel_draws_the_same() -> None:
    chart = funnel()
    found = list(series(chart))
    pooled, limits, points = found[0], found[1:5], found[5:9]
    assert pooled[2] == pytest.approx([float(chart.pooled)] * 2)
    for (_, across, up), name in zip(limits, ("low95", "high95", "low998", "high998"), strict=True):
        assert across == [float(one.trials) for one in chart.limits]
        assert up == pytest.approx([float(getattr(one, name)) for one in chart.limits])
    drawn = [pair for _, across, up in points for pair in zip(across, up, strict=True)]
    expected = sorted((float(one.trials), float(one.value)) for one in chart.points)
    assert [list(pair) for pair in sorted(drawn)] == [pytest.approx(list(pair)) for pair in expected]
    many = replace(chart, points=(*chart.points, *(replace(chart.points[0], label="Z") for _ in range(10))))
    for drawn_as, all_named in ((chart, True), (many, False)):
        labels = [text.text for text in native(drawn_as)[0][0].iter() if text.tag.endswith("}t") and text.text]
        for one in chart.points:
            named = [text for text in labels if text.replace("\u00a0", " ").strip().startswith(one.label[:15])]
            assert len(named) == (all_named or one.standing.startswith("outside"))
            assert all(
                len(line.strip()) <= 26 for text in named for line in text.split("\n")
            )  # LibreOffice breaks more


# --- trend


def test_a_trend_breaks_where_a_period_has_no_figure() -> None:
    chart = trend()
    runs = [
        [row["place"] for row in layer["data"]["values"]]
        for layer in charts.specification(chart, CZECH)["layer"]
        if layer["mark"]["type"] == "line"
    ]
    assert runs == [[0, 1, 2, 3], [0, 1], [3], [0], [2]]
    assert ["strokeDash" in mark for mark in marks(chart, "line")] == [False, True, True, False, False]
    drawn = [row["value"] for row in rows(chart, "point", "value")]
    assert drawn == [float(share) for line in chart.lines for share in line.values if share is not None]
    assert [(row["low"], row["high"]) for row in rows(chart, "area", "low")] == [
        (float(low or 0), float(high or 0)) for low, high in zip(chart.lines[0].lows, chart.lines[0].highs, strict=True)
    ]


def test_lines_are_named_at_their_ends_with_their_last_share() -> None:
    told = words(trend())
    for line in trend().lines:
        assert line.name in told
    assert "36,1 %" in told
    assert "12,1 % (2020)" in told


def test_excels_trend_draws_the_same_and_leaves_gaps() -> None:
    chart = trend()
    found = {name: up for name, _, up in series(chart) if name.strip()}
    assert found == {
        line.name: [None if share is None else pytest.approx(float(share)) for share in line.values]
        for line in chart.lines
    }
    assert native(chart)[0][0].find(".//c:dispBlanksAs", SPACES) is None  # Excel's own way is a gap


def test_neighbours_are_drawn_on_one_scale() -> None:
    chart, higher = trend(), replace(trend(), highest=Decimal("0.51"))
    for one, top in ((chart, "50 %"), (higher, "100 %")):
        assert (
            max((text for text in words(one) if re.fullmatch(r"\d+ %", text)), key=lambda text: int(text[:-2])) == top
        )
    ends = [native(one)[0][0].find(".//c:valAx//c:max", SPACES) for one in (chart, higher)]
    assert [float(end.get("val", "")) for end in ends if end is not None] == [0.5, 1.0]


def test_labels_are_moved_apart_and_stay_on_the_paper() -> None:
    middles = spread([(100.0, 40.0), (101.0, 40.0), (199.0, 40.0), (1.0, 20.0)], 200)
    order = sorted(zip(middles, (40, 40, 40, 20), strict=True))
    assert order[0][0] >= 10
    assert order[-1][0] <= 180
    for (upper, high), (lower, low) in pairwise(order):
        assert lower - upper >= (high + low) / 2


def test_a_leader_crosses_no_other_label() -> None:
    paper, here = Box(0, 0, 400, 400), (200.0, 200.0)
    taken = [Box(192, 192, 208, 208), Box(225, 100, 400, 300), Box(0, 100, 175, 300)]
    assert free(around(*here, (60, 17)), paper, taken) is None
    spot = free(farther(*here, (60, 17)), paper, taken, here)
    assert spot
    assert not [piece for piece in along([here, spot.end(*here)]) for other in taken[1:] if piece.meets(other)]


# --- tile map


def test_prague_lies_as_it_does() -> None:
    """Neighbours over a border or the river, and who is farther to which side."""
    assert PRAGUE.keys() == {f"P{number}" for number in range(1, 23)}
    assert len(set(PRAGUE.values())) == 22
    for pair in ("P1 P2", "P1 P3", "P1 P5", "P1 P7", "P6 P7", "P9 P18", "P10 P15", "P4 P12", "P11 P22", "P20 P21"):
        (row, column), (other_row, other_column) = (PRAGUE[name] for name in pair.split())
        assert abs(row - other_row) + abs(column - other_column) == 1, pair
    west_to_east = (
        ("P17", "P6"),
        ("P6", "P7"),
        ("P5", "P1"),
        ("P1", "P3"),
        ("P3", "P10"),
        ("P14", "P20"),
        ("P15", "P21"),
    )
    assert all(PRAGUE[west][1] < PRAGUE[east][1] for west, east in west_to_east)
    north_to_south = (
        ("P18", "P9"),
        ("P7", "P1"),
        ("P8", "P3"),
        ("P1", "P2"),
        ("P5", "P16"),
        ("P4", "P12"),
        ("P20", "P22"),
    )
    assert all(PRAGUE[north][0] < PRAGUE[south][0] for north, south in north_to_south)


def test_territories_that_the_map_does_not_know_stand_below() -> None:
    places = positions(["P12", "brno", *(f"x{number}" for number in range(7))])
    assert places["P12"] == PRAGUE["P12"]
    assert places["brno"] == (5, 0)
    assert places["x6"] == (6, 0)
    assert positions(["a", "b"]) == {"a": (0, 0), "b": (0, 1)}


def test_every_tile_has_its_name_and_a_sign_of_its_state() -> None:
    chart = tile_map()
    drawn = {row["id"]: (row["text"], row["state"]) for row in rows(chart, "rect", "id")}
    assert drawn == {tile.id: (tile.short, tile.state) for tile in chart.tiles}
    looks = {(mark["fill"], str(mark.get("strokeDash"))) for mark in marks(chart, "rect")}
    assert len(looks) == 4
    unknown = sum(tile.state == "unknown" for tile in chart.tiles)
    assert words(chart).count("?") == unknown + 1  # and the legend
    signs = {(row["id"]) for row in rows(chart, "point", "id")}
    assert signs == {tile.id for tile in chart.tiles if tile.state != "unknown"}
    assert charts.specification(chart, CZECH)["width"] <= 392


def test_the_maps_table_says_each_state_in_words() -> None:
    chart = tile_map()
    legend = dict(chart.legend)
    assert [(row[0], row[1]) for row in charts.data_table(chart, CZECH).rows] == [
        (tile.name, legend[tile.state]) for tile in chart.tiles
    ]


def test_excels_map_is_made_of_boxes_and_described_once() -> None:
    chart = tile_map()
    drawn, told = native(chart)
    assert not drawn
    assert told == [f"{chart.title}. {chart.alt}"]
    with ZipFile(BytesIO(to_xlsx(only(chart), CZECH))) as package:
        text = package.read("xl/drawings/drawing1.xml").decode()
    for tile in chart.tiles:
        assert f"<a:t>{tile.short}</a:t>" in text


# --- all of them


def test_every_native_chart_is_described() -> None:
    blocks = (funnel(), trend(), ranked())
    drawn, told = native(*blocks)
    assert len(drawn) == len(blocks)
    assert sorted(told) == sorted(f"{one.title}. {one.alt}" for one in blocks)


@pytest.mark.parametrize("chart", [funnel(), trend()], ids=["funnel", "trend"])
def test_tables_hold_the_drawn_shares(chart: Chart) -> None:
    table = charts.data_table(chart, CZECH)
    shares = [cell.value for row in table.rows for cell in row if isinstance(cell, Amount)]
    if isinstance(chart, Funnel):
        assert shares == [one.value for one in chart.points]
        assert [row[1] for row in table.rows] == [one.basis for one in chart.points]
    elif isinstance(chart, Trend):
        assert shares == [
            share
            for line in chart.lines
            for trio in zip(line.values, line.lows, line.highs, strict=True)
            for share in trio
        ]


def test_a_bars_own_label_stands_beside_it_and_in_the_table() -> None:
    chart = ranked()
    labels = [label.replace("\u00a0", " ") for label in chart.labels]
    assert [text for text in words(chart) if text in labels] == labels
    assert [row[-1] for row in charts.data_table(chart, CZECH).rows] == list(chart.labels)
    spec = charts.specification(chart, CZECH)
    longest = max(len(label) for label in chart.labels) * LETTER + 8
    assert spec["padding"]["right"] >= longest


@pytest.mark.parametrize("count", [charts.MOST_ROWS, charts.MOST_ROWS + 1])
def test_a_chart_of_too_many_rows_is_an_open_table(count: int) -> None:
    names = tuple(f"Služba {number}" for number in range(count))
    bars = Bars("Pruhy", "Alt.", names, (Series("Osoby", "neutral", (Decimal(1),) * count),), "Osoby.")
    ranges = Intervals("Intervaly", "Alt.", "Podíl.", estimates()[:1] * count)
    page = to_html(only(bars, ranges), CZECH).replace("\u00a0", " ")
    few = count <= charts.MOST_ROWS
    assert (page.count("<svg"), page.count("<details")) == ((2, 2) if few else (0, 0))
    assert page.count("Služba 59") >= 1
    assert len(native(bars, ranges)[0]) == (2 if few else 0)
    tables = [charts.data_table(bars, CZECH), charts.data_table(ranges, CZECH)]
    assert [table.caption in (bars.title, ranges.title) for table in tables] == [not few] * 2
    assert all(("too many rows" in table.note) is not few for table in tables)


def test_a_map_is_as_wide_as_its_tiles() -> None:
    chart: TileMap = tile_map()
    wide = replace(chart, tiles=(*chart.tiles, replace(chart.tiles[0], id="x", row=0, column=9)))
    assert charts.specification(wide, CZECH)["width"] == 560
