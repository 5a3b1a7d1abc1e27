"""The report as open data: all figures in a CSV table, described as CSVW and as a Frictionless data package."""

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from io import StringIO
from typing import Any, Final

from zamestnanost_stats.figures.figure import Figure, Kind, code_of
from zamestnanost_stats.form.definition import SERVICE_TYPE
from zamestnanost_stats.keys import State
from zamestnanost_stats.language import CODES, N_, Text, both
from zamestnanost_stats.report import imprint
from zamestnanost_stats.report.opendata import figures_of, metrics_of, number
from zamestnanost_stats.report.source import Source

KINDS: Final = {
    Kind.COUNT: ("pocet", N_("count")),
    Kind.RATIO: ("mira", N_("rate: numerator over denominator; of a share, between 0 and 1")),
    Kind.DIFFERENCE: ("rozdil", N_("difference of two rates: the first minus the second")),
    Kind.RISK_RATIO: ("pomer", N_("ratio of two rates: the first over the second")),
}
STATES: Final = {
    State.NUMBER: ("cislo", N_("a number is known")),
    State.MISSING: ("chybi", N_("missing: left blank, or no return")),
    State.NOT_COLLECTED: ("nesledovano", N_("not collected (N)")),
    State.NOT_APPLICABLE: ("netyka_se", N_("does not apply (X)")),
    State.SUPPRESSED: ("potlaceno", N_("suppressed: known, but not published, to protect people")),
    State.WITHHELD: ("nezverejneno", N_("not published, of whatever size, because it would give others away")),
}
"""What can be known of a figure; never mixed with nought."""


@dataclass(frozen=True, slots=True)
class Field:
    """One column: its name, its titles (to be translated), ``string``, ``number`` or ``integer``, and what it says."""

    name: str
    title: str
    type: str = "string"
    help: str = ""
    required: bool = False


FIELDS: Final = (
    Field("id", N_("Figure's id"), help=N_("Stable; also in the JSON file of the report."), required=True),
    Field("druh", N_("Kind"), required=True),
    Field("ukazatel", N_("Indicator or rate"), required=True),
    Field("organizace", N_("Organisation"), help=N_("Its id; empty: all organisations.")),
    Field("sluzba", N_("Service"), help=N_("Its id within the organisation; empty: all its services.")),
    Field("typ_sluzby", N_("Service type"), help=N_("Empty: all types, or two of them compared.")),
    Field("obdobi", N_("Period"), help=N_("A year, half-year or quarter: 2020, 2021-H1, 2021-Q1."), required=True),
    Field("panel", N_("Panel"), help=N_("Of trends: the periods over which the same services are followed.")),
    Field("ciselnik", N_("Code list"), help=N_("Empty: the whole, not one code of it.")),
    Field("kod", N_("Code")),
    Field("prvni_udaj", N_("First figure"), help=N_("Of a difference or ratio of two rates: the id of the first one.")),
    Field("druhy_udaj", N_("Second figure"), help=N_("The id of the one it is compared with.")),
    Field("citatel", N_("Numerator"), "number"),
    Field("jmenovatel", N_("Denominator"), "number"),
    Field("hodnota", N_("Value"), "number", N_("Empty where the state is not “cislo”. Shares are fractions of 1.")),
    Field(
        "dolni_mez",
        N_("Lower bound"),
        "number",
        N_("Of a rate: of its 95% interval. Of a count: of the number of unique persons."),
    ),
    Field(
        "horni_mez",
        N_("Upper bound"),
        "number",
        N_("Of a rate: of its 95% interval. Of a count: of the number of unique persons."),
    ),
    Field("stav", N_("State"), required=True),
    Field("zapocteno", N_("Counted in"), "integer", N_("Services or organisations whose answer is in it."), True),
    Field("ocekavano", N_("Expected"), "integer", N_("Services or organisations asked."), True),
)
_KEY: Final = "id"
_COMPARED: Final = ("prvni_udaj", "druhy_udaj")
_PERIOD: Final = "^[12][0-9]{3}(-(H[12]|Q[1-4]))?$"


