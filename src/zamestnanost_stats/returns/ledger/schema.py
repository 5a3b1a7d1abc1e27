"""The tables of the ledger, and opening it: SQLite in the working folder, or PostgreSQL by an environment variable."""

import os
import sqlite3
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import sqlalchemy as sql
from sqlalchemy.exc import ArgumentError, DatabaseError

from zamestnanost_stats.findings import UserError, problem
from zamestnanost_stats.returns.ledger.place import VARIABLE, size

VERSION = 1
CURRENT, SUPERSEDED, WITHDRAWN = "current", "superseded", "withdrawn"
SQLITE_SAYS = {
    sqlite3.SQLITE_FULL: "ledger-disk",
    sqlite3.SQLITE_IOERR: "ledger-disk",
    sqlite3.SQLITE_CANTOPEN: "ledger-disk",
    sqlite3.SQLITE_READONLY: "ledger-disk",
    sqlite3.SQLITE_BUSY: "ledger-busy",
}
"""What SQLite says of the disk and of other programs, told apart from a broken ledger."""
SCALE = Decimal(10_000)


class Exact(sql.TypeDecorator[Decimal]):
    """A Decimal of at most four places, kept as a whole number of ten-thousandths: both databases then sum exactly."""

    impl = sql.BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: sql.Dialect) -> int | None:
        return None if value is None else int(value * SCALE)

    def process_result_value(self, value: Any, dialect: sql.Dialect) -> Decimal | None:
        return None if value is None else Decimal(value) / SCALE


metadata = sql.MetaData()
ledger = sql.Table("ledger", metadata, sql.Column("version", sql.Integer, nullable=False))
originals = sql.Table(
    "originals",
    metadata,
    sql.Column("sha256", sql.String(64), primary_key=True),
    sql.Column("content", sql.LargeBinary),  # null once erased
)
returns = sql.Table(
    "returns",
    metadata,
    sql.Column("id", sql.Integer, primary_key=True, autoincrement=False),
    sql.Column("provider", sql.String, nullable=False),
    sql.Column("provider_name", sql.String, nullable=False),
    sql.Column("period", sql.String, nullable=False),
    sql.Column("revision", sql.Integer, nullable=False),
    sql.Column("status", sql.String, nullable=False),
    sql.Column("sha256", sql.ForeignKey("originals.sha256"), nullable=False),
    sql.Column("file", sql.String, nullable=False),
    sql.Column("form", sql.String, nullable=False),
    sql.Column("fingerprint", sql.String(64), nullable=False),
    sql.Column("received", sql.Date, nullable=False),
    sql.Column("source", sql.String, nullable=False),
    sql.Column("note", sql.String, nullable=False),
    sql.Column("withdrawn", sql.String, nullable=False),
    sql.Column("partial", sql.Boolean(create_constraint=True, name="partial_is_boolean"), nullable=False),
    sql.Column("total_column", sql.String, nullable=False),
    sql.Column("city_column", sql.String, nullable=False),
    sql.UniqueConstraint("provider", "period", "revision"),
)
services = sql.Table(
    "services",
    metadata,
    sql.Column("return_id", sql.ForeignKey("returns.id"), primary_key=True),
    sql.Column("service", sql.String, primary_key=True),
    sql.Column("name", sql.String, nullable=False),
    sql.Column("type", sql.String, nullable=False),
    sql.Column("inside", sql.Boolean(create_constraint=True, name="inside_is_boolean"), nullable=False),
    sql.Column("territories", sql.String, nullable=False),
)
observations = sql.Table(
    "observations",
    metadata,
    sql.Column("return_id", sql.ForeignKey("returns.id"), primary_key=True),
    sql.Column("indicator", sql.String, primary_key=True),
    sql.Column("codelist", sql.String, primary_key=True),
    sql.Column("code", sql.String, primary_key=True),
    sql.Column("column", sql.String, primary_key=True),
    sql.Column("state", sql.String, nullable=False),
    sql.Column("value", Exact),
    sql.Column("text", sql.String, nullable=False),
    sql.Column(
        "free", sql.Boolean(create_constraint=True, name="free_is_boolean"), nullable=False
    ),  # in the provider's own words, which can be erased; no code
    sql.Column("sheet", sql.String, nullable=False),
    sql.Column("cell", sql.String, nullable=False),
)
findings = sql.Table(
    "findings",
    metadata,
    sql.Column("return_id", sql.ForeignKey("returns.id"), primary_key=True),
    sql.Column("place", sql.Integer, primary_key=True),
    sql.Column("code", sql.String, nullable=False),
    sql.Column("severity", sql.String, nullable=False),
    sql.Column("sheet", sql.String, nullable=False),
    sql.Column("cells", sql.String, nullable=False),
    sql.Column("column", sql.String, nullable=False),
)
explanations = sql.Table(
    "explanations",
    metadata,
    sql.Column("return_id", sql.ForeignKey("returns.id"), primary_key=True),
    sql.Column("rule", sql.String, primary_key=True),
    sql.Column("column", sql.String, primary_key=True),
    sql.Column("text", sql.String, nullable=False),
)
waivers = sql.Table(
    "waivers",
    metadata,
    sql.Column("return_id", sql.ForeignKey("returns.id"), primary_key=True),
    sql.Column("rule", sql.String, primary_key=True),
    sql.Column("column", sql.String, primary_key=True),
    sql.Column("reason", sql.String, nullable=False),
)

