"""Read small pieces of a page with RapidOCR's recogniser: a second reader of another make.

Its detector is not used: the pieces are cut where Tesseract found words. The model ships in the
`rapidocr` package (Apache-2.0) and runs offline; onnxruntime is called directly, because RapidOCR's own
wrapper reads one picture at a time on all cores and offers no choice of characters.
"""

import string
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import cv2
import numpy

_HEIGHT = 48
# Pictures are padded to the next of these widths, in pixels, and read with those of the same: what is read of
# one hangs a little on its padding and must not hang on which others the page has.
_WIDTHS = (*(round(128 * 1.25**step) for step in range(13)), 2_400)
_BATCH = 12
_MAX_WIDTH = _WIDTHS[-1]
_SWEDISH = (
    string.ascii_letters
    + string.digits
    + "åäöÅÄÖéÉèàáüÜ§@•·*%–-—½¼¾°€£$+=±²³&/()[]{}.,:;!?'\"”’“‘…#_<>|~«»×´`^\\"
)
# Full-width and other forms that the model likes to give for the ordinary character.
_FOLDED = {
    "（": "(",
    "）": ")",
    "：": ":",
    "，": ",",
    "；": ";",
    "％": "%",
    "－": "-",
    "·": "•",
    "！": "!",
    "？": "?",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the recogniser read of one picture. `confidences` has one entry, 0-1, per character."""

    text: str
    confidences: tuple[float, ...]


class LineRecogniser:
    """RapidOCR's recogniser, held to the characters that Swedish documents are printed in."""

    def __init__(self, model: Path) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
        characters = self._session.get_modelmeta().custom_metadata_map["character"].split("\n")
        self._columns, self._characters = _alphabet(characters)
        self.version = f"rapidocr {model.name}"

    def read(self, pictures: Sequence[Any]) -> list[Reading]:
        """Read grey pictures (one line of text each), in the order given."""
        scaled = [_scaled(picture) for picture in pictures]
        readings: list[Reading | None] = [None] * len(scaled)
        alike: dict[int, list[int]] = {}
        for index, picture in enumerate(scaled):
            alike.setdefault(_padded_width(picture), []).append(index)
        for width, indices in alike.items():
            for first in range(0, len(indices), _BATCH):
                batch = indices[first : first + _BATCH]
                (scores,) = self._session.run(None, {"x": _batch([scaled[index] for index in batch], width)})
                for index, rows in zip(batch, scores, strict=True):
                    readings[index] = self._decode(rows[:, self._columns])
        return [reading for reading in readings if reading is not None]

    def _decode(self, scores: Any) -> Reading:
        """Decode greedily: repeats are one character, the blank (column 0) separates."""
        best = scores.argmax(axis=1)
        total = scores.sum(axis=1)
        text: list[str] = []
        confidences: list[float] = []
        previous = 0
        for step, column in enumerate(best):
            if column not in (0, previous):
                text.append(self._characters[column])
                confidences.append(float(scores[step, column] / max(total[step], 1e-6)))
            elif column and column == previous and text:
                confidences[-1] = max(confidences[-1], float(scores[step, column] / max(total[step], 1e-6)))
            previous = int(column)
        return Reading(text="".join(text), confidences=tuple(confidences))


def _alphabet(characters: Sequence[str]) -> tuple[Any, list[str]]:
    """Return the model's columns to look at and the character each stands for; column 0 is the blank."""
    columns, wanted = [0], [""]
    for index, character in enumerate([*characters, " "], start=1):
        folded = _FOLDED.get(character, character)
        if folded == " " or (len(folded) == 1 and folded in _SWEDISH):
            columns.append(index)
            wanted.append(folded)
    return numpy.array(columns), wanted


def _scaled(picture: Any) -> Any:
    height, width = picture.shape
    target = max(16, min(_MAX_WIDTH, round(width * _HEIGHT / max(1, height))))
    return cv2.resize(picture, (target, _HEIGHT), interpolation=cv2.INTER_AREA)


def _padded_width(picture: Any) -> int:
    return next(width for width in _WIDTHS if width >= picture.shape[1])


def _batch(pictures: Sequence[Any], width: int) -> Any:
    batch = numpy.zeros((len(pictures), 3, _HEIGHT, width), dtype=numpy.float32)
    for index, picture in enumerate(pictures):
        batch[index, :, :, : picture.shape[1]] = picture.astype(numpy.float32) / 127.5 - 1.0
    return batch


@cache
def find_recogniser() -> LineRecogniser | None:
    """Return the recogniser, loaded once per process; None where rapidocr's model is not installed."""
    package = find_spec("rapidocr")
    if package is None or package.origin is None:
        return None
    models = sorted(Path(package.origin).parent.glob("models/*rec*.onnx"))
    return LineRecogniser(models[0]) if models else None
