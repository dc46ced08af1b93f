"""XML from strangers: size, document type and depth are refused before the tree is built."""

import re
from functools import lru_cache
from xml.parsers import expat

from lxml import etree

MAX_BYTES = 20 * 1024 * 1024
MAX_DEPTH = 100
CHINESE = re.compile(rb"(<\?xml[^>]{0,100}?encoding\s*=\s*)[\"'](?:gbk|gb2312|gb18030)[\"']", re.IGNORECASE)


class UnsafeXmlError(ValueError):
    """The XML cannot be read; `code` is the finding that says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@lru_cache(maxsize=2)
def parse(data: bytes) -> etree._Element:
    """The root element of `data`. Raises UnsafeXmlError for all that is too large, too deep, typed or malformed.

    Any document type is refused, because lxml without entity resolution silently drops the text of entities. So is
    text beside elements: readers differ in what they take of it. Comments and instructions are no part of any value.
    Who asks again for the same bytes is given the same tree, which nobody changes.
    """
    if len(data) > MAX_BYTES:
        raise UnsafeXmlError("xml-too-large")
    try:
        data = _trimmed(data)
        _screen(data)
        root = etree.fromstring(data, _parser())
    except (expat.ExpatError, etree.XMLSyntaxError, LookupError, ValueError) as problem:
        raise problem if isinstance(problem, UnsafeXmlError) else UnsafeXmlError("xml-malformed") from problem
    if root.xpath("boolean(//*[*]/text()[normalize-space()])"):
        raise UnsafeXmlError("xml-mixed-content")
    return root


def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )


def _trimmed(data: bytes) -> bytes:
    """White space before the declaration is common in the wild and harmless; expat knows no Chinese encoding."""
    data = data.lstrip(b" \t\r\n") if data[:1].isspace() else data
    if not (declared := CHINESE.match(data)):
        return data
    return declared[1] + b'"UTF-8"' + data[declared.end() :].decode("gb18030").encode()


def _screen(data: bytes) -> None:
    depth = 0

    def refuse_type(*_: object) -> None:
        raise UnsafeXmlError("xml-doctype")

    def enter(*_: object) -> None:
        nonlocal depth
        depth += 1
        if depth > MAX_DEPTH:
            raise UnsafeXmlError("xml-too-deep")

    def leave(*_: object) -> None:
        nonlocal depth
        depth -= 1

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse_type
    parser.StartElementHandler = enter
    parser.EndElementHandler = leave
    parser.Parse(data, True)
