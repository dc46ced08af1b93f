"""For every contract a body that the right person can send, over documents made for it."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from itertools import count
from typing import Any
from uuid import UUID, uuid4

from activities.tax_verification import verification_ref
from aggregates.fund_account import FUND_ACCOUNT
from aggregates.labour_sheet import LABOUR_SHEET
from contracts.advance_payment import RequestAdvance
from contracts.approval import Vote
from contracts.bank_change import ProposeBankChange
from contracts.bank_statement import ImportBankStatement
from contracts.budget_change import AskBudgetChange
from contracts.budget_line import OpenBudgetLine, RecordOpeningBalances
from contracts.budget_period import CloseBudgetPeriod
from contracts.certificate import DraftCertificate
from contracts.change_order import DraftChangeOrder
from contracts.contract import ContractTerms, DraftContract, RecordSignature, SubmitContract
from contracts.declared_document import StartDeclaredDocument
from contracts.department import DefineDepartment
from contracts.document_kind import DeclareDocumentKind
from contracts.fund_account import OpenFundAccount
from contracts.fund_transfer import ProposeFundTransfer
from contracts.funds_plan import DraftFundsPlan
from contracts.goods_receipt import RecordGoodsReceipt
from contracts.ids import stream_id
from contracts.intake import ReceiveFiles
from contracts.invoice import CancelInvoice, ResolveInvoice
from contracts.labour_account import RecordLabourAdvance
from contracts.labour_settlement import ApproveLabourSettlement, ProposeLabourSettlement
from contracts.labour_sheet import ApproveLabourSheet, CountersignLabourSheet, SubmitLabourSheet
from contracts.labour_worker import RegisterLabourWorker, SetLabourRate
from contracts.legal_entity import RegisterLegalEntity
from contracts.matrix_version import CheckApprovalMatrix, DraftApprovalMatrix
from contracts.measurement import CertifyMeasurement, RecordMeasurement
from contracts.payment_run import ProposePaymentRun, ReleasePaymentRun, SettlePayment
from contracts.person import GrantRole
from contracts.project import CloseProject, RegisterProject
from contracts.purchase_order import AmendPurchaseOrder, HoldPurchaseOrder
from contracts.quotation import SubmitQuotation
from contracts.reading_hints import HintPlace, LearnHints, Lesson
from contracts.requisition import CreateRequisition
from contracts.rfq import IssueRfq
from contracts.schedule import BaselineSchedule, RecordProgress
from contracts.settlement import ClaimDefect, ProposeDeduction
from contracts.supplier import ApproveSupplier, HoldSupplier
from contracts.tax_code import DefineTaxCode
from contracts.work_acceptance import DraftWorkAcceptance
from events.approval import ApprovalOpened
from events.approval_matrix import ApprovalMatrixDrafted
from events.bank_statement import BankStatementImported
from events.payable import PayableOpened
from events.payment_run import PaymentRunProposed
from events.purchase_order import PurchaseOrderIssued
from events.webhook_message import WebhookMessageParked
from tests.web import bodies_approval
from tests.web.door import OURS, PHONE, WHERE, Door, supplier

Body = dict[str, Any]
COST_OBJECT = WHERE.model_dump()
EUR = {"amount": "100000.00", "currency": "EUR"}
SUBJECT = {"kind": "lease", "id": "7b7a7c9e-58a2-4a5e-9d0c-0d6a2f5d6a10", "number": "C-1", "entity": "ACME"}


def _code() -> str:
    return f"X{uuid4().hex[:8]}"


def _matrix(**more: object) -> Body:
    rows = [{"row": "all", "steps": [{"name": "Boss", "roles": ["boss"]}]}]
    return {"matter": _code(), "matrix": {"currencies": ["EUR"], "rows": rows}, "why": "w"} | more


def _drafted_matrix(door: Door, *, checked: bool = False) -> Body:
    """The newest version of a new matrix, as a command names it."""
    matter = _code()
    door.send("adam", DraftApprovalMatrix.model_validate(_matrix(matter=matter)))
    if checked:
        door.send("ada", CheckApprovalMatrix(matter=matter, version=1))
    return {"matter": matter, "version": 1}


def _run(door: Door) -> Body:
    payable = door.payable()
    body = {"entity": "ACME", "currency": "EUR", "account": OURS.iban, "execution_date": "2026-12-02"}
    return body | {"payables": [str(payable.id)], "fund_account": _pool(door)}


def _account(code: str, **more: Any) -> Body:
    stands = {"currency": "EUR", "bank_account": OURS.identifier, "opening": {"amount": "900000000", "currency": "EUR"}}
    return {"entity": "ACME", "account": code, "name": "n", "purpose": "operating"} | stands | more


def _pool(door: Door) -> str:
    """From its first fund account on every run of the entity names one."""
    if door.house.handler.state(FUND_ACCOUNT, stream_id("fund_account", "ACME:POOL")).ref is None:
        door.send("boss", OpenFundAccount.model_validate(_account("POOL")))
    return "POOL"


def _fund(door: Door, **more: Any) -> str:
    account = _account(_code(), **more)
    door.send("boss", OpenFundAccount.model_validate(account))
    return str(account["account"])


def _between(door: Door) -> Body:
    return {"entity": "ACME", "source": _pool(door), "target": _fund(door), "amount": _ONE, "why": "w"}


def _fund_transfer(door: Door) -> Body:
    return {"transfer": str(door.made("boss", ProposeFundTransfer.model_validate(_between(door))).id), "why": "w"}


def _kind(_: Door | None = None) -> Body:
    """About money in euros; nothing of it can be started until it has a matrix."""
    said = {"name_zh": "n", "name_en": "n", "amount": {"path": "value", "currency": "EUR"}}
    schema = {"type": "object", "properties": {"value": {"type": "string", "format": "decimal"}}}
    return {"kind": _code(), "declaration": said, "body_schema": schema}


def _in_use(door: Door, kind: Body) -> Body:
    """Declared, with a matrix of its own."""
    door.send("ada", DeclareDocumentKind.model_validate(kind))
    bodies_approval.publish(door, str(kind["kind"]), [{"name": "Boss", "roles": ["boss"]}])
    return kind


def _declared_document(door: Door) -> Body:
    kind = _in_use(door, _kind())
    return {"entity": "ACME", "kind": kind["kind"], "body": {"value": "1.00"}}


def _started(door: Door) -> str:
    return str(door.made("boss", StartDeclaredDocument.model_validate(_declared_document(door))).id)


def _sent_back(door: Door) -> Body:
    document = _started(door)
    door.send("chief", Vote(approval=door.newest(ApprovalOpened).ref.id, verdict="return", comment="less"))
    return {"document": document, "body": {"value": "0.50"}}


def _parked_message(door: Door) -> Body:
    """Told to the endpoint that never answers."""
    kind = _kind()
    kind["declaration"]["webhook"] = "nowhere"
    _in_use(door, kind)
    start = StartDeclaredDocument(entity="ACME", kind=str(kind["kind"]), body={"value": "1.00"})
    door.made("boss", start)
    door.send("chief", Vote(approval=door.newest(ApprovalOpened).ref.id, verdict="approve"))
    return {"message": str(door.newest(WebhookMessageParked).ref.id), "why": "w"}


def _funds_plan(door: Door) -> Body:
    """Of a project of its own: each month of it has one plan."""
    project = RegisterProject(entity="ACME", project=_code(), name="n", currency="EUR")
    door.send("boss", project)
    account = _fund(door, purpose="project", project=project.project)
    line = {"account": account, "amount": _ONE, "purpose": "p"}
    return {
        "entity": "ACME",
        "project": project.project,
        "month": "2099-12",
        "currency": "EUR",
        "outflows": [line],
        "why": "w",
    }


def _drafted_plan(door: Door) -> str:
    return str(door.made("boss", DraftFundsPlan.model_validate(_funds_plan(door))).id)


def _short_of_wages(door: Door) -> Body:
    project = RegisterProject(entity="ACME", project=_code(), name="n", currency="EUR")
    door.send("boss", project)
    wages = _fund(door, purpose="wage", project=project.project)
    return {"entity": "ACME", "account": wages, "run": str(_proposed(door).ref.id), "why": "w"}


_ONE = {"amount": "1", "currency": "EUR"}


def _proposed(door: Door) -> Any:
    door.made("chief", ProposePaymentRun.model_validate(_run(door)))
    return door.newest(PaymentRunProposed)


def _settle(door: Door) -> Body:
    run = _proposed(door)

    door.send("boss", ReleasePaymentRun(run=run.ref.id, content_hash=run.content_hash))
    payable = str(run.payments[0].payable.id)
    return {"run": str(run.ref.id), "payable": payable, "result": "settled", "bank_reference": "B-1"}


def _statement(door: Door, **fields: object) -> Body:
    """A statement with one entry out; each is of a day of its own account's row, whatever came before."""
    entry = {"number": 1, "booked_on": "2026-12-02", "direction": "out", "amount": {"amount": "5", "currency": "EUR"}}
    balances = {"opening": {"amount": "5", "currency": "EUR"}, "closing": {"amount": "0", "currency": "EUR"}}
    name = _code()
    told = {
        "statement": name,
        "closed_on": "2026-12-02",
        "file_sha256": door.house.blobs.put(name.encode()),
        "format": "csv",
    }
    return {"entity": "ACME", "account": OURS.iban, "entries": [{**entry, **fields}], **balances, **told}


