"""The doctor at the doors that invoices come in by: watched folders and mailboxes of the settings."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from adapters.folder import DONE, FAILED

if TYPE_CHECKING:
    from console.doors import Configuration, Live

Wrong = tuple[str, dict[str, Any]]
"""The code of what is wrong, and its figures."""


def sources(settings: "Configuration") -> Iterator[Wrong]:
    """Everything that keeps files from coming in."""
    yield from folders(settings)
    yield from mailboxes(settings)


def folders(settings: "Configuration") -> Iterator[Wrong]:
    """Each watched folder is there, can be read, and what was taken in can be put aside in it."""
    for name, source in settings.intake_folders.items():
        about = {"name": name, "path": source.path}
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
        try:
            with mailbox.opened():
                pass
        except MailboxAway as away:
            yield (
                away.code,
                {"name": mailbox.name, "host": mailbox.host, "folder": mailbox.folder, "reason": away.detail},
            )


def entities(settings: "Configuration", live: "Live") -> Iterator[Wrong]:
    """Whatever they bring is for a legal entity that is registered: all of it would be refused and stay where it is."""
    from aggregates.legal_entity import LEGAL_ENTITY
    from contracts.ids import stream_id

    wanted = {f"folder {name}": source.entity for name, source in settings.intake_folders.items()}
    wanted |= {f"mailbox {mailbox.name}": mailbox.entity for mailbox in settings.intake_mailboxes()}
    for name, entity in wanted.items():
        if not live.handler.state(LEGAL_ENTITY, stream_id("legal_entity", entity)).name:
            yield "intake-entity-unknown", {"name": name, "entity": entity}
