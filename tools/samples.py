"""Makes the blank sample workbook that stands beside each form: what a provider with several services would get.

python tools/samples.py
"""

from datetime import date
from pathlib import Path

from zamestnanost_stats.form.asked import Asked
from zamestnanost_stats.form.collection import Collection, Coordinator
from zamestnanost_stats.form.layout import lay_out
from zamestnanost_stats.form.loading import load_form
from zamestnanost_stats.form.register import Provider, Service
from zamestnanost_stats.keys import Period
from zamestnanost_stats.language import Text
from zamestnanost_stats.workbook.writer import write

FORMS = Path(__file__).parents[1] / "templates" / "xlsx"
SERVICES = (
    ("ips", "IPS", "ips"),
    ("pz", "Podporované zaměstnávání", "supported_employment"),
    ("dilna", "Dílna", "sheltered"),
)


def sample(path: Path) -> bytes:
    """The blank workbook of a form, for a fictional provider, in the year the form is named after."""
    year = path.stem.rpartition("-")[2]
    period = Period.parse(year)
    if period is None:
        raise ValueError(path)
    collection = Collection(
        form=path.stem,
        language="cs",
        deadline=date(period.end.year + 1, 2, 15),
        coordinator=Coordinator("Jana Smyšlená", "jana@example.org"),
        notice=Text("Ukázka prázdného výkazu smyšlené organizace.", "A blank sample for a fictional organisation."),
    )
    provider = Provider("vzor", "Vzorová organizace (smyšlená)")
    services = tuple(Service("vzor", name, label, kind, ("P1",), date(2015, 1, 1)) for name, label, kind in SERVICES)
    return write(lay_out(Asked(load_form(path), collection, period, provider, services)), {}, {})


if __name__ == "__main__":
    for form in sorted(FORMS.glob("*.toml")):
        form.with_suffix(".xlsx").write_bytes(sample(form))
