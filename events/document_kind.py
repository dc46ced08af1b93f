"""What happens to a declared kind of document."""

from contracts.document_kind import Declaration
from contracts.values import Ref
from events._base import Event


class DocumentKindDeclared(Event):
    """A version was declared; it holds for what is started from now on. `body_schema` is canonical JSON."""

    stored_as = "document_kind.declared.v1"
    ref: Ref
    kind: str
    version: int
    author: str
    declaration: Declaration
    body_schema: str


DocumentKindEvent = DocumentKindDeclared
