"""Every kind that can be imported and exported, each as one declaration; adding a kind is adding a table."""

from adapters.tables._base import NAME, VALID, Column, Table, coded
from adapters.tables._labour import LABOUR
from adapters.tables._schedules import SCHEDULES
from adapters.tables.people import PEOPLE

_PLACE = (
    Column("project", "cost_object.project", required=True),
    Column("cost_code", "cost_object.cost_code", required=True),
    Column("period", "cost_object.period", shape="month", required=True),
)
_ENTITY = Column("entity", required=True)
_PERCENT = Column("over_receipt_percent", shape="figure")
_LINE = (
    Column("line", required=True),
    Column("description", required=True),
    Column("quantity", "quantity.amount", "requested", "figure", required=True),
    Column("unit", "quantity.unit"),
    Column("unit_price", shape="figure", required=True),
    *_PLACE,
    Column("needed_by", shape="day", required=True),
    *(Column(name) for name in ("supplier", "item", "category", "tax_code")),
)
_TABLES = (
    *PEOPLE,
    Table(
        "suppliers",
        "suppliers",
        (
            coded("supplier"),
            NAME,
            Column("tax_ids", shape="list"),
            Column("country"),
            Column("accounts", shape="accounts"),
            Column("payment_days"),
            Column("classes", shape="list"),
            Column("phone"),
            Column("end_of_month", shape="flag"),
            Column("discount_percent", shape="figure"),
            Column("discount_days"),
        ),
        contract="supplier.register",
        revise="supplier.revise",
        keys=("supplier",),
    ),
    Table(
        "projects",
        "projects",
        (_ENTITY, coded("project"), NAME, Column("currency", required=True), Column("manager"), *VALID),
        contract="project.register",
        revise="project.revise",
        keys=("entity", "project"),
    ),
    Table(
        "cost_codes",
        "cost_codes",
        (
            _ENTITY,
            Column("project", required=True),
            coded("cost_code"),
            NAME,
            Column("parent"),
            Column("category"),
            Column("closed", shape="flag"),
        ),
        contract="project.add_cost_code",
        revise="project.add_cost_code",
        keys=("entity", "project", "cost_code"),
    ),
    Table(
        "categories",
        "categories",
        (coded("category"), NAME, Column("parent"), _PERCENT),
        contract="category.define",
        revise="category.define",
        keys=("category",),
        above="parent",
    ),
    Table(
        "items",
        "items",
        (
            coded("item"),
            NAME,
            Column("base_unit", required=True),
            Column("category"),
            Column("active", shape="flag"),
            _PERCENT,
            Column("preferred_supplier"),
            Column("conversions", shape="pairs"),
        ),
        contract="item.define",
        revise="item.define",
        keys=("item",),
    ),
    Table(
        "tax_codes",
        "tax_codes",
        (
            coded("tax_code"),
            NAME,
            Column("country", required=True),
            Column("rate_percent", shape="figure", required=True),
            Column("recoverable_percent", shape="figure", required=True),
            Column("valid_from", shape="day", required=True),
            Column("valid_until", shape="day"),
            Column("kind"),
        ),
        contract="tax_code.define",
        revise="tax_code.end",
        keys=("tax_code", "valid_from"),
    ),
    Table(
        "exchange_rates",
        "exchange_rates",
        (
            Column("from_currency", required=True),
            Column("to_currency", required=True),
            Column("rate_date", "on", shape="day", required=True),
            Column("rate", shape="figure", required=True),
            Column("source", required=True),
            Column("why"),
        ),
        contract="exchange_rate.record",
        revise="exchange_rate.record",
        keys=("from_currency", "to_currency", "rate_date"),
    ),
    Table(
        "budget_lines",
        "cost",
        (
            _ENTITY,
            *_PLACE,
            Column("amount", "amount.amount", "budget", "figure", required=True),
            Column("currency", "amount.currency", required=True),
            Column("control"),
        ),
        contract="budget_line.open",
        revise="budget_line.revise",
        keys=("entity", "project", "cost_code", "period"),
    ),
    Table(
        "opening_balances",
        "budget_openings",
        (
            _ENTITY,
            *_PLACE,
            Column("as_of", shape="day", required=True),
            Column("currency", required=True),
            *(Column(name, shape="figure") for name in ("pre_encumbered", "encumbered", "accrued", "actual", "paid")),
        ),
        contract="budget_line.record_opening",
        keys=("entity", "project", "cost_code", "period"),
    ),
    Table(
        "requisition_templates",
        "requisition_templates",
        (
            _ENTITY,
            coded("template"),
            NAME,
            Column("currency", required=True),
            Column("lines", shape="needs", required=True),
            Column("active", shape="flag"),
        ),
        contract="requisition_template.define",
        revise="requisition_template.define",
        keys=("entity", "template"),
    ),
    Table(
        "requisitions",
        "requisition_lines",
        (
            Column("requisition", required=True),
            _ENTITY,
            Column("title", required=True),
            Column("currency", required=True),
        ),
        contract="requisition.create",
        lines=_LINE,
    ),
    Table(
        "open_orders",
        "order_lines",
        (
            *(
                Column(name)
                for name in ("order_number", "line", "entity", "requisition", "requisition_line", "description")
            ),
            *(Column(name, shape="figure") for name in ("quantity", "accepted", "billed_quantity")),
            Column("unit"),
            *(Column(name, shape="figure") for name in ("unit_price", "amount")),
            *(Column(name) for name in ("currency", "project", "cost_code", "period")),
        ),
        only=(("closed", "false"),),
    ),
)
TABLES = {table.kind: table for table in (*_TABLES, *SCHEDULES, *LABOUR)}
"""Kind -> its table."""
