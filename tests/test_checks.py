"""Every rule runs in the columns it is meant for and in no other, and totals and breakdowns are checked unasked."""

from datetime import date
from pathlib import Path

import pytest

import rounds
from zamestnanost_stats.findings import Severity
from zamestnanost_stats.folder import shipped
from zamestnanost_stats.form.checks import Check, attributes, checks
from zamestnanost_stats.form.definition import Form
from zamestnanost_stats.form.expression import Outcome, applies, outcome
from zamestnanost_stats.form.grammar import Comparison, Operand, Sum, Word, words
from zamestnanost_stats.form.loading import load_form
from zamestnanost_stats.form.register import Service
from zamestnanost_stats.keys import MISSING, NOT_APPLICABLE, NOT_COLLECTED, TOTAL, CellKey, Value, number

YEAR = rounds.period("2020")
LONG_AGO = date(2015, 1, 1)


@pytest.fixture(scope="module")
def prague() -> Form:
    return load_form(shipped("forms") / "ips-2020.toml")


def service(name: str, kind: str = "ips", since: date | None = LONG_AGO) -> Service:
    return Service("lipa", name, name.upper(), kind, ("P1",), since)


def columns(form: Form, *services: Service) -> dict[str, tuple[str, ...]]:
    """Where each check runs."""
    return {check.id: check.columns for check in checks(form, services, YEAR)}


# --- the form's own rules


def test_one_service_has_no_total(prague: Form) -> None:
    assert columns(prague, service("a")) == {
        "new-within-supported": ("a",),
        "placed-within-supported": ("a",),
        "closed-part-months": ("a",),
        "not-run-months": ("a",),
        "everyone-new": ("a",),
        "nobody-placed": ("a",),
        "nothing-but-marks": ("a",),
    }


def test_two_services_have_a_total_where_every_operand_is_asked_there(prague: Form) -> None:
    """``months_open`` is not asked for the organisation in total; conditions speak of services only."""
    assert columns(prague, service("a"), service("b")) == {
        "new-within-supported": ("a", "b", TOTAL),
        "placed-within-supported": ("a", "b", TOTAL),
        "closed-part-months": ("a", "b"),
        "not-run-months": ("a", "b"),
        "everyone-new": ("a", "b"),
        "nobody-placed": ("a", "b"),
        "nothing-but-marks": ("a", "b"),
        "supported-total": (TOTAL,),
        "supported-total-least": (TOTAL,),
        "new_intakes-total": (TOTAL,),
        "new_intakes-total-least": (TOTAL,),
        "placed_open-total": (TOTAL,),
        "placed_open-total-least": (TOTAL,),
        "placed_sheltered-total": (TOTAL,),
    }


def test_a_return_without_services_is_checked_nowhere(prague: Form) -> None:
    assert set(columns(prague).values()) == {()}


@pytest.mark.parametrize(
    ("kind", "runs"),
    [
        ("ips", True),
        ("supported_employment", True),
        ("pre_employment", False),
        ("training", False),
        ("sheltered", False),
        ("transitional", False),
    ],
)
def test_nobody_placed_is_asked_only_of_services_that_place(prague: Form, kind: str, runs: bool) -> None:
    found = columns(prague, service("a", kind), service("b", "training"))
    assert found["nobody-placed"] == (("a",) if runs else ())


@pytest.mark.parametrize(
    ("since", "first"),
    [
        (None, "no"),
        (LONG_AGO, "no"),
        (date(2019, 12, 31), "no"),
        (date(2020, 1, 1), "yes"),
        (date(2020, 12, 31), "yes"),
    ],
)
def test_everyone_may_be_new_in_a_first_year(prague: Form, since: date | None, first: str) -> None:
    one = service("a", since=since)
    assert attributes(one, YEAR) == {"service_type": "ips", "first_year": first}
    assert columns(prague, one, service("b"))["everyone-new"] == (("a", "b") if first == "no" else ("b",))


def test_a_first_quarter_is_the_first_period_not_the_first_year() -> None:
    one = service("a", since=date(2020, 2, 1))
    assert attributes(one, rounds.period("2020-Q1"))["first_year"] == "yes"
    assert attributes(one, rounds.period("2020-Q2"))["first_year"] == "no"


def test_only_what_depends_on_answers_is_left_of_a_condition(prague: Form) -> None:
    """Type and age of a service are known beforehand; the check sheet must still ask how the service ran."""
    left = {check.id: check.when for check in checks(prague, [service("a")], YEAR)}
    assert left["new-within-supported"] is None
    assert left["everyone-new"] is None
    assert left["closed-part-months"] == Word("operation", True, "closed_part")
    condition = left["nobody-placed"]
    assert condition is not None
    assert set(words(condition)) == {"service_type", "operation"}


