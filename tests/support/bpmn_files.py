"""Writes every kind of BPMN file into a folder, for `make bpmn`: 200 routes, the shipped matrices, the whole process."""

import sys
from pathlib import Path
from random import Random

from activities.bpmn import process_drawn
from adapters.bpmn import matrix_bpmn, route_bpmn
from adapters.sentences import LANGUAGES
from tests.support.house import policies
from tests.support.routes import Routes

ROUTES = 200


def write(folder: Path) -> None:
    """All of them, in both languages."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.bpmn"):
        old.unlink()
    for seed in range(ROUTES):
        language = LANGUAGES[seed % 2]
        route = Routes(Random(seed)).route(4 if seed % 3 == 0 else 3)
        (folder / f"route-{seed}.{language}.bpmn").write_bytes(route_bpmn(route, f"Route {seed}", language))
    for language in LANGUAGES:
        (folder / f"process.{language}.bpmn").write_bytes(process_drawn(language))
        for kind, matrix in policies().approval.items():
            name = kind.replace("*", "all")
            (folder / f"matrix-{name}.{language}.bpmn").write_bytes(matrix_bpmn(matrix, kind, language))


if __name__ == "__main__":
    write(Path(sys.argv[1]))
