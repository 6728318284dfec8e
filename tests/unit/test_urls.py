"""Documents by URL, from a server on this machine."""

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from pipeline.inbox_to_sources import RejectedFile
from pipeline.urls_to_inbox import url_to_file


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *arguments: object) -> None:
        pass


@pytest.fixture
def site(tmp_path: Path) -> Iterator[str]:
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "protokoll maj.txt").write_text("Protokoll", encoding="utf-8")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_document_by_url_becomes_a_file_named_after_its_address(site: str, tmp_path: Path) -> None:
    found = url_to_file(f"{site}/protokoll%20maj.txt", tmp_path / "downloads")
    assert isinstance(found, Path)
    assert found.read_text(encoding="utf-8") == "Protokoll"
    assert found.name == "protokoll_maj.txt"
    assert (tmp_path / "downloads") in found.parents


def test_what_the_server_does_not_have_is_rejected_and_leaves_nothing(site: str, tmp_path: Path) -> None:
    found = url_to_file(f"{site}/finns-inte.pdf", tmp_path / "downloads")
    assert isinstance(found, RejectedFile)
    assert "404" in found.issue.message
    assert not [p for p in (tmp_path / "downloads").rglob("*") if p.is_file()]


def test_no_server_is_said_so(tmp_path: Path) -> None:
    found = url_to_file("http://127.0.0.1:1/x.pdf", tmp_path)
    assert isinstance(found, RejectedFile)
    assert "kunde inte hämtas" in found.issue.message


def test_an_escaped_path_cannot_climb_out_either(site: str, tmp_path: Path) -> None:
    downloads = tmp_path / "a" / "b" / "downloads"
    url_to_file(f"{site}/%2e%2e/%2e%2e/%2e%2e/protokoll%20maj.txt", downloads)
    written = [path for path in (tmp_path / "a").rglob("*") if path.is_file()]
    written += [path for path in tmp_path.glob("*") if path.is_file()]
    assert all(downloads in path.parents for path in written)
    assert url_to_file(f"{site}/..%2f..%2fx.txt", downloads) is not None
    assert not (downloads.parent / "x.txt").exists()


def test_a_path_cannot_climb_out_of_the_folder(site: str, tmp_path: Path) -> None:
    found = url_to_file(f"{site}/../../protokoll%20maj.txt", tmp_path / "downloads")
    assert isinstance(found, RejectedFile) or (tmp_path / "downloads") in found.parents
