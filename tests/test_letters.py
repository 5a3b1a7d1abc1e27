"""What goes back to providers and what is said of them: no personal data, one way of counting, nothing left unsaid."""

import io
import json
import re
import shlex
import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart

import office
import rounds
from program import Run
from test_feedback import AMBER, BIRTH_NUMBER, cells, key, listed, retyped
from zamestnanost_stats import console
from zamestnanost_stats.findings import CELLS_TOLD
from zamestnanost_stats.form.asked import Round
from zamestnanost_stats.form.layout import lay_out
from zamestnanost_stats.form.slots import Style
from zamestnanost_stats.keys import TOTAL, CellKey
from zamestnanost_stats.returns.ledger.record import Receipt
from zamestnanost_stats.returns.ledger.totals import accepted, said
from zamestnanost_stats.returns.status import Standing
from zamestnanost_stats.workbook.writer import Answer, write
from zamestnanost_stats.workspace import Workspace

GOOD: dict[str, tuple[Answer, ...]] = {"ips": (20, 8, 9, 1), "pz": (15, 4, 3, 2), TOTAL: (30, 11, 11, 3)}
PHONE = "777 123 456"
NOBODY = key("nobody-placed", "ips")


def returned(
    workspace: Workspace,
    current: Round,
    provider: str,
    counts: dict[str, tuple[Answer, ...]],
    more: dict[CellKey, Answer],
) -> Path:
    """A return in the inbox with some more cells filled in."""
    asked = current.asked(provider)
    path = workspace.folder / "2020" / "inbox" / f"{provider}-2020.xlsx"
    path.write_bytes(write(lay_out(asked), rounds.answers(asked, counts) | more, {}))
    return path


def back(workspace: Workspace, provider: str) -> openpyxl.Workbook:
    return openpyxl.load_workbook(workspace.folder / "2020" / "feedback" / f"{provider}-2020.xlsx")


def letter(workspace: Workspace) -> str:
    [path] = (workspace.folder / "2020" / "outgoing" / "emails").glob("*.txt")
    return path.read_text(encoding="utf-8-sig")


def everything(book: openpyxl.Workbook) -> str:
    """Every text of a workbook: of cells, comments and names of sheets."""
    found = list(book.sheetnames)
    for page in book:
        for row in page.iter_rows():
            for cell in row:
                found += [str(cell.value), cell.comment.text if cell.comment else ""]
    return "\n".join(found)


# --- personal data


def test_personal_data_are_told_with_their_places_and_a_clean_workbook(
    workspace: Workspace, current: Round, run: Run
) -> None:
    """In a cell, a comment, the footer and the name of a sheet, another fault beside them; under the file's name."""
    path = rounds.send_back(workspace, current, "most", {"ips": ("Jan Tajný 5", 3, 5, 1)})
    book = openpyxl.load_workbook(path)
    sheet, cell = cells(workspace, "most")[key("what_was_different", "ips")]
    book[sheet][cell] = f"Alena Tajná {BIRTH_NUMBER}"
    _, counted = cells(workspace, "most")[key("placed_open", "ips")]
    book[sheet][counted].comment = Comment(BIRTH_NUMBER, "x")
    book[sheet].oddFooter = HeaderFooterItem(center=_HeaderFooterPart(BIRTH_NUMBER))
    book.create_sheet("Alena Tajná")["B4"] = BIRTH_NUMBER
    buffer = io.BytesIO()
    book.save(buffer)
    path.unlink()
    (path.parent / "most vyplněno (2).xlsx").write_bytes(buffer.getvalue())
    assert run("validate", "--feedback", "--email", spoken="cs") == 1
    text = letter(workspace)
    clean = back(workspace, "most")
    assert "(most vyplněno (2).xlsx)" in text
    assert "most-2020.xlsx" in text, "the workbook is attached"
    assert f"{sheet}!{cell}" in text
    assert f"{sheet}!{counted}" in text
    assert "Jiný list!B4" in text
    for words in (text, everything(clean)):
        assert "1008" not in words
        assert "Tajn" not in words
    assert clean[sheet][counted].value == 5, "a number is nobody's"
    assert len(re.findall(r"^[0-9]+\. ", text, re.MULTILINE)) == len(listed(clean)) == run.out.count("  chyba ")


