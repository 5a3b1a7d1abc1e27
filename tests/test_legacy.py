"""Old formats: what comes back as .ods or .xls gives the same values as .xlsx, or one finding why it is not read."""

import functools
import io
import os
import random
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest

import office
import rounds
from packages import parts, zipped
from test_roundtrip import SERVICES, filled
from zamestnanost_stats.catalogue import CATALOGUE
from zamestnanost_stats.findings import Finding, Severity, hint, message
from zamestnanost_stats.form import layout
from zamestnanost_stats.form.asked import Asked, rows
from zamestnanost_stats.keys import CellKey, Value
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


def ods(tables: str, *, before: str = "", manifest: str = "", mimetype: str = MIMETYPE, **more: bytes) -> bytes:
    """An .ods of those tables; ``more`` parts by name, with a slash for two underscores."""
    stream = io.BytesIO()
    content = f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
    made = {
        "content.xml": f"{before}<office:document-content {SPACES}>{content}</office:document-content>".encode(),
        "META-INF/manifest.xml": f"<manifest:manifest {SPACES}>{manifest}</manifest:manifest>".encode(),
    } | {name.replace("__", "/"): data for name, data in more.items()}
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(zipfile.ZipInfo("mimetype"), mimetype)
        for name, data in made.items():
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
PLAIN, PERCENT, OWN = 0, 1, 2


def record(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<2H", kind, len(body)) + body


def number(row: int, column: int, value: float, style: int = PLAIN) -> bytes:
    return record(NUMBER, struct.pack("<3Hd", row, column, style, value))


def book(*sheets: bytes, head: bytes = b"", kind: int = 0, version: int = 0x600) -> bytes:
    """The records of a workbook with sheets called List1, List2...; styles: plain, 0 %, and one called ``0 "%"``."""
    start = record(BOF, struct.pack("<2H12x", version, 5)) + head
    own = '0 "ks" %'
    start += record(0x41E, struct.pack("<2HB", 164, len(own), 0) + own.encode())
    start += b"".join(record(XF, struct.pack("<2H16x", 0, style)) for style in (0, 9, 164))
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
