"""Czech is spoken by its rules: alphabetical order, numbers, "z" and "ze", no lone preposition at the end of a line."""

import locale
import re
import unicodedata
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from typing import Literal

import pytest
from babel.numbers import format_decimal
from hypothesis import given, settings
from hypothesis import strategies as st

from zamestnanost_stats.language import NBSP, Text, both, language, user_language

CZECH, ENGLISH = language("cs"), language("en")


def spaced(text: str) -> str:
    """No-break spaces are written ``~`` in the tables below, as typesetters do."""
    return text.replace("~", NBSP)


# --- alphabetical order

SORTED = [
    *("Amano", "Beroun", "brno", "Břeclav"),
    *("CDZ Praha 8", "cíl", "Cvikov", "čáp", "Červený Hrádek"),
    *("Ďáblice", "Dačice", "Dvorce", "ESET-HELP", "Fokus", "Fokus Praha", "Fokusy", "Green Doors"),
    *("Hora", "Hvozd", "CHD Bona", "Chrudim", "Chýně", "Ivančice"),
    *("Lipa", "lípa", "Lípa", "Lipan", "Müller", "Muzeum", "Nový Jičín", "Ňufík", "Nymburk"),
    *("Rychnov", "Řeporyje", "Říčany", "Sušice", "Šárka", "Švihov", "Tábor", "Ťapák", "Teplice"),
    *("Ústí", "ústí nad Orlicí", "Úvaly", "Uzel", "Zlín", "Žatec"),
]
"""Sorted by hand after ČSN 97 6030."""


@settings(deadline=None)
@given(st.permutations(SORTED))
def test_czech_order(mixed: list[str]) -> None:
    assert sorted(mixed, key=CZECH.sort_key) == SORTED


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("hz", "ch"),
        ("ch", "i"),
        ("cz", "č"),
        ("Ústí", "Zlín"),
        ("abc", "Abd"),
        ("ABC", "abd"),
        ("a b", "ab"),
        ("d", "ď"),
        ("ď", "da"),
        ("ú", "ů"),
        ("u", "ů"),
        ("ez", "f"),
        ("éz", "f"),
        ("ľz", "m"),  # not a Czech letter: sorted as the letter it is made of
        ("öz", "p"),
    ],
)
def test_czech_order_of_two(first: str, second: str) -> None:
    assert CZECH.sort_key(first) < CZECH.sort_key(second)


def test_letters_written_as_two_signs_are_sorted_as_one() -> None:
    """A file name from macOS writes č as c and a caron."""
    names = [unicodedata.normalize("NFD", name) for name in SORTED]
    assert sorted([*names[1::2], *names[::2]], key=CZECH.sort_key) == names


def test_english_order_does_not_put_capitals_first() -> None:
    assert sorted(["b", "C", "a", "B", "c"], key=ENGLISH.sort_key) == ["a", "B", "b", "C", "c"]


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_english_order_goes_by_the_letter_under_an_accent(form: Literal["NFC", "NFD"]) -> None:
    order = [*("Amano", "cap", "čáp", "Červený Hrádek", "Chrudim"), *("Dub", "Šárka", "Sušice", "Ústí", "Zlín")]
    names = [unicodedata.normalize(form, name) for name in order]
    assert sorted(names[1::2] + names[::2], key=ENGLISH.sort_key) == names


# --- numbers


@pytest.mark.parametrize(
    ("value", "decimals", "czech", "english"),
    [
        (0, None, "0", "0"),
        (999, None, "999", "999"),
        (1234, None, "1~234", "1,234"),
        (1234567, None, "1~234~567", "1,234,567"),
        (-5, None, "-5", "-5"),
        (Decimal("1234.5"), None, "1~234,5", "1,234.5"),
        (Decimal("12.50"), None, "12,5", "12.5"),
        (Decimal("1.50"), 2, "1,50", "1.50"),
        (3, 1, "3,0", "3.0"),
        (Decimal("0.5"), 0, "1", "1"),
        (Decimal("1.5"), 0, "2", "2"),
        (Decimal("2.5"), 0, "3", "3"),
        (Decimal("-2.5"), 0, "-3", "-3"),
        (Decimal("0.25"), 1, "0,3", "0.3"),
        (Decimal("0.35"), 1, "0,4", "0.4"),
        (Decimal("2.675"), 2, "2,68", "2.68"),
        (Decimal("0.2499"), 1, "0,2", "0.2"),
        (Decimal("999.95"), 1, "1~000,0", "1,000.0"),
        (Decimal("-0.04"), 1, "0,0", "0.0"),
    ],
)
def test_number(value: Decimal | int, decimals: int | None, czech: str, english: str) -> None:
    assert CZECH.number(value, decimals) == spaced(czech)
    assert ENGLISH.number(value, decimals) == english


