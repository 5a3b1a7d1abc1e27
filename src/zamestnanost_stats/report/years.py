"""Trends in words and as charts: the same services over the years, beside everyone who answered."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from zamestnanost_stats.figures.figure import Figure
from zamestnanost_stats.figures.funnel import FEWEST
from zamestnanost_stats.figures.statistics import newcombe
from zamestnanost_stats.figures.trend import Trend as Found
from zamestnanost_stats.form.definition import SERVICE_TYPE, Metric, ReportSection
from zamestnanost_stats.form.expression import Outcome, applies
from zamestnanost_stats.form.grammar import parse_condition
from zamestnanost_stats.report.document import Block, Paragraph, Role, Trend, TrendLine
from zamestnanost_stats.report.rates import axis, beside, contract
from zamestnanost_stats.report.source import Source


def trend(plan: ReportSection, source: Source) -> Iterator[Block]:
    """One chart for each type of service, with what changed in words, and how far not answering moves it."""
    spoken, form = source.language, source.current.form
    _ = spoken.gettext
    metric = form.metrics[plan.metric]
    where = parse_condition(plan.where, form.vocabulary) if plan.where else None
    order = list(form.codelists.get(SERVICE_TYPE, {}))
    shown = [
        one
        for one in source.trends[plan.metric]
        if where is None or applies(where, {SERVICE_TYPE: one.service_type}.get) is Outcome.PASS
    ]
    in_order = sorted(shown, key=lambda one: (*order, one.service_type).index(one.service_type))
    yield from _on_one_scale([block for one in in_order for block in _one(one, metric, source)])
    if not shown and source.public:
        yield Paragraph(_("There are no two published editions yet whose figures can be compared."), Role.NOTE)
        return
    if not shown:
        yield Paragraph(
            _("There are no two periods yet whose figures can be compared: a trend needs two that were asked alike."),
            Role.NOTE,
        )
        return
    skipped = shown[0].incomparable
    if skipped:
        text = _("Left out, because the form asked otherwise then: {periods}.")
        yield Paragraph(text.format(periods=", ".join(skipped)), Role.NOTE)
    if not source.public:
        text = _("Who is counted in several periods is in each of them; the interval takes the periods as independent.")
        yield Paragraph(text, Role.NOTE)
    if plan.note:
        yield Paragraph(plan.note.in_(spoken), Role.NOTE)
    yield Paragraph(contract(metric, source), Role.NOTE)
    yield from beside(metric, source)


def _on_one_scale(blocks: Sequence[Block]) -> Iterator[Block]:
    """The charts of a section, to be compared by eye."""
    lines = [line for block in blocks if isinstance(block, Trend) for line in block.lines]
    shares = [share for line in lines for share in (*line.values, *line.highs) if share is not None]
    highest = max(shares, default=None)
    for block in blocks:
        yield replace(block, highest=highest) if isinstance(block, Trend) else block


def _one(found: Found, metric: Metric, source: Source) -> Iterator[Block]:
    spoken = source.language
    _ = spoken.gettext
    kind = source.current.form.service_type_label(found.service_type).in_(spoken)
    yield from _said(found, kind, source)
    lines = [_line(_("all who answered"), [one.everyone for one in found.points], source, dashed=bool(found.panel))]
    if found.panel and all(one.panel and one.panel.denominator == one.everyone.denominator for one in found.points):
        lines = [_line(_("the same services: all who answered"), [one.panel for one in found.points], source)]
    elif found.panel:
        lines.insert(0, _line(_("the same services"), [one.panel for one in found.points], source))
    yield Trend(
        title=f"{metric.label.in_(spoken)} – {kind}",
        alt=_alt(found, source),
        axis=axis(metric, source),
        periods=tuple(one.period for one in found.points),
        lines=tuple(lines),
    )
    if found.changed_type:
        changed = [unit[-1] for unit in found.changed_type]
        names = "; ".join(source.service_of(one.provider, one.service) for one in changed)
        text = _("Not among the same services, because their type or area changed: {names}.")
        yield Paragraph(text.format(names=names), Role.NOTE)


def _said(found: Found, kind: str, source: Source) -> Iterator[Block]:
    """What became of the same services, and how the others move the figure."""
    spoken = source.language
    _ = spoken.gettext
    first, last = found.points[0], found.points[-1]
    if not found.panel and source.public:
        text = _("{kind}: all who answered in each year; the services may have been others from year to year.")
        yield Paragraph(text.format(kind=kind))
        return
    if not found.panel:
        text = _("{kind}: no service can be compared with itself in all the periods, so what changed cannot be told.")
        yield Paragraph(text.format(kind=kind))
        return
    if not (first.panel and last.panel and first.panel.bounded and last.panel.bounded):
        text = _("{kind}: the share of the same services cannot be told for all the periods, nor what changed.")
        yield Paragraph(text.format(kind=kind))
        return
    text = spoken.ngettext(
        "{kind}: {count} service that answered in all the periods went from {before} ({first}) to {after} ({last}).",
        "{kind}: {count} services that answered in all the periods went from {before} ({first}) to {after} ({last}).",
        len(found.panel),
    ).format(
        kind=kind,
        count=len(found.panel),
        before=_shown(first.panel, source),
        first=first.period,
        after=_shown(last.panel, source),
        last=last.period,
    )
    if min(first.panel.denominator or 0, last.panel.denominator or 0) < FEWEST:
        small = _("Too small to say what changed (fewer than {fewest}).").format(fewest=FEWEST)
        yield Paragraph(f"{text} {small}")
    else:
        yield Paragraph(f"{text} {_change(first.panel, last.panel, source)}")
    yield from _effects(found, source)


def _effects(found: Found, source: Source) -> Iterator[Block]:
    """By how much services that are not in every period move the figure of each."""
    _ = source.language.gettext
    for point in found.points:
        moved = point.effect is not None and source.language.points(point.effect) != source.language.points(0)
        if point.panel and moved and point.everyone.denominator != point.panel.denominator:
            text = _(
                "All who answered for {period} have {share}: services that came, ended or did not answer in every "
                "period move the figure by {points} percentage points."
            )
            share, points = _shown(point.everyone, source), _signed(point.effect or 0, source)
            yield Paragraph(text.format(period=point.period, share=share, points=points), Role.NOTE)


def _shown(figure: Figure, source: Source) -> str:
    return f"{source.basis(figure)}, {source.language.percent(figure.value or 0)}"


def _change(first: Figure, last: Figure, source: Source) -> str:
    """Up or down with its interval, or that chance alone explains it."""
    spoken = source.language
    _ = spoken.gettext
    difference = (last.value or Decimal(0)) - (first.value or Decimal(0))
    parts = (last.numerator, last.denominator, first.numerator, first.denominator)
    low, high = newcombe(*(float(part or 0) for part in parts))
    if low <= 0 <= high:
        interval = _("{low} to {high}").format(low=_signed(low, source), high=_signed(high, source))
        text = _("No difference (95% interval {interval} percentage points; Newcombe).")
        if difference:
            text = _(
                "The difference of {points} percentage points (95% interval {interval}; Newcombe) may be chance alone."
            )
        return text.format(points=_signed(difference, source), interval=interval)
    text = _("A rise of {points} percentage points (95% interval {interval}; Newcombe), more than chance explains.")
    if difference < 0:
        text = _("A fall of {points} percentage points (95% interval {interval}; Newcombe), more than chance explains.")
    least, most = sorted((abs(low), abs(high)))
    interval = _("{low} to {high}").format(low=spoken.points(least), high=spoken.points(most))
    return text.format(points=spoken.points(abs(difference)), interval=interval)


def _signed(points: Decimal | float, source: Source) -> str:
    shown = source.language.points(points)
    return shown if shown.startswith("−") or not shown.strip("0,.") else f"+{shown}"


def _line(name: str, figures: list[Figure | None] | list[Figure], source: Source, *, dashed: bool = False) -> TrendLine:
    found = [one if one and one.bounded else None for one in figures]
    return TrendLine(
        name,
        "open",
        tuple(one.value if one else None for one in found),
        tuple(one.low if one else None for one in found),
        tuple(one.high if one else None for one in found),
        tuple(source.basis(one) if one else "" for one in found),
        dashed,
    )


def _alt(found: Found, source: Source) -> str:
    spoken = source.language
    _ = spoken.gettext
    words = []
    for point in found.points:
        shares = [(_("the same services"), point.panel), (_("all who answered"), point.everyone)]
        known = [f"{name} {_shown(one, source)}" for name, one in shares if one and one.bounded]
        words.append(f"{point.period}: {', '.join(known) or _('no figure')}")
    return "; ".join(words) + "."
