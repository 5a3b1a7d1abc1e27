"""The commands that take returns in: validate, accept, status, withdraw; and what all commands say and open alike."""

import os
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from zamestnanost_stats import console
from zamestnanost_stats.findings import Finding, Severity, UserError, errors, problem
from zamestnanost_stats.keys import CellKey
from zamestnanost_stats.language import N_, Language, Text, both

if TYPE_CHECKING:
    from zamestnanost_stats.form.asked import Round
    from zamestnanost_stats.keys import Period
    from zamestnanost_stats.returns.ledger.record import Recorded
    from zamestnanost_stats.returns.mail import Draft
    from zamestnanost_stats.workspace import Checked, Workspace

REFUSED = 1


def say(text: str) -> None:
    console.screen().print(text, soft_wrap=True)


def open_folder(folder: Path) -> "Workspace":
    from zamestnanost_stats.workspace import open_workspace

    return open_workspace(folder)


def open_round(folder: Path, label: str) -> "tuple[Workspace, Round]":
    workspace = open_folder(folder)
    return workspace, workspace.round(period_of(label))


def period_of(label: str) -> "Period":
    from zamestnanost_stats.keys import Period

    period = Period.parse(label)
    if period is None:
        raise UserError(problem("period-invalid", found=label))
    return period


def say_drafts(workspace: "Workspace", current: "Round", drafts: "Sequence[Draft]", spoken: Language) -> None:
    """Writes message drafts and says where; a missing address is said too. Nothing is sent."""
    from zamestnanost_stats.returns.mail import unaddressed

    for path in workspace.write_drafts(current, drafts):
        say(str(path))
    console.print_findings(console.screen(stderr=True), unaddressed(drafts), spoken)


def add_commands(app: typer.Typer, spoken: Language) -> None:
    """Puts the commands of this module into the program."""
    _add_validate(app, spoken)
    _add_accept(app, spoken)
    _add_status(app, spoken)


def _add_validate(app: typer.Typer, spoken: Language) -> None:
    _ = spoken.gettext
    _group, command = console.command_classes(spoken)
    paths_help = _("Files or folders; else the inbox of the period.")

    @app.command(cls=command, help=_("Checks returns and says what to mend. Changes nothing."))
    def validate(
        ctx: typer.Context,
        paths: Annotated[list[Path] | None, typer.Argument(metavar=_("PATH"), help=paths_help, readable=False)] = None,
        period: Annotated[str | None, typer.Option(metavar=_("PERIOD"), help=_("The period expected."))] = None,
        feedback: Annotated[
            bool, typer.Option("--feedback", help=_("Also workbooks with what to mend, to be sent back."))
        ] = False,
        email: Annotated[
            bool, typer.Option("--email", help=_("Also drafts of the messages to send them with; nothing is sent."))
        ] = False,
        form: Annotated[Literal["table", "json"], typer.Option("--format", help=_("How to say it."))] = "table",
    ) -> int:
        workspace, current, checked = _checked(ctx.obj, paths or [], period, spoken)
        if form == "json":
            from zamestnanost_stats.returns.verdicts import to_json

            sys.stdout.write(to_json([(one.taken, one.findings) for one in checked], spoken))
        else:
            for one in checked:
                _show(one, spoken)
            _sum_up(checked, spoken)
        if feedback or email:
            _send_back(workspace, current, checked, email, spoken)
        return REFUSED if any(one.refused for one in checked) else 0


def _add_accept(app: typer.Typer, spoken: Language) -> None:
    _ = spoken.gettext
    _group, command = console.command_classes(spoken)
    paths_help = _("Files or folders; else the inbox of the period.")

    @app.command(cls=command, help=_("Records returns that are in order in the ledger; the others are said and left."))
    def accept(
        ctx: typer.Context,
        paths: Annotated[list[Path] | None, typer.Argument(metavar=_("PATH"), help=paths_help, readable=False)] = None,
        period: Annotated[str | None, typer.Option(metavar=_("PERIOD"), help=_("The period expected."))] = None,
        received: Annotated[
            date | None,
            typer.Option(parser=_day_parser(spoken), metavar=_("DATE"), help=_("When they came; else today.")),
        ] = None,
        source: Annotated[
            Literal["file", "email", "pdf", "phone"],
            typer.Option(help=_("How the figures came; all but a file are marked unconfirmed.")),
        ] = "file",
        note: Annotated[str, typer.Option(metavar=_("TEXT"), help=_("What to remember of it."))] = "",
        waive: Annotated[
            list[str] | None,
            typer.Option(metavar=_("RULE@COLUMN"), help=_("Accept in spite of this broken rule; may be repeated.")),
        ] = None,
        reason: Annotated[str, typer.Option(metavar=_("TEXT"), help=_("Why the rule is waived."))] = "",
        email: Annotated[
            bool, typer.Option("--email", help=_("Also a draft that asks the provider to confirm the figures."))
        ] = False,
    ) -> int:
        from zamestnanost_stats.returns.ledger.record import How, Receipt

        workspace, current, checked = _checked(ctx.obj, paths or [], period, spoken)
        waived = _waived(waive or [], reason)
        checked = _one_file_each([_forgiven(checked, waived)] if waived else checked)
        day = received or date.today()
        if day <= current.period.end:
            raise UserError(problem("received-early", found=day.isoformat(), period=current.period.label))
        if day > date.today():
            raise UserError(problem("received-future", found=day.isoformat()))
        _no_birth_numbers(f"{note} {reason}")
        receipt = Receipt(day, How(source), note, waived)
        recorded = []
        for one in checked:
            _show(one, spoken)
            done = workspace.accept(one, receipt)
            _say_recorded(done, spoken)
            _say_waivable(one, spoken)
            if done and done.revision:
                recorded.append(one.taken)
        if email and recorded and source != "file":
            from zamestnanost_stats.returns.correspondence import confirmations

            say_drafts(workspace, current, list(confirmations(current, recorded, source, date.today())), spoken)
        return REFUSED if any(one.refused for one in checked) else 0


