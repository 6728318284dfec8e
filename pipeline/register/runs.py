"""The diary of runs: the only table that knows the clock; nothing else in the register depends on it."""

import time
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime

from pipeline.register.store import Register


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One call of `iop ingest`. A run without `finished_at` was interrupted."""

    register: Register
    id: str
    started: float

    @classmethod
    def start(cls, register: Register, rules_version: str) -> "Run":
        """Write that a run began."""
        run = cls(register=register, id=uuid.uuid4().hex, started=time.monotonic())
        with register.transaction() as connection:
            connection.execute(
                "insert into runs (id, started_at, rules_version) values (?, ?, ?)",
                (run.id, datetime.now(UTC).isoformat(timespec="seconds"), rules_version),
            )
        return run

    def finish(self, *, added: int, unchanged: int, partial: int, failed: int) -> None:
        """Write what the run did."""
        with self.register.transaction() as connection:
            connection.execute(
                "update runs set finished_at = ?, added = ?, unchanged = ?, partial = ?, failed = ?, "
                "seconds = ? where id = ?",
                (
                    datetime.now(UTC).isoformat(timespec="seconds"),
                    added,
                    unchanged,
                    partial,
                    failed,
                    round(time.monotonic() - self.started, 3),
                    self.id,
                ),
            )
