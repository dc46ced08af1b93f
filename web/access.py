"""Who may come in: people by password and session, services by token; of every secret only a hash is kept."""

import hashlib
import secrets
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Semaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from pydantic import TypeAdapter
from sqlalchemy import delete, insert, select, update

from contracts._base import Grant
from contracts.values import Code
from web.access_tables import PASSWORDS, SESSIONS, TOKENS, open_database
from web.scopes import expanded

IDLE, LONGEST = 2 * 3_600, 12 * 3_600
SLIDE_EVERY = 60
"""Seconds. A session in use is prolonged at most every minute, so that reading does not mean writing."""
SHORTEST_PASSWORD, LONGEST_PASSWORD = 8, 1_000
_CODE = TypeAdapter[str](Code)
SESSION_PREFIX, TOKEN_PREFIX = "r2ps_", "r2pt_"


@dataclass(frozen=True)
class Session:
    """A session just begun; the secret is shown once."""

    person: str
    secret: str
    expires_at: datetime


@dataclass(frozen=True)
class Token:
    """A service token without its secret: what it may send and read, where, and until when."""

    id: str
    name: str
    scopes: frozenset[str]
    entities: frozenset[str]
    expires_at: datetime
    revoked: bool

    @property
    def grant(self) -> Grant:
        """What it may send."""
        return Grant(commands=self.scopes, entities=self.entities)


