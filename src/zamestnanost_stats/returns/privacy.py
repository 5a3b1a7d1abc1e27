"""Tells what in a text or a cell looks like personal data, and masks it wherever it could be echoed.

Found is what has a form of its own: birth numbers, birth dates beside a name-like word, e-mails and phones. A name in a
sentence has none: no pattern finds it. Where in a file they can stand, ``scan`` knows.
"""

import re
from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache
from itertools import islice

from zamestnanost_stats.workbook.cells import Cell, Kind

BIRTH_NUMBER, BIRTH_DATE = "personal-birth-number", "personal-birth-date"
EMAIL, PHONE, IDENTITY = "personal-email", "personal-phone", "personal-identity"
YOUNGEST, OLDEST = 15, 105
"""Whose birth a date can be, in years: nobody younger may work, and later dates tell of other things."""
COUNTS = 5_000
"""Days since 1899; a lower number shown as a date is a count, for nobody born then can be a client."""
MOST = 50
"""Looked at of one kind in one text."""
REMEMBERED = 4_000
"""Signs of a text for which it is remembered what stands in it."""

# --- what personal data look like

_GAP = r"[\s\u00ad\u200b-\u200f\u2060\ufeff]"
_SPLIT, _SLASH = rf"(?:{_GAP}|[.-])", "[/\u2044\u2215\uff0f]"
_NO_ACCOUNT = rf"(?!{_GAP}?/{_GAP}?\d{{4}}(?!\d))"
_BIRTH_NUMBER = re.compile(
    rf"(?<!\d)(?<!\d[.,])(?:\d{{6}}{_GAP}?{_SLASH}{_GAP}?\d\d{_GAP}\d\d|\d{{4}}{_GAP}\d{{6}}(?!{_GAP}?{_SLASH})"
    rf"|(?:\d{{6}}|\d\d{_SPLIT}\d\d{_SPLIT}\d\d(?={_GAP}?{_SLASH})|\d\d{_GAP}\d\d{_GAP}\d\d(?={_GAP}))"
    rf"{_GAP}{{0,2}}{_SLASH}{{0,2}}[-\u2013._\\,:;|]?{_GAP}{{0,2}}\d{{3,4}}|\d(?:{_GAP}\d{{3}}){{3}}"
    rf"|\d(?:{_GAP}\d){{5}}{_GAP}?{_SLASH}?{_GAP}?\d(?:{_GAP}\d){{2,3}})(?!\d)"
)
_SLASHED, _ODD, _ACCOUNT = re.compile(_SLASH), re.compile(r"[._\\,:;|]"), re.compile(rf"{_GAP}?/{_GAP}?\d{{4}}(?!\d)")
_FINGERPRINT = re.compile(r"(?![A-Fa-f]+-?\d+$|\d+-?[A-Fa-f]+$|[\d-]+$)[\dA-Fa-f-]+")
"""Letters stand on one side of it only where somebody is named Eda."""
_FOREIGN = re.compile(r"[^\D0-9]")
"""Digits of other scripts, full-width ones among them."""
_AT = rf"(?:{_GAP}?@{_GAP}?|{_GAP}?[\[(](?i:at|zavináč)[\])]{_GAP}?)"
_EMAIL = re.compile(rf"(?<![\w.+%-])[\w.+%-]{{1,64}}+{_AT}(?:[\w-]{{1,63}}\.){{1,8}}[^\W\d_]{{2,63}}")
_MOBILE = r"(?:60[1-8]|70[2-5]|7[2379]\d)(?!000000)\d{6}"
_BRACKETED = rf"\([67]\d\d\){_GAP}?\d{{3}}{_GAP}?\d{{3}}"
_GROUPED = rf"(?!\d{{3}}.000.000)[2-79]\d\d{_SPLIT}(?:\d{{3}}{_SPLIT}\d{{3}}|\d\d{_SPLIT}\d\d{_SPLIT}\d\d)"
_ABROAD = rf"(?:\+|00(?=42|4[389]))(?:{_SPLIT}|[()]){{0,2}}[1-9](?:(?:{_SPLIT}|[()]){{0,2}}\d){{8,13}}"
_PHONE = re.compile(
    rf"(?<![\w+])(?<!\d[\s.,/-])(?:{_ABROAD}|420{_MOBILE}|{_GROUPED}|{_BRACKETED}|{_MOBILE}|(?<=tel[.:] )[2-79]\d{{8}})"
    rf"(?!\w)(?![.,]\d)(?!{_GAP}\d{{3}}(?!\d)){_NO_ACCOUNT}(?!{_GAP}?(?:Kč|CZK|€|EUR|,-|korun|tis|mil))"
)
_FILED = re.compile(r"(?i)(?:\bč\.?\s?j|\bsp\.?\s?zn|\bzn|\bičo?)[.:\s]*$")
"""Before the number of a file or of an organisation."""
_COUNTED = re.compile(r"(?i)\s*(?:klient(?:ů|ek)|osob|lidí|uživatelů|zájemců|hodin|dn[ůí]|míst|clients|people|hours)\b")
_LETTERS = re.compile(rf"(?<!\d)\d{{6}}{_GAP}?/{_GAP}?(?=\d*[Oo])[\dOo]{{3,4}}(?!\w)")
"""Noughts typed as letters."""
_DATE = re.compile(
    rf"(?i)(?<!\d)(?<!\d[.,/-])(\d{{4}}|\d{{1,2}})(?:[./-]{_GAP}{{0,2}}(\d{{1,2}})[./-]|\.?{_GAP}(?:led|únor|břez|dub|květ"
    rf"|červ|srp|září|říj|list|pros)[a-zěí]{{0,6}}){_GAP}{{0,2}}(\d{{4}}|\d{{1,2}})(?!\d)"
)
_DIGITS = re.compile(
    rf"(?:{_GROUPED}|{_BRACKETED}|{_ABROAD}|\d\d{_SPLIT}?\d\d{_SPLIT}?\d\d\D{{0,6}}(?:\d{{3,4}}|\d\d{_GAP}\d\d))"
    rf"(?:{_GAP}?{_SLASH}{_GAP}?\d{{3,4}}(?!\d))?"
    rf"|\d{{4}}{_GAP}\d{{6}}|\d{{7,}}|\d(?:{_GAP}\d{{3}}){{3}}(?!\d)"
    rf"|\d(?:{_GAP}\d){{5}}{_GAP}?{_SLASH}?{_GAP}?\d(?:{_GAP}\d){{2,3}}"
)
"""Every number that the patterns above find, and more: what is echoed loses little by its digits."""
_MAYBE = re.compile(
    r"[@\[(0-9](?:(?<=@)|(?<=[\[(])(?i:at|zav)|(?<=[0-9])(?:[^0-9]{0,13}[0-9]{4}|[./-][^0-9]{0,2}[0-9]{1,2}[./-]"
    r"[^0-9]{0,2}[0-9]|[0-9]{2}[^0-9]{1,3}[0-9]{2,3}[^0-9]{1,3}[0-9]{2}|(?:[^0-9]{1,3}[0-9]){8}))"
)
"""A text in which this is not found holds none of the forms above. It begins with one set of signs: that is quick."""
_LABEL = re.compile(r"\br\.\s?č\b|\br[čc]\b|\brodn\w*\sč|\bnar\.|\bnaroz|\bdat\w*\.?\snar|\bbirth|\bborn\b", re.I)
_CAPITAL = "[A-ZÀ-ÖØ-ÞĆČĎĚŁĹĽŃŇŐŔŘŚŠŤŮŰŹŻŽ]"
_OTHER = (
    "od|do|dne|dat|ke|po|před|rok|stav|vzni|zalo|otev|zah[aá]j|spu[sš]t|regis|zápis|zaps|zák|vyhl|naří|smlou|dohod"
    "|platn|účin|poskyt|služb|organi|proje|prah|brn|since|from|until|found|open|estab|act|law|start"
)
_NAME = rf"\b(?!(?i:{_OTHER}))(?!{_CAPITAL}{{2,4}}\b){_CAPITAL}[^\W\d_]{{2,}}"
"""A capital, and neither an abbreviation (IPS, MPSV) nor a word that dates of other things begin with."""
_NAME_BEFORE = re.compile(rf"(?<!\b[vzkVZK]\s)(?<!\b[vznkdVZNKD][eao]\s){_NAME}[\s,;:(*–—-]*$")
_NAME_AFTER = re.compile(rf"[\s,;:)–—-]*{_NAME}(?:[\s,]+{_NAME}|[\s,]*$)")
_PERSON = re.compile(rf"(?:(?:[A-Z][a-z]{{1,3}}A?|Ph\.D|p)\.\s?|pan[aí]?\s)*(?:{_NAME}[\s,-]*){{1,4}}(?:[A-Z][\w.]+)?")


