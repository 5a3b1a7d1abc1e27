"""One report written for the meeting (.docx) and for publishing (.pdf): both are read back and say what it says."""

import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from docx.table import Table as WrittenTable
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject

from sample_report import CZECH, providers_table, sample, spoken
from zamestnanost_stats.findings import UserError
from zamestnanost_stats.report import EXTRAS, charts, edition, paper, pdf
from zamestnanost_stats.report.document import (
    Bars,
    Bullets,
    Column,
    Estimate,
    Intervals,
    Paragraph,
    Report,
    Role,
    Section,
    Series,
    Table,
    shown,
)
from zamestnanost_stats.report.docx import to_docx
from zamestnanost_stats.report.pdf import to_pdf

LONG = "Nejneobhospodařovávatelnější" * 12
EVIL = '#panic("x") *b* _i_ $x^2$ // c /* d */ \\ "q" `r` @a <l> [e] {f} ~ & </w:t> \x00\x0b \ud800 😀 漢 ' + LONG
EVERY = {"docx": to_docx, "pdf": to_pdf}


def hostile() -> Report:
    """A report whose every text means something to typst or to Word, or can be written by neither."""
    half = Decimal("0.5")
    table = Table(EVIL, (Column(EVIL), Column(EVIL, True), Column(EVIL)), ((EVIL, EVIL, EVIL),) * 2, EVIL, total=True)
    drawn = Bars(EVIL, EVIL, (EVIL,), (Series(EVIL, "open", (Decimal(3),)),), EVIL)
    ranges = Intervals(EVIL, EVIL, EVIL, (Estimate(EVIL, EVIL, half, half, half),))
    texts = [Paragraph(EVIL, role) for role in Role]
    found = sample(*texts, Bullets((EVIL, EVIL)), table, drawn, ranges, marks=(EVIL,))
    *others, last = found.sections
    return replace(found, title=EVIL, subtitle=EVIL, facts=(EVIL,), sections=(*others, replace(last, title=EVIL)))


def bare(text: str) -> str:
    """Without what a line's end adds or takes away, and without signs that cannot be written."""
    return re.sub("[\\s\u00a0\u200b\u00ad-]", "", pdf.drawable(text)).replace("¤", "")


def expected(report: Report) -> Iterator[str]:
    """Everything the report says, in the order of reading; a row of a table in one."""
    yield from (report.title, report.subtitle, *report.marks, *report.facts)
    for section in report.sections:
        yield section.title
        for block in section.blocks:
            match block:
                case Paragraph(text=text):
                    yield text
                case Bullets(items=items):
                    yield from items
                case Table():
                    yield from rows(block, section)
                case _:
                    yield from rows(charts.data_table(block, CZECH), section)


def rows(table: Table, section: Section) -> Iterator[str]:
    if table.caption != section.title:
        yield table.caption
    yield "".join(column.title for column in table.columns)
    for row in table.rows:
        yield "".join(shown(cell, CZECH) for cell in row)
    yield table.note


def said_by_docx(content: bytes, report: Report) -> str:
    parts: list[str] = []
    for block in docx.Document(BytesIO(content)).iter_inner_content():
        if isinstance(block, WrittenTable):
            parts += ["".join(part.text or "" for part in block._tbl.iter(qn("w:t")))]
        else:
            parts.append(block.text)
    return "".join(map(bare, parts))


def said_by_pdf(content: bytes, report: Report) -> str:
    """The pages without their heads and feet, the tables without the heads repeated on the next page."""
    running = [bare(" · ".join(report.marks)), bare(paper.foot(report.title, report.subtitle))]
    pages = [bare(page.extract_text()) for page in PdfReader(BytesIO(content)).pages]
    for line in running:
        assert all(line in page for page in pages), line
        pages = [page.replace(line, "", 1) for page in pages]
    return "".join(re.sub(rf"{number}/{len(pages)}$", "", page) for number, page in enumerate(pages, 1))


READ: dict[str, Callable[[bytes, Report], str]] = {"docx": said_by_docx, "pdf": said_by_pdf}


@pytest.fixture(scope="module")
def written() -> dict[tuple[str, str], tuple[Report, bytes]]:
    reports = {"sample": sample(), "hostile": hostile()}
    return {(name, kind): (one, EVERY[kind](one, CZECH)) for name, one in reports.items() for kind in EVERY}


