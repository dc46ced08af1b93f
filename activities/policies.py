"""The policies in force: approval routes, tolerances and payment rules, read from YAML and named by their hash."""

from collections.abc import Mapping
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import AfterValidator, ConfigDict, Field

from aggregates.matrix_proof import flaws
from contracts.approval_matrix import Matrix, kinds_of, parts_of
from contracts.budget_line import Treatment
from contracts.comparison import ComparisonPolicy
from contracts.invoice_exception import ExceptionPolicy
from contracts.matching import Tolerances
from contracts.supplier import ScorecardMinimum
from contracts.tax_verification import RegisterRule
from contracts.trigger import Trigger
from contracts.values import Code, CodeOrAll, KnownCurrency, Text, Value
from contracts.wrong import wrong

Percent = Annotated[Decimal, Field(ge=0, le=100)]


class PoliciesWrong(ValueError):
    """A file of policies that cannot be used; the text names the file and what is wrong."""


class RoleDefinition(Value):
    """An example role."""

    role: Code
    name: Text
    permissions: tuple[str, ...]


class PaymentAccount(Value):
    """From which account an entity pays a currency ("*": every currency that has no row of its own), and how.

    `format` is the kind of bank file that this account's bank takes, `execute_in_days` how many days after its proposal
    a scheduled run is executed: what is due by then is proposed.
    """

    entity: CodeOrAll
    currency: KnownCurrency | Literal["*"] = "*"
    account: Text | None = None
    """An account of the entity by its IBAN or number; None: its first."""
    format: Literal["pain.001", "batch-csv"] = "pain.001"
    execute_in_days: Annotated[int, Field(ge=0, le=31)] = 0


class FundsPlanControl(Value):
    """What happens to payment runs beyond the funds plan of their account and month, or where no plan is in force."""

    beyond: Treatment = "warn"
    without_plan: Treatment = "allow"


def _named_apart(triggers: tuple[Trigger, ...]) -> tuple[Trigger, ...]:
    names = [trigger.name for trigger in triggers]
    if twice := [name for name in names if names.count(name) > 1]:
        raise wrong("field-named-twice", name=twice[0])
    return triggers


class Policies(Value):
    """Everything configured. `approval` is kind of document, or matter ("*": any other) -> its matrix."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    approval: Mapping[CodeOrAll, Matrix]
    tolerances: Tolerances = Tolerances()
    over_receipt_percent: Percent = Decimal(0)
    exchange_rate_max_age_days: Annotated[int, Field(ge=0)] = 7
    """How many days old a rate may be that converts an amount of a day."""
    requisition_expires_after_days: Annotated[int, Field(ge=1)] | None = 90
    """After so many days without a decision or an order a requisition gives its reservation back; None: never."""
    highest_tax_percent: Percent = Decimal(27)
    contract_reminder_days: Annotated[int, Field(ge=0)] = 60
    """How many days before its last day the end of a contract is announced."""
    payment_proposal_hour: Annotated[int, Field(ge=0, le=23)] | None = None
    """The hour (UTC, Monday to Friday) at which due payables are proposed for payment; None: people propose."""
    payment_accounts: tuple[PaymentAccount, ...] = ()
    """The accounts to pay from; the first row that fits an entity and currency holds."""
    funds_plan: FundsPlanControl = FundsPlanControl()
    dry_account_weeks: Annotated[int, Field(ge=0, le=104)] = 4
    """Within how many weeks a fund account must run dry by the forecast to be somebody's task; 0: never."""
    statement_columns: Mapping[str, Mapping[str, Text]] = {}
    """Account ("*": any) -> what a column of its bank's CSV statement means -> its heading, beside the usual ones."""
    supplier_documents: Mapping[Code, tuple[Code, ...]] = {}
    """Class of suppliers -> the kinds of documents that such a supplier needs for new orders."""
    scorecard_minimum: ScorecardMinimum = ScorecardMinimum()
    """Below it a supplier gets no new orders."""
    bank_change_cooling_days: Annotated[int, Field(ge=0)] = 3
    """How long a verified account waits before it takes effect."""
    minimum_quotations: Annotated[int, Field(ge=1)] = 3
    quotation_reminder_hours: Annotated[int, Field(ge=0)] = 48
    """How many hours before the deadline missing quotations are asked for; 0: never."""
    comparison: ComparisonPolicy = ComparisonPolicy()
    triggers: Annotated[tuple[Trigger, ...], AfterValidator(_named_apart)] = ()
    """What starts declared documents by itself, each under a name of its own."""
    roles: tuple[RoleDefinition, ...] = ()
    invoice_exceptions: ExceptionPolicy = ExceptionPolicy()
    """Whose exceptions of invoices are, by when, and who hears of those that nobody decides."""
    registers: tuple[RegisterRule, ...] = ()
    """Which registers outside must know an invoice before it is paid."""
    data_owners: Mapping[str, Code] = {}
    """Read model -> the role that answers for its data; "*": all others."""
    data_classes: Mapping[Literal["public", "internal", "personal", "secret"], frozenset[str]] = {}
    """Class of data -> the columns of read models in it."""
    data_expected: Mapping[str, tuple[str, ...]] = {}
    """Event -> its fields that may be left out and ought to be filled ("lines.item": of every line)."""
    version: str = ""

    def payment_account(self, entity: str, currency: str) -> PaymentAccount:
        """How an entity pays a currency; where nothing is said, from its first account at once."""
        for row in self.payment_accounts:
            if row.entity in (entity, "*") and row.currency in (currency, "*"):
                return row
        return PaymentAccount(entity=entity)

    def columns_of(self, account: str) -> Mapping[str, str]:
        """The headings of an account's CSV statements."""
        return self.statement_columns.get(account, self.statement_columns.get("*", {}))

    def bank_file_format(self, account: str) -> str:
        """The kind of bank file that an account's bank takes."""
        return next((row.format for row in self.payment_accounts if row.account == account), "pain.001")