def _imported(door: Door) -> str:
    door.made("boss", ImportBankStatement.model_validate(_statement(door)))
    return str(door.newest(BankStatementImported).ref.id)


def _matched(door: Door) -> Body:
    settled = _settle(door)
    payment = {name: settled[name] for name in ("run", "payable")}
    amount = door.newest(PaymentRunProposed).total.model_dump(mode="json")
    told = _statement(door, amount=amount) | {"opening": amount}
    door.made("boss", ImportBankStatement.model_validate(told))
    statement = str(door.newest(BankStatementImported).ref.id)
    return {"bank_statement": statement, "entry": 1, "payments": [payment], "why": "w"}


def _credited(door: Door) -> Body:
    """A credit note on what was paid, and the supplier's money on a statement."""
    settled = _settle(door)
    door.send("boss", SettlePayment.model_validate(settled))
    paid = door.newest(PaymentRunProposed).payments[0]
    door.credit(door.newest(PurchaseOrderIssued).ref, f"G-{_code()}", paid.invoice_number)
    told = _statement(door, direction="in") | {"opening": {"amount": "0", "currency": "EUR"}}
    told["closing"] = {"amount": "5", "currency": "EUR"}
    door.made("boss", ImportBankStatement.model_validate(told))
    statement = str(door.newest(BankStatementImported).ref.id)
    return {"bank_statement": statement, "entry": 1, "supplier": "STAHL", "why": "w"}