@pytest.mark.parametrize("kind", EVERY)
@pytest.mark.parametrize("name", ["sample", "hostile"])
def test_every_text_and_number_stands_in_its_order(written: Any, name: str, kind: str) -> None:
    report, content = written[name, kind]
    said = READ[kind](content, report)
    place = 0
    for text in map(bare, expected(report)):
        found = said.find(text, place)
        assert found >= 0, (text[:200], said[place : place + 300])
        place = found + len(text)


def elements(content: bytes, *kinds: str) -> Iterator[dict[str, Any]]:
    """The tagged parts of these kinds in a PDF, in the order of reading."""

    def walk(value: Any) -> Iterator[dict[str, Any]]:
        value = value.get_object()
        if isinstance(value, ArrayObject):
            for one in value:
                yield from walk(one)
        elif isinstance(value, DictionaryObject) and "/S" in value:
            if str(value["/S"]) in kinds:
                yield value
            if "/K" in value:
                yield from walk(value["/K"])

    root: Any = PdfReader(BytesIO(content)).trailer["/Root"]
    yield from walk(root["/StructTreeRoot"]["/K"])


def pictures(report: Report) -> list[Any]:
    blocks = [block for section in report.sections for block in section.blocks]
    return [block for block in blocks if not isinstance(block, Paragraph | Bullets | Table)]


def test_pictures_are_told_in_words(written: Any) -> None:
    report, content = written["sample", "pdf"]
    alts = [one.alt for one in pictures(report)]
    assert [str(one["/Alt"]) for one in elements(content, "/Figure")] == alts
    report, content = written["sample", "docx"]
    shapes = docx.Document(BytesIO(content)).inline_shapes
    assert [shape._inline.docPr.get("descr") for shape in shapes] == alts
    assert {shape._inline.get("distL") for shape in shapes} == {"0"}
    assert [shape._inline.docPr.get("title") for shape in shapes] == [one.title for one in pictures(report)]


def test_headings_are_what_contents_and_navigation_take(written: Any) -> None:
    report, content = written["sample", "docx"]
    titles = [section.title for section in report.sections]
    document = docx.Document(BytesIO(content))
    styled: list[tuple[str, str]] = [(getattr(one.style, "name", ""), one.text) for one in document.paragraphs]
    headings = [(style, text) for style, text in styled if style.startswith("Heading")]
    flat = [text.replace("\u00a0", " ") for style, text in headings if style == "Heading 1"]
    assert flat == titles
    assert {style for style, _ in headings} == {"Heading 1", "Heading 2"}
    used = {
        one.get(qn("w:val")) for one in document.element.body.iter(qn("w:pStyle"), qn("w:tblStyle"), qn("w:rStyle"))
    }
    assert used <= {one.get(qn("w:styleId")) for one in document.styles.element.iter(qn("w:style"))}
    [field] = [one for one in document.element.body.iter(qn("w:instrText")) if one.text.split()[0] == "TOC"]
    assert '\\o "1-1"' in field.text
    lines = [one for one in document.paragraphs if getattr(one.style, "name", "") == "toc 1"]
    assert [one.text.replace("\u00a0", " ") for one in lines] == titles  # no tab: its dots would lead to no page
    assert document.settings.element.find(qn("w:updateFields")).get(qn("w:val")) == "true"
    targets = [one.get(qn("w:anchor")) for one in document.element.body.iter(qn("w:hyperlink"))]
    assert targets == [one.get(qn("w:name")) for one in document.element.body.iter(qn("w:bookmarkStart"))]
    _, content = written["sample", "pdf"]
    told = [str(one["/T"]).replace("\u00a0", " ") for one in elements(content, "/H1")]
    assert told == [titles[0], "Contents", *titles[1:]]
    assert len(list(elements(content, "/H2"))) == len([style for style, _ in headings if style == "Heading 2"])
    assert PdfReader(BytesIO(content)).outline


def test_tables_have_heads_of_columns_and_rows(written: Any) -> None:
    report, content = written["sample", "pdf"]
    tables = [block for section in report.sections for block in section.blocks if isinstance(block, Table)]
    tables += [charts.data_table(one, CZECH) for one in pictures(report)]
    scopes = [
        attribute["/Scope"]
        for one in elements(content, "/TH")
        for attribute in one["/A"]
        if attribute["/O"] == "/Table"
    ]
    assert scopes.count("/Row") == sum(len(table.rows) for table in tables)
    assert scopes.count("/Column") == sum(len(table.columns) for table in tables)
    report, content = written["sample", "docx"]
    document = docx.Document(BytesIO(content))
    assert len(document.tables) == len(tables)
    for one in document.tables:
        heads = [bool(row._tr.xpath("./w:trPr/w:tblHeader")) for row in one.rows]
        assert heads == [True, *[False] * (len(heads) - 1)]
        across = [int(column.get(qn("w:w"))) for column in one._tbl.tblGrid]
        assert sum(across) == pytest.approx(paper.WIDTH * 567, abs=len(across))


