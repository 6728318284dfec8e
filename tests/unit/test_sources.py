"""What is a document, what is none, and which of them are the same."""

import os
import unicodedata
from pathlib import Path

import docx
import pytest

from pipeline.inbox_to_sources import RejectedFile, inbox_to_sources
from schemas.errors import UsageError
from schemas.issues import IssueKind, Severity
from schemas.sources import MediaType, Source


def _sources(*paths: Path | str) -> list[Source]:
    found = list(inbox_to_sources(paths))
    assert all(isinstance(one, Source) for one in found), found
    return found


def _rejected(*paths: Path | str) -> RejectedFile:
    (one,) = inbox_to_sources(paths)
    assert isinstance(one, RejectedFile), one
    return one


def test_a_folder_is_read_with_what_lies_below_it_and_hidden_files_are_not(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / ".git").mkdir()
    for name in ("b/två.txt", "a.txt", ".dold.txt", ".git/c.txt", "~$lås.docx", "Thumbs.db"):
        (tmp_path / name).write_text(f"innehåll {name}")
    assert [source.path.name for source in _sources(tmp_path)] == ["a.txt", "två.txt"]


def test_the_same_bytes_under_two_names_are_one_document(tmp_path: Path) -> None:
    for name in ("kopia.txt", "beslut.txt"):
        (tmp_path / name).write_text("Beslut")
    (source,) = _sources(tmp_path)
    assert [file.path.name for file in source.files] == ["beslut.txt", "kopia.txt"]


def test_a_file_named_twice_is_one_file(tmp_path: Path) -> None:
    path = tmp_path / "beslut.txt"
    path.write_text("Beslut")
    (source,) = _sources(path, tmp_path, str(path))
    assert len(source.files) == 1


def test_a_glob_finds_files_and_a_name_with_brackets_is_a_name(tmp_path: Path) -> None:
    (tmp_path / "protokoll [1].txt").write_text("ett")
    (tmp_path / "protokoll 2.txt").write_text("två")
    assert len(_sources(str(tmp_path / "*.txt"))) == 2
    assert len(_sources(str(tmp_path / "protokoll [1].txt"))) == 1


def test_a_path_that_does_not_exist_is_a_mistake_of_the_call(tmp_path: Path) -> None:
    for path in (tmp_path / "saknas.pdf", tmp_path / "*.pdf"):
        with pytest.raises(UsageError, match="sökvägen"):
            list(inbox_to_sources([path]))


def test_names_in_nfd_are_found_under_their_nfc_spelling(tmp_path: Path) -> None:
    on_disk = tmp_path / unicodedata.normalize("NFD", "åtgärd för Öster.txt")
    on_disk.write_text("text")
    (source,) = _sources(tmp_path / unicodedata.normalize("NFC", "åtgärd för Öster.txt"))
    assert source.files[0].size == 4


def test_an_unchanged_file_keeps_the_identity_it_had(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("text")
    asked = []

    def known(asked_path: Path, size: int, mtime_ns: int) -> str:
        asked.append((asked_path, size, mtime_ns))
        return "f" * 64

    (source,) = inbox_to_sources([path], known=known)
    assert isinstance(source, Source)
    assert source.sha256 == "f" * 64
    assert asked == [(path, 4, path.stat().st_mtime_ns)]


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.pdf", b"%PDF-1.4\n", MediaType.PDF),
        ("skrap.bin", b"skrap\n" * 20 + b"%PDF-1.7\n", MediaType.PDF),
        ("a.txt", b"<!DOCTYPE html><html><body>hej</body></html>", MediaType.HTML),
        ("a.htm", b"\xef\xbb\xbf<html><p>hej", MediaType.HTML),
        ("a", "§ 4 Beslut\n".encode("utf-16"), MediaType.TEXT),
        ("a", "§ 4 Nämnden beslutar\n".encode("cp1252"), MediaType.TEXT),
        ("a.md", b"ingen markering", MediaType.MARKDOWN),
        ("a", b"# Protokoll\n\n**Beslut**\n", MediaType.MARKDOWN),
        ("a.txt", b"# Protokoll\n\n**Beslut**\n", MediaType.TEXT),
        ("a.tif", b"II*\x00" + bytes(300), MediaType.TIFF),
        ("a.png", b"\x89PNG\r\n\x1a\n" + bytes(300), MediaType.PNG),
        ("a.jpg", b"\xff\xd8\xff\xe0" + bytes(300), MediaType.JPEG),
    ],
)
def test_the_type_is_told_by_content(tmp_path: Path, name: str, content: bytes, expected: MediaType) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    (source,) = _sources(path)
    assert source.media_type is expected


def test_a_word_document_is_told_from_any_other_zip(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("Beslut")
    document.save(str(tmp_path / "utan-namn"))
    (source,) = _sources(tmp_path / "utan-namn")
    assert source.media_type is MediaType.DOCX


def test_a_misleading_name_is_noted_and_the_document_read(tmp_path: Path) -> None:
    (tmp_path / "protokoll.pdf").write_text("Bara text")
    (source,) = _sources(tmp_path)
    assert source.media_type is MediaType.TEXT
    (issue,) = source.issues
    assert (issue.kind, issue.severity) == (IssueKind.MISLEADING_NAME, Severity.NOTE)
    assert "protokoll.pdf" in issue.message


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", IssueKind.EMPTY_FILE),
        (b"PK\x03\x04" + bytes(100), IssueKind.UNSUPPORTED_TYPE),
        (b"GIF89a" + bytes(100), IssueKind.UNSUPPORTED_TYPE),
        (bytes(range(256)) * 4, IssueKind.UNSUPPORTED_TYPE),
    ],
)
def test_what_is_no_document_is_told_with_its_file(tmp_path: Path, content: bytes, kind: IssueKind) -> None:
    path = tmp_path / "fil.pdf"
    path.write_bytes(content)
    rejected = _rejected(path)
    assert (rejected.path, rejected.issue.kind, rejected.issue.severity) == (path, kind, Severity.ERROR)
    assert "fil.pdf" in rejected.issue.message


def test_a_broken_link_and_a_pipe_are_told_and_never_waited_for(tmp_path: Path) -> None:
    (tmp_path / "länk.pdf").symlink_to(tmp_path / "borta.pdf")
    os.mkfifo(tmp_path / "rör.pdf")
    (tmp_path / "a.txt").write_text("text")
    found = list(inbox_to_sources([tmp_path]))
    kinds = [one.issue.kind for one in found if isinstance(one, RejectedFile)]
    assert sorted(kinds) == [IssueKind.UNREADABLE_FILE, IssueKind.UNSUPPORTED_TYPE]
    assert sum(isinstance(one, Source) for one in found) == 1


def test_a_file_without_permission_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "hemlig.pdf"
    path.write_bytes(b"%PDF-1.4")
    real_open = Path.open

    def refuse(self: Path, *arguments: object, **named: object) -> object:
        if self == path:  # root, who runs tests in containers, may read anything
            raise PermissionError(13, "Permission denied", str(path))
        return real_open(self, *arguments, **named)

    monkeypatch.setattr(Path, "open", refuse)
    rejected = _rejected(path)
    assert rejected.issue.kind is IssueKind.UNREADABLE_FILE
    assert "behörighet" in rejected.issue.message
