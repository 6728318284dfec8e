"""Learns the error model from pairs of printed and read lines."""

import json
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from pipeline.repair.train.align import align_words, edit_segments

LEAST_COUNT = 2
LONGEST = 4
SWEDISH = set("åäö")
"""What is made of these letters counts even when seen once."""

HAND_WRITTEN = {
    ("å", "a"): 0.85,
    ("å", "d"): 0.02,
    ("å", "i"): 0.02,
    ("å", "ai"): 0.004,
    ("å", "4"): 0.005,
    ("å", "ia"): 0.003,
    ("å", "&"): 0.002,
    ("ä", "a"): 0.6,
    ("ä", "i"): 0.2,
    ("ä", "d"): 0.02,
    ("ä", "é"): 0.01,
    ("ä", "4"): 0.01,
    ("ä", "ii"): 0.01,
    ("ä", "da"): 0.003,
    ("ä", "aé"): 0.003,
    ("ä", "ai"): 0.005,
    ("ä", "dä"): 0.001,
    ("ä", "ia"): 0.003,
    ("ä", "4a"): 0.002,
    ("ä", "r"): 0.0005,
    ("ö", "o"): 0.5,
    ("ö", "é"): 0.2,
    ("ö", "6"): 0.12,
    ("ö", "d"): 0.01,
    ("ö", "oé"): 0.005,
    ("ö", "g"): 0.002,
    ("ö", "oi"): 0.003,
    ("ö", "éo"): 0.001,
    ("ö", "ö"): 0.01,
    ("ö", "a"): 0.004,
    ("ö", "oö"): 0.001,
    ("ö", "i"): 0.002,
    ("ö", "e"): 0.003,
    ("ö", "0"): 0.002,
    ("ö", "ié"): 0.001,
    ("lö", "16"): 0.05,
    ("lö", "i6"): 0.02,
    ("fö", "to"): 0.01,
    ("fö", "t6"): 0.003,
    ("f", "t"): 0.003,
    ("i", "1"): 0.005,
    ("i", "l"): 0.002,
    ("l", "1"): 0.003,
    ("l", "|"): 0.002,
    ("l", "["): 0.0005,
    ("l", "i"): 0.001,
    ("f", "s"): 0.0003,
    ("ö", "s"): 0.0005,
    ("i", "|"): 0.002,
    ("t", "'t"): 0.001,
    ("vv", "w"): 0.02,
    ("it", "i't"): 0.02,
    ("ri", "ti"): 0.0005,
    ("r", "t"): 0.0003,
    ("å", "ä"): 0.003,
    ("ä", "å"): 0.003,
}
"""Confusions seen in real documents (field notes), with a rough probability: a prior under the counts."""

OF_LAYERS = {
    "å": {
        "a": 0.3,
        "6": 0.2,
        "d": 0.2,
        "ä": 0.05,
        "i": 0.03,
        "&": 0.02,
        "e": 0.01,
        "ål": 0.005,
        "4": 0.01,
        "à": 0.03,
        "á": 0.03,
        "â": 0.02,
        "°a": 0.01,
        "5": 0.03,
        "l": 0.003,
        "ai": 0.005,
    },
    "ä": {
        "a": 0.2,
        "5": 0.2,
        "ii": 0.2,
        "d": 0.08,
        "å": 0.05,
        "i": 0.05,
        "ri": 0.005,
        "ti": 0.01,
        "e": 0.01,
        "á": 0.02,
        "à": 0.02,
        "iu": 0.005,
        "6": 0.02,
        "ia": 0.005,
        "ai": 0.005,
        "4": 0.01,
        "it": 0.004,
    },
    "ö": {
        "6": 0.3,
        "o": 0.2,
        "d": 0.12,
        "ó": 0.15,
        "0": 0.04,
        "ii": 0.05,
        "ti": 0.03,
        "i": 0.02,
        "ò": 0.03,
        "ô": 0.02,
        "5": 0.02,
        "g": 0.005,
        "rj": 0.002,
        "tj": 0.005,
        "ü": 0.03,
        "é": 0.03,
        "8": 0.01,
        "ø": 0.02,
    },
    "fö": {"uiii": 0.003, "uii": 0.002, "fti": 0.01},
    "l": {"i": 0.0005, "1": 0.0005, "j": 0.0001},
    "i": {"l": 0.0005, "1": 0.0005, "t": 0.0001},
}
"""What other programs' text layers make of letters when they harm them: real cases of the field notes."""
OF_SWEDISH_MODEL = {
    ("ö", "o"): 0.001,
    ("ö", "i"): 0.001,
    ("ö", "l"): 0.0003,
    ("ö", "ii"): 0.0003,
    ("ä", "a"): 0.001,
    ("ä", "i"): 0.001,
    ("ä", "l"): 0.0003,
    ("ä", "å"): 0.001,
    ("å", "a"): 0.001,
    ("å", "ä"): 0.001,
    ("ft", "fi"): 0.003,
    ("ft", "tt"): 0.0005,
    ("f", "t"): 0.0005,
    ("t", "f"): 0.0003,
    ("rn", "m"): 0.001,
    ("m", "rn"): 0.0003,
    ("l", "i"): 0.0003,
    ("i", "l"): 0.0005,
    ("l", "1"): 0.0005,
    ("i", "1"): 0.0003,
    ("l", "|"): 0.0005,
    ("li", "h"): 0.0003,
    ("c", "e"): 0.0003,
    ("b", "bb"): 0.0003,
    ("f", "ft"): 0.0003,
    ("r", "tr"): 0.0002,
    ("ä", "äa"): 0.0003,
    ("å", "åa"): 0.0003,
    ("ö", "öo"): 0.0003,
}
"""What the Swedish model makes of letters where print or scan is poor (field notes)."""
ILL_READ_FONT = "EB Garamond Bold"
"""The Swedish model loses every other å, ä and ö of it: that is for the gate; no other font is read so."""
PRIOR_WEIGHT = 30.0
LEAST_OF_PRIOR = 0.2
SHARED = 0.1
"""What is made of one of å, ä and ö and never seen of another is lent to it in this measure."""
ENGLISH_SHARE = 0.3
"""How much of a text layer's harm looks like the English model's."""


