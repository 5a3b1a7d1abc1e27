"""Trends like for like: the same services through their successors, beside everyone who answered in each period."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from zamestnanost_stats.figures.aggregate import expected
from zamestnanost_stats.figures.figure import Figure, Kind, figure_id
from zamestnanost_stats.figures.ratios import Parts, parts, ratio
from zamestnanost_stats.form.asked import Round
from zamestnanost_stats.form.definition import Form, Metric, View
from zamestnanost_stats.form.grammar import Needs, Operand
from zamestnanost_stats.form.register import Register, runs_in
from zamestnanost_stats.keys import Period, State
from zamestnanost_stats.returns.ledger.origins import Origin, origins
from zamestnanost_stats.returns.ledger.totals import Grain, accepted

if TYPE_CHECKING:
    from sqlalchemy import Engine


class Service(NamedTuple):
    """A column of returns that is a service."""

    provider: str
    service: str


Unit = tuple[Service, ...]
"""Services linked through their successors, sorted: renamed, moved or merged, they are one."""


@dataclass(frozen=True, slots=True)
class Point:
    """One period: the figure of all who answered, and of the panel's units alone (None without a panel)."""

    period: str
    everyone: Figure
    panel: Figure | None

    @property
    def effect(self) -> Decimal | None:
        """By how much not answering, beginning and ending moved the figure: everyone's minus the panel's."""
        if self.panel is None or self.panel.value is None or self.everyone.value is None:
            return None
        return self.everyone.value - self.panel.value


@dataclass(frozen=True, slots=True)
class Trend:
    """A metric of one type of service over at least two periods. ``panel`` are the units with both parts in every
    period; ``changed_type`` those left out of it because they were of several types, or in the city only at times;
    ``incomparable`` are periods with returns whose form asks the metric otherwise or not at all."""

    metric: str
    service_type: str
    points: tuple[Point, ...]
    panel: tuple[Unit, ...]
    changed_type: tuple[Unit, ...]
    incomparable: tuple[str, ...]

    @property
    def figures(self) -> list[Figure]:
        """Its figures: of every period everyone's, then the panel's."""
        return [one for point in self.points for one in (point.everyone, point.panel) if one]


def trends(metric: Metric, rounds: Sequence[Round], register: Register, engine: "Engine") -> list[Trend]:
    """The trend of a metric for each type of service in the city, in alphabetical order; none without two periods that
    can be compared.

    ``rounds`` are in order of time, the current one last, each with the services as they were when its returns were
    accepted; ``register`` is today's, which links services. Compared are periods of the current one's length with
    accepted returns whose form has the metric with the same parts and unit.
    """
    current = rounds[-1]
    alike = [one for one in rounds if one.period.kind == current.period.kind]
    answered = [one for one in alike if accepted(engine, one.period.label)]
    compared = [one for one in answered if _contract(metric.id, one.form) == _contract(metric.id, current.form)]
    if len(compared) < 2 or compared[-1] is not current:
        return []
    incomparable = tuple(one.period.label for one in answered if one not in compared)
    both = parts(metric, current.form)
    columns = [list(_columns(origins(engine, one.period.label, dict(both.wanted)), both)) for one in compared]
    types = sorted({column.service_type for some in columns for column in some if column.inside and column.whole})
    return [_trend(metric, both, name, compared, columns, register, incomparable) for name in types]


def trend_figures(rounds: Sequence[Round], register: Register, engine: "Engine") -> list[Figure]:
    """The figures of every trend that the current form's report shows."""
    form = rounds[-1].form
    shown = dict.fromkeys(one.metric for one in form.report.section if one.view is View.TREND)
    return [
        figure
        for metric in shown
        for trend in trends(form.metrics[metric], rounds, register, engine)
        for figure in trend.figures
    ]


def _contract(name: str, form: Form) -> tuple[object, ...] | None:
    """What must be the same of a metric to be compared; a changed code list changes a sum over it."""
    metric = form.metrics.get(name)
    if metric is None:
        return None
    both = parts(metric, form)
    return both.over, both.under, metric.unit, metric.proportion


@dataclass(frozen=True, slots=True)
class _Column:
    """One service in one period's returns; ``sums`` are its usable values, ``whole`` if none is lacking; ``states`` are
    those of all its values."""

    service: Service
    service_type: str
    inside: bool
    sums: Mapping[Operand, Decimal]
    whole: bool
    states: frozenset[State]


