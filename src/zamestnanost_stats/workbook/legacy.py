"""Reads .ods and .xls workbooks: python-calamine, in a child process, tells their values; formulas stay unseen.

Calamine cannot tell an error from a blank, nor a percent from a number, and a file made for it can end its process or
fill the memory. So the file is looked through here first (``legacy_ods``, ``legacy_xls``) for what calamine passes
over, and the child has a time limit everywhere and a memory limit where the system has one.
"""

import json
import math
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Literal, NamedTuple, TypeAlias

from zamestnanost_stats.findings import Finding, Place, Severity, quote
from zamestnanost_stats.workbook.archive import RefusedError
from zamestnanost_stats.workbook.cells import Address, Cell, Kind, Sheet
from zamestnanost_stats.workbook.formats import PLAIN, Format, serial
from zamestnanost_stats.workbook.reader import MAX_SHEETS

TIMEOUT = 5.0
"""Seconds the child may take; with a filled template it takes a hundredth of them."""
MAX_MEMORY = 96 * 2**20
"""Bytes of the child's address space."""
MAX_ANSWER = 8 * 2**20
"""Bytes that the child may say."""
MAX_MB = 8
"""Millions of bytes of a file, and of all XML in an .ods: what is looked through in two or three seconds."""
MAX_CELLS = 50_000
MAX_TEXT = 4 * 2**20
"""Signs of all texts."""
MAX_AREA = 500_000
"""Rows times columns: calamine holds the blank cells between the filled ones too."""

WorkbookKind: TypeAlias = Literal["xlsx", "ods", "xls"]
Said: TypeAlias = str | bool | int | float | list[str | float]
"""A value as the child says it; a list of one is a date (ISO) or a time (in days)."""

_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
_BOOKS = tuple(name.encode("utf-16-le") for name in ("Workbook\0", "WORKBOOK\0", "Book\0", "BOOK\0"))
_MIMETYPE = b"mimetypeapplication/vnd.oasis.opendocument.spreadsheetPK"


@dataclass(slots=True)
class Marks:
    """What calamine does not tell of a sheet: its errors, and which cells are in the format of a percent or a date.

    ``linked``: no sheet of this workbook, but what was last seen in another.
    """

    name: str
    linked: bool = False
    formats: dict[Address, Format] = field(default_factory=dict)
    errors: dict[Address, str] = field(default_factory=dict)


class Marked:
    """A workbook looked through: its worksheets in order, and whether it refers to other files."""

    def __init__(self) -> None:
        self.sheets: list[Marks] = []
        self.external = False
        self.cells = self.area = self.text = 0

    def add(self, name: str) -> Marks:
        """One more sheet; as below, RefusedError where that is too much."""
        self.sheets.append(Marks(name))
        if len(self.sheets) > MAX_SHEETS:
            raise RefusedError("package-limit", f"> {MAX_SHEETS}")
        return self.sheets[-1]

    def fill(self, cells: int, text: int = 0) -> None:
        """So many more filled cells, each with that long a text."""
        self.cells += cells
        self.text += cells * text
        if self.cells > MAX_CELLS or self.text > MAX_TEXT:
            raise RefusedError("package-limit", f"> {MAX_CELLS if self.cells > MAX_CELLS else MAX_TEXT}")

    def measure(self, last: Address) -> None:
        """The sheet has that cell in its lower right corner."""
        self.area += last.row * last.column
        if self.area > MAX_AREA:
            raise RefusedError("package-limit", str(last))


def kind_of(data: bytes) -> WorkbookKind | None:
    """Which of the formats it is, by its content; None for anything else, an encrypted .xlsx among it."""
    if data.startswith(_OLE):
        return "xls" if any(name in data for name in _BOOKS) else None
    if not data.startswith(b"PK"):
        return None
    # an .ods begins with a part that is stored as it is: name from byte 30, then what byte 28 counts, then the text
    start = 38 + int.from_bytes(data[28:30], "little")
    return "ods" if data[30:38] + data[start : start + 48] == _MIMETYPE else "xlsx"


