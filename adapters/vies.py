"""VIES: whether a member state knows the seller's VAT number. It speaks the Commission's own REST contract."""

from adapters.registers import UNAVAILABLE, NotAnswered, RegisterAnswer, RegisterEndpoint, asked
from contracts.tax_verification import RegisterQuery


def known_seller(endpoint: RegisterEndpoint, query: RegisterQuery) -> RegisterAnswer:
    """POST countryCode and vatNumber; `valid` tells. A state that is out of reach says so in words. Raises NotAnswered."""
    number = query.seller_tax_id or ""
    country = "EL" if number[:2] == "GR" else number[:2]
    found, raw = asked(endpoint, {"countryCode": country, "vatNumber": number[2:]})
    valid = found.get("valid")
    if found.get("actionSucceed") is False or found.get("userError") not in (None, "VALID", "INVALID", "INVALID_INPUT"):
        return UNAVAILABLE._replace(evidence=raw)
    if not isinstance(valid, bool):
        raise NotAnswered("no word on the number")
    return RegisterAnswer("normal" if valid else "not-found", raw)
