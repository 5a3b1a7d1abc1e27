"""The register is read as its coordinator keeps it, and every fault in it is told with file, row, column and code."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest

import rounds
from zamestnanost_stats.findings import UserError, hint, message, where
from zamestnanost_stats.form.register import Provider, Register, Service, Team, Territory, load_register
from zamestnanost_stats.language import language

Rows = list[list[object]]
TABLES: dict[str, Rows] = {
    "territories": [["id", "code", "name"], ["P1", "19", "Praha 1"], ["P8", "86", "Praha 8"], ["outside", "", "mimo"]],
    "providers": [
        ["id", "name", "ico", "contact_name", "email"],
        ["lipa", "Dům u Lípy", "25596641", "Jana Žáčková", "jana@example.org"],
        ["most", "Most", "", "", ""],
    ],
    "services": [
        ["provider", "id", "name", "type", "territories", "valid_from", "valid_to", "successor"],
        ["lipa", "ips", "IPS", "ips", "P1 P8", "2015-01-01", "", ""],
        ["lipa", "kavarna", "Kavárna", "training", "unknown", "", "2020-06-30", "most/kavarna"],
        ["most", "ips", "IPS", "ips", "outside", "2021-01-01", "", ""],
        ["most", "kavarna", "Kavárna", "training", "P1", "1. 7. 2020", "31.12.2020", ""],
    ],
    "teams": [
        ["id", "name", "kind", "provider", "service", "territories", "specialist", "valid_from", "valid_to"],
        ["cdz-1", "CDZ Praha 1", "cdz", "lipa", "ips", "P1", "own", "2018-03-01", ""],
    ],
}


def lines(rows: Rows, separator: str = ",") -> str:
    """Rows as CSV, every cell quoted that needs it."""

    def cell(value: object) -> str:
        text = str(value)
        return f'"{text.replace(chr(34), chr(34) * 2)}"' if any(sign in text for sign in ',;"\r\n') else text

    return "".join(separator.join(map(cell, row)) + "\n" for row in rows)


def folder(place: Path, **tables: Rows | bytes | str | None) -> Path:
    """A register of ``TABLES`` with some tables otherwise: as rows, as the content of the file, or missing (None)."""
    contents: dict[str, Rows | bytes | str | None] = {**TABLES, **tables}
    for stem, content in contents.items():
        if isinstance(content, list):
            content = lines(content)
        if content is not None:
            (place / f"{stem}.csv").write_bytes(content if isinstance(content, bytes) else content.encode())
    return place


def altered(stem: str, row: int, column: str, text: str) -> Rows:
    """The table with another text in one cell; ``row`` is the one seen in Excel."""
    rows = [list(cells) for cells in TABLES[stem]]
    rows[row - 1][TABLES[stem][0].index(column)] = text
    return rows


def found(place: Path) -> list[tuple[str, int, str, str]]:
    """File, row, column and code of every fault; each can be said in both languages."""
    with pytest.raises(UserError) as refused:
        load_register(place)
    for one in refused.value.findings:
        for code in ("cs", "en"):
            assert all((message(one, language(code)), hint(one, language(code)), where(one, language(code))))
    return [(one.place.file, one.place.row, one.place.column, one.code) for one in refused.value.findings]


WHOLE = Register(
    {
        "lipa": Provider("lipa", "Dům u Lípy", "25596641", "Jana Žáčková", "jana@example.org"),
        "most": Provider("most", "Most"),
    },
    (
        Service("lipa", "ips", "IPS", "ips", ("P1", "P8"), date(2015, 1, 1)),
        Service("lipa", "kavarna", "Kavárna", "training", ("unknown",), None, date(2020, 6, 30), "most/kavarna"),
        Service("most", "ips", "IPS", "ips", ("outside",), date(2021, 1, 1)),
        Service("most", "kavarna", "Kavárna", "training", ("P1",), date(2020, 7, 1), date(2020, 12, 31)),
    ),
    (Team("cdz-1", "CDZ Praha 1", "cdz", "lipa", "ips", ("P1",), "own", date(2018, 3, 1)),),
    {
        "P1": Territory("P1", "19", "Praha 1"),
        "P8": Territory("P8", "86", "Praha 8"),
        "outside": Territory("outside", "", "mimo"),
    },
)


# --- what is read

WRITTEN: dict[str, Callable[[Rows], bytes]] = {
    "UTF-8": lambda rows: lines(rows).encode(),
    "UTF-8 with a byte order mark": lambda rows: lines(rows).encode("utf-8-sig"),
    "Windows-1250": lambda rows: lines(rows).encode("cp1250"),
    "semicolons": lambda rows: lines(rows, ";").encode(),
    "as Czech Excel saves it": lambda rows: lines(rows, ";").replace("\n", "\r\n").encode("cp1250"),
    "as Excel saves UTF-8": lambda rows: lines(rows, ";").replace("\n", "\r\n").encode("utf-8-sig"),
    "no line end at the end": lambda rows: lines(rows).rstrip("\n").encode(),
    "empty lines at the end": lambda rows: (lines(rows) + "\n\n,,,\n  \n").encode(),
    "empty lines between": lambda rows: lines(rows).replace("\n", "\n\n,,\n").encode(),
    "spaces around": lambda rows: lines([[f" {cell} " for cell in row] for row in rows]).encode(),
    "empty columns to the right": lambda rows: lines([[*row, "", ""] for row in rows]).encode(),
    "columns in another order": lambda rows: lines([row[::-1] for row in rows]).encode(),
    "all cells quoted": lambda rows: lines([[f"{cell},"[:-1] for cell in row] for row in rows], '","')
    .replace("\n", '"\n"').removesuffix('"').encode().join((b'"', b"")),
}  # fmt: skip


@pytest.mark.parametrize("case", WRITTEN)
def test_a_register_is_read_however_it_is_written(tmp_path: Path, case: str) -> None:
    tables = {stem: WRITTEN[case](rows) for stem, rows in TABLES.items()}
    assert load_register(folder(tmp_path, **tables)) == WHOLE


def workbook(path: Path, rows: Rows, *, before: int = 0) -> None:
    """A workbook of the coordinator's, with another sheet behind."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for number, row in enumerate(rows, 1 + before):
        for column, value in enumerate(row, 1):
            if value != "":
                sheet.cell(number, column, value)
    book.create_sheet("Poznámky").append(["nic", "tu", "není"])
    book.save(path)
    book.close()


