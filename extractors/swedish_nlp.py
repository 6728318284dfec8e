"""The one spaCy pipeline: Swedish tokens and rulers for organisations. Only this module imports spaCy.

No trained Swedish pipeline can be had from a registry, and one trained on news finds six organisations
in a hundred on committee records (see docs/adr); rules over Swedish tokens do better here.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from extractors.rules import load_lexicon
from schemas.spans import Range

if TYPE_CHECKING:
    from spacy.language import Language

# A capitalised word without digits that is not the label of the next field.
_LABELS = (
    "Dnr|Diarienummer|Datum|Org|Telefon|Adress|Beslut|Bilaga|Sammanfattning|Tjänsteskrivelse|G-Tjänsteskrivelse|"
    "Tjänsteutlåtande|Protokollsutdrag|Protokoll|Kallelse|Yttrande|Ansökan|Rapport"
)
_CAPITAL: dict[str, Any] = {
    "TEXT": {"REGEX": rf"^(?!(?:{_LABELS})$)[A-ZÅÄÖÉ](?:[^\W\d_]|[’'&-])*$"},
}
_CONNECTOR = {"LOWER": {"IN": ["för", "av", "mot", "till", "hos", "vid"]}}
_IN = {"LOWER": {"IN": ["i", "på"]}}


@lru_cache(maxsize=1)
def swedish_pipeline() -> Language:
    """Build the pipeline: `spacy.blank("sv")` and a span ruler over the lexicon of organisations."""
    import spacy

    nlp = spacy.blank("sv")
    nlp.max_length = 50_000_000  # 1,000 pages are 3 million characters; rulers need no memory per length
    ruler: Any = nlp.add_pipe("span_ruler", config={"spans_key": "organisations", "spans_filter": None})
    ruler.add_patterns(_organisation_patterns(nlp))
    return nlp


def _organisation_patterns(nlp: Language) -> list[dict[str, Any]]:
    lexicon = load_lexicon("organisations")
    lower_noun: dict[str, Any] = {"TEXT": {"REGEX": r"^[a-zåäöé-]{3,}$", "NOT_IN": lexicon["not_in_names"]}}
    head = {"TEXT": {"IN": lexicon["heads"]}}
    head_after_adjective = {"LOWER": {"IN": [h.lower() for h in lexicon["heads"]]}}
    suffix = {"TEXT": {"REGEX": r"^[A-ZÅÄÖ][\wåäöé-]*(?:" + "|".join(lexicon["suffixes"]) + r")(?:s|:s)?$"}}
    suffix_word = {
        "TEXT": {"REGEX": r"^(?:[A-ZÅÄÖ][a-zåäö]*|[a-zåäö]*)(?:" + "|".join(lexicon["suffixes"]) + r")s?$"}
    }
    clubs = {"TEXT": {"IN": ["IF", "IK", "BK", "FF", "FC", "SK", "AIF", "BoIS"]}}
    named = [head, {**_CAPITAL, "OP": "+"}]
    tokens: list[tuple[str, list[dict[str, Any]]]] = [
        ("head", named),
        ("head", [*named, _CONNECTOR, lower_noun]),
        ("head", [*named, _CONNECTOR, lower_noun, {"LOWER": "och"}, lower_noun]),
        ("head", [*named, _IN, {**_CAPITAL, "OP": "+"}]),
        ("head", [*named, _CONNECTOR, {**_CAPITAL, "OP": "+"}]),
        ("head", [*named, _CONNECTOR, lower_noun, _IN, {**_CAPITAL, "OP": "+"}]),
        ("head", [head, _CONNECTOR, lower_noun, _IN, {**_CAPITAL, "OP": "+"}]),
        ("suffix", [{**_CAPITAL, "OP": "*"}, suffix]),
        ("suffix", [{**_CAPITAL, "OP": "*"}, suffix, _IN, {**_CAPITAL, "OP": "+"}]),
        (
            "suffix",
            [{**_CAPITAL, "OP": "*"}, suffix, {"LOWER": {"IN": ["av", "för"]}}, {**_CAPITAL, "OP": "+"}],
        ),
        ("suffix", [suffix, {**_CAPITAL, "OP": "+"}]),
        ("suffix", [{**_CAPITAL, "OP": "+"}, suffix_word]),
        ("suffix", [{**_CAPITAL, "OP": "+"}, suffix_word, _IN, {**_CAPITAL, "OP": "+"}]),
        ("suffix", [{"TEXT": {"REGEX": r"^[A-ZÅÄÖ][a-zåäö]+(?:iska|ska)$"}}, head_after_adjective]),
        (
            "suffix",
            [
                {"TEXT": {"REGEX": r"^[A-ZÅÄÖ][a-zåäö]+(?:iska|ska)$"}},
                head_after_adjective,
                _IN,
                {**_CAPITAL, "OP": "+"},
            ],
        ),
        ("head", [{"LOWER": "ideella"}, head_after_adjective, {**_CAPITAL, "OP": "+"}]),
        (
            "head",
            [
                {"LOWER": "ideella"},
                head_after_adjective,
                {**_CAPITAL, "OP": "+"},
                _IN,
                {**_CAPITAL, "OP": "+"},
            ],
        ),
        ("club", [{**_CAPITAL, "OP": "+"}, clubs]),
    ]
    patterns: list[dict[str, Any]] = [{"label": label, "pattern": pattern} for label, pattern in tokens]
    for name in lexicon["national"]:
        words = [t.text for t in nlp.make_doc(name)]
        attribute = "TEXT" if len(words) == 1 else "LOWER"
        phrase: list[dict[str, Any]] = [
            {
                attribute: {
                    "IN": [w, w + "s", w + ":s"] if attribute == "TEXT" else [w.lower(), w.lower() + "s"]
                }
            }
            for w in words
        ]
        patterns.append({"label": "national", "pattern": phrase})
        patterns.append({"label": "national", "pattern": [*phrase, {**_CAPITAL, "OP": "{1,2}"}]})
        patterns.append({"label": "national", "pattern": [*phrase, _IN, {**_CAPITAL, "OP": "{1,2}"}]})
        patterns.append({"label": "suffix", "pattern": [suffix, {"LOWER": {"IN": ["av", "i"]}}, *phrase]})
    return patterns


# A token that no rule matches: it keeps a name from running over the end of a block.
_BREAK = "¶"
_CONNECTOR_AT_END = re.compile(r"\b(?:av|för|i|på|till|mot|och|the|of|de|la)$")


def _unwrapped(text: str) -> tuple[str, list[int], list[int]]:
    """Return the text with line breaks as spaces, for spaCy makes a token of each, and the way back.

    The way back: where each word begins, in the new text and in the old. A blank line, and a short
    line before a capital, end a block; `_BREAK` stands there.
    """
    longest = max((len(line) for line in text.split("\n")), default=0)
    pieces: list[str] = []
    new_starts: list[int] = []
    old_starts: list[int] = []
    length = 0
    previous_end = 0
    for m in re.finditer(r"\S+", text):
        gap = text[previous_end : m.start()]
        if "\n" in gap and pieces:
            line_start = text.rfind("\n", 0, previous_end) + 1
            short = previous_end - line_start < 0.6 * longest
            wraps = bool(_CONNECTOR_AT_END.search(text[line_start:previous_end]))
            if not wraps and (
                "\n" in gap.strip(" \t").strip("\n") or gap.count("\n") > 1 or (short and m[0][:1].isupper())
            ):
                pieces.append(_BREAK)
                new_starts.append(length)
                old_starts.append(previous_end)
                length += len(_BREAK) + 1
        pieces.append(m[0])
        new_starts.append(length)
        old_starts.append(m.start())
        length += len(m[0]) + 1
        previous_end = m.end()
    return " ".join(pieces), new_starts, old_starts


def find_organisation_spans(text: str) -> list[tuple[Range, str]]:
    """Return the longest spans that the rulers find, with their labels, in printed order, not nested."""
    from spacy.util import filter_spans

    unwrapped, new_starts, old_starts = _unwrapped(text)

    def back(offset: int) -> int:
        index = bisect_right(new_starts, offset) - 1
        return old_starts[index] + offset - new_starts[index]

    doc = swedish_pipeline()(unwrapped)
    return [
        (Range(back(span.start_char), back(span.end_char - 1) + 1), span.label_)
        for span in filter_spans(doc.spans["organisations"])
    ]
