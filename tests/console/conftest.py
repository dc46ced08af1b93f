"""A command line of its own for each test: an empty home, no settings of the machine, ports that are free."""

import json
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import worker
from cli import cli
from console.demo import load_foundation
from settings import Settings
from tests.support import house
from tests.support.chain import Chain
from tests.support.temporal import temporal_binary
from worker import Service


@dataclass
class Line:
    """`req2pay` in this process, with its home."""

    home: Path

    def __call__(self, *arguments: str, given: str = "", status: int = 0) -> Any:
        """Run with -o json; gives what was printed."""
        result = CliRunner().invoke(cli, [*arguments, "-o", "json"], input=given)
        assert result.exit_code == status, (arguments, result.stdout, result.stderr, result.exception)
        return json.loads(result.stdout.strip().splitlines()[-1])

    def text(self, *arguments: str, status: int = 0) -> tuple[str, str]:
        """Run for people; gives stdout and stderr."""
        result = CliRunner().invoke(cli, [*arguments])
        assert result.exit_code == status, (arguments, result.stdout, result.stderr, result.exception)
        return result.stdout, result.stderr

    @contextmanager
    def service(self) -> Iterator[Service]:
        """The live parts over the same home."""
        service = worker.compose(Settings(home=self.home))
        try:
            yield service
        finally:
            service.close()

    def project(self) -> None:
        """Bring the read models up to date."""
        with self.service() as service:
            service.runner().catch_up()


@pytest.fixture(scope="session")
def server_binary() -> Path:
    """The Temporal server's binary, found before a test changes the environment."""
    return temporal_binary()


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Line:
    for name in list(os.environ):
        if name.startswith(("REQ2PAY_", "TEMPORAL_")):
            monkeypatch.delenv(name)
    for name in ("PORT", "TEMPORAL_PORT", "TEMPORAL_UI_PORT"):
        monkeypatch.setenv(f"REQ2PAY_{name}", "0")
    monkeypatch.setenv("REQ2PAY_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("REQ2PAY_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.chdir(tmp_path)
    return Line(tmp_path / "home")


@pytest.fixture
def line(empty: Line) -> Line:
    """A demo store with the sample company."""
    with empty.service() as service:
        load_foundation(service.handler, service.policies, service.handler.clock().date())
    (empty.home / worker.DEMO_MARK).touch()
    return empty


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


@pytest.fixture
def program(tmp_path: Path) -> Callable[[], Path]:
    """A program that passes for a Temporal binary without being one."""

    def make() -> Path:
        path = tmp_path / "temporal"
        path.write_text("#!/bin/sh\necho temporal version 0\n")
        path.chmod(0o755)
        return path

    return make


@pytest.fixture
def approved(empty: Line) -> Line:
    """A home with one approved requisition of 1,000 EUR."""
    chain = Chain()
    chain.approved(house.line(quantity="10", price="100"))
    with empty.service() as service:
        service.log.append(list(chain.log.events()), {})
    chain.simulation.close()
    return empty
