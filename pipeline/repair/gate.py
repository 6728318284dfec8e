"""Tells whether text is damaged, and how, before anything is changed."""

import re

_LETTERS = re.compile(r"[^\W\d_]")
_MARKED = re.compile(r"[åäöÅÄÖ]")
_WORDS = re.compile(r"[^\W\d_]+")
_SMALL_WORDS = (
    "och att av som en den det med till om i ett de inte har kan ska under vid eller hur detta denna inom men"
    " ut sin samt var vi ej bli blir alla"
)
SWEDISH = frozenset(_SMALL_WORDS.split())
"""Frequent Swedish words that no loss of å, ä, ö can change."""
LEAST_SHARE = 0.005
WINDOW = 200
LEAST_LETTERS = 12
SWEDISH_SHARE = 0.08
LOST_DIACRITICS = "lost diacritics"


def is_swedish(text: str) -> bool:
    """Tell whether text is Swedish by its small words, which no damage to å, ä, ö hides."""
    words = _WORDS.findall(text.lower())
    return bool(words) and sum(word in SWEDISH for word in words) >= SWEDISH_SHARE * len(words)


def damaged_lines(lines: list[str]) -> list[bool]:
    """Tell for every line whether the stretch of 200 letters around it lacks å, ä and ö."""
    letters = [len(_LETTERS.findall(line)) for line in lines]
    marked = [len(_MARKED.findall(line)) for line in lines]
    result = []
    for number in range(len(lines)):
        low, high = number, number + 1
        total, found = letters[number], marked[number]
        while total < WINDOW and (low > 0 or high < len(lines)):
            if low > 0:
                low -= 1
                total, found = total + letters[low], found + marked[low]
            if high < len(lines):
                total, found = total + letters[high], found + marked[high]
                high += 1
        result.append(total >= LEAST_LETTERS and found < LEAST_SHARE * total)
    return result
