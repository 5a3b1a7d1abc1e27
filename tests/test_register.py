"""The register is read as its coordinator keeps it, and every fault in it is told with file, row, column and code."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import TypeAlias
from zipfile import ZipFile

import openpyxl
import pytest

import rounds
from zamestnanost_stats.findings import UserError, hint, message, where
from zamestnanost_stats.form.register import Provider, Register, Service, Team, Territory, load_register, runs_in
from zamestnanost_stats.language import language

Rows: TypeAlias = list[list[str | float | date]]
TABLES: dict[str, Rows] = {
    "territories": [
        ["id", "code", "name"],
        ["P1", "19", "Praha 1"],
        ["P8", "86", "Praha 8"],
        ["outside", "", "mimo"],
        ["P9", "94", "Praha 9"],
    ],
    "providers": [
        ["id", "name", "ico", "contact_name", "email"],
        ["lipa", "Dům u Lípy", "25596641", "Jana Žáčková", "jana@example.org"],
        ["most", "Most", "", "", ""],
        ["vrba", "Vrba", "", "", ""],
    ],
    "services": [
        ["provider", "id", "name", "type", "territories", "valid_from", "valid_to", "successor"],
        ["lipa", "ips", "IPS", "ips", "P1 P8", "2015-01-01", "", ""],
        ["lipa", "kavarna", "Kavárna", "training", "unknown", "", "2020-06-30", "most/kavarna"],
        ["most", "ips", "IPS", "ips", "outside", "2021-01-01", "", ""],
        ["most", "kavarna", "Kavárna", "training", "P1", "1. 7. 2020", "31.12.2020", ""],
        ["most", "dilna", "Dílna", "sheltered", "P1", "", "", ""],
    ],
    "teams": [
        ["id", "name", "kind", "provider", "service", "territories", "specialist", "valid_from", "valid_to"],
        ["cdz-1", "CDZ Praha 1", "cdz", "lipa", "ips", "P1", "own", "2018-03-01", ""],
    ],
}


def lines(rows: Rows, separator: str = ",", *, quoted: bool = False) -> str:
    """Rows as CSV, every cell in quotation marks that needs them (or all)."""

    def cell(value: str | float | date) -> str:
        text = str(value).replace('"', '""')
        return f'"{text}"' if quoted or any(sign in text for sign in ',;"\r\n') else text

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
        "vrba": Provider("vrba", "Vrba"),
    },
    (
        Service("lipa", "ips", "IPS", "ips", ("P1", "P8"), date(2015, 1, 1)),
        Service("lipa", "kavarna", "Kavárna", "training", ("unknown",), None, date(2020, 6, 30), "most/kavarna"),
        Service("most", "ips", "IPS", "ips", ("outside",), date(2021, 1, 1)),
        Service("most", "kavarna", "Kavárna", "training", ("P1",), date(2020, 7, 1), date(2020, 12, 31)),
        Service("most", "dilna", "Dílna", "sheltered", ("P1",)),
    ),
    (Team("cdz-1", "CDZ Praha 1", "cdz", "lipa", "ips", ("P1",), "own", date(2018, 3, 1)),),
    {
        "P1": Territory("P1", "19", "Praha 1"),
        "P8": Territory("P8", "86", "Praha 8"),
        "outside": Territory("outside", "", "mimo"),
        "P9": Territory("P9", "94", "Praha 9"),
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
    "a line for Excel above": lambda rows: b"sep=;\r\n" + lines(rows, ";").replace("\n", "\r\n").encode("cp1250"),
    "a line for Excel above, with a byte order mark": lambda rows: ("\ufeffsep=,\n" + lines(rows)).encode(),
    "tabs, as a line above says": lambda rows: ("SEP=\t\n" + lines(rows, "\t")).encode(),
    "all cells quoted": lambda rows: lines(rows, quoted=True).encode(),
}


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


DATED: dict[str, Rows] = {
    "territories": [
        ["id", "code", "name"],
        ["P1", 19, "Praha 1"],
        ["P8", 86.0, "Praha 8"],
        ["outside", "", "mimo"],
        ["P9", 94, "Praha 9"],
    ],
    "providers": [
        TABLES["providers"][0],
        ["lipa", "Dům u Lípy", 25596641, "Jana Žáčková", "jana@example.org"],
        ["most", "Most"],
        ["vrba", "Vrba"],
    ],
    "services": [
        TABLES["services"][0],
        ["lipa", "ips", "IPS", "ips", "P1 P8", datetime(2015, 1, 1)],
        ["lipa", "kavarna", "Kavárna", "training", "unknown", "", date(2020, 6, 30), "most/kavarna"],
        ["most", "ips", "IPS", "ips", "outside", "2021-01-01"],
        ["most", "kavarna", "Kavárna", "training", "P1", datetime(2020, 7, 1), "31.12.2020"],
        ["most", "dilna", "Dílna", "sheltered", "P1"],
    ],
    "teams": [TABLES["teams"][0], [*TABLES["teams"][1][:7], datetime(2018, 3, 1)]],
}


def test_workbooks_with_real_dates_and_numbers(tmp_path: Path) -> None:
    for stem, rows in DATED.items():
        workbook(tmp_path / f"{stem}.xlsx", rows)
    assert load_register(tmp_path) == WHOLE


def test_rows_of_a_workbook_are_counted_as_in_excel(tmp_path: Path) -> None:
    """Empty rows between are counted, empty rows behind are not read."""
    rows: Rows = [*TABLES["providers"][:2], [], [], ["Most", "Most"], [], ["", " "]]
    workbook(folder(tmp_path, providers=None) / "providers.xlsx", rows)
    assert ("providers.xlsx", 5, "id", "id-invalid") in found(tmp_path)


def test_the_first_row_of_a_workbook_is_its_first(tmp_path: Path) -> None:
    workbook(folder(tmp_path, providers=None) / "providers.xlsx", TABLES["providers"], before=1)
    assert found(tmp_path) == [("providers.xlsx", 1, str(name), "column-missing") for name in TABLES["providers"][0]]


def test_a_whole_number_with_an_exponent(tmp_path: Path) -> None:
    """So may a program write it into the file; openpyxl then gives a float."""
    path = folder(tmp_path, providers=None) / "providers.xlsx"
    workbook(path, DATED["providers"])
    part = "xl/worksheets/sheet1.xml"
    with ZipFile(path) as file:
        sheet = file.read(part)
    assert sheet.count(b"<v>25596641</v>") == 1
    damaged(path, part, sheet.replace(b"<v>25596641</v>", b"<v>2.5596641E7</v>"))
    assert load_register(tmp_path).providers["lipa"].ico == "25596641"


@pytest.mark.parametrize("ico", ["01234561", "1234561"])
def test_leading_zeros_lost_in_excel_are_put_back(tmp_path: Path, ico: str) -> None:
    register = load_register(folder(tmp_path, providers=altered("providers", 3, "ico", ico)))
    assert register.providers["most"].ico == "01234561"


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
    ("territories", 5, "id", "", "value-missing"),
    ("territories", 5, "name", "", "value-missing"),
    ("territories", 5, "id", "P1", "id-duplicate"),
    ("providers", 4, "id", "", "value-missing"),
    ("providers", 4, "id", "Vrba", "id-invalid"),
    ("providers", 4, "id", "vrba 1", "id-invalid"),
    ("providers", 4, "id", "aux", "id-device"),
    ("providers", 4, "id", "lipa", "id-duplicate"),
    ("providers", 4, "name", "", "value-missing"),
    ("providers", 4, "ico", "25596642", "ico-invalid"),
    ("providers", 4, "ico", "255966410", "ico-invalid"),
    ("providers", 4, "ico", "255 966 41", "ico-invalid"),
    ("providers", 4, "ico", "CZ25596641", "ico-invalid"),
    ("providers", 4, "ico", "２５５９６６４１", "ico-invalid"),
    ("providers", 4, "email", "jana", "email-invalid"),
    ("providers", 4, "email", "jana@example.org, petr@example.org", "email-invalid"),
    ("services", 6, "provider", "", "value-missing"),
    ("services", 6, "provider", "mots", "reference-unknown"),
    ("services", 6, "id", "", "value-missing"),
    ("services", 6, "id", "Dílna", "id-invalid"),
    ("services", 6, "id", "ips", "id-duplicate"),
    ("services", 6, "name", "", "value-missing"),
    ("services", 6, "type", "", "value-missing"),
    ("services", 6, "type", "Sheltered", "value-unknown"),
    ("services", 6, "territories", "", "value-missing"),
    ("services", 6, "territories", "P1 P99", "territory-unknown"),
    ("services", 6, "territories", "P1, P8", "territory-unknown"),
    ("services", 6, "territories", "P1 unknown", "territory-unknown"),
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
    assert found(folder(tmp_path, **{stem: altered(stem, row, column, text)})) == [(f"{stem}.csv", row, column, code)]


@pytest.mark.parametrize("stem", TABLES)
def test_a_fault_in_a_workbook_is_told_with_its_name(tmp_path: Path, stem: str) -> None:
    workbook(folder(tmp_path, **{stem: None}) / f"{stem}.xlsx", altered(stem, 2, "name", ""))
    assert found(tmp_path) == [(f"{stem}.xlsx", 2, "name", "value-missing")]


def test_the_same_service_id_in_two_providers_is_no_fault() -> None:
    assert [(one.provider, one.id) for one in WHOLE.services if one.id == "ips"] == [("lipa", "ips"), ("most", "ips")]


def test_a_team_of_another_provider_s_service(tmp_path: Path) -> None:
    """``most`` has ``dilna``, ``lipa`` has not."""
    assert found(folder(tmp_path, teams=altered("teams", 2, "service", "dilna"))) == [
        ("teams.csv", 2, "service", "reference-unknown")
    ]


@pytest.mark.parametrize(
    ("successors", "faulty"),
    [
        (["lipa/ips"], [2]),  # of itself
        (["lipa/kavarna", "most/ips", "lipa/ips"], [2, 3, 4]),
        (["lipa/kavarna", "most/ips", "lipa/kavarna"], [3, 4]),  # the first only leads into the circle
        (["most/ips", "most/ips"], []),
    ],
)
def test_successors_lead_in_no_circle(tmp_path: Path, successors: list[str], faulty: list[int]) -> None:
    services = [list(row) for row in TABLES["services"]]
    for row, successor in zip(services[1:], [*successors, ""], strict=False):
        row[-1] = successor
    place = folder(tmp_path, services=services)
    if faulty:
        assert found(place) == [("services.csv", row, "successor", "successor-cycle") for row in faulty]
    else:
        assert len(load_register(place).services) == 5


def test_blank_ids_are_missing_not_double(tmp_path: Path) -> None:
    rows: Rows = [*TABLES["providers"], ["", "Jedna", "", "", ""], ["", "Druhá", "", "", ""]]
    assert found(folder(tmp_path, providers=rows)) == [
        ("providers.csv", 5, "id", "value-missing"),
        ("providers.csv", 6, "id", "value-missing"),
    ]


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    place = folder(
        tmp_path,
        territories=altered("territories", 5, "name", ""),
        providers=[*altered("providers", 4, "ico", "1"), ["Dub", "", "12", "", "@"]],
        services=altered("services", 6, "type", "x"),
        teams="id,name\n",
    )
    assert found(place) == [
        ("territories.csv", 5, "name", "value-missing"),
        ("providers.csv", 5, "email", "email-invalid"),
        ("providers.csv", 5, "id", "id-invalid"),
        ("providers.csv", 5, "name", "value-missing"),
        ("providers.csv", 5, "ico", "ico-invalid"),
        ("services.csv", 6, "type", "value-unknown"),
        *(("teams.csv", 1, name, "column-missing") for name in TABLES["teams"][0][2:]),
    ]


def test_nothing_from_outside_is_trusted_as_a_row(tmp_path: Path) -> None:
    """A cell too many is a comma that should have been quoted; a value under no heading would be lost unseen."""
    providers = lines(TABLES["providers"]).replace("Dům u Lípy", "Dům u Lípy, z. s.")
    assert ("providers.csv", 2, "", "row-too-long") in found(folder(tmp_path, providers=providers))
    rows: Rows = [[*cells, "", note] for cells, note in zip(TABLES["providers"], ("", "", "", "zrušit!"), strict=True)]
    assert found(folder(tmp_path, providers=rows)) == [("providers.csv", 4, "", "row-too-long")]


# --- files that cannot be read


@pytest.mark.parametrize("stem", TABLES)
@pytest.mark.parametrize("content", [None, b"", b"\xef\xbb\xbf", b"\n\n", b"%PDF-1.7 \x00\x81", b"\xff\xfei\x00d\x00"])
def test_a_table_that_is_not_there(tmp_path: Path, stem: str, content: bytes | None) -> None:
    """Only that is said: what refers to the missing table is not a second fault."""
    told = found(folder(tmp_path, **{stem: content}))
    if content is None:
        assert told == [(f"{stem}.csv", 0, "", "register-missing")]
    elif content.startswith(b"\xff\xfe"):
        assert told == [(f"{stem}.csv", 0, "", "csv-unicode")]
    else:
        missing = [(f"{stem}.csv", 1, name, "column-missing") for name in TABLES[stem][0]]
        assert [one for one in told if one[3] != "column-unknown"] == missing


@pytest.mark.parametrize(
    ("old", "new", "faults"),
    [
        ("contact_name", "contact", [("contact_name", "column-missing"), ("contact", "column-unknown")]),
        ("contact_name,", "", [("contact_name", "column-missing")]),
        ("contact_name,", "contact_name,phone,", [("phone", "column-unknown")]),
        ("id,name,", "ID,name,", [("id", "column-missing"), ("ID", "column-unknown")]),
        ("id,name,", "id,name,name,", [("name", "column-twice")]),
        (
            "id,name,",
            "id;name;",
            [*((name, "column-missing") for name in ("id", "name", "ico")), ("id;name;ico", "column-unknown")],
        ),
    ],
)
def test_the_first_row(tmp_path: Path, old: str, new: str, faults: list[tuple[str, str]]) -> None:
    text = lines(TABLES["providers"]).replace(old, new, 1)
    expected = [("providers.csv", 1, column, code) for column, code in faults]
    assert found(folder(tmp_path, providers=text)) == expected


@pytest.mark.parametrize(
    ("row", "line"),
    [
        (3, 'most,"Most,,,\nvrba,Vrba,,,\n'),  # the rest of the file would be one cell, and its providers lost
        (3, 'most,"Most" u mostu,,,\nvrba,Vrba,,,\n'),
        (4, 'most,"Most\nu řeky",,,\nvrba,"Vrba,,,\n'),
    ],
)
def test_quotation_marks_that_do_not_match(tmp_path: Path, row: int, line: str) -> None:
    text = lines(TABLES["providers"][:2]) + line
    assert found(folder(tmp_path, providers=text)) == [("providers.csv", row, "", "csv-quotes")]


def test_a_first_row_whose_quotation_marks_do_not_match(tmp_path: Path) -> None:
    text = '"' + lines(TABLES["providers"])
    assert found(folder(tmp_path, providers=text)) == [("providers.csv", 1, "", "csv-quotes")]


def test_a_quotation_mark_inside_a_cell_is_only_that(tmp_path: Path) -> None:
    text = lines(TABLES["providers"]).replace("Dům u Lípy", 'Dům "U Lípy"')
    assert load_register(folder(tmp_path, providers=text)).providers["lipa"].name == 'Dům "U Lípy"'


def damaged(path: Path, part: str, content: bytes) -> None:
    """The same workbook with one part otherwise."""
    with ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    with ZipFile(path, "w") as new:
        for name, data in {**parts, part: content}.items():
            new.writestr(name, data)


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "[Content_Types].xml"])
@pytest.mark.parametrize("content", [b"", b"<worksheet", b"<a/>"])
def test_a_damaged_workbook(tmp_path: Path, part: str, content: bytes) -> None:
    path = folder(tmp_path, providers=None) / "providers.xlsx"
    workbook(path, TABLES["providers"])
    damaged(path, part, content)
    told = found(tmp_path)
    assert {(file, code) for file, _, _, code in told} <= {
        ("providers.xlsx", "register-unreadable"),
        ("providers.xlsx", "column-missing"),
    }


@pytest.mark.parametrize("content", [b"", b"id,name", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"])
def test_a_file_that_is_no_workbook(tmp_path: Path, content: bytes) -> None:
    (folder(tmp_path, providers=None) / "providers.xlsx").write_bytes(content)
    assert found(tmp_path) == [("providers.xlsx", 0, "", "register-unreadable")]


@pytest.mark.parametrize("name", ["providers.csv", "providers.xlsx"])
def test_a_folder_in_the_place_of_a_file(tmp_path: Path, name: str) -> None:
    (folder(tmp_path, providers=None) / name).mkdir()
    assert found(tmp_path) == [(name, 0, "", "file-is-folder")]


@pytest.mark.parametrize("name", ["providers.csv", "providers.xlsx"])
def test_a_file_the_system_refuses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Root may read everything, so the refusal is played."""
    workbook(folder(tmp_path, providers=None) / name, TABLES["providers"])
    real = Path.read_bytes

    def refuse(path: Path) -> bytes:
        if path.name == name:
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert found(tmp_path) == [(name, 0, "", "file-unreadable")]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_text_of_excel_is_one_finding(tmp_path: Path, encoding: str) -> None:
    """UTF-16, with its mark or without."""
    place = folder(tmp_path, providers=lines(TABLES["providers"], "\t").encode(encoding))
    assert found(place) == [("providers.csv", 0, "", "csv-unicode")]


