"""Personal data are found in every part of a file, never in counts, and never repeated.

Every birth number here is computed from a day and an ending (``birth_number``), and every name, address and phone is
made up: none is known to belong to anybody.
"""

import io
import random
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment
from openpyxl.packaging.custom import StringProperty

import packages
import rounds
from zamestnanost_stats.catalogue import CATALOGUE
from zamestnanost_stats.findings import Finding, Severity, hint, message, where
from zamestnanost_stats.form.layout import lay_out
from zamestnanost_stats.language import language
from zamestnanost_stats.returns.privacy import found_in, found_in_cell, is_birth_number, masked
from zamestnanost_stats.returns.scan import scan
from zamestnanost_stats.workbook.cells import Address, Cell, Kind, Sheet
from zamestnanost_stats.workbook.preflight import preflight
from zamestnanost_stats.workbook.reader import read_package
from zamestnanost_stats.workbook.writer import write

if TYPE_CHECKING:
    from zamestnanost_stats.form.asked import Round

TODAY = date(2021, 2, 15)
NUMBER, BIRTH = "personal-birth-number", "personal-birth-date"
EMAIL, PHONE, IDENTITY = "personal-email", "personal-phone", "personal-identity"
CONTACT = "klientka@domov.example"
PERSON = "Božena Vymyšlená"
ALLOWED = ("Jana Smyšlená", "jana@example.org", "Dům u Lípy (smyšlená)")
NBSP = "\u00a0"


def birth_number(day: date, added: int = 0, ending: int = 123) -> str:
    """The first number of that day, month raised by so much, from that ending on, which eleven divides."""
    nine = f"{day:%y}{day.month + added:02}{day:%d}{ending:03}"
    check = int(nine) % 11
    return f"{nine}{check}" if check < 10 else birth_number(day, added, ending + 1)


def exceptional(day: date) -> str:
    """A number whose first nine digits leave ten, with a nought after them."""
    ending = next(one for one in range(100, 200) if int(f"{day:%y%m%d}{one}") % 11 == 10)
    return f"{day:%y%m%d}{ending}0"


def slashed(digits: str) -> str:
    return f"{digits[:6]}/{digits[6:]}"


MAN = birth_number(date(1985, 3, 14))
WOMAN = birth_number(date(1985, 3, 14), 50)
LATE = birth_number(date(2001, 1, 7))
OLD = f"{date(1946, 5, 20):%y%m%d}123"


def codes(text: str) -> list[str]:
    return [what for what, _ in found_in(text, TODAY)]


def in_cell(kind: Kind, text: str, *beside: str) -> list[str]:
    """What is said of a cell C2 and the texts right of it."""
    cells = {Address(2, 3): Cell(kind, text)}
    cells |= {Address(2, 4 + step): Cell(Kind.TEXT, other) for step, other in enumerate(beside)}
    return [finding.code for finding in scan((Sheet("List", False, cells),), None, (), TODAY)]


def look(data: bytes, allowed: tuple[str, ...] = ALLOWED) -> list[Finding]:
    """What is found in a file; whatever it is, it can be said in both languages."""
    package, refused = preflight(data)
    assert package is not None, refused
    sheets, refused = read_package(package)
    assert sheets is not None, refused
    findings = scan(sheets, package, allowed, TODAY)
    for finding in findings:
        for spoken in (language("cs"), language("en")):
            assert message(finding, spoken)
            assert hint(finding, spoken)
            assert where(finding, spoken)
    return findings


def said(findings: list[Finding]) -> str:
    """All that could be echoed of the findings."""
    spoken = (language("cs"), language("en"))
    told = [tell(finding, one) for finding in findings for one in spoken for tell in (message, hint, where)]
    return "\n".join((*told, *map(repr, findings)))


@pytest.fixture(scope="module")
def returned(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., bytes]:
    """Makes returns: in Czech or English, with those counts and texts."""
    rounds_by_language: dict[str, Round] = {}
    for spoken in ("cs", "en"):
        workspace = rounds.folder(tmp_path_factory.mktemp(spoken), spoken=spoken)
        rounds_by_language[spoken] = workspace.round(rounds.period("2020"))

    def make(spoken: str = "cs", counts: tuple[int, ...] = (12, 5, 3, 1), **texts: str) -> bytes:
        asked = rounds_by_language[spoken].asked("lipa")
        values = rounds.answers(asked, {"ips": counts, "pz": counts, "*": counts})
        keys = {key.indicator: key for sheet in lay_out(asked).sheets for key in (s.key for s in sheet.slots) if key}
        values |= {keys[name]: text for name, text in texts.items()}
        return write(lay_out(asked), values, {})

    return make


# --- birth numbers


@pytest.mark.parametrize(
    "digits",
    [
        MAN,
        WOMAN,
        LATE,
        birth_number(date(2005, 7, 1), 20),
        birth_number(date(2005, 7, 1), 70),
        birth_number(date(2004, 2, 29)),
        birth_number(date(1954, 1, 1)),
        birth_number(TODAY),
        exceptional(date(1975, 6, 2)),
        OLD,
        f"{date(1946, 5, 20):%y}55{20}456",
        "531231999",
    ],
)
def test_a_birth_number_holds(digits: str) -> None:
    assert is_birth_number(digits, TODAY)
    assert codes(slashed(digits)) == [NUMBER]


