"""Reading page images: one adapter module per program, one module per step of preparation."""