def _release(door: Door) -> Body:
    run = _proposed(door)
    return {"run": str(run.ref.id), "content_hash": run.content_hash}


def _held(door: Door) -> str:
    order = door.ordered()
    return str(door.billed(order, f"H-{_code()}", quantity=20).id)


def _rejected(door: Door) -> str:
    invoice = _held(door)
    door.send("boss", ResolveInvoice.model_validate({"invoice": invoice, "decision": "reject", "why": "w"}))
    return invoice


def _posted(door: Door) -> str:
    door.payable()
    return str(door.newest(PayableOpened).invoice.id)


def _denied(door: Door) -> str:
    """Of an invoice whose number ends as those that every register of the tests calls reversed."""
    order = door.ordered()
    receipt = {"order": str(order.id), "lines": [{"order_line": 1, "accepted": "10"}]}
    door.send("gus", RecordGoodsReceipt.model_validate(receipt))
    invoice = door.billed(order, f"{_code()}-RED", quantity=10)
    return str(verification_ref(invoice).id)


def _taught(door: Door) -> str:
    """The hints of a supplier with one in force."""
    place = HintPlace(field="number", label="folio", direction="right")
    learn = LearnHints(invoice=UUID(_posted(door)), lesson=Lesson(places=(place,)))
    return str(door.made("system", learn).id)


def _cancelled_invoice(door: Door) -> str:
    invoice = _posted(door)
    door.send("boss", CancelInvoice.model_validate({"invoice": invoice, "why": "w"}))
    return invoice


def _intake(door: Door) -> Body:
    data = uuid4().bytes
    return {"entity": "ACME", "file_sha256": door.house.blobs.put(data), "file_name": "a.pdf", "size": len(data)}


def _arrived(door: Door, *, sort: str = "readable") -> Body:
    data = uuid4().bytes
    file = {"name": "a.pdf", "file_sha256": door.house.blobs.put(data), "size": len(data), "sort": sort}
    return {"entity": "ACME", "file": file}


def _not_taken(door: Door) -> str:
    command = ReceiveFiles.model_validate(_arrived(door, sort="exception"))
    return str(door.made("boss", command).id)


def _issue(door: Door) -> Body:
    requisition = door.approved()
    line = {"line": 1, "requisition": str(requisition.id), "requisition_line": 1, "quantity": "10", "unit_price": "100"}
    return {"entity": "ACME", "supplier": "STAHL", "currency": "EUR", "lines": [line]}


def _proposed_supplier(door: Door) -> str:
    code = _code()
    door.send("bob", supplier(code))
    return code


def _registered(door: Door) -> Body:
    return {"person": "nobody", "role": "receiver", "entity": "SUB"}


def _company(door: Door) -> Body:
    return {"entity": door.made("ada", RegisterLegalEntity(entity=_code(), name="n")).number, "name": "m"}


def _department(door: Door) -> Body:
    return {"department": door.made("ada", DefineDepartment(department=_code(), name="n")).number, "name": "m"}


def _granted(door: Door) -> Body:
    role = {"person": "nobody", "role": "clerk", "entity": "SUB", "valid_from": f"{_period()}-01"}
    door.send("ada", GrantRole.model_validate(role))
    return {**role, "valid_until": "9999-12-31"}


def _calendar() -> Body:
    hours = [{"begins": "09:00", "ends": "17:00"}]
    place = {"country": "DE", "time_zone": "Europe/Berlin"}
    return {"calendar": _code(), "name": "n", "year": 2026, "hours": hours, **place}


def _unopened() -> Body:
    return {"entity": "ACME", "cost_object": COST_OBJECT | {"period": _period()}, "amount": EUR}


_MONTHS = count(2200 * 12)


def _period() -> str:
    """A month that no budget was opened for yet."""
    years, month = divmod(next(_MONTHS), 12)
    return f"{years}-{month + 1:02d}"


def _line(door: Door) -> Body:
    door.send("boss", OpenBudgetLine.model_validate(opened := _unopened()))
    return {"entity": "ACME", "cost_object": opened["cost_object"]}


def _opened_line(door: Door) -> Body:
    line = _line(door)
    opening = {"as_of": "2026-10-31", "currency": "EUR", "encumbered": "1"}
    door.send("boss", RecordOpeningBalances.model_validate(line | opening))
    return line | {"why": "w"}


