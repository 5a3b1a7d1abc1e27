"""In a whole report a published figure stands beside its own contract only: 56 % and 60 % are never mixed up."""

import json
import re
from datetime import date
from html import unescape
from pathlib import Path

import pytest

import rounds
from sentences import blocks, gathered, texts
from test_ips_2021 import CORE, filled
from zamestnanost_stats.folder import shipped
from zamestnanost_stats.form.asked import required
from zamestnanost_stats.form.definition import View
from zamestnanost_stats.form.layout import lay_out
from zamestnanost_stats.report.html import to_html
from zamestnanost_stats.report.opendata import to_json
from zamestnanost_stats.report.sections import compose
from zamestnanost_stats.report.source import Source
from zamestnanost_stats.returns.ledger.record import Receipt
from zamestnanost_stats.workbook.writer import write

PARTS = {
    "ips-2020": ("", ""),
    "ips-2021": ("", ""),
    "any exits": ('denominator = "exits"', 'denominator = "exits_open + exits_sheltered + exits_without_job"'),
    "persons": ('numerator = "job_starts_open"', 'numerator = "placed_open"'),
}
"""Forms: those shipped, and such as differ in one part of a metric that has a published figure."""
BESIDE = {
    "ips-2020": set(),
    "ips-2021": {"prague-plan-exit", "places-open"},
    "any exits": {"places-open"},
    "persons": {"prague-plan-exit"},
}


def source_of(place: Path, case: str, spoken: str) -> Source:
    """One accepted return of a form, whose own rates are neither 56 % nor 60 %."""
    form = case if case.startswith("ips-") else "ours"
    workspace = rounds.folder(place, label="2021", form=form)
    if form == "ours":
        text = (shipped("forms") / "ips-2021.toml").read_text(encoding="utf-8")
        old, new = PARTS[case]
        at = text.index('id = "exit_success_any"' if case == "any exits" else 'id = "job_starts_open_share"')
        (place / "forms").mkdir()
        changed = text[:at] + text[at:].replace(old, new, 1)
        (place / "forms" / "ours.toml").write_text(changed.replace('id = "ips-2021"', 'id = "ours"'), encoding="utf-8")
    current = workspace.round(rounds.period("2021"))
    asked = current.asked("most")
    full = asked.form.codelists["operation"]["full"].label.cs
    values = {key: full if key.indicator == "operation" else 0 for key in required(asked)}
    given = {key: one.value.number or 0 for key, one in filled(CORE).items() if key.indicator in asked.form.indicators}
    path = place / "2021" / "inbox" / "most-2021.xlsx"
    path.write_bytes(write(lay_out(asked), {**values, **given}, {}))
    checked = workspace.check(path, current)
    assert workspace.accept(checked, Receipt(date(2021, 2, 1))), checked.findings
    return gathered(workspace, "2021", spoken)


@pytest.mark.parametrize("spoken", ["cs", "en"])
@pytest.mark.parametrize("case", PARTS)
def test_published_figures_in_a_whole_report(tmp_path: Path, case: str, spoken: str) -> None:
    source = source_of(tmp_path, case, spoken)
    form, report = source.current.form, compose(source)
    labels = {one.id: one.label.in_(source.language) for one in source.benchmarks}
    of_metric = {one.id: one.metric for one in source.benchmarks}
    plans = {one.id: one for one in form.report.section}
    seen: set[str] = set()
    allowed: list[str] = [one.in_(source.language) for one in form.report.limits]
    for section, some in blocks(report).items():
        for place, text in enumerate(texts(some)):
            for name in (name for name, label in labels.items() if label in text and text not in allowed):
                plan = plans[section]
                assert of_metric[name] in (plan.metric, *plan.also)
                if plan.view is View.HEADLINE:  # beside other rates: its own stands right before it
                    assert texts(some)[place - 1].startswith(form.metrics[of_metric[name]].label.in_(source.language))
                seen.add(name)
                allowed.append(text)
    assert seen == BESIDE[case]
    words = unescape(re.sub(r"<[^>]+>", " ", to_html(report, source.language))).replace("\u00a0", " ")
    for text in sorted({one.replace("\u00a0", " ") for one in allowed}, key=len, reverse=True):
        assert text in words
        words = words.replace(text, "")
    assert re.findall(r"\b(?:56|60) ?%|[Úú]činnost\w* IPS|IPS effectiveness", words) == []
    data = to_json(source)
    assert [one for one in labels.values() if one in data] == []
    shares = {one["value"] for one in json.loads(data)["figures"]}
    assert not shares & {0.56, 0.6}
