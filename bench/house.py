"""A fresh home for measuring: the sample company, three approvals by people for every case, one stack."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import worker
from adapters.temporal_fetch import Note
from console.demo import load_foundation
from settings import Settings
from worker import Service

STEP = (
    "        - {{name: {0}, roles: [{0}], remind_after_hours: 72, escalate_after_hours: 96, escalate_to: director}}\n"
)
APPROVERS = {"manager": "max", "finance": "fang", "director": "dora"}
ROUTE = 'approval:\n  "*":\n    currencies: [EUR]\n    rows:\n      - row: all\n        steps:\n' + "".join(
    map(STEP.format, APPROVERS)
)


@contextmanager
def fresh_home() -> Iterator[Path]:
    """An empty folder with policies of its own, removed at the end."""
    with tempfile.TemporaryDirectory(prefix="req2pay-bench-", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        shutil.copytree(Settings().policies_folder, home / "policies")
        (home / "policies" / "approval.yaml").write_text(ROUTE, "utf8")
        yield home


def settings(home: Path) -> Settings:
    """The shipped settings in `home`, on any free ports."""
    return Settings(
        home=home,
        policies=home / "policies",
        database_url="",
        views_url="",
        temporal_port=0,
        temporal_ui_port=0,
        demo=True,
    )


def company(service: Service) -> Service:
    """The same live parts, with the sample company loaded."""
    load_foundation(service.handler, service.policies, service.handler.clock().date())
    return service


@contextmanager
def composed(home: Path) -> Iterator[Service]:
    """The live parts without any worker, with the sample company."""
    service = worker.compose(settings(home))
    try:
        yield company(service)
    finally:
        service.close()


def silent(_: Note) -> None:
    """Nobody needs to hear of the server's start."""
