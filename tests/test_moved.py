"""A label and a key that contradict each other are refused; what stands where nothing is asked is said."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

import office
import rounds
from program import Run
from zamestnanost_stats.findings import Severity
from zamestnanost_stats.form.asked import Round, rows
from zamestnanost_stats.form.checks import checks
from zamestnanost_stats.form.layout import lay_out
from zamestnanost_stats.form.slots import LABEL_COLUMN
from zamestnanost_stats.keys import TOTAL
from zamestnanost_stats.returns.intake import take_in
from zamestnanost_stats.workbook.writer import Answer
from zamestnanost_stats.workspace import Workspace

GOOD: dict[str, tuple[Answer, ...]] = {"ips": (20, 8, 9, 1), "pz": (15, 4, 3, 2), TOTAL: (30, 11, 11, 3)}
FORMATS = {"xlsx": office.XLSX, "ods": "calc8", "xls": "MS Excel 97"}


@pytest.fixture
def path(workspace: Workspace, current: Round) -> Path:
    return rounds.send_back(workspace, current, "lipa", GOOD)


def edited(path: Path, change: Callable[[Worksheet], None], sheet: str = "Výkaz") -> None:
    book = openpyxl.load_workbook(path)
    page = book[sheet]
    assert isinstance(page, Worksheet)
    change(page)
    book.save(path)


def row_of(page: Worksheet, key: str) -> int:
    """The row with that key in the hidden column."""
    return next(row for row in range(1, page.max_row + 1) if page.cell(row, 1).value == key)


def column_of(page: Worksheet, key: str) -> int:
    return next(column for column in range(1, page.max_column + 1) if page.cell(1, column).value == key)


def label(page: Worksheet, key: str) -> Any:
    return page.cell(row_of(page, key), LABEL_COLUMN)


def header(page: Worksheet, key: str) -> Any:
    row = row_of(page, "operation") - 2  # a heading stands between
    return page.cell(row, column_of(page, key))


def said(findings: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(one["code"], one["cell"]) for one in findings]


# --- sorted and overwritten


@pytest.mark.parametrize("ending", FORMATS)
def test_visible_rows_sorted_in_libreoffice(
    workspace: Workspace, current: Round, run: Run, tmp_path: Path, ending: str
) -> None:
    """The hidden keys stay where they were, and every number would answer another question."""
    path = rounds.send_back(workspace, current, "lipa", GOOD)
    page = openpyxl.load_workbook(path)["Výkaz"]
    first, last = row_of(page, "placed_open"), row_of(page, "placed_sheltered")
    saved = tmp_path / f"sorted.{ending}"
    job = {"open": str(path), "sort": {"Výkaz": [f"B{first}:G{last}", 1]}, "save": {str(saved): FORMATS[ending]}}
    office.work([job])
    code, findings = run.findings([saved])
    assert code == 1
    assert ("rows-mixed", f"C{first}, C{last}") in said(findings)
    assert not {"missing", "row-lost"} & {one["code"] for one in findings}
    assert not {"placed_open", "placed_sheltered"} & {key.row for key in take_in(saved, current).answers or {}}


def swap_labels(page: Worksheet) -> None:
    one, other = label(page, "supported"), label(page, "new_intakes")
    one.value, other.value = other.value, one.value


def copy_a_label(page: Worksheet) -> None:
    label(page, "supported").value = f"  {label(page, 'new_intakes').value.upper()} "


def english_label(page: Worksheet) -> None:
    label(page, "supported").value = "Of them newly come"


def swap_headers(page: Worksheet) -> None:
    one, other = header(page, "ips"), header(page, "pz")
    one.value, other.value = other.value, one.value


def name_of_another_service(page: Worksheet) -> None:
    header(page, "ips").value = "pz"


def total_over_a_service(page: Worksheet) -> None:
    header(page, "ips").value = header(page, TOTAL).value


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (swap_labels, "rows-mixed"),
        (copy_a_label, "rows-mixed"),
        (swap_headers, "columns-mixed"),
        (name_of_another_service, "columns-mixed"),
        (total_over_a_service, "columns-mixed"),
    ],
)
def test_contradictions(
    workspace: Workspace, current: Round, run: Run, path: Path, change: Callable[[Worksheet], None], code: str
) -> None:
    edited(path, change)
    page = openpyxl.load_workbook(path)["Výkaz"]
    exit_code, findings = run.findings([path])
    [found] = findings
    assert (exit_code, found["code"]) == (1, code)
    cells = found["cell"].split(", ")
    assert len(cells) == 2
    assert {page[cell].row for cell in cells} == (
        {row_of(page, "supported"), row_of(page, "new_intakes")} if code == "rows-mixed" else {header(page, "ips").row}
    )
    checked = workspace.check(path, current)
    made = workspace.feedback(checked)
    assert made
    assert made[1].fixes[0].spots


def test_labels_of_the_other_language_are_known(workspace: Workspace, current: Round, run: Run, path: Path) -> None:
    english = current.form.indicators["new_intakes"].label.en
    edited(path, lambda page: setattr(label(page, "supported"), "value", english))
    assert [one["code"] for one in run.findings([path])[1]] == ["rows-mixed"]
    english = current.form.indicators["supported"].label.en
    edited(path, lambda page: setattr(label(page, "supported"), "value", english))
    assert run.findings([path]) == (0, [])


def test_labels_of_the_guide(path: Path, run: Run) -> None:
    def swap(page: Worksheet) -> None:
        one, other = (page.cell(row_of(page, key), 2) for key in ("respondent_name", "respondent_email"))
        one.value, other.value = other.value, one.value

    edited(path, swap, "Pokyny")
    assert [one["code"] for one in run.findings([path])[1]] == ["rows-mixed"]


@pytest.mark.parametrize("explained", [True, False])
def test_names_of_services_on_the_check_sheet(current: Round, path: Path, run: Run, explained: bool) -> None:
    """They tell whose explanation it is; where there is none, nothing can be mistaken."""
    warning = next(one.id for one in current.form.rule if one.severity is Severity.WARNING)

    def swap(page: Worksheet) -> None:
        if explained:
            page.cell(row_of(page, warning), 3).value = "Jedna služba skončila."
        row = next(row for row in range(2, 20) if page.cell(row, 3).value == "IPS")
        page.cell(row, 3).value, page.cell(row, 4).value = page.cell(row, 4).value, page.cell(row, 3).value

    edited(path, swap, "Kontrola")
    assert [one["code"] for one in run.findings([path])[1]] == ["columns-mixed"] * explained


def test_a_check_over_another_explanation(current: Round, path: Path, run: Run) -> None:
    warning = next(one for one in current.form.rule if one.severity is Severity.WARNING)
    other = next(one for one in current.form.rule if one is not warning)

    def change(page: Worksheet) -> None:
        row = row_of(page, warning.id)
        page.cell(row, 3).value = "Jedna služba skončila."
        page.cell(row - 1, 2).value = other.label.cs

    edited(path, change, "Kontrola")
    assert [one["code"] for one in run.findings([path])[1]] == ["rows-mixed"]


# --- retyped


def retyped(path: Path, texts: Mapping[str, str]) -> None:
    """Other texts over the columns and beside the rows with those keys."""

    def change(page: Worksheet) -> None:
        for key, text in texts.items():
            (label if row_is(page, key) else header)(page, key).value = text

    edited(path, change)


def row_is(page: Worksheet, key: str) -> bool:
    return any(page.cell(row, 1).value == key for row in range(1, page.max_row + 1))


NEARER = {
    "ids": {"ips": "pz", "pz": "ips"},
    "types": {"ips": "Podporované zaměstnávání", "pz": "IPS"},
    "with the organisation": {"ips": "Lípa PZ", "pz": "Lípa IPS"},
    "name and type": {"ips": "PZ – podporované zaměstnávání"},
    "total": {"ips": "Organizace celkem"},
    "total, short": {"ips": "celkem", TOTAL: "IPS"},
    "no accents": {"ips": "organizace celkem, kazdy cloven jednou"},
    "two rows": {"placed_open": "Chráněné podmínky", "placed_sheltered": "Otevřený trh"},
    "row without accents": {"placed_open": "Chranene podminkz"},
    "row in other words": {
        "placed_open": "Nástup v chráněných podmínkách (chráněná dílna)",
        "placed_sheltered": "nástup na otevřený trh",
    },
}


@pytest.mark.parametrize("texts", NEARER.values(), ids=list(NEARER))
def test_nearer_to_another(path: Path, run: Run, texts: Mapping[str, str]) -> None:
    retyped(path, texts)
    code, findings = run.findings([path])
    wanted = "rows-mixed" if "placed_open" in texts else "columns-mixed"
    assert (code, [one["code"] for one in findings if one["severity"] == "error"]) == (1, [wanted])
    page = openpyxl.load_workbook(path)["Výkaz"]
    cells = {(label if row_is(page, key) else header)(page, key).coordinate for key in texts}
    assert cells <= set(findings[0]["cell"].split(", "))


OWN_WORDS: dict[str, tuple[str, dict[str, str], list[str]]] = {
    "own abbreviation": ("IPS Praha;Podpora", {"ips": "IPS"}, ["info"]),
    "abbreviation of both": ("IPS Praha;IPS Brno", {"ips": "IPS"}, ["info"]),
    "part of both": ("IPS;IPS Střední Čechy", {"pz": "IPS – Stř. Čechy"}, ["info"]),
    "initials": ("Dům;Podpora v zaměstnání", {"pz": "PvZ"}, ["info"]),
    "a former name": ("Lípa;PZ", {"ips": "IPS"}, ["info"]),
    "a former name of another type": ("Lípa;Podpora", {"ips": "Centrum", "pz": "Pomoc"}, ["warning", "warning"]),
    "a slip": ("Kavárna;Dílna", {"ips": "Kavarnna"}, ["info"]),
}


@pytest.mark.parametrize(("names", "texts", "severities"), OWN_WORDS.values(), ids=list(OWN_WORDS))
def test_own_words_are_no_contradiction(
    tmp_path: Path, run: Run, names: str, texts: Mapping[str, str], severities: list[str]
) -> None:
    first, second = names.split(";")
    services = rounds.SERVICES.replace("ips,IPS", f"ips,{first}", 1).replace("pz,PZ", f"pz,{second}")
    folder = rounds.folder(tmp_path / "named", services=services)
    path = rounds.send_back(folder, folder.round(rounds.period("2020")), "lipa", GOOD)
    retyped(path, texts)
    code, findings = Run(run.capsys, folder.folder).findings([path])
    assert (code, [(one["code"], one["severity"]) for one in findings]) == (
        0,
        [("labels-changed", severity) for severity in severities],
    )


def test_two_services_of_one_type(tmp_path: Path, run: Run) -> None:
    """The type over both of them is neither's contradiction."""
    services = rounds.SERVICES.replace("pz,PZ,supported_employment", "pz,Dům,ips").replace("ips,IPS", "ips,Lípa", 1)
    folder = rounds.folder(tmp_path / "named", services=services)
    path = rounds.send_back(folder, folder.round(rounds.period("2020")), "lipa", GOOD)
    retyped(path, {"ips": "IPS", "pz": "IPS"})
    code, findings = Run(run.capsys, folder.folder).findings([path])
    assert (code, [one["code"] for one in findings]) == (0, ["labels-changed"] * 2)