@pytest.mark.parametrize(
    ("kind", "operation", "expected"),
    [
        ("ips", "full", Outcome.PASS),
        ("supported_employment", "full", Outcome.PASS),
        ("ips", "restricted", Outcome.FAIL),
        ("ips", "not_run", Outcome.FAIL),
        ("training", "full", Outcome.FAIL),
        ("ips", None, Outcome.UNDECIDED),
        ("training", None, Outcome.FAIL),
    ],
)
def test_what_is_left_of_a_condition_is_decided_by_the_answer(
    prague: Form, kind: str, operation: str | None, expected: Outcome
) -> None:
    check = next(one for one in checks(prague, [service("a")], YEAR) if one.id == "nobody-placed")
    assert check.when is not None
    assert applies(check.when, {"service_type": kind, "operation": operation}.get) is expected


def test_a_rule_keeps_its_severity_and_words(prague: Form) -> None:
    found = {check.id: check for check in checks(prague, [service("a")], YEAR)}
    rules = {rule.id: rule for rule in prague.rule}
    assert set(found) == set(rules)
    for name, check in found.items():
        assert (check.severity, check.label, check.message) == (
            rules[name].severity,
            rules[name].label,
            rules[name].message,
        )
    assert [name for name, check in found.items() if check.severity is Severity.WARNING] == [
        "everyone-new",
        "nobody-placed",
        "nothing-but-marks",
    ]


# --- the organisation in total, each person once


def verdict(check: Check, column: str, values: dict[CellKey, Value]) -> Outcome:
    def value_of(operand: Operand) -> Value:
        key = CellKey(operand.indicator, operand.codelist, operand.code, operand.column or column)
        return values.get(key, MISSING)

    return outcome(check.check, value_of)


def total(form: Form, indicator: str, services: tuple[Value | int, ...], whole: Value | int) -> Outcome:
    """What the built-in rules say of these services' values and that total: the graver of their outcomes."""
    names = "abc"[: len(services)]
    built_in = (f"{indicator}-total", f"{indicator}-total-least")
    found = [one for one in checks(form, [service(name) for name in names], YEAR) if one.id in built_in]
    assert {check.severity for check in found} == {Severity.ERROR}
    given = dict(zip([*names, TOTAL], [*services, whole], strict=True))
    values = {
        CellKey(indicator, "", "", column): number(value) if isinstance(value, int) else value
        for column, value in given.items()
    }
    said = {verdict(check, TOTAL, values) for check in found}
    return next(outcome for outcome in (FAIL, UNDECIDED, PASS) if outcome in said)


PASS, FAIL, UNDECIDED = Outcome


@pytest.mark.parametrize("indicator", ["supported", "new_intakes", "placed_open"])
@pytest.mark.parametrize(
    ("services", "whole", "expected"),
    [
        ((20, 15), 19, FAIL),
        ((20, 15), 20, PASS),
        ((20, 15), 27, PASS),
        ((20, 15), 35, PASS),
        ((20, 15), 36, FAIL),
        ((0, 0), 0, PASS),
        ((0, 0), 1, FAIL),
        ((5, 7, 3), 6, FAIL),
        ((5, 7, 3), 7, PASS),
        ((5, 7, 3), 15, PASS),
        ((5, 7, 3), 16, FAIL),
        ((20, NOT_APPLICABLE), 20, PASS),
        ((20, NOT_APPLICABLE), 21, FAIL),
        ((20, NOT_COLLECTED), 20, UNDECIDED),
        ((20, NOT_COLLECTED), 19, FAIL),
        ((20, MISSING), 5, FAIL),
        ((20, MISSING), 20, UNDECIDED),
        ((20, 15), NOT_COLLECTED, UNDECIDED),
        ((20, 15), NOT_APPLICABLE, UNDECIDED),
    ],
)
def test_the_total_lies_between_the_largest_service_and_the_sum(
    prague: Form, indicator: str, services: tuple[Value | int, ...], whole: Value | int, expected: Outcome
) -> None:
    assert total(prague, indicator, services, whole) is expected


