"""Other work on files from strangers than reading them: unpacking, drawing a page; each in a limited process of its own."""

import json
from typing import Generic, Self, TypeVar

from pydantic import BaseModel, ValidationError

from bots.confinement import Limits
from bots.limited import ALRM, KILL, XCPU, LimitedReader
from bots.limited_server import OUT_OF_MEMORY, TRAILER
from bots.reading import MAX_BYTES

M = TypeVar("M", bound=BaseModel)
ENDED = {OUT_OF_MEMORY: "reader-memory", XCPU: "reader-timeout", ALRM: "reader-timeout", KILL: "reader-timeout"}


class NotDone(Exception):
    """The work was not done: the file is too large, or its process ended before it answered; `code` says which."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class LimitedTask(LimitedReader, Generic[M]):
    """A function `module:function` of the bytes of a file that gives a model, run in a limited process for each file."""

    def __init__(self, function: str, gives: type[M], limits: Limits) -> None:
        super().__init__(limits, function)
        self._gives = gives

    def __enter__(self) -> Self:
        super().__enter__()
        return self

    def run(self, data: bytes, **options: object) -> M:
        """What the function gives. Raises NotDone."""
        if len(data) > MAX_BYTES:
            raise NotDone("file-too-large")
        try:
            answer = self._ask(json.dumps(options).encode() + b"\n" + data)
        except TimeoutError:
            raise NotDone("reader-timeout") from None
        except OSError:
            raise NotDone("reader-crashed") from None
        return self._checked(answer)

    def _checked(self, answer: bytes) -> M:
        if len(answer) > self._limits.answer + TRAILER.size or len(answer) < TRAILER.size:
            raise NotDone("reader-crashed")
        status, _ = TRAILER.unpack(answer[-TRAILER.size :])
        if status != 0:
            raise NotDone(ENDED.get(status, "reader-crashed"))
        try:
            return self._gives.model_validate_json(answer[: -TRAILER.size])
        except ValidationError:
            raise NotDone("reader-crashed") from None
