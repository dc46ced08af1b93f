"""`python -m bench [--only NAME]`: every measure with ours, the reference run beside it, their ratio and the goal."""

import argparse
import os
import sys
from importlib import import_module

MEASURES = ("events", "projections", "invoices", "matching", "routing", "inbox", "cases", "memory")
LONG = ("books",)
"""Measured only when asked for."""


def main() -> int:
    """Print each measure as a line of text and a line of JSON; 0 when every goal is met."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "--only", choices=(*MEASURES, *LONG), action="append", help="measure only this (may be repeated)"
    )
    missed = 0
    for name in parser.parse_args().only or MEASURES:
        for measure in import_module(f"bench.{name}").measure():
            print(f"{measure.line()}\n{measure.as_json()}", flush=True)
            missed += not measure.met
    return 1 if missed else 0


if __name__ == "__main__":
    status = main()
    sys.stdout.flush()
    os._exit(status)  # the Temporal SDK can crash at interpreter exit
