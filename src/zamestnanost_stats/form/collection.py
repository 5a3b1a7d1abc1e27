"""One period's collection: which form, until when, who collects, and who is not expected to answer."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from zamestnanost_stats.findings import Finding, UserError, problem
from zamestnanost_stats.form.register import EMAIL
from zamestnanost_stats.form.tables import build, load_toml
from zamestnanost_stats.language import CODES, Text

PLACEHOLDER = "name@example.org"
"""What a new collection says until the coordinator's own address is written there."""
_ADDRESS = re.compile(r"https://[a-z0-9-]+(\.[a-z0-9-]+)+(/[a-z0-9._~:/?#@!$&'()*+,;=%-]*)?", re.IGNORECASE)
FEWEST = 5
"""So many different values of a hidden number must be possible; of fewer hidden counts each would have to be left out,
for whoever reads that it is hidden would know it too well."""


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
    """What protects people in a public edition: counts from 1 to ``hide_up_to`` (``FEWEST`` or more) are hidden, all
    others rounded to multiples of ``round_to`` (2 to twice ``hide_up_to``, so that none becomes 0); ``providers``
    agreed that their own results are published."""

    hide_up_to: int = 7
    round_to: int = 5
    providers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Collection:
    """``area`` is the city in words, for the report's title; ``notice`` stands on every page made from this collection:
    "invented numbers", for example; ``licence`` is the address of the licence that the public edition is under, empty
    where none is given."""

    form: str
    language: str
    deadline: date
    coordinator: Coordinator
    not_expected: tuple[NotExpected, ...] = ()
    area: Text | None = None
    notice: Text | None = None
    disclosure: Disclosure = Disclosure()
    licence: str = ""


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
        if collection.licence and not _ADDRESS.fullmatch(collection.licence):
            findings.append(problem("licence-address", file=file, column="licence", found=collection.licence))
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
        findings += _unsafe(collection.disclosure, file)
    if collection is None or findings:
        raise UserError(*findings)
    return collection


def _unsafe(rule: Disclosure, file: str) -> Iterator[Finding]:
    """Settings with which no edition could be made, or not as its legend says."""
    most = 2 * max(rule.hide_up_to, FEWEST)
    if rule.hide_up_to < FEWEST:
        yield problem("key-too-small", file=file, column="disclosure.hide_up_to", least=FEWEST)
    if rule.round_to < 2:
        yield problem("key-too-small", file=file, column="disclosure.round_to", least=2)
    if rule.round_to > most:
        yield problem("key-too-large", file=file, column="disclosure.round_to", most=most)