def test_a_contact_in_a_text_is_a_thing_to_do_and_does_not_come_back(
    workspace: Workspace, current: Round, run: Run
) -> None:
    remark = key("what_was_different", "ips")
    counts: dict[str, tuple[Answer, ...]] = {"ips": ("5 klientů", 3, 5, 1)}
    returned(workspace, current, "most", counts, {remark: f"Klientka Alena Vzorová odešla, tel. {PHONE}"})
    assert run("validate", "--feedback", "--email", spoken="cs") == 1
    assert "(1 chyba, 1 upozornění)" in run.out
    book, text, at = back(workspace, "most"), letter(workspace), cells(workspace, "most")
    assert listed(book) == [("1", "Opravte", [at[key("supported", "ips")]]), ("2", "Prověřte", [at[remark]])]
    assert book["Opravy"]["B3"].value == "1 věc k opravě, 1 věc k prověření"
    assert "1 věc k opravě, 1 věc k prověření" in text
    cell = book[at[remark][0]][at[remark][1]]
    assert (cell.value, cell.fill.fgColor.rgb) == (None, AMBER)
    assert "Vymažte kontakt" in cell.comment.text
    for words in (text, everything(book)):
        assert "456" not in words
        assert "Vzorov" not in words


def test_a_contact_alone_is_said_to_the_provider_too(workspace: Workspace, current: Round, run: Run) -> None:
    returned(workspace, current, "most", {"ips": (20, 3, 5, 1)}, {key("what_was_different", "ips"): f"Volat {PHONE}"})
    assert run("validate", "--feedback") == 0
    assert [kind for _number, kind, _spots in listed(back(workspace, "most"))] == ["Prověřte"]


def test_a_comment_empties_no_cell(workspace: Workspace, current: Round, run: Run) -> None:
    """A comment does not go back; the text under it, and the cell that was blank, are as they were."""
    text, blank = key("what_was_different", "ips"), key("what_was_different", "pz")
    path = returned(workspace, current, "lipa", GOOD, {text: "Stěhovali jsme se."})
    book, at = openpyxl.load_workbook(path), cells(workspace, "lipa")
    for sheet, address in (at[text], at[blank]):
        book[sheet][address].comment = Comment(f"Volat {PHONE}", "Jana Nováková")
    book.save(path)
    assert run("validate", "--feedback", spoken="cs") == 0
    made = back(workspace, "lipa")
    assert made[at[text][0]][at[text][1]].value == "Stěhovali jsme se."
    assert [spots for _number, _kind, spots in listed(made)] == [[at[text], at[blank]]]
    assert "vyprázdnili" not in everything(made)
    assert "456" not in everything(made)


# --- explanations


@pytest.mark.parametrize("text", [".", "?", "N", "ok", "2", "- - - - - -", "12345678", "Covid"])
def test_empty_words_explain_nothing(workspace: Workspace, current: Round, run: Run, text: str) -> None:
    returned(workspace, current, "most", {"ips": (12, 3, 0, 0)}, {NOBODY: text})
    assert "explains nothing" in run.findings()[1][0]["hint"]
    run("validate", "--feedback")
    assert [kind for _number, kind, _spots in listed(back(workspace, "most"))] == ["Vysvětlete"]
    run("accept", "--received", "2021-02-10")
    assert [one.explanation for one in said(workspace.ledger, "2020")] == [""]
    run("status", "2020", spoken="cs")
    assert "1 vysvětlení chybí" in run.out


