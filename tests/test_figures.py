"""Every figure recomputed from what was sent back by an independent few lines."""

import random
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import rounds
from zamestnanost_stats.figures.figure import Figures
from zamestnanost_stats.figures.persons import persons_bounds
from zamestnanost_stats.figures.statistics import newcombe, wilson
from zamestnanost_stats.form.definition import Indicator, Type
from zamestnanost_stats.keys import TOTAL, State
from zamestnanost_stats.language import Text
from zamestnanost_stats.returns.ledger.record import Receipt
from zamestnanost_stats.returns.ledger.totals import Observation
from zamestnanost_stats.workbook.writer import Answer
from zamestnanost_stats.workspace import Workspace

TYPES = ("ips", "supported_employment", "sheltered", "training")
Sent = dict[str, dict[str, tuple[Answer, ...]]]
Known = tuple[Figures, Sent, dict[tuple[str, str], tuple[str, bool]]]


def city(place: Path, seed: int) -> tuple[Workspace, Sent, dict[tuple[str, str], tuple[str, bool]]]:
    """A random city: providers with one to four services, some outside, some figures N or X, some returns missing."""
    dice = random.Random(seed)
    services: dict[tuple[str, str], tuple[str, bool]] = {}
    for number in range(12):
        for place_in_order in range(dice.randint(1, 4)):
            services[f"p{number}", f"s{place_in_order}"] = (dice.choice(TYPES), dice.random() < 0.8)
    names = sorted({provider for provider, _ in services})
    workspace = rounds.folder(
        place,
        "".join(f"{name},{name},,,\n" for name in names),
        "".join(
            f"{provider},{service},{service},{kind},{'P1' if inside else 'outside'},2010-01-01,,\n"
            for (provider, service), (kind, inside) in services.items()
        ),
    )
    sent: Sent = {}
    for name in names[:-2]:  # two never answer
        own = [service for provider, service in services if provider == name]
        columns: dict[str, tuple[Answer, ...]] = {service: counts(dice) for service in own}
        if len(own) > 1:
            columns[TOTAL] = totals(dice, list(columns.values()))
        sent[name] = columns
    return workspace, sent, services


def counts(dice: random.Random) -> tuple[Answer, ...]:
    supported = dice.randint(0, 60)
    placed = dice.randint(0, supported)
    placed_open = dice.randint(0, placed)
    row: list[Answer] = [supported, dice.randint(0, supported), placed_open, placed - placed_open]
    if dice.random() < 0.25:
        row[dice.randrange(4)] = dice.choice(("N", "X"))
    return tuple(row)


def totals(dice: random.Random, rows: list[tuple[Answer, ...]]) -> tuple[Answer, ...]:
    """The sum of each row, or N where a part is not known."""
    found: list[Answer] = []
    for place in range(4):
        column = [0 if row[place] == "X" else row[place] for row in rows]
        numbers = [one for one in column if isinstance(one, int)]
        found.append(sum(numbers) if len(numbers) == len(column) and dice.random() < 0.8 else "N")
    return tuple(found)


@pytest.fixture(scope="module", params=[1, 2, 3])
def known(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Figures, Sent, dict[tuple[str, str], tuple[str, bool]]]:
    workspace, sent, services = city(tmp_path_factory.mktemp("city"), request.param)
    current = workspace.round(rounds.period("2020"))
    for name, columns in sent.items():
        checked = workspace.check(rounds.send_back(workspace, current, name, columns), current)
        assert workspace.accept(checked, Receipt(date(2021, 2, 1))), checked.findings
    return workspace.figures(current.period.label), sent, services


def usable(row: tuple[Answer, ...], *places: int) -> bool:
    return all(isinstance(row[place], int) for place in places)


def test_counts_by_service_type(known: Known) -> None:
    figures, sent, services = known
    for kind in TYPES:
        for place, name in enumerate(rounds.COUNTS):
            found = figures.get(name, service_type=kind)
            expected = [one for one, (its, inside) in services.items() if its == kind and inside]
            rows = [sent[p][s] for p, s in expected if p in sent]
            numbers = [int(row[place]) for row in rows if usable(row, place)]
            if not expected:
                assert found is None
                continue
            assert found is not None
            assert (found.used, found.expected) == (len(numbers), len(expected))
            assert found.value == (sum(numbers) if numbers else None)


def test_rates_use_only_services_with_both_parts(known: Known) -> None:
    figures, sent, services = known
    for kind in TYPES:
        found = figures.get("open_share_of_persons", service_type=kind)
        rows = [sent[p][s] for (p, s), (its, inside) in services.items() if its == kind and inside and p in sent]
        whole = [row for row in rows if usable(row, 2, 3)]
        over = sum(int(row[2]) for row in whole)
        under = over + sum(int(row[3]) for row in whole)
        if found is None:
            assert not [one for one, (its, inside) in services.items() if its == kind and inside]
        elif not under:
            assert found.value is None
        else:
            assert (int(found.numerator or 0), int(found.denominator or 0)) == (over, under)
            assert found.used == len(whole)
            assert float(found.value or 0) == pytest.approx(over / under)
            assert (float(found.low or 0), float(found.high or 0)) == pytest.approx(wilson(over, under))


