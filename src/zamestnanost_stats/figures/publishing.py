"""From all figures to those of a public edition: as much as can be shown so that an attack tells nothing hidden."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

from zamestnanost_stats.figures.audit import Audit, Narrow, Unknown
from zamestnanost_stats.figures.content import Content
from zamestnanost_stats.figures.disclosure import Count, allowed, alone, disclosed, full, small, span, whole
from zamestnanost_stats.figures.figure import Figure, Figures, Kind, code_of
from zamestnanost_stats.figures.known import Before, Cell, Row, cell_of, numeric_operands, rules, upper
from zamestnanost_stats.figures.lineage import belongs
from zamestnanost_stats.findings import UserError, problem
from zamestnanost_stats.form.asked import Round
from zamestnanost_stats.form.collection import Disclosure
from zamestnanost_stats.form.definition import Form
from zamestnanost_stats.form.grammar import Operand, operands
from zamestnanost_stats.form.prior import prior_columns
from zamestnanost_stats.keys import CellKey, State
from zamestnanost_stats.returns.ledger.origins import Origin, origins

if TYPE_CHECKING:
    from sqlalchemy import Engine

NAMED = 5
"""So many of the figures that would be given away are named in a refusal."""

Neighbours: TypeAlias = Sequence[tuple[Round, Sequence[Content]]]
"""The rounds of the years before and after of which editions are published, with these."""


def published_content(
    current: Round, raw: Figures, engine: "Engine", earlier: Sequence[Content], neighbours: Neighbours = ()
) -> Content:
    """What can be shown of all figures of a round beside the editions ``earlier`` published of it and those of its
    ``neighbours``, to which rules that look at the year before tie it; a UserError where hidden numbers are given away
    whatever is left out now.

    What an earlier edition left out stays out: showing it now would tell what it hid.
    """
    form, rule = current.form, current.collection.disclosure
    year = _Year.of(current, engine, earlier)
    now = _Edition(form, rule, year.latest, [one for one in raw.by_id.values() if one.kind is Kind.COUNT])
    years = [*(_Year.of(one, engine, contents) for one, contents in neighbours), year]
    search = _Search(years, now)
    withheld = alone(now.counts.values(), rule) | full(now.counts.values())
    withheld |= {name for one in earlier for name in one.withheld if name in now.counts}
    told = search.joined(row for one in years for row in one.told)
    search.audit.must_hold(told, current.period.label)
    given = [*search.rules, *told]
    while True:
        shown = disclosed(form, raw, rule, withheld)
        facts = search.joined(now.told(shown))
        narrow = search.audit.narrow(given, facts, search.insiders)
        if not narrow:
            revisions = {one.provider: one.revision for one in year.latest}
            return Content(rule, revisions, shown)
        more = {name for one in narrow for name in _choice(one, facts, shown, search)} - withheld
        if not more:
            names = list(dict.fromkeys(one.target for one in narrow))
            listed = ", ".join(names[:NAMED]) + (" …" if len(names) > NAMED else "")
            raise UserError(problem("disclosure-refused", figures=listed))
        withheld |= more


def _choice(one: Narrow, facts: Iterable[Row], shown: Figures, search: "_Search") -> list[str]:
    """The smallest of the figures that pin a hidden number, else of those that have a cell of it."""
    cells = set(search.targets[one.target])
    near = one.by or [row.figure for row in facts if cells & set(row.terms)]
    size: Callable[[str], tuple[Decimal, str]] = lambda name: (shown.by_id[name].value or Decimal(0), name)  # noqa: E731
    return sorted(near, key=size)[:1]


@dataclass(frozen=True)
class _Edition:
    """The cells of the returns an edition is made from, and how they add up to its counts."""

    form: Form
    rule: Disclosure
    origins: Sequence[Origin]
    figures: Iterable[Figure]

    @cached_property
    def by_operand(self) -> dict[Operand, list[Origin]]:
        found: dict[Operand, list[Origin]] = {}
        for one in self.origins:
            found.setdefault(one.operand, []).append(one)
        return found

    @cached_property
    def answers(self) -> dict[str, list[Origin]]:
        """Whatever was answered of each count that may be in a public edition."""
        here = (one for one in self.figures if one.kind is Kind.COUNT and allowed(one, self.form, self.rule.providers))
        return {one.id: list(self._of(one)) for one in here}

    def _of(self, figure: Figure) -> Iterator[Origin]:
        in_total = self.form.indicators[figure.subject].unduplicated
        for one in self.by_operand.get(Operand(figure.subject, *code_of(figure)), ()):
            if belongs(one, figure.where, in_total):
                yield one

    @cached_property
    def members(self) -> dict[str, list[Origin]]:
        """The numbers in each count."""
        return {name: [one for one in some if one.state is State.NUMBER] for name, some in self.answers.items()}

    @cached_property
    def counts(self) -> dict[str, Count]:
        """Every count with its true value. Who has none of it makes nothing up: the rest may be a single one's."""
        by_id = {one.id: one for one in self.figures}
        found = {}
        for name, some in self.members.items():
            value = sum((one.value or Decimal(0) for one in some), Decimal(0))
            makers = [one for one in some if one.value] or some or self.answers[name]
            found[name] = Count(by_id[name], value, frozenset(one.provider for one in makers))
        return found

    @property
    def hidden(self) -> dict[str, list[Cell]]:
        """The counts nobody may be able to tell: small ones, one organisation's, codes that hold everybody."""
        counts = self.counts
        protected = {name for name in alone(counts.values(), self.rule) if counts[name].value} | full(counts.values())
        protected |= {name for name, one in counts.items() if small(one.value, self.rule)}
        return {name: [cell_of(one) for one in self.members[name]] for name in counts if name in protected}

    def told(self, shown: Figures, *, final: bool = False) -> Iterator[Row]:
        """What its shown counts say of their cells; ``final``: it is published and can take nothing back."""
        for name, some in self.members.items():
            one = shown.by_id.get(name)
            known = span(one, self.rule, whole=whole(one.subject, self.form)) if one and some else None
            if known:
                low, high = map(float, known)
                yield Row({cell_of(two): 1.0 for two in some}, low, high, "" if final else name)


