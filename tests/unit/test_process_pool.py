"""Reading processes share what their server loaded, and nothing of them outlives the pool."""

import os
import resource
from concurrent.futures.process import BrokenProcessPool

import pytest

from pipeline.process_pool import process_pool

LOADED = "'pipeline.run' in __import__('sys').modules"


def test_what_a_pool_asks_for_is_loaded_before_its_first_task() -> None:
    with process_pool(1, loaded=("pipeline.loaded_for_documents",)) as pool:
        assert pool.submit(eval, LOADED).result()
    with process_pool(1) as pool:
        assert not pool.submit(eval, LOADED).result()


def test_the_server_ends_with_the_pool_and_its_time_is_counted() -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    with process_pool(1, loaded=("pipeline.loaded_for_documents",)) as pool:
        server = pool.submit(eval, "__import__('os').getppid()").result()
        os.kill(server, 0)
    with pytest.raises(ProcessLookupError):
        os.kill(server, 0)
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime > before


def test_a_process_that_dies_is_told_and_the_next_pool_works() -> None:
    with process_pool(1) as pool, pytest.raises(BrokenProcessPool):
        pool.submit(eval, "__import__('os').kill(__import__('os').getpid(), 9)").result()
    with process_pool(1) as pool:
        assert pool.submit(eval, "6 * 7").result() == 42


def test_a_model_that_cannot_be_loaded_does_not_stop_the_server() -> None:
    with process_pool(1, loaded=("pipeline.no_such_module",)) as pool:
        assert pool.submit(eval, "6 * 7").result() == 42
