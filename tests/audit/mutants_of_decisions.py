"""Mutants of I5: approvals and releases."""

from typing import Any

from contracts.json_body import digest
from contracts.route import Route, Step
from events.approval import ApprovalEnded, ApprovalEscalated, ApprovalOpened, StepOpened, Voted
from events.change_order import ChangeOrderConcluded, ChangeOrderSubmitted
from events.contract import ContractConcluded, ContractSubmitted
from events.declared_document import DeclaredDocumentConcluded, DeclaredDocumentSubmitted
from events.payment_run import PaymentRunProposed, PaymentRunReleased
from events.requisition import RequisitionConcluded, RequisitionSubmitted
from tests.audit.house import House
from tests.audit.mutants import again, euros, fresh_run, mutant, other, release
from tests.support.house import ref


@mutant("I5", "run-proposed-twice")
def propose_again(house: House) -> None:
    again(house, PaymentRunProposed)


@mutant("I5", "release-of-nothing-proposed")
def release_nothing(house: House) -> None:
    ref = other(house.newest(PaymentRunProposed).ref)
    house.append(ref.id, PaymentRunReleased(ref=ref, released_by="tess", content_hash="0" * 64), who="tess")


@mutant("I5", "duties-not-separate")
def maker_releases(house: House) -> None:
    release(house, fresh_run(house), by="paul")


@mutant("I5", "decided-by-no-person")
def robot_releases(house: House) -> None:
    release(house, fresh_run(house), kind="service")


@mutant("I5", "paid-without-posting")
def pay_unposted(house: House) -> None:
    payment = house.newest(PaymentRunProposed).payments[0]
    release(house, fresh_run(house, payments=(payment.model_copy(update={"invoice": other(payment.invoice)}),)))


@mutant("I5", "released-other-content")
def change_creditor(house: House) -> None:
    payment = house.newest(PaymentRunProposed).payments[0]
    thief = payment.creditor.model_copy(update={"iban": "DE75512108001245126199"})
    release(house, fresh_run(house, payments=(payment.model_copy(update={"creditor": thief}),)))


@mutant("I5", "run-total-wrong")
def wrong_total(house: House) -> None:
    release(house, fresh_run(house, total=euros("1")))


@mutant("I5", "approval-opened-twice")
def approval_again(house: House) -> None:
    again(house, ApprovalOpened)


def vote(house: House, person: str = "mona", role: str = "manager", **changes: Any) -> Voted:
    """A vote on the approval that waits."""
    opened = house.newest(ApprovalOpened)
    fields = {"verdict": "approve", "content_hash": opened.content_hash, **changes}
    return Voted(ref=opened.ref, subject=opened.subject, step=0, person=person, role=role, **fields)


def vote_on(house: House, *votes: Voted, who: str = "mona", kind: str = "person") -> None:
    house.append(votes[0].ref.id, *votes, who=who, kind=kind)


@mutant("I5", "vote-on-other-content")
def vote_other_content(house: House) -> None:
    vote_on(house, vote(house, content_hash="0" * 64))


@mutant("I5", "decided-by-no-person")
def robot_votes(house: House) -> None:
    vote_on(house, vote(house), kind="service")


@mutant("I5", "requester-voted")
def own_vote(house: House) -> None:
    vote_on(house, vote(house, person="rita"), who="rita")


@mutant("I5", "voted-twice")
def two_votes(house: House) -> None:
    vote_on(house, vote(house), vote(house))


@mutant("I5", "voted-twice")
def two_votes_in_two_steps(house: House) -> None:
    two = (Step(name="one", roles=("manager",)), Step(name="two", roles=("manager",)))
    ended_route(house, *two, votes=((0, "manager", "mona"), (1, "manager", "mona")))


@mutant("I5", "voted-twice")
def against_and_then_for_it(house: House) -> None:
    vote_on(house, vote(house).model_copy(update={"verdict": "reject"}), vote(house))


