"""Drafts of messages: to the right people, with the right files, and nothing in them that a header could be made of."""

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage, MIMEPart
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest
from hypothesis import given
from hypothesis import strategies as st

import rounds
from program import Run
from zamestnanost_stats.findings import Place, Severity, UserError
from zamestnanost_stats.form.asked import Round
from zamestnanost_stats.form.collection import Coordinator
from zamestnanost_stats.form.fixsheet import Fix, Spot, counted
from zamestnanost_stats.form.register import Provider
from zamestnanost_stats.keys import CellKey
from zamestnanost_stats.language import Text, language
from zamestnanost_stats.letters import write_drafts
from zamestnanost_stats.returns.correspondence import (
    CELLS_AT_MOST,
    TOLD_AT_MOST,
    Source,
    confirmations,
    corrections,
    invitations,
    reminders,
)
from zamestnanost_stats.returns.mail import (
    LOG_COLUMNS,
    Draft,
    File,
    Logged,
    append_log,
    read_log,
    to_eml,
    to_txt,
    unaddressed,
)
from zamestnanost_stats.returns.status import Line, Standing
from zamestnanost_stats.workspace import Workspace

PROVIDERS = (
    "lipa,Dům u Lípy (smyšlená),,Jana Nováková,Jana@example.org\n"
    "most,Most (smyšlená),,,\n"
    "vrabec,Vrabec (smyšlená),,Jana Nováková,jana@EXAMPLE.org\n"
    "podzim,Podzim (smyšlená),,Petr Říha,petr@example.org\n"
)
SERVICES = rounds.SERVICES + "vrabec,ips,IPS,ips,P8,2015-01-01,,\npodzim,ips,IPS,ips,P8,2015-01-01,,\n"
EXCUSED = '[[not_expected]]\nprovider = "podzim"\nreason = "skončili"\n'
DEADLINE = date(2021, 2, 15)
BEFORE, AFTER = DEADLINE - timedelta(days=5), DEADLINE + timedelta(days=1)
ALL = ("lipa", "most", "vrabec", "podzim")
FILES: dict[str, File] = {name: (f"{name}-2020.xlsx", f"PK {name} \0\r\n\xff".encode("latin-1")) for name in ALL}


def fix(*cells: str, severity: Severity = Severity.ERROR, wrong: str = "není číslo") -> Fix:
    """Something to do in those cells of the sheet Výkaz."""
    spots = tuple(Spot(CellKey("supported", "", "", cell), "Výkaz", cell, "Podpořené osoby", "–") for cell in cells)
    return Fix(severity, spots, wrong, "Opravte.")


WRONG, ODD = fix("E7"), fix("E7", severity=Severity.WARNING)


@pytest.fixture(params=["cs", "en"])
def workspace(tmp_path: Path, request: pytest.FixtureRequest) -> Workspace:
    """Four providers: Jana answers for two, one has no address, one is excused."""
    made = rounds.folder(tmp_path, PROVIDERS, SERVICES, spoken=request.param)
    with (tmp_path / "2020" / "collection.toml").open("a", encoding="utf-8") as file:
        file.write(EXCUSED)
    return made


def opened(data: bytes) -> EmailMessage:
    """A draft as a mail program reads it."""
    found = message_from_bytes(data, policy=policy.default)
    assert isinstance(found, EmailMessage)
    assert found.defects == []
    return found


def text(part: MIMEPart) -> str:
    content = part.get_content()
    assert isinstance(content, str)
    return content.replace("\r\n", "\n")


def ids(drafts: Iterable[Draft]) -> list[list[str]]:
    return [[one.id for one in draft.providers] for draft in drafts]


def lines(current: Round, **standings: Standing) -> list[Line]:
    return [Line(current.register.providers[name], standing) for name, standing in standings.items()]


# --- to whom


