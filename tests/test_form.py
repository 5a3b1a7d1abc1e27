"""A form that loads is whole: whatever is broken in its file is one finding with its code and place."""

from dataclasses import replace
from pathlib import Path

import pytest

from zamestnanost_stats.findings import Severity, UserError, hint, message
from zamestnanost_stats.folder import shipped
from zamestnanost_stats.form.definition import By, Form, Per, Type, Unit, View
from zamestnanost_stats.form.loading import load_form
from zamestnanost_stats.keys import TOTAL, VALUE
from zamestnanost_stats.language import Text, language

FORM = """\
id = "small"
title = { cs = "Malý formulář", en = "A small form" }
instructions = [{ cs = "Vyplňte.", en = "Fill in." }]

[[codelist]]
id = "service_type"
title = { cs = "Typ", en = "Type" }
item = [{ id = "ips", cs = "IPS", en = "IPS" }, { id = "training", cs = "Trénink", en = "Training" }]

[[codelist]]
id = "running"
title = { cs = "Provoz", en = "Operation" }
item = [{ id = "full", cs = "plný", en = "full" }, { id = "none", cs = "žádný", en = "none at all" }]

[[codelist]]
id = "reason"
title = { cs = "Důvod", en = "Reason" }
item = [{ id = "health", cs = "zdraví", en = "health" }, { id = "other", cs = "jiný, který", en = "other" }]

[[section]]
id = "respondent"
per = "return"
sheet = { cs = "Pokyny", en = "Instructions" }
title = { cs = "Kdo", en = "Who" }
[[section.indicator]]
id = "who"
type = "text"
label = { cs = "Jméno", en = "Name" }
help = { cs = "Komu volat.", en = "Whom to call." }

[[section]]
id = "clients"
sheet = { cs = "Výkaz", en = "Return" }
title = { cs = "Klienti", en = "Clients" }
[[section.indicator]]
id = "operation"
type = "choice"
codelist = "running"
label = { cs = "Provoz", en = "Operation" }
help = { cs = "Jak běžela.", en = "How it ran." }
[[section.indicator]]
id = "supported"
type = "count"
max = 500
required = true
unduplicated = true
label = { cs = "Podpoření", en = "Supported" }
help = { cs = "Kdo.", en = "Who." }

[[section]]
id = "exits_tab"
sheet = { cs = "Odchody", en = "Exits" }
title = { cs = "Odchody", en = "Exits" }
[[section.indicator]]
id = "exits"
type = "count"
max = 500
by = ["reason"]
label = { cs = "Odchody", en = "Exits" }
help = { cs = "Kdo odešel.", en = "Who left." }

[[rule]]
id = "exits-within"
severity = "warning"
check = "exits <= supported"
when = 'operation = "full"'
label = { cs = "Odchodů není víc", en = "No more exits" }
message = { cs = "Opravte odchody.", en = "Mend the exits." }

[[metric]]
id = "health_share"
numerator = "exits[reason, health]"
denominator = "exits"
unit = "persons"
label = { cs = "Podíl", en = "Share" }
population = { cs = "odchody", en = "exits" }
measured = { cs = "v roce", en = "in the year" }

[report]
comparable = [["ips", "training"]]
limits = [{ cs = "Nic.", en = "Nothing." }]
[[report.section]]
id = "first"
view = "headline"
metric = "health_share"
where = 'service_type = "ips"'
title = { cs = "Hlavní", en = "Main" }
sentence = { cs = "Je to {share}, {percent}.", en = "It is {share}, {percent}." }
[[report.section]]
id = "city"
view = "table"
by = "service_type"
indicators = ["supported", "exits"]
title = { cs = "Město", en = "City" }
"""

CITY, TABLE = "report.section.city", 'view = "table"'
CITY_VIEW = 'view = "table"\nby = "service_type"\nindicators = ["supported", "exits"]'
REASONS = 'view = "reasons"\nindicators = ["{}"]\ncodelist = "{}"'


def load(folder: Path, text: str, name: str = "small.toml") -> Form:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return load_form(path)


def changed(*changes: tuple[str, str]) -> str:
    """The form with each first text replaced by the second, where it stands once."""
    text = FORM
    for old, new in changes:
        assert text.count(old) == 1, (text.count(old), old)
        text = text.replace(old, new)
    return text


