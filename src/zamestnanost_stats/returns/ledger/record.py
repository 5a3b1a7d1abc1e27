"""Writing: an acceptable return is kept whole, in one transaction, as a new revision."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

import sqlalchemy as sql

from zamestnanost_stats.findings import Finding
from zamestnanost_stats.form.asked import Asked
from zamestnanost_stats.form.definition import Form, Type
from zamestnanost_stats.keys import TOTAL, CellKey, State, Value
from zamestnanost_stats.returns.intake import Answer, Return
from zamestnanost_stats.returns.ledger.chain import Kind, also, append, digests
from zamestnanost_stats.returns.ledger.schema import (
    CURRENT,
    SUPERSEDED,
    WITHDRAWN,
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
class Change:
    """One cell that differs between a revision and the one before."""

    key: CellKey
    before: Value
    after: Value


class How(StrEnum):
    """How the figures came; only a workbook is the provider's own word, the others wait to be confirmed."""

    FILE = "file"
    EMAIL = "email"
    PDF = "pdf"
    PHONE = "phone"


@dataclass(frozen=True, slots=True)
class Receipt:
    """When and how a return came, what the coordinator notes of it, and which broken rules are waived, and why.
    ``again``: a file accepted before is meant to count anew, should all of its provider's returns be withdrawn."""

    received: date
    source: How = How.FILE
    note: str = ""
    waived: Mapping[CellKey, str] = field(default_factory=dict)
    again: bool = False


@dataclass(frozen=True, slots=True)
class Recorded:
    """What accepting did. ``revision`` 0: that very file had been accepted before, and nothing was written;
    ``withdrawn`` is the reason where it had been withdrawn since, ``erased`` if its bytes are gone, ``unconfirmed`` how
    it came, where it counts and the provider has not confirmed its figures."""

    revision: int
    changes: tuple[Change, ...] = ()
    withdrawn: str = ""
    erased: bool = False
    unconfirmed: How | None = None

    @property
    def awaits(self) -> How | None:
        """The source with which a confirmation is recorded: another way than the figures came, so that the same
        command run twice confirms nothing."""
        if self.unconfirmed is None:
            return None
        return How.FILE if self.unconfirmed is How.EMAIL else How.EMAIL


def record(engine: sql.Engine, taken: Return, asked: Asked, receipt: Receipt, said: Sequence[Finding]) -> Recorded:
    """Keeps an acceptable return: original, values with cells, services as they are now, findings; all or nothing.

    A file that was ever accepted changes nothing, unless the receipt says ``again``. A different file of the same
    provider and period is a new revision.
    """
    answers = taken.answers or {}
    with transaction(engine) as connection:
        same = (returns.c.provider == asked.provider.id) & (returns.c.period == asked.period.label)
        known = connection.execute(sql.select(originals).where(originals.c.sha256 == taken.sha256)).first()
        if known and not (receipt.again and known.content is not None and _none_counts(connection, same)):
            theirs = (
                sql.select(returns.c.withdrawn).where(returns.c.sha256 == taken.sha256).order_by(returns.c.id.desc())
            )
            waiting = _unconfirmed(connection, taken.sha256)
            return Recorded(
                0,
                withdrawn=connection.scalar(theirs.order_by(returns.c.id.desc()).limit(1)) or "",
                erased=known.content is None,
                unconfirmed=How(waiting.source) if waiting else None,
            )
        before = connection.execute(sql.select(returns).where(same).order_by(returns.c.revision.desc())).first()
        old = values_of(connection, returns.c.id == before.id).get(before.id, {}) if before else {}
        connection.execute(returns.update().where(same & (returns.c.status == CURRENT)).values(status=SUPERSEDED))
        if known is None:
            connection.execute(originals.insert().values(sha256=taken.sha256, content=taken.data))
        revision = before.revision + 1 if before else 1
        identity = (connection.scalar(sql.select(sql.func.max(returns.c.id))) or 0) + 1
        connection.execute(returns.insert().values(_return_row(identity, taken, asked, receipt, revision)))
        connection.execute(services.insert(), _service_rows(identity, asked))
        connection.execute(observations.insert(), _observation_rows(identity, answers, asked.form))
        if said:
            connection.execute(findings.insert(), _finding_rows(identity, said))
        texts = {key: answer.value.text for key, answer in taken.explanations.items()}
        for table, name, told in ((explanations, "text", texts), (waivers, "reason", receipt.waived)):
            for key, text in told.items():
                values = {"return_id": identity, "rule": key.indicator, "column": key.column, name: text}
                connection.execute(table.insert().values(values))
        figures_hash, texts_hash = digests(connection, identity)
        append(connection, Kind.ACCEPTED, return_id=identity, figures=figures_hash, texts=texts_hash)
        new = {key: answer.value for key, answer in answers.items()}
        changes = tuple(Change(key, old[key], value) for key, value in new.items() if key in old and old[key] != value)
        return Recorded(revision, changes, unconfirmed=None if receipt.source is How.FILE else receipt.source)


def _none_counts(connection: sql.Connection, same: sql.ColumnElement[bool]) -> bool:
    return connection.scalar(sql.select(returns.c.id).where(same, returns.c.status == CURRENT)) is None


