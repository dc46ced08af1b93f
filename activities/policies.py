"""The policies in force: approval routes, tolerances and payment rules, read from YAML and named by their hash."""

from collections.abc import Mapping
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import ConfigDict, Field

from contracts.approval import Route, Step
from contracts.matching import Tolerances
from contracts.supplier import ScorecardMinimum
from contracts.values import Code, Currency, Money, Text, Value


class Band(Value):
    """A row of the approval matrix: amounts up to `up_to` (None: any) take these steps."""

    up_to: Decimal | None = None
    steps: tuple[Step, ...]


class RoleDefinition(Value):
    """An example role."""

    role: Code
    name: Text
    permissions: tuple[str, ...]


class Policies(Value):
    """Everything configured. `approval` is document kind ("*": any) -> currency -> rows by rising amount."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    approval: Mapping[str, Mapping[Currency, tuple[Band, ...]]]
    tolerances: Tolerances = Tolerances()
    over_receipt_percent: Decimal = Decimal(0)
    highest_tax_percent: Decimal = Decimal(27)
    contract_reminder_days: int = 60
    """How many days before its last day the end of a contract is announced."""
    payment_proposal_hour: int | None = None
    """The hour (UTC, Monday to Friday) at which due payables are proposed for payment; None: people propose."""
    supplier_documents: Mapping[Code, tuple[Code, ...]] = {}
    """Class of suppliers -> the kinds of documents that such a supplier needs for new orders."""
    scorecard_minimum: ScorecardMinimum = ScorecardMinimum()
    """Below it a supplier gets no new orders."""
    bank_change_cooling_days: Annotated[int, Field(ge=0)] = 3
    """How long a verified account waits before it takes effect."""
    roles: tuple[RoleDefinition, ...] = ()
    version: str = ""

    def route(self, kind: str, amount: Money) -> Route | None:
        """The frozen route for a document of a kind and amount; None where no row covers it (it fails closed)."""
        matrix = self.approval.get(kind) or self.approval.get("*") or {}
        for number, band in enumerate(matrix.get(amount.currency, ()), 1):
            if band.up_to is None or amount.amount <= band.up_to:
                return Route(policy=self.version, row=f"{amount.currency}/{number}", steps=band.steps)
        return None


def load_policies(folder: Path) -> Policies:
    """Read every *.yaml of a folder. Raises ValueError (pydantic) naming the wrong entry, OSError for no folder."""
    texts = [path.read_text("utf8") for path in sorted(folder.glob("*.yaml"))]
    if not texts:
        raise FileNotFoundError(f"no policies (*.yaml) in {folder}")
    merged: dict[str, object] = {}
    for text in texts:
        merged |= yaml.safe_load(text) or {}
    version = sha256("\n".join(texts).encode()).hexdigest()[:12]
    tolerances = {"version": version, **_mapping(merged.pop("tolerances", {}))}
    return Policies.model_validate({**merged, "tolerances": tolerances, "version": version})


def _mapping(value: object) -> dict[str, object]:
    return dict(value) if isinstance(value, Mapping) else {}
