"""Write the golden files anew from what the code says now. Read the difference before committing it.

Run `.venv/bin/python tests/golden/rewrite.py` from the repository.
"""

import json
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))

from chain import INBOX
from inbox_summary import inbox_summary

from pipeline.ingest import ingest

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        register = Path(folder, "register.db")
        ingest([INBOX], register, jobs=1)
        summary = inbox_summary(register)
    path = Path(__file__).with_name("inbox_decisions.json")
    path.write_text(json.dumps(summary, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(path)
