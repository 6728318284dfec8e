"""Readers of one file type each: bytes in, pages out. Only `sources_to_pages` calls them."""
