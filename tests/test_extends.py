"""A form that extends another says only what differs; every fault in how it does so is a finding with its place."""

from pathlib import Path

import pytest

from test_form import FORM
from zamestnanost_stats.findings import UserError, hint, message
from zamestnanost_stats.folder import shipped
from zamestnanost_stats.form.definition import Form
from zamestnanost_stats.form.loading import load_form
from zamestnanost_stats.language import Text, language
from zamestnanost_stats.workspace import Workspace

HEAD = 'id = "next"\nextends = "small"\n'
RULE = """\
[[rule]]
id = "some-exits"
{more}severity = "error"
check = "exits > 0"
label = {{ cs = "Odchody", en = "Exits" }}
message = {{ cs = "Doplňte.", en = "Fill in." }}
"""


def load(folder: Path, text: str, base: str = FORM) -> Form:
    (folder / "small.toml").write_text(base, encoding="utf-8")
    (folder / "next.toml").write_text(HEAD + text, encoding="utf-8")
    return load_form(folder / "next.toml")


def found(folder: Path, text: str, base: str = FORM) -> list[tuple[str, str, str]]:
    """File, code and place of every finding; each can be said in both languages."""
    with pytest.raises(UserError) as refused:
        load(folder, text, base)
    for one in refused.value.findings:
        assert all(message(one, language(code)) and hint(one, language(code)) for code in ("cs", "en"))
    return [(one.place.file, one.code, one.place.column) for one in refused.value.findings]


def test_nothing_said_is_nothing_changed_but_the_name(tmp_path: Path) -> None:
    form, base = load(tmp_path, ""), load_form(tmp_path / "small.toml")
    assert (form.id, base.id) == ("next", "small")
    for name in ("title", "instructions", "section", "codelist", "rule", "metric", "report"):
        assert getattr(form, name) == getattr(base, name)


def test_a_key_is_replaced_and_the_others_stay(tmp_path: Path) -> None:
    text = (
        'title = { cs = "Další", en = "Next" }\n[[section]]\nid = "clients"\nminutes = 20\n'
        '[[section.indicator]]\nid = "supported"\nmax = 900\n'
    )
    form = load(tmp_path, text)
    assert form.title == Text("Další", "Next")
    assert (form.section[1].minutes, form.section[1].sheet) == (20, Text("Výkaz", "Return"))
    supported = form.indicators["supported"]
    assert (supported.max, supported.unduplicated, supported.label) == (900, True, Text("Podpoření", "Supported"))


def test_new_tables_come_last_or_where_they_are_put(tmp_path: Path) -> None:
    added = '[[section]]\nid = "clients"\n[[section.indicator]]\nid = "{}"\ntype = "count"\nmax = 9\n{}'
    texts = 'label = { cs = "A", en = "A" }\nhelp = { cs = "B", en = "B" }\n'
    last = load(tmp_path, added.format("came", "") + texts)
    assert [one.id for one in last.section[1].indicator] == ["operation", "supported", "came"]
    inside = load(tmp_path, added.format("came", 'after = "operation"\n') + texts)
    assert [one.id for one in inside.section[1].indicator] == ["operation", "came", "supported"]
    assert [one.id for one in load(tmp_path, RULE.format(more="")).rule] == ["exits-within", "some-exits"]


def test_a_table_of_the_base_can_be_moved(tmp_path: Path) -> None:
    text = '[[section]]\nid = "clients"\nafter = "exits_tab"\n'
    assert [one.id for one in load(tmp_path, text).section] == ["respondent", "exits_tab", "clients"]


def test_override_leaves_nothing_of_the_old(tmp_path: Path) -> None:
    text = RULE.format(more="override = true\n").replace("some-exits", "exits-within")
    (rule,) = load(tmp_path, text).rule
    assert (rule.check, rule.when) == ("exits > 0", "")


def test_drop_takes_away_at_any_depth(tmp_path: Path) -> None:
    text = (
        'drop = ["rule.exits-within", "report.section.city", "section.respondent.indicator.who", '
        '"codelist.reason.item.other"]\n'
    )
    form = load(tmp_path, text)
    assert (form.rule, [one.id for one in form.report.section]) == ((), ["first"])
    assert "who" not in form.indicators
    assert list(form.codelists["reason"]) == ["health"]


def test_lists_without_ids_are_replaced_and_tables_between_merged(tmp_path: Path) -> None:
    form = load(tmp_path, '[report]\nlimits = [{ cs = "Jinak.", en = "Otherwise." }]\n')
    assert form.report.limits == (Text("Jinak.", "Otherwise."),)
    assert form.report.comparable == (("ips", "training"),)
    assert len(form.report.section) == 2


