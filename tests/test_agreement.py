"""Where the check sheet says right or wrong, the validator agrees: both compilers against LibreOffice."""

import io
import random
from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import partial
from itertools import islice
from pathlib import Path

import pytest
import xlsxwriter

import office
import rounds
from zamestnanost_stats.form import expression, grammar
from zamestnanost_stats.form.asked import Asked, Round, required
from zamestnanost_stats.form.checksheet import CHECK_SHEET, explain, verdicts
from zamestnanost_stats.form.definition import Indicator, Type
from zamestnanost_stats.form.expression import Outcome, Verdicts
from zamestnanost_stats.form.grammar import (
    Arithmetic,
    Comparison,
    Count,
    Junction,
    Largest,
    Logical,
    Not,
    Number,
    Numeric,
    Operand,
    Sum,
)
from zamestnanost_stats.form.layout import lay_out
from zamestnanost_stats.form.slots import Slot, Style
from zamestnanost_stats.keys import CellKey, State, Value
from zamestnanost_stats.language import Text, language
from zamestnanost_stats.returns.coerce import coerce
from zamestnanost_stats.returns.intake import Return, take_in
from zamestnanost_stats.returns.validate import outcomes
from zamestnanost_stats.workbook.cells import Address
from zamestnanost_stats.workbook.reader import read
from zamestnanost_stats.workbook.writer import Answer, write

LETTERS = "ABCDE"
RULES = 3000
WORDS = Verdicts("OK", "CHYBA", "?", "-")
JUDGED = {"OK": Outcome.PASS, "CHYBA": Outcome.FAIL}
ANYTHING = Indicator("x", Type.DECIMAL, Text("x", "x"), Text("x", "x"))
DIRT: tuple[object, ...] = (
    0, 1, 2, 3, 5, 12, 0.1, 0.2, 0.3, 0.30000000000000004, 1.1, 3.3, 1e15, 1e-4, -1,
    None, None, "", "N", "n", "X", "x", " X", "12", " 12 ", "1 234", "1.234", "0,3", "5 klientů", "-", "nesledujeme",
    True, False, "#REF!", "10 %", "*", "?", "~",
)  # fmt: skip


def numeric(dice: random.Random, depth: int) -> Numeric:
    kind = dice.choice(
        ("operand", "operand", "number", "sum", "largest", "count", "+", "-", "*") if depth else ("operand", "number")
    )
    if kind == "operand":
        return Operand(dice.choice(LETTERS))
    if kind == "number":
        return Number(Decimal(dice.choice(("0", "1", "3", "0.3", "10"))))
    if kind == "sum":
        return Sum(tuple(Operand(letter) for letter in dice.sample(LETTERS, dice.randint(1, 4))))
    if kind == "largest":
        return Largest(tuple(Operand(letter) for letter in dice.sample(LETTERS, dice.randint(1, 4))))
    if kind == "count":
        counted = tuple(Operand(letter) for letter in dice.sample(LETTERS, dice.randint(1, 4)))
        return Count(counted, dice.random() < 0.5)
    return Arithmetic(kind, numeric(dice, depth - 1), numeric(dice, depth - 1))


def logical(dice: random.Random, depth: int) -> Logical:
    kind = dice.choice(("compare", "compare", "and", "or", "not") if depth else ("compare",))
    if kind == "compare":
        return Comparison(dice.choice(("=", "<>", "<", "<=", ">", ">=")), numeric(dice, 2), numeric(dice, 2))
    if kind == "not":
        return Not(logical(dice, depth - 1))
    return Junction(kind, (logical(dice, depth - 1), logical(dice, depth - 1)))


def generated() -> Iterator[tuple[Logical, tuple[object, ...]]]:
    """Rules with the cells they look at: a third of them clean numbers, so that rules are decided often enough."""
    dice = random.Random(20210107)
    while True:
        rule = logical(dice, 2)
        if any(True for _ in grammar.operands(rule)):
            pool = (0, 1, 2, 3, 0.1, 0.2, 0.3, "X") if dice.random() < 0.5 else DIRT
            yield rule, tuple(dice.choice(pool) for _ in LETTERS)


