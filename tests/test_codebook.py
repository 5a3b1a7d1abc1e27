"""The codebook says all that the form and the catalogue hold, the same in HTML and Markdown, and texts stay texts."""

import ast
import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from zamestnanost_stats.catalogue import CATALOGUE
from zamestnanost_stats.catalogue_returns import RETURNED
from zamestnanost_stats.folder import PACKAGE, shipped
from zamestnanost_stats.form.checks import checks
from zamestnanost_stats.form.definition import Form
from zamestnanost_stats.form.grammar import parse_check, parse_condition
from zamestnanost_stats.form.loading import load_form
from zamestnanost_stats.form.register import Service
from zamestnanost_stats.keys import Period
from zamestnanost_stats.language import NBSP, Language, language
from zamestnanost_stats.report.codebook import codebook, to_html, to_markdown
from zamestnanost_stats.report.document import Bullets, Paragraph, Table
from zamestnanost_stats.report.wording import in_words

IPS = shipped("forms") / "ips-2020.toml"
EVIL = "<b>A & B</b> | *C* _D_ `E` [F](g) \\| 1 < 2 ~~G~~ ![H](i) &amp; $J$"
MORE = """
[[instructions]]
cs = "- pomlčka"
en = "+ plus"
[[instructions]]
cs = "1. číslo"
en = "2) number"
[[instructions]]
cs = "# nadpis"
en = "=== heading"
[[codelist]]
id = "reason"
title.cs = "Důvod"
title.en = "Reason"
[[codelist.item]]
id = "health"
cs = "zdraví"
en = "health"
[[codelist.item]]
id = "odd"
cs = '''{evil}'''
en = '''{evil}'''
help.cs = "1. první\\n# druhá"
help.en = "1. first\\n# second"
[[section]]
id = "more"
sheet.cs = "Víc"
sheet.en = "More"
title.cs = '''{evil}'''
title.en = '''{evil}'''
[[section.indicator]]
id = "exits"
type = "count"
max = 1234
by = ["reason"]
label.cs = '''{evil}'''
label.en = '''{evil}'''
help.cs = "- pomlčka"
help.en = "+ plus"
[[section.indicator]]
id = "hours"
type = "decimal"
label.cs = "Hodiny"
label.en = "Hours"
help.cs = '''{evil}'''
help.en = '''{evil}'''
[[rule]]
id = "a-new-rule"
severity = "info"
check = "2 * (exits - exits[reason, odd]) - hours <= sum(exits[reason]) * 1.50"
label.cs = '''{evil}'''
label.en = '''{evil}'''
message.cs = '''{evil}'''
message.en = '''{evil}'''
[[metric]]
id = "a_rate"
numerator = "exits[reason, health]"
denominator = "exits"
unit = "jobs"
label.cs = "Míra"
label.en = "Rate"
population.cs = '''{evil}'''
population.en = '''{evil}'''
measured.cs = "v roce"
measured.en = "in the year"
"""
"""Put before ``[report]``: all that ips-2020 lacks, with every text that could be taken for something else."""

LANGUAGES = pytest.mark.parametrize("spoken", [language("cs"), language("en")], ids=["cs", "en"])


@pytest.fixture(scope="module")
def ips() -> Form:
    return load_form(IPS)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Form:
    path = tmp_path_factory.mktemp("forms") / "ips-2020.toml"
    before, mark, after = IPS.read_text(encoding="utf-8").partition("[report]\n")
    path.write_text(before + MORE.format(evil=EVIL) + mark + after, encoding="utf-8")
    return load_form(path)


@pytest.fixture(params=["ips", "hostile"])
def form(request: pytest.FixtureRequest) -> Form:
    found: Form = request.getfixturevalue(request.param)
    return found


