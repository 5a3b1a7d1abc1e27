"""One period's collection: which form, until when, who collects, and who is not expected to answer."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from zamestnanost_stats.findings import UserError, problem
from zamestnanost_stats.form.register import EMAIL
from zamestnanost_stats.form.tables import build, load_toml
from zamestnanost_stats.language import CODES, Text

PLACEHOLDER = "name@example.org"
"""What a new collection says until the coordinator's own address is written there."""


@dataclass(frozen=True, slots=True)
class Coordinator:
    """Who collects: named in every workbook and message."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class NotExpected:
    """A provider that is excused, and why."""

    provider: str
    reason: str


@dataclass(frozen=True, slots=True)
class Disclosure:
    """What protects people in a public edition: counts from 1 to ``hide_up_to`` are hidden, all others rounded to
    multiples of ``round_to``; ``providers`` agreed that their own results are published."""

    hide_up_to: int = 7
    round_to: int = 5
    providers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Collection:
    """``area`` is the city in words, for the report's title; ``notice`` stands on every page made from this collection:
    "invented numbers", for example."""

    form: str
    language: str
    deadline: date
    coordinator: Coordinator
    not_expected: tuple[NotExpected, ...] = ()
    area: Text | None = None
    notice: Text | None = None
    disclosure: Disclosure = Disclosure()


def load_collection(path: Path, providers: Iterable[str]) -> Collection:
    """The collection of ``<period>/collection.toml``; a UserError with every fault found where it is broken."""
    file = f"{path.parent.name}/{path.name}"
    collection, findings = build(Collection, load_toml(path), file)
    if collection is not None:
        if collection.language not in CODES:
            findings.append(problem("key-wrong-choice", file=file, column="language", known=", ".join(CODES)))
        address = collection.coordinator.email
        if not EMAIL.fullmatch(address) or address == PLACEHOLDER:
            findings.append(problem("coordinator-email", file=file, column="coordinator.email", found=address))
        known = set(providers)
        findings += [
            problem("provider-unknown", file=file, column="not_expected", found=one.provider)
            for one in collection.not_expected
            if one.provider not in known
        ]
        findings += [
            problem("provider-unknown", file=file, column="disclosure.providers", found=one)
            for one in collection.disclosure.providers
            if one not in known
        ]
        findings += [
            problem("key-too-small", file=file, column=f"disclosure.{name}", least=1)
            for name in ("hide_up_to", "round_to")
            if getattr(collection.disclosure, name) < 1
        ]
    if collection is None or findings:
        raise UserError(*findings)
    return collection
