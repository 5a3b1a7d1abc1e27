"""What the ledger remembers: history of a provider, and a form's rules rehearsed on past returns."""

from collections.abc import Mapping
from pathlib import Path

import pytest

import rounds
import zamestnanost_stats
from program import Run
from zamestnanost_stats.form.asked import Round
from zamestnanost_stats.keys import TOTAL
from zamestnanost_stats.returns.ledger.record import How, Receipt
from zamestnanost_stats.workbook.writer import Answer
from zamestnanost_stats.workspace import Workspace

FIRST: Mapping[str, tuple[Answer, ...]] = {"ips": (20, 8, 9, 1), "pz": (15, 4, 3, 2), TOTAL: (30, 11, 11, 3)}
SECOND: Mapping[str, tuple[Answer, ...]] = {**FIRST, "ips": (21, 8, 9, "N"), TOTAL: (31, 11, 11, "N")}


def accept(
    workspace: Workspace,
    current: Round,
    provider: str,
    values: Mapping[str, tuple[Answer, ...]],
    **more: How | str,
) -> None:
    path = rounds.send_back(workspace, current, provider, values)
    receipt = Receipt(current.collection.deadline, **more)  # type: ignore[arg-type]
    recorded = workspace.accept(workspace.check(path, current), receipt)
    assert recorded is not None


def test_history_tells_revisions_and_what_changed(run: Run, workspace: Workspace, current: Round) -> None:
    accept(workspace, current, "lipa", FIRST, source=How.PHONE, note="volala paní ředitelka")
    accept(workspace, current, "lipa", SECOND)
    workspace.withdraw("lipa", current.period, "omyl", erase=False)
    found = workspace.history("lipa")
    assert [(one.revision, one.status, one.source) for one in found] == [
        (1, "superseded", "phone"),
        (2, "withdrawn", "file"),
    ]
    assert found[0].changes == ()
    changed: dict[tuple[str, str], tuple[object, object]] = {
        (one.key.row, one.key.column): (one.before.number, one.after.number) for one in found[1].changes
    }
    assert changed == {
        ("supported", "ips"): (20, 21),
        ("placed_sheltered", "ips"): (1, None),
        ("supported", TOTAL): (30, 31),
        ("placed_sheltered", TOTAL): (3, None),
    }
    assert run("history", "lipa") == 0
    for said in ("revision 1", "by phone", "volala", "20 → 21", "1 → N", "omyl"):
        assert said in run.out
    assert run("history", "lipa", spoken="cs") == 0
    assert "Podpořené osoby celkem, IPS: 20 → 21" in run.out


def test_a_revision_without_a_changed_value_says_so(run: Run, workspace: Workspace, current: Round) -> None:
    accept(workspace, current, "lipa", FIRST)
    assert run("history", "lipa") == 0
    assert "no value changed" not in run.out
    accept(workspace, current, "lipa", {**FIRST, "ips": ("20", 8, 9, 1)})  # another file, the same number
    assert run("history", "lipa") == 0
    assert run.out.count("no value changed") == 1


def test_history_masks_contacts(run: Run, workspace: Workspace, current: Round) -> None:
    accept(workspace, current, "lipa", FIRST, source=How.PHONE, note="volala z 777 123 456")
    workspace.withdraw("lipa", current.period, "psala z alena@seznam.cz", erase=False)
    assert run("history", "lipa") == 0
    assert "volala z" in run.out
    assert "psala z" in run.out
    assert not [told for told in ("777", "123 456", "alena@seznam") if told in run.out]


@pytest.mark.parametrize("words", [("history", "most"), ("history", "nobody"), ("rehearse", "ips-2020")])
def test_nothing_to_tell_is_said_and_makes_no_ledger(run: Run, workspace: Workspace, words: tuple[str, ...]) -> None:
    assert run(*words) == 2
    assert run.err
    assert not (workspace.folder / "ledger.sqlite").exists()


RULES = """
[[rule]]
id = "half-placed"
severity = "warning"
check = "2 * placed_open >= supported"
label.cs = "Aspoň polovina nastoupila"
label.en = "At least half started"
message.cs = "Méně než polovina."
message.en = "Fewer than half."
[[rule]]
id = "not-fewer"
severity = "warning"
check = "supported >= prior(supported)"
label.cs = "Není jich méně než loni"
label.en = "No fewer than last year"
message.cs = "Méně než loni."
message.en = "Fewer than last year."
[[rule]]
id = "exits-within"
severity = "error"
check = "exits <= supported"
label.cs = "Odchody"
label.en = "Exits"
message.cs = "Víc odchodů než podpořených."
message.en = "More exits than supported."
[[section]]
id = "exits"
sheet.cs = "Odchody"
sheet.en = "Exits"
title.cs = "Odchody"
title.en = "Exits"
[[section.indicator]]
id = "exits"
type = "count"
max = 5000
label.cs = "Odchody"
label.en = "Exits"
help.cs = "Kdo odešel."
help.en = "Who left."
"""


def test_rules_are_rehearsed_on_every_past_return(run: Run, workspace: Workspace) -> None:
    (workspace.folder / "forms").mkdir()
    prague = Path("templates/xlsx/ips-2020.toml").read_text(encoding="utf-8").replace('"ips-2020"', '"next"')
    (workspace.folder / "forms" / "next.toml").write_text(prague + RULES, encoding="utf-8")
    for year, ips in (("2020", (20, 8, 9, 1)), ("2021", (19, 8, 10, 1))):
        if year != "2020":
            (workspace.folder / year / "inbox").mkdir(parents=True)
            text = rounds.COLLECTION.format(form="ips-2020", language="cs").replace("2021-", "2022-")
            (workspace.folder / year / "collection.toml").write_text(text, encoding="utf-8")
        current = workspace.round(rounds.period(year))
        accept(workspace, current, "lipa", {**FIRST, "ips": ips})
        accept(workspace, current, "most", {"ips": (9, 3, "N", 1)})
    trials = {one.rule: one for one in workspace.rehearse("next")}
    half = trials["half-placed"]
    # columns with both numbers: lipa's ips, pz and total in two years; most's N decides nothing
    assert (half.decided, [(one.period, one.column) for one in half.cases]) == (
        6,
        [("2020", "ips"), ("2020", "pz"), ("2020", TOTAL), ("2021", "pz"), ("2021", TOTAL)],
    )
    last = trials["not-fewer"]
    assert (last.decided, [(one.provider, one.period, one.column) for one in last.cases]) == (
        4,
        [("lipa", "2021", "ips")],
    )
    assert last.cases[0].values.en == "Persons supported in total: 19; Persons supported in total (2020): 20"
    assert trials["exits-within"].decided == 0
    assert trials["new-within-supported"].cases == ()
    assert run("rehearse", "next") == 0
    assert "no past return has the answers" in run.out
    assert "Dům u Lípy (smyšlená), IPS, 2021: Persons supported" in run.out


def test_figures_in_a_notebook(workspace: Workspace, current: Round) -> None:
    accept(workspace, current, "lipa", FIRST)
    frame = zamestnanost_stats.open_workspace(workspace.folder).figures("2020").to_frame()
    assert frame.set_index("id").loc["open_placement_rate@service_type=ips", "value"] == 9 / 20
    with pytest.raises(AttributeError):
        zamestnanost_stats.nothing  # noqa: B018
