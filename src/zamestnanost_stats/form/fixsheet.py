"""The first sheet of a feedback workbook: what is to be done, one numbered entry each, with a link to every cell."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from zamestnanost_stats.findings import Severity
from zamestnanost_stats.form.asked import Asked
from zamestnanost_stats.form.slots import (
    KEY_COLUMN,
    KEY_ROW,
    Page,
    SheetLayout,
    Slot,
    Style,
    WorkbookLayout,
    sheet_reference,
)
from zamestnanost_stats.keys import CellKey, letters
from zamestnanost_stats.language import N_, Language, language

FIXES_SHEET = "opravy"
NUMBER, KIND, CELL, LABEL, NOW, WRONG, REMEDY = range(2, 9)
"""Columns of the sheet."""
SHOWN = 8
"""Cells of one entry that have a line each; the last line says how many more there are."""
NOW_LENGTH = 60


class Spot(NamedTuple):
    """One cell to look at: where it stands in the workbook that goes back, what it asks, what stands in it; ``came`` is
    what came back in it and cannot be put there again."""

    key: CellKey
    sheet: str
    cell: str
    label: str
    now: str
    came: str = ""

    @property
    def address(self) -> str:
        return f"{self.sheet}!{self.cell}"


@dataclass(frozen=True, slots=True)
class Fix:
    """One thing to do: what is wrong, what to do about it, and in which cells; ``elsewhere`` where it is no cell's.

    ``compared`` is set where what is wrong lies between the numbers of its cells. A warning has the cell for its
    explanation, or, where nothing can be explained, is to be looked at.
    """

    severity: Severity
    spots: tuple[Spot, ...]
    wrong: str
    remedy: str
    elsewhere: str = ""
    compared: bool = False
    explanation: Spot | None = None

    @property
    def asks(self) -> str:
        """What the check sheet would call it, in English."""
        if self.severity is Severity.ERROR:
            return _CORRECT
        return _EXPLAIN if self.explanation else _LOOK


_CORRECT, _EXPLAIN, _LOOK = N_("Correct"), N_("Explain"), N_("Look at")


def cells(layout: WorkbookLayout) -> dict[CellKey, tuple[str, str]]:
    """The name of the sheet and the address of everything that can be typed in."""
    return {
        slot.key: (sheet.name, f"{letters(slot.column)}{slot.row}")
        for sheet in layout.sheets
        for slot in sheet.slots
        if slot.key
    }


def fixes_name(spoken: Language) -> str:
    return spoken.gettext("Fixes")


def counted(fixes: Iterable[Fix], spoken: Language) -> str:
    """``2 things to correct, 1 thing to explain``: one for every entry, in the sheet and in messages alike."""
    asked = Counter(one.asks for one in fixes)
    wrong, odd, seen = (asked[kind] for kind in (_CORRECT, _EXPLAIN, _LOOK))
    correct = spoken.ngettext("{count} thing to correct", "{count} things to correct", wrong).format(count=wrong)
    explain = spoken.ngettext("{count} thing to explain", "{count} things to explain", odd).format(count=odd)
    look = spoken.ngettext("{count} thing to look at", "{count} things to look at", seen).format(count=seen)
    return ", ".join([correct] * bool(wrong) + [explain] * bool(odd) + [look] * bool(seen))


def with_fixes(layout: WorkbookLayout, asked: Asked, fixes: Sequence[Fix]) -> WorkbookLayout:
    """The same workbook with a first sheet that lists what to do, each cell with its link and what it now holds."""
    spoken = language(layout.language)
    _ = spoken.gettext
    title, contact = _("What to mend"), asked.collection.coordinator
    page = Page([Slot(KEY_ROW, KEY_COLUMN, Style.KEY, FIXES_SHEET)])
    page.line(NUMBER, Style.TITLE, f"{title} – {asked.provider.name} {asked.period}")
    page.line(NUMBER, Style.SUMMARY, counted(fixes, spoken))
    told = _(
        "Click a cell in blue, mend it, save the file and send it to {name}, {email}. "
        "What could be read of your numbers is in it."
    )
    page.line(NUMBER, Style.SUBTITLE, told.format(name=contact.name, email=contact.email))
    page.row += 2
    page.put(NUMBER, Style.HEADER)
    page.put(KIND, Style.HEADER)
    for column, heading in (
        (CELL, _("Cell")),
        (LABEL, _("What it asks")),
        (NOW, _("There is now")),
        (WRONG, _("What is wrong")),
        (REMEDY, _("What to do")),
    ):
        page.put(column, Style.HEADER, heading)
    first = page.row + 1
    for number, fix in enumerate(fixes, 1):
        _entry(page, number, fix, spoken)
    widths = {KEY_COLUMN: 8, NUMBER: 5, KIND: 12, CELL: 14, LABEL: 42, NOW: 17, WRONG: 36, REMEDY: 40}
    sheet = SheetLayout(FIXES_SHEET, fixes_name(spoken), tuple(page.slots), widths, (first, 1))
    return replace(layout, sheets=(sheet, *layout.sheets), look_at=_(_LOOK))


def _entry(page: Page, number: int, fix: Fix, spoken: Language) -> None:
    """A line for each of its cells; what is said of all of them stands once beside them."""
    spots = list(fix.spots[:SHOWN])
    more = len(fix.spots) - len(spots)
    if more:
        also = spoken.ngettext("and {count} more cell like these", "and {count} more cells like these", more)
        spots[-1] = spots[-1]._replace(label=f"{spots[-1].label}; {also.format(count=more)}")
    if fix.explanation:
        spots.append(fix.explanation)
    page.row += 1
    rows = max(1, len(spots))
    page.put(NUMBER, Style.ROW_NUMBER, str(number), rows=rows)
    page.put(KIND, Style.VERDICT, spoken.gettext(fix.asks), rows=rows)
    page.put(WRONG, Style.HELP, spoken.typeset(fix.wrong), rows=rows)
    page.put(REMEDY, Style.HELP, spoken.typeset(fix.remedy), rows=rows)
    for line, spot in enumerate(spots):
        page.row += line > 0
        _line(page, spot, spoken)
    if not spots:
        page.put(CELL, Style.HELP)
        page.put(LABEL, Style.HELP, fix.elsewhere)
        page.put(NOW, Style.CONTENT)


def _line(page: Page, spot: Spot, spoken: Language) -> None:
    """The link, what is asked there, and what it holds now, which follows the cell while it is mended."""
    place, nothing = sheet_reference(spot.sheet) + spot.cell, spoken.gettext("nothing")
    if spot.came:
        nothing = spoken.gettext("nothing; {found} came back").format(found=spot.came)
    live = f'IF({place}="","{nothing}",IF(ISNUMBER({place}),{place},LEFT({place},{NOW_LENGTH})))'
    page.put(CELL, Style.LINK, spot.address, link=place)
    page.put(LABEL, Style.HELP, spoken.typeset(spot.label))
    page.put(NOW, Style.CONTENT, spot.now or nothing, formula=live)
