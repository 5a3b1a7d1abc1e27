"""Returns put straight into a ledger, by key and without workbooks, so that a test can have hundreds of cities."""

import hashlib
import json
import random
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

from zamestnanost_stats.form.asked import Asked, Round
from zamestnanost_stats.keys import NOT_APPLICABLE, NOT_COLLECTED, TOTAL, CellKey, Value, number
from zamestnanost_stats.returns.intake import Answer, Return
from zamestnanost_stats.returns.ledger.record import Receipt, record
from zamestnanost_stats.workspace import Workspace

MARKS = {"N": NOT_COLLECTED, "X": NOT_APPLICABLE}
RECEIVED = date(2022, 2, 1)


def put(workspace: Workspace, current: Round, provider: str, values: Mapping[CellKey, int | str | Decimal]) -> None:
    """Records these answers as a new revision of that provider's return."""
    told = json.dumps([[*key, str(value)] for key, value in values.items()]) + provider + current.period.label
    answers = {key: Answer(_value(value), "Výkaz", f"B{row}") for row, (key, value) in enumerate(values.items(), 2)}
    data = told.encode()
    digest = hashlib.sha256(data).hexdigest()
    taken = Return(Path(f"{provider}.xlsx"), data, digest, provider, current.period.label, answers)
    record(workspace._kept, taken, current.asked(provider), Receipt(RECEIVED), [])


def _value(value: int | str | Decimal) -> Value:
    return MARKS[value] if isinstance(value, str) else number(value)


def of_2021(dice: random.Random, asked: Asked, size: int) -> dict[CellKey, int | str | Decimal]:
    """Answers to the form of 2021 that break no rule; ``size`` is about how many people a service supports."""
    values: dict[CellKey, int | str | Decimal] = {}
    for column in asked.columns:
        for row, value in _service_2021(dice, asked, dice.randint(size // 2, size * 2)).items():
            values[CellKey.at(row, column)] = value
    for indicator in asked.form.indicators.values():
        if indicator.unduplicated and len(asked.columns) > 1:
            parts = [values[CellKey.at(indicator.id, column)] for column in asked.columns]
            values[CellKey.at(indicator.id, TOTAL)] = sum(int(part) for part in parts)
    return values


def _service_2021(dice: random.Random, asked: Asked, supported: int) -> dict[str, int | Decimal]:
    def part(of: int) -> int:
        return dice.randint(0, of)

    found: dict[str, int | Decimal] = {"months_open": 12, "supported": supported, "fidelity": 80}
    new = found["new_intakes"] = part(supported)
    out = found["out_of_work_at_entry"] = part(supported)
    opened = found["placed_open"] = part(supported // 2)
    closed = found["placed_sheltered"] = part(supported - opened)
    found["placed_open_out_of_work"] = min(part(opened), out)
    found |= {"applicants": part(supported), "one_meeting_only": part(9)}
    jobs = found["job_starts_open"] = opened + (part(9) if opened else 0)
    found["job_starts_sheltered"] = closed + (part(5) if closed else 0)
    found |= {"exits_open": part(15), "exits_sheltered": part(6), "exits_without_job": part(30)}
    found["exits"] = sum(int(found[name]) for name in ("exits_open", "exits_sheltered", "exits_without_job"))
    found |= {"unserved_elsewhere": part(new), "not_admitted": part(20), "engaged": part(new), "new_by_source": new}
    found |= {"also_in_training": part(supported), "jobs_by_field": jobs, "jobs_by_contract": part(jobs)}
    profiled = supported if supported >= 20 else 0
    found |= {"supported_by_diagnosis": profiled, "supported_by_pension": profiled, "first_starts": part(opened)}
    for weeks in (13, 26):
        observable = found[f"observable_{weeks}"] = part(supported)
        found[f"retained_{weeks}"] = part(observable)
    refused = found["retraining_refused"] = part(supported)
    found |= {"specialist_fte": Decimal(dice.randint(1, 30)) / 4, "active_clients": part(supported)}
    found |= {"retraining_wanted": part(supported), "retraining_begun": part(supported)}
    found["retraining_refused_pension_3"] = part(refused)
    for indicator in asked.form.indicators.values():
        for name in indicator.by:
            codes = [f"{indicator.id}/{name}/{code}" for code in asked.form.codelists[name]]
            shares = dict.fromkeys(codes, 0)
            for _ in range(int(found[indicator.id])):
                shares[dice.choice(codes)] += 1
            found |= shares
    return found
