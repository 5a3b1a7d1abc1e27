"""Back and forth: what is wrong goes to the provider in its own workbook, comes back mended, and is accepted."""

import io
import json
import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

import office
import rounds
from program import Run
from zamestnanost_stats.console import command_line
from zamestnanost_stats.form.asked import Round
from zamestnanost_stats.form.fixsheet import SHOWN
from zamestnanost_stats.form.layout import lay_out
from zamestnanost_stats.keys import TOTAL, CellKey
from zamestnanost_stats.returns.ledger.record import How, Receipt
from zamestnanost_stats.returns.ledger.totals import accepted, said
from zamestnanost_stats.workbook.cells import Address
from zamestnanost_stats.workbook.writer import Answer, write
from zamestnanost_stats.workspace import Workspace

AMBER, RED = "FFFFE3A3", "FFFFC7CE"
BAD: dict[str, tuple[Answer, ...]] = {
    "ips": ("20 lidí", 8, 9, 1),
    "pz": (15, 16, 3, 2),
    TOTAL: (30, 16, 11, 3),
}


def cells(workspace: Workspace, provider: str) -> dict[CellKey, tuple[str, str]]:
    """Sheet and address of every input of a provider's template."""
    asked = workspace.round(rounds.period("2020")).asked(provider)
    return {
        slot.key: (sheet.name, str(Address(slot.row, slot.column)))
        for sheet in lay_out(asked).sheets
        for slot in sheet.slots
        if slot.key
    }


def listed(book: openpyxl.Workbook) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """The entries of the sheet of fixes: number, what kind, and where the links of its lines lead."""
    page = book.worksheets[0]
    entries: list[tuple[str, str, list[tuple[str, str]]]] = []
    for row in range(7, page.max_row + 1):
        if page.cell(row, 2).value:
            entries.append((str(page.cell(row, 2).value), str(page.cell(row, 3).value), []))
        link = re.search(r"HYPERLINK\(\"#'(.+)'!([A-Z]+[0-9]+)\",\"(.+)\"", str(page.cell(row, 4).value))
        if link:
            assert link[3] == f"{link[1]}!{link[2]}"
            entries[-1][2].append((link[1], link[2]))
    return entries


def key(indicator: str, column: str) -> CellKey:
    return CellKey(indicator, "", "", column)


def retyped(path: Path, changes: Mapping[tuple[str, str], str | int]) -> bytes:
    """The workbook with some cells typed anew, as an office program saves it."""
    book = openpyxl.load_workbook(path)
    for (sheet, address), answer in changes.items():
        book[sheet][address] = answer
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_the_loop(workspace: Workspace, current: Round, run: Run) -> None:
    """Refused -> feedback with the provider's own numbers -> mended by LibreOffice -> accepted."""
    rounds.send_back(workspace, current, "lipa", BAD)
    assert run("validate", "--feedback", spoken="cs") == 1
    path = workspace.folder / "2020" / "feedback" / "lipa-2020.xlsx"
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["Opravy", "Pokyny", "Výkaz", "Kontrola", "_stamp"]
    at = cells(workspace, "lipa")
    sheet, address = at[key("supported", "ips")]
    assert book[sheet][address].value == "20 lidí"
    assert "není číslo" in book[sheet][address].comment.text
    assert book[sheet][at[key("placed_open", "ips")][1]].value == 9
    assert book[sheet][at[key("placed_open", "ips")][1]].comment is None
    new, all_ = at[key("new_intakes", "pz")], at[key("supported", "pz")]
    assert listed(book) == [("1", "Opravte", [(sheet, address)]), ("2", "Opravte", [new, all_])]
    mended = workspace.folder / "2020" / "inbox" / "lipa-2020.xlsx"
    typed = {sheet: {address: 20, at[key("new_intakes", "pz")][1]: 4, at[key("new_intakes", TOTAL)][1]: 11}}
    office.work([{"open": str(path), "type": typed, "save": {str(mended): office.XLSX}}])
    assert run("accept", "--received", "2021-02-10", spoken="cs") == 0
    [one] = accepted(workspace.ledger, "2020")
    assert (one.provider, one.received, one.partial) == ("lipa", date(2021, 2, 10), False)


