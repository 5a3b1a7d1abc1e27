"""The report as data: every figure with its id, denominators, interval and basis."""

import json
from decimal import Decimal
from typing import Any

from zamestnanost_stats.figures.figure import Figure
from zamestnanost_stats.form.definition import Form
from zamestnanost_stats.language import Text
from zamestnanost_stats.report.source import Issue, Source
from zamestnanost_stats.returns.status import Standing

STANDINGS = {
    Standing.ON_TIME: "accepted",
    Standing.MISSING: "not_accepted",
    Standing.NOT_EXPECTED: "not_expected",
}
"""Of a public edition: whether an organisation answered, and nothing of how."""


def to_json(source: Source, provider: str = "") -> str:
    """The edition as JSON, a line for each figure. Rates are fractions 0-1; ``of`` names the two figures of a
    difference; ``returns`` says how many of how many columns (services or organisations) entered a figure. ``low`` and
    ``high`` of a city count bound its unique persons over all organisations that answered, also those whose own total
    is not known. With a ``provider`` only that organisation's own figures are in it."""
    current = source.current
    edition = {
        "edition": source.edition,
        "period": current.period.label,
        "form": current.form.id,
        "preliminary": source.preliminary,
        "notice": _text(current.collection.notice),
        **(_issue(source.issue) | {"licence": source.licence or None} if source.issue else {}),
        "returns": [
            {"provider": line.provider.id, "standing": STANDINGS[line.standing]}
            if source.issue
            else {
                "provider": line.provider.id,
                "standing": line.standing.value,
                "received": line.received.isoformat() if line.received else None,
                "revision": line.revision,
                "partial": line.partial,
                "confirmed": line.confirmed,
                **({"note": line.note} if source.edition == "internal" else {}),
            }
            for line in source.lines
            if provider in ("", line.provider.id)
        ],
        "metrics": metrics_of(current.form),
    }
    head = json.dumps(edition, ensure_ascii=False, indent=1).removesuffix("\n}")
    line = json.JSONEncoder(ensure_ascii=False).encode
    figures = ",\n  ".join(line(_figure(one)) for one in figures_of(source, provider))
    return f'{head},\n "figures": [\n  {figures}\n ]\n}}\n'


def figures_of(source: Source, provider: str) -> list[Figure]:
    """The figures of an edition, or of one organisation's own page."""
    return [one for one in source.figures.by_id.values() if not provider or one.where.get("provider") == provider]


def metrics_of(form: Form) -> list[dict[str, Any]]:
    """Every metric with its contract."""
    return [
        {
            "id": metric.id,
            "label": _text(metric.label),
            "numerator": metric.numerator,
            "denominator": metric.denominator,
            "unit": metric.unit.value,
            "population": _text(metric.population),
            "measured": _text(metric.measured),
        }
        for metric in form.metric
    ]


def _issue(issue: Issue) -> dict[str, Any]:
    """What only a public edition has; ``published`` is null of a draft."""
    rule = issue.content.rule
    return {
        "number": issue.number,
        "published": issue.published.isoformat() if issue.published else None,
        "corrects": issue.corrects.isoformat() if issue.corrects else None,
        "disclosure": {"hide_up_to": rule.hide_up_to, "round_to": rule.round_to, "providers": list(rule.providers)},
        "came": list(issue.came),
        "left": list(issue.left),
        "changes": [
            {"id": one.figure.id, "before": _shown(one.before), "now": _shown(one.now)} for one in issue.changes
        ],
    }


def _shown(one: Figure | None) -> dict[str, Any] | None:
    if one is None:
        return None
    bounds = {"low": number(one.low), "high": number(one.high)}
    returns = {"used": one.used, "expected": one.expected}
    return {"value": number(one.value), "state": one.state.value, **bounds, "returns": returns}


def _figure(one: Figure) -> dict[str, Any]:
    return {
        "id": one.id,
        "kind": one.kind.value,
        "of": list(one.of),
        "numerator": number(one.numerator),
        "denominator": number(one.denominator),
        "value": number(one.value),
        "low": number(one.low),
        "high": number(one.high),
        "state": one.state.value,
        "returns": {"used": one.used, "expected": one.expected},
    }


def number(value: Decimal | None) -> int | float | None:
    """An exact number as other programs read it."""
    if value is None:
        return None
    whole = int(value)
    return whole if whole == value else float(value)


def _text(text: Text | None) -> dict[str, str] | None:
    return {"cs": text.cs, "en": text.en} if text else None
