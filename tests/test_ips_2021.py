"""The form of 2021: no honest return breaks an error rule, every slip breaks its own, optional sheets stay optional."""

from decimal import Decimal
from pathlib import Path
from typing import TypeAlias

import pytest

import office
import rounds
from test_agreement import verdict_cells
from zamestnanost_stats.findings import Severity
from zamestnanost_stats.folder import shipped
from zamestnanost_stats.form import grammar
from zamestnanost_stats.form.asked import Asked, required, rows
from zamestnanost_stats.form.checks import checks
from zamestnanost_stats.form.checksheet import verdicts
from zamestnanost_stats.form.definition import NUMERIC, Per, View
from zamestnanost_stats.form.expression import Outcome, applies, outcome
from zamestnanost_stats.form.grammar import Operand
from zamestnanost_stats.form.layout import lay_out
from zamestnanost_stats.form.loading import load_form
from zamestnanost_stats.keys import MISSING, NOT_APPLICABLE, NOT_COLLECTED, CellKey, State, Value, number
from zamestnanost_stats.language import language
from zamestnanost_stats.report.codebook import codebook
from zamestnanost_stats.report.document import Table
from zamestnanost_stats.returns.intake import Answer, Return
from zamestnanost_stats.returns.validate import outcomes, validate
from zamestnanost_stats.workbook import writer
from zamestnanost_stats.workspace import Workspace

FORM = load_form(shipped("forms") / "ips-2021.toml")
Values: TypeAlias = dict[str, int | Decimal]

