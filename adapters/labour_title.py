"""The title of a foreman's month sheet: which month, project, site, team and foreman, in one cell or in many."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import zip_longest

_LABELS = {
    "project": ("项目名称", "工程名称", "项目", "工程", "project"),
    "site": ("施工现场", "施工地点", "工地", "现场", "工区", "site"),
    "foreman": ("班组长", "带班人", "带班", "foreman"),
    "team": ("班组名称", "班组", "team"),
    "cost_code": ("成本科目", "科目", "cost code"),
}
_OF = {label: name for name, labels in _LABELS.items() for label in labels}
_LABEL = re.compile(rf"(?<!\w)({'|'.join(sorted(_OF, key=len, reverse=True))})[ ]*(?::\s*|\t)", re.IGNORECASE)
_END = re.compile(r"\t|\s{2,}|[,;]")
_MONTHS = (
    re.compile(r"(?<!\d)(20\d\d)\s*年\s*(0?[1-9]|1[0-2])\s*月"),
    re.compile(r"(?<!\d)(20\d\d)[-/.](0?[1-9]|1[0-2])(?!\d)"),
)


@dataclass(frozen=True)
class Title:
    """What the title says; empty where it says nothing. `month` is "2026-11"."""

    month: str = ""
    project: str = ""
    site: str = ""
    team: str = ""
    foreman: str = ""
    cost_code: str = ""


def title_of(rows: Iterable[tuple[str, ...]]) -> Title:
    """The title from the rows above the headings. Two months in one title are none: nobody knows which is meant."""
    lines = [unicodedata.normalize("NFKC", "\t".join(cell for cell in row if cell)) for row in rows]
    found: dict[str, str] = {}
    for line in lines:
        labels = list(_LABEL.finditer(line))
        for label, following in zip_longest(labels, labels[1:]):
            said = line[label.end() : following.start() if following else len(line)].strip()
            found.setdefault(_OF[label[1].lower()], _END.split(said, maxsplit=1)[0].strip())
    return Title(month=_month("\n".join(lines)), **found)


def _month(text: str) -> str:
    told = {f"{year}-{int(month):02}" for pattern in _MONTHS for year, month in pattern.findall(text)}
    return told.pop() if len(told) == 1 else ""
