"""Days as they are written."""

from datetime import date


def day(written: str | None) -> date | None:
    """The day that is written as YYYY-MM-DD; None where there is no such day."""
    try:
        return date.fromisoformat(written) if written and len(written) == 10 else None
    except ValueError:
        return None