def test_the_check_sheet_counts_explanations_the_same_way(workspace: Workspace, current: Round) -> None:
    """As LibreOffice computes it: empty words leave the warning open."""
    asked = current.asked("most")
    values = rounds.answers(asked, {"ips": (12, 3, 0, 0)})
    jobs = []
    texts = ("", "ok", "12345678", "- - - - - -", "Covid-19", "Celý rok zavřeno.")
    for number, text in enumerate(texts):
        path = workspace.folder / f"{number}.xlsx"
        path.write_bytes(write(lay_out(asked), values | ({NOBODY: text} if text else {}), {}))
        jobs.append({"open": str(path), "read": [["Kontrola", "B3"]]})
    done = [text for [text] in office.work(jobs)]
    assert [text.rstrip().endswith("1") for text in done] == [True] * 4 + [False] * 2


def test_a_stale_explanation_is_not_kept(workspace: Workspace, current: Round, run: Run) -> None:
    """Explained for some numbers, accepted with others: the ledger has no explanation, the report says so."""
    path = returned(workspace, current, "most", {"ips": (12, 13, 0, 0)}, {NOBODY: "Celý rok zavřeno."})
    run("validate", "--feedback")
    at = cells(workspace, "most")
    numbers = {at[key("supported", "ips")]: 30, at[key("new_intakes", "ips")]: 3}
    path.write_bytes(retyped(workspace.folder / "2020" / "feedback" / "most-2020.xlsx", numbers))
    assert run("accept", "--received", "2021-02-10") == 0
    [kept] = said(workspace.ledger, "2020")
    assert (kept.code, kept.explanation, kept.waits) == ("nobody-placed", "", True)
    [line] = [one for one in workspace.status(current) if one.provider.id == "most"]
    assert line.unexplained == 1
    run("report", "2020", "--format", "html")
    page = (workspace.folder / "2020" / "report" / "report-2020-internal.html").read_text(encoding="utf-8")
    assert "Celý rok" not in page.replace("\u00a0", " ")


def test_an_accepted_explanation_goes_stale(workspace: Workspace, current: Round, run: Run) -> None:
    """The same words under other numbers, though no feedback workbook lay between: asked again, and not kept, however
    often; for the numbers they were accepted with they hold."""

    def hint_of(supported: int) -> str:
        path = returned(workspace, current, "most", {"ips": (supported, 3, 0, 0)}, {NOBODY: "Celý rok zavřeno."})
        [one] = run.findings([path])[1]
        return str(one["hint"])

    assert hint_of(12).startswith("Explained")
    assert run("accept", "--received", "2021-02-10") == 0
    assert hint_of(12).startswith("Explained")
    for supported in (30, 31):
        assert "have changed" in hint_of(supported)
        assert run("accept", "--received", "2021-02-11") == 0
        assert [(one.explanation, one.waits) for one in said(workspace.ledger, "2020")] == [("", True)]
        assert "have changed" in hint_of(supported), "also of the file that was accepted"
    assert hint_of(12).startswith("Explained")


def test_what_was_corrected_is_asked_no_more(workspace: Workspace, current: Round, run: Run) -> None:
    """Accepted, or validated clean: its feedback workbook and its drafts go; others' stay, and what others wrote."""
    place = workspace.folder / "2020"
    letters = place / "outgoing" / "emails"

    def there(provider: str) -> list[str]:
        return sorted(one.name for one in (*place.glob("feedback/*"), *letters.glob("*")) if provider in one.name)

    def spoil() -> None:
        rounds.send_back(workspace, current, "lipa", {**GOOD, "ips": ("20 lidí", 8, 9, 1)})
        rounds.send_back(workspace, current, "most", {"ips": (12, 13, 0, 1)})
        assert run("validate", "--feedback", "--email") == 1
        assert [len(there(name)) for name in ("lipa", "most")] == [2, 2]

    spoil()
    (letters / "2021-02-01-correction-lipa.txt").write_text("napsal jsem sám", encoding="utf-8")
    rounds.send_back(workspace, current, "lipa", GOOD)
    assert run("validate") == 1
    assert len(there("lipa")) == 3, "only looked at"
    assert run("accept") == 1
    assert there("lipa") == ["2021-02-01-correction-lipa.txt"]
    assert len(there("most")) == 2
    assert "lipa-2020.xlsx" in run.err
    (letters / "2021-02-01-correction-lipa.txt").unlink()
    spoil()
    rounds.send_back(workspace, current, "lipa", {**GOOD, "ips": (21, 8, 9, 1)})
    assert run("validate", "--feedback") == 1
    assert (there("lipa"), len(there("most"))) == ([], 2)
    rounds.send_back(workspace, current, "most", {"ips": (12, 3, 0, 0)})
    assert run("accept", "--received", "2021-02-10") == 0
    assert len(there("most")) == 2, "an explanation is still asked for"


