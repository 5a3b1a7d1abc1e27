"""A bad return gives one clear finding, with its cell where it has one, and exit code 1; the ledger stays untouched."""

import hashlib
import json
from decimal import Decimal
from pathlib import Path

import pytest

import rounds
from program import Run
from zamestnanost_stats.form.asked import Asked, Round
from zamestnanost_stats.form.layout import lay_out
from zamestnanost_stats.keys import TOTAL, CellKey
from zamestnanost_stats.workbook.cells import Address
from zamestnanost_stats.workbook.writer import Answer, write
from zamestnanost_stats.workspace import Workspace

GOOD: dict[str, tuple[Answer, ...]] = {"ips": (20, 8, 9, 1), "pz": (15, 4, 3, 2), TOTAL: (30, 11, 11, 3)}


def cell(asked: Asked, key: CellKey) -> str:
    """The address of a key in a fresh template."""
    return next(
        str(Address(slot.row, slot.column))
        for sheet in lay_out(asked).sheets
        for slot in sheet.slots
        if slot.key == key
    )


def key(indicator: str, column: str) -> CellKey:
    return CellKey(indicator, "", "", column)


def changed(current: Round, workspace: Workspace, changes: dict[CellKey, Answer | None]) -> Path:
    """The good return of ``lipa`` with some cells otherwise (None: left blank)."""
    asked = current.asked("lipa")
    values = rounds.answers(asked, GOOD)
    for where, answer in changes.items():
        if answer is None:
            del values[where]
        else:
            values[where] = answer
    path = workspace.folder / "2020" / "inbox" / "lipa-2020.xlsx"
    path.write_bytes(write(lay_out(asked), values, {}))
    return path


CellCase = tuple[str, str, str, Answer | None, str]
CELL_CASES: list[CellCase] = [
    ("too large", "supported", "ips", 5001, "cell-too-large"),
    ("a date as Excel stores it", "supported", "ips", 44197, "cell-too-large"),
    ("negative", "new_intakes", "pz", -1, "cell-negative"),
    ("not whole", "placed_open", "ips", Decimal("2.5"), "cell-not-whole"),
    ("thirteen months", "months_open", "ips", 13, "cell-too-large"),
    ("a text", "supported", "ips", "5 klientů", "cell-text"),
    ("a dash", "placed_sheltered", "pz", "-", "cell-dash"),
    ("thousands or decimals", "supported", "ips", "1.234", "cell-ambiguous"),
    ("a typed percentage", "placed_open", "ips", "12 %", "cell-percent"),
    ("a typed fraction", "placed_open", "ips", "2,5", "cell-not-whole"),
    ("digits of another script", "supported", "ips", "١٢", "cell-text"),
    ("a blank", "supported", "ips", None, "missing"),
    ("no choice", "operation", "pz", None, "missing-choice"),
    ("another word", "operation", "pz", "napůl", "cell-choice"),
]


@pytest.mark.parametrize(
    ("indicator", "column", "typed", "code"), [case[1:] for case in CELL_CASES], ids=[c[0] for c in CELL_CASES]
)
def test_one_finding_with_its_cell(
    workspace: Workspace, current: Round, run: Run, indicator: str, column: str, typed: Answer | None, code: str
) -> None:
    changed(current, workspace, {key(indicator, column): typed})
    exit_code, findings = run.findings()
    assert exit_code == 1
    assert [(one["code"], one["sheet"], one["cell"]) for one in findings] == [
        (code, "Výkaz", cell(current.asked("lipa"), key(indicator, column)))
    ]
    assert (findings[0]["indicator"], findings[0]["service"]) == (indicator, column)
    assert findings[0]["message"]
    assert findings[0]["hint"]
    untouched(workspace, run)


def untouched(workspace: Workspace, run: Run) -> None:
    """Accepting refuses it too, and writes nothing."""
    assert run("accept") == 1
    assert run("accept", spoken="cs") == 1
    ledger = workspace.folder / "ledger.sqlite"
    assert not ledger.exists()


