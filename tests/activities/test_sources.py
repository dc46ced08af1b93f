"""Folders and mailboxes: each file is recorded once, whatever is repeated or dies between, and put aside only then."""

from __future__ import annotations

import errno
import io
import zipfile
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from functools import partial
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

import pytest

from activities.source_looks import Stays, keep_look, newest_uid, open_files
from activities.sources import MOST_OPEN, PATIENCE, Sources, WatchedFolder
from activities.taking_in import Origin, TakingIn
from adapters.folder import Folder, Found
from adapters.mailbox import LARGEST, Mailbox
from bots.reader import InvoiceReader
from events.intake import IntakeEnded, IntakeReceived
from events.invoice import InvoiceReceived
from projections._columns import micros
from projections.inbox import INBOX
from projections.inbox_cash import tasks_of
from projections.inbox_intake import STUCK
from projections.intake_sources import keep_only, sources
from projections.intakes import INTAKES
from projections.master_data import MASTER_DATA
from projections.runner import Runner
from projections.views import Views
from store.blobs import Blobs
from store.log import EventLog
from tests.support.house import Company
from tests.support.imap_server import PASSWORD, Post, imap_server

PDF = b"%PDF-1.7 "


@pytest.fixture(scope="module")
def reader() -> Iterator[InvoiceReader]:
    with InvoiceReader() as running:
        yield running


@pytest.fixture
def blobs(tmp_path: Path) -> Blobs:
    return Blobs(tmp_path / "blobs")


@pytest.fixture
def memory_company(blobs: Blobs, open_log: Callable[[str], EventLog]) -> Company:
    """A company in memory that knows which files it keeps, as the worker does."""
    log = open_log(f"sqlite:///file:{uuid4().hex}?mode=memory&cache=shared")
    return Company(log, keeps=blobs.keeps).found()


@pytest.fixture
def taking(memory_company: Company, blobs: Blobs, reader: InvoiceReader) -> TakingIn:
    return TakingIn(memory_company.handler, blobs, reader.sort, reader.open_mail, lambda: uuid4().hex)


def events(company: Company, kind: type) -> list[object]:
    """All events of a type."""
    return [each.event for page in company.log.pages() for each in page if type(each.event) is kind]


def outcomes(company: Company) -> list[tuple[str, str, str | None]]:
    """Channel, outcome and code of every file, in their order."""
    ended = {each.ref: each for each in events(company, IntakeEnded)}  # type: ignore[attr-defined]
    received = events(company, IntakeReceived)
    found = [(each.channel, ended.get(each.ref)) for each in received]  # type: ignore[attr-defined]
    return [(channel, end.outcome if end else "open", end.code if end else None) for channel, end in found]  # type: ignore[attr-defined]


