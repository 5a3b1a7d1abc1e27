"""The report as open data: the same numbers as the JSON, described so that other programs' validators agree."""

import csv
import json
import re
import shutil
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from csvw import CSVW
from frictionless import Package, system

import rounds
from program import Run
from zamestnanost_stats.figures.figure import Kind
from zamestnanost_stats.form.asked import Round
from zamestnanost_stats.keys import State
from zamestnanost_stats.report.opencsv import FIELDS, KINDS, STATES
from zamestnanost_stats.workspace import Workspace

NAME = "report-2022-internal"
NUMBERS = {
    "citatel": "numerator",
    "jmenovatel": "denominator",
    "hodnota": "value",
    "dolni_mez": "low",
    "horni_mez": "high",
}
NEVER_FIGURES = {State.TEXT, State.INVALID}


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def package_accepts(folder: Path, name: str = NAME) -> bool:
    with system.use_context(trusted=True):
        return bool(Package(str(folder / f"{name}-datapackage.json")).validate().valid)


def csvw_accepts(folder: Path, name: str = NAME) -> bool:
    """Where something is very wrong, this validator raises what it otherwise collects."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            return bool(CSVW(str(folder / f"{name}.csv-metadata.json"), validate=True).is_valid)
        except (UserWarning, ValueError):
            return False


def test_table_says_what_the_json_says(published: Path) -> None:
    figures: list[dict[str, Any]] = json.loads((published / f"{NAME}.json").read_text(encoding="utf-8"))["figures"]
    table = rows(published / f"{NAME}.csv")
    assert [row["id"] for row in table] == [one["id"] for one in figures]
    for row, one in zip(table, figures, strict=True):
        assert row["druh"] == KINDS[Kind(one["kind"])][0]
        assert row["stav"] == STATES[State(one["state"])][0]
        assert [row["prvni_udaj"], row["druhy_udaj"]] == (one["of"] or ["", ""])
        for name, theirs in NUMBERS.items():
            assert (float(row[name]) if row[name] else None) == one[theirs], (row["id"], name)
        assert (row["zapocteno"], row["ocekavano"]) == tuple(map(str, one["returns"].values()))
        subject, _, where = one["id"].partition("@")
        parts = dict(part.split("=") for part in where.split(";"))
        assert row["ukazatel"] == subject
        assert (row["organizace"], row["sluzba"]) == (parts.get("provider", ""), parts.get("service", ""))
        assert row["obdobi"] == parts.get("period", "2022")
        assert row["typ_sluzby"] == ("" if one["of"] else parts.get("service_type", ""))
        assert parts.get(row["ciselnik"], "") == row["kod"]
    assert {"cislo", "chybi", "nesledovano", "netyka_se"} <= {row["stav"] for row in table}
    assert {row["druh"] for row in table} == {word for word, _ in KINDS.values()}
    assert set(STATES) == set(State) - NEVER_FIGURES


def test_table_is_plain_for_any_program(published: Path) -> None:
    """UTF-8 without a BOM, comma, CRLF, a decimal point, no exponent, headers without diacritics."""
    data = (published / f"{NAME}.csv").read_bytes()
    assert data.isascii()  # ids and codes only, no byte order mark
    lines = data.decode().split("\r\n")
    assert lines.pop() == ""
    assert not [line for line in lines if "\n" in line or "\r" in line]
    assert lines[0].split(",") == [field.name for field in FIELDS]
    assert all(re.fullmatch("[a-z]+(_[a-z]+)*", field.name) for field in FIELDS)
    for row in rows(published / f"{NAME}.csv"):
        assert all(re.fullmatch(r"-?[0-9]+(\.[0-9]+)?|", row[name]) for name in NUMBERS)
        assert (row["hodnota"] != "") == (row["stav"] == "cislo"), row["id"]


def test_what_describes_the_table_is_in_both_languages(published: Path) -> None:
    metadata = json.loads((published / f"{NAME}.csv-metadata.json").read_text(encoding="utf-8"))
    columns = metadata["tableSchema"]["columns"]
    assert [column["name"] for column in columns] == [field.name for field in FIELDS]
    assert all(set(column["titles"]) == {"cs", "en"} for column in columns)
    for name in ("dc:title", "dc:description", "dc:rights"):
        assert [text["@language"] for text in metadata[name]] == ["cs", "en"]
        assert metadata[name][0]["@value"] != metadata[name][1]["@value"]
    lists = {note["column"]: [item["id"] for item in note["items"]] for note in metadata["notes"] if "column" in note}
    table = rows(published / f"{NAME}.csv")
    for name, words in lists.items():
        assert {row[name] for row in table} - {""} <= set(words), name
    codes = {one["id"]: [item["id"] for item in one["items"]] for one in metadata["notes"][-1]["codelists"]}
    assert all(row["kod"] in codes[row["ciselnik"]] for row in table if row["ciselnik"])


def test_validators_accept_the_table(published: Path) -> None:
    assert package_accepts(published)
    assert csvw_accepts(published)


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text.replace(",cislo,", ",zname,", 1),
        lambda text: re.sub(r",(\d+),,,cislo,", r",\1 osob,,,cislo,", text, count=1),
        lambda text: re.sub(r"(\d)\.(\d+),cislo", r'"\1,\2",cislo', text, count=1),
        lambda text: text + text.splitlines()[1] + "\r\n",
        lambda text: text.replace("id,druh,", "id,kind,", 1),
        lambda text: re.sub(r",cislo,\d+,", ",cislo,,", text, count=1),
        lambda text: re.sub(r",2022,", ",vloni,", text, count=1),
    ],
    ids=["state", "word", "comma", "twice", "header", "blank", "period"],
)
def test_validators_reject_a_damaged_table(damage: Callable[[str], str], published: Path, tmp_path: Path) -> None:
    for path in published.glob(f"{NAME}*"):
        shutil.copy(path, tmp_path)
    path = tmp_path / f"{NAME}.csv"
    text = path.read_bytes().decode()
    assert damage(text) != text
    path.write_bytes(damage(text).encode())
    assert not package_accepts(tmp_path)
    assert not csvw_accepts(tmp_path)


def test_an_organisations_own_table_is_its_own(run: Run, workspace: Workspace, current: Round) -> None:
    rounds.send_back(workspace, current, "most", {"ips": (20, 5, 5, 0)})
    columns = {"ips": (30, 9, 12, 1), "pz": (8, 3, 2, 0), "*": (36, 11, 13, 1)}
    rounds.send_back(workspace, current, "lipa", columns)
    assert run("accept", "--received", "2021-02-12") == 0
    asked = ("report", "2020", "--format", "csv", "--provider", "most")
    assert run(*asked) == 0
    paths = [Path(line) for line in run.out.splitlines()]
    base = "report-2020-internal-most"
    assert [path.name for path in paths] == [f"{base}.csv", f"{base}.csv-metadata.json", f"{base}-datapackage.json"]
    assert {row["organizace"] for row in rows(paths[0])} == {"most"}
    written = [path.read_bytes() for path in paths]
    assert not [data for data in written if b"lipa" in data]
    assert run(*asked) == 0
    assert written == [path.read_bytes() for path in paths]


LICENCE = "https://creativecommons.org/licenses/by/4.0/"


@pytest.mark.parametrize("licence", ["", LICENCE])
@pytest.mark.parametrize("edition", ["internal", "public"])
def test_a_licence_is_in_every_file_of_a_public_edition_only(
    run: Run, tmp_path: Path, edition: str, licence: str
) -> None:
    """In the words of each standard; where none is given there is none."""
    workspace = rounds.folder(tmp_path / "data", extra=f'licence = "{licence}"\n' if licence else "")
    run.folder = workspace.folder
    current = workspace.round(rounds.period("2020"))
    rounds.send_back(workspace, current, "most", {"ips": (20, 5, 5, 0)})
    rounds.send_back(workspace, current, "lipa", {"ips": (30, 9, 12, 1), "pz": (8, 3, 2, 0), "*": (36, 11, 13, 1)})
    assert run("accept", "--received", "2021-02-12") == 0
    assert run("report", "2020", "--edition", edition, "--format", "csv,json,html,xlsx") == 0
    folder, name = workspace.folder / "2020" / "report", f"report-2020-{edition}"
    assert package_accepts(folder, name)
    assert csvw_accepts(folder, name)
    there = licence if edition == "public" else ""
    csvw, package, edition_json = (
        json.loads((folder / f"{name}{end}").read_text(encoding="utf-8"))
        for end in (".csv-metadata.json", "-datapackage.json", ".json")
    )
    assert csvw.get("dc:license") == ({"@id": licence} if there else None)
    assert [(licence in text["@value"]) for text in csvw["dc:rights"]] == [bool(there) or not licence] * 2
    assert package.get("licenses") == ([{"path": licence}] if there else None)
    assert edition_json.get("licence", "no key") == ("no key" if edition == "internal" else there or None)
    assert (LICENCE in (folder / f"{name}.html").read_text(encoding="utf-8")) == bool(there)
    assert (LICENCE in parts(folder / f"{name}.xlsx")) == bool(there)


def parts(path: Path) -> str:
    """Every part of an Office file."""
    with zipfile.ZipFile(path) as package:
        return "".join(package.read(name).decode() for name in package.namelist() if name.endswith(".xml"))