def test_an_erasure_reaches_what_was_made_from_the_return(workspace: Workspace, current: Round, run: Run) -> None:
    """The workbook and drafts that were to be sent back go; what holds the same and is not the program's is named."""
    place = workspace.folder / "2020"
    name: dict[CellKey, Answer] = {key("what_was_different", "ips"): "Odešel nám pan Smyšlený."}
    path = returned(workspace, current, "most", {"ips": (12, 3, 0, 1)}, name)
    assert run("accept", "--note", "pan Smyšlený se ozval") == 0
    old = path.rename(path.with_name("stará.xlsx"))
    other = returned(workspace, current, "lipa", {**GOOD, "ips": ("20 lidí", 8, 9, 1)}, {})
    returned(workspace, current, "most", {"ips": (12, 13, 0, 1)}, name)
    assert run("validate", "--feedback", "--email") == 1
    shared = place / "outgoing" / "emails" / "2021-02-01-correction-lipa+2.eml"
    shared.write_bytes(b"X-Unsent: 1\n\nlipa-2020.xlsx, most-2020.xlsx")
    assert run("withdraw", "most", "2020", "--reason", "jméno", "--erase") == 0
    left = {one.name for one in place.rglob("*") if one.is_file() and "inbox" not in one.parts}
    assert not [one for one in left if "most" in one]
    assert {"lipa-2020.xlsx", shared.name} <= left
    assert f"yourself: {old}" in run.out
    assert f"yourself: {shared}" in run.out
    assert str(other) not in run.out
    assert b"Smy\xc5\xa1len\xc3\xbd se ozval" not in (workspace.folder / "ledger.sqlite").read_bytes()
    assert run("verify") == 0


# --- a second file


def test_a_newer_file_with_errors_is_seen(workspace: Workspace, current: Round, run: Run) -> None:
    """Accepted, then a file with errors beside it: status says so; reminder and feedback are for that one."""
    first = rounds.send_back(workspace, current, "lipa", GOOD, "lipa první.xlsx")
    workspace.accept(workspace.check(first, current), Receipt(date(2021, 2, 1)))
    assert [one.newer for one in workspace.status(current)] == [None, None]
    rounds.send_back(workspace, current, "lipa", {**GOOD, "ips": ("20 lidí", 8, 9, 1)})
    line = workspace.status(current)[0]
    assert (line.standing, line.newer) == (Standing.ON_TIME, Standing.ERRORS)
    run("status", "2020", "--remind", spoken="cs")
    assert "s chybami" in run.out
    drafts = {path.name: path for path in (workspace.folder / "2020" / "outgoing" / "emails").iterdir()}
    [mine] = [path for name, path in drafts.items() if "lipa" in name]
    assert "lipa-2020.xlsx" in mine.read_text(encoding="utf-8-sig")
    (workspace.folder / "2020" / "feedback" / "lipa-2020.xlsx").unlink()
    code, findings = run.findings((), "--feedback", "--email")
    assert (code, [one["code"] for one in findings]) == (1, ["cell-text"])
    assert len(listed(back(workspace, "lipa"))) == 1


def test_a_newer_file_in_order_waits_and_older_revisions_do_not(workspace: Workspace, current: Round, run: Run) -> None:
    first = rounds.send_back(workspace, current, "lipa", GOOD, "lipa první.xlsx")
    workspace.accept(workspace.check(first, current), Receipt(date(2021, 2, 1)))
    second = rounds.send_back(workspace, current, "lipa", {**GOOD, "ips": (21, 8, 9, 1)})
    assert workspace.status(current)[0].newer is Standing.WAITING
    workspace.accept(workspace.check(second, current), Receipt(date(2021, 2, 2)))
    assert workspace.status(current)[0].newer is None
    assert [one.revision for one in accepted(workspace.ledger, "2020")] == [2]


