"""The register: one SQLite file. Opening, rows, linking, questions, export."""
