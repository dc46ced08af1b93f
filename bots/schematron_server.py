"""The process that runs the official schemas and rules: one processor in its main thread, all compiled and kept warm.

Started by `bots.schematron` as `python -m bots.schematron_server FD LIMITS`. Each request over the socket FD is a
line of JSON with the name of the rule set (null for the schema alone) and the seconds allowed, and then a document
that the limited reader has parsed and written again. The answer is JSON: findings and processor seconds.
"""

import json
import os
import re
import resource
import signal
import socket
import sys
import time
from pathlib import Path
from typing import Any

from saxonche import PySaxonApiError, PySaxonProcessor, PyXsltExecutable

from bots import xml_schema
from bots.confinement import Limits, confine_for_many, leave_network
from bots.frames import received, send
from bots.schematron_rules import FOLDER, RULE_SETS, RuleSet, heard, stylesheet
from contracts.reading import Finding

VALUES = re.compile(r"\bnot allowed\b|\bcannot (?:convert|be cast|cast|compare)\b|\binvalid\b|\bdivi", re.IGNORECASE)
"""How the processor says that values of the document are at fault, and not it itself."""


class Judge:
    """Rule sets by name, each compiled when it is first asked for."""

    def __init__(self) -> None:
        self._processor = PySaxonProcessor(license=False)
        # Whatever a document or a rule may name: nothing is fetched while judging.
        self._processor.set_configuration_property("http://saxon.sf.net/feature/allowedProtocols", "")
        self._compiler = self._processor.new_xslt30_processor()
        self._compiled: dict[RuleSet, PyXsltExecutable] = {}

    def judge(self, name: str | None, document: str) -> dict[str, Any]:
        """What the schema and the rules find in the document, and the seconds that took without compiling them."""
        rules = self._ready(RULE_SETS[name]) if name else None
        started = time.process_time()
        found, ended = list(xml_schema.broken(document)), True
        if rules and name:
            parsed = self._processor.parse_xml(xml_text=document)
            try:
                found += heard(name, rules.transform_to_string(xdm_node=parsed))
            except PySaxonApiError as problem:
                found, ended = [*found, _of_document(name, problem)], False
        told = [finding.model_dump(mode="json") for finding in found]
        return {"findings": told, "complete": ended, "cpu": time.process_time() - started}

    def _ready(self, rules: RuleSet) -> PyXsltExecutable:
        return self._compiled.get(rules) or self._compile(rules)

    def _compile(self, rules: RuleSet) -> PyXsltExecutable:
        compiled = self._compiler.compile_stylesheet(stylesheet_text=stylesheet(rules))
        if rules.codes:
            codes = (FOLDER / Path(rules.sheet).parent / rules.codes).read_text(encoding="utf-8")
            compiled.set_parameter("codedb", self._processor.parse_xml(xml_text=codes))
        self._compiled[rules] = compiled
        return compiled


def main(arguments: list[str]) -> None:
    """Answer until the other end closes; a document that takes too much ends this process, which is the answer."""
    connection, limits = socket.socket(fileno=int(arguments[0])), Limits(*json.loads(arguments[1]))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to the whole group; the owner ends us in order
    leave_network()
    judge = Judge()
    confine_for_many(limits)
    while (request := received(connection)) is not None:
        head, _, document = request.partition(b"\n")
        asked = json.loads(head)
        _allow(limits, asked["wall"])
        answer = json.dumps(_answer(judge, asked["rules"], document)).encode()
        signal.setitimer(signal.ITIMER_REAL, 0)
        send(connection, answer)


def _answer(judge: Judge, name: str | None, document: bytes) -> dict[str, Any]:
    try:
        return judge.judge(name, document.decode())
    except Exception as problem:  # noqa: BLE001 - Saxon raises its own class for anything; all mean "not judged"
        return {"failed": type(problem).__name__[:80], "cpu": 0.0}


def _of_document(name: str, problem: PySaxonApiError) -> Finding:
    """Values that the rules cannot compute with, such as an element that stands twice: the fault of the document, and
    the same on every machine. Raises what tells of the processor."""
    text = " ".join(str(problem).split())
    if not VALUES.search(text):
        raise problem
    return Finding.of("schematron-error", "reject", {"rules": name, "text": text[:300]})


def _allow(limits: Limits, wall: float) -> None:
    """Seconds for one more document: the kernel ends the process when they are over."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(usage.ru_utime + usage.ru_stime) + 1 + limits.cpu, hard))
    signal.setitimer(signal.ITIMER_REAL, wall)


if __name__ == "__main__":
    main(sys.argv[1:])
    os._exit(0)
