"""Whether a return can be accepted: what is missing, and what the rules say. Pure: no files, no ledger."""

from collections.abc import Iterator, Mapping

from zamestnanost_stats.findings import Finding, Place, joined
from zamestnanost_stats.form import expression
from zamestnanost_stats.form.asked import Asked, required
from zamestnanost_stats.form.checks import Check, attributes, checks
from zamestnanost_stats.form.definition import Type
from zamestnanost_stats.form.expression import Outcome
from zamestnanost_stats.form.grammar import Operand, operands
from zamestnanost_stats.keys import MISSING, TOTAL, CellKey, State
from zamestnanost_stats.language import N_, Text, both
from zamestnanost_stats.returns.intake import Answer, Return

NO_ANSWER = Answer(MISSING, "", "")


def validate(taken: Return, asked: Asked | None) -> list[Finding]:
    """Everything to say about a return: what intake found, what is missing, what the rules say; same faults joined.

    ``asked`` is None where it could not be told whose return it is.
    """
    if taken.answers is None or asked is None:
        return joined(taken.findings)
    return joined([*taken.findings, *_missing(taken.answers, asked), *_ruled(taken.answers, asked)])


def outcomes(answers: Mapping[CellKey, Answer], asked: Asked) -> Iterator[tuple[Check, str, Outcome]]:
    """What every check says in every column where it runs."""
    for check in checks(asked.form, asked.services, asked.period):
        for column in check.columns:
            yield check, column, _outcome(check, column, answers, asked)


def _outcome(check: Check, column: str, answers: Mapping[CellKey, Answer], asked: Asked) -> Outcome:
    if check.when is not None:
        service = next(one for one in asked.services if one.id == column)
        known = attributes(service, asked.period)

        def word_of(name: str) -> str | None:
            value = answers.get(CellKey(name, "", "", column), NO_ANSWER).value
            return known.get(name) or (value.text if value.state is State.TEXT else None)

        if expression.applies(check.when, word_of) is not Outcome.PASS:
            return Outcome.UNDECIDED
    return expression.outcome(check.check, lambda operand: answers.get(_key(operand, column), NO_ANSWER).value)


def _key(operand: Operand, column: str) -> CellKey:
    return CellKey(operand.indicator, operand.codelist, operand.code, operand.column or column)


def _missing(answers: Mapping[CellKey, Answer], asked: Asked) -> Iterator[Finding]:
    for key in required(asked):
        answer = answers.get(key)
        if answer and answer.value.state is State.MISSING:
            indicator = asked.form.indicators[key.indicator]
            code = "missing-choice" if indicator.type is Type.CHOICE else "missing"
            place = Place(sheet=answer.sheet, cells=(answer.cell,))
            yield Finding(code, place, key, {"label": indicator.label})


def _ruled(answers: Mapping[CellKey, Answer], asked: Asked) -> Iterator[Finding]:
    for check, column, outcome in outcomes(answers, asked):
        if outcome is Outcome.FAIL:
            keys = list(dict.fromkeys(_key(operand, column) for operand, _ in operands(check.check)))
            first = answers[keys[0]]
            cells = tuple(answers[key].cell for key in keys)
            values = _values(keys, answers, asked)
            place = Place(sheet=first.sheet, cells=cells)
            key = keys[0]._replace(column=column)
            yield Finding(check.id, place, key, {"values": values}, check.severity, check.message)


def _values(keys: list[CellKey], answers: Mapping[CellKey, Answer], asked: Asked) -> Text:
    """The numbers a rule looked at: ``Podpořené osoby celkem: 10; Z toho nově příchozí: 12``."""
    one_row = len({key.row for key in keys}) == 1
    names = {service.id: Text(service.name, service.name) for service in asked.services}
    names[TOTAL] = both(N_("Organisation in total, each person once"))
    told = []
    for key in keys:
        label = names[key.column] if one_row else asked.form.indicators[key.indicator].label
        if key.codelist and not one_row:
            label = asked.form.codelists[key.codelist][key.code].label
        value = answers[key].value
        shown = str(value.number) if value.state is State.NUMBER else "X"
        told.append((label, shown))
    return Text(
        "; ".join(f"{one.cs}: {shown}" for one, shown in told), "; ".join(f"{one.en}: {shown}" for one, shown in told)
    )
