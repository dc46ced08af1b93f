"""The doctor at the doors that invoices come in by: how each watched folder and mailbox is now, and what the last look at it
brought. What is wrong is told once, as it is now."""

import tempfile
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from adapters.folder import DONE, FAILED
from console.out import shown

if TYPE_CHECKING:
    from console.doors import Configuration, Live

Wrong = tuple[str, dict[str, Any]]
"""The code of what is wrong, and its figures; of a folder or mailbox also its `source`."""
AS_A_LOOK_SAYS = {
    "intake-folder-missing": ("source-not-there",),
    "intake-folder-not-writable": ("source-not-permitted", "source-disk-full"),
    "mailbox-refused": ("mailbox-refused",),
    "mailbox-unreachable": ("mailbox-unreachable",),
    "mailbox-without-uids": ("mailbox-without-uids",),
    "intake-entity-unknown": ("unknown-entity",),
}
"""What is wrong now, and the codes by which a look that failed of it says so."""


def sources(settings: "Configuration") -> Iterator[Wrong]:
    """What keeps files from coming in, as far as it can be seen without the store."""
    yield from folders(settings)
    yield from mailboxes(settings)


def folders(settings: "Configuration") -> Iterator[Wrong]:
    """Each watched folder is there, can be read, and what was taken in can be put aside in it."""
    for name, source in settings.intake_folders.items():
        about = {"source": f"folder/{name}", "name": name, "path": source.path}
        if not source.path.is_dir():
            yield "intake-folder-missing", about
            continue
        try:
            next(source.path.iterdir(), None)
            for folder in (source.path, *_aside(source.path)):
                tempfile.TemporaryFile(dir=folder, prefix=".req2pay-").close()
        except OSError as error:
            yield "intake-folder-not-writable", about | {"reason": error}


def _aside(folder: Path) -> list[Path]:
    """Where files are put aside, as far as that is there already."""
    return [folder / name for name in (DONE, FAILED) if (folder / name).exists()]


def mailboxes(settings: "Configuration") -> Iterator[Wrong]:
    """Each mailbox lets us in and shows its folder; nothing in it is read or changed."""
    from adapters.mailbox import MailboxAway

    for mailbox in settings.intake_mailboxes():
        about = {"source": f"mailbox/{mailbox.name}", "name": mailbox.name}
        try:
            with mailbox.opened():
                pass
        except MailboxAway as away:
            yield away.code, about | {"host": mailbox.host, "folder": mailbox.folder, "reason": away.detail}


def taking_in(settings: "Configuration", live: "Live", temporal: dict[str, Any], told: list[Wrong]) -> Iterator[Wrong]:
    """What the store knows of the same sources, but for what was told of them without it."""
    unknown = list(entities(settings, live))
    yield from unknown
    yield from looks(live, temporal, [*told, *unknown])


def entities(settings: "Configuration", live: "Live") -> Iterator[Wrong]:
    """Whatever they bring is for a legal entity that is registered: all of it would be refused and stay where it is."""
    from aggregates.legal_entity import LEGAL_ENTITY
    from contracts.ids import stream_id

    wanted = {f"folder/{name}": source.entity for name, source in settings.intake_folders.items()}
    wanted |= {f"mailbox/{mailbox.name}": mailbox.entity for mailbox in settings.intake_mailboxes()}
    for source, entity in wanted.items():
        if not live.handler.state(LEGAL_ENTITY, stream_id("legal_entity", entity)).name:
            yield "intake-entity-unknown", {"source": source, "entity": entity}


def looks(live: "Live", temporal: dict[str, Any], told: Iterable[Wrong] = ()) -> Iterator[Wrong]:
    """Each source is looked at in time, and the last look took in what lies there."""
    from adapters.sentences import Reason
    from projections.intake_sources import sources as looked

    known = {(figures.get("source"), said) for code, figures in told for said in AS_A_LOOK_SAYS.get(code, ())}
    now, named = datetime.now(UTC), live.sources.named()
    for row in looked(live.views.engine):
        if row["source"] not in named:
            continue
        about = {**row, "looked_at": shown(row["looked_at"]), "since": shown(row["since"])}
        if row["code"] and (row["source"], row["code"]) not in known:
            yield "intake-stays", {**about, "reason": Reason(row["code"], row["figures"])}
        seen = row["looked_at"] or row["since"]
        if temporal["reachable"] and now - datetime.fromisoformat(seen) > live.sources.overdue:
            yield "intake-not-looked-at", {**about, "since": shown(seen)}
