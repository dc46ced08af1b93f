"""Reading for the doors: each public read model by filter, entity and project, page by page, ready for JSON."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import BigInteger, Column, ColumnElement, Engine, Select, Table, and_, false, or_, true, tuple_
from sqlalchemy import select as sql_select

from contracts.person import EVERYTHING, Sight
from projections import (
    advances,
    allocations,
    approval_acts,
    approval_matrices,
    approvals,
    bank_statements,
    budgets,
    cases,
    certificates,
    change_orders,
    companies,
    contracts,
    cost,
    cost_documents,
    cost_objects,
    declared_documents,
    documents,
    fund_accounts,
    funds,
    funds_plans,
    inbox,
    intakes,
    items,
    labour,
    labour_wages,
    master_data,
    measurements,
    notices,
    orders,
    payment_runs,
    prices,
    quotations,
    reading_hints,
    receipts,
    schedules,
    scorecards,
    settlements,
    sourcing,
    supplier_credits,
    suppliers,
    tax_verifications,
)
from projections._rows import BadQueryError, decoded, encoded, shown

Row = dict[str, Any]


@dataclass(frozen=True)
class ReadModel:
    """A public name for a table: its order (unique, never null), and which columns say whose rows they are."""

    table: Table
    order: tuple[str, ...]
    newest_first: bool = False
    entity: str | None = "entity"
    project: str | None = None
    hidden: tuple[str, ...] = ()
    only: ColumnElement[bool] | None = None

    @property
    def filters(self) -> tuple[str, ...]:
        """The columns that may be filtered: all but amounts and structures."""
        columns = (c for c in self.columns if c.info.get("kind") not in ("money", "scaled", "structure"))
        return tuple(column.name for column in columns)

    @property
    def columns(self) -> tuple[Column[Any], ...]:
        """The columns that are shown."""
        return tuple(column for column in self.table.columns if column.name not in self.hidden)


_PREPARED = ("key", "open", "escalation", "escalate_after", "left_over", "step")
_BY_LINE = ("entity", "project", "cost_code", "period")
READ_MODELS: dict[str, ReadModel] = {
    "cases": ReadModel(cases.cases, ("position",), newest_first=True, project="projects"),
    "progress": ReadModel(cases.progress, ("case_id", "stage_number"), project="projects"),
    "inbox": ReadModel(inbox.tasks, ("since", "key"), hidden=_PREPARED, only=inbox.tasks.c.open == 1),
    "cost": ReadModel(cost.cost, _BY_LINE, project="project"),
    "cost_moves": ReadModel(cost.moves, ("position",), newest_first=True, project="project"),
    "cost_documents": ReadModel(cost_documents.documents, (*_BY_LINE, "document_id"), project="project"),
    "cost_document_entries": ReadModel(cost_documents.entries, ("document_id", "position", "stage"), project="project"),
    "funds": ReadModel(funds.funds, ("entity", "currency")),
    "payables": ReadModel(funds.payables, ("position",), newest_first=True),
    "orders": ReadModel(orders.orders, ("position",), newest_first=True, project="projects"),
    "order_lines": ReadModel(orders.lines, ("order_id", "line"), project="project", hidden=("gone",)),
    "receipts": ReadModel(receipts.receipts, ("position",), newest_first=True),
    "receipt_lines": ReadModel(receipts.lines, ("receipt_id", "order_line")),
    "invoices": ReadModel(documents.invoices, ("position",), newest_first=True),
    "tax_verifications": ReadModel(tax_verifications.verifications, ("position", "id", "registry"), newest_first=True),
    "reading_hints": ReadModel(reading_hints.hints, ("position", "id", "hint"), newest_first=True),
    "intakes": ReadModel(intakes.intakes, ("position", "id"), newest_first=True),
    "payment_runs": ReadModel(payment_runs.runs, ("position",), newest_first=True),
    "payments": ReadModel(payment_runs.payments, ("run_id", "payable_id")),
    "approvals": ReadModel(approvals.approvals, ("position",), newest_first=True),
    "approval_matrices": ReadModel(approval_matrices.matrices, ("matter", "version"), entity=None),
    "approval_copies": ReadModel(approvals.copies, ("position",), newest_first=True),
    "notices": ReadModel(notices.notices, ("position", "key"), newest_first=True),
    "votes": ReadModel(approvals.votes, ("position",), newest_first=True),
    "suppliers": ReadModel(suppliers.suppliers, ("code",), entity=None),
    "supplier_documents": ReadModel(suppliers.documents, ("position",), entity=None),
    "bank_changes": ReadModel(suppliers.bank_changes, ("position",), newest_first=True, entity=None),
    "scorecards": ReadModel(
        scorecards.scorecards, ("supplier", "entity", "period"), hidden=("quality_sum", "price_sum")
    ),
    "scorecard_events": ReadModel(scorecards.lines, ("position", "line"), newest_first=True),
    "contracts": ReadModel(contracts.contracts, ("position",), newest_first=True),
    "contract_lines": ReadModel(contracts.lines, ("contract_id", "line")),
    "contract_versions": ReadModel(contracts.versions, ("contract_id", "version")),
    "contract_signatures": ReadModel(contracts.signatures, ("position",), newest_first=True),
    "budget_changes": ReadModel(budgets.changes, ("position",), newest_first=True, project="project"),
    "budget_periods": ReadModel(budgets.periods, ("entity", "period")),
    "budget_openings": ReadModel(budgets.openings, ("entity", "project", "cost_code", "period"), project="project"),
    "opening_commitments": ReadModel(
        budgets.commitments, ("entity", "project", "cost_code", "reference"), project="project"
    ),
    "opening_reliefs": ReadModel(budgets.reliefs, ("position",), newest_first=True, project="project"),
    "carried_commitments": ReadModel(budgets.carried, ("position",), newest_first=True, project="project"),
    "change_orders": ReadModel(change_orders.changes, ("position",), newest_first=True),
    "rfqs": ReadModel(sourcing.rfqs, ("position",), newest_first=True),
    "rfq_lines": ReadModel(sourcing.rfq_lines, ("rfq_id", "line")),
    "quotations": ReadModel(quotations.quotations, ("position",), newest_first=True),
    "quotation_lines": ReadModel(quotations.quotation_lines, ("quotation_id", "line")),
    "awards": ReadModel(sourcing.awards, ("rfq_id", "round", "award_line")),
    "prices": ReadModel(
        prices.prices, ("ordered_at", "order_id", "line", "amendment"), newest_first=True, project="project"
    ),
    "requisition_lines": ReadModel(allocations.requested, ("requisition_id", "line"), project="project"),
    "allocations": ReadModel(
        allocations.allocations,
        ("requisition_id", "requisition_line", "order_id", "order_line"),
        project="project",
    ),
    "schedule_baselines": ReadModel(schedules.baselines, ("entity", "project", "version"), project="project"),
    "schedule_tasks": ReadModel(schedules.tasks, ("entity", "project", "task"), project="project"),
    "planned_values": ReadModel(
        schedules.planned_values, ("entity", "project", "version", "task", "period"), project="project"
    ),
    "progress_entries": ReadModel(schedules.entries, ("position",), newest_first=True, project="project"),
    "earned_values": ReadModel(schedules.values, (*_BY_LINE, "currency"), project="project"),
    "measurements": ReadModel(measurements.sheets, ("position",), newest_first=True),
    "measured_rows": ReadModel(measurements.rows, ("order_id", "sheet", "row")),
    "progress_bills": ReadModel(
        measurements.bills,
        ("order_id", "order_line"),
        project="project",
        hidden=("certificates",),
        only=measurements.bills.c.certificates > 0,
    ),
    "bank_statements": ReadModel(bank_statements.statements, ("position",), newest_first=True),
    "bank_statement_entries": ReadModel(bank_statements.entries, ("statement_id", "entry")),
    "bank_balances": ReadModel(bank_statements.ledgers, ("entity", "account")),
    "settlements": ReadModel(settlements.settlements, ("position",), newest_first=True),
    "settlement_bills": ReadModel(settlements.bills, ("position",), newest_first=True),
    "deductions": ReadModel(settlements.deductions, ("contract_id", "deduction")),
    "defects": ReadModel(settlements.defects, ("contract_id", "defect")),
    "milestones": ReadModel(settlements.milestones, ("contract_id", "milestone")),
    "certificates": ReadModel(certificates.certificates, ("position",), newest_first=True),
    "certificate_lines": ReadModel(certificates.lines, ("order_id", "certificate", "order_line")),
    "advances": ReadModel(advances.advances, ("position",), newest_first=True),
    "supplier_credits": ReadModel(supplier_credits.credits_, ("position",), newest_first=True),
    "supplier_credit_moves": ReadModel(supplier_credits.moves, ("position",), newest_first=True),
    "fund_accounts": ReadModel(fund_accounts.accounts, ("position",), project="project"),
    "fund_moves": ReadModel(fund_accounts.moves, ("position",), newest_first=True),
    "fund_transfers": ReadModel(fund_accounts.transfers, ("position",), newest_first=True),
    "document_kinds": ReadModel(declared_documents.kinds, ("kind", "version"), entity=None),
    "declared_documents": ReadModel(declared_documents.documents, ("position",), newest_first=True),
    "webhook_messages": ReadModel(declared_documents.messages, ("position",), newest_first=True),
    "funds_plans": ReadModel(funds_plans.plans, ("position",), newest_first=True, project="project"),
    "funds_plan_lines": ReadModel(funds_plans.lines, ("id", "version", "line"), project="project"),
    "funds_plan_months": ReadModel(funds_plans.months, ("month", "account_id")),
    "wage_exceptions": ReadModel(fund_accounts.exceptions, ("position",), newest_first=True),
    "labour_workers": ReadModel(labour.workers, ("entity", "worker")),
    "labour_rates": ReadModel(labour.rates, ("entity", "worker", "valid_from")),
    "labour_sheets": ReadModel(labour.sheets, ("position",), newest_first=True, project="project"),
    "labour_register": ReadModel(labour.register, ("sheet_id", "line"), project="project"),
    "labour_budgets": ReadModel(labour.budgets, ("entity", "project", "cost_code"), project="project"),
    "labour_days": ReadModel(labour.days, ("entity", "worker", "day", "sheet_id")),
    "labour_wages": ReadModel(labour_wages.wages, ("entity", "worker", "currency")),
    "labour_advances": ReadModel(labour_wages.advances, ("entity", "worker", "advance")),
    "labour_settlements": ReadModel(labour_wages.settlements, ("position",), newest_first=True),
    "labour_settlement_lines": ReadModel(labour_wages.lines, ("settlement_id", "worker")),
    "labour_summaries": ReadModel(
        labour.summaries,
        ("entity", "project", "period", "team", "trade", "worker", "cost_code", "currency"),
        project="project",
        hidden=("entries",),
        only=labour.summaries.c.entries > 0,
    ),
    "people": ReadModel(master_data.people, ("code",), entity=None),
    "approval_acts": ReadModel(approval_acts.acts, ("position",), newest_first=True),
    "substitutes": ReadModel(master_data.substitutes, ("position",), entity=None),
    "people_roles": ReadModel(master_data.people_roles, ("position",), entity=None),
    "roles": ReadModel(master_data.roles, ("code",), entity=None),
    "legal_entities": ReadModel(companies.legal_entities, ("code",), entity="code"),
    "departments": ReadModel(companies.departments, ("code",), entity=None),
    "working_calendars": ReadModel(companies.working_calendars, ("code", "year"), entity=None),
    "projects": ReadModel(cost_objects.projects, ("entity", "code"), project="code"),
    "cost_codes": ReadModel(cost_objects.cost_codes, ("entity", "project", "code"), project="project"),
    "requisition_templates": ReadModel(cost_objects.templates, ("entity", "code"), project="projects"),
    "items": ReadModel(items.items, ("code",), entity=None),
    "categories": ReadModel(items.categories, ("code",), entity=None),
    "tax_codes": ReadModel(items.tax_codes, ("code", "valid_from"), entity=None),
    "exchange_rates": ReadModel(items.exchange_rates, ("from_currency", "to_currency", "rate_date"), entity=None),
}
"""Public name -> what is read; the names are part of the API."""


def select(
    engine: Engine,
    name: str,
    filters: Mapping[str, str] | None = None,
    cursor: str | None = None,
    limit: int = 50,
    *,
    sees: Sight = EVERYTHING,
) -> tuple[list[Row], str | None]:
    """A page of a read model, and the cursor of the next one (None after the last).

    `sees` is what the reader may see; rows of the whole group are shown to everybody. Raises KeyError for an unknown
    read model and BadQueryError (a ValueError) for an unknown filter, a value that does not fit, or a foreign cursor.
    """
    model = READ_MODELS[name]
    conditions = [_equals(model, column, value) for column, value in (filters or {}).items()]
    conditions += _may_see(model, sees)
    if model.only is not None:
        conditions.append(model.only)
    if cursor is not None:
        conditions.append(_after(model, cursor))
    rows = fetched(engine, sql_select(model.table).where(*conditions), model, limit + 1)
    more = encoded([rows[limit - 1][column] for column in model.order]) if len(rows) > limit else None
    return [shown(model.columns, row) for row in rows[:limit]], more


def holding(person: str, today: date, entity: ColumnElement[Any]) -> ColumnElement[bool]:
    """The roles that a person holds in an entity on a day."""
    held, day = master_data.people_roles.c, today.isoformat()
    return and_(
        held.person == person,
        or_(held.entity == "*", held.entity == entity),
        or_(held.valid_from.is_(None), held.valid_from <= day),
        or_(held.valid_until.is_(None), held.valid_until >= day),
    )


def permitted(
    person: str, today: date, entity: ColumnElement[Any], permission: ColumnElement[Any]
) -> ColumnElement[bool]:
    """Whether a role that a person holds in an entity on a day grants a permission."""
    held, granted = master_data.people_roles.c, master_data.roles
    grants = granted.c.permissions.contains(_bracketed(permission))
    holds = holding(person, today, entity)
    return sql_select(held.position).where(holds, held.role == granted.c.code, grants).exists()


def _bracketed(column: ColumnElement[Any]) -> ColumnElement[str]:
    return "," + column + ","


def fetched(engine: Engine, statement: Select[Any], model: ReadModel, limit: int) -> list[Row]:
    """So many rows of a read model, in its order."""
    order = [model.table.c[name].desc() if model.newest_first else model.table.c[name] for name in model.order]
    with engine.connect() as connection:
        return [dict(row) for row in connection.execute(statement.order_by(*order).limit(limit)).mappings()]


def _equals(model: ReadModel, name: str, value: str) -> ColumnElement[bool]:
    if name not in model.filters:
        raise BadQueryError("unknown-filter", filter=name, allowed=", ".join(model.filters))
    column = model.table.c[name]
    if column.info.get("kind") == "names":
        return column.contains(f",{value},", autoescape=True)
    if isinstance(column.type, BigInteger):
        return column == _whole(name, value)
    return column == value


def _whole(name: str, value: str) -> int:
    known = {"true": 1, "false": 0}
    try:
        return known[value] if value in known else int(value)
    except ValueError as error:
        raise BadQueryError("not-a-whole-number", filter=name, value=value) from error


def _may_see(model: ReadModel, sees: Sight) -> list[ColumnElement[bool]]:
    if model.entity is None or sees.get("*", frozenset()) is None:
        return []
    return [or_(false(), *(_place(model, model.entity, *place) for place in sorted(sees.items())))]


def _place(model: ReadModel, column: str, entity: str, projects: frozenset[str] | None) -> ColumnElement[bool]:
    """The rows of one legal entity; to whom only projects are shown there, rows without a project are not."""
    here = true() if entity == "*" else model.table.c[column] == entity
    if projects is None:
        return here
    if model.project is None:
        return false()
    named = model.table.c[model.project]
    if named.info.get("kind") != "names":
        return and_(here, named.in_(sorted(projects)))
    return and_(here, or_(false(), *(named.contains(f",{project},", autoescape=True) for project in sorted(projects))))


def _after(model: ReadModel, cursor: str) -> ColumnElement[bool]:
    place = decoded(cursor)
    if len(place) != len(model.order):
        raise BadQueryError("cursor-of-another-list")
    columns = tuple_(*(model.table.c[name] for name in model.order))
    return columns < tuple_(*place) if model.newest_first else columns > tuple_(*place)
