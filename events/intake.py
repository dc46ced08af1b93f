"""What happens to a file that came in."""

from contracts.intake import Channel, IntakeOutcome, MailPlace
from contracts.values import Ref
from events._base import Event


class IntakeReceived(Event):
    """A file came in; its bytes are kept under their SHA-256. `part_of` is the archive that it lay in."""

    stored_as = "intake.received.v1"
    ref: Ref
    channel: Channel
    source: str = ""
    file_sha256: str
    file_name: str
    size: int
    path: str = ""
    mail: MailPlace | None = None
    part_of: Ref | None = None


class IntakeEnded(Event):
    """What became of it, and why; of what a person decided, also who. `invoice` is the one that it is, or belongs to."""

    stored_as = "intake.ended.v1"
    ref: Ref
    outcome: IntakeOutcome
    code: str | None = None
    figures: tuple[tuple[str, str], ...] = ()
    invoice: Ref | None = None
    person: str | None = None
    why: str | None = None


IntakeEvent = IntakeReceived | IntakeEnded
