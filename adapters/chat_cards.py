"""Cards for the group robots of WeCom (企业微信), DingTalk (钉钉) and Feishu (飞书): their JSON, signatures, and answers."""

import base64
import hmac
import http.client
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any, Literal
from urllib.parse import quote_plus, urlsplit

from adapters.delivering import NotDeliveredError
from adapters.notice_words import Words, shortened
from adapters.posting import posted

LONGEST_ANSWER = 65_536
MOST = 400
"""Characters of one text of a card: each service bounds the whole of it (the smallest: 4,096 bytes of a WeCom text)."""
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
LATER = {
    "wecom": frozenset({-1, 45009, 45033}),
    "dingtalk": frozenset({-1, 130101, 410100, 400013}),
    "feishu": frozenset({9499, 11232, 11233, 11247}),
}
"""The error codes of "busy" and "too many messages"; with every other one trying again is no use."""
_MARKS = re.compile(r"([\\`*_{}\[\]()#+\-.!|~>])")
Kind = Literal["wecom", "dingtalk", "feishu"]
Card = Mapping[str, Any]


@dataclass(frozen=True)
class Robot:
    """A webhook of a group or a person. Its address is the secret that lets anybody write there: never shown, never stored."""

    kind: Kind
    to: str
    url: str = field(repr=False)
    secret: str = field(default="", repr=False)
    entity: str = "*"
    language: str = "zh"

    def send(self, words: Words, at: datetime) -> None:
        """Show a card there. Raises NotDeliveredError."""
        card, url = CARDS[self.kind](words), self.url
        if self.secret and self.kind == "feishu":
            card = {**card, **feishu_sign(self.secret, int(at.timestamp()))}
        if self.secret and self.kind == "dingtalk":
            url += dingtalk_sign(self.secret, int(at.timestamp() * 1000))
        judge(self.kind, *_posted(url, json.dumps(card, ensure_ascii=False).encode()))


def wecom(words: Words) -> Card:
    """A text notice; it has no markup. The link is the whole card."""
    cut = words.cut(MOST)
    rows = [{"keyname": name, "value": value} for name, value in cut.rows][:6]
    card: dict[str, Any] = {
        "card_type": "text_notice",
        "main_title": {"title": cut.headline},
        "sub_title_text": cut.explained,
        "horizontal_content_list": rows,
        # A card has to lead somewhere; one without a link leads to the service itself.
        "card_action": {"type": 1, "url": words.link or "https://work.weixin.qq.com/"},
    }
    if words.link:
        card["jump_list"] = [{"type": 1, "title": cut.link_text, "url": words.link}]
    return {"msgtype": "template_card", "template_card": card}


def dingtalk(words: Words) -> Card:
    """An action card, its text in Markdown with every mark of the figures escaped; without a link plain Markdown."""
    cut = words.cut(MOST)
    rows = [f"- {plain(name)}: {plain(value)}" for name, value in cut.rows]
    text = "\n".join([f"### {plain(cut.headline)}", *rows, "", plain(cut.explained)])
    if words.link is None:
        return {"msgtype": "markdown", "markdown": {"title": cut.headline, "text": text}}
    card = {"title": cut.headline, "text": text, "singleTitle": cut.link_text, "singleURL": words.link}
    return {"msgtype": "actionCard", "actionCard": card}


def feishu(words: Words) -> Card:
    """An interactive card of plain texts and one button that leads to the page."""
    cut = words.cut(MOST)
    rows = "\n".join(f"{name}: {value}" for name, value in cut.rows)
    elements: list[Card] = [_div(rows), _div(cut.explained)]
    if words.link:
        button = {"tag": "button", "text": _plain_text(cut.link_text), "type": "primary", "url": words.link}
        elements.append({"tag": "action", "actions": [button]})
    header = {"title": _plain_text(cut.headline), "template": "blue"}
    card = {"config": {"wide_screen_mode": True}, "header": header, "elements": elements}
    return {"msg_type": "interactive", "card": card}


