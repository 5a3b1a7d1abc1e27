"""Intervals for proportions, in closed form. Shares are fractions 0-1; intervals are 95 %."""

from math import sqrt
from typing import NamedTuple

Z = 1.959963984540054
"""The 97.5 % quantile of the standard normal distribution."""


class Interval(NamedTuple):
    low: float
    high: float


def wilson(successes: float, trials: float) -> Interval:
    """The Wilson score interval of ``successes`` out of ``trials`` (Wilson 1927, JASA 22: 209-212).

    ValueError unless 0 <= successes <= trials and trials > 0.
    """
    if not 0 <= successes <= trials or trials <= 0:
        raise ValueError((successes, trials))
    share, squared = successes / trials, Z * Z
    centre = share + squared / (2 * trials)
    half = Z * sqrt(share * (1 - share) / trials + squared / (4 * trials * trials))
    scale = 1 + squared / trials
    low = 0.0 if successes == 0 else (centre - half) / scale
    high = 1.0 if successes == trials else (centre + half) / scale
    return Interval(low, high)


def newcombe(successes: float, trials: float, other_successes: float, other_trials: float) -> Interval:
    """The interval of the difference of two independent shares, first minus second, from their Wilson intervals
    (Newcombe 1998, Statistics in Medicine 17: 873-890, method 10). ValueError as for ``wilson``."""
    share, other = successes / trials, other_successes / other_trials
    one, two = wilson(successes, trials), wilson(other_successes, other_trials)
    difference = share - other
    return Interval(
        difference - sqrt((share - one.low) ** 2 + (two.high - other) ** 2),
        difference + sqrt((one.high - share) ** 2 + (other - two.low) ** 2),
    )
