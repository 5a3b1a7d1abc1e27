"""Shares with their intervals, each beside its contract, the benchmarks that have the same, and stated differences."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from zamestnanost_stats.figures.figure import Figure, Kind
from zamestnanost_stats.figures.funnel import FEWEST
from zamestnanost_stats.form.benchmarks import benchmarks_for
from zamestnanost_stats.form.definition import SERVICE_TYPE, By, Metric, ReportSection, Unit
from zamestnanost_stats.report.document import Block, Estimate, Intervals, Paragraph, Role
from zamestnanost_stats.report.source import Source
from zamestnanost_stats.report.views import counts_and_rates, places, without_figure, words_of


def intervals(plan: ReportSection, source: Source) -> Iterator[Block]:
    """Shares with their intervals, who has none, the contract, and the differences that may be stated."""
    spoken = source.language
    _ = spoken.gettext
    metric = source.current.form.metrics[plan.metric]
    shown = places(plan, plan.metric, source)
    known = [one for one in shown if one.bounded]
    if not any(one.used for one in shown) and not source.public:
        yield Paragraph(_("Nobody who answered gave both figures of this rate."), Role.NOTE)
        return
    if known:
        estimates = tuple(_estimate(one, source) for one in known)
        yield Intervals(metric.label.in_(spoken), _intervals_alt(known, source), axis(metric, source), estimates)
    absent = [f"{source.place_name(one)} ({source.instead(one)})" for one in shown if not one.bounded]
    yield from without_figure(absent, source)
    yield from too_small([source.place_name(one) for one in known if small(one)], source)
    partly = [one for one in known if one.used < one.expected]
    if partly:
        told = (f"{source.place_name(one)} ({spoken.out_of(one.used, one.expected)})" for one in partly)
        yield Paragraph(_("Only from some of the services: {names}.").format(names="; ".join(told)), Role.NOTE)
    if plan.note:
        yield Paragraph(plan.note.in_(spoken), Role.NOTE)
    yield Paragraph(contract(metric, source), Role.NOTE)
    if known:
        yield from beside(metric, source)
    yield from _differences(plan, metric, known, source)


def axis(metric: Metric, source: Source) -> str:
    """What the scale of a chart with intervals shows."""
    _ = source.language.gettext
    return _("share of persons, 95% interval") if metric.unit is Unit.PERSONS else _("share of jobs, 95% interval")


def small(figure: Figure) -> bool:
    """Whether a share comes from too few to say anything."""
    return (figure.denominator or 0) < FEWEST


def too_small(names: Sequence[str], source: Source) -> Iterator[Block]:
    """Says so of those of that name, if there are any."""
    if names:
        text = source.language.gettext("Too small to say anything (fewer than {fewest}): {names}.")
        yield Paragraph(text.format(fewest=FEWEST, names="; ".join(names)), Role.NOTE)


def contract(metric: Metric, source: Source, *, limits: bool = False) -> str:
    """What a rate is made of; printed beside every use of it. With ``limits`` it says how those of a funnel are made,
    which shows no interval."""
    spoken = source.language
    _ = spoken.gettext
    unit = _("Persons are counted, not jobs.") if metric.unit is Unit.PERSONS else _("Jobs are counted, not persons.")
    text = _(
        "Numerator: {numerator}. Denominator: {denominator}. Population: {population}. Measured: {measured}. {unit}"
    ).format(
        numerator=source.in_words(metric.numerator),
        denominator=source.in_words(metric.denominator),
        population=metric.population.in_(spoken).rstrip("."),
        measured=metric.measured.in_(spoken).rstrip("."),
        unit=unit,
    )
    interval = [_("Interval: 95%, Wilson.")] if metric.proportion else []
    if limits:
        interval = [_("95% and 99.8% limits: exact binomial around the share of all together (Spiegelhalter 2005).")]
    elif metric.proportion and source.public:
        interval.append(_("It covers every true number that is rounded to the one shown."))
    return " ".join([text, *interval, *([metric.note.in_(spoken)] if metric.note else [])])


def _estimate(figure: Figure, source: Source) -> Estimate:
    value, low, high = (bound or Decimal(0) for bound in (figure.value, figure.low, figure.high))
    return Estimate(source.place_name(figure), source.basis(figure), value, low, high)


def _intervals_alt(known: list[Figure], source: Source) -> str:
    spoken = source.language
    told = (
        f"{source.place_name(one)}: {source.basis(one)}, {spoken.percent(one.value or 0)} ({source.interval(one)})"
        for one in known
    )
    return "; ".join(told) + "."


def _differences(plan: ReportSection, metric: Metric, known: list[Figure], source: Source) -> Iterator[Block]:
    """The differences the form declares comparable, stated with their interval; of all others, that none is stated."""
    spoken = source.language
    _ = spoken.gettext
    if plan.by is By.PROVIDER:
        return
    within = plan.by is By.SERVICE
    ratios = [one for one in source.figures.by_id.values() if one.kind is Kind.RISK_RATIO]
    for one in source.figures.by_id.values():
        if one.kind is not Kind.DIFFERENCE or one.subject != metric.id or ("provider" in one.where) is not within:
            continue
        both = [source.figures.by_id[name] for name in one.of if one.bounded]
        if both and not any(map(small, both)):
            text = _("{place}: a difference of {points} percentage points (95% interval {interval}; Newcombe).").format(
                place=source.place_name(one), points=spoken.points(one.value or 0), interval=source.interval(one)
            )
            ratio = next((other for other in ratios if other.of == one.of and other.low is not None), None)
            if ratio:
                more = _("The first share is {times} times the second (95% interval {interval}; Newcombe).")
                times = spoken.number(ratio.value or 0, 2)
                text += " " + more.format(times=times, interval=source.interval(ratio))
            if one.low is not None and one.high is not None and one.low <= 0 <= one.high:
                text += " " + _("It may be chance alone.")
            yield Paragraph(text)
    if len({words_of(one, source).get(SERVICE_TYPE) for one in known}) > 1:
        text = _(
            "Services have different purposes and different clients; "
            "the difference measures neither quality nor effect."
        )
        yield Paragraph(text, Role.WARNING)


def table(plan: ReportSection, source: Source) -> Iterator[Block]:
    """A table of counts and rates; below it every rate of it once more with what it comes from and its interval."""
    yield from counts_and_rates(plan, source)
    for name in plan.also:
        metric = source.current.form.metrics[name]
        shown = [told(one, source) for one in places(plan, name, source) if one.bounded]
        if shown:
            yield Paragraph(f"{metric.label.in_(source.language)} – {' '.join(shown)}", Role.NOTE)


def beside(metric: Metric, source: Source) -> Iterator[Block]:
    """The published figures with the very contract of a metric; no others ever stand beside it."""
    spoken = source.language
    for one in benchmarks_for(metric, source.benchmarks):
        text = spoken.gettext("For comparison: {label}. {source}")
        yield Paragraph(text.format(label=one.label.in_(spoken), source=one.source.in_(spoken)), Role.NOTE)


def told(figure: Figure, source: Source, place: str = "") -> str:
    """``IPS: 12 ze 20, tj. 60,0 % (95% interval 38,7 % až 78,1 %; údaje za 3 ze 3 služeb).``"""
    spoken = source.language
    text = spoken.gettext("{place}: {share}, that is {percent} (95% interval {interval}).")
    if figure.expected > 1:
        text = spoken.gettext(
            "{place}: {share}, that is {percent} (95% interval {interval}; figures of {services} services)."
        )
    return text.format(
        place=place or source.place_name(figure),
        share=source.about(spoken.out_of(figure.numerator or 0, figure.denominator or 0)),
        percent=spoken.percent(figure.value or 0),
        interval=source.interval(figure),
        services=spoken.out_of(figure.used, figure.expected),
    )
