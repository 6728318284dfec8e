"""Finds the two words behind a token whose space was lost (`paatt`: `på att`, `isnitt`: `i snitt`).

Only where one of the two is a frequent small word: any longer word could be cut somewhere.
"""

from pipeline.repair.candidates import shape_like
from pipeline.repair.channel import Channel
from pipeline.repair.decoder import Option
from pipeline.repair.language_model import LanguageModel
from pipeline.repair.lexicon import LOWER, Lexicon

_SMALL_WORDS = (
    "i på av att och som en ett den det de till för om är så med har vi från sin sina ska kan inte vid under"
)
_FOLD = str.maketrans("åäö", "aao")
SMALL = {word.translate(_FOLD): word for word in _SMALL_WORDS.split()}
"""Small words by what the English model makes of them."""
LOST_SPACE_COST = 8.0
MOST_HALF_COST = 5.0
RARE = -12.0
"""Log probability below which a known word may be two words run together."""
LEAST, LONGEST, LEAST_OTHER = 3, 24, 3
"""Letters of the shortest and the longest token looked at, and of the half that is no small word."""


def split_options(
    read: str, channel: Channel, lexicon: Lexicon, model: LanguageModel, *, sentence_start: bool
) -> list[Option]:
    """Return the readings of one token as two words; none where it is a word of its own.

    Args:
        read: the token, of letters, perhaps with digits or an underscore in it.
        channel: the error model that finds the half that is no small word.
        lexicon: tells words from others.
        model: tells how frequent a word is.
        sentence_start: whether a capital is usual here.

    """
    lowered = read.lower()
    if not LEAST <= len(read) <= LONGEST or not (read.islower() or (sentence_start and read[1:].islower())):
        return []
    known = lexicon.ids.get(lowered)
    if known and model.unigram(known) > RARE:
        return []
    options: dict[str, Option] = {}
    for at in range(1, len(read)):
        gap = 1 if read[at] == "_" else 0
        option = _halves(read, lowered, at, gap, channel, lexicon, sentence_start)
        if option and (option.text not in options or option.cost < options[option.text].cost):
            options[option.text] = option
    return list(options.values())


def _halves(
    read: str, lowered: str, at: int, gap: int, channel: Channel, lexicon: Lexicon, sentence_start: bool
) -> Option | None:
    left, right = lowered[:at], lowered[at + gap :]
    small = left in SMALL or right in SMALL
    if not small or any(len(half) < LEAST_OTHER and half not in SMALL for half in (left, right)):
        return None
    first, second = _whole(left, channel, lexicon), _whole(right, channel, lexicon)
    if first is None or second is None:
        return None
    text = (
        shape_like(read[:at], first[0], sentence_start=sentence_start, case=LOWER)
        + " "
        + shape_like(read[at + gap :], second[0], sentence_start=False, case=LOWER)
    )
    cost = first[1] + second[1] + (0.0 if gap else LOST_SPACE_COST)
    return Option(lexicon.ids[second[0]], cost, text, plain=False, lead=lexicon.ids[first[0]])


def _whole(read: str, channel: Channel, lexicon: Lexicon) -> tuple[str, float] | None:
    """Return the cheapest word of one part that `read` can have been, with its cost."""
    if read in SMALL:
        return SMALL[read], 0.0
    found = [one for one in channel.candidates(read) if len(one.parts) == 1 and one.cost <= MOST_HALF_COST]
    return (found[0].word, found[0].cost) if found and found[0].word in lexicon else None