def test_rows_below_a_line_for_excel_are_counted_as_in_excel(tmp_path: Path) -> None:
    place = folder(tmp_path, providers="sep=;\n" + lines(altered("providers", 4, "id", "Vrba"), ";"))
    assert found(place) == [("providers.csv", 4, "id", "id-invalid")]


def test_an_unreadable_file_does_not_hide_faults_of_others(tmp_path: Path) -> None:
    (folder(tmp_path, providers=None, services=altered("services", 6, "type", "x")) / "providers.xlsx").write_bytes(b"")
    assert found(tmp_path) == [
        ("providers.xlsx", 0, "", "register-unreadable"),
        ("services.csv", 6, "type", "value-unknown"),
    ]


def test_a_table_kept_twice(tmp_path: Path) -> None:
    """Saved as .xlsx beside the .csv: which of them was edited last, nobody can tell."""
    workbook(folder(tmp_path) / "providers.xlsx", TABLES["providers"])
    assert found(tmp_path) == [("providers.csv", 0, "", "register-doubled")]


# --- what is asked of it


@pytest.mark.parametrize(
    ("provider", "label", "services"),
    [
        ("lipa", "2014", ["kavarna"]),
        ("lipa", "2015", ["ips", "kavarna"]),
        ("lipa", "2020", ["ips", "kavarna"]),
        ("lipa", "2020-Q2", ["ips", "kavarna"]),  # the café closed on its last day
        ("lipa", "2020-Q3", ["ips"]),
        ("lipa", "2020-H2", ["ips"]),
        ("most", "2019", ["dilna"]),
        ("most", "2020-H1", ["dilna"]),
        ("most", "2020-Q3", ["kavarna", "dilna"]),  # opened on its first day
        ("most", "2020", ["kavarna", "dilna"]),
        ("most", "2021", ["ips", "dilna"]),
        ("vrba", "2020", []),
        ("nobody", "2020", []),
    ],
)
def test_services_of_a_period(provider: str, label: str, services: list[str]) -> None:
    assert [one.id for one in WHOLE.services_of(provider, rounds.period(label))] == services


