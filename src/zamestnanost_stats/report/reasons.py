"""Why: a breakdown of one count, the most frequent reason first, with how much it can say."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from zamestnanost_stats.figures.figure import CITY, Figure
from zamestnanost_stats.figures.funnel import FEWEST
from zamestnanost_stats.form.definition import SERVICE_TYPE, ReportSection, Type
from zamestnanost_stats.form.register import UNKNOWN
from zamestnanost_stats.report.document import Amount, Bars, Block, Column, Paragraph, Role, Series, Table
from zamestnanost_stats.report.source import Source
from zamestnanost_stats.report.views import without_figure


def reasons(plan: ReportSection, source: Source) -> Iterator[Block]:
    """The codes of one breakdown for the city: a sentence, bars, and below a table by type of service."""
    spoken, form = source.language, source.current.form
    _ = spoken.gettext
    indicator = form.indicators[plan.indicators[0]]
    codes = form.codelists[plan.codelist]
    found = {code: source.figures.get(indicator.id, **CITY, **{plan.codelist: code}) for code in codes}
    known = {code: int(one.value) for code, one in found.items() if one and one.value is not None}
    names = {code: one.label.in_(spoken) for code, one in codes.items()}
    whole = source.figures.get(indicator.id, **CITY)
    if any(known.values()):
        yield from _shares(plan, known, names, source)
        yield from by_type(plan, _order(plan, known), names, source)
    else:
        yield nobody(indicator.label.in_(spoken), source, known=whole is not None and whole.value == 0)
    if any(known.values()) or (whole and whole.value == 0):
        yield from lacking(found if any(known.values()) else {"": whole}, names, source)
    several = whole is not None and whole.expected > 1 and any(known.values())
    if several and not indicator.unduplicated and indicator.type is Type.COUNT:
        yield Paragraph(_("Sums over services: whoever is counted by two of them is in twice."), Role.NOTE)
    if plan.note:
        yield Paragraph(plan.note.in_(spoken), Role.NOTE)


def _order(plan: ReportSection, known: Mapping[str, int]) -> list[str]:
    """The most frequent first, where they are ranked; what nobody knows is no reason and comes last."""
    if not plan.ranked:
        return list(known)
    return sorted(known, key=lambda code: (code == UNKNOWN, -known[code]))


def _shares(plan: ReportSection, known: Mapping[str, int], names: Mapping[str, str], source: Source) -> Iterator[Block]:
    """The most frequent in a sentence, and all of them as bars; of few no shares."""
    spoken = source.language
    _ = spoken.gettext
    whole, order = sum(known.values()), _order(plan, known)
    if whole < FEWEST:
        text = _("Only {count} in all: too few to say anything.")
        yield Paragraph(text.format(count=spoken.number(whole)))
    elif plan.ranked:
        yield from _most(known, order, names, source)
    labels = tuple(
        f"{spoken.number(known[code])} ({spoken.percent(known[code] / whole, 0)})"
        if whole >= FEWEST
        else spoken.number(known[code])
        for code in order
    )
    label = source.current.form.indicators[plan.indicators[0]].label.in_(spoken)
    series = Series(label, "neutral", tuple(Decimal(known[code]) for code in order))
    alt = "; ".join(f"{names[code]}: {told}" for code, told in zip(order, labels, strict=True)) + "."
    axis = _("count, and share of {whole}").format(whole=spoken.number(whole)) if whole >= FEWEST else _("count")
    yield Bars(title(plan, source), alt, tuple(names[code] for code in order), (series,), axis, labels)


def _most(known: Mapping[str, int], order: Sequence[str], names: Mapping[str, str], source: Source) -> Iterator[Block]:
    """The most frequent ones, together where they are equally frequent; and how many nobody knows."""
    spoken = source.language
    whole = sum(known.values())

    def share(count: int) -> dict[str, str]:
        return {"share": spoken.out_of(count, whole), "percent": spoken.percent(count / whole, 0)}

    most = max(known[code] for code in order if code != UNKNOWN) if set(order) - {UNKNOWN} else 0
    first = [code for code in order if known[code] == most and code != UNKNOWN]
    if most:
        text = spoken.ngettext(
            "Most frequent: {names} ({share}, that is {percent}).",
            "Most frequent, each the same: {names} ({share}, that is {percent}).",
            len(first),
        )
        yield Paragraph(text.format(names="; ".join(names[code] for code in first), **share(most)))
    if known.get(UNKNOWN):
        text = spoken.gettext("Not known: {share}, that is {percent}.")
        yield Paragraph(text.format(**share(known[UNKNOWN])))


def lacking(found: Mapping[str, Figure | None], names: Mapping[str, str], source: Source) -> Iterator[Block]:
    """Which codes nobody told, and which only some of the services did."""
    spoken = source.language
    _ = spoken.gettext
    absent = [f"{names[code]} ({source.instead(one)})" for code, one in found.items() if one and one.value is None]
    yield from without_figure(absent, source)
    told = {code: one for code, one in found.items() if one and one.value is not None}
    partly = {code: spoken.out_of(one.used, one.expected) for code, one in told.items() if one.used < one.expected}
    alike = len({one.used for one in told.values()}) == 1
    if partly:
        some = [next(iter(partly.values()))] if alike else [f"{names[code]} ({one})" for code, one in partly.items()]
        yield Paragraph(_("Only from some of the services: {names}.").format(names="; ".join(some)), Role.NOTE)


def nobody(label: str, source: Source, *, known: bool) -> Paragraph:
    """That there are none is a result; that there are no figures is not."""
    _ = source.language.gettext
    if known:
        return Paragraph(_("{label}: none.").format(label=label))
    return Paragraph(_("{label}: no figures.").format(label=label), Role.NOTE)


def title(plan: ReportSection, source: Source) -> str:
    """What the code list of a breakdown asks."""
    codelist = next(one for one in source.current.form.codelist if one.id == plan.codelist)
    return codelist.title.in_(source.language)


def by_type(
    plan: ReportSection, order: Sequence[str], names: Mapping[str, str], source: Source, caption: str = ""
) -> Iterator[Block]:
    """The same codes in a table, a column for each type of service that has any of them; with a ``caption`` of its own,
    where no bars stand above it, also one for the city."""
    spoken, form = source.language, source.current.form
    subject = plan.indicators[0]

    def at(kind: str, code: str) -> Figure | None:
        return source.figures.get(subject, **{SERVICE_TYPE: kind, plan.codelist: code})

    kinds = [kind for kind in form.codelists.get(SERVICE_TYPE, {}) if any(at(kind, code) for code in order)]
    if len(kinds) < 2:
        return
    whole = {code: source.figures.get(subject, **CITY, **{plan.codelist: code}) for code in order if caption}
    rows: list[tuple[str | Amount, ...]] = [
        (
            names[code],
            *([source.count(whole[code])] if caption else []),
            *(source.count(at(kind, code)) for kind in kinds),
        )
        for code in order
    ]
    titles = [*([spoken.gettext("Whole city")] if caption else [])]
    titles += [form.service_type_label(kind).in_(spoken) for kind in kinds]
    columns = (Column(title(plan, source)), *(Column(title, numeric=True) for title in titles))
    yield Table(caption or spoken.gettext("The same by type of service"), columns, tuple(rows))