def ended_route(house: House, *steps: Step, votes: tuple[tuple[int, str, str], ...], escalated: str = "") -> None:
    """An approval over a route of its own that ended approved after these votes (step, role, person)."""
    waiting = house.newest(ApprovalOpened)
    opened = waiting.model_copy(update={"ref": other(waiting.ref), "route": Route(steps=steps, policy="p", row="r")})
    about = {"ref": opened.ref, "subject": opened.subject}
    to = (ApprovalEscalated(**about, step=0, to=escalated),) if escalated else ()
    given = (
        Voted(**about, step=step, role=role, person=person, verdict="approve", content_hash=opened.content_hash)
        for step, role, person in votes
    )
    asked = StepOpened(**about, step=0, roles=steps[0].deciders, opened_at=house.now)
    house.append(opened.ref.id, opened, asked, *to, *given, ApprovalEnded(**about, result="approved"), who="mona")


@mutant("I5", "votes-missing")
def escalation_stands_for_all(house: House) -> None:
    """The escalated role stands in for one missing vote, not for two."""
    three = Step(name="s", mode="all", roles=("manager", "controller"))
    ended_route(house, three, votes=((0, "director", "mona"),), escalated="director")


@mutant("I5", "vote-without-role")
def no_role(house: House) -> None:
    vote_on(house, vote(house, person="bob"), who="bob")


@mutant("I5", "votes-missing")
def end_without_votes(house: House) -> None:
    opened = house.newest(ApprovalOpened)
    house.append(opened.ref.id, ApprovalEnded(ref=opened.ref, subject=opened.subject, result="approved"))


@mutant("I5", "approval-ended-twice")
def end_again(house: House) -> None:
    again(house, ApprovalEnded)


@mutant("I5", "submitted-other-content")
def submit_other(house: House) -> None:
    again(house, RequisitionSubmitted, total=euros("1"))


@mutant("I5", "approval-not-covering")
def conclude_unapproved(house: House) -> None:
    submitted, opened = house.newest(RequisitionSubmitted), house.newest(ApprovalOpened)
    concluded = RequisitionConcluded(ref=submitted.ref, approval=opened.ref.id, verdict="approved")
    house.append(submitted.ref.id, concluded)


@mutant("I5", "approval-not-covering")
def conclude_by_another(house: House) -> None:
    """The finished approval of the first requisition must not serve the second."""
    done = house.newest(RequisitionConcluded)
    again(house, RequisitionSubmitted)
    submitted = house.newest(RequisitionSubmitted)
    house.append(submitted.ref.id, done.model_copy(update={"ref": submitted.ref}))


@mutant("I5", "submitted-other-content")
def submit_another_contract(house: House) -> None:
    again(house, ContractSubmitted, amount=euros("1"))


@mutant("I5", "submitted-other-content")
def submit_another_change(house: House) -> None:
    again(house, ChangeOrderSubmitted, content_hash="0" * 64)


@mutant("I5", "approval-not-covering")
def conclude_a_contract_by_its_change(house: House) -> None:
    """The approval of the change must not serve the contract."""
    again(house, ContractConcluded, approval=house.newest(ChangeOrderConcluded).approval)


@mutant("I5", "approval-not-covering")
def conclude_a_change_by_its_contract(house: House) -> None:
    again(house, ChangeOrderConcluded, approval=house.newest(ContractConcluded).approval)


def declared(**changes: Any) -> DeclaredDocumentSubmitted:
    """A declared document as it is submitted."""
    document = ref("declared_document")
    of = {"ref": document, "kind": "leave", "kind_version": 1, "occurrence": 1, "requester": "rita", "source": "rita"}
    said = {"title": "Leave", "matrix": "leave", "body": "{}", "content_hash": digest("{}")}
    return DeclaredDocumentSubmitted.model_validate({**of, **said, **changes})


@mutant("I5", "submitted-other-content")
def submit_another_body(house: House) -> None:
    submitted = declared(body='{"days":30}')
    house.append(submitted.ref.id, submitted)


@mutant("I5", "approval-not-covering")
def conclude_a_declared_document_by_another_approval(house: House) -> None:
    submitted, done = declared(), house.newest(RequisitionConcluded)
    house.append(submitted.ref.id, submitted)
    of = {"ref": submitted.ref, "kind": "leave", "occurrence": 1, "approval": done.approval}
    house.append(submitted.ref.id, DeclaredDocumentConcluded(**of, verdict="approved"))
