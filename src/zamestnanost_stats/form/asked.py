"""What one provider is asked for one period, before anything has an address."""

from dataclasses import dataclass

from zamestnanost_stats.form.collection import Collection
from zamestnanost_stats.form.definition import Form, Indicator
from zamestnanost_stats.form.register import Provider, Register, Service
from zamestnanost_stats.keys import TOTAL, CellKey, Period
from zamestnanost_stats.language import Language

FORMAT_VERSION = "1"


@dataclass(frozen=True, slots=True)
class Asked:
    """Everything that decides what one provider is asked for one period."""

    form: Form
    collection: Collection
    period: Period
    provider: Provider
    services: tuple[Service, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """The column keys of the services, in order."""
        return tuple(service.id for service in self.services)

    def labels(self, spoken: Language) -> dict[str, str]:
        """What stands above each column."""
        return {service.id: service.name for service in self.services} | {
            TOTAL: spoken.gettext("Organisation in total, each person once")
        }


@dataclass(frozen=True, slots=True)
class Round:
    """One period's collection: the form, the register and the collection's own settings together."""

    form: Form
    collection: Collection
    period: Period
    register: Register

    def asked(self, provider: str) -> Asked:
        """What that provider is asked; it must be one of ``expected`` or at least of the register."""
        services = self.register.services_of(provider, self.period)
        return Asked(self.form, self.collection, self.period, self.register.providers[provider], services)

    @property
    def expected(self) -> tuple[Provider, ...]:
        """Providers with a service in the period that were not excused."""
        excused = {one.provider for one in self.collection.not_expected}
        return tuple(one for one in self.register.expected(self.period) if one.id not in excused)


def stamp_of(asked: Asked) -> dict[str, str]:
    """What the hidden stamp says of the template: by this a return is recognised, whatever the file is called."""
    return {
        "format": FORMAT_VERSION,
        "form": asked.form.id,
        "fingerprint": asked.form.fingerprint,
        "provider": asked.provider.id,
        "period": asked.period.label,
        "services": " ".join(asked.columns),
    }


def file_name(provider: str, period: str) -> str:
    """What a template is called; its return should be called the same."""
    return f"{provider}-{period}.xlsx"


def required(asked: Asked) -> list[CellKey]:
    """The cells that must not stay blank, in the form's order."""
    keys = []
    for indicator in asked.form.indicators.values():
        if indicator.required:
            for row in rows(asked.form, indicator):
                keys += [row._replace(column=name) for name in asked.form.columns(indicator, asked.columns)]
    return keys


def rows(form: Form, indicator: Indicator) -> list[CellKey]:
    """The rows of one indicator: itself, then its codes; without a column."""
    codes = [CellKey(indicator.id, name, code, "") for name in indicator.by for code in form.codelists[name]]
    return [CellKey(indicator.id, "", "", ""), *codes]
