"""How Tesseract and the processes that read are started: one thread each, memory in large pages."""

import os
import subprocess
import sys

import pytest

_TELL = """
import os, pipeline.ocr.tesseract
print(os.environ.get("OMP_THREAD_LIMIT"), os.environ.get("GLIBC_TUNABLES"))
"""


def _told(**own: str) -> str:
    kept = {k: v for k, v in os.environ.items() if k not in ("OMP_THREAD_LIMIT", "GLIBC_TUNABLES")}
    return subprocess.run(
        [sys.executable, "-c", _TELL], env={**kept, **own}, capture_output=True, text=True, check=True
    ).stdout.strip()


def test_reading_asks_for_one_thread_and_large_pages() -> None:
    told = _told()
    assert told.startswith("1 glibc.malloc.hugetlb=1")
    assert "trim_threshold" in told


@pytest.mark.parametrize("own", [{"OMP_THREAD_LIMIT": "4"}, {"GLIBC_TUNABLES": "glibc.malloc.check=3"}])
def test_what_the_user_set_stands(own: dict[str, str]) -> None:
    assert next(iter(own.values())) in _told(**own)
