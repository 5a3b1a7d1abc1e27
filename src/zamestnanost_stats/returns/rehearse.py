"""A form's rules tried on the returns of past periods, before anybody is asked: what would fire, and how often."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from zamestnanost_stats.findings import Severity
from zamestnanost_stats.form.asked import Asked, Round
from zamestnanost_stats.form.definition import Form
from zamestnanost_stats.form.expression import Outcome
from zamestnanost_stats.form.grammar import operands
from zamestnanost_stats.form.prior import Past
from zamestnanost_stats.language import Text
from zamestnanost_stats.returns.intake import Answer
from zamestnanost_stats.returns.validate import outcomes, values_told


@dataclass(frozen=True, slots=True)
class Case:
    """Where a rule would have fired; ``values`` are the numbers it looked at."""

    provider: str
    period: str
    column: str
    values: Text


@dataclass(frozen=True, slots=True)
class Trial:
    """One rule on all past returns: it was decided ``decided`` times (in so many columns) and would have fired in
    ``cases``. Where it was never decided, the past has none of the answers it looks at."""

    rule: str
    label: Text
    severity: Severity
    decided: int
    cases: tuple[Case, ...]


def rehearse(form: Form, past: Iterable[tuple[Round, Mapping[str, Past]]]) -> list[Trial]:
    """Every rule of the form, those it states first, on the accepted returns of each (period, returns by provider).

    Returns of organisations that the register no longer knows are left out, for nothing can be asked of them.
    """
    labels: dict[str, tuple[Text, Severity]] = {rule.id: (rule.label, rule.severity) for rule in form.rule}
    decided: dict[str, int] = {}
    cases: dict[str, list[Case]] = {}
    for asked, returned in _returns(form, past):
        answers = {key: Answer(value, "", "") for key, value in returned.values.items()}
        for check, column, outcome in outcomes(answers, asked):
            labels.setdefault(check.id, (check.label, check.severity))
            decided[check.id] = decided.get(check.id, 0) + (outcome is not Outcome.UNDECIDED)
            if outcome is Outcome.FAIL:
                looked_at = list(dict.fromkeys(operand for operand, _ in operands(check.check)))
                told = values_told(looked_at, column, answers, asked)
                cases.setdefault(check.id, []).append(Case(returned.provider, returned.period, column, told))
    return [
        Trial(rule, label, severity, decided.get(rule, 0), tuple(cases.get(rule, ())))
        for rule, (label, severity) in labels.items()
    ]


def _returns(form: Form, past: Iterable[tuple[Round, Mapping[str, Past]]]) -> Iterator[tuple[Asked, Past]]:
    known = list(past)
    by_period = {current.period.label: returned for current, returned in known}
    for current, returned in known:
        rehearsed = replace(current, form=form, past=by_period.get(current.period.year_before, {}))
        for provider, one in returned.items():
            if rehearsed.register.services_of(provider, current.period):
                yield rehearsed.asked(provider), one
