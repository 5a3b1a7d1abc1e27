"""A form that extends another: the tables of both files merged before anything is built from them.

Lists of tables are matched by ``id``: a table whose id the base has adds or replaces keys of it (``override = true``
replaces it whole), any other is appended, or put behind the one that its ``after`` names. ``drop`` lists the places
that go, written as findings write them: ``rule.everyone-new``, ``section.clients.indicator.months_open``.
"""

from collections.abc import Mapping
from typing import Any, TypeAlias, TypeGuard

from zamestnanost_stats.findings import Finding, problem
from zamestnanost_stats.language import CODES, N_, both

EXTENDS, DROP, OVERRIDE, AFTER = "extends", "drop", "override", "after"

Table: TypeAlias = dict[str, Any]


def extended(base: Mapping[str, Any], table: Mapping[str, Any], file: str) -> tuple[Table, list[Finding]]:
    """The tables of the resolved form, and every fault in how ``table`` (of ``file``) changes ``base``.

    Neither is changed. A text is replaced in both languages at once, so that no half of it stays behind.
    """
    kept, findings = _dropped(dict(base), table.get(DROP, []), file)
    changes = {key: value for key, value in table.items() if key not in (EXTENDS, DROP)}
    merged, more = _merged(kept, changes, file, "")
    return merged, findings + more


def _merged(base: Table, changes: Mapping[str, Any], file: str, path: str) -> tuple[Table, list[Finding]]:
    merged, findings = dict(base), []
    for key, new in changes.items():
        old, place = base.get(key), f"{path}.{key}" if path else key
        if _tables(old) and _tables(new):
            merged[key], more = _matched(old, new, file, place)
            findings += more
        elif isinstance(old, dict) and isinstance(new, dict) and not set(old) <= set(CODES):
            merged[key], more = _merged(old, new, file, place)
            findings += more
        else:
            merged[key] = new
    return merged, findings


def _tables(value: Any) -> TypeGuard[list[Table]]:
    """Whether it is a list of tables with ids (or one that lost its last table to ``drop``)."""
    return isinstance(value, list) and all(isinstance(one, dict) and isinstance(one.get("id"), str) for one in value)


def _matched(base: list[Table], changes: list[Table], file: str, path: str) -> tuple[list[Table], list[Finding]]:
    merged, seen, findings = list(base), set(), []
    for change in changes:
        identity, place = change["id"], f"{path}.{change['id']}"
        if identity in seen:
            findings.append(problem("id-duplicate", file=file, column=place, found=identity))
        seen.add(identity)
        at, override, after = _place(merged, identity), change.get(OVERRIDE, False), change.get(AFTER)
        new = {key: value for key, value in change.items() if key not in (OVERRIDE, AFTER)}
        if type(override) is not bool:
            expected = both(N_("true or false"))
            findings.append(problem("key-wrong-type", file=file, column=f"{place}.{OVERRIDE}", expected=expected))
            override = False
        elif override and at is None:
            findings.append(problem("extended-unknown", file=file, column=place, found=place))
        if at is not None:
            old = merged.pop(at)
            if not override:
                new, more = _merged(old, new, file, place)
                findings += more
        if after is not None:
            before = _place(merged, after)
            if before is None:
                found = f"{path}.{after}"
                findings.append(problem("extended-unknown", file=file, column=f"{place}.{AFTER}", found=found))
            else:
                at = before + 1
        merged.insert(len(merged) if at is None else at, new)
    return merged, findings


def _place(tables: list[Table], identity: Any) -> int | None:
    return next((place for place, one in enumerate(tables) if one["id"] == identity), None)


def _dropped(base: Table, drop: Any, file: str) -> tuple[Table, list[Finding]]:
    if not isinstance(drop, list) or not all(isinstance(one, str) for one in drop):
        return base, [problem("key-wrong-type", file=file, column=DROP, expected=both(N_("a list")))]
    findings = []
    for path in drop:
        rest = without(base, path.split("."))
        if rest is None:
            findings.append(problem("extended-unknown", file=file, column=DROP, found=path))
        else:
            base = rest
    return base, findings


def without(node: Any, steps: list[str]) -> Any:
    """A copy of ``node`` without the table the steps lead to (keys of tables, ids in lists); None if there is none."""
    step, *rest = steps
    if isinstance(node, dict) and step in node and rest:
        inner = without(node[step], rest)
        return None if inner is None else {**node, step: inner}
    found = _place(node, step) if isinstance(node, list) and _tables(node) else None
    if found is None:
        return None
    inner = without(node[found], rest) if rest else None
    if rest and inner is None:
        return None
    return [*node[:found], *([inner] if rest else []), *node[found + 1 :]]
