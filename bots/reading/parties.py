"""Seller and buyer on a page: their names, and whose the tax numbers are."""

from collections.abc import Sequence

from bots.reading import vat
from bots.reading.blocks import Segment, blocks, box, said, segments
from bots.reading.layout import Sheet
from bots.reading.party_labels import HEADS, LEGAL
from bots.reading.party_names import COLUMN, FOOT, GOOD, LIKELY, SURE, Part, addressee, headed, sender
from contracts.reading import Field

SECTION = 170.0  # points that a section is high at most


def fields(page: Sheet) -> dict[str, Field]:
    """Names and tax numbers of seller and buyer, as far as they can be told apart."""
    parts = segments(page)
    grouped = blocks(parts)
    buyer = headed("buyer", parts) or addressee(grouped, page)
    seller = headed("seller", parts) or sender(grouped, parts, page, buyer)
    found = {role: _name(page, one) for role, one in (("seller_name", seller), ("buyer_name", buyer)) if one}
    return found | _tax_ids(page, parts, seller, buyer)


def _name(page: Sheet, part: Part) -> Field:
    """Sure when the name stands elsewhere too, as in the sender's line and the letter foot."""
    again = page.text.casefold().count(part.name.casefold()) > 1 and (
        LEGAL.search(part.name) or part.confidence >= GOOD
    )
    confidence = SURE if again else part.confidence
    return Field(
        value=part.name, source="text", confidence=confidence, page=part.segment[0].page, box=box(part.segment)
    )


def _tax_ids(page: Sheet, parts: Sequence[Segment], seller: Part | None, buyer: Part | None) -> dict[str, Field]:
    found = vat.candidates(page)
    roles = [(one, _role(page, one, parts, seller, buyer)) for one in found]
    ids: dict[str, Field] = {}
    for one, role in roles:
        if role and f"{role}_tax_id" not in ids:
            ids[f"{role}_tax_id"] = _id_field(page, one, SURE if one.valid or one.label else GOOD)
    for one, role in roles:
        if role is None and one.value not in {field.value for field in ids.values()}:
            name = "seller_tax_id" if "seller_tax_id" not in ids else "buyer_tax_id"
            alone = len({other.value for other, _ in roles}) == 1 or len(ids) == 1
            if name not in ids:
                ids[name] = _id_field(page, one, SURE if alone and name == "seller_tax_id" else LIKELY)
    if "seller_tax_id" not in ids and (local := vat.LOCAL.search(page.text)):
        start, end = local.span("value")
        number, place = page.place(start, end)
        ids["seller_tax_id"] = Field(value=local["value"], source="text", confidence=LIKELY, page=number, box=place)
    return ids


def _id_field(page: Sheet, one: vat.Candidate, confidence: float) -> Field:
    number, place = page.place(one.start, one.end)
    return Field(value=one.value, source="text", confidence=confidence, page=number, box=place)


def _role(
    page: Sheet, one: vat.Candidate, parts: Sequence[Segment], seller: Part | None, buyer: Part | None
) -> str | None:
    """Whose number it is: by its label, the block that it stands in, the heading over it, or the letter foot."""
    label = one.label[max(0, len(one.label) - 32) :]
    if vat.BUYERS.search(label):
        return "buyer"
    if vat.SELLERS.search(label):
        return "seller"
    word = page.span(one.start, one.end)[0]
    for role, part in (("buyer", buyer), ("seller", seller)):
        if part and any(word in line for line in part.block):
            return role
    headed = _section(word.page, word.top, word.x0, parts)
    if headed != "other":
        return headed if headed else "seller" if word.top > FOOT else None
    return None


def _section(number: int, top: float, x0: float, parts: Sequence[Segment]) -> str | None:
    """The nearest heading over a place in its column."""
    best, nearest = None, SECTION
    for part in parts:
        over = top - part[0].top
        if part[0].page == number and 0 <= over < nearest and -COLUMN <= x0 - part[0].x0 <= 3 * COLUMN:
            role = next((name for name, head in HEADS.items() if head.fullmatch(said(part))), None)
            if role:
                best, nearest = role, over
    return best
