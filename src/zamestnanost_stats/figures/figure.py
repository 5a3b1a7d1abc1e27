"""A figure: one aggregated number with a stable id, its denominators, its uncertainty and its basis."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from zamestnanost_stats.form.definition import DIMENSIONS
from zamestnanost_stats.keys import State

if TYPE_CHECKING:
    import pandas as pd


class Kind(StrEnum):
    COUNT = "count"
    RATIO = "ratio"
    DIFFERENCE = "difference"
    RISK_RATIO = "risk_ratio"


@dataclass(frozen=True, slots=True)
class Figure:
    """One aggregated number. Shares are fractions 0-1. A ``count`` of persons over organisations has bounds ``low`` and
    ``high`` on the unique persons; of all other kinds they are the 95 % interval (None where none can be told).
    ``used`` of ``expected`` columns (services, or organisations) entered; of a trend's panel, units. ``of`` names the
    two figures of a ``difference`` (first minus second) or a ``risk_ratio`` (first over second)."""

    id: str
    kind: Kind
    subject: str
    where: Mapping[str, str]
    value: Decimal | None
    state: State
    used: int
    expected: int
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    of: tuple[str, ...] = ()

    @property
    def bounded(self) -> bool:
        """Whether there is a number with both its bounds: of a rate, a share that can be told."""
        return None not in (self.value, self.low, self.high)


CITY = {"city": "all"}


def figure_id(subject: str, where: Mapping[str, str]) -> str:
    """``placed_open@provider=lipa;service=ips``."""
    return f"{subject}@{';'.join(f'{name}={value}' for name, value in where.items())}"


@dataclass(frozen=True)
class Figures:
    """All figures of one edition by id, in a stable order."""

    by_id: Mapping[str, Figure]

    def get(self, subject: str, **where: str) -> Figure | None:
        """The figure of an indicator or metric at one place, None where nothing was expected there."""
        return self.by_id.get(figure_id(subject, where))

    def joined(self, more: Iterable[Figure]) -> "Figures":
        """These and more of them, such as those of trends."""
        return Figures({**self.by_id, **{one.id: one for one in more}})

    def to_frame(self) -> "pd.DataFrame":
        """One row per figure; numbers as floats, columns of dimensions empty where they do not apply."""
        import pandas as pd

        rows = []
        for one in self.by_id.values():
            codelist, code = code_of(one)
            rows.append(
                {
                    "id": one.id,
                    "kind": one.kind.value,
                    "subject": one.subject,
                    **{name: one.where.get(name, "") for name in DIMENSIONS},
                    "codelist": codelist,
                    "code": code,
                    **{
                        name: _float(getattr(one, name))
                        for name in ("numerator", "denominator", "value", "low", "high")
                    },
                    "state": one.state.value,
                    "used": one.used,
                    "expected": one.expected,
                }
            )
        return pd.DataFrame(rows)


def code_of(figure: Figure) -> tuple[str, str]:
    """The code list and the code that a figure is about; both empty where it is about no single code."""
    return next(((name, code) for name, code in figure.where.items() if name not in DIMENSIONS), ("", ""))


def _float(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
