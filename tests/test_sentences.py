"""The sentences under the charts are true of the figures: figures that change their meaning change what is said."""

import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import TypeAlias

import pytest
from statsmodels.stats.proportion import confint_proportions_2indep

import cities
from sentences import FORM, blocks, line, report, said, sent, texts
from zamestnanost_stats.figures.context import Statistic
from zamestnanost_stats.figures.coverage import Coverage, Teams
from zamestnanost_stats.form.benchmarks import Benchmark
from zamestnanost_stats.form.definition import Unit
from zamestnanost_stats.form.register import Territory
from zamestnanost_stats.keys import CellKey
from zamestnanost_stats.language import Text, language
from zamestnanost_stats.report.charts.trend import shares
from zamestnanost_stats.report.document import Bars, Block, Funnel, Intervals, Paragraph, Role, Table, TileMap, Trend
from zamestnanost_stats.report.sections import compose
from zamestnanost_stats.report.source import Source
from zamestnanost_stats.workbook.writer import Answer

Counts: TypeAlias = dict[str, tuple[Answer, Answer]]
"""Exits and supported by organisation."""
pytestmark = pytest.mark.parametrize("spoken", ["cs", "en"])

APART = (
    "{place}: {basis}, {percent}, above the {level} limit ({limit}).",
    "{place}: {basis}, {percent}, below the {level} limit ({limit}).",
)
NONE_APART = (
    "{kind}: of {count} service large enough none differs by more than chance would explain.",
    "{kind}: of {count} services large enough none differs by more than chance would explain.",
)
TOO_FEW = "{kind}: too few services large enough to be compared with one another."
EXACT_LIMITS = "95% and 99.8% limits: exact binomial around the share of all together (Spiegelhalter 2005)."
WILSON = "Interval: 95%, Wilson."
Z_FOR_ZE = re.compile(r"\bz\s(?:[23467]|1[3467]|[3467]\d)\b")
ASK = "They differ by more than chance would explain: ask about clients, places and ways of counting."
OF_TWENTY = "Of twenty services that differ by chance alone, about one lies outside the 95% limits all the same."
SMALL = "Too small to say anything (fewer than {fewest}): {names}."
WITHOUT = "Without a figure: {names}."
PARTLY = "Only from some of the services: {names}."


def told(place: Path, spoken: str, counts: Counts, kinds: str = "ips") -> tuple[Source, dict[str, list[Block]]]:
    """The report of organisations with one service each, given as exits and supported."""
    city = cities.founded(place, [line(name, "s", kinds) for name in counts], ["2021"], FORM)
    for name, both in counts.items():
        city.accept("2021", name, sent(*both))
    return report(city, spoken)


# --- funnels


def test_a_funnel_where_nobody_lies_outside(tmp_path: Path, spoken: str) -> None:
    source, made = told(tmp_path, spoken, {"a": (5, 20), "b": (6, 20), "c": (4, 20), "d": (5, 21), "e": (5, 22)})
    assert said(made["funnel"], source, *NONE_APART) == [{"kind": "IPS", "count": "5"}]
    for other in (*APART, ASK, OF_TWENTY, TOO_FEW, SMALL, WITHOUT):
        assert said(made["funnel"], source, other) == []
    limits, interval = (source.language.gettext(one) for one in (EXACT_LIMITS, WILSON))
    assert [(limits in text, interval in text) for text in texts(made["funnel"])[-1:]] == [(True, False)]
    assert [one for one in texts(made["shares"]) if interval in one]
    assert not [one for one in texts(made["shares"]) if limits in one]
    [chart] = [one for one in made["funnel"] if isinstance(one, Funnel)]
    assert {one.standing for one in chart.points} == {"inside"}
    assert [one.trials for one in chart.limits] == sorted({one.trials for one in chart.limits})


def test_a_funnel_with_one_below_95_and_one_above_998(tmp_path: Path, spoken: str) -> None:
    counts: Counts = {
        "a": (80, 200),
        "b": (3, 20),
        "c": (28, 30),
        "d": (2, 9),
        "e": ("N", 40),
    }
    source, made = told(tmp_path, spoken, counts)
    above, below = (said(made["funnel"], source, one) for one in APART)
    percent = source.language.percent
    assert [(one["place"], one["basis"], one["percent"], one["level"]) for one in below] == [
        ("b: s", "3/20", percent(0.15), percent(0.95, 0))
    ]
    assert [(one["place"], one["basis"], one["percent"], one["level"]) for one in above] == [
        ("c: s", "28/30", percent(28 / 30), percent(0.998, 1))
    ]
    assert [len(said(made["funnel"], source, one)) for one in (ASK, OF_TWENTY)] == [1, 1]
    assert [one["names"] for one in said(made["funnel"], source, SMALL)] == ["d: s"]
    assert [one["names"].split(" (")[0] for one in said(made["funnel"], source, WITHOUT)] == ["e: s"]
    assert said(made["funnel"], source, *NONE_APART) == []
    [chart] = [one for one in made["funnel"] if isinstance(one, Funnel)]
    standings = {one.label: one.standing for one in chart.points}
    assert standings == {"a: s": "inside", "b: s": "outside95", "c: s": "outside998", "d: s": "too_small"}
    assert float(chart.pooled) == pytest.approx((80 + 3 + 28 + 2) / (200 + 20 + 30 + 9))


