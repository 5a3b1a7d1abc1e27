"""Whether a return can be accepted: what is missing, and what the rules say. Pure: no files, no ledger."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from zamestnanost_stats.findings import Finding, Place, Severity, joined, quote
from zamestnanost_stats.form import expression
from zamestnanost_stats.form.asked import Asked, required
from zamestnanost_stats.form.checks import Check, attributes
from zamestnanost_stats.form.checksheet import ENOUGH
from zamestnanost_stats.form.definition import Type
from zamestnanost_stats.form.expression import Outcome
from zamestnanost_stats.form.grammar import Needs, Operand, operands
from zamestnanost_stats.keys import MARKS, MISSING, TOTAL, CellKey, State, Value
from zamestnanost_stats.language import N_, Text, both
from zamestnanost_stats.returns.intake import Answer, Return
from zamestnanost_stats.returns.privacy import masked

_JUDGED = (Needs.NUMBER, Needs.NUMBER_OR_X)
NO_ANSWER = Answer(MISSING, "", "")


def validate(taken: Return, asked: Asked | None) -> list[Finding]:
    """Everything to say about a return: what intake found, what is missing, what the rules say; same faults joined.

    ``asked`` is None where it could not be told whose return it is.
    """
    if taken.answers is None or asked is None:
        return joined(taken.findings)
    ruled = [_explained(finding, taken, asked) for finding in _ruled(taken.answers, asked)]
    blank = [*_missing(taken.answers, asked), *_half_filled(taken.answers, asked)]
    return joined([*taken.findings, *blank, *ruled])


def waive(findings: Sequence[Finding], waived: Mapping[CellKey, str]) -> tuple[list[Finding], list[CellKey]]:
    """Rule errors that the coordinator waives, each with its reason, become warnings that say so; also the waivers that
    met no such error.

    Only a broken rule can be waived, never a cell that cannot be read or is missing.
    """
    unmet = dict(waived)
    said = []
    for one in findings:
        key = CellKey(one.code, "", "", one.key.column) if one.key else None
        if key and key in waived and one.severity is Severity.ERROR and one.text is not None:
            unmet.pop(key, None)
            advice = both(N_("Waived: {reason}"), reason=Text(waived[key], waived[key]))
            said.append(replace(one, severity=Severity.WARNING, advice=advice))
        else:
            said.append(one)
    return said, list(unmet)


def outcomes(answers: Mapping[CellKey, Answer], asked: Asked) -> Iterator[tuple[Check, str, Outcome]]:
    """What every check says in every column where it runs."""
    for check in asked.checks:
        for column in check.columns:
            yield check, column, _outcome(check, column, answers, asked)


def _outcome(check: Check, column: str, answers: Mapping[CellKey, Answer], asked: Asked) -> Outcome:
    if _out_of_place(check, column, answers, asked):
        return Outcome.UNDECIDED
    return expression.outcome(check.check, lambda operand: _value(operand, column, answers, asked))


def _out_of_place(check: Check, column: str, answers: Mapping[CellKey, Answer], asked: Asked) -> bool:
    """Whether its condition does not hold there, or cannot be told yet."""
    if check.when is None:
        return False
    service = next(one for one in asked.services if one.id == column)
    known = attributes(service, asked.period)

    def word_of(name: str) -> str | None:
        value = answers.get(CellKey(name, "", "", column), NO_ANSWER).value
        return known.get(name) or (value.text if value.state is State.TEXT else None)

    return expression.applies(check.when, word_of) is not Outcome.PASS


def _value(operand: Operand, column: str, answers: Mapping[CellKey, Answer], asked: Asked) -> Value:
    """What was returned, or accepted a year before."""
    key = operand.key(column)
    if operand.prior:
        return asked.prior.values.get(key, MISSING) if asked.prior else MISSING
    return answers.get(key, NO_ANSWER).value


def _missing(answers: Mapping[CellKey, Answer], asked: Asked) -> Iterator[Finding]:
    for key in required(asked):
        answer = answers.get(key)
        if answer and answer.value.state is State.MISSING:
            indicator = asked.form.indicators[key.indicator]
            code = "missing-choice" if indicator.type is Type.CHOICE else "missing"
            place = Place(sheet=answer.sheet, cells=(answer.cell,))
            yield Finding(code, place, key, {"label": indicator.label})


def _half_filled(answers: Mapping[CellKey, Answer], asked: Asked) -> Iterator[Finding]:
    """Optional rows left blank beside others that one check looks at together, where the check sheet says “Fill in”:
    some codes of a breakdown without the rest, a part without its whole."""
    optional = {one.id for section in asked.form.section if section.optional for one in section.indicator}
    told: set[CellKey] = set()
    for check in asked.checks:
        together = [one for one, needs in operands(check.check) if one.indicator in optional and needs in _JUDGED]
        for column in check.columns if len(together) > 1 else ():
            found = {key: answers[key] for key in (one.key(column) for one in together) if key in answers}
            blank = {key: one for key, one in found.items() if one.value.state is State.MISSING}
            if len(blank) == len(found) or _out_of_place(check, column, answers, asked):
                continue
            for key, answer in blank.items():
                if key not in told:
                    told.add(key)
                    place = Place(sheet=answer.sheet, cells=(answer.cell,))
                    yield Finding("missing-part", place, key, {"label": asked.form.indicators[key.indicator].label})


def _ruled(answers: Mapping[CellKey, Answer], asked: Asked) -> Iterator[Finding]:
    for check, column, outcome in outcomes(answers, asked):
        if outcome is Outcome.FAIL:
            looked_at = _looked_at(check, column, answers, asked)
            keys = [operand.key(column) for operand in looked_at if not operand.prior]
            # a lost cell leaves one comparison undecided, and another may be broken all the same
            first, *others = [answers[key] for key in keys if key in answers]
            cells = (first.cell, *(_seen_from(first.sheet, other) for other in others))
            values = values_told(looked_at, column, answers, asked)
            place = Place(sheet=first.sheet, cells=cells)
            key = keys[0]._replace(column=column)
            fault, remedy = _fault_and_remedy(check.message)
            yield Finding(check.id, place, key, {"values": values}, check.severity, fault, remedy)


def _looked_at(check: Check, column: str, answers: Mapping[CellKey, Answer], asked: Asked) -> list[Operand]:
    """What a broken check is told by: of rows that are only counted, those that hold something, if any does."""
    found = {one: _value(one, column, answers, asked).state for one, _ in operands(check.check)}
    judged = {one for one, needs in operands(check.check) if needs in _JUDGED}
    filled = {one.indicator for one, state in found.items() if state is not State.MISSING}
    return [one for one in found if one in judged or found[one] is not State.MISSING or one.indicator not in filled]


def _fault_and_remedy(message: Text) -> tuple[Text, Text]:
    """A rule's message says what is wrong in its first sentence, and then what to do."""
    (fault_cs, end_cs, remedy_cs), (fault_en, end_en, remedy_en) = (
        one.partition(". ") for one in (message.cs, message.en)
    )
    else_do = both(N_("Correct the cells it names."))
    fault = Text(fault_cs + end_cs.rstrip(), fault_en + end_en.rstrip())
    return fault, Text(remedy_cs or else_do.cs, remedy_en or else_do.en)


