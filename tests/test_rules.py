"""A rule's text is accepted or refused as the grammar says, and its verdict is exact, whatever the state of a value."""

import operator
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zamestnanost_stats.form.expression import Outcome, Verdicts, applies, evaluate, outcome, to_formula
from zamestnanost_stats.form.grammar import (
    Arithmetic,
    Comparison,
    Count,
    ExpressionError,
    Junction,
    Largest,
    Logical,
    Node,
    Not,
    Number,
    Numeric,
    Operand,
    Sum,
    Vocabulary,
    Word,
    operands,
    parse_check,
    parse_condition,
    parse_number,
    words,
)
from zamestnanost_stats.keys import INVALID, MISSING, NOT_APPLICABLE, NOT_COLLECTED, State, Value, number

REASONS = ("health", "moved", "other")
NAMES = Vocabulary(
    {"supported": {}, "open": {}, "months": {}, "exits": {"reason": REASONS, "sex": ("f", "m")}},
    {"operation": ("full", "not_run"), "service_type": ("ips", "training"), "first_year": ("yes", "no")},
    {"supported"},
)
SUPPORTED, OPEN, MONTHS, EXITS = map(Operand, ("supported", "open", "months", "exits"))
HEALTH = Operand("exits", "reason", "health")
BY_REASON = Sum(tuple(Operand("exits", "reason", code) for code in REASONS))
PASS, FAIL, UNDECIDED = Outcome


def n(text: str) -> Number:
    return Number(Decimal(text))


# --- which texts are rules


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("open <= supported", Comparison("<=", OPEN, SUPPORTED)),
        ("open = supported", Comparison("=", OPEN, SUPPORTED)),
        ("open == supported", Comparison("=", OPEN, SUPPORTED)),
        ("open=supported", Comparison("=", OPEN, SUPPORTED)),
        ("open <> supported", Comparison("<>", OPEN, SUPPORTED)),
        ("open != supported", Comparison("<>", OPEN, SUPPORTED)),
        ("open < 12", Comparison("<", OPEN, n("12"))),
        ("open >= 0.50", Comparison(">=", OPEN, n("0.50"))),
        ("7 < open", Comparison("<", n("7"), OPEN)),
        ("  open > 1  ", Comparison(">", OPEN, n("1"))),
        ("open + 2 * months > 1", Comparison(">", Arithmetic("+", OPEN, Arithmetic("*", n("2"), MONTHS)), n("1"))),
        ("open - 1 - 2 = 0", Comparison("=", Arithmetic("-", Arithmetic("-", OPEN, n("1")), n("2")), n("0"))),
        ("open - (1 - 2) = 0", Comparison("=", Arithmetic("-", OPEN, Arithmetic("-", n("1"), n("2"))), n("0"))),
        ("exits[reason, health] <= exits", Comparison("<=", HEALTH, EXITS)),
        ("sum(exits[reason]) = exits", Comparison("=", BY_REASON, EXITS)),
        ("count(exits[reason]) = 0", Comparison("=", Count(BY_REASON.operands), n("0"))),
        ("count(open) = 0", Comparison("=", Count((OPEN,)), n("0"))),
        ("count(supported) = 0", Comparison("=", Count((SUPPORTED,), answered=True), n("0"))),
        ("not open > 1", Not(Comparison(">", OPEN, n("1")))),
        (
            "open > 1 and open > 2 or months = 3",
            Junction(
                "or",
                (
                    Junction("and", (Comparison(">", OPEN, n("1")), Comparison(">", OPEN, n("2")))),
                    Comparison("=", MONTHS, n("3")),
                ),
            ),
        ),
    ],
)
def test_a_check(text: str, tree: Logical) -> None:
    assert parse_check(text, NAMES) == tree


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ('operation = "full"', Word("operation", True, "full")),
        ("operation = 'full'", Word("operation", True, "full")),
        ('service_type <> "ips"', Word("service_type", False, "ips")),
        ('not first_year = "yes"', Not(Word("first_year", True, "yes"))),
        (
            '(service_type = "ips" or service_type = "training") and operation != "not_run"',
            Junction(
                "and",
                (
                    Junction("or", (Word("service_type", True, "ips"), Word("service_type", True, "training"))),
                    Word("operation", False, "not_run"),
                ),
            ),
        ),
    ],
)
def test_a_condition(text: str, tree: Logical) -> None:
    assert parse_condition(text, NAMES) == tree


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("open", OPEN),
        ("3", n("3")),
        ("open + exits[reason, health]", Arithmetic("+", OPEN, HEALTH)),
        ("(((open)))", OPEN),
    ],
)
def test_a_number(text: str, tree: Numeric) -> None:
    assert parse_number(text, NAMES) == tree


