"""Trends: recomputed by hand and by brute force, through renamed, moved and merged services, and missing answers."""

from decimal import Decimal
from pathlib import Path

import pytest

import cities
from zamestnanost_stats.figures.figure import Figure
from zamestnanost_stats.figures.statistics import wilson
from zamestnanost_stats.figures.trend import Service, Trend, trends, units
from zamestnanost_stats.form.register import Register
from zamestnanost_stats.form.register import Service as Registered
from zamestnanost_stats.keys import CellKey
from zamestnanost_stats.workspace import Workspace

YEARS = cities.YEARS


def sent(exits: int | str, supported: int | str, service: str = "s") -> cities.Sent:
    return {CellKey.at("exits", service): exits, CellKey.at("supported", service): supported}


def line(provider: str, service: str = "s", kind: str = "ips", where: str = "P1", *more: str) -> tuple[str, ...]:
    return (provider, service, service, kind, where, *(more or ("", "", "")))


def seen(city: cities.City, name: str = "exit_rate") -> list[Trend]:
    past = city.rounds
    return trends(past[-1].form.metrics[name], past, city.workspace.register, city.workspace.ledger)


def parts(figure: Figure | None) -> tuple[int, int] | None:
    return (int(figure.numerator or 0), int(figure.denominator or 0)) if figure else None


def test_the_panel_is_who_answered_every_year(tmp_path: Path) -> None:
    """b is missing in 2020, c tells no exits in 2021, d begins in 2020: only a and e are compared with themselves."""
    begun = line("d", "s", "ips", "P1", "2020-01-01", "", "")
    city = cities.founded(tmp_path, [*(line(name) for name in "abce"), begun])
    for year, place in zip(YEARS, range(3), strict=True):
        city.accept(year, "a", sent(1 + place, 10))
        city.accept(year, "e", sent(5, 20 + place))
        city.accept(year, "c", sent("N" if year == "2021" else 3, 30))
        if year != "2020":
            city.accept(year, "b", sent(4, 40))
        if year != "2019":
            city.accept(year, "d", sent(9, 50))
    [trend] = seen(city)
    assert trend.panel == ((Service("a", "s"),), (Service("e", "s"),))
    assert (trend.service_type, trend.changed_type, trend.incomparable) == ("ips", (), ())
    assert [point.period for point in trend.points] == list(YEARS)
    assert [parts(point.everyone) for point in trend.points] == [(13, 100), (19, 111), (21, 122)]
    assert [parts(point.panel) for point in trend.points] == [(6, 30), (7, 31), (8, 32)]
    assert [(point.everyone.used, point.everyone.expected) for point in trend.points] == [(4, 4), (4, 5), (4, 5)]
    panels = [point.panel for point in trend.points if point.panel]
    assert [(one.used, one.expected) for one in panels] == [(2, 4), (2, 4), (2, 4)]
    assert trend.points[0].effect == Decimal(13) / 100 - Decimal(6) / 30
    assert float(panels[2].low or 0) == pytest.approx(wilson(8, 32).low)
    assert [one.id for one in trend.figures[2:4]] == [
        "exit_rate@service_type=ips;period=2020",
        "exit_rate@service_type=ips;period=2020;panel=2019-2021",
    ]


