"""One edition of a report: everything it is made from gathered once, and written in each format from that alone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.util import find_spec
from typing import TYPE_CHECKING

from zamestnanost_stats.figures.aggregate import aggregate
from zamestnanost_stats.figures.context import Statistic
from zamestnanost_stats.figures.coverage import coverage
from zamestnanost_stats.figures.trend import trends
from zamestnanost_stats.findings import UserError, problem
from zamestnanost_stats.form.asked import Round
from zamestnanost_stats.form.benchmarks import Benchmark
from zamestnanost_stats.form.definition import Type, View
from zamestnanost_stats.form.grammar import Operand
from zamestnanost_stats.form.register import Register
from zamestnanost_stats.language import language
from zamestnanost_stats.report import EXTRAS
from zamestnanost_stats.report.opendata import to_json
from zamestnanost_stats.report.public import dated, for_the_public
from zamestnanost_stats.report.sections import compose
from zamestnanost_stats.report.source import NOT_RUN, OPERATION, Source
from zamestnanost_stats.returns.ledger.totals import accepted, observed, said
from zamestnanost_stats.returns.status import Line

if TYPE_CHECKING:
    from sqlalchemy import Engine


PUBLIC = "public"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a report needs beside its own round: ``rounds`` up to it in order of time, itself last, each with the
    services as they were when the returns were accepted; today's ``register``, which links services over the years and
    tells where IPS is; published and outside figures. ``after`` is the round of the year after, if there is one."""

    rounds: Sequence[Round]
    after: Round | None
    register: Register
    benchmarks: Sequence[Benchmark]
    context: Sequence[Statistic]


def gather(
    around: Surroundings, engine: "Engine", lines: Sequence[Line], edition: str, publish: date | None = None
) -> Source:
    """Everything a report of the last round is made from; of a public edition what may be shown of it, dated if it is
    to be published. A UserError where nothing is accepted, or hidden numbers would be given away."""
    source = _everything(around, engine, lines, edition)
    if edition == PUBLIC:
        current = source.current.period
        before = [one for one in around.rounds if one.period.label == current.year_before]
        source = for_the_public(source, engine, [*before, *([around.after] if around.after else [])])
    return dated(source, publish) if publish else source


def _everything(around: Surroundings, engine: "Engine", lines: Sequence[Line], edition: str) -> Source:
    current, label = around.rounds[-1], around.rounds[-1].period.label
    if not accepted(engine, label):
        raise UserError(problem("no-returns", period=label))
    ran = observed(engine, label, Operand(OPERATION))
    texts = [one.id for one in current.form.indicators.values() if one.type is Type.TEXT]
    operation = {(one.provider, one.column): one.text for one in ran if one.text}
    remarks = [one for name in texts for one in observed(engine, label, Operand(name))]
    wanted = [current.form.metrics[one.metric] for one in current.form.report.section if one.view is View.TREND]
    found = {one.id: trends(one, around.rounds, around.register, engine) for one in wanted}
    return Source(
        current=current,
        figures=aggregate(current, engine).joined(
            one for some in found.values() for two in some for one in two.figures
        ),
        lines=lines,
        said=said(engine, label),
        operation=operation,
        remarks=[one for one in remarks if one.inside is not None],
        coverage=coverage(around.register, current.period, [at for at, how in operation.items() if how == NOT_RUN]),
        benchmarks=around.benchmarks,
        context=around.context,
        trends=found,
        language=language(current.collection.language),
        edition=edition,
    )


def equipped(formats: Sequence[str]) -> None:
    """A UserError for a format whose extra is not installed, before anything is reckoned or written."""
    for name in formats:
        missing = [module for module in EXTRAS.get(name, ()) if find_spec(module) is None]
        if missing:
            raise UserError(problem("format-extra", found=name, missing=", ".join(missing)))


def written(source: Source, formats: Sequence[str], provider: str = "") -> Iterator[tuple[str, bytes]]:
    """The name and content of each file of the edition, or of one organisation's own page: one per format, and of csv
    also the two files that describe it. A UserError for such a page in a public edition."""
    if provider and source.public:
        raise UserError(problem("publish-provider"))
    composed = compose(source, provider)
    name_of = f"report-{source.current.period}-{source.edition}" + (f"-{provider}" if provider else "")
    for name in formats:
        if name == "json":
            content = to_json(source, provider).encode()
        elif name == "html":
            from zamestnanost_stats.report.html import to_html

            content = to_html(composed, source.language).encode()
        elif name == "docx":
            from zamestnanost_stats.report.docx import to_docx

            content = to_docx(composed, source.language)
        elif name == "pdf":
            from zamestnanost_stats.report.pdf import to_pdf

            content = to_pdf(composed, source.language)
        elif name == "csv":
            from zamestnanost_stats.report.opencsv import to_csv

            yield from to_csv(source, name_of, composed.created, provider)
            continue
        else:
            from zamestnanost_stats.report.xlsx import to_xlsx

            content = to_xlsx(composed, source.language)
        yield f"{name_of}.{name}", content
