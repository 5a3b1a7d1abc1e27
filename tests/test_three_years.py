"""Three years of an invented city: every figure recomputed from the table of answers alone, by other libraries."""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import pytest
from scipy.stats import binom
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

import rounds
import three_years
from three_years import CODES, NOT_EXPECTED, TABLE, WITHDRAWN, YEARS, Cells
from zamestnanost_stats.figures.coverage import coverage
from zamestnanost_stats.figures.figure import Figure
from zamestnanost_stats.figures.funnel import funnels
from zamestnanost_stats.figures.trend import trends
from zamestnanost_stats.form.asked import Round
from zamestnanost_stats.keys import State
from zamestnanost_stats.returns.ledger.totals import accepted, said
from zamestnanost_stats.returns.status import Standing
from zamestnanost_stats.workspace import Workspace

ONCE = (
    "supported new_intakes out_of_work_at_entry applicants one_meeting_only placed_open placed_open_out_of_work "
    "placed_sheltered"
).split()
"""Asked also of the organisation in total, each person once."""
NOT_UNIONS = ("one_meeting_only", "placed_sheltered")
"""Whom one service counts, another may take out of the total."""
BY_SERVICE = (
    "job_starts_open job_starts_sheltered exits exits_open exits_sheltered exits_without_job unserved_elsewhere "
    "not_admitted engaged also_in_training new_by_source supported_by_diagnosis supported_by_pension jobs_by_field "
    "jobs_by_contract first_starts observable_13 retained_13 observable_26 retained_26 specialist_fte active_clients "
    "retraining_wanted retraining_begun retraining_refused retraining_refused_pension_3"
).split()
NEVER_ADDED = ("months_open", "fidelity")
BROKEN_DOWN = {
    "exits_without_job": "exit_reason", "unserved_elsewhere": "unserved_reason", "not_admitted": "refusal_reason",
    "new_by_source": "intake_source", "supported_by_diagnosis": "diagnosis", "supported_by_pension": "pension",
    "jobs_by_field": "job_field", "jobs_by_contract": "contract", "first_starts": "waiting",
}  # fmt: skip
WAITING = [f"first_starts/waiting/{code}" for code in CODES["waiting"]]
METRICS: dict[str, tuple[list[str], list[str]]] = {
    "open_placement_rate": (["placed_open"], ["supported"]),
    "open_share_of_persons": (["placed_open"], ["placed_open", "placed_sheltered"]),
    "placement_rate_out_of_work": (["placed_open_out_of_work"], ["out_of_work_at_entry"]),
    "job_starts_open_share": (["job_starts_open"], ["job_starts_open", "job_starts_sheltered"]),
    "exit_success_any": (["exits_open", "exits_sheltered"], ["exits"]),
    "exit_success_open": (["exits_open"], ["exits"]),
    "engagement": (["engaged"], ["new_intakes"]),
    "first_job_within_90_days": (WAITING[:2], WAITING),
    "retention_13": (["retained_13"], ["observable_13"]),
    "retention_26": (["retained_26"], ["observable_26"]),
    "caseload": (["active_clients"], ["specialist_fte"]),
}
X_IS_NOUGHT = set(WAITING[2:])
"""Operands that stand only in a sum."""
ASKED_FIRST = {"months_open", *three_years.FIRST_ROWS}
METRICS_FIRST = {"open_placement_rate", "open_share_of_persons"}


class Line(NamedTuple):
    provider: str
    service: str
    kind: str
    inside: bool
    first: str
    last: str


LINES = [
    Line(one[0], one[1], one[3], one[4] != "outside", one[5], one[6] or "9999")
    for one in (line.split(",") for line in three_years.SERVICES.splitlines())
]
Group = list[Cells | None]
"""The columns of a place, None for one of which nothing is known: no return, or no column of the persons asked for."""


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return three_years.played(tmp_path_factory.mktemp("years") / "data")


def answered(year: str, provider: str) -> bool:
    return (year, provider) not in WITHDRAWN and any(key[:2] == (year, provider) for key in TABLE)


def ran(year: str, provider: str = "") -> list[Line]:
    """The services that ran in a year and were asked, or told though not asked."""
    return [
        one
        for one in LINES
        if provider in ("", one.provider)
        and one.first <= f"{year}-12-31"
        and one.last >= f"{year}-01-01"
        and ((year, one.provider) not in NOT_EXPECTED or answered(year, one.provider))
    ]


