"""Whatever lies in the inbox: names, links, pipes, locks, rights. One finding each, no traceback, nothing hangs."""

import os
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

import rounds
from program import Run
from zamestnanost_stats.form.asked import Round
from zamestnanost_stats.keys import TOTAL
from zamestnanost_stats.workbook.writer import Answer
from zamestnanost_stats.workspace import Workspace

GOOD: dict[str, tuple[Answer, ...]] = {"ips": (20, 8, 9, 1), "pz": (15, 4, 3, 2), TOTAL: (30, 11, 11, 3)}
NAMES = [
    unicodedata.normalize("NFC", "Výkaz Dům u Lípy – závěrečný.xlsx"),
    unicodedata.normalize("NFD", "Výkaz Dům u Lípy – závěrečný.xlsx"),
    "výkaz 👩‍💼 hotovo.xlsx",
    "dva\nřádky.xlsx",
    "a" * 240 + ".xlsx",
    "-rf.xlsx",
    "[bold]x.xlsx",
    "lipa-2020 (1).xlsx",
    "lipa-2020 – kopie.xlsx",
    "LIPA-2020.XLSX",
]


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_any_name_of_a_file(workspace: Workspace, current: Round, run: Run, name: str) -> None:
    rounds.send_back(workspace, current, "lipa", GOOD, name)
    assert run.findings() == (0, [])
    assert run("validate") == 0
    assert len(run.out.strip().splitlines()) == 1


def inbox(workspace: Workspace) -> Path:
    return workspace.folder / "2020" / "inbox"


def codes(run: Run, *paths: Path) -> list[str]:
    code, findings = run.findings(paths)
    assert code == 1
    return [one["code"] for one in findings]


def test_a_folder_in_the_inbox(workspace: Workspace, run: Run) -> None:
    (inbox(workspace) / "lipa-2020.xlsx").mkdir()
    assert codes(run) == ["file-not-regular"]


def test_a_link(workspace: Workspace, current: Round, run: Run, tmp_path: Path) -> None:
    real = rounds.send_back(workspace, current, "lipa", GOOD)
    elsewhere = tmp_path / "elsewhere.xlsx"
    real.rename(elsewhere)
    real.symlink_to(elsewhere)
    assert codes(run) == ["file-not-regular"]


def test_a_link_to_nothing_and_to_itself(workspace: Workspace, run: Run) -> None:
    (inbox(workspace) / "a.xlsx").symlink_to("nowhere.xlsx")
    (inbox(workspace) / "b.xlsx").symlink_to("b.xlsx")
    assert codes(run) == ["file-not-regular", "file-not-regular"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_does_not_hang(workspace: Workspace, run: Run) -> None:
    os.mkfifo(inbox(workspace) / "lipa-2020.xlsx")
    assert codes(run) == ["file-not-regular"]


def test_a_file_that_is_not_there(workspace: Workspace, run: Run) -> None:
    assert codes(run, inbox(workspace) / "neni.xlsx") == ["file-missing"]
    assert codes(run, inbox(workspace) / ("x" * 300 + ".xlsx")) == ["file-missing"]


def test_an_unreadable_file(workspace: Workspace, current: Round, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on Windows while Excel has it open; root may read everything, so the refusal is played."""
    rounds.send_back(workspace, current, "lipa", GOOD)

    def refuse(*_args: object, **_options: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    assert codes(run) == ["file-unreadable"]


def test_lock_files_are_passed_over(workspace: Workspace, current: Round, run: Run) -> None:
    rounds.send_back(workspace, current, "lipa", GOOD)
    (inbox(workspace) / "~$lipa-2020.xlsx").write_bytes(b"\x05Jana")
    (inbox(workspace) / ".DS_Store").write_bytes(b"x")
    (inbox(workspace) / "Thumbs.db").write_bytes(b"x")
    (inbox(workspace) / "desktop.ini").write_bytes(b"x")
    code, findings = run.findings()
    assert (code, [one["code"] for one in findings]) == (0, ["file-open"])


def test_a_file_open_in_excel_is_said(workspace: Workspace, current: Round, run: Run) -> None:
    """Its lock file lies beside it: what is on the disk may not be what is on the screen."""
    rounds.send_back(workspace, current, "lipa", GOOD)
    (inbox(workspace) / "~$lipa-2020.xlsx").write_bytes(b"\x05Jana")
    code, findings = run.findings([inbox(workspace) / "lipa-2020.xlsx"])
    assert (code, [(one["code"], one["severity"]) for one in findings]) == (0, [("file-open", "info")])


def test_a_file_too_large(workspace: Workspace, run: Run) -> None:
    with (inbox(workspace) / "lipa-2020.xlsx").open("wb") as file:
        file.truncate(21_000_000)
    assert codes(run) == ["file-too-large"]


def test_a_file_that_changes_while_it_is_read(
    workspace: Workspace, current: Round, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = rounds.send_back(workspace, current, "lipa", GOOD)
    real = os.fstat
    seen = []

    def growing(descriptor: int) -> os.stat_result:
        seen.append(descriptor)
        if len(seen) == 2:
            with path.open("ab") as file:
                file.write(b"more")
        return real(descriptor)

    monkeypatch.setattr(os, "fstat", growing)
    assert codes(run) == ["file-changing"]


NO_WORKBOOKS = [b"", b"PK", b"PK\x03\x04", b"\x00" * 5000, b"Dear all, our figures: 5", "ěšč".encode("utf-16")]


@pytest.mark.parametrize("content", NO_WORKBOOKS)
def test_what_is_no_workbook(workspace: Workspace, run: Run, content: bytes) -> None:
    (inbox(workspace) / "lipa-2020.xlsx").write_bytes(content)
    [code] = codes(run)
    assert code in ("file-not-workbook", "package-damaged", "file-empty")


def test_the_real_program_on_all_of_it(workspace: Workspace, current: Round, tmp_path: Path) -> None:
    """In a process of its own: exit code 1, a line for every file, no traceback."""
    rounds.send_back(workspace, current, "lipa", GOOD)
    place = inbox(workspace)
    (place / "slozka.xlsx").mkdir()
    (place / "kruh.xlsx").symlink_to("kruh.xlsx")
    (place / "prazdny.xlsx").write_bytes(b"")
    (place / "dopis.docx").write_bytes(b"PK\x03\x04rest")
    words = [sys.executable, "-m", "zamestnanost_stats", "--data", str(tmp_path), "--lang", "en", "validate"]
    done = subprocess.run(words, capture_output=True, text=True, encoding="utf-8", check=False, timeout=60)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    for name in ("lipa-2020.xlsx", "slozka.xlsx", "kruh.xlsx", "prazdny.xlsx", "dopis.docx"):
        assert f"{name}: " in done.stdout
