"""The sweep: wakes every process that the store says is open, and keeps the Schedules as the policies want them."""

import asyncio
import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from temporalio.client import (
    Client,
    Schedule,
    ScheduleActionStartWorkflow,
    ScheduleAlreadyRunningError,
    ScheduleCalendarSpec,
    ScheduleIntervalSpec,
    ScheduleOverlapPolicy,
    SchedulePolicy,
    ScheduleRange,
    ScheduleSpec,
    ScheduleUpdate,
    ScheduleUpdateInput,
)
from temporalio.service import RPCError, RPCStatusCode

import relay
from activities.policies import Policies
from adapters import temporal_client
from contracts.process import ProcessRef, ProposeDue, RunTrigger, TakeIn
from contracts.trigger import Trigger
from projections._feed import passes
from projections.bookmark import Bookmark
from projections.candidates import legal_entities
from projections.notices import untold
from projections.processes import open_processes
from projections.views import Views
from store.log import EventLog

EVERY = 600.0
LOOK_EVERY = 10.0
"""How often to look whether the namespace is still the one that was filled."""
RETRY_AFTER = 5.0
WIDTH = 16
TRIGGER = "trigger/"
"""How the Schedules of triggers are called."""
INTAKE = "intake/"
"""How those of folders and mailboxes are called."""
LOG = logging.getLogger("req2pay")


@dataclass(frozen=True)
class Sweeper:
    """A lost or old Temporal database heals by this: at start when the namespace is another, then every ten minutes."""

    log: EventLog
    views: Views
    policies: Policies
    client: Client
    clock: Callable[[], datetime]
    tells: bool = False
    sources: Sequence[str] = ()
    """Folders and mailboxes that files come in by, as "folder/main", looked at every so many seconds."""
    look_in_every: int = 60

    async def sweep(self, fresh: bool = True) -> int:
        """Wake every open process; how many there are. A `fresh` server knows nothing of notices either.

        Raises TimeoutError when their list lags behind the log.
        """
        head = self.log.head()
        if not await asyncio.to_thread(self.views.wait_for, head, ["processes"], 60.0):
            raise TimeoutError("the list of open processes lags behind the log: is a projector running?")
        found = await asyncio.to_thread(open_processes, self.views)
        slots = asyncio.Semaphore(WIDTH)

        async def one(process: ProcessRef) -> None:
            async with slots:
                # Again: of what is open, a completed workflow has missed what took its ending back.
                await relay.wake(self.client, process, head, again=True)

        await asyncio.gather(*map(one, found))
        for approval in await self._untold(fresh):
            await one(ProcessRef(kind="notice", document=approval, workflow_id=f"notice/{approval}"))
        for entity in await asyncio.to_thread(legal_entities, self.views):
            await self._schedule(entity)
        await self._only(TRIGGER, {trigger.name: _trigger(trigger) for trigger in self.policies.triggers})
        await self._only(INTAKE, {source: _look_in(source, self.look_in_every) for source in self.sources})
        return len(found)

    async def run(self, bookmark: Bookmark, stop: threading.Event) -> None:
        """Sweep until stopped; a server or database that is away for a moment ends nothing."""
        swept, wait = -EVERY, 0.0
        while not await _stopped_within(stop, wait):
            now = asyncio.get_running_loop().time()
            try:
                wait, namespace = LOOK_EVERY, await temporal_client.namespace_id(self.client)
                if namespace != bookmark.namespace_id or now - swept >= EVERY:
                    await self.sweep(namespace != bookmark.namespace_id)
                    bookmark.save(bookmark.position, namespace)
                    swept = now
            except Exception as error:
                if not (isinstance(error, RPCError | TimeoutError) or passes(error)):
                    raise
                LOG.warning("sweep failed, tried again soon: %s", error)
                wait = RETRY_AFTER

    async def _untold(self, fresh: bool) -> list[UUID]:
        """Approvals of the last day of which people wait to be told."""
        if not self.tells:
            return []
        return await asyncio.to_thread(untold, self.views, self.clock() - relay.TELL_WITHIN, all_of_then=fresh)

    async def _schedule(self, entity: str) -> None:
        """One daily payment proposal per legal entity at the hour that the policies name; none where they name none."""
        hour, name = self.policies.payment_proposal_hour, f"payment-proposal/{entity}"
        if hour is None:
            await self._drop(name)
        else:
            await self._keep(name, _proposal(name, entity, hour))

    async def _only(self, prefix: str, wanted: Mapping[str, Schedule]) -> None:
        """These Schedules of a kind, and none for what policies and settings no longer name."""
        for name, schedule in wanted.items():
            await self._keep(f"{prefix}{name}", schedule)
        async for found in await self.client.list_schedules():
            if found.id.startswith(prefix) and found.id.removeprefix(prefix) not in wanted:
                await self._drop(found.id)

    async def _drop(self, name: str) -> None:
        try:
            await self.client.get_schedule_handle(name).delete()
        except RPCError as error:
            if error.status != RPCStatusCode.NOT_FOUND:
                raise

    async def _keep(self, name: str, schedule: Schedule) -> None:
        def updated(found: ScheduleUpdateInput) -> ScheduleUpdate:
            # What an operator has paused stays so.
            return ScheduleUpdate(replace(schedule, state=found.description.schedule.state))

        try:
            await self.client.create_schedule(name, schedule)
        except ScheduleAlreadyRunningError:
            await self.client.get_schedule_handle(name).update(updated)


