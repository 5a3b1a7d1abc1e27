"""The columns of a sheet: how wide they are, and what is written in them."""

import re
from collections.abc import Sequence
from typing import Final

from zamestnanost_stats.language import Language
from zamestnanost_stats.report.document import Table, TableCell

# in digits: the first column, a column of numbers at least, one of words at most
_NAMES: Final = 40
_NUMBERS: Final = 14
_WORDS: Final = 25


def words(cell: TableCell) -> str:
    """What a cell has to hold besides numbers."""
    return cell if isinstance(cell, str) else cell.instead


def written(table: Table, language: Language) -> tuple[list[str], list[list[TableCell]]]:
    """The heads and cells as they are written."""
    prose = not any(column.numeric for column in table.columns)
    rows = [
        [
            language.typeset(cell) if isinstance(cell, str) and (table.prose or (prose and place)) else cell
            for place, cell in enumerate(row)
        ]
        for row in table.rows
    ]
    return [language.typeset(column.title) for column in table.columns], rows


def widths(tables: Sequence[Table], language: Language, digits: int) -> list[int]:
    """Columns in which no word is cut; those of words share what the numbers leave of the page."""
    widths = [_NAMES]
    for table in tables:
        heads, rows = written(table, language)
        widths += [_NUMBERS] * (len(heads) - len(widths))
        wordy = sum(not column.numeric for column in table.columns[1:])
        most = max(_WORDS, (digits - _NAMES - _NUMBERS * (len(heads) - 1 - wordy)) // max(1, wordy))
        for place, column in enumerate(table.columns):
            texts = [heads[place], *(words(row[place]) for row in rows)]
            word = max((len(word) for text in texts for word in re.split("[ \n]", text)), default=0) + 2
            whole = 0 if column.numeric or not place else min(most, max(map(len, texts)) + 2)
            widths[place] = max(widths[place], word, whole)
    return widths + [_NUMBERS] * max(0, (digits - sum(widths)) // _NUMBERS)
