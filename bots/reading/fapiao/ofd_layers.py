"""In which order an OFD page is painted: templates below it, itself, templates above it, and notes over all of them."""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Protocol

from PIL import Image

from bots.reading.fapiao.ofd_page import floats
from bots.reading.fapiao.ofd_visible import Layer, is_switched_off
from bots.reading.tree import Node, each, first

MAX_PARAMETERS, MAX_NOTES, MAX_CHAIN = 1_000, 200, 8
OPAQUE = 128  # of 255, on average


class Parts(Protocol):
    """What layers are found in."""

    place: str
    document: Node | None

    def open(self, part: str, location: str | None) -> tuple[str, Node | None]:
        """The part that `location` names inside `part`."""

    def image(self, resource: str) -> Image.Image | None:
        """The image that a resource number names."""


def layers(package: Parts, page: str, content: Node) -> list[Layer]:
    """What is painted on the page with this ID, first to last."""
    places = {one.get("ID"): one.get("BaseLoc") for one in each(package.document, "CommonData/TemplatePage")}
    below: list[Layer] = []
    above: list[Layer] = []
    for use in each(content, "Template"):
        root = package.open(package.place, places.get(use.get("TemplateID")))[1]
        if root is not None:
            (above if use.get("ZOrder") == "Foreground" else below).append(Layer(root))
    return [*below, Layer(content), *above, *_notes(package, page)]


def _notes(package: Parts, page: str) -> Iterator[Layer]:
    for listed in each(package.document, "Annotations"):
        place, index = package.open(package.place, listed.text)
        for one in each(index, "Page"):
            if one.get("PageID") != page:
                continue
            for location in each(one, "FileLoc"):
                root = package.open(place, location.text)[1]
                for count, note in enumerate(each(root, "Annot")):
                    look = first(note, "Appearance")
                    if look is not None and count < MAX_NOTES and not is_switched_off(note):
                        left, top, _, _ = floats(look.get("Boundary"), 4)
                        yield Layer(look, left, top, note=True)


def _resources(package: Parts, page: str) -> Iterator[tuple[list[Node], str]]:
    """What names resources, of the document and of the page, with the part that the names are relative to."""
    for kind in ("CommonData/PublicRes", "CommonData/DocumentRes"):
        yield list(each(package.document, kind)), package.place
    for one in each(package.document, "Pages/Page"):
        if one.get("ID") == page:
            place, content = package.open(package.place, one.get("BaseLoc"))
            yield list(each(content, "PageRes")), place


def colours(package: Parts, page: str) -> dict[str, Node]:
    """The fill colour of every set of drawing parameters that the page with this ID may name and that has one, of its own
    or of the set that it goes on."""
    sets: dict[str, Node] = {}
    for root, place in _resources(package, page):
        for location in root:
            resources = package.open(place, location.text)[1]
            sets |= {one.get("ID") or "": one for one in list(each(resources, "DrawParams/DrawParam"))[:MAX_PARAMETERS]}
    found: dict[str, Node] = {}
    for key, start in sets.items():
        one: Node | None = start
        for _ in range(MAX_CHAIN):
            colour = first(one, "FillColor")
            if one is None or colour is not None:
                break
            one = sets.get(one.get("Relative") or "")
        if colour is not None:
            found[key] = colour
    return found


def opaque(package: Parts) -> Callable[[str], bool]:
    """Whether an image hides what is below it; one that cannot be read is taken to do so."""

    @cache
    def asked(resource: str) -> bool:
        image = package.image(resource)
        if image is None or not ("A" in image.getbands() or "transparency" in image.info):
            return True
        levels = image.convert("RGBA").getchannel("A").histogram()
        return sum(level * count for level, count in enumerate(levels)) >= OPAQUE * sum(levels)

    return asked
