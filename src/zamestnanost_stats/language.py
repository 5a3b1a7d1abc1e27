"""Czech and English: texts, plural forms, numbers, dates and alphabetical order, chosen once and passed on.

Also what two spellings of one text have in common, in either language.
"""

import gettext as gettext_module
import locale
import os
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

DOMAIN = "zamestnanost_stats"
LOCALE_FOLDER = Path(__file__).with_name("locale")
CODES = ("cs", "en")
NBSP = "\u00a0"


def N_(text: str) -> str:  # noqa: N802 - gettext's own name for "to be translated later"
    """Marks a text for translation where it is defined; it is translated where it is shown."""
    return text


@dataclass(frozen=True, slots=True)
class Text:
    """One text in both languages: what forms bring and findings carry."""

    cs: str
    en: str

    def in_(self, language: "Language") -> str:
        """This text in that language."""
        return self.cs if language.code == "cs" else self.en


@dataclass(frozen=True)
class Language:
    """How to say a thing to the reader."""

    code: str
    gettext: Callable[[str], str]
    ngettext: Callable[[str, str, int], str]

    def number(self, value: Decimal | int, decimals: int | None = None) -> str:
        """``1 234,5`` or ``1,234.5``; ``decimals`` fixes the places (halves round away from zero)."""
        exact = Decimal(value)
        if decimals is None:
            shown = f"{round(exact, 4) + 0:,f}"  # + 0: no "-0.0"
            shown = shown.rstrip("0").rstrip(".") if "." in shown else shown
        else:
            shown = f"{exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP) + 0:,f}"
        return shown.translate(_signs(self.code))

    def percent(self, share: Decimal | float, decimals: int = 1) -> str:
        """A share 0-1 as ``37,3 %`` or ``37.3%``; halves round away from zero."""
        shown = self.number(Decimal(str(share)) * 100, decimals)
        return f"{shown}{NBSP}%" if self.code == "cs" else f"{shown}%"

    def points(self, difference: Decimal | float, decimals: int = 1) -> str:
        """A difference of shares in percentage points, the number only: ``26,9``."""
        return self.number(Decimal(str(difference)) * 100, decimals).replace("-", "−")

    def out_of(self, part: Decimal | int, whole: Decimal | int) -> str:
        """``4 ze 6`` or ``4 of 6``; Czech says "ze" before numbers whose word begins with a cluster or s, š, t."""
        between = "of" if self.code == "en" else "ze" if _says_ze(int(whole)) else "z"
        return f"{self.number(part)}{NBSP}{between}{NBSP}{self.number(whole)}"

    def date(self, day: date) -> str:
        """``15. 2. 2021`` or ``15 February 2021``, held together by no-break spaces."""
        from babel.dates import format_date

        pattern = "d.'\u00a0'M.'\u00a0'y" if self.code == "cs" else "d'\u00a0'MMMM'\u00a0'y"
        return format_date(day, pattern, locale=self.code)

    def sort_key(self, text: str) -> tuple[Any, ...]:
        """Alphabetical order: Czech puts ch after h, č after c, and accents after plain letters (ČSN 97 6030); English
        looks at accents only where all else is the same."""
        return _czech_key(text) if self.code == "cs" else _english_key(text)

    def typeset(self, text: str) -> str:
        """English: ``Praha 19`` stays on one line. Czech: no line ends after a one-letter preposition or conjunction,
        after §, between a number and what it counts, before a number or %, nor inside a date or a long number."""
        if self.code != "cs":
            return re.sub(r"\b([A-Z]\w*) (?=\d)", rf"\1{NBSP}", text)
        inside = r"(?<=(?<!\d\d)\d\.) (?=\d)|(?<=\d) (?=\d{3}(?!\d))"
        counted = rf"(?<=\d) (?!(?:{_NOT_COUNTED})\b)(?=[^\W\d_]{{3}})|(?<=\d\.) (?=[a-záčďéěíňóřšťúůýž])"
        numbered = re.sub(rf"(?<=[^\W\d_]) (?=\d)| (?=%)|(?<=§) |{inside}|{counted}", NBSP, text)
        return re.sub(r"(?<![^\W_])([vkszouaiVKSZOUAI]) (?=\S)", rf"\1{NBSP}", numbered)


