"""Reads one XML part with expat, element by element, within limits that no filled template comes near."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn, TypeAlias
from xml.parsers import expat

from zamestnanost_stats.findings import Place
from zamestnanost_stats.workbook.archive import RefusedError

MAX_DEPTH = 64
MAX_TOKEN = 2**18
"""Bytes of one tag or comment: expat holds it whole."""
MAX_NAMES = 5_000
"""Different names of elements and attributes in a part, and namespaces declared: expat remembers each."""
MAX_TEXT = 32_767
"""Characters of one text: Excel's own limit for a cell."""

SPREADSHEET = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
)


@dataclass(frozen=True, slots=True)
class Element:
    """What may stand inside an element, and what to do where it opens and closes (given the Reading).

    Elements that are not listed are passed over with all that is in them; where ``only`` is set they are refused.
    """

    inside: Mapping[str, "Element"] = field(default_factory=dict)
    opened: Callable[[Any, dict[str, str]], None] | None = None
    closed: Callable[[Any], None] | None = None
    only: bool = False


_ENCODINGS = frozenset(("utf-8", "utf-16", "utf-16le", "utf-16be", "us-ascii", "iso-8859-1"))

Elements: TypeAlias = dict[str, Element]
_PASSED_OVER = Element()


def named(elements: Elements, namespaces: Iterable[str] = SPREADSHEET) -> Elements:
    """The elements by the names expat gives them: in the transitional and in the strict namespace."""
    return {f"{namespace} {tag}": element for namespace in namespaces for tag, element in elements.items()}


REGULAR_TEXT = r"(?:[^\x00-\x08\x0b-\x1f&<>]++|&(?:lt|gt|quot|apos|amp|#10);)*+"
"""Characters that stand for themselves in XML, the five entities that everyone knows, and LibreOffice's line feed."""
_NO_CHARACTERS = ("\ufffe", "\uffff")
_ENTITIES = (("&quot;", '"'), ("&apos;", "'"), ("&lt;", "<"), ("&gt;", ">"), ("&#10;", "\n"), ("&amp;", "&"))


@dataclass(frozen=True, slots=True)
class Regular:
    """The inside of a long element where it is written as nearly all programs do: a pattern takes it all at once.

    The pattern matches one child after another and, as its last group, whatever else there is: where that matches,
    expat reads the element as if there were no pattern. What the pattern takes must mean the same to expat.
    """

    opening: re.Pattern[bytes]
    closing: bytes
    child: re.Pattern[str]

    def children(self, piece: bytes) -> tuple[int, int, list[tuple[str, ...]]] | None:
        """Where the element's inside starts and ends, and its children; None where it is not that regular."""
        opening = self.opening.search(piece)
        end = piece.find(self.closing, opening.end()) if opening else -1
        if opening is None or end < 0:
            return None
        try:
            inside = piece[opening.end() : end].decode("utf-8")
        except UnicodeDecodeError:
            return None
        if any(sign in inside for sign in _NO_CHARACTERS):
            return None
        found = self.child.findall(inside)
        return None if found and found[-1][-1] else (opening.end(), end, found)


def unquoted(text: str) -> str:
    """Regular text with its entities replaced."""
    if "&" in text:
        for entity, sign in _ENTITIES:
            text = text.replace(entity, sign)
    return text


