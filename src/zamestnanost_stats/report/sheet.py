"""One sheet of the report as a workbook: prose, tables and charts from the top down, on pages of A4."""

import math
import textwrap
from collections.abc import Iterable
from itertools import accumulate
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from zamestnanost_stats.language import NBSP, Language
from zamestnanost_stats.report import native
from zamestnanost_stats.report.charts import data_table, pictured
from zamestnanost_stats.report.columns import widths, words, written
from zamestnanost_stats.report.document import (
    Amount,
    Block,
    Bullets,
    Chart,
    Format,
    Paragraph,
    Report,
    Role,
    Section,
    Table,
    TableCell,
)
from zamestnanost_stats.report.palette import LIGHT
from zamestnanost_stats.report.paper import foot

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format as Look
    from xlsxwriter.worksheet import Worksheet

# pixels: a digit of Arial 11, and a row of it
_DIGIT: Final = 8
_ROW: Final = 20


class _Paper(NamedTuple):
    """What an A4 sheet offers between its margins: pixels, and the digits that stand side by side."""

    width: int
    height: int
    digits: int


_SIDEWAYS: Final = _Paper(1026, 655, 124)
_UPRIGHT: Final = _Paper(698, 984, 96)
"""For the first sheet, which is read and not looked up; its type is a little smaller, so that it stays on one page."""


