"""Our reader sees what openpyxl sees, cell by cell, and says more: the number as written, the kind, the formula."""

import io
import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.utils.datetime import to_excel
from openpyxl.worksheet.formula import ArrayFormula

from packages import (
    MAIN,
    OFFICE,
    SHEET_PART,
    STRICT_MAIN,
    STRICT_OFFICE,
    TYPES,
    parts,
    relations,
    sheet_xml,
    unzipped,
    workbook,
    zipped,
)
from zamestnanost_stats.workbook.cells import Address, Cell, Kind, Sheet, address
from zamestnanost_stats.workbook.formats import is_number, number_format, serial
from zamestnanost_stats.workbook.reader import read


def sheets(data: bytes) -> tuple[Sheet, ...]:
    found, findings = read(data)
    assert findings == []
    assert found is not None
    return found


def cells(data: bytes) -> dict[str, Cell]:
    return {str(place): cell for place, cell in sheets(data)[0].cells.items()}


def by_expat(data: bytes) -> bytes:
    """The same file, written so that no pattern takes its cells and texts: expat reads each of them."""
    irregular = {b"<sheetData>": b"<sheetData><!-- -->", b"</sst>": b"<!-- --></sst>"}
    changed = unzipped(data)
    for name, content in changed.items():
        for plain, commented in irregular.items():
            changed[name] = content = content.replace(plain, commented)
    return zipped(changed)


# --- the oracle ---------------------------------------------------------------------------------------------------

Seen = tuple[Kind, object, bool]
"""Kind, value and whether there is a formula: what both readers can say."""


def ours(cell: Cell) -> Seen:
    value: object = cell.text
    if cell.kind in (Kind.NUMBER, Kind.DATE):
        value = pytest.approx(float(cell.text), abs=1e-9)
    return cell.kind, value, cell.formula is not None


def theirs(plain: Any, cached: Any) -> Seen | None:
    value, formula = cached.value, plain.data_type == "f"
    if value is None:
        return (Kind.TEXT, "", True) if formula else None
    if isinstance(value, bool):
        return Kind.BOOLEAN, str(value).upper(), formula
    if isinstance(value, date | datetime | time | timedelta):
        return Kind.DATE, to_excel(value), formula  # type: ignore[no-untyped-call]
    if cached.data_type == "e":
        return Kind.ERROR, value, formula
    return (Kind.TEXT if isinstance(value, str) else Kind.NUMBER), value, formula


def agree(data: bytes) -> int:
    """Both readers see the same sheets and cells; how many cells there were."""
    mine = sheets(data)
    books: list[Any] = [openpyxl.load_workbook(io.BytesIO(data), data_only=values) for values in (False, True)]
    assert [(sheet.name, sheet.hidden) for sheet in mine] == [
        (sheet.title, sheet.sheet_state != "visible") for sheet in books[0].worksheets
    ]
    compared = 0
    for sheet, formulas, values in zip(mine, books[0].worksheets, books[1].worksheets, strict=True):
        expected = {}
        # only the cells that are stored: the last one of the sheet makes it 17 thousand million to walk through
        for place, cell in formulas._cells.items():
            seen = theirs(cell, values._cells[place])
            if seen is not None:
                expected[Address(*place)] = seen
            assert_format_and_formula(cell, sheet.cells.get(Address(*place)))
        assert {place: ours(cell) for place, cell in sheet.cells.items()} == expected
        compared += len(expected)
    return compared


def assert_format_and_formula(other: Any, mine: Cell | None) -> None:
    if mine is None:
        return
    if mine.kind is Kind.NUMBER:
        assert mine.percent == ("%" in other.number_format)
    formula = other.value.text if isinstance(other.value, ArrayFormula) else other.value
    if mine.formula:
        assert formula == f"={mine.formula}"


