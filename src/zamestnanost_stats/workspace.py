"""The working folder: the one door to everything, for the commands, the demo and the Python API."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from zamestnanost_stats.findings import Finding, UserError, errors, problem
from zamestnanost_stats.folder import shipped, write_file
from zamestnanost_stats.form.asked import Asked, Round, file_name
from zamestnanost_stats.form.collection import load_collection
from zamestnanost_stats.form.definition import Form, View
from zamestnanost_stats.form.layout import lay_out
from zamestnanost_stats.form.loading import load_form
from zamestnanost_stats.form.register import Register, load_register
from zamestnanost_stats.keys import Period
from zamestnanost_stats.language import CODES, language
from zamestnanost_stats.returns.inbox import files_in
from zamestnanost_stats.returns.intake import Return, read_bytes, take_in
from zamestnanost_stats.returns.validate import validate

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from zamestnanost_stats.figures.figure import Figures
    from zamestnanost_stats.form.benchmarks import Benchmark
    from zamestnanost_stats.form.prior import Past
    from zamestnanost_stats.returns.feedback import Feedback
    from zamestnanost_stats.returns.ledger.record import Receipt, Recorded
    from zamestnanost_stats.returns.ledger.revisions import Revision
    from zamestnanost_stats.returns.mail import Draft
    from zamestnanost_stats.returns.rehearse import Trial
    from zamestnanost_stats.returns.status import Line

LEDGER = "ledger.sqlite"


@dataclass(frozen=True, slots=True)
class Checked:
    """A file, read and validated; ``asked`` is None where it could not be told whose it is."""

    taken: Return
    asked: Asked | None
    findings: tuple[Finding, ...]

    @property
    def refused(self) -> bool:
        return bool(errors(self.findings))


@dataclass(frozen=True)
class Workspace:
    """A working folder that exists."""

    folder: Path

    @cached_property
    def register(self) -> Register:
        return load_register(self.folder)

    def form(self, identity: str) -> Form:
        """The form of that id: the coordinator's own, else the program's."""
        path = self._form_file(identity)
        if path is not None:
            return load_form(path, self._form_file)
        known = sorted(path.stem for folder in self._form_folders for path in folder.glob("*.toml"))
        raise UserError(problem("form-unknown", found=identity, known=", ".join(dict.fromkeys(known))))

    @property
    def _form_folders(self) -> tuple[Path, Path]:
        return self.folder / "forms", shipped("forms")

    def _form_file(self, identity: str) -> Path | None:
        paths = (folder / f"{identity}.toml" for folder in self._form_folders)
        return next((path for path in paths if path.is_file()), None)

    @cached_property
    def benchmarks(self) -> "tuple[Benchmark, ...]":
        """The folder's own benchmarks, else the program's."""
        from zamestnanost_stats.form.benchmarks import load_benchmarks

        own = self.folder / "benchmarks.toml"
        return load_benchmarks(own if own.is_file() else shipped(own.name))

    def periods(self) -> list[Period]:
        """Periods with a collection, the latest last."""
        found = [Period.parse(path.parent.name) for path in self.folder.glob("*/collection.toml")]
        return sorted((one for one in found if one), key=lambda one: (one.end, one.start))

    def period(self, label: str | None, paths: Sequence[Path] = ()) -> Period:
        """The period asked for; else that of the inbox where all the files lie; else the latest."""
        if label is not None:
            return period_of(label)
        folders = {path.resolve().parent for path in paths}
        for period in self.periods():
            if folders == {(self.folder / period.label / "inbox").resolve()}:
                return period
        if not self.periods():
            raise UserError(problem("no-collection", file=str(self.folder)))
        return self.periods()[-1]

    def round(self, period: Period) -> Round:
        """Everything about one period's collection."""
        path = self.folder / period.label / "collection.toml"
        if not path.exists():
            raise UserError(problem("no-collection-for", file=str(path), period=period.label))
        collection = load_collection(path, self.register.providers)
        form = self.form(collection.form)
        return Round(form, collection, period, self.register, self._past(form, period))

    def _past(self, form: Form, period: Period) -> "dict[str, Past]":
        """The returns of the year before, where the form looks at them."""
        if not form.uses_prior:
            return {}
        from zamestnanost_stats.returns.ledger.revisions import past_returns

        return past_returns(self.ledger, period.year_before)

    @property
    def ledger(self) -> "Engine":
        """The ledger for reading; where there is none, an empty one in memory, for looking must not make a file."""
        from zamestnanost_stats.returns.ledger.schema import ledger_exists, open_ledger

        return self._kept if ledger_exists(self.folder / LEDGER) else open_ledger(None)

    @cached_property
    def _kept(self) -> "Engine":
        """The ledger, made where there is none."""
        from zamestnanost_stats.returns.ledger.schema import open_ledger

        return open_ledger(self.folder / LEDGER)

    # --- the steps of a round

    def templates(self, current: Round, providers: Sequence[str]) -> Iterator[Path]:
        """Writes one blank workbook per provider (all that are expected, unless some are named)."""
        from zamestnanost_stats.workbook.writer import write

        known = {one.id for one in current.register.expected(current.period)}
        for name in providers:
            if name not in known:
                raise UserError(problem("provider-not-in-period", found=name, period=current.period.label))
        if not known:
            raise UserError(problem("nobody-expected", file="services.csv", period=current.period.label))
        folder = self.folder / current.period.label / "outgoing"
        for name in providers or [one.id for one in current.expected]:
            content = write(lay_out(current.asked(name)), {}, {})
            yield write_file(folder / file_name(name, current.period.label), content)

    def inbox(self, period: Period) -> list[Path]:
        """The files that came back for a period, in the order of their names; no lock files of office programs, and
        nothing from folders inside."""
        folder = self.folder / period.label / "inbox"
        return files_in(folder) if folder.is_dir() else []

    def check(self, path: Path, current: Round) -> Checked:
        """One file read and validated; nothing is changed."""
        taken = take_in(path, current)
        asked = current.asked(taken.provider) if taken.answers is not None else None
        return Checked(taken, asked, tuple(validate(taken, asked)))

    def accept(self, checked: Checked, receipt: "Receipt") -> "Recorded | None":
        """Records a return that is not refused; None where the record would not be allowed."""
        from zamestnanost_stats.returns.ledger.record import record

        if checked.refused or checked.asked is None:
            return None
        return record(self._kept, checked.taken, checked.asked, receipt, checked.findings)

    def confirm(self, checked: Checked, receipt: "Receipt") -> bool:
        """Records the provider's confirmation of figures taken down in that very file; False where none is awaited.

        What was accepted is confirmed, whatever today's rules and register say of the file.
        """
        from zamestnanost_stats.returns.ledger.record import confirm

        return confirm(self.ledger, checked.taken.sha256, receipt)

    def feedback(self, checked: Checked) -> "tuple[Path, Feedback] | None":
        """Writes the workbook that goes back to the provider; None where nothing is to be mended or could be read."""
        from zamestnanost_stats.returns.feedback import feedback

        made = feedback(checked.taken, checked.asked, checked.findings) if checked.asked else None
        if made is None:
            return None
        name = file_name(checked.taken.provider, checked.taken.period)
        return write_file(self.folder / checked.taken.period / "feedback" / name, made.content), made

    def withdraw(self, provider: str, period: Period, reason: str, *, erase: bool) -> None:
        """Takes a provider's current return out of all figures; a UserError where there is none."""
        from zamestnanost_stats.returns.ledger.record import withdraw

        if not withdraw(self.ledger, provider, period.label, reason, erase=erase):
            raise UserError(problem("nothing-to-withdraw", provider=provider, period=period.label))

    def write_drafts(self, current: Round, drafts: "Sequence[Draft]") -> Iterator[Path]:
        """Writes message drafts: as text always, for a mail program where there is an address."""
        from zamestnanost_stats.returns.mail import to_eml, to_txt

        folder = self.folder / current.period.label / "outgoing" / "emails"
        spoken = language(current.collection.language)
        for draft in drafts:
            yield write_file(folder / f"{draft.name}.txt", to_txt(draft, spoken).encode("utf-8-sig"))
            if draft.recipient_email:
                yield write_file(folder / f"{draft.name}.eml", to_eml(draft, current))

    def remind(self, current: Round, lines: "Sequence[Line]", today: date) -> "list[Draft]":
        """Drafts of reminders to those who have not returned, or returned errors; each is entered in the log."""
        from zamestnanost_stats.returns.correspondence import reminders
        from zamestnanost_stats.returns.mail import append_log, read_log
        from zamestnanost_stats.returns.status import Standing

        place = self.folder / current.period.label
        path = place / "reminders.csv"
        known = path.read_bytes() if path.exists() else b""
        faulty = {line.provider.id for line in lines if line.standing is Standing.ERRORS}
        for one in (self.check(file, current) for file in self.inbox(current.period) if faulty):
            if one.taken.provider in faulty:
                self.feedback(one)
        files: dict[str, tuple[str, bytes]] = {}
        for line in lines:
            where = "feedback" if line.standing is Standing.ERRORS else "outgoing"
            attached = place / where / file_name(line.provider.id, current.period.label)
            if attached.is_file():
                files[line.provider.id] = (attached.name, attached.read_bytes())
        drafts = list(reminders(current, lines, files, read_log(known, path.name), today))
        if drafts:
            write_file(path, append_log(known, drafts, path.name))
        return drafts

    def codebook(self, form: str) -> Iterator[Path]:
        """Writes a form's codebook in both languages, for the web and as text."""
        from zamestnanost_stats.report.codebook import to_html, to_markdown

        asked = self.form(form)
        for code in CODES:
            spoken = language(code)
            for suffix, content in (("html", to_html(asked, spoken)), ("md", to_markdown(asked, spoken))):
                yield write_file(self.folder / "codebooks" / f"{form}-{code}.{suffix}", content.encode())

    def status(self, current: Round) -> "list[Line]":
        """Where every provider's return stands, the inbox included."""
        from zamestnanost_stats.returns.ledger.totals import accepted
        from zamestnanost_stats.returns.status import standings

        done = accepted(self.ledger, current.period.label)
        known = {one.provider for one in done}
        taken = {one.sha256 for one in done}
        inbox: dict[str, bool] = {}
        for path in self.inbox(current.period):
            data, _findings = read_bytes(path)
            if data and hashlib.sha256(data).hexdigest() in taken:
                continue  # nothing new in it, and reading it takes most of a report's time
            checked = self.check(path, current)
            if checked.taken.provider and checked.taken.provider not in known:
                inbox[checked.taken.provider] = not checked.refused
        return standings(current, done, inbox)

    def history(self, provider: str) -> "list[Revision]":
        """Everything ever accepted from a provider; a UserError where nobody of that name is known."""
        from zamestnanost_stats.returns.ledger.revisions import revisions

        found = revisions(self.ledger, provider)
        if not found and provider not in self.register.providers:
            raise UserError(problem("provider-not-in-register", found=provider))
        if not found:
            raise UserError(problem("no-returns-of", found=provider))
        return found

    def rehearse(self, form: str) -> "list[Trial]":
        """A form's rules tried on all past returns; a UserError where there are none."""
        from zamestnanost_stats.returns.ledger.revisions import past_returns
        from zamestnanost_stats.returns.rehearse import rehearse

        asked = self.form(form)
        past = [(self.round(one), past_returns(self.ledger, one.label)) for one in self.periods()]
        if not any(returned for _, returned in past):
            raise UserError(problem("nothing-to-rehearse"))
        return rehearse(asked, past)

    def figures(self, period: str) -> "Figures":
        """Every figure of a period by its id, from what is accepted; ``to_frame()`` makes a table of them."""
        from zamestnanost_stats.figures.aggregate import aggregate

        return aggregate(self._as_accepted(self.round(period_of(period))), self.ledger)

    def rounds_until(self, current: Round) -> list[Round]:
        """The rounds up to this one, in order of time, this one last, with services as accepted; only this one where
        its form looks at no trend."""
        wanted = any(one.view is View.TREND for one in current.form.report.section)
        earlier = [self.round(one) for one in self.periods() if wanted and one.end < current.period.end]
        return [self._as_accepted(one) for one in (*earlier, current)]

    def _as_accepted(self, current: Round) -> Round:
        from zamestnanost_stats.returns.ledger.totals import accepted, services_taken
        from zamestnanost_stats.returns.status import as_accepted

        label = current.period.label
        return as_accepted(current, accepted(self.ledger, label), services_taken(self.ledger, label))

    def report(
        self,
        current: Round,
        formats: Sequence[str],
        edition: str = "internal",
        provider: str = "",
        publish: date | None = None,
    ) -> Iterator[Path]:
        """Writes the report of a round, or one organisation's own page, one file per format; ``publish`` records its
        public edition as published that day."""
        from zamestnanost_stats.figures.context import load_context
        from zamestnanost_stats.report.edition import Surroundings, gather, written

        context = load_context(self.folder, self.register)
        around = Surroundings(self.rounds_until(current), self.register, self.benchmarks, context)
        source = gather(around, self.ledger, self.status(current), edition, publish)
        if provider and provider not in {line.provider.id for line in source.answered}:
            raise UserError(problem("no-return-in-period", found=provider, period=current.period.label))
        for name, content in written(source, formats, provider):
            yield write_file(self.folder / current.period.label / "report" / name, content)


def period_of(label: str) -> Period:
    """The period of that label; a UserError where it is none."""
    period = Period.parse(label)
    if period is None:
        raise UserError(problem("period-invalid", found=label))
    return period


def open_workspace(folder: str | Path) -> Workspace:
    """The working folder; a UserError where there is none."""
    if not Path(folder).is_dir():
        raise UserError(problem("no-workspace", file=str(folder)))
    return Workspace(Path(folder))
