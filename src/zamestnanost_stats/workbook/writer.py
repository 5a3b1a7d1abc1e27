"""Writes a laid-out workbook with XlsxWriter: blank, or with values and notes by key. Knows nothing of returns."""

import io
from collections.abc import Collection, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from math import ceil
from typing import TYPE_CHECKING, TypeAlias

from zamestnanost_stats.form.definition import Type
from zamestnanost_stats.form.slots import HIDDEN, KEY_COLUMN, Input, SheetLayout, Slot, Style, WorkbookLayout
from zamestnanost_stats.keys import CellKey

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

Answer: TypeAlias = Decimal | int | str

INK, QUIET, LINE, HEAD, ASKED = "#1A1A1A", "#595959", "#A6A6A6", "#E7EDF3", "#FFF9DB"
FONT = {"font_name": "Arial", "font_size": 11, "font_color": INK, "valign": "vcenter"}  # metrics known everywhere
_BOXED = {"border": 1, "border_color": LINE, "indent": 1}
_INPUT = {"bg_color": ASKED, "locked": False, **_BOXED}
LOOKS: Mapping[Style, Mapping[str, object]] = {
    Style.KEY: {},
    Style.TITLE: {"bold": True, "font_size": 18},
    Style.SUBTITLE: {"font_size": 12, "font_color": QUIET},
    Style.HEADING: {"bold": True, "font_size": 13},
    Style.TEXT: {"text_wrap": True, "valign": "top"},
    Style.STEP: {"text_wrap": True, "valign": "top"},
    Style.LABEL: {"text_wrap": True, "bold": True, **_BOXED},
    Style.HELP: {"text_wrap": True, **_BOXED},
    Style.HEADER: {"text_wrap": True, "bold": True, "bg_color": HEAD, **_BOXED},
    Style.ROW_NUMBER: {**_BOXED, "align": "center", "font_color": QUIET, "indent": 0},
    Style.INPUT_NUMBER: {**_INPUT, "align": "center", "font_size": 14, "indent": 0},
    Style.INPUT_TEXT: {**_INPUT, "text_wrap": True, "indent": 0},
    Style.PRIOR: {**_BOXED, "align": "center", "font_size": 14, "indent": 0},
    Style.NOT_ASKED: {"bg_color": "#F2F2F2", **_BOXED},
    Style.VERDICT: {**_BOXED, "align": "center", "bold": True, "indent": 0},
    Style.EXPLANATION: {**_INPUT, "text_wrap": True, "indent": 0},
    Style.LINK: {"text_wrap": True, "bold": True, "underline": 1, "font_color": "#0B3D75", **_BOXED},
    Style.CONTENT: {"text_wrap": True, "align": "left", **_BOXED},
    Style.SUMMARY: {"bold": True, "font_size": 12},
}
SENTENCE, ROOM = 30, 4
"""A sentence is typed into a column narrower than this: so many lines are kept free for it."""
_RED = {"font_color": "#9C0006", "bg_color": "#FFC7CE"}
_AMBER = {"font_color": "#7A4B00", "bg_color": "#FFE3A3"}
_BLUE = {"font_color": "#0B3D75", "bg_color": "#D6E6F7"}
_GREEN = {"font_color": "#14532D", "bg_color": "#DDF1DF"}
NOTED = (Style.INPUT_NUMBER, Style.INPUT_TEXT, Style.EXPLANATION)
ONE_PAGE = 800
"""Points of rows that can still be read when they are printed on one page."""


def write(
    layout: WorkbookLayout,
    values: Mapping[CellKey, Answer],
    notes: Mapping[CellKey, str],
    doubtful: Collection[CellKey] = (),
) -> bytes:
    """The workbook as bytes: the same bytes for the same input.

    ``values`` are typed into the cells of their keys; the cells of ``notes`` are coloured and carry a
    comment: red, amber those that are ``doubtful`` and no more. Keys that the layout does not ask are an error
    (KeyError), for nothing may be lost on the way.
    """
    import xlsxwriter

    asked = {slot.key for sheet in layout.sheets for slot in sheet.slots if slot.key}
    for key in (*values, *notes):
        if key not in asked:
            raise KeyError(key)
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    day = date.fromisoformat(layout.created)
    book.set_properties({"title": layout.title, "created": datetime(day.year, day.month, day.day)})
    book.set_custom_property("Language", layout.language)
    book.set_size(2400, 1500)
    book.set_calc_mode("auto")
    formats = {style: book.add_format({**FONT, **look}) for style, look in LOOKS.items()}
    red, amber = ({one: book.add_format({**FONT, **LOOKS[one], **look}) for one in NOTED} for look in (_RED, _AMBER))
    looks = {
        slot.key: (amber if slot.key in doubtful else red)[slot.style]
        for sheet in layout.sheets
        for slot in sheet.slots
        if slot.key and slot.key in notes
    }
    for sheet in layout.sheets:
        _sheet(book, sheet, layout, (formats, looks), values, notes)
    book.close()
    return buffer.getvalue()


