"""Gives damaged Swedish text its letters back, as recorded edits, and leaves clean text alone."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.repair.candidates import find_options
from pipeline.repair.channel import load_channel
from pipeline.repair.decoder import Choice, Option, decode
from pipeline.repair.gate import LOST_DIACRITICS, damaged_lines, is_swedish
from pipeline.repair.language_model import load_language_model
from pipeline.repair.lexicon import UNKNOWN, load_lexicon
from pipeline.repair.marks import find_mark_edits
from pipeline.repair.protected import find_protected, merge_spans
from pipeline.repair.tokens import BOUNDARY, NUMBER, PIECE
from schemas.issues import Issue, IssueKind, Severity
from schemas.text import Edit

LEAST_CONFIDENCE = 0.5
_NUMERAL = re.compile(r"\d+-?$|[IVXLC]+$")
_ENDS = re.compile(r"[.!?:;]|\n\s*\n")
_LONE_ONE = re.compile(
    r"(?<=[^\W\d_] )1(?= [^\W\d_])|(?<=[^\W\d_]\n)1(?= [^\W\d_])|(?<=[^\W\d_] )1(?=\n[^\W\d_])"
)
_WORD = re.compile(r"[^\W\d_]{2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """What repair found in a text: the edits to make, what the gate said, and what was left alone.

    `edits` are sorted, do not overlap, count code points of the text given, have rules that begin with
    `repair:` and never change the number of lines. `damage` names the kind of damage, None for clean text.
    """

    edits: tuple[Edit, ...]
    damaged: bool
    damage: str | None
    issues: tuple[Issue, ...]


@dataclass(frozen=True, slots=True)
class _Token:
    start: int
    end: int
    options: list[Option]


def repair_text(text: str, *, force: bool = False, protected: Iterable[tuple[int, int]] = ()) -> Repair:
    """Find the edits that give a page's text its letters back.

    Args:
        text: one page (or any text), NFC.
        force: decode every line, whatever the gate says.
        protected: further spans that must stay as they are, such as names the register knows.

    >>> from schemas.text import apply_edits
    >>> text = "Forvaltningen bedomer att namnden bor avsla ansokan och att arendet avslutas."
    >>> apply_edits(text, repair_text(text).edits)
    'Förvaltningen bedömer att nämnden bör avslå ansökan och att ärendet avslutas.'

    """
    lines = text.split("\n")
    flags = [True] * len(lines) if force else damaged_lines(lines)
    if not force and not is_swedish("\n".join(line for line, bad in zip(lines, flags, strict=True) if bad)):
        flags = [False] * len(lines)
    if not any(flags):
        return Repair(edits=(), damaged=False, damage=None, issues=())
    shield = merge_spans(find_protected(text), protected)
    edits, uncertain = _repair_words(text, _damaged_spans(lines, flags), shield)
    taken = merge_spans(shield, ((edit.start, edit.end) for edit in edits))
    edits += find_mark_edits(text, taken)
    edits.sort(key=lambda edit: edit.start)
    issues = tuple(
        Issue(
            kind=IssueKind.REPAIR_UNCERTAIN,
            severity=Severity.NOTE,
            page=None,
            message=f"Ordet ”{text[start:end]}” ser felläst ut men kunde inte lagas säkert; det står kvar.",
        )
        for start, end in uncertain
    )
    return Repair(edits=tuple(edits), damaged=True, damage=LOST_DIACRITICS, issues=issues)


def _damaged_spans(lines: list[str], flags: list[bool]) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    at = 0
    for line, bad in zip(lines, flags, strict=True):
        if bad:
            spans.append((at, at + len(line)))
        at += len(line) + 1
    return merge_spans((start, end + 1) for start, end in spans)


def _repair_words(
    text: str, damaged: list[tuple[int, int]], shield: list[tuple[int, int]]
) -> tuple[list[Edit], list[tuple[int, int]]]:
    lexicon, model, channel = load_lexicon(), load_language_model(), load_channel("english")
    boundary, number = lexicon.ids[BOUNDARY], lexicon.ids[NUMBER]
    ones = {match.start() for match in _LONE_ONE.finditer(text)}
    edits: list[Edit] = []
    uncertain: list[tuple[int, int]] = []
    shields = iter([*shield, (len(text) + 1, len(text) + 1)])
    blocked = next(shields)
    for low, high in damaged:
        tokens: list[_Token] = []
        last = low
        for match in PIECE.finditer(text, low, min(high, len(text))):
            start, end, read = match.start(), match.end(), match.group()
            while blocked[1] <= start:
                blocked = next(shields)
            ended = start == 0 or bool(_ENDS.search(text, last, start)) or last == low
            last = end
            if ended:
                tokens.append(_Token(start, start, [Option(boundary, 0.0, "")]))
            if start in ones:
                options = [
                    Option(number, channel.identity_cost("1"), "1"),
                    Option(lexicon.ids["i"], 3.0, "i"),
                ]
            elif blocked[0] < end or _NUMERAL.match(read) or not any(letter.isalnum() for letter in read):
                options = [Option(number if read[0].isdigit() else UNKNOWN, 0.0, read)]
            else:
                options = find_options(read, channel, lexicon, sentence_start=ended)
            tokens.append(_Token(start, end, options))
        choices = decode([token.options for token in tokens], model, boundary)
        for token, choice in zip(tokens, choices, strict=True):
            _collect(text, token, choice, edits, uncertain)
    return edits, uncertain


def _collect(
    text: str, token: _Token, choice: Choice, edits: list[Edit], uncertain: list[tuple[int, int]]
) -> None:
    read = text[token.start : token.end]
    if choice.option.text == read:
        odd = any(not letter.isalpha() and letter not in "-'’:" for letter in read) and _WORD.search(read)
        if choice.option.word == UNKNOWN and len(token.options) == 1 and odd and not read[0].isdigit():
            uncertain.append((token.start, token.end))
        return
    if choice.confidence < LEAST_CONFIDENCE:
        uncertain.append((token.start, token.end))
        return
    edits.append(
        Edit(
            start=token.start,
            end=token.end,
            original=read,
            replacement=choice.option.text,
            rule="repair:word",
            confidence=round(choice.confidence, 3),
        )
    )
