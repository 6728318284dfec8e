"""`iop serve`: the site."""

from pathlib import Path

from pipeline.serve import serve_register


def serve_command(register: Path, port: int) -> int:
    """Serve until interrupted."""
    serve_register(register, port=port)
    return 0
