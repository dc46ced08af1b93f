"""Cards of chat robots: the exact JSON of each service, its signatures, and what its answers mean."""

from __future__ import annotations

import json
import logging
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.chat_cards import CARDS, Robot, dingtalk, dingtalk_sign, feishu, feishu_sign, judge, plain, robots, wecom
from adapters.delivering import NotDeliveredError
from adapters.notice_words import About, Words, words
from tests.support.notice_catcher import card_catcher

NOW = datetime(2026, 11, 2, 8, tzinfo=UTC)
LINK = "https://pay.acme.example/notices/a.b"
HEADLINE = "请审批：采购申请 PR-1，1000.00 EUR：Beams [x](http://evil) <b>"
TITLE = "Beams [x](http://evil) <b>"
ROWS = [
    ("事项", f"采购申请 PR-1 {TITLE}"),
    ("金额", "1000.00 EUR"),
    ("公司", "ACME"),
    ("申请人", "Rita"),
    ("步骤", "manager"),
    ("截止", "soon"),
]
EXPLAINED = "链接只显示所申请的内容：打开它不作任何决定，也不会登录。请自行登录后再决定。"


def said(title: str = TITLE, link: str | None = LINK) -> Words:
    return words(
        About("asked", "PR-1", "requisition", "ACME", title, "1000.00 EUR", "Rita", "manager", "soon"), "zh", link
    )


def test_the_card_of_wecom() -> None:
    card = {
        "card_type": "text_notice",
        "main_title": {"title": HEADLINE},
        "sub_title_text": EXPLAINED,
        "horizontal_content_list": [{"keyname": name, "value": value} for name, value in ROWS],
        "jump_list": [{"type": 1, "title": "查看申请内容", "url": LINK}],
        "card_action": {"type": 1, "url": LINK},
    }
    assert wecom(said()) == {"msgtype": "template_card", "template_card": card}
    without = wecom(said(link=None))["template_card"]
    assert "jump_list" not in without
    assert without["card_action"]["url"].startswith("https://")


def test_the_card_of_dingtalk() -> None:
    text = "\n".join(
        [
            r"### 请审批：采购申请 PR\-1，1000\.00 EUR：Beams \[x\]\(http://evil\) &lt;b\>",
            r"- 事项: 采购申请 PR\-1 Beams \[x\]\(http://evil\) &lt;b\>",
            r"- 金额: 1000\.00 EUR",
            "- 公司: ACME",
            "- 申请人: Rita",
            "- 步骤: manager",
            "- 截止: soon",
            "",
            EXPLAINED,
        ]
    )
    card = {"title": HEADLINE, "text": text, "singleTitle": "查看申请内容", "singleURL": LINK}
    assert dingtalk(said()) == {"msgtype": "actionCard", "actionCard": card}
    assert dingtalk(said(link=None))["msgtype"] == "markdown"
    assert "evil)" not in dingtalk(said(link=None))["markdown"]["text"]


def test_the_card_of_feishu() -> None:
    rows = "\n".join(f"{name}: {value}" for name, value in ROWS)
    elements = [
        {"tag": "div", "text": {"tag": "plain_text", "content": rows}},
        {"tag": "div", "text": {"tag": "plain_text", "content": EXPLAINED}},
        {"tag": "action", "actions": [
            {"tag": "button", "text": {"tag": "plain_text", "content": "查看申请内容"}, "type": "primary", "url": LINK}
        ]},
    ]  # fmt: skip
    header = {"title": {"tag": "plain_text", "content": HEADLINE}, "template": "blue"}
    card = {"config": {"wide_screen_mode": True}, "header": header, "elements": elements}
    assert feishu(said()) == {"msg_type": "interactive", "card": card}
    assert len(feishu(said(link=None))["card"]["elements"]) == 2


NASTY = st.text(st.characters(codec="utf-8"), max_size=300) | st.sampled_from(
    [
        '"}]}',
        "](http://evil)",
        "\n# big\n",
        "![x](http://e)",
        "<at user_id=all></at>",
        "x" * 10_000,
        "\\](http://e)",
        "\\",
    ]
)


