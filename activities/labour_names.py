"""Who is meant on a sheet that people write by hand: a worker's code or name, told apart by trade and team."""

from collections.abc import Iterable, Mapping

from adapters.labour_marks import plain
from adapters.labour_month import Month, WorkerRow
from adapters.tables.rows import RowError

Worker = Mapping[str, str]


class Roster:
    """The workers of a legal entity by code and by name."""

    def __init__(self, workers: Iterable[Worker]) -> None:
        self._by_code: dict[str, list[Worker]] = {}
        self._by_name: dict[str, list[Worker]] = {}
        for worker in workers:
            self._by_code.setdefault(plain(worker["worker"]), []).append(worker)
            self._by_name.setdefault(plain(worker["name"]), []).append(worker)

    def find(self, month: Month, row: WorkerRow) -> str | RowError:
        """The code of the worker of a row, or why nobody knows who it is. A namesake in another team is somebody else."""
        written = row.code or row.name
        found = self._candidates(row)
        for name, said in (("team", row.team or month.title.team), ("trade", row.trade)):
            if len(found) > 1 and said:
                found = [worker for worker in found if plain(said) in plain(worker[name])]
        if not found:
            return _wrong(month, row, "row-worker-unknown", name=written)
        if len(found) > 1:
            known = ", ".join(sorted(worker["worker"] for worker in found))
            return _wrong(month, row, "row-worker-ambiguous", name=written, known=known)
        return _contradicted(month, row, found[0]) or found[0]["worker"]

    def _candidates(self, row: WorkerRow) -> list[Worker]:
        """By code where the row has one; what stands in the column of names may be a code as well."""
        alike = self._by_code.get(plain(row.code or row.name), [])
        exact = [worker for worker in alike if worker["worker"] == (row.code or row.name)]
        named = [] if row.code else self._by_name.get(plain(row.name), [])
        return list({worker["worker"]: worker for worker in (*(exact or alike), *named)}.values())


def _contradicted(month: Month, row: WorkerRow, worker: Worker) -> RowError | None:
    """What the row says besides must be true of him: else another one may be meant."""
    name, trade = (plain(worker[each]) for each in ("name", "trade"))
    if row.name and plain(row.name) not in (name, plain(worker["worker"])):
        return _wrong(month, row, "row-worker-differs", worker=worker["worker"], said=row.name, known=worker["name"])
    if row.trade and plain(row.trade) not in trade:
        return _wrong(month, row, "row-worker-differs", worker=worker["worker"], said=row.trade, known=worker["trade"])
    return None


def _wrong(month: Month, row: WorkerRow, code: str, **figures: str) -> RowError:
    return RowError(month.sheet, row.row, "A", code, figures)
