"""One canonical example of every command and of every event; the events of one document tell a possible story in order."""

from __future__ import annotations

from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

from contracts._base import Command
from contracts.approval import EscalateApproval, OpenApproval, RemindApproval, TimeOutApproval, Vote, WithdrawApproval
from contracts.approval_matrix import Matrix
from contracts.bank_change import (
    EffectBankChange,
    ProposeBankChange,
    RejectBankChange,
    VerifyBankChange,
    WithdrawBankChange,
)
from contracts.bank_statement import (
    EntryPayment,
    ExplainEntry,
    ImportBankStatement,
    MatchEntry,
    ReconcileBankStatement,
    StatementEntry,
)
from contracts.budget_change import (
    AskBudgetChange,
    BudgetChangeTerms,
    ConcludeBudgetChange,
    ParkBudgetChange,
    ReviseBudgetChange,
    WithdrawBudgetChange,
)
from contracts.budget_line import (
    BudgetControl,
    CarryForward,
    ControlBudgetLine,
    OpenBudgetLine,
    RecordOpeningBalances,
    RelieveOpening,
    ReviseBudgetLine,
    Treatments,
)
from contracts.budget_period import CloseBudgetPeriod, PeriodFinding, ReopenBudgetPeriod
from contracts.category import DefineCategory
from contracts.change_order import (
    BudgetDelta,
    ChangeTerms,
    ConcludeChangeOrder,
    DraftChangeOrder,
    ParkChangeOrder,
    ReviseChangeOrder,
    SubmitChangeOrder,
    WithdrawChangeOrder,
)
from contracts.comparison import Baseline, ComparisonPolicy, KnownPrice, Rate
from contracts.contract import (
    Advance,
    ConcludeContract,
    ContractLine,
    ContractTerms,
    DraftContract,
    ExpireContract,
    FromStartPoint,
    LateFine,
    Milestone,
    RecordSignature,
    RemindContractExpiry,
    Retention,
    ReviseContract,
    SubmitContract,
    TerminateContract,
    WithdrawContract,
)
from contracts.declared_document import (
    ResubmitDeclaredDocument,
    StartDeclaredDocument,
    StartForContract,
    WithdrawDeclaredDocument,
)
from contracts.department import DefineDepartment, ReviseDepartment
from contracts.document_kind import AmountAt, Declaration, DeclareDocumentKind
from contracts.exchange_rate import RecordExchangeRate
from contracts.fund_account import AllocateFunds, ExceptWages, OpenFundAccount, ReceiveFunds
from contracts.fund_transfer import ProposeFundTransfer, WithdrawFundTransfer
from contracts.funds_plan import (
    BeyondPlan,
    DraftFundsPlan,
    PlannedInflow,
    PlannedOutflow,
    SubmitFundsPlan,
    WithdrawFundsPlan,
)
from contracts.goods_receipt import (
    InspectGoods,
    InspectionLine,
    ReceiptLine,
    RecordGoodsReceipt,
    ReturnGoods,
    ReturnLine,
    ReverseGoodsReceipt,
)
from contracts.ids import stream_id
from contracts.intake import ArrivedFile, MailPlace, ReceiveFiles, ResolveIntake
from contracts.invoice import (
    CancelInvoice,
    CorrectInvoice,
    EscalateInvoice,
    FieldCorrection,
    HoldInvoice,
    MatchInvoice,
    ReadInvoiceAgain,
    ReceiveInvoice,
    ReceiveInvoiceAgain,
    RecordReading,
    ReopenInvoice,
    ResolveInvoice,
)
from contracts.item import Conversion, DefineItem
from contracts.json_body import canonical, digest
from contracts.labour_account import RecordLabourAdvance, ReverseLabourAdvance
from contracts.labour_budget import SetLabourBudget
from contracts.labour_settlement import (
    ApproveLabourSettlement,
    PayLabourSettlement,
    ProposeLabourSettlement,
    WithdrawLabourSettlement,
)
from contracts.labour_sheet import (
    ApproveLabourSheet,
    CountersignLabourSheet,
    ReverseLabourSheet,
    SubmitLabourSheet,
    WithdrawLabourSheet,
    WorkedLine,
)
from contracts.labour_worker import RegisterLabourWorker, ReviseLabourWorker, SetLabourRate
from contracts.legal_entity import EndedTaxId, RegisterLegalEntity, ReviseLegalEntity
from contracts.matching import BilledLine, Comparison, Limit, LineMatch, MatchInputs, Overrides, Spread, Tolerances
from contracts.matching import OrderLine as MatchedLine
from contracts.matrix_version import (
    CheckApprovalMatrix,
    DraftApprovalMatrix,
    PublishApprovalMatrix,
    WithdrawApprovalMatrix,
)
from contracts.measurement import (
    CertifyMeasurement,
    MeasuredLine,
    MeasuredRow,
    RecordMeasurement,
    WithdrawMeasurement,
)
from contracts.notice import Delivery, RecordNotice
from contracts.payment_run import (
    CancelPaymentRun,
    ParkPaymentRun,
    ProposePaymentRun,
    RecordPaymentFile,
    ReleasePaymentRun,
    SettlePayment,
)
from contracts.person import (
    AppointSubstitute,
    DismissSubstitute,
    EndSubstitute,
    GrantRole,
    NameSubstitute,
    RegisterPerson,
    RevisePerson,
    ReviseRole,
    RevokeRole,
)
from contracts.project import AddCostCode, CloseProject, CostCode, RegisterProject, ReopenProject, ReviseProject
from contracts.purchase_order import (
    AmendPurchaseOrder,
    CancelPurchaseOrder,
    ClosePurchaseOrder,
    ConcludeAmendment,
    HoldPurchaseOrder,
    IssuePurchaseOrder,
    LineAmendment,
    OrderLine,
    ParkAmendment,
    ReleasePurchaseOrder,
    WithdrawAmendment,
)
from contracts.quotation import PaymentTerms, QuotationContents, QuotedLine, Sealed, SubmitQuotation, WithdrawQuotation
from contracts.reading import Field, Finding, Reading, ReadLine
from contracts.reading_hints import ForgetHint, Hint, HintPlace, LearnHints, Lesson, NotLearnt
from contracts.requisition import (
    CloseRequisition,
    CloseRequisitionShort,
    ConcludeRequisition,
    CopyRequisition,
    CreateRequisition,
    ExpireRequisition,
    ParkRequisition,
    ReviseRequisition,
    SubmitRequisition,
    WithdrawRequisition,
)
from contracts.requisition_template import DefineRequisitionTemplate, TemplateLine
from contracts.rfq import (
    AmendRfq,
    AwardLine,
    AwardRfq,
    CancelRfq,
    ConcludeAward,
    IssuedLine,
    IssueRfq,
    OpenQuotations,
    RemindQuotations,
    RfqLine,
    RfqSource,
)
from contracts.role import DefineRole
from contracts.route import Route, Step
from contracts.schedule import BaselineSchedule, PlannedTask, RecordProgress, ReverseProgress, Share
from contracts.supplier import (
    AddSupplierDocument,
    ApproveSupplier,
    BlockSupplier,
    HoldSupplier,
    RegisterSupplier,
    ReleaseSupplierHold,
    ReviseSupplier,
    SupplierDocument,
)
from contracts.supplier_credit import RefundSupplierCredit
from contracts.tax_code import DefineTaxCode, EndTaxCode
from contracts.tax_verification import (
    EndTaxVerification,
    RecordRegisterAnswer,
    RecordUnanswered,
    RegisterQuery,
    SetAsideTaxFinding,
    VerifyInvoice,
    VerifyInvoiceAgain,
)
from contracts.values import BankAccount, CostObject, Money, Quantity, Ref, at_rate
from contracts.webhook_message import ParkMessage, RecordDelivery, SendMessageAgain
from contracts.work_acceptance import AcceptWorkAcceptance, CancelWorkAcceptance, DraftWorkAcceptance, WorkLine
from contracts.working_calendar import DefineWorkingCalendar, NamedDay, WorkingHours
from events import (
    approval,
    approval_matrix,
    bank_change,
    bank_ledger,
    bank_statement,
    budget_change,
    budget_line,
    budget_period,
    budget_series,
    category,
    change_order,
    claim,
    contract,
    declared_document,
    department,
    document_kind,
    exchange_rate,
    fund_account,
    fund_transfer,
    funds_plan,
    goods_receipt,
    intake,
    invoice,
    item,
    labour_account,
    labour_budget,
    labour_day,
    labour_settlement,
    labour_sheet,
    labour_worker,
    legal_entity,
    measurement,
    notice,
    number_series,
    payable,
    payment_run,
    person,
    project,
    purchase_order,
    quotation,
    reading_hints,
    receipt,
    requisition,
    requisition_template,
    rfq,
    role,
    schedule,
    supplier,
    supplier_credit,
    tax_code,
    tax_verification,
    webhook_message,
    work_acceptance,
    working_calendar,
)
from events._base import Event
from tests import examples_approval
from tests import examples_of_settlement as more
from tests.support.house import HASH, NOW, OURS, THEIRS, WHERE, eur, line, ref

