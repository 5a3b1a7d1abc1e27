"""Any template, filled in and sent back, gives the numbers that were typed; through LibreOffice too."""

import random
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import office
import rounds
from zamestnanost_stats.findings import UserError
from zamestnanost_stats.form.asked import Asked, Round, required
from zamestnanost_stats.form.definition import NUMERIC, Type
from zamestnanost_stats.form.layout import lay_out
from zamestnanost_stats.keys import NOT_APPLICABLE, NOT_COLLECTED, CellKey, State, Value, number
from zamestnanost_stats.returns.intake import take_in
from zamestnanost_stats.workbook.writer import Answer, write

SERVICES = (
    "lipa,ips,IPS,ips,P1,2015-01-01,,\n"
    "lipa,pz,PZ „s uvozovkami“ & <znaky>,supported_employment,P1,2015-01-01,,\n"
    "lipa,d,Dílna,sheltered,P1,2015-01-01,,\n"
    "most,ips,IPS,ips,P8,2015-01-01,,\n"
)


def filled(asked: Asked, dice: random.Random) -> tuple[dict[CellKey, Answer], dict[CellKey, Value]]:
    """Random answers, as typed and as the values they are."""
    typed: dict[CellKey, Answer] = {}
    meant: dict[CellKey, Value] = {}
    for sheet in lay_out(asked).sheets:
        for slot in sheet.slots:
            if slot.key is None or slot.key.indicator not in asked.form.indicators:
                continue  # an explanation on the check sheet
            indicator = asked.form.indicators[slot.key.indicator]
            if indicator.type in NUMERIC:
                count = dice.randint(0, indicator.max or 9)
                typed[slot.key], meant[slot.key] = dice.choice(
                    ((count, number(count)), ("N", NOT_COLLECTED), ("x", NOT_APPLICABLE))
                )
            elif indicator.type is Type.CHOICE:
                code = dice.choice(list(asked.form.codelists[indicator.codelist].values()))
                typed[slot.key], meant[slot.key] = code.cs, Value(State.TEXT, text=code.id)
            else:
                text = dice.choice(("Přestěhovali jsme se, „dvakrát“.", "=1+1", "<b>&amp;", "řádek\ndruhý", "123"))
                typed[slot.key], meant[slot.key] = text, Value(State.TEXT, text=text)
    return typed, meant


def returned(path: Path, current: Round) -> dict[CellKey, Value]:
    taken = take_in(path, current)
    assert taken.answers is not None, taken.findings
    return {key: answer.value for key, answer in taken.answers.items()}


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32), provider=st.sampled_from(["lipa", "most"]))
def test_what_is_typed_comes_back(tmp_path_factory: object, seed: int, provider: str) -> None:
    place = Path(tmp_path_factory.mktemp("trip"))  # type: ignore[attr-defined]
    current = rounds.folder(place, services=SERVICES).round(rounds.period("2020"))
    typed, meant = filled(current.asked(provider), random.Random(seed))
    path = place / "return.xlsx"
    path.write_bytes(write(lay_out(current.asked(provider)), typed, {}))
    assert returned(path, current) == meant


def test_through_libreoffice(tmp_path: Path) -> None:
    """Opened, recalculated and saved again as .xlsx by LibreOffice Calc: the same numbers."""
    current = rounds.folder(tmp_path, services=SERVICES).round(rounds.period("2020"))
    jobs, expected = [], []
    for seed in range(12):
        asked = current.asked("most" if seed % 3 == 0 else "lipa")
        typed, meant = filled(asked, random.Random(seed))
        path = tmp_path / f"{seed}.xlsx"
        path.write_bytes(write(lay_out(asked), typed, {}))
        saved = tmp_path / f"{seed}-saved.xlsx"
        jobs.append({"open": str(path), "save": {str(saved): office.XLSX}})
        expected.append((saved, meant))
    office.work(jobs)
    for saved, meant in expected:
        assert returned(saved, current) == meant


def test_the_same_template_is_the_same_bytes(tmp_path: Path) -> None:
    current = rounds.folder(tmp_path).round(rounds.period("2020"))
    layout = lay_out(current.asked("lipa"))
    assert write(layout, {}, {}) == write(layout, {}, {})


def test_every_required_cell_is_an_input(tmp_path: Path) -> None:
    """Nothing is required that cannot be typed, and every input has a key of its own."""
    current = rounds.folder(tmp_path).round(rounds.period("2020"))
    for provider in ("lipa", "most"):
        asked = current.asked(provider)
        keys = [slot.key for sheet in lay_out(asked).sheets for slot in sheet.slots if slot.key]
        assert len(keys) == len(set(keys))
        assert set(required(asked)) <= set(keys)


def test_a_value_nobody_asks_for_is_an_error(tmp_path: Path) -> None:

    layout = lay_out(rounds.folder(tmp_path).round(rounds.period("2020")).asked("lipa"))
    with pytest.raises(KeyError, match="nothing"):
        write(layout, {CellKey("nothing", "", "", "ips"): Decimal(1)}, {})


def test_formulas_fit_into_excel(tmp_path: Path) -> None:
    """A provider with twenty services: no formula passes Excel's 8,192 characters; one with eighty is told so."""
    line = "lipa,s{n},Služba {n},ips,P1,2015-01-01,,\n"
    twenty = rounds.folder(tmp_path / "20", services="".join(line.format(n=n) for n in range(20)))
    layout = lay_out(twenty.round(rounds.period("2020")).asked("lipa"))
    lengths = [len(slot.formula) for sheet in layout.sheets for slot in sheet.slots]
    assert 2000 < max(lengths) < 8192
    eighty = rounds.folder(tmp_path / "80", services="".join(line.format(n=n) for n in range(80)))
    with pytest.raises(UserError) as caught:
        lay_out(eighty.round(rounds.period("2020")).asked("lipa"))
    assert caught.value.findings[0].code == "formula-too-long"
