"""Chooses among candidates by context: the best path over a whole page (Viterbi over word trigrams)."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.repair.language_model import LanguageModel

BEAM = 14.0
_State = tuple[int, int]
_Column = dict[_State, tuple[float, int, _State | None]]


@dataclass(frozen=True, slots=True)
class Option:
    """One reading of a token. `cost` is the channel's; `word` the language model's id; `text` to print.

    `unchanged`: it is the token as it was read. `plain`: it is no compound made for the occasion. `lead`:
    the id of the word before `word`, where the token is two words run together.
    """

    word: int
    cost: float
    text: str
    unchanged: bool = False
    plain: bool = True
    lead: int | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen for a token, and how sure: its share among the options in its context.

    `unchanged` is the share of the token as it was read.
    """

    option: Option
    confidence: float
    unchanged: float = 0.0


def decode(
    positions: Sequence[Sequence[Option]], model: LanguageModel, boundary: int
) -> tuple[list[Choice], float]:
    """Return the best option for every position, and the score (log probability) of the whole.

    Args:
        positions: the options of each token, in reading order; at least one each.
        model: scores words by the two before them.
        boundary: the id that stands before the first token.

    """
    # state: (option before, option here) by index -> (score, index here, previous state)
    columns: list[_Column] = []
    previous: _Column = {(0, 0): (0.0, 0, None)}
    before: Sequence[Option] = (Option(boundary, 0.0, ""),)
    here: Sequence[Option] = before
    for options in positions:
        column: _Column = {}
        best = -math.inf
        for state, (score, _, _) in previous.items():
            last = here[state[1]]
            first = before[state[0]].word if last.lead is None else last.lead
            second = last.word
            for index, option in enumerate(options):
                if option.lead is None:
                    total = score - option.cost + model.score(first, second, option.word)
                else:
                    total = score - option.cost + _pair_score(model, first, second, option)
                key = (state[1], index)
                if key not in column or total > column[key][0]:
                    column[key] = (total, index, state)
                    best = max(best, total)
        column = {key: entry for key, entry in column.items() if entry[0] > best - BEAM}
        columns.append(column)
        previous, before, here = column, here, options
    path: list[int] = []
    total_score = max((entry[0] for entry in previous.values()), default=0.0)
    if columns:
        at: _State | None = max(columns[-1], key=lambda key: columns[-1][key][0])
        for column in reversed(columns):
            assert at is not None
            path.append(at[1])
            at = column[at][2]
        path.reverse()
    return _with_confidence(positions, path, model, boundary), total_score


def _pair_score(model: LanguageModel, first: int, second: int, option: Option) -> float:
    """Return log p of an option's two words after `first` and `second`."""
    lead = option.lead or 0
    return model.score(first, second, lead) + model.score(second, lead, option.word)


def _with_confidence(
    positions: Sequence[Sequence[Option]], path: Sequence[int], model: LanguageModel, boundary: int
) -> list[Choice]:
    words = [
        boundary,
        boundary,
        *(options[index].word for options, index in zip(positions, path, strict=True)),
    ]
    words += [boundary, boundary]
    choices = []
    for number, (options, index) in enumerate(zip(positions, path, strict=True)):
        chosen = options[index]
        if len(options) == 1:
            choices.append(Choice(chosen, 1.0))
            continue
        a, b, d, e = words[number], words[number + 1], words[number + 3], words[number + 4]
        scores = [
            model.score(a, b, option.word) + model.score(b, option.word, d) + model.score(option.word, d, e)
            - option.cost
            if option.lead is None
            else _pair_score(model, a, b, option) + model.score(option.lead, option.word, d)
            + model.score(option.word, d, e) - option.cost
            for option in options
        ]  # fmt: skip
        top = max(scores)
        shares = [math.exp(score - top) for score in scores]
        total = sum(shares)
        unchanged = sum(share for share, option in zip(shares, options, strict=True) if option.unchanged)
        choices.append(Choice(chosen, shares[index] / total, unchanged / total))
    return choices
