"""Files made to deceive, to fill the memory, or damaged on the way: each is refused with its code, or read right."""

import random
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from packages import MAIN, OFFICE, ONE, SHEET_PART, many_rows, parts, refusal, relations, sheet_xml, workbook, zipped
from zamestnanost_stats.workbook import archive
from zamestnanost_stats.workbook.reader import read

Make = Callable[[], bytes]

END, LINE, HEADER = b"PK\5\6", b"PK\1\2", b"PK\3\4"
SHEET = SHEET_PART.encode()


# --- the archive --------------------------------------------------------------------------------------------------

# where a figure stands in the line of the directory, and in the part's own header
PICTURE = "xl/media/a.png"
FLAGS, METHOD, CRC, PACKED, SIZE = (8, 6), (10, 8), (16, 14), (20, 18), (24, 22)


def figure(places: tuple[int, int], pattern: str, value: int, *, where: str = "both", part: str = PICTURE) -> bytes:
    """A file whose directory ("line"), the part's own header ("header") or both give another figure for that part."""
    data = bytearray(zipped(parts() | {PICTURE: bytes(range(256)) * 9}))
    in_line, in_header = places
    if where != "header":
        struct.pack_into(pattern, data, data.index(part.encode(), data.index(LINE)) - 46 + in_line, value)
    if where != "line":
        struct.pack_into(pattern, data, data.index(part.encode()) - 30 + in_header, value)
    return bytes(data)


def special(mode: int) -> bytes:
    """A part that is a link or a device for those who unpack it."""
    data = bytearray(zipped(parts()))
    struct.pack_into("<L", data, data.index(SHEET, data.index(LINE)) - 46 + 38, mode << 16)
    return bytes(data)


def named(*names: str, types: str = "") -> bytes:
    """A file with parts of those names besides its own, and more said of the types of its parts."""
    told = parts()["[Content_Types].xml"].replace(b"</Types>", f"{types}</Types>".encode())
    return zipped(parts() | dict.fromkeys(names, b"<a/>") | {"[Content_Types].xml": told})


def twice() -> bytes:
    """The part of the sheet under its very name once more, with another number."""
    other = sheet_xml('<row r="1"><c r="A1"><v>37</v></c></row>')
    return zipped(parts() | {f"{SHEET_PART[:-1]}X": other}).replace(SHEET[:-1] + b"X", SHEET)


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


def beyond() -> bytes:
    """Two parts that start where the file has long ended, behind one that says it reaches that far."""
    data = zipped({"a": bytes(9), "b": b"", "c": b""})
    for part, start in ((b"b", 2**31), (b"c", 2**31 + 100)):
        data = moved(part + LINE if part == b"b" else part + END, start, data)
    changed = bytearray(data)
    for place in (PACKED[1], data.index(LINE) + PACKED[0]):
        struct.pack_into("<L", changed, place, 2**20)
    return bytes(changed)


def nested() -> bytes:
    """A part inside another part, header and all, with another number than the one outside."""
    other = zipped({SHEET_PART: sheet_xml('<row r="1"><c r="A1"><v>37</v></c></row>')}, zipfile.ZIP_STORED)
    data = zipped(parts(changed={"xl/z.bin": other}), zipfile.ZIP_STORED)
    return moved(SHEET, data.index(HEADER, data.index(b"xl/z.bin")), data)


def junk_in_a_part() -> bytes:
    """Bytes behind the end of a deflated stream, where no program looks."""
    data = bytearray(inserted(LINE, b"junk"))
    for place in (data.index(SHEET) - 30 + PACKED[1], data.rindex(SHEET) - 46 + PACKED[0]):
        struct.pack_into("<L", data, place, struct.unpack_from("<L", data, place)[0] + 4)
    return bytes(data)


def two_directories() -> bytes:
    """The last part holds a directory and an end of its own, and the true ones are only a comment for that end."""
    first = zipped(parts(), zipfile.ZIP_STORED)
    directory = first.index(LINE)
    lines = first[directory:-22]
    start = directory + 30 + len("xl/z.bin")
    rest = len(lines) + 46 + len("xl/z.bin") + 22
    inner = lines + first[-22:-6] + struct.pack("<LH", start, rest)
    return zipped(parts() | {"xl/z.bin": inner}, zipfile.ZIP_STORED)


