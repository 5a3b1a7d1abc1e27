"""Measures how slow the program is, as ratios against floors and peers timed in the same run; tells, never fails.

Run it as ``python benchmarks/run.py [--quick]``.
"""

import argparse
import json
import math
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from statistics import median

import floors
import folders

PROGRAM = (sys.executable, "-m", "zamestnanost_stats", "--lang", "en")
LEDGER = "ZAMESTNANOST_STATS_LEDGER"
STOPPED_AFTER = 900
"""Seconds of one command; whoever takes longer is over any target, and the others should not wait."""
SAMPLE = 50
"""Files that pandas reads; its time goes by the file."""
MEASURE = """\
import json, resource, subprocess, sys
done = subprocess.run(json.loads(sys.argv[1]), stdout=subprocess.DEVNULL)
print(done.returncode, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
"""Run by a small interpreter of its own: on Linux a child starts with the peak of the process it was split from."""

Timing = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much is measured, and how often."""

    short: int
    long: int
    returns: int
    many: int
    few: int


WHOLE = Sizes(short=15, long=5, returns=1_000, many=10_000, few=100)
QUICK = Sizes(short=7, long=3, returns=200, many=1_000, few=100)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table: what was measured, against which target, and the medians it comes from."""

    what: str
    value: float
    target: float
    basis: str
    unit: str = ""

    def __str__(self) -> str:
        verdict = "within" if self.value <= self.target else "over"
        shown = f"{self.value:.2f}" if self.value < 10 else f"{self.value:.1f}"
        return f"{self.what:<58}{shown + self.unit:>9}  <= {f'{self.target:g}{self.unit}':<7}{verdict:<8}{self.basis}"


class NotMeasuredError(Exception):
    """Why there is no such line on this system."""


def command(*words: str | Path, code: int = 0) -> float:
    """Seconds that one command takes, its start included; infinite where it was stopped."""

    def work() -> None:
        done = subprocess.run(  # noqa: S603 - the program itself
            [*PROGRAM, *map(str, words)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=STOPPED_AFTER
        )
        if done.returncode != code or done.stderr:
            raise RuntimeError(f"{words}: {done.returncode}\n{done.stderr.decode(errors='replace')}")

    try:
        return floors.timed(work)
    except subprocess.TimeoutExpired:
        return math.inf


def in_turns(rounds: int, *timings: Timing) -> list[float]:
    """The median of each, measured A B A B ... after one turn that only warms up files and caches."""
    found: list[list[float]] = [[] for _ in timings]
    for _turn in range(rounds + 1):
        for taken, timing in zip(found, timings, strict=True):
            taken.append(math.inf if math.inf in taken else timing())
    return [median(taken[1:]) for taken in found]


def ratio(what: str, target: float, subject: float, floor: float, rounds: int, note: str = "") -> Line:
    basis = f"{_seconds(subject)} / {_seconds(floor)}, {rounds} rounds"
    return Line(what, subject / floor, target, f"{basis}; {note}" if note else basis)


def _seconds(taken: float) -> str:
    if taken == math.inf:
        return f"stopped after {STOPPED_AFTER} s"
    return f"{taken:.2f} s" if taken >= 1 else f"{taken * 1000:.3g} ms"


def starting(place: Path, sizes: Sizes) -> Iterator[Line]:
    """What every command costs before it has done anything, and the shortest one that does something."""
    folder = folders.make(place, 10)
    one = folders.inbox(folder)[-1]
    shown, checked, bare = in_turns(
        sizes.short,
        lambda: command("--help"),
        lambda: command("--data", folder, "validate", one),
        floors.bare_python,
    )
    yield ratio("--help / bare python", 16, shown, bare, sizes.short)
    yield ratio("validate one return / bare python", 20, checked, bare, sizes.short)


def validating(place: Path, sizes: Sizes) -> Iterator[Line]:
    """Many returns in one process: time against the floor and against a peer, and memory."""
    folder = folders.make(place, sizes.returns)
    paths = folders.inbox(folder)
    checked, floor, peer = in_turns(
        sizes.long,
        lambda: command("--data", folder, "validate", code=1),
        lambda: floors.timed(lambda: floors.unzip_and_parse(paths)),
        lambda: floors.timed(lambda: floors.read_with_pandas(paths[:SAMPLE])) / SAMPLE * len(paths),
    )
    what = f"validate {len(paths)} returns"
    yield ratio(f"{what} / unzip + expat", 4, checked, floor, sizes.long)
    yield ratio(f"{what} / pandas reading them", 0.2, checked, peer, sizes.long, f"pandas: {SAMPLE} files, scaled")
    if find_spec("resource") is None:
        raise NotMeasuredError(f"peak memory, {what}: not measured, this system has no module “resource”")
    peaks = [peak_memory("--data", folder, "validate", code=1) for _ in range(3)]
    yield Line(f"peak memory, {what}", median(peaks), 80, "the process itself, 3 rounds", " MB")


def peak_memory(*words: str | Path, code: int) -> float:
    """The most memory that the command held at once, in megabytes."""
    told = json.dumps([*PROGRAM, *map(str, words)])
    call = [sys.executable, "-c", MEASURE, told]
    done = subprocess.run(call, capture_output=True, text=True, check=True)  # noqa: S603 - our own few lines
    found, peak = map(int, done.stdout.split())
    if found != code:
        raise RuntimeError(f"{words}: {found}")
    return peak * (1 if sys.platform == "darwin" else 1024) / 1_000_000


def growing(place: Path, sizes: Sizes) -> Iterator[Line]:
    """Whether a file costs more where there are many; starting the program is left out, for it would hide that."""
    small, large = folders.make(place / "few", sizes.few), folders.make(place / "many", sizes.many)
    one = folders.inbox(small)[-1]

    def cost(folder: Path, count: int) -> float:
        return (command("--data", folder, "validate", code=1) - command("--data", small, "validate", one)) / (count - 1)

    def many() -> float:
        return cost(large, sizes.many)

    def few() -> float:
        return median(cost(small, sizes.few) for _ in range(5))

    subject, floor = in_turns(3, many, few)
    yield ratio(f"cost per file, {sizes.many} / {sizes.few}", 1.3, subject, floor, 3, "start-up taken off")


def writing(place: Path, sizes: Sizes) -> Iterator[Line]:
    """Templates, against compressing what stands in them."""
    folder = folders.make(place, 200, ())
    command("--data", folder, "template", folders.YEAR)
    contents = floors.parts(folders.outgoing(folder))

    def write() -> float:
        for path in folders.outgoing(folder):
            path.unlink()
        return command("--data", folder, "template", folders.YEAR)

    written, floor = in_turns(
        sizes.long,
        write,
        lambda: floors.timed(lambda: floors.deflate(contents)),
    )
    yield ratio("template for 200 providers / deflating their parts", 12, written, floor, sizes.long)


def reporting(place: Path, sizes: Sizes) -> Iterator[Line]:
    """The whole report in its usual formats, from a filled ledger."""
    folder = folders.make_accepted(place, 5_000)
    reported, bare = in_turns(
        sizes.long,
        lambda: command("--data", folder, "report", folders.YEAR),
        floors.bare_python,
    )
    yield ratio("report, 5000 observations / bare python", 100, reported, bare, sizes.long)


def main(argv: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description="Prints how slow the program is against what nobody can do without.")
    parser.add_argument("--quick", action="store_true", help="fewer returns and fewer rounds: a first impression")
    sizes = QUICK if parser.parse_args(argv).quick else WHOLE
    os.environ.pop(LEDGER, None)  # the invented returns belong in nobody's ledger
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program is compiled once, not at every start
    say = sys.stdout.write
    say(f"{'what / against what':<58}{'ratio':>9}  {'target':<10}{'':<8}medians\n")
    with tempfile.TemporaryDirectory() as place:
        for measured in (starting, validating, growing, writing, reporting):
            try:
                for line in measured(Path(place) / measured.__name__, sizes):
                    say(f"{line}\n")
                    sys.stdout.flush()
            except NotMeasuredError as reason:
                say(f"{reason}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
