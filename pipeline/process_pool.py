"""Processes that read documents, forked from one server that has loaded what all of them need.

Imports and models are half of what a short run costs; loaded in the server they are paid for once, and
its children share their memory. The server itself reads nothing and has no register open.
"""

import threading
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, suppress
from multiprocessing import forkserver, get_all_start_methods, get_context, parent_process
from multiprocessing.process import BaseProcess
from os import _exit

_METHOD = "forkserver" if "forkserver" in get_all_start_methods() else "spawn"  # Windows knows no fork


@contextmanager
def process_pool(jobs: int, *, loaded: tuple[str, ...] = ()) -> Iterator[ProcessPoolExecutor]:
    """Give a pool of `jobs` processes, in which the modules `loaded` are imported already.

    When it is left, the server ends too: nothing of a run outlives it, and its CPU time is the run's.
    """
    context = get_context(_METHOD)
    context.set_forkserver_preload(list(loaded))
    try:
        with ProcessPoolExecutor(max_workers=jobs, mp_context=context, initializer=_begin) as pool:
            yield pool
    finally:
        if _METHOD == "forkserver":
            _end_server()


def _end_server() -> None:
    """Wait for the server to end. Python has this for its own tests alone; without it, it ends by itself."""
    with suppress(AttributeError, ChildProcessError):
        forkserver._forkserver._stop()  # type: ignore[attr-defined]


def _begin() -> None:
    import cv2

    cv2.setNumThreads(1)  # the processes share the cores already; OpenCV's threads would only wait for them
    _end_with_main_process()


def _end_with_main_process() -> None:
    """End this helper when the main process is gone: killed, it cannot tell its helpers to stop."""

    def watch(main_process: BaseProcess) -> None:
        main_process.join()
        _exit(1)

    if (main_process := parent_process()) is not None:
        threading.Thread(target=watch, args=(main_process,), daemon=True).start()
