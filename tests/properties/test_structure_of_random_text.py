"""The middle of the chain never raises, and every value lies inside its page, whatever the text."""

# ruff: noqa: E501 - a row of a table of cases stays on one line

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from read_text import Reading, read

# Words that open sections, items, lists and values, so that random text takes every branch.
WORDS = (
    "§ 12", "SN § 3/20", "Beslut", "Förslag till beslut i byggnadsnämnden", "Socialnämnden beslutar", "att avslå",
    "Kommunstyrelsen föreslår kommunfullmäktige besluta", "Beslutande", "Eva Exempel (S), ordförande", "\t", "\n", "\n\n",
    "\f", "1.", "•", "Dnr KS 2018/124", "HVO-2022-4246", "2022-10-19", "kl 09:00-10:00", "Plats och tid", "Protokoll",
    "Tjänsteskrivelse", "1 (2)", "Reservation", "Eva Exempel (S) reserverar sig", "385 000 kronor", "Beslutsunderlag",
    "Överenskommelse om IOP mellan", "Föreningen Exempel", "Ärendelista", "Bilaga 1", "åäö", ":", ".", ",", "-\n", "samt",
)  # fmt: skip
TEXTS = st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=12)), max_size=40).map(" ".join)


def every_mention(reading: Reading) -> list[Any]:
    found = []
    for name in reading.mentions.__slots__:
        value = getattr(reading.mentions, name)
        found += list(value) if isinstance(value, tuple) else [value] if value is not None else []
    return found


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_every_value_lies_inside_its_page_and_is_quoted(text: str) -> None:
    reading = read(text)
    pages = {page.page.page: page.text for page in reading.text.pages}
    for mention in every_mention(reading):
        quote = "".join(mention.evidence.quote.split())
        for span in mention.evidence.spans:
            assert 0 <= span.start < span.end <= len(pages[span.page])
            assert "".join(pages[span.page][span.start : span.end].split()) in quote


@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_parts_and_items_follow_each_other_inside_the_text(text: str) -> None:
    reading = read(text)
    at = 0
    for part in reading.parts:
        assert at <= part.extent.start < part.extent.end <= len(reading.text.text)
        at = part.extent.end
        for item in part.items:
            assert part.extent.start <= item.extent.start <= item.extent.end <= part.extent.end
            for section in item.sections:
                assert item.extent.start <= section.body.start <= section.body.end <= item.extent.end