@given(NASTY)
def test_no_title_breaks_out_of_a_card(title: str) -> None:
    for make in CARDS.values():
        card = json.loads(json.dumps(make(said(title)), ensure_ascii=False))
        usual = make(said("plain"))
        assert _skeleton(card) == _skeleton(usual)
        assert sorted(_urls(card)) == sorted(_urls(usual))
        assert len(json.dumps(card, ensure_ascii=False).encode()) < 20_000


@given(NASTY)
def test_markdown_shows_every_mark_as_it_is(text: str) -> None:
    shown = plain(text)
    assert "\n" not in shown
    assert "<" not in shown
    bare = re.sub(r"\\[\\`*_{}\[\]()#+\-.!|~>]", "", shown)
    assert not set(bare) & set("\\`*_{}[]()#+-.!|~>")


def _skeleton(value: Any) -> Any:
    """The keys of a card, without its texts."""
    if isinstance(value, dict):
        return {name: _skeleton(each) for name, each in value.items()}
    return [_skeleton(each) for each in value] if isinstance(value, list) else type(value)


def _urls(value: Any) -> list[str]:
    if isinstance(value, dict):
        own = [each for name, each in value.items() if name in ("url", "singleURL")]
        return own + [url for each in value.values() for url in _urls(each)]
    return [url for each in value for url in _urls(each)] if isinstance(value, list) else []


def test_signatures() -> None:
    """Computed once by hand with openssl: printf '%s\\n%s' MS SECRET | openssl dgst -sha256 -hmac SECRET -binary | base64."""
    assert dingtalk_sign("SECabc", 1_760_000_000_000) == (
        "&timestamp=1760000000000&sign=C3FkurFPc5LIZL0omdt9hF41dWMdMZ4sXr6q8R3r58I%3D"
    )
    assert feishu_sign("abc", 1_760_000_000) == {
        "timestamp": "1760000000",
        "sign": "vB1YU9HO4f39RBOdeW80dzuLNPeUc3wyAQXEKfCuJgc=",
    }


@pytest.mark.parametrize(
    ("kind", "status", "answer", "problem", "for_good"),
    [
        ("wecom", 200, {"errcode": 0, "errmsg": "ok"}, None, False),
        ("dingtalk", 200, {"errcode": 0, "errmsg": "ok"}, None, False),
        ("feishu", 200, {"code": 0, "msg": "success", "data": {}}, None, False),
        ("feishu", 200, {"StatusCode": 0, "StatusMessage": "success"}, None, False),
        ("wecom", 200, {"errcode": 93000, "errmsg": "invalid webhook url"}, "chat-refused 93000", True),
        ("wecom", 200, {"errcode": 45009, "errmsg": "api freq out of limit"}, "chat-refused 45009", False),
        ("dingtalk", 200, {"errcode": 310000, "errmsg": "sign not match"}, "chat-refused 310000", True),
        ("dingtalk", 200, {"errcode": 130101, "errmsg": "send too fast"}, "chat-refused 130101", False),
        ("feishu", 200, {"code": 19021, "msg": "sign match fail"}, "chat-refused 19021", True),
        ("feishu", 200, {"code": 9499, "msg": "too many request"}, "chat-refused 9499", False),
        ("feishu", 200, {"msg": "success"}, "chat-answer-unclear", False),
        ("feishu", 200, ["code"], "chat-answer-unclear", False),
        ("feishu", 200, {"code": None}, "chat-answer-unclear", False),
        ("feishu", 404, {"code": 0}, "chat-refused http 404", True),
        ("feishu", 429, {"code": 0}, "chat-refused http 429", False),
        ("feishu", 499, {"code": 0}, "chat-refused http 499", True),
        ("feishu", 500, {"code": 0}, "chat-refused http 500", False),
        ("feishu", 302, {"code": 0}, "chat-refused http 302", True),
    ],
)
def test_the_answers_are_judged_by_their_own_codes(
    kind: Any, status: int, answer: Any, problem: str | None, for_good: bool
) -> None:
    body = json.dumps(answer).encode()
    if problem is None:
        judge(kind, status, body)
        return
    with pytest.raises(NotDeliveredError) as found:
        judge(kind, status, body)
    assert (str(found.value), found.value.for_good, found.value.channel_down) == (problem, for_good, not for_good)


@pytest.mark.parametrize("answer", [b"", b"<html>", b"[" * 5_000, b"\xff"])
def test_an_answer_that_is_no_json_is_no_yes(answer: bytes) -> None:
    with pytest.raises(NotDeliveredError, match="chat-answer-unclear"):
        judge("feishu", 200, answer)


