"""GET /notices/{token}: what a notice asks, for whom and until when. It shows and never changes anything, whoever opens it.

A link is all that its holder shows; it logs nobody in. The decision is the ordinary command in the person's own session.
"""

import html

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, JSONResponse

from activities.processes import PROCESSES
from adapters.notice_link import Link, LinkWrongError, opened
from adapters.notice_words import spoken
from aggregates.person import PERSON
from contracts.ids import stream_id
from web.caller import AS_PERSON, Caller, caller, session_cookie
from web.notice_page import Page, page_of
from web.parts import parts_of
from web.problems import Problem, language_of, sentence, shown

STATUS = {"notice-link-wrong": 404, "notice-link-expired": 410}


def router() -> APIRouter:
    """The one route; what scanners fetch beforehand changes nothing either."""
    routes = APIRouter(tags=["notices"])
    path = "/notices/{token}"
    routes.add_api_route(
        path,
        _show,
        methods=["GET"],
        operation_id="notice.show",
        response_class=HTMLResponse,
        openapi_extra={"security": []},
    )
    routes.add_api_route(path, _show, methods=["HEAD"], include_in_schema=False)
    return routes


async def _show(request: Request, token: str) -> Response:
    accept = request.headers.get("accept", "")
    as_json = "application/json" in accept and "text/html" not in accept
    try:
        page = await run_in_threadpool(_page, request, token)
    except Problem as problem:
        language = str(problem.figures.get("spoken") or language_of(request))
        if as_json:
            return shown(problem, language)
        said = sentence(problem.code, language, problem.figures)
        return HTMLResponse(_html(language, said, (), ""), problem.status, {"Content-Language": language})
    language = page.words.language
    headers = {"Content-Language": language, "Vary": "Accept, Accept-Language"}
    if as_json:
        return JSONResponse(page.data, headers=headers)
    return HTMLResponse(_html(language, page.words.headline, page.words.rows, page.how), headers=headers)


def _page(request: Request, token: str) -> Page:
    """The page of a link. Raises Problem."""
    parts = parts_of(request)
    try:
        link = opened(parts.handler.keys, token, parts.clock())
    except LinkWrongError as wrong:
        raise Problem(STATUS[wrong.code], wrong.code) from None
    person = parts.handler.state(PERSON, stream_id("person", link.to))
    language = spoken(person.language) if person.code else language_of(request)
    subject = PROCESSES["notice"].load(parts.handler.states, link.approval).about
    if subject.ref is None:
        raise Problem(404, "notice-link-wrong", spoken=language)
    _check_reader(request, link, subject.ref.entity, language)
    return page_of(parts, link, subject, person, language)


def _check_reader(request: Request, link: Link, entity: str, language: str) -> None:
    """Whoever is logged in as another person is told so; who is not logged in is nobody in particular. Raises Problem."""
    who = _reader(request)
    if who is None:
        return
    if link.to.startswith("role:"):
        today, name = parts_of(request).clock().date(), stream_id("person", who.actor.id)
        held = parts_of(request).handler.state(PERSON, name).roles(entity, today)
        mine = who.actor.kind == "person" and link.to.removeprefix("role:") in held
    else:
        mine = who.actor.name == link.to
    if not mine:
        raise Problem(403, "notice-of-another", person=who.actor.name, spoken=language)


def _reader(request: Request) -> Caller | None:
    if not (session_cookie(request) or "authorization" in request.headers or AS_PERSON in request.headers):
        return None
    try:
        return caller(request)
    except Problem as problem:
        if problem.status == 401:
            return None  # a session that has ended is none
        raise


def _html(language: str, headline: str, rows: tuple[tuple[str, str], ...], how: str) -> str:
    """A page without scripts, styles or forms: what it is made of is escaped, and nothing on it can be sent."""
    said = html.escape
    listed = "".join(f"<dt>{said(name)}</dt><dd>{said(value)}</dd>" for name, value in rows)
    return (
        f'<!doctype html><html lang="{said(language)}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><meta name="robots" content="noindex">'
        f"<title>{said(headline)}</title></head><body><h1>{said(headline)}</h1>"
        f"<dl>{listed}</dl><p>{said(how)}</p></body></html>"
    )
