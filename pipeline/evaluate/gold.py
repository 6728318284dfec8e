"""Gold sets: what documents are known to hold, where their files lie, and what is uncertain in them."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from schemas.errors import UsageError

ALTERNATIVES_FOLDER = Path("corpus/gold")
_STEP = re.compile(r"([^.\[\]]+)|\[(\d+)\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldDocument:
    """One annotated document. `file`: where it lies, None where it was not found. `offsets_text`: the text
    that the annotation's offsets count in, None where it gives none.
    """

    id: str
    file_name: str
    file: Path | None
    fields: dict[str, Any]
    offsets_text: str | None

    @property
    def municipality(self) -> str:
        """The municipality's name, for the breakdown; "okänd" where the gold does not say."""
        municipality = self.fields.get("municipality")
        return str(municipality.get("name") or "okänd") if isinstance(municipality, dict) else "okänd"


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldSet:
    """A gold file. `seen`: whether the rules were written with these documents in view."""

    name: str
    seen: bool
    documents: tuple[GoldDocument, ...]


def load_gold(
    gold_path: Path,
    documents_folder: Path | None = None,
    *,
    seen: bool | None = None,
    alternatives: Path | None = None,
) -> GoldSet:
    """Read a gold file and find the documents it names.

    `documents_folder`: looked in first, then beside the gold, `../seeds` and `../inbox`. `seen`: overrides
    `"seen"` of the gold or of its alternatives (without any: not seen). `alternatives`: the file of uncertain
    places; by default `<gold>_alternatives.json` beside the gold or in `corpus/gold`.

    Raises:
        UsageError: the gold is missing or is not of the expected shape.

    """
    content = _read_json(gold_path)
    documents = content.get("documents")
    if not isinstance(documents, dict) or not all(isinstance(fields, dict) for fields in documents.values()):
        raise UsageError(
            f"{gold_path}: saknar ”documents” med ett objekt per dokument. "
            "Se corpus/gold/README.md för formen på ett facit.",
        )
    sidecar = alternatives or _find_alternatives(gold_path)
    beside = _read_json(sidecar) if sidecar else {}
    uncertain = beside.get("documents", {})
    folders = _folders(gold_path, documents_folder)
    return GoldSet(
        name=gold_path.stem,
        seen=bool(content.get("seen", beside.get("seen", False))) if seen is None else seen,
        documents=tuple(
            _gold_document(name, fields, uncertain.get(name, {}), folders)
            for name, fields in documents.items()
        ),
    )


def apply_alternatives(fields: dict[str, Any], uncertain: dict[str, Any]) -> dict[str, Any]:
    """The gold with its uncertain places marked, as the scoring understands them.

    `uncertain`: by path. `{"also": [...]}` accepts other values of a field, `{"or": [{…}]}` other readings of
    a row, `{"optional": true}` leaves a row out of account where it is not found.

    >>> apply_alternatives({"items": [{"title": "A"}]}, {"items[0].title": {"also": ["B"]}})
    {'items': [{'title': {'any_of': ['A', 'B']}}]}
    """
    marked: dict[str, Any] = json.loads(json.dumps(fields))
    for path, marking in uncertain.items():
        steps: list[str | int] = [name or int(index) for name, index in _STEP.findall(path)]
        holder: Any = marked
        try:
            for step in steps[:-1]:
                holder = holder[step]
            value = holder[steps[-1]]
        except (KeyError, IndexError, TypeError) as error:
            raise UsageError(
                f"Den osäkra platsen ”{path}” finns inte i facit. Rätta sökvägen i filen med osäkra platser."
            ) from error
        if "also" in marking:
            holder[steps[-1]] = {"any_of": [value, *marking["also"]]}
        else:
            value.update({key: marking[key] for key in ("or", "optional") if key in marking})
    return marked


def _gold_document(
    name: str, fields: dict[str, Any], uncertain: dict[str, Any], folders: tuple[Path, ...]
) -> GoldDocument:
    file_name = str(fields.get("file", ""))
    offsets_file = _find_file(str(fields["offsets_into"]), folders) if fields.get("offsets_into") else None
    return GoldDocument(
        id=name,
        file_name=file_name,
        file=_find_file(file_name, folders) if file_name else None,
        fields=apply_alternatives(fields, uncertain),
        offsets_text=offsets_file.read_bytes().decode("utf-8") if offsets_file else None,
    )


def _folders(gold_path: Path, documents_folder: Path | None) -> tuple[Path, ...]:
    home = gold_path.parent
    beside = (home, home.parent / "seeds", home.parent / "inbox")
    return (documents_folder, *beside) if documents_folder else beside


def _find_file(name: str, folders: Iterable[Path]) -> Path | None:
    return next((folder / name for folder in folders if (folder / name).is_file()), None)


def _find_alternatives(gold_path: Path) -> Path | None:
    name = f"{gold_path.stem}_alternatives.json"
    return _find_file(name, (gold_path.parent, ALTERNATIVES_FOLDER))


def _read_json(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise UsageError(f"{path}: filen finns inte. Ange sökvägen till ett facit (*.json).") from error
    except (OSError, ValueError) as error:
        raise UsageError(f"{path}: går inte att läsa som JSON ({error}). Rätta filen.") from error
    if not isinstance(content, dict):
        raise UsageError(f"{path}: ska innehålla ett JSON-objekt. Se corpus/gold/README.md.")
    return content
