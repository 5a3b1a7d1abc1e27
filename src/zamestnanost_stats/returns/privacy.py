"""Finds personal data in a workbook that came back, wherever they stand, and masks them wherever they could be echoed.

Found is what has a form of its own: birth numbers, birth dates beside a name-like word, e-mails, phones, and identities
where programs write them (properties, authors of comments). A name in a sentence has none: no pattern finds it. Pictures,
printer settings, embedded files and styles are not looked into. What may stand here is told by the caller.
"""

import posixpath
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache, partial
from html import unescape
from itertools import islice

from zamestnanost_stats.findings import Finding, Param, Place, Severity, quote
from zamestnanost_stats.language import N_, both
from zamestnanost_stats.workbook.archive import RefusedError
from zamestnanost_stats.workbook.cells import Address, Cell, Kind, Sheet
from zamestnanost_stats.workbook.markup import MAX_DEPTH, Reading, read_part
from zamestnanost_stats.workbook.preflight import Package
from zamestnanost_stats.workbook.texts import unescaped


class What(StrEnum):
    """What was found: the code of its finding."""

    BIRTH_NUMBER = "personal-birth-number"
    BIRTH_DATE = "personal-birth-date"
    EMAIL = "personal-email"
    PHONE = "personal-phone"
    IDENTITY = "personal-identity"


YOUNGEST, OLDEST = 15, 105
"""Whose birth a date can be, in years: nobody younger may work, and later dates tell of other things."""
SHOWN = 3
"""How many of the same kind are shown, masked; all their cells are named."""

# --- what personal data look like

