"""Runs `iop repair` on hostile input and prints exit status, lines kept, CPU seconds and peak memory.

`python -m pipeline.evaluate.repair_limits [--megabytes 100]`; a status that the contract does not foresee, a
changed number of lines, or a peak above the limit makes it fail.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

MOST_PEAK_MB = 400
_RUN = (
    "import resource, sys; from pipeline.cli import main; status = 0\n"
    "try: main()\n"
    "except SystemExit as end: status = end.code or 0\n"
    "use = resource.getrusage(resource.RUSAGE_SELF)\n"
    # Linux counts what the process was before it became this program into ru_maxrss: a large parent's memory.
    "status_lines = open('/proc/self/status').read() if sys.platform == 'linux' else ''\n"
    "peak = status_lines.partition('VmHWM:')[2].split()[:1] or [use.ru_maxrss]\n"
    "print(int(peak[0]) // 1024, use.ru_utime + use.ru_stime, file=sys.stderr)\n"
    "sys.exit(status)"
)


@dataclass(frozen=True, slots=True)
class Hostile:
    """One input: what it is, its bytes for a size in bytes, and the exit status of the contract."""

    name: str
    make: Callable[[int], bytes]
    status: int


def _repeat(piece: bytes) -> Callable[[int], bytes]:
    return lambda size: piece * (size // len(piece))


_DAMAGED = b"namnden foreslar att arendet "
INPUTS = (
    Hostile("one line of clean words", _repeat("på nämnden och året ".encode()), 0),
    Hostile(
        "one line of damaged words", lambda size: _repeat(b"namnden foreslar att arendet ")(size // 20), 0
    ),
    Hostile("one line without a space", _repeat("å".encode()), 0),
    Hostile("NUL bytes", _repeat(b"\x00"), 0),
    Hostile("NUL bytes in text", _repeat("nämn\x00den och året\n".encode()), 0),
    Hostile("bytes of no encoding", lambda size: _repeat(b"\x81\xff\xfe n\xe4mnd\n")(size // 10), 2),
    Hostile("Latin-1", lambda size: _repeat("nämnden och året på Åland\n".encode("latin-1"))(size // 10), 0),
    Hostile("cut inside a letter", lambda _: "nämnden på året".encode()[:-4] + b"\xc3", 0),
    Hostile("nothing but line ends", lambda size: _repeat(b"\r\n")(size // 10), 0),
    Hostile("combining marks", lambda size: _repeat("a\u0301\u0302\u0303".encode())(size // 10), 0),
    Hostile("nothing", lambda _: b"", 0),
)


def measure(hostile: Hostile, size: int, *, edits: bool) -> tuple[int, bool, float, int]:
    """Return exit status, whether the output is as the contract says, CPU seconds and peak MB of one run."""
    with tempfile.TemporaryDirectory() as folder:
        source, sink = Path(folder, "in.txt"), Path(folder, "out.txt")
        data = hostile.make(size)
        source.write_bytes(data)
        arguments = ["repair", str(source), *(["--edits"] if edits else [])]
        with sink.open("wb") as out:
            run = subprocess.run(
                [sys.executable, "-c", _RUN, *arguments],
                stdout=out,
                stderr=subprocess.PIPE,
                text=True,
                check=False,
                env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
            )
        peak, seconds = run.stderr.splitlines()[-1].split()
        if edits:
            with sink.open(encoding="utf-8") as rows:
                sound = all("replacement" in json.loads(row) for row in rows)
        else:
            sound = sink.read_bytes().count(b"\n") == data.count(b"\n")
    return run.returncode, sound, float(seconds), int(peak)


def main() -> int:
    """Run every input with and without `--edits`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=float, default=100)
    size = int(parser.parse_args().megabytes * 1_000_000)
    failed = False
    for hostile in INPUTS:
        for edits in (False, True):
            status, sound, seconds, peak = measure(hostile, size, edits=edits)
            good = status == hostile.status and sound and peak <= MOST_PEAK_MB
            failed = failed or not good
            print(
                f"{hostile.name:<28} {'--edits' if edits else '':<8} status {status}  {seconds:>6.1f} CPU s"
                f"  peak {peak:>4} MB  {'' if good else 'NOT AS THE CONTRACT SAYS'}",
                flush=True,
            )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
