"""Reading: which returns are accepted, and sums of their values. The database does the adding, exactly."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

import sqlalchemy as sql

from zamestnanost_stats.findings import Severity
from zamestnanost_stats.form.grammar import Needs, Operand
from zamestnanost_stats.form.register import Service
from zamestnanost_stats.keys import State
from zamestnanost_stats.returns.ledger.schema import (
    CURRENT,
    WITHDRAWN,
    Exact,
    confirmations,
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
    confirmed = sql.select(confirmations.c.received).where(confirmations.c.return_id == returns.c.id).scalar_subquery()
    columns = [returns.c[name] for name in Accepted.__dataclass_fields__ if name in returns.c]
    query = sql.select(*columns, first, confirmed).where(returns.c.period == period, returns.c.status == CURRENT)
    with transaction(engine) as connection:
        return [Accepted(*tuple(row)) for row in connection.execute(query.order_by(returns.c.provider))]


def files_kept(engine: sql.Engine, period: str) -> set[str]:
    """The sha256 of every file accepted for a period, its earlier revisions included, unless it was withdrawn."""
    query = sql.select(returns.c.sha256).where(returns.c.period == period, returns.c.status != WITHDRAWN)
    with transaction(engine) as connection:
        return set(connection.execute(query).scalars())


def services_taken(engine: sql.Engine, period: str) -> list[Service]:
    """The services of the current returns of a period as they were when the returns were accepted, without dates."""
    columns = (returns.c.provider, services.c.service, services.c.name, services.c.type, services.c.territories)
    query = sql.select(*columns).join(returns, returns.c.id == services.c.return_id)
    query = query.where(returns.c.period == period, returns.c.status == CURRENT)
    with transaction(engine) as connection:
        rows = connection.execute(query.order_by(returns.c.provider, services.c.service)).all()
    return [Service(row.provider, row.service, row.name, row.type, tuple(row.territories.split())) for row in rows]


class Grain(StrEnum):
    """What is added up: organisations' own totals, or their service columns. Everything told apart by type of service,
    and the city, takes only what serves the city."""

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


def totals(engine: sql.Engine, period: str, grain: Grain, operands: Sequence[tuple[Operand, Needs]]) -> list[Total]:
    """Sums of the operands (each with what it must be) over the current returns of a period."""
    wanted = list(dict.fromkeys(operands))
    columns = _columns(period, grain, wanted).subquery()
    complete = sql.and_(*(columns.c[f"usable_{place}"] > 0 for place in range(len(wanted))))
    dimensions = [columns.c[name] for name in _dimensions(grain)]
    query = sql.select(
        *dimensions,
        *(
            sql.func.sum(sql.case((complete, columns.c[f"value_{place}"]))).label(f"sum_{place}")
            for place in range(len(wanted))
        ),
        sql.func.sum(sql.case((complete, 1), else_=0)).label("used"),
        sql.func.count().label("asked"),
        sql.func.sum(sql.case((columns.c.not_collected > 0, 1), else_=0)).label("not_collected"),
        sql.func.sum(sql.case((columns.c.not_applicable > 0, 1), else_=0)).label("not_applicable"),
    )
    with transaction(engine) as connection:
        rows = connection.execute(query.group_by(*dimensions).order_by(*dimensions)).all()
    return [_total(row, len(dimensions), wanted) for row in rows if row.asked]


def _total(row: Any, dimensions: int, wanted: Sequence[tuple[Operand, Needs]]) -> Total:
    sums = {operand: getattr(row, f"sum_{place}") or Decimal(0) for place, (operand, _) in enumerate(wanted)}
    return Total(
        tuple(row[:dimensions]), sums, int(row.used), int(row.asked), int(row.not_collected), int(row.not_applicable)
    )


def _dimensions(grain: Grain) -> tuple[str, ...]:
    return {
        Grain.CITY: (),
        Grain.PROVIDER: ("provider",),
        Grain.SERVICE_TYPE: ("type",),
        Grain.PROVIDER_TYPE: ("provider", "type"),
        Grain.SERVICE: ("provider", "column"),
    }[grain]


def _columns(period: str, grain: Grain, wanted: Sequence[tuple[Operand, Needs]]) -> sql.Select[Any]:
    """One row per column of a return: the value of each operand, and whether it can be used."""
    row = observations.c
    measures: list[sql.Label[Any]] = []
    any_operand = []
    for place, (operand, needs) in enumerate(wanted):
        here = (row.indicator == operand.indicator) & (row.codelist == operand.codelist) & (row.code == operand.code)
        any_operand.append(here)
        usable = row.state == State.NUMBER.value
        if needs is Needs.NUMBER_OR_X:
            usable |= row.state == State.NOT_APPLICABLE.value
        value = sql.case((here & usable, sql.func.coalesce(row.value, sql.literal(Decimal(0), Exact))))
        measures.append(sql.func.sum(value).label(f"value_{place}"))
        measures.append(sql.func.sum(sql.case((here & usable, 1), else_=0)).label(f"usable_{place}"))
    for state in (State.NOT_COLLECTED, State.NOT_APPLICABLE):
        told = sql.or_(*any_operand) & (row.state == state.value)
        measures.append(sql.func.sum(sql.case((told, 1), else_=0)).label(state.value))
    kept = (returns.c.period == period) & (returns.c.status == CURRENT)
    source = observations.join(returns, returns.c.id == row.return_id)
    if grain in (Grain.CITY, Grain.PROVIDER):
        total = returns.c.city_column if grain is Grain.CITY else returns.c.total_column
        groups: list[sql.ColumnElement[Any]] = [returns.c.provider, row.column]
        kept &= row.column == total
    else:
        source = source.join(services, (services.c.return_id == row.return_id) & (services.c.service == row.column))
        groups = [returns.c.provider, row.column, services.c.type]
        kept &= sql.true() if grain is Grain.SERVICE else services.c.inside
    asked = sql.or_(*any_operand)
    return sql.select(*groups, *measures).select_from(source).where(kept, asked).group_by(*groups)


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
        .where(row.indicator == operand.indicator, row.codelist == operand.codelist, row.code == operand.code)
        .order_by(returns.c.provider, row.column)
    )
    with transaction(engine) as connection:
        return [Observation(*one[:3], State(one.state), one.value, one.text) for one in connection.execute(query)]


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