CARDS: Mapping[Kind, Callable[[Words], Card]] = {"wecom": wecom, "dingtalk": dingtalk, "feishu": feishu}


def _plain_text(text: str) -> Card:
    return {"tag": "plain_text", "content": text}


def _div(text: str) -> Card:
    return {"tag": "div", "text": _plain_text(text)}


def plain(text: str) -> str:
    """Text that Markdown shows as it is: on one line, marks escaped, and no HTML."""
    line = shortened(text, MOST).replace("&", "&amp;").replace("<", "&lt;")
    return _MARKS.sub(r"\\\1", line)


def dingtalk_sign(secret: str, milliseconds: int) -> str:
    """What is put behind the address: HMAC-SHA256 of moment and secret under the secret."""
    digest = hmac.new(secret.encode(), f"{milliseconds}\n{secret}".encode(), sha256).digest()
    return f"&timestamp={milliseconds}&sign={quote_plus(base64.b64encode(digest))}"


def feishu_sign(secret: str, seconds: int) -> Card:
    """What is put into the body: HMAC-SHA256 of nothing, under moment and secret."""
    digest = hmac.new(f"{seconds}\n{secret}".encode(), b"", sha256).digest()
    return {"timestamp": str(seconds), "sign": base64.b64encode(digest).decode()}


def judge(kind: Kind, status: int, answer: bytes) -> None:
    """What the service says of a card: only its own code tells. Raises NotDeliveredError."""
    if status != 200:
        busy = status == 429 or status >= 500
        raise NotDeliveredError("chat-refused", f"http {status}", for_good=not busy, channel_down=busy)
    try:
        told = json.loads(answer)
        found = [told[name] for name in ("errcode", "code", "StatusCode") if name in told]
        code = int(found[0])
    except (ValueError, TypeError, IndexError, RecursionError):
        raise NotDeliveredError("chat-answer-unclear", channel_down=True) from None
    if code:
        later = code in LATER[kind]
        raise NotDeliveredError("chat-refused", str(code)[:20], for_good=not later, channel_down=later)


def _posted(url: str, body: bytes) -> tuple[int, bytes]:
    """Status and answer. A redirect is an answer like another: nobody is followed with what is said here."""
    try:
        return posted(url, body, {"Content-Type": "application/json; charset=utf-8"}, LONGEST_ANSWER)
    except (OSError, http.client.HTTPException):
        # Without its cause: that may hold the address.
        raise NotDeliveredError("chat-unreachable", channel_down=True) from None


def robots(text: str) -> tuple[Robot, ...]:
    """The robots of a JSON list of {"to": "CODE" or "role:ROLE", "kind", "url", "secret", "entity", "language"}.

    Raises ValueError, which quotes nothing of it.
    """
    try:
        found = tuple(Robot(**each) for each in json.loads(text or "[]"))
    except (ValueError, TypeError):
        raise ValueError(
            "chat robots are a JSON list of objects with kind, to, url and, where needed, secret, entity, language"
        ) from None
    for number, robot in enumerate(found, 1):
        _check(robot, number)
    if len({(robot.to, robot.entity, robot.kind) for robot in found}) < len(found):
        raise ValueError("chat robots: one of a kind for each person or group and entity")
    return found


def _check(robot: Robot, number: int) -> None:
    if not all(isinstance(word, str) for word in vars(robot).values()):
        raise ValueError(f"chat robot {number}: words only")
    if robot.kind not in CARDS or not re.fullmatch(r"(role:)?[A-Za-z0-9][A-Za-z0-9._@-]{0,63}", robot.to):
        raise ValueError(f"chat robot {number}: kind is wecom, dingtalk or feishu, to is a person or role:ROLE")
    try:
        parts = urlsplit(robot.url)
        fits = parts.port is None or parts.port > 0
    except ValueError:
        fits = False
    # Bytes that are no part of an address could add lines to a request.
    if not fits or not re.fullmatch(r"[!-~]{1,2000}", robot.url) or not parts.hostname:
        raise ValueError(f"chat robot {number}: no address")
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
        raise ValueError(f"chat robot {number}: its address is https")
