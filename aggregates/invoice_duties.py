"""What no single person may set aside or change on an invoice: whom and how much we owe at all."""

NEVER_ACCEPTED = frozenset(
    {
        "buyer-not-us",
        "credit-exceeds-original",
        "credit-tax-differs",
        "currency-mixed",
        "currency-unexpected",
        "duplicate-invoice",
        "iban-differs",
        "kind-not-owed",
        "milestone-not-reached",
        "order-cancelled",
        "order-on-hold",
        "original-already-paid",
        "original-not-found",
        "payable-above-gross",
        "supplier-differs",
        "supplier-not-approved",
        "supplier-on-hold",
        "tax-despite-reverse-charge",
        "tax-not-plausible",
    }
)
"""Findings that no single person may set aside: they are about whom and how much we owe at all, not about a deviation."""
SAYS_NOTHING_OWED = frozenset({"purchase_order", "check_code", "buyer_reference", "contract"})
"""Fields that neither say who is owed nor how much: one person may correct them alone."""