class Reading:
    """What is known while a part is read; subclasses keep what they look for."""

    regular: Regular | None = None

    def __init__(self, part: str, root: Elements) -> None:
        self.part = part
        self.encoding = "utf-8"
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.path = [Element(root, only=True)]
        self.text: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element opens."""
        path = self.path
        within = path[-1]
        element = within.inside.get(name)
        if element is None:
            if within.only:
                self.unexpected()
            if len(path) > MAX_DEPTH:
                raise RefusedError("package-limit", f"{self.part}: XML > {MAX_DEPTH}")
            path.append(_PASSED_OVER)
            return
        path.append(element)
        if element.opened:
            element.opened(self, attributes)

    def end(self, _name: str) -> None:
        """The innermost element closes."""
        closed = self.path.pop().closed
        if closed:
            closed(self)

    def unexpected(self) -> NoReturn:
        """An element stands where none but the listed ones may."""
        self.refuse()

    def take(self, children: list[tuple[str, ...]]) -> bool:
        """The children of the regular element, which has just opened; False where another element has."""
        raise NotImplementedError

    def listen(self) -> None:
        """Keep the characters from here on."""
        self.parser.CharacterDataHandler = self.text.append

    def heard(self) -> str:
        """The characters since ``listen``."""
        self.parser.CharacterDataHandler = None
        text = "".join(self.text)
        self.text.clear()
        self.limit(len(text), MAX_TEXT)
        return text

    def whole(self, text: str) -> int:
        """A whole number from zero, of at most nine digits."""
        if not (text.isascii() and text.isdecimal() and len(text) < 10):
            self.refuse()
        return int(text)

    def limit(self, count: int, most: int) -> None:
        """The part holds no more of something than that."""
        if count > most:
            raise RefusedError("package-limit", f"{self.part}: > {most}")

    def where(self) -> Place:
        """The cell that is being read, where there is one."""
        return Place()

    def refuse(self, element: str = "XML", code: str = "package-damaged") -> NoReturn:
        """The part is not what the standard says."""
        raise RefusedError(code, f"{self.part}: {element}", self.where())

    def forbid(self, *_declared: object) -> NoReturn:
        """A document type or an entity is declared."""
        raise RefusedError("package-unsafe", f"{self.part}: DOCTYPE")

    def declare(self, _prefix: str | None, _uri: str) -> None:
        """A namespace is declared: being told of it is what makes its names count among ``parser.intern``."""

    def set_encoding(self, _version: str, encoding: str | None, _standalone: int) -> None:
        """The XML declaration. Only encodings that expat knows itself: it asks Python for any other."""
        self.encoding = (encoding or "utf-8").casefold()
        if self.encoding not in _ENCODINGS:
            self.refuse(code="package-unsafe")

    def check(self, fed: int) -> None:
        """What expat and we hold after so many bytes is still little."""
        if fed - self.parser.CurrentByteIndex > MAX_TOKEN or len(self.parser.intern) > MAX_NAMES:
            raise RefusedError("package-limit", f"{self.part}: XML")
        self.limit(sum(map(len, self.text)), MAX_TEXT)


def read_part(reading: Reading, pieces: Iterable[bytes]) -> None:
    """Reads the part to its end, one piece after another; RefusedError where it is no XML or goes over a limit."""
    parser = reading.parser
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = reading.start, reading.end
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = reading.forbid
    parser.StartNamespaceDeclHandler = reading.declare
    parser.XmlDeclHandler = reading.set_encoding
    fed = 0
    try:
        for piece in pieces:
            fed += _feed(reading, piece)
            reading.check(fed)
        parser.Parse(b"", True)
    except expat.ExpatError:
        raise RefusedError("package-damaged", f"{reading.part}: XML") from None
    finally:
        # parser and reading hold each other: let go of both at once
        parser.StartElementHandler = parser.EndElementHandler = parser.CharacterDataHandler = None
        parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = parser.StartNamespaceDeclHandler = None
        parser.XmlDeclHandler = None


def _feed(reading: Reading, piece: bytes) -> int:
    """Hands the piece to expat, but for the inside of a regular element; how many bytes expat got."""
    parse = reading.parser.Parse
    regular = reading.regular.children(piece) if reading.regular else None
    if regular is None:
        parse(piece)
        return len(piece)
    start, end, children = regular
    parse(piece[:start])
    # expat has the last word on where the element is, and on what its bytes mean
    if reading.encoding != "utf-8" or not reading.take(children):
        end = start
    parse(piece[end:])
    return len(piece) - (end - start)
