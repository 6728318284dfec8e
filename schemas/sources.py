"""A document as bytes: what it is and under which names it was found."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from schemas.issues import Issue


class MediaType(StrEnum):
    """The kinds of file that can be read, told by content and never by name."""

    PDF = "application/pdf"
    TIFF = "image/tiff"
    PNG = "image/png"
    JPEG = "image/jpeg"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    HTML = "text/html"
    MARKDOWN = "text/markdown"
    TEXT = "text/plain"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """One name under which the bytes were found. `size` in bytes; `mtime_ns` as the file system has it."""

    path: Path
    size: int
    mtime_ns: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One document: its bytes' SHA-256 (hex, 64 characters) is its identity, whatever its names.

    `issues`: what is odd about the file itself, such as a name that says another type; notes only.
    """

    sha256: str
    media_type: MediaType
    files: tuple[SourceFile, ...]
    issues: tuple[Issue, ...] = ()

    @property
    def path(self) -> Path:
        """The first of its names, in sorted order: where the bytes are read from."""
        return self.files[0].path