def _sheet(
    book: "Workbook",
    sheet: SheetLayout,
    layout: WorkbookLayout,
    formats: tuple[Mapping[Style, "Format"], Mapping[CellKey, "Format"]],
    values: Mapping[CellKey, Answer],
    notes: Mapping[CellKey, str],
) -> None:
    page = book.add_worksheet(sheet.name, _page_class())
    if sheet.hidden:
        page.very_hidden()
    for column, width in sheet.widths.items():
        page.set_column(
            column - 1, column - 1, width or None, None, {"hidden": column == KEY_COLUMN or width == HIDDEN}
        )
    heights = _heights(sheet, values)
    for row, height in heights.items():
        page.set_row(row - 1, height)
    plain, noted = formats
    for slot in sheet.slots:
        look = noted[slot.key] if slot.key and slot.key in noted else plain[slot.style]
        _slot(page, slot, look, values, notes)
    for start, end, asked in _stretches(sheet):
        _rule_of_input(page, start, end, asked)
    if sheet.hidden:
        return
    page.set_row(0, None, None, {"hidden": True})
    _verdict_colours(book, page, sheet, layout)
    _input_colours(book, page, sheet)
    _print_set_up(page, sheet, layout, sum(heights.values()) <= ONE_PAGE)
    page.hide_gridlines(2)
    page.protect("", {"select_locked_cells": True, "format_cells": True, "format_columns": True, "format_rows": True})
    first = next((slot for slot in sheet.slots if slot.key), None)
    if first:
        page.set_selection(first.row - 1, first.column - 1, first.row - 1, first.column - 1)


@cache
def _page_class() -> "type[Worksheet]":
    """XlsxWriter looks for 130 functions newer than our formulas in every one of them: three quarters of its time."""
    from xlsxwriter.worksheet import Worksheet

    class Page(Worksheet):
        def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
            return formula.removeprefix("=")

    return Page


def _heights(sheet: SheetLayout, values: Mapping[CellKey, Answer]) -> dict[int, float]:
    """Row heights in points by the longest wrapped text: not every program fits rows to their text on opening."""
    heights: dict[int, float] = {}
    spanning: list[tuple[Slot, float]] = []
    for slot in sheet.slots:
        look = LOOKS[slot.style]
        size = float(str(look.get("font_size", FONT["font_size"])))
        typed = values.get(slot.key, "") if slot.key else ""
        text = slot.text or (typed if isinstance(typed, str) else "")
        lines = 1
        if look.get("text_wrap"):
            per_line = max(1.0, sheet.widths.get(slot.column, 8) * (1.1 if look.get("bold") else 1.24) * 11 / size)
            lines = sum(max(1, ceil(len(part) / per_line)) for part in text.split("\n"))
        if slot.input and slot.input.type is Type.TEXT and sheet.widths.get(slot.column, 8) < SENTENCE:
            lines = max(lines, ROOM)
        padding = 8 if look.get("border") else 4
        needed = min(lines * size * 1.32 + padding, 400.0)
        if slot.rows > 1:
            spanning.append((slot, needed))
        else:
            heights[slot.row] = max(heights.get(slot.row, 0.0), needed)
    for slot, needed in spanning:
        rows = range(slot.row, slot.row + slot.rows)
        lacking = needed - sum(heights[row] for row in rows)
        for row in rows:
            heights[row] += max(0.0, lacking) / slot.rows
    return heights


def _slot(
    page: "Worksheet",
    slot: Slot,
    look: "Format",
    values: Mapping[CellKey, Answer],
    notes: Mapping[CellKey, str],
) -> None:
    row, column = slot.row - 1, slot.column - 1
    if slot.rows > 1:
        page.merge_range(row, column, row + slot.rows - 1, column, "", look)
    if slot.formula:
        page.write_formula(row, column, f"={slot.formula}", look, slot.text)  # a cached 0 would be shown as the result
    elif slot.key and slot.key in values:
        answer = values[slot.key]
        if isinstance(answer, str):
            page.write_string(row, column, answer, look)
        else:
            page.write_number(row, column, float(answer), look)
    elif slot.link:
        place, text = (part.replace('"', '""') for part in (slot.link, slot.text))
        page.write_formula(row, column, f'=HYPERLINK("#{place}","{text}")', look, slot.text)  # a link that wraps
    elif slot.number is not None:
        page.write_number(row, column, float(slot.number), look)
    elif slot.text:
        page.write_string(row, column, slot.text, look)
    else:
        page.write_blank(row, column, None, look)
    if slot.key and slot.key in notes:
        page.write_comment(row, column, notes[slot.key], {"x_scale": 2, "font_size": 11})


