"""What stands in a cell becomes its value or a finding, never another number: a table, and what Calc stores."""

import io
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

import office
from zamestnanost_stats.findings import message
from zamestnanost_stats.form.definition import Indicator, Type
from zamestnanost_stats.keys import MISSING, NOT_APPLICABLE, NOT_COLLECTED, State, Value, number
from zamestnanost_stats.language import Text, language
from zamestnanost_stats.returns.coerce import coerce
from zamestnanost_stats.workbook.cells import Address, Cell, Kind
from zamestnanost_stats.workbook.reader import read

LABEL = Text("x", "x")
COUNT = Indicator("supported", Type.COUNT, LABEL, LABEL, max=5000)
DECIMAL = Indicator("fte", Type.DECIMAL, LABEL, LABEL, max=100)
CHOICE = Indicator("operation", Type.CHOICE, LABEL, LABEL, codelist="operation")
TEXT = Indicator("remark", Type.TEXT, LABEL, LABEL)
CHOICES = {"full": ("v plném provozu", "in full operation", "full"), "not_run": ("neběžela", "did not run", "not_run")}


def text(typed: str) -> Cell:
    return Cell(Kind.TEXT, typed)


def num(stored: str) -> Cell:
    return Cell(Kind.NUMBER, stored)


VALUES: list[tuple[Indicator, Cell | None, Value, list[str]]] = [
    (COUNT, None, MISSING, []),
    (COUNT, num("12"), number(12), []),
    (COUNT, num("0"), number(0), []),
    (COUNT, num("12.0"), number(12), []),
    (COUNT, num("1.2E1"), number(12), []),
    (COUNT, num("5000"), number(5000), []),
    (COUNT, num("11.999999999999998"), number(12), []),  # Excel shows and means 12
    (COUNT, text("12"), number(12), ["cell-tidied"]),
    (COUNT, text(" 12 "), number(12), ["cell-tidied"]),
    (COUNT, text("\u00a012\u00a0"), number(12), ["cell-tidied"]),
    (COUNT, text("1 234"), number(1234), ["cell-tidied"]),
    (COUNT, text("1\u00a0234"), number(1234), ["cell-tidied"]),
    (COUNT, text("1\u202f234"), number(1234), ["cell-tidied"]),
    (COUNT, text("007"), number(7), ["cell-tidied"]),
    (COUNT, text("12,0"), number(12), ["cell-tidied"]),
    (COUNT, Cell(Kind.NUMBER, "17", "12+5"), number(17), ["cell-formula"]),
    (COUNT, Cell(Kind.TEXT, "12", '"12"'), number(12), ["cell-formula", "cell-tidied"]),
    (COUNT, text(""), MISSING, []),
    (COUNT, text("   "), MISSING, []),
    (DECIMAL, num("0.30000000000000004"), number(Decimal("0.3")), []),
    (DECIMAL, num("2.5"), number(Decimal("2.5")), []),
    (DECIMAL, text("2,5"), number(Decimal("2.5")), ["cell-tidied"]),
    (DECIMAL, text("2.5"), number(Decimal("2.5")), ["cell-tidied"]),
    (CHOICE, text("v plném provozu"), Value(State.TEXT, text="full"), []),
    (CHOICE, text("  V PLNÉM\u00a0PROVOZU "), Value(State.TEXT, text="full"), []),
    (CHOICE, text("Did not run"), Value(State.TEXT, text="not_run"), []),
    (CHOICE, text(" "), MISSING, []),
    (TEXT, text("  věta  "), Value(State.TEXT, text="věta"), []),
    (TEXT, num("123"), Value(State.TEXT, text="123"), []),
    *((COUNT, text(typed), NOT_COLLECTED, []) for typed in ("N", "n", " N ", ".", "nesledujeme", "Nesledujeme")),
    *((COUNT, text(typed), NOT_APPLICABLE, []) for typed in ("X", "x", "netýká se", "Netýká  se")),
]

REFUSED: list[tuple[Indicator, Cell, str]] = [
    *((COUNT, text(dash), "cell-dash") for dash in ("-", "–", "—", "--", "−")),
    *((COUNT, text(typed), "cell-ambiguous") for typed in ("1.234", "1,234", "12.345.678")),
    *(
        (COUNT, text(typed), "cell-text")
        for typed in (
            "5 klientů", "asi 5", "5-6", "pět", "1 2", "12 34", "1_000", "0x10", "1e3", "+5", "5!", "٢٣", "１２", "½",
            "NN", "?", "*", "9" * 40, "5\n6", "=5", "'5",
        )
    ),
    (COUNT, text("-5"), "cell-negative"),
    (COUNT, text("−5"), "cell-negative"),
    (COUNT, num("-1"), "cell-negative"),
    (COUNT, num("-0.5"), "cell-negative"),
    (COUNT, text("12 %"), "cell-percent"),
    (COUNT, text("12%"), "cell-percent"),
    (COUNT, Cell(Kind.NUMBER, "0.12", None, True), "cell-percent"),
    (COUNT, Cell(Kind.NUMBER, "1", None, True), "cell-percent"),
    (COUNT, Cell(Kind.DATE, "44197"), "cell-date"),
    (COUNT, Cell(Kind.BOOLEAN, "TRUE"), "cell-boolean"),
    *((COUNT, Cell(Kind.ERROR, error), "cell-error") for error in ("#REF!", "#DIV/0!", "#N/A", "#VALUE!", "#NAME?")),
    (COUNT, Cell(Kind.ERROR, "#REF!", "A1/0"), "cell-error"),
    (TEXT, Cell(Kind.ERROR, "#REF!"), "cell-error"),
    (CHOICE, Cell(Kind.ERROR, "#REF!"), "cell-error"),
    (COUNT, Cell(Kind.TEXT, "", "SUM(A1:A3)"), "cell-formula-uncomputed"),
    (COUNT, num("2.5"), "cell-not-whole"),
    (COUNT, text("2,5"), "cell-not-whole"),
    (COUNT, num("5001"), "cell-too-large"),
    (COUNT, num("44197"), "cell-too-large"),  # a date whose format was lost
    (COUNT, text("5 001"), "cell-too-large"),
    (DECIMAL, num("0.123456"), "cell-too-precise"),
    (CHOICE, text("napůl"), "cell-choice"),
    (CHOICE, num("1"), "cell-choice"),
    (TEXT, text("x" * 2001), "cell-text-too-long"),
]  # fmt: skip


