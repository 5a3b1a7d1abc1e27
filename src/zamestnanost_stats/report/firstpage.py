"""The first page: the result, its uncertainty and its denominator, who is missing, and what must not be concluded."""

from collections.abc import Iterator

from zamestnanost_stats.figures.figure import CITY, Figure
from zamestnanost_stats.form.definition import SERVICE_TYPE, ReportSection
from zamestnanost_stats.report import views
from zamestnanost_stats.report.corrected import main_rate
from zamestnanost_stats.report.document import Block, Bullets, Paragraph, Role
from zamestnanost_stats.report.rates import beside, small, told, too_small
from zamestnanost_stats.report.source import NOT_RUN, Source
from zamestnanost_stats.report.whereabouts import summary
from zamestnanost_stats.returns.status import Line


def headline(plan: ReportSection, source: Source) -> Iterator[Block]:
    """How many persons, the main rate, who is missing, a sentence to quote, the limits."""
    _ = source.language.gettext
    for name in plan.indicators:
        persons = source.figures.get(name, **CITY)
        if persons:
            yield from _persons(persons, source)
    rate = next(iter(views.places(plan, plan.metric, source)), None)
    yield from _main(rate, plan, source)
    yield from _also(plan, source)
    if source.issue:
        text = _(
            "Counts are rounded to multiples of {step} and those from 1 to {most} are hidden, so that nobody can be "
            "recognised; the intervals allow for it."
        )
        rule = source.issue.content.rule
        yield Paragraph(text.format(step=rule.round_to, most=rule.hide_up_to), Role.NOTE)
    yield from _answers(source)
    yield from summary(source)
    yield Paragraph(_("What these figures cannot say:"))
    yield Bullets(tuple(limit.in_(source.language) for limit in source.current.form.report.limits))
    yield Paragraph(_("Not meant for ranking organisations or dividing grants."), Role.WARNING)


def _main(rate: Figure | None, plan: ReportSection, source: Source) -> Iterator[Block]:
    """The main rate, and a sentence to quote unless it comes from too few people; else why it cannot be told."""
    _ = source.language.gettext
    if source.public and not (rate and rate.bounded):
        yield Paragraph(_("The main rate is not published: too few people, or it would give others away."), Role.LEAD)
        return
    if rate is None or not rate.used:
        yield Paragraph(_("The main rate cannot be told yet: no accepted return has both of its figures."), Role.LEAD)
        return
    if not rate.bounded:
        text = _("The main rate cannot be told: {reason}.")
        yield Paragraph(text.format(reason=source.instead(rate)), Role.LEAD)
        return
    parts = _told(rate, source)
    if plan.sentence:
        yield Paragraph(plan.sentence.in_(source.language).format_map(parts), Role.LEAD)
    if small(rate):
        yield from too_small([source.place_name(rate)], source)
    elif plan.quote:
        yield Paragraph(plan.quote.in_(source.language).format_map(parts), Role.QUOTE)
    if source.issue:
        yield from main_rate(rate, source, source.issue)
    what = source.current.form.codelists.get(SERVICE_TYPE, {}).get(rate.where.get(SERVICE_TYPE, ""))
    if what and what.help:
        yield Paragraph(f"{what.label.in_(source.language)}: {what.help.in_(source.language)}", Role.NOTE)


def _also(plan: ReportSection, source: Source) -> Iterator[Block]:
    """Further rates at the same places, each in a sentence, with what may stand beside it."""
    for name in plan.also:
        metric = source.current.form.metrics[name]
        shown = [one for one in views.places(plan, name, source) if one.bounded]
        for one in shown:
            yield Paragraph(f"{metric.label.in_(source.language)} – {told(one, source)}")
        yield from too_small([source.place_name(one) for one in shown if small(one)], source)
        if shown:
            yield from beside(metric, source)


