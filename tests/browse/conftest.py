"""The site over a small register of invented documents, served on a free port for the whole run."""

import asyncio
import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from sample_register import write_sample_register

from pipeline.register.masked_copy import write_masked_copy
from pipeline.serve import DATABASE_NAME, build_site

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def site_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("site")
    register = write_sample_register(folder / "original.db")
    copy = folder / f"{DATABASE_NAME}.db"
    write_masked_copy(register, copy)
    site = build_site(copy)
    server = uvicorn.Server(uvicorn.Config(_started(site), port=0, log_level="error", lifespan="on"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the site did not start"
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()


def _started(site: Any) -> Any:
    def start() -> None:
        asyncio.run(site.invoke_startup())

    starter = threading.Thread(target=start)  # a test's browser can have a loop of its own in this thread
    starter.start()
    starter.join()
    return site.app()


@pytest.fixture(scope="session")
def client(site_url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=site_url, follow_redirects=False, timeout=30) as session:
        yield session


@pytest.fixture(scope="session")
def base_url(site_url: str) -> str:
    return site_url


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("kräver Chromium (Debian: apt-get install chromium)")
    return {"executable_path": str(Path(chromium)), "args": CHROMIUM_FLAGS}
