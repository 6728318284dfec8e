"""What every test stands on: Hypothesis without a clock, and one reading of the sample inbox for all."""

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parents[1]
INBOX = ROOT / "corpus" / "inbox"

# No deadline: a busy machine is no fault of the code. The same examples every time: a suite that passed
# passes again; `HYPOTHESIS_PROFILE=explore make test` looks for new ones.
settings.register_profile(
    "register", deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("explore", deadline=None, max_examples=1000, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "register"))


@pytest.fixture(scope="session")
def read_pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A `pages.db` with every page of the sample inbox: OCR runs once for the whole session.

    Copy it beside a register (`seed_pages`) and ingesting the inbox reads no page again.
    """
    from pipeline.ingest import ingest, pages_path

    if shutil.which("tesseract") is None:
        pytest.skip("Tesseract is not installed: apt install tesseract-ocr-swe tesseract-ocr-script-latn")
    register = tmp_path_factory.mktemp("inbox") / "register.db"
    ingest([INBOX], register, jobs=1)
    return pages_path(register)
