"""Finds the texts of an .xls file wherever they stand besides the cells: in every record and every stream of it.

Where the format says how long a text is ([MS-XLS], [MS-OLEPS]), that is believed. Everywhere else a text is what bytes
hardly are by chance: signs that can be printed, ``_SHORTEST`` of them in a row. Not seen are texts of eight bits with
letters beyond ASCII in embedded files, texts that are packed, and pictures.
"""

import re
import struct
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import NamedTuple

from zamestnanost_stats.workbook.archive import RefusedError
from zamestnanost_stats.workbook.compound import compound


class Told(NamedTuple):
    """A text: who says it (as parts of .xlsx call it), on which sheet, and in what (``comment``, ``header``...)."""

    says: str
    text: str
    sheet: str = ""
    part: str = ""


_CONTINUE, _BOUND_SHEET, _SST, _STRING, _LABEL, _FORMULA = 0x3C, 0x85, 0xFC, 0x207, 0x204, 0x06
_TXO, _NOTE, _USER, _DRAWING = 0x1B6, 0x1C, 0x5C, 0xEC
_HEADERS = frozenset((0x14, 0x15, 0x89C))
_BARE = frozenset((0x203, 0x27E, 0xBD, 0x205, 0xFD, 0x201, 0xBE, 0x208, 0x20B, 0xD7, 0xFF, 0xE0, 0x92, 0x87C, 0x87D))
_BARE |= {0x896, 0xEB, 0x4D, 0xA1, 0x26, 0x27, 0x28, 0x29, 0x7D, 0x200, 0xE5}
"""Records without texts: numbers, blanks, rows, offsets, formats; themes, pictures, settings of pages and printers."""
_MAX_RECORDS = 300_000
"""Six times the cells that an .xls may have."""
_SHORTEST = 10
_NARROW = re.compile(rb"[\t\n\r\x20-\x7e\xa0-\xff]{6,}+")
_ASCII = re.compile(rb"[\t\n\r\x20-\x7e]{%d,}+" % _SHORTEST)
_WIDE = re.compile(
    rb"(?:[\t\n\r\x20-\x7e\xa0-\xff]\0|[\x04-\x1b\x39-\x48\x50-\x7e]\x01|[\x0b-\x1f\x26\x44\x60]\x20){6,}+", re.S
)
_NAMES = {(0, 4): "creator", (0, 8): "lastModifiedBy", (1, 14): "Manager", (1, 15): "Company"}
"""Properties that are names, by the stream they stand in and their number."""
_PROPERTIES = ("\x05SummaryInformation", "\x05DocumentSummaryInformation")


def texts(data: bytes) -> Iterator[Told]:
    """All texts of a file that was read; some come twice, and some that cells show are among them.

    RefusedError where that is too much.
    """
    for name, stream in compound(data).streams():
        if name.upper() == "WORKBOOK":
            yield from _book(stream)
        else:
            if name in _PROPERTIES:
                with suppress(struct.error, LookupError):
                    yield from _properties(stream, _PROPERTIES.index(name))
            for text in _runs(stream, _ASCII):
                yield Told("", text, part="properties" if name in _PROPERTIES else "hidden")


def _runs(data: bytes, narrow: re.Pattern[bytes]) -> Iterator[str]:
    """What can be text in any bytes; of the length said right before it, where one is."""
    for pattern, wide in ((_WIDE, 1), (narrow, 0)):
        for run in pattern.finditer(data):
            start, end = run.span()
            if wide and data[start + 1] == 1 and data[start] == (end - start >> 1) - 1:
                # a short length and the mark of wide signs: together they look like one letter
                start += 2
            while start < end:
                after = min(end, start + (_length(data, start, wide, end - start >> wide) << wide))
                yield data[start:after].decode("utf-16-le" if wide else "latin-1")
                start = after


