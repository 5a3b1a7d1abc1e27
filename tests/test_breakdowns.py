"""Every code, every share and rate recomputed from what was sent back, whichever way an indicator is asked."""

from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest

import cities
from zamestnanost_stats.figures.figure import Figure, Figures, Kind
from zamestnanost_stats.figures.statistics import newcombe, risk_ratio, wilson
from zamestnanost_stats.keys import TOTAL, CellKey

YEAR = "2021"
Part = Callable[[cities.Sent, str], Decimal | None]


@pytest.fixture(scope="module", params=[11, 12])
def city(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> cities.City:
    return cities.random_city(tmp_path_factory.mktemp("city"), request.param)


@pytest.fixture(scope="module")
def figures(city: cities.City) -> Figures:
    return city.workspace.figures(YEAR)


def cell(row: str) -> Part:
    return lambda values, column: cities.number(values, row, column)


def x_is_0(row: str) -> Part:
    def found(values: cities.Sent, column: str) -> Decimal | None:
        key = CellKey.at(row, column)
        return Decimal(0) if values.get(key) == "X" else cities.number(values, row, column)

    return found


def added(*rows: str) -> Part:
    def found(values: cities.Sent, column: str) -> Decimal | None:
        parts = [x_is_0(row)(values, column) for row in rows]
        known = [part for part in parts if part is not None]
        return sum(known, Decimal(0)) if len(known) == len(parts) else None

    return found


ROWS = [
    "supported",
    "exits",
    *(f"exits/reason/{code}" for code in cities.REASONS),
    "jobs",
    *(f"jobs/field/{code}" for code in cities.FIELDS),
    "staff",
]
METRICS: dict[str, tuple[Part, Part, bool]] = {
    "exit_rate": (cell("exits"), cell("supported"), True),
    "office_share": (cell("jobs/field/office"), added(*(f"jobs/field/{code}" for code in cities.FIELDS)), False),
    "caseload": (cell("supported"), cell("staff"), False),
}


def places(city: cities.City, *, in_total: bool) -> Iterator[tuple[dict[str, str], list[tuple[cities.Sent, str]]]]:
    """Every place with a return, and the columns that are added up there."""
    everyone = [(values, service) for _, service, values in city.columns(YEAR)]
    in_city = [column for kind in cities.TYPES for column in columns_of(city, kind)]
    if in_total:
        in_city = [column for provider in providers(city) for column in city_total(city, provider)]
    yield {"city": "all"}, in_city
    for kind in cities.TYPES:
        yield {"service_type": kind}, columns_of(city, kind)
    for provider in providers(city):
        own = [column for column in everyone if column[0] is city.sent[YEAR, provider]]
        yield {"provider": provider}, [(own[0][0], TOTAL)] if in_total and len(own) > 1 else own
        for values, service in own:
            yield {"provider": provider, "service": service}, [(values, service)]
        for kind in cities.TYPES:
            theirs = [column for column in columns_of(city, kind) if column[0] is city.sent[YEAR, provider]]
            yield {"provider": provider, "service_type": kind}, theirs


def providers(city: cities.City) -> list[str]:
    return [provider for year, provider in city.sent if year == YEAR]


def columns_of(city: cities.City, kind: str) -> list[tuple[cities.Sent, str]]:
    return [(values, service) for _, service, values in city.columns(YEAR, kind)]


def city_total(city: cities.City, provider: str) -> list[tuple[cities.Sent, str]]:
    """The column of an organisation's persons in the city, if it has one."""
    own = [service for name, service, _ in city.columns(YEAR) if name == provider]
    inside = [s for kind in cities.TYPES for name, s, _ in city.columns(YEAR, kind) if name == provider]
    column = inside[0] if len(inside) == 1 else TOTAL if inside and len(inside) == len(own) else ""
    return [(city.sent[YEAR, provider], column)] if column else []


@pytest.mark.parametrize("row", ROWS)
def test_counts_and_codes(city: cities.City, figures: Figures, row: str) -> None:
    name, _, coded = row.partition("/")
    codelist, _, code = coded.partition("/")
    compared = 0
    for where, columns in places(city, in_total=name in cities.UNDUPLICATED):
        numbers = [one for one in (cell(row)(*column) for column in columns) if one is not None]
        found = figures.get(name, **where, **({codelist: code} if code else {}))
        if numbers:
            assert found is not None, where
            assert (found.value, found.used, found.kind) == (sum(numbers), len(numbers), Kind.COUNT), where
            assert found.used <= found.expected
            compared += 1
        else:
            assert found is None or found.value is None, where
    assert compared > 20


@pytest.mark.parametrize("name", METRICS)
def test_shares_and_rates(city: cities.City, figures: Figures, name: str) -> None:
    over, under, in_total = METRICS[name]
    compared = 0
    for where, columns in places(city, in_total=in_total):
        both = [(over(*column), under(*column)) for column in columns]
        whole = [(a, b) for a, b in both if a is not None and b is not None]
        found = figures.get(name, **where)
        above, below = (sum((pair[part] for pair in whole), Decimal(0)) for part in (0, 1))
        if not whole or not below:
            assert found is None or found.value is None, where
            continue
        assert found is not None, where
        assert (found.numerator, found.denominator, found.value) == (above, below, above / below), where
        assert found.used == len(whole)
        assert interval(found) == (None if name == "caseload" else pytest.approx(wilson(float(above), float(below))))
        compared += 1
    assert compared > 20


def interval(figure: Figure) -> tuple[float, float] | None:
    return None if figure.low is None or figure.high is None else (float(figure.low), float(figure.high))


def test_months_are_never_added_and_codes_have_their_own_ids(figures: Figures) -> None:
    assert {tuple(one.where) for one in figures.by_id.values() if one.subject == "months"} == {("provider", "service")}
    assert "exits@service_type=ips;reason=health" in figures.by_id
    assert "exits@city=all;reason=other" in figures.by_id


def test_beside_each_difference_stands_the_ratio(figures: Figures) -> None:
    differences = [one for one in figures.by_id.values() if one.kind is Kind.DIFFERENCE]
    ratios = {one.of: one for one in figures.by_id.values() if one.kind is Kind.RISK_RATIO}
    assert {one.subject for one in differences} == {"exit_rate", "office_share"}  # never of rates that are no shares
    for one in differences:
        first, second = (figures.by_id[name] for name in one.of)
        counts = [float(n or 0) for n in (first.numerator, first.denominator, second.numerator, second.denominator)]
        assert interval(one) == pytest.approx(newcombe(*counts))
        if not second.value:
            assert one.of not in ratios
            continue
        ratio = ratios.pop(one.of)
        assert ratio.where == {**one.where, "service_type": "ips/supported_employment"}
        assert ratio.value == (first.value or 0) / second.value
        assert interval(ratio) == (found if (found := risk_ratio(*counts)) is None else pytest.approx(found))
    assert not ratios


def test_the_frame_tells_codes(figures: Figures) -> None:
    frame = figures.to_frame().set_index("id")
    row = frame.loc["exits@service_type=ips;reason=health"]
    assert (row["subject"], row["service_type"], row["codelist"], row["code"]) == ("exits", "ips", "reason", "health")
    assert set(frame[frame["codelist"] == ""]["code"]) == {""}
