"""Gives degraded Swedish its letters back, and never touches what is right."""