def found(folder: Path, text: str, name: str = "small.toml") -> list[tuple[str, str]]:
    """Code and place of every finding of a form that must not load; each can be said in both languages."""
    with pytest.raises(UserError) as refused:
        load(folder, text, name)
    for one in refused.value.findings:
        assert Path(one.place.file).name == name
        assert one.severity is Severity.ERROR
        for code in ("cs", "en"):
            assert message(one, language(code))
            assert hint(one, language(code))
    return [(one.code, one.place.column) for one in refused.value.findings]


# --- forms that load


def test_a_small_form_is_loaded_whole(tmp_path: Path) -> None:
    form = load(tmp_path, FORM)
    assert list(form.indicators) == ["who", "operation", "supported", "exits"]
    assert [section.per for section in form.section] == [Per.RETURN, Per.SERVICE, Per.SERVICE]
    supported = form.indicators["supported"]
    assert (supported.type, supported.max, supported.required, supported.unduplicated) == (Type.COUNT, 500, True, True)
    assert (supported.by, supported.codelist, supported.heading) == ((), "", None)
    assert (supported.additive, supported.total_at_least_largest) == (True, True)
    assert form.indicators["exits"].by == ("reason",)
    assert form.codelists["reason"]["other"].label == Text("jiný, který", "other")
    assert form.rule[0].severity is Severity.WARNING
    assert form.metrics["health_share"].unit is Unit.PERSONS
    assert (form.report.section[0].view, form.report.section[1].by) == (View.HEADLINE, By.SERVICE_TYPE)
    assert form.report.comparable == (("ips", "training"),)
    assert form.service_type_label("training") == Text("Trénink", "Training")
    assert form.service_type_label("sheltered") == Text("sheltered", "sheltered")


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    assert load(tmp_path, "\ufeff" + FORM) == load(tmp_path, FORM)


@pytest.mark.parametrize("name", sorted(path.name for path in shipped("forms").glob("*.toml")))
def test_the_forms_of_the_program_load(name: str) -> None:
    assert load_form(shipped("forms") / name).id == name.removesuffix(".toml")


def test_the_first_collection_asks_the_four_counts_of_the_minutes() -> None:
    form = load_form(shipped("forms") / "ips-2020.toml")
    counts = [one.id for one in form.indicators.values() if one.type is Type.COUNT and one.max == 5000]
    assert counts == ["supported", "new_intakes", "placed_open", "placed_sheltered"]
    assert [name for name in counts if not form.indicators[name].unduplicated] == []
    assert [name for name in counts if not form.indicators[name].total_at_least_largest] == ["placed_sheltered"]
    assert set(form.metrics) == {"open_placement_rate", "open_share_of_persons"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('denominator = "exits"', 'denominator = "2 * exits - sum(exits[reason])"'),
        ('denominator = "exits"', 'denominator = "(exits + supported) * (2 - 1)"'),
        ('denominator = "exits"', 'denominator = "0.5 * 2 * exits"'),
        ('"Výkaz", en = "Return"', '"Žlutý výkaz (1) & další!", en = "Client\'s return"'),
        ('"Výkaz", en = "Return"', '"' + "V" * 31 + '", en = "Return"'),
        ('"Podpoření", en = "Supported"', '"' + "P" * 200 + '", en = "Supported"'),
        ('{share}, {percent}.", en', '{period} {share} {percent} {interval} {services} {{}}.", en'),
        ('comparable = [["ips", "training"]]', ""),
        ('sheet = { cs = "Odchody", en = "Exits" }', 'sheet = { cs = "Return", en = "Výkaz" }'),
        ('id = "exits-within"', 'id = "operation"'),
        (CITY_VIEW, REASONS.format("exits", "reason")),
        (CITY_VIEW, 'view = "coverage"'),
        (CITY_VIEW, 'view = "trend"\nmetric = "health_share"'),
        (CITY_VIEW, 'view = "funnel"\nmetric = "health_share"'),
    ],
)
def test_what_a_form_may_say(tmp_path: Path, old: str, new: str) -> None:
    load(tmp_path, changed((old, new)))


