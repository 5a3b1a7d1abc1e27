"""Pages in a real browser: axe finds nothing, nothing is asked for, the keyboard reaches everything."""

import re
from pathlib import Path

from pypdf import PdfReader

import node
from sample_report import CZECH, funnel, intervals, sample, trend
from zamestnanost_stats.report.charts import data_table
from zamestnanost_stats.report.document import shown
from zamestnanost_stats.report.html import to_html


def test_browser_finds_nothing_on_any_page(published: Path, tmp_path: Path) -> None:
    drawn = tmp_path / "sample.html"
    drawn.write_text(to_html(sample(), CZECH), encoding="utf-8")
    pages = [drawn, *sorted(published.glob("*.html")), *sorted(published.parents[1].glob("codebooks/*.html"))]
    seen = node.looked_at(pages)
    assert {one["page"] for one in seen} == {
        "sample.html",
        "report-2022-internal.html",
        "report-2022-internal-klen.html",
        "ips-2021-cs.html",
        "ips-2021-en.html",
    }
    for one in seen:
        where = (one["page"], one["colorScheme"], one["width"])
        assert not one["violations"], (where, one["violations"])
        if one["width"] == max(node.WIDTHS):  # on a phone, cells out of sight are not judged
            assert not one["undecided"], (where, one["undecided"])
        assert not one["keptOut"], (where, one["keptOut"])
        assert one["styled"], where
        assert not one["elsewhere"], (where, one["elsewhere"])
        assert not one["complaints"], (where, one["complaints"])
        assert one["sideways"] <= 0, where
        assert not one["unreachable"], (where, one["unreachable"])
        assert one["keys"] != 0, where
    assert {one["page"] for one in seen if one["regions"]} == {
        "sample.html",
        "report-2022-internal.html",
        "report-2022-internal-klen.html",
    }


def test_what_is_folded_on_a_screen_stands_on_paper(tmp_path: Path) -> None:
    """The intervals of a trend are drawn as a band: their numbers stand in the table behind the chart only."""
    page = tmp_path / "sample.html"
    page.write_text(to_html(sample(), CZECH), encoding="utf-8")
    node.looked_at([page], tmp_path)
    printed = "".join(sheet.extract_text() for sheet in PdfReader(tmp_path / "sample.html.pdf").pages)
    told = re.sub(r"\s", "", printed)
    for chart in (trend(), intervals(), funnel()):
        for row in data_table(chart, CZECH).rows:
            assert re.sub(r"\s", "", "".join(shown(cell, CZECH) for cell in row)) in told
    assert "Showthenumbers" not in told


def test_browser_finds_what_is_wrong(tmp_path: Path) -> None:
    """A page with every fault the test above would have to see."""
    page = tmp_path / "bad.html"
    page.write_text(
        '<!doctype html><html><head><title>x</title></head><body><main><h1>x</h1><img src="other.png">'
        '<p style="color:#bbb;background:#fff">pale</p>'
        '<div style="overflow:auto"><p style="width:2000px">wide</p></div>'
        '<p style="width:3000px">wider</p></main></body></html>',
        encoding="utf-8",
    )
    for one in node.looked_at([page]):
        rules = {text.partition(":")[0] for text in one["violations"]}
        assert {"html-has-lang", "image-alt", "color-contrast"} <= rules
        assert one["elsewhere"]
        assert one["complaints"]
        assert one["sideways"] > 0
        assert one["unreachable"]


def test_only_the_pages_own_style_is_let_in(tmp_path: Path) -> None:
    """A style attribute, another style element and a changed style are each kept out, and the browser says so."""
    text = to_html(sample(), CZECH)
    spoiled = {
        "attribute": text.replace("<h1>", '<h1 style="color:red">'),
        "element": text.replace("</head>", "<style>h1 { color: red }</style></head>"),
        "changed": text.replace("margin: 0;", "margin:  0;", 1),
    }
    pages = []
    for name, content in spoiled.items():
        assert content != text
        pages.append(tmp_path / f"{name}.html")
        pages[-1].write_text(content, encoding="utf-8")
    for one in node.looked_at(pages):
        assert len(one["keptOut"]) == 1, one["page"]
        assert one["complaints"], one["page"]
        assert one["styled"] == (one["page"] != "changed.html")
