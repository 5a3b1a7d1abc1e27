"""A form's TOML file loaded whole, or refused with every fault in it: what is broken, where, and what to do."""

import re
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path
from string import Formatter
from typing import Any, TypeAlias

from zamestnanost_stats.findings import Finding, Place, UserError, problem
from zamestnanost_stats.form import grammar
from zamestnanost_stats.form.checksheet import CHECK_SHEET, PRIOR_SHEET, check_name, prior_name
from zamestnanost_stats.form.definition import (
    ATTRIBUTES,
    DIMENSIONS,
    NUMERIC,
    SENTENCE_PARTS,
    SERVICE_TYPE,
    Codelist,
    Form,
    Indicator,
    Per,
    ReportSection,
    Type,
    View,
)
from zamestnanost_stats.form.extending import EXTENDS, extended, without
from zamestnanost_stats.form.fixsheet import FIXES_SHEET
from zamestnanost_stats.form.grammar import Arithmetic, Number, Numeric, operands
from zamestnanost_stats.form.layout import GUIDE_SHEET, STAMP_SHEET
from zamestnanost_stats.form.tables import build, load_toml
from zamestnanost_stats.keys import is_device_name, is_id
from zamestnanost_stats.language import CODES, N_, both, language

LABEL_LIMIT = 200
"""Characters of a label or a code; with the program's own words it must fit an input prompt (Excel holds 255)."""
TEXT_LIMIT = 8000
SHEET_LIMIT = 31
CHOICES_LIMIT = 255
"""Characters of all choices of a list together, with commas between (Excel holds no more in a cell's list)."""
_NO_SHEET = re.compile(r"[\[\]:*?/\\\x00-\x1f]|^'|'$|^history$", re.IGNORECASE)
"""What Excel refuses in the name of a sheet."""
_SHEET_KEYS = (GUIDE_SHEET, CHECK_SHEET, PRIOR_SHEET, FIXES_SHEET)

_Fault: TypeAlias = tuple[str, str, dict[str, str]]
"""Code, place in the form, parameters."""


def load_form(path: Path, find: Callable[[str], Path | None] | None = None) -> Form:
    """The form defined in a TOML file; a UserError with every fault found where it is broken.

    ``find`` gives the file of the form that this one extends; without it that file lies beside this one.
    """
    form, _ = _load(path, find or (lambda name: path.with_name(f"{name}.toml")), ())
    return form


def _load(path: Path, find: Callable[[str], Path | None], above: tuple[str, ...]) -> tuple[Form, dict[str, Any]]:
    """The form and its resolved tables. ``above``: the forms that extend it, down to this one."""
    table = load_toml(path)
    findings: list[Finding] = []
    if EXTENDS in table:
        base = _base(table, path, find, (*above, path.stem))  # its own faults are said of its own file
        table, findings = extended(base, table, path.name)
    form, faults = build(Form, table, path.name)
    findings += faults
    if form is not None:
        found = list(_faults(form))
        findings += [problem("form-file-name", file=path.name, column="id", expected=form.id)] * (form.id != path.stem)
    else:
        found = _faults_of_the_rest(table, faults, path.name)
    findings += [Finding(code, Place(file=path.name, column=place), params=params) for code, place, params in found]
    if form is None or findings:
        raise UserError(*findings)
    return form, table


def _base(
    table: dict[str, Any], path: Path, find: Callable[[str], Path | None], above: tuple[str, ...]
) -> dict[str, Any]:
    """The resolved tables of the form extended, which must be whole itself."""
    name = table[EXTENDS]
    if not isinstance(name, str):
        raise UserError(problem("key-wrong-type", file=path.name, column=EXTENDS, expected=both(N_("a text"))))
    if name in above:
        raise UserError(problem("base-circular", file=path.name, column=EXTENDS, found=name))
    base_path = find(name) if is_id(name) else None
    if base_path is None or not base_path.is_file():
        raise UserError(problem("base-unknown", file=path.name, column=EXTENDS, found=name))
    return _load(base_path, find, above)[1]


_LISTS = ("rule.", "metric.", "report.section.")
"""Tables on which no other depends, but views on metrics: those that cannot be built are left out."""