def test_nothing_to_mend_no_feedback(workspace: Workspace, current: Round, run: Run) -> None:
    rounds.send_back(workspace, current, "most", {"ips": (20, 1, 5, 1)})
    assert run("validate", "--feedback") == 0
    assert not (workspace.folder / "2020" / "feedback").exists()


def test_explanations(workspace: Workspace, current: Round, run: Run) -> None:
    """A warning asks for an explanation, which is read, kept, printed, and stale when the numbers change."""
    nobody = rounds.send_back(workspace, current, "most", {"ips": (12, 3, 0, 0)})
    code, findings = run.findings()
    assert (code, [one["code"] for one in findings]) == (0, ["nobody-placed"])
    assert "explain" in findings[0]["hint"]
    run("validate", "--feedback")
    back = workspace.folder / "2020" / "feedback" / "most-2020.xlsx"
    place = cells(workspace, "most")[key("nobody-placed", "ips")]
    book = openpyxl.load_workbook(back)
    assert book[place[0]][place[1]].comment is not None
    numbers = [cells(workspace, "most")[key(name, "ips")] for name in ("supported", "placed_open", "placed_sheltered")]
    assert listed(book) == [("1", "Vysvětlete", [*numbers, place])]
    assert f"{place[0]}!{place[1]}" in str(book["Opravy"]["H7"].value)
    for sheet, address in (*numbers, place):
        assert book[sheet][address].comment is not None
        assert book[sheet][address].fill.fgColor.rgb == AMBER
    nobody.write_bytes(retyped(back, {place: "Celý rok jsme měli zavřeno pro nábor."}))
    _, findings = run.findings()
    assert "Explained: Celý rok jsme měli zavřeno pro nábor." in findings[0]["hint"]
    run("validate", "--feedback")
    assert run("accept", "--received", "2021-02-10") == 0
    [kept] = said(workspace.ledger, "2020")
    assert (kept.code, kept.column, kept.explanation) == (
        "nobody-placed",
        "ips",
        "Celý rok jsme měli zavřeno pro nábor.",
    )
    run("report", "2020", "--format", "html")
    page = (workspace.folder / "2020" / "report" / "report-2020-internal.html").read_text(encoding="utf-8")
    assert "zavřeno pro" in page.replace("\u00a0", " ")


def test_one_way_of_counting(workspace: Workspace, current: Round, run: Run) -> None:
    """As many numbered lines in the message as entries in the sheet, the same things in the same order."""
    asked = current.asked("lipa")
    values = rounds.answers(
        asked, {"ips": (12, "-", 0, 0), "pz": ("-", "-", 3, "-"), TOTAL: (12, Decimal("1.5"), 3, 0)}
    )
    del values[key("months_open", "ips")], values[key("months_open", "pz")]
    (workspace.folder / "2020" / "inbox" / "lipa-2020.xlsx").write_bytes(write(lay_out(asked), values, {}))
    assert run("validate", "--feedback", "--email", spoken="cs") == 1
    entries = listed(openpyxl.load_workbook(workspace.folder / "2020" / "feedback" / "lipa-2020.xlsx"))
    [letter] = (workspace.folder / "2020" / "outgoing" / "emails").glob("*.txt")
    told = re.findall(r"^([0-9]+)\. ([^!]+)!([A-Z]+[0-9]+)", letter.read_text(encoding="utf-8-sig"), re.MULTILINE)
    assert told == [(number, *spots[0]) for number, _kind, spots in entries]
    assert [kind for _number, kind, _spots in entries] == ["Opravte"] * 3 + ["Vysvětlete"]
    assert [len(spots) for _number, _kind, spots in entries] == [4, 1, 2, 4]
    page = openpyxl.load_workbook(workspace.folder / "2020" / "feedback" / "lipa-2020.xlsx").worksheets[0]
    assert page["B3"].value == "3 věci k opravě, 1 věc k vysvětlení"
    assert "3 věci k opravě, 1 věc k vysvětlení" in letter.read_text(encoding="utf-8-sig")


