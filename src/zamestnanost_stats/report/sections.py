"""The report put together: its first page, the sections the form asks for, who answered, and what was counted."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from zamestnanost_stats.findings import Severity
from zamestnanost_stats.form.checks import EVERYTHING, checks
from zamestnanost_stats.form.definition import SERVICE_TYPE, By, Per, ReportSection, View
from zamestnanost_stats.keys import TOTAL
from zamestnanost_stats.report import corrected, providerpage, public, rates, views
from zamestnanost_stats.report.chance import funnel
from zamestnanost_stats.report.document import (
    Amount,
    Bars,
    Block,
    Bullets,
    Column,
    Paragraph,
    Report,
    Role,
    Section,
    Table,
)
from zamestnanost_stats.report.firstpage import headline
from zamestnanost_stats.report.folding import folded
from zamestnanost_stats.report.published import published_reasons
from zamestnanost_stats.report.reasons import reasons
from zamestnanost_stats.report.source import HIDDEN, TOLD_STATES, Issue, Source
from zamestnanost_stats.report.whereabouts import coverage
from zamestnanost_stats.report.years import trend
from zamestnanost_stats.returns.ledger.totals import Said
from zamestnanost_stats.returns.status import Standing


def compose(source: Source, provider: str = "") -> Report:
    """The report of one edition, or one organisation's own page; nothing in it comes from anywhere but ``source``."""
    spoken, current = source.language, source.current
    _ = spoken.gettext
    builders = {
        View.HEADLINE: headline,
        View.TABLE: rates.table,
        View.BARS: views.bars,
        View.INTERVALS: rates.intervals,
        View.FUNNEL: funnel,
        View.TREND: trend,
        View.COVERAGE: coverage,
        View.REASONS: published_reasons if source.public else reasons,
    }
    planned = (
        (plan, Section(plan.id, plan.title.in_(spoken), tuple(builders[plan.view](plan, source))))
        for plan in current.form.report.section
        if not (source.public and _of_single(plan, source))
    )
    if provider:
        sections = list(providerpage.sections(provider, source))
    else:
        sections = list(folded(planned, source)) if source.public else [section for _plan, section in planned]
    issue = source.issue
    if issue:
        told = tuple(corrected.changes(source, issue))
        sections.append(Section("corrected", _("What this edition corrects"), told))
        sections = [_with_legend(section, source, issue) for section in sections]
        sections.append(Section("protection", _("How people are protected"), tuple(public.protection(source, issue))))
    returns = public.returns(source, issue) if issue else _returns(source, provider)
    sections += [
        Section("returns", _("Return") if provider else _("Who answered"), tuple(returns)),
        Section("remarks", _("What was different this year"), tuple(_remarks(source, provider))),
        Section("definitions", _("What was counted"), tuple(_definitions(source))),
        Section("rates", _("Rates and what they are made of"), tuple(_rates(source))),
    ]
    return Report(
        title=current.form.title.in_(spoken),
        subtitle=" · ".join(
            part for part in (_area(source), source.provider_name(provider), str(current.period)) if part
        ),
        language=spoken.code,
        edition=source.edition,
        marks=tuple(_marks(source)),
        facts=tuple(_facts(source)),
        sections=tuple(section for section in sections if section.blocks),
        created=_as_of(source).isoformat(),
    )


def _of_single(plan: ReportSection, source: Source) -> bool:
    """Whether a section shows single organisations or services, of which none may be shown; a table still has the
    city's sum."""
    single = plan.by in (By.PROVIDER, By.SERVICE) and plan.view is not View.TABLE
    return plan.view is View.FUNNEL or (single and not source.current.collection.disclosure.providers)


def _with_legend(section: Section, source: Source, issue: Issue) -> Section:
    """What the marks mean, wherever one of them stands."""
    marks = {HIDDEN, source.language.gettext("not published")}
    shown = (
        cell.instead
        for block in section.blocks
        if isinstance(block, Table)
        for row in block.rows
        for cell in row
        if isinstance(cell, Amount)
    )
    drawn = (
        word for block in section.blocks if isinstance(block, Bars) for one in block.series for word in one.instead
    )
    if not marks & {*shown, *drawn}:
        return section
    return replace(section, blocks=(*section.blocks, Paragraph(public.legend(source, issue), Role.NOTE)))


def _area(source: Source) -> str:
    area = source.current.collection.area
    return area.in_(source.language) if area else ""


def _as_of(source: Source) -> date:
    if source.issue:
        return source.issue.published or source.current.collection.deadline
    received = [line.received for line in source.answered if line.received]
    return max(received, default=source.current.collection.deadline)


def _marks(source: Source) -> Iterator[str]:
    spoken = source.language
    if source.preliminary:
        whole = len(source.answered) + len(source.awaited)
        share = spoken.out_of(len(source.answered), whole)
        yield spoken.gettext("PRELIMINARY: {share} organisations").format(share=share)
    if source.issue:
        yield from public.marks(source, source.issue)
    else:
        yield spoken.gettext("INTERNAL: small numbers about people, not for publication")
    if source.current.collection.notice:
        yield source.current.collection.notice.in_(spoken)


