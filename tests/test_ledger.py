"""The ledger keeps every revision with its original, all or nothing, and never the same file twice."""

import hashlib
import json
import sqlite3
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sql

import rounds
from program import Run
from zamestnanost_stats.findings import UserError
from zamestnanost_stats.form.asked import Round
from zamestnanost_stats.form.grammar import Operand
from zamestnanost_stats.keys import TOTAL
from zamestnanost_stats.returns.ledger import schema
from zamestnanost_stats.returns.ledger.record import Change, Receipt, Recorded
from zamestnanost_stats.returns.ledger.schema import open_ledger, transaction
from zamestnanost_stats.returns.ledger.totals import accepted, observed
from zamestnanost_stats.workspace import Workspace

if TYPE_CHECKING:
    from zamestnanost_stats.workbook.writer import Answer

GOOD = {"ips": (20, 8, 9, 1), "pz": (15, 4, 3, 2), TOTAL: (30, 11, 11, 3)}
DAY = date(2021, 2, 1)


def accept(workspace: Workspace, current: Round, path: Path, day: date = DAY) -> Recorded | None:
    return workspace.accept(workspace.check(path, current), Receipt(day))


def rows(workspace: Workspace, query: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(workspace.folder / "ledger.sqlite")
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


def test_what_is_kept(workspace: Workspace, current: Round) -> None:
    """The original's bytes and hash, every value with its cell, the services as they are, the date received."""
    path = rounds.send_back(workspace, current, "lipa", GOOD)
    assert accept(workspace, current, path) == Recorded(1)
    data = path.read_bytes()
    [(content, sha256)] = rows(workspace, "select content, sha256 from originals")
    assert (content, sha256) == (data, hashlib.sha256(data).hexdigest())
    [row] = rows(workspace, "select provider, period, revision, status, file, received, partial from returns")
    assert row == ("lipa", "2020", 1, "current", "lipa-2020.xlsx", "2021-02-01", 0)
    # two texts of the whole return, three rows of operation and four counts in two services, four counts in total
    assert rows(workspace, "select count(*) from observations") == [(2 + 3 * 2 + 4 * 2 + 4,)]
    query = "select value, state, sheet, cell from observations where indicator = 'supported' and \"column\" = 'pz'"
    assert rows(workspace, query) == [(150_000, "number", "Výkaz", "F12")]  # ten-thousandths of 15
    assert rows(workspace, "select service, type, inside from services order by service") == [
        ("ips", "ips", 1), ("pz", "supported_employment", 1),
    ]  # fmt: skip


def test_the_same_file_changes_nothing(workspace: Workspace, current: Round, run: Run) -> None:
    path = rounds.send_back(workspace, current, "lipa", GOOD)
    accept(workspace, current, path)
    before = (workspace.folder / "ledger.sqlite").read_bytes()
    assert accept(workspace, current, path) == Recorded(0)
    assert run("accept") == 0
    assert "accepted before" in run.out
    assert (workspace.folder / "ledger.sqlite").read_bytes() == before


def test_a_superseded_file_sent_again_changes_nothing(workspace: Workspace, current: Round) -> None:
    first = rounds.send_back(workspace, current, "lipa", GOOD).read_bytes()
    path = workspace.folder / "2020" / "inbox" / "lipa-2020.xlsx"
    accept(workspace, current, path)
    rounds.send_back(workspace, current, "lipa", {**GOOD, "ips": (21, 8, 9, 1)})
    accept(workspace, current, path)
    path.write_bytes(first)
    assert accept(workspace, current, path) == Recorded(0)
    assert [one.revision for one in accepted(workspace.ledger, "2020")] == [2]


def test_a_different_file_is_a_revision_that_shows_its_difference(workspace: Workspace, current: Round) -> None:
    accept(workspace, current, rounds.send_back(workspace, current, "lipa", GOOD))
    path = rounds.send_back(workspace, current, "lipa", {**GOOD, "ips": (20, 8, 7, "N"), TOTAL: (30, 11, 9, 3)})
    done = accept(workspace, current, path, date(2021, 2, 20))
    assert done is not None
    assert done.revision == 2
    changed = {(change.key.indicator, change.key.column): told(change) for change in done.changes}
    assert changed == {
        ("placed_open", "ips"): (Decimal(9), Decimal(7)),
        ("placed_open", TOTAL): (Decimal(11), Decimal(9)),
        ("placed_sheltered", "ips"): (Decimal(1), None),
    }
    assert rows(workspace, "select revision, status from returns order by revision") == [
        (1, "superseded"), (2, "current"),
    ]  # fmt: skip
    assert [(one.revision, one.partial) for one in accepted(workspace.ledger, "2020")] == [(2, True)]


def told(change: Change) -> tuple[Decimal | None, Decimal | None]:
    return change.before.number, change.after.number


def test_two_files_of_one_provider_in_one_call(workspace: Workspace, current: Round, run: Run) -> None:
    one = rounds.send_back(workspace, current, "lipa", GOOD, "a.xlsx")
    rounds.send_back(workspace, current, "lipa", {**GOOD, "ips": (21, 8, 9, 1)}, "b.xlsx")
    rounds.send_back(workspace, current, "most", {"ips": (10, 1, 1, 1)})
    assert run("accept") == 1
    assert [line.provider for line in accepted(workspace.ledger, "2020")] == ["most"]
    assert run("accept", str(one)) == 0
    assert [line.provider for line in accepted(workspace.ledger, "2020")] == ["lipa", "most"]


def test_files_accepted_before_do_not_compete(workspace: Workspace, current: Round, run: Run) -> None:
    """After a correction both lie in the inbox; a third, new one is accepted beside them. Of two withdrawn ones that
    are named it must be said which counts again."""
    paths = []
    for number in (20, 21, 22):
        name = f"lipa-{number}.xlsx"
        paths.append(rounds.send_back(workspace, current, "lipa", {**GOOD, "ips": (number, 8, 9, 1)}, name))
        assert run("accept") == 0
        assert run.out.count("This very file was accepted before") == len(paths) - 1
        assert run("accept", *map(str, paths)) == 0
    assert [line.revision for line in accepted(workspace.ledger, "2020")] == [3]
    code, findings = run.findings((), "--feedback")
    assert (code, [one["code"] for one in findings]) == (0, [])
    workspace.withdraw("lipa", current.period, "omyl", erase=False)
    assert run("accept") == 0
    assert run("accept", *map(str, paths)) == 1
    assert accepted(workspace.ledger, "2020") == []


def test_one_file_twice_is_no_conflict(workspace: Workspace, current: Round, run: Run) -> None:
    path = rounds.send_back(workspace, current, "lipa", GOOD, "a.xlsx")
    (path.parent / "copy of a.xlsx").write_bytes(path.read_bytes())
    assert run("accept") == 0
    assert [line.revision for line in accepted(workspace.ledger, "2020")] == [1]


@pytest.mark.parametrize("table", ["originals", "returns", "services", "observations", "events"])
def test_all_or_nothing(workspace: Workspace, current: Round, table: str) -> None:
    """Whatever insert fails, nothing of the return is there afterwards, and the one before is still current."""
    accept(workspace, current, rounds.send_back(workspace, current, "lipa", GOOD))
    before = {name: rows(workspace, f"select * from {name}") for name in schema.metadata.tables}
    connection = sqlite3.connect(workspace.folder / "ledger.sqlite")
    connection.execute(f"create trigger stop before insert on {table} begin select raise(abort, 'stopped'); end")
    connection.commit()
    connection.close()
    path = rounds.send_back(workspace, current, "lipa", {**GOOD, "ips": (21, 8, 9, 1)})
    with pytest.raises(UserError) as caught:
        accept(workspace, current, path)
    assert [finding.code for finding in caught.value.findings] == ["ledger-broken"]
    assert {name: rows(workspace, f"select * from {name}") for name in schema.metadata.tables} == before


def test_a_broken_ledger_is_one_clear_error(workspace: Workspace, current: Round, run: Run) -> None:
    rounds.send_back(workspace, current, "lipa", GOOD)
    (workspace.folder / "ledger.sqlite").write_bytes(b"this is no database" * 100)
    assert run("accept") == 2
    assert "ledger.sqlite" in run.err
    assert "Traceback" not in run.err


def test_a_ledger_of_another_version(tmp_path: Path) -> None:
    engine = open_ledger(tmp_path / "ledger.sqlite")
    with transaction(engine) as connection:
        connection.execute(schema.ledger.update().values(version=99))
    with pytest.raises(UserError) as caught:
        open_ledger(tmp_path / "ledger.sqlite")
    assert caught.value.findings[0].code == "ledger-version"


def test_the_chain_shows_a_later_edit(workspace: Workspace, current: Round) -> None:
    """Each event's link is made of what it recorded and the link before: by another method, the same two links."""
    accept(workspace, current, rounds.send_back(workspace, current, "lipa", GOOD))
    accept(workspace, current, rounds.send_back(workspace, current, "most", {"ips": (10, 1, 1, 1)}))
    last = ""
    for place, chain in rows(workspace, "select id, chain from events order by id"):
        kept, texts = [], []
        for table, key in (("returns", "id"), ("services", "return_id"), ("findings", "return_id")):
            kept += [[table, *one] for one in rows(workspace, f"select * from {table} where {key} = {place}")]
        for line in kept:
            if line[0] == "returns":
                del line[14]  # the reason of a withdrawal, which comes later
                del line[6]  # the status
                texts.append(["note", line[1], line.pop(12)])
                line[12] = bool(line[12])
            elif line[0] == "services":
                line[5] = bool(line[5])
        for one in rows(workspace, f"select * from observations where return_id = {place}"):
            value = None if one[6] is None else str(int(str(one[6])) // 10_000)
            told_of = ["observations", *one[:6], value, one[7], bool(one[8]), *one[9:]]
            if one[8]:
                texts.append(told_of)
            kept.append([*told_of[:8], "" if one[8] else one[7], *told_of[9:]])
        link = [place, "accepted", place, None, sha256(kept), sha256(texts), None, "", "", False, last]
        last = hashlib.sha256(json.dumps(link).encode()).hexdigest()
        assert chain == last
    assert last


def sha256(lines: list[list[object]]) -> str:
    return hashlib.sha256("\n".join(sorted(json.dumps(line) for line in lines)).encode()).hexdigest()


def test_values_add_up_exactly(tmp_path: Path) -> None:
    """Tenths added a thousand times over are whole: no binary fractions on the way."""
    engine = open_ledger(tmp_path / "ledger.sqlite")
    table = sql.Table("sums", sql.MetaData(), sql.Column("value", schema.Exact))
    with transaction(engine) as connection:
        table.create(connection)
        connection.execute(table.insert(), [{"value": Decimal("0.1")}] * 1000)
        assert connection.scalar(sql.select(sql.func.sum(table.c.value))) == Decimal(100)


def test_states_survive_the_ledger(workspace: Workspace, current: Round) -> None:
    mixed: dict[str, tuple[Answer, ...]] = {"ips": (20, 8, 9, 1), "pz": ("N", "x", 0, " 2 "), TOTAL: (30, 8, 9, 3)}
    accept(workspace, current, rounds.send_back(workspace, current, "lipa", mixed))
    found = {
        one.column: (one.state.value, one.value, one.inside)
        for one in observed(workspace.ledger, "2020", Operand("supported"))
    }
    assert found == {
        "ips": ("number", Decimal(20), True),
        "pz": ("not_collected", None, True),
        TOTAL: ("number", Decimal(30), None),
    }