CORE: Values = {
    "months_open": 12, "supported": 64, "new_intakes": 25, "out_of_work_at_entry": 51, "applicants": 40,
    "one_meeting_only": 6, "placed_open": 27, "placed_open_out_of_work": 20, "placed_sheltered": 3,
    "job_starts_open": 35, "job_starts_sheltered": 4, "exits": 22, "exits_open": 9, "exits_sheltered": 1,
    "exits_without_job": 12, "exits_without_job/exit_reason/wanted_job_at_once": 5,
    "exits_without_job/exit_reason/health": 4, "exits_without_job/exit_reason/unknown": 3,
    "unserved_elsewhere": 3, "unserved_elsewhere/unserved_reason/f6": 2, "unserved_elsewhere/unserved_reason/other": 1,
    "not_admitted": 5, "not_admitted/refusal_reason/full": 5,
}  # fmt: skip
OPTIONAL: Values = {
    "engaged": 20, "also_in_training": 4, "new_by_source": 25, "new_by_source/intake_source/team": 20,
    "new_by_source/intake_source/self": 5, "supported_by_diagnosis": 64, "supported_by_diagnosis/diagnosis/f2": 50,
    "supported_by_diagnosis/diagnosis/unknown": 14, "supported_by_pension": 64, "supported_by_pension/pension/none": 30,
    "supported_by_pension/pension/degree_3": 34, "jobs_by_field": 35, "jobs_by_field/job_field/office": 35,
    "jobs_by_contract": 30, "jobs_by_contract/contract/dpp": 30, "first_starts": 18,
    "first_starts/waiting/days_0_30": 8, "first_starts/waiting/days_over_365": 10, "observable_13": 26,
    "retained_13": 15, "observable_26": 24, "retained_26": 16, "specialist_fte": Decimal("2.5"), "active_clients": 42,
    "fidelity": 98, "retraining_wanted": 6, "retraining_begun": 7, "retraining_refused": 4,
    "retraining_refused_pension_3": 3,
}  # fmt: skip
NOTHING: Values = {**dict.fromkeys([*CORE, *OPTIONAL], 0), "months_open": 12, "fidelity": 25}
HONEST: dict[str, Values] = {
    "nothing happened": NOTHING,
    "a usual year": CORE | OPTIONAL,
    "only the core": CORE,
    "who started last year left this year": CORE | {"exits_open": 40, "exits": 53, "placed_open": 20},
    "who fell silent in autumn left in January": CORE | {"exits_without_job": 80, "exits": 90,
                                                       "exits_without_job/exit_reason/health": 72},
    "all who started in both are open": CORE | {"placed_sheltered": 0},
    "asked last year, came this year": CORE | {"applicants": 0, "one_meeting_only": 9},
    "second starts, no first ones": CORE | dict.fromkeys(
        ("first_starts", "first_starts/waiting/days_0_30", "first_starts/waiting/days_over_365"), 0),
    "observed longer than placed": CORE | {"observable_13": 60, "retained_13": 50, "observable_26": 70,
                                           "retained_26": 61},
    "training asked for last year": CORE | {"retraining_wanted": 0, "retraining_begun": 5, "retraining_refused": 5,
                                            "retraining_refused_pension_3": 5},
}  # fmt: skip
SLIPS: dict[str, Values] = {
    "out-of-work-within-supported": {"out_of_work_at_entry": 65},
    "placed-out-of-work-within-placed": {"placed_open_out_of_work": 28},
    "placed-out-of-work-within-out-of-work": {"out_of_work_at_entry": 19},
    "open-jobs-at-least-persons": {"job_starts_open": 26, "jobs_by_field": 26, "jobs_by_contract": 26,
                                   "jobs_by_field/job_field/office": 26, "jobs_by_contract/contract/dpp": 26},
    "open-jobs-have-persons": {"placed_open": 0, "placed_open_out_of_work": 0, "first_starts": 0,
                               "first_starts/waiting/days_0_30": 0, "first_starts/waiting/days_over_365": 0},
    "sheltered-jobs-at-least-persons": {"job_starts_sheltered": 2},
    "exits-add-up": {"exits": 23},
    "exits_without_job-by-exit_reason": {"exits_without_job/exit_reason/unknown": 2},
    "unserved_elsewhere-by-unserved_reason": {"unserved_elsewhere": 4},
    "not_admitted-by-refusal_reason": {"not_admitted": 6},
    "unserved-within-new": {"unserved_elsewhere": 26, "unserved_elsewhere/unserved_reason/other": 24},
    "engaged-within-new": {"engaged": 26},
    "training-within-supported": {"also_in_training": 65},
    "sources-of-all-new": {"new_by_source": 24, "new_by_source/intake_source/self": 4},
    "diagnosis-of-all": {"supported_by_diagnosis": 63, "supported_by_diagnosis/diagnosis/f2": 49},
    "pension-of-all": {"supported_by_pension": 63, "supported_by_pension/pension/none": 29},
    "fields-of-all-jobs": {"jobs_by_field": 34, "jobs_by_field/job_field/office": 34},
    "contracts-within-jobs": {"jobs_by_contract": 36, "jobs_by_contract/contract/dpp": 36},
    "first-starts-within-placed": {"first_starts": 28, "first_starts/waiting/days_0_30": 18},
    "retained-13-within-observable": {"retained_13": 27},
    "retained-26-within-observable": {"retained_26": 25},
    "active-within-supported": {"active_clients": 65},
    "fidelity-from-25": {"fidelity": 24},
    "retraining-wanted-within-supported": {"retraining_wanted": 65},
    "retraining-begun-within-supported": {"retraining_begun": 65},
    "retraining-refused-within-supported": {"retraining_refused": 65},
    "refused-pension-within-refused": {"retraining_refused_pension_3": 5},
}  # fmt: skip
NINETEEN: Values = {"supported": 19, "supported_by_diagnosis": 0, "supported_by_pension": 0}
FIRST: dict[str, Values] = {
    "sheltered-jobs-have-persons": {"job_starts_sheltered": 1},
    "diagnosis-from-20": NINETEEN | {"supported_by_diagnosis": 19, "supported_by_diagnosis/diagnosis/f2": 19},
    "pension-from-20": NINETEEN | {"supported_by_pension": 19, "supported_by_pension/pension/none": 19},
}
"""Slips in the year in which nothing happened."""


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return rounds.folder(tmp_path_factory.mktemp("folder"), label="2021", form="ips-2021")


@pytest.fixture(scope="module")
def asked(workspace: Workspace) -> Asked:
    """A provider with one IPS service."""
    return workspace.round(rounds.period("2021")).asked("most")