STEP = Step(name="Manager", roles=("manager",))
ROUTE = Route(
    policy="v1", row="EUR/1", steps=(STEP, STEP.model_copy(update={"name": "Finance", "roles": ("finance",)}))
)
MATRIX = Matrix.model_validate(
    {
        "currencies": ["EUR"],
        "rows": [
            {
                "row": "small",
                "when": {"amount": {"above": 1, "up_to": 100, "currencies": ["EUR"]}},
                "steps": [{"name": "Head", "department_head": True, "managers": [2], "mode": "votes", "percent": 50}],
            },
            {"row": "ours", "when": {"department": {"one_of": ["BUILD"]}}, "steps": [STEP]},
            {
                "row": "theirs",
                "when": {"department": {"none_of": ["BUILD"]}, "over_budget": {"so": False}},
                "steps": [STEP],
            },
            {"row": "rest", "otherwise": True, "steps": [STEP, {"name": "Copy", "kind": "copy", "persons": ["max"]}]},
        ],
    }
)
AM = ref("approval_matrix")
PR, AP, PO, GR = ref("requisition"), ref("approval"), ref("purchase_order"), ref("goods_receipt")
INV, PAY, RUN, WA = ref("invoice"), ref("payable"), ref("payment_run"), ref("work_acceptance")
NT, IN = ref("notice"), ref("intake")
MAIL = MailPlace(uid=7, uid_validity=1, message_id="<1@stahl.example>", sender="billing@stahl.example")
SENT = Delivery(to="mona", channel="mail", key=NT.id, outcome="sent")
BUSY = Delivery(to="role:manager", channel="wecom", key=AP.id, outcome="later", code="chat-refused", detail="45009")
BS, LEDGER = ref("bank_statement"), ref("bank_ledger")
ENTRY = StatementEntry(
    number=1,
    booked_on=NOW.date(),
    direction="out",
    amount=eur(1190),
    end_to_end_id="INV-1/1-1",
    account=THEIRS.identifier,
    name="Stahl AG",
)
FEE = StatementEntry(number=2, booked_on=NOW.date(), direction="out", amount=eur(10), text="fee")
CHANGE, PHONE = ref("bank_change"), "+49 30 123456"
NEW_ACCOUNT = BankAccount(holder="Stahl AG", iban="DE89370400440532013000")
LICENCE = SupplierDocument(
    kind="trade", number="L-1", file_sha256=HASH, valid_from=date(2026, 1, 1), valid_until=date(2026, 12, 31)
)
PLAN = Ref(kind="schedule", id=stream_id("schedule", "ACME/P1"), number="P1", entity="ACME")
TASK = PlannedTask(
    task="T2",
    name="Walls",
    owner="pia",
    cost_code="MAT",
    budget=eur(900),
    start=date(2026, 11, 16),
    finish=date(2026, 12, 15),
    weight=Decimal("2.5"),
    phasing=(Share(period="2026-11", percent=Decimal(40)), Share(period="2026-12", percent=Decimal(60))),
)
FIRST_TASK = TASK.model_copy(
    update={
        "task": "T1",
        "name": "Ground",
        "start": date(2026, 11, 1),
        "finish": date(2026, 11, 15),
        "weight": Decimal(1),
        "phasing": (),
    }
)
BOOK = Ref(kind="measurement", id=stream_id("measurement", str(PO.id)), number=PO.number, entity="ACME")
MEASURED = MeasuredLine(
    order_line=1,
    rows=(
        MeasuredRow(
            description="wall", nos=Decimal(2), length=Decimal("2.5"), breadth=Decimal("0.24"), depth=Decimal(3)
        ),
        MeasuredRow(
            description="door", nos=Decimal(-1), length=Decimal("0.9"), breadth=Decimal("0.24"), depth=Decimal(2)
        ),
    ),
)
LS, LP = ref("labour_sheet"), ref("labour_settlement")
FT, FP = ref("fund_transfer"), ref("funds_plan")
SC = ref("supplier_credit")
DD, DK, WM = ref("declared_document"), ref("document_kind"), ref("webhook_message")
TV = ref("tax_verification")
RH = ref("reading_hints")
LESSON = Lesson(
    places=(HintPlace(field="number", label="unserbeleg", direction="right"),),
    not_learnt=(NotLearnt(field="gross_amount", code="no-label"),),
)
QUERY = RegisterQuery(number="26112000000012345678", issued=date(2026, 10, 20), gross=Decimal("113.00"))
RENEWAL = Declaration(
    name_zh="合同续签",
    name_en="Contract renewal",
    starters=("requester",),
    matrix="renewal",
    facts={"months": "months"},
    amount=AmountAt(path="value", currency="EUR"),
    title="{contract}: {months} months more",
    webhook="crm",
)
RENEWED: dict[str, Any] = {"contract": "C-1", "months": 12, "value": "1200.00"}
RENEWABLE: dict[str, Any] = {
    "type": "object",
    "required": ["contract", "value"],
    "properties": {
        "contract": {"type": "string"},
        "months": {"type": "integer"},
        "value": {"type": "string", "format": "decimal"},
    },
}
OWES: dict[str, Any] = {"ref": SC, "supplier": "STAHL"}
WAGES, POOL = (
    Ref(kind="fund_account", id=stream_id("fund_account", f"ACME:{name}"), number=name, entity="ACME")
    for name in ("WAGES", "POOL")
)
BEYOND = BeyondPlan(account=POOL, month="2026-12", planned=eur(1000), used=eur(0), wanted=eur(1190))
OWED: dict[str, Any] = {"entity": "ACME", "worker": "W1"}
EARNED: dict[str, Any] = {"sheet": LS, "line": 1, "cost_object": WHERE, "amount": eur("145.75")}
SETTLED: dict[str, Any] = {"earned": eur("145.75"), "advanced": eur(20), "amount": eur("125.75")}
ON_ROSTER: dict[str, Any] = {"entity": "ACME", "worker": "W1", "name": "Zhang San 张三", "trade": "mason", "team": "A"}
COSTS: dict[str, Any] = {"day_rate": eur(200), "overtime_rate": eur("30.5")}
SITE: dict[str, Any] = {"project": "P1", "site": "north", "day": date(2026, 11, 2)}
WORKED = WorkedLine(worker="W1", presence="half", cost_code="MAT", overtime_hours=Decimal("1.5"))
SHEET_LINE: dict[str, Any] = {
    "line": 1,
    **{name: ON_ROSTER[name] for name in ("worker", "name", "trade", "team")},
    "presence": "half",
    "days": Decimal("0.5"),
    "overtime_hours": Decimal("1.5"),
    "cost_object": WHERE,
}
COSTED = labour_sheet.CostedLine(**SHEET_LINE, **COSTS, base=eur(100), overtime=eur("45.75"), amount=eur("145.75"))
TAKEN: dict[str, Any] = {"entity": "ACME", "worker": "W1", "day": date(2026, 11, 2), "sheet": LS}
CT, CO, BC = ref("contract"), ref("change_order"), ref("budget_change")
RFQ, QT = ref("rfq"), ref("quotation")
DEADLINE = NOW + timedelta(days=7)
ASKED = RfqLine(
    line=1,
    description="Steel beam",
    quantity=Quantity(amount=Decimal(10)),
    needed_by=date(2026, 12, 1),
    item="BEAM",
)
QUOTED = QuotationContents(
    currency="USD",
    lines=(
        QuotedLine(
            line=1,
            unit_price=Decimal("99.50"),
            tax_percent=Decimal(13),
            unit="BX",
            units=Decimal(2),
            minimum_quantity=Decimal(6),
            packaging="crate",
            lead_days=14,
            freight=Decimal(5),
        ),
    ),
    tax_included=True,
    freight=Decimal(20),
    terms=PaymentTerms(days=60, discount_days=10, discount_percent=Decimal(2), advance_percent=Decimal(10)),
    valid_until=date(2026, 12, 31),
    attachments=(HASH,),
)
SEALED = Sealed(key_id=str(RFQ.id), ciphertext="c2VhbGVk", commitment=HASH)
RATE = Rate(from_currency="USD", to_currency="EUR", rate=Decimal("0.9"), on=date(2026, 11, 9), source="ECB")
PRICE = KnownPrice(
    item="BEAM",
    unit="C62",
    kind="contract",
    unit_price=Decimal(95),
    currency="EUR",
    on=date(2026, 1, 1),
    valid_until=date(2026, 12, 31),
    source="C-1",
)
BASELINE = Baseline(kind="contract", unit_price=Decimal(95), currency="EUR", known_on=date(2026, 11, 2), source="C-1")
ELSEWHERE = CostObject(project="P1", cost_code="LAB", period="2026-11")
READING = Reading(
    file_sha256=HASH,
    format="ubl",
    fields={"number": Field(value="R-1", source="xml", confidence=0.99, page=1, box=(1.5, 2, 3, 4))},
    lines=(ReadLine(description="Steel beam", quantity="10", net_amount="1000.00"),),
    findings=(Finding.of("total-mismatch", "exception", {"read": "1", "computed": "2"}),),
    not_run=("tax-bureau",),
    bot_version="pdf/1",
    cpu_seconds=0.25,
)

AGREED = ContractLine(
    line=1, item="BEAM", description="Steel beam", unit_price=Decimal(100), quantity=Decimal(20), cost_object=WHERE
)
TERMS = ContractTerms(
    title="Beams",
    kind="framework",
    amount=eur(2000),
    lines=(AGREED,),
    tax_percent=Decimal(19),
    valid_from=date(2026, 11, 1),
    valid_to=date(2027, 10, 31),
    milestones=(Milestone(name="Delivery", percent=Decimal(77), condition="all on site", due=date(2027, 3, 1)),),
    advance=Advance(percent=Decimal(20), recovery=FromStartPoint(rule="start-point", materials_percent=Decimal(60))),
    retention=Retention(percent=Decimal(3), release_after_days=730),
    late_fine=LateFine(percent_per_day=Decimal("0.2"), cap_percent=Decimal(5)),
)
CONTROLS = BudgetControl(period=Treatments(invoices="warn"), cumulative=Treatments(requisitions="allow"))
TRANSFER = BudgetChangeTerms(
    kind="transfer",
    cost_object=WHERE,
    to=WHERE.model_copy(update={"cost_code": "LAB"}),
    amount=eur("0.10"),
    reason="Less steel",
)
EXCEPTION = BudgetChangeTerms(
    kind="exception", cost_object=WHERE, amount=eur(5), document=PR.id, reason="Steel is dear"
)
CHANGE_TERMS = ChangeTerms(
    amount=eur("-100.50"),
    lines=(AGREED.model_copy(update={"quantity": Decimal(18)}),),
    milestones=TERMS.milestones,
    valid_to=date(2027, 12, 31),
    budget=(BudgetDelta(cost_object=WHERE, amount=eur(-100)),),
    reason="Fewer beams 减少",
    attachments=(HASH,),
)
_SIGNED: dict[str, Any] = {"version": 1, "signer": "Dan", "file_sha256": HASH, "signed_on": date(2026, 11, 2)}
TEMPLATE_LINE = TemplateLine(
    line=1,
    description="Steel beam",
    quantity=Quantity(amount=Decimal(10)),
    unit_price=Decimal(100),
    project="P1",
    cost_code="MAT",
    supplier="STAHL",
)

