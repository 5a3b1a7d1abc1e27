"""Whatever lies in the inbox: names, links, pipes, locks, rights. One finding each, no traceback, nothing hangs."""

import io
import os
import subprocess
import sys
import unicodedata
import zipfile
from pathlib import Path
from typing import Any

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


def test_a_folder_in_the_inbox(workspace: Workspace, current: Round, run: Run) -> None:
    """Whoever sorts what came into folders is told once that they are not looked into; nothing is refused for it."""
    rounds.send_back(workspace, current, "lipa", GOOD)
    (inbox(workspace) / "hotovo").mkdir()
    (inbox(workspace) / "hotovo" / "most-2020.xlsx").write_bytes(b"x")
    (inbox(workspace) / ".git").mkdir()
    assert run("validate") == 0
    assert run.err.count("hotovo") == 1
    assert ".git" not in run.err
    assert run("accept", str(inbox(workspace))) == 0
    assert run.err.count("hotovo") == 1
    assert run("status", "2020") == 0


def test_nothing_but_a_folder_in_the_inbox(workspace: Workspace, run: Run) -> None:
    (inbox(workspace) / "hotovo").mkdir()
    assert run("validate") == 2
    assert run.err.count("hotovo") == 1


def test_a_folder_named_where_a_file_is_needed_is_gone_through(
    workspace: Workspace, current: Round, run: Run, tmp_path: Path
) -> None:
    path = rounds.send_back(workspace, current, "lipa", GOOD)
    (tmp_path / "jinde").mkdir()
    path.rename(tmp_path / "jinde" / path.name)
    assert run.findings([tmp_path / "jinde"]) == (0, [])


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
    assert "Excel" in findings[0]["message"]


def test_a_file_open_in_libreoffice_is_said(workspace: Workspace, current: Round, run: Run) -> None:
    rounds.send_back(workspace, current, "lipa", GOOD)
    (inbox(workspace) / ".~lock.lipa-2020.xlsx#").write_text(
        ",jana,pc,01.02.2021 10:00,file:///home;", encoding="utf-8"
    )
    code, findings = run.findings()
    assert (code, [(one["code"], one["severity"]) for one in findings]) == (0, [("file-open", "info")])
    assert "LibreOffice" in findings[0]["message"]


@pytest.mark.parametrize("name", ["~$lipa-2020.xlsx", ".~lock.lipa-2020.xlsx#"])
def test_a_lock_file_named_by_itself(workspace: Workspace, current: Round, run: Run, name: str) -> None:
    (inbox(workspace) / name).write_bytes(b"\x05Jana")
    code, [finding] = run.findings([inbox(workspace) / name])
    assert (code, finding["code"]) == (1, "file-is-lock")
    assert " lipa-2020.xlsx " in finding["message"]
    assert codes(run, inbox(workspace) / "~$other.xlsx") == ["file-missing"]


