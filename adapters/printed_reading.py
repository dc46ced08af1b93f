"""The printed form of a reading, for every door: its keys are a format that only grows."""

from adapters.sentences import LANGUAGES, found
from contracts.reading import Finding, Reading, ReadLine

LINE_FIELDS = (
    "description", "quantity", "unit", "unit_price", "net_amount", "tax_rate", "tax_amount", "order_line",
    "classification", "specification",
)  # fmt: skip


def described(file: str, reading: Reading) -> dict[str, object]:
    """The printed form of a reading; its keys are a format that only grows."""
    return {
        "file": file,
        "sha256": reading.file_sha256,
        "format": reading.format,
        "verdict": reading.verdict,
        "fields": {name: field.model_dump(exclude_none=True) for name, field in reading.fields.items()},
        "lines": [_line(line) for line in reading.lines],
        "findings": [_finding(finding) for finding in reading.findings],
        "not_run": list(reading.not_run),
        "cpu_seconds": reading.cpu_seconds,
        "rules": list(reading.rules),
    }


def _line(line: ReadLine) -> dict[str, str]:
    values = {name: getattr(line, name) for name in LINE_FIELDS}
    return {name: value for name, value in values.items() if value is not None}


def _finding(finding: Finding) -> dict[str, object]:
    evidence = dict(finding.evidence)
    message = {language: found(finding.code, language, **evidence) for language in LANGUAGES}
    place = finding.model_dump(include={"page", "box"}, exclude_none=True)
    return {"code": finding.code, "severity": finding.severity, "evidence": evidence, "message": message} | place
