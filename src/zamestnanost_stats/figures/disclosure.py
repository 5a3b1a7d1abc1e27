"""Figures as they may be shown: small counts hidden, others rounded, all else made from what is shown and nothing more.

Every function is pure; ``withheld`` are ids of counts left out as well, because they would be one organisation's result
or would give hidden ones away.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from itertools import product

from zamestnanost_stats.figures.figure import CITY, Figure, Figures, Kind, code_of, figure_id
from zamestnanost_stats.figures.ratios import Parts, comparisons, parts, ratio
from zamestnanost_stats.figures.statistics import Interval, newcombe, risk_ratio, wilson
from zamestnanost_stats.form.collection import Disclosure
from zamestnanost_stats.form.definition import By, Form, Metric, Type, View
from zamestnanost_stats.form.grammar import Operand
from zamestnanost_stats.keys import State

FROM = 50
"""A rate is told from so many in its shown denominator on."""

_OF_CITY = (View.HEADLINE, View.REASONS)
"""Views that show counts of the whole city."""

Spans = Mapping[Operand, tuple[Decimal, Decimal]]


def whole(indicator: str, form: Form) -> bool:
    """Whether what is counted can only be a whole number."""
    return form.indicators[indicator].type is Type.COUNT


def small(value: Decimal, rule: Disclosure) -> bool:
    """Whether a count is hidden; nobody is not a small number of people."""
    return 0 < value <= rule.hide_up_to


def rounded(value: Decimal, rule: Disclosure) -> Decimal:
    """A count that is not hidden as it is shown: to the nearest multiple, halves up; what is not 0 never becomes it."""
    step = Decimal(rule.round_to)
    return (value / step).quantize(Decimal(1), ROUND_HALF_UP) * step


def span(shown: Figure, rule: Disclosure, *, whole: bool) -> tuple[Decimal, Decimal] | None:
    """What a shown count says of its true value, ``whole`` or not: the least and the most; None where nothing."""
    unit = Decimal(1 if whole else 0)
    if shown.state is State.SUPPRESSED:
        return unit, Decimal(rule.hide_up_to)
    if shown.state is not State.NUMBER or shown.value is None:
        return None
    if not shown.value:
        return Decimal(0), Decimal(0)
    half = Decimal(rule.round_to) / 2
    least = shown.value - (half // 1 if whole else half)
    most = shown.value + (Decimal((rule.round_to - 1) // 2) if whole else half)
    return max(least, rule.hide_up_to + unit), most


def allowed(figure: Figure, form: Form, agreed: Collection[str]) -> bool:
    """Whether a figure may be in a public edition at all: not one organisation's, unless it agreed, of one year, and a
    count of people or things (months of operation are none). Of the whole city only counts that a section shows, and no
    rate of all types of service together, which would tell the mixture of types and not their results."""
    if figure.where.get("provider", "") not in {"", *agreed} or {"period", "panel"} & set(figure.where):
        return False
    if figure.where == CITY:
        sections = (one for one in form.report.section if one.view in _OF_CITY or one.by is By.PROVIDER)
        return figure.kind is Kind.COUNT and any(figure.subject in one.indicators for one in sections)
    return figure.kind is not Kind.COUNT or form.indicators[figure.subject].additive


def disclosed(form: Form, raw: Figures, rule: Disclosure, withheld: Collection[str]) -> Figures:
    """The figures of an edition: of every raw figure that may be there what is shown of it."""
    agreed = rule.providers
    shown: dict[str, Figure] = {}
    for one in raw.by_id.values():
        if allowed(one, form, agreed):
            if one.kind is Kind.COUNT:
                shown[one.id] = _count(one, form, rule, withheld)
            elif one.kind is Kind.RATIO:
                shown[one.id] = _ratio(form.metrics[one.subject], form, one, raw, shown, rule)
            else:
                shown |= {made.id: made for made in _comparison(form.metrics[one.subject], form, one, shown, rule)}
    return Figures(shown)


def _count(raw: Figure, form: Form, rule: Disclosure, withheld: Collection[str]) -> Figure:
    bare = replace(raw, value=None, low=None, high=None)
    if raw.id in withheld:
        return replace(bare, state=State.WITHHELD)
    if raw.value is None:
        return bare
    if raw.where == CITY and form.indicators[raw.subject].unduplicated and raw.value != raw.high:
        return replace(bare, state=State.NOT_COLLECTED)
    if small(raw.value, rule):
        return replace(bare, state=State.SUPPRESSED)
    shown = replace(bare, value=rounded(raw.value, rule))
    low, high = _persons(shown, raw, rule)
    return replace(shown, low=low, high=high)


def _persons(shown: Figure, raw: Figure, rule: Disclosure) -> tuple[Decimal | None, Decimal | None]:
    """Bounds on the city's unique persons from the shown sum alone: at least the mean of the organisations, at most the
    sum, both to the multiple beyond what was rounded away."""
    known = span(shown, rule, whole=True)
    if raw.where != CITY or raw.low is None or not raw.used or known is None:
        return None, None
    step = Decimal(rule.round_to)
    least, most = known
    mean = (least / raw.used).to_integral_value(ROUND_CEILING)
    return mean // step * step, (most / step).to_integral_value(ROUND_CEILING) * step


# --- rates, from shown counts only


def _ratio(
    metric: Metric, form: Form, raw: Figure, figures: Figures, shown: Mapping[str, Figure], rule: Disclosure
) -> Figure:
    """A rate from shown counts of the same columns; where there are none, only whether anybody answered."""
    bare = Figure(raw.id, raw.kind, raw.subject, raw.where, None, State.WITHHELD, raw.used, raw.expected)
    both = parts(metric, form)
    counts = {operand: shown.get(_id(operand, raw.where)) for operand, _ in both.wanted}
    if not raw.used:
        states = {one.state for one in counts.values() if one}
        return bare if State.WITHHELD in states else replace(bare, state=raw.state)
    if any(one is None or one.value is None for one in counts.values()) or not _same(both, raw, figures):
        return bare
    over, under = both.of({operand: one.value for operand, one in counts.items() if one and one.value is not None})
    if not under:
        return ratio(metric, raw.where, over, under, raw.used, raw.expected)
    if under < FROM or over < 0 or (metric.proportion and over > under):
        return bare
    made = ratio(metric, raw.where, over, under, raw.used, raw.expected)
    if made.low is None:
        return made
    found = [wilson(min(one, other), other) for one, other in _corners(both, _spans(counts, form, rule))]
    low, high = _envelope(found)
    return replace(made, low=low, high=high)


def _same(both: Parts, raw: Figure, figures: Figures) -> bool:
    """Whether the counts are of the very columns of the rate: one that lacks a part is in a count, not in the rate."""
    counts = {operand: figures.by_id.get(_id(operand, raw.where)) for operand, _ in both.wanted}
    known = {operand: one.value for operand, one in counts.items() if one and one.value is not None}
    return len(known) == len(counts) and both.of(known) == (raw.numerator, raw.denominator)


def _id(operand: Operand, where: Mapping[str, str]) -> str:
    return figure_id(operand.indicator, {**where, **({operand.codelist: operand.code} if operand.codelist else {})})


def _spans(counts: Mapping[Operand, Figure | None], form: Form, rule: Disclosure) -> Spans:
    found = {operand: span(one, rule, whole=whole(one.subject, form)) for operand, one in counts.items() if one}
    return {operand: one for operand, one in found.items() if one}


def _corners(both: Parts, spans: Spans) -> Iterator[tuple[float, float]]:
    """Numerator and denominator at every corner of what the counts can be. Each end of Wilson's interval rises or falls
    steadily with each count, so that the widest of them is at a corner."""
    for corner in product(*spans.values()):
        over, under = both.of(dict(zip(spans, corner, strict=True)))
        if under > 0:
            yield max(0.0, float(over)), float(under)


def _envelope(found: Sequence[Interval]) -> tuple[Decimal, Decimal]:
    return Decimal(repr(min(one.low for one in found))), Decimal(repr(max(one.high for one in found)))


def _comparison(
    metric: Metric, form: Form, raw: Figure, shown: Mapping[str, Figure], rule: Disclosure
) -> Iterator[Figure]:
    """The difference or the ratio of two shown rates; nothing where either is not shown."""
    one, other = (shown.get(name) for name in raw.of)
    if one is None or other is None or one.low is None or other.low is None:
        return
    pair = (one.where["service_type"], other.where["service_type"])
    made = next((found for found in comparisons(metric, pair, one, other) if found.kind is raw.kind), None)
    if made is None:
        return
    both = parts(metric, form)
    corners = [
        list(_corners(both, _spans({part: shown[_id(part, rate.where)] for part, _ in both.wanted}, form, rule)))
        for rate in (one, other)
    ]
    compare: Callable[[float, float, float, float], Interval | None] = (
        newcombe if raw.kind is Kind.DIFFERENCE else risk_ratio
    )
    found = [compare(min(a, b), b, min(c, d), d) for a, b in corners[0] for c, d in corners[1]]
    known = [one for one in found if one]
    if len(known) < len(found):
        yield replace(made, low=None, high=None)
    else:
        low, high = _envelope(known)
        yield replace(made, low=low, high=high)


# --- what is left out before anything is tried


@dataclass(frozen=True, slots=True)
class Count:
    """A count of an edition, whether it is shown or not: its place, its true value, and who makes it up: the providers
    that have any, of nobody those that answered."""

    figure: Figure
    value: Decimal
    providers: frozenset[str]


def alone(counts: Iterable[Count], rule: Disclosure) -> set[str]:
    """Ids of counts that are the result of one organisation alone, which did not agree."""
    return {
        one.figure.id
        for one in counts
        if "provider" not in one.figure.where and len(one.providers) == 1 and not one.providers <= set(rule.providers)
    }


def full(counts: Iterable[Count]) -> set[str]:
    """Ids of all codes of a breakdown at a place where one of them holds everybody: what it says is then known of each
    person."""
    breakdowns: dict[tuple[object, ...], list[Count]] = {}
    for one in counts:
        codelist, _code = code_of(one.figure)
        if codelist:
            place = tuple((name, value) for name, value in one.figure.where.items() if name != codelist)
            breakdowns.setdefault((one.figure.subject, codelist, place), []).append(one)
    found = (codes for codes in breakdowns.values() if sum(bool(one.value) for one in codes) == 1)
    return {one.figure.id for codes in found for one in codes}
