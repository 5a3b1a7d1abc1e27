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


def standings(current: Round, accepted: "list[Accepted]", inbox: Mapping[str, bool]) -> list[Line]:
    """One line per provider with a service in the period, in the register's order.

    ``inbox`` tells of providers whose file lies in the inbox whether it could be accepted; it matters only where
    nothing is accepted yet.
    """
    by_provider = {one.provider: one for one in accepted}
    excused = {one.provider: one.reason for one in current.collection.not_expected}
    lines = []
    for provider in current.register.expected(current.period):
        one = by_provider.get(provider.id)
        if one:
            standing = Standing.LATE if one.received > current.collection.deadline else Standing.ON_TIME
            lines.append(Line(provider, standing, one.received, one.revision, one.partial, one.source == "file"))
        elif provider.id in inbox:
            lines.append(Line(provider, Standing.WAITING if inbox[provider.id] else Standing.ERRORS))
        elif provider.id in excused:
            lines.append(Line(provider, Standing.NOT_EXPECTED, reason=excused[provider.id]))
        else:
            lines.append(Line(provider, Standing.MISSING))
    return lines
