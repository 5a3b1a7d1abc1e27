"""Between how many and how many: people of several services or organisations are not added silently."""

from collections.abc import Sequence
from decimal import Decimal

from zamestnanost_stats.form.definition import Indicator
from zamestnanost_stats.keys import State
from zamestnanost_stats.returns.ledger.totals import Observation


def city_bounds(indicator: Indicator, found: Sequence[Observation]) -> tuple[Decimal | None, Decimal | None]:
    """Between how many and how many unique persons the city's returns speak of: [largest, sum] over organisations.

    People of two organisations are never matched, so the least is the largest organisation and the most is the sum; an
    organisation's own total, each person once, narrows its share of both. Whom one counts and another takes out
    (sheltered here, on the open market there) may be nobody in the city: the least of several is then 0.
    """
    by_provider: dict[str, list[Observation]] = {}
    for one in found:
        by_provider.setdefault(one.provider, []).append(one)
    bounds = [persons_bounds(indicator, rows) for rows in by_provider.values()]
    if not bounds:
        return None, None
    most = [high for _, high in bounds]
    known = [high for high in most if high is not None]
    several = sum(any(row.inside for row in rows) for rows in by_provider.values()) > 1
    low = Decimal(0) if several and not indicator.total_at_least_largest else max(low for low, _ in bounds)
    return low, sum(known, Decimal(0)) if len(known) == len(most) else None


def persons_bounds(indicator: Indicator, rows: Sequence[Observation]) -> tuple[Decimal, Decimal | None]:
    """The least and the most persons one organisation can have in its services that serve the city (None: no limit
    known, because a service or the total was not collected). An X counts 0."""
    inside = [_known(row) for row in rows if row.inside]
    outside = [_known(row) for row in rows if row.inside is False]
    total = next((row.value for row in rows if row.inside is None), None)  # an X there tells nothing of the services
    if not inside:
        return Decimal(0), Decimal(0)
    known = [value for value in inside if value is not None]
    low = max(known, default=Decimal(0)) if indicator.total_at_least_largest or len(inside) == 1 else Decimal(0)
    beyond = sum((value for value in outside if value is not None), Decimal(0))
    if total is not None and None not in outside:
        low = max(low, total - beyond)
    limits = [sum(known, Decimal(0))] if len(known) == len(inside) else []
    if total is not None and (indicator.total_at_least_largest or not outside):
        limits.append(total)
    high = min(limits, default=None)
    return (low if high is None else min(low, high)), high  # a waived total may contradict its services


def _known(row: Observation) -> Decimal | None:
    return row.value if row.state is State.NUMBER else Decimal(0) if row.state is State.NOT_APPLICABLE else None