def reference(row: int, operand: Operand) -> str:
    return f"cells!${operand.indicator}${row}"


def workbook(cases: list[tuple[Logical, tuple[object, ...]]]) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    cells, formulas = book.add_worksheet("cells"), book.add_worksheet("formulas")
    for row, (rule, dirt) in enumerate(cases):
        for column, found in enumerate(dirt):
            if found == "#REF!":
                cells.write_formula(row, column, "=#REF!", None, "#REF!")
            elif isinstance(found, bool):
                cells.write_boolean(row, column, found)
            elif isinstance(found, str):
                cells.write_string(row, column, found)
            elif isinstance(found, int | float):
                cells.write_number(row, column, found)
        formula = expression.to_formula(rule, partial(reference, row + 1), WORDS)
        formulas.write_formula(row, 0, f"={formula}", None, "")
    book.close()
    return buffer.getvalue()


def value_of(values: Mapping[str, Value], operand: Operand) -> Value:
    return values[operand.indicator]


def test_both_compilers_agree(tmp_path: Path) -> None:
    cases = list(islice(generated(), RULES))
    path = tmp_path / "rules.xlsx"
    path.write_bytes(workbook(cases))
    [shown] = office.work([{"open": str(path), "read": [["formulas", f"A{row + 1}"] for row in range(RULES)]}])
    sheets, _ = read(path.read_bytes())
    assert sheets is not None
    tally: Counter[str] = Counter()
    for row, ((rule, dirt), word) in enumerate(zip(cases, shown, strict=True)):
        values: dict[str, Value] = {}
        for column, letter in enumerate(LETTERS):
            values[letter], _ = coerce(sheets[0].cells.get(Address(row + 1, column + 1)), ANYTHING, {})
        if any(values[operand.indicator].state is State.INVALID for operand, _ in grammar.operands(rule)):
            tally["a cell has its own error"] += 1
            continue
        ours = expression.outcome(rule, partial(value_of, values))
        tally[f"{word} {ours}"] += 1
        if word in JUDGED:
            assert ours is JUDGED[word], (rule, dirt, word)
        else:
            assert word in ("?", "-"), (rule, dirt, word)
    # the comparison means something only where both are decided, both ways, often, and left undecided too
    assert tally["OK pass"] > 300, tally
    assert tally["CHYBA fail"] > 300, tally
    assert tally["? undecided"] + tally["- undecided"] > 300, tally


SERVICES = (
    "lipa,ips,IPS,ips,P1,2015-01-01,,\n"
    "lipa,pz,PZ,supported_employment,P1,2020-05-01,,\n"
    "lipa,dilna,Dílna,sheltered,P1,2015-01-01,,\n"
    "most,ips,IPS,ips,P8,,,\n"
)


@pytest.mark.parametrize("spoken", ["cs", "en"])
def test_the_whole_check_sheet_agrees(tmp_path: Path, spoken: str) -> None:
    """Every verdict of every rule in every column, found by keys, on returns filled in with dirt."""
    current = rounds.folder(tmp_path, services=SERVICES, spoken=spoken).round(rounds.period("2020"))
    dice = random.Random(7)
    jobs, filled = [], []
    for number in range(30):
        asked = current.asked(dice.choice(("lipa", "lipa", "most")))
        values = {}
        for key in required(asked):
            indicator = asked.form.indicators[key.indicator]
            if indicator.type is Type.CHOICE:
                code = dice.choice(list(asked.form.codelists["operation"].values()))
                values[key] = dice.choice((code.label.in_(language(spoken)), code.label.in_(language(spoken)), ""))
            else:
                most = (12,) if key.indicator == "months_open" else (12, 20)
                values[key] = dice.choice((0, 1, 12, 12, *most) if dice.random() < 0.9 else ("N", "x", "", " 12 "))
        path = tmp_path / f"{number}.xlsx"
        path.write_bytes(write(lay_out(asked), values, {}))
        rows = verdict_cells(asked, path)
        jobs.append({"open": str(path), "read": [[sheet, cell] for _, _, sheet, cell in rows]})
        filled.append((asked, path, rows))
    words = verdicts(language(spoken))
    judged = {words.passed: Outcome.PASS, words.failed: Outcome.FAIL, explain(language(spoken)): Outcome.FAIL}
    tally: Counter[str] = Counter()
    for (asked, path, rows), shown in zip(filled, office.work(jobs), strict=True):
        taken = taken_in(path, current)
        ours = {(check.id, column): outcome for check, column, outcome in outcomes(taken.answers or {}, asked)}
        assert len(ours) == len(rows)
        for (rule, column, _, _), word in zip(rows, shown, strict=True):
            tally[f"{word} {ours[rule, column]}"] += 1
            assert ours[rule, column] is judged.get(word, ours[rule, column]), (path, rule, column, word)
            assert word in (*judged, words.fill_in, words.idle)
    for decided in (f"{words.passed} pass", f"{words.failed} fail", f"{explain(language(spoken))} fail"):
        assert tally[decided] >= 10, tally


