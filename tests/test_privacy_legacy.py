"""Personal data are found in every part of an .ods and every stream of an .xls, and never in ordinary ones.

As in the tests for .xlsx, every birth number is computed and every name and address is made up.
"""

import functools
import random
import struct
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

import office
import packages
import rounds
from test_legacy import book, cell, compound, line, number, ods, record, table
from test_privacy import (
    ALLOWED,
    CONTACT,
    EMAIL,
    IDENTITY,
    MAN,
    NUMBER,
    PERSON,
    PLACES,
    TODAY,
    WOMAN,
    look,
    said,
    slashed,
)
from zamestnanost_stats.findings import Finding, Severity, message
from zamestnanost_stats.form.layout import lay_out
from zamestnanost_stats.language import language
from zamestnanost_stats.returns.intake import take_in
from zamestnanost_stats.returns.scan import scan
from zamestnanost_stats.workbook import legacy
from zamestnanost_stats.workbook.archive import entries
from zamestnanost_stats.workbook.preflight import Package, preflight
from zamestnanost_stats.workbook.reader import read as read_xlsx
from zamestnanost_stats.workbook.reader import read_package
from zamestnanost_stats.workbook.writer import write

SUFFIXES = (".ods", ".xls")
LOST = {
    "threaded_comment",
    "person_of_threaded_comments",
    "unused_shared_string",
    "footer_by_openpyxl",
    "vml",
    "pivot_cache",
    "another_file_s_cells",
    "sheet_that_no_workbook_lists",
    "utf_16",
    "no_xml",
    "large_part",
    "endless_part",
}
"""What LibreOffice does not take over from an .xlsx."""
SAVED = sorted(set(PLACES) - LOST)
MANY = 50


def find(data: bytes) -> list[Finding]:
    """What is found in a file of an older format."""
    sheets, refused = legacy.read(data)
    assert sheets is not None, refused
    return scan(sheets, data if legacy.kind_of(data) == "xls" else Package(data, entries(data), {}), ALLOWED, TODAY)


@functools.cache
def saved() -> dict[str, bytes]:
    """Returns with random counts, and files with an address or a birth number in one place each, in both formats."""
    dice = random.Random(2021)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        current = rounds.folder(place / "round").round(rounds.period("2020"))
        made: dict[str, bytes] = {}
        for count in range(MANY):
            asked = current.asked("lipa" if count % 2 else "most")
            counts = {name: tuple(dice.randint(0, 5000) for _ in range(4)) for name in ("ips", "pz", "*")}
            made[f"return-{count}"] = write(lay_out(asked), rounds.answers(asked, counts), {})
        for name in SAVED:
            made[f"{name}-address"] = PLACES[name]()
            parts = packages.unzipped(made[f"{name}-address"])
            digits = (WOMAN if name == "sheet_name" else slashed(WOMAN)).encode()
            parts = {part: content.replace(CONTACT.encode(), digits) for part, content in parts.items()}
            made[f"{name}-number"] = packages.zipped({p: c.replace(b"&amp;9", b"&amp;9 ") for p, c in parts.items()})
        jobs = []
        for name, content in made.items():
            path = place / f"{name}.xlsx"
            path.write_bytes(content)
            paths = {str(path.with_suffix(".ods")): office.ODS, str(path.with_suffix(".xls")): office.XLS}
            sheets = read_xlsx(content)[0]
            assert sheets is not None
            # an .xls of next to nothing is not read
            filling = {} if name.startswith("return") else {f"J{row}": f"výplň {row} " * 9 for row in range(40, 80)}
            jobs.append({"open": str(path), "type": {sheets[0].name: filling}, "save": paths})
        office.work(jobs)
        return {path.name: path.read_bytes() for path in place.iterdir() if path.suffix in SUFFIXES}


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_no_ordinary_return_is_personal(suffix: str) -> None:
    for count in range(MANY):
        assert find(saved()[f"return-{count}{suffix}"]) == []


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("name", SAVED)
def test_found_wherever_libreoffice_keeps_it(name: str, suffix: str) -> None:
    if (name, suffix) == ("alternative_text", ".xls"):
        name = "text_box"  # it does not keep it there
    findings = find(saved()[f"{name}-address{suffix}"])
    assert {finding.code for finding in findings} == {EMAIL}
    assert "domov" not in said(findings)
    if name not in ("inline_rich_text", "character_references"):
        findings = find(saved()[f"{name}-number{suffix}"])
        assert {finding.code for finding in findings} == {NUMBER}
        assert {finding.severity for finding in findings} == {Severity.ERROR}
        assert WOMAN[6:] not in said(findings)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_sheet_is_told(suffix: str) -> None:
    for name in ("comment", "text_box", "formula"):
        sheets = {finding.place.sheet for finding in find(saved()[f"{name}-number{suffix}"])}
        assert sheets == {"Výkaz"}


