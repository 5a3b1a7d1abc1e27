"""Whatever is changed in the ledger behind the program's back, ``verify`` tells; what the program did is in order."""

import hashlib
import os
import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path

import pytest

import rounds
from program import Run
from zamestnanost_stats.findings import UserError
from zamestnanost_stats.form.layout import lay_out
from zamestnanost_stats.keys import TOTAL, CellKey
from zamestnanost_stats.returns.ledger.editions import Edition, publish, published
from zamestnanost_stats.returns.ledger.record import How, Receipt
from zamestnanost_stats.returns.ledger.schema import metadata
from zamestnanost_stats.workbook.writer import write
from zamestnanost_stats.workspace import Workspace

LIPA = {"ips": (20, 8, 9, 1), "pz": (15, 4, 3, 2), TOTAL: (30, 11, 11, 3)}
OPENED = {"ledger"}
"""Its version is judged when the ledger is opened."""
COLUMNS = [(table.name, column.name) for table in metadata.sorted_tables for column in table.columns]
PARTS = [table.name for table in metadata.sorted_tables if table.name not in OPENED]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with everything in it: revisions, a phone call confirmed, texts, a waiver, a withdrawal, editions."""
    place = tmp_path_factory.mktemp("told") / "data"
    services = rounds.SERVICES + "hora,ips,IPS,ips,P3,2015-01-01,,\n"
    workspace = rounds.folder(place, rounds.PROVIDERS + "hora,Hora (smyšlená),,,\n", services)
    current = workspace.round(rounds.period("2020"))

    def accept(provider: str, columns: Mapping[str, tuple[int, ...]], receipt: Receipt, **texts: str) -> None:
        asked = current.asked(provider)
        values = rounds.answers(asked, dict(columns))
        values |= {CellKey(row.replace("__", "-"), "", "", "ips"): text for row, text in texts.items()}
        path = place / "2020" / "inbox" / f"{provider}-2020.xlsx"
        path.write_bytes(write(lay_out(asked), values, {}))
        checked = workspace.check(path, current)
        assert workspace.accept(checked, receipt), checked.findings
        assert verified(workspace) == []
        if receipt.source is How.PHONE:
            assert workspace.confirm(checked, Receipt(date(2021, 2, 3), How.EMAIL, "ano"))
            assert verified(workspace) == []

    first = {"ips": (12, 3, 0, 0)}
    accept("hora", first, Receipt(date(2021, 2, 1)), nobody__placed="Začali jsme v říjnu.", what_was_different="Nic.")
    workspace.withdraw("hora", current.period, "omyl", erase=False)
    assert verified(workspace) == []
    accept("lipa", LIPA, Receipt(date(2021, 2, 2), How.PHONE, "volala"), what_was_different="Stěhování.")
    accept("lipa", {**LIPA, "ips": (21, 8, 9, 1)}, Receipt(date(2021, 2, 5)), what_was_different="Povodeň.")
    waived = {CellKey("new-within-supported", "", "", "ips"): "ano"}
    accept("most", first, Receipt(date(2021, 2, 4), waived=waived), nobody__placed="Vedoucí odešla.")
    publish(workspace.ledger, Edition("2020", 1, date(2021, 3, 1), "{}"))
    publish(workspace.ledger, Edition("2020", 2, date(2021, 4, 1), '{"figures":[]}'))
    assert verified(workspace) == []
    return place


@pytest.fixture
def kept(told: Path, tmp_path: Path) -> Workspace:
    """A copy of it, to be spoiled."""
    return Workspace(Path(shutil.copytree(told, tmp_path / "data")))


def verified(workspace: Workspace, head: str = "") -> list[str]:
    """The codes of what ``verify`` finds, or of why it cannot look; through a connection of its own."""
    try:
        return [one.code for one in Workspace(workspace.folder).verify(head).faults]
    except UserError as error:
        return [one.code for one in error.findings]


@contextmanager
def sql(workspace: Workspace) -> Iterator[sqlite3.Connection]:
    """The ledger in the hands of somebody with another program, whom nothing stops."""
    with closing(sqlite3.connect(workspace.folder / "ledger.sqlite")) as connection:
        yield connection
        connection.commit()


def test_in_order_and_how_much(kept: Workspace, run: Run) -> None:
    run.folder = kept.folder
    before = (kept.folder / "ledger.sqlite").read_bytes()
    found = kept.verify()
    assert (found.returns, found.originals, found.erased, found.events) == (4, 4, 0, 8)
    with sql(kept) as connection:
        assert connection.execute("select chain from events order by id desc").fetchone() == (found.head,)
    assert run("verify") == 0
    assert found.head in run.out
    assert run("verify", "--head", found.head) == 0
    assert (kept.folder / "ledger.sqlite").read_bytes() == before


def changed(value: object) -> object:
    if isinstance(value, bytes):
        return value[:-1] + bytes([value[-1] ^ 1])
    if isinstance(value, int):
        return 1 - value if value in (0, 1) else value + 10_000
    if value is None:
        return 5
    text = str(value)
    if text[:3] == "202" and len(text) == len("2021-02-01"):
        return text[:-1] + ("8" if text[-1] != "8" else "7")
    return text[:-1] + ("a" if text[-1:] != "a" else "b")


@pytest.mark.parametrize("which", ["asc", "desc"])
@pytest.mark.parametrize(("table", "column"), COLUMNS, ids=lambda one: str(one))
def test_one_changed_value_is_told(kept: Workspace, table: str, column: str, which: str) -> None:
    """Of every column of every table, in the first row and in the last."""
    with sql(kept) as connection:
        query = f'select rowid, "{column}" from {table} order by rowid {which}'
        row, value = connection.execute(query).fetchone()
        connection.execute(f'update {table} set "{column}" = ? where rowid = ?', (changed(value), row))
    assert verified(kept)


@pytest.mark.parametrize("value", [7, "'true'", "''"])
def test_a_yes_or_no_that_is_neither_is_told(kept: Workspace, value: int | str) -> None:
    """Read, it would be a yes like any other, while the sums leave it out."""
    with sql(kept) as connection:
        connection.execute("pragma ignore_check_constraints = on")
        connection.execute(f"update services set inside = {value} where return_id = 2")
    assert "ledger-values" in verified(kept)


@pytest.mark.parametrize("table", PARTS)
def test_a_row_deleted_or_inserted_is_told(kept: Workspace, told: Path, table: str) -> None:
    with sql(kept) as connection:
        [(count,)] = connection.execute(f"select count(*) from {table}").fetchall()
        assert count
        connection.execute(f"delete from {table} where rowid = (select max(rowid) from {table})")
    assert verified(kept)
    shutil.copyfile(told / "ledger.sqlite", kept.folder / "ledger.sqlite")
    primary = [column.name for column in metadata.tables[table].primary_key]
    with sql(kept) as connection:
        connection.row_factory = sqlite3.Row
        row = dict(connection.execute(f"select * from {table} order by rowid desc").fetchone())
        row[primary[-1]] = changed(row[primary[-1]])
        if table == "returns":
            row |= {"sha256": "0" * 64, "revision": 9}
        if table == "editions":
            row |= {"number": 9}
        names = ", ".join(f'"{name}"' for name in row)
        connection.execute(f"insert into {table} ({names}) values ({', '.join('?' * len(row))})", [*row.values()])
    assert verified(kept)


@pytest.mark.parametrize(
    ("table", "first", "second", "columns"),
    [
        ("observations", "indicator = 'supported' and return_id = 2 and \"column\" = 'ips'",
         "indicator = 'placed_open' and return_id = 2 and \"column\" = 'ips'", ("value",)),
        ("observations", "indicator = 'supported' and return_id = 2 and \"column\" = 'ips'",
         "indicator = 'supported' and return_id = 3 and \"column\" = 'ips'", ("value", "cell")),
        ("returns", "id = 2", "id = 3", ("status",)),
        ("events", "id = 3", "id = 5", ("figures", "texts", "chain")),
        ("originals", "sha256 = (select sha256 from returns where id = 2)",
         "sha256 = (select sha256 from returns where id = 3)", ("content",)),
    ],
)  # fmt: skip
def test_two_swapped_are_told(kept: Workspace, table: str, first: str, second: str, columns: tuple[str, ...]) -> None:
    names = ", ".join(columns)
    places = ", ".join(f"{name} = ?" for name in columns)
    with sql(kept) as connection:
        one, other = (connection.execute(f"select {names} from {table} where {where}").fetchone()
                      for where in (first, second))  # fmt: skip
        assert one != other
        connection.execute(f"update {table} set {places} where {first}", other)
        connection.execute(f"update {table} set {places} where {second}", one)
    assert verified(kept)


@pytest.mark.parametrize(
    ("edit", "codes"),
    [
        ("update observations set value = value + 10000 where return_id = 3 and indicator = 'supported'",
         ["ledger-figures"]),
        ("update observations set text = 'restricted' where return_id = 3 and text = 'full'", ["ledger-figures"]),
        ("update observations set text = 'Nic.' where text = 'Povodeň.'", ["ledger-texts"]),
        ("update explanations set text = 'Nic.' where return_id = 4", ["ledger-texts"]),
        ("update returns set note = 'nevolala' where id = 2", ["ledger-texts"]),
        ("update returns set received = 'včera' where id = 2", ["ledger-figures"]),
        ("update observations set value = 'mnoho' where return_id = 2 and value is not null", ["ledger-figures"]),
        ("update returns set withdrawn = 'nic' where id = 1", ["ledger-status"]),
        ("update returns set status = 'current', withdrawn = '' where id = 1", ["ledger-status"]),
        ("update originals set content = 'x' where sha256 = (select sha256 from returns where id = 2)",
         ["ledger-original-changed"]),
        ("update originals set content = null where sha256 = (select sha256 from returns where id = 2)",
         ["ledger-original-missing"]),
        ("update originals set sha256 = 'x' where sha256 = (select sha256 from returns where id = 2)",
         ["ledger-original-missing", "ledger-stray"]),
        ("delete from events where id = 4", ["ledger-chain"]),
        ("update events set note = 'jinak' where kind = 'confirmed'", ["ledger-chain"]),
        ("update events set received = 'včera' where kind = 'confirmed'", ["ledger-broken"]),
        ("delete from returns where id = 4", ["ledger-return-missing", *["ledger-stray"] * 6]),
        ("insert into waivers values (77, 'x', 'ips', 'x')", ["ledger-stray"]),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_named(kept: Workspace, run: Run, edit: str, codes: list[str]) -> None:
    with sql(kept) as connection:
        assert connection.execute(edit).rowcount
    assert verified(kept) == codes
    run.folder = kept.folder
    assert run("verify") == 2
    assert run.err


def _swapped(name: str) -> str:
    """Of the two editions, one step after the other, because neither may be there twice."""
    steps = ((9, "'{}'"), (1, "'{\"figures\":[]}'"), (2, "'{}'"))
    return "; ".join(f"update editions set {name} = {value} where content = {content}" for value, content in steps)


EDITIONS = [
    ("changed", "update editions set content = '{\"figures\":[1]}' where number = 2", ["edition-damaged"]),
    ("removed", "delete from editions where number = 1", ["edition-missing"]),
    ("removed last", "delete from editions where number = 2", ["edition-missing"]),
    ("added", "insert into editions values (3, '2020', 3, '2021-05-01', '{}')", ["edition-damaged"]),
    ("added to another", "insert into editions values (0, '2019', 1, '2020-05-01', '{}')", ["edition-damaged"]),
    ("redated", "update editions set published = '2021-03-02' where number = 1", ["edition-damaged"]),
    ("of another period", "update editions set period = '2019', number = 1 where number = 2", ["edition-damaged"]),
    ("reordered", _swapped("number"), ["edition-damaged"] * 2),
    ("records swapped", _swapped("id"), ["edition-damaged"] * 2),
]  # fmt: skip


@pytest.mark.parametrize(("edit", "codes"), [one[1:] for one in EDITIONS], ids=[one[0] for one in EDITIONS])
def test_an_edition_spoiled_is_told(kept: Workspace, edit: str, codes: list[str]) -> None:
    """And no further edition is made beside it, whose protection rests on knowing what was published."""
    head = kept.verify().head
    with sql(kept) as connection:
        connection.executescript(edit)
    assert verified(kept) == verified(kept, head) == codes
    with pytest.raises(UserError) as refused:
        published(Workspace(kept.folder).ledger, "2020")
    assert [one.code for one in refused.value.findings] == codes


def test_an_edition_cut_off_with_its_record_is_told_by_the_head(kept: Workspace) -> None:
    head = kept.verify().head
    with sql(kept) as connection:
        connection.executescript("delete from events where id = 8; delete from editions where id = 2")
    assert verified(kept) == []
    assert verified(kept, head) == ["ledger-head"]


def test_an_edition_made_before_another_was_published_is_not_recorded(kept: Workspace) -> None:
    before = kept.verify()
    with pytest.raises(UserError) as refused:
        publish(kept.ledger, Edition("2020", 2, date(2021, 5, 1), "{}"))
    assert [one.code for one in refused.value.findings] == ["publish-meanwhile"]
    assert kept.verify() == before


def test_the_head_shows_that_the_end_was_cut_off(kept: Workspace, run: Run) -> None:
    """Where everything of the last return is gone, only the hash that was written down tells; it holds for ever."""
    early = kept.verify().head
    run.folder = kept.folder
    assert run("withdraw", "lipa", "2020", "--reason", "omyl") == 0
    late = Workspace(kept.folder).verify().head
    assert verified(kept, early) == verified(kept, late) == []
    with sql(kept) as connection:
        connection.execute("delete from events where id = 9")
        connection.execute("update returns set status = 'current', withdrawn = '' where id = 3")
    assert verified(kept) == verified(kept, early) == []
    assert verified(kept, late) == ["ledger-head"]
    assert run("verify", "--head", late) == 2


def test_an_erasure_leaves_everything_in_order(kept: Workspace, run: Run) -> None:
    """The originals, texts and explanations are gone; codes and figures stay, and whoever changes those is found."""
    run.folder = kept.folder
    for provider in ("lipa", "most", "hora"):
        assert run("withdraw", provider, "2020", "--reason", "jméno", "--erase") == 0
        assert verified(kept) == []
    found = Workspace(kept.folder).verify()
    assert (found.originals, found.erased) == (0, 4)
    with sql(kept) as connection:
        assert {one for (one,) in connection.execute("select distinct text from observations")} == {"", "full"}
        assert connection.execute("select count(*) from explanations").fetchone() == (0,)
        assert connection.execute("select distinct note from returns").fetchall() == [("",)]
    whole = (kept.folder / "ledger.sqlite").read_bytes()
    assert "Povodeň".encode() not in whole
    for edit, codes in (
        ("update observations set value = 0 where return_id = 2 and indicator = 'supported'", ["ledger-figures"]),
        ("update observations set text = 'x' where return_id = 3 and free", ["ledger-not-erased"]),
        ("insert into explanations values (4, 'x', 'ips', 'x')", ["ledger-not-erased"]),
        ("update returns set note = 'x' where id = 2", ["ledger-not-erased"]),
        ("update originals set content = 'x' where sha256 = (select sha256 from returns where id = 4)",
         ["ledger-not-erased"]),
        ("update events set erased = 0 where id = 10", ["ledger-chain", "ledger-texts", "ledger-original-missing"]),
    ):  # fmt: skip
        with sql(kept) as connection:
            connection.execute(edit)
        assert verified(kept) == codes, edit
        (kept.folder / "ledger.sqlite").write_bytes(whole)


def test_what_is_recorded_after_an_erasure_is_not_erased(kept: Workspace, run: Run) -> None:
    run.folder = kept.folder
    assert run("withdraw", "most", "2020", "--reason", "jméno", "--erase") == 0
    path = rounds.send_back(kept, kept.round(rounds.period("2020")), "most", {"ips": (14, 3, 1, 0)})
    assert run("accept", str(path), "--received", "2021-02-20") == 0
    assert verified(kept) == []
    with sql(kept) as connection:
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        connection.execute("update originals set content = null where sha256 = ?", (digest,))
    assert verified(kept) == ["ledger-original-missing"]


def test_nothing_accepted_is_in_order(workspace: Workspace, run: Run) -> None:
    assert run("verify") == 0
    assert not os.path.lexists(workspace.folder / "ledger.sqlite")
    assert run("verify", "--head", "0" * 64) == 2
