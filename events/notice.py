"""What happens to the notices of an approval, or of the exceptions of an invoice."""

from contracts.notice import Delivery, Matter, Rest
from contracts.values import Instant, Ref
from events._base import Event


class NoticeTried(Event):
    """Messages of one cause were tried. `approval` is what they are about: an approval, or an invoice, which is its own
    subject. `cause` is the version of its event that they tell of."""

    stored_as = "notice.tried.v1"
    ref: Ref
    approval: Ref
    subject: Ref
    cause: int
    matter: Matter
    deliveries: tuple[Delivery, ...]
    rest: Rest
    at: Instant


class NoticeParked(Event):
    """The tries of one cause have ended: whom it should have reached has to be told by a person."""

    stored_as = "notice.parked.v1"
    ref: Ref
    approval: Ref
    subject: Ref
    cause: int
    matter: Matter
    undelivered: tuple[Delivery, ...]


NoticeEvent = NoticeTried | NoticeParked
