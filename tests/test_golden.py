"""What people see changes only on purpose: the sample workbook and a whole report against kept copies.

After a change that is meant, run ``pytest --update-golden`` and read the difference before committing it.
"""

import io
import json
import zipfile
from datetime import date
from pathlib import Path

import pytest

import rounds
import samples
from zamestnanost_stats.keys import TOTAL
from zamestnanost_stats.returns.ledger.record import Receipt
from zamestnanost_stats.workbook.writer import Answer

GOLDEN = Path(__file__).with_name("golden")
PROVIDERS = "lipa,Dům u Lípy (smyšlená),,,\nmost,Most (smyšlená),,,\nvrba,Vrba (smyšlená),,,\n"
SERVICES = (
    "lipa,ips,IPS,ips,P1 P2,2015-01-01,,\n"
    "lipa,pz,PZ,supported_employment,P1,2015-01-01,,\n"
    "most,ips,IPS,ips,P8,2015-01-01,,\n"
    "most,kraj,IPS Střední Čechy,ips,outside,2015-01-01,,\n"
    "vrba,dilna,Dílna,sheltered,unknown,2015-01-01,,\n"
)
TEAMS = "stred,Tým Střed (smyšlený),community,lipa,ips,P1 P2,own,,\n"
SENT: dict[str, tuple[date, dict[str, tuple[Answer, ...]]]] = {
    "lipa": (date(2021, 2, 1), {"ips": (64, 25, 27, 3), "pz": (41, 12, 9, "N"), TOTAL: (94, 33, 34, "N")}),
    "most": (date(2021, 2, 20), {"ips": (12, 12, 4, 0), "kraj": (5, 1, "X", "X"), TOTAL: (16, 12, 4, 0)}),
}


@pytest.fixture
def reported(tmp_path: Path) -> dict[str, Path]:
    """The report of a round with a late, a partial and a missing return and a warning; by format."""
    workspace = rounds.folder(tmp_path, PROVIDERS, SERVICES, TEAMS)
    current = workspace.round(rounds.period("2020"))
    for provider, (day, columns) in SENT.items():
        checked = workspace.check(rounds.send_back(workspace, current, provider, columns), current)
        assert workspace.accept(checked, Receipt(day)), checked.findings
    return {path.suffix[1:]: path for path in workspace.report(current, ["xlsx", "html", "json"])}


def compare(name: str, found: str, update: bool) -> None:
    kept = GOLDEN / name
    if update:
        kept.parent.mkdir(exist_ok=True)
        kept.write_text(found, encoding="utf-8")
    assert found == kept.read_text(encoding="utf-8")


def test_the_json_report(reported: dict[str, Path], update_golden: bool) -> None:
    compare("report.json", reported["json"].read_text(encoding="utf-8"), update_golden)


def test_the_html_report(reported: dict[str, Path], update_golden: bool) -> None:
    """The words, without the drawings: a new version of the chart library may draw a line otherwise."""
    page = reported["html"].read_text(encoding="utf-8")
    parts = page.split("<svg")
    words = parts[0] + "".join("<svg/>" + part.partition("</svg>")[2] for part in parts[1:])
    compare("report.html", words[words.index("<body") :], update_golden)


def test_the_xlsx_report_holds_the_figures_of_the_json(reported: dict[str, Path]) -> None:
    """Every count and rate by service type stands in a cell of the workbook as a number."""
    import openpyxl

    book = openpyxl.load_workbook(reported["xlsx"])
    cells = {
        cell.value for sheet in book for row in sheet.iter_rows() for cell in row if isinstance(cell.value, int | float)
    }
    figures = json.loads(reported["json"].read_text(encoding="utf-8"))["figures"]
    wanted = [
        one
        for one in figures
        if "@service_type=" in one["id"] and one["kind"] in ("count", "ratio") and one["value"] is not None
    ]
    assert len(wanted) == 10  # four counts and two rates for IPS; supported employment has no sheltered figure (N)
    for one in wanted:
        assert any(abs(cell - one["value"]) < 1e-9 for cell in cells), one["id"]


@pytest.mark.parametrize("form", sorted(path.stem for path in samples.FORMS.glob("*.toml")))
def test_the_sample_workbook(form: str, update_golden: bool) -> None:
    """Part by part: the committed sample is what the form and the writer make today."""
    kept = samples.FORMS / f"{form}.xlsx"
    made = samples.sample(samples.FORMS / f"{form}.toml")
    if update_golden:
        kept.write_bytes(made)
    assert parts(made) == parts(kept.read_bytes())


def parts(data: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name).decode("utf-8") for name in package.namelist()}
