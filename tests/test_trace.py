"""``trace`` tells every value behind a figure with its cell and file, and why others did not enter."""

import re
import unicodedata
from pathlib import Path

import pytest

import cities
import rounds
from program import Run
from zamestnanost_stats.figures.figure import Kind
from zamestnanost_stats.form.asked import Round
from zamestnanost_stats.keys import TOTAL, CellKey
from zamestnanost_stats.returns.ledger.record import Receipt
from zamestnanost_stats.workspace import Workspace

GOOD = {"ips": (20, 8, 9, 1), "pz": (15, 4, 3, 2), TOTAL: (30, 11, 11, 3)}
TREND = """
[[report.section]]
id = "exits"
view = "trend"
metric = "exit_rate"
title = { cs = "Vývoj", en = "Trend" }
"""
HASH = re.compile(r"\b[0-9a-f]{64}\b")


def accept(workspace: Workspace, current: Round, path: Path) -> str:
    checked = workspace.check(path, current)
    assert workspace.accept(checked, Receipt(current.collection.deadline)), checked.findings
    return checked.taken.sha256


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> cities.City:
    """Two services of one type over two years, one of them renamed; a third begins in the second."""
    lines = [
        ("a", "s", "Domov", "ips", "P1", "", "2020-12-31", "a/t"),
        ("a", "t", "Dvůr", "ips", "P1", "2021-01-01", "", ""),
        ("b", "s", "Sad", "ips", "P2", "", "", ""), ("c", "s", "Cesta", "ips", "P3", "2021-01-01", "", ""),
    ]  # fmt: skip
    form = cities.FORM + TREND
    made = cities.founded(tmp_path_factory.mktemp("city") / "data", lines, ("2020", "2021"), form)
    for label, provider, column, supported, exits in (
        ("2020", "a", "s", 20, 4), ("2020", "b", "s", 30, 6), ("2021", "a", "t", 21, 7), ("2021", "b", "s", 31, 9),
        ("2021", "c", "s", 16, "N"),
    ):  # fmt: skip
        values: cities.Sent = {
            CellKey.at("supported", column): supported,
            CellKey.at("exits", column): exits,
            CellKey.at("staff", column): 2,
        }
        made.accept(label, provider, values)
    return made


def test_a_ratio_with_every_cell_and_hash(workspace: Workspace, current: Round, run: Run) -> None:
    lipa = accept(workspace, current, rounds.send_back(workspace, current, "lipa", GOOD))
    values = {"ips": (12, 3, "N", 1)}
    most = accept(workspace, current, rounds.send_back(workspace, current, "most", values))
    assert run("trace", "2020", "open_placement_rate@service_type=ips", spoken="cs") == 0
    assert HASH.findall(run.out) == [lipa, most]
    for told in ("45,0\u00a0% = 9/20", "25,8\u00a0% až 65,8\u00a0%", "lipa-2020.xlsx, revize 1, Výkaz!E12]",
                 "Most (smyšlená), IPS: nezapočteno", "1 ze 2", "(N)"):  # fmt: skip
        assert told in run.out.replace("1\u00a0ze\u00a02", "1 ze 2"), told
    assert run("trace", "2020", "supported@city=all") == 0
    assert "unique persons: 30 to 42" in run.out
    assert "Persons supported in total: 30 + 12 = 42" in run.out
    assert "organisation in total" in run.out


def test_a_trend_of_the_same_services(city: cities.City, capsys: pytest.CaptureFixture[str]) -> None:
    """The panel's earlier year: through the register's successors, with the hashes of that year's files."""
    run = Run(capsys, city.workspace.folder)
    assert run("trace", "2021", "exit_rate@service_type=ips;period=2020;panel=2020-2021") == 0
    assert "20.0% = 10/50" in run.out
    assert "Exits: 4 + 6 = 10" in run.out
    assert len(HASH.findall(run.out)) == 2
    assert "a-2020.xlsx" in run.out
    assert "2021.xlsx" not in run.out
    assert run("trace", "2021", "exit_rate@service_type=ips;period=2021") == 0
    assert "c, Cesta: did not enter, for want of Exits" in run.out


def test_every_kind_of_figure_can_be_told(city: cities.City, capsys: pytest.CaptureFixture[str]) -> None:
    """One of each, of every kind of place; the sums told are the figure's own."""
    run = Run(capsys, city.workspace.folder)
    figures = city.workspace.trace("2021", "exits@city=all").figures.by_id.values()
    kinds = {(one.kind, one.subject == "exit_rate", tuple(one.where)): one for one in figures}
    assert len(kinds) > 12
    for one in kinds.values():
        assert run("trace", "2021", one.id) == 0
        if one.numerator is not None:
            assert f" = {one.numerator.normalize():f}\n" in run.out, one.id
            assert f" = {one.denominator or 0:f}\n" in run.out, one.id


def test_a_difference_is_told_with_both_its_figures(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    workspace = rounds.folder(tmp_path / "data")
    current = workspace.round(rounds.period("2020"))
    accept(workspace, current, rounds.send_back(workspace, current, "lipa", GOOD))
    run = Run(capsys, workspace.folder)
    figures = workspace.figures("2020").by_id.values()
    compared = next((one for one in figures if one.kind is Kind.DIFFERENCE), None)
    assert compared, "the form declares two types comparable"
    for one in [compared, *(other for other in figures if other.kind is Kind.RISK_RATIO)]:
        assert run("trace", "2020", one.id) == 0
        assert all(f"\n{name}\n" in run.out for name in one.of)
        assert len(HASH.findall(run.out)) == 1  # of the one file behind both


def test_an_unknown_figure_names_the_nearest_and_makes_no_ledger(run: Run, workspace: Workspace) -> None:
    assert run("trace", "2020", "suported@city=all") == 2
    assert "supported@city=all" in run.err
    assert not (workspace.folder / "ledger.sqlite").exists()


def test_what_comes_from_files_is_printed_safely(workspace: Workspace, current: Round, run: Run) -> None:
    """A file's name moves no cursor and turns no line round."""
    path = rounds.send_back(workspace, current, "most", {"ips": (12, 3, 2, 1)}, "\x1b[31m\u202emost.xlsx")
    accept(workspace, current, path)
    assert run("trace", "2020", "supported@city=all") == 0
    assert "most.xlsx" in run.out
    assert not [sign for sign in run.out if unicodedata.category(sign) in ("Cc", "Cf") and sign != "\n"]


def test_rounds_of_one_length_in_their_order(tmp_path: Path) -> None:
    for label in ("2019", "2020-Q2", "2020-Q1", "2020", "2021-Q1", "2020-H1"):
        workspace = rounds.folder(tmp_path / "data", label=label)
    for label, before in (("2020", ["2019"]), ("2020-Q2", ["2020-Q1"]), ("2020-H1", []), ("2019", [])):
        found = workspace.rounds_until(workspace.round(rounds.period(label)))
        assert [one.period.label for one in found] == [*before, label]