class Page(HTMLParser):
    """Tags with their attributes, and tables as rows of cell texts (lines divided by line feeds)."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.tables: list[list[list[str]]] = []
        self.words = ""
        self.inside = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self.tables[-1][-1].append("")
        elif tag == "br":
            self.handle_data("\n")
        self.inside = tag if tag in ("td", "th", "style") else self.inside

    def handle_endtag(self, tag: str) -> None:
        self.inside = "" if tag == self.inside else self.inside

    def handle_data(self, data: str) -> None:
        self.words += "" if self.inside == "style" else data
        if self.inside in ("td", "th"):
            self.tables[-1][-1][-1] += data.replace(NBSP, " ")

    def cells(self) -> set[str]:
        return {cell for table in self.tables for row in table for cell in row}


def html_page(form: Form, spoken: Language) -> Page:
    return Page(to_html(form, spoken))


def markdown_page(form: Form, spoken: Language) -> Page:
    return Page(MarkdownIt().enable(["table", "strikethrough"]).render(to_markdown(form, spoken)))


def wanted(form: Form) -> Iterator[str]:
    """The id of everything that has one."""
    yield from form.indicators
    yield from (code for codes in form.codelists.values() for code in codes)
    yield from form.metrics
    yield from (rule.id for rule in form.rule)
    period = Period.parse("2020")
    assert period is not None
    services = [Service("a", name, "", "ips", ()) for name in ("b", "c")]
    yield from (check.id for check in checks(form, services, period))
    yield from (code for entries in RETURNED.values() for code in entries)


# --- what it holds


@LANGUAGES
@pytest.mark.parametrize("page", [html_page, markdown_page], ids=["html", "markdown"])
def test_everything_with_an_id_has_a_cell_of_its_own(
    form: Form, spoken: Language, page: Callable[[Form, Language], Page]
) -> None:
    assert set(wanted(form)) - page(form, spoken).cells() == set()


@LANGUAGES
def test_every_text_of_the_form_is_said(ips: Form, spoken: Language) -> None:
    words = re.sub(r"\s+", " ", html_page(ips, spoken).words)
    texts = [*ips.instructions, *ips.report.limits]
    for section in ips.section:
        texts += [section.title, section.sheet, *(text for one in section.indicator for text in (one.label, one.help))]
    for codelist in ips.codelist:
        texts += [codelist.title, *(code.label for code in codelist.item)]
        texts += [code.help for code in codelist.item if code.help]
    for rule in ips.rule:
        texts += [rule.label, rule.message]
    for metric in ips.metric:
        texts += [metric.label, metric.population, metric.measured, *([metric.note] if metric.note else [])]
    for text in texts:
        assert text.in_(spoken) in words


def test_a_new_rule_appears_with_its_severity_and_its_expression_in_words(hostile: Form) -> None:
    spoken = language("en")
    [row] = [row for table in markdown_page(hostile, spoken).tables for row in table if row[0] == "a-new-rule"]
    label, expression, where = row[1].split("\n")
    assert label == f"{EVIL}:"
    assert (
        expression
        == f"2 × (“{EVIL}” − “{EVIL}: {EVIL}”) − “Hours” ≤ the sum of the rows “Reason” below “{EVIL}” × 1.50"
    )
    assert where == "In every service."
    assert row[2] == f"Info: {EVIL}"


def test_what_may_be_answered_is_said(hostile: Form) -> None:
    rows = {row[1]: row[-1].split("\n") for table in html_page(hostile, language("en")).tables for row in table}
    assert rows["months_open"] == ["A whole number from 0 to 12.", "Required."]
    assert rows["supported"] == [
        "A whole number from 0 to 5,000.",
        "Required.",
        "Asked also for the organisation in total.",
    ]
    assert rows["operation"] == ["One of the list “Operation of the service”.", "Required."]
    assert rows["what_was_different"] == ["Text of at most 2,000 characters.", "Optional."]
    assert rows["exits"] == [
        "A whole number from 0 to 1,234.",
        "Optional.",
        "Below it a row for each code of “Reason”.",
    ]
    assert rows["hours"] == ["A number of 0 or more, with at most 4 decimal places.", "Optional."]


def test_marks_are_told_with_their_spellings(ips: Form) -> None:
    rows = {row[0]: row[-1] for table in html_page(ips, language("en")).tables for row in table}
    assert rows["N"] == "“.”, “nesledujeme”, “not collected”"
    assert rows["X"] == "“netýká se”, “does not apply”"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("months_open < 12", "“Months in operation” < 12"),
        (
            "new_intakes - (supported - 1) <> 0.50",
            "“Of these, new in the year” − (“Persons supported in total” − 1) ≠ 0.50",
        ),
        ("supported - 1 + 2 >= 1", "“Persons supported in total” − 1 + 2 ≥ 1"),
        ("2 * supported * 3 = 6", "2 × “Persons supported in total” × 3 = 6"),
        ("(supported + 1) * 2 > 12345", "(“Persons supported in total” + 1) × 2 > 12,345"),
        (
            "not (supported < 1 and supported > 2) or supported = 3",
            (
                "it is not true that (“Persons supported in total” < 1 and “Persons supported in total” > 2) "
                "or “Persons supported in total” = 3"
            ),
        ),
    ],
)
def test_a_check_in_words(ips: Form, text: str, told: str) -> None:
    assert in_words(parse_check(text, ips.vocabulary), ips, language("en")).replace(NBSP, " ") == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('operation <> "full"', "“How the service ran in the year” is not “in full operation”"),
        ('service_type = "ips"', "the service is of the type “IPS”"),
        ('service_type <> "ips"', "the service is not of the type “IPS”"),
        ('first_year = "no"', "the service began before this period"),
        ('first_year <> "no"', "the service began in this period"),
    ],
)
def test_a_condition_in_words(ips: Form, text: str, told: str) -> None:
    assert in_words(parse_condition(text, ips.vocabulary), ips, language("en")) == told


@LANGUAGES
def test_no_placeholder_is_left_open(form: Form, spoken: Language) -> None:
    assert not re.search(r"\{\w*\}", html_page(form, spoken).words)


def test_a_form_without_a_total_or_rates_has_no_such_sections(ips: Form, tmp_path: Path) -> None:
    text = (
        IPS.read_text(encoding="utf-8").replace("unduplicated = true", "").replace("total_at_least_largest = false", "")
    )
    path = tmp_path / "ips-2020.toml"
    path.write_text(text[: text.index("[[rule]]")], encoding="utf-8")
    bare = codebook(load_form(path), language("en"))
    kept = {section.id for section in bare.sections}
    assert {section.id for section in codebook(ips, language("en")).sections} - kept == {"total", "rates"}


# --- what a provider can meet

OF_THE_DISK = {"file-missing", "file-is-lock", "file-not-regular", "file-unreadable"}
"""Found by whoever runs the program, before there is a file to speak of."""


def judging() -> dict[str, ast.Module]:
    """The modules that read and judge a returned file: ``intake``, ``validate``, and what of two rooms they import."""
    found: dict[str, ast.Module] = {}
    waiting = ["returns.intake", "returns.validate"]
    while waiting:
        name = waiting.pop()
        path = PACKAGE / f"{name.replace('.', '/')}.py"
        if name in found or not path.is_file() or not name.startswith(("returns.", "workbook.")):
            continue
        found[name] = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(found[name]):
            if isinstance(node, ast.ImportFrom) and node.module:
                target = node.module.removeprefix("zamestnanost_stats.")
                waiting += [target, *(f"{target}.{alias.name}" for alias in node.names)]
    return found


def test_all_that_is_found_in_a_returned_file_is_told_to_providers() -> None:
    """Every code that those modules name, and no other."""
    literals = (node.value for tree in judging().values() for node in ast.walk(tree) if isinstance(node, ast.Constant))
    named = {literal for literal in literals if isinstance(literal, str) and literal in CATALOGUE}
    assert named - OF_THE_DISK == {code for entries in RETURNED.values() for code in entries}


# --- how it is written


@LANGUAGES
def test_both_outputs_say_the_same(form: Form, spoken: Language) -> None:
    tables = [
        [
            [column.title for column in block.columns],
            *([cell for cell in row if isinstance(cell, str)] for row in block.rows),
        ]
        for section in codebook(form, spoken).sections
        for block in section.blocks
        if isinstance(block, Table)
    ]
    tables = [[[cell.replace(NBSP, " ") for cell in row] for row in table] for table in tables]
    told: list[str] = []
    for section in codebook(form, spoken).sections:
        for block in section.blocks:
            told += block.items if isinstance(block, Bullets) else [block.text] if isinstance(block, Paragraph) else []
    for page in (html_page(form, spoken), markdown_page(form, spoken)):
        assert page.tables == tables
        words = page.words.replace(NBSP, " ")
        assert [text for text in told if text.replace(NBSP, " ") not in words] == []


@LANGUAGES
def test_the_page_is_whole_and_runs_nothing(form: Form, spoken: Language) -> None:
    page = html_page(form, spoken)
    tags = [tag for tag, _ in page.tags]
    assert tags.count("h1") == 1
    assert not {"script", "link", "img", "iframe", "b", "svg"} & set(tags)
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    for _, attributes in page.tags:
        named = [*attributes.get("aria-labelledby", "").split(), attributes.get("href", "").removeprefix("#")]
        assert {name for name in named if name} <= set(ids)
    assert ("html", {"lang": spoken.code}) in page.tags


def test_cells_keep_their_columns_name_on_a_phone(ips: Form) -> None:
    page = html_page(ips, language("cs"))
    titles = [attributes["data-title"] for tag, attributes in page.tags if tag == "td"]
    assert titles == [title for table in page.tables for _ in table[1:] for title in table[0][1:]]
    roles = {(tag, attributes.get("role")) for tag, attributes in page.tags if tag in ("table", "tr", "td", "th")}
    assert roles == {
        ("table", "table"),
        ("tr", "row"),
        ("td", "cell"),
        ("th", "columnheader"),
        ("th", "rowheader"),
    }


@LANGUAGES
def test_rows_of_markdown_have_as_many_cells_as_their_table_has_columns(form: Form, spoken: Language) -> None:
    width = 0
    for line in to_markdown(form, spoken).splitlines():
        cells = len(re.findall(r"(?<!\\)(?:\\\\)*\|", line)) - 1
        if line.startswith("|"):
            width = width or cells
            assert cells == width, line
        else:
            width = 0
            assert cells == -1, line


@LANGUAGES
def test_texts_of_a_form_are_not_markdown(hostile: Form, spoken: Language) -> None:
    report = codebook(hostile, spoken)
    tags = [tag for tag, _ in markdown_page(hostile, spoken).tags]
    layout = {"h1", "h2", "h3", "p", "ul", "li", "blockquote", "strong"}
    assert set(tags) <= layout | {"table", "thead", "tbody", "tr", "th", "td", "br"}
    items = [block.items for section in report.sections for block in section.blocks if isinstance(block, Bullets)]
    assert tags.count("li") == len(report.facts) + sum(map(len, items))
    text = to_markdown(hostile, spoken)
    assert text.count("\n# ") == 0
    assert text.startswith("# ")


@LANGUAGES
def test_the_same_form_gives_the_same_codebook(form: Form, spoken: Language) -> None:
    assert to_html(form, spoken) == to_html(form, spoken)
    assert to_markdown(form, spoken) == to_markdown(form, spoken)
    assert codebook(form, spoken).created == ""
