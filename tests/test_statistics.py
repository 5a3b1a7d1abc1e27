"""Our closed forms against statsmodels, and against intervals printed in the literature."""

import math
import warnings
from itertools import product

import pytest

from zamestnanost_stats.figures.statistics import newcombe, wilson

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # an oracle's own business
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
