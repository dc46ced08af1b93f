"""Where mutants are made, and which are spared: functions that are no rules, and changes that change nothing."""

MODULES = (
    "aggregates.approval",
    "aggregates.bank_change",
    "aggregates.budget_line",
    "aggregates.change_order",
    "aggregates.claim",
    "aggregates.contract",
    "aggregates.goods_receipt",
    "aggregates.invoice",
    "aggregates.legal_entity",
    "aggregates.payable",
    "aggregates.payment_run",
    "aggregates.person",
    "aggregates.purchase_order",
    "aggregates.quotation",
    "aggregates.requisition",
    "aggregates.rfq",
    "aggregates.supplier",
    "aggregates.tax_code",
    "aggregates.requisition_template",
    "aggregates.project",
    "aggregates.item",
    "aggregates.exchange_rate",
    "aggregates.category",
    "activities.approval",
    "activities.bank_change",
    "activities.payment_run",
    "activities.change_order",
    "activities.contract",
    "activities.policies",
    "activities.purchase_order",
    "activities.quotation",
    "activities.requisition",
    "activities.supplier",
    "activities.rfq",
    "activities.rfq_award",
    "activities.tax_code",
    "activities.requisition_template",
    "activities.requisition_lines",
    "activities.project",
    "activities.preview",
    "activities.item",
    "activities.category",
    "bots.assignment",
    "bots.contract_terms",
    "bots.baseline",
    "bots.comparable",
    "bots.comparison",
    "bots.spread",
    "bots.three_way_match",
    "bots.checks.arithmetic",
    "bots.checks.completeness",
    "bots.checks.dates",
    "bots.checks.identity",
    "bots.checks.master",
    "processes._base",
    "processes.approval",
    "processes.bank_change",
    "processes.change_order",
    "processes.contract",
    "processes.invoice_verification",
    "processes.payment_run",
    "processes.requisition_to_payment",
    "processes.rfq",
)
_COMPARED = ("tests/bots/test_comparison.py",)
PURE_TESTS = {
    "aggregates.contract": ("tests/aggregates/test_contract.py",),
    "bots.contract_terms": ("tests/bots/test_contract_terms.py",),
    "processes.change_order": ("tests/processes/test_contract.py",),
    "processes.contract": ("tests/processes/test_contract.py",),
    "aggregates.quotation": ("tests/aggregates/test_rfq.py",),
    "aggregates.rfq": ("tests/aggregates/test_rfq.py",),
    "bots.baseline": _COMPARED,
    "bots.comparable": _COMPARED,
    "bots.comparison": _COMPARED,
    "bots.spread": _COMPARED,
    "aggregates.exchange_rate": ("tests/aggregates/test_exchange_rate.py",),
    "activities.preview": ("tests/activities/test_preview.py",),
    "activities.policies": ("tests/activities/test_policies.py",),
    "aggregates.person": ("tests/aggregates/test_person.py",),
    "bots.three_way_match": ("tests/bots/test_three_way_match.py",),
    "bots.assignment": ("tests/bots/test_three_way_match.py",),
    "aggregates.invoice": ("tests/aggregates/test_invoice_again.py",),
    "bots.checks": ("tests/bots/test_checks.py", "tests/bots/test_checks_master.py", "tests/test_duplicates.py"),
}
"""Modules whose figures no scenario can reach all: their own pure tests hunt first."""
SKIPPED: dict[str, str] = {
    "activities.policies.load_policies": "reads files before anything is decided; a broken one loads no policies at all",
    "activities.policies._text": "reads files; see tests/activities/test_policies.py",
    "activities.policies._entries": "reads files; see tests/activities/test_policies.py",
}
"""Function -> why it is no rule."""
_AGAIN = "how often a process that waits for people looks again is no rule"
_NAMES = "any count that never repeats names occurrences as well"
_AT_ONCE = "a side effect runs at once; its deadline only bounds the wait of a workflow"
EQUIVALENT: dict[str, str] = {
    "processes._base.waiting: 7 -> 8": _AGAIN,
    "processes._base.waiting: 7 -> 6": _AGAIN,
    "processes.requisition_to_payment.approval: 7 -> 8": _AGAIN,
    "processes.requisition_to_payment.approval: 7 -> 6": _AGAIN,
    "processes.rfq.award: 7 -> 8": _AGAIN,
    "processes.rfq.award: 7 -> 6": _AGAIN,
    "processes.invoice_verification._reading: now + DAY -> now - DAY": _AT_ONCE,
    "processes.payment_run.file: now + DAY -> now - DAY": _AT_ONCE,
    "processes.invoice_verification.match: now + DAY -> now - DAY": "in memory every file is read before it is matched",
    "processes.payment_run.settlement: case.run.status in ('completed', 'cancelled')"
    " -> case.run.status not in ('completed', 'cancelled')": "the last stage stores nothing, it only waits",
    "aggregates.approval._voting_role: 0 -> 1": "the figure of a refusal, and the step is given there",
    "aggregates.approval._voting_role: 0 -> -1": "the figure of a refusal, and the step is given there",
    "activities.purchase_order.close: state.closed and (not before.closed) -> state.closed or not before.closed": (
        "closing again releases holds that are empty"
    ),
    "activities.requisition.withdraw: state.status != before.status and before.status in ('submitted', 'approved')"
    " -> state.status != before.status or before.status in ('submitted', 'approved')": (
        "a draft or returned requisition has neither reservations nor an open approval to release"
    ),
    "activities.requisition.close_short: state.closed_short and (not before.closed_short)"
    " -> state.closed_short or not before.closed_short": "closing again releases reservations that are gone",
    "aggregates.invoice.Invoice.effective: self.reading is None or not self.corrections"
    " -> self.reading is None and (not self.corrections)": (
        "without corrections the copy is the same reading, and nothing is corrected before it is read"
    ),
    "aggregates.invoice._post: net.amount < 0 -> net.amount <= 0": "a tax on nothing is never plausible, so never accepted",
    "aggregates.purchase_order.percent_done: 100 -> 101 (2)": "every ordered quantity is above zero",
    "aggregates.purchase_order.percent_done: 100 -> 99 (2)": "every ordered quantity is above zero",
    "aggregates.requisition._withdraw: 0 -> -1": "a figure that names one of the orders",
    "aggregates.change_order.evolve: state.parkings + 1 -> state.parkings - 1": _NAMES,
    "aggregates.change_order.evolve: 1 -> 2": _NAMES,
    "aggregates.requisition.evolve: state.parkings + 1 -> state.parkings - 1": _NAMES,
    "aggregates.requisition.evolve: 1 -> 2": _NAMES,
    "bots.spread.rounded: units >= 0 -> units > 0": "zero has no sign",
    "bots.assignment.assign_lines: 0 -> -1": "of one option the first is the last",
}
"""Mutant -> why nobody can tell it from the original."""