def test_one_draft_for_a_person_with_all_their_organisations(current: Round) -> None:
    drafts = list(invitations(current, FILES, BEFORE))
    assert ids(drafts) == [["lipa", "vrabec"], ["most"]]
    assert [one.name for one in drafts] == ["2021-02-10-invitation-lipa+1", "2021-02-10-invitation-most"]
    assert drafts[0].attachments == (FILES["lipa"], FILES["vrabec"])
    for part in ("Dům u Lípy (smyšlená)", "Vrabec (smyšlená)", "2020"):
        assert part in drafts[0].subject
        assert part in drafts[0].body
    assert "lipa-2020.xlsx" in drafts[0].body
    assert "vrabec-2020.xlsx" in drafts[0].body


def test_only_those_whose_template_was_made_are_invited(current: Round) -> None:
    assert ids(invitations(current, {"vrabec": FILES["vrabec"]}, BEFORE)) == [["vrabec"]]


def test_who_is_not_expected_is_neither_invited_nor_reminded(current: Round) -> None:
    only = {"podzim": FILES["podzim"]}
    assert list(invitations(current, only, BEFORE)) == []
    assert list(reminders(current, lines(current, podzim=Standing.ERRORS), only, [], BEFORE)) == []
    assert ids(corrections(current, {"podzim": [WRONG]}, {}, BEFORE)) == [["podzim"]], "what they sent is answered"


def test_a_missing_address_loses_no_draft_and_is_said(current: Round) -> None:
    draft = list(invitations(current, FILES, BEFORE))[1]
    assert (draft.recipient_name, draft.recipient_email) == ("", "")
    assert "Most (smyšlená)" in to_txt(draft, language("cs"))
    assert opened(to_eml(draft, current))["to"] is None
    (found,) = unaddressed([draft, replace(draft, providers=(Provider("buk", "Buk"),))])
    assert (found.code, found.severity, found.params["providers"]) == (
        "email-missing", Severity.INFO, "Most (smyšlená), Buk",
    )  # fmt: skip


def test_an_address_nobody_can_write_to_is_said_and_not_used(current: Round) -> None:
    bad = replace(draft_to("Jana"), providers=(Provider("lipa", "Lípa", email="a,b@x.cz"),))
    assert bad.recipient_email == ""
    assert [one.code for one in unaddressed([bad])] == ["email-invalid"]


def test_people_who_share_an_address_are_not_called_by_the_name_of_one(current: Round) -> None:
    jana, petr = Provider("a", "A", "", "Jana", "i@x.cz"), Provider("b", "B", "", "Petr", "i@x.cz")
    assert replace(draft_to(""), providers=(jana, petr)).recipient_name == ""
    assert replace(draft_to(""), providers=(jana, replace(petr, contact_name=""))).recipient_name == "Jana"


# --- what it says


@pytest.mark.parametrize("today", [BEFORE, DEADLINE, AFTER])
def test_every_draft_names_deadline_contact_and_notice(current: Round, today: date) -> None:
    notice = Text("Smyšlená čísla.", "Invented numbers.")
    noticed = replace(current, collection=replace(current.collection, notice=notice))
    spoken = language(current.collection.language)
    drafts = [
        *invitations(noticed, FILES, today),
        *corrections(noticed, {"lipa": [WRONG]}, FILES, today),
        *reminders(noticed, lines(noticed, lipa=Standing.MISSING), FILES, [], today),
    ]
    assert len(drafts) == 4
    for draft in drafts:
        for part in (spoken.date(DEADLINE), "Jana Smyšlená", "jana@example.org", notice.in_(spoken)):
            assert part in draft.body


def test_what_a_draft_says_does_not_depend_on_the_day(current: Round) -> None:
    for fixes in ([WRONG], [WRONG, ODD]):
        drafts = [next(corrections(current, {"lipa": fixes}, FILES, today)) for today in (BEFORE, DEADLINE, AFTER)]
        assert len({one.body for one in drafts}) == 1
    assert len({next(invitations(current, FILES, today)).body for today in (BEFORE, DEADLINE, AFTER)}) == 1


