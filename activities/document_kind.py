"""Commands on declared kinds of documents."""

from activities._registry import handles
from activities.policies import Policies
from aggregates.document_kind import DOCUMENT_KIND, Declare
from aggregates.role import ROLE
from contracts.document_kind import DeclareDocumentKind
from contracts.ids import stream_id
from contracts.values import Ref
from events.document_kind import DocumentKindDeclared
from store.work import Work


@handles(DeclareDocumentKind)
def declare(work: Work, command: DeclareDocumentKind, _policies: Policies) -> Ref:
    """Declare a kind, or its next version; the roles that may start it must be known."""
    work.permit("*")
    for role in command.declaration.starters:
        if not work.load_by_key(ROLE, role).code:
            raise work.refuse("unknown-role", role=role)
    ref = Ref(kind="document_kind", id=stream_id("document_kind", command.kind), number=command.kind)
    work.act(DOCUMENT_KIND, ref.id, Declare(command, ref))
    return ref


def known_kind(work: Work, code: str, version: int | None = None) -> DocumentKindDeclared:
    """A version of a declared kind, the newest unless told. Raises Refused."""
    state = work.load_by_key(DOCUMENT_KIND, code)
    found = state.versions.get(version) if version else state.newest
    if found is None:
        raise work.refuse("unknown-document-kind", kind=code)
    return found
