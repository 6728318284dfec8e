"""Turn pages as read into clean text: characters, markup, running heads, line ends, repair.

Every change is a recorded edit of one page, so the way back to raw text and boxes stays open. What
crosses pages (running heads, hyphened words) looks at text only.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from extractors.rules import load_lexicon, load_rules
from pipeline.repair.text_repair import Repair, repair_text
from schemas.issues import Issue
from schemas.pages import Origin, Page
from schemas.text import CleanPage, DocumentText, Edit, Segment, Stage

# Spaces that only typography tells apart: no-break, thin, figure, narrow no-break, ideographic …
_SPACES = re.compile("[\u00a0\u2000-\u200a\u202f\u205f\u3000]")
# Soft hyphen, zero width characters, byte order mark, and controls other than tab and newline.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff\x00-\x08\x0b-\x1f\x7f]")
_LIGATURES = re.compile("[\ufb00-\ufb06]")
_COMBINING = re.compile("\\S[\u0300-\u036f]+")

_MARKDOWN = re.compile(r"\*\*\S|^#{1,6} \S", re.MULTILINE)
_MARKUP_RULES: tuple[tuple[str, re.Pattern[str], str], ...] = (
    # two bold runs glued together are two blocks: "**Tjänsteskrivelse****Sammanställning"
    ("markup:glued-bold", re.compile(r"\*\*\*\*(?=\S)"), "\n\n"),
    ("markup:heading", re.compile(r"^#{1,6} +", re.MULTILINE), ""),
    ("markup:bold", re.compile(r"\*\*"), ""),
    (
        "markup:italic",
        re.compile(r"(?<![\w*\\])\*(?=[^\s*][^*\n]*(?:\n[^*\n]+)?\*(?!\w))|(?<=[^\s*\\])\*(?![\w*])"),
        "",
    ),
    ("markup:hard-break", re.compile(r" {2,}(?=\n)|\\(?=\n)"), ""),
    ("markup:escape", re.compile(r"\\(?=[-.#*_()\[\]!+])"), ""),
)
_PAGE_COUNTER = re.compile(
    r"(?:sid(?:a|nr)?\.?\s*)?\d{1,4}\s*(?:\(\s*\d{1,4}\s*\)|/\s*\d{1,4}|av\s+\d{1,4})|sid(?:a|nr)?\.?\s*\d{1,4}",
    re.IGNORECASE,
)
_LONE_NUMBER = re.compile(r"^[^\w\n]*\d{1,3}[^\w\n]{0,3}$")
_LINE_END_HYPHEN = re.compile(
    r"(?P<left>[^\W\d_]+)-\n[ \t]*(?P<right>[a-zåäöéüæø]+)(?P<tail>[^\s]*)(?P<space>[ \t]?)"
)
# After these a hyphen at the line end stands for a shared last part: "vård-\noch omsorgsnämnden".
_COORDINATORS = frozenset({"och", "eller", "samt", "respektive", "som", "till", "men"})
_NO_HELP: Mapping[int, Sequence[Edit]] = {}
_HEAD_LINES = 5  # how many lines from a page's edge can be a running head


def pages_to_text(
    pages: Iterable[Page],
    *,
    repair: Callable[[str], Repair] | None = None,
    helped: Mapping[int, Sequence[Edit]] = _NO_HELP,
) -> tuple[DocumentText, tuple[Issue, ...]]:
    """Return the document's clean text and what the repair could not settle.

    Args:
        pages: in physical order; each page in is a page out.
        repair: text in, edits out; replaceable so that a test can switch it off. None: `repair_text`, told
            where each page's text came from, and which names stand on it.
        helped: by page number, the edits that other documents give reason for (`pipeline.help_from_others`):
            made last, in the text that the page has by itself.

    Raises:
        ValueError: an edit of `helped` does not fit the page's text.

    """
    cleaned = [_characters(page) for page in pages]
    repeated = _repeated_lines([page.text for page in cleaned])
    finished, issues = [], []
    for index, page in enumerate(cleaned):
        page = _add(page, _furniture_edits(page.text, repeated, is_first=index == 0))
        page = _add(page, _line_end_hyphen_edits(page.text))
        outcome = repair(page.text) if repair else _repair(page)
        repaired = replace(_add(page, outcome.edits), damage=outcome.damage)
        support = helped.get(page.page.page, ())
        settled = _settled(outcome, Stage(page.text, outcome.edits), support)
        issues += [replace(issue, page=page.page.page) for issue in outcome.issues if issue not in settled]
        finished.append(_add(repaired, support))
    return _join(finished), tuple(issues)


def _add(page: CleanPage, edits: Sequence[Edit]) -> CleanPage:
    return replace(page, stages=(*page.stages, Stage(page.text, tuple(edits)))) if edits else page


def _repair(page: CleanPage) -> Repair:
    text = page.text
    # A generator: clean text, which is most, is never searched for names.
    names = (match.span() for match in _organisation_names().finditer(text))
    return repair_text(text, origin=page.page.origin, protected=names)


@lru_cache(maxsize=1)
def _organisation_names() -> re.Pattern[str]:
    """The organisations that the lexicon names: written as they are, they are no damaged words (`Roks`)."""
    names = sorted(load_lexicon("organisations")["national"], key=lambda name: (-len(name), name))
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, names))})(?!\w)")


def _settled(outcome: Repair, repaired: Stage, support: Sequence[Edit]) -> set[Issue]:
    """Return the issues about words that repair was unsure of and that other documents have settled."""
    places = [repaired.to_before(edit.start, edit.end) for edit in support]
    return {
        issue
        for issue, spans in outcome.uncertain.items()
        if all(any(low < end and start < high for low, high in places) for start, end in spans)
    }


def _substitutions(
    text: str, rule: str, pattern: re.Pattern[str], replace_by: Callable[[str], str]
) -> list[Edit]:
    return [
        Edit(start=m.start(), end=m.end(), original=m[0], replacement=new, rule=rule)
        for m in pattern.finditer(text)
        if (new := replace_by(m[0])) != m[0]
    ]


def _characters(page: Page) -> CleanPage:
    """Fold characters that look alike into one, and take Markdown's marks off text files."""
    clean = CleanPage(page, ())
    if not unicodedata.is_normalized("NFC", clean.text):
        clean = _add(
            clean, _substitutions(clean.text, "nfc", _COMBINING, lambda s: unicodedata.normalize("NFC", s))
        )
        if not unicodedata.is_normalized("NFC", clean.text):  # singletons and Hangul: rare, one edit for all
            whole = clean.text
            clean = _add(
                clean,
                [
                    Edit(
                        start=0,
                        end=len(whole),
                        original=whole,
                        replacement=unicodedata.normalize("NFC", whole),
                        rule="nfc",
                    )
                ],
            )
    for rule, pattern, new in (
        ("space", _SPACES, lambda _: " "),
        ("invisible", _INVISIBLE, lambda _: ""),
        ("ligature", _LIGATURES, lambda s: unicodedata.normalize("NFKC", s)),
    ):
        clean = _add(clean, _substitutions(clean.text, rule, pattern, new))
    if page.origin is Origin.FILE and _MARKDOWN.search(clean.text):
        for rule, pattern, replacement in _MARKUP_RULES:
            clean = _add(clean, _substitutions(clean.text, rule, pattern, _always(replacement)))
    return clean


