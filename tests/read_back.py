"""What a reader finds in each file of an edition, read with other libraries than wrote it and put into one shape."""

import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias
from xml.etree import ElementTree as ET

import docx
from docx.oxml.ns import qn
from docx.table import Table as WordTable
from openpyxl import load_workbook
from openpyxl.cell.cell import Cell, MergedCell
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, NumberObject

COVER = ""
"""The title of what stands before the first section."""
HEADING = 15
"""The size of type of a sheet's heading."""
SOFT = re.compile("[\\s\u00a0\u200b\u00ad]|(?<=[^\\W\\d_])-(?=[^\\W\\d_])")
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"


def bare(text: str) -> str:
    """Without spaces and hyphens inside words: lines end elsewhere in each format, each in its own way keeps a number
    together with its thousands, its ``%`` or its preposition, and a PDF reads the hyphen of ``pracuje-li`` as a soft
    one. What is left is the same to the letter; no sign of a number is taken away."""
    return SOFT.sub("", text)


class Table(NamedTuple):
    """Cells as a reader sees them, the columns' heads first."""

    title: str
    rows: list[list[str]]


class Picture(NamedTuple):
    """What a screen reader says in place of a chart."""

    title: str
    alt: str


Part: TypeAlias = str | Table | Picture


@dataclass
class Section:
    """Its parts in their order; all sentences between two tables or pictures are one text."""

    title: str
    parts: list[Part] = field(default_factory=list)

    def say(self, text: str) -> None:
        before = self.parts[-1] if self.parts else None
        if isinstance(before, str):
            self.parts[-1] = before + bare(text)
        elif bare(text):
            self.parts.append(bare(text))

    def add(self, part: Table | Picture) -> None:
        if isinstance(part, Table):
            self.parts.append(Table(bare(part.title), [[bare(cell) for cell in row] for row in part.rows]))
        else:
            self.parts.append(Picture(bare(part.title), bare(part.alt)))

    @property
    def tables(self) -> list[Table]:
        return [one for one in self.parts if isinstance(one, Table)]


@dataclass
class Series:
    """Of a native chart, by what they are for (``val``, ``xVal`` ...): the values of the cells it draws, and what it
    remembers of them; and the words written on it."""

    cells: dict[str, list[Any]]
    remembered: dict[str, list[str | None]]
    labels: list[str]

    @property
    def faithful(self) -> bool:
        """Whether what is remembered is in the cells; a year written as text is remembered as a number."""
        pairs = (zip(self.remembered[one], self.cells[one], strict=True) for one in self.cells)
        return all(
            float(text or "nan") == cell if isinstance(cell, int | float) else text == cell
            for pair in pairs
            for text, cell in pair
        )


# --- html


class _Tree(HTMLParser):
    """A page as a tree of elements."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.builder = ET.TreeBuilder()
        self.feed(text.removeprefix("<!DOCTYPE html>").strip())
        self.root = self.builder.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.builder.start(tag, {name: value or "" for name, value in attrs})
        if tag == "meta":
            self.builder.end(tag)

    def handle_endtag(self, tag: str) -> None:
        self.builder.end(tag)

    def handle_data(self, data: str) -> None:
        self.builder.data(data)


def page(path: Path) -> Any:
    """The page's root."""
    return _Tree(path.read_text(encoding="utf-8")).root


def said(element: Any) -> str:
    return "".join(element.itertext())


def from_html(path: Path) -> list[Section]:
    root = page(path)
    cover = [bare(said(one)) for one in root.find(".//header").iter() if one.tag in ("h1", "p", "li")]
    return [Section(COVER, [*cover]), *map(_section, root.iter("section"))]


def _section(element: Any) -> Section:
    """A chart is its title, its picture, and the table behind it."""
    found = Section(bare(said(element.find("h2"))))
    title, left = "", list(element)
    while left:
        one = left.pop(0)
        if one.tag == "table":
            rows = [[said(cell) for cell in row] for row in one.iter("tr")]
            found.add(Table(said(one.find("caption")), rows))
        elif one.tag == "svg":
            assert bare(said(one.find("title"))) == bare(title)
            found.add(Picture(title, said(one.find("desc"))))
        elif one.tag == "figcaption" and one.get("id"):
            title = said(one)
        elif one.tag in ("p", "li", "figcaption") and one.get("aria-hidden") != "true":
            found.say(said(one))
        elif one.tag not in ("h2", "summary", "p"):
            left[:0] = list(one)
    return found


