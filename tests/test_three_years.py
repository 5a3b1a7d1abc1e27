"""Three years of an invented city: every figure recomputed from the table of answers alone, by other libraries."""

import math
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

import pytest
from scipy.optimize import brentq
from scipy.stats import binom
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

import rounds
import three_years
from three_years import CODES, NOT_EXPECTED, TABLE, WITHDRAWN, YEARS, Cells
from zamestnanost_stats.figures.coverage import coverage
from zamestnanost_stats.figures.figure import Figure
from zamestnanost_stats.figures.funnel import Standing as Lies
from zamestnanost_stats.figures.funnel import funnels
from zamestnanost_stats.figures.trend import Trend, trends
from zamestnanost_stats.returns.ledger.totals import said
from zamestnanost_stats.workspace import Workspace

ONCE = [
    "supported",
    "new_intakes",
    "out_of_work_at_entry",
    "applicants",
    "one_meeting_only",
    "placed_open",
    "placed_open_out_of_work",
    "placed_sheltered",
]
"""Asked also of the organisation in total, each person once."""
NOT_UNIONS = ("one_meeting_only", "placed_sheltered")
"""Whom one service counts, another may take out of the total."""
BY_SERVICE = [
    "job_starts_open",
    "job_starts_sheltered",
    "exits",
    "exits_open",
    "exits_sheltered",
    "exits_without_job",
    "unserved_elsewhere",
    "not_admitted",
    "engaged",
    "also_in_training",
    "new_by_source",
    "supported_by_diagnosis",
    "supported_by_pension",
    "jobs_by_field",
    "jobs_by_contract",
    "first_starts",
    "observable_13",
    "retained_13",
    "observable_26",
    "retained_26",
    "specialist_fte",
    "active_clients",
    "retraining_wanted",
    "retraining_begun",
    "retraining_refused",
    "retraining_refused_pension_3",
]
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


def ratio_interval(one: Should, other: Should) -> tuple[float, float]:
    """The ratios at which Newcombe's difference of the first share and so many times the second has 0 for a limit."""
    p, q = one.value or 0, other.value or 0

    def below(times: float) -> float:
        return p - times * q - math.hypot(p - (one.low or 0), times * ((other.high or 0) - q))

    def above(times: float) -> float:
        return p - times * q + math.hypot((one.high or 0) - p, times * (q - (other.low or 0)))

    low = brentq(below, 0, 1e6, xtol=1e-14) if p else 0
    return low, brentq(above, 0, 1e6, xtol=1e-14)


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
            low, high = ratio_interval(one, other) if bounded else (None, None)
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
    return all(a == (pytest.approx(b, rel=1e-9, abs=1e-10) if isinstance(b, float) else b) for a, b in pairs)


@pytest.mark.parametrize("year", YEARS)
def test_every_figure_of_every_year(workspace: Workspace, year: str) -> None:
    figures, wanted = workspace.figures(year).by_id, should(year)
    assert list(set(figures) ^ set(wanted)) == []
    wrong = {name: (seen(one), wanted[name]) for name, one in figures.items() if not same(seen(one), wanted[name])}
    assert wrong == {}
    assert {one.state.value for one in figures.values()} == {"number", "not_collected", "not_applicable", "missing"}


def test_the_city_by_hand(workspace: Workspace) -> None:
    """The most that can go wrong, by hand: an organisation without a column of the city's persons (lipa), one that
    answered unexpected and in spite of a rule (osika), one that serves another region (stred)."""
    figures = workspace.figures("2022").by_id
    city = figures["supported@city=all"]
    assert (int(city.value or 0), city.used, city.expected) == (60 + 34 + 38 + 21 + 55 + 39 + 12 + 25 + 14, 9, 10)
    assert (int(city.low or 0), int(city.high or 0)) == (124 - 20, 298 + 70 + 44)
    assert (figures["open_placement_rate@provider=osika"].value, figures["open_placement_rate@provider=osika"].low) == (
        Decimal(13) / 12,
        None,
    )


# --- who answered, and what was said of it


STATUS = {
    "2020": {"dub": "missing 0", "olse": "missing 0", "breza": "on_time 1 partly"},
    "2021": {
        "lipa": "on_time 2", "most": "late 1", "klen": "on_time 1 partly", "topol": "not_expected 0",
        "olse": "missing 0",
    },
    "2022": {
        "lipa": "on_time 1 partly", "most": "on_time 1 partly", "habr": "on_time 1 partly unconfirmed",
        "topol": "late 1", "stred": "missing 0",
    },
}  # fmt: skip


