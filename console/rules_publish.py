"""`req2pay rules check-version|publish|versions`: drafted approval matrices, up to the day on which they hold."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from console.command import command
from console.rows import caught_up, listing, show
from console.rules import group
from console.send import send, sending

if TYPE_CHECKING:
    from console.doors import Door
    from console.out import Out


@command(group, "check-version")
@click.argument("kind")
@click.argument("version", type=int)
@sending
def check_version(door: "Door", out: "Out", kind: str, version: int, person: str, key: str | None) -> int:
    """Check a drafted VERSION: exactly one row for each document, people for every step."""
    from contracts.matrix_version import CheckApprovalMatrix

    with door.open() as live:
        caught_up(live)
        return send(door, out, live, CheckApprovalMatrix(matter=kind, version=version), person, key)


@command(group, "publish")
@click.argument("kind")
@click.argument("version", type=int)
@click.option(
    "--from", "first", required=True, metavar="DATE", type=click.DateTime(["%Y-%m-%d"]), help="Its first day."
)
@click.option("--hash", "digest", metavar="HASH", help="What you have seen (default: what `rules versions` shows now).")
@sending
def publish(
    door: "Door", out: "Out", kind: str, version: int, first: datetime, digest: str | None, person: str, key: str | None
) -> int:
    """Let a checked VERSION of another author hold from a day on, for approvals that are opened then."""
    from aggregates.approval_matrix import APPROVAL_MATRIX
    from contracts.ids import stream_id
    from contracts.matrix_version import PublishApprovalMatrix

    with door.open() as live:
        known = live.handler.state(APPROVAL_MATRIX, stream_id("approval_matrix", kind)).versions.get(version)
        seen = digest or (known.content_hash if known else "0" * 64)
        asked = PublishApprovalMatrix(matter=kind, version=version, content_hash=seen, effective_from=first.date())
        return send(door, out, live, asked, person, key)


@command(group, "versions")
@listing
def versions(door: "Door", out: "Out", **which: Any) -> None:
    """Versions of matrices, published or not."""
    columns = ("matter", "version", "status", "author", "why", "publisher", "effective_from")
    show(door, out, "approval_matrices", columns, **which)


COMMANDS = ()
