"""The whole of a ledger, looked at for the tests: every row of it, and whether its hash chain holds."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeAlias

import sqlalchemy as sql

from zamestnanost_stats.returns.ledger.schema import metadata, open_ledger, transaction
from zamestnanost_stats.returns.ledger.verify import verify
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
    """Whether ``verify`` finds everything as it was recorded."""
    return verify(engine).faults == ()
