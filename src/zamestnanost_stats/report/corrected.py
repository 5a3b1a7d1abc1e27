"""What a corrected edition shows otherwise than the one before, and whose returns it has besides or no longer."""

from collections.abc import Iterator

from zamestnanost_stats.figures.content import Content
from zamestnanost_stats.figures.figure import Figure, Kind, code_of
from zamestnanost_stats.report.document import Block, Column, Paragraph, Table
from zamestnanost_stats.report.source import TOLD_STATES, Change, Issue, Source


def changed(before: Content, now: Content) -> Iterator[Change]:
    """Rates, then counts, then those of single codes of which another number, bound or basis is shown than before; not
    what has no number in either, whatever the reason."""
    found = []
    for name in dict.fromkeys([*before.figures.by_id, *now.figures.by_id]):
        old, new = before.figures.by_id.get(name), now.figures.by_id.get(name)
        one = new or old
        told = any(two is not None and two.state in TOLD_STATES for two in (old, new))
        if one and told and one.kind in (Kind.COUNT, Kind.RATIO) and _shown(old) != _shown(new):
            found.append(Change(one, old, new))
    yield from sorted(found, key=lambda one: (one.figure.kind is Kind.COUNT, code_of(one.figure) != ("", "")))


def _shown(one: Figure | None) -> tuple[object, ...]:
    if one is None:
        return ()
    return one.state, one.value, one.numerator, one.denominator, one.low, one.high, one.used, one.expected


def changes(source: Source, issue: Issue) -> Iterator[Block]:
    """The section of a corrected edition; nothing of a first one."""
    spoken = source.language
    _ = spoken.gettext
    if issue.corrects is None:
        return
    for names, text in (
        (issue.came, _("Returns of these organisations are new in this edition: {names}.")),
        (issue.left, _("Returns of these organisations are no longer in this edition: {names}.")),
    ):
        if names:
            yield Paragraph(text.format(names="; ".join(sorted(map(source.provider_name, names), key=spoken.sort_key))))
    if not issue.changes:
        yield Paragraph(_("No shown figure differs from the edition before."))
        return
    rows = tuple(
        (_named(one.figure, source), _amount(one.before, one.now, source), _amount(one.now, one.before, source))
        for one in issue.changes
    )
    text = _("Figures shown otherwise than in the edition of {day}")
    columns = (Column(_("Figure")), Column(_("Before"), numeric=True), Column(_("Now"), numeric=True))
    yield Table(text.format(day=spoken.date(issue.corrects)), columns, rows)


def main_rate(rate: Figure, source: Source, issue: Issue) -> Iterator[Block]:
    """On the first page of a corrected edition: what its main rate was before."""
    spoken = source.language
    _ = spoken.gettext
    if issue.corrects is None:
        return
    said = {"day": spoken.date(issue.corrects), "section": _("What this edition corrects")}
    old = next((one.before for one in issue.changes if one.figure.id == rate.id), rate)
    if old is not None and _shown(old) == _shown(rate):
        text = _("This edition is corrected: the share is as in that of {day}. What changed is under “{section}”.")
    else:
        text = _("This edition is corrected: in that of {day} the share was {before}. All is under “{section}”.")
        said["before"] = _("not told")
        if old is not None and old.bounded:
            said["before"] = f"{spoken.percent(old.value or 0)} ({source.basis(old)})"
    yield Paragraph(text.format_map(said))


def _named(figure: Figure, source: Source) -> str:
    """``Podpořené osoby: IPS``, ``Odchody – zdraví: město``."""
    spoken, form = source.language, source.current.form
    subject = form.metrics.get(figure.subject) or form.indicators.get(figure.subject)
    label = subject.label.in_(spoken) if subject else figure.subject
    codelist, code = code_of(figure)
    if codelist:
        known = form.codelists.get(codelist, {}).get(code)
        label = f"{label} – {known.label.in_(spoken) if known else code}"
    return f"{label}: {source.place_name(figure) or spoken.gettext('whole city')}"


def _amount(figure: Figure | None, other: Figure | None, source: Source) -> str:
    """``450 (85 až 450; údaj má 5 ze 6)``: what else differs stands in brackets."""
    spoken = source.language
    _ = spoken.gettext
    if figure is None:
        return _("not in the edition")
    if figure.value is None:
        return source.instead(figure)
    more = []
    if figure.kind is Kind.RATIO:
        shown = spoken.percent(figure.value) if figure.bounded else spoken.number(figure.value, 1)
        more.append(source.basis(figure))
    else:
        shown = spoken.number(figure.value)
        if figure.low is not None and figure.high is not None:
            more.append(_("{low} to {high}").format(low=spoken.number(figure.low), high=spoken.number(figure.high)))
    if other and (figure.used, figure.expected) != (other.used, other.expected):
        more.append(_("given by {share}").format(share=spoken.out_of(figure.used, figure.expected)))
    return f"{shown} ({'; '.join(more)})" if more else shown
