"""Write the sample inbox and its gold from the sources beside this file.

Run `python corpus/synthetic/generate.py`; the same sources give the same bytes. Needs the typefaces
Liberation and Carlito. `--misread` reads the pages of the bad text layers anew with Tesseract's
English model (otherwise its words are taken from `misread/`, so that they do not depend on a version).
"""

import argparse
import json
import tomllib
from pathlib import Path
from typing import Any

import raster
from answers import fill_answers
from markup import parse_markup
from office import blocks_to_docx, blocks_to_html, blocks_to_text
from pdf_layout import blocks_to_pdf

HERE = Path(__file__).resolve().parent
_ABOUT = (
    "Known answers to the sample inbox, in the vocabulary of the contract, written by "
    "corpus/synthetic/generate.py from corpus/synthetic/sources/*.toml: edit those. Persons, organisations "
    "and cases are invented. A name that is missing from a document is not scored for it."
)


def load_sources() -> dict[str, dict[str, Any]]:
    """Every source by its number, in order."""
    paths = sorted((HERE / "sources").glob("*.toml"))
    return {path.name[:2]: tomllib.loads(path.read_text(encoding="utf-8")) for path in paths}


def write_gold(sources: dict[str, dict[str, Any]], path: Path) -> None:
    """Write the gold of all sources as JSON. `seen`: the rules were written with these documents in view."""
    documents = {
        number: {"file": source["file"], "form": source["form"], **fill_answers(source["answers"])}
        for number, source in sources.items()
    }
    gold = {"about": _ABOUT, "seen": True, "documents": documents}
    path.write_text(json.dumps(gold, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def make_file(number: str, source: dict[str, Any], *, misread: bool = False) -> bytes:
    """The bytes of one document in its form."""
    blocks = parse_markup(source["text"])
    form = source["form"]
    if form == "docx":
        return blocks_to_docx(blocks, source)
    if form == "html":
        return blocks_to_html(blocks, source)
    if form == "text":
        return blocks_to_text(blocks)
    pdf = blocks_to_pdf(blocks, source)
    if form == "pdf":
        return pdf
    pages = raster.render(pdf, source)
    if form == "tiff":
        return raster.images_to_tiff(pages, source)
    if form == "scan":
        return raster.images_to_pdf(pages, source)
    bilevel = [raster.to_bilevel(page) for page in pages]
    words = HERE / "misread" / f"{number}.tsv"
    if misread:
        words.parent.mkdir(exist_ok=True)
        table = raster.read_with_wrong_language(bilevel, source["dpi"])
        words.write_text(table, encoding="utf-8", newline="")
    with words.open(encoding="utf-8", newline="") as lines:
        return raster.lay_words_under(raster.images_to_pdf(bilevel, source), lines.read(), source["dpi"])


def main() -> None:
    """Write every file of the inbox, and the gold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inbox", type=Path, default=HERE.parent / "inbox")
    parser.add_argument("--gold", type=Path, default=HERE.parent / "gold" / "synthetic.json")
    parser.add_argument("--misread", action="store_true", help="read the bad text layers anew")
    options = parser.parse_args()
    sources = load_sources()
    for number, source in sources.items():
        (options.inbox / source["file"]).write_bytes(make_file(number, source, misread=options.misread))
    write_gold(sources, options.gold)


if __name__ == "__main__":
    main()
