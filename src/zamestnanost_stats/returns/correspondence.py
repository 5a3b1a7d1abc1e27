"""Messages to providers, drafted for the coordinator to look over and send; the program itself sends nothing.

One draft for each contact person, for all their organisations. Who is not expected to answer is neither invited nor
reminded; what they send of their own accord is answered all the same.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Literal, TypeAlias

from zamestnanost_stats.form.asked import Asked, Round, file_name
from zamestnanost_stats.form.fixsheet import Fix, counted, fixes_name
from zamestnanost_stats.form.register import Provider
from zamestnanost_stats.keys import VALUE, CellKey, State, Value
from zamestnanost_stats.language import N_, Language, language
from zamestnanost_stats.returns.intake import Return
from zamestnanost_stats.returns.mail import Draft, File, Kind, Logged, one_line
from zamestnanost_stats.returns.status import Line, Standing

Source: TypeAlias = Literal["phone", "pdf", "email"]
TOLD_AT_MOST = 10
"""Things written out for one return; the attached workbook lists them all."""
CELLS_AT_MOST, LABELLED_AT_MOST = 6, 3
"""Cells named for one of them, and how many with what they ask."""
LINE = 1_000
"""Characters of one of them."""
_REMINDED = {
    Standing.MISSING: N_("{organisation}: we have no return yet (file {file})."),
    Standing.ERRORS: N_("{organisation}: we have the return, but it still has to be corrected (file {file})."),
}
_NEWER = N_("{organisation}: we have your return; the file you sent since has to be corrected (file {file}).")
_RECORDED: Mapping[Source, str] = {
    "phone": N_("Thank you for the figures for {period} that you told us by phone. This is what we recorded:"),
    "pdf": N_("Thank you for the figures for {period} that you sent us as a PDF. This is what we recorded:"),
    "email": N_("Thank you for the figures for {period} that you sent us by e-mail. This is what we recorded:"),
}


# --- what is written: one function for each occasion


def invitations(current: Round, templates: Mapping[str, File], today: date) -> Iterator[Draft]:
    """Asks those whose templates are given, by provider, to fill them in."""
    spoken = language(current.collection.language)
    for group in _by_contact(current, {one.id for one in current.expected} & templates.keys()):
        files = [templates[one.id] for one in group]
        asking = spoken.ngettext(
            "For the survey “{title}”, please fill in the attached workbook with your figures for {period}.",
            "For the survey “{title}”, please fill in the attached workbooks, one for each organisation, with your "
            "figures for {period}.",
            len(group),
        ).format(title=one_line(current.form.title.in_(spoken)), period=current.period)
        listed = "\n".join(f"- {one_line(one.name)}: {templates[one.id][0]}" for one in group)
        counting = spoken.gettext(
            "The first sheet says how to count. If you do not collect a figure, write N; if it does not apply to you, "
            "write X. Please write no names nor anything else about individual people."
        )
        subject = spoken.gettext("Request for figures for {period}: {organisations}")
        yield _draft(current, "invitation", group, today, subject, [asking, listed, counting], files)


def corrections(
    current: Round,
    fixes: Mapping[str, Sequence[Fix]],
    feedback: Mapping[str, File],
    today: date,
    names: Mapping[str, str] | None = None,
    personal: Collection[str] = (),
) -> Iterator[Draft]:
    """Says what to do, under the numbers of the attached workbook, to those who have something to do; all mappings are
    by provider. ``names`` are those of the files that came back, as they may be echoed; the returns in ``personal``
    hold personal data.
    """
    spoken = language(current.collection.language)
    private = spoken.gettext("The file you sent holds personal data: please delete it and the message it came with.")
    clean = spoken.gettext("They are left out of the attached workbook; go on with that one.")
    for group in _by_contact(current, [provider for provider, wanted in fixes.items() if wanted]):
        thanks = spoken.ngettext(
            "Thank you for your return for {period}. When checking it, we found something to correct or explain.",
            "Thank you for your returns for {period}. When checking them, we found something to correct or explain.",
            len(group),
        ).format(period=current.period)
        paragraphs = [thanks]
        for one in group:
            attached = one.id in feedback
            file = (names or {}).get(one.id) or file_name(one.id, current.period.label)
            told = [f"{one_line(one.name)} ({file}): {counted(fixes[one.id], spoken)}"]
            if one.id in personal:
                told.append(f"{private} {clean}" if attached else private)
            paragraphs.append("\n".join([*told, *_faults(fixes[one.id], attached, spoken)]))
        files = [feedback[one.id] for one in group if one.id in feedback]
        if files:
            mending = spoken.ngettext(
                "In the attached file the sheet “{sheet}” lists the same under the same numbers, and a click leads to "
                "each cell. Please correct or explain it there and send the file back.",
                "In the attached files the sheet “{sheet}” lists the same under the same numbers, and a click leads to "
                "each cell. Please correct or explain it there and send the files back.",
                len(files),
            )
            paragraphs.append(mending.format(sheet=fixes_name(spoken)))
        subject = spoken.gettext("Figures for {period}, please correct or explain: {organisations}")
        yield _draft(current, "correction", group, today, subject, paragraphs, files)


def _faults(fixes: Sequence[Fix], attached: bool, spoken: Language) -> Iterator[str]:
    """A numbered line for each; where a workbook is attached it lists the rest, else all of it is to be sent again."""
    for number, fix in enumerate(fixes[:TOLD_AT_MOST], 1):
        place = _cells(fix, spoken) if fix.spots else fix.elsewhere
        yield one_line(f"{number}. {place}{': ' if place else ''}{fix.wrong} {fix.remedy}", LINE)
    rest = len(fixes) - TOLD_AT_MOST
    if rest > 0 and attached:
        more = spoken.ngettext(
            "… and {count} more on the sheet “{sheet}”.", "… and {count} more on the sheet “{sheet}”.", rest
        )
        yield more.format(count=rest, sheet=fixes_name(spoken))
    if not attached:
        yield spoken.gettext(
            "Please send it again: the template that you got from us, filled in and saved in Excel as .xlsx."
        )


def _cells(fix: Fix, spoken: Language) -> str:
    """``Výkaz!E12 (Podpořené osoby celkem – IPS)``; of many only the addresses, the first few."""
    spots, labelled = fix.spots, len(fix.spots) <= LABELLED_AT_MOST
    told: list[str] = []
    for spot in spots[:CELLS_AT_MOST]:
        address = spot.cell if told else spot.address
        shown = spot.now if fix.compared else spot.came
        label = f"{spot.label}: {shown}" if shown else spot.label
        told.append(f"{address} ({label})" if labelled else address)
    rest = len(spots) - len(told)
    more = spoken.ngettext("and {count} more cell", "and {count} more cells", rest).format(count=rest)
    return f"{', '.join(told)} {more}" if rest else ", ".join(told)


def reminders(
    current: Round, lines: Iterable[Line], files: Mapping[str, File], log: Iterable[Logged], today: date
) -> Iterator[Draft]:
    """Reminds those whose return is missing or still holds errors; their ``files``, by provider, are attached.

    It is the third reminder where the log knows two earlier days on which one was drafted.
    """
    spoken = language(current.collection.language)
    excused = {one.provider for one in current.collection.not_expected}
    asked = {one.provider.id: said for one in lines if one.provider.id not in excused and (said := _reminded(one))}
    days = Counter(one.provider for one in set(log) if one.kind == "reminder" and one.day < today)
    for group in _by_contact(current, asked):
        number = 1 + max(days[one.id] for one in group)
        opening = {
            1: spoken.gettext("We would like to remind you of the figures for {period}."),
            2: spoken.gettext("This is our second reminder of the figures for {period}."),
        }.get(number, spoken.gettext("This is our reminder number {number} of the figures for {period}."))
        listed = [
            spoken.gettext(asked[one.id]).format(
                organisation=one_line(one.name), file=file_name(one.id, current.period.label)
            )
            for one in group
        ]
        paragraphs = [
            opening.format(number=number, period=current.period),
            "\n".join(f"- {line}" for line in listed),
            spoken.gettext("If you have answered in the meantime, please take no notice of this message."),
        ]
        attached = [files[one.id] for one in group if one.id in files]
        if attached:
            paragraphs.append(spoken.ngettext("The file is attached.", "The files are attached.", len(attached)))
        subject = spoken.gettext("Reminder of the figures for {period}: {organisations}")
        yield _draft(current, "reminder", group, today, subject, paragraphs, attached, number)


def _reminded(line: Line) -> str:
    """What is still wanted of a provider; empty where nothing is."""
    return _NEWER if line.newer is Standing.ERRORS else _REMINDED.get(line.standing, "")


def confirmations(current: Round, recorded: Iterable[Return], source: Source, today: date) -> Iterator[Draft]:
    """Asks providers to confirm what was recorded for them in their template, which is attached."""
    spoken = language(current.collection.language)
    returns = {one.provider: one for one in recorded}
    for group in _by_contact(current, returns):
        paragraphs = [spoken.gettext(_RECORDED[source]).format(period=current.period)]
        for one in group:
            paragraphs += [one_line(one.name), *_columns(returns[one.id], current.asked(one.id), spoken)]
        paragraphs.append(
            spoken.gettext(
                "N = you do not collect the figure, X = it does not apply to you. Please confirm the numbers, or write "
                "what they should be; the workbook is attached. Until then we keep them as unconfirmed."
            )
        )
        files = [(file_name(one.id, current.period.label), returns[one.id].data) for one in group]
        subject = spoken.gettext("Please confirm the figures for {period}: {organisations}")
        yield _draft(current, "confirmation", group, today, subject, paragraphs, files)


def _columns(taken: Return, asked: Asked, spoken: Language) -> Iterator[str]:
    """A paragraph for each service: numbers and choices. Free texts are no figures, and may speak of people."""
    form = asked.form
    for column, heading in {VALUE: form.title.in_(spoken), **asked.labels(spoken)}.items():
        lines = []
        for key, answer in (taken.answers or {}).items():
            shown = _shown(key, answer.value, asked, spoken)
            if key.column == column and shown:
                label = form.indicators[key.indicator].label.in_(spoken)
                part = f", {form.codelists[key.codelist][key.code].label.in_(spoken)}" if key.codelist else ""
                lines.append(f"- {label}{part}: {shown}")
        if lines:
            yield "\n".join([one_line(heading), *lines])


def _shown(key: CellKey, value: Value, asked: Asked, spoken: Language) -> str:
    if value.number is not None:
        return spoken.number(value.number)
    codes = asked.form.codelists.get(asked.form.indicators[key.indicator].codelist, {})
    if value.text in codes:
        return codes[value.text].label.in_(spoken)
    return {State.NOT_COLLECTED: "N", State.NOT_APPLICABLE: "X"}.get(value.state, "")


# --- what all messages share


def _by_contact(current: Round, providers: Collection[str]) -> list[tuple[Provider, ...]]:
    """Those of the register, together where the address is the same; who has none stands alone."""
    groups: dict[str, list[Provider]] = {}
    for one in current.register.providers.values():
        if one.id in providers:
            groups.setdefault(one.email.casefold() or one.id, []).append(one)
    return [tuple(group) for group in groups.values()]


def _draft(
    current: Round,
    kind: Kind,
    group: tuple[Provider, ...],
    today: date,
    subject: str,
    paragraphs: Sequence[str],
    files: Iterable[File],
    number: int = 1,
) -> Draft:
    """The message with what begins and ends every one: greeting, deadline, whom to ask. ``today`` is only the day it is
    dated and logged by; what it says is the same on every day."""
    collection, spoken = current.collection, language(current.collection.language)
    _, name, email = spoken.gettext, one_line(collection.coordinator.name), one_line(collection.coordinator.email)
    until = _("Please send your answer to {email}; the deadline for the figures is {deadline}.")
    parts = (
        collection.notice.in_(spoken) if collection.notice else "",
        _("Hello,"),
        *paragraphs,
        until.format(deadline=spoken.date(collection.deadline), email=email),
        _("If anything is unclear, please write to us."),
        "\n".join((_("Kind regards"), name, email)),
    )
    about = subject.format(period=current.period, organisations=", ".join(one_line(one.name) for one in group))
    body = "\n\n".join(filter(None, parts)) + "\n"
    return Draft(kind, today, group, one_line(about, 150), body, tuple(files), number)
