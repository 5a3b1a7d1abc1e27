"""Writing: an acceptable return is kept whole, in one transaction, as a new revision."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sql

from zamestnanost_stats.findings import Finding
from zamestnanost_stats.form.asked import Asked
from zamestnanost_stats.keys import TOTAL, CellKey, State, Value
from zamestnanost_stats.returns.intake import Answer, Return
from zamestnanost_stats.returns.ledger.schema import (
    CURRENT,
    SUPERSEDED,
    findings,
    observations,
    originals,
    returns,
    services,
    transaction,
)


@dataclass(frozen=True, slots=True)
class Change:
    """One cell that differs between a revision and the one before."""

    key: CellKey
    before: Value
    after: Value


@dataclass(frozen=True, slots=True)
class Recorded:
    """What accepting did. ``revision`` 0: that very file had been accepted before, and nothing was written."""

    revision: int
    changes: tuple[Change, ...] = ()


def record(engine: sql.Engine, taken: Return, asked: Asked, received: date, said: Sequence[Finding]) -> Recorded:
    """Keeps an acceptable return: original, values with cells, services as they are now, findings; all or nothing.

    A file that was ever accepted changes nothing. A different file of the same provider and period is a new revision.
    """
    answers = taken.answers or {}
    with transaction(engine) as connection:
        if connection.scalar(sql.select(returns.c.id).where(returns.c.sha256 == taken.sha256)):
            return Recorded(0)
        same = (returns.c.provider == asked.provider.id) & (returns.c.period == asked.period.label)
        before = connection.execute(sql.select(returns).where(same).order_by(returns.c.revision.desc())).first()
        old = _values(connection, before.id) if before else {}
        connection.execute(returns.update().where(same & (returns.c.status == CURRENT)).values(status=SUPERSEDED))
        connection.execute(originals.insert().values(sha256=taken.sha256, content=taken.data))
        revision = before.revision + 1 if before else 1
        row = _return_row(taken, asked, received, revision, _last_chain(connection))
        inserted = connection.execute(returns.insert().values(row).returning(returns.c.id))
        identity = inserted.scalar_one()
        connection.execute(services.insert(), _service_rows(identity, asked))
        connection.execute(observations.insert(), _observation_rows(identity, answers))
        if said:
            connection.execute(findings.insert(), _finding_rows(identity, said))
        new = {key: answer.value for key, answer in answers.items()}
        changes = tuple(Change(key, old[key], value) for key, value in new.items() if key in old and old[key] != value)
        return Recorded(revision, changes)


def _return_row(taken: Return, asked: Asked, received: date, revision: int, last: str) -> dict[str, Any]:
    answers = taken.answers or {}
    row: dict[str, Any] = {
        "provider": asked.provider.id,
        "provider_name": asked.provider.name,
        "period": asked.period.label,
        "revision": revision,
        "status": CURRENT,
        "sha256": taken.sha256,
        "file": taken.path.name,
        "form": asked.form.id,
        "fingerprint": asked.form.fingerprint,
        "received": received,
        "partial": any(answer.value.state is State.NOT_COLLECTED for answer in answers.values()),
        "total_column": TOTAL if len(asked.services) > 1 else asked.columns[0],
        "city_column": _city_column(asked),
    }
    told = [row["provider"], row["period"], revision, row["sha256"], received.isoformat(), _digest(answers), last]
    return row | {"chain": hashlib.sha256(json.dumps(told).encode()).hexdigest()}


def _city_column(asked: Asked) -> str:
    """The column that holds the organisation's persons in the city; empty where only bounds are known."""
    inside = [service.id for service in asked.services if service.inside]
    if len(inside) == 1:
        return inside[0]
    return TOTAL if inside and len(inside) == len(asked.services) else ""


def _digest(answers: Mapping[CellKey, Answer]) -> str:
    told = [[*key, answer.value.state, str(answer.value.number), answer.value.text] for key, answer in answers.items()]
    return hashlib.sha256(json.dumps(sorted(told)).encode()).hexdigest()


def _last_chain(connection: sql.Connection) -> str:
    return connection.scalar(sql.select(returns.c.chain).order_by(returns.c.id.desc()).limit(1)) or ""


def _service_rows(identity: int, asked: Asked) -> list[dict[str, Any]]:
    return [
        {
            "return_id": identity,
            "service": service.id,
            "name": service.name,
            "type": service.type,
            "inside": service.inside,
            "territories": " ".join(service.territories),
        }
        for service in asked.services
    ]


def _observation_rows(identity: int, answers: Mapping[CellKey, Answer]) -> list[dict[str, Any]]:
    return [
        {
            "return_id": identity,
            **key._asdict(),
            "state": answer.value.state.value,
            "value": answer.value.number,
            "text": answer.value.text,
            "sheet": answer.sheet,
            "cell": answer.cell,
        }
        for key, answer in answers.items()
    ]


def _finding_rows(identity: int, said: Sequence[Finding]) -> list[dict[str, Any]]:
    return [
        {
            "return_id": identity,
            "place": place,
            "code": finding.code,
            "severity": finding.severity.value,
            "sheet": finding.place.sheet,
            "cells": ", ".join(finding.place.cells),
            "column": finding.key.column if finding.key else "",
        }
        for place, finding in enumerate(said)
    ]


def _values(connection: sql.Connection, identity: int) -> dict[CellKey, Value]:
    found = connection.execute(sql.select(observations).where(observations.c.return_id == identity))
    return {
        CellKey(row.indicator, row.codelist, row.code, row.column): Value(State(row.state), row.value, row.text)
        for row in found
    }
