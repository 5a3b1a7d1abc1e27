"""The words every room shares: what names a cell, what a value can be, and which time it speaks of."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple, Self

TOTAL = "*"
"""Column key of "organisation in total, each person once"."""

VALUE = "value"
"""Column key of answers given once for the whole return, not per service."""

ID_PATTERN = re.compile(r"[a-z][a-z0-9_-]*")
_DEVICE_NAME = re.compile(r"con|prn|aux|nul|com[0-9]|lpt[0-9]")


def is_id(text: str) -> bool:
    """Whether ``text`` may name a provider, service, form or code (safe as a file name on every system)."""
    return ID_PATTERN.fullmatch(text) is not None and not is_device_name(text)


def is_device_name(text: str) -> bool:
    """Whether Windows keeps ``text`` for a device, so that no file there can be called so, with any ending."""
    return _DEVICE_NAME.fullmatch(text) is not None


class CellKey(NamedTuple):
    """What a cell asks, wherever it stands: an indicator (or one code of it) in one column of the return."""

    indicator: str
    codelist: str
    code: str
    column: str

    @property
    def row(self) -> str:
        """The key written in hidden column A: ``placed_open`` or ``exits_without_job/exit_reason/health``."""
        return f"{self.indicator}/{self.codelist}/{self.code}" if self.codelist else self.indicator

    @classmethod
    def at(cls, row: str, column: str) -> Self:
        """The key written as a row key and a column key; the inverse of ``row``."""
        indicator, _, rest = row.partition("/")
        codelist, _, code = rest.partition("/")
        return cls(indicator, codelist, code, column)


class State(StrEnum):
    """What is known of a value. Zero is a NUMBER: different things, never mixed."""

    NUMBER = "number"
    TEXT = "text"
    MISSING = "missing"
    NOT_COLLECTED = "not_collected"
    NOT_APPLICABLE = "not_applicable"
    SUPPRESSED = "suppressed"
    """A small number of people, hidden in a public edition; never 0."""
    WITHHELD = "withheld"
    """A figure left out of a public edition, of whatever size: it would be one provider's result, or give others
    away."""
    INVALID = "invalid"
    """Something stood in the cell that is no answer; it has its own finding and is never stored."""


@dataclass(frozen=True, slots=True)
class Value:
    """One answer: a number, a text (a code, for a choice), or the reason why there is none."""

    state: State
    number: Decimal | None = None
    text: str = ""


MISSING = Value(State.MISSING)
NOT_COLLECTED = Value(State.NOT_COLLECTED)
NOT_APPLICABLE = Value(State.NOT_APPLICABLE)
INVALID = Value(State.INVALID)


MARKS = {State.NOT_COLLECTED: "N", State.NOT_APPLICABLE: "X"}
"""What is written where there is no number."""


def number(value: Decimal | int) -> Value:
    """A NUMBER value."""
    return Value(State.NUMBER, Decimal(value))


@dataclass(frozen=True, slots=True)
class Period:
    """A year, half-year or quarter: ``2020``, ``2021-H1``, ``2021-Q1``. Both days are inside."""

    label: str
    start: date
    end: date

    @classmethod
    def parse(cls, label: str) -> Self | None:
        """The period of that label, or None where it is not one."""
        found = re.fullmatch(r"([12][0-9]{3})(?:-(H[12]|Q[1-4]))?", label)
        if found is None:
            return None
        year, part = int(found[1]), found[2]
        months = {None: 12, "H": 6, "Q": 3}[part and part[0]]
        first = months * (int(part[1]) - 1) + 1 if part else 1
        after = date(year + 1, 1, 1) if first + months > 12 else date(year, first + months, 1)
        return cls(label, date(year, first, 1), after - timedelta(days=1))

    @property
    def kind(self) -> str:
        """``H`` or ``Q`` of half-years and quarters, empty of years."""
        return self.label[5:6]

    @property
    def year_before(self) -> str:
        """The label of the same part of the year before: ``2020``, ``2020-Q1``."""
        return f"{self.start.year - 1}{self.label[4:]}"

    def overlaps(self, other: "Period") -> bool:
        """Whether they share a day."""
        return self.start <= other.end and other.start <= self.end

    def __str__(self) -> str:
        return self.label


def parse_day(text: str) -> date | None:
    """``2020-07-01``, or ``1. 7. 2020`` as Czech Excel rewrites it."""
    czech = re.fullmatch(r"([0-9]{1,2})\. ?([0-9]{1,2})\. ?([0-9]{4})", text)
    try:
        return date(int(czech[3]), int(czech[2]), int(czech[1])) if czech else date.fromisoformat(text)
    except ValueError:
        return None


def letters(column: int) -> str:
    """The letters of a column counted from 1: 1 -> A, 27 -> AA."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name