@pytest.mark.parametrize(
    "digits",
    [
        MAN[:9] + str((int(MAN[9]) + 1) % 10),  # the check
        birth_number(date(1985, 1, 14), 12),  # month 13
        birth_number(date(1985, 1, 14), -1),  # month 0
        birth_number(date(1985, 1, 14), 62),  # month 63
        birth_number(date(1985, 2, 28), 0).replace("850228", "850231"),
        birth_number(date(1985, 3, 14), 20),  # +20 before 2004
        birth_number(date(2003, 3, 14), 70),
        birth_number(TODAY + timedelta(1)),
        birth_number(date(2001, 2, 28)).replace("010228", "010229"),
        exceptional(date(1986, 6, 2)),
        "540101123",  # nine digits since 1954
        "460520000",
    ],
)
def test_what_only_looks_like_a_birth_number(digits: str) -> None:
    assert not is_birth_number(digits, TODAY)
    assert NUMBER not in codes(slashed(digits))
    assert NUMBER not in in_cell(Kind.NUMBER, digits)


@given(st.dates(date(1954, 1, 1), TODAY), st.integers(1, 800), st.sampled_from([0, 50]), st.integers(1, 9))
def test_one_digit_wrong_is_always_noticed(day: date, ending: int, added: int, wrong: int) -> None:
    digits = birth_number(day, added, ending)
    assert is_birth_number(digits, TODAY)
    assert not is_birth_number(digits[:9] + str((int(digits[9]) + wrong) % 10), TODAY)


SPELLINGS = [
    "{0}/{1}",
    "{0} / {1}",
    "{0} {1}",
    "{0}{1}",
    f"{{0}}{NBSP}/{NBSP}{{1}}",
    "{0}-{1}",
    "{0}\u200b/{1}",
    "{0}\u2044{1}",
    "paní {0}/{1} nastoupila",
    "r. č. {0}{1}, od ledna",
    "RČ{0}/{1}",
    "rc{0}{1}",
    "DIČ CZ{0}{1}",
    "(({0}/{1}))",
    "{0}/{1}.",
    "12 klientů a {0}/{1}, 5 dalších",
    "Alena{0}{1}",
    "{0}{1}Alena",
    "eda{0}{1}",
    "{0}{1}EDA",
    "klient_{0}{1}",
    "{0}/{1}abc",
    "{0}_{1}",
    "{0}.{1}",
    "{0}\\{1}",
    "{0}//{1}",
    "{0}/{1}/2020",
    "{0}/{1} /0800",
    "1234 {0}/{1}",
]


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("digits", [MAN, WOMAN, LATE])
def test_birth_numbers_in_texts(spelling: str, digits: str) -> None:
    text = spelling.format(digits[:6], digits[6:])
    assert codes(text) == [NUMBER]
    assert digits[4:] not in "".join(filter(str.isdigit, masked(text)))


def test_birth_numbers_in_pairs_and_in_lines() -> None:
    pairs = f"{MAN[:2]} {MAN[2:4]} {MAN[4:6]} / {MAN[6:]}"
    assert codes(pairs) == [NUMBER]
    assert codes(pairs.replace(" / ", " ")) == [NUMBER]  # no count is written 03
    digits = birth_number(date(1985, 11, 14), 0, 123)
    counts = f"{digits[:2]} {digits[2:4]} {digits[4:6]} {digits[6:]}"
    assert codes(counts) == []
    assert codes(f"r. č. {counts}") == codes(f"{PERSON} {counts}") == [NUMBER]
    assert codes(f"{slashed(MAN)}\n{slashed(WOMAN)}") == [NUMBER, NUMBER]


@pytest.mark.parametrize(
    "text",
    [
        f"účet {MAN}/0800",
        f"účet 19-{MAN}/0800",
        f"účet {MAN[:6]}-{MAN[6:]}/0100",
        f"1{MAN}",
        f"{MAN}1",
        f"0.{MAN}",
        f"a{MAN}b7c",  # part of a fingerprint
        "CZ.03.2.63/0.0/0.0/15_007/0008217",
        "MPSV-2021/12345-231/1",
        "2019-2020, 2020/2021",
        "IČO 27082440",
    ],
)
def test_other_long_numbers_are_none(text: str) -> None:
    assert codes(text) == []


@pytest.mark.parametrize("digits", [MAN, WOMAN])
def test_birth_numbers_in_odd_groups(digits: str) -> None:
    assert codes(f"{digits[:4]} {digits[4:]}") == [NUMBER]
    assert codes(f"{digits[:6]}/{digits[6:8]} {digits[8:]}") == [NUMBER]
    single = " ".join(digits)
    assert codes(single) == []  # as well ten counts in a row
    assert codes(f"{PERSON} {single}") == []
    assert codes(f"r. č. {single}") == codes(f"{single[:11]} / {single[12:]}") == [NUMBER]
    for text in (f"{digits[:4]} {digits[4:]}", f"{digits[:6]}/{digits[6:8]} {digits[8:]}", single):
        assert digits[6:] not in "".join(filter(str.isdigit, masked(text)))


