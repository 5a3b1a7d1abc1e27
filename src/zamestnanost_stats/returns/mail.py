"""A draft as a file that mail programs open, or as a text to be copied; and the log of those that remind."""

import csv
import hashlib
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from email import policy
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from typing import Literal, NamedTuple, TypeAlias

from zamestnanost_stats.findings import Finding, Place, Severity, UserError, problem, quote
from zamestnanost_stats.form.asked import Round
from zamestnanost_stats.form.register import Provider
from zamestnanost_stats.keys import parse_day
from zamestnanost_stats.language import Language

Kind: TypeAlias = Literal["invitation", "correction", "reminder", "confirmation"]
File: TypeAlias = tuple[str, bytes]
"""A name and what is in it."""

LOG_COLUMNS = ("date", "provider", "email", "kind", "number")
_READ = ("date", "provider", "kind")

_XLSX = "vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"


@dataclass(frozen=True, slots=True)
class Draft:
    """A message to one contact person. ``number`` counts reminders: 2 is the second."""

    kind: Kind
    day: date
    providers: tuple[Provider, ...]
    subject: str
    body: str
    attachments: tuple[File, ...] = ()
    number: int = 1

    @property
    def recipient_name(self) -> str:
        """Empty where the organisations name different people, or nobody, at this address."""
        names = {one_line(one.contact_name) for one in self.providers if one.contact_name}
        return names.pop() if len(names) == 1 else ""

    @property
    def recipient_email(self) -> str:
        """Empty where the register has none, or none that a message can be sent to."""
        email = self.providers[0].email
        return email if _address("", email) else ""

    @property
    def name(self) -> str:
        """What its files are called, without the ending: ``2021-02-10-reminder-lipa``, ``…-lipa+2`` for three."""
        more = f"+{len(self.providers) - 1}" if len(self.providers) > 1 else ""
        return f"{self.day.isoformat()}-{self.kind}-{self.providers[0].id}{more}"


class Logged(NamedTuple):
    """That one provider was reminded (or written to otherwise) on a day."""

    day: date
    provider: str
    kind: str


def replaced_by(draft: Draft, current: Round) -> list[str]:
    """What drafts of the same day and occasion are called that this one says all of: for one of its organisations
    alone, or, where it is for all of that person's, for any of them."""
    email = draft.providers[0].email.casefold()
    theirs = [one for one in current.register.providers.values() if email and one.email.casefold() == email]
    sizes = range(1, len(theirs) + 1 if len(theirs) == len(draft.providers) else 2)
    names = [replace(draft, providers=(one,) * size).name for one in draft.providers for size in sizes]
    return [name for name in names if name != draft.name]


# --- what a header can hold


def one_line(text: str, limit: int = 500) -> str:
    """One line that cannot be taken for anything else in a header: readers decode ``=?…?=`` wherever it stands."""
    return quote(text, limit).replace("=?", "= ?")