def test_a_card_is_posted_signed_where_there_is_a_secret() -> None:
    with card_catcher() as catcher:
        Robot("dingtalk", "role:manager", catcher.url, "SECabc").send(said(), NOW)
        Robot("dingtalk", "role:manager", catcher.url).send(said(), NOW)
    with card_catcher({"code": 0}) as feishu_catcher:
        Robot("feishu", "mona", feishu_catcher.url, "abc").send(said(), NOW)
        Robot("feishu", "mona", feishu_catcher.url).send(said(), NOW)
    (path, card), (bare, _) = catcher.cards
    assert path == "/robot/send?access_token=hush" + dingtalk_sign("SECabc", 1_793_606_400_000)
    assert bare == "/robot/send?access_token=hush"
    assert card == dingtalk(said())
    (_, signed), (_, unsigned) = feishu_catcher.cards
    assert signed == {**feishu(said()), **feishu_sign("abc", 1_793_606_400)}
    assert unsigned == feishu(said())


def test_redirects_are_not_followed_and_nothing_secret_is_said(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with card_catcher() as elsewhere, card_catcher(status=307, headers=(("Location", elsewhere.url),)) as catcher:
        robot = Robot("wecom", "mona", catcher.url, "hush")
        with pytest.raises(NotDeliveredError, match="http 307") as found:
            robot.send(said(), NOW)
    assert elsewhere.cards == []
    with pytest.raises(NotDeliveredError, match="chat-unreachable") as away:
        robot.send(said(), NOW)
    assert "hush" not in f"{robot!r}{found.value!r}{away.value!r}{away.value.__cause__!r}{caplog.text}"


def test_robots_as_they_are_configured() -> None:
    told = [{"kind": "feishu", "to": "mona", "url": "https://open.feishu.cn/open-apis/bot/v2/hook/x"}]
    assert robots(json.dumps(told)) == (Robot("feishu", "mona", told[0]["url"]),)
    assert robots("") == robots("[]") == ()
    assert robots(json.dumps([{**told[0], "url": "https://a:1/x"}]))
    with pytest.raises(ValueError, match="chat robot 2: kind is"):
        robots(json.dumps([told[0], {**told[0], "kind": "slack"}]))
    both = [told[0], {**told[0], "entity": "ACME", "language": "en", "secret": "s"}]
    assert [(robot.entity, robot.language) for robot in robots(json.dumps(both))] == [("*", "zh"), ("ACME", "en")]


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"kind": "slack"}, "kind is"), ({"to": "role:"}, "kind is"), ({"to": "a b"}, "kind is"),
        ({"url": "http://hush.example/x"}, "https"), ({"url": "ftp://127.0.0.1/hush"}, "https"), ({"url": "hush"}, "no address"),
        ({"url": "https://a/hush x"}, "no address"), ({"url": "https://a/hush\r\nX: y"}, "no address"),
        ({"url": "https://a:0/hush"}, "no address"),
        ({"url": "https://a:hush/"}, "no address"), ({"url": "https://[hush/"}, "no address"), ({"secret": 5}, "words only"),
        ({"colour": "hush"}, "JSON list"),
    ],
)  # fmt: skip
def test_robots_that_cannot_be(change: dict[str, Any], what: str) -> None:
    told = {"kind": "feishu", "to": "mona", "url": "https://open.feishu.cn/hook/hush", **change}
    with pytest.raises(ValueError, match=what) as found:
        robots(json.dumps([told]))
    assert "hush" not in str(found.value)


@pytest.mark.parametrize("text", ["{", "5", "[5]", '["hush"]', '{"a": 1}'])
def test_what_is_no_list_of_robots(text: str) -> None:
    with pytest.raises(ValueError, match="JSON list") as found:
        robots(text)
    assert "hush" not in str(found.value)


def test_two_robots_of_one_kind_for_one_group_are_one_too_many() -> None:
    told = {"kind": "feishu", "to": "mona", "url": "https://open.feishu.cn/hook/hush"}
    with pytest.raises(ValueError, match="one of a kind"):
        robots(json.dumps([told, {**told, "url": "https://open.feishu.cn/other"}]))
