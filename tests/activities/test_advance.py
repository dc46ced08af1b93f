"""A step that raises on what it reads is shown to a person; what passes by itself is left to be tried again."""

import pytest

from activities.advance import advance
from aggregates.invoice import INVOICE
from contracts._base import Answer
from contracts.invoice import ReceiveInvoice, RecordReading
from contracts.process import Advance, invoice_process
from contracts.values import Ref
from store.handler import CommandHandler, Unstable
from tests.examples import READING
from tests.support.house import Company


def _read(company: Company) -> Ref:
    receive = ReceiveInvoice(entity="ACME", file_sha256="b" * 64, file_name="a.xml", size=9)
    ref = company.send("ines", receive).document
    assert ref is not None
    company.send("system", RecordReading(invoice=ref.id, reading=READING))
    return ref


def _raising(monkeypatch: pytest.MonkeyPatch, error: Exception, *, times: int) -> None:
    """`handle_batch` raises so often, then works."""
    real, left = CommandHandler.handle_batch, [error] * times

    def handle(self: CommandHandler, requests: object) -> Answer:
        if left:
            raise left.pop()
        return real(self, requests)  # type: ignore[arg-type]

    monkeypatch.setattr(CommandHandler, "handle_batch", handle)


@pytest.mark.parametrize("error", [ValueError("figure"), ZeroDivisionError(), KeyError("line"), AssertionError()])
def test_a_defect_holds_the_invoice(memory_company: Company, monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    ref = _read(memory_company)
    _raising(monkeypatch, error, times=1)
    step = advance(memory_company.handler, Advance(process=invoice_process(ref), stage="match"))
    assert not step.done
    held = memory_company.handler.state(INVOICE, ref.id).held
    assert held is not None
    assert [(one.code, dict(one.evidence)) for one in held.findings] == [("defect", {"error": type(error).__name__})]


def test_what_passes_by_itself_is_tried_again(memory_company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    ref = _read(memory_company)
    _raising(monkeypatch, Unstable("conflicts"), times=1)
    with pytest.raises(Unstable):
        advance(memory_company.handler, Advance(process=invoice_process(ref), stage="match"))
    assert memory_company.handler.state(INVOICE, ref.id).held is None
