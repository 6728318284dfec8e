"""Cleaning, one trap at a time. Repair is switched off: it has tests of its own."""

import unicodedata
from collections.abc import Iterable

import pytest

from pipeline.pages_to_text import pages_to_text
from pipeline.repair.text_repair import Repair
from schemas.issues import Issue, IssueKind, Severity
from schemas.pages import Origin, Page, Words
from schemas.text import CleanPage, DocumentText, Edit


def _no_repair(_text: str) -> Repair:
    return Repair(edits=(), damaged=False, damage=None, issues=())


def _page(number: int, raw: str, origin: Origin = Origin.TEXT_LAYER) -> Page:
    return Page(
        page=number, origin=origin, reason="prov", confidence=None, width_pt=None, height_pt=None,
        rotation=0, raw_text=raw, words=Words(),
    )  # fmt: skip


def _clean(*raws: str, origin: Origin = Origin.TEXT_LAYER) -> DocumentText:
    pages = [_page(number, raw, origin) for number, raw in enumerate(raws, start=1)]
    text, issues = pages_to_text(pages, repair=_no_repair)
    assert issues == ()
    assert len(text.pages) == len(raws), "every page in is a page out"
    for page in text.pages:
        _check_edits(page)
    return text


def _check_edits(page: CleanPage) -> None:
    """Every change is on record, and what was changed stands in the text as read."""
    for stage in page.stages:
        for edit in stage.edits:
            assert stage.before[edit.start : edit.end] == edit.original
            assert edit.original != edit.replacement
            assert edit.rule
    first = len(page.stages[0].edits) if page.stages else 0
    for number, (edit, start, end, _) in enumerate(page.edits()):
        raw = page.page.raw_text[start:end]
        # What a later pass changed can have been changed before: then its raw text is another spelling of it.
        assert raw == edit.original or (number >= first and _letters(raw) == _letters(edit.original))


