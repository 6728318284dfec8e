"""Measuring: what the chain finds, misses and invents against documents whose content is known."""
