"""The two networks of the optional extra `ocr`: where text stands on a picture, and what one line of it says.

Both run on one processor without threads, so that a process that has loaded them may be forked.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
import onnxruntime
import rapidocr
from numpy.typing import NDArray
from rapidocr.ch_ppocr_det.utils import DBPostProcess

cv2.setNumThreads(1)

MODELS = Path(rapidocr.__file__).parent / "models"
LINE_HEIGHT = 48  # pixels, what the second network was trained on
WIDEST = 2400  # pixels of a line of that height; a longer one is squeezed
BATCH = 1200  # pixels of lines side by side at a time: what fills a short line up to the longest costs as much as text
NARROW = 160
MAX_LINES = 600  # a page with more is no invoice, and costs too much

Picture = NDArray[np.uint8]
Corners = NDArray[np.float32]


class Glyph(NamedTuple):
    """One character, how sure the network is of it, and where in the line it stands (0 to 1)."""

    text: str
    score: float
    at: float


def _session(name: str) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 4
    return onnxruntime.InferenceSession(str(MODELS / name), options, providers=["CPUExecutionProvider"])


DETECTION = _session("PP-OCRv6_det_small.onnx")
RECOGNITION = _session("PP-OCRv6_rec_small.onnx")
ALPHABET = ("", *RECOGNITION.get_modelmeta().custom_metadata_map["character"].splitlines(), " ")
SPACE = len(ALPHABET) - 1
THINKABLE = 0.05
FIGURE = re.compile(r"\d[.,]\d|.?\d[.,]")  # within a figure nothing but a broad gap is a space
_BOXES = DBPostProcess(thresh=0.3, box_thresh=0.5, unclip_ratio=1.6, use_dilation=True)


def lines(picture: Picture) -> list[Corners]:
    """The corners of every line of text, from its top left clockwise, in pixels."""
    height, width = picture.shape[:2]
    size = (max(32, round(width / 32) * 32), max(32, round(height / 32) * 32))
    scaled = np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    answer = DETECTION.run(None, {"x": _normal(scaled)[np.newaxis]})[0]
    boxes, _ = _BOXES(answer, (height, width))
    return [np.asarray(box, dtype=np.float32) for box in boxes[:MAX_LINES]]


def texts(crops: list[Picture]) -> Iterator[tuple[int, list[Glyph]]]:
    """What each picture of one line says, with its number. The widest come first; none is read before it is asked for."""
    pictures = [_scaled(crop) for crop in crops]
    waiting = sorted(range(len(crops)), key=lambda one: pictures[one].shape[1])
    while waiting:
        width = max(NARROW, pictures[waiting[-1]].shape[1])
        batch, waiting = waiting[-(BATCH // width or 1) :], waiting[: -(BATCH // width or 1)]
        block = np.zeros((len(batch), 3, LINE_HEIGHT, width), dtype=np.float32)
        for row, index in enumerate(batch):
            block[row, :, :, : pictures[index].shape[1]] = _normal(pictures[index])
        for index, answer in zip(batch, RECOGNITION.run(None, {"x": block})[0], strict=True):
            yield index, _glyphs(answer, pictures[index].shape[1] / width)


def _normal(picture: Picture) -> NDArray[np.float32]:
    return (picture.astype(np.float32) / 127.5 - 1).transpose(2, 0, 1)


def _scaled(crop: Picture) -> Picture:
    height, width = crop.shape[:2]
    wide = min(WIDEST, max(1, round(width * LINE_HEIGHT / height)))
    return np.asarray(cv2.resize(crop, (wide, LINE_HEIGHT)), dtype=np.uint8)


def _glyphs(answer: NDArray[np.float32], filled: float) -> list[Glyph]:
    """CTC: the best character of each step, without blanks and repeats; and a space where one is thinkable, because
    the network hardly ever thinks of one where there is none."""
    best, count = answer.argmax(axis=1), len(answer) * filled
    peaks = [step for step in range(len(answer)) if best[step] and (step == 0 or best[step] != best[step - 1])]
    glyphs: list[Glyph] = []
    for place, step in enumerate(peaks):
        between = answer[peaks[place - 1] : step, SPACE].max() if place else 0.0
        near = "".join(glyph.text for glyph in glyphs[-2:]) + ALPHABET[best[step]]
        if between > THINKABLE and " " not in near[-2:] and not FIGURE.fullmatch(near):
            glyphs.append(Glyph(" ", float(between), min(1.0, (step + peaks[place - 1] + 1) / 2 / count)))
        glyphs.append(Glyph(ALPHABET[best[step]], float(answer[step, best[step]]), min(1.0, (step + 0.5) / count)))
    return glyphs
