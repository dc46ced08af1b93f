"""What a declared kind reads in a body, and how declared documents and messages to other systems go on."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from aggregates._base import Conclude, Refusal
from aggregates.declared_document import DECLARED_DOCUMENT, Submit
from aggregates.document_kind import DOCUMENT_KIND, Declare, read
from aggregates.webhook_message import WEBHOOK_MESSAGE, Queue
from contracts.declared_document import WithdrawDeclaredDocument
from contracts.document_kind import AmountAt, Declaration, DeclareDocumentKind
from contracts.json_body import canonical, digest
from contracts.values import Money
from contracts.webhook_message import ParkMessage, RecordDelivery, SendMessageAgain
from events.declared_document import DeclaredDocumentConcluded, DeclaredDocumentSubmitted, DeclaredDocumentWithdrawn
from events.document_kind import DocumentKindDeclared
from events.webhook_message import (
    WebhookMessageDelivered,
    WebhookMessageParked,
    WebhookMessageQueued,
    WebhookMessageSentAgain,
)
from processes.webhook_message import Message, delivery, on_refusal
from tests.support.house import NOW, eur, facts, given, ref

DD, DK, WM, AP = ref("declared_document"), ref("document_kind"), ref("webhook_message"), ref("approval")
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "who": {"type": "string"},
        "days": {"type": "number"},
        "abroad": {"type": "boolean"},
        "of": {"type": "object", "properties": {"value": {"type": "string", "format": "decimal"}}},
        "whole": {"type": "integer"},
        "list": {"type": "array"},
    },
}


def kind(**said: Any) -> DocumentKindDeclared:
    declaration = Declaration.model_validate({"name_zh": "单", "name_en": "Slip", **said})
    return DocumentKindDeclared(
        ref=DK, kind="slip", version=1, author="ada", declaration=declaration, body_schema=canonical(SCHEMA)
    )


def found(said: dict[str, Any], body: dict[str, Any]) -> Any:
    return read(kind(**said), body)


@pytest.mark.parametrize(
    ("body", "facts_"),
    [
        ({"who": "ann", "days": 2.5, "abroad": True}, {"w": "ann", "d": "2.5", "a": "yes"}),
        ({"days": 3, "abroad": False}, {"d": "3", "a": "no"}),
        ({"who": "(none)", "days": 0}, {"d": "0"}),
        ({"who": "two words"}, {}),
        ({"who": "x" * 64}, {"w": "x" * 64}),
        ({"who": "x" * 65}, {}),
    ],
)
def test_facts_are_what_a_matrix_can_test_and_nothing_else(body: dict[str, Any], facts_: dict[str, str]) -> None:
    assert found({"facts": {"w": "who", "d": "days", "a": "abroad"}}, body).facts == facts_


@pytest.mark.parametrize(
    ("title", "body", "said"),
    [
        (None, {}, "单 Slip"),
        ("{who}: {days}", {"who": "Ann", "days": 2.5}, "Ann: 2.5"),
        ("{who}/{abroad}", {"abroad": True}, "-/true"),
        ("{who}", {"who": "a\nb\u202ec"}, "a b c"),
        ("{who}", {"who": "   "}, "Slip"),
        ("{who}", {"who": "x" * 600}, "x" * 500),
        ("{{who}}", {"who": "{days}"}, "{{days}}"),
    ],
)
def test_a_title_says_members_on_one_line(title: str | None, body: dict[str, Any], said: str) -> None:
    assert found({"title": title}, body).title == said


VALUE = {"path": "of.value", "currency": "EUR"}


@pytest.mark.parametrize(
    ("at", "body", "amount"),
    [
        (None, {}, None),
        (VALUE, {"of": {"value": "0"}}, eur("0")),
        (VALUE, {"of": {"value": "12.5"}}, eur("12.50")),
        ({"path": "whole", "currency": "EUR"}, {"whole": 7}, eur(7)),
        ({"path": "whole", "currency_path": "who"}, {"whole": 7, "who": "JPY"}, Money(amount=7, currency="JPY")),
    ],
)
def test_an_amount_is_read_exactly(at: Any, body: dict[str, Any], amount: Money | None) -> None:
    assert found({"amount": at}, body).amount == amount


@pytest.mark.parametrize(
    ("at", "body"),
    [
        (VALUE, {}),
        (VALUE, {"of": {"value": "-0.01"}}),
        (VALUE, {"of": {"value": "0.001"}}),
        (VALUE, {"of": {"value": "9999999999999"}}),
        ({"path": "whole", "currency_path": "who"}, {"whole": 7}),
        ({"path": "whole", "currency_path": "who"}, {"whole": 7, "who": "XXQ"}),
    ],
)
def test_what_is_no_amount_is_refused_with_its_place(at: Any, body: dict[str, Any]) -> None:
    refusal = found({"amount": at}, body)
    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.figures["path"]) == ("body-amount-unreadable", at["path"])


def declare(**said: Any) -> Declare:
    declaration = Declaration.model_validate({"name_zh": "单", "name_en": "Slip", **said})
    return Declare(DeclareDocumentKind(kind="slip", declaration=declaration, body_schema=SCHEMA), DK)


@pytest.mark.parametrize(
    ("said", "code", "figures"),
    [
        ({"facts": {"l": "list"}}, "kind-member-unusable", {"path": "list"}),
        ({"facts": {"o": "of"}}, "kind-member-unusable", {"path": "of"}),
        ({"facts": {"project": "who"}}, "kind-fact-taken", {"fact": "project"}),
        ({"amount": {"path": "days", "currency": "EUR"}}, "kind-member-unusable", {"path": "days"}),
        ({"amount": {"path": "who", "currency": "EUR"}}, "kind-member-unusable", {"path": "who"}),
        ({"amount": {"path": "whole", "currency_path": "none"}}, "kind-member-unusable", {"path": "none"}),
        ({"title": "{who} {none}"}, "kind-member-unusable", {"path": "none"}),
        ({"matrix": "requisition"}, "kind-is-ours", {"kind": "requisition"}),
        ({"matrix": "goods_receipt"}, "kind-is-ours", {"kind": "goods_receipt"}),
        ({"matrix": "award_not_cheapest"}, "kind-is-ours", {"kind": "award_not_cheapest"}),
    ],
)
def test_a_kind_names_members_that_can_be_used(said: dict[str, Any], code: str, figures: dict[str, str]) -> None:
    given(DOCUMENT_KIND).when(declare(**said), facts("ada")).refused(code, **figures)


@pytest.mark.parametrize(
    ("schema", "place", "keyword"),
    [
        ({"type": "array"}, "/", "type"),
        ({"type": "object", "$ref": "x"}, "/", "$ref"),
        ({"type": "object", "properties": {"a": {"$ref": "x"}}}, "/a", "$ref"),
        ({"type": "object", "properties": {"a": {"type": "string", "enum": []}}}, "/a", "enum"),
    ],
)
def test_a_schema_that_cannot_be_used_is_refused_with_its_place(
    schema: dict[str, Any], place: str, keyword: str
) -> None:
    asked = DeclareDocumentKind(kind="slip", declaration=declare().command.declaration, body_schema=schema)
    given(DOCUMENT_KIND).when(Declare(asked, DK), facts("ada")).refused(
        "kind-schema-unusable", place=place, keyword=keyword
    )


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"type": "string", "format": "decimal"}, None),
        ({"type": "integer"}, None),
        ({"type": "string"}, "kind-member-unusable"),
        ({"type": "number"}, "kind-member-unusable"),
        ({"type": "number", "format": "decimal"}, "kind-member-unusable"),
    ],
)
def test_an_amount_is_no_binary_fraction(said: dict[str, Any], code: str | None) -> None:
    declared = declare(amount={"path": "a", "currency": "EUR"}).command.declaration
    asked = DeclareDocumentKind(
        kind="slip", declaration=declared, body_schema={"type": "object", "properties": {"a": said}}
    )
    when = given(DOCUMENT_KIND).when(Declare(asked, DK), facts("ada"))
    when.refused(code, path="a") if code else when.then(DocumentKindDeclared)


@pytest.mark.parametrize(("body", "place", "keyword"), [({"days": "x"}, "/days", "type"), ({}, "/", "required")])
def test_a_body_that_does_not_fit_is_refused_with_its_place(body: dict[str, Any], place: str, keyword: str) -> None:
    strict = kind().model_copy(update={"body_schema": canonical({**SCHEMA, "required": ["days"]})})
    refusal = read(strict, body)
    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.figures["place"], refusal.figures["keyword"]) == ("body-does-not-fit", place, keyword)


@pytest.mark.parametrize(
    ("said", "fits"),
    [
        ({"currency": "EUR"}, True),
        ({"currency_path": "who"}, True),
        ({}, False),
        ({"currency": "EUR", "currency_path": "who"}, False),
    ],
)
def test_the_currency_of_an_amount_is_said_or_read_and_never_both(said: dict[str, Any], fits: bool) -> None:
    if fits:
        assert AmountAt.model_validate({"path": "whole", **said})
    else:
        with pytest.raises(ValidationError):
            AmountAt.model_validate({"path": "whole", **said})


FIRST: dict[str, Any] = {
    "facts": {"d": "days"}, "starters": ["a", "b"], "amount": {"path": "whole", "currency": "EUR"},
}  # fmt: skip


@pytest.mark.parametrize(
    "other",
    [
        {"facts": {}}, {"facts": {"d": "whole"}}, {"facts": {"d": "days", "w": "who"}}, {"starters": []},
        {"starters": ["a"]}, {"matrix": "other"}, {"amount": None}, {"amount": {"path": "whole", "currency": "USD"}},
    ],
)  # fmt: skip
def test_one_administrator_changes_neither_who_starts_nor_which_way_it_takes(other: dict[str, Any]) -> None:
    first = given(DOCUMENT_KIND, kind(**FIRST))
    first.when(declare(**{**FIRST, "title": "{who}", **other}), facts("ada")).refused("kind-mapping-fixed", kind="slip")
    again = declare(**{**FIRST, "title": "{who}", "starters": ["b", "a"], "matrix": "slip"})
    assert sorted(first.when(again, facts("ada")).then(DocumentKindDeclared).versions) == [1, 2]


def test_another_declaration_is_the_next_version_and_the_same_is_none() -> None:
    first = kind()
    given(DOCUMENT_KIND, first).when(declare(), facts("ada")).ignored()
    second = declare(webhook="hr").command
    then = DocumentKindDeclared(
        ref=DK,
        kind="slip",
        version=2,
        author="ada",
        declaration=second.declaration,
        body_schema=canonical(SCHEMA),
    )
    given(DOCUMENT_KIND, first).when(declare(webhook="hr"), facts("ada")).then(then)
    given(DOCUMENT_KIND, first, then).when(declare(), facts("ada")).then(
        then.model_copy(update={"version": 3, "declaration": first.declaration})
    )


def submit(body: str = "{}") -> Submit:
    return Submit(DD, "slip", 1, "rita", "service:hr", "Slip", "slip", body)


def submitted(occurrence: int = 1, body: str = "{}") -> DeclaredDocumentSubmitted:
    return DeclaredDocumentSubmitted(occurrence=occurrence, content_hash=digest(body), **vars(submit(body)))


def concluded(verdict: Any) -> DeclaredDocumentConcluded:
    return DeclaredDocumentConcluded(ref=DD, kind="slip", occurrence=1, approval=AP.id, verdict=verdict)


def test_only_what_was_sent_back_is_submitted_again() -> None:
    given(DECLARED_DOCUMENT).when(submit()).then(submitted())
    given(DECLARED_DOCUMENT, submitted()).when(submit()).ignored()
    given(DECLARED_DOCUMENT, submitted()).when(submit('{"a":1}')).refused("closed-document", status="submitted")
    given(DECLARED_DOCUMENT, submitted(), concluded("returned")).when(submit()).then(submitted(2))
    for ended in ("approved", "rejected"):
        given(DECLARED_DOCUMENT, submitted(), concluded(ended)).when(submit()).refused("closed-document", status=ended)


@pytest.mark.parametrize("who", ["rita", "service:hr"])
def test_who_started_it_withdraws_it_before_it_is_decided(who: str) -> None:
    asked = WithdrawDeclaredDocument(document=DD.id, why="no longer needed")
    gone = DeclaredDocumentWithdrawn(ref=DD, kind="slip", occurrence=1, who=who, why="no longer needed")
    given(DECLARED_DOCUMENT).when(asked, facts(who)).refused("unknown-document")
    given(DECLARED_DOCUMENT, submitted()).when(asked, facts("mona")).refused("not-the-requester", requester="rita")
    given(DECLARED_DOCUMENT, submitted()).when(asked, facts(who)).then(gone)
    given(DECLARED_DOCUMENT, submitted(), concluded("returned")).when(asked, facts(who)).then(gone)
    given(DECLARED_DOCUMENT, submitted(), gone).when(asked, facts(who)).ignored()
    for ended in ("approved", "rejected"):
        after = given(DECLARED_DOCUMENT, submitted(), concluded(ended))
        after.when(asked, facts(who)).refused("closed-document", status=ended)


def test_its_approval_is_concluded_once() -> None:
    verdict = Conclude(AP.id, "approved")
    given(DECLARED_DOCUMENT, submitted()).when(verdict).then(concluded("approved"))
    given(DECLARED_DOCUMENT, submitted(), concluded("approved")).when(verdict).ignored()


def test_what_it_asks_is_what_was_submitted_last() -> None:
    state = DECLARED_DOCUMENT.evolve(DECLARED_DOCUMENT.initial, submitted(2, '{"a":1}'))
    assert DECLARED_DOCUMENT.initial.asked is None
    assert state.asked is not None
    assert set(state.asked.parts) == {"amount", "content"}
    assert state.asked.model_dump(exclude_defaults=True, exclude={"subject", "parts"}) == {
        "title": "Slip",
        "requester": "rita",
        "content_hash": digest('{"a":1}'),
        "occurrence": 2,
        "matter": "slip",
    }


def test_what_is_submitted_again_follows_the_approval_that_returned_it() -> None:
    state = DECLARED_DOCUMENT.initial
    for event in (submitted(), concluded("returned"), submitted(2)):
        state = DECLARED_DOCUMENT.evolve(state, event)
    assert state.asked is not None
    assert state.asked.follows == AP.id


def queued() -> WebhookMessageQueued:
    return WebhookMessageQueued(ref=WM, endpoint="hr", event_type="t", subject=DD, payload="{}")


def test_a_message_is_queued_once_and_goes_to_the_net_until_it_is_taken_or_parked() -> None:
    given(WEBHOOK_MESSAGE).when(Queue(WM, "hr", "t", DD, "{}")).then(queued())
    given(WEBHOOK_MESSAGE, queued()).when(Queue(WM, "hr", "t", DD, "{1}")).ignored()
    state = WEBHOOK_MESSAGE.evolve(WEBHOOK_MESSAGE.initial, queued())
    step = delivery(Message(state), NOW)
    assert [(effect.activity, effect.queue, effect.document) for effect in step.effects] == [
        ("webhook_message.send", "net", WM.id)
    ]
    park = on_refusal(Message(state), "delivery", Refusal("side-effect-failed", {"effect": "x"}))
    assert (park.step, park.occurrence) == ("park", "delivery:0")


def test_only_a_parked_message_is_sent_again_and_one_that_was_delivered_stays_so() -> None:
    took, again = RecordDelivery(message=WM.id, status=200), SendMessageAgain(message=WM.id, why="mended")
    park = ParkMessage(message=WM.id, code="side-effect-failed")
    delivered = WebhookMessageDelivered(ref=WM, status=200)
    parked = WebhookMessageParked(ref=WM, code="side-effect-failed", figures=())
    sent = WebhookMessageSentAgain(ref=WM, who="ada", why="mended")
    for unknown in (took, park, again):
        given(WEBHOOK_MESSAGE).when(unknown, facts("ada")).refused("unknown-document")
    assert given(WEBHOOK_MESSAGE, queued()).when(took).then(delivered).status == "delivered"
    given(WEBHOOK_MESSAGE, queued(), delivered).when(took).ignored()
    given(WEBHOOK_MESSAGE, queued(), delivered).when(park).ignored()
    assert given(WEBHOOK_MESSAGE, queued()).when(park).then(parked).parkings == 1
    given(WEBHOOK_MESSAGE, queued(), parked).when(park).ignored()
    for status, events in (("queued", ()), ("delivered", (delivered,))):
        asked = given(WEBHOOK_MESSAGE, queued(), *events).when(again, facts("ada"))
        asked.refused("message-not-parked", status=status)
    assert given(WEBHOOK_MESSAGE, queued(), parked).when(again, facts("ada")).then(sent).status == "queued"
    assert given(WEBHOOK_MESSAGE, queued(), parked, sent).when(park).then(parked).parkings == 2
