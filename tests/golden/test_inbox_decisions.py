"""What the sample inbox's documents decide, propose and recommend, against a file a person has read.

The file is never written by a test. After a change that is meant: `python tests/golden/rewrite.py`, then
read the difference before committing it.
"""

import json
from pathlib import Path

from chain import ReadInbox
from inbox_summary import inbox_summary

GOLDEN = Path(__file__).with_name("inbox_decisions.json")


def test_the_inbox_says_what_the_golden_file_says(read_inbox: ReadInbox) -> None:
    assert GOLDEN.exists(), f"{GOLDEN} is missing: python tests/golden/rewrite.py writes it, to be read"
    expected = json.loads(GOLDEN.read_text(encoding="utf-8"))
    found = inbox_summary(read_inbox.register)
    assert sorted(found) == sorted(expected)
    for document, summary in expected.items():
        assert found[document] == summary, document
