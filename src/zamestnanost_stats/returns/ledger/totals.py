"""Reading: which returns are accepted, and sums of their values. The database does the adding, exactly."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeAlias

import sqlalchemy as sql

from zamestnanost_stats.findings import Severity
from zamestnanost_stats.form.grammar import Needs, Operand
from zamestnanost_stats.form.register import Service
from zamestnanost_stats.keys import State
from zamestnanost_stats.returns.ledger.chain import Kind
from zamestnanost_stats.returns.ledger.schema import (
    CURRENT,
    WITHDRAWN,
    Exact,
    events,
    explanations,
    findings,
    observations,
    returns,
    services,
    transaction,
    waivers,
)


@dataclass(frozen=True, slots=True)
class Accepted:
    """One current return, without its values; ``confirmed`` is the day on which the provider confirmed figures that
    the coordinator had taken down."""

    id: int
    provider: str
    provider_name: str
    period: str
    revision: int
    file: str
    form: str
    received: date
    partial: bool
    source: str
    note: str
    sha256: str
    first_received: date
    confirmed: date | None


def accepted(engine: sql.Engine, period: str) -> list[Accepted]:
    """The current returns of a period, by provider."""
    before = returns.alias()
    same = (before.c.provider == returns.c.provider) & (before.c.period == returns.c.period)
    kept = before.c.status != WITHDRAWN
    first = sql.select(sql.func.min(before.c.received)).where(same, kept).scalar_subquery()
    word = (events.c.return_id == returns.c.id) & (events.c.kind == Kind.CONFIRMED.value)
    confirmed = sql.select(sql.func.max(events.c.received)).where(word).scalar_subquery()
    columns = [returns.c[name] for name in Accepted.__dataclass_fields__ if name in returns.c]
    query = sql.select(*columns, first, confirmed).where(returns.c.period == period, returns.c.status == CURRENT)
    with transaction(engine) as connection:
        return [Accepted(*tuple(row)) for row in connection.execute(query.order_by(returns.c.provider))]


def files_known(engine: sql.Engine, period: str, provider: str = "") -> set[str]:
    """The hashes of every file ever accepted for a period, from one provider if it is named, those superseded and
    withdrawn among them."""
    wanted = returns.c.period == period
    if provider:
        wanted &= returns.c.provider == provider
    with transaction(engine) as connection:
        return set(connection.scalars(sql.select(returns.c.sha256).where(wanted)))


def services_taken(engine: sql.Engine, period: str) -> list[Service]:
    """The services of the current returns of a period as they were when the returns were accepted, without dates."""
    columns = (returns.c.provider, services.c.service, services.c.name, services.c.type, services.c.territories)
    query = sql.select(*columns).join(returns, returns.c.id == services.c.return_id)
    query = query.where(returns.c.period == period, returns.c.status == CURRENT)
    with transaction(engine) as connection:
        rows = connection.execute(query.order_by(returns.c.provider, services.c.service)).all()
    return [Service(row.provider, row.service, row.name, row.type, tuple(row.territories.split())) for row in rows]


class Grain(StrEnum):
    """What is added up. Everything told apart by type of service, and the city, takes only what serves the city.

    The city and an organisation take organisations' own totals, each person once (``in_total``), or else, for what is
    not asked in total, add service columns like the other grains.
    """

    CITY = "city"
    PROVIDER = "provider"
    SERVICE_TYPE = "service_type"
    PROVIDER_TYPE = "provider;service_type"
    SERVICE = "provider;service"


@dataclass(frozen=True, slots=True)
class Total:
    """Sums over the columns of one group in which every operand has a usable value: ``used`` of ``asked`` columns.

    ``not_collected`` and ``not_applicable`` count columns with an N or an X among the operands.
    """

    group: tuple[str, ...]
    sums: Mapping[Operand, Decimal]
    used: int
    asked: int
    not_collected: int
    not_applicable: int


Wanted: TypeAlias = Sequence[tuple[Operand, Needs]]
"""The operands of an expression, each with what it must be."""


def totals(engine: sql.Engine, period: str, grain: Grain, wanted: Wanted, *, in_total: bool = True) -> list[Total]:
    """Sums of operands that belong together (a column enters whole or not at all) over the current returns."""
    wanted = list(dict.fromkeys(wanted))
    columns = _columns(period, grain, wanted, in_total).subquery()
    complete = sql.and_(*(columns.c[f"usable_{place}"] > 0 for place in range(len(wanted))))
    dimensions = [columns.c[name] for name in _DIMENSIONS[grain]]
    query = sql.select(
        *dimensions,
        *(sql.func.sum(sql.case((complete, columns.c[f"value_{place}"]))) for place in range(len(wanted))),
        _how_many(complete).label("used"),
        sql.func.count().label("asked"),
        _how_many(columns.c.not_collected > 0).label("not_collected"),
        _how_many(columns.c.not_applicable > 0).label("not_applicable"),
    )
    operands = [operand for operand, _ in wanted]
    with transaction(engine) as connection:
        rows = connection.execute(query.group_by(*dimensions).order_by(*dimensions)).all()
    return [_total(row, len(dimensions), operands) for row in rows if row.asked]


def counts(
    engine: sql.Engine, period: str, grain: Grain, indicators: Collection[str], *, in_total: bool = True
) -> dict[Operand, list[Total]]:
    """Sums of each of the indicators and of each code of theirs, every one for itself, in one query."""
    row = observations.c
    source, kept, groups = _source(period, grain, in_total)
    dimensions = [groups[name] for name in _DIMENSIONS[grain]]
    named = (row.indicator, row.codelist, row.code)
    query = (
        sql.select(
            *named,
            *dimensions,
            sql.func.sum(sql.case((row.state == State.NUMBER.value, row.value))),
            _how_many(row.state == State.NUMBER.value).label("used"),
            sql.func.count().label("asked"),
            _how_many(row.state == State.NOT_COLLECTED.value).label("not_collected"),
            _how_many(row.state == State.NOT_APPLICABLE.value).label("not_applicable"),
        )
        .select_from(source)
        .where(kept, row.indicator.in_(indicators))
        .group_by(*named, *dimensions)
        .order_by(*named, *dimensions)
    )
    found: dict[Operand, list[Total]] = {}
    with transaction(engine) as connection:
        for one in connection.execute(query).all():
            operand = Operand(*one[: len(named)])
            found.setdefault(operand, []).append(_total(one, len(dimensions), [operand], len(named)))
    return found


def _how_many(condition: sql.ColumnElement[bool]) -> sql.ColumnElement[int]:
    return sql.func.sum(sql.case((condition, 1), else_=0))


def _total(row: Any, dimensions: int, operands: Sequence[Operand], start: int = 0) -> Total:
    """A row of names up to ``start``, then dimensions, then sums, then what a ``Total`` counts."""
    first = start + dimensions
    sums = {operand: row[first + place] or Decimal(0) for place, operand in enumerate(operands)}
    return Total(tuple(row[start:first]), sums, *map(int, row[first + len(operands) :]))


_DIMENSIONS = {
    Grain.CITY: (),
    Grain.PROVIDER: ("provider",),
    Grain.SERVICE_TYPE: ("type",),
    Grain.PROVIDER_TYPE: ("provider", "type"),
    Grain.SERVICE: ("provider", "column"),
}


def _source(
    period: str, grain: Grain, in_total: bool
) -> tuple[sql.FromClause, sql.ColumnElement[bool], dict[str, sql.ColumnElement[Any]]]:
    """Where a grain's values stand, which of them count, and what tells their columns apart."""
    row = observations.c
    kept = (returns.c.period == period) & (returns.c.status == CURRENT)
    source = observations.join(returns, returns.c.id == row.return_id)
    groups: dict[str, sql.ColumnElement[Any]] = {"provider": returns.c.provider, "column": row.column}
    if in_total and grain in (Grain.CITY, Grain.PROVIDER):
        total = returns.c.city_column if grain is Grain.CITY else returns.c.total_column
        return source, kept & (row.column == total), groups
    source = source.join(services, (services.c.return_id == row.return_id) & (services.c.service == row.column))
    if grain not in (Grain.SERVICE, Grain.PROVIDER):
        kept &= services.c.inside
    return source, kept, groups | {"type": services.c.type}


