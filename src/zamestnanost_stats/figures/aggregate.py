"""From accepted returns to figures: counts with every code of theirs, ratios, and what the form lets be compared."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from zamestnanost_stats.figures.figure import CITY, Figure, Figures, Kind, figure_id
from zamestnanost_stats.figures.persons import city_bounds
from zamestnanost_stats.figures.ratios import comparisons, parts, ratio
from zamestnanost_stats.form.asked import Round, rows
from zamestnanost_stats.form.definition import NUMERIC, Form, Indicator, Metric, Per
from zamestnanost_stats.form.grammar import Operand
from zamestnanost_stats.form.register import Service
from zamestnanost_stats.keys import State
from zamestnanost_stats.returns.ledger.totals import Grain, Total, counts, observed, totals

if TYPE_CHECKING:
    from sqlalchemy import Engine

Group = tuple[str, ...]


def aggregate(current: Round, engine: "Engine") -> Figures:
    """Every figure of the round: counts and ratios at each grain, and the comparisons the form allows. What is asked
    once for the whole return belongs to no service, so it is no figure."""
    found: dict[str, Figure] = {}
    for made in (_counts(current, engine), _ratios(current, engine)):
        found |= {one.id: one for one in made}
    for metric in current.form.metrics.values():
        found |= {one.id: one for one in _comparisons(metric, current, found)}
    return Figures(found)


# --- which places there are, and how much is expected there


def expected(current: Round, grain: Grain, *, in_total: bool) -> dict[Group, int]:
    """The groups of a grain by the register, with the number of columns expected in each: services, or organisations
    where the organisation's own total is taken."""
    groups: dict[Group, int] = {}
    once = in_total and grain in (Grain.CITY, Grain.PROVIDER)
    for provider in current.expected:
        keys = _columns(grain, current.register.services_of(provider.id, current.period))
        for key in keys[:1] if once else keys:
            groups[key] = groups.get(key, 0) + 1
    return groups


def _columns(grain: Grain, services: Sequence[Service]) -> list[Group]:
    """The group of each of the services that the grain takes."""
    match grain:
        case Grain.CITY:
            return [() for one in services if one.inside]
        case Grain.PROVIDER:
            return [(one.provider,) for one in services]
        case Grain.SERVICE_TYPE:
            return [(one.type,) for one in services if one.inside]
        case Grain.PROVIDER_TYPE:
            return [(one.provider, one.type) for one in services if one.inside]
        case Grain.SERVICE:
            return [(one.provider, one.id) for one in services]


def _groups(
    grain: Grain, awaited: Mapping[Group, int], found: Collection[Total]
) -> Iterator[tuple[dict[str, str], Total | None, int]]:
    """Every group with its total (None where nothing came) and how many columns were expected."""
    dimensions = grain.value.split(";")
    by_group = {total.group: total for total in found}
    for group in dict.fromkeys([*awaited, *by_group]):
        total = by_group.get(group)
        where = dict(CITY) if grain is Grain.CITY else dict(zip(dimensions, group, strict=True))
        yield where, total, max(awaited.get(group, 0), total.asked if total else 0)


def _state(total: Total | None, columns: int) -> State:
    """Why there is no number; that it does not apply only if all of the columns expected say so."""
    if total is None:
        return State.MISSING
    if total.not_collected:
        return State.NOT_COLLECTED
    return State.NOT_APPLICABLE if total.not_applicable == columns else State.MISSING


# --- counts


def counted(form: Form) -> list[Indicator]:
    """The indicators whose answers are figures: numbers that each service gives."""
    sections = [section for section in form.section if section.per is Per.SERVICE]
    return [one for section in sections for one in section.indicator if one.type in NUMERIC]


def _counts(current: Round, engine: "Engine") -> Iterator[Figure]:
    """By indicator, then by code, then by grain; one question to the database for each grain."""
    indicators, period = counted(current.form), current.period.label
    found: dict[tuple[Grain, bool], dict[Operand, list[Total]]] = {}
    awaited: dict[tuple[Grain, bool], dict[Group, int]] = {}
    for grain in Grain:
        for in_total in (True, False):
            names = [one.id for one in indicators if one.unduplicated is in_total]
            found[grain, in_total] = counts(engine, period, grain, names, in_total=in_total) if names else {}
            awaited[grain, in_total] = expected(current, grain, in_total=in_total)
    for indicator in indicators:
        for row in rows(current.form, indicator):
            operand = Operand(row.indicator, row.codelist, row.code)
            for grain in Grain if indicator.additive else (Grain.SERVICE,):
                key = (grain, indicator.unduplicated)
                for where, total, columns in _groups(grain, awaited[key], found[key].get(operand, [])):
                    figure = _count(operand, where, total, columns)
                    bounded = grain is Grain.CITY and indicator.unduplicated and not operand.codelist
                    yield _with_bounds(figure, indicator, engine, period) if bounded else figure


def _count(operand: Operand, where: dict[str, str], total: Total | None, columns: int) -> Figure:
    if operand.codelist:
        where = {**where, operand.codelist: operand.code}
    known = total if total and total.used else None
    return Figure(
        figure_id(operand.indicator, where),
        Kind.COUNT,
        operand.indicator,
        where,
        known.sums[operand] if known else None,
        State.NUMBER if known else _state(total, columns),
        known.used if known else 0,
        columns,
    )


def _with_bounds(figure: Figure, indicator: Indicator, engine: "Engine", period: str) -> Figure:
    low, high = city_bounds(indicator, observed(engine, period, Operand(indicator.id)))
    return replace(figure, low=low, high=high)


# --- ratios, and what may be compared


def _ratios(current: Round, engine: "Engine") -> Iterator[Figure]:
    for metric in current.form.metrics.values():
        both = parts(metric, current.form)
        for grain in Grain:
            awaited = expected(current, grain, in_total=both.in_total)
            found = totals(engine, current.period.label, grain, both.wanted, in_total=both.in_total)
            for where, total, columns in _groups(grain, awaited, found):
                if total and total.used:
                    yield ratio(metric, where, *both.of(total.sums), total.used, columns)
                else:
                    identity = figure_id(metric.id, where)
                    yield Figure(identity, Kind.RATIO, metric.id, where, None, _state(total, columns), 0, columns)


def _comparisons(metric: Metric, current: Round, found: Mapping[str, Figure]) -> Iterator[Figure]:
    """Only between service types that the form declares comparable: in the city, and at each provider."""
    places: list[dict[str, str]] = [{}, *({"provider": provider} for provider in current.register.providers)]
    for pair in current.form.report.comparable:
        for place in places:
            both = [found.get(figure_id(metric.id, {**place, "service_type": one})) for one in pair]
            known = [one for one in both if one]
            if len(known) == 2:
                yield from comparisons(metric, pair, known[0], known[1])
