"""The README's commands do what it shows, on the register of the sample inbox."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest
from chain import ROOT, ReadInbox

README = (ROOT / "README.md").read_text(encoding="utf-8")
_BLOCK = re.compile(
    r"<!-- (?P<how>run|dry run) -->\n```bash\n(?P<script>.*?)^```\n(?:\n```text\n(?P<shown>.*?)^```)?",
    re.MULTILINE | re.DOTALL,
)


class Block(NamedTuple):
    how: str
    script: str
    shown: str | None


BLOCKS = [Block(m["how"], m["script"], m["shown"]) for m in _BLOCK.finditer(README)]
TO_RUN = [block for block in BLOCKS if block.how == "run"]
MAKE = [line for block in BLOCKS if block.how == "dry run" for line in block.script.splitlines()]


@pytest.fixture(scope="module")
def desk(read_inbox: ReadInbox, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as the README's reader has it after `make ingest`."""
    folder = tmp_path_factory.mktemp("desk")
    (folder / "corpus").symlink_to(ROOT / "corpus")
    shutil.copy(read_inbox.register, folder / "register.db")
    return folder


def shell(script: str, folder: Path) -> str:
    environment = dict(os.environ, PATH=f"{Path(sys.executable).parent}:{os.environ['PATH']}", COLUMNS="200")
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def missing(shown: str, printed: str) -> Iterator[str]:
    """The lines of `shown` that are not printed in that order. "…" stands for any text, or any lines."""
    rest = iter(printed.splitlines())
    for line in shown.splitlines():
        start, cut, _ = line.rstrip().partition("…")
        if cut and not start:
            continue
        if not any(now.startswith(start) if cut else now.rstrip() == start for now in rest):
            yield line


@pytest.mark.parametrize("block", TO_RUN, ids=lambda block: block.script.split('"')[0].strip())
def test_a_block_runs_and_prints_what_is_shown(block: Block, desk: Path) -> None:
    printed = shell(block.script, desk)
    assert printed.strip() or ">" in block.script or "export" in block.script
    assert list(missing(block.shown or "", printed)) == []


def test_what_the_blocks_write_is_there(desk: Path) -> None:
    for block in TO_RUN:
        if "export" in block.script:
            shell(block.script, desk)
    assert (desk / "tables" / "register.xlsx").stat().st_size > 10_000
    assert '"kind": "tjänsteskrivelse"' in (desk / "hamnkompis.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("line", [line.partition("#")[0].strip() for line in MAKE])
def test_make_knows_its_targets(line: str) -> None:
    command, *arguments = line.split()
    assert command == "make"
    subprocess.run(["make", "-n", *arguments], cwd=ROOT, check=True, capture_output=True)


def test_every_block_of_commands_says_whether_it_runs() -> None:
    assert README.count("```bash") == len(BLOCKS)
    assert len(TO_RUN) >= 5
    assert len(MAKE) >= 4


def test_a_line_that_is_not_printed_is_noticed() -> None:
    assert list(missing("a\nb…\nc", "a\nx\nbe\nc")) == []
    assert list(missing("a\nc\nb", "a\nb\nc")) == ["b"]
    assert list(missing("ab", "abc")) == ["ab"]
    assert list(missing("…\nd", "a\nb")) == ["d"]


def test_the_pictures_are_described() -> None:
    pictures = re.findall(r"!\[([^\]]*)\]", README)
    assert pictures
    assert all(len(text.split()) >= 5 for text in pictures)


def test_it_is_short() -> None:
    headings = [m.start() for m in re.finditer(r"^## ", README, flags=re.MULTILINE)]
    assert len(README.splitlines()) <= 170
    assert all(README[a:b].count("\n") <= 80 for a, b in pairwise([*headings, len(README)]))
