"""How European invoices say things: labels with the synonyms in use, dates and figures as each language writes them."""

from decimal import Decimal
from pathlib import Path
from random import Random

import yaml

MONTHS = {
    "de": ("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"),
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
           "December"),
    "fr": ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
           "décembre"),
}  # fmt: skip
LABELS: dict[str, dict[str, list[str]]] = yaml.safe_load((Path(__file__).parent / "eu_labels.yaml").read_text("utf8"))


SIGNS = {"EUR": "€", "USD": "$"}


class Words:
    """The words of one issuer: for every label one of its synonyms, one way of dates and of figures."""

    def __init__(self, chance: Random, language: str, currency: str = "EUR") -> None:
        self.language, self.currency = language, currency
        self._said = {name: chance.choice(ways) for name, ways in LABELS[language].items() if name != "lines"}
        self.columns = LABELS[language]["lines"]
        self._date = chance.choice(("numeric", "numeric", "long", "iso"))
        self._sign = (
            chance.choice(("€ before", "€ after", "EUR", ""))
            if language != "de"
            else chance.choice(("€ after", "EUR", ""))
        )
        self.colon = chance.choice((":", ":", ""))

    def __getitem__(self, name: str) -> str:
        """A label."""
        return self._said[name]

    def date(self, day: str) -> str:
        """A date as this issuer writes it."""
        year, month, number = day.split("-")
        if self._date == "iso":
            return day
        if self._date == "long":
            name = MONTHS[self.language][int(month) - 1]
            return f"{int(number)}{'.' if self.language == 'de' else ''} {name} {year}"
        return f"{number}{'.' if self.language == 'de' else '/'}{month}{'.' if self.language == 'de' else '/'}{year}"

    def figure(self, amount: Decimal) -> str:
        """A figure with thousands grouped and at least two decimals."""
        exponent = amount.as_tuple().exponent
        text = f"{amount:,.{max(2, -exponent if isinstance(exponent, int) else 2)}f}"
        marks = {"de": ".,", "en": ",.", "fr": "\u00a0,"}[self.language]
        return text.translate(str.maketrans(",.", marks))

    def money(self, amount: Decimal) -> str:
        """A figure with the currency as this issuer writes it."""
        text = self.figure(amount)
        mark = SIGNS.get(self.currency, self.currency)
        shown = {"€ before": f"{mark}{text}", "€ after": f"{text} {mark}", "EUR": f"{text} {self.currency}", "": text}
        return shown[self._sign]

    def total(self, amount: Decimal) -> str:
        """The sum of all: it names the currency even where the other amounts do not."""
        return self.money(amount) if self._sign else f"{self.figure(amount)} {self.currency}"
