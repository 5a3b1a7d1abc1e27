"""Whatever fails, and whenever, the ledger holds the old state or the whole new one: kill, disk full and I/O error
at every state-changing system call, and several commands at once."""

import json
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from itertools import count
from pathlib import Path
from queue import SimpleQueue
from typing import TypeAlias

import pytest

import rounds
from ledgers import chain_holds, opened
from office import need
from zamestnanost_stats.catalogue import CATALOGUE
from zamestnanost_stats.findings import UserError
from zamestnanost_stats.keys import TOTAL
from zamestnanost_stats.returns.ledger.place import VARIABLE
from zamestnanost_stats.returns.ledger.record import Receipt
from zamestnanost_stats.workspace import Workspace

GOOD = {"ips": (20, 8, 9, 1), "pz": (15, 4, 3, 2), TOTAL: (30, 11, 11, 3)}
REVISED = {**GOOD, "ips": (21, 8, 9, 1)}
MOST = {"ips": (10, 2, 1, 1)}
ACCEPT = ("accept", "--received", "2021-02-01")
DRAFT = ("report", "2020", "--edition", "public", "--format", "json,xlsx")
PUBLISH = (*DRAFT, "--publish", "--on", "2021-03-01")
HINTS = [CATALOGUE[code].hint for code in ("ledger-disk", "file-unwritable")]
FAULTS = ("signal=KILL", "error=ENOSPC", "error=EIO")
KILLED = -9
AT_ONCE = 2
NOTHING = "BEGIN TRANSACTION;\nCOMMIT;"
"""What SQLite tells of a ledger without tables."""
ERROR = re.compile(r"^  error +\S", re.MULTILINE)
SAID = re.compile(r"Accepted\.|Accepted as revision \d|This very file was accepted before|Withdrawn")

Call: TypeAlias = tuple[str, int]
"""A system call, and the how manieth of its name it is."""


@dataclass(frozen=True)
class Done:
    """What became of a command, and the calls by which it changed something in its folder."""

    code: int
    out: str
    err: str
    calls: tuple[Call, ...] = ()


class Runner:
    """Processes that have the program imported and run its commands under strace, ``AT_ONCE`` of them at a time.
    ``words`` is a command that needs whatever those need; a report is made of what was accepted before."""

    def __init__(self, place: Path, words: Sequence[str]) -> None:
        self.place = place
        self.numbers = count()
        script = str(Path(__file__).with_name("faults_script.py"))
        self.idle: SimpleQueue[subprocess.Popen[str]] = SimpleQueue()
        self.all = []
        for number in range(AT_ONCE):
            warm = rounds.folder(place / f"warm-{number}")
            send_back(warm, "lipa", GOOD)
            if words[0] == "report":
                accept_all(warm)
            argv = [sys.executable, script, "--data", str(warm.folder), *words]
            one = subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            self.all.append(one)
            self.idle.put(one)

    def __call__(self, folder: Path, words: Sequence[str], *inject: str, watched: bool = False) -> Done:
        """One command on that folder, with these faults (as strace has them); watched, its calls are told."""
        log = self.place / f"log-{next(self.numbers)}" if watched or inject else None
        argv = ["--data", str(folder), *(word.format(folder=folder) for word in words)]
        one = self.idle.get()
        try:
            said = _asked(one, {"argv": argv, "inject": inject, "log": str(log or "")})
        finally:
            self.idle.put(one)
        return Done(*said, tuple(_changing(log, folder)) if log and watched else ())

    def copy(self, folder: Path) -> Path:
        """A copy of a working folder, to be spoiled."""
        return shutil.copytree(folder, self.place / f"copy-{next(self.numbers)}")

    def close(self) -> None:
        for one in self.all:
            one.communicate()


def _asked(one: "subprocess.Popen[str]", job: dict[str, object]) -> tuple[int, str, str]:
    assert one.stdin is not None
    assert one.stdout is not None
    one.stdin.write(json.dumps(job) + "\n")
    one.stdin.flush()
    done = json.loads(one.stdout.readline())
    return done["code"], done["out"], done["err"]


