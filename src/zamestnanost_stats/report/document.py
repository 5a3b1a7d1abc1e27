"""The format-free report: sections of text, tables and charts, in one language, before any writer sees them."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

from zamestnanost_stats.language import Language


class Role(StrEnum):
    """What a paragraph is for; writers choose how it looks."""

    PLAIN = "plain"
    LEAD = "lead"
    """The one result a hurried reader takes away."""
    QUOTE = "quote"
    """A sentence meant to be copied, complete with its denominator."""
    NOTE = "note"
    """A definition or condition, printed small beside what it belongs to."""
    WARNING = "warning"
    """PRELIMINARY, invented numbers, what must not be concluded."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str
    role: Role = Role.PLAIN


@dataclass(frozen=True, slots=True)
class Bullets:
    items: tuple[str, ...]


class Format(StrEnum):
    """How a number is shown: 405; 60,7 %; 26,9 (percentage points)."""

    COUNT = "count"
    SHARE = "share"
    POINTS = "points"


@dataclass(frozen=True, slots=True)
class Amount:
    """A number in a table. ``value`` is exact (shares 0-1); where there is none, ``instead`` says why in words."""

    value: Decimal | None
    format: Format = Format.COUNT
    instead: str = ""


TableCell: TypeAlias = str | Amount


@dataclass(frozen=True, slots=True)
class Column:
    title: str
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of texts and amounts; the first cell of a row is its header. ``total`` marks the last row as a sum,
    ``prose`` a table of sentences: its cells may have several lines and stand one below another on a phone."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[TableCell, ...], ...]
    note: str = ""
    total: bool = False
    prose: bool = False


@dataclass(frozen=True, slots=True)
class Series:
    """One colour of a bar chart; ``role`` is ``open``, ``sheltered`` or ``neutral`` and decides colour and pattern."""

    name: str
    role: str
    values: tuple[Decimal | None, ...]


@dataclass(frozen=True, slots=True)
class Bars:
    """Horizontal bars, stacked: one bar per category (persons)."""

    title: str
    alt: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    axis: str


@dataclass(frozen=True, slots=True)
class Estimate:
    """A share (0-1) with its interval; ``label`` names it, ``basis`` is what it comes from: ``405/667``."""

    label: str
    basis: str
    value: Decimal
    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class Intervals:
    """Points with interval lines, one row per estimate, on a scale 0-100 %."""

    title: str
    alt: str
    axis: str
    estimates: tuple[Estimate, ...]


Chart: TypeAlias = Bars | Intervals
Block: TypeAlias = Paragraph | Bullets | Table | Chart


@dataclass(frozen=True, slots=True)
class Section:
    id: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """Everything a writer needs. ``marks`` (PRELIMINARY, invented numbers) stand on every page; the first section is
    the first page of an ``edition`` (the codebook is none: it has no first page). ``facts`` are short lines under the
    title: period, deadline, edition. ``created`` is a date from the ledger or the collection, never the clock; empty
    where nothing is dated."""

    title: str
    subtitle: str
    language: str
    edition: str
    marks: tuple[str, ...]
    facts: tuple[str, ...]
    sections: tuple[Section, ...]
    created: str = ""


def shown(cell: TableCell, language: Language) -> str:
    """A table's cell as read: ``1 207``, ``60,7 %``, ``26,9``, or the words that stand instead of a number."""
    if isinstance(cell, str):
        return cell
    if cell.value is None:
        return cell.instead
    if cell.format is Format.SHARE:
        return language.percent(cell.value)
    return language.points(cell.value) if cell.format is Format.POINTS else language.number(cell.value)
