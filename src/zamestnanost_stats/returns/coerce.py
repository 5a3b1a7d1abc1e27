"""What a cell says becomes a value, strictly and aloud: never another number, never a silent zero.

Accepted with a note: spaces around or inside a number, a number typed as text, a formula's cached value. Everything
else that is no plain answer is an error that quotes what stood there and says what to type.
"""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import TypeAlias

from zamestnanost_stats.findings import Finding, Param, Severity, quote
from zamestnanost_stats.form.definition import Indicator, Type
from zamestnanost_stats.keys import INVALID, MISSING, NOT_APPLICABLE, NOT_COLLECTED, State, Value, number
from zamestnanost_stats.language import Text
from zamestnanost_stats.returns.privacy import COUNTS, YOUNGEST, masked
from zamestnanost_stats.workbook.cells import Cell, Kind
from zamestnanost_stats.workbook.formats import is_number

NOT_COLLECTED_SPELLINGS = ("n", ".", "nesledujeme", "not collected")
NOT_APPLICABLE_SPELLINGS = ("x", "netýká se", "does not apply")
DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2212"
TEXT_LIMIT = 2000
DECIMAL_PLACES = 4

_SPACES = "\u0020\u00a0\u2007\u202f"
_WHOLE = re.compile(r"[0-9]+")
_GROUPED = re.compile(rf"[0-9]{{1,3}}(?:[{_SPACES}][0-9]{{3}})+")
_AMBIGUOUS = re.compile(r"[0-9]{1,3}(?:[.,][0-9]{3})+")
_FRACTION = re.compile(r"[0-9]+[.,][0-9]+")
_EXCEL_DIGITS = Context(prec=15, rounding=ROUND_HALF_EVEN)
"""Excel keeps and shows 15 significant digits; 0.30000000000000004 in a file is 0.3 to whoever typed it."""

Coerced: TypeAlias = tuple[Value, list[Finding]]


def coerce(
    cell: Cell | None, indicator: Indicator, choices: Mapping[str, tuple[str, ...]], today: date = date.max
) -> Coerced:
    """The value of one cell, and findings (still without their place). ``choices`` maps a code to its spellings; a date
    is quoted whole where by ``today`` nobody born then can be a client."""
    if cell is None:
        return MISSING, []
    notes: list[Finding] = []
    if cell.formula is not None:
        if not cell.text:
            return _refused("cell-formula-uncomputed", cell)
        notes.append(_note("cell-formula", cell))
    if cell.kind is Kind.ERROR:
        return _refused("cell-error", cell)
    if indicator.type is Type.TEXT:
        value, more = _text(cell)
    elif indicator.type is Type.CHOICE:
        value, more = _choice(cell, choices)
    else:
        value, more = _numeric(cell, indicator, today)
    return value, more if value.state is State.INVALID else notes + more


def _refused(code: str, cell: Cell, **params: Param) -> Coerced:
    return INVALID, [Finding(code, params={"found": _told(cell), **params})]


def _told(cell: Cell) -> Param:
    """What stood there, as it is read: a number in the reader's own way, a text masked and cut short."""
    if cell.kind is Kind.BOOLEAN:
        return Text("PRAVDA" if cell.text == "TRUE" else "NEPRAVDA", cell.text)
    if cell.kind is not Kind.NUMBER:
        return quote(masked(cell.text))
    found = _EXCEL_DIGITS.create_decimal(cell.text)
    if abs(found) >= 10**12 or 0 < abs(found) < Decimal("1e-12"):  # longer than anybody's number, or than is told
        shown = f"{found:.3e}"
        return Text(shown.replace(".", ","), shown)
    if abs(found) >= 1_000_000:  # long digits can be somebody's number
        return quote(masked(cell.text))
    if cell.percent:
        shown = format((found * 100).normalize(), "f")
        return Text(f"{shown.replace('.', ',')}\u00a0%", f"{shown}%")
    if found != round(found, DECIMAL_PLACES):  # rounded it would look like a number that may stand there
        shown = format(found, "f")
        return Text(shown.replace(".", ","), shown)
    return found