def zipped(**parts: str) -> bytes:
    """A package with these parts, ``__`` in a name for a slash and ``_dot_`` for a dot."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as file:
        for name, text in parts.items():
            file.writestr(name.replace("__", "/").replace("_dot_", "."), text)
    return target.getvalue()


OLE = bytes.fromhex("D0CF11E0A1B11AE1")
TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
LETTER = {"[Content_Types]_dot_xml": TYPES, "word__document_dot_xml": "<document/>"}
MAIL = b"Return-Path: <a@example.org>\r\nReceived: by x\r\nSubject: Vykaz\r\n\r\nDobry den"
INSTEAD = {
    "PDF": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "file-figures-elsewhere"),
    "PNG": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "file-figures-elsewhere"),
    "JPEG": (b"\xff\xd8\xff\xe0\x00\x10JFIF", "file-figures-elsewhere"),
    "a phone's photograph": (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00", "file-figures-elsewhere"),
    "Word": (zipped(**LETTER), "file-figures-elsewhere"),
    "older Word": (OLE + b"\0" * 504 + "WordDocument".encode("utf-16-le"), "file-figures-elsewhere"),
    "Writer": (zipped(mimetype="application/vnd.oasis.opendocument.text"), "file-figures-elsewhere"),
    "RTF": (b"{\\rtf1\\ansi 5}", "file-figures-elsewhere"),
    "a message": (MAIL, "file-message"),
    "a message of Outlook": (OLE + b"\0" * 504 + "__properties_version1.0".encode("utf-16-le"), "file-message"),
}


OTHERS = {
    "zip": (zipped(lipa_dot_xlsx="x"), "file-archive", "Unpack"),
    "7z": (b"7z\xbc\xaf\x27\x1c\0\4", "file-archive", "Unpack"),
    "csv": (b"\xef\xbb\xbfukazatel;IPS\r\nPodporeni;12\r\n", "file-other-format", "LibreOffice"),
    "unicode text": ("ukazatel\tIPS\r\nPodpoření\t12\r\n".encode("utf-16"), "file-other-format", "LibreOffice"),
    "html": (b"<html><body><table><tr><td>5</td></tr></table>", "file-other-format", "LibreOffice"),
    "html with a head": (b"\r\n<!DOCTYPE html>\n<html></html>", "file-other-format", "LibreOffice"),
    "fods": (b'<?xml version="1.0"?>\n<office:document xmlns:office="x">', "file-other-format", "LibreOffice"),
    "xls cut short": (OLE + b"\0" * 600, "file-other-format", "LibreOffice"),
    "Numbers": (zipped(Index__Document_dot_iwa="x"), "file-other-format", "LibreOffice"),
    "xlsb": (zipped(**{"[Content_Types]_dot_xml": TYPES, "xl__workbook_dot_bin": "x"}), "file-other-format", ".xlsx"),
    "a sentence": (b"Dear all,\nour figures are 5.\n", "file-not-workbook", ".xlsx"),
    "other office": (
        zipped(**{"[Content_Types]_dot_xml": TYPES, "ppt__a_dot_xml": "<a/>"}),
        "file-not-workbook",
        ".xlsx",
    ),
}


@pytest.mark.parametrize("kind", OTHERS)
def test_the_remedy_fits_what_came(workspace: Workspace, run: Run, kind: str) -> None:
    content, code, remedy = OTHERS[kind]
    (inbox(workspace) / "lipa-2020.xlsx").write_bytes(content)
    result, [finding] = run.findings()
    assert (result, finding["code"]) == (1, code)
    assert remedy in finding["hint"]


@pytest.mark.parametrize("kind", INSTEAD)
def test_what_came_instead_of_a_workbook(workspace: Workspace, run: Run, kind: str) -> None:
    """Told by its content, whatever its name, with what to do with the figures in it."""
    content, code = INSTEAD[kind]
    (inbox(workspace) / "lipa-2020.xlsx").write_bytes(content)
    result, [finding] = run.findings()
    assert (result, finding["code"]) == (1, code)
    assert ("--source pdf" if code == "file-figures-elsewhere" else "attachment") in finding["hint"]


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
    assert "slozka.xlsx" in done.stderr
    for name in ("lipa-2020.xlsx", "kruh.xlsx", "prazdny.xlsx", "dopis.docx"):
        assert f"{name}: " in done.stdout


# --- where no file should be


def test_a_link_to_itself_in_any_place(workspace: Workspace, current: Round, run: Run, tmp_path: Path) -> None:
    """One such link keeps nobody from checking the others."""
    good = rounds.send_back(workspace, current, "lipa", GOOD)
    away = tmp_path / "away"
    away.mkdir()
    (away / "loop.xlsx").symlink_to("loop.xlsx")
    assert codes(run, away, good) == ["file-not-regular"]
    (away / "loop").symlink_to("loop")
    assert codes(run, away / "loop" / "lipa.xlsx") == ["file-unreadable"]


def test_an_inbox_that_leads_to_itself(workspace: Workspace, current: Round, run: Run, tmp_path: Path) -> None:
    good = rounds.send_back(workspace, current, "lipa", GOOD)
    good = good.rename(tmp_path / "lipa-2020.xlsx")
    inbox(workspace).rmdir()
    inbox(workspace).symlink_to("inbox")
    assert run.findings([good]) == (0, [])
    assert run("status", "2020") == 0
    assert run("validate") == 2


def test_an_inbox_that_may_not_be_entered(
    workspace: Workspace, current: Round, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its files are listed, but nothing can be told of them; root may do everything, so the refusal is played."""
    rounds.send_back(workspace, current, "lipa", GOOD)
    rounds.send_back(workspace, current, "most", {"ips": (10, 1, 1, 1)})
    for name in ("stat", "lstat"):
        real = getattr(os, name)

        def refuse(path: Any, *more: Any, _real: Any = real, **options: Any) -> Any:
            if str(path).endswith("-2020.xlsx"):
                raise PermissionError(13, "Permission denied")
            return _real(path, *more, **options)

        monkeypatch.setattr(os, name, refuse)
    code, findings = run.findings()
    assert (code, [one["code"] for one in findings]) == (1, ["file-unreadable", "file-unreadable"])
    assert run("status", "2020") == 0


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("providers.csv", ["validate"]),
        ("services.csv", ["template", "2020"]),
        ("territories.csv", ["status", "2020"]),
        ("2020/collection.toml", ["validate"]),
        ("2020/reminders.csv", ["status", "2020", "--remind"]),
        ("ledger.sqlite", ["status", "2020"]),
        ("ledger.sqlite", ["accept"]),
    ],
)
def test_a_pipe_among_the_coordinators_files(
    workspace: Workspace, current: Round, run: Run, name: str, words: list[str]
) -> None:
    rounds.send_back(workspace, current, "lipa", GOOD)
    path = workspace.folder / name
    path.unlink(missing_ok=True)
    os.mkfifo(path)
    assert run(*words) == 2
    assert path.name in run.err


def test_an_empty_ledger(workspace: Workspace, current: Round, run: Run) -> None:
    """Left where the first ``accept`` was ended midway, it is a beginning; where reports were made, a loss."""
    ledger = workspace.folder / "ledger.sqlite"
    ledger.touch()
    rounds.send_back(workspace, current, "lipa", GOOD)
    assert run("status", "2020") == 0
    assert ledger.stat().st_size == 0
    assert run("accept") == 0
    assert run("report", "2020", "--format", "json") == 0
    ledger.write_bytes(b"")
    for words in (["status", "2020"], ["accept"], ["report", "2020"], ["withdraw", "lipa", "2020", "--reason", "x"]):
        assert run(*words) == 2
        assert "ledger.sqlite" in run.err
        assert ledger.stat().st_size == 0
    ledger.unlink()
    assert run("accept") == 0