@pytest.mark.parametrize("year", YEARS)
def test_who_answered(workspace: Workspace, year: str) -> None:
    found = {}
    for line in workspace.status(workspace.round(rounds.period(year))):
        marks = [" partly"] * line.partial + [" unconfirmed"] * (not line.confirmed)
        found[line.provider.id] = f"{line.standing} {line.revision}{''.join(marks)}"
    dates = {one.provider: (one.first, one.last) for one in LINES}
    there = {name for name in dates if any(ran_then(one, year) for one in LINES if one.provider == name)}
    assert found == dict.fromkeys(there, "on_time 1") | STATUS[year]


def ran_then(one: Line, year: str) -> bool:
    return one.first <= f"{year}-12-31" and one.last >= f"{year}-01-01"


def test_what_was_explained_and_waived(workspace: Workspace) -> None:
    told = {
        (one.provider, one.code, one.column): one.explanation or one.waiver for one in said(workspace.ledger, "2022")
    }
    assert {key: text for key, text in told.items() if text} == {
        ("most", "supported-changed", "pz"): "Otevřeli jsme pobočku.",
        ("osika", "placed-within-supported", "ips"): "počítali nástupy",
    }
    assert ("most", "new-intakes-changed", "pz") in told
    assert ("habr", "supported-changed", "pz") not in {one[:3] for one in told}


# --- last year's values


NOTHING = ("", "")
FROM = {
    ("2021", "vrba", "ips"): NOTHING,  # two merged
    ("2021", "vrba", "*"): NOTHING,
    ("2021", "breza", "ips"): ("breza", "ips-stare"),
    ("2021", "habr", "pz"): NOTHING,  # with dub's, whose return was withdrawn
    ("2021", "jilm", "ips-novy"): NOTHING,  # its clients stand under the old name, which still has a column
    ("2021", "jilm", "*"): ("jilm", "ips"),
    ("2022", "jilm", "ips-novy"): NOTHING,  # two columns, some persons in both
    ("2022", "klen", "pz"): ("jasan", "pz"),
    ("2022", "klen", "*"): NOTHING,  # would lack those who came from jasan
}


def prior(year: str, provider: str, column: str) -> Cells:
    """Last year's answers under this year's column."""
    source = FROM.get((year, provider, column), (provider, column))
    found = cells(str(int(year) - 1), *source) or {}
    return {row: answer for row, answer in found.items() if row != "operation"}


@pytest.mark.parametrize("year", ["2021", "2022"])
def test_last_years_values(workspace: Workspace, year: str) -> None:
    current, compared = workspace.round(rounds.period(year)), 0
    for provider in dict.fromkeys(one.provider for one in LINES if ran_then(one, year)):
        asked = current.asked(provider)
        columns = [*asked.columns, *(["*"] if len(asked.columns) > 1 else [])]
        shown: dict[str, Cells] = {column: {} for column in columns}
        for key, value in (asked.prior.values if asked.prior else {}).items():
            mark = {"not_collected": "N", "not_applicable": "X"}.get(value.state)
            if key.column != "*" or key.row in ONCE:
                shown[key.column][key.row] = mark or value.number or 0
        wanted = {column: prior(year, provider, column) for column in columns}
        if "*" in wanted:
            wanted["*"] = {row: answer for row, answer in wanted["*"].items() if row in ONCE}
        assert shown == wanted, provider
        compared += sum(map(len, wanted.values()))
    assert compared > 60


# --- trends


UNITS = ["vrba/ips vrba/ips-a vrba/ips-b", "breza/ips breza/ips-stare", "jasan/pz klen/pz", "dub/pz habr/pz",
         "jilm/ips jilm/ips-novy"]  # fmt: skip
UNIT = {name: unit for unit in UNITS for name in unit.split()}


def unit_of(one: Line) -> str:
    name = f"{one.provider}/{one.service}"
    return UNIT.get(name, name)


def whole(year: str, one: Line, metric: str) -> bool:
    over, under = METRICS[metric]
    return usable(cells(year, one.provider, one.service), [*over, *under]) is not None


def found_trends(workspace: Workspace, metric: str) -> dict[str, Trend]:
    past = workspace.rounds_until(workspace.round(rounds.period(YEARS[-1])))
    found = trends(past[-1].form.metrics[metric], past, workspace.register, workspace.ledger)
    return {one.service_type: one for one in found}


