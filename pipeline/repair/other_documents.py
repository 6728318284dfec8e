"""Repairs the words of damaged pages by what other documents have in their place, and says which ones.

Where the register holds the same passage in clean form (minutes repeat the summary of their memo), the
clean copy settles what the page alone cannot. Only pages that are sound by themselves give help, and only
damaged ones get it, for the text that they have by themselves: who helps whom depends on the documents alone.
"""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.repair.protected import find_protected
from pipeline.repair.shared_passages import PageWords, PassageIndex, SharedPassage, Stretch
from pipeline.repair.word_evidence import (
    LEAST_RUN,
    LEAST_SIDE,
    Around,
    Difference,
    cased_like,
    confidence_in,
    contradicts,
)
from schemas.text import Edit, Passage

RULE = "repair:other-document"
MOST_PIECES = 3
"""Words of the longest stretch that is taken for damage; a longer one is another sentence."""
NEAR = 10
"""Words on either side of a word that are looked at."""
LEAST_TO_CONTRADICT, MOST_CONTRADICTIONS = 40, 3
"""Words that a passage must share for a number in it to be the same number; and how many may differ before
it is a form that was filled in twice."""
LEAST_MARKED = 0.8
"""Å, ä and ö of a copy's passage, as a share of those that repair gave the damaged one."""
_MARKED = re.compile(r"[åäöÅÄÖ]")
_JUNK = re.compile(r"[\[\]{}|\\~^<>*°¢]+")
_ENDS_SENTENCE = re.compile(r"(?:^|[.!?:•§]|\n[ \t]*\n|(?:^|\n)[ \t]*[-–*])[\s”\"'(]*$")
_NUMBER = re.compile(r"\d(?:[\d .,:/\-–\u00a0]*\d)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPage:
    """A damaged page as its document gives it.

    `read`: spans of the text that repair changed, with what was read there.
    """

    document: str
    page: int
    words: PageWords
    read: tuple[tuple[int, int, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanCopy:
    """A sound page of the register. `by_ocr`: it was read by OCR, so that a word in it may be misread."""

    document: str
    page: int
    words: PageWords
    by_ocr: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """A number that another copy of the passage has otherwise, as printed here (at `start`) and there."""

    start: int
    here: str
    there: str
    basis: Passage


@dataclass(frozen=True, slots=True, kw_only=True)
class Help:
    """What other documents say about one page: edits of its own text, sorted, and numbers that differ."""

    edits: tuple[Edit, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()


@dataclass(frozen=True, slots=True)
class _Proposal:
    edit: Edit
    weight: tuple[object, ...]


class HelpFinder:
    """Collects what sound pages say about damaged ones (`pages`); `help()` settles it.

    The order of pages is free.
    """

    def __init__(self, pages: Sequence[OwnPage]) -> None:
        self.pages = pages
        self._index = PassageIndex([page.words for page in pages])
        self._proposals: dict[int, list[_Proposal]] = defaultdict(list)
        self._agreed: dict[int, list[tuple[int, int]]] = defaultdict(list)
        self._numbers: dict[int, dict[int, Contradiction]] = defaultdict(dict)
        self._shields: dict[int, list[tuple[int, int]]] = {}

    def look_at(self, copy: CleanCopy) -> None:
        """Take in what one sound page says."""
        for passage in self._index.shared(copy.words):
            page = self.pages[passage.page]
            if not _is_sound(passage, page, copy):
                continue
            for number, stretch in enumerate(passage.stretches):
                if stretch.alike:
                    self._compare_letters(passage.page, page, copy, stretch)
                else:
                    around = Around(passage.stretches[number - 1].words, passage.stretches[number + 1].words)
                    self._compare_words(passage.page, page, copy, stretch, around)
            self._compare_numbers(passage, page, copy)

    def help(self) -> Iterator[tuple[OwnPage, Help]]:
        """Yield every page that other documents say something about."""
        for number in sorted(self._proposals.keys() | self._numbers.keys()):
            edits = _settle(self._proposals[number], self._agreed[number])
            found = sorted(self._numbers[number].items())
            contradictions = tuple(one for _, one in found)
            if edits or contradictions:
                yield self.pages[number], Help(edits=edits, contradictions=contradictions)

    def _compare_letters(self, number: int, page: OwnPage, copy: CleanCopy, stretch: Stretch) -> None:
        """Words that are alike but for marks."""
        since = 0  # words read alike letter for letter, up to here
        for at in range(stretch.words):
            mine, other = page.words.word(stretch.mine + at), copy.words.word(stretch.other + at)
            if mine.lower() == other.lower():
                continue
            self._agree(number, page, stretch, since, at)
            since = at + 1
            around = Around(at, stretch.words - 1 - at)
            self._propose(
                number, page, copy, (stretch.mine + at, 1, stretch.other + at, 1), around, alike=True
            )
        self._agree(number, page, stretch, since, stretch.words)

    def _agree(self, number: int, page: OwnPage, stretch: Stretch, since: int, until: int) -> None:
        if until > since and stretch.words >= LEAST_RUN:
            self._agreed[number].append(page.words.span(stretch.mine + since, until - since))

    def _compare_words(
        self, number: int, page: OwnPage, copy: CleanCopy, stretch: Stretch, around: Around
    ) -> None:
        """Words that are others, or otherwise divided."""
        if not (0 < stretch.words <= MOST_PIECES and 0 < stretch.others <= MOST_PIECES):
            return
        if stretch.words == stretch.others:
            for at in range(stretch.words):
                place = (stretch.mine + at, 1, stretch.other + at, 1)
                self._propose(number, page, copy, place, around, alike=False)
        else:
            place = (stretch.mine, stretch.words, stretch.other, stretch.others)
            self._propose(number, page, copy, place, around, alike=False)

    def _propose(
        self, number: int, page: OwnPage, copy: CleanCopy, place: tuple[int, int, int, int], around: Around,
        *, alike: bool,
    ) -> None:  # fmt: skip
        mine, words, other, others = place
        start, end = page.words.span(mine, words)
        low, high = copy.words.span(other, others)
        text = page.words.text
        there = copy.words.text[low:high]
        if "\n" in text[start:end] or "\n" in there or self._is_shielded(number, start, end):
            return
        if not alike:
            start, end = _with_junk(text, start, end)
        now, read = text[start:end], _as_read(page, start, end)
        confidence = confidence_in(
            Difference(
                read=read,
                now=now,
                other=there,
                alike=alike,
                around=around,
                context=_context(page.words, mine, words),
                trusted=not copy.by_ocr,
            )
        )
        if confidence is None:
            return
        opens = bool(_ENDS_SENTENCE.search(copy.words.text[max(0, low - 20) : low]))
        first = next((at for at, letter in enumerate(now) if letter.isalnum()), 0)
        word = cased_like(now[first:] or now, there, opens_sentence=opens)
        if word == now:
            return
        basis = Passage(document=copy.document, page=copy.page, start=low, end=high)
        edit = Edit(
            start=start,
            end=end,
            original=now,
            replacement=word,
            rule=RULE,
            confidence=confidence,
            basis=basis,
        )
        reach = min(around.before, 50) + min(around.after, 50)
        weight = (copy.by_ocr, -reach, copy.document, copy.page, low)
        self._proposals[number].append(_Proposal(edit, weight))

    def _is_shielded(self, number: int, start: int, end: int) -> bool:
        if number not in self._shields:
            self._shields[number] = find_protected(self.pages[number].words.text)
        shield = self._shields[number]
        at = bisect_right(shield, (end - 1, end)) - 1
        return at >= 0 and shield[at][1] > start

    def _compare_numbers(self, passage: SharedPassage, page: OwnPage, copy: CleanCopy) -> None:
        """Numbers are never changed: where a long passage has another number, a person has to look."""
        if passage.matched < LEAST_TO_CONTRADICT:
            return
        found = []
        for number, stretch in enumerate(passage.stretches):
            mine = [page.words.word(stretch.mine + at) for at in range(stretch.words)]
            other = [copy.words.word(stretch.other + at) for at in range(stretch.others)]
            if stretch.alike or not contradicts(mine, other):
                continue
            if min(_around(passage.stretches, number)) >= LEAST_SIDE:
                found.append(_contradiction(page, copy, stretch))
        if len(found) <= MOST_CONTRADICTIONS:
            for one in found:
                held = self._numbers[passage.page].get(one.start)
                if held is None or _order(one) < _order(held):
                    self._numbers[passage.page][one.start] = one


def find_help(pages: Sequence[OwnPage], copies: Iterable[CleanCopy]) -> Iterator[tuple[OwnPage, Help]]:
    """Yield what sound pages say about damaged ones, page by page, whatever their order."""
    finder = HelpFinder(pages)
    for copy in copies:
        finder.look_at(copy)
    yield from finder.help()


def _context(words: PageWords, first: int, count: int) -> tuple[str, str, str, str]:
    """Return the two words before some words, and the two after them."""
    before = [words.word(at) if at >= 0 else "" for at in (first - 2, first - 1)]
    end = first + count
    after = [words.word(at) if at < len(words.spans) else "" for at in (end, end + 1)]
    return before[0], before[1], after[0], after[1]


def _is_sound(passage: SharedPassage, page: OwnPage, copy: CleanCopy) -> bool:
    """Tell whether the copy has its å, ä and ö: a short damaged page can pass for a sound one."""
    here = there = 0
    for stretch in passage.stretches:
        if stretch.alike:
            mine = page.words.span(stretch.mine, stretch.words)
            other = copy.words.span(stretch.other, stretch.others)
            here += len(_MARKED.findall(page.words.text, *mine))
            there += len(_MARKED.findall(copy.words.text, *other))
    return there >= LEAST_MARKED * here


def _around(stretches: Sequence[Stretch], number: int) -> Around:
    """Count the words near a stretch that are alike, as far as both pages go on word for word."""
    return Around(_alike(reversed(stretches[:number])), _alike(iter(stretches[number + 1 :])))


def _alike(stretches: Iterator[Stretch]) -> int:
    alike = seen = 0
    for stretch in stretches:
        if stretch.words != stretch.others or seen >= NEAR:
            break
        seen += stretch.words
        alike += stretch.words if stretch.alike else 0
    return alike


def _order(found: Contradiction) -> tuple[str, int, int]:
    return found.basis.document, found.basis.page, found.basis.start


def _contradiction(page: OwnPage, copy: CleanCopy, stretch: Stretch) -> Contradiction:
    start, end = _whole_number(page.words, stretch.mine, stretch.words)
    low, high = _whole_number(copy.words, stretch.other, stretch.others)
    return Contradiction(
        start=start,
        here=page.words.text[start:end],
        there=copy.words.text[low:high],
        basis=Passage(document=copy.document, page=copy.page, start=low, end=high),
    )


def _whole_number(words: PageWords, first: int, count: int) -> tuple[int, int]:
    """Widen some words to the number they belong to: `000` to `385 000`."""
    start, end = words.span(first, count)
    line = words.text.rfind("\n", 0, start) + 1
    for match in _NUMBER.finditer(words.text, line, end + 40):
        if match.start() <= start < match.end():
            return match.start(), max(end, match.end())
    return start, end


def _with_junk(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen a word by the signs that are glued to it and belong to the damage: `[7Zsnets`."""
    before = re.search(r"(?:^|\s)(\S+)$", text[max(0, start - 4) : start])
    if before and _JUNK.fullmatch(before[1]):
        start -= len(before[1])
    after = _JUNK.match(text, end)
    return start, after.end() if after else end


def _as_read(page: OwnPage, start: int, end: int) -> str:
    """Return what was read where `[start, end)` of the page's text stands after repair."""
    pieces: list[str] = []
    at = start
    for low, high, original in page.read:
        if low < end and start < high:
            pieces += (page.words.text[at : max(at, low)], original)
            at = max(at, high)
    pieces.append(page.words.text[at:end])
    return "".join(pieces)


def _settle(proposals: Sequence[_Proposal], agreed: Sequence[tuple[int, int]]) -> tuple[Edit, ...]:
    """Take the proposals that nothing speaks against: no copy has the word as it is here, or a third one."""
    by_place: dict[tuple[int, int], list[_Proposal]] = defaultdict(list)
    for proposal in proposals:
        by_place[proposal.edit.start, proposal.edit.end].append(proposal)
    taken: list[_Proposal] = []
    for (start, end), found in by_place.items():
        if len({proposal.edit.replacement.lower() for proposal in found}) > 1:
            continue
        if any(low < end and start < high for low, high in agreed):
            continue
        taken.append(min(found, key=lambda proposal: proposal.weight))
    taken.sort(key=lambda proposal: (proposal.edit.start, proposal.edit.end))
    edits: list[Edit] = []
    for proposal in taken:
        if not edits or proposal.edit.start >= edits[-1].end:
            edits.append(proposal.edit)
    return tuple(edits)