# --- the coordinator's note


def test_the_note_is_shown(workspace: Workspace, current: Round, run: Run) -> None:
    rounds.send_back(workspace, current, "most", {"ips": (20, 3, 5, 1)})
    assert run("accept", "--received", "2021-02-10", "--note", f"volala vedoucí {PHONE}") == 0
    run("status", "2020", spoken="cs")
    shown = " ".join(run.out.split())
    assert "poznámka: volala vedoucí 77" in shown
    assert "456" not in shown
    run("report", "2020", "--format", "html,json")
    folder = workspace.folder / "2020" / "report"
    page = (folder / "report-2020-internal.html").read_text(encoding="utf-8").replace("\u00a0", " ")
    assert "poznámka: volala vedoucí" in page
    assert "456" not in page
    [line] = [
        one
        for one in json.loads((folder / "report-2020-internal.json").read_text(encoding="utf-8"))["returns"]
        if one["provider"] == "most"
    ]
    assert line["note"].startswith("volala vedoucí 77")


# --- files that cannot be read


def test_who_sent_an_unreadable_file_is_asked_to_send_it_again(workspace: Workspace, current: Round, run: Run) -> None:
    inbox = workspace.folder / "2020" / "inbox"
    whole = rounds.send_back(workspace, current, "most", {"ips": (20, 3, 5, 1)})
    (inbox / "most-2020 (1).xlsx").write_bytes(whole.read_bytes()[:3_000])
    whole.unlink()
    (inbox / "vyplněno.xlsx").write_bytes(b"PK\3\4")
    assert run("validate", "--email", spoken="cs") == 1
    assert "most-2020 (1).xlsx" in letter(workspace)
    assert "Pošlete ho prosím znovu" in letter(workspace)
    assert run.err.count("nevznikl koncept") == 1
    assert run.err.index("vyplněno.xlsx") < run.err.index("nevznikl koncept")


def test_a_file_whose_name_belies_its_stamp_gets_no_draft_and_that_is_said(
    workspace: Workspace, current: Round, run: Run
) -> None:
    rounds.send_back(workspace, current, "most", {"ips": (20, 3, 5, 1)}, "lipa-2020.xlsx")
    assert run("validate", "--email", spoken="cs") == 1
    assert not (workspace.folder / "2020" / "outgoing").exists()
    assert "nevznikl koncept" in run.err


def test_an_unreadable_file_beside_a_sound_one_is_not_asked_for(workspace: Workspace, current: Round, run: Run) -> None:
    rounds.send_back(workspace, current, "most", {"ips": ("x y", 3, 5, 1)}, "z.xlsx")
    (workspace.folder / "2020" / "inbox" / "most-2020.xlsx").write_bytes(b"PK\3\4")
    assert run("validate", "--email", spoken="cs") == 1
    assert "Výkaz!" in letter(workspace)
    assert "(z.xlsx)" in letter(workspace)


def test_nor_beside_one_that_is_in_order(workspace: Workspace, current: Round, run: Run) -> None:
    rounds.send_back(workspace, current, "most", {"ips": (20, 3, 5, 1)}, "z.xlsx")
    (workspace.folder / "2020" / "inbox" / "most-2020.xlsx").write_bytes(b"PK\3\4")
    assert run("validate", "--email") == 1
    assert not (workspace.folder / "2020" / "outgoing").exists()


# --- what stood there, and where