def test_far_outside_is_not_excused_by_one_in_twenty(tmp_path: Path, spoken: str) -> None:
    source, made = told(tmp_path, spoken, {"a": (800, 2000), "c": (30, 30)})
    assert len(said(made["funnel"], source, ASK)) == 1
    assert said(made["funnel"], source, OF_TWENTY) == []


def test_a_share_and_its_limit_are_never_shown_as_the_same(tmp_path: Path, spoken: str) -> None:
    counts: Counts = {"a": (500, 1000), "b": (34, 100), "c": (66, 100)}
    source, made = told(tmp_path, spoken, counts)
    found = [one for template in APART for one in said(made["funnel"], source, template)]
    assert len(found) == 2
    assert all(one["percent"] != one["limit"] for one in found)


@pytest.mark.parametrize("counts", [{"a": (5, 20)}, {"a": (5, 20), "b": (9, 9)}, {"a": (1, 2), "b": (0, 3)}])
def test_of_fewer_than_two_a_funnel_says_nothing(tmp_path: Path, spoken: str, counts: Counts) -> None:
    source, made = told(tmp_path, spoken, counts)
    assert len(said(made["funnel"], source, TOO_FEW)) == 1
    assert not any(said(made["funnel"], source, one) for one in (*APART, ASK, OF_TWENTY))
    assert said(made["funnel"], source, *NONE_APART) == []
    assert sum(isinstance(one, Funnel) for one in made["funnel"]) == (len(counts) > 1)


def test_a_funnel_shows_only_the_types_it_is_for(tmp_path: Path, spoken: str) -> None:
    source, made = told(tmp_path, spoken, {"a": (5, 20), "b": (20, 20)}, "training")
    assert len(said(made["funnel"], source, "No service has both figures of this rate yet.")) == 1
    assert not any(isinstance(one, Funnel) for one in made["funnel"])


# --- trends

WENT = (
    "{kind}: {count} service that answered in all the periods went from {before} ({first}) to {after} ({last}).",
    "{kind}: {count} services that answered in all the periods went from {before} ({first}) to {after} ({last}).",
)
RISE = "A rise of {points} percentage points (95% interval {interval}; Newcombe), more than chance explains."
FALL = "A fall of {points} percentage points (95% interval {interval}; Newcombe), more than chance explains."
CHANCE = "The difference of {points} percentage points (95% interval {interval}; Newcombe) may be chance alone."
SAME = "No difference (95% interval {interval} percentage points; Newcombe)."
FEW = "Too small to say what changed (fewer than {fewest})."
EFFECT = (
    "All who answered for {period} have {share}: services that came, ended or did not answer in every "
    "period move the figure by {points} percentage points."
)
NO_PANEL = "{kind}: no service can be compared with itself in all the periods, so what changed cannot be told."
NO_SHARE = "{kind}: the share of the same services cannot be told for all the periods, nor what changed."
NO_TWO = "There are no two periods yet whose figures can be compared: a trend needs two that were asked alike."
CHANGED = "Not among the same services, because their type or area changed: {names}."
OTHERWISE = "Left out, because the form asked otherwise then: {periods}."
VERDICTS = (RISE, FALL, CHANCE, SAME, FEW, NO_PANEL, NO_SHARE, NO_TWO)


def over(place: Path, spoken: str, years: dict[str, Counts], *lines: tuple[str, ...]) -> tuple[Source, list[Block]]:
    """The trend of organisations given year by year as exits and supported; each has one service unless told."""
    names = dict.fromkeys(name for counts in years.values() for name in counts)
    city = cities.founded(place, lines or [line(name) for name in names], list(years), FORM)
    for year, counts in years.items():
        for name, both in counts.items():
            service = "t" if any(one[:2] == (name, "t") for one in lines) and year == max(years) else "s"
            city.accept(year, name, sent(*both, service))
    source, made = report(city, spoken, max(years))
    return source, made["trend"]


def verdict(made: list[Block], source: Source) -> list[str]:
    return [one for one in VERDICTS if said(made, source, one)]