def test_a_note_under_the_table_is_no_header(path: Path, run: Run) -> None:
    def change(page: Worksheet) -> None:
        header(page, "ips").value = None
        page["E40"] = "viz PZ"

    edited(path, change)
    assert run.findings([path]) == (0, [])


# --- whose sheet it is


@pytest.mark.parametrize("sheet", ["Výkaz", "Pokyny"])
@pytest.mark.parametrize(
    "words",
    [("Dům u Lípy (smyšlená)", "Most (smyšlená)"), ("Dům u Lípy (smyšlená)", "MOST smyslena"), ("2020", "2019")],
)
def test_a_title_of_another(
    workspace: Workspace, current: Round, path: Path, run: Run, sheet: str, words: tuple[str, str]
) -> None:
    title = {"Výkaz": "B2", "Pokyny": "B3"}[sheet]
    edited(path, lambda page: setattr(page[title], "value", str(page[title].value).replace(*words)), sheet)
    code, findings = run.findings([path])
    assert (code, said(findings), findings[0]["sheet"]) == (1, [("sheet-other-title", title)], sheet)
    taken = take_in(path, current)
    assert taken.answers is not None
    assert sheet not in {answer.sheet for answer in taken.answers.values()}
    made = workspace.feedback(workspace.check(path, current))
    assert made
    assert made[1].fixes[0].spots