_YEAR: dict[str, Any] = {
    "year": 2026,
    "time_zone": "Asia/Shanghai",
    "weekend": ("saturday", "sunday"),
    "hours": (WorkingHours(begins=time(9), ends=time(12)), WorkingHours(begins=time(13), ends=time(18))),
    "holidays": (NamedDay(day=date(2026, 10, 1), name="National day 国庆节"),),
    "working_days": (NamedDay(day=date(2026, 10, 10), name="For 7 October 调休"),),
}
CERTIFIED = measurement.CertifiedLine(
    order_line=1,
    quantity=Decimal("3.168"),
    to_date=Decimal("3.168"),
    billed_before=Decimal(1),
    this_period=Decimal("2.168"),
    unit="MTQ",
    cost_object=WHERE,
)
_SUBSTITUTE: Any = {
    "person": "mona",
    "substitute": "max",
    "valid_from": date(2026, 12, 1),
    "valid_until": date(2026, 12, 24),
}
_COMMANDS: tuple[Command, ...] = (
    OpenApproval(subject=INV, title="Beams", amount=eur(1000), requester="rita", content_hash=HASH),
    Vote(approval=AP.id, verdict="approve", content_hash=HASH, comment="fine 好"),
    WithdrawApproval(approval=AP.id, why="no longer needed"),
    RemindApproval(approval=AP.id, step=0),
    EscalateApproval(approval=AP.id, step=0),
    RecordNotice(approval=AP.id, cause=2, matter="asked", deliveries=(SENT, BUSY), rest="later"),
    TimeOutApproval(approval=AP.id, step=0),
    *examples_approval.COMMANDS,
    NameSubstitute(**_SUBSTITUTE),
    AppointSubstitute(**_SUBSTITUTE),
    EndSubstitute(person="mona", substitute="max"),
    DismissSubstitute(person="mona", substitute="max"),
    DraftApprovalMatrix(matter="lease", matrix=MATRIX, why="leases are approved by the head"),
    CheckApprovalMatrix(matter="lease", version=1),
    PublishApprovalMatrix(matter="lease", version=1, content_hash=HASH, effective_from=date(2026, 12, 1)),
    WithdrawApprovalMatrix(matter="lease", version=1, why="another one follows"),
    ProposeBankChange(
        supplier="STAHL", account=NEW_ACCOUNT, replaces=THEIRS.iban, evidence_sha256=HASH, call_back_phone=PHONE
    ),
    VerifyBankChange(bank_change=CHANGE.id, called=PHONE, spoke_with="Jo 张"),
    RejectBankChange(bank_change=CHANGE.id, why="the call did not confirm it"),
    WithdrawBankChange(bank_change=CHANGE.id, why="mistaken"),
    EffectBankChange(bank_change=CHANGE.id),
    OpenBudgetLine(entity="ACME", cost_object=ELSEWHERE, amount=eur("99.50"), control="warn"),
    ReviseBudgetLine(entity="ACME", cost_object=WHERE, amount=eur(20000)),
    ControlBudgetLine(entity="ACME", cost_object=WHERE, controls=CONTROLS),
    RecordOpeningBalances(
        entity="ACME", cost_object=WHERE, as_of=date(2026, 10, 31), currency="EUR", encumbered=Decimal("70.10")
    ),
    RelieveOpening(
        entity="ACME", cost_object=WHERE, reference="OLD-1", amount=eur(20), invoice="R-9", why="billed before"
    ),
    CarryForward(entity="ACME", cost_object=WHERE, to_period="2026-12", surplus=True),
    AskBudgetChange(entity="ACME", terms=TRANSFER),
    ReviseBudgetChange(budget_change=BC.id, terms=EXCEPTION),
    WithdrawBudgetChange(budget_change=BC.id, why="no longer"),
    ConcludeBudgetChange(budget_change=BC.id, approval=AP.id, verdict="approved"),
    ParkBudgetChange(budget_change=BC.id, code="budget-below-commitments", figures=(("used", "1"),)),
    CloseBudgetPeriod(entity="ACME", period="2026-10", accepted=("accrued-not-billed",)),
    ReopenBudgetPeriod(entity="ACME", period="2026-10", why="a bill came late"),
    DraftChangeOrder(agreement=CT.id, terms=CHANGE_TERMS),
    ReviseChangeOrder(change_order=CO.id, terms=CHANGE_TERMS.model_copy(update={"reason": "Other"})),
    SubmitChangeOrder(change_order=CO.id),
    WithdrawChangeOrder(change_order=CO.id, why="no longer"),
    ConcludeChangeOrder(change_order=CO.id, approval=AP.id, verdict="approved"),
    ParkChangeOrder(change_order=CO.id, step="approval", code="budget-below-commitments", figures=(("used", "1"),)),
    DraftContract(entity="ACME", supplier="STAHL", terms=TERMS),
    ReviseContract(agreement=CT.id, terms=TERMS.model_copy(update={"title": "Other"})),
    SubmitContract(agreement=CT.id, version=1),
    WithdrawContract(agreement=CT.id, why="no longer"),
    ConcludeContract(agreement=CT.id, approval=AP.id, verdict="approved"),
    RecordSignature(agreement=CT.id, party="ours", **_SIGNED),
    TerminateContract(agreement=CT.id, why="insolvent"),
    RemindContractExpiry(agreement=CT.id),
    ExpireContract(agreement=CT.id),
    RecordGoodsReceipt(order=PO.id, lines=(ReceiptLine(order_line=1, accepted=Decimal("3.5")),), delivery_note="D-7"),
    ReturnGoods(receipt=GR.id, lines=(ReturnLine(order_line=1, quantity=Decimal("0.5")),), why="bent"),
    InspectGoods(receipt=GR.id, lines=(InspectionLine(order_line=1, passed=Decimal(3), failed=Decimal("0.5")),)),
    ReverseGoodsReceipt(receipt=GR.id, why="wrong order"),
    ReceiveInvoice(entity="ACME", file_sha256="b" * 64, file_name="a.xml", size=9),
    ReceiveFiles(
        entity="ACME",
        channel="mailbox",
        source="ap",
        file=ArrivedFile(name="a.zip", file_sha256="c" * 64, size=9, path="2", sort="archive", code="archive-unpacked"),
        contents=(ArrivedFile(name="a.xml", file_sha256="d" * 64, size=9, path="a.xml"),),
        mail=MAIL,
    ),
    ResolveIntake(intake=IN.id, decision="not-an-invoice", why="an advertisement"),
    RecordReading(invoice=INV.id, reading=READING),
    MatchInvoice(invoice=INV.id),
    HoldInvoice(invoice=INV.id, code="side-effect-failed", figures=(("effect", "invoice.read_file"),)),
    CorrectInvoice(
        invoice=INV.id,
        fields=(FieldCorrection(field="number", value="R-2", page=1, box=(1, 2, 3, 4)),),
        purchase_order="PO-2026-000001",
    ),
    EscalateInvoice(invoice=INV.id),
    ReadInvoiceAgain(invoice=INV.id),
    ReopenInvoice(invoice=INV.id, why="it is ours after all"),
    ResolveInvoice(invoice=INV.id, decision="reject", why="not ours"),
    CancelInvoice(invoice=INV.id, why="doubled"),
    ReceiveInvoiceAgain(invoice=INV.id, why="it was right"),
    DefineWorkingCalendar(calendar="CN", name="China 中国", country="CN", **_YEAR),
    RegisterLegalEntity(
        entity="BETA", name="Beta 公司", tax_ids=("1",), currency="CNY", accounts=(OURS,), address="Shanghai 上海"
    ),
    ReviseLegalEntity(entity="ACME", name="Acme AG", tax_ids=("DE2",), accounts=(OURS,), address="Hafenstr. 1, Kiel"),
    DefineDepartment(department="WORKS", name="Works 工程部", head="mona", valid_from=date(2026, 1, 1)),
    ReviseDepartment(department="WORKS", name="Building works", head="mona", valid_until=date(2027, 12, 31)),
    ProposePaymentRun(
        entity="ACME", currency="EUR", account=OURS.iban, execution_date=date(2026, 12, 2), payables=(PAY.id,)
    ),
    ReleasePaymentRun(run=RUN.id, content_hash=HASH),
    CancelPaymentRun(run=RUN.id, why="wrong day"),
    RecordPaymentFile(run=RUN.id, file_name="run.xml", file_sha256=HASH),
    ParkPaymentRun(run=RUN.id, step="file", code="side-effect-failed", figures=(("effect", "payment_run.write_file"),)),
    SettlePayment(run=RUN.id, payable=PAY.id, result="settled", bank_reference="B-1"),
    ImportBankStatement(
        entity="ACME",
        account=OURS.identifier,
        statement="2026/44",
        closed_on=NOW.date(),
        opening=eur(5000),
        closing=eur(3800),
        entries=(ENTRY, FEE),
        file_sha256=HASH,
        format="camt.053.001.08",
    ),
    ReconcileBankStatement(bank_statement=BS.id),
    MatchEntry(
        bank_statement=BS.id, entry=1, payments=(EntryPayment(run=RUN.id, payable=PAY.id),), why="the bank's letter"
    ),
    ExplainEntry(bank_statement=BS.id, entry=2, purpose="fee", why="monthly fee"),
    RefundSupplierCredit(bank_statement=BS.id, entry=1, supplier="STAHL", why="paid back"),
    RegisterPerson(person="olga", name="Olga", email="olga@example.org", language="zh", manager="mona"),
    RevisePerson(person="nora", name="Nora N.", manager="mona", valid_from=date(2020, 1, 1)),
    GrantRole(
        person="nora", role="manager", entity="ACME", valid_from=date(2026, 1, 1), valid_until=date(2026, 12, 31)
    ),
    ReviseRole(person="mona", role="manager", valid_until=date(2027, 6, 30), projects=("P1",)),
    RevokeRole(person="mona", role="manager"),
    IssuePurchaseOrder(
        entity="ACME",
        supplier="STAHL",
        currency="EUR",
        lines=(
            OrderLine(
                line=1,
                requisition=PR.id,
                requisition_line=1,
                quantity=Decimal("2.5"),
                unit_price=Decimal("99.999999"),
            ),
        ),
    ),
    AmendPurchaseOrder(
        order=PO.id,
        why="more is needed",
        change=(LineAmendment(line=1, quantity=Decimal(12), unit_price=Decimal(101), needed_by=date(2026, 12, 9)),),
        payment_terms="30 days",
        delivery_terms="DAP site",
    ),
    WithdrawAmendment(order=PO.id, why="no more needed"),
    ConcludeAmendment(order=PO.id, approval=AP.id, verdict="approved"),
    ParkAmendment(order=PO.id, code="budget-exceeded", figures=(("available", "0.00 EUR"),)),
    HoldPurchaseOrder(order=PO.id, why="claim"),
    ReleasePurchaseOrder(order=PO.id, why="settled"),
    CancelPurchaseOrder(order=PO.id, why="no longer needed"),
    ClosePurchaseOrder(order=PO.id, why="no more needed"),
    SubmitQuotation(rfq=RFQ.id, supplier="STAHL", contents=QUOTED),
    WithdrawQuotation(rfq=RFQ.id, supplier="STAHL", why="mistake"),
    CreateRequisition(entity="ACME", title="Beams", currency="EUR", lines=(line(),)),
    ReviseRequisition(requisition=PR.id, lines=(line(quantity="5"),)),
    SubmitRequisition(requisition=PR.id),
    CopyRequisition(requisition=PR.id, period="2026-11", needed_by=date(2026, 12, 24)),
    ExpireRequisition(requisition=PR.id),
    DefineRequisitionTemplate(
        entity="ACME", template="BEAMS", name="Beams every month", currency="EUR", lines=(TEMPLATE_LINE,)
    ),
    WithdrawRequisition(requisition=PR.id, why="changed plans"),
    ConcludeRequisition(requisition=PR.id, approval=AP.id, verdict="approved"),
    CloseRequisition(requisition=PR.id),
    CloseRequisitionShort(requisition=PR.id, why="enough"),
    ParkRequisition(requisition=PR.id, step="order", code="budget-exceeded", figures=(("available", "0.00 EUR"),)),
    IssueRfq(entity="ACME", title="Beams", currency="EUR", lines=(ASKED,), suppliers=("STAHL",), deadline=DEADLINE),
    AmendRfq(rfq=RFQ.id, deadline=DEADLINE + timedelta(days=1), suppliers=("STAHL",)),
    CancelRfq(rfq=RFQ.id, why="changed plans"),
    RemindQuotations(rfq=RFQ.id),
    OpenQuotations(rfq=RFQ.id),
    AwardRfq(
        rfq=RFQ.id,
        lines=(AwardLine(award_line=1, line=1, supplier="STAHL", quantity=Decimal(4), reason="soonest"),),
        reason="best in all",
        single_source_reason="only maker",
        rates=(RATE,),
        prices=(PRICE,),
    ),
    ConcludeAward(rfq=RFQ.id, approval=AP.id, verdict="approved"),
    DefineRole(role="auditor", name="Auditor 审计", permissions=("approval.vote",)),
    RegisterSupplier(
        supplier="HOLZ", name="Holz KG", tax_ids=("DE811115368",), country="DE", accounts=(THEIRS,), payment_days=14
    ),
    ReviseSupplier(supplier="STAHL", name="Stahl SE", classes=("steel",), payment_days=21),
    DefineCategory(category="STEEL", name="Steel 钢", over_receipt_percent=Decimal(5)),
    DefineItem(
        item="BEAM",
        name="Steel beam",
        base_unit="MTR",
        over_receipt_percent=Decimal("2.5"),
        preferred_supplier="STAHL",
        conversions=(Conversion(unit="XPK", factor=Decimal(12)),),
    ),
    RegisterProject(
        entity="ACME",
        project="P2",
        name="Bridge 桥",
        currency="EUR",
        manager="mona",
        valid_from=date(2026, 1, 1),
        valid_until=date(2027, 12, 31),
        cost_codes=(CostCode(cost_code="1", name="Ground"), CostCode(cost_code="1.1", name="Piles", parent="1")),
    ),
    ReviseProject(entity="ACME", project="P1", name="P1 again", valid_until=date(2027, 12, 31)),
    AddCostCode(entity="ACME", project="P1", cost_code="MAT.1", name="Beams", parent="MAT"),
    CloseProject(entity="ACME", project="P1", why="finished"),
    ReopenProject(entity="ACME", project="P1", why="defects"),
    DefineTaxCode(
        tax_code="DE19",
        name="USt 19",
        country="DE",
        rate_percent=Decimal(19),
        recoverable_percent=Decimal(100),
        valid_from=date(2021, 1, 1),
    ),
    EndTaxCode(tax_code="DE19", valid_until=date(2027, 12, 31)),
    RecordExchangeRate(
        from_currency="EUR",
        to_currency="CNY",
        on=date(2026, 11, 3),
        rate=Decimal("8.1234567891"),
        source="ECB 2026-11-03",
    ),
    ApproveSupplier(supplier="STAHL"),
    BlockSupplier(supplier="STAHL", why="insolvent"),
    AddSupplierDocument(supplier="STAHL", document=LICENCE),
    HoldSupplier(supplier="STAHL", scopes=("orders", "payments"), release_on=date(2027, 1, 1), why="audit"),
    ReleaseSupplierHold(supplier="STAHL", scopes=("orders",), why="done"),
    DraftWorkAcceptance(order=PO.id, title="November", lines=(WorkLine(order_line=1, percent_done=Decimal("12.5")),)),
    AcceptWorkAcceptance(acceptance=WA.id),
    CancelWorkAcceptance(acceptance=WA.id, why="counted twice"),
    RecordMeasurement(order=PO.id, title="November", measured_on=date(2026, 11, 2), lines=(MEASURED,)),
    CertifyMeasurement(order=PO.id, sheet=1),
    WithdrawMeasurement(order=PO.id, sheet=1, why="counted twice"),
    RecordLabourAdvance(**OWED, amount=eur(20), on=date(2026, 11, 2), why="rent"),
    ReverseLabourAdvance(**OWED, advance=1, why="not drawn"),
    SetLabourBudget(entity="ACME", project="P1", cost_code="MAT", rate=eur(180), days=Decimal("100.5")),
    ProposeLabourSettlement(entity="ACME", until=date(2026, 11, 2), workers=("W1",)),
    ApproveLabourSettlement(settlement=LP.id),
    OpenFundAccount(
        entity="ACME",
        account="WAGES",
        name="Wages 农民工工资专户",
        purpose="wage",
        project="P1",
        currency="EUR",
        bank_account=OURS.identifier,
        opening=eur(900),
    ),
    ReceiveFunds(
        entity="ACME", account="WAGES", amount=eur(100), on=date(2026, 11, 2), bank_reference="B-8", payer="Owner AG"
    ),
    AllocateFunds(entity="ACME", source="POOL", target="WAGES", amount=eur(50), why="wages of November"),
    ExceptWages(entity="ACME", account="WAGES", run=RUN.id, why="the owner pays tomorrow"),
    ProposeFundTransfer(entity="ACME", source="WAGES", target="POOL", amount=eur(20), why="not needed"),
    WithdrawFundTransfer(transfer=FT.id, why="needed after all"),
    DeclareDocumentKind(kind="renewal", declaration=RENEWAL, body_schema=RENEWABLE),
    StartDeclaredDocument(
        entity="ACME", kind="renewal", body=RENEWED, requester="rita", external_number="C-1/2027-01-01"
    ),
    StartForContract(
        entity="ACME",
        kind="renewal",
        requester="rita",
        rule="renewals",
        agreement=CT.id,
        valid_to=date(2027, 1, 1),
        body={"months": 12},
        members={"contract": "number", "value": "amount"},
    ),
    ResubmitDeclaredDocument(document=DD.id, body=RENEWED),
    WithdrawDeclaredDocument(document=DD.id, why="not needed"),
    RecordDelivery(message=WM.id, status=204),
    ParkMessage(message=WM.id, code="side-effect-failed", figures=(("effect", "webhook_message.send"),)),
    SendMessageAgain(message=WM.id, why="it works again"),
    VerifyInvoice(invoice=INV.id),
    VerifyInvoiceAgain(verification=TV.id, why="period-end"),
    RecordRegisterAnswer(verification=TV.id, registry="tax-bureau", result="red", evidence_sha256="e" * 64),
    RecordUnanswered(verification=TV.id, code="side-effect-failed"),
    EndTaxVerification(verification=TV.id),
    SetAsideTaxFinding(verification=TV.id, why="cancelled and asked back"),
    LearnHints(invoice=INV.id, lesson=LESSON),
    ForgetHint(hints=RH.id, hint=1, why="they print it elsewhere now"),
    DraftFundsPlan(
        entity="ACME",
        project="P1",
        month="2026-11",
        currency="EUR",
        inflows=(
            PlannedInflow(account="WAGES", amount=eur(500), on=date(2026, 11, 20), source="progress payment 进度款 3"),
        ),
        outflows=(
            PlannedOutflow(account="WAGES", amount=eur(400), purpose="wages", cost_code="MAT", supplier_class="labour"),
        ),
        why="November",
    ),
    SubmitFundsPlan(plan=FP.id),
    WithdrawFundsPlan(plan=FP.id, why="the owner pays later"),
    PayLabourSettlement(settlement=LP.id, bank_reference="B-7"),
    WithdrawLabourSettlement(settlement=LP.id, why="twice"),
    RegisterLabourWorker(**ON_ROSTER, valid_from=date(2026, 11, 1), valid_until=date(2026, 12, 31)),
    ReviseLabourWorker(**ON_ROSTER, valid_from=date(2026, 11, 1), valid_until=date(2027, 1, 31)),
    SetLabourRate(entity="ACME", worker="W1", valid_from=date(2026, 11, 1), **COSTS),
    SubmitLabourSheet(entity="ACME", **SITE, lines=(WORKED,)),
    CountersignLabourSheet(sheet=LS.id),
    ApproveLabourSheet(sheet=LS.id),
    WithdrawLabourSheet(sheet=LS.id, why="wrong day"),
    ReverseLabourSheet(sheet=LS.id, why="counted twice"),
    BaselineSchedule(
        entity="ACME",
        project="P1",
        tasks=(FIRST_TASK, TASK.model_copy(update={"after": ("T1",)})),
        reason="rain",
    ),
    RecordProgress(entity="ACME", project="P1", task="T1", percent=Decimal("12.5"), on=date(2026, 11, 2), note="dug"),
    ReverseProgress(entity="ACME", project="P1", task="T1", why="misread"),
)