def filled(values: Values) -> dict[CellKey, Answer]:
    """The return of one service: the values by row, every other code of an answered breakdown 0."""
    zeros: Values = {
        f"{one.id}/{name}/{code}": 0
        for one in FORM.indicators.values()
        for name in one.by
        if one.id in values
        for code in FORM.codelists[name]
    }
    return {CellKey.at(row, "ips"): Answer(number(Decimal(value)), "", "") for row, value in (zeros | values).items()}


def only(core: Values, given: Values) -> dict[CellKey, Answer]:
    """The core and, of the optional rows, those given alone: every other is blank. A cell is called as its row."""
    blank = {key._replace(column="ips"): MISSING for one in FORM.indicators.values() for key in rows(FORM, one)}
    typed = {CellKey.at(row, "ips"): number(Decimal(value)) for row, value in given.items()}
    core_values = {key: one.value for key, one in filled(core).items()}
    return {key: Answer(value, "", key.row) for key, value in (blank | core_values | typed).items()}


def broken(values: Values, asked: Asked) -> list[str]:
    """The error rules that fail."""
    ruled = outcomes(filled(values), asked)
    return [check.id for check, _, found in ruled if check.severity is Severity.ERROR and found is Outcome.FAIL]


@pytest.mark.parametrize("case", HONEST)
def test_no_honest_return_breaks_an_error_rule(case: str, asked: Asked) -> None:
    assert broken(HONEST[case], asked) == []


@pytest.mark.parametrize("rule", SLIPS)
def test_a_slip_breaks_its_own_rule(rule: str, asked: Asked) -> None:
    assert broken(HONEST["a usual year"] | SLIPS[rule], asked) == [rule]


@pytest.mark.parametrize("rule", FIRST)
def test_a_slip_in_a_year_of_noughts_breaks_its_own_rule(rule: str, asked: Asked) -> None:
    assert rule in broken(NOTHING | FIRST[rule], asked)


def test_every_error_rule_of_the_form_is_tried() -> None:
    base = {one.id for one in load_form(shipped("forms") / "ips-2020.toml").rule}
    errors = {one.id for one in FORM.rule if one.severity is Severity.ERROR} - base
    assert errors == {*SLIPS, *FIRST} - {one for one in SLIPS if "-by-" in one}


def test_warnings_are_for_ten_and_more(asked: Asked) -> None:
    def warned(values: Values) -> list[str]:
        ruled = outcomes(filled(values), asked)
        return [check.id for check, _, found in ruled if check.severity is Severity.WARNING and found is Outcome.FAIL]

    assert warned(CORE) == []
    assert warned(CORE | {"supported": 27}) == ["everyone-placed"]
    small: Values = {**dict.fromkeys(CORE, 0), "supported": 9, "new_intakes": 8, "placed_open": 9, "job_starts_open": 9}
    assert warned(small) == []
    unknown: Values = {"exits_without_job/exit_reason/unknown": 7, "exits_without_job/exit_reason/health": 0}
    assert warned(CORE | unknown) == ["exit-reasons-known"]


SMALL: Values = CORE | {"supported": 19}
FEW: dict[str, tuple[Values, list[str]]] = {
    "nothing of diagnoses": ({}, []),
    "one diagnosis": ({"supported_by_diagnosis/diagnosis/f2": 2}, ["diagnosis-from-20"]),
    "only the sum": ({"supported_by_diagnosis": 19}, ["diagnosis-from-20"]),
    "one pension": ({"supported_by_pension/pension/none": 0}, ["pension-from-20"]),
}


@pytest.mark.parametrize("case", FEW)
def test_a_service_of_few_people_gives_no_diagnosis_at_all(case: str, asked: Asked) -> None:
    """Whatever else is blank: any number is an error that names only the cells that hold one."""
    given, rules = FEW[case]
    answers = only(SMALL, given)
    ruled = [check.id for check, _, found in outcomes(answers, asked) if found is Outcome.FAIL]
    assert [one for one in ruled if one.endswith("-from-20")] == rules
    said = validate(Return(Path("a.xlsx"), answers=answers), asked)
    cells = {cell for one in said if one.code in rules for cell in one.place.cells}
    assert cells == ({"supported", *given} if rules else set())


