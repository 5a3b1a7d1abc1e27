"""A published figure stands only beside a metric with its own contract: 56 % and 60 % are never mixed."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from zamestnanost_stats.findings import UserError, hint, message
from zamestnanost_stats.folder import shipped
from zamestnanost_stats.form.benchmarks import benchmarks_for, load_benchmarks
from zamestnanost_stats.form.definition import Metric, Unit
from zamestnanost_stats.form.loading import load_form
from zamestnanost_stats.language import language
from zamestnanost_stats.workspace import Workspace

SHIPPED = load_benchmarks(shipped("benchmarks.toml"))
FORM = load_form(shipped("forms") / "ips-2021.toml")
ANY = FORM.metrics["exit_success_any"]
FILE = """\
[[benchmark]]
id = "one"
value = 0.56
metric = "exit_success_any"
numerator = "exits_open + exits_sheltered"
denominator = "exits"
unit = "persons"
label = { cs = "A", en = "A" }
source = { cs = "B", en = "B" }
"""


def ids(metric: Metric) -> list[str]:
    return [one.id for one in benchmarks_for(metric, SHIPPED)]


def test_each_published_figure_stands_beside_its_own_metric_only() -> None:
    beside = {name: ids(metric) for name, metric in FORM.metrics.items() if ids(metric)}
    assert beside == {"exit_success_any": ["prague-plan-exit"], "job_starts_open_share": ["places-open"]}
    assert {one.id: one.value for one in SHIPPED}["prague-plan-exit"] == Decimal("0.56")


def test_the_figure_without_a_denominator_stands_beside_nothing_and_says_why() -> None:
    (lonely,) = [one for one in SHIPPED if not one.metric]
    assert (lonely.id, lonely.value) == ("ips-effectiveness", Decimal("0.60"))
    assert lonely.why is not None


def test_the_first_collection_has_no_metric_with_a_published_figure() -> None:
    assert not any(ids(metric) for metric in load_form(shipped("forms") / "ips-2020.toml").metric)


@pytest.mark.parametrize(
    "other",
    [
        replace(ANY, denominator="supported"),
        replace(ANY, denominator="exits_open + exits_sheltered + exits_without_job"),
        replace(ANY, numerator="exits_open"),
        replace(ANY, unit=Unit.JOBS),
        replace(ANY, id="exit_success"),
        FORM.metrics["exit_success_open"],
        FORM.metrics["open_placement_rate"],
    ],
    ids=["denominator", "denominator spelled out", "numerator", "unit", "id", "open only", "placement"],
)
def test_another_contract_loses_the_benchmark(other: Metric) -> None:
    assert ids(ANY) == ["prague-plan-exit"]
    assert ids(other) == []


def test_a_form_whose_denominator_differs_loses_the_benchmark(tmp_path: Path) -> None:
    (tmp_path / "forms").mkdir()
    (tmp_path / "forms" / "ours.toml").write_text(
        'id = "ours"\nextends = "ips-2020"\n[[section]]\nid = "clients"\n'
        + "".join(
            f'[[section.indicator]]\nid = "{name}"\ntype = "count"\nmax = 9\n'
            'label = { cs = "A", en = "A" }\nhelp = { cs = "B", en = "B" }\n'
            for name in ("exits", "exits_open", "exits_sheltered")
        )
        + '[[metric]]\nid = "exit_success_any"\nnumerator = "exits_open+exits_sheltered"\ndenominator = "supported"\n'
        'unit = "persons"\n'
        + "".join(f'{name} = {{ cs = "A", en = "A" }}\n' for name in ("label", "population", "measured")),
        encoding="utf-8",
    )
    metric = Workspace(tmp_path).form("ours").metrics["exit_success_any"]
    assert ids(metric) == []
    assert ids(replace(metric, denominator="exits")) == ["prague-plan-exit"]  # spaces make no difference


def test_a_folder_s_own_benchmarks_come_first(tmp_path: Path) -> None:
    assert Workspace(tmp_path).benchmarks == SHIPPED
    (tmp_path / "benchmarks.toml").write_text("", encoding="utf-8")
    assert Workspace(tmp_path).benchmarks == ()


BROKEN = {
    "no share": (("0.56", "56.0"), "benchmark-value", "benchmark.one.value"),
    "less than nothing": (("0.56", "-0.1"), "benchmark-value", "benchmark.one.value"),
    "a text for a number": (("0.56", '"0.56"'), "key-wrong-type", "benchmark.one.value"),
    "percent as a whole number": (("0.56", "56"), "key-wrong-type", "benchmark.one.value"),
    "infinity": (("0.56", "inf"), "toml-syntax", ""),
    "no number": (("0.56", "nan"), "toml-syntax", ""),
    "no denominator": (('denominator = "exits"\n', ""), "key-missing", "benchmark.one.denominator"),
    "no unit": (('unit = "persons"\n', ""), "key-missing", "benchmark.one.unit"),
    "no source": (('source = { cs = "B", en = "B" }\n', ""), "key-missing", "benchmark.one.source"),
    "beside nothing, and not why": (('metric = "exit_success_any"\n', ""), "key-missing", "benchmark.one.why"),
    "id": (('"one"', '"One"'), "id-invalid", "benchmark.One"),
    "twice": (("[[benchmark]]", FILE + "[[benchmark]]"), "id-duplicate", "benchmark.one"),
    "another table": (("[[benchmark]]", "[[benchmarks]]"), "key-unknown", "benchmarks"),
}  # fmt: skip


@pytest.mark.parametrize("case", BROKEN)
def test_one_thing_broken_is_one_finding(tmp_path: Path, case: str) -> None:
    (old, new), code, place = BROKEN[case]
    path = tmp_path / "benchmarks.toml"
    path.write_text(FILE.replace(old, new), encoding="utf-8")
    with pytest.raises(UserError) as refused:
        load_benchmarks(path)
    assert [(one.code, one.place.column) for one in refused.value.findings] == [(code, place)]
    for one in refused.value.findings:
        assert all(message(one, language(spoken)) and hint(one, language(spoken)) for spoken in ("cs", "en"))
