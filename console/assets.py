"""`req2pay data catalogue|quality`: what the fields mean and who answers for them, and how good the data is."""

from typing import TYPE_CHECKING, Any

import click

from console.command import command
from console.data import group
from console.problem import NOT_FINE, Problem

if TYPE_CHECKING:
    from console.doors import Door
    from console.out import Out

SHOWN = 5
"""Positions of failing events beside a figure; `--failing` names all."""


@command(group, "catalogue")
@click.argument("model", required=False)
def catalogue(door: "Door", out: "Out", model: str | None) -> None:
    """What data there is: the read models with owner and freshness, and of one MODEL every field with its meaning."""
    from activities.data_assets import catalogue as of
    from projections.queries import READ_MODELS

    if model is not None and model not in READ_MODELS:
        raise Problem("unknown-kind", NOT_FINE, kind=model, known=", ".join(READ_MODELS))
    with door.open() as live:
        found = of(live.policies, live.views, live.log, [model] if model else READ_MODELS)
    out.result(found, lambda: _models(out, found) if model is None else _fields(out, found))


def _models(out: "Out", found: Any) -> None:
    columns = ("model", "owner", "fields", "position", "seen_until", "events_behind", "seconds_behind")
    out.table(columns, found["models"])
    out.say("catalogue-more")


def _fields(out: "Out", found: Any) -> None:
    rows = [{**row, "meaning": row["meaning"][out.language]} for row in found["rows"]]
    out.table(("column", "meaning", "owner", "classification", "kind", "sources"), rows)


@command(group, "quality")
@click.argument("kind", required=False)
@click.option("--until", type=click.IntRange(min=0), metavar="POSITION", help="As of a position of the log.")
@click.option("--failing", "check", metavar="CHECK", help="Name the events that fail a check; of `delay` the slowest.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True, help="Events at most.")
def quality(door: "Door", out: "Out", kind: str | None, until: int | None, check: str | None, limit: int) -> None:
    """How complete, accurate and timely the recorded data is: by KIND of document, and for one KIND field by field."""
    from activities.data_assets import CHECKS, KINDS, failing, measured

    for given, known in ((kind, KINDS), (check, CHECKS)):
        if given is not None and given not in known:
            raise Problem("unknown-kind", NOT_FINE, kind=given, known=", ".join(known))
    with door.open() as live:
        if check is not None:
            found = failing(live.log, live.policies, check, until, kind, limit)
            return out.result(found, lambda: _failing(out, found))
        found = measured(live.log, live.policies, until, kind)
    return out.result(found, lambda: _measured(out, found, "event" if kind else "kind"))


def _measured(out: "Out", found: Any, level: str) -> None:
    columns = ("check", "subject", "n", "percent", "p50_seconds", "p95_seconds", "max_seconds", "failing")
    rows = [{**row, "failing": row["failing"][:SHOWN]} for row in found["rows"] if row["level"] == level]
    out.table(columns, rows)
    _defined(out, found)


def _failing(out: "Out", found: Any) -> None:
    rows = [{**row, "message": row["message"][out.language]} for row in found["rows"]]
    out.table(("position", "event", "document", "message", "actor", "recorded_at"), rows)
    _defined(out, found)


def _defined(out: "Out", found: Any) -> None:
    """What was measured, in words: a figure without its definition proves nothing."""
    for each in found["definitions"]:
        told = {name: each[name][out.language] for name in ("meaning", "formula")}
        out.say("quality-definition", check=each["check"], version=each["version"], **told)


COMMANDS = ()
"""They belong to the group of `data`, by being imported."""