@pytest.mark.parametrize(
    ("services", "whole", "expected"),
    [((4, 6), 5, PASS), ((4, 6), 0, PASS), ((4, 6), 10, PASS), ((4, 6), 11, FAIL), ((4, NOT_COLLECTED), 0, UNDECIDED)],
)
def test_the_sheltered_total_may_be_below_the_largest_service(
    prague: Form, services: tuple[Value | int, ...], whole: Value | int, expected: Outcome
) -> None:
    """Sheltered in the café's column and open in the IPS column is open in the total."""
    assert total(prague, "placed_sheltered", services, whole) is expected


# --- breakdowns

FORM = """\
id = "small"
title = { cs = "Formulář", en = "Form" }
instructions = []
codelist = [
  { id = "reason", title = { cs = "Důvod", en = "Reason" }, item = [
    { id = "health", cs = "zdraví", en = "health" }, { id = "moved", cs = "stěhování", en = "moved" } ] },
  { id = "sex", title = { cs = "Pohlaví", en = "Sex" }, item = [
    { id = "f", cs = "ženy", en = "women" }, { id = "m", cs = "muži", en = "men" } ] },
]
[[section]]
id = "clients"
sheet = { cs = "Výkaz", en = "Return" }
title = { cs = "Výkaz", en = "Return" }
[[section.indicator]]
id = "exits"
type = "count"
max = 500
by = ["reason", "sex"]
label = { cs = "Odchody", en = "Exits" }
help = { cs = "Kdo odešel.", en = "Who left." }
[[section.indicator]]
id = "supported"
type = "count"
max = 500
unduplicated = true
by = ["sex"]
label = { cs = "Podpoření", en = "Supported" }
help = { cs = "Kdo.", en = "Who." }
[[rule]]
id = "exits-within"
severity = "error"
check = "exits <= supported"
label = { cs = "Odchody", en = "Exits" }
message = { cs = "Odchodů je víc.", en = "More exits." }
[[rule]]
id = "women-within"
severity = "error"
check = "supported[sex, f] <= supported"
label = { cs = "Ženy", en = "Women" }
message = { cs = "Žen je víc.", en = "More women." }
[report]
section = []
"""


@pytest.fixture
def small(tmp_path: Path) -> Form:
    path = tmp_path / "small.toml"
    path.write_text(FORM, encoding="utf-8")
    return load_form(path)


def test_breakdowns_run_where_their_indicator_is_asked(small: Form) -> None:
    """In the order of the check sheet: breakdowns, rules, totals."""
    assert list(columns(small, service("a"), service("b")).items()) == [
        ("exits-by-reason", ("a", "b")),
        ("exits-by-sex", ("a", "b")),
        ("supported-by-sex", ("a", "b", TOTAL)),
        ("exits-within", ("a", "b")),
        ("women-within", ("a", "b", TOTAL)),
        ("supported-total", (TOTAL,)),
        ("supported-total-least", (TOTAL,)),
    ]
    assert columns(small, service("a"))["supported-by-sex"] == ("a",)


def test_the_codes_of_a_breakdown_add_up_to_its_total(small: Form) -> None:
    check = next(one for one in checks(small, [service("a")], YEAR) if one.id == "exits-by-reason")
    parts = (Operand("exits", "reason", "health"), Operand("exits", "reason", "moved"))
    assert check.check == Comparison("=", Sum(parts), Operand("exits"))
    assert (check.severity, check.when) == (Severity.ERROR, None)
    assert "Důvod" in check.message.cs
    assert "Odchody" in check.message.cs
    assert "Reason" in check.label.en


@pytest.mark.parametrize(
    ("health", "moved", "whole", "expected"),
    [
        (3, 4, 7, PASS),
        (3, 4, 8, FAIL),
        (3, 4, 6, FAIL),
        (0, 0, 0, PASS),
        (3, NOT_APPLICABLE, 3, PASS),
        (3, NOT_APPLICABLE, 4, FAIL),
        (3, NOT_COLLECTED, 3, UNDECIDED),
        (3, MISSING, 3, UNDECIDED),
        (3, 4, NOT_APPLICABLE, UNDECIDED),
        (3, 4, MISSING, UNDECIDED),
    ],
)
def test_a_breakdown_is_judged(
    small: Form, health: Value | int, moved: Value | int, whole: Value | int, expected: Outcome
) -> None:
    check = next(one for one in checks(small, [service("a")], YEAR) if one.id == "exits-by-reason")
    rows = {("reason", "health"): health, ("reason", "moved"): moved, ("", ""): whole}
    values = {
        CellKey("exits", *row, "a"): number(value) if isinstance(value, int) else value for row, value in rows.items()
    }
    assert verdict(check, "a", values) is expected
