"""What a public edition says in one sentence instead of in rows, columns and sections without a number."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from zamestnanost_stats.figures.figure import code_of
from zamestnanost_stats.form.definition import By, ReportSection, View
from zamestnanost_stats.report.document import Amount, Block, Bullets, Paragraph, Role, Section, Table, TableCell
from zamestnanost_stats.report.source import HIDDEN, HIDDEN_STATES, Source
from zamestnanost_stats.report.views import without_figure


def folded(planned: Iterable[tuple[ReportSection, Section]], source: Source) -> Iterator[Section]:
    """The sections with what has no number in it told below; last the names of those of which nothing is left."""
    _ = source.language.gettext
    hidden: list[str] = []
    unknown: list[str] = []
    single: list[str] = []
    for plan, section in planned:
        blocks = tuple(block for one in section.blocks for block in _block(one, source))
        if any(map(_says, blocks)):
            yield replace(section, blocks=blocks)
        elif _withheld(plan, source):
            hidden.append(section.title)
        else:
            (single if plan.view is View.TREND else unknown).append(section.title)
    told = (
        (_("Not published, because the numbers are small or of a single organisation: {names}."), hidden),
        (_("No figures: {names}."), unknown),
        (_("No two published editions yet whose figures can be compared: {names}."), single),
    )
    items = tuple(text.format(names="; ".join(names)) for text, names in told if names)
    if items:
        yield Section("not-shown", _("What this edition does not show"), (Bullets(items),))


def _says(block: Block) -> bool:
    """Whether a block tells a result; a note alone tells none."""
    return not (isinstance(block, Paragraph) and block.role is Role.NOTE)


def _withheld(plan: ReportSection, source: Source) -> bool:
    """Whether it is the edition that leaves it out, and not that nobody gave it."""
    form = source.current.form
    single = plan.by in (By.PROVIDER, By.SERVICE)
    if single or any(name in form.indicators and not form.indicators[name].additive for name in plan.indicators):
        return True
    subjects = {*plan.indicators, *plan.also, plan.metric}
    return any(
        one.state in HIDDEN_STATES
        for one in source.figures.by_id.values()
        if one.subject in subjects and code_of(one)[0] == plan.codelist
    )


def _block(block: Block, source: Source) -> Iterator[Block]:
    """A table without its empty rows and columns, which a note names with the reasons."""
    if not isinstance(block, Table) or not any(isinstance(cell, Amount) for row in block.rows for cell in row):
        yield block
        return
    empty = [all(map(_empty, row[1:])) for row in block.rows]
    rows = [row for row, gone in zip(block.rows, empty, strict=True) if not gone]
    gone = [bool(at) and all(_empty(row[at]) for row in rows) for at in range(len(block.columns))]
    names = [f"{row[0]} ({_why(row[1:])})" for row, none in zip(block.rows, empty, strict=True) if none]
    if rows:
        names += [
            f"{column.title} ({_why([row[at] for row in rows])})" for at, column in enumerate(block.columns) if gone[at]
        ]
        yield replace(
            block,
            columns=tuple(column for column, none in zip(block.columns, gone, strict=True) if not none),
            rows=tuple(tuple(cell for cell, none in zip(row, gone, strict=True) if not none) for row in rows),
            total=block.total and not empty[-1],
        )
    yield from without_figure(names, source)


def _empty(cell: TableCell) -> bool:
    return isinstance(cell, Amount) and cell.value is None and cell.instead != HIDDEN


def _why(cells: Sequence[TableCell]) -> str:
    return ", ".join(dict.fromkeys(cell.instead for cell in cells if isinstance(cell, Amount)))
