"""The commands keep their contract: exit codes, what is written where, what is said, and in which language."""

import json
from datetime import date
from pathlib import Path

import openpyxl
import pytest

import rounds
from program import Run
from zamestnanost_stats.form.asked import Round
from zamestnanost_stats.keys import TOTAL
from zamestnanost_stats.returns.ledger.record import Receipt
from zamestnanost_stats.returns.ledger.totals import accepted
from zamestnanost_stats.workbook.writer import Answer
from zamestnanost_stats.workspace import Workspace

GOOD: dict[str, tuple[Answer, ...]] = {"ips": (20, 8, 9, 1), "pz": (15, 4, 3, 2), TOTAL: (30, 11, 11, 3)}


def test_init_makes_a_folder_and_overwrites_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = Run(capsys, tmp_path)
    assert run("init", "--period", "2021", "--form", "ips-2020", spoken="cs") == 0
    made = {path.relative_to(tmp_path).as_posix(): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert set(made) == {
        "providers.csv", "services.csv", "teams.csv", "territories.csv", "2021/collection.toml", ".gitignore",
        "benchmarks.toml", "context.csv",
    }  # fmt: skip
    assert "2022-02-15" in made["2021/collection.toml"].decode()
    for line in ("inbox", "outgoing", "feedback", "report", "ledger"):
        assert line in made[".gitignore"].decode()
    (tmp_path / "providers.csv").write_bytes(b"mine")
    assert run("init", "--period", "2021") == 0
    assert (tmp_path / "providers.csv").read_bytes() == b"mine"
    assert "kept as it is" in run.out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["init", "--form", "nothing"], "There is no form “nothing”"),
        (["init", "--period", "20"], "“20” is not a period"),
        (["template", "2019"], "There is no collection for 2019"),
        (["template", "2020", "--provider", "nobody"], "“nobody” has no service in 2020"),
        (["validate"], "There is no file to check"),
        (["validate", "--period", "2019"], "There is no collection for 2019"),
        (["report", "2020"], "nothing to report"),
        (["report", "2020", "--format", "doc"], "“doc” is not a format"),
        (["report", "2020", "--format", ","], "Choose from: xlsx, html, json, csv"),
        (["report", "2020", "--format", ""], "Choose from: xlsx, html, json, csv"),
        (["status"], "PERIOD is missing"),
        (["nonsense"], "nonsense"),
    ],
)
def test_the_operators_mistakes(run: Run, words: list[str], said: str) -> None:
    """Each is said once on stderr, without a traceback, with exit code 2."""
    assert run(*words) == 2
    assert said in run.err
    assert "Traceback" not in run.err
    assert run.out == ""


def test_a_folder_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = Run(capsys, tmp_path / "nowhere")
    assert run("status", "2020") == 2
    assert "There is no such folder" in run.err


@pytest.mark.parametrize("name", ["services.csv", "2020/collection.toml"])
def test_a_folder_in_the_place_of_a_file(workspace: Workspace, run: Run, name: str) -> None:
    (workspace.folder / name).unlink()
    (workspace.folder / name).mkdir()
    assert run("status", "2020") == 2
    assert name in run.err
    assert "Rename the folder" in run.err


def test_every_fault_of_the_register_at_once(workspace: Workspace, run: Run) -> None:
    (workspace.folder / "providers.csv").write_text("id,name,ico,contact_name,email\nLípa,,123,,\n", encoding="utf-8")
    assert run("template", "2020") == 2
    for part in ("providers.csv", "row 2", "column id", "column name", "column ico"):
        assert part in run.err


def test_template_writes_one_workbook_per_provider(workspace: Workspace, run: Run) -> None:
    assert run("template", "2020") == 0
    outgoing = workspace.folder / "2020" / "outgoing"
    assert sorted(path.name for path in outgoing.iterdir()) == ["lipa-2020.xlsx", "most-2020.xlsx"]
    book = openpyxl.load_workbook(outgoing / "lipa-2020.xlsx")
    assert book.sheetnames == ["Pokyny", "Výkaz", "Kontrola", "_stamp"]
    assert book["_stamp"].sheet_state == "veryHidden"
    texts = " ".join(str(cell.value) for row in book["Pokyny"].iter_rows() for cell in row if cell.value)
    for part in ("15.\u00a02.\u00a02021", "Jana Smyšlená", "jana@example.org", "Dům u Lípy (smyšlená)"):
        assert part in texts
    only = openpyxl.load_workbook(outgoing / "most-2020.xlsx")["Výkaz"]
    assert TOTAL not in [cell.value for cell in only[1]]  # one service: no column for the total