@pytest.mark.parametrize(("indicator", "cell", "value", "notes"), VALUES)
def test_what_is_read(indicator: Indicator, cell: Cell | None, value: Value, notes: list[str]) -> None:
    found, findings = coerce(cell, indicator, CHOICES)
    assert found == value
    assert [(one.code, one.severity) for one in findings] == [(code, "info") for code in notes]


@pytest.mark.parametrize(("indicator", "cell", "code"), REFUSED)
def test_what_is_refused(indicator: Indicator, cell: Cell, code: str) -> None:
    found, findings = coerce(cell, indicator, CHOICES)
    assert found.state is State.INVALID
    assert [(one.code, one.severity) for one in findings] == [(code, "error")]


@given(st.integers(0, 5000))
def test_every_count_is_itself(count: int) -> None:
    for cell in (num(str(count)), text(str(count)), text(f" {count}\u00a0"), num(f"{count}.0")):
        assert coerce(cell, COUNT, {})[0] == number(count)


@given(st.text(max_size=12))
def test_any_text_is_its_own_number_or_none(typed: str) -> None:
    """Whatever is typed: a number only where its digits, read in order, are that number."""
    found, _ = coerce(text(typed), COUNT, {})
    if found.state is State.NUMBER:
        digits = "".join(sign for sign in typed.partition(",")[0].partition(".")[0] if sign in "0123456789")
        assert found.number == int(digits)


TYPED = [
    ("12", "12", ""),
    ("  12", "12", ""),
    ("=12+5", "17", "cell-formula"),
    ("=A1&B1", "", ""),
    ("=1/0", None, "cell-error"),
    ("=NA()", None, "cell-error"),
    ("12%", None, "refused"),  # Calc's interface keeps the value and not the format of these
    ("2021-01-02", None, "refused"),
    ("1/2/2021", None, "refused"),
    ("10:30", None, "refused"),
    ("'12", "12", "cell-tidied"),
    ("5 klientů", None, "cell-text"),
    ("1e400", None, "refused"),
    ("$5", None, ""),
]


def test_as_calc_stores_what_is_typed(tmp_path: Path) -> None:
    """Typed into Calc as by hand (dates, percentages and logical values are recognised), saved as .xlsx, read back."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.add_worksheet("s")
    book.close()
    blank, saved = tmp_path / "blank.xlsx", tmp_path / "typed.xlsx"
    blank.write_bytes(buffer.getvalue())
    typed = {f"C{row}": words for row, (words, _, _) in enumerate(TYPED, 1)}
    office.work([{"open": str(blank), "enter": {"s": typed}, "save": {str(saved): office.XLSX}}])
    sheets, findings = read(saved.read_bytes())
    assert sheets is not None, findings
    for row, (words, value, code) in enumerate(TYPED, 1):
        found, said = coerce(sheets[0].cells.get(Address(row, 3)), COUNT, {})
        if value:
            assert (str(found.number), [one.code for one in said]) == (value, [code] if code else []), words
        elif value is None and code:
            assert found.state is State.INVALID, words
            assert code in ("refused", *(one.code for one in said)), words
        else:
            assert found.state is not State.NUMBER or words == "$5", words


def test_what_stood_there_is_told() -> None:
    """Digits are never rounded into an allowed number; what is read of a text is said; a birth date is not."""
    for cell, said in (
        (num("5000.0000001"), "5000,0000001"),
        (num("3.0000000001"), "3,0000000001"),
        (num("1e15"), "1,000e+15"),
        (num("1e-320"), "1,000e-320"),
        (Cell(Kind.BOOLEAN, "TRUE"), "PRAVDA"),
        (Cell(Kind.BOOLEAN, "FALSE"), "NEPRAVDA"),
    ):
        _, [finding] = coerce(cell, COUNT, {})
        assert f"„{said}“" in message(finding, language("cs"))
        assert said not in message(finding, language("en"))
    for text_, taken in (("12,0", "12"), (" 1 234 ", "1,234"), ("007", "7")):
        _, [finding] = coerce(text(text_), COUNT, {})
        assert f"number {taken}." in message(finding, language("en"))


@pytest.mark.parametrize(
    ("serial", "said"),
    [
        ("44228", "2021-02-01"),
        ("44228.75", "2021-02-01"),
        ("31120", "1985"),
        ("60", "1900-02-28"),
        ("0.5", "0.5"),
        ("99999999", "99"),
    ],
)
def test_dates_that_can_be_births_are_hidden(serial: str, said: str) -> None:
    _, [finding] = coerce(Cell(Kind.DATE, serial), COUNT, {}, date(2021, 2, 15))
    told = message(finding, language("cs"))
    assert said in told
    assert "1985-03" not in told
    assert "99999999" not in told
    _, [careful] = coerce(Cell(Kind.DATE, serial), COUNT, {})
    assert "02-01" not in message(careful, language("cs"))
