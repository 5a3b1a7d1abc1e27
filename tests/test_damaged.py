"""Files damaged on the way, byte by byte: each is refused or read right, and never gives another number."""

import random
import zipfile

import pytest

from packages import ONE, SHEET_PART, many_rows, parts, refusal, sheet_xml, zipped
from zamestnanost_stats.findings import Finding
from zamestnanost_stats.workbook import archive, texts, worksheet
from zamestnanost_stats.workbook.archive import RefusedError
from zamestnanost_stats.workbook.cells import Address, Cell, Sheet
from zamestnanost_stats.workbook.formats import PLAIN
from zamestnanost_stats.workbook.reader import read
from zamestnanost_stats.workbook.worksheet import Shared, worksheet_cells


def whole() -> dict[str, bytes]:
    """Two sheets' worth of numbers and texts, in the three ways programs write archives."""
    rows = many_rows(300, lambda n: f'<c t="s"><v>{n % 3}</v></c>' if n % 7 == 0 else f"<c><v>{n * 37 % 101}</v></c>")
    content = parts(rows, strings="<si><t>ano</t></si><si><t>ne</t></si><si><t>nevím</t></si>")
    return {
        "deflated": zipped(content),
        "streamed": zipped(content, streamed=True),
        "stored": zipped(content, zipfile.ZIP_STORED),
    }


WHOLE = whole()


def right_or_refused(data: bytes, expected: tuple[Sheet, ...] | None) -> bool:
    """Whether it was read; then exactly what was sent, never another number."""
    found, findings = read(data)
    if found is None:
        (finding,) = findings
        assert finding.code.startswith(("package-", "file-"))
        return False
    assert found == expected
    return True


@pytest.mark.parametrize("data", WHOLE.values(), ids=WHOLE.keys())
def test_cut_short(data: bytes) -> None:
    for sixteenth in range(16):
        assert refusal(data[: len(data) * sixteenth // 16]).code in ("package-damaged", "file-not-workbook")
    assert refusal(data[:-1]).code == "package-damaged"


@pytest.mark.parametrize("data", WHOLE.values(), ids=WHOLE.keys())
def test_bytes_changed_anywhere(data: bytes) -> None:
    expected, _ = read(data)
    assert expected is not None
    chance = random.Random(7)
    survived = 0
    for _ in range(1_500):
        damaged = bytearray(data)
        for _ in range(chance.choice((1, 1, 2, 8))):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        survived += right_or_refused(bytes(damaged), expected)
    # dates of the parts and such may change and no harm is done; most else must be noticed
    assert survived < 300


@pytest.mark.parametrize("data", WHOLE.values(), ids=WHOLE.keys())
def test_pieces_lost_doubled_and_swapped(data: bytes) -> None:
    expected, _ = read(data)
    chance = random.Random(8)
    for _ in range(500):
        first, second = sorted(chance.sample(range(len(data)), 2))
        piece = data[first:second]
        other = chance.choice((b"", piece + piece, piece[::-1], bytes(len(piece)), data[second : second + len(piece)]))
        damaged = data[:first] + other + data[second:]
        assert damaged == data or not right_or_refused(damaged, expected) or len(damaged) == len(data)


@pytest.mark.parametrize("streamed", [False, True])
def test_every_bit_of_the_directory(streamed: bool) -> None:
    data = zipped(parts(), streamed=streamed)
    inside = {
        place for entry in archive.entries(data).values() for place in range(entry.start, entry.start + entry.packed)
    }
    survived = 0
    for place in sorted(set(range(len(data))) - inside):
        for bit in range(8):
            damaged = bytearray(data)
            damaged[place] ^= 1 << bit
            survived += right_or_refused(bytes(damaged), ONE)
    assert survived > 0


PIECES = (
    *("<row>", "</row>", '<row r="1">', '<row r="3"/>', '<row r="9" ht="12">', '<row r="9" ht="1" ht="2">'),
    *("<c>", "</c>", '<c r="A1">', '<c r="B1" s="0"/>', '<c r="A1" t="s">', '<c r="C1" t="str">', '<c t="b" r="A1">'),
    *("<v>", "</v>", "<v/>", "<f>", "</f>", "<f/>", '<f t="shared" si="0"/>', '<f si="0" t="a">'),
    *("<is>", "</is>", "<t>", "</t>", "</sheetData>", "<sheetData>", "<extLst/>", 'xmlns="urn:x"', 'r="A1"'),
    *("&amp;", "&lt;", "&#10;", "&#49;", "&x;", "&", "<", ">", '"', "]]>", "<![CDATA[1]]>", "<!-- -->", "<?a b?>"),
    *(" ", "\n", "\r", "\x01", "ž", "\ufffe", "😀", "_x0041_", "1", "0", "-", ".5"),
)
ROWS = (
    '<row r="1"><c r="A1"><v>27</v></c><c r="B1" t="s"><v>0</v></c>'
    '<c r="C1" t="str"><f>A1&amp;"x"</f><v>27x</v></c></row>'
)
BYTES = (b"", b"<", b'"', b"/", b"x", b"\xff", b"9", b"&")


def outcome(sheet: bytes) -> dict[Address, Cell] | Finding:
    """The cells of a worksheet part, or why there are none."""
    try:
        return worksheet_cells("p", "List", [sheet], Shared(["ano"], {"0": PLAIN}), texts.Allowance())
    except RefusedError as refused:
        return refused.finding


def test_the_pattern_takes_nothing_that_expat_would_not(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(9)
    tokens = [token for token in ROWS.replace("<", "\t<").replace(">", ">\t").split("\t") if token]
    mutants = []
    for _ in range(6_000):
        changed = list(tokens)
        for _ in range(chance.choice((1, 1, 2, 3))):
            place = chance.randrange(len(changed))
            changed[place : place + chance.randrange(2)] = chance.choice(([], [chance.choice((*PIECES, *tokens))]))
        mutants.append(sheet_xml("".join(changed)))
    by_pattern = [outcome(sheet) for sheet in mutants]
    monkeypatch.setattr(worksheet._Worksheet, "regular", None)
    by_expat = [outcome(sheet) for sheet in mutants]
    assert sum(isinstance(found, dict) for found in by_expat) > 300
    for sheet, one, other in zip(mutants, by_pattern, by_expat, strict=True):
        assert isinstance(one, Finding) == isinstance(other, Finding), sheet
        assert isinstance(one, Finding) or one == other, sheet


@pytest.mark.parametrize("name", [name for name in parts() if name != SHEET_PART])
def test_other_parts_changed(name: str) -> None:
    """Whatever they say, there is an answer: the cells, or one finding."""
    chance = random.Random(name)
    content = parts(ROWS, strings="<si><t>ano</t></si>")
    for _ in range(400):
        damaged = bytearray(content[name])
        for _ in range(chance.choice((1, 2, 5))):
            place = chance.randrange(len(damaged))
            damaged[place : place + chance.randrange(3)] = chance.choice(
                (b"", b"<", b'"', b"/", b"x", b"\xff", b"9", b"&")
            )
        found, findings = read(zipped(content | {name: bytes(damaged)}, zipfile.ZIP_STORED))
        assert found is not None or len(findings) == 1
