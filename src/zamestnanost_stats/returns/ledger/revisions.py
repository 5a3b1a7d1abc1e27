"""Reading back whole returns: those of a past period, and every revision of one provider with what it changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sql

from zamestnanost_stats.form.prior import Past
from zamestnanost_stats.keys import MISSING, CellKey, Value
from zamestnanost_stats.returns.ledger.record import Change, values_of
from zamestnanost_stats.returns.ledger.schema import CURRENT, explanations, returns, transaction


def past_returns(engine: sql.Engine, period: str) -> dict[str, Past]:
    """The current returns of a period with all their values, by provider."""
    wanted = (returns.c.period == period) & (returns.c.status == CURRENT)
    with transaction(engine) as connection:
        found = connection.execute(sql.select(returns).where(wanted).order_by(returns.c.provider)).all()
        values = values_of(connection, wanted)
    return {
        one.provider: Past(one.provider, period, one.revision, one.form, one.total_column, values.get(one.id, {}))
        for one in found
    }


def explained(engine: sql.Engine, provider: str, period: str) -> list[tuple[dict[CellKey, str], dict[CellKey, Value]]]:
    """The explanations of every revision that has some, keyed by rule and column, and all values of that revision."""
    theirs = (returns.c.provider == provider) & (returns.c.period == period)
    query = sql.select(explanations).join(returns, returns.c.id == explanations.c.return_id).where(theirs)
    texts: dict[int, dict[CellKey, str]] = {}
    with transaction(engine) as connection:
        for one in connection.execute(query):
            texts.setdefault(one.return_id, {})[CellKey(one.rule, "", "", one.column)] = one.text
        values = values_of(connection, theirs) if texts else {}
    return [(told, values.get(identity, {})) for identity, told in texts.items()]


@dataclass(frozen=True, slots=True)
class Revision:
    """One accepted return as it was recorded; ``changes`` are against the revision before (none for the first)."""

    period: str
    revision: int
    status: str
    file: str
    form: str
    received: date
    source: str
    note: str
    withdrawn: str
    changes: tuple[Change, ...]


def revisions(engine: sql.Engine, provider: str) -> list[Revision]:
    """Everything ever accepted from a provider, by period and revision."""
    theirs = returns.c.provider == provider
    query = sql.select(returns).where(theirs).order_by(returns.c.period, returns.c.revision)
    with transaction(engine) as connection:
        found = connection.execute(query).all()
        values = values_of(connection, theirs)
    told: list[Revision] = []
    for place, one in enumerate(found):
        again = place > 0 and found[place - 1].period == one.period
        changes = _changes(values.get(found[place - 1].id, {}), values.get(one.id, {})) if again else ()
        known = {name: getattr(one, name) for name in Revision.__dataclass_fields__ if name != "changes"}
        told.append(Revision(**known, changes=changes))
    return told


def _changes(before: Mapping[CellKey, Value], after: Mapping[CellKey, Value]) -> tuple[Change, ...]:
    keys = dict.fromkeys((*after, *before))
    pairs = ((key, before.get(key, MISSING), after.get(key, MISSING)) for key in keys)
    return tuple(Change(key, old, new) for key, old, new in pairs if old != new)
