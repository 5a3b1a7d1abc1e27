"""The public edition: everything a report is made from replaced by what may be shown, before a word is written."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from zamestnanost_stats.figures.content import Content
from zamestnanost_stats.figures.figure import Figures, figure_id
from zamestnanost_stats.figures.publishing import published_content
from zamestnanost_stats.figures.trend import Point, Trend
from zamestnanost_stats.findings import Severity, UserError, problem
from zamestnanost_stats.form.asked import Round
from zamestnanost_stats.keys import Period
from zamestnanost_stats.report.corrected import changed
from zamestnanost_stats.report.document import Block, Bullets, Column, Paragraph, Role, Table
from zamestnanost_stats.report.source import Issue, Source
from zamestnanost_stats.returns.ledger.editions import Edition, periods_published, publish, published
from zamestnanost_stats.returns.status import Line, Standing

if TYPE_CHECKING:
    from sqlalchemy import Engine


def for_the_public(source: Source, engine: "Engine", neighbours: Sequence[Round]) -> Source:
    """What is made from all figures as it may be shown, beside what is published of this round and of its neighbours, a
    year before and after: a draft, or the last published edition where nothing shown has changed since. A UserError
    where it would give hidden numbers away."""
    label = source.current.period.label
    for other in filter(None, map(Period.parse, periods_published(engine))):
        if other.label != label and other.overlaps(source.current.period):
            raise UserError(problem("publish-overlaps", other=other.label, period=label))
    done = published(engine, label)
    earlier = [Content.from_json(one.content) for one in done]
    beside = [(one, _contents(engine, one.period.label)) for one in neighbours]
    known = [(one, contents) for one, contents in beside if contents]
    content = published_content(source.current, source.figures, engine, earlier, known)
    last = done[-1] if done else None
    again = bool(last and last.content == content.to_json())
    before = done[:-1] if again else done
    compared = earlier[len(before) - 1] if before else None
    came, left = (set(content.revisions), set(compared.revisions)) if compared else (set[str](), set[str]())
    warnings = [one for one in source.said if one.severity is Severity.WARNING]
    issue = Issue(
        number=len(before) + 1,
        published=last.published if last and again else None,
        corrects=before[-1].published if before else None,
        changes=tuple(changed(compared, content)) if compared else (),
        came=tuple(sorted(came - left)),
        left=tuple(sorted(left - came)),
        content=content,
        warnings=len(warnings),
        explained=sum(bool(one.explanation) for one in warnings),
        waived=sum(bool(one.waiver) for one in warnings),
        unconfirmed=sum(not one.confirmed for one in source.answered),
    )
    trends = {name: tuple(_trends(some, content, engine)) for name, some in source.trends.items()}
    over_years = (one for some in trends.values() for two in some for one in two.figures)
    return replace(
        source,
        figures=content.figures.joined(over_years),
        lines=tuple(map(_line, source.lines)),
        said=(),
        operation={},
        remarks=(),
        trends=trends,
        issue=issue,
    )


def dated(source: Source, day: date) -> Source:
    """A draft as published that day; an edition that is published already stays as it is. A UserError where the day is
    before the end of the period, or before the last edition."""
    issue = source.issue
    if issue is None or issue.published:
        return source
    least = issue.corrects or source.current.period.end
    if day < least:
        raise UserError(problem("publish-early", found=day.isoformat(), least=least.isoformat()))
    return replace(source, issue=replace(issue, published=day))


def record(source: Source, engine: "Engine") -> None:
    """Keeps a dated edition for good, unless it is there already."""
    issue, label = source.issue, source.current.period.label
    if issue and issue.published and len(published(engine, label)) < issue.number:
        publish(engine, Edition(label, issue.number, issue.published, issue.content.to_json()))


def _line(line: Line) -> Line:
    """Whether an organisation answered, and nothing of how."""
    standing = Standing.ON_TIME if line.standing in (Standing.ON_TIME, Standing.LATE) else Standing.MISSING
    return Line(line.provider, line.standing if line.standing is Standing.NOT_EXPECTED else standing)


def _trends(found: Sequence[Trend], content: Content, engine: "Engine") -> Iterator[Trend]:
    """Trends of what was published of each period, and nothing else: no panel, which would tell two sums apart."""
    for one in found:
        shown: list[Point] = []
        for point in one.points:
            period = point.everyone.where["period"]
            figures = content.figures if point is one.points[-1] else _published(engine, period)
            figure = figures.get(one.metric, service_type=one.service_type)
            if figure and figure.low is not None:
                where = {**figure.where, "period": period}
                figure = replace(figure, id=figure_id(one.metric, where), where=where)
                shown.append(Point(period, figure, None))
        if len(shown) > 1:
            yield Trend(one.metric, one.service_type, tuple(shown), (), (), one.incomparable)


def _contents(engine: "Engine", period: str) -> list[Content]:
    return [Content.from_json(one.content) for one in published(engine, period)]


def _published(engine: "Engine", period: str) -> Figures:
    done = _contents(engine, period)
    return done[-1].figures if done else Figures({})


# --- what only a public edition tells


def marks(source: Source, issue: Issue) -> Iterator[str]:
    spoken = source.language
    _ = spoken.gettext
    if issue.published is None:
        yield _("DRAFT, not published")
    if issue.corrects:
        text = _("CORRECTED EDITION {number}, replaces the one of {day}")
        yield text.format(number=issue.number, day=spoken.date(issue.corrects))


def protection(source: Source, issue: Issue) -> Iterator[Block]:
    """How people are protected, and what the marks mean."""
    _ = source.language.gettext
    rule = issue.content.rule
    yield Paragraph(legend(source, issue))
    yield Bullets(
        (
            _("Rates are made from the rounded numbers, and only of at least 50 people or jobs."),
            _("Their intervals cover every true number that is rounded to the one shown."),
            _("Sums need not agree with their parts, because each number is rounded for itself."),
            _("Results of a single organisation are shown only where it agreed."),
        )
    )
    if rule.providers:
        names = ", ".join(source.provider_name(one) for one in rule.providers)
        yield Paragraph(_("Agreed that their own results are published: {names}.").format(names=names))


def legend(source: Source, issue: Issue) -> str:
    """``* znamená 1 až 7, nikdy 0. ...``"""
    rule = issue.content.rule
    text = source.language.gettext(
        "* is a number from 1 to {most}, never 0. Other numbers are rounded to multiples of {step}; 0 is exact. "
        "“Not published”: a number would give others away or is of a single organisation, or there is none."
    )
    return text.format(most=rule.hide_up_to, step=rule.round_to)


def returns(source: Source, issue: Issue) -> Iterator[Block]:
    """Who answered, and in numbers only how."""
    spoken = source.language
    _ = spoken.gettext
    words = {
        Standing.ON_TIME: _("accepted"),
        Standing.MISSING: _("no accepted return"),
        Standing.NOT_EXPECTED: _("not expected"),
    }
    lines = sorted(source.lines, key=lambda line: spoken.sort_key(line.provider.name))
    rows = tuple((line.provider.name, words[line.standing]) for line in lines)
    yield Table(_("Returns by organisation"), (Column(_("Organisation")), Column(_("Return"))), rows)
    if issue.warnings:
        text = _("Warnings the returns were accepted with: {all}; of them explained: {explained}, waived: {waived}.")
        told = {"all": issue.warnings, "explained": issue.explained, "waived": issue.waived}
        yield Paragraph(text.format_map(told), Role.NOTE)
    if issue.unconfirmed:
        text = _("Returns taken down by the coordinator and not confirmed: {count}.")
        yield Paragraph(text.format(count=issue.unconfirmed), Role.NOTE)
