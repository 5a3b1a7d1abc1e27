"""Old formats: what comes back as .ods or .xls gives the same values as .xlsx, or one finding why it is not read."""

import functools
import io
import math
import os
import random
import struct
import subprocess
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment

import office
import rounds
from packages import parts, zipped
from test_roundtrip import SERVICES, filled
from zamestnanost_stats.catalogue import CATALOGUE
from zamestnanost_stats.findings import Finding, Severity, hint, message
from zamestnanost_stats.form import layout
from zamestnanost_stats.form.asked import Asked, rows
from zamestnanost_stats.keys import MISSING, CellKey, Value
from zamestnanost_stats.language import language
from zamestnanost_stats.returns.coerce import coerce
from zamestnanost_stats.workbook import legacy
from zamestnanost_stats.workbook.cells import Address, Cell, Kind, Sheet
from zamestnanost_stats.workbook.legacy import kind_of, read
from zamestnanost_stats.workbook.reader import read as read_xlsx
from zamestnanost_stats.workbook.writer import write

Make = Callable[[], bytes]

# --- files made by hand


OASIS = "urn:oasis:names:tc:opendocument:xmlns"
SPACES = " ".join(f'xmlns:{name}="{OASIS}:{name}:1.0"' for name in ("office", "table", "text", "manifest"))
SPACES += ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"


def ods(
    tables: str,
    *,
    before: str = "",
    manifest: str = "",
    mimetype: str = MIMETYPE,
    changed: Mapping[str, bytes | None] | None = None,
) -> bytes:
    """An .ods of those tables; ``changed`` replaces parts, adds some or (None) leaves them out."""
    stream = io.BytesIO()
    content = f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
    made: dict[str, bytes | None] = {
        "content.xml": f"{before}<office:document-content {SPACES}>{content}</office:document-content>".encode(),
        "META-INF/manifest.xml": f"<manifest:manifest {SPACES}>{manifest}</manifest:manifest>".encode(),
    }
    made |= changed or {}
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(zipfile.ZipInfo("mimetype"), mimetype)
        for name, data in made.items():
            if data is not None:
                file.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def table(rows: str, name: str = "List") -> str:
    return f'<table:table table:name="{name}">{rows}</table:table>'


def line(cells: str = "<table:table-cell/>", times: int = 1) -> str:
    return f'<table:table-row table:number-rows-repeated="{times}">{cells}</table:table-row>'


def cell(value: object, shown: str = "", kind: str = "float", times: int = 1, more: str = "") -> str:
    told = "" if kind == "string" else f'office:value="{value}"'
    repeated = f'table:number-columns-repeated="{times}"'
    text = f"<text:p>{shown or value}</text:p>"
    return f'<table:table-cell office:value-type="{kind}" {told} {more} {repeated}>{text}</table:table-cell>'


def ods_of(cells: str) -> bytes:
    return ods(table(line(cells)))


BOF, EOF, BOUND, XF, SST, SUP_BOOK, FILE_PASS = 0x809, 0x0A, 0x85, 0xE0, 0xFC, 0x1AE, 0x2F
NUMBER, FORMULA, BOOL_ERR, RK, MUL_RK, LABEL_SST = 0x203, 0x06, 0x205, 0x27E, 0xBD, 0xFD
PLAIN, PERCENT, OWN, DATE = 0, 1, 2, 3