def _persons(figure: Figure, source: Source) -> Iterator[Block]:
    spoken = source.language
    _ = spoken.gettext
    if source.public and (figure.low is None or figure.high is None):
        yield _by_type(figure, source)
        return
    if figure.low is None or (figure.high is None and not figure.low):
        label = source.current.form.indicators[figure.subject].label.in_(spoken)
        yield Paragraph(_("{label}: no figures.").format(label=label), Role.LEAD)
        return
    said = {"period": source.period_phrase, "low": spoken.number(figure.low), "who": source.whose_services}
    if figure.high is None:
        text = _("{who} supported at least {low} different people {period}.").format_map(said)
    elif figure.low == figure.high:
        text = spoken.ngettext(
            "{who} supported {count} person {period}.", "{who} supported {count} people {period}.", int(figure.high)
        ).format(count=spoken.number(figure.high), **said)
    else:
        said["high"] = spoken.number(figure.high)
        text = _("{who} supported between {low} and {high} different people {period}.").format_map(said)
    yield Paragraph(text, Role.LEAD)
    silent = [
        f"{line.provider.name} ({reason})" for line in source.answered if (reason := _silent(line, figure, source))
    ]
    if silent and not source.public:
        text = _("In this number nothing is known of: {names}.")
        yield Paragraph(text.format(names="; ".join(silent)), Role.NOTE)
    if figure.high is not None and figure.low != figure.high:
        text = _(
            "The upper number is the sum over organisations, not unique persons: whoever was helped by several "
            "is in it more than once. The lower is the fewest that the largest organisation can have helped."
        )
        if source.public:
            text = _(
                "At most it is the sum over organisations, in which whoever was helped by several is more than once; "
                "at least the mean of the organisations. Both are rounded outwards."
            )
        yield Paragraph(text, Role.NOTE)


def _by_type(figure: Figure, source: Source) -> Paragraph:
    """What a public edition says where not every organisation gave its total: the types of service, each for itself."""
    spoken, form = source.language, source.current.form
    _ = spoken.gettext
    label = form.indicators[figure.subject].label.in_(spoken)
    types = form.codelists.get(SERVICE_TYPE, {})
    found = [(one, source.figures.get(figure.subject, service_type=one)) for one in types]
    shown = []
    for one, count in found:
        if count and count.value is not None:
            told = f"{form.service_type_label(one).in_(spoken)} {spoken.number(count.value)}"
            basis = _("services with a figure: {share}").format(share=spoken.out_of(count.used, count.expected))
            shown.append(told if count.used == count.expected else f"{told} ({basis})")
    if not shown:
        return Paragraph(_("{label}: not published.").format(label=label), Role.LEAD)
    text = _("{label} {period}: {counts}. Whoever used several services is in each of them.")
    said = {"label": label, "period": source.period_phrase, "counts": ", ".join(shown)}
    parts = [text.format_map(said)]
    hidden = [form.service_type_label(one).in_(spoken) for one, count in found if count and count.value is None]
    if hidden:
        parts.append(_("Not told of: {names}.").format(names=", ".join(hidden)))
    return Paragraph(" ".join(parts), Role.LEAD)


def _silent(line: Line, figure: Figure, source: Source) -> str:
    """Why an accepted return adds nothing to a count of the city, though a service of it ran there; else nothing."""
    name, current = line.provider.id, source.current
    services = [one for one in current.register.services_of(name, current.period) if one.inside]
    ran = [one for one in services if source.operation.get((name, one.id)) != NOT_RUN]
    whole = source.figures.get(figure.subject, provider=name)
    parts = [source.figures.get(figure.subject, provider=name, service=one.id) for one in ran]
    known = any(one is not None and one.value is not None for one in (whole, *parts))
    return "" if known or not ran else source.instead(parts[0])


def _told(rate: Figure, source: Source) -> dict[str, str]:
    """What the form's sentences may speak of (``SENTENCE_PARTS``)."""
    spoken = source.language
    share = spoken.out_of(rate.numerator or 0, rate.denominator or 0)
    return {
        "period": source.period_phrase,
        "share": source.about(share),
        "percent": spoken.percent(rate.value or 0),
        "interval": source.interval(rate),
        "services": spoken.out_of(rate.used, rate.expected),
    }


def _answers(source: Source) -> Iterator[Block]:
    spoken = source.language
    _ = spoken.gettext
    whole = len(source.answered) + len(source.awaited)
    share = spoken.out_of(len(source.answered), whole)
    if not source.awaited:
        yield Paragraph(_("Returns accepted from all organisations asked: {share}.").format(share=share))
        return
    names = "; ".join(sorted((line.provider.name for line in source.awaited), key=spoken.sort_key))
    text = spoken.ngettext(
        "Returns accepted: {share} organisations. No figures yet from {names}.",
        "Returns accepted: {share} organisations. No figures yet from: {names}.",
        len(source.awaited),
    )
    yield Paragraph(text.format(share=share, names=names))
