"""The settings of one collection are read whole, or every fault in them is told with its key."""

from datetime import date
from pathlib import Path

import pytest

from zamestnanost_stats.findings import UserError, hint, message
from zamestnanost_stats.form.collection import Collection, Coordinator, Disclosure, NotExpected, load_collection
from zamestnanost_stats.language import Text, language

TEXT = """\
form = "ips-2020"
language = "cs"
deadline = 2021-02-15
notice = { cs = "Smyšlená čísla", en = "Invented numbers" }
licence = "https://creativecommons.org/licenses/by/4.0/"

[coordinator]
name = "Jana Smyšlená"
email = "jana@example.org"

[[not_expected]]
provider = "most"
reason = "končí"

[disclosure]
hide_up_to = 9
round_to = 10
providers = ["lipa"]
"""


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "2020" / "collection.toml"
    path.parent.mkdir()
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def found(folder: Path, text: str | bytes) -> list[tuple[str, str]]:
    """Code and key of every fault; each can be said in both languages."""
    with pytest.raises(UserError) as refused:
        load_collection(written(folder, text), ["lipa", "most"])
    for one in refused.value.findings:
        for code in ("cs", "en"):
            assert message(one, language(code))
            assert hint(one, language(code))
    return [(one.code, one.place.column) for one in refused.value.findings]


def test_a_collection_is_loaded_whole(tmp_path: Path) -> None:
    assert load_collection(written(tmp_path, TEXT), ["lipa", "most"]) == Collection(
        form="ips-2020",
        language="cs",
        deadline=date(2021, 2, 15),
        coordinator=Coordinator("Jana Smyšlená", "jana@example.org"),
        not_expected=(NotExpected("most", "končí"),),
        notice=Text("Smyšlená čísla", "Invented numbers"),
        disclosure=Disclosure(9, 10, ("lipa",)),
        licence="https://creativecommons.org/licenses/by/4.0/",
    )


def test_what_may_be_left_out(tmp_path: Path) -> None:
    text = TEXT[: TEXT.index("[[not_expected]]")].replace(
        'notice = { cs = "Smyšlená čísla", en = "Invented numbers" }', ""
    )
    text = text.replace('licence = "https://creativecommons.org/licenses/by/4.0/"', "")
    collection = load_collection(written(tmp_path, "\ufeff" + text.replace("\n", "\r\n")), [])
    assert (collection.not_expected, collection.notice, collection.licence) == ((), None, "")
    assert collection.disclosure == Disclosure(hide_up_to=7, round_to=5, providers=())


def test_the_collection_of_the_repository_loads() -> None:
    """The minutes: figures for 2020 by 15 February 2021."""
    collection = load_collection(Path(__file__).parents[1] / "data" / "2020" / "collection.toml", [])
    assert (collection.form, collection.language, collection.deadline) == ("ips-2020", "cs", date(2021, 2, 15))


