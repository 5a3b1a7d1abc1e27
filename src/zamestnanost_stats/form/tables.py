"""TOML tables into frozen dataclasses: every unknown key, missing key or wrong type is a finding that says where."""

import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from enum import EnumType
from functools import cache
from pathlib import Path
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from zamestnanost_stats.findings import Finding, UserError, problem
from zamestnanost_stats.form.rows import read_own
from zamestnanost_stats.language import CODES, N_, Text, both

T = TypeVar("T")

_TYPE_NAMES = {
    str: N_("a text"),
    int: N_("a whole number"),
    bool: N_("true or false"),
    date: N_("a date such as 2021-02-15"),
}


def load_toml(path: Path) -> dict[str, Any]:
    """The tables of a TOML file; a UserError where it cannot be read as one."""
    try:
        return tomllib.loads(read_own(path, str(path)).decode("utf-8-sig"))
    except ValueError as error:  # not TOML, not UTF-8, or a number of thousands of digits
        raise UserError(problem("toml-syntax", file=str(path), detail=str(error))) from error


def build(kind: type[T], table: Mapping[str, Any], file: str, path: str = "") -> tuple[T | None, list[Finding]]:
    """An instance of the frozen dataclass ``kind`` from a TOML table.

    Supported fields: str, int, bool, date, Text (a table with ``cs`` and ``en``), StrEnum, other dataclasses,
    ``X | None``, and tuples of any of these. ``path`` names the table in findings: ``section.clients.sheet``.
    """
    findings: list[Finding] = []
    known = {field.name: field for field in fields(kind)}  # type: ignore[arg-type]
    findings += [
        problem("key-unknown", file=file, column=_under(path, key), known=", ".join(known))
        for key in table
        if key not in known
    ]
    hints = _hints(kind)  # type: ignore[arg-type]  # a class is hashable
    given: dict[str, Any] = {}
    for name, field in known.items():
        if name in table:
            given[name], more = _value(hints[name], table[name], file, _under(path, name))
            findings += more
        elif field.default is MISSING and field.default_factory is MISSING:
            findings.append(problem("key-missing", file=file, column=_under(path, name)))
    return (None, findings) if findings else (kind(**given), [])


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


def _under(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def _value(hint: Any, value: Any, file: str, path: str) -> tuple[Any, list[Finding]]:
    if get_origin(hint) in (Union, UnionType):
        return _value(next(kind for kind in get_args(hint) if kind is not type(None)), value, file, path)
    if get_origin(hint) is tuple:
        return _items(get_args(hint)[0], value, file, path)
    if hint is Text:
        return _text(value, file, path)
    if isinstance(hint, EnumType):
        return _choice(hint, value, file, path)
    if is_dataclass(hint):
        if not isinstance(value, dict):
            return None, [problem("key-wrong-type", file=file, column=path, expected=both(N_("a table")))]
        return build(hint, value, file, path)  # type: ignore[arg-type]
    if type(value) is not hint:
        return None, [problem("key-wrong-type", file=file, column=path, expected=both(_TYPE_NAMES[hint]))]
    return value, []


def _items(hint: Any, value: Any, file: str, path: str) -> tuple[Any, list[Finding]]:
    if not isinstance(value, list):
        return None, [problem("key-wrong-type", file=file, column=path, expected=both(N_("a list")))]
    found, findings = [], []
    for place, item in enumerate(value, 1):
        label = item.get("id", place) if isinstance(item, dict) else place
        one, more = _value(hint, item, file, f"{path}.{label}")
        found.append(one)
        findings += more
    return tuple(found), findings


def _text(value: Any, file: str, path: str) -> tuple[Text | None, list[Finding]]:
    if not isinstance(value, dict):
        return None, [problem("text-incomplete", file=file, column=path)]
    findings = [
        problem("key-unknown", file=file, column=_under(path, key), known=", ".join(CODES))
        for key in value
        if key not in CODES
    ]
    if not all(isinstance(value.get(code), str) and value[code].strip() for code in CODES):
        findings.append(problem("text-incomplete", file=file, column=path))
    return (None, findings) if findings else (Text(value["cs"].strip(), value["en"].strip()), [])


def _choice(kind: EnumType, value: Any, file: str, path: str) -> tuple[Any, list[Finding]]:
    known = {str(member): member for member in kind}  # type: ignore[var-annotated]
    if isinstance(value, str) and value in known:
        return known[value], []
    return None, [problem("key-wrong-choice", file=file, column=path, known=", ".join(known))]
