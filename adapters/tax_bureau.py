"""发票查验: the Chinese tax bureau's word on an invoice, through a service that speaks docs/registers.md."""

from typing import get_args

from adapters.registers import NotAnswered, RegisterAnswer, RegisterEndpoint, asked
from bots.register_parties import Party, same_parties
from contracts.tax_verification import RegisterQuery, Result

RESULTS: frozenset[Result] = frozenset(get_args(Result)) - {"other-parties"}
"""What a service may say; whose invoice it is we find out ourselves."""
TAX_INCLUSIVE = 20
"""Digits of numbers that are verified with the amount with tax; older kinds are verified with the amount without."""


def verify(endpoint: RegisterEndpoint, query: RegisterQuery) -> RegisterAnswer:
    """Ask for an invoice. Raises NotAnswered; `unavailable` is what the service itself says, such as a cap reached, and
    what a "normal" comes to that does not show whose invoice it is."""
    amount = query.gross if len(query.number) == TAX_INCLUSIVE else query.net
    body = {
        "number": query.number,
        "code": query.code,
        "date": query.issued.isoformat() if query.issued else None,
        "amount": f"{amount:f}" if amount is not None else None,
        "check": query.check,
    }
    found, raw = asked(endpoint, {name: value for name, value in body.items() if value is not None})
    named = {"number": query.number, **({"code": query.code} if query.code else {})}
    if any(name in found and found[name] != value for name, value in named.items()):
        raise NotAnswered("an answer about another invoice")
    result = next((known for known in RESULTS if known == found.get("result")), None)
    if result is None:
        raise NotAnswered("no result")
    if result != "normal":
        return RegisterAnswer(result, raw)
    ours = Party(query.seller_name, query.seller_tax_id), Party(query.buyer_name, query.buyer_tax_id)
    same = same_parties(ours, (_party(found.get("seller")), _party(found.get("buyer"))))
    return RegisterAnswer("unavailable" if same is None else "normal" if same else "other-parties", raw)


def _party(told: object) -> Party:
    """A party in the answer; what has no name and number in words tells none."""
    found = told if isinstance(told, dict) else {}
    name, tax_id = (one if isinstance(one, str) else None for one in (found.get("name"), found.get("tax_id")))
    return Party(name, tax_id)