class Sheet:
    """One sheet, written from the top: ``row`` is the next free row, ``used`` the pixels of its printed page so far and
    ``whole`` of all its pages."""

    def __init__(
        self, workbook: "Workbook", name: str, section: Section, language: Language, *, upright: bool = False
    ) -> None:
        self.workbook, self.name, self.title, self.language = workbook, name, section.title, language
        self.sheet: Worksheet = workbook.add_worksheet(name)
        self.looks: dict[frozenset[tuple[str, Any]], Look] = {}
        self.row = 0
        self.used = self.whole = 0.0
        self.breaks: list[int] = []
        self.titles: int | None = None
        self.parted = False
        self.upright = upright
        paper = _UPRIGHT if upright else _SIDEWAYS
        tables = [
            block if isinstance(block, Table) else data_table(block, language)
            for block in section.blocks
            if not isinstance(block, Paragraph | Bullets)
        ]
        self.widths = widths(tables, language, paper.digits)
        for column, width in enumerate(self.widths):
            self.sheet.set_column(column, column, width)
        # prose and charts span as many columns as a page holds, a wider table goes on to the right of them
        self.columns = max(2, sum(edge <= paper.digits for edge in accumulate(self.widths)))
        self.across = sum(width * _DIGIT + 5 for width in self.widths[: self.columns])
        self.page = paper.height * max(1.0, sum(width * _DIGIT + 5 for width in self.widths) / paper.width)

    def look(self, **properties: Any) -> "Look":
        """The format with these properties, made once: tables have thousands of cells that look the same."""
        key = frozenset(properties.items())
        if key not in self.looks:
            self.looks[key] = self.workbook.add_format({"valign": "top", "font_color": LIGHT["text"]} | properties)
        return self.looks[key]

    def down(self, pixels: float, rows: int = 1) -> None:
        self.row += rows
        self.used += pixels
        self.whole += pixels

    def keep(self, pixels: float, head: float = 0.0) -> None:
        """What follows stays together on a printed page, below a repeated ``head``."""
        if self.used and self.used + pixels > self.page:
            self.breaks.append(self.row)
            self.used = head

    def prose(self, text: str, size: int = 11, label: str = "", **properties: Any) -> None:
        """A paragraph over the width of the text; merged cells do not grow by themselves, so its height is reckoned."""
        text, label = self.language.typeset(text), self.language.typeset(label)
        letters = self.across / (size * (0.66 if properties.get("bold") else 0.6))
        lines = len(textwrap.wrap(text, int(letters)) or [""]) + bool(label)
        height = 6 + size * 1.8 * lines
        self.keep(height)
        look = self.look(align="left", text_wrap=True, font_size=size, **properties)
        self.sheet.merge_range(self.row, 0, self.row, self.columns - 1, "", look)
        if label:
            plain = {"font_size": size, "font_color": LIGHT["text"]}
            strong = self.look(bold=True, **plain | {"font_color": properties.get("left_color", LIGHT["muted"])})
            self.sheet.write_rich_string(self.row, 0, strong, f"{label}\n", self.look(**plain), text, look)
        else:
            self.sheet.write_string(self.row, 0, text, look)
        self.sheet.set_row_pixels(self.row, min(height, 545))  # Excel's rows end at 409 points
        self.down(height)

    def gap(self) -> None:
        self.sheet.set_row_pixels(self.row, 10)
        self.down(10)

    def heading(self, text: str) -> None:
        self.prose(text, 15, bold=True)
        self.gap()

    def cover(self, report: Report) -> None:
        """The head of the first sheet: marks, title, facts."""
        for mark in report.marks:
            self.prose(mark, 12, bold=True, font_color=LIGHT["warning"], bg_color=LIGHT["warning-wash"], **_bar())
        if report.marks:
            self.gap()
        self.prose(report.title, 20, bold=True)
        self.prose(report.subtitle, 13, font_color=LIGHT["muted"])
        for fact in report.facts:
            self.prose(fact, font_color=LIGHT["muted"])
        self.gap()

    def block(self, block: Block, aside: native.Aside) -> None:
        if isinstance(block, Paragraph | Bullets) and not self.parted:
            self.titles = None
        if isinstance(block, Paragraph):
            self.paragraph(block)
        elif isinstance(block, Bullets):
            for item in block.items:
                self.prose(f"•  {item}", indent=1)
            self.gap()
        elif isinstance(block, Table):
            self.table(block)
        else:
            self.chart(block, aside)

    def paragraph(self, paragraph: Paragraph) -> None:
        _ = self.language.gettext
        text = paragraph.text
        if paragraph.role is Role.LEAD:
            self.prose(text, 14)
        elif paragraph.role is Role.QUOTE:
            self.prose(text, 12, label=_("To quote"), bg_color=LIGHT["wash"], indent=1)
        elif paragraph.role is Role.WARNING:
            self.prose(text, label=_("Please note"), **_bar())
        elif paragraph.role is Role.NOTE:
            self.prose(text, 10, font_color=LIGHT["muted"])
        else:
            self.prose(text)
        self.gap()

    def table(self, table: Table) -> int:
        """The table with its caption and note; returns the row of its first numbers. One that fits on a page is not
        parted, for a sheet can repeat one head only: that of its last table.

        Heads and sentences are typeset; what stands beside numbers keeps its plain spaces, to be looked up and sorted.
        """
        heads, rows = written(table, self.language)
        heights = [self.height(row) for row in rows]
        head = self.height(heads, bold=True)
        whole = 50 + head + sum(heights)
        self.keep(whole if whole <= self.page else 50 + head + sum(heights[:3]))
        if table.caption != self.title:
            self.prose(table.caption, 12, bold=True)
        header = {"bold": True, "text_wrap": True, "valign": "bottom", "bg_color": LIGHT["wash"], **_line("bottom")}
        for column, head_ in enumerate(heads):
            look = self.look(**_side(column, table.columns[column].numeric), **header)
            self.sheet.write_string(self.row, column, head_, look)
        self.sheet.set_row_pixels(self.row, head)
        self.down(head)
        first = self.row
        for place, row in enumerate(rows):
            total = table.total and place == len(table.rows) - 1
            edge: dict[str, Any] = _line("top") | _line("bottom") | {"bold": True} if total else _line("bottom", "line")
            edge["valign"] = "vcenter" if heights[place] < 60 else "top"
            self.keep(heights[place], head)
            for column, cell in enumerate(row):
                self.cell(column, cell, table.columns[column].numeric, edge)
            self.sheet.set_row_pixels(self.row, heights[place])
            self.down(heights[place])
        if table.note:
            self.prose(table.note, 10, font_color=LIGHT["muted"])
        self.gap()
        self.titles, self.parted = first - 1, any(first < row for row in self.breaks)
        return first

    def cell(self, column: int, cell: TableCell, numeric: bool, edge: dict[str, Any]) -> None:
        align = {**_side(column, numeric), "text_wrap": True, **edge}
        if isinstance(cell, str):
            self.sheet.write_string(self.row, column, cell, self.look(**align))
        elif cell.value is None:
            self.sheet.write_string(
                self.row, column, cell.instead, self.look(font_size=10, **align | {"font_color": LIGHT["muted"]})
            )
        else:
            value = cell.value * 100 if cell.format is Format.POINTS else cell.value
            self.sheet.write_number(self.row, column, float(value), self.look(num_format=self.pattern(cell), **align))

    def pattern(self, amount: Amount) -> str:
        """Excel's number format; its own per cent sign would stand without the space that Czech has."""
        if amount.format is Format.SHARE:
            return f'0.0"{NBSP}"%' if self.language.code == "cs" else "0.0%"
        if amount.format is Format.POINTS:
            return "0.0"
        if amount.format is Format.RATE:
            return "#,##0.0"
        fraction = f"{amount.value:f}".partition(".")[2].rstrip("0")
        return "#,##0" + (f".{'0' * len(fraction)}" if fraction else "")

    def chart(self, chart: Chart, aside: native.Aside) -> None:
        """The drawing, if there is one, and under it the table that it is drawn from."""
        if not pictured(chart):
            self.table(data_table(chart, self.language))
            return
        height = native.height(chart)
        rows = math.ceil(height / _ROW) + 1
        self.keep(height)
        top = self.row
        self.down(rows * _ROW, rows)
        first = self.table(data_table(chart, self.language))
        place = (self.workbook, self.sheet, top)
        native.insert(place, chart, self.language, (self.name, first), aside, self.across)

    def height(self, cells: Iterable[TableCell], bold: bool = False) -> float:
        """Pixels of a table's row whose texts wrap in their columns."""
        texts = zip(map(words, cells), self.widths, strict=False)
        room = 0.9 if bold else 1.1  # letters to the width of a digit
        return 6 + 18 * max(_lines(text, int(width * room)) for text, width in texts)

    def print_setup(self, title: str, marks: str, subtitle: str) -> None:
        sheet = self.sheet
        if self.upright:
            sheet.set_portrait()
        else:
            sheet.set_landscape()
        sheet.set_paper(9)
        sheet.set_margins(left=0.5, right=0.5, top=0.75, bottom=0.65)
        sheet.hide_gridlines(2)
        # Excel takes 255 characters and breaks no line by itself; more than two would stand on the text
        lines = textwrap.wrap(marks, 122, max_lines=2, placeholder="…")
        sheet.set_header("&L&8&B" + "\n".join(_spelled(line, 122) for line in lines))
        sheet.set_footer(f"&L&8{_spelled(foot(title, subtitle), 200)}&R&8&P / &N")

    def close(self) -> None:
        """A sheet of little more than a page is printed on one; others break where tables and charts stay whole."""
        one = self.whole <= 1.3 * self.page
        self.sheet.fit_to_pages(1, 1 if one else 0)
        if not one:
            self.sheet.set_h_pagebreaks(self.breaks)
        if self.titles is not None:  # on every later page, so only for a table that comes last or runs on
            self.sheet.repeat_rows(self.titles)


def _lines(text: str, letters: int) -> int:
    """How many lines of so many letters a text takes; of most cells one."""
    return 1 if len(text) <= letters else len(textwrap.wrap(text, letters)) or 1


def _spelled(text: str, longest: int = 240) -> str:
    """A text for a page's head or foot, where ``&`` commands; the space keeps its digits from being a font size."""
    return " " + textwrap.shorten(text, max(1, longest - text.count("&")), placeholder="…").replace("&", "&&")


def _bar() -> dict[str, Any]:
    return {"left": 5, "left_color": LIGHT["warning"], "indent": 1}


def _side(column: int, numeric: bool) -> dict[str, Any]:
    """Numbers to the right; words to the left, at a distance from the number before them."""
    return {"align": "right"} if numeric else {"align": "left", "indent": min(column, 1)}


def _line(side: str, colour: str = "muted") -> dict[str, Any]:
    return {side: 1, f"{side}_color": LIGHT[colour]}