def _faults_of_the_rest(table: dict[str, Any], findings: list[Finding], file: str) -> list[_Fault]:
    """What else is wrong in a form of which rules, metrics or views could not be built; nothing where more is broken,
    for then no name can be told from a wrong one."""
    broken: set[str] = set()
    for place in (one.place.column for one in findings):
        start = next((one for one in _LISTS if place.startswith(one)), None)
        if start is not None:
            broken.add(start + place.removeprefix(start).partition(".")[0])
        elif not isinstance(table.get(place, []), list | dict):
            broken.add(place)  # a key that no form has; misspelled tables may hold what others name
    rest = {key: one for key, one in table.items() if key not in broken}
    for path in broken:
        rest = without(rest, path.split(".")) or rest
    form, _ = build(Form, rest, file)
    metrics = {one.removeprefix("metric.") for one in broken}
    found = _faults(form) if form is not None else ()
    return [one for one in found if not (one[0] == "metric-unknown" and one[2]["found"] in metrics)]


def _faults(form: Form) -> Iterator[_Fault]:
    yield from _name_faults(form)
    yield from _reserved_faults(form)
    yield from _text_faults(form)
    yield from _sheet_faults(form)
    for codelist in form.codelist:
        yield from _codelist_faults(form, codelist)
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
        for name in names:
            if not is_id(name):
                code = "id-device" if is_device_name(name) else "id-invalid"
                yield code, f"{place}.{name}", {"found": name}
        yield from (("id-duplicate", f"{place}.{name}", {"found": name}) for name in _repeated(names))


def _repeated(names: list[str]) -> list[str]:
    return [name for name in dict.fromkeys(names) if names.count(name) > 1]


def _reserved_faults(form: Form) -> Iterator[_Fault]:
    """Ids that the program uses itself: of sheets, words of conditions, built-in checks, findings and figures."""
    from zamestnanost_stats.catalogue import CATALOGUE

    built_in = {f"{one.id}-by-{name}" for one in form.indicators.values() for name in one.by}
    built_in |= {f"{one.id}-total" for one in form.indicators.values() if one.unduplicated}
    used = [(f"section.{one.id}", one.id) for one in form.section if one.id in _SHEET_KEYS]
    used += [(f"indicator.{name}", name) for name in form.indicators if name in ATTRIBUTES]
    used += [(f"rule.{one.id}", one.id) for one in form.rule if one.id in built_in or one.id in CATALOGUE]
    used += [(f"indicator.{one.id}", name) for one in form.indicators.values() for name in one.by if name in DIMENSIONS]
    for place, name in used:
        yield "id-reserved", place, {"found": name}


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


def _sheet_faults(form: Form) -> Iterator[_Fault]:
    """Names that Excel refuses, or that two sheets of one workbook would have (capitals make no difference)."""
    grids = [section for section in form.section if section.per is Per.SERVICE]
    for section in form.section:
        for name in dict.fromkeys((section.sheet.cs, section.sheet.en)):
            if _NO_SHEET.search(name):
                yield "sheet-name-invalid", f"section.{section.id}.sheet", {"found": name}
    for spoken in map(language, CODES):
        guide = [section.sheet.in_(spoken) for section in form.section if section.per is Per.RETURN]
        guide_name = guide[0] if guide else spoken.gettext("Instructions")
        taken = {name.casefold() for name in (guide_name, check_name(spoken), prior_name(spoken), STAMP_SHEET)}
        for section in grids:
            name = section.sheet.in_(spoken)
            if name.casefold() in taken:
                yield "sheet-name-taken", f"section.{section.id}.sheet.{spoken.code}", {"found": name}
            taken.add(name.casefold())


def _codelist_faults(form: Form, codelist: Codelist) -> Iterator[_Fault]:
    place = f"codelist.{codelist.id}"
    if not codelist.item:
        yield "codelist-empty", place, {}
    for code in codelist.item:
        if not (code.cs.strip() and code.en.strip()):
            yield "text-incomplete", f"{place}.{code.id}", {}
    if codelist.id in {indicator.codelist for indicator in form.indicators.values()}:
        spellings = [
            {" ".join(one.split()).casefold() for one in (code.id, code.cs, code.en)} for code in codelist.item
        ]
        for name in _repeated([one for spelled in spellings for one in sorted(spelled)]):
            yield "label-doubled", place, {"found": name}  # an answer is taken in either language, or as the id
        for labels in ([code.cs for code in codelist.item], [code.en for code in codelist.item]):
            for name in labels:
                if "," in name:
                    yield "choice-comma", place, {"found": name}
            if len(together := ",".join(labels)) > CHOICES_LIMIT:
                yield "text-too-long", place, {"length": str(len(together)), "limit": str(CHOICES_LIMIT)}