RuleCase = tuple[str, dict[CellKey, Answer | None], str, list[CellKey]]
RULE_CASES: list[RuleCase] = [
    (
        "more new than supported",
        {key("new_intakes", "ips"): 21, key("new_intakes", TOTAL): 22},
        "new-within-supported",
        [key("new_intakes", "ips"), key("supported", "ips")],
    ),
    (
        "more placed than supported",
        {key("placed_sheltered", "pz"): 13, key("placed_sheltered", TOTAL): 13},
        "placed-within-supported",
        [key("placed_open", "pz"), key("placed_sheltered", "pz"), key("supported", "pz")],
    ),
    (
        "total above the sum",
        {key("supported", TOTAL): 36},
        "supported-total",
        [key("supported", TOTAL), key("supported", "ips"), key("supported", "pz")],
    ),
    (
        "total below the largest",
        {key("supported", TOTAL): 19},
        "supported-total-least",
        [key("supported", TOTAL), key("supported", "ips"), key("supported", "pz")],
    ),
    (
        "sheltered total above the sum",
        {key("placed_sheltered", TOTAL): 4},
        "placed_sheltered-total",
        [key("placed_sheltered", TOTAL), key("placed_sheltered", "ips"), key("placed_sheltered", "pz")],
    ),
    (
        "closed part of the year for twelve months",
        {key("operation", "ips"): "část roku zavřená"},
        "closed-part-months",
        [key("months_open", "ips")],
    ),
]


@pytest.mark.parametrize(("changes", "code", "keys"), [case[1:] for case in RULE_CASES], ids=[c[0] for c in RULE_CASES])
def test_a_broken_rule_names_all_its_cells(
    workspace: Workspace,
    current: Round,
    run: Run,
    changes: dict[CellKey, Answer | None],
    code: str,
    keys: list[CellKey],
) -> None:
    changed(current, workspace, changes)
    exit_code, findings = run.findings()
    cells = ", ".join(cell(current.asked("lipa"), one) for one in keys)
    assert (exit_code, [(one["code"], one["cell"]) for one in findings]) == (1, [(code, cells)])
    untouched(workspace, run)


def test_a_sheltered_total_below_its_largest_service_is_right(workspace: Workspace, current: Round, run: Run) -> None:
    """Someone sheltered in one service and open in another is open in the total."""
    changed(current, workspace, {key("placed_sheltered", TOTAL): 1})
    assert run.findings() == (0, [])


WARNINGS: list[tuple[str, str, tuple[Answer, ...], list[str]]] = [
    ("everybody new", "most", (10, 10, 2, 0), ["everyone-new"]),
    ("few, and everybody new", "most", (9, 9, 2, 0), []),
    ("nobody placed", "most", (10, 2, 0, 0), ["nobody-placed"]),
    ("few, and nobody placed", "most", (9, 2, 0, 0), []),
]


@pytest.mark.parametrize(("provider", "counts", "codes"), [case[1:] for case in WARNINGS], ids=[c[0] for c in WARNINGS])
def test_plausibility_only_warns(
    workspace: Workspace, current: Round, run: Run, provider: str, counts: tuple[Answer, ...], codes: list[str]
) -> None:
    rounds.send_back(workspace, current, provider, {"ips": counts})
    exit_code, findings = run.findings()
    assert (exit_code, [one["code"] for one in findings]) == (0, codes)
    assert {one["severity"] for one in findings} <= {"warning"}


def test_a_total_below_a_service_is_wrong_whatever_else_is_not_known(
    workspace: Workspace, current: Round, run: Run
) -> None:
    """An N in one service leaves the sum unknown, not the largest of the others."""
    changed(current, workspace, {key("supported", "pz"): "N", key("supported", TOTAL): 19})
    assert [one["code"] for one in run.findings()[1]] == ["supported-total-least"]


def test_a_file_named_in_capitals_is_still_named(workspace: Workspace, current: Round, run: Run) -> None:
    rounds.send_back(workspace, current, "lipa", GOOD, "MOST-2020.xlsx")
    assert [one["code"] for one in run.findings()[1]] == ["stamp-file-name"]


def test_a_number_is_quoted_as_its_reader_writes_it(workspace: Workspace, current: Round, run: Run) -> None:
    changed(current, workspace, {key("placed_open", "ips"): Decimal("1234.5")})
    assert run("validate", spoken="cs") == 1
    assert "„1 234,5“" in run.out.replace("\u00a0", " ")


def test_accepted_with_a_note(workspace: Workspace, current: Round, run: Run) -> None:
    """Spaces in a number are read, and said."""
    changes: dict[CellKey, Answer | None] = {key("supported", "ips"): " 20 ", key("supported", TOTAL): "3\u00a00"}
    changed(current, workspace, {key("supported", "ips"): " 20 "})
    exit_code, findings = run.findings()
    assert (exit_code, [(one["code"], one["severity"]) for one in findings]) == (0, [("cell-tidied", "info")])
    changed(current, workspace, changes)
    assert run.findings()[1][-1]["code"] == "cell-text"  # "3 0" is no way to write thirty