def load_policies(folder: Path) -> Policies:
    """Read every *.yaml of a folder, and refuse matrices in which nobody could tell rows apart or reach them.

    Raises PoliciesWrong or ValidationError (both ValueError), OSError for no folder.
    """
    policies = read_policies(folder)
    _refuse_flaws(policies.approval)
    return policies


def read_policies(folder: Path) -> Policies:
    """Read every *.yaml of a folder, whatever its matrices say. Raises as `load_policies`."""
    texts = {path: _text(path) for path in sorted(folder.glob("*.yaml"))}
    if not texts:
        raise FileNotFoundError(f"no policies (*.yaml) in {folder}")
    merged: dict[str, object] = {}
    for path, text in texts.items():
        found = _entries(path, text)
        if twice := sorted(merged.keys() & found.keys()):
            raise PoliciesWrong(f"{path.name}: {twice[0]} stands in an earlier file already")
        merged |= found
    version = sha256("\n".join(texts.values()).encode()).hexdigest()[:12]
    tolerances = {"version": version, **_mapping(merged.pop("tolerances", {}))}
    return Policies.model_validate({**merged, "tolerances": tolerances, "version": version})


def _refuse_flaws(matrices: Mapping[str, Matrix]) -> None:
    """A gap is no reason: a document that falls into it is refused."""
    for name, matrix in matrices.items():
        for flaw in flaws(matrix, kinds_of(name), parts_of(name, matrix)):
            if flaw.code != "matrix-gap":
                raise PoliciesWrong(f"approval.{name}: {flaw}")


def _text(path: Path) -> str:
    try:
        return path.read_text("utf8")
    except UnicodeDecodeError as error:
        raise PoliciesWrong(f"{path.name}: {error}") from error


def _entries(path: Path, text: str) -> dict[str, object]:
    try:
        found = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise PoliciesWrong(f"{path.name}: {error}".replace("\n", " ")) from error
    if not isinstance(found, dict | None):
        raise PoliciesWrong(f"{path.name}: entries are `name: value`")
    return found or {}


def _mapping(value: object) -> dict[str, object]:
    return dict(value) if isinstance(value, Mapping) else {}