DATED = {
    "territories": [["id", "code", "name"], ["P1", 19, "Praha 1"], ["P8", 86.0, "Praha 8"], ["outside", "", "mimo"]],
    "providers": [TABLES["providers"][0], ["lipa", "Dům u Lípy", 25596641, *TABLES["providers"][1][3:]], ["most", "Most"]],
    "services": [
        TABLES["services"][0],
        ["lipa", "ips", "IPS", "ips", "P1 P8", datetime(2015, 1, 1)],
        ["lipa", "kavarna", "Kavárna", "training", "unknown", "", date(2020, 6, 30), "most/kavarna"],
        ["most", "ips", "IPS", "ips", "outside", "2021-01-01"],
        ["most", "kavarna", "Kavárna", "training", "P1", datetime(2020, 7, 1), "31.12.2020"],
    ],
    "teams": [TABLES["teams"][0], [*TABLES["teams"][1][:7], datetime(2018, 3, 1)]],
}


def test_workbooks_with_real_dates_and_numbers(tmp_path: Path) -> None:
    for stem, rows in DATED.items():
        workbook(tmp_path / f"{stem}.xlsx", rows)
    assert load_register(tmp_path) == WHOLE


def test_rows_of_a_workbook_are_counted_as_in_excel(tmp_path: Path) -> None:
    """Empty rows between are counted, empty rows behind are not read."""
    rows = [*TABLES["providers"][:2], [], [], ["Most", "Most"], [], ["", " "]]
    workbook(folder(tmp_path, providers=None) / "providers.xlsx", rows)
    assert ("providers.xlsx", 5, "id", "id-invalid") in found(tmp_path)


@pytest.mark.parametrize("ico", ["01234560", "1234560"])
def test_leading_zeros_lost_in_excel_are_put_back(tmp_path: Path, ico: str) -> None:
    register = load_register(folder(tmp_path, providers=altered("providers", 3, "ico", ico)))
    assert register.providers["most"].ico == "01234560"


@pytest.mark.parametrize(
    "ico",
    [
        "25596641",
        "00006947",  # Ministry of Finance
        "45274649",  # ČEZ: the rest of the division by eleven is 2
        "00000001",  # rest 0
        "00000060",  # rest 1: 6 * 2 = 12
    ],
)
def test_organisation_numbers_that_hold(tmp_path: Path, ico: str) -> None:
    load_register(folder(tmp_path, providers=altered("providers", 3, "ico", ico)))


def test_a_cell_may_hold_a_line_end(tmp_path: Path) -> None:
    """Excel shows such a row as one, so the rows below it are counted so too."""
    rows = altered("providers", 2, "name", 'Dům "u Lípy",\nz. s.;\r\npobočka')
    assert load_register(folder(tmp_path, providers=rows)).providers["lipa"].name == 'Dům "u Lípy",\nz. s.;\r\npobočka'
    rows[2][0] = "Most"
    assert ("providers.csv", 3, "id", "id-invalid") in found(folder(tmp_path, providers=rows))