SYNTAX, NAME, CODE = "expression-syntax", "expression-unknown-name", "expression-unknown-code"
DEEP = "(" * 300 + "open" + ")" * 300 + " > 1"
LONG = "open" + " + open" * 200 + " > 1"

CHECKS_REFUSED = [
    ("", SYNTAX, ""),
    ("   ", SYNTAX, "   "),
    ("opem > 1", NAME, "opem"),
    ("open > suported + 1", NAME, "suported"),
    ("open > Supported", NAME, "Supported"),
    ('operation = "full"', NAME, "operation"),
    ("months[reason, health] > 1", NAME, "reason"),
    ("exits[raeson, health] > 1", NAME, "raeson"),
    ("exits[reason, heatlh] > 1", CODE, "heatlh"),
    ("exits[sex, health] > 1", CODE, "health"),
    ('exits[reason, "health"] > 1', CODE, '"health"'),
    ("exits[reason] > 1", SYNTAX, "exits[reason]"),
    ("exits[reason, health, moved] > 1", SYNTAX, "exits[reason, health, moved]"),
    ("exits[0] > 1", SYNTAX, "exits[0]"),
    ("exits[reason:health] > 1", SYNTAX, "exits[reason:health]"),
    ("sum(exits[raeson]) > 1", NAME, "raeson"),
    ("sum(opem[reason]) > 1", NAME, "opem"),
    ("sum(exits[reason, health]) > 1", NAME, "reason, health"),
    ("sum(open) > 1", SYNTAX, "sum(open)"),
    ("sum() > 1", SYNTAX, "sum()"),
    ("sum(exits[reason], exits[sex]) > 1", SYNTAX, "sum(exits[reason], exits[sex])"),
    ("sum(exits[reason], **open) > 1", SYNTAX, "sum(exits[reason], **open)"),
    ("sum(*exits[reason]) > 1", SYNTAX, "sum(*exits[reason])"),
    ("max(open, 1) > 1", SYNTAX, "max(open, 1)"),
    ("__import__('os') > 1", SYNTAX, "__import__('os')"),
    ("open.real > 1", SYNTAX, "open.real"),
    ("open / 2 > 1", SYNTAX, "open / 2"),
    ("open // 2 > 1", SYNTAX, "open // 2"),
    ("open % 2 > 1", SYNTAX, "open % 2"),
    ("open ** 2 > 1", SYNTAX, "open ** 2"),
    ("open @ 2 > 1", SYNTAX, "open @ 2"),
    ("open | 2 > 1", SYNTAX, "open | 2"),
    ("-open < 1", SYNTAX, "-open"),
    ("open > -1", SYNTAX, "-1"),
    ("~open < 1", SYNTAX, "~open"),
    ("1 < open < 5", SYNTAX, "1 < open < 5"),
    ("1 = open = 5", SYNTAX, "1 = open = 5"),
    ("open in supported", SYNTAX, "open in supported"),
    ("open is supported", SYNTAX, "open is supported"),
    ("open", SYNTAX, "open"),
    ("open + 1", SYNTAX, "open + 1"),
    ("open > 1 and months", SYNTAX, "months"),
    ("(open > 1) + 1 > 1", SYNTAX, "open > 1"),
    ('open > "5"', SYNTAX, '"5"'),
    ("open > True", SYNTAX, "True"),
    ("open > None", SYNTAX, "None"),
    ("open > 1j", SYNTAX, "1j"),
    ("open > 0x10", SYNTAX, "0x10"),
    ("open > 0b1", SYNTAX, "0b1"),
    ("open > 1_000", SYNTAX, "1_000"),
    ("open > 1e3", SYNTAX, "1e3"),
    ("open > 1e999999999", SYNTAX, "1e999999999"),
    ("open > 1234567890123456", SYNTAX, "1234567890123456"),  # Excel keeps 15 digits
    ("1 < 2", SYNTAX, "1 < 2"),  # judges nothing, and COUNT() without a cell is no formula
    ("open > ٣", SYNTAX, "open > ٣"),
    ("open > ３", SYNTAX, "open > ３"),
    ("open ≤ 3", SYNTAX, "open ≤ 3"),
    ("open =< 3", SYNTAX, "open =< 3"),
    ("open => 3", SYNTAX, "open => 3"),
    ("open === 3", SYNTAX, "open === 3"),
    ("open := 3", SYNTAX, "open := 3"),
    ("(open := 3) > 1", SYNTAX, "(open := 3) > 1"),
    ("open > 1; months > 1", SYNTAX, "open > 1; months > 1"),
    ("open > 1,", SYNTAX, "open > 1,"),
    ("open > 1 if months > 1 else open > 2", SYNTAX, "open > 1 if months > 1 else open > 2"),
    ("lambda: open > 1", SYNTAX, "lambda: open > 1"),
    ("[open > 1]", SYNTAX, "[open > 1]"),
    ("open > 1 &", SYNTAX, "open > 1 &"),
    ("(open > 1", SYNTAX, "(open > 1"),
    ("open > 1)", SYNTAX, "open > 1)"),
    ("open >\n1", SYNTAX, "open >\n1"),
    ("open > 1\0", SYNTAX, "open > 1\0"),
    (DEEP, SYNTAX, DEEP),
    (LONG, SYNTAX, LONG[:40] + "…"),
]


