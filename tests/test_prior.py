"""Last year's accepted values: under which columns they come, on the sheet Loni, in rules, on the check sheet."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

import office
import rounds
from zamestnanost_stats.form import grammar
from zamestnanost_stats.form.asked import Asked, Round
from zamestnanost_stats.form.checksheet import CHECK_SHEET, PRIOR_SHEET, explain, verdicts
from zamestnanost_stats.form.layout import lay_out
from zamestnanost_stats.form.prior import Past, prior_of
from zamestnanost_stats.form.register import Register, Service
from zamestnanost_stats.form.slots import Style
from zamestnanost_stats.keys import TOTAL, CellKey, State, Value, number
from zamestnanost_stats.language import language
from zamestnanost_stats.returns.ledger.record import Receipt
from zamestnanost_stats.returns.validate import outcomes
from zamestnanost_stats.workbook.cells import Address
from zamestnanost_stats.workbook.reader import read
from zamestnanost_stats.workbook.writer import Answer, write
from zamestnanost_stats.workspace import Workspace

YEAR = rounds.period("2021")


def service(provider: str, name: str, successor: str = "", last: date = date(2020, 12, 31)) -> Service:
    """A service without end, or one that ended (with the last year) and goes on in another."""
    return Service(provider, name, name, "ips", ("P1",), None, last if successor else None, successor)


def fresh(provider: str, name: str) -> Service:
    """A service that begins in the year."""
    return Service(provider, name, name, "ips", ("P1",), date(2021, 1, 1))


def register(*services: Service) -> Register:
    return Register({}, services, (), {})


def past(provider: str, total_column: str, **supported: int) -> Past:
    values = {
        CellKey("supported", "", "", column.replace("total", TOTAL)): number(n) for column, n in supported.items()
    }
    return Past(provider, "2020", 1, "ips-2020", total_column, values)


def columns(services: list[Service], others: list[Service], *returns: Past) -> dict[str, int]:
    found = prior_of(services, register(*services, *others), YEAR, {one.provider: one for one in returns})
    values = found.values if found else {}
    return {key.column: int(value.number or 0) for key, value in values.items()}


def test_a_service_keeps_its_own_values_and_the_total_of_the_organisation() -> None:
    lipa = past("lipa", TOTAL, ips=30, pz=20, total=45)
    assert columns([service("lipa", "ips"), service("lipa", "pz")], [], lipa) == {"ips": 30, "pz": 20, TOTAL: 45}
    assert columns([service("lipa", "ips")], [], lipa) == {"ips": 30}, "one service has no total column"
    assert columns([service("lipa", "nova"), service("lipa", "druha")], [], lipa) == {TOTAL: 45}


def test_the_only_service_of_last_year_was_its_total() -> None:
    lipa = past("lipa", "ips", ips=30)
    assert columns([service("lipa", "ips"), service("lipa", "pz")], [], lipa) == {"ips": 30, TOTAL: 30}


def test_a_renamed_service_is_followed_and_a_merged_one_is_not_added_up() -> None:
    lipa = past("lipa", TOTAL, stara=30, pz=20, total=45)
    renamed = service("lipa", "stara", "lipa/ips")
    now = [service("lipa", "ips"), service("lipa", "pz")]  # it was in no return, whatever the register says
    assert columns(now, [renamed], lipa) == {"ips": 30, "pz": 20, TOTAL: 45}
    merged = [renamed, service("lipa", "pz", "lipa/ips")]
    assert columns([fresh("lipa", "ips")], merged, lipa) == {}, "persons of both would be counted twice"


def test_of_merged_services_one_answer_is_not_the_whole() -> None:
    """most answered and lipa did not: what most had is a part of what goes on, not last year's number."""
    merged = [service("lipa", "pz", "most/pz")]
    most = past("most", "pz", pz=24)
    assert columns([service("most", "pz")], merged, most) == {}
    assert columns([service("most", "pz"), service("most", "ips")], merged, most) == {}, "nor is its total"
    long_ago = [service("lipa", "pz", "most/pz", date(2018, 12, 31))]
    assert columns([service("most", "pz")], long_ago, most) == {"pz": 24}


