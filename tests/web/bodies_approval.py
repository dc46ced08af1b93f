"""A body for each command on a running approval, as it is acceptable at that moment."""

from collections.abc import Callable, Mapping
from random import choices, randrange
from string import ascii_lowercase
from uuid import uuid4

from contracts.approval import OpenApproval, Vote
from contracts.approval_verbs import AddApprover, DelegateApproval
from contracts.matrix_version import CheckApprovalMatrix, DraftApprovalMatrix, PublishApprovalMatrix
from contracts.person import AppointSubstitute, NameSubstitute
from events.approval_matrix import ApprovalMatrixDrafted
from tests.web.door import Door

Body = dict[str, object]


def approval_body(kind: str = "lease") -> Body:
    """What boss asks for; mona is asked first."""
    number = uuid4().hex
    subject = {"kind": kind, "id": str(uuid4()), "number": number[:8], "entity": "ACME"}
    amount = {"amount": "10.00", "currency": "EUR"}
    return {"subject": subject, "title": "T", "amount": amount, "requester": "boss", "content_hash": number * 2}


def opened(door: Door, kind: str = "lease") -> Body:
    """The approval that boss asked for, as a command names it."""
    return {"approval": str(door.made("boss", OpenApproval.model_validate(approval_body(kind))).id)}


def _added(door: Door) -> Body:
    body = opened(door) | {"step": 1}
    door.send("mona", AddApprover.model_validate(body | {"person": "chief", "where": "parallel", "why": "w"}))
    return body


def _voted(door: Door) -> Body:
    body = _added(door)
    door.send("mona", Vote.model_validate({"approval": body["approval"], "verdict": "approve"}))
    return body


def _lent(door: Door) -> Body:
    body = opened(door) | {"step": 1}
    door.send("mona", DelegateApproval.model_validate(body | {"to": "chief"}))
    return body


def _with_bot(door: Door) -> Body:
    """The approval of a kind whose matrix asks a service first."""
    matter = "".join(choices(ascii_lowercase, k=12))
    bot = {"name": "Bot", "kind": "bot", "bot": "prices", "time_out_after_hours": 1}
    steps: list[dict[str, object]] = [bot, {"name": "Boss", "roles": ["boss"]}]
    publish(door, matter, steps)
    return opened(door, matter) | {"step": 1}


def publish(door: Door, matter: str, steps: list[dict[str, object]]) -> None:
    """A matrix of one row, in force from today."""
    matrix = {"currencies": ["EUR"], "rows": [{"row": "all", "steps": steps}]}
    door.send("ada", DraftApprovalMatrix.model_validate({"matter": matter, "matrix": matrix, "why": "w"}))
    door.send("ada", CheckApprovalMatrix(matter=matter, version=1))
    content = door.newest(ApprovalMatrixDrafted).content_hash
    today = door.house.now.date()
    published = PublishApprovalMatrix(matter=matter, version=1, content_hash=content, effective_from=today)
    door.send("adam", published)


def _substituted(door: Door, *, by: str) -> Body:
    pair = {"person": "mona", "substitute": "chief"}
    day = f"{randrange(2100, 9000)}-01-01"
    days = {"valid_from": day, "valid_until": day}
    command = NameSubstitute if by == "mona" else AppointSubstitute
    door.send(by, command.model_validate(pair | days))
    return dict(pair)


_DAYS = {"valid_from": "2098-01-01", "valid_until": "2098-01-02"}
BODIES: Mapping[str, Callable[[Door], Body]] = {
    "approval.open": lambda _: approval_body(),
    "approval.vote": lambda door: opened(door) | {"verdict": "reject"},
    "approval.withdraw": lambda door: opened(door) | {"why": "w"},
    "approval.reassign": lambda door: opened(door) | {"step": 1, "to": "chief", "why": "w"},
    "approval.delegate": lambda door: opened(door) | {"step": 1, "to": "chief"},
    "approval.recall": _lent,
    "approval.add_approver": lambda door: opened(door) | {"step": 1, "person": "chief", "where": "before", "why": "w"},
    "approval.remove_approver": lambda door: _added(door) | {"person": "chief", "why": "w"},
    "approval.take_back": _voted,
    "approval.urge": opened,
    "approval.comment": lambda door: opened(door) | {"comment": "c"},
    "approval.report": lambda door: _with_bot(door) | {"findings": ["f"]},
    "approval.move": lambda door: opened(door) | {"why": "w"},
    "approval.hand_over": lambda _: {"person": "nobody", "to": "chief", "why": "w"},
    "person.name_substitute": lambda _: {"person": "mona", "substitute": "chief", **_DAYS},
    "person.appoint_substitute": lambda _: {"person": "mona", "substitute": "gus", **_DAYS},
    "person.end_substitute": lambda door: _substituted(door, by="mona"),
    "person.dismiss_substitute": lambda door: _substituted(door, by="ada"),
}
