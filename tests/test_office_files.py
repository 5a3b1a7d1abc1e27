"""Every workbook the program writes is what Office's own schema asks for, and LibreOffice changes nothing in it."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from openpyxl import load_workbook

import node
import office
import rounds
from program import Run
from sample_report import CZECH, sample
from test_writers import hostile
from zamestnanost_stats.folder import shipped
from zamestnanost_stats.form.asked import Round
from zamestnanost_stats.report.xlsx import to_xlsx
from zamestnanost_stats.workspace import Workspace

PART = "xl/worksheets/sheet1.xml"


def reports(published: Path, folder: Path) -> list[Path]:
    """A report of every kind of chart, one of hostile texts, and the last of three years."""
    made = [folder / "sample.xlsx", folder / "hostile.xlsx"]
    for path, report in zip(made, (sample(), hostile()), strict=True):
        path.write_bytes(to_xlsx(report, CZECH))
    return [*made, *sorted(published.glob("*.xlsx"))]


def test_reports_are_valid_by_offices_schema(published: Path, tmp_path: Path) -> None:
    files = reports(published, tmp_path)
    assert len(files) == 4
    for path, found in zip(files, node.faults(files), strict=True):
        assert not found, (path.name, found[:5])


def test_providers_workbooks_are_valid_by_offices_schema(
    run: Run, workspace: Workspace, current: Round, published: Path
) -> None:
    """Blank, with the year before, sent back with what is to be mended, and those that lie beside the forms."""
    rounds.send_back(workspace, current, "most", {"ips": (5, 9, 30, "asi 3")})
    assert run("template", "2020") == 0
    assert run("validate", "--feedback") == 1
    files = [
        *sorted((workspace.folder / "2020" / "outgoing").glob("*.xlsx")),
        *sorted((published.parent / "outgoing").glob("*.xlsx")),
        *sorted((workspace.folder / "2020" / "feedback").glob("*.xlsx")),
        *sorted(shipped("forms").glob("*.xlsx")),
    ]
    assert len(files) >= 2 + 1 + 1 + 2
    for path, found in zip(files, node.faults(files), strict=True):
        assert not found, (path.name, found[:5])


BREAKS = [
    (PART, "</sheetData>", "</sheetData><nonsense/>"),
    (PART, "<row r=", '<row colour="red" r='),
    (PART, "<sheetViews>", "<mergeCells/><sheetViews>"),
    ("xl/styles.xml", "<fonts ", "<fills/><fonts "),
    ("xl/charts/chart1.xml", "<c:plotArea>", "<c:plotArea><c:legend/>"),
    ("xl/workbook.xml", "<sheets>", "<sheets><sheet/>"),
]


def test_schema_rejects_broken_workbooks(tmp_path: Path) -> None:
    whole = to_xlsx(sample(), CZECH)
    for place, (part, right, wrong) in enumerate(BREAKS):
        with ZipFile(BytesIO(whole)) as source, ZipFile(tmp_path / f"{place}.xlsx", "w") as target:
            assert right.encode() in source.read(part)
            for name in source.namelist():
                data = source.read(name)
                target.writestr(name, data.replace(right.encode(), wrong.encode(), 1) if name == part else data)
    found = node.faults(sorted(tmp_path.glob("*.xlsx")))
    assert len(found) == len(BREAKS)
    assert all(found)


def cells(path: Path) -> Iterator[tuple[str, str, object]]:
    """Every cell that holds something: its sheet, its address, its value; numbers to the digits LibreOffice keeps."""
    for sheet in load_workbook(path, data_only=True):
        for row in sheet.iter_rows():
            for cell in row:
                value = cell.value
                if isinstance(value, datetime):
                    value = value.isoformat()
                if isinstance(value, int | float) and not isinstance(value, bool):
                    value = f"{Decimal(value):.12g}"
                if value is not None and value != "":
                    yield sheet.title, cell.coordinate, value


def test_libreoffice_opens_reports_without_a_change(published: Path, tmp_path: Path) -> None:
    files = reports(published, tmp_path)
    again = [tmp_path / f"{path.stem}-again.xlsx" for path in files]
    office.work([{"open": str(path), "save": {str(to): office.XLSX}} for path, to in zip(files, again, strict=True)])
    for path, to in zip(files, again, strict=True):
        before, after = list(cells(path)), list(cells(to))
        assert before
        assert before == after, path.name
        assert charts_of(path) == charts_of(to)


def charts_of(path: Path) -> int:
    with ZipFile(path) as package:
        return sum(name.startswith("xl/charts/chart") for name in package.namelist())