def test_the_same_fault_in_many_cells_stays_short(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The first cells have a line and a link each, the last of them says how many more there are; all are noted."""
    columns = [f"s{number}" for number in range(20)]
    services = "".join(f"lipa,{name},Služba {name},ips,P1,2015-01-01,,\n" for name in columns)
    workspace = rounds.folder(tmp_path, services=services)
    asked = workspace.round(rounds.period("2020")).asked("lipa")
    counts: dict[str, tuple[Answer, ...]] = dict.fromkeys((*columns, TOTAL), (20, "-", 5, 1))
    path = workspace.folder / "2020" / "inbox" / "lipa-2020.xlsx"
    path.write_bytes(write(lay_out(asked), rounds.answers(asked, counts), {}))
    assert Run(capsys, tmp_path)("validate", "--feedback") == 1
    book = openpyxl.load_workbook(workspace.folder / "2020" / "feedback" / "lipa-2020.xlsx")
    at = cells(workspace, "lipa")
    wrong = [at[key("new_intakes", name)] for name in (*columns, TOTAL)]
    assert listed(book) == [("1", "Opravte", wrong[:SHOWN])]
    assert "13\N{NO-BREAK SPACE}" in str(book["Opravy"].cell(6 + SHOWN, 5).value)
    assert all(book[sheet][address].comment for sheet, address in wrong)


def test_which_of_two_files_is_meant_must_be_said(workspace: Workspace, current: Round, run: Run) -> None:
    """Feedback is written once for each provider: for two different files of one, not before it is told for which."""
    path = rounds.send_back(workspace, current, "lipa", BAD)
    good = {"ips": (20, 8, 9, 1), "pz": (15, 4, 3, 2), TOTAL: (30, 11, 11, 3)}
    rounds.send_back(workspace, current, "lipa", good, "lipa (2).xlsx")
    assert "two-files" not in [one["code"] for one in run.findings()[1]]  # each file alone is judged as ever
    code, findings = run.findings((), "--feedback", "--email")
    assert (code, [one["code"] for one in findings].count("two-files")) == (1, 2)
    assert not (workspace.folder / "2020" / "feedback").exists()
    assert not (workspace.folder / "2020" / "outgoing").exists()
    assert run("validate", str(path), "--feedback") == 1
    assert (workspace.folder / "2020" / "feedback" / "lipa-2020.xlsx").exists()
    (path.parent / "lipa (2).xlsx").write_bytes(path.read_bytes())
    code, findings = run.findings((), "--feedback")
    assert "two-files" not in [one["code"] for one in findings], "the same file twice is one file"


def test_an_explanation_goes_stale(workspace: Workspace, current: Round, run: Run) -> None:
    """Prefilled in a feedback workbook; the numbers under it change, its text does not: asked again."""
    asked = current.asked("most")
    explained = key("nobody-placed", "ips")
    values = rounds.answers(asked, {"ips": (12, 13, 0, 0)}) | {explained: "Nikdo nechtěl."}
    path = workspace.folder / "2020" / "inbox" / "most-2020.xlsx"
    path.write_bytes(write(lay_out(asked), values, {}))
    assert run("validate", "--feedback") == 1  # more new than supported
    back = workspace.folder / "2020" / "feedback" / "most-2020.xlsx"
    at = cells(workspace, "most")
    same = {at[key("new_intakes", "ips")]: 3}
    path.write_bytes(retyped(back, same))
    assert "Explained: Nikdo nechtěl." in run.findings()[1][0]["hint"]
    path.write_bytes(retyped(back, {**same, at[key("supported", "ips")]: 40}))
    assert "have changed" in run.findings()[1][0]["hint"]
    run("validate", "--feedback")
    book = openpyxl.load_workbook(back)
    assert [kind for _number, kind, _spots in listed(book)] == ["Vysvětlete"]
    assert book[at[explained][0]][at[explained][1]].value is None, "or the check sheet would call it explained"
    path.write_bytes(retyped(back, {**same, at[key("supported", "ips")]: 40, at[explained]: "Ani teď nikdo."}))
    assert "Explained: Ani teď nikdo." in run.findings()[1][0]["hint"]


def test_a_waiver(workspace: Workspace, current: Round, run: Run) -> None:
    path = rounds.send_back(workspace, current, "lipa", {**BAD, "ips": (20, 8, 9, 1)})
    assert run("accept", "--waive", "new-within-supported@pz", "--reason", "přestup mezi službami") == 0
    [kept] = [one for one in said(workspace.ledger, "2020") if one.waiver]
    assert (kept.code, kept.column, kept.severity, kept.waiver) == (
        "new-within-supported", "pz", "warning", "přestup mezi službami",
    )  # fmt: skip
    run("report", "2020", "--format", "html")
    page = (workspace.folder / "2020" / "report" / "report-2020-internal.html").read_text(encoding="utf-8")
    assert "přestup mezi službami" in page.replace("\u00a0", " ")
    assert path.exists()


@pytest.mark.parametrize(
    ("columns", "words", "said_"),
    [
        (BAD, ["--waive", "cell-text@ips", "--reason", "x"], "breaks no rule"),
        (BAD, ["--waive", "new-within-supported@pz"], "with a reason"),
        (BAD, ["--reason", "x"], "with a reason"),
        (BAD, ["--waive", "new-within-supported", "--reason", "x"], "does not name a broken rule"),
        (BAD, ["--waive", "new-within-supported@ips", "--reason", "x"], "breaks no rule"),
    ],
)
def test_what_cannot_be_waived(
    workspace: Workspace, current: Round, run: Run, columns: dict[str, tuple[Answer, ...]], words: list[str], said_: str
) -> None:
    rounds.send_back(workspace, current, "lipa", columns)
    assert run("accept", *words) == 2
    assert said_ in run.err
    assert not (workspace.folder / "ledger.sqlite").exists() or accepted(workspace.ledger, "2020") == []


def test_waivers_are_for_one_file(workspace: Workspace, current: Round, run: Run) -> None:
    rounds.send_back(workspace, current, "lipa", BAD)
    rounds.send_back(workspace, current, "most", {"ips": (20, 1, 5, 1)})
    assert run("accept", "--waive", "new-within-supported@pz", "--reason", "x") == 2
    assert "one file at a time" in run.err


def test_figures_by_phone_are_unconfirmed(workspace: Workspace, current: Round, run: Run) -> None:
    rounds.send_back(workspace, current, "most", {"ips": (20, 1, 5, 1)})
    words = ["--received", "2021-02-10", "--source", "phone", "--note", "volala vedoucí", "--email"]
    assert run("accept", *words) == 0
    [one] = accepted(workspace.ledger, "2020")
    assert (one.source, one.note) == ("phone", "volala vedoucí")
    drafts = sorted((workspace.folder / "2020" / "outgoing" / "emails").iterdir())
    assert [path.suffix for path in drafts] == [".txt"]  # the register has no address of theirs
    assert "20" in drafts[0].read_text(encoding="utf-8-sig")
    assert "No e-mail address: Most" in run.err
    run("status", "2020")
    assert "not confirmed" in run.out
    run("report", "2020", "--format", "json")
    found = json.loads((workspace.folder / "2020" / "report" / "report-2020-internal.json").read_text(encoding="utf-8"))
    assert {line["provider"]: line["confirmed"] for line in found["returns"]} == {"lipa": True, "most": False}


def test_withdraw(workspace: Workspace, current: Round, run: Run) -> None:
    path = rounds.send_back(workspace, current, "most", {"ips": (20, 1, 5, 1)})
    workspace.accept(workspace.check(path, current), Receipt(date(2021, 2, 1), How.FILE))
    assert run("withdraw", "most", "2020", "--reason", "jiná služba") == 0
    assert accepted(workspace.ledger, "2020") == []
    assert run("withdraw", "most", "2020", "--reason", "znovu") == 2
    assert run("report", "2020") == 2
    assert run("accept") == 0
    assert "withdrawn (jiná služba)" in run.out  # the very file


def test_a_withdrawn_file_sent_again_says_why(workspace: Workspace, current: Round, run: Run) -> None:
    path = rounds.send_back(workspace, current, "most", {"ips": (20, 1, 5, 1)})
    workspace.accept(workspace.check(path, current), Receipt(date(2021, 2, 1)))
    assert run("withdraw", "most", "2020", "--reason", " ") == 2
    assert run("withdraw", "most", "2020", "--reason", "jiná služba") == 0
    assert run("accept") == 0
    assert "withdrawn (jiná služba)" in run.out


def test_a_withdrawn_file_counts_again_when_it_is_named_itself(
    workspace: Workspace, current: Round, run: Run, tmp_path: Path
) -> None:
    """The second version was a mistake: it is withdrawn, and the first counts again, with another day if need be."""
    first = rounds.send_back(workspace, current, "most", {"ips": (20, 1, 5, 1)})
    assert run("accept", "--received", "2021-02-01") == 0
    kept = first.read_bytes()
    rounds.send_back(workspace, current, "most", {"ips": (99, 1, 5, 1)})
    assert run("accept", "--received", "2021-02-02") == 0
    first.write_bytes(kept)
    assert run("accept", str(first)) == 0
    assert [one.revision for one in accepted(workspace.ledger, "2020")] == [2], "something counts: nothing is put back"
    assert run("withdraw", "most", "2020", "--reason", "omyl") == 0
    assert run("accept") == 0
    assert accepted(workspace.ledger, "2020") == [], "a file that only lies in the inbox does not come back by itself"
    assert run("accept", str(first), "--received", "2021-02-03") == 0
    [one] = accepted(workspace.ledger, "2020")
    assert (one.revision, one.received, one.first_received) == (3, date(2021, 2, 3), date(2021, 2, 1))
    assert workspace.verify().faults == ()
    assert run("withdraw", "most", "2020", "--reason", "jméno", "--erase") == 0
    assert run("accept", str(first)) == 0
    assert accepted(workspace.ledger, "2020") == [], "what was erased is not taken back"
    assert workspace.verify().faults == ()


BIRTH_NUMBER = "840217/1008"  # made up: 8402171008 = 11 x 763833728


def test_a_birth_number_is_echoed_nowhere(workspace: Workspace, current: Round, run: Run) -> None:
    """In a cell and in the file's own name: an error, masked on the terminal, in JSON, and in what goes back."""
    columns: dict[str, tuple[Answer, ...]] = {**BAD, "ips": (BIRTH_NUMBER, 8, 9, 1)}
    rounds.send_back(workspace, current, "lipa", columns, f"Jan Smyšlený {BIRTH_NUMBER.replace('/', '-')}.xlsx")
    assert run("validate", "--feedback", "--email", spoken="cs") == 1
    said_ = run.out + run.err
    code, findings = run.findings()
    assert (code, [one["code"] for one in findings].count("personal-birth-number")) == (1, 2)
    written = [
        path for path in (workspace.folder / "2020").rglob("*") if path.is_file() and not {"inbox"} & {*path.parts}
    ]
    written = [path for path in written if path.suffix != ".toml"]
    assert {path.suffix for path in written} == {".xlsx", ".txt"}
    back = openpyxl.load_workbook(next(path for path in written if path.suffix == ".xlsx"))
    cells_ = " ".join(str(cell.value) for page in back for row in page.iter_rows() for cell in row)
    notes = " ".join(
        str(cell.comment.text) for page in back for row in page.iter_rows() for cell in row if cell.comment
    )
    letter = next(path for path in written if path.suffix == ".txt").read_text(encoding="utf-8-sig")
    for text in (said_, run.out, cells_, notes, letter):
        assert "1008" not in text


def test_a_birth_number_in_an_explanation_does_not_come_back(workspace: Workspace, current: Round, run: Run) -> None:
    asked, explained = current.asked("most"), key("nobody-placed", "ips")
    values = rounds.answers(asked, {"ips": (12, 3, 0, 0)}) | {explained: f"Klient {BIRTH_NUMBER} odešel."}
    (workspace.folder / "2020" / "inbox" / "most-2020.xlsx").write_bytes(write(lay_out(asked), values, {}))
    assert run("validate", "--feedback") == 1
    back = openpyxl.load_workbook(workspace.folder / "2020" / "feedback" / "most-2020.xlsx")
    assert listed(back)[0][2] == [cells(workspace, "most")[explained]]
    assert "1008" not in " ".join(str(cell.value) for page in back for row in page.iter_rows() for cell in row)


def test_what_the_coordinator_types_holds_no_birth_number(workspace: Workspace, current: Round, run: Run) -> None:
    rounds.send_back(workspace, current, "most", {"ips": (20, 1, 5, 1)})
    assert run("accept", "--note", f"volala paní {BIRTH_NUMBER}") == 2
    assert "birth number" in run.err
    assert run("withdraw", "most", "2020", "--reason", BIRTH_NUMBER) == 2


def test_how_to_accept_all_the_same_is_said(workspace: Workspace, current: Round, run: Run) -> None:
    rounds.send_back(workspace, current, "lipa", {**BAD, "ips": (20, 8, 9, 1)})
    assert run("accept") == 1
    path = workspace.folder / "2020" / "inbox" / "lipa-2020.xlsx"
    words = ("accept", str(path), "--waive", "new-within-supported@pz")
    assert f"{command_line(workspace.folder, *words)} --reason" in run.out


def test_lost_rows_are_asked_again(workspace: Workspace, current: Round, run: Run) -> None:
    """A row deleted in the return: in the workbook that goes back it is there, red, with a link to it."""
    path = rounds.send_back(workspace, current, "most", {"ips": (20, 1, 5, 1)})
    book = openpyxl.load_workbook(path)
    page = book["Výkaz"]
    page.delete_rows(next(row for row in range(1, 30) if page.cell(row, 1).value == "placed_open"))
    book.save(path)
    assert run("validate", "--feedback", spoken="cs") == 1
    back = openpyxl.load_workbook(workspace.folder / "2020" / "feedback" / "most-2020.xlsx")
    sheet_, address = cells(workspace, "most")[key("placed_open", "ips")]
    assert back[sheet_][address].comment is not None
    assert "Vyplňte to zde znovu" in back[sheet_][address].comment.text
    assert back[sheet_][address].fill.fgColor.rgb == RED
    assert back["Opravy"]["B2"].value.startswith("Co opravit")


def test_a_lost_column_and_a_lost_sheet_are_asked_again(workspace: Workspace, current: Round, run: Run) -> None:
    """Every cell that stood there has its link, not the whole file."""
    columns: dict[str, tuple[Answer, ...]] = {"ips": (20, 8, 9, 1), "pz": (15, 5, 3, 2), TOTAL: (30, 11, 11, 3)}
    path = rounds.send_back(workspace, current, "lipa", columns)
    book = openpyxl.load_workbook(path)
    page = book["Výkaz"]
    page.delete_cols(next(column for column in range(1, 30) if page.cell(1, column).value == "pz"))
    book.save(path)
    back = workspace.folder / "2020" / "feedback" / "lipa-2020.xlsx"
    assert run("validate", "--feedback") == 1
    at = cells(workspace, "lipa")
    asked = [place for one, place in at.items() if one.column == "pz" and place[0] == "Výkaz"]
    assert listed(openpyxl.load_workbook(back)) == [("1", "Opravte", asked)]
    del book["Výkaz"]
    book.save(path)
    assert run("validate", "--feedback") == 1
    everything = [place for place in at.values() if place[0] == "Výkaz"]
    assert listed(openpyxl.load_workbook(back)) == [("1", "Opravte", everything[:SHOWN])]


def test_withdraw_and_erase(workspace: Workspace, current: Round, run: Run) -> None:
    """The bytes and every free text go; hash, numbers and the reason stay."""
    import sqlite3

    asked = current.asked("most")
    values = rounds.answers(asked, {"ips": (20, 1, 5, 1)}) | {
        key("what_was_different", "ips"): "Odešel nám pan Smyšlený."
    }
    path = workspace.folder / "2020" / "inbox" / "most-2020.xlsx"
    path.write_bytes(write(lay_out(asked), values, {}))
    workspace.accept(workspace.check(path, current), Receipt(date(2021, 2, 1)))
    assert run("withdraw", "most", "2020", "--reason", "jméno klienta", "--erase", spoken="cs") == 0
    assert "e-mail" in run.out
    connection = sqlite3.connect(workspace.folder / "ledger.sqlite")
    assert connection.execute("select content is null, length(sha256) from originals").fetchall() == [(1, 64)]
    assert connection.execute("select text from observations where text <> ''").fetchall() == [("full",)]  # a code
    assert connection.execute("select count(*) from observations where value is not null").fetchall() == [(5,)]
    assert connection.execute("select withdrawn from returns").fetchall() == [("jméno klienta",)]
    connection.close()


def test_what_was_only_withdrawn_can_be_erased(workspace: Workspace, current: Round, run: Run) -> None:
    """Once; then nothing is left to erase."""
    path = rounds.send_back(workspace, current, "most", {"ips": (20, 1, 5, 1)})
    workspace.accept(workspace.check(path, current), Receipt(date(2021, 2, 1)))
    assert run("withdraw", "most", "2020", "--reason", "jiná služba") == 0
    erase = ("withdraw", "most", "2020", "--reason", "jméno klienta", "--erase")
    assert [run(*erase), run(*erase)] == [0, 2]
    assert run("verify") == 0
    [one] = workspace.history("most")
    assert (one.status, one.withdrawn) == ("withdrawn", "jiná služba; jméno klienta")


def test_drafts_with_templates_and_reminders(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One message for a person of two organisations; a reminder only to whom something is missing; a log."""
    providers = (
        "lipa,Lípa (smyšlená),,Jan Smyšlený,jan@example.org\nmost,Most (smyšlená),,Jan Smyšlený,JAN@example.org\n"
    )
    workspace = rounds.folder(tmp_path, providers)
    current = workspace.round(rounds.period("2020"))
    run = Run(capsys, tmp_path)
    assert run("template", "2020", "--email") == 0
    emails = tmp_path / "2020" / "outgoing" / "emails"
    [letter] = emails.glob("*.eml")
    text = letter.read_bytes()
    assert text.count(b"lipa-2020.xlsx") >= 1
    assert text.count(b"most-2020.xlsx") >= 1
    letter.unlink()
    path = rounds.send_back(workspace, current, "most", {"ips": (20, 1, 5, 1)})
    workspace.accept(workspace.check(path, current), Receipt(date(2021, 2, 1)))
    assert run("status", "2020", "--remind") == 0
    [reminder] = emails.glob("*.eml")
    assert b"most-2020.xlsx" not in reminder.read_bytes()
    log = (tmp_path / "2020" / "reminders.csv").read_text(encoding="utf-8-sig")
    assert "lipa" in log
    assert "most" not in log