# --- forms that do not

CLIENTS = "section.clients"
OPERATION, SUPPORTED, EXITS = "indicator.operation", "indicator.supported", "indicator.exits"
WITHIN, SHARE, FIRST = "rule.exits-within", "metric.health_share", "report.section.first"
IPS_ITEM = '{ id = "ips", cs = "IPS", en = "IPS" }'
NONE_ITEM = '{ id = "none", cs = "žádný", en = "none at all" }'

RESPONDENT = '[[section]]\nid = "respondent"'
EMPTY_LIST = '[[codelist]]\nid = "empty"\ntitle = { cs = "Nic", en = "Nothing" }\nitem = []\n'
REASON_LIST = FORM[FORM.index('[[codelist]]\nid = "reason"') : FORM.index(RESPONDENT)]
LONG_ITEMS = ", ".join(f'{{ id = "{one}", cs = "{one}", en = "{one * 126}" }}' for one in "ab")

BROKEN = {
    # the shape of the tables
    "unknown key at the top": (('id = "small"', 'id = "small"\ncolour = 1'), "key-unknown", "colour"),
    "unknown key in an indicator": (("max = 500\nrequired", "maxx = 1\nmax = 500\nrequired"), "key-unknown",
                                    "section.clients.indicator.supported.maxx"),
    "unknown language": (('en = "Supported" }', 'en = "Supported", de = "x" }'), "key-unknown",
                         "section.clients.indicator.supported.label.de"),
    "misspelled table": (("[[metric]]", "[[metrics]]"), "key-unknown", "metrics"),
    "missing id": (('id = "supported"\n', ""), "key-missing", "section.clients.indicator.2.id"),
    "missing type": (('type = "choice"\n', ""), "key-missing", "section.clients.indicator.operation.type"),
    "missing title": (('title = { cs = "Malý formulář", en = "A small form" }\n', ""), "key-missing", "title"),
    "missing unit": (('unit = "persons"\n', ""), "key-missing", "metric.health_share.unit"),
    "text for a number": (("max = 500\nrequired", 'max = "500"\nrequired'), "key-wrong-type",
                          "section.clients.indicator.supported.max"),
    "decimal for a whole number": (("max = 500\nrequired", "max = 500.0\nrequired"), "key-wrong-type",
                                   "section.clients.indicator.supported.max"),
    "true for a number": (("max = 500\nrequired", "max = true\nrequired"), "key-wrong-type",
                          "section.clients.indicator.supported.max"),
    "number for true": (("required = true", "required = 1"), "key-wrong-type",
                        "section.clients.indicator.supported.required"),
    "number for an id": (('id = "small"', "id = 1"), "key-wrong-type", "id"),
    "text for a list": (('by = ["reason"]', 'by = "reason"'), "key-wrong-type",
                        "section.exits_tab.indicator.exits.by"),
    "number in a list of texts": (('by = ["reason"]', "by = [1]"), "key-wrong-type",
                                  "section.exits_tab.indicator.exits.by.1"),
    "list for a table": (("[report]", "[[report]]"), "key-wrong-type", "report"),
    "text for a table": ((IPS_ITEM, '"ips"'), "key-wrong-type", "codelist.service_type.item.1"),
    "unknown type": (('type = "choice"', 'type = "chioce"'), "key-wrong-choice",
                     "section.clients.indicator.operation.type"),
    "unknown severity": (('severity = "warning"', 'severity = "Warning"'), "key-wrong-choice",
                         "rule.exits-within.severity"),
    "unknown view": (('view = "headline"', 'view = "pie"'), "key-wrong-choice", "report.section.first.view"),
    "unknown unit": (('unit = "persons"', 'unit = "heads"'), "key-wrong-choice", "metric.health_share.unit"),
    # texts
    "one language only": (('{ cs = "Kdo.", en = "Who." }', '{ cs = "Kdo." }'), "text-incomplete",
                          "section.clients.indicator.supported.help"),
    "empty text": (('en = "Who." }', 'en = "" }'), "text-incomplete", "section.clients.indicator.supported.help"),
    "text of spaces": (('en = "Who." }', 'en = "  " }'), "text-incomplete", "section.clients.indicator.supported.help"),
    "text without languages": (('{ cs = "Kdo.", en = "Who." }', '"Kdo."'), "text-incomplete",
                               "section.clients.indicator.supported.help"),
    "number for a text": (('en = "Who." }', "en = 1 }"), "text-incomplete", "section.clients.indicator.supported.help"),
    "code without a name": (('cs = "IPS"', 'cs = " "'), "text-incomplete", "codelist.service_type.ips"),
    "label too long": (('en = "Supported"', f'en = "{"S" * 201}"'), "text-too-long", "indicator.supported.label"),
    "name of a code too long": (('en = "Training"', f'en = "{"T" * 201}"'), "text-too-long",
                                "codelist.service_type.training"),
    "help too long": (('en = "Who."', f'en = "{"W" * 8001}"'), "text-too-long", "indicator.supported.help"),
    "rule's label too long": (('en = "No more exits"', f'en = "{"N" * 201}"'), "text-too-long",
                              "rule.exits-within.label"),
    "rule's message too long": (('en = "Mend the exits."', f'en = "{"M" * 1001}"'), "text-too-long",
                                "rule.exits-within.message"),
    "choices too long together": ((NONE_ITEM, LONG_ITEMS), "text-too-long", "codelist.running"),
    "comma in a choice": (('cs = "žádný"', 'cs = "vůbec, nijak"'), "choice-comma", "codelist.running"),
    "two choices of one name": (('cs = "žádný"', 'cs = "Plný"'), "label-doubled", "codelist.running"),
    "a choice named as another in the other language": (('cs = "žádný"', 'cs = "full"'), "label-doubled",
                                                        "codelist.running"),
    "a choice named as the id of another": (('cs = "plný"', 'cs = "none"'), "label-doubled", "codelist.running"),
    # sheets
    "sheet's name too long": (('cs = "Výkaz", en', f'cs = "{"V" * 32}", en'), "text-too-long", "section.clients.sheet"),
    **{
        f"sheet's name with {sign}": (('cs = "Výkaz", en', f'cs = "Vý{sign}kaz", en'), "sheet-name-invalid",
                                      "section.clients.sheet")
        for sign in ("[", "]", ":", "*", "?", "/", "\\\\", "\\n")
    },
    "sheet's name begins with an apostrophe": (('cs = "Výkaz", en', 'cs = "\'Výkaz", en'), "sheet-name-invalid",
                                               "section.clients.sheet"),
    "sheet's name ends with an apostrophe": (('cs = "Výkaz", en', 'cs = "Výkaz\'", en'), "sheet-name-invalid",
                                             "section.clients.sheet"),
    "sheet's name is Excel's own": (('cs = "Výkaz", en', 'cs = "history", en'), "sheet-name-invalid",
                                    "section.clients.sheet"),
    "sheet's name is empty": (('cs = "Výkaz", en', 'cs = "", en'), "text-incomplete", "section.clients.sheet"),
    "two sheets of one name in Czech": (('{ cs = "Odchody", en = "Exits" }\ntitle',
                                         '{ cs = "VÝKAZ", en = "Exits" }\ntitle'),
                                        "sheet-name-taken", "section.exits_tab.sheet.cs"),
    "two sheets of one name in English": (('{ cs = "Odchody", en = "Exits" }\ntitle',
                                           '{ cs = "Odchody", en = "return" }\ntitle'),
                                          "sheet-name-taken", "section.exits_tab.sheet.en"),
    "sheet named as the guide": (('cs = "Výkaz", en', 'cs = "Pokyny", en'), "sheet-name-taken",
                                 "section.clients.sheet.cs"),
    "sheet named as the check sheet": (('cs = "Výkaz", en', 'cs = "kontrola", en'), "sheet-name-taken",
                                       "section.clients.sheet.cs"),
    "sheet named as the stamp": (('cs = "Výkaz", en', 'cs = "_Stamp", en'), "sheet-name-taken",
                                 "section.clients.sheet.cs"),
    # ids
    "section twice": (('id = "exits_tab"', 'id = "clients"'), "id-duplicate", "section.clients"),
    "indicator twice": (('id = "who"', 'id = "supported"'), "id-duplicate", "indicator.supported"),
    "code list twice": ((RESPONDENT, f"{REASON_LIST}{RESPONDENT}"), "id-duplicate", "codelist.reason"),
    "code twice": (('id = "other"', 'id = "health"'), "id-duplicate", "codelist.reason.health"),
    "report section twice": (('id = "city"', 'id = "first"'), "id-duplicate", "report.section.first"),
    "breakdown twice": (('by = ["reason"]', 'by = ["reason", "reason"]'), "id-duplicate", EXITS),
    "indicator's id with a capital": (('id = "who"', 'id = "Who"'), "id-invalid", "indicator.Who"),
    "section's id with an accent": (('id = "clients"', 'id = "klienti-é"'), "id-invalid", "section.klienti-é"),
    "code's id with a space": (('id = "other"', 'id = "o ther"'), "id-invalid", "codelist.reason.o ther"),
    "rule's id with a dot": (('id = "exits-within"', 'id = "exits.within"'), "id-invalid", "rule.exits.within"),
    "report section's id is a device": (('id = "city"', 'id = "con"'), "id-device", "report.section.con"),
    "section's id is the guide's": (('id = "clients"', 'id = "pokyny"'), "id-reserved", "section.pokyny"),
    "section's id is the check sheet's": (('id = "clients"', 'id = "kontrola"'), "id-reserved", "section.kontrola"),
    "section's id is last year's": (('id = "clients"', 'id = "loni"'), "id-reserved", "section.loni"),
    "indicator's id is a word of conditions": (('id = "who"', 'id = "first_year"'), "id-reserved",
                                               "indicator.first_year"),
    "rule's id is a built-in total's": (('id = "exits-within"', 'id = "supported-total"'), "id-reserved",
                                        "rule.supported-total"),
    "rule's id is a built-in breakdown's": (('id = "exits-within"', 'id = "exits-by-reason"'), "id-reserved",
                                            "rule.exits-by-reason"),
    "rule's id is another finding's": (('id = "exits-within"', 'id = "cell-choice"'), "id-reserved",
                                       "rule.cell-choice"),
    "breakdown by type of service": (('by = ["reason"]', 'by = ["reason", "service_type"]'), "id-reserved",
                                     EXITS),
    # indicators
    "unknown breakdown": (('by = ["reason"]', 'by = ["reason", "sex"]'), "codelist-unknown", EXITS),
    "text with a code list": (('id = "who"\ntype = "text"', 'id = "who"\ncodelist = "running"\ntype = "text"'),
                              "codelist-misplaced", "indicator.who"),
    "code list without a code": ((RESPONDENT, f"{EMPTY_LIST}{RESPONDENT}"), "codelist-empty", "codelist.empty"),
    "count without a limit": (("max = 500\nrequired", "required"), "max-missing", SUPPORTED),
    "limit of a text": (('type = "text"', 'type = "text"\nmax = 5'), "numeric-only", "indicator.who"),
    "breakdown of a text": (('type = "text"', 'type = "text"\nby = ["reason"]'), "numeric-only", "indicator.who"),
    "total of a choice": (('type = "choice"', 'type = "choice"\nunduplicated = true'), "numeric-only", OPERATION),
    # rules and metrics
    "unknown name in a check": (('"exits <= supported"', '"exits <= suported"'), "expression-unknown-name",
                                f"{WITHIN}.check"),
    "text indicator in a check": (('"exits <= supported"', '"exits <= who"'), "expression-unknown-name",
                                  f"{WITHIN}.check"),
    "unknown code in a check": (('"exits <= supported"', '"exits[reason, helth] <= exits"'), "expression-unknown-code",
                                f"{WITHIN}.check"),
    "division in a check": (('"exits <= supported"', '"exits / 2 <= supported"'), "expression-syntax",
                            f"{WITHIN}.check"),
    "empty check": (('"exits <= supported"', '""'), "expression-syntax", f"{WITHIN}.check"),
    "check of nothing": (('"exits <= supported"', '"1 <= 2"'), "expression-syntax", f"{WITHIN}.check"),
    "unknown name in a condition": (("'operation = \"full\"'", "'opration = \"full\"'"), "expression-unknown-name",
                                    f"{WITHIN}.when"),
    "unknown code in a condition": (("'operation = \"full\"'", "'operation = \"ful\"'"), "expression-unknown-code",
                                    f"{WITHIN}.when"),
    "unknown type in a condition": (("'operation = \"full\"'", "'service_type = \"pz\"'"), "expression-unknown-code",
                                    f"{WITHIN}.when"),
    "number in a condition": (("'operation = \"full\"'", "'supported > 10'"), "expression-syntax", f"{WITHIN}.when"),
    "unknown name in a numerator": (('"exits[reason, health]"', '"exit"'), "expression-unknown-name",
                                    f"{SHARE}.numerator"),
    "unknown name in a denominator": (('denominator = "exits"', 'denominator = "exit"'), "expression-unknown-name",
                                      f"{SHARE}.denominator"),
    "comparison for a denominator": (('denominator = "exits"', 'denominator = "exits > 1"'), "expression-syntax",
                                     f"{SHARE}.denominator"),
    **{
        f"denominator {text}": (('denominator = "exits"', f'denominator = "{text}"'), "metric-not-linear",
                                f"{SHARE}.denominator")
        for text in ("exits * supported", "exits * exits", "exits + 1", "1 + exits", "exits - 2 * 3", "100", "2 * 50",
                     "2 * (exits + 1)", "sum(exits[reason]) * supported", "exits - (supported - 1)",
                     "(exits + supported) * (exits - supported)")
    },
    "numerator exits * exits": (('"exits[reason, health]"', '"exits * exits"'), "metric-not-linear",
                                f"{SHARE}.numerator"),
    # the report
    "unknown metric": (('metric = "health_share"', 'metric = "helth_share"'), "metric-unknown", FIRST),
    "headline without a metric": (('metric = "health_share"\n', ""), "view-incomplete", FIRST),
    "table without indicators": (('indicators = ["supported", "exits"]\n', ""), "view-incomplete",
                                 "report.section.city"),
    **{
        f"{view} without a metric": ((TABLE, f'view = "{view}"'), "view-incomplete", CITY)
        for view in ("intervals", "funnel", "trend")
    },
    "reasons without a code list": ((TABLE, 'view = "reasons"'), "view-incomplete", CITY),
    "reasons of two": ((TABLE, 'view = "reasons"\ncodelist = "reason"'), "reasons-one", CITY),
    "reasons of what is not told apart": ((CITY_VIEW, REASONS.format("supported", "reason")), "reasons-one", CITY),
    "reasons by another code list": ((CITY_VIEW, REASONS.format("exits", "running")), "reasons-one", CITY),
    "reasons of the unknown": ((CITY_VIEW, REASONS.format("exit", "reason")), "expression-unknown-name", CITY),
    "unknown indicator": (('"supported", "exits"]', '"supported", "exit"]'), "expression-unknown-name",
                          "report.section.city"),
    "text shown as a number": (('"supported", "exits"]', '"supported", "who"]'), "expression-unknown-name",
                               "report.section.city"),
    "unknown name in where": (("'service_type = \"ips\"'", "'servicetype = \"ips\"'"), "expression-unknown-name",
                              f"{FIRST}.where"),
    "unknown code in where": (("'service_type = \"ips\"'", "'service_type = \"pz\"'"), "expression-unknown-code",
                              f"{FIRST}.where"),
    **{
        f"sentence with {part}": (("It is {share}, {percent}.", part), "sentence-part", FIRST)
        for part in ("{shares}", "{}", "{0}", "{share.real}", "{share[0]}", "{share!r}", "{share:d}",
                     "{share:{percent}}", "{share", "share}", "{share} {")
    },
    "pair of one": (('[["ips", "training"]]', '[["ips"]]'), "comparable-invalid", "report.comparable"),
    "pair of three": (('[["ips", "training"]]', '[["ips", "training", "ips"]]'), "comparable-invalid",
                      "report.comparable"),
    "pair of a type with itself": (('[["ips", "training"]]', '[["ips", "ips"]]'), "comparable-invalid",
                                   "report.comparable"),
    "pair with an unknown type": (('[["ips", "training"]]', '[["ips", "pz"]]'), "comparable-invalid",
                                  "report.comparable"),
}  # fmt: skip


