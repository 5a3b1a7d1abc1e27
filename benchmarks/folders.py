"""Working folders of any size for the measurements: invented providers, their returns in the inbox, a filled ledger.

A few workbooks are written by the program itself; every other return is one of them with another provider's id in it.
"""

import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import cycle
from math import ceil
from pathlib import Path

from zamestnanost_stats.beginning import begin
from zamestnanost_stats.form.asked import Asked, Round, file_name, required
from zamestnanost_stats.form.definition import Type
from zamestnanost_stats.form.layout import lay_out
from zamestnanost_stats.form.register import COLUMNS
from zamestnanost_stats.keys import TOTAL, CellKey, Period
from zamestnanost_stats.language import language
from zamestnanost_stats.returns.ledger.record import Receipt
from zamestnanost_stats.workbook.writer import Answer, write
from zamestnanost_stats.workspace import Workspace

YEAR, FORM, RECEIVED = "2020", "ips-2020", date(2021, 2, 15)
COLLECTION = f"""\
form = "{FORM}"
language = "cs"
deadline = 2021-02-15
[coordinator]
name = "Jana Smyšlená"
email = "jana@example.org"
"""
COUNTS = ("supported", "new_intakes", "placed_open", "placed_sheltered")
Row = tuple[Answer, Answer, Answer, Answer]
Rows = Mapping[str, Row]


def _fine(number: int) -> Rows:
    """Answers that hold together, different ones for every number below 50."""
    ips, pz = (30 + number, 10 + number // 3, 7 + number // 4, number % 4), (41, 12, 9, 4)
    return {"ips": ips, "pz": pz, TOTAL: (max(ips[0], pz[0]) + 25, ips[1] + 11, ips[2] + 8, ips[3] + 4)}


FINE = tuple(map(_fine, range(50)))
NOTED: Rows = {**FINE[0], "pz": (" 41 ", 12, "X", "X"), TOTAL: (66, 21, 7, "N")}
FAULTY: Rows = {**FINE[0], "ips": (30, 75, 7, 0), "pz": ("41 klientů", 12, 9, 4)}
MIXED = (FAULTY, NOTED, *FINE[:8])
"""One return in ten is refused, one in ten has something to note."""


def name_of(number: int) -> str:
    """The id of a provider; all are equally long."""
    return f"p{number:05}"


def make(place: Path, providers: int, kinds: Sequence[Rows] = MIXED) -> Path:
    """A working folder with so many providers of two services each, and the return of every one in the inbox."""
    period = _period()
    for _made in begin(place, period, FORM, language("cs")):
        pass
    (place / YEAR / "collection.toml").write_text(COLLECTION, encoding="utf-8")
    names = [name_of(number) for number in range(providers)]
    _table(place, "providers", [f"{name},Organizace {name} (smyšlená),,," for name in names])
    services = (
        (f"{name},ips,IPS,ips,P1 P2,2015-01-01,,", f"{name},pz,PZ,supported_employment,P3,2012-01-01,,")
        for name in names
    )
    _table(place, "services", [line for pair in services for line in pair])
    model = round_of(place).asked(names[0])
    models = [_parts(write(lay_out(model), _values(model, rows), {})) for rows in kinds]
    for name, parts in zip(names, cycle(models), strict=False):
        copy = _copy(parts, names[0].encode(), name.encode())
        (place / YEAR / "inbox" / file_name(name, YEAR)).write_bytes(copy)
    return place


def make_accepted(place: Path, observations: int) -> Path:
    """A working folder with at least so many observations in its ledger, one return of every provider."""
    first = accept(make(place / "first", 1, FINE))
    folder = make(place / "all", ceil(observations / first), FINE)
    accept(folder)
    return folder


def accept(folder: Path) -> int:
    """Accepts every return of the inbox; how many observations that made."""
    workspace, current = Workspace(folder), round_of(folder)
    made = 0
    for path in workspace.inbox(current.period):
        checked = workspace.check(path, current)
        if workspace.accept(checked, Receipt(RECEIVED)) is None:
            raise ValueError(checked.findings)
        made += len(checked.taken.answers or ())
    workspace.ledger.dispose()
    return made


def inbox(folder: Path) -> list[Path]:
    return sorted((folder / YEAR / "inbox").iterdir())


def outgoing(folder: Path) -> list[Path]:
    return sorted((folder / YEAR / "outgoing").iterdir())


def round_of(folder: Path) -> Round:
    return Workspace(folder).round(_period())


def _period() -> Period:
    period = Period.parse(YEAR)
    if period is None:
        raise ValueError(YEAR)
    return period


def _table(place: Path, table: str, lines: list[str]) -> None:
    (place / f"{table}.csv").write_text("\n".join([",".join(COLUMNS[table]), *lines, ""]), encoding="utf-8")


def _values(asked: Asked, rows: Rows) -> dict[CellKey, Answer]:
    """Every required cell, as the provider filled it in."""
    spoken = language(asked.collection.language)
    operation = asked.form.codelists["operation"]["full"].label.in_(spoken)
    values: dict[CellKey, Answer] = {}
    for key in required(asked):
        if key.indicator in COUNTS:
            values[key] = rows[key.column][COUNTS.index(key.indicator)]
        else:
            values[key] = operation if asked.form.indicators[key.indicator].type is Type.CHOICE else 12
    return values


def _parts(workbook: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _copy(parts: Mapping[str, bytes], before: bytes, after: bytes) -> bytes:
    """The workbook with another provider's id wherever the first one's stood."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content.replace(before, after), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