def test_a_stamp_of_another(workspace: Workspace, path: Path, run: Run) -> None:
    def change(page: Worksheet) -> None:
        row = row_of(page, "provider")
        page.cell(row, 2).value = "most"

    edited(path, change, "_stamp")
    moved = path.replace(path.with_name("most-2020.xlsx"))
    code, findings = run.findings([moved])
    assert code == 1
    assert [one["sheet"] for one in findings if one["code"] == "sheet-other-title"] == ["Pokyny", "Výkaz"]


def test_a_title_under_inserted_rows(path: Path, run: Run) -> None:
    def change(page: Worksheet) -> None:
        page.insert_rows(2, 3)
        page["B5"] = str(page["B5"].value).replace("Dům u Lípy", "Most")

    edited(path, change)
    assert ("sheet-other-title", "B5") in said(run.findings([path])[1])


@pytest.mark.parametrize(
    "title", ["", "Výkaz", "Výkaz 2020", "Výkaz – Dům u Lípy", "Výkaz: most k práci", "Výkaz, odesláno 15. 2. 2021",
              "Výkaz 2020 – Dům u Lípy (smyšlená), za Most (smyšlená), 2019"]
)  # fmt: skip
def test_a_title_in_own_words(path: Path, run: Run, title: str) -> None:
    edited(path, lambda page: setattr(page["B2"], "value", title))
    assert run.findings([path]) == (0, [])


