"""GET /notices/{token}: what a notice asks, for whom and until when. It shows and never changes anything, whoever opens it.

A link is all that its holder shows; it logs nobody in. The decision is the ordinary command in the person's own session.
"""

import html
import json
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, JSONResponse

from activities.notice_about import about_approval, moment
from adapters.notice_link import Link, LinkWrongError, opened
from adapters.notice_words import Words, spoken, words
from adapters.sentences import say
from aggregates.approval import APPROVAL
from aggregates.approval_state import Approval
from aggregates.person import PERSON, Person
from contracts.approval import Vote
from contracts.ids import stream_id
from web.caller import AS_PERSON, Caller, caller, session_cookie
from web.parts import Parts, parts_of
from web.problems import Problem, language_of, sentence, shown

STATUS = {"notice-link-wrong": 404, "notice-link-expired": 410}


@dataclass(frozen=True)
class Page:
    """What is shown; `how` tells how to decide, where anything is to be decided."""

    words: Words
    data: dict[str, Any]
    how: str = ""


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
    approval = parts.handler.state(APPROVAL, link.approval)
    if approval.ref is None or approval.subject is None or approval.route is None:
        raise Problem(404, "notice-link-wrong", spoken=language)
    _check_reader(request, link, approval, language)
    number = approval.subject.number
    if approval.result != "open":
        result = say(f"notice.result-{approval.result}", language)
        raise Problem(410, "notice-ended", number=number, result=result, spoken=language)
    copied = link.step < len(approval.places) and approval.places[link.step].step.kind == "copy"
    if not copied and not _waits(approval, link):
        raise Problem(410, "notice-step-passed", number=number, spoken=language)
    return _shown(parts, link, approval, person, language, copied)


def _waits(approval: Approval, link: Link) -> bool:
    """Whether the step still waits, and not for others only."""
    return link.step in approval.open and link.to not in approval.open[link.step].persons()


def _check_reader(request: Request, link: Link, approval: Approval, language: str) -> None:
    """Whoever is logged in as another person is told so; who is not logged in is nobody in particular. Raises Problem."""
    who = _reader(request)
    if who is None:
        return
    if link.to.startswith("role:"):
        today, name = parts_of(request).clock().date(), stream_id("person", who.actor.id)
        held = parts_of(request).handler.state(PERSON, name).roles(approval.ref.entity if approval.ref else "", today)
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


def _shown(parts: Parts, link: Link, approval: Approval, person: Person, language: str, copied: bool) -> Page:
    requester = parts.handler.state(PERSON, stream_id("person", approval.requester)).name
    about = about_approval(approval, link.step, requester, "copied" if copied else "asked", language)
    said = words(about, language)
    expires = moment(link.expires_at)
    more = ((say("notice.row-for", language), person.name or link.to), (say("notice.row-link", language), expires))
    command = None if copied else _command(link, approval)
    data = {
        "approval": str(link.approval),
        "subject": about.number,
        "kind": about.kind,
        "entity": about.entity,
        "title": about.title,
        "amount": about.amount,
        "requester": approval.requester,
        "step": about.step,
        "decide_by": about.until,
        "for": link.to,
        "link_expires_at": link.expires_at.isoformat().replace("+00:00", "Z"),
        "command": command,
        "headline": said.headline,
    }
    how = say("notice.hint-for-information", language)
    if command:
        number, who = approval.ref.number if approval.ref else "", "CODE" if link.to.startswith("role:") else link.to
        line = f"req2pay approve vote {number} --as {who}"
        how = say("notice.hint-how", language, command=line, path=command["path"], body=json.dumps(command["body"]))
    return Page(Words(language, said.headline, (*said.rows, *more), said.explained), data, how)


def _command(link: Link, approval: Approval) -> dict[str, Any]:
    """The ordinary command, for the step and the content that this page shows."""
    vote = Vote(approval=link.approval, verdict="approve", content_hash=approval.content_hash, step=link.step + 1)
    return {"path": f"/api/commands/{Vote.contract}", "body": vote.model_dump(mode="json", exclude_none=True)}


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