def inserted(before: bytes, junk: bytes) -> bytes:
    """Bytes that belong to nothing, with all that is said of places put right."""
    data = bytearray(zipped(parts()))
    place = data.index(before, 1 if before == HEADER else 0)
    at = data.index(LINE)
    start = at
    while data[at : at + 4] == LINE:
        offset, lengths = struct.unpack_from("<L", data, at + 42)[0], struct.unpack_from("<3H", data, at + 28)
        struct.pack_into("<L", data, at + 42, offset + len(junk) * (offset >= place))
        at += 46 + sum(lengths)
    struct.pack_into("<L", data, at + 16, start + len(junk) * (start >= place))
    return bytes(data[:place] + junk + data[place:])


def before(junk: bytes) -> bytes:
    """The same at the very start, as in a file that is a picture and an archive at once."""
    data = inserted(HEADER, b"")
    archive_of = bytearray(data)
    at = archive_of.index(LINE)
    struct.pack_into("<L", archive_of, archive_of.index(END) + 16, at + len(junk))
    while archive_of[at : at + 4] == LINE:
        struct.pack_into("<L", archive_of, at + 42, struct.unpack_from("<L", archive_of, at + 42)[0] + len(junk))
        at += 46 + sum(struct.unpack_from("<3H", archive_of, at + 28))
    return junk + bytes(archive_of)


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


MACROS_IN_BIN = '<Default Extension="BIN" ContentType="application/vnd.ms-office.vbaProject"/>'
SHEETS_IN_BIN = '<Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/>'
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
    "picture before": (lambda: before(b"GIF89a"), "package-unsafe"),
    "junk after": (lambda: zipped(parts()) + b"junk", "package-damaged"),
    "line feed after": (lambda: zipped(parts()) + b"\r\n", "package-damaged"),
    "twice the same file": (lambda: zipped(parts()) * 2, "package-unsafe"),
    "another file as comment": (
        lambda: end("<H", 20, len(zipped(parts()))) + zipped(parts()),
        "package-unsafe",
    ),
    "gap between parts": (lambda: inserted(HEADER, b"junk"), "package-unsafe"),
    "gap before the directory": (lambda: inserted(LINE, b"junk"), "package-unsafe"),
    "gap after the directory": (lambda: inserted(END, b"junk"), "package-unsafe"),
    "two directories": (two_directories, "package-unsafe"),
    "zip64 in a comment": (lambda: zipped(parts(), comments={SHEET_PART: ZIP64_LOCATOR}), "package-unsafe"),
    "zip64": (lambda: inserted(END, ZIP64_LOCATOR), "package-unsafe"),
    "overlapping parts": (overlapping, "package-unsafe"),
    "part in a part": (nested, "package-unsafe"),
    "part beyond the end": (lambda: moved(SHEET, 2**31, zipped(parts())), "package-unsafe"),
    "parts beyond the end": (beyond, "package-unsafe"),
    "second disk": (lambda: end("<H", 4, 1), "package-damaged"),
    "fewer parts counted": (lambda: end("<L", 8, 6 * 65537), "package-damaged"),
    "two numbers of parts": (lambda: end("<H", 8, 6), "package-damaged"),
    "1,001 parts": (lambda: zipped({str(number): b"" for number in range(1_001)}), "package-limit"),
    "a part of 65 MB": (lambda: declared(1, 65 * 2**20), "package-limit"),
    "parts of 130 MB": (lambda: declared(130, 2**20), "package-limit"),
    "bomb": (bomb, "package-damaged"),
    "size too small": (lambda: figure(SIZE, "<L", 100), "package-damaged"),
    "size too large": (lambda: figure(SIZE, "<L", 5000), "package-damaged"),
    "size of the sheet too small": (lambda: figure(SIZE, "<L", 100, part=SHEET_PART), "package-damaged"),
    "two sizes": (lambda: figure(SIZE, "<L", 100, where="header"), "package-damaged"),
    "packed too small": (lambda: figure(PACKED, "<L", 100), "package-unsafe"),
    "packed too large": (lambda: figure(PACKED, "<L", 5000), "package-unsafe"),
    "junk in a part": (junk_in_a_part, "package-damaged"),
    "wrong checksum": (lambda: figure(CRC, "<L", 1), "package-damaged"),
    "wrong checksum of the sheet": (lambda: figure(CRC, "<L", 1, part=SHEET_PART), "package-damaged"),
    "two checksums": (lambda: figure(CRC, "<L", 1, where="header"), "package-damaged"),
    "two methods": (lambda: figure(METHOD, "<H", 0, where="header"), "package-damaged"),
    "stored or not": (lambda: figure(METHOD, "<H", 0), "package-damaged"),
    "another method": (lambda: figure(METHOD, "<H", 12), "package-unsafe"),
    "bzip2": (lambda: zipped(parts(), zipfile.ZIP_BZIP2), "package-unsafe"),
    "encrypted": (lambda: figure(FLAGS, "<H", 1), "file-locked"),
    "encrypted by the directory": (lambda: figure(FLAGS, "<H", 1, where="line"), "file-locked"),
    "encrypted by the header": (lambda: figure(FLAGS, "<H", 1, where="header"), "file-locked"),
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
    "same name": (twice, "package-unsafe"),
    "same name in another case": (lambda: named(SHEET_PART.upper()), "package-unsafe"),
    "same name in another case, ß": (lambda: named("xl/ß.xml", "xl/SS.xml"), "package-unsafe"),
    "macros": (lambda: named("xl/vbaProject.bin"), "package-macros"),
    "macros by type": (lambda: typed("application/vnd.ms-excel.sheet.macroEnabled.main+xml"), "package-macros"),
    "macros by the type of an extension": (lambda: named("xl/a.bin", types=MACROS_IN_BIN), "package-macros"),
    "binary by the type of an extension": (lambda: named("xl/a.bin", types=SHEETS_IN_BIN), "file-not-workbook"),
    "macros by a quoted type": (lambda: typed("application/vnd.ms-office.vba&#80;roject"), "package-macros"),
    "macros of 1992": (lambda: typed("application/vnd.ms-excel.macrosheet+xml"), "package-macros"),
}