def _day(cell: Cell, today: date) -> str:
    """A date as it is read; where it can be a birth date of somebody alive, its year only."""
    value = float(cell.text) if is_number(cell.text) else 0.0
    if not 1 <= value < 2_958_466:
        return quote(masked(cell.text))
    day = date(1899, 12, 30) + timedelta(int(value))
    told = day.isoformat()
    return told if value < COUNTS or day > today - timedelta(YOUNGEST * 366) else masked(told)


def _note(code: str, cell: Cell, **params: Param) -> Finding:
    return Finding(code, params={"found": _told(cell), **params}, severity=Severity.INFO)


def _text(cell: Cell) -> Coerced:
    text = cell.text.strip()
    if len(text) > TEXT_LIMIT:
        return _refused("cell-text-too-long", cell, limit=TEXT_LIMIT)
    return (Value(State.TEXT, text=text) if text else MISSING), []


def _choice(cell: Cell, choices: Mapping[str, tuple[str, ...]]) -> Coerced:
    found = _folded(cell.text)
    if not found:
        return MISSING, []
    for code, spellings in choices.items():
        if found in map(_folded, spellings):
            return Value(State.TEXT, text=code), []
    known = ", ".join(spellings[0] for spellings in choices.values())
    return _refused("cell-choice", cell, known=known)


def _numeric(cell: Cell, indicator: Indicator, today: date) -> Coerced:
    if cell.kind is Kind.DATE:
        return INVALID, [Finding("cell-date", params={"found": _day(cell, today)})]
    if cell.kind is Kind.BOOLEAN:
        return _refused("cell-boolean", cell)
    if cell.percent:
        return _refused("cell-percent", cell)
    if cell.kind is Kind.NUMBER:
        return _bounded(_EXCEL_DIGITS.create_decimal(cell.text), cell, indicator)
    return _typed(cell, indicator)


def _typed(cell: Cell, indicator: Indicator) -> Coerced:
    """A number or a mark typed as text."""
    text = cell.text.strip(_SPACES + "\t\r\n")
    mark = _folded(text)
    if not mark:
        return MISSING, []
    if mark in NOT_COLLECTED_SPELLINGS:
        return NOT_COLLECTED, []
    if mark in NOT_APPLICABLE_SPELLINGS:
        return NOT_APPLICABLE, []
    if len(text) > 30:
        return _refused("cell-text", cell)
    if _WHOLE.fullmatch(text) or _GROUPED.fullmatch(text):
        return _tidied(Decimal(re.sub(f"[{_SPACES}]", "", text)), cell, indicator)
    if _AMBIGUOUS.fullmatch(text):
        return _refused("cell-ambiguous", cell)
    if _FRACTION.fullmatch(text):
        return _tidied(Decimal(text.replace(",", ".")), cell, indicator)
    if all(sign in DASHES for sign in text):
        return _refused("cell-dash", cell)
    if text[0] in DASHES and _WHOLE.fullmatch(text[1:]):
        return _refused("cell-negative", cell)
    return _refused("cell-percent" if text.endswith("%") else "cell-text", cell)


def _tidied(found: Decimal, cell: Cell, indicator: Indicator) -> Coerced:
    value, faults = _bounded(found, cell, indicator)
    return value, faults or [_note("cell-tidied", cell, read=found)]


def _bounded(found: Decimal, cell: Cell, indicator: Indicator) -> Coerced:
    if found < 0:
        return _refused("cell-negative", cell)
    if indicator.max is not None and found > indicator.max:
        return _refused("cell-too-large", cell, limit=indicator.max)
    if indicator.type is Type.COUNT and found != found.to_integral_value():
        return _refused("cell-not-whole", cell)
    if found != round(found, DECIMAL_PLACES):
        return _refused("cell-too-precise", cell, limit=DECIMAL_PLACES)
    return number(found.to_integral_value() if found == found.to_integral_value() else found.normalize()), []


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