def _length(data: bytes, start: int, wide: int, most: int) -> int:
    """How many signs the text there has: as one or two bytes before it say, followed by how wide a sign is."""
    if start < 3 or data[start - 1] != wide:
        return most
    said = data[start - 3] | data[start - 2] << 8
    return next((length for length in (said, said >> 8) if 0 < length <= most), most)


# --- the records


def _records(book: bytes) -> Iterator[tuple[int, int, list[bytes]]]:
    """Where each record stands, its kind, and its body with what goes on in the records after it."""
    at, begun, kind, bodies, count = 0, 0, 0, [b""], 0
    while at + 4 <= len(book):
        count += 1
        if count > _MAX_RECORDS:
            raise RefusedError("package-limit", f"XLS: > {_MAX_RECORDS}")
        next_kind, length = struct.unpack_from("<2H", book, at)
        body = book[at + 4 : at + 4 + length]
        if not next_kind or len(body) < length:
            break
        if next_kind != _CONTINUE:
            yield begun, kind, bodies
            begun, kind, bodies = at, next_kind, []
        bodies.append(body)
        at += 4 + length
    yield begun, kind, bodies
    yield at, 0, [book[at:]]


def _book(book: bytes) -> Iterator[Told]:
    sheets: dict[int, str] = {}
    sheet = ""
    for at, kind, bodies in _records(book):
        sheet = sheets.get(at, sheet)
        if kind in _BARE:
            continue
        try:
            said = list(_said(kind, bodies))
        except (struct.error, UnicodeDecodeError, IndexError):
            said = [("", text) for text in _loose(bodies)]
        if kind == _BOUND_SHEET and said:
            sheets[int.from_bytes(bodies[0][:4], "little")] = said[0][1]
        part = _PARTS.get(kind, "sheet" if sheet else "hidden")
        for says, text in said:
            yield Told(says, text, sheet, part)


_PARTS = {
    _SST: "unused",
    _STRING: "cell",
    _LABEL: "cell",
    _FORMULA: "cell",
    _TXO: "box",
    _NOTE: "comment",
    _USER: "properties",
    _DRAWING: "drawing",
}


def _said(kind: int, bodies: Sequence[bytes]) -> Iterator[tuple[str, str]]:
    """Who says which text in a record."""
    body = bodies[0]
    if kind == _SST:
        yield from (("si", text) for text in _shared(_Chunks(bodies, 8), struct.unpack_from("<L", body, 4)[0]))
    elif kind == _STRING:
        yield "v", _counted(_Chunks(bodies))
    elif kind == _LABEL:
        yield "v", _counted(_Chunks(bodies, 6))
    elif kind == _TXO and len(bodies) > 1:
        chunks = _Chunks(bodies[1:])
        yield "text", chunks.signs(struct.unpack_from("<H", body, 10)[0], chunks.take(1)[0])
    elif kind == _NOTE:
        yield "author", _counted(_Chunks(bodies, 8))
    elif kind == _USER:
        yield "creator", _counted(_Chunks(bodies)).strip()
    elif kind == _BOUND_SHEET:
        chunks = _Chunks(bodies, 6)
        length, flags = chunks.take(2)
        yield "sheet name", chunks.signs(length, flags)
    elif kind in _HEADERS:
        yield from (("oddHeader", text) for text in _loose(bodies))
    else:
        yield from (("", text) for text in _loose(bodies))


def _loose(bodies: Sequence[bytes]) -> Iterator[str]:
    """The runs of a record whose layout is not known, also those that go on in the next."""
    whole = bodies[0] + b"".join(body[1:] if body[:1] in (b"\0", b"\1") else body for body in bodies[1:])
    return _runs(whole, _NARROW)


def _counted(chunks: "_Chunks") -> str:
    length, flags = struct.unpack("<HB", chunks.take(3))
    return chunks.signs(length, flags)