_GAP = r"[\s\u00ad\u200b-\u200f\u2060\ufeff]"
_SPLIT = rf"(?:{_GAP}|[.-])"
_SLASH = "[/\u2044\u2215\uff0f]"
_NO_ACCOUNT = rf"(?!{_GAP}?/{_GAP}?\d{{4}}(?!\d))"
_BIRTH_NUMBER = re.compile(
    rf"(?<!\d)(?<!\d[.,])(?:(?<![a-fA-F])|(?<=[rR][cC]))(?:\d{{6}}|\d\d{_SPLIT}\d\d{_SPLIT}\d\d(?={_GAP}?{_SLASH}))"
    rf"{_GAP}{{0,2}}({_SLASH}?)[-\u2013]?{_GAP}{{0,2}}\d{{3,4}}(?![\da-fA-F]){_NO_ACCOUNT}"
)
_EMAIL = re.compile(
    rf"[\w.+%-]{{1,64}}(?:@|{_GAP}?[\[(](?:at|zavináč)[\])]{_GAP}?)(?:[\w-]{{1,63}}\.){{1,8}}[^\W\d_]{{2,63}}", re.I
)
_MOBILE = r"(?:60[1-8]|70[2-5]|7[2379]\d)(?!000000)\d{6}"
_GROUPED = rf"(?!\d{{3}}.000.000)[2-79]\d\d{_SPLIT}(?:\d{{3}}{_SPLIT}\d{{3}}|\d\d{_SPLIT}\d\d{_SPLIT}\d\d)"
_ABROAD = rf"(?:\+|00(?=42|4[389]))(?:{_SPLIT}|[()]){{0,2}}[1-9](?:(?:{_SPLIT}|[()]){{0,2}}\d){{8,13}}"
_PHONE = re.compile(
    rf"(?<![\w+])(?<!\d[\s.,/-])(?:{_ABROAD}|420{_MOBILE}|{_GROUPED}|{_MOBILE}|(?<=tel[.:] )[2-79]\d{{8}})"
    rf"(?!\w)(?![.,]\d)(?!{_GAP}\d{{3}}(?!\d)){_NO_ACCOUNT}(?!{_GAP}?(?:Kč|CZK|€|EUR|,-|korun|tis|mil))"
)
_DATE = re.compile(
    rf"(?<!\d)(?<!\d[.,/-])(\d{{4}}|\d{{1,2}})(?:[./-]{_GAP}{{0,2}}(\d{{1,2}})[./-]|\.?{_GAP}(?:led|únor|břez|dub|květ"
    rf"|červ|srp|září|říj|list|pros)[a-zěí]{{0,6}}){_GAP}{{0,2}}(\d{{4}}|\d{{1,2}})(?!\d)",
    re.I,
)
_DIGITS = re.compile(rf"{_GROUPED}|{_ABROAD}|\d\d{_SPLIT}?\d\d{_SPLIT}?\d\d\D{{0,6}}\d{{3,4}}|\d{{7,}}")
"""Every number that the patterns above find, and more: what is echoed loses little by its digits."""
_MAYBE = re.compile(
    r"@|[\[(](?:at|zav)|[0-9][^0-9]{0,13}[0-9]{4}|[0-9]{3}[^0-9]{1,3}[0-9]{2,3}[^0-9]{1,3}[0-9]{2}"
    r"|[0-9][./-][^0-9]{0,2}[0-9]{1,2}[./-][^0-9]{0,2}[0-9]",
    re.I,
)
"""A text in which this is not found holds none of the forms above."""
_LABEL = re.compile(r"\br\. ?č\b|\br[čc]\b|\brodn\w* č|\bnar\.|\bnaroz|\bdat\w*\.? nar|\bbirth|\bborn\b", re.I)
_CAPITAL = "[A-ZÀ-ÖØ-ÞĆČĎĚŁĹĽŃŇŐŔŘŚŠŤŮŰŹŻŽ]"
_OF_OTHER_THINGS = (
    "od|do|dne|dat|ke|po|před|rok|stav|vzni|zalo|otev|zah[aá]j|spu[sš]t|regis|zápis|zaps|zák|vyhl|naří|smlou|dohod"
    "|platn|účin|poskyt|služb|organi|proje|prah|brn|since|from|until|found|open|estab|act|law|start"
)
_NAME = rf"\b(?!(?i:{_OF_OTHER_THINGS}))(?!{_CAPITAL}{{2,4}}\b){_CAPITAL}[^\W\d_]{{2,}}"
"""A capital, and neither an abbreviation (IPS, MPSV) nor a word that dates of other things begin with."""
_NAME_BEFORE = re.compile(rf"(?<!\b[vzkVZK]\s)(?<!\b[vznkdVZNKD][eao]\s){_NAME}[\s,;:(*–—-]*$")
_NAME_AFTER = re.compile(rf"[\s,;:)–—-]*{_NAME}(?:[\s,]+{_NAME}|[\s,]*$)")
_PERSON = re.compile(rf"(?:(?:[A-Z][a-z]{{1,3}}A?|Ph\.D|p)\.\s?|pan[aí]?\s)*(?:{_NAME}[\s,-]*){{1,4}}(?:[A-Z][\w.]+)?")
_NOBODY = re.compile(
    r"tc=.*|(?:microsoft|ms|windows|office|excel|openpyxl|xlsxwriter|apache|poi|libre|google|sheets|calc|users?|public"
    r"|uživatel|systému|default|unknown|neznámý|none|owner|vlastník|autho?r|admin(?:istr[aá]tor)?|pc|[\W\d_]+)*",
    re.I,
)
_HOME = re.compile(r"[\\/]Users[\\/]([^\\/]+)[\\/]", re.I)


def masked(text: str) -> str:
    """The text without what looks like personal data in it: ``85••••/••••``, ``j…@…``, ``••. ••. 1985``.

    Hides more than ``scan`` reports: every date but its year, every number of seven digits or more. Mask first and
    cut short (``quote``) afterwards: half a birth number is no longer recognised.
    """
    if not _MAYBE.search(text):
        return text
    text = _EMAIL.sub(lambda found: f"{found[0][0]}…@…", text)
    text = _DIGITS.sub(lambda found: found[0][:2] + re.sub(r"\d", "•", found[0][2:]), text)
    return _DATE.sub(lambda found: f"••. ••. {max(found[1], found[3], key=len)}", text)


