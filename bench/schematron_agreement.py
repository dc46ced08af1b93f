"""How far the official rules, as run here, agree with the unit tests of their authors: `python -m
bench.schematron_agreement FOLDER` with test sets (`testSet/test`, one document each) and whole documents.

Prints counts and every disagreement; exit status 1 when there is one, or a document that was not judged.
"""

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from bots.reading.sniff import invoice_format
from bots.reading.tree import each, first, local
from bots.reading.xml_safe import UnsafeXmlError, parse
from bots.schematron import Schematron
from bots.schematron_rules import rules_for

Node = etree._Element
FIRES = ("error", "fatal", "warning")


def tests(file: Path) -> Iterator[tuple[Node, list[tuple[str, bool]]]]:
    """Each document of a test set, with the rules that must fire (True) or stay silent (False)."""
    root = parse(file.read_bytes())
    if local(root) != "testSet":
        return
    for test in each(root, "test"):
        wanted = first(test, "assert")
        expected = [
            ("".join((node.text or "").split()), local(node) in FIRES)
            for node in ([] if wanted is None else wanted)
            if local(node) in (*FIRES, "success")
        ]
        document = next((node for node in test if local(node) != "assert"), None)
        if document is not None:
            yield document, expected


def broken(schematron: Schematron, document: Node) -> set[str] | None:
    """The rules that a document breaks; None when it could not be judged."""
    kind = invoice_format(document)
    rules = rules_for(kind, None, local(document))
    if rules is None:
        return None
    judged = schematron.judge(rules, etree.tostring(document, encoding="unicode", with_tail=False))
    broken = (one for one in judged.findings if one.code == "official-rule-broken")  # parts of documents break schemas
    return {dict(one.evidence)["rule"] for one in broken} if judged.complete else None


def main(folder: Path) -> int:
    """Run everything below `folder` and say what agrees."""
    counts: Counter[str] = Counter()
    with Schematron() as schematron:
        for file in sorted(folder.rglob("*.xml")):
            try:
                for number, (document, expected) in enumerate(tests(file), start=1):
                    _compare(counts, f"{file.relative_to(folder)} {number}", broken(schematron, document), expected)
            except UnsafeXmlError as unsafe:
                print(f"{file.relative_to(folder)}: {unsafe.code}")
                counts["unreadable"] += 1
    print(dict(counts))
    return 0 if counts["agree"] and set(counts) == {"agree"} else 1


def _compare(counts: Counter[str], name: str, found: set[str] | None, expected: list[tuple[str, bool]]) -> None:
    for rule, fires in expected:
        outcome = "not judged" if found is None else "agree" if (rule in found) == fires else "disagree"
        counts[outcome] += 1
        if outcome != "agree":
            print(f"{name}: {rule} {'must fire' if fires else 'must be silent'}: {outcome}")


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