def anchored(segments: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Give a lost or an invented letter to its neighbour, so that no side of a pair is empty."""
    result: list[tuple[str, str]] = []
    waiting = ("", "")
    for printed, read in segments:
        printed, read = waiting[0] + printed, waiting[1] + read
        waiting = ("", "")
        if printed and read:
            result.append((printed, read))
        elif result:
            before = result.pop()
            result.append((before[0] + printed, before[1] + read))
        else:
            waiting = (printed, read)
    return result


def word_pairs(pages: Iterable[Path], *, without_font: str = "") -> Iterator[tuple[str, str]]:
    """Yield `(printed, read)` words of files of pairs; runs that do not match one to one are left out."""
    for path in pages:
        for row in path.read_text(encoding="utf-8").splitlines():
            page = json.loads(row)
            for printed, read in page["lines"] if page["font"] != without_font else ():
                for pair in align_words(printed, read):
                    if " " not in pair[0] and " " not in pair[1] and pair[0] and pair[1]:
                        yield pair


def learn(
    pairs: Iterable[tuple[str, str]], prior: Mapping[tuple[str, str], float] = HAND_WRITTEN
) -> dict[str, list[tuple[str, float]]]:
    """Count confusions over a `prior` of probabilities and turn them into costs by letters as read."""
    events: Counter[tuple[str, str]] = Counter()
    shared: dict[tuple[str, str], float] = defaultdict(float)
    printed_counts: Counter[str] = Counter()
    for printed, read in pairs:
        printed, read = printed.lower(), read.lower()
        for size in range(1, LONGEST + 1):
            for at in range(len(printed) - size + 1):
                printed_counts[printed[at : at + size]] += 1
        for segment in anchored(edit_segments(printed, read)):
            if len(segment[0]) <= LONGEST and len(segment[1]) <= LONGEST:
                events[segment] += 1
    for (printed, read), count in list(events.items()):
        if printed in SWEDISH and read not in SWEDISH and read.isalpha():
            for other in SWEDISH - {printed}:
                if not events[other, read]:
                    shared[other, read] += SHARED * count
    rows: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for segment in sorted({*events, *shared, *prior}):
        printed, read = segment
        seen: float = events[segment] + shared[segment]
        known = prior.get(segment, 0.0)
        if printed != read and seen < LEAST_COUNT and not known and not set(printed) & SWEDISH:
            continue
        p = (seen + PRIOR_WEIGHT * known) / (printed_counts[printed] + PRIOR_WEIGHT)
        p = max(p, known * LEAST_OF_PRIOR)
        rows[read].append((printed, round(max(-math.log(p), 0.001), 3)))
    return {read: sorted(row, key=lambda item: (item[1], item[0])) for read, row in sorted(rows.items())}


def of_layers(english: Mapping[str, list[tuple[str, float]]]) -> dict[str, list[tuple[str, float]]]:
    """Return the table for text layers: its own confusions of å, ä, ö beside the English model's others."""
    mixed: dict[tuple[str, str], float] = defaultdict(float)
    for read, row in english.items():
        for printed, cost in row:
            share = ENGLISH_SHARE if set(printed) & SWEDISH else 1.0
            mixed[printed, read] += share * math.exp(-cost)
    for printed, reads in OF_LAYERS.items():
        share = 1.0 - ENGLISH_SHARE if set(printed) & SWEDISH else 1.0
        for read, p in reads.items():
            mixed[printed, read] += share * p
    rows: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for (printed, read), p in mixed.items():
        rows[read].append((printed, round(max(-math.log(min(p, 1.0)), 0.001), 3)))
    return {read: sorted(row, key=lambda item: (item[1], item[0])) for read, row in sorted(rows.items())}


def write_confusions(pages: Iterable[Path], swedish_pages: Iterable[Path], folder: Path) -> int:
    """Learn from files of pairs and write `confusions.json`. Returns how many confusions were kept.

    Args:
        pages: pairs that the English model read.
        swedish_pages: pairs that the Swedish model read.
        folder: where the model is.

    """
    english = learn(word_pairs(pages))
    swedish = learn(word_pairs(swedish_pages, without_font=ILL_READ_FONT), OF_SWEDISH_MODEL)
    tables = {"english": english, "layer": of_layers(english), "swedish": swedish}
    text = json.dumps(tables, ensure_ascii=False, indent=0) + "\n"
    (folder / "confusions.json").write_text(text, encoding="utf-8")
    return sum(len(row) for table in tables.values() for row in table.values())