def test_a_date_that_came_back_is_told(workspace: Workspace, current: Round, run: Run) -> None:
    """What Excel made of 1.2. is said; a day that can be somebody's birth is masked."""
    path = rounds.send_back(workspace, current, "most", {"ips": (20, 3, 5, 1)})
    book = openpyxl.load_workbook(path)
    at = cells(workspace, "most")
    (sheet, recent), (_, old) = at[key("supported", "ips")], at[key("placed_open", "ips")]
    book[sheet][recent], book[sheet][old] = datetime(2021, 2, 1), datetime(1984, 2, 17)
    book.save(path)
    assert run("validate", "--feedback", "--email", spoken="cs") == 1
    page = back(workspace, "most")["Opravy"]
    told = " ".join(str(page.cell(row, 6).value).replace("\u00a0", " ") for row in range(7, 9))
    assert "1. 2. 2021" in told
    assert "1. 2. 2021" in letter(workspace).replace("\u00a0", " ")
    assert "1984" in told
    assert "17" not in told


def test_of_many_cells_the_terminal_names_the_first(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    columns = [f"s{number}" for number in range(20)]
    services = "".join(f"lipa,{name},Služba {name},ips,P1,2015-01-01,,\n" for name in columns)
    workspace, run = rounds.folder(tmp_path, services=services), Run(capsys, tmp_path)
    current = workspace.round(rounds.period("2020"))
    rounds.send_back(workspace, current, "lipa", dict.fromkeys((*columns, TOTAL), (20, "-", 5, 1)))
    run("validate")
    [told] = re.findall(rf"Výkaz!(.*) and {21 - CELLS_TOLD} more cells", run.out)
    assert len(told.split(", ")) == CELLS_TOLD
    [finding] = [one for one in run.findings()[1] if one["code"] == "cell-dash"]
    assert len(finding["cell"].split(", ")) == 21


def test_the_return_is_printed_on_one_page(workspace: Workspace, current: Round) -> None:
    content = write(lay_out(current.asked("most")), {}, {})
    pages = [
        zipfile.ZipFile(io.BytesIO(content)).read(f"xl/worksheets/sheet{number}.xml").decode() for number in (1, 2, 3)
    ]
    assert ['fitToHeight="0"' in one for one in pages] == [False] * 3


# --- commands to be typed


@pytest.mark.parametrize(
    ("windows", "folder", "shown"),
    [
        (False, "data", "zamestnanost-stats accept 'a b.xlsx' --waive 'rule@*'"),
        (False, "má data", "zamestnanost-stats --data 'má data' accept 'a b.xlsx' --waive 'rule@*'"),
        (True, "data", 'zamestnanost-stats accept "a b.xlsx" --waive "rule@*"'),
        (True, "d3", 'zamestnanost-stats --data d3 accept "a b.xlsx" --waive "rule@*"'),
    ],
)
def test_a_command_is_printed_as_it_is_typed(
    monkeypatch: pytest.MonkeyPatch, windows: bool, folder: str, shown: str
) -> None:
    place = Path(folder)
    monkeypatch.setattr(console, "WINDOWS", windows)
    assert console.command_line(place, "accept", "a b.xlsx", "--waive", "rule@*") == shown


def test_the_waiver_that_is_suggested_works(workspace: Workspace, current: Round, run: Run) -> None:
    rounds.send_back(workspace, current, "lipa", {**GOOD, TOTAL: (36, 11, 11, 3)})
    assert run("accept") == 1
    [words] = re.findall(r"zamestnanost-stats (.*) --reason", run.out)
    assert run(*shlex.split(words), "--reason", "jeden člověk jinde") == 0


def test_a_heading_never_stands_alone_at_the_foot_of_a_page(tmp_path: Path) -> None:
    """A block that would be torn apart begins the next page, on paper as long as the optional sheets are."""
    asked = rounds.folder(tmp_path, label="2021", form="ips-2021").round(rounds.period("2021")).asked("most")
    layout = lay_out(asked)
    book = zipfile.ZipFile(io.BytesIO(write(layout, {}, {})))
    work = next(place for place, one in enumerate(layout.sheets, 1) if one.key == "work")
    headings = [slot.row for slot in layout.sheets[work - 1].slots if slot.style is Style.HEADING]
    breaks = re.findall(r'<brk id="([0-9]+)"', book.read(f"xl/worksheets/sheet{work}.xml").decode())
    turned = [int(row) + 1 for row in breaks]
    assert turned == [headings[1], headings[3]], "by field | by contract, how long it took | how long they stayed"
