"""The hash chain: each event of the ledger is linked to the one before and to all that it recorded."""

import hashlib
import json
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import sqlalchemy as sql

from zamestnanost_stats.returns.ledger.schema import (
    events,
    explanations,
    findings,
    observations,
    returns,
    services,
    waivers,
)

LATER = {"status", "withdrawn"}
"""Columns of a return that later events change; they follow from these."""


class Kind(StrEnum):
    """What can happen to a return, and that an edition is published."""

    ACCEPTED = "accepted"
    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"
    PUBLISHED = "published"


def also(before: str, reason: str) -> str:
    """Why a return was withdrawn, where it was for other reasons before."""
    return f"{before}; {reason}" if before else reason


def digests(connection: sql.Connection, identity: int) -> tuple[str, str]:
    """SHA-256 of all that is kept for good of a return, and of its note, free texts and explanations, which can be
    erased.

    Over each table's rows as JSON lists of its name and columns, sorted as text, one on a line; free texts are left
    empty in the first.
    """
    kept = [column for column in returns.columns if column.name not in {*LATER, "note"}]
    rows = [["returns", *one] for one in connection.execute(sql.select(*kept).where(returns.c.id == identity))]
    for table in (services, findings, waivers):
        rows += [[table.name, *one] for one in _of(connection, table, identity)]
    texts = [["explanations", *one] for one in _of(connection, explanations, identity)]
    note = connection.execute(sql.select(returns.c.id, returns.c.note).where(returns.c.id == identity))
    texts += [["note", *one] for one in note]
    for one in _of(connection, observations, identity):
        if one.free:
            texts.append(["observations", *one])
        told = {**one._asdict(), "text": "" if one.free else one.text}
        rows.append(["observations", *told.values()])
    return _sha256(rows), _sha256(texts)


def _of(connection: sql.Connection, table: sql.Table, identity: int) -> list[sql.Row[Any]]:
    return [*connection.execute(sql.select(table).where(table.c.return_id == identity))]


def _sha256(rows: list[list[Any]]) -> str:
    told = sorted(json.dumps(row, default=str) for row in rows)
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


def link(event: Mapping[str, Any], last: str) -> str:
    """The hash of an event: SHA-256 of a JSON list of its columns but ``chain``, then the hash of the event before."""
    told = [event[column.name] for column in events.columns if column.name != "chain"]
    return hashlib.sha256(json.dumps([*told, last], default=str).encode()).hexdigest()


def append(connection: sql.Connection, kind: Kind, **told: Any) -> None:
    """Records what happened to the return ``return_id``, or that ``edition_id`` was published, at the end of the
    chain."""
    last = connection.execute(sql.select(events.c.id, events.c.chain).order_by(events.c.id.desc())).first()
    place, before = (last.id, last.chain) if last else (0, "")
    whose = {"return_id": None, "edition_id": None}
    nothing = {"figures": "", "texts": "", "received": None, "source": "", "note": "", "erased": False}
    event = {"id": place + 1, "kind": kind.value, **whose, **nothing, **told}
    connection.execute(events.insert().values(**event, chain=link(event, before)))
