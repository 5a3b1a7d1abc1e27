"""Where IPS is there: districts with a team that a running IPS service serves on the last day of the period."""

from dataclasses import dataclass
from datetime import date

from zamestnanost_stats.form.register import OUTSIDE, UNKNOWN, Register, Service, Team, Territory
from zamestnanost_stats.keys import Period


@dataclass(frozen=True, slots=True)
class Coverage:
    """Districts by what is known of IPS in them; ``unknown`` is not ``without``."""

    covered: tuple[Territory, ...]
    without: tuple[Territory, ...]
    unknown: tuple[Territory, ...]


def coverage(register: Register, period: Period) -> Coverage:
    """A district counts as covered only through a team; where an IPS service or its team works in territories not
    stated, or says that it works in a district without naming a team there, the rest is unknown."""
    served = {
        (one.provider, one.id): one for one in register.services if one.type == "ips" and _runs_on(one, period.end)
    }
    teams = [one for one in register.teams if (one.provider, one.service) in served and _runs_on(one, period.end)]
    reached = {name for team in teams for name in team.territories}
    claimed = {name for service in served.values() for name in service.territories}
    anywhere = UNKNOWN in reached or UNKNOWN in claimed
    covered, without, unknown = [], [], []
    for territory in register.territories.values():
        if territory.id == OUTSIDE:
            continue
        if territory.id in reached:
            covered.append(territory)
        elif anywhere or territory.id in claimed:
            unknown.append(territory)
        else:
            without.append(territory)
    return Coverage(tuple(covered), tuple(without), tuple(unknown))


def _runs_on(one: Service | Team, day: date) -> bool:
    return (one.valid_from or date.min) <= day <= (one.valid_to or date.max)
