"""The relay: a wake-up that can never arrive does not hold up the others, one that the server is away for is tried again."""

from __future__ import annotations

from typing import Any, cast

import pytest
from temporalio.service import RPCError, RPCStatusCode

from contracts.ids import stream_id
from contracts.process import approval_process
from contracts.values import Ref
from relay import Relay
from tests.support.house import ref


class _Server:
    """Answers with these errors, one after the other, then well."""

    def __init__(self, *errors: RPCStatusCode) -> None:
        self.errors, self.calls = list(errors), 0

    async def start_workflow(self, *_: object, **__: object) -> None:
        self.calls += 1
        if self.errors:
            raise RPCError("no", self.errors.pop(0), b"")


@pytest.mark.parametrize(
    ("status", "calls"),
    [(RPCStatusCode.INVALID_ARGUMENT, 1), (RPCStatusCode.OUT_OF_RANGE, 1), (RPCStatusCode.UNAVAILABLE, 2)],
)
async def test_what_no_retry_mends_is_given_up(status: RPCStatusCode, calls: int) -> None:
    server = _Server(status)
    relay = Relay(cast("Any", None), cast("Any", server), cast("Any", None))
    await relay._insist(approval_process(ref("approval"), ref("contract")), 1)
    assert server.calls == calls


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "Contract"},
        {"kind": ""},
        {"number": "C" * 211},
        {"number": ""},
        {"number": "C\n1"},
        {"number": "C\u202e1"},
        {"entity": "AC ME"},
        {"entity": "**"},
    ],
)
def test_no_document_has_such_a_name(fields: dict[str, str]) -> None:
    good = {"kind": "contract", "id": stream_id("contract", "1"), "number": "C-1", "entity": "ACME"}
    with pytest.raises(ValueError, match="validation error"):
        Ref.model_validate({**good, **fields})


def test_the_longest_names_fit_into_a_workflow_id() -> None:
    longest = Ref(kind="k" * 64, id=stream_id("contract", "1"), number="𠀀" * 210, entity="E" * 64)
    assert len(approval_process(ref("approval"), longest).workflow_id.encode()) <= 1000
