"""Declared kinds of documents: what another system, or anybody, may have approved, said by data and not by code."""

from collections.abc import Mapping
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from contracts._base import Command
from contracts.json_body import JsonObject
from contracts.values import Code, Currency, Text, Value
from contracts.wrong import wrong

Path = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_]{1,64}(\.[A-Za-z0-9_]{1,64}){0,4}$")]
"""A member of a body: names of members from outside in, joined by points."""


class AmountAt(Value):
    """Which member of the body is its amount (a decimal in a string, or a whole number), and in which currency."""

    path: Path
    currency: Currency | None = None
    currency_path: Path | None = None

    @model_validator(mode="after")
    def _in_one_currency(self) -> Self:
        if (self.currency is None) == (self.currency_path is None):
            raise wrong("field-currency-unclear")
        return self


class Declaration(Value):
    """What is said of a kind beside the schema of its bodies.

    Persons in one of the roles `starters` may start it (none named: whoever may start declared documents), services by
    their grant. `matrix` is the matter whose rows approve it (None: the kind's own code); they may test `facts`, each a
    member of the body. A title may hold members as "{path}". The decision goes to the endpoint `webhook` of the settings.
    """

    name_zh: Text
    name_en: Text
    starters: tuple[Code, ...] = ()
    matrix: Code | None = None
    facts: Annotated[Mapping[Code, Path], Field(max_length=50)] = {}
    amount: AmountAt | None = None
    title: Text | None = None
    webhook: Code | None = None


class DeclareDocumentKind(Command):
    """Declare a kind, or its next version: other names, schema, title or endpoint only. What was started by an older one
    keeps that. Never one of our own kinds.
    """

    contract = "document_kind.declare"
    permission = "document_kind.administer"
    by = "person"
    kind: Code
    declaration: Declaration
    body_schema: JsonObject
    """JSON Schema 2020-12, of the keywords that aggregates/body_schema.py lists; no references, no patterns."""
