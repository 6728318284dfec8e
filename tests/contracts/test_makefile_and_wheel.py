"""The targets that people and CI call, and what the wheel holds: rules and models, no documents."""

import os
import re
import shutil
import stat
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
PROMISED = ("setup", "ingest", "test", "browse", "evaluate", "bench", "check")
SCRIPTS = sorted((ROOT / "tools").glob("*.sh"))

needs_make = pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")


def _dry(*arguments: str) -> str:
    done = subprocess.run(
        ["make", "--dry-run", "--always-make", *arguments],
        cwd=ROOT, capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip
    return done.stdout


@needs_make
def test_make_alone_lists_every_target_with_what_it_does() -> None:
    listed = subprocess.run(["make"], cwd=ROOT, capture_output=True, encoding="utf-8", check=True).stdout
    for target in PROMISED:
        assert re.search(rf"^{target} +\S", listed, re.MULTILINE), target


@needs_make
@pytest.mark.parametrize("target", PROMISED)
def test_every_promised_target_can_be_made(target: str) -> None:
    assert _dry(target, "REGISTER=README.md")


@needs_make
@pytest.mark.parametrize("target", [target for target in PROMISED if target != "setup"])
def test_every_target_installs_what_is_missing_first(target: str) -> None:
    commands = _dry(target, "REGISTER=README.md")
    assert commands.index("tools/ensure-python.sh") < commands.index("--require-hashes")
    if target in ("ingest", "test"):
        assert "tools/ensure-tesseract.sh" in commands


def test_every_module_and_script_that_a_target_runs_exists() -> None:
    modules = re.findall(r"\$\(BIN\)/python -m ((?:pipeline|extractors|schemas)[\w.]*)", MAKEFILE)
    assert modules
    for module in modules:
        path = ROOT / module.replace(".", "/")
        assert path.with_suffix(".py").exists() or (path / "__main__.py").exists(), module
    for script in re.findall(r"(?:tools|corpus)/[\w/-]+\.(?:sh|py)", MAKEFILE):
        assert (ROOT / script).exists(), script


@needs_make
def test_inbox_and_register_can_be_chosen() -> None:
    commands = _dry("ingest", "INBOX=min mapp", "REGISTER=annat.db")
    assert 'ingest "min mapp" --register "annat.db"' in commands


@needs_make
@pytest.mark.parametrize(("status", "expected"), [(0, 0), (1, 2), (2, 0), (3, 2)])
def test_make_ingest_reports_a_2_and_itself_succeeds(tmp_path: Path, status: int, expected: int) -> None:
    """Make's own status of a failed recipe is 2, whatever the command's was."""
    folder = tmp_path / "bin"
    folder.mkdir()
    program = folder / "iop"
    program.write_text(f"#!/bin/sh\nexit {status}\n", encoding="utf-8")
    program.chmod(0o755)
    stamp = tmp_path / ".installed"
    stamp.touch()
    done = subprocess.run(
        ["make", "ingest", f"BIN={folder}", f"STAMP={stamp}", f"--old-file={stamp}", "INBOX=x"],
        cwd=ROOT, capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == expected


@needs_make
def test_the_second_time_nothing_is_installed() -> None:
    """What is in the environment is decided by the lock file: newer than both, the stamp says done."""
    stamp = re.search(r"^\$\(STAMP\): (.+)$", MAKEFILE, re.MULTILINE)
    assert stamp
    assert stamp[1].split() == ["requirements.lock", "pyproject.toml"]


@pytest.mark.parametrize("path", [*SCRIPTS, ROOT / ".ci" / "run"], ids=lambda path: path.name)
def test_scripts_stop_at_the_first_error_and_can_be_run(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.startswith("#!/usr/bin/env bash\n")
    assert "set -euo pipefail" in text
    assert path.stat().st_mode & stat.S_IXUSR
    subprocess.run(["bash", "-n", str(path)], check=True)


def test_ci_runs_the_tests_as_anyone_does() -> None:
    lines = [
        line
        for line in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
        if line[:1] not in "#"
    ]
    assert lines[-1] == "make test"


def test_a_missing_tesseract_is_one_clear_line_where_nobody_may_install(tmp_path: Path) -> None:
    """Not root: `id` says so. The digital documents can be read all the same, so nothing stops."""
    for name, body in {
        "id": "echo 1000",
        "grep": 'exec /usr/bin/grep "$@"',
        "tr": 'exec /usr/bin/tr "$@"',
    }.items():
        program = tmp_path / name
        program.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
        program.chmod(0o755)
    done = subprocess.run(
        [str(shutil.which("bash")), str(ROOT / "tools" / "ensure-tesseract.sh")],
        env={"PATH": str(tmp_path)}, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0
    for words in ("apt install tesseract-ocr", "tesseract-ocr-swe", "dnf install", "brew install"):
        assert words in done.stderr


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    target = tmp_path_factory.mktemp("wheel")
    done = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(target)],
        env={**os.environ, "SOURCE_DATE_EPOCH": "0"},
        cwd=ROOT, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    (path,) = target.glob("*.whl")
    return zipfile.ZipFile(path)


def test_the_wheel_holds_every_module_lexicon_and_model(wheel: zipfile.ZipFile) -> None:
    inside = set(wheel.namelist())
    for pattern in (
        "*/**/*.py",
        "extractors/lexicons/*.toml",
        "schemas/*.sql",
        "schemas/*.json",
        "pipeline/repair/model/*",
    ):
        for path in ROOT.glob(pattern):
            name = path.relative_to(ROOT).as_posix()
            if name.split("/")[0] in ("pipeline", "extractors", "schemas") and path.is_file():
                assert name in inside, name


def test_the_wheel_holds_no_document_and_no_test(wheel: zipfile.ZipFile) -> None:
    tops = {name.split("/")[0] for name in wheel.namelist()}
    assert tops == {"pipeline", "extractors", "schemas"} | {t for t in tops if t.startswith("iop_register-")}
    forbidden = (".pdf", ".tif", ".docx", ".db")
    assert not [name for name in wheel.namelist() if name.endswith(forbidden) or "corpus/" in name]


def test_the_wheel_gives_the_command_and_the_site(wheel: zipfile.ZipFile) -> None:
    (entry,) = (name for name in wheel.namelist() if name.endswith("entry_points.txt"))
    assert "iop = pipeline.cli:main" in wheel.read(entry).decode()
    assert any(name.endswith("share/iop-register/browse/metadata.yaml") for name in wheel.namelist())


def test_it_cannot_be_uploaded_by_mistake() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert "Private :: Do Not Upload" in project["classifiers"]
    assert project["license"] == "Apache-2.0"


def test_every_dependency_is_locked_with_its_hash() -> None:
    configuration = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    wanted = [*configuration["project"]["dependencies"], *configuration["dependency-groups"]["dev"]]
    for requirement in wanted:
        name = re.split(r"[<>=!~\[; ]", requirement)[0]
        assert re.search(rf"^{re.escape(name)}(\[.*\])?==", lock, re.MULTILINE | re.IGNORECASE), name
    pinned = re.findall(r"^[a-zA-Z0-9_.\-]+(?:\[.*\])?==[^\n]*\n(?: +[^\n]*\n)*", lock, re.MULTILINE)
    assert pinned
    assert all("--hash=sha256:" in block for block in pinned)