@pytest.mark.parametrize(
    ("before", "after", "meaning"),
    [
        ((10, 100), (40, 100), RISE),
        ((40, 100), (10, 100), FALL),
        ((10, 100), (12, 100), CHANCE),
        ((12, 100), (10, 100), CHANCE),
        ((0, 100), (0, 90), SAME),
        ((20, 100), (10, 50), SAME),
        ((0, 100), (90, 100), RISE),
        ((1, 9), (9, 10), FEW),
        ((9, 10), (1, 9), FEW),
        ((0, 0), (40, 100), NO_SHARE),
        ((40, 100), (0, 0), NO_SHARE),
    ],
)
def test_what_changed_is_what_the_figures_say(
    tmp_path: Path, spoken: str, before: tuple[int, int], after: tuple[int, int], meaning: str
) -> None:
    source, made = over(tmp_path, spoken, {"2020": {"a": before}, "2021": {"a": after}})
    assert verdict(made, source) == [meaning]
    if meaning in (RISE, FALL, CHANCE):
        shown = source.language.points
        low, high = confint_proportions_2indep(*after, *before, method="newcomb", compare="diff")
        difference = Decimal(after[0]) / after[1] - Decimal(before[0]) / before[1]
        [parts] = said(made, source, meaning)
        if meaning is CHANCE:
            assert parts["points"] == ("+" if difference > 0 else "") + shown(difference)
            ends = [shown(low), f"+{shown(high)}"]
        else:
            assert parts["points"] == shown(abs(difference))
            ends = sorted((shown(abs(low)), shown(abs(high))))
        assert parts["interval"] == source.language.gettext("{low} to {high}").format(low=ends[0], high=ends[1])
    if meaning is not NO_SHARE:
        [parts] = said(made, source, *WENT)
        share = f"{after[0]}/{after[1]}, {source.language.percent(after[0] / after[1])}"
        assert (parts["count"], parts["first"], parts["last"], parts["after"]) == ("1", "2020", "2021", share)


@pytest.mark.parametrize("many", [1, 2, 5])
def test_where_all_are_the_same_services_there_is_one_line_and_no_effect(
    tmp_path: Path, spoken: str, many: int
) -> None:
    names = "abcde"[:many]
    years: dict[str, Counts] = {year: dict.fromkeys(names, (10, 100)) for year in ("2020", "2021")}
    source, made = over(tmp_path, spoken, years)
    [parts] = said(made, source, *WENT)
    assert parts["count"] == str(many)
    right = source.language.ngettext(*WENT, many)
    assert texts(made)[0].startswith(re.split("{(?:before|first)}", right)[0].format(kind="IPS", count=many))
    assert said(made, source, EFFECT) == []
    [chart] = [one for one in made if isinstance(one, Trend)]
    assert len(chart.lines) == 1
    assert chart.lines[0].name == source.language.gettext("the same services: all who answered")


@pytest.mark.parametrize("year", ["2020", "2021"])
def test_who_is_not_in_every_year_moves_that_year_s_figure(tmp_path: Path, spoken: str, year: str) -> None:
    years: dict[str, Counts] = {"2020": {"a": (10, 100)}, "2021": {"a": (10, 100)}}
    years[year]["b"] = (90, 100)
    source, made = over(tmp_path, spoken, years)
    [parts] = said(made, source, EFFECT)
    percent, points = source.language.percent(0.5), source.language.points(Decimal("0.4"))
    assert (parts["period"], parts["share"], parts["points"]) == (year, f"100/200, {percent}", f"+{points}")
    assert verdict(made, source) == [SAME]
    [chart] = [one for one in made if isinstance(one, Trend)]
    assert [one.dashed for one in chart.lines] == [False, True]
    at = chart.periods.index(year)
    assert [one.values[at] for one in chart.lines] == [Decimal("0.1"), Decimal("0.5")]


def test_who_moves_the_figure_by_nothing_is_not_told_of(tmp_path: Path, spoken: str) -> None:
    years: dict[str, Counts] = {"2020": {"a": (10, 100)}, "2021": {"a": (10, 100), "b": (50, 501)}}
    source, made = over(tmp_path, spoken, years)
    assert said(made, source, EFFECT) == []
    [chart] = [one for one in made if isinstance(one, Trend)]
    assert len(chart.lines) == 2


def test_trends_of_one_section_are_drawn_on_one_scale(tmp_path: Path, spoken: str) -> None:
    years: dict[str, Counts] = {year: {"a": (10, 500), "b": (900, 1000)} for year in ("2020", "2021")}
    _, made = over(tmp_path, spoken, years, line("a"), line("b", "s", "supported_employment"))
    found = [one for one in made if isinstance(one, Trend)]
    assert [shares(replace(one, highest=None))[-1] for one in found] == [Decimal("0.25"), 1]
    assert [shares(one)[-1] for one in found] == [1, 1]


def test_czech_says_ze_where_the_number_wants_it(tmp_path: Path, spoken: str) -> None:
    years: dict[str, Counts] = {year: dict.fromkeys("abcd", (46, 114)) for year in ("2020", "2021")}
    source, made = over(tmp_path, spoken, years)
    told = [text for some in (made, *blocks(compose(source)).values()) for text in texts(some)]
    assert "46/114" in "".join(told) or "184/456" in "".join(told)
    assert not [text for text in told if Z_FOR_ZE.search(text)]