def test_names_that_begin_alike(tmp_path: Path, run: Run) -> None:
    """Whole names are compared: Most is not Most k práci, and a year in a name is no period."""
    providers = "lipa,Most 2018 k práci,,,\nmost,Most 2018,,,\n"
    for provider, other in (("lipa", "Most 2018"), ("most", "Most 2018 k práci")):
        folder = rounds.folder(tmp_path / provider, providers=providers)
        path = rounds.send_back(folder, folder.round(rounds.period("2020")), provider, GOOD)
        told = Run(run.capsys, folder.folder)
        assert told.findings([path]) == (0, [])
        edited(path, lambda page, name=other: setattr(page["B2"], "value", f"Výkaz 2020 – {name}"))  # type: ignore[misc]
        assert said(told.findings([path])[1]) == [("sheet-other-title", "B2")]


# --- what contradicts nothing


def an_addition(page: Worksheet) -> None:
    label(page, "supported").value += " (včetně dlouhodobých)"


def another_question(page: Worksheet) -> None:
    label(page, "supported").value = "Všichni klienti organizace"


def typo(page: Worksheet) -> None:
    label(page, "supported").value = label(page, "supported").value.replace("o", "ó", 1) + "."


@pytest.mark.parametrize(
    ("change", "severity"), [(typo, "info"), (an_addition, "warning"), (another_question, "warning")]
)
def test_a_label_of_nobody_is_said(path: Path, run: Run, change: Callable[[Worksheet], None], severity: str) -> None:
    """With what stood there and what belongs there."""
    own = label(openpyxl.load_workbook(path)["Výkaz"], "supported").value
    edited(path, change)
    cell = label(openpyxl.load_workbook(path)["Výkaz"], "supported")
    assert run("validate", str(path), "--format", "json", spoken="cs") == 0
    [found] = json.loads(run.out)["files"][0]["findings"]
    assert (found["code"], found["cell"], found["severity"]) == ("labels-changed", cell.coordinate, severity)
    assert cell.value in found["message"]
    assert own in found["message"]


