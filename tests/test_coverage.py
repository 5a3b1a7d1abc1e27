"""Where IPS is there, where it is not, and where nobody has said: unknown is not none."""

from collections.abc import Collection
from datetime import date
from pathlib import Path

import pytest

import rounds
from sentences import blocks, gathered, said
from zamestnanost_stats.figures.coverage import Coverage, Teams, coverage
from zamestnanost_stats.form.asked import file_name
from zamestnanost_stats.form.layout import lay_out
from zamestnanost_stats.form.register import Register, Service, Team, Territory
from zamestnanost_stats.keys import Period
from zamestnanost_stats.report.sections import compose
from zamestnanost_stats.returns.ledger.record import Receipt
from zamestnanost_stats.workbook.writer import Answer, write

YEAR = Period.parse("2020")
P1, P2, P3, OUT = (Territory(name, "", name) for name in ("P1", "P2", "P3", "outside"))


def team(service: str, *places: str, kind: str = "community", specialist: str = "own") -> Team:
    return Team("t", "T", kind, "a", service, places, specialist)


def service(name: str, kind: str, *places: str) -> Service:
    return Service("a", name, name, kind, places)


@pytest.mark.parametrize(
    ("services", "teams", "covered", "without", "unknown"),
    [
        ([service("ips", "ips", "P1")], [team("ips", "P1")], "P1", "P2 P3", ""),
        ([service("ips", "ips", "P1", "P2")], [team("ips", "P1")], "P1", "P3", "P2"),  # claimed, no team named
        ([service("ips", "ips", "unknown")], [team("ips", "P1")], "P1", "", "P2 P3"),
        ([service("ips", "ips", "P1")], [team("ips", "unknown")], "", "", "P1 P2 P3"),
        (
            [service("pz", "supported_employment", "P1")],
            [team("pz", "P1")],
            "",
            "P1 P2 P3",
            "",
        ),
        ([], [], "", "", "P1 P2 P3"),  # nobody has said anything of any team
        ([service("ips", "ips", "P1")], [], "", "", "P1 P2 P3"),
        ([service("pz", "supported_employment", "P1")], [team("pz", "unknown")], "", "", "P1 P2 P3"),
        ([service("ips", "ips", "P1")], [team("ips", "P1", specialist="none")], "", "P1 P2 P3", ""),
        ([service("ips", "ips", "P1")], [team("ips", "unknown", specialist="none")], "", "", "P1 P2 P3"),
        ([service("ips", "ips", "P1")], [team("ips", "P1", specialist="visiting")], "P1", "P2 P3", ""),
        ([service("ips", "ips", "P1")], [team("", "P1", "P2")], "", "P2 P3", "P1"),
    ],
)
def test_coverage(services: list[Service], teams: list[Team], covered: str, without: str, unknown: str) -> None:
    found = seen(services, teams)
    told = [ids(group) for group in (found.covered, found.without, found.unknown)]
    assert told == [covered, without, unknown]


def seen(services: list[Service], teams: list[Team], not_run: Collection[tuple[str, str]] = ()) -> Coverage:
    assert YEAR is not None
    places = {one.id: one for one in (P1, P2, P3, OUT)}
    return coverage(Register({}, tuple(services), tuple(teams), places), YEAR, not_run)


def ids(territories: tuple[Territory, ...]) -> str:
    return " ".join(one.id for one in territories)


