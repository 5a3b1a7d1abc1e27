"""Where the ledger lies and whether there is one: told without the database library, which takes long to load."""

import os
from pathlib import Path

from zamestnanost_stats.findings import UserError, problem

VARIABLE = "ZAMESTNANOST_STATS_LEDGER"


def ledger_exists(path: Path) -> bool:
    """Whether anything was ever accepted in a working folder, or the ledger lies elsewhere."""
    return bool(os.environ.get(VARIABLE)) or size(path) > 0


def size(path: Path) -> int:
    """Bytes of the ledger's file, 0 where there is none; a UserError where it is no file, or lost all that it held.

    SQLite leaves an empty file where the very first ``accept`` was ended midway: nothing is lost then. But no report is
    ever made of nothing.
    """
    if not path.exists():
        return 0
    if not path.is_file():
        raise UserError(problem("file-not-regular", file=path.name))
    found = path.stat().st_size
    if not found and any(path.parent.glob("*/report/report-*")):
        raise UserError(problem("ledger-emptied", file=path.name))
    return found
