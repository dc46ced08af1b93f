"""Which invoice a document stands for: one document at a time stands for each."""

from aggregates.claim import CLAIM, GiveBack, Take
from aggregates.invoice import DECIDED, Invoice
from bots.identity import identity
from contracts.ids import stream_id
from contracts.reading import Reading
from contracts.values import Ref
from store.work import Work

GONE = ("rejected", "cancelled", "merged")


def claim_identity(work: Work, state: Invoice, ref: Ref) -> Ref | None:
    """The invoice that already stands for what this one shows, if another does; else this one does from now on."""
    reading = None if state.status in DECIDED else state.effective()
    key = _key(ref.entity, reading) if reading else None
    if key is None:
        return None
    stream = stream_id("claim", key)
    owner = work.load(CLAIM, stream).owner
    if owner is None:
        work.act(CLAIM, stream, Take(key, ref))
    return owner if owner != ref else None


def _key(entity: str, reading: Reading) -> str | None:
    """What the tax bureau numbered is one for the whole group; all other numbers are unique within a legal entity."""
    known = identity(reading)
    if known is None:
        return None
    return f"identity:{known}" if known.startswith("cn:") else f"identity:{entity}:{known}"


def forget(work: Work, state: Invoice, ref: Ref) -> None:
    """It stands for that invoice no more: it was rejected, cancelled, or said to be another one."""
    reading = state.effective()
    if reading and (key := _key(ref.entity, reading)):
        work.act(CLAIM, stream_id("claim", key), GiveBack(key, ref))