def masked(text: str, today: date = date.max) -> str:
    """The text without what looks like personal data in it: ``85••••/••••``, ``j…@…``, ``••. ••. 1985``.

    Hides more than ``scan`` reports: every date but its year, every number of seven digits or more. A date stays whole
    where by ``today`` nobody born then can be a client. Mask first and cut short (``quote``) afterwards: half a birth
    number is no longer recognised.
    """
    text = _plain(text)
    if not _MAYBE.search(text):
        return text
    text = _EMAIL.sub(lambda found: f"{found[0][0]}…@…", text)
    text = _DIGITS.sub(lambda found: found[0][:2] + re.sub(r"\d", "•", found[0][2:]), text)

    def day(found: re.Match[str]) -> str:
        year = max(found[1], found[3], key=len)
        return found[0] if int(year) > today.year - YOUNGEST else f"••. ••. {year}"

    return _DATE.sub(day, text)


def is_birth_number(digits: str, today: date) -> bool:
    """Whether 9 or 10 digits can be a birth number (rodné číslo) by zákon č. 133/2000 Sb., § 13.

    Year, month and day of birth, then an ending; women have 50 added to the month. Nine digits and no check until
    1953; since 1954 ten, divisible by 11 (until 1985 also a remainder of 10 written as 0). Since 2004 (zákon č.
    53/2004 Sb.) 20 may be added to the month of men and 70 to that of women. The day exists and has come by ``today``.
    """
    year, month, day = int(digits[:2]), int(digits[2:4]), int(digits[4:6])
    year += 1900 if len(digits) == 9 or year >= 54 else 2000
    rest, check = int(digits[:9]) % 11, digits[9:]
    holds = str(rest) == check or (rest == 10 and check == "0" and year <= 1985) if check else year < 1954
    added = (0, 50, 20, 70) if year >= 2004 else (0, 50)
    return holds and int(digits[6:]) > 0 and any(_age(year, month - more, day, today) >= 0 for more in added)


