"""Repairs the words of damaged passages: cuts them into tokens, lists readings, decodes, makes edits."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipeline.repair.candidates import find_options, joined_options
from pipeline.repair.channel import LONGEST, Channel, load_channel
from pipeline.repair.decoder import Option, decode
from pipeline.repair.doubt import Token, WordRepair, collect
from pipeline.repair.gate import Region
from pipeline.repair.language_model import load_language_model
from pipeline.repair.lexicon import UNKNOWN, Lexicon, load_lexicon
from pipeline.repair.lone_signs import lone_options
from pipeline.repair.run_together import split_options
from pipeline.repair.spelling import Speller, load_speller
from pipeline.repair.tokens import BOUNDARY, NUMBER, PIECE

LOSSES, LAYERS = "english", "layer"
"""Error models: Swedish read with the English model; text layers that other programs left."""
MOST_PIECES = 3
LEAST_NAME = 4
"""Letters of the shortest word that is taken for the second part of a name by its capital."""
MOST_UNEXPLAINED = 0.015
WRAP_SLACK = 4
"""Letters by which a word must have fitted on the line before, for that line to have ended on purpose."""
_NUMERAL = re.compile(r"\d+-?$|[IVXLC]+$|[A-ZÅÄÖ]{2,}\d+-?$")
_ABBREVIATION = re.compile(r"[A-ZÅÄÖ]{2,5}-?$")
_NUMBERED = re.compile(r"\d[):.]? $")
_COUNTED = re.compile(r"[a-zåäöé] (?:\d{4}|[0-3]?\d) $")
"""A number before the first word of a heading or a list item; a year or a day inside a sentence."""
_ENDS = re.compile(r"[.!?:;*•]|\n\s*\n|\n\s*[-–—](?=\s)")
_DASH = re.compile(r"(?:^|\s)[-–—](?=\s)")
_QUOTED = re.compile(r"(?:^|[\s(])[\"”“»]$")


class Reader:
    """Reads one text: holds what all its passages share."""

    def __init__(self, text: str, shield: Sequence[tuple[int, int]]) -> None:
        self._text = text
        self._lexicon: Lexicon = load_lexicon()
        self._channel: Channel = load_channel(LOSSES)
        self._speller: Speller = load_speller(LOSSES)
        self._boundary = self._lexicon.ids[BOUNDARY]
        self._number = self._lexicon.ids[NUMBER]
        self._shield = shield
        self._latest_line = (0, -1, "")
        self._splits = False
        self._shield_starts = [start for start, _ in shield]
        lengths = sorted(len(line) for line in text.split("\n") if line)
        self._width = lengths[int(len(lengths) * 0.9)] if lengths else 0

    def repair(self, region: Region) -> WordRepair:
        """Repair the words of a damaged passage.

        A passage that lost every å, ä and ö is taken for the English model's reading; where that leaves
        many words unexplained, the harm of other text layers is tried too, and the likelier is taken.
        """
        if region.cautious:
            return self._read(region, LAYERS)[0]
        found, score = self._read(region, LOSSES)
        if found.unexplained > MOST_UNEXPLAINED * found.words:
            other, other_score = self._read(region, LAYERS)
            if other_score > score:
                return other
        return found

    def _read(self, region: Region, profile: str) -> tuple[WordRepair, float]:
        self._channel = load_channel(profile, region.survival)
        self._speller = load_speller(profile, region.survival)
        self._splits = profile == LOSSES and not region.cautious
        tokens = list(self._tokens(region.start, region.end))
        choices, score = decode([token.options for token in tokens], load_language_model(), self._boundary)
        found = WordRepair([], [], words=len(tokens))
        for token, choice in zip(tokens, choices, strict=True):
            if (
                choice.option.word == UNKNOWN
                and len(token.options) > 1
                and not choice.option.text[0].isupper()
            ):
                found.unexplained += 1
            collect(self._text, token, choice, found, cautious=region.cautious)
        return found, score

    def _shielded(self, start: int, end: int) -> bool:
        at = bisect_right(self._shield_starts, end - 1) - 1
        return at >= 0 and self._shield[at][1] > start

    def _sentence_starts(self, last: int, start: int, end: int) -> bool:
        between = self._text[last:start]
        if _ENDS.search(between) or (_DASH.search(between) and not self._text[start].islower()):
            return True
        if "\n" not in between:
            return False
        line_start = self._text.rfind("\n", 0, last) + 1
        return last - line_start + (end - start) + 1 + WRAP_SLACK < self._width

    def _is_numbered(self, start: int) -> bool:
        before = self._text[max(0, start - 8) : start]
        return bool(_NUMBERED.search(before)) and not _COUNTED.search(before)

    def _tokens(self, low: int, high: int) -> Iterator[Token]:
        text = self._text
        last = low
        matches = list(PIECE.finditer(text, low, high))
        skip = 0
        for number, match in enumerate(matches):
            if skip:
                skip -= 1
                continue
            start, end, read = match.start(), match.end(), match.group()
            ended = start == 0 or last == low or self._sentence_starts(last, start, end)
            after_number = self._is_numbered(start)
            last = end
            if ended:
                yield Token(start, start, [Option(self._boundary, 0.0, "")])
            if self._shielded(start, end):
                yield Token(start, end, [self._fixed(read)], shielded=True)
                continue
            quoted = bool(_QUOTED.search(text, max(0, start - 2), start))
            usual = ended or after_number or quoted
            capital = usual or self._between_capitals(start, end)
            joined, taken = self._joined(matches[number : number + MOST_PIECES], capital)
            if joined:
                last = matches[number + taken - 1].end()
                skip = taken - 1
                yield Token(start, last, joined)
                continue
            options = self._options(start, end, read, capital)
            if self._splits:
                model = load_language_model()
                options += split_options(read, self._channel, self._lexicon, model, sentence_start=usual)
            yield Token(start, end, options, capital=usual)

    def _joined(self, matches: Sequence[re.Match[str]], capital: bool) -> tuple[list[Option], int]:
        """Return the readings of the first pieces as one word, and how many pieces that takes."""
        if all(match.group().lower() in self._lexicon for match in matches[:2]):
            return [], 1
        for count in range(len(matches), 1, -1):
            chosen = matches[:count]
            gaps = {self._text[one.end() : two.start()] for one, two in pairwise(chosen)}
            whole = self._text[chosen[0].start() : chosen[-1].end()]
            if len(gaps) > 1 or (count > 2 and not whole.isupper()):
                continue
            if any(self._shielded(*match.span()) for match in chosen):
                continue
            pieces = [match.group() for match in chosen]
            found = joined_options(pieces, gaps.pop(), self._channel, self._lexicon, sentence_start=capital)
            if found:
                return found, count
        return [], 1

    def _between_capitals(self, start: int, end: int) -> bool:
        """Tell whether a capital here belongs to a name: `i Stiftelsen Porten`, never `om även Malmö`."""
        before = self._text[max(0, start - 60) : start].split(" ")
        after = self._text[end : end + 3]
        if len(before) < 2 or before[-1] or not before[-2][:1].isupper() or not before[-2].isalpha():
            return False
        if after[:1] == " " and after[1:2].isupper() and after[2:3].islower():
            return True
        inside = len(before) > 2 and before[-3][-1:].islower()
        return inside and end - start >= LEAST_NAME

    def _line(self, at: int) -> str:
        low, high, line = self._latest_line
        if not low <= at <= high:
            low = self._text.rfind("\n", 0, at) + 1
            end = self._text.find("\n", at)
            high = end if end >= 0 else len(self._text)
            line = self._text[low:high]
            self._latest_line = low, high, line
        return line

    def _fixed(self, read: str) -> Option:
        word = self._number if read[0].isdigit() else self._lexicon.ids.get(read.lower(), UNKNOWN)
        return Option(word, 0.0, read)

    def _options(self, start: int, end: int, read: str, ended: bool) -> list[Option]:
        if _ABBREVIATION.match(read) and not self._line(start).isupper():
            return [self._fixed(read)]
        lone = lone_options(
            read, self._text, (start, end), self._line(start), self._channel, self._lexicon, capital=ended
        )
        if lone:
            return lone
        if len(read) > LONGEST or _NUMERAL.match(read) or not any(letter.isalnum() for letter in read):
            return [self._fixed(read)]
        return find_options(read, self._channel, self._speller, self._lexicon, sentence_start=ended)
