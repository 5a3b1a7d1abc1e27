"""Shares and rates from sums, and how two of them compare: always with denominators, where possible an interval."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from zamestnanost_stats.figures.figure import Figure, Kind, figure_id
from zamestnanost_stats.figures.statistics import Interval, newcombe, risk_ratio, wilson
from zamestnanost_stats.form.definition import Form, Metric
from zamestnanost_stats.form.expression import evaluate
from zamestnanost_stats.form.grammar import Needs, Numeric, Operand, operands, parse_number
from zamestnanost_stats.keys import NOT_APPLICABLE, State, Value, number


@dataclass(frozen=True, slots=True)
class Parts:
    """A metric's numerator and denominator as trees. ``in_total``: all their operands are asked also of the
    organisation in total, each person once."""

    over: Numeric
    under: Numeric
    in_total: bool

    @property
    def wanted(self) -> list[tuple[Operand, Needs]]:
        """The operands of both, each once: one that stands alone must be a number even if it is in a sum as well."""
        found: dict[Operand, Needs] = {}
        for operand, needs in (*operands(self.over), *operands(self.under)):
            if needs is Needs.NUMBER or operand not in found:
                found[operand] = needs
        return list(found.items())

    def of(self, sums: Mapping[Operand, Decimal]) -> tuple[Decimal, Decimal]:
        """Numerator and denominator of the sums of all operands."""
        values = {operand: number(value) for operand, value in sums.items()}
        return _sum(self.over, values), _sum(self.under, values)


def parts(metric: Metric, form: Form) -> Parts:
    """The two parts of a metric of that form."""
    over, under = (parse_number(text, form.vocabulary) for text in (metric.numerator, metric.denominator))
    asked = [form.indicators[operand.indicator] for operand, _ in (*operands(over), *operands(under))]
    return Parts(over, under, all(indicator.unduplicated for indicator in asked))


def _sum(node: Numeric, values: Mapping[Operand, Value]) -> Decimal:
    value = evaluate(node, lambda operand: values.get(operand, NOT_APPLICABLE))
    if value is None:
        raise ValueError(node)
    return value


def ratio(metric: Metric, where: Mapping[str, str], over: Decimal, under: Decimal, used: int, expected: int) -> Figure:
    """The figure of a metric from its two sums: a share with Wilson's interval, or so many for one without any."""
    identity = figure_id(metric.id, where)
    if not under:
        return Figure(identity, Kind.RATIO, metric.id, where, None, State.NOT_APPLICABLE, used, expected, over, under)
    low = high = None
    if metric.proportion and over <= under:
        low, high = _exact(wilson(float(over), float(under)))
    value = over / under
    return Figure(identity, Kind.RATIO, metric.id, where, value, State.NUMBER, used, expected, over, under, low, high)


def comparisons(metric: Metric, pair: Sequence[str], one: Figure, other: Figure) -> Iterator[Figure]:
    """The difference of two shares, first minus second, and their ratio where the second is not 0; nothing where either
    is not known, or is no share."""
    if not metric.proportion or one.value is None or other.value is None:
        return
    counts = [float(count or 0) for count in (one.numerator, one.denominator, other.numerator, other.denominator)]
    bounded = one.low is not None and other.low is not None
    found = newcombe(*counts) if bounded else None
    yield _comparison(Kind.DIFFERENCE, "-".join(pair), one.value - other.value, found, one, other)
    if other.value:
        found = risk_ratio(*counts) if bounded else None
        yield _comparison(Kind.RISK_RATIO, "/".join(pair), one.value / other.value, found, one, other)


def _comparison(
    kind: Kind, types: str, value: Decimal, interval: Interval | None, one: Figure, other: Figure
) -> Figure:
    where = {**one.where, "service_type": types}
    low, high = _exact(interval) if interval else (None, None)
    return Figure(
        figure_id(one.subject, where),
        kind,
        one.subject,
        where,
        value,
        State.NUMBER,
        one.used + other.used,
        one.expected + other.expected,
        low=low,
        high=high,
        of=(one.id, other.id),
    )


def _exact(interval: Interval) -> tuple[Decimal, Decimal]:
    return Decimal(repr(interval.low)), Decimal(repr(interval.high))
