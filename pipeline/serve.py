"""Serve the register as a site: Datasette over a masked copy, with the Swedish pages of `browse/`."""

import asyncio
import errno
import re
import socket
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path
from typing import Any

from pipeline.register.masked_copy import write_masked_copy
from pipeline.register.store import Register
from schemas.errors import SetupError, UsageError

# The name in every address of the site (/register/iop_decisions) and in browse/metadata.yaml.
DATABASE_NAME = "register"

_SETTINGS = {
    "default_page_size": 50,
    "suggest_facets": False,
    "max_returned_rows": 2000,
    "sql_time_limit_ms": 5000,
    "facet_time_limit_ms": 1000,
    "truncate_cells_html": 400,
}


def serve_register(
    register: Path, *, host: str = "127.0.0.1", port: int = 8001, originals: bool = False
) -> None:
    """Serve the register until interrupted. It shows the register as it was at start, masked.

    `port` 0 takes any free one; the address is printed. `originals`: the pages that were read from an image
    are shown as they are, unmasked, from the original files.

    Raises:
        RegisterError: there is no register, or the file is none.
        SetupError: the site's own files are missing.
        UsageError: the port is taken.

    """
    import uvicorn

    site = site_folder()
    port = _free_port(host, port)
    with tempfile.TemporaryDirectory(prefix="iop-register-") as folder:
        copy = Path(folder) / f"{DATABASE_NAME}.db"
        write_masked_copy(register, copy)
        datasette = build_site(copy, site, originals=originals)
        asyncio.run(datasette.invoke_startup())
        app = with_pictures(datasette.app(), register) if originals else datasette.app()
        print(f"Registret visas på http://{host}:{port}/ – avsluta med Ctrl+C.", file=sys.stderr, flush=True)
        uvicorn.run(app, host=host, port=port, log_level="warning", lifespan="on")


def build_site(copy: Path, site: Path | None = None, *, originals: bool = False) -> Any:
    """Return the Datasette application over a copy that is already masked. It never opens anything else.

    `originals`: pages refer to the pictures that `with_pictures` shows.
    """
    from datasette.app import Datasette
    from datasette.plugins import pm
    from datasette.utils import parse_metadata

    # Datasette prints every local variable of an error with Rich, and so what stands in documents.
    pm.get_plugin("datasette.handle_exception").rich = None
    site = site or site_folder()
    metadata = parse_metadata((site / "metadata.yaml").read_text(encoding="utf-8"))
    metadata.setdefault("plugins", {})["page_text"] = {"pictures": originals}
    return Datasette(
        files=[],
        immutables=[str(copy)],
        metadata=metadata,
        template_dir=str(site / "templates"),
        plugins_dir=str(site / "plugins"),
        static_mounts=[("static", str(site / "static"))],
        settings=_SETTINGS,
    )


def with_pictures(app: Any, register: Path) -> Any:
    """Return the application with `/-/page-picture/DOCUMENT/PAGE` before it: pages of known files."""

    async def answer(scope: dict[str, Any], receive: Any, send: Any) -> None:
        found = _PICTURE.fullmatch(scope.get("path", "")) if scope["type"] == "http" else None
        if found is None or scope["method"] not in ("GET", "HEAD"):
            await app(scope, receive, send)
            return
        picture = await asyncio.to_thread(_picture, register, found[1], int(found[2]))
        headers = [(b"content-type", b"image/jpeg"), *_PICTURE_HEADERS]
        await send({"type": "http.response.start", "status": 200 if picture else 404, "headers": headers})
        await send({"type": "http.response.body", "body": picture})

    return answer


_PICTURE = re.compile(r"/-/page-picture/([0-9a-f]{64})/(\d{1,6})")
_PICTURE_HEADERS = (
    (b"cache-control", b"no-store"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
)
_PICTURE_TIMEOUT_S = 30.0


def _picture(register: Path, document: str, page: int) -> bytes:
    """Return the page as a JPEG, b"" where no file of the document is there any more."""
    with Register(register, readonly=True) as source:
        rows = source.connection.execute(
            "select path from document_files where document_id = ? order by path", (document,)
        ).fetchall()
    for (path,) in rows:
        command = [sys.executable, "-m", "pipeline.read.page_picture", path, document, str(page)]
        try:
            done = subprocess.run(command, capture_output=True, timeout=_PICTURE_TIMEOUT_S, check=False)
        except (OSError, subprocess.TimeoutExpired):
            continue
        if done.returncode == 0 and done.stdout:
            return done.stdout
    return b""


def site_folder() -> Path:
    """The folder with the site's pages: `browse/` of a checkout, else what the wheel installed as data.

    Raises:
        SetupError: neither is there.

    """
    checkout = Path(__file__).resolve().parents[1] / "browse"
    installed = Path(sysconfig.get_path("data")) / "share" / "iop-register" / "browse"
    for folder in (checkout, installed):
        if (folder / "plugins" / "case_key.py").is_file():
            return folder
    raise SetupError(
        f"Webbplatsens filer saknas ({installed}). Installera om iop-register, eller kör från en utcheckning."
    )


def _free_port(host: str, port: int) -> int:
    """The port, if it can be had; for 0 any free one."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            return int(probe.getsockname()[1])
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                why = f"Port {port} används redan. Välj en annan: ”iop serve --port {port + 1}”."
            else:
                why = f"Det går inte att lyssna på {host}:{port} ({error.strerror}). Välj en annan port."
            raise UsageError(why) from error