def _age(year: int, month: int, day: int, today: date) -> int:
    """Whole years since that day; less than nought where there is no such day, or not yet."""
    try:
        date(year, month, day)
    except ValueError:
        return -1
    return today.year - year - ((today.month, today.day) < (month, day))


def found_in(text: str, today: date, near: Callable[[], bool] | None = None) -> list[tuple[str, str]]:
    """What stands in a text. ``near`` tells whether a name or a label stands right outside it; without it none does.

    A birth number of ten digits proves itself by its check, unless it is written so that it could be a row of counts.
    One of nine has none: it counts with a slash, after a label ("r. č.", "nar."), or, where it is no phone, beside a
    name. So does a date; of a short year, after a label.
    """
    if len(text) > REMEMBERED:
        return _searched(_plain(text), today, near or bool)
    found = _remembered(text, today, near is not None)
    return list(found if not found or near is None or near() else _remembered(text, today, False))


@lru_cache(maxsize=1_000)
def _remembered(text: str, today: date, named: bool) -> tuple[tuple[str, str], ...]:
    """The same; what a form prints stands in every return of it."""
    return tuple(_searched(_plain(text), today, lambda: named))


def _plain(text: str) -> str:
    """The same text, all its digits written 0-9, also those of a birth number that are letters."""
    text = text if text.isascii() else _FOREIGN.sub(lambda found: str(int(found[0])), text)
    return _LETTERS.sub(lambda found: re.sub("[Oo]", "0", found[0]), text) if "/" in text else text


def _is_other(found: re.Match[str]) -> bool:
    """Whether ten digits are the number of a bank account, or part of a fingerprint such as ``a7356120013b7c``."""
    slashed, digits = _SLASHED.search(found[0]), sum(map(str.isdigit, found[0]))
    if (not slashed or digits < 10) and _ACCOUNT.match(found.string, found.end()):
        return True
    if not found[0].isdigit():
        return False
    before = re.search(r"[\w-]*$", found.string[max(0, found.start() - 70) : found.start()])
    after = re.match(r"[\w-]*", found.string[found.end() : found.end() + 70])
    return bool(_FINGERPRINT.fullmatch((before[0] if before else "") + found[0] + (after[0] if after else "")))