def _stretches(sheet: SheetLayout) -> list[tuple[Slot, Slot, Input]]:
    """Neighbours in a row that ask the same, by their first and last cell: they share a rule, relative to the first."""
    found: list[tuple[Slot, Slot, Input]] = []
    for slot in sheet.slots:
        if slot.input:
            first, last, asked = found[-1] if found else (slot, slot, slot.input)
            if (last.row, last.column + 1, asked) == (slot.row, slot.column, slot.input):
                found[-1] = (first, slot, asked)
            else:
                found.append((slot, slot, slot.input))
    return found


def _rule_of_input(page: "Worksheet", first: Slot, last: Slot, asked: Input) -> None:
    """Data validation: what may be typed, with a prompt and an alert in the language of the workbook."""
    rule: dict[str, object] = {"input_title": asked.prompt_title, "input_message": asked.prompt}
    if asked.alert:
        rule |= {"error_title": asked.prompt_title, "error_message": asked.alert}
    if asked.choices:
        rule |= {"validate": "list", "source": list(asked.choices)}
    elif asked.type is Type.COUNT:
        rule |= {"validate": "custom", "value": f"={_countable(_relative(first), asked)}"}
    elif asked.prompt:
        rule |= {"validate": "any"}
    else:
        return
    page.data_validation(first.row - 1, first.column - 1, last.row - 1, last.column - 1, rule)


def _countable(cell: str, asked: Input) -> str:
    """A whole number in range, or one of the two marks."""
    whole = f"AND(ISNUMBER({cell}),{cell}>=0,{cell}<={asked.maximum},{cell}=INT({cell}))"
    return f'IF(ISNUMBER({cell}),{whole},OR({cell}="N",{cell}="n",{cell}="X",{cell}="x"))'


def _relative(slot: Slot) -> str:
    from xlsxwriter.utility import xl_rowcol_to_cell

    return str(xl_rowcol_to_cell(slot.row - 1, slot.column - 1))


def _input_colours(book: "Workbook", page: "Worksheet", sheet: SheetLayout) -> None:
    """Red where a count cell holds what is no answer: validation does not see what is pasted."""
    red = book.add_format(_RED)
    for first, last, asked in _stretches(sheet):
        if asked.type is Type.COUNT:
            cell = _relative(first)
            wrong = f"=AND(NOT(ISBLANK({cell})),NOT({_countable(cell, asked)}))"
            page.conditional_format(
                first.row - 1,
                first.column - 1,
                last.row - 1,
                last.column - 1,
                {"type": "formula", "criteria": wrong, "format": red},
            )


def _verdict_colours(book: "Workbook", page: "Worksheet", sheet: SheetLayout, layout: WorkbookLayout) -> None:
    """Verdicts are told by word, and by colour for those who see it."""
    cells = [slot for slot in sheet.slots if slot.style is Style.VERDICT]
    if not cells:
        return
    area = (
        min(slot.row for slot in cells) - 1,
        min(slot.column for slot in cells) - 1,
        max(slot.row for slot in cells) - 1,
        max(slot.column for slot in cells) - 1,
    )
    words = layout.verdicts
    looks = {words.passed: _GREEN, words.failed: _RED, words.fill_in: _BLUE, layout.explain: _AMBER}
    for word, look in (looks | ({layout.look_at: _AMBER} if layout.look_at else {})).items():
        page.conditional_format(
            *area, {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": book.add_format(look)}
        )


def _print_set_up(page: "Worksheet", sheet: SheetLayout, layout: WorkbookLayout, one_page: bool) -> None:
    page.set_paper(9)  # A4
    if sheet.landscape:
        page.set_landscape()
    page.fit_to_pages(1, int(one_page))
    page.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    page.set_footer(f"&L&9{layout.title.replace('&', '&&')}&R&9&P / &N")
    if sheet.frozen:
        page.freeze_panes(sheet.frozen[0] - 1, sheet.frozen[1] - 1)
        page.repeat_rows(sheet.frozen[0] - 2)