@pytest.mark.parametrize("digits", [MAN, WOMAN])
@pytest.mark.parametrize("sign", ",|:;")
def test_birth_numbers_with_other_signs(digits: str, sign: str) -> None:
    text = f"{digits[:6]}{sign}{digits[6:]}"
    assert codes(text) == [NUMBER]
    assert digits[6:] not in masked(text)


def test_birth_numbers_by_thousands_and_with_letters() -> None:
    thousands = "7 356 120 013"
    assert codes(thousands) == [NUMBER]
    assert masked(thousands) == "7 ••• ••• •••"
    assert codes("735612/OO13") == codes("735612 / oO13") == [NUMBER]
    assert masked("735612/OO13") == "73••••/••••"
    assert codes("735612/OO13a") == codes("735612/OOP") == []


@pytest.mark.parametrize(
    "text",
    [f"č. j. {slashed(OLD)}", f"č.j.: {slashed(OLD)}", f"ČJ {slashed(OLD)}", f"sp. zn. {slashed(OLD)}",
     "IČO: 777123456", "IČ 777 123 456", "601 602 603 klientů", "601 602 603 hodin"],
)  # fmt: skip
def test_nine_digits_of_files_organisations_and_counts(text: str) -> None:
    assert codes(text) == []


def test_a_file_number_is_no_shelter() -> None:
    """Ten digits prove themselves; and nine beside no file."""
    assert codes(f"č. j. {slashed(MAN)}") == [NUMBER]
    assert codes(f"viz č. j. 12/2020, {slashed(OLD)}") == [NUMBER]
    assert codes("601 602 603 klientka Alena") == [PHONE]


def test_phones_in_brackets_and_addresses_with_spaces() -> None:
    assert codes("(777) 123 456") == [PHONE]
    assert "456" not in masked("(777) 123 456")
    assert codes("alena @ seznam.cz") == [EMAIL]
    assert "seznam" not in masked("alena @ seznam.cz")


def test_dates_of_our_days_are_told() -> None:
    assert masked("Nový tým od 1. 1. 2020", TODAY) == "Nový tým od 1. 1. 2020"
    assert masked("14. 3. 1985 a 1. 1. 20", TODAY) == "••. ••. 1985 a ••. ••. 20"
    assert masked("od 1. 1. 2020") == "od ••. ••. 2020"


@pytest.mark.parametrize("nought", "\uff10\u0660\u06f0\u0966", ids=["wide", "arabic", "persian", "devanagari"])
def test_digits_of_other_scripts(nought: str) -> None:
    written = "".join(chr(ord(nought) + int(digit)) for digit in MAN)
    for text in (written, f"{written[:6]}/{written[6:]}", f"{written[:6]}\uff0f{written[6:]}"):
        assert codes(text) == [NUMBER]
        assert masked(text).startswith(f"{MAN[:2]}••••")
        assert not set(written[2:]) & set(masked(text))


def ten(prefix: str) -> str:
    """Those digits and more, the last such that they can be a birth number."""
    found = (f"{prefix}{rest:0{10 - len(prefix)}d}" for rest in range(1, 10 ** (10 - len(prefix))))
    return next(one for one in found if is_birth_number(one, TODAY))


@pytest.mark.parametrize(
    "text",
    [
        f"vykaz_{ten('200115')[:6]}_{ten('200115')[6:]}.xlsx",  # the day and the hour
        f"zaloha {ten('190731')[:6]}.{ten('190731')[6:]}",
        f"rok {ten('2010')[:4]} {ten('2010')[4:]} Kč",
        f"2011 {ten('2011')[4:]}",
        "602 000 000, 777 000 000, 221 000 000",
        "linky 12, 34, 56, 7890 a 21 22 23 2425",
        "IČO 27082440, DIČ CZ27082440",
        "účet 123456-0123456789/0800",
        f"účet {MAN}/0800 a {WOMAN} / 0100",
        f"účet 000019-{MAN}/2010",
        "IBAN CZ65 0800 0000 1920 0014 5399",
        "č. j. 735612/2020, sp. zn. 12345/2020-3, MHMP 1234567/2020",
        f"č. j. {OLD[:6]}/{OLD[6:]}/2020",
        "S-MHMP/0735612/2020/001",
        "smlouva DOT/54/12/012345/2020",
        "Od 01.03.20 1500 lidí, od 01.03.20-1234",
        "2020-12-31 12:30:45, 20201231 1230",
        "12 15 20 1234 a 85 12 14 1234",
        f"a{MAN}b7c e3b0c442{MAN}98fc",
        f"{{3F2504E0-4F89-11D3-9A0C-AB{MAN}}}",
        "7 3 5 6 1 2 0 0 1 3",
        "735 612 001 3",
        "7,356,120,013",
    ],
)
def test_ordinary_numbers_are_nobodys(text: str) -> None:
    assert NUMBER not in codes(text)


