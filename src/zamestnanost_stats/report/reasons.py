"""Why: a breakdown of one count, the most frequent reason first, with how much it can say."""

from collections.abc import Iterator
from decimal import Decimal

from zamestnanost_stats.figures.disclosure import FROM
from zamestnanost_stats.figures.figure import CITY, Figure
from zamestnanost_stats.figures.funnel import FEWEST
from zamestnanost_stats.form.definition import SERVICE_TYPE, ReportSection, Type
from zamestnanost_stats.keys import State
from zamestnanost_stats.report.document import Amount, Bars, Block, Column, Paragraph, Role, Series, Table
from zamestnanost_stats.report.source import Source

HIDDEN_STATES = (State.SUPPRESSED, State.WITHHELD)


def reasons(plan: ReportSection, source: Source) -> Iterator[Block]:
    """The codes of one breakdown for the city: a sentence, bars, and below a table by type of service."""
    spoken, form = source.language, source.current.form
    _ = spoken.gettext
    indicator = form.indicators[plan.indicators[0]]
    label = indicator.label.in_(spoken)
    codes = form.codelists[plan.codelist]
    found = {code: source.figures.get(indicator.id, **CITY, **{plan.codelist: code}) for code in codes}
    known = {code: int(one.value) for code, one in found.items() if one and one.value is not None}
    hidden = [code for code, one in found.items() if source.public and one and one.state in HIDDEN_STATES]
    whole = _whole(plan, known, source)
    if not hidden and not sum(known.values()):
        text = _("{label}: none.") if known else _("{label}: no figures.")
        yield Paragraph(text.format(label=label))
        return
    order = _order(plan, list(codes), known, hidden)
    names = {code: codes[code].label.in_(spoken) for code in order}
    least = FROM if source.public else FEWEST
    if plan.ranked and whole >= least and any(known.values()):
        yield Paragraph(_most(known, order, names, whole, source))
    if whole < FEWEST and not source.public:
        text = _("Only {count} in all: too few to say anything about the reasons.")
        yield Paragraph(text.format(count=whole))

    def told(code: str) -> str:
        if code not in known:
            return source.instead(found[code])
        number = spoken.number(known[code])
        return f"{number} ({spoken.percent(known[code] / whole, 0)})" if whole >= least else number

    labels = tuple(map(told, order))
    instead = tuple(source.instead(found[code]) for code in order) if source.public else ()
    series = Series(label, "neutral", tuple(_value(found[code]) for code in order), instead)
    alt = "; ".join(f"{names[code]}: {text}" for code, text in zip(order, labels, strict=True)) + "."
    yield Bars(_title(plan, source), alt, tuple(names.values()), (series,), _("count"), labels)
    yield from _by_type(plan, order, names, source)
    partly = next((one for one in found.values() if one and one.used < one.expected), None)
    if partly:
        text = _("Only from some of the services: {names}.")
        yield Paragraph(text.format(names=spoken.out_of(partly.used, partly.expected)), Role.NOTE)
    if not indicator.unduplicated and indicator.type is Type.COUNT:
        yield Paragraph(_("Sums over services: whoever is counted by two of them is in twice."), Role.NOTE)
    if plan.note:
        yield Paragraph(plan.note.in_(spoken), Role.NOTE)


def _value(figure: Figure | None) -> Decimal | None:
    return figure.value if figure else None


def _whole(plan: ReportSection, known: dict[str, int], source: Source) -> int:
    """All that the reasons are of; in a public edition the count as it is shown, for hidden reasons are in no sum."""
    if not source.public:
        return sum(known.values())
    total = source.figures.get(plan.indicators[0], **CITY)
    return int(total.value) if total and total.value is not None else 0


def _order(plan: ReportSection, codes: list[str], known: dict[str, int], hidden: list[str]) -> list[str]:
    """The most frequent first, of equals the first in the code list; what is hidden before what is nobody's."""
    if not plan.ranked:
        return [code for code in codes if code in known or code in hidden]
    some = sorted((code for code in known if known[code]), key=lambda code: -known[code])
    return [*some, *hidden, *(code for code in known if not known[code])]


def _most(known: dict[str, int], order: list[str], names: dict[str, str], whole: int, source: Source) -> str:
    """The most frequent ones, together where they are equally frequent."""
    spoken = source.language
    first = [code for code in order if known[code] == known[order[0]]]
    text = spoken.ngettext(
        "Most frequent: {names} ({share}, that is {percent}).",
        "Most frequent, each the same: {names} ({share}, that is {percent}).",
        len(first),
    )
    return text.format(
        names="; ".join(names[code] for code in first),
        share=spoken.out_of(known[order[0]], whole),
        percent=spoken.percent(known[order[0]] / whole, 0),
    )


def _title(plan: ReportSection, source: Source) -> str:
    codelist = next(one for one in source.current.form.codelist if one.id == plan.codelist)
    return codelist.title.in_(source.language)


def _by_type(plan: ReportSection, order: list[str], names: dict[str, str], source: Source) -> Iterator[Block]:
    spoken, form = source.language, source.current.form
    subject = plan.indicators[0]

    def at(kind: str, code: str) -> Figure | None:
        return source.figures.get(subject, **{SERVICE_TYPE: kind, plan.codelist: code})

    kinds = [kind for kind in form.codelists.get(SERVICE_TYPE, {}) if any(at(kind, code) for code in order)]
    if len(kinds) < 2:
        return
    rows: list[tuple[str | Amount, ...]] = [
        (names[code], *(source.count(at(kind, code)) for kind in kinds)) for code in order
    ]
    titles = [form.service_type_label(kind).in_(spoken) for kind in kinds]
    columns = (Column(_title(plan, source)), *(Column(title, numeric=True) for title in titles))
    yield Table(spoken.gettext("The same by type of service"), columns, tuple(rows))
