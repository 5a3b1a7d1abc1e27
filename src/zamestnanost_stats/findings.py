"""Something to say about a file: a finding is data (code, place, parameters); its text is rendered last."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

from zamestnanost_stats.keys import CellKey
from zamestnanost_stats.language import Language, Text

Param: TypeAlias = str | int | Decimal | Text
CELLS_TOLD = 8
"""Cells named for one finding; how many more there are is counted."""


class Severity(StrEnum):
    """An error blocks; a warning asks for an explanation; info is only said."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a finding belongs: a sheet and its cells in a workbook, or a row and a column (or key) of another file."""

    file: str = ""
    sheet: str = ""
    cells: tuple[str, ...] = ()
    row: int = 0
    column: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to say. ``text`` comes with the form's own rules, ``advice`` with what became of a warning; all others
    are worded by the catalogue."""

    code: str
    place: Place = Place()
    key: CellKey | None = None
    params: Mapping[str, Param] = field(default_factory=dict)
    severity: Severity = Severity.ERROR
    text: Text | None = None
    advice: Text | None = None


class UserError(Exception):
    """The operator's mistake, or a broken register, form or ledger: said once, without a traceback."""

    def __init__(self, *findings: Finding) -> None:
        super().__init__("; ".join(f"{finding.code} {finding.place}" for finding in findings))
        self.findings = findings


def problem(code: str, *, file: str = "", row: int = 0, column: str = "", **params: Param) -> Finding:
    """A fault in a file of the operator's, or in the call itself."""
    return Finding(code, Place(file=file, row=row, column=column), params=params)


def errors(findings: Iterable[Finding]) -> list[Finding]:
    """Those that block."""
    return [finding for finding in findings if finding.severity is Severity.ERROR]


def quote(raw: str, limit: int = 60) -> str:
    """What stood in a provider's cell, safe to print: one line, no control or direction characters, cut short."""
    visible = "".join(" " if unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Zl", "Zp") else sign for sign in raw)
    tidy = re.sub(r"\s+", " ", visible).strip()
    return tidy if len(tidy) <= limit else tidy[: limit - 1] + "…"


def joined(findings: Iterable[Finding]) -> list[Finding]:
    """The same fault in many cells as one finding that names them all, in the order they were found."""
    together: dict[object, Finding] = {}
    for finding in findings:
        place = finding.place
        group = (
            finding.code,
            place.file,
            place.sheet,
            place.row,
            place.column,
            finding.severity,
            finding.text,
            tuple(sorted((name, str(value)) for name, value in finding.params.items())),
        )
        if group in together:
            first = together[group]
            cells = tuple(dict.fromkeys(first.place.cells + place.cells))
            together[group] = replace(first, place=replace(first.place, cells=cells))
        else:
            together[group] = finding
    return list(together.values())


def message(finding: Finding, language: Language) -> str:
    """What is wrong."""
    from zamestnanost_stats.catalogue import CATALOGUE

    if finding.text is None:
        return language.gettext(CATALOGUE[finding.code].message).format_map(_shown(finding, language))
    text, values = finding.text.in_(language), _shown(finding, language).get("values", "")
    return f"{text.removesuffix('.')} ({values})." if values else text


def hint(finding: Finding, language: Language) -> str:
    """What to do about it; empty where nothing is to be done."""
    from zamestnanost_stats.catalogue import CATALOGUE

    if finding.advice is not None:
        return finding.advice.in_(language)
    entry = CATALOGUE.get(finding.code)
    return language.gettext(entry.hint).format_map(_shown(finding, language)) if entry and entry.hint else ""


def where(finding: Finding, language: Language) -> str:
    """The place in words: ``Výkaz!E7, F7`` or ``providers.csv, row 3, column ico``; of many cells the first few."""
    _ = language.gettext
    place = finding.place
    parts = [place.file] if place.file else []
    if place.sheet:
        cells = ", ".join(place.cells[:CELLS_TOLD])
        rest = len(place.cells) - CELLS_TOLD
        if rest > 0:
            more = language.ngettext("and {count} more cell", "and {count} more cells", rest)
            cells = f"{cells} {more.format(count=language.number(rest))}"
        parts.append(f"{place.sheet}!{cells}" if cells else place.sheet)
    if place.row:
        parts.append(_("row {row}").format(row=place.row))
    if place.column:
        parts.append(_("column {column}").format(column=place.column) if place.row else place.column)
    return ", ".join(parts)


def _shown(finding: Finding, language: Language) -> dict[str, str]:
    def show(value: Param) -> str:
        if isinstance(value, Text):
            return value.in_(language)
        return value if isinstance(value, str) else language.number(value)

    return {name: show(value) for name, value in finding.params.items()}