def _address(name: str, email: str) -> Address | None:
    """None where the address is not an ordinary one. Of the name only what needs no quoting is kept: when Python folds
    a long header the quotes are lost, and a comma in a name would begin another recipient."""
    user, _, domain = email.rpartition("@")
    try:
        host = domain.encode("idna").decode()
    except UnicodeError:
        return None
    if not re.fullmatch(rf"{_ATOM}(\.{_ATOM})*", user) or not re.fullmatch(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+", host):
        return None
    return Address(quote(re.sub(r"[^\w .&/+'’–-]", " ", name), 60), user, host)


# --- as files


def unaddressed(drafts: Iterable[Draft]) -> list[Finding]:
    """Whose address is missing, said of all at once, or cannot be used: their draft is a text without a recipient."""
    place = Place(file="providers.csv", column="email")
    providers = [one for draft in drafts if not draft.recipient_email for one in draft.providers]
    found = [
        Finding("email-invalid", place, params={"found": quote(one.email)}, severity=Severity.WARNING)
        for one in providers
        if one.email
    ]
    nameless = ", ".join(one_line(one.name) for one in providers if not one.email)
    if nameless:
        found.append(Finding("email-missing", place, params={"providers": nameless}, severity=Severity.INFO))
    return found


def to_eml(draft: Draft, current: Round) -> bytes:
    """The draft as mail programs open it, ready to be sent; the same bytes for the same draft.

    A UserError where the collection names no coordinator's address that can be written to.
    """
    coordinator = current.collection.coordinator
    sender = _address(coordinator.name, coordinator.email)
    if sender is None:
        file = f"{current.period}/collection.toml"
        found = quote(coordinator.email)
        raise UserError(problem("email-invalid", file=file, column="coordinator.email", found=found))
    digest = hashlib.sha256(repr((draft, sender)).encode()).hexdigest()
    mail = EmailMessage(policy.SMTP)
    mail["From"] = sender
    recipient = _address(draft.recipient_name, draft.recipient_email)
    if recipient:
        mail["To"] = recipient
    mail["Subject"] = "subject"
    mail["Date"] = datetime.combine(draft.day, time(12), UTC)
    mail["Message-ID"] = f"<{digest[:32]}@{sender.domain}>"
    mail["X-Unsent"] = "1"  # Outlook opens it as a message to be sent, not as one received
    mail.set_content(draft.body, cte="quoted-printable")
    for name, data in draft.attachments:
        mail.add_attachment(data, maintype="application", subtype=_XLSX, filename=one_line(name))
    if mail.is_multipart():
        mail.set_boundary(f"=_{digest[:32]}")
    # the library's own folding of long subjects loses spaces between encoded words (Python 3.11)
    subject = Header(draft.subject, "utf-8", header_name="Subject").encode(linesep="\r\n")
    return mail.as_bytes().replace(b"Subject: subject\r\n", f"Subject: {subject}\r\n".encode("ascii"), 1)


def to_txt(draft: Draft, spoken: Language) -> str:
    """The draft to be copied into any program."""
    recipient = _address(draft.recipient_name, draft.recipient_email) or "–"
    head = [
        spoken.gettext("To: {recipient}").format(recipient=recipient),
        spoken.gettext("Subject: {subject}").format(subject=draft.subject),
    ]
    if draft.attachments:
        files = ", ".join(one_line(name) for name, _data in draft.attachments)
        head.append(spoken.gettext("Attach: {files}").format(files=files))
    return "\n".join([*head, "", draft.body])


# --- the log


def read_log(data: bytes, file: str) -> list[Logged]:
    """What the log says, as written here or as a spreadsheet saved it; a UserError where it cannot be read."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in data:
        raise UserError(problem("csv-unicode", file=file))
    text, delimiter = _log_text(data)
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    lacking = [name for name in _READ if name not in (rows.fieldnames or ())]
    if lacking:
        raise UserError(*(problem("column-missing", file=file, column=name) for name in lacking))
    found = []
    for row in filter(lambda row: any(row.values()), rows):
        written = row.get("date") or ""
        day = parse_day(written.strip())
        if day is None:
            raise UserError(problem("date-invalid", file=file, row=rows.line_num, column="date", found=quote(written)))
        found.append(Logged(day, row.get("provider") or "", row.get("kind") or ""))
    return found


def append_log(data: bytes, drafts: Iterable[Draft], file: str) -> bytes:
    """The log with a line for every provider of the drafts; what it says already of a day is not said again."""
    text, delimiter = _log_text(data)
    known = set(read_log(data, file))
    log = io.StringIO(newline="")
    log.write(text if text.endswith("\n") else f"{text}\r\n")
    header = next(csv.reader(text.splitlines(), delimiter=delimiter))
    writer = csv.DictWriter(log, header, restval="", extrasaction="ignore", delimiter=delimiter)
    for draft in drafts:
        for one in draft.providers:
            values = (draft.day.isoformat(), one.id, draft.recipient_email, draft.kind, draft.number)
            if Logged(draft.day, one.id, draft.kind) not in known:
                writer.writerow(dict(zip(LOG_COLUMNS, values, strict=True)))
    return log.getvalue().encode("utf-8-sig")


def _log_text(data: bytes) -> tuple[str, str]:
    """The text, at least a first line, and what separates its cells: Czech Excel writes semicolons."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1250", errors="replace")
    text = text or ";".join(LOG_COLUMNS) + "\r\n"
    return text, ";" if ";" in text.partition("\n")[0] else ","