# --- by hand

META = '<office:document-meta xmlns:dc="dc" xmlns:meta="meta" xmlns:office="office">{}</office:document-meta>'


def ods_with(part: str, content: str) -> bytes:
    return ods(table(line(cell(1))), changed={part: content.encode()})


@pytest.mark.parametrize(
    "named",
    [
        "<dc:creator>{}</dc:creator>",
        "<meta:initial-creator>{}</meta:initial-creator>",
        "<meta:printed-by>{}</meta:printed-by>",
        '<meta:user-defined meta:name="Vlastník">{}</meta:user-defined>',
    ],
)
def test_names_in_the_properties_of_an_ods(named: str) -> None:
    (finding,) = find(ods_with("meta.xml", META.format(named.format(PERSON))))
    assert (finding.code, finding.severity, finding.params["found"]) == (IDENTITY, Severity.WARNING, "B… V…")


def test_a_recorded_change_and_who_made_it() -> None:
    change = (
        '<table:tracked-changes><table:cell-content-change><office:change-info><dc:creator xmlns:dc="dc">'
        f"{PERSON}</dc:creator></office:change-info><table:previous><table:change-track-table-cell "
        f'office:value="{MAN}"/></table:previous></table:cell-content-change></table:tracked-changes>'
    )
    findings = find(ods(change + table(line(cell(1)))))
    assert [finding.code for finding in findings] == [IDENTITY, NUMBER]
    assert {message(finding, language("en")).partition("(")[2] for finding in findings}


def test_the_settings_of_a_program_are_no_numbers_of_persons() -> None:
    item = '<a xmlns:config="c"><config:config-item config:type="{}">{}</config:config-item></a>'
    assert find(ods_with("settings.xml", item.format("int", MAN))) == []
    assert [one.code for one in find(ods_with("settings.xml", item.format("string", slashed(MAN))))] == [NUMBER]


def wide(text: str, size: str = "<HB") -> bytes:
    return struct.pack(size, len(text), 1) + text.encode("utf-16-le")


def narrow(text: str) -> bytes:
    return struct.pack("<HB", len(text), 0) + text.encode("latin-1")


def xls(records: bytes) -> bytes:
    return compound(book(number(0, 0, 1) + records))


TEXT = f"č. {slashed(MAN)}"
RECORDS: Mapping[str, bytes] = {
    "header": record(0x14, wide(f"&L&9 {TEXT}")),
    "narrow header": record(0x15, narrow(f"&R{slashed(MAN)}")),
    "comment": record(0x1B6, struct.pack("<10x2H4x", len(TEXT), 16)) + record(0x3C, b"\1" + TEXT.encode("utf-16-le")),
    "comment in two records": record(0x1B6, struct.pack("<10x2H4x", len(TEXT), 16))
    + record(0x3C, b"\1" + TEXT[:7].encode("utf-16-le"))
    + record(0x3C, b"\0" + TEXT[7:].encode("latin-1")),
    "followed by a digit": record(0x1AF, wide(TEXT) + b"1\0" + b"1\0"),
    "narrow, followed by a letter": record(0x1AF, b"\x17\x0b\0" + slashed(MAN).encode() + b"A\x83\0"),
    "shared": record(0xFC, struct.pack("<2L", 0, 2) + wide("první") + wide(TEXT)),
    "shared, rich": record(0xFC, struct.pack("<2LHBH", 0, 2, 2, 8, 1) + b"ab\0\0\0\0" + narrow(slashed(MAN))),
    "shared, in two records": record(0xFC, struct.pack("<2L", 0, 2) + wide("první") + wide(TEXT)[:-10])
    + record(0x3C, b"\1" + wide(TEXT)[-10:]),
    "drawing": record(0xEC, bytes(9) + TEXT.encode("utf-16-le") + bytes(4)),
}


