"""Builds the repair model from named data: `python -m pipeline.repair.train` (never run at inference)."""
