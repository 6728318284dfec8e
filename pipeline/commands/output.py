"""Data on stdout: UTF-8 not escaped, keys in the order they come, one newline at the end."""

import json
import sys
from typing import Any


def print_json(value: Any) -> None:
    """Print a value as JSON on stdout, whatever the locale says of its encoding."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    sys.stdout.buffer.write(text.encode("utf-8") + b"\n")
    sys.stdout.buffer.flush()
