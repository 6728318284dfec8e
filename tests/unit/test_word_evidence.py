"""When a clean copy's word may stand for a damaged one: damage explains it, and the words around agree."""

import pytest

from pipeline.repair.known_names import restore_names
from pipeline.repair.other_documents import CleanCopy, OwnPage, find_help
from pipeline.repair.shared_passages import MOST_PLACES, PageWords, PassageIndex
from pipeline.repair.word_evidence import Around, Difference, cased_like, confidence_in, contradicts
from schemas.text import Passage, apply_edits

LINE = "Under våren har förvaltningen och {} tillsammans ordnat fyra öppna träffar för alla i stadens hus."


def difference(read: str, now: str, other: str, **more: object) -> Difference:
    values = {"alike": False, "around": Around(10, 10), "context": ("", "", "", ""), "trusted": True} | more
    return Difference(read=read, now=now, other=other, **values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("read", "now", "other"),
    [
        ("Hogberg", "Hogberg", "Högberg"),
        ("Inggard", "Inggård", "Änggård"),
        ("6verenskommelse", "6verenskommelse", "överenskommelse"),
        ("Andi", "ändå", "Andi"),
        ("fir", "fir", "får"),
    ],
)
def test_what_damage_explains_is_taken(read: str, now: str, other: str) -> None:
    found = confidence_in(difference(read, now, other))
    assert found is not None
    assert 0.5 < found < 1


@pytest.mark.parametrize(
    ("read", "now", "other"),
    [
        ("Karin", "Karin", "Karina"),
        ("Berglind", "Berglind", "Berglund"),
        ("omsorsnamnden", "omsorsnämnden", "omsorgsnämnden"),  # a slip of the source stays
        ("bifaller", "bifaller", "avslår"),
        ("får", "får", "far"),
        ("385", "385", "335"),
        ("2022", "2022", "år"),
        ("1", "1", "i"),
        ("16per", "16per", "16"),
        ("idag", "idag", "i dag"),
    ],
)
def test_what_damage_does_not_explain_is_left(read: str, now: str, other: str) -> None:
    assert confidence_in(difference(read, now, other)) is None


def test_the_words_around_must_agree() -> None:
    assert confidence_in(difference("Inggard", "Inggård", "Änggård", around=Around(2, 10))) is None
    assert confidence_in(difference("Inggard", "Inggård", "Änggård", around=Around(3, 4))) is None
    assert confidence_in(difference("Hogberg", "Hogberg", "Högberg", alike=True, around=Around(3, 3))) is None
    assert confidence_in(difference("Hogberg", "Hogberg", "Högberg", alike=True, around=Around(9, 0)))


def test_a_copy_read_by_ocr_is_believed_only_in_words_that_exist() -> None:
    assert confidence_in(difference("Inggard", "Inggård", "Änggård", trusted=False)) is None
    assert confidence_in(difference("fir", "fir", "får", trusted=False))


def test_a_word_that_hardly_fits_is_the_copys_fault() -> None:
    around = {"alike": True, "context": ("den", "som", "en", "del")}
    assert confidence_in(difference("ar", "är", "år", **around)) is None


@pytest.mark.parametrize(
    ("now", "other", "opens", "expected"),
    [
        ("Namnden", "nämnden", False, "Nämnden"),
        ("namnden", "Nämnden", True, "nämnden"),
        ("hogberg", "Högberg", False, "Högberg"),
        ("ATGARDER", "åtgärder", False, "ÅTGÄRDER"),
        ("Atgarder", "ÅTGÄRDER", True, "Åtgärder"),
    ],
)
def test_capitals_stay_as_they_are_here_but_for_names(
    now: str, other: str, opens: bool, expected: str
) -> None:
    assert cased_like(now, other, opens_sentence=opens) == expected


def test_only_numbers_contradict_numbers() -> None:
    assert contradicts(["385", "000"], ["335", "000"])
    assert not contradicts(["385"], ["385"])
    assert not contradicts(["385"], ["tre"])
    assert not contradicts(["385", "000"], ["385000"])


def own(text: str, *read: tuple[int, int, str]) -> OwnPage:
    return OwnPage(document="b", page=1, words=PageWords(text), read=read)


def copy(text: str, name: str = "a", page: int = 3) -> CleanCopy:
    return CleanCopy(document=name, page=page, words=PageWords(text))


def test_the_edit_names_the_passage_and_keeps_the_line_ends() -> None:
    here = LINE.format("Inggård").replace(" ordnat", "\nordnat")
    there = "Något annat först. " + LINE.format("Änggård")
    ((page, found),) = find_help([own(here)], [copy(there)])
    text = apply_edits(page.words.text, found.edits)
    assert text == LINE.format("Änggård").replace(" ordnat", "\nordnat")
    (edit,) = found.edits
    assert edit.basis is not None
    assert (edit.basis.document, edit.basis.page) == ("a", 3)
    assert there[edit.basis.start : edit.basis.end] == "Änggård"


def test_a_word_torn_apart_is_joined() -> None:
    here = LINE.format("for eningsradet").replace("våren", "varen")
    ((_, found),) = find_help([own(here)], [copy(LINE.format("föreningsrådet"))])
    assert "föreningsrådet tillsammans" in apply_edits(here, found.edits)


def test_the_best_copy_is_named_whatever_the_order() -> None:
    here = LINE.format("Inggård")
    copies = [copy(LINE.format("Änggård"), name) for name in "cab"]
    answers = {next(find_help([own(here)], order))[1] for order in (copies, copies[::-1])}
    assert len(answers) == 1
    assert answers.pop().edits[0].basis.document == "a"  # type: ignore[union-attr]


def test_addresses_and_dates_are_never_touched() -> None:
    here = LINE.format("Soderstrom@malmo.se")
    assert list(find_help([own(here)], [copy(LINE.format("Söderström@malmö.se"))])) == []


def test_words_are_counted_alike_however_they_are_folded() -> None:
    for text in ("ÅRET börjar i Österåker", "İstanbul är också en stad", "é ÀÉ 12 a_b"):
        words = PageWords(text)
        assert len(words.keys) == len(words.spans)
    assert PageWords("ÅRET İs Öl").keys[0] == PageWords("aret").keys[0]


def test_boilerplate_leads_nowhere() -> None:
    pages = [PageWords(LINE.format("Inggård")) for _ in range(MOST_PLACES + 1)]
    assert list(PassageIndex(pages).shared(PageWords(LINE.format("Änggård")))) == []
    assert len(list(PassageIndex(pages[1:]).shared(PageWords(LINE.format("Änggård"))))) == MOST_PLACES


def test_a_name_comes_back_only_where_repair_made_it_something_unknown() -> None:
    names = {"Drivkraft": Passage(document="a", page=1, start=5, end=14)}
    text = "föreningen Drivkraftnäts utbud"
    (edit,) = restore_names(own(text, (11, 24, "Drivkrafts")), names)
    assert apply_edits(text, [edit]) == "föreningen Drivkrafts utbud"
    assert edit.rule == "repair:register-name"
    known = "om Vår verksamhet"
    assert restore_names(own(known, (3, 6, "Var")), {"Var": names["Drivkraft"]}) == ()
    marked = "ledare Sjöhängen kom"
    assert restore_names(own(marked, (7, 16, "Sjohangen")), {"Sjohangen": names["Drivkraft"]}) == ()
