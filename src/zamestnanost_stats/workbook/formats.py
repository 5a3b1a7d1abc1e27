"""Tells what the numbers of a workbook are: well written, dates or percents; Excel stores them all as plain numbers."""

import math
import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TypeAlias

from zamestnanost_stats.workbook.cells import Kind
from zamestnanost_stats.workbook.markup import Element, Reading, named, read_part

MAX_FORMATS = 2**16
"""Cell formats, and number formats, of a workbook; Excel itself allows fewer."""

MAX_DIGITS = 400
"""Signs of one number: more than any program needs to write one that Excel can hold."""

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
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_ZERO = re.compile(r"[+-]?[0.]+(?:[eE].*)?")
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?Z?)?")
_DAY_ZERO = datetime(1899, 12, 30)


def number_format(code: str) -> Format:
    """What a number shown by that format code is: a date, a percent, or neither."""
    shown = _NOT_SHOWN.sub("", code)
    if _DATE_SIGN.search(shown):
        return _DATE
    return _PERCENT if "%" in shown else PLAIN


def is_number(text: str) -> bool:
    """A decimal number as XML writes it, that a spreadsheet can hold: no ``nan``, ``1e400``, ``1_000`` or ``٣``."""
    if len(text) < 16 and text.isdecimal() and text.isascii():
        return True
    if len(text) > MAX_DIGITS or not _NUMBER.fullmatch(text):
        return False
    number = float(text)
    # what is too small to hold would silently become zero elsewhere
    return math.isfinite(number) and (number != 0 or _ZERO.fullmatch(text) is not None)


def serial(text: str) -> str | None:
    """The serial number of an ISO date (and time), counted as Excel does; below zero before 1900, None for no date."""
    if not _ISO.fullmatch(text):
        return None
    try:
        since = datetime.fromisoformat(text.removesuffix("Z")) - _DAY_ZERO
    except ValueError:
        return None
    # Excel believes in 29 February 1900
    days = since.days - 1 if 0 < since.days <= 60 else since.days
    part = (since - timedelta(days=since.days)) / timedelta(days=1)
    return repr(days + part) if part else str(days)


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


_NUMBER_FORMATS = Element(named({"numFmt": Element(opened=_Styles.code)}), only=True)
_CELL_FORMATS = Element(named({"xf": Element(opened=_Styles.cell)}), opened=_Styles.open_cells, only=True)
_STYLES = named({"styleSheet": Element(named({"numFmts": _NUMBER_FORMATS, "cellXfs": _CELL_FORMATS}))})
