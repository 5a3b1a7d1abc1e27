"""A form's TOML file loaded whole, or refused with every fault in it: what is broken, where, and what to do."""

from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path
from string import Formatter
from typing import TypeAlias

from zamestnanost_stats.findings import Finding, Place, UserError, problem
from zamestnanost_stats.form import grammar
from zamestnanost_stats.form.definition import NUMERIC, SENTENCE_PARTS, SERVICE_TYPE, Form, Indicator, Type
from zamestnanost_stats.form.tables import build, load_toml
from zamestnanost_stats.keys import is_id

LABEL_LIMIT = 200
"""Characters of a label or a code; with the program's own words it must fit an input prompt (Excel holds 255)."""
TEXT_LIMIT = 8000
SHEET_LIMIT = 31

_Fault: TypeAlias = tuple[str, str, dict[str, str]]
"""Code, place in the form, parameters."""


def load_form(path: Path) -> Form:
    """The form defined in a TOML file; a UserError with every fault found where it is broken."""
    form, findings = build(Form, load_toml(path), path.name)
    if form is not None:
        findings = [
            Finding(code, Place(file=path.name, column=place), params=params) for code, place, params in _faults(form)
        ]
        if form.id != path.stem:
            findings.append(problem("form-file-name", file=path.name, column="id", expected=form.id))
    if form is None or findings:
        raise UserError(*findings)
    return form


def _faults(form: Form) -> Iterator[_Fault]:
    yield from _name_faults(form)
    yield from _text_faults(form)
    for indicator in form.indicators.values():
        yield from _indicator_faults(form, indicator)
    yield from _expression_faults(form)
    yield from _report_faults(form)


def _name_faults(form: Form) -> Iterator[_Fault]:
    named: dict[str, list[str]] = {
        "section": [section.id for section in form.section],
        "indicator": [indicator.id for section in form.section for indicator in section.indicator],
        "codelist": [codelist.id for codelist in form.codelist],
        "rule": [rule.id for rule in form.rule],
        "metric": [metric.id for metric in form.metric],
        "report.section": [section.id for section in form.report.section],
    }
    named |= {f"codelist.{codelist.id}": [code.id for code in codelist.item] for codelist in form.codelist}
    for place, names in chain(named.items(), [("id", [form.id])]):
        yield from (("id-invalid", f"{place}.{name}", {"found": name}) for name in names if not is_id(name))
        yield from (("id-duplicate", f"{place}.{name}", {"found": name}) for name in {*names} if names.count(name) > 1)


def _text_faults(form: Form) -> Iterator[_Fault]:
    limited = [(f"section.{section.id}.sheet", section.sheet, SHEET_LIMIT) for section in form.section]
    for indicator in form.indicators.values():
        limited.append((f"indicator.{indicator.id}.label", indicator.label, LABEL_LIMIT))
        limited.append((f"indicator.{indicator.id}.help", indicator.help, TEXT_LIMIT))
    for codelist in form.codelist:
        limited += [(f"codelist.{codelist.id}.{code.id}", code.label, LABEL_LIMIT) for code in codelist.item]
    for rule in form.rule:
        limited += [(f"rule.{rule.id}.label", rule.label, LABEL_LIMIT), (f"rule.{rule.id}.message", rule.message, 1000)]
    for place, text, limit in limited:
        longest = max(len(text.cs), len(text.en))
        if longest > limit:
            yield "text-too-long", place, {"length": str(longest), "limit": str(limit)}


def _indicator_faults(form: Form, indicator: Indicator) -> Iterator[_Fault]:
    place = f"indicator.{indicator.id}"
    for name in [*indicator.by, *([indicator.codelist] if indicator.codelist else [])]:
        if name not in form.codelists:
            yield "codelist-unknown", place, {"found": name}
    if (indicator.type is Type.CHOICE) != bool(indicator.codelist):
        yield "codelist-misplaced", place, {}
    if indicator.type not in NUMERIC and (indicator.by or indicator.unduplicated or indicator.max is not None):
        yield "numeric-only", place, {}
    if indicator.type is Type.COUNT and indicator.max is None:
        yield "max-missing", place, {}


def _expression_faults(form: Form) -> Iterator[_Fault]:
    texts: list[tuple[str, Callable[[str, grammar.Vocabulary], object], str]] = []
    for rule in form.rule:
        texts.append((f"rule.{rule.id}.check", grammar.parse_check, rule.check))
        texts += [(f"rule.{rule.id}.when", grammar.parse_condition, rule.when)] if rule.when else []
    for metric in form.metric:
        texts.append((f"metric.{metric.id}.numerator", grammar.parse_number, metric.numerator))
        texts.append((f"metric.{metric.id}.denominator", grammar.parse_number, metric.denominator))
    for section in form.report.section:
        if section.where:
            texts.append((f"report.section.{section.id}.where", grammar.parse_condition, section.where))
    for place, parse, text in texts:
        try:
            parse(text, form.vocabulary)
        except grammar.ExpressionError as error:
            yield error.code, place, {"found": error.found}


def _report_faults(form: Form) -> Iterator[_Fault]:
    for section in form.report.section:
        place = f"report.section.{section.id}"
        if section.metric and section.metric not in form.metrics:
            yield "metric-unknown", place, {"found": section.metric}
        for name in section.indicators:
            if name not in form.vocabulary.numbers:
                yield "expression-unknown-name", place, {"found": name}
        for text in (section.sentence, section.quote):
            for told in (text.cs, text.en) if text else ():
                if unknown := _unknown_parts(told):
                    yield "sentence-part", place, {"found": unknown, "known": ", ".join(SENTENCE_PARTS)}
    for pair in form.report.comparable:
        if len(pair) != 2 or not set(pair) <= set(form.codelists.get(SERVICE_TYPE, ())):
            yield "comparable-invalid", "report.comparable", {"found": ", ".join(pair)}


def _unknown_parts(text: str) -> str:
    """The parts in braces that a sentence cannot have; the whole text where its braces do not match."""
    try:
        parts = [name for _, name, _, _ in Formatter().parse(text) if name is not None]
    except ValueError:
        return text
    return ", ".join(name for name in parts if name not in SENTENCE_PARTS)