def _seen_from(sheet: str, answer: Answer) -> str:
    """``E7``, or ``Odchody!E7`` where it stands on another sheet."""
    return answer.cell if answer.sheet == sheet else f"{answer.sheet}!{answer.cell}"


def _explained(finding: Finding, taken: Return, asked: Asked) -> Finding:
    """A warning under which something was written, with what its reader is to do: explain it again, or nothing more."""
    if finding.severity is not Severity.WARNING or finding.key is None:
        return finding
    key = CellKey(finding.code, "", "", finding.key.column)
    given = taken.explanations.get(key)
    if given is None:
        return finding
    said = quote(masked(given.value.text, asked.collection.deadline), 300)
    advice = N_("Explained: {text}")
    if not _says_enough(given):
        advice = N_("“{text}” explains nothing: explain it in a sentence.")
    elif _is_stale(key, taken, asked):
        advice, said = (
            N_("The numbers have changed since this was explained: “{text}”. Explain it again."),
            said.rstrip("."),
        )
    return replace(finding, advice=both(advice, text=Text(said, said)))


def unexplained(finding: Finding, taken: Return, asked: Asked) -> bool:
    """Whether a warning still waits for its explanation: for any, for a sentence, or for a new one since its numbers
    changed."""
    key = CellKey(finding.code, "", "", finding.key.column) if finding.key else None
    if finding.severity is not Severity.WARNING or finding.text is None or key is None:
        return False
    return key not in explanations(taken, asked)