def test_no_workbook_for_whom_nothing_is_expected(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    extra = 'not_expected = [{ provider = "most", reason = "nesbírá" }]\n'
    rounds.folder(tmp_path, extra=extra)
    run = Run(capsys, tmp_path)
    assert run("template", "2020") == 0
    assert [path.name for path in (tmp_path / "2020" / "outgoing").iterdir()] == ["lipa-2020.xlsx"]
    assert run("status", "2020") == 0
    assert "nesbírá" in run.out


def test_status_tells_where_every_return_stands(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names = ("vcas", "pozde", "chyby", "ceka", "nic")
    workspace = rounds.folder(
        tmp_path,
        "".join(f"{name},Organizace {name},,,\n" for name in names),
        "".join(f"{name},ips,IPS,ips,P1,2015-01-01,,\n" for name in names),
    )
    current = workspace.round(rounds.period("2020"))
    for name, day in (("vcas", date(2021, 2, 15)), ("pozde", date(2021, 2, 16))):
        path = rounds.send_back(workspace, current, name, {"ips": (20, "N", 5, 1)})
        workspace.accept(workspace.check(path, current), Receipt(day))
    rounds.send_back(workspace, current, "chyby", {"ips": ("pět", 1, 1, 1)})
    rounds.send_back(workspace, current, "ceka", {"ips": (20, 1, 1, 1)})
    run = Run(capsys, tmp_path)
    assert run("status", "2020") == 0
    rows = {line.split()[0]: line for line in run.out.splitlines() if line.split()[:1]}
    told = {"vcas": "on time", "pozde": "late", "chyby": "with errors", "ceka": "not accepted yet", "nic": "missing"}
    for name, said in told.items():
        assert said in rows[name]
    assert "partly" in rows["vcas"]


def test_a_preliminary_report_says_so(workspace: Workspace, current: Round, run: Run) -> None:
    rounds.send_back(workspace, current, "lipa", GOOD)
    assert run("accept", "--received", "2021-02-01") == 0
    assert run("report", "2020", "--format", "html,json") == 0
    folder = workspace.folder / "2020" / "report"
    page = (folder / "report-2020-internal.html").read_text(encoding="utf-8").replace("\u00a0", " ")
    assert "PŘEDBĚŽNÉ: 1 ze 2 organizací" in page
    assert "Most (smyšlená)" in page
    found = json.loads((folder / "report-2020-internal.json").read_text(encoding="utf-8"))
    assert found["preliminary"] is True
    assert not (folder / "report-2020-internal.xlsx").exists()
    rounds.send_back(workspace, current, "most", {"ips": (10, 1, 1, 1)})
    assert run("accept", "--received", "2021-02-20") == 0
    assert run("report", "2020", "--format", "html") == 0
    assert "PŘEDBĚŽNÉ" not in (folder / "report-2020-internal.html").read_text(encoding="utf-8")


def test_the_json_of_a_report(workspace: Workspace, current: Round, run: Run) -> None:
    """DESIGN: figures with id, kind, of, numerator, denominator, value, low, high, state, returns."""
    rounds.send_back(workspace, current, "lipa", GOOD)
    run("accept", "--received", "2021-02-01")
    run("report", "2020", "--format", "json")
    path = workspace.folder / "2020" / "report" / "report-2020-internal.json"
    found = json.loads(path.read_text(encoding="utf-8"))
    assert (found["edition"], found["period"]) == ("internal", "2020")
    by_id = {figure["id"]: figure for figure in found["figures"]}
    assert set(by_id["supported@city=all"]) == {
        "id", "kind", "of", "numerator", "denominator", "value", "low", "high", "state", "returns",
    }  # fmt: skip
    assert by_id["supported@city=all"]["value"] == 30
    assert by_id["supported@city=all"]["returns"] == {"used": 1, "expected": 2}
    assert by_id["supported@provider=most"]["state"] == "missing"
    rate = by_id["open_placement_rate@provider=lipa;service=ips"]
    assert (rate["numerator"], rate["denominator"], rate["value"]) == (9, 20, 0.45)


def test_the_same_report_twice(workspace: Workspace, current: Round, run: Run) -> None:
    """Nothing in a report comes from the clock or from chance."""
    rounds.send_back(workspace, current, "lipa", GOOD)
    run("accept", "--received", "2021-02-01")
    folder = workspace.folder / "2020" / "report"
    run("report", "2020")
    first = {path.name: path.read_bytes() for path in folder.iterdir()}
    run("report", "2020")
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == first


@pytest.mark.parametrize("command", ["init", "template", "validate", "accept", "status", "report", "demo"])
def test_czech_help_has_no_english(run: Run, command: str) -> None:
    assert run(command, "--help", spoken="cs") == 0
    for word in (
        "Usage",
        "Options",
        "Arguments",
        "Commands",
        "default",
        "required",
        "Show",
        "PERIOD",
        "FOLDER",
        "DATE",
    ):
        assert word not in run.out


def test_names_of_files_are_printed_as_they_are(workspace: Workspace, current: Round, run: Run) -> None:
    """No markup is read from a file's name, and no control character reaches the terminal."""
    rounds.send_back(workspace, current, "lipa", GOOD, "[red]výkaz\x1b[31m.xlsx")
    assert run("validate") == 0
    assert "[red]výkaz" in run.out
    assert "\x1b" not in run.out


def test_what_the_system_refuses_is_said(workspace: Workspace, run: Run) -> None:
    """A path through a file: one error and exit code 2, no traceback."""
    assert run("init", str(workspace.folder / "providers.csv" / "x")) == 2
    assert "does not allow" in run.err
    assert run("validate", "x" * 5000) == 1
    assert "no such file" in run.out


def test_a_day_before_the_period_ended_is_refused(workspace: Workspace, current: Round, run: Run) -> None:
    rounds.send_back(workspace, current, "lipa", GOOD)
    assert run("accept", "--received", "2012-02-12") == 2
    assert "before the end of 2020" in run.err


def test_the_placeholder_of_a_new_folder_reaches_no_provider(workspace: Workspace, run: Run) -> None:
    path = workspace.folder / "2020" / "collection.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("jana@", "name@"), encoding="utf-8")
    assert run("template", "2020") == 2
    assert "coordinator.email" in run.err


def test_a_correction_does_not_make_late(workspace: Workspace, current: Round, run: Run) -> None:
    rounds.send_back(workspace, current, "lipa", GOOD)
    assert run("accept", "--received", "2021-02-12") == 0
    rounds.send_back(workspace, current, "lipa", {**GOOD, "ips": (21, 8, 9, 1)})
    assert run("accept", "--received", "2021-02-20") == 0
    run("status", "2020")
    [line] = [line for line in run.out.splitlines() if line.strip().startswith("lipa")]
    assert "on time" in line
    assert "corrected 20" in line


def test_who_left_the_register_stays_in_the_status(workspace: Workspace, current: Round, run: Run) -> None:
    rounds.send_back(workspace, current, "most", {"ips": (10, 1, 1, 1)})
    assert run("accept", "--received", "2021-02-12") == 0
    for name in ("providers", "services"):
        path = workspace.folder / f"{name}.csv"
        lines = path.read_text(encoding="utf-8").splitlines()
        path.write_text("\n".join(line for line in lines if not line.startswith("most")), encoding="utf-8")
    assert run("status", "2020") == 0
    assert "Most (smyšlená)" in run.out


def test_figures_of_some_services_only_are_said(workspace: Workspace, current: Round, run: Run) -> None:
    """Two IPS services, one of which does not collect starts: the table and the rate both say 1 of 2."""
    rounds.send_back(workspace, current, "lipa", {**GOOD, "ips": (20, 8, "N", 1), TOTAL: (30, 11, "N", 3)})
    rounds.send_back(workspace, current, "most", {"ips": (31, 1, 18, 1)})
    assert run("accept", "--received", "2021-02-12") == 0
    run("report", "2020", "--format", "html")
    page = (workspace.folder / "2020" / "report" / "report-2020-internal.html").read_text(encoding="utf-8")
    page = page.replace("\u00a0", " ")
    assert "IPS: Nástup na otevřený trh práce (1 ze 2)" in page
    assert "Jen za část služeb: IPS (1 ze 2)" in page
    assert "18 ze 31 podpořených osob, tj. 58,1 % (95% interval 40,8 % až 73,6 %; služeb s údaji: 1 ze 2)" in page


@pytest.mark.parametrize("words", [["status", "2020"], ["validate"], ["report", "2020"], ["template", "2020"],
                                   ["status", "2020", "--remind"], ["withdraw", "lipa", "2020", "--reason", "omyl"],
                                   ["accept"]])  # fmt: skip
def test_looking_makes_no_ledger(workspace: Workspace, current: Round, run: Run, words: list[str]) -> None:
    """Nor does accepting what is refused."""
    rounds.send_back(workspace, current, "lipa", {**GOOD, "ips": ("pět", 8, 9, 1)})
    assert run(*words) in (0, 1, 2)
    assert "Traceback" not in run.err
    assert not [path.name for path in workspace.folder.iterdir() if "ledger" in path.name]


def test_a_workspace_that_has_looked_still_accepts(workspace: Workspace, current: Round) -> None:
    assert accepted(workspace.ledger, "2020") == []
    path = rounds.send_back(workspace, current, "lipa", GOOD)
    workspace.accept(workspace.check(path, current), Receipt(date(2021, 2, 1)))
    assert [one.provider for one in accepted(workspace.ledger, "2020")] == ["lipa"]
