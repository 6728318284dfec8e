"""Fetches the Swedish words and word pairs inside npm's `@tesseract.js-data/swe` (Apache-2.0)."""

import gzip
import subprocess
import tarfile
from pathlib import Path

PACKAGE = "@tesseract.js-data/swe@1.0.0"
MEMBER = "package/4.0.0/swe.traineddata.gz"
WORDS, PAIRS = "tesseract-words.txt", "tesseract-bigrams.txt"


def fetch_tesseract_words(work: Path) -> None:
    """Write the word list and the pair list to `work`; nothing is done when they are there.

    Needs `npm`, and `combine_tessdata` and `dawg2wordlist` of Debian's `tesseract-ocr`.
    """
    if (work / WORDS).exists() and (work / PAIRS).exists():
        return
    folder = (work / "tesseract").resolve()
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(["npm", "pack", "--silent", PACKAGE], cwd=folder, check=True, capture_output=True)
    with tarfile.open(next(folder.glob("*.tgz"))) as archive:
        member = archive.extractfile(MEMBER)
        if member is None:
            raise FileNotFoundError(f"{PACKAGE} has no {MEMBER}")
        (folder / "swe.traineddata").write_bytes(gzip.decompress(member.read()))
    subprocess.run(
        ["combine_tessdata", "-u", "swe.traineddata", "swe."], cwd=folder, check=True, capture_output=True
    )
    for dawg, out in (("swe.word-dawg", WORDS), ("swe.bigram-dawg", PAIRS)):
        target = str((work / out).resolve())
        command = ["dawg2wordlist", "swe.unicharset", dawg, target]
        subprocess.run(command, cwd=folder, check=True, capture_output=True)
