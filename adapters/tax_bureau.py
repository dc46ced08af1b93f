"""发票查验: the Chinese tax bureau's word on an invoice, through a service that speaks docs/registers.md."""

from typing import get_args

from adapters.registers import NotAnswered, RegisterAnswer, RegisterEndpoint, asked
from contracts.tax_verification import RegisterQuery, Result

RESULTS: frozenset[Result] = frozenset(get_args(Result))
TAX_INCLUSIVE = 20
"""Digits of numbers that are verified with the amount with tax; older kinds are verified with the amount without."""


def verify(endpoint: RegisterEndpoint, query: RegisterQuery) -> RegisterAnswer:
    """Ask for an invoice. Raises NotAnswered; `unavailable` is what the service itself says, such as a cap reached."""
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
    return RegisterAnswer(result, raw)