def test_nine_digits_without_a_check_need_more_than_a_date() -> None:
    """A slash, a label, or a name beside them; nine digits of a phone are a phone, unless a label says otherwise."""
    assert codes(OLD) == []
    assert codes(slashed(OLD)) == [NUMBER]
    assert codes(f"r.{NBSP}č. {OLD}") == codes(f"nar. {OLD}") == codes(f"rodné číslo {OLD}") == [NUMBER]
    assert codes(f"{PERSON}, {OLD}") == [NUMBER]
    assert codes(f"pobočka {OLD}") == []
    prague = "221012345"  # 12 October 1922, or a phone in Prague
    assert codes(f"tel. {prague}") == [PHONE]
    assert codes(f"{PERSON}, tel. {prague}") == [PHONE]
    assert codes(f"{PERSON} {prague[:3]} {prague[3:6]} {prague[6:]}") == [PHONE]
    assert codes(f"r. č. {prague}") == [NUMBER]


def test_numeric_cells_lose_leading_zeros() -> None:
    assert in_cell(Kind.NUMBER, MAN) == [NUMBER]
    assert in_cell(Kind.NUMBER, f"{MAN[0]}.{MAN[1:]}E9") == [NUMBER]
    one, two, three = LATE, birth_number(date(2000, 11, 7)), birth_number(date(2000, 1, 7))
    assert (one[:1], two[:2], three[:3]) == ("0", "00", "000")
    assert in_cell(Kind.NUMBER, str(int(one))) == [NUMBER]
    assert in_cell(Kind.NUMBER, str(int(two))) == [NUMBER]
    assert in_cell(Kind.NUMBER, str(int(three))) == []
    assert in_cell(Kind.NUMBER, str(int(three)), PERSON) == [NUMBER]
    assert in_cell(Kind.NUMBER, str(int(one) + 1)) == []
    assert in_cell(Kind.NUMBER, OLD) == []
    assert in_cell(Kind.NUMBER, OLD, "Vymyšlená", "Božena") == [NUMBER]
    assert in_cell(Kind.NUMBER, OLD, "r. č.") == [NUMBER]
    assert in_cell(Kind.NUMBER, "602000111") == in_cell(Kind.NUMBER, "420602000111") == [PHONE]
    assert in_cell(Kind.NUMBER, "602000000") == []


# --- dates of birth


@pytest.mark.parametrize(
    "text",
    [
        "Vymyšlená, 5. 6. 1980",
        "Vymyšlená Božena (5.6.1980)",
        "paní Vymyšlená nar. 5. 6. 1980",
        f"VYMYŠLENÁ 5.{NBSP}6.{NBSP}1980",
        "5/6/1980 Vymyšlená",
        "1980-06-05 Božena Vymyšlená",
        "Vymyšlená 5. června 1980",
        "nar. 5. 6. 1980",
        "datum narození: 05.06.1980",
        "narozen 5.6.80",
    ],
)
def test_dates_of_birth(text: str) -> None:
    assert codes(text) == [BIRTH]
    assert "5" not in masked(text)


@pytest.mark.parametrize(
    "text",
    [
        "Od 12. 3. 2020 do 25. 5. 2020 jsme měli zavřeno.",
        "Vymyšlená, 5. 6. 2015",  # too young to work
        "Vymyšlená, 5. 6. 1901",
        "Vymyšlená, 31. 2. 1980",
        "pobočka vznikla 5. 6. 1980 v Praze",
        "Založeno 5. 6. 1990",
        "Jsme v Olomouci 5. 6. 1990 začínali",
        "zákon č. 435/2004 Sb. ze dne 13. 5. 2004",
        "IPS 1. 1. 2005",
        "MPSV 1. 1. 2005",
        "Rok je 1. 1.–31. 12.",
        "Praha 8, 5.6.80",
    ],
)
def test_other_dates(text: str) -> None:
    assert codes(text) == []


def test_dates_beside_a_name_in_the_row() -> None:
    born = str((date(1980, 6, 5) - date(1899, 12, 30)).days)
    assert in_cell(Kind.DATE, born, "Vymyšlená", "Božena") == [BIRTH]
    assert in_cell(Kind.DATE, born, "Mgr. Božena Vymyšlená") == [BIRTH]
    assert in_cell(Kind.DATE, born, "nar.") == [BIRTH]
    assert in_cell(Kind.TEXT, "5. 6. 1980", "Vymyšlená B.") == [BIRTH]
    assert in_cell(Kind.DATE, born, "Podpořené osoby celkem") == []
    assert in_cell(Kind.DATE, born) == []
    assert in_cell(Kind.DATE, str((TODAY - date(1899, 12, 30)).days), PERSON) == []
    assert in_cell(Kind.DATE, "9" * 12, PERSON) == []


# --- contacts


@pytest.mark.parametrize("text", [CONTACT, f"pište na {CONTACT}.", "klientka [at] domov.example", "k.v+1@a-b.cz"])
def test_addresses(text: str) -> None:
    assert codes(text) == [EMAIL]
    assert "domov" not in masked(text)
    assert "lientka" not in masked(text)


