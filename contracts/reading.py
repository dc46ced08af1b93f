"""What a bot read from one invoice file and what it found wrong: the values that cross Temporal and the API."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BeforeValidator
from pydantic import Field as Spec

from contracts.reading_master import Entity, KnownInvoice, KnownPrice, Master, RedConfirmation, Supplier
from contracts.values import Value

__all__ = ["Entity", "KnownInvoice", "KnownPrice", "Master", "RedConfirmation", "Supplier"]
"""What an invoice is held against stands in a module of its own, and is had from here."""

Format = Literal["pdf", "facturx", "ubl", "cii", "fapiao-xml", "ofd", "image", "unknown"]
EN_16931: tuple[Format, ...] = ("facturx", "ubl", "cii")
"""The formats whose XML keeps EN 16931 or its forerunner; they have official rules."""
Source = Literal["xml", "qr", "ofd", "text", "ocr", "rule", "hint"]
Severity = Literal["reject", "exception", "warn"]
Verdict = Literal["accept", "exception", "reject"]

FIELD_NAMES = (
    "number", "code", "kind", "issue_date", "currency", "net_amount", "tax_amount", "gross_amount",
    "seller_name", "seller_tax_id", "buyer_name", "buyer_tax_id", "iban", "purchase_order", "check_code",
    "original_number", "buyer_reference", "contract", "gross_in_words", "bank_account", "remarks",
    "payee_name",
)  # fmt: skip
MANDATORY = ("number", "issue_date", "currency", "gross_amount")
STATED = (("net_amount",), ("seller_name", "seller_tax_id"), ("buyer_name", "buyer_tax_id"))
"""What XML must state beside those, one field of each group (EN 16931 BR-06, BR-07, BR-13)."""
# UNTDID 1001: what EN 16931 (BT-3) lists as credit notes, and 384, the corrected invoice, which may be negative.
CREDIT_KINDS = frozenset({"81", "83", "261", "262", "296", "308", "381", "384", "396", "420", "458", "532"})


def _pairs(value: object) -> object:
    """Accept a mapping and keep it as sorted pairs, so that equal findings are equal values."""
    return tuple(sorted(value.items())) if isinstance(value, Mapping) else value


class Field(Value):
    """One value read; `box` is x0, top, x1, bottom in PDF points from the top left of `page` (from 1).

    `hint` is the number of the supplier's hint that led to it, where its source is one.
    """

    value: str = Spec(max_length=2_000)
    source: Source
    confidence: float = Spec(ge=0, le=1)
    page: int | None = None
    box: tuple[float, float, float, float] | None = None
    hint: int | None = None


class ReadLine(Value):
    """One invoice line; figures are decimal strings as written, `tax_rate` in percent, `price_base` the quantity
    that `unit_price` is for (EN 16931 BT-149), `adjustment` charges minus allowances of the line, `receipt` the
    receiving advice or despatch note that it names, `classification` the code of the goods or services (税收分类编码,
    EN 16931 BT-158), `specification` the model (规格型号)."""

    description: str | None = None
    quantity: str | None = None
    unit: str | None = None
    unit_price: str | None = None
    net_amount: str | None = None
    tax_rate: str | None = None
    tax_amount: str | None = None
    order_line: str | None = None
    price_base: str | None = None
    adjustment: str | None = None
    receipt: str | None = None
    classification: str | None = None
    specification: str | None = None


class TaxGroup(Value):
    """The tax of one rate: `rate` in percent, `base` and `tax` decimal strings; `items` what the lines, allowances and
    charges of this category and rate add up to, where all of them tell theirs."""

    category: str | None = None
    rate: str | None = None
    base: str | None = None
    tax: str | None = None
    items: str | None = None


class Totals(Value):
    """The document totals beside net, tax and gross, as decimal strings (EN 16931 BT-106 to BT-115)."""

    lines: str | None = None
    allowances: str | None = None
    charges: str | None = None
    prepaid: str | None = None
    rounding: str | None = None
    payable: str | None = None


class Finding(Value):
    """One thing found; `code` names its sentence in `locale/`, `evidence` the figures that were compared, `page` and
    `box` where it stands (as in fields)."""

    code: str = Spec(max_length=80)
    severity: Severity
    evidence: Annotated[tuple[tuple[str, str], ...], BeforeValidator(_pairs)] = ()
    page: int | None = None
    box: tuple[float, float, float, float] | None = None

    @classmethod
    def of(cls, code: str, severity: Severity, evidence: Mapping[str, str] | None = None) -> "Finding":
        """The finding with its evidence given as a mapping."""
        return cls(code=code, severity=severity, evidence=tuple(sorted((evidence or {}).items())))


class Reading(Value):
    """Everything read from one file. Fields that the file lacks are absent, never empty.

    `profile` is the rules that an XML invoice says it keeps (EN 16931 BT-24), `official_rules` the name of the
    official rule set that has judged it: absent when none has, or it failed; `rules` which of our rules judged it
    (`id@version`).
    """

    file_sha256: str
    format: Format
    fields: Mapping[str, Field] = {}
    lines: tuple[ReadLine, ...] = ()
    taxes: tuple[TaxGroup, ...] = ()
    totals: Totals = Totals()
    due_date: str | None = None
    profile: str | None = None
    findings: tuple[Finding, ...] = ()
    not_run: tuple[str, ...] = ()
    bot_version: str
    cpu_seconds: float = 0.0
    official_rules: str | None = None
    rules: tuple[str, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """The judgement of the document: the worst finding decides; warnings accept."""
        severities = {finding.severity for finding in self.findings}
        return "reject" if "reject" in severities else "exception" if "exception" in severities else "accept"

    @property
    def has_credit_kind(self) -> bool:
        """Whether its kind is one that gives money back, so that negative totals are legitimate; a correction (384) need not.

        Whether an invoice is owed or gives back, `Invoice.is_credit` says."""
        kind = self.fields.get("kind")
        return kind is not None and kind.value in CREDIT_KINDS

    def value(self, name: str) -> str | None:
        """The value of a field, or None when it is absent."""
        field = self.fields.get(name)
        return None if field is None else field.value

    def with_findings(self, *more: Finding) -> "Reading":
        """The same reading with further findings, without repeats."""
        return self.model_copy(update={"findings": tuple(dict.fromkeys((*self.findings, *more)))})