def _transfer(door: Door) -> Body:
    amount = {"amount": "1.00", "currency": "EUR"}
    lines = {"cost_object": _line(door)["cost_object"], "to": _line(door)["cost_object"]}
    return {"kind": "transfer", **lines, "amount": amount, "reason": "r"}


def _asked_transfer(door: Door) -> str:
    return str(door.made("boss", AskBudgetChange.model_validate({"entity": "ACME", "terms": _transfer(door)})).id)


def _returned_transfer(door: Door) -> Body:
    change = _asked_transfer(door)
    door.send("mona", Vote(approval=door.newest(ApprovalOpened).ref.id, verdict="return", comment="less"))
    return {"budget_change": change, "terms": _transfer(door)}


def _past() -> str:
    """A month that is over, and that nobody has closed."""
    return f"1{_period()[1:]}"


def _closed_period(door: Door) -> Body:
    closed = {"entity": "ACME", "period": _past()}
    door.send("chief", CloseBudgetPeriod.model_validate(closed | {"accepted": ["invoices-in-exception"]}))
    return closed | {"why": "w"}


def _project(door: Door, **fields: object) -> Body:
    project = RegisterProject(entity="ACME", project=_code(), name="n", currency="EUR")
    door.send("boss", project)
    return {"entity": "ACME", "project": project.project, **fields}


def _reopened(door: Door) -> Body:
    body = _project(door, why="w")
    door.send("boss", CloseProject.model_validate(body))
    return body


def _tax_code(**fields: object) -> Body:
    body = {"tax_code": _code(), "name": "n", "country": "DE", "rate_percent": "19", "recoverable_percent": "100"}
    return body | {"valid_from": "2026-01-01"} | fields


def _ended(door: Door) -> Body:
    defined = _tax_code()
    door.send("boss", DefineTaxCode.model_validate(defined))
    return {"tax_code": defined["tax_code"], "valid_until": "2027-12-31"}


def _template() -> Body:
    line = {"line": 1, "description": "d", "quantity": {"amount": "1"}, "unit_price": "1.5", "project": "P1"}
    body = {"entity": "ACME", "template": _code(), "name": "n", "currency": "EUR"}
    return body | {"lines": [line | {"cost_code": "MAT"}]}


def _own_draft(door: Door) -> str:
    return str(door.made("boss", CreateRequisition(entity="ACME", title="T", currency="EUR")).id)


def _revision(door: Door) -> Body:
    quantity = {"amount": "1"}
    line = {"line": 1, "description": "d", "quantity": quantity, "unit_price": "1.5", "cost_object": COST_OBJECT}
    return {"requisition": _own_draft(door), "lines": [line | {"needed_by": "2026-12-01"}]}


def _filled(door: Door) -> Body:
    return {"requisition": str(door.draft("boss").id)}


def _receipt(door: Door) -> Body:
    return {"order": str(door.ordered().id), "lines": [{"order_line": 1, "accepted": 10}]}


def _received(door: Door) -> str:
    return str(door.made("gus", RecordGoodsReceipt.model_validate(_receipt(door))).id)


def _order_change(door: Door, quantity: str) -> Body:
    return {"order": str(door.ordered().id), "why": "w", "change": [{"line": 1, "quantity": quantity}]}


def _amended(door: Door) -> str:
    body = _order_change(door, "11")
    door.send("boss", AmendPurchaseOrder.model_validate(body))
    return str(body["order"])


def _stopped(door: Door) -> str:
    order = door.ordered().id
    door.send("boss", HoldPurchaseOrder(order=order, why="w"))
    return str(order)


def _work(door: Door) -> Body:
    return {"order": str(door.ordered("service").id), "title": "T", "lines": [{"order_line": 1, "quantity": "1"}]}


def _drafted_work(door: Door) -> str:
    return str(door.made("rita", DraftWorkAcceptance.model_validate(_work(door))).id)


TASK = {
    "task": "T1", "name": "T", "owner": "boss", "cost_code": "MAT",
    "budget": {"amount": "10.00", "currency": "EUR"}, "start": "2026-11-01", "finish": "2026-11-30",
}  # fmt: skip


def _plan(door: Door) -> Body:
    of = {"entity": "ACME", "project": _code()}
    codes = [{"cost_code": "MAT", "name": "n"}]
    door.send("boss", RegisterProject.model_validate(of | {"name": "n", "currency": "EUR", "cost_codes": codes}))
    return of | {"tasks": [TASK]}


def _progress(door: Door) -> Body:
    plan = _plan(door)
    door.send("boss", BaselineSchedule.model_validate(plan))
    return {"entity": "ACME", "project": plan["project"], "task": "T1", "percent": "1", "on": "2026-11-01"}


def _progressed(door: Door) -> Body:
    entry = RecordProgress.model_validate(_progress(door))
    door.send("boss", entry)
    return {"entity": "ACME", "project": entry.project, "task": "T1", "why": "w"}


def _measurement(door: Door) -> Body:
    line = {"order_line": 1, "rows": [{"description": "d", "nos": "1"}]}
    return {"order": str(door.ordered("service").id), "title": "T", "measured_on": "2026-11-01", "lines": [line]}


