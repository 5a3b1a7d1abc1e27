"""Three years of an invented city as one compact table, sent through the real program; oracles read only the table.

2020 is asked with ``ips-2020``, 2021 and 2022 with ``ips-2021``. Providers come (klen), go (dub), answer late (most,
topol), partly (breza, habr), not at all (olse), though nobody expected it (osika in 2022), or are not expected (topol
in 2021). Services merge (vrba; dub into habr), are renamed (breza; jilm in the middle of 2021), move (jasan to klen),
close for a part of a year and do not run (breza's workshop), and serve only another region (stred, lipa's kraj).
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import rounds
from zamestnanost_stats.folder import shipped
from zamestnanost_stats.form.asked import Asked, file_name, required
from zamestnanost_stats.form.layout import lay_out
from zamestnanost_stats.keys import CellKey
from zamestnanost_stats.returns.ledger.record import How, Receipt
from zamestnanost_stats.returns.validate import waive
from zamestnanost_stats.workbook.writer import Answer, write
from zamestnanost_stats.workspace import Workspace

YEARS = ("2020", "2021", "2022")
FORMS = {"2020": "ips-2020", "2021": "ips-2021", "2022": "ips-2021"}
PROVIDERS = ["lipa", "most", "vrba", "breza", "jasan", "klen", "dub", "habr", "osika", "topol", "jilm", "stred", "olse"]
SERVICES = """\
lipa,ips,IPS,ips,P1 P2,2015-01-01,,
lipa,pz,PZ,supported_employment,P1,2010-01-01,,
lipa,kraj,IPS kraj,ips,outside,2018-01-01,,
most,pz,PZ,supported_employment,P4 P5,2011-01-01,,
vrba,ips-a,IPS A,ips,P3,2016-01-01,2020-12-31,vrba/ips
vrba,ips-b,IPS B,ips,P8,2018-01-01,2020-12-31,vrba/ips
vrba,ips,IPS,ips,P3 P8,2021-01-01,,
breza,ips-stare,IPS Bříza,ips,P7,2017-01-01,2020-12-31,breza/ips
breza,ips,IPS,ips,P7,2021-01-01,,
breza,dilna,Dílna,sheltered,P9,2001-01-01,,
jasan,pz,PZ,supported_employment,P6,2012-01-01,2021-12-31,klen/pz
jasan,kavarna,Kavárna,training,P6,2014-01-01,,
klen,ips,IPS,ips,P10,2021-03-01,,
klen,pz,PZ,supported_employment,P6,2022-01-01,,
dub,pz,PZ,supported_employment,P11,2009-01-01,2020-12-31,habr/pz
habr,pz,PZ,supported_employment,P11 P12,2009-01-01,,
osika,ips,IPS,ips,P13 outside,2013-01-01,,
topol,kavarna,Kavárna,training,P14,2013-01-01,,
jilm,ips,IPS,ips,P15,2015-01-01,2021-06-30,jilm/ips-novy
jilm,ips-novy,IPS nové,ips,P15,2021-07-01,,
stred,ips,IPS,ips,outside,2015-01-01,,
olse,ips,IPS,ips,P16,2015-01-01,2021-12-31,
"""
TEAMS = """\
t1,Tým 1,community,lipa,ips,P1,own,2016-01-01,
t2,CDZ 2,cdz,lipa,ips,P2,own,2016-01-01,2021-05-31
t3,Tým 3,community,vrba,ips-a,P3,own,2016-01-01,2020-12-31
t3b,Tým 3,community,vrba,ips,P3 P8,own,2021-01-01,
t7,Tým 7,tdz,breza,ips,P7,visiting,2021-01-01,
t9,CDZ 9,cdz,most,pz,P5 P9,visiting,2018-01-01,
t10,Tým 10,community,klen,ips,P10,none,2021-03-01,
t15,Tým 15,community,jilm,ips-novy,P15,own,2021-07-01,2022-06-30
t17,Tým 17,community,habr,pz,P17,none,,
"""
NOT_EXPECTED = {("2021", "topol"), ("2022", "osika")}
LATE = {("2021", "most"), ("2022", "topol")}
WITHDRAWN = {("2020", "dub")}
BY_PHONE = {("2021", "osika"): True, ("2022", "habr"): False}
"""Figures taken down by phone, and whether the provider confirmed them later."""
CORRECTED = {("2021", "lipa"): {("ips", "placed_open"): 21, ("*", "placed_open"): 36}}
"""What stood in the first revision of a return that was corrected."""
EXPLAINED = {("2022", "most"): {("supported-changed", "pz"): "Otevřeli jsme pobočku."}}
WAIVED = {("2022", "osika"): {("placed-within-supported", "ips"): "počítali nástupy"}}
PART, NOT_RUN = "closed_part", "not_run"

FIRST_ROWS = ("supported", "new_intakes", "placed_open", "placed_sheltered")
FIRST = """\
lipa ips full 12 60 22 24 3
lipa pz restricted 12 40 12 9 4
lipa kraj full 12 18 7 6 0
lipa * - - 110 38 37 6
most pz full 12 30 9 8 2
vrba ips-a full 12 25 10 9 1
vrba ips-b full 12 14 5 4 0
vrba * - - 36 14 12 1
breza ips-stare full 12 33 11 12 N
breza dilna full 12 26 3 1 24
breza * - - 55 14 13 N
jasan pz full 12 28 9 7 3
jasan kavarna full 12 19 8 X X
jasan * - - 42 15 7 3
dub pz full 12 21 6 5 1
habr pz full 12 24 8 6 2
osika ips full 12 16 6 5 0
topol kavarna full 12 12 9 2 1
jilm ips full 12 22 8 9 1
stred ips full 12 15 4 5 0
"""
LATER_ROWS = [
    "supported",
    "new_intakes",
    "out_of_work_at_entry",
    "applicants",
    "one_meeting_only",
    "placed_open",
    "placed_open_out_of_work",
    "placed_sheltered",
    "job_starts_open",
    "job_starts_sheltered",
    "exits_open",
    "exits_sheltered",
]
LATER = """\
2021 lipa ips full 12 64 25 51 40 6 27 20 3 35 4 9 1 | wanted_job_at_once=5 health=4 unknown=3 | f6=2 other=1 | full=5
2021 lipa pz restricted 12 41 12 30 20 2 9 7 4 11 4 4 2 | no_job_found=3 stopped_answering=2 | | full=2 other=1
2021 lipa kraj full 12 18 7 15 9 0 6 5 0 7 0 2 0 | moved_away=1 | outside_catchment=1 |
2021 lipa * - - 115 41 90 65 7 40 30 6
2021 most pz full 12 33 11 24 25 3 10 8 2 12 3 5 1 | not_looking_now=2 other=1 | f0=1 | conditions=2
2021 vrba ips full 12 37 13 29 22 2 15 12 1 18 1 6 0 | stopped_answering=4 | | full=3
2021 breza ips full 12 35 12 27 18 1 13 11 0 15 0 5 0 | health=2 service_ended=1 | no_need_of_cdz=2 |
2021 breza dilna closed_part 7 24 2 20 6 0 1 1 22 1 25 0 3 | other=1 | | other_service_needed=1
2021 breza * - - 53 13 45 22 1 14 12 22
2021 jasan pz full 12 29 8 22 14 1 8 6 3 9 3 3 1 | unknown=2 | |
2021 jasan kavarna full 12 18 9 16 15 2 X X X X X 2 X | other=3 | |
2021 jasan * - - 43 16 35 27 3 8 6 3
2021 klen ips full 10 11 11 10 15 2 3 3 0 3 0 1 0 | wanted_job_at_once=2 | outside_catchment=3 | full=1
2021 habr pz full 12 41 20 30 24 2 12 9 3 14 3 4 1 | no_job_found=2 | |
2021 osika ips full 12 17 7 13 9 1 6 5 0 6 0 2 0 | health=1 | | full=1
2021 jilm ips closed_part 6 20 4 15 8 0 5 4 1 6 1 1 0 | other_service=1 | |
2021 jilm ips-novy closed_part 6 22 6 17 7 1 7 6 0 8 0 2 0 | unknown=1 | |
2021 jilm * - - 27 10 20 14 1 11 9 1
2021 stred ips full 12 14 5 11 8 0 5 4 0 5 0 1 0 | moved_away=1 | |
2022 lipa ips full 12 70 24 55 38 5 31 24 2 38 3 11 0 | wanted_job_at_once=6 stopped_answering=3 | f6=1 | full=7
2022 lipa pz full 12 44 14 33 22 2 12 9 3 14 4 5 1 | no_job_found=4 | | other=2
2022 lipa kraj full 12 20 8 16 10 1 7 6 0 8 0 3 0 | | |
2022 lipa * - - 124 44 98 66 N 47 37 5
2022 most pz full 12 60 38 44 41 4 19 15 3 23 3 8 1 | not_looking_now=3 health=2 | f0=2 | conditions=3
2022 vrba ips restricted 12 34 9 27 15 1 12 9 1 13 1 7 1 | stopped_answering=3 | |
2022 breza ips full 12 38 14 30 21 2 15 12 0 17 0 6 1 | health=1 | no_need_of_cdz=1 |
2022 breza dilna not_run 0 X X X X X X X X X X X X | X | X | X
2022 breza * - - 38 14 30 21 2 15 12 0
2022 jasan kavarna full 12 21 10 18 16 1 2 2 1 2 1 3 0 | other=2 | |
2022 klen ips full 12 26 15 21 19 2 9 8 0 11 0 3 0 | unknown=2 | outside_catchment=4 | full=2
2022 klen pz full 12 31 9 23 12 0 9 7 2 10 2 4 1 | no_job_found=1 | |
2022 klen * - - 55 23 43 30 2 17 14 2
2022 habr pz full 12 39 13 28 17 1 11 8 2 13 2 N N | N | | full=2
2022 osika ips full 12 12 5 12 9 1 13 10 0 14 0 2 0 | | |
2022 jilm ips-novy full 12 25 7 19 11 1 10 8 0 12 0 3 1 | moved_away=1 | |
2022 topol kavarna full 12 14 8 12 10 1 3 3 1 3 1 2 0 | other=1 | |
"""
OPTIONAL = """\
2021 lipa ips engaged=20 also_in_training=4 specialist_fte=2.5 active_clients=42 fidelity=98 retraining_wanted=6
2021 lipa ips first_starts/waiting: days_0_30=8 days_31_90=4 days_over_365=X
2021 lipa ips jobs_by_field/job_field: office=20 catering=15
2021 klen ips engaged=N specialist_fte=1.25 active_clients=9
2022 lipa ips engaged=19 specialist_fte=3 active_clients=45 observable_13=26 retained_13=15 observable_26=22
2022 lipa ips supported_by_diagnosis/diagnosis: f2=50 unknown=20
2022 lipa ips first_starts/waiting: days_0_30=9 days_91_180=5
2022 lipa pz engaged=14 observable_13=9 retained_13=0
2022 vrba ips first_starts/waiting: days_31_90=3 days_0_30=X
2022 most pz specialist_fte=N active_clients=40 fidelity=X
2022 jasan kavarna also_in_training=21
"""
BREAKDOWNS = ("exits_without_job/exit_reason", "unserved_elsewhere/unserved_reason", "not_admitted/refusal_reason")
"""What stands after each bar of the table."""

Cells = dict[str, Answer]
"""The answers of one column by row key; what is blank is not there."""
Table = dict[tuple[str, str, str], Cells]
"""By year, provider and column."""


def codelists() -> dict[str, list[str]]:
    """The codes of each code list of ``ips-2021``, from the file."""
    text = (shipped("forms") / "ips-2021.toml").read_text(encoding="utf-8")
    return {one["id"]: [item["id"] for item in one["item"]] for one in tomllib.loads(text)["codelist"]}


CODES = codelists()


def _answer(text: str) -> Answer:
    return text if text in ("N", "X") else Decimal(text) if "." in text else int(text)


def _pairs(text: str) -> dict[str, Answer]:
    return {name: _answer(value) for name, _, value in (one.partition("=") for one in text.split())}


def _breakdown(name: str, text: str) -> Cells:
    """All codes of a breakdown and their whole: those not named are 0; a mark alone stands in every row."""
    indicator, _, codelist = name.partition("/")
    if text.strip() in ("N", "X"):
        return {indicator: text.strip(), **{f"{name}/{code}": text.strip() for code in CODES[codelist]}}
    told: Cells = dict.fromkeys(CODES[codelist], 0) | _pairs(text)
    assert list(told) == CODES[codelist], text
    whole = sum(one for one in told.values() if isinstance(one, int))
    return {indicator: whole, **{f"{name}/{code}": value for code, value in told.items()}}


def table() -> Table:
    """Every return as it stands at last; those withdrawn are in it too."""
    found: Table = {}
    for line in FIRST.splitlines():
        provider, column, operation, months, *numbers = line.split()
        cells = dict(zip(FIRST_ROWS, map(_answer, numbers), strict=True))
        found["2020", provider, column] = _run(operation, months) | cells
    for line in LATER.splitlines():
        head, *parts = line.split("|")
        year, provider, column, operation, months, *numbers = head.split()
        cells = _run(operation, months) | dict(zip(LATER_ROWS, map(_answer, numbers), strict=column != "*"))
        for name, text in zip(BREAKDOWNS, parts, strict=column != "*"):
            cells |= _breakdown(name, text)
        if column != "*":
            left = [cells[name] for name in ("exits_open", "exits_sheltered", "exits_without_job")]
            all_x = set(left) == {"X"}
            cells["exits"] = "N" if "N" in left else "X" if all_x else sum(one for one in left if isinstance(one, int))
        found[year, provider, column] = cells
    for line in OPTIONAL.splitlines():
        year, provider, column, rest = line.split(maxsplit=3)
        name, _, text = rest.partition(": ")
        found[year, provider, column] |= _breakdown(name, text) if text else _pairs(rest)
    return found


def _run(operation: str, months: str) -> Cells:
    return {} if operation == "-" else {"operation": operation, "months_open": int(months)}


TABLE = table()


# --- through the program


def played(place: Path) -> Workspace:
    """The working folder after three years."""
    for year in YEARS:
        excused = "".join(
            f'not_expected = [{{ provider = "{provider}", reason = "nesbírá" }}]\n'
            for when, provider in NOT_EXPECTED
            if when == year
        )
        workspace = rounds.folder(
            place,
            "".join(f"{name},{name.capitalize()} (smyšlená),,,\n" for name in PROVIDERS),
            SERVICES,
            TEAMS,
            label=year,
            form=FORMS[year],
            extra=excused,
        )
        path = place / year / "collection.toml"
        text = path.read_text(encoding="utf-8").replace("2021-02-15", f"{int(year) + 1}-02-15")
        path.write_text(text, encoding="utf-8")
    for year in YEARS:
        workspace = Workspace(place)
        for provider in PROVIDERS:
            if any(key[:2] == (year, provider) for key in TABLE):
                _send(workspace, year, provider)
    return Workspace(place)


def _send(workspace: Workspace, year: str, provider: str) -> None:
    """One provider's return, or returns, accepted as they came."""
    first = CORRECTED.get((year, provider))
    if first:
        _accept(workspace, year, provider, Receipt(date(int(year) + 1, 2, 1)), first)
    came = date(int(year) + 1, 2, 20 if (year, provider) in LATE else 10)
    by_phone = (year, provider) in BY_PHONE
    waived = {CellKey(rule, "", "", column): why for (rule, column), why in WAIVED.get((year, provider), {}).items()}
    receipt = Receipt(came, How.PHONE if by_phone else How.FILE, waived=waived)
    path = _accept(workspace, year, provider, receipt)
    if BY_PHONE.get((year, provider)):
        checked = workspace.check(path, workspace.round(rounds.period(year)))
        assert workspace.confirm(checked, Receipt(date(int(year) + 1, 2, 25), How.EMAIL))
    if (year, provider) in WITHDRAWN:
        workspace.withdraw(provider, rounds.period(year), "spletli si rok", erase=False)


