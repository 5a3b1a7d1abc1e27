"""Finds personal data in a workbook that came back, wherever they stand, and masks them wherever they could be echoed.

Found is what has a form of its own: birth numbers, birth dates beside a name-like word, e-mails, phones, and identities
where programs write them (properties, authors of comments). A name in a sentence has none: no pattern finds it.
Pictures, printer settings, embedded files and styles are not looked into. What may stand here is told by the caller.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cache, partial
from html import unescape
from itertools import islice
from posixpath import join, normpath, split

from zamestnanost_stats.findings import Finding, Place, Severity, quote
from zamestnanost_stats.language import N_, both
from zamestnanost_stats.workbook.archive import RefusedError
from zamestnanost_stats.workbook.cells import Address, Cell, Kind, Sheet, address
from zamestnanost_stats.workbook.markup import MAX_DEPTH, Reading, read_part
from zamestnanost_stats.workbook.preflight import Package
from zamestnanost_stats.workbook.texts import MAX_STRINGS, Allowance, shared_strings, unescaped

BIRTH_NUMBER, BIRTH_DATE = "personal-birth-number", "personal-birth-date"
EMAIL, PHONE, IDENTITY = "personal-email", "personal-phone", "personal-identity"
YOUNGEST, OLDEST = 15, 105
"""Whose birth a date can be, in years: nobody younger may work, and later dates tell of other things."""
SHOWN, MOST = 3, 50  # shown of one kind in one place, masked; looked at of one kind in one text

# --- what personal data look like

_GAP = r"[\s\u00ad\u200b-\u200f\u2060\ufeff]"
_SPLIT, _SLASH = rf"(?:{_GAP}|[.-])", "[/\u2044\u2215\uff0f]"
_NO_ACCOUNT = rf"(?!{_GAP}?/{_GAP}?\d{{4}}(?!\d))"
_BIRTH_NUMBER = re.compile(
    rf"(?<!\d)(?<!\d[.,])(?:(?<![a-fA-F])|(?<=[rR][cC]))(?:\d{{6}}|\d\d{_SPLIT}\d\d{_SPLIT}\d\d(?={_GAP}?{_SLASH}))"
    rf"{_GAP}{{0,2}}({_SLASH}?)[-\u2013]?{_GAP}{{0,2}}\d{{3,4}}(?![\da-fA-F]){_NO_ACCOUNT}"
)
_AT = rf"(?:@|{_GAP}?[\[(](?i:at|zavináč)[\])]{_GAP}?)"
_EMAIL = re.compile(rf"(?<![\w.+%-])[\w.+%-]{{1,64}}+{_AT}(?:[\w-]{{1,63}}\.){{1,8}}[^\W\d_]{{2,63}}")
_MOBILE = r"(?:60[1-8]|70[2-5]|7[2379]\d)(?!000000)\d{6}"
_GROUPED = rf"(?!\d{{3}}.000.000)[2-79]\d\d{_SPLIT}(?:\d{{3}}{_SPLIT}\d{{3}}|\d\d{_SPLIT}\d\d{_SPLIT}\d\d)"
_ABROAD = rf"(?:\+|00(?=42|4[389]))(?:{_SPLIT}|[()]){{0,2}}[1-9](?:(?:{_SPLIT}|[()]){{0,2}}\d){{8,13}}"
_PHONE = re.compile(
    rf"(?<![\w+])(?<!\d[\s.,/-])(?:{_ABROAD}|420{_MOBILE}|{_GROUPED}|{_MOBILE}|(?<=tel[.:] )[2-79]\d{{8}})"
    rf"(?!\w)(?![.,]\d)(?!{_GAP}\d{{3}}(?!\d)){_NO_ACCOUNT}(?!{_GAP}?(?:Kč|CZK|€|EUR|,-|korun|tis|mil))"
)
_DATE = re.compile(
    rf"(?i)(?<!\d)(?<!\d[.,/-])(\d{{4}}|\d{{1,2}})(?:[./-]{_GAP}{{0,2}}(\d{{1,2}})[./-]|\.?{_GAP}(?:led|únor|břez|dub|květ"
    rf"|červ|srp|září|říj|list|pros)[a-zěí]{{0,6}}){_GAP}{{0,2}}(\d{{4}}|\d{{1,2}})(?!\d)"
)
_DIGITS = re.compile(rf"{_GROUPED}|{_ABROAD}|\d\d{_SPLIT}?\d\d{_SPLIT}?\d\d\D{{0,6}}\d{{3,4}}|\d{{7,}}")
"""Every number that the patterns above find, and more: what is echoed loses little by its digits."""
_MAYBE = re.compile(
    r"[@\[(0-9](?:(?<=@)|(?<=[\[(])(?i:at|zav)|(?<=[0-9])(?:[^0-9]{0,13}[0-9]{4}|[./-][^0-9]{0,2}[0-9]{1,2}[./-]"
    r"[^0-9]{0,2}[0-9]|[0-9]{2}[^0-9]{1,3}[0-9]{2,3}[^0-9]{1,3}[0-9]{2}))"
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
_NOBODY = re.compile(
    r"(?i)tc=.*|(?:microsoft|ms|windows|office|excel|openpyxl|xlsxwriter|apache|poi|libre|google|sheets|calc|users?|public"
    r"|uživatel|systému|default|unknown|neznámý|none|owner|vlastník|autho?r|admin(?:istr[aá]tor)?|pc|[\W\d_])*"
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


def found_in(text: str, today: date, near: Callable[[], bool] = bool) -> list[tuple[str, str]]:
    """What stands in a text. ``near`` tells whether a name or a label stands right outside it.

    A birth number of ten digits proves itself by its check. One of nine has none: it counts with a slash, after a
    label ("r. č.", "nar."), or, where it is no phone, beside a name. So does a date; of a short year, after a label.
    """
    if not _MAYBE.search(text):
        return []
    hits = [(EMAIL, found[0]) for found in islice(_EMAIL.finditer(text), MOST)]

    def vouched(found: re.Match[str], by_name: bool) -> bool:
        before, after = text[max(0, found.start() - 40) : found.start()], text[found.end() : found.end() + 40]
        named = by_name and (_NAME_BEFORE.search(before) or _NAME_AFTER.match(after) or near())
        return bool(named or _LABEL.search(before))

    def number(found: re.Match[str]) -> str:
        digits = re.sub(r"\D", "", found[0])
        sure = len(digits) == 10 or found[1]
        if not (is_birth_number(digits, today) and (sure or vouched(found, not _PHONE.fullmatch(found[0])))):
            return found[0]
        hits.append((BIRTH_NUMBER, found[0]))
        return "•" * len(found[0])

    rest = _BIRTH_NUMBER.sub(number, text, MOST)
    hits += [(PHONE, found[0]) for found in islice(_PHONE.finditer(rest), MOST)]
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
    if cell.kind is Kind.DATE and 5_000 < value < 100_000:
        return found_in(str(date(1899, 12, 30) + timedelta(int(value))), today, near)
    if not (10**6 <= value < 10**12 and value.is_integer()):
        return []
    digits = str(int(value))
    whole = digits.zfill(10) if len(digits) > 7 or near() else digits
    return found_in(whole, today, near) or found_in(digits, today, near)


# --- where they can stand

_PARTS = (
    ("comment", N_("a comment")),
    ("docprops/", N_("the properties of the file")),
    ("sharedstrings", N_("a text that no cell shows")),
    ("drawing", N_("a drawing")),
    ("sheets/", N_("a header, a footer, a prompt or a link of the sheet")),
    ("", N_("a hidden part of the file")),
)
_WORDLESS = re.compile(r"\[content_types\]\.xml|xl/(?:styles|theme/.*|calcchain)\.xml|.*(?<!\.xml|\.vml|rels)", re.S)
_SHEET, _OF_CELLS = re.compile(r"xl/worksheets/[^/]+\.xml"), re.compile(r"worksheets/|sharedstrings")
_BOOK, _ATTRIBUTE = "xl/workbook.xml", re.compile(r'([\w:]+)="([^"]*)"')
_NUMBER_IN_SHEET = re.compile(
    rb"[0-9](?<![0-9.][0-9])(?:[0-9]{5,8}[^0-9<>\"]{0,8}[0-9]{3,4}(?![0-9])|[0-9]?\.[^0-9<>\"]{1,2}[0-9a-z\xc3-\xc5]"
    rb"|[0-9]{2}[^0-9<>\"]{1,3}[0-9]{2,3}[^0-9<>\"]{1,3}[0-9]{2})"
)
_SIGNS_IN_SHEET = (b"@", b"\0", b"&#", b"[at]", b" user", b"Users", b"+4")
"""A sheet is read once more, for what it says besides its cells, only where one of these is found there."""
_WORDED = re.compile(
    "name|displayName|descr|title|alt|display|tooltip|prompt|promptTitle|error|errorTitle|userName|userId|user|comment"
    "|caption|string|Target|url|href|v"
)
"""Attributes that hold words; others hold ids, colours and sizes, where digits mean nothing."""
_PIECES = frozenset(("r", "t", "span", "font", "b", "i", "u"))
_HEADER_CODES = tuple(re.compile(rf'&(?:"[^"]*"|K[0-9A-F]{{6}}|[0-9]{{{size}}}|[A-Za-z&])') for size in (1, 2, 3))
_NAMING = re.compile(
    r"(?i)creator|lastModifiedBy|Manager|Company|author|person displayName|fileSharing userName|userInfo name"
    r"|scenario user|property (?!MSIP).*(?:own|auth?or|edit|user|person|client|klient|jm[eé]n|vlastn|kontr|prac).*"
)


def scan(sheets: Sequence[Sheet], package: Package | None, allowed: Iterable[str], today: date) -> list[Finding]:
    """The personal data of a workbook, one finding for each kind and place; ``params`` hold them masked only.

    ``allowed`` are texts whose contacts and names may stand anywhere: our own, the coordinator's, the provider's, and
    the answers to who filled the form in (Excel copies those into links and properties). A birth number never may.
    Births are judged as of ``today``: the collection's deadline, for results must not depend on the clock. Files of
    older formats have no ``package``; their cells are all that is searched.
    """
    known = {_compared(*hit) for text in allowed for hit in ((IDENTITY, text), *found_in(text, date.max))} - {None}
    found: dict[tuple[str, Place, str], tuple[dict[str, None], dict[str, None]]] = {}

    def keep(hits: list[tuple[str, str]], place: Place, part: str, cell: str) -> None:
        for what, text in hits:
            if _compared(what, text) not in known:
                cells, shown = found.setdefault((what, place, part), ({}, {}))
                cells |= {cell: None} if cell else {}
                shown |= {text: None} if len(shown) <= SHOWN else {}

    for sheet in sheets:
        for at, cell in sheet.cells.items():
            hits = found_in_cell(cell, today, partial(_is_person_near, sheet, at))
            if hits or (cell.formula and (hits := found_in(cell.formula, today))):
                keep(hits, Place(sheet=quote(masked(sheet.name))), N_("a cell"), str(at))
    if package:
        _search_parts(package, sheets, today, keep)
    findings = []
    for (what, place, part), (cells, shown) in found.items():
        hidden = [quote(re.sub(r"(\w)\S*", r"\1…", text) if what == IDENTITY else masked(text)) for text in shown]
        told = ", ".join(dict.fromkeys(hidden[:SHOWN])) + "…" * (len(shown) > SHOWN)
        severity = Severity.ERROR if what in (BIRTH_NUMBER, BIRTH_DATE) else Severity.WARNING
        here = replace(place, cells=tuple(cells))
        findings.append(Finding(what, here, None, {"found": told, "part": both(part)}, severity))
    return findings


def _compared(what: str, text: str) -> object:
    """What two spellings of one contact or name have in common; None for what is never allowed."""
    if what == IDENTITY:
        return frozenset(re.findall(r"\w+", text.casefold()))
    return text.casefold() if what == EMAIL else re.sub(r"\D", "", text)[-9:] if what == PHONE else None


def _is_person_near(sheet: Sheet, at: Address) -> bool:
    """Whether one of the three cells on either side holds nothing but a name, or a label."""
    beside = (sheet.cells.get(Address(at.row, at.column + step)) for step in (-1, 1, -2, 2, -3, 3))
    texts = [cell.text for cell in beside if cell and cell.kind is Kind.TEXT and len(cell.text) < 50]
    return any(_PERSON.fullmatch(text.strip()) or _LABEL.search(text) for text in texts)


def _search_parts(package: Package, sheets: Sequence[Sheet], today: date, keep: Callable[..., None]) -> None:
    """Everything that the parts say besides the cells that were read."""
    read = {cell.text for sheet in sheets for cell in sheet.cells.values()}
    all_read = len(sheets) >= sum(1 for name in package.parts if _SHEET.fullmatch(name))
    titles = cache(partial(_titles, package))
    for name, entry in package.parts.items():
        if _WORDLESS.fullmatch(name) or (all_read and _says_cells_only(name, package.kept.get(name, b""))):
            continue

        def hear(says: str, text: str, at: str, name: str = name, file: str = entry.name) -> None:
            hits = [] if text in read and _OF_CELLS.search(name) else _said(says, text, today)
            if hits:
                title = quote(masked(titles().get(name, "")))
                place = Place(sheet=title) if title else Place(file=quote(masked(file)))
                part = next(words for sign, words in _PARTS if sign in name)
                keep(hits, place, part, at if title and address(at) else "")

        try:
            if name.endswith("sharedstrings.xml"):
                for text in shared_strings(name, package.pieces(name), Allowance()):
                    hear("si", text, "")
            else:
                read_part(_Words(name, hear), package.pieces(name))
        except RefusedError:  # no XML, or too much of it: its bare text
            for piece in package.pieces(name):
                hear("", re.sub(r"<[^<>]*>", "|", piece.replace(b"\0", b"").decode("utf-8", "replace")), "")


def _said(says: str, text: str, today: date) -> list[tuple[str, str]]:
    if says.endswith(("Header", "Footer")):  # how long the size of a font is, only its digits could tell
        text = "|".join(codes.sub(" ", text) for codes in _HEADER_CODES)
    hits, home = found_in(text, today), _HOME.search(text)
    named = home[1] if home else text.strip() if _NAMING.fullmatch(says) and not hits else ""
    return hits if _NOBODY.fullmatch(named) else [*hits, (IDENTITY, named)]


def _says_cells_only(name: str, kept: bytes) -> bool:
    before, _, rest = kept.partition(b"<sheetData")
    besides = before + rest.rpartition(b"</sheetData>")[2]
    more = _NUMBER_IN_SHEET.search(besides) or any(sign in besides for sign in _SIGNS_IN_SHEET)
    return bool(kept and _SHEET.fullmatch(name) and not more)


def _titles(package: Package) -> dict[str, str]:
    """The sheet that a part belongs to: its own, and those it refers to (comments, drawings)."""

    def elements(part: str, tag: str) -> list[dict[str, str]]:
        text = package.kept.get(part, b"").decode("utf-8", "replace")
        found = re.findall(rf"<(?:\w+:)?{tag}\b[^>]*>", text)
        return [{"name": "", "r:id": "", "Id": "", "Target": ""} | dict(_ATTRIBUTE.findall(one)) for one in found]

    def related(part: str) -> dict[str, str]:
        folder, file = split(part)
        lines = elements(f"{folder}/_rels/{file}.rels", "Relationship")
        return {one["Id"]: normpath(join("/", folder, one["Target"])).lstrip("/").casefold() for one in lines}

    parts = related(_BOOK)
    titles = {parts.get(one["r:id"], ""): unescape(one["name"]) for one in elements(_BOOK, "sheet")}
    return titles | {other: title for part, title in titles.items() for other in related(part).values()}


class _Words(Reading):
    """Hands over every text of a part, and every attribute that holds words: who says it, the words, at which cell."""

    def __init__(self, part: str, hear: Callable[[str, str, str], None]) -> None:
        super().__init__(part, {})
        self.hear, self.elements = hear, 0
        self.open: list[tuple[str, str, int]] = [("", "", 0)]
        self.parser.CharacterDataHandler = self.text.append

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(" ")[2]
        says = f"property {attributes.get('name')}" if tag == "property" else tag
        at = attributes.get("ref") or attributes.get("sqref") or self.open[-1][1]
        self.elements += 1
        self.limit(self.elements, MAX_STRINGS)
        self.limit(len(self.open), MAX_DEPTH)
        self.open.append((says, at, len(self.text)))
        for attribute in filter(_WORDED.fullmatch, attributes):
            self.hear(f"{tag} {attribute}", unescaped(attributes[attribute]), at)

    def end(self, _name: str) -> None:
        says, at, start = self.open.pop()
        if says == "br":
            self.text.append("\n")
        elif len(self.text) > start and says not in _PIECES:
            text, within = unescaped("".join(self.text)), self.open[-1][0]
            self.text.clear()
            self.hear(within if within.startswith("property ") else says, text, at)
