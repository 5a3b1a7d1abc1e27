"""Two compilers of one tree, side by side: a rule decided in Decimal, and the same rule as an Excel formula for the
live check sheet.

Both carry the same guard: unless every operand is a number, the rule is undecided. Inside ``sum()`` an X counts 0;
``count()`` asks only whether they are numbers.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Context, Decimal, localcontext
from enum import StrEnum

from zamestnanost_stats.form.grammar import (
    Arithmetic,
    Comparison,
    Count,
    Junction,
    Largest,
    Logical,
    Needs,
    Node,
    Not,
    Number,
    Numeric,
    Operand,
    Sum,
    Word,
    operands,
    words,
)
from zamestnanost_stats.keys import State, Value


class Outcome(StrEnum):
    """Of one rule in one column."""

    PASS = "pass"  # noqa: S105 - an outcome, no password
    FAIL = "fail"
    UNDECIDED = "undecided"


# --- the first compiler: decided in Decimal

_EXACT = Context(prec=20_000)
"""No rule is long enough to need more digits, so nothing is ever rounded."""


def evaluate(node: Numeric, value_of: Callable[[Operand], Value]) -> Decimal | None:
    """The number, exact; None unless every operand is a number (or an X inside ``sum()``)."""
    if not all(_usable(value_of(operand), needs) for operand, needs in operands(node)):
        return None
    with localcontext(_EXACT):
        return _decimal(node, value_of)


def outcome(check: Logical, value_of: Callable[[Operand], Value]) -> Outcome:
    """What the check says of these values."""
    if not all(_usable(value_of(operand), needs) for operand, needs in operands(check)):
        return Outcome.UNDECIDED
    with localcontext(_EXACT):
        return _decided(_holds(check, value_of))


def applies(condition: Logical, word_of: Callable[[str], str | None]) -> Outcome:
    """Whether a condition holds, three-valued (Kleene): ``word_of`` gives None for an answer not known."""
    match condition:
        case Word(name=name, equal=equal, code=code):
            found = word_of(name)
            return Outcome.UNDECIDED if found is None else _decided((found == code) is equal)
        case Not(part=part):
            inner = applies(part, word_of)
            return inner if inner is Outcome.UNDECIDED else _decided(inner is Outcome.FAIL)
        case Junction(sign=sign, parts=parts):
            found_all = [applies(part, word_of) for part in parts]
            deciding = Outcome.FAIL if sign == "and" else Outcome.PASS
            if deciding in found_all:
                return deciding
            return Outcome.UNDECIDED if Outcome.UNDECIDED in found_all else found_all[0]
        case _:
            raise TypeError(condition)


def _decided(holds: bool) -> Outcome:
    return Outcome.PASS if holds else Outcome.FAIL


def _usable(value: Value, needs: Needs) -> bool:
    if needs is Needs.ANYTHING:
        return value.state is not State.INVALID
    if needs is Needs.ANSWER:
        return value.state in (State.NUMBER, State.NOT_COLLECTED, State.NOT_APPLICABLE)
    return value.state is State.NUMBER or (needs is Needs.NUMBER_OR_X and value.state is State.NOT_APPLICABLE)


def _decimal(node: Numeric, value_of: Callable[[Operand], Value]) -> Decimal:
    match node:
        case Number(value=value):
            return value
        case Operand():
            return value_of(node).number or Decimal(0)
        case Sum(operands=parts):
            return sum((value_of(part).number or Decimal(0) for part in parts), Decimal(0))
        case Largest(operands=parts):
            return max((value_of(part).number or Decimal(0) for part in parts), default=Decimal(0))
        case Count(operands=parts):
            return Decimal(sum(value_of(part).state is State.NUMBER for part in parts))
        case Arithmetic(sign=sign, left=left, right=right):
            one, other = _decimal(left, value_of), _decimal(right, value_of)
            return one + other if sign == "+" else one - other if sign == "-" else one * other


def _holds(node: Logical, value_of: Callable[[Operand], Value]) -> bool:
    match node:
        case Comparison(sign=sign, left=left, right=right):
            one, other = _decimal(left, value_of), _decimal(right, value_of)
            below, same = one < other, one == other
            return {"=": same, "<>": not same, "<": below, "<=": below or same}.get(
                sign, not (below or same) if sign == ">" else not below
            )
        case Junction(sign=sign, parts=parts):
            return (all if sign == "and" else any)(_holds(part, value_of) for part in parts)
        case Not(part=part):
            return not _holds(part, value_of)
        case Word():
            raise TypeError(node)


# --- the second compiler: an Excel formula


@dataclass(frozen=True, slots=True)
class Verdicts:
    """The words the check sheet shows: passed, failed, something to fill in, nothing to judge (N, X, not the case)."""

    passed: str
    failed: str
    fill_in: str
    idle: str


def to_formula(check: Logical, cell_of: Callable[[Operand], str], verdicts: Verdicts) -> str:
    """The check as an Excel formula without ``=``; ``cell_of`` writes a reference to an operand's cell."""
    cells: dict[Needs, list[str]] = {needs: [] for needs in Needs}
    for operand, needs in dict.fromkeys(operands(check)):
        cells[needs].append(cell_of(operand))
    every = cells[Needs.NUMBER] + cells[Needs.NUMBER_OR_X]
    fill_in, idle = _quoted(verdicts.fill_in), _quoted(verdicts.idle)
    numbers = f"COUNT({','.join(every)})"
    crosses = "".join(f'+COUNT(MATCH({cell},{{"X"}},0))' for cell in cells[Needs.NUMBER_OR_X])
    unanswered = f"IF({numbers}+{_marks(every)}<{len(every)},{fill_in},{idle})"
    judged = f"IF({_formula(check, cell_of)},{_quoted(verdicts.passed)},{_quoted(verdicts.failed)})"
    if loose := cells[Needs.ANYTHING]:  # a text among them may be a number typed as text: not for Excel to judge
        listed = ",".join(loose)
        judged = f"IF(COUNTA({listed})>COUNT({listed})+{_marks(loose)},{fill_in},{judged})"
    if must := cells[Needs.ANSWER]:
        judged = f"IF(COUNT({','.join(must)})+{_marks(must)}<{len(must)},{fill_in},{judged})"
    return f"IF({numbers}{crosses}<{len(every)},{unanswered},{judged})" if every else judged


