"""The commands that write into the ledger: accept, with receipts and waivers, and withdraw."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from zamestnanost_stats import console
from zamestnanost_stats.cli_returns import (
    REFUSED,
    checked_files,
    one_file_each,
    open_folder,
    period_of,
    say,
    say_drafts,
    say_mended,
    show,
)
from zamestnanost_stats.findings import UserError, errors, problem, quote
from zamestnanost_stats.keys import CellKey
from zamestnanost_stats.language import Language

if TYPE_CHECKING:
    from zamestnanost_stats.keys import Period
    from zamestnanost_stats.returns.ledger.record import Receipt, Recorded
    from zamestnanost_stats.workspace import Checked, Workspace


def add_accept(app: typer.Typer, spoken: Language) -> None:
    """Puts ``accept`` into the program."""
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
            typer.Option(parser=day_parser(spoken), metavar=_("DATE"), help=_("When they came; else today.")),
        ] = None,
        source: Annotated[
            Literal["file", "email", "pdf", "phone"] | None,
            typer.Option(
                help=_(
                    "How the figures came; all but a file wait for the provider's confirmation, which is recorded by "
                    "accepting the same file, by its path, with email or file."
                ),
                show_default="file",
            ),
        ] = None,
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

        workspace, current, checked = checked_files(ctx.obj, paths or [], period, spoken, whole=True)
        waived = _waived(waive or [], reason)
        checked = [_forgiven(checked, waived)] if waived else checked
        known, counted = workspace.kept(current.period), workspace.counted(current.period)

        def would_count(one: "Checked") -> bool:
            """What was accepted before changes nothing, unless it is named where all were withdrawn."""
            again = one.taken.path in (paths or []) and one.taken.provider not in counted
            return not one.refused and (again or one.taken.sha256 not in known)

        checked = one_file_each(checked, would_count)
        day = received or date.today()
        if day <= current.period.end:
            raise UserError(problem("received-early", found=day.isoformat(), period=current.period.label))
        if day > date.today():
            raise UserError(problem("received-future", found=day.isoformat()))
        _no_birth_numbers(f"{note} {reason}")
        receipt = Receipt(day, How(source or "file"), note, waived)
        if source:
            checked = [one for one in checked if not _confirmed(workspace, one, receipt, paths or [], spoken)]
        recorded = []
        fresh = set()
        for one in checked:
            show(one, spoken)
            again = one.taken.path in (paths or []) and source not in ("file", "email")  # those mean a confirmation
            done = workspace.accept(one, replace(receipt, again=again))
            _say_recorded(done, ctx.obj, one, spoken)
            _say_waivable(ctx.obj, one, spoken)
            if done and done.revision:
                fresh.add(one.taken.provider)
            if done and (done.revision or done.unconfirmed == source):  # the draft may have failed the first time
                recorded.append(one.taken)
        if email and recorded and source and source != "file":
            from zamestnanost_stats.returns.correspondence import confirmations

            say_drafts(workspace, current, list(confirmations(current, recorded, source, date.today())), spoken)
        say_mended(workspace, current, [one for one in checked if one.taken.provider in fresh], spoken)
        return REFUSED if any(one.refused for one in checked) else 0


def add_withdraw(app: typer.Typer, spoken: Language) -> None:
    """Puts ``withdraw`` into the program."""
    _ = spoken.gettext
    _group, command = console.command_classes(spoken)

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
        workspace = open_folder(ctx.obj)
        workspace.withdraw(provider, period_of(period), reason, erase=erase)
        say(_("Withdrawn: {provider}, {period}.").format(provider=provider, period=period))
        if erase:
            _say_erased(workspace, period_of(period), provider, spoken)


def _say_erased(workspace: "Workspace", period: "Period", provider: str, spoken: Language) -> None:
    """Erases what was made from the return too; and says by its path what else is to be deleted."""
    from zamestnanost_stats.letters import erased

    _ = spoken.gettext
    say(_("The originals, free texts and notes are erased in the ledger."))
    removed, left = erased(workspace, period, provider)
    for text, paths in ((_("Erased: {path}"), removed), (_("May hold the same, delete it yourself: {path}"), left)):
        for path in paths:
            say(f"  {text.format(path=path)}")
    say(_("Delete too: the e-mail it came with, messages that were sent, copies of the folder. Make the report anew."))


def _confirmed(
    workspace: "Workspace", one: "Checked", receipt: "Receipt", named: Sequence[Path], spoken: Language
) -> bool:
    """Whether this file, named by itself, was the provider's confirmation of figures taken down in it.

    One that only lies in a folder that is gone through confirms nothing.
    """
    from zamestnanost_stats.returns.privacy import masked

    if one.taken.path not in named or not workspace.confirm(one, receipt):
        return False
    name = quote(masked(one.taken.path.name), console.PIPE_WIDTH)
    say(spoken.gettext("{file}: recorded that the provider confirmed these figures.").format(file=name))
    return True


def _say_command(text: str, folder: Path, one: "Checked", words: Sequence[str]) -> None:
    """How the file is accepted, to be typed as it stands."""
    from zamestnanost_stats.returns.privacy import masked

    command = masked(console.command_line(folder, "accept", str(one.taken.path), *words))
    say("  " + quote(text.format(command=command), console.PIPE_WIDTH))


def _say_waivable(folder: Path, one: "Checked", spoken: Language) -> None:
    """How a file is accepted in spite of the rules it breaks, where nothing else is wrong with it."""
    faults = errors(one.findings)
    if faults and all(fault.text is not None and fault.key for fault in faults):
        words = [word for fault in faults if fault.key for word in ("--waive", f"{fault.code}@{fault.key.column}")]
        _say_command(spoken.gettext("To accept it all the same: {command} --reason …"), folder, one, words)


def _no_birth_numbers(text: str) -> None:
    """What the coordinator types is kept and printed: it must hold no client's birth number."""
    from zamestnanost_stats.returns.privacy import BIRTH_NUMBER, found_in

    if any(what == BIRTH_NUMBER for what, _found in found_in(text, date.today())):
        raise UserError(problem("personal-typed"))


def day_parser(spoken: Language) -> "Callable[[str], date]":
    """Reads a day as typed after an option."""

    def parse(text: str) -> date:
        from zamestnanost_stats.keys import parse_day

        day = parse_day(text)
        if day is None:
            raise ValueError(spoken.gettext("Write a date such as 2021-02-15."))
        return day

    return parse


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
    return replace(checked[0], findings=tuple(findings))


def _say_recorded(done: "Recorded | None", folder: Path, one: "Checked", spoken: Language) -> None:
    if done is None:
        return
    if done.withdrawn:
        said = spoken.gettext("This very file was accepted and withdrawn ({reason}); nothing changed.")
        more = spoken.gettext("To let it count again, name the file itself by its path.")
        if done.erased:
            more = spoken.gettext("It was erased, so only a different file can be accepted.")
        said = f"{said.format(reason=done.withdrawn)} {more}"
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
    if done.awaits:
        text = spoken.gettext("The provider has not confirmed these figures. When they do: {command}")
        _say_command(text, folder, one, ["--source", done.awaits])
