"""Reports of hand-made cities, and what their sentences say: a text of the program found again with its parts."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

import cities
import rounds
from zamestnanost_stats.figures.context import load_context
from zamestnanost_stats.keys import CellKey
from zamestnanost_stats.language import language
from zamestnanost_stats.report.document import Block, Bullets, Paragraph, Report
from zamestnanost_stats.report.edition import Surroundings, gather
from zamestnanost_stats.report.sections import compose
from zamestnanost_stats.report.source import Source
from zamestnanost_stats.workbook.writer import Answer
from zamestnanost_stats.workspace import Workspace

UNKNOWN_REASON = '  { id = "unknown", cs = "nevíme", en = "not known" },\n'
TITLE = 'title = { cs = "T", en = "T" }\n'
FORM = (
    cities.FORM.replace(
        '{ id = "moved", cs = "stěhování", en = "moved" },\n',
        '{ id = "moved", cs = "stěhování", en = "moved" },\n' + UNKNOWN_REASON,
    )
    + f"""\
[[report.section]]
id = "first"
view = "headline"
metric = "exit_rate"
indicators = ["supported"]
where = 'service_type = "ips"'
sentence = {{ cs = "Věta {{share}} {{percent}} {{interval}}", en = "Sentence {{share}} {{percent}} {{interval}}" }}
quote = {{ cs = "Citát {{share}} {{percent}} {{interval}}", en = "Quote {{share}} {{percent}} {{interval}}" }}
{TITLE}
[[report.section]]
id = "shares"
view = "intervals"
by = "service_type"
metric = "exit_rate"
{TITLE}
[[report.section]]
id = "funnel"
view = "funnel"
metric = "exit_rate"
where = 'service_type != "training"'
{TITLE}
[[report.section]]
id = "trend"
view = "trend"
metric = "exit_rate"
{TITLE}
[[report.section]]
id = "why"
view = "reasons"
indicators = ["exits"]
codelist = "reason"
{TITLE}
[[report.section]]
id = "fields"
view = "reasons"
indicators = ["jobs"]
codelist = "field"
ranked = false
{TITLE}
[[report.section]]
id = "starts"
view = "bars"
by = "provider"
indicators = ["exits"]
{TITLE}
[[report.section]]
id = "where"
view = "coverage"
indicators = ["exits"]
codelist = "reason"
code = "moved"
{TITLE}
[[report.limits]]
cs = "Mez."
en = "A limit."
"""
)
"""The small form of the cities, with every view that speaks in sentences."""


def line(provider: str, service: str = "s", kind: str = "ips", where: str = "P1", *more: str) -> tuple[str, ...]:
    """A line of ``services.csv``; ``more`` are the dates and the successor."""
    return (provider, service, service, kind, where, *(more or ("", "", "")))


def sent(exits: Answer, supported: Answer, service: str = "s", /, **reasons: Answer) -> cities.Sent:
    """Exits of so many supported, and why."""
    values = {"exits": exits, "supported": supported} | {f"exits/reason/{code}": one for code, one in reasons.items()}
    return {CellKey.at(row, service): one for row, one in values.items()}


def gathered(workspace: Workspace, label: str, spoken: str) -> Source:
    """Everything the report of a period is made from, in that language."""
    current = workspace.round(rounds.period(label))
    context = load_context(workspace.folder, workspace.register)
    around = Surroundings(workspace.rounds_until(current), None, workspace.register, workspace.benchmarks, context)
    source = gather(around, workspace.ledger, workspace.status(current), "internal")
    return replace(source, language=language(spoken))


def report(city: cities.City, spoken: str, label: str = "2021") -> tuple[Source, dict[str, list[Block]]]:
    """The source of a period and the blocks of each section by its id."""
    source = gathered(city.workspace, label, spoken)
    return source, blocks(compose(source))


def blocks(made: Report) -> dict[str, list[Block]]:
    return {section.id: list(section.blocks) for section in made.sections}


def texts(some: Iterable[Block]) -> list[str]:
    """Its paragraphs and bullets."""
    found: list[str] = []
    for one in some:
        found += [one.text] if isinstance(one, Paragraph) else one.items if isinstance(one, Bullets) else ()
    return found


def said(some: Iterable[Block], source: Source, template: str, plural: str = "") -> list[Mapping[str, str]]:
    """The parts of a text of the program, once for each paragraph it begins: ``{}`` where it has no parts."""
    spoken = source.language
    wanted = {spoken.ngettext(template, plural, many) for many in (1, 2, 5)} if plural else {spoken.gettext(template)}
    found: list[Mapping[str, str]] = []
    for text in texts(some):
        matches = [re.search(_pattern(one), text) for one in sorted(wanted)]
        found += [one.groupdict() for one in matches if one][:1]
    return found


def _pattern(template: str) -> str:
    parts = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.+?)", re.escape(template)) + r"(?= |$)"
    return parts.replace("(?P<place>.+?)", "(?P<place>.+)")  # "Most: IPS" has a colon of its own
