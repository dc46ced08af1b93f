"""The checks of an invoice: a list of named pure rules, each of which finds things or stays silent."""

from bots.checks import arithmetic, completeness, dates, identity, master
from bots.checks.context import Context, Rule
from contracts.reading import Finding, Reading

__all__ = ["RULES", "Context", "Rule", "check"]

RULES = (
    Rule("plain-figures", 1, arithmetic.plain_figures),
    Rule("lines-stated", 1, completeness.lines_stated),
    Rule("net-and-tax", 1, arithmetic.net_and_tax, needs=completeness.has_totals),
    Rule("lines-and-net", 1, arithmetic.lines_and_net, needs=completeness.has_line_nets),
    Rule("line-arithmetic", 1, arithmetic.line_arithmetic, needs=completeness.has_line_figures),
    Rule("tax-per-rate", 2, arithmetic.tax_per_rate, needs=completeness.has_taxes),
    Rule("tax-groups", 1, arithmetic.tax_groups, needs=completeness.has_taxes),
    Rule("payable", 1, arithmetic.payable, needs=completeness.has_payable),
    Rule("sign", 1, arithmetic.sign),
    Rule("real-dates", 1, dates.real_dates),
    Rule("not-ahead", 1, dates.not_ahead),
    Rule("due-after-issue", 1, dates.due_after_issue),
    Rule("known-currency", 1, identity.known_currency),
    Rule("iban", 1, identity.iban, needs=completeness.has_account),
    Rule("tax-numbers", 1, identity.tax_numbers),
    Rule("buyer-is-us", 1, master.buyer_is_us, needs_master=True),
    Rule("supplier-known", 1, master.supplier_known, needs_master=True),
    Rule("account-is-known", 1, master.account_is_known, needs_master=True, needs=completeness.has_account),
    Rule("not-seen-before", 2, master.not_seen_before, needs_master=True),
    Rule("expected-currency", 1, master.expected_currency, needs_master=True),
)


def check(reading: Reading, context: Context) -> Reading:
    """The reading with what all rules find, and with the list of what could not be run.

    A file that gave no fields is not judged: its reading already says why. The tax bureau is never asked here.
    """
    if not reading.fields:
        return reading.model_copy(update={"not_run": ("tax-bureau", "master-data")})
    rules = [rule for rule in RULES if context.master or not rule.needs_master]
    found = [_allowed(finding, reading) for rule in rules for finding in rule.find(reading, context)]
    outside = ("tax-bureau",) if context.master else ("tax-bureau", "master-data")
    if context.master and context.master.invoices is None:
        outside = (*outside, "not-seen-before")
    if reading.format in ("ubl", "cii", "facturx") and reading.official_rules is None:
        outside = (*outside, "schematron")
    without_input = tuple(rule.id for rule in rules if not rule.needs(reading))
    return reading.with_findings(*found).model_copy(update={"not_run": (*outside, *without_input)})


def _allowed(finding: Finding, reading: Reading) -> Finding:
    """Nothing is rejected for what was read from a picture: it may be the reader who is wrong, so a person looks."""
    if finding.severity == "reject" and any(field.source == "ocr" for field in reading.fields.values()):
        return finding.model_copy(update={"severity": "exception"})
    return finding
