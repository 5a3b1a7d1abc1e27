"""Outside statistics: read like the register, with a fault for whatever is not sure, and never guessed."""

from decimal import Decimal
from pathlib import Path

import pytest

import rounds
from zamestnanost_stats.figures.context import COLUMNS, Statistic, load_context, per_100000, population
from zamestnanost_stats.findings import UserError
from zamestnanost_stats.form.register import Register, Territory
from zamestnanost_stats.workspace import Workspace

YEAR = rounds.period("2020")


def load(workspace: Workspace, *lines: str, columns: str = ",".join(COLUMNS)) -> tuple[Statistic, ...]:
    (workspace.folder / "context.csv").write_text("\n".join([columns, *lines]) + "\n", encoding="utf-8")
    return load_context(workspace.folder, workspace.register)


def faults(workspace: Workspace, *lines: str, columns: str = ",".join(COLUMNS)) -> list[tuple[str, int, str]]:
    with pytest.raises(UserError) as caught:
        load(workspace, *lines, columns=columns)
    return [(one.code, one.place.row, one.place.column) for one in caught.value.findings]


def test_no_file_is_no_fault(workspace: Workspace) -> None:
    assert load_context(workspace.folder, workspace.register) == ()


@pytest.mark.parametrize(
    ("written", "value"),
    [("1335084", "1335084"), ("1 335 084", "1335084"), ("1\u00a0335\u00a0084", "1335084"), ("8.5", "8.5"), ("0", "0")],
)
def test_numbers(workspace: Workspace, written: str, value: str) -> None:
    [one] = load(workspace, f"city,2020,population,{written},obyvatelé 31. 12.,zkouška")
    assert one == Statistic("city", "2020", "population", Decimal(value), "obyvatelé 31. 12.", "zkouška")


def test_unknown_is_a_value_and_a_comma_is_decimal(workspace: Workspace) -> None:
    found = load(workspace, "P1,2020,unemployment,unknown,podíl,zkouška", 'P2,2020,unemployment,"8,5",podíl,zkouška')
    assert [one.value for one in found] == [None, Decimal("8.5")]


@pytest.mark.parametrize("written", ['"1,335"', "1.335", "12 %", "-5", "1 33", "asi 5", "1e6", "١٢"])
def test_what_is_no_number(workspace: Workspace, written: str) -> None:
    assert faults(workspace, f"city,2020,population,{written},x,y") == [("statistic-invalid", 2, "value")]


def test_every_fault_is_told_with_its_place(workspace: Workspace) -> None:
    told = faults(
        workspace,
        "outside,2020,population,5,x,y",
        "Žižkov,2020,population,5,x,y",
        "P1,loni,population,,x,",
        "P2,2020,population,5,x,y",
        "P2,2020,population,6,x,y",
    )
    assert told == [
        ("reference-unknown", 2, "territory"),
        ("reference-unknown", 3, "territory"),
        ("period-invalid", 4, "period"),
        ("value-missing", 4, "source"),
        ("value-missing", 4, "value"),
        ("statistic-twice", 6, "name"),
    ]
    assert faults(workspace, columns=",".join(COLUMNS[:-1])) == [("column-missing", 1, "source")]


PARTS = Register({}, (), (), {name: Territory(name, "", name) for name in ("P1", "P2", "outside")})


def stated(territory: str, value: int | None, period: str = "2020", name: str = "population") -> Statistic:
    return Statistic(territory, period, name, None if value is None else Decimal(value), "x", "y")


@pytest.mark.parametrize(
    ("statistics", "people"),
    [
        ([stated("city", 100)], 100),
        ([stated("city", 100), stated("P1", 1), stated("P2", 2)], 100),
        ([stated("city", None), stated("P1", 1), stated("P2", 2)], 3),
        ([stated("P1", 1)], None),
        ([stated("P1", 1), stated("P2", None)], None),
        ([stated("city", 0)], None),
        ([stated("city", 100, "2019")], None),
        ([stated("city", 100, name="unemployed")], None),
        ([], None),
    ],
)
def test_the_citys_population(statistics: list[Statistic], people: int | None) -> None:
    found = population(statistics, PARTS, YEAR)
    assert (None if found is None else int(found)) == people


def test_a_rate_and_the_coordinators_workbook(workspace: Workspace, tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(list(COLUMNS))
    sheet.append(["city", 2020, "population", 1_300_000, "obyvatelé", "zkouška"])
    book.save(tmp_path / "context.xlsx")
    people = population(load_context(tmp_path, workspace.register), workspace.register, YEAR)
    assert people is not None
    assert per_100000(Decimal(65), people) == 5
