"""All files of one edition say the same numbers: each is read back, and none is trusted to be like another."""

import csv
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

import read_back
import rounds
from read_back import Picture, Section, Table, bare
from zamestnanost_stats import demo, demo_data
from zamestnanost_stats.figures.figure import Kind
from zamestnanost_stats.form.asked import Round
from zamestnanost_stats.form.definition import ReportSection, View
from zamestnanost_stats.keys import State
from zamestnanost_stats.language import language
from zamestnanost_stats.report import WRITABLE
from zamestnanost_stats.report.opencsv import KINDS, STATES
from zamestnanost_stats.workspace import Workspace

COLUMNS = {
    "hodnota": "value",
    "dolni_mez": "low",
    "horni_mez": "high",
    "citatel": "numerator",
    "jmenovatel": "denominator",
}
WORDS = {
    "suppressed": {"*"},
    "withheld": {"nezveřejněno"},
    "missing": {"nevyplněno", "výkaz zatím nemáme"},
    "not_collected": {"nesleduje se (N)"},
    "not_applicable": {"netýká se (X)"},
}
"""What stands in a table where a figure of this state has no number."""
LABEL = "Početapodíl"
"""The head of a column of numbers with their shares."""
AXES = re.compile(r"počet|osoby|početapodílzn?e?(asi)?\d+")
NUMBER = re.compile(r"−?\d+(,\d+)?%?")
STATES_SHOWN = {
    "public": {"number", "suppressed", "withheld"},  # what nobody gave stands in a sentence
    "internal": {"number", "missing", "not_collected", "not_applicable"},
}
YEARS = ("2020", "2021")
BASED = ("basis", "value", "low", "high")
WITH_FIGURES = {View.TABLE, View.BARS, View.INTERVALS, View.FUNNEL, View.TREND, View.REASONS}


@dataclass
class Edition:
    """An edition read back from all its files."""

    name: str
    current: Round
    folder: Path
    told: dict[str, Any]
    sections: dict[str, list[Section]]
    """By format; first the cover."""

    @property
    def figures(self) -> dict[str, dict[str, Any]]:
        return {one["id"]: one for one in self.told["figures"]}

    def path(self, kind: str) -> Path:
        return self.folder / f"report-2021-{self.name}.{kind}"


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The demo's two years, both published; one number is made long enough for its thousands to stand apart."""
    place = tmp_path_factory.mktemp("same") / "demo"
    with pytest.MonkeyPatch.context() as patch:
        told = demo_data.SECOND.replace("jitrenka ips 14 14 12 19 ", "jitrenka ips 14 14 12 1019 ")
        patch.setattr(demo_data, "SECOND", told)
        patch.setattr(demo, "FORMATS", ("json",))
        demo.play(place, language("cs"), lambda text: None)
    workspace = Workspace(place)
    list(workspace.report(workspace.round(rounds.period("2020")), ["json"], "public", publish=date(2021, 3, 1)))
    return workspace


@pytest.fixture(scope="module", params=["public", "internal"])
def edition(city: Workspace, request: pytest.FixtureRequest) -> Edition:
    current = city.round(rounds.period("2021"))
    publish = date(2022, 3, 1) if request.param == "public" else None
    folder = next(iter({path.parent for path in city.report(current, WRITABLE, request.param, publish=publish)}))
    made = Edition(request.param, current, folder, {}, {})
    made.told = json.loads(made.path("json").read_text(encoding="utf-8"))
    made.sections = {kind: read(made.path(kind)) for kind, read in read_back.READERS.items()}
    return made


def test_edition_has_something_of_everything(edition: Edition) -> None:
    """Else what follows would prove little."""
    assert {one["state"] for one in edition.told["figures"]} >= STATES_SHOWN[edition.name]
    assert {one["kind"] for one in edition.told["figures"]} == set(Kind)
    cells = [cell for one in edition.sections["html"] for table in one.tables for row in table.rows for cell in row]
    assert {"1095", "1096"} & {*cells}
    assert edition.told.get("published") == ("2022-03-01" if edition.name == "public" else None)


