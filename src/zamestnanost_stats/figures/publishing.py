"""From all figures to those of a public edition: as much as can be shown so that an attack tells nothing hidden."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from zamestnanost_stats.figures.audit import Audit, Narrow, Unknown
from zamestnanost_stats.figures.disclosure import Count, allowed, alone, disclosed, full, is_whole, small, span
from zamestnanost_stats.figures.figure import Figure, Figures, Kind, code_of
from zamestnanost_stats.figures.known import Cell, Row, cell_of, numeric_operands, rules, upper, whole
from zamestnanost_stats.figures.lineage import belongs
from zamestnanost_stats.findings import UserError, problem
from zamestnanost_stats.form.asked import Round
from zamestnanost_stats.form.collection import Disclosure
from zamestnanost_stats.form.definition import Form
from zamestnanost_stats.form.grammar import Operand
from zamestnanost_stats.keys import State
from zamestnanost_stats.returns.ledger.origins import Origin, origins

if TYPE_CHECKING:
    from sqlalchemy import Engine

NAMED = 5
"""So many of the figures that would be given away are named in a refusal."""


@dataclass(frozen=True, slots=True)
class Content:
    """What an edition shows, by which rule, and from which revision of each organisation's return."""

    rule: Disclosure
    revisions: Mapping[str, int]
    figures: Figures

    @property
    def withheld(self) -> set[str]:
        """The counts it leaves out."""
        counts = (one for one in self.figures.by_id.values() if one.kind is Kind.COUNT)
        return {one.id for one in counts if one.state is State.WITHHELD}

    def to_json(self) -> str:
        """As kept in the ledger; the same text for the same content."""
        told = {"rule": asdict(self.rule), "revisions": dict(sorted(self.revisions.items()))}
        figures = [_plain(one) for one in self.figures.by_id.values()]
        return json.dumps({**told, "figures": figures}, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> "Content":
        """The inverse of ``to_json``."""
        told = json.loads(text)
        rule = Disclosure(**{**told["rule"], "providers": tuple(told["rule"]["providers"])})
        figures = [_figure(one) for one in told["figures"]]
        return cls(rule, told["revisions"], Figures({one.id: one for one in figures}))


_NUMBERS = ("value", "numerator", "denominator", "low", "high")


def _plain(one: Figure) -> dict[str, Any]:
    numbers = {name: str(found) for name in _NUMBERS if (found := getattr(one, name)) is not None}
    named = {"kind": one.kind.value, "state": one.state.value, "where": dict(one.where), "of": list(one.of)}
    return {"id": one.id, "subject": one.subject, "used": one.used, "expected": one.expected, **named, **numbers}


def _figure(told: Mapping[str, Any]) -> Figure:
    numbers = {name: Decimal(told[name]) if name in told else None for name in _NUMBERS}
    named = {"kind": Kind(told["kind"]), "state": State(told["state"]), "of": tuple(told["of"])}
    return Figure(**{**told, **named, **numbers})


def published_content(current: Round, raw: Figures, engine: "Engine", earlier: Sequence[Content]) -> Content:
    """What can be shown of all figures of a round beside the editions ``earlier`` published of it; a UserError where
    what they show gives hidden numbers away whatever is left out now.

    What an earlier edition left out stays out: showing it now would tell what it hid.
    """
    form, rule = current.form, current.collection.disclosure
    label, operands = current.period.label, numeric_operands(form)
    found = origins(engine, label, operands)
    now = _Edition(form, rule, found, [one for one in raw.by_id.values() if one.kind is Kind.COUNT])
    before = [
        _Edition(form, one.rule, origins(engine, label, operands, one.revisions), one.figures.by_id.values())
        for one in earlier
    ]
    withheld = alone(now.counts.values(), rule) | full(now.counts.values())
    withheld |= {name for one in earlier for name in one.withheld if name in now.counts}
    search = _Search(current, [*before, now])
    told = [row for one, content in zip(before, earlier, strict=True) for row in one.told(content.figures, final=True)]
    while True:
        shown = disclosed(form, raw, rule, withheld)
        facts = list(now.told(shown, final=False))
        narrow = search.audit.narrow([*search.rules, *told, *facts], search.insiders)
        if not narrow:
            revisions = {one.provider: one.revision for one in found}
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
        here = (one for one in self.figures if one.kind is Kind.COUNT and allowed(one, self.rule.providers))
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
        """Every count with its true value; one without a number is of those who answered that they have none."""
        by_id = {one.id: one for one in self.figures}
        found = {}
        for name, some in self.members.items():
            value = sum((one.value or Decimal(0) for one in some), Decimal(0))
            found[name] = Count(by_id[name], value, frozenset(one.provider for one in some or self.answers[name]))
        return found

    @property
    def hidden(self) -> dict[str, list[Cell]]:
        """The counts nobody may be able to tell: small ones, one organisation's, codes that hold everybody."""
        counts = self.counts
        protected = {name for name in alone(counts.values(), self.rule) if counts[name].value} | full(counts.values())
        protected |= {name for name, one in counts.items() if small(one.value, self.rule)}
        return {name: [cell_of(one) for one in self.members[name]] for name in counts if name in protected}

    def told(self, shown: Figures, *, final: bool) -> Iterator[Row]:
        """What its shown counts say of their cells; ``final``: it is published and can take nothing back."""
        for name, some in self.members.items():
            one = shown.by_id.get(name)
            known = span(one, self.rule, whole=is_whole(one, self.form)) if one and some else None
            if known:
                low, high = map(float, known)
                yield Row({cell_of(two): 1.0 for two in some}, low, high, "" if final else name)


@dataclass(frozen=True)
class _Search:
    """The cells behind all editions, what is to be kept from whom, and the rules everybody knows."""

    current: Round
    editions: Sequence[_Edition]

    @cached_property
    def numbers(self) -> dict[Cell, Origin]:
        found = (one for edition in self.editions for one in edition.origins if one.state is State.NUMBER)
        return {cell_of(one): one for one in found if self.current.form.indicators[one.operand.indicator].additive}

    @cached_property
    def rules(self) -> list[Row]:
        every = {cell_of(one): one for edition in self.editions for one in edition.origins}
        found = rules(self.current.form, self.current.period, every.values())
        return [row for row in found if set(row.terms) <= set(self.numbers)]

    @cached_property
    def figures(self) -> dict[str, list[Cell]]:
        last = len(self.editions)
        return {
            name if number == last else f"{name} ({number})": cells
            for number, edition in enumerate(self.editions, 1)
            for name, cells in edition.hidden.items()
            if cells
        }

    @cached_property
    def cells(self) -> dict[str, list[Cell]]:
        """Single numbers that no provider agreed to show."""
        agreed = set(self.current.collection.disclosure.providers)
        return {
            f"{cell.provider}/{cell.column}/{cell.operand.key('').row} ({cell.revision})": [cell]
            for cell, one in self.numbers.items()
            if one.value and (cell.provider not in agreed or small(one.value, self.current.collection.disclosure))
        }

    @cached_property
    def targets(self) -> dict[str, list[Cell]]:
        return {**self.figures, **self.cells}

    @cached_property
    def insiders(self) -> dict[str, list[str]]:
        """Anybody must not tell any number; an organisation, that knows its own, none that is hidden or small."""
        rule = self.current.collection.disclosure
        some = [name for name, (cell,) in self.cells.items() if small(self.numbers[cell].value or Decimal(0), rule)]
        providers = sorted({cell.provider for cell in self.numbers})
        return {**{one: [*self.figures, *some] for one in providers}, "": list(self.targets)}

    @cached_property
    def audit(self) -> Audit:
        form = self.current.form
        cells = {
            cell: Unknown(float(one.value or 0), upper(cell, form), whole(cell, form))
            for cell, one in self.numbers.items()
        }
        return Audit(cells, self.targets)
