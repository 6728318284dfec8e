"""SQL functions `case_key(text)` and `bare_case_key(text)`: what all spellings of a case number share.

The same folding as `extractors.case_numbers.comparison_key` and `pipeline.register.queries.typed_keys`,
written again because the site's plugins import nothing of the project; tests/browse/test_case_key.py holds
them together.
"""

import re
import unicodedata

from datasette import hookimpl

_TOKENS = re.compile(r"[^\W\d_]+|\d+")
# What people write before a number: `Dnr KFN-2031-77`.
_LABEL = re.compile(r"^\s*(?:dnr|diarie(?:nummer|nr)|ärende(?:nummer|nr)?)\b[\s.:]*", re.IGNORECASE)
_FOLDABLE = str.maketrans({"é": "e", "è": "e", "ü": "u", "à": "a", "á": "a"})


def case_key(text):
    """Fold a case number; None for no text."""
    if text is None:
        return None
    tokens = _TOKENS.findall(unicodedata.normalize("NFC", str(text)).casefold().translate(_FOLDABLE))
    letters = dict.fromkeys(token for token in tokens if not token.isdigit())
    digits = [token.lstrip("0") or "0" for token in tokens if token.isdigit()]
    return "-".join([*letters, *digits])


def bare_case_key(text):
    """Fold a case number without the word that is written before it; None for no text."""
    return None if text is None else case_key(_LABEL.sub("", str(text)))


@hookimpl
def prepare_connection(conn):
    """Make the functions known to every connection."""
    conn.create_function("case_key", 1, case_key, deterministic=True)
    conn.create_function("bare_case_key", 1, bare_case_key, deterministic=True)
