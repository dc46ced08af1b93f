"""What commands are given: the settings and live parts of this installation, handed over by the composition root."""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:  # declarations alone must not cost the imports of the whole product
    import asyncio

    from pydantic_settings import BaseSettings
    from temporalio.client import Client

    from activities.policies import Policies
    from activities.simulation import Wakes
    from activities.sources import Sources
    from adapters.mailbox import Mailbox
    from adapters.temporal_client import TemporalTarget
    from bots.reader import InvoiceReader
    from contracts.tax_verification import Register
    from projections.runner import Runner
    from projections.views import Views
    from store.blobs import Blobs
    from store.handler import CommandHandler
    from store.log import EventLog


class Configuration(Protocol):
    """The settings that commands look at; see settings.py for what each means."""

    @property
    def home(self) -> Path: ...  # noqa: D102 - explained where it is set
    @property
    def host(self) -> str: ...  # noqa: D102
    @property
    def port(self) -> int: ...  # noqa: D102
    @property
    def temporal_bin(self) -> Path | None: ...  # noqa: D102
    @property
    def temporal_port(self) -> int: ...  # noqa: D102
    @property
    def temporal_ui_port(self) -> int: ...  # noqa: D102
    @property
    def cache(self) -> Path: ...  # noqa: D102
    @property
    def events_url(self) -> str: ...  # noqa: D102
    @property
    def read_models_url(self) -> str: ...  # noqa: D102
    @property
    def policies_folder(self) -> Path: ...  # noqa: D102
    @property
    def intake_folders(self) -> "Mapping[str, Any]": ...  # noqa: D102
    def intake_mailboxes(self) -> "Sequence[Mailbox]": ...  # noqa: D102
    def registers(self) -> "Mapping[Register, Any]": ...  # noqa: D102


class Live(Protocol):
    """The live parts of this process."""

    @property
    def policies(self) -> "Policies": ...  # noqa: D102
    @property
    def log(self) -> "EventLog": ...  # noqa: D102
    @property
    def views(self) -> "Views": ...  # noqa: D102
    @property
    def handler(self) -> "CommandHandler": ...  # noqa: D102
    @property
    def blobs(self) -> "Blobs": ...  # noqa: D102
    @property
    def reader(self) -> "InvoiceReader": ...  # noqa: D102

    @property
    def sources(self) -> "Sources": ...  # noqa: D102

    def runner(self) -> "Runner":
        """The projections."""


class Running(Protocol):
    """A stack that runs in this process, or one that was found running."""

    @property
    def service(self) -> Live: ...  # noqa: D102
    @property
    def client(self) -> "Client": ...  # noqa: D102
    @property
    def web_url(self) -> str | None: ...  # noqa: D102
    @property
    def temporal_ui(self) -> str | None: ...  # noqa: D102
    @property
    def tasks(self) -> Sequence[Awaitable[Any]]: ...  # noqa: D102


class Access(Protocol):
    """Passwords, sessions and service tokens."""

    def set_password(self, person: str, password: str) -> None:
        """Set a password. Raises ValueError for one of a wrong length."""

    def log_in(self, person: str, password: str) -> Any:
        """A session, or None for a wrong password."""

    def end_session(self, secret: str) -> bool:
        """Log out."""

    def issue_token(self, name: str, scopes: frozenset[str], entities: frozenset[str], days: int) -> str:
        """A new service token's secret. Raises ValueError for wrong scopes."""

    def list_tokens(self) -> Sequence[Any]:
        """All tokens, without their secrets."""

    def revoke_token(self, token_id: str) -> bool:
        """Revoke a token; False when none is live under this id."""


class Door(Protocol):
    """The installation, opened bit by bit: each command takes what it needs."""

    @property
    def flags(self) -> dict[str, Any]:
        """Settings given as flags of this command."""

    def language(self) -> str:
        """The reader's language, "en" or "zh"; says nothing of wrong settings."""

    def configuration(self) -> Configuration:
        """The settings. Raises pydantic's ValidationError."""

    def described(self) -> "Iterator[tuple[type[BaseSettings], Callable[[], BaseSettings]]]":
        """Each class of settings, with what reads it."""

    def temporal_target(self) -> "tuple[TemporalTarget, bool] | None":
        """Where the Temporal server is: a cluster (True) or an embedded one that runs for this home (False)."""

    def connect(self) -> "Awaitable[Client]":
        """A client of that server. Raises Problem or RuntimeError when there is none."""

    def open(self) -> AbstractContextManager[Live]:
        """The live parts of this process, given back at the end."""

    def access(self) -> AbstractContextManager[Access]:
        """The access database."""

    def password_length(self) -> tuple[int, int]:
        """The shortest and the longest password that can be set."""

    def is_demo(self) -> bool:
        """Whether `--as PERSON` needs no password here."""

    def mark_demo(self) -> None:
        """Make this home a demo store."""

    def stack(self, progress: Callable[[object], None], *, web: bool) -> AbstractAsyncContextManager[Running]:
        """Everything, in this process."""

    def found(self) -> AbstractAsyncContextManager[Running]:
        """The parts of this process, connected to a server that runs. Raises Problem or RuntimeError."""

    def part(self, name: str, stop: Event, ready: "asyncio.Event") -> Awaitable[None]:
        """One production process ("worker", "serve" or "project"), until stopped; sets `ready` when it works."""

    def wakes(self) -> "Wakes":
        """Which processes an event wakes."""
