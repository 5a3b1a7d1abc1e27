"""Where IPS is there, where it is not, and where nobody has said: unknown is not none."""

from datetime import date

import pytest

from zamestnanost_stats.figures.coverage import Coverage, Teams, coverage
from zamestnanost_stats.form.register import Register, Service, Team, Territory
from zamestnanost_stats.keys import Period

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
        ([], [], "", "P1 P2 P3", ""),
        ([service("ips", "ips", "P1")], [team("ips", "P1", specialist="none")], "", "P1 P2 P3", ""),
        ([service("ips", "ips", "P1")], [team("ips", "unknown", specialist="none")], "", "P2 P3", "P1"),
        ([service("ips", "ips", "P1")], [team("ips", "P1", specialist="visiting")], "P1", "P2 P3", ""),
        ([service("ips", "ips", "P1")], [team("", "P1", "P2")], "", "P2 P3", "P1"),
    ],
)
def test_coverage(services: list[Service], teams: list[Team], covered: str, without: str, unknown: str) -> None:
    found = seen(services, teams)
    told = [ids(group) for group in (found.covered, found.without, found.unknown)]
    assert told == [covered, without, unknown]


def seen(services: list[Service], teams: list[Team]) -> Coverage:
    assert YEAR is not None
    return coverage(Register({}, tuple(services), tuple(teams), {one.id: one for one in (P1, P2, P3, OUT)}), YEAR)


def ids(territories: tuple[Territory, ...]) -> str:
    return " ".join(one.id for one in territories)


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
