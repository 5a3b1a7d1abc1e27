"""The attack on an edition before it is published: how closely can hidden numbers be told from all that is shown?

Unknown are the cells of all returns; known are the form's rules, every published figure as an interval of its true
value, and, of one attacker after another, an organisation's own cells. A hidden number is safe when at least
``FEWEST`` different values of it fit. Each of them is shown by a solution in whole numbers (the true one is the first),
so that "safe" never rests on a relaxation; only where no two solutions lie far enough apart is a number called narrow.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf, isfinite
from typing import Any

from zamestnanost_stats.figures.known import Cell, Row
from zamestnanost_stats.findings import UserError, problem
from zamestnanost_stats.form.collection import FEWEST

_MASS_ROUNDS = 12
_FAR = 1e7
_EXACT = 1e-6
_AS_CLOSE = 1e-3


@dataclass(frozen=True, slots=True)
class Unknown:
    """What the audit must be told of a cell: its true value, the most it can be, whether it is a whole number."""

    value: float
    most: float
    whole: bool


@dataclass(frozen=True, slots=True)
class Narrow:
    """A hidden number of which fewer than ``FEWEST`` values fit; ``by`` are the published figures that pin it."""

    target: str
    attacker: str
    low: float
    high: float
    by: tuple[str, ...]


class Audit:
    """One attack after another on the same cells; what is published may become less between two of them, never more:
    every solution found stays one."""

    def __init__(self, cells: Mapping[Cell, Unknown], targets: Mapping[str, Iterable[Cell]]) -> None:
        self.cells = list(cells)
        self.place = {cell: at for at, cell in enumerate(self.cells)}
        self.known = list(cells.values())
        self.targets = {name: [self.place[cell] for cell in some] for name, some in targets.items()}
        self.seen: dict[tuple[str, str], tuple[float, float]] = {}

    def narrow(self, given: Iterable[Row], shown: Iterable[Row], insiders: Sequence[str]) -> list[Narrow]:
        """The hidden numbers that can be told too closely from what is ``shown`` now beside what is ``given`` anyhow,
        and more closely than from the latter alone: by anybody, or by one of the organisations ``insiders``."""
        anyhow, now = ([row for row in rows if self._holds(row)] for rows in (given, shown))
        system = _System(self, [*anyhow, *now])
        found: list[Narrow] = []
        # what is tied by equations alone first: quick, and enough for most
        self._together(system, system.tied, insiders, each=True)
        for attacker in (*insiders, ""):
            self._at_once(system, system.tied, [attacker])
        self._together(system, system.block, insiders, each=False)
        for attacker in (*insiders, ""):
            found += (self._told(system, attacker, name) for name in self._at_once(system, system.block, [attacker]))
        return list(self._closer(found, anyhow)) if found else []

    def must_hold(self, told: Iterable[Row], period: str) -> None:
        """A UserError where what is published cannot be reckoned from the returns any more: the form was changed."""
        if not all(map(self._holds, told)):
            raise UserError(problem("edition-unreckoned", period=period))

    def _holds(self, row: Row) -> bool:
        """A waived rule does not hold, and would lead any attacker astray."""
        found = sum(times * self.known[self.place[cell]].value for cell, times in row.terms.items())
        if row.figure and not row.low - _EXACT <= found <= row.high + _EXACT:
            raise ValueError(row.figure)
        return row.low - _EXACT <= found <= row.high + _EXACT

    def _together(self, system: "_System", groups: Sequence[int], insiders: Sequence[str], *, each: bool) -> None:
        """Half of the organisations at once, so that every two of them are once on different sides."""
        for bit in range((len(insiders) - 1).bit_length()):
            for side in (0, 1):
                some = [name for at, name in enumerate(insiders) if at >> bit & 1 == side]
                self._at_once(system, groups, some, each=each)

    def _at_once(
        self, system: "_System", groups: Sequence[int], knowers: Sequence[str], *, each: bool = True
    ) -> list[str]:
        """Solutions group by group of cells, all else as it is, that hold for each of several who all know their own:
        none of it changes. What is left unsafe, is left."""
        own = self._cells_of(set(knowers))
        asked = [name for name, some in self.targets.items() if set(some) - own and not self._safe(knowers, name)]
        for some in _grouped(asked, lambda name: groups[self.targets[name][0]]):
            self._search(knowers, some, _Part(system, groups, self.targets[some[0]][0], own), each=each)
        return [name for name in asked if not self._safe(knowers, name)]

    def _told(self, system: "_System", attacker: str, name: str) -> Narrow:
        true = self._value(name, {})
        low, high = self.seen.get((attacker, name), (true, true))
        part = _Part(system, system.block, self.targets[name][0], self._cells_of({attacker}))
        return Narrow(name, attacker, low, high, part.pinning(self._objective({name: 1.0})))

    def _cells_of(self, providers: set[str]) -> set[int]:
        return {at for at, cell in enumerate(self.cells) if cell.provider in providers}

    def _closer(self, found: Sequence[Narrow], given: Sequence[Row]) -> Iterator[Narrow]:
        """Without those that what is given pins as closely: nothing shown now tells more of them."""
        system = _System(self, given)
        for one in found:
            part = _Part(system, system.block, self.targets[one.target][0], self._cells_of({one.attacker}))
            ends = [part.solution(self._objective({one.target: sign})) for sign in (1.0, -1.0)]
            low, high = (self._value(one.target, solution) for solution in ends)
            if not all(ends) or abs(low - one.low) > _AS_CLOSE or abs(high - one.high) > _AS_CLOSE:
                yield one

    def _search(self, knowers: Sequence[str], names: Sequence[str], part: "_Part", *, each: bool) -> None:
        """Solutions far apart: first for many numbers at once, then the least and the most of each that is left."""
        left = names
        for turn, signs in enumerate(_mass(names)):
            chosen = {name: signs[name] for name in left}
            self._witness(knowers, left, part.solution(self._objective(chosen)))
            before, left = left, [name for name in left if not self._safe(knowers, name)]
            if len(left) < 3 or (turn > 2 and len(before) - len(left) < 2):
                break
        for name in left if each else ():
            for sign in (1.0, -1.0):
                if not self._safe(knowers, name):
                    self._witness(knowers, names, part.solution(self._objective({name: sign})))

    def _objective(self, signs: Mapping[str, float]) -> dict[int, float]:
        found: dict[int, float] = {}
        for name, sign in signs.items():
            for at in self.targets[name]:
                found[at] = found.get(at, 0) + sign
        return found

    def _witness(self, knowers: Iterable[str], names: Iterable[str], solution: Mapping[int, float]) -> None:
        """Whatever fits for one who knows more fits for anybody."""
        for name in names if solution else ():
            true, value = self._value(name, {}), self._value(name, solution)
            for knower in {*knowers, ""}:
                low, high = self.seen.setdefault((knower, name), (true, true))
                self.seen[knower, name] = (min(low, value), max(high, value))

    def _value(self, name: str, solution: Mapping[int, float]) -> float:
        return sum(solution.get(at, self.known[at].value) for at in self.targets[name])

    def _safe(self, knowers: Iterable[str], name: str) -> bool:
        spans = (self.seen.get((one, name), (0.0, 0.0)) for one in knowers)
        return all(high - low > FEWEST - 1 - _EXACT for low, high in spans)


def _grouped(names: Iterable[str], key: Callable[[str], object]) -> list[list[str]]:
    found: dict[object, list[str]] = {}
    for name in names:
        found.setdefault(key(name), []).append(name)
    return list(found.values())


def _mass(names: Sequence[str]) -> Iterator[dict[str, float]]:
    """Objectives that push many numbers at once: all up, all down, then by turns halves, quarters, ... of them."""
    yield dict.fromkeys(names, 1.0)
    yield dict.fromkeys(names, -1.0)
    for turn in range(_MASS_ROUNDS // 2):
        signs = {name: 1.0 if (at >> turn) & 1 else -1.0 for at, name in enumerate(names)}
        yield signs
        yield {name: -sign for name, sign in signs.items()}


class _System:
    """All rows over all cells, and the connected blocks of them."""

    def __init__(self, audit: Audit, rows: Sequence[Row]) -> None:
        try:
            from scipy.sparse import csr_array
            from scipy.sparse.csgraph import connected_components
        except ModuleNotFoundError as error:
            raise UserError(problem("solver-missing")) from error
        self.audit, self.rows = audit, rows
        at = [
            (number, audit.place[cell], times) for number, row in enumerate(rows) for cell, times in row.terms.items()
        ]
        numbers, places, times = zip(*at, strict=True) if at else ((), (), ())
        shape = (len(rows), len(audit.cells))
        self.matrix: Any = csr_array((list(times), (list(numbers), list(places))), shape=shape, dtype=float)
        edges = [pair for row in rows for pair in pairwise([audit.place[cell] for cell in row.terms])]
        edges += [pair for some in audit.targets.values() for pair in pairwise(some)]
        self.columns = self.matrix.tocsc()
        self.tied = _tied(audit.cells, rows)
        ones, two = zip(*edges, strict=True) if edges else ((), ())
        size = len(audit.cells)
        links = csr_array(([1.0] * len(edges), (list(ones), list(two))), shape=(size, size))
        self.block: list[int] = connected_components(links, directed=False)[1].tolist()


def _tied(cells: Sequence[Cell], rows: Iterable[Row]) -> list[int]:
    """Of each cell a number of the indicators that it is tied to: parts that make up a whole change together."""
    names = [(cell.period, cell.operand.indicator) for cell in cells]
    tied = {name: number for number, name in enumerate(dict.fromkeys(names))}
    for row in rows:
        if not row.figure and row.low == row.high:
            some = {tied[cell.period, cell.operand.indicator] for cell in row.terms}
            tied = {name: min(some) if number in some else number for name, number in tied.items()}
    return [tied[name] for name in names]


class _Part:
    """The group of cells that one is in, ready to be solved for; all others are as they are."""

    def __init__(self, system: _System, groups: Sequence[int], one: int, own: set[int]) -> None:
        import numpy as np

        known = system.audit.known
        self.here = here = [at for at, group in enumerate(groups) if group == groups[one]]
        self.index = {at: number for number, at in enumerate(self.here)}
        inside = system.columns[:, here]
        touched = np.unique(inside.tocoo().coords[0])
        self.rows = [system.rows[int(number)] for number in touched]
        self.matrix = inside.tocsr()[touched]
        truth = np.array([one.value for one in known])
        others = system.matrix[touched] @ truth - self.matrix @ truth[here]
        self.low, self.high = (np.array([getattr(row, name) for row in self.rows]) - others for name in ("low", "high"))
        fixed = [known[at].value if at in own else None for at in self.here]
        most = [max(known[at].value, known[at].most if isfinite(known[at].most) else _FAR) for at in self.here]
        self.least = np.array([0.0 if one is None else one for one in fixed])
        self.most = np.array([top if one is None else one for one, top in zip(fixed, most, strict=True)])
        self.whole = np.array([1 if known[at].whole and at not in own else 0 for at in self.here])

    def _costs(self, objective: Mapping[int, float]) -> Any:
        import numpy as np

        costs = np.zeros(len(self.here))
        for at, cost in objective.items():
            if at in self.index:
                costs[self.index[at]] += cost
        return costs

    def solution(self, objective: Mapping[int, float]) -> dict[int, float]:
        """Cells in whole numbers that fit everything known, with the least of the objective; none where the solver
        finds none that truly fits."""
        import numpy as np
        from scipy.optimize import Bounds, LinearConstraint, milp

        bounds = Bounds(self.least, self.most)
        rows = [LinearConstraint(self.matrix, self.low, self.high)] if self.rows else []
        for presolve in (True, False):  # presolving, HiGHS takes some systems for infeasible that are not
            options: Any = {"presolve": presolve}
            found = milp(
                self._costs(objective), integrality=self.whole, bounds=bounds, constraints=rows, options=options
            )
            values = None if found.x is None else np.where(self.whole, np.round(found.x), found.x)
            if values is not None and self._fits(values):
                return dict(zip(self.here, map(float, values), strict=True))
        return {}

    def _fits(self, values: Any) -> bool:
        sums = self.matrix @ values
        inside = (values >= self.least - _EXACT).all() and (values <= self.most + _EXACT).all()
        return bool(inside and (sums >= self.low - _EXACT).all() and (sums <= self.high + _EXACT).all())

    def pinning(self, objective: Mapping[int, float]) -> tuple[str, ...]:
        """The published figures that hold a number from below or from above (those with a price in the relaxation)."""
        from scipy.optimize import linprog
        from scipy.sparse import vstack

        upper = [at for at, high in enumerate(self.high) if high < inf]
        lower = [at for at, low in enumerate(self.low) if low > -inf]
        matrix: Any = vstack([self.matrix[upper], -self.matrix[lower]])
        limits = [self.high[at] for at in upper] + [-self.low[at] for at in lower]
        bounds: Any = list(zip(self.least, self.most, strict=True))
        names: list[str] = []
        for sign in (1.0, -1.0):
            found = linprog(sign * self._costs(objective), A_ub=matrix, b_ub=limits, bounds=bounds, method="highs")
            if found.x is None:
                continue
            prices = found.ineqlin.marginals
            names += [
                self.rows[at].figure for at, price in zip(upper + lower, prices, strict=True) if abs(price) > 1e-9
            ]
        return tuple(sorted(set(names) - {""}))
