"""The ledger's integrity: whether what it holds is what was recorded, and each event follows from the one before."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sql

from zamestnanost_stats.findings import Finding, Param, UserError, problem
from zamestnanost_stats.returns.ledger.chain import Kind, also, digests, link
from zamestnanost_stats.returns.ledger.editions import spoiled
from zamestnanost_stats.returns.ledger.schema import (
    CURRENT,
    SUPERSEDED,
    WITHDRAWN,
    editions,
    events,
    explanations,
    findings,
    observations,
    originals,
    returns,
    services,
    transaction,
    waivers,
)


@dataclass(frozen=True, slots=True)
class Verified:
    """How much there is: returns of all revisions, originals kept and erased, events, and the hash of the last event
    (empty where there is none), on which all that is recorded depends."""

    returns: int
    originals: int
    erased: int
    events: int
    head: str
    faults: tuple[Finding, ...]


def verify(engine: sql.Engine, head: str = "") -> Verified:
    """Looks at everything the ledger holds and changes nothing; ``head`` is a hash written down earlier, which must
    still be in the chain. Only with it is seen that the last events are gone with all that they recorded, or that
    somebody made the whole chain anew."""
    with transaction(engine) as connection:
        happened = _rows(connection, sql.select(events).order_by(events.c.id))
        kept = [column for column in returns.columns if column.name in _NAMES]
        stored = {one["id"]: one for one in _rows(connection, sql.select(*kept).order_by(returns.c.id))}
        faults = [*_values(connection), *_chain(happened, head)]
        story = _replayed(happened, stored)
        for identity, one in stored.items():
            told: dict[str, Param] = {name: str(one[name]) for name in ("provider", "period", "revision")}
            faults += (Finding(code, params=told) for code in _faults(connection, identity, one, story))
        faults += _strays(connection, happened, stored)
        shown = _rows(connection, sql.select(editions).order_by(editions.c.id))
        faults += spoiled(shown, [event for event in happened if event["kind"] == Kind.PUBLISHED])
        bytes_kept = connection.scalar(sql.select(sql.func.count(originals.c.content))) or 0
        all_originals = connection.scalar(sql.select(sql.func.count()).select_from(originals)) or 0
    last = happened[-1]["chain"] if happened else ""
    return Verified(len(stored), bytes_kept, all_originals - bytes_kept, len(happened), last, tuple(faults))


_NAMES = ("id", "provider", "period", "revision", "status", "withdrawn", "sha256")


def _rows(connection: sql.Connection, query: sql.Select[Any]) -> list[Mapping[str, Any]]:
    try:
        return [{**one} for one in connection.execute(query).mappings()]
    except (ValueError, TypeError) as error:  # SQLite keeps anything in any column: a word where a day belongs
        raise UserError(
            problem("ledger-broken", file=connection.engine.url.database or "", detail=str(error))
        ) from error


def _values(connection: sql.Connection) -> Iterator[Finding]:
    """SQLite keeps anything in any column, and reads 7 as true; only its own check of the constraints tells."""
    if connection.dialect.name == "sqlite":
        told = connection.exec_driver_sql("PRAGMA quick_check").scalars()
        yield from (problem("ledger-values", detail=str(one)) for one in told if one != "ok")


def _chain(happened: Sequence[Mapping[str, Any]], head: str) -> Iterator[Finding]:
    """Events that do not follow from the one before; each is told once, and what comes after is judged by itself."""
    last = ""
    for event in happened:
        if event["chain"] != link(event, last):
            yield problem("ledger-chain", number=event["id"])
        last = event["chain"]
    if head and head not in {event["chain"] for event in happened}:
        yield problem("ledger-head", found=head)


@dataclass
class _Story:
    """What the events say of returns, by their number."""

    hashes: dict[int, tuple[str, str]] = field(default_factory=dict)
    status: dict[int, str] = field(default_factory=dict)
    withdrawn: dict[int, str] = field(default_factory=dict)
    erased: set[int] = field(default_factory=set)


def _replayed(happened: Sequence[Mapping[str, Any]], stored: Mapping[int, Mapping[str, Any]]) -> _Story:
    story = _Story()
    for event in happened:
        identity = event["return_id"]
        if identity not in stored:
            continue
        same = [one for one in story.status if _whose(stored[one]) == _whose(stored[identity])]
        if event["kind"] == Kind.ACCEPTED:
            story.hashes[identity] = (event["figures"], event["texts"])
            story.status |= {one: SUPERSEDED for one in same if story.status[one] == CURRENT} | {identity: CURRENT}
        elif event["kind"] == Kind.WITHDRAWN:
            story.status[identity] = WITHDRAWN
            story.withdrawn[identity] = also(story.withdrawn.get(identity, ""), event["note"])
            story.erased |= {*same} if event["erased"] else set()
    return story


def _whose(one: Mapping[str, Any]) -> tuple[str, str]:
    return one["provider"], one["period"]


def _faults(connection: sql.Connection, identity: int, one: Mapping[str, Any], story: _Story) -> Iterator[str]:
    """What does not fit of one return, as codes."""
    if identity not in story.hashes:
        yield "ledger-unrecorded"
        return
    erased = identity in story.erased
    try:
        figures, texts = digests(connection, identity)
    except (ValueError, TypeError, ArithmeticError):  # something else than a number or a day was put there
        figures, texts = "", story.hashes[identity][1]
    if figures != story.hashes[identity][0]:
        yield "ledger-figures"
    if not erased and texts != story.hashes[identity][1]:
        yield "ledger-texts"
    if (one["status"], one["withdrawn"]) != (story.status[identity], story.withdrawn.get(identity, "")):
        yield "ledger-status"
    content = connection.scalar(sql.select(originals.c.content).where(originals.c.sha256 == one["sha256"]))
    if erased and (content is not None or _has_texts(connection, identity)):
        yield "ledger-not-erased"
    if not erased and content is None:
        yield "ledger-original-missing"
    elif not erased and hashlib.sha256(_bytes(content)).hexdigest() != one["sha256"]:
        yield "ledger-original-changed"


def _bytes(content: object) -> bytes:
    return content if isinstance(content, bytes) else str(content).encode()


def _has_texts(connection: sql.Connection, identity: int) -> bool:
    row = observations.c
    written = sql.select(row.text).where(row.return_id == identity, row.free, row.text != "").limit(1)
    explained = sql.select(explanations.c.text).where(explanations.c.return_id == identity).limit(1)
    noted = sql.select(returns.c.note).where(returns.c.id == identity, returns.c.note != "")
    return any(connection.execute(query).first() for query in (written, explained, noted))


def _strays(
    connection: sql.Connection, happened: Sequence[Mapping[str, Any]], stored: Mapping[int, Mapping[str, Any]]
) -> Iterator[Finding]:
    """Rows that belong to no return."""
    gone = {event["return_id"] for event in happened if event["kind"] != Kind.PUBLISHED} - {*stored}
    yield from (problem("ledger-return-missing", number=str(number)) for number in sorted(gone, key=str))
    for table in (originals, services, observations, findings, explanations, waivers):
        here, there = (table.c.sha256, returns.c.sha256) if table is originals else (table.c.return_id, returns.c.id)
        query = sql.select(sql.func.count()).select_from(table).where(here.not_in(sql.select(there)))
        if count := connection.scalar(query):
            yield problem("ledger-stray", table=table.name, count=count)
