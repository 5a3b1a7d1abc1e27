"""A form's checks in words: rules, conditions and parts of rates with the indicators' labels instead of their ids."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import reduce

from zamestnanost_stats.findings import Finding, Severity, message
from zamestnanost_stats.form.checks import EVERYTHING, Check, checks
from zamestnanost_stats.form.checksheet import check_name, explain, verdicts
from zamestnanost_stats.form.definition import FIRST_YEAR, SERVICE_TYPE, Form, Rule
from zamestnanost_stats.form.grammar import (
    Arithmetic,
    Comparison,
    Count,
    Junction,
    Largest,
    Node,
    Not,
    Number,
    Operand,
    Sum,
    Word,
    parse_check,
    parse_condition,
)
from zamestnanost_stats.form.register import Service
from zamestnanost_stats.keys import TOTAL, Period
from zamestnanost_stats.language import NBSP, Language, Text
from zamestnanost_stats.report.document import Block, Bullets, Column, Table

SIGNS: Mapping[str, str] = {"<>": "≠", "<=": "≤", ">=": "≥", "-": "−", "*": "×"}
_SEVERAL = tuple(Service("", name, "", "", ()) for name in ("first", "second"))
_YEAR = Period("2020", date(2020, 1, 1), date(2020, 12, 31))
"""An organisation with several services in some year: of such a one every check is asked."""


def said(text: Text, spoken: Language) -> str:
    """A form's text on one line; line breaks are the writers' business."""
    return _one_line(text.in_(spoken))


def _one_line(text: str) -> str:
    return re.sub(r"[ \t\r\n]+", " ", text).strip()


def quoted(text: str, spoken: Language) -> str:
    """``„Podpořené osoby celkem“``."""
    return spoken.gettext("“{text}”").format(text=text)


def in_words(node: Node, form: Form, spoken: Language, *, inner: bool = False) -> str:
    """``„Z toho nově příchozí“ ≤ „Podpořené osoby celkem“``; an ``inner`` part is bracketed where it must be."""
    _ = spoken.gettext

    def part(one: Node, *, inner: bool = False) -> str:
        return in_words(one, form, spoken, inner=inner)

    match node:
        case Number(value=value):
            return spoken.number(value, len(format(value, "f").partition(".")[2]))
        case Operand():
            return _operand(node, form, spoken)
        case Sum(operands=parts):
            return _sum(parts, form, spoken)
        case Largest(operands=parts):
            return _("the largest of {parts}").format(parts=_sum(parts, form, spoken))
        case Count(operands=parts):
            return _count(parts, form, spoken)
        case Arithmetic(sign=sign, left=left, right=right):
            told = f"{part(left, inner=sign == '*')}{NBSP}{SIGNS.get(sign, sign)} {part(right, inner=sign != '+')}"
            return f"({told})" if inner and sign != "*" else told
        case Comparison(sign=sign, left=left, right=right):
            return f"{part(left)}{NBSP}{SIGNS.get(sign, sign)} {part(right)}"
        case Word():
            return _word(node, form, spoken)
        case Junction(sign=sign, parts=logical):
            joint = _("{left} and {right}") if sign == "and" else _("{left} or {right}")
            told = reduce(
                lambda left, right: joint.format(left=left, right=right), (part(one, inner=True) for one in logical)
            )
            return f"({told})" if inner else told
        case Not(part=denied):
            return _("it is not true that {part}").format(part=part(denied, inner=True))
        case _:
            raise TypeError(node)


def _operand(operand: Operand, form: Form, spoken: Language) -> str:
    label = form.row_label(operand.indicator, operand.codelist, operand.code)
    row = quoted(said(label, spoken), spoken)
    return spoken.gettext("{row} a year before").format(row=row) if operand.prior else row


def _sum(parts: tuple[Operand, ...], form: Form, spoken: Language) -> str:
    """The grammar sums only a whole breakdown; it is named by its code list."""
    title = next(one.title for one in form.codelist if one.id == parts[0].codelist)
    text = spoken.gettext("the sum of the rows “{title}” below “{label}”")
    return text.format(title=said(title, spoken), label=said(form.indicators[parts[0].indicator].label, spoken))


def _count(parts: tuple[Operand, ...], form: Form, spoken: Language) -> str:
    """``počet čísel v řádku „…“``, or in the rows of a breakdown."""
    if not parts[0].codelist:
        return spoken.gettext("the count of numbers in the row {row}").format(row=_operand(parts[0], form, spoken))
    title = next(one.title for one in form.codelist if one.id == parts[0].codelist)
    text = spoken.gettext("the count of numbers in the rows “{title}” below “{label}”")
    return text.format(title=said(title, spoken), label=said(form.indicators[parts[0].indicator].label, spoken))


def _word(word: Word, form: Form, spoken: Language) -> str:
    _ = spoken.gettext
    if word.name == FIRST_YEAR:
        began = (word.code == "yes") is word.equal
        return _("the service began in this period") if began else _("the service began before this period")
    if word.name == SERVICE_TYPE:
        text = _("the service is of the type “{code}”") if word.equal else _("the service is not of the type “{code}”")
        return text.format(code=said(form.service_type_label(word.code), spoken))
    indicator = form.indicators[word.name]
    text = _("“{label}” is “{code}”") if word.equal else _("“{label}” is not “{code}”")
    code = form.codelists[indicator.codelist][word.code]
    return text.format(label=said(indicator.label, spoken), code=said(code.label, spoken))


# --- every check of a form


def checks_in_words(form: Form, spoken: Language) -> Iterator[Block]:
    """What an error and a warning are, the rules of the form, and the checks that every form has built in."""
    _ = spoken.gettext
    words = verdicts(spoken)
    kontrola = {
        "sheet": check_name(spoken),
        "passed": words.passed,
        "failed": words.failed,
        "explain": explain(spoken),
        "fill_in": words.fill_in,
        "idle": words.idle,
    }
    yield Bullets(
        (
            _("An error blocks: the return is not accepted until it is corrected."),
            _("A warning never blocks: correct the figure, or explain it on the sheet “{sheet}”.").format_map(kontrola),
            _(
                "The sheet “{sheet}” runs the same checks while you fill in the form. It says “{passed}”; “{failed}” "
                "for an error; “{explain}” for a warning; “{fill_in}” where an answer is missing; and “{idle}” where "
                "the check does not apply or cannot be decided."
            ).format_map(kontrola),
            _("A check is decided only where all its rows hold numbers. In a sum, X counts as 0."),
        )
    )
    found = {one.id: one for one in checks(form, _SEVERAL, _YEAR, EVERYTHING)}
    columns = (Column(_("Code")), Column(_("What must hold")), Column(_("Otherwise")))
    rules = [
        (rule.id, "\n".join(_rule(rule, found[rule.id], form, spoken)), _otherwise(found[rule.id], spoken))
        for rule in form.rule
    ]
    if rules:
        yield Table(_("Rules of this form"), columns, tuple(rules), prose=True)
    own = {rule.id for rule in form.rule}
    built_in = [
        (one.id, said(one.label, spoken), _otherwise(one, spoken)) for one in found.values() if one.id not in own
    ]
    if any(one.required for one in form.indicators.values()):
        missing = Finding("missing", params={"label": "…"})
        built_in.insert(0, (missing.code, _("Every row is filled in with a number, N or X"), _fault(missing, spoken)))
    if built_in:
        yield Table(_("Checks that every form has"), columns, tuple(built_in), prose=True)


def _rule(rule: Rule, check: Check, form: Form, spoken: Language) -> Iterator[str]:
    """What is checked, the expression, and where it runs."""
    _ = spoken.gettext
    yield f"{said(rule.label, spoken)}:"
    yield in_words(parse_check(rule.check, form.vocabulary), form, spoken)
    if rule.when:
        condition = in_words(parse_condition(rule.when, form.vocabulary), form, spoken)
        yield _("Only where {condition}.").format(condition=condition)
    elif TOTAL in check.columns:
        yield _("In every service and in the organisation in total.")
    else:
        yield _("In every service.")


def _otherwise(check: Check, spoken: Language) -> str:
    return _fault(Finding(check.id, severity=check.severity, text=check.message), spoken)


def _fault(finding: Finding, spoken: Language) -> str:
    """``Chyba: Nově příchozích je víc než podpořených osob. …``."""
    _ = spoken.gettext
    words = {Severity.ERROR: _("error"), Severity.WARNING: _("warning"), Severity.INFO: _("info")}
    return f"{words[finding.severity].capitalize()}: {_one_line(message(finding, spoken))}"
