"""How figures follow from each other: the formula of every shown figure that is more than what its events say.

A formula is arithmetic over figures of the same row. `sum(lines.amount, order_id=id)` adds up a column of another read
model over the rows whose `order_id` is this row's `id`; `round(x, n)` is half away from zero, at `n` decimals, once; money
is rounded to its smallest unit (`cents`). Division by zero gives `none`. What has no formula is counted as its events say.
"""

FORMULAS: dict[str, str] = {
    "cost.available": "budget - pre_encumbered - encumbered - accrued - actual - paid",
    "orders.received": "sum(order_lines.received, order_id=id)",
    "orders.billed": "sum(order_lines.billed, order_id=id)",
    "orders.paid": "sum(order_lines.paid, order_id=id)",
    "order_lines.received": "cents(amount * accepted / quantity)",
    "contracts.remaining": "amount - ordered",
    "requisition_lines.left_open": "requested - allocated",
    "awards.saving": "baseline - amount",
    "progress_bills.this_period": "certified - billed",
    "labour_register.base": "cents(days * day_rate)",
    "labour_register.overtime": "cents(overtime_hours * overtime_rate)",
    "labour_register.amount": "base + overtime",
    "labour_summaries.amount": "base + overtime",
    "labour_wages.outstanding": "earned - advanced - paid",
    "labour_settlement_lines.amount": "earned - advanced",
    "labour_settlements.total": "sum(labour_settlement_lines.amount, settlement_id=settlement_id)",
    "funds.held": "sum(payables.amount, entity=entity, currency=currency, status='held')",
    "settlements.net": "certified - recovered - retained - fined - deducted",
    "settlement_bills.net": "certified - recovered - retained - fined - deducted",
    "certificates.net": "gross - recovered - retained - deducted",
    "funds.due": "sum(payables.amount, entity=entity, currency=currency, status='due')",
    "funds.proposed": "sum(payables.amount, entity=entity, currency=currency, status='proposed')",
    "funds.released": "sum(payables.amount, entity=entity, currency=currency, status='released')",
    "funds.sent": "sum(payables.amount, entity=entity, currency=currency, status='sent')",
    "funds.settled": "sum(payables.amount, entity=entity, currency=currency, status='settled')",
    "funds_plans.inflow": "sum(funds_plan_lines.amount, id=id, version=version, kind='inflow')",
    "funds_plans.outflow": "sum(funds_plan_lines.amount, id=id, version=version, kind='outflow')",
    "funds_plan_months.planned_in": (
        "sum(funds_plan_lines.amount, id=plan_id, version=version, fund_account=fund_account, kind='inflow')"
    ),
    "funds_plan_months.planned_out": (
        "sum(funds_plan_lines.amount, id=plan_id, version=version, fund_account=fund_account, kind='outflow')"
    ),
    "funds_plan_months.actual_in": (
        "sum(fund_moves.amount, account_id=account_id, month=month, kind='received')"
        " + sum(fund_moves.amount, account_id=account_id, month=month, kind='moved_in')"
    ),
    "funds_plan_months.actual_out": (
        "0 - sum(fund_moves.amount, account_id=account_id, month=month, kind='paid')"
        " - sum(fund_moves.amount, account_id=account_id, month=month, kind='moved_out')"
        " - sum(fund_moves.amount, account_id=account_id, month=month, kind='returned')"
    ),
    "funds_plan_months.used": "sum(fund_moves.plan_change, account_id=account_id, plan_month=month)",
    "funds_plan_months.left": "planned_out - used",
    "funds_plan_months.more_in": "actual_in - planned_in",
    "funds_plan_months.more_out": "actual_out - planned_out",
    "payment_runs.total": "sum(payments.amount, run_id=id)",
    "scorecards.on_time_percent": "round(100 * on_time / deliveries, 6)",
    "scorecards.in_full_percent": "round(100 * in_full / deliveries, 6)",
    # Reports, computed when they are asked for.
    "report_cost.left": "budget - at_completion",
    "report_cost.available": "budget - pre_encumbered - encumbered - accrued - actual - paid",
    "report_progress.sv": "ev - pv",
    "report_progress.cv": "ev - ac",
    "report_progress.spi": "round(ev / pv, 6)",
    "report_progress.cpi": "round(ev / ac, 6)",
    "report_progress.tcpi": "round((bac - ev) / (bac - ac), 6)",
    "report_progress.at_cpi_eac": "cents(ac + (bac - ev) * ac / ev)",
    "report_progress.at_spi_and_cpi_eac": "cents(ac + (bac - ev) * ac * pv / ev / ev)",
    "report_progress.at_plan_eac": "ac + bac - ev",
    "report_progress.at_cpi_etc": "at_cpi_eac - ac",
    "report_progress.at_cpi_vac": "bac - at_cpi_eac",
    "report_labour.amount": "base + overtime",
    "report_labour.variance": "rate_variance + days_variance",
}
"""Read model (or report) and column -> formula."""
