"""What others counted: outside statistics from ``context.csv``, shown beside our figures and never added to them."""

import re
from collections.abc import Collection, Container
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from zamestnanost_stats.findings import Finding, UserError
from zamestnanost_stats.form.register import OUTSIDE, UNKNOWN, Register, Row, table_rows
from zamestnanost_stats.keys import Period

COLUMNS = ("territory", "period", "name", "value", "definition", "source")
CITY = "city"
"""Stands in the column ``territory`` for the whole city."""
POPULATION = "population"
_NUMBER = re.compile(r"(?:[0-9]+|[0-9]{1,3}(?:[ \u00a0\u202f][0-9]{3})+)(?:[.,][0-9]{1,2})?", re.ASCII)
"""``1324277``, ``1 324 277``, ``8,5``; not ``1,324``, which may be a thousand and more, or one and a bit."""


@dataclass(frozen=True, slots=True)
class Statistic:
    """One outside number; ``value`` is None where it is known to be unknown."""

    territory: str
    period: str
    name: str
    value: Decimal | None
    definition: str
    source: str


def load_context(folder: Path, register: Register) -> tuple[Statistic, ...]:
    """The outside statistics of a working folder, in the order of the file; none where there is no such file. A
    UserError with every fault found where it is broken."""
    if not any((folder / f"context.{ending}").exists() for ending in ("csv", "xlsx")):
        return ()
    findings: list[Finding] = []
    known = {CITY, *register.territories} - {OUTSIDE}
    found: dict[tuple[str, str, str], Statistic] = {}
    for row in table_rows(folder, "context", COLUMNS, findings):
        one = _statistic(row, known)
        key = (one.territory, one.period, one.name)
        if key in found:
            row.fault("statistic-twice", "name")
        found[key] = one
    if findings:
        raise UserError(*findings)
    return tuple(found.values())


def _statistic(row: Row, territories: Container[str]) -> Statistic:
    row.refers("territory", "territories", territories)
    period = row.text("period")
    if period and Period.parse(period) is None:
        row.fault("period-invalid", "period")
    name, definition, source = (row.text(column) for column in ("name", "definition", "source"))
    return Statistic(row.cells["territory"], period, name, _value(row), definition, source)


def _value(row: Row) -> Decimal | None:
    text = row.text("value")
    if text in ("", UNKNOWN):
        return None
    if not _NUMBER.fullmatch(text):
        row.fault("statistic-invalid", "value")
        return None
    return Decimal(re.sub(r"\s", "", text).replace(",", "."))


def population(statistics: Collection[Statistic], register: Register, period: Period) -> Decimal | None:
    """How many people live in the city: as stated for it, else the sum of all its districts; None unless all are known
    for that very period, and more than 0."""
    stated = {one.territory: one.value for one in statistics if (one.name, one.period) == (POPULATION, period.label)}
    if stated.get(CITY):
        return stated[CITY]
    parts = [stated.get(name) for name in register.territories if name != OUTSIDE]
    known = [part for part in parts if part is not None]
    return sum(known, Decimal(0)) or None if len(known) == len(parts) else None


def per_100000(count: Decimal, people: Decimal) -> Decimal:
    """So many for each hundred thousand inhabitants; ``people`` is more than 0."""
    return count * 100_000 / people