@pytest.mark.parametrize(("make", "code"), ARCHIVES.values(), ids=ARCHIVES.keys())
def test_archives(make: Make, code: str) -> None:
    assert refusal(make()).code == code


def test_too_many_parts_to_be_counted() -> None:
    """The end of the file counts to 65,535; what holds more is not unsafe, but too large."""
    found = refusal(zipped(dict.fromkeys(map(str, range(70_000)), b""), zipfile.ZIP_STORED))
    assert found.code == "package-limit"


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


def listed(*sheets: tuple[str, str], more: Mapping[str, str | bytes] | None = None) -> bytes:
    lines = "".join(f'<sheet name="{name}" r:id="{link}"/>' for name, link in sheets)
    book = f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{lines}</sheets></workbook>'
    return zipped(parts(changed={"xl/workbook.xml": book} | dict(more or {})))


def linked(*ids: str) -> bytes:
    lines = (f'Id="{link}" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"' for link in ids)
    return in_part("_rels/.rels", relations(*lines))


def after(text: str) -> bytes:
    """A sheet with something after its cells."""
    return in_part(SHEET_PART, sheet_xml("", after=text))


def strings(text: str) -> bytes:
    return workbook("", strings=text)


TWO_SHEETS = relations(
    *(f'Id="rId{n}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"' for n in (1, 2)),
)
BINARY = relations(f'Id="rId1" Type="{OFFICE}/worksheet" Target="a.bin"').encode()
NOT_UTF_8 = sheet_xml("").replace(b"<sheetData", b"\xff<sheetData")
UTF_7 = b"<?xml version='1.0' encoding='utf-7'?>+ADwAIQ-DOCTYPE a+AD4-<a/>"
EBCDIC = "<?xml version='1.0' encoding='cp037'?><!DOCTYPE a><a/>".encode("cp037")
LONG_RUN = f"<r><t>{'ž' * 16_384}</t></r>"
MISNAMED_SHEET = (
    f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets><sheet name="a" r:id="rId1"/><sheeu name="b" r:id="rId2"/>'
    "</sheets></workbook>"
)
DOCTYPE = "<!DOCTYPE a><a/>"

