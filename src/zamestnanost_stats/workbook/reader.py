"""Reads the sheets of an .xlsx workbook: which there are, which are hidden, and the cells that stand in them."""

import posixpath
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, NoReturn

from zamestnanost_stats.findings import Finding
from zamestnanost_stats.workbook.archive import RefusedError
from zamestnanost_stats.workbook.cells import Sheet
from zamestnanost_stats.workbook.formats import PLAIN, Format, cell_formats
from zamestnanost_stats.workbook.markup import Element, Reading, named, read_part
from zamestnanost_stats.workbook.preflight import Package, preflight
from zamestnanost_stats.workbook.texts import Allowance, shared_strings
from zamestnanost_stats.workbook.worksheet import Shared, worksheet_cells

MAX_SHEETS = 100
MAX_RELATIONS = 1_000
MAX_NAME = 1_000
"""Characters of a sheet's name or of the path of a part; Excel itself allows 31 and 260."""

_PACKAGE = ("http://schemas.openxmlformats.org/package/2006/relationships",)
_OFFICE = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "http://purl.oclc.org/ooxml/officeDocument/relationships",
)
_WITHOUT_CELLS = ("chartsheet", "dialogsheet")
_HIDDEN = {"visible": False, "hidden": True, "veryHidden": True}


class Relation(NamedTuple):
    """How one part refers to another: ``worksheet``, ``styles``, ``sharedStrings``..."""

    kind: str
    target: str
    external: bool


class _Listed(NamedTuple):
    """A sheet as the workbook part lists it; the relation leads to its cells."""

    name: str
    hidden: bool
    relation: str


def read(data: bytes) -> tuple[tuple[Sheet, ...] | None, list[Finding]]:
    """The worksheets of the file, and warnings; or None and the one finding why it is not read."""
    package, findings = preflight(data)
    if package is None:
        return None, findings
    sheets, more = read_package(package)
    return sheets, more or findings


def read_package(package: Package) -> tuple[tuple[Sheet, ...] | None, list[Finding]]:
    """The worksheets of a package that passed the preflight."""
    try:
        return tuple(_sheets(package)), []
    except RefusedError as refused:
        return None, [refused.finding]


def _sheets(package: Package) -> Iterator[Sheet]:
    book = _only(package, "", _relations(package, ""), "officeDocument")
    if book is None:
        raise RefusedError("file-not-workbook")
    listed = package.read(book, _listed)
    relations = _relations(package, book)
    allowance = Allowance()
    shared = _shared(package, book, relations, allowance)
    taken: set[str] = set()
    for name, hidden, link in listed:
        relation = relations.get(link)
        if relation is not None and relation.kind in _WITHOUT_CELLS:
            continue
        if relation is None or relation.kind != "worksheet":
            raise RefusedError("package-damaged", f"{book}: <sheet>")
        part = _resolved(package, book, relation)
        if part in taken:
            raise RefusedError("package-damaged", part)
        taken.add(part)
        yield Sheet(name, hidden, worksheet_cells(part, name, package.pieces(part), shared, allowance))


def _listed(book: str, pieces: Iterable[bytes]) -> Sequence[_Listed]:
    """The sheets in the order of their tabs; no part without any is a workbook."""
    workbook = _Workbook(book)
    read_part(workbook, pieces)
    if not workbook.sheets:
        raise RefusedError("file-not-workbook")
    if len({sheet.name.casefold() for sheet in workbook.sheets}) < len(workbook.sheets):
        raise RefusedError("package-damaged", f"{book}: <sheet>")
    return workbook.sheets


def _shared(package: Package, book: str, relations: dict[str, Relation], allowance: Allowance) -> Shared:
    strings: list[str] = []
    formats: dict[str, Format] = {"0": PLAIN}
    part = _only(package, book, relations, "sharedStrings")
    if part:
        strings, size = package.read(part, shared_strings)
        allowance.text -= size
    part = _only(package, book, relations, "styles")
    if part:
        formats = package.read(part, cell_formats)
    return Shared(strings, formats)


def _relations(package: Package, source: str) -> dict[str, Relation]:
    """What the part refers to, by the ids it uses for them."""
    folder, name = posixpath.split(source)
    part = posixpath.join(folder, "_rels", f"{name}.rels")
    return package.read(part, _related) if part in package.parts else {}


def _related(part: str, pieces: Iterable[bytes]) -> dict[str, Relation]:
    reading = _Relations(part)
    read_part(reading, pieces)
    return reading.found


def _only(package: Package, source: str, relations: dict[str, Relation], kind: str) -> str | None:
    """The one part of that kind, or None; programs differ over which of two they take."""
    found = [relation for relation in relations.values() if relation.kind == kind]
    if len(found) > 1:
        raise RefusedError("package-damaged", f"{source}: {kind}")
    return _resolved(package, source, found[0]) if found else None


def _resolved(package: Package, source: str, relation: Relation) -> str:
    """The part a relation leads to; it never leads out of the package."""
    path = posixpath.normpath(posixpath.join(posixpath.dirname(source), relation.target)).lstrip("/").casefold()
    if relation.external or path.startswith(".."):
        raise RefusedError("package-unsafe", relation.target)
    if path not in package.parts or not path.endswith(".xml"):
        raise RefusedError("package-damaged", path)
    return path


class _Relations(Reading):
    def __init__(self, part: str) -> None:
        super().__init__(part, _RELATIONSHIPS)
        self.found: dict[str, Relation] = {}

    def open_relation(self, attributes: dict[str, str]) -> None:
        link, kind, target = (attributes.get(name, "") for name in ("Id", "Type", "Target"))
        self.limit(len(link) + len(target), MAX_NAME)
        if link in self.found:
            self.refuse("<Relationship>")
        space, _, kind = kind.rpartition("/")
        external = attributes.get("TargetMode") == "External"
        self.found[link] = Relation(kind[:MAX_NAME] if space in _OFFICE else "", target, external)
        self.limit(len(self.found), MAX_RELATIONS)


class _Workbook(Reading):
    def __init__(self, part: str) -> None:
        super().__init__(part, _WORKBOOK)
        self.sheets: list[_Listed] = []

    def unexpected(self) -> NoReturn:
        if len(self.path) > 1:
            self.refuse("<sheets>")
        raise RefusedError("file-not-workbook")

    def open_sheet(self, attributes: dict[str, str]) -> None:
        name = attributes.get("name", "")
        hidden = _HIDDEN.get(attributes.get("state", "visible"))
        link = next((attributes[key] for key in _LINKS if key in attributes), "")
        if not name or hidden is None:
            self.refuse("<sheet>")
        self.limit(len(name) + len(link), MAX_NAME)
        self.sheets.append(_Listed(name, hidden, link))
        self.limit(len(self.sheets), MAX_SHEETS)


_LINKS = tuple(f"{namespace} id" for namespace in _OFFICE)
_RELATIONSHIP = named({"Relationship": Element(opened=_Relations.open_relation)}, _PACKAGE)
_RELATIONSHIPS = named({"Relationships": Element(_RELATIONSHIP)}, _PACKAGE)
_SHEETS = Element(named({"sheet": Element(opened=_Workbook.open_sheet)}), only=True)
_WORKBOOK = named({"workbook": Element(named({"sheets": _SHEETS}))})