def cells(year: str, provider: str, column: str) -> Cells | None:
    return TABLE.get((year, provider, column)) if answered(year, provider) else None


def places(year: str, *, once: bool) -> Iterator[tuple[str, Group]]:
    """Every place with its columns: of services, or of organisations' totals where each person is asked for once."""
    found: dict[str, Group] = {}
    for one in ran(year):
        mine = cells(year, one.provider, one.service)
        found.setdefault(f"provider={one.provider};service={one.service}", []).append(mine)
        if one.inside:
            found.setdefault(f"service_type={one.kind}", []).append(mine)
            found.setdefault(f"provider={one.provider};service_type={one.kind}", []).append(mine)
        if not once:
            found.setdefault(f"provider={one.provider}", []).append(mine)
            if one.inside:
                found.setdefault("city=all", []).append(mine)
    for provider in dict.fromkeys(one.provider for one in ran(year)) if once else ():
        own = ran(year, provider)
        inside = [one.service for one in own if one.inside]
        found[f"provider={provider}"] = [cells(year, provider, own[0].service if len(own) == 1 else "*")]
        if inside:
            column = inside[0] if len(inside) == 1 else "*" if len(inside) == len(own) else "nowhere"
            found.setdefault("city=all", []).append(cells(year, provider, column))
    yield from found.items()


class Should(NamedTuple):
    """What a figure should be."""

    kind: str
    value: float | None
    state: str
    used: int
    expected: int
    numerator: float | None = None
    denominator: float | None = None
    low: float | None = None
    high: float | None = None
    of: tuple[str, ...] = ()


def usable(column: Cells | None, rows: list[str]) -> dict[str, float] | None:
    """The numbers of one column, None where one is lacking."""
    found = {}
    for row in rows:
        answer = None if column is None else column.get(row)
        if row in X_IS_NOUGHT and answer == "X" and len(rows) > 1:
            answer = 0
        if not isinstance(answer, int | Decimal):
            return None
        found[row] = float(answer)
    return found


def reason(group: Group, rows: list[str]) -> str:
    """Why there is no number: somebody does not collect it; nobody has it; else something is still to come."""
    marks = [{(column or {}).get(row) for row in rows} for column in group]
    if any("N" in some for some in marks):
        return "not_collected"
    return "not_applicable" if all("X" in some for some in marks) else "missing"


def count(group: Group, row: str) -> Should:
    numbers = [one[row] for one in (usable(column, [row]) for column in group) if one]
    if not numbers:
        return Should("count", None, reason(group, [row]), 0, len(group))
    return Should("count", sum(numbers), "number", len(numbers), len(group))


def ratio(group: Group, metric: str) -> Should:
    over, under = METRICS[metric]
    rows = list(dict.fromkeys(over + under))
    whole = [one for one in (usable(column, rows) for column in group) if one]
    if not whole:
        return Should("ratio", None, reason(group, rows), 0, len(group))
    top, bottom = (sum(one[row] for one in whole for row in part) for part in (over, under))
    if not bottom:
        return Should("ratio", None, "not_applicable", len(whole), len(group), top, bottom)
    low = high = None
    if metric != "caseload" and top <= bottom:
        low, high = proportion_confint(top, bottom, method="wilson")
    return Should("ratio", top / bottom, "number", len(whole), len(group), top, bottom, low, high)


def bounds(year: str, row: str) -> tuple[float | None, float | None]:
    """How many unique persons of the city there can be: of one organisation from its largest service (what its total
    leaves for the city, if that is more) to the sum (or its total); of several, from the largest one to the sum."""
    lows, highs = [], []
    for provider in dict.fromkeys(one.provider for one in ran(year) if one.inside and answered(year, one.provider)):
        here = {True: [], False: []}  # type: dict[bool, list[float | None]]
        for one in ran(year, provider):
            answer = (cells(year, provider, one.service) or {}).get(row)
            here[one.inside].append(0 if answer == "X" else float(answer) if isinstance(answer, int) else None)
        told = (cells(year, provider, "*") or {}).get(row)
        total = float(told) if isinstance(told, int) else None
        known = [one for one in here[True] if one is not None]
        union = row not in NOT_UNIONS
        low = max(known, default=0) if union or len(here[True]) == 1 else 0
        if total is not None and None not in here[False]:
            low = max(low, total - sum(one or 0 for one in here[False]))
        limits = [sum(known)] if None not in here[True] else []
        if total is not None and (union or not here[False]):
            limits.append(total)
        lows.append(low)
        highs.append(min(limits, default=None))
    most = [one for one in highs if one is not None]
    least = max(lows) if row not in NOT_UNIONS or len(lows) == 1 else 0
    return least, sum(most) if len(most) == len(highs) else None