def test_a_published_trend_has_both_years(edition: Edition) -> None:
    for kind in ("ips", "supported_employment"):
        years = [edition.figures[f"open_placement_rate@service_type={kind};period={year}"] for year in YEARS]
        assert all(one["low"] < one["value"] < one["high"] for one in years)
        label = edition.current.form.service_type_label(kind).cs
        for read in edition.sections.values():
            tables = [table for one in read for table in one.tables if table.title.endswith(bare(f"– {label}"))]
            assert any([row[1] for row in table.rows[-2:]] == [*YEARS] for table in tables)


# --- data


def test_csv_has_the_figures_of_the_json(edition: Edition) -> None:
    with edition.path("csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, strict=True))
    assert [row["id"] for row in rows] == list(edition.figures)
    assert len(rows) == len(edition.told["figures"])
    for row, figure in zip(rows, edition.told["figures"], strict=True):
        assert row["stav"] == STATES[State(figure["state"])][0]
        assert row["druh"] == KINDS[Kind(figure["kind"])][0]
        for column, name in COLUMNS.items():
            exact = None if figure[name] is None else Decimal(repr(figure[name]))
            assert (Decimal(row[column]) if row[column] else None) == exact, (row["id"], name)


# --- documents


def parts(section: Section, what: str) -> list[Any]:
    """The tables, the sentences or the pictures of a section, or what follows what."""
    if what == "order":
        return [type(one).__name__ for one in section.parts]
    if what == "pictures":  # a workbook has one text for title and description
        found = [one for one in section.parts if isinstance(one, Picture)]
        return [f"{one.title}.{one.alt}" if one.title else one.alt for one in found]
    return [one for one in section.parts if isinstance(one, Table if what == "tables" else str)]


@pytest.mark.parametrize("kind", ["docx", "xlsx", "pdf"])
@pytest.mark.parametrize("what", ["tables", "sentences", "pictures", "order"])
def test_documents_say_what_the_page_says(edition: Edition, kind: str, what: str) -> None:
    """From the first page to the last: titles, heads, names of rows, cells, what a picture is told in words."""
    (cover, *ours), (their_cover, *theirs) = edition.sections["html"], edition.sections[kind]
    assert [one.title for one in theirs] == [one.title for one in ours]
    for section, their in zip(ours, theirs, strict=True):
        assert parts(their, what) == parts(section, what), section.title
    [text] = their_cover.parts
    assert all(line in text for line in cover.parts)
    assert len(text) == sum(map(len, cover.parts))


def test_numbers_of_the_workbook_are_numbers(edition: Edition) -> None:
    """Not text that looks like one; the years of a trend are names."""
    for sheet in load_workbook(edition.path("xlsx")):
        texts = [cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]
        assert not [one for one in texts if NUMBER.fullmatch(bare(str(one.value))) and one.value not in YEARS]


# --- tables and figures


def places(current: Round) -> dict[str, str]:
    """The place in a figure's id, by the name of a table's row."""
    register, types = current.register, current.form.codelists["service_type"]
    names = {types[one].label.cs: f"service_type={one}" for one in types}
    names |= {one.name: f"provider={one.id}" for one in register.providers.values()}
    for one in register.services:
        names[f"{register.providers[one.provider].name}: {one.name}"] = f"provider={one.provider};service={one.id}"
    return {bare(name): where for name, where in names.items()}


def figures_of(plan: ReportSection, table: Table, edition: Edition) -> Iterator[tuple[str, str, str]]:
    """Each cell of a section's table with the id of its figure, and what of it stands there."""
    form, where = edition.current.form, places(edition.current)
    known = form.indicators | form.metrics
    names = {bare(known[one].label.cs): one for one in (*plan.indicators, *plan.also)}
    codes = {bare(one.label.cs): code for code, one in form.codelists.get(plan.codelist, {}).items()}
    head, *rows = table.rows
    for label, *cells in rows:
        # behind the name of a service in brackets what must be known of it
        place = next((where[name] for name in where if label == name or label.startswith(f"{name}(")), "city=all")
        columns = list(zip(head[1:], cells, strict=True))
        match plan.view:
            case View.TABLE | View.BARS:
                what = "bound" if place == "city=all" else "value"
                yield from ((cell, f"{names[column]}@{place}", what) for column, cell in columns)
            case View.REASONS:
                for column, cell in columns:
                    place = f"{where.get(column, 'city=all')};{plan.codelist}={codes[label]}"
                    yield cell, f"{plan.indicators[0]}@{place}", "label" if column == LABEL else "value"
            case View.TREND:
                place = next(where[name] for name in where if table.title.endswith(f"–{name}"))
                begins = f"{plan.metric}@{place};period={cells.pop(0)}{';panel=' * label.startswith('stejné')}"
                identity = min(one for one in edition.figures if one.startswith(begins))
                yield from ((cell, identity, what) for cell, what in zip(cells, BASED, strict=True))
            case _:  # a funnel's rows end with words
                shares = cells[:2] if plan.view is View.FUNNEL else cells
                yield from ((cell, f"{plan.metric}@{place}", what) for cell, what in zip(shares, BASED, strict=False))


def shows(cell: str, number: float) -> bool:
    """Whether the cell is that number, rounded to as many places as the cell has."""
    if not NUMBER.fullmatch(cell):
        return False
    read = Decimal(cell.replace("−", "-").replace(",", ".").removesuffix("%"))
    exact = Decimal(repr(number)) * (100 if cell.endswith("%") else 1)
    return exact.quantize(read, ROUND_HALF_UP) == read


def agrees(cell: str, figure: dict[str, Any], what: str, edition: Edition) -> bool:
    """Whether a cell says this of a figure, or why there is no number."""
    value = figure["value"]
    if what == "basis":
        return cell == f"{figure['numerator']}/{figure['denominator']}"
    if what == "label":
        count, _, share = cell.removesuffix(")").partition("(")
        whole = edition.figures[figure["id"].split(";")[0]]["value"]
        return shows(count, value) and shows(share, value / whole)
    if what == "bound" and cell.startswith("nejvýš"):
        return shows(cell.removeprefix("nejvýš"), figure["high"])
    if what == "bound" and cell.startswith("nejméně"):
        return shows(cell.removeprefix("nejméně"), value)
    if value is None:
        return cell in map(bare, WORDS[figure["state"]])
    return shows(cell, figure["value" if what == "bound" else what])


def test_tables_show_the_figures(edition: Edition) -> None:
    seen: Counter[tuple[View, str]] = Counter()
    sections = {one.title: one for one in edition.sections["html"]}
    for plan in edition.current.form.report.section:
        section = sections.get(bare(plan.title.cs))  # a public edition has none of single organisations
        for table in section.tables if section and plan.view in WITH_FIGURES else ():
            for cell, identity, what in figures_of(plan, table, edition):
                figure = edition.figures[identity]
                seen[plan.view, figure["state"] if what == "value" else what] += 1
                assert agrees(cell, figure, what, edition), (table.title, cell, figure)
    shown = {View.TABLE, View.INTERVALS, View.TREND, View.REASONS}
    assert {view for view, _ in seen} == (shown if edition.name == "public" else WITH_FIGURES)
    assert {what for _, what in seen} >= STATES_SHOWN[edition.name] | {"basis", "low", "high"}
    assert edition.name == "public" or "bound" in {what for _, what in seen}


# --- charts


def charts(edition: Edition) -> Iterator[tuple[list[str], Table, str]]:
    """Of each chart of the page: the words and numbers drawn on it, those of its scales left out, the table behind it
    and the table's note."""
    for figure in read_back.page(edition.path("html")).iter("figure"):
        if figure.find(".//svg") is not None:
            texts = (one for one in figure.iter("text") if one.get("font-size") != "12px")
            drawn = [text for one in texts if (text := bare(read_back.said(one)))]
            rows = [[bare(read_back.said(cell)) for cell in row] for row in figure.iter("tr")]
            note = figure.find("details/p")
            yield drawn, Table("", rows), "" if note is None else bare(read_back.said(note))


def kind_of(table: Table) -> str:
    """Of a chart, by the heads of the table behind it."""
    marks = {"Období": "trend", "Intervalod": "intervals", "Obvod": "map", "Kolikzkolika": "funnel"}
    return next((kind for mark, kind in marks.items() if mark in table.rows[0]), "bars")


def beside_bars(table: Table) -> list[str]:
    """What is written in or beside the bars; two numbers may stand together."""
    head, *rows = table.rows
    return sorted(cell for row in rows for cell in (row[-1:] if head[-1] == LABEL else row[1:]))


def apart(labels: list[str]) -> list[str]:
    return sorted(part for text in labels for part in text.split("+"))


def test_pictures_say_what_their_tables_say(edition: Edition) -> None:
    found = list(charts(edition))
    assert {kind_of(table) for _, table, _ in found} >= {"trend", "intervals", "map", "bars"}
    assert edition.name == "public" or "funnel" in {kind_of(table) for _, table, _ in found}
    for drawn, table, note in found:
        head, *rows = table.rows
        names = [row[0] for row in rows]
        match kind_of(table):
            case "trend":  # the last number of each line, and others for which there is room
                numbers = Counter(text for text in drawn if NUMBER.fullmatch(text))
                assert numbers <= Counter(row[3] for row in rows)
                assert {*{row[0]: row[3] for row in rows}.values()} <= {*numbers}
                assert {*drawn} - {*numbers} == {*names, note}
            case "intervals":
                beside = [[*row[:3], f"{row[3].removesuffix('%')}–{row[4]}"] for row in rows]
                assert sorted(drawn) == sorted([note, *(text for row in beside for text in row)])
            case "map":
                assert drawn.count("?") == 1 + sum(row[1] == "neníznámo" for row in rows)  # once in the legend
                assert {text for text in drawn if re.fullmatch(r"P\d+", text)} == {f"P{name[5:]}" for name in names}
                assert {row[1] for row in rows} <= {*drawn}
            case "funnel":
                [pooled] = [text for text in drawn if text.startswith("Dohromady")]
                assert f"{pooled}." in note
                assert {*names} <= {*drawn}
                assert {text for text in drawn if "%" in text} == {pooled, "95%meze", "99,8%meze"}
            case "bars":
                legend = head[1:] if len(head) > 2 and head[-1] != LABEL else []
                [axis] = [text for text in drawn if AXES.fullmatch(text)]
                assert not note
                assert apart(drawn) == sorted([*names, *beside_bars(table), axis, *legend])


def test_native_charts_draw_the_numbers_of_their_tables(edition: Edition) -> None:
    """What a chart remembers of its cells is in them; and no word is drawn, as 0."""
    tables = [table for _, table, _ in charts(edition) if kind_of(table) != "map"]
    for series, table in zip(read_back.native_charts(edition.path("xlsx")), tables, strict=True):
        rows = table.rows[1:]
        labels = [label for one in series for label in one.labels]
        values = [one.cells.get("val") or one.cells["yVal"] for one in series]
        assert all(one.faithful for one in series)
        assert not [value for one in values for value in one if isinstance(value, str)]
        match kind_of(table):
            case "trend":
                periods = series[0].cells["cat"]
                by_period = [[one[periods.index(row[1])] for one in values] for row in rows]
                assert labels == [row[3] for row in rows]
                for row, drawn in zip(rows, by_period, strict=True):  # of a dashed line no interval is drawn
                    line = row[3:4] if row[0].startswith("všichni") and rows[0][0] != row[0] else row[3:]
                    assert all(any(shows(cell, value) for value in drawn) for cell in line), row
            case "intervals":  # bars laid end to end, the share beside them
                assert labels == [row[2] for row in rows]
                assert [bare(name) for name in series[0].cells["cat"]] == [f"{row[0]}({row[1]})" for row in rows]
                for row, *pieces in zip(rows, *values[:4], strict=True):
                    assert shows(row[3], pieces[0])
                    assert shows(row[4], sum(pieces))
            case "funnel":
                points = [pair for one in series for pair in zip(one.cells["xVal"], one.cells["yVal"], strict=True)]
                for _name, basis, share, _word in rows:
                    assert any(basis.endswith(f"/{x}") and shows(share, y) for x, y in points)
            case "bars":
                assert apart(labels) == beside_bars(table)
                for one, column in zip(values[:-1], list(zip(*rows, strict=True))[1:], strict=False):
                    for cell, value in zip(column, one, strict=True):
                        assert not NUMBER.fullmatch(cell) if value is None else shows(cell, value)