@pytest.mark.parametrize("metric", METRICS)
def test_every_trend(workspace: Workspace, metric: str) -> None:
    years = YEARS if metric in METRICS_FIRST else YEARS[1:]
    services = [one for one in LINES if one.inside]
    kinds = {one.kind for one in services if any(whole(year, one, metric) for year in years)}
    found = found_trends(workspace, metric)
    assert set(found) == kinds
    for kind, trend in found.items():
        mine = [one for one in services if one.kind == kind]
        panel = {unit_of(one) for one in mine}
        for year in years:
            panel &= {unit_of(one) for one in mine if whole(year, one, metric)}
            panel -= {unit_of(one) for one in LINES if ran_then(one, year) and not whole(year, one, metric)}
        assert {" ".join(f"{one.provider}/{one.service}" for one in unit) for unit in trend.panel} == panel
        assert (trend.changed_type, trend.incomparable) == ((), YEARS[: 3 - len(years)])
        assert [point.period for point in trend.points] == list(years)
        for point in trend.points:
            year = point.period
            asked = [one for one in ran(year) if one in mine]
            everyone = ratio([cells(year, one.provider, one.service) for one in asked], metric)
            assert same(seen(point.everyone), everyone), (metric, kind, year)
            assert point.everyone.id == f"{metric}@service_type={kind};period={year}"
            if not panel:
                assert point.panel is None
                continue
            ours = [cells(year, one.provider, one.service) for one in asked if unit_of(one) in panel]
            units = {unit_of(one) for one in asked if whole(year, one, metric)}
            assert point.panel is not None
            alone = ratio(ours, metric)._replace(used=len(panel), expected=len(units))
            assert same(seen(point.panel), alone), (metric, kind, year)
            if everyone.value is not None and alone.value is not None:
                assert float(point.effect or 0) == pytest.approx(everyone.value - alone.value, abs=1e-12)


def test_the_trend_of_ips_by_hand(workspace: Workspace) -> None:
    """Five services that answered all three years, through a merger and two changes of name."""
    trend = found_trends(workspace, "open_placement_rate")["ips"]
    told = [(int(one.panel.numerator or 0), int(one.panel.denominator or 0)) for one in trend.points if one.panel]
    assert told == [
        (24 + 9 + 4 + 12 + 5 + 9, 60 + 25 + 14 + 33 + 16 + 22),
        (27 + 15 + 13 + 6 + 5 + 7, 64 + 37 + 35 + 17 + 20 + 22),
        (31 + 12 + 15 + 13 + 10, 70 + 34 + 38 + 12 + 25),
    ]
    assert len(trend.panel) == 5


# --- funnels


def limit(share: float, trials: int, tail: float) -> float:
    """Spiegelhalter's interpolated lower limit."""
    quantile = binom.ppf(tail, trials, share)
    over = (binom.cdf(quantile, trials, share) - tail) / binom.pmf(quantile, trials, share)
    return float(max(0, quantile - over) / trials)


@pytest.mark.parametrize("year", YEARS)
def test_every_funnel(workspace: Workspace, year: str) -> None:
    current, figures = workspace.rounds_until(workspace.round(rounds.period(year)))[-1], workspace.figures(year)
    told: list[Lies] = []
    for metric in METRICS_FIRST if year == "2020" else METRICS:
        wanted = {}
        for kind in dict.fromkeys(one.kind for one in LINES if one.inside):
            mine = {
                f"{metric}@provider={one.provider};service={one.service}": ratio(
                    [cells(year, one.provider, one.service)], metric
                )
                for one in ran(year)
                if one.inside and one.kind == kind
            }
            shares = {name: one for name, one in mine.items() if one.low is not None}
            if shares:
                wanted[kind] = (shares, [name for name in mine if name not in shares])
        found = {one.service_type: one for one in funnels(current.form.metrics[metric], current, figures)}
        assert set(found) == set(wanted)
        for kind, (shares, others) in wanted.items():
            one = found[kind]
            over, under = (sum(getattr(x, part) for x in shares.values()) for part in ("numerator", "denominator"))
            assert (one.numerator, one.denominator, sorted(one.left_out)) == (over, under, sorted(others))
            assert {point.figure.id for point in one.points} == set(shares)
            for point in one.points:
                service, share = shares[point.figure.id], over / under
                trials, successes = int(service.denominator or 0), int(service.numerator or 0)
                if 0 < share < 1:
                    for level, interval in ((0.95, point.inner), (0.998, point.outer)):
                        tail = (1 - level) / 2
                        limits = (limit(share, trials, tail), 1 - limit(1 - share, trials, tail))
                        assert interval == pytest.approx(limits, abs=1e-9)
                chance = min(binom.cdf(successes, trials, share), binom.sf(successes - 1, trials, share))
                where = Lies.OUTSIDE998 if chance < 0.001 else Lies.OUTSIDE95 if chance < 0.025 else Lies.INSIDE
                assert point.standing is (Lies.TOO_SMALL if trials < 10 else where), point.figure.id
                told.append(point.standing)
    assert {Lies.INSIDE, Lies.TOO_SMALL} <= set(told) or year == "2020"