def _columns(found: Iterable[Origin], both: Parts) -> Iterator[_Column]:
    by_service: dict[Service, list[Origin]] = {}
    for one in found:
        if one.inside is not None:
            by_service.setdefault(Service(one.provider, one.column), []).append(one)
    for service, values in by_service.items():
        sums = usable(values, both.wanted)
        whole, states = len(sums) == len(both.wanted), frozenset(one.state for one in values)
        yield _Column(service, values[0].service_type, bool(values[0].inside), sums, whole, states)


def usable(values: Iterable[Origin], wanted: Iterable[tuple[Operand, Needs]]) -> dict[Operand, Decimal]:
    """The values of one column that can be used as what they must be; an X counts 0 where it may stand."""
    by_operand = {one.operand: one for one in values}
    found: dict[Operand, Decimal] = {}
    for operand, needs in wanted:
        one = by_operand.get(operand)
        if one and one.state is State.NUMBER:
            found[operand] = one.value or Decimal(0)
        elif one and one.state is State.NOT_APPLICABLE and needs is Needs.NUMBER_OR_X:
            found[operand] = Decimal(0)
    return found


def units(register: Register, services: Iterable[Service]) -> dict[Service, Unit]:
    """Each service, of the register or only of a return, with all it is linked to through successors."""
    links = [(Service(one.provider, one.id), one.successor) for one in register.services]
    groups = {one: {one} for one in [*(service for service, _ in links), *services]}
    for service, successor in links:
        if successor:
            joined = groups[service] | groups[Service(*successor.split("/", 1))]
            groups.update(dict.fromkeys(joined, joined))
    return {service: tuple(sorted(group)) for service, group in groups.items()}


def _trend(
    metric: Metric,
    both: Parts,
    service_type: str,
    compared: Sequence[Round],
    columns: Sequence[Sequence[_Column]],
    register: Register,
    incomparable: tuple[str, ...],
) -> Trend:
    linked = units(register, (column.service for some in columns for column in some))
    seen: dict[Unit, set[tuple[str, bool]]] = {}
    for some in columns:
        for column in some:
            seen.setdefault(linked[column.service], set()).add((column.service_type, column.inside))
    here = {unit: kinds for unit, kinds in seen.items() if (service_type, True) in kinds}
    changed = tuple(sorted(unit for unit, kinds in here.items() if len(kinds) > 1))
    whole = [_whole(register, one.period, some, linked) for one, some in zip(compared, columns, strict=True)]
    panel = tuple(sorted(unit for unit in here if unit not in changed and all(unit in some for some in whole)))
    name = f"{compared[0].period}-{compared[-1].period}"
    points = []
    for one, some in zip(compared, columns, strict=True):
        asked = [column for column in some if column.service_type == service_type and column.inside]
        answered = [column for column in asked if column.whole]
        awaited = expected(one, Grain.SERVICE_TYPE, in_total=False).get((service_type,), 0)
        where = {"service_type": service_type, "period": one.period.label}
        everyone = _figure(metric, both, where, answered, len(answered), max(awaited, len(asked)))
        if not answered:
            everyone = replace(everyone, state=_lacking(asked, everyone.expected))
        same = None
        if panel:
            ours = [column for column in answered if linked[column.service] in panel]
            of_all = len({linked[column.service] for column in answered})
            same = _figure(metric, both, {**where, "panel": name}, ours, len(panel), of_all)
        points.append(Point(one.period.label, everyone, same))
    return Trend(metric.id, service_type, tuple(points), panel, changed, incomparable)


def _whole(register: Register, period: Period, columns: Sequence[_Column], linked: Mapping[Service, Unit]) -> set[Unit]:
    """The units of which every service that ran in the period has both parts: a part of a merged service is not it."""
    answered = {column.service for column in columns if column.whole}
    ran = {Service(one.provider, one.id) for one in register.services if runs_in(one, period)}
    lacking = (ran | {column.service for column in columns}) - answered
    return {linked[service] for service in answered} - {linked[service] for service in lacking}


def _lacking(asked: Sequence[_Column], columns: int) -> State:
    """Why nobody has a number: as of one period's figures."""
    if any(State.NOT_COLLECTED in column.states for column in asked):
        return State.NOT_COLLECTED
    told = [column for column in asked if State.NOT_APPLICABLE in column.states]
    return State.NOT_APPLICABLE if told and len(told) == columns else State.MISSING


def _figure(
    metric: Metric, both: Parts, where: dict[str, str], columns: Sequence[_Column], used: int, awaited: int
) -> Figure:
    if not columns:
        identity = figure_id(metric.id, where)
        return Figure(identity, Kind.RATIO, metric.id, where, None, State.MISSING, 0, awaited)
    sums = {operand: sum((column.sums[operand] for column in columns), Decimal(0)) for operand, _ in both.wanted}
    return ratio(metric, where, *both.of(sums), used, awaited)