class Access:
    """Owns the access database. Threads may share it."""

    def __init__(
        self,
        url: str,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        hasher: PasswordHasher | None = None,
    ) -> None:
        self._engine = open_database(url)
        self._clock, self._hasher = clock, hasher or PasswordHasher()
        self._hashing = Semaphore(2)  # each hash takes 64 MiB: a flood of log-ins must not take all memory
        self._nobody = self._hasher.hash(secrets.token_urlsafe())

    def set_password(self, person: str, password: str) -> None:
        """Set a person's password and end all of his sessions. Raises ValueError for 8 > length or length > 1,000."""
        if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
            raise ValueError(f"a password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters")
        self._save_password(person, password)
        self.end_sessions(person)

    def log_in(self, person: str, password: str) -> Session | None:
        """Begin a session; None for a wrong password and for an unknown person alike, after the same work."""
        with self._engine.connect() as connection:
            stored = connection.scalar(select(PASSWORDS.c.argon2).where(PASSWORDS.c.person == person))
        if not self._verifies(stored or self._nobody, password) or stored is None:
            return None
        if self._hasher.check_needs_rehash(stored):
            self._save_password(person, password)
        return self._begin(person)

    def person_of(self, secret: str) -> str | None:
        """The person of a live session, which thereby lives on: 2 hours from now, at most 12 from its beginning."""
        where, now = SESSIONS.c.secret_sha256 == _hashed(secret), self._now()
        with self._engine.connect() as connection:
            row = connection.execute(select(SESSIONS).where(where, SESSIONS.c.expires_at > now)).mappings().first()
        if row is None:
            return None
        until = min(now + IDLE, row["created_at"] + LONGEST)
        if until - row["expires_at"] >= SLIDE_EVERY:
            with self._engine.begin() as connection:
                connection.execute(update(SESSIONS).where(where).values(expires_at=until))
        return str(row["person"])

    def end_session(self, secret: str) -> bool:
        """Log out; False when there was no such session."""
        gone = delete(SESSIONS).where(SESSIONS.c.secret_sha256 == _hashed(secret))
        with self._engine.begin() as connection:
            return connection.execute(gone).rowcount > 0

    def end_sessions(self, person: str) -> int:
        """End every session of a person; how many there were."""
        with self._engine.begin() as connection:
            return connection.execute(delete(SESSIONS).where(SESSIONS.c.person == person)).rowcount

    def issue_token(self, name: str, scopes: frozenset[str], entities: frozenset[str], days: int) -> str:
        """A new service token's secret, shown this once. `name` is the actor in events; scopes as in `web.scopes`.

        Raises ValueError for a name, scope, entity or number of days that cannot be.
        """
        if not 1 <= days <= 3_650 or not entities or not scopes:
            raise ValueError("a token needs scopes, entities, and 1 to 3,650 days")
        for code in (name, *(entities - {"*"})):
            _CODE.validate_python(code)
        secret, now = TOKEN_PREFIX + secrets.token_urlsafe(32), self._now()
        row = {
            "id": secrets.token_hex(6),
            "name": name,
            "secret_sha256": _hashed(secret),
            "scopes": " ".join(sorted(expanded(scopes))),
            "entities": " ".join(sorted(entities)),
            "created_at": now,
            "expires_at": now + days * 86_400,
        }
        with self._engine.begin() as connection:
            connection.execute(insert(TOKENS).values(row))
        return secret

    def token_of(self, secret: str) -> Token | None:
        """The live token with this secret."""
        live = TOKENS.c.revoked_at.is_(None), TOKENS.c.expires_at > self._now()
        found = select(TOKENS).where(TOKENS.c.secret_sha256 == _hashed(secret), *live)
        with self._engine.connect() as connection:
            row = connection.execute(found).mappings().first()
        return None if row is None else _token(dict(row))

    def revoke_token(self, token_id: str) -> bool:
        """Revoke a token by its id; False when none is live under it."""
        with self._engine.begin() as connection:
            live = update(TOKENS).where(TOKENS.c.id == token_id, TOKENS.c.revoked_at.is_(None))
            return connection.execute(live.values(revoked_at=self._now())).rowcount > 0

    def list_tokens(self) -> tuple[Token, ...]:
        """Every token that was ever issued, the oldest first."""
        with self._engine.connect() as connection:
            rows = connection.execute(select(TOKENS).order_by(TOKENS.c.created_at, TOKENS.c.id)).mappings()
            return tuple(_token(dict(row)) for row in rows)

    def close(self) -> None:
        """Give all connections back."""
        self._engine.dispose()

    def _begin(self, person: str) -> Session:
        secret, now = SESSION_PREFIX + secrets.token_urlsafe(32), self._now()
        until = now + IDLE
        row = {"secret_sha256": _hashed(secret), "person": person, "created_at": now, "expires_at": until}
        with self._engine.begin() as connection:
            connection.execute(delete(SESSIONS).where(SESSIONS.c.expires_at <= now))
            connection.execute(insert(SESSIONS).values(row))
        return Session(person, secret, datetime.fromtimestamp(until, UTC))

    def _save_password(self, person: str, password: str) -> None:
        with self._hashing:
            hashed = self._hasher.hash(_normal(password))
        with self._engine.begin() as connection:
            connection.execute(delete(PASSWORDS).where(PASSWORDS.c.person == person))
            connection.execute(insert(PASSWORDS).values(person=person, argon2=hashed, set_at=self._now()))

    def _verifies(self, stored: str, password: str) -> bool:
        with self._hashing:
            try:
                return self._hasher.verify(stored, _normal(password))
            except (VerificationError, InvalidHashError):
                return False

    def _now(self) -> int:
        return int(self._clock().timestamp())


def _normal(password: str) -> str:
    """The same characters typed on another keyboard are the same password (NIST SP 800-63B: NFKC)."""
    return unicodedata.normalize("NFKC", password)


def _hashed(secret: str) -> str:
    """SHA-256 is enough here: secrets are 256 random bits, so nothing can be guessed."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _token(row: dict[str, object]) -> Token:
    scopes, entities = (frozenset(str(row[name]).split()) for name in ("scopes", "entities"))
    expires = datetime.fromtimestamp(int(str(row["expires_at"])), UTC)
    return Token(str(row["id"]), str(row["name"]), scopes, entities, expires, row["revoked_at"] is not None)
