"""One report written as a page and as a workbook: both say the same numbers, and neither trusts a text."""

import re
from base64 import b64encode
from decimal import Decimal
from hashlib import sha256
from html.parser import HTMLParser
from io import BytesIO
from itertools import combinations, pairwise
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from sample_report import CZECH, bars, intervals, providers_table, reasons, sample, spoken
from zamestnanost_stats.report import charts, palette
from zamestnanost_stats.report.charts.marks import ticks
from zamestnanost_stats.report.charts.rows import bar_labels
from zamestnanost_stats.report.document import (
    Amount,
    Bars,
    Bullets,
    Chart,
    Column,
    Estimate,
    Format,
    Funnel,
    FunnelLimit,
    FunnelPoint,
    Intervals,
    Paragraph,
    Report,
    Role,
    Series,
    Table,
    Tile,
    TileMap,
    Trend,
    TrendLine,
)
from zamestnanost_stats.report.html import to_html
from zamestnanost_stats.report.xlsx import sheet_names, to_xlsx

CHARTS = 7
"""In the sample report."""
EVIL = "<b>&\"'</b> =cmd()|{{ 7*7 }} https://example.org/"


def hostile() -> Report:
    """A report whose every text tries to be something else."""
    formula = "=cmd!$A$1" + EVIL
    values = (Decimal(3), Decimal(400))
    table = Table(EVIL, (Column(formula), Column(formula, True)), ((formula, Amount(None, instead=formula)),), EVIL)
    drawn = Bars(
        formula, EVIL, (formula, EVIL), (Series(formula, "open", values), Series(EVIL, "sheltered", values)), formula
    )
    estimate = Estimate(formula, formula, Decimal("0.5"), Decimal("0.2"), Decimal("0.8"))
    ranges = Intervals(formula, EVIL, formula, (estimate,))
    half = Decimal("0.5")
    points = (FunnelPoint(formula, formula, Decimal(9), half, "outside998"),)
    limits = (FunnelLimit(Decimal(9), half, half, half, half),)
    planes = (
        Funnel(formula, EVIL, formula, formula, half, points, limits),
        Trend(formula, EVIL, formula, (formula,), (TrendLine(formula, "open", (half,), (half,), (half,), (formula,)),)),
        TileMap(formula, EVIL, (Tile("x", formula, formula, 0, 0, "covered", EVIL),), (("covered", formula),)),
        Bars(formula, EVIL, (formula,), (Series(formula, "neutral", (half,)),), EVIL, (formula,)),
    )
    texts = [Paragraph(formula, role) for role in Role]
    return sample(*texts, Bullets((formula,)), table, drawn, ranges, *planes, marks=(formula, EVIL))