@pytest.mark.parametrize(("text", "code", "found"), CHECKS_REFUSED)
def test_no_check(text: str, code: str, found: str) -> None:
    with pytest.raises(ExpressionError) as refused:
        parse_check(text, NAMES)
    assert (refused.value.code, refused.value.found) == (code, found)


@pytest.mark.parametrize(
    ("text", "code", "found"),
    [
        ("", SYNTAX, ""),
        ('operatoin = "full"', NAME, "operatoin"),
        ('open = "full"', NAME, "open"),
        ('operation = "fulll"', CODE, '"fulll"'),
        ('service_type = "full"', CODE, '"full"'),
        ('operation = ""', CODE, '""'),
        ("open < 12", SYNTAX, "open"),
        ("operation = 1", SYNTAX, "operation"),
        ("operation = full", SYNTAX, "operation"),
        ('operation < "full"', SYNTAX, "operation"),
        ('"full" = operation', SYNTAX, '"full"'),
        ('operation = "full" = "full"', SYNTAX, 'operation = "full" = "full"'),
        ('operation in "full"', SYNTAX, 'operation in "full"'),
        ("operation", SYNTAX, "operation"),
        ('"full"', SYNTAX, '"full"'),
        ('operation = f"full"', SYNTAX, "operation"),
        ('operation.name = "full"', SYNTAX, "operation.name"),
        ('operation = "full" and open', SYNTAX, "open"),
        ("operation = b'full'", SYNTAX, "operation"),
    ],
)
def test_no_condition(text: str, code: str, found: str) -> None:
    with pytest.raises(ExpressionError) as refused:
        parse_condition(text, NAMES)
    assert (refused.value.code, refused.value.found) == (code, found)


