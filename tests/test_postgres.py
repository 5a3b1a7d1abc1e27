"""The same commands on PostgreSQL, where several coordinators work together: the same answers as on SQLite."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import pytest

import rounds
from ledgers import State, opened, state
from office import need
from program import Run
from zamestnanost_stats.keys import TOTAL
from zamestnanost_stats.returns.ledger.editions import Edition, publish
from zamestnanost_stats.returns.ledger.place import VARIABLE
from zamestnanost_stats.workbook.writer import Answer
from zamestnanost_stats.workspace import Workspace

NOBODY = "nobody"
PROVIDERS = "lipa,Dům u Lípy,,,\nhora,Hora,,,\nchata,Chata,,,\nmost,Most,,,\n"
SERVICES = rounds.SERVICES + "hora,ips,IPS,ips,P3,2015-01-01,,\nchata,ips,IPS,ips,P4,2015-01-01,,\n"
LIPA: dict[str, tuple[Answer, ...]] = {"ips": (20, 8, 9, 1), "pz": ("N", 4, 3, 2), TOTAL: (30, 11, 11, 3)}
REVISED: dict[str, tuple[Answer, ...]] = {**LIPA, "ips": (21, 8, 9, 1)}
ACCEPT = ("accept", "--received", "2021-02-01")


def programs() -> Path | None:
    """Debian keeps the server's programs beside the version, not on the path."""
    found = shutil.which("initdb")
    places = [Path(found).resolve()] if found else sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return places[-1].parent if places else None


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The address of a server of its own, as PostgreSQL will not run for the administrator; no network."""
    bin_ = programs()
    need("" if bin_ else "PostgreSQL is not installed (Debian: postgresql)")
    user = NOBODY if os.getuid() == 0 else None
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        place.chmod(0o777)

        def run(program: str, *words: str) -> None:
            command = [f"{bin_}/{program}", *words]
            done = subprocess.run(command, user=user, cwd=place, capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stderr

        # Czech order, where ch comes after h
        locale = ("--locale-provider=icu", "--icu-locale=cs", "--locale=C.UTF-8", "--encoding=UTF8")
        run("initdb", "-D", "db", "-U", "tester", "--auth=trust", "--no-sync", *locale)
        run("pg_ctl", "-D", "db", "-w", "-l", "log", "-o", f"-k {place} -c listen_addresses=''", "start")
        try:
            yield f"postgresql+psycopg://tester@/{{database}}?host={place}"
        finally:
            run("pg_ctl", "-D", "db", "-w", "-m", "immediate", "stop")


@pytest.fixture
def address(server: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """An empty database, which the program's variable names."""
    import psycopg

    with psycopg.connect(server.format(database="postgres").replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("drop database if exists ours with (force)")
        connection.execute("create database ours")
    monkeypatch.setenv(VARIABLE, server.format(database="ours"))
    return server.format(database="ours")


def folder(place: Path) -> Workspace:
    workspace = rounds.folder(place, PROVIDERS, SERVICES)
    send_back(workspace, "lipa", LIPA)
    send_back(workspace, "hora", {"ips": (10, 2, 1, 1)})
    send_back(workspace, "chata", {"ips": (9, 2, 1, "x")})
    return workspace


def send_back(workspace: Workspace, provider: str, columns: Mapping[str, tuple[Answer, ...]]) -> Path:
    return rounds.send_back(workspace, workspace.round(rounds.period("2020")), provider, columns)


def played(run: Run, workspace: Workspace) -> tuple[list[tuple[int, str, str]], list[str], State]:
    """What every command said and wrote, and the ledger's rows at the end."""
    told: list[tuple[int, str, str]] = []
    run.folder = workspace.folder

    def does(*words: str) -> None:
        told.append((run(*words), run.out.replace(str(workspace.folder), ""), run.err))

    does(*ACCEPT)
    does(*ACCEPT)
    send_back(workspace, "lipa", REVISED)
    does(*ACCEPT)
    does("status", "2020")
    does("report", "2020")
    written = workspace.folder / "2020" / "report"
    does("trace", "2020", "supported@city=all")
    reports = [(written / f"report-2020-internal.{one}").read_text(encoding="utf-8") for one in ("json", "html")]
    does("report", "2020", "--edition", "public", "--publish", "--on", "2021-03-01", "--format", "json")
    does("withdraw", "lipa", "2020", "--reason", "a name", "--erase")
    does("status", "2020")
    does("verify")
    does("withdraw", "lipa", "2020", "--reason", "a name")
    with opened(workspace) as engine:
        return told, reports, state(engine)


def test_the_same_as_sqlite(address: str, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every word, file and row."""
    there = played(run, folder(tmp_path / "there"))
    assert not (tmp_path / "there" / "ledger.sqlite").exists()
    monkeypatch.delenv(VARIABLE)
    here = played(run, folder(tmp_path / "here"))
    assert [code for code, _out, _err in here[0]] == [*[0] * 10, 2]
    assert there == here


def test_a_later_edit_is_told(address: str, run: Run, tmp_path: Path) -> None:
    """Here too, where the server itself minds types and references: each edit adds to what is found."""
    import psycopg

    workspace = folder(tmp_path / "data")
    run.folder = workspace.folder
    assert run(*ACCEPT) == 0
    for number in (1, 2):
        publish(workspace.ledger, Edition("2020", number, date(2021, 3, number), "{}"))
    assert run("verify") == 0
    found: set[str] = set()
    for edit, code in (
        ("update observations set text = 'x' where free", "ledger-texts"),
        ("update observations set value = 10000 where indicator = 'supported'", "ledger-figures"),
        ("update originals set content = 'x'", "ledger-original-changed"),
        ("update events set note = 'x' where id = 2", "ledger-chain"),
        ("update editions set published = '2021-03-02' where number = 1", "edition-damaged"),
        ("update events set edition_id = null where id = 5; delete from editions where number = 2", "edition-missing"),
    ):
        with psycopg.connect(address.replace("+psycopg", ""), autocommit=True) as connection:
            connection.execute(edit)
        found.add(code)
        assert {one.code for one in workspace.verify().faults} == found
    assert run("verify") == 2


def test_several_at_once(address: str, tmp_path: Path) -> None:
    """On an empty database too: each return is there once and whole, and the chain holds."""
    providers = [f"p{number}" for number in range(8)]
    register = "".join(f"{one},{one},,,\n" for one in providers)
    services = "".join(f"{one},ips,IPS,ips,P1,2015-01-01,,\n" for one in providers)
    workspace = rounds.folder(tmp_path / "data", register, services)
    paths = [send_back(workspace, one, {"ips": (10, 2, 1, 1)}) for one in providers]
    program = [sys.executable, "-m", "zamestnanost_stats", "--data", str(workspace.folder), *ACCEPT]
    running = [subprocess.Popen([*program, str(path)], stderr=subprocess.PIPE, text=True) for path in paths]
    assert [(one.communicate()[1], one.returncode) for one in running] == [("", 0)] * len(paths)
    with opened(workspace) as engine:
        rows = state(engine)
    assert len(rows["ledger"]) == 1
    assert len(rows["returns"]) == len(rows["originals"]) == len(providers)


def test_a_server_that_is_not_there(
    workspace: Workspace, run: Run, server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, server.format(database="no_such"))
    assert run("status", "2020") == 2
    assert "Traceback" not in run.err


def test_a_driver_that_is_not_there(workspace: Workspace, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "postgresql+psycopg://nobody@localhost/no_such")
    monkeypatch.setitem(sys.modules, "psycopg", None)
    assert run("status", "2020") == 2
    assert "psycopg" in run.err