def test_a_form_without_rules_of_its_own_left_can_be_given_some(tmp_path: Path) -> None:
    form = load(tmp_path, 'drop = ["rule.exits-within"]\n' + RULE.format(more=""))
    assert [one.id for one in form.rule] == ["some-exits"]


def test_the_fingerprint_is_that_of_the_resolved_form(tmp_path: Path) -> None:
    same = load(tmp_path, "").fingerprint
    assert load(tmp_path, '[[rule]]\nid = "exits-within"\ncheck = "exits < 9"\n').fingerprint == same
    assert load(tmp_path, 'drop = ["section.clients.indicator.operation", "rule.exits-within"]\n').fingerprint != same
    smaller = FORM.replace("unduplicated = true\n", "")
    assert load(tmp_path, "", smaller).fingerprint != same


def test_the_base_is_left_as_it_was(tmp_path: Path) -> None:
    load(tmp_path, 'drop = ["rule.exits-within"]\n[[section]]\nid = "clients"\nminutes = 5\n')
    base = load_form(tmp_path / "small.toml")
    assert (len(base.rule), base.section[1].minutes) == (1, 0)


BROKEN = {
    "unknown in drop": ('drop = ["rule.exit-within"]', "extended-unknown", "drop"),
    "unknown deep in drop": ('drop = ["section.clients.indicator.who"]', "extended-unknown", "drop"),
    "drop without the list's name": ('drop = ["exits-within"]', "extended-unknown", "drop"),
    "drop of a key": ('drop = ["title"]', "extended-unknown", "drop"),
    "drop of nothing": ('drop = [""]', "extended-unknown", "drop"),
    "drop is a text": ('drop = "rule.exits-within"', "key-wrong-type", "drop"),
    "drop of a number": ("drop = [1]", "key-wrong-type", "drop"),
    "unknown in after": (RULE.format(more='after = "x"\n'), "extended-unknown", "rule.some-exits.after"),
    "after is a number": (RULE.format(more="after = 1\n"), "extended-unknown", "rule.some-exits.after"),
    "after itself": ('[[rule]]\nid = "exits-within"\nafter = "exits-within"', "extended-unknown",
                     "rule.exits-within.after"),
    "override of what is not there": (RULE.format(more="override = true\n"), "extended-unknown", "rule.some-exits"),
    "override is no truth": ('[[rule]]\nid = "exits-within"\noverride = 1', "key-wrong-type",
                             "rule.exits-within.override"),
    "the same twice": ('[[rule]]\nid = "exits-within"\n[[rule]]\nid = "exits-within"', "id-duplicate",
                       "rule.exits-within"),
    "a new one that is not whole": ('[[codelist]]\nid = "new"\nitem = []', "key-missing", "codelist.new.title"),
    "a change without an id": (RULE.format(more="").replace('id = "some-exits"\n', ""), "key-missing", "rule.1.id"),
    "half a text": ('title = { cs = "Další" }', "text-incomplete", "title"),
    "a word that is no key": ("droop = []", "key-unknown", "droop"),
    "a rule on what was dropped": ('drop = ["section.clients.indicator.supported", "report.section.city"]',
                                   "expression-unknown-name", "rule.exits-within.check"),
}  # fmt: skip


@pytest.mark.parametrize("case", BROKEN)
def test_one_thing_broken_is_one_finding(tmp_path: Path, case: str) -> None:
    text, code, place = BROKEN[case]
    assert found(tmp_path, text) == [("next.toml", code, place)]


def test_every_fault_of_extending_is_said_at_once(tmp_path: Path) -> None:
    text = 'drop = ["rule.x"]\n' + RULE.format(more='after = "y"\n')
    assert [place for _, _, place in found(tmp_path, text)] == ["drop", "rule.some-exits.after"]


@pytest.mark.parametrize("name", ['"absent"', '"../small"', '"Small"', '""'])
def test_an_unknown_base(tmp_path: Path, name: str) -> None:
    (tmp_path / "small.toml").write_text(FORM, encoding="utf-8")
    path = tmp_path / "next.toml"
    path.write_text(f'id = "next"\nextends = {name}\n', encoding="utf-8")
    with pytest.raises(UserError) as refused:
        load_form(path)
    assert [(one.code, one.place.column) for one in refused.value.findings] == [("base-unknown", "extends")]


