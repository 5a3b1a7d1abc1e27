"""From a figure back to the cells it was added up from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from zamestnanost_stats.figures.aggregate import aggregate
from zamestnanost_stats.figures.figure import Figure, Figures, Kind, code_of
from zamestnanost_stats.figures.ratios import parts
from zamestnanost_stats.figures.trend import Service, trend_figures, trends, usable
from zamestnanost_stats.findings import UserError, problem
from zamestnanost_stats.form.asked import Round
from zamestnanost_stats.form.definition import Form
from zamestnanost_stats.form.grammar import Needs, Operand
from zamestnanost_stats.form.register import Register
from zamestnanost_stats.returns.ledger.origins import Origin, origins

if TYPE_CHECKING:
    from sqlalchemy import Engine


@dataclass(frozen=True, slots=True)
class Line:
    """One value behind a figure (of a difference or a ratio of shares: behind one of its two). ``used`` is false where
    its column did not enter, because it or another part of the column is no number; ``fits``: not because of this."""

    figure: str
    origin: Origin
    used: bool
    fits: bool


@dataclass(frozen=True, slots=True)
class Trace:
    """A figure with the values behind it; ``rounds`` tell what the values mean."""

    figure: Figure
    figures: Figures
    lines: Sequence[Line]
    rounds: Sequence[Round]

    def round_of(self, figure: Figure) -> Round:
        """The round that a figure is of: a trend's may be of an earlier period."""
        return _round_of(figure, self.rounds)


def trace(identity: str, rounds: Sequence[Round], register: Register, engine: "Engine") -> Trace:
    """The values behind a figure of the last round, or of a trend that its report shows; see ``lineage``."""
    figures = aggregate(rounds[-1], engine).joined(trend_figures(rounds, register, engine))
    lines = lineage(identity, figures, rounds, register, engine)
    return Trace(figures.by_id[identity], figures, lines, rounds)


def lineage(
    identity: str, figures: Figures, rounds: Sequence[Round], register: Register, engine: "Engine"
) -> list[Line]:
    """The values behind a figure, by provider and column; those used add up to it, or to its two parts.

    ``rounds`` are in order of time, the figures' own last; ``register`` is today's. A UserError names the nearest ids
    where there is no such figure.
    """
    figure = figures.by_id.get(identity)
    if figure is None:
        near = get_close_matches(identity, figures.by_id, n=5, cutoff=0)
        period = rounds[-1].period.label
        raise UserError(problem("figure-unknown", found=identity, period=period, known=", ".join(near)))
    if figure.of:
        return [line for one in figure.of for line in lineage(one, figures, rounds, register, engine)]
    asked = _round_of(figure, rounds)
    wanted, in_total = _asked(figure, asked.form)
    panel = _panel(figure, rounds, register, engine) if "panel" in figure.where else None
    columns: dict[Service, list[Origin]] = {}
    for one in origins(engine, asked.period.label, (operand for operand, _ in wanted)):
        service = Service(one.provider, one.column)
        if belongs(one, figure.where, in_total) and (panel is None or service in panel):
            columns.setdefault(service, []).append(one)
    lines: list[Line] = []
    for values in columns.values():
        found = usable(values, wanted)
        lines += (Line(identity, one, len(found) == len(wanted), one.operand in found) for one in values)
    return lines


def _round_of(figure: Figure, rounds: Sequence[Round]) -> Round:
    label = figure.where.get("period", rounds[-1].period.label)
    return next(one for one in rounds if one.period.label == label)


def _asked(figure: Figure, form: Form) -> tuple[list[tuple[Operand, Needs]], bool]:
    """The operands of a figure, each with what it must be, and whether organisations' own totals are taken."""
    if figure.kind is Kind.COUNT:
        operand = Operand(figure.subject, *code_of(figure))
        return [(operand, Needs.NUMBER)], form.indicators[figure.subject].unduplicated
    both = parts(form.metrics[figure.subject], form)
    return both.wanted, both.in_total


def belongs(one: Origin, where: Mapping[str, str], in_total: bool) -> bool:
    """Whether a value's column is among those of a place."""
    if where.get("provider", one.provider) != one.provider:
        return False
    if "service" in where:
        return one.column == where["service"] and one.inside is not None
    if "service_type" in where:
        return one.service_type == where["service_type"] and bool(one.inside)
    if "provider" in where:
        return one.total if in_total else one.inside is not None
    return one.city if in_total else bool(one.inside)


def _panel(figure: Figure, rounds: Sequence[Round], register: Register, engine: "Engine") -> set[Service]:
    """The services of a trend's panel."""
    metric = rounds[-1].form.metrics[figure.subject]
    found = (
        one for one in trends(metric, rounds, register, engine) if one.service_type == figure.where["service_type"]
    )
    return {service for trend in found for unit in trend.panel for service in unit}
