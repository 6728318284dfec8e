"""What a register says of each document, short enough to be read by a person."""

from pathlib import Path
from typing import Any

from chain import rows

_DOCUMENTS = """
    select d.id, f.path, d.kind, d.committee_code, d.document_date, d.meeting_date, d.pages
    from documents d join document_files f on f.document_id = d.id order by f.path
"""
_DECISIONS = """
    select n.paragraph, n.clause, c.case_number, n.status, n.outcome, n.text
    from decisions n left join cases c on c.id = n.case_id
    where n.document_id = ? order by n.part, n.paragraph, n.clause, n.text
"""


def inbox_summary(register: Path) -> dict[str, Any]:
    """Return, by file name, the document's kind, committee, dates, pages and decisions, one line each."""
    return {
        Path(path).name: {
            "kind": kind,
            "committee": committee,
            "document_date": document_date,
            "meeting_date": meeting_date,
            "pages": pages,
            "decisions": [
                " | ".join("–" if value is None else str(value) for value in row)
                for row in rows(register, _DECISIONS, identity)
            ],
        }
        for identity, path, kind, committee, document_date, meeting_date, pages in rows(register, _DOCUMENTS)
    }