def of_xlsxwriter() -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    day, moment = (book.add_format({"num_format": code}) for code in ("dd.mm.yyyy", 'd. mmmm yyyy "v" hh:mm'))
    percent, money, bold = (
        book.add_format(how) for how in ({"num_format": "0.0 %"}, {"num_format": '#,##0 "Kč"'}, {"bold": True})
    )
    page = book.add_worksheet("Výkaz – žluťoučký & <kůň>")
    for row, number in enumerate((0, 7, -3, 12.5, 1e-9, 123456789012345, 0.1 + 0.2, 1e300)):
        page.write_number(row, 0, number)
        page.write_number(row, 1, number / 1e300, percent)
        page.write_number(row, 25 + row, number, money)
    page.write_datetime(0, 2, datetime(2020, 2, 29), day)
    page.write_datetime(1, 2, datetime(2021, 1, 7, 14, 30), moment)
    page.write_number(2, 2, 46000.75, book.add_format({"num_format": 14}))
    page.write_number(3, 2, 0.5, book.add_format({"num_format": "[h]:mm"}))
    page.write_boolean(4, 2, True)
    page.write_boolean(5, 2, False)
    page.write_rich_string(6, 2, "otevřený ", bold, "trh ", "práce")
    page.write_string(7, 2, "  mezery\n a řádky\t ")
    page.write_string(8, 2, "😀 & < > \" ' ů")
    page.write_string(9, 2, "12")
    page.write_blank(10, 2, None, bold)
    for row, (formula, value) in enumerate(
        (("A1+1", 1), ('"a"&"<"', "a<"), ("1=1", True), ("1/0", "#DIV/0!"), ("A2", ""), ("NA()", "#N/A"))
    ):
        page.write_formula(row, 4, f"={formula}", None, value)
    page.write_formula(6, 4, "=TODAY()", day, 44000)
    page.write_formula(7, 4, "=A1/A2", percent, 0.25)
    page.write_array_formula("F1:F3", "{=A1:A3*2}", None, 14)
    page.write_dynamic_array_formula("G1", "=SUM(A1:A3)", None, 4)
    page.merge_range("H1:J4", "sloučené")
    page.write_number(1_048_575, 16_383, 9)
    book.add_worksheet("Skrytý").hide()
    book.add_worksheet("_stamp").very_hidden()
    chart: Any = book.add_chart({"type": "column"})
    chart.add_series({"values": "='Skrytý'!$A$1:$A$2"})
    book.add_chartsheet("Graf").set_chart(chart)
    book.add_worksheet("Poslední").write_row(3, 2, [1, "dva", 3.5])
    book.close()
    return stream.getvalue()


def of_openpyxl() -> bytes:
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.title = "List 1"
    values: list[Any] = [1, -2.5, "text", True, False, datetime(2020, 5, 6), date(2020, 5, 7), time(12, 30), None]
    values += ["#REF!", "=A1+1"]
    for row, value in enumerate(values, start=1):
        page.cell(row, 3, value)
    page["E5"] = 0.125
    page["E5"].number_format = "0.00%"
    page["E6"] = 15
    page["E6"].number_format = "[Red]#,##0;[Blue]-#,##0"
    page["F1"] = ArrayFormula("F1:F2", "=A1:A2*2")
    page.merge_cells("A20:C22")
    page["A20"] = "sloučeno"
    book.create_sheet("Skrytý").sheet_state = "veryHidden"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize("written", [of_xlsxwriter, of_openpyxl])
@pytest.mark.parametrize("way", [bytes, by_expat], ids=["by pattern", "by expat"])
def test_same_as_openpyxl(written: Any, way: Any) -> None:
    assert agree(way(written())) > 10


Grid = Mapping[tuple[int, int], float | int | str | bool]

PLACES = st.tuples(st.integers(0, 60), st.integers(0, 40))
NUMBERS = st.integers(-(10**15), 10**15) | st.floats(-1e300, 1e300, allow_subnormal=False)
# XlsxWriter takes texts that look like a formula or a link for one; write_string does not
TEXTS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=40) | st.from_regex(
    r"_x[0-9A-F]{4}_", fullmatch=True
)
GRIDS = st.dictionaries(PLACES, NUMBERS | TEXTS | st.booleans(), max_size=25)


def written(grid: Grid) -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    page = book.add_worksheet()
    for (row, column), value in grid.items():
        if isinstance(value, bool):
            page.write_boolean(row, column, value)
        elif isinstance(value, str):
            page.write_string(row, column, value)
        else:
            page.write_number(row, column, value)
    book.close()
    return stream.getvalue()


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(grid=GRIDS)
def test_whatever_was_written_is_read(grid: Grid) -> None:
    data = written(grid)
    for way in (data, by_expat(data)):
        found = sheets(way)[0].cells
        assert {(place.row - 1, place.column - 1) for place in found} == set(grid)
        for place, cell in found.items():
            value = grid[place.row - 1, place.column - 1]
            if isinstance(value, bool):
                assert cell == Cell(Kind.BOOLEAN, str(value).upper())
            elif isinstance(value, str):
                assert cell == Cell(Kind.TEXT, value)
            else:
                assert cell.kind is Kind.NUMBER
                assert float(cell.text) == pytest.approx(value, rel=1e-15)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(grid=GRIDS)
