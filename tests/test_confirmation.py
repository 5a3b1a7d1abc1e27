"""Figures by phone or from a PDF wait for the provider's word; it is recorded once, on purpose, and then shown."""

import hashlib
import json
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sql

import rounds
from program import Run
from zamestnanost_stats.console import command_line
from zamestnanost_stats.form.asked import Round
from zamestnanost_stats.keys import TOTAL
from zamestnanost_stats.returns.ledger.record import Receipt
from zamestnanost_stats.returns.ledger.schema import events as recorded
from zamestnanost_stats.returns.ledger.schema import transaction
from zamestnanost_stats.returns.ledger.totals import accepted
from zamestnanost_stats.workspace import Workspace

BIRTH_NUMBER = "840217/1008"  # made up: 8402171008 = 11 x 763833728
GOOD = {"ips": (20, 8, 9, 1), "pz": (15, 4, 3, 2), TOTAL: (30, 11, 11, 3)}
BROKEN = {**GOOD, "ips": (20, 8, 19, 4), TOTAL: (30, 11, 21, 6)}
"""More placed than supported."""
WAIVED = ("--waive", "placed-within-supported@ips", "--reason", "počítali podle smluv")


@pytest.fixture
def path(workspace: Workspace, current: Round) -> Path:
    return rounds.send_back(workspace, current, "lipa", GOOD)


def line(run: Run) -> str:
    assert run("status", "2020") == 0
    [found] = [line for line in run.out.splitlines() if line.strip().startswith("lipa")]
    return found


def confirmed(workspace: Workspace, run: Run) -> bool:
    """What the report's data say of the return; the page and the workbook agree."""
    assert run("report", "2020", "--format", "json,html") == 0
    folder = workspace.folder / "2020" / "report"
    told = json.loads((folder / "report-2020-internal.json").read_text(encoding="utf-8"))
    [one] = [one for one in told["returns"] if one["provider"] == "lipa"]
    page = (folder / "report-2020-internal.html").read_text(encoding="utf-8").replace("\u00a0", " ")
    assert ("organizace nepotvrdila" not in page) is one["confirmed"]
    return bool(one["confirmed"])


def events(workspace: Workspace) -> list[tuple[date, str, str]]:
    with transaction(workspace.ledger) as connection:
        query = sql.select(recorded).where(recorded.c.kind == "confirmed")
        rows = connection.execute(query.order_by(recorded.c.id)).all()
    return [(row.received, row.source, row.note) for row in rows]


@pytest.mark.parametrize("first", ["phone", "pdf"])
@pytest.mark.parametrize("then", ["email", "file"])
def test_the_provider_confirms(workspace: Workspace, run: Run, path: Path, first: str, then: str) -> None:
    assert run("accept", "--source", first, "--received", "2021-02-10") == 0
    assert "--source email" in run.out
    assert "not confirmed" in line(run)
    assert not confirmed(workspace, run)
    words = ("--source", then, "--received", "2021-02-12", "--note", "potvrdila vedoucí")
    assert run("accept", str(path), *words) == 0
    assert "confirmed" in run.out
    assert events(workspace) == [(date(2021, 2, 12), then, "potvrdila vedoucí")]
    assert "confirmed by the provider 12 February 2021" in line(run)
    assert "on time" in line(run)
    assert confirmed(workspace, run)
    [one] = accepted(workspace.ledger, "2020")
    assert (one.revision, one.source, one.received) == (1, first, date(2021, 2, 10))


def test_going_through_the_inbox_confirms_nothing(workspace: Workspace, run: Run, path: Path) -> None:
    """Neither without --source, nor with one that is meant for whatever else lies there; nor the same way again."""
    run("accept", "--source", "phone", "--received", "2021-02-10")
    before = (workspace.folder / "ledger.sqlite").read_bytes()
    inbox = str(path.parent)
    for words in ([], [str(path)], ["--source", "email"], [inbox, "--source", "file"], [str(path), "--source", "phone"],
                  [str(path), "--source", "pdf"]):  # fmt: skip
        assert run("accept", *words) == 0
        assert "accepted before" in run.out
        assert "--source email" in run.out
    assert (workspace.folder / "ledger.sqlite").read_bytes() == before


