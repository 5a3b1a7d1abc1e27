"""What an edition shows, as it is kept in the ledger for good."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from zamestnanost_stats.figures.figure import Figure, Figures, Kind
from zamestnanost_stats.form.collection import Disclosure
from zamestnanost_stats.keys import State


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