def _proposal(name: str, entity: str, hour: int) -> Schedule:
    action = ScheduleActionStartWorkflow(
        "PaymentProposal", ProposeDue(entity=entity), id=name, task_queue=relay.TASK_QUEUE
    )
    calendar = ScheduleCalendarSpec(hour=[ScheduleRange(hour)], day_of_week=[ScheduleRange(1, 5)])
    policy = SchedulePolicy(overlap=ScheduleOverlapPolicy.SKIP, catchup_window=timedelta(hours=1))
    return Schedule(action, ScheduleSpec(calendars=[calendar]), policy=policy)


def _trigger(trigger: Trigger) -> Schedule:
    """After a pause of the server the last day's moments are made up for."""
    action = ScheduleActionStartWorkflow(
        "TriggerRun", RunTrigger(name=trigger.name), id=f"{TRIGGER}{trigger.name}", task_queue=relay.TASK_QUEUE
    )
    at = trigger.at
    calendar = ScheduleCalendarSpec(
        hour=[ScheduleRange(at.hour)],
        day_of_week=[ScheduleRange(day) for day in at.days_of_week] or [ScheduleRange(0, 6)],
        day_of_month=[ScheduleRange(day) for day in at.days_of_month] or [ScheduleRange(1, 31)],
    )
    policy = SchedulePolicy(overlap=ScheduleOverlapPolicy.BUFFER_ALL, catchup_window=timedelta(days=1))
    return Schedule(action, ScheduleSpec(calendars=[calendar]), policy=policy)


async def _stopped_within(stop: threading.Event, seconds: float) -> bool:
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds
    while not stop.is_set() and loop.time() < end:
        await asyncio.sleep(min(0.2, seconds))
    return stop.is_set()


def _look_in(source: str, every: int) -> Schedule:
    """One look at a time, and none is made up for: the next one sees all that is there."""
    action = ScheduleActionStartWorkflow(
        "IntakeRun", TakeIn(source=source), id=f"{INTAKE}{source}", task_queue=relay.TASK_QUEUE
    )
    spec = ScheduleSpec(intervals=[ScheduleIntervalSpec(every=timedelta(seconds=every))])
    policy = SchedulePolicy(overlap=ScheduleOverlapPolicy.SKIP, catchup_window=timedelta(seconds=10))
    return Schedule(action, spec, policy=policy)
