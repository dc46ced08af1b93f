"""The `req2pay` command: the second door. What each command does is in console/; here are their parts and the entry."""

import os
import re
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from threading import Event
from typing import TYPE_CHECKING, Any

import click

from console import (
    approve,
    approve_people,
    approve_verbs,
    assets,
    attaching,
    config,
    contract,
    data,
    data_labour,
    diagnosis,
    do,
    invoice,
    invoice_hints,
    invoice_intake,
    pay,
    pay_funds,
    proof,
    report,
    report_cost,
    report_labour,
    report_progress,
    req,
    req_preview,
    rules,
    rules_export,
    rules_forms,
    rules_matrix,
    rules_publish,
    rules_try,
    scenarios,
    showcase,
    statement,
    up,
)
from console.helping import speaking
from console.misuse import misused
from console.out import Out
from console.problem import NOT_REACHABLE, OK, WRONG_USE, Problem, explained

if TYPE_CHECKING:  # `req2pay --help` must not load the whole product
    import asyncio

    from pydantic_settings import BaseSettings
    from temporalio.client import Client

    from activities.simulation import Wakes
    from adapters.temporal_client import TemporalTarget
    from settings import Settings
    from stack import Stack
    from web.access import Access
    from worker import Service

EXIT = "Exit status: 0 all well, 1 refused or not all fine, 2 wrong use or configuration, 3 something is out of reach."


class Installation:
    """Settings and live parts, made when a command asks for them (see console/doors.py)."""

    def __init__(self, flags: dict[str, Any]) -> None:
        self.flags = flags

    def language(self) -> str:
        """From REQ2PAY_LANGUAGE or .env, else LANG; wrong settings are told by the command that needs them."""
        chosen = os.environ.get("REQ2PAY_LANGUAGE", "")
        if not chosen and os.path.exists(".env"):  # noqa: PTH110 - the only file system call of --help's path
            with suppress(ValueError):
                chosen = self.configuration().language
        spoken = chosen or os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
        return "zh" if spoken.lower().startswith("zh") else "en"

    def configuration(self) -> "Settings":
        """The settings; flags go before everything else."""
        from settings import Settings

        return Settings(**self.flags)

    def described(self) -> "Iterator[tuple[type[BaseSettings], Callable[[], BaseSettings]]]":
        """Both classes of settings."""
        from settings import Settings, TemporalSettings

        yield Settings, self.configuration
        yield TemporalSettings, TemporalSettings

    def temporal_target(self) -> "tuple[TemporalTarget, bool] | None":
        """The cluster, or the embedded server that runs."""
        import engine

        return engine.target(self.configuration())

    async def connect(self) -> "Client":
        """A client of it."""
        import engine

        try:
            return await engine.client(self.configuration())
        except LookupError as none:
            raise Problem("temporal-not-running", NOT_REACHABLE) from none

    @contextmanager
    def open(self) -> "Iterator[Service]":
        """The live parts."""
        import worker

        service = worker.compose(self.configuration())
        try:
            yield service
        finally:
            service.close()

    @contextmanager
    def access(self) -> "Iterator[Access]":
        """The access database."""
        import worker

        access = worker.access(self.configuration())
        try:
            yield access
        finally:
            access.close()

    def password_length(self) -> tuple[int, int]:
        """See web/access.py."""
        from web.access import LONGEST_PASSWORD, SHORTEST_PASSWORD

        return SHORTEST_PASSWORD, LONGEST_PASSWORD

    def is_demo(self) -> bool:
        """See worker.is_demo."""
        import worker

        return worker.is_demo(self.configuration())

    def mark_demo(self) -> None:
        """Make the home a demo store."""
        import worker

        (self.configuration().home / worker.DEMO_MARK).touch()

    @asynccontextmanager
    async def stack(self, progress: Callable[[object], None], *, web: bool) -> "AsyncIterator[Stack]":
        """Everything in this process."""
        import stack

        async with stack.running(self.configuration(), progress, web=web) as running:
            yield running

    @asynccontextmanager
    async def found(self) -> "AsyncIterator[Stack]":
        """This process beside the stack that runs."""
        import stack

        client = await self.connect()
        with self.open() as service:
            yield stack.Stack(service, client, None, None)

    def part(self, name: str, stop: Event, ready: "asyncio.Event") -> Awaitable[None]:
        """One production process."""
        import stack

        return stack.part(self.configuration(), name, stop, ready)

    def wakes(self) -> "Wakes":
        """The list of all triggers."""
        import relay

        return relay.wakes


@click.group(epilog=EXIT, context_settings={"help_option_names": ["-h", "--help"], "obj": Installation})
@click.version_option(package_name="req2pay")
def cli() -> None:
    """From requisition to payment: event-sourced workflow and invoice automation."""


for part in (
    req, req_preview, assets, attaching, approve, approve_people, approve_verbs, contract, invoice, invoice_hints,
    invoice_intake, pay, statement, data, data_labour, do, report, report_cost, pay_funds, report_labour,
    report_progress, rules, rules_export, rules_forms, rules_matrix, rules_publish, rules_try, scenarios, proof,
    diagnosis, config, showcase, up,
):  # fmt: skip
    for each in part.COMMANDS:
        cli.add_command(each)
speaking(cli)


def run(arguments: list[str]) -> int:
    """Run one command; gives its exit status."""
    try:
        return cli.main(arguments, prog_name="req2pay", standalone_mode=False, language=_out(arguments).language) or OK
    except click.exceptions.Exit as end:
        return end.exit_code
    except click.exceptions.NoArgsIsHelpError as incomplete:
        print(incomplete.format_message(), file=sys.stderr)
        return WRONG_USE
    except click.ClickException as wrong:
        problem = misused(wrong)
        _out(arguments).failed(problem)
        return problem.status
    except (click.Abort, KeyboardInterrupt):
        return 130
    except BrokenPipeError:
        return OK  # the reader has seen enough
    except Exception as error:  # noqa: BLE001 - never a traceback for people
        problem = explained(error)
        _out(arguments).failed(problem)
        return problem.status


def _out(arguments: list[str]) -> Out:
    """The form and language that were asked for, wherever among the arguments."""
    given = " ".join(arguments)
    language = re.search(r"--lang[= ](en|zh)\b", given) or ("", Installation({}).language())
    return Out(bool(re.search(r"(?<!\S)(-o ?|--output[= ])json\b", given)), language[1])


def main() -> None:
    """The entry point. Ends the process at once: the Temporal SDK may crash while the interpreter shuts down."""
    os.umask(0o077)  # what is written here is about money: for this user only
    status = run(sys.argv[1:])
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    os._exit(status)


if __name__ == "__main__":
    main()
