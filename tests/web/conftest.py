"""A door with master data, fresh for each test or shared by those that change nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.door import PASSWORD, Door


@pytest.fixture(scope="module")
def quiet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    built = Door(tmp_path_factory.mktemp("door"))
    built.master_data()
    built.show()
    built.access.set_password("rita", PASSWORD)
    yield built
    built.close()


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Door]:
    built = Door(tmp_path)
    built.master_data()
    built.show()
    yield built
    built.close()
