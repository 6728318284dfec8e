"""Serve the register as a site: Datasette over a masked copy, with the Swedish pages of `browse/`."""

import asyncio
import errno
import socket
import sys
import sysconfig
import tempfile
from pathlib import Path
from typing import Any

from pipeline.register.masked_copy import write_masked_copy
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


def serve_register(register: Path, *, host: str = "127.0.0.1", port: int = 8001) -> None:
    """Serve the register until interrupted. It shows the register as it was at start, masked.

    `port` 0 takes any free one; the address is printed.

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
        datasette = build_site(copy, site)
        asyncio.run(datasette.invoke_startup())
        print(f"Registret visas på http://{host}:{port}/ – avsluta med Ctrl+C.", file=sys.stderr, flush=True)
        uvicorn.run(datasette.app(), host=host, port=port, log_level="warning", lifespan="on")


def build_site(copy: Path, site: Path | None = None) -> Any:
    """Return the Datasette application over a copy that is already masked. It never opens anything else."""
    from datasette.app import Datasette
    from datasette.plugins import pm
    from datasette.utils import parse_metadata

    # Datasette prints every local variable of an error with Rich, and so what stands in documents.
    pm.get_plugin("datasette.handle_exception").rich = None
    site = site or site_folder()
    return Datasette(
        files=[],
        immutables=[str(copy)],
        metadata=parse_metadata((site / "metadata.yaml").read_text(encoding="utf-8")),
        template_dir=str(site / "templates"),
        plugins_dir=str(site / "plugins"),
        static_mounts=[("static", str(site / "static"))],
        settings=_SETTINGS,
    )


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
