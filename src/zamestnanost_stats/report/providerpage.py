"""One organisation's own page: its figures beside the city's, and what its return was accepted with."""

from collections.abc import Iterator

from zamestnanost_stats.figures.figure import Figure
from zamestnanost_stats.figures.funnel import Standing
from zamestnanost_stats.form.asked import rows
from zamestnanost_stats.form.definition import NUMERIC, Metric, View
from zamestnanost_stats.keys import TOTAL, CellKey
from zamestnanost_stats.report.chance import judged, of_section, outside
from zamestnanost_stats.report.document import (
    Amount,
    Block,
    Column,
    Estimate,
    Intervals,
    Paragraph,
    Role,
    Section,
    Table,
)
from zamestnanost_stats.report.rates import axis, beside, contract, small, told, too_small
from zamestnanost_stats.report.source import Source
from zamestnanost_stats.report.views import without_figure

OTHERS = 3
"""The city's share stands beside a service's where so many organisations are in it; fewer would show each other."""


def sections(provider: str, source: Source) -> Iterator[Section]:
    """What is told of one organisation: its rates, where its services lie among others, all its figures."""
    _ = source.language.gettext
    asked = [source.current.form.metrics[name] for name in _metrics(source)]
    first = [block for metric in asked[:1] for block in _rate(metric, provider, source, lead=True)]
    yield Section("own", source.provider_name(provider), (*first, *_standing(provider, source), _warning(source)))
    for metric in asked[1:]:
        blocks = tuple(_rate(metric, provider, source))
        if blocks:
            yield Section(metric.id, metric.label.in_(source.language), blocks)
    yield Section("figures", _("All figures of the return"), (_figures(provider, source),))


def _metrics(source: Source) -> list[str]:
    """The rates of the report: the first page's, then those shown with their intervals."""
    plan = source.current.form.report.section
    shown = [one.metric for one in plan if one.view is View.HEADLINE]
    return list(dict.fromkeys(shown + [one.metric for one in plan if one.view is View.INTERVALS]))


def _rate(metric: Metric, provider: str, source: Source, *, lead: bool = False) -> Iterator[Block]:
    """Each service of the organisation, and below it all of its type in the city."""
    spoken, current = source.language, source.current
    _ = spoken.gettext
    services = current.register.services_of(provider, current.period)
    found = [(one, source.figures.get(metric.id, provider=provider, service=one.id)) for one in services]
    own = {one: figure for one, figure in found if figure and figure.bounded}
    names = {one: source.service_name(provider, one.id) for one in services}
    if lead:
        yield from (Paragraph(told(figure, source, names[one])) for one, figure in own.items())
        absent = [f"{names[one]} ({source.instead(figure)})" for one, figure in found if one not in own]
        yield from without_figure(absent, source)
    if not own:
        return
    yield from too_small([names[one] for one, figure in own.items() if small(figure)], source)
    alone = [one for one in own if one.inside and not _organisations(metric, one.type, source)]
    for text, kept in (
        (_("Too few organisations of this type to compare with: {names}."), False),
        (_("Too few organisations of this type have given this figure to compare with: {names}."), True),
    ):
        some = [names[one] for one in alone if (_keepers(one.type, source) >= OTHERS) is kept]
        if some:
            yield Paragraph(text.format(names="; ".join(some)), Role.NOTE)
    types = dict.fromkeys(one.type for one in own if one.inside and _organisations(metric, one.type, source))
    cities = [source.figures.get(metric.id, service_type=one) for one in types]
    estimates = [_estimate(figure, names[one], source) for one, figure in own.items()]
    text = _("City, all services: {kind}")
    estimates += [
        _estimate(one, text.format(kind=source.place_name(one)), source) for one in cities if one and one.bounded
    ]
    alt = "; ".join(f"{one.label}: {one.basis}, {spoken.percent(one.value)}" for one in estimates) + "."
    yield Intervals(metric.label.in_(spoken), alt, axis(metric, source), tuple(estimates))
    yield Paragraph(contract(metric, source), Role.NOTE)
    yield from beside(metric, source)


def _organisations(metric: Metric, service_type: str, source: Source) -> bool:
    """Whether enough organisations are in the city's share of a type for none to be read from it."""
    there = [
        source.figures.get(metric.id, provider=line.provider.id, service_type=service_type) for line in source.answered
    ]
    return sum(one is not None and one.used > 0 for one in there) >= OTHERS


def _keepers(service_type: str, source: Source) -> int:
    """How many organisations have a service of the type in the city, whatever they answered."""
    current = source.current
    theirs = (current.register.services_of(one.id, current.period) for one in current.expected)
    return sum(any(one.inside and one.type == service_type for one in some) for some in theirs)


def _estimate(figure: Figure, label: str, source: Source) -> Estimate:
    value, low, high = figure.value, figure.low, figure.high
    if value is None or low is None or high is None:
        raise ValueError(figure.id)
    return Estimate(label, source.basis(figure), value, low, high)


def _standing(provider: str, source: Source) -> Iterator[Block]:
    """Whether its services differ by more than chance explains, as the funnels of the report say."""
    form = source.current.form
    _ = source.language.gettext
    for plan in (one for one in form.report.section if one.view is View.FUNNEL):
        metric = form.metrics[plan.metric]
        shown = [one for one in of_section(plan, source) if _organisations(metric, one.service_type, source)]
        theirs = (point for one in shown for point in judged(one) if point.figure.where["provider"] == provider)
        for point in theirs:
            if point.standing is Standing.INSIDE:
                text = _("{place}: within what chance explains among services of its type.")
                yield Paragraph(text.format(place=source.service_name(provider, point.figure.where["service"])))
            else:
                yield Paragraph(outside(point, source))
                text = _("It differs by more than chance would explain: look at clients, places and counting.")
                yield Paragraph(text)


def _warning(source: Source) -> Block:
    _ = source.language.gettext
    return Paragraph(_("Not meant for ranking organisations or dividing grants."), Role.WARNING)


def _figures(provider: str, source: Source) -> Table:
    """Every number asked, as accepted: one column per service, and the organisation in total."""
    spoken, form = source.language, source.current.form
    services = source.current.register.services_of(provider, source.current.period)
    columns = [service.id for service in services]
    lines: list[tuple[str | Amount, ...]] = []
    in_total = len(columns) > 1
    for indicator in form.indicators.values():
        if indicator.type not in NUMERIC:
            continue
        for key in rows(form, indicator):
            found = [_at(key, column, provider, source) for column in columns]
            whole = [_at(key, TOTAL, provider, source)] if in_total else []
            if any(found):
                lines.append(
                    (
                        form.row_label(key.indicator, key.codelist, key.code).in_(spoken),
                        *map(source.count, (*found, *whole)),
                    )
                )
    titles = [source.service_name(provider, name) for name in columns]
    titles += [spoken.gettext("Organisation")] if in_total else []
    heads = (Column(spoken.gettext("Indicator")), *(Column(title, numeric=True) for title in titles))
    return Table(spoken.gettext("Figures as accepted"), heads, tuple(lines))


def _at(key: CellKey, column: str, provider: str, source: Source) -> Figure | None:
    where = {"provider": provider} | ({} if column == TOTAL else {"service": column})
    return source.figures.get(key.indicator, **where, **({key.codelist: key.code} if key.codelist else {}))
