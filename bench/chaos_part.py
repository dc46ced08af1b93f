"""`python -m bench.chaos_part worker|project HOME [ADDRESS]`: one process of an installation, made to be killed."""

import asyncio
import os
import sys
import threading
from pathlib import Path

import worker
from adapters.temporal_client import TemporalTarget
from bench.house import settings


async def run(part: str, home: Path, address: str) -> None:
    """Run until killed."""
    chosen, stop = settings(home), threading.Event()
    service = worker.compose(chosen)
    if part == "project":
        await worker.run_projections(service, stop)
    else:
        client = await worker.connect(chosen, TemporalTarget(address))
        await worker.run_worker(service, client, stop)


if __name__ == "__main__":
    try:
        asyncio.run(run(sys.argv[1], Path(sys.argv[2]), sys.argv[3] if len(sys.argv) > 3 else ""))
    finally:
        os._exit(1)  # a part ends by a kill; the rest is a crash, and says so on its way
