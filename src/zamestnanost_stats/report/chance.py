"""Funnels in words and as charts: which services differ by more than chance explains, and what to ask them."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from zamestnanost_stats.figures.funnel import ALARM, WARNING, Standing, funnels
from zamestnanost_stats.figures.funnel import Funnel as Found
from zamestnanost_stats.figures.funnel import Point as Service
from zamestnanost_stats.form.definition import SERVICE_TYPE, Metric, ReportSection, Unit
from zamestnanost_stats.form.expression import Outcome, applies
from zamestnanost_stats.form.grammar import parse_condition
from zamestnanost_stats.report.document import Block, Funnel, FunnelLimit, FunnelPoint, Paragraph, Role
from zamestnanost_stats.report.rates import beside, contract, too_small
from zamestnanost_stats.report.source import Source
from zamestnanost_stats.report.views import without_figure

STEPS = 40
"""Points of a limit's curve."""


def funnel(plan: ReportSection, source: Source) -> Iterator[Block]:
    """One funnel for each type of service; who lies outside is named, with what to ask; never a ranking."""
    spoken, form = source.language, source.current.form
    metric = form.metrics[plan.metric]
    shown = of_section(plan, source)
    for one in shown:
        yield from _one(one, metric, source)
    if not shown:
        yield Paragraph(spoken.gettext("No service has both figures of this rate yet."), Role.NOTE)
    if plan.note:
        yield Paragraph(plan.note.in_(spoken), Role.NOTE)
    yield Paragraph(contract(metric, source, limits=bool(shown)), Role.NOTE)
    if shown:
        yield from beside(metric, source)


def of_section(plan: ReportSection, source: Source) -> list[Found]:
    """The funnels that a section of the report shows."""
    form = source.current.form
    where = parse_condition(plan.where, form.vocabulary) if plan.where else None
    return [
        one
        for one in funnels(form.metrics[plan.metric], source.current, source.figures)
        if where is None or applies(where, {SERVICE_TYPE: one.service_type}.get) is Outcome.PASS
    ]


def judged(found: Found) -> list[Service]:
    """The services large enough to be judged; none where there are fewer than two."""
    large = [one for one in found.points if one.standing is not Standing.TOO_SMALL]
    return large if len(large) > 1 else []


def _one(found: Found, metric: Metric, source: Source) -> Iterator[Block]:
    spoken = source.language
    _ = spoken.gettext
    kind = source.current.form.service_type_label(found.service_type).in_(spoken)
    yield from _verdict(judged(found), kind, source)
    if len(found.points) > 1:
        persons = metric.unit is Unit.PERSONS
        yield Funnel(
            title=f"{metric.label.in_(spoken)} – {kind}",
            alt=_alt(found, source),
            axis_x=_("persons in the denominator") if persons else _("jobs in the denominator"),
            axis_y=_("share of persons") if persons else _("share of jobs"),
            pooled=_exact(found.share),
            points=tuple(_point(one, source) for one in found.points),
            limits=tuple(_limits(found)),
        )
    small = [source.place_name(one.figure) for one in found.points if one.standing is Standing.TOO_SMALL]
    yield from too_small(small, source)
    absent = [source.figures.by_id[name] for name in found.left_out]
    yield from without_figure([f"{source.place_name(one)} ({source.instead(one)})" for one in absent], source)


def _verdict(large: Sequence[Service], kind: str, source: Source) -> Iterator[Block]:
    """What the funnel says in words; with fewer than two services it says nothing."""
    spoken = source.language
    _, count = spoken.gettext, len(large)
    if not large:
        text = _("{kind}: too few services large enough to be compared with one another.")
        yield Paragraph(text.format(kind=kind))
        return
    apart = [one for one in large if one.standing is not Standing.INSIDE]
    if not apart:
        text = spoken.ngettext(
            "{kind}: of {count} service large enough none differs by more than chance would explain.",
            "{kind}: of {count} services large enough none differs by more than chance would explain.",
            count,
        )
        yield Paragraph(text.format(kind=kind, count=count))
        return
    for one in apart:
        yield Paragraph(outside(one, source))
    yield Paragraph(_("They differ by more than chance would explain: ask about clients, places and ways of counting."))
    if any(one.standing is Standing.OUTSIDE95 for one in apart):
        text = _("Of twenty services that differ by chance alone, about one lies outside the 95% limits all the same.")
        yield Paragraph(text, Role.NOTE)


def outside(one: Service, source: Source) -> str:
    """``Most: IPS: 18/71, 25,4 %, pod mezí 95 % (27,1 %).``"""
    spoken = source.language
    _ = spoken.gettext
    level, limits = (WARNING, one.inner) if one.standing is Standing.OUTSIDE95 else (ALARM, one.outer)
    share = one.figure.value or Decimal(0)
    above = float(share) > limits.high
    limit = limits.high if above else limits.low
    digits = next((some for some in (1, 2) if spoken.percent(share, some) != spoken.percent(limit, some)), 3)
    text = (
        _("{place}: {basis}, {percent}, above the {level} limit ({limit}).")
        if above
        else _("{place}: {basis}, {percent}, below the {level} limit ({limit}).")
    )
    return text.format(
        place=source.place_name(one.figure),
        basis=source.basis(one.figure),
        percent=spoken.percent(share, digits),
        level=spoken.percent(level, 0 if level == WARNING else 1),
        limit=spoken.percent(limit, digits),
    )


def _point(one: Service, source: Source) -> FunnelPoint:
    figure = one.figure
    return FunnelPoint(
        source.place_name(figure),
        source.basis(figure),
        figure.denominator or Decimal(0),
        figure.value or Decimal(0),
        one.standing.value,
    )


def _limits(found: Found) -> Iterator[FunnelLimit]:
    """The curves from the smallest service, or a little below it, to a little beyond the largest."""
    sizes = [int(one.figure.denominator or 1) for one in found.points]
    first, last = max(1, min(sizes) // 2), max(sizes) + max(1, max(sizes) // 10)
    for step in sorted({first + (last - first) * place // STEPS for place in range(STEPS + 1)}):
        inner, outer = found.limits(step, WARNING), found.limits(step, ALARM)
        yield FunnelLimit(Decimal(step), *map(_exact, (*inner, *outer)))


def _exact(share: float) -> Decimal:
    return Decimal(repr(share))


def _alt(found: Found, source: Source) -> str:
    """The picture in words: the pooled share, then every service with where it lies."""
    spoken = source.language
    _ = spoken.gettext
    words = {
        Standing.INSIDE: _("within the limits"),
        Standing.OUTSIDE95: _("outside the 95% limits"),
        Standing.OUTSIDE998: _("outside the 99.8% limits"),
        Standing.TOO_SMALL: _("too small to say"),
    }
    pooled = _("All together {percent}").format(percent=spoken.percent(found.share))
    told = (
        f"{source.place_name(one.figure)}: {source.basis(one.figure)}, "
        f"{spoken.percent(one.figure.value or 0)}, {words[one.standing]}"
        for one in found.points
    )
    return f"{pooled}; {'; '.join(told)}."
