"""Call pdfium's functions with arguments made beforehand: several times as fast as ctypes' typed arguments.

ctypes asks a Python method about each argument whose type is declared. Undeclared, a number goes over as it
is (as a C `int`), an address only as a `Handle` or a reference: a bare `int` would lose its upper half.
"""

import ctypes
from itertools import repeat
from typing import Any

NUMBER = ctypes.c_int


class Handle(ctypes.c_void_p):
    """An address that goes over whole. A class of its own: ctypes makes plain numbers of its own one."""


def plain_call(function: Any, result: Any) -> Any:
    """Return the function of a bound library without declared arguments; `result` is `NUMBER` or `Handle`.

    Python's lock is kept meanwhile: pdfium may only be called by one thread at a time anyway.
    """
    address = ctypes.cast(function, ctypes.c_void_p).value
    assert address is not None
    return ctypes.PYFUNCTYPE(result)(address)


def handle_of(pointer: Any) -> Handle:
    """Return the address behind a typed pointer."""
    return ctypes.cast(pointer, Handle)


def parts_of(buffer: Any, size: int, count: int) -> list[Any]:
    """Return references to the first `count` parts of `size` bytes of a ctypes array."""
    return list(map(ctypes.byref, repeat(buffer), range(0, size * count, size)))