XML: dict[str, tuple[Make, str]] = {
    "document type": (lambda: in_part(SHEET_PART, DOCTYPE), "package-unsafe"),
    "document type in a part nobody reads": (lambda: in_part("xl/drawings/a.vml", OUTSIDE + "<a/>"), "package-unsafe"),
    "document type of relations": (lambda: in_part("_rels/.rels", OUTSIDE + relations()), "package-unsafe"),
    "document type in utf-16": (lambda: in_part("xl/a.xml", DOCTYPE.encode("utf-16")), "package-unsafe"),
    "document type in utf-16-be": (lambda: in_part("xl/a.xml", DOCTYPE.encode("utf-16-be")), "package-unsafe"),
    "document type in utf-32": (lambda: in_part("xl/a.xml", DOCTYPE.encode("utf-32")), "package-unsafe"),
    "document type in utf-7": (lambda: in_part("xl/a.xml", UTF_7), "package-unsafe"),
    "document type in the code of mainframes": (lambda: in_part("xl/a.xml", EBCDIC), "package-unsafe"),
    "document type far down": (lambda: in_part("xl/a.xml", " " * (archive.CHUNK - 4) + DOCTYPE), "package-unsafe"),
    "document type after a comment": (lambda: in_part(SHEET_PART, f"<!--{' ' * 2**21}-->{DOCTYPE}"), "package-unsafe"),
    "billion laughs": (lambda: in_part(SHEET_PART, f"{BILLION_LAUGHS}<a>&l9;</a>"), "package-unsafe"),
    "no sheet part": (lambda: in_part(SHEET_PART, None), "package-damaged"),
    "no workbook part": (lambda: in_part("xl/workbook.xml", None), "package-damaged"),
    "no styles part": (lambda: in_part("xl/styles.xml", None), "package-damaged"),
    "no relations": (lambda: in_part("_rels/.rels", None), "file-not-workbook"),
    "no relations of the workbook": (lambda: in_part("xl/_rels/workbook.xml.rels", None), "package-damaged"),
    "no sheets": (lambda: listed(), "file-not-workbook"),
    "sheet outside": (lambda: target("https://example.org/a.xml", 'TargetMode="External"'), "package-unsafe"),
    "sheet above": (lambda: target("../../etc/passwd"), "package-unsafe"),
    "sheet in a file": (lambda: target("file:///etc/passwd"), "package-damaged"),
    "sheet with backslashes": (lambda: target("worksheets\\sheet1.xml"), "package-damaged"),
    "sheet of an unknown kind": (lambda: target("worksheets/sheet1.xml", kind="newsheet"), "package-damaged"),
    "sheet that is not XML": (
        lambda: zipped(parts(changed={"xl/a.bin": sheet_xml(""), "xl/_rels/workbook.xml.rels": BINARY})),
        "package-damaged",
    ),
    "sheet that is the styles": (lambda: listed(("a", "rId1"), ("b", "rId2")), "package-damaged"),
    "two sheets in one part": (lambda: listed(("a", "rId1"), ("b", "rId1")), "package-damaged"),
    "two sheets of one name": (
        lambda: listed(
            ("List", "rId1"),
            ("LIST", "rId2"),
            more={"xl/_rels/workbook.xml.rels": TWO_SHEETS, "xl/worksheets/sheet2.xml": sheet_xml("")},
        ),
        "package-damaged",
    ),
    "sheet without a name": (lambda: listed(("", "rId1")), "package-damaged"),
    "two workbooks": (lambda: linked("a", "b"), "package-damaged"),
    "one id twice": (lambda: linked("a", "a"), "package-damaged"),
    "empty part": (lambda: in_part(SHEET_PART, ""), "package-damaged"),
    "not XML": (lambda: in_part(SHEET_PART, "12"), "package-unsafe"),
    "cut XML": (lambda: in_part(SHEET_PART, sheet_xml("")[:-9]), "package-damaged"),
    "other bytes than utf-8": (lambda: in_part(SHEET_PART, NOT_UTF_8), "package-damaged"),
    "what is no character, among shared texts": (lambda: strings("<si><t>a\uffff</t></si>"), "package-damaged"),
    "what is no character, in a cell": (lambda: workbook(cell("a\ufffe", "str")), "package-damaged"),
    "another vocabulary": (lambda: in_part(SHEET_PART, sheet_xml("", main="urn:x")), "package-damaged"),
    "strings of another vocabulary": (lambda: in_part("xl/sharedStrings.xml", "<sst/>"), "package-damaged"),
    "a sheet by another name": (
        lambda: listed(("a", "rId1"), more={"xl/workbook.xml": MISNAMED_SHEET}),
        "package-damaged",
    ),
    "a format by another name": (lambda: workbook("", cell_formats="<xg/><xf/>"), "package-damaged"),
    "a number format by another name": (lambda: workbook("", formats="<numFmu/>"), "package-damaged"),
    "a string by another name": (lambda: strings("<sj><t>a</t></sj><si><t>b</t></si>"), "package-damaged"),
    "a run by another name": (lambda: strings("<si><r><t>1</t></r><q><t>2</t></q></si>"), "package-damaged"),
    "a text of a run by another name": (lambda: strings("<si><r><t>1</t></r><r><u>2</u></r></si>"), "package-damaged"),
    "a run in a cell by another name": (
        lambda: workbook('<row r="1"><c r="A1" t="inlineStr"><is><t>1</t><u>2</u></is></c></row>'),
        "package-damaged",
    ),
    "two tables": (lambda: workbook("</sheetData><sheetData>"), "package-damaged"),
    "unknown entity": (lambda: workbook('<row r="1"><c r="A1"><v>&x;</v></c></row>'), "package-damaged"),
    "65 elements deep": (lambda: after("<a>" * 64 + "</a>" * 64), "package-limit"),
    "a tag of 1 MB": (lambda: after(f"<a b='{'x' * 2**20}'/>"), "package-limit"),
    "6,000 names": (lambda: after("".join(f"<a{n}/>" for n in range(6_000))), "package-limit"),
    "6,000 namespaces": (lambda: after("".join(f"<a xmlns:a{n}='u'/>" for n in range(6_000))), "package-limit"),
    "101 sheets": (lambda: listed(*((str(n), "rId1") for n in range(101))), "package-limit"),
    "10,001 merges": (
        lambda: after(f"<mergeCells>{'<mergeCell/>' * 10_001}</mergeCells>"),
        "package-limit",
    ),
    "200,001 strings": (lambda: strings("<si><t>a</t></si>" * 200_001), "package-limit"),
    "200,001 cells": (lambda: workbook(many_rows(200_001)), "package-limit"),
    "a text of 32,768 characters": (lambda: strings(f"<si><t>{'ž' * 32_768}</t></si>"), "package-limit"),
    "such a text in runs": (lambda: strings(f"<si>{LONG_RUN * 2}</si>"), "package-limit"),
    "such a text in a cell": (lambda: workbook(cell("x" * 32_768, "str")), "package-limit"),
    "such a formula": (lambda: workbook(f"<row><c><f>{'1' * 32_768}</f></c></row>"), "package-limit"),
    "such a formula, regular": (
        lambda: workbook(f'<row r="1"><c r="A1"><f>{"1" * 32_768}</f></c></row>'),
        "package-limit",
    ),
    "33 MB of text": (lambda: strings(f"<si><t>{'ž' * 16_500}</t></si>" * 1_100), "package-limit"),
    "66,000 formats": (lambda: workbook("", cell_formats='<xf numFmtId="0"/>' * 66_000), "package-limit"),
    "1,001 relations": (lambda: linked(*(f"r{n}" for n in range(1_001))), "package-limit"),
    "2,001 types": (lambda: with_types('<Default Extension="a" ContentType="b"/>' * 2_001), "package-limit"),
}