@pytest.mark.parametrize("text", [None, "", "   "])
def test_blank_labels_contradict_nothing(path: Path, run: Run, text: str | None) -> None:
    def blank(page: Worksheet) -> None:
        for cell in (label(page, "supported"), header(page, "ips")):
            cell.value = text

    edited(path, blank)
    assert run.findings([path]) == (0, [])


def test_spaces_and_capitals_are_the_same_label(path: Path, run: Run) -> None:
    def shout(page: Worksheet) -> None:
        label(page, "supported").value = label(page, "supported").value.upper().replace(" ", "\n ")

    edited(path, shout)
    assert run.findings([path]) == (0, [])


def test_a_service_renamed_since(workspace: Workspace, current: Round, path: Path, run: Run) -> None:
    """The template speaks of its old name: said, not refused."""
    register = workspace.folder / "services.csv"
    register.write_text(register.read_text(encoding="utf-8").replace("lipa,ips,IPS", "lipa,ips,Lípa"), encoding="utf-8")
    cell = header(openpyxl.load_workbook(path)["Výkaz"], "ips").coordinate
    assert said(run.findings([path])[1]) == [("labels-changed", cell)]


@pytest.mark.parametrize("form", ["ips-2020"])
def test_no_blank_template_contradicts_itself(tmp_path: Path, form: str) -> None:
    """Whatever the language, however many services: every label of ours is the one expected."""
    from zamestnanost_stats.workbook.writer import write

    for spoken in ("cs", "en"):
        current = rounds.folder(tmp_path / spoken, spoken=spoken, form=form).round(rounds.period("2020"))
        for provider in ("lipa", "most"):
            path = tmp_path / f"{spoken}-{provider}.xlsx"
            path.write_bytes(write(lay_out(current.asked(provider)), {}, {}))
            assert [one.code for one in take_in(path, current).findings] == []


# --- what nobody asked for


def add(cells: dict[str, Any]) -> Callable[[Worksheet], None]:
    def change(page: Worksheet) -> None:
        for at, value in cells.items():
            page[at] = value

    return change


@pytest.mark.parametrize(
    "value", [77, 0, 1.5, "77", "1 234", "=33+44"], ids=["count", "nought", "decimal", "text", "grouped", "formula"]
)
@pytest.mark.parametrize("cell", ["J12", "E40", "D3", "D12"])
def test_a_number_beside_the_table(path: Path, run: Run, cell: str, value: Any) -> None:
    edited(path, add({cell: value}))
    code, findings = run.findings([path])
    if isinstance(value, str) and (value.startswith("=") or cell == "D12"):
        assert code == 0  # no result was saved; or a text beside the label
    else:
        assert (code, said(findings), findings[0]["severity"]) == (0, [("number-unread", cell)], "warning")


def test_a_number_where_a_total_is_not_asked(current: Round, path: Path, run: Run) -> None:
    page = openpyxl.load_workbook(path)["Výkaz"]
    cell = page.cell(row_of(page, "months_open"), column_of(page, TOTAL)).coordinate
    edited(path, add({cell: 12}))
    assert said(run.findings([path])[1]) == [("number-unread", cell)]