@pytest.mark.parametrize("case", BROKEN)
def test_one_thing_broken_is_one_finding(tmp_path: Path, case: str) -> None:
    change, code, place = BROKEN[case]
    assert found(tmp_path, changed(change)) == [(code, place)]


@pytest.mark.parametrize("view", ["headline", "intervals", "funnel"])
def test_a_rate_that_is_no_share_has_no_interval(tmp_path: Path, view: str) -> None:
    no_share = ('unit = "persons"', 'unit = "persons"\nproportion = false')
    shown = ('view = "headline"', f'view = "{view}"')
    assert found(tmp_path, changed(no_share, shown)) == [("metric-no-share", FIRST)]
    load(tmp_path, changed(no_share, ('view = "headline"', 'view = "trend"')))


def test_an_unknown_code_list(tmp_path: Path) -> None:
    """Nothing else may speak of the choice, for its codes are not known."""
    text = changed(('codelist = "running"\n', 'codelist = "runing"\n'), ("when = 'operation = \"full\"'\n", ""))
    assert found(tmp_path, text) == [("codelist-unknown", OPERATION)]


def test_a_choice_needs_a_code_list(tmp_path: Path) -> None:
    """Nor may anything else speak of such a choice."""
    text = changed(('codelist = "running"\n', ""), ("when = 'operation = \"full\"'\n", ""))
    assert found(tmp_path, text) == [("codelist-misplaced", OPERATION)]