# --- coverage


COVERED = {
    "2020": ("P1 P2 P3", "P7 P8 P13 P15 P16"),
    "2021": ("P1 P3 P7 P8 P15", "P2 P13 P16"),  # P2: the team closed in May, though the service still names it
    "2022": ("P1 P3 P7 P8", "P2 P13 P15"),
}
"""Where a team of a running IPS service is, and where such a service says it works without naming a team."""


@pytest.mark.parametrize("year", YEARS)
def test_coverage(workspace: Workspace, year: str) -> None:
    day = f"{year}-12-31"
    now = {
        (one[0], one[1]): set(one[4].split())
        for one in (line.split(",") for line in three_years.SERVICES.splitlines())
        if one[3] == "ips" and one[5] <= day <= (one[6] or "9999")
    }
    teams = [line.split(",") for line in three_years.TEAMS.splitlines()]
    ours = [one for one in teams if (one[3], one[4]) in now and one[7] <= day <= (one[8] or "9999")]
    covered = {place for one in ours if one[6] != "none" for place in one[5].split()}
    without_a_team = set().union(*now.values()) - {place for one in ours for place in one[5].split()} - {"outside"}
    found = coverage(workspace.register, rounds.period(year))
    districts = {f"P{number}" for number in range(1, 23)}
    assert tuple(" ".join(one.id for one in group) for group in (found.covered, found.unknown)) == COVERED[year]
    assert {one.id for one in found.covered} == covered
    assert {one.id for one in found.unknown} == without_a_team
    assert {one.id for one in found.without} == districts - covered - without_a_team
    assert [one.id for one in found.visited] == ["P5", "P9"]


# --- rules rehearsed on what was returned


@pytest.mark.parametrize(
    ("rule", "rows", "before", "total", "holds"),
    [
        ("new-within-supported", ["new_intakes", "supported"], [], True, lambda new, all_: new <= all_),
        ("placed-within-supported", ["placed_open", "placed_sheltered", "supported"], [], True,
         lambda one, other, all_: one + other <= all_),
        ("exits-add-up", ["exits", "exits_open", "exits_sheltered", "exits_without_job"], [], False,
         lambda all_, *parts: all_ == sum(parts)),
        ("continuing-clients", ["supported", "new_intakes"], ["supported"], True,
         lambda all_, new, last: all_ < 10 or all_ - new <= last),
        ("supported-changed", ["supported"], ["supported"], False,
         lambda now, last: now < 10 or abs(now - last) < 10 or 2 * abs(now - last) < last),
        ("new-intakes-changed", ["supported", "new_intakes"], ["new_intakes"], False,
         lambda every, now, last: every < 10 or abs(now - last) < 10 or 2 * abs(now - last) < last),
    ],
)  # fmt: skip
def test_rehearsed_rules(workspace: Workspace, rule, rows, before, total, holds) -> None:  # type: ignore[no-untyped-def]
    decided, fired = 0, []
    for year, provider, column in TABLE:
        if (year, provider) in WITHDRAWN or (column == "*" and not total):
            continue
        if rule.endswith("-changed") and TABLE[year, provider, column].get("operation") != "full":
            continue
        now = [TABLE[year, provider, column].get(row) for row in rows]
        last = [prior(year, provider, column).get(row) for row in before]
        if all(isinstance(one, int) for one in now + last):
            decided += 1
            fired += [] if holds(*now, *last) else [(provider, year, column)]
    trial = next(one for one in workspace.rehearse("ips-2021") if one.rule == rule)
    assert trial.decided == decided > 15
    assert sorted((one.provider, one.period, one.column) for one in trial.cases) == sorted(fired)