def _is(operand: Operand) -> sql.ColumnElement[bool]:
    row = observations.c
    return (row.indicator == operand.indicator) & (row.codelist == operand.codelist) & (row.code == operand.code)


def _columns(period: str, grain: Grain, wanted: Wanted, in_total: bool) -> sql.Select[Any]:
    """One row per column of a return: the value of each operand, and whether it can be used."""
    row = observations.c
    measures: list[sql.Label[Any]] = []
    for place, (operand, needs) in enumerate(wanted):
        usable = row.state == State.NUMBER.value
        if needs is Needs.NUMBER_OR_X:
            usable |= row.state == State.NOT_APPLICABLE.value
        here = _is(operand) & usable
        value = sql.case((here, sql.func.coalesce(row.value, sql.literal(Decimal(0), Exact))))
        measures.append(sql.func.sum(value).label(f"value_{place}"))
        measures.append(_how_many(here).label(f"usable_{place}"))
    told = (State.NOT_COLLECTED, State.NOT_APPLICABLE)
    measures += [_how_many(row.state == state.value).label(state.value) for state in told]
    source, kept, groups = _source(period, grain, in_total)
    asked = sql.or_(*(_is(operand) for operand, _ in wanted))
    labelled = [column.label(name) for name, column in groups.items()]
    return sql.select(*labelled, *measures).select_from(source).where(kept, asked).group_by(*groups.values())