@dataclass(frozen=True)
class _Year:
    """A round with its published editions, and the values of its current returns."""

    round: Round
    contents: Sequence[Content]
    editions: Sequence[_Edition]
    latest: Sequence[Origin]

    @classmethod
    def of(cls, current: Round, engine: "Engine", contents: Sequence[Content]) -> "_Year":
        form, label, wanted = current.form, current.period.label, numeric_operands(current.form)

        def edition(one: Content) -> _Edition:
            counts = [two for two in one.figures.by_id.values() if two.kind is Kind.COUNT]
            known = [two for two in counts if two.subject in form.indicators]
            codes = [Operand(two.subject, *code_of(two)) for two in known]  # also those that the form has no longer
            return _Edition(form, one.rule, origins(engine, label, [*wanted, *codes], one.revisions), known)

        return cls(current, contents, [edition(one) for one in contents], origins(engine, label, wanted))

    @property
    def told(self) -> Iterator[Row]:
        """What is published of it."""
        for one, content in zip(self.editions, self.contents, strict=True):
            yield from one.told(content.figures, final=True)

    @property
    def values(self) -> dict[Cell, Origin]:
        found = (one for some in (*(edition.origins for edition in self.editions), self.latest) for one in some)
        return {cell_of(one): one for one in found if self.round.form.indicators[one.operand.indicator].additive}

    def rules(self, last: Sequence[Origin]) -> Iterator[Row]:
        """What the rules of its form tie together; ``last`` are the values of the year before."""
        every = {cell_of(one): one for edition in self.editions for one in edition.origins}
        every |= {cell_of(one): one for one in self.latest}
        return rules(self.round.form, self.round.period, every.values(), self._before(last))

    def _before(self, last: Sequence[Origin]) -> Before:
        by_place: dict[tuple[str, str], list[Origin]] = {}
        for one in last:
            by_place.setdefault((one.provider, one.column), []).append(one)
        current, found = self.round, {}
        for provider in current.register.providers:
            services = current.register.services_of(provider, current.period)
            if services and current.past:
                places = prior_columns(services, current.register, current.period, current.past)
                for now, place in places.items():
                    for one in by_place.get(place, ()):
                        key = CellKey(one.operand.indicator, one.operand.codelist, one.operand.code, now)
                        found[provider, key] = one
        return found

    @property
    def tied(self) -> set[str]:
        """The indicators that rules look at a year later."""
        checks = (check for _rule, check, _when in self.round.form.parsed_rules)
        return {one.indicator for check in checks for one, _ in operands(check) if one.prior}


