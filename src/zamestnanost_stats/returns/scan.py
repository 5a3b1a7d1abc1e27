"""Searches a workbook that came back for personal data, wherever they stand, and makes findings of what is found.

What may stand there is told by the caller. In a finding the data are masked.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import TypeAlias

from zamestnanost_stats.findings import Finding, Param, Place, Severity, quote
from zamestnanost_stats.language import N_, Text, both
from zamestnanost_stats.returns.parts import PARTS, Effort, search
from zamestnanost_stats.returns.privacy import (
    BIRTH_DATE,
    BIRTH_NUMBER,
    EMAIL,
    IDENTITY,
    PHONE,
    found_in,
    found_in_cell,
    masked,
    speaks_of_somebody,
)
from zamestnanost_stats.workbook.archive import RefusedError
from zamestnanost_stats.workbook.cells import Address, Kind, Sheet, address
from zamestnanost_stats.workbook.preflight import Package

SHOWN = 3
"""Shown of one kind in one place, masked."""


def scan(
    sheets: Sequence[Sheet], contents: Package | bytes | None, allowed: Iterable[str], today: date
) -> list[Finding]:
    """The personal data of a workbook, one finding for each kind and place; ``params`` hold them masked only.

    ``contents`` are the package, or the bytes of an .xls; without them only cells and names of sheets are searched.
    ``allowed`` are texts whose contacts and names may stand anywhere: our own, the coordinator's, the provider's, and
    the answers to who filled the form in (Excel copies those into links and properties). A birth number never may.
    Births are judged as of ``today``: the collection's deadline, for results must not depend on the clock.
    """
    known = {_compared(*hit) for text in allowed for hit in ((IDENTITY, text), *found_in(text, date.max))} - {None}
    hidden = {sheet.name for sheet in sheets if sheet.hidden}
    found: dict[tuple[str, Place, str, bool], tuple[dict[str, None], dict[str, None]]] = {}

    def keep(hits: Iterable[tuple[str, str]], part: str, sheet: str, cell: str, file: str) -> None:
        title = quote(masked(sheet))
        place = Place(sheet=title) if title else Place(file=quote(masked(file)))
        for what, text in hits:
            if _compared(what, text) not in known:
                cells, shown = found.setdefault((what, place, part, sheet in hidden), ({}, {}))
                cells |= {cell: None} if cell else {}
                shown |= {text: None} if len(shown) <= SHOWN else {}

    findings: list[Finding] = []
    try:
        _search(sheets, contents, today, keep)
    except RefusedError as refused:
        findings.append(refused.finding)
    for (what, place, part, is_hidden), (cells, shown) in found.items():
        veiled = [quote(re.sub(r"(\w)\S*", r"\1…", text) if what == IDENTITY else masked(text)) for text in shown]
        told = ", ".join(dict.fromkeys(veiled[:SHOWN])) + "…" * (len(shown) > SHOWN)
        severity = Severity.ERROR if what in (BIRTH_NUMBER, BIRTH_DATE) else Severity.WARNING
        here = replace(place, cells=tuple(cells))
        params: dict[str, Param] = {"found": told, "part": _worded(part, is_hidden)}
        findings.append(Finding(what, here, None, params, severity))
    return findings


Keep: TypeAlias = Callable[[Iterable[tuple[str, str]], str, str, str, str], None]


def _search(sheets: Sequence[Sheet], contents: Package | bytes | None, today: date, keep: Keep) -> None:
    """Hands over what is found: in which part, on which sheet, at which cell, in which file of the package."""
    effort = Effort()
    for sheet in sheets:
        keep(found_in(sheet.name, today), PARTS["name"], sheet.name, "", "")
        for at, cell in sheet.cells.items():
            if len(cell.text) < _SHORT and cell.kind is not Kind.DATE and not cell.formula:
                continue
            effort.spend(len(cell.text) + len(cell.formula or "") + 20)
            hits = found_in_cell(cell, today, partial(_is_person_near, sheet, at))
            if hits or (cell.formula and (hits := found_in(cell.formula, today))):
                keep(hits, PARTS["cell"], sheet.name, str(at), "")
    for hit in search(contents, sheets, today, effort) if contents else ():
        keep(hit.found, PARTS[hit.part], hit.sheet, hit.at if hit.sheet and address(hit.at) else "", hit.file)


_SHORT = 6
"""A shorter cell holds nothing of what is searched for: neither ``a@b.cz``, nor a number of seven digits."""


def _worded(part: str, hidden: bool) -> Text:
    return both(N_("{part}; the sheet is hidden"), part=both(part)) if hidden else both(part)


def _compared(what: str, text: str) -> object:
    """What two spellings of one contact or name have in common; None for what is never allowed."""
    if what == IDENTITY:
        return frozenset(re.findall(r"\w+", text.casefold()))
    return text.casefold() if what == EMAIL else re.sub(r"\D", "", text)[-9:] if what == PHONE else None


def _is_person_near(sheet: Sheet, at: Address) -> bool:
    """Whether one of the three cells on either side holds nothing but a name, or a label."""
    beside = (sheet.cells.get(Address(at.row, at.column + step)) for step in (-1, 1, -2, 2, -3, 3))
    return any(
        cell.kind is Kind.TEXT and len(cell.text) < 50 and speaks_of_somebody(cell.text) for cell in beside if cell
    )