def test_the_same_as_openpyxl_for_any_grid(grid: Grid) -> None:
    # what XML cannot hold is written _x000D_: openpyxl leaves it so, Excel and we do not
    plain = {
        place: value
        for place, value in grid.items()
        if not (isinstance(value, str) and re.search(r"_x|[\x00-\x1f\ufffe\uffff]|^#", value))
    }
    assert agree(written(plain)) == len(plain)


# --- single cells -------------------------------------------------------------------------------------------------

FORMATS = "".join(f'<xf numFmtId="{number}"/>' for number in (0, 14, 9, 164, 165, 45, 27, 58, 166))
CODES = (
    '<numFmt numFmtId="164" formatCode="d/m/yyyy"/><numFmt numFmtId="165" formatCode="0.0%"/>'
    '<numFmt numFmtId="166" formatCode="0 &quot;dny&quot;"/>'
)
STRINGS = (
    "<si><t>otevřený trh</t></si>"
    '<si><t xml:space="preserve"> a &amp; b&#10;</t></si>'
    "<si><r><t>dva </t></r><r><rPr><b/></rPr><t>kusy</t></r></si>"
    '<si><t>課きく</t><rPh sb="0" eb="1"><t>カ</t></rPh><phoneticPr fontId="1"/></si>'
    "<si><t>a_x000D_b_x005F_x0041__xD83D_</t></si>"
    "<si><t/></si>"
)