def _always(replacement: str) -> Callable[[str], str]:
    return lambda _: replacement


def _fold_line(line: str) -> str:
    return re.sub(r"\d+", "0", " ".join(line.split())).casefold()


def _edges(text: str) -> tuple[list[re.Match[str]], list[re.Match[str]]]:
    """The lines nearest the top, from the top, and nearest the bottom, from the bottom."""
    lines = [m for m in re.finditer(r"[^\n]+", text) if m[0].strip()]
    top = lines[: min(_HEAD_LINES, (len(lines) + 1) // 2)]
    bottom = lines[::-1][: min(_HEAD_LINES, len(lines) // 2)]
    return top, bottom


def _repeated_lines(texts: Sequence[str]) -> frozenset[str]:
    """Lines (digits folded) near the edges of at least three pages in ten, and of at least two."""
    if len(texts) < 2:
        return frozenset()
    counts = Counter(
        line for text in texts for line in {_fold_line(m[0]) for edge in _edges(text) for m in edge}
    )
    needed = max(2, round(0.3 * len(texts)))
    return frozenset(line for line, count in counts.items() if count >= needed)


def _furniture_edits(text: str, repeated: frozenset[str], *, is_first: bool) -> list[Edit]:
    """Edits that empty running heads and page counters.

    They are peeled from the edges inwards and end where a line of the page's own begins: "Beslut" can
    open several pages under their heads and is content. A head stays on the first page, where it is
    the letterhead; only its page counter goes.
    """
    edits = []
    for edge in _edges(text):
        for line in edge:
            stripped = line[0].strip()
            start = line.start() + len(line[0]) - len(line[0].lstrip())
            if counter := _PAGE_COUNTER.fullmatch(stripped):
                edits.append(_removal(text, start, start + len(counter[0]), "page-counter"))
            elif not _is_head(stripped, repeated):
                break
            elif not is_first:
                edits.append(_removal(text, start, start + len(stripped), "running-head"))
    lines = list(re.finditer(r"[^\n]+", text))
    taken = {edit.start for edit in edits}
    for number, line in enumerate(lines):
        stripped = line[0].strip()
        start = line.start() + len(line[0]) - len(line[0].lstrip())
        if start not in taken and _LONE_NUMBER.match(stripped) and _cuts_a_sentence(text, lines, number):
            edits.append(_removal(text, start, start + len(stripped), "page-counter"))
    return sorted(edits, key=lambda edit: edit.start)


def _is_head(line: str, repeated: frozenset[str]) -> bool:
    # A line of a list or a § head can repeat at page edges once its digits are folded; it is content.
    return (
        _fold_line(line) in repeated
        and not re.match(r"(?:[A-ZÅÄÖ]\w{0,7}[ \t]*)?§|\d+[.)]|[-•–]", line)
        and not _is_section_heading(line)
    )


def _is_section_heading(line: str) -> bool:
    return any(rule.pattern.fullmatch(line.strip(" :")) for rule in load_rules("headings"))


def _removal(text: str, start: int, end: int, rule: str) -> Edit:
    return Edit(start=start, end=end, original=text[start:end], replacement="", rule=rule)


def _cuts_a_sentence(text: str, lines: list[re.Match[str]], number: int) -> bool:
    """Tell whether a lone number stands between blank lines in the middle of a sentence."""
    line = lines[number]
    before = text[: line.start()]
    after = text[line.end() :]
    if not (re.search(r"\n[ \t]*\n[ \t]*$", before) and re.match(r"[ \t]*\n[ \t]*\n", after)):
        return False
    return not before.rstrip().endswith((".", "!", "?", ":", ";")) and bool(re.match(r"\s*[a-zåäö]", after))


def _keeps_hyphen(left: str, right: str) -> bool:
    return right in _COORDINATORS or left.isupper() or len(left) == 1


def _line_end_hyphen_edits(text: str) -> list[Edit]:
    """Join words divided at a line end; the rest of the second line stays on its own line."""
    edits = []
    for m in _LINE_END_HYPHEN.finditer(text):
        left, right = m["left"], m["right"]
        if right in _COORDINATORS:
            continue
        cut = m.end("left") if not _keeps_hyphen(left, right) else m.end("left") + 1
        edits.append(
            Edit(
                start=cut,
                end=m.start("right"),
                original=text[cut : m.start("right")],
                replacement="",
                rule="line-end-hyphen",
            )
        )
        if m["space"]:  # the line break moves behind the joined word
            edits.append(
                Edit(
                    start=m.start("space"),
                    end=m.end("space"),
                    original=m["space"],
                    replacement="\n",
                    rule="line-end-hyphen",
                )
            )
    return edits


def _join(pages: list[CleanPage]) -> DocumentText:
    """Lay the pages end to end; a word divided by a page end is joined without its hyphen."""
    segments: list[Segment] = []
    length = 0
    for index, page in enumerate(pages):
        text = page.text
        end = len(text.rstrip())
        following = next((later.text for later in pages[index + 1 :] if later.text.strip()), "")
        divided = re.search(r"([^\W\d_]{2,})-$", text[:end])
        right = re.match(r"\s*([a-zåäöéü]+)", following)
        joins = bool(divided and right and not _keeps_hyphen(divided[1], right[1]))
        start_in_page = 0
        if (
            segments
            and segments[-1].start + segments[-1].length == length
            and length
            and _ends_divided(pages, segments)
        ):
            start_in_page = len(text) - len(text.lstrip())
        take = (end - 1 if joins else len(text)) - start_in_page
        if take > 0:
            segments.append(Segment(length, index, start_in_page, take))
            length += take
            if not joins:
                length += 1
    return DocumentText(tuple(pages), tuple(segments))


def _ends_divided(pages: list[CleanPage], segments: list[Segment]) -> bool:
    last = segments[-1]
    rest = pages[last.page_index].text[last.page_start + last.length :]
    return rest.strip() == "-"