def _indicator_faults(form: Form, indicator: Indicator) -> Iterator[_Fault]:
    place = f"indicator.{indicator.id}"
    for name in [*indicator.by, *([indicator.codelist] if indicator.codelist else [])]:
        if name not in form.codelists:
            yield "codelist-unknown", place, {"found": name}
    yield from (("id-duplicate", place, {"found": name}) for name in _repeated([*indicator.by]))
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
            tree = parse(text, form.vocabulary)
        except grammar.ExpressionError as error:
            yield error.code, place, {"found": error.found}
        else:
            if isinstance(tree, Numeric) and not _linear(tree):
                yield "metric-not-linear", place, {"found": text}


def _linear(node: Numeric) -> bool:
    """Whether it says of the sums over services what its own values sum to: a + 2 * b does, a * b and a + 1 do not."""
    match node:
        case Number():
            return False
        case Arithmetic(sign="*", left=left, right=right):
            constant, other = (left, right) if not any(operands(left)) else (right, left)
            return not any(operands(constant)) and _linear(other)
        case Arithmetic(left=left, right=right):
            return _linear(left) and _linear(right)
        case _:
            return True


NEEDED = {View.TABLE: "indicators", View.BARS: "indicators", View.REASONS: "codelist", View.COVERAGE: ""}
"""What a view shows nothing without; all others a metric."""
SHARES_ONLY = (View.HEADLINE, View.INTERVALS, View.FUNNEL)
"""Views of a share and its interval: a rate that is no share has none."""


def _report_faults(form: Form) -> Iterator[_Fault]:
    for section in form.report.section:
        yield from _view_faults(form, section)
    for pair in form.report.comparable:
        if len(pair) != 2 or len({*pair}) != 2 or not set(pair) <= set(form.codelists.get(SERVICE_TYPE, ())):
            yield "comparable-invalid", "report.comparable", {"found": ", ".join(pair)}


def _view_faults(form: Form, section: ReportSection) -> Iterator[_Fault]:
    place = f"report.section.{section.id}"
    for name in filter(None, (section.metric, *section.also)):
        if name not in form.metrics:
            yield "metric-unknown", place, {"found": name}
        elif section.view in SHARES_ONLY and not form.metrics[name].proportion:
            yield "metric-no-share", place, {"found": name}
    needed = NEEDED.get(section.view, "metric")
    if needed and not getattr(section, needed):
        yield "view-incomplete", place, {"found": needed}
    elif section.view is View.REASONS or section.code:
        yield from _breakdown_faults(form, section, place)
    for name in section.indicators:
        if name not in form.vocabulary.numbers:
            yield "expression-unknown-name", place, {"found": name}
    told = [one for text in (section.sentence, section.quote) if text for one in (text.cs, text.en)]
    for unknown in filter(None, map(_unknown_parts, told)):
        yield "sentence-part", place, {"found": unknown, "known": ", ".join(SENTENCE_PARTS)}


def _breakdown_faults(form: Form, section: ReportSection, place: str) -> Iterator[_Fault]:
    asked = [form.indicators[name].by for name in section.indicators if name in form.vocabulary.numbers]
    if len(section.indicators) != 1 or any(section.codelist not in by for by in asked):
        yield "reasons-one", place, {"found": section.codelist}
    elif section.code and section.code not in form.codelists.get(section.codelist, ()):
        yield "expression-unknown-code", place, {"found": section.code}


def _unknown_parts(text: str) -> str:
    """The parts in braces that a sentence cannot have; the whole text where its braces do not match."""
    try:
        parts = [part for part in Formatter().parse(text) if part[1] is not None]
    except ValueError:
        return text
    return ", ".join(name or "{}" for _, name, how, kind in parts if name not in SENTENCE_PARTS or how or kind)
