"""Cells are found by their keys wherever people move them; what cannot be told apart is refused with the reason."""

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils.cell import range_boundaries
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

import rounds
from program import Run
from zamestnanost_stats.form.asked import Round
from zamestnanost_stats.keys import TOTAL, CellKey
from zamestnanost_stats.returns.intake import take_in
from zamestnanost_stats.workbook.writer import Answer
from zamestnanost_stats.workspace import Workspace

GOOD: dict[str, tuple[Answer, ...]] = {"ips": (20, 8, 9, 1), "pz": (15, 4, 3, 2), TOTAL: (30, 11, 11, 3)}


@pytest.fixture
def path(workspace: Workspace, current: Round) -> Path:
    return rounds.send_back(workspace, current, "lipa", GOOD)


def edit(path: Path, change: Callable[[Workbook], None]) -> None:
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)


def sheet(book: Workbook, name: str) -> Worksheet:
    found = book[name]
    assert isinstance(found, Worksheet)
    return found


def insert_rows(book: Workbook) -> None:
    sheet(book, "Výkaz").insert_rows(8, 3)


def insert_column(book: Workbook) -> None:
    sheet(book, "Výkaz").insert_cols(5)


def move_rows(book: Workbook) -> None:
    """The counts far below, in another order."""
    page = sheet(book, "Výkaz")
    rows = [row for row in range(1, page.max_row + 1) if page.cell(row, 1).value in rounds.COUNTS]
    kept = [[page.cell(row, column).value for column in range(1, 8)] for row in rows]
    for row in rows:
        for column in range(1, 8):
            page.cell(row, column).value = None
    for row, values in enumerate(reversed(kept), 60):
        for column, value in enumerate(values, 1):
            page.cell(row, column).value = value


def swap_columns(book: Workbook) -> None:
    page = sheet(book, "Výkaz")
    for row in range(1, page.max_row + 1):
        one, other = page.cell(row, 5), page.cell(row, 6)
        one.value, other.value = other.value, one.value


def hide_everything(book: Workbook) -> None:
    page = sheet(book, "Výkaz")
    for row in range(5, 12):
        page.row_dimensions[row].hidden = True
    page.column_dimensions["F"].hidden = True
    page.sheet_state = "hidden"


def unhide(book: Workbook) -> None:
    page = sheet(book, "Výkaz")
    page.row_dimensions[1].hidden = False
    page.column_dimensions["A"].hidden = False


def rename_sheets(book: Workbook) -> None:
    for page in book.worksheets:
        if page.title != "_stamp":
            page.title = f"{page.title} – kopie"


def add_sheet(book: Workbook) -> None:
    book.create_sheet("Poznámky", 0)["A1"] = "naše poznámky"


def overwrite_labels(book: Workbook) -> None:
    page = sheet(book, "Výkaz")
    for row in range(2, page.max_row + 1):
        page.cell(row, 3).value = "něco jiného"
        page.cell(row, 4).value = None


def reorder_sheets(book: Workbook) -> None:
    book.move_sheet("Výkaz", 2)
    book.move_sheet("_stamp", -3)


def delete_guide_texts(book: Workbook) -> None:
    page = sheet(book, "Pokyny")
    for row in range(2, page.max_row + 1):
        page.cell(row, 2).value = None


HARMLESS = [
    insert_rows, insert_column, move_rows, swap_columns, hide_everything, unhide, rename_sheets, add_sheet,
    overwrite_labels, reorder_sheets, delete_guide_texts,
]  # fmt: skip


@pytest.mark.parametrize("change", HARMLESS, ids=lambda change: change.__name__)
def test_what_does_no_harm(path: Path, current: Round, run: Run, change: Callable[[Workbook], None]) -> None:
    before = {key: answer.value for key, answer in (take_in(path, current).answers or {}).items()}
    edit(path, change)
    assert {key: answer.value for key, answer in (take_in(path, current).answers or {}).items()} == before
    code, findings = run.findings()
    said = {one["code"] for one in findings if one["code"] in ("rows-mixed", "labels-changed")}
    assert (code, said) == (0, {"labels-changed"} if change is overwrite_labels else set())
    assert all(one["severity"] == "warning" for one in findings)


def double_row(book: Workbook) -> None:
    page = sheet(book, "Výkaz")
    page.cell(70, 1).value = "supported"
    page.cell(70, 5).value = 99


def double_column(book: Workbook) -> None:
    sheet(book, "Výkaz").cell(1, 12).value = "ips"


def copy_sheet(book: Workbook) -> None:
    book.copy_worksheet(sheet(book, "Výkaz"))


def delete_sheet(book: Workbook) -> None:
    del book["Výkaz"]


def delete_row(book: Workbook) -> None:
    page = sheet(book, "Výkaz")
    page.delete_rows(next(row for row in range(1, 30) if page.cell(row, 1).value == "placed_open"))


def delete_column(book: Workbook) -> None:
    sheet(book, "Výkaz").delete_cols(6)


def delete_keys(book: Workbook) -> None:
    sheet(book, "Výkaz").delete_cols(1)


def delete_stamp(book: Workbook) -> None:
    del book["_stamp"]