@pytest.mark.parametrize("text", ["", "open > 1", "not open", "open, months", '"open"', "open / months", "sum(open)"])
def test_no_number(text: str) -> None:
    with pytest.raises(ExpressionError) as refused:
        parse_number(text, NAMES)
    assert refused.value.code == SYNTAX


def test_the_deepest_rule_is_still_decided() -> None:
    """A thousand characters nest as deep as a rule can; nothing runs out of stack, in either compiler."""
    names, a = Vocabulary({"a": {}}, {}), Operand("a")
    sums = parse_check("a" + "+a" * 497 + ">497", names)
    assert outcome(sums, {a: number(1)}.__getitem__) is PASS
    assert to_formula(sums, lambda _: "A1", Verdicts("p", "f", "?", "-")).count("+A1") == 497
    negations = parse_check("not " * 248 + "a > 1", names)
    assert outcome(negations, {a: number(2)}.__getitem__) is PASS
    with pytest.raises(ExpressionError):
        parse_check("not " * 249 + "a > 10", names)


# --- what a rule says


def values(given_values: Mapping[Operand, Value]) -> Callable[[Operand], Value]:
    return lambda operand: given_values.get(operand, MISSING)


STATES = {
    State.NUMBER: number(5),
    State.TEXT: Value(State.TEXT, text="5"),
    State.MISSING: MISSING,
    State.NOT_COLLECTED: NOT_COLLECTED,
    State.NOT_APPLICABLE: NOT_APPLICABLE,
    State.SUPPRESSED: Value(State.SUPPRESSED),
    State.INVALID: INVALID,
}


@pytest.mark.parametrize(("state", "value"), STATES.items())
@pytest.mark.parametrize("text", ["open <= supported", "supported >= open", "open + months > 1 or supported > 1"])
def test_only_numbers_decide(state: State, value: Value, text: str) -> None:
    """One operand in each state, the others numbers: even an ``or`` with a true side waits for all of them."""
    found = outcome(parse_check(text, NAMES), values({OPEN: value, SUPPORTED: number(5), MONTHS: number(5)}))
    assert found is (PASS if state is State.NUMBER else UNDECIDED)


@pytest.mark.parametrize(("state", "value"), STATES.items())
def test_inside_a_sum_a_cross_counts_nought(state: State, value: Value) -> None:
    check = parse_check("sum(exits[reason]) = exits", NAMES)
    reasons = dict(zip(BY_REASON.operands, (number(3), number(4), value), strict=True))
    expected = {State.NUMBER: (12, PASS), State.NOT_APPLICABLE: (7, PASS)}.get(state, (7, UNDECIDED))
    total, verdict = expected
    assert outcome(check, values({**reasons, EXITS: number(total)})) is verdict
    assert outcome(check, values({**reasons, EXITS: number(total + 1)})) is (FAIL if verdict is PASS else UNDECIDED)
    summed = evaluate(BY_REASON, values(reasons))
    assert summed == (None if verdict is UNDECIDED else total)


def test_a_cross_counts_only_inside_a_sum() -> None:
    """The same cell outside ``sum()`` leaves the rule undecided."""
    check = parse_check("sum(exits[reason]) >= exits[reason, health]", NAMES)
    others = dict.fromkeys(BY_REASON.operands, number(1))
    assert outcome(check, values(others)) is PASS
    assert outcome(check, values({**others, HEALTH: NOT_APPLICABLE})) is UNDECIDED


def test_a_sum_of_nothing_but_crosses_is_nought() -> None:
    crosses = dict.fromkeys(BY_REASON.operands, NOT_APPLICABLE)
    assert outcome(parse_check("sum(exits[reason]) = 0", NAMES), values(crosses)) is PASS
    assert evaluate(EXITS, values({EXITS: NOT_APPLICABLE})) is None


