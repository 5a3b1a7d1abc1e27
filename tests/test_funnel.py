"""Services around the share of their type: nobody is called unusual whom chance explains, or who is too small."""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest
from scipy.stats import binom

import cities
from zamestnanost_stats.figures.funnel import Funnel, Standing, funnels
from zamestnanost_stats.keys import CellKey
from zamestnanost_stats.workbook.writer import Answer


def seen(tmp_path: Path, services: Mapping[str, tuple[Answer, Answer, str, str]]) -> list[Funnel]:
    """Funnels of services given as exits, supported, type and territory."""
    lines = [(name, "s", "s", kind, where, "", "", "") for name, (_, _, kind, where) in services.items()]
    city = cities.founded(tmp_path, lines, ["2021"])
    for name, (exits, supported, _, _) in services.items():
        city.accept("2021", name, {CellKey.at("exits", "s"): exits, CellKey.at("supported", "s"): supported})
    current = city.round("2021")
    return funnels(current.form.metrics["exit_rate"], current, city.workspace.figures("2021"))


def test_standings_by_the_exact_chances(tmp_path: Path) -> None:
    counts = {"a": (40, 100), "b": (55, 100), "c": (80, 100), "d": (35, 90), "e": (0, 20), "f": (2, 9), "g": (4, 10)}
    one, two = seen(
        tmp_path,
        {
            **{name: (*both, "ips", "P1") for name, both in counts.items()},
            "n": ("N", 50, "ips", "P1"),
            "o": (50, 50, "ips", "outside"),
            "t": (10, 30, "training", "P1"),
        },
    )
    over, under = (sum(both[part] for both in counts.values()) for part in (0, 1))
    assert (one.service_type, one.metric, one.numerator, one.denominator) == ("ips", "exit_rate", over, under)
    assert one.share == pytest.approx(over / under)
    assert one.left_out == ("exit_rate@provider=n;service=s",)
    told = {point.figure.where["provider"]: point for point in one.points}
    assert list(told) == list(counts)
    expected = {}
    for name, (exits, supported) in counts.items():
        few, many = binom.cdf(exits, supported, one.share), binom.sf(exits - 1, supported, one.share)
        rarest = min(few, many)
        standing = Standing.OUTSIDE998 if rarest < 0.001 else Standing.OUTSIDE95 if rarest < 0.025 else Standing.INSIDE
        expected[name] = Standing.TOO_SMALL if supported < 10 else standing
        assert told[name].inner == one.limits(supported, 0.95)
        assert told[name].outer == one.limits(supported, 0.998)
    assert {name: point.standing for name, point in told.items()} == expected
    assert set(expected.values()) == {*Standing}
    assert (two.service_type, two.points[0].standing) == ("training", Standing.INSIDE)


def test_too_small_where_no_result_could_lie_outside(tmp_path: Path) -> None:
    """Where 70 % are expected, all of ten come with a chance of 2.8 %: too many is not possible, too few is."""
    [one] = seen(tmp_path, {"a": (700, 1000, "ips", "P1"), "b": (7, 10, "ips", "P1"), "c": (6, 9, "ips", "P1")})
    assert [point.standing for point in one.points] == [Standing.INSIDE, Standing.INSIDE, Standing.TOO_SMALL]
    assert one.limits(10, 0.95).high == 1
    assert one.limits(10, 0.95).low > 0


def test_no_funnel_of_a_rate_that_is_no_share_or_of_nothing(tmp_path: Path) -> None:
    city = cities.founded(tmp_path, [("a", "s", "s", "ips", "P1", "", "", "")], ["2021"])
    city.accept("2021", "a", {CellKey.at("supported", "s"): 30, CellKey.at("staff", "s"): Decimal(2)})
    current = city.round("2021")
    figures = city.workspace.figures("2021")
    assert figures.by_id["caseload@service_type=ips"].value == 15
    for name in ("caseload", "exit_rate"):
        assert funnels(current.form.metrics[name], current, figures) == []