def _accept(
    workspace: Workspace, year: str, provider: str, receipt: Receipt, instead: Mapping[tuple[str, str], Answer] = {}
) -> Path:
    current = workspace.round(rounds.period(year))
    asked = current.asked(provider)
    values = dict(_values(asked, instead))
    for (rule, column), text in EXPLAINED.get((year, provider), {}).items():
        values[CellKey(rule, "", "", column)] = text
    path = workspace.folder / year / "inbox" / file_name(provider, year)
    path.write_bytes(write(lay_out(asked), values, {}))
    checked = workspace.check(path, current)
    findings, unmet = waive(checked.findings, receipt.waived)
    assert not unmet
    recorded = workspace.accept(replace(checked, findings=tuple(findings)), receipt)
    assert recorded is not None, [(one.code, one.place, one.params) for one in findings]
    assert recorded.revision
    return path


def _values(asked: Asked, instead: Mapping[tuple[str, str], Answer]) -> Iterator[tuple[CellKey, Answer]]:
    words = asked.form.codelists["operation"]
    given = {
        (column, row): answer
        for (year, provider, column), cells in TABLE.items()
        for row, answer in cells.items()
        if (year, provider) == (asked.period.label, asked.provider.id)
    }
    lacking = {(key.column, key.row) for key in required(asked)} - set(given)
    assert not lacking
    for (column, row), answer in (given | dict(instead)).items():
        yield CellKey.at(row, column), words[str(answer)].label.cs if row == "operation" else answer
