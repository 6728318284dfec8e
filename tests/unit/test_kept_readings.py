"""What was read of a drawn page is kept by the code that reads and draws it."""

import json
from pathlib import Path

from pipeline.evaluate.kept_readings import code_of_readers, keep


def test_the_code_that_draws_is_part_of_the_hash(tmp_path: Path) -> None:
    one, other = tmp_path / "one.py", tmp_path / "other.py"
    one.write_text("a = 1\n", encoding="utf-8")
    other.write_text("a = 2\n", encoding="utf-8")
    assert len({code_of_readers(), code_of_readers(one), code_of_readers(other)}) == 3


def test_a_record_is_kept_whole_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "kept" / "page.json"
    keep(path, {"text": "Nämnden"})
    keep(path, {"text": "Nämnden beslutar"})
    assert json.loads(path.read_text(encoding="utf-8")) == {"text": "Nämnden beslutar"}
    assert list(path.parent.iterdir()) == [path]
