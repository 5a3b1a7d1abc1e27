"""Takes a compound file ([MS-CFB]) apart: the streams of an .xls by name, and the sectors that no stream owns."""

import re
import struct
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from zamestnanost_stats.workbook.archive import RefusedError

_MAX_TABLES = 109
"""Sectors of the table of sectors that the header has room for: files of 6.8 MB, or of 400 MB in larger sectors."""
_END_OF_CHAIN = 0xFFFFFFFE
_SHORTEST = 4096
"""Shorter streams are kept together in one, in pieces of 64 bytes."""
_PIECE = 64
_STREAM, _ROOT = 2, 5


class Listed(NamedTuple):
    """A line of the directory: a stream, or a folder of streams."""

    name: str
    kind: int
    start: int
    size: int


class Compound(NamedTuple):
    """The file, the size of its sectors as a power of two, which sector follows each, and its directory."""

    data: bytes
    shift: int
    follows: Sequence[int]
    short: int
    directory: int

    def listed(self) -> Iterator[Listed]:
        """The lines of the directory."""
        lines = self.chained(self.directory)
        for at in range(0, len(lines), 128):
            length, kind = struct.unpack_from("<HB", lines, at + 64)
            name = lines[at : at + min(max(length, 2), 64) - 2].decode("utf-16-le") if kind else ""
            yield Listed(name, kind, *struct.unpack_from("<2L", lines, at + 116))

    def chained(self, sector: int) -> bytes:
        """The sectors from that one on, put together."""
        found = bytearray()
        while sector < len(self.follows):
            found += self.data[sector + 1 << self.shift : sector + 2 << self.shift]
            sector = self.follows[sector]
            if len(found) > len(self.data):
                # they follow one another in a circle
                raise RefusedError("package-damaged", "OLE")
        if sector != _END_OF_CHAIN:
            raise RefusedError("package-damaged", "OLE")
        return bytes(found)

    def streams(self) -> Iterator[tuple[str, bytes]]:
        """Every byte of the file: its streams by name, as far as each can be followed and to the end of its last
        sector; then, without a name, what belongs to none of them."""
        lines = list(self.listed())
        long = _Pieces(self.data[1 << self.shift :], 1 << self.shift, self.follows)
        within = b"".join(long.taken(line.start) for line in lines if line.kind == _ROOT)
        table = long.taken(self.short)
        short = _Pieces(within, _PIECE, struct.unpack_from(f"<{len(table) // 4}L", table))
        for line in lines:
            if line.kind == _STREAM and line.size:
                yield line.name, (long if line.size >= _SHORTEST else short).taken(line.start)
        for rest in (*long.left(), *short.left()):
            yield "", rest


class _Pieces:
    """Bytes in pieces of one size, each of which goes to one stream only."""

    def __init__(self, data: bytes, size: int, follows: Sequence[int]) -> None:
        self.data, self.size, self.follows = data, size, follows
        self.free = bytearray(b"\1") * -(-len(data) // size)

    def taken(self, piece: int) -> bytes:
        """That piece and those that follow, as long as they are free."""
        found = []
        while piece < len(self.free) and self.free[piece]:
            self.free[piece] = 0
            found.append(self.data[piece * self.size : (piece + 1) * self.size])
            piece = self.follows[piece] if piece < len(self.follows) else len(self.free)
        return b"".join(found)

    def left(self) -> Iterator[bytes]:
        """The pieces that nobody took, neighbours together."""
        for run in re.finditer(rb"\x01+", self.free):
            yield self.data[run.start() * self.size : run.end() * self.size]


def compound(data: bytes) -> Compound:
    """The file taken apart; RefusedError or struct.error where that cannot be done."""
    (shift,) = struct.unpack_from("<H", data, 30)
    tables, directory = struct.unpack_from("<2L", data, 44)
    (short,) = struct.unpack_from("<L", data, 60)
    if shift not in (9, 12):
        raise RefusedError("package-damaged", "OLE")
    if tables > _MAX_TABLES:
        raise RefusedError("package-limit", "OLE")
    follows: list[int] = []
    for sector in struct.unpack_from(f"<{tables}L", data, 76):
        follows += struct.unpack_from(f"<{1 << shift - 2}L", data, sector + 1 << shift)
    return Compound(data, shift, follows, short, directory)
