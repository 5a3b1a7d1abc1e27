"""Last year's accepted values, brought under the columns of this year's services."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from zamestnanost_stats.form.register import Register, Service
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
    """The past values of one provider's services (``past`` by provider), None where there are none.

    A service takes over the values of the one it continues, by its own id or as that one's ``successor``. Where several
    were merged into one, persons would be counted twice: nothing is taken over. The total is taken over only where all
    services were the organisation's own.
    """
    provider = services[0].provider
    own = past.get(provider)
    values: dict[CellKey, Value] = {}
    moved = False
    for service in services:
        sources = _sources(service, register, past)
        moved |= any(source_provider != provider for source_provider, _ in sources)
        if len(sources) == 1:
            values |= _column(past[sources[0][0]], sources[0][1], service.id)
    if own and len(services) > 1 and not moved:
        values |= _column(own, own.total_column, TOTAL)
    return Prior(period.year_before, own.revision if own else 0, values) if values else None


def _sources(service: Service, register: Register, past: Mapping[str, Past]) -> list[tuple[str, str]]:
    """The (provider, column) of each past service that goes on in this one."""
    name = f"{service.provider}/{service.id}"
    before = {(one.provider, one.id) for one in register.services if one.successor == name}
    before.add((service.provider, service.id))
    return sorted((provider, column) for provider, column in before if _answered(past.get(provider), column))


def _answered(past: Past | None, column: str) -> bool:
    return past is not None and any(key.column == column for key in past.values)


def _column(past: Past, column: str, now: str) -> dict[CellKey, Value]:
    return {
        key._replace(column=now): value
        for key, value in past.values.items()
        if key.column == column and value.state in _TOLD
    }