_ORDERED = purchase_order.OrderedLine(
    line=1,
    requisition=PR,
    requisition_line=1,
    description="Steel beam",
    quantity=Decimal(10),
    unit="C62",
    unit_price=Decimal(100),
    amount=eur(1000),
    cost_object=WHERE,
)
_DRAWN = (contract.DrawnLine(order_line=1, contract_line=1, quantity=Decimal(10), amount=eur(1000)),)
_AMENDED = purchase_order.Amendment(
    number=1,
    why="more is needed",
    proposed_by="bob",
    supplier="STAHL",
    supplier_name="Stahl AG",
    payment_terms="30 days",
    lines=(_ORDERED.model_copy(update={"quantity": Decimal(12), "amount": eur(1200), "beyond": Decimal(2)}),),
    total=eur(1200),
    scopes=("amount", "terms"),
)
_AMENDMENT = PO.model_copy(update={"number": f"{PO.number}/1"})
_BILLED = (purchase_order.PostedLine(line=1, quantity=Decimal(10), amount=eur(1000)),)
_COMPARED = Comparison(
    what="price", figure=Decimal(100), reference=Decimal(100), excess=Decimal(0), allowed=Decimal("0.05"), passed=True
)
_TOLERANCES = Tolerances(suppliers={"STAHL": Overrides(price=Limit(absolute=Decimal("0.1")), way="two")}, version="v1")
_INPUTS = MatchInputs(
    supplier="STAHL",
    net=Decimal(1000),
    billed=(BilledLine(line="1", quantity=Decimal(10), unit_price=Decimal(100), net_amount=Decimal(1000), unit="C62"),),
    orders=(MatchedLine(order_line="1", ordered=Decimal(10), unit_price=Decimal(100), accepted=Decimal(10)),),
    pairs=(("1", "1"),),
)
_PAYMENT = payment_run.Payment(
    payable=PAY,
    invoice=INV,
    invoice_number="R-1",
    supplier="STAHL",
    creditor=THEIRS,
    amount=eur(1190),
    end_to_end_id="INV-1/1-1",
)
_TOLD: dict[str, Any] = {"ref": NT, "approval": AP, "subject": PR}
_ABOUT: dict[str, Any] = {"ref": AP, "subject": INV}
_LINE: dict[str, Any] = {"entity": "ACME", "cost_object": WHERE}
_QUOTATION: dict[str, Any] = {"ref": QT, "rfq": RFQ, "supplier": "STAHL"}
_AWARDED = rfq.AwardedLine(
    award_line=1,
    line=1,
    description="Steel beam",
    supplier="STAHL",
    quotation=QT,
    version=1,
    quantity=Decimal(4),
    unit="C62",
    unit_price=Decimal(100),
    currency="USD",
    amount=eur(360),
    comparable=eur(910),
    best=eur(905),
    reason="soonest",
    baseline=BASELINE,
)
_DUE: dict[str, Any] = {"ref": PAY, "invoice": INV}