@pytest.mark.parametrize("row", ["supported", "new_intakes", "placed_open"])
def test_a_big_change_is_news_only_of_ten_and_more_in_full_operation(row: str) -> None:
    rule, check, when = next(one for one in FORM.parsed_rules if one[0].id == f"{row.replace('_', '-')}-changed")

    def found(supported: int, now: int, before: int) -> Outcome:
        values = {Operand("supported"): supported, Operand(row): now, Operand(row, prior=True): before}
        return outcome(check, lambda operand: number(Decimal(values[operand])))

    assert rule.severity is Severity.WARNING
    assert found(9, 9, 44) is Outcome.PASS
    assert found(10, 10, 44) is Outcome.FAIL
    assert found(44, 44, 10) is Outcome.FAIL
    assert found(44, 44, 40) is Outcome.PASS
    assert when is not None
    assert applies(when, {"operation": "full"}.get) is Outcome.PASS
    assert applies(when, {"operation": "closed_part"}.get) is Outcome.FAIL


HALVES: dict[str, tuple[Values, set[str]]] = {
    "one code of a breakdown": (
        {"new_by_source/intake_source/team": 25},
        {"new_by_source", *(f"new_by_source/intake_source/{code}" for code in FORM.codelists["intake_source"])}
        - {"new_by_source/intake_source/team"},
    ),
    "a part without its whole": ({"retained_13": 7}, {"observable_13"}),
    "a whole without its part": ({"observable_13": 7}, {"retained_13"}),
    "refused, of whom we do not hear": ({"retraining_refused_pension_3": 200}, {"retraining_refused"}),
    "one question alone": ({"retraining_wanted": 3, "engaged": 4, "fidelity": 90}, set()),
    "nothing": ({}, set()),
    "everything": (OPTIONAL, set()),
}


@pytest.mark.parametrize("case", HALVES)
def test_what_is_begun_is_to_be_finished(case: str, asked: Asked) -> None:
    given, lacking = HALVES[case]
    answers = filled(CORE | OPTIONAL) if given is OPTIONAL else only(CORE, given)
    said = validate(Return(Path("a.xlsx"), answers=answers), asked)
    found = {cell for one in said if one.code == "missing-part" for cell in one.place.cells}
    assert found == lacking
    assert all(one.severity is Severity.ERROR for one in said if one.code == "missing-part")


def test_the_check_sheet_asks_for_the_same(asked: Asked, tmp_path: Path) -> None:
    """It says “Fill in” beside a rule exactly where the validator says that a part is missing; of few people nothing is
    asked for where all is blank, and a number there is wrong in both."""
    words, jobs, expected = verdicts(language("cs")), [], []
    for number_of, (core, given) in enumerate(
        [*((CORE, given) for given, _ in HALVES.values()), *((SMALL, given) for given, _ in FEW.values())]
    ):
        answers = filled(CORE | OPTIONAL) if given is OPTIONAL else only(core, given)
        cells: dict[CellKey, writer.Answer] = {
            key: one.value.number for key, one in answers.items() if one.value.number is not None
        }
        cells[CellKey("operation", "", "", "ips")] = "v plném provozu"
        path = tmp_path / f"{number_of}.xlsx"
        path.write_bytes(writer.write(lay_out(asked), cells, {}))
        found = verdict_cells(asked, path)
        jobs.append({"open": str(path), "read": [[sheet, cell] for _, _, sheet, cell in found]})
        said = {one.code for one in validate(Return(Path("a.xlsx"), answers=answers), asked)}
        expected.append(("missing-part" in said, {one for one in said if one.endswith("-from-20")}, found))
    for shown, (lacking, wrong, found) in zip(office.work(jobs), expected, strict=True):
        assert (words.fill_in in shown) is lacking
        failed = {rule for (rule, *_), word in zip(found, shown, strict=True) if word == words.failed}
        assert {one for one in failed if one.endswith("-from-20")} == wrong


