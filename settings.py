"""Every knob of req2pay, in one place: environment variables and a `.env` file; flags of the command line go before both."""

from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from adapters.temporal_client import TemporalTarget
from adapters.webhook import Endpoint


class TemporalSettings(BaseSettings):
    """The cluster to use instead of the embedded server, under the names that Temporal's own tools read."""

    model_config = SettingsConfigDict(env_prefix="TEMPORAL_", env_file=".env", extra="ignore", frozen=True)

    address: str | None = None
    namespace: str = "default"
    api_key: SecretStr | None = None
    tls: bool = False
    tls_server_ca_cert_path: Path | None = None
    tls_client_cert_path: Path | None = None
    tls_client_key_path: Path | None = None
    tls_server_name: str | None = None

    def target(self, embedded: str) -> TemporalTarget:
        """Where to connect: the cluster, or the embedded server at this address."""
        fields = self.model_dump(exclude={"address", "api_key"})
        key = self.api_key.get_secret_value() if self.api_key else None
        return TemporalTarget(address=self.address or embedded, api_key=key, **fields)


class Settings(BaseSettings):
    """Where everything is kept and how it runs. Each field is read from REQ2PAY_<NAME>."""

    model_config = SettingsConfigDict(env_prefix="REQ2PAY_", env_file=".env", extra="ignore", frozen=True)

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
    cache: Path = Field(default=Path.home() / ".cache" / "req2pay", description="downloaded and built binaries")
    sandbox: bool = Field(default=False, description="run workflows in the sandbox (on in tests)")
    webhooks: dict[str, Endpoint] = Field(
        default_factory=dict,
        description='endpoints by name, as JSON: {"hr": {"url": "https://…", "secret": "whsec_…"}}',
    )
    demo: bool = Field(default=False, description="a demo store: --as PERSON is allowed")

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
