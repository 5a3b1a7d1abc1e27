"""Who edits the register after a return was accepted changes no figure of it, and loses none."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

import rounds
from program import Run
from zamestnanost_stats.form.asked import Round
from zamestnanost_stats.keys import TOTAL
from zamestnanost_stats.workspace import Workspace

LIPA = {"ips": (20, 8, 9, 1), "pz": (15, 15, 3, 2), TOTAL: (30, 18, 11, 3)}
"""In PZ all are new: a warning."""
MOST = {"ips": (31, 1, 18, 1)}
PZ = "lipa,pz,PZ,supported_employment,P1,2015-01-01,,\n"
EDITS: Mapping[str, tuple[str, str]] = {
    "removed": (PZ, ""),
    "of another type": (PZ, PZ.replace("supported_employment", "sheltered")),
    "IPS all of a sudden": (PZ, PZ.replace("supported_employment", "ips")),
    "outside the city": (PZ, PZ.replace("P1", "outside")),
    "ended before the period": (PZ, PZ.replace("2015-01-01,", "2015-01-01,2019-12-31")),
}


@pytest.fixture
def accepted(workspace: Workspace, current: Round, run: Run) -> Workspace:
    rounds.send_back(workspace, current, "lipa", LIPA)
    rounds.send_back(workspace, current, "most", MOST)
    assert run("accept", "--received", "2021-02-12") == 0, run.out
    return workspace


def edit(workspace: Workspace, table: str, old: str, new: str) -> None:
    path = workspace.folder / f"{table}.csv"
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def reported(workspace: Workspace, run: Run) -> tuple[dict[str, Any], str]:
    """The figures of the report by id, and its page."""
    assert run("report", "2020", "--format", "json,html") == 0, run.err
    folder = workspace.folder / "2020" / "report"
    told = json.loads((folder / "report-2020-internal.json").read_text(encoding="utf-8"))
    page = (folder / "report-2020-internal.html").read_text(encoding="utf-8").replace("\u00a0", " ")
    return {one["id"]: one for one in told["figures"]}, page


@pytest.mark.parametrize("what", EDITS)
def test_the_report_stays_as_it_was(accepted: Workspace, run: Run, what: str) -> None:
    """Figures, their ids and bases, names, charts and the warnings: the same page to the last letter."""
    before = reported(accepted, run)
    assert "supported@provider=lipa;service=pz" in before[0]
    assert "Dům u Lípy (smyšlená), PZ: " in before[1]  # the warning
    edit(accepted, "services", *EDITS[what])
    assert reported(accepted, run) == before


def test_a_service_is_called_as_the_register_calls_it_now(accepted: Workspace, run: Run) -> None:
    figures, page = reported(accepted, run)
    edit(accepted, "services", PZ, PZ.replace(",PZ,", ",Podpora v práci,"))
    renamed, other = reported(accepted, run)
    assert renamed == figures
    assert "Podpora v práci" not in page
    assert "Dům u Lípy (smyšlená): Podpora v práci" in other


def test_an_organisation_that_left_the_register(accepted: Workspace, run: Run) -> None:
    """Its figures stay, under its name, and so does what is compared within it."""
    figures, _page = reported(accepted, run)
    edit(accepted, "providers", "lipa,Dům u Lípy (smyšlená),,,\n", "")
    edit(accepted, "services", "lipa,ips,IPS,ips,P1 P2,2015-01-01,,\n" + PZ, "")
    left, page = reported(accepted, run)
    assert left == figures
    assert any(one["kind"] == "difference" and "provider=lipa" in name for name, one in left.items())
    assert "Dům u Lípy (smyšlená): IPS" in page


def test_a_service_added_since_is_missing_and_said_so(accepted: Workspace, run: Run) -> None:
    """It ran and nobody has its figures: no value changes, but the basis says that one is missing."""
    figures, _page = reported(accepted, run)
    edit(accepted, "services", PZ, PZ + PZ.replace("pz,PZ", "dilna,Dílna"))
    more, _page = reported(accepted, run)
    assert {name: one["value"] for name, one in more.items() if name in figures} == {
        name: one["value"] for name, one in figures.items()
    }
    assert more["supported@provider=lipa;service=dilna"]["state"] == "missing"
    name = "supported@service_type=supported_employment"
    assert (figures[name]["returns"], more[name]["returns"]) == (
        {"used": 1, "expected": 1},
        {"used": 1, "expected": 2},
    )
