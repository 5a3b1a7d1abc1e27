"""Brings the translations in step with the sources: extracts texts, updates the Czech catalogue, compiles it.

    python tools/texts.py

Lists what still lacks a Czech text; fill that in in the .po file and run again.
"""

import io
import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[1]
SOURCES = ROOT / "src" / "zamestnanost_stats"
PO = SOURCES / "locale" / "cs" / "LC_MESSAGES" / "zamestnanost_stats.po"
METHODS = [("**.py", "python"), ("**.j2", "jinja2.ext:babel_extract")]
BORN = datetime(2021, 1, 7, tzinfo=UTC)
KEYWORDS = {"_": None, "gettext": None, "N_": None, "ngettext": (1, 2)}


def extracted() -> Catalog:
    """Every text of the program, as a catalogue without translations."""
    catalog = Catalog(project="zamestnanost-stats", charset="utf-8")
    for file, _, message, comments, context in extract_from_dir(SOURCES, METHODS, keywords=KEYWORDS):
        catalog.add(message, None, [(file, 1)], auto_comments=comments, context=context)
    return catalog


def czech() -> Catalog:
    """The Czech catalogue as committed."""
    with PO.open("rb") as file:
        return read_po(file, locale="cs")


def compiled(catalog: Catalog) -> bytes:
    """The .mo file of a catalogue."""
    buffer = io.BytesIO()
    write_mo(buffer, catalog)
    return buffer.getvalue()


def untranslated(catalog: Catalog) -> list[str]:
    """Texts without a complete translation, or with one that is only a guess (fuzzy)."""
    return [
        str(message.id)
        for message in catalog
        if message.id
        and (message.fuzzy or not all(message.string if isinstance(message.string, tuple | list) else [message.string]))
    ]


def main() -> int:
    catalog = czech()
    catalog.update(extracted(), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    catalog.creation_date = catalog.revision_date = BORN  # the catalogue changes only when a text does
    with PO.open("wb") as file:
        write_po(file, catalog, sort_output=True, width=110, include_lineno=False)
    PO.with_suffix(".mo").write_bytes(compiled(catalog))
    missing = untranslated(catalog)
    for text in missing:
        sys.stdout.write(f"no Czech text: {text}\n")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