CELLS = [
    ('<c r="A1"><v>12</v></c>', Cell(Kind.NUMBER, "12")),
    ('<c r="A1" t="n"><v>1.5E3</v></c>', Cell(Kind.NUMBER, "1.5E3")),
    ('<c r="A1"><v> -0.50\n</v></c>', Cell(Kind.NUMBER, "-0.50")),
    ('<c r="A1"><v>007</v></c>', Cell(Kind.NUMBER, "007")),
    ("<c><v>5</v></c>", Cell(Kind.NUMBER, "5")),
    ('<c r="A1" s="1"><v>43831</v></c>', Cell(Kind.DATE, "43831")),
    ('<c r="A1" s="2"><v>0.37</v></c>', Cell(Kind.NUMBER, "0.37", percent=True)),
    ('<c r="A1" s="3"><v>43831.5</v></c>', Cell(Kind.DATE, "43831.5")),
    ('<c r="A1" s="4"><v>1</v></c>', Cell(Kind.NUMBER, "1", percent=True)),
    ('<c r="A1" s="5"><v>0.1</v></c>', Cell(Kind.DATE, "0.1")),
    ('<c r="A1" s="6"><v>1</v></c>', Cell(Kind.DATE, "1")),
    ('<c r="A1" s="7"><v>1</v></c>', Cell(Kind.DATE, "1")),
    ('<c r="A1" s="8"><v>1</v></c>', Cell(Kind.NUMBER, "1")),
    ('<c r="A1" t="d"><v>2020-01-01</v></c>', Cell(Kind.DATE, "43831")),
    ('<c r="A1" t="d"><v>2020-01-01T12:00:00Z</v></c>', Cell(Kind.DATE, "43831.5")),
    ('<c r="A1" t="s"><v>0</v></c>', Cell(Kind.TEXT, "otevřený trh")),
    ('<c r="A1" t="s"><v>1</v></c>', Cell(Kind.TEXT, " a & b\n")),
    ('<c r="A1" t="s"><v>2</v></c>', Cell(Kind.TEXT, "dva kusy")),
    ('<c r="A1" t="s"><v>3</v></c>', Cell(Kind.TEXT, "課きく")),
    ('<c r="A1" t="s"><v>4</v></c>', Cell(Kind.TEXT, "a\rb_x0041__xD83D_")),
    ('<c r="A1" t="s"><v>5</v></c>', None),
    ('<c r="A1" t="str"><v>přímo</v></c>', Cell(Kind.TEXT, "přímo")),
    ('<c r="A1" t="str"><v>a_x000d_b</v></c>', Cell(Kind.TEXT, "a\rb")),
    ('<c r="A1" t="inlineStr"><is><t>uvnitř</t></is></c>', Cell(Kind.TEXT, "uvnitř")),
    (
        '<c r="A1" t="inlineStr"><is><r><t>po </t></r><r><t>kusech</t></r><rPh sb="0" eb="1"><t>x</t></rPh></is></c>',
        Cell(Kind.TEXT, "po kusech"),
    ),
    ('<c r="A1" t="inlineStr"><is><t></t></is></c>', None),
    ('<c r="A1" t="b"><v>1</v></c>', Cell(Kind.BOOLEAN, "TRUE")),
    ('<c r="A1" t="b"><v>false</v></c>', Cell(Kind.BOOLEAN, "FALSE")),
    ('<c r="A1" t="e"><v>#REF!</v></c>', Cell(Kind.ERROR, "#REF!")),
    ('<c r="A1"><f>12+5</f><v>17</v></c>', Cell(Kind.NUMBER, "17", "12+5")),
    ('<c r="A1"><f aca="false">IF(B1&lt;2,&quot;a&quot;,1)</f><v>1</v></c>', Cell(Kind.NUMBER, "1", 'IF(B1<2,"a",1)')),
    ('<c r="A1" s="1"><f>TODAY()</f><v>44000</v></c>', Cell(Kind.DATE, "44000", "TODAY()")),
    ('<c r="A1" s="2"><f>B1</f><v>0.5</v></c>', Cell(Kind.NUMBER, "0.5", "B1", percent=True)),
    ('<c r="A1" t="str"><f>B1</f><v></v></c>', Cell(Kind.TEXT, "", "B1")),
    ('<c r="A1" t="str"><f>B1</f><v/></c>', Cell(Kind.TEXT, "", "B1")),
    ('<c r="A1"><f>B1</f></c>', Cell(Kind.TEXT, "", "B1")),
    ('<c r="A1"><f t="shared" ref="A1:A2" si="0">B1</f><v>3</v></c>', Cell(Kind.NUMBER, "3", "B1")),
    ('<c r="A1"><f t="shared" si="0"/><v>3</v></c>', Cell(Kind.NUMBER, "3", "")),
    ('<c r="A1"><f t="array" ref="A1:A2">B1:B2</f><v>3</v></c>', Cell(Kind.NUMBER, "3", "B1:B2")),
    ('<c r="A1" t="e"><f>1/0</f><v>#DIV/0!</v></c>', Cell(Kind.ERROR, "#DIV/0!", "1/0")),
    ('<c r="A1"><v>1</v><extLst><ext><v>2</v></ext></extLst></c>', Cell(Kind.NUMBER, "1")),
    ('<c r="A1" s="1"/>', None),
    ('<c r="A1" t="s"><v></v></c>', None),
    ('<c r="A1"></c>', None),
]


@pytest.mark.parametrize("way", [bytes, by_expat], ids=["by pattern", "by expat"])
@pytest.mark.parametrize(("written", "expected"), CELLS, ids=[xml for xml, _ in CELLS])
def test_a_cell(written: str, expected: Cell | None, way: Any) -> None:
    data = workbook(f'<row r="1">{written}</row>', strings=STRINGS, formats=CODES, cell_formats=FORMATS)
    assert cells(way(data)) == ({} if expected is None else {"A1": expected})


@pytest.mark.parametrize("way", [bytes, by_expat], ids=["by pattern", "by expat"])
def test_places(way: Any) -> None:
    rows = (
        '<row r="2" spans="1:3" ht="15" customHeight="1"><c r="B2"><v>1</v></c><c r="AA2"><v>2</v></c></row>'
        '<row r="4"/><row r="7"><c r="A7" s="0"/><c r="XFD7"><v>3</v></c></row>'
        '<row r="1048576"><c r="C1048576"><v>4</v></c></row>'
    )
    found = cells(way(workbook(rows)))
    assert {place: cell.text for place, cell in found.items()} == {"B2": "1", "AA2": "2", "XFD7": "3", "C1048576": "4"}