def is_birth_number(digits: str, today: date) -> bool:
    """Whether 9 or 10 digits can be a birth number (rodné číslo) by zákon č. 133/2000 Sb., § 13.

    Year, month and day of birth, then an ending; women have 50 added to the month. Nine digits and no check until
    1953; since 1954 ten, divisible by 11 (until 1985 also a remainder of 10 written as 0). Since 2004 (zákon č.
    53/2004 Sb.) 20 may be added to the month of men and 70 to that of women. The day exists and has come by ``today``.
    """
    year, month, day = int(digits[:2]), int(digits[2:4]), int(digits[4:6])
    year += 1900 if len(digits) == 9 or year >= 54 else 2000
    if len(digits) == 9:
        holds = year < 1954
    else:
        rest = int(digits[:9]) % 11
        holds = rest == int(digits[9]) or (rest == 10 and digits[9] == "0" and year <= 1985)
    added = (0, 50, 20, 70) if year >= 2004 else (0, 50)
    return holds and int(digits[6:]) > 0 and any(_came(year, month - more, day, today) for more in added)


def _came(year: int, month: int, day: int, today: date) -> bool:
    try:
        return date(year, month, day) <= today
    except ValueError:
        return False


def _is_birthday(year: int, month: int, day: int, today: date) -> bool:
    grown = (year + YOUNGEST, month, day) <= (today.year, today.month, today.day)
    return grown and year + OLDEST >= today.year and _came(year, month, day, today)


Hits = list[tuple[What, str]]


def found_in(text: str, today: date, near: Callable[[], bool] = bool) -> Hits:
    """What stands in a text. ``near`` tells whether a name or a label stands right outside it.

    A birth number of ten digits proves itself by its check. One of nine has none: it counts with a slash, after a
    label ("r. č.", "nar."), or, where it is no phone, beside a name. So does a date; of a short year, after a label.
    """
    if not _MAYBE.search(text):
        return []
    hits = [(What.EMAIL, found[0]) for found in _EMAIL.finditer(text)]

    def vouched(found: re.Match[str], by_name: bool) -> bool:
        before, after = text[max(0, found.start() - 40) : found.start()], text[found.end() : found.end() + 40]
        named = by_name and (_NAME_BEFORE.search(before) or _NAME_AFTER.match(after) or near())
        return bool(named or _LABEL.search(before))

    def number(found: re.Match[str]) -> str:
        digits = re.sub(r"\D", "", found[0])
        sure = len(digits) == 10 or found[1] or vouched(found, by_name=not _PHONE.fullmatch(found[0]))
        if not (sure and is_birth_number(digits, today)):
            return found[0]
        hits.append((What.BIRTH_NUMBER, found[0]))
        return "•" * len(found[0])

    rest = _BIRTH_NUMBER.sub(number, text)
    hits += [(What.PHONE, found[0]) for found in _PHONE.finditer(rest)]
    for found in _DATE.finditer(rest):
        day, year = sorted((found[1], found[3]), key=len)
        if len(year) < 4:
            day, year = found[1], f"19{found[3]:0>2}"
        either = ((int(found[2] or 1), int(day)), (int(day), int(found[2] or 1)))
        if any(_is_birthday(int(year), *one, today) for one in either) and vouched(found, year in found.groups()):
            hits.append((What.BIRTH_DATE, found[0]))
    return hits


def found_in_cell(cell: Cell, today: date, near: Callable[[], bool]) -> Hits:
    """What stands in a cell. A number has lost its leading zeros: up to two are put back, three beside a name.

    A count, of five digits at most, is never anything; nor is a date of our days.
    """
    text = cell.text
    if cell.kind is Kind.TEXT:
        return found_in(text, today, near)
    value = float(text) if cell.kind in (Kind.NUMBER, Kind.DATE) and text else 0.0
    if cell.kind is Kind.DATE and 5_000 < value < 100_000:
        born = date(1899, 12, 30) + timedelta(int(value))
        return [(What.BIRTH_DATE, str(born))] if _is_birthday(born.year, born.month, born.day, today) and near() else []
    if not (10**6 <= value < 10**12 and value.is_integer()):
        return []
    digits = str(int(value))
    if is_birth_number(digits.zfill(10)[-10:], today) and len(digits) <= 10 and (len(digits) > 7 or near()):
        return [(What.BIRTH_NUMBER, digits)]
    if re.fullmatch(rf"(?:420)?{_MOBILE}", digits) and not digits.endswith("000"):
        return [(What.PHONE, digits)]
    return [(What.BIRTH_NUMBER, digits)] if len(digits) == 9 and is_birth_number(digits, today) and near() else []


# --- where they can stand