@pytest.mark.parametrize("key", [None, "moje"])
def test_a_copy_of_a_sheet_without_its_key(path: Path, run: Run, key: str | None) -> None:
    """Somebody typed the corrections there."""
    book = openpyxl.load_workbook(path)
    copy = book.copy_worksheet(book["Výkaz"])
    copy.title = "Výkaz opravený"
    copy["A1"] = key
    copy["E12"] = 66
    book.save(path)
    code, [found] = run.findings([path])
    assert (code, found["code"], found["severity"], found["sheet"]) == (0, "number-unread", "warning", copy.title)
    assert "E12" in found["cell"].split(", ")
    assert len(found["cell"].split(", ")) <= 20


def test_numbers_on_a_sheet_of_their_own(path: Path, run: Run) -> None:
    book = openpyxl.load_workbook(path)
    page = book.create_sheet("List1")
    page["A1"], page["B2"], page["C3"] = 7, "12", "poznámka"
    book.save(path)
    [found] = run.findings([path])[1]
    assert (found["code"], found["sheet"], found["cell"]) == ("number-unread", "List1", "A1, B2")


def test_notes_beside_the_table_are_nobodys_business(path: Path, run: Run) -> None:
    edited(path, add({"J12": "viz zápis z porady", "J13": "2 úvazky", "E40": "X", "E41": "N"}))
    assert run.findings([path]) == (0, [])


def test_thousands_of_numbers_are_a_few_cells(path: Path, run: Run) -> None:
    edited(path, add({f"K{row}": row for row in range(20, 2_000)}))
    [found] = run.findings([path])[1]
    assert found["code"] == "number-unread"
    assert len(found["cell"].split(", ")) == 20
    assert "1" in found["message"]


@pytest.mark.parametrize(("key", "code"), [("nova", "service-unknown"), ("kavarna", "column-unread")])
def test_a_column_of_another_service(
    workspace: Workspace, current: Round, path: Path, run: Run, key: str, code: str
) -> None:
    """Of one that the register does not know, and of one that ended before."""
    register = workspace.folder / "services.csv"
    ended = "lipa,kavarna,Kavárna,training,P1,2015-01-01,2018-12-31,\n"
    register.write_text(register.read_text(encoding="utf-8") + ended, encoding="utf-8")
    row = row_of(openpyxl.load_workbook(path)["Výkaz"], "supported")
    edited(path, add({"J1": key, f"J{row}": 33, f"J{row + 1}": "N"}))
    code_, findings = run.findings([path])
    assert (code_, said(findings), findings[0]["severity"]) == (0, [(code, f"J{row}, J{row + 1}")], "warning")


def test_an_empty_column_of_another_service(path: Path, run: Run) -> None:
    edited(path, add({"J1": "nova", "J6": "Nová služba"}))
    assert run.findings([path]) == (0, [])


def test_a_total_of_one_service(workspace: Workspace, current: Round, path: Path, run: Run) -> None:
    """The template was made for two services; by today's register there is one, and its total is not asked."""
    register = workspace.folder / "services.csv"
    kept = [line for line in register.read_text(encoding="utf-8").splitlines(True) if not line.startswith("lipa,pz")]
    register.write_text("".join(kept), encoding="utf-8")
    found = [one["code"] for one in run.findings([path])[1]]
    assert found == ["service-unknown", "column-unread"]


def test_every_label_of_the_form_is_its_own(current: Round) -> None:
    """What is compared: labels in both languages; two rows with one label could not be told apart by it."""
    keys = [key for indicator in current.form.indicators.values() for key in rows(current.form, indicator)]
    labels = [
        current.form.codelists[key.codelist][key.code].label
        if key.codelist
        else current.form.indicators[key.indicator].label
        for key in keys
    ]
    assert len({one.cs for one in labels}) == len(labels)
    assert len({one.en for one in labels}) == len(labels)
    asked = current.asked("lipa")
    checked = [check.label.cs for check in checks(asked.form, asked.services, asked.period)]
    assert len(set(checked)) == len(checked)
