"""Amounts in capitals, for readers."""

from bots.capitals import value_of as amount

__all__ = ["amount"]
