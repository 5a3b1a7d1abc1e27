"""The working folder: the one door to everything, for the commands, the demo and the Python API."""

import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from zamestnanost_stats.findings import Finding, UserError, errors, problem
from zamestnanost_stats.folder import write_file
from zamestnanost_stats.form.asked import Asked, Round, file_name
from zamestnanost_stats.form.layout import lay_out
from zamestnanost_stats.holdings import LEDGER, Holdings
from zamestnanost_stats.keys import Period
from zamestnanost_stats.language import CODES, language
from zamestnanost_stats.returns.disk import read_bytes
from zamestnanost_stats.returns.inbox import files_in
from zamestnanost_stats.returns.intake import Return, take_in
from zamestnanost_stats.returns.ledger.place import ledger_exists
from zamestnanost_stats.returns.validate import accepted_before, explanations, validate

if TYPE_CHECKING:
    from zamestnanost_stats.figures.figure import Figures
    from zamestnanost_stats.figures.lineage import Trace
    from zamestnanost_stats.returns.feedback import Feedback
    from zamestnanost_stats.returns.ledger.record import Receipt, Recorded
    from zamestnanost_stats.returns.ledger.revisions import Revision
    from zamestnanost_stats.returns.ledger.verify import Verified
    from zamestnanost_stats.returns.rehearse import Trial
    from zamestnanost_stats.returns.status import Line


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
class Workspace(Holdings):
    """A working folder that exists, and the steps of a round in it."""

    def period(self, label: str | None, paths: Sequence[Path] = ()) -> Period:
        """The period asked for; else that of the inbox where all the files lie; else the latest."""
        if label is not None:
            return period_of(label)
        folders = {os.path.realpath(path.parent) for path in paths}
        for period in self.periods():
            if folders == {os.path.realpath(self.folder / period.label / "inbox")}:
                return period
        if not self.periods():
            raise UserError(problem("no-collection", file=str(self.folder)))
        return self.periods()[-1]

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
        asked = taken.asked
        if asked and taken.explanations and ledger_exists(self.folder / LEDGER):
            from zamestnanost_stats.returns.ledger.revisions import explained

            taken = accepted_before(taken, asked, explained(self.ledger, taken.provider, taken.period))
        return Checked(taken, asked, tuple(validate(taken, asked)))

    def accept(self, checked: Checked, receipt: "Receipt") -> "Recorded | None":
        """Records a return that is not refused; None where the record would not be allowed."""
        from zamestnanost_stats.returns.ledger.record import record

        if checked.refused or checked.asked is None:
            return None
        taken = replace(checked.taken, explanations=explanations(checked.taken, checked.asked))
        return record(self._kept, taken, checked.asked, receipt, checked.findings)

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
        from zamestnanost_stats.returns.ledger.totals import accepted, said
        from zamestnanost_stats.returns.status import standings

        label = current.period.label
        inbox: dict[str, bool] = {}
        for one in self.new(current):
            if one.taken.provider:
                inbox[one.taken.provider] = inbox.get(one.taken.provider, False) or not one.refused
        return standings(current, accepted(self.ledger, label), inbox, said(self.ledger, label))

    def new(self, current: Round) -> Iterator[Checked]:
        """The files of the inbox that were not accepted; reading the others would take most of a report's time."""
        kept = self.kept(current.period)
        for path in self.inbox(current.period):
            data, _findings = read_bytes(path)
            if not data or hashlib.sha256(data).hexdigest() not in kept:
                yield self.check(path, current)

    def kept(self, period: Period, provider: str = "") -> set[str]:
        """The sha256 of every file ever accepted for a period, from one provider if it is named; those withdrawn wait
        for nothing either."""
        from zamestnanost_stats.returns.ledger.totals import files_known

        return files_known(self.ledger, period.label, provider)

    def counted(self, period: Period) -> dict[str, str]:
        """The sha256 of the file that counts in a period, by provider; none where all were withdrawn."""
        from zamestnanost_stats.returns.ledger.totals import accepted

        return {one.provider: one.sha256 for one in accepted(self.ledger, period.label)}

    def history(self, provider: str) -> "list[Revision]":
        """Everything ever accepted from a provider; a UserError where nobody of that name is known."""
        from zamestnanost_stats.returns.ledger.revisions import revisions

        found = revisions(self.ledger, provider)
        if not found and provider not in self.register.providers:
            raise UserError(problem("provider-not-in-register", found=provider))
        if not found:
            raise UserError(problem("no-returns-of", found=provider))
        return found

    def verify(self, head: str = "") -> "Verified":
        """Whether the ledger holds what was recorded; ``head`` is a hash of the chain written down earlier."""
        from zamestnanost_stats.returns.ledger.verify import verify

        return verify(self.ledger, head)

    def trace(self, period: str, identity: str) -> "Trace":
        """The values behind a figure of a period or of its trends; a UserError where there is no such figure."""
        from zamestnanost_stats.figures.lineage import trace

        return trace(identity, self.rounds_until(self.round(period_of(period))), self.register, self.ledger)

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

        return aggregate(self.as_accepted(self.round(period_of(period))), self.ledger)

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
        from zamestnanost_stats.report.edition import Surroundings, equipped, gather, written
        from zamestnanost_stats.report.public import record

        equipped(formats)
        context = load_context(self.folder, self.register)
        rounds = self.rounds_until(current)
        around = Surroundings(rounds, self.round_after(current), self.register, self.benchmarks, context)
        source = gather(around, self.ledger, self.status(current), edition, publish)
        if provider and provider not in {line.provider.id for line in source.answered}:
            raise UserError(problem("no-return-in-period", found=provider, period=current.period.label))
        files = list(written(source, formats, provider))
        if publish:
            record(source, self.ledger)
        for name, content in files:
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
