"""Passages that repair must never touch: numbers with a meaning, addresses, references to law."""

import re
from collections.abc import Iterable

_PATTERNS = (
    r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}",  # e-mail
    r"(?:https?://|www\.)\S{1,500}",
    r"(?<![\w.-])[\w-]{1,63}(?:\.[\w-]{1,63}){0,4}\.(?:se|nu|com|org|net|eu|info)\b(?:/\S{0,500})?",
    r"\b\d{6,8}[-+]\d{4}\b",  # personnummer, organisation numbers
    r"\b(?:\d{4}-\d{2}-\d{2}|\d{4}-\d{2})\b",
    r"\b[A-ZÅÄÖ]{1,5}[ /-]?\d{4}[-:/]\d{1,6}\b",  # HVO-2022-4246, KS/2014:17
    r"\b[A-ZÅÄÖ]{2,5}[ -]\d{4}-\d{1,6}\b",
    r"\b\d{4}/\d{2}:\w+",  # 2021/22:FPM66
    r"\b\d{1,4}[-/:]\d+(?:[-/:]\d+)*\b",
    r"\b\d{1,3}(?:[ .\u00a0\u2009]\d{3})+(?:,\d+)?\b",
    r"(?<![\d.,:])\d{1,12}(?:[.,:]\d{1,12}){0,4}\s?(?:%|kr\b|tkr\b|mnkr\b|SEK\b)",
    r"§+\s*\d+(?:/\d+)?",
    r"\b(?:[Dd]nr|[Nn]r|[Kk]ap|[Ss]id|[Tt]el|[Oo]rg\.\s?nr)\b\.?:?\s?\d{1,12}",
    r"\b(?:[0-3]?\d)\s(?:jan(?:uari)?|feb(?:ruari)?|mars|apr(?:il)?|maj|jun[i]?|jul[i]?|aug(?:usti)?"
    r"|sept?(?:ember)?|okt(?:ober)?|nov(?:ember)?|dec(?:ember)?)\s\d{4}\b",
)
# Every repetition is bounded: a run of a hundred thousand letters must not take quadratic time.
_PROTECTED = re.compile("|".join(_PATTERNS))


def find_protected(text: str) -> list[tuple[int, int]]:
    """Find the spans that must stay as they are, sorted, half-open.

    >>> text = "Skriv till Soderstrom@malmo.se om HVO-2022-4246."
    >>> [text[start:end] for start, end in find_protected(text)]
    ['Soderstrom@malmo.se', 'HVO-2022-4246']
    """
    return [match.span() for match in _PROTECTED.finditer(text)]


def merge_spans(*many: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Merge spans from several sources into sorted, disjoint ones."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(span for spans in many for span in spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