@pytest.mark.parametrize("wrong", [1, 2, 5])
def test_corrections_count_and_list(current: Round, wrong: int) -> None:
    spoken = language(current.collection.language)
    fixes = [*(fix(f"E{row}") for row in range(1, wrong + 1)), ODD]
    (draft,) = corrections(current, {"lipa": fixes}, FILES, BEFORE)
    assert counted(fixes, spoken) in draft.body
    assert draft.attachments == (FILES["lipa"],)
    numbered = re.findall(r"^([0-9]+)\. (Výkaz!E[0-9]+)", draft.body, re.MULTILINE)
    assert numbered == [(str(row), f"Výkaz!E{row}") for row in range(1, wrong + 1)] + [(str(wrong + 1), "Výkaz!E7")]


def test_of_many_cells_the_first_are_named_and_the_rest_counted(current: Round) -> None:
    (draft,) = corrections(current, {"lipa": [fix(*(f"E{row}" for row in range(1, 41)))]}, FILES, BEFORE)
    (line,) = re.findall(r"^1\. .*", draft.body, re.MULTILINE)
    assert "Výkaz!E1, E2, E3, E4, E5, E6 " in line
    assert "E7" not in line
    assert f" {40 - CELLS_AT_MOST} " in line


def test_nothing_to_correct_is_no_draft(current: Round) -> None:
    assert list(corrections(current, {"lipa": [], "nobody": [WRONG]}, FILES, BEFORE)) == []


def test_many_faults_are_counted_not_told(current: Round) -> None:
    fixes = [fix(f"E{row}") for row in range(TOLD_AT_MOST + 20)]
    (draft,) = corrections(current, {"lipa": fixes}, FILES, BEFORE)
    assert draft.body.count("Výkaz!") == TOLD_AT_MOST
    assert "20" in draft.body.replace("2020", "").replace("2021", "")


def test_of_a_return_with_personal_data_it_is_said_where_and_what_to_delete(current: Round) -> None:
    """The workbook is attached: nothing of them is in it."""
    spoken = language(current.collection.language)
    footer = replace(fix(wrong="rodné číslo 84••••/••••"), elsewhere="Jiný list!B4")
    names = {"lipa": "lípa vyplněno (2).xlsx"}
    (plain,) = corrections(current, {"lipa": [fix("E7"), footer]}, FILES, BEFORE, names)
    (draft,) = corrections(current, {"lipa": [fix("E7"), footer]}, FILES, BEFORE, names, {"lipa"})
    said = "The file you sent holds personal data: please delete it and the message it came with."
    assert spoken.gettext(said) in draft.body
    assert spoken.gettext(said) not in plain.body
    assert "1. Výkaz!E7" in draft.body
    assert "2. Jiný list!B4: rodné číslo 84••••/••••" in draft.body
    assert "(lípa vyplněno (2).xlsx)" in draft.body
    assert draft.attachments == (FILES["lipa"],)


def test_without_a_workbook_the_provider_is_told_to_begin_with_a_sound_one(current: Round) -> None:
    (draft,) = corrections(current, {"lipa": [WRONG]}, {}, BEFORE)
    spoken = language(current.collection.language)
    again = "Please send it again: the template that you got from us, filled in and saved in Excel as .xlsx."
    assert spoken.gettext(again) in draft.body


def test_who_sent_a_newer_file_with_errors_is_reminded(current: Round) -> None:
    (accepted,) = lines(current, lipa=Standing.ON_TIME)
    assert list(reminders(current, [replace(accepted, newer=Standing.WAITING)], FILES, [], BEFORE)) == []
    (draft,) = reminders(current, [replace(accepted, newer=Standing.ERRORS)], FILES, [], BEFORE)
    assert draft.attachments == (FILES["lipa"],)


