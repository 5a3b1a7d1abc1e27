"""The format-free report: sections of text, tables and charts, in one language, before any writer sees them."""

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Literal, TypeAlias

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
    """How a number is shown: 405; 60,7 %; 26,9 (percentage points); 8,5 (so many for one)."""

    COUNT = "count"
    SHARE = "share"
    POINTS = "points"
    RATE = "rate"


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
    """One colour of a bar chart; ``role`` is ``open``, ``sheltered`` or ``neutral`` and decides colour and pattern.
    ``instead``, if given, says for each bar what stands where there is no number."""

    name: str
    role: str
    values: tuple[Decimal | None, ...]
    instead: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bars:
    """Horizontal bars, stacked: one bar per category (persons). ``labels``, one per category, stand beside the bars
    instead of their numbers: ``12 (34,3 %)``."""

    title: str
    alt: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    axis: str
    labels: tuple[str, ...] = ()


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


FunnelStanding: TypeAlias = Literal["inside", "outside95", "outside998", "too_small"]


@dataclass(frozen=True, slots=True)
class FunnelPoint:
    """A share (0-1) out of ``trials``, and where it stands to the limits; ``basis`` as of ``Estimate``."""

    label: str
    basis: str
    trials: Decimal
    value: Decimal
    standing: FunnelStanding


@dataclass(frozen=True, slots=True)
class FunnelLimit:
    """The 95 % and the 99.8 % limits (0-1) at a denominator of ``trials``."""

    trials: Decimal
    low95: Decimal
    high95: Decimal
    low998: Decimal
    high998: Decimal


@dataclass(frozen=True, slots=True)
class Funnel:
    """Shares over their denominators, with the pooled share and the limits of what chance alone explains; ``limits``
    in the order of their trials."""

    title: str
    alt: str
    axis_x: str
    axis_y: str
    pooled: Decimal
    points: tuple[FunnelPoint, ...]
    limits: tuple[FunnelLimit, ...]


@dataclass(frozen=True, slots=True)
class TrendLine:
    """A share (0-1) with its interval in every period, ``None`` where there is no figure; ``role`` as of ``Series``,
    ``bases`` as of ``Estimate``, empty where there is no figure."""

    name: str
    role: str
    values: tuple[Decimal | None, ...]
    lows: tuple[Decimal | None, ...]
    highs: tuple[Decimal | None, ...]
    bases: tuple[str, ...]
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Trend:
    """Shares over periods. The scale goes at least to ``highest`` (0-1), so that neighbours are drawn on the same."""

    title: str
    alt: str
    axis: str
    periods: tuple[str, ...]
    lines: tuple[TrendLine, ...]
    highest: Decimal | None = None


TileState: TypeAlias = Literal["covered", "visited", "without", "unknown"]


@dataclass(frozen=True, slots=True)
class Tile:
    """A territory on the map: ``short`` stands on its tile (six letters), ``note`` beside its name in the table."""

    id: str
    name: str
    short: str
    row: int
    column: int
    state: TileState
    note: str = ""


@dataclass(frozen=True, slots=True)
class TileMap:
    """Territories as equal tiles where they lie to each other; ``legend`` says in words what each state means."""

    title: str
    alt: str
    tiles: tuple[Tile, ...]
    legend: tuple[tuple[TileState, str], ...]


Chart: TypeAlias = Bars | Intervals | Funnel | Trend | TileMap
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


_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def plain(text: str) -> str:
    """The text without what neither XML nor a page can hold; the drawing library ends the process over it."""
    return _FORBIDDEN.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))


def shown(cell: TableCell, language: Language) -> str:
    """A table's cell as read: ``1 207``, ``60,7 %``, ``26,9``, or the words that stand instead of a number."""
    if isinstance(cell, str):
        return cell
    if cell.value is None:
        return cell.instead
    if cell.format is Format.SHARE:
        return language.percent(cell.value)
    if cell.format is Format.POINTS:
        return language.points(cell.value)
    return language.number(cell.value, 1 if cell.format is Format.RATE else None)
