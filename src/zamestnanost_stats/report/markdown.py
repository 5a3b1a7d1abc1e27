"""A report of texts and tables as GitHub's Markdown; whatever stands in its texts stays text."""

import re
from collections.abc import Iterable, Iterator

from zamestnanost_stats.language import Language
from zamestnanost_stats.report.document import Block, Bullets, Paragraph, Report, Role, Table, shown

_SPECIAL = re.compile(r"[\\`*\[\]<>|~&$#]|(?<!\w)_|_(?!\w)")
"""What means something inside a line; an underscore inside a word does not."""
_AT_START = re.compile(r"[-+=:]|[0-9]+(?=[.)])")
"""What makes a list, a heading or a table of the line it begins."""


def to_markdown(report: Report, spoken: Language) -> str:
    """The whole text, its parts divided by blank lines; charts are not written, only texts and tables."""
    parts = [f"# {_text(report.title, spoken)}", _text(report.subtitle, spoken)]
    parts += [f"**{_text(mark, spoken)}**" for mark in report.marks]
    parts += [_list(report.facts, spoken)] if report.facts else []
    for section in report.sections:
        parts.append(f"## {_text(section.title, spoken)}")
        for block in section.blocks:
            parts += _block(block, section.title, spoken)
    return "\n\n".join(parts) + "\n"


def _block(block: Block, heading: str, spoken: Language) -> Iterator[str]:
    match block:
        case Paragraph(text=text, role=Role.WARNING):
            yield f"> **{_text(spoken.gettext('Please note'), spoken)}:** {_text(text, spoken)}"
        case Paragraph(text=text):
            yield _text(text, spoken)
        case Bullets(items=items):
            yield _list(items, spoken)
        case Table():
            if block.caption != heading:
                yield f"### {_text(block.caption, spoken)}"
            yield "\n".join(_table(block, spoken))
            if block.note:
                yield _text(block.note, spoken)
        case _:
            raise TypeError(block)


def _list(items: Iterable[str], spoken: Language) -> str:
    return "\n".join(f"- {_text(item, spoken)}" for item in items)


def _table(table: Table, spoken: Language) -> Iterator[str]:
    yield _row(_text(column.title, spoken) for column in table.columns)
    yield _row("---:" if column.numeric else "---" for column in table.columns)
    for row in table.rows:
        yield _row("<br>".join(_text(line, spoken) for line in shown(cell, spoken).split("\n")) for cell in row)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _text(text: str, spoken: Language) -> str:
    """One line of plain text."""
    line = re.sub(r"[ \t\r\n]+", " ", text).strip()
    start = _AT_START.match(line)
    end = start.end() if start else 0
    digits = line[:end] if line[:end].isdigit() else ""
    rest = _SPECIAL.sub(r"\\\g<0>", spoken.typeset(line[len(digits) :]))
    return f"{digits}\\{rest}" if end else rest