@pytest.mark.parametrize("text", ["@", "viz @domov", "klientka@", "cena 5@6", "foo@bar"])
def test_no_addresses(text: str) -> None:
    assert codes(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "602 000 111",
        "602000111",
        f"+420{NBSP}602{NBSP}000{NBSP}111",
        "+420602000111",
        "00420 602 000 111",
        "(+420) 602-000-111",
        "tel.: 221 000 111",
        "tel. 221000111",
        "602.000.111",
        "602 00 01 11",
        "+49 30 0001112",
        "volejte 777 000 111, děkujeme",
    ],
)
def test_phones(text: str) -> None:
    assert codes(text) == [PHONE]
    assert "11" not in masked(text)


@pytest.mark.parametrize(
    "text",
    [
        "dotace 602 000 111 Kč",
        "dotace 602 000 111,50",
        "rozpočet 250 000 000",
        "1 602 000 111",
        "602 000 111 222",
        "221000111",
        "účet 602000111/0800",
        "12 345",
        "1 234 567",
    ],
)
def test_no_phones(text: str) -> None:
    assert codes(text) == []


# --- a count is never taken for anybody's data


@given(st.integers(0, 99_999), st.sampled_from(list(Kind)), st.sampled_from(["", PERSON, "r. č.", "nar."]))
def test_no_count_is_personal(count: int, kind: Kind, beside: str) -> None:
    assert in_cell(kind, str(count if kind is not Kind.DATE else min(count, 5000)), beside) == []
    assert found_in(f"{beside} {count}", TODAY) == []
    assert masked(f"{beside} {count}") == f"{beside} {count}"


@given(st.lists(st.integers(0, 5000), max_size=12), st.sampled_from([" ", ", ", "; ", " / ", "\n", "\t", " a ", " + "]))
def test_no_row_of_counts_is_personal(counts: list[int], between: str) -> None:
    """A row of counts typed into one cell; of a slash between counts no half is as long as half a birth number."""
    assert NUMBER not in codes(between.join(map(str, counts)))
    assert BIRTH not in codes(between.join(map(str, counts)))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.tuples(*[st.integers(0, 5000)] * 4), st.sampled_from(["cs", "en"]))
def test_no_ordinary_return_is_personal(returned: Callable[..., bytes], counts: tuple[int, ...], spoken: str) -> None:
    told = "Od 12. 3. 2020 zavřeno; 1. 9. 2020 nový tým Na Slupi, úvazky 2,5 (dotace 1 250 000 Kč)."
    assert look(returned(spoken, counts, what_was_different=told)) == []


@pytest.mark.parametrize("spoken", ["cs", "en"])
def test_no_blank_template_is_personal(tmp_path: Path, spoken: str) -> None:
    current = rounds.folder(tmp_path, spoken=spoken).round(rounds.period("2020"))
    for provider in current.expected:
        assert look(write(lay_out(current.asked(provider.id)), {}, {})) == []


def test_our_texts_are_found_where_nobody_allows_them(returned: Callable[..., bytes]) -> None:
    """The coordinator's address stands in the instructions: the test before does not pass by blindness."""
    assert [finding.code for finding in look(returned(), ())] == [EMAIL]


# --- what is allowed


def test_who_answered_may_say_so(returned: Callable[..., bytes]) -> None:
    """Also where Excel repeats it: in the link it makes of an address, and in the properties."""
    data = returned(respondent_name=PERSON, respondent_email=CONTACT)
    assert [finding.code for finding in look(data)] == [EMAIL]
    assert look(data, (*ALLOWED, PERSON, CONTACT)) == []
    parts = packages.unzipped(data)
    core = parts["docProps/core.xml"].replace(b"<dc:creator>", f"<dc:creator>{PERSON.upper()}".encode())
    parts["docProps/core.xml"] = core
    parts["xl/worksheets/_rels/sheet1.xml.rels"] = packages.relations(
        f'Id="rId1" Type="{packages.OFFICE}/hyperlink" Target="mailto:{CONTACT}" TargetMode="External"'
    ).encode()
    again = packages.zipped(parts)
    assert sorted(finding.code for finding in look(again)) == [EMAIL, EMAIL, IDENTITY]
    assert look(again, (*ALLOWED, PERSON, CONTACT)) == []


def test_a_birth_number_is_allowed_nowhere(returned: Callable[..., bytes]) -> None:
    name = f"{PERSON}, {slashed(MAN)}"
    (finding,) = look(returned(respondent_name=name), (*ALLOWED, name))
    assert (finding.code, finding.severity) == (NUMBER, Severity.ERROR)


# --- everywhere in the file

PLACES: dict[str, Callable[[], bytes]] = {}


def place(make: Callable[[], bytes]) -> Callable[[], bytes]:
    """A file that holds CONTACT, and nothing else, in the place the function is named after."""
    PLACES[make.__name__] = make
    return make


def _book(fill: Callable[[Any], None]) -> bytes:
    book, stream = openpyxl.Workbook(), io.BytesIO()
    book.properties.creator = "openpyxl"
    fill(book)
    book.save(stream)
    return stream.getvalue()


