"""Who has answered: on time, late, partly, with errors, not yet, or is not expected to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from zamestnanost_stats.form.asked import Round
from zamestnanost_stats.form.register import Provider

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
    ``confirmed``: the workbook is the provider's own, not figures that the coordinator took down."""

    provider: Provider
    standing: Standing
    received: date | None = None
    revision: int = 0
    partial: bool = False
    confirmed: bool = True
    reason: str = ""
    corrected: date | None = None


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
    confirmed = one.source == "file"
    return Line(provider, standing, one.first_received, one.revision, one.partial, confirmed, corrected=corrected)
