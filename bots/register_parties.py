"""Whether a register means the invoice that we have: a genuine number with somebody else's parties is another invoice."""

from typing import NamedTuple

from bots.plain_text import plain_name, squeezed


class Party(NamedTuple):
    """Who sells or buys, as a document or a register tells; None: not told."""

    name: str | None = None
    tax_id: str | None = None


def same_party(ours: Party, theirs: Party) -> bool | None:
    """Whether both are one: nothing that both tell may differ. None where they have nothing to compare."""
    told = [
        (squeezed(ours.tax_id), squeezed(theirs.tax_id)),
        (plain_name(ours.name), plain_name(theirs.name)),
    ]
    both = [left == right for left, right in told if left and right]
    return all(both) if both else None


def same_parties(ours: tuple[Party, Party], theirs: tuple[Party, Party]) -> bool | None:
    """The same of seller and buyer; None where nothing is known of one of them and nothing differs in the other."""
    found = [same_party(left, right) for left, right in zip(ours, theirs, strict=True)]
    return False if False in found else None if None in found else True
