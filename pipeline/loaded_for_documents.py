"""Importing this loads what a process needs that reads whole documents: for the server of `process_pool`."""

from contextlib import suppress

from extractors.swedish_nlp import swedish_pipeline
from pipeline import run

__all__ = ["run"]

with suppress(Exception):  # told where a document is read
    swedish_pipeline()