# --- docx


def from_docx(path: Path) -> list[Section]:
    """A table's or picture's title is the heading or caption before it, else that of its section."""
    found, title = [Section(COVER)], ""
    for block in docx.Document(str(path)).iter_inner_content():
        if isinstance(block, WordTable):
            found[-1].add(Table(title, [[cell.text for cell in row.cells] for row in block.rows]))
            title = found[-1].title
            continue
        style = getattr(block.style, "name", "")
        pictures = list(block._p.iter(qn("wp:docPr")))
        if style == "Heading 1":
            title = bare(block.text)
            found.append(Section(title))
        elif style in ("Heading 2", "Caption"):
            title = block.text
        elif pictures:
            found[-1].add(Picture(title, pictures[0].get("descr")))
            assert bare(pictures[0].get("title")) == bare(title)
        elif not style.lower().startswith("toc"):
            found[-1].say(block.text)
    return found


# --- xlsx


def as_shown(cell: Cell | MergedCell) -> str:
    """A cell as Excel in Czech shows it by its number format: whole or with so many places, in thousands or not."""
    value = cell.value
    if value is None or isinstance(value, str):
        return value or ""
    assert isinstance(value, int | float)
    pattern = re.fullmatch(r'(?:#,##)?0(?:\.(0+))?(?:"\u00a0")?(%?)', cell.number_format)
    assert pattern, cell.number_format
    exact = Decimal(repr(value)) * (100 if pattern[2] else 1)
    rounded = exact.quantize(Decimal(1).scaleb(-len(pattern[1] or "")), ROUND_HALF_UP)
    return f"{rounded:f}".replace(".", ",") + pattern[2]


def from_xlsx(path: Path) -> list[Section]:
    """Prose stands in merged cells, tables in single ones; a table's title is in the row above it, else its sheet's."""
    found = [Section(COVER)]
    for number, sheet in enumerate((one for one in load_workbook(path) if one.sheet_state == "visible"), 1):
        merged = {span.min_row: sheet.cell(span.min_row, 1) for span in sheet.merged_cells.ranges}
        pictures = _pictures(path, number)
        section, title, rows = found[0], "", list(sheet.iter_rows())
        for place, row in enumerate(rows, 1):
            if place in pictures:
                section.add(pictures[place])
            prose = merged.get(place)
            if prose is not None and prose.font.sz == HEADING:
                section = Section(bare(str(prose.value)))
                found.append(section)
            elif prose is not None:
                title = str(prose.value).removeprefix("•")
                captions = place < len(rows) and place + 1 not in merged and rows[place][0].value is not None
                if not captions and (section is not found[0] or number == 1):  # the marks are on every sheet
                    section.say(title)
            elif row[0].value is None:
                title = section.title
            elif place - 1 in merged or rows[place - 2][0].value is None:  # its heads
                section.add(Table(title, [_cells(row)]))
            else:
                table = section.parts[-1]
                assert isinstance(table, Table)
                table.rows.append([bare(one) for one in _cells(row)])
    return found


def _cells(row: tuple[Cell | MergedCell, ...]) -> list[str]:
    """To the last one that is written."""
    last = max(place for place, cell in enumerate(row) if cell.has_style)
    return [as_shown(cell) for cell in row[: last + 1]]


def _pictures(path: Path, number: int) -> dict[int, Picture]:
    """What is drawn on a sheet and told in words, by the row where it begins."""
    found = {}
    with zipfile.ZipFile(path) as package:
        links = f"xl/worksheets/_rels/sheet{number}.xml.rels"
        text = package.read(links).decode() if links in package.namelist() else ""
        for name in re.findall(r"drawings/drawing\d+\.xml", text):
            for anchor in ET.fromstring(package.read(f"xl/{name}")):  # noqa: S314 - written by ourselves just now
                told = next(anchor.iter(f"{DRAWING}cNvPr")).get("descr")
                if told:
                    found[int(anchor.findtext(f"{DRAWING}from/{DRAWING}row", "")) + 1] = Picture("", told)
    return found


def native_charts(path: Path) -> Iterator[list[Series]]:
    """Every chart of a workbook, in the order of its sheets."""
    book = load_workbook(path)
    with zipfile.ZipFile(path) as package:
        names = [one for one in package.namelist() if one.startswith("xl/charts/chart")]
        for name in sorted(names, key=lambda name: int(name.removeprefix("xl/charts/chart").removesuffix(".xml"))):
            root = ET.fromstring(package.read(name))  # noqa: S314 - written by ourselves just now
            yield [_series(one, book) for one in root.iter(f"{CHART}ser")]


