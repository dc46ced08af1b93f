"""`python -m bench.chaos temporal-lost|kill|writers`: break what runs, and prove that nothing was lost or doubled."""

import argparse
import asyncio
import os
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from audit.report import Report
from bench import chaos_kill, chaos_lost, chaos_writers


def main() -> int:
    """0 when everything ended and no invariant is violated."""
    parser = argparse.ArgumentParser(prog="python -m bench.chaos", description=__doc__)
    parser.add_argument("kind", choices=("temporal-lost", "kill", "writers"))
    parser.add_argument("--cases", type=int, default=100)
    parser.add_argument("--kills", type=int, default=100, help="kill and writers: how many SIGKILLs")
    parser.add_argument("--seed", type=int, default=1, help="the same seed kills in the same order")
    chosen = parser.parse_args()
    if chosen.kind == "writers":
        return _writers(chosen.kills, chosen.seed)
    return _lost(chosen.cases) if chosen.kind == "temporal-lost" else _kill(chosen.cases, chosen.kills, chosen.seed)


def _lost(cases: int) -> int:
    found = asyncio.run(chaos_lost.run(cases))
    print(f"Temporal killed, its database deleted: {found.cases} open cases, {found.swept} open processes")
    print(f"recovered in {found.recovery:.1f} s from the kill to the last wake-up; all {found.cases} cases ended")
    return _verdict(found.report, found.differing)


def _kill(cases: int, kills: int, seed: int) -> int:
    started = time.monotonic()
    found = asyncio.run(chaos_kill.run(cases, kills, seed))
    print(f"seed {seed}: {found.cases} cases ended in {time.monotonic() - started:.0f} s under kills of {found.kills}")
    return _verdict(found.report, found.differing)


def _writers(kills: int, seed: int) -> int:
    with TemporaryDirectory(prefix="req2pay-bench-") as folder:
        found = chaos_writers.chaos(f"sqlite:///{folder}/events.db", Path(folder), kills, seed=seed)
    print(chaos_writers.report(found))
    return 1 if found.problems else 0


def _verdict(report: Report, differing: int) -> int:
    for violation in report.violations:
        print(violation.as_json())
    print(f"invariants {', '.join(report.checked)} over {report.events} events: {len(report.violations)} violations")
    print(f"read models: {differing} rows differ from a rebuild")
    return 0 if report.clean and not differing else 1


if __name__ == "__main__":
    status = main()
    sys.stdout.flush()
    os._exit(status)  # the Temporal SDK can crash at interpreter exit
