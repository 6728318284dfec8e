"""Gives names back that repair took for damaged words, where sound documents of the register have them."""

from collections.abc import Mapping

from pipeline.repair.lexicon import load_lexicon
from pipeline.repair.other_documents import OwnPage
from pipeline.repair.shared_passages import unmarked
from schemas.text import Edit, Passage

RULE = "repair:register-name"
CONFIDENCE = 0.95


def restore_names(page: OwnPage, names: Mapping[str, Passage]) -> tuple[Edit, ...]:
    """Return edits that put a name back as it was read, where `names` holds it, or it is the genitive of one.

    A word that repair made into one that exists stays: `Var` can be a name, and here `Vår` was printed.
    """
    edits = []
    lexicon = load_lexicon()
    for start, end, read in page.read:
        now = page.words.text[start:end]
        if not read[:1].isupper() or now.lower() in lexicon or _name(now, names):
            continue
        if unmarked(now) == unmarked(read):
            continue  # a document without å, ä and ö can have escaped notice, and its names with it
        if place := _name(read, names):
            edits.append(
                Edit(
                    start=start,
                    end=end,
                    original=now,
                    replacement=read,
                    rule=RULE,
                    confidence=CONFIDENCE,
                    basis=place,
                )
            )
    return tuple(edits)


def _name(word: str, names: Mapping[str, Passage]) -> Passage | None:
    return names.get(word) or names.get(word.removesuffix("s"))