def to_csv(source: Source, name: str, created: str, provider: str = "") -> Iterator[tuple[str, bytes]]:
    """The three files of an edition called ``name``: the table, its CSVW metadata, its data package. ``created`` is an
    ISO date. The table's headers and codes are the same whatever the report's language; without a BOM, with CRLF
    (RFC 4180)."""
    table = f"{name}.csv"
    figures = figures_of(source, provider)
    text = StringIO()
    rows = csv.DictWriter(text, [field.name for field in FIELDS])
    rows.writeheader()
    rows.writerows(_row(one, source) for one in figures)
    yield table, text.getvalue().encode()
    lists = _codelists(figures, source)
    beside = _beside(source, provider)
    yield f"{table}-metadata.json", _json(_csvw(source, table, created, lists, beside))
    yield f"{name}-datapackage.json", _json(_package(source, name, created, lists) | beside)


def _row(one: Figure, source: Source) -> dict[str, str]:
    codelist, code = code_of(one)
    first, second = one.of or ("", "")
    numbers = {
        "citatel": one.numerator,
        "jmenovatel": one.denominator,
        "hodnota": one.value,
        "dolni_mez": one.low,
        "horni_mez": one.high,
    }
    return {
        "id": one.id,
        "druh": KINDS[one.kind][0],
        "ukazatel": one.subject,
        "organizace": one.where.get("provider", ""),
        "sluzba": one.where.get("service", ""),
        "typ_sluzby": "" if one.of else one.where.get(SERVICE_TYPE, ""),
        "obdobi": one.where.get("period", source.current.period.label),
        "panel": one.where.get("panel", ""),
        "ciselnik": codelist,
        "kod": code,
        "prvni_udaj": first,
        "druhy_udaj": second,
        **{name: _plain(number(value)) for name, value in numbers.items()},
        "stav": STATES[one.state][0],
        "zapocteno": str(one.used),
        "ocekavano": str(one.expected),
    }


def _plain(value: float | None) -> str:
    """The same digits as in the JSON file, never with an exponent."""
    return "" if value is None else f"{Decimal(repr(value)):f}"


# --- what is said of the table

_Items = Sequence[tuple[str, Text]]


def _codelists(figures: Sequence[Figure], source: Source) -> dict[str, _Items]:
    """What the words of a column mean, in both languages, by the column's name."""
    form, known = source.current.form, source.current.register.providers
    subjects = {name: one.label for name, one in (form.indicators | form.metrics).items()}
    used = dict.fromkeys(one.subject for one in figures)
    types = form.codelists.get(SERVICE_TYPE, {})
    there = dict.fromkeys(one.where[SERVICE_TYPE] for one in figures if SERVICE_TYPE in one.where and not one.of)
    providers = dict.fromkeys(one.where["provider"] for one in figures if "provider" in one.where)
    named = [(one, known[one].name if one in known else one) for one in providers]
    return {
        "druh": [(code, both(label)) for code, label in KINDS.values()],
        "ukazatel": [(one, subjects.get(one, Text(one, one))) for one in used],
        "organizace": [(one, Text(name, name)) for one, name in named],
        "typ_sluzby": [(one, types[one].label if one in types else Text(one, one)) for one in there],
        "stav": [(code, both(label)) for code, label in STATES.values()],
    }


def _beside(source: Source, provider: str) -> dict[str, list[dict[str, Any]]]:
    """What the columns' own lists do not hold: the form's code lists, which a pair of ``ciselnik`` and ``kod`` names,
    its metrics with their contracts, and the services, whose ids are their organisation's."""
    form, period = source.current.form, source.current.period
    asked = [line.provider.id for line in source.lines if provider in ("", line.provider.id)]
    services = [service for one in asked for service in source.current.register.services_of(one, period)]
    return {
        "codelists": [
            {
                "id": one.id,
                "title": _two(one.title),
                "items": [{"id": code.id, **_two(code.label)} for code in one.item],
            }
            for one in form.codelist
        ],
        "metrics": metrics_of(form),
        "services": [{"organizace": one.provider, "sluzba": one.id, "name": one.name} for one in services],
    }


