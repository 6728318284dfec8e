"""What a user could pick instead of our repair: measured on the same passages."""

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path

from pipeline.repair.language_model import load_language_model
from pipeline.repair.lexicon import load_lexicon

Peer = Callable[[str], str]
HUNSPELL_BATCH = 60
HUNSPELL_CACHE = "hunspell-first.json"
_WORD = re.compile(r"[^\W\d_]+")
_FOLD = str.maketrans("åäöé", "aaoo")


def no_repair(text: str) -> str:
    """Leave the text as it is."""
    return text


def _by_word(text: str, repair: Callable[[str], str]) -> str:
    def one(match: re.Match[str]) -> str:
        read = match.group()
        got = repair(read.lower())
        if read.isupper() and len(read) > 1:
            return got.upper()
        return got[0].upper() + got[1:] if read[0].isupper() and got else got or read

    return _WORD.sub(one, text)


@cache
def _marked_forms() -> dict[str, str]:
    lexicon, model = load_lexicon(), load_language_model()
    best: dict[str, tuple[float, str]] = {}
    for word, number in lexicon.ids.items():
        folded, score = word.translate(_FOLD), model.unigram(number)
        if folded not in best or score > best[folded][0]:
            best[folded] = (score, word)
    return {folded: word for folded, (_, word) in best.items()}


def most_frequent_form(text: str) -> str:
    """Give each word its most frequent form with å, ä and ö: diacritic restoration by unigrams."""
    forms = _marked_forms()
    return _by_word(text, lambda word: forms.get(word.translate(_FOLD), word))


def symspell(text: str) -> str:
    """Correct unknown words with symspellpy, distance 2, over our own word list."""
    speller, verbosity = _symspell()
    lexicon = load_lexicon()

    def repair(word: str) -> str:
        if word in lexicon:
            return word
        found = speller.lookup(word, verbosity, max_edit_distance=2)
        return found[0].term if found else word

    return _by_word(text, repair)


@cache
def _symspell():  # type: ignore[no-untyped-def]
    from symspellpy import SymSpell, Verbosity

    model = load_language_model()
    speller = SymSpell(max_dictionary_edit_distance=2, prefix_length=7)
    for word, number in load_lexicon().ids.items():
        if word.isalpha():
            speller.create_dictionary_entry(word, max(1, int(1e9 * 2.718 ** model.unigram(number))))
    return speller, Verbosity.TOP


def has_hunspell() -> bool:
    """Tell whether the hunspell program is here."""
    return shutil.which("hunspell") is not None


def hunspell_first(text: str, cache: Path) -> str:
    """Take hunspell's first suggestion for every word it does not know.

    A suggestion takes a third of a second; those found are kept in `cache`, a JSON file.
    """
    first: dict[str, str] = json.loads(cache.read_text(encoding="utf-8")) if cache.exists() else {}
    words = sorted(set(_WORD.findall(text)) - set(first))
    for at in range(0, len(words), HUNSPELL_BATCH):
        batch = words[at : at + HUNSPELL_BATCH]
        run = subprocess.run(
            ["hunspell", "-a", "-d", "sv_SE", "-i", "utf-8"],
            input="".join(f"^{word}\n" for word in batch),
            capture_output=True,
            text=True,
            check=True,
        )
        first.update(dict.fromkeys(batch, ""))
        for line in run.stdout.splitlines():
            if line.startswith("& "):
                head, suggestions = line.split(": ", 1)
                first[head.split()[1]] = suggestions.split(", ")[0]
        cache.write_text(json.dumps(first, ensure_ascii=False, sort_keys=True), encoding="utf-8")
    return _WORD.sub(lambda match: first.get(match.group()) or match.group(), text)


def peers(work: Path) -> dict[str, Peer]:
    """Return the peers that can run here, by name; `work` keeps what is slow."""
    found: dict[str, Peer] = {
        "no repair": no_repair,
        "most frequent diacritic form": most_frequent_form,
        "symspellpy, distance 2, same word list": symspell,
    }
    if has_hunspell():
        found["hunspell, first suggestion"] = lambda text: hunspell_first(text, work / HUNSPELL_CACHE)
    return found
