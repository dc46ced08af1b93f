"""The doctor's look at watched folders and mailboxes."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from console.doctor import Finding

if TYPE_CHECKING:
    from console.doors import Live


def taking_in(live: "Live", temporal: dict[str, Any]) -> Iterator[Finding]:
    """Watched folders and mailboxes are looked at, and what lies there is taken in."""
    from adapters.sentences import Reason
    from projections.intake_sources import sources

    now, named = datetime.now(UTC), live.sources.named()
    for row in sources(live.views.engine):
        if row["source"] not in named:
            continue
        if row["code"]:
            yield Finding("intake-stays", {**row, "reason": Reason(row["code"], row["figures"])})
        seen = datetime.fromisoformat(row["looked_at"] or row["since"])
        if temporal["reachable"] and now - seen > live.sources.overdue:
            yield Finding("intake-not-looked-at", row)
