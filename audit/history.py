"""The story of one document: every event and every answered command, refused ones too, in order."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from audit.report import Say
from audit.rows import Unreadable, mentioning, scan
from contracts.ids import stream_id
from events._base import Recorded
from events.claim import Claimed
from events.receipt import CommandReceipt
from store.log import EventLog


def history(log: EventLog, stream: UUID, until: int | None = None) -> list[dict[str, Any]]:
    """What happened to a document and what was asked of it: who, on whose behalf, through what, why, and what came."""
    story = []
    for row in mentioning(log, stream, until):
        if isinstance(row, Unreadable):
            if row.stream == str(stream):
                story.append({"position": row.position, "version": row.version, "unreadable": row.why})
        elif row.originator_id == stream or _answers(row, stream):
            story.append(_entry(row))
    return story


def find(log: EventLog, name: str, entity: str = "") -> UUID | None:
    """The stream of a document by its id or its business number; None when there is none.

    Numbers are found by their claim; master data and what has no claim by the receipts that name it.
    """
    try:
        return UUID(name)
    except ValueError:
        pass
    claims = log.stream(stream_id("claim", f"number:{entity}:{name}"))
    if claims and isinstance(claims[-1].event, Claimed):
        return claims[-1].event.owner.id
    for row in scan(log):
        document = row.event.document if isinstance(row, Recorded) and isinstance(row.event, CommandReceipt) else None
        if document and document.number == name and entity in ("", document.entity):
            return document.id
    return None


def line(entry: Mapping[str, Any], say: Say) -> str:
    """One short human line: when, who, what, from the sentences in locale/ ("audit.<event name>")."""
    if "unreadable" in entry:
        figures = {"position": str(entry["position"]), "version": str(entry["version"]), "why": entry["unreadable"]}
        return say("audit.event-unreadable", {"document": "", **figures})
    who = entry["who"] if entry["on_behalf_of"] is None else f"{entry['who']} ({entry['on_behalf_of']})"
    figures = {**_figures(entry["what"]["fields"]), "who": who}
    return f"{entry['recorded_at'][:16].replace('T', ' ')}  {say('audit.' + sentence(entry['what']), figures)}"


def sentence(what: Mapping[str, Any]) -> str:
    """The key of the sentence for an event; receipts have one for each outcome."""
    name: str = what["event"]
    return f"{name}.{what['fields']['outcome']}" if name == CommandReceipt.stored_as else name


def _answers(row: Recorded, stream: UUID) -> bool:
    event = row.event
    if not isinstance(event, CommandReceipt):
        return False
    return stream in event.documents or (event.document is not None and event.document.id == stream)


def _entry(row: Recorded) -> dict[str, Any]:
    meta = row.meta
    return {
        "position": row.position,
        "version": row.originator_version,
        "occurred_at": row.occurred_at.isoformat(),
        "recorded_at": row.recorded_at.isoformat(),
        "who": meta.actor.id,
        "who_kind": meta.actor.kind,
        "on_behalf_of": meta.actor.on_behalf_of,
        "through": {
            "channel": meta.channel,
            "command": meta.command,
            "command_id": str(meta.command_id),
            "workflow": meta.workflow_id,
            "bot": meta.bot_version,
        },
        "why": meta.reason,
        "what": {"event": row.event.stored_as, "fields": row.event.model_dump(mode="json")},
    }


def _figures(fields: Mapping[str, Any]) -> dict[str, str]:
    """The fields as a sentence can say them: references by number, money with its currency, lists by their length."""
    return {name: _text(value) for name, value in fields.items() if name != "language"}


def _text(value: Any) -> str:
    match value:
        case None:
            return ""
        case {"holder": _, "iban": iban, "number": number}:
            return str(iban or number)
        case {"number": number}:
            return str(number)
        case {"amount": amount, "currency": currency}:
            return f"{amount} {currency}"
        case {"project": project, "cost_code": code, "period": period}:
            return f"{project}/{code}/{period}"
        case list():
            return ", ".join(map(_text, value)) if all(isinstance(each, str) for each in value) else str(len(value))
        case _:
            return str(value)