def _is_sure(written: str, digits: str, today: date) -> bool:
    """Whether digits that can be a birth number are one, by how they are written.

    Nine have no check. Ten in an odd way are one of somebody grown up: files are named by days and hours
    (``210115_1030``), and years stand before amounts. Pairs need a nought where no count has one.
    """
    if _SLASHED.search(written):
        return True
    groups = re.findall(r"\d+", written)
    if len(digits) == 9 or len(groups) > 4:
        return False
    usual = len(groups) == 1 or (len(groups[0]) == 6 and not _ODD.search(written))
    grown_up = is_birth_number(digits, today - timedelta(YOUNGEST * 366))
    return usual or (grown_up and (len(groups) == 2 or any(one[0] == "0" for one in groups)))


def _searched(text: str, today: date, near: Callable[[], bool]) -> list[tuple[str, str]]:
    if not _MAYBE.search(text):
        return []
    hits = [(EMAIL, found[0]) for found in islice(_EMAIL.finditer(text), MOST)]

    def vouched(found: re.Match[str], by_name: bool) -> bool:
        before, after = text[max(0, found.start() - 40) : found.start()], text[found.end() : found.end() + 40]
        named = by_name and (_NAME_BEFORE.search(before) or _NAME_AFTER.match(after) or near())
        return bool(named or _LABEL.search(before))

    def filed(found: re.Match[str]) -> bool:
        return bool(_FILED.search(text[max(0, found.start() - 12) : found.start()]))

    def number(found: re.Match[str]) -> str:
        digits = re.sub(r"\D", "", found[0])
        if not is_birth_number(digits, today) or _is_other(found) or (len(digits) == 9 and filed(found)):
            return found[0]
        single = len(found[0]) > 2 * len(digits) - 3  # digit by digit: as well a row of ten counts
        if not (_is_sure(found[0], digits, today) or vouched(found, not single and not _PHONE.fullmatch(found[0]))):
            return found[0]
        hits.append((BIRTH_NUMBER, found[0]))
        return "•" * len(found[0])

    rest = _BIRTH_NUMBER.sub(number, text, MOST)
    phones = (one for one in _PHONE.finditer(rest) if not filed(one) and not _COUNTED.match(rest, one.end()))
    hits += [(PHONE, found[0]) for found in islice(phones, MOST)]
    for found in islice(_DATE.finditer(rest), MOST):
        day, year = sorted((found[1], found[3]), key=len)
        if len(year) < 4:
            day, year = found[1], f"19{found[3]:0>2}"
        month = found[2] or "1"
        age = max(_age(int(year), int(month), int(day), today), _age(int(year), int(day), int(month), today))
        if YOUNGEST <= age <= OLDEST and vouched(found, year in found.groups()):
            hits.append((BIRTH_DATE, found[0]))
    return hits


def found_in_cell(cell: Cell, today: date, near: Callable[[], bool]) -> list[tuple[str, str]]:
    """What stands in a cell. A number has lost its leading zeros: up to two are put back, three beside a name.

    A count, of five digits at most, is never anything; nor is a date of our days.
    """
    if cell.kind is Kind.TEXT:
        return found_in(cell.text, today, near)
    value = float(cell.text) if cell.kind in (Kind.NUMBER, Kind.DATE) and cell.text else 0.0
    if cell.kind is Kind.DATE and COUNTS < value < 100_000:
        return found_in(str(date(1899, 12, 30) + timedelta(int(value))), today, near)
    if not (10**6 <= value < 10**12 and value.is_integer()):
        return []
    digits = str(int(value))
    whole = digits.zfill(10) if len(digits) > 7 or near() else digits
    return found_in(whole, today, near) or found_in(digits, today, near)


def speaks_of_somebody(text: str) -> bool:
    """Whether a text is nothing but a name, or holds a label such as "nar."."""
    return bool(_PERSON.fullmatch(text.strip()) or _LABEL.search(text))