@pytest.mark.parametrize(
    ("services", "teams", "covered", "without", "unknown"),
    [
        ([service("ips", "ips", "P1")], [team("ips", "P1")], "", "P2 P3", "P1"),
        ([service("ips", "ips", "P1")], [team("ips", "P1", specialist="none")], "", "P2 P3", "P1"),
        ([service("ips", "ips", "P1")], [team("ips", "P1", "P2")], "", "P3", "P1 P2"),
        ([service("ips", "ips", "unknown")], [team("ips", "P1")], "", "", "P1 P2 P3"),
        ([service("ips", "ips", "P1")], [team("ips", "unknown"), team("", "P2")], "", "", "P1 P2 P3"),
        (
            [service("ips", "ips", "P1", "P2"), service("two", "ips", "P1")],
            [team("ips", "P1", "P2"), team("two", "P1")],
            "P1",
            "P3",
            "P2",
        ),
        ([service("two", "ips", "P1")], [team("two", "P1")], "P1", "P2 P3", ""),
    ],
)
def test_a_service_that_did_not_run_covers_nothing(
    services: list[Service], teams: list[Team], covered: str, without: str, unknown: str
) -> None:
    """Its return says so, whatever the register's dates are; others go on covering their districts."""
    found = seen(services, teams, [("a", "ips")])
    told = [ids(group) for group in (found.covered, found.without, found.unknown)]
    assert told == [covered, without, unknown]
    assert [one.id for one in found.idle] == [one.id for one in services if one.id == "ips"]
    served = {name: some[0].served for name, some in found.teams.items()}
    assert all(served.get(name, 0) == 0 for name in unknown.split())


def test_a_consultant_of_another_type_is_shown_and_not_counted() -> None:
    services = [service("ips", "ips", "P1"), service("pz", "supported_employment", "P1", "P2", "P3")]
    teams = [
        team("ips", "P1"),
        team("pz", "P1", "P2", kind="cdz", specialist="visiting"),
        team("pz", "P3", specialist="none"),
    ]
    found = seen(services, teams)
    assert [ids(group) for group in (found.covered, found.without, found.visited)] == ["P1", "P2 P3", "P2"]
    assert found.teams == {
        "P1": (Teams("cdz", 0, 1), Teams("community", 1, 1)),
        "P2": (Teams("cdz", 0, 1),),
        "P3": (Teams("community", 0, 1),),
    }


@pytest.mark.parametrize(("last", "covered"), [(date(2020, 12, 30), ""), (date(2020, 12, 31), "P1"), (None, "P1")])
def test_what_counts_is_the_last_day(last: date | None, covered: str) -> None:
    ended = Service("a", "ips", "IPS", "ips", ("P1",), None, last)
    assert ids(seen([ended], [team("ips", "P1")]).covered) == covered
    closed = Team("t", "T", "cdz", "a", "ips", ("P1",), "own", None, last)
    found = seen([service("ips", "ips", "P1")], [closed])
    assert ids(found.covered) == covered
    assert bool(found.teams) is bool(covered)


def test_from_the_return_to_the_map(tmp_path: Path) -> None:
    """A return whose service did not run leaves its district unknown, and the report names the service."""
    teams = "t,T,community,lipa,ips,P1,own,,\nu,U,community,most,ips,P8,own,,\n"
    workspace = rounds.folder(tmp_path / "data", teams=teams)
    current = workspace.round(rounds.period("2020"))
    idle: dict[str, Answer] = {"operation": "neběžela", "months_open": 0}
    for provider, columns in (("lipa", ("ips", "pz", "*")), ("most", ("ips",))):
        asked = current.asked(provider)
        values = rounds.answers(asked, dict.fromkeys(columns, (0, 0, 0, 0)))
        if provider == "lipa":
            values |= {key: idle[key.indicator] for key in values if key.column == "ips" and key.indicator in idle}
        path = workspace.folder / "2020" / "inbox" / file_name(provider, "2020")
        path.write_bytes(write(lay_out(asked), values, {}))
        checked = workspace.check(path, current)
        assert workspace.accept(checked, Receipt(date(2021, 2, 1))), checked.findings
    source = gathered(workspace, "2020", "en")
    assert ids(source.coverage.covered) == "P8"
    assert ids(source.coverage.unknown) == "P1 P2"
    told = "By the return it did not run, so no district counts as covered by it: {names}."
    [parts] = said(next(iter(blocks(compose(source)).values())), source, told)
    assert parts["names"].startswith("Dům u Lípy (smyšlená): IPS")
