"""Every knob of req2pay, in one place: environment variables and a `.env` file; flags of the command line go before both."""

import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Self

from pydantic import BaseModel, ConfigDict, Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from adapters.registers import RegisterEndpoint
from adapters.temporal_client import TemporalTarget
from adapters.webhook import Endpoint
from contracts.intake import SourceName
from contracts.values import Code

if TYPE_CHECKING:
    from adapters.chat_cards import Robot
    from adapters.mail import MailServer
    from adapters.mailbox import Mailbox
    from adapters.registers import Ask
    from contracts.tax_verification import Register


class TemporalSettings(BaseSettings):
    """The cluster to use instead of the embedded server, under the names that Temporal's own tools read."""

    model_config = SettingsConfigDict(env_prefix="TEMPORAL_", env_file=".env", extra="ignore", frozen=True)

    address: str | None = Field(default=None, description="address of a cluster; without one a server is embedded")
    namespace: str = Field(default="default", description="namespace of the cluster")
    api_key: SecretStr | None = Field(default=None, description="API key of the cluster")
    tls: bool = Field(default=False, description="talk to the cluster by TLS")
    tls_server_ca_cert_path: Path | None = Field(
        default=None, description="certificate that the cluster's is signed by"
    )
    tls_client_cert_path: Path | None = Field(default=None, description="our certificate for the cluster")
    tls_client_key_path: Path | None = Field(default=None, description="its key")
    tls_server_name: str | None = Field(default=None, description="name in the cluster's certificate")

    def target(self, embedded: str) -> TemporalTarget:
        """Where to connect: the cluster, or the embedded server at this address."""
        fields = self.model_dump(exclude={"address", "api_key"})
        key = self.api_key.get_secret_value() if self.api_key else None
        return TemporalTarget(address=self.address or embedded, api_key=key, **fields)


class FolderSource(BaseModel):
    """A watched folder, and the legal entity that its invoices are for."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    path: Path
    entity: Code


class Settings(BaseSettings):
    """Where everything is kept and how it runs. Each field is read from REQ2PAY_<NAME>."""

    model_config = SettingsConfigDict(
        env_prefix="REQ2PAY_", env_file=".env", extra="ignore", frozen=True, hide_input_in_errors=True
    )

    home: Path = Field(default=Path.home() / ".req2pay", description="folder of stores, files and logs")
    database_url: str = Field(default="", description="event store; default: SQLite under home; or postgresql://…")
    views_url: str = Field(default="", description="read models; default: beside the event store")
    keys: Path | None = Field(default=None, description="folder of keys, shared by all machines; default: under home")
    policies: Path | None = Field(default=None, description="folder of *.yaml policies; default: the shipped examples")
    language: str = Field(default="", description="en or zh; default: from LANG")
    host: str = Field(default="127.0.0.1", description="where the web door listens")
    port: int = Field(default=8080, description="port of the web door; the next free one if taken")
    temporal_bin: Path | None = Field(default=None, description="binary of the embedded Temporal server")
    temporal_port: int = Field(default=7233, description="port of the embedded server; another if taken")
    temporal_ui_port: int = Field(default=8233, description="port of its pages")
    cache: Path = Field(
        default_factory=lambda: Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "req2pay",
        description="downloaded and built binaries",
    )
    sandbox: bool = Field(default=False, description="run workflows in the sandbox (on in tests)")
    webhooks: dict[str, Endpoint] = Field(
        default_factory=dict,
        description='endpoints by name, as JSON: {"hr": {"url": "https://…", "secret": "whsec_…"}}',
    )
    intake_folders: dict[SourceName, FolderSource] = Field(
        default_factory=dict,
        description='watched folders by name, as JSON: {"main": {"path": "/srv/invoices", "entity": "ACME"}}',
    )
    mailboxes: SecretStr | None = Field(
        default=None,
        description='mailboxes, a JSON list: [{"name": "ap", "entity": "ACME", "url": "imaps://user:password@host/INBOX"}]',
    )
    intake_seconds: int = Field(
        default=60, ge=5, le=86_400, description="seconds between two looks at folders and mailboxes"
    )
    mail_url: SecretStr | None = Field(
        default=None, description="mail server, smtp://user:password@host:587 (STARTTLS) or smtps://…:465"
    )
    mail_from: str = Field(default="", description="sender of mail")
    chat_robots: SecretStr | None = Field(
        default=None, description="WeCom, DingTalk, Feishu robots, a JSON list: docs/operation.md"
    )
    public_url: str = Field(
        default="",
        pattern=r"^(https?://[!-~]+)?$",
        description="address of the web door for people; links in notices lead there",
    )
    notice_link_days: int = Field(default=7, ge=1, le=90, description="days that a link in a notice is good for")
    tax_bureau: RegisterEndpoint | None = Field(
        default=None,
        description='service that verifies Chinese invoices (查验), as JSON: {"url": "https://…", "key": "…"}',
    )
    abnormal_vouchers: RegisterEndpoint | None = Field(
        default=None, description="service that knows the list of abnormal vouchers (异常凭证), as JSON"
    )
    abnormal_vouchers_file: Path | None = Field(default=None, description="the same list as a file, a number a line")
    vies: RegisterEndpoint | None = Field(
        default=None, description="the Commission's VIES or a service like it, as JSON"
    )
    demo: bool = Field(default=False, description="a demo store: --as PERSON is allowed")

    @model_validator(mode="after")
    def _can_tell(self) -> Self:
        """Raises ValueError, which quotes nothing secret."""
        self.mail_server()
        self.robots()
        self.intake_mailboxes()
        return self

    def mail_server(self) -> "MailServer | None":
        """Where mail is handed in."""
        from adapters.mail import mail_server

        return mail_server(self.mail_url.get_secret_value(), self.mail_from) if self.mail_url else None

    def robots(self) -> "tuple[Robot, ...]":
        """The chat robots that people are told by."""
        from adapters.chat_cards import robots

        return robots(self.chat_robots.get_secret_value()) if self.chat_robots else ()

    def registers(self) -> "dict[Register, Ask]":
        """The registers outside that can be asked."""
        from adapters import abnormal_vouchers, tax_bureau, vies

        found: dict[Register, Ask] = {}
        if self.tax_bureau:
            found["tax-bureau"] = partial(tax_bureau.verify, self.tax_bureau)
        if self.abnormal_vouchers:
            found["abnormal-vouchers"] = partial(abnormal_vouchers.listed, self.abnormal_vouchers)
        elif self.abnormal_vouchers_file:
            found["abnormal-vouchers"] = partial(abnormal_vouchers.listed_in_file, self.abnormal_vouchers_file)
        if self.vies:
            found["vies"] = partial(vies.known_seller, self.vies)
        return found

    def intake_mailboxes(self) -> "tuple[Mailbox, ...]":
        """The mailboxes that invoices come to."""
        from adapters.mailbox import mailboxes

        return mailboxes(self.mailboxes.get_secret_value()) if self.mailboxes else ()

    @property
    def events_url(self) -> str:
        """The event store's URL."""
        return self.database_url or f"sqlite:///{self.home / 'events.db'}"

    @property
    def read_models_url(self) -> str:
        """The read models' URL: a SQLite file of their own, or the same PostgreSQL database."""
        return self.views_url or self.database_url or f"sqlite:///{self.home / 'views.db'}"

    @property
    def keys_folder(self) -> Path:
        """The folder of keys that open what is sealed: kept apart from the event store and its backups."""
        return self.keys or self.home / "keys"

    @property
    def policies_folder(self) -> Path:
        """The folder of the policies in force."""
        return self.policies or Path(__file__).parent / "policies"
