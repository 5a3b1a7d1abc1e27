"""Where values came from: single observations of current returns, with the file, sheet and cell they stood in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import sqlalchemy as sql

from zamestnanost_stats.form.grammar import Operand
from zamestnanost_stats.keys import State
from zamestnanost_stats.returns.ledger.schema import CURRENT, observations, returns, services, transaction


@dataclass(frozen=True, slots=True)
class Origin:
    """One value with its column as it was when the return was accepted, and where it stood. ``service_type`` is empty
    and ``inside`` None of a column that is no service; ``total`` and ``city`` tell whether the column holds the
    organisation's persons, each once, and those in the city."""

    period: str
    provider: str
    column: str
    service_type: str
    inside: bool | None
    total: bool
    city: bool
    operand: Operand
    state: State
    value: Decimal | None
    file: str
    sha256: str
    revision: int
    sheet: str
    cell: str


def origins(
    engine: sql.Engine, period: str, operands: Iterable[Operand], revisions: Mapping[str, int] | None = None
) -> list[Origin]:
    """Every value of these operands in the current returns of a period, or in the ``revisions`` named by provider, by
    provider and column, in one query."""
    wanted = frozenset(operands)
    row = observations.c
    source = observations.join(returns, returns.c.id == row.return_id).outerjoin(
        services, (services.c.return_id == row.return_id) & (services.c.service == row.column)
    )
    query = (
        sql.select(
            returns.c.period,
            returns.c.provider,
            row.column,
            sql.func.coalesce(services.c.type, "").label("service_type"),
            services.c.inside,
            (row.column == returns.c.total_column).label("total"),
            (row.column == returns.c.city_column).label("city"),
            row.indicator,
            row.codelist,
            row.code,
            row.state,
            row.value,
            returns.c.file,
            returns.c.sha256,
            returns.c.revision,
            row.sheet,
            row.cell,
        )
        .select_from(source)
        .where(returns.c.period == period, returns.c.status == CURRENT if revisions is None else sql.true())
        .where(row.indicator.in_({operand.indicator for operand in wanted}))
    )
    with transaction(engine) as connection:
        found = [_origin(**one._asdict()) for one in connection.execute(query)]
    some = (one for one in found if revisions is None or revisions.get(one.provider) == one.revision)
    # not by the database, which may put ch after h
    return sorted((one for one in some if one.operand in wanted), key=_order)


def _order(one: Origin) -> tuple[str, ...]:
    operand = one.operand
    return one.provider, one.column, operand.indicator, operand.codelist, operand.code


def _origin(*, indicator: str, codelist: str, code: str, state: str, **others: Any) -> Origin:
    return Origin(operand=Operand(indicator, codelist, code), state=State(state), **others)
