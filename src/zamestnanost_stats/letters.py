"""What goes out to providers from a working folder: drafts of messages, reminders and their log, workbooks to mend."""

import hashlib
import os
import re
from codecs import BOM_UTF8
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from zamestnanost_stats.findings import Finding, Place, Severity, errors, quote
from zamestnanost_stats.folder import remove_file, write_file
from zamestnanost_stats.form.asked import Round, file_name
from zamestnanost_stats.keys import Period
from zamestnanost_stats.language import language
from zamestnanost_stats.workspace import Checked, Workspace

if TYPE_CHECKING:
    from zamestnanost_stats.form.fixsheet import Fix
    from zamestnanost_stats.returns.mail import Draft, Kind
    from zamestnanost_stats.returns.status import Line

TWO_FILES = "two-files"
"""The code of two different files of one provider: which of them holds must be said first."""


def write_drafts(workspace: Workspace, current: Round, drafts: "Sequence[Draft]") -> Iterator[Path]:
    """Writes message drafts: as text always, for a mail program where there is an address. What had been drafted on the
    same day for the same occasion and is said in one of them goes."""
    from zamestnanost_stats.returns.mail import replaced_by, to_eml, to_txt

    folder = workspace.folder / current.period.label / "outgoing" / "emails"
    spoken = language(current.collection.language)
    for draft in drafts:
        for name in replaced_by(draft, current):
            for path in (folder / f"{name}.txt", folder / f"{name}.eml"):
                path.unlink(missing_ok=True)
        yield write_file(folder / f"{draft.name}.txt", to_txt(draft, spoken).encode("utf-8-sig"))
        if draft.recipient_email:
            yield write_file(folder / f"{draft.name}.eml", to_eml(draft, current))


def remind(workspace: Workspace, current: Round, lines: "Sequence[Line]", today: date) -> "list[Draft]":
    """Drafts of reminders to those who have not returned, or returned errors; each is entered in the log."""
    from zamestnanost_stats.form.rows import read_own
    from zamestnanost_stats.returns.correspondence import reminders
    from zamestnanost_stats.returns.mail import append_log, read_log
    from zamestnanost_stats.returns.status import Standing

    place = workspace.folder / current.period.label
    path = place / "reminders.csv"
    file = f"{current.period.label}/{path.name}"
    known = read_own(path, file) if os.path.lexists(path) else b""
    log = read_log(known, file)
    faulty = {line.provider.id for line in lines if Standing.ERRORS in (line.standing, line.newer)}
    for one in workspace.new(current) if faulty else ():
        if one.taken.provider in faulty and one.refused:
            workspace.feedback(one)
    files: dict[str, tuple[str, bytes]] = {}
    for line in lines:
        where = "feedback" if line.provider.id in faulty else "outgoing"
        attached = place / where / file_name(line.provider.id, current.period.label)
        if attached.is_file():
            files[line.provider.id] = (attached.name, attached.read_bytes())
    drafts = list(reminders(current, lines, files, log, today))
    if drafts:
        write_file(path, append_log(known, drafts, file))
    return drafts


@dataclass(frozen=True, slots=True)
class SentBack:
    """What was made for providers to mend: workbooks, drafts, and what there is to say of files without a draft."""

    workbooks: tuple[Path, ...]
    drafts: "tuple[Draft, ...]"
    undrafted: tuple[Finding, ...]


def send_back(workspace: Workspace, current: Round, checked: Sequence[Checked], today: date) -> SentBack:
    """Writes the feedback workbooks and drafts the messages to send them with.

    Who sent what cannot be read at all is asked to send it again, if the stamp or the file's name tells who it is.
    Neither is made where it is not known which of two files holds.
    """
    from zamestnanost_stats.returns.correspondence import corrections
    from zamestnanost_stats.returns.feedback import PERSONAL, unread
    from zamestnanost_stats.returns.privacy import masked

    paths: list[Path] = []
    files: dict[str, tuple[str, bytes]] = {}
    fixes: dict[str, Sequence[Fix]] = {}
    told: dict[str, Checked] = {}
    undrafted = []
    read = {one.taken.provider for one in checked if one.taken.answers is not None}
    for one in checked:
        provider = one.taken.provider or _named(one, current)
        if _says(one, TWO_FILES):
            continue
        if back := None if provider in files else workspace.feedback(one):
            path, made = back
            paths.append(path)
            files[provider], fixes[provider], told[provider] = (path.name, made.content), made.fixes, one
        elif one.taken.answers is None and provider not in read | told.keys():
            again = unread(one.findings, language(current.collection.language)) if provider else ()
            if again:
                fixes[provider], told[provider] = again, one
            elif one.refused:
                place = Place(quote(masked(str(one.taken.path)), 500))
                undrafted.append(Finding("draft-none", place, severity=Severity.WARNING))
    names = {provider: quote(masked(one.taken.path.name)) for provider, one in told.items()}
    personal = [provider for provider, one in told.items() if _says(one, PERSONAL)]
    drafts = tuple(corrections(current, fixes, files, today, names, personal))
    return SentBack(tuple(paths), drafts, tuple(undrafted))


