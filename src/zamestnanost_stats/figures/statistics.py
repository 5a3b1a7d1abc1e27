"""Intervals for shares, in closed form, and the limits of a funnel. Shares are fractions 0-1; intervals are 95 %."""

from math import fsum, sqrt
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


def risk_ratio(successes: float, trials: float, other_successes: float, other_trials: float) -> Interval | None:
    """The interval of the ratio of two independent shares, first over second, from their Wilson intervals (MOVER-R:
    Donner and Zou 2012, Statistical Methods in Medical Research 21: 347-359; Newcombe 2016, ibid. 25: 1774-1778).

    It excludes 1 just when ``newcombe`` excludes 0. None where the second share is 0. ValueError as for ``wilson``.
    """
    share, other = successes / trials, other_successes / other_trials
    one, two = wilson(successes, trials), wilson(other_successes, other_trials)
    if not other_successes:
        return None
    return Interval(_ratio_limit(share, one.low, other, two.high, -1), _ratio_limit(share, one.high, other, two.low, 1))


def _ratio_limit(share: float, limit: float, other: float, other_limit: float, sign: int) -> float:
    """Where the difference of the first share and so many times the second has 0 for its own limit."""
    product, above, below = share * other, limit * (2 * share - limit), other_limit * (2 * other - other_limit)
    root = sqrt(max(0.0, product * product - above * below))
    if abs(below) < 1e-12 * product:
        return above / (2 * product)
    return (product + sign * root) / below


def funnel_limits(share: float, trials: int, level: float) -> Interval:
    """Between which shares ``level`` of the results of ``trials`` lie if each succeeds with chance ``share``: exact
    binomial limits, interpolated (Spiegelhalter 2005, Statistics in Medicine 24: 1185-1202, appendix A.1.1).

    Both are that paper's lower limit, the upper one of the failures: only then are limits the same whichever outcome is
    called a success, and a result lies beyond them just when so few, or so many, come with a chance below
    ``(1 - level) / 2``. ValueError unless 0 <= share <= 1, trials >= 1 and 0 < level < 1.
    """
    if not 0 <= share <= 1 or trials < 1 or not 0 < level < 1:
        raise ValueError((share, trials, level))
    tail = (1 - level) / 2
    chances = _binomial(share, trials)
    return Interval(_lower_limit(chances, tail), 1 - _lower_limit(chances[::-1], tail))


def _lower_limit(chances: list[float], tail: float) -> float:
    """The interpolated quantile of a number of successes, as a share of the trials; never below 0."""
    below = 0.0
    for successes, chance in enumerate(chances):
        if below + chance >= tail:
            return max(0.0, successes - (below + chance - tail) / chance) / (len(chances) - 1)
        below += chance
    return 1.0


def _binomial(share: float, trials: int) -> list[float]:
    """The chance of each number of successes, from the most likely one outwards: nothing overflows or is lost."""
    if share in (0, 1):
        return [float(successes == trials * share) for successes in range(trials + 1)]
    odds = share / (1 - share)
    mode = min(trials, int((trials + 1) * share))
    weights = [0.0] * (trials + 1)
    weights[mode] = 1.0
    for successes in range(mode, trials):
        weights[successes + 1] = weights[successes] * odds * (trials - successes) / (successes + 1)
    for successes in range(mode, 0, -1):
        weights[successes - 1] = weights[successes] / odds * successes / (trials - successes + 1)
    whole = fsum(weights)
    return [weight / whole for weight in weights]