@pytest.mark.parametrize(
    ("text", "one", "other", "expected"),
    [
        ("open + months <= 0.3", "0.1", "0.2", PASS),
        ("open + months > 0.3", "0.1", "0.2", FAIL),
        ("open * 3 = months", "1.1", "3.3", PASS),
        ("open - months = 0", "0.3", "0.30", PASS),
        ("open * 0.1 = months", "3", "0.3", PASS),
        ("open < months", "0", "0.0001", PASS),
        ("open < months", "12", "12", FAIL),
        ("open <= months", "12", "12", PASS),
        ("open > months", "12", "12", FAIL),
        ("open >= months", "12", "12", PASS),
        ("open >= months", "11", "12", FAIL),
        ("open > months", "13", "12", PASS),
        ("open <> months", "12", "12.0", FAIL),
        ("open <> months", "12", "13", PASS),
        ("not open = months", "12", "13", PASS),
        ("open = 0 and months = 0", "0", "0", PASS),
        ("open = 0 and months = 0", "0", "1", FAIL),
        ("open = 0 or months = 0", "1", "0", PASS),
        ("open = 0 or months = 0", "1", "1", FAIL),
        # more digits than any context keeps by default: nothing is rounded away
        ("open * open * open > months", "10000000000.1", "1000000000030000000000.3", PASS),
        ("open * open * open = months", "10000000000.1", "1000000000030000000000.300000000001", FAIL),
        ("open * open * open = months", "10000000000.1", "1000000000030000000000300000000.001", PASS),
    ],
)
def test_arithmetic_is_exact(text: str, one: str, other: str, expected: Outcome) -> None:
    given_values = {OPEN: number(Decimal(one)), MONTHS: number(Decimal(other))}
    assert outcome(parse_check(text, NAMES), values(given_values)) is expected


# --- conditions, three-valued

KLEENE = {
    ("and", PASS, PASS): PASS,
    ("and", PASS, UNDECIDED): UNDECIDED,
    ("and", PASS, FAIL): FAIL,
    ("and", UNDECIDED, UNDECIDED): UNDECIDED,
    ("and", UNDECIDED, FAIL): FAIL,
    ("and", FAIL, FAIL): FAIL,
    ("or", PASS, PASS): PASS,
    ("or", PASS, UNDECIDED): PASS,
    ("or", PASS, FAIL): PASS,
    ("or", UNDECIDED, UNDECIDED): UNDECIDED,
    ("or", UNDECIDED, FAIL): UNDECIDED,
    ("or", FAIL, FAIL): FAIL,
}
ANSWERS: dict[Outcome, str | None] = {PASS: "full", FAIL: "not_run", UNDECIDED: None}


@pytest.mark.parametrize(("case", "expected"), KLEENE.items())
def test_and_or(case: tuple[str, Outcome, Outcome], expected: Outcome) -> None:
    sign, one, other = case
    for left, right in ((one, other), (other, one)):
        found = {"a": ANSWERS[left], "b": ANSWERS[right]}
        assert applies(Junction(sign, (Word("a", True, "full"), Word("b", True, "full"))), found.get) is expected


def test_three_parts_are_decided_by_any_of_them() -> None:
    parts = tuple(Word(name, True, "full") for name in "abc")
    for outcomes in product(Outcome, repeat=3):
        found = dict(zip("abc", (ANSWERS[one] for one in outcomes), strict=True))
        expected = FAIL if FAIL in outcomes else UNDECIDED if UNDECIDED in outcomes else PASS
        assert applies(Junction("and", parts), found.get) is expected
        expected = PASS if PASS in outcomes else UNDECIDED if UNDECIDED in outcomes else FAIL
        assert applies(Junction("or", parts), found.get) is expected


@pytest.mark.parametrize(
    ("equal", "answer", "expected"),
    [
        (True, "full", PASS),
        (True, "not_run", FAIL),
        (True, None, UNDECIDED),
        (False, "full", FAIL),
        (False, "not_run", PASS),
        (False, None, UNDECIDED),
    ],
)
def test_a_word_and_its_opposite(equal: bool, answer: str | None, expected: Outcome) -> None:
    word = Word("operation", equal, "full")
    assert applies(word, {"operation": answer}.get) is expected
    opposite = {PASS: FAIL, FAIL: PASS, UNDECIDED: UNDECIDED}[expected]
    assert applies(Not(word), {"operation": answer}.get) is opposite