def double_stamp(book: Workbook) -> None:
    book.copy_worksheet(sheet(book, "_stamp"))


def stamp(key: str, text: str) -> Callable[[Workbook], None]:
    def change(book: Workbook) -> None:
        page = sheet(book, "_stamp")
        row = next(row for row in range(1, 20) if page.cell(row, 1).value == key)
        page.cell(row, 2).value = text

    change.__name__ = f"stamp_{key}"
    return change


REFUSED = [
    (double_row, "key-doubled"),
    (double_column, "key-doubled"),
    (copy_sheet, "sheet-doubled"),
    (delete_sheet, "sheet-missing"),
    (delete_row, "row-lost"),
    (delete_column, "column-lost"),
    (delete_keys, "sheet-missing"),
    (delete_stamp, "stamp-missing"),
    (double_stamp, "stamp-doubled"),
    (stamp("form", "staffing-needs"), "stamp-other-form"),
    (stamp("period", "2019"), "stamp-other-period"),
    (stamp("provider", "nikdo"), "stamp-unknown-provider"),
    (stamp("provider", "most"), "stamp-file-name"),
    (stamp("format", "99"), "stamp-format"),
    (stamp("fingerprint", "0" * 64), "stamp-form-changed"),
]


@pytest.mark.parametrize(("change", "code"), REFUSED, ids=[change.__name__ for change, _ in REFUSED])
def test_what_is_refused(path: Path, run: Run, change: Callable[[Workbook], None], code: str) -> None:
    edit(path, change)
    exit_code, findings = run.findings()
    assert (exit_code, [one["code"] for one in findings if one["severity"] == "error"]) == (1, [code])
    assert run("accept") == 1


def test_a_rule_broken_in_spite_of_a_lost_cell(path: Path, workspace: Workspace, current: Round, run: Run) -> None:
    """The total is below the one service that is still there: said of the cells that are."""
    rounds.send_back(workspace, current, "lipa", GOOD | {TOTAL: (14, 11, 11, 3)}, path.name)
    edit(path, delete_column)
    exit_code, findings = run.findings()
    assert exit_code == 1
    assert ("supported-total-least", "F12, E12") in [(one["code"], one["cell"]) for one in findings]


def test_a_service_registered_later(path: Path, workspace: Workspace, run: Run) -> None:
    """Its column is missing from the template that had been sent: said, with what to do."""
    services = rounds.SERVICES + "lipa,nova,Nová služba,ips,P3,2020-03-01,,\n"
    file = workspace.folder / "services.csv"
    header = file.read_text(encoding="utf-8").splitlines()[0]
    file.write_text(f"{header}\n{services}", encoding="utf-8")
    code, findings = run.findings()
    assert code == 1
    assert [one["code"] for one in findings] == ["column-lost"]
    assert "Nová služba" in findings[0]["message"]
    assert path.exists()


def test_two_organisations_in_one_file(path: Path, workspace: Workspace, current: Round, run: Run) -> None:
    """The other's sheet copied in: two sheets of one key, so it is refused."""
    other = openpyxl.load_workbook(rounds.send_back(workspace, current, "most", {"ips": (10, 1, 1, 1)}, "m.xlsx"))

    def change(book: Workbook) -> None:
        page = book.create_sheet("Výkaz Most")
        for row in sheet(other, "Výkaz").iter_rows():
            for cell in row:
                page.cell(cell.row, cell.column).value = cell.value

    edit(path, change)
    _, findings = run.findings([path])
    assert [one["code"] for one in findings if one["severity"] == "error"] == ["sheet-doubled"]


def test_merged_cells_keep_their_number(path: Path, current: Round) -> None:
    """A person merged an answer with the cell to its right: the number is where its key says."""

    def change(book: Workbook) -> None:
        page = sheet(book, "Výkaz")
        row = next(row for row in range(1, 30) if page.cell(row, 1).value == "what_was_different")
        page.merge_cells(start_row=row, end_row=row, start_column=5, end_column=6)

    edit(path, change)
    answers = take_in(path, current).answers or {}
    assert answers[CellKey("supported", "", "", "ips")].value.number == 20


def test_every_count_has_its_rule(path: Path) -> None:
    """Neighbours share a rule, written for the first of them: it must cover each once, and speak of that first cell."""
    page = sheet(openpyxl.load_workbook(path), "Výkaz")
    asked = [(row, column) for row in range(2, page.max_row + 1) for column in range(5, 8) if _counts(page, row)]
    rules = {str(one.sqref): str(one.formula1) for one in page.data_validations.dataValidation if one.type == "custom"}
    colours = {str(area.sqref): area.rules[0].formula[0] for area in page.conditional_formatting}
    for told in (rules, colours):
        cells = [one for area in told for one in _cells(area)]
        assert sorted(one for one in cells if one in asked) == sorted(asked)
        assert len(cells) == len(set(cells))
        assert all(area.split(":")[0] in formula for area, formula in told.items())
        assert len(told) < len(cells)


def _counts(page: Worksheet, row: int) -> bool:
    return page.cell(row, 1).value in rounds.COUNTS


def _cells(area: str) -> list[tuple[int, int]]:
    left, top, right, bottom = (bound or 0 for bound in range_boundaries(area))
    return [(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)]
