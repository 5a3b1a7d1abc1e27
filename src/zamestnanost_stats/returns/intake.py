"""One file on its way in: recognised by its stamp, its cells found by their keys."""

import hashlib
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from zamestnanost_stats.findings import Finding, Param, Place, Severity, quote
from zamestnanost_stats.form import captions, layout
from zamestnanost_stats.form.asked import FORMAT_VERSION, Asked, Round, file_name, rows
from zamestnanost_stats.form.checksheet import CHECK_SHEET
from zamestnanost_stats.form.definition import Form, Indicator, Per, Section
from zamestnanost_stats.keys import VALUE, CellKey, Period, State, Value
from zamestnanost_stats.language import N_, both
from zamestnanost_stats.returns.coerce import TEXT_LIMIT, coerce
from zamestnanost_stats.returns.disk import read_bytes
from zamestnanost_stats.returns.inbox import instead
from zamestnanost_stats.returns.moved import lost, moved, unread, unread_sheet
from zamestnanost_stats.returns.privacy import BIRTH_NUMBER, found_in, masked
from zamestnanost_stats.returns.scan import scan
from zamestnanost_stats.returns.titles import other_title
from zamestnanost_stats.workbook import legacy
from zamestnanost_stats.workbook.archive import entries
from zamestnanost_stats.workbook.cells import Address, Cell, Sheet
from zamestnanost_stats.workbook.preflight import Package, preflight
from zamestnanost_stats.workbook.reader import read_package


@dataclass(frozen=True, slots=True)
class Answer:
    """One value as returned, and where it stood."""

    value: Value
    sheet: str
    cell: str
    raw: Cell | None = None


@dataclass(frozen=True, slots=True)
class Return:
    """A workbook that came back. ``provider`` and ``period`` are the stamp's word, empty where there is none to trust;
    ``data`` are the original bytes, empty where the file was not read. ``explanations`` are texts under warnings, keyed
    by rule and column; ``explained`` tells for which values those were given that had been filled in beforehand, and
    ``accepted`` for which values an explanation was accepted earlier, as such marks; ``asked`` is what its provider was
    asked, None where it could not be told whose it is."""

    path: Path
    data: bytes = b""
    sha256: str = ""
    provider: str = ""
    period: str = ""
    answers: Mapping[CellKey, Answer] | None = None
    findings: tuple[Finding, ...] = ()
    explanations: Mapping[CellKey, Answer] = field(default_factory=dict)
    explained: Mapping[CellKey, str] = field(default_factory=dict)
    accepted: Mapping[CellKey, Collection[str]] = field(default_factory=dict)
    asked: Asked | None = field(default=None, repr=False)


def take_in(path: Path, current: Round) -> Return:
    """A file read as a return of the round. Whatever is wrong with it is a finding; nothing is guessed."""
    data, findings = read_bytes(path)
    if data is None:
        return Return(path, findings=tuple(findings))
    findings += _named_after(path.stem, current.collection.deadline)
    taken = Return(path, data, hashlib.sha256(data).hexdigest(), findings=tuple(findings))
    contents, sheets, more = _opened(data)
    if sheets is None:
        return replace(taken, findings=(*findings, *more))
    taken, allowed, faults = _recognised(taken, sheets, current)
    personal = scan(sheets, contents, allowed, current.collection.deadline)
    return replace(taken, findings=(*findings, *more, *personal, *faults))


def _recognised(taken: Return, sheets: Sequence[Sheet], current: Round) -> tuple[Return, list[str], list[Finding]]:
    """The return with its answers, if its stamp says that it is one of the round; whose names and contacts may stand in
    the file; and what is wrong with stamp and cells."""
    coordinator = current.collection.coordinator
    ours = [text for text in (coordinator.name, coordinator.email) if text]
    stamp, unstamped = _stamp(sheets)
    if stamp is None:
        return taken, ours, unstamped
    known = stamp.get("provider", "") in current.register.providers
    period = Period.parse(stamp.get("period", ""))
    taken = replace(taken, provider=stamp["provider"] if known else "", period=period.label if period else "")
    refused = _stamp_faults(stamp, taken.path, current)
    if refused:
        return taken, ours, refused
    asked = current.asked(stamp["provider"])
    corrected = _prior_corrected(stamp, asked)
    answers, faults = _answers(sheets, current, asked)
    explanations, more = _explanations(sheets, asked)
    taken = replace(taken, answers=answers, explanations=explanations, explained=_explained(stamp), asked=asked)
    return taken, [*ours, *_theirs(asked, answers)], [*corrected, *faults, *more]


