"""From accepted returns to figures: every number with a stable id, its denominators, its uncertainty and its basis."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from zamestnanost_stats.figures.persons import city_bounds
from zamestnanost_stats.figures.statistics import newcombe, wilson
from zamestnanost_stats.form.asked import Round
from zamestnanost_stats.form.definition import NUMERIC, Indicator, Metric
from zamestnanost_stats.form.expression import evaluate
from zamestnanost_stats.form.grammar import Needs, Numeric, Operand, operands, parse_number
from zamestnanost_stats.keys import NOT_APPLICABLE, State, Value, number
from zamestnanost_stats.returns.ledger.totals import Grain, Total, observed, totals

if TYPE_CHECKING:
    import pandas as pd
    from sqlalchemy import Engine


class Kind(StrEnum):
    COUNT = "count"
    RATIO = "ratio"
    DIFFERENCE = "difference"


@dataclass(frozen=True, slots=True)
class Figure:
    """One aggregated number. Rates are fractions 0-1. A ``count`` of persons over organisations has bounds ``low`` and
    ``high`` on the unique persons; of a ``ratio`` or ``difference`` they are the 95 % interval. ``used`` of
    ``expected`` columns (services, or organisations) entered; ``of`` names the two figures of a difference."""

    id: str
    kind: Kind
    subject: str
    where: Mapping[str, str]
    value: Decimal | None
    state: State
    used: int
    expected: int
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    of: tuple[str, ...] = ()


def figure_id(subject: str, where: Mapping[str, str]) -> str:
    """``placed_open@provider=lipa;service=ips``."""
    return f"{subject}@{';'.join(f'{name}={value}' for name, value in where.items())}"


@dataclass(frozen=True)
class Figures:
    """All figures of one edition by id, in a stable order."""

    by_id: Mapping[str, Figure]

    def get(self, subject: str, **where: str) -> Figure | None:
        """The figure of an indicator or metric at one place, None where nothing was expected there."""
        return self.by_id.get(figure_id(subject, where))

    def to_frame(self) -> "pd.DataFrame":
        """One row per figure; numbers as floats, columns of dimensions empty where they do not apply."""
        import pandas as pd

        rows = [
            {
                "id": one.id,
                "kind": one.kind.value,
                "subject": one.subject,
                **{name: one.where.get(name, "") for name in DIMENSIONS},
                **{name: _float(getattr(one, name)) for name in ("numerator", "denominator", "value", "low", "high")},
                "state": one.state.value,
                "used": one.used,
                "expected": one.expected,
            }
            for one in self.by_id.values()
        ]
        return pd.DataFrame(rows)


DIMENSIONS = ("city", "provider", "service_type", "service")
CITY = {"city": "all"}


def _float(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def aggregate(current: Round, engine: "Engine") -> Figures:
    """Every figure of the round: counts and ratios at each grain, and the differences the form allows."""
    found: dict[str, Figure] = {}
    for indicator in current.form.indicators.values():
        if indicator.type in NUMERIC:
            found |= {one.id: one for one in _counts(indicator, current, engine)}
    for metric in current.form.metrics.values():
        found |= {one.id: one for one in _ratios(metric, current, engine)}
    for metric in current.form.metrics.values():
        found |= {one.id: one for one in _differences(metric, current, found)}
    return Figures(found)


# --- which places there are, and how much is expected there


def _expected(current: Round, grain: Grain) -> dict[tuple[str, ...], int]:
    """The groups of a grain by the register, with the number of columns expected in each."""
    groups: dict[tuple[str, ...], int] = {}
    for provider in current.expected:
        services = current.register.services_of(provider.id, current.period)
        inside = [one for one in services if one.inside]
        keys: dict[Grain, list[tuple[str, ...]]] = {
            Grain.CITY: [()] if inside else [],
            Grain.PROVIDER: [(provider.id,)],
            Grain.SERVICE_TYPE: [(one.type,) for one in inside],
            Grain.PROVIDER_TYPE: [(provider.id, one.type) for one in inside],
            Grain.SERVICE: [(provider.id, one.id) for one in services],
        }
        for key in keys[grain]:
            groups[key] = groups.get(key, 0) + 1
    return groups


def _where(grain: Grain, group: tuple[str, ...]) -> dict[str, str]:
    return dict(CITY) if grain is Grain.CITY else dict(zip(grain.value.split(";"), group, strict=True))


def _groups(
    current: Round, engine: "Engine", grain: Grain, wanted: Sequence[tuple[Operand, Needs]]
) -> Iterator[tuple[dict[str, str], Total | None, int]]:
    """Every group with its total (None where nothing came) and how many columns were expected."""
    found = {total.group: total for total in totals(engine, current.period.label, grain, wanted)}
    expected = _expected(current, grain)
    for group in dict.fromkeys([*expected, *found]):
        total = found.get(group)
        yield _where(grain, group), total, max(expected.get(group, 0), total.asked if total else 0)


def _state(total: Total | None) -> State:
    """Why there is no number."""
    if total is None:
        return State.MISSING
    if total.not_collected:
        return State.NOT_COLLECTED
    return State.NOT_APPLICABLE if total.not_applicable else State.MISSING


# --- counts


def _counts(indicator: Indicator, current: Round, engine: "Engine") -> Iterator[Figure]:
    grains = (Grain.CITY, Grain.PROVIDER, Grain.SERVICE_TYPE, Grain.PROVIDER_TYPE, Grain.SERVICE)
    operand = Operand(indicator.id)
    for grain in grains if indicator.additive else (Grain.SERVICE,):
        for where, total, expected in _groups(current, engine, grain, [(operand, Needs.NUMBER)]):
            identity = figure_id(indicator.id, where)
            low = high = None
            if grain is Grain.CITY and indicator.unduplicated:
                low, high = city_bounds(indicator, observed(engine, current.period.label, operand))
            if total and total.used:
                value = total.sums[operand]
                yield Figure(
                    identity,
                    Kind.COUNT,
                    indicator.id,
                    where,
                    value,
                    State.NUMBER,
                    total.used,
                    expected,
                    low=low,
                    high=high,
                )
            else:
                state = _state(total)
                yield Figure(identity, Kind.COUNT, indicator.id, where, None, state, 0, expected, low=low, high=high)


# --- ratios and differences


def _ratios(metric: Metric, current: Round, engine: "Engine") -> Iterator[Figure]:
    over = parse_number(metric.numerator, current.form.vocabulary)
    under = parse_number(metric.denominator, current.form.vocabulary)
    wanted = [*operands(over), *operands(under)]
    for grain in Grain:
        for where, total, expected in _groups(current, engine, grain, wanted):
            if total is None or not total.used:
                yield Figure(
                    figure_id(metric.id, where), Kind.RATIO, metric.id, where, None, _state(total), 0, expected
                )
                continue
            sums = {operand: number(value) for operand, value in total.sums.items()}
            yield _ratio(metric, where, _sum(over, sums), _sum(under, sums), total.used, expected)


def _sum(node: Numeric, sums: Mapping[Operand, Value]) -> Decimal:
    value = evaluate(node, lambda operand: sums.get(operand, NOT_APPLICABLE))
    if value is None:
        raise ValueError(node)
    return value


def _ratio(metric: Metric, where: Mapping[str, str], over: Decimal, under: Decimal, used: int, expected: int) -> Figure:
    identity = figure_id(metric.id, where)
    if not under:
        return Figure(identity, Kind.RATIO, metric.id, where, None, State.NOT_APPLICABLE, used, expected, over, under)
    low = high = None
    if over <= under:
        low, high = (Decimal(repr(bound)) for bound in wilson(float(over), float(under)))
    value = over / under
    return Figure(identity, Kind.RATIO, metric.id, where, value, State.NUMBER, used, expected, over, under, low, high)


def _differences(metric: Metric, current: Round, found: Mapping[str, Figure]) -> Iterator[Figure]:
    """First minus second, only between service types that the form declares comparable: city, and each provider."""
    places: list[dict[str, str]] = [{}, *({"provider": provider} for provider in current.register.providers)]
    for first, second in (pair for pair in current.form.report.comparable if len(pair) == 2):
        for place in places:
            one = found.get(figure_id(metric.id, {**place, "service_type": first}))
            other = found.get(figure_id(metric.id, {**place, "service_type": second}))
            if one and other and one.value is not None and other.value is not None:
                yield _difference(metric, place, one, other)


def _difference(metric: Metric, place: Mapping[str, str], one: Figure, other: Figure) -> Figure:
    where = {**place, "service_type": f"{one.where['service_type']}-{other.where['service_type']}"}
    low = high = None
    if one.low is not None and other.low is not None:
        counts = (one.numerator, one.denominator, other.numerator, other.denominator)
        low, high = (Decimal(repr(bound)) for bound in newcombe(*(float(count or 0) for count in counts)))
    value = (one.value or Decimal(0)) - (other.value or Decimal(0))
    return Figure(
        figure_id(metric.id, where),
        Kind.DIFFERENCE,
        metric.id,
        where,
        value,
        State.NUMBER,
        one.used + other.used,
        one.expected + other.expected,
        low=low,
        high=high,
        of=(one.id, other.id),
    )
