"""What ``validate`` found, as data for other programs."""

import json
from collections.abc import Sequence
from typing import Any

from zamestnanost_stats.findings import Finding, errors, hint, message
from zamestnanost_stats.language import Language
from zamestnanost_stats.returns.intake import Return
from zamestnanost_stats.returns.privacy import masked


def to_json(checked: Sequence[tuple[Return, Sequence[Finding]]], spoken: Language) -> str:
    """Every file with its verdict and findings; ``cell`` names several cells where one fault stands in several."""
    files = [
        {
            "path": masked(str(taken.path)),
            "provider": taken.provider or None,
            "period": taken.period or None,
            "verdict": "refused" if errors(findings) else "acceptable",
            "findings": [_finding(one, spoken) for one in findings],
        }
        for taken, findings in checked
    ]
    return json.dumps({"files": files}, ensure_ascii=False, indent=1) + "\n"


def _finding(one: Finding, spoken: Language) -> dict[str, Any]:
    return {
        "code": one.code,
        "severity": one.severity.value,
        "sheet": one.place.sheet or None,
        "cell": ", ".join(one.place.cells) or None,
        "indicator": (one.key.indicator or None) if one.key else None,
        "service": one.key.column if one.key else None,
        "message": message(one, spoken),
        "hint": hint(one, spoken) or None,
    }