def test_a_form_without_a_guide_of_its_own_has_the_program_s(tmp_path: Path) -> None:
    start, end = FORM.index('[[section]]\nid = "respondent"'), FORM.index('[[section]]\nid = "clients"')
    text = (FORM[:start] + FORM[end:]).replace('cs = "Výkaz", en = "Return"', 'cs = "Výkaz", en = "Instructions"')
    assert found(tmp_path, text) == [("sheet-name-taken", "section.clients.sheet.en")]


def test_everything_broken_is_said_at_once(tmp_path: Path) -> None:
    text = changed(
        ("max = 500\nrequired", "required"),
        ('"exits <= supported"', '"exits <= suported"'),
        ('metric = "health_share"', 'metric = "x"'),
        ('id = "city"', 'id = "City"'),
    )
    assert sorted(found(tmp_path, text)) == [
        ("expression-unknown-name", "rule.exits-within.check"),
        ("id-invalid", "report.section.City"),
        ("max-missing", "indicator.supported"),
        ("metric-unknown", "report.section.first"),
    ]


def test_every_fault_of_shape_is_said_at_once(tmp_path: Path) -> None:
    text = changed(
        ("required = true", "required = 1"), ('severity = "warning"', 'severity = "x"'), ("max = 500\nby", "by")
    )
    assert sorted(found(tmp_path, text)) == [
        ("key-wrong-choice", "rule.exits-within.severity"),
        ("key-wrong-type", "section.clients.indicator.supported.required"),
    ]