def test_linked_services_are_one(tmp_path: Path) -> None:
    """a is renamed, b moves to c, d and e merge into f: one unit each, whose parts are added."""
    city = cities.founded(
        tmp_path,
        [
            line("a", "s", "ips", "P1", "", "2019-12-31", "a/t"),
            line("a", "t", "ips", "P1", "2020-01-01", "", ""),
            line("b", "s", "ips", "P1", "", "2020-12-31", "c/s"),
            line("c", "s", "ips", "P1", "2021-01-01", "", ""),
            line("d", "s", "ips", "P1", "", "2020-12-31", "f/s"),
            line("e", "s", "ips", "P1", "", "2020-12-31", "f/s"),
            line("f", "s", "ips", "P1", "2021-01-01", "", ""),
        ],
    )
    for year in YEARS:
        city.accept(year, "a", sent(1, 10, "s" if year == "2019" else "t"))
        city.accept(year, "c" if year == "2021" else "b", sent(2, 20))
    for name in "de":
        city.accept("2019", name, sent(3, 30))
        city.accept("2020", name, sent(4, 40))
    city.accept("2021", "f", sent(9, 90))
    [trend] = seen(city)
    assert [[f"{one.provider}/{one.service}" for one in unit] for unit in trend.panel] == [
        ["a/s", "a/t"],
        ["b/s", "c/s"],
        ["d/s", "e/s", "f/s"],
    ]
    assert [parts(point.panel) for point in trend.points] == [(9, 90), (11, 110), (12, 120)]
    assert [point.effect for point in trend.points] == [0, 0, 0]
    assert [(point.panel.used, point.panel.expected) for point in trend.points if point.panel] == [(3, 3)] * 3


def test_half_of_a_merged_service_is_not_it(tmp_path: Path) -> None:
    """e never answered in 2019, so what f is in 2021 cannot be told of 2019."""
    city = cities.founded(
        tmp_path,
        [
            line("a"),
            line("d", "s", "ips", "P1", "", "2020-12-31", "f/s"),
            line("e", "s", "ips", "P1", "", "2020-12-31", "f/s"),
            line("f", "s", "ips", "P1", "2021-01-01", "", ""),
        ],
        ["2019", "2021"],
    )
    for year in ("2019", "2021"):
        city.accept(year, "a", sent(1, 10))
    city.accept("2019", "d", sent(3, 30))
    city.accept("2021", "f", sent(9, 90))
    [trend] = seen(city)
    assert trend.panel == ((Service("a", "s"),),)


def test_a_unit_of_several_types_is_left_out_and_said(tmp_path: Path) -> None:
    city = cities.founded(
        tmp_path,
        [
            line("a"),
            line("b", "s", "training", "P1", "", "2020-12-31", "b/t"),
            line("b", "t", "ips", "P1", "2021-01-01", "", ""),
            line("c", "s", "ips", "outside", "", "2020-12-31", "c/t"),
            line("c", "t", "ips", "P1", "2021-01-01", "", ""),
        ],
    )
    for year in YEARS:
        city.accept(year, "a", sent(1, 10))
        for name in "bc":
            city.accept(year, name, sent(2, 20, "t" if year == "2021" else "s"))
    ips, training = seen(city)
    unit, moved = (tuple(Service(name, service) for service in "st") for name in "bc")
    assert (ips.panel, ips.changed_type) == (((Service("a", "s"),),), (unit, moved))
    assert (training.panel, training.changed_type) == ((), (unit,))
    assert [parts(point.everyone) for point in ips.points] == [(1, 10), (1, 10), (5, 50)]
    assert [point.panel for point in training.points] == [None] * 3
    assert [(point.everyone.value, point.effect) for point in training.points][2] == (None, None)


def test_the_type_is_what_it_was_when_the_return_came(tmp_path: Path) -> None:
    """The register may be mended later: returns keep their snapshot; successors are today's."""
    city = cities.founded(tmp_path, [line("a")], ["2019", "2020"])
    city.accept("2019", "a", sent(1, 10))
    (tmp_path / "services.csv").write_text(
        (tmp_path / "services.csv").read_text(encoding="utf-8").replace(",ips,", ",training,"), encoding="utf-8"
    )
    city = cities.City(Workspace(tmp_path), city.services)
    city.accept("2020", "a", sent(2, 10))
    assert [(one.service_type, one.panel, one.changed_type) for one in seen(city)] == [
        (kind, (), ((Service("a", "s"),),)) for kind in ("ips", "training")
    ]


