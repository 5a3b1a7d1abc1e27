"""The grammar of rules: which texts are rules, and the trees they become.

A *check* speaks of numbers: ``placed_open + placed_sheltered <= supported``, ``exits[reason, health]``,
``sum(exits[reason])``, ``count(exits[reason])`` and ``count(exits)`` (how many of these rows hold a number),
``prior(supported)`` (the value accepted a year before), ``+ - *``, comparisons, ``and or not``.
A *condition* speaks of words: ``service_type = "ips"``.
No division: 1/3*3 differs between programs, so multiply out.
"""

import ast
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

from zamestnanost_stats.keys import CellKey


@dataclass(frozen=True, slots=True)
class Number:
    value: Decimal


@dataclass(frozen=True, slots=True)
class Operand:
    """An indicator, or one code of it. ``column`` is None for "the column being checked"; ``prior`` asks for the value
    accepted a year before."""

    indicator: str
    codelist: str = ""
    code: str = ""
    column: str | None = None
    prior: bool = False

    def key(self, column: str) -> CellKey:
        """The cell it speaks of when that column is checked."""
        return CellKey(self.indicator, self.codelist, self.code, self.column or column)


@dataclass(frozen=True, slots=True)
class Sum:
    operands: tuple[Operand, ...]


@dataclass(frozen=True, slots=True)
class Largest:
    """The largest of those that are numbers; only built-in checks use it."""

    operands: tuple[Operand, ...]


@dataclass(frozen=True, slots=True)
class Count:
    """How many of those are numbers: an N or an X is none, nor a blank where a row may stay blank. ``answered``: rows
    that must be filled in leave it undecided until they are."""

    operands: tuple[Operand, ...]
    answered: bool = False


@dataclass(frozen=True, slots=True)
class Arithmetic:
    sign: str
    left: "Numeric"
    right: "Numeric"


@dataclass(frozen=True, slots=True)
class Comparison:
    sign: str
    left: "Numeric"
    right: "Numeric"


@dataclass(frozen=True, slots=True)
class Word:
    """``name = "code"``: a choice answered in the return, or an attribute of the service."""

    name: str
    equal: bool
    code: str


@dataclass(frozen=True, slots=True)
class Junction:
    """``and``, ``or``."""

    sign: str
    parts: tuple["Logical", ...]


@dataclass(frozen=True, slots=True)
class Not:
    part: "Logical"


Numeric: TypeAlias = Number | Operand | Sum | Largest | Count | Arithmetic
Logical: TypeAlias = Comparison | Word | Junction | Not
Node: TypeAlias = Numeric | Logical


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The names a form knows: numeric indicators with the codes of their breakdowns, words with their codes, and
    which indicators must be answered."""

    numbers: Mapping[str, Mapping[str, Collection[str]]]
    words: Mapping[str, Collection[str]]
    required: Collection[str] = ()


class ExpressionError(ValueError):
    """A text that is no rule; ``code`` is the finding's code and ``found`` the part at fault."""

    def __init__(self, code: str, found: str) -> None:
        super().__init__(f"{code}: {found}")
        self.code = code
        self.found = found


_COMPARISONS = {ast.Eq: "=", ast.NotEq: "<>", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}
_ARITHMETIC = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*"}
_NUMBER = re.compile(r"[0-9]{1,15}(\.[0-9]{1,15})?", re.ASCII)
"""Numbers as written in a form: Excel keeps 15 digits, and no ``0x10``, ``1_000`` or ``1e9`` means the same there."""


def parse_check(text: str, names: Vocabulary) -> Logical:
    """A check over numbers; raises ExpressionError for anything outside the grammar or the form's names."""
    check = _Parser(text, names, words=False, prior=True).logical()
    if all(operand.prior for operand, _ in operands(check)):
        raise ExpressionError("expression-syntax", text)  # 1 < 2: nothing in the return to judge
    return check


def parse_condition(text: str, names: Vocabulary) -> Logical:
    """A condition over words (``when``, ``where``); raises ExpressionError."""
    return _Parser(text, names, words=True).logical()


def parse_number(text: str, names: Vocabulary) -> Numeric:
    """A numerator or denominator, of one period only; raises ExpressionError."""
    return _Parser(text, names, words=False).numeric()


