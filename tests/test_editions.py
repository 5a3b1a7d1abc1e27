"""Editions beside other editions: of the year before, of organisations that withdrew, of those that agreed."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import rounds
from returned import put
from zamestnanost_stats.findings import UserError
from zamestnanost_stats.keys import CellKey
from zamestnanost_stats.workspace import Workspace

ROOT = Path(__file__).parents[1]
PROVIDERS = "".join(f"{name},{name},,,\n" for name in "abc")
SERVICES = "".join(f"{name},ips,IPS,ips,P1,2015-01-01,,\n" for name in "abc")
FULL = {"months_open": 12, "exits": 0, "exits_open": 0, "exits_sheltered": 0, "exits_without_job": 0}


def folder(place: Path, *years: str, services: str = SERVICES, extra: str = "") -> Workspace:
    for year in years:
        workspace = rounds.folder(place, PROVIDERS, services, label=year, form="ips-2021", extra=extra)
    return workspace


def send(workspace: Workspace, year: str, provider: str, **counts: int) -> None:
    current = workspace.round(rounds.period(year))
    for column in current.asked(provider).columns:
        asked = {row: value for row, value in {**FULL, **counts}.items() if row in current.form.indicators}
        values = {CellKey.at(row, column): value for row, value in asked.items()}
        put(workspace, current, provider, values)


def publish(workspace: Workspace, year: str, day: date | None = None) -> dict[str, dict[str, Any]]:
    current = workspace.round(rounds.period(year))
    [path] = workspace.report(current, ["json"], "public", publish=day)
    found = json.loads(path.read_text(encoding="utf-8"))
    return {one["id"]: one for one in found["figures"]}


def test_the_year_before_does_not_tell_this_years_new_clients(tmp_path: Path) -> None:
    """50 (at most 52) last year and 60 (at least 58) this year: at least 6 are new, so ``*`` (1 to 7) would leave two
    values. The rule that says so may be broken with an explanation, but nobody broke it."""
    place = folder(tmp_path, "2020", "2021")
    for name, supported, new in (("a", 20, 4), ("b", 18, 3), ("c", 14, 5)):
        send(place, "2020", name, supported=supported, new_intakes=new, placed_open=5)
    for name, supported in (("a", 22), ("b", 20), ("c", 16)):
        send(place, "2021", name, supported=supported, new_intakes=2, placed_open=5)
    before = publish(place, "2020", date(2021, 3, 1))
    assert before["supported@service_type=ips"]["value"] == 50
    now = publish(place, "2021")
    assert now["supported@service_type=ips"]["value"] == 60
    assert {now[f"new_intakes@{where}"]["state"] for where in ("city=all", "service_type=ips")} == {"withheld"}


def test_this_year_does_not_tell_what_last_years_edition_hid(tmp_path: Path) -> None:
    """The same the other way round: the later year is published first, and the earlier is then held against it."""
    place = folder(tmp_path, "2020", "2021")
    for name, supported in (("a", 2), ("b", 2), ("c", 2)):
        send(place, "2020", name, supported=supported, new_intakes=0, placed_open=0)
    for name, supported in (("a", 22), ("b", 20), ("c", 16)):
        send(place, "2021", name, supported=supported, new_intakes=supported - 2, placed_open=5)
    after = publish(place, "2021", date(2022, 3, 1))
    assert (after["supported@service_type=ips"]["value"], after["new_intakes@service_type=ips"]["value"]) == (60, 50)
    now = publish(place, "2020")
    assert {now[f"supported@{where}"]["state"] for where in ("city=all", "service_type=ips")} == {"withheld"}


def test_who_has_none_does_not_hide_the_only_one_who_has(tmp_path: Path) -> None:
    """A type at two organisations, of which one had nobody, is the result of the other."""
    place = folder(tmp_path, "2021", services=SERVICES.replace("c,ips,IPS,ips", "c,pz,PZ,supported_employment"))
    send(place, "2021", "a", supported=64, new_intakes=20, placed_open=30)
    send(place, "2021", "b", supported=0, new_intakes=0, placed_open=0)
    send(place, "2021", "c", supported=40, new_intakes=20, placed_open=10)
    figures = publish(place, "2021")
    assert {figures[f"{name}@service_type=ips"]["state"] for name in ("supported", "placed_open")} == {"withheld"}


@pytest.mark.parametrize("erase", [False, True])
def test_a_correction_without_one_who_withdrew(tmp_path: Path, *, erase: bool) -> None:
    """What is left of two organisations is one's result, and the numbers published before cannot be taken back; the
    corrected edition is made all the same and tells no more of them."""
    place = folder(tmp_path, "2021")
    for name, supported in (("a", 22), ("b", 20), ("c", 16)):
        send(place, "2021", name, supported=supported, new_intakes=4, placed_open=5)
    first = publish(place, "2021", date(2022, 3, 1))
    assert first["supported@service_type=ips"]["value"] == 60
    for name in "ab":
        place.withdraw(name, rounds.period("2021"), "test", erase=erase)
    corrected = publish(place, "2021", date(2022, 4, 1))
    assert corrected["supported@service_type=ips"]["state"] == "withheld"


def test_a_late_return_with_the_only_small_number(tmp_path: Path) -> None:
    """That the others had none is published already: whoever has 4 learns nothing from the hidden sum, and the
    corrected edition is made."""
    place = folder(tmp_path, "2021")
    for name, supported in (("a", 62), ("b", 60)):
        send(place, "2021", name, supported=supported, new_intakes=14, placed_open=15, placed_sheltered=0)
    first = publish(place, "2021", date(2022, 3, 1))
    assert first["placed_sheltered@service_type=ips"]["value"] == 0
    send(place, "2021", "c", supported=40, new_intakes=14, placed_open=15, placed_sheltered=4)
    corrected = publish(place, "2021", date(2022, 4, 1))
    assert corrected["placed_sheltered@service_type=ips"]["value"] is None
    assert corrected["supported@service_type=ips"]["value"] == 160


def test_a_late_return_without_anybody_changes_who_is_counted(tmp_path: Path) -> None:
    """No count differs, but each is of three organisations now, and the largest of them may be smaller."""
    place = folder(tmp_path, "2021")
    for name in "ab":
        send(place, "2021", name, supported=50, new_intakes=14, placed_open=15)
    publish(place, "2021", date(2022, 3, 1))
    send(place, "2021", "c", supported=0, new_intakes=0, placed_open=0)
    current = place.round(rounds.period("2021"))
    [path] = place.report(current, ["json"], "public", publish=date(2022, 4, 1))
    edition = json.loads(path.read_text(encoding="utf-8"))
    assert (edition["came"], edition["left"]) == (["c"], [])
    changes = {one["id"]: (one["before"], one["now"]) for one in edition["changes"]}
    before, now = changes["supported@city=all"]
    assert (before["value"], before["low"], now["value"], now["low"]) == (100, 45, 100, 30)
    assert (before["returns"]["used"], now["returns"]["used"]) == (2, 3)
    assert next(iter(changes)).startswith("open_placement_rate")  # rates first
    told = {"number", "suppressed"}
    assert all({one and one["state"] for one in pair} & told for pair in changes.values())


def test_a_return_sent_again_is_the_same_unknown(tmp_path: Path) -> None:
    """a has 3 in both editions, b 8 and then 10: of 11 shown as 10 and 13 shown as 15 b would tell a's to be 3 or 4."""
    place = folder(tmp_path, "2021", services=SERVICES.replace("c,ips,IPS,ips", "c,pz,PZ,supported_employment"))
    send(place, "2021", "c", supported=80, new_intakes=20, placed_open=20)
    for name, sheltered in (("a", 3), ("b", 8)):
        send(place, "2021", name, supported=60, new_intakes=14, placed_open=15, placed_sheltered=sheltered)
    publish(place, "2021", date(2022, 3, 1))
    send(place, "2021", "b", supported=60, new_intakes=14, placed_open=15, placed_sheltered=10)
    send(place, "2021", "a", supported=61, new_intakes=14, placed_open=15, placed_sheltered=3)
    corrected = publish(place, "2021", date(2022, 4, 1))
    assert corrected["placed_sheltered@service_type=ips"]["state"] == "withheld"


