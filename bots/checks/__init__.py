"""The checks of an invoice: a list of named pure rules, each of which finds things or stays silent."""

from bots.checks import arithmetic, china, completeness, dates, european, history, identity, owed
from bots.checks.context import Context, Rule
from contracts.reading import EN_16931, Finding, Reading

__all__ = ["RULES", "Context", "Rule", "check"]

RULES: tuple[Rule, ...] = (
    Rule("plain-figures", 2, arithmetic.plain_figures),
    Rule("lines-stated", 2, completeness.lines_stated),
    Rule("net-and-tax", 1, arithmetic.net_and_tax, needs=completeness.has_totals, field="gross_amount"),
    Rule("lines-and-net", 1, arithmetic.lines_and_net, needs=completeness.has_line_nets, field="net_amount"),
    Rule("line-arithmetic", 1, arithmetic.line_arithmetic, needs=completeness.has_line_figures, severity="exception"),
    Rule("tax-per-rate", 3, arithmetic.tax_per_rate, needs=completeness.has_taxes, field="tax_amount"),
    Rule("tax-groups", 2, arithmetic.tax_groups, needs=completeness.has_rates, field="tax_amount"),
    Rule("payable", 1, arithmetic.payable, needs=completeness.has_payable, field="gross_amount"),
    Rule("sign", 2, arithmetic.sign, severity="exception", field="gross_amount"),
    Rule("real-dates", 1, dates.real_dates, field="issue_date"),
    Rule("not-ahead", 1, dates.not_ahead, severity="exception", field="issue_date"),
    Rule("due-after-issue", 1, dates.due_after_issue, severity="warn", field="issue_date"),
    Rule("known-currency", 1, identity.known_currency, field="currency"),
    Rule("payee", 1, identity.payee, severity="exception", field="payee_name"),
    Rule("number-letters", 1, identity.number_letters, severity="exception", field="number"),
    Rule("kind-owed", 1, owed.kind_owed, where=owed.is_western, severity="exception", field="kind"),
    Rule("rounding", 1, owed.rounding, where=owed.has_rounding, severity="warn", field="gross_amount"),
    Rule("allowances-take", 1, owed.allowances_take, where=owed.is_western, severity="exception", field="net_amount"),
    Rule("still-owed", 1, owed.still_owed, needs_master=True, severity="exception"),
    Rule("iban", 1, identity.iban, needs=completeness.has_iban, severity="exception", field="iban"),
    Rule("tax-numbers", 2, identity.tax_numbers, severity="exception"),
    *european.RULES,
    *china.RULES,
    *history.RULES,
)


def check(reading: Reading, context: Context) -> Reading:
    """The reading with what all rules find, which rules those were, and what could not be run.

    A file that gave no fields is not judged: its reading already says why. The tax bureau is never asked here.
    """
    if not reading.fields:
        return reading.model_copy(update={"not_run": ("tax-bureau", "master-data")})
    rules = [rule for rule in RULES if (context.master or not rule.needs_master) and rule.holds_for(reading)]
    run = [rule for rule in rules if rule.can_run(reading, context)]
    found = [_allowed(finding, reading) for rule in run for finding in rule.findings(reading, context)]
    outside = ("tax-bureau",) if context.master else ("tax-bureau", "master-data")
    if reading.format in EN_16931 and reading.official_rules is None:
        outside = (*outside, "schematron")
    without_input = tuple(rule.id for rule in rules if rule not in run)
    told = {"not_run": (*outside, *reading.not_run, *without_input), "rules": tuple(rule.name for rule in run)}
    return reading.with_findings(*found).model_copy(update=told)


def _allowed(finding: Finding, reading: Reading) -> Finding:
    """Nothing is rejected for what was read from a picture: it may be the reader who is wrong, so a person looks."""
    if finding.severity == "reject" and any(field.source == "ocr" for field in reading.fields.values()):
        return finding.model_copy(update={"severity": "exception"})
    return finding