@pytest.mark.parametrize("name", ["sample", "hostile"])
def test_the_delivered_file_has_what_pdf_ua_asks_for(written: Any, name: str) -> None:
    """ISO 14289-1 by its clauses: typst checked its own bytes, these are rewritten."""
    _, content = written[name, "pdf"]
    file = PdfReader(BytesIO(content))
    root: Any = file.root_object
    about = root["/Metadata"].get_data().decode()
    version = re.search(r"<pdf:PDFVersion>([\d.]+)<", about)
    assert version is not None
    assert content.startswith(f"%PDF-{version[1]}\n".encode())  # 6.1
    assert "<pdfuaid:part>1<" in about  # 5
    assert re.search(r"<dc:title>.*\S.*</dc:title>", about, re.S)  # 7.1
    assert root["/MarkInfo"]["/Marked"].value is True
    assert root["/MarkInfo"]["/Suspects"].value is False
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert str(root["/Lang"]) == "cs-CZ"  # 7.2
    assert file.outline  # 7.17
    tree = root["/StructTreeRoot"]
    kinds = set(tree["/RoleMap"])
    standard = {"/Document", "/H1", "/H2", "/P", "/L", "/LI", "/Table", "/TR", "/TH", "/TD", "/Figure", "/Caption"}
    assert kinds.isdisjoint(standard)  # 7.1: what is standard is not mapped to something else
    parents: dict[int, Any] = {}

    def leaves(node: Any) -> None:
        node = node.get_object()
        for one in node.get("/Kids", []):
            leaves(one)
        entries = node.get("/Nums", [])
        parents.update({int(key): value.get_object() for key, value in zip(entries[::2], entries[1::2], strict=True)})

    leaves(tree["/ParentTree"])
    pages: list[Any] = list(file.pages)
    for page in pages:
        marked = page.get_contents().get_data().count(b"/MCID")
        assert marked
        assert sum(one is not None for one in parents[int(page["/StructParents"])]) == marked  # 7.1, 7.20
        for link in page.get("/Annots", []):
            assert link.get_object()["/Contents"]  # 7.18
            assert parents[int(link.get_object()["/StructParent"])]["/S"] == "/Link"
            assert page["/Tabs"] == "/S"
    assert all(one.get("/Alt") for one in elements(content, "/Figure"))  # 7.3
    assert all(font.get("/FontFile2") or font.get("/FontFile3") for font in descriptors(file))  # 7.21


def descriptors(file: PdfReader) -> Iterator[Any]:
    """Of the fonts on the pages."""
    pages: list[Any] = list(file.pages)
    for page in pages:
        for font in page["/Resources"].get("/Font", {}).values():
            whole = font.get_object()
            inner = whole["/DescendantFonts"][0].get_object() if "/DescendantFonts" in whole else whole
            yield inner["/FontDescriptor"].get_object()


def test_numbers_stand_to_the_right(written: Any) -> None:
    _, content = written["sample", "docx"]
    first = docx.Document(BytesIO(content)).tables[0]
    sides = [cell._tc.xpath(".//w:jc/@w:val") for cell in first.rows[1].cells]
    assert sides == [["left"], *[["right"]] * 5]


@pytest.mark.parametrize(("code", "locale"), [("cs", "cs-CZ"), ("en", "en-GB")])
def test_language_title_and_date_are_the_reports(code: str, locale: str) -> None:
    report, language = replace(sample(), language=code), spoken(code)
    document = docx.Document(BytesIO(to_docx(report, language)))
    about = document.core_properties
    assert (about.title, about.language, about.author) == (report.title, locale, "")
    assert [one.get(qn("w:val")) for one in document.styles.element.iter(qn("w:lang"))] == [locale]
    assert f"{about.created:%F}" == f"{about.modified:%F}" == report.created
    found = PdfReader(BytesIO(to_pdf(report, language)))
    assert found.metadata
    assert str(found.root_object["/Lang"]).lower() == locale.lower()
    assert found.metadata.title == report.title
    assert f"{found.metadata.creation_date:%F}" == report.created


def test_marks_stand_on_every_page(written: Any) -> None:
    """Of the PDF ``said_by_pdf`` demands it of each page."""
    report, content = written["sample", "docx"]
    document = docx.Document(BytesIO(content))
    assert len(document.sections) == 1
    assert not document.sections[0].different_first_page_header_footer
    assert not document.settings.odd_and_even_pages_header_footer
    head = document.sections[0].header.paragraphs[0].text.replace("\u00a0", " ")
    assert head == " · ".join(report.marks)
    said_by_pdf(written["sample", "pdf"][1], report)


