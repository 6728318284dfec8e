"""Importing this loads what a process needs that reads scans: for the server of `process_pool`."""

from contextlib import suppress

from pipeline import sources_to_pages
from pipeline.ocr.line_recogniser import find_recogniser
from pipeline.ocr.tesseract import find_engine
from pipeline.read.settings import ReadingSettings

__all__ = ["sources_to_pages"]

with suppress(Exception):  # a model that cannot be loaded is told where a page is read
    find_recogniser()
with suppress(Exception):  # so is a program that does not start
    find_engine(ReadingSettings().tesseract)