editions = sql.Table(
    "editions",
    metadata,
    sql.Column("id", sql.Integer, primary_key=True, autoincrement=False),
    sql.Column("period", sql.String, nullable=False),
    sql.Column("number", sql.Integer, nullable=False),
    sql.Column("published", sql.Date, nullable=False),
    sql.Column("content", sql.Text, nullable=False),
    sql.UniqueConstraint("period", "number"),
)

# the hash chain: everything that ever happened to returns, and every publication, in its order
events = sql.Table(
    "events",
    metadata,
    sql.Column("id", sql.Integer, primary_key=True, autoincrement=False),
    sql.Column("kind", sql.String, nullable=False),
    sql.Column("return_id", sql.ForeignKey("returns.id")),  # of one of the two
    sql.Column("edition_id", sql.ForeignKey("editions.id")),
    sql.Column("figures", sql.String(64), nullable=False),  # of what was accepted or published; else empty
    sql.Column("texts", sql.String(64), nullable=False),
    sql.Column("received", sql.Date),  # when and how a confirmation came
    sql.Column("source", sql.String, nullable=False),
    sql.Column("note", sql.String, nullable=False),  # of a confirmation; the reason of a withdrawal
    sql.Column(
        "erased", sql.Boolean(create_constraint=True, name="erased_is_boolean"), nullable=False
    ),  # originals and texts of all revisions, by a withdrawal
    sql.Column("chain", sql.String(64), nullable=False),
)


def open_ledger(path: Path | None) -> sql.Engine:
    """The ledger of a working folder (made where there is none yet), or an empty one in memory; a UserError where it
    cannot be read."""
    url = "sqlite://" if path is None else os.environ.get(VARIABLE) or f"sqlite:///{path}"
    if path and not os.environ.get(VARIABLE):
        size(path)
    try:
        engine = sql.create_engine(url)
        if engine.dialect.name == "sqlite":
            sql.event.listen(engine, "connect", _sqlite_connected)
            sql.event.listen(engine, "begin", _sqlite_begun)
        else:
            sql.event.listen(engine, "begin", _postgresql_begun)
        weakref.finalize(engine, engine.pool.dispose)  # a connection left to the collector complains
        with transaction(engine) as connection:
            metadata.create_all(connection)
            version = connection.scalar(sql.select(ledger.c.version))
            if version is None:
                connection.execute(ledger.insert().values(version=VERSION))
            elif version != VERSION:
                raise UserError(
                    problem("ledger-version", file=path.name if path else "", found=version, expected=VERSION)
                )
    except ModuleNotFoundError as error:
        raise UserError(problem("ledger-driver", file=VARIABLE, name=error.name or "")) from error
    except ArgumentError as error:
        raise UserError(problem("ledger-broken", file=VARIABLE, detail=str(error))) from error
    return engine


def _sqlite_connected(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # SQLAlchemy's own BEGIN below; sqlite3 would begin only at the first change
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON")  # what is erased must not stay in the file's free pages


def _sqlite_begun(connection: sql.Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _postgresql_begun(connection: sql.Connection) -> None:
    """One at a time, as in SQLite: each return's link is made from the one before."""
    connection.exec_driver_sql("SELECT pg_advisory_xact_lock(hashtext('zamestnanost-stats'))")


@contextmanager
def transaction(engine: sql.Engine) -> Iterator[sql.Connection]:
    """All or nothing; a database that cannot be used is the operator's to mend, so it is a UserError."""
    try:
        with engine.begin() as connection:
            yield connection
    except DatabaseError as error:
        code = SQLITE_SAYS.get(getattr(error.orig, "sqlite_errorcode", 0) & 0xFF, "ledger-broken")
        raise UserError(problem(code, file=engine.url.database or "", detail=str(error.orig))) from error