def record(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<2H", kind, len(body)) + body


def number(row: int, column: int, value: float, style: int = PLAIN) -> bytes:
    return record(NUMBER, struct.pack("<3Hd", row, column, style, value))


def book(*sheets: bytes, head: bytes = b"", kind: int = 0, version: int = 0x600) -> bytes:
    """The records of a workbook with sheets called List1, List2...; styles: plain, percent, one of its own, date."""
    start = record(BOF, struct.pack("<2H12x", version, 5)) + head
    own = '0 "ks" %'
    start += record(0x41E, struct.pack("<2HB", 164, len(own), 0) + own.encode())
    start += b"".join(record(XF, struct.pack("<2H16x", 0, style)) for style in (0, 9, 164, 14))
    names = [f"List{at}".encode() for at in range(1, len(sheets) + 1)]
    at = len(start) + sum(12 + len(name) for name in names) + 4
    told = b""
    for name, sheet in zip(names, sheets, strict=True):
        told += record(BOUND, struct.pack("<L4B", at, 0, kind, len(name), 0) + name)
        at += len(sheet) + 24
    begun = record(BOF, struct.pack("<2H12x", version, 16))
    return start + told + record(EOF) + b"".join(begun + sheet + record(EOF) for sheet in sheets)


def compound(stream: bytes, *others: str, name: str = "Workbook") -> bytes:
    """A compound file of that one stream, and names of others that are empty."""
    stream = stream.ljust(4096, b"\0")
    names = ["Root Entry", name, *others]
    listed = -(-len(names) // 4)
    sectors = -(-len(stream) // 512)
    tables = -(-(listed + sectors + 8) // 126)
    follows = [0xFFFFFFFD] * tables
    for count in (listed, sectors):
        follows += [*range(len(follows) + 1, len(follows) + count), 0xFFFFFFFE]
    follows += [0xFFFFFFFF] * (tables * 128 - len(follows))
    header = bytes.fromhex("D0CF11E0A1B11AE1").ljust(24, b"\0") + struct.pack("<5H6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<9L", 0, tables, tables, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack("<109L", *range(tables), *[0xFFFFFFFF] * (109 - tables))
    directory = b""
    for at, one in enumerate(names):
        spelt = one.encode("utf-16-le").ljust(64, b"\0")
        place = (tables + listed, len(stream)) if at == 1 else (0xFFFFFFFE, 0)
        links = (0xFFFFFFFF, 0xFFFFFFFF, 1 if at == 0 else 0xFFFFFFFF)
        directory += spelt + struct.pack("<H2B3L36x2L4x", 2 * len(one) + 2, 2 if at else 5, 1, *links, *place)
    body = struct.pack(f"<{len(follows)}L", *follows) + directory.ljust(listed * 512, b"\0")
    return header + body + stream.ljust(sectors * 512, b"\0")


def xls(*sheets: bytes) -> bytes:
    return compound(book(*sheets))


ODS_ONE = ods_of(cell(27))
XLS_ONE = xls(number(0, 0, 27))


def test_what_is_made_by_hand_is_read() -> None:
    for data, name in ((ODS_ONE, "List"), (XLS_ONE, "List1")):
        assert values(data) == (Sheet(name, False, {Address(1, 1): Cell(Kind.NUMBER, "27")}),)


def values(data: bytes) -> tuple[Sheet, ...]:
    found, findings = read(data)
    assert found is not None, findings
    assert [one.code for one in findings if one.code != "package-external"] == ["legacy-formulas"]
    assert all(one.severity is not Severity.ERROR for one in findings)
    return found


def cells_of(data: bytes) -> dict[str, Cell]:
    return {str(at): cell for at, cell in values(data)[0].cells.items()}


def refusal(data: bytes, timeout: float = legacy.TIMEOUT) -> Finding:
    """The one finding why the file is not read; it can be said in both languages."""
    found, findings = read(data, timeout)
    assert found is None
    (finding,) = findings
    assert finding.code in CATALOGUE
    for spoken in (language("cs"), language("en")):
        assert message(finding, spoken)
        assert hint(finding, spoken)
    return finding


# --- through LibreOffice


@functools.cache
def saved() -> dict[str, bytes]:
    """Templates filled at random, and one sheet of everything, each saved as .xlsx, .ods and .xls in one start."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        jobs = []
        for name, content in {**{str(seed): return_of(seed)[2] for seed in SEEDS}, "all": everything()}.items():
            (place / name).with_suffix(".xlsx").write_bytes(content)
            kinds = {"-again.xlsx": office.XLSX, ".ods": office.ODS, ".xls": office.XLS}
            jobs.append(
                {
                    "open": str(place / f"{name}.xlsx"),
                    "save": {str(place / f"{name}{suffix}"): kind for suffix, kind in kinds.items()},
                }
            )
        office.work(jobs)
        return {path.name: path.read_bytes() for path in place.iterdir() if path.is_file()}


SEEDS = range(6)


@functools.cache
def return_of(seed: int) -> tuple[Asked, dict[CellKey, Value], bytes]:
    with tempfile.TemporaryDirectory() as folder:
        current = rounds.folder(Path(folder), services=SERVICES).round(rounds.period("2020"))
        asked = current.asked("most" if seed % 3 == 0 else "lipa")
        typed, meant = filled(asked, random.Random(seed))
        blank = {key for at, key in enumerate(sorted(typed)) if at % 7 == seed}
        typed = {key: answer for key, answer in typed.items() if key not in blank}
        meant |= dict.fromkeys(blank, MISSING)
        return asked, meant, write(layout.lay_out(asked), typed, {})


def answers(sheets: Sequence[Sheet], asked: Asked) -> dict[CellKey, Value]:
    """What stands in the cells that are asked, found by their keys."""
    found: dict[CellKey, Value] = {}
    by_key = {sheet.cells[Address(1, 1)].text: sheet for sheet in sheets if Address(1, 1) in sheet.cells}
    for key, sections in layout.sections_by_sheet(asked.form).items():
        cells = by_key[key].cells
        places, doubled = layout.locate(((at.row, at.column), cell.text) for at, cell in cells.items() if 1 in at)
        assert not doubled
        for section in sections:
            for indicator in section.indicator:
                codes = asked.form.codelists.get(indicator.codelist, {})
                choices = {code.id: (code.cs, code.en) for code in codes.values()}
                for row in rows(asked.form, indicator):
                    for column in asked.form.columns(indicator, asked.columns):
                        one = row._replace(column=column)
                        found[one], _ = coerce(cells.get(Address(*places[one])), indicator, choices)
    return found


@pytest.mark.parametrize("suffix", [".ods", ".xls"])
def test_a_filled_template_gives_the_same_values(suffix: str) -> None:
    """Numbers, N, X, blanks, texts with diacritics and line breaks, in all columns, the total too."""
    for seed in SEEDS:
        asked, meant, _ = return_of(seed)
        sheets = values(saved()[f"{seed}{suffix}"])
        assert answers(sheets, asked) == meant
        again, _ = read_xlsx(saved()[f"{seed}-again.xlsx"])
        assert again is not None
        assert [(one.name, one.hidden) for one in sheets] == [(one.name, one.hidden) for one in again]
        for one, other in zip(sheets, again, strict=True):
            assert {at: cell.text for at, cell in one.cells.items() if at.column == 1} == {
                at: cell.text for at, cell in other.cells.items() if at.column == 1
            }
    assert any(key.column == "*" for seed in SEEDS for key in return_of(seed)[1])


FORMATS = ("0", '#,##0 "Kč"', "0%", "0.0 %", "[>9]0%;0", '"100%"0', "d.m.yyyy", "mmm yy", "[$-405]d. mmmm yyyy", "@")


def everything() -> bytes:
    """One sheet with each kind of cell, formulas and formats, and one hidden sheet."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Žluťoučký kůň"
    typed: list[bool | float | str] = [
        27,
        -3,
        0.3,
        1e15,
        1.5e300,
        536870912,
        "12",
        " 12 ",
        "příliš",
        "řádek\ndruhý",
        "'x",
        "=1",
        True,
        False,
    ]
    computed = ["=12+5", '="a"&"b"', "=1=1", "=1/0", "=NA()", "=#REF!", '=""', "=B1*1.5", "=DATE(2020,1,1)"]
    dates: list[date] = [date(2020, 3, 1), datetime(2020, 3, 1, 12, 30)]
    row: int
    for row, value in enumerate([*typed, *computed, *dates], 1):
        sheet.cell(row, 2, value)
    sheet["B12"].data_type = "s"
    for row, code in enumerate(FORMATS, 1):
        sheet.cell(row, 4, 44_000).number_format = code
    sheet.merge_cells("F2:H4")
    sheet["F2"], sheet["I3"], sheet["Z90"] = "sloučené", "za ním", 7
    sheet["B1"].comment = sheet["B9"].comment = Comment("poznámka", "kdosi")
    sheet.row_dimensions[3].hidden = sheet.column_dimensions["B"].hidden = True
    hidden = book.create_sheet("skrytý")
    hidden.sheet_state = "hidden"
    hidden["C3"] = 5
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize("suffix", [".ods", ".xls"])
def test_every_cell_is_as_our_own_reader_and_openpyxl_see_it(suffix: str) -> None:
    sheets = values(saved()[f"all{suffix}"])
    again, _ = read_xlsx(saved()["all-again.xlsx"])
    assert again is not None
    for one, other in zip(sheets, again, strict=True):
        assert (one.name, one.hidden) == (other.name, other.hidden)
        assert {at: near(cell) for at, cell in one.cells.items()} == {
            at: near(cell) for at, cell in other.cells.items() if cell.text
        }
    oracle = openpyxl.load_workbook(io.BytesIO(saved()["all-again.xlsx"]), data_only=True).worksheets[0]
    for at, cell in sheets[0].cells.items():
        value = oracle.cell(at.row, at.column).value
        if cell.kind is Kind.NUMBER:
            assert value == pytest.approx(float(cell.text))
        elif cell.kind in (Kind.TEXT, Kind.ERROR):
            assert value == cell.text


def near(cell: Cell) -> tuple[object, ...]:
    """A cell without its formula, its number to the 14 digits that all formats keep."""
    is_number = cell.kind in (Kind.NUMBER, Kind.DATE)
    return cell.kind, f"{float(cell.text):.14g}" if is_number else cell.text, cell.percent


def test_a_password_set_in_libreoffice(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    script = Path(office.__file__).with_name("office_script.py").read_text(encoding="utf-8")
    plain = '(prop("FilterName", kind),)'
    assert plain in script
    locking = script.replace(plain, '(prop("FilterName", kind), prop("Password", "tajne"))')
    (tmp_path / "office_script.py").write_text(locking, encoding="utf-8")
    monkeypatch.setattr(office, "__file__", str(tmp_path / "office.py"))
    path = tmp_path / "plain.xlsx"
    path.write_bytes(return_of(0)[2])
    kinds = {".ods": office.ODS, ".xls": office.XLS}
    paths = {tmp_path / f"locked{suffix}": kind for suffix, kind in kinds.items()}
    office.work([{"open": str(path), "save": {str(path): kind for path, kind in paths.items()}}])
    assert [kind_of(path.read_bytes()) for path in paths] == ["ods", "xls"]
    for path in paths:
        assert refusal(path.read_bytes()).code == "file-locked"


# --- what it is


def test_the_kind_is_told_by_content() -> None:
    assert kind_of(zipped(parts())) == "xlsx"
    assert kind_of(ODS_ONE) == "ods"
    assert kind_of(XLS_ONE) == "xls"
    assert kind_of(compound(book(), name="Book")) == "xls"
    assert kind_of(compound(b"", name="EncryptedPackage")) is None
    assert kind_of(compound(b"", name="WordDocument")) is None
    assert kind_of(ods("", mimetype="application/vnd.oasis.opendocument.text")) == "xlsx"
    for other in (b"", b"PK", b"%PDF-1.7", b"a;b\n1;2", XLS_ONE[:8], ODS_ONE[:60]):
        assert kind_of(other) in (None, "xlsx")
        assert refusal(other).code == "file-not-workbook"
    assert refusal(zipped(parts())).code == "file-not-workbook"


# --- what calamine does not tell

ERRORS = {
    "LibreOffice": cell("", "#DIV/0!", "string", more='office:string-value="" calcext:value-type="error"'),
    "LibreOffice in Czech": cell("", "#DĚL/0!", "string", more='office:string-value="" calcext:value-type="error"'),
    "LibreOffice's own": cell(0, "Err:502", more='table:formula="of:=x"'),
    "Excel": cell(0, "#DIV/0!", more='table:formula="of:=1/0"'),
    "Excel in Czech": cell(0, "#HODNOTA!", more='table:formula="of:=1+x"'),
    "Excel, not computed": cell("", "#NAME?", "string", more='table:formula="of:=x()"'),
}


@pytest.mark.parametrize("name", ERRORS)
def test_an_error_in_an_ods_is_no_zero_and_no_blank(name: str) -> None:
    (found,) = cells_of(ods_of(ERRORS[name])).values()
    assert found.kind is Kind.ERROR
    assert found.text in ERRORS[name]


def test_a_text_that_looks_like_an_error_stays_a_text() -> None:
    told = cells_of(ods_of(cell("", "#vše dobré", "string") + cell(12, "#12") + cell("", "#REF!", "string")))
    assert [one.kind for one in told.values()] == [Kind.TEXT, Kind.NUMBER, Kind.TEXT]


def test_a_percent_is_told_wherever_it_stands() -> None:
    """In groups of rows, repeated over rows and columns, beside merged cells and blank rows."""
    percents = cell(1, "100%", "percentage", times=2)
    rows_ = line(times=2) + f"<table:table-header-rows>{line(percents)}</table:table-header-rows>"
    rows_ += f"<table:table-row-group><table:table-row-group>{line(cell(5) + percents, 2)}</table:table-row-group>"
    rows_ += f"</table:table-row-group>{line('<table:covered-table-cell/>' * 2 + percents + cell(1))}"
    found = cells_of(ods(table(rows_)))
    assert {at for at, one in found.items() if one.percent} == {*["A3", "B3", "B4", "C4", "B5", "C5", "C6", "D6"]}
    assert {at for at, one in found.items() if not one.percent} == {"A4", "A5", "E6"}


def test_what_an_xls_keeps_in_formats_and_codes() -> None:
    error = record(BOOL_ERR, struct.pack("<3H2B", 0, 0, PLAIN, 0x17, 1))
    true = record(BOOL_ERR, struct.pack("<3H2B", 0, 1, PLAIN, 1, 0))
    divided = record(FORMULA, struct.pack("<3H6BH8x", 0, 2, PLAIN, 2, 0, 7, 0, 0, 0, 0xFFFF))
    named = record(FORMULA, struct.pack("<3H6BH8x", 1, 1, DATE, 0, 0, 0, 0, 0, 0, 0xFFFF)) + record(0x207, b"\1\0\0x")
    whole = record(RK, struct.pack("<3HL", 0, 3, PERCENT, 1 << 2 | 2))
    several = record(
        MUL_RK,
        struct.pack("<2H", 0, 4)
        + b"".join(struct.pack("<HL", style, count << 2 | 2) for style, count in ((PLAIN, 3), (PERCENT, 4), (OWN, 5)))
        + b"\6\0",
    )
    found = cells_of(
        xls(error + true + divided + whole + several + number(1, 0, 1.5, OWN) + named + number(1, 2, 1, DATE))
    )
    assert [(at, one.kind.value, one.text, one.percent) for at, one in found.items()] == [
        ("A1", "error", "#REF!", False),
        ("B1", "boolean", "TRUE", False),
        ("C1", "error", "#DIV/0!", False),
        ("D1", "number", "1", True),
        ("E1", "number", "3", False),
        ("F1", "number", "4", True),
        ("G1", "number", "5", True),
        ("A2", "number", "1.5", True),
        ("B2", "text", "x", False),
        ("C2", "date", "1", False),
    ]


@pytest.mark.parametrize(("day", "number"), [("1899-12-29", "-1"), ("1850-01-01", "-18260"), ("0001-01-01", "-693593")])
def test_a_day_before_those_of_excel_is_a_date_with_a_number(day: str, number: str) -> None:
    dated = (
        f'<table:table-cell office:value-type="date" office:date-value="{day}"><text:p>x</text:p></table:table-cell>'
    )
    assert cells_of(ods_of(dated)) == {"A1": Cell(Kind.DATE, number)}


def test_links_to_other_files_are_flagged_and_their_cells_are_not_taken() -> None:
    source = '<table:table-source xlink:href="x.ods" xmlns:xlink="http://www.w3.org/1999/xlink"/>'
    data = ods(table(line(cell(1))) + table(source + line(cell(2)), "'x.ods'#List"))
    assert [one.name for one in values(data)] == ["List"]
    own, other = (record(SUP_BOOK, struct.pack("<H", 1) + of) for of in (b"\1\4", b"\5\0\0x.xls"))
    for made, expected in (
        (data, ["legacy-formulas", "package-external"]),
        (compound(book(number(0, 0, 1), head=other)), ["legacy-formulas", "package-external"]),
        (compound(book(number(0, 0, 1), head=own)), ["legacy-formulas"]),
    ):
        assert [one.code for one in read(made)[1]] == expected


# --- hostile and damaged files


def many(count: int) -> bytes:
    return b"".join(number(at // 200, at % 200, 27) for at in range(count))


def long_texts() -> bytes:
    """One text of 32,000 signs, shown by every cell: more than the child may hold."""
    texts = record(SST, struct.pack("<2LHB", 1, 1, 8000, 0) + b"x" * 8000)
    cells = b"".join(record(LABEL_SST, struct.pack("<3HL", at // 200, at % 200, PLAIN, 0)) for at in range(49_000))
    return compound(book(cells, head=texts))


def together(distance: int) -> bytes:
    """A hundred sheets that are nearly the same records: looking through them all would take long."""
    stream = bytearray(book(*[b""] * 99, many(9_000)))
    last = stream.rindex(record(BOF, struct.pack("<2H12x", 0x600, 16)))
    starts = (at for at in range(len(stream)) if stream.startswith(b"List", at))
    for number_, at in enumerate(list(starts)[:99]):
        struct.pack_into("<L", stream, at - 8, last + 20 + distance * number_)
    return compound(bytes(stream))


def circle() -> bytes:
    """The stream of the workbook never ends."""
    data = bytearray(XLS_ONE)
    at = data.index(struct.pack("<L", 0xFFFFFFFE), 512 + 8)
    struct.pack_into("<L", data, at, 2)
    return bytes(data)


LOCKED = '<manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data/></manifest:file-entry>'
FAR = '<table:table-cell table:number-columns-repeated="999999"/>'
NESTED = f"<table:table-cell>{table(line(cell(1)), 'x')}</table:table-cell>"
ELSEWHERE = f'<text:p xmlns:table="other">{table(line(cell(2)), "x")}</text:p>'
DOCTYPE = b"<!DOCTYPE a><a/>"
HOSTILE: dict[str, tuple[Make, str]] = {
    "rows repeated": (lambda: ods(table(line(cell(27), 1_048_576))), "package-limit"),
    "columns repeated": (lambda: ods_of(cell(27, times=100_000_000)), "package-limit"),
    "rows and columns repeated": (lambda: ods(table(line(cell(27, times=16_384), 1_048_576))), "package-limit"),
    "one far down": (lambda: ods(table(line(times=1_048_575) + line(cell(27)))), "package-limit"),
    "one far off": (lambda: ods_of(FAR + cell(27)), "package-limit"),
    "one far down and one far off": (
        lambda: ods(table(line(cell(1), 999) + line(cell(1, times=999)))),
        "package-limit",
    ),
    "repeated without end": (lambda: ods(table(line(cell(27), 10**12))), "package-damaged"),
    "repeated never": (lambda: ods(table(line(cell(27), 0))), "package-damaged"),
    "spaces": (lambda: ods_of(cell("", '<text:s text:c="900000000"/>', "string")), "package-limit"),
    "a text repeated": (lambda: ods(table(line(cell("", "x" * 3000, "string"), 40_000))), "package-limit"),
    "many sheets": (lambda: ods("".join(table("", f"L{at}") for at in range(101))), "package-limit"),
    "much XML": (lambda: ods(table(line("<table:table-cell/>" * 500_000))), "package-limit"),
    "deep XML": (lambda: ods(table("<a>" * 100 + "</a>" * 100)), "package-limit"),
    "a table within a cell": (lambda: ods_of(NESTED), "package-unsafe"),
    "the same name twice": (lambda: ods(table(line(cell(1))) + table(line(cell(2)), "LIST")), "package-damaged"),
    "a sheet that only calamine sees": (lambda: ods(table(line(cell(1))) + ELSEWHERE), "package-damaged"),
    "no sheet": (lambda: ods(""), "package-damaged"),
    "infinity": (lambda: ods_of(cell("INF")), "package-damaged"),
    "next to nothing": (lambda: ods_of(cell("1e-999")), "package-damaged"),
    "no number": (lambda: ods_of(cell("x")), "package-damaged"),
    "no XML": (lambda: ods("<"), "package-damaged"),
    "no content": (lambda: ods("", changed={"content.xml": None}), "file-not-workbook"),
    "a document type": (lambda: ods("", before="<!DOCTYPE a>"), "package-unsafe"),
    "an encoding nobody knows": (lambda: ods("", before="<?xml version='1.0' encoding='true'?>"), "package-unsafe"),
    "an encoding of several bytes": (lambda: ods("", before="<?xml version='1.0' encoding='gbk'?>"), "package-unsafe"),
    "a document type elsewhere": (lambda: ods("", changed={"styles.xml": DOCTYPE}), "package-unsafe"),
    "a password": (lambda: ods("", manifest=LOCKED, changed={"content.xml": b"\1\2"}), "file-locked"),
    "macros": (lambda: ods(table(""), changed={"Basic/Standard/Module1.xml": b"<a/>"}), "package-macros"),
    "scripts": (lambda: ods(table(""), changed={"Scripts/python/a.py": b"pass"}), "package-macros"),
    "a wrong checksum": (lambda: ODS_ONE.replace(struct.pack("<L", zlib.crc32(b"")), b"abcd"), "package-damaged"),
    "an .ods with junk behind it": (lambda: ODS_ONE + b"junk", "package-damaged"),
    "xls: macros": (lambda: compound(book(b""), "_VBA_PROJECT_CUR"), "package-macros"),
    "xls: a sheet of macros": (lambda: compound(book(b"", kind=1)), "package-macros"),
    "xls: a password": (lambda: compound(book(b"", head=record(FILE_PASS, b"\1\0"))), "file-locked"),
    "xls: a password of the oldest kind": (
        lambda: compound(book(b"", head=record(FILE_PASS, bytes(6)))),
        "file-locked",
    ),
    "xls: Excel 95": (lambda: compound(book(b"", version=0x500)), "file-not-workbook"),
    "xls: Excel 5": (lambda: compound(book(b""), name="Book"), "file-not-workbook"),
    "xls: two workbooks": (lambda: compound(book(b""), "Workbook"), "package-unsafe"),
    "xls: a cell twice": (lambda: xls(number(0, 0, 27) + number(0, 0, 37)), "package-twice"),
    "xls: cells out of order": (lambda: xls(number(1, 0, 27) + number(0, 0, 37)), "package-twice"),
    "xls: one far down and one far off": (lambda: xls(number(0, 0, 1) + number(65_535, 255, 1)), "package-limit"),
    "xls: many cells": (lambda: xls(many(50_001)), "package-limit"),
    "xls: many sheets": (lambda: xls(*[b""] * 101), "package-limit"),
    "xls: sheets that are the same": (lambda: together(0), "package-damaged"),
    "xls: sheets within one another": (lambda: together(18), "package-damaged"),
    "xls: infinity": (lambda: xls(number(0, 0, math.inf)), "package-damaged"),
    "xls: a format nobody defined": (lambda: xls(number(0, 0, 1, 99)), "package-damaged"),
    "xls: a stream in a circle": (circle, "package-damaged"),
    "xls: too large": (lambda: XLS_ONE.ljust(8_000_001, b"\0"), "file-too-large"),
    "an .ods too large": (lambda: ods("", changed={"a.png": bytes(0)}).ljust(8_000_001, b"\0"), "file-too-large"),
    "xls: no records": (lambda: compound(b""), "package-damaged"),
    "xls: only its head": (lambda: XLS_ONE[:512] + XLS_ONE[1024:1536], "package-damaged"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_with_its_code(name: str) -> None:
    make, code = HOSTILE[name]
    assert refusal(make()).code == code


@pytest.mark.parametrize("made", [ODS_ONE, XLS_ONE], ids=["ods", "xls"])
def test_a_file_cut_short_is_refused(made: bytes) -> None:
    for at in sorted({1, 8, 40, 76, 200, 511, 512, 600, *range(0, len(made), 97), len(made) - 1}):
        assert refusal(made[:at]).code in ("package-damaged", "file-not-workbook")


def test_an_ods_with_a_changed_byte_is_refused_or_read_right() -> None:
    """The checksums of the archive tell, before calamine is asked."""
    right = values(ODS_ONE)
    for flipped in flips(ODS_ONE, 400):
        assert read(flipped)[0] in (None, right)


def test_an_xls_with_a_changed_byte_raises_nothing() -> None:
    """An .xls has no checksums: a changed number cannot be told from a typed one, by calamine or by anybody."""
    for flipped in flips(xls(number(0, 0, 27) + number(0, 1, 1, PERCENT)), 150):
        if read(flipped)[0] is None:
            refusal(flipped)


def flips(data: bytes, count: int) -> Iterator[bytes]:
    dice = random.Random(20)
    for _ in range(count):
        at = dice.randrange(len(data.rstrip(b"\0")))
        yield data[:at] + bytes([data[at] ^ 1 << dice.randrange(8)]) + data[at + 1 :]


# --- the child

DEATHS = {
    "killed": ("import os; os.kill(os.getpid(), 9)", "legacy-failed"),
    "aborted": ("import os; os.abort()", "legacy-failed"),
    "an exception": ("raise ValueError('tajné')", "legacy-failed"),
    "too slow": ("import time; time.sleep(60)", "legacy-timeout"),
    "too slow, and deaf": ("import sys, time; sys.stdin.close(); time.sleep(60)", "legacy-timeout"),
    "too slow, and talking": ("while True: print('tajné' * 1000)", "legacy-timeout"),
    "deaf and dumb": ("pass", "legacy-failed"),
}


@pytest.mark.parametrize("name", DEATHS)
def test_whatever_becomes_of_the_child_is_one_finding(
    name: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    program, code = DEATHS[name]
    monkeypatch.setattr(legacy, "_CHILD", program)
    large = ods(table(line(cell(27))), changed={"Pictures/1.png": random.Random(1).randbytes(2**20)})
    assert refusal(large, 0.5).code == code
    assert capfd.readouterr() == ("", "")
    nobody_is_left()


def nobody_is_left() -> None:
    """No child of this process runs, nor waits for being asked how it ended."""
    if sys.platform != "win32":
        with pytest.raises(ChildProcessError):
            os.waitpid(-1, os.WNOHANG)


@pytest.mark.skipif(sys.platform != "linux", reason="the system has no limit on the memory of a process")
def test_a_child_that_wants_too_much_memory_is_one_finding(capfd: pytest.CaptureFixture[str]) -> None:
    assert refusal(long_texts()).code in ("legacy-failed", "package-limit")
    assert capfd.readouterr() == ("", "")
    nobody_is_left()


def test_without_python_there_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    assert refusal(ODS_ONE).code == "legacy-failed"


def worst() -> dict[str, bytes]:
    """Files of nearly the largest size, with as much in them as is let through."""
    dice = random.Random(3)
    picture = {"Pictures/1.png": dice.randbytes(6_000_000)}
    percents = "".join(line("".join(cell(dice.random(), "x", "percentage") for _ in range(45))) for _ in range(1000))
    texts = line(cell("", "ž" * 80, "string", times=24), 1900) + line(FAR.replace("999999", "255") + cell(1))
    return {
        "percents": ods(table(percents), changed=picture),
        "texts": ods(table(texts), changed=picture),
        "area of an .xls": xls(number(0, 0, 1) + number(1950, 255, 1)).ljust(8_000_000, b"\0"),
        "area": ods(
            table(line(cell(1)) + line(times=1950) + line(FAR.replace("999999", "254") + cell(1))), changed=picture
        ),
        "numbers": xls(many(49_999)).ljust(8_000_000, b"\0"),
        "long texts": long_texts().ljust(8_000_000, b"\0"),
    }


@pytest.mark.skipif(sys.platform != "linux", reason="measures memory as Linux does")
def test_the_worst_file_takes_little_memory(tmp_path: Path) -> None:
    """Parent and child together. A process of its own: one that is forked begins with the peak of its parent."""
    program = (
        "import resource, sys; from pathlib import Path; from zamestnanost_stats.workbook.legacy import read\n"
        "assert read(Path(sys.argv[1]).read_bytes())[1][0].code != 'file-too-large'\n"
        "status = Path('/proc/self/status').read_text().split()\n"
        "print(status[status.index('VmHWM:') + 1], resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    for name, data in worst().items():
        path = tmp_path / "worst"
        path.write_bytes(data)
        argv = [sys.executable, "-c", program, str(path)]
        done = subprocess.run(argv, capture_output=True, text=True, check=True)
        assert sum(map(int, done.stdout.split())) <= 150 * 1024, (name, done.stdout)
