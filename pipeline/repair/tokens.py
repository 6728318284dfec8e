"""Cuts text into the pieces that repair looks at: words with their damage, numbers, sentence ends."""

import re

CLEAN_TOKEN = re.compile(r"[^\W\d_]+(?:[:’'][^\W\d_]+)*-?|\d[\d.,:]*|[.!?:;]+(?=\s|$)|[•§]")
"""Tokens of clean text, for counting."""

PIECE = re.compile(
    r"(?!['‘’´`])"
    r"(?:(?!(?<=[a-zåäöé]{2})[B-FH-NP-ZÅÄÖ][a-zåäö]{4})[^\s\-–—/(),.;:?!\"”“„»«…=+<>•§*~])+"
    r"(?::[^\W\d_]{1,5}(?![\w]))?-?"
)
"""A piece of damaged text: a run of letters, digits and signs that OCR may have made of letters.

Two words printed without a space (`analysenDiarienummer`) are two pieces; a capital A, G or O inside a word
may be a damaged letter.
"""

SENTENCE_END = re.compile(r"[.!?:;]")

NUMBER = "<num>"
BOUNDARY = "<s>"
SYMBOLS = {"•": "•", "§": "§"}


def clean_tokens(text: str) -> list[str]:
    """Return the language model's tokens of clean text, lower-case.

    >>> clean_tokens("Vård- och omsorgsnämnden, 385 000 kronor.")
    ['vård-', 'och', 'omsorgsnämnden', '<num>', '<num>', 'kronor', '<s>']
    """
    tokens = []
    for match in CLEAN_TOKEN.finditer(text):
        token = match.group()
        first = token[0]
        if first.isdigit():
            tokens.append(NUMBER)
        elif first in ".!?:;":
            tokens.append(BOUNDARY)
        else:
            tokens.append(token.lower())
    return tokens
