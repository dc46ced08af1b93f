"""The live parts that the web door is made of, handed over by the composition root."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from fastapi import Request

from activities.policies import Policies
from bots.reader import InvoiceReader
from projections.views import Views
from store.blobs import Blobs
from store.handler import CommandHandler
from store.log import EventLog
from web.access import Access
from web.throttle import Throttle


@dataclass(frozen=True)
class Parts:
    """Everything a request may need; `demo` opens the header X-Req2pay-As on a loopback host."""

    handler: CommandHandler
    log: EventLog
    views: Views
    blobs: Blobs
    reader: InvoiceReader
    access: Access
    throttle: Throttle
    clock: Callable[[], datetime]
    demo: bool
    policies: Policies


def parts_of(request: Request) -> Parts:
    """The parts of the app that serves a request."""
    parts = request.app.state.parts
    assert isinstance(parts, Parts)
    return parts