@pytest.mark.parametrize(
    ("share", "decimals", "czech", "english"),
    [
        (Decimal("0.373"), 1, "37,3~%", "37.3%"),
        (Decimal("0.6072"), 1, "60,7~%", "60.7%"),
        (Decimal("0.0005"), 1, "0,1~%", "0.1%"),
        (Decimal("0.1225"), 1, "12,3~%", "12.3%"),
        (0.285, 0, "29~%", "29%"),  # 0.285 * 100 is 28.499... as a binary fraction
        (0.5, 1, "50,0~%", "50.0%"),
        (1, 1, "100,0~%", "100.0%"),
        (0, 0, "0~%", "0%"),
    ],
)
def test_percent(share: Decimal | float, decimals: int, czech: str, english: str) -> None:
    assert CZECH.percent(share, decimals) == spaced(czech)
    assert ENGLISH.percent(share, decimals) == english


@pytest.mark.parametrize(
    ("difference", "czech", "english"),
    [
        (Decimal("0.269"), "26,9", "26.9"),
        (Decimal("-0.269"), "−26,9", "−26.9"),
        (Decimal("-0.0625"), "−6,3", "−6.3"),
        (Decimal("-0.0004"), "0,0", "0.0"),
        (-0.125, "−12,5", "−12.5"),
    ],
)
def test_points_have_a_true_minus(difference: Decimal | float, czech: str, english: str) -> None:
    assert (CZECH.points(difference), ENGLISH.points(difference)) == (czech, english)


@pytest.mark.parametrize(
    ("day", "czech", "english"),
    [
        (date(2021, 2, 15), "15.~2.~2021", "15~February~2021"),
        (date(2020, 12, 1), "1.~12.~2020", "1~December~2020"),
    ],
)
def test_date(day: date, czech: str, english: str) -> None:
    assert (CZECH.date(day), ENGLISH.date(day)) == (spaced(czech), spaced(english))


Z = (
    *(0, 1, 5, 8, 9, 10, 11, 12, 15, 18, 19, 20, 21, 22, 29, 50, 53, 80, 90, 99),
    *(500, 555, 800, 999, 1000, 1002, 1666, 1999, 5000, 8200, 9999, 10_000, 11_000, 12_000, 20_000, 25_300),
    *(50_000, 500_000, 1_000_000, 5_000_000),
)
ZE = (
    *(2, 3, 4, 6, 7, 13, 14, 16, 17, 30, 31, 39, 40, 44, 60, 65, 70, 78),
    *(100, 101, 150, 199, 200, 299, 300, 400, 600, 667, 700, 799),
    *(2000, 2345, 3000, 4000, 6000, 7999, 13_000, 14_000, 17_500, 30_000, 40_000, 66_000, 70_000),
    *(100_000, 200_000, 300_000, 2_000_000, 3_500_000),
)
"""z jednoho, pěti, osmi, tisíce ... but ze dvou, tří, čtyř, šesti, sedmi, třinácti, třiceti, sta, dvou set."""


@pytest.mark.parametrize(("whole", "word"), [*((one, "z") for one in Z), *((one, "ze") for one in ZE)])
def test_out_of_in_czech(whole: int, word: str) -> None:
    assert CZECH.out_of(1, whole) == f"1{NBSP}{word}{NBSP}{whole:,}".replace(",", NBSP)


def test_out_of_in_english() -> None:
    assert ENGLISH.out_of(4, 6) == spaced("4~of~6")
    assert ENGLISH.out_of(Decimal(405), Decimal(1667)) == spaced("405~of~1,667")


# --- line ends


