"""Day labour as tables: the roster and its rates come in and go out, register and wages only go out."""

from adapters.tables._base import Column, Table

_WORKER = (Column("entity", required=True), Column("worker", required=True))

LABOUR = (
    Table(
        "labour_workers",
        "labour_workers",
        (
            *_WORKER,
            *(Column(name, required=True) for name in ("name", "trade", "team")),
            *(Column(name, shape="day") for name in ("valid_from", "valid_until")),
        ),
        contract="labour_worker.register",
        revise="labour_worker.revise",
        keys=("entity", "worker"),
    ),
    Table(
        "labour_rates",
        "labour_rates",
        (
            *_WORKER,
            Column("valid_from", shape="day", required=True),
            Column("day_rate", "day_rate.amount", shape="figure", required=True),
            Column("currency", "day_rate.currency", required=True),
            Column("overtime_rate", "overtime_rate.amount", shape="figure", required=True),
            Column("overtime_currency", "overtime_rate.currency", shows="currency", required=True),
        ),
        contract="labour_worker.set_rate",
        revise="labour_worker.set_rate",
        keys=("entity", "worker", "valid_from"),
    ),
    Table(
        "labour_budgets",
        "labour_budgets",
        (
            *(Column(name, required=True) for name in ("entity", "project", "cost_code")),
            Column("rate", "rate.amount", "budget_rate", "figure", required=True),
            Column("currency", "rate.currency", required=True),
            Column("days", shape="figure", required=True),
        ),
        contract="labour_budget.set",
        revise="labour_budget.set",
        keys=("entity", "project", "cost_code"),
    ),
    Table(
        "labour_register",
        "labour_register",
        (
            *(Column(name) for name in ("sheet_number", "line", "entity", "project", "site", "day", "worker")),
            *(Column(name) for name in ("name", "trade", "team", "cost_code", "presence")),
            *(Column(name, shape="figure") for name in ("days", "overtime_hours")),
            *(Column(name, shape="figure") for name in ("day_rate", "overtime_rate", "base", "overtime", "amount")),
            Column("currency"),
        ),
    ),
    Table(
        "labour_wages",
        "labour_wages",
        (
            *(Column(name) for name in ("entity", "worker", "currency")),
            *(Column(name, shape="figure") for name in ("earned", "advanced", "paid", "outstanding")),
        ),
    ),
)