_NOT_COUNTED = "bez|jen|jsou|mezi|nebo|než|nad|pod|pro|před|při|tedy"
"""Words of more than two letters after a number that belong to what follows."""


@cache
def _signs(code: str) -> Mapping[int, str]:
    """What stands between thousands and before decimals instead of Python's own; Babel, asked for every number, would
    take 40 µs each time."""
    from babel.numbers import get_decimal_symbol, get_group_symbol

    return {ord(","): get_group_symbol(code), ord("."): get_decimal_symbol(code)}


def _says_ze(number: int) -> bool:
    """Whether the Czech word of a number takes "ze": dvou, tří, čtyř, šesti, sedmi, třinácti ... sta."""
    while number >= 1000 and number // 1000 != 1:
        number //= 1000
    if number >= 1000:
        return False  # z tisíce
    if number >= 100:
        return number // 100 in (1, 2, 3, 4, 6, 7)
    return number in (2, 3, 4, 6, 7, 13, 14, 16, 17) or number // 10 in (3, 4, 6, 7)


_CZECH_ORDER = {letter: place for place, letter in enumerate("abcčdefghijklmnopqrřsštuvwxyzž")}


def _czech_key(text: str) -> tuple[Any, ...]:
    folded = unicodedata.normalize("NFC", text).casefold()
    letters = re.findall(r"ch|.", folded, re.DOTALL)
    primary = [
        (1, _CZECH_ORDER["h"], 1)
        if letter == "ch"
        else (1, _CZECH_ORDER[base], 0)
        if (base := letter if letter in _CZECH_ORDER else unicodedata.normalize("NFD", letter)[0]) in _CZECH_ORDER
        else (0, ord(letter[0]), 0)
        for letter in letters
    ]
    return (primary, folded, text.swapcase())  # of two that differ by capitals only, the small letter first


def _english_key(text: str) -> tuple[Any, ...]:
    folded = unicodedata.normalize("NFC", text).casefold()
    plain = "".join(sign for sign in unicodedata.normalize("NFD", folded) if not unicodedata.combining(sign))
    return (plain, folded, text)


@lru_cache(maxsize=1_000)
def folded(text: str) -> str:
    """What two spellings of one label have in common."""
    return " ".join(unicodedata.normalize("NFC", text).split()).casefold()


@lru_cache(maxsize=1_000)
def plain(text: str) -> str:
    """The folded text without accents and signs."""
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", folded(text)) if not unicodedata.combining(sign))
    return " ".join(re.findall(r"\w+", bare))


@cache
def language(code: str) -> Language:
    """The language of that code (``cs`` or ``en``); English is the language the texts are written in."""
    if code == "en":
        spoken: gettext_module.NullTranslations = gettext_module.NullTranslations()
    else:
        spoken = gettext_module.translation(DOMAIN, LOCALE_FOLDER, languages=[code])
    return Language(code, spoken.gettext, spoken.ngettext)


_READ_CZECH = ("cs", "czech", "sk", "slovak")
"""How the names of locales begin whose speakers are given Czech; Windows writes them out."""


def user_language() -> str:
    """The code of the user's own language: Czech where the system says so, else English."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if os.environ.get(name):
            return "cs" if os.environ[name].lower().startswith(_READ_CZECH) else "en"
    spoken = locale.getlocale()[0] or ""
    return "cs" if spoken.lower().startswith(_READ_CZECH) else "en"


def both(template: str, **parts: Text) -> Text:
    """A text of the program's own (marked with ``N_``) in both languages, with its parts put in."""
    czech, english = language("cs"), language("en")
    return Text(
        czech.gettext(template).format_map({name: part.cs for name, part in parts.items()}),
        english.gettext(template).format_map({name: part.en for name, part in parts.items()}),
    )
