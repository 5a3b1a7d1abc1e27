"""From every figure back to its cells: they add up to it, and they stand where the ledger says."""

import hashlib
import io
from collections.abc import Sequence
from decimal import Decimal

import openpyxl
import pytest

import cities
from zamestnanost_stats.figures.figure import Figure, Figures, Kind
from zamestnanost_stats.figures.lineage import Line, lineage
from zamestnanost_stats.figures.ratios import parts
from zamestnanost_stats.figures.trend import trends
from zamestnanost_stats.findings import UserError
from zamestnanost_stats.form.asked import Round
from zamestnanost_stats.form.grammar import Operand
from zamestnanost_stats.keys import State


@pytest.fixture(scope="module", params=[21, 22])
def city(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> cities.City:
    return cities.random_city(tmp_path_factory.mktemp("city"), request.param)


@pytest.fixture(scope="module")
def figures(city: cities.City) -> Figures:
    """Those of the last year, and of the trends up to it."""
    past = city.rounds
    found = city.workspace.figures(past[-1].period.label)
    for metric in past[-1].form.metric:
        for trend in trends(metric, past, city.workspace.register, city.workspace.ledger):
            found = found.joined(trend.figures)
    return found


def sums(lines: Sequence[Line]) -> dict[Operand, Decimal]:
    found: dict[Operand, Decimal] = {}
    for line in lines:
        if line.used:
            operand = line.origin.operand
            found[operand] = found.get(operand, Decimal(0)) + (line.origin.value or 0)
    return found


def test_the_values_add_up_to_every_figure(city: cities.City, figures: Figures) -> None:
    past = city.rounds
    kinds: dict[tuple[Kind, tuple[str, ...]], int] = {}
    for one in figures.by_id.values():
        lines = lineage(one.id, figures, past, city.workspace.register, city.workspace.ledger)
        assert {line.figure for line in lines} <= (set(one.of) or {one.id})
        for name in one.of or (one.id,):
            adds_up(figures.by_id[name], [line for line in lines if line.figure == name], past)
        if one.value is not None:
            kind = (one.kind, tuple(one.where))
            kinds[kind] = kinds.get(kind, 0) + 1
    for kind in [
        (Kind.COUNT, ("city",)),
        (Kind.COUNT, ("provider", "service", "reason")),
        (Kind.RATIO, ("service_type",)),
        (Kind.RATIO, ("service_type", "period")),
        (Kind.RATIO, ("service_type", "period", "panel")),
        (Kind.DIFFERENCE, ("service_type",)),
        (Kind.RISK_RATIO, ("service_type",)),
    ]:
        assert kinds[kind], kind


def adds_up(one: Figure, lines: list[Line], past: Sequence[Round]) -> None:
    used = [line for line in lines if line.used]
    label = one.where.get("period", past[-1].period.label)
    assert {line.origin.period for line in lines} <= {label}
    columns = {(line.origin.provider, line.origin.column) for line in used}
    if "panel" not in one.where:
        assert len(columns) == one.used, one.id
    if one.kind is Kind.COUNT:
        assert (sum(sums(lines).values(), Decimal(0)) if used else None) == one.value, one.id
        return
    both = parts(past[-1].form.metrics[one.subject], past[-1].form)
    assert (both.of(sums(lines)) if used else (None, None)) == (one.numerator, one.denominator), one.id


def test_the_cells_hold_the_values(city: cities.City, figures: Figures) -> None:
    """In the very files whose hash is told, by another reader of workbooks."""
    books: dict[tuple[str, str], openpyxl.Workbook] = {}
    seen = 0
    for name in ("exits@city=all", "exits@service_type=ips;reason=health", "caseload@service_type=training"):
        for line in lineage(name, figures, city.rounds, city.workspace.register, city.workspace.ledger):
            origin = line.origin
            data = (city.workspace.folder / origin.period / "inbox" / origin.file).read_bytes()
            assert hashlib.sha256(data).hexdigest() == origin.sha256
            book = books.setdefault((origin.period, origin.file), openpyxl.load_workbook(io.BytesIO(data)))
            found = book[origin.sheet][origin.cell].value
            if origin.state is State.NUMBER:
                assert isinstance(found, int | float)
                assert Decimal(str(found)) == origin.value
                seen += 1
            else:
                assert found == {State.NOT_COLLECTED: "N", State.NOT_APPLICABLE: "X", State.MISSING: None}[origin.state]
    assert seen > 10


def test_what_did_not_enter_is_shown_and_marked(city: cities.City, figures: Figures) -> None:
    lines = [
        line
        for one in figures.by_id.values()
        if one.kind is Kind.RATIO and tuple(one.where) == ("provider", "service")
        for line in lineage(one.id, figures, city.rounds, city.workspace.register, city.workspace.ledger)
    ]
    left = [line for line in lines if not line.used]
    assert any(line.origin.state is State.NUMBER for line in left)  # its other part is lacking
    assert any(line.origin.state is State.NOT_COLLECTED for line in left)
    assert all(line.origin.state in (State.NUMBER, State.NOT_APPLICABLE) for line in lines if line.used)


def test_an_unknown_id_names_the_nearest(city: cities.City, figures: Figures) -> None:
    with pytest.raises(UserError) as caught:
        lineage("exit@city=all", figures, city.rounds, city.workspace.register, city.workspace.ledger)
    [finding] = caught.value.findings
    assert finding.code == "figure-unknown"
    assert str(finding.params["known"]).split(", ")[0] == "exits@city=all"