def _csvw(
    source: Source, table: str, created: str, lists: Mapping[str, _Items], beside: Mapping[str, Any]
) -> dict[str, Any]:
    """W3C's "Metadata Vocabulary for Tabular Data"; what it has no word for is among the ``notes``."""
    said = imprint.said(source)
    issued = source.issue.published.isoformat() if source.issue and source.issue.published else ""
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "cs"}],
        "url": table,
        "dc:title": _tagged(said["title"]),
        "dc:description": _tagged(said["description"]),
        "dc:rights": _tagged(said["rights"]),
        **({"dc:license": {"@id": source.licence}} if source.licence else {}),
        "dc:language": list(CODES),
        "dc:date": {"@value": created, "@type": "xsd:date"},
        **({"dc:issued": {"@value": issued, "@type": "xsd:date"}} if issued else {}),
        "tableSchema": {
            "primaryKey": _KEY,
            "columns": [_column(field, lists) for field in FIELDS],
        },
        "notes": [
            *(
                {"column": name, "items": [{"id": one, **_two(text)} for one, text in items]}
                for name, items in lists.items()
            ),
            beside,
        ],
    }


def _column(field: Field, lists: Mapping[str, _Items]) -> dict[str, Any]:
    title = both(field.title)
    column: dict[str, Any] = {
        "name": field.name,
        # a validator compares the header with the titles
        "titles": {"cs": [title.cs, field.name], "en": [title.en]},
        "datatype": {"number": "decimal", "integer": "nonNegativeInteger"}.get(field.type, "string"),
        "required": field.required,
        "null": [""],
    }
    if field.help:
        column["dc:description"] = _tagged(both(field.help))
    pattern = _pattern(field.name, lists)
    if pattern:
        column["datatype"] = {"base": "string", "format": pattern}
    if column["datatype"] == "string":
        column["lang"] = "und"  # ids and codes, no language
    return column


def _package(source: Source, name: str, created: str, lists: Mapping[str, _Items]) -> dict[str, Any]:
    """Frictionless Data Package, its texts in the report's language."""
    said = {key: text.in_(source.language) for key, text in imprint.said(source).items()}
    contact = source.current.collection.coordinator
    return {
        "profile": "tabular-data-package",
        "name": name.lower(),
        "title": said["title"],
        "description": f"{said['description']} {said['rights']}",
        "version": imprint.version(source, created),
        "contributors": [{"title": contact.name, "email": contact.email, "role": "contributor"}],
        **({"licenses": [{"path": source.licence}]} if source.licence else {}),
        "resources": [
            {
                "profile": "tabular-data-resource",
                "name": name.lower(),
                "path": f"{name}.csv",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "schema": {
                    "fields": [_described(field, lists, source) for field in FIELDS],
                    "missingValues": [""],
                    "primaryKey": [_KEY],
                    "foreignKeys": [
                        {"fields": [one], "reference": {"resource": "", "fields": [_KEY]}} for one in _COMPARED
                    ],
                },
            }
        ],
    }


def _described(field: Field, lists: Mapping[str, _Items], source: Source) -> dict[str, Any]:
    spoken = source.language
    limits: dict[str, Any] = {"required": True} if field.required else {}
    if field.name == _KEY:
        limits["unique"] = True
    if field.name == "obdobi":
        limits["pattern"] = _PERIOD
    if field.type == "integer":
        limits["minimum"] = 0
    if lists.get(field.name):
        limits["enum"] = [one for one, _ in lists[field.name]]
    described: dict[str, Any] = {"name": field.name, "type": field.type, "title": spoken.gettext(field.title)}
    if field.help:
        described["description"] = spoken.gettext(field.help)
    if lists.get(field.name):
        described["categories"] = [{"value": one, "label": text.in_(spoken)} for one, text in lists[field.name]]
    return described | ({"constraints": limits} if limits else {})


def _pattern(name: str, lists: Mapping[str, _Items]) -> str:
    """The regular expression of a column's words; empty where any will do."""
    if name == "obdobi":
        return _PERIOD
    words = "|".join(one for one, _ in lists.get(name, ()))
    return f"^({words})$" if words else ""


def _two(text: Text) -> dict[str, str]:
    return {"cs": text.cs, "en": text.en}


def _tagged(text: Text) -> list[dict[str, str]]:
    return [{"@value": words, "@language": code} for code, words in _two(text).items()]


def _json(content: Mapping[str, Any]) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()