def test_no_service_in_every_year(tmp_path: Path, spoken: str) -> None:
    source, made = over(tmp_path, spoken, {"2020": {"a": (10, 100)}, "2021": {"b": (90, 100)}})
    assert verdict(made, source) == [NO_PANEL]
    assert [said(made, source, one) for one in (EFFECT, CHANGED)] == [[], []]
    [chart] = [one for one in made if isinstance(one, Trend)]
    assert [one.name for one in chart.lines] == [source.language.gettext("all who answered")]


def test_a_service_that_changed_its_type_answered_but_is_not_compared(tmp_path: Path, spoken: str) -> None:
    lines = (
        line("b", "s", "training", "P1", "", "2020-12-31", "b/t"),
        line("b", "t", "ips", "P1", "2021-01-01", "", ""),
    )
    source, made = over(tmp_path, spoken, {"2020": {"b": (10, 100)}, "2021": {"b": (90, 100)}}, *lines)
    kinds = [one["kind"] for one in said(made, source, NO_PANEL)]
    assert kinds == ["IPS", "Trénink" if spoken == "cs" else "Training"]
    assert [one["names"] for one in said(made, source, CHANGED)] == ["b: t", "b: t"]


def test_only_one_period_and_an_earlier_one_asked_otherwise(tmp_path: Path, spoken: str) -> None:
    source, made = over(tmp_path, spoken, {"2021": {"a": (10, 100)}})
    assert verdict(made, source) == [NO_TWO]
    assert not any(isinstance(one, Trend) for one in made)


def test_a_year_in_which_the_form_asked_otherwise_is_named(tmp_path: Path, spoken: str) -> None:
    years = ("2019", "2020", "2021")
    city = cities.founded(tmp_path, [line("a")], years, FORM)
    other = FORM.replace('id = "small"', 'id = "old"').replace(
        'denominator = "supported"\nunit', 'denominator = "supported + exits"\nunit', 1
    )
    (tmp_path / "forms" / "old.toml").write_text(other, encoding="utf-8")
    collection = tmp_path / "2019" / "collection.toml"
    collection.write_text(collection.read_text(encoding="utf-8").replace('"small"', '"old"'), encoding="utf-8")
    for year in years[:2]:
        city.accept(year, "a", sent(10, 100))
    source, made = report(city, spoken, "2020")
    assert verdict(made["trend"], source) == [NO_TWO]
    city.accept("2021", "a", sent(10, 100))
    source, made = report(city, spoken)
    assert verdict(made["trend"], source) == [SAME]
    assert [one["periods"] for one in said(made["trend"], source, OTHERWISE)] == ["2019"]


# --- reasons

MOST = (
    "Most frequent: {names} ({share}, that is {percent}).",
    "Most frequent, each the same: {names} ({share}, that is {percent}).",
)
NOT_KNOWN = "Not known: {share}, that is {percent}."
ONLY = "Only {count} in all: too few to say anything."
NONE, NO_FIGURES = "{label}: none.", "{label}: no figures."
WORDS = {"cs": ("zdraví", "stěhování", "jiný", "nevíme"), "en": ("health", "moved", "other", "not known")}


def why(place: Path, spoken: str, *returns: cities.Sent) -> tuple[Source, list[Block]]:
    """The reasons told by organisations with one service each."""
    names = "abcde"[: len(returns)]
    city = cities.founded(place, [line(name) for name in names], ["2021"], FORM)
    for name, values in zip(names, returns, strict=True):
        city.accept("2021", name, values)
    source, made = report(city, spoken)
    return source, made["why"]


def test_reasons_are_ranked_and_what_nobody_knows_is_none(tmp_path: Path, spoken: str) -> None:
    source, made = why(tmp_path, spoken, sent(20, 90, health=3, moved=4, other=1, unknown=12))
    health, moved, other, unknown = WORDS[spoken]
    [parts] = said(made, source, *MOST)
    share, percent = source.language.out_of, source.language.percent
    assert (parts["names"], parts["share"], parts["percent"]) == (moved, share(4, 20), percent(0.2, 0))
    assert texts(made)[0].startswith(source.language.ngettext(*MOST, 1).split("{names}")[0])
    [parts] = said(made, source, NOT_KNOWN)
    assert (parts["share"], parts["percent"]) == (share(12, 20), percent(0.6, 0))
    [chart] = [one for one in made if isinstance(one, Bars)]
    assert chart.categories == (moved, health, other, unknown)
    assert [int(one or 0) for one in chart.series[0].values] == [4, 3, 1, 12]
    assert [said(made, source, one) for one in (ONLY, NONE, NO_FIGURES, PARTLY, WITHOUT)] == [[]] * 5


