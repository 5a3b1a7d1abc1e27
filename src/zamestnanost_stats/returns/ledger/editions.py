"""Published editions: what was shown, when; kept for good, so that a correction can say what it changed."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sql

from zamestnanost_stats.findings import UserError, problem
from zamestnanost_stats.returns.ledger.schema import editions, transaction


@dataclass(frozen=True, slots=True)
class Edition:
    """One published edition of a period, counted from 1; ``content`` is what it showed, as JSON."""

    period: str
    number: int
    published: date
    content: str


def published(engine: sql.Engine, period: str) -> list[Edition]:
    """The editions of a period in order; a UserError where one was changed since."""
    query = sql.select(editions).where(editions.c.period == period).order_by(editions.c.number)
    with transaction(engine) as connection:
        rows = connection.execute(query).all()
    found = []
    for row in rows:
        one = Edition(row.period, row.number, row.published, row.content)
        if digest(one) != row.sha256:
            raise UserError(problem("edition-damaged", number=one.number, period=period))
        found.append(one)
    return found


def publish(engine: sql.Engine, period: str, day: date, content: str) -> Edition:
    """Records a further edition of a period."""
    of_period = sql.select(sql.func.max(editions.c.number)).where(editions.c.period == period)
    with transaction(engine) as connection:
        one = Edition(period, (connection.scalar(of_period) or 0) + 1, day, content)
        values = {"period": period, "number": one.number, "published": day, "content": content}
        connection.execute(editions.insert().values(values | {"sha256": digest(one)}))
    return one


def digest(one: Edition) -> str:
    """The hash of all that is recorded of an edition, in hexadecimal."""
    told = [one.period, one.number, one.published.isoformat(), one.content]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()
