"""Where IPS is there: districts with a team that a running IPS service serves on the last day of the period."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from zamestnanost_stats.form.register import OUTSIDE, TEAM_KINDS, UNKNOWN, Register, Service, Team, Territory
from zamestnanost_stats.keys import Period

NOBODY = "none"
"""Of a team: it has no specialist for employment, whatever service it is named with."""


@dataclass(frozen=True, slots=True)
class Teams:
    """How many teams of one kind a district has; ``served`` of them by a specialist of IPS."""

    kind: str
    served: int
    all: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """Districts by what is known of IPS in them: each is ``covered``, ``without`` or ``unknown`` (which is not
    ``without``). ``visited`` are those not covered where a team is served by a service of another type: shown, never
    counted. ``teams`` are the teams of each district by kind; of a district with none there is no entry. ``idle`` are
    the IPS services whose return says that they did not run."""

    covered: tuple[Territory, ...]
    without: tuple[Territory, ...]
    unknown: tuple[Territory, ...]
    visited: tuple[Territory, ...]
    teams: Mapping[str, tuple[Teams, ...]]
    idle: tuple[Service, ...] = ()


def coverage(register: Register, period: Period, not_run: Collection[tuple[str, str]] = ()) -> Coverage:
    """A district counts as covered only through a team with a specialist, own or visiting, of an IPS service. Where an
    IPS service or its team works in territories not stated, the rest is unknown; so is a district where a service says
    it works without naming a team there, and one left to a service among ``not_run``, the (provider, id) of those whose
    return says that they did not run. While no team is entered for any district, all are unknown."""
    running = {(one.provider, one.id): one for one in register.services if _runs_on(one, period.end)}
    ips = [one for one in running.values() if one.type == "ips"]
    teams = [one for one in register.teams if _runs_on(one, period.end)]
    staffed = [one for one in teams if one.specialist != NOBODY]
    idle = [one for one in ips if (one.provider, one.id) in not_run]
    left = [one for one in staffed if (one.provider, one.service) in {(ours.provider, ours.id) for ours in idle}]
    serving = [(one, running.get(at)) for one in staffed if (at := (one.provider, one.service)) not in not_run]
    by_ips = [team for team, service in serving if service and service.type == "ips"]
    by_others = [team for team, service in serving if service and service.type != "ips"]
    named = [one for one in teams if (one.provider, one.service) in {(ours.provider, ours.id) for ours in ips}]
    reached = _territories(by_ips)
    claimed = _territories(ips)
    districts = [one for one in register.territories.values() if one.id != OUTSIDE]
    deserted = _territories([*idle, *left])
    entered = _territories(teams) & {one.id for one in districts}
    open_ended = not entered or UNKNOWN in reached | claimed | deserted
    doubtful = claimed - _territories(named) | deserted
    covered = [one for one in districts if one.id in reached]
    unknown = [one for one in districts if one not in covered and (open_ended or one.id in doubtful)]
    without = [one for one in districts if one not in covered and one not in unknown]
    visited = [one for one in districts if one not in covered and one.id in _territories(by_others)]
    by_kind = {one.id: _by_kind(one, teams, by_ips) for one in districts}
    return Coverage(
        tuple(covered),
        tuple(without),
        tuple(unknown),
        tuple(visited),
        {name: found for name, found in by_kind.items() if found},
        tuple(idle),
    )


def _by_kind(district: Territory, teams: list[Team], served: list[Team]) -> tuple[Teams, ...]:
    here = [one for one in teams if district.id in one.territories]
    alike = [[one for one in here if one.kind == kind] for kind in TEAM_KINDS]
    return tuple(Teams(some[0].kind, sum(one in served for one in some), len(some)) for some in alike if some)


def _territories(ones: Iterable[Service | Team]) -> set[str]:
    return {name for one in ones for name in one.territories}


def _runs_on(one: Service | Team, day: date) -> bool:
    return (one.valid_from or date.min) <= day <= (one.valid_to or date.max)
