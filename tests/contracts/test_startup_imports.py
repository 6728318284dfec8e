"""What starting a command loads: the help must answer at once, and repair must not wait for spaCy.

Modules are looked at, not clocks: a busy machine is no fault of the code.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from chain import ROOT, iop_environment

HEAVY = {
    "spacy", "thinc", "cv2", "onnxruntime", "rapidocr", "pyarrow", "openpyxl", "pdfplumber", "pypdfium2",
    "PIL", "docx", "inscriptis", "datasette", "dateparser", "pandas", "torch", "sqlite_utils",
}  # fmt: skip
_RUN = """
import json, sys
from click.testing import CliRunner
before = set(sys.modules)
from pipeline.cli import main
result = CliRunner().invoke(main, json.loads(sys.argv[1]), input=sys.argv[2].encode())
assert result.exit_code == int(sys.argv[3]), (result.exit_code, result.output, result.exception)
print(json.dumps(sorted(set(sys.modules) - before)))
"""


def _loaded(arguments: list[str], cwd: Path, *, stdin: str = "", status: int = 0) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", _RUN, json.dumps(arguments), stdin, str(status)],
        cwd=cwd, env=iop_environment(), capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout))


def _top(modules: set[str]) -> set[str]:
    return {module.split(".")[0] for module in modules}


@pytest.mark.parametrize(
    "arguments", [["--help"], ["--version"], ["ingest", "--help"], ["repair", "--help"], ["case", "--help"]]
)
def test_help_loads_nothing_heavy(arguments: list[str], tmp_path: Path) -> None:
    modules = _loaded(arguments, tmp_path)
    assert not _top(modules) & (HEAVY | {"numpy", "rich"})
    ours = {module for module in modules if module.startswith(("pipeline.", "extractors", "schemas."))}
    assert ours <= {"pipeline.cli", "schemas.errors", "schemas.issues"}


def test_repair_loads_no_extractor_and_nothing_of_reading(tmp_path: Path) -> None:
    modules = _loaded(["repair"], tmp_path, stdin="Forvaltningen bedomer att namnden bor avsla ansokan.")
    assert "pipeline.repair.text_repair" in modules
    assert not _top(modules) & HEAVY
    assert "extractors" not in _top(modules)
    assert not {
        module
        for module in modules
        if module.startswith(("pipeline.read", "pipeline.ocr", "pipeline.register"))
    }


@pytest.mark.parametrize("arguments", [["case", "HVO-2031-1"], ["search", "ord"], ["gaps"]])
def test_questions_to_the_register_load_no_reader(arguments: list[str], tmp_path: Path) -> None:
    modules = _loaded(arguments, tmp_path, status=3)  # there is no register: it got as far as opening it
    assert not _top(modules) & (HEAVY - {"sqlite_utils"})


def test_an_ingest_with_nothing_new_loads_no_reader(tmp_path: Path) -> None:
    """The second `make ingest` must cost little: an unchanged inbox needs neither OCR nor spaCy."""
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox" / "brev.txt").write_text("Beslut\n\nNämnden beslutar ingenting.\n", encoding="utf-8")
    command = ["ingest", "inbox", "--jobs", "1"]
    first = _loaded(command, tmp_path)
    assert "pipeline.run" in first
    second = _loaded(command, tmp_path)
    assert "pipeline.run" not in second
    assert not _top(second) & (HEAVY - {"sqlite_utils"})


def test_only_the_one_module_knows_spacy() -> None:
    """Importing every extractor loads no spaCy: it is imported inside functions."""
    names = sorted(path.stem for path in (ROOT / "extractors").glob("*.py") if path.stem != "__init__")
    script = f"import importlib, sys; [importlib.import_module('extractors.' + n) for n in {names}]"
    done = subprocess.run(
        [sys.executable, "-c", f"{script}; print('spacy' in sys.modules)"],
        cwd=ROOT, env=iop_environment(), capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip
    assert done.stdout.strip() == "False"
