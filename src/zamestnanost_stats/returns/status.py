"""Who has answered: on time, late, partly, with errors, not yet, or is not expected to; and for which services."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from zamestnanost_stats.form.asked import Round
from zamestnanost_stats.form.register import Provider, Service, runs_in

if TYPE_CHECKING:
    from zamestnanost_stats.returns.ledger.totals import Accepted


class Standing(StrEnum):
    """Where one provider's return stands."""

    ON_TIME = "on_time"
    LATE = "late"
    ERRORS = "errors"
    WAITING = "waiting"
    """A file that can be accepted lies in the inbox and has not been accepted."""
    MISSING = "missing"
    NOT_EXPECTED = "not_expected"


@dataclass(frozen=True, slots=True)
class Line:
    """One provider; ``partial``: some figure is not collected (N); ``revision`` 0 where nothing is accepted;
    ``confirmed``: the workbook is the provider's own, or the provider confirmed, on the day ``confirmed_on``, the
    figures that the coordinator took down in it."""

    provider: Provider
    standing: Standing
    received: date | None = None
    revision: int = 0
    partial: bool = False
    confirmed: bool = True
    reason: str = ""
    corrected: date | None = None
    confirmed_on: date | None = None


def standings(current: Round, accepted: "list[Accepted]", inbox: Mapping[str, bool]) -> list[Line]:
    """One line per provider with a service in the period, in the register's order; then those accepted of whom the
    register knows no more.

    ``inbox`` tells of providers whose file lies in the inbox whether it could be accepted; it matters only where
    nothing is accepted yet.
    """
    by_provider = {one.provider: one for one in accepted}
    excused = {one.provider: one.reason for one in current.collection.not_expected}
    expected = current.register.expected(current.period)
    gone = [one for one in accepted if one.provider not in {provider.id for provider in expected}]
    lines = []
    for provider in (*expected, *(Provider(one.provider, one.provider_name) for one in gone)):
        if provider.id in by_provider:
            lines.append(_answered(provider, by_provider[provider.id], current.collection.deadline))
        elif provider.id in inbox:
            lines.append(Line(provider, Standing.WAITING if inbox[provider.id] else Standing.ERRORS))
        elif provider.id in excused:
            lines.append(Line(provider, Standing.NOT_EXPECTED, reason=excused[provider.id]))
        else:
            lines.append(Line(provider, Standing.MISSING))
    return lines


def _answered(provider: Provider, one: "Accepted", deadline: date) -> Line:
    """On time or late by the first return; a correction does not make it late."""
    standing = Standing.LATE if one.first_received > deadline else Standing.ON_TIME
    corrected = one.received if one.revision > 1 else None
    return Line(
        provider,
        standing,
        one.first_received,
        one.revision,
        one.partial,
        confirmed=one.source == "file" or one.confirmed is not None,
        corrected=corrected,
        confirmed_on=one.confirmed,
    )


def as_accepted(current: Round, accepted: "Sequence[Accepted]", taken: Sequence[Service]) -> Round:
    """The round with the services of accepted returns of the type, and for the territories, that they had then, and
    with those that have left the register since: editing it changes or loses no figure. Names are the register's
    where it still has them. Who answered unexpected counts as expected: nobody else's missing figure is made up for."""
    register = current.register
    known = {(one.provider, one.id): one for one in register.services}
    then = {}
    for one in taken:
        now = known.get((one.provider, one.id))
        kept = now if now and runs_in(now, current.period) else replace(one, name=now.name if now else one.name)
        then[one.provider, one.id] = replace(kept, type=one.type, territories=one.territories)
    known_providers = register.providers
    gone = [Provider(one.provider, one.provider_name) for one in accepted if one.provider not in known_providers]
    providers = known_providers | {one.id: one for one in gone}
    services = tuple((known | then).values())
    answered = {one.provider for one in accepted}
    excused = tuple(one for one in current.collection.not_expected if one.provider not in answered)
    return replace(
        current,
        collection=replace(current.collection, not_expected=excused),
        register=replace(register, providers=providers, services=services),
    )
