"""Whatever is asked is shown: every number of the optional sheets has its place in the report, or one sentence."""

from datetime import date
from pathlib import Path

import rounds
from sentences import blocks, gathered, texts
from test_ips_2021 import CORE, FORM, OPTIONAL, Values, filled
from zamestnanost_stats.form.asked import file_name
from zamestnanost_stats.form.definition import NUMERIC
from zamestnanost_stats.form.grammar import operands, parse_number
from zamestnanost_stats.form.layout import lay_out
from zamestnanost_stats.keys import CellKey
from zamestnanost_stats.report.document import Bars, Block, Table
from zamestnanost_stats.report.sections import compose
from zamestnanost_stats.returns.ledger.record import Receipt
from zamestnanost_stats.workbook import writer

SHOWN = ("sources", "diagnoses", "pensions", "job-fields", "job-contracts", "training-and-retraining", "fidelity")


def report(place: Path, values: Values) -> dict[str, list[Block]]:
    """The report of one organisation that sent these rows."""
    workspace = rounds.folder(place, label="2021", form="ips-2021")
    current = workspace.round(rounds.period("2021"))
    asked = current.asked("most")
    cells: dict[CellKey, writer.Answer] = {key: one.value.number or 0 for key, one in filled(values).items()}
    cells[CellKey("operation", "", "", "ips")] = "v plném provozu"
    path = place / "2021" / "inbox" / file_name("most", "2021")
    path.write_bytes(writer.write(lay_out(asked), cells, {}))
    checked = workspace.check(path, current)
    assert workspace.accept(checked, Receipt(date(2022, 2, 1))), checked.findings
    return blocks(compose(gathered(workspace, "2021", "en")))


def test_every_number_asked_is_in_the_report() -> None:
    shown = {name for section in FORM.report.section for name in section.indicators}
    metrics = {name for section in FORM.report.section for name in (section.metric, *section.also) if name}
    for name in metrics:
        metric = FORM.metrics[name]
        for text in (metric.numerator, metric.denominator):
            shown |= {one.indicator for one, _ in operands(parse_number(text, FORM.vocabulary))}
    asked = {one.id for one in FORM.indicators.values() if one.type in NUMERIC}
    assert asked - shown == {"months_open"}
    by = {(one.indicators[0], one.codelist) for one in FORM.report.section if one.codelist}
    assert {(one.id, name) for one in FORM.indicators.values() for name in one.by} <= by


def test_what_nobody_gave_is_one_sentence(tmp_path: Path) -> None:
    made = report(tmp_path, CORE)
    for name in SHOWN:
        assert [len(made[name]), len(texts(made[name]))] == [1, 1], name


def test_what_somebody_gave_is_shown(tmp_path: Path) -> None:
    made = report(tmp_path, CORE | OPTIONAL)
    for name in SHOWN:
        assert any(isinstance(one, Bars | Table) for one in made[name]), name