def _measured(door: Door) -> Body:
    sheet = RecordMeasurement.model_validate(_measurement(door))
    door.send("rita", sheet)
    return {"order": str(sheet.order), "sheet": 1}


def _worker(**fields: object) -> Body:
    return {"entity": "ACME", "worker": _code(), "name": "n", "trade": "t", "team": "a"} | fields


def _on_roster(door: Door) -> str:
    worker = _worker()
    door.send("chief", RegisterLabourWorker.model_validate(worker))
    return str(worker["worker"])


def _labour_rate(door: Door) -> Body:
    costs = {"day_rate": {"amount": "1", "currency": "EUR"}, "overtime_rate": {"amount": "0", "currency": "EUR"}}
    return {"entity": "ACME", "worker": _on_roster(door), "valid_from": "2026-11-01"} | costs


def _labour_sheet(door: Door) -> Body:
    rate = SetLabourRate.model_validate(_labour_rate(door))
    door.send("chief", rate)
    where = {"entity": "ACME", "project": "P1", "site": _code(), "day": "2026-11-01"}
    return where | {"lines": [{"worker": rate.worker, "presence": "full", "cost_code": "MAT"}]}


def _submitted_sheet(door: Door) -> str:
    return str(door.made("fei", SubmitLabourSheet.model_validate(_labour_sheet(door))).id)


def _countersigned_sheet(door: Door) -> str:
    sheet = _submitted_sheet(door)
    door.send("chief", CountersignLabourSheet.model_validate({"sheet": sheet}))
    return sheet


def _approved_sheet(door: Door) -> str:
    sheet = _countersigned_sheet(door)
    door.send("boss", ApproveLabourSheet.model_validate({"sheet": sheet}))
    return sheet


def _labour_advance(door: Door) -> Body:
    worker = _labour_rate(door)
    door.send("boss", SetLabourRate.model_validate(worker))
    return {"entity": "ACME", "worker": worker["worker"], "amount": worker["day_rate"], "on": "2026-11-01", "why": "w"}


def _advanced(door: Door) -> Body:
    drawn = _labour_advance(door)
    door.send("boss", RecordLabourAdvance.model_validate(drawn))
    return {"entity": "ACME", "worker": drawn["worker"], "advance": 1, "why": "w"}


def _settlement(door: Door) -> Body:
    sheet = door.house.handler.state(LABOUR_SHEET, UUID(_approved_sheet(door)))
    return {"entity": "ACME", "until": "2026-11-01", "workers": [sheet.lines[0].worker]}


def _proposed_settlement(door: Door) -> str:
    return str(door.made("chief", ProposeLabourSettlement.model_validate(_settlement(door))).id)


def _approved_settlement(door: Door) -> str:
    settlement = _proposed_settlement(door)
    door.send("boss", ApproveLabourSettlement.model_validate({"settlement": settlement}))
    return settlement


def _approved_supplier(door: Door) -> str:
    code = _proposed_supplier(door)
    door.send("boss", ApproveSupplier(supplier=code))
    return code


def _bank_change(door: Door) -> Body:
    account = {"holder": "New", "number": "12345678"}
    proof = {"evidence_sha256": door.house.blobs.put(b"letter"), "call_back_phone": PHONE}
    return {"supplier": _approved_supplier(door), "account": account, **proof}


def _proposed_change(door: Door) -> str:
    return str(door.made("chief", ProposeBankChange.model_validate(_bank_change(door))).id)


def _licence(door: Door) -> Body:
    document = {"kind": "trade", "number": "L-1", "file_sha256": door.house.blobs.put(b"licence")}
    return {"supplier": _proposed_supplier(door), "document": document | {"valid_from": "2026-01-01"}}


def _hold(door: Door) -> Body:
    return {"supplier": _proposed_supplier(door), "scopes": ["orders"], "release_on": "2027-01-01", "why": "w"}


def _on_hold(door: Door) -> Body:
    body = _hold(door)
    door.send("boss", HoldSupplier.model_validate(body))
    return {"supplier": body["supplier"], "scopes": ["orders"], "why": "w"}


TERMS = {
    "title": "T", "kind": "fixed", "amount": {"amount": "10.00", "currency": "EUR"}, "tax_percent": 19,
    "valid_from": "2026-11-01", "valid_to": "2027-10-31",
}  # fmt: skip
OTHER = TERMS | {"title": "Other"}


def _contract(door: Door, *, submitted: bool = False, terms: ContractTerms | None = None) -> Body:
    terms = terms or ContractTerms.model_validate(TERMS)
    stream = door.made("boss", DraftContract(entity="ACME", supplier="STAHL", terms=terms)).id
    if submitted:
        door.send("boss", SubmitContract(agreement=stream, version=1))
        door.send("mona", Vote(approval=door.newest(ApprovalOpened).ref.id, verdict="approve"))
    return {"agreement": str(stream)}


def _signature(door: Door, party: str = "ours") -> Body:
    signed = {"party": party, "signer": "S", "signed_on": "2026-11-02", "file_sha256": door.house.blobs.put(b"signed")}
    return {"version": 1, **signed}


