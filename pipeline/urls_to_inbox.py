"""Bring documents named by URL home, so that they are files like any other from there on.

A document keeps the address it came from in its name: `<folder>/<host>/<path>`. What is fetched again
and has not changed is the same bytes, and so the same document.
"""

import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

import httpx

from pipeline.inbox_to_sources import RejectedFile
from schemas.issues import Issue, IssueKind, Severity

_TIMEOUT_S = 60.0
_MAX_BYTES = 500_000_000
_NOT_IN_NAMES = re.compile(r"[^\w.-]+")


def url_to_file(url: str, folder: Path) -> Path | RejectedFile:
    """Fetch one URL into a file under `folder`; a file that cannot be had is rejected with its reason.

    A file is put in its place only when it has arrived whole.
    """
    target = folder / _name(url)
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(target.name + ".part")
    try:
        with (
            httpx.stream("GET", url, follow_redirects=True, timeout=_TIMEOUT_S) as response,
            partial.open("wb") as file,
        ):
            response.raise_for_status()
            size = 0
            for chunk in response.iter_bytes():
                size += len(chunk)
                if size > _MAX_BYTES:
                    return _rejected(
                        url, f"är större än {_MAX_BYTES // 1_000_000} MB. Hämta den själv och dela upp den."
                    )
                file.write(chunk)
        partial.replace(target)
    except httpx.HTTPStatusError as error:
        return _rejected(
            url, f"kunde inte hämtas: servern svarade {error.response.status_code}. Kontrollera adressen."
        )
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
        return _rejected(url, f"kunde inte hämtas ({type(error).__name__}). Kontrollera adressen och nätet.")
    finally:
        partial.unlink(missing_ok=True)
    return target


def _name(url: str) -> Path:
    """The address as a relative path; nothing in it can lead out of the folder it is put in."""
    parts = urlsplit(url)
    # Unquoted first: "%2e%2e" is ".." only then. What is left of a piece that is only dots is dropped.
    pieces = [_NOT_IN_NAMES.sub("_", piece) for piece in unquote(parts.path).split("/")]
    path = [piece for piece in pieces if piece.strip(".")]
    last = path.pop() if path else "index"
    if parts.query:
        last = f"{last}_{_NOT_IN_NAMES.sub('_', unquote(parts.query))}"[:200]
    host = _NOT_IN_NAMES.sub("_", parts.netloc).strip(".") or "unknown"
    return Path(host, *path, last)


def _rejected(url: str, why: str) -> RejectedFile:
    issue = Issue(kind=IssueKind.UNREADABLE_FILE, severity=Severity.ERROR, page=None, message=f"{url} {why}")
    return RejectedFile(path=Path(url), issue=issue)