@pytest.mark.parametrize("kind", EVERY)
def test_same_report_same_bytes(written: Any, kind: str) -> None:
    _, content = written["sample", kind]
    assert EVERY[kind](sample(), CZECH) == content
    if kind == "docx":
        with zipfile.ZipFile(BytesIO(content)) as package:
            assert {one.date_time for one in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
            assert not [name for name in package.namelist() if "thumbnail" in name]


def test_every_sign_that_stays_has_its_letter_in_the_file() -> None:
    """PDF/UA forbids signs that no font has: typst would refuse the file."""
    signs = " ".join(chr(code) for code in range(0x20, 0xFFFE) if pdf.drawable(chr(code)) == chr(code))
    content = to_pdf(sample(Paragraph(signs), Paragraph(signs, Role.WARNING)), CZECH)
    assert set("ěščřžýáíéúůďťňóĚŠČŘŽÝÁÍÉÚŮĎŤŇÓ„“‚‘–—−…×≤≥→✓●") <= set(signs)
    fonts = [
        font.get_object()
        for page in PdfReader(BytesIO(content)).pages
        for font in page["/Resources"]["/Font"].values()  # type: ignore[index]
    ]
    assert fonts
    for font in fonts:
        [inner] = font["/DescendantFonts"]
        assert {"/FontFile2", "/FontFile3"} & inner.get_object()["/FontDescriptor"].keys()


def test_a_chart_too_tall_for_a_page_is_its_table() -> None:
    names = tuple(f"Organizace {place}" for place in range(58))
    tall = Bars("Vysoký", "Pruhy.", names, (Series("Osoby", "open", (Decimal(3),) * 58),), "Osoby")
    [(block, picture)] = paper.readable(Section("s", "S", (tall,)), CZECH)
    assert (type(block), picture) == (Table, "")
    assert block.caption == "Vysoký"  # type: ignore[union-attr]
    [(block, picture)] = paper.readable(Section("s", "S", (replace(tall, categories=names[:20]),)), CZECH)
    assert block
    assert picture


def test_a_long_table_repeats_its_head_on_every_page() -> None:
    table = providers_table()
    long = Table("Dlouhá tabulka", table.columns, table.rows[:-1] * 30)
    pages = [bare(page.extract_text()) for page in PdfReader(BytesIO(to_pdf(sample(long), CZECH))).pages]
    head = bare("".join(column.title for column in table.columns))
    first = next(place for place, page in enumerate(pages) if bare("Dlouhá tabulka") in page)
    assert len(pages) - first > 3
    assert all(head in page for page in pages[first:])


@pytest.mark.parametrize("rows", [1, 14])
def test_a_tall_table_loses_no_line(rows: int) -> None:
    """Kept on one page, its end would stand under the page's edge."""
    words = [f"slovo{place}." for place in range(1200 if rows == 1 else 90)]
    table = Table("Vysoká", (Column("A"), Column("B")), (("x", " ".join(words)),) * rows)
    content = to_pdf(sample(table), CZECH)
    for page in PdfReader(BytesIO(content)).pages:
        heights: list[float] = []

        def see(text: str, page: list[float], line: list[float], *font: Any, seen: list[float] = heights) -> None:
            seen.append(line[4] * page[1] + line[5] * page[3] + page[5])

        page.extract_text(visitor_text=see)
        assert min(heights) >= 0
    said = said_by_pdf(content, sample(table))
    assert all(said.count(bare(word)) == rows for word in words[-3:])


def test_columns_hold_their_longest_word() -> None:
    table = providers_table()
    across = paper.widths(table, CZECH)
    assert sum(across) == pytest.approx(paper.WIDTH)
    for place, width in enumerate(across):
        texts = [table.columns[place].title, *(shown(row[place], CZECH) for row in table.rows)]
        longest = max(len(word) for text in texts for word in text.split(" "))
        assert width >= 0.17 * longest


@pytest.mark.parametrize("kind", EXTRAS)
def test_a_missing_extra_is_said(monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    monkeypatch.setattr(edition, "find_spec", lambda name: None)
    with pytest.raises(UserError) as said:
        edition.equipped(["xlsx", kind])
    [finding] = said.value.findings
    assert (finding.code, finding.params["found"]) == ("format-extra", kind)
    edition.equipped(["xlsx", "html", "json"])