class _Parser:
    """One text on its way to a tree; holds what every step needs to name the part at fault."""

    def __init__(self, text: str, names: Vocabulary, *, words: bool, prior: bool = False) -> None:
        if len(text) > 1000:
            raise ExpressionError("expression-syntax", text[:40] + "…")
        self.source = re.sub(r"(?<![<>!=])=(?!=)", "==", text.strip().replace("<>", "!="))
        self.names = names
        self.words = words
        self.prior = prior
        try:
            self.tree = ast.parse(self.source, mode="eval").body
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            raise ExpressionError("expression-syntax", text) from error

    def text_of(self, node: ast.expr) -> str:
        return ast.get_source_segment(self.source, node) or ""

    def refuse(self, node: ast.expr, code: str = "expression-syntax") -> ExpressionError:
        found = self.text_of(node) or self.source
        return ExpressionError(code, found.replace("==", "=").replace("!=", "<>"))

    def logical(self, node: ast.expr | None = None) -> Logical:
        match node or self.tree:
            case ast.BoolOp(op=ast.And() | ast.Or() as sign, values=values):
                return Junction("and" if isinstance(sign, ast.And) else "or", tuple(map(self.logical, values)))
            case ast.UnaryOp(op=ast.Not(), operand=part):
                return Not(self.logical(part))
            case ast.Compare(left=left, ops=[sign], comparators=[right]) if type(sign) in _COMPARISONS:
                if self.words:
                    return self.word(left, _COMPARISONS[type(sign)], right)
                return Comparison(_COMPARISONS[type(sign)], self.numeric(left), self.numeric(right))
            case other:
                raise self.refuse(other)

    def word(self, left: ast.expr, sign: str, right: ast.expr) -> Word:
        match left, right:
            case ast.Name(id=name), ast.Constant(value=str(code)) if sign in ("=", "<>"):
                if name not in self.names.words:
                    raise self.refuse(left, "expression-unknown-name")
                if code not in self.names.words[name]:
                    raise self.refuse(right, "expression-unknown-code")
                return Word(name, sign == "=", code)
        raise self.refuse(left)

    def numeric(self, node: ast.expr | None = None) -> Numeric:
        match node or self.tree:
            case ast.Constant() as constant if _NUMBER.fullmatch(self.text_of(constant)):
                return Number(Decimal(self.text_of(constant)))
            case ast.Name(id=name) as named:
                self.breakdowns(named, name)
                return Operand(name)
            case ast.Subscript(value=ast.Name(id=name) as named, slice=ast.Tuple(elts=[codelist, code])):
                return self.coded(named, name, codelist, code)
            case ast.BinOp(op=sign, left=left, right=right) if type(sign) in _ARITHMETIC:
                return Arithmetic(_ARITHMETIC[type(sign)], self.numeric(left), self.numeric(right))
            case ast.Call(func=ast.Name(id="prior"), args=[part], keywords=[]) if self.prior:
                return self.year_before(part)
            case ast.Call(func=ast.Name(id="count"), args=[part], keywords=[]) if self.prior:
                return self.counted(part)
            case ast.Call(
                func=ast.Name(id="sum"), args=[ast.Subscript(value=ast.Name(id=name) as named) as part], keywords=[]
            ):
                return self.summed(named, name, part)
            case other:
                raise self.refuse(other)

    def year_before(self, part: ast.expr) -> Operand:
        operand = self.numeric(part) if isinstance(part, ast.Name | ast.Subscript) else None
        if not isinstance(operand, Operand):
            raise self.refuse(part)
        return replace(operand, prior=True)

    def counted(self, part: ast.expr) -> Count:
        match part:
            case ast.Subscript(value=ast.Name(id=name) as named, slice=ast.Name()):
                rows = self.summed(named, name, part).operands
            case ast.Name(id=name) as named:
                self.breakdowns(named, name)
                rows = (Operand(name),)
            case other:
                raise self.refuse(other)
        return Count(rows, rows[0].indicator in self.names.required)

    def breakdowns(self, node: ast.expr, name: str) -> Mapping[str, Collection[str]]:
        if name not in self.names.numbers:
            raise self.refuse(node, "expression-unknown-name")
        return self.names.numbers[name]

    def codes(self, named: ast.expr, name: str, codelist: ast.expr) -> tuple[str, Collection[str]]:
        known = self.breakdowns(named, name)
        if not isinstance(codelist, ast.Name) or codelist.id not in known:
            raise self.refuse(codelist, "expression-unknown-name")
        return codelist.id, known[codelist.id]

    def coded(self, named: ast.expr, name: str, codelist: ast.expr, code: ast.expr) -> Operand:
        codelist_id, codes = self.codes(named, name, codelist)
        if not isinstance(code, ast.Name) or code.id not in codes:
            raise self.refuse(code, "expression-unknown-code")
        return Operand(name, codelist_id, code.id)

    def summed(self, named: ast.expr, name: str, part: ast.Subscript) -> Sum:
        codelist_id, codes = self.codes(named, name, part.slice)
        return Sum(tuple(Operand(name, codelist_id, code) for code in codes))


class Needs(StrEnum):
    """What an operand must be for its rule to be decided."""

    NUMBER = "number"
    NUMBER_OR_X = "number or X"
    """Inside ``sum()``, where an X counts 0."""
    ANSWER = "number, N or X"
    """Inside ``count()`` of rows that must be filled in."""
    ANYTHING = "anything"
    """Inside ``Largest``, or ``count()`` of rows that may stay blank: they look at numbers only."""


def operands(node: Node) -> Iterator[tuple[Operand, Needs]]:
    """Every operand of the tree in order, and what it must be."""
    match node:
        case Operand():
            yield node, Needs.NUMBER
        case Sum(operands=parts):
            yield from ((part, Needs.NUMBER_OR_X) for part in parts)
        case Largest(operands=parts):
            yield from ((part, Needs.ANYTHING) for part in parts)
        case Count(operands=parts, answered=answered):
            yield from ((part, Needs.ANSWER if answered else Needs.ANYTHING) for part in parts)
        case Arithmetic(left=left, right=right) | Comparison(left=left, right=right):
            yield from operands(left)
            yield from operands(right)
        case Junction(parts=parts):
            for part in parts:
                yield from operands(part)
        case Not(part=part):
            yield from operands(part)


def words(node: Logical) -> Iterator[str]:
    """The names of every word of a condition."""
    match node:
        case Word(name=name):
            yield name
        case Junction(parts=parts):
            for part in parts:
                yield from words(part)
        case Not(part=part):
            yield from words(part)