def _changing(log: Path, folder: Path) -> Iterator[Call]:
    times: dict[str, int] = {}
    for line in log.read_text(encoding="utf-8", errors="replace").splitlines():
        call = line.partition("(")[0]
        times[call] = times.get(call, 0) + 1
        if str(folder) in line and (call not in ("open", "openat") or "O_CREAT" in line):
            yield call, times[call]


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runner]:
    need("" if shutil.which("strace") else "strace is not installed (Debian: strace)")
    made = Runner(tmp_path_factory.mktemp("faults"), (*ACCEPT, "--source", "phone", "--email"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def publisher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runner]:
    """The same for reports, whose libraries are slow to import."""
    need("" if shutil.which("strace") else "strace is not installed (Debian: strace)")
    made = Runner(tmp_path_factory.mktemp("publishing"), PUBLISH)
    yield made
    made.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A first return of two providers in the inbox; nothing accepted."""
    workspace = rounds.folder(tmp_path / "data")
    send_back(workspace, "lipa", GOOD)
    send_back(workspace, "most", MOST)
    return workspace.folder


def send_back(workspace: Workspace, provider: str, columns: Mapping[str, tuple[int, ...]], name: str = "") -> Path:
    return rounds.send_back(workspace, workspace.round(rounds.period("2020")), provider, columns, name)


def accept_all(workspace: Workspace) -> None:
    current = workspace.round(rounds.period("2020"))
    for path in workspace.inbox(current.period):
        assert workspace.accept(workspace.check(path, current), Receipt(date(2021, 2, 1)))


def now(folder: Path) -> str:
    """Everything in the ledger, as SQLite itself tells it."""
    path = folder / "ledger.sqlite"
    if not path.exists():
        return NOTHING
    with closing(sqlite3.connect(path)) as connection:
        return "\n".join(connection.iterdump())


def sound(folder: Path) -> str:
    """The same, where the hash chain holds."""
    with opened(Workspace(folder)) as engine:
        assert chain_holds(engine)
    return now(folder)


def files(folder: Path) -> dict[str, bytes]:
    """Everything else in the folder; what a killed command had begun is hidden and harms nothing."""
    found = (path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
    return {path.name: path.read_bytes() for path in found if not path.name.startswith("ledger.sqlite")}


@dataclass(frozen=True)
class Trial:
    """A command to be spoiled: the states it may leave, in order, each with what must have been said by then."""

    runner: Runner
    folder: Path
    words: tuple[str, ...]
    states: dict[str, list[str]]

    def spoiled(self, call: Call, fault: str, left: dict[str, bytes]) -> list[str]:
        """What went wrong, but for what should: nothing half done, what is said is so, once more mends it."""
        folder = self.runner.copy(self.folder)
        before = files(folder)
        done = self.runner(folder, self.words, f"{call[0]}:{fault}:when={call[1]}")
        reached, (first, *_rest, last) = now(folder), self.states
        there = files(folder)
        killed = fault == FAULTS[0]
        again = self.runner(folder, self.words)
        nothing_left = self.words[0] == "withdraw" and reached == last
        wrong = {
            "half a state": reached not in self.states,
            "another code": done.code not in ((KILLED,) if killed else (0, 2)),
            "a traceback": "Traceback" in done.err + again.err,
            "not one error": len(ERROR.findall(done.err)) != (done.code == 2),
            "no remedy": done.code == 2 and not any(hint in " ".join(done.err.split()) for hint in HINTS),
            "said and not done": not killed and SAID.findall(done.out) != self.states.get(reached),
            "not whole": done.code == 0 and reached != last,
            "files without a record": reached == first and there != before,
            "half a file": any(one not in (before.get(name), left.get(name)) for name, one in there.items()),
            "not again": again.code != (2 if nothing_left else 0),
            "another end": now(folder) != last,
            "other files": files(folder) != left,
        }
        shutil.rmtree(folder)
        return [name for name, fault in wrong.items() if fault]

    def __call__(self, at_least: int) -> None:
        """Every fault at every call, of which there must be so many."""
        whole = self.runner.copy(self.folder)
        done = self.runner(whole, self.words, watched=True)
        assert (done.code, done.err.count("error")) == (0, 0), done
        assert now(whole) == list(self.states)[-1]
        assert len(done.calls) >= at_least
        left = files(whole)
        each = [(call, fault) for call in done.calls for fault in FAULTS]
        with ThreadPoolExecutor(AT_ONCE) as pool:
            told = pool.map(lambda one: self.spoiled(one[0], one[1], left), each)
            assert {one: wrong for one, wrong in zip(each, told, strict=True) if wrong} == {}


def after(runner: Runner, folder: Path, *words: str) -> Path:
    """A copy of the folder in which that command was run."""
    copy = runner.copy(folder)
    assert runner(copy, words).code == 0
    return copy


def test_a_first_accept_of_two_files(runner: Runner, folder: Path) -> None:
    """The ledger is made, and each return is whole or not there."""
    made = runner.copy(folder)
    empty = sound(made)
    lipa = after(runner, folder, *ACCEPT, "{folder}/2020/inbox/lipa-2020.xlsx")
    both = after(runner, lipa, *ACCEPT, "{folder}/2020/inbox/most-2020.xlsx")
    said = ["Accepted."]
    states = {NOTHING: [], empty: [], sound(lipa): said, sound(both): said * 2}
    Trial(runner, folder, ACCEPT, states)(80)


def test_a_revision(runner: Runner, folder: Path) -> None:
    folder = after(runner, folder, *ACCEPT)
    send_back(Workspace(folder), "lipa", REVISED)
    same = "This very file was accepted before"
    states = {sound(folder): [], sound(after(runner, folder, *ACCEPT)): ["Accepted as revision 2", same]}
    Trial(runner, folder, ACCEPT, states)(30)


def test_drafts_after_an_accept(runner: Runner, folder: Path) -> None:
    """They are written after the return is kept; the same command once more writes them all the same."""
    folder = after(runner, folder, *ACCEPT, "{folder}/2020/inbox/lipa-2020.xlsx")
    words = (*ACCEPT, "{folder}/2020/inbox/most-2020.xlsx", "--source", "phone", "--email")
    states = {sound(folder): [], sound(after(runner, folder, *words)): ["Accepted."]}
    Trial(runner, folder, words, states)(30)


def test_an_erasure(runner: Runner, folder: Path) -> None:
    folder = after(runner, folder, *ACCEPT)
    words = ("withdraw", "lipa", "2020", "--reason", "a name", "--erase")
    erased = after(runner, folder, *words)
    original = (folder / "2020" / "inbox" / "lipa-2020.xlsx").read_bytes()
    other = (folder / "2020" / "inbox" / "most-2020.xlsx").read_bytes()
    pieces = [original[place : place + 32] for place in range(0, len(original), 32)]  # the two share much
    for place, there in ((folder, True), (erased, False)):
        content = (place / "ledger.sqlite").read_bytes()
        assert any(piece in content for piece in pieces if piece not in other) == there
    states = {sound(folder): [], sound(erased): ["Withdrawn"]}
    Trial(runner, folder, words, states)(10)


def test_a_publication(publisher: Runner, folder: Path) -> None:
    """It is recorded before a file says so, whole or not at all; the same command once more writes what is missing."""
    accept_all(Workspace(folder))
    folder = after(publisher, folder, *DRAFT)
    states: dict[str, list[str]] = {sound(folder): [], sound(after(publisher, folder, *PUBLISH)): []}
    Trial(publisher, folder, PUBLISH, states)(20)


def test_two_commands_at_once(runner: Runner, folder: Path) -> None:
    """Each writes slowly, so that they meet: one waits for the other, and nothing is lost or doubled."""
    inbox = "{folder}/2020/inbox/"
    send_back(Workspace(folder), "lipa", REVISED, "again.xlsx")
    for pair in (("lipa", "most"), ("most", "again"), ("again", "lipa")):
        files = [f"{inbox}{name}.xlsx" if name == "again" else f"{inbox}{name}-2020.xlsx" for name in pair]
        with ThreadPoolExecutor(AT_ONCE) as pool:
            done = list(pool.map(lambda file: runner(folder, (*ACCEPT, file), "pwrite64:delay_enter=4000"), files))
        assert [(one.code, one.err) for one in done] == [(0, "")] * AT_ONCE
    sound(folder)
    with closing(sqlite3.connect(folder / "ledger.sqlite")) as connection:
        query = (
            "select provider, revision, status, (select count(*) from observations where return_id = id) from returns"
        )
        assert sorted(connection.execute(query)) == [
            ("lipa", 1, "superseded", 20), ("lipa", 2, "current", 20), ("most", 1, "current", 9),
        ]  # fmt: skip
        assert connection.execute("select count(*) from ledger").fetchall() == [(1,)]


def test_a_ledger_that_stays_locked(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another program does not let go of it: one clear error."""
    path = workspace.folder / "ledger.sqlite"
    monkeypatch.setenv(VARIABLE, f"sqlite:///{path}?timeout=0.1")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("begin immediate")
        with pytest.raises(UserError) as caught:
            _ = workspace.ledger
    assert [finding.code for finding in caught.value.findings] == ["ledger-busy"]