@dataclass(frozen=True)
class _Search:
    """The cells behind all editions, what is to be kept from whom, and the rules everybody knows. ``years`` ends with
    the one of which the edition ``now`` is made; of the others only what rules tie to it is a target."""

    years: Sequence[_Year]
    now: _Edition

    @cached_property
    def first(self) -> dict[Cell, Cell]:
        """Of every number the cell of the revision that first had it: a number sent again unchanged is one unknown, for
        whoever guesses that much."""
        found: dict[Cell, Cell] = {}
        last: dict[tuple[object, ...], tuple[Cell, Decimal | None]] = {}
        known = (pair for year in self.years for pair in year.values.items())
        for cell, one in sorted(known, key=lambda pair: pair[0].revision):
            if one.state is State.NUMBER:
                place = (cell.period, cell.provider, cell.column, cell.operand)
                before = last.get(place)
                same = before[0] if before and before[1] == one.value else cell
                found[cell], last[place] = same, (same, one.value)
        return found

    @cached_property
    def numbers(self) -> dict[Cell, Origin]:
        values = {cell: one for year in self.years for cell, one in year.values.items()}
        return {cell: values[cell] for cell in dict.fromkeys(self.first.values())}

    def joined(self, rows: Iterable[Row]) -> list[Row]:
        """The rows over those cells."""
        found = []
        for row in rows:
            terms: dict[Cell, float] = {}
            for cell, times in row.terms.items():
                terms[self.first[cell]] = terms.get(self.first[cell], 0) + times
            found.append(replace(row, terms={cell: times for cell, times in terms.items() if times}))
        return [row for row in found if row.terms]

    @cached_property
    def rules(self) -> list[Row]:
        latest = {year.round.period.label: year.latest for year in self.years}
        found = (row for year in self.years for row in year.rules(latest.get(year.round.period.year_before, ())))
        return self.joined(row for row in found if set(row.terms) <= set(self.first))

    @cached_property
    def tied(self) -> set[str]:
        return {name for year in self.years for name in year.tied}

    def _is_target(self, cell: Cell) -> bool:
        return cell.period == self.years[-1].round.period.label or cell.operand.indicator in self.tied

    @cached_property
    def figures(self) -> dict[str, list[Cell]]:
        editions = [
            (f" ({year.round.period}, {number})", one)
            for year in self.years
            for number, one in enumerate(year.editions, 1)
        ]
        return {
            f"{name}{which}": [self.first[cell] for cell in cells]
            for which, edition in [*editions, ("", self.now)]
            for name, cells in edition.hidden.items()
            if cells and self._is_target(cells[0])
        }

    @cached_property
    def cells(self) -> dict[str, list[Cell]]:
        """Single numbers that no provider agreed to show."""
        agreed = self.now.rule.providers
        return {
            f"{cell.provider}/{cell.column}/{cell.operand.key('').row} ({cell.period}, {cell.revision})": [cell]
            for cell, one in self.numbers.items()
            if one.value and self._is_target(cell) and (cell.provider not in agreed or self._is_small(cell))
        }

    @cached_property
    def targets(self) -> dict[str, list[Cell]]:
        return {**self.figures, **self.cells}

    @property
    def insiders(self) -> list[str]:
        """Organisations, each of which knows its own numbers."""
        return sorted({cell.provider for cell in self.numbers})

    def _is_small(self, cell: Cell) -> bool:
        """By the strictest rule of all editions."""
        rules = [self.now.rule, *(one.rule for year in self.years for one in year.editions)]
        return any(small(self.numbers[cell].value or Decimal(0), rule) for rule in rules)

    @cached_property
    def audit(self) -> Audit:
        forms = {year.round.period.label: year.round.form for year in self.years}
        cells = {
            cell: Unknown(
                float(one.value or 0),
                upper(cell, forms[cell.period]),
                whole(cell.operand.indicator, forms[cell.period]),
            )
            for cell, one in self.numbers.items()
        }
        return Audit(cells, self.targets)