@pytest.mark.parametrize(
    ("first", "second", "left"),
    [(["lipa"], ["lipa", "vrabec"], 1), (["vrabec"], ["lipa", "vrabec"], 1), (["lipa"], ["vrabec"], 2)],
)
def test_one_draft_holds_for_a_person(
    workspace: Workspace, current: Round, first: list[str], second: list[str], left: int
) -> None:
    """What says all of an earlier draft of that day takes its place; what does not leaves it."""
    for names in (first, second):
        written = list(
            write_drafts(workspace, current, list(corrections(current, {one: [WRONG] for one in names}, {}, BEFORE)))
        )
    assert all(path.exists() for path in written)
    assert len(list(written[0].parent.glob("*.eml"))) == len(list(written[0].parent.glob("*.txt"))) == left


def test_reminders_go_to_missing_and_faulty_returns_only(current: Round) -> None:
    for standing in Standing:
        wanted = standing in (Standing.MISSING, Standing.ERRORS)
        drafts = list(reminders(current, lines(current, lipa=standing), FILES, [], BEFORE))
        assert bool(drafts) is wanted, standing
    standings = lines(current, lipa=Standing.MISSING, vrabec=Standing.ERRORS, most=Standing.WAITING)
    (draft,) = reminders(current, standings, FILES, [], BEFORE)
    assert ids([draft]) == [["lipa", "vrabec"]]
    assert draft.attachments == (FILES["lipa"], FILES["vrabec"])
    (alone,) = reminders(current, standings, {}, [], BEFORE)
    assert alone.attachments == ()


def test_a_reminder_knows_the_ones_before_it(current: Round) -> None:
    standings = lines(current, lipa=Standing.MISSING, vrabec=Standing.MISSING)
    log: list[Logged] = []
    bodies = set()
    for number in (1, 2, 3, 4):
        today = BEFORE + timedelta(days=number)
        (draft,) = reminders(current, standings, {}, log, today)
        assert draft.number == number
        bodies.add(draft.body)
        log += [Logged(today, "vrabec", "reminder"), Logged(today, "lipa", "invitation")]
        (again,) = reminders(current, standings, {}, log, today)
        assert again == draft, "made once more on the same day it is the same"
    assert len(bodies) == 4


@pytest.mark.parametrize("source", ["phone", "pdf", "email"])
def test_confirmation_repeats_what_was_recorded(workspace: Workspace, current: Round, source: Source) -> None:
    asked = current.asked("lipa")
    path = rounds.send_back(
        workspace, current, "lipa", {"ips": (1234, 25, "N", 3), "pz": (41, 12, "X", 4), "*": (1270, 40, "N", 7)}
    )
    taken = workspace.check(path, current).taken
    (draft,) = confirmations(current, [taken], source, AFTER)
    spoken = language(current.collection.language)
    label = asked.form.indicators["supported"].label.in_(spoken)
    for part in (f"- {label}: {spoken.number(1234)}\n", f"- {label}: 41\n", ": N\n", ": X\n", "\nPZ\n"):
        assert part in draft.body
    assert asked.form.codelists["operation"]["full"].label.in_(spoken) in draft.body
    assert draft.attachments == (("lipa-2020.xlsx", path.read_bytes()),)


# --- as files


def draft_to(contact: str, email: str = "jana@example.org", subject: str = "Údaje", name: str = "a.xlsx") -> Draft:
    provider = Provider("lipa", "Dům u Lípy", "", contact, email)
    return Draft("invitation", BEFORE, (provider,), subject, "Dobrý den,\n\nžluťoučký kůň.\n", ((name, b"\0\r\n\xff"),))


def test_the_message_read_back(current: Round) -> None:
    for draft in invitations(current, FILES, BEFORE):
        data = to_eml(draft, current)
        assert data == to_eml(draft, current)
        assert data.isascii()
        found = opened(data)
        assert found["subject"] == draft.subject
        assert found["from"].addresses[0].addr_spec == "jana@example.org"
        assert (found["x-unsent"], found["date"].datetime.date()) == ("1", BEFORE)
        body = found.get_body(("plain",))
        assert body is not None
        assert text(body) == draft.body
        parts = list(found.iter_attachments())
        assert [(one.get_filename(), one.get_content()) for one in parts] == list(draft.attachments)
        assert {one.get_content_type() for one in parts} == {
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        }
    recipient = opened(to_eml(next(invitations(current, FILES, BEFORE)), current))["to"].addresses
    assert [(one.display_name, one.addr_spec) for one in recipient] == [("Jana Nováková", "Jana@example.org")]