def test_only_what_is_asked_alike_is_compared(tmp_path: Path) -> None:
    """2019 has another denominator, 2020 no return: nothing to compare 2021 with until 2020 has one."""
    city = cities.founded(tmp_path, [line("a")])
    other = cities.FORM.replace('id = "small"', 'id = "old"').replace(
        'denominator = "supported"\nunit', 'denominator = "supported + exits"\nunit', 1
    )
    (tmp_path / "forms" / "old.toml").write_text(other, encoding="utf-8")
    collection = tmp_path / "2019" / "collection.toml"
    collection.write_text(collection.read_text(encoding="utf-8").replace('"small"', '"old"'), encoding="utf-8")
    for year in ("2019", "2021"):
        city.accept(year, "a", sent(1, 10))
    assert seen(city) == []
    city.accept("2020", "a", sent(1, 10))
    [trend] = seen(city)
    assert ([point.period for point in trend.points], trend.incomparable) == (["2020", "2021"], ("2019",))
    assert len(seen(city, "caseload")) == 0  # nobody told their staff in any year: not a service has both parts


def test_a_year_and_a_quarter_are_never_in_one_trend(tmp_path: Path) -> None:
    city = cities.founded(tmp_path, [line("a")], ["2019", "2020-Q3", "2020"])
    for label in ("2019", "2020-Q3", "2020"):
        city.accept(label, "a", sent(1, 10))
    [trend] = seen(city)
    assert ([point.period for point in trend.points], trend.incomparable) == (["2019", "2020"], ())


def test_no_trend_without_the_current_period(tmp_path: Path) -> None:
    city = cities.founded(tmp_path, [line("a")])
    for year in ("2019", "2020"):
        city.accept(year, "a", sent(1, 10))
    assert seen(city) == []


def test_units_are_linked_whatever_the_order_of_the_register() -> None:
    links = ["a/s>b/s", "c/s>d/s", "b/s>c/s", "e/s>"]
    services = []
    for one in links:
        own, _, successor = one.partition(">")
        provider, _, name = own.partition("/")
        services.append(Registered(provider, name, name, "ips", ("P1",), successor=successor))
    services.append(Registered("d", "s", "s", "ips", ("P1",), successor="a/s"))  # a circle does no harm
    found = units(Register({}, tuple(services), (), {}), [Service("x", "gone")])
    chain = tuple(Service(name, "s") for name in "abcd")
    assert found == {
        **dict.fromkeys(chain, chain),
        Service("e", "s"): (Service("e", "s"),),
        Service("x", "gone"): (Service("x", "gone"),),
    }


@pytest.mark.parametrize("seed", [31, 32, 33])
def test_by_brute_force(tmp_path: Path, seed: int) -> None:
    """A random city whose services are renamed or begin later: the last point is also the year's own figure."""
    city = cities.random_city(tmp_path, seed)
    found = {trend.service_type: trend for trend in seen(city)}
    figures = city.workspace.figures("2021")
    for kind in cities.TYPES:
        per_year: list[dict[tuple[str, str], tuple[Decimal, Decimal]]] = []
        for year in YEARS:
            both: dict[tuple[str, str], tuple[Decimal, Decimal]] = {}
            for provider, service, values in city.columns(year, kind):
                over, under = (cities.number(values, row, service) for row in ("exits", "supported"))
                if over is not None and under is not None:
                    both[provider, service.removesuffix("b")] = (over, under)
            per_year.append(both)
        same = set.intersection(*map(set, per_year))
        trend = found[kind]
        assert {(unit[0].provider, unit[0].service.removesuffix("b")) for unit in trend.panel} == same
        for point, both in zip(trend.points, per_year, strict=True):
            assert parts(point.everyone) == tuple(sum(int(one[part]) for one in both.values()) for part in (0, 1))
            if same:
                assert parts(point.panel) == tuple(sum(int(both[one][part]) for one in same) for part in (0, 1))
        last, own = trend.points[-1].everyone, figures.get("exit_rate", service_type=kind)
        assert own is not None
        assert (last.value, last.low, last.used, last.expected) == (own.value, own.low, own.used, own.expected)
