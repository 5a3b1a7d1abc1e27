"""Decides whether a file that came back may be opened, before anything that stands in it is believed."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, TypeVar

from zamestnanost_stats.findings import Finding, Severity
from zamestnanost_stats.workbook.archive import CHUNK, Entry, RefusedError, entries, pieces
from zamestnanost_stats.workbook.markup import Element, Reading, named, read_part

KEPT_PART = 2**20
"""Parts larger than this are inflated again where they are read, so that memory stays small."""
KEPT_ALL = 4 * 2**20
REMEMBERED = 2**14
"""Bytes of a part for which it is remembered what was read in it: many are the same in every return."""
MAX_TYPES = 2_000
"""Lines of [Content_Types].xml: a default or an own type for each part."""

T = TypeVar("T")

_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_TYPES = "[content_types].xml"
_MARKUP = (".xml", ".rels", ".vml")
_DOCTYPES = tuple("<!DOCTYPE".encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))
_OVERLAP = 2 * len("<!DOCTYPE")
_LONGEST_PROLOGUE = 1_000
_PROLOGUE = re.compile(rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?\s*(?:<(?!\?xml\s)|<\?xml\s[^>]*>|$)")
_ENCODING = re.compile(rb"""encoding\s*=\s*["'](?!(?:utf-8|utf-16|utf-16le|utf-16be|us-ascii|iso-8859-1)["'])""", re.I)


@dataclass(frozen=True, slots=True)
class Package:
    """A file found safe to open: its parts by case-folded name, the small XML ones inflated already."""

    data: bytes = field(repr=False)
    parts: Mapping[str, Entry]
    kept: Mapping[str, bytes] = field(repr=False)

    def pieces(self, name: str) -> Iterator[bytes]:
        """The part of that case-folded name, inflated, a piece at a time."""
        kept = self.kept.get(name)
        if kept is None:
            return pieces(self.data, self.parts[name])
        return (kept[at : at + CHUNK] for at in range(0, len(kept), CHUNK))

    def read(self, name: str, how: Callable[[str, Iterable[bytes]], T]) -> T:
        """What ``how`` reads in the part of that name, which nobody may change: of a small part it is remembered."""
        kept = self.kept.get(name, b"")
        if not 0 < len(kept) <= REMEMBERED:
            return how(name, self.pieces(name))
        found: T = _remembered(how, name, kept)
        return found


@lru_cache(maxsize=32)
def _remembered(how: Callable[[str, Iterable[bytes]], Any], name: str, kept: bytes) -> Any:
    return how(name, (kept,))


def preflight(data: bytes) -> tuple[Package | None, list[Finding]]:
    """The package, and warnings; or None and the one finding why the file is not opened."""
    try:
        package = _inspected(data)
        return package, _checked_types(package)
    except RefusedError as refused:
        return None, [refused.finding]


def _inspected(data: bytes) -> Package:
    _check_container(data)
    parts = entries(data)
    kept: dict[str, bytes] = {}
    room = KEPT_ALL
    for name, entry in parts.items():
        if "vbaproject" in name:
            raise RefusedError("package-macros")
        if not name.endswith(_MARKUP):
            for _ in pieces(data, entry):
                pass
        elif entry.size > min(KEPT_PART, room):
            for _ in _markup(data, entry):
                pass
        else:
            kept[name] = b"".join(_markup(data, entry))
            room -= entry.size
    return Package(data, parts, kept)


def _check_container(data: bytes) -> None:
    if not data:
        raise RefusedError("package-damaged", "0 B")
    if data.startswith(_OLE):
        raise RefusedError("file-locked" if _ENCRYPTED_STREAM in data else "file-not-workbook")
    if not data.startswith(b"PK\3\4") and b"PK\5\6" not in data[-CHUNK:]:
        raise RefusedError("file-not-workbook")


def _markup(data: bytes, entry: Entry) -> Iterator[bytes]:
    """The part, piece by piece; RefusedError where it declares a document type, or may hide one."""
    tail = b""
    for piece in pieces(data, entry):
        window = tail + piece
        wide = b"\0" in window
        if not tail:
            _check_encoding(piece, wide, entry.name)
        if any(doctype in window for doctype in (_DOCTYPES if wide else _DOCTYPES[:1])):
            raise RefusedError("package-unsafe", f"{entry.name}: DOCTYPE")
        tail = window[-_OVERLAP:]
        yield piece


def _check_encoding(first: bytes, wide: bool, name: str) -> None:
    """Only encodings in which a document type cannot hide from a search for its bytes; UTF-32 is not among them."""
    prologue = _PROLOGUE.match(first[:_LONGEST_PROLOGUE].replace(b"\0", b""))
    if prologue is None or _ENCODING.search(prologue[0]) or (wide and b"\0\0\0" in first):
        raise RefusedError("package-unsafe", f"{name}: XML")


def _checked_types(package: Package) -> list[Finding]:
    """Macros are refused and links to other files are flagged by the type of the parts, whatever their names."""
    if _TYPES not in package.parts:
        raise RefusedError("file-not-workbook")
    types = _Types(package.parts[_TYPES].name, package.parts)
    read_part(types, package.pieces(_TYPES))
    if types.binary:
        raise RefusedError("file-not-workbook")
    if types.macros:
        raise RefusedError("package-macros")
    return [Finding("package-external", severity=Severity.WARNING)] if types.external else []


class _Types(Reading):
    """What [Content_Types].xml tells of macros, links to other files, and the binary format."""

    def __init__(self, part: str, parts: Iterable[str]) -> None:
        super().__init__(part, _CONTENT_TYPES)
        self.extensions = {name.rpartition(".")[2] for name in parts}
        self.lines = 0
        self.binary = self.macros = self.external = False

    def default(self, attributes: dict[str, str]) -> None:
        """The type of all parts with that extension. Some programs list extensions that no part has."""
        if attributes.get("Extension", "").casefold() in self.extensions:
            self.line(attributes)
        else:
            self.count()

    def count(self) -> None:
        self.lines += 1
        self.limit(self.lines, MAX_TYPES)

    def line(self, attributes: dict[str, str]) -> None:
        self.count()
        kind = attributes.get("ContentType", "").casefold()
        self.binary |= "sheet.binary" in kind
        self.macros |= any(word in kind for word in ("macroenabled", "vbaproject", "macrosheet"))
        self.external |= kind.endswith(("externallink+xml", "connections+xml"))


_NAMESPACE = ("http://schemas.openxmlformats.org/package/2006/content-types",)
_LINES = {"Default": Element(opened=_Types.default), "Override": Element(opened=_Types.line)}
_CONTENT_TYPES = named({"Types": Element(named(_LINES, _NAMESPACE))}, _NAMESPACE)
