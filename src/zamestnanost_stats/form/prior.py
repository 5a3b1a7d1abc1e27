"""Last year's accepted values, brought under the columns of this year's services."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from zamestnanost_stats.form.register import Register, Service, runs_in
from zamestnanost_stats.keys import TOTAL, CellKey, Period, State, Value

_TOLD = (State.NUMBER, State.NOT_COLLECTED, State.NOT_APPLICABLE)


@dataclass(frozen=True, slots=True)
class Past:
    """One accepted return of an earlier period; ``total_column`` holds the organisation's persons, each once."""

    provider: str
    period: str
    revision: int
    form: str
    total_column: str
    values: Mapping[CellKey, Value]


@dataclass(frozen=True, slots=True)
class Prior:
    """What is known of the year before under the keys of this year: numbers, N and X, nothing that stayed blank.
    ``revision`` is that of the organisation's own return (0: it sent none, and only services that came from others are
    known)."""

    period: str
    revision: int
    values: Mapping[CellKey, Value]


def prior_of(services: Sequence[Service], register: Register, period: Period, past: Mapping[str, Past]) -> Prior | None:
    """The past values of one provider's services (``past`` by provider), None where there are none."""
    own = past.get(services[0].provider)
    values: dict[CellKey, Value] = {}
    for now, (provider, column) in prior_columns(services, register, period, past).items():
        values |= _column(past[provider], column, now)
    return Prior(period.year_before, own.revision if own else 0, values) if values else None


def prior_columns(
    services: Sequence[Service], register: Register, period: Period, past: Mapping[str, Past]
) -> dict[str, tuple[str, str]]:
    """The columns of one provider's services with the provider and the column that each takes its past values from.

    A service takes over the values of the one it continues, by its own id or as that one's ``successor``. Where several
    were merged into one, persons would be counted twice, or some not at all if not all of them answered: nothing is
    taken over. One renamed within the period still has a column of its own, and its values stay there. The total is
    taken over only where all services were the organisation's own.
    """
    provider = services[0].provider
    own = past.get(provider)
    found: dict[str, tuple[str, str]] = {}
    moved = False
    for service in services:
        before = _before(service, register, period, past)
        moved |= any(one.provider != provider for one in before)
        sources = [one for one in before if one is service or not runs_in(one, period)]
        if len(sources) == 1 and sources[0].provider in past:
            found[service.id] = (sources[0].provider, sources[0].id)
    if own and len(services) > 1 and not moved:
        found[TOTAL] = (provider, own.total_column)
    return found


def _before(service: Service, register: Register, period: Period, past: Mapping[str, Past]) -> list[Service]:
    """The services that go on in this one: those of which something is known, and those that ran in the year before
    but whose organisation did not answer."""
    year_before = Period.parse(period.year_before)
    found = []
    for one in (service, *register.predecessors.get(f"{service.provider}/{service.id}", ())):
        answered = past.get(one.provider)
        if answered is None:
            ran = year_before is not None and runs_in(one, year_before)
        else:
            ran = any(key.column == one.id for key in answered.values)
        found += [one] if ran else []
    return found


def _column(past: Past, column: str, now: str) -> dict[CellKey, Value]:
    return {
        key._replace(column=now): value
        for key, value in past.values.items()
        if key.column == column and value.state in _TOLD
    }