def test_renamed_within_the_year_the_values_stay_where_they_were() -> None:
    """Both names have a column: last year's persons stand under one of them only."""
    lipa = past("lipa", "stara", stara=30)
    renamed = service("lipa", "stara", "lipa/ips", date(2021, 6, 30))
    assert columns([renamed, fresh("lipa", "ips")], [], lipa) == {"stara": 30, TOTAL: 30}


def test_a_service_that_moved_brings_its_values_but_no_total() -> None:
    lipa, most = past("lipa", TOTAL, ips=30, pz=20, total=45), past("most", "pz", pz=12)
    moved = service("most", "pz", "lipa/pz-most")
    services = [service("lipa", "ips"), service("lipa", "pz"), fresh("lipa", "pz-most")]
    assert columns(services, [moved], lipa, most) == {"ips": 30, "pz": 20, "pz-most": 12}
    assert columns([fresh("lipa", "pz-most")], [moved], most) == {"pz-most": 12}, "a newcomer with another's service"
    within = [service("most", "pz", "lipa/pz-most", date(2021, 6, 30))]
    assert columns(services, within, lipa, most) == {"ips": 30, "pz": 20}, "it is still most's own column"


def test_blank_is_not_known_but_n_and_x_are() -> None:
    values = {
        CellKey("supported", "", "", "ips"): Value(State.NOT_COLLECTED),
        CellKey("placed_open", "", "", "ips"): Value(State.NOT_APPLICABLE),
        CellKey("engaged", "", "", "ips"): Value(State.MISSING),
        CellKey("remark", "", "", "ips"): Value(State.TEXT, text="nic"),
    }
    one = service("lipa", "ips")
    found = prior_of([one], register(one), YEAR, {"lipa": Past("lipa", "2020", 3, "f", "ips", values)})
    assert found is not None
    assert (found.revision, {key.indicator for key in found.values}) == (3, {"supported", "placed_open"})


# --- the grammar

NAMES = grammar.Vocabulary({"a": {}, "b": {"why": ("x", "y")}}, {})


def test_prior_is_an_operand_of_its_own() -> None:
    check = grammar.parse_check("a <= 2 * prior(a) + prior(b[why, x])", NAMES)
    assert [one for one, _ in grammar.operands(check)] == [
        grammar.Operand("a"),
        grammar.Operand("a", prior=True),
        grammar.Operand("b", "why", "x", prior=True),
    ]


@pytest.mark.parametrize(
    "text", ["prior(a) > 1", "a > prior(a + 1)", "a > prior(prior(a))", "a > prior(sum(b[why]))", "a > prior()"]
)
def test_what_cannot_be_asked_of_the_year_before(text: str) -> None:
    with pytest.raises(grammar.ExpressionError):
        grammar.parse_check(text, NAMES)


def test_a_rate_looks_at_one_period_only() -> None:
    with pytest.raises(grammar.ExpressionError):
        grammar.parse_number("prior(a)", NAMES)


# --- the whole way: last year's return accepted, this year's template, rules, check sheet

RULES = """
[[rule]]
id = "continuing"
severity = "warning"
check = "supported - new_intakes <= prior(supported)"
label.cs = "Pokračující byli podpořeni už loni"
label.en = "Those who go on were supported last year"
message.cs = "Pokračujících je víc, než bylo loni podpořených. Ověřte, nebo vysvětlete."
message.en = "More people go on than were supported last year. Check, or explain."
"""
LIPA: Mapping[str, tuple[Answer, ...]] = {"ips": (40, 10, 9, 1), "pz": (20, 5, 3, "N"), TOTAL: (55, 14, 12, "N")}


@pytest.fixture
def two_years(tmp_path: Path) -> Workspace:
    workspace = rounds.folder(tmp_path / "data")
    (workspace.folder / "forms").mkdir()
    prague = Path("templates/xlsx/ips-2020.toml").read_text(encoding="utf-8").replace('"ips-2020"', '"looks-back"')
    (workspace.folder / "forms" / "looks-back.toml").write_text(prague + RULES, encoding="utf-8")
    accept(workspace, "2020", "lipa", LIPA)
    later = workspace.folder / "2021"
    (later / "inbox").mkdir(parents=True)
    text = rounds.COLLECTION.format(form="looks-back", language="cs").replace("2021-", "2022-")
    (later / "collection.toml").write_text(text, encoding="utf-8")
    return workspace


