"""Opens a zip archive only where it can be read in one way: every byte of the file belongs to exactly one thing.

Libraries disagree over archives that say two things (a name twice, sizes that lie, junk before or between the parts)
and then return different numbers. So nothing is repaired here: the directory at the end and the header before each
part must agree, and the parts must fill the file without a gap. LibreOffice's own reader asks for the same.
"""

import re
import stat
import struct
import zlib
from collections.abc import Iterator
from typing import NamedTuple

from zamestnanost_stats.findings import Finding, Place, quote

MAX_PARTS = 1_000
MAX_PART = 64 * 2**20
MAX_ALL = 128 * 2**20
CHUNK = 2**18
"""A part is handed out in pieces no larger than this."""

_END = struct.Struct("<4s4H2LH")
_LINE = struct.Struct("<4s6H3L5H2L")
_HEADER = struct.Struct("<4s5H3L2H")
_LONGEST_COMMENT = 0xFFFF
_WIDE = 0xFFFFFFFF
_MANY = 0xFFFF
"""More parts than the end of the file can count."""
_ENCRYPTED, _STREAMED, _UTF8 = 0x2041, 0x0008, 0x0800
_STORED, _DEFLATED = 0, 8
_ZIP64, _OTHER_NAME = 0x0001, 0x7075
_NOWHERE = Place()
_UNSAFE_NAME = re.compile(r"^$|^/|//|[\\:\x00-\x1f\x7f]|(^|/)\.{1,2}(/|$)")


class RefusedError(Exception):
    """The file is read no further, and ``finding`` says why; caught before it leaves this room."""

    def __init__(self, code: str, detail: str | None = None, place: Place = _NOWHERE) -> None:
        """``detail`` is a technical token, the same in every language: a part's name, an element, a limit."""
        super().__init__(code, detail)
        self.finding = Finding(code, place, params={} if detail is None else {"detail": quote(detail)})


class Entry(NamedTuple):
    """One part of the archive: what is said of it, and where its bytes start."""

    name: str
    deflated: bool
    crc: int
    packed: int
    size: int
    start: int


class _Line(NamedTuple):
    """What the directory says of a part."""

    name: bytes
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    attributes: int
    header: int


def entries(data: bytes) -> dict[str, Entry]:
    """The parts of the archive by case-folded name; RefusedError where they can be read in two ways, or not at all."""
    lines, directory = _lines(data)
    lines.sort(key=lambda line: line.header)
    found: dict[str, Entry] = {}
    starts = [*(line.header for line in lines), directory]
    if starts[0] != 0 or max(starts) != directory:
        raise RefusedError("package-unsafe", "ZIP: 0")
    for line, after in zip(lines, starts[1:], strict=True):
        entry = _entry(data, line, after)
        if found.setdefault(entry.name.casefold(), entry) is not entry:
            raise RefusedError("package-unsafe", entry.name)
    return {name: entry for name, entry in found.items() if not name.endswith("/")}


def pieces(data: bytes, entry: Entry) -> Iterator[bytes]:
    """The part inflated, piece by piece; RefusedError where its size or its checksum turns out to be a lie."""
    packed = memoryview(data)[entry.start : entry.start + entry.packed]
    size = crc = 0
    for piece in _inflated(packed, entry.name) if entry.deflated else _sliced(packed):
        size += len(piece)
        if size > entry.size:
            break
        crc = zlib.crc32(piece, crc)
        yield piece
    if size != entry.size or crc != entry.crc:
        raise RefusedError("package-damaged", f"{entry.name}: {'CRC' if size == entry.size else 'ZIP'}")


def _sliced(packed: memoryview) -> Iterator[bytes]:
    for at in range(0, len(packed), CHUNK):
        yield bytes(packed[at : at + CHUNK])


def _inflated(packed: memoryview, name: str) -> Iterator[bytes]:
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for at in range(0, len(packed), CHUNK):
            piece = stream.decompress(packed[at : at + CHUNK], CHUNK)
            yield piece
            # a full piece may leave more behind, even where all input was taken
            while len(piece) == CHUNK:
                piece = stream.decompress(stream.unconsumed_tail, CHUNK)
                yield piece
            if stream.unused_data:
                break
    except zlib.error:
        raise RefusedError("package-damaged", f"{name}: ZIP") from None
    if not stream.eof or stream.unused_data:
        raise RefusedError("package-damaged", f"{name}: ZIP")


def _lines(data: bytes) -> tuple[list[_Line], int]:
    """The directory at the end of the file, and where it starts."""
    count, start, end = _end(data)
    if count > MAX_PARTS:
        raise RefusedError("package-limit", f"ZIP: {count} > {MAX_PARTS}")
    lines = []
    at = start
    for _ in range(count):
        line, at = _line(data, at, end)
        lines.append(line)
    if at != end:
        raise RefusedError("package-damaged", "ZIP")
    if sum(line.size for line in lines) > MAX_ALL:
        raise RefusedError("package-limit", f"ZIP: > {MAX_ALL >> 20} MB")
    return lines, start