def test_a_service_that_ran_and_gives_no_number_is_asked_why(asked: Asked) -> None:
    def warned(mark: Value, operation: str) -> bool:
        values = {key: Answer(mark, "", "") for key in filled(CORE)}
        values[CellKey("operation", "", "", "ips")] = Answer(Value(State.TEXT, text=operation), "", "")
        ruled = {check.id: found for check, _, found in outcomes(values, asked)}
        return ruled["nothing-but-marks"] is Outcome.FAIL

    assert warned(NOT_APPLICABLE, "full")
    assert warned(NOT_COLLECTED, "restricted")
    assert not warned(NOT_APPLICABLE, "not_run")
    assert not warned(MISSING, "full")  # still to be filled in
    assert not warned(number(Decimal(0)), "full")


def test_the_core_is_short_and_asked_of_everybody() -> None:
    sheets = [one for one in FORM.section if one.per is Per.SERVICE]
    assert [one.optional for one in sheets] == [False, False, False, True, True, True]
    assert len(sheets[0].indicator) <= 15
    assert all(one.minutes for one in sheets)
    core = [one for sheet in sheets[:3] for one in sheet.indicator if one.type in NUMERIC]
    assert all(one.required for one in core)
    assert not any(one.required for sheet in sheets[3:] for one in sheet.indicator)


def test_what_extends_ips_2020_keeps_all_of_it() -> None:
    first = load_form(shipped("forms") / "ips-2020.toml")
    assert {*first.indicators} < {*FORM.indicators}
    assert {*first.metrics} < {*FORM.metrics}
    assert {one.id for one in first.rule} < {one.id for one in FORM.rule}
    assert {one.view for one in FORM.report.section} == set(View)


def test_rules_run_in_the_total_column_only_on_persons_counted_once(workspace: Workspace) -> None:
    """A person counts in an organisation's total if in one service: only what is true of unions may be asked there."""
    lipa = workspace.round(rounds.period("2021")).asked("lipa")
    total = {one.id for one in checks(FORM, lipa.services, lipa.period) if "*" in one.columns}
    assert {one for one in total if one in {rule.id for rule in FORM.rule}} == {
        "new-within-supported", "placed-within-supported", "out-of-work-within-supported",
        "placed-out-of-work-within-placed", "placed-out-of-work-within-out-of-work",
    }  # fmt: skip


def test_a_blank_optional_sheet_leaves_nothing_to_fill_in(workspace: Workspace, asked: Asked, tmp_path: Path) -> None:
    """In the workbook itself: the check sheet is content with the core; a sheet once begun is asked for in whole."""
    layout = lay_out(asked)
    words = {"operation": "v plném provozu"}

    def book(name: str, values: Values) -> dict[str, object]:
        cells: dict[CellKey, writer.Answer] = {key: one.value.number or 0 for key, one in filled(values).items()}
        cells |= {key: words[key.indicator] for key in required(asked) if key.indicator in words}
        path = tmp_path / f"{name}.xlsx"
        path.write_bytes(writer.write(layout, cells, {}))
        return {"open": str(path), "read": [["Kontrola", "B3"]]}

    books = (book("core", CORE), book("all", CORE | OPTIONAL), book("begun", CORE | {"observable_13": 5}))
    (core,), (everything,), (begun,) = office.work(list(books))
    assert core == everything == language("cs").gettext("Everything checked is in order; the return can be sent.")
    assert begun.endswith(": 1")


def test_a_rate_from_an_optional_sheet_says_so() -> None:
    """It holds only for the services that gave it, and they may differ from the rest."""
    optional = {one.id for sheet in FORM.section if sheet.optional for one in sheet.indicator}
    for metric in FORM.metric:
        numerator = {
            one.indicator for one, _ in grammar.operands(grammar.parse_number(metric.numerator, FORM.vocabulary))
        }
        if numerator & optional:
            assert "Nepovinný" in (metric.note.cs if metric.note else ""), metric.id


def test_the_codebook_tells_which_sheets_are_optional() -> None:
    notes = [block.note for block in codebook(FORM, language("en")).sections[1].blocks if isinstance(block, Table)]
    assert ["optional" in note for note in notes] == [one.optional for one in FORM.section]
