"""A form: what is asked, by which rules it is checked, and what is made of it."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from zamestnanost_stats.findings import Severity
from zamestnanost_stats.form import grammar
from zamestnanost_stats.keys import TOTAL, VALUE
from zamestnanost_stats.language import Text

FIRST_YEAR = "first_year"
SERVICE_TYPE = "service_type"
ATTRIBUTES = {FIRST_YEAR: ("yes", "no"), SERVICE_TYPE: ()}
"""Words a condition may use beside the form's own choices; the service types are the form's code list of that name."""
DIMENSIONS = ("city", "provider", "service_type", "service", "period", "panel")
"""What figures are told apart by beside codes, so no breakdown may be called like that."""


SENTENCE_PARTS = ("period", "share", "percent", "interval", "services")
"""What a headline's sentence may speak of: ``405 of 667``, ``60.7%``, the interval, services with both figures."""


class Type(StrEnum):
    """What kind of answer an indicator takes."""

    COUNT = "count"
    DECIMAL = "decimal"
    MONEY = "money"
    TEXT = "text"
    CHOICE = "choice"


NUMERIC = (Type.COUNT, Type.DECIMAL, Type.MONEY)


class Per(StrEnum):
    """Whether a section is answered once for each service, or once for the whole return."""

    SERVICE = "service"
    RETURN = "return"


class Unit(StrEnum):
    PERSONS = "persons"
    JOBS = "jobs"


class View(StrEnum):
    """Kinds of report section."""

    HEADLINE = "headline"
    TABLE = "table"
    BARS = "bars"
    INTERVALS = "intervals"
    FUNNEL = "funnel"
    TREND = "trend"
    COVERAGE = "coverage"
    REASONS = "reasons"


class By(StrEnum):
    """What the figures of a report section are told apart by."""

    SERVICE_TYPE = "service_type"
    PROVIDER = "provider"
    SERVICE = "service"


@dataclass(frozen=True, slots=True)
class Code:
    id: str
    cs: str
    en: str
    help: Text | None = None

    @property
    def label(self) -> Text:
        return Text(self.cs, self.en)


@dataclass(frozen=True, slots=True)
class Codelist:
    id: str
    title: Text
    item: tuple[Code, ...]


@dataclass(frozen=True, slots=True)
class Indicator:
    """One question. ``unduplicated``: also asked for the organisation in total, each person once; that total is then at
    least the largest service unless ``total_at_least_largest`` is false. Sums over services make sense unless
    ``additive`` is false (months do not add up). ``heading`` starts a block of rows."""

    id: str
    type: Type
    label: Text
    help: Text
    max: int | None = None
    required: bool = False
    unduplicated: bool = False
    total_at_least_largest: bool = True
    additive: bool = True
    by: tuple[str, ...] = ()
    codelist: str = ""
    heading: Text | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """``optional``: a sheet that may be left blank whole; ``minutes`` tells how long it takes (0: not said)."""

    id: str
    sheet: Text
    title: Text
    indicator: tuple[Indicator, ...]
    per: Per = Per.SERVICE
    optional: bool = False
    minutes: int = 0


@dataclass(frozen=True, slots=True)
class Rule:
    """``label`` says what is checked, ``message`` the fault and the remedy."""

    id: str
    label: Text
    message: Text
    check: str
    severity: Severity
    when: str = ""


@dataclass(frozen=True, slots=True)
class Metric:
    """A ratio with its contract: population, when measured, persons or jobs. ``proportion``: the numerator is a part of
    the denominator, so that the ratio is a share with an interval; otherwise it is so many for one (clients for one
    full-time specialist)."""

    id: str
    label: Text
    numerator: str
    denominator: str
    unit: Unit
    population: Text
    measured: Text
    note: Text | None = None
    proportion: bool = True


@dataclass(frozen=True, slots=True)
class ReportSection:
    """``sentence`` and ``quote`` (headline only) tell the metric's figure in words, with ``SENTENCE_PARTS`` put in.
    ``also`` are further rates told on the first page, or columns of a table. ``codelist`` (reasons only) is the
    breakdown of the indicator that is shown, most frequent first if ``ranked``; with ``code`` (coverage only) that one
    count stands beside the map."""

    id: str
    view: View
    title: Text
    metric: str = ""
    indicators: tuple[str, ...] = ()
    by: By | None = None
    where: str = ""
    note: Text | None = None
    sentence: Text | None = None
    quote: Text | None = None
    also: tuple[str, ...] = ()
    codelist: str = ""
    code: str = ""
    ranked: bool = True