def test_numbers_are_no_condition_and_words_no_check() -> None:
    with pytest.raises(TypeError):
        applies(Comparison("=", n("1"), n("1")), lambda _: None)
    with pytest.raises(TypeError):
        outcome(Word("operation", True, "full"), values({}))


# --- any tree: written down, read back, and decided by another hand

SIGNS = ("=", "<>", "<", "<=", ">", ">=")
NUMBERS = st.from_regex(r"(0|[1-9][0-9]{0,5})(\.[0-9]{1,4})?", fullmatch=True).map(n)
OPERANDS = st.sampled_from(
    [SUPPORTED, OPEN, MONTHS, EXITS, *BY_REASON.operands, Operand("exits", "sex", "f"), Operand("exits", "sex", "m")]
)
SUMS = st.sampled_from([BY_REASON, Sum((Operand("exits", "sex", "f"), Operand("exits", "sex", "m")))])
COUNTS = st.sampled_from([Count(BY_REASON.operands), Count((EXITS,)), Count((SUPPORTED,), answered=True)])
NUMERICS: st.SearchStrategy[Numeric] = st.recursive(
    NUMBERS | OPERANDS | SUMS,
    lambda inner: st.builds(Arithmetic, st.sampled_from("+-*"), inner, inner),
    max_leaves=6,
)


def logicals(leaf: st.SearchStrategy[Logical]) -> st.SearchStrategy[Logical]:
    return st.recursive(
        leaf,
        lambda inner: (
            st.builds(Not, inner)
            | st.builds(Junction, st.sampled_from(["and", "or"]), st.lists(inner, min_size=2, max_size=3).map(tuple))
        ),
        max_leaves=4,
    )


CHECKS = logicals(st.builds(Comparison, st.sampled_from(SIGNS), NUMERICS, NUMERICS | COUNTS)).filter(
    lambda tree: any(operands(tree)) and len(text_of(tree)) <= 1000
)
CONDITIONS = logicals(
    st.sampled_from([(name, code) for name, codes in NAMES.words.items() for code in codes]).flatmap(
        lambda word: st.builds(Word, st.just(word[0]), st.booleans(), st.just(word[1]))
    )
)


def text_of(node: Node) -> str:
    """The rule a person would write for that tree, with every bracket that could matter."""
    match node:
        case Number(value=value):
            return str(value)
        case Operand(indicator=indicator, codelist="", code=""):
            return indicator
        case Operand(indicator=indicator, codelist=codelist, code=code):
            return f"{indicator}[{codelist}, {code}]"
        case Sum(operands=parts):
            return f"sum({parts[0].indicator}[{parts[0].codelist}])"
        case Count(operands=parts):
            name, codelist = parts[0].indicator, parts[0].codelist
            return f"count({name}[{codelist}])" if codelist else f"count({name})"
        case Arithmetic(sign=sign, left=left, right=right):
            return f"({text_of(left)} {sign} {text_of(right)})"
        case Comparison(sign=sign, left=left, right=right):
            return f"{text_of(left)} {sign} {text_of(right)}"
        case Word(name=name, equal=equal, code=code):
            return f'{name} {"=" if equal else "<>"} "{code}"'
        case Not(part=part):
            return f"not ({text_of(part)})"
        case Junction(sign=sign, parts=parts):
            return f" {sign} ".join(f"({text_of(part)})" for part in parts)
        case Largest():
            raise TypeError(node)  # only built-in checks have it


@settings(deadline=None)
@given(CHECKS)
def test_any_check_is_read_back(tree: Logical) -> None:
    assert parse_check(text_of(tree), NAMES) == tree