def test_a_form_is_found_by_its_file_name(tmp_path: Path) -> None:
    assert found(tmp_path, FORM, "smal.toml") == [("form-file-name", "id")]


@pytest.mark.parametrize(
    "content",
    [
        b'id = "small',
        b'id = "small"\nid = "small"',
        FORM.encode("cp1250"),
        FORM.encode("utf-16"),
        b"max = " + b"9" * 5000,
        b"\x00",
        b"deadline = 2021-02-30",
    ],
    ids=["unclosed", "key twice", "Windows-1250", "UTF-16", "huge number", "NUL", "no such day"],
)
def test_a_file_that_is_no_toml(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "small.toml"
    path.write_bytes(content)
    with pytest.raises(UserError) as refused:
        load_form(path)
    assert [(one.code, one.place.file) for one in refused.value.findings] == [("toml-syntax", str(path))]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UserError) as refused:
        load_form(tmp_path / "small.toml")
    assert [one.code for one in refused.value.findings] == ["file-missing"]


# --- the fingerprint

GUIDE = 'sheet = { cs = "Pokyny", en = "Instructions" }'
UNCHANGED = [
    ("text of a title", 'en = "A small form"', 'en = "Another small form"'),
    ("text of an instruction", 'en = "Fill in."', 'en = "Fill it in."'),
    ("name of an indicator", 'en = "Supported"', 'en = "Persons supported"'),
    ("help", '{ cs = "Kdo.", en = "Who." }', '{ cs = "Kdo vlastně.", en = "Who indeed." }'),
    ("name of a code", 'cs = "zdraví"', 'cs = "zdravotní"'),
    ("name of a sheet", 'cs = "Výkaz"', 'cs = "Formulář"'),
    ("message of a rule", 'cs = "Opravte odchody."', 'cs = "Opravte řádek odchodů."'),
    ("a metric", 'denominator = "exits"', 'denominator = "supported"'),
    ("the report", 'by = "service_type"', 'by = "provider"'),
]
CHANGED = [
    ("id of the form", 'id = "small"', 'id = "small2"'),
    ("id of a section", 'id = "clients"', 'id = "client"'),
    ("id of an indicator", 'id = "who"', 'id = "whom"'),
    ("type", 'id = "exits"\ntype = "count"', 'id = "exits"\ntype = "decimal"'),
    ("id of a code", 'id = "other"', 'id = "another"'),
    ("order of codes", f"item = [{IPS_ITEM}, ", "item = [ "),
    ("one code fewer", f", {NONE_ITEM}", ""),
    ("total asked", "unduplicated = true", "unduplicated = false"),
    ("no breakdown", 'by = ["reason"]', "by = []"),
    ("per service", f'per = "return"\n{GUIDE}', 'sheet = { cs = "Kdo", en = "Who" }'),
]


