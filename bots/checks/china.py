"""The rules of Chinese invoices (发票), and how each is named."""

from functools import partial

from bots.checks import china_amounts as amounts
from bots.checks import china_numbers as numbers
from bots.checks import china_rates as rates
from bots.checks import china_red as red
from bots.checks import china_remarks as remarks
from bots.checks import china_stated as stated
from bots.checks import parties
from bots.checks.context import Rule
from bots.fapiao import is_fapiao
from contracts.reading import Reading

Fapiao = partial(Rule, where=is_fapiao)


def _rail(reading: Reading) -> bool:
    return is_fapiao(reading) and amounts.is_rail(reading)


def _special(reading: Reading) -> bool:
    return is_fapiao(reading) and rates.is_special(reading)


def _red(reading: Reading) -> bool:
    return is_fapiao(reading) and red.is_red(reading)


def _service(reading: Reading) -> bool:
    return is_fapiao(reading) and remarks.wants_remarks(reading)


RULES = (
    Fapiao("fapiao-number-form", 1, numbers.number_form, field="number"),
    Fapiao("fapiao-number-of-kind", 1, numbers.number_of_kind, severity="exception", field="number"),
    Fapiao(
        "fapiao-number-year", 1, numbers.number_year, needs=numbers.has_number, severity="exception", field="number"
    ),
    Fapiao(
        "fapiao-number-region", 1, numbers.number_region, needs=numbers.has_region, severity="exception", field="number"
    ),
    Fapiao(
        "check-code", 1, numbers.check_code, needs=numbers.has_check_code, severity="exception", field="check_code"
    ),
    Fapiao("tax-number-forms", 1, parties.tax_number_forms, severity="exception"),
    Rule("fapiao-stated", 1, stated.parts_are_there, where=stated.is_bill, severity="exception"),
    Fapiao("fapiao-lines", 1, amounts.lines_are_there, severity="exception"),
    Rule("fapiao-lines-whole", 1, amounts.lines_are_whole, where=stated.is_bill, severity="exception"),
    Fapiao(
        "fapiao-tax-of-total", 1, amounts.tax_of_total, needs=amounts.has_taxed_total, severity="exception",
        field="tax_amount",
    ),
    Fapiao("fapiao-sum", 1, amounts.sum_exact, needs=amounts.has_sum, field="gross_amount"),
    Fapiao("fapiao-net-of-lines", 1, amounts.net_of_lines, needs=amounts.has_line_nets, field="net_amount"),
    Fapiao("fapiao-tax-of-lines", 1, amounts.tax_of_lines, needs=amounts.has_line_taxes, field="tax_amount"),
    Fapiao("fapiao-tax-of-line", 1, amounts.tax_of_line, needs=amounts.has_line_rates, severity="exception"),
    Fapiao("fapiao-tax-within-rates", 1, amounts.tax_within_rates, needs=rates.has_lines, severity="exception"),
    Fapiao("capitals", 1, amounts.capitals, needs=amounts.has_capitals, field="gross_in_words"),
    Rule(
        "ticket-tax", 1, amounts.rail_tax, where=_rail, needs=amounts.has_ticket_tax, severity="exception",
        field="tax_amount",
    ),
    Fapiao("known-rate", 1, rates.known_rate, needs=rates.has_rates, severity="exception"),
    Rule("special-is-taxed", 1, rates.special_is_taxed, where=_special, needs=rates.has_rates, severity="exception"),
    Fapiao("prepaid-not-taxed", 1, rates.prepaid_not_taxed, needs=rates.has_rates, severity="exception"),
    Fapiao("deductible", 1, rates.deductible, needs=rates.has_kind_and_tax, severity="warn", field="tax_amount"),
    Fapiao("blue-names-none", 1, red.blue_names_none, severity="exception", field="original_number"),
    Fapiao("not-void", 1, red.not_void, severity="exception", field="remarks"),
    Rule("red-names-blue", 1, red.red_names_blue, where=_red, field="gross_amount"),
    Rule("red-all-negative", 1, red.red_all_negative, where=_red),
    Rule("remarks-stated", 1, remarks.remarks_stated, where=_service, severity="warn"),
    Rule(
        "remarks-construction", 1, remarks.construction, where=_service, needs=remarks.has_remarks,
        severity="warn", field="remarks",
    ),
    Rule(
        "remarks-real-estate", 1, remarks.real_estate, where=_service, needs=remarks.has_remarks,
        severity="warn", field="remarks",
    ),
    Rule(
        "remarks-freight", 1, remarks.freight, where=_service, needs=remarks.has_remarks, severity="warn",
        field="remarks",
    ),
    Rule(
        "red-confirmed-in-time", 1, red.confirmed_in_time, needs_master=True, where=_red,
        asks=red.tells_confirmation, severity="exception", field="remarks",
    ),
    Rule(
        "blue-is-known", 1, red.blue_is_known, needs_master=True, needs_history=True, where=_red,
        needs=red.has_original, severity="exception", field="original_number",
    ),
    Rule(
        "red-same-parties", 1, red.same_parties, needs_master=True, needs_history=True, where=_red,
        needs=red.has_original, severity="exception",
    ),
    Rule(
        "red-within-blue", 1, red.within_blue, needs_master=True, needs_history=True, where=_red,
        needs=red.has_original, severity="exception", field="gross_amount",
    ),
)  # fmt: skip
