"""What the README tells people to run is what runs."""

import re
import shlex
from pathlib import Path

import pytest

import rounds
from program import Run
from zamestnanost_stats.demo import play
from zamestnanost_stats.figures.context import load_context
from zamestnanost_stats.figures.coverage import coverage
from zamestnanost_stats.figures.trend import trends
from zamestnanost_stats.language import language
from zamestnanost_stats.returns.ledger.totals import said as told_in
from zamestnanost_stats.workspace import Workspace

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks() -> list[str]:
    return [line for block in re.findall(r"```\n(.*?)```", README, re.DOTALL) for line in block.splitlines()]


def test_the_test_command_is_what_ci_runs() -> None:
    [command] = [line for line in blocks() if "pytest" in line]
    assert command in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_a_year_with_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Every line of the year in the README, in its order, in an empty folder; the coordinator and two providers do
    their part between."""
    monkeypatch.chdir(tmp_path)
    lines = [shlex.split(line, comments=True) for line in blocks() if line.startswith("zamestnanost-stats ")]
    assert [line[1] for line in lines] == [
        "init",
        "template",
        "validate",
        "accept",
        "status",
        "report",
        "trace",
        "verify",
    ]
    data = tmp_path / "data"
    run = Run(capsys, Path("data"))
    for line in lines:
        if line[1] == "template":
            register(data)
        if line[1] == "validate":
            fill_in(data)
        assert run(*line[1:]) == 0, (line, run.out, run.err)
    assert {path.name for path in (data / "2020" / "report").iterdir()} == {
        f"report-2020-internal.{suffix}" for suffix in ("xlsx", "html", "json")
    }
    assert run("status", "2020") == 0
    assert "Dům u Lípy (smyšlená)" in run.out


def register(data: Path) -> None:
    """What a coordinator types into the files that ``init`` made: below their first line, and the own address."""
    for name, lines in (("providers", rounds.PROVIDERS), ("services", rounds.SERVICES)):
        path = data / f"{name}.csv"
        path.write_bytes(path.read_bytes() + lines.replace(",", ";").encode())
    collection = data / "2020" / "collection.toml"
    text = collection.read_text(encoding="utf-8")
    collection.write_text(text.replace("name@example.org", "jana@example.org"), encoding="utf-8")


def fill_in(data: Path) -> None:
    from zamestnanost_stats.keys import TOTAL
    from zamestnanost_stats.workspace import Workspace

    workspace = Workspace(data)
    current = workspace.round(rounds.period("2020"))
    rounds.send_back(workspace, current, "lipa", {"ips": (20, 8, 9, 1), "pz": (15, 4, 3, 2), TOTAL: (30, 11, 11, 3)})
    rounds.send_back(workspace, current, "most", {"ips": (10, 1, 1, 1)})


def test_the_demo_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Run twice, it makes two folders; on a folder that is not empty it stops."""
    [command] = [line for line in blocks() if line.endswith(" demo")]
    assert command.endswith("python -m zamestnanost_stats demo")
    monkeypatch.chdir(tmp_path)
    run = Run(capsys, tmp_path)
    assert [run("demo"), run("demo")] == [0, 0]
    assert {path.name for path in tmp_path.iterdir()} == {"demo", "demo-2"}
    assert run("demo", "demo") == 2
    for year in ("2020", "2021"):
        page = (tmp_path / "demo" / year / "report" / f"report-{year}-internal.html").read_text(encoding="utf-8")
        assert "invented" in page


def test_commands_in_the_readme_are_commands(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    run = Run(capsys, tmp_path)
    assert run("--help") == 0
    commands = ("init", "template", "validate", "accept", "status", "report", "demo", "withdraw", "history", "trace")
    for word in (*commands, "rehearse", "codebook", "verify"):
        assert f"  {word} " in run.out
        assert word in README


def test_the_demo_shows_all_of_the_program(tmp_path: Path) -> None:
    """Two years with a trend that a newcomer moves, reasons, a visiting consultant, what is not known and what is not
    told; a refused return in each year; and no number about the real city."""
    said: list[str] = []
    play(tmp_path / "demo", language("en"), said.append)
    assert [line.partition(".xlsx")[0].strip() for line in said if line.endswith(": refused")] == [
        "kavarna-vrabec-2020",
        "podzim-2021",
    ]
    workspace = Workspace(tmp_path / "demo")
    current = workspace.round(rounds.period("2021"))
    figures = workspace.figures("2021").by_id
    reasons = [one for name, one in figures.items() if name.startswith("exits_without_job@city=all;exit_reason=")]
    assert sum(one.value or 0 for one in reasons) == figures["exits_without_job@city=all"].value
    metric = current.form.metrics["open_placement_rate"]
    past = workspace.rounds_until(current)
    moved = [one for one in trends(metric, past, workspace.register, workspace.ledger) if one.points[-1].effect]
    assert "ips" in [one.service_type for one in moved]
    found = coverage(workspace.register, current.period)
    assert all((found.covered, found.without, found.unknown, found.visited))
    assert {one.value for one in load_context(workspace.folder, workspace.register)} == {None}
    told = [one for one in told_in(workspace.ledger, "2021") if one.severity == "warning"]
    assert told
    assert all(one.explanation for one in told)
