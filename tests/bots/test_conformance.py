"""The profile that a PDF announces is held against the one that its invoice states."""

import io

import pikepdf
import pytest

from adapters.samples import zugferd_pdf
from bots.reading import conformance
from bots.reading.any_file import read
from tests.bots.specimens import SPEC


def _announcing(metadata: bytes) -> bytes:
    buffer = io.BytesIO()
    with pikepdf.open(io.BytesIO(zugferd_pdf(SPEC))) as document:
        document.Root.Metadata = document.make_stream(metadata)
        document.save(buffer, fix_metadata_version=False)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("metadata", "told"),
    [
        (b"<fx:ConformanceLevel>EN 16931</fx:ConformanceLevel>", None),
        (b"<fx:ConformanceLevel>EXTENDED</fx:ConformanceLevel>", "extended"),
        (b"<rdf:Description fx:ConformanceLevel='BASIC WL' />", "basicwl"),
        (b"<fx:Version>1.0</fx:Version>", None),
        (b"", None),
    ],
)
def test_another_profile_than_announced_is_an_exception(metadata: bytes, told: str | None) -> None:
    found = [one for one in read(_announcing(metadata)).findings if one.code == "profile-differs"]
    assert [(one.severity, dict(one.evidence)["page"]) for one in found] == ([("exception", told)] if told else [])


@pytest.mark.parametrize(("metadata", "found"), [(b"A" * 100, ["profile-differs"]), (b"A" * 101, [])])
def test_a_description_that_is_too_long_is_not_looked_at(
    metadata: bytes, found: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conformance, "MAX_BYTES", 100)
    told = b"<fx:ConformanceLevel>EXTENDED<"
    document = pikepdf.new()
    document.Root.Metadata = document.make_stream(told + metadata[len(told) :])
    assert [one.code for one in conformance.level_differs(document, "urn:cen.eu:en16931:2017")] == found


def test_a_file_without_a_description_tells_no_profile() -> None:
    assert list(conformance.level_differs(pikepdf.new(), "urn:cen.eu:en16931:2017")) == []