def test_the_same_fault_in_many_cells_is_one_finding(workspace: Workspace, current: Round, run: Run) -> None:
    changed(current, workspace, {key("supported", "ips"): None, key("supported", "pz"): None})
    _, findings = run.findings()
    asked = current.asked("lipa")
    assert [(one["code"], one["cell"]) for one in findings] == [
        ("missing", f"{cell(asked, key('supported', 'ips'))}, {cell(asked, key('supported', 'pz'))}")
    ]


def test_a_stamp_of_last_year(tmp_path: Path, run: Run) -> None:
    last = rounds.folder(tmp_path / "last", label="2019")
    path = rounds.send_back(last, last.round(rounds.period("2019")), "lipa", GOOD)
    (tmp_path / "2020" / "inbox" / "lipa-2020.xlsx").write_bytes(path.read_bytes())
    assert [one["code"] for one in run.findings()[1]] == ["stamp-other-period"]
    untouched(Workspace(tmp_path), run)


def test_a_stamp_that_disagrees_with_the_name(workspace: Workspace, current: Round, run: Run) -> None:
    rounds.send_back(workspace, current, "lipa", GOOD, "most-2020.xlsx")
    assert [one["code"] for one in run.findings()[1]] == ["stamp-file-name"]
    untouched(workspace, run)


def test_a_renamed_file_is_known_by_its_stamp(workspace: Workspace, current: Round, run: Run) -> None:
    rounds.send_back(workspace, current, "lipa", GOOD, "Výkaz Lípa – konečný (2).xlsx")
    assert run.findings() == (0, [])


@pytest.mark.parametrize("part", [0, 1, 100, 0.5, -30])
def test_a_truncated_file(workspace: Workspace, current: Round, run: Run, part: float) -> None:
    path = changed(current, workspace, {})
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * part) if isinstance(part, float) else part])
    exit_code, findings = run.findings()
    assert exit_code == 1
    assert [one["code"] for one in findings] in (["package-damaged"], ["file-not-workbook"], ["file-empty"])
    untouched(workspace, run)


def test_no_template_of_ours(workspace: Workspace, run: Run) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    book.save(workspace.folder / "2020" / "inbox" / "jiny.xlsx")
    assert [one["code"] for one in run.findings()[1]] == ["stamp-missing"]


def test_another_form(workspace: Workspace, current: Round, run: Run) -> None:
    """The form changed after the template was sent: one question more."""
    rounds.send_back(workspace, current, "lipa", GOOD)
    text = (Path(__file__).parents[1] / "templates" / "xlsx" / "ips-2020.toml").read_text(encoding="utf-8")
    extra = text[
        text.index('[[section.indicator]]\nid = "new_intakes"') : text.index(
            '[[section.indicator]]\nid = "placed_open"'
        )
    ]
    changed_text = text.replace(
        "# --- how it is checked", extra.replace("new_intakes", "returned") + "# --- how it is checked"
    )
    (workspace.folder / "forms").mkdir()
    (workspace.folder / "forms" / "ips-2020.toml").write_text(changed_text, encoding="utf-8")
    assert [one["code"] for one in run.findings()[1]] == ["stamp-form-changed"]


def test_validate_changes_nothing(workspace: Workspace, current: Round, run: Run) -> None:
    rounds.send_back(workspace, current, "lipa", GOOD)
    rounds.send_back(workspace, current, "most", {"ips": ("x y", 1, 1, 1)})
    before = fingerprint(workspace.folder)
    assert run("validate") == 1
    assert fingerprint(workspace.folder) == before


def fingerprint(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_the_json_contract(workspace: Workspace, current: Round, run: Run) -> None:
    """DESIGN: path, provider, period, verdict, findings with code, severity, sheet, cell, indicator, service, texts."""
    rounds.send_back(workspace, current, "lipa", {**GOOD, "ips": (20, "5 lidí", 9, 1)})
    run("validate", "--format", "json")
    [file] = json.loads(run.out)["files"]
    assert set(file) == {"path", "provider", "period", "verdict", "findings"}
    assert (file["provider"], file["period"], file["verdict"]) == ("lipa", "2020", "refused")
    assert set(file["findings"][0]) == {
        "code", "severity", "sheet", "cell", "indicator", "service", "message", "hint",
    }  # fmt: skip
