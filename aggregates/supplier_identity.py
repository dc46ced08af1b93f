"""Whether a supplier's numbers can be what they claim: tax numbers and IBANs have check digits."""

from collections.abc import Iterable

from stdnum import iban
from stdnum.cn import uscc
from stdnum.eu import vat

from aggregates._base import Refusal, refuse
from contracts.values import BankAccount


def tax_id_refusal(country: str, tax_ids: Iterable[str]) -> Refusal | None:
    """The first tax number that cannot be one: empty; in China no credit code; in the EU no VAT number.

    The credit code (统一社会信用代码) ends with a check character (GB 32100-2015); every member state's VAT number has
    check digits of its own. Other countries' numbers are taken as they are given.
    """
    for number in tax_ids:
        if not number.strip() or not _fits(country, number):
            return refuse("tax-id-invalid", id=number, country=country)
    return None


def iban_refusal(accounts: Iterable[BankAccount]) -> Refusal | None:
    """The first IBAN with wrong check digits (ISO 13616, mod 97) or not of its country's form: no bank can pay to it."""
    wrong = next((known.iban for known in accounts if known.iban and not iban.is_valid(known.iban)), None)
    return refuse("iban-invalid", iban=wrong) if wrong else None


def _fits(country: str, number: str) -> bool:
    if country == "CN":
        return bool(uscc.is_valid(number))
    return country.lower() not in vat.MEMBER_STATES or bool(vat.is_valid(number))
