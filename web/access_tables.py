"""The database of passwords, sessions and service tokens: apart from the event log, so that secrets can be deleted."""

from pathlib import Path

from sqlalchemy import BigInteger, Column, Engine, MetaData, Table, Text, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.pool import StaticPool

MIGRATION_LOCK = 7_230_003
METADATA = MetaData()
PASSWORDS = Table(
    "access_passwords",
    METADATA,
    Column("person", Text, primary_key=True),
    Column("argon2", Text, nullable=False),
    Column("set_at", BigInteger, nullable=False),
)
SESSIONS = Table(
    "access_sessions",
    METADATA,
    Column("secret_sha256", Text, primary_key=True),
    Column("person", Text, nullable=False, index=True),
    Column("created_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
)
TOKENS = Table(
    "access_tokens",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("secret_sha256", Text, nullable=False, unique=True),
    Column("scopes", Text, nullable=False),
    Column("entities", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("revoked_at", BigInteger),
)
"""Times are whole seconds since 1970 UTC; scopes and entities are separated by blanks."""


def open_database(url: str) -> Engine:
    """The engine of a SQLite file (readable by its owner only) or a PostgreSQL database, its tables made."""
    engine = _sqlite(url) if url.startswith("sqlite:") else _postgres(url)
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":  # several doors may start at once
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})")
        METADATA.create_all(connection)
    return engine


def _postgres(url: str) -> Engine:
    return create_engine(make_url(url).set(drivername="postgresql+psycopg"), pool_size=2, max_overflow=6)


def _sqlite(url: str) -> Engine:
    path = make_url(url).database
    if not path or path == ":memory:":
        return create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).touch(mode=0o600)
    engine = create_engine(url, connect_args={"check_same_thread": False, "timeout": 30})
    event.listen(engine, "connect", lambda raw, _: raw.execute("PRAGMA journal_mode=WAL").close())
    return engine
