"""Finds personal data in a workbook that came back, wherever they stand, and masks them wherever they could be echoed.

Found is what has a form of its own: birth numbers, birth dates beside a name-like word, e-mails, phones, and identities
where programs write them (properties, authors of comments). A name in a sentence has none: no pattern finds it. Pictures,
printer settings, embedded files and styles are not looked into. What may stand here is told by the caller.
"""

import posixpath
import re
from bisect import bisect
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import IntEnum, StrEnum
from functools import cached_property, lru_cache
from typing import NamedTuple

from zamestnanost_stats.findings import Finding, Place, Severity, quote
from zamestnanost_stats.language import N_, both
from zamestnanost_stats.workbook.archive import RefusedError
from zamestnanost_stats.workbook.cells import Address, Cell, Kind, Sheet, address
from zamestnanost_stats.workbook.markup import MAX_DEPTH, Reading, read_part
from zamestnanost_stats.workbook.preflight import Package
from zamestnanost_stats.workbook.texts import Allowance, shared_strings, unescaped


class What(StrEnum):
    """What was found: the code of its finding."""

    BIRTH_NUMBER = "personal-birth-number"
    BIRTH_DATE = "personal-birth-date"
    EMAIL = "personal-email"
    PHONE = "personal-phone"
    IDENTITY = "personal-identity"


class Evidence(IntEnum):
    """What speaks for a person where digits alone do not: a name-like word beside them, or a label such as "nar."."""

    NONE, NAME, LABEL = range(3)


YOUNGEST, OLDEST = 15, 105
"""Age of those whom a date beside a name may belong to: nobody younger may work, and later dates are of other things."""

# --- the forms of personal data

_GAP = r"[\s\u00ad\u200b-\u200f\u2060\ufeff]"
_ALONE = r"(?<!\d)(?<!\d[.,/-])"
_BIRTH_NUMBER = re.compile(
    rf"(?<!\d)(?<!\d[.,])(?:(?<![a-fA-F])|(?<=[rR][cC]))(?:\d{{6}}|\d\d(?:[.-]|{_GAP})\d\d(?:[.-]|{_GAP})\d\d(?=\D{{0,2}}[/⁄∕／]))"
    rf"{_GAP}{{0,2}}([/⁄∕／\-–—]?){_GAP}{{0,2}}\d{{3,4}}(?![\da-fA-F])(?!{_GAP}?/{_GAP}?\d{{4}}(?!\d))"  # a bank account
)
_EMAIL = re.compile(
    rf"[\w.+%-]{{1,64}}(?:@|{_GAP}?[\[(](?:at|zavináč)[\])]{_GAP}?)[\w-]{{1,63}}(?:\.[\w-]{{1,63}})*\.[^\W\d_]{{2,63}}"
)
_TRIPLES = rf"(?!\d{{3}}.?000.?000)[2-79]\d\d(?:{_GAP}|[.-])(?:\d{{3}}(?:{_GAP}|[.-])\d{{3}}|\d\d(?:{_GAP}|[.-])\d\d(?:{_GAP}|[.-])\d\d)"
_MOBILE = r"(?:60[1-8]|70[2-5]|7[2379]\d)(?!000000)\d{6}"
_PHONE = re.compile(
    rf"(?<![\w+])(?<!\d[\s.,/-])(?:(?:\+|\b00)(?:{_GAP}{{0,2}}|[().-]){{0,2}}[1-9]\d{{0,2}}(?:(?:{_GAP}|[().-]){{0,2}}\d){{7,11}}"
    rf"|420{_MOBILE}|{_TRIPLES}|{_MOBILE}|(?<=tel[.: ])[2-79]\d{{8}}|(?<=tel[.:] )[2-79]\d{{8}})"
    rf"(?!\w)(?!{_GAP}\d{{3}}(?!\d))(?!/\d{{4}})(?!{_GAP}?(?:Kč|CZK|€|EUR|,-|korun|tis|mil))(?![.,]\d)",
)
_MONTH = r"(?:led|únor|březen|březn|dub|květ|červ|srp|září|říj|listop|prosin)[a-zěí]{0,4}"
_DATE = re.compile(
    rf"{_ALONE}(?:(\d{{1,2}})(?:[./-]{_GAP}{{0,2}}(\d{{1,2}})[./-]|\.?{_GAP}{{0,2}}{_MONTH}){_GAP}{{0,2}}(\d{{4}}|\d\d)"
    r"|(\d{4})[./-](\d{1,2})[./-](\d{1,2}))(?!\d)",
    re.I,
)
_LONG = re.compile(rf"{_BIRTH_NUMBER.pattern}|{_PHONE.pattern}|\d{{7,}}")
_MAYBE = re.compile(
    r"@|[0-9][^0-9]{0,13}[0-9]{4}|[0-9]{3}[^0-9]{1,3}[0-9]{2,3}[^0-9]{1,3}[0-9]{2}|[0-9][./-].{0,2}[0-9]{1,2}[./-].{0,2}[0-9]{2}"
    r"|[\[(](?:at|zavináč)[\])]"
)
"""Without this in it, a text holds none of the forms above."""
_LABEL = re.compile(
    r"\br\. ?č\b|\br\.č\.|\brč\b|\brc\b|\brodn\w* č|\bnar\.|\bnaroz|\bdat\w*\.? nar|\bbirth|\bborn\b|\bdob\b", re.I
)
