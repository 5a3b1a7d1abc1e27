"""Searches for personal data in what a file says besides its cells: every part of a package, every stream of an .xls.

Also found are identities, where programs write them: properties, authors of comments and of changes. Pictures, printer
settings, embedded files and styles are not looked into.
"""

import re
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from datetime import date
from functools import cache, lru_cache, partial
from html import unescape
from posixpath import join, normpath, split
from typing import NamedTuple

from zamestnanost_stats.language import N_
from zamestnanost_stats.returns.privacy import IDENTITY, found_in
from zamestnanost_stats.workbook.archive import RefusedError
from zamestnanost_stats.workbook.cells import Sheet
from zamestnanost_stats.workbook.markup import MAX_DEPTH, Reading, read_part
from zamestnanost_stats.workbook.preflight import REMEMBERED, Package
from zamestnanost_stats.workbook.texts import MAX_STRINGS, shared_strings, unescaped

EFFORT = 4_000_000
"""Signs that are searched in a file, and ten for each text and each element: a second or two. No filled template
comes near; what is not searched to its end is refused."""
MANY = 1_000
"""Texts of one part in which something was found; of more, only what is of another kind."""


class Effort:
    """What may still be searched in a file."""

    def __init__(self) -> None:
        self.left = EFFORT

    def spend(self, signs: int) -> None:
        """RefusedError where nothing is left."""
        self.left -= signs
        if self.left < 0:
            raise RefusedError("package-limit", f"> {EFFORT // 10**6} MB")


class Hit(NamedTuple):
    """What was found in one text: of which kind, and its own words; on which sheet, at which cell, in which part."""

    found: tuple[tuple[str, str], ...]
    says: str
    text: str
    at: str = ""
    sheet: str = ""
    part: str = ""
    file: str = ""


PARTS = {
    "cell": N_("a cell"),
    "name": N_("the name of the sheet"),
    "comment": N_("a comment"),
    "box": N_("a comment or a text box"),
    "properties": N_("the properties of the file"),
    "unused": N_("a text that no cell shows"),
    "drawing": N_("a drawing"),
    "sheet": N_("a header, a footer, a prompt or a link of the sheet"),
    "change": N_("a recorded change"),
    "hidden": N_("a hidden part of the file"),
}
_BY_FILE = (
    ("comment", "comment"),
    ("docprops/", "properties"),
    ("meta.xml", "properties"),
    ("sharedstrings", "unused"),
    ("drawing", "drawing"),
    ("sheets/", "sheet"),
    ("styles.xml", "sheet"),
    ("content.xml", "sheet"),
    ("", "hidden"),
)
_BY_ELEMENT = {"annotation": "comment", "tracked-changes": "change", "frame": "drawing", "custom-shape": "drawing"}
_WORDLESS = re.compile(
    r"\[content_types\]\.xml|xl/(?:styles|theme/.*|calcchain)\.xml|.*(?<!\.xml|\.vml|\.rdf|rels)", re.S
)
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_OF_CELLS = re.compile(r"worksheets/|sharedstrings|content\.xml")
_NAMES_A_SHEET = ("sheet name", "table name")
_BOOK, _ATTRIBUTE = "xl/workbook.xml", re.compile(r'([\w:]+)="([^"]*)"')
_NUMBER_IN_MARKUP = re.compile(
    rb"[0-9](?<![0-9.][0-9])(?:[0-9]{5,8}[^0-9<>\"]{0,8}[0-9]{3,4}(?![0-9])|[0-9]?\.[^0-9<>\"]{1,2}[0-9a-z\xc3-\xc5]"
    rb"|[0-9]{2}[^0-9<>\"]{1,3}[0-9]{2,3}[^0-9<>\"]{1,3}[0-9]{2})"
)
_SIGNS_IN_MARKUP = (b"@", b"\0", b"&#", b"[at]", b"(at", b" user", b"Users", b"+4")
"""Sheets and relations are read, for what they say besides cells, only where one of these is found there."""
_WORDED = re.compile(
    "name|displayName|descr|title|alt|display|tooltip|prompt|promptTitle|error|errorTitle|userName|userId|user|comment"
    "|caption|string|Target|url|href|v|formula|expression|condition|string-value|full-path"
)
"""Attributes that hold words; others hold ids, colours and sizes, where digits mean nothing."""
_STYLES = frozenset(("style", "master-page"))  # LibreOffice names them after sheets
_PIECES = frozenset(("r", "t", "span", "font", "b", "i", "u", "s", "a", "br", "tab", "line-break"))
_SPACES = {"br": "\n", "line-break": "\n", "tab": "\t", "s": " "}
_HEADER_CODES = tuple(re.compile(rf'&(?:"[^"]*"|K[0-9A-F]{{6}}|[0-9]{{{size}}}|[A-Za-z&])') for size in (1, 2, 3))
_NAMING = re.compile(
    r"(?i)(?:initial-)?creator|lastModifiedBy|printed-by|Manager|Company|author|person displayName|fileSharing userName"
    r"|userInfo name|scenario user"
    r"|property (?!MSIP).*(?:own|auth?or|edit|user|person|client|klient|jm[eé]n|vlastn|kontr|prac).*"
)
_NOBODY = re.compile(
    r"(?i)tc=.*|(?:microsoft|ms|windows|office|excel|openpyxl|xlsxwriter|apache|poi|libre|google|sheets|calc|users?|public"
    r"|uživatel|systému|default|unknown|neznámý|none|owner|vlastník|autho?r|admin(?:istr[aá]tor)?|pc|[\W\d_])*"
)
_HOME = re.compile(r"[\\/]Users[\\/]([^\\/]+)[\\/]", re.I)