def test_a_message_without_attachments(current: Round) -> None:
    (draft,) = reminders(current, lines(current, lipa=Standing.MISSING), {}, [], BEFORE)
    found = opened(to_eml(draft, current))
    assert not found.is_multipart()
    assert text(found) == draft.body


def test_another_draft_has_another_id(current: Round) -> None:
    one, two = (opened(to_eml(draft_to("Jana", subject=name), current)) for name in ("a", "b"))
    assert one["message-id"] != two["message-id"]


def test_names_of_files_keep_their_accents(current: Round) -> None:
    (part,) = opened(to_eml(draft_to("", name="příliš-žluťoučký.xlsx"), current)).iter_attachments()
    assert part.get_filename() == "příliš-žluťoučký.xlsx"


HOSTILE = [
    "Nováková, Jana",
    'Jana "Honza" <zlo@example.com>, další',
    "Jana\r\nBcc: zlo@example.com",
    "=?utf-8?q?a=0D=0ABcc:_zlo@example.com?=",
    "x=?utf-8?q?=2C_zlo=40example.com=2C?=x",
    "Žofie, " * 40,
    "a, " * 200,
    "Jana\u2028Bcc: x\u202e\x00",
]


@cache
def shared() -> Round:
    """One round for all examples."""
    return rounds.folder(Path(mkdtemp())).round(rounds.period("2020"))


def headers_hold(name: str, email: str = "jana@example.org") -> None:
    """Whatever the register says, there is one recipient, and no header but ours."""
    current = shared()
    hostile = replace(current, collection=replace(current.collection, coordinator=Coordinator(name, "k@example.org")))
    register = replace(current.register, providers={"lipa": Provider("lipa", name, "", name, email)})
    for draft in invitations(replace(hostile, register=register), {"lipa": (f"{name}.xlsx", b"x")}, BEFORE):
        found = opened(to_eml(draft, hostile))
        assert sorted(found.keys()) == sorted(
            ("From", "To", "Subject", "Date", "Message-ID", "X-Unsent", "MIME-Version", "Content-Type")
        )
        assert [one.addr_spec for one in found["to"].addresses] == [email]
        assert [one.addr_spec for one in found["from"].addresses] == ["k@example.org"]
        assert "".join(found["subject"].split()) == "".join(draft.subject.split())
        assert len(to_txt(draft, language("cs")).partition("\n\n")[0].splitlines()) == 3


@pytest.mark.parametrize("name", HOSTILE)
def test_no_header_can_be_smuggled_in(name: str) -> None:
    headers_hold(name)


@given(
    st.text(
        st.one_of(st.sampled_from("=?,;<>@\"'()\\ \r\n.:qQ_ žŘ"), st.characters(exclude_categories=["Cs"])),
        max_size=120,
    ),
    st.from_regex(r"[a-z0-9.]{0,40}[a-z]", fullmatch=True).filter(lambda user: not user.startswith(".")),
)
def test_no_header_can_be_smuggled_in_by_chance(name: str, user: str) -> None:
    if ".." not in user:
        headers_hold(name, f"{user}@example.org")


@pytest.mark.parametrize("email", ["", "jana", "jana@example", "a@b.cz, c@d.cz", "jana@x.cz\nBcc: z@x.cz", "ž@x.cz"])
def test_a_coordinator_without_an_address_is_the_operators_mistake(current: Round, email: str) -> None:
    broken = replace(current, collection=replace(current.collection, coordinator=Coordinator("Jana", email)))
    with pytest.raises(UserError) as caught:
        to_eml(draft_to("Jana"), broken)
    (found,) = caught.value.findings
    assert (found.code, found.place.file) == ("email-invalid", "2020/collection.toml")


