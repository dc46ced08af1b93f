"""Declared kinds of documents, version by version, and what a body of such a kind says: its facts, amount and title."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from pydantic import JsonValue

from aggregates._base import Aggregate, Decision, Facts, Refusal, refuse
from aggregates.body_schema import Schema, flaw, misfit, schema_at, value_at
from contracts.approval_matrix import FIELDS, FIELDS_OF
from contracts.conditions import FieldType
from contracts.document_kind import Declaration, DeclareDocumentKind
from contracts.json_body import Json, canonical
from contracts.values import Money, Ref
from events._base import EVENTS
from events.document_kind import DocumentKindDeclared, DocumentKindEvent

FACT_TYPES: Mapping[str, FieldType] = {"number": "number", "integer": "number", "string": "code", "boolean": "yes_no"}
"""JSON type of a member -> what an approval matrix may take it for."""
_PLACE = re.compile(r"\{([A-Za-z0-9_.]{1,330})\}", re.ASCII)
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,63}", re.ASCII)
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]+")
LONGEST_TITLE = 500


@dataclass(frozen=True)
class DocumentKind:
    """Its versions by number."""

    ref: Ref | None = None
    versions: Mapping[int, DocumentKindDeclared] = field(default_factory=dict)

    @property
    def newest(self) -> DocumentKindDeclared | None:
        """By which documents are started now."""
        return self.versions.get(len(self.versions))


@dataclass(frozen=True)
class Declare:
    """DeclareDocumentKind with its document."""

    command: DeclareDocumentKind
    ref: Ref


def ours() -> frozenset[str]:
    """The kinds and matters that belong to documents of our own."""
    return frozenset(name.partition(".")[0] for name in EVENTS) | FIELDS_OF.keys()


def decide(state: DocumentKind, command: Declare, facts: Facts) -> Decision:
    """Declare the next version; the same again is ignored."""
    asked = command.command
    for name in (asked.kind, asked.declaration.matrix):
        if name in ours():
            return refuse("kind-is-ours", kind=name)
    if refusal := _unusable(asked.declaration, asked.body_schema):
        return refusal
    text, newest = canonical(asked.body_schema), state.newest
    if newest is not None and (newest.declaration, newest.body_schema) == (asked.declaration, text):
        return ()
    if newest is not None and _mapping(asked.kind, newest.declaration) != _mapping(asked.kind, asked.declaration):
        return refuse("kind-mapping-fixed", kind=asked.kind)
    of = {"kind": asked.kind, "version": len(state.versions) + 1, "author": facts.actor.name}
    return (DocumentKindDeclared(ref=command.ref, declaration=asked.declaration, body_schema=text, **of),)


def _mapping(kind: str, declared: Declaration) -> tuple[object, ...]:
    """What decides who may start a document and which way it takes: one administrator alone never changes it."""
    return frozenset(declared.starters), declared.matrix or kind, dict(declared.facts), declared.amount


def _unusable(declared: Declaration, schema: Schema) -> Refusal | None:
    if found := flaw(schema):
        return refuse("kind-schema-unusable", place=found[0] or "/", keyword=found[1])
    for name, path in declared.facts.items():
        if name in FIELDS:
            return refuse("kind-fact-taken", fact=name)
        if (schema_at(schema, path) or {}).get("type") not in FACT_TYPES:
            return refuse("kind-member-unusable", path=path)
    at = declared.amount
    if at is not None and not _holds_amount(schema_at(schema, at.path)):
        return refuse("kind-member-unusable", path=at.path)
    words = [at.currency_path] if at is not None and at.currency_path else []
    for path in (*words, *_PLACE.findall(declared.title or "")):
        if schema_at(schema, path) is None:
            return refuse("kind-member-unusable", path=path)
    return None


def _holds_amount(schema: Schema | None) -> bool:
    """Exactly: no binary fraction."""
    said = schema or {}
    return said.get("type") == "integer" or (said.get("type") == "string" and said.get("format") == "decimal")


@dataclass(frozen=True)
class Reading:
    """What a body says in the words of its kind."""

    title: str
    amount: Money | None
    facts: Mapping[str, str]


def read(kind: DocumentKindDeclared, body: Json) -> Reading | Refusal:
    """Read a body by a version of its kind. Refused where it does not fit the schema, or its amount is none."""
    if found := misfit(json.loads(kind.body_schema), dict(body)):
        return refuse("body-does-not-fit", place=found[0][:LONGEST_TITLE] or "/", keyword=found[1])
    amount = _amount(kind.declaration, dict(body))
    if isinstance(amount, Refusal):
        return amount
    return Reading(_title(kind.declaration, dict(body)), amount, dict(_facts(kind, dict(body))))


def _amount(declared: Declaration, body: JsonValue) -> Money | Refusal | None:
    at = declared.amount
    if at is None:
        return None
    currency = at.currency or value_at(body, at.currency_path or "")
    try:
        found = Money.model_validate({"amount": Decimal(str(value_at(body, at.path))), "currency": currency})
    except (ArithmeticError, ValueError):
        return refuse("body-amount-unreadable", path=at.path)
    return found if found.amount >= 0 else refuse("body-amount-unreadable", path=at.path)


def _title(declared: Declaration, body: JsonValue) -> str:
    template = declared.title or f"{declared.name_zh} {declared.name_en}"
    said = _PLACE.sub(lambda place: _said(value_at(body, place[1])), template)
    return _UNPRINTABLE.sub(" ", said).strip()[:LONGEST_TITLE].strip() or declared.name_en


def _said(value: JsonValue) -> str:
    return value if isinstance(value, str) else "-" if value is None else canonical(value)


def _facts(kind: DocumentKindDeclared, body: JsonValue) -> Iterator[tuple[str, str]]:
    """What an approval matrix may test; what the body leaves out, or what is no word, is missing there."""
    for name, path in kind.declaration.facts.items():
        match value_at(body, path):
            case bool() as so:
                yield name, "yes" if so else "no"
            case int() | float() as number:
                yield name, str(number)
            case str() as word if _WORD.fullmatch(word):
                yield name, word


def evolve(state: DocumentKind, event: DocumentKindEvent) -> DocumentKind:
    """Apply one event."""
    return replace(state, ref=event.ref, versions={**state.versions, event.version: event})


DOCUMENT_KIND = Aggregate("document_kind", DocumentKind(), decide, evolve)
