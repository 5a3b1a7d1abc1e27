"""What a working folder holds: the register, forms, rounds of collecting, benchmarks and the ledger."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from zamestnanost_stats.findings import UserError, problem
from zamestnanost_stats.folder import shipped
from zamestnanost_stats.form.asked import Round
from zamestnanost_stats.form.collection import load_collection
from zamestnanost_stats.form.definition import Form
from zamestnanost_stats.form.loading import load_form
from zamestnanost_stats.form.register import Register, load_register
from zamestnanost_stats.keys import Period
from zamestnanost_stats.returns.ledger.place import ledger_exists

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from zamestnanost_stats.form.benchmarks import Benchmark
    from zamestnanost_stats.form.prior import Past

LEDGER = "ledger.sqlite"


@dataclass(frozen=True)
class Holdings:
    """Everything that is read from a working folder, each when it is first asked for."""

    folder: Path

    @cached_property
    def register(self) -> Register:
        return load_register(self.folder)

    def form(self, identity: str) -> Form:
        """The form of that id: the coordinator's own, else the program's."""
        path = self._form_file(identity)
        if path is not None:
            return load_form(path, self._form_file)
        known = sorted(path.stem for folder in self._form_folders for path in folder.glob("*.toml"))
        raise UserError(problem("form-unknown", found=identity, known=", ".join(dict.fromkeys(known))))

    @property
    def _form_folders(self) -> tuple[Path, Path]:
        return self.folder / "forms", shipped("forms")

    def _form_file(self, identity: str) -> Path | None:
        paths = (folder / f"{identity}.toml" for folder in self._form_folders)
        return next((path for path in paths if path.is_file()), None)

    @cached_property
    def benchmarks(self) -> "tuple[Benchmark, ...]":
        """The folder's own benchmarks, else the program's."""
        from zamestnanost_stats.form.benchmarks import load_benchmarks

        own = self.folder / "benchmarks.toml"
        return load_benchmarks(own if own.is_file() else shipped(own.name))

    def periods(self) -> list[Period]:
        """Periods with a collection, the latest last."""
        found = [Period.parse(path.parent.name) for path in self.folder.glob("*/collection.toml")]
        return sorted((one for one in found if one), key=lambda one: (one.end, one.start))

    def round(self, period: Period) -> Round:
        """Everything about one period's collection."""
        path = self.folder / period.label / "collection.toml"
        if not path.exists():
            raise UserError(problem("no-collection-for", file=str(path), period=period.label))
        collection = load_collection(path, self.register.providers)
        form = self.form(collection.form)
        return Round(form, collection, period, self.register, self._past(form, period))

    def _past(self, form: Form, period: Period) -> "dict[str, Past]":
        """The returns of the year before, where the form looks at them."""
        if not form.uses_prior:
            return {}
        from zamestnanost_stats.returns.ledger.revisions import past_returns

        return past_returns(self.ledger, period.year_before)

    @property
    def ledger(self) -> "Engine":
        """The ledger for reading; where there is none, an empty one in memory, for looking must not make a file."""
        from zamestnanost_stats.returns.ledger.schema import open_ledger

        return self._kept if ledger_exists(self.folder / LEDGER) else open_ledger(None)

    @cached_property
    def _kept(self) -> "Engine":
        """The ledger, made where there is none."""
        from zamestnanost_stats.returns.ledger.schema import open_ledger

        return open_ledger(self.folder / LEDGER)

    def rounds_until(self, current: Round) -> list[Round]:
        """The rounds of periods of the same length (years, half-years, quarters) up to this one, as accepted."""
        before = [one for one in self.periods() if one.kind == current.period.kind and one.end < current.period.end]
        return [self.as_accepted(one) for one in (*map(self.round, before), current)]

    def round_after(self, current: Round) -> Round | None:
        """The round of the same part of the year after, as accepted, if there is one."""
        found = next((one for one in self.periods() if one.year_before == current.period.label), None)
        return self.as_accepted(self.round(found)) if found else None

    def as_accepted(self, current: Round) -> Round:
        """The round with the services as they were when its returns were accepted."""
        from zamestnanost_stats.returns.ledger.totals import accepted, services_taken
        from zamestnanost_stats.returns.status import as_accepted

        label = current.period.label
        return as_accepted(current, accepted(self.ledger, label), services_taken(self.ledger, label))
