"""What one provider is asked for one period, before anything has an address."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from zamestnanost_stats.form.checks import Check, checks
from zamestnanost_stats.form.collection import Collection
from zamestnanost_stats.form.definition import Form, Indicator
from zamestnanost_stats.form.prior import Past, Prior, prior_of
from zamestnanost_stats.form.register import Provider, Register, Service
from zamestnanost_stats.keys import TOTAL, CellKey, Period
from zamestnanost_stats.language import Language

FORMAT_VERSION = "1"


@dataclass(frozen=True)
class Asked:
    """Everything that decides what one provider is asked for one period. ``prior`` is None where the form does not look
    at the year before, or nothing is known of it."""

    form: Form
    collection: Collection
    period: Period
    provider: Provider
    services: tuple[Service, ...]
    prior: Prior | None = None

    @cached_property
    def checks(self) -> tuple[Check, ...]:
        """Every check of the return, in the order of the check sheet."""
        return checks(self.form, self.services, self.period, self.prior.values if self.prior else {})

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
    """One period's collection: the form, the register and the collection's own settings together. ``past`` holds the
    accepted returns of the year before by provider, where the form looks at them."""

    form: Form
    collection: Collection
    period: Period
    register: Register
    past: Mapping[str, Past] = field(default_factory=dict)

    def asked(self, provider: str) -> Asked:
        """What that provider is asked; it must be one of ``expected`` or at least of the register."""
        services = self.register.services_of(provider, self.period)
        prior = prior_of(services, self.register, self.period, self.past) if self.past and services else None
        return Asked(self.form, self.collection, self.period, self.register.providers[provider], services, prior)

    @property
    def expected(self) -> tuple[Provider, ...]:
        """Providers with a service in the period that were not excused."""
        excused = {one.provider for one in self.collection.not_expected}
        return tuple(one for one in self.register.expected(self.period) if one.id not in excused)


def stamp_of(asked: Asked) -> dict[str, str]:
    """What the hidden stamp says of the template: by this a return is recognised, whatever the file is called."""
    stamp = {
        "format": FORMAT_VERSION,
        "form": asked.form.id,
        "fingerprint": asked.form.fingerprint,
        "provider": asked.provider.id,
        "period": asked.period.label,
        "services": " ".join(asked.columns),
    }
    return stamp | ({"prior": str(asked.prior.revision)} if asked.prior else {})


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
