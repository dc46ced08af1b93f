"""Root of the notices: settings become channels, and channels become what tells people."""

from collections.abc import Callable
from datetime import datetime, timedelta

import relay
from activities.notice_people import Channels
from activities.notice_sending import Notices
from contracts.process import ProcessRef
from events._base import Recorded
from projections.companies import holders
from projections.master_data import MASTER_DATA
from projections.views import Views
from settings import Settings
from store.handler import CommandHandler


def channels_of(settings: Settings) -> Channels:
    """How people are told."""
    lives = timedelta(days=settings.notice_link_days)
    return Channels(settings.mail_server(), settings.robots(), settings.public_url, lives)


def notices(handler: CommandHandler, views: Views, channels: Channels) -> Notices:
    """What sends notices."""

    def holding(role: str, entity: str) -> tuple[str, ...]:
        # Who is not known to hold a role yet would never be told: better a little later.
        if not views.wait_for(handler.log.head(), [MASTER_DATA.name], 5.0):
            raise TimeoutError("who holds which role lags behind the log: is a projector running?")
        return holders(views.engine, role, entity)

    return Notices(handler, channels, holding)


def tells(channels: Channels, clock: Callable[[], datetime]) -> Callable[[Recorded], list[ProcessRef]]:
    """Which notices an event may cause: none where there is no channel."""
    return lambda recorded: relay.tells(recorded, clock()) if channels else []
