"""Read one page image: turn, clean, read by columns, read odd words twice; words in points come back."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from typing import Any

from pipeline.ocr.accents import set_accents
from pipeline.ocr.bends import Bend, find_bend, image_bend, placed_back, straightened
from pipeline.ocr.bullets import add_bullets
from pipeline.ocr.combine_readers import Doubt
from pipeline.ocr.dashes import set_dashes
from pipeline.ocr.disagreements import Disagreement
from pipeline.ocr.figure_counts import count_figures
from pipeline.ocr.foot_labels import read_foot_labels
from pipeline.ocr.foreign_ink import part_foreign_ink
from pipeline.ocr.glyph_shapes import count_sections, set_spaces
from pipeline.ocr.handwriting import without_handwriting
from pipeline.ocr.initials import without_initials
from pipeline.ocr.line_boxes import line_high_tokens
from pipeline.ocr.line_measures import line_of, measure_lines
from pipeline.ocr.line_pieces import LOOK_DPI, line_pieces
from pipeline.ocr.line_recogniser import LineRecogniser, find_recogniser
from pipeline.ocr.margin_dust import without_margin_dust
from pipeline.ocr.old_style import set_old_style
from pipeline.ocr.orientation import Turn, turn_upright
from pipeline.ocr.page_quality import PageSignals, measure_page, predict_error
from pipeline.ocr.page_regions import Region, page_regions
from pipeline.ocr.points import join_addresses, set_points
from pipeline.ocr.prepare import is_bilevel, prepare
from pipeline.ocr.scan_faults import ScanFault, faults_of, look_at
from pipeline.ocr.second_reading import Reader, ReadTwice, read_twice
from pipeline.ocr.sections import set_sections
from pipeline.ocr.signatures import Signatures, find_signatures, part_signatures, without_remains
from pipeline.ocr.stamps import Stamp, Strip, find_stamps, set_below, tells_arrival, without_stamp
from pipeline.ocr.tesseract import Engine, OcrWord, recognise, third_reader
from pipeline.ocr.unread_print import doubt_lone_figures, overlooked, without_doubles
from pipeline.read.layout import Token
from pipeline.read.page_ink import printed_letters
from schemas.geometry import Box
from schemas.pages import CONFIDENCE_DIGITS

# Name the preparation and the layout; part of the key of stored pages. Change them with the code.
RECIPE = "turn-flatten-thicken-clean-signatures-3readers-measures-handwriting-21"
LAYOUT = "columns-spreads-stamps-psm4-psm6-bend-cells-11"

# A larger sheet is a poster or a mistake about its resolution; its print is as large, so it is read as A3.
_LONGEST_SIDE_INCHES = 16.6
# Letters in rows that cannot be overlooked.
_UNREAD = 12
# Blocks are counted from here on within each region.
_REGION = 10_000
# Words that are no words: what Tesseract reads in dust and strokes.
_NOISE_CONFIDENCE = 0.25
_SYMBOL_NOISE_CONFIDENCE = 0.6
# Darker pixels are ink; bare paper has no more of them than so many and this share.
_INK, _FEW, _FEW_OF = 200, 4, 0.004
_NOISE_SIGNS = frozenset("|—_='\"”.,-~:;»«>")


@dataclass(frozen=True, slots=True, kw_only=True)
class OcrResult:
    """What was read of one image.

    `regions` are read one after another; their tokens lie on the upright page with its lines set straight, in
    points, and `place` leads a box from there to the page as displayed.
    `confidence` is 1 less the predicted share of wrong characters, None where no word was found; `signals`
    are what it is predicted from, `faults` what is wrong with the scan. `disagreements` are the words about
    whose figures the readers disagree. `quarters` says how the sheet lay.
    """

    regions: tuple[tuple[Token, ...], ...]
    confidence: float | None
    place: Callable[[Box], Box]
    disagreements: tuple[Disagreement, ...] = ()
    quarters: int = 0
    signals: PageSignals | None = None
    faults: tuple[ScanFault, ...] = ()


def image_to_tokens(engine: Engine, image: Any, *, dpi: int, languages: str, timeout_s: float) -> OcrResult:
    """Read a grey page image of `dpi`.

    Raises:
        OcrError: Tesseract could not read it.

    """
    true_dpi, dpi = dpi, max(dpi, round(max(image.shape) / _LONGEST_SIDE_INCHES))
    upright, turn = turn_upright(image, dpi)
    prepared = prepare(upright, dpi, bilevel=is_bilevel(image))
    clean = partial(_cleaned, engine, dpi=dpi, languages=languages, timeout_s=timeout_s)
    page, cleaned, stamps, signatures = clean(prepared.image)
    pieces = line_pieces(cleaned, dpi)
    curl = image_bend(pieces, 72 / LOOK_DPI * dpi / true_dpi)
    if curl is not None:
        page, cleaned, stamps, signatures = clean(straightened(prepared.image, true_dpi, curl))
        pieces = line_pieces(cleaned, dpi)
    words: list[OcrWord] = []
    regions = page_regions(cleaned, dpi, pieces)
    cleaned, strips = set_below(cleaned, stamps)
    regions += [
        Region(Box(0, strip.top, page.shape[1], strip.top + len(strip.stamp.picture))) for strip in strips
    ]
    for number, region in enumerate(regions, start=1):
        words += _read_region(engine, cleaned, region, number, dpi, languages, timeout_s)
    if not words and printed_letters(upright, dpi) >= _UNREAD:
        words = _read_sparse(engine, cleaned, dpi, languages, timeout_s)
    words = without_handwriting(words, cleaned)
    recogniser = find_recogniser()
    lone: list[OcrWord] = []
    if recogniser is not None:
        words = without_margin_dust(words, cleaned, recogniser.read)
        words, cleaned = part_signatures(words, page, cleaned, signatures, recogniser.read)
        seen_by_first = set(words)
        words = overlooked(words, cleaned, recogniser.read, pen=signatures.boxes)
        lone = [word for word in words if word not in seen_by_first]
    read = combine_readings(words, cleaned, recogniser, third_reader(engine, dpi, timeout_s))
    if lone:
        read = doubt_lone_figures(read, lone)
    signals = measure_page(words, read.words, read.looks, cleaned, dpi)
    look = look_at(upright, dpi, noise=prepared.noise, bilevel=prepared.bilevel, skew_degrees=turn.skew)
    read = _home(read, strips)
    bend = find_bend(read.words, true_dpi)
    own = [
        [word for word in read.words if word.block // _REGION == number]
        for number in range(1, len(regions) + 1)
    ]
    return OcrResult(
        regions=tuple(tuple(line_high_tokens(words, true_dpi, bend)) for words in own),
        confidence=None if signals is None else round(1 - predict_error(signals), CONFIDENCE_DIGITS),
        place=placed_back(bend, placed_back(curl, _placer(turn, true_dpi))),
        disagreements=tuple(_disagreement(doubt, true_dpi, bend) for doubt in read.doubts),
        quarters=turn.quarters,
        signals=signals,
        faults=faults_of(look),
    )


def _cleaned(
    engine: Engine, image: Any, *, dpi: int, languages: str, timeout_s: float
) -> tuple[Any, Any, list[Stamp], Signatures]:
    """Return the page without stamps, the same without other foreign ink, its stamps and its signatures."""
    page, stamps = _without_stamps(engine, image, dpi, languages, timeout_s)
    cleaned, blots = part_foreign_ink(page, dpi)
    signatures = find_signatures(blots, dpi)
    return page, without_remains(cleaned, signatures, dpi), stamps, signatures


def _without_stamps(
    engine: Engine, image: Any, dpi: int, languages: str, timeout_s: float
) -> tuple[Any, list[Stamp]]:
    """Return the page without arrival stamps, and these: what they say is read after the page."""
    stamps = []
    for stamp in find_stamps(image, dpi):
        arrival = not stamp.round and tells_arrival(
            recognise(engine, stamp.picture, languages=languages, psm=6, dpi=dpi, timeout_s=timeout_s),
            framed=stamp.framed,
        )
        if arrival:
            stamps.append(stamp)
        if arrival or stamp.slanting:
            image = without_stamp(image, stamp, dpi)
    return image, stamps


def _home(read: ReadTwice, strips: list[Strip]) -> ReadTwice:
    """Put the words of stamps back where they lie on the page."""
    words, doubts = read.words, read.doubts
    for strip in reversed(strips):
        words = [strip.home(word) if word.top >= strip.top else word for word in words]
        doubts = [
            replace(doubt, word=strip.home(doubt.word)) if doubt.word.top >= strip.top else doubt
            for doubt in doubts
        ]
    return ReadTwice(words=words, doubts=doubts)


def combine_readings(
    words: list[OcrWord], image: Any, recogniser: LineRecogniser | None, third: Reader | None
) -> ReadTwice:
    """Combine what the readers make of a cleaned image, and measure what none of them can tell."""
    words = without_doubles(_without_overlap(words))
    words = [word for word in words if not _is_blank(word, image)]
    read = ReadTwice(words=words, doubts=[])
    looks = read.looks
    if recogniser is not None:
        read = read_twice(words, image, recogniser.read, third)
        looks = read.looks
        labelled = read_foot_labels(read.words, words, image, recogniser.read)
        read = count_figures(ReadTwice(words=labelled, doubts=read.doubts), image)
    measures = measure_lines(read.words, image)
    kept = without_initials([word for word in read.words if not _is_noise(word)], len(image))
    kept = count_sections(set_spaces(kept, image, measures), measures)
    kept, sections = set_sections(kept, image, measures)
    kept, figures = set_old_style(kept, image, measures)
    kept = set_points(set_dashes(kept, image, measures), image, measures)
    kept = join_addresses(kept, image, measures)
    kept = set_accents(kept, image, measures)
    signs = {(line_of(word), word.left) for word in kept if word.text in ("§", "§§")}
    doubts = [doubt for doubt in read.doubts if (line_of(doubt.word), doubt.word.left) not in signs]
    doubts = [*sections, *figures, *doubts]
    return ReadTwice(words=add_bullets(kept, image, measures), doubts=doubts, looks=looks)


def _disagreement(doubt: Doubt, dpi: int, bend: Bend | None) -> Disagreement:
    box = doubt.word.box(dpi)
    return Disagreement(
        chosen=doubt.word.text, other=doubt.other, box=box if bend is None else bend.flat(box)
    )


def _read_region(
    engine: Engine, image: Any, region: Region, number: int, dpi: int, languages: str, timeout_s: float
) -> list[OcrWord]:
    x0, top, x1, bottom = (round(edge) for edge in region.box)
    crop = image[max(0, top) : bottom, max(0, x0) : x1]
    psm = 6 if region.is_prose else 4
    words = recognise(engine, crop, languages=languages, psm=psm, dpi=dpi, timeout_s=timeout_s)
    return [
        replace(
            word,
            left=word.left + max(0, x0),
            top=word.top + max(0, top),
            block=word.block + _REGION * number,
        )
        for word in words
    ]


def _read_sparse(engine: Engine, image: Any, dpi: int, languages: str, timeout_s: float) -> list[OcrWord]:
    """Read a page again of which nothing was read: of a lone row in a table Tesseract sees but the table."""
    words: list[OcrWord] = []
    for psm in (6, 11):
        words = words or recognise(engine, image, languages=languages, psm=psm, dpi=dpi, timeout_s=timeout_s)
    return [replace(word, block=word.block + _REGION) for word in words]


def _without_overlap(words: list[OcrWord]) -> list[OcrWord]:
    """Cut the boxes that reach into the next word: on poor copies Tesseract gives some the whole line's."""
    clear = list(words)
    for index, (word, following) in enumerate(pairwise(words)):
        if line_of(word) == line_of(following) and word.left < following.left < word.left + word.width:
            clear[index] = replace(word, width=max(1, following.left - word.left - word.height // 5))
    return clear


def _is_blank(word: OcrWord, image: Any) -> bool:
    """Return whether a sign was read where the paper is bare, as in wide gaps: `–    — att`."""
    if any(map(str.isalnum, word.text)):
        return False
    place = image[word.top : word.top + word.height, word.left : word.left + word.width]
    return bool((place < _INK).sum() <= _FEW + _FEW_OF * place.size)


def _is_noise(word: OcrWord) -> bool:
    if word.confidence < _NOISE_CONFIDENCE and len(word.text) < 3:
        return True
    return word.confidence < _SYMBOL_NOISE_CONFIDENCE and set(word.text) <= _NOISE_SIGNS


def _placer(turn: Turn, dpi: int) -> Callable[[Box], Box]:
    scale = dpi / 72

    def place(box: Box) -> Box:
        x0, top, x1, bottom = turn.back(Box(*(edge * scale for edge in box)))
        return Box(x0 / scale, top / scale, x1 / scale, bottom / scale)

    return place