def _signed(door: Door, terms: ContractTerms | None = None) -> Body:
    contract = _contract(door, submitted=True, terms=terms)
    for party in ("ours", "theirs"):
        door.send("boss", RecordSignature.model_validate(contract | _signature(door, party)))
    return contract


def _change_terms(reason: str = "R") -> Body:
    return {"terms": {"amount": {"amount": "1.00", "currency": "EUR"}, "reason": reason}}


def _change(door: Door) -> Body:
    draft = DraftChangeOrder.model_validate(_signed(door) | _change_terms())
    return {"change_order": str(door.made("boss", draft).id)}


def _certified(door: Door) -> Body:
    body = _measured(door)
    door.send("boss", CertifyMeasurement.model_validate(body))
    return body


def _certificate(door: Door) -> Body:
    order = _certified(door)["order"]
    door.send("chief", DraftCertificate.model_validate({"order": order}))
    return {"order": order, "certificate": 1}


def _advance(door: Door) -> Body:
    more = {
        "milestones": [{"name": "M", "percent": 70}],
        "advance": {"percent": 20, "recovery": {"rule": "linear"}},
        "retention": {"percent": 10, "release_after_days": 1},
    }
    contract = _signed(door, ContractTerms.model_validate(TERMS | more))
    return contract | {"amount": {"amount": "1.00", "currency": "EUR"}, "reason": "R", "project": "P1"}


def _requested(door: Door) -> Body:
    ref = door.made("boss", RequestAdvance.model_validate(_advance(door)))
    return {"advance": str(ref.id), "why": "w"}


def _milestone(door: Door) -> Body:
    body = _advance(door)
    return {"agreement": body["agreement"], "milestone": 1, "why": "w"}


def _deduction(door: Door) -> Body:
    amount = {"amount": "1.00", "currency": "EUR"}
    return _signed(door) | {"kind": "deduction", "amount": amount, "reason": "R"}


def _proposed_deduction(door: Door) -> Body:
    body = _deduction(door)
    door.send("rita", ProposeDeduction.model_validate(body))
    return {"agreement": body["agreement"], "number": 1}


def _defect(door: Door) -> Body:
    body = _signed(door) | {"why": "w"}
    door.send("rita", ClaimDefect.model_validate(body))
    return body | {"number": 1}


CONTENTS = {"currency": "EUR", "lines": [{"line": 1, "unit_price": "9.50"}], "valid_until": "2027-11-01"}


def _rfq_body(door: Door, minutes: int = 600) -> Body:
    line = {"line": 1, "description": "d", "quantity": {"amount": "1"}, "needed_by": "2026-12-01"}
    deadline = (door.house.now + timedelta(minutes=minutes)).isoformat()
    asked = {"lines": [line], "suppliers": ["STAHL"], "deadline": deadline}
    return {"entity": "ACME", "title": "T", "currency": "EUR", **asked}


def _rfq(door: Door, minutes: int = 600) -> Body:
    return {"rfq": str(door.made("boss", IssueRfq.model_validate(_rfq_body(door, minutes))).id)}


def _quoted(door: Door, minutes: int = 600) -> Body:
    body = _rfq(door, minutes) | {"supplier": "STAHL"}
    door.send("boss", SubmitQuotation.model_validate(body | {"contents": CONTENTS}))
    return body


def _award(door: Door) -> Body:
    rfq = _quoted(door, minutes=1)["rfq"]
    door.later(minutes=2)
    line = {"award_line": 1, "line": 1, "supplier": "STAHL", "quantity": "1"}
    return {"rfq": rfq, "lines": [line], "reason": "only one", "single_source_reason": "nobody else makes it"}