def _end(data: bytes) -> tuple[int, int, int]:
    """How many parts the last record counts, and where their directory starts and ends."""
    lowest = max(0, len(data) - _END.size - _LONGEST_COMMENT)
    at = data.rfind(b"PK\5\6", lowest)
    if at < 0 or at + _END.size > len(data):
        raise RefusedError("package-damaged", "ZIP")
    _, disk, directory_disk, here, count, size, start, comment = _END.unpack_from(data, at)
    if at + _END.size + comment != len(data) or disk or directory_disk or here != count:
        raise RefusedError("package-damaged", "ZIP")
    if count == _MANY and data[at - 20 : at - 16] == b"PK\6\7":
        raise RefusedError("package-limit", f"ZIP: > {MAX_PARTS}")
    if data.find(b"PK\5\6", lowest) != at or start + size != at:
        # two ends, or bytes that belong to nothing: programs differ over what the file holds
        raise RefusedError("package-unsafe", "ZIP: 0")
    if data[at - 20 : at - 16] == b"PK\6\7":
        raise RefusedError("package-unsafe", "ZIP64")
    return count, start, at


def _line(data: bytes, at: int, end: int) -> tuple[_Line, int]:
    """One line of the directory, and where the next one starts."""
    if at + _LINE.size > end:
        raise RefusedError("package-damaged", "ZIP")
    signature, _, _, flags, method, _, _, crc, packed, size, *rest = _LINE.unpack_from(data, at)
    name_length, extra_length, comment_length, disk, _, attributes, header = rest
    name_end = at + _LINE.size + name_length
    extra_end = name_end + extra_length
    after = extra_end + comment_length
    if signature != b"PK\1\2" or after > end or disk:
        raise RefusedError("package-damaged", "ZIP")
    size, packed, header = _widened(data[name_end:extra_end], size, packed, header)
    return _Line(data[at + _LINE.size : name_end], flags, method, crc, packed, size, attributes, header), after


def _entry(data: bytes, line: _Line, after: int) -> Entry:
    """The part of that line, confirmed by its own header; it must end where the next begins."""
    name = _name(line)
    if line.header + _HEADER.size > after:
        raise RefusedError("package-unsafe", f"{name}: ZIP")
    signature, _, flags, method, _, _, *figures, name_length, extra_length = _HEADER.unpack_from(data, line.header)
    name_start = line.header + _HEADER.size
    name_end = name_start + name_length
    start = name_end + extra_length
    if signature != b"PK\3\4" or data[name_start:name_end] != line.name or method != line.method:
        raise RefusedError("package-damaged", f"{name}: ZIP")
    if start + line.packed > after:
        raise RefusedError("package-unsafe", f"{name}: ZIP")
    _check_method(line, flags, name)
    crc, packed, size = figures
    size, packed = _widened(data[name_end:start], size, packed)
    _check_figures(line, (crc, packed, size), bool(flags & _STREAMED), data[start + line.packed : after], name)
    return Entry(name, method == _DEFLATED, line.crc, line.packed, line.size, start)


def _name(line: _Line) -> str:
    try:
        name = line.name.decode("utf-8" if line.flags & _UTF8 else "cp437")
    except UnicodeDecodeError:
        raise RefusedError("package-damaged", "ZIP") from None
    if _UNSAFE_NAME.search(name) or stat.S_IFMT(line.attributes >> 16) not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise RefusedError("package-unsafe", name)
    return name


def _check_method(line: _Line, flags: int, name: str) -> None:
    if (line.flags | flags) & _ENCRYPTED:
        raise RefusedError("file-locked")
    if line.method not in (_STORED, _DEFLATED):
        raise RefusedError("package-unsafe", f"{name}: ZIP {line.method}")
    if line.size > MAX_PART:
        raise RefusedError("package-limit", f"{name}: > {MAX_PART >> 20} MB")
    if (line.method == _STORED and line.packed != line.size) or (name.endswith("/") and line.packed > 2):
        raise RefusedError("package-damaged", f"{name}: ZIP")


def _check_figures(line: _Line, own: tuple[int, ...], streamed: bool, gap: bytes, name: str) -> None:
    """The part's own figures agree with the directory; written as a stream, they may stand after the part instead."""
    said = (line.crc, line.packed, line.size)
    follows = [struct.pack("<3L", *said), struct.pack("<L2Q", *said)] if streamed and gap else []
    blank = (0, _WIDE) if follows else ()
    agree = all(figure in (expected, *blank) for figure, expected in zip(own, said, strict=True))
    if not agree:
        raise RefusedError("package-damaged", f"{name}: ZIP")
    if gap and gap.removeprefix(b"PK\7\x08") not in follows and gap not in follows:
        raise RefusedError("package-unsafe", f"{name}: ZIP")


def _widened(extra: bytes, *figures: int) -> tuple[int, ...]:
    """Figures too wide for their field stand in the ZIP64 extra field, in the same order."""
    wide, at = b"", 0
    while at + 4 <= len(extra):
        field, length = struct.unpack_from("<2H", extra, at)
        if field == _OTHER_NAME:
            # some programs take this name, others the usual one
            raise RefusedError("package-unsafe", "ZIP")
        wide = extra[at + 4 : at + 4 + length] if field == _ZIP64 else wide
        at += 4 + length
    whole = []
    for figure in figures:
        if figure == _WIDE and len(wide) >= 8:
            figure, wide = int.from_bytes(wide[:8], "little"), wide[8:]
        whole.append(figure)
    return tuple(whole)
