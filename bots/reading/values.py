"""Turning written values into the one form that readings use: ISO dates, compact account numbers, fields."""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal

from bots.numbers import exact
from bots.reading.layout import Sheet
from contracts.reading import Field, Finding, Reading, ReadLine, TaxGroup, Totals

ISO_DATE = re.compile(r"(\d{4}-\d{2}-\d{2})(?:Z|[+-]\d{2}:\d{2})?")
COMPACT_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})")


def iso_date(text: str | None) -> str | None:
    """An XML date as YYYY-MM-DD. The calendar is not checked here: that is a rule with a finding."""
    if text is None:
        return None
    if found := ISO_DATE.fullmatch(text):
        return found[1]
    if found := COMPACT_DATE.match(text):
        return "-".join(found.groups())
    return text


def is_true(text: str | None) -> bool:
    """What is written as true in XML (xs:boolean has two words for it)."""
    return text is not None and text.strip() in ("true", "1")


def compact(text: str | None) -> str | None:
    """An account number or tax id without white space."""
    return "".join(text.split()) if text else None


def figure_of(fields: Mapping[str, Field], name: str) -> Decimal | None:
    """What a field is as a figure; None where it is absent or no figure."""
    return exact(fields[name].value) if name in fields else None


def printed(page: Sheet, span: tuple[int, int], value: str, confidence: float) -> Field:
    """A field that was read from these characters of a page."""
    number, box = page.place(*span)
    return Field(value=value, source="text", confidence=confidence, page=number, box=box)


def one_currency(currency: str | None, stated: Iterable[str | None]) -> tuple[Finding, ...]:
    """What is found when amounts state another currency than the invoice: nobody can tell what is asked for."""
    others = sorted({code.strip() for code in stated if code} - {currency})
    if not currency or not others:
        return ()
    return (Finding.of("currency-mixed", "reject", {"currency": currency[:20], "others": ", ".join(others)[:200]}),)


def several_accounts(stated: Iterable[str | None]) -> tuple[Finding, ...]:
    """Sellers name several banks; nobody knows then which is meant, unless master data tell."""
    found = sorted({account for one in stated if (account := compact(one))})
    return (Finding.of("several-accounts", "warn", {"ibans": ", ".join(found)[:200]}),) if len(found) > 1 else ()


def from_xml(values: Mapping[str, str | None]) -> dict[str, Field]:
    """Fields of what an XML document states; absent values stay absent."""
    return {name: Field(value=value, source="xml", confidence=1.0) for name, value in values.items() if value}


class Draft:
    """What one reader collects before the reading is closed."""

    def __init__(
        self,
        fields: dict[str, Field],
        lines: tuple[ReadLine, ...] = (),
        taxes: tuple[TaxGroup, ...] = (),
        totals: Totals | None = None,
        due_date: str | None = None,
        profile: str | None = None,
        findings: tuple[Finding, ...] = (),
    ) -> None:
        self.fields, self.lines, self.taxes = fields, lines, taxes
        self.totals, self.due_date = totals or Totals(), due_date
        self.profile, self.findings = profile, findings

    def onto(self, reading: Reading) -> Reading:
        """The reading with everything that was collected."""
        return reading.model_copy(
            update={
                "fields": self.fields, "lines": self.lines, "taxes": self.taxes,
                "totals": self.totals, "due_date": self.due_date, "profile": self.profile,
            }
        ).with_findings(*self.findings)  # fmt: skip