def _written(fill: Callable[[Any, Any], object]) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        fill(book, book.add_worksheet("Výkaz"))
    return stream.getvalue()


def _part(name: str, content: str | bytes) -> bytes:
    return packages.zipped(packages.parts(changed={name: content}))


@place
def cell() -> bytes:
    return _written(lambda _, sheet: sheet.write(3, 2, CONTACT))


@place
def inline_rich_text() -> bytes:
    return packages.workbook(
        '<row><c t="inlineStr"><is><r><t>klientka@</t></r><r><t>domov.example</t></r></is></c></row>'
    )


@place
def hidden_sheet() -> bytes:
    def fill(book: Any, _: Any) -> None:
        sheet = book.add_worksheet("Skrytý")
        sheet.very_hidden()
        sheet.write(0, 0, CONTACT)

    return _written(fill)


@place
def formula() -> bytes:
    return _written(lambda _, sheet: sheet.write_formula(0, 0, f'=12+N("{CONTACT}")', None, 12))


@place
def comment() -> bytes:
    return _written(lambda _, sheet: sheet.write_comment(6, 2, f"pište na {CONTACT}"))


@place
def comment_by_openpyxl() -> bytes:
    def fill(book: Any) -> None:
        book.worksheets[0]["C7"].comment = Comment(CONTACT, "")

    return _book(fill)


@place
def threaded_comment() -> bytes:
    return _part(
        "xl/threadedComments/threadedComment1.xml",
        f'<ThreadedComments xmlns="t"><threadedComment ref="A1" id="{{0}}"><text>{CONTACT}</text></threadedComment>'
        "</ThreadedComments>",
    )


@place
def person_of_threaded_comments() -> bytes:
    return _part("xl/persons/person.xml", f'<personList><person displayName="" userId="S::{CONTACT}::0"/></personList>')


@place
def unused_shared_string() -> bytes:
    return packages.workbook("<row><c><v>27</v></c></row>", strings=f"<si><t>{CONTACT}</t></si>")


@place
def header() -> bytes:
    return _written(lambda _, sheet: sheet.set_header(f"&L&9{CONTACT}&R&P"))


@place
def footer_by_openpyxl() -> bytes:
    def fill(book: Any) -> None:
        book.worksheets[0].evenFooter.right.text = CONTACT

    return _book(fill)


@place
def property_title() -> bytes:
    return _written(lambda book, _: book.set_properties({"comments": f"od {CONTACT}"}))


@place
def custom_property() -> bytes:
    def fill(book: Any) -> None:
        book.custom_doc_props.append(StringProperty(name="Kontakt", value=CONTACT))

    return _book(fill)


@place
def company() -> bytes:
    return _written(lambda book, _: book.set_properties({"company": CONTACT}))


@place
def validation_prompt() -> bytes:
    rule = {"validate": "any", "input_title": "Pozor", "input_message": CONTACT}
    return _written(lambda _, sheet: sheet.data_validation(0, 0, 0, 0, rule))


@place
def defined_name() -> bytes:
    return _written(lambda book, _: book.define_name("kdo", f'="{CONTACT}"'))


@place
def sheet_name() -> bytes:
    def fill(book: Any) -> None:
        book.worksheets[0].title = CONTACT

    return _book(fill)


@place
def text_box() -> bytes:
    return _written(lambda _, sheet: sheet.insert_textbox(0, 0, CONTACT))


@place
def alternative_text() -> bytes:
    return _written(lambda _, sheet: sheet.insert_textbox(0, 0, "obrázek", {"description": CONTACT}))


@place
def link() -> bytes:
    return _written(lambda _, sheet: sheet.write_url(0, 0, f"mailto:{CONTACT}", string="napište"))


@place
def vml() -> bytes:
    return _part(
        "xl/drawings/vmlDrawing1.vml", "<xml><div><font>klientka</font><font>@domov.example</font></div></xml>"
    )


@place
def pivot_cache() -> bytes:
    return _part("xl/pivotCache/pivotCacheRecords1.xml", f'<r><s v="{CONTACT}"/></r>')


@place
def another_file_s_cells() -> bytes:
    return _part("xl/externalLinks/externalLink1.xml", f"<a><cell><v>{CONTACT}</v></cell></a>")


@place
def sheet_that_no_workbook_lists() -> bytes:
    return _part("xl/worksheets/sheet9.xml", packages.sheet_xml(f'<row><c t="str"><v>{CONTACT}</v></c></row>'))


@place
def utf_16() -> bytes:
    return _part("xl/comments1.xml", f'<?xml version="1.0" encoding="utf-16"?><c>{CONTACT}</c>'.encode("utf-16"))


@place
def character_references() -> bytes:
    after = "<headerFooter><oddHeader>klientka&#64;domov&#x2e;example</oddHeader></headerFooter>"
    return packages.zipped(packages.parts(changed={packages.SHEET_PART: packages.sheet_xml("", after=after)}))


@place
def no_xml() -> bytes:
    return _part("xl/comments1.xml", f"<comments><br>{CONTACT}<p></comments>")


