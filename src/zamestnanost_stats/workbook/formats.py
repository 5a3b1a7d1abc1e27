"""Tells which number formats of a workbook show a date and which a percent: Excel stores both as plain numbers."""

import re
from collections.abc import Iterable
from typing import TypeAlias

from zamestnanost_stats.workbook.cells import Kind
from zamestnanost_stats.workbook.markup import Element, Reading, named, read_part

MAX_FORMATS = 2**16
"""Cell formats, and number formats, of a workbook; Excel itself allows fewer."""

Format: TypeAlias = tuple[Kind, bool]
PLAIN: Format = (Kind.NUMBER, False)

_DATE: Format = (Kind.DATE, False)
_PERCENT: Format = (Kind.NUMBER, True)
# ECMA-376 part 1, 18.8.30: 14-22 and 45-47 everywhere, 27-36 and 50-58 by language (dates in all of them)
_BUILT_IN: dict[int, Format] = {9: _PERCENT, 10: _PERCENT}
_BUILT_IN |= dict.fromkeys((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)), _DATE)
# quoted text, escaped signs, widths, fillings, colours and conditions; elapsed time such as [h] stays
_NOT_SHOWN = re.compile(r'"[^"]*"?|\\.|_.|\*.|\[(?!(?:h+|m+|s+)\])[^\]]*\]?', re.I | re.S)
_DATE_SIGN = re.compile(r"[ymdhs]", re.I)


def number_format(code: str) -> Format:
    """What a number shown by that format code is: a date, a percent, or neither."""
    shown = _NOT_SHOWN.sub("", code)
    if _DATE_SIGN.search(shown):
        return _DATE
    return _PERCENT if "%" in shown else PLAIN


def cell_formats(part: str, pieces: Iterable[bytes]) -> dict[str, Format]:
    """The formats of the cells by what their ``s`` says, from the styles part."""
    styles = _Styles(part)
    read_part(styles, pieces)
    return {str(index): styles.codes.get(code, PLAIN) for index, code in enumerate(styles.cells)}


class _Styles(Reading):
    """Number formats by their id, and the id that each cell format names."""

    def __init__(self, part: str) -> None:
        super().__init__(part, _STYLES)
        self.codes = dict(_BUILT_IN)
        self.cells: list[int] = []

    def code(self, attributes: dict[str, str]) -> None:
        self.codes[self.whole(attributes.get("numFmtId", ""))] = number_format(attributes.get("formatCode", ""))
        self.limit(len(self.codes), MAX_FORMATS)

    def open_cells(self, _attributes: dict[str, str]) -> None:
        if self.cells:
            self.refuse("<cellXfs>")

    def cell(self, attributes: dict[str, str]) -> None:
        self.cells.append(self.whole(attributes.get("numFmtId", "0")))
        self.limit(len(self.cells), MAX_FORMATS)


_NUMBER_FORMATS = Element(named({"numFmt": Element(opened=_Styles.code)}))
_CELL_FORMATS = Element(named({"xf": Element(opened=_Styles.cell)}), opened=_Styles.open_cells)
_STYLES = named({"styleSheet": Element(named({"numFmts": _NUMBER_FORMATS, "cellXfs": _CELL_FORMATS}))})
