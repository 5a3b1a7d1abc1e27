"""Published editions: what was shown, when; kept for good, so that a correction can say what it changed."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import sqlalchemy as sql

from zamestnanost_stats.findings import Finding, UserError, problem
from zamestnanost_stats.returns.ledger.chain import Kind, append
from zamestnanost_stats.returns.ledger.schema import editions, events, transaction


@dataclass(frozen=True, slots=True)
class Edition:
    """One published edition of a period, counted from 1; ``content`` is what it showed, as JSON."""

    period: str
    number: int
    published: date
    content: str


def published(engine: sql.Engine, period: str) -> list[Edition]:
    """The editions of a period in order; a UserError where one of them was changed or added since behind the program's
    back, or one of any period is gone: what it gave away would not be known."""
    recorded = sql.select(events).where(events.c.kind == Kind.PUBLISHED.value)
    with transaction(engine) as connection:
        rows = [{**row} for row in connection.execute(sql.select(editions).order_by(editions.c.id)).mappings()]
        faults = [*spoiled(rows, [{**row} for row in connection.execute(recorded).mappings()])]
    if faults:
        raise UserError(*faults)
    return [_edition(row) for row in rows if row["period"] == period]


def spoiled(rows: Sequence[Mapping[str, Any]], recorded: Sequence[Mapping[str, Any]]) -> Iterator[Finding]:
    """What is otherwise with the rows of editions than the events of their publication say."""
    hashes = {event["edition_id"]: event["figures"] for event in recorded}
    for row in rows:
        if digest(row) != hashes.pop(row["id"], ""):
            yield problem("edition-damaged", number=row["number"], period=row["period"])
    for event in recorded:
        if event["edition_id"] in hashes:
            yield problem("edition-missing", number=event["id"])


def periods_published(engine: sql.Engine) -> list[str]:
    """The periods of which an edition is published."""
    with transaction(engine) as connection:
        return list(connection.scalars(sql.select(editions.c.period).distinct().order_by(editions.c.period)))


def publish(engine: sql.Engine, edition: Edition) -> None:
    """Records a further edition of a period; a UserError where its number is not the next, because another one has been
    published since it was made."""
    of_period = sql.select(sql.func.max(editions.c.number)).where(editions.c.period == edition.period)
    with transaction(engine) as connection:
        if edition.number != (connection.scalar(of_period) or 0) + 1:
            raise UserError(problem("publish-meanwhile", number=edition.number, period=edition.period))
        identity = (connection.scalar(sql.select(sql.func.max(editions.c.id))) or 0) + 1
        row = {"id": identity, **asdict(edition)}
        connection.execute(editions.insert().values(row))
        append(connection, Kind.PUBLISHED, edition_id=identity, figures=digest(row))


def digest(row: Mapping[str, Any]) -> str:
    """SHA-256 of all that is kept of an edition: a JSON list of its columns, in hexadecimal."""
    told = [row[column.name] for column in editions.columns]
    return hashlib.sha256(json.dumps(told, default=str).encode()).hexdigest()


def _edition(row: Mapping[str, Any]) -> Edition:
    return Edition(**{name: row[name] for name in Edition.__dataclass_fields__})
