"""Each file in a limited process of its own: good files are read, bad ones end as findings, nothing is left behind."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

from adapters.samples import plain_pdf, ubl_xml
from bots.confinement import Limits, leave_network
from bots.limited import LimitedReader
from bots.reading.any_file import read
from tests.bots.specimens import SPEC

QUICK = Limits(memory=256 << 20, cpu=1, wall=2)


@pytest.fixture(scope="module")
def reader() -> Iterator[LimitedReader]:
    with LimitedReader() as warm:
        yield warm


def _ends_as(function: str, data: bytes = b"<a/>", limits: Limits = QUICK) -> tuple[str, str]:
    with LimitedReader(limits, f"tests.bots.hostile_readers:{function}") as bad:
        (finding,) = bad.read(data).findings
        assert finding.severity == "exception"
        return finding.code, dict(finding.evidence)["reason"]


def test_a_good_file_is_read_as_without_limits(reader: LimitedReader) -> None:
    for data in (ubl_xml(SPEC), plain_pdf(SPEC)):
        limited = reader.read(data)
        assert limited.cpu_seconds > 0
        assert limited.model_copy(update={"cpu_seconds": 0}) == read(data).model_copy(update={"cpu_seconds": 0})


def test_flags_reach_the_reader(reader: LimitedReader) -> None:
    from adapters.samples import zugferd_pdf

    assert reader.read(zugferd_pdf(SPEC)).format == "facturx"
    assert reader.read(zugferd_pdf(SPEC), ignore_embedded=True).format == "pdf"


def test_many_threads_share_one_reader(reader: LimitedReader) -> None:
    files = [ubl_xml(SPEC._replace(number=f"RE-{index}")) for index in range(24)]
    with ThreadPoolExecutor(4) as pool:
        numbers = [reading.value("number") for reading in pool.map(reader.read, files)]
    assert numbers == [f"RE-{index}" for index in range(24)]


def test_an_endless_loop_is_stopped_by_processor_time() -> None:
    assert _ends_as("spin", limits=Limits(cpu=1, wall=120)) == ("reader-timeout", f"signal {signal.SIGXCPU}")


def test_waiting_is_stopped_by_the_wall_clock() -> None:
    started = time.monotonic()
    assert _ends_as("sleep", limits=Limits(wall=1)) == ("reader-timeout", f"signal {signal.SIGALRM}")
    assert time.monotonic() - started < 6


@pytest.mark.parametrize(("function", "limits"), [("outstay", Limits(wall=1)), ("outspin", Limits(cpu=1, wall=120))])
def test_what_ignores_its_alarm_is_killed_and_still_took_too_long(function: str, limits: Limits) -> None:
    assert _ends_as(function, limits=limits)[0] == "reader-timeout"


def test_what_the_system_kills_took_neither_too_long_nor_too_much() -> None:
    assert _ends_as("be_killed") == ("reader-killed", f"signal {signal.SIGKILL}")


def test_a_memory_hog_is_stopped() -> None:
    assert _ends_as("hog") == ("reader-memory", "memory")


def test_a_crash_is_a_finding() -> None:
    assert _ends_as("crash")[0] == "reader-crashed"


def test_an_exception_is_a_finding_that_names_its_kind_only() -> None:
    assert _ends_as("refuse") == ("reader-crashed", "RuntimeError")


def test_an_answer_that_is_no_reading_is_not_believed() -> None:
    assert _ends_as("lie") == ("reader-crashed", "answer-malformed")


def test_an_answer_over_the_limit_is_cut_off() -> None:
    assert _ends_as("flood") == ("reader-crashed", "answer-too-large")


def test_nothing_can_be_written(tmp_path: Path) -> None:
    target = tmp_path / "left-behind"
    assert _ends_as("write", str(target).encode())[0] == "reader-crashed"
    assert not target.exists() or target.stat().st_size == 0


def test_the_network_is_out_of_reach_where_the_system_can_take_it_away() -> None:
    pid = os.fork()
    if pid == 0:
        os._exit(0 if leave_network() else 1)
    if os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) != 0:
        pytest.skip("this system does not let processes leave the network")
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = str(server.getsockname()[1]).encode()
        code, reason = _ends_as("call_out", port)
        assert (code, reason) != ("reader-crashed", "answer-malformed"), "the connection was made"


def test_the_parent_is_started_again_when_it_was_killed() -> None:
    before = set(psutil.Process().children())
    with LimitedReader() as warm:
        assert warm.read(ubl_xml(SPEC)).value("number") == SPEC.number
        (parent,) = set(psutil.Process().children()) - before
        parent.kill()
        parent.wait(5)
        assert warm.read(ubl_xml(SPEC)).value("number") == SPEC.number


def test_nothing_is_left_running() -> None:
    before = set(psutil.Process().children(recursive=True))
    with LimitedReader() as warm:
        warm.read(ubl_xml(SPEC))
        started = set(psutil.Process().children(recursive=True)) - before
        assert started
    assert not [process for process in started if process.is_running()]


def test_the_last_word_of_many_bad_files_in_a_row_is_still_a_good_reading(reader: LimitedReader) -> None:
    for data in (b"", b"%PDF-1.7", b"PK\x03\x04", b"<a>", bytes(range(256))):
        assert reader.read(data).verdict != "accept"
    assert reader.read(ubl_xml(SPEC)).value("number") == SPEC.number


def test_what_reads_xml_loads_nothing_that_reads_pages() -> None:
    """Each small file costs a copy of its parent, so the parent of XML stays small."""
    script = (
        "import sys, bots.reading.xml_file; print(sorted({'pdfplumber', 'pikepdf', 'pypdfium2'} & set(sys.modules)))"
    )
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
