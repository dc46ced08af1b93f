"""Approval matrices as documents: drafted, checked, published by a second person, and in force from a day on."""

from datetime import date

from contracts._base import Command
from contracts.approval_matrix import Matrix
from contracts.values import CodeOrAll, Sha256, Text


class DraftApprovalMatrix(Command):
    """Draft the next version of the matrix of a kind of document or matter ("*": of all that have none)."""

    contract = "approval_matrix.draft"
    permission = "approval_matrix.administer"
    by = "person"
    matter: CodeOrAll
    matrix: Matrix
    why: Text


class CheckApprovalMatrix(Command):
    """Prove a draft: exactly one row takes each document, and every step finds people; refused with an example where not."""

    contract = "approval_matrix.check"
    permission = "approval_matrix.administer"
    by = "person"
    matter: CodeOrAll
    version: int


class PublishApprovalMatrix(Command):
    """Let a checked version hold from a day on. Never its author; `content_hash` is what the publisher has seen."""

    contract = "approval_matrix.publish"
    permission = "approval_matrix.administer"
    by = "person"
    matter: CodeOrAll
    version: int
    content_hash: Sha256
    effective_from: date


class WithdrawApprovalMatrix(Command):
    """Take back a version that does not hold yet."""

    contract = "approval_matrix.withdraw"
    permission = "approval_matrix.administer"
    by = "person"
    matter: CodeOrAll
    version: int
    why: Text