BROKEN = [
    ('form = "ips-2020"\n', "", "key-missing", "form"),
    ('form = "ips-2020"', "form = 2020", "key-wrong-type", "form"),
    ('language = "cs"\n', "", "key-missing", "language"),
    ('language = "cs"', 'language = "de"', "key-wrong-choice", "language"),
    ('language = "cs"', 'language = "CS"', "key-wrong-choice", "language"),
    ("deadline = 2021-02-15\n", "", "key-missing", "deadline"),
    ("2021-02-15", '"2021-02-15"', "key-wrong-type", "deadline"),
    ("2021-02-15", "2021-02-15T12:00:00", "key-wrong-type", "deadline"),
    ("deadline =", "dedline = 1\ndeadline =", "key-unknown", "dedline"),
    ('email = "jana@example.org"\n', "", "key-missing", "coordinator.email"),
    ('name = "Jana Smyšlená"', "name = 1", "key-wrong-type", "coordinator.name"),
    ('name = "Jana Smyšlená"', 'name = "Jana"\nphone = "1"', "key-unknown", "coordinator.phone"),
    ("[coordinator]", "[[coordinator]]", "key-wrong-type", "coordinator"),
    ('"https://creativecommons.org/', '"http://creativecommons.org/', "licence-address", "licence"),
    ('"https://creativecommons.org/', '"creativecommons.org/', "licence-address", "licence"),
    ('"https://creativecommons.org/', '"https://who@example.org/', "licence-address", "licence"),
    ('"https://creativecommons.org/', '"https:///', "licence-address", "licence"),
    ("/by/4.0/", "/by 4.0/", "licence-address", "licence"),
    ("/by/4.0/", "/by\\n4.0/", "licence-address", "licence"),
    ("/by/4.0/", "/by/<4.0>", "licence-address", "licence"),
    ('"https://creativecommons.org/licenses/by/4.0/"', '"CC BY 4.0"', "licence-address", "licence"),
    ('"https://creativecommons.org/licenses/by/4.0/"', "4.0", "key-wrong-type", "licence"),
    (', en = "Invented numbers"', "", "text-incomplete", "notice"),
    ('"Invented numbers"', '" "', "text-incomplete", "notice"),
    ("[[not_expected]]", "[not_expected]", "key-wrong-type", "not_expected"),
    ('provider = "most"', 'provider = "mots"', "provider-unknown", "not_expected"),
    ('reason = "končí"\n', "", "key-missing", "not_expected.1.reason"),
    ("hide_up_to = 9", "hide_up_to = 0", "key-too-small", "disclosure.hide_up_to"),
    ("hide_up_to = 9", "hide_up_to = 4", "key-too-small", "disclosure.hide_up_to"),
    ("hide_up_to = 9", "hide_up_to = -7", "key-too-small", "disclosure.hide_up_to"),
    ("hide_up_to = 9", "hide_up_to = true", "key-wrong-type", "disclosure.hide_up_to"),
    ("hide_up_to = 9", 'hide_up_to = "9"', "key-wrong-type", "disclosure.hide_up_to"),
    ("round_to = 10", "round_to = 0", "key-too-small", "disclosure.round_to"),
    ("round_to = 10", "round_to = 1", "key-too-small", "disclosure.round_to"),
    ("round_to = 10", "round_to = 19", "key-too-large", "disclosure.round_to"),
    ("round_to = 10", "rounding = 10", "key-unknown", "disclosure.rounding"),
    ('providers = ["lipa"]', 'providers = ["lopa"]', "provider-unknown", "disclosure.providers"),
]


@pytest.mark.parametrize(("old", "new", "code", "key"), BROKEN)
def test_one_thing_broken_is_one_finding(tmp_path: Path, old: str, new: str, code: str, key: str) -> None:
    assert TEXT.count(old) == 1
    assert found(tmp_path, TEXT.replace(old, new)) == [(code, key)]


@pytest.mark.parametrize(("hide", "step"), [(5, 2), (5, 10), (7, 14), (20, 2), (20, 40)])
def test_the_least_and_the_most_that_protect(tmp_path: Path, hide: int, step: int) -> None:
    text = TEXT.replace("hide_up_to = 9", f"hide_up_to = {hide}").replace("round_to = 10", f"round_to = {step}")
    assert load_collection(written(tmp_path, text), ["lipa", "most"]).disclosure == Disclosure(hide, step, ("lipa",))


def test_everything_broken_is_said_at_once(tmp_path: Path) -> None:
    text = TEXT.replace('language = "cs"', 'language = "de"').replace('"most"', '"mots"')
    assert found(tmp_path, f'{text}[[not_expected]]\nprovider = "x"\nreason = ""') == [
        ("key-wrong-choice", "language"),
        ("provider-unknown", "not_expected"),
        ("provider-unknown", "not_expected"),
    ]


def test_an_empty_file_lacks_everything(tmp_path: Path) -> None:
    assert found(tmp_path, "") == [("key-missing", key) for key in ("form", "language", "deadline", "coordinator")]


@pytest.mark.parametrize("content", ["form = ", "2021-02-30", TEXT.encode("cp1250"), b"\xff"])
def test_a_file_that_is_no_toml(tmp_path: Path, content: str | bytes) -> None:
    assert found(tmp_path, content) == [("toml-syntax", "")]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UserError) as refused:
        load_collection(tmp_path / "collection.toml", [])
    assert [one.code for one in refused.value.findings] == ["file-missing"]


def test_a_folder_or_a_refusal_in_its_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Root may read everything, so the refusal is played."""
    path = tmp_path / "collection.toml"
    path.mkdir()
    with pytest.raises(UserError) as refused:
        load_collection(path, [])
    assert [one.code for one in refused.value.findings] == ["file-is-folder"]

    def refuse(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "read_bytes", refuse)
    (tmp_path / "other.toml").touch()
    with pytest.raises(UserError) as refused:
        load_collection(tmp_path / "other.toml", [])
    assert [one.code for one in refused.value.findings] == ["file-unreadable"]


def test_findings_name_the_period_s_file(tmp_path: Path) -> None:
    with pytest.raises(UserError) as refused:
        load_collection(written(tmp_path, TEXT.replace('"cs"', '"de"')), ["lipa", "most"])
    assert [one.place.file for one in refused.value.findings] == ["2020/collection.toml"]