def test_a_domain_with_accents_is_written_as_the_net_knows_it(current: Round) -> None:
    draft = draft_to("Jana", "jana@lípa.example.org")
    assert draft.recipient_email == "jana@lípa.example.org"
    assert opened(to_eml(draft, current))["to"].addresses[0].domain == "xn--lpa-rma.example.org"


def test_the_text_can_be_copied() -> None:
    found = to_txt(draft_to("Jana"), language("cs"))
    head, _, rest = found.partition("\n\n")
    assert rest == "Dobrý den,\n\nžluťoučký kůň.\n"
    assert [part in line for part, line in zip(("Jana", "Údaje", "a.xlsx"), head.splitlines(), strict=True)]


# --- the log


def test_the_log_grows_and_is_read_back(current: Round) -> None:
    standings = lines(current, lipa=Standing.MISSING, vrabec=Standing.MISSING, most=Standing.MISSING)
    log = b""
    for today in (BEFORE, BEFORE, AFTER):
        drafts = list(reminders(current, standings, {}, read_log(log, "reminders.csv"), today))
        log = append_log(log, drafts, "reminders.csv")
    names = ["lipa", "vrabec", "most"]
    assert read_log(log, "reminders.csv") == [Logged(day, n, "reminder") for day in (BEFORE, AFTER) for n in names]
    rows = list(csv.reader(io.StringIO(log.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert rows[0] == list(LOG_COLUMNS)
    assert rows[1] == ["2021-02-10", "lipa", "Jana@example.org", "reminder", "1"]
    assert rows[6] == ["2021-02-16", "most", "", "reminder", "2"]
    assert len(rows) == 7


def test_a_log_saved_by_a_spreadsheet_is_continued(current: Round) -> None:
    """Another order, another encoding, a column of the coordinator's own, no last line end, an empty row."""
    saved = "kind;date;poznámka;provider\r\nreminder;10. 2. 2021;volala;lipa\r\n;;;".encode("cp1250")
    (draft,) = reminders(current, lines(current, lipa=Standing.MISSING), {}, read_log(saved, "reminders.csv"), DEADLINE)
    assert draft.number == 2
    kept = append_log(saved, [draft], "reminders.csv").decode("utf-8-sig").splitlines()
    assert kept[1:] == ["reminder;10. 2. 2021;volala;lipa", ";;;", "reminder;2021-02-15;;lipa"]
    assert kept[0] == "kind;date;poznámka;provider"


def test_a_date_that_cannot_be_read_is_said_with_its_row() -> None:
    with pytest.raises(UserError) as caught:
        read_log(b"date,provider,kind\n2021-02-10,lipa,reminder\nonce,lipa,reminder\n", "2020/reminders.csv")
    (found,) = caught.value.findings
    assert (found.code, found.place) == ("date-invalid", Place(file="2020/reminders.csv", row=3, column="date"))


@pytest.mark.parametrize(
    ("data", "codes"),
    [
        (b"\xff\xfe\0", ["csv-unicode"]),
        ("date;provider;kind\r\n".encode("utf-16"), ["csv-unicode"]),
        (b"da\0te;provider;kind\r\n", ["csv-unicode"]),
        (b"2021-02-10;lipa;reminder\r\n", ["column-missing"] * 3),
        (b"date;kind\r\n", ["column-missing"]),
    ],
)
def test_a_log_that_cannot_be_read_is_not_written_over(
    workspace: Workspace, capsys: pytest.CaptureFixture[str], data: bytes, codes: list[str]
) -> None:
    path = workspace.folder / "2020" / "reminders.csv"
    path.write_bytes(data)
    with pytest.raises(UserError) as caught:
        read_log(data, "2020/reminders.csv")
    assert [(one.code, one.place.file) for one in caught.value.findings] == [
        (code, "2020/reminders.csv") for code in codes
    ]
    assert Run(capsys, workspace.folder)("status", "2020", "--remind") == 2
    assert path.read_bytes() == data
