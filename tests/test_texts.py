"""Czech and English are complete: no text without a translation, none fuzzy, the compiled file in step."""

import re

import pytest

import texts
from zamestnanost_stats.catalogue import CATALOGUE
from zamestnanost_stats.language import language


def test_nothing_is_left_untranslated() -> None:
    assert texts.untranslated(texts.czech()) == []


def test_every_text_of_the_sources_is_in_the_catalogue() -> None:
    wanted = {message.id for message in texts.extracted() if message.id}
    found = {message.id for message in texts.czech() if message.id}
    assert wanted - found == set()
    assert found - wanted == set()


def test_the_compiled_file_is_in_step() -> None:
    assert texts.PO.with_suffix(".mo").read_bytes() == texts.compiled(texts.czech())


def test_placeholders_survive_translation() -> None:
    """Every part in braces of the English stands in the Czech, and no other."""
    for message in texts.czech():
        if message.id:
            ids = message.id if isinstance(message.id, tuple | list) else [message.id]
            strings = message.string if isinstance(message.string, tuple | list) else [message.string]
            parts = set(re.findall(r"\{\w*\}", ids[-1]))
            for string in strings:
                assert set(re.findall(r"\{\w*\}", str(string))) == parts, message.id


@pytest.mark.parametrize("spoken", ["cs", "en"])
def test_every_entry_of_the_catalogue_can_be_said(spoken: str) -> None:
    gettext = language(spoken).gettext
    for code, entry in CATALOGUE.items():
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", code)
        for text in (entry.message, entry.hint):
            if text:
                gettext(text).format_map(dict.fromkeys(re.findall(r"\{(\w+)\}", text), "x"))


def test_codes_used_are_codes_known() -> None:
    """Every code written in the sources as a finding has its entry, and every entry is used."""
    files = (path for path in texts.SOURCES.rglob("*.py") if not path.name.startswith("catalogue"))
    sources = "".join(path.read_text(encoding="utf-8") for path in files)
    assert [code for code in CATALOGUE if f'"{code}"' not in sources] == []
    made = set(re.findall(r'(?:problem|Finding|fault|_refused|_note)\(\s*"([a-z-]+)"', sources))
    assert made
    assert made - set(CATALOGUE) == set()