def _letters(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", text) if c.isalnum())


def _rules(text: DocumentText) -> set[str]:
    return {edit.rule for page in text.pages for edit, *_ in page.edits()}


def test_clean_text_passes_untouched() -> None:
    text = _clean("Nämnden beslutar\n\n1. att bifalla ansökan\n2. att avslå resten – 25 % av 7 500 kr")
    assert not _rules(text)
    assert text.text == text.pages[0].page.raw_text


def test_decomposed_letters_become_composed() -> None:
    raw = unicodedata.normalize("NFD", "Överenskommelse på tre år i Täby med idéburen aktör")
    assert _clean(raw).text == "Överenskommelse på tre år i Täby med idéburen aktör"
    assert _rules(_clean(raw)) == {"nfc"}


def test_signs_that_only_look_alike_become_one() -> None:
    # The Ångström sign and the Kelvin sign are letters once normalised.
    assert _clean("\u212bngström \u212a").text == "Ångström K"


@pytest.mark.parametrize("space", ["\u00a0", "\u2009", "\u202f", "\u2007"])
def test_typographers_spaces_are_spaces(space: str) -> None:
    text = _clean(f"385{space}000 kronor enligt 4{space}§")
    assert text.text == "385 000 kronor enligt 4 §"
    assert _rules(text) == {"space"}


def test_soft_hyphens_and_invisible_characters_go() -> None:
    assert (
        _clean("\ufefföver\u00adens\u00adkommelse\u200b med\x0c föreningen").text
        == "överenskommelse med föreningen"
    )


def test_ligatures_are_letters() -> None:
    assert _clean("o\ufb03ciell \ufb01lial, e\ufb00ekt").text == "officiell filial, effekt"


def test_glued_bold_runs_are_blocks_of_their_own() -> None:
    raw = "**Tjänsteskrivelse****Sammanställning av samverkan ASN-2031-2500****Sammanfattning**\nText."
    text = _clean(raw, origin=Origin.FILE)
    lines = [line for line in text.text.split("\n") if line]
    assert lines == [
        "Tjänsteskrivelse",
        "Sammanställning av samverkan ASN-2031-2500",
        "Sammanfattning",
        "Text.",
    ]


def test_markdown_is_taken_off_text_files_only() -> None:
    raw = "# Beslut\n\n**Nämnden** beslutar\\\natt *bifalla* punkt 1\\. och 2 \\* 3"
    assert (
        _clean(raw, origin=Origin.FILE).text == "Beslut\n\nNämnden beslutar\natt bifalla punkt 1. och 2 * 3"
    )
    assert _clean(raw, origin=Origin.OCR).text == raw, "stars on a scanned page are bullets, or stars"


def test_a_text_file_without_markdown_keeps_its_stars() -> None:
    raw = "* en punkt\n* en till\nreferens * se sidan 2"
    assert _clean(raw, origin=Origin.FILE).text == raw


HEAD = "Malmö stad\nSAMMANTRÄDESPROTOKOLL {} (4)\n"


def _protocol(*bodies: str) -> tuple[str, ...]:
    return tuple(
        HEAD.format(number) + body + "\nJusterandes signatur\nUtdragsbestyrkande"
        for number, body in enumerate(bodies, start=1)
    )


def test_running_heads_with_counters_go_but_the_first_page_keeps_its_letterhead() -> None:
    bodies = (
        "Nämnden sammanträdde i dag\noch valde ordförande",
        "Första frågan var lång\noch tog sin tid",
        "Andra frågan var kort\noch gick fort",
        "Sammanträdet avslutades\nunder glada tillrop",
    )
    text = _clean(*_protocol(*bodies))
    assert "Malmö stad" in text.pages[0].text
    for page, body in zip(text.pages[1:], bodies[1:], strict=True):
        assert page.text.strip() == body
    assert _rules(text) == {"running-head"}


def test_a_heading_that_opens_several_pages_is_content() -> None:
    pages = _protocol(
        "Beslut\nNämnden bifaller ansökan",
        "Beslut\nNämnden avslår motionen",
        "Beslut\nNämnden bordlägger frågan",
        "Beslut\nNämnden återremitterar ärendet",
    )
    for page in _clean(*pages).pages:
        assert "Beslut\nNämnden" in page.text


@pytest.mark.parametrize("line", ["§ 12 Information", "1. Nämnden godkänner", "- en punkt", "• en punkt"])
def test_numbered_lines_at_page_tops_are_content(line: str) -> None:
    pages = tuple(
        f"{line}\nText nummer {word}\nmer text\nännu mer text" for word in ("ett", "två", "tre", "fyra")
    )
    for page in _clean(*pages).pages:
        assert page.text.startswith(line)


@pytest.mark.parametrize("counter", ["Sida 2 av 7", "2 (7)", "2/7", "Sid 2", "sida 2(7)"])
def test_page_counters_go_on_every_page(counter: str) -> None:
    text = _clean(f"{counter}\nNämnden beslutar att bifalla\nansökan från föreningen")
    assert text.text.strip() == "Nämnden beslutar att bifalla\nansökan från föreningen"
    assert _rules(text) == {"page-counter"}


def test_what_only_resembles_a_page_counter_stays() -> None:
    raw = "Protokoll\n7 av 9 ledamöter röstade ja\n§ 2/24\noch 3/10 uteblev"
    assert _clean(raw).text == raw


def test_a_lone_page_number_within_a_sentence_goes() -> None:
    raw = "Föreningen har bedrivit verksamheten i\n\n4@\n\nden gamla skolan sedan dess."
    text = _clean(raw)
    assert "4@" not in text.text
    assert " ".join(text.text.split()) == (
        "Föreningen har bedrivit verksamheten i den gamla skolan sedan dess."
    )


def test_a_lone_number_that_is_content_stays() -> None:
    for raw in (
        "Antal deltagare\n\n4\n\nAntal möten",  # a table read downwards: no sentence goes on
        "Nämnden godkänner planen.\n\n4\n\nse bilagan",
        "Antalet var\n4\nstycken",
    ):
        assert _clean(raw).text == raw


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("god man förvaltar-\nföreningen bildades", "god man förvaltarföreningen\nbildades"),
        ("sam-\n   verkan pågår", "samverkan\npågår"),
        ("hälsa-, vård-\noch omsorgsnämnden", "hälsa-, vård-\noch omsorgsnämnden"),
        ("funktions-\neller arbetsplats", "funktions-\neller arbetsplats"),
        ("IOP-\navtal tecknas", "IOP-avtal\ntecknas"),
        ("A-\nlag spelar", "A-lag\nspelar"),
        ("åren 2029-\n2031", "åren 2029-\n2031"),
        ("HVO-2031-\n4246", "HVO-2031-\n4246"),
        ("Malmö-\nLund", "Malmö-\nLund"),
    ],
)
def test_hyphens_at_line_ends(raw: str, clean: str) -> None:
    assert _clean(raw).text == clean