def verdict_cells(asked: Asked, path: Path) -> list[tuple[str, str, str, str]]:
    """Rule, column, sheet and address of every verdict cell of a rule (the first row, completeness, is not one)."""
    sheet = next(one for one in lay_out(asked).sheets if one.key == CHECK_SHEET)
    columns = {slot.column: slot.text for slot in sheet.slots if slot.row == 1 and slot.column > 2}
    cells = sorted(
        (slot for slot in sheet.slots if slot.style is Style.VERDICT), key=lambda slot: (slot.row, slot.column)
    )
    by_row: dict[int, list[Slot]] = {}
    for slot in cells:
        by_row.setdefault(slot.row, []).append(slot)
    rules = [check for check in asked.checks if check.columns]
    return [
        (check.id, columns[slot.column], sheet.name, str(Address(slot.row, slot.column)))
        for check, slots in zip(rules, list(by_row.values())[1:], strict=True)
        for slot in slots
    ]


def taken_in(path: Path, current: Round) -> Return:
    taken = take_in(path, current)
    assert taken.answers is not None, taken.findings
    return taken


COMPLETENESS: list[tuple[dict[tuple[str, str], Answer], str]] = [
    ({}, "All right"),
    ({("months_open", "ips"): 13}, "Correct"),
    ({("supported", "ips"): Decimal("31.5")}, "Correct"),
    ({("new_intakes", "ips"): -3}, "Correct"),
    ({("supported", "ips"): 5001}, "Correct"),
    ({("operation", "ips"): "full operation"}, "Fill in"),
    ({("supported", "ips"): "5 people"}, "Fill in"),
    ({("supported", "ips"): ""}, "Fill in"),
    ({("placed_open", "ips"): "N", ("placed_sheltered", "ips"): "x"}, "All right"),
]


def test_the_first_row_of_the_check_sheet_sees_what_is_pasted(tmp_path: Path) -> None:
    """Pasting destroys data validation: a number that cannot stand there is seen by the check sheet all the same."""
    current = rounds.folder(tmp_path, services=SERVICES, spoken="en").round(rounds.period("2020"))
    asked = current.asked("most")
    sheet = next(one for one in lay_out(asked).sheets if one.key == CHECK_SHEET)
    first = min((slot for slot in sheet.slots if slot.style is Style.VERDICT), key=lambda slot: slot.row)
    jobs = []
    for number, (changes, _) in enumerate(COMPLETENESS):
        values = rounds.answers(asked, {"ips": (40, 5, 4, 1)})
        values |= {CellKey(indicator, "", "", column): typed for (indicator, column), typed in changes.items()}
        path = tmp_path / f"{number}.xlsx"
        path.write_bytes(write(lay_out(asked), values, {}))
        jobs.append({"open": str(path), "read": [[sheet.name, str(Address(first.row, first.column))]]})
    assert [shown[0] for shown in office.work(jobs)] == [word for _, word in COMPLETENESS]