def _facts(source: Source) -> Iterator[str]:
    spoken = source.language
    _ = spoken.gettext
    if not source.issue:
        yield _("Returns received by {day}.").format(day=spoken.date(_as_of(source)))
    elif source.issue.published:
        yield _("Published on {day}.").format(day=spoken.date(source.issue.published))
    if source.licence:
        yield _("Terms of use: {licence}").format(licence=source.licence)
    contact = source.current.collection.coordinator
    yield _("Collected by {name}, {email}.").format(name=contact.name, email=contact.email)


def _returns(source: Source, provider: str) -> Iterator[Block]:
    spoken = source.language
    _ = spoken.gettext
    words = {
        Standing.ON_TIME: _("on time"),
        Standing.LATE: _("late"),
        Standing.ERRORS: _("returned with errors, not accepted"),
        Standing.WAITING: _("returned, not accepted yet"),
        Standing.MISSING: _("not returned"),
        Standing.NOT_EXPECTED: _("not expected"),
    }
    rows = []
    lines = [line for line in source.lines if provider in ("", line.provider.id)]
    for line in sorted(lines, key=lambda line: spoken.sort_key(line.provider.name)):
        partly = _("partly (some figures not collected)") if line.partial else ""
        told = [partly or _("complete")] if line.received else []
        told += [_("corrected {day}").format(day=spoken.date(line.corrected))] if line.corrected else []
        told += [] if line.confirmed else [_("not confirmed by the organisation")]
        told += [_("note: {text}").format(text=line.note)] if line.note and source.edition == "internal" else []
        note = line.reason or ", ".join(told)
        day = spoken.date(line.received) if line.received else "–"
        rows.append((line.provider.name, words[line.standing], day, note))
    deadline = spoken.date(source.current.collection.deadline)
    yield Table(
        _("Returns by organisation, deadline {deadline}").format(deadline=deadline),
        (Column(_("Organisation")), Column(_("Return")), Column(_("Received")), Column(_("How complete"))),
        tuple(rows),
    )
    theirs = [one for one in source.said if provider in ("", one.provider) and one.severity is Severity.WARNING]
    warnings = [text for one in theirs if (text := _warning(one, source))]
    if warnings:
        yield Paragraph(_("Accepted with a warning:"))
        yield Bullets(tuple(warnings))


def _warning(one: Said, source: Source) -> str:
    """A warning with its explanation, or a broken rule with the reason why it was waived."""
    spoken, current = source.language, source.current
    _ = spoken.gettext
    services = current.register.services_of(one.provider, current.period)
    messages = {check.id: check.message for check in checks(current.form, services, current.period, EVERYTHING)}
    if one.code not in messages:
        return ""
    column = _("organisation in total") if one.column == TOTAL else source.service_name(one.provider, one.column)
    text = f"{source.provider_name(one.provider)}, {column}: {messages[one.code].in_(spoken)}"
    if one.waiver:
        return _("{text} Waived: {reason}").format(text=text, reason=one.waiver)
    if one.explanation:
        return _("{text} Explanation: {reason}").format(text=text, reason=one.explanation)
    return _("{text} Not explained.").format(text=text)


def _remarks(source: Source, provider: str) -> Iterator[Block]:
    """The providers' own words, as they wrote them: internal edition only."""
    spoken = source.language
    found = [one for one in source.remarks if one.text and provider in ("", one.provider)]
    if not found:
        return
    named = [
        (source.provider_name(one.provider), source.service_name(one.provider, one.column), one.text) for one in found
    ]
    yield Table(
        spoken.gettext("In the organisations' own words"),
        (
            Column(spoken.gettext("Organisation")),
            Column(spoken.gettext("Service")),
            Column(spoken.gettext("What was different this year")),
        ),
        tuple(named),
    )


def _definitions(source: Source) -> Iterator[Block]:
    """What was asked and how services are told apart; of a public edition only of what it tells something."""
    spoken, form = source.language, source.current.form
    _ = spoken.gettext
    types = [one for one in form.codelists.get(SERVICE_TYPE, {}).values() if one.help]
    if types:
        yield Table(
            _("Types of service"),
            (Column(_("Type of service")), Column(_("What it does"))),
            tuple((one.label.in_(spoken), one.help.in_(spoken) if one.help else "") for one in types),
        )
    indicators = [one for section in form.section if section.per is Per.SERVICE for one in section.indicator]
    asked = [one for one in indicators if not source.public or _tells_of(source, one.id)]
    if asked:
        yield Table(
            _("Indicators as the organisations were asked"),
            (Column(_("Indicator")), Column(_("Who counts"))),
            tuple((one.label.in_(spoken), one.help.in_(spoken)) for one in asked),
        )


def _rates(source: Source) -> Iterator[Block]:
    spoken, form = source.language, source.current.form
    _ = spoken.gettext
    metrics = [one for one in form.metric if not source.public or _tells_of(source, one.id)]
    if metrics:
        yield Table(
            _("Rates and what they are made of"),
            (Column(_("Rate")), Column(_("Contract"))),
            tuple((metric.label.in_(spoken), rates.contract(metric, source)) for metric in metrics),
        )


def _tells_of(source: Source, subject: str) -> bool:
    """Whether an edition shows or hides a number of it, and does not leave it out."""
    found = (one.state for one in source.figures.by_id.values() if one.subject == subject)
    return not set(TOLD_STATES).isdisjoint(found)
