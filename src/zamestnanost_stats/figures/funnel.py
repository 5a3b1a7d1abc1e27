"""Funnels: services of one type around their pooled share, within what chance alone does at their size; no ranking."""

from dataclasses import dataclass
from enum import StrEnum

from zamestnanost_stats.figures.figure import Figure, Figures
from zamestnanost_stats.figures.statistics import Interval, funnel_limits
from zamestnanost_stats.form.asked import Round
from zamestnanost_stats.form.definition import Metric

WARNING, ALARM = 0.95, 0.998
"""The levels of the inner and of the outer limits."""
FEWEST = 10
"""From how many on a service's share says anything; of ten or more, some result always lies outside."""


class Standing(StrEnum):
    """Where a service lies; ``too_small``: of fewer than ten, where often no result could lie outside."""

    INSIDE = "inside"
    OUTSIDE95 = "outside95"
    OUTSIDE998 = "outside998"
    TOO_SMALL = "too_small"


@dataclass(frozen=True, slots=True)
class Point:
    """One service: its figure, between which shares 95 % and 99.8 % of such services would lie, and where it lies."""

    figure: Figure
    inner: Interval
    outer: Interval
    standing: Standing


@dataclass(frozen=True, slots=True)
class Funnel:
    """The services of one type that have both parts of a metric, in the figures' order, and the share of all of them
    together. ``left_out`` names the figures of services that lack a part."""

    metric: str
    service_type: str
    share: float
    numerator: float
    denominator: float
    points: tuple[Point, ...]
    left_out: tuple[str, ...]

    def limits(self, trials: int, level: float) -> Interval:
        """The limits at any size: the funnel's curves."""
        return funnel_limits(self.share, trials, level)


def funnels(metric: Metric, current: Round, figures: Figures) -> list[Funnel]:
    """One funnel for each type of service in the city in which some service has both parts; none of a metric that is no
    share. ``current`` has the services as they were when the returns were accepted."""
    if not metric.proportion:
        return []
    by_type: dict[str, list[Figure]] = {}
    for one in current.register.services:
        figure = figures.get(metric.id, provider=one.provider, service=one.id)
        if figure and one.inside:
            by_type.setdefault(one.type, []).append(figure)
    made = (_funnel(metric, service_type, found) for service_type, found in by_type.items())
    return [one for one in made if one]


def _funnel(metric: Metric, service_type: str, services: list[Figure]) -> Funnel | None:
    whole = [one for one in services if one.low is not None]  # a waived return can have more in a part than in all
    over = float(sum(one.numerator or 0 for one in whole))
    under = float(sum(one.denominator or 0 for one in whole))
    if not whole:
        return None
    points = tuple(_point(one, over / under) for one in whole)
    left_out = tuple(one.id for one in services if one.low is None)
    return Funnel(metric.id, service_type, over / under, over, under, points, left_out)


def _point(figure: Figure, share: float) -> Point:
    trials = max(1, int(figure.denominator or 0))  # of half a person too few: the limits are then the wider ones
    inner, outer = (funnel_limits(share, trials, level) for level in (WARNING, ALARM))
    return Point(figure, inner, outer, _standing(float(figure.value or 0), trials, inner, outer))


def _standing(value: float, trials: int, inner: Interval, outer: Interval) -> Standing:
    if trials < FEWEST:
        return Standing.TOO_SMALL
    if not outer.low <= value <= outer.high:
        return Standing.OUTSIDE998
    return Standing.INSIDE if inner.low <= value <= inner.high else Standing.OUTSIDE95
