"""What the formats for paper share: the text of an A4 page, columns that fit it, charts that can be read on it."""

import math
import re
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from zamestnanost_stats.language import Language
from zamestnanost_stats.report.charts import data_table, pictured, svg
from zamestnanost_stats.report.document import Block, Bullets, Paragraph, Role, Section, Table, TableCell, shown

WIDTH: Final = 17.0
"""Centimetres between the margins."""
HEIGHT: Final = 22.5
"""Centimetres that a picture may take, its headings aside."""
PIXEL: Final = WIDTH / 720
"""Centimetres of a chart's pixel: the widest charts have 720."""
_ROWS: Final = 15
"""A table of more rows may be parted between pages,"""
_LINES: Final = 45
"""and so may a table, or a row, of more lines."""
_SMALLEST: Final = 0.7
"""A picture shrunk more than this cannot be read."""
_LETTER: Final = 0.172
"""Centimetres of an average letter in a table, generously."""
_BOLD: Final = 1.15
"""How much wider a bold letter is."""
_BROKEN: Final = 24
"""Letters of a word that may be broken in a table."""
_PADDING: Final = 0.32
"""Centimetres between a column's edges and its text."""
_APART: Final = 0.35
"""Centimetres more where words follow numbers."""


def readable(section: Section, language: Language) -> Iterator[tuple[Block, str]]:
    """The section's blocks, each chart that is drawn with its picture (SVG); one too tall for a page is its table."""
    for block in section.blocks:
        if isinstance(block, Paragraph | Bullets | Table):
            yield block, ""
        elif not pictured(block):
            yield data_table(block, language), ""
        else:
            picture = svg(block, language)
            if size(picture)[1] * PIXEL * _SMALLEST <= HEIGHT:
                yield block, picture
            else:
                yield replace(data_table(block, language), caption=block.title), ""


def leads(section: Section, place: int) -> bool:
    """Whether a block is a paragraph before a table or a chart: it stays on their page."""
    block, following = section.blocks[place], section.blocks[place + 1 : place + 2]
    plain = isinstance(block, Paragraph) and block.role is Role.PLAIN
    return plain and any(not isinstance(one, Paragraph | Bullets) for one in following)


def foot(title: str, subtitle: str) -> str:
    """The line at the foot of every page."""
    return textwrap.shorten(f"{title} · {subtitle}" if subtitle else title, 100, placeholder="…")


def size(picture: str) -> tuple[float, float]:
    """Width and height of an SVG in its pixels."""
    found = re.search(r' width="([\d.]+)" height="([\d.]+)"', picture)
    if found is None:
        raise ValueError(picture[:200])
    return float(found[1]), float(found[2])


def across(picture: str) -> float:
    """Centimetres across at which a picture fits the page."""
    width, height = size(picture)
    return width * min(PIXEL, HEIGHT / height)


def widths(table: Table, language: Language) -> list[float]:
    """Centimetres of the columns, together those of the page: no word is cut where all words fit, and what is left goes
    where the texts are long."""
    least, wanted = [], []
    for place, column in enumerate(table.columns):
        texts = [shown(row[place], language) for row in table.rows]
        words = [min(_BROKEN, len(word)) for text in texts for word in _words(text, language)]
        head = [_BOLD * min(_BROKEN, len(word)) for word in _words(column.title, language)]
        room = _PADDING + (_APART if parted(table, place) else 0)
        least.append(room + _LETTER * max([3.0, *words, *head]))
        longest = max([_BOLD * len(column.title) / 2, *map(len, texts)])
        wanted.append(max(least[-1], room + _LETTER * min(longest, 30 if column.numeric else 400)))
    total = sum(least)
    if total >= WIDTH:
        return [WIDTH * one / total for one in least]
    more = [high - low for low, high in zip(least, wanted, strict=True)]
    spare = WIDTH - total
    if sum(more) <= spare:  # the first column, the rows' names, takes the rest
        return [wanted[0] + spare - sum(more), *wanted[1:]]
    return [low + spare * one / sum(more) for low, one in zip(least, more, strict=True)]


def lines(row: Sequence[TableCell], across: Sequence[float], language: Language) -> int:
    """How many lines a row takes at most."""
    room = [max(1.0, (width - _PADDING) / _LETTER * 0.8) for width in across]
    texts = zip((shown(cell, language).split("\n") for cell in row), room, strict=True)
    return max(sum(max(1, math.ceil(len(line) / letters)) for line in text) for text, letters in texts)


def tall(row: Sequence[TableCell], across: Sequence[float], language: Language) -> bool:
    """Whether a row may be parted between pages."""
    return lines(row, across, language) > _LINES


def whole(table: Table, across: Sequence[float], language: Language) -> bool:
    """Whether a table stays on one page."""
    titles = [column.title for column in table.columns]
    few = len(table.rows) <= _ROWS and not table.prose
    return few and sum(lines(row, across, language) for row in (titles, *table.rows)) <= _LINES


def parted(table: Table, place: int) -> bool:
    """Whether words stand after numbers, from which they keep their distance."""
    return place > 0 and table.columns[place - 1].numeric and not table.columns[place].numeric


def _words(text: str, language: Language) -> list[str]:
    """What stays on one line."""
    return re.split("[ \n]", language.typeset(text))