def test_figures_typed_from_an_email_are_not_confirmed_by_the_same_command(
    workspace: Workspace, run: Run, path: Path
) -> None:
    for _ in range(2):
        assert run("accept", str(path), "--source", "email") == 0
        assert command_line(workspace.folder, "accept", str(path), "--source", "file") in run.out
    assert not confirmed(workspace, run)
    assert run("accept", str(path), "--source", "file") == 0
    assert confirmed(workspace, run)


def test_once_is_enough(workspace: Workspace, run: Run, path: Path) -> None:
    run("accept", "--source", "phone")
    run("accept", str(path), "--source", "email")
    before = (workspace.folder / "ledger.sqlite").read_bytes()
    for source in ("email", "file"):
        assert run("accept", str(path), "--source", source) == 0
        assert "accepted before" in run.out
        assert "--source" not in run.out
    assert (workspace.folder / "ledger.sqlite").read_bytes() == before


def test_a_file_of_the_provider_needs_no_confirmation(workspace: Workspace, run: Run, path: Path) -> None:
    run("accept")
    assert "--source" not in run.out
    assert run("accept", str(path), "--source", "email") == 0
    assert events(workspace) == []


def test_what_is_no_longer_current_is_not_confirmed(workspace: Workspace, current: Round, run: Run, path: Path) -> None:
    run("accept", "--source", "phone")
    old = path.rename(workspace.folder / "old.xlsx")
    rounds.send_back(workspace, current, "lipa", {**GOOD, "ips": (21, 8, 9, 1)})
    run("accept", "--source", "phone")
    assert run("accept", str(old), "--source", "email", "--period", "2020") == 0
    run("withdraw", "lipa", "2020", "--reason", "omyl")
    assert run("accept", str(path), "--source", "email") == 0
    assert "withdrawn" in run.out
    assert events(workspace) == []


def test_a_correction_after_the_confirmation_waits_again(
    workspace: Workspace, current: Round, run: Run, path: Path
) -> None:
    run("accept", "--source", "phone")
    run("accept", str(path), "--source", "email")
    rounds.send_back(workspace, current, "lipa", {**GOOD, "ips": (21, 8, 9, 1)})
    run("accept", "--source", "phone")
    assert not confirmed(workspace, run)


def test_a_waived_rule_does_not_stand_in_the_way(workspace: Workspace, current: Round, run: Run, path: Path) -> None:
    """What was accepted is confirmed, whatever the rules say of the file."""
    rounds.send_back(workspace, current, "lipa", BROKEN)
    assert run("accept", str(path), "--source", "phone", *WAIVED) == 0, run.out
    assert run("accept", str(path), "--source", "email") == 0
    assert confirmed(workspace, run)


def test_a_birth_number_in_the_note_is_refused(workspace: Workspace, run: Run, path: Path) -> None:
    run("accept", "--source", "phone")
    assert run("accept", str(path), "--source", "email", "--note", f"ano, {BIRTH_NUMBER}") == 2
    assert events(workspace) == []


def test_the_confirmation_is_a_link_of_the_chain(workspace: Workspace, current: Round, run: Run, path: Path) -> None:
    """By another method: the link is made of what was confirmed, when, how, with what note, and the link before; the
    next return's link is made with it."""
    run("accept", "--source", "phone", "--received", "2021-02-10")
    run("accept", str(path), "--source", "email", "--received", "2021-02-12", "--note", "ano")
    most = rounds.send_back(workspace, current, "most", {"ips": (10, 1, 1, 1)})
    workspace.accept(workspace.check(most, current), Receipt(date(2021, 2, 13)))
    with transaction(workspace.ledger) as connection:
        one, event, other = connection.execute(sql.select(recorded).order_by(recorded.c.id)).all()
    told = [2, "confirmed", one.return_id, None, "", "", "2021-02-12", "email", "ano", False, one.chain]
    assert event.chain == hashlib.sha256(json.dumps(told).encode()).hexdigest()
    told = [3, "accepted", 2, None, other.figures, other.texts, None, "", "", False, event.chain]
    assert other.chain == hashlib.sha256(json.dumps(told).encode()).hexdigest()


def test_a_draft_asks_and_the_hint_tells_how_to_record_the_answer(workspace: Workspace, run: Run, path: Path) -> None:
    assert run("accept", "--source", "phone", "--email") == 0
    assert command_line(workspace.folder, "accept", str(path), "--source", "email") in run.out
    assert list((workspace.folder / "2020" / "outgoing" / "emails").iterdir())
    assert run("accept", str(path), "--source", "email", "--email") == 0