def test_equally_frequent_reasons_are_told_together(tmp_path: Path, spoken: str) -> None:
    source, made = why(tmp_path, spoken, sent(12, 90, health=5, moved=2, other=5, unknown=0))
    [parts] = said(made, source, *MOST)
    assert parts["names"].endswith(f"{WORDS[spoken][0]}; {WORDS[spoken][2]}")
    assert texts(made)[0].startswith(source.language.ngettext(*MOST, 2).split("{names}")[0])
    assert said(made, source, NOT_KNOWN) == []


def test_nothing_is_most_frequent_where_no_reason_is_known(tmp_path: Path, spoken: str) -> None:
    source, made = why(tmp_path, spoken, sent(12, 90, health=0, moved=0, other=0, unknown=12))
    assert said(made, source, *MOST) == []
    assert [one["share"] for one in said(made, source, NOT_KNOWN)] == [source.language.out_of(12, 12)]


@pytest.mark.parametrize("many", [1, 2, 5, 9])
def test_of_fewer_than_ten_no_reason_is_the_most_frequent(tmp_path: Path, spoken: str, many: int) -> None:
    source, made = why(tmp_path, spoken, sent(many, 90, health=many, moved=0, other=0, unknown=0))
    assert said(made, source, *MOST) == []
    assert [one["count"] for one in said(made, source, ONLY)] == [str(many)]
    [chart] = [one for one in made if isinstance(one, Bars)]
    assert chart.labels == (str(many), "0", "0", "0")


def test_none_and_no_figures_and_partly_are_different(tmp_path: Path, spoken: str) -> None:
    nobody = sent(0, 90, health=0, moved=0, other=0, unknown=0)
    cases = {
        "none": (nobody,),
        "none of some": (nobody, sent("N", 90, health="N", moved="N", other="N", unknown="N")),
        "not collected": (sent("N", 90, health="N", moved="N", other="N", unknown="N"),),
        "left blank": (sent(15, 90),),
    }
    found = {}
    for name, returns in cases.items():
        (tmp_path / name).mkdir()
        source, made = why(tmp_path / name, spoken, *returns)
        found[name] = [len(said(made, source, one)) for one in (NONE, NO_FIGURES, PARTLY)]
        assert not any(isinstance(one, Bars) for one in made)
    assert found == {
        "none": [1, 0, 0],
        "none of some": [1, 0, 1],
        "not collected": [0, 1, 0],
        "left blank": [0, 1, 0],
    }


def test_a_reason_that_some_or_all_do_not_collect_is_said(tmp_path: Path, spoken: str) -> None:
    first = sent(12, 90, health=10, moved="N", other="N", unknown=2)
    source, made = why(tmp_path, spoken, first, sent(12, 90, health=6, moved=6, other="N", unknown=0))
    _, moved, other, _ = WORDS[spoken]
    reason = source.language.gettext("not collected (N)")
    assert [one["names"] for one in said(made, source, WITHOUT)] == [f"{other} ({reason})"]
    share = source.language.out_of(1, 2)
    assert [one["names"] for one in said(made, source, PARTLY)] == [f"{moved} ({share})"]


def test_a_missing_return_leaves_all_reasons_partly(tmp_path: Path, spoken: str) -> None:
    city = cities.founded(tmp_path, [line("a"), line("b")], ["2021"], FORM)
    city.accept("2021", "a", sent(12, 90, health=12, moved=0, other=0, unknown=0))
    source, made = report(city, spoken)
    assert [one["names"] for one in said(made["why"], source, PARTLY)] == [source.language.out_of(1, 2)]


@pytest.mark.parametrize("many", [1, 2])
def test_what_is_not_ranked_names_none_and_what_may_be_in_twice_says_so(tmp_path: Path, spoken: str, many: int) -> None:
    """Of one service nobody is in twice."""
    city = cities.founded(tmp_path, [line(name) for name in "ab"[:many]], ["2021"], FORM)
    jobs: cities.Sent = {CellKey.at(f"jobs/field/{code}", "s"): 9 for code in cities.FIELDS}
    for name in "ab"[:many]:
        city.accept("2021", name, {CellKey.at("jobs", "s"): 18, **jobs})
    source, made = report(city, spoken)
    assert said(made["fields"], source, *MOST) == []
    twice = "Sums over services: whoever is counted by two of them is in twice."
    assert len(said(made["fields"], source, twice)) == many - 1
    [chart] = [one for one in made["fields"] if isinstance(one, Bars)]
    assert chart.labels == (f"{9 * many} ({source.language.percent(0.5, 0)})",) * 2


# --- where IPS is

DISTRICTS = "Districts with a team served by IPS: {share}."
KNOWN = "Districts known to have a team served by IPS: {share}."
NO_IPS, NOT_SAID = "Without IPS, as the register of teams has it: {names}.", "Not known: {names}."
NOTHING_KNOWN = "It is not known of any district whether a team there is served by IPS."
OTHER_ONLY = "Without IPS, with a team served by another service: {names}."
OTHER_UNKNOWN = "IPS not known, with a team served by another service: {names}."
EACH = (
    "{who} supported {count} people for each 100,000 inhabitants of the city ({people} inhabitants). The people "
    "supported are counted wherever they live."
)


