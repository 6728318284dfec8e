"""Call pdfium's functions with plain addresses: several times as fast as with ctypes' typed arguments."""

import ctypes
from typing import Any

HANDLE = ctypes.c_void_p
NUMBER = ctypes.c_int


def plain_call(function: Any, result: Any, *arguments: Any) -> Any:
    """Return the function of a bound library with the types of result and arguments given.

    A pointer argument is then an address (`ctypes.addressof`, `numpy`'s `ctypes.data`, `address_of`).
    """
    address = ctypes.cast(function, HANDLE).value
    assert address is not None
    return ctypes.CFUNCTYPE(result, *arguments)(address)


def address_of(handle: Any) -> int | None:
    """Return the address behind a typed pointer."""
    return ctypes.cast(handle, HANDLE).value
