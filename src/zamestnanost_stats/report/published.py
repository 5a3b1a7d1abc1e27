"""Why, in a public edition: hidden reasons stand among the others, and shares are of the count as it is shown."""

from collections.abc import Iterator, Mapping, Sequence

from zamestnanost_stats.figures.disclosure import FROM
from zamestnanost_stats.figures.figure import CITY
from zamestnanost_stats.form.definition import ReportSection, Type
from zamestnanost_stats.form.register import UNKNOWN
from zamestnanost_stats.keys import State
from zamestnanost_stats.report.document import Bars, Block, Paragraph, Role, Series
from zamestnanost_stats.report.reasons import by_type, lacking, nobody, title
from zamestnanost_stats.report.source import HIDDEN_STATES, Source


def published_reasons(plan: ReportSection, source: Source) -> Iterator[Block]:
    """The codes of one breakdown for the city as they may be shown: a sentence, bars, and below a table by type."""
    spoken, form = source.language, source.current.form
    _ = spoken.gettext
    indicator = form.indicators[plan.indicators[0]]
    label, codes = indicator.label.in_(spoken), form.codelists[plan.codelist]
    some = {code: source.figures.get(indicator.id, **CITY, **{plan.codelist: code}) for code in codes}
    found = {code: one for code, one in some.items() if one}
    known = {code: int(one.value) for code, one in found.items() if one.value is not None}
    hidden = [code for code, one in found.items() if one.state in HIDDEN_STATES]
    if not hidden and not any(known.values()):
        yield nobody(label, source, known=bool(known))
        return
    total = source.figures.get(indicator.id, **CITY)
    whole = int(total.value) if total and total.value is not None else 0
    order = _order(plan, list(codes), known, hidden)
    names = {code: codes[code].label.in_(spoken) for code in order}
    certain = not any(one.state is State.WITHHELD for one in found.values())  # which might be the most frequent
    if plan.ranked and certain and whole >= FROM:
        yield from _most(known, names, whole, source)

    def told(code: str) -> str:
        if code not in known:
            return source.instead(found[code])
        number = spoken.number(known[code])
        return f"{number} ({spoken.percent(known[code] / whole, 0)})" if whole >= FROM else number

    labels = tuple(map(told, order))
    instead = tuple(source.instead(found[code]) for code in order)
    series = Series(label, "neutral", tuple(found[code].value for code in order), instead)
    alt = "; ".join(f"{names[code]}: {text}" for code, text in zip(order, labels, strict=True)) + "."
    if any(known.values()):
        axis = _("count")
        if whole >= FROM:
            axis = _("count, and share of {whole}").format(whole=source.about(spoken.number(whole)))
        yield Bars(title(plan, source), alt, tuple(names.values()), (series,), axis, labels)
        yield from by_type(plan, order, names, source)
        yield from lacking({code: found[code] for code in known}, names, source)
    else:
        yield from by_type(plan, order, names, source, title(plan, source))
    if not indicator.unduplicated and indicator.type is Type.COUNT:
        yield Paragraph(_("Sums over services: whoever is counted by two of them is in twice."), Role.NOTE)
    if plan.note:
        yield Paragraph(plan.note.in_(spoken), Role.NOTE)


def _order(plan: ReportSection, codes: Sequence[str], known: Mapping[str, int], hidden: Sequence[str]) -> list[str]:
    """The most frequent first, of equals the first in the code list; what is hidden before what is nobody's."""
    if not plan.ranked:
        return [code for code in codes if code in known or code in hidden]
    some = sorted((code for code in known if known[code]), key=lambda code: (code == UNKNOWN, -known[code]))
    return [*some, *hidden, *(code for code in known if not known[code])]


def _most(known: Mapping[str, int], names: Mapping[str, str], whole: int, source: Source) -> Iterator[Block]:
    """The most frequent ones, together where they are equally frequent; what nobody knows is no reason."""
    spoken = source.language
    most = max((count for code, count in known.items() if code != UNKNOWN), default=0)
    first = [code for code in names if code != UNKNOWN and known.get(code) == most]
    if not most:
        return
    text = spoken.ngettext(
        "Most frequent, by rounded numbers: {names} ({share}, that is {percent}).",
        "Most frequent, alike after rounding: {names} ({share} each, that is {percent}).",
        len(first),
    )
    yield Paragraph(
        text.format(
            names="; ".join(names[code] for code in first),
            share=source.about(spoken.out_of(most, whole)),
            percent=spoken.percent(most / whole, 0),
        )
    )
