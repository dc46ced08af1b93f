"""The relay's bookmark: several workers of one database keep it at once, and none of them ends by it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from projections.bookmark import Bookmark
from projections.views import Views

WORKERS = 4


def test_workers_that_start_and_save_at_once(url: str) -> None:
    together = Barrier(WORKERS)

    def work(number: int) -> None:
        views = Views(url)
        try:
            together.wait()
            bookmark = Bookmark(views)
            for position in range(100):
                bookmark.save(position * WORKERS + number, f"namespace {number}")
        finally:
            views.close()

    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(work, range(WORKERS)))
    views = Views(url)
    left = Bookmark(views)
    views.close()
    number = left.position % WORKERS
    assert (left.position // WORKERS, left.namespace_id) == (99, f"namespace {number}")


def test_a_bookmark_ahead_of_a_restored_log_goes_back_and_asks_for_a_sweep(views: Views) -> None:
    bookmark = Bookmark(views)
    bookmark.save(12, "namespace")
    bookmark.go_back(12)
    assert (bookmark.position, bookmark.namespace_id) == (12, "namespace")
    bookmark.go_back(5)
    assert (bookmark.position, bookmark.namespace_id) == (5, "")