BODIES: Mapping[str, Callable[[Door], Body]] = {
    "advance_payment.request": _advance,
    "advance_payment.withdraw": _requested,
    "certificate.draft": lambda door: {"order": _certified(door)["order"]},
    "certificate.approve": _certificate,
    "certificate.drop": lambda door: _certificate(door) | {"why": "w"},
    "settlement.propose_deduction": _deduction,
    "settlement.approve_deduction": _proposed_deduction,
    "settlement.drop_deduction": lambda door: _proposed_deduction(door) | {"why": "w"},
    "settlement.accept_completion": lambda door: _signed(door) | {"completed_on": "2026-11-01"},
    "settlement.claim_defect": lambda door: _signed(door) | {"why": "w"},
    "settlement.clear_defect": _defect,
    "settlement.confirm_milestone": _milestone,
    **bodies_approval.BODIES,
    "approval_matrix.draft": lambda _: _matrix(),
    "approval_matrix.check": _drafted_matrix,
    "approval_matrix.publish": lambda door: {
        **_drafted_matrix(door, checked=True),
        "content_hash": door.newest(ApprovalMatrixDrafted).content_hash,
        "effective_from": "2099-01-01",
    },
    "approval_matrix.withdraw": lambda door: {**_drafted_matrix(door), "why": "w"},
    "bank_change.propose": _bank_change,
    "bank_change.reject": lambda door: {"bank_change": _proposed_change(door), "why": "w"},
    "bank_change.verify": lambda door: {"bank_change": _proposed_change(door), "called": PHONE, "spoke_with": "Jo"},
    "bank_change.withdraw": lambda door: {"bank_change": _proposed_change(door), "why": "w"},
    "bank_statement.explain": lambda door: {
        "bank_statement": _imported(door),
        "entry": 1,
        "purpose": "fee",
        "why": "w",
    },
    "supplier_credit.refund": _credited,
    "bank_statement.import": _statement,
    "bank_statement.match": _matched,
    "bank_statement.reconcile": lambda door: {"bank_statement": _imported(door)},
    "budget_line.open": lambda _: _unopened(),
    "budget_line.revise": lambda _: {"entity": "SUB", "cost_object": COST_OBJECT, "amount": EUR},
    "budget_line.control": lambda door: _line(door) | {"controls": {"cumulative": {}}},
    "budget_line.record_opening": lambda door: _line(door) | {"as_of": "2026-10-31", "currency": "EUR", "paid": "1.00"},
    "budget_line.relieve_opening": _opened_line,
    "budget_line.carry_forward": lambda door: _line(door) | {"to_period": "3999-01", "surplus": True},
    "budget_change.ask": lambda door: {"entity": "ACME", "terms": _transfer(door)},
    "budget_change.revise": _returned_transfer,
    "budget_change.withdraw": lambda door: {"budget_change": _asked_transfer(door), "why": "w"},
    "budget_period.close": lambda _: {"entity": "ACME", "period": _past(), "accepted": ["invoices-in-exception"]},
    "budget_period.reopen": _closed_period,
    "change_order.draft": lambda door: _signed(door) | _change_terms(),
    "change_order.revise": lambda door: _change(door) | _change_terms("Other"),
    "change_order.submit": _change,
    "change_order.withdraw": lambda door: _change(door) | {"why": "w"},
    "contract.draft": lambda _: {"entity": "ACME", "supplier": "STAHL", "terms": TERMS},
    "contract.record_signature": lambda door: _contract(door, submitted=True) | _signature(door),
    "contract.revise": lambda door: _contract(door) | {"terms": OTHER},
    "contract.submit": lambda door: _contract(door) | {"version": 1},
    "contract.terminate": lambda door: _signed(door) | {"why": "w"},
    "contract.withdraw": lambda door: _contract(door) | {"why": "w"},
    "goods_receipt.inspect": lambda door: {"receipt": _received(door), "lines": [{"order_line": 1, "passed": 1}]},
    "goods_receipt.record": _receipt,
    "goods_receipt.return": lambda door: {
        "receipt": _received(door),
        "why": "w",
        "lines": [{"order_line": 1, "quantity": 1}],
    },
    "goods_receipt.reverse": lambda door: {"receipt": _received(door), "why": "w"},
    "intake.receive": _arrived,
    "intake.resolve": lambda door: {"intake": _not_taken(door), "decision": "not-an-invoice", "why": "w"},
    "invoice.cancel": lambda door: {"invoice": _posted(door), "why": "w"},
    "invoice.correct": lambda door: {"invoice": _held(door), "fields": [{"field": "number", "value": _code()}]},
    "invoice.read_again": lambda door: {"invoice": _held(door)},
    "invoice.receive": _intake,
    "invoice.receive_again": lambda door: {"invoice": _cancelled_invoice(door), "why": "w"},
    "invoice.reopen": lambda door: {"invoice": _rejected(door), "why": "w"},
    "invoice.resolve": lambda door: {"invoice": _held(door), "decision": "reject", "why": "w"},
    "department.define": lambda _: {"department": _code(), "name": "n"},
    "department.revise": _department,
    "legal_entity.revise": _company,
    "legal_entity.register": lambda _: {"entity": _code(), "name": "n"},
    "payment_run.cancel": lambda door: {"run": str(_proposed(door).ref.id), "why": "w"},
    "payment_run.propose": _run,
    "payment_run.release": _release,
    "payment_run.settle": _settle,
    "person.grant_role": _registered,
    "person.register": lambda _: {"person": _code(), "name": "n"},
    "person.revise": lambda _: {"person": "nobody", "name": f"Nobody {_code()}"},
    "person.revise_role": _granted,
    "person.revoke_role": _registered,
    "purchase_order.amend": lambda door: _order_change(door, "9"),
    "purchase_order.cancel": lambda door: {"order": str(door.ordered().id), "why": "w"},
    "purchase_order.hold": lambda door: {"order": str(door.ordered().id), "why": "w"},
    "purchase_order.release_hold": lambda door: {"order": _stopped(door), "why": "w"},
    "purchase_order.withdraw_amendment": lambda door: {"order": _amended(door), "why": "w"},
    "working_calendar.define": lambda _: _calendar(),
    "fund_account.allocate": _between,
    "fund_account.except_wages": _short_of_wages,
    "fund_account.open": lambda _: _account(_code()),
    "fund_account.receive": lambda door: {
        "entity": "ACME",
        "account": _fund(door),
        "amount": _ONE,
        "on": "2026-11-01",
        "bank_reference": _code(),
        "payer": "p",
    },
    "document_kind.declare": _kind,
    "declared_document.start": _declared_document,
    "declared_document.resubmit": _sent_back,
    "declared_document.withdraw": lambda door: {"document": _started(door), "why": "w"},
    "webhook_message.send_again": _parked_message,
    "reading_hints.forget": lambda door: {"hints": _taught(door), "hint": 1, "why": "w"},
    "tax_verification.ask": lambda door: {"invoice": _posted(door)},
    "tax_verification.set_aside": lambda door: {"verification": _denied(door), "why": "w"},
    "fund_transfer.propose": _between,
    "fund_transfer.withdraw": _fund_transfer,
    "funds_plan.draft": _funds_plan,
    "funds_plan.submit": lambda door: {"plan": _drafted_plan(door)},
    "funds_plan.withdraw": lambda door: {"plan": _drafted_plan(door), "why": "w"},
    "labour_account.advance": _labour_advance,
    "labour_account.reverse_advance": _advanced,
    "labour_budget.set": lambda _: {
        "entity": "ACME",
        "project": "P1",
        "cost_code": "MAT",
        "rate": {"amount": "180", "currency": "EUR"},
        "days": "100",
    },
    "labour_settlement.approve": lambda door: {"settlement": _proposed_settlement(door)},
    "labour_settlement.pay": lambda door: {"settlement": _approved_settlement(door), "bank_reference": "b"},
    "labour_settlement.propose": _settlement,
    "labour_settlement.withdraw": lambda door: {"settlement": _proposed_settlement(door), "why": "w"},
    "labour_sheet.approve": lambda door: {"sheet": _countersigned_sheet(door)},
    "labour_sheet.countersign": lambda door: {"sheet": _submitted_sheet(door)},
    "labour_sheet.reverse": lambda door: {"sheet": _approved_sheet(door), "why": "w"},
    "labour_sheet.submit": _labour_sheet,
    "labour_sheet.withdraw": lambda door: {"sheet": _submitted_sheet(door), "why": "w"},
    "labour_worker.register": lambda _: _worker(),
    "labour_worker.revise": lambda door: _worker(worker=_on_roster(door), name="m"),
    "labour_worker.set_rate": _labour_rate,
    "measurement.certify": _measured,
    "measurement.record": _measurement,
    "measurement.withdraw": lambda door: _measured(door) | {"why": "w"},
    "schedule.baseline": _plan,
    "schedule.record_progress": _progress,
    "schedule.reverse_progress": _progressed,
    "work_acceptance.accept": lambda door: {"acceptance": _drafted_work(door)},
    "work_acceptance.cancel": lambda door: {"acceptance": _drafted_work(door), "why": "w"},
    "work_acceptance.draft": _work,
    "purchase_order.close": lambda door: {"order": str(door.ordered().id), "why": "w"},
    "purchase_order.issue": _issue,
    "quotation.submit": lambda door: _rfq(door) | {"supplier": "STAHL", "contents": CONTENTS},
    "quotation.withdraw": lambda door: _quoted(door) | {"why": "w"},
    "requisition.create": lambda _: {"entity": "ACME", "title": "T", "currency": "EUR"},
    "category.define": lambda _: {"category": _code(), "name": "n"},
    "exchange_rate.record": lambda _: {
        "from_currency": "EUR",
        "to_currency": "CNY",
        "on": f"{_period()}-01",
        "rate": "8.1234567891",
        "source": "ECB",
    },
    "item.define": lambda _: {"item": _code(), "name": "n", "base_unit": "C62"},
    "project.add_cost_code": lambda door: _project(door, cost_code="A", name="n"),
    "project.close": lambda door: _project(door, why="w"),
    "project.register": lambda _: {"entity": "ACME", "project": _code(), "name": "n", "currency": "EUR"},
    "project.reopen": _reopened,
    "project.revise": lambda door: _project(door, name="m"),
    "tax_code.define": lambda _: _tax_code(),
    "tax_code.end": _ended,
    "requisition.copy": lambda door: {
        "requisition": str(door.draft("boss").id),
        "period": "2026-11",
        "needed_by": "2026-12-24",
    },
    "requisition_template.define": lambda _: _template(),
    "requisition.revise": _revision,
    "requisition.submit": _filled,
    "requisition.close_short": lambda door: {"requisition": str(door.approved(who="boss").id), "why": "w"},
    "requisition.withdraw": lambda door: _filled(door) | {"why": "w"},
    "rfq.amend": lambda door: _rfq(door) | {"deadline": (door.house.now + timedelta(days=2)).isoformat()},
    "rfq.award": _award,
    "rfq.cancel": lambda door: _rfq(door) | {"why": "w"},
    "rfq.issue": _rfq_body,
    "role.define": lambda _: {"role": _code(), "name": "n", "permissions": []},
    "supplier.add_document": _licence,
    "supplier.approve": lambda door: {"supplier": _proposed_supplier(door)},
    "supplier.block": lambda door: {"supplier": _proposed_supplier(door), "why": "w"},
    "supplier.hold": _hold,
    "supplier.register": lambda _: {"supplier": _code(), "name": "n"},
    "supplier.release_hold": _on_hold,
    "supplier.revise": lambda door: {"supplier": _proposed_supplier(door), "name": "m"},
}