_PARTS = (
    ("comment", N_("a comment")),
    ("person", N_("the authors of comments")),
    ("docprops/", N_("the properties of the file")),
    ("sharedstrings", N_("a text that no cell shows")),
    ("drawing", N_("a drawing")),
    ("sheets/", N_("a header, a footer, a prompt or a link of the sheet")),
    ("", N_("a hidden part of the file")),
)
_IN_CELL = N_("a cell")
_WORDLESS = re.compile(r"\[content_types\]\.xml|xl/(?:styles|theme/.*|calcchain)\.xml|.*(?<!\.xml|\.vml|rels)", re.S)
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_MAYBE_IN_SHEET = re.compile(
    rb"[@\0]|&#(?!10;)|[Uu]ser|\+[0-9]|(?<![0-9])(?<![0-9]\.)[0-9]{6}[^0-9<>\"]{0,8}[0-9]{3,4}(?![0-9])"
    rb"|[0-9]{3}[^0-9<>\"]{1,3}[0-9]{2,3}[^0-9<>\"]{1,3}[0-9]{2}|[0-9]\.[^0-9<>\"]{1,2}[0-9a-z\xc3\xc4\xc5]"
)
"""A sheet is read once more, for what it says besides its cells, only where this is found there."""
_WORDED = frozenset(
    "name displayName descr title alt display tooltip prompt promptTitle error errorTitle userName userId user"
    " comment caption string Target url href v".split()
)
"""Attributes that hold words; others hold ids, colours and sizes, where digits mean nothing."""
_PIECES = frozenset(("r", "t", "span", "font", "b", "i", "u"))
_HEADER_CODES = re.compile(r'&(?:"[^"]*"|K[0-9A-F]{6}|[0-9]{1,3}|[A-Za-z&])')
_NAMING = re.compile(
    r"creator|lastModifiedBy|Manager|Company|author|person displayName|fileSharing userName|scenario user|userInfo name"
    r"|property (?!MSIP).*(?:own|auth?or|edit|user|person|client|klient|jm[eé]n|vlastn|check|kontrol|prac).*",
    re.I,
)


@dataclass(slots=True)
class _Search:
    """What is looked for; and what was found so far, by kind and place: cells, and what may be shown of it."""

    today: date
    allowed: frozenset[object]
    read: frozenset[str]
    found: dict[tuple[What, Place, str], tuple[dict[str, None], dict[str, None]]] = field(default_factory=dict)

    def keep(self, hits: Hits, place: Place, part: str, cell: str = "") -> None:
        for what, text in hits:
            if _compared(what, text) not in self.allowed:
                cells, shown = self.found.setdefault((what, place, part), ({}, {}))
                cells |= {cell: None} if cell else {}
                if len(shown) <= SHOWN:
                    shown[quote(re.sub(r"(\w)\S*", r"\1…", text) if what is What.IDENTITY else masked(text))] = None


def scan(sheets: Sequence[Sheet], package: Package, allowed: Iterable[str], today: date) -> list[Finding]:
    """The personal data of a workbook, one finding for each kind and place; ``params`` hold them masked only.

    ``allowed`` are texts whose contacts and names may stand anywhere: our own, the coordinator's and the provider's, and
    the answers to who filled the form in (Excel copies those into links and properties). A birth number never may.
    ``today`` is the day by which births are judged: the collection's deadline, for results must not depend on the clock.
    """
    known = frozenset(same for text in allowed for same in _allowed_by(text))
    search = _Search(today, known, frozenset(cell.text for sheet in sheets for cell in sheet.cells.values()))
    for sheet in sheets:
        place = Place(sheet=quote(masked(sheet.name)))
        for at, cell in sheet.cells.items():
            hits = found_in_cell(cell, today, partial(_is_person_near, sheet, at))
            if hits:
                search.keep(hits, place, _IN_CELL, str(at))
    every_sheet_read = len(sheets) >= sum(1 for name in package.parts if _SHEET.fullmatch(name))
    titles = cache(lambda: _titles(package))
    for name in package.parts:
        if not (_WORDLESS.fullmatch(name) or (every_sheet_read and _only_cells(package, name))):
            _search_part(name, package, search, titles)
    return [_told(*found) for found in search.found.items()]
