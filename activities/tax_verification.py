"""Commands on verifications outside, who must be asked about an invoice, and what its payment is held by."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Literal

from activities._registry import document, handles
from activities.master_data import known_entity
from activities.policies import Policies
from aggregates.invoice import INVOICE, Invoice
from aggregates.supplier import SUPPLIER, Supplier
from aggregates.tax_verification import TAX_VERIFICATION, Ask, AskAgain, TaxVerification
from bots.checks.identity import EU_PREFIX
from bots.checks.known import official
from bots.fapiao import is_fapiao
from bots.numbers import exact
from bots.plain_text import squeezed
from contracts.ids import stream_id
from contracts.reading import Reading
from contracts.tax_verification import (
    EndTaxVerification,
    RecordRegisterAnswer,
    RecordUnanswered,
    RegisterQuery,
    RegisterRule,
    SetAsideTaxFinding,
    VerifyInvoice,
    VerifyInvoiceAgain,
)
from contracts.values import Ref
from store.work import Work

CHINA = "CN"
"""Whose tax bureau it is, and whose list of abnormal vouchers."""


def verification_ref(invoice: Ref) -> Ref:
    """The verification of an invoice, which has its number."""
    stream = stream_id("tax_verification", str(invoice.id))
    return Ref(kind="tax_verification", id=stream, number=invoice.number, entity=invoice.entity)


def ask(
    work: Work, ref: Ref, state: Invoice, policies: Policies, why: Literal["posted", "by-hand", "before-payment"]
) -> None:
    """Ask the registers that the policies want; nobody is asked where they want none."""
    rules = list(_rules(work, ref, state, policies))
    if not rules:
        return
    today, own = work.now.date(), verification_ref(ref)
    until = today + timedelta(days=31 * max(rule.months for rule in rules))
    registers = tuple(dict.fromkeys(rule.registry for rule in rules))
    cap = min(rule.daily_cap for rule in rules)
    work.act(TAX_VERIFICATION, own.id, Ask(own, ref, registers, _query(state), why, cap, until))


def ask_before_payment(work: Work, ref: Ref, policies: Policies) -> None:
    """Ask again for a payment that is proposed, where an answer is too old; nothing is proposed on a bad one."""
    if ref.kind != "invoice":
        return
    state, known, today = work.load(INVOICE, ref.id), _known(work, ref), work.now.date()
    refuse_bad(work, ref, known)
    old = [
        rule for rule in _rules(work, ref, state, policies) if not known.confirmed(rule.registry, _since(rule, today))
    ]
    if old and not (known.asked and known.asked.on == today and known.asked_today >= old[0].daily_cap):
        ask(work, ref, state, policies, "before-payment")


def refuse_unverified(work: Work, ref: Ref, policies: Policies) -> None:
    """Whoever releases a payment does so on what the registers said lately."""
    if ref.kind != "invoice":
        return
    state, known, today = work.load(INVOICE, ref.id), _known(work, ref), work.now.date()
    refuse_bad(work, ref, known)
    reading = state.effective()
    for rule in _wanted(work, ref, state, policies):
        if reading and not _can(reading, rule):
            raise work.refuse("invoice-cannot-be-verified", number=ref, registry=rule.registry)
        if not known.confirmed(rule.registry, _since(rule, today)):
            raise work.refuse("invoice-not-verified-lately", number=ref, registry=rule.registry, days=rule.days)


def refuse_bad(work: Work, ref: Ref, known: TaxVerification) -> None:
    """Nothing is paid on an invoice that is void, reversed, abnormal or unknown to its register."""
    if bad := known.bad:
        raise work.refuse("invoice-denied-outside", number=ref, registry=bad.registry, result=bad.result, on=bad.on)


@handles(VerifyInvoice)
def verify(work: Work, command: VerifyInvoice, policies: Policies) -> Ref:
    """Ask now. Where the policies want no register to be asked, that is said."""
    state, ref = document(work, INVOICE, command.invoice)
    if state.status not in ("posted", "paid"):
        raise work.refuse("not-posted", number=ref, status=state.status)
    if not list(_rules(work, ref, state, policies)):
        raise work.refuse("no-register-to-ask", number=ref)
    ask(work, ref, state, policies, "by-hand")
    return verification_ref(ref)


@handles(VerifyInvoiceAgain)
@handles(RecordRegisterAnswer)
@handles(RecordUnanswered)
@handles(EndTaxVerification)
@handles(SetAsideTaxFinding)
def on_verification(
    work: Work,
    command: VerifyInvoiceAgain | RecordRegisterAnswer | RecordUnanswered | EndTaxVerification | SetAsideTaxFinding,
    _policies: Policies,
) -> Ref:
    """Asked again, with what the invoice says by now; answered, dealt with, ended."""
    state, ref = document(work, TAX_VERIFICATION, command.verification)
    if isinstance(command, VerifyInvoiceAgain) and state.asked is not None:
        query = _query(work.load(INVOICE, state.asked.invoice.id))
        work.act(TAX_VERIFICATION, ref.id, AskAgain(command.why, query))
    else:
        work.act(TAX_VERIFICATION, ref.id, command)
    return ref


def _known(work: Work, ref: Ref) -> TaxVerification:
    return work.load(TAX_VERIFICATION, verification_ref(ref).id)


def _since(rule: RegisterRule, today: date) -> date:
    return today - timedelta(days=rule.days)


def _wanted(work: Work, ref: Ref, state: Invoice, policies: Policies) -> Iterator[RegisterRule]:
    """The rules of the entity's country whose register has to know what this supplier bills.

    Who sells decides, not what the document says of itself: a forger leaves out the number by which it could be asked about.
    """
    reading = state.effective()
    if reading is None or not policies.registers:
        return
    country = known_entity(work, ref.entity).country
    supplier = work.load_by_key(SUPPLIER, state.posted.supplier) if state.posted else Supplier()
    for rule in policies.registers:
        home = supplier.country in (CHINA, rule.country) or is_fapiao(reading)
        european = any(EU_PREFIX.fullmatch(squeezed(number)) for number in supplier.tax_ids)
        wanted = european if rule.registry == "vies" else home
        if rule.country in (country, "*") and (wanted or _can(reading, rule)):
            yield rule


def _rules(work: Work, ref: Ref, state: Invoice, policies: Policies) -> Iterator[RegisterRule]:
    """Those whose register can be asked about it."""
    reading = state.effective()
    yield from (rule for rule in _wanted(work, ref, state, policies) if reading and _can(reading, rule))


def _can(reading: Reading, rule: RegisterRule) -> bool:
    """Whether the document states the number that the register knows it, or its seller, by."""
    if rule.registry == "vies":
        return EU_PREFIX.fullmatch(squeezed(reading.value("seller_tax_id"))) is not None
    return official(reading) is not None


def _query(state: Invoice) -> RegisterQuery:
    check = squeezed(state.value("check_code"))
    return RegisterQuery(
        number=squeezed(state.value("number")),
        code=squeezed(state.value("code")) or None,
        issued=state.issue_date,
        net=exact(state.value("net_amount")),
        gross=exact(state.value("gross_amount")),
        check=check[-6:] or None,
        seller_tax_id=squeezed(state.value("seller_tax_id")) or None,
        seller_name=state.value("seller_name"),
        buyer_tax_id=squeezed(state.value("buyer_tax_id")) or None,
        buyer_name=state.value("buyer_name"),
    )