def _opened(data: bytes) -> tuple[Package | bytes | None, tuple[Sheet, ...] | None, list[Finding]]:
    """The package (or, of an .xls, the bytes) and the sheets of a file, or why it cannot be read."""
    kind = legacy.kind_of(data)
    if kind in ("ods", "xls"):
        sheets, findings = legacy.read(data)
        return data if kind == "xls" else Package(data, entries(data), {}) if sheets else None, sheets, findings
    package, findings = preflight(data)
    if package is None:
        return None, None, _told(data, findings)
    sheets, more = read_package(package)
    return package, sheets, _told(data, more or findings)


def _told(data: bytes, findings: list[Finding]) -> list[Finding]:
    """Of what is no workbook, what it is."""
    other = instead(data) if [one.code for one in findings] == ["file-not-workbook"] else None
    return [other] if other else findings


def _named_after(name: str, today: date) -> list[Finding]:
    """A birth number in the file's own name, which is printed and kept."""
    hits = [found for what, found in found_in(name, today) if what == BIRTH_NUMBER]
    part = both(N_("the name of the file"))
    return [Finding(BIRTH_NUMBER, params={"found": masked(found), "part": part}) for found in hits[:1]]


def _theirs(asked: Asked, answers: Mapping[CellKey, Answer]) -> list[str]:
    """The provider's names and contacts, and those of who filled the file in."""
    provider = asked.provider
    texts = [provider.name, provider.contact_name, provider.email]
    texts += [answer.value.text for key, answer in answers.items() if key.column == VALUE]
    return [text for text in texts if text]


# --- the stamp


def _stamp(sheets: Sequence[Sheet]) -> tuple[dict[str, str] | None, list[Finding]]:
    stamped = [sheet for sheet in sheets if _key_of(sheet) == layout.STAMP_SHEET]
    if len(stamped) != 1:
        return None, [Finding("stamp-missing" if not stamped else "stamp-doubled")]
    cells = stamped[0].cells
    names = {at.row: cell.text for at, cell in cells.items() if at.column == 1 and at.row > 1}
    return {name: cells[Address(row, 2)].text for row, name in names.items() if Address(row, 2) in cells}, []


def _stamp_faults(stamp: Mapping[str, str], path: Path, current: Round) -> list[Finding]:
    """Why this is no return of the round; the first reason only, for the others follow from it."""
    provider, period, form = (quote(masked(stamp.get(name, ""))) for name in ("provider", "period", "form"))
    told: dict[str, Param] = {"provider": provider, "period": period, "expected": current.period.label}
    if stamp.get("format") != FORMAT_VERSION:
        return [Finding("stamp-format", params=told)]
    if stamp.get("period") != current.period.label:
        return [Finding("stamp-other-period", params=told)]
    if stamp.get("form") != current.form.id:
        return [Finding("stamp-other-form", params={**told, "form": form, "expected": current.form.id})]
    if not current.register.services_of(stamp.get("provider", ""), current.period):
        return [Finding("stamp-unknown-provider", params=told)]
    named = _named(path, current)
    if named and named != (stamp["provider"], stamp["period"]):
        named_file = file_name(*named)
        return [Finding("stamp-file-name", params={**told, "file": file_name(provider, period), "name": named_file})]
    if stamp.get("fingerprint") != current.form.fingerprint:
        return [Finding("stamp-form-changed", params=told)]
    return []


def _prior_corrected(stamp: Mapping[str, str], asked: Asked) -> list[Finding]:
    """Last year's figures have been corrected since the template was made: its check sheet compares with the old."""
    if asked.prior is None or stamp.get("prior", "") == str(asked.prior.revision):
        return []
    return [Finding("prior-corrected", params={"period": asked.prior.period}, severity=Severity.INFO)]


def _named(path: Path, current: Round) -> tuple[str, str] | None:
    """The provider and period that the file's name speaks of, if it is named as templates are."""
    found = re.match(r"(.+)-([12][0-9]{3}(?:-[hq][1-4])?)(?![0-9])", path.stem.casefold())
    if found is None or found[1] not in current.register.providers:
        return None
    return found[1], found[2].upper()


# --- the cells


def _key_of(sheet: Sheet) -> str:
    cell = sheet.cells.get(Address(1, 1))
    return cell.text if cell else ""


def _answers(sheets: Sequence[Sheet], current: Round, asked: Asked) -> tuple[dict[CellKey, Answer], list[Finding]]:
    by_key: dict[str, list[Sheet]] = {}
    for sheet in sheets:
        by_key.setdefault(_key_of(sheet), []).append(sheet)
    answers: dict[CellKey, Answer] = {}
    findings: list[Finding] = []
    for key, sections in layout.sections_by_sheet(asked.form).items():
        found = by_key.get(key, [])
        if sections and len(found) != 1:
            title = sections[0].sheet
            findings.append(Finding("sheet-doubled" if found else "sheet-missing", params={"title": title}))
        elif sections:
            more, faults = _on_sheet(found[0], sections, current, asked)
            answers |= more
            findings += faults
    ours = layout.sheet_keys(asked.form)
    for sheet in sheets:
        if _key_of(sheet) not in ours:
            findings += unread_sheet(sheet)
    return answers, findings


