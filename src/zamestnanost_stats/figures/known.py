"""What everybody knows before anything is published: which cells there are, and the form's rules that they keep."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from math import inf
from typing import NamedTuple, TypeAlias

from zamestnanost_stats.form.checks import Check, checks
from zamestnanost_stats.form.definition import NUMERIC, Form
from zamestnanost_stats.form.expression import Outcome, outcome
from zamestnanost_stats.form.grammar import (
    Arithmetic,
    Comparison,
    Count,
    Junction,
    Largest,
    Logical,
    Number,
    Numeric,
    Operand,
    Sum,
)
from zamestnanost_stats.form.register import Service
from zamestnanost_stats.keys import TOTAL, CellKey, Period, State, Value
from zamestnanost_stats.returns.ledger.origins import Origin


class Cell(NamedTuple):
    """One number of one revision of a return: an unknown to whoever did not send it."""

    period: str
    provider: str
    revision: int
    column: str
    operand: Operand


@dataclass(frozen=True, slots=True)
class Row:
    """``low <= sum of coefficient * cell <= high``; ``figure`` names the published figure that says so, empty of a rule
    of the form or of an earlier edition, which nothing can take back."""

    terms: Mapping[Cell, float]
    low: float
    high: float
    figure: str = ""


def cell_of(one: Origin) -> Cell:
    return Cell(one.period, one.provider, one.revision, one.column, one.operand)


def numeric_operands(form: Form) -> list[Operand]:
    """Every question of the form whose answer is a number, and every code of one."""
    found = [one for one in form.indicators.values() if one.type in NUMERIC]
    codes = [Operand(one.id, name, code) for one in found for name in one.by for code in form.codelists[name]]
    return [*(Operand(one.id) for one in found), *codes]


def upper(cell: Cell, form: Form) -> float:
    """The most a cell can hold by the form."""
    most = form.indicators[cell.operand.indicator].max
    return inf if most is None else float(most)


Before: TypeAlias = Mapping[tuple[str, CellKey], Origin]
"""By provider and cell of this year the value of the year before that its rules look at."""


def rules(form: Form, period: Period, origins: Iterable[Origin], before: Before) -> Iterator[Row]:
    """The rules every accepted return keeps, as far as they are linear; also those it may break with an explanation,
    for an edition tells how many were broken. Of a rule with several ways to be kept the way of this return is taken:
    an attacker may know more than we can tell, never less."""
    returned: dict[tuple[str, int], dict[str, dict[Operand, Origin]]] = {}
    for one in origins:
        columns = returned.setdefault((one.provider, one.revision), {})
        columns.setdefault(one.column, {})[one.operand] = one
    for (provider, _revision), columns in returned.items():
        past = {key: one for (whose, key), one in before.items() if whose == provider}
        yield from _of_return(form, period, columns, past)


_Columns: TypeAlias = Mapping[str, Mapping[Operand, Origin]]
_Past: TypeAlias = Mapping[CellKey, Origin]


def _of_return(form: Form, period: Period, columns: _Columns, past: _Past) -> Iterator[Row]:
    first = {name: next(iter(found.values())) for name, found in columns.items()}
    services = [
        Service(one.provider, name, name, one.service_type, ("P1",))
        for name, one in first.items()
        if name != TOTAL and one.inside is not None
    ]
    for check in checks(form, services, period, past):
        for column in check.columns:
            yield from _of_check(check, column, columns, past)


def _of_check(check: Check, column: str, columns: _Columns, past: _Past) -> Iterator[Row]:
    def origin(operand: Operand) -> Origin | None:
        if operand.prior:
            return past.get(operand.key(column))
        plain = Operand(operand.indicator, operand.codelist, operand.code)
        return columns.get(operand.column or column, {}).get(plain)

    def value_of(operand: Operand) -> Value:
        one = origin(operand)
        return Value(one.state, one.value) if one else Value(State.MISSING)

    if outcome(check.check, value_of) is Outcome.PASS:
        yield from _halves(check.check, value_of, origin)


ValueOf = Callable[[Operand], Value]
_TIMES = Decimal(1000)
OriginOf = Callable[[Operand], Origin | None]


def _halves(node: Logical, value_of: ValueOf, origin: OriginOf) -> Iterator[Row]:
    """A rule that holds as linear rows; nothing for what is not linear. ``a = 0 or b > 0`` is a line too: whoever has
    none of ``b`` has none of ``a``, and nobody has ``_TIMES`` as many."""
    match node:
        case Junction(sign="and", parts=parts):
            for part in parts:
                yield from _halves(part, value_of, origin)
        case Junction(
            parts=(
                Comparison(sign="=", left=Operand() as one, right=Number(value=nothing)),
                Comparison(sign=">", left=other, right=Number(value=least)),
            )
        ) if nothing == least == 0:
            yield from _halves(Comparison("<=", one, Arithmetic("*", Number(_TIMES), other)), value_of, origin)
        case Junction(parts=parts):
            yield from _halves(next(one for one in parts if outcome(one, value_of) is Outcome.PASS), value_of, origin)
        case Comparison(sign=">=", left=left, right=Largest(operands=columns)):
            for one in columns:
                if value_of(one).state is State.NUMBER:
                    yield from _halves(Comparison(">=", left, one), value_of, origin)
        case Comparison(sign=sign, left=left, right=right) if sign != "<>":
            terms = _linear(Arithmetic("-", left, right), value_of, origin)
            if terms is not None:
                constant = -float(terms.pop(None, 0))
                cells = {cell: float(times) for cell, times in terms.items() if cell is not None and times}
                low = constant + (sign == ">") if sign in ("=", ">=", ">") else -inf
                high = constant - (sign == "<") if sign in ("=", "<=", "<") else inf
                if cells:
                    yield Row(cells, low, high)


def _linear(node: Numeric, value_of: ValueOf, origin: OriginOf) -> dict[Cell | None, Decimal] | None:
    """Coefficients by cell, the constant under None; None where the expression is not linear. An X is 0."""
    match node:
        case Number(value=value):
            return {None: value}
        case Operand():
            found = origin(node)
            return {cell_of(found): Decimal(1)} if found and found.state is State.NUMBER else {}
        case Sum(operands=parts):
            return _added([_linear(part, value_of, origin) for part in parts])
        case Arithmetic(sign="*", left=left, right=right):
            one, other = _linear(left, value_of, origin), _linear(right, value_of, origin)
            if one is None or other is None or (set(one) - {None} and set(other) - {None}):
                return None
            varying, factor = (one, other) if set(one) - {None} else (other, one)
            return {cell: times * factor.get(None, Decimal(0)) for cell, times in varying.items()}
        case Arithmetic(sign=sign, left=left, right=right):
            one, other = _linear(left, value_of, origin), _linear(right, value_of, origin)
            if sign == "-" and other is not None:
                other = {cell: -times for cell, times in other.items()}
            return _added([one, other])
        case Largest() | Count():
            return None


def _added(parts: "Iterable[dict[Cell | None, Decimal] | None]") -> dict[Cell | None, Decimal] | None:
    found: dict[Cell | None, Decimal] = {}
    for part in parts:
        if part is None:
            return None
        for cell, times in part.items():
            found[cell] = found.get(cell, Decimal(0)) + times
    return found