def differences(metric: str, known: dict[str, Should]) -> Iterator[tuple[str, Should]]:
    for place in ("", *(f"provider={provider};" for provider in three_years.PROVIDERS)):
        names = [f"{metric}@{place}service_type={kind}" for kind in ("ips", "supported_employment")]
        one, other = (known.get(name) for name in names)
        if metric == "caseload" or not (one and other) or one.value is None or other.value is None:
            continue
        used, expected = one.used + other.used, one.expected + other.expected
        parts = (one.numerator, one.denominator, other.numerator, other.denominator)
        bounded = one.low is not None and other.low is not None
        low, high = confint_proportions_2indep(*parts, compare="diff", method="newcomb") if bounded else (None, None)
        name, value = f"{metric}@{place}service_type=ips-supported_employment", one.value - other.value
        yield name, Should("difference", value, "number", used, expected, None, None, low, high, tuple(names))
        if other.value:
            low = high = None
            if bounded and one.value and (one.value < 1 or other.value < 1):
                low, high = confint_proportions_2indep(*parts, compare="ratio", method="log", correction=False)
            name, value = f"{metric}@{place}service_type=ips/supported_employment", one.value / other.value
            yield name, Should("risk_ratio", value, "number", used, expected, None, None, low, high, tuple(names))


def should(year: str) -> dict[str, Should]:
    """Every figure of a year."""
    first = year == "2020"
    found: dict[str, Should] = {}
    for name in (*ONCE, *BY_SERVICE, *NEVER_ADDED):
        if first and name not in ASKED_FIRST:
            continue
        codelist = BROKEN_DOWN.get(name, "")
        codes = [""] if not codelist else ["", *CODES[codelist]]
        for place, group in places(year, once=name in ONCE):
            if name in NEVER_ADDED and "service=" not in place:
                continue
            for code in codes:
                row, at = (f"{name}/{codelist}/{code}", f"{place};{codelist}={code}") if code else (name, place)
                one = count(group, row)
                if place == "city=all" and name in ONCE:
                    low, high = bounds(year, name)
                    one = one._replace(low=low, high=high)
                found[f"{name}@{at}"] = one
    for metric, (over, under) in METRICS.items():
        if first and metric not in METRICS_FIRST:
            continue
        for place, group in places(year, once={*over, *under} <= set(ONCE)):
            found[f"{metric}@{place}"] = ratio(group, metric)
        found |= dict(differences(metric, found))
    return found


def seen(one: Figure) -> Should:
    numbers = (None if n is None else float(n) for n in (one.numerator, one.denominator, one.low, one.high))
    numerator, denominator, low, high = numbers
    value = None if one.value is None else float(one.value)
    state = one.state.value
    return Should(one.kind.value, value, state, one.used, one.expected, numerator, denominator, low, high, one.of)


def same(one: Should, other: Should) -> bool:
    pairs = zip(one, other, strict=True)
    return all(a == (pytest.approx(b, rel=1e-9, abs=1e-12) if isinstance(b, float) else b) for a, b in pairs)


@pytest.mark.parametrize("year", YEARS)
def test_every_figure_of_every_year(workspace: Workspace, year: str) -> None:
    figures, wanted = workspace.figures(year).by_id, should(year)
    assert list(set(figures) ^ set(wanted)) == []
    wrong = {name: (seen(one), wanted[name]) for name, one in figures.items() if not same(seen(one), wanted[name])}
    assert wrong == {}
    assert {one.state for one in figures.values()} == set(State) - {State.TEXT, State.SUPPRESSED, State.INVALID} - (
        set() if year == "2022" else set()
    )
