"""Files made to deceive, to fill the memory, or damaged on the way: each is refused with its code, or read right."""

import random
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from packages import MAIN, OFFICE, SHEET_PART, parts, relations, sheet_xml, workbook, zipped
from zamestnanost_stats.catalogue import CATALOGUE
from zamestnanost_stats.findings import Finding, hint, message
from zamestnanost_stats.language import language
from zamestnanost_stats.workbook import archive, texts, worksheet
from zamestnanost_stats.workbook.archive import RefusedError
from zamestnanost_stats.workbook.cells import Address, Cell, Kind, Sheet
from zamestnanost_stats.workbook.formats import PLAIN
from zamestnanost_stats.workbook.reader import read
from zamestnanost_stats.workbook.worksheet import Shared, worksheet_cells

Make = Callable[[], bytes]

END, LINE, HEADER = b"PK\5\6", b"PK\1\2", b"PK\3\4"
SHEET = SHEET_PART.encode()
ONE = (Sheet("List", False, {Address(1, 1): Cell(Kind.NUMBER, "27")}),)


def refusal(data: bytes) -> Finding:
    """The one finding why the file is not read; it can be said in both languages."""
    found, findings = read(data)
    assert found is None
    (finding,) = findings
    assert finding.code in CATALOGUE
    for spoken in (language("cs"), language("en")):
        assert message(finding, spoken)
        assert hint(finding, spoken)
    return finding


# --- the archive --------------------------------------------------------------------------------------------------

# where a figure stands in the line of the directory, and in the part's own header
FLAGS, METHOD, CRC, PACKED, SIZE = (8, 6), (10, 8), (16, 14), (20, 18), (24, 22)


def figure(part: str, places: tuple[int, int], pattern: str, value: int, *, both: bool = True) -> bytes:
    """A file whose directory, and the part's own header too, give another figure for that part."""
    data = bytearray(zipped(parts()))
    in_line, in_header = places
    struct.pack_into(pattern, data, data.index(part.encode(), data.index(LINE)) - 46 + in_line, value)
    if both:
        struct.pack_into(pattern, data, data.index(part.encode()) - 30 + in_header, value)
    return bytes(data)


def special(mode: int) -> bytes:
    """A part that is a link or a device for those who unpack it."""
    data = bytearray(zipped(parts()))
    struct.pack_into("<L", data, data.index(SHEET, data.index(LINE)) - 46 + 38, mode << 16)
    return bytes(data)


def named(*names: str) -> bytes:
    """A file with parts of those names besides its own."""
    return zipped(parts() | dict.fromkeys(names, b"<a/>"))


def renamed(name: bytes, *, in_header: bool) -> bytes:
    """The part of styles under another name of the same length: everywhere, or in its own header only."""
    data = zipped(parts()).replace(b"xl/styles.xml", name, 1 if in_header else -1)
    assert name in data
    return data


def declared(count: int, size: int) -> bytes:
    """Parts that say they are that large."""
    data = bytearray(zipped(parts() | {f"part{number}": b"" for number in range(count)}))
    lines = data.index(LINE)
    for number in range(count):
        struct.pack_into("<L", data, data.index(f"part{number}".encode(), lines) - 46 + SIZE[0], size)
    return bytes(data)


def bomb() -> bytes:
    """60 MB of zeros that say they are one kilobyte."""
    data = bytearray(zipped(parts() | {"xl/bomb.xml": bytes(60 * 2**20)}))
    for place in (data.index(b"xl/bomb") - 30 + SIZE[1], data.index(b"xl/bomb", data.index(LINE)) - 46 + SIZE[0]):
        struct.pack_into("<L", data, place, 1024)
    return bytes(data)


def moved(part: bytes, to: int, data: bytes) -> bytes:
    """The directory says that the part starts elsewhere."""
    changed = bytearray(data)
    struct.pack_into("<L", changed, data.rindex(part) - 46 + 42, to)
    return bytes(changed)


def overlapping() -> bytes:
    """Two lines of the directory lead to the same bytes: how a small file becomes a large bomb."""
    data = zipped(parts() | {"xl/a.xml": b"<a/>", "xl/b.xml": b"<a/>"})
    return moved(b"xl/b.xml", data.index(b"xl/a.xml") - 30, data)


def nested() -> bytes:
    """A part inside another part, header and all, with another number than the one outside."""
    other = zipped({SHEET_PART: sheet_xml('<row r="1"><c r="A1"><v>37</v></c></row>')}, zipfile.ZIP_STORED)
    data = zipped(parts(changed={"xl/z.bin": other}), zipfile.ZIP_STORED)
    return moved(SHEET, data.index(HEADER, data.index(b"xl/z.bin")), data)