def confirm(engine: sql.Engine, sha256: str, receipt: Receipt) -> bool:
    """Records that the provider confirmed the figures taken down in that very file: when, how, with what note.

    False, and nothing is written, where nothing is to be confirmed: no current return is made from that file, it is the
    provider's own, it is confirmed already, or this is how the figures themselves came.
    """
    if not sha256 or receipt.source not in (How.FILE, How.EMAIL):
        return False
    with transaction(engine) as connection:
        waiting = _unconfirmed(connection, sha256)
        if waiting is None or waiting.source == receipt.source:
            return False
        told = {"received": receipt.received, "source": receipt.source.value, "note": receipt.note}
        append(connection, Kind.CONFIRMED, return_id=waiting.id, **told)
    return True


def _unconfirmed(connection: sql.Connection, sha256: str) -> Any:
    """The current return made from that file, while its figures are not the provider's own word; else None."""
    query = sql.select(returns).where(returns.c.sha256 == sha256, returns.c.status == CURRENT)
    done = sql.select(events.c.return_id).where(events.c.kind == Kind.CONFIRMED.value)
    return connection.execute(query.where(returns.c.source != How.FILE.value, returns.c.id.not_in(done))).first()


def _return_row(identity: int, taken: Return, asked: Asked, receipt: Receipt, revision: int) -> dict[str, Any]:
    answers = (taken.answers or {}).values()
    return {
        "id": identity,
        "provider": asked.provider.id,
        "provider_name": asked.provider.name,
        "period": asked.period.label,
        "revision": revision,
        "status": CURRENT,
        "sha256": taken.sha256,
        "file": taken.path.name,
        "form": asked.form.id,
        "fingerprint": asked.form.fingerprint,
        "received": receipt.received,
        "source": receipt.source.value,
        "note": receipt.note,
        "withdrawn": "",
        "partial": any(answer.value.state is State.NOT_COLLECTED for answer in answers),
        "total_column": TOTAL if len(asked.services) > 1 else asked.columns[0],
        "city_column": _city_column(asked),
    }


def _city_column(asked: Asked) -> str:
    """The column that holds the organisation's persons in the city; empty where only bounds are known."""
    inside = [service.id for service in asked.services if service.inside]
    if len(inside) == 1:
        return inside[0]
    return TOTAL if inside and len(inside) == len(asked.services) else ""


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


def _observation_rows(identity: int, answers: Mapping[CellKey, Answer], form: Form) -> list[dict[str, Any]]:
    return [
        {
            "return_id": identity,
            **key._asdict(),
            "state": answer.value.state.value,
            "value": answer.value.number,
            "text": answer.value.text,
            "free": form.indicators[key.indicator].type is Type.TEXT,
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


def values_of(connection: sql.Connection, wanted: sql.ColumnElement[bool]) -> dict[int, dict[CellKey, Value]]:
    """All values of the returns wanted, by the return's number."""
    source = observations.join(returns, returns.c.id == observations.c.return_id)
    values: dict[int, dict[CellKey, Value]] = {}
    for one in connection.execute(sql.select(observations).select_from(source).where(wanted)):
        key = CellKey(one.indicator, one.codelist, one.code, one.column)
        values.setdefault(one.return_id, {})[key] = Value(State(one.state), one.value, one.text)
    return values


def withdraw(engine: sql.Engine, provider: str, period: str, reason: str, *, erase: bool) -> bool:
    """Takes the current return out of all figures; its rows stay, with the reason. False where there is none.

    ``erase`` removes the bytes of the originals of all revisions, their notes and every free text (a client's name was
    found), also where all are withdrawn already; hashes, figures and the reason stay.
    """
    same = (returns.c.provider == provider) & (returns.c.period == period)
    with transaction(engine) as connection:
        wanted = returns.c.status == CURRENT
        if erase:
            kept = sql.select(originals.c.sha256).where(originals.c.content.is_not(None))
            wanted |= returns.c.sha256.in_(kept)
        if connection.scalar(sql.select(returns.c.id).where(same & wanted).limit(1)) is None:
            return False
        last = connection.execute(sql.select(returns).where(same).order_by(returns.c.revision.desc()).limit(1)).one()
        this = returns.update().where(returns.c.id == last.id)
        connection.execute(this.values(status=WITHDRAWN, withdrawn=also(last.withdrawn, reason)))
        if erase:
            _erase(connection, same)
        append(connection, Kind.WITHDRAWN, return_id=last.id, note=reason, erased=erase)
    return True


def _erase(connection: sql.Connection, same: sql.ColumnElement[bool]) -> None:
    theirs = sql.select(returns.c.sha256).where(same)
    connection.execute(originals.update().where(originals.c.sha256.in_(theirs)).values(content=None))
    revisions = sql.select(returns.c.id).where(same)
    texts = observations.c.return_id.in_(revisions) & observations.c.free
    connection.execute(observations.update().where(texts).values(text=""))
    connection.execute(returns.update().where(same).values(note=""))
    connection.execute(explanations.delete().where(explanations.c.return_id.in_(revisions)))
