"""The composition root: settings become the live parts, and the live parts become running processes."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from importlib.metadata import version
from typing import Any
from uuid import uuid4

from fastapi import FastAPI
from temporalio.client import Client
from temporalio.common import WorkerDeploymentVersion
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.plugin import SimplePlugin
from temporalio.worker import (
    PollerBehaviorSimpleMaximum,
    UnsandboxedWorkflowRunner,
    Worker,
    WorkerDeploymentConfig,
    WorkflowRunner,
)
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

import activities.catalogue as _all  # noqa: F401 - registers every command's function
import relay
from activities._registry import handlings
from activities.due_by_fund import due_in, funds_in
from activities.effects import Effects
from activities.notice_people import Channels
from activities.policies import Policies, load_policies
from activities.source_looks import keep_look, keep_looks_of, newest_uid, open_files
from activities.sources import Sources, WatchedFolder
from activities.taking_in import TakingIn
from activities.temporal import Activities
from activities.trigger import ending
from adapters import temporal_client
from adapters.registers import ask_register
from adapters.webhook import post
from bots.reader import InvoiceReader
from projections import PROJECTIONS
from projections._base import Projection
from projections.bookmark import Bookmark
from projections.candidates import Nominations
from projections.runner import Runner
from projections.views import Views
from settings import Settings
from store.blobs import Blobs
from store.handler import CommandHandler
from store.keys import Keys
from store.log import EventLog
from sweep import Sweeper
from telling import channels_of, notices, tells
from web.access import Access
from web.app import create_app
from workflows.catalogue import WORKFLOWS

DEMO_MARK = "demo-store"
GRACE = timedelta(seconds=10)
# Named, because without it every worker hashes all loaded modules at its start (a second and a half).
DEPLOYMENT = WorkerDeploymentConfig(
    version=WorkerDeploymentVersion(deployment_name="req2pay", build_id=version("req2pay")), use_worker_versioning=False
)


@dataclass(frozen=True)
class Service:
    """The live parts of one process."""

    settings: Settings
    policies: Policies
    log: EventLog
    views: Views
    handler: CommandHandler
    blobs: Blobs
    reader: InvoiceReader
    effects: Effects
    sources: Sources
    channels: Channels

    def runner(self) -> Runner:
        """The projections, ready to catch up or to follow."""
        return Runner(list(PROJECTIONS), self.log, self.views)

    def close(self) -> None:
        """Give everything back."""
        self.log.close()
        self.views.engine.dispose()


def compose(settings: Settings) -> Service:
    """Build the live parts. Raises OSError or ValueError for a store or policies that cannot be used."""
    policies = load_policies(settings.policies_folder)
    log, views = EventLog(settings.events_url), Views(settings.read_models_url)
    keys = Keys(settings.keys_folder)

    def caught_up(*needed: Projection) -> bool:
        return views.wait_for(log.head(), [each.name for each in needed], 0.5)

    def current(*needed: Projection) -> Views:
        caught_up(*needed)
        return views

    blobs, reader = Blobs(settings.home / "blobs", keys), InvoiceReader()
    handler = CommandHandler(log, handlings(policies, blobs.keeps, Nominations(current, caught_up)), keys=keys)

    looks = partial(due_in, views), partial(funds_in, views)
    send, ends = partial(post, settings.webhooks), partial(ending, views)
    channels = channels_of(settings)
    tell = notices(handler, views, channels)
    bank = settings.home / "bank"
    asks = partial(ask_register, settings.registers())
    sources = _sources(settings, TakingIn(handler, blobs, reader.sort, reader.open_mail, _new_key), views)
    effects = Effects(
        handler, blobs, reader.read, bank, *looks, policies, tell.send, send, sources, ends, asks, reader.learn
    )
    views.prepare(PROJECTIONS)
    return Service(settings, policies, log, views, handler, blobs, reader, effects, sources, channels)


def _new_key() -> str:
    return f"intake:{uuid4()}"


def _sources(settings: Settings, taking: TakingIn, views: Views) -> Sources:
    """Where files come in by themselves."""
    folders = [WatchedFolder(name, each.entity, each.path) for name, each in settings.intake_folders.items()]
    counted, newest = partial(open_files, views), partial(newest_uid, views)
    keep = partial(keep_look, views, taking.handler.clock)
    every = timedelta(seconds=settings.intake_seconds)
    return Sources(taking, folders, settings.intake_mailboxes(), counted, newest, keep, every=every)


def access(settings: Settings) -> Access:
    """Passwords, sessions and tokens: a SQLite file of their own, or the PostgreSQL database of the events."""
    return Access(settings.database_url if settings.database_url.startswith("postgres") else _access_file(settings))


def _access_file(settings: Settings) -> str:
    return f"sqlite:///{settings.home / 'access.db'}"


def is_demo(settings: Settings) -> bool:
    """Whether this is a demo store: told so, or a store inside a home that `req2pay demo` has made."""
    return settings.demo or (not settings.database_url and (settings.home / DEMO_MARK).exists())


def web_app(service: Service) -> FastAPI:
    """The web door over the live parts."""
    return create_app(
        handler=service.handler,
        log=service.log,
        views=service.views,
        blobs=service.blobs,
        reader=service.reader,
        access=access(service.settings),
        clock=service.handler.clock,
        policies=service.policies,
        demo=is_demo(service.settings),
    )


def plugin(sandbox: bool) -> SimplePlugin:
    """The one object that configures client, worker and replayer alike."""
    restrictions = SandboxRestrictions.default.with_passthrough_modules("contracts")
    runner: WorkflowRunner = SandboxedWorkflowRunner(restrictions) if sandbox else UnsandboxedWorkflowRunner()
    return SimplePlugin("req2pay", data_converter=pydantic_data_converter, workflow_runner=runner)


async def connect(settings: Settings, target: temporal_client.TemporalTarget) -> Client:
    """A client of the cluster or of the embedded server. Raises RuntimeError when it is out of reach."""
    return await temporal_client.connect(target, plugins=[plugin(settings.sandbox)])


def tuned(
    client: Client,
    queue: str,
    functions: Sequence[Callable[..., Any]],
    workflows: Sequence[type],
    pool: ThreadPoolExecutor,
) -> Worker:
    """A worker with the settings that all of ours have."""
    return Worker(
        client,
        task_queue=queue,
        activities=functions,
        workflows=workflows,
        activity_executor=pool,
        max_concurrent_activities=100 if workflows else 4,
        workflow_task_poller_behavior=PollerBehaviorSimpleMaximum(20),
        max_cached_workflows=1_000,
        deployment_config=DEPLOYMENT,
        graceful_shutdown_timeout=GRACE,
    )


@asynccontextmanager
async def workers(service: Service, client: Client) -> AsyncIterator[None]:
    """Workers on all queues, stopped with grace at the end."""
    queues = Activities(service.effects).by_queue()
    async with AsyncExitStack() as stack:
        stack.enter_context(service.reader)
        for queue, functions in queues.items():
            size = 100 if queue == relay.TASK_QUEUE else 4
            pool = stack.enter_context(ThreadPoolExecutor(size, thread_name_prefix=queue))
            worker = tuned(client, queue, functions, WORKFLOWS if queue == relay.TASK_QUEUE else (), pool)
            await stack.enter_async_context(worker)
        yield


def sweeper(service: Service, client: Client) -> Sweeper:
    """What wakes every open process."""
    return Sweeper(
        service.log,
        service.views,
        service.policies,
        client,
        service.handler.clock,
        bool(service.channels),
        tuple(service.sources.named()),
        service.settings.intake_seconds,
    )


async def run_worker(service: Service, client: Client, stop: threading.Event) -> None:
    """Workers, relay and sweeps, until stopped."""
    bookmark = Bookmark(service.views)
    bookmark.go_back(service.log.head())
    keep_looks_of(service.views, service.handler.clock(), service.sources.named())
    async with workers(service, client), asyncio.TaskGroup() as tasks:
        told = tells(service.channels, service.handler.clock)
        tasks.create_task(relay.Relay(service.log, client, bookmark, tells=told).run(stop))
        tasks.create_task(sweeper(service, client).run(bookmark, stop))


async def run_projections(service: Service, stop: threading.Event) -> None:
    """The projections, until stopped."""
    await asyncio.to_thread(service.runner().run, stop)