def test_places_that_are_not_written_follow_one_another() -> None:
    rows = (
        "<row><c><v>1</v></c><c><v>2</v></c></row>"
        "<row r='5'><c r='C5'><v>3</v></c><c><v>4</v></c></row>"
        "<row><c><v>5</v></c></row>"
    )
    found = [(place, cell.text) for place, cell in cells(workbook(rows)).items()]
    assert found == [("A1", "1"), ("B1", "2"), ("C5", "3"), ("D5", "4"), ("A6", "5")]


# --- the workbook around them -------------------------------------------------------------------------------------

ONE = {"A1": Cell(Kind.NUMBER, "27")}


def target(path: str, **more: Any) -> bytes:
    book = relations(f'Id="rId1" Type="{OFFICE}/worksheet" Target="{path}"')
    return zipped(parts(changed={"xl/_rels/workbook.xml.rels": book, **more}))


def in_latin_1() -> bytes:
    rows = '<row r="1"><c r="A1" t="str"><v>Ã©</v></c></row>'
    sheet = sheet_xml(rows).decode().replace("UTF-8", "ISO-8859-1").encode("latin-1")
    return zipped(parts(changed={SHEET_PART: sheet}))


def decoy(element: str) -> str:
    """What looks like the element but is in a comment, and then in another element."""
    return f"<!-- {element} --><extLst>{element}</extLst>"


def with_decoys() -> bytes:
    other = '<sheetData><row r="1"><c r="A1"><v>37</v></c></row></sheetData>'
    sheet = sheet_xml('<row r="1"><c r="A1" t="s"><v>0</v></c></row>', before=decoy(other))
    strings = f'<?xml version="1.0"?><!-- <sst><si><t>37</t></si></sst> --><sst xmlns="{MAIN}"><si><t>27</t></si></sst>'
    return zipped(parts(changed={SHEET_PART: sheet, "xl/sharedStrings.xml": strings}))


def prefixed() -> bytes:
    rows = '<x:row r="1"><x:c r="A1"><x:v>27</x:v></x:c></x:row>'
    sheet = f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData>{rows}</x:sheetData></x:worksheet>'
    return zipped(parts(changed={SHEET_PART: sheet}))


def with_dimension() -> bytes:
    return sheet_xml('<row r="1"><c r="A1"><v>27</v></c></row>', before='<dimension ref="B9"/>')


def in_utf_16() -> bytes:
    sheet = sheet_xml('<row r="1"><c r="A1"><v>27</v></c></row>').decode().replace("UTF-8", "UTF-16").encode("utf-16")
    return zipped(parts(changed={SHEET_PART: sheet}))


def with_spare_types() -> bytes:
    """A popular program lists every extension it knows, that of the binary format among them."""
    spare = ("vnd.ms-excel.sheet.binary.macroEnabled.main", "vnd.ms-office.vbaProject")
    lines = "".join(f'<Default Extension="b{n}" ContentType="application/{kind}"/>' for n, kind in enumerate(spare))
    types = parts()["[Content_Types].xml"].replace(b"</Types>", f"{lines}</Types>".encode())
    return zipped(parts(changed={"[Content_Types].xml": types}))


WORKBOOKS = {
    "stored": lambda: zipped(parts(), 0),
    "streamed": lambda: zipped(parts(), streamed=True),
    "stored and streamed": lambda: zipped(parts(), 0, streamed=True),
    "strict": lambda: zipped(parts(main=STRICT_MAIN, office=STRICT_OFFICE)),
    "prefixed": prefixed,
    "utf-16": in_utf_16,
    "absolute target": lambda: target("/xl/worksheets/sheet1.xml"),
    "target with dots": lambda: target("../xl/./worksheets/sheet1.xml"),
    "target in another case": lambda: target("Worksheets/SHEET1.xml"),
    "neither styles nor strings": lambda: target(
        "worksheets/sheet1.xml", **{"xl/styles.xml": None, "xl/sharedStrings.xml": None}
    ),
    "a lie in dimension": lambda: zipped(parts(changed={SHEET_PART: with_dimension()})),
    "types of parts that are not there": with_spare_types,
    "an entry for a folder": lambda: zipped({"xl/": b""} | parts()),
}


@pytest.mark.parametrize("make", WORKBOOKS.values(), ids=WORKBOOKS.keys())
def test_a_workbook_however_it_is_written(make: Any) -> None:
    assert cells(make()) == ONE