def _add_status(app: typer.Typer, spoken: Language) -> None:
    _ = spoken.gettext
    _group, command = console.command_classes(spoken)

    @app.command(cls=command, help=_("Who has returned, on time, late, partly, with errors, and who has not."))
    def status(
        ctx: typer.Context,
        period: Annotated[str, typer.Argument(metavar=_("PERIOD"), help=_("Such as 2020."))],
        remind: Annotated[
            bool, typer.Option("--remind", help=_("Also drafts of reminders to those who have not; nothing is sent."))
        ] = False,
    ) -> None:
        workspace, current = open_round(ctx.obj, period)
        lines = workspace.status(current)
        console.print_status(lines, current.collection.deadline, spoken)
        if remind:
            say_drafts(workspace, current, workspace.remind(current, lines, date.today()), spoken)

    @app.command(
        cls=command, help=_("Takes an accepted return out of all figures; what was accepted stays in the ledger.")
    )
    def withdraw(
        ctx: typer.Context,
        provider: Annotated[str, typer.Argument(metavar=_("PROVIDER"), help=_("Its id."))],
        period: Annotated[str, typer.Argument(metavar=_("PERIOD"), help=_("Such as 2020."))],
        reason: Annotated[str, typer.Option(metavar=_("TEXT"), help=_("Why; it is kept."))],
        erase: Annotated[
            bool, typer.Option("--erase", help=_("Also erase the files themselves: personal data were found in them."))
        ] = False,
    ) -> None:
        if not reason.strip():
            raise UserError(problem("reason-missing"))
        _no_birth_numbers(reason)
        open_folder(ctx.obj).withdraw(provider, period_of(period), reason, erase=erase)
        say(_("Withdrawn: {provider}, {period}.").format(provider=provider, period=period))
        if erase:
            say(_("The originals are erased. Delete the file in the inbox and the e-mail it came with too."))


def _say_waivable(one: "Checked", spoken: Language) -> None:
    """How a file is accepted in spite of the rules it breaks, where nothing else is wrong with it."""
    faults = errors(one.findings)
    if faults and all(fault.text is not None and fault.key for fault in faults):
        words = " ".join(f"--waive {fault.code}@{fault.key.column}" for fault in faults if fault.key)
        say("  " + spoken.gettext("To accept it all the same: {words} --reason …").format(words=words))


def _no_birth_numbers(text: str) -> None:
    """What the coordinator types is kept and printed: it must hold no client's birth number."""
    from zamestnanost_stats.returns.privacy import BIRTH_NUMBER, found_in

    if any(what == BIRTH_NUMBER for what, _found in found_in(text, date.today())):
        raise UserError(problem("personal-typed"))


def _day_parser(spoken: Language) -> "Callable[[str], date]":
    def parse(text: str) -> date:
        from zamestnanost_stats.keys import parse_day

        day = parse_day(text)
        if day is None:
            raise ValueError(spoken.gettext("Write a date such as 2021-02-15."))
        return day

    return parse


def _send_back(
    workspace: "Workspace", current: "Round", checked: "Sequence[Checked]", email: bool, spoken: Language
) -> None:
    """The feedback workbooks, and drafts to send them with."""
    from zamestnanost_stats.returns.correspondence import corrections
    from zamestnanost_stats.returns.feedback import to_mend

    files: dict[str, tuple[str, bytes]] = {}
    findings: dict[str, Sequence[Finding]] = {}
    for one in checked:
        path = None if one.taken.provider in files else workspace.feedback(one)
        if path and one.asked:
            console.screen(stderr=True).print(str(path), soft_wrap=True)
            files[one.taken.provider] = (path.name, path.read_bytes())
            findings[one.taken.provider] = to_mend(one.taken, one.asked, one.findings)
    if email:
        personal = [name for name, said in findings.items() if _personal(said)]
        drafts = corrections(current, findings, files, date.today(), personal)
        say_drafts(workspace, current, list(drafts), spoken)