@settings(deadline=None)
@given(CONDITIONS)
def test_any_condition_is_read_back(tree: Logical) -> None:
    assert parse_condition(text_of(tree), NAMES) == tree
    assert set(words(tree)) <= set(NAMES.words)


VALUES = (
    st.decimals(0, 99_999, places=2).map(number)
    | st.integers(0, 3).map(number)
    | st.sampled_from([NOT_APPLICABLE] * 3 + [MISSING, NOT_COLLECTED, INVALID])
)
COMPARE: dict[str, Callable[[Fraction, Fraction], bool]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
COMPUTE: dict[str, Callable[[Fraction, Fraction], Fraction]] = {"+": operator.add, "-": operator.sub, "*": operator.mul}


class UnknownError(Exception):
    """An operand without a number, met where one is needed."""


def fraction(value: Value, *, summed: bool) -> Fraction:
    if value.state is State.NUMBER and value.number is not None:
        return Fraction(value.number)
    if summed and value.state is State.NOT_APPLICABLE:
        return Fraction(0)
    raise UnknownError


def worth(node: Numeric, found: Mapping[Operand, Value]) -> Fraction:
    match node:
        case Number(value=value):
            return Fraction(value)
        case Operand():
            return fraction(found[node], summed=False)
        case Sum(operands=parts):
            return sum((fraction(found[part], summed=True) for part in parts), Fraction(0))
        case Count(operands=parts, answered=answered):
            states = [found[part].state for part in parts]
            if State.INVALID in states or (answered and State.MISSING in states):
                raise UnknownError
            return Fraction(states.count(State.NUMBER))
        case Arithmetic(sign=sign, left=left, right=right):
            return COMPUTE[sign](worth(left, found), worth(right, found))
        case Largest():
            raise TypeError(node)


def comparisons(node: Logical) -> Iterator[Comparison]:
    match node:
        case Comparison():
            yield node
        case Junction(parts=parts):
            for part in parts:
                yield from comparisons(part)
        case Not(part=part):
            yield from comparisons(part)


def truth(node: Logical, decided: Mapping[Comparison, bool]) -> bool:
    match node:
        case Comparison():
            return decided[node]
        case Not(part=part):
            return not truth(part, decided)
        case Junction(sign=sign, parts=parts):
            found = [truth(part, decided) for part in parts]
            return all(found) if sign == "and" else any(found)
        case Word():
            raise TypeError(node)


def naive(tree: Logical, found: Mapping[Operand, Value]) -> Outcome:
    """The verdict by fractions: first every comparison, then the words between them."""
    try:
        decided = {one: COMPARE[one.sign](worth(one.left, found), worth(one.right, found)) for one in comparisons(tree)}
    except UnknownError:
        return UNDECIDED
    return PASS if truth(tree, decided) else FAIL


EVERY_OPERAND = [SUPPORTED, OPEN, MONTHS, EXITS, *BY_REASON.operands, Operand("exits", "sex", "f"),
                 Operand("exits", "sex", "m")]  # fmt: skip


@settings(deadline=None)
@given(CHECKS, st.lists(VALUES, min_size=len(EVERY_OPERAND), max_size=len(EVERY_OPERAND)))
def test_any_check_is_decided_as_by_fractions(tree: Logical, drawn: list[Value]) -> None:
    found = dict(zip(EVERY_OPERAND, drawn, strict=True))
    assert outcome(tree, found.__getitem__) is naive(tree, found)


@settings(deadline=None)
@given(NUMERICS | COUNTS, st.lists(VALUES, min_size=len(EVERY_OPERAND), max_size=len(EVERY_OPERAND)))
def test_any_number_is_what_fractions_say(tree: Numeric, drawn: list[Value]) -> None:
    found = dict(zip(EVERY_OPERAND, drawn, strict=True))
    value = evaluate(tree, found.__getitem__)
    try:
        expected = worth(tree, found)
    except UnknownError:
        assert value is None
    else:
        assert value is not None
        assert Fraction(value) == expected
