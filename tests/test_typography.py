"""Czech as typesetters write it, in every text that a page shows or says aloud."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.cell import MergedCell

from sample_report import sample
from test_writers import Page
from zamestnanost_stats.language import language
from zamestnanost_stats.report.html import to_html
from zamestnanost_stats.report.xlsx import to_xlsx

CZECH = language("cs")
FAULTS = {
    "a line may end after a preposition or a conjunction": r"(?<![^\W_])[vkszouaiVKSZOUAI] (?=\S)",
    "a line may end before %": r" %",
    "% without its space, though it is no adjective": r"\d%(?! (?:interval|mez))",
    "a line may end inside a date": r"(?<!\d)\d\d?\. \d",
    "a line may end inside a number": r"\d \d{3}(?!\d)",
    "a line may end before a number": r"[^\W\d_] \d",
    "a line may end between a number and what it counts": r"\d (?:osob|lidí|organizac|služeb|míst|dní|týdn)",
    "a line may end between a day and its month": r"\d\. (?:ledna|února|března|prosince)",
    "not a Czech quotation mark": r"[\"”‟]|(?<!\w)'|“(?=\w)|(?<=\w)„",
    "a hyphen for a dash": r" - |\d-\d",
    "two spaces": r"[ \u00a0]{2}",
    "two full stops": r"(?<!\.)\.\.(?!\.)",
}
POINT = r"\d\.\d"
HEARD = ("aria-label", "title", "alt", "data-title", "content")


def texts(html: str) -> Iterator[str]:
    """What is read and heard; line breaks between the elements of the file are none of it."""
    page = Page(html)
    yield from (text.strip("\n") for text in page.texts)
    told = [attributes for name, attributes in page.tags if name != "meta"]
    yield from (attributes[name] for attributes in told for name in HEARD if name in attributes)


def found(text: str, *more: str) -> list[tuple[str, str]]:
    """The faults of a text, each with its surroundings."""
    return [
        (fault, text[max(0, match.start() - 20) : match.end() + 20])
        for fault, pattern in [*FAULTS.items(), *((one, one) for one in more)]
        for match in re.finditer(pattern, text)
    ]


def pages(folder: Path) -> Iterator[tuple[str, str]]:
    yield "sample", to_html(sample(), CZECH)
    for path in sorted(folder.glob("*.html")):
        yield path.name, path.read_text(encoding="utf-8")


def test_reports_are_set_as_czech_is(published: Path) -> None:
    named = dict(pages(published))
    assert len(named) == 3
    for name, html in named.items():
        faults = [fault for text in texts(html) for fault in found(text, POINT)]
        assert not faults, (name, len(faults), faults[:10])


def test_codebook_is_set_as_czech_is(published: Path) -> None:
    """It quotes what is refused, 1.234 among it."""
    html = (published.parents[1] / "codebooks" / "ips-2021-cs.html").read_text(encoding="utf-8")
    faults = [fault for text in texts(html) for fault in found(text)]
    assert not faults, (len(faults), faults[:10])


def test_prose_of_the_workbook_is_set_as_czech_is() -> None:
    book = load_workbook(BytesIO(to_xlsx(sample(), CZECH)))
    prose = [
        str(sheet.cell(area.min_row, area.min_col).value)
        for sheet in book
        for area in sheet.merged_cells.ranges
        if not isinstance(sheet.cell(area.min_row, area.min_col), MergedCell)
    ]
    assert len(prose) > 20
    assert not [fault for text in prose for fault in found(text.replace("•  ", ""), POINT)]


@pytest.mark.parametrize(
    "wrong",
    [
        "v Praze",
        "37,3 %",
        "37,3%",
        "15. 2.\u00a02021",
        "1 207",
        "Praha 4",
        '"IPS"',
        "“IPS”",
        "2020-2021",
        "12..",
        "1.5",
    ],
)
def test_faults_are_found(wrong: str) -> None:
    assert found(wrong, POINT)
