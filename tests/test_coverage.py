"""Where IPS is there, where it is not, and where nobody has said: unknown is not none."""

import pytest

from zamestnanost_stats.figures.coverage import coverage
from zamestnanost_stats.form.register import Register, Service, Team, Territory
from zamestnanost_stats.keys import Period

YEAR = Period.parse("2020")
P1, P2, P3, OUT = (Territory(name, "", name) for name in ("P1", "P2", "P3", "outside"))


def team(service: str, *places: str) -> Team:
    return Team("t", "T", "community", "a", service, places, "own")


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
    ],
)
def test_coverage(services: list[Service], teams: list[Team], covered: str, without: str, unknown: str) -> None:
    assert YEAR is not None
    register = Register({}, tuple(services), tuple(teams), {one.id: one for one in (P1, P2, P3, OUT)})
    found = coverage(register, YEAR)
    told = [" ".join(one.id for one in group) for group in (found.covered, found.without, found.unknown)]
    assert told == [covered, without, unknown]
