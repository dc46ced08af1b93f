"""An OFD e-invoice: what it states by name (attached XML, custom data, tags) and what its pages show, one against
the other. Signatures are no matter of reading."""

from collections.abc import Iterator, Sequence

from PIL import Image

from bots.reading.fapiao import (
    families,
    ofd_codes,
    ofd_layers,
    ofd_page,
    ofd_shown,
    ofd_tags,
    ofd_visible,
    page,
    stated,
)  # fmt: skip
from bots.reading.fapiao.archive import Archive, ArchiveError, beside
from bots.reading.fapiao.found import compared
from bots.reading.fapiao.ofd_visible import Layer
from bots.reading.fapiao.placed import Page
from bots.reading.outcome import stop
from bots.reading.tree import Node, each, text
from bots.reading.values import Draft
from bots.reading.visible import told
from bots.reading.xml_safe import UnsafeXmlError, parse
from contracts.reading import Finding

MAX_PAGES = 50
MAX_PARTS = 200  # of attachments and resources
ROOT = "OFD.xml"
WITNESS, SUMS = frozenset({"number", "issue_date"}), frozenset({"net_amount", "gross_amount"})  # what a code would say


class Package:
    """The parts of an OFD file that readers ask for."""

    def __init__(self, data: bytes) -> None:
        self.archive = Archive(data)
        self.root = self._parsed(ROOT)
        bodies = list(each(self.root, "DocBody"))
        self.body = bodies[0] if bodies else None
        self.documents = len(bodies)
        location = text(self.body, "DocRoot") or "Doc_0/Document.xml"
        self.place, self.document = self.open(ROOT, location)
        self.contents = list(self._pages())

    def open(self, part: str, location: str | None) -> tuple[str, Node | None]:
        """The part that `location` names inside `part`, parsed; None where there is none."""
        for path in beside(part, location or ""):
            if path in self.archive.names:
                return path, self._parsed(path)
        return part, None

    def _parsed(self, path: str) -> Node | None:
        content = self.archive.read(path)
        return None if content is None else parse(content)

    def several(self) -> Iterator[Finding]:
        """Other documents or versions of this one that a program may show instead."""
        roots = sum(1 for body in each(self.root, "DocBody") for _ in each(body, "DocRoot"))
        versions = sum(1 for _ in each(self.root, "DocBody/Versions/Version"))
        if (count := max(self.documents, roots) + versions) > 1:
            yield stop("several-documents", documents=str(count))

    def _pages(self) -> Iterator[tuple[str, list[Node]]]:
        """ID of each page with the page itself and the templates that it lies on."""
        templates = {one.get("ID"): one.get("BaseLoc") for one in each(self.document, "CommonData/TemplatePage")}
        for one in list(each(self.document, "Pages/Page"))[:MAX_PAGES]:
            _, content = self.open(self.place, one.get("BaseLoc"))
            if content is None:
                continue
            under = [templates.get(use.get("TemplateID")) for use in each(content, "Template")]
            layers = [
                layer for location in under if location and (layer := self.open(self.place, location)[1]) is not None
            ]
            yield one.get("ID") or "", [content, *layers]

    def attachments(self) -> Iterator[Node | Finding]:
        """Every attached XML document, and what cannot be read in place of one."""
        for path in [name for name in self.archive.names if _attached(name)][:MAX_PARTS]:
            content = self.archive.read(path)
            try:
                yield parse(content or b"")
            except UnsafeXmlError as unsafe:
                yield stop("attachments-unreadable", reason=unsafe.code)

    def image(self, resource: str) -> Image.Image | None:
        """The image that a resource number names; None where it is none that can be read."""
        for location in (*each(self.document, "CommonData/DocumentRes"), *each(self.document, "CommonData/PublicRes")):
            path, res = self.open(self.place, location.text)
            for media in each(res, "MultiMedias/MultiMedia"):
                if media.get("ID") == resource and (name := text(media, "MediaFile")):
                    folder = (res.get("BaseLoc") if res is not None else None) or ""
                    return self._picture([*beside(path, f"{folder}/{name}"), *beside(path, name)])
        return None

    def _picture(self, paths: Sequence[str]) -> Image.Image | None:
        content = next((found for path in paths if (found := self.archive.read(path))), None)
        return ofd_codes.opened(content) if content else None


def _attached(name: str) -> bool:
    lower = name.lower()
    return lower.endswith(".xml") and ("/attach" in f"/{lower}" or "original_invoice" in lower or "_issuer" in lower)


def draft(data: bytes, ignore_qr: bool = False) -> Draft:
    """Everything that the file says. Raises ArchiveError and UnsafeXmlError for files that cannot be read."""
    package = Package(data)
    if package.root is None or package.document is None:
        raise ArchiveError("archive-malformed")
    found = list(package.attachments())
    attached = [one for one in found if not isinstance(one, Finding) and stated.is_invoice(one)]
    painted = [ofd_layers.layers(package, identity, content) for identity, (content, *_) in package.contents]
    pages = list(_pages(package, painted))
    shown = page.draft([one for one, _ in pages]) or Draft({})
    fare = (kind := shown.fields.get("kind")) is not None and kind.value == families.RAIL_KIND
    named = [
        *(stated.draft(root) for root in attached),
        ofd_tags.custom_data(package.body, fare=fare),
        ofd_tags.tags(package),
    ]
    witnessed = any(_witnesses(one, shown) for one in named)
    together = compared([one for one in (*named, shown) if one.fields or one.findings])
    unread = (one for one in found if isinstance(one, Finding))
    hidden = told({one.number: count for one, count in pages})
    seen = (
        *ofd_shown.not_shown(named, shown),
        *ofd_shown.sealed(package, shown),
        *ofd_shown.mapped(package),
        *ofd_shown.other_numbers([one for one, _ in pages], together),
        *ofd_shown.void(painted),
    )
    together.findings = (*together.findings, *unread, *hidden, *package.several(), *seen)
    if ignore_qr or not together.fields:
        return together
    return ofd_codes.with_code(package, attached, together, witnessed=witnessed)


def _witnesses(one: Draft, shown: Draft) -> bool:
    """Whether a source states what a code would, and the pages show it too; `compared` tells where they differ."""
    both = one.fields.keys() & shown.fields.keys()
    return both >= WITNESS and not both.isdisjoint(SUMS)


def _pages(package: Package, painted: Sequence[Sequence[Layer]]) -> Iterator[tuple[Page, int]]:
    """Each page with the characters that are seen, and how many are not."""
    opaque = ofd_layers.opaque(package)
    for number, ((identity, (content, *_)), layers) in enumerate(zip(package.contents, painted, strict=True), start=1):
        width, height = ofd_page.size(content, package.document)
        seen = ofd_visible.characters(layers, (width, height), ofd_layers.colours(package, identity), opaque)
        yield Page(number, width, height, seen.glyphs), seen.hidden
