"""`iop serve`: the site."""

from pathlib import Path

from pipeline.serve import serve_register


def serve_command(register: Path, port: int, originals: bool) -> int:
    """Serve until interrupted."""
    serve_register(register, port=port, originals=originals)
    return 0