def where(
    source: Source, covered: str, without: str, unknown: str, visited: str = "", context: tuple[Statistic, ...] = ()
) -> tuple[Source, dict[str, list[Block]]]:
    """The report with districts in those states."""
    territories = source.current.register.territories

    def these(names: str) -> tuple[Territory, ...]:
        return tuple(territories[name] for name in names.split())

    teams = {name: (Teams("cdz", 1, 2),) for name in covered.split()}
    known = Coverage(these(covered), these(without), these(unknown), these(visited), teams)
    changed = replace(source, coverage=known, context=context)
    return changed, blocks(compose(changed))


@pytest.fixture
def source(tmp_path: Path, spoken: str) -> Source:
    """A city whose every organisation answered, with 60 people in two of them."""
    return told(tmp_path, spoken, {"a": (5, 20), "b": (6, 40)})[0]


def names(source: Source, wanted: str) -> str:
    return ", ".join(source.current.register.territories[name].name for name in wanted.split())


def test_districts_with_without_and_unknown(source: Source, spoken: str) -> None:
    del spoken
    seen, made = where(source, "P1 P2", "P3 P4", "P5 P6", "P4 P6")
    share = seen.language.out_of(2, 6)
    for section in ("first", "where"):
        assert said(made[section], seen, KNOWN) == [{"share": share}]
        assert [one["names"] for one in said(made[section], seen, NO_IPS)] == [names(seen, "P3 P4")]
        assert [one["names"] for one in said(made[section], seen, NOT_SAID)] == [names(seen, "P5 P6")]
    assert [one["names"] for one in said(made["where"], seen, OTHER_ONLY)] == [names(seen, "P4")]
    assert [one["names"] for one in said(made["where"], seen, OTHER_UNKNOWN)] == [names(seen, "P6")]
    [chart] = [one for one in made["where"] if isinstance(one, TileMap)]
    states = {one.id: one.state for one in chart.tiles}
    assert states == {
        "P1": "covered", "P2": "covered", "P3": "without", "P4": "visited", "P5": "unknown", "P6": "unknown",
    }  # fmt: skip
    assert {state for state, _ in chart.legend} == set(states.values())
    assert {bool(one.note) for one in chart.tiles if one.state == "covered"} == {True}


def test_what_is_known_is_said_only_where_something_is_unknown(source: Source, spoken: str) -> None:
    del spoken
    seen, made = where(source, "P1", "P3", "")
    assert said(made["first"], seen, DISTRICTS) == [{"share": seen.language.out_of(1, 2)}]
    assert [said(made["first"], seen, one) for one in (KNOWN, NOT_SAID, NOTHING_KNOWN)] == [[]] * 3
    seen, made = where(source, "P1 P3", "", "")
    assert [said(made["first"], seen, one) for one in (NO_IPS, NOT_SAID)] == [[], []]
    seen, made = where(source, "", "", "P1 P3")
    assert len(said(made["first"], seen, NOTHING_KNOWN)) == 1
    assert [said(made["first"], seen, one) for one in (DISTRICTS, KNOWN, NO_IPS, NOT_SAID)] == [[]] * 4


def test_people_turned_away_by_their_address(tmp_path: Path, spoken: str) -> None:
    city = cities.founded(tmp_path, [line("a"), line("b")], ["2021"], FORM)
    city.accept("2021", "a", sent(12, 90, health=5, moved=7, other=0, unknown=0))
    code = WORDS[spoken][1]
    label = f"„Odchody“, z toho „{code}“: " if spoken == "cs" else f"“Exits”, of them “{code}”: "
    seen, made = report(city, spoken)
    assert f"{label}7." in texts(made["where"])
    assert [one["names"] for one in said(made["where"], seen, PARTLY)] == [seen.language.out_of(1, 2)]
    city.accept("2021", "b", sent(12, 90, health=5, moved="N", other=7, unknown=0))
    seen, made = report(city, spoken)
    assert f"{label}7." in texts(made["where"])
    assert [one["names"] for one in said(made["where"], seen, PARTLY)] == [seen.language.out_of(1, 2)]


def stated(territory: str, name: str, value: int | None, period: str = "2021") -> Statistic:
    return Statistic(territory, period, name, None if value is None else Decimal(value), "def", "src")


