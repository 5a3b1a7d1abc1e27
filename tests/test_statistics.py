"""Our closed forms against statsmodels, and against intervals printed in the literature."""

import math
import warnings
from itertools import product
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zamestnanost_stats.figures.statistics import funnel_limits, newcombe, risk_ratio, wilson

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # an oracle's own business
    from scipy.optimize import brentq
    from scipy.stats import binom
    from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

TRIALS = (1, 2, 5, 7, 10, 33, 156, 667, 5000)


@pytest.mark.parametrize("trials", TRIALS)
def test_wilson_is_that_of_statsmodels(trials: int) -> None:
    for successes in {0, 1, trials // 3, trials // 2, trials - 1, trials} - {-1}:
        ours = wilson(successes, trials)
        theirs = proportion_confint(successes, trials, method="wilson")
        assert ours == pytest.approx([max(0.0, theirs[0]), min(1.0, theirs[1])], abs=1e-12)


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [(5, 7, 35.9, 91.8), (0, 7, 0, 35.4), (85, 156, 46.7, 62.1), (43, 156, 21.2, 35.1)],
)
def test_wilson_as_computed_before(successes: int, trials: int, low: float, high: float) -> None:
    found = wilson(successes, trials)
    assert [round(100 * bound, 1) for bound in found] == [low, high]


@pytest.mark.parametrize(
    ("one", "n_one", "two", "n_two", "low", "high"),
    [
        # Newcombe 1998, Statistics in Medicine 17: 873-890, Table II, method 10
        (56, 70, 48, 80, 0.0524, 0.3339),
        (9, 10, 3, 10, 0.1705, 0.8090),
        (6, 7, 2, 7, 0.0582, 0.8062),
        (5, 56, 0, 29, -0.0381, 0.1926),
        (0, 10, 0, 20, -0.1611, 0.2775),
        (0, 10, 0, 10, -0.2775, 0.2775),
        (10, 10, 0, 20, 0.6791, 1.0000),
        (10, 10, 0, 10, 0.6075, 1.0000),
    ],
)
def test_newcombe_as_printed(one: int, n_one: int, two: int, n_two: int, low: float, high: float) -> None:
    assert newcombe(one, n_one, two, n_two) == pytest.approx((low, high), abs=5e-5)


