"""Whose figures a sheet says it holds: its title must not name another organisation or period than the stamp."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from zamestnanost_stats.findings import Finding, Place, quote
from zamestnanost_stats.form.asked import Asked
from zamestnanost_stats.form.captions import LONGEST
from zamestnanost_stats.form.definition import Per, Section
from zamestnanost_stats.keys import CellKey
from zamestnanost_stats.language import plain
from zamestnanost_stats.returns.privacy import masked
from zamestnanost_stats.workbook.cells import Address, Kind, Sheet

_PERIOD = re.compile(r"(?<![0-9] )\b(?:19|20)[0-9]{2}(?: [hq][1-4])?\b")
"""But no year of a day's date."""
_TITLE_ROWS, _GUIDE_ROWS = (2,), (2, 3)
"""Where the template has the title of a sheet, and of its guide; inserted rows can have moved it down."""


def other_title(
    sheet: Sheet,
    places: Mapping[CellKey, tuple[int, int]],
    sections: Sequence[Section],
    asked: Asked,
    beginnings: Mapping[str, bool],
) -> Finding | None:
    """The title of a sheet that names another provider of the register, or another period, and not those asked;
    ``beginnings`` are those of all providers' names."""
    own = plain(asked.provider.name)
    for at, text in _titles(sheet, places, sections):
        found = _named(text, beginnings)
        if _names_another(found, own) or _another_period(text, found, sections, asked):
            place = Place(sheet=quote(masked(sheet.name)), cells=(str(at),))
            told = {"found": quote(masked(sheet.cells[at].text)), "name": asked.provider.name}
            return Finding(
                "sheet-other-title",
                place,
                params={**told, "period": asked.period.label, "title": sections[0].sheet},
            )
    return None


def _titles(
    sheet: Sheet, places: Mapping[CellKey, tuple[int, int]], sections: Sequence[Section]
) -> Iterable[tuple[Address, str]]:
    """The texts over the first question, left of the answers, that stand in a title's place or begin as one."""
    first = min((row for row, _ in places.values()), default=0)
    asked = min((column for _, column in places.values()), default=0)
    rows = _TITLE_ROWS if all(one.per is Per.SERVICE for one in sections) else _GUIDE_ROWS
    begin = tuple(plain(text) for one in sections for text in (one.title.cs, one.title.en) if one.per is Per.SERVICE)
    above = [at for at in sheet.cells if 1 < at.row < first and 1 < at.column < asked]
    for at in sorted(above):
        cell = sheet.cells[at]
        if cell.kind is Kind.TEXT and len(cell.text) <= LONGEST:
            text = plain(cell.text)
            if (at.row in rows and at.column == min(2, asked)) or text.startswith(begin):
                yield at, text


def _named(text: str, beginnings: Mapping[str, bool]) -> set[str]:
    """The names whose words stand in a text one after another. The text's words are looked up among the names, for the
    register can have thousands."""
    words = text.split()
    found: set[str] = set()
    for start in range(len(words)):
        end = start + 1
        while end <= len(words) and (run := " ".join(words[start:end])) in beginnings:
            if beginnings[run]:
                found.add(run)
            end += 1
    return found


def _names_another(found: Collection[str], own: str) -> bool:
    """Whether the longest name found is another's: one name can be a part of the next."""
    longest = {name for name in found if not any(name != more and name in more for more in found)}
    return bool(longest) and own not in longest


def _another_period(text: str, names: Collection[str], sections: Sequence[Section], asked: Asked) -> bool:
    """Whether it names periods, and not that of the stamp. Names and titles of the form can hold years too."""
    titles = [plain(words) for one in sections for words in (one.title.cs, one.title.en)]
    titles += [plain(asked.form.title.cs), plain(asked.form.title.en)]
    for known in sorted((*names, *titles), key=len, reverse=True):
        if known in text:  # told much quicker than whether whole words of it are
            text = re.sub(rf"\b{re.escape(known)}\b", " ", text)
    found = set(_PERIOD.findall(text))
    return bool(found) and plain(asked.period.label) not in found
