"""Walking an XML tree by local names, so that one path serves every version of a namespace."""

from collections.abc import Iterator

from lxml import etree

Node = etree._Element


def local(node: Node) -> str:
    """The name of an element without its namespace; empty for comments and instructions."""
    tag = node.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def namespace(node: Node) -> str:
    """The namespace of an element, empty when it has none."""
    tag = node.tag
    return tag[1:].partition("}")[0] if isinstance(tag, str) and tag.startswith("{") else ""


def each(node: Node | None, path: str) -> Iterator[Node]:
    """All elements at `path`: steps parted by `/`, other names of one step by `|`."""
    if node is None:
        return
    step, _, rest = path.partition("/")
    names = step.split("|")
    for child in node:
        if local(child) in names:
            if rest:
                yield from each(child, rest)
            else:
                yield child


def first(node: Node | None, path: str) -> Node | None:
    """The first element at `path`, or None."""
    return next(each(node, path), None)


def text(node: Node | None, *paths: str) -> str | None:
    """The trimmed text at the first of `paths` that has any, or None."""
    for path in paths:
        for found in each(node, path):
            value = " ".join((found.text or "").split())
            if value:
                return value[:2_000]
    return None