class Page(HTMLParser):
    """What a browser and a screen reader find on the page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.tables: list[list[list[str]]] = []
        self.texts: list[str] = []
        self.flowing: list[str] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        self.open.append(tag)
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in {"th", "td"}:
            self.tables[-1][-1].append("")

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if "style" in self.open:
            return
        self.texts.append(data)
        if not {"svg", "title", "summary"} & set(self.open):
            self.flowing.append(data)
        if {"th", "td"} & set(self.open):
            self.tables[-1][-1][-1] += data

    def every(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.tags if name == tag]


def tables(report: Report) -> list[Table]:
    """All tables in the order of reading, those behind charts too."""
    blocks = [block for section in report.sections for block in section.blocks]
    return [
        block if isinstance(block, Table) else charts.data_table(block, CZECH)
        for block in blocks
        if not isinstance(block, Paragraph | Bullets)
    ]


def read_czech(text: str) -> Decimal:
    """``1 207`` or ``60,7 %`` as a person reads it."""
    number = Decimal(re.sub(r"[\u00a0%]", "", text).replace(",", "."))
    return number / 100 if "%" in text else number


@pytest.fixture(scope="module")
def report() -> Report:
    return sample()


@pytest.fixture(scope="module")
def page(report: Report) -> str:
    return to_html(report, CZECH)


@pytest.mark.parametrize("written", [sample(), hostile()], ids=["sample", "hostile"])
def test_page_loads_nothing_and_runs_nothing(written: Report) -> None:
    text = to_html(written, CZECH)
    found = Page(text)
    assert not {"script", "link", "iframe", "object", "img", "b"} & {tag for tag, _ in found.tags}
    policy = [meta["content"] for meta in found.every("meta") if meta.get("http-equiv") == "Content-Security-Policy"]
    [style] = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
    digest = b64encode(sha256(style.encode()).digest()).decode()
    assert policy == [f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"]
    for tag, attributes in found.tags:
        assert not {name for name in attributes if name.startswith("on") or name in {"src", "style"}}, tag
        assert attributes.get("href", "#").startswith("#")
    assert all(target.startswith("#") for target in re.findall(r"url\(([^)]*)\)", text))
    assert "@import" not in text


def test_every_chart_speaks_and_has_its_table(page: str) -> None:
    found = Page(page)
    ids = [attributes["id"] for _, attributes in found.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    for _, attributes in found.tags:
        named = [*attributes.get("aria-labelledby", "").split(), attributes.get("href", "").removeprefix("#")]
        assert {name for name in named if name} <= set(ids)
    assert [picture["role"] for picture in found.every("svg")] == ["img"] * CHARTS
    for picture in found.every("svg"):
        for name in picture["aria-labelledby"].split():
            words = re.search(rf'<(title|desc) id="{name}">([^<]+)</\1>', page)
            assert words
            assert words[2].strip()
    assert len(found.every("details")) == CHARTS
    hints = [one for one in found.every("p") if "sideways" in one.get("class", "")]
    maps = [one for one in found.every("figure") if "map" in one["class"].split()]
    assert 0 < len(hints) == CHARTS - len(maps)  # a map is seen whole on a phone
    assert all(
        attributes["tabindex"] == "0" for attributes in found.every("div") if attributes.get("class") == "scroll"
    )


def test_page_says_the_reports_numbers(report: Report, page: str) -> None:
    read = Page(page).tables
    expected = tables(report)
    assert len(read) == len(expected)
    for found, table in zip(read, expected, strict=True):
        assert [[cell.replace("\u00a0", " ") for cell in found[0]]] == [[column.title for column in table.columns]]
        for cells, row in zip(found[1:], table.rows, strict=True):
            for shown, cell in zip(cells, row, strict=True):
                if isinstance(cell, str):
                    assert shown.replace("\u00a0", " ") == cell.replace("\u00a0", " ")
                elif cell.value is None:
                    assert shown.replace("\u00a0", " ") == cell.instead
                elif cell.format is Format.POINTS:
                    assert abs(read_czech(shown) / 100 - cell.value) <= Decimal("0.0005")
                else:
                    near = Decimal("0.0005") if cell.format is Format.SHARE else 0
                    assert abs(read_czech(shown) - cell.value) <= near


def test_page_sets_czech_type_and_says_its_marks(report: Report, page: str) -> None:
    found = Page(page)
    assert not [text for text in found.flowing if re.search(r"(?<!\w)[vkszouai] \w", text, re.IGNORECASE)]
    for mark in report.marks:
        assert sum(mark in text.replace("\u00a0", " ") for text in found.texts) == 2  # at the top, and running in print
    assert found.every("html") == [{"lang": "cs"}]


def test_caption_that_repeats_its_heading_is_heard_not_seen(report: Report) -> None:
    heading = report.sections[-1].title
    table = Table(heading, (Column("A"), Column("B", True)), (("x", Amount(Decimal(1))),))
    unseen = [caption for caption in Page(to_html(sample(table), CZECH)).every("caption") if caption.get("class")]
    assert [caption["class"] for caption in unseen] == ["unseen"]


def test_workbook_holds_the_reports_numbers(report: Report) -> None:
    book = load_workbook(BytesIO(to_xlsx(report, CZECH)))
    assert [sheet.title for sheet in book if sheet.sheet_state == "visible"] == sheet_names(
        section.title for section in report.sections
    )
    rows = [row for sheet in book for row in sheet.iter_rows()]
    for table in tables(report):
        titles = [CZECH.typeset(column.title) for column in table.columns]
        words = not any(column.numeric for column in table.columns)
        places = [place for place, row in enumerate(rows) if [cell.value for cell in row[: len(titles)]] == titles]
        below = next(place for place in places if rows[place - 1][0].value == CZECH.typeset(table.caption)) + 1
        for row, cells in zip(rows[below:], table.rows, strict=False):
            for place, (found, cell) in enumerate(zip(row, cells, strict=False)):
                if isinstance(cell, str):  # beside numbers it is looked up and sorted
                    assert found.value == (CZECH.typeset(cell) if words and place else cell)
                elif cell.value is None:
                    assert found.value == cell.instead
                else:
                    value = cell.value * 100 if cell.format is Format.POINTS else cell.value
                    assert found.value == pytest.approx(float(value), rel=1e-14)
                    assert (
                        found.number_format
                        == {
                            Format.COUNT: "#,##0",
                            Format.SHARE: '0.0"\u00a0"%',
                            Format.POINTS: "0.0",
                        }[cell.format]
                    )


def test_hostile_texts_stay_texts() -> None:
    report = hostile()
    said = "".join(Page(to_html(report, CZECH)).texts)
    assert EVIL in said.replace("\u00a0", " ")
    with ZipFile(BytesIO(to_xlsx(report, CZECH))) as package:
        parts = {name: package.read(name).decode() for name in package.namelist()}
    for name, part in parts.items():
        if name.startswith("xl/worksheets/"):
            assert "<f>" not in part
            assert "hyperlink" not in part
        for formula in re.findall(r"<c:f>([^<]*)</c:f>", part):
            assert re.fullmatch(r"('[^']*'|\w+)!\$[A-Z]+\$\d+(:\$[A-Z]+\$\d+)?", formula)


def test_same_report_same_bytes(report: Report, page: str) -> None:
    assert to_html(report, CZECH) == page
    assert to_xlsx(report, CZECH) == to_xlsx(sample(), CZECH)
    assert charts.svg(bars(), CZECH, "a") == charts.svg(bars(), CZECH, "a")


def test_sheltered_bars_are_told_apart_without_colour() -> None:
    drawn = charts.svg(bars(), CZECH, "a")
    hatched = drawn.count('fill="url(#a-hatch)"')
    assert hatched == 1 + sum(bool(value) for value in bars().series[1].values)  # the legend, and every bar
    assert drawn.count('<pattern id="a-hatch"') == 1
    assert contrast(palette.LIGHT["open"], palette.LIGHT["neutral-fill"]) >= 3
    assert contrast(palette.DARK["open"], palette.DARK["neutral-fill"]) >= 3


def test_charts_bring_their_labels_along() -> None:
    """No label is made by the drawing program, whose locale is not ours."""
    spec = repr(charts.specification(intervals(), CZECH))
    assert "format" not in spec
    for label in ("405/667", "60,7\u00a0%", "57,0–64,4\u00a0%", "0,0–35,4\u00a0%"):
        assert repr(label)[1:-1] in spec
    assert "60.7%" in repr(charts.specification(intervals(), spoken("en")))


@pytest.mark.parametrize("chart", [bars(), intervals(), reasons()], ids=["bars", "intervals", "reasons"])
def test_names_keep_to_their_gutter_and_row(chart: Chart) -> None:
    """Generously measured (7 x 17 px a letter), no name reaches the bars or the next name."""
    spec = charts.specification(chart, CZECH)
    names = next(v for layer in spec["layer"] if isinstance((v := layer["data"]["values"])[0].get("text"), list))
    assert max(len(line) * 7 for row in names for line in row["text"]) < spec["padding"]["left"]
    for upper, lower in pairwise(names):
        assert upper["first"] + 17 * len(upper["text"]) <= lower["first"]
    assert spec["padding"]["left"] + spec["width"] + spec["padding"]["right"] == 720


def test_numbers_beside_the_longest_bar_stay_on_the_picture() -> None:
    parts = tuple(Series(role, role, (Decimal(value),)) for role, value in (("open", 59_990), ("neutral", 10)))
    spec = charts.specification(Bars("T", "A", ("Jméno",), parts, ""), CZECH)
    end, text = next(
        (row["end"], row["text"])
        for layer in spec["layer"]
        for row in layer["data"]["values"]
        if "+" in row.get("text", "")
    )
    assert text == "59\u00a0990 + 10"
    assert end / 60_000 * spec["width"] + 8 + 7 * len(text) <= spec["width"] + spec["padding"]["right"]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ((Decimal(40), Decimal(30)), (["40", "30"], "")),
        ((Decimal(40), Decimal(1)), (["", ""], "40 + 1")),
        ((Decimal(40), None), (["", ""], "40 + ?")),
        ((None, None), (["", ""], "no figure")),
    ],
)
def test_a_bars_numbers_stand_inside_together_or_beside(
    values: tuple[Decimal | None, ...], expected: tuple[list[str], str]
) -> None:
    drawn = Bars("T", "A", ("Jméno",), tuple(Series("S", "open", (value,)) for value in values), "")
    assert bar_labels(drawn, 0, CZECH, Decimal(1)) == expected


@pytest.mark.parametrize(
    ("highest", "scale"), [(0, [0, 1]), (5, [0, 1, 2, 3, 4, 5]), (520, [0, 100, 200, 300, 400, 500, 600])]
)
def test_scale_is_round_and_holds_the_longest_bar(highest: int, scale: list[int]) -> None:
    assert ticks(Decimal(highest)) == scale


def luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance."""
    channels = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", [palette.LIGHT, palette.DARK], ids=["light", "dark"])
