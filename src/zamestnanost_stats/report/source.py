"""What a report is made from, and the words its sections share: names, marks, reasons why there is no number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from zamestnanost_stats.figures.content import Content
from zamestnanost_stats.figures.context import Statistic
from zamestnanost_stats.figures.coverage import Coverage
from zamestnanost_stats.figures.figure import Figure, Figures, Kind
from zamestnanost_stats.figures.trend import Trend
from zamestnanost_stats.form.asked import Round
from zamestnanost_stats.form.benchmarks import Benchmark
from zamestnanost_stats.form.definition import SERVICE_TYPE
from zamestnanost_stats.form.grammar import parse_number
from zamestnanost_stats.form.register import Service
from zamestnanost_stats.keys import State
from zamestnanost_stats.language import Language
from zamestnanost_stats.report.document import Amount, Format
from zamestnanost_stats.report.wording import in_words
from zamestnanost_stats.returns.ledger.totals import Observation, Said
from zamestnanost_stats.returns.status import Line, Standing

HIDDEN = "*"
"""What stands for a small number of people in a public edition."""
HIDDEN_STATES = (State.SUPPRESSED, State.WITHHELD)
"""Known, but left out of a public edition or shown as hidden."""
TOLD_STATES = (State.NUMBER, State.SUPPRESSED)
"""Of which a public edition tells something: that a number is small, too."""
ANSWERED = (Standing.ON_TIME, Standing.LATE)
OPERATION, FULL_OPERATION, NOT_RUN = "operation", "full", "not_run"


@dataclass(frozen=True, slots=True)
class Change:
    """A figure of which another value is shown than before; None where an edition has none."""

    figure: Figure
    before: Figure | None
    now: Figure | None


@dataclass(frozen=True, slots=True)
class Issue:
    """Which public edition it is: its number, the day it was ``published`` (None: a draft), the day of the one it
    ``corrects`` and the providers whose returns ``came`` since then or ``left``; and how many warnings its returns were
    accepted with, so many explained, waived, not confirmed."""

    number: int
    published: date | None
    corrects: date | None
    changes: tuple[Change, ...]
    came: tuple[str, ...]
    left: tuple[str, ...]
    content: Content
    warnings: int
    explained: int
    waived: int
    unconfirmed: int


@dataclass(frozen=True)
class Source:
    """``operation`` is the answer on how each (provider, service) ran; ``remarks`` are its words on what was different;
    both are empty where the form does not ask. ``trends`` are those of the metrics a section asks for, by metric."""

    current: Round
    figures: Figures
    lines: Sequence[Line]
    said: Sequence[Said]
    operation: Mapping[tuple[str, str], str]
    remarks: Sequence[Observation]
    coverage: Coverage
    benchmarks: Sequence[Benchmark]
    context: Sequence[Statistic]
    trends: Mapping[str, Sequence[Trend]]
    language: Language
    edition: str
    issue: Issue | None = None
    """Of a public edition only."""

    @property
    def public(self) -> bool:
        """Whether only what may be shown is in it."""
        return self.issue is not None

    @property
    def licence(self) -> str:
        """The address of the licence the edition is under; empty of an internal one and where none is given."""
        return self.current.collection.licence if self.issue else ""

    @property
    def answered(self) -> list[Line]:
        """Those whose return is accepted."""
        return [line for line in self.lines if line.standing in ANSWERED]

    @property
    def awaited(self) -> list[Line]:
        """Those from whom nothing is accepted yet."""
        return [line for line in self.lines if line.standing not in (*ANSWERED, Standing.NOT_EXPECTED)]

    @property
    def preliminary(self) -> bool:
        return bool(self.awaited)

    @property
    def period_phrase(self) -> str:
        """``in 2020``, ``in the period 2021-Q1``: to be put into a sentence."""
        _, period = self.language.gettext, self.current.period
        whole_year = period.label == str(period.end.year)
        return (_("in {period}") if whole_year else _("in the period {period}")).format(period=period)

    @property
    def whose_services(self) -> str:
        """Of whom a sentence about persons speaks: with returns missing, only of those that answered."""
        _ = self.language.gettext
        if not self.awaited:
            return _("The services")
        share = self.language.out_of(len(self.answered), len(self.answered) + len(self.awaited))
        return _("The services of the organisations that answered ({share})").format(share=share)

    def provider_name(self, provider: str) -> str:
        known = self.current.register.providers.get(provider)
        return known.name if known else provider

    def service_name(self, provider: str, service: str) -> str:
        """The service with what must be known of it: restricted operation, outside the city."""
        one = self.current.register.service(provider, service)
        marks = []
        answer = self.operation.get((provider, service), FULL_OPERATION)
        if answer != FULL_OPERATION:
            marks.append(self.current.form.codelists[OPERATION][answer].label.in_(self.language))
        if one and not one.inside:
            marks.append(self.language.gettext("outside the city"))
        name = one.name if one else service
        return f"{name} ({', '.join(marks)})" if marks else name

    def service_of(self, provider: str, service: str) -> str:
        """``Most: IPS``."""
        return f"{self.provider_name(provider)}: {self.service_name(provider, service)}"

    def place_name(self, figure: Figure) -> str:
        """What a figure is about: an organisation, its service, or a type of service."""
        where = figure.where
        parts = [self.provider_name(where["provider"])] if "provider" in where else []
        if "service" in where:
            parts.append(self.service_name(where["provider"], where["service"]))
        if SERVICE_TYPE in where:
            types = [self.figures.by_id[one].where[SERVICE_TYPE] for one in figure.of] or [where[SERVICE_TYPE]]
            parts.append(" − ".join(self.current.form.service_type_label(one).in_(self.language) for one in types))
        return ": ".join(parts)

    def count(self, figure: Figure | None) -> Amount:
        """A count as a table's amount, or the reason why there is none."""
        if figure is None or figure.value is None:
            return Amount(None, Format.COUNT, self.instead(figure))
        return Amount(figure.value, Format.COUNT)

    def rate(self, figure: Figure | None) -> Amount:
        """A rate as a table's amount: a share, or so many for one."""
        if figure is None or figure.value is None:
            return Amount(None, Format.SHARE, self.instead(figure))
        share = self.current.form.metrics[figure.subject].proportion
        return Amount(figure.value, Format.SHARE if share else Format.RATE)

    def instead(self, figure: Figure | None) -> str:
        """Why there is no number."""
        _ = self.language.gettext
        if figure is None:
            return _("not asked")
        if figure.kind is Kind.RATIO and figure.state is State.NOT_APPLICABLE and figure.used:
            return _("nobody to count from")
        if figure.kind is Kind.RATIO and figure.value is not None:
            return _("the part is more than the whole")
        reasons = {
            State.NOT_COLLECTED: _("not collected (N)"),
            State.NOT_APPLICABLE: _("does not apply (X)"),
            State.SUPPRESSED: HIDDEN,
            State.WITHHELD: _("not published"),
            State.MISSING: _("left blank") if self._answered_for(figure) else _("no return yet"),
        }
        return reasons.get(figure.state, "–")

    def _answered_for(self, figure: Figure) -> bool:
        """Whether anybody of whom a figure speaks has an accepted return."""
        kind, provider = figure.where.get(SERVICE_TYPE), figure.where.get("provider")
        return any(
            provider in (None, line.provider.id)
            and (kind is None or any(kind == one.type for one in self._services_of(line.provider.id)))
            for line in self.answered
        )

    def _services_of(self, provider: str) -> Sequence[Service]:
        return self.current.register.services_of(provider, self.current.period)

    def basis(self, figure: Figure) -> str:
        """``405/667``."""
        return f"{self.language.number(figure.numerator or 0)}/{self.language.number(figure.denominator or 0)}"

    def about(self, share: str) -> str:
        """A share of people as a sentence says it: in a public edition both numbers are rounded."""
        return self.language.gettext("about {count}").format(count=share) if self.public else share

    def interval(self, figure: Figure) -> str:
        """``57,0 % až 64,4 %``; ``16,1 až 36,9`` for a difference in percentage points."""
        spoken = self.language
        low, high = figure.low or Decimal(0), figure.high or Decimal(0)
        if figure.kind is Kind.RATIO:
            return spoken.gettext("{low} to {high}").format(low=spoken.percent(low), high=spoken.percent(high))
        if figure.kind is Kind.RISK_RATIO:
            return spoken.gettext("{low} to {high}").format(low=spoken.number(low, 2), high=spoken.number(high, 2))
        return spoken.gettext("{low} to {high}").format(low=spoken.points(low), high=spoken.points(high))

    def in_words(self, text: str) -> str:
        """A numerator or denominator with the indicators' own labels."""
        form = self.current.form
        return in_words(parse_number(text, form.vocabulary), form, self.language)