def test_rates_need_a_population_and_unknown_is_shown(source: Source, spoken: str) -> None:
    unknown = stated("P1", "unemployed", None)
    seen, made = where(source, "P1", "P2", "", "", (unknown, stated("city", "unemployed", 7, "2019")))
    assert said(made["where"], seen, EACH) == []
    [table] = [one for one in made["where"] if isinstance(one, Table)]
    assert [row[1:] for row in table.rows] == [(seen.language.gettext("not known"), "def", "src")]
    seen, made = where(source, "P1", "P2", "", "", (stated("city", "population", 1000),))
    [parts] = said(made["where"], seen, EACH)
    number = seen.language.number
    both = seen.language.gettext("{low} to {high}").format(low=number(4000, 1), high=number(6000, 1))
    assert (parts["who"], parts["count"], parts["people"]) == (
        seen.language.gettext("The services"),
        both,
        number(1000),
    )
    [table] = [one for one in made["where"] if isinstance(one, Table)]
    assert str(table.rows[0][0]).startswith("Počet obyvatel" if spoken == "cs" else "Population")
    assert language(spoken).code == seen.language.code


def test_people_of_whom_only_the_least_is_known_have_a_rate(tmp_path: Path, spoken: str) -> None:
    city = cities.founded(tmp_path, [line("a"), line("b")], ["2021"], FORM)
    city.accept("2021", "a", sent(5, 40))
    city.accept("2021", "b", sent(5, "N"))
    source, _ = report(city, spoken)
    seen, made = where(source, "P1", "P2", "", "", (stated("city", "population", 1000),))
    [parts] = said(made["where"], seen, EACH)
    assert parts["count"] == seen.language.gettext("at least {low}").format(low=seen.language.number(4000, 1))


# --- shares and differences

DIFFERENCE = "{place}: a difference of {points} percentage points (95% interval {interval}; Newcombe)."
TIMES = "The first share is {times} times the second (95% interval {interval}; Newcombe)."
NEITHER = "Services have different purposes and different clients; the difference measures neither quality nor effect."
NOBODY = "Nobody who answered gave both figures of this rate."


def kinds(place: Path, spoken: str, **counts: tuple[Answer, Answer]) -> tuple[Source, dict[str, list[Block]]]:
    """The report of one organisation of each type."""
    city = cities.founded(place, [line(f"o{kind[0]}", "s", kind) for kind in counts], ["2021"], FORM)
    for kind, both in counts.items():
        city.accept("2021", f"o{kind[0]}", sent(*both))
    return report(city, spoken)


def test_a_difference_only_between_comparable_types(tmp_path: Path, spoken: str) -> None:
    source, made = kinds(tmp_path, spoken, ips=(40, 100), supported_employment=(20, 100), training=(90, 100))
    [parts] = said(made["shares"], source, DIFFERENCE)
    assert (parts["place"], parts["points"]) == (
        "IPS − PZ" if spoken == "cs" else "IPS − SE",
        source.language.points(0.2),
    )
    [parts] = said(made["shares"], source, TIMES)
    assert parts["times"] == source.language.number(Decimal(2), 2)
    assert len(said(made["shares"], source, NEITHER)) == 1


@pytest.mark.parametrize(
    "counts",
    [
        {"ips": (40, 100), "training": (20, 100)},
        {"ips": (40, 100), "supported_employment": (1, 9)},
        {"ips": (40, 100), "supported_employment": (0, 0)},
        {"ips": (40, 100), "supported_employment": ("N", 50)},
    ],
)
def test_no_difference_is_stated(tmp_path: Path, spoken: str, counts: Counts) -> None:
    source, made = kinds(tmp_path, spoken, **counts)
    assert [said(made["shares"], source, one) for one in (DIFFERENCE, TIMES)] == [[], []]
    few = [kind for kind, both in counts.items() if both == (1, 9)]
    assert len(said(made["shares"], source, SMALL)) == len(few)
    [chart] = [one for one in made["shares"] if isinstance(one, Intervals)]
    assert len(chart.estimates) + len(said(made["shares"], source, WITHOUT)) == len(counts)


def test_nought_of_nought_is_an_answer_without_a_share(tmp_path: Path, spoken: str) -> None:
    """Who had nobody gave both figures: that is not the same as giving none."""
    source, made = kinds(tmp_path / "noughts", spoken, ips=(0, 0))
    nobody = source.language.gettext("nobody to count from")
    assert said(made["shares"], source, NOBODY) == []
    assert [one["names"] for one in said(made["shares"], source, WITHOUT)] == [f"IPS ({nobody})"]
    [parts] = said(made["first"], source, "The main rate cannot be told: {reason}.")
    assert parts["reason"] == nobody
    source, made = kinds(tmp_path / "none", spoken, ips=("N", "N"))
    assert len(said(made["shares"], source, NOBODY)) == 1
    text = "The main rate cannot be told yet: no accepted return has both of its figures."
    assert len(said(made["first"], source, text)) == 1
    assert len(said(made["first"], source, NO_FIGURES)) == 1