@place
def large_part() -> bytes:
    return _part("xl/comments1.xml", f"<a>{'<b>nic</b>' * 150_000}<b>{CONTACT}</b></a>")


@place
def endless_part() -> bytes:
    return _part("xl/comments1.xml", f"<a>{'<b/>' * 250_000}<b>{CONTACT}</b></a>")


@pytest.mark.parametrize("name", sorted(PLACES))
def test_found_wherever_it_stands(name: str) -> None:
    findings = look(PLACES[name]())
    assert {finding.code for finding in findings} == {EMAIL}, name
    assert all(finding.severity is Severity.WARNING for finding in findings)
    assert "domov" not in said(findings).casefold()
    assert "klientka" not in said(findings).casefold()


@pytest.mark.parametrize("name", sorted(set(PLACES) - {"utf_16", "sheet_name"}))
@pytest.mark.parametrize("digits", [MAN, WOMAN, LATE])
def test_birth_numbers_are_found_wherever_they_stand(name: str, digits: str) -> None:
    """The same files, with a birth number in place of the address."""
    replaced = (CONTACT, "klientka@domov.example".replace("@", "&#64;").replace(".", "&#x2e;"))
    parts = {
        part: content.replace(replaced[0].encode(), slashed(digits).encode())
        .replace(replaced[1].encode(), slashed(digits).replace("/", "&#47;").encode())
        .replace(b"klientka@</t></r><r><t>domov.example", f"{digits[:6]}/</t></r><r><t>{digits[6:]}".encode())
        .replace(b"klientka</font><font>@domov.example", f"{digits[:6]}</font><font>/{digits[6:]}".encode())
        for part, content in packages.unzipped(PLACES[name]()).items()
    }
    findings = look(packages.zipped(parts))
    assert {finding.code for finding in findings} == {NUMBER}, name
    assert all(finding.severity is Severity.ERROR for finding in findings)
    assert digits[2:6] not in said(findings)
    assert digits[6:] not in said(findings)


def test_the_place_is_told() -> None:
    (finding,) = look(comment())
    assert (finding.place.sheet, finding.place.cells) == ("Výkaz", ("C7",))
    (finding,) = look(comment_by_openpyxl())
    assert (finding.place.sheet, finding.place.cells) == ("Sheet", ("C7",))
    (finding,) = look(cell())
    assert (finding.place.sheet, finding.place.cells) == ("Výkaz", ("C4",))
    (finding,) = look(header())
    assert (finding.place.sheet, finding.place.cells) == ("Výkaz", ())
    (finding,) = look(property_title())
    assert finding.place.file == "docProps/core.xml"


def test_many_cells_are_one_finding() -> None:
    numbers = [birth_number(date(1980, 1, 1) + timedelta(40 * step)) for step in range(30)]
    (finding,) = look(packages.workbook("".join(f"<row><c><v>{one}</v></c></row>" for one in numbers)))
    assert finding.place.cells == tuple(f"A{row}" for row in range(1, 31))
    assert not [one for one in numbers if one[2:] in said([finding])]


# --- identities


@pytest.mark.parametrize("says", ["creator", "lastModifiedBy"])
def test_identities_in_the_properties(says: str) -> None:
    (finding,) = look(_part("docProps/core.xml", f"<p><{says}>{PERSON}</{says}><title>Výkaz</title></p>"))
    assert (finding.code, finding.severity) == (IDENTITY, Severity.WARNING)
    assert finding.params["found"] == "B… V…"
    assert "ymyšlen" not in said([finding])


@pytest.mark.parametrize(
    ("part", "content"),
    [
        ("docProps/app.xml", f"<p><Manager>{PERSON}</Manager></p>"),
        ("docProps/app.xml", "<p><Company>Tajná s. r. o.</Company></p>"),
        ("docProps/custom.xml", f'<p><property name="Vlastník"><lpwstr>{PERSON}</lpwstr></property></p>'),
        ("xl/comments1.xml", f"<c><authors><author>{PERSON}</author></authors></c>"),
        ("xl/persons/person.xml", f'<p><person displayName="{PERSON}" userId="{PERSON}"/></p>'),
        ("xl/revisions/userNames.xml", f'<users><userInfo name="{PERSON}"/></users>'),
        ("docProps/core.xml", "<p><creator>vymyslenab</creator></p>"),
        ("customXml/item1.xml", r'<a><absPath url="C:\Users\vymyslenab\Dokumenty\"/></a>'),
    ],
)
def test_identities_elsewhere(part: str, content: str) -> None:
    (finding,) = look(_part(part, content))
    assert finding.code == IDENTITY
    assert "ymy" not in said([finding])
    assert "Tajn" not in said([finding])


@pytest.mark.parametrize(
    "nobody",
    [
        "",
        " ",
        "Microsoft Office User",
        "Windows User",
        "Uživatel systému Windows",
        "openpyxl",
        "XlsxWriter",
        "Apache POI",
        "user",
        "Administrator",
        "Unknown Author",
        "tc={3F2504E0-4F89-11D3-9A0C-0305E82C3301}",
        "PC1",
    ],
)
def test_programs_are_nobody(nobody: str) -> None:
    assert look(_part("docProps/core.xml", f"<p><creator>{nobody}</creator></p>")) == []
    assert look(_part("xl/comments1.xml", f"<p><author>{nobody}</author></p>")) == []


