"""Which checks run in which column of one provider's return: the form's rules, and those every form has built in."""

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass

from zamestnanost_stats.findings import Severity
from zamestnanost_stats.form import expression, grammar
from zamestnanost_stats.form.definition import FIRST_YEAR, SERVICE_TYPE, Form, Indicator
from zamestnanost_stats.form.grammar import Comparison, Largest, Logical, Operand, Sum
from zamestnanost_stats.form.register import Service
from zamestnanost_stats.keys import TOTAL, CellKey, Period
from zamestnanost_stats.language import N_, Text, both


@dataclass(frozen=True, slots=True)
class Check:
    """One rule in the columns where it runs. ``when`` is what of its condition depends on answers in the return."""

    id: str
    label: Text
    message: Text
    severity: Severity
    check: Logical
    columns: tuple[str, ...]
    when: Logical | None = None


def attributes(service: Service, period: Period) -> dict[str, str]:
    """What conditions may know of a service before it answers."""
    started = service.valid_from
    first = started is not None and period.start <= started <= period.end
    return {SERVICE_TYPE: service.type, FIRST_YEAR: "yes" if first else "no"}


class _Everything(Container[CellKey]):
    """Stands for a year before of which everything is known: every check is then asked somewhere."""

    def __contains__(self, key: object) -> bool:
        return True


EVERYTHING = _Everything()


def checks(
    form: Form, services: Sequence[Service], period: Period, prior: Container[CellKey] = ()
) -> tuple[Check, ...]:
    """Every check of one return, in the order of the check sheet. ``prior``: the cells of which the value accepted a
    year before is known; a rule that looks at any other is left out there."""
    return (*_breakdowns(form, services), *_rules(form, services, period, prior), *_totals(form, services))


def _rules(form: Form, services: Sequence[Service], period: Period, prior: Container[CellKey]) -> Iterator[Check]:
    for rule, check, when in form.parsed_rules:
        looked_at = [operand for operand, _ in grammar.operands(check)]
        past = [operand for operand in looked_at if operand.prior]
        asked = [form.indicators[operand.indicator] for operand in looked_at]
        columns = [service.id for service in services if when is None or _may_apply(when, service, period)]
        if when is None and len(services) > 1 and all(indicator.unduplicated for indicator in asked):
            columns.append(TOTAL)
        columns = [column for column in columns if all(operand.key(column) in prior for operand in past)]
        if when is not None and set(grammar.words(when)) <= {SERVICE_TYPE, FIRST_YEAR}:
            when = None  # decided for these columns
        yield Check(rule.id, rule.label, rule.message, rule.severity, check, tuple(columns), when)


def _may_apply(when: Logical, service: Service, period: Period) -> bool:
    return expression.applies(when, attributes(service, period).get) is not expression.Outcome.FAIL


def _breakdowns(form: Form, services: Sequence[Service]) -> Iterator[Check]:
    """The codes of a breakdown add up to its total."""
    for indicator in form.indicators.values():
        for name in indicator.by:
            title = next(codelist.title for codelist in form.codelist if codelist.id == name)
            codes = tuple(Operand(indicator.id, name, code) for code in form.codelists[name])
            yield Check(
                f"{indicator.id}-by-{name}",
                both(N_("{label}: the rows “{title}” add up to it"), label=indicator.label, title=title),
                both(
                    N_("The rows “{title}” do not add up to “{label}”. Mend the total, or the rows below it."),
                    label=indicator.label,
                    title=title,
                ),
                Severity.ERROR,
                Comparison("=", Sum(codes), Operand(indicator.id)),
                form.columns(indicator, [service.id for service in services]),
            )


def _totals(form: Form, services: Sequence[Service]) -> Iterator[Check]:
    """Each person once: the organisation's total is at most the sum of its services, and at least the largest."""
    if len(services) < 2:
        return
    for indicator in form.indicators.values():
        if indicator.unduplicated:
            yield from _total(indicator, tuple(Operand(indicator.id, column=service.id) for service in services))


def _total(indicator: Indicator, columns: tuple[Operand, ...]) -> Iterator[Check]:
    """Two checks, each deciding what it can: an N in one service leaves only the sum unknown."""
    total, texts = Operand(indicator.id, column=TOTAL), {"label": indicator.label}
    yield Check(
        f"{indicator.id}-total",
        both(N_("{label}: the organisation in total is at most the sum of its services"), **texts),
        both(
            N_("“{label}”: the organisation in total is more than the sum of its services. Count each person once."),
            **texts,
        ),
        Severity.ERROR,
        Comparison("<=", total, Sum(columns)),
        (TOTAL,),
    )
    if indicator.total_at_least_largest:
        yield Check(
            f"{indicator.id}-total-least",
            both(N_("{label}: the organisation in total is at least its largest service"), **texts),
            both(
                N_(
                    "“{label}”: the organisation in total is less than one of its services has. "
                    "Count each person once; write N if you cannot tell."
                ),
                **texts,
            ),
            Severity.ERROR,
            Comparison(">=", total, Largest(columns)),
            (TOTAL,),
        )
