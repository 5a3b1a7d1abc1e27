"""One organisation's own page: its figures and nobody else's; the city's share only where it hides all the others."""

import json
import re
from html import unescape
from pathlib import Path

import openpyxl
import pytest

import cities
from program import Run
from sentences import FORM, blocks, gathered, line, said, sent, texts
from zamestnanost_stats.report.document import Block, Intervals, Paragraph, Role, Table
from zamestnanost_stats.report.sections import compose
from zamestnanost_stats.report.source import Source
from zamestnanost_stats.workbook.writer import Answer

TOO_FEW = "Too few organisations of this type to compare with: {names}."
WITHIN = "{place}: within what chance explains among services of its type."
DIFFERS = "It differs by more than chance would explain: look at clients, places and counting."
ABOVE = "{place}: {basis}, {percent}, above the {level} limit ({limit})."
SMALL = "Too small to say anything (fewer than {fewest}): {names}."
WITHOUT = "Without a figure: {names}."
NAMES = ("lipa", "most", "vrba")


def city_of(place: Path, counts: dict[str, tuple[Answer, Answer]], *lines: tuple[str, ...]) -> cities.City:
    """Organisations with one IPS service each, unless told, given as exits and supported of their service ``s``."""
    city = cities.founded(place, lines or [line(name) for name in counts], ["2021"], FORM)
    for name, both in counts.items():
        city.accept("2021", name, sent(*both))
    return city


def page(city: cities.City, provider: str, spoken: str = "en") -> tuple[Source, dict[str, list[Block]]]:
    source = gathered(city.workspace, "2021", spoken)
    return source, blocks(compose(source, provider))


def labels(made: dict[str, list[Block]]) -> list[tuple[str, str]]:
    """What its first picture shows, by label and basis."""
    [chart] = [one for one in made["own"] if isinstance(one, Intervals)]
    return [(one.label, one.basis) for one in chart.estimates]


@pytest.mark.parametrize("spoken", ["cs", "en"])
def test_own_share_beside_the_city(tmp_path: Path, spoken: str) -> None:
    city = city_of(tmp_path, {"lipa": (31, 97), "most": (29, 101), "vrba": (30, 103)})
    source, made = page(city, "lipa", spoken)
    whole = source.language.gettext("City, all services: {kind}").format(kind="IPS")
    assert labels(made) == [("s", "31/97"), (whole, "90/301")]
    assert source.language.out_of(31, 97) in texts(made["own"])[0]
    assert [one["place"] for one in said(made["own"], source, WITHIN)] == ["s"]
    assert [said(made["own"], source, one) for one in (TOO_FEW, DIFFERS, SMALL, WITHOUT)] == [[]] * 4
    warning = source.language.gettext("Not meant for ranking organisations or dividing grants.")
    assert [one.text for one in made["own"] if isinstance(one, Paragraph) and one.role is Role.WARNING] == [warning]


def test_two_organisations_would_show_each_other(tmp_path: Path) -> None:
    """Three services of two organisations: the rest of the city is one organisation's."""
    lines = (line("lipa"), line("most"), line("most", "t"))
    city = city_of(tmp_path, {"lipa": (90, 97)}, *lines)
    both = sent(10, 101) | sent(20, 103, "t") | sent(30, 204, "*")
    city.accept("2021", "most", both)
    source, made = page(city, "lipa")
    assert labels(made) == [("s", "90/97")]
    assert [one["names"] for one in said(made["own"], source, TOO_FEW)] == ["s"]
    assert [said(made["own"], source, one) for one in (WITHIN, DIFFERS, ABOVE)] == [[]] * 3


def test_who_gave_no_figures_is_not_one_of_three(tmp_path: Path) -> None:
    city = city_of(tmp_path, {"lipa": (31, 97), "most": (29, 101), "vrba": ("N", 103)})
    source, made = page(city, "lipa")
    assert labels(made) == [("s", "31/97")]
    assert len(said(made["own"], source, TOO_FEW)) == 1


def test_a_service_outside_the_city_is_compared_with_nobody_and_no_type_is_blamed(tmp_path: Path) -> None:
    lines = (*(line(name) for name in NAMES), line("kraj", "s", "ips", "outside"))
    city = city_of(tmp_path, {"lipa": (31, 97), "most": (29, 101), "vrba": (30, 103), "kraj": (90, 97)}, *lines)
    source, made = page(city, "kraj")
    assert [basis for _, basis in labels(made)] == ["90/97"]
    assert [said(made["own"], source, one) for one in (TOO_FEW, WITHIN, DIFFERS)] == [[]] * 3


