"""Reads texts as Excel writes them: shared strings, runs of rich text, and characters that XML cannot hold."""

import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass

from zamestnanost_stats.workbook.archive import RefusedError
from zamestnanost_stats.workbook.markup import (
    MAX_TEXT,
    REGULAR_TEXT,
    Element,
    Elements,
    Reading,
    Regular,
    named,
    read_part,
    unquoted,
)

MAX_CELLS = 200_000
MAX_STRINGS = 200_000
MAX_ALL_TEXT = 32 * 2**20
"""Bytes that the texts of a workbook take in memory."""
MAX_MERGES = 10_000

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass(slots=True)
class Allowance:
    """What a workbook may still use up, over all its sheets."""

    cells: int = MAX_CELLS
    text: int = MAX_ALL_TEXT
    merges: int = MAX_MERGES

    def check(self, part: str) -> None:
        """Less than nothing is left."""
        if self.cells < 0:
            raise RefusedError("package-limit", f"{part}: > {MAX_CELLS}")
        if self.text < 0:
            raise RefusedError("package-limit", f"{part}: > {MAX_ALL_TEXT >> 20} MB")
        if self.merges < 0:
            raise RefusedError("package-limit", f"{part}: > {MAX_MERGES}")


def unescaped(text: str) -> str:
    """``_x000D_`` is a carriage return and ``_x005F_`` an underscore; half a surrogate pair stays as it is."""
    return _ESCAPED.sub(_character, text) if "_x" in text else text


def _character(found: re.Match[str]) -> str:
    code = int(found[1], 16)
    return found[0] if 0xD800 <= code <= 0xDFFF else chr(code)


class RichText(Reading):
    """A text in one piece or in runs; the reading aid above Chinese and Japanese text (``rPh``) is passed over."""

    def __init__(self, part: str, root: Elements) -> None:
        super().__init__(part, root)
        self.runs: list[str] = []
        self.length = 0

    def open_run(self, _attributes: dict[str, str]) -> None:
        self.listen()

    def close_run(self) -> None:
        run = self.heard()
        self.length += len(run)
        self.limit(self.length, MAX_TEXT)
        self.runs.append(unescaped(run))

    def whole_text(self) -> str:
        """All runs since the last time."""
        text = "".join(self.runs)
        self.runs.clear()
        self.length = 0
        return text


_RUN = Element(opened=RichText.open_run, closed=RichText.close_run, only=True)
_RUNS = {"t": _RUN, "r": Element(named({"t": _RUN, "rPr": Element()}), only=True)}
RUNS = named(_RUNS | {"rPh": Element(), "phoneticPr": Element()})


def shared_strings(part: str, pieces: Iterable[bytes]) -> tuple[list[str], int]:
    """The texts that cells refer to by number, and how many bytes they take in memory."""
    strings = _Strings(part)
    read_part(strings, pieces)
    return strings.found, MAX_ALL_TEXT - strings.allowance.text


class _Strings(RichText):
    regular = Regular(
        re.compile(rb"<sst(?: [^<>]*)?>"),
        b"</sst>",
        re.compile(rf'<si><t(?: xml:space="preserve")?>({REGULAR_TEXT})</t></si>|(.+)', re.S),
    )

    def __init__(self, part: str) -> None:
        super().__init__(part, _SHARED)
        self.allowance = Allowance()
        self.found: list[str] = []

    def close_string(self) -> None:
        self.keep(self.whole_text())

    def take(self, children: list[tuple[str, ...]]) -> bool:
        if self.path[-1] is not _TABLE:
            return False
        for text, _ in children:
            plain = unquoted(text)
            self.limit(len(plain), MAX_TEXT)
            self.keep(unescaped(plain))
        return True

    def keep(self, text: str) -> None:
        self.allowance.text -= sys.getsizeof(text)
        self.allowance.check(self.part)
        self.found.append(text)
        self.limit(len(self.found), MAX_STRINGS)


_STRING = Element(RUNS, closed=_Strings.close_string, only=True)
_TABLE = Element(named({"si": _STRING, "extLst": Element()}), only=True)
_SHARED = named({"sst": _TABLE})
