"""How fields of one page witness each other: the number names its year, the code too."""

from bots.reading.fapiao.found import Fields, witnessed

DIGITAL_DIGITS = 20


def weigh(fields: Fields) -> None:
    """Raise the confidence of number, code and date where their digits agree."""
    number, code, date = (fields.get(name) for name in ("number", "code", "issue_date"))
    if date is None or number is None:
        return
    year = date.value[2:4]
    if len(number.value) == DIGITAL_DIGITS and number.value.startswith(year):
        witnessed(fields, "number", "issue_date")
    if code and len(number.value) != DIGITAL_DIGITS and code_year(code.value) in (year, _before(year)):
        witnessed(fields, "number", "issue_date", "code", "check_code", confidence=0.98)


def code_year(code: str) -> str:
    """The two digits of the year in an invoice code: after `0` and four of the region, or after the region alone."""
    return code[5:7] if len(code) == 12 else code[4:6]


def _before(year: str) -> str:
    """Codes are handed out in batches; the rest of one is used up in the next year."""
    return f"{int(year) - 1:02}"