@pytest.mark.parametrize(
    ("text", "territories"),
    [
        ("P1", ("P1",)),
        ("P8 P1", ("P8", "P1")),
        ("P1  P8", ("P1", "P8")),
        ("P1 outside", ("P1", "outside")),
        ("outside outside", ("outside",)),
        ("unknown", ("unknown",)),
    ],
)
def test_territories(tmp_path: Path, text: str, territories: tuple[str, ...]) -> None:
    register = load_register(folder(tmp_path, services=altered("services", 2, "territories", text)))
    assert register.services[0].territories == territories


@pytest.mark.parametrize("text", ["2020-07-01", "1. 7. 2020", "1.7.2020", "01.07.2020"])
def test_dates(tmp_path: Path, text: str) -> None:
    register = load_register(folder(tmp_path, services=altered("services", 2, "valid_from", text)))
    assert register.services[0].valid_from == date(2020, 7, 1)


def test_a_service_may_begin_and_end_on_one_day(tmp_path: Path) -> None:
    assert load_register(folder(tmp_path, services=altered("services", 2, "valid_to", "2015-01-01")))


# --- one fault at a time

FAULTS = [
    # table, row, column, what stands there, code
    ("territories", 2, "name", "", "value-missing"),
    ("territories", 3, "id", "P1", "id-duplicate"),
    ("providers", 3, "id", "", "value-missing"),
    ("providers", 3, "name", "", "value-missing"),
    ("providers", 3, "ico", "25596642", "ico-invalid"),
    ("providers", 3, "ico", "255966410", "ico-invalid"),
    ("providers", 3, "ico", "255 966 41", "ico-invalid"),
    ("providers", 3, "ico", "CZ25596641", "ico-invalid"),
    ("providers", 3, "ico", "２５５９６６４１", "ico-invalid"),
    ("providers", 3, "email", "jana", "email-invalid"),
    ("providers", 3, "email", "jana@example.org, petr@example.org", "email-invalid"),
    ("services", 2, "name", "", "value-missing"),
    ("services", 5, "id", "Kavarna", "id-invalid"),
    ("services", 3, "id", "", "value-missing"),
    ("services", 3, "id", "con", "id-invalid"),
    ("services", 3, "id", "ips", "id-duplicate"),
    ("services", 4, "provider", "", "value-missing"),
    ("services", 4, "provider", "mots", "reference-unknown"),
    ("services", 2, "type", "", "value-missing"),
    ("services", 2, "type", "IPS", "value-unknown"),
    ("services", 2, "territories", "", "value-missing"),
    ("services", 2, "territories", "P1 P99", "territory-unknown"),
    ("services", 2, "territories", "P1, P8", "territory-unknown"),
    ("services", 2, "territories", "P1 unknown", "territory-unknown"),
    ("services", 2, "valid_from", "2015-02-29", "date-invalid"),
    ("services", 2, "valid_from", "7/1/2015", "date-invalid"),
    ("services", 2, "valid_from", "2015", "date-invalid"),
    ("services", 2, "valid_to", "31. 4. 2020", "date-invalid"),
    ("services", 2, "valid_to", "2014-12-31", "date-order"),
    ("services", 3, "successor", "kavarna", "reference-unknown"),
    ("services", 3, "successor", "most/cajovna", "reference-unknown"),
    ("teams", 2, "id", "CDZ-1", "id-invalid"),
    ("teams", 2, "name", "", "value-missing"),
    ("teams", 2, "kind", "CDZ", "value-unknown"),
    ("teams", 2, "provider", "", "value-missing"),
    ("teams", 2, "provider", "mots", "reference-unknown"),
    ("teams", 2, "service", "", "value-missing"),
    ("teams", 2, "service", "pz", "reference-unknown"),
    ("teams", 2, "territories", "P2", "territory-unknown"),
    ("teams", 2, "specialist", "", "value-missing"),
    ("teams", 2, "specialist", "yes", "value-unknown"),
    ("teams", 2, "valid_from", "březen", "date-invalid"),
    ("teams", 2, "valid_to", "2018-02-28", "date-order"),
]


@pytest.mark.parametrize(("stem", "row", "column", "text", "code"), FAULTS)
def test_one_fault_is_one_finding(tmp_path: Path, stem: str, row: int, column: str, text: str, code: str) -> None:
    """A fault in an id that others refer to is told where they refer to it, too; nothing else is."""
    others = {("services", 5, "id"): ("services.csv", 3, "successor", "reference-unknown")}
    where_used = {
        ("providers", 3, "id"): [("services.csv", row, "provider", "reference-unknown") for row in (4, 5)],
        ("territories", 3, "id"): [("services.csv", 2, "territories", "territory-unknown")],
    }
    expected = [(f"{stem}.csv", row, column, code), *where_used.get((stem, row, column), [])]
    if (stem, row, column) in others:
        expected.append(others[stem, row, column])
    if (stem, row, column) == ("services", 4, "provider"):
        pass
    assert sorted(found(folder(tmp_path, **{stem: altered(stem, row, column, text)}))) == sorted(expected)
