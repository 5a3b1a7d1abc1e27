"""The whole of a ledger, looked at for the tests: every row of it, and whether its hash chain holds."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeAlias

import sqlalchemy as sql

from zamestnanost_stats.returns.ledger.schema import metadata, observations, open_ledger, returns, transaction
from zamestnanost_stats.workspace import Workspace

State: TypeAlias = dict[str, list[tuple[object, ...]]]
"""Table -> its rows, in order."""


@contextmanager
def opened(workspace: Workspace) -> Iterator[sql.Engine]:
    """The ledger of a folder, through a connection of its own."""
    engine = open_ledger(workspace.folder / "ledger.sqlite")
    try:
        yield engine
    finally:
        engine.dispose()


def state(engine: sql.Engine) -> State:
    """Everything there is; a wrong hash chain fails."""
    assert chain_holds(engine)
    with transaction(engine) as connection:
        return {
            table.name: sorted((tuple(row) for row in connection.execute(sql.select(table))), key=repr)
            for table in metadata.sorted_tables
        }


def chain_holds(engine: sql.Engine) -> bool:
    """Whether each return's link is made of its own content and of the link before (not for erased texts)."""
    last = ""
    with transaction(engine) as connection:
        erased = set(connection.scalars(sql.text("select sha256 from originals where content is null")))
        for row in connection.execute(sql.select(returns).order_by(returns.c.id)).all():
            found = connection.execute(sql.select(observations).where(observations.c.return_id == row.id))
            told = sorted(
                [one.indicator, one.codelist, one.code, one.column, one.state, str(one.value), one.text]
                for one in found
            )
            digest = hashlib.sha256(json.dumps(told).encode()).hexdigest()
            link = [row.provider, row.period, row.revision, row.sha256, row.received.isoformat(), digest, last]
            if row.sha256 not in erased and row.chain != hashlib.sha256(json.dumps(link).encode()).hexdigest():
                return False
            last = row.chain
    return True
