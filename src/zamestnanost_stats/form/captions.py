"""What people read beside the keys: labels of rows, names above columns. By them a moved label is noticed."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from zamestnanost_stats.form.asked import Asked, rows
from zamestnanost_stats.form.definition import Indicator, Per, Section
from zamestnanost_stats.form.slots import LABEL_COLUMN
from zamestnanost_stats.keys import TOTAL, CellKey
from zamestnanost_stats.language import CODES, N_, Text, both, folded, language

GUIDE_LABEL_COLUMN = 2
LONGEST = 1_000
"""Signs of a text; a longer one is no label."""
ORGANISATION = N_("Organisation in total, each person once")
"""What stands above the column of the total."""
_TOTALS = frozenset(("organizace celkem", "celkem", "organisation in total", "total"))


class Caption(NamedTuple):
    """What one row or column is called, and the folded texts by which people know it, in both languages. By its
    ``bynames`` it can be meant as well, but others can have them too."""

    name: Text
    texts: frozenset[str]
    bynames: frozenset[str] = frozenset()


Captions = Mapping[str, Caption]
"""By the key of a row or of a column."""


class Expected(NamedTuple):
    """Of one sheet: labels and explanations of its rows, names above its columns, and the column of the labels."""

    labels: Captions
    helps: Captions
    columns: Captions
    label_column: int


def of_sections(sections: Sequence[Section], asked: Asked) -> Expected:
    """Of a sheet with questions."""
    labels, helps = {}, {}
    for section in sections:
        for indicator in section.indicator:
            for key in rows(asked.form, indicator):
                label, told = _label_and_help(key, indicator, asked)
                if section.per is Per.RETURN:
                    shown = (Text(f"{label.cs} – {told.cs}", f"{label.en} – {told.en}"),) if told else ()
                    labels[key.row] = _caption(label, shown)
                else:
                    labels[key.row] = _caption(label, (label,))
                    helps[key.row] = _caption(label, (told,) if told else ())
    per_return = all(section.per is Per.RETURN for section in sections)
    columns = {} if per_return else _columns(asked)
    return Expected(labels, helps, columns, GUIDE_LABEL_COLUMN if per_return else LABEL_COLUMN)


def of_checks(asked: Asked) -> Expected:
    """Of the check sheet; the name of a check stands one row above the key of its explanation."""
    labels = {check.id: _caption(check.label, (check.label,)) for check in asked.checks}
    return Expected(labels, {}, _columns(asked), GUIDE_LABEL_COLUMN)


def _label_and_help(key: CellKey, indicator: Indicator, asked: Asked) -> tuple[Text, Text | None]:
    if not key.codelist:
        return indicator.label, indicator.help
    code = asked.form.codelists[key.codelist][key.code]
    return code.label, code.help


def _columns(asked: Asked) -> dict[str, Caption]:
    total = both(ORGANISATION)
    found = {TOTAL: _caption(total, (total,))._replace(bynames=_TOTALS)} if len(asked.services) > 1 else {}
    for service in asked.services:
        name, kind = Text(service.name, service.name), asked.form.service_type_label(service.type)
        kinds = [Text(f"{name.cs} ({kind.in_(language(code))})", "") for code in CODES]
        bynames = frozenset(map(folded, (service.id, service.type, kind.cs, kind.en)))
        found[service.id] = _caption(name, (name, *kinds))._replace(bynames=bynames)
    return found


def _caption(name: Text, shown: Iterable[Text]) -> Caption:
    return Caption(name, frozenset(folded(text) for one in shown for text in (one.cs, one.en) if text))