@dataclass(frozen=True, slots=True)
class Observation:
    """One value of one column, with what is known of the column; ``inside`` is None for the organisation's total."""

    provider: str
    column: str
    inside: bool | None
    state: State
    value: Decimal | None
    text: str


def observed(engine: sql.Engine, period: str, operand: Operand) -> list[Observation]:
    """Every value of one indicator (or one code of it) in the current returns of a period, by provider and column."""
    row = observations.c
    source = observations.join(returns, returns.c.id == row.return_id).outerjoin(
        services, (services.c.return_id == row.return_id) & (services.c.service == row.column)
    )
    query = (
        sql.select(returns.c.provider, row.column, services.c.inside, row.state, row.value, row.text)
        .select_from(source)
        .where(returns.c.period == period, returns.c.status == CURRENT)
        .where(_is(operand))
        .order_by(returns.c.provider, row.column)
    )
    with transaction(engine) as connection:
        rows = connection.execute(query).all()
    return [Observation(*one[:3], State(one.state), one.value, one.text) for one in rows]


@dataclass(frozen=True, slots=True)
class Said:
    """One finding that an accepted return was accepted with."""

    provider: str
    code: str
    severity: Severity
    sheet: str
    cells: str
    column: str
    explanation: str
    waiver: str

    @property
    def waits(self) -> bool:
        """Whether it is a warning that was neither explained nor waived."""
        return self.severity is Severity.WARNING and not (self.explanation or self.waiver)


def said(engine: sql.Engine, period: str) -> list[Said]:
    """What there was to say about the current returns of a period when they were accepted."""
    row = findings.c
    source = findings.join(returns, returns.c.id == row.return_id)
    told = [sql.func.coalesce(table.c[name], "") for table, name in ((explanations, "text"), (waivers, "reason"))]
    for table in (explanations, waivers):
        here = (table.c.return_id == row.return_id) & (table.c.rule == row.code) & (table.c.column == row.column)
        source = source.outerjoin(table, here)
    query = (
        sql.select(returns.c.provider, row.code, row.severity, row.sheet, row.cells, row.column, *told)
        .select_from(source)
        .where(returns.c.period == period, returns.c.status == CURRENT)
        .order_by(returns.c.provider, row.place)
    )
    with transaction(engine) as connection:
        return [Said(one[0], one[1], Severity(one[2]), *one[3:]) for one in connection.execute(query)]