def accept(workspace: Workspace, label: str, provider: str, values: Mapping[str, tuple[Answer, ...]]) -> None:
    current = workspace.round(rounds.period(label))
    path = rounds.send_back(workspace, current, provider, values)
    recorded = workspace.accept(workspace.check(path, current), Receipt(current.collection.deadline))
    assert recorded is not None
    assert recorded.revision


def asked_of(workspace: Workspace, provider: str) -> tuple[Round, Asked]:
    current = workspace.round(YEAR)
    return current, current.asked(provider)


def test_loni_shows_what_was_accepted(two_years: Workspace) -> None:
    _, asked = asked_of(two_years, "lipa")
    sheet = next(one for one in lay_out(asked).sheets if one.key == PRIOR_SHEET)
    heads = {slot.column: slot.text for slot in sheet.slots if slot.row == 1}
    keys = {slot.row: slot.text for slot in sheet.slots if slot.column == 1 and slot.row > 1}
    shown = {
        (keys[slot.row], heads[slot.column]): slot.number if slot.number is not None else slot.text
        for slot in sheet.slots
        if slot.style is Style.PRIOR
    }
    assert {key: shown["placed_sheltered", key] for key in LIPA} == {"ips": Decimal(1), "pz": "N", TOTAL: "N"}
    assert shown["supported", TOTAL] == 55
    assert not any(slot.key for slot in sheet.slots), "nothing is asked there"
    _, fresh = asked_of(two_years, "most")
    assert fresh.prior is None
    assert PRIOR_SHEET not in [one.key for one in lay_out(fresh).sheets]
    assert "continuing" not in [check.id for check in fresh.checks if check.columns]


CASES: Mapping[str, Answer] = {
    "pass": 50,
    "fail": 51,
    "fail typed as text": " 51 ",
    "undecided N": "N",
    "undecided": "",
}


def test_the_rule_and_the_check_sheet_look_at_last_year(two_years: Workspace, tmp_path: Path) -> None:
    """40 were supported last year: with 10 newly come, 50 are explained and 51 are not."""
    current, asked = asked_of(two_years, "lipa")
    sheet = next(one for one in lay_out(asked).sheets if one.key == CHECK_SHEET)
    explained = next(slot for slot in sheet.slots if slot.key and slot.key[0] == "continuing")
    jobs: list[dict[str, object]] = []
    for expected, supported in CASES.items():
        path = tmp_path / f"lipa-2021 ({len(jobs)}).xlsx"
        path.write_bytes(write(lay_out(asked), rounds.answers(asked, {**LIPA, "ips": (supported, 10, 9, 1)}), {}))
        taken = two_years.check(path, current).taken
        assert taken.answers is not None, taken.findings
        said = {(check.id, column): outcome for check, column, outcome in outcomes(taken.answers, asked)}
        assert said["continuing", "ips"] == expected.split()[0]
        assert said["continuing", "pz"] == "pass"
        jobs.append({"open": str(path), "read": [[sheet.name, str(Address(explained.row - 1, 3))]]})
    words = verdicts(language("cs"))
    shown = [words.passed, explain(language("cs")), words.fill_in, words.idle, words.fill_in]
    assert [word for [word] in office.work(jobs)] == shown


def test_a_correction_of_last_year_is_told(two_years: Workspace, tmp_path: Path) -> None:
    current, asked = asked_of(two_years, "lipa")
    path = tmp_path / "lipa-2021.xlsx"
    path.write_bytes(write(lay_out(asked), rounds.answers(asked, LIPA), {}))
    assert "prior-corrected" not in [one.code for one in two_years.check(path, current).findings]
    accept(two_years, "2020", "lipa", {**LIPA, "ips": (41, 10, 9, 1), TOTAL: (56, 14, 12, "N")})
    current, _ = asked_of(two_years, "lipa")
    told = next(one for one in two_years.check(path, current).findings if one.code == "prior-corrected")
    assert told.severity == "info"


def test_the_stamp_and_loni_survive_the_way_through_a_reader(two_years: Workspace) -> None:
    _, asked = asked_of(two_years, "lipa")
    sheets, _ = read(write(lay_out(asked), {}, {}))
    assert sheets is not None
    assert [sheet.name for sheet in sheets][-3:] == ["Loni", "Kontrola", "_stamp"]
