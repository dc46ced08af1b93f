"""The register of rules, `python -m tests.support.rules`: every rule with its sentence and the scenarios that show it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from adapters.sentences import codes, say
from bots.checks import RULES
from console.scenario_file import KINDS, Case, load
from tests.support.codes import ROOT, findings, refusals

SCENARIOS = ROOT / "docs" / "scenarios"
TOPICS = ("refusals", "rules", "invoice_decisions", "invoice_findings")
NOT_IN_SCENARIOS = {
    "more-than-reserved": "runs and settlements name their own figures; see tests/aggregates/test_fund_account.py",
    "read-models-behind": "the registers are never behind in a scenario; see tests/activities/test_wages_late.py",
    "credit-exceeds-payable": "the judgement finds more credit than is due first; see tests/aggregates/test_credits.py",
    "prices-not-known-yet": "the read models are never behind in a scenario; see tests/activities/test_price_outlier.py",
    "defect": "no rule raises; see tests/activities/test_advance.py",
    "duplicate-file": "the same bytes are the same invoice before any check runs; a check on files outside a store",
    "no-rate": "rates convert what is shown, no command needs one yet; see tests/aggregates/test_exchange_rate.py",
    "entry-other-direction": "the direction decides whether a match settles or gives back; see tests/aggregates/test_bank.py",
    "match-no-lines": "an invoice without readable lines is found before it is matched",
    "not-claimed-by-run": "the run itself knows its payables first; see tests/test_scenarios.py",
    "not-read-yet": "in memory every file is read at once; see tests/test_scenarios.py",
    "side-effect-failed": "no side effect fails in memory; see tests/test_scenarios.py",
}
"""Rule -> why no scenario can show it, and where it is tested instead."""
LIMITS = frozenset(
    {
        "already-billed", "amount-too-large", "approval-escalation", "approval-reminder", "below-received",
        "below-minimum-quantity",
        "budget-below-commitments", "budget-exceeded", "contract-below-ordered", "contract-exceeded",
        "contract-expired", "contract-expiry", "contract-not-active", "cooling-off", "credit-exceeds-original",
        "date-in-future", "date-too-old", "dates-not-ordered", "deadline-not-ahead", "deadline-passed",
        "deadline-shortened", "due-before-issue", "empty-receipt-line", "figure-unfit", "late-quotation-kept",
        "licence-expired", "licence-missing", "line-mismatch", "lines-mismatch", "match-amount", "match-price",
        "match-quantity-accepted",
        "day-taken-twice", "man-days", "rate-of-the-day", "sheet-in-future", "wages-outstanding", "advance-in-future",
        "settled-in-future", "nothing-to-settle", "worker-not-active",
        "named-has-ended",
        "measured-in-future", "measured-quantity", "over-certified", "certified-below-billed",
        "match-quantity-ordered", "match-total", "narrowest-tolerance", "negative-amount",
        "no-progress", "no-route", "planned-by-days", "predecessor-open", "progress-before-last", "progress-in-future",
        "progress-not-rising", "progress-over-hundred", "starts-before-predecessor",
        "no-tax-code-on-date", "not-cheapest-without-reason", "not-permitted",
        "nothing-to-pay", "over-award-ordered", "over-awarded", "over-inspected", "over-ordered", "over-received",
        "over-returned", "payable-above-gross", "payable-mismatch", "percent-done", "plan-does-not-add-up",
        "price-above-approved", "price-above-contract", "price-not-awarded", "project-not-valid", "quotation-expired",
        "recorded-rate-decides",
        "release-date-past", "route-by-amount", "scorecard-too-low", "sealed-until-deadline", "sum-per-line",
        "supplier-on-hold", "tax-mismatch", "tax-not-plausible", "tax-total-mismatch", "too-few-quotations",
        "statement-does-not-add-up", "entry-amount-differs", "early-payment-discount",
        "base-mismatch", "bases-mismatch", "cent-off",
        "total-mismatch", "validity-overlaps",
        "advance-exceeded", "late-fine", "nothing-to-deduct", "retention-released", "completed-in-future",
        "unknown-milestone", "milestone-due", "milestone-not-reached", "recovery-of-advance", "payable-held",
        "match-quantity-certified", "progress-bill-worked-out",
        "invoice-not-verified-lately", "register-asked-too-often",
        "fapiao-number-year", "line-tax-mismatch", "lines-tax-mismatch", "tax-above-rate", "ticket-tax-mismatch",
        "rate-not-in-force", "red-exceeds-original", "red-before-original", "near-duplicate-amount",
        "payment-fraud-risk", "before-supplier", "before-order", "split-below-limit", "round-amount",
        "price-above-median",
    }
)  # fmt: skip
"""Rules that compare with a limit: a scenario stands exactly on it."""


@dataclass
class Rule:
    """A rule: its sentences by language, and kind -> the cases that show it."""

    id: str
    topic: str
    cases: dict[str, list[str]] = field(default_factory=dict)

    def sentence(self, language: str) -> str:
        """What the rule says; the figures it compares stand as ‹names›."""
        text = say(f"{self.topic}.{self.id}", language)
        return text.replace("{", "‹").replace("}", "›").replace("|", "/")

    def lacks(self) -> list[str]:
        """The kinds of scenario that are missing."""
        if self.id in NOT_IN_SCENARIOS:
            return []
        needed = ["accepted"] if self.topic == "rules" else ["accepted", "refused"]
        return [kind for kind in [*needed, *(["edge"] if self.id in LIMITS else [])] if not self.cases.get(kind)]


def cases() -> Iterator[Case]:
    """Every case of every scenario that ships."""
    for path in sorted(SCENARIOS.glob("*.yaml")):
        yield from load(path)


def rules() -> dict[str, Rule]:
    """Every rule by its id; ids that only scenarios name are rules too, and lack what they lack."""
    told = codes("en")
    found: dict[str, Rule] = {}
    shown = {name for case in cases() for names in case.rules.values() for name in names}
    plain = {code.split(".", 1)[1] for code in told if code.startswith("rules.")}
    for name in sorted({*refusals(), *findings(), *plain, *shown}):
        topic = next((topic for topic in TOPICS if f"{topic}.{name}" in told), "")
        found[name] = Rule(name, topic)
    for case in cases():
        for kind, names in case.rules.items():
            for name in names:
                found[name].cases.setdefault(kind, []).append(f"{case.file.name}: {case.title}")
    return found


def expected_codes(value: Any) -> set[str]:
    """Every text in what a case expects: a rule that it shows as refused must be among them."""
    if isinstance(value, dict):
        return {text for each in value.values() for text in expected_codes(each)}
    if isinstance(value, list):
        return {text for each in value for text in expected_codes(each)}
    return {str(value)}


def page() -> str:
    """The register as Markdown."""
    lines = [
        "# Rules 规则", "",
        "Every rule with the [scenarios](scenarios/) that show it: accepted, refused, and at the edge of its limit.",
        "This page is made by `make rules` from the code and the scenarios; ‹names› stand for the figures compared.", "",
    ]  # fmt: skip
    for rule in rules().values():
        lines += [f"## {rule.id}", "", rule.sentence("en"), "", rule.sentence("zh"), ""]
        for kind in KINDS:
            lines += [f"- {kind}: {shown}" for shown in dict.fromkeys(rule.cases.get(kind, ()))]
        if rule.id in NOT_IN_SCENARIOS:
            lines.append(f"- no scenario: {NOT_IN_SCENARIOS[rule.id]}")
        lines.append("")
    return "\n".join([*lines, *_checks()]).rstrip() + "\n"


def _checks() -> Iterator[str]:
    """The checks of an invoice as a table: what each says of itself is the first sentence of its documentation."""
    yield "## The checks of an invoice 发票检查"
    yield ""
    yield "They run in this order, on invoices issued within their time; `at worst` is the gravest that one finds."
    yield ""
    yield "| check | version | at worst | from | to | needs | it says |"
    yield "|---|---|---|---|---|---|---|"
    for each in RULES:
        needs = "history" if each.needs_history else "master data" if each.needs_master else ""
        said = (each.find.__doc__ or "").split("\n\n")[0].replace("\n", " ").replace("|", "/")
        told = (
            each.id,
            each.version,
            each.severity,
            each.valid_from or "",
            each.valid_to or "",
            needs,
            " ".join(said.split()),
        )
        yield f"| {' | '.join(map(str, told))} |"


if __name__ == "__main__":
    Path("/dev/stdout").write_text(page(), encoding="utf-8")
