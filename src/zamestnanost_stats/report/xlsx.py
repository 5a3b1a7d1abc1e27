"""The report as a workbook: a sheet per section, real numbers, native charts, ready to print on A4."""

import re
from collections.abc import Iterable
from datetime import datetime
from io import BytesIO
from typing import Any

from zamestnanost_stats.language import Language
from zamestnanost_stats.report import native
from zamestnanost_stats.report.document import Report
from zamestnanost_stats.report.palette import LIGHT
from zamestnanost_stats.report.sheet import Sheet


def to_xlsx(report: Report, language: Language) -> bytes:
    """The whole workbook; the same bytes for the same report."""
    from xlsxwriter import Workbook

    file = BytesIO()
    options: dict[str, Any] = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "default_format_properties": {"font_name": native.FONT, "font_size": 11, "font_scheme": "none"},
        "default_column_width": 72,
    }
    workbook = Workbook(file, options)
    marks = " · ".join(report.marks)
    workbook.set_properties(
        {
            "title": report.title,
            "subject": report.subtitle,
            "status": report.edition,
            "comments": marks,
            "created": datetime.fromisoformat(report.created),
        }
    )
    workbook.set_custom_property("Language", report.language)
    *names, spare = sheet_names([*(section.title for section in report.sections), native.SHEET])
    sheets = [
        Sheet(workbook, name, section, language, upright=place == 0)
        for place, (name, section) in enumerate(zip(names, report.sections, strict=True))
    ]
    aside = native.Aside(workbook, spare)
    for sheet, section in zip(sheets, report.sections, strict=True):
        sheet.print_setup(report.title, marks, report.subtitle)
        if sheet is sheets[0]:
            sheet.cover(report)
        elif marks:
            sheet.prose(marks, bold=True, font_color=LIGHT["warning"])
        sheet.heading(section.title)
        for block in section.blocks:
            sheet.block(block, aside)
        sheet.close()
    workbook.close()
    return file.getvalue()


def sheet_names(titles: Iterable[str]) -> list[str]:
    r"""Titles as Excel's sheet names: at most 31 characters, none of ``[]:*?/\``, different whatever the case."""
    names: list[str] = []
    taken = {"history"}  # Excel keeps this name for itself
    for title in titles:
        plain = " ".join(re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", title).split()).strip("' ") or "–"
        name = plain if len(plain) <= 31 else f"{_cut(plain, 30)}…"
        copy = 1
        while name.casefold() in taken:
            copy += 1
            name = f"{_cut(plain, 26)} ({copy})"
        taken.add(name.casefold())
        names.append(name)
    return names


def _cut(text: str, longest: int) -> str:
    """As many whole words as fit, at least some letters."""
    return text if len(text) <= longest else text[: longest + 1].rsplit(" ", 1)[0][:longest].rstrip(" ,;.:")