@pytest.mark.parametrize(("make", "code"), XML.values(), ids=XML.keys())
def test_xml(make: Make, code: str) -> None:
    assert refusal(make()).code == code


def test_what_is_remembered_of_a_part() -> None:
    """Small parts are remembered by their name and bytes: a damaged one stays damaged, a good one its own."""
    row = '<row r="1"><c r="A1" t="s"><v>0</v></c></row>'
    one, other = (workbook(row, strings=f"<si><t>{text}</t></si>") for text in ("a", "b"))
    bad = strings("<sj/>")
    for _again in range(2):
        assert [texts(data) for data in (one, other, one)] == ["a", "b", "a"]
        assert refusal(bad).code == "package-damaged"


def texts(data: bytes) -> str:
    found, _findings = read(data)
    return "".join(cell.text for sheet in found or () for cell in sheet.cells.values())


# --- single cells -------------------------------------------------------------------------------------------------


def cell(text: str, kind: str = "n") -> str:
    return f'<row r="2"><c r="B2" t="{kind}"><v>{text}</v></c></row>'


NOT_NUMBERS = (
    *("1e400", "-1e400", "1e-400", "1e1000000000", "nan", "inf", "0x1F", "1_000", "1 000", "1,5", "1.2.3", "--1"),
    *("9" * 401, "٣", "１", "1\u00a0", " ", "dvanáct", "TRUE"),
)
DAMAGED_VALUES = [
    *(cell(text) for text in NOT_NUMBERS),
    *(cell(text, "s") for text in ("0", "-1", "1.0", "٣", "9" * 4_301, "a", "1_0")),
    *(cell(text, "b") for text in ("2", "TRUE", "ano")),
    *(cell(text, "d") for text in ("dnes", "2020-02-30", "0000-01-01", "44000")),
    cell("chyba", "e"),
    cell("1", "x"),
    cell("1", "rich"),
    cell("1", "inlineStr"),
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
    "one text": lambda: workbook(cell(f"{'x' * 4_000}😀" * 16_000, "str")),
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
