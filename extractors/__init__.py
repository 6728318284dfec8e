"""HOW a value is found in clean text: text in, matches out; no file, no database."""
