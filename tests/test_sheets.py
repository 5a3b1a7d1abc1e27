"""The workbook on paper: what stays together, what is repeated, and what stands on every page."""

from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from itertools import pairwise
from typing import Any

from openpyxl import load_workbook

from sample_report import CZECH, sample
from zamestnanost_stats.report.document import Amount, Block, Column, Paragraph, Role, Section, Table
from zamestnanost_stats.report.xlsx import to_xlsx


def printed(*blocks: Block, marks: tuple[str, ...] = ("PŘEDBĚŽNÉ",)) -> list[Any]:
    """The sheets of a first section of words and of a second one of these blocks."""
    first = Section("first", "To hlavní", tuple(Paragraph("Jedna věta o výsledku. " * 8) for _ in range(12)))
    report = replace(sample(), sections=(first, Section("second", "Oddíl", blocks)), marks=marks)
    book = load_workbook(BytesIO(to_xlsx(report, CZECH)))
    return [sheet for sheet in book if sheet.sheet_state == "visible"]


def numbers(rows: int, caption: str) -> Table:
    return Table(
        caption,
        (Column("Název"), Column("Počet", True)),
        tuple((f"Praha {row}", Amount(Decimal(row))) for row in range(rows)),
    )


def test_a_table_that_fits_on_a_page_is_not_parted() -> None:
    first, second, third = (numbers(12, "A"), numbers(20, "B"), numbers(5, "C"))
    sheet = printed(first, second, third)[1]
    heads = [row[0].row for row in sheet.iter_rows() if row[0].value == "Název"]
    ends = [int(one.id) for one in sheet.row_breaks.brk]  # the last row of a page
    captions = [head - 1 for head in heads]
    assert [end + 1 for end in ends] == captions[1:]
    assert sheet.print_title_rows == f"${heads[-1]}:${heads[-1]}"


def test_the_head_of_a_table_longer_than_a_page_is_repeated() -> None:
    long, note = numbers(90, "A"), Paragraph("Poznámka.", Role.NOTE)
    sheet = printed(long, note, note)[1]
    [head] = [row[0].row for row in sheet.iter_rows() if row[0].value == "Název"]
    ends = [int(one.id) for one in sheet.row_breaks.brk]
    heights = [sum(sheet.row_dimensions[row].height for row in range(a + 1, b + 1)) for a, b in pairwise(ends)]
    assert heights
    assert all(491 - 2 * 18 < high + sheet.row_dimensions[head].height <= 491 for high in heights)  # a page's points
    assert sheet.print_title_rows == f"${head}:${head}"
    assert printed(numbers(3, "A"), note)[1].print_title_rows is None  # above other words it would mislead


def test_marks_are_printed_whole_on_every_page_of_the_workbook() -> None:
    marks = (
        "PŘEDBĚŽNÉ: 6 ze 7 organizací",
        "INTERNÍ: malé počty osob, nezveřejňujte",
        "Ukázka: organizace & čísla " * 4,
    )
    for sheet in printed(numbers(3, "A"), marks=marks):
        assert (
            " ".join(sheet.oddHeader.left.text.removeprefix("&B").replace("&&", "&").split())
            == " · ".join(marks).strip()
        )
    for sheet in printed(numbers(3, "A"), marks=("&" * 90 + " ", "7 & " * 200)):
        assert sheet.oddHeader.left.text  # XlsxWriter leaves out a line that is too long for Excel


def test_first_sheet_is_one_upright_page() -> None:
    first, second = printed(numbers(3, "A"))
    assert first.page_setup.orientation == "portrait"
    assert first.page_setup.fitToHeight in (None, 1)
    assert not first.row_breaks.brk
    assert second.page_setup.orientation == "landscape"
