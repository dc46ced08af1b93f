"""The rules on master data and on what was recorded before, and how each is named."""

from functools import partial

from bots.checks import anomalies, completeness, duplicates, master, near_duplicates, parties
from bots.checks.context import Rule

Known = partial(Rule, needs_master=True, needs_history=True)
Held = partial(Rule, needs_master=True, severity="exception")
Hint = partial(Rule, needs_master=True, severity="warn")

RULES = (
    Rule("buyer-is-us", 1, master.buyer_is_us, needs_master=True, field="buyer_name"),
    Rule("buyer-named-right", 1, parties.buyer_named_right, needs_master=True, field="buyer_name"),
    Held("supplier-known", 1, master.supplier_known, field="seller_name"),
    Held("seller-named-right", 1, parties.seller_named_right, field="seller_name"),
    Held("account-is-known", 2, master.account_is_known, needs=completeness.has_account, field="iban"),
    Held("holder-is-supplier", 1, parties.holder_is_supplier, asks=parties.tells_holders),
    Held("account-of-one-seller", 1, duplicates.account_of_one_seller, needs=completeness.has_account, field="iban"),
    Held("expected-currency", 1, master.expected_currency, field="currency"),
    Hint("after-onboarding", 1, master.after_onboarding, asks=master.tells_onboarding, field="issue_date"),
    Hint("after-order", 1, master.after_order, asks=master.tells_order, field="issue_date"),
    Hint("after-receipt", 1, master.after_receipt, asks=master.tells_receipt, field="issue_date"),
    Hint("period-open", 1, master.period_open, asks=master.tells_periods, field="issue_date"),
    Known("not-this-file", 1, duplicates.not_this_file),
    Known("not-seen-before", 4, duplicates.not_seen_before, field="number"),
    Known(
        "not-alike", 2, near_duplicates.not_alike, where=near_duplicates.is_bill, severity="exception", field="number"
    ),
    Known(
        "not-near",
        1,
        near_duplicates.not_near,
        where=near_duplicates.is_bill,
        severity="exception",
        field="gross_amount",
    ),
    Known("payment-fraud", 1, anomalies.payment_fraud, severity="exception", needs=completeness.has_account),
    Known("split", 1, anomalies.split, asks=anomalies.tells_limits, severity="warn", field="gross_amount"),
    Known("only-customer", 1, anomalies.only_customer, severity="warn", field="number"),
    Hint("dearer", 1, anomalies.dearer, asks=anomalies.tells_prices),
    Hint("round-amount", 1, anomalies.round_amount, field="gross_amount"),
    Hint("weekend", 1, anomalies.weekend, field="issue_date"),
)