def _on_sheet(
    sheet: Sheet, sections: Sequence[Section], current: Round, asked: Asked
) -> tuple[dict[CellKey, Answer], list[Finding]]:
    """The answers of one sheet, but of no row or column whose key and label contradict each other."""
    places, doubled = layout.locate(_keys_of(sheet))
    title = _shown_name(sheet)
    if doubled:
        return {}, [
            Finding("key-doubled", Place(sheet=title, cells=(str(Address(*one)), str(Address(*other)))))
            for _, one, other in doubled
        ]
    headed = other_title(sheet, places, sections, asked, current.register.name_beginnings)
    if headed:
        return {}, [headed]
    mixed = moved(sheet, places, captions.of_sections(sections, asked), sections[0].sheet)
    answers: dict[CellKey, Answer] = {}
    findings: list[Finding] = list(mixed.findings)
    for section in sections:
        more, faults = _section(sheet, section, asked, places)
        answers |= more
        findings += [fault for fault in faults if not mixed.holds(fault.key)]
    if any(section.per is Per.SERVICE for section in sections):
        services = {one.id: one.name for one in current.register.by_provider[asked.provider.id]}
        read = {places[key] for key in answers}
        findings += unread(sheet, places, read, services, current.period.label)
    return {key: answer for key, answer in answers.items() if not mixed.holds(key)}, findings


def _section(
    sheet: Sheet, section: Section, asked: Asked, places: Mapping[CellKey, tuple[int, int]]
) -> tuple[dict[CellKey, Answer], list[Finding]]:
    title = _shown_name(sheet)
    answers: dict[CellKey, Answer] = {}
    findings: list[Finding] = []
    for indicator in section.indicator:
        choices = _spellings(asked.form, indicator)
        for row in rows(asked.form, indicator):
            for column in asked.form.columns(indicator, asked.columns):
                key = row._replace(column=column)
                if key not in places:
                    findings.append(lost(key, sheet, asked, {place.row for place in places}))
                    continue
                at = Address(*places[key])
                value, faults = coerce(sheet.cells.get(at), indicator, choices, asked.collection.deadline)
                answers[key] = Answer(value, title, str(at), sheet.cells.get(at))
                here = Place(sheet=title, cells=(str(at),))
                findings += [replace(fault, place=here, key=key) for fault in faults]
    return answers, findings


def _explanations(sheets: Sequence[Sheet], asked: Asked) -> tuple[dict[CellKey, Answer], list[Finding]]:
    """The texts typed under warnings on the check sheet; its verdicts are never read."""
    found: dict[CellKey, Answer] = {}
    findings: list[Finding] = []
    for sheet in sheets:
        if _key_of(sheet) == CHECK_SHEET:
            places, _doubled = layout.locate(_keys_of(sheet))
            for check in asked.checks:
                for key in (CellKey(check.id, "", "", column) for column in check.columns):
                    cell = sheet.cells.get(Address(*places[key])) if key in places else None
                    if cell and cell.text.strip():
                        value = Value(State.TEXT, text=cell.text.strip()[:TEXT_LIMIT])
                        found[key] = Answer(value, sheet.name, str(Address(*places[key])), cell)
            if found:
                title = both(N_("Check"))
                findings += moved(sheet, places, captions.of_checks(asked), title, above=1).findings
    return found, findings


def _explained(stamp: Mapping[str, str]) -> dict[CellKey, str]:
    names = [name for name in stamp if name.startswith(layout.EXPLAINED)]
    return {CellKey.at(*name.removeprefix(layout.EXPLAINED).rpartition("@")[::2]): stamp[name] for name in names}


def _shown_name(sheet: Sheet) -> str:
    """A sheet's name as it may be echoed: anybody can have renamed it, after a client too."""
    return quote(masked(sheet.name))


def _keys_of(sheet: Sheet) -> list[tuple[tuple[int, int], str]]:
    """The texts of its first row and column, where the keys stand."""
    return [((at.row, at.column), cell.text) for at, cell in sheet.cells.items() if at.row == 1 or at.column == 1]


def _spellings(form: Form, indicator: Indicator) -> dict[str, tuple[str, ...]]:
    codes = form.codelists.get(indicator.codelist, {})
    return {code.id: (code.cs, code.en, code.id) for code in codes.values()}