@dataclass(frozen=True, slots=True)
class ReportPlan:
    """``comparable``: pairs of service types whose difference may be shown; ``limits``: what the report cannot say."""

    section: tuple[ReportSection, ...]
    comparable: tuple[tuple[str, ...], ...] = ()
    limits: tuple[Text, ...] = ()


@dataclass(frozen=True)
class Form:
    id: str
    title: Text
    instructions: tuple[Text, ...]
    section: tuple[Section, ...]
    codelist: tuple[Codelist, ...] = ()
    rule: tuple[Rule, ...] = ()
    metric: tuple[Metric, ...] = ()
    report: ReportPlan = field(default_factory=lambda: ReportPlan(()))

    @cached_property
    def indicators(self) -> dict[str, Indicator]:
        """Every indicator by its id, in the form's order."""
        return {indicator.id: indicator for section in self.section for indicator in section.indicator}

    @cached_property
    def codelists(self) -> dict[str, dict[str, Code]]:
        return {codelist.id: {code.id: code for code in codelist.item} for codelist in self.codelist}

    @cached_property
    def metrics(self) -> dict[str, Metric]:
        return {metric.id: metric for metric in self.metric}

    @cached_property
    def vocabulary(self) -> grammar.Vocabulary:
        """The names the form's rules, metrics and conditions may use."""
        numbers = {
            indicator.id: {name: tuple(self.codelists.get(name, ())) for name in indicator.by}
            for indicator in self.indicators.values()
            if indicator.type in NUMERIC
        }
        words = {
            indicator.id: tuple(self.codelists.get(indicator.codelist, ()))
            for indicator in self.indicators.values()
            if indicator.type is Type.CHOICE
        }
        types = tuple(self.codelists.get(SERVICE_TYPE, ()))
        required = frozenset(indicator.id for indicator in self.indicators.values() if indicator.required)
        return grammar.Vocabulary(numbers, {**words, FIRST_YEAR: ATTRIBUTES[FIRST_YEAR], SERVICE_TYPE: types}, required)

    @cached_property
    def parsed_rules(self) -> tuple[tuple[Rule, grammar.Logical, grammar.Logical | None], ...]:
        """Every rule with its check and its condition as trees: parsed once, not for every return."""
        names = self.vocabulary
        return tuple(
            (
                rule,
                grammar.parse_check(rule.check, names),
                grammar.parse_condition(rule.when, names) if rule.when else None,
            )
            for rule in self.rule
        )

    @cached_property
    def uses_prior(self) -> bool:
        """Whether any rule looks at the year before."""
        return any(operand.prior for _, check, _ in self.parsed_rules for operand, _ in grammar.operands(check))

    def columns(self, indicator: Indicator, services: Iterable[str]) -> tuple[str, ...]:
        """The columns in which an indicator is asked of an organisation with these services."""
        section = next(section for section in self.section if indicator in section.indicator)
        if section.per is Per.RETURN:
            return (VALUE,)
        columns = tuple(services)
        return (*columns, TOTAL) if indicator.unduplicated and len(columns) > 1 else columns

    def row_label(self, indicator: str, codelist: str, code: str) -> Text:
        """What a row is called away from its place: the indicator, or ``Ukončená spolupráce: zdravotní důvody``."""
        label = self.indicators[indicator].label
        if not codelist:
            return label
        of = self.codelists[codelist][code].label
        return Text(f"{label.cs}: {of.cs}", f"{label.en}: {of.en}")

    def service_type_label(self, service_type: str) -> Text:
        """The form's name of a type of service; its id where the form does not speak of types."""
        code = self.codelists.get(SERVICE_TYPE, {}).get(service_type)
        return code.label if code else Text(service_type, service_type)

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 over keys, types and code lists, not texts: a mended typo must not make sent templates invalid."""
        asked = [
            [section.id, section.per, [_asked(indicator) for indicator in section.indicator]]
            for section in self.section
        ]
        codes = [[codelist.id, [code.id for code in codelist.item]] for codelist in self.codelist]
        return hashlib.sha256(json.dumps([self.id, asked, codes]).encode()).hexdigest()


def _asked(indicator: Indicator) -> list[object]:
    return [indicator.id, indicator.type, indicator.unduplicated, list(indicator.by), indicator.codelist]