def test_a_base_that_is_no_name(tmp_path: Path) -> None:
    path = tmp_path / "next.toml"
    path.write_text('id = "next"\nextends = ["small"]\n', encoding="utf-8")
    with pytest.raises(UserError) as refused:
        load_form(path)
    assert [(one.code, one.place.column) for one in refused.value.findings] == [("key-wrong-type", "extends")]


def test_what_extends_can_be_extended(tmp_path: Path) -> None:
    """As whoever adds a question of their own to ips-2021 does."""
    load(tmp_path, 'title = { cs = "Další", en = "Next" }\n' + RULE.format(more=""))
    path = tmp_path / "third.toml"
    path.write_text('id = "third"\nextends = "next"\ndrop = ["rule.exits-within"]\n', encoding="utf-8")
    form = load_form(path)
    assert (form.id, form.title.en, [one.id for one in form.rule]) == ("third", "Next", ["some-exits"])


def test_forms_that_extend_each_other(tmp_path: Path) -> None:
    for one, other in (("a", "b"), ("b", "c"), ("c", "a")):
        (tmp_path / f"{one}.toml").write_text(f'id = "{one}"\nextends = "{other}"\n', encoding="utf-8")
    with pytest.raises(UserError) as refused:
        load_form(tmp_path / "a.toml")
    assert [(one.code, one.place.file) for one in refused.value.findings] == [("base-circular", "c.toml")]


def test_every_fault_of_a_form_is_said_in_one_round(tmp_path: Path) -> None:
    """How it extends, what cannot be built, and what the rest says of names: nobody mends a form fault by fault."""
    text = (
        'drop = ["rule.x", "section.clients.indicator.supported"]\ndroop = 1\n'
        + RULE.format(more="").replace("exits > 0", "exits / 2 > 0")
        + RULE.format(more="").replace("some-exits", "more").replace("exits > 0", "exists > 0")
        + '[[metric]]\nid = "health_share"\nunit = "hours"\n'
        + '[[report.section]]\nid = "first"\n[[report.section]]\nid = "new"\nview = "pie"\n'
        + '[[report.section]]\nid = "rate"\nview = "trend"\nmetric = "x"\n'
        + 'title = { cs = "Vývoj", en = "Trend" }\n'
    )
    assert {(code, place) for _, code, place in found(tmp_path, text)} == {
        ("extended-unknown", "drop"),
        ("key-unknown", "droop"),
        ("expression-unknown-name", "rule.exits-within.check"),
        ("expression-syntax", "rule.some-exits.check"),
        ("expression-unknown-name", "rule.more.check"),
        ("key-wrong-choice", "metric.health_share.unit"),
        ("key-wrong-choice", "report.section.new.view"),
        ("key-missing", "report.section.new.title"),
        ("metric-unknown", "report.section.rate"),
        ("expression-unknown-name", "report.section.city"),
    }


def test_a_form_that_extends_itself(tmp_path: Path) -> None:
    path = tmp_path / "small.toml"
    path.write_text('extends = "small"\n' + FORM, encoding="utf-8")
    with pytest.raises(UserError) as refused:
        load_form(path)
    assert [(one.code, one.place.column) for one in refused.value.findings] == [("base-circular", "extends")]


def test_faults_of_the_base_are_said_of_the_base(tmp_path: Path) -> None:
    broken = FORM.replace('metric = "health_share"', 'metric = "x"')
    assert found(tmp_path, "", broken) == [("small.toml", "metric-unknown", "report.section.first")]


def test_without_extends_the_words_of_extending_are_unknown(tmp_path: Path) -> None:
    path = tmp_path / "small.toml"
    path.write_text("drop = []\n" + FORM.replace('id = "exits-within"', 'id = "exits-within"\nafter = "x"'))
    with pytest.raises(UserError) as refused:
        load_form(path)
    assert [(one.code, one.place.column) for one in refused.value.findings] == [
        ("key-unknown", "drop"),
        ("key-unknown", "rule.exits-within.after"),
    ]


def test_a_working_folder_extends_its_own_form_before_the_program_s(tmp_path: Path) -> None:
    forms = tmp_path / "forms"
    forms.mkdir()
    (forms / "ours.toml").write_text('id = "ours"\nextends = "ips-2020"\n', encoding="utf-8")
    workspace = Workspace(tmp_path)
    assert list(workspace.form("ours").indicators) == list(workspace.form("ips-2020").indicators)
    text = (shipped("forms") / "ips-2020.toml").read_text(encoding="utf-8")
    (forms / "ips-2020.toml").write_text(text.replace("max = 5000", "max = 60"), encoding="utf-8")
    assert workspace.form("ours").indicators["supported"].max == 60
