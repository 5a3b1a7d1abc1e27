"""The report for the meeting: a document that Word reads, navigates and prints, with its own headings and contents."""

import zipfile
from datetime import datetime
from io import BytesIO
from typing import Final

from docx import Document
from docx.document import Document as Written
from docx.enum.text import WD_BREAK
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.shared import Cm

from zamestnanost_stats.language import Language
from zamestnanost_stats.report import charts, paper
from zamestnanost_stats.report.document import Bullets, Chart, Paragraph, Report, Role, Section, Table, plain
from zamestnanost_stats.report.docx import parts, styles

_STYLE_OF: Final = {
    Role.PLAIN: "Normal",
    Role.LEAD: styles.LEAD,
    Role.QUOTE: "Quote",
    Role.NOTE: styles.NOTE,
    Role.WARNING: styles.WARNING,
}
_SHARPNESS: Final = 3
"""Pixels of a picture to one of the chart's: 300 to an inch."""


def to_docx(report: Report, language: Language) -> bytes:
    """The whole document; the same bytes for the same report."""
    document = Document()
    styles.dress(document, language.code)
    _properties(document, report)
    page = _Page(document, language)
    page.running(report)
    page.cover(report)
    for place, section in enumerate(report.sections):
        if place == 1:
            page.contents(report)
        page.section(section, place)
    file = BytesIO()
    document.save(file)
    return _dated(file)


def _properties(document: Written, report: Report) -> None:
    about = document.core_properties
    created = datetime.fromisoformat(report.created)
    about.author = about.last_modified_by = about.keywords = ""
    about.title, about.subject = (plain(text)[:255] for text in (report.title, report.subtitle))
    about.comments = plain(" · ".join(report.marks))[:255]
    about.content_status, about.language = report.edition, styles.LOCALES[report.language]
    about.created = about.modified = created
    about.revision = 1
    package = document.part.package
    for name, relation in list(package.rels.items()):
        if relation.reltype == RELATIONSHIP_TYPE.THUMBNAIL:  # of the library's empty page
            del package.rels[name]


def _dated(file: BytesIO) -> bytes:
    """The same package without the hour at which it was written."""
    again = BytesIO()
    with zipfile.ZipFile(file) as package, zipfile.ZipFile(again, "w", zipfile.ZIP_DEFLATED) as fixed:
        for name in package.namelist():
            fixed.writestr(zipfile.ZipInfo(name), package.read(name), zipfile.ZIP_DEFLATED)
    return again.getvalue()


class _Page:
    """The document, written from the top."""

    def __init__(self, document: Written, language: Language) -> None:
        self.document, self.language = document, language
        self.body = document.element.body

    def text(self, text: str) -> str:
        return self.language.typeset(plain(text))

    def add(self, text: str, style: str = "Normal", label: str = "", keep: bool = False) -> None:
        paragraph = self.document.add_paragraph(style=style)
        if label:
            paragraph.add_run(label, style="Strong").add_break()
        paragraph.add_run(self.text(text))
        paragraph.paragraph_format.keep_with_next = keep or None

    def running(self, report: Report) -> None:
        """The head and the foot of every page."""
        sheet = self.document.sections[0]
        head, foot = sheet.header.paragraphs[0], sheet.footer.paragraphs[0]
        if report.marks:
            head.add_run(self.text(" · ".join(report.marks)), style="Strong")
        foot.add_run(f"{self.text(paper.foot(report.title, report.subtitle))}\t")
        for element in parts.page_of_pages():
            foot._p.append(element)

    def cover(self, report: Report) -> None:
        self.add(report.title, "Title")
        self.add(report.subtitle, "Subtitle")
        for mark in report.marks:
            self.add(mark, styles.MARK)
        for fact in report.facts:
            self.add(fact, styles.FACT)

    def contents(self, report: Report) -> None:
        """Word's own table of contents, filled in with what follows it; Word adds the pages."""
        self.document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        self.add(self.language.gettext("Contents"), "TOC Heading")
        titles = [self.text(section.title) for section in report.sections]
        for element in parts.contents(titles):
            self.body.insert(len(self.body) - 1, element)

    def section(self, section: Section, place: int) -> None:
        heading = self.document.add_heading(self.text(section.title), 1)
        parts.bookmark(heading._p, place)
        for at, (block, picture) in enumerate(paper.readable(section, self.language)):
            match block:
                case Paragraph():
                    self.paragraph(block, keep=paper.leads(section, at))
                case Bullets(items=items):
                    for item in items:
                        self.add(item, "List Bullet")
                case Table():
                    if block.caption != section.title:
                        self.document.add_heading(self.text(block.caption), 2)
                    self.table(block)
                case _:
                    if block.title != section.title:
                        self.document.add_heading(self.text(block.title), 2)
                    self.chart(block, picture)

    def paragraph(self, block: Paragraph, *, keep: bool) -> None:
        _ = self.language.gettext
        label = {Role.QUOTE: _("To quote"), Role.WARNING: _("Please note")}.get(block.role, "")
        self.add(block.text, _STYLE_OF[block.role], label, keep)

    def chart(self, chart: Chart, picture: str) -> None:
        """The picture, and under it the table that it is drawn from."""
        paragraph = self.document.add_paragraph(style=styles.PICTURE)
        pixels = BytesIO(charts.png(picture, _SHARPNESS))
        drawn = paragraph.add_run().add_picture(pixels, width=Cm(paper.across(picture)))
        for side in ("distT", "distB", "distL", "distR"):  # left out, some programs leave room and shift the picture
            drawn._inline.set(side, "0")
        about = drawn._inline.docPr
        about.set("descr", plain(chart.alt))
        about.set("title", plain(chart.title))
        about.set("name", plain(chart.title)[:64])
        table = charts.data_table(chart, self.language)
        self.add(table.caption, "Caption")
        self.table(table)

    def table(self, table: Table) -> None:
        self.body.insert(len(self.body) - 1, parts.table(table, self.language))
        self.add(table.note, styles.NOTE if table.note else styles.GAP)


__all__ = ["to_docx"]
