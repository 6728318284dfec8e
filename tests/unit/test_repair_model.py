import math

import pytest

from pipeline.repair.channel import load_channel
from pipeline.repair.language_model import load_language_model
from pipeline.repair.letters import load_letter_model
from pipeline.repair.lexicon import MODEL_DIR, load_lexicon
from pipeline.repair.train.align import align_lines, align_words
from pipeline.repair.train.automaton import build_automaton
from pipeline.repair.train.confusions import anchored, learn

MODEL_LIMIT_BYTES = 15_000_000


def test_model_is_small_enough_to_ship() -> None:
    assert sum(path.stat().st_size for path in MODEL_DIR.iterdir()) <= MODEL_LIMIT_BYTES


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        ("omsorgsnimnden", "omsorgsnämnden"),
        ("16per", "löper"),
        ("fragestallningar", "frågeställningar"),
        ("tillgangsf6rvaltning", "tillgångsförvaltning"),
    ],
)
def test_search_finds_the_printed_word(read: str, printed: str) -> None:
    assert printed in [candidate.word for candidate in load_channel("english").candidates(read)]


def test_context_tells_i_from_a_number() -> None:
    lexicon, model = load_lexicon(), load_language_model()
    have, task = lexicon.ids["fick"], lexicon.ids["uppdrag"]
    i, number = lexicon.ids["i"], lexicon.ids["<num>"]
    as_word = model.score(0, have, i) + model.score(have, i, task)
    as_number = model.score(0, have, number) + model.score(have, number, task)
    assert as_word > as_number


def test_scores_of_all_words_after_a_pair_are_a_distribution() -> None:
    lexicon, model = load_lexicon(), load_language_model()
    first, second = lexicon.ids["kommer"], lexicon.ids["att"]
    total = sum(math.exp(model.score(first, second, word)) for word in range(len(lexicon.ids) + 1))
    assert 0.8 < total < 1.25


def test_swedish_spelling_costs_less_than_nonsense() -> None:
    letters = load_letter_model()
    assert letters.word_cost("tillställning") < letters.word_cost("xqtwlpälnkkzg")


def test_automaton_holds_exactly_its_words() -> None:
    words = ["bar", "barn", "barnen", "ben", "benen"]
    edges = build_automaton([(word, 1) for word in words], "abenr")
    found = []

    def walk(node: int, letters: str) -> None:
        at = node
        while True:
            edge = edges[at]
            spelt = letters + "abenr"[edge & 127]
            if edge >> 7 & 15:
                found.append(spelt)
            if edge >> 12 != (1 << 20) - 1:
                walk(edge >> 12, spelt)
            if edge >> 11 & 1:
                return
            at += 1

    walk(0, "")
    assert sorted(found) == words


def test_lines_and_words_are_aligned() -> None:
    printed = ["Avtalet löper under två år", "och kan förlängas med ett år"]
    assert align_lines(printed, ["och kan f6rlingas med ett ar"]) == [
        (printed[1], "och kan f6rlingas med ett ar")
    ]
    assert align_words("löper två år", "16per tva ar") == [("löper", "16per"), ("två", "tva"), ("år", "ar")]


def test_lost_letters_are_anchored_to_their_neighbours() -> None:
    assert anchored([("f", "f"), ("ö", ""), ("r", "r")]) == [("fö", "f"), ("r", "r")]


def test_learnt_costs_follow_the_counts() -> None:
    rows = learn([("år", "ar")] * 90 + [("år", "dr")] * 10)
    costs = {read: dict(row)["å"] for read, row in rows.items() if "å" in dict(row)}
    assert costs["a"] < costs["d"]
