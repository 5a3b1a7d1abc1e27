"""Looks through an .xls file before calamine reads it: may it be opened, and what is in its cells besides their values.

The file is a compound file ([MS-CFB]); its stream Workbook is a sequence of records ([MS-XLS] 2.3), those of the whole
book first, then those of each sheet.
"""

import struct
from collections.abc import Iterator, Sequence
from itertools import pairwise

from zamestnanost_stats.findings import Place, quote
from zamestnanost_stats.workbook.archive import RefusedError
from zamestnanost_stats.workbook.cells import Address, Kind
from zamestnanost_stats.workbook.compound import Compound, compound
from zamestnanost_stats.workbook.formats import PLAIN, Format, number_format
from zamestnanost_stats.workbook.legacy import Marked, Marks

_SHORTEST = 4096
"""Shorter streams are kept elsewhere; no workbook of ours is that short."""

_BOF, _EOF, _FILE_PASS, _FORMAT, _XF, _BOUND_SHEET, _SUP_BOOK = 0x809, 0x0A, 0x2F, 0x41E, 0xE0, 0x85, 0x1AE
_FORMULA, _NUMBER, _RK, _MUL_RK, _BOOL_ERR, _LABEL, _LABEL_SST = 0x06, 0x203, 0x27E, 0xBD, 0x205, 0x204, 0xFD
_CELLS = frozenset((_FORMULA, _NUMBER, _RK, _MUL_RK, _BOOL_ERR, _LABEL, _LABEL_SST))
_NUMBERS = frozenset((_NUMBER, _RK, _MUL_RK))
_BIFF8 = b"\x00\x06"
_WORKSHEET, _CHART = 0, 2
_OWN_LINKS = (b"\x01\x04", b"\x01\x3a")
"""To the workbook itself, and to the functions that come with Excel."""
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_NO_NUMBER, _IS_ERROR = b"\xff\xff", 2


def look_into_xls(data: bytes) -> Marked:
    """What is in its sheets besides values; RefusedError where the file is not to be opened."""
    try:
        return _book(workbook(compound(data)))
    except (struct.error, UnicodeDecodeError, IndexError):
        raise RefusedError("package-damaged", "XLS") from None


# --- the compound file


def workbook(file: Compound) -> bytes:
    """The stream of that name; RefusedError where there is none, or more than one, or macros stand beside it."""
    found = []
    for line in file.listed():
        name = line.name.upper()
        if name.startswith("_VBA_PROJECT"):
            raise RefusedError("package-macros")
        if name == "WORKBOOK":
            found.append(line)
    if len(found) > 1:
        # one stands within another: programs differ over which they take
        raise RefusedError("package-unsafe", "OLE: Workbook")
    if not found or found[0].size < _SHORTEST:
        raise RefusedError("file-not-workbook")
    stream = file.chained(found[0].start)
    if len(stream) < found[0].size:
        raise RefusedError("package-damaged", "OLE")
    return stream[: found[0].size]


# --- the records


def _records(book: bytes, at: int, end: int) -> Iterator[tuple[int, bytes]]:
    """The records of the part of the book that stands there; the next part begins at ``end``."""
    kind = -1
    while kind != _EOF:
        kind, length = struct.unpack_from("<2H", book, at)
        start, at = at + 4, at + 4 + length
        if at > end:
            raise RefusedError("package-damaged", "XLS")
        yield kind, book[start:at]


def _text(signs: bytes, flags: int) -> str:
    """Text of 16-bit signs, or only of their lower bytes."""
    return signs.decode("utf-16-le" if flags & 1 else "latin-1")


def _book(book: bytes) -> Marked:
    marked = Marked()
    formats: dict[int, Format] = {9: (Kind.NUMBER, True), 10: (Kind.NUMBER, True)}
    styles: list[int] = []
    starts: list[int] = []
    for kind, body in _records(book, 0, len(book)):
        _check(kind, body)
        if kind == _FORMAT:
            index, _, flags = struct.unpack_from("<2HB", body)
            formats[index] = number_format(_text(body[5:], flags))
        elif kind == _XF:
            styles += struct.unpack_from("<H", body, 2)
        elif kind == _SUP_BOOK:
            marked.external |= body[2:4] not in _OWN_LINKS
        elif kind == _BOUND_SHEET and body[5] == _WORKSHEET:
            starts += struct.unpack_from("<L", body)
            marked.add(_text(body[8:], body[7]))
    by_style = [formats.get(index, PLAIN) for index in styles]
    ends = dict(pairwise([*sorted(starts), len(book)]))
    if len(ends) < len(starts):
        raise RefusedError("package-damaged", "XLS")
    for marks, start in zip(marked.sheets, starts, strict=True):
        marked.measure(_mark(_records(book, start, ends[start]), marks, marked, by_style))
    return marked


def _check(kind: int, body: bytes) -> None:
    if kind == _FILE_PASS:
        # of any kind: one of them calamine takes for no password, and reads garbage
        raise RefusedError("file-locked")
    if kind == _BOF and body[:2] != _BIFF8:
        raise RefusedError("file-not-workbook")
    if kind == _BOUND_SHEET and body[5] not in (_WORKSHEET, _CHART):
        raise RefusedError("package-macros")


def _mark(records: Iterator[tuple[int, bytes]], marks: Marks, marked: Marked, formats: Sequence[Format]) -> Address:
    """Marks the cells of a sheet; its lower right corner. Cells stand in order: no two programs agree on others."""
    last, widest = Address(0, 0), 0
    for kind, body in records:
        if kind not in _CELLS:
            continue
        row, column = struct.unpack_from("<2H", body)
        count = (len(body) - 6) // 6 if kind == _MUL_RK else 1
        marked.fill(count)
        for index in range(count):
            at = Address(row + 1, column + index + 1)
            if at <= last:
                raise RefusedError("package-twice", place=Place(sheet=quote(marks.name), cells=(str(at),)))
            last, widest = at, max(widest, at.column)
            (style,) = struct.unpack_from("<H", body, 4 + 6 * index)
            if formats[style] != PLAIN and _is_number(kind, body):
                marks.formats[at] = formats[style]
        error = _error(kind, body)
        if error:
            marks.errors[last] = error
    return Address(last.row, widest)


def _is_number(kind: int, body: bytes) -> bool:
    return kind in _NUMBERS or (kind == _FORMULA and body[12:14] != _NO_NUMBER)


def _error(kind: int, body: bytes) -> str:
    """What the cell shows where it is an error."""
    if kind == _BOOL_ERR and body[7]:
        return _ERRORS.get(body[6], "#")
    if kind == _FORMULA and body[12:14] == _NO_NUMBER and body[6] == _IS_ERROR:
        return _ERRORS.get(body[8], "#")
    return ""
