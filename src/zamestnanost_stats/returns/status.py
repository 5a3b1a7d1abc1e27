"""Who has answered: on time, late, partly, with errors, not yet, or is not expected to; and for which services."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from zamestnanost_stats.findings import quote
from zamestnanost_stats.form.asked import Round
from zamestnanost_stats.form.checks import EVERYTHING, checks
from zamestnanost_stats.form.register import Provider, Service, runs_in
from zamestnanost_stats.returns.privacy import masked

if TYPE_CHECKING:
    from zamestnanost_stats.returns.ledger.totals import Accepted, Said

NOTE = 300
"""Characters shown of the coordinator's note."""


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
    figures that the coordinator took down in it; ``newer``: what an accepted provider's other file in the inbox is,
    ERRORS or WAITING; ``unexplained``: warnings without an explanation; ``note``: what the coordinator wrote of it."""

    provider: Provider
    standing: Standing
    received: date | None = None
    revision: int = 0
    partial: bool = False
    confirmed: bool = True
    reason: str = ""
    corrected: date | None = None
    confirmed_on: date | None = None
    newer: Standing | None = None
    unexplained: int = 0
    note: str = ""


def standings(
    current: Round, accepted: "list[Accepted]", inbox: Mapping[str, bool], said: "Sequence[Said]" = ()
) -> list[Line]:
    """One line per provider with a service in the period, in the register's order; then those accepted of whom the
    register knows no more.

    ``inbox`` tells of providers whose file lies in the inbox, and was not accepted, whether it could be; ``said`` is
    what the accepted ones were accepted with.
    """
    by_provider = {one.provider: one for one in accepted}
    lying = {name: Standing.WAITING if good else Standing.ERRORS for name, good in inbox.items()}
    excused = {one.provider: one.reason for one in current.collection.not_expected}
    expected = current.register.expected(current.period)
    gone = [one for one in accepted if one.provider not in {provider.id for provider in expected}]
    rules = {name: _rules(name, current) for name in {one.provider for one in said}}
    silent = Counter(one.provider for one in said if one.waits and one.code in rules[one.provider])
    lines = []
    for provider in (*expected, *(Provider(one.provider, one.provider_name) for one in gone)):
        if provider.id in by_provider:
            line = _answered(provider, by_provider[provider.id], current.collection.deadline)
            lines.append(replace(line, newer=lying.get(provider.id), unexplained=silent[provider.id]))
        elif provider.id in lying:
            lines.append(Line(provider, lying[provider.id]))
        elif provider.id in excused:
            lines.append(Line(provider, Standing.NOT_EXPECTED, reason=excused[provider.id]))
        else:
            lines.append(Line(provider, Standing.MISSING))
    return lines


def _rules(provider: str, current: Round) -> set[str]:
    """The ids of the checks that run on a provider's return."""
    services = current.register.services_of(provider, current.period)
    return {one.id for one in checks(current.form, services, current.period, EVERYTHING)}


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
        note=quote(masked(one.note), NOTE),
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