def _move(kind: type[budget_line.FundsMove], source: budget_line.Stage) -> budget_line.FundsMove:
    return kind(**_LINE, source=source, source_key="k", key="k", amount=eur("0.10"), cause=PR)


_EVENTS: tuple[Event, ...] = (
    approval_matrix.ApprovalMatrixDrafted(
        ref=AM, matter="lease", version=1, author="ada", matrix=MATRIX, content_hash=HASH, why="leases"
    ),
    approval_matrix.ApprovalMatrixDrafted(
        ref=AM,
        matter="leave",
        version=1,
        author="ada",
        matrix=Matrix.model_validate(
            {
                "fields": {"days": "number"},
                "rows": [
                    {"row": "all", "when": {"days": {"above": 0}}, "steps": [{"name": "Head", "roles": ["head"]}]}
                ],
            }
        ),
        content_hash=HASH,
        why="leaves",
    ),
    approval_matrix.ApprovalMatrixChecked(ref=AM, version=1),
    approval_matrix.ApprovalMatrixPublished(
        ref=AM, version=1, publisher="adam", content_hash=HASH, effective_from=date(2026, 12, 1)
    ),
    approval_matrix.ApprovalMatrixWithdrawn(ref=AM, version=1, who="ada", why="another one follows"),
    approval.ApprovalOpened(
        **_ABOUT, title="Beams", amount=eur(1000), requester="rita", content_hash=HASH, route=ROUTE
    ),
    approval.ApprovalOpened(**_ABOUT, title="Three days off", requester="rita", content_hash=HASH, route=ROUTE),
    approval.StepOpened(**_ABOUT, step=0, roles=("manager",), opened_at=NOW),
    approval.ApproverPassedOver(**_ABOUT, step=1, person="mona"),
    approval.ApprovalCopied(**_ABOUT, title="Beams", amount=eur(1000), step=1, to=("finance", "@max")),
    approval.ApprovalReminded(**_ABOUT, step=0),
    approval.ApprovalEscalated(**_ABOUT, step=0, to="director"),
    approval.Voted(
        **_ABOUT, step=0, person="mona", role="manager", verdict="approve", content_hash=HASH, comment="fine 好"
    ),
    approval.ApprovalEnded(**_ABOUT, result="approved", why=None),
    notice.NoticeTried(**_TOLD, cause=2, matter="asked", deliveries=(SENT, BUSY), rest="later", at=NOW),
    notice.NoticeParked(**_TOLD, cause=2, matter="asked", undelivered=(BUSY,)),
    *examples_approval.EVENTS,
    bank_change.BankChangeProposed(
        ref=CHANGE,
        supplier="STAHL",
        account=NEW_ACCOUNT,
        replaces=THEIRS.iban,
        evidence_sha256=HASH,
        call_back_phone=PHONE,
        proposed_by="bob",
    ),
    bank_change.BankChangeVerified(
        ref=CHANGE, supplier="STAHL", verified_by="fay", spoke_with="Jo 张", effective_at=NOW
    ),
    bank_change.BankChangeTookEffect(ref=CHANGE, supplier="STAHL"),
    bank_change.BankChangeDropped(
        ref=CHANGE, supplier="STAHL", result="rejected", dropped_by="fay", why="the call did not confirm it"
    ),
    budget_change.BudgetChangeAsked(ref=BC, author="carl", terms=TRANSFER, round=1, content_hash=HASH),
    budget_change.BudgetChangeParked(ref=BC, code="budget-below-commitments", figures=(("used", "1"),)),
    budget_change.BudgetChangeConcluded(ref=BC, approval=AP.id, verdict="approved"),
    budget_change.BudgetChangeWithdrawn(ref=BC, why="no longer"),
    budget_period.BudgetPeriodClosed(
        entity="ACME",
        period="2026-10",
        closed_by="carl",
        findings=(PeriodFinding(code="accrued-not-billed", count=1, amounts=(("EUR", Decimal("0.10")),)),),
    ),
    budget_period.BudgetPeriodReopened(entity="ACME", period="2026-10", reopened_by="root", why="a bill came late"),
    budget_series.BudgetPeriodAdded(entity="ACME", **WHERE.model_dump()),
    budget_line.BudgetOpened(**_LINE, amount=eur(10000), control="stop"),
    budget_line.BudgetControlled(**_LINE, controls=CONTROLS),
    budget_line.OpeningBalancesRecorded(
        **_LINE,
        as_of=date(2026, 10, 31),
        pre_encumbered=eur(0),
        encumbered=eur("70.10"),
        accrued=eur(0),
        actual=eur(0),
        paid=eur(0),
    ),
    budget_line.OpeningCommitmentRecorded(**_LINE, reference="OLD-1", amount=eur(70)),
    budget_line.OpeningRelieved(
        **_LINE, reference="OLD-1", amount=eur(20), invoice="R-9", why="billed before", relieved_by="carl"
    ),
    budget_line.ExceptionGranted(**_LINE, exception=BC, amount=eur(5), document=PR.id, until=None),
    budget_line.ExceptionUsed(**_LINE, exception=BC, amount=eur(2), cause=PR),
    budget_line.CarriedForward(**_LINE, key="k0", to_period="2026-12", amount=eur(3)),
    budget_line.BudgetRevised(**_LINE, amount=eur(12000), cause=CO),
    _move(budget_line.FundsReserved, "available"),
    _move(budget_line.FundsEncumbered, "pre_encumbered"),
    _move(budget_line.FundsAccrued, "encumbered"),
    _move(budget_line.FundsSpent, "accrued"),
    _move(budget_line.FundsPaid, "actual"),
    _move(budget_line.FundsReleased, "encumbered").model_copy(
        update={
            "difference": "currency",
            "origin": at_rate(
                Money(amount=Decimal(100), currency="USD"), Decimal("0.9"), "EUR", date(2026, 11, 2), "ECB"
            ),
        }
    ),
    _move(budget_line.FundsUnpaid, "paid"),
    budget_line.OverspendWarned(**_LINE, available=eur(1), wanted=eur(2), cause=PR),
    change_order.ChangeOrderDrafted(ref=CO, author="pia", agreement=CT, terms=CHANGE_TERMS),
    change_order.ChangeOrderRevised(ref=CO, terms=CHANGE_TERMS),
    change_order.ChangeOrderSubmitted(ref=CO, author="pia", round=1, at_stake=eur("100.50"), content_hash=HASH),
    change_order.ChangeOrderParked(ref=CO, step="approval", code="budget-below-commitments", figures=(("used", "1"),)),
    change_order.ChangeOrderConcluded(ref=CO, approval=AP.id, verdict="approved"),
    change_order.ChangeOrderWithdrawn(ref=CO, why="no longer"),
    contract.ContractDrafted(ref=CT, drafter="bob", supplier="STAHL", supplier_name="Stahl AG", terms=TERMS),
    contract.ContractRevised(ref=CT, version=2, terms=TERMS),
    contract.ContractSubmitted(
        ref=CT, drafter="bob", title="Beams", version=2, round=1, amount=eur(2000), content_hash=HASH
    ),
    contract.ContractConcluded(ref=CT, approval=AP.id, verdict="approved"),
    contract.SignatureRecorded(ref=CT, party="ours", **_SIGNED),
    contract.ContractSigned(ref=CT, version=2, reminder_days=60),
    contract.ContractDrawn(ref=CT, order=PO, lines=_DRAWN),
    contract.ContractGivenBack(ref=CT, order=PO, lines=_DRAWN),
    contract.ContractChanged(
        ref=CT, change=CO, amount=eur(1900), lines=(AGREED,), milestones=TERMS.milestones, valid_to=date(2027, 12, 31)
    ),
    contract.ContractExpiryReminded(ref=CT, valid_to=date(2027, 12, 31)),
    contract.ContractExpired(ref=CT),
    contract.ContractTerminated(ref=CT, why="insolvent"),
    contract.ContractWithdrawn(ref=CT, why="no longer"),
    claim.Claimed(key="number:ACME:PR-1", owner=PR),
    claim.ClaimReleased(key="number:ACME:PR-1", owner=PR),
    goods_receipt.GoodsReceiptRecorded(
        ref=GR, order=PO, received_by="gus", lines=(ReceiptLine(order_line=1, accepted=Decimal("3.5")),)
    ),
    goods_receipt.GoodsReceiptReturned(
        ref=GR, order=PO, returned_by="gus", lines=(ReturnLine(order_line=1, quantity=Decimal("0.5")),), why="bent"
    ),
    goods_receipt.GoodsReceiptInspected(
        ref=GR,
        order=PO,
        inspected_by="gus",
        lines=(InspectionLine(order_line=1, passed=Decimal(3), failed=Decimal(0)),),
    ),
    goods_receipt.GoodsReceiptReversed(
        ref=GR, order=PO, reversed_by="gus", lines=(ReturnLine(order_line=1, quantity=Decimal(3)),), why="wrong order"
    ),
    intake.IntakeReceived(
        ref=IN, channel="mailbox", source="ap", file_sha256=HASH, file_name="a.xml", size=9, mail=MAIL
    ),
    intake.IntakeEnded(ref=IN, outcome="exception", code="mail-encrypted"),
    invoice.InvoiceReceived(ref=INV, file_sha256=HASH, file_name="a.xml", size=9),
    invoice.InvoiceRead(ref=INV, reading=READING),
    invoice.InvoiceCorrected(ref=INV, person="fay", fields=(invoice.Correction(field="number", old=None, new="R-2"),)),
    invoice.InvoiceHeld(
        ref=INV,
        findings=READING.findings,
        supplier="STAHL",
        order=PO,
        number="R-1",
        gross=eur(1190),
        rule_version="v",
        tolerances=_TOLERANCES,
        inputs=_INPUTS,
    ),
    invoice.InvoicePosted(
        ref=INV,
        supplier="STAHL",
        number="R-1",
        issue_date=date(2026, 11, 2),
        due_date=date(2026, 12, 2),
        net=eur(1000),
        gross=eur(1190),
        payable=eur("1090.50"),
        order=PO,
        found_by="number",
        billed=_BILLED,
        rule_version="three-way/1",
        tolerances=_TOLERANCES,
        arithmetic=(
            LineMatch(
                line="1",
                order_line="1",
                comparisons=(_COMPARED,),
                applied=_TOLERANCES.applied("STAHL", None),
                price_variance=Decimal(0),
            ),
        ),
        total=_COMPARED.model_copy(update={"what": "total"}),
        inputs=_INPUTS,
        spread=(Spread(line=1, quantity=Decimal(10), receipt="GR-2026-000001"),),
        accepted_by="fay",
        why="agreed",
    ),
    invoice.InvoiceCredited(
        ref=INV,
        credit=INV,
        gross=eur(119),
        lines=(purchase_order.PostedLine(line=1, quantity=Decimal(1), amount=eur(100)),),
    ),
    invoice.InvoiceCancelled(ref=INV, cancelled_by="dora", why="doubled", gross=eur(1190), lines=_BILLED),
    invoice.InvoicePartPaid(
        ref=INV,
        payable=PAY,
        amount=eur(1000),
        counts=eur(1000),
        lines=(invoice.PaidLine(line=1, amount=eur("840.34")),),
    ),
    invoice.InvoicePaid(ref=INV, amount=eur(1190)),
    invoice.InvoicePaymentReturned(
        ref=INV, payable=PAY, lines=(invoice.PaidLine(line=1, amount=eur(1000)),), counts=eur(1190)
    ),
    invoice.InvoiceReadAgainAsked(ref=INV),
    invoice.InvoiceRejected(ref=INV, findings=READING.findings, rejected_by="fay", why="not ours", original=INV),
    invoice.InvoiceEscalated(ref=INV, to="director", due_at=NOW),
    invoice.InvoiceRepresented(ref=INV, by=PAY, file_sha256=HASH, file_name="a.ofd", format="ofd"),
    invoice.InvoiceMerged(ref=INV, into=PAY),
    invoice.InvoiceReopened(ref=INV, person="fay", why="it is ours after all", was_read=True),
    legal_entity.LegalEntityRegistered(
        entity="ACME", name="ACME GmbH", tax_ids=("DE1",), country="DE", currency="EUR", accounts=(OURS,)
    ),
    legal_entity.LegalEntityRevised(
        entity="ACME",
        name="Acme AG",
        tax_ids=("DE2",),
        ended=(EndedTaxId(tax_id="DE1", until=date(2026, 11, 30)),),
        accounts=(OURS,),
        address="Hafenstr. 1, Kiel",
        calendar="DE",
    ),
    department.DepartmentDefined(department="WORKS", name="Works", head="mona", valid_from=date(2026, 1, 1)),
    department.DepartmentRevised(department="WORKS", name="Building works", parent="ALL"),
    working_calendar.WorkingCalendarDefined(calendar="CN", name="China 中国", country="CN", **_YEAR),
    number_series.NumbersReserved(first=1, last=20),
    payable.PayableOpened(
        **_DUE,
        supplier="STAHL",
        supplier_name="Stahl AG",
        invoice_number="R-1",
        amount=eur(1190),
        due_date=date(2026, 12, 2),
        account=THEIRS,
    ),
    payable.PayableReleased(**_DUE, due_date=date(2028, 12, 1)),
    payable.PayableReduced(**_DUE, by=eur(190), amount=eur(1000), cause=INV),
    payable.PayableClaimed(**_DUE, run=RUN, attempt=1),
    payable.PayableFreed(**_DUE, run=RUN, why="returned"),
    payable.PayableSettled(**_DUE, run=RUN, bank_reference="B-1"),
    payable.PayableReturned(**_DUE, run=RUN, why="account closed"),
    bank_ledger.BankLedgerContinued(
        ref=LEDGER,
        statement=BS,
        closed_on=NOW.date(),
        opening=eur(5000),
        closing=eur(3800),
        previous=ref("bank_statement", "before"),
        gap=eur(5),
    ),
    bank_statement.BankStatementImported(
        ref=BS,
        account=OURS.identifier,
        statement="2026/44",
        closed_on=NOW.date(),
        opening=eur(5000),
        closing=eur(3800),
        entries=(ENTRY, FEE),
        file_sha256=HASH,
        format="camt.053.001.08",
        imported_by="tess",
        previous=ref("bank_statement", "before"),
        gap=eur(5),
    ),
    bank_statement.StatementEntryMatched(
        ref=BS,
        entry=1,
        result="settled",
        amount=eur(1190),
        payments=(bank_statement.MatchedPayment(run=RUN, payable=PAY, end_to_end_id="INV-1/1-1", amount=eur(1190)),),
        rule="end-to-end-id",
        rule_version="reconciliation/1",
        arithmetic=(("booked", "1190.00 EUR"), ("payments", "1190.00 EUR")),
        matched_by="system:req2pay",
        remaining=2,
    ),
    bank_statement.StatementEntryExplained(
        ref=BS, entry=2, purpose="fee", why="monthly fee", explained_by="tess", remaining=1
    ),
    bank_statement.StatementGapClosed(ref=BS, by=ref("bank_statement", "late"), remaining=0),
    payment_run.PaymentRunProposed(
        ref=RUN,
        proposed_by="paul",
        debtor=OURS,
        currency="EUR",
        execution_date=date(2026, 12, 2),
        payments=(_PAYMENT,),
        total=eur(1190),
        content_hash=HASH,
        beyond_plan=BEYOND,
        left_out=(
            payment_run.LeftOut(
                payable=PAY,
                invoice_number="R-2",
                supplier="STAHL",
                due_date=date(2026, 12, 1),
                amount=eur(595),
                code="beyond-funds-plan",
            ),
        ),
    ),
    payment_run.PaymentRunReleased(ref=RUN, released_by="tess", content_hash=HASH, beyond_plan=BEYOND),
    payment_run.PaymentRunParked(ref=RUN, step="file", code="side-effect-failed", figures=(("effect", "x"),)),
    payment_run.PaymentFileWritten(ref=RUN, file_name="run.xml", file_sha256=HASH),
    payment_run.PaymentConcluded(
        ref=RUN, payable=PAY, invoice=INV, result="settled", bank_reference="B-1", remaining=0
    ),
    payment_run.PaymentConfirmed(ref=RUN, payable=PAY, statement=BS, entry=1),
    payment_run.PaymentReturned(ref=RUN, payable=PAY, invoice=INV, bank_reference="B-2"),
    payment_run.PaymentRunCancelled(ref=RUN, why="wrong day"),
    person.PersonRegistered(person="mona", name="Mona", email="mona@example.org", manager="dora"),
    person.PersonRevised(
        person="mona", name="Mona M.", department="WORKS", valid_from=date(2020, 1, 1), valid_until=date(2027, 12, 31)
    ),
    person.RoleGranted(person="mona", role="manager", entity="*", valid_until=date(2026, 12, 31)),
    person.RoleRevised(person="mona", role="manager", entity="*", projects=("P1",)),
    person.RoleRevoked(person="mona", role="manager", entity="*"),
    person.SubstituteNamed(**_SUBSTITUTE),
    person.SubstituteEnded(person="mona", substitute="max"),
    purchase_order.PurchaseOrderIssued(
        ref=PO,
        supplier="STAHL",
        supplier_name="Stahl AG",
        raised_by="bob",
        currency="EUR",
        total=eur(1000),
        lines=(_ORDERED,),
    ),
    purchase_order.PurchaseOrderAmendmentProposed(ref=PO, subject=_AMENDMENT, amendment=_AMENDED, content_hash=HASH),
    purchase_order.PurchaseOrderAmendmentParked(
        ref=PO, subject=_AMENDMENT, code="budget-exceeded", figures=(("available", "0.00 EUR"),)
    ),
    purchase_order.PurchaseOrderAmendmentEnded(ref=PO, subject=_AMENDMENT, verdict="returned", why="too dear"),
    purchase_order.PurchaseOrderAmended(
        ref=PO, subject=_AMENDMENT, amendment=_AMENDED, requisitions=(PR,), invoices=(INV,)
    ),
    purchase_order.PurchaseOrderHeld(ref=PO, why="claim"),
    purchase_order.PurchaseOrderHoldReleased(ref=PO, why="settled", invoices=(INV,)),
    purchase_order.PurchaseOrderReceived(
        ref=PO,
        receipt=GR,
        received_by="gus",
        lines=(purchase_order.ReceivedLine(line=1, accepted=Decimal(10), rejected=Decimal(0)),),
        requisitions=(PR,),
        invoices=(INV,),
    ),
    purchase_order.PurchaseOrderInspected(
        ref=PO,
        receipt=GR,
        inspected_by="gus",
        lines=(purchase_order.InspectedLine(line=1, passed=Decimal(9), failed=Decimal(1)),),
        invoices=(INV,),
    ),
    purchase_order.PurchaseOrderReturned(
        ref=PO,
        receipt=GR,
        returned_by="gus",
        lines=(purchase_order.ReturnedLine(line=1, quantity=Decimal(1)),),
        correction=False,
        requisitions=(PR,),
    ),
    purchase_order.PurchaseOrderAwaited(ref=PO, invoice=INV, requisitions=(PR,), lines=_BILLED),
    purchase_order.PurchaseOrderLeft(ref=PO, invoice=INV, invoices=(INV,)),
    purchase_order.PurchaseOrderBilled(ref=PO, invoice=INV, lines=_BILLED, requisitions=(PR,)),
    purchase_order.PurchaseOrderPaid(ref=PO, invoice=INV, requisitions=(PR,)),
    purchase_order.PurchaseOrderPaymentReturned(ref=PO, invoice=INV, requisitions=(PR,)),
    purchase_order.PurchaseOrderClosed(ref=PO, why="no more needed", requisitions=(PR,)),
    purchase_order.PurchaseOrderCancelled(ref=PO, why="no longer needed", requisitions=(PR,)),
    quotation.QuotationSubmitted(**_QUOTATION, version=1, sealed=SEALED, received_at=NOW, late=False),
    quotation.QuotationWithdrawn(**_QUOTATION, why="mistake"),
    quotation.QuotationOpened(**_QUOTATION, version=1, contents=QUOTED, salt="5a17"),
    quotation.QuotationUnreadable(**_QUOTATION, version=1),
    receipt.CommandReceipt(
        command="requisition.submit",
        payload_sha256=HASH,
        outcome="refused",
        code="budget-exceeded",
        figures=(("available", "1.00 EUR"),),
        document=PR,
        documents=(PR.id,),
    ),
    requisition.RequisitionCreated(ref=PR, requester="rita", title="Beams", currency="EUR", lines=(line(),)),
    requisition.RequisitionRevised(ref=PR, lines=(line(quantity="9"),)),
    requisition.RequisitionSubmitted(
        ref=PR,
        requester="rita",
        title="Beams",
        round=1,
        total=eur(1000),
        content_hash=HASH,
        expires_after_days=90,
        expires_at=NOW,
    ),
    requisition.RequisitionConcluded(ref=PR, approval=AP.id, verdict="approved"),
    requisition.RequisitionOrdered(
        ref=PR, order=PO, lines=(requisition.OrderedQuantity(line=1, quantity=Decimal("2.5"), amount=eur(250)),)
    ),
    requisition.RequisitionOrderReleased(
        ref=PR, order=PO, lines=(requisition.OrderedQuantity(line=1, quantity=Decimal(1), amount=eur(100)),)
    ),
    requisition.RequisitionParked(ref=PR, step="order", code="budget-exceeded", figures=(("available", "0"),)),
    requisition.RequisitionClosedShort(ref=PR, why="enough"),
    requisition.RequisitionExpired(ref=PR, expired_at=NOW),
    requisition.RequisitionWithdrawn(ref=PR, why="changed plans"),
    requisition.RequisitionClosed(ref=PR),
    rfq.RfqIssued(
        ref=RFQ,
        buyer="bob",
        title="Beams",
        currency="EUR",
        lines=(
            IssuedLine(
                **dict(ASKED.model_copy(update={"sources": (RfqSource(requisition=PR.id, line=1),)})),
                known_on=date(2026, 11, 1),
                estimate=Decimal(100),
            ),
        ),
        suppliers=("STAHL",),
        deadline=DEADLINE,
        minimum=3,
    ),
    rfq.RfqAmended(ref=RFQ, deadline=DEADLINE, suppliers=("STAHL",)),
    rfq.RfqReminded(ref=RFQ, buyer="bob", title="Beams", deadline=DEADLINE, suppliers=("STAHL",)),
    rfq.RfqOpened(ref=RFQ, quotations=(QT,), minimum=3),
    rfq.RfqAwarded(
        ref=RFQ,
        round=1,
        buyer="bob",
        title="Beams",
        lines=(_AWARDED,),
        matter="single_source",
        amount=eur(360),
        reason="best in all",
        single_source_reason="only maker",
        content_hash=HASH,
        rates=(RATE,),
        prices=(PRICE,),
        policy=ComparisonPolicy(annual_rate_percent=Decimal("3.6")),
    ),
    rfq.RfqAwardConcluded(ref=RFQ, approval=AP.id, verdict="approved"),
    rfq.RfqOrdered(ref=RFQ, order=PO, award_line=1, quantity=Decimal(4)),
    rfq.RfqGivenBack(ref=RFQ, order=PO, award_line=1, quantity=Decimal(3)),
    rfq.RfqCancelled(ref=RFQ, why="changed plans"),
    requisition_template.RequisitionTemplateDefined(
        entity="ACME", template="BEAMS", name="Beams", currency="EUR", lines=(TEMPLATE_LINE,)
    ),
    role.RoleDefined(role="auditor", name="Auditor", permissions=("approval.vote",)),
    category.CategoryDefined(category="STEEL", name="Steel 钢", over_receipt_percent=Decimal(5)),
    item.ItemDefined(
        item="BEAM",
        name="Steel beam",
        base_unit="MTR",
        category="STEEL",
        over_receipt_percent=Decimal("2.5"),
        conversions=(Conversion(unit="XPK", factor=Decimal(12)),),
    ),
    project.ProjectRegistered(
        entity="ACME",
        project="P2",
        name="Bridge 桥",
        currency="EUR",
        manager="mona",
        valid_from=date(2026, 1, 1),
        cost_codes=(CostCode(cost_code="1", name="Ground"),),
    ),
    project.ProjectRevised(entity="ACME", project="P2", name="Bridge", valid_until=date(2027, 12, 31)),
    project.CostCodeAdded(
        entity="ACME", project="P2", cost_code=CostCode(cost_code="1.1", name="Piles", parent="1", category="STEEL")
    ),
    project.ProjectClosed(entity="ACME", project="P2", why="finished"),
    project.ProjectReopened(entity="ACME", project="P2", why="defects"),
    tax_code.TaxCodeDefined(
        tax_code="DE19",
        name="USt 19",
        country="DE",
        rate_percent=Decimal(19),
        recoverable_percent=Decimal(100),
        valid_from=date(2021, 1, 1),
    ),
    tax_code.TaxCodeEnded(tax_code="DE19", valid_from=date(2021, 1, 1), valid_until=date(2027, 12, 31)),
    exchange_rate.ExchangeRateRecorded(
        from_currency="EUR",
        to_currency="CNY",
        on=date(2026, 11, 3),
        rate=Decimal("8.1234567891"),
        source="ECB 2026-11-03",
    ),
    supplier.SupplierRegistered(
        supplier="STAHL",
        name="Stahl AG",
        tax_ids=("DE1",),
        country="DE",
        accounts=(THEIRS,),
        payment_days=30,
        maker="bob",
    ),
    supplier.SupplierApproved(supplier="STAHL"),
    supplier.SupplierRevised(
        supplier="STAHL",
        name="Stahl SE",
        tax_ids=("DE1",),
        country="DE",
        payment_days=21,
        classes=("steel",),
        revised_by="bob",
        reapproval=False,
    ),
    supplier.SupplierDocumentAdded(supplier="STAHL", document=LICENCE, expires_on=date(2026, 12, 31)),
    supplier.SupplierHeld(
        supplier="STAHL", scopes=("orders",), release_on=date(2027, 1, 1), why="audit", held_by="fay"
    ),
    supplier.SupplierHoldReleased(supplier="STAHL", scopes=("orders",), why="done"),
    supplier.SupplierAccountChanged(
        supplier="STAHL",
        account=NEW_ACCOUNT,
        replaces=THEIRS.iban,
        accounts=(NEW_ACCOUNT,),
        change=CHANGE,
        proposed_by="bob",
    ),
    supplier.SupplierAccountProven(supplier="STAHL", account=NEW_ACCOUNT.identifier, payable=PAY),
    supplier.SupplierAccountDoubted(supplier="STAHL", account=NEW_ACCOUNT.identifier, payable=PAY),
    supplier.SupplierScored(
        supplier="STAHL",
        receipt=GR,
        order=PO,
        received_on=date(2026, 11, 2),
        lines=(
            supplier.ScoredLine(
                line=1, due=date(2026, 12, 1), on_time=True, in_full=False, quality=Decimal("0.666667")
            ),
        ),
    ),
    supplier.SupplierBlocked(supplier="STAHL", why="insolvent"),
    labour_budget.LabourBudgetSet(entity="ACME", project="P1", cost_code="MAT", rate=eur(180), days=Decimal("100.5")),
    labour_account.LabourEarned(**OWED, day=date(2026, 11, 2), **EARNED),
    labour_account.LabourUnearned(**OWED, sheet=LS, line=2, amount=eur(1)),
    labour_account.LabourAdvanced(
        **OWED, advance=1, amount=eur(20), on=date(2026, 11, 2), recorded_by="rita", why="rent"
    ),
    labour_account.LabourAdvanceReversed(**OWED, advance=2, amount=eur(20), reversed_by="rita", why="not drawn"),
    labour_account.LabourWagesClaimed(**OWED, settlement=LP, until=date(2026, 11, 2), **SETTLED),
    labour_account.LabourWagesFreed(**OWED, settlement=ref("labour_settlement", "other")),
    labour_account.LabourWagesPaid(**OWED, settlement=LP, amount=eur("125.75")),
    labour_settlement.LabourSettlementProposed(
        ref=LP,
        until=date(2026, 11, 2),
        proposed_by="rita",
        total=eur("125.75"),
        lines=(
            labour_settlement.SettlementLine(
                worker="W1", name="Zhang San 张三", **SETTLED, items=(labour_settlement.SettledItem(**EARNED),)
            ),
        ),
    ),
    labour_settlement.LabourSettlementApproved(ref=LP, approved_by="fay"),
    labour_settlement.LabourSettlementPaid(ref=LP, paid_by="tess", bank_reference="B-7"),
    labour_settlement.LabourSettlementWithdrawn(ref=LP, withdrawn_by="rita", why="twice"),
    labour_worker.LabourWorkerRegistered(**ON_ROSTER, valid_from=date(2026, 11, 1), valid_until=date(2026, 12, 31)),
    labour_worker.LabourWorkerRevised(**ON_ROSTER, valid_from=date(2026, 11, 1), valid_until=date(2027, 1, 31)),
    labour_worker.LabourRateSet(entity="ACME", worker="W1", valid_from=date(2026, 11, 1), **COSTS),
    fund_account.FundAccountOpened(
        ref=WAGES,
        name="Wages 农民工工资专户",
        purpose="wage",
        project="P1",
        currency="EUR",
        bank_account=OURS.identifier,
        opening=eur(900),
        opened_by="con",
    ),
    fund_account.FundAccountReceived(
        ref=WAGES, amount=eur(100), on=date(2026, 11, 2), bank_reference="B-8", payer="Owner AG", recorded_by="tess"
    ),
    fund_account.FundAccountMovedIn(ref=WAGES, amount=eur(50), counterpart=POOL, why="wages of November"),
    fund_account.FundAccountReserved(ref=WAGES, amount=eur("125.75"), cause=LP, month="2026-11"),
    fund_account.FundAccountReserved(ref=WAGES, amount=eur(20), cause=FT, month="2026-11"),
    fund_account.FundAccountMovedOut(ref=WAGES, amount=eur(20), counterpart=POOL, cause=FT, why="not needed"),
    fund_account.FundAccountPaid(ref=WAGES, amount=eur("100.75"), cause=LP, of=PAY),
    fund_account.FundAccountReturned(ref=WAGES, amount=eur("100.75"), cause=LP, of=PAY, month="2026-11"),
    fund_account.FundAccountReleased(ref=WAGES, amount=eur(25), cause=LP, of=PAY, month="2026-11"),
    fund_account.WageExceptionGranted(
        ref=WAGES, run=RUN, owed=eur(1000), covered=eur("909.25"), granted_by="dan", why="the owner pays tomorrow"
    ),
    supplier_credit.SupplierCreditGranted(
        **OWES, supplier_name="Stahl AG", amount=eur(119), credit_note=INV, original=INV, balance=eur(119)
    ),
    supplier_credit.SupplierCreditSetAside(**OWES, run=RUN, payable=PAY, amount=eur(119)),
    supplier_credit.SupplierCreditFreed(**OWES, run=RUN, payable=PAY, amount=eur(119), why="cancelled"),
    supplier_credit.SupplierCreditUsed(**OWES, run=RUN, payable=PAY, amount=eur(119), balance=eur(0)),
    supplier_credit.SupplierCreditReturned(**OWES, run=RUN, payable=PAY, amount=eur(119), balance=eur(119)),
    supplier_credit.SupplierCreditRefunded(
        **OWES, statement=BS, entry=1, amount=eur(19), balance=eur(100), refunded_by="tess", why="paid back"
    ),
    fund_transfer.FundTransferProposed(
        ref=FT, requester="tess", source=WAGES, target=POOL, amount=eur(20), why="not needed", content_hash=HASH
    ),
    document_kind.DocumentKindDeclared(
        ref=DK, kind="renewal", version=1, author="ada", declaration=RENEWAL, body_schema=canonical(RENEWABLE)
    ),
    declared_document.DeclaredDocumentSubmitted(
        ref=DD,
        kind="renewal",
        kind_version=1,
        occurrence=1,
        requester="rita",
        source="service:crm",
        external_number="C-1/2027-01-01",
        title="C-1: 12 months more",
        amount=eur(1200),
        facts={"months": "12"},
        matrix="renewal",
        body=canonical(RENEWED),
        content_hash=digest(canonical(RENEWED)),
        webhook="crm",
    ),
    declared_document.DeclaredDocumentConcluded(
        ref=DD, kind="renewal", occurrence=1, approval=AP.id, verdict="approved"
    ),
    declared_document.DeclaredDocumentWithdrawn(ref=DD, kind="renewal", occurrence=1, who="rita", why="not needed"),
    webhook_message.WebhookMessageQueued(
        ref=WM, endpoint="crm", event_type="declared_document.decided", subject=DD, payload='{"type":"t"}'
    ),
    webhook_message.WebhookMessageDelivered(ref=WM, status=204),
    webhook_message.WebhookMessageParked(
        ref=WM, code="side-effect-failed", figures=(("effect", "webhook_message.send"),)
    ),
    webhook_message.WebhookMessageSentAgain(ref=WM, who="dora", why="it works again"),
    tax_verification.TaxVerificationAsked(
        ref=TV,
        invoice=INV,
        registers=("tax-bureau", "abnormal-vouchers"),
        query=QUERY,
        why="posted",
        asked_by="system:req2pay",
        on=date(2026, 11, 2),
        daily_cap=5,
        watched_until=date(2027, 11, 2),
    ),
    tax_verification.TaxVerificationAnswered(
        ref=TV, invoice=INV, registry="tax-bureau", result="red", on=date(2026, 11, 2), evidence_sha256="e" * 64
    ),
    tax_verification.TaxVerificationSetAside(ref=TV, invoice=INV, who="fay", why="cancelled and asked back"),
    tax_verification.TaxVerificationEnded(ref=TV),
    reading_hints.HintsLearnt(
        ref=RH,
        supplier="STAHL",
        invoice=INV,
        hints=(Hint(id=1, field="number", label="unserbeleg", direction="right"),),
        not_learnt=LESSON.not_learnt,
        right=(1,),
        wrong=(2,),
        people=("fay", "max"),
        accepted_by="max",
    ),
    reading_hints.HintForgotten(ref=RH, hint=1, person="fay", why="they print it elsewhere now"),
    fund_transfer.FundTransferConcluded(ref=FT, approval=AP.id, verdict="approved"),
    fund_transfer.FundTransferWithdrawn(ref=FT, why="needed after all"),
    funds_plan.FundsPlanDrafted(
        ref=FP,
        version=1,
        author="tess",
        project="P1",
        month="2026-11",
        currency="EUR",
        inflows=(
            funds_plan.InflowLine(account=WAGES, amount=eur(500), on=date(2026, 11, 20), source="progress payment 3"),
        ),
        outflows=(
            funds_plan.OutflowLine(
                account=WAGES, amount=eur(400), purpose="wages", cost_code="MAT", supplier_class="labour"
            ),
        ),
        why="November",
        content_hash=HASH,
    ),
    funds_plan.FundsPlanSubmitted(ref=FP, version=1),
    funds_plan.FundsPlanConcluded(
        ref=FP,
        version=1,
        approval=AP.id,
        verdict="approved",
        month="2026-11",
        accounts=(funds_plan.AccountPlan(account=WAGES, inflow=eur(500), outflow=eur(400)),),
    ),
    funds_plan.FundsPlanWithdrawn(ref=FP, version=1, why="the owner pays later"),
    labour_day.LabourDayTaken(**TAKEN, days=Decimal("0.5")),
    labour_day.LabourDayFreed(**TAKEN),
    labour_sheet.LabourSheetSubmitted(
        ref=LS, **SITE, submitted_by="rita", lines=(labour_sheet.SheetLine(**SHEET_LINE),)
    ),
    labour_sheet.LabourSheetCountersigned(ref=LS, countersigned_by="mona"),
    labour_sheet.LabourSheetApproved(ref=LS, **SITE, approved_by="pia", lines=(COSTED,)),
    labour_sheet.LabourSheetWithdrawn(ref=LS, withdrawn_by="rita", why="wrong day"),
    labour_sheet.LabourSheetReversed(ref=LS, **SITE, reversed_by="pia", why="counted twice", lines=(COSTED,)),
    measurement.MeasurementRecorded(
        ref=BOOK,
        order=PO,
        sheet=1,
        title="November",
        measured_on=date(2026, 11, 2),
        measured_by="rita",
        lines=(MEASURED,),
    ),
    measurement.MeasurementCertified(ref=BOOK, order=PO, sheet=1, certified_by="pia", lines=(CERTIFIED,)),
    measurement.MeasurementWithdrawn(
        ref=BOOK,
        order=PO,
        sheet=1,
        withdrawn_by="pia",
        why="counted twice",
        lines=(CERTIFIED.model_copy(update={"quantity": Decimal("-3.168"), "to_date": Decimal(0)}),),
    ),
    schedule.ScheduleBaselined(
        ref=PLAN,
        version=2,
        currency="EUR",
        total=eur(1800),
        tasks=(
            schedule.BaselinedTask(
                plan=FIRST_TASK,
                parts=(schedule.PlannedPart(first=date(2026, 11, 1), last=date(2026, 11, 15), amount=eur(900)),),
                restated=eur("-10"),
            ),
            schedule.BaselinedTask(
                plan=TASK.model_copy(update={"after": ("T1",)}),
                parts=(
                    schedule.PlannedPart(first=date(2026, 11, 16), last=date(2026, 11, 30), amount=eur(360)),
                    schedule.PlannedPart(first=date(2026, 12, 1), last=date(2026, 12, 15), amount=eur(540)),
                ),
            ),
        ),
        dropped=("T0",),
        baselined_by="pia",
        baselined_on=date(2026, 11, 2),
        reason="rain",
    ),
    schedule.ProgressRecorded(
        ref=PLAN,
        task="T1",
        cost_code="MAT",
        percent=Decimal("12.5"),
        before=Decimal("2.5"),
        on=date(2026, 11, 2),
        earned=eur(90),
        recorded_by="pia",
        note="dug",
    ),
    schedule.ProgressReversed(
        ref=PLAN,
        task="T1",
        cost_code="MAT",
        percent=Decimal("2.5"),
        before=Decimal("12.5"),
        on=date(2026, 11, 2),
        earned=eur(-90),
        reversed_by="pia",
        why="misread",
        since=date(2026, 11, 1),
    ),
    work_acceptance.WorkAcceptanceDrafted(
        ref=WA,
        order=PO,
        drafted_by="rita",
        title="November",
        lines=(WorkLine(order_line=1, percent_done=Decimal("12.5")),),
    ),
    work_acceptance.WorkAcceptanceAccepted(
        ref=WA,
        order=PO,
        accepted_by="mona",
        lines=(work_acceptance.AcceptedWork(order_line=1, quantity=Decimal("1.25")),),
    ),
    work_acceptance.WorkAcceptanceCancelled(ref=WA, order=PO, cancelled_by="mona", why="counted twice"),
)

COMMAND_EXAMPLES: dict[str, Command] = {command.contract: command for command in (*_COMMANDS, *more.COMMANDS)}
EVENT_EXAMPLES: dict[str, Event] = {event.stored_as: event for event in (*_EVENTS, *more.EVENTS)}
"""By written name, one each."""