def _shared(chunks: "_Chunks", count: int) -> Iterator[str]:
    """The texts that cells refer to by number."""
    for _ in range(count):
        length, flags = struct.unpack("<HB", chunks.take(3))
        runs = struct.unpack("<H", chunks.take(2))[0] if flags & 8 else 0
        more = struct.unpack("<L", chunks.take(4))[0] if flags & 4 else 0
        yield chunks.signs(length, flags)
        chunks.take(4 * runs + more)


class _Chunks:
    """Reads a record and those it goes on in from one end to the other."""

    def __init__(self, bodies: Iterable[bytes], at: int = 0) -> None:
        self.rest = iter(bodies)
        self.chunk, self.at = next(self.rest), at

    def take(self, count: int) -> bytes:
        """So many bytes; struct.error where there are not as many."""
        found = self.chunk[self.at : self.at + count]
        self.at += count
        while len(found) < count:
            self.chunk = self.following()
            self.at = count - len(found)
            found += self.chunk[: self.at]
        return found

    def signs(self, count: int, flags: int) -> str:
        """A text of so many signs; where it goes on in another record, that begins with the flags again."""
        text = ""
        while True:
            wide = flags & 1
            part = self.chunk[self.at : self.at + (count << wide)]
            self.at += len(part)
            count -= len(part) >> wide
            text += part.decode("utf-16-le" if wide else "latin-1", "replace")
            if count <= 0:
                return text
            self.chunk, self.at = self.following(), 1
            flags = self.chunk[0]

    def following(self) -> bytes:
        """The next record."""
        for chunk in self.rest:
            if chunk:
                return chunk
        raise struct.error


# --- the properties


def _properties(stream: bytes, which: int) -> Iterator[Told]:
    """The texts of a set of properties; those the user named are in the second half of the second set."""
    for number in range(min(struct.unpack_from("<L", stream, 24)[0], 2)):
        (start,) = struct.unpack_from("<L", stream, 44 + 20 * number)
        count = min(struct.unpack_from("<L", stream, start + 4)[0], 1_000)
        pairs = struct.iter_unpack("<2L", stream[start + 8 : start + 8 + 8 * count])
        places = {key: start + offset for key, offset in pairs}
        page = struct.unpack_from("<H", stream, places[1] + 4)[0] if 1 in places else 1250
        names = _dictionary(stream, places[0], page) if 0 in places else {}
        for key, at in places.items():
            if key > 1:
                says = f"property {names.get(key, '')}" if number else _NAMES.get((which, key), "title")
                for text in _values(stream, at, page):
                    yield Told(says, text, part="properties")


def _values(stream: bytes, at: int, page: int) -> Iterator[str]:
    """A text, or a list of texts; nothing where the property is of another kind."""
    (kind,) = struct.unpack_from("<L", stream, at)
    many, wide = kind & 0x1000, kind & 0xFFF == 31
    if kind & 0xFFF not in (30, 31):
        return
    (count,) = struct.unpack_from("<L", stream, at + 4) if many else (1,)
    at += 8 if many else 4
    for _ in range(min(count, 1_000)):
        (length,) = struct.unpack_from("<L", stream, at)
        length <<= 1 if wide else 0
        yield _spelt(stream[at + 4 : at + 4 + length], 1200 if wide else page)
        at += 4 + length + (-length % 4 if wide else 0)


def _dictionary(stream: bytes, at: int, page: int) -> dict[int, str]:
    """The names that the user gave to properties, by their numbers."""
    (count,) = struct.unpack_from("<L", stream, at)
    at += 4
    names = {}
    for _ in range(min(count, 1_000)):
        key, length = struct.unpack_from("<2L", stream, at)
        length <<= 1 if page == 1200 else 0
        names[key] = _spelt(stream[at + 8 : at + 8 + length], page)
        at += 8 + length + (-length % 4 if page == 1200 else 0)
    return names


def _spelt(signs: bytes, page: int) -> str:
    encoding = {1200: "utf-16-le", 65001: "utf-8"}.get(page, f"cp{page}")
    return signs.decode(encoding, "replace").partition("\0")[0]