def outdated(workspace: Workspace, current: Round, checked: Sequence[Checked]) -> set[str]:
    """The sha256 of files accepted before that do not hold: a newer one of their provider is among them, or another
    accepted one counts."""
    senders = [one.taken.provider for one in checked if one.taken.provider]
    if len(senders) == len(set(senders)):
        return set()
    kept = workspace.kept(current.period)
    counted = workspace.counted(current.period)
    newer = {one.taken.provider for one in checked if one.taken.sha256 not in kept}
    return {
        one.taken.sha256
        for one in checked
        if one.taken.sha256 in kept
        and (one.taken.provider in newer or counted.get(one.taken.provider, one.taken.sha256) != one.taken.sha256)
    }


def mended(workspace: Workspace, current: Round, checked: Sequence[Checked]) -> Iterator[Path]:
    """Removes what asks a provider to mend, and to nobody else, once there is nothing to mend in any of its files that
    were looked at; and tells what it removed."""
    from zamestnanost_stats.returns.feedback import to_mend

    waiting = {
        one.taken.provider
        for one in checked
        if one.refused or (one.asked and to_mend(one.taken, one.asked, one.findings))
    }
    for provider in sorted({one.taken.provider for one in checked} - waiting - {""}):
        yield from _removed(made_for(workspace, current.period, provider, ("correction",)))


def erased(workspace: Workspace, period: Period, provider: str) -> tuple[list[Path], list[Path]]:
    """Removes all that was made for a provider from a return of its, to be sent to nobody else; tells what it removed,
    and what else in the folder may hold the same: files in the inbox, drafts to several, reports."""
    from zamestnanost_stats.returns.disk import read_bytes

    removed = [*_removed(made_for(workspace, period, provider, ("correction", "reminder", "confirmation")))]
    known = workspace.kept(period, provider)
    left = [path for path in workspace.inbox(period) if _digest(read_bytes(path)[0]) in known]
    place = workspace.folder / period.label
    named = re.compile(rf"(?<![a-z0-9-]){re.escape(file_name(provider, period.label))}".encode())
    for path in sorted((place / "outgoing" / "emails").glob("*-*.*")):
        occasion = re.search(r"-(correction|reminder|confirmation)-[^.]*\+", path.name)
        if occasion and path.is_file() and named.search(path.read_bytes()):
            left.append(path)
    return removed, [*left, *sorted((place / "report").glob("report-*"))]


def made_for(workspace: Workspace, period: Period, provider: str, kinds: "Sequence[Kind]") -> list[Path]:
    """The provider's feedback workbook, and drafts of such messages to nobody else: by the names that they are given
    here, under which the program itself would write over them."""
    place = workspace.folder / period.label
    name = re.compile(rf"\d{{4}}-\d\d-\d\d-({'|'.join(kinds)})-{re.escape(provider)}\.(txt|eml)")
    drafts = sorted(one for one in (place / "outgoing" / "emails").glob("*") if name.fullmatch(one.name))
    return [one for one in (place / "feedback" / file_name(provider, period.label), *drafts) if _is_own(one)]


def _is_own(path: Path) -> bool:
    """Whether a file begins as the program writes such files; what somebody put there instead is left alone."""
    if path.is_symlink() or not path.is_file():
        return False
    head = path.read_bytes()[:4000]
    return {".txt": head.startswith(BOM_UTF8), ".eml": b"X-Unsent: 1" in head}.get(path.suffix, head[:2] == b"PK")


def _removed(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        remove_file(path)
        yield path


def _digest(data: bytes | None) -> str:
    return hashlib.sha256(data or b"").hexdigest()


def _says(one: Checked, code: str) -> bool:
    """Whether an error with a code that begins so was found in the file."""
    return any(fault.code.startswith(code) for fault in errors(one.findings))


def _named(one: Checked, current: Round) -> str:
    """Whose file it is by its name, ``gama-2020 (2).zip``; empty where the name tells nothing."""
    name = one.taken.path.name.casefold()
    for provider in current.register.expected(current.period):
        stem = file_name(provider.id, current.period.label).removesuffix(".xlsx").casefold()
        if re.match(rf"{re.escape(stem)}(?![0-9a-z-])", name):
            return provider.id
    return ""
