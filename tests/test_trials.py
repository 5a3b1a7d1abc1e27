"""Four published trials as four providers, filled in by LibreOffice: the report must give the published figures."""

import json
from collections.abc import Mapping
from datetime import date

import pytest

import office
import rounds
from zamestnanost_stats.form.layout import lay_out
from zamestnanost_stats.keys import TOTAL, CellKey
from zamestnanost_stats.returns.ledger.record import Receipt
from zamestnanost_stats.workspace import Workspace

# Persons in competitive work out of persons, IPS and comparison arm. Sources: Burns et al. 2007, Lancet 370: 1146-52
# (EQOLISE); Davis et al. 2012, Psychiatric Services; Bond, Campbell & Drake 2012, Psychiatric Services (four trials
# pooled); Hellstrom et al. 2017.
TRIALS = {
    "eqolise": ((156, 85), (156, 43)),
    "davis-2012": ((42, 32), (43, 12)),
    "bond-2012": ((307, 216), (374, 91)),
    "hellstrom-2017": ((162, 72), (164, 62)),
}


SERVICES = "{name},ips,IPS,ips,P1,2000-01-01,,\n{name},pz,PZ,supported_employment,P1,2000-01-01,,\n"


@pytest.fixture(scope="module")
def reported(tmp_path_factory: pytest.TempPathFactory) -> tuple[Workspace, dict[str, dict[str, float]]]:
    """The round of the trials, each workbook filled in and saved by LibreOffice Calc, and its figures by id."""
    place = tmp_path_factory.mktemp("trials")
    workspace = rounds.folder(
        place,
        "".join(f"{name},{name},,,\n" for name in TRIALS),
        "".join(
            f"{name},ips,IPS,ips,P1,2000-01-01,,\n{name},pz,PZ,supported_employment,P1,2000-01-01,,\n"
            for name in TRIALS
        ),
    )
    current = workspace.round(rounds.period("2020"))
    jobs = []
    for blank in list(workspace.templates(current, [])):
        name = blank.stem.removesuffix("-2020")
        (persons, working), (others, others_working) = TRIALS[name]
        filled = {
            "ips": (persons, 0, working, 0),
            "pz": (others, 0, others_working, 0),
            TOTAL: (persons + others, 0, working + others_working, 0),
        }
        jobs.append(
            {
                "open": str(blank),
                "type": typed(workspace, name, filled),
                "save": {str(place / "2020" / "inbox" / blank.name): office.XLSX},
            }
        )
    office.work(jobs)
    for path in workspace.inbox(current.period):
        checked = workspace.check(path, current)
        assert not checked.refused, checked.findings
        assert workspace.accept(checked, Receipt(date(2021, 2, 1)))
    written = list(workspace.report(current, ["json"]))
    figures = json.loads(written[0].read_text(encoding="utf-8"))["figures"]
    return workspace, {figure["id"]: figure for figure in figures}


def typed(workspace: Workspace, provider: str, filled: Mapping[str, tuple[int, ...]]) -> dict[str, dict[str, object]]:
    """What a person types where, by the addresses of the layout."""
    asked = workspace.round(rounds.period("2020")).asked(provider)
    values = rounds.answers(asked, filled)
    cells: dict[str, dict[str, object]] = {}
    for sheet in lay_out(asked).sheets:
        for slot in sheet.slots:
            if isinstance(slot.key, CellKey) and slot.key in values:
                cells.setdefault(sheet.name, {})[f"{'ABCDEFGHIJ'[slot.column - 1]}{slot.row}"] = values[slot.key]
    return cells


@pytest.mark.parametrize(
    ("figure", "numerator", "denominator", "percent"),
    [
        ("open_placement_rate@service_type=ips", 405, 667, 60.7),
        ("open_placement_rate@service_type=supported_employment", 208, 737, 28.2),
        ("open_placement_rate@provider=eqolise;service_type=ips", 85, 156, 54.5),
        ("open_placement_rate@provider=davis-2012;service_type=ips", 32, 42, 76.2),
        ("open_placement_rate@provider=bond-2012;service_type=supported_employment", 91, 374, 24.3),
        ("open_placement_rate@provider=hellstrom-2017;service=ips", 72, 162, 44.4),
    ],
)
def test_rates(
    reported: tuple[Workspace, dict[str, dict[str, float]]],
    figure: str,
    numerator: int,
    denominator: int,
    percent: float,
) -> None:
    found = reported[1][figure]
    assert (found["numerator"], found["denominator"]) == (numerator, denominator)
    assert round(found["value"] * 100, 1) == percent


def test_eqolise_difference(reported: tuple[Workspace, dict[str, dict[str, float]]]) -> None:
    """26.9 points; Newcombe 16.1 to 36.9 (the paper's own Wald interval is 16.4 to 37.4)."""
    found = reported[1]["open_placement_rate@provider=eqolise;service_type=ips-supported_employment"]
    assert [round(found[name] * 100, 1) for name in ("value", "low", "high")] == [26.9, 16.1, 36.9]


def test_the_wilson_intervals_of_eqolise(reported: tuple[Workspace, dict[str, dict[str, float]]]) -> None:
    for arm, low, high in (("ips", 46.7, 62.1), ("supported_employment", 21.2, 35.1)):
        found = reported[1][f"open_placement_rate@provider=eqolise;service_type={arm}"]
        assert [round(found[name] * 100, 1) for name in ("low", "high")] == [low, high]


def test_the_first_page_says_it(reported: tuple[Workspace, dict[str, dict[str, float]]]) -> None:
    """The sentence a reader takes away has the share, the interval and the denominator."""
    workspace = reported[0]
    page = next(iter(workspace.report(workspace.round(rounds.period("2020")), ["html"]))).read_text(encoding="utf-8")
    first = page[page.index('id="first-page"') : page.index('id="city"')].replace("\u00a0", " ")
    for part in ("405 ze 667", "60,7 %", "57,0 % až 64,4 %"):
        assert part in first
