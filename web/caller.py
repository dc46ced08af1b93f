"""Who is asking: a person by session, a service by token, or on a demo store whoever the header names."""

import re
from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import Depends, Request

from aggregates.person import PERSON
from contracts._base import Actor, Grant
from contracts.ids import stream_id
from contracts.person import Sight, shows
from web.access import SESSION_PREFIX, TOKEN_PREFIX
from web.parts import Parts, parts_of
from web.problems import Problem, language_of
from web.scopes import may_read

SECURE_COOKIE, LOOPBACK_COOKIE = "__Host-req2pay", "req2pay-session"
AS_PERSON = "x-req2pay-as"
LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})
_PORT = re.compile(r":\d{1,5}$")
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True)
class Caller:
    """A known caller, his language, and what he may see."""

    actor: Actor
    language: str
    sees: Sight
    channel: Literal["api", "web"] = "api"
    grant: Grant | None = None

    def may_see(self, entity: str, projects: frozenset[str]) -> bool:
        """Whether a document of an entity and of projects may be shown to him."""
        return shows(self.sees, entity, projects)

    def may_read(self, name: str) -> bool:
        """Whether a read model is shown to him at all: a token by its scopes, a person who holds any role."""
        return may_read(self.grant.commands, name) if self.grant else bool(self.sees)

    def check_reading(self, name: str) -> None:
        """Raises Problem where a token is not scoped to a read model, or a person holds no role at all."""
        if not self.may_read(name):
            raise Problem(403, "not-readable", model=name, caller=self.actor.name)


def caller(request: Request) -> Caller:
    """The caller of a request. Raises Problem 401 for no or wrong credentials, 403 for a forged page's request."""
    parts = parts_of(request)
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    if scheme:
        if scheme.lower() != "bearer":
            raise _unknown()
        return _service(request, parts, secret) if secret.startswith(TOKEN_PREFIX) else _person(request, parts, secret)
    if AS_PERSON in request.headers:
        return _named(request, parts)
    if cookie := session_cookie(request):
        if request.method not in SAFE_METHODS:
            check_same_origin(request)
        return _person(request, parts, cookie, "web")
    raise _unknown()


Known = Annotated[Caller, Depends(caller)]


def session_cookie(request: Request) -> str | None:
    """The secret in the session cookie: of the cookie bound to the host on https, of the plain one on loopback."""
    return request.cookies.get(SECURE_COOKIE if is_secure(request) else LOOPBACK_COOKIE)


def is_secure(request: Request) -> bool:
    """Whether the request came over https."""
    return bool(request.scope["scheme"] == "https")


def session_secret(request: Request) -> str | None:
    """The secret of the session that a request carries in either way."""
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    return secret if scheme.lower() == "bearer" else session_cookie(request)


def on_loopback(request: Request) -> bool:
    """Whether the request was addressed to this machine by a name that no other site can take (DNS rebinding)."""
    return _PORT.sub("", request.headers.get("host", "")) in LOOPBACK


def check_same_origin(request: Request) -> None:
    """Refuse what a page of another site sends with our cookie: Fetch Metadata, else Origin (ASVS 3.5.1)."""
    site = request.headers.get("sec-fetch-site")
    own = f"{request.scope['scheme']}://{request.headers.get('host', '')}"
    if site != "same-origin" and (site is not None or request.headers.get("origin") != own):
        raise Problem(403, "foreign-origin")


def _person(request: Request, parts: Parts, secret: str, channel: Literal["api", "web"] = "api") -> Caller:
    person = parts.access.person_of(secret) if secret.startswith(SESSION_PREFIX) else None
    if person is None:
        raise _unknown()
    return _known(request, parts, person, channel)


def _service(request: Request, parts: Parts, secret: str) -> Caller:
    token = parts.access.token_of(secret)
    if token is None:
        raise _unknown()
    sees: Sight = dict.fromkeys(token.entities)
    actor = Actor(kind="service", id=token.name)
    return Caller(actor, language_of(request), sees, grant=token.grant)


def _named(request: Request, parts: Parts) -> Caller:
    if not (parts.demo and on_loopback(request)):
        raise Problem(403, "no-demo-store")
    person = request.headers[AS_PERSON]
    if not parts.handler.state(PERSON, stream_id("person", person)).code:
        raise Problem(403, "unknown-person", person=person)
    return _known(request, parts, person, "api")


def _known(request: Request, parts: Parts, person: str, channel: Literal["api", "web"]) -> Caller:
    actor = Actor(kind="person", id=person)
    sees = parts.handler.state(PERSON, stream_id("person", person)).sight(parts.clock().date())
    return Caller(actor, language_of(request), sees, channel)


def _unknown() -> Problem:
    return Problem(401, "not-logged-in", headers={"WWW-Authenticate": "Bearer"})
