"""Tell that memory ran out while a page was read: no fault of the file, and nothing to report."""

import re

from schemas.issues import Issue, IssueKind, Severity

# What OpenCV and ONNX say, who raise errors of their own.
_SAID = re.compile(r"insufficient memory|failed to allocate|bad_alloc|bad allocation", re.IGNORECASE)


def ran_out_of_memory(error: Exception) -> bool:
    """Return whether an error of Python, OpenCV or ONNX means that memory could not be had."""
    return isinstance(error, MemoryError) or _SAID.search(str(error)) is not None


def out_of_memory(number: int) -> Issue:
    """Return the issue of a page (1-based) that memory did not suffice for."""
    message = (
        f"Sidan {number}: minnet tog slut när den skulle läsas. Kör om med färre processer (--jobs 1), eller "
        "på en dator med mer minne."
    )
    return Issue(kind=IssueKind.OUT_OF_MEMORY, severity=Severity.ERROR, page=number, message=message)