def inserted(at: bytes, junk: bytes) -> bytes:
    """Bytes that belong to nothing, with all places behind them put right."""
    data = zipped(parts())
    place = data.rindex(at) if at == END else data.index(at)
    start = data.index(LINE)
    if place <= start:
        start += len(junk)
    data = data[:place] + junk + data[place:]
    return data[: data.rindex(END) + 16] + struct.pack("<L", start) + data[data.rindex(END) + 20 :]


def end(pattern: str, at: int, value: int) -> bytes:
    """Another figure in the last record of the file."""
    data = bytearray(zipped(parts()))
    struct.pack_into(pattern, data, data.index(END) + at, value)
    return bytes(data)


def with_types(line: str) -> bytes:
    types = parts()["[Content_Types].xml"].decode().replace("</Types>", f"{line}</Types>")
    return zipped(parts(changed={"[Content_Types].xml": types}))


def typed(kind: str) -> bytes:
    return with_types(f'<Override PartName="/xl/a.xml" ContentType="{kind}"/>')


def ole(content: bytes) -> bytes:
    return bytes.fromhex("D0CF11E0A1B11AE1") + bytes(504) + content


CONTENTS = {"[Content_Types].xml": "", "_rels/.rels": ""}
WORD = parts(changed={"xl/workbook.xml": '<document xmlns="urn:word"><body><p>text</p></body></document>'})
ODS = {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<a/>"}
ZIP64_LOCATOR = b"PK\6\7" + bytes(16)
OTHER_NAME = struct.pack("<2HBL", 0x7075, 8, 1, 0) + b"a.x"

ARCHIVES: dict[str, tuple[Make, str]] = {
    "empty": (lambda: b"", "package-damaged"),
    "text": (lambda: b"supported;12\n", "file-not-workbook"),
    "html": (lambda: b"<html><table><tr><td>12</td></tr></table></html>", "file-not-workbook"),
    "old Excel": (lambda: ole(b"Workbook"), "file-not-workbook"),
    "password": (lambda: ole("EncryptedPackage".encode("utf-16-le")), "file-locked"),
    "only a header": (lambda: HEADER, "package-damaged"),
    "empty archive": (lambda: zipped({}), "file-not-workbook"),
    "another archive": (lambda: zipped({"a.txt": b"12"}), "file-not-workbook"),
    "Word": (lambda: zipped(WORD), "file-not-workbook"),
    "OpenDocument": (lambda: zipped(ODS, zipfile.ZIP_STORED), "file-not-workbook"),
    "binary workbook": (lambda: typed("application/vnd.ms-excel.sheet.binary.macroEnabled.main"), "file-not-workbook"),
    "junk before": (lambda: b"junk" * 9 + zipped(parts()), "package-unsafe"),
    "picture before": (lambda: inserted(HEADER, b"GIF89a"), "package-unsafe"),
    "junk after": (lambda: zipped(parts()) + b"junk", "package-damaged"),
    "line feed after": (lambda: zipped(parts()) + b"\r\n", "package-damaged"),
    "twice the same file": (lambda: zipped(parts()) * 2, "package-unsafe"),
    "another file as comment": (
        lambda: end("<H", 20, len(zipped(parts()))) + zipped(parts()),
        "package-unsafe",
    ),
    "gap between parts": (lambda: inserted(HEADER + b"\x14\0\0\0\x08\0\0\0\x27R", b""), "package-unsafe"),
    "gap before the directory": (lambda: inserted(LINE, b"junk"), "package-unsafe"),
    "gap after the directory": (lambda: inserted(END, b"junk"), "package-unsafe"),
    "zip64": (lambda: inserted(END, ZIP64_LOCATOR), "package-unsafe"),
    "overlapping parts": (overlapping, "package-unsafe"),
    "part in a part": (nested, "package-unsafe"),
    "part beyond the end": (lambda: moved(SHEET, 2**31, zipped(parts())), "package-unsafe"),
    "second disk": (lambda: end("<H", 4, 1), "package-damaged"),
    "fewer parts counted": (lambda: end("<2H", 8, 6 * 65537), "package-damaged"),
    "1,001 parts": (lambda: zipped({str(number): b"" for number in range(1_001)}), "package-limit"),
    "a part of 65 MB": (lambda: declared(1, 65 * 2**20), "package-limit"),
    "parts of 130 MB": (lambda: declared(130, 2**20), "package-limit"),
    "bomb": (bomb, "package-damaged"),
    "size too small": (lambda: figure(SHEET_PART, SIZE, "<L", 100), "package-damaged"),
    "size too large": (lambda: figure(SHEET_PART, SIZE, "<L", 5000), "package-damaged"),
    "two sizes": (lambda: figure(SHEET_PART, SIZE, "<L", 100, both=False), "package-damaged"),
    "packed too small": (lambda: figure(SHEET_PART, PACKED, "<L", 100), "package-unsafe"),
    "packed too large": (lambda: figure(SHEET_PART, PACKED, "<L", 5000), "package-unsafe"),
    "wrong checksum": (lambda: figure(SHEET_PART, CRC, "<L", 1), "package-damaged"),
    "two checksums": (lambda: figure(SHEET_PART, CRC, "<L", 1, both=False), "package-damaged"),
    "two methods": (lambda: figure(SHEET_PART, METHOD, "<H", 0, both=False), "package-damaged"),
    "stored or not": (lambda: figure(SHEET_PART, METHOD, "<H", 0), "package-damaged"),
    "bzip2": (lambda: zipped(parts(), zipfile.ZIP_BZIP2), "package-unsafe"),
    "encrypted": (lambda: figure(SHEET_PART, FLAGS, "<H", 1), "file-locked"),
    "encrypted in one place": (lambda: figure(SHEET_PART, FLAGS, "<H", 1, both=False), "file-locked"),
    "symbolic link": (lambda: special(0o120777), "package-unsafe"),
    "device": (lambda: special(0o020666), "package-unsafe"),
    "absolute name": (lambda: named("/etc/passwd"), "package-unsafe"),
    "name that climbs": (lambda: named("xl/../../a.xml"), "package-unsafe"),
    "name with a backslash": (lambda: renamed(b"xl\\styles.xml", in_header=False), "package-unsafe"),
    "name with a drive": (lambda: named("C:a.xml"), "package-unsafe"),
    "name with a null": (lambda: renamed(b"xl/styles\0xml", in_header=False), "package-unsafe"),
    "name twice in the path": (lambda: named("xl//a.xml"), "package-unsafe"),
    "two names": (lambda: renamed(b"xl/stylez.xml", in_header=True), "package-damaged"),
    "a name for some programs": (lambda: zipped(parts(), extra={SHEET_PART: OTHER_NAME}), "package-unsafe"),
    "same name in another case": (lambda: named(SHEET_PART.upper()), "package-unsafe"),
    "same name in another case, ß": (lambda: named("xl/ß.xml", "xl/SS.xml"), "package-unsafe"),
    "macros": (lambda: named("xl/vbaProject.bin"), "package-macros"),
    "macros by type": (lambda: typed("application/vnd.ms-excel.sheet.macroEnabled.main+xml"), "package-macros"),
    "macros by a quoted type": (lambda: typed("application/vnd.ms-office.vba&#80;roject"), "package-macros"),
    "macros of 1992": (lambda: typed("application/vnd.ms-excel.macrosheet+xml"), "package-macros"),
}


def same_name_twice() -> bytes:
    with pytest.warns(UserWarning, match="Duplicate name"):
        return _twice()


def _twice() -> bytes:
    content = zipped(parts() | {SHEET_PART[:-1] + "X": b"<a/>"})
    return content.replace(SHEET[:-1] + b"X", SHEET)


ARCHIVES["same name"] = (_twice, "package-unsafe")


@pytest.mark.parametrize(("make", "code"), ARCHIVES.values(), ids=ARCHIVES.keys())
def test_archives(make: Make, code: str) -> None:
    assert refusal(make()).code == code


def test_what_must_not_be_refused() -> None:
    comment = end("<H", 20, 5) + b"hello"
    for data in (zipped(parts()), comment, zipped(parts(), extra={SHEET_PART: struct.pack("<2H4x", 0xA220, 4)})):
        assert read(data) == (ONE, [])


# --- the XML ------------------------------------------------------------------------------------------------------

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
BILLION_LAUGHS = f'<!DOCTYPE a [<!ENTITY l0 "ha">{LAUGHS}]>'
OUTSIDE = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


def in_part(name: str, content: str | bytes | None) -> bytes:
    return zipped(parts(changed={name: content}))


def target(path: str, more: str = "", kind: str = "worksheet") -> bytes:
    part = "xl/_rels/workbook.xml.rels"
    return in_part(part, relations(f'Id="rId1" Type="{OFFICE}/{kind}" Target="{path}" {more}'))


def two_sheets(first: str, second: str, names: tuple[str, str] = ("a", "b")) -> bytes:
    lines = "".join(f'<sheet name="{name}" r:id="{link}"/>' for name, link in zip(names, (first, second), strict=True))
    return in_part(
        "xl/workbook.xml", f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{lines}</sheets></workbook>'
    )


XML: dict[str, tuple[Make, str]] = {
    "document type": (lambda: in_part(SHEET_PART, "<!DOCTYPE a><a/>"), "package-unsafe"),
    "document type in a part nobody reads": (lambda: in_part("xl/drawings/a.vml", OUTSIDE + "<a/>"), "package-unsafe"),
    "document type of relations": (lambda: in_part("_rels/.rels", OUTSIDE + relations()), "package-unsafe"),
    "document type in utf-16": (lambda: in_part("xl/a.xml", "<!DOCTYPE a><a/>".encode("utf-16")), "package-unsafe"),
    "document type in utf-16-be": (lambda: in_part("a.xml", "<!DOCTYPE a><a/>".encode("utf-16-be")), "package-unsafe"),
    "document type in utf-32": (lambda: in_part("xl/a.xml", "<!DOCTYPE a><a/>".encode("utf-32")), "package-unsafe"),
    "document type in utf-7": (
        lambda: in_part("xl/a.xml", b"<?xml version='1.0' encoding='utf-7'?>+ADwAIQ-DOCTYPE a+AD4-<a/>"),
        "package-unsafe",
    ),
    "document type in the code of mainframes": (
        lambda: in_part("xl/a.xml", "<?xml version='1.0' encoding='cp037'?><!DOCTYPE a><a/>".encode("cp037")),
        "package-unsafe",
    ),
    "document type far down": (
        lambda: in_part("xl/a.xml", " " * (archive.CHUNK - 4) + "<!DOCTYPE a><a/>"),
        "package-unsafe",
    ),
    "document type after a long comment": (
        lambda: in_part(SHEET_PART, f"<!--{' ' * 2**21}--><!DOCTYPE a><a/>"),
        "package-unsafe",
    ),
    "billion laughs": (lambda: in_part(SHEET_PART, f"{BILLION_LAUGHS}<a>&l9;</a>"), "package-unsafe"),
    "no sheet part": (lambda: in_part(SHEET_PART, None), "package-damaged"),
    "no workbook part": (lambda: in_part("xl/workbook.xml", None), "package-damaged"),
    "no styles part": (lambda: in_part("xl/styles.xml", None), "package-damaged"),
    "no relations": (lambda: in_part("_rels/.rels", None), "file-not-workbook"),
    "no relations of the workbook": (lambda: in_part("xl/_rels/workbook.xml.rels", None), "package-damaged"),
    "no sheets": (lambda: in_part("xl/workbook.xml", f'<workbook xmlns="{MAIN}"/>'), "file-not-workbook"),
    "sheet outside": (lambda: target("https://example.org/a.xml", 'TargetMode="External"'), "package-unsafe"),
    "sheet above": (lambda: target("../../etc/passwd"), "package-unsafe"),
    "sheet in a file": (lambda: target("file:///etc/passwd"), "package-damaged"),
    "sheet with backslashes": (lambda: target("worksheets\\sheet1.xml"), "package-damaged"),
    "sheet of an unknown kind": (lambda: target("worksheets/sheet1.xml", kind="newsheet"), "package-damaged"),
    "sheet that is not XML": (
        lambda: zipped(
            parts()
            | {"xl/a.bin": b""}
            | {"xl/_rels/workbook.xml.rels": relations(f'Id="rId1" Type="{OFFICE}/worksheet" Target="a.bin"').encode()}
        ),
        "package-damaged",
    ),
    "two sheets in one part": (lambda: two_sheets("rId1", "rId1"), "package-damaged"),
    "two sheets of one name": (lambda: two_sheets("rId1", "rId2", ("List", "LIST")), "package-damaged"),
    "sheet that is the styles": (lambda: two_sheets("rId1", "rId2"), "package-damaged"),
    "two workbooks": (
        lambda: in_part(
            "_rels/.rels",
            relations(*(f'Id="{n}" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"' for n in "ab")),
        ),
        "package-damaged",
    ),
    "one id twice": (
        lambda: in_part(
            "_rels/.rels",
            relations(*[f'Id="a" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"'] * 2),
        ),
        "package-damaged",
    ),
    "empty part": (lambda: in_part(SHEET_PART, ""), "package-damaged"),
    "not XML": (lambda: in_part(SHEET_PART, "12"), "package-unsafe"),
    "cut XML": (lambda: in_part(SHEET_PART, sheet_xml("")[:-9]), "package-damaged"),
    "other bytes than utf-8": (
        lambda: in_part(SHEET_PART, sheet_xml("").replace(b"<sheetD", b"\xff<sheetD")),
        "package-damaged",
    ),
    "another vocabulary": (lambda: in_part(SHEET_PART, sheet_xml("", main="urn:x")), "package-damaged"),
    "strings of another vocabulary": (lambda: in_part("xl/sharedStrings.xml", "<sst/>"), "package-damaged"),
    "two tables": (lambda: in_part(SHEET_PART, sheet_xml("</sheetData><sheetData>")), "package-damaged"),
    "unknown entity": (lambda: workbook('<row r="1"><c r="A1"><v>&x;</v></c></row>'), "package-damaged"),
    "65 elements deep": (lambda: in_part(SHEET_PART, sheet_xml("", after="<a>" * 64 + "</a>" * 64)), "package-limit"),
    "a tag of 1 MB": (lambda: in_part(SHEET_PART, sheet_xml("", after=f'<a b="{"x" * 2**20}"/>')), "package-limit"),
    "6,000 names": (
        lambda: in_part(SHEET_PART, sheet_xml("", after="".join(f"<a{n}/>" for n in range(6_000)))),
        "package-limit",
    ),
    "6,000 namespaces": (
        lambda: in_part(SHEET_PART, sheet_xml("", after="".join(f'<a xmlns:a{n}="u"/>' for n in range(6_000)))),
        "package-limit",
    ),
    "101 sheets": (
        lambda: in_part(
            "xl/workbook.xml",
            f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
            + "".join(f'<sheet name="{n}" r:id="rId1"/>' for n in range(101))
            + "</sheets></workbook>",
        ),
        "package-limit",
    ),
    "10,001 merges": (
        lambda: in_part(
            SHEET_PART, sheet_xml("", after=f"<mergeCells>{'<mergeCell ref="A1:XFD1048576"/>' * 10_001}</mergeCells>")
        ),
        "package-limit",
    ),
    "200,001 strings": (lambda: workbook("", strings="<si><t>a</t></si>" * 200_001), "package-limit"),
    "200,001 cells": (lambda: workbook(many_rows(200_001)), "package-limit"),
    "a text of 32,768 characters": (lambda: workbook("", strings=f"<si><t>{'ž' * 32_768}</t></si>"), "package-limit"),
    "such a text in runs": (
        lambda: workbook("", strings=f"<si>{f'<r><t>{"ž" * 16_384}</t></r>' * 2}</si>"),
        "package-limit",
    ),
    "such a text in a cell": (
        lambda: workbook(f'<row r="1"><c r="A1" t="str"><v>{"x" * 32_768}</v></c></row>'),
        "package-limit",
    ),
    "33 MB of text": (lambda: workbook("", strings=f"<si><t>{'ž' * 16_500}</t></si>" * 1_000), "package-limit"),
    "66,000 formats": (lambda: workbook("", cell_formats='<xf numFmtId="0"/>' * 66_000), "package-limit"),
    "1,001 relations": (
        lambda: in_part("_rels/.rels", relations(*(f'Id="r{n}" Type="a" Target="b"' for n in range(1_001)))),
        "package-limit",
    ),
    "2,001 types": (lambda: with_types('<Default Extension="a" ContentType="b"/>' * 2_001), "package-limit"),
}


def many_rows(count: int, cell: Callable[[int], str] = lambda number: f"<c><v>{number}</v></c>") -> str:
    """That many cells, a hundred in a row."""
    return "".join(
        f"<row>{''.join(cell(number) for number in range(first, min(first + 100, count)))}</row>"
        for first in range(0, count, 100)
    )


@pytest.mark.parametrize(("make", "code"), XML.values(), ids=XML.keys())
def test_xml(make: Make, code: str) -> None:
    assert refusal(make()).code == code


# --- single cells -------------------------------------------------------------------------------------------------


def value(text: str, kind: str = "n") -> str:
    return f'<row r="2"><c r="B2" t="{kind}"><v>{text}</v></c></row>'


DAMAGED_VALUES = [
    *(
        value(text)
        for text in ("1e400", "-1e400", "1e-400", "nan", "inf", "0x1F", "1_000", "1 000", "1,5", "٣", "１", " ")
    ),
    *(value(text) for text in ("dvanáct", "TRUE", "1e1000000000", "9" * 401, "1.2.3", "--1", "1\u00a0")),
    *(value(text, "s") for text in ("0", "-1", "1.0", "٣", "9" * 4_301, "a", "1_0")),
    *(value(text, "b") for text in ("2", "TRUE", "ano")),
    value("chyba", "e"),
    *(value(text, "d") for text in ("dnes", "2020-02-30", "0001-01-01", "44000")),
    value("1", "x"),
    value("1", "rich"),
    value("1", "inlineStr"),
    '<row r="2"><c r="B2" s="7"><v>1</v></c></row>',
    '<row r="2"><c r="B2" s="00"><v>1</v></c></row>',
    '<row r="2"><c r="B2"><v>1</v><v>2</v></c></row>',
    '<row r="2"><c r="B2"><f>1</f><f>2</f><v>1</v></c></row>',
    '<row r="2"><c r="B2"><v>1<b/>2</v></c></row>',
    '<row r="2"><c r="B2"><is><t>1</t></is></c></row>',
    '<row r="2"><c r="B2" t="inlineStr"><is><t>1</t></is><v>2</v></c></row>',
    '<row r="2"><c r="B2" t="inlineStr"><is><t>1</t></is><is><t>2</t></is></c></row>',
    '<row r="2"><c r="B2"><c r="C2"><v>1</v></c></c></row>',
    '<row r="2"><c r="B2"><w>1</w></c></row>',
]
MISPLACED = [
    ('<row r="2"><c r="B2"><v>1</v></c><c r="B2"><v>2</v></c></row>', "package-twice", "B2"),
    ('<row r="2"><c r="B2"><v>1</v></c><c r="B2"/></row>', "package-twice", "B2"),
    ('<row r="2"><c r="B2"/><c r="B2"><v>1</v></c></row>', "package-twice", "B2"),
    ('<row r="2"><c r="C2"><v>1</v></c><c r="B2"><v>2</v></c></row>', "package-twice", "B2"),
    ('<row r="2"><c r="B2"><v>1</v></c></row><row r="2"><c r="C2"><v>2</v></c></row>', "package-twice", ""),
    ('<row r="2"><c r="B2"><v>1</v></c></row><row r="1"><c r="A1"><v>2</v></c></row>', "package-twice", ""),
    ('<row r="2"><c r="B3"><v>1</v></c></row>', "package-damaged", ""),
    ('<row r="2"><c r="b2"><v>1</v></c></row>', "package-damaged", ""),
    ('<row r="2"><c r="$B$2"><v>1</v></c></row>', "package-damaged", ""),
    ('<row r="2"><c r="XFE2"><v>1</v></c></row>', "package-damaged", ""),
    ('<row r="2"><c r="AAAA2"><v>1</v></c></row>', "package-damaged", ""),
    ('<row r="2"><c r="B02"><v>1</v></c></row>', "package-damaged", ""),
    ('<row r="0"><c r="B0"><v>1</v></c></row>', "package-twice", ""),
    ('<row r="1048577"><c r="B1048577"><v>1</v></c></row>', "package-damaged", ""),
    ('<row r="2_0"><c r="B20"><v>1</v></c></row>', "package-damaged", ""),
    ('<row r="2"><c r="XFD2"/><c><v>1</v></c></row>', "package-damaged", "XFE2"),
    ('<c r="B2"><v>1</v></c>', "package-damaged", ""),
    ('<row r="2"><row r="3"><c r="B3"><v>1</v></c></row></row>', "package-damaged", ""),
    ('<row r="2"><m:a xmlns:m="urn:m"><c r="B2"><v>1</v></c></m:a></row>', "package-damaged", ""),
]


@pytest.mark.parametrize("more", ["", "<!-- -->"], ids=["by pattern", "by expat"])
@pytest.mark.parametrize("rows", DAMAGED_VALUES)
def test_cells_that_cannot_be_read(rows: str, more: str) -> None:
    finding = refusal(workbook(more + rows))
    assert (finding.code, finding.place.sheet, finding.place.cells) == ("package-damaged", "List", ("B2",))


@pytest.mark.parametrize("more", ["", "<!-- -->"], ids=["by pattern", "by expat"])
@pytest.mark.parametrize(("rows", "code", "cell"), MISPLACED)
def test_cells_in_a_wrong_place(rows: str, code: str, cell: str, more: str) -> None:
    finding = refusal(workbook(more + rows))
    assert (finding.code, finding.place.sheet, finding.place.cells) == (code, "List", (cell,) if cell else ())


# --- damage on the way --------------------------------------------------------------------------------------------


def whole() -> dict[str, bytes]:
    """Two sheets' worth of numbers and texts, in the three ways programs write archives."""
    rows = many_rows(300, lambda n: f'<c t="s"><v>{n % 3}</v></c>' if n % 7 == 0 else f"<c><v>{n * 37 % 101}</v></c>")
    content = parts(rows, strings="<si><t>ano</t></si><si><t>ne</t></si><si><t>nevím</t></si>")
    return {
        "deflated": zipped(content),
        "streamed": zipped(content, streamed=True),
        "stored": zipped(content, zipfile.ZIP_STORED),
    }


WHOLE = whole()


def right_or_refused(data: bytes, expected: tuple[Sheet, ...] | None) -> bool:
    """Whether it was read; then exactly what was sent, never another number."""
    found, findings = read(data)
    if found is None:
        (finding,) = findings
        assert finding.code.startswith(("package-", "file-"))
        return False
    assert found == expected
    return True


@pytest.mark.parametrize("data", WHOLE.values(), ids=WHOLE.keys())
def test_cut_short(data: bytes) -> None:
    for sixteenth in range(16):
        assert refusal(data[: len(data) * sixteenth // 16]).code in ("package-damaged", "file-not-workbook")
    assert refusal(data[:-1]).code == "package-damaged"


@pytest.mark.parametrize("data", WHOLE.values(), ids=WHOLE.keys())
def test_bytes_changed_anywhere(data: bytes) -> None:
    expected, _ = read(data)
    assert expected is not None
    chance = random.Random(7)
    survived = 0
    for _ in range(1_500):
        damaged = bytearray(data)
        for _ in range(chance.choice((1, 1, 2, 8))):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        survived += right_or_refused(bytes(damaged), expected)
    # dates of the parts and such may change and no harm is done; most else must be noticed
    assert survived < 300


@pytest.mark.parametrize("data", WHOLE.values(), ids=WHOLE.keys())
def test_pieces_lost_doubled_and_swapped(data: bytes) -> None:
    expected, _ = read(data)
    chance = random.Random(8)
    for _ in range(500):
        first, second = sorted(chance.sample(range(len(data)), 2))
        piece = data[first:second]
        other = chance.choice((b"", piece + piece, piece[::-1], bytes(len(piece)), data[second : second + len(piece)]))
        damaged = data[:first] + other + data[second:]
        assert damaged == data or not right_or_refused(damaged, expected) or len(damaged) == len(data)


@pytest.mark.parametrize("streamed", [False, True])
def test_every_bit_of_the_directory(streamed: bool) -> None:
    data = zipped(parts(), streamed=streamed)
    inside = {
        place for entry in archive.entries(data).values() for place in range(entry.start, entry.start + entry.packed)
    }
    survived = 0
    for place in sorted(set(range(len(data))) - inside):
        for bit in range(8):
            damaged = bytearray(data)
            damaged[place] ^= 1 << bit
            survived += right_or_refused(bytes(damaged), ONE)
    assert survived > 0


PIECES = [
    *(
        "<row>",
        "</row>",
        '<row r="1">',
        '<row r="3"/>',
        '<row r="9" ht="12">',
        '<row r="9" ht="1" ht="2">',
        "<c>",
        "</c>",
    ),
    *(
        '<c r="A1">',
        '<c r="B1" s="0"/>',
        '<c r="A1" t="s">',
        '<c r="C1" t="str">',
        '<c t="b" r="A1">',
        "<v>",
        "</v>",
        "<v/>",
    ),
    *(
        "<f>",
        "</f>",
        '<f t="shared" si="0"/>',
        "<f/>",
        '<f si="0" t="a">',
        "<is>",
        "</is>",
        "<t>",
        "</t>",
        "1",
        "0",
        "-",
        ".5",
    ),
    *(
        "&amp;",
        "&lt;",
        "&#10;",
        "&#49;",
        "&x;",
        "&",
        "<",
        ">",
        '"',
        " ",
        "\n",
        "\r",
        "\0",
        "]]>",
        "<![CDATA[1]]>",
        "<!-- -->",
    ),
    *("<?a b?>", "</sheetData>", "<sheetData>", "ž", "\ufffe", "😀", 'xmlns="urn:x"', 'r="A1"', "_x0041_", "<extLst/>"),
]
ROWS = '<row r="1"><c r="A1"><v>27</v></c><c r="B1" t="s"><v>0</v></c><c r="C1" t="str"><f>A1&amp;"x"</f><v>27x</v></c></row>'


def outcome(sheet: bytes) -> dict[Address, Cell] | Finding:
    """The cells of a worksheet part, or why there are none."""
    try:
        return worksheet_cells("p", "List", [sheet], Shared(["ano"], {"0": PLAIN}), texts.Allowance())
    except RefusedError as refused:
        return refused.finding


def test_the_pattern_takes_nothing_that_expat_would_not(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(9)
    tokens = [token for token in ROWS.replace("<", "\t<").replace(">", ">\t").split("\t") if token]
    mutants = []
    for _ in range(6_000):
        changed = list(tokens)
        for _ in range(chance.choice((1, 1, 2, 3))):
            place = chance.randrange(len(changed))
            changed[place : place + chance.randrange(2)] = [chance.choice((*PIECES, *tokens))]
        mutants.append(sheet_xml("".join(changed)))
    by_pattern = [outcome(sheet) for sheet in mutants]
    monkeypatch.setattr(worksheet._Worksheet, "regular", None)
    by_expat = [outcome(sheet) for sheet in mutants]
    assert sum(isinstance(found, dict) for found in by_expat) > 300
    for sheet, one, other in zip(mutants, by_pattern, by_expat, strict=True):
        assert isinstance(one, Finding) == isinstance(other, Finding), sheet
        assert isinstance(one, Finding) or one == other, sheet


@pytest.mark.parametrize("name", [name for name in parts() if name != SHEET_PART])
def test_other_parts_changed(name: str) -> None:
    """Whatever they say, there is an answer: the cells, or one finding."""
    chance = random.Random(name)
    content = parts(ROWS, strings="<si><t>ano</t></si>")
    for _ in range(400):
        damaged = bytearray(content[name])
        for _ in range(chance.choice((1, 2, 5))):
            place = chance.randrange(len(damaged))
            damaged[place : place + chance.randrange(3)] = chance.choice(
                (b"", b"<", b'"', b"/", b"x", b"\xff", b"9", b"&")
            )
        found, findings = read(zipped(content | {name: bytes(damaged)}, zipfile.ZIP_STORED))
        assert found is not None or len(findings) == 1


# --- memory -------------------------------------------------------------------------------------------------------


def noise(count: int) -> Iterator[str]:
    """Texts that deflate cannot make smaller."""
    chance = random.Random(5)
    return (chance.randbytes(40).hex() for _ in range(count))


def filled(piece: str, size: int = 63 * 2**20) -> bytes:
    """A sheet part of that size, all made of one piece after its rows."""
    return in_part(SHEET_PART, sheet_xml("", after=piece * (size // len(piece))))


LARGE: dict[str, Make] = {
    "blank cells": lambda: workbook(f'<row r="1">{"<c/>" * 16_000}</row>' + '<row><c s="0"/></row>' * 2_000_000),
    "numbers": lambda: workbook(many_rows(200_000, lambda n: f"<c><f>{n}+1</f><v>{n}.{n}</v></c>")),
    "texts": lambda: workbook(
        many_rows(199_000, lambda n: f'<c t="s"><v>{n}</v></c>'),
        strings="".join(f"<si><t>{text}</t></si>" for text in noise(199_000)),
    ),
    "wide texts": lambda: workbook("", strings=f"<si><t>😀{'x' * 32_700}</t></si>" * 500),
    "one text": lambda: workbook(f'<row r="1"><c r="A1" t="str"><v>{"x" * (63 * 2**20)}</v></c></row>'),
    "one tag": lambda: filled(f'<a b="{"x" * (62 * 2**20)}"/>'),
    "one comment": lambda: filled(f"<!--{'x' * (62 * 2**20)}-->"),
    "deep": lambda: filled("<a>"),
    "names": lambda: in_part(SHEET_PART, sheet_xml("", after="".join(f"<a{n}/>" for n in range(3_000_000)))),
    "irregular": lambda: workbook("<row>" + "<c><v>1</v></c> " * 16_000 + "</row>" + "<row ></row >" * 3_000_000),
    "zeros": lambda: zipped(parts() | {f"xl/{n}.bin": bytes(42 * 2**20) for n in range(3)}),
}
CHILD = """
import resource, sys
from pathlib import Path
from zamestnanost_stats.workbook.reader import read
read(Path(sys.argv[1]).read_bytes())
own = [line.split()[1] for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")]
print(own[0] if own else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


@pytest.mark.parametrize("make", LARGE.values(), ids=LARGE.keys())
def test_memory(make: Make, tmp_path: Path) -> None:
    """In a process of its own; the peak is that of the process, not of the one that started it."""
    file = tmp_path / "large.xlsx"
    file.write_bytes(make())
    run = subprocess.run([sys.executable, "-c", CHILD, str(file)], capture_output=True, text=True, check=True)
    assert int(run.stdout) <= 150 * 1024