@pytest.mark.parametrize("name", RECORDS)
def test_found_in_the_records_of_an_xls(name: str) -> None:
    (finding,) = find(xls(RECORDS[name]))
    assert (finding.code, finding.place.sheet) == (NUMBER, "List1")


def test_who_wrote_a_comment_and_who_used_an_xls() -> None:
    note = record(0x1C, struct.pack("<4H", 0, 0, 0, 1) + wide(PERSON))
    user = record(0x5C, wide(PERSON) + b" " * 80)
    assert [one.code for one in find(xls(note))] == [IDENTITY]
    (finding,) = find(compound(book(number(0, 0, 1), head=user)))
    assert (finding.code, finding.place.sheet) == (IDENTITY, "")


@pytest.mark.parametrize("behind", [b"x" * 600, bytes(600)])
def test_found_in_what_belongs_to_no_stream(behind: bytes) -> None:
    kept = behind + slashed(MAN).encode() + bytes(9)
    assert [one.code for one in find(xls(b"") + kept)] == [NUMBER]


def test_bytes_that_are_no_text_are_no_numbers_of_persons() -> None:
    """Noise, numbers, and the places of merged cells that look like digits."""
    noise = random.Random(1).randbytes(2_000_000)
    assert find(xls(b"") + noise) == []
    digits = MAN.encode("utf-16-le")
    bare = record(0xE5, digits * 8) + record(0xEB, digits)
    assert find(compound(book(number(0, 0, 1), head=bare))) == []


# --- hidden sheets, and their names


def test_a_hidden_sheet_and_the_name_of_a_sheet_are_told() -> None:
    spoken = language("en")
    (finding,) = look(PLACES["hidden_sheet"]())
    assert "hidden" in message(finding, spoken)
    (finding,) = look(PLACES["cell"]())
    assert "hidden" not in message(finding, spoken)
    (finding,) = look(PLACES["sheet_name"]())
    assert "the name of the sheet" in message(finding, spoken)
    for suffix in SUFFIXES:
        (finding,) = find(saved()[f"hidden_sheet-number{suffix}"])
        assert "hidden" in message(finding, spoken)
        (finding,) = find(saved()[f"sheet_name-number{suffix}"])
        assert "the name of the sheet" in message(finding, spoken)


def test_a_return_with_a_comment_is_refused(tmp_path: Path) -> None:
    current = rounds.folder(tmp_path / "round").round(rounds.period("2020"))
    for suffix in SUFFIXES:
        path = tmp_path / f"lipa-2020{suffix}"
        path.write_bytes(saved()[f"comment-number{suffix}"])
        assert NUMBER in {finding.code for finding in take_in(path, current).findings}


# --- cost

Make = Callable[[], bytes]
TOO_MUCH: Mapping[str, Make] = {
    "texts": lambda: packages.workbook("", strings=f"<si><t>{'a@b.' * 8_000}</t></si>" * 250),
    "elements": lambda: packages.zipped(
        packages.parts(changed={f"xl/comments{at}.xml": f"<a>{'<b/>' * 190_000}</a>" for at in range(4)})
    ),
    "no XML": lambda: packages.zipped(packages.parts(changed={"xl/comments1.xml": f"<a><b>{'1 ' * 4_000_000}"})),
    "small parts": lambda: packages.zipped(
        packages.parts(changed={f"xl/comments{at}.xml": f"<a>{at}{'<b/>' * 4_000}</a>" for at in range(200)})
    ),
}


@pytest.mark.parametrize("name", TOO_MUCH)
def test_what_is_too_much_to_search_is_refused(name: str) -> None:
    package, _ = preflight(TOO_MUCH[name]())
    assert package is not None
    sheets, _ = read_package(package)
    assert sheets is not None
    assert "package-limit" in {finding.code for finding in scan(sheets, package, ALLOWED, TODAY)}


def test_too_much_to_search_in_an_xls_is_refused() -> None:
    assert [one.code for one in find(xls(b"") + b"a@b." * 1_700_000)] == ["package-limit"]
    assert [one.code for one in find(xls(record(0x1AF) * 300_000))] == ["package-limit"]
