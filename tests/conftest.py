"""What every test stands on: Hypothesis without a clock, and one reading of the sample inbox for all."""

import os
import shutil
from collections.abc import Callable
from contextlib import chdir
from pathlib import Path

import pytest
from chain import INBOX, ReadInbox, dump
from hypothesis import HealthCheck, settings

# No deadline: a busy machine is no fault of the code. The same examples every time: a suite that passed
# passes again; `HYPOTHESIS_PROFILE=explore make test` looks for new ones.
settings.register_profile(
    "register", deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("explore", deadline=None, max_examples=1000, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "register"))


@pytest.fixture(scope="session")
def read_inbox(tmp_path_factory: pytest.TempPathFactory) -> ReadInbox:
    """The sample inbox, ingested once for the whole session: OCR runs here and in no other test."""
    from pipeline.ingest import ingest, pages_path

    if shutil.which("tesseract") is None:
        pytest.skip("Tesseract is not installed: apt install tesseract-ocr-swe tesseract-ocr-script-latn")
    folder = tmp_path_factory.mktemp("read")
    shutil.copytree(INBOX, folder / "inbox")
    register = folder / "register.db"
    with chdir(folder):  # relative names: two registers can be compared wherever their folders lie
        result = ingest(["inbox"], Path("register.db"), jobs=1)
    return ReadInbox(
        folder=folder / "inbox",
        register=register,
        pages=pages_path(register),
        dump=dump(register),
        result=result,
    )


@pytest.fixture
def desk(tmp_path: Path, read_inbox: ReadInbox, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Lay named documents of the sample inbox, all of them by default, in `inbox/` of a fresh folder.

    The folder becomes the working directory. Pages that were read once lie there in `pages.db`.
    """

    def lay(*numbers: str) -> Path:
        inbox = tmp_path / "inbox"
        inbox.mkdir()
        for path in sorted(read_inbox.folder.iterdir()):
            if not numbers or path.name[:2] in numbers:
                shutil.copy2(path, inbox)
        assert len(list(inbox.iterdir())) == (len(numbers) or len(list(INBOX.iterdir())))
        shutil.copy2(read_inbox.pages, tmp_path / "pages.db")
        monkeypatch.chdir(tmp_path)
        return tmp_path

    return lay