@pytest.mark.parametrize(("case", "old", "new"), UNCHANGED)
def test_a_mended_text_keeps_the_fingerprint(tmp_path: Path, case: str, old: str, new: str) -> None:
    assert load(tmp_path, changed((old, new))).fingerprint == load(tmp_path, FORM).fingerprint, case


@pytest.mark.parametrize(("case", "old", "new"), CHANGED)
def test_another_question_changes_the_fingerprint(tmp_path: Path, case: str, old: str, new: str) -> None:
    text = changed((old, new))
    if case == "order of codes":
        text = text.replace('en = "Training" }]', f'en = "Training" }}, {IPS_ITEM}]')
    if case == "no breakdown":
        text = text.replace('"exits[reason, health]"', '"exits"')
    name = "small2.toml" if case == "id of the form" else "small.toml"
    assert load(tmp_path, text, name).fingerprint != load(tmp_path, FORM).fingerprint, case


def test_the_fingerprint_sees_the_order_of_questions(tmp_path: Path) -> None:
    form = load(tmp_path, FORM)
    clients = form.section[1]
    turned = replace(clients, indicator=clients.indicator[::-1])
    assert replace(form, section=(form.section[0], turned, form.section[2])).fingerprint != form.fingerprint


def test_the_fingerprint_is_the_same_in_every_run(tmp_path: Path) -> None:
    """Templates sent last month must be known today: no order of sets, no hash of the process."""
    fingerprint = load(tmp_path, FORM).fingerprint
    assert fingerprint == load(tmp_path, FORM).fingerprint
    assert len(fingerprint) == 64
    assert set(fingerprint) <= set("0123456789abcdef")


# --- columns


@pytest.mark.parametrize(
    ("indicator", "services", "columns"),
    [
        ("who", ["ips"], (VALUE,)),
        ("who", ["ips", "pz"], (VALUE,)),
        ("operation", ["ips"], ("ips",)),
        ("operation", ["ips", "pz"], ("ips", "pz")),
        ("supported", ["ips"], ("ips",)),
        ("supported", ["ips", "pz"], ("ips", "pz", TOTAL)),
        ("supported", ["pz", "ips", "chd"], ("pz", "ips", "chd", TOTAL)),
        ("exits", ["ips", "pz"], ("ips", "pz")),
        ("supported", [], ()),
    ],
)
def test_columns(tmp_path: Path, indicator: str, services: list[str], columns: tuple[str, ...]) -> None:
    form = load(tmp_path, FORM)
    assert form.columns(form.indicators[indicator], services) == columns