def explanations(taken: Return, asked: Asked) -> dict[CellKey, Answer]:
    """What explains something: neither empty words (fewer than ``ENOUGH`` characters, or no letter among them) nor what
    was left over from other numbers."""
    return {
        key: given
        for key, given in taken.explanations.items()
        if _says_enough(given) and not _is_stale(key, taken, asked)
    }


def _says_enough(given: Answer) -> bool:
    """As the check sheet counts it."""
    text = " ".join(given.value.text.split())
    return len(text) >= ENOUGH and text.upper() != text.lower()


def _is_stale(key: CellKey, taken: Return, asked: Asked) -> bool:
    """Whether this very text was given before, and never of the numbers as they are now."""
    text = taken.explanations[key].value.text
    marks = {taken.explained.get(key, ""), *taken.accepted.get(key, ())}
    before = {mark for mark in marks if mark.partition(":")[0] == _digest(text)}
    return bool(before) and stale_mark(text, operand_values(key, taken.answers or {}, asked)) not in before


def accepted_before(
    taken: Return, asked: Asked, earlier: Iterable[tuple[Mapping[CellKey, str], Mapping[CellKey, Value]]]
) -> Return:
    """The return with what tells whether its explanations are left over: ``earlier`` are the explanations of returns
    accepted before, each with all values of its return. What was known of the year before is taken as it is now."""
    marks: dict[CellKey, set[str]] = {}
    for texts, values in earlier:
        answers = {key: Answer(value, "", "") for key, value in values.items()}
        for key in texts.keys() & taken.explanations.keys():
            marks.setdefault(key, set()).add(stale_mark(texts[key], operand_values(key, answers, asked)))
    return replace(taken, accepted=marks)


def operand_values(key: CellKey, answers: Mapping[CellKey, Answer], asked: Asked) -> str:
    """The values a rule looks at in one column, as the stamp of a prefilled explanation keeps them."""
    check = next(one for one in asked.checks if one.id == key.indicator)
    told = []
    for operand in dict.fromkeys(operand for operand, _ in operands(check.check)):
        value = _value(operand, key.column, answers, asked)
        name = f"prior({operand.key('').row})" if operand.prior else operand.key("").row
        number = format(value.number.normalize(), "f") if value.number is not None else ""
        told.append(f"{name}={number or value.state}")
    return ";".join(told)


def stale_mark(text: str, values: str) -> str:
    """What the stamp keeps of a prefilled explanation: its text's digest and the values it explained."""
    return f"{_digest(text)}:{values}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def values_told(looked_at: list[Operand], column: str, answers: Mapping[CellKey, Answer], asked: Asked) -> Text:
    """The numbers a rule looked at: ``Podpořené osoby celkem: 10; Z toho nově příchozí: 12``."""
    one_row = len({operand.key("").row for operand in looked_at}) == 1 and len(looked_at) > 1
    one_row &= not any(operand.prior for operand in looked_at)
    names = {service.id: Text(service.name, service.name) for service in asked.services}
    names[TOTAL] = both(N_("Organisation in total, each person once"))
    told = []
    for operand in looked_at:
        key = operand.key(column)
        label = names[key.column] if one_row else asked.form.indicators[key.indicator].label
        if key.codelist and not one_row:
            label = asked.form.codelists[key.codelist][key.code].label
        if operand.prior and asked.prior:
            label = Text(f"{label.cs} ({asked.prior.period})", f"{label.en} ({asked.prior.period})")
        value = _value(operand, column, answers, asked)
        shown = str(value.number) if value.state is State.NUMBER else MARKS.get(value.state, "–")
        told.append((label, shown))
    return Text(
        "; ".join(f"{one.cs}: {shown}" for one, shown in told), "; ".join(f"{one.en}: {shown}" for one, shown in told)
    )