def search(contents: Package | bytes, sheets: Sequence[Sheet], today: date, effort: Effort) -> Iterator[Hit]:
    """Everything found besides the cells and the names of the sheets that were read. ``bytes`` are those of an .xls."""
    read = {cell.text for sheet in sheets for cell in sheet.cells.values()}
    names = {sheet.name for sheet in sheets}
    if isinstance(contents, bytes):
        hits = _in_streams(contents, today, effort)
    else:
        hits = _in_package(contents, sheets, read, today, effort)
        if "content.xml" in contents.parts:
            read = {line for text in read for line in text.split("\n")}
    for hit in hits:
        named = _NAMING.fullmatch(hit.says)
        shown = hit.text in read and (hit.part in ("unused", "cell") or _OF_CELLS.search(hit.file.casefold()))
        if named or not (shown or hit.text in names):
            yield hit._replace(part="name", sheet=hit.text) if hit.says in _NAMES_A_SHEET else hit


def _said(says: str, text: str, today: date, effort: Effort) -> tuple[tuple[str, str], ...]:
    if says.endswith(("Header", "Footer")):  # how long the size of a font is, only its digits could tell
        text = "|".join(dict.fromkeys(codes.sub(" ", text) for codes in _HEADER_CODES))
    effort.spend(len(text) + 10)
    hits, home = found_in(text, today), _HOME.search(text)
    named = home[1] if home else text.strip() if _NAMING.fullmatch(says) and not hits else ""
    return tuple(hits) if _NOBODY.fullmatch(named) else (*hits, (IDENTITY, named))


# --- an .xls


def _in_streams(data: bytes, today: date, effort: Effort) -> Iterator[Hit]:
    # a round of .xlsx never needs it
    from zamestnanost_stats.workbook.legacy_texts import texts

    for says, text, sheet, part in texts(data):
        found = _said(says, text, today, effort)
        if found:
            yield Hit(found, says, text, "", sheet, part)


# --- a package


def _in_package(
    package: Package, sheets: Sequence[Sheet], read: Container[str], today: date, effort: Effort
) -> Iterator[Hit]:
    all_read = len(sheets) >= sum(1 for name in package.parts if _SHEET.fullmatch(name))
    titles = cache(partial(_titles, package))
    for name, entry in package.parts.items():
        kept = package.kept.get(name, b"")
        if _WORDLESS.fullmatch(name) or (kept and _is_silent(name, kept, all_read)):
            continue
        if name.endswith("sharedstrings.xml"):
            unused = partial(_unused, package, name, read)
            found: Sequence[Hit] = _hits(name, partial(package.pieces, name), today, effort, unused)
        elif 0 < len(kept) <= REMEMBERED:
            effort.spend(3 * len(kept))
            found = _remembered(name, kept, today)
        else:
            found = _hits(name, partial(package.pieces, name), today, effort)
        for hit in found:
            sheet = hit.sheet or titles().get(name, "")
            part = hit.part or next(part for sign, part in _BY_FILE if sign in name)
            yield hit._replace(sheet=sheet, part=part, file=entry.name)


def _is_silent(name: str, kept: bytes, all_read: bool) -> bool:
    """Whether relations, or what a sheet says besides the cells that were read, hold nothing that could be found."""
    if all_read and _SHEET.fullmatch(name):
        before, _, rest = kept.partition(b"<sheetData")
        kept = before + rest.rpartition(b"</sheetData>")[2]
    elif not name.endswith(".rels"):
        return False
    return not (_NUMBER_IN_MARKUP.search(kept) or any(sign in kept for sign in _SIGNS_IN_MARKUP))


@lru_cache(maxsize=200)
def _remembered(name: str, kept: bytes, today: date) -> tuple[Hit, ...]:
    return tuple(_hits(name, lambda: iter((kept,)), today, Effort()))


