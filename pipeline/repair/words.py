"""Repairs the words of damaged passages: cuts them into tokens, lists readings, decodes, makes edits."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.repair.candidates import find_options, joined_options
from pipeline.repair.channel import LONGEST, Channel, load_channel
from pipeline.repair.decoder import Choice, Option, decode
from pipeline.repair.gate import TELLING, Region
from pipeline.repair.language_model import load_language_model
from pipeline.repair.lexicon import UNKNOWN, Lexicon, load_lexicon
from pipeline.repair.spelling import Speller, load_speller
from pipeline.repair.tokens import BOUNDARY, NUMBER, PIECE
from schemas.text import Edit

LOSSES, LAYERS = "english", "layer"
"""Error models: Swedish read with the English model; text layers that other programs left."""
LEAST_CONFIDENCE = 0.4
CAUTIOUS_KNOWN, CAUTIOUS_UNCHANGED = 0.99, 0.1
"""In a mostly sound passage: the confidence needed to change a word that exists, and the share that a word
that does not exist may have of being right as it stands."""
SURE_OF_NAME = 0.95
MOST_PIECES = 3
MOST_UNEXPLAINED = 0.015
LONE_ONE_COST, LONE_STEM_COST = 3.0, 3.0
LONE_STEMS = frozenset("tlj")
"""Letters that no word of their own is, and that a lone `i` is read as."""
LONE_BAR_COST, BAR_COST = 1.0, 6.0
WRAP_SLACK = 4
"""Letters by which a word must have fitted on the line before, for that line to have ended on purpose."""
_NUMERAL = re.compile(r"\d+-?$|[IVXLC]+$|[A-ZÅÄÖ]{2,}\d+-?$")
_ABBREVIATION = re.compile(r"[A-ZÅÄÖ]{2,5}-?$")
_ENDS = re.compile(r"[.!?:;*•]|\n\s*\n|(?:^|\s)[-–—](?=\s)")
_LETTER_BEFORE = re.compile(r"[^\W\d_][ \n]$")
_LETTER_AFTER = re.compile(r"[ \n][^\W\d_]")
_SMALL_AFTER = re.compile(r"[ \n][a-zåäö\d]")
_TWO_LETTERS = re.compile(r"[^\W\d_]{2}")
_MARKED = re.compile(r"[åäöÅÄÖ]")


@dataclass(frozen=True, slots=True)
class Token:
    """A stretch of text with its possible readings; an empty stretch stands for a sentence boundary."""

    start: int
    end: int
    options: list[Option]
    shielded: bool = False


@dataclass(slots=True)
class WordRepair:
    """Edits, the stretches that look misread but could not be repaired surely, and what stayed strange."""

    edits: list[Edit]
    uncertain: list[tuple[int, int]]
    words: int = 0
    unexplained: int = 0


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
            _collect(self._text, token, choice, found, cautious=region.cautious)
        return found, score

    def _shielded(self, start: int, end: int) -> bool:
        at = bisect_right(self._shield_starts, end - 1) - 1
        return at >= 0 and self._shield[at][1] > start

    def _sentence_starts(self, last: int, start: int, end: int) -> bool:
        between = self._text[last:start]
        if _ENDS.search(between):
            return True
        if "\n" not in between:
            return False
        line_start = self._text.rfind("\n", 0, last) + 1
        return last - line_start + (end - start) + 1 + WRAP_SLACK < self._width

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
            after_number = 0 < last == start - 1 and text[last - 1].isdigit() and text[last] == " "
            last = end
            if ended:
                yield Token(start, start, [Option(self._boundary, 0.0, "")])
            if self._shielded(start, end):
                yield Token(start, end, [self._fixed(read)], shielded=True)
                continue
            capital = ended or after_number or self._between_capitals(start, end)
            joined, taken = self._joined(matches[number : number + MOST_PIECES], capital)
            if joined:
                last = matches[number + taken - 1].end()
                skip = taken - 1
                yield Token(start, last, joined)
                continue
            yield Token(start, end, self._options(start, end, read, capital))

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
        """Tell whether a capital here belongs to a name: `Stiftelsen Öppna Porten`, never `om även Malmö`."""
        before = self._text[max(0, start - 40) : start].split(" ")
        after = self._text[end : end + 3]
        named = len(before) > 1 and not before[-1] and before[-2][:1].isupper()
        return named and after[:1] == " " and after[1:2].isupper() and after[2:3].islower()

    def _is_a_stem(self, start: int, end: int) -> bool:
        """Tell whether a bar can be an `i`: once in its line (so not in a table), before a word."""
        line = self._line(start)
        return line.count("|") == 1 and (line.isupper() or bool(_SMALL_AFTER.match(self._text, end)))

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
        text = self._text
        if (
            read == "1"
            and _LETTER_BEFORE.search(text, max(0, start - 2), start)
            and _LETTER_AFTER.match(text, end)
        ):
            return [
                Option(self._number, self._channel.identity_cost("1"), "1"),
                Option(self._lexicon.ids["i"], LONE_ONE_COST, "i"),
            ]
        if read == "|" and self._is_a_stem(start, end):
            return [
                Option(
                    self._lexicon.ids["i"],
                    LONE_BAR_COST,
                    "I" if ended or self._line(start).isupper() else "i",
                ),
                Option(UNKNOWN, BAR_COST, read),
            ]
        if _ABBREVIATION.match(read) and not self._line(start).isupper():
            return [self._fixed(read)]
        if (
            read in LONE_STEMS
            and _LETTER_BEFORE.search(text[max(0, start - 2) : start])
            and _SMALL_AFTER.match(text, end)
        ):
            return [
                Option(self._lexicon.ids["i"], LONE_STEM_COST, "i"),
                Option(self._lexicon.ids.get(read, UNKNOWN), 0.0, read, unchanged=True),
            ]
        if len(read) > LONGEST or _NUMERAL.match(read) or not any(letter.isalnum() for letter in read):
            return [self._fixed(read)]
        return find_options(read, self._channel, self._speller, self._lexicon, sentence_start=ended)


def _collect(text: str, token: Token, choice: Choice, found: WordRepair, *, cautious: bool) -> None:
    read = text[token.start : token.end]
    if token.shielded:
        return
    if choice.option.text == read:
        odd = any(not letter.isalpha() and letter not in "-'’:" for letter in read) and _TWO_LETTERS.search(
            read
        )
        if choice.option.word == UNKNOWN and len(token.options) == 1 and odd and not read[0].isdigit():
            found.uncertain.append((token.start, token.end))
        return
    if not _is_sure(token, choice, read, cautious=cautious):
        found.uncertain.append((token.start, token.end))
        return
    confidence = round(choice.confidence, 3)
    start = token.start
    for before, after in zip(read.split("\n"), choice.option.text.split("\n"), strict=True):
        if before != after:
            found.edits.append(
                Edit(
                    start=start,
                    end=start + len(before),
                    original=before,
                    replacement=after,
                    rule="repair:join" if " " in before else "repair:word",
                    confidence=confidence,
                )
            )
        start += len(before) + 1


def _is_name(read: str, token: Token) -> bool:
    """Tell whether an unknown word is written as a name."""
    return (
        read[1:].islower()
        and read[0].isupper()
        and all(o.word == UNKNOWN for o in token.options if o.unchanged)
    )


def _is_sure(token: Token, choice: Choice, read: str, *, cautious: bool) -> bool:
    """Tell whether a repair may be made.

    In a mostly sound passage only å, ä and ö are given back, words are not joined, a word that exists needs
    far more, and a word put together for the occasion needs a letter that no word has.
    """
    gains = len(_MARKED.findall(choice.option.text)) > len(_MARKED.findall(read))
    if read.isalpha() and not gains:
        if choice.option.word == UNKNOWN:
            return False  # nothing shows harm, and `Visneti` is a name
        if _is_name(read, token) and choice.confidence < SURE_OF_NAME:
            return False
    if not cautious:
        return choice.confidence >= LEAST_CONFIDENCE
    if " " in read or not gains:
        return False
    if not TELLING.search(read) and (choice.option.word == UNKNOWN or not choice.option.plain):
        return False
    if any(option.unchanged and option.word != UNKNOWN for option in token.options):
        return choice.confidence >= CAUTIOUS_KNOWN
    return choice.confidence >= LEAST_CONFIDENCE and choice.unchanged <= CAUTIOUS_UNCHANGED