@pytest.mark.parametrize(
    ("first", "last", "runs"),
    [
        (None, None, True),
        (date(2020, 12, 31), None, True),
        (date(2021, 1, 1), None, False),
        (None, date(2020, 1, 1), True),
        (None, date(2019, 12, 31), False),
        (date(2020, 5, 1), date(2020, 5, 1), True),
    ],
)
def test_one_day_of_the_period_is_enough(first: date | None, last: date | None, runs: bool) -> None:
    service = Service("most", "ips", "IPS", "ips", ("P1",), first, last)
    assert runs_in(service, rounds.period("2020")) is runs


def test_providers_without_a_service_in_the_period_are_not_expected(tmp_path: Path) -> None:
    assert [one.id for one in WHOLE.expected(rounds.period("2020"))] == ["lipa", "most"]
    gone = altered("services", 3, "valid_to", "2014-12-31")
    register = load_register(folder(tmp_path, services=gone))
    assert [one.id for one in register.expected(rounds.period("2014"))] == ["lipa", "most"]
    assert [one.id for one in register.expected(rounds.period("2015"))] == ["lipa", "most"]
    services = [TABLES["services"][0], TABLES["services"][3]]
    only = load_register(folder(tmp_path, services=services, teams=TABLES["teams"][:1]))
    assert [one.id for one in only.expected(rounds.period("2020"))] == []
    assert [one.id for one in only.expected(rounds.period("2021"))] == ["most"]


@pytest.mark.parametrize(
    ("territories", "inside"),
    [
        (("P1",), True),
        (("P1", "outside"), True),
        (("unknown",), True),
        (("outside",), False),
    ],
)
def test_only_services_for_the_city_are_inside(territories: tuple[str, ...], inside: bool) -> None:
    assert Service("most", "ips", "IPS", "ips", territories).inside is inside


# --- the repository's own


def test_the_register_of_the_repository_loads() -> None:
    """Five organisations' worth of the minutes: four providers, their services, no persons; ESET-HELP is not IPS."""
    register = load_register(Path(__file__).parents[1] / "data")
    assert set(register.providers) == {"bona", "eset-help", "fokus-praha", "green-doors"}
    assert {one.provider for one in register.services if one.type == "ips"} == {"bona", "fokus-praha"}
    assert [(one.provider, one.id) for one in register.services if not one.inside] == [
        ("fokus-praha", "ips-stredni-cechy")
    ]
    assert [name for name in register.territories if name != "outside"] == [f"P{number}" for number in range(1, 23)]
    assert not any(one.contact_name or one.email for one in register.providers.values())