def test_providers_use_their_own_total(known: Known) -> None:
    figures, sent, _ = known
    for provider, columns in sent.items():
        row = columns[TOTAL] if len(columns) > 1 else next(iter(columns.values()))
        for place, name in enumerate(rounds.COUNTS):
            found = figures.get(name, provider=provider)
            assert found is not None
            assert found.value == (row[place] if usable(row, place) else None)
            if row[place] == "N":
                assert found.state is State.NOT_COLLECTED


def test_the_city_adds_organisations_that_serve_only_it(known: Known) -> None:
    figures, sent, services = known
    for place, name in enumerate(rounds.COUNTS):
        numbers = []
        for provider, columns in sent.items():
            inside = [service for service in columns if service != TOTAL and services[provider, service][1]]
            outside = [service for service in columns if service != TOTAL and service not in inside]
            column = inside[0] if len(inside) == 1 else TOTAL if not outside else ""
            if inside and column and usable(columns[column], place):
                numbers.append(int(columns[column][place]))
        found = figures.get(name, city="all")
        assert found is not None
        assert found.value == (sum(numbers) if numbers else None)
        assert found.used == len(numbers)


def test_differences_are_those_declared(known: Known) -> None:
    figures = known[0]
    differences = [one for one in figures.by_id.values() if one.kind == "difference"]
    assert differences
    for one in differences:
        assert one.where["service_type"] == "ips-supported_employment"
        first, second = (figures.by_id[name] for name in one.of)
        assert one.value == (first.value or 0) - (second.value or 0)
        parts = [
            float(part or 0) for part in (first.numerator, first.denominator, second.numerator, second.denominator)
        ]
        assert (float(one.low or 0), float(one.high or 0)) == pytest.approx(newcombe(*parts))


def test_the_frame_holds_every_figure(known: Known) -> None:
    frame = known[0].to_frame()
    assert list(frame["id"]) == list(known[0].by_id)
    numbers = frame[frame["value"].notna()]
    assert len(numbers) == sum(one.value is not None for one in known[0].by_id.values())


# --- between how many and how many persons

ASKED = Indicator("supported", Type.COUNT, Text("x", "x"), Text("x", "x"), unduplicated=True)
SHELTERED = Indicator(
    "placed_sheltered", Type.COUNT, Text("x", "x"), Text("x", "x"), unduplicated=True, total_at_least_largest=False
)


def seen(column: str, inside: bool | None, value: int | str) -> Observation:
    state = {"N": State.NOT_COLLECTED, "X": State.NOT_APPLICABLE}.get(str(value), State.NUMBER)
    return Observation("p", column, inside, state, Decimal(value) if isinstance(value, int) else None, "")


BoundCase = tuple[Indicator, list[int | str], list[int | str], int | str | None, int, int | None]
BOUNDS: list[BoundCase] = [
    (ASKED, [12], [], None, 12, 12),
    (ASKED, [12, 5], [], 14, 14, 14),
    (ASKED, [12, 5], [], "N", 12, 17),
    (ASKED, [12, "X"], [], "N", 12, 12),
    (ASKED, [12, "N"], [], "N", 12, None),
    (ASKED, [12, "N"], [], 20, 20, 20),
    (ASKED, [12, 5], [], "X", 12, 17),
    (ASKED, [40, "N"], [], 5, 5, 5),  # a waived total: never an impossible range
    (ASKED, [12, 5], [8], 20, 12, 17),
    (ASKED, [12, 5], [2], 16, 14, 16),
    (ASKED, [12, 5], ["N"], 16, 12, 16),
    (ASKED, [], [8], None, 0, 0),
    (SHELTERED, [3, 2], [], 1, 1, 1),
    (SHELTERED, [3, 2], [], "N", 0, 5),
    (SHELTERED, [3, 2], [4], 1, 0, 5),
]


@pytest.mark.parametrize("case", BOUNDS)
def test_bounds_by_hand(case: BoundCase) -> None:
    indicator, inside, outside, total, low, high = case
    rows = [seen(f"i{at}", True, value) for at, value in enumerate(inside)]
    rows += [seen(f"o{at}", False, value) for at, value in enumerate(outside)]
    rows += [seen(TOTAL, None, total)] if total is not None else []
    found = persons_bounds(indicator, rows)
    assert [None if bound is None else int(bound) for bound in found] == [low, high]


@given(
    st.lists(st.sets(st.integers(0, 4), min_size=1), max_size=30),
    st.integers(0, 2),
    st.booleans(),
    st.sets(st.integers(0, 4)),
)
def test_the_truth_lies_within_the_bounds(people: list[set[int]], outside: int, told: bool, hidden: set[int]) -> None:
    """People with the services they used (those from ``5 - outside`` on serve another region): the unique persons of
    the city are never outside the bounds, whatever is not told."""
    inside = range(5 - outside)
    rows = []
    for service in range(5):
        used = sum(service in one for one in people)
        rows.append(seen(f"s{service}", service in inside, "N" if service in hidden else used))
    rows.append(seen(TOTAL, None, len(people) if told else "N"))
    truth = sum(any(service in inside for service in one) for one in people)
    low, high = persons_bounds(ASKED, rows)
    assert high is None or low <= high
    assert low <= truth
    assert high is None or truth <= high