def _marks(cells: list[str]) -> str:
    """How many of the cells hold an N or an X."""
    return "COUNT(" + ",".join(f'MATCH({cell},{{"N","X"}},0)' for cell in cells) + ")"


def guarded(
    condition: Logical,
    formula: str,
    word_of: Callable[[str], str],
    cell_of: Callable[[str], str | None],
    label_of: Callable[[str, str], str],
    verdicts: Verdicts,
) -> str:
    """``formula`` under a condition on choices in cells; ``cell_of`` is None for attributes fixed by ``word_of``."""
    cells = [cell for name in dict.fromkeys(words(condition)) if (cell := cell_of(name)) is not None]

    def compiled(node: Logical) -> str:
        match node:
            case Word(name=name, equal=equal, code=code):
                cell = cell_of(name)
                found, sought = (cell, label_of(name, code)) if cell else (_quoted(word_of(name)), code)
                return f"{found}{'=' if equal else '<>'}{_quoted(sought)}"
            case Not(part=part):
                return f"NOT({compiled(part)})"
            case Junction(sign=sign, parts=parts):
                return f"{sign.upper()}({','.join(compiled(part) for part in parts)})"
            case _:
                raise TypeError(node)

    answered = f"COUNTA({','.join(cells)})<{len(cells)}"
    judged = f"IF({compiled(condition)},{formula},{_quoted(verdicts.idle)})"
    return f"IF({answered},{_quoted(verdicts.fill_in)},{judged})"


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _formula(node: Node, cell_of: Callable[[Operand], str]) -> str:
    match node:
        case Number(value=value):
            return format(value, "f")
        case Operand():
            return cell_of(node)
        case Sum(operands=parts):
            return f"SUM({','.join(cell_of(part) for part in parts)})"
        case Largest(operands=parts):
            return f"MAX({','.join(cell_of(part) for part in parts)})"
        case Count(operands=parts):
            return f"COUNT({','.join(cell_of(part) for part in parts)})"
        case Arithmetic(sign=sign, left=left, right=right):
            return f"({_formula(left, cell_of)}{sign}{_formula(right, cell_of)})"
        case Comparison(sign=sign, left=left, right=right):
            return f"{_formula(left, cell_of)}{sign}{_formula(right, cell_of)}"
        case Junction(sign=sign, parts=parts):
            return f"{sign.upper()}({','.join(_formula(part, cell_of) for part in parts)})"
        case Not(part=part):
            return f"NOT({_formula(part, cell_of)})"
        case _:
            raise TypeError(node)
