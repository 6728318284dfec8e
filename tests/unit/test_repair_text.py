import io
import itertools
import json
import unicodedata

import pytest

from pipeline.repair.filter import repair_stream
from pipeline.repair.text_repair import repair_text
from schemas.text import apply_edits


def repaired(text: str) -> str:
    return apply_edits(text, repair_text(text).edits)


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        (
            "Halsa-, viard- och omsorgsnimnden beslutade att foreningen far bidrag for 2021.",
            "Hälsa-, vård- och omsorgsnämnden beslutade att föreningen får bidrag för 2021.",
        ),
        ("Avtalet 16per under tva ar och kan f6rlingas.", "Avtalet löper under två år och kan förlängas."),
        ("Nimnden fick dven 1 uppdrag att utreda fragan.", "Nämnden fick även i uppdrag att utreda frågan."),
        ("Verksamheten dr till for aldre som ar ensamma.", "Verksamheten är till för äldre som är ensamma."),
    ],
)
def test_damaged_sentences_get_their_letters_back(read: str, printed: str) -> None:
    assert repaired(read) == printed


def test_capital_of_a_name_is_kept() -> None:
    out = repaired("Namnden godkanner avtalet med Stiftelsen Oppna Porten och att foreningen far bidrag.")
    assert "Stiftelsen Öppna Porten" in out


def test_protected_passages_are_not_reported_as_doubtful() -> None:
    found = repair_text("Fragor om foreningen och namnden besvaras av asa.osman@example.se under varen.")
    assert found.edits
    assert found.issues == ()


CLEAN = "Nämnden beslutar att godkänna förslaget och att förvaltningen får i uppdrag att återkomma.\n"


def test_clean_text_has_no_edits() -> None:
    found = repair_text(CLEAN)
    assert (found.edits, found.damaged, found.damage) == ((), False, None)


def test_english_text_is_left_alone() -> None:
    text = "The committee shall consider the proposal of the association and report back within a year.\n" * 4
    assert repair_text(text).edits == ()


def test_protected_passages_stay_in_damaged_text() -> None:
    text = "Fragan om arende HVO-2022-4246 besvaras av Soderstrom@malmo.se senast 2022-10-27 pa malmo.se."
    out = repaired(text)
    for passage in ("HVO-2022-4246", "Soderstrom@malmo.se", "2022-10-27", " malmo.se."):
        assert passage in out
    assert out.startswith("Frågan om ärende")


def test_edits_are_sorted_keep_lines_and_carry_the_rule() -> None:
    text = "Forvaltningen foreslar att\nnimnden godkanner\nansokan fran foreningen."
    edits = repair_text(text).edits
    assert edits
    assert all(edit.rule.startswith("repair:") and 0 <= edit.confidence <= 1 for edit in edits)
    assert all(one.end <= two.start for one, two in itertools.pairwise(edits))
    assert apply_edits(text, edits).count("\n") == text.count("\n")


def run_filter(data: bytes, *, edits: bool = False) -> tuple[int, str]:
    sink = io.StringIO(newline="")
    return repair_stream(io.BytesIO(data), sink, edits=edits), sink.getvalue()


def test_filter_keeps_clean_bytes_and_line_ends() -> None:
    text = "Första raden är ren.\r\nAndra \x00 också på något sätt.\n\n"
    assert run_filter(text.encode()) == (0, text)


def test_filter_reads_latin_1_lines() -> None:
    assert run_filter("Nämnden på Åland får ärendet.\n".encode("latin-1")) == (
        0,
        "Nämnden på Åland får ärendet.\n",
    )


def test_filter_says_when_a_byte_is_lost() -> None:
    status, text = run_filter(b"N\x81mnden \xe5r h\xe4r\n")
    assert status == 2
    assert "\ufffd" in text


def test_edit_offsets_count_code_points_of_the_whole_input_in_nfc() -> None:
    clean = ("A\u030a" + "r och a\u030ar. " + CLEAN) * 3000
    damaged = (
        "\n\n"
        + "Forvaltningen foreslar att nimnden godkanner ansokan fran foreningen och att arendet avslutas.\n"
        * 9
    )
    status, rows = run_filter((clean + damaged).encode(), edits=True)
    whole = unicodedata.normalize("NFC", clean + damaged)
    found = [json.loads(row) for row in rows.splitlines()]
    assert status == 0
    assert len(found) > 40
    assert all(whole[row["start"] : row["end"]] == row["original"] for row in found)
    assert list(found[0]) == ["start", "end", "original", "replacement", "rule", "confidence"]


def test_filter_streams_one_endless_line() -> None:
    data = ("på " * 400_000).encode()
    status, text = run_filter(data)
    assert status == 0
    assert text.encode() == data