def test_what_only_looks_like_cells_is_not_read() -> None:
    assert cells(with_decoys()) == {"A1": Cell(Kind.TEXT, "27")}


def test_a_text_in_another_encoding() -> None:
    assert cells(in_latin_1()) == {"A1": Cell(Kind.TEXT, "Ã©")}


def test_links_to_other_files_are_flagged_and_the_rest_is_read() -> None:
    link = f'<Override PartName="/xl/externalLinks/externalLink1.xml" ContentType="{TYPES}.externalLink+xml"/>'
    types = parts()["[Content_Types].xml"].replace(b"</Types>", f"{link}</Types>".encode())
    found, findings = read(zipped(parts(changed={"[Content_Types].xml": types})))
    assert found is not None
    assert [(finding.code, finding.severity) for finding in findings] == [("package-external", "warning")]


# --- formats, numbers, dates --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "code",
    ["dd.mm.yyyy", "d/m", "yyyy", "h:mm:ss", "[h]:mm", "[mm]", "[ss].00", "[$-405]d. mmmm yyyy", "mmm-yy", "D.M.YY",
     '"dne" d', "0;d", r"d\.m\.", "[hh]", "AM/PM h"],
)  # fmt: skip
def test_date_formats(code: str) -> None:
    assert number_format(code) == (Kind.DATE, False)


@pytest.mark.parametrize(
    ("code", "percent"),
    [("General", False), ("0", False), ('#,##0 "dny"', False), ("[Red]0", False), (r"\d0", False), ("_d0_h", False),
     ("*y0", False), ("[$Kčs-405] 0", False), ("0.00E+00", False), ("@", False), ("0 %", True), ('0"%"', False),
     (r"0\%", False), ("0.0%;[Red]-0.0%", True), ('0 "', False), ("0[", False), ("", False)],
)  # fmt: skip
def test_other_formats(code: str, percent: bool) -> None:
    assert number_format(code) == (Kind.NUMBER, percent)


@pytest.mark.parametrize("text", ["0", "12", "-0", "+5", "1.", ".5", "1e3", "1E-300", "0.000", "0e9", "9" * 300])
def test_numbers(text: str) -> None:
    assert is_number(text)


@pytest.mark.parametrize(
    "text",
    ["", "nan", "inf", "-Infinity", "1e400", "1e-400", "1e99999", "0x1F", "1_000", "1 000", "1,5", "٣", "１２", "²",
     "--1", "1e", "e5", ".", "1.2.3", "9" * 500, "TRUE", "1\u00a0"],
)  # fmt: skip
def test_not_numbers(text: str) -> None:
    assert not is_number(text)


@settings(max_examples=200, deadline=None)
@given(text=st.text("0123456789+-.eE_xnaif٣ ", max_size=12) | NUMBERS.map(repr))
def test_a_number_is_one_for_decimal_too(text: str) -> None:
    if is_number(text):
        assert Decimal(text).is_finite()
        assert float(Decimal(text)) == float(text)


@pytest.mark.parametrize(
    "text", ["2020-02-30", "2020-1-1", "0000-01-01", "12:30", "2020-01-01T25:00", "dnes", "2020-W01"]
)
def test_not_dates(text: str) -> None:
    assert serial(text) is None


@pytest.mark.parametrize(
    ("text", "number"),
    [("1899-12-29", "-1"), ("1899-12-28T12:00:00", "-1.5"), ("1900-01-01", "1"), ("1900-02-28", "59"),
     ("1900-03-01", "61"), ("2020-01-01", "43831")],
)  # fmt: skip
def test_serial_numbers_around_the_day_that_never_was(text: str, number: str) -> None:
    assert serial(text) == number


@given(st.datetimes(datetime(1900, 1, 1), datetime(9999, 12, 31)))
def test_serial_numbers_are_those_of_openpyxl(moment: datetime) -> None:
    moment = moment.replace(microsecond=0)
    found = serial(moment.isoformat())
    assert found is not None
    assert float(found) == pytest.approx(to_excel(moment))  # type: ignore[no-untyped-call]


def test_addresses_of_the_cells_are_those_of_the_file() -> None:
    place = address("XFD1048576")
    assert place == (1_048_576, 16_384)
