"""Whether people see on the pages of an OFD what it states by name: nothing draws it here, so each way is looked at."""

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from bots.plain_text import squeezed
from bots.reading.fapiao import families
from bots.reading.fapiao.archive import Archive, ArchiveError
from bots.reading.fapiao.ofd_page import POINTS, floats
from bots.reading.fapiao.ofd_visible import Layer
from bots.reading.fapiao.placed import Page
from bots.reading.outcome import stop
from bots.reading.tree import Node, each, local
from bots.reading.values import Draft
from bots.reading.xml_safe import UnsafeXmlError, parse
from contracts.reading import Finding

SHOWN = ("number", "issue_date", "gross_amount")
COVERED = (*SHOWN, "code", "net_amount", "tax_amount", "gross_in_words", "seller_name", "buyer_name")
VOID = re.compile(r"(?:此|本|该)?(?:张|份)?(?:电子)?(?:发票|票据?)?(?:已经?)?(?:被)?(?:作废|红冲|冲红)")
MAX_SEALS = 20


class Parts(Protocol):
    """What is looked at."""

    archive: Archive
    document: Node | None
    contents: list[tuple[str, list[Node]]]


def not_shown(named: Sequence[Draft], shown: Draft) -> Iterator[Finding]:
    """What is stated by name and is read on no page."""
    for name in SHOWN:
        stated = next((one.fields[name] for one in named if name in one.fields), None)
        if stated and name not in shown.fields:
            yield stop("hybrid-not-shown", field=name, xml=stated.value[:200])


def other_numbers(pages: Sequence[Page], together: Draft) -> Iterator[Finding]:
    """A page with the number of another digital invoice and not with that which was read; pages with the title of one are
    told where they are read."""
    own = together.fields.get("number")
    for page in pages:
        numbers = families.NUMBERED.findall(squeezed(page.text))
        if own and numbers and own.value not in numbers:
            told = stop("several-invoices", number=own.value[:60], other=numbers[0], at=str(page.number))
            yield told.model_copy(update={"page": page.number})


def void(painted: Sequence[Sequence[Layer]]) -> Iterator[Finding]:
    """A text of its own on a page, or in a note on it, that calls the invoice void."""
    for number, layers in enumerate(painted, start=1):
        for node in (one for layer in layers for one in layer.root.iter() if local(one) == "TextObject"):
            said = "".join("".join(part.text or "" for part in node if local(part) == "TextCode").split())
            if VOID.fullmatch(said):
                yield stop("says-not-owed", text=said[:120]).model_copy(update={"page": number})


def mapped(package: Parts) -> Iterator[Finding]:
    """Figures that name the glyphs that are drawn for them: programs read the characters, people see the glyphs."""
    for number, (_, roots) in enumerate(package.contents, start=1):
        for node in (one for root in roots for one in root.iter() if local(one) == "TextObject"):
            said = "".join(part.text or "" for part in node if local(part) == "TextCode")
            if any(sign.isdigit() for sign in said) and any(local(part) == "CGTransform" for part in node):
                yield stop("glyphs-named", text=said[:80]).model_copy(update={"page": number})
                return


def sealed(package: Parts, shown: Draft) -> Iterator[Finding]:
    """Values over which a signature draws its seal, whose picture is not looked at here."""
    pages = {identity: number for number, (identity, _) in enumerate(package.contents, start=1)}
    for page, left, top, right, bottom in _seals(package.archive, pages):
        for name in COVERED:
            field = shown.fields.get(name)
            if field is None or field.box is None or field.page != page:
                continue
            x0, y0, x1, y1 = field.box
            across, down = min(right, x1) - max(left, x0), min(bottom, y1) - max(top, y0)
            if across > (x1 - x0) / 4 and down > (y1 - y0) / 2:
                found = stop("text-not-visible", field=name, value=field.value[:200])
                yield found.model_copy(update={"page": page, "box": field.box})


def _seals(archive: Archive, pages: Mapping[str, int]) -> Iterator[tuple[int, float, float, float, float]]:
    names = [name for name in archive.names if posixpath.basename(name).lower() == "signature.xml"]
    for name in names[:MAX_SEALS]:
        try:
            root = parse(archive.read(name) or b"")
        except (UnsafeXmlError, ArchiveError):
            continue  # told where signatures are verified
        for stamp in each(root, "SignedInfo/StampAnnot"):
            left, top, width, height = (side * POINTS for side in floats(stamp.get("Boundary"), 4))
            if number := pages.get(stamp.get("PageRef") or ""):
                yield number, left, top, left + width, top + height