def test_newcombe_is_that_of_statsmodels() -> None:
    for n_one, n_two in product((3, 17, 156), repeat=2):
        for one, two in product((0, 1, n_one // 2, n_one), (0, 2, n_two // 2, n_two)):
            theirs = confint_proportions_2indep(one, n_one, two, n_two, compare="diff", method="newcomb")
            assert newcombe(one, n_one, two, n_two) == pytest.approx(theirs, abs=1e-12)


@pytest.mark.parametrize(("successes", "trials"), [(1, 0), (0, 0), (-1, 5), (6, 5)])
def test_no_interval_of_what_is_no_share(successes: int, trials: int) -> None:
    with pytest.raises(ValueError, match=str(trials)):
        wilson(successes, trials)


def test_the_ends_are_exact() -> None:
    assert wilson(0, 9).low == 0
    assert wilson(9, 9).high == 1
    assert not math.isnan(wilson(0, 1).high)


# --- ratios


def test_ratio_near_what_is_printed() -> None:
    """Davis et al. 2012, Psychiatric Services 63: 464-470: 32 of 42 v 12 of 43, 2.73 (1.64 to 4.54), on the logarithmic
    scale; ours is made as Newcombe's difference is and lies near it."""
    found = risk_ratio(32, 42, 12, 43)
    assert found is not None
    assert found == pytest.approx((1.64, 4.54), rel=0.05)


@given(st.integers(1, 200), st.integers(1, 200), st.data())
def test_ratio_is_where_the_difference_has_zero_for_its_limit(n_one: int, n_two: int, data: st.DataObject) -> None:
    """Newcombe's difference of the first share and R times the second, solved for R by another method."""
    one, two = data.draw(st.integers(0, n_one)), data.draw(st.integers(1, n_two))
    found = risk_ratio(one, n_one, two, n_two)
    assert found is not None
    p, q = one / n_one, two / n_two
    lower, upper = (proportion_confint(*counts, method="wilson") for counts in ((one, n_one), (two, n_two)))

    def below(ratio: float) -> float:
        return p - ratio * q - sqrt((p - lower[0]) ** 2 + ratio**2 * (upper[1] - q) ** 2)

    def above(ratio: float) -> float:
        return p - ratio * q + sqrt((lower[1] - p) ** 2 + ratio**2 * (q - upper[0]) ** 2)

    assert found.low == pytest.approx(brentq(below, 0, 1e6) if one else 0, rel=1e-6, abs=1e-9)
    assert found.high == pytest.approx(brentq(above, 0, 1e6), rel=1e-6)


@given(st.integers(1, 200), st.integers(1, 200), st.data())
def test_ratio_and_difference_never_disagree(n_one: int, n_two: int, data: st.DataObject) -> None:
    one, two = data.draw(st.integers(0, n_one)), data.draw(st.integers(1, n_two))
    ratio, difference = risk_ratio(one, n_one, two, n_two), newcombe(one, n_one, two, n_two)
    assert ratio is not None
    for bound, zero in zip(ratio, difference, strict=True):
        if abs(zero) > 1e-9:
            assert (bound > 1) == (zero > 0)


def test_no_ratio_to_nothing() -> None:
    assert risk_ratio(3, 5, 0, 5) is None


# --- funnels

SHARES = (0.0, 0.001, 0.1, 0.38, 0.5, 0.85, 0.999, 1.0)
LEVELS = (0.95, 0.998)


def spiegelhalter(share: float, trials: int, tail: float) -> float:
    """The interpolated quantile as the paper has it, with scipy's binomial distribution, not cut at 0."""
    at = max(0.0, float(binom.ppf(tail, trials, share)))
    return float((at - (binom.cdf(at, trials, share) - tail) / binom.pmf(at, trials, share)) / trials)


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("share", SHARES)
def test_funnel_limits_are_the_interpolated_quantiles_of_scipy(share: float, level: float) -> None:
    tail = (1 - level) / 2
    for trials in (1, 2, 9, 10, 37, 156, 667, 5000, 100_000):
        low, high = funnel_limits(share, trials, level)
        assert 0 <= low <= high <= 1
        assert low == pytest.approx(max(0, spiegelhalter(share, trials, tail)), abs=1e-9)
        assert high == pytest.approx(1 - max(0, spiegelhalter(1 - share, trials, tail)), abs=1e-9)


@given(st.integers(1, 400), st.floats(0.01, 0.99), st.sampled_from(LEVELS))
def test_beyond_a_limit_is_just_what_has_too_small_a_chance(trials: int, share: float, level: float) -> None:
    """Spiegelhalter's own upper limit, (r - a) / n of the upper quantile, would call 10 of 10 unusual where 85 % are
    expected, though it comes with a chance of 20 %."""
    tail = (1 - level) / 2
    low, high = funnel_limits(share, trials, level)
    for successes in range(trials + 1):
        few, many = binom.cdf(successes, trials, share), binom.sf(successes - 1, trials, share)
        if min(abs(few - tail), abs(many - tail)) > 1e-9:
            assert (successes / trials < low) == (few < tail)
            assert (successes / trials > high + 1e-12) == (many < tail)


@pytest.mark.parametrize("trials", [1, 2, 50])
def test_limits_at_the_edges(trials: int) -> None:
    assert funnel_limits(0.0, trials, 0.95).low == 0
    assert funnel_limits(1.0, trials, 0.95).high == 1
    assert funnel_limits(0.5, 1, 0.95) == (0, 1)


@pytest.mark.parametrize(("share", "trials", "level"), [(-0.1, 5, 0.95), (1.1, 5, 0.95), (0.5, 0, 0.95), (0.5, 5, 1.0)])
def test_no_limits_of_what_is_no_share(share: float, trials: int, level: float) -> None:
    with pytest.raises(ValueError, match=str(trials)):
        funnel_limits(share, trials, level)