def _series(series: Any, book: Any) -> Series:
    found = Series({}, {}, [bare(said(one)) for one in series.iter(f"{CHART}rich")])
    for part in ("tx", "cat", "val", "xVal", "yVal"):
        place = series.find(f"{CHART}{part}//{CHART}f")
        if place is not None:
            name, area = place.text.replace("$", "").rsplit("!", 1)
            first, _, last = area.partition(":")
            cells = book[name.strip("'")][f"{first}:{last or first}"]
            found.cells[part] = [cell.value for row in cells for cell in row]
            found.remembered[part] = _remembered(series.find(f"{CHART}{part}")[0])
    return found


def _remembered(reference: Any) -> list[str | None]:
    """A text for each cell, None for one that was empty."""
    points = {int(one.get("idx")): one.findtext(f"{CHART}v") for one in reference.iter(f"{CHART}pt")}
    return [points.get(at) for at in range(int(next(reference.iter(f"{CHART}ptCount")).get("val")))]


# --- pdf


def from_pdf(path: Path) -> list[Section]:
    """By the tags of the document, which say what every piece of text on its pages is."""
    reader = PdfReader(path)
    texts = _marked(reader)
    root: Any = reader.trailer["/Root"]
    found, title, before = [Section(COVER)], "", ""
    for kind, element in _elements(root["/StructTreeRoot"]["/K"]):
        text = _text(element, texts)
        if kind == "/H1":
            title = bare(text)
            found.append(Section(title))
        elif kind == "/H2" or before == "/Figure":
            title = text
        elif kind == "/Figure":
            found[-1].add(Picture(title, str(element["/Alt"])))
        elif kind == "/Table":
            rows = [[_text(cell, texts) for _, cell in _elements(row["/K"])] for row in _rows(element)]
            found[-1].add(Table(title, rows))
            title = found[-1].title
        elif kind == "/TOC":
            found.pop()
        else:
            found[-1].say(text)
        before = kind
    return found


def _marked(reader: PdfReader) -> dict[tuple[int, int], str]:
    """The text of each piece of marked content, by its page's object and its number there."""
    found: defaultdict[tuple[int, int], str] = defaultdict(str)
    for sheet in reader.pages:
        assert sheet.indirect_reference
        number, marks = sheet.indirect_reference.idnum, list[Any]()

        def operator(name: bytes, operands: Any, *place: Any, marks: list[Any] = marks) -> None:
            if name in (b"BDC", b"BMC"):
                marks.append(operands[1].get("/MCID") if name == b"BDC" and len(operands) > 1 else None)
            elif name == b"EMC":
                marks.pop()

        def written(text: str, *place: Any, marks: list[Any] = marks, number: int = number) -> None:
            inside = [one for one in marks if one is not None]
            if inside:
                found[number, inside[-1]] += text

        sheet.extract_text(visitor_operand_before=operator, visitor_text=written)
    return found


def _elements(value: Any) -> Iterator[tuple[str, Any]]:
    """The tagged elements, those that only hold others left out."""
    for one in _inside(value):
        if isinstance(one, DictionaryObject) and "/S" in one:
            kind = str(one["/S"])
            if kind in ("/Document", "/L", "/LI", "/TBody", "/THead"):
                yield from _elements(one["/K"])
            elif kind != "/Lbl":
                yield kind, one


def _rows(element: Any) -> Iterator[Any]:
    yield from (row for _, row in _elements(element["/K"]))


def _inside(value: Any) -> list[Any]:
    value = value.get_object()
    return [one.get_object() for one in value] if isinstance(value, ArrayObject) else [value]


def _text(element: Any, texts: dict[tuple[int, int], str]) -> str:
    """All text of an element, in the order of reading."""
    found = ""
    for one in _inside(element["/K"]) if "/K" in element else []:
        if isinstance(one, NumberObject):
            found += texts.get((element.raw_get("/Pg").idnum, int(one)), "")
        elif one.get("/Type") == "/MCR":
            found += texts.get((one.raw_get("/Pg").idnum, int(one["/MCID"])), "")
        elif "/S" in one:
            found += _text(one, texts)
    return found


READERS = {"html": from_html, "docx": from_docx, "xlsx": from_xlsx, "pdf": from_pdf}
