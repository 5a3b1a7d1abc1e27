"""Published figures to stand beside ours: each with its contract, and only beside a metric that has the same one."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from zamestnanost_stats.findings import Finding, UserError, problem
from zamestnanost_stats.form.definition import Metric, Unit
from zamestnanost_stats.form.tables import build, load_toml
from zamestnanost_stats.keys import is_id
from zamestnanost_stats.language import Text

CONTRACT = ("numerator", "denominator", "unit")


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A share (0-1) from elsewhere. ``numerator``, ``denominator`` and ``unit`` are what it counts, in the words of the
    forms, and ``metric`` whose figures it may stand beside; without ``metric`` it stands beside none, and ``why`` says
    for what reason."""

    id: str
    value: Decimal
    label: Text
    source: Text
    metric: str = ""
    numerator: str = ""
    denominator: str = ""
    unit: Unit | None = None
    why: Text | None = None


@dataclass(frozen=True, slots=True)
class _File:
    benchmark: tuple[Benchmark, ...] = ()


def load_benchmarks(path: Path) -> tuple[Benchmark, ...]:
    """The benchmarks of a TOML file, in its order; a UserError with every fault found where it is broken."""
    file, findings = build(_File, load_toml(path), path.name)
    if file is not None:
        findings = list(_faults(file.benchmark, path.name))
    if file is None or findings:
        raise UserError(*findings)
    return file.benchmark


def benchmarks_for(metric: Metric, benchmarks: Iterable[Benchmark]) -> tuple[Benchmark, ...]:
    """Those with the metric's own contract: the same id, numerator, denominator and unit (spaces are ignored)."""
    return tuple(
        one
        for one in benchmarks
        if one.metric == metric.id
        and one.unit is metric.unit
        and _bare(one.numerator) == _bare(metric.numerator)
        and _bare(one.denominator) == _bare(metric.denominator)
    )


def _bare(expression: str) -> str:
    return "".join(expression.split())


def _faults(benchmarks: tuple[Benchmark, ...], file: str) -> Iterator[Finding]:
    names = [one.id for one in benchmarks]
    for name in dict.fromkeys(names):
        if not is_id(name):
            yield problem("id-invalid", file=file, column=f"benchmark.{name}", found=name)
        if names.count(name) > 1:
            yield problem("id-duplicate", file=file, column=f"benchmark.{name}", found=name)
    for one in benchmarks:
        place = f"benchmark.{one.id}"
        if not 0 <= one.value <= 1:
            yield problem("benchmark-value", file=file, column=f"{place}.value", found=str(one.value))
        needed = CONTRACT if one.metric else ("why",)
        yield from (
            problem("key-missing", file=file, column=f"{place}.{name}") for name in needed if not getattr(one, name)
        )