@pytest.mark.parametrize(
    ("plain", "tied"),
    [
        ("v Praze", "v~Praze"),
        ("K vám", "K~vám"),
        ("lidé s podporou u zaměstnavatele", "lidé s~podporou u~zaměstnavatele"),
        ("A v lese i u vody", "A~v~lese i~u~vody"),
        ("služba (v Praze)", "služba (v~Praze)"),
        ("„o práci“ a „z práce“", "„o~práci“ a~„z~práce“"),
        ("Praha, o. p. s. k ruce", "Praha, o. p. s. k~ruce"),
        ("viz k-lub a dále", "viz k-lub a~dále"),
        ("dav lidí", "dav lidí"),
        ("jako káňu viděl", "jako káňu viděl"),
        ("Žižkov a okolí", "Žižkov a~okolí"),
        ("mez v poli", "mez v~poli"),
        ("konec v", "konec v"),
        ("konec v ", "konec v "),
        ("v", "v"),
        ("", ""),
        ("na Praze ve městě", "na Praze ve městě"),
        ("v~Praze", "v~Praze"),
        ("Praha 17", "Praha~17"),
        ("přišlo jich 5 z 20", "přišlo jich~5 z~20"),
        ("do 1. 2. 2021", "do~1.~2.~2021"),
        ("od 31. 12. Celkem 1 498 osob", "od~31.~12. Celkem~1~498~osob"),
        ("evidovaní 31. prosince", "evidovaní~31.~prosince"),
        ("nejméně 5 lidí, 12 až 15 míst", "nejméně~5~lidí, 12 až~15~míst"),
        ("rok 2021. Údaje", "rok~2021. Údaje"),
        ("skončil rok 2020. 5 z 20", "skončil rok~2020. 5 z~20"),
    ],
)
def test_no_line_ends_after_a_lone_letter(plain: str, tied: str) -> None:
    assert CZECH.typeset(spaced(plain)) == spaced(tied)
    assert ENGLISH.typeset(spaced(plain)).replace(NBSP, " ") == spaced(plain).replace(NBSP, " ")


def test_english_keeps_a_name_with_its_number() -> None:
    assert ENGLISH.typeset("in Praha 19 a v 2 of 3") == f"in Praha{NBSP}19 a v 2 of 3"


@settings(deadline=None)
@given(st.text(alphabet="vkVaPň(„“)-5, ", max_size=20))
def test_typesetting_changes_nothing_but_spaces(text: str) -> None:
    """And whatever the words before it, no lone preposition is left before a space and a word."""
    tied = CZECH.typeset(text)
    assert tied.replace(NBSP, " ") == text
    assert CZECH.typeset(tied) == tied
    words = re.split(" ", tied)
    for word, after in pairwise(words):
        lone = re.search(r"(?:^|[^vkVaPň5])([vkVa])$", word)
        assert not (lone and after)


# --- whose language


VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")


@pytest.mark.parametrize(
    ("environment", "spoken"),
    [
        ({"LANG": "cs_CZ.UTF-8"}, "cs"),
        ({"LANG": "cs"}, "cs"),
        ({"LANG": "CS_cz"}, "cs"),
        ({"LANG": "sk_SK.UTF-8"}, "cs"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "de_DE"}, "en"),
        ({"LANG": "cs_CZ.UTF-8", "LC_ALL": "en_US.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "cs_CZ.UTF-8"}, "cs"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "cs_CZ.UTF-8"}, "cs"),
        ({"LC_ALL": "en_US.UTF-8", "LC_MESSAGES": "cs_CZ.UTF-8"}, "en"),
        ({"LC_ALL": "", "LANG": "cs_CZ.UTF-8"}, "cs"),
    ],
)
def test_language_of_the_environment(monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], spoken: str) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert user_language() == spoken


@pytest.mark.parametrize(
    ("named", "spoken"),
    [
        ("Czech_Czechia", "cs"),
        ("cs_CZ", "cs"),
        ("Slovak_Slovakia", "cs"),
        ("English_United States", "en"),
        (None, "en"),
    ],
)
def test_language_of_the_system_where_the_environment_is_silent(
    monkeypatch: pytest.MonkeyPatch, named: str | None, spoken: str
) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(locale, "getlocale", lambda: (named, "1250"))
    assert user_language() == spoken


# --- texts


def test_a_text_in_both_languages() -> None:
    text = Text("Výkaz", "Return")
    assert (text.in_(CZECH), text.in_(ENGLISH)) == ("Výkaz", "Return")


def test_parts_are_put_in_in_their_own_language() -> None:
    """``both`` keeps the texts apart, and braces in a part are left alone."""
    assert both("{one} / {one}", one=Text("{česky}", "{English}")) == Text("{česky} / {česky}", "{English} / {English}")


@settings(deadline=None)
@given(st.decimals("-1e12", "1e12", places=6), st.sampled_from([None, 0, 1, 2]), st.sampled_from(["cs", "en"]))
def test_numbers_are_written_as_babel_would(value: Decimal, decimals: int | None, code: str) -> None:
    exact = value if decimals is None else value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    pattern = "#,##0.####" if decimals is None else "#,##0." + "0" * decimals
    shown = format_decimal(exact, pattern.rstrip("."), locale=code)
    assert language(code).number(value, decimals) == re.sub(r"^-(?=[0.,]+$)", "", shown)