def zipped(*files: tuple[str, bytes]) -> bytes:
    """A zip of files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files:
            archive.writestr(name, data)
    return out.getvalue()


def watched(taking: TakingIn, root: Path, **more: object) -> Sources:
    """A folder that is looked at without waiting."""
    return Sources(taking, [WatchedFolder("main", "ACME", root)], pause=lambda _: None, **more)  # type: ignore[arg-type]


def test_a_folder_is_emptied_and_every_file_is_recorded(
    memory_company: Company, taking: TakingIn, tmp_path: Path
) -> None:
    root = tmp_path / "in"
    (root / "sub").mkdir(parents=True)
    files = {
        "a.pdf": PDF,
        "sub/same.pdf": PDF,
        "all.zip": zipped(("b.pdf", PDF + b"b"), ("readme.txt", b"hello"), ("a.pdf", PDF)),
        "notes.txt": b"hello",
        "x.rar": b"Rar!\x1a\x07\x01\x00",
        "empty.pdf": b"",
    }
    for name, data in files.items():
        (root / name).write_bytes(data)
    told: list[tuple[int, int]] = []
    done = watched(taking, root).run("folder/main", lambda *far: told.append(far))
    assert (done.taken, done.left, done.problems, told[-1]) == (6, 0, [], (6, 6))
    assert sorted(outcomes(memory_company)) == sorted(
        [
            ("folder", "open", None),
            ("folder", "duplicate", "same-bytes"),
            ("folder", "not-an-invoice", "archive-unpacked"),
            ("archive", "open", None),
            ("archive", "not-an-invoice", "unknown-format"),
            ("archive", "duplicate", "same-bytes"),
            ("folder", "not-an-invoice", "unknown-format"),
            ("folder", "exception", "archive-not-supported"),
            ("folder", "not-an-invoice", "empty-file"),
        ]
    )
    assert {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()} == {
        "failed/x.rar", "done/a.pdf", "done/all.zip", "done/empty.pdf", "done/notes.txt", "done/sub/same.pdf",
    }  # fmt: skip
    assert len(events(memory_company, InvoiceReceived)) == 2
    assert taking.blobs.get(sha256(PDF + b"b").hexdigest()) == PDF + b"b"


def test_a_death_between_recording_and_putting_aside_repeats_nothing(
    memory_company: Company, taking: TakingIn, tmp_path: Path
) -> None:
    root = tmp_path / "in"
    root.mkdir()
    (root / "a.pdf").write_bytes(PDF)
    taking.take(Origin("ACME", "folder", "main"), "a.pdf", "a.pdf", PDF)  # recorded, then the worker was killed
    assert watched(taking, root).run("folder/main").taken == 1
    assert len(outcomes(memory_company)) == 1
    assert (root / "done/a.pdf").exists()


def test_who_is_not_known_or_not_allowed_leaves_the_file_where_it_is(taking: TakingIn, tmp_path: Path) -> None:
    root = tmp_path / "in"
    root.mkdir()
    (root / "a.pdf").write_bytes(PDF)
    sources = Sources(taking, [WatchedFolder("main", "NOBODY", root)], pause=lambda _: None)
    done = sources.run("folder/main")
    assert (done.left, done.problems) == (1, [Stays("a.pdf", "unknown-entity", {"entity": "NOBODY"})])
    assert (root / "a.pdf").exists()


def test_a_file_larger_than_any_reader_takes_is_kept_and_shown(
    memory_company: Company, taking: TakingIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("activities.sources.MAX_BYTES", 5)
    root = tmp_path / "in"
    root.mkdir()
    (root / "a.pdf").write_bytes(b"%PDF-1")
    (root / "b.pdf").write_bytes(b"%PDF-")
    watched(taking, root).run("folder/main")
    assert sorted(outcomes(memory_company), key=str) == [
        ("folder", "exception", "file-too-large"),
        ("folder", "open", None),
    ]
    assert taking.blobs.get(sha256(b"%PDF-1").hexdigest()) == b"%PDF-1"
    assert (root / "failed/a.pdf").exists()


def test_no_more_are_taken_than_readers_can_follow(taking: TakingIn, tmp_path: Path) -> None:
    root = tmp_path / "in"
    root.mkdir()
    for number in range(5):
        (root / f"{number}.pdf").write_bytes(PDF + b"%d" % number)
    now, free = [0.0], [0, 0, 3]

    def pause(seconds: float) -> None:
        now[0] += seconds

    more = {"open_files": lambda: MOST_OPEN - (free.pop(0) if free else 0), "clock": lambda: now[0]}
    sources = Sources(taking, [WatchedFolder("main", "ACME", root)], pause=pause, **more)  # type: ignore[arg-type]
    done = sources.run("folder/main")
    assert (done.taken, done.left) == (3, 2)
    assert now[0] >= PATIENCE
    assert len([path for path in root.iterdir() if path.is_file()]) == 2


def test_a_source_that_nobody_names_brings_nothing(taking: TakingIn) -> None:
    assert Sources(taking).run("folder/gone").taken == 0


def mail(message_id: str, *files: tuple[str, bytes]) -> bytes:
    """A message with attachments; all have the same subject."""
    made = EmailMessage()
    made["From"], made["Subject"], made["Message-ID"] = "billing@stahl.example", "Your invoice", message_id
    made.set_content("See attached.")
    for name, data in files:
        made.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return bytes(made)


@pytest.fixture
def post() -> Iterator[Post]:
    with imap_server() as running:
        yield running


def collect(company: Company, taking: TakingIn, post: Post) -> list[tuple[str, str, str | None]]:
    """One look at the mailbox, with read models as they are now; what there is afterwards."""
    views = Views("sqlite://")
    Runner((INTAKES,), company.log, views).catch_up()
    box = Mailbox("ap", "ACME", "127.0.0.1", post.port, implicit_tls=False, user="ap", password=PASSWORD)
    look = {
        "newest": lambda source, validity: newest_uid(views, source, validity),
        "open_files": lambda: open_files(views),
    }
    Sources(taking, mailboxes=[box], **look).run("mailbox/ap")  # type: ignore[arg-type]
    views.close()
    return outcomes(company)


def test_each_attachment_of_each_message_is_one(memory_company: Company, taking: TakingIn, post: Post) -> None:
    post.deliver(mail("<1@x>", ("a.pdf", PDF), ("b.pdf", PDF + b"b")))
    post.deliver(mail("<2@x>"))
    post.deliver(mail("<3@x>", ("winmail.dat", b"\x78\x9f\x3e\x22")))
    post.deliver(mail("<4@x>", ("all.zip", zipped(("c.pdf", PDF + b"c")))))
    first = collect(memory_company, taking, post)
    assert first == [
        ("mailbox", "open", None),
        ("mailbox", "open", None),
        ("mailbox", "not-an-invoice", "mail-without-attachment"),
        ("mailbox", "exception", "mail-tnef"),
        ("mailbox", "not-an-invoice", "archive-unpacked"),
        ("archive", "open", None),
    ]
    assert collect(memory_company, taking, post) == first
    assert post.fetched == {1: 1, 2: 1, 3: 1, 4: 1}


def test_an_attachment_of_no_bytes_stops_no_mailbox(memory_company: Company, taking: TakingIn, post: Post) -> None:
    post.deliver(mail("<1@x>", ("empty.pdf", b"")))
    post.deliver(mail("<2@x>", ("a.pdf", PDF)))
    empty = ("mailbox", "not-an-invoice", "empty-file")
    assert collect(memory_company, taking, post) == [empty, ("mailbox", "open", None)]


def test_the_same_subject_again_is_another_message_and_the_same_message_again_is_none(
    memory_company: Company, taking: TakingIn, post: Post
) -> None:
    post.deliver(mail("<1@x>", ("a.pdf", PDF)))
    collect(memory_company, taking, post)
    post.deliver(mail("<1@x>", ("a.pdf", PDF)))  # delivered twice, or moved back
    post.deliver(mail("<2@x>", ("a.pdf", PDF + b"next month")))
    assert collect(memory_company, taking, post) == [("mailbox", "open", None), ("mailbox", "open", None)]
    post.validity = 2  # the mailbox was rebuilt: all UIDs are new, and all is read anew
    assert collect(memory_company, taking, post) == [("mailbox", "open", None), ("mailbox", "open", None)]
    assert post.fetched == {1: 2, 2: 2, 3: 2}


def test_a_message_that_is_refused_is_not_passed_over(memory_company: Company, taking: TakingIn, post: Post) -> None:
    post.deliver(mail("<1@x>", ("a.pdf", PDF)))
    post.deliver(mail("<2@x>", ("b.pdf", PDF + b"b")))
    box = Mailbox("ap", "NOBODY", "127.0.0.1", post.port, implicit_tls=False, user="ap", password=PASSWORD)
    done = Sources(taking, mailboxes=[box]).run("mailbox/ap")
    assert (done.taken, done.left, done.problems) == (0, 2, [Stays("ap/1", "unknown-entity", {"entity": "NOBODY"})])
    assert len(collect(memory_company, taking, post)) == 2


def test_a_message_too_large_to_fetch_is_shown_by_its_header(
    memory_company: Company, taking: TakingIn, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert LARGEST > 1_000_000
    whole = mail("<1@x>", ("a.pdf", PDF))
    monkeypatch.setattr("activities.sources.LARGEST", len(whole) - 1)
    post.deliver(whole)
    assert collect(memory_company, taking, post) == [("mailbox", "exception", "mail-too-large")]
    assert post.fetched == {1: 0}


def test_a_server_that_is_away_is_an_answer_and_the_next_run_takes_all(
    taking: TakingIn, memory_company: Company
) -> None:
    with imap_server() as post:
        post.deliver(mail("<1@x>", ("a.pdf", PDF)))
        port = post.port
    box = Mailbox("ap", "ACME", "127.0.0.1", port, implicit_tls=False, user="ap", password=PASSWORD)
    away = Sources(taking, mailboxes=[box]).run("mailbox/ap").away
    figures = {"name": "ap", "detail": "ConnectionRefusedError"}
    assert away == Stays("ap", "mailbox-unreachable", figures)
    assert outcomes(memory_company) == []


def test_one_file_that_cannot_be_moved_stops_none_behind_it(
    memory_company: Company, taking: TakingIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "in"
    root.mkdir()
    for name in ("a.pdf", "b.pdf"):
        (root / name).write_bytes(PDF + name.encode())
    put_aside = Folder.put_aside

    def moved(folder: Folder, found: Found, digest: str, *, failed: bool) -> Path | None:
        if found.name == "a.pdf":
            raise PermissionError
        return put_aside(folder, found, digest, failed=failed)

    monkeypatch.setattr(Folder, "put_aside", moved)
    done = watched(taking, root).run("folder/main")
    assert (done.taken, done.left) == (2, 0)
    assert done.problems == [Stays("a.pdf", "source-not-permitted", {"name": "a.pdf"})]
    assert len(outcomes(memory_company)) == 2
    assert (root / "done/b.pdf").exists()


def test_a_full_disk_is_said_of_each_file_and_of_a_message(
    taking: TakingIn, post: Post, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> str:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Blobs, "put", full)
    root = tmp_path / "in"
    root.mkdir()
    for name in ("a.pdf", "b.pdf"):
        (root / name).write_bytes(PDF)
    done = watched(taking, root).run("folder/main")
    full_of = [Stays(name, "source-disk-full", {"name": name}) for name in ("a.pdf", "b.pdf", "ap/1")]
    assert (done.taken, done.left, done.problems, done.away) == (0, 2, full_of[:2], None)
    post.deliver(mail("<1@x>", ("a.pdf", PDF)))
    box = Mailbox("ap", "ACME", "127.0.0.1", post.port, implicit_tls=False, user="ap", password=PASSWORD)
    done = Sources(taking, mailboxes=[box]).run("mailbox/ap")
    assert (done.taken, done.left, done.problems, done.away) == (0, 1, full_of[2:], None)


def test_what_a_look_brought_is_kept_and_waits_in_the_inbox_until_it_is_mended(
    memory_company: Company, taking: TakingIn, tmp_path: Path
) -> None:
    root, views = tmp_path / "in", Views("sqlite://")
    Runner((INTAKES, INBOX, MASTER_DATA), memory_company.log, views).catch_up()
    look = watched(taking, root, keep=partial(keep_look, views, lambda: memory_company.now))
    keep_only(views, look.named(), micros(memory_company.now))
    assert [(row["looked_at"], row["code"]) for row in sources(views.engine)] == [(None, None)]

    def row() -> tuple[object, ...]:
        look.run("folder/main")
        (found,) = sources(views.engine)
        assert (found["source"], found["entity"]) == ("folder/main", "ACME")
        return tuple(found[name] for name in ("looked_at", "since", "taken", "left", "staying", "what", "code"))

    def told(person: str) -> list[tuple[str, list[str], str]]:
        tasks = tasks_of(views.engine, person, memory_company.now.date(), 0)
        return [(task["number"], task["codes"], task["title"]) for task in tasks if task["kind"] == STUCK]

    first = memory_company.now.isoformat().replace("+00:00", "Z")
    assert row() == (first, first, 0, 0, 1, "main", "source-not-there")
    memory_company.pass_time(hours=1)
    later = memory_company.now.isoformat().replace("+00:00", "Z")
    assert row() == (later, first, 0, 0, 1, "main", "source-not-there")
    assert told("ines") == [("folder/main", ["source-not-there"], "main")]
    assert told("rita") == []
    root.mkdir()
    (root / "a.pdf").write_bytes(PDF)
    assert row() == (later, later, 1, 0, 0, "", None)
    assert told("ines") == []
    keep_only(views, {}, micros(memory_company.now))
    assert sources(views.engine) == []
    views.close()