def test_other_properties_are_no_identities() -> None:
    properties = '<property name="Language"><lpwstr>cs</lpwstr></property>'
    properties += '<property name="MSIP_Label_0_Owner"><lpwstr>Internal</lpwstr></property>'
    properties += '<property name="ContentTypeId"><lpwstr>0x010100A7B9C1</lpwstr></property>'
    assert look(_part("docProps/custom.xml", f"<p>{properties}</p>")) == []
    assert look(_part("docProps/core.xml", "<p><created>2021-02-15T00:00:00Z</created></p>")) == []


def test_ids_and_sizes_are_no_numbers_of_persons() -> None:
    """Attributes that nobody types: the id of a drawing may well be divisible by eleven."""
    assert look(_part("xl/drawings/drawing1.xml", f'<a><creationId val="{MAN}" id="{MAN}"/></a>')) == []


# --- masking


@given(
    st.dates(date(1920, 1, 1), TODAY),
    st.sampled_from([0, 50]),
    st.integers(1, 800),
    st.sampled_from(SPELLINGS),
    st.text(st.characters(exclude_categories=["Nd", "Cs"]), max_size=30),
)
@example(date(2000, 1, 1), 0, 1, "1234 {0}/{1}", "+")  # begins as a phone number of another country
def test_no_birth_number_survives_masking(day: date, added: int, ending: int, spelling: str, around: str) -> None:
    digits = birth_number(day, added, ending)
    hidden = masked(around + spelling.format(digits[:6], digits[6:]) + around)
    assert digits[2:6] not in hidden
    assert digits[6:] not in hidden


@pytest.mark.parametrize(
    "text", ["5 klientů", "1 234", "12 %", "od ledna 2020", "2019-2020", "P1 P2", "1.234", "x", ""]
)
def test_masking_leaves_the_rest(text: str) -> None:
    assert masked(text) == text


def test_masking_inside_longer_texts() -> None:
    text = f"“{PERSON} {slashed(MAN)}, {CONTACT}, 602 000 111, nar. 14. 3. 1985” is not a number"
    assert masked(text) == f"“{PERSON} {MAN[:2]}••••/••••, k…@…, 60• ••• •••, nar. ••. ••. 1985” is not a number"
    assert masked(str(int(LATE))) == str(int(LATE))[:2] + "•" * 7


@given(st.text(max_size=200), st.text(st.sampled_from("0159/. -@[]()+,;:nar.čRrA"), max_size=80))
def test_all_that_is_found_is_masked(free: str, narrow: str) -> None:
    """Also in texts that nobody would write; and nothing breaks on them."""
    for text in (free, narrow, free + narrow):
        for _, found in found_in(text, TODAY):
            assert found not in masked(text)
            assert found not in masked(found)


@pytest.mark.parametrize("code", [NUMBER, BIRTH, EMAIL, PHONE, IDENTITY])
def test_every_code_is_in_the_catalogue(code: str) -> None:
    assert CATALOGUE[code].hint


# --- cost


def test_long_texts_take_little_time() -> None:
    """Each would take minutes if any pattern went back and forth over it."""
    for unit in (
        "5. 6. 1980 ",
        "Novák 5. 6. 1980 ",
        "a@b.cz ",
        "1 ",
        "1.",
        "+4",
        "[at",
        "525101123 ",
        "((1",
        "A",
        "1/",
    ):
        text = (unit * 32_767)[:32_767]
        for one in (text, text + "@", "2020 " + text):
            found_in(one, TODAY)
            masked(one)
    look(_part("docProps/core.xml", f"<p><creator>{'!' * 30_000}x</creator></p>"), ())


def test_found_in_cell_reads_no_error_or_truth() -> None:
    assert found_in_cell(Cell(Kind.ERROR, "#REF!"), TODAY, lambda: True) == []
    assert found_in_cell(Cell(Kind.BOOLEAN, "TRUE"), TODAY, lambda: True) == []
    assert found_in_cell(Cell(Kind.NUMBER, "", "A1+1"), TODAY, lambda: True) == []


def test_a_thousand_numeric_returns_raise_no_alarm(returned: Callable[..., bytes]) -> None:
    """The sheets of one return with a thousand sets of random counts."""
    package, _ = preflight(returned())
    assert package is not None
    sheets, _ = read_package(package)
    assert sheets is not None
    dice = random.Random(2021)
    numeric = {at for sheet in sheets for at, cell in sheet.cells.items() if cell.kind is Kind.NUMBER}
    assert numeric
    for _ in range(1_000):
        filled = [
            Sheet(
                sheet.name,
                sheet.hidden,
                {
                    at: cell._replace(text=str(dice.randint(0, 5000))) if cell.kind is Kind.NUMBER else cell
                    for at, cell in sheet.cells.items()
                },
            )
            for sheet in sheets
        ]
        assert scan(filled, None, ALLOWED, TODAY) == []