def read(data: bytes, timeout: float = TIMEOUT) -> tuple[tuple[Sheet, ...] | None, list[Finding]]:
    """The worksheets of an .ods or .xls file, and what was not seen; or None and the one finding why it is not read.

    Formulas are not told: a cell has its result as if it had been typed.
    """
    # they need the shapes above; a round of .xlsx never needs them
    from zamestnanost_stats.workbook.legacy_ods import look_into_ods
    from zamestnanost_stats.workbook.legacy_xls import look_into_xls

    if len(data) > MAX_MB * 1_000_000:
        return None, [Finding("file-too-large", params={"limit": MAX_MB, "size": len(data) // 1_000_000})]
    kind = kind_of(data)
    try:
        if kind not in ("ods", "xls"):
            raise RefusedError("file-not-workbook")
        marked = look_into_ods(data) if kind == "ods" else look_into_xls(data)
        sheets = _sheets(_asked(data, timeout), marked.sheets)
    except RefusedError as refused:
        return None, [refused.finding]
    findings = [Finding("legacy-formulas", params={"kind": f".{kind}"}, severity=Severity.INFO)]
    if marked.external:
        findings.append(Finding("package-external", severity=Severity.WARNING))
    return sheets, findings


# --- the child

_LOCKED, _DAMAGED, _TOO_LARGE = 10, 11, 12
_REFUSALS = {
    _LOCKED: ("file-locked", None),
    _DAMAGED: ("package-damaged", "calamine"),
    _TOO_LARGE: ("package-limit", "calamine"),
}
_CHILD = f"""
import sys
folder, memory, seconds, most = sys.argv[1], *map(int, sys.argv[2:])
try:
    import resource
except ImportError:
    pass
else:
    for name, value in ("RLIMIT_AS", memory), ("RLIMIT_CPU", seconds), ("RLIMIT_CORE", 0):
        try:
            resource.setrlimit(getattr(resource, name), (value, value))
        except (AttributeError, OSError, ValueError):
            pass
sys.path.append(folder)
import datetime, io, json
from python_calamine import CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

def said(value):
    if isinstance(value, (str, int, float)):
        return value
    if isinstance(value, datetime.date):
        return [value.isoformat()]
    if isinstance(value, datetime.time):
        value = datetime.datetime.combine(datetime.date.min, value) - datetime.datetime.min
    return [value / datetime.timedelta(days=1)]

def cells(sheet):
    first = (sheet.start or (0, 0))[1] + 1
    for row, values in enumerate(sheet.iter_rows(), 1):
        for column, value in enumerate(values, first):
            if value != "":
                yield row, column, said(value)

try:
    book = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
    answer = json.dumps([
        (sheet.name, sheet.visible != SheetVisibleEnum.Visible, list(cells(book.get_sheet_by_index(at))))
        for at, sheet in enumerate(book.sheets_metadata)
        if sheet.typ == SheetTypeEnum.WorkSheet
    ])
except PasswordError:
    sys.exit({_LOCKED})
except MemoryError:
    sys.exit({_TOO_LARGE})
except BaseException:
    sys.exit({_DAMAGED})
if len(answer) > most:
    sys.exit({_TOO_LARGE})
sys.stdout.write(answer)
"""
"""Runs without site packages, so that it starts fast. A panic of calamine's is no Exception but a BaseException."""


def _asked(data: bytes, timeout: float) -> bytes:
    """What the child says of the file; RefusedError where it does not, or not in time."""
    found = find_spec("python_calamine")
    folder = Path(found.origin).parents[1] if found and found.origin else ""
    limits = (MAX_MEMORY, math.ceil(timeout) + 1, MAX_ANSWER)
    argv = [sys.executable, "-I", "-S", "-c", _CHILD, str(folder), *map(str, limits)]
    try:
        done = subprocess.run(  # noqa: S603 - this Python and the program above
            argv, input=data, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=timeout, check=False
        )
    except subprocess.TimeoutExpired:
        raise RefusedError("legacy-timeout", f"> {timeout:g} s") from None
    except OSError as error:
        raise RefusedError("legacy-failed", error.strerror or "") from None
    if done.returncode in _REFUSALS:
        raise RefusedError(*_REFUSALS[done.returncode])
    if done.returncode:
        raise RefusedError("legacy-failed", _ending(done.returncode))
    return done.stdout


def _ending(code: int) -> str:
    """How the child ended: ``SIGABRT`` or a number."""
    try:
        return signal.Signals(-code).name
    except ValueError:
        return str(code)


# --- its answer


class _SaidSheet(NamedTuple):
    name: str
    hidden: bool
    cells: Sequence[tuple[int, int, Said]]


def _sheets(answer: bytes, marks: Sequence[Marks]) -> tuple[Sheet, ...]:
    """What was said and what was marked, put together; they speak of the same sheets, each of another name."""
    try:
        told = [_SaidSheet(*sheet) for sheet in json.loads(answer)]
    except ValueError:
        raise RefusedError("legacy-failed", "0") from None
    names = [sheet.name for sheet in told]
    if names != [one.name for one in marks] or len({name.casefold() for name in names}) < max(1, len(names)):
        raise RefusedError("package-damaged", "calamine: <table>")
    return tuple(
        Sheet(sheet.name, sheet.hidden, _cells(sheet, one))
        for sheet, one in zip(told, marks, strict=True)
        if not one.linked
    )


def _cells(sheet: _SaidSheet, marks: Marks) -> dict[Address, Cell]:
    cells: dict[Address, Cell] = {}
    for row, column, said in sheet.cells:
        at = Address(row, column)
        cell = _cell(said, marks.formats.get(at, PLAIN))
        if cell is None:
            raise RefusedError("package-damaged", "calamine", Place(sheet=quote(sheet.name), cells=(str(at),)))
        cells[at] = cell
    cells |= {at: Cell(Kind.ERROR, error) for at, error in marks.errors.items()}
    return dict(sorted(cells.items()))


def _cell(said: Said, format_: Format) -> Cell | None:
    """None for what no cell of a spreadsheet can hold."""
    kind, percent = format_
    if isinstance(said, list):
        kind, said = Kind.DATE, said[0]
        if isinstance(said, str):
            return Cell(kind, serial(said) or said)
    if isinstance(said, str):
        return Cell(kind if kind is Kind.DATE else Kind.TEXT, said)
    if isinstance(said, bool):
        return Cell(Kind.BOOLEAN, "TRUE" if said else "FALSE")
    return Cell(kind, repr(said).removesuffix(".0"), percent=percent) if math.isfinite(said) else None