def _personal(said: Sequence[Finding]) -> bool:
    """Whether a birth number or date was found: then nothing of the file is repeated or sent on."""
    return any(one.code.startswith("personal-") and one.severity is Severity.ERROR for one in said)


def _waived(words: Sequence[str], reason: str) -> dict[CellKey, str]:
    """``RULE@COLUMN`` as keys; a waiver without a reason is refused."""
    keys = {}
    for word in words:
        rule, _at, column = word.rpartition("@")
        if not rule or not column:
            raise UserError(problem("waiver-invalid", found=word))
        keys[CellKey(rule, "", "", column)] = reason
    if bool(keys) != bool(reason.strip()):
        raise UserError(problem("waiver-reason"))
    return keys


def _forgiven(checked: "Sequence[Checked]", waived: dict[CellKey, str]) -> "Checked":
    """One file with its waived errors made warnings; a waiver that meets no broken rule is the operator's mistake."""
    from zamestnanost_stats.returns.validate import waive

    if len(checked) != 1:
        raise UserError(problem("waiver-one-file"))
    findings, unmet = waive(checked[0].findings, waived)
    if unmet:
        raise UserError(*(problem("waiver-unmet", found=f"{key.indicator}@{key.column}") for key in unmet))
    reasons = {f"{key.indicator}@{key.column}": Text(reason, reason) for key, reason in waived.items()}
    said = []
    for one in findings:
        reason = reasons.get(f"{one.code}@{one.key.column}") if one.key else None
        said.append(replace(one, advice=both(N_("Waived: {reason}"), reason=reason)) if reason else one)
    return replace(checked[0], findings=tuple(said))


def _say_recorded(done: "Recorded | None", spoken: Language) -> None:
    if done is None:
        return
    if done.withdrawn:
        said = spoken.gettext(
            "This very file was accepted and withdrawn ({reason}); nothing changed. "
            "Only a different file can be accepted."
        ).format(reason=done.withdrawn)
    elif not done.revision:
        said = spoken.gettext("This very file was accepted before; nothing changed.")
    elif done.revision == 1:
        said = spoken.gettext("Accepted.")
    else:
        said = spoken.ngettext(
            "Accepted as revision {revision}; {count} value differs from the one before.",
            "Accepted as revision {revision}; {count} values differ from the one before.",
            len(done.changes),
        ).format(revision=done.revision, count=len(done.changes))
    say(f"  {said}")


def _checked(
    folder: Path, paths: Sequence[Path], label: str | None, spoken: Language
) -> "tuple[Workspace, Round, list[Checked]]":
    workspace = open_folder(folder)
    files = [file for path in paths for file in _files(path)]
    current = workspace.round(workspace.period(label, files))
    files = files or ([] if paths else workspace.inbox(current.period))
    if not files:
        place = paths[0] if paths else workspace.folder / current.period.label / "inbox"
        raise UserError(problem("inbox-empty", file=str(place)))
    return (
        workspace,
        current,
        [workspace.check(path, current) for path in console.track(files, spoken.gettext("Checking"))],
    )


def _files(path: Path) -> list[Path]:
    if not os.path.isdir(path) or os.path.islink(path):  # Path.is_dir raises for names too long
        return [path]
    from zamestnanost_stats.workspace import files_in

    return files_in(path)


def _one_file_each(checked: "list[Checked]") -> "list[Checked]":
    """Two different files of one provider in one call are refused: which one is meant must be said."""
    hashes = {(one.taken.provider, one.taken.sha256) for one in checked if not one.refused}
    times = Counter(provider for provider, _ in hashes)
    return [
        replace(one, findings=(*one.findings, Finding("two-files", params={"provider": one.taken.provider})))
        if not one.refused and times[one.taken.provider] > 1
        else one
        for one in checked
    ]


def _show(one: "Checked", spoken: Language) -> None:
    from zamestnanost_stats.returns.privacy import masked

    console.print_verdict(masked(one.taken.path.name), one.findings, spoken, refused=one.refused)
    console.print_findings(console.screen(), one.findings, spoken)


def _sum_up(checked: "Sequence[Checked]", spoken: Language) -> None:
    refused = sum(one.refused for one in checked)
    if len(checked) > 1:
        say(
            spoken.gettext("Files: {all}, acceptable: {good}, refused: {bad}.").format(
                all=len(checked), good=len(checked) - refused, bad=refused
            )
        )
