"""What Word's own format wants written by hand: tables, fields, bookmarks, the contents."""

from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple
from xml.sax.saxutils import escape, quoteattr

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from zamestnanost_stats.language import Language
from zamestnanost_stats.report import paper
from zamestnanost_stats.report.document import Amount, Table, TableCell, plain, shown
from zamestnanost_stats.report.docx.styles import CELL, COLOURS

_TWIPS: Final = 567
"""In a centimetre."""
_W: Final = nsdecls("w")


def table(table: Table, language: Language) -> Any:
    """A table as wide as the text, its head repeated on every page, its first column told as the rows' names."""
    widths = paper.widths(table, language)
    across = [round(width * _TWIPS) for width in widths]
    parted = [paper.parted(table, place) for place in range(len(across))]
    whole = paper.whole(table, widths, language)

    def row(cells: Sequence[TableCell], place: int, bold: bool = False) -> str:
        head = place < 0
        keep = whole and (place < len(table.rows) - 1 or bool(table.note))
        written = "".join(
            _cell(
                language.typeset(plain(shown(cell, language))),
                width,
                _Look(head, bold, keep, column.numeric, _muted(cell), apart),
            )
            for cell, width, column, apart in zip(cells, across, table.columns, parted, strict=True)
        )
        repeated = "<w:tblHeader/>" if head else ""
        together = "" if paper.tall(cells, widths, language) else "<w:cantSplit/>"
        return f"<w:tr><w:trPr>{together}{repeated}</w:trPr>{written}</w:tr>"

    last = len(table.rows) - 1 if table.total else -2
    rows = [row([column.title for column in table.columns], -1)]
    rows += [row(cells, place, place == last) for place, cells in enumerate(table.rows)]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in across)
    said = quoteattr(plain(table.caption))
    return parse_xml(
        f'<w:tbl {_W}><w:tblPr><w:tblStyle w:val="{CELL}Grid"/><w:tblW w:w="{sum(across)}" w:type="dxa"/>'
        f'<w:tblLayout w:type="fixed"/><w:tblLook w:val="04A0" w:firstRow="1" w:lastRow="{int(table.total)}" '
        f'w:firstColumn="1" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/><w:tblCaption w:val={said}/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


class _Look(NamedTuple):
    """Of a cell: a head, a sum, kept with the next row, a number, words instead of one, words after one."""

    head: bool
    bold: bool
    keep: bool
    numeric: bool
    muted: bool
    apart: bool


def _muted(cell: TableCell) -> bool:
    return isinstance(cell, Amount) and cell.value is None


def _cell(text: str, width: int, look: _Look) -> str:
    words = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.split("\n"))
    colour = f'<w:color w:val="{COLOURS["muted"]}"/>' if look.muted else ""
    type_ = f"<w:rPr>{'<w:b/>' if look.head or look.bold else ''}{colour}</w:rPr>"
    line = f'w:val="single" w:sz="6" w:space="0" w:color="{COLOURS["muted"]}"'
    edge = f"<w:tcBorders><w:top {line}/></w:tcBorders>" if look.bold else ""
    if look.head:
        wash = f'<w:shd w:val="clear" w:color="auto" w:fill="{COLOURS["wash"]}"/>'
        edge = f'<w:tcBorders><w:bottom {line}/></w:tcBorders>{wash}<w:vAlign w:val="bottom"/>'
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{edge}</w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="{CELL}"/>{"<w:keepNext/>" if look.keep else ""}'
        f'<w:ind w:left="{200 if look.apart else 0}"/><w:jc w:val="{"right" if look.numeric else "left"}"/></w:pPr>'
        f"<w:r>{type_}{words}</w:r></w:p></w:tc>"
    )


def bookmark(paragraph: Any, place: int) -> None:
    """Marks a heading as a target of the contents."""
    start, end = (parse_xml(f'<w:bookmark{side} {_W} w:id="{place}"/>') for side in ("Start", "End"))
    start.set(f"{{{start.nsmap['w']}}}name", _name(place))
    paragraph.insert(1, start)
    paragraph.append(end)


def _name(place: int) -> str:
    return f"_Toc{place + 1:06}"


def _field(instruction: str, shown_: str) -> str:
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {instruction} </w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>{shown_}</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def page_of_pages() -> list[Any]:
    """The runs of ``3 / 12``."""
    runs = f'{_field("PAGE", "1")}<w:r><w:t xml:space="preserve"> / </w:t></w:r>{_field("NUMPAGES", "1")}'
    return list(parse_xml(f"<w:p {_W}>{runs}</w:p>"))


def contents(titles: Sequence[str]) -> Iterator[Any]:
    """The paragraphs of a table of contents of the first level of headings, each a link to its heading; the pages
    come when the program that opens the document, and alone knows them, brings the fields in step."""
    for place, title in enumerate(titles):
        begin = end = ""
        if place == 0:
            begin = (
                '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
                r'<w:r><w:instrText xml:space="preserve"> TOC \o "1-1" \h \z </w:instrText></w:r>'
                '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
            )
        if place == len(titles) - 1:
            end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        yield parse_xml(
            f'<w:p {_W}><w:pPr><w:pStyle w:val="TOC1"/></w:pPr>{begin}<w:hyperlink w:anchor="{_name(place)}" '
            f'w:history="1"><w:r><w:t xml:space="preserve">{escape(title)}</w:t></w:r></w:hyperlink>{end}</w:p>'
        )
