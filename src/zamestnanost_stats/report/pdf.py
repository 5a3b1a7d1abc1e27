"""The report as a PDF to be published: tagged (PDF/UA-1), hyphenated, with its own font in it."""

import re
import shutil
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from zamestnanost_stats.language import Language
from zamestnanost_stats.report import charts, paper
from zamestnanost_stats.report.document import (
    Amount,
    Bullets,
    Chart,
    Paragraph,
    Report,
    Role,
    Section,
    Table,
    plain,
    shown,
)
from zamestnanost_stats.report.palette import FONTS, LIGHT
from zamestnanost_stats.report.rowheads import with_row_headers

_FACES: Final = ("Regular", "Bold")
_DRAWN: Final = re.compile(
    "[^\n\u0020-\u007e\u00a0-\u017f\u0218-\u021b\u02c6-\u02dd\u0391-\u03a1\u03a3-\u03a9\u03b1-\u03c9\u0401\u0410-\u044f"
    "\u0451\u1e80-\u1e85\u2010-\u2015\u2018-\u201e\u2020-\u2022\u2026\u202f\u2030\u2039\u203a\u2044\u20ac\u2190-\u2193"
    "\u2212\u221e\u2248\u2260\u2264\u2265\u25a0\u25b2\u25cf\u2713]"
)
"""Not these: what the font, and those that typst brings along, have no sign for; PDF/UA allows no empty boxes."""
_LONG: Final = 60
"""Letters after which a word may be broken anywhere."""


def to_pdf(report: Report, language: Language) -> bytes:
    """The whole document; the same bytes for the same report and version of typst."""
    import typst

    created = datetime.fromisoformat(report.created).replace(tzinfo=UTC)
    source = "\n".join(_source(report, language, created))
    with TemporaryDirectory() as folder:
        fonts = files("font_source_sans_pro") / "files"
        for face in _FACES:  # its folder holds every face twice, and which is found first differs
            name = f"SourceSansPro-{face}.ttf"
            shutil.copyfile(str(fonts / name), Path(folder, name))
        Path(folder, "report.typ").write_text(source, encoding="utf-8", newline="\n")
        content = typst.compile(
            str(Path(folder, "report.typ")),
            root=folder,
            font_paths=[folder],
            ignore_system_fonts=True,
            format="pdf",
            pdf_standards="ua-1",
            timestamp=created,
        )
    return with_row_headers(content)


def literal(text: str) -> str:
    """A text as a string of typst's language."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def drawable(text: str) -> str:
    """The text with a mark in place of every sign that cannot be drawn."""
    return _DRAWN.sub("¤", plain(text).replace("\t", " "))


def _source(report: Report, language: Language, created: datetime) -> Iterator[str]:
    def said(text: str) -> str:
        return _said(text, language)

    colours = ", ".join(f'"{name}": rgb("{value}")' for name, value in LIGHT.items())
    yield f"#let colour = ({colours})"
    yield (files("zamestnanost_stats.report") / "report.typ").read_text("utf-8")
    yield (
        f"#show: dressed.with((title: {literal(drawable(report.title))}, "
        f"description: {literal(drawable(report.subtitle))}, "
        f"date: datetime(year: {created.year}, month: {created.month}, day: {created.day}), "
        f"marks: {said(' · '.join(report.marks))}, foot: {said(paper.foot(report.title, report.subtitle))}, "
        f'lang: "{language.code}", region: "{"cz" if language.code == "cs" else "gb"}"))'
    )
    yield f"#title({said(report.title)})"
    yield f"#subtitle({said(report.subtitle)})" if report.subtitle else ""
    yield from (f"#mark({said(mark)})" for mark in report.marks)
    yield from (f"#fact({said(fact)})" for fact in report.facts)
    for place, section in enumerate(report.sections):
        if place == 1:
            yield f"#pagebreak()\n#contents({said(language.gettext('Contents'))})"
        yield from _section(section, language)


def _section(section: Section, language: Language) -> Iterator[str]:
    def said(text: str) -> str:
        return _said(text, language)

    _ = language.gettext
    yield f"#part({said(section.title)})"
    for at, (block, picture) in enumerate(paper.readable(section, language)):
        match block:
            case Paragraph(text=text) if paper.leads(section, at):
                yield f"#leading({said(text)})"
            case Paragraph(text=text, role=Role.QUOTE):
                yield f"#cited({said(_('To quote'))}, {said(text)})"
            case Paragraph(text=text, role=Role.WARNING):
                yield f"#warning({said(_('Please note'))}, {said(text)})"
            case Paragraph(text=text, role=role):
                yield f"#{role}({said(text)})"
            case Bullets(items=items):
                yield f"#bullets({', '.join(map(said, items))})"
            case Table():
                if block.caption != section.title:
                    yield f"#caption({said(block.caption)})"
                yield from _table(block, language)
            case _:
                if block.title != section.title:
                    yield f"#caption({said(block.title)})"
                yield from _chart(block, picture, language)


def _chart(chart: Chart, picture: str, language: Language) -> Iterator[str]:
    """The picture, and under it the table that it is drawn from."""
    drawn = literal(drawable(picture.replace(FONTS, "Source Sans Pro")))
    yield f"#picture({drawn}, {paper.across(picture):.3f}cm, {literal(drawable(chart.alt))})"
    table = charts.data_table(chart, language)
    yield f"#data({_said(table.caption, language)})"
    yield from _table(table, language)


def _table(table: Table, language: Language) -> Iterator[str]:
    across = paper.widths(table, language)
    letters = [int((width - 0.3) / 0.165) for width in across]

    def cell(text: str, place: int) -> str:
        return _said(text, language, max(4, letters[place]))

    rows = (
        _list(
            f"({cell(shown(one, language), place)}, {_told(isinstance(one, Amount) and one.value is None)})"
            for place, one in enumerate(row)
        )
        for row in table.rows
    )
    head = _list(cell(column.title, place) for place, column in enumerate(table.columns))
    parted = _list(_told(paper.parted(table, place)) for place in range(len(across)))
    tall = _list(_told(paper.tall(row, across, language)) for row in table.rows)
    whole = _told(paper.whole(table, across, language))
    yield (
        f"#grid-of({_list(f'{width:.3f}cm' for width in across)}, "
        f"{_list(_told(column.numeric) for column in table.columns)}, {parted}, {head}, {_list(rows)}, {tall}, "
        f"whole: {whole}, total: {_told(table.total)}, after: {_said(table.note, language)})"
    )


def _list(parts: Iterable[str]) -> str:
    return f"({''.join(f'{part}, ' for part in parts)})"


def _told(yes: bool) -> str:
    return "true" if yes else "false"


def _said(text: str, language: Language, longest: int = _LONG) -> str:
    """The text as typst's string, with its Czech spaces, and with places to break words longer than so many letters."""
    return literal(re.sub(rf"(\S{{{longest}}})(?=\S)", "\\1\u200b", language.typeset(drawable(text))))