def test_a_benchmark_stands_beside_a_share_not_beside_nothing(tmp_path: Path, spoken: str) -> None:
    text = Text("Jinde", "Elsewhere")
    other = Benchmark("other", Decimal("0.5"), text, text, "exit_rate", "exits", "supported", Unit.PERSONS)
    views = ("shares", "funnel", "trend", "first")
    for counts, beside in (((4, 20), {"shares", "funnel"}), ((0, 0), set()), (("N", 20), set())):
        source, _ = kinds(tmp_path / f"{counts[0]}", spoken, ips=counts)
        made = blocks(compose(replace(source, benchmarks=[other])))
        found = {view for view in views if said(made[view], source, "For comparison: {label}. {source}")}
        assert found == beside, counts


def test_who_has_no_bar_is_named_even_where_nobody_has_one(tmp_path: Path, spoken: str) -> None:
    source, made = kinds(tmp_path, spoken, ips=("N", 20), training=("N", 20))
    assert len(said(made["starts"], source, WITHOUT)) == 1
    assert not any(isinstance(one, Bars) for one in made["starts"])


# --- the first page

BETWEEN = "{who} supported between {low} and {high} different people {period}."
PEOPLE = ("{who} supported {count} person {period}.", "{who} supported {count} people {period}.")
ANSWERED = "Returns accepted from all organisations asked: {share}."
AWAITED = (
    "Returns accepted: {share} organisations. No figures yet from {names}.",
    "Returns accepted: {share} organisations. No figures yet from: {names}.",
)
LIMITS = "What these figures cannot say:"
NOT_FOR = "Not meant for ranking organisations or dividing grants."


def roles(some: list[Block], role: Role) -> list[str]:
    return [one.text for one in some if isinstance(one, Paragraph) and one.role is role]


@pytest.mark.parametrize("missing", [0, 1, 2, 5])
def test_the_first_page_answers_what_it_must(tmp_path: Path, spoken: str, missing: int) -> None:
    """The year, how many people, how many of how many, who is missing, what cannot be said, where IPS is, a quote."""
    away = "vwxyz"[:missing]
    city = cities.founded(tmp_path, [line(name) for name in ("a", "b", *away)], ["2021"], FORM)
    city.accept("2021", "a", sent(10, 60))
    city.accept("2021", "b", sent(20, 40))
    source, made = report(city, spoken)
    first, share = made["first"], source.language.out_of
    [parts] = said(first, source, BETWEEN)
    assert (parts["low"], parts["high"]) == ("60", "100")
    assert "2021" in parts["period"]
    assert (share(2, 2 + missing) in parts["who"]) is bool(missing)
    result = f"{share(30, 100)} {source.language.percent(0.3)}"
    assert result in roles(first, Role.LEAD)[1]
    [quote] = roles(first, Role.QUOTE)
    assert result in quote
    assert len(said(first, source, ANSWERED)) == (not missing)
    absent = said(first, source, *AWAITED)
    assert [(one["share"], one["names"]) for one in absent] == (
        [(share(2, 2 + missing), "; ".join(away))] if missing else []
    )
    assert len(said(first, source, LIMITS)) == 1
    assert ("Mez." if spoken == "cs" else "A limit.") in texts(first)
    assert len(said(first, source, NOT_FOR)) == 1
    assert len(said(first, source, NOTHING_KNOWN)) == 1


NOTHING_OF = "In this number nothing is known of: {names}."


@pytest.mark.parametrize(("answer", "reason"), [("X", "does not apply (X)"), ("N", "not collected (N)")])
def test_whose_people_are_not_in_the_number_is_named_beside_it(
    tmp_path: Path, spoken: str, answer: str, reason: str
) -> None:
    city = cities.founded(tmp_path, [line("a"), line("b"), line("c"), line("d", "s", "ips", "outside")], ["2021"], FORM)
    counts: Counts = {"a": (5, 20), "b": (answer, answer), "c": (answer, 30), "d": (answer, answer)}
    for name, both in counts.items():
        city.accept("2021", name, sent(*both))
    source, made = report(city, spoken)
    [parts] = said(made["first"], source, NOTHING_OF)
    assert parts["names"] == f"b ({source.language.gettext(reason)})"


@pytest.mark.parametrize("many", [1, 2, 5])
def test_people_of_one_organisation_in_the_right_form(tmp_path: Path, spoken: str, many: int) -> None:
    source, made = told(tmp_path, spoken, {"a": (0, many)})
    wanted = source.language.ngettext(*PEOPLE, many)
    text = wanted.format(who=source.whose_services, count=many, period=source.period_phrase)
    assert text in roles(made["first"], Role.LEAD)


def test_a_result_of_too_few_is_called_so_and_not_offered_for_quoting(tmp_path: Path, spoken: str) -> None:
    source, made = told(tmp_path, spoken, {"a": (3, 9)})
    assert [one["names"] for one in said(made["first"], source, SMALL)] == ["IPS"]
    assert roles(made["first"], Role.QUOTE) == []