def test_the_line_break_after_a_joined_word_keeps_lines_apart() -> None:
    """The second line must not slide up whole: a list item or heading under it would lose its line."""
    text = _clean("föreningen för-\nbinder sig att\n1. hyra ut")
    assert text.text == "föreningen förbinder\nsig att\n1. hyra ut"


def test_a_word_divided_by_a_page_end_is_one_word() -> None:
    text = _clean("Nämnden beslutar om överens-", "kommelse med föreningen")
    assert text.text == "Nämnden beslutar om överenskommelse med föreningen"
    start = text.text.index("överenskommelse")
    assert [index for index, _, _ in text.locate(start, start + len("överenskommelse"))] == [0, 1]


def test_a_divided_word_crosses_the_running_head_between() -> None:
    pages = _protocol("Text om överens-", "kommelse och annat", "mera text om annat", "sista sidan")
    bare = tuple(page.replace("\nJusterandes signatur\nUtdragsbestyrkande", "") for page in pages)
    assert "överenskommelse" in _clean(*bare).text


def test_pages_do_not_run_together() -> None:
    text = _clean("slutet av sidan", "början av nästa")
    assert text.text == "slutet av sidan\nbörjan av nästa"
    assert text.page_at(text.text.index("början")) == 2


def test_a_coordinated_hyphen_at_a_page_end_stays() -> None:
    assert _clean("hälsa-, vård-", "och omsorgsnämnden").text == "hälsa-, vård-\noch omsorgsnämnden"


def test_empty_pages_are_pages() -> None:
    text = _clean("", "text", "")
    assert text.text == "text"
    assert text.page_at(0) == 2
    assert _clean().text == ""


def test_repair_comes_last_and_its_issues_get_their_page() -> None:
    seen: list[str] = []

    def repair(text: str) -> Repair:
        seen.append(text)
        issue = Issue(kind=IssueKind.REPAIR_UNCERTAIN, severity=Severity.NOTE, page=None, message="oklart")
        at = text.index("halsa")
        return Repair(
            edits=(Edit(start=at, end=at + 5, original="halsa", replacement="hälsa", rule="repair:prov"),),
            damaged=True,
            damage=None,
            issues=(issue,),
        )

    text, issues = pages_to_text(
        [_page(1, "om halsa"), _page(2, "mer\u00a0halsa för-\nskola")], repair=repair
    )
    assert seen == ["om halsa", "mer halsa förskola"]
    assert [page.text for page in text.pages] == ["om hälsa", "mer hälsa förskola"]
    assert [issue.page for issue in issues] == [1, 2]
    assert text.pages[1].to_raw(4, 9) == (4, 9)


def test_pages_are_taken_as_a_stream() -> None:
    def stream() -> Iterable[Page]:
        yield _page(1, "ett")
        yield _page(2, "två")

    text, _ = pages_to_text(stream(), repair=_no_repair)
    assert text.text == "ett\ntvå"


def test_an_organisation_of_the_lexicon_is_no_damaged_word() -> None:
    read = "Namnden foreslar att Roks och Unizon far bidrag for sin verksamhet under nasta ar."
    text, _ = pages_to_text([_page(1, read)])
    assert text.text == "Nämnden föreslår att Roks och Unizon får bidrag för sin verksamhet under nästa år."
