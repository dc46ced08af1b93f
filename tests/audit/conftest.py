"""The small house on a SQLite file: built once for all tests of a process, copied for each that spoils it."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from adapters.bank_file import control, write
from audit.invariants import Outside, invariants
from audit.report import Report
from tests.audit.house import House, live_house


@dataclass
class Site:
    """A house, its SQLite file, and the judge over both."""

    house: House
    path: Path

    def outside(self) -> Outside:
        """Everything the judge may look at, without read models."""
        live = frozenset(self.house.live)
        return Outside(open_workflows=lambda: live, write=write, control=control, folder=self.house.bank)

    def judge(self) -> Report:
        """The invariants as they stand."""
        return invariants(self.house.log, self.outside())

    def codes(self) -> set[tuple[str, str]]:
        """(check, code) of everything violated."""
        return {(found.check, found.code) for found in self.judge().violations}


@pytest.fixture(scope="session")
def _built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, frozenset[str]]:
    folder = tmp_path_factory.mktemp("house")
    house = live_house(f"sqlite:///{folder}/log.db", folder)
    live = frozenset(house.live)
    house.log.close()
    return folder, live


@pytest.fixture
def site(_built: tuple[Path, frozenset[str]], tmp_path: Path) -> Iterator[Site]:
    """A copy of the house to spoil."""
    folder, live = _built
    shutil.copytree(folder, tmp_path / "house")
    path = tmp_path / "house" / "log.db"
    house = House(f"sqlite:///{path}", tmp_path / "house")
    house.live = set(live)
    yield Site(house, path)
    house.log.close()
