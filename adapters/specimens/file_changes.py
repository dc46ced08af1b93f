"""What is done to a finished Chinese invoice file: hidden totals, pages behind it, no code, no seal, foreign elements.

A genuine OFD may come without a seal, so who only takes the seal away is found by nobody but the tax bureau.
"""

from collections.abc import Callable, Iterator
from random import Random
from typing import NamedTuple

from adapters.specimens import pdf_changes
from adapters.specimens.capitals import capitals
from adapters.specimens.changes import slot
from adapters.specimens.chinese import fapiao
from adapters.specimens.content import Content, content
from adapters.specimens.eu_files import page_specimen
from adapters.specimens.fapiao import Fapiao
from adapters.specimens.xml_changes import beside, without

Drawing = Callable[[Content, bool], bytes]
"""Draws contents as the honest file was drawn; an OFD with its seal, or without."""
HEAD = frozenset({"number", "code", "date", "year", "month", "day", "check", "check1", "check2", "check3", "check4"})


class Change(NamedTuple):
    """A changed file, and who can find it."""

    name: str
    data: bytes
    found_by: str = "document"


def changes(
    kind: str, honest: bytes, what: Content, bill: Fapiao, chance: Random, draw: Drawing, *, held_out: bool
) -> Iterator[Change]:
    """Every change of a file of this form."""
    if kind == "pdf":
        yield from _of_pdf(honest, what, bill, chance, draw, held_out=held_out)
    elif kind == "xml":
        yield from (Change(*one) for one in beside(honest, f"{bill.gross + 1000}", held_out=held_out))
        if not held_out:
            yield Change("signature-removed", without(honest, "TaxBureauSignature"))
    elif not held_out:
        yield Change("seal-removed", draw(what, False), "bureau")
        yield Change("seal-removed-and-gross", draw(slot("gross")(what, bill, chance) or what, False))


def _of_pdf(
    honest: bytes, what: Content, bill: Fapiao, chance: Random, draw: Drawing, *, held_out: bool
) -> Iterator[Change]:
    more = bill.gross + 1000
    row = f"价税合计（大写）{capitals(more)}（小写）¥{more}"
    for how in pdf_changes.HIDDEN_HELD_OUT if held_out else pdf_changes.HIDDEN:
        yield Change(f"hidden-{how}", pdf_changes.hidden(honest, [row], how))
    european = page_specimen(chance.randrange(1_000)).data
    bare = what._replace(payload="")
    if held_out:
        yield Change("european-first", pdf_changes.followed(european, honest))
        yield Change("code-removed-and-number", draw(slot("number")(bare, bill, chance) or bare, True))
        return
    other = content(fapiao(chance, bill.family, 1))
    headless = other._replace(slots={name: text for name, text in other.slots.items() if name not in HEAD}, payload="")
    yield Change("second-total", pdf_changes.followed(honest, draw(headless, True)))
    yield Change("second-invoice", pdf_changes.followed(honest, draw(other, True)))
    yield Change("second-european", pdf_changes.followed(honest, european))
    yield Change("code-removed", draw(bare, True))