def test_who_lies_outside_reads_so_on_its_own_page(tmp_path: Path) -> None:
    counts: dict[str, tuple[Answer, Answer]] = {
        "lipa": (60, 60),
        "most": (100, 301),
        "vrba": (100, 302),
        "jasan": (2, 9),
    }
    city = city_of(tmp_path, counts)
    source, made = page(city, "lipa")
    assert [one["basis"] for one in said(made["own"], source, ABOVE)] == ["60/60"]
    assert len(said(made["own"], source, DIFFERS)) == 1
    source, made = page(city, "jasan")
    assert [said(made["own"], source, one) for one in (ABOVE, DIFFERS, WITHIN)] == [[]] * 3
    assert [one["names"] for one in said(made["own"], source, SMALL)] == ["s"]


def test_a_funnel_that_judges_nobody_in_the_report_judges_nobody_here(tmp_path: Path) -> None:
    """One large service among small ones; and a type for which the report has no funnel."""
    city = city_of(tmp_path / "small", {"lipa": (31, 97), "most": (2, 9), "vrba": (3, 8)})
    source, made = page(city, "lipa")
    assert said(made["own"], source, WITHIN) == []
    lines = [line(name, "s", "training") for name in NAMES]
    city = city_of(tmp_path / "training", {"lipa": (60, 60), "most": (100, 301), "vrba": (100, 302)}, *lines)
    source, made = page(city, "lipa")
    assert [said(made["own"], source, one) for one in (WITHIN, DIFFERS, ABOVE)] == [[]] * 3
    assert len(labels(made)) == 2


def test_a_page_without_any_number_says_why(tmp_path: Path) -> None:
    city = city_of(tmp_path, {"lipa": ("N", "N"), "most": (29, 101)})
    source, made = page(city, "lipa")
    assert [one["names"] for one in said(made["own"], source, WITHOUT)] == ["s (not collected (N))"]
    assert not any(isinstance(one, Intervals) for one in made["own"])
    [table] = [one for one in made["figures"] if isinstance(one, Table)]
    assert {getattr(row[1], "instead", "") for row in table.rows} == {"not collected (N)", "left blank"}


def test_nothing_of_anybody_else_in_any_format(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Numbers found nowhere else stand for the others' figures; words for their names."""
    lines = [line(name, f"sluzba-{name}") for name in NAMES]
    city = cities.founded(tmp_path, lines, ["2021"], FORM)
    counts = {"lipa": (1931, 4597), "most": (1729, 4201), "vrba": (1830, 4303)}
    for name, both in counts.items():
        reasons = {"health": both[0] - 7, "moved": 7, "other": 0, "unknown": 0}
        city.accept("2021", name, sent(*both, f"sluzba-{name}", **reasons))
    run = Run(capsys, tmp_path)
    assert run("report", "2021", "--provider", "lipa") == 0
    place = tmp_path / "2021" / "report"
    page_of = "report-2021-internal-lipa"
    assert sorted(path.name for path in place.iterdir()) == [f"{page_of}.{one}" for one in ("html", "json", "xlsx")]
    markup = unescape((place / f"{page_of}.html").read_text(encoding="utf-8"))
    words = re.sub(r"(?<=\d)[\u00a0\u202f ](?=\d{3})", "", re.sub(r"<style.*?</style>", "", markup, flags=re.DOTALL))
    data = (place / f"{page_of}.json").read_text(encoding="utf-8")
    book = openpyxl.load_workbook(place / f"{page_of}.xlsx")
    cells = {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None}
    everything = {"html": words, "json": data, "xlsx": "\n".join(cells)}
    for name in ("most", "vrba"):
        over, under = counts[name]
        for wanted in (name, str(over), str(under), str(over - 7)):
            assert [kind for kind, text in everything.items() if re.search(rf"\b{wanted}\b", text)] == [], wanted
    for wanted in ("lipa", "1931", "4597", "1924"):
        assert [kind for kind, text in everything.items() if wanted in text] == ["html", "json", "xlsx"], wanted
    figures = json.loads(data)["figures"]
    assert figures
    assert all("provider=lipa" in one["id"] for one in figures)
    assert [one["provider"] for one in json.loads(data)["returns"]] == ["lipa"]


@pytest.mark.parametrize("wrong", ["nobody", "vrba"])
def test_of_whom_nothing_is_accepted_there_is_no_page(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], wrong: str
) -> None:
    city_of(tmp_path, {"lipa": (31, 97), "most": (29, 101)}, *(line(name) for name in NAMES))
    run = Run(capsys, tmp_path)
    assert run("report", "2021", "--provider", wrong) == 2
    assert f"“{wrong}”" in run.err
    assert not (tmp_path / "2021" / "report").exists()