def test_contrast_is_enough_in_both_themes(theme: dict[str, str]) -> None:
    texts = [
        *((name, "surface") for name in ("text", "muted", "open", "warning")),
        *(("text", ground) for ground in ("wash", "neutral-fill")),
        ("muted", "wash"),
        ("warning", "warning-wash"),
        ("on-open", "open"),
        ("text", "visited"),
    ]
    for text, ground in texts:
        assert contrast(theme[text], theme[ground]) >= 4.5, (text, ground)
    for mark in ("open", "sheltered", "neutral"):
        assert contrast(theme[mark], theme["surface"]) >= 3, mark


def test_print_palette_can_be_found_again() -> None:
    """The page recolours an SVG by these values, so two names must not share one, and each has its dark one."""
    assert all(one != other for one, other in combinations(palette.LIGHT.values(), 2))
    assert palette.LIGHT.keys() == palette.DARK.keys()


def test_sheet_names_are_what_excel_takes() -> None:
    names = sheet_names(
        [
            "A/B: [c]?*",
            "History",
            "'x'",
            "Podpořené osoby a nástupy do práce 2020",
            "podpořené osoby a NÁSTUPY do práce 2021",
            "",
        ]
    )
    assert names[:4] == ["A B c", "History (2)", "x", "Podpořené osoby a nástupy do…"]
    assert len({name.casefold() for name in names}) == len(names)
    assert all(0 < len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in names)


def test_tables_longer_than_a_page_and_empty_charts_are_written() -> None:
    table = providers_table()
    long = Table(table.caption, table.columns, table.rows[:-1] * 30)
    nothing = (
        Bars("Nic", "Žádná data.", (), (), "Osoby"),
        Intervals("Nic", "Žádná data.", "", ()),
        Funnel("Nic", "Žádná data.", "", "", Decimal(0), (), ()),
        Trend("Nic", "Žádná data.", "", (), ()),
        Trend("Nic", "Žádná data.", "", ("2020",), (TrendLine("Nic", "open", (None,), (None,), (None,), ("",)),)),
        TileMap("Nic", "Žádná data.", (), ()),
    )
    report = sample(long, *nothing, marks=())
    assert to_html(report, CZECH).count("<svg") == CHARTS + len(nothing)
    assert to_xlsx(report, CZECH)