def test_parts_of_a_year_are_not_published_beside_it(tmp_path: Path) -> None:
    place = folder(tmp_path, "2021-H1", "2021")
    for year in ("2021-H1", "2021"):
        for name in "abc":
            send(place, year, name, supported=60, new_intakes=14, placed_open=15)
    publish(place, "2021-H1", date(2022, 1, 1))
    (tmp_path / "2021-H1" / "collection.toml").unlink()  # put away, which changes nothing
    with pytest.raises(UserError) as refused:
        publish(place, "2021")
    assert [one.code for one in refused.value.findings] == ["publish-overlaps"]


def test_a_code_renamed_after_an_edition(tmp_path: Path) -> None:
    """The correction names the old code by its id, and what was told of it is still reckoned with."""
    place = folder(tmp_path, "2021")
    reasons = {"exits_without_job": 20, "exits_without_job/exit_reason/health": 20, "exits": 20}
    for name in "abc":
        send(place, "2021", name, supported=60, new_intakes=14, placed_open=15, **reasons)
    publish(place, "2021", date(2022, 3, 1))
    (tmp_path / "forms").mkdir(exist_ok=True)
    for name in ("ips-2020", "ips-2021"):
        text = (ROOT / "templates" / "xlsx" / f"{name}.toml").read_text(encoding="utf-8")
        (tmp_path / "forms" / f"{name}.toml").write_text(text.replace('"health"', '"illness"'), encoding="utf-8")
    corrected = publish(Workspace(tmp_path), "2021", date(2022, 4, 1))
    assert "exits_without_job@city=all;exit_reason=illness" in corrected


@pytest.mark.parametrize("form", ["ips-2020", "ips-2021"])
def test_one_who_agreed_is_shown_with_what_can_be_added_up(tmp_path: Path, form: str) -> None:
    """Months of operation are no count of anybody: they are in no public edition."""
    label = form[-4:]
    place = rounds.folder(tmp_path, PROVIDERS, SERVICES, label=label, form=form, extra='disclosure.providers = ["a"]\n')
    for name, supported in (("a", 62), ("b", 60), ("c", 56)):
        send(place, label, name, supported=supported, new_intakes=14, placed_open=15)
    figures = publish(place, label)
    shown = {name.partition("@")[0] for name in figures if "provider=a" in name}
    assert {"supported", "placed_open"} <= shown
    assert not {name for name in figures if name.startswith(("months_open", "fidelity"))}
    assert not [name for name in figures if "provider=" in name and "provider=a" not in name]