def _unused(package: Package, name: str, read: Container[str]) -> Iterator[str]:
    """The shared texts that no cell shows."""
    strings, _size = package.read(name, shared_strings)
    return (text for text in strings if text not in read)


def _hits(
    name: str,
    pieces: Callable[[], Iterable[bytes]],
    today: date,
    effort: Effort,
    unused: Callable[[], Iterable[str]] | None = None,
) -> list[Hit]:
    """What a part says."""
    hits: list[Hit] = []
    kinds: set[str] = set()

    def hear(says: str, text: str, at: str = "", sheet: str = "", part: str = "") -> None:
        found = _said(says, text, today, effort)
        if found and (len(hits) < MANY or not kinds.issuperset(what for what, _ in found)):
            hits.append(Hit(found, says, text, at, sheet, part))
            kinds.update(what for what, _ in found)

    try:
        if unused:
            for text in unused():
                hear("si", text)
        else:
            read_part(_Words(name, hear, effort), pieces())
    except RefusedError:
        if effort.left < 0:
            raise
        # no XML, or too much of it: its bare text
        for piece in pieces():
            effort.spend(len(piece) // 10)
            hear("", re.sub(r"<[^<>]*>", "|", piece.replace(b"\0", b"").decode("utf-8", "replace")))
    return hits


def _titles(package: Package) -> dict[str, str]:
    """The sheet that a part belongs to: its own, and those it refers to (comments, drawings)."""

    def elements(part: str, tag: str) -> list[dict[str, str]]:
        text = package.kept.get(part, b"").decode("utf-8", "replace")
        found = re.findall(rf"<(?:\w+:)?{tag}\b[^>]*>", text)
        return [{"name": "", "r:id": "", "Id": "", "Target": ""} | dict(_ATTRIBUTE.findall(one)) for one in found]

    def related(part: str) -> dict[str, str]:
        folder, file = split(part)
        lines = elements(f"{folder}/_rels/{file}.rels", "Relationship")
        return {one["Id"]: normpath(join("/", folder, one["Target"])).lstrip("/").casefold() for one in lines}

    parts = related(_BOOK)
    titles = {parts.get(one["r:id"], ""): unescape(one["name"]) for one in elements(_BOOK, "sheet")}
    return titles | {other: title for part, title in titles.items() for other in related(part).values()}


class _Open(NamedTuple):
    """An element that is open: who it says its text is, at which cell, in which part; where its text starts."""

    says: str
    at: str
    part: str
    start: int


class _Words(Reading):
    """Hands over every text of a part, and every attribute that holds words: who says it, the words, at which cell of
    which sheet, in what. Elements and attributes go by their bare names, in .xlsx and in .ods alike."""

    def __init__(self, part: str, hear: Callable[[str, str, str, str, str], None], effort: Effort) -> None:
        super().__init__(part, {})
        self.hear, self.effort, self.elements, self.sheet = hear, effort, 0, ""
        self.open = [_Open("", "", "", 0)]
        self.parser.CharacterDataHandler = self.text.append

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(" ")[2]
        within = self.open[-1]
        bare = {key.rpartition(" ")[2]: value for key, value in attributes.items()} if attributes else attributes
        if tag == "table":
            self.sheet = bare.get("name", "")
        at = bare.get("ref") or bare.get("sqref") or within.at
        self.elements += 1
        self.effort.spend(10)
        self.limit(self.elements, MAX_STRINGS)
        self.limit(len(self.open), MAX_DEPTH)
        part = _BY_ELEMENT.get(tag, within.part)
        self.open.append(_Open(_sayer(tag, bare), at, part, len(self.text)))
        for key in filter(_WORDED.fullmatch, bare if tag not in _STYLES else ()):
            in_cell = key in ("formula", "string-value")
            self.hear(f"{tag} {key}", unescaped(bare[key]), at, self.sheet, part or ("cell" if in_cell else ""))
        if tag == "change-track-table-cell":
            self.hear(tag, bare.get("value", ""), at, self.sheet, part)

    def end(self, _name: str) -> None:
        says, at, part, start = self.open.pop()
        if says in _SPACES and len(self.text) == start:
            self.text.append(_SPACES[says])
        elif len(self.text) > start and says not in _PIECES:
            text, within = unescaped("".join(self.text)), self.open[-1].says
            self.text.clear()
            if not says.startswith("config-item "):
                self.hear(within if within.startswith("property ") else says, text, at, self.sheet, part)
        if says == "table":
            self.sheet = ""


def _sayer(tag: str, attributes: dict[str, str]) -> str:
    if tag in ("property", "user-defined"):
        return f"property {attributes.get('name')}"
    # numbers and packed settings of a program
    return f"config-item {tag}" if tag == "config-item" and attributes.get("type") != "string" else tag
